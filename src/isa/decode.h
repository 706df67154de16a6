/* SPDX-License-Identifier: Apache-2.0
 * decode.h - which row of ops.def an instruction is, and what is wrong with one that is none. */
#ifndef ISA_DECODE_H
#define ISA_DECODE_H

#include <axiom/insn.h>
#include "base/profile.h"
#include "base/types.h"

enum axi_op {
	AXI_OP_BAD,
#define OP(name, opcode, sel, val, shape, bits, asm, sym, group) AXI_OP_##name,
#include "isa/ops.def"
	AXI_OPS
};

/* The field that tells the rows of one opcode apart. */
enum axi_select { AXI_SEL_ANY, AXI_SEL_OFF, AXI_SEL_IMM, AXI_SEL_SRC };

/* What the fields of an instruction mean.  Fields not named are reserved: zero.  (w) is written, (rw) read and written. */
enum axi_shape {
	AXI_SHAPE_ALU_K,   /* dst(rw; mov: w), imm */
	AXI_SHAPE_ALU_X,   /* dst(rw; mov: w), src */
	AXI_SHAPE_NEG,     /* dst(rw) */
	AXI_SHAPE_MOVSX,   /* dst(w), src; off is the source's width */
	AXI_SHAPE_END,     /* dst(rw); imm is the operand's width */
	AXI_SHAPE_JA,      /* off */
	AXI_SHAPE_JA32,    /* imm */
	AXI_SHAPE_JMP_K,   /* dst, imm, off */
	AXI_SHAPE_JMP_X,   /* dst, src, off */
	AXI_SHAPE_CALL,    /* imm; src is the kind */
	AXI_SHAPE_EXIT,
	AXI_SHAPE_LDDW,    /* dst(w), imm, imm of the second slot; src is the kind */
	AXI_SHAPE_LDX,     /* dst(w), [src + off] */
	AXI_SHAPE_ST,      /* [dst + off], imm */
	AXI_SHAPE_STX,     /* [dst + off], src */
	AXI_SHAPE_ATOMIC,  /* [dst + off], src */
	AXI_SHAPE_FETCH,   /* [dst + off], src(rw) */
	AXI_SHAPE_CMPXCHG, /* [dst + off], src, r0(rw) */
	AXI_SHAPE_MAY_GOTO, /* off */
	AXI_SHAPE_LD_ABS,  /* imm; r0(w) */
	AXI_SHAPE_LD_IND,  /* src, imm; r0(w) */
	AXI_SHAPE_CAST,    /* dst(w), src; imm is AX_CAST_KERNEL or AX_CAST_USER; not in small builds */
};

/* struct axi_op_row - a row of ops.def. */
struct axi_op_row {
#if !AXI_DEVICE
	const char *name, *mnemonic, *symbol, *group;
#endif
	u8 value;     /* of the selecting field */
	u8 opcode;
	u8 select : 2; /* enum axi_select */
	u8 shape : 6;  /* enum axi_shape */
#if !AXI_DEVICE
	u8 bits;
#endif
};

/* axi_op_row - `op` below AXI_OPS; AXI_OP_BAD has an empty row. */
const struct axi_op_row *axi_op_row(enum axi_op op);
/* axi_op_of - the row; AXI_OP_BAD for an unknown opcode or an unknown value of the selecting field.  Reserved fields
 * are not looked at: that is ax_insn_check's work. */
enum axi_op axi_op_of(const struct ax_insn *insn);
/* axi_op_writes - register that a row writes through its fields (dst or, for fetching atomics, src; r0 of cmpxchg and
 * of calls is not a field), or -1. */
int axi_op_writes(enum axi_op op, const struct ax_insn *insn);
/* axi_moves_r10 - an instruction of one slot, right but for its destination, which is r10: only where it is never run. */
bool axi_writes_r10(const struct ax_insn *insn); /* of those with r10 as destination */
static inline bool axi_moves_r10(const struct ax_insn *insn)
{
	return insn->dst == AX_R10 && axi_writes_r10(insn);
}
/* axi_plain_run - how many instructions from `insn` on, of the `left` that there are, have one slot and no fault and neither jump nor call:
 * not more than there are, but perhaps less. */
u32 axi_plain_run(const struct ax_insn *insn, u32 left);
/* axi_casts - is it a valid addr_space_cast, which ax_insn_check does not take?  Only verified programs have it. */
static inline bool axi_casts(const struct ax_insn *insn)
{
	return AXI_ARENAS && insn->opcode == (AX_ALU64 | AX_MOV | AX_X) && insn->off == AX_CAST && insn->dst < AX_R10 && insn->src <= AX_R10 &&
	       (insn->imm == AX_CAST_KERNEL || insn->imm == AX_CAST_USER);
}
/* axi_cond_negated - the comparison that holds just when `op` (AX_JEQ ...) does not; 0: there is none (AX_JSET).  axi_cond_swapped - the one
 * that says the same with its sides changed. */
u8 axi_cond_negated(u32 op);
u32 axi_cond_swapped(u32 op);
/* axi_insn_problem - NULL when ax_insn_check accepts, otherwise one line that says why it does not. */
const char *axi_insn_problem(const struct ax_insn *insn, u32 left);

#endif
