/* SPDX-License-Identifier: Apache-2.0
 * parse_stmt.c - statements and declarations. */
#include "js/parse.h"

static void semicolon(struct jc *c)
{
	if (axi_parse_accept(c, P_SEMICOLON) || axi_parse_is(c, P_RBRACE) || c->t.kind == T_EOF || c->t.newline)
		return;
	axi_parse_unexpected(c, ";");
}

/* ---- declarations */

/* axi_parse_declarations - behind var, let or const: p->option. */
void axi_parse_declarations(struct jc *c, struct parse *p)
{
	enum var_kind kind = p->option & ~PARSE_BARE;
	struct node *d;

	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_VAR, c->t.where);
	p->n->op = (u16)kind;
	p->tail = &p->n->a;
	do {
		p->m = d = axi_parse_node(c, N_DECL, c->t.where);
		d->at = c->t.start;
		d->sym = axi_parse_binding(c);
		d->scope = c->scope;
		d->var = axi_jc_declare(c, c->scope, d->sym, kind, d->where);
		if (axi_parse_accept(c, P_ASSIGN)) {
			PARSE(p, assignment, 0);
			p->m->a = c->node;
		} else if (p->option == V_CONST) {
			axi_jc_error(c, d->where, "a constant needs a value");
		}
		if (kind != V_VAR)
			p->m->var->end = c->last_end;
		*p->tail = p->m;
		p->tail = &p->m->next;
	} while (axi_parse_accept(c, P_COMMA) && !c->failed);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* declares - the kind of variable that a word declares. */
static enum var_kind declares(struct jc *c)
{
	return axi_parse_is(c, K_VAR) ? V_VAR : axi_parse_is(c, K_LET) ? V_LET : V_CONST;
}

void axi_parse_variables(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->option = declares(c);
	axi_jc_next(c);
	PARSE(p, declarations, p->option);
	semicolon(c);
	axi_parse_done(c, p, c->node);
	WORK_END;
}

/* axi_parse_declared - a function; its place is the beginning of the scope. */
void axi_parse_declared(struct jc *c, struct parse *p)
{
	struct jc_mark mark;
	struct sym *name;

	WORK_BEGIN(p);
	mark = axi_jc_mark(c);
	p->n = axi_parse_node(c, N_EMPTY, c->t.where);
	axi_jc_next(c);
	name = c->t.sym;
	axi_parse_binding(c);
	axi_jc_reset(c, &mark);
	if (c->failed)
		return;
	p->var = axi_jc_declare(c, c->scope, name, V_FUNCTION, p->n->where);
	PARSE(p, function, PARSE_DECLARED);
	p->var->function = c->node;
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* ---- loops */

static void enter_loop(struct jc *c)
{
	c->loops++;
	c->breakables++;
}

static void leave_loop(struct jc *c)
{
	c->loops--;
	c->breakables--;
}

/* begin_each - the node of a for becomes one of for-in or for-of, whose variable `left` has been read. */
static void begin_each(struct jc *c, struct node *n, struct node *left)
{
	n->kind = axi_parse_is(c, K_IN) ? N_FORIN : N_FOROF;
	n->a = left;
	if (left->kind == N_VAR && (left->a->next || left->a->a))
		axi_jc_error(c, left->where, "for-in and for-of declare one variable without a value");
	if (left->kind != N_VAR)
		axi_parse_check_target(c, left);
	axi_jc_next(c);
}

static void check_constants(struct jc *c, const struct node *left)
{
	if (left && left->kind == N_VAR && left->op == V_CONST)
		for (struct node *d = left->a; d; d = d->next)
			if (!d->a)
				axi_jc_error(c, d->where, "a constant needs a value");
}

void axi_parse_for(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_FOR, c->t.where);
	p->scope = c->scope;
	axi_jc_next(c);
	axi_parse_expect(c, P_LPAREN);
	p->n->scope = axi_jc_scope(c, c->func);
	p->n->scope->is_loop = true;
	c->no_in = true;
	c->node = NULL;
	if (axi_parse_is(c, K_VAR) || axi_parse_is(c, K_LET) || axi_parse_is(c, K_CONST)) {
		p->option = declares(c);
		axi_jc_next(c);
		PARSE(p, declarations, p->option | PARSE_BARE);
	} else if (!axi_parse_is(c, P_SEMICOLON)) {
		PARSE(p, expression, 0);
	}
	c->no_in = false;
	if (c->node && (axi_parse_is(c, K_IN) || (c->t.kind == T_IDENT && axi_parse_is_text(c->t.sym, "of")))) {
		begin_each(c, p->n, c->node);
		WORK_WAIT(p, axi_parse_begin(c, p->n->kind == N_FORIN ? PARSE_expression : PARSE_assignment, 0));
		p->n->b = c->node;
		if (p->n->a->kind == N_VAR && p->n->a->op != V_VAR)
			p->n->a->a->var->end = c->last_end;
	} else {
		check_constants(c, c->node);
		p->n->a = c->node;
		axi_parse_expect(c, P_SEMICOLON);
		if (!axi_parse_is(c, P_SEMICOLON)) {
			PARSE(p, expression, 0);
			p->n->b = c->node;
		}
		axi_parse_expect(c, P_SEMICOLON);
		if (!axi_parse_is(c, P_RPAREN)) {
			PARSE(p, expression, 0);
			p->n->d = c->node;
		}
	}
	axi_parse_expect(c, P_RPAREN);
	enter_loop(c);
	PARSE(p, statement, 0);
	leave_loop(c);
	p->n->c = c->node;
	c->scope = p->scope;
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_parse_while(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_WHILE, c->t.where);
	axi_jc_next(c);
	axi_parse_expect(c, P_LPAREN);
	PARSE(p, expression, 0);
	p->n->a = c->node;
	axi_parse_expect(c, P_RPAREN);
	enter_loop(c);
	PARSE(p, statement, 0);
	leave_loop(c);
	p->n->c = c->node;
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_parse_do(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_DO, c->t.where);
	axi_jc_next(c);
	enter_loop(c);
	PARSE(p, statement, 0);
	leave_loop(c);
	p->n->c = c->node;
	axi_parse_expect(c, K_WHILE);
	axi_parse_expect(c, P_LPAREN);
	PARSE(p, expression, 0);
	p->n->a = c->node;
	axi_parse_expect(c, P_RPAREN);
	axi_parse_accept(c, P_SEMICOLON);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* ---- the other statements */

void axi_parse_block(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_BLOCK, c->t.where);
	p->scope = c->scope;
	axi_parse_expect(c, P_LBRACE);
	p->n->scope = axi_jc_scope(c, c->func);
	PARSE(p, statements, P_RBRACE);
	p->n->a = c->node;
	c->scope = p->scope;
	axi_parse_expect(c, P_RBRACE);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_parse_if(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_IF, c->t.where);
	axi_jc_next(c);
	axi_parse_expect(c, P_LPAREN);
	PARSE(p, expression, 0);
	p->n->a = c->node;
	axi_parse_expect(c, P_RPAREN);
	PARSE(p, statement, 0);
	p->n->b = c->node;
	if (axi_parse_accept(c, K_ELSE)) {
		PARSE(p, statement, 0);
		p->n->c = c->node;
	}
	axi_parse_done(c, p, p->n);
	WORK_END;
}

static struct node *jump(struct jc *c)
{
	bool is_break = axi_parse_is(c, K_BREAK);
	struct node *n = axi_parse_node(c, is_break ? N_BREAK : N_CONTINUE, c->t.where);

	axi_jc_next(c);
	if (c->t.kind == T_IDENT && !c->t.newline) {
		struct label_name *l = c->labels;

		n->sym = c->t.sym;
		while (l && l->sym != n->sym)
			l = l->up;
		if (!l || (!is_break && !l->loop))
			axi_jc_error(c, n->where, "there is no such label here");
		else
			n->sym = l->last;
		axi_jc_next(c);
	} else if (is_break ? !c->breakables : !c->loops) {
		axi_jc_error(c, n->where, is_break ? "break outside of a loop" : "continue outside of a loop");
	}
	semicolon(c);
	return n;
}

/* catch_begin - from `catch` to its block. */
static struct node *catch_begin(struct jc *c)
{
	struct node *n = axi_parse_node(c, N_BLOCK, c->t.where);

	n->scope = axi_jc_scope(c, c->func);
	if (axi_parse_accept(c, P_LPAREN)) {
		struct sym *name = axi_parse_binding(c);

		n->var = axi_jc_declare(c, n->scope, name, V_CATCH, n->where);
		axi_parse_expect(c, P_RPAREN);
	}
	return n;
}

void axi_parse_try(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_TRY, c->t.where);
	axi_jc_next(c);
	PARSE(p, block, 0);
	p->n->a = c->node;
	if (axi_parse_accept(c, K_CATCH)) {
		p->scope = c->scope;
		p->n->b = catch_begin(c);
		PARSE(p, block, 0);
		p->n->b->a = c->node;
		c->scope = p->scope;
	}
	if (axi_parse_accept(c, K_FINALLY)) {
		PARSE(p, block, 0);
		p->n->c = c->node;
	}
	if (!p->n->b && !p->n->c)
		axi_parse_unexpected(c, "catch or finally");
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_parse_switch(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_SWITCH, c->t.where);
	p->tail = &p->n->b;
	p->scope = c->scope;
	axi_jc_next(c);
	axi_parse_expect(c, P_LPAREN);
	PARSE(p, expression, 0);
	p->n->a = c->node;
	axi_parse_expect(c, P_RPAREN);
	axi_parse_expect(c, P_LBRACE);
	p->n->scope = axi_jc_scope(c, c->func);
	p->n->scope->is_switch = true;
	c->breakables++;
	while (!axi_parse_is(c, P_RBRACE)) {
		p->m = *p->tail = axi_parse_node(c, N_CASE, c->t.where);
		p->tail = &p->m->next;
		if (axi_parse_accept(c, K_DEFAULT)) {
			if (p->flag)
				axi_jc_error(c, p->m->where, "two defaults in one switch");
			p->flag = true;
			p->m->flags |= NF_DEFAULT;
		} else {
			axi_parse_expect(c, K_CASE);
			PARSE(p, expression, 0);
			p->m->a = c->node;
		}
		axi_parse_expect(c, P_COLON);
		PARSE(p, statements, K_CASE);
		p->m->b = c->node;
	}
	c->breakables--;
	c->scope = p->scope;
	axi_parse_expect(c, P_RBRACE);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* label - from the name to what is labelled. */
static void label(struct jc *c, struct node *n)
{
	struct label_name *new = axi_jc_alloc(c, sizeof(*new));
	struct jc_mark mark;

	*new = (struct label_name){.sym = c->t.sym, .last = c->t.sym, .up = c->labels};
	for (struct label_name *l = c->labels; l; l = l->up)
		if (l->sym == new->sym)
			axi_jc_error(c, n->where, "label used twice");
	n->sym = c->t.sym;
	axi_jc_next(c);
	axi_parse_expect(c, P_COLON);
	c->labels = new;
	/* is it a loop that is labelled, perhaps behind more labels? */
	mark = axi_jc_mark(c);
	while (c->t.kind == T_IDENT) {
		struct sym *sym = c->t.sym;

		axi_jc_next(c);
		if (!axi_parse_accept(c, P_COLON))
			break;
		new->last = sym;
	}
	new->loop = axi_parse_is(c, K_FOR) || axi_parse_is(c, K_WHILE) || axi_parse_is(c, K_DO);
	axi_jc_reset(c, &mark);
	if (axi_parse_is(c, K_FUNCTION) || axi_parse_is(c, K_LET) || axi_parse_is(c, K_CONST))
		axi_jc_error(c, c->t.where, "a declaration cannot have a label");
}

void axi_parse_labelled(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_LABEL, c->t.where);
	label(c, p->n);
	PARSE(p, statement, 0);
	p->n->a = c->node;
	c->labels = c->labels->up;
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* axi_parse_value - return, throw, or an expression alone. */
void axi_parse_value(struct jc *c, struct parse *p)
{
	bool wanted = true;

	WORK_BEGIN(p);
	p->n = axi_parse_node(c, axi_parse_is(c, K_RETURN) ? N_RETURN : axi_parse_is(c, K_THROW) ? N_THROW : N_EXPR, c->t.where);
	if (axi_parse_is(c, K_RETURN) && !c->func->parent)
		axi_jc_error(c, p->n->where, "return outside of functions");
	if (p->n->kind != N_EXPR)
		axi_jc_next(c);
	if (p->n->kind == N_THROW && c->t.newline)
		axi_jc_error(c, c->t.where, "no line break may follow throw");
	if (p->n->kind == N_RETURN)
		wanted = !axi_parse_is(c, P_SEMICOLON) && !axi_parse_is(c, P_RBRACE) && c->t.kind != T_EOF && !c->t.newline;
	if (wanted) {
		PARSE(p, expression, 0);
		p->n->a = c->node;
	}
	semicolon(c);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

static bool labelled_here(struct jc *c)
{
	struct jc_mark mark = axi_jc_mark(c);
	bool found;

	if (c->t.kind != T_IDENT)
		return false;
	axi_jc_next(c);
	found = axi_parse_is(c, P_COLON);
	axi_jc_reset(c, &mark);
	return found;
}

void axi_parse_statement(struct jc *c, struct parse *p)
{
	struct node *n;

	if (labelled_here(c)) {
		axi_parse_become(p, PARSE_labelled);
		return;
	}
	switch (c->t.op) {
	case P_LBRACE: axi_parse_become(p, PARSE_block); return;
	case K_VAR:
	case K_LET:
	case K_CONST: axi_parse_become(p, PARSE_variables); return;
	case K_IF: axi_parse_become(p, PARSE_if); return;
	case K_FOR: axi_parse_become(p, PARSE_for); return;
	case K_WHILE: axi_parse_become(p, PARSE_while); return;
	case K_DO: axi_parse_become(p, PARSE_do); return;
	case K_TRY: axi_parse_become(p, PARSE_try); return;
	case K_SWITCH: axi_parse_become(p, PARSE_switch); return;
	case K_FUNCTION: axi_parse_become(p, PARSE_declared); return;
	case K_BREAK:
	case K_CONTINUE: axi_parse_done(c, p, jump(c)); return;
	case P_SEMICOLON:
	case K_DEBUGGER: break;
	default: axi_parse_become(p, PARSE_value); return;
	}
	n = axi_parse_node(c, N_EMPTY, c->t.where);
	if (!axi_parse_accept(c, P_SEMICOLON)) {
		axi_jc_next(c); /* debugger */
		semicolon(c);
	}
	axi_parse_done(c, p, n);
}

/* axi_parse_statements - up to p->option (K_CASE: up to the next case, default or }), which is not consumed; P_NONE: to the end. */
void axi_parse_statements(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->tail = &p->n;
	while (c->t.kind != T_EOF) {
		if (axi_parse_is(c, P_RBRACE) && p->option != P_NONE)
			break;
		if (p->option == K_CASE && (axi_parse_is(c, K_CASE) || axi_parse_is(c, K_DEFAULT)))
			break;
		PARSE(p, statement, 0);
		*p->tail = c->node;
		p->tail = &c->node->next;
	}
	axi_parse_done(c, p, p->n);
	WORK_END;
}
