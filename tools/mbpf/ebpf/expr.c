/* SPDX-License-Identifier: Apache-2.0
 * expr.c - expressions to instructions, conditions to branches. */
#include <math.h>
#include <string.h>
#include "mbpf/ebpf/ir.h"

/* ---- small tools */

static struct opnd result(struct cc_state *c, enum op op, struct opnd a, struct opnd b, u32 where)
{
	u16 dst = ebpf_reg(c);
	struct ins *i = ebpf_emit(c, op, where);

	i->dst = dst;
	i->a = a;
	i->b = b;
	return op_reg(dst);
}

struct opnd ebpf_binary(struct cc_state *c, enum op op, struct opnd a, struct opnd b, u32 where)
{
	return result(c, op, a, b, where);
}

/* copy - of a variable's register that something later may assign to */
static struct opnd copy(struct cc_state *c, struct opnd a, u32 where)
{
	u16 r;

	if (a.constant)
		return a;
	r = ebpf_reg(c);
	ebpf_move(c, r, a, where);
	return op_reg(r);
}

/* ---- variables and elements */

struct opnd ebpf_read(struct cc_state *c, const struct binding *b, u32 where)
{
	struct opnd out;

	switch (b->what) {
	case IS_REG:
	case IS_CONST: return b->value;
	case IS_GLOBAL:
		out = result(c, I_LDG, op_int(0), op_int(0), where);
		c->at->ins[c->at->count - 1].x = b->global;
		return out;
	default: ebpf_refuse(c, where, "an array, object, function or the context is no number here");
	}
}

void ebpf_write(struct cc_state *c, const struct binding *b, struct opnd value, u32 where)
{
	struct ins *i;

	switch (b->what) {
	case IS_REG: ebpf_move(c, (u16)b->value.v, value, where); break;
	case IS_GLOBAL:
		i = ebpf_emit(c, I_STG, where);
		i->x = b->global;
		i->a = value;
		break;
	default: ebpf_refuse(c, where, "arrays, functions, constants and the context cannot be assigned to");
	}
}

/* item - a constant element of [a, b ...]: a variable like others */
static const struct binding *item(struct cc_state *c, const struct array *array, struct opnd index, u32 where)
{
	if (index.v < 0 || index.v >= array->length)
		ebpf_refuse(c, where, "%s has %u elements; arrays do not grow here", array->name, array->length);
	return &array->item[index.v];
}

static struct opnd load_item(struct cc_state *c, struct array *array, struct opnd index, u32 where)
{
	struct opnd out = result(c, I_LDA, index, op_int(0), where);
	struct ins *i = &c->at->ins[c->at->count - 1];

	i->x = array;
	i->size = (u8)array->size;
	i->sign = array->sign;
	return out;
}

struct opnd ebpf_read_item(struct cc_state *c, struct array *array, struct opnd index, u32 where)
{
	struct block *inside, *outside, *out;
	u16 r;

	if (!in_data(array) && (!index.constant || index.kind != KIND_INT))
		ebpf_mark(c, array, MARK_INDEXED);
	if (!in_data(array))
		return ebpf_read(c, item(c, array, index, where), where);
	if (index.constant && index.kind == KIND_INT && index.v >= 0 && index.v < array->length)
		return array->values && !array->sum ? op_int(array->values[index.v]) : load_item(c, array, index, where);
	/* beyond the end: undefined.  Where that cannot be, range.c sees it; the verifier may still need the branch. */
	r = ebpf_reg(c);
	inside = ebpf_block(c);
	outside = ebpf_block(c);
	out = ebpf_block(c);
	index = copy(c, index, where);
	ebpf_branch(c, CC_BELOW, index, op_int(array->length), inside, outside, where)->guard = true;
	ebpf_start(c, outside);
	ebpf_move(c, r, op_undefined(), where);
	ebpf_jump(c, out, where);
	ebpf_start(c, inside);
	ebpf_move(c, r, load_item(c, array, index, where), where);
	ebpf_jump(c, out, where);
	ebpf_start(c, out);
	return op_reg(r);
}

void ebpf_write_item(struct cc_state *c, struct array *array, struct opnd index, struct opnd value, u32 where)
{
	struct block *inside, *branch;
	struct ins *i;

	if (!in_data(array) && (!index.constant || index.kind != KIND_INT))
		ebpf_mark(c, array, MARK_INDEXED);
	if (!in_data(array)) {
		ebpf_write(c, item(c, array, index, where), value, where);
		return;
	}
	if (!array->typed)
		ebpf_mark(c, array, MARK_WRITTEN);
	inside = ebpf_block(c);
	branch = ebpf_branch(c, CC_BELOW, index, op_int(array->length), inside, ebpf_fail(c, MBPF_EXCEPTION, where), where);
	branch->guard = true;
	branch->imm = array->typed ? 1 : 2; /* a store: range.c wants no negative index, and none at which the array would grow */
	ebpf_start(c, inside);
	i = ebpf_emit(c, I_STA, where);
	i->x = array;
	i->size = (u8)array->size;
	i->a = index;
	i->b = value;
}

bool ebpf_object(struct cc_state *c, const struct node *n, struct binding *out)
{
	struct binding *is = n->kind == N_IDENT && n->var ? ebpf_binding(c, n->var) : NULL;

	if (!is || (is->what != IS_ARRAY && is->what != IS_CTX && is->what != IS_FUNC))
		return false;
	*out = *is;
	return true;
}

/* struct place - what is assigned to: a variable, or an element */
struct place {
	const struct binding *variable;
	struct array *array;
	struct opnd index;
};

static struct place place_of(struct cc_state *c, const struct node *n, bool keep)
{
	struct place p = {0};
	struct binding array;

	if (n->kind == N_IDENT) {
		p.variable = n->var ? ebpf_binding(c, n->var) : NULL;
		if (!p.variable)
			ebpf_refuse(c, n->where, "%s cannot be assigned to", n->sym ? ebpf_name(c, n->sym) : "this");
		return p;
	}
	if (n->kind != N_INDEX || !ebpf_object(c, n->a, &array) || array.what != IS_ARRAY)
		ebpf_refuse(c, n->where, "only variables and elements of arrays can be assigned to");
	p.array = array.array;
	p.index = ebpf_value(c, n->b);
	if (keep)
		p.index = copy(c, p.index, n->where);
	return p;
}

static struct opnd read_place(struct cc_state *c, const struct place *p, u32 where)
{
	return p->variable ? ebpf_read(c, p->variable, where) : ebpf_read_item(c, p->array, p->index, where);
}

static void write_place(struct cc_state *c, const struct place *p, struct opnd value, u32 where)
{
	if (p->variable)
		ebpf_write(c, p->variable, value, where);
	else
		ebpf_write_item(c, p->array, p->index, value, where);
}

/* ---- operators */

static bool binary_op(u32 op, enum op *out)
{
	switch (op) {
	case P_ADD: *out = I_ADD; return true;
	case P_SUB: *out = I_SUB; return true;
	case P_MUL: *out = I_MUL; return true;
	case P_MOD: *out = I_MOD; return true;
	case P_AND: *out = I_AND; return true;
	case P_OR: *out = I_OR; return true;
	case P_XOR: *out = I_XOR; return true;
	case P_SHL: *out = I_SHL; return true;
	case P_SHR: *out = I_SAR; return true;
	case P_USHR: *out = I_SHR; return true;
	default: return false;
	}
}

static bool bitwise(u32 op)
{
	return op == P_AND || op == P_OR || op == P_XOR || op == P_SHL || op == P_SHR || op == P_USHR;
}

static struct opnd both(struct cc_state *c, const struct node *n, enum op op, bool integer)
{
	struct opnd a = integer ? ebpf_integer(c, n->a) : ebpf_value(c, n->a), b;

	if (!a.constant && n->b->kind != N_NUMBER && n->b->kind != N_IDENT)
		a = copy(c, a, n->where);
	b = integer ? ebpf_integer(c, n->b) : ebpf_value(c, n->b);
	if (integer && op == I_OR && b.constant && b.v == 0 && b.kind == KIND_INT)
		return result(c, I_INT32, a, op_int(0), n->where);
	if (integer && op == I_SHR && b.constant && b.v == 0 && b.kind == KIND_INT)
		return result(c, I_UINT32, a, op_int(0), n->where);
	return result(c, op, a, b, n->where);
}

/* arithmetic - +, -, *, %, and the bitwise operators */
static struct opnd arithmetic(struct cc_state *c, const struct node *n)
{
	enum op op;
	double d;

	if (!bitwise(n->op) && ebpf_const(c, n, &d)) {
		if (d != floor(d) || fabs(d) > (double)EXACT_MAX)
			ebpf_refuse(c, n->where, "%.15g is no whole number within 2^53", d);
		return op_int((s64)d);
	}
	if (n->op == P_DIV)
		ebpf_refuse(c, n->where, "a quotient may be no whole number; write (a / b) | 0, or Math.floor(a / b)");
	if (n->op == P_POW)
		ebpf_refuse(c, n->where, "** is not in the subset, but for constants");
	if (!binary_op(n->op, &op))
		ebpf_refuse(c, n->where, "this operator is not in the subset");
	return both(c, n, op, bitwise(n->op));
}

struct opnd ebpf_integer(struct cc_state *c, const struct node *n)
{
	enum op op = I_DIV;
	struct opnd a, b;
	double d;
	u32 at;

	if (n->kind == N_BINARY && (n->op == P_DIV || n->op == P_MOD) && !ebpf_const(c, n, &d)) {
		if (n->op == P_MOD)
			op = I_MOD;
		a = ebpf_value(c, n->a);
		if (!a.constant)
			a = copy(c, a, n->where);
		b = ebpf_value(c, n->b);
		a = result(c, op, a, b, n->where);
		at = c->at->count - 1;
		c->at->ins[at].zero_ok = true;
		return a;
	}
	if (n->kind == N_BINARY && n->op == P_DIV && ebpf_const(c, n, &d) && !(fabs(d) >= 9e15 && isfinite(d)))
		return op_int(isfinite(d) ? (s64)d : 0);
	return ebpf_value(c, n);
}

static bool comparison(u32 op)
{
	return op == P_EQ || op == P_NE || op == P_SEQ || op == P_SNE || op == P_LT || op == P_LE || op == P_GT || op == P_GE;
}

/* truth - a condition as a value: true or false */
static struct opnd truth(struct cc_state *c, const struct node *n)
{
	struct block *t = ebpf_block(c), *f = ebpf_block(c), *out = ebpf_block(c);
	u16 r = ebpf_reg(c);

	ebpf_condition(c, n, t, f);
	ebpf_start(c, t);
	ebpf_move(c, r, op_kind(KIND_BOOL, 1), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, f);
	ebpf_move(c, r, op_kind(KIND_BOOL, 0), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return op_reg(r);
}

static struct opnd unary(struct cc_state *c, const struct node *n)
{
	double d;

	switch (n->op) {
	case P_NOT: return truth(c, n);
	case P_SUB:
		if (ebpf_const(c, n, &d)) {
			if (d != floor(d) || fabs(d) > (double)EXACT_MAX)
				ebpf_refuse(c, n->where, "%.15g is no whole number within 2^53", d);
			return op_int((s64)d);
		}
		return result(c, I_SUB, op_int(0), ebpf_value(c, n->a), n->where);
	case P_ADD: return result(c, I_ADD, ebpf_value(c, n->a), op_int(0), n->where);
	case P_BITNOT: return result(c, I_XOR, ebpf_integer(c, n->a), op_int(-1), n->where);
	case K_VOID: ebpf_effect(c, n->a); return op_undefined();
	default: ebpf_refuse(c, n->where, "typeof and delete are not in the subset");
	}
}

/* choose - a && b, a || b, a ?? b as values */
static struct opnd choose(struct cc_state *c, const struct node *n)
{
	struct block *keep = ebpf_block(c), *other = ebpf_block(c), *out = ebpf_block(c);
	u16 r = ebpf_reg(c);
	struct opnd a = copy(c, ebpf_value(c, n->a), n->where);

	if (n->op == P_NULLISH)
		ebpf_branch(c, CC_LIKE, a, op_null(), other, keep, n->where);
	else
		ebpf_branch(c, CC_TRUE, a, op_int(0), n->op == P_LAND ? other : keep, n->op == P_LAND ? keep : other, n->where);
	ebpf_start(c, keep);
	ebpf_move(c, r, a, n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, other);
	ebpf_move(c, r, ebpf_value(c, n->b), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return op_reg(r);
}

static struct opnd conditional(struct cc_state *c, const struct node *n)
{
	struct block *t = ebpf_block(c), *f = ebpf_block(c), *out = ebpf_block(c);
	u16 r = ebpf_reg(c);

	ebpf_condition(c, n->a, t, f);
	ebpf_start(c, t);
	ebpf_move(c, r, ebpf_value(c, n->b), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, f);
	ebpf_move(c, r, ebpf_value(c, n->c), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return op_reg(r);
}

/* combined - what a op= b writes */
static struct opnd combined(struct cc_state *c, const struct node *n, struct opnd old, bool to_bits)
{
	enum op op;
	bool bits = bitwise(n->op);
	struct opnd b;

	if (n->op == P_DIV) {
		if (!to_bits)
			ebpf_refuse(c, n->where, "a quotient may be no whole number; write x = (x / b) | 0");
		op = I_DIV;
	} else if (!binary_op(n->op, &op)) {
		ebpf_refuse(c, n->where, "this assignment is not in the subset");
	}
	old = copy(c, old, n->where);
	b = bits ? ebpf_integer(c, n->b) : ebpf_value(c, n->b);
	if (op == I_OR && b.constant && b.kind == KIND_INT && b.v == 0)
		return result(c, I_INT32, old, op_int(0), n->where);
	if (op == I_SHR && b.constant && b.kind == KIND_INT && b.v == 0)
		return result(c, I_UINT32, old, op_int(0), n->where);
	b = result(c, op, old, b, n->where);
	if (op == I_DIV)
		c->at->ins[c->at->count - 1].zero_ok = true;
	return b;
}

/* logical_assign - a &&= b, a ||= b, a ??= b */
static struct opnd logical_assign(struct cc_state *c, const struct node *n)
{
	struct place p = place_of(c, n->a, true);
	struct block *set = ebpf_block(c), *out = ebpf_block(c);
	struct opnd result = copy(c, read_place(c, &p, n->where), n->where), value;

	if (result.constant) {
		u16 r = ebpf_reg(c);

		ebpf_move(c, r, result, n->where);
		result = op_reg(r);
	}
	if (n->op == P_NULLISH)
		ebpf_branch(c, CC_LIKE, result, op_null(), set, out, n->where);
	else
		ebpf_branch(c, CC_TRUE, result, op_int(0), n->op == P_LAND ? set : out, n->op == P_LAND ? out : set, n->where);
	ebpf_start(c, set);
	value = copy(c, p.array && p.array->typed ? ebpf_integer(c, n->b) : ebpf_value(c, n->b), n->where);
	write_place(c, &p, value, n->where);
	ebpf_move(c, (u16)result.v, value, n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return result;
}

static struct opnd assign(struct cc_state *c, const struct node *n)
{
	struct place p;
	struct opnd value;
	bool typed;

	if (n->op == P_LAND || n->op == P_LOR || n->op == P_NULLISH)
		return logical_assign(c, n);
	p = place_of(c, n->a, n->b->kind != N_NUMBER);
	typed = p.array && p.array->typed;
	if (!n->op)
		value = typed ? ebpf_integer(c, n->b) : ebpf_value(c, n->b);
	else
		value = combined(c, n, read_place(c, &p, n->where), typed);
	if (typed) /* the array keeps low bits; the expression's value is all of it */
		value = copy(c, value, n->where);
	write_place(c, &p, value, n->where);
	return value;
}

static struct opnd update(struct cc_state *c, const struct node *n, bool wanted)
{
	struct place p = place_of(c, n->a, true);
	struct opnd old = read_place(c, &p, n->where), value;

	if (wanted && !(n->flags & NF_PREFIX))
		old = result(c, I_ADD, old, op_int(0), n->where); /* ToNumber */
	value = result(c, n->op == P_ADD ? I_ADD : I_SUB, old, op_int(1), n->where);
	write_place(c, &p, value, n->where);
	return n->flags & NF_PREFIX ? value : old;
}

static struct opnd call(struct cc_state *c, const struct node *n)
{
	struct binding f;
	struct opnd out;

	if (ebpf_object(c, n->a, &f) && f.what == IS_FUNC)
		return ebpf_call(c, n, f.func);
	if (ebpf_api_call(c, n, &out))
		return out;
	ebpf_refuse(c, n->where, "this call is not in the subset");
}

static struct opnd identifier(struct cc_state *c, const struct node *n)
{
	struct binding *is = n->var ? ebpf_binding(c, n->var) : NULL;

	if (is && is->what == IS_NOTHING)
		ebpf_refuse(c, n->where, "%s has no value yet", ebpf_name(c, n->sym));
	if (is)
		return ebpf_read(c, is, n->where);
	if (!n->var && n->sym && ebpf_is(n->sym, "undefined"))
		return op_undefined();
	if (n->var)
		ebpf_refuse(c, n->where, "%s belongs to another function: that is not in the subset", ebpf_name(c, n->sym));
	ebpf_refuse(c, n->where, "%s is not in the subset", ebpf_name(c, n->sym));
}

static struct opnd member(struct cc_state *c, const struct node *n)
{
	struct binding array;
	struct opnd out;

	if (ebpf_object(c, n->a, &array) && array.what == IS_ARRAY && n->kind == N_INDEX)
		return ebpf_read_item(c, array.array, ebpf_value(c, n->b), n->where);
	if (n->kind == N_MEMBER && (ebpf_property(c, n, &out) || ebpf_api_member(c, n, &out)))
		return out;
	ebpf_refuse(c, n->where, "this property is not in the subset");
}

struct opnd ebpf_value(struct cc_state *c, const struct node *n)
{
	double d;

	switch (n->kind) {
	case N_NUMBER:
		d = n->number;
		if (d != floor(d) || fabs(d) > (double)EXACT_MAX)
			ebpf_refuse(c, n->where, "%.15g is no whole number within 2^53", d);
		return op_int((s64)d);
	case N_STRING: return op_kind(KIND_STR, ebpf_string(c, ebpf_text(c, n)));
	case N_TRUE: return op_kind(KIND_BOOL, 1);
	case N_FALSE: return op_kind(KIND_BOOL, 0);
	case N_NULL: return op_null();
	case N_IDENT: return identifier(c, n);
	case N_UNARY: return unary(c, n);
	case N_BINARY: return comparison(n->op) ? truth(c, n) : arithmetic(c, n);
	case N_LOGICAL: return choose(c, n);
	case N_COND: return conditional(c, n);
	case N_ASSIGN: return assign(c, n);
	case N_UPDATE: return update(c, n, true);
	case N_COMMA: ebpf_effect(c, n->a); return ebpf_value(c, n->b);
	case N_CALL: return call(c, n);
	case N_MEMBER:
	case N_INDEX: return member(c, n);
	case N_TEMPLATE: ebpf_refuse(c, n->where, "strings are not made here; mbpf.log takes several arguments");
	case N_ARRAY: ebpf_refuse(c, n->where, "an array must be declared: const name = [...]");
	case N_NEW: ebpf_refuse(c, n->where, "objects are not in the subset; a typed array must be declared: const name = new Uint8Array(n)");
	case N_FUNCTION: ebpf_refuse(c, n->where, "functions inside functions are not in the subset");
	case N_OBJECT: ebpf_refuse(c, n->where, "objects are not in the subset");
	case N_REGEXP: ebpf_refuse(c, n->where, "regular expressions are not in the subset");
	default: ebpf_refuse(c, n->where, "this expression is not in the subset");
	}
}

/* fill - array.fill(x) as a statement; false: it is none */
static bool fill(struct cc_state *c, const struct node *n)
{
	const struct node *of = n->kind == N_CALL && n->a->kind == N_MEMBER && ebpf_is(n->a->sym, "fill") ? n->a->a : NULL;
	struct block *inside = ebpf_block(c), *out = ebpf_block(c);
	struct opnd at, value;
	struct binding array;

	if (!of || !ebpf_object(c, of, &array) || array.what != IS_ARRAY)
		return false;
	if (!n->b || n->b->next)
		ebpf_refuse(c, n->where, "fill has one argument here");
	value = copy(c, array.array->typed ? ebpf_integer(c, n->b) : ebpf_value(c, n->b), n->where);
	if (array.array->length <= 16) {
		for (u32 k = 0; k < array.array->length; k++)
			ebpf_write_item(c, array.array, op_int(k), value, n->where);
		return true;
	}
	at = op_reg(ebpf_reg(c));
	ebpf_move(c, (u16)at.v, op_int(0), n->where);
	ebpf_jump(c, inside, n->where);
	ebpf_start(c, inside);
	ebpf_write_item(c, array.array, at, value, n->where);
	ebpf_move(c, (u16)at.v, ebpf_binary(c, I_ADD, at, op_int(1), n->where), n->where);
	ebpf_branch(c, CC_LT, at, op_int(array.array->length), inside, out, n->where);
	ebpf_start(c, out);
	return true;
}

void ebpf_effect(struct cc_state *c, const struct node *n)
{
	if (fill(c, n))
		return;
	if (n->kind == N_UPDATE)
		update(c, n, false);
	else if (n->kind != N_STRING)
		ebpf_value(c, n);
}

/* ---- conditions */

/* data_length - ctx.dataLen against a constant: a question that the verifier learns from.  False: it is none. */
static bool data_length(struct cc_state *c, const struct node *n, struct block *t, struct block *f)
{
	static const u32 mirrored[] = {[P_LT] = P_GT, [P_LE] = P_GE, [P_GT] = P_LT, [P_GE] = P_LE};
	const struct node *a = n->a, *b = n->b;
	u32 op = n->op;
	struct binding ctx;
	struct block *at;
	double d;

	if (op != P_LT && op != P_LE && op != P_GT && op != P_GE)
		return false;
	if (b->kind == N_MEMBER) {
		a = n->b;
		b = n->a;
		op = mirrored[op];
	}
	if (a->kind != N_MEMBER || !ebpf_object(c, a->a, &ctx) || ctx.what != IS_CTX)
		return false;
	if (!(ebpf_is(a->sym, "dataLen") || ebpf_is(a->sym, "data_len")) || !ebpf_const(c, b, &d) || d != floor(d))
		return false;
	if (op == P_GT || op == P_LE) /* length > n: length >= n + 1 */
		d++;
	if (d < 1 || d > AXI_EBPF_DATA_MAX)
		return false;
	if (op == P_LT || op == P_LE) {
		struct block *swap = t;

		t = f;
		f = swap;
	}
	at = ebpf_branch(c, CC_PACKET, op_reg(NO_REG), op_int(0), t, f, n->where);
	at->imm = (u32)d;
	at->guard = true;
	return true;
}

static void compare(struct cc_state *c, const struct node *n, struct block *t, struct block *f)
{
	struct opnd a, b;
	enum cc cc;

	if (data_length(c, n, t, f))
		return;
	a = ebpf_value(c, n->a);
	if (!a.constant && n->b->kind != N_NUMBER && n->b->kind != N_IDENT && n->b->kind != N_MEMBER)
		a = copy(c, a, n->where);
	b = ebpf_value(c, n->b);
	switch (n->op) {
	case P_LT: cc = CC_LT; break;
	case P_LE: cc = CC_LE; break;
	case P_GT: cc = CC_GT; break;
	case P_GE: cc = CC_GE; break;
	case P_SEQ:
	case P_SNE: cc = CC_SAME; break;
	default: cc = CC_LIKE; break;
	}
	if (n->op == P_SNE || n->op == P_NE)
		ebpf_branch(c, cc, a, b, f, t, n->where);
	else
		ebpf_branch(c, cc, a, b, t, f, n->where);
}

void ebpf_condition(struct cc_state *c, const struct node *n, struct block *t, struct block *f)
{
	if (n->kind == N_UNARY && n->op == P_NOT) {
		ebpf_condition(c, n->a, f, t);
	} else if (n->kind == N_LOGICAL && n->op != P_NULLISH) {
		struct block *more = ebpf_block(c);

		ebpf_condition(c, n->a, n->op == P_LAND ? more : t, n->op == P_LAND ? f : more);
		ebpf_start(c, more);
		ebpf_condition(c, n->b, t, f);
	} else if (n->kind == N_BINARY && comparison(n->op)) {
		compare(c, n, t, f);
	} else {
		ebpf_branch(c, CC_TRUE, ebpf_value(c, n), op_int(0), t, f, n->where);
	}
}
