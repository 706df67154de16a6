/* SPDX-License-Identifier: Apache-2.0
 * decode.c - instruction to row of ops.def, and the structural check (RFC 9669 sections 3 to 5).
 *
 * The check demands of reserved fields exactly what Linux's verifier demands.  Values that are legal to encode but that
 * Linux's verifier refuses on other grounds (a constant division by zero, a shift past the width) pass: RFC 9669 gives
 * them a meaning, the interpreter has it, and refusing is the verifier's business. */
#include "isa/decode.h"

#if AXI_DEVICE
#define WORDS(name_, asm_, sym, group_, bits_)
#else
#define WORDS(name_, asm_, sym, group_, bits_) .name = name_, .mnemonic = asm_, .symbol = sym, .group = group_, .bits = bits_,
#endif
static const struct axi_op_row rows[AXI_OPS] = {
	[AXI_OP_BAD] = {WORDS("", "", "", "", 0) .value = 0},
#define OP(name_, opcode_, sel, val, shape_, bits_, asm_, sym, group_)                             \
	[AXI_OP_##name_] = {WORDS(#name_, asm_, sym, #group_, bits_) .value = val, .opcode = opcode_, \
			    .select = AXI_SEL_##sel, .shape = AXI_SHAPE_##shape_},
#include "isa/ops.def"
};

/* First row of each opcode; its further rows follow it directly.  Two first rows would be two initialisers: an error. */
static u32 first_row(u8 opcode)
{
	static const u8 first[256] = {
#define OP(name, opcode, sel, val, shape, bits, asm, sym, group) [opcode] = AXI_OP_##name,
#define OPV(name, opcode, sel, val, shape, bits, asm, sym, group)
#include "isa/ops.def"
	};
	u32 row = AXI_OP_BAD;

	if (!AXI_DEVICE)
		return first[opcode];
	while (++row < AXI_OPS && rows[row].opcode != opcode)
		;
	return row < AXI_OPS ? row : AXI_OP_BAD;
}
_Static_assert(AXI_OPS <= 256 && AXI_SHAPE_LD_IND < 64, "rows and shapes fit their fields");

const struct axi_op_row *axi_op_row(enum axi_op op)
{
	return &rows[op];
}

static s32 selector(const struct ax_insn *insn, u32 select)
{
	switch (select) {
	case AXI_SEL_OFF: return insn->off;
	case AXI_SEL_IMM: return insn->imm;
	case AXI_SEL_SRC: return insn->src;
	default: return 0;
	}
}

enum axi_op axi_op_of(const struct ax_insn *insn)
{
	u32 op = first_row(insn->opcode);
	s32 value = selector(insn, rows[op].select);

	for (; op != AXI_OP_BAD && op < AXI_OPS && rows[op].opcode == insn->opcode; op++)
		if (rows[op].select == AXI_SEL_ANY || rows[op].value == value)
			return (enum axi_op)op;
	return AXI_OP_BAD;
}

int axi_op_writes(enum axi_op op, const struct ax_insn *insn)
{
	switch (rows[op].shape) {
	case AXI_SHAPE_ALU_K:
	case AXI_SHAPE_ALU_X:
	case AXI_SHAPE_NEG:
	case AXI_SHAPE_MOVSX:
	case AXI_SHAPE_CAST: /* or none */
	case AXI_SHAPE_END:
	case AXI_SHAPE_LDDW:
	case AXI_SHAPE_LDX: return op == AXI_OP_BAD ? -1 : insn->dst;
	case AXI_SHAPE_FETCH: return insn->src;
	default: return -1;
	}
}

/* Fields that a shape uses; the others must be zero.  WRITES: dst is written, so it is not r10. */
enum { DST = 1, SRC = 2, OFF = 4, IMM = 8, WRITES = 16 };
enum {
	USED_ALU_K = DST | IMM | WRITES,
	USED_ALU_X = DST | SRC | WRITES,
	USED_NEG = DST | WRITES,
	USED_MOVSX = DST | SRC | WRITES,
	USED_END = DST | WRITES,
	USED_JA = OFF,
	USED_JA32 = IMM,
	USED_JMP_K = DST | IMM | OFF,
	USED_JMP_X = DST | SRC | OFF,
	USED_CALL = IMM,
	USED_EXIT = 0,
	USED_LDDW = DST | IMM | WRITES,
	USED_LDX = DST | SRC | OFF | WRITES,
	USED_ST = DST | OFF | IMM,
	USED_STX = DST | SRC | OFF,
	USED_ATOMIC = DST | SRC | OFF,
	USED_FETCH = DST | SRC | OFF,
	USED_CMPXCHG = DST | SRC | OFF,
	USED_MAY_GOTO = OFF,
	USED_CAST = DST | SRC | IMM | WRITES,
	USED_LD_ABS = IMM,
	USED_LD_IND = SRC | IMM,
};
static const u8 used_fields[] = {
#define USED(shape) [AXI_SHAPE_##shape] = USED_##shape
	USED(ALU_K), USED(ALU_X), USED(NEG), USED(MOVSX), USED(END), USED(JA), USED(JA32), USED(JMP_K), USED(JMP_X),
	USED(CALL), USED(EXIT), USED(LDDW), USED(LDX), USED(ST), USED(STX), USED(ATOMIC), USED(FETCH), USED(CMPXCHG),
	USED(LD_ABS), USED(LD_IND), USED(MAY_GOTO),
#ifndef AX_SMALL
	USED(CAST),
#endif
};

/* The fields of each opcode whose first row is the one with zero in its selecting field, as nearly all are: PLAIN and
 * what its shape uses.  0: look closer. */
enum { PLAIN = 32 };
#define IS_PLAIN(sel, val, shape)                                                                   \
	(AXI_SEL_##sel != AXI_SEL_IMM && !(val) && AXI_SHAPE_##shape != AXI_SHAPE_LDDW &&           \
	 AXI_SHAPE_##shape != AXI_SHAPE_MAY_GOTO && AXI_SHAPE_##shape != AXI_SHAPE_LD_ABS && AXI_SHAPE_##shape != AXI_SHAPE_LD_IND)
static const u8 plain[256] = {
#define OP(name, opcode, sel, val, shape, bits, asm, sym, group)                                    \
	[opcode] = IS_PLAIN(sel, val, shape) ? PLAIN | USED_##shape : 0,
#define OPV(name, opcode, sel, val, shape, bits, asm, sym, group)
#include "isa/ops.def"
};

/* The bits of the fields that are not used, by the used ones (the engine runs on little-endian hosts). */
#define ZERO(used)                                                                                  \
	(((used)&DST ? 0 : UINT64_C(0xf) << 8) | ((used)&SRC ? 0 : UINT64_C(0xf) << 12) |           \
	 ((used)&OFF ? 0 : UINT64_C(0xffff) << 16) | ((used)&IMM ? 0 : UINT64_C(0xffffffff) << 32))
static const u64 zero[16] = {
	ZERO(0), ZERO(1), ZERO(2),  ZERO(3),  ZERO(4),  ZERO(5),  ZERO(6),  ZERO(7),
	ZERO(8), ZERO(9), ZERO(10), ZERO(11), ZERO(12), ZERO(13), ZERO(14), ZERO(15),
};

/* Is it a plain instruction without fault?  False: axi_insn_problem knows. */
static inline __attribute__((always_inline)) bool is_plain(const struct ax_insn *insn)
{
	u32 used = plain[insn->opcode];
	u64 raw;

	__builtin_memcpy(&raw, insn, sizeof(raw)); /* in line also where memcpy is no built-in */
	return used && !(raw & zero[used & 15]) && insn->dst <= (used & WRITES ? AX_R9 : AX_R10) && insn->src <= AX_R10;
}

u32 axi_plain_run(const struct ax_insn *insn, u32 left)
{
	u32 n = 0;

	while (n < left && (insn[n].opcode & 7u) - AX_JMP > AX_JMP32 - AX_JMP && is_plain(&insn[n]))
		n++;
	return n;
}

/* What is wrong with an instruction, and its words. */
enum problem { NO_PROBLEM, OPCODE, OFF_MEANS, IMM_MEANS, SRC_MEANS, LEGACY, COUNTED, DST_SET, SRC_SET, OFF_SET, IMM_SET, NO_REGISTER, READ_ONLY,
	       SECOND_MISSING, SECOND_FIELDS, SECOND_IMM, CAST };

static enum problem reserved_problem(const struct axi_op_row *row, const struct ax_insn *insn)
{
	u32 used = used_fields[row->shape];

	if (!(used & DST) && insn->dst)
		return DST_SET;
	if (!(used & SRC) && row->select != AXI_SEL_SRC && insn->src)
		return SRC_SET;
	if (!(used & OFF) && row->select != AXI_SEL_OFF && insn->off)
		return OFF_SET;
	if (!(used & IMM) && row->select != AXI_SEL_IMM && insn->imm)
		return IMM_SET;
	return NO_PROBLEM;
}

static enum problem second_slot_problem(enum axi_op op, const struct ax_insn *insn, u32 left)
{
	if (left < 2)
		return SECOND_MISSING;
	if (insn[1].opcode || insn[1].dst || insn[1].src || insn[1].off)
		return SECOND_FIELDS;
	return (op == AXI_OP_lddw_map_fd || op == AXI_OP_lddw_map_idx) && insn[1].imm ? SECOND_IMM : NO_PROBLEM;
}

static enum problem find_problem(const struct ax_insn *insn, u32 left)
{
	enum axi_op op = axi_op_of(insn);
	const struct axi_op_row *row = &rows[op];
	enum problem problem;

	if (op == AXI_OP_BAD)
		return OPCODE + rows[first_row(insn->opcode)].select;
	if (row->shape == AXI_SHAPE_LD_ABS || row->shape == AXI_SHAPE_LD_IND)
		return LEGACY;
	if (row->shape == AXI_SHAPE_MAY_GOTO)
		return COUNTED;
	if (AXI_ARENAS && row->shape == AXI_SHAPE_CAST)
		return axi_casts(insn) ? CAST : IMM_MEANS;
	problem = reserved_problem(row, insn);
	if (problem)
		return problem;
	if (insn->dst > AX_R10 || (row->select != AXI_SEL_SRC && insn->src > AX_R10))
		return NO_REGISTER;
	if (axi_op_writes(op, insn) == AX_R10)
		return READ_ONLY;
	return row->shape == AXI_SHAPE_LDDW ? second_slot_problem(op, insn, left) : NO_PROBLEM;
}

bool axi_writes_r10(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7;

	/* stores write none, and are many; an atomic operation may write its source: no other check looks for that one */
	if (insn->opcode == AX_OP_LDDW || class == AX_ST || class == AX_STX)
		return false;
	return find_problem(insn, 1) == READ_ONLY;
}

const char *axi_insn_problem(const struct ax_insn *insn, u32 left)
{
	static const char *const words[] = {
		[OPCODE] = "unknown opcode",
		[OFF_MEANS] = "off has no meaning here",
		[IMM_MEANS] = "imm has no meaning here",
		[SRC_MEANS] = "src has no meaning here",
		[LEGACY] = "legacy packet access is not supported",
		[COUNTED] = "may_goto is not supported",
#ifndef AX_SMALL
		[CAST] = "addr_space_cast is not supported",
#endif
		[DST_SET] = "dst is reserved and must be 0",
		[SRC_SET] = "src is reserved and must be 0",
		[OFF_SET] = "off is reserved and must be 0",
		[IMM_SET] = "imm is reserved and must be 0",
		[NO_REGISTER] = "no such register",
		[READ_ONLY] = "r10 is read-only",
		[SECOND_MISSING] = "the second slot of a 64-bit immediate is missing",
		[SECOND_FIELDS] = "the second slot of a 64-bit immediate has fields other than imm",
		[SECOND_IMM] = "imm of the second slot is reserved and must be 0",
	};

	return words[find_problem(insn, left)];
}

/* Is it a 64-bit load of a map, as loaders number maps, without fault? */
static bool is_map_load(const struct ax_insn *insn, u32 left)
{
	u64 second;

	if (insn->opcode != AX_OP_LDDW || insn->src != AX_PSEUDO_MAP_IDX || insn->dst >= AX_R10 || insn->off || left < 2)
		return false;
	__builtin_memcpy(&second, insn + 1, sizeof(second));
	return !second;
}

int ax_insn_check(const struct ax_insn *insn, uint32_t left)
{
	if (!AXI_DEVICE && is_plain(insn)) /* what most are, quickly */
		return 1;
	if (!AXI_DEVICE && is_map_load(insn, left))
		return 2;
	if (find_problem(insn, left))
		return -AX_EINVAL;
	return insn->opcode == AX_OP_LDDW ? 2 : 1;
}

u8 axi_cond_negated(u32 op)
{
	switch (op) {
	case AX_JEQ: return AX_JNE;
	case AX_JNE: return AX_JEQ;
	case AX_JGT: return AX_JLE;
	case AX_JLE: return AX_JGT;
	case AX_JGE: return AX_JLT;
	case AX_JLT: return AX_JGE;
	case AX_JSGT: return AX_JSLE;
	case AX_JSLE: return AX_JSGT;
	case AX_JSGE: return AX_JSLT;
	case AX_JSLT: return AX_JSGE;
	default: return 0;
	}
}

u32 axi_cond_swapped(u32 op)
{
	switch (op) {
	case AX_JGT: return AX_JLT;
	case AX_JLT: return AX_JGT;
	case AX_JGE: return AX_JLE;
	case AX_JLE: return AX_JGE;
	case AX_JSGT: return AX_JSLT;
	case AX_JSLT: return AX_JSGT;
	case AX_JSGE: return AX_JSLE;
	case AX_JSLE: return AX_JSGE;
	default: return op;
	}
}
