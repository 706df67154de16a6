/* SPDX-License-Identifier: Apache-2.0
 * simplify.c - what is known at compile time is not asked at run time: constants, branches, jumps over jumps. */
#include <string.h>
#include "mbpf/ebpf/range.h"

/* ---- constants and branches */

static struct opnd simple(struct opnd a, struct val v)
{
	if (a.constant || v.kinds & (v.kinds - 1) || v.kinds == KIND_PTR)
		return a;
	if (v.kinds & KINDS_NONE)
		return v.kinds == KIND_NULL ? op_null() : op_undefined();
	return v.kinds && v.lo == v.hi ? op_kind(v.kinds, v.lo) : a;
}

static bool pure(const struct ins *i)
{
	switch (i->op) {
	case I_STG:
	case I_STA:
	case I_CLEAR:
	case I_ADDM:
	case I_COPY:
	case I_UPDATE:
	case I_DELETE:
	case I_LOG:
	case I_EMIT:
	case I_BYTES: return false;
	default: return true;
	}
}

static bool computes(const struct ins *i)
{
	return pure(i) && i->op != I_LOOKUP && i->op != I_PACKET && i->op != I_PEEK && i->op != I_LDM && i->op != I_NOW && i->op != I_NOP;
}

static void constants(struct ins *i)
{
	i->a = simple(i->a, i->va);
	i->b = simple(i->b, i->vb);
	if (computes(i) && i->dst != NO_REG) {
		struct opnd out = simple(op_reg(i->dst), i->vd);
		bool same = (i->op == I_INT32 && in_s32(i->va)) || (i->op == I_UINT32 && in_u32(i->va)) ||
			    (i->op == I_ADD && i->b.constant && i->b.v == 0) || (i->op == I_SUB && i->b.constant && i->b.v == 0) ||
			    (i->op == I_MUL && i->b.constant && i->b.v == 1);

		if (out.constant || same) {
			i->op = I_MOV;
			i->a = out.constant ? out : i->a;
			if (out.constant)
				i->va = i->vd;
		}
	}
}

/* settle - a branch that is known becomes a jump; one that the verifier needs leads to an exception that never comes */
static void settle(struct cc_state *c, struct fn *fn, struct block *b)
{
	bool needed = b->guard || b->cc == CC_PACKET;

	if (b->end != END_BRANCH)
		return;
	b->a = b->cc == CC_PACKET ? b->a : simple(b->a, b->va);
	b->b = simple(b->b, b->vb);
	if (b->known < 0)
		return;
	if (b->cc == CC_PACKET && b->a.v != NO_REG)
		b->seen_known = -1; /* what a pointer with an unknown part was compared with counts for that pointer alone */
	if (b->known == 1 && needed && (b->seen_known != 1 || c->careful)) {
		c->fn = fn;
		b->f = ebpf_fail(c, MBPF_EXCEPTION, b->where);
		b->f->reached = true;
		return;
	}
	b->end = END_JUMP;
	b->t = b->known ? b->t : b->f;
}

/* ---- the graph */

/* thread - a jump to a block that only asks what we know: straight to its answer */
static bool thread(struct block *b)
{
	struct block *to = b->t;
	const struct ins *last = b->count ? &b->ins[b->count - 1] : NULL;
	struct val v;
	bool answer;

	if (b->end != END_JUMP || to->count || to == b)
		return false;
	if (to->end == END_JUMP && to->t != to) {
		b->t = to->t;
		return true;
	}
	if (to->end != END_BRANCH || to->cc != CC_TRUE || to->a.constant || !last || last->op != I_MOV || !last->a.constant ||
	    last->dst != to->a.v)
		return false;
	v = (struct val){last->a.kind, last->a.v, last->a.v};
	answer = v.kinds == KIND_STR || (v.kinds & (KIND_INT | KIND_BOOL) && v.lo);
	b->t = answer ? to->t : to->f;
	return true;
}

/* skip - past empty blocks that only jump */
static struct block *skip(struct block *b)
{
	for (u32 n = 0; n < 64 && !b->count && b->end == END_JUMP && b->t != b; n++)
		b = b->t;
	return b;
}

static void mark(struct fn *fn)
{
	struct block **stack = fn->blocks; /* rebuilt afterwards */
	u32 depth = 0;

	for (struct block *b = fn->first; b; b = b->next)
		b->reached = false, b->preds = 0;
	fn->first->reached = true;
	stack[depth++] = fn->first;
	while (depth) {
		struct block *b = stack[--depth];

		for (u32 k = 0; k < 2; k++) {
			struct block *to = k ? b->f : b->t;

			if ((b->end != END_JUMP || k) && b->end != END_BRANCH)
				continue;
			to->preds++;
			if (!to->reached) {
				to->reached = true;
				stack[depth++] = to;
			}
		}
	}
}

/* merge - a block with one way in goes to the end of the one before it */
static bool merge(struct cc_state *c, struct block *b)
{
	struct block *to = b->t;
	struct ins *more;

	if (b->end != END_JUMP || to->preds != 1 || to == b)
		return false;
	more = ebpf_alloc(c, (b->count + to->count + 1) * sizeof(*more));
	if (b->count)
		memcpy(more, b->ins, b->count * sizeof(*more));
	if (to->count)
		memcpy(more + b->count, to->ins, to->count * sizeof(*more));
	b->ins = more;
	b->count += to->count;
	b->room = b->count;
	b->end = to->end;
	b->cc = to->cc;
	b->outcome = to->outcome;
	b->where = to->where;
	b->guard = to->guard;
	b->imm = to->imm;
	b->a = to->a;
	b->b = to->b;
	b->va = to->va;
	b->vb = to->vb;
	b->t = to->t;
	b->f = to->f;
	to->reached = false;
	to->end = END_NONE;
	return true;
}

void ebpf_graph(struct cc_state *c, struct fn *fn)
{
	bool again = true;
	u32 count = 0;

	for (struct block *b = fn->first; b; b = b->next)
		count++;
	fn->blocks = ebpf_alloc(c, (count + 1) * sizeof(*fn->blocks));
	while (again) {
		again = false;
		for (struct block *b = fn->first; b; b = b->next) {
			for (u32 n = 0; n < 64 && thread(b); n++)
				again = true;
			if (b->end == END_JUMP || b->end == END_BRANCH)
				b->t = skip(b->t);
			if (b->end == END_BRANCH)
				b->f = skip(b->f);
			if (b->end == END_BRANCH && b->t == b->f)
				b->end = END_JUMP;
		}
		mark(fn);
		for (struct block *b = fn->first; b; b = b->next)
			while (b->reached && merge(c, b))
				again = true;
	}
	mark(fn);
	fn->block_count = 0;
	for (struct block *b = fn->first; b; b = b->next)
		if (b->reached)
			fn->blocks[fn->block_count++] = b;
}

/* endless - refuse a loop that no path leaves (the verifier would, and an empty one has no line for it to name). */
static void endless(struct cc_state *c, struct fn *fn)
{
	u32 where = 0;

	for (u32 n = 0; n < fn->block_count; n++)
		fn->blocks[n]->leaves = fn->blocks[n]->end == END_RETURN || fn->blocks[n]->end == END_FAIL;
	for (bool again = true; again;) {
		again = false;
		for (u32 n = fn->block_count; n--;) {
			struct block *b = fn->blocks[n];
			bool out = (b->t && b->t->leaves) || (b->end == END_BRANCH && b->f->leaves);

			again |= out && !b->leaves;
			b->leaves |= out;
		}
	}
	for (u32 n = 0; n < fn->block_count; n++)
		if (!fn->blocks[n]->leaves && fn->blocks[n]->where && (!where || fn->blocks[n]->where < where))
			where = fn->blocks[n]->where;
	for (u32 n = 0; n < fn->block_count; n++)
		if (!fn->blocks[n]->leaves)
			ebpf_refuse(c, where, "no path leaves this loop");
}

void ebpf_simplify(struct cc_state *c, struct fn *fn)
{
	for (struct block *b = fn->first; b; b = b->next) {
		for (u32 i = 0; i < b->count && b->reached; i++)
			constants(&b->ins[i]);
		if (b->reached)
			settle(c, fn, b);
	}
	ebpf_graph(c, fn);
	endless(c, fn);
	ebpf_memory(c, fn);
	if (!c->careful)
		ebpf_addresses(c, fn);
}
