/* SPDX-License-Identifier: Apache-2.0
 * arena.c - addresses of arenas (isa/arena.h; Linux PTR_TO_ARENA).
 *
 * Such an address is a number of 32 bits that may be accessed: where it leads is looked up when the program runs, and any number may
 * be.  So it is a scalar with a mark (axi_val.null), which moves, spills and arithmetic keep; a number of 32 bits that it meets at a
 * join becomes one, too.  What has to be right is only that an instruction is one of an arena always or never: the engine rewrites
 * them (ax_verify_input.arenas), accesses by another mode, and 64-bit arithmetic, of which 32 bits are left (Linux needs_zext). */
#include "kfunc/kfunc.h"

int axi_arena_open(struct axi_verify *v)
{
	const struct ax_verify_input *in = v->in;
	bool any = false;

	for (u32 i = 0; i < in->map_count; i++)
		any |= in->maps[i]->type == AX_MAP_ARENA;
	for (u32 i = 0; any && i < in->insn_count; i++) {
		const struct ax_insn *insn = &in->insns[i];
		u32 map = (u32)insn->imm;

		if (insn->opcode != AX_OP_LDDW)
			continue;
		i++;
		if ((insn->src != AX_PSEUDO_MAP_IDX && insn->src != AX_PSEUDO_MAP_IDX_VALUE) || map >= in->map_count ||
		    in->maps[map]->type != AX_MAP_ARENA)
			continue;
		v->pc = i - 1;
		if (v->arena && v->arena != map + 1)
			return axi_reject_note(v, AXI_REASON_ARENA, insn->dst, "a program uses one arena, and this is another");
		v->arena = map + 1;
	}
	v->pc = 0;
	return v->arena && axi_full(v) ? axi_reject_note(v, AXI_REASON_CERT_FORM, -1, "full certificates do not cover arenas") : 0;
}

bool axi_arena_room(struct axi_verify *v, struct ax_arena *arena)
{
	u32 words = (v->in->insn_count + 63) / 64;

	v->arena_at = v->arena ? ax_arena_array(arena, 2 * (size_t)words, 8, 8) : NULL;
	return v->arena_at || !v->arena;
}

void axi_arena_told(const struct axi_verify *v)
{
	size_t bytes = (v->in->insn_count + 63) / 64 * sizeof(u64);

	if (v->arena)
		memcpy(v->in->arenas, v->arena_at, bytes);
	else
		memset(v->in->arenas, 0, bytes);
}

int axi_arena_note(struct axi_verify *v, u32 reg, bool is_arena)
{
	u64 bit = UINT64_C(1) << (v->pc % 64), *words = v->arena_at;
	u32 others = (v->in->insn_count + 63) / 64;

	if (!words || axi_finding(v))
		return 0;
	words[(is_arena ? 0 : others) + v->pc / 64] |= bit;
	if (words[(is_arena ? others : 0) + v->pc / 64] & bit && !AXI_PLANT(157))
		return axi_reject_note(v, AXI_REASON_MIXED, (int)reg, "on one path this is of an arena, on another it is not");
	return 0;
}

int axi_arena_move(struct axi_verify *v, const struct ax_insn *insn)
{
	struct axi_val *dst = &v->reg[insn->dst];

	if (!v->arena)
		return axi_reject_note(v, AXI_REASON_ARENA, insn->src, "the program refers to none");
	if (v->reg[insn->src].kind > AXI_BYTES && !axi_may_leak(v))
		return axi_reject(v, AXI_REASON_LEAK, insn->src);
	axi_scalar_unknown(dst);
	if (insn->imm != AX_CAST_KERNEL)
		return 0;
	axi_range_zext(&dst->r, 32);
	dst->null = 1;
	return 0;
}

int axi_arena_alu(struct axi_verify *v, const struct ax_insn *insn, const struct axi_val *b)
{
	struct axi_val *a = &v->reg[insn->dst];
	u32 op = insn->opcode & 0xf0;
	int err = (insn->opcode & 7) == AX_ALU64 ? axi_arena_note(v, insn->dst, true) : 0;

	if (err)
		return err;
	if ((a->kind > AXI_BYTES || b->kind > AXI_BYTES) && !axi_may_leak(v))
		return axi_reject(v, AXI_REASON_PTR_ALU, a->kind > AXI_BYTES ? insn->dst : insn->src);
	if (!(insn->opcode & AX_X) && (op == AX_LSH || op == AX_RSH || op == AX_ARSH) && (u32)insn->imm >= 32)
		return axi_reject_range(v, AXI_REASON_SHIFT, insn->dst, insn->imm, insn->imm, 0, 31);
	axi_scalar_unknown(a);
	axi_range_zext(&a->r, 32);
	a->null = 1;
	return 0;
}
