/* SPDX-License-Identifier: Apache-2.0
 * fuzz.h - random programs against the verifier: what generator (gen.c), executor (world.c) and judge (fuzz.c) share.
 *
 * All programs see the same maps and one of two contexts; world.c makes them out of memory that it watches. */
#ifndef TESTS_VERIFY_FUZZ_H
#define TESTS_VERIFY_FUZZ_H

#include <axiom/map.h>
#include <axiom/types.h>
#include <axiom/verify.h>
#include "base/types.h"

#define FUZZ_INSNS 512
/* The first FUZZ_MAPS are for every rig; programs of rigs with a world for them have FUZZ_ALL, those with structures of their own
 * one more (FUZZ_OWN_ALL); another one is in MAP_OUTER. */
enum { MAP_ARRAY, MAP_HASH, MAP_RO, MAP_WO, MAP_ONE, MAP_RING, FUZZ_MAPS, MAP_LOCK = FUZZ_MAPS, MAP_OUTER, MAP_TWIN, MAP_PROGS, MAP_TIMER, FUZZ_ALL, MAP_OWN = FUZZ_ALL, FUZZ_OWN_ALL, MAP_INNER = FUZZ_OWN_ALL, FUZZ_SPECS };
extern const struct ax_map_spec fuzz_maps[FUZZ_SPECS];
extern const struct ax_map_facts fuzz_facts[FUZZ_OWN_ALL];
#define FUZZ_LOCK_AT 8   /* in values of MAP_LOCK */
#define FUZZ_TIMER_AT 16 /* in values of MAP_TIMER */
extern const struct ax_types fuzz_types; /* two structures of the system: numbers up to byte 64, then pointers to structures */
#define FUZZ_STRUCT 128
/* of the program's own: the types, and OWN_TASK, which is the system's */
enum { OWN_NODE = 1, OWN_LEAF, OWN_BOX, OWN_ITEM, OWN_VALUE, OWN_TASK };
extern const struct ax_own_types fuzz_own_types;

/* what programs have in them */
enum feature {
#define FEATURE(name, text) HAS_##name,
#include "verify-fuzz/features.def"
	FEATURES
};

struct fuzz_program {
	struct ax_insn insn[FUZZ_INSNS];
	u32 count, type;
	u64 features;          /* a bit for each */
	bool sleepable;
};

/* random numbers: a seed gives the same program and the same runs everywhere */
extern u64 fuzz_seed;
u64 fuzz_random(void);
u32 fuzz_pick(u32 n);         /* 0 .. n-1 */
u64 fuzz_odd_number(void);    /* one near something that matters */

/* fuzz_generate - a program that is mostly valid.
 * fuzz_grow - one that `accepts` says yes to, part by part: parts that it refuses are taken away again. */
void fuzz_generate(struct fuzz_program *out);
void fuzz_grow(struct fuzz_program *out, bool (*accepts)(const struct fuzz_program *program));
extern u32 fuzz_type; /* of all programs; 0: of any that there is a world for */
/* fuzz_mutate - change a field or two. */
void fuzz_mutate(struct fuzz_program *program);

/* fuzz_run - run an accepted program `runs` times on random inputs in the checking interpreter.
 * NULL, or what it did that a verified program cannot do. */
const char *fuzz_run(const struct fuzz_program *program, const struct ax_verdict *verdict, u32 runs);
extern u64 fuzz_executed;
extern bool fuzz_device;   /* programs of a type that microcontrollers have */
extern bool fuzz_kfuncs;   /* programs call kernel functions, too (and compare pointers) */
extern bool fuzz_calls;    /* ... and exchange what they hold, and lend what they have, in functions */
extern bool fuzz_own;      /* programs own structures, mostly, and may sleep */
extern bool fuzz_certified; /* fuzz_run is of what was accepted with a certificate */
extern bool fuzz_no_leaks;  /* no address may be seen outside */
extern bool fuzz_embedded; /* fuzz_run also wants each state of main in one that fuzz_states_of has seen */

/* embed.c: fuzz_states_of - verify the program and keep its states; false: refused, or too many.
 * fuzz_state_known - do main's registers and stack lie in a state that the verifier had at `pc`? */
bool fuzz_states_of(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *verdict, bool summaries);
bool fuzz_state_known(u32 pc, const u64 *regs);

#endif
