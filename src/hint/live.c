/* SPDX-License-Identifier: Apache-2.0
 * live.c - registers and stack slots that may still be read at the start of a block: the others may be forgotten there.  What
 * is forgotten too early is refused where it is read. */
#include "verify/verify.h"

/* What ends a block, and calls. */
static u32 live_before_jump(const struct axi_verify *v, u32 pc, u32 live)
{
	const struct ax_insn *insn = &v->in->insns[pc];

	if (!(insn->opcode & 0xf0))
		return live;
	if (insn->opcode == AX_OP_EXIT)
		return 1;
	if (insn->opcode != AX_OP_CALL)
		return live | 1u << insn->dst | (insn->opcode & AX_X ? 1u << insn->src : 0);
	if (insn->src == AX_CALL_LOCAL) /* callees come first */
		return (live & ~0x3fu) | (v->cfg.block ? v->cfg.block[axi_block_at(&v->cfg, pc + 1 + (u32)insn->imm)].live & 0x3e : 0x3e);
	return (live & ~0x3fu) | axi_helper_reads((u32)insn->imm);
}

static inline u32 live_before(const struct axi_verify *v, u32 pc, u32 live)
{
	const struct ax_insn *insn = &v->in->insns[pc];
	u32 opcode = insn->opcode, op = opcode & 0xf0;

	switch (opcode & 7) {
	case AX_LD:
		if (opcode == AX_OP_LDDW || !opcode) /* or its second half, which does nothing */
			return opcode ? live & ~(1u << insn->dst) : live;
		/* a legacy packet load acts as a call on the context in R6 */
		return (live & ~0x3fu) | 1u << AX_R6 | ((opcode & 0xe0) == AX_IND ? 1u << insn->src : 0);
	case AX_LDX: return (live & ~(1u << insn->dst)) | 1u << insn->src;
	case AX_ST: return live | 1u << insn->dst;
	case AX_STX:
		if ((opcode & 0xe0) == AX_ATOMIC && insn->imm == AX_CMPXCHG)
			live |= 1;
		return live | 1u << insn->dst | 1u << insn->src;
	case AX_ALU:
	case AX_ALU64:
		live = op == AX_MOV ? live & ~(1u << insn->dst) : live | 1u << insn->dst;
		return op == AX_END ? live : live | opcode / AX_X % 2 << insn->src;
	default: return live_before_jump(v, pc, live);
	}
}

u16 axi_live_before(const struct axi_verify *v, u32 pc, u16 live)
{
	return (u16)live_before(v, pc, live);
}

/* Slots first .. 0 of a frame: what a pointer to the byte `off` may reach, going up. */
static u64 slots_from(s32 off)
{
	return off >= 0 || off < -AX_STACK_BYTES ? UINT64_MAX : UINT64_MAX >> (63 - (u32)(-off - 1) / 8);
}

/* Slots of its own frame that a subprogram may read other than by R10: those at and above an address that it takes; all
 * when no other is stored to.  (A pointer that goes down from there is not foreseen: what it misses is refused, and
 * ax_verify walks again.) */
static u64 taken_slots(const struct axi_verify *v, const struct axi_sub *sub)
{
	u64 taken = 0, stored = 0;

	for (u32 pc = sub->start; pc < sub->end; pc++) {
		const struct ax_insn *insn = &v->in->insns[pc];
		u32 class = insn->opcode & 7;

		if (insn->dst != AX_R10 && insn->src != AX_R10)
			continue;
		if (insn->dst == AX_R10 && (class == AX_ST || class == AX_STX) && insn->off < 0 && insn->off >= -AX_STACK_BYTES)
			stored |= UINT64_C(1) << (u32)(-insn->off - 1) / 8;
		if (insn->src != AX_R10 || class == AX_LDX || class == AX_LD || class == AX_JMP || class == AX_JMP32)
			continue;
		if (insn->opcode == (AX_ALU64 | AX_MOV | AX_X) && insn[1].opcode == (AX_ALU64 | AX_ADD) && insn[1].dst == insn->dst)
			taken |= slots_from(insn[1].imm);
		else
			return UINT64_MAX;
	}
	return stored & ~taken ? taken : UINT64_MAX;
}

/* Slots that are live before an instruction. */
static u64 slots_before(const struct ax_insn *insn, u64 live)
{
	u32 class = insn->opcode & 7, size = 1, first = (u32)(-insn->off - 1) / 8;
	bool whole = (insn->opcode & 0x18) == AX_DW && !(insn->off & 7);

	if (class - AX_LDX > AX_STX - AX_LDX || (class == AX_LDX ? insn->src : insn->dst) != AX_R10 || insn->off >= 0 ||
	    insn->off < -AX_STACK_BYTES)
		return live;
	if (class != AX_LDX && (class != AX_STX || (insn->opcode & 0xe0) != AX_ATOMIC)) /* a part leaves the rest */
		return whole ? live & ~(UINT64_C(1) << first) : live;
	size = axi_size_of(insn);
	live |= UINT64_C(1) << first;
	return first && -insn->off - (s32)size < (s32)(8 * first) ? live | UINT64_C(1) << (first - 1) : live;
}

/* Backwards over the order, once: what goes back goes to the head of a loop, and there all slots are kept.  Nobody goes to the
 * first block. */
void axi_live_find_slots(struct axi_verify *v, const struct axi_sub *sub)
{
	u64 taken = sub->block_count > 1 ? taken_slots(v, sub) : UINT64_MAX;

	for (u32 n = sub->order + sub->block_count; n-- > sub->order + 1;) {
		u32 at = v->cfg.order[n];
		struct axi_block *b = &v->cfg.block[at];
		u64 live = taken;

		if (b->flags & AXI_B_HEAD)
			continue;
		if (taken != UINT64_MAX) {
			if (b->flags & AXI_B_FALLS)
				live |= axi_live_slots(b + 1);
			if (b->flags & AXI_B_JUMPS)
				live |= axi_live_slots(&v->cfg.block[b->jump]);
			for (u32 pc = axi_block_end(&v->cfg, at); pc-- > b->start;)
				live = slots_before(&v->in->insns[pc], live);
			live |= taken;
		}
		axi_set_wide(b, live);
	}
}

/* Backwards over the order until nothing changes: once, or with loops as many rounds as they are nested, plus two. */
void axi_live_find(struct axi_verify *v, const struct axi_sub *sub)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (u32 n = sub->order + sub->block_count; n-- > sub->order;) {
			u32 at = v->cfg.order[n], to[2];
			struct axi_block *b = &v->cfg.block[at];
			u32 live = 0;

			axi_block_edges(&v->cfg, at, to);
			for (int i = 0; i < 2; i++)
				if (to[i] != AXI_NONE)
					live |= v->cfg.block[to[i]].live;
			for (u32 pc = axi_block_end(&v->cfg, at); pc-- > b->start;)
				live = live_before(v, pc, live);
			live &= 0x3ff; /* R10 always is */
			if (live != b->live) {
				b->live = live & 0x3ff;
				changed = sub->loops;
			}
		}
	}
}
