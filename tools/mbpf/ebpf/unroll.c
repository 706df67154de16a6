/* SPDX-License-Identifier: Apache-2.0
 * unroll.c - loops that are written out: those over constant numbers, or over a short array, whose turns are small and few.  In each
 * turn the counter is a constant: elements are named by constants, and nothing is counted or compared. */
#include <math.h>
#include "mbpf/ebpf/ir.h"

enum {
	TURNS_MAX = 32,
	NODES_MAX = 300,   /* of the tree, all turns together: about as many instructions as clang allows itself */
	NODES_OF_CALL = 8, /* of ctx, maps, mbpf */
	DEPTH_MAX = 8,
};

/* weight - nodes of statements, functions that are called with theirs; above NODES_MAX: too many, or something that must stand once
 * (a loop, an array of its own, an assignment to the counter) */
static u32 weight(struct cc_state *c, const struct node *n, const struct var *counter, u32 depth)
{
	u32 sum = 0;

	for (; n && sum <= NODES_MAX; n = n->next) {
		struct binding f;

		switch (n->kind) {
		case N_FOR:
		case N_FORIN:
		case N_FOROF:
		case N_WHILE:
		case N_DO:
		case N_NEW:
		case N_ARRAY:
		case N_FUNCTION:
		case N_LABEL: return NODES_MAX + 1;
		case N_ASSIGN:
		case N_UPDATE:
			if (n->a->kind == N_IDENT && n->a->var == counter)
				return NODES_MAX + 1;
			break;
		case N_CALL:
			if (!ebpf_object(c, n->a, &f) || f.what != IS_FUNC)
				sum += NODES_OF_CALL;
			else if (depth == DEPTH_MAX)
				return NODES_MAX + 1;
			else
				sum += weight(c, f.func->body, NULL, depth + 1);
			break;
		default: break;
		}
		sum++;
		if (n->kind == N_IDENT || n->kind == N_THIS || n->kind == N_NEWTARGET)
			continue;
		sum += weight(c, n->a, counter, depth) + weight(c, n->b, counter, depth) + weight(c, n->c, counter, depth) +
		       weight(c, n->d, counter, depth);
	}
	return sum;
}

bool ebpf_short(struct cc_state *c, const struct node *body, const struct var *counter, u32 turns)
{
	return !c->rolled && turns <= TURNS_MAX && (u64)weight(c, body, counter, 0) * turns <= NODES_MAX;
}

/* bound - a constant that the counter is compared with; lengths of arrays, too */
static bool bound(struct cc_state *c, const struct node *n, double *out)
{
	struct binding array;

	if (n->kind == N_MEMBER && ebpf_is(n->sym, "length") && ebpf_object(c, n->a, &array) && array.what == IS_ARRAY) {
		*out = array.array->length;
		return true;
	}
	return ebpf_const(c, n, out);
}

static bool goes_on(u32 op, double i, double end)
{
	switch (op) {
	case P_LT: return i < end;
	case P_LE: return i <= end;
	case P_GT: return i > end;
	case P_GE: return i >= end;
	default: return i != end;
	}
}

/* step_of - i++, i--, i += n, i -= n */
static bool step_of(struct cc_state *c, const struct node *n, const struct var *counter, double *out)
{
	if (!n || (n->kind != N_UPDATE && n->kind != N_ASSIGN) || n->a->kind != N_IDENT || n->a->var != counter ||
	    (n->op != P_ADD && n->op != P_SUB))
		return false;
	*out = 1;
	if (n->kind == N_ASSIGN && !ebpf_const(c, n->b, out))
		return false;
	*out = n->op == P_SUB ? -*out : *out;
	return true;
}

bool ebpf_counted(struct cc_state *c, const struct node *n, struct counted *out)
{
	const struct node *d = n->a && n->a->kind == N_VAR ? n->a->a : NULL, *test = n->b;
	double first, end, step;
	u32 turns = 0;

	if (n->kind != N_FOR || !d || d->next || !d->a || !ebpf_const(c, d->a, &first))
		return false;
	if (!test || test->kind != N_BINARY || test->a->kind != N_IDENT || test->a->var != d->var || !bound(c, test->b, &end))
		return false;
	if (test->op != P_LT && test->op != P_LE && test->op != P_GT && test->op != P_GE && test->op != P_NE && test->op != P_SNE)
		return false;
	if (!step_of(c, n->d, d->var, &step) || first != floor(first) || step != floor(step) || fabs(first) > 1e9 || fabs(step) > 1e6)
		return false;
	for (double i = first; goes_on(test->op, i, end); i += step)
		if (++turns > TURNS_MAX)
			return false;
	*out = (struct counted){d->var, (s64)first, (s64)step, turns};
	return ebpf_short(c, n->c, d->var, turns);
}
