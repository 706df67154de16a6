/* SPDX-License-Identifier: Apache-2.0
 * lanes.c - loads of adjacent bytes that are shifted and or-ed together become one wider load.
 *
 * Compilers read what need not be aligned (packed structures, numbers in packets) in pieces:
 *   ldx a, u8 [b + 1]; lsh a, 8; ldx d, u8 [b + 0]; or d, a          d = u16 [b + 0]
 * in whatever order, and the other way round where the number is big-endian: then the load's bytes are swapped.
 *
 * A run of loads through one register, shifts, ors and copies is followed from its first load; of each register it is known
 * which byte of memory each of its eight bytes is.  Where a register is a whole number after an or, and all else that the run
 * wrote is dead, the run is one load: the longest such run is taken.  Every byte that is loaded then was loaded before, so it
 * is where the verifier has proven memory, and no store lies between.  Anything else ends the run, a way in does, too. */
#include "jit/code.h"

enum { LONGEST = 48, PIECES = 8 }; /* instructions, loads among them: more cannot be of use, and each load may begin a run */
enum { CENTRE = 0x80 };    /* a lane is the byte's distance from the first load, and this; 0: the byte is zero */
#define EACH  0x0101010101010101u
#define COUNT 0x0706050403020100u

/* What the run knows.  `lanes` counts for registers in `known`; those are the ones that it has written. */
struct lanes {
	u64 of[AXI_JIT_REGS];
	u32 known;
	u8 base;
	s32 off;               /* of the first load */
};

static u64 low_bytes(u64 value, u32 bytes)
{
	return bytes == 8 ? value : value & (((u64)1 << 8 * bytes) - 1);
}

static bool meet(u64 a, u64 b)
{
	for (u32 i = 0; i < 64; i += 8)
		if ((a >> i & 0xff) && (b >> i & 0xff))
			return true;
	return false;
}

static bool do_load(struct lanes *l, const struct ax_insn *insn)
{
	u32 bytes = (insn->opcode & 0x18) == AX_B ? 1 : (insn->opcode & 0x18) == AX_H ? 2 : 4;
	s32 lane = insn->off - l->off + CENTRE;

	if ((insn->opcode & 0xe0) != AX_MEM || (insn->opcode & 0x18) == AX_DW || insn->src != l->base ||
	    l->known >> l->base & 1 || lane < 1 || lane > 0xf0)
		return false;
	l->of[insn->dst] = low_bytes((u64)lane * EACH + COUNT, bytes);
	l->known |= 1u << insn->dst;
	return true;
}

static bool do_alu(struct lanes *l, const struct ax_insn *insn)
{
	u32 operation = insn->opcode & 0xf0, bytes = (insn->opcode & 7) == AX_ALU ? 4 : 8;
	bool by_register = insn->opcode & AX_X;
	u64 a = l->of[insn->dst], b = l->of[insn->src];

	if (by_register && !(l->known >> insn->src & 1))
		return false;
	if (operation == AX_MOV && by_register && !insn->off) {
		a = b;
	} else if (!(l->known >> insn->dst & 1)) {
		return false;
	} else if (operation == AX_OR && by_register) {
		if (meet(a, b))
			return false;
		a |= b;
	} else if (operation == AX_LSH && !by_register && insn->imm > 0 && insn->imm < 8 * (s32)bytes && !(insn->imm & 7)) {
		a <<= insn->imm;
	} else {
		return false;
	}
	l->of[insn->dst] = low_bytes(a, bytes);
	l->known |= 1u << insn->dst;
	return true;
}

/* Is it one number of 2, 4 or 8 bytes, in either order? */
static bool is_number(const struct lanes *l, u64 lanes, struct axi_jop *op)
{
	for (u32 bytes = 2; bytes <= 8; bytes *= 2) {
		u64 first = lanes & 0xff, last = lanes >> (8 * bytes - 8) & 0xff;
		u64 up = low_bytes(first * EACH + COUNT, bytes);
		u64 down = __builtin_bswap64(low_bytes(last * EACH + COUNT, bytes)) >> (64 - 8 * bytes);
		s64 off;

		if (!first || !last || (lanes != up && lanes != down))
			continue;
		off = (s64)l->off + (s64)(lanes == up ? first : last) - CENTRE;
		if (off != (s16)off)
			return false;
		op->off = (s32)off;
		op->bits = (u8)(8 * bytes);
		op->swaps = lanes != up;
		return true;
	}
	return false;
}

static bool is_load(const struct ax_insn *insn)
{
	return (insn->opcode & 7) == AX_LDX;
}

bool axi_jit_join_lanes(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	struct lanes l = {.base = s->insns[at].src, .off = s->insns[at].off};
	bool found = false;
	u32 loads = 0;

	if (!s->target->unaligned)
		return false;
	for (u32 i = at; i < s->count && i < at + LONGEST && (i == at || !(s->flags[i] & (AXI_FLAG_TARGET | AXI_FLAG_SECOND))); i++) {
		const struct ax_insn *insn = &s->insns[i];
		u32 class = insn->opcode & 7;

		if (class != AX_ALU && class != AX_ALU64 ? !is_load(insn) || ++loads > PIECES || !do_load(&l, insn) : !do_alu(&l, insn))
			break;
		if ((insn->opcode & 0xf0) != AX_OR || is_load(insn) || (s->live[i] & l.known & ~(1u << insn->dst)) ||
		    !is_number(&l, l.of[insn->dst], op))
			continue;
		op->kind = AXI_J_LOAD;
		op->a = l.base;
		op->dst = insn->dst;
		op->at = at;
		op->next = i + 1;
		found = true;
	}
	return found;
}
