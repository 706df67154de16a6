/* SPDX-License-Identifier: Apache-2.0
 * arena.c - accesses of arenas: what the interpreters do, and generated code where a page is not there at first sight. */
#include "exec/arena.h"
#include "base/bits.h"
#include "exec/arith.h"

static u64 load(u64 at, u32 bits, bool is_signed)
{
	const void *from = (const void *)(uintptr_t)at;
	u64 value = bits == 8 ? load_8(from) : bits == 16 ? load_16(from) : bits == 32 ? load_32(from) : load_64(from);

	return is_signed ? sign_extend(value, bits) : value;
}

static void store(u64 at, u32 bits, u64 value)
{
	void *to = (void *)(uintptr_t)at;

	switch (bits) {
	case 8: store_8(to, (u8)value); break;
	case 16: store_16(to, (u16)value); break;
	case 32: store_32(to, (u32)value); break;
	default: store_64(to, value); break;
	}
}

/* Not every CPU can do a misaligned one. */
static void atomic(const struct ax_insn *insn, u64 at, u32 bits, u64 *reg)
{
	u64 old = 0;

	if (at && !(at % (bits / 8)))
		old = bits == 64 ? axi_atomic64((u32)insn->imm, (u64 *)(uintptr_t)at, reg[insn->src], reg[0])
				 : axi_atomic32((u32)insn->imm, (u32 *)(uintptr_t)at, (u32)reg[insn->src], (u32)reg[0]);
	if (insn->imm == AX_CMPXCHG)
		reg[0] = old;
	else if (insn->imm & AX_FETCH)
		reg[insn->src] = old;
}

void axi_arena_access(const struct ax_insn *insn, struct axi_arena *arena, u64 *reg)
{
	static const u8 sizes[] = {[AX_B >> 3] = 8, [AX_H >> 3] = 16, [AX_W >> 3] = 32, [AX_DW >> 3] = 64};
	u32 class = insn->opcode & 7, bits = sizes[insn->opcode >> 3 & 3], mode = axi_arena_mode(insn);
	u32 address = (u32)reg[class == AX_LDX ? insn->src : insn->dst];
	u64 at = arena ? axi_arena_at(arena, (s64)address + insn->off, bits / 8) : 0;

	if (class == AX_LDX)
		reg[insn->dst] = at ? load(at, bits, mode == AX_MEMSX) : 0;
	else if (mode == AX_ATOMIC)
		atomic(insn, at, bits, reg);
	else if (at)
		store(at, bits, class == AX_ST ? (u64)(s64)insn->imm : reg[insn->src]);
}
