/* SPDX-License-Identifier: Apache-2.0
 * jit.c - the passes in their order, and the targets by name. */
#include "base/bits.h"
#include "base/str.h"
#include "jit/code.h"
#include "jit/threaded.h"

static const struct axi_jit_target *const targets[] = {&axi_jit_x86_64, &axi_jit_aarch64, &axi_jit_riscv64, &axi_jit_threaded};

const struct axi_jit_target *axi_jit_target(const char *name)
{
	for (u32 i = 0; i < ARRAY_LEN(targets); i++)
		if (axi_streq(name, targets[i]->name))
			return targets[i];
	return NULL;
}

size_t axi_jit_arena_bytes(const struct ax_insn *insns, u32 count)
{
	size_t sites = 3 * AXI_LABELS;

	/* as analyze.c counts them; what is no valid program may count more, and is refused before it needs them */
	for (u32 at = 0; at < count; at++)
		sites += axi_jit_traits[insns[at].opcode] & (AXI_T_FLOW | AXI_T_WIDE) ? 4 :
			 axi_arena_insn(&insns[at]) || axi_jit_cast(&insns[at]) ? 2 : 0;
	/* flags, live, the rewritten program, labels, working memory of the analysis that is not where the sites will be */
	return (size_t)count * (1 + 2 + sizeof(struct ax_insn) + sizeof(struct axi_label) + AXI_SETS_BYTES) +
	       sites * sizeof(struct axi_site) + AXI_LABELS * sizeof(struct axi_label) + AXI_SPARE_BYTES + 1 + 64;
}

/* Is it an unsigned division or remainder by a constant that needs the upper half of a 64-bit product?  reduce() has taken the
 * powers of two, and the targets do 32-bit divisions whose multiplier has 32 bits. */
static bool multiplies(const struct axi_jit_state *s, const struct axi_jop *op, struct axi_magic *magic)
{
	u32 multiplier, shift;

	if (op->kind != AXI_J_ALU || (op->op != AX_DIV && op->op != AX_MOD) || !op->is_imm || op->is_signed || op->first.kind)
		return false;
	if (!op->wide) {
		if (!s->target->multiplies || (u32)op->imm < 3 || axi_jit_magic(op, &multiplier, &shift))
			return false;
		*magic = (struct axi_magic){.multiplier = axi_jit_magic_low((u32)op->imm)};
		return true;
	}
	if (op->imm < 3)
		return false;
	axi_jit_magic64((u32)op->imm, magic);
	return !magic->add || op->op == AX_DIV; /* a remainder that needs one register more than there is */
}

static int emit_division(struct axi_jit_state *s, const struct axi_jop *op, const struct axi_magic *magic)
{
	enum { T = AXI_REG_SCRATCH };
	const u8 d = op->dst, a = op->a, q = magic->add ? d : T, out = op->op == AX_DIV ? d : q;
	const struct axi_jop steps[] = {
		{.kind = op->wide ? AXI_J_NONE : AXI_J_EXT, .dst = T, .a = a, .bits = 32},
		{.kind = magic->before ? AXI_J_ALU : AXI_J_NONE, .op = AX_RSH, .dst = T, .a = a, .is_imm = true, .imm = magic->before},
		{.kind = AXI_J_MULHI, .dst = T, .a = magic->before || !op->wide ? T : a, .imm = (s64)magic->multiplier},
		{.kind = magic->add ? AXI_J_ALU : AXI_J_NONE, .op = AX_SUB, .dst = d, .a = a, .b = T},
		{.kind = magic->add ? AXI_J_ALU : AXI_J_NONE, .op = AX_RSH, .dst = d, .a = d, .is_imm = true, .imm = 1},
		{.kind = magic->add ? AXI_J_ALU : AXI_J_NONE, .op = AX_ADD, .dst = d, .a = d, .b = T},
		{.kind = magic->after || out != q ? AXI_J_ALU : AXI_J_NONE, .op = magic->after ? AX_RSH : AX_MOV, .dst = out, .a = q,
		 .is_imm = magic->after != 0, .imm = magic->after},
		{.kind = op->op == AX_MOD ? AXI_J_ALU : AXI_J_NONE, .op = AX_MUL, .dst = T, .a = T, .is_imm = true, .imm = op->imm},
		{.kind = op->op == AX_MOD ? AXI_J_ALU : AXI_J_NONE, .op = AX_SUB, .dst = d, .a = a, .b = T},
	};
	int err = 0;

	for (u32 i = 0; i < ARRAY_LEN(steps) && !err; i++) {
		struct axi_jop step = steps[i];

		step.wide = op->wide || i + 1 < ARRAY_LEN(steps); /* what is taken from the dividend has as many bits as that */
		step.live = ~0u;
		if (step.kind != AXI_J_NONE)
			err = s->target->emit(s, &step);
	}
	return err;
}

/* Is it a signed division or remainder by a constant that multiplying does?  By 0, 1 and -1 it is something else. */
static bool multiplies_signed(const struct axi_jit_state *s, const struct axi_jop *op)
{
	return op->kind == AXI_J_ALU && (op->op == AX_DIV || op->op == AX_MOD) && op->is_signed && op->is_imm &&
	       s->target->multiplies && (op->imm < -1 || op->imm > 1) && op->dst == op->a && !op->first.kind;
}

static int emit_signed_division(struct axi_jit_state *s, const struct axi_jop *op)
{
	enum { T = AXI_REG_SCRATCH };
	const u8 d = op->dst, div = op->op == AX_DIV ? AXI_J_ALU : AXI_J_NONE, mod = op->op == AX_MOD ? AXI_J_ALU : AXI_J_NONE;
	const bool minus = op->imm < 0;
	const u32 by = minus ? -(u32)op->imm : (u32)op->imm;
	const bool shifts = is_pow2(by);
	const u8 shift = shifts ? AXI_J_ALU : AXI_J_NONE;
	const s64 log = (s64)bit_width(by) - 1;
	struct axi_magic magic = {0};
	int err = 0;

	if (!shifts)
		axi_jit_magic_signed(by, &magic);
	{
		const struct axi_jop steps[] = {
			{.kind = op->wide ? AXI_J_NONE : AXI_J_EXT, .dst = d, .a = d, .bits = 32, .is_signed = true},
			/* by 2^k: a + (a < 0 ? 2^k - 1 : 0), shifted */
			{.kind = shift, .op = AX_ARSH, .dst = T, .a = d, .is_imm = true, .imm = 63},
			{.kind = shift, .op = AX_RSH, .dst = T, .a = T, .is_imm = true, .imm = 64 - log},
			{.kind = shift, .op = AX_ADD, .dst = T, .a = T, .b = d},
			{.kind = shift, .op = AX_ARSH, .dst = T, .a = T, .is_imm = true, .imm = log},
			{.kind = shifts ? AXI_J_NONE : AXI_J_MULHI, .dst = T, .a = d, .imm = (s64)magic.multiplier, .is_signed = true},
			{.kind = magic.add ? AXI_J_ALU : AXI_J_NONE, .op = AX_ADD, .dst = T, .a = T, .b = d},
			{.kind = magic.after ? AXI_J_ALU : AXI_J_NONE, .op = AX_ARSH, .dst = T, .a = T, .is_imm = true, .imm = magic.after},
			{.kind = shifts ? AXI_J_NONE : AXI_J_ADDSIGN, .dst = T, .a = d, .b = T},
			{.kind = div, .op = minus ? AX_NEG : AX_MOV, .dst = d, .a = T},
			/* the remainder has the dividend's sign, whatever the divisor's is */
			{.kind = mod, .op = shifts ? AX_LSH : AX_MUL, .dst = T, .a = T, .is_imm = true, .imm = shifts ? log : op->imm},
			{.kind = mod, .op = minus && !shifts ? AX_ADD : AX_SUB, .dst = d, .a = d, .b = T},
			{.kind = op->wide ? AXI_J_NONE : AXI_J_EXT, .dst = d, .a = d, .bits = 32},
		};

		for (u32 i = 0; i < ARRAY_LEN(steps) && !err; i++) {
			struct axi_jop step = steps[i];

			step.wide = true;
			step.live = ~0u;
			if (step.kind != AXI_J_NONE)
				err = s->target->emit(s, &step);
		}
	}
	return err;
}

static int emit_first(struct axi_jit_state *s, const struct axi_jfirst *first)
{
	return s->target->emit(s, &(struct axi_jop){.kind = first->kind, .op = first->op, .dst = first->dst, .a = first->a,
						    .b = first->b, .bits = first->bits, .wide = first->wide,
						    .is_imm = first->is_imm, .imm = first->imm, .live = ~0u});
}

/* NULL stays NULL; other addresses get their upper half. */
static int emit_cast(struct axi_jit_state *s, const struct axi_jop *op)
{
	const struct axi_jop steps[] = {
		{.kind = AXI_J_EXT, .dst = op->dst, .a = op->a, .bits = 32, .wide = true},
		{.kind = AXI_J_BRANCH, .op = AX_JEQ, .a = op->dst, .is_imm = true, .wide = true, .target = op->next, .at = op->at,
		 .next = op->next},
		{.kind = AXI_J_CONST, .dst = AXI_REG_SCRATCH, .imm = (s64)s->in->arena->user_high},
		{.kind = AXI_J_ALU, .op = AX_OR, .dst = op->dst, .a = op->dst, .b = AXI_REG_SCRATCH, .wide = true},
	};
	int err = 0;

	for (u32 i = 0; i < ARRAY_LEN(steps) && !err; i++) {
		struct axi_jop step = steps[i];

		step.live = ~0u;
		err = s->target->emit(s, &step);
	}
	return err;
}

/* What is more than one operation of the target's. */
static int emit_more(struct axi_jit_state *s, const struct axi_jop *op)
{
	struct axi_magic magic;
	int err = op->first.kind != AXI_J_NONE && op->kind != AXI_J_BRANCH ? emit_first(s, &op->first) : 0;

	if (err)
		return err;
	if (op->kind == AXI_J_LOOKUP)
		return axi_jit_emit_lookup(s, op);
	if (op->kind == AXI_J_CAST)
		return emit_cast(s, op);
	if (multiplies(s, op, &magic))
		return emit_division(s, op, &magic);
	if (multiplies_signed(s, op))
		return emit_signed_division(s, op);
	err = s->target->emit(s, op);
	if (!err && op->kind == AXI_J_LOAD && op->swaps)
		return s->target->emit(s, &(struct axi_jop){.kind = AXI_J_SWAP, .dst = op->dst, .a = op->dst, .bits = op->bits,
							    .wide = true, .is_bare = true, .live = op->live});
	if (!err && op->kind == AXI_J_HELPER && op->is_signed && op->live >> AX_R0 & 1)
		return s->target->emit(s, &(struct axi_jop){.kind = AXI_J_EXT, .dst = AX_R0, .a = AX_R0, .bits = 32,
							    .is_signed = true, .wide = true, .live = op->live});
	return err;
}

static bool is_one(const struct axi_jop *op)
{
	return !op->several && !op->swaps && !op->first.kind;
}

static int emit_all(struct axi_jit_state *s, u32 *bad)
{
	const struct axi_jit_target *target = s->target;
	const u16 *facts = s->in->facts;
	const u8 *flags = s->flags;
	struct axi_jop op;

	target->begin(s);
	for (u32 i = 0; i < s->pin_count; i++)
		target->emit(s, &(struct axi_jop){.kind = AXI_J_CONST, .dst = s->pins[i].reg, .imm = (s64)s->pins[i].value});
	for (u32 reg = 0, zero = s->words & s->entry; zero >> reg; reg++)
		if (zero >> reg & 1)
			target->emit(s, &(struct axi_jop){.kind = AXI_J_CONST, .dst = (u8)reg});
	s->high = s->always_high;
	s->passed = UINT32_MAX;
	for (u32 at = 0; at < s->count;) {
		u32 fact = facts ? facts[at] : 0;
		int err;

		if (fact & AX_FACT_DEAD) { /* nothing: what stands before it ends, or jumps away */
			axi_label_here(s, at++);
			continue;
		}
		s->entered = flags[at] & AXI_FLAG_TARGET && at != s->passed;
		if (s->entered) {
			s->high = s->always_high;
			s->copies = 0;
		}
		s->high |= fact & AX_FACT_REGS;
		if ((flags[at] & AXI_FLAG_LOOP) && target->align)
			axi_site_here(s, AXI_SITE_ALIGN, 0, 0, 0, 0);
		*bad = at;
		err = axi_jit_select(s, at, &op);
		if (err)
			return err;
		axi_label_here(s, at);
		while (++at < op.next)
			axi_label_here(s, at);
		if (op.kind != AXI_J_NONE)
			err = is_one(&op) ? target->emit(s, &op) : emit_more(s, &op);
		if (err)
			return err;
	}
	target->end(s);
	return 0;
}

int axi_jit(const struct axi_jit_target *target, const struct axi_jit_input *in, struct ax_arena *mem, void *out,
	    size_t size, size_t *bytes, u32 *bad)
{
	struct axi_jit_state s = {.in = in, .target = target, .count = in->count, .out = out, .size = out ? size : 0};
	size_t mark = ax_arena_mark(mem);
	u32 ignored;
	int err;

	if (!bad)
		bad = &ignored;
	*bad = 0;
	*bytes = 0;
	if (!in->count)
		return -AX_EINVAL;
	err = axi_jit_analyze(&s, mem, bad);
	if (!err)
		err = emit_all(&s, bad);
	if (!err) {
		*bytes = axi_jit_relax(&s);
		if (out && *bytes > size)
			err = -AX_ENOSPC;
	}
	ax_arena_release(mem, mark);
	return err;
}

const struct ax_jit ax_jit = {.target = axi_jit_target, .arena_bytes = axi_jit_arena_bytes, .compile = axi_jit,
			      .threaded = axi_threaded};
