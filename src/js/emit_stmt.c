/* SPDX-License-Identifier: Apache-2.0
 * emit_stmt.c - statements: scopes, loops, and the ways out of them. */
#include "js/emit.h"

static void statement(struct fs *fs, struct node *n, struct sym *label);

/* ---- scopes give their registers back when they end */

struct saved {
	u32 free, locals, cells;
};

static struct saved open_scope(struct fs *fs, struct scope *s)
{
	struct saved saved = {fs->free, fs->locals, fs->cells};

	if (s)
		axi_emit_scope(fs, s);
	return saved;
}

static void close_scope(struct fs *fs, struct saved saved)
{
	fs->free = saved.free;
	fs->locals = saved.locals;
	fs->cells = saved.cells;
}

static void push(struct fs *fs, struct control *k, struct sym *label)
{
	k->up = fs->control;
	k->name = label;
	fs->control = k;
}

/* reserve - `n` registers that stay until the statement ends. */
static u32 reserve(struct fs *fs, u32 n)
{
	u32 first = fs->free;

	while (n--)
		axi_emit_temp(fs);
	fs->locals = fs->free;
	return first;
}

/* ---- leaving: through the finally blocks on the way, innermost first */

static void leave(struct fs *fs, u32 how, struct control *to)
{
	struct control *k;
	struct exit *e;
	u32 i = 2;

	for (k = fs->control; k && k != to; k = k->up)
		if (k->is_finally)
			break;
	if (!k || k == to) {
		if (how == N_RETURN)
			return; /* the caller returns */
		axi_emit_jump(fs, how == N_BREAK ? to->on_break : to->on_continue);
		return;
	}
	for (e = k->exits; e; e = e->next, i++)
		if (e->how == how && e->to == to)
			break;
	if (!e) {
		e = axi_jc_alloc(fs->c, sizeof(*e));
		e->number = ++k->exit_count + 1;
		e->how = (u8)how;
		e->to = to;
		e->next = k->exits;
		k->exits = e;
		if (e->number > 120)
			axi_jc_error(fs->c, fs->where, "too many ways out of one try");
	}
	axi_emit_bx(fs, JSO_LOADI, k->kind_reg, e->number);
	axi_emit_jump(fs, k->finally);
}

/* return_value - register r is what the function returns. */
static void return_value(struct fs *fs, u32 r)
{
	struct control *k = fs->control;

	while (k && !k->is_finally)
		k = k->up;
	if (!k) {
		axi_emit(fs, JSO_RETURN, r, 0, 0);
		return;
	}
	if (r != k->kind_reg + 1)
		axi_emit(fs, JSO_MOVE, k->kind_reg + 1, r, 0);
	leave(fs, N_RETURN, NULL);
}

static void jump(struct fs *fs, struct node *n)
{
	struct control *k;

	for (k = fs->control; k; k = k->up) {
		if (k->is_finally)
			continue;
		if (n->sym) {
			if (k->name == n->sym && (n->kind == N_BREAK || k->is_loop))
				break;
		} else if (k->is_loop || (k->is_switch && n->kind == N_BREAK)) {
			break;
		}
	}
	if (k)
		leave(fs, n->kind, k);
	else
		axi_jc_error(fs->c, n->where, "there is nothing to leave here");
}

/* ---- declarations */

static void declaration(struct fs *fs, struct node *d, u32 kind)
{
	u32 free = fs->free, locals = fs->locals, r;
	struct var *v = d->var;
	bool own = !v->global && !v->captured && v->scope->func == fs->f;

	fs->where = d->where;
	if (!d->a) {
		if (kind == V_VAR)
			return;
		r = own ? (u32)v->reg : axi_emit_temp(fs);
		axi_emit(fs, JSO_LOADV, r, 0, 0);
	} else {
		if (d->a->kind == N_FUNCTION && !d->a->func->name)
			d->a->func->name = d->sym;
		if (own && kind != V_VAR && !v->early) {
			/* nobody can see the variable yet: its register may serve as a temporary */
			r = (u32)v->reg;
			if (fs->locals == r + 1)
				fs->locals = r;
			axi_expr(fs, d->a, r);
			fs->locals = locals;
		} else if (own && !v->early) {
			r = (u32)v->reg;
			axi_expr(fs, d->a, r);
		} else {
			r = axi_expr_any(fs, d->a);
		}
	}
	if (v->scope->func == fs->f || v->global)
		axi_emit_init(fs, v, r);
	fs->free = free;
}

/* ---- loops */

/* loop_body - with the labels of break and continue set. */
static void loop_body(struct fs *fs, struct node *n, struct control *k, struct sym *label)
{
	k->is_loop = true;
	push(fs, k, label);
	statement(fs, n, NULL);
	fs->control = k->up;
}

static void copy_cells(struct fs *fs, struct scope *s)
{
	for (struct var *v = s->vars; v; v = v->next)
		if (v->captured)
			axi_emit(fs, JSO_COPYCELL, (u32)v->reg, 0, 0);
}

/* for_loop - also while: the condition is at the end, tested once before. */
static void for_loop(struct fs *fs, struct node *n, struct sym *label)
{
	struct label body = LABEL_NEW, next = LABEL_NEW, end = LABEL_NEW, test = LABEL_NEW;
	struct control k = {.on_break = &end, .on_continue = &next};
	struct saved saved = open_scope(fs, n->kind == N_FOR ? n->scope : NULL);

	if (n->kind == N_FOR && n->a) {
		if (n->a->kind == N_VAR)
			for (struct node *d = n->a->a; d; d = d->next)
				declaration(fs, d, n->a->op);
		else
			axi_expr_effect(fs, n->a);
	}
	if (n->kind == N_FOR ? n->b != NULL : true)
		axi_emit_jump(fs, &test);
	axi_emit_label(fs, &body);
	loop_body(fs, n->c, &k, label);
	axi_emit_label(fs, &next);
	if (n->kind == N_FOR && n->a && n->a->kind == N_VAR && n->a->op != V_VAR)
		copy_cells(fs, n->scope);
	if (n->kind == N_FOR && n->d)
		axi_expr_effect(fs, n->d);
	axi_emit_label(fs, &test);
	if (n->kind == N_FOR ? n->b != NULL : true)
		axi_expr_jump(fs, n->kind == N_FOR ? n->b : n->a, true, &body);
	else
		axi_emit_jump(fs, &body);
	axi_emit_label(fs, &end);
	close_scope(fs, saved);
}

static void do_loop(struct fs *fs, struct node *n, struct sym *label)
{
	struct label body = LABEL_NEW, next = LABEL_NEW, end = LABEL_NEW;
	struct control k = {.on_break = &end, .on_continue = &next};

	axi_emit_label(fs, &body);
	loop_body(fs, n->c, &k, label);
	axi_emit_label(fs, &next);
	axi_expr_jump(fs, n->a, true, &body);
	axi_emit_label(fs, &end);
}

/* each_loop - for-in and for-of: four registers hold collection, position, item, object. */
static void each_loop(struct fs *fs, struct node *n, struct sym *label)
{
	struct label body = LABEL_NEW, next = LABEL_NEW, end = LABEL_NEW;
	struct control k = {.on_break = &end, .on_continue = &next};
	bool in = n->kind == N_FORIN;
	struct saved outer = {fs->free, fs->locals, fs->cells}, saved;
	u32 base = reserve(fs, 4);

	/* the collection is evaluated where the loop's own variable is there, but has no value */
	saved = open_scope(fs, n->scope);
	axi_emit(fs, in ? JSO_FORIN : JSO_FOROF, base, axi_expr_any(fs, n->b), 0);
	close_scope(fs, saved);
	axi_emit_jump(fs, &next);
	axi_emit_label(fs, &body);
	open_scope(fs, n->scope);
	if (n->a->kind == N_VAR)
		axi_emit_init(fs, n->a->a->var, base + 2);
	else
		axi_expr_assign(fs, n->a, base + 2);
	loop_body(fs, n->c, &k, label);
	axi_emit_label(fs, &next);
	fs->where = n->where;
	axi_emit(fs, in ? JSO_NEXTIN : JSO_NEXTOF, base, 0, 0);
	axi_emit_jump(fs, &body);
	axi_emit_label(fs, &end);
	close_scope(fs, outer);
}

/* ---- try */

static void handler(struct fs *fs, u32 start, u32 end, u32 target, u32 reg)
{
	struct jc *c = fs->c;
	struct js_handler *h;

	if (start == end)
		return;
	h = axi_jc_grow(c, c->handlers, c->handler_count, &c->handler_cap, sizeof(*h));
	if (!h)
		return;
	c->handlers = h;
	h[c->handler_count++] = (struct js_handler){start, end, target, reg};
}

static void catch_block(struct fs *fs, struct node *k, u32 value)
{
	struct saved saved = open_scope(fs, k->scope);

	if (k->var)
		axi_emit_init(fs, k->var, value);
	axi_statements(fs, k->a);
	close_scope(fs, saved);
}

static void try_catch(struct fs *fs, struct node *n)
{
	struct label end = LABEL_NEW;
	struct saved saved = {fs->free, fs->locals, fs->cells};
	u32 value = reserve(fs, 1), start = fs->c->code_count, stop;

	statement(fs, n->a, NULL);
	stop = fs->c->code_count;
	axi_emit_jump(fs, &end);
	handler(fs, start, stop, fs->c->code_count, value);
	catch_block(fs, n->b, value);
	axi_emit_label(fs, &end);
	close_scope(fs, saved);
}

static void try_finally(struct fs *fs, struct node *n)
{
	struct label finally = LABEL_NEW, done = LABEL_NEW;
	struct saved saved = {fs->free, fs->locals, fs->cells};
	struct control k = {.is_finally = true, .finally = &finally};
	u32 start, stop;

	k.kind_reg = reserve(fs, 2);
	start = fs->c->code_count;
	push(fs, &k, NULL);
	if (n->b)
		try_catch(fs, n);
	else
		statement(fs, n->a, NULL);
	fs->control = k.up;
	axi_emit_bx(fs, JSO_LOADI, k.kind_reg, 0);
	stop = fs->c->code_count;
	axi_emit_jump(fs, &finally);
	handler(fs, start, stop, fs->c->code_count, k.kind_reg + 1);
	axi_emit_bx(fs, JSO_LOADI, k.kind_reg, 1);
	axi_emit_label(fs, &finally);
	statement(fs, n->c, NULL);
	{
		struct label next = LABEL_NEW;

		axi_emit(fs, JSO_JSEQI, k.kind_reg, 1, 0);
		axi_emit_jump(fs, &next);
		axi_emit(fs, JSO_THROW, k.kind_reg + 1, 0, 0);
		axi_emit_label(fs, &next);
	}
	for (struct exit *e = k.exits; e; e = e->next) {
		struct label next = LABEL_NEW;

		axi_emit(fs, JSO_JSEQI, k.kind_reg, e->number, 0);
		axi_emit_jump(fs, &next);
		if (e->how == N_RETURN)
			return_value(fs, k.kind_reg + 1);
		else
			leave(fs, e->how, e->to);
		axi_emit_label(fs, &next);
	}
	axi_emit_label(fs, &done);
	close_scope(fs, saved);
}

/* ---- the rest */

static void switch_statement(struct fs *fs, struct node *n, struct sym *label)
{
	struct label end = LABEL_NEW, *labels;
	struct control k = {.on_break = &end, .is_switch = true};
	struct saved outer = {fs->free, fs->locals, fs->cells};
	u32 value = reserve(fs, 1), count = 0, i = 0, free;
	s32 other = -1, small;

	axi_expr(fs, n->a, value);
	open_scope(fs, n->scope);
	for (struct node *c = n->b; c; c = c->next)
		count++;
	labels = axi_jc_alloc(fs->c, (count + 1) * sizeof(*labels));
	if (fs->c->failed)
		return;
	free = fs->free;
	for (struct node *c = n->b; c; c = c->next, i++) {
		labels[i] = LABEL_NEW;
		if (c->flags & NF_DEFAULT) {
			other = (s32)i;
			continue;
		}
		fs->where = c->where;
		if (c->a->kind == N_NUMBER && js_double_is_int(c->a->number, &small) && small == (s8)small)
			axi_emit(fs, JSO_JSEQI, value, (u8)(s8)c->a->number, 1);
		else
			axi_emit(fs, JSO_JSEQ, value, axi_expr_any(fs, c->a), 1);
		axi_emit_jump(fs, &labels[i]);
		fs->free = free;
	}
	axi_emit_jump(fs, other >= 0 ? &labels[other] : &end);
	push(fs, &k, label);
	i = 0;
	for (struct node *c = n->b; c; c = c->next, i++) {
		axi_emit_label(fs, &labels[i]);
		axi_statements(fs, c->b);
	}
	fs->control = k.up;
	axi_emit_label(fs, &end);
	close_scope(fs, outer);
}

static void if_statement(struct fs *fs, struct node *n)
{
	struct label no = LABEL_NEW, end = LABEL_NEW;

	axi_expr_jump(fs, n->a, false, &no);
	statement(fs, n->b, NULL);
	if (n->c) {
		axi_emit_jump(fs, &end);
		axi_emit_label(fs, &no);
		statement(fs, n->c, NULL);
		axi_emit_label(fs, &end);
	} else {
		axi_emit_label(fs, &no);
	}
}

/* labelled - a loop takes the label itself; several labels in front of one loop are one control each. */
static void labelled(struct fs *fs, struct node *n)
{
	struct label end = LABEL_NEW;
	struct control k = {.on_break = &end};
	u32 kind = n->a->kind;

	if (kind == N_FOR || kind == N_FORIN || kind == N_FOROF || kind == N_WHILE || kind == N_DO) {
		statement(fs, n->a, n->sym);
		return;
	}
	push(fs, &k, n->sym);
	statement(fs, n->a, NULL);
	fs->control = k.up;
	axi_emit_label(fs, &end);
}

static void statement(struct fs *fs, struct node *n, struct sym *label)
{
	u32 free = fs->free, r;
	struct saved saved;

	if (!axi_jc_enter(fs->c, JC_TREE, n->where))
		return;
	fs->where = n->where;
	switch (n->kind) {
	case N_EMPTY: break;
	case N_EXPR: axi_expr_effect(fs, n->a); break;
	case N_VAR:
		for (struct node *d = n->a; d; d = d->next)
			declaration(fs, d, n->op);
		break;
	case N_BLOCK:
		saved = open_scope(fs, n->scope);
		axi_statements(fs, n->a);
		close_scope(fs, saved);
		break;
	case N_IF: if_statement(fs, n); break;
	case N_FOR:
	case N_WHILE: for_loop(fs, n, label); break;
	case N_DO: do_loop(fs, n, label); break;
	case N_FORIN:
	case N_FOROF: each_loop(fs, n, label); break;
	case N_BREAK:
	case N_CONTINUE: jump(fs, n); break;
	case N_RETURN:
		r = axi_emit_temp(fs);
		if (n->a)
			r = axi_expr_any(fs, n->a);
		else
			axi_emit(fs, JSO_LOADV, r, 0, 0);
		fs->where = n->where;
		return_value(fs, r);
		break;
	case N_THROW:
		r = axi_expr_any(fs, n->a);
		fs->where = n->where;
		axi_emit(fs, JSO_THROW, r, 0, 0);
		break;
	case N_TRY:
		if (n->c)
			try_finally(fs, n);
		else
			try_catch(fs, n);
		break;
	case N_SWITCH: switch_statement(fs, n, label); break;
	case N_LABEL: labelled(fs, n); break;
	default: axi_jc_error(fs->c, n->where, "unexpected statement"); break;
	}
	if (n->kind != N_BLOCK)
		fs->free = free;
	axi_jc_leave(fs->c);
}

void axi_statements(struct fs *fs, struct node *n)
{
	for (; n && !fs->c->failed; n = n->next)
		statement(fs, n, NULL);
}
