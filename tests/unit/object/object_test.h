/* SPDX-License-Identifier: Apache-2.0
 * object_test.h - shared by the object loader's tests: files, an arena big enough, opening with a message. */
#ifndef TESTS_UNIT_OBJECT_TEST_H
#define TESTS_UNIT_OBJECT_TEST_H

#include <axiom/object.h>
#include "unit/test.h"

/* An opened object with all that it stands on; object_close frees it. */
struct opened {
	struct ax_object object;
	struct ax_object_error error;
	struct ax_arena arena;
	uint8_t *file;
	size_t size;
};

/* object_file - contents of build/bpf/NAME in memory of exactly that size (so that ASan sees every overrun). */
uint8_t *object_file(const char *name, size_t *size);
/* object_open - open build/bpf/NAME, or fail the test with the reader's message. */
void object_open(struct opened *o, const char *name);
void object_close(struct opened *o);
const struct ax_object_prog *object_prog(const struct opened *o, const char *name);
int object_map(const struct opened *o, const char *name); /* index */
/* object_count - how many instructions have this opcode and source register */
uint32_t object_count(const struct ax_object_prog *prog, uint8_t opcode, uint8_t src);

#endif
