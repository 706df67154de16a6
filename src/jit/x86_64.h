/* SPDX-License-Identifier: Apache-2.0
 * x86_64.h - inside the generator for x86-64: x86_64_encode.c writes instructions, x86_64_alu.c has what computes and
 * goes to memory, x86_64.c the rest: registers, frames, calls, jumps. */
#ifndef JIT_X86_64_H
#define JIT_X86_64_H

#include "jit/code.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, X86_NO_REG };
enum { X86_TMP = R10, X86_TMP2 = R11, X86_RUN = R9, X86_BUDGET = R12 };
static const u8 x86_reg_of[AXI_JIT_REGS] = {RAX, RDI, RSI, RDX, RCX, R8, RBX, R13, R14, R15, RBP, X86_TMP, R12, R11, R9, RBP};
enum { SPARE_R12 = AXI_REG_SPARE, SPARE_R11, SPARE_R9, SPARE_RBP };
enum { X86_ARENA_BASE = SPARE_R11 }; /* X86_TMP2, by its number in x86_reg_of: programs that access arenas have no registers to spare */

/* The second byte of "0f 8x", less 0x80; by condition. */
enum { X86_CC_B = 2, X86_CC_AE = 3, X86_CC_E = 4, X86_CC_NE = 5 };
static inline u8 x86_cc_of(u8 cond)
{
	switch (cond) {
	case AX_JEQ:
	case AXI_NSET: return X86_CC_E;
	case AX_JNE:
	case AX_JSET: return X86_CC_NE;
	case AX_JGT: return 7;
	case AX_JGE: return X86_CC_AE;
	case AX_JLT: return X86_CC_B;
	case AX_JLE: return 6;
	case AX_JSGT: return 15;
	case AX_JSGE: return 13;
	case AX_JSLT: return 12;
	default: return 14; /* AX_JSLE */
	}
}

/* --- encoding --- */

static inline void x86_put8(struct axi_jit_state *s, u32 byte)
{
	axi_put(s, byte, 1);
}

enum { X86_W = 1, X86_BYTE_REG = 2, X86_PREFIX_66 = 4, X86_LOCK = 8, X86_BYTE_RM = 16 };

void axi_x86_prefixes(struct axi_jit_state *s, u32 how, u32 reg, u32 index, u32 rm);
/* op reg, rm */
void axi_x86_rr(struct axi_jit_state *s, u32 how, u32 op, u32 reg, u32 rm);

struct x86_address {
	u32 base, index, scale;
	s32 disp;
};

/* op reg, [address]; mem: [base + disp] */
void axi_x86_rm(struct axi_jit_state *s, u32 how, u32 op, u32 reg, const struct x86_address *at);
void axi_x86_mem(struct axi_jit_state *s, u32 how, u32 op, u32 reg, u32 base, s32 disp);
/* VEX-encoded op of BMI2: dst, rm, third */
void axi_x86_vex(struct axi_jit_state *s, bool wide, u32 map, u32 pp, u32 op, u32 dst, u32 from, u32 third);
void axi_x86_mov(struct axi_jit_state *s, u32 to, u32 from);
void axi_x86_mov32(struct axi_jit_state *s, u32 to, u32 from);
void axi_x86_mov_imm(struct axi_jit_state *s, u32 to, s64 imm);
/* The eight operations of opcode group 1, by their number: 0 add, 1 or, 4 and, 5 sub, 6 xor, 7 cmp. */
void axi_x86_group1(struct axi_jit_state *s, bool wide, u32 number, u32 reg, s32 imm);
void axi_x86_push(struct axi_jit_state *s, u32 reg);
void axi_x86_pop(struct axi_jit_state *s, u32 reg);
void axi_x86_move_sp(struct axi_jit_state *s, s32 by);

/* Short jumps inside one operation. */
static inline size_t x86_hop(struct axi_jit_state *s, u32 op)
{
	x86_put8(s, op);
	x86_put8(s, 0);
	return s->at;
}
#define X86_HOP_CC(cc) (0x70 | (cc))
#define X86_HOP        0xeb

static inline void x86_hop_here(struct axi_jit_state *s, size_t from)
{
	if (s->at <= s->size)
		s->out[from - 1] = (u8)(s->at - from);
}

static inline void x86_hop_back(struct axi_jit_state *s, u32 op, size_t to)
{
	x86_put8(s, op);
	x86_put8(s, (u8)(to - (s->at + 1)));
}

/* x86_64.c: r10 has no register, what it is the base of is addressed from rsp, so many bytes higher: then rbp is to spare. */
static inline bool axi_x86_frame_by_sp(const struct axi_jit_state *s)
{
	return s->used >> AX_R10 & s->used >> SPARE_RBP & 1;
}
/* x86_64_alu.c: the operations that compute or go to memory. */
typedef void axi_x86_emitter(struct axi_jit_state *s, const struct axi_jop *op);
axi_x86_emitter axi_x86_alu, axi_x86_ext, axi_x86_swap, axi_x86_mulhi, axi_x86_add_sign, axi_x86_const, axi_x86_lea, axi_x86_load,
	axi_x86_store, axi_x86_atomic;

#endif
