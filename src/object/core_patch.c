/* SPDX-License-Identifier: Apache-2.0
 * core_patch.c - writes a CO-RE relocation's value into its instruction.
 *
 * What the target has not becomes a call of helper 0xbad2310, as libbpf does it: code that a test guards still loads,
 * and the verifier refuses the program only when the call can be reached. */
#include "object/core.h"

static int fail(const char **why, const char *text)
{
	*why = text;
	return -AX_EINVAL;
}

static int poison(struct ax_insn *insn, u32 left)
{
	const struct ax_insn call = {.opcode = AX_OP_CALL, .imm = AXI_POISON_CORE};

	if (insn->opcode == AX_OP_LDDW && left >= 2)
		insn[1] = call;
	*insn = call;
	return 0;
}

static int patch_alu(struct ax_insn *insn, const struct axi_core_result *r, const char **why)
{
	if (insn->opcode & AX_X)
		return fail(why, "arithmetic with a register has no constant to relocate");
	if (r->validate && (u64)(s64)insn->imm != r->old)
		return fail(why, "the constant is not what the relocation expects");
	insn->imm = (s32)r->new;
	return 0;
}

static u32 bytes_of(u8 opcode)
{
	switch (opcode & 0x18) {
	case AX_W: return 4;
	case AX_H: return 2;
	case AX_B: return 1;
	default: return 8;
	}
}

static int patch_memory(struct ax_insn *insn, u32 left, const struct axi_core_result *r, const char **why)
{
	u8 size;

	if (r->validate && (u64)(s64)insn->off != r->old)
		return fail(why, "the offset is not what the relocation expects");
	if (r->new > INT16_MAX)
		return fail(why, "the field's offset does not fit in an instruction");
	if (r->bad_size)
		return poison(insn, left); /* another size, and no rule to convert */
	if (r->new_bytes != r->old_bytes) {
		if (bytes_of(insn->opcode) != r->old_bytes)
			return fail(why, "the access has not the size of the field");
		switch (r->new_bytes) {
		case 1: size = AX_B; break;
		case 2: size = AX_H; break;
		case 4: size = AX_W; break;
		case 8: size = AX_DW; break;
		default: return fail(why, "no access has the size of the target's field");
		}
		insn->opcode = (u8)((insn->opcode & ~0x18) | size);
	}
	insn->off = (s16)r->new;
	return 0;
}

static int patch_load(struct ax_insn *insn, u32 left, const struct axi_core_result *r, const char **why)
{
	if (insn->opcode != AX_OP_LDDW || left < 2 || insn->src || insn->off || insn[1].opcode || insn[1].dst ||
	    insn[1].src || insn[1].off)
		return fail(why, "not a 64-bit immediate load");
	if (r->validate && ((u64)(u32)insn[1].imm << 32 | (u32)insn->imm) != r->old)
		return fail(why, "the constant is not what the relocation expects");
	insn->imm = (s32)(u32)r->new;
	insn[1].imm = (s32)(u32)(r->new >> 32);
	return 0;
}

int axi_core_patch(struct ax_insn *insn, u32 left, const struct axi_core_result *result, const char **why)
{
	if (result->poison)
		return poison(insn, left);
	switch (insn->opcode & 7) {
	case AX_ALU:
	case AX_ALU64: return patch_alu(insn, result, why);
	case AX_LDX:
	case AX_ST:
	case AX_STX: return patch_memory(insn, left, result, why);
	case AX_LD: return patch_load(insn, left, result, why);
	default: return fail(why, "an instruction of this class is never relocated");
	}
}
