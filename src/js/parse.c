/* SPDX-License-Identifier: Apache-2.0
 * parse.c - tokens to a tree: tools of the parser, its loop, and functions.
 *
 * ECMA-262 5.1 in strict mode, without `with` and without octal, and what docs/js.md lists beyond it.  The parser is one for each
 * piece of the grammar, as the specification has it, but none calls another: they wait for each other (work.h). */
#include "js/parse.h"

/* ---- what is being read */

struct parse *axi_parse_begin(struct jc *c, enum parse_kind kind, u32 option)
{
	struct parse *p = c->spare;

	if (++c->depth > axi_jc_most(c, JC_DEPTH))
		axi_jc_error(c, c->t.where, "nested too deeply");
	if (p) {
		c->spare = p->up;
		memset(p, 0, sizeof(*p));
	} else {
		p = axi_jc_alloc(c, sizeof(*p));
	}
	p->up = c->parsing;
	p->kind = (u8)kind;
	p->option = option;
	c->parsing = p;
	return p;
}

void axi_parse_done(struct jc *c, struct parse *p, struct node *n)
{
	c->parsing = p->up;
	p->up = c->spare;
	c->spare = p;
	c->depth--;
	c->node = n;
}

/* parse - what has been begun, and what it waits for. */
static void parse(struct jc *c)
{
	while (c->parsing && !c->failed) {
		switch (c->parsing->kind) {
#define PARSE_CASE(name) \
	case PARSE_##name: axi_parse_##name(c, c->parsing); break;
			PARSES(PARSE_CASE)
#undef PARSE_CASE
		}
	}
}

/* ---- small tools */

struct node *axi_parse_node(struct jc *c, enum node_kind kind, u32 where)
{
	struct node *n = axi_jc_alloc(c, sizeof(*n));

	n->kind = (u8)kind;
	n->where = where;
	return n;
}

bool axi_parse_accept(struct jc *c, u32 op)
{
	if (c->t.op != op)
		return false;
	axi_jc_next(c);
	return true;
}

static const char *op_text(u32 op)
{
	switch (op) {
	case P_LPAREN: return "(";
	case P_RPAREN: return ")";
	case P_LBRACKET: return "[";
	case P_RBRACKET: return "]";
	case P_LBRACE: return "{";
	case P_RBRACE: return "}";
	case P_SEMICOLON: return ";";
	case P_COLON: return ":";
	case P_ARROW: return "=>";
	case K_WHILE: return "while";
	default: return "something else";
	}
}

void axi_parse_unexpected(struct jc *c, const char *wanted)
{
	static const char *const kinds[] = {"the end", "a name", "a number", "a string", "a template", "an operator", "a keyword"};

	axi_jc_error(c, c->t.where, "expected %s, found %s", wanted, kinds[c->t.kind]);
}

void axi_parse_expect(struct jc *c, u32 op)
{
	if (!axi_parse_accept(c, op))
		axi_parse_unexpected(c, op_text(op));
}

bool axi_parse_is_text(const struct sym *s, const char *text)
{
	u32 i;

	for (i = 0; text[i]; i++)
		if (i >= s->length || s->units[i] != (u8)text[i])
			return false;
	return i == s->length;
}

struct sym *axi_parse_binding(struct jc *c)
{
	struct sym *s = c->t.sym;

	if (c->t.kind != T_IDENT) {
		axi_parse_unexpected(c, "a name");
		return axi_jc_sym(c, NULL, 0);
	}
	if (axi_parse_is_text(s, "eval") || axi_parse_is_text(s, "arguments"))
		axi_jc_error(c, c->t.where, "eval and arguments cannot be declared");
	axi_jc_next(c);
	return s;
}

struct node *axi_parse_identifier(struct jc *c, struct sym *sym, u32 where, u32 at)
{
	struct node *n = axi_parse_node(c, N_IDENT, where);

	n->sym = sym;
	n->scope = c->scope;
	n->at = at;
	n->d = c->refs;
	c->refs = n;
	return n;
}

/* ---- functions */

static struct func *begin_function(struct jc *c, u32 where)
{
	struct func *f = axi_jc_alloc(c, sizeof(*f));

	f->parent = c->func;
	f->index = c->function_count++;
	f->where = where;
	f->shape = JS_NO_SHAPE;
	*c->functions_tail = f;
	c->functions_tail = &f->next;
	c->func = f;
	f->scope = axi_jc_scope(c, f);
	f->scope->is_function = true;
	if (c->function_count > 0xFFFF)
		axi_jc_error(c, where, "too many functions");
	return f;
}

static void end_function(struct jc *c)
{
	c->scope = c->func->scope->up;
	c->func = c->func->parent;
}

void axi_parse_parameters(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->tail = &c->func->params;
	while (!axi_parse_is(c, P_RPAREN)) {
		p->n = axi_parse_node(c, N_DECL, c->t.where);
		p->n->sym = axi_parse_binding(c);
		p->n->var = axi_jc_declare(c, c->func->scope, p->n->sym, V_PARAM, p->n->where);
		if (axi_parse_accept(c, P_ASSIGN)) {
			PARSE(p, assignment, 0);
			p->n->a = c->node;
			p->flag = true;
		}
		if (!p->flag)
			c->func->length++;
		*p->tail = p->n;
		p->tail = &p->n->next;
		if (++c->func->param_count > 120)
			axi_jc_error(c, p->n->where, "too many parameters");
		if (!axi_parse_is(c, P_RPAREN))
			axi_parse_expect(c, P_COMMA);
		if (c->failed)
			return;
	}
	axi_parse_expect(c, P_RPAREN);
	axi_parse_done(c, p, NULL);
	WORK_END;
}

/* axi_parse_body - of the function c->func, in braces; that function ends with it. */
void axi_parse_body(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->labels = c->labels;
	p->loops = c->loops;
	p->breakables = c->breakables;
	p->no_in = c->no_in;
	c->labels = NULL;
	c->loops = c->breakables = 0;
	c->no_in = false;
	axi_parse_expect(c, P_LBRACE);
	PARSE(p, statements, P_RBRACE);
	c->func->body = c->node;
	c->labels = p->labels;
	c->loops = p->loops;
	c->breakables = p->breakables;
	c->no_in = p->no_in;
	end_function(c);
	axi_parse_expect(c, P_RBRACE);
	axi_parse_done(c, p, NULL);
	WORK_END;
}

/* axi_parse_function - an expression; PARSE_DECLARED: a declaration, PARSE_METHOD: from the parameters on.  p->sym: its name, if that is
 * not in the text. */
void axi_parse_function(struct jc *c, struct parse *p)
{
	struct sym *name = p->sym;
	struct func *f;

	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_FUNCTION, c->t.where);
	if (p->option != PARSE_METHOD)
		axi_jc_next(c); /* function */
	if (!name && c->t.kind == T_IDENT) {
		name = axi_parse_binding(c);
		f = begin_function(c, p->n->where);
		if (p->option != PARSE_DECLARED)
			axi_jc_declare(c, f->scope, name, V_SELF, p->n->where);
	} else {
		f = begin_function(c, p->n->where);
	}
	f->name = name;
	f->method = p->option == PARSE_METHOD;
	p->n->func = f;
	axi_parse_expect(c, P_LPAREN);
	PARSE(p, parameters, 0);
	PARSE(p, body, 0);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_parse_arrow(struct jc *c, struct parse *p)
{
	struct func *f;

	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_FUNCTION, c->t.where);
	f = begin_function(c, p->n->where);
	f->arrow = true;
	p->n->func = f;
	if (axi_parse_accept(c, P_LPAREN)) {
		PARSE(p, parameters, 0);
	} else {
		struct node *d = axi_parse_node(c, N_DECL, c->t.where);

		d->sym = axi_parse_binding(c);
		d->var = axi_jc_declare(c, f->scope, d->sym, V_PARAM, d->where);
		f->params = d;
		f->param_count = f->length = 1;
	}
	axi_parse_expect(c, P_ARROW);
	if (axi_parse_is(c, P_LBRACE)) {
		PARSE(p, body, 0);
	} else {
		p->n->func->expression = true;
		PARSE(p, assignment, 0);
		p->n->func->body = c->node;
		end_function(c);
	}
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_jc_parse(struct jc *c)
{
	struct func *f;

	c->functions_tail = &c->functions;
	f = begin_function(c, 0);
	f->name = axi_jc_sym(c, NULL, 0);
	axi_parse_begin(c, PARSE_statements, P_NONE);
	parse(c);
	f->body = c->node;
	if (c->t.kind != T_EOF)
		axi_parse_unexpected(c, "a statement");
	if (c->alone && !c->failed && (f->body->next || f->body->kind != N_EXPR || f->body->a->kind != N_FUNCTION))
		axi_jc_error(c, 0, "parameters and body are not those of one function");
}
