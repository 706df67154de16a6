/* SPDX-License-Identifier: Apache-2.0
 * sweep.h - generated cases, each done here and on the host's Linux side by side, and compared as soon as it is over (sweep.c). */
#ifndef TESTS_UNIT_SYSBPF_SWEEP_H
#define TESTS_UNIT_SYSBPF_SWEEP_H

#include "unit/sysbpf/world.h"

/* sweep_begin - two worlds; of the cases every `every`th is done, all of them where SWEEP is set in the environment.  Skips the test
 * where the host's bpf(2) cannot be used. */
void sweep_begin(u32 every);
/* sweep_end - fails the test where a case differed, and names the first. */
void sweep_end(void);
void sweep_case(void (*run)(struct world *world, const void *arg), const void *arg, const char *name);

/* Do the case in both worlds; the text says which one it is. */
#define SWEEP(run, arg, ...)                                                                       \
	do {                                                                                       \
		char name_[300];                                                                   \
		snprintf(name_, sizeof(name_), __VA_ARGS__);                                       \
		sweep_case(run, arg, name_);                                                       \
	} while (0)

/* sweep_room - memory of a world's own, SWEEP_ROOM bytes. */
enum { SWEEP_ROOM = 16384 };
u8 *sweep_room(const struct world *world);
/* sweep_btf - a descriptor of types: a number of 4 bytes. */
int sweep_btf(struct world *world);
/* sweep_note_bytes - what they are becomes an answer. */
void sweep_note_bytes(struct world *world, const void *bytes, u32 count);

#endif
