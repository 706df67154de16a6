/* SPDX-License-Identifier: Apache-2.0
 * shape.c - loops as CPUs like them, in the copy of the program that spare.c makes:
 *
 *   jcc X; ja BACK        jncc BACK; ja X       a round ends in one jump
 *   add d, k; ...; jcc d  ...; add d, k; jcc d  a counter is compared with 0 where it has just been set: one operation, or flags that
 *                                               are there already
 *
 * What the verifier knows is known of a place: what moves has nothing known. */
#include "jit/code.h"

enum { STEPS = 4 };

static bool is_decided(const struct axi_jit_state *s, u32 at)
{
	return axi_jit_fact(s, at) & (AX_FACT_NEVER | AX_FACT_ALWAYS | AX_FACT_DEAD);
}

/* May what stands at `at` - 1 change places with this, or come to stand behind it? */
static bool is_reached_only_from_before(const struct axi_jit_state *s, u32 at)
{
	return at < s->count && !(s->flags[at] & (AXI_FLAG_TARGET | AXI_FLAG_SECOND));
}

static void turn(const struct axi_jit_state *s, struct ax_insn *insns, u32 at)
{
	struct ax_insn *branch = &insns[at], *jump = branch + 1;
	s64 out, back;

	if (!is_reached_only_from_before(s, at + 1) || jump->opcode != (AX_JMP | AX_JA) || (branch->opcode & 0xf0) == AX_JSET ||
	    is_decided(s, at) || is_decided(s, at + 1) || branch->off < 2)
		return;
	out = (s64)branch->off - 1;
	back = (s64)jump->off + 1;
	if (back > -1 || back < INT16_MIN)
		return;
	branch->opcode = (u8)((branch->opcode & 0x0f) | axi_jit_invert(branch->opcode & 0xf0));
	branch->off = (s16)back;
	jump->off = (s16)out;
}

/* Has nothing to do with register `reg`, and does not leave the line? */
static bool is_apart(const struct axi_jit_state *s, const struct ax_insn *insn, u32 reg)
{
	u32 reads, writes;

	axi_jit_uses(insn, &reads, &writes);
	return !((reads | writes) >> reg & 1) && !(axi_jit_traits[insn->opcode] & (AXI_T_FLOW | AXI_T_WIDE | AXI_T_HARD));
}

static void sink(const struct axi_jit_state *s, struct ax_insn *insns, u32 at)
{
	struct ax_insn add = insns[at];
	u32 class = add.opcode & 7, to = at + 1;

	while (to - at <= STEPS && is_reached_only_from_before(s, to) && !axi_jit_fact(s, to) && is_apart(s, &insns[to], add.dst))
		to++;
	if (to == at + 1 || !is_reached_only_from_before(s, to) || axi_jit_fact(s, to) || insns[to].dst != add.dst || insns[to].imm ||
	    (insns[to].opcode & 0x0f) != ((class == AX_ALU64 ? AX_JMP : AX_JMP32) | AX_K) ||
	    ((insns[to].opcode & 0xf0) != AX_JEQ && (insns[to].opcode & 0xf0) != AX_JNE))
		return;
	for (u32 i = at; i + 1 < to; i++)
		insns[i] = insns[i + 1];
	insns[to - 1] = add;
}

void axi_jit_shape(const struct axi_jit_state *s, struct ax_insn *insns)
{
	for (u32 at = 0; at + 1 < s->count; at++) {
		if (s->flags[at] & AXI_FLAG_SECOND)
			continue;
		if (axi_jit_compares(&insns[at]))
			turn(s, insns, at);
		else if (insns[at].opcode == (AX_ALU64 | AX_ADD | AX_K) || insns[at].opcode == (AX_ALU | AX_ADD | AX_K))
			sink(s, insns, at);
	}
}
