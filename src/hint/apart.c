/* SPDX-License-Identifier: Apache-2.0
 * apart.c - which registers and stack slots are worth keeping states apart by: those whose numbers decide a later jump or are
 * a result that may not be any number, and slots that R10 reads back.
 *
 * A length, a flag, an error code tells the ways to a join apart only where a jump asks for it afterwards; constants that
 * are merely stored or added would fill the few places at a join with states that nothing tells apart later.  This is a
 * choice of what is kept, once over the program backwards: nothing that is demanded depends on it. */
#include <axiom/arena.h>
#include "verify/verify.h"

static u64 slots_of(const struct ax_insn *insn)
{
	u32 size = axi_size_of(insn), high = (u32)(-insn->off - 1) / 8, low = (u32)(-insn->off - (s32)size) / 8;

	return UINT64_C(1) << high | UINT64_C(1) << low;
}

static bool in_stack(const struct ax_insn *insn, u32 base)
{
	return base == AX_R10 && insn->off < 0 && insn->off >= -AX_STACK_BYTES && -insn->off >= (s32)axi_size_of(insn);
}

static void store(struct axi_apart *a, const struct ax_insn *insn, u16 src)
{
	bool whole = (insn->opcode & 0x18) == AX_DW && !(insn->off & 7);

	a->regs |= 1u << insn->dst;
	if (!in_stack(insn, insn->dst))
		return;
	if ((insn->opcode & 0xe0) == AX_ATOMIC && (insn->opcode & 7) == AX_STX) {
		a->read |= slots_of(insn);
		return;
	}
	if (a->steer & slots_of(insn))
		a->regs |= src;
	if (whole) {
		a->steer &= ~slots_of(insn);
		a->read &= ~slots_of(insn);
	}
}

static void before(struct axi_apart *a, const struct ax_insn *insn, bool limited)
{
	u32 op = insn->opcode & 0xf0;
	u16 dst = (u16)(1u << insn->dst), src = insn->opcode & AX_X ? (u16)(1u << insn->src) : 0;

	switch (insn->opcode & 7) {
	case AX_LD:
		if (insn->opcode)
			a->regs &= ~(u32)(insn->opcode == AX_OP_LDDW ? dst : 0x3f);
		break;
	case AX_LDX:
		if (in_stack(insn, insn->src)) {
			a->read |= slots_of(insn);
			if (a->regs & dst)
				a->steer |= slots_of(insn);
		}
		a->regs = (a->regs & ~(u32)dst) | 1u << insn->src;
		break;
	case AX_ST: store(a, insn, 0); break;
	case AX_STX: store(a, insn, (u16)(1u << insn->src)); break;
	case AX_ALU:
	case AX_ALU64:
		if (op != AX_END && a->regs & dst)
			a->regs = op == AX_MOV ? (a->regs & ~(u32)dst) | src : a->regs | src;
		break;
	default:
		if (op == AX_JA)
			break;
		if (insn->opcode == AX_OP_EXIT)
			a->regs |= limited ? 1u << AX_R0 : 0;
		else if (insn->opcode == AX_OP_CALL)
			a->regs = (a->regs & ~0x3fu) | (insn->src ? 0x3e : axi_helper_reads((u32)insn->imm));
		else
			a->regs |= dst | src;
	}
}

static bool step(struct axi_verify *v, u32 at, bool limited)
{
	struct axi_apart a = {0};
	u32 to[2];

	axi_block_edges(&v->cfg, at, to);
	for (u32 i = 0; i < 2; i++)
		if (to[i] != AXI_NONE) {
			a.regs |= v->worth[to[i]].regs;
			a.steer |= v->worth[to[i]].steer;
			a.read |= v->worth[to[i]].read;
		}
	for (u32 pc = axi_block_end(&v->cfg, at); pc-- > v->cfg.block[at].start;)
		before(&a, &v->in->insns[pc], limited);
	if (!memcmp(&a, &v->worth[at], sizeof(a)))
		return false;
	v->worth[at] = a;
	return true;
}

bool axi_apart_find(struct axi_verify *v, struct ax_arena *arena)
{
	s64 min, max;
	bool limited = axi_prog_returns(v->in, &min, &max); /* the result is asked for, too */

	v->worth = ax_arena_array(arena, v->cfg.block_count, sizeof(*v->worth), 8);
	if (!v->worth)
		return false;
	memset(v->worth, 0, v->cfg.block_count * sizeof(*v->worth));
	for (u32 s = 0; s < v->cfg.sub_count; s++) {
		bool changed = true;

		for (u32 round = 0; changed && round < AXI_LOOP_NEST + 2; round++) {
			changed = false;
			for (u32 n = v->cfg.sub[s].order + v->cfg.sub[s].block_count; n-- > v->cfg.sub[s].order;)
				changed |= step(v, v->cfg.order[n], limited);
			changed = changed && v->cfg.heads;
		}
	}
	return true;
}
