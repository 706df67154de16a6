/* SPDX-License-Identifier: Apache-2.0
 * legacy.c - ld_abs and ld_ind (RFC 9669, section 5.5) as instructions that every engine runs.
 *
 * Such a load reads a number in network byte order from the packet of the context in R6 into R0, leaves R1 to R5 without a value,
 * as a call does, and outside the packet ends its function with 0.  In the linked program it is
 *   mov32 r2, OFFSET          (ld_ind: mov32 r2, SRC; add32 r2, OFFSET)
 *   mov64 r1, r6
 *   mov32 r3, BYTES
 *   call AX_PACKET_LOAD       helper_packet.c: the number, or a negative one
 *   jsge r0, 0, +2
 *   mov32 r0, 0
 *   exit
 * so what stands behind it moves, and jumps and calls over it grow. */
#include "engine/packet.h"

enum { ABS_SLOTS = 7, IND_SLOTS = 8 };

static bool is_legacy(const struct ax_insn *insn)
{
	u32 mode = insn->opcode & 0xe0;

	return (insn->opcode & 7) == AX_LD && (mode == AX_ABS || mode == AX_IND);
}

u32 axi_legacy_places(const struct ax_insn *insns, u32 count, u32 *places)
{
	u32 at = 0;

	for (u32 i = 0; i < count; i++) {
		if (places)
			places[i] = at;
		at += !is_legacy(&insns[i]) ? 1 : (insns[i].opcode & 0xe0) == AX_ABS ? ABS_SLOTS : IND_SLOTS;
	}
	return at;
}

static void expand(const struct ax_insn *from, struct ax_insn *to)
{
	static const u8 bytes[] = {[AX_W >> 3] = 4, [AX_H >> 3] = 2, [AX_B >> 3] = 1};
	bool ind = (from->opcode & 0xe0) == AX_IND;
	const struct ax_insn tail[] = {
		{.opcode = AX_ALU64 | AX_MOV | AX_X, .dst = AX_R1, .src = AX_R6},
		{.opcode = AX_ALU | AX_MOV | AX_K, .dst = AX_R3, .imm = bytes[from->opcode >> 3 & 3]},
		{.opcode = AX_OP_CALL, .imm = AX_PACKET_LOAD},
		{.opcode = AX_JMP | AX_JSGE | AX_K, .dst = AX_R0, .off = 2},
		{.opcode = AX_ALU | AX_MOV | AX_K, .dst = AX_R0},
		{.opcode = AX_OP_EXIT},
	};

	if (ind) {
		*to++ = (struct ax_insn){.opcode = AX_ALU | AX_MOV | AX_X, .dst = AX_R2, .src = from->src};
		*to++ = (struct ax_insn){.opcode = AX_ALU | AX_ADD | AX_K, .dst = AX_R2, .imm = from->imm};
	} else {
		*to++ = (struct ax_insn){.opcode = AX_ALU | AX_MOV | AX_K, .dst = AX_R2, .imm = from->imm};
	}
	memcpy(to, tail, sizeof(tail));
}

/* The distance of a jump, a call of a function or its address, over what has grown.  False: it does not fit. */
static bool move(struct ax_insn *insn, u32 i, u32 count, const u32 *places)
{
	u32 class = insn->opcode & 7;
	bool in_imm = insn->opcode == AX_OP_CALL || insn->opcode == AX_OP_LDDW || insn->opcode == (AX_JMP32 | AX_JA);
	s64 to = (s64)i + 1 + (in_imm ? insn->imm : insn->off), distance;

	if (insn->opcode == AX_OP_LDDW ? insn->src != AX_PSEUDO_FUNC :
	    insn->opcode == AX_OP_CALL ? insn->src != AX_CALL_LOCAL :
					 (class != AX_JMP && class != AX_JMP32) || insn->opcode == AX_OP_EXIT)
		return true;
	if (to < 0 || to >= count)
		return false;
	distance = (s64)places[to] - places[i] - 1;
	if (in_imm)
		insn->imm = (s32)distance;
	else
		insn->off = (s16)distance;
	return in_imm ? distance == (s32)distance : distance == (s16)distance;
}

bool axi_legacy_expand(const struct ax_insn *from, u32 count, const u32 *places, struct ax_insn *to)
{
	for (u32 i = 0; i < count; i++) {
		struct ax_insn *insn = &to[places[i]];

		if (is_legacy(&from[i])) {
			expand(&from[i], insn);
			continue;
		}
		*insn = from[i];
		if (!move(insn, i, count, places))
			return false;
		if (from[i].opcode == AX_OP_LDDW && i + 1 < count) { /* its second slot is no instruction */
			i++;
			to[places[i]] = from[i];
		}
	}
	return true;
}
