/* SPDX-License-Identifier: Apache-2.0
 * facts.c - what inference has found to hold before each instruction, for code generators: ax_verify_input.facts.
 *
 * Everything that is refused is refused in a confirmed walk, so the states of confirmed walks have all runs among them, and what holds
 * in each of them holds in every run.  A table starts with all that can be said; each state and each edge takes away what is not
 * so; what no state has reached is then cleared, as is what nobody looks at.  The table of a walk that ended in a refusal says
 * nothing, and a checker of full certificates leaves it empty. */
#include "verify/verify.h"

#define DECIDED (AX_FACT_NEVER | AX_FACT_ALWAYS)

/* Whose operands are looked at beyond the starts of blocks. */
static bool is_told(const struct ax_insn *insn)
{
	switch (insn->opcode) {
	case AX_ALU | AX_MOV | AX_X: return true;
	case AX_ALU64 | AX_MOV | AX_X: return insn->off == 32;
	case AX_ALU64 | AX_LSH | AX_K: return insn->imm == 32;
	case AX_ALU | AX_DIV | AX_X:
	case AX_ALU | AX_MOD | AX_X:
	case AX_ALU64 | AX_DIV | AX_K:
	case AX_ALU64 | AX_MOD | AX_K:
	case AX_ALU64 | AX_DIV | AX_X:
	case AX_ALU64 | AX_MOD | AX_X: return true;
	default: return false;
	}
}

static bool is_branch(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7, op = insn->opcode & 0xf0;

	return (class == AX_JMP || class == AX_JMP32) && op != AX_JA && op != AX_CALL && insn->opcode != AX_OP_EXIT;
}

static bool is_low(const struct axi_val *val)
{
	return val->kind == AXI_SCALAR && val->r.umax <= UINT32_MAX;
}

static bool fits_signed(const struct axi_val *val)
{
	return val->kind == AXI_SCALAR && val->r.smin >= INT32_MIN && val->r.smax <= INT32_MAX;
}

/* What else is true of the operands. */
static u32 operand_facts(const struct axi_verify *v, const struct ax_insn *insn)
{
	const struct axi_val *a = &v->reg[insn->dst], *b = &v->reg[insn->src];
	u32 op = insn->opcode & 0xf0;
	bool wide = (insn->opcode & 7) == AX_ALU64, zero;
	s64 least, most;

	if (op == AX_LSH)
		return fits_signed(a) ? AX_FACT_SIGNED : 0;
	if (op == AX_MOV)
		return fits_signed(b) ? AX_FACT_SIGNED : 0;
	if (!(insn->opcode & AX_X) || b->kind != AXI_SCALAR)
		return 0;
	least = wide ? b->r.smin : axi_range_low(&b->r, true, false);
	most = wide ? b->r.smax : axi_range_low(&b->r, true, true);
	zero = wide ? !b->r.umin : !axi_range_low(&b->r, false, false);
	return (zero ? 0 : AX_FACT_DIVISOR) | (least <= -1 && most >= -1 ? 0 : AX_FACT_QUOTIENT);
}

static void see_state(void *arg, const struct axi_verify *v)
{
	u16 *fact = (u16 *)arg + v->pc;
	const struct ax_insn *insn = &v->in->insns[v->pc];
	bool start = axi_bit(v->cfg.leader, v->pc), told = is_told(insn);
	u32 holds = DECIDED;

	if (!start && !told)
		return;
	for (u32 r = 0; start && r < AX_R10; r++)
		holds |= (u32)is_low(&v->reg[r]) << r;
	if (told)
		holds |= (u32)is_low(&v->reg[insn->dst]) << insn->dst | (u32)is_low(&v->reg[insn->src]) << insn->src | operand_facts(v, insn);
	*fact &= (u16)holds;
}

static void see_edge(void *arg, const struct axi_verify *v, u32 from, u32 to)
{
	u16 *fact = (u16 *)arg + from;
	const struct ax_insn *insn = &v->in->insns[from];

	if (!is_branch(insn))
		return;
	if (to == from + 1)
		*fact &= (u16)~AX_FACT_ALWAYS;
	if (to == axi_jump_target(insn, from))
		*fact &= (u16)~AX_FACT_NEVER;
}

static void finish(void *arg, const struct axi_verify *v)
{
	u16 *facts = arg;

	for (u32 b = 0; b < v->cfg.block_count; b++) {
		u32 start = v->cfg.block[b].start, end = axi_block_end(&v->cfg, b);
		bool dead = facts[start] & AX_FACT_DEAD;

		for (u32 pc = start; pc < end; pc++) {
			if (facts[pc] & AX_FACT_DEAD)
				facts[pc] &= DECIDED;
			if (!is_branch(&v->in->insns[pc]) || (facts[pc] & DECIDED) == DECIDED)
				facts[pc] &= (u16)~DECIDED;
			if (dead)
				facts[pc] = AX_FACT_DEAD;
		}
	}
}

void axi_facts_begin(struct axi_verify *v)
{
	memset(v->in->facts, 0xff, v->in->insn_count * sizeof(*v->in->facts));
	v->trace = see_state;
	v->edge = see_edge;
	v->end = finish;
	v->trace_arg = v->in->facts;
}
