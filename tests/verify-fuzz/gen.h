/* SPDX-License-Identifier: Apache-2.0
 * gen.h - what the rooms of the generator share: gen.c, and gen_more.c, which only rigs with a world for it use. */
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
		u32 at, map;   /* the load of its address; the map, or FUZZ_MAPS: bpf_loop's */
	} callback[4];
	u32 callbacks;
	bool in_function;
};

/* struct fuzz_more - packets and callbacks: set by a rig that has them; else NULL. */
struct fuzz_more {
	void (*part)(struct gen *g);
	void (*end)(struct gen *g); /* the functions that helpers call */
};
extern const struct fuzz_more *fuzz_more, fuzz_packets_and_callbacks;

void gen_put(struct gen *g, u32 opcode, u32 dst, u32 src, s32 off, s32 imm);
void gen_set(struct gen *g, u32 r, enum kind kind, u32 map);
u32 gen_reg_of(struct gen *g, enum kind kind); /* AX_REGS: there is none */
u32 gen_number(struct gen *g);                 /* a register with a number */
bool gen_wild(void);                           /* now and then: forget the rules */
u32 gen_jump(void);
s32 gen_immediate(void);
void gen_bound(struct gen *g, u32 r);          /* make a number small */
void gen_access(struct gen *g, u32 base, s32 off);
void gen_after_call(struct gen *g, enum kind result, u32 map);
void gen_part(struct gen *g);

#endif
