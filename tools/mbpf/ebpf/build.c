/* SPDX-License-Identifier: Apache-2.0
 * build.c - statements and functions to blocks.  A call puts the function's body where it stands: there is no recursion, and each
 * call has its own variables, whose ranges are therefore its own. */
#include <stdlib.h>
#include <string.h>
#include "mbpf/ebpf/ir.h"

enum { DEPTH_MAX = 24, SIZE_MAX_INS = 20000 };

static void statement(struct cc_state *c, const struct node *n);

/* ---- blocks */

u16 ebpf_reg(struct cc_state *c)
{
	if (c->fn->regs >= 4000)
		ebpf_too_large(c, 0);
	return (u16)c->fn->regs++;
}

struct block *ebpf_block(struct cc_state *c)
{
	return ebpf_alloc(c, sizeof(struct block));
}

void ebpf_start(struct cc_state *c, struct block *b)
{
	if (c->fn->last)
		c->fn->last->next = b;
	else
		c->fn->first = b;
	c->fn->last = b;
	b->index = c->fn->block_count++;
	c->at = b;
}

/* live - the block that instructions go to; what is not reached gets one of its own, which range.c finds dead */
static struct block *live(struct cc_state *c)
{
	if (!c->at)
		ebpf_start(c, ebpf_block(c));
	return c->at;
}

struct ins *ebpf_emit(struct cc_state *c, enum op op, u32 where)
{
	struct block *b = live(c);
	struct ins *i;

	if (++c->size > SIZE_MAX_INS)
		ebpf_too_large(c, where);
	if (b->count == b->room) {
		struct ins *more = ebpf_alloc(c, (b->room * 2 + 8) * sizeof(*more));

		if (b->count)
			memcpy(more, b->ins, b->count * sizeof(*more));
		b->ins = more;
		b->room = b->room * 2 + 8;
	}
	i = &b->ins[b->count++];
	*i = (struct ins){.op = (u8)op, .dst = NO_REG, .at = NO_REG, .where = where};
	return i;
}

void ebpf_jump(struct cc_state *c, struct block *to, u32 where)
{
	struct block *b = live(c);

	b->end = END_JUMP;
	b->t = to;
	b->where = where;
	c->at = NULL;
}

struct block *ebpf_branch(struct cc_state *c, enum cc cc, struct opnd a, struct opnd b, struct block *t, struct block *f, u32 where)
{
	struct block *at = live(c);

	at->end = END_BRANCH;
	at->cc = (u8)cc;
	at->a = a;
	at->b = b;
	at->t = t;
	at->f = f;
	at->where = where;
	c->at = NULL;
	return at;
}

struct block *ebpf_fail(struct cc_state *c, enum mbpf_outcome outcome, u32 where)
{
	struct block *b, *at = c->at;

	for (b = c->fn->first; b; b = b->next)
		if (b->end == END_FAIL && b->outcome == outcome && b->where >> 12 == where >> 12)
			return b;
	b = ebpf_block(c);
	ebpf_start(c, b);
	b->end = END_FAIL;
	b->outcome = (u8)outcome;
	b->where = where;
	c->at = at;
	return b;
}

void ebpf_move(struct cc_state *c, u16 to, struct opnd from, u32 where)
{
	struct ins *i = ebpf_emit(c, I_MOV, where);

	i->dst = to;
	i->a = from;
}

/* ---- variables */

static struct binding *add_variable(struct cc_state *c, struct var *v)
{
	struct inlined *in = c->inlined;

	if (in->count == in->room) {
		void *more = ebpf_alloc(c, (in->room * 2 + 8) * sizeof(*in->vars));

		if (in->count)
			memcpy(more, in->vars, in->count * sizeof(*in->vars));
		in->vars = more;
		in->room = in->room * 2 + 8;
	}
	in->vars[in->count].var = v;
	return &in->vars[in->count++].is;
}

/* fill - the elements of a literal array that lies in the data; all are evaluated before */
static void fill(struct cc_state *c, struct array *array, const struct node *e)
{
	struct opnd *value = ebpf_alloc(c, array->length * sizeof(*value));
	const struct node *first = e;

	for (u32 i = 0; e; e = e->next, i++) {
		value[i] = ebpf_value(c, e);
		if (!value[i].constant) {
			u16 r = ebpf_reg(c);

			ebpf_move(c, r, value[i], e->where);
			value[i] = op_reg(r);
		}
	}
	e = first;
	for (u32 i = 0; e; e = e->next, i++) {
		struct ins *store = ebpf_emit(c, I_STA, e->where);

		store->x = array;
		store->size = (u8)array->size;
		store->a = op_int(i);
		store->b = value[i];
		store->imm = !i;
	}
}

static void declare(struct cc_state *c, const struct node *d, u32 kind)
{
	struct binding *is = ebpf_binding(c, d->var);
	struct array *array;

	if (d->var->early)
		ebpf_refuse(c, d->where, "%s is used before its declaration", ebpf_name(c, d->sym));
	if (d->a && d->a->kind == N_FUNCTION)
		ebpf_refuse(c, d->a->where, "functions inside functions are not in the subset; put it outside");
	array = d->a ? ebpf_array(c, d->a, false, ebpf_name(c, d->sym)) : NULL;
	if (array) {
		struct node *e = d->a->kind == N_ARRAY ? d->a->a : NULL;
		bool fresh = !is || is->what != IS_ARRAY;

		if (kind == V_VAR && c->inlined->nested)
			ebpf_refuse(c, d->where, "declare the array %s with const", ebpf_name(c, d->sym));
		for (u32 i = 0; e && array->item; e = e->next, i++) {
			array->item[i] = (struct binding){.what = IS_REG, .value = op_reg(ebpf_reg(c))};
			ebpf_move(c, (u16)array->item[i].value.v, ebpf_value(c, e), e->where);
		}
		if (e && array->sum)
			fill(c, array, e);
		if (array->typed)
			ebpf_emit(c, I_CLEAR, d->where)->x = array;
		if (!fresh)
			ebpf_refuse(c, d->where, "%s is declared twice", ebpf_name(c, d->sym));
		if (!is)
			is = add_variable(c, d->var);
		*is = (struct binding){.what = IS_ARRAY, .array = array};
		return;
	}
	if (!is || kind != V_VAR) {
		struct opnd value = d->a ? ebpf_value(c, d->a) : op_undefined();

		if (!is)
			is = add_variable(c, d->var);
		if (is->what != IS_REG)
			*is = (struct binding){.what = IS_REG, .value = op_reg(ebpf_reg(c))};
		ebpf_move(c, (u16)is->value.v, value, d->where);
	} else if (d->a) {
		ebpf_write(c, is, ebpf_value(c, d->a), d->where);
	}
}

/* hoist - variables of the function that are undefined at its beginning */
static void hoist(struct cc_state *c, struct func *f)
{
	for (struct var *v = f->scope->vars; v; v = v->next) {
		struct binding *is;

		if (v->kind == V_FUNCTION)
			ebpf_refuse(c, f->where, "functions inside functions are not in the subset; put %s outside", ebpf_name(c, v->sym));
		if (v->kind != V_VAR)
			continue;
		is = add_variable(c, v);
		*is = (struct binding){.what = IS_REG, .value = op_reg(ebpf_reg(c))};
		ebpf_move(c, (u16)is->value.v, op_undefined(), f->where);
	}
}

/* ---- calls */

/* default_value - of a parameter whose argument is undefined; it may name parameters before it */
static void default_value(struct cc_state *c, const struct node *p, u16 reg)
{
	struct block *missing = ebpf_block(c), *out = ebpf_block(c);

	ebpf_branch(c, CC_SAME, op_reg(reg), op_undefined(), missing, out, p->where);
	ebpf_start(c, missing);
	ebpf_move(c, reg, ebpf_value(c, p->a), p->where);
	ebpf_jump(c, out, p->where);
	ebpf_start(c, out);
}

static void enter(struct cc_state *c, struct inlined *in, struct func *f, u32 where)
{
	for (struct inlined *up = c->inlined; up; up = up->up)
		if (up->func == f)
			ebpf_refuse(c, where, "a function that calls itself is not in the subset; write a loop");
	if (++c->depth > DEPTH_MAX)
		ebpf_refuse(c, where, "functions are called more than %d deep", DEPTH_MAX);
	if (f->uses_arguments)
		ebpf_refuse(c, f->where, "arguments is not in the subset");
	*in = (struct inlined){.up = c->inlined, .func = f, .out = ebpf_block(c), .result = ebpf_reg(c)};
}

static void body(struct cc_state *c, struct func *f)
{
	hoist(c, f);
	if (f->expression) {
		ebpf_move(c, c->inlined->result, ebpf_value(c, f->body), f->where);
		ebpf_jump(c, c->inlined->out, f->where);
		return;
	}
	for (const struct node *n = f->body; n; n = n->next)
		statement(c, n);
	if (c->at) {
		ebpf_move(c, c->inlined->result, op_undefined(), f->where);
		ebpf_jump(c, c->inlined->out, f->where);
	}
}

struct opnd ebpf_call(struct cc_state *c, const struct node *n, struct func *f)
{
	struct inlined *in = ebpf_alloc(c, sizeof(*in));
	struct {
		struct binding is;
	} arg[16];
	u32 count = 0, k = 0;

	for (const struct node *a = n->b; a; a = a->next) {
		struct binding is = {.what = IS_REG};

		if (!ebpf_object(c, a, &is)) {
			is.value = op_reg(ebpf_reg(c));
			ebpf_move(c, (u16)is.value.v, ebpf_value(c, a), a->where);
		}
		if (count == ARRAY_LEN(arg))
			ebpf_refuse(c, a->where, "more than %zu arguments", ARRAY_LEN(arg));
		arg[count++].is = is;
	}
	enter(c, in, f, n->where);
	c->inlined = in;
	for (const struct node *p = f->params; p; p = p->next, k++) {
		struct binding is = {.what = IS_REG, .value = op_reg(NO_REG)};

		if (k < count) {
			is = arg[k].is;
		} else {
			is.value = op_reg(ebpf_reg(c));
			ebpf_move(c, (u16)is.value.v, op_undefined(), p->where);
		}
		if (p->a && is.what == IS_REG)
			default_value(c, p, (u16)is.value.v);
		*add_variable(c, p->var) = is;
	}
	body(c, f);
	ebpf_start(c, in->out);
	c->inlined = in->up;
	c->depth--;
	return op_reg(in->result);
}

void ebpf_build(struct cc_state *c, struct fn *fn, struct func *func)
{
	struct inlined *in = ebpf_alloc(c, sizeof(*in));

	c->fn = fn;
	c->at = NULL;
	c->inlined = NULL;
	c->depth = 0;
	ebpf_start(c, ebpf_block(c));
	enter(c, in, func, func->where);
	c->inlined = in;
	for (const struct node *p = func->params; p; p = p->next) {
		struct binding is = {.what = IS_REG};

		if (p == func->params && fn->has_ctx) {
			is.what = IS_CTX;
		} else {
			is.value = op_reg(ebpf_reg(c));
			ebpf_move(c, (u16)is.value.v, op_undefined(), p->where);
			if (p->a)
				default_value(c, p, (u16)is.value.v);
		}
		*add_variable(c, p->var) = is;
	}
	body(c, func);
	ebpf_start(c, in->out);
	c->at->end = END_RETURN;
	c->at->a = op_reg(in->result);
	c->at->where = func->where;
	c->inlined = NULL;
}

/* ---- statements */

static void list(struct cc_state *c, const struct node *n)
{
	for (; n; n = n->next)
		statement(c, n);
}

static void if_statement(struct cc_state *c, const struct node *n)
{
	struct block *t = ebpf_block(c), *f = ebpf_block(c), *out = n->c ? ebpf_block(c) : f;

	ebpf_condition(c, n->a, t, f);
	ebpf_start(c, t);
	statement(c, n->b);
	if (c->at)
		ebpf_jump(c, out, n->where);
	if (n->c) {
		ebpf_start(c, f);
		statement(c, n->c);
		if (c->at)
			ebpf_jump(c, out, n->where);
	}
	ebpf_start(c, out);
}

/* push - a loop or switch; labels before it are its own */
static void push(struct cc_state *c, struct target *target, struct sym *label, struct block *to_break, struct block *to_continue)
{
	*target = (struct target){.up = c->inlined->targets, .label = label, .to_break = to_break, .to_continue = to_continue,
				  .loop = to_continue};
	c->inlined->targets = target;
}

static void pop(struct cc_state *c)
{
	c->inlined->targets = c->inlined->targets->up;
}

/* turn - the body of a loop once more; `next` is where it goes on */
static void turn(struct cc_state *c, const struct node *body, struct sym *label, struct block *out)
{
	struct block *next = ebpf_block(c);
	struct target target;

	push(c, &target, label, out, next);
	statement(c, body);
	pop(c);
	if (c->at)
		ebpf_jump(c, next, body->where);
	ebpf_start(c, next);
}

/* counted_loop - turn by turn, the counter a constant in each; its register holds it, too, for what comes behind the loop */
static void counted_loop(struct cc_state *c, const struct node *n, struct sym *label, const struct counted *t)
{
	struct block *out = ebpf_block(c);
	struct binding is;

	statement(c, n->a);
	is = *ebpf_binding(c, t->counter);
	for (u32 k = 0; k < t->turns; k++) {
		struct opnd i = op_int(t->first + k * t->step);

		ebpf_write(c, &is, i, n->where);
		*ebpf_binding(c, t->counter) = (struct binding){.what = IS_CONST, .value = i};
		turn(c, n->c, label, out);
	}
	*ebpf_binding(c, t->counter) = is;
	ebpf_write(c, &is, op_int(t->first + t->turns * t->step), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
}

/* loop - for, while, do: the condition stands at the end, and once before the first turn unless that is certain */
static void loop(struct cc_state *c, const struct node *n, struct sym *label)
{
	struct block *inside = ebpf_block(c), *next = ebpf_block(c), *out = ebpf_block(c);
	struct target target;
	struct counted counted;

	if (ebpf_counted(c, n, &counted)) {
		counted_loop(c, n, label, &counted);
		return;
	}
	if (n->kind == N_FOR && n->a) {
		if (n->a->kind == N_VAR)
			statement(c, n->a);
		else
			ebpf_effect(c, n->a);
	}
	if (n->kind == N_FOR ? n->b : n->kind == N_WHILE ? n->a : NULL)
		ebpf_condition(c, n->kind == N_FOR ? n->b : n->a, inside, out);
	else
		ebpf_jump(c, inside, n->where);
	ebpf_start(c, inside);
	push(c, &target, label, out, next);
	statement(c, n->c);
	pop(c);
	if (c->at)
		ebpf_jump(c, next, n->where);
	ebpf_start(c, next);
	if (n->kind == N_FOR && n->d)
		ebpf_effect(c, n->d);
	if (n->kind == N_FOR ? n->b : n->a)
		ebpf_condition(c, n->kind == N_FOR ? n->b : n->a, inside, out);
	else
		ebpf_jump(c, inside, n->where);
	ebpf_start(c, out);
}

/* for_of - over an array */
static void for_of(struct cc_state *c, const struct node *n, struct sym *label)
{
	struct block *inside = ebpf_block(c), *next = ebpf_block(c), *out = ebpf_block(c);
	struct opnd at = op_reg(ebpf_reg(c)), item;
	struct target target;
	struct binding array, is;

	if (n->kind == N_FORIN || !ebpf_object(c, n->b, &array) || array.what != IS_ARRAY || n->a->kind != N_VAR)
		ebpf_refuse(c, n->where, "for-in and for-of are not in the subset, but for (const x of ARRAY)");
	if (!array.array->length)
		return;
	if (!ebpf_binding(c, n->a->a->var))
		*add_variable(c, n->a->a->var) = (struct binding){.what = IS_REG, .value = op_reg(ebpf_reg(c))};
	is = *ebpf_binding(c, n->a->a->var);
	if (ebpf_short(c, n->c, NULL, array.array->length)) {
		for (u32 k = 0; k < array.array->length; k++) {
			ebpf_write(c, &is, ebpf_read_item(c, array.array, op_int(k), n->where), n->where);
			turn(c, n->c, label, out);
		}
		ebpf_jump(c, out, n->where);
		ebpf_start(c, out);
		return;
	}
	if (!array.array->typed)
		ebpf_mark(c, array.array, MARK_INDEXED);
	ebpf_move(c, (u16)at.v, op_int(0), n->where);
	ebpf_jump(c, inside, n->where);
	ebpf_start(c, inside);
	item = ebpf_read_item(c, array.array, at, n->where);
	ebpf_write(c, &is, item, n->where);
	push(c, &target, label, out, next);
	statement(c, n->c);
	pop(c);
	if (c->at)
		ebpf_jump(c, next, n->where);
	ebpf_start(c, next);
	ebpf_move(c, (u16)at.v, ebpf_binary(c, I_ADD, at, op_int(1), n->where), n->where);
	ebpf_branch(c, CC_LT, at, op_int(array.array->length), inside, out, n->where);
	ebpf_start(c, out);
}

static void switch_statement(struct cc_state *c, const struct node *n, struct sym *label)
{
	struct block *out = ebpf_block(c), *otherwise = out, *at[128];
	struct opnd value = op_reg(ebpf_reg(c));
	struct target target;
	u32 count = 0, k = 0;

	ebpf_move(c, (u16)value.v, ebpf_value(c, n->a), n->where);
	for (const struct node *k0 = n->b; k0; k0 = k0->next) {
		if (count == ARRAY_LEN(at))
			ebpf_refuse(c, k0->where, "more than %zu cases", ARRAY_LEN(at));
		at[count] = ebpf_block(c);
		if (k0->flags & NF_DEFAULT)
			otherwise = at[count];
		count++;
	}
	for (const struct node *k0 = n->b; k0; k0 = k0->next, k++) {
		struct block *no = ebpf_block(c);

		if (k0->flags & NF_DEFAULT)
			continue;
		ebpf_branch(c, CC_SAME, value, ebpf_value(c, k0->a), at[k], no, k0->where);
		ebpf_start(c, no);
	}
	ebpf_jump(c, otherwise, n->where);
	push(c, &target, label, out, NULL);
	k = 0;
	for (const struct node *k0 = n->b; k0; k0 = k0->next, k++) {
		if (c->at)
			ebpf_jump(c, at[k], k0->where);
		ebpf_start(c, at[k]);
		list(c, k0->b);
	}
	pop(c);
	if (c->at)
		ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
}

static void leave_loop(struct cc_state *c, const struct node *n)
{
	struct target *t = c->inlined->targets;

	while (t && (n->sym ? t->label != n->sym : n->kind == N_CONTINUE && !t->loop))
		t = t->up;
	if (!t)
		ebpf_refuse(c, n->where, "no loop with this label");
	ebpf_jump(c, n->kind == N_BREAK ? t->to_break : t->to_continue, n->where);
}

static void labelled(struct cc_state *c, const struct node *n)
{
	struct sym *label = n->sym;

	for (n = n->a; n->kind == N_LABEL; n = n->a)
		label = n->sym; /* break and continue name the last of several */
	switch (n->kind) {
	case N_FOR:
	case N_WHILE:
	case N_DO: loop(c, n, label); break;
	case N_FOROF: for_of(c, n, label); break;
	case N_SWITCH: switch_statement(c, n, label); break;
	default: {
		struct block *out = ebpf_block(c);
		struct target target;

		push(c, &target, label, out, NULL);
		statement(c, n);
		pop(c);
		if (c->at)
			ebpf_jump(c, out, n->where);
		ebpf_start(c, out);
	}
	}
}

static void one(struct cc_state *c, const struct node *n)
{
	switch (n->kind) {
	case N_EMPTY: break;
	case N_VAR:
		for (const struct node *d = n->a; d; d = d->next)
			if (d->a || n->op != V_VAR)
				declare(c, d, n->op);
		break;
	case N_EXPR: ebpf_effect(c, n->a); break;
	case N_BLOCK: list(c, n->a); break;
	case N_IF: if_statement(c, n); break;
	case N_FOR:
	case N_WHILE:
	case N_DO: loop(c, n, NULL); break;
	case N_FORIN:
	case N_FOROF: for_of(c, n, NULL); break;
	case N_SWITCH: switch_statement(c, n, NULL); break;
	case N_LABEL: labelled(c, n); break;
	case N_BREAK:
	case N_CONTINUE: leave_loop(c, n); break;
	case N_RETURN:
		ebpf_move(c, c->inlined->result, n->a ? ebpf_value(c, n->a) : op_undefined(), n->where);
		ebpf_jump(c, c->inlined->out, n->where);
		break;
	case N_THROW: {
		struct block *fail = ebpf_fail(c, MBPF_EXCEPTION, n->where);

		if (n->a->kind != N_STRING && n->a->kind != N_NUMBER && n->a->kind != N_NEW)
			ebpf_refuse(c, n->where, "what is thrown must be a constant or new Error(...) here");
		ebpf_jump(c, fail, n->where);
		break;
	}
	case N_TRY: ebpf_refuse(c, n->where, "try is not in the subset: an exception ends the run");
	default: ebpf_refuse(c, n->where, "this statement is not in the subset");
	}
}

static void statement(struct cc_state *c, const struct node *n)
{
	bool nests = n->kind != N_VAR && n->kind != N_BLOCK;

	c->inlined->nested += nests;
	one(c, n);
	c->inlined->nested -= nests;
}
