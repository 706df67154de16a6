/* SPDX-License-Identifier: Apache-2.0
 * facts.c - what was found to hold before each instruction, for code generators: ax_verify_input.facts.
 *
 * Everything that is refused is refused in a confirmed walk, so the states of confirmed walks have all runs among them, and what holds
 * in each of them holds in every run.  A table starts with all that can be said; each state and each edge takes away what is not
 * so; what no state has reached is then cleared, as is what nobody looks at.  The table of a walk that ended in a refusal says
 * nothing.  A full certificate's states are such states, too, once its checker has found that all that can be are in them: what is
 * claimed for a place is looked at like what was inferred for it, and what the checker's walks do not reach, no run does. */
#include "verify/verify.h"

#define DECIDED (AX_FACT_NEVER | AX_FACT_ALWAYS)

/* What is looked at beyond the starts of blocks: operands of some, ways of branches. */
enum { TOLD = 1, BRANCH = 2 };
#define BRANCHES(op)                                                                               \
	[AX_JMP | AX_K | (op)] = BRANCH, [AX_JMP | AX_X | (op)] = BRANCH, [AX_JMP32 | AX_K | (op)] = BRANCH,                   \
	[AX_JMP32 | AX_X | (op)] = BRANCH
static const u8 looks[256] = {
	[AX_ALU | AX_MOV | AX_X] = TOLD, [AX_ALU64 | AX_MOV | AX_X] = TOLD, [AX_ALU64 | AX_LSH | AX_K] = TOLD,
	[AX_ALU | AX_DIV | AX_X] = TOLD, [AX_ALU | AX_MOD | AX_X] = TOLD, [AX_ALU64 | AX_DIV | AX_K] = TOLD,
	[AX_ALU64 | AX_MOD | AX_K] = TOLD, [AX_ALU64 | AX_DIV | AX_X] = TOLD, [AX_ALU64 | AX_MOD | AX_X] = TOLD,
	BRANCHES(AX_JEQ), BRANCHES(AX_JNE), BRANCHES(AX_JSET), BRANCHES(AX_JGT), BRANCHES(AX_JGE), BRANCHES(AX_JLT), BRANCHES(AX_JLE),
	BRANCHES(AX_JSGT), BRANCHES(AX_JSGE), BRANCHES(AX_JSLT), BRANCHES(AX_JSLE),
};

static bool is_told(const struct ax_insn *insn)
{
	if (!(looks[insn->opcode] & TOLD))
		return false;
	if (insn->opcode == (AX_ALU64 | AX_MOV | AX_X))
		return insn->off == 32;
	return insn->opcode != (AX_ALU64 | AX_LSH | AX_K) || insn->imm == 32;
}

static bool is_branch(const struct ax_insn *insn)
{
	return looks[insn->opcode] & BRANCH;
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

/* Few instructions come here: not inlined, so that the others save no registers for it. */
__attribute__((noinline)) static void look(u16 *fact, const struct axi_verify *v, const struct ax_insn *insn, bool start)
{
	u32 holds = DECIDED;

	for (u32 r = 0; start && r < AX_R10; r++)
		holds |= (u32)is_low(&v->reg[r]) << r;
	if (is_told(insn))
		holds |= (u32)is_low(&v->reg[insn->dst]) << insn->dst | (u32)is_low(&v->reg[insn->src]) << insn->src | operand_facts(v, insn);
	else if (!start)
		return;
	*fact &= (u16)holds;
}

static void see_state(void *arg, const struct axi_verify *v)
{
	const struct ax_insn *insn = &v->in->insns[v->pc];
	bool start = axi_full(v) || axi_bit(v->cfg.leader, v->pc);

	if (start || looks[insn->opcode] & TOLD)
		look((u16 *)arg + v->pc, v, insn, start);
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

/* What is left of what was said of an instruction that runs reach. */
static u16 left(u32 fact, u32 kind)
{
	if (fact & AX_FACT_DEAD)
		fact &= DECIDED;
	if (!(kind & BRANCH) || (fact & DECIDED) == DECIDED)
		fact &= ~(u32)DECIDED;
	return (u16)fact;
}

/* A checker of certificates has no table of blocks: each instruction is looked at like the first of one. */
static void finish_each(u16 *facts, const struct ax_verify_input *in)
{
	for (u32 pc = 0; pc < in->insn_count; pc++) {
		bool dead = facts[pc] & AX_FACT_DEAD;

		facts[pc] = dead ? AX_FACT_DEAD : left(facts[pc], looks[in->insns[pc].opcode]);
		if (in->insns[pc].opcode == AX_OP_LDDW) {
			pc++;
			facts[pc] = dead ? AX_FACT_DEAD : 0;
		}
	}
}

static void finish(void *arg, const struct axi_verify *v)
{
	u16 *facts = arg;

	if (axi_full(v)) {
		finish_each(facts, v->in);
		return;
	}
	for (u32 b = 0; b < v->cfg.block_count; b++) {
		const struct ax_insn *insns = v->in->insns;
		u32 start = v->cfg.block[b].start, end = axi_block_end(&v->cfg, b);

		if (facts[start] & AX_FACT_DEAD) {
			for (u32 pc = start; pc < end; pc++)
				facts[pc] = AX_FACT_DEAD;
			continue;
		}
		facts[start] = left(facts[start], looks[insns[start].opcode]);
		for (u32 pc = start + 1; pc < end; pc++) {
			u32 kind = looks[insns[pc].opcode];

			facts[pc] = kind ? left(facts[pc], kind) : 0;
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
