/* SPDX-License-Identifier: Apache-2.0
 * emit_stmt.c - statements: scopes, loops, and the ways out of them. */
#include "js/emit.h"

/* statement - emit n, which has that label in front, or NULL. */
static void statement(struct fs *fs, struct node *n, struct sym *label)
{
	static const u8 kinds[] = {
		[N_EXPR] = EMIT_expression, [N_VAR] = EMIT_variables, [N_BLOCK] = EMIT_block,
		[N_IF] = EMIT_if, [N_FOR] = EMIT_for, [N_WHILE] = EMIT_for, [N_DO] = EMIT_do, [N_FORIN] = EMIT_each,
		[N_FOROF] = EMIT_each, [N_BREAK] = EMIT_leave, [N_CONTINUE] = EMIT_leave, [N_RETURN] = EMIT_value,
		[N_THROW] = EMIT_value, [N_TRY] = EMIT_try, [N_SWITCH] = EMIT_switch, [N_LABEL] = EMIT_labelled,
	};
	u32 kind = n->kind < ARRAY_LEN(kinds) ? kinds[n->kind] : EMIT_NONE;

	fs->where = n->where;
	if (kind)
		((struct emit_stmt *)axi_emit_begin(fs, n->kind == N_TRY && n->c ? EMIT_finally : kind, n))->label = label;
	else if (n->kind != N_EMPTY)
		axi_jc_error(fs->c, n->where, "unexpected statement");
}

static void done(struct fs *fs, struct emit_stmt *s)
{
	fs->free = s->e.free;
	axi_emit_done(fs, &s->e);
}

void axi_statements(struct fs *fs, struct node *n)
{
	axi_emit_begin(fs, EMIT_list, n);
}

void axi_emit_do_list(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n;

	if (n) {
		s->e.n = n->next;
		statement(fs, n, NULL);
	} else {
		axi_emit_done(fs, &s->e);
	}
}

void axi_emit_do_expression(struct fs *fs, struct emit_stmt *s)
{
	WORK_BEGIN(&s->e);
	if (fs->completion >= 0)
		WORK_WAIT(&s->e, axi_expr(fs, s->e.n->a, (u32)fs->completion));
	else
		WORK_WAIT(&s->e, axi_expr_effect(fs, s->e.n->a));
	done(fs, s);
	WORK_END;
}

/* ---- scopes give their registers back when they end */

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

	if (fs->c->failed) /* there may be exits that are not real */
		return;
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

void axi_emit_do_leave(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n;
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
	done(fs, s);
}

/* axi_emit_do_value - return and throw. */
void axi_emit_do_value(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n;

	WORK_BEGIN(&s->e);
	if (n->kind == N_RETURN)
		s->e.r = axi_emit_temp(fs);
	if (n->a)
		WORK_WAIT(&s->e, s->e.r = axi_expr_any(fs, n->a));
	else
		axi_emit(fs, JSO_LOADV, s->e.r, 0, 0);
	fs->where = n->where;
	if (n->kind == N_RETURN)
		return_value(fs, s->e.r);
	else
		axi_emit(fs, JSO_THROW, s->e.r, 0, 0);
	done(fs, s);
	WORK_END;
}

/* ---- declarations */

void axi_emit_do_variables(struct fs *fs, struct emit_stmt *s)
{
	WORK_BEGIN(&s->e);
	for (s->e.e = s->e.n->a; s->e.e; s->e.e = s->e.e->next)
		WORK_WAIT(&s->e, axi_emit_begin(fs, EMIT_declaration, s->e.e)->count = s->e.n->op);
	done(fs, s);
	WORK_END;
}

/* axi_emit_do_declaration - of one variable; e.count is its kind. */
void axi_emit_do_declaration(struct fs *fs, struct emit_stmt *s)
{
	struct emit *w = &s->e;
	struct node *d = w->n;
	struct var *v = d->var;
	bool own = !v->global && !v->captured && v->scope->func == fs->f;

	WORK_BEGIN(w);
	fs->where = d->where;
	s->saved.locals = fs->locals;
	if (!d->a && w->count == V_VAR) {
		done(fs, s);
		return;
	}
	if (d->a && d->a->kind == N_FUNCTION && !d->a->func->name)
		d->a->func->name = d->sym;
	if (!d->a) {
		w->r = own ? (u32)v->reg : axi_emit_temp(fs);
		axi_emit(fs, JSO_LOADV, w->r, 0, 0);
	} else if (own && !v->early) {
		/* let and const: nobody can see the variable yet, its register may serve as a temporary */
		w->r = (u32)v->reg;
		if (w->count != V_VAR && fs->locals == w->r + 1)
			fs->locals = w->r;
		WORK_WAIT(w, axi_expr(fs, d->a, w->r));
		fs->locals = s->saved.locals;
	} else {
		WORK_WAIT(w, w->r = axi_expr_any(fs, d->a));
	}
	if (v->scope->func == fs->f || v->global)
		axi_emit_init(fs, v, w->r);
	done(fs, s);
	WORK_END;
}

/* ---- loops */

/* loop_body - with the labels of break and continue set. */
static void loop_body(struct fs *fs, struct emit_stmt *s)
{
	s->k.is_loop = true;
	push(fs, &s->k, s->label);
	statement(fs, s->e.n->c, NULL);
}

static void loop_begin(struct emit_stmt *s)
{
	s->body = s->next = s->end = s->test = LABEL_NEW;
	s->k = (struct control){.on_break = &s->end, .on_continue = &s->next};
}

static void copy_cells(struct fs *fs, struct scope *s)
{
	for (struct var *v = s->vars; v; v = v->next)
		if (v->captured)
			axi_emit(fs, JSO_COPYCELL, (u32)v->reg, 0, 0);
}

/* axi_emit_do_for - also while: the condition is at the end, tested once before. */
void axi_emit_do_for(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n, *condition = n->kind == N_FOR ? n->b : n->a;
	bool is_for = n->kind == N_FOR;

	WORK_BEGIN(&s->e);
	loop_begin(s);
	s->saved = open_scope(fs, is_for ? n->scope : NULL);
	if (is_for && n->a) {
		if (n->a->kind == N_VAR)
			WORK_WAIT(&s->e, axi_emit_begin(fs, EMIT_variables, n->a));
		else
			WORK_WAIT(&s->e, axi_expr_effect(fs, n->a));
	}
	if (condition)
		axi_emit_jump(fs, &s->test);
	axi_emit_label(fs, &s->body);
	WORK_WAIT(&s->e, loop_body(fs, s));
	fs->control = s->k.up;
	axi_emit_label(fs, &s->next);
	if (is_for && n->a && n->a->kind == N_VAR && n->a->op != V_VAR)
		copy_cells(fs, n->scope);
	if (is_for && n->d)
		WORK_WAIT(&s->e, axi_expr_effect(fs, n->d));
	axi_emit_label(fs, &s->test);
	if (condition)
		WORK_WAIT(&s->e, axi_expr_jump(fs, condition, true, &s->body));
	else
		axi_emit_jump(fs, &s->body);
	axi_emit_label(fs, &s->end);
	close_scope(fs, s->saved);
	done(fs, s);
	WORK_END;
}

void axi_emit_do_do(struct fs *fs, struct emit_stmt *s)
{
	WORK_BEGIN(&s->e);
	loop_begin(s);
	axi_emit_label(fs, &s->body);
	WORK_WAIT(&s->e, loop_body(fs, s));
	fs->control = s->k.up;
	axi_emit_label(fs, &s->next);
	WORK_WAIT(&s->e, axi_expr_jump(fs, s->e.n->a, true, &s->body));
	axi_emit_label(fs, &s->end);
	done(fs, s);
	WORK_END;
}

/* axi_emit_do_each - for-in and for-of: four registers hold collection, position, item, object. */
void axi_emit_do_each(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n;
	bool in = n->kind == N_FORIN;

	WORK_BEGIN(&s->e);
	loop_begin(s);
	s->outer = (struct saved){fs->free, fs->locals, fs->cells};
	s->start = reserve(fs, 4);
	/* the collection is evaluated where the loop's own variable is there, but has no value */
	s->saved = open_scope(fs, n->scope);
	WORK_WAIT(&s->e, s->e.r = axi_expr_any(fs, n->b));
	axi_emit(fs, in ? JSO_FORIN : JSO_FOROF, s->start, s->e.r, 0);
	close_scope(fs, s->saved);
	axi_emit_jump(fs, &s->next);
	axi_emit_label(fs, &s->body);
	open_scope(fs, n->scope);
	if (n->a->kind == N_VAR)
		axi_emit_init(fs, n->a->a->var, s->start + 2);
	else
		WORK_WAIT(&s->e, axi_expr_assign(fs, n->a, s->start + 2));
	WORK_WAIT(&s->e, loop_body(fs, s));
	fs->control = s->k.up;
	axi_emit_label(fs, &s->next);
	fs->where = n->where;
	axi_emit(fs, in ? JSO_NEXTIN : JSO_NEXTOF, s->start, 0, 0);
	axi_emit_jump(fs, &s->body);
	axi_emit_label(fs, &s->end);
	close_scope(fs, s->outer);
	done(fs, s);
	WORK_END;
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

/* axi_emit_do_try - try and catch; e.w: the register of what is caught. */
void axi_emit_do_try(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n, *caught = n->b;

	WORK_BEGIN(&s->e);
	s->end = LABEL_NEW;
	s->outer = (struct saved){fs->free, fs->locals, fs->cells};
	s->e.w = reserve(fs, 1);
	s->start = fs->c->code_count;
	WORK_WAIT(&s->e, statement(fs, n->a, NULL));
	s->stop = fs->c->code_count;
	axi_emit_jump(fs, &s->end);
	handler(fs, s->start, s->stop, fs->c->code_count, s->e.w);
	s->saved = open_scope(fs, caught->scope);
	if (caught->var)
		axi_emit_init(fs, caught->var, s->e.w);
	WORK_WAIT(&s->e, axi_statements(fs, caught->a));
	close_scope(fs, s->saved);
	axi_emit_label(fs, &s->end);
	close_scope(fs, s->outer);
	done(fs, s);
	WORK_END;
}

/* go_on - behind a finally block: on with what came through it. */
static void go_on(struct fs *fs, struct control *k)
{
	struct label next = LABEL_NEW;

	axi_emit(fs, JSO_JSEQI, k->kind_reg, 1, 0);
	axi_emit_jump(fs, &next);
	axi_emit(fs, JSO_THROW, k->kind_reg + 1, 0, 0);
	axi_emit_label(fs, &next);
	for (struct exit *e = k->exits; e; e = e->next) {
		next = LABEL_NEW;
		axi_emit(fs, JSO_JSEQI, k->kind_reg, e->number, 0);
		axi_emit_jump(fs, &next);
		if (e->how == N_RETURN)
			return_value(fs, k->kind_reg + 1);
		else
			leave(fs, e->how, e->to);
		axi_emit_label(fs, &next);
	}
}

void axi_emit_do_finally(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n;

	WORK_BEGIN(&s->e);
	s->end = LABEL_NEW;
	s->outer = (struct saved){fs->free, fs->locals, fs->cells};
	s->k = (struct control){.is_finally = true, .finally = &s->end, .kind_reg = reserve(fs, 2)};
	s->start = fs->c->code_count;
	push(fs, &s->k, NULL);
	if (n->b)
		WORK_WAIT(&s->e, axi_emit_begin(fs, EMIT_try, n));
	else
		WORK_WAIT(&s->e, statement(fs, n->a, NULL));
	fs->control = s->k.up;
	axi_emit_bx(fs, JSO_LOADI, s->k.kind_reg, 0);
	s->stop = fs->c->code_count;
	axi_emit_jump(fs, &s->end);
	handler(fs, s->start, s->stop, fs->c->code_count, s->k.kind_reg + 1);
	axi_emit_bx(fs, JSO_LOADI, s->k.kind_reg, 1);
	axi_emit_label(fs, &s->end);
	s->e.local = fs->completion; /* what a finally block evaluates is nobody's value */
	fs->completion = -1;
	WORK_WAIT(&s->e, statement(fs, n->c, NULL));
	fs->completion = s->e.local;
	go_on(fs, &s->k);
	close_scope(fs, s->outer);
	done(fs, s);
	WORK_END;
}

/* ---- the rest */

/* axi_emit_do_switch - e.w: the register of the value; e.local: which case is the default, or -1; e.count: the case. */
void axi_emit_do_switch(struct fs *fs, struct emit_stmt *s)
{
	struct emit *w = &s->e;
	struct node *n = w->n;
	s32 small;

	WORK_BEGIN(w);
	s->end = LABEL_NEW;
	s->k = (struct control){.on_break = &s->end, .is_switch = true};
	s->outer = (struct saved){fs->free, fs->locals, fs->cells};
	w->w = reserve(fs, 1);
	WORK_WAIT(w, axi_expr(fs, n->a, w->w));
	open_scope(fs, n->scope);
	for (struct node *c = n->b; c; c = c->next)
		w->count++;
	s->labels = axi_jc_alloc(fs->c, (w->count + 1) * sizeof(*s->labels));
	if (fs->c->failed)
		return;
	w->inner = fs->free;
	w->local = -1;
	for (w->e = n->b, w->count = 0; w->e; w->e = w->e->next, w->count++) {
		s->labels[w->count] = LABEL_NEW;
		if (w->e->flags & NF_DEFAULT) {
			w->local = (s32)w->count;
			continue;
		}
		fs->where = w->e->where;
		if (w->e->a->kind == N_NUMBER && js_double_is_int(w->e->a->number, &small) && small == (s8)small) {
			axi_emit(fs, JSO_JSEQI, w->w, (u8)small, 1);
		} else {
			WORK_WAIT(w, w->r = axi_expr_any(fs, w->e->a));
			axi_emit(fs, JSO_JSEQ, w->w, w->r, 1);
		}
		axi_emit_jump(fs, &s->labels[w->count]);
		fs->free = w->inner;
	}
	axi_emit_jump(fs, w->local >= 0 ? &s->labels[w->local] : &s->end);
	push(fs, &s->k, s->label);
	for (w->e = n->b, w->count = 0; w->e; w->e = w->e->next, w->count++) {
		axi_emit_label(fs, &s->labels[w->count]);
		WORK_WAIT(w, axi_statements(fs, w->e->b));
	}
	fs->control = s->k.up;
	axi_emit_label(fs, &s->end);
	close_scope(fs, s->outer);
	done(fs, s);
	WORK_END;
}

void axi_emit_do_if(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n;

	WORK_BEGIN(&s->e);
	WORK_WAIT(&s->e, axi_expr_jump(fs, n->a, false, &s->e.a));
	WORK_WAIT(&s->e, statement(fs, n->b, NULL));
	if (n->c) {
		axi_emit_jump(fs, &s->e.b);
		axi_emit_label(fs, &s->e.a);
		WORK_WAIT(&s->e, statement(fs, n->c, NULL));
		axi_emit_label(fs, &s->e.b);
	} else {
		axi_emit_label(fs, &s->e.a);
	}
	done(fs, s);
	WORK_END;
}

void axi_emit_do_block(struct fs *fs, struct emit_stmt *s)
{
	WORK_BEGIN(&s->e);
	s->saved = open_scope(fs, s->e.n->scope);
	WORK_WAIT(&s->e, axi_statements(fs, s->e.n->a));
	close_scope(fs, s->saved);
	axi_emit_done(fs, &s->e);
	WORK_END;
}

/* axi_emit_do_labelled - a loop takes the label itself; several labels in front of one loop are one control each. */
void axi_emit_do_labelled(struct fs *fs, struct emit_stmt *s)
{
	struct node *n = s->e.n;
	u32 kind = n->a->kind;

	WORK_BEGIN(&s->e);
	if (kind == N_FOR || kind == N_FORIN || kind == N_FOROF || kind == N_WHILE || kind == N_DO) {
		WORK_WAIT(&s->e, statement(fs, n->a, n->sym));
	} else {
		s->end = LABEL_NEW;
		s->k = (struct control){.on_break = &s->end};
		push(fs, &s->k, n->sym);
		WORK_WAIT(&s->e, statement(fs, n->a, NULL));
		fs->control = s->k.up;
		axi_emit_label(fs, &s->end);
	}
	done(fs, s);
	WORK_END;
}
