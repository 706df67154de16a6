/* SPDX-License-Identifier: Apache-2.0
 * gen.h - what the rooms of the generator share: gen.c, which puts programs together, and one room for each kind of part.
 * gen_more.c is only for rigs with a world for it. */
#ifndef TESTS_VERIFY_FUZZ_GEN_H
#define TESTS_VERIFY_FUZZ_GEN_H

#include "verify-fuzz/fuzz.h"

enum kind { NOTHING, NUMBER, CTX, STACK, VALUE, MAYBE_VALUE, RECORD, MAYBE_RECORD };

struct gen {
	struct fuzz_program *p;
	u8 kind[AX_REGS], map[AX_REGS];
	u32 depth;             /* of nested parts */
	u32 calls[8], call_count; /* calls whose function is still to come */
	struct {
		u32 at, map;   /* the load of its address; the map, or FUZZ_MAPS: bpf_loop's, or MAP_TIMER: a timer's */
		u32 depth;     /* of callbacks around it */
		bool pointer;  /* the place that it gets begins with a pointer */
	} callback[8];
	u32 callbacks, callback_depth; /* 0: not in one */
	u32 pointer[8], pointers; /* calls of the function that gives pointers, which comes last */
	struct {
		u32 at, fn;
	} site[24];            /* gen_calls.c: calls whose function is still to come, */
	u32 sites;
	struct {
		u32 at, kind;
	} own_site[24];        /* gen_own.c: the same */
	u32 own_sites;
	u32 other_way;         /* and bits of functions that do the other of two things */
	bool in_function;
	u64 seed;              /* that the functions begin with */
	u32 theme;             /* what there is most of, a number of fuzz_more->part's */
};

/* struct fuzz_more - packets and callbacks: set by a rig that has them; else NULL. */
struct fuzz_more {
	void (*part)(struct gen *g);
	void (*end)(struct gen *g); /* the functions that helpers call */
};
extern const struct fuzz_more *fuzz_more, fuzz_packets_and_callbacks;

/* gen_more.c: a call of bpf_loop or bpf_for_each_map_elem, and at the end the functions that are called. */
void gen_callback(struct gen *g);
void gen_bodies(struct gen *g);

/* gen.c */
void gen_seed(struct gen *g, u32 n); /* function n is the same each time that it is generated for this program */
void gen_has(struct gen *g, enum feature f);
void gen_put(struct gen *g, u32 opcode, u32 dst, u32 src, s32 off, s32 imm);
void gen_set(struct gen *g, u32 r, enum kind kind, u32 map);
u32 gen_reg_of(struct gen *g, enum kind kind); /* AX_REGS: there is none */
u32 gen_number(struct gen *g);                 /* a register with a number */
bool gen_wild(void);                           /* now and then: forget the rules */
s32 gen_immediate(void);
u32 gen_free_reg(struct gen *g);               /* one that may be overwritten */
void gen_part(struct gen *g);

/* gen_number.c */
void gen_fresh_number(struct gen *g);
void gen_alu(struct gen *g);
u32 gen_jump(void);                            /* an opcode */
void gen_guard(struct gen *g, u32 code, u32 r, s32 imm); /* leave when it holds */
void gen_bound(struct gen *g, u32 r);          /* make a number small */
s32 gen_spill_slot(void);

/* gen_memory.c */
u32 gen_value_size(const struct gen *g, u32 r);
void gen_access(struct gen *g, u32 base, s32 off);
void gen_indexed(struct gen *g);
void gen_stack_access(struct gen *g);
void gen_plain_access(struct gen *g);
void gen_context_access(struct gen *g);
void gen_direct_value(struct gen *g);

/* gen_helper.c */
void gen_after_call(struct gen *g, enum kind result, u32 map);
void gen_load_map(struct gen *g, u32 r, u32 map);
void gen_null_check(struct gen *g, u32 r);
void gen_lookup(struct gen *g);
void gen_null_confusion(struct gen *g);
void gen_overwritten_spill(struct gen *g);
void gen_stale_argument(struct gen *g);
void gen_record(struct gen *g);
void gen_sized_call(struct gen *g);
void gen_update(struct gen *g);

/* gen_loop.c */
void gen_branch(struct gen *g);
void gen_loop(struct gen *g);
void gen_moving_loop(struct gen *g);
void gen_sum_loop(struct gen *g);
void gen_tied_loop(struct gen *g);

/* gen_objects.c, gen_kfunc.c, for rigs with a world for it */
void gen_objects(struct gen *g);
void gen_kfuncs(struct gen *g);
void gen_called_back(struct gen *g); /* in what helpers call */
void gen_pointer_function(struct gen *g);

/* gen_state.c, gen_later.c, likewise */
void gen_state(struct gen *g);
void gen_arithmetic(struct gen *g);
void gen_later(struct gen *g);
void gen_timer_again(struct gen *g); /* in a timer's function */

/* gen_calls.c, likewise */
void gen_calls(struct gen *g);
void gen_call_functions(struct gen *g);

/* gen_own.c, likewise */
void gen_own(struct gen *g);
void gen_own_functions(struct gen *g);

#endif
