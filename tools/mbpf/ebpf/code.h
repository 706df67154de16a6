/* SPDX-License-Identifier: Apache-2.0
 * code.h - eBPF instructions over virtual registers, between lower.c and alloc.c. */
#ifndef MBPF_EBPF_CODE_H
#define MBPF_EBPF_CODE_H

#include "mbpf/ebpf/ir.h"

#define FIRST_VIRTUAL 11 /* below: R0 to R10 */

enum code_kind { C_PLAIN, C_WIDE /* 64-bit constant */, C_MAP, C_DATA, C_STRINGS, C_CALL, C_JUMP /* t, or else f */, C_EXIT };

struct code {
	u8 kind, opcode, args; /* args: of a call, R1 up to this one */
	u16 d, s;
	s16 off;
	s32 imm;
	s64 wide;
	u32 where;
};

/* A block of code: straight, up to a jump, an exit, or the way to t. */
struct cblock {
	struct code *code;
	u32 count, room;
	struct cblock *t, *f; /* no jump: t is next, NULL: none */
	u32 index, at, weight;
	bool cold, placed;
	u64 *live_out;
};

struct lowered {
	struct cc_state *c;
	struct fn *fn;
	struct cblock **blocks;
	u32 count, room;
	struct cblock *at;
	u32 regs;            /* with the virtual ones */
	u16 ctx, data, packet, end; /* context, global variables, the packet's ends */
	u32 scratch;         /* bytes of stack for arguments of helpers */
	u32 stack;           /* all of it */
	u32 where;
	u16 *color;
};

u16 code_temp(struct lowered *l);
struct code *code_add(struct lowered *l, struct cblock *b);
/* code_writes, code_reads - registers, as far as they are not fixed by the kind (a call's) */
bool code_writes(const struct code *i, u16 *d);
u32 code_reads(const struct code *i, u16 out[2]);
bool code_is_move(const struct code *i);
bool code_pure(const struct code *i);

/* alloc.c: real registers for all; spill.c: what has none lives in the stack */
void ebpf_allocate(struct lowered *l);
/* emit.c */
void ebpf_place(struct lowered *l, struct program *out);

#endif
