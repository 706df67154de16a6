/* SPDX-License-Identifier: Apache-2.0
 * parse.c - tokens to a tree: the whole grammar in one file, bounded recursive descent (JC_DEPTH).
 *
 * ECMA-262 5.1 in strict mode, without `with` and without octal, and what docs/js.md lists beyond it. */
#include "js/compile.h"

static struct node *expression(struct jc *c);
static struct node *assignment(struct jc *c);
static struct node *statement(struct jc *c);
static struct node *statements(struct jc *c, u32 until);

/* ---- small tools */

static struct node *new_node(struct jc *c, enum node_kind kind, u32 where)
{
	struct node *n = axi_jc_alloc(c, sizeof(*n));

	n->kind = (u8)kind;
	n->where = where;
	return n;
}

static bool is(struct jc *c, u32 op)
{
	return c->t.op == op;
}

static bool accept(struct jc *c, u32 op)
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

static void unexpected(struct jc *c, const char *wanted)
{
	static const char *const kinds[] = {"the end", "a name", "a number", "a string", "a template", "an operator", "a keyword"};

	axi_jc_error(c, c->t.where, "expected %s, found %s", wanted, kinds[c->t.kind]);
}

static void expect(struct jc *c, u32 op)
{
	if (!accept(c, op))
		unexpected(c, op_text(op));
}

static void semicolon(struct jc *c)
{
	if (accept(c, P_SEMICOLON) || is(c, P_RBRACE) || c->t.kind == T_EOF || c->t.newline)
		return;
	unexpected(c, ";");
}

/* chain - one more operator in a row: the tree grows to the left, and emit walks down it */
static void chain(struct jc *c, u32 *count)
{
	if (++*count > JC_CHAIN)
		axi_jc_error(c, c->t.where, "too many operators in a row");
}

static bool is_text(struct jc *c, const struct sym *s, const char *text)
{
	u32 i;

	for (i = 0; text[i]; i++)
		if (i >= s->length || s->units[i] != (u8)text[i])
			return false;
	return i == s->length;
}

/* binding - the name of a variable that is being declared. */
static struct sym *binding(struct jc *c)
{
	struct sym *s = c->t.sym;

	if (c->t.kind != T_IDENT) {
		unexpected(c, "a name");
		return axi_jc_sym(c, NULL, 0);
	}
	if (is_text(c, s, "eval") || is_text(c, s, "arguments"))
		axi_jc_error(c, c->t.where, "eval and arguments cannot be declared");
	axi_jc_next(c);
	return s;
}

static struct node *identifier(struct jc *c, struct sym *sym, u32 where, u32 at)
{
	struct node *n = new_node(c, N_IDENT, where);

	n->sym = sym;
	n->scope = c->scope;
	n->at = at;
	n->d = c->refs;
	c->refs = n;
	return n;
}

static struct node *string_node(struct jc *c, struct sym *s, u32 where)
{
	struct node *n = new_node(c, N_STRING, where);

	n->sym = s;
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

static void end_function(struct jc *c, struct func *f)
{
	c->func = f->parent;
	c->scope = f->scope->up;
}

static void parameters(struct jc *c, struct func *f)
{
	struct node **tail = &f->params;
	bool defaults = false;

	while (!is(c, P_RPAREN) && !c->failed) {
		struct node *p = new_node(c, N_DECL, c->t.where);
		struct var *v;

		p->sym = binding(c);
		v = axi_jc_declare(c, f->scope, p->sym, V_PARAM, p->where);
		p->var = v;
		if (accept(c, P_ASSIGN)) {
			p->a = assignment(c);
			defaults = true;
		}
		if (!defaults)
			f->length++;
		*tail = p;
		tail = &p->next;
		if (++f->param_count > 120)
			axi_jc_error(c, p->where, "too many parameters");
		if (!is(c, P_RPAREN))
			expect(c, P_COMMA);
	}
	expect(c, P_RPAREN);
}

/* function_rest - from the parameter list to the end of the body. */
static void function_body(struct jc *c, struct func *f)
{
	struct label_name *labels = c->labels;
	u32 loops = c->loops, breakables = c->breakables;
	bool no_in = c->no_in;

	c->labels = NULL;
	c->loops = c->breakables = 0;
	c->no_in = false;
	expect(c, P_LBRACE);
	f->body = statements(c, P_RBRACE);
	c->labels = labels;
	c->loops = loops;
	c->breakables = breakables;
	c->no_in = no_in;
	end_function(c, f);
	expect(c, P_RBRACE);
}

static struct node *function_expression(struct jc *c, bool is_declaration, struct sym *name, bool method)
{
	struct node *n = new_node(c, N_FUNCTION, c->t.where);
	struct func *f;

	if (!axi_jc_enter(c, JC_DEPTH, c->t.where))
		return n;
	if (!method)
		axi_jc_next(c); /* function */
	if (!name && c->t.kind == T_IDENT) {
		name = binding(c);
		f = begin_function(c, n->where);
		if (!is_declaration)
			axi_jc_declare(c, f->scope, name, V_SELF, n->where);
	} else {
		f = begin_function(c, n->where);
	}
	f->name = name;
	f->method = method;
	n->func = f;
	expect(c, P_LPAREN);
	parameters(c, f);
	function_body(c, f);
	axi_jc_leave(c);
	return n;
}

static struct node *arrow(struct jc *c)
{
	struct node *n = new_node(c, N_FUNCTION, c->t.where);
	struct func *f = begin_function(c, n->where);

	f->arrow = true;
	n->func = f;
	if (!axi_jc_enter(c, JC_DEPTH, c->t.where))
		return n;
	if (accept(c, P_LPAREN)) {
		parameters(c, f);
	} else {
		struct node *p = new_node(c, N_DECL, c->t.where);

		p->sym = binding(c);
		p->var = axi_jc_declare(c, f->scope, p->sym, V_PARAM, p->where);
		f->params = p;
		f->param_count = f->length = 1;
	}
	expect(c, P_ARROW);
	if (is(c, P_LBRACE)) {
		function_body(c, f);
	} else {
		f->expression = true;
		f->body = assignment(c);
		end_function(c, f);
	}
	axi_jc_leave(c);
	return n;
}

/* ---- expressions */

static struct node *template(struct jc *c)
{
	struct node *n = new_node(c, N_TEMPLATE, c->t.where), **tail = &n->a;
	struct sym *text;

	while (!c->failed) {
		bool more = axi_jc_template(c, &text);

		*tail = string_node(c, text, n->where);
		tail = &(*tail)->next;
		if (!more)
			break;
		axi_jc_next(c);
		*tail = expression(c);
		tail = &(*tail)->next;
		if (!is(c, P_RBRACE)) {
			unexpected(c, "}");
			break;
		}
		c->at = c->t.end;
	}
	axi_jc_next(c);
	return n;
}

static struct node *array_literal(struct jc *c)
{
	struct node *n = new_node(c, N_ARRAY, c->t.where), **tail = &n->a;

	axi_jc_next(c);
	while (!is(c, P_RBRACKET) && !c->failed) {
		if (is(c, P_COMMA)) {
			axi_jc_error(c, c->t.where, "arrays have no holes");
			break;
		}
		*tail = assignment(c);
		tail = &(*tail)->next;
		if (!is(c, P_RBRACKET))
			expect(c, P_COMMA);
	}
	expect(c, P_RBRACKET);
	return n;
}

/* property_name - of a literal: a string or number node in a; answers the symbol when it is a word. */
static struct node *property_name(struct jc *c)
{
	struct node *n;

	if (c->t.kind == T_NUMBER) {
		n = new_node(c, N_NUMBER, c->t.where);
		n->number = c->t.number;
	} else if (c->t.kind == T_IDENT || c->t.kind == T_KEYWORD || c->t.kind == T_STRING) {
		n = string_node(c, c->t.sym, c->t.where);
	} else {
		unexpected(c, "a property name");
		return new_node(c, N_NULL, c->t.where);
	}
	axi_jc_next(c);
	return n;
}

static struct node *property(struct jc *c)
{
	struct node *p = new_node(c, N_PROP, c->t.where);
	bool ident = c->t.kind == T_IDENT;
	u32 at = c->t.start;
	struct sym *word = ident ? c->t.sym : NULL;

	p->a = property_name(c);
	if (word && (is_text(c, word, "get") || is_text(c, word, "set")) && !is(c, P_COLON) && !is(c, P_COMMA) && !is(c, P_LPAREN) &&
	    !is(c, P_RBRACE)) {
		bool getter = is_text(c, word, "get");

		p->kind = getter ? N_GETTER : N_SETTER;
		p->a = property_name(c);
		p->b = function_expression(c, false, p->a->kind == N_STRING ? p->a->sym : axi_jc_sym(c, NULL, 0), true);
		if (p->b->func && p->b->func->param_count != (getter ? 0 : 1))
			axi_jc_error(c, p->where, "a getter has no parameter, a setter one");
	} else if (is(c, P_LPAREN)) {
		p->b = function_expression(c, false, p->a->kind == N_STRING ? p->a->sym : axi_jc_sym(c, NULL, 0), true);
	} else if (ident && !is(c, P_COLON)) {
		p->b = identifier(c, word, p->where, at);
	} else {
		expect(c, P_COLON);
		p->b = assignment(c);
	}
	return p;
}

static struct node *object_literal(struct jc *c)
{
	struct node *n = new_node(c, N_OBJECT, c->t.where), **tail = &n->a;
	bool no_in = c->no_in;

	c->no_in = false;
	axi_jc_next(c);
	while (!is(c, P_RBRACE) && !c->failed) {
		*tail = property(c);
		tail = &(*tail)->next;
		if (!is(c, P_RBRACE))
			expect(c, P_COMMA);
	}
	c->no_in = no_in;
	expect(c, P_RBRACE);
	return n;
}

static struct node *primary(struct jc *c)
{
	struct node *n;
	u32 where = c->t.where;

	switch (c->t.kind) {
	case T_NUMBER:
		n = new_node(c, N_NUMBER, where);
		n->number = c->t.number;
		axi_jc_next(c);
		return n;
	case T_STRING:
		n = string_node(c, c->t.sym, where);
		axi_jc_next(c);
		return n;
	case T_TEMPLATE: return template(c);
	case T_IDENT:
		n = identifier(c, c->t.sym, where, c->t.start);
		axi_jc_next(c);
		return n;
	default: break;
	}
	switch (c->t.op) {
	case P_LPAREN: {
		bool no_in = c->no_in;

		c->no_in = false;
		axi_jc_next(c);
		n = expression(c);
		c->no_in = no_in;
		expect(c, P_RPAREN);
		n->flags |= NF_PAREN;
		return n;
	}
	case P_LBRACKET: {
		bool no_in = c->no_in;

		c->no_in = false;
		n = array_literal(c);
		c->no_in = no_in;
		return n;
	}
	case P_LBRACE: return object_literal(c);
	case K_FUNCTION: return function_expression(c, false, NULL, false);
	case K_THIS:
		n = identifier(c, NULL, where, c->t.start);
		n->kind = N_THIS;
		axi_jc_next(c);
		return n;
	case K_NULL: n = new_node(c, N_NULL, where); break;
	case K_TRUE: n = new_node(c, N_TRUE, where); break;
	case K_FALSE: n = new_node(c, N_FALSE, where); break;
	case P_DIV:
	case P_ASSIGN_BASE + P_DIV: {
		struct sym *pattern, *flags;

		n = new_node(c, N_REGEXP, where);
		axi_jc_regexp(c, &pattern, &flags);
		n->sym = pattern;
		n->a = string_node(c, flags, where);
		return n;
	}
	default: unexpected(c, "an expression"); return new_node(c, N_NULL, where);
	}
	axi_jc_next(c);
	return n;
}

static struct node *arguments(struct jc *c, struct node *call)
{
	struct node **tail = &call->b;
	u32 count = 0;
	bool no_in = c->no_in;

	c->no_in = false;
	axi_jc_next(c);
	while (!is(c, P_RPAREN) && !c->failed) {
		*tail = assignment(c);
		tail = &(*tail)->next;
		if (++count > 120)
			axi_jc_error(c, call->where, "too many arguments");
		if (!is(c, P_RPAREN))
			expect(c, P_COMMA);
	}
	c->no_in = no_in;
	expect(c, P_RPAREN);
	return call;
}

/* member - .name, [index] behind `of`; NULL: neither is here. */
static struct node *member(struct jc *c, struct node *of, bool optional)
{
	struct node *n;
	u32 where = c->t.where;

	if (is(c, P_LBRACKET)) {
		u32 assigns = c->assigns;
		bool no_in = c->no_in;

		c->no_in = false;
		axi_jc_next(c);
		n = new_node(c, N_INDEX, where);
		n->a = of;
		n->b = expression(c);
		if (c->assigns != assigns)
			n->flags |= NF_ASSIGNS;
		c->no_in = no_in;
		expect(c, P_RBRACKET);
		return n;
	}
	if (!optional) {
		if (!is(c, P_DOT))
			return NULL;
		axi_jc_next(c);
	}
	if (c->t.kind != T_IDENT && c->t.kind != T_KEYWORD) {
		unexpected(c, "a property name");
		return of;
	}
	n = new_node(c, N_MEMBER, where);
	n->a = of;
	n->sym = c->t.sym;
	axi_jc_next(c);
	return n;
}

static struct node *new_expression(struct jc *c)
{
	struct node *n = new_node(c, N_NEW, c->t.where), *m;
	u32 count = 0;

	axi_jc_next(c);
	if (is(c, P_DOT)) {
		axi_jc_next(c);
		if (c->t.kind != T_IDENT || !is_text(c, c->t.sym, "target"))
			unexpected(c, "target");
		if (!c->func->parent)
			axi_jc_error(c, n->where, "new.target outside of functions");
		axi_jc_next(c);
		m = identifier(c, NULL, n->where, c->t.start);
		m->kind = N_NEWTARGET;
		return m;
	}
	if (!axi_jc_enter(c, JC_DEPTH, c->t.where))
		return n;
	n->a = is(c, K_NEW) ? new_expression(c) : primary(c);
	axi_jc_leave(c);
	while (!c->failed && (m = member(c, n->a, false))) {
		chain(c, &count);
		n->a = m;
	}
	if (is(c, P_LPAREN))
		arguments(c, n);
	return n;
}

static struct node *postfix_chain(struct jc *c)
{
	struct node *n = is(c, K_NEW) ? new_expression(c) : primary(c), *m;
	bool has_optional = false;
	u32 count = 0;

	for (;;) {
		bool optional = false;
		u32 where = c->t.where;

		chain(c, &count);
		if (is(c, P_OPTDOT)) {
			axi_jc_next(c);
			optional = has_optional = true;
		}
		if (is(c, P_LPAREN)) {
			m = new_node(c, N_CALL, where);
			m->a = n;
			arguments(c, m);
		} else {
			m = member(c, n, optional);
			if (!m && c->t.kind == T_TEMPLATE)
				axi_jc_error(c, c->t.where, "tagged templates are not supported");
			if (!m)
				break;
		}
		if (optional)
			m->flags |= NF_OPTIONAL;
		n = m;
		if (c->failed)
			break;
	}
	if (has_optional) {
		m = new_node(c, N_CHAIN, n->where);
		m->a = n;
		n = m;
	}
	return n;
}

/* check_target - may it be assigned to? */
static void check_target(struct jc *c, struct node *n)
{
	if (n->kind == N_IDENT) {
		if (is_text(c, n->sym, "eval") || is_text(c, n->sym, "arguments"))
			axi_jc_error(c, n->where, "eval and arguments cannot be assigned to");
	} else if (n->kind != N_MEMBER && n->kind != N_INDEX) {
		axi_jc_error(c, n->where, "invalid assignment target");
	}
	c->assigns++;
}

static struct node *unary(struct jc *c)
{
	u32 op = c->t.op, where = c->t.where;
	struct node *n;

	if (!axi_jc_enter(c, JC_DEPTH, c->t.where))
		return new_node(c, N_NULL, where);
	switch (op) {
	case P_NOT:
	case P_BITNOT:
	case P_ADD:
	case P_SUB:
	case K_TYPEOF:
	case K_VOID:
	case K_DELETE:
		axi_jc_next(c);
		n = new_node(c, N_UNARY, where);
		n->op = (u16)op;
		n->a = unary(c);
		if (op == K_DELETE && n->a->kind == N_IDENT)
			axi_jc_error(c, where, "a variable cannot be deleted");
		if (is(c, P_POW))
			axi_jc_error(c, where, "a unary operator before ** needs parentheses");
		if (op == P_SUB && n->a->kind == N_NUMBER && !(n->a->flags & NF_PAREN)) {
			n->a->number = -n->a->number;
			n = n->a;
		}
		break;
	case P_INC:
	case P_DEC:
		axi_jc_next(c);
		n = new_node(c, N_UPDATE, where);
		n->op = op == P_INC ? P_ADD : P_SUB;
		n->flags = NF_PREFIX;
		n->a = unary(c);
		check_target(c, n->a);
		break;
	default:
		n = postfix_chain(c);
		if ((is(c, P_INC) || is(c, P_DEC)) && !c->t.newline) {
			struct node *u = new_node(c, N_UPDATE, c->t.where);

			u->op = is(c, P_INC) ? P_ADD : P_SUB;
			u->a = n;
			check_target(c, n);
			axi_jc_next(c);
			n = u;
		}
		break;
	}
	axi_jc_leave(c);
	return n;
}

static u32 precedence(struct jc *c)
{
	switch (c->t.op) {
	case P_NULLISH: return 1;
	case P_LOR: return 2;
	case P_LAND: return 3;
	case P_OR: return 4;
	case P_XOR: return 5;
	case P_AND: return 6;
	case P_EQ:
	case P_NE:
	case P_SEQ:
	case P_SNE: return 7;
	case K_IN: return c->no_in ? 0 : 8;
	case P_LT:
	case P_LE:
	case P_GT:
	case P_GE:
	case K_INSTANCEOF: return 8;
	case P_SHL:
	case P_SHR:
	case P_USHR: return 9;
	case P_ADD:
	case P_SUB: return 10;
	case P_MUL:
	case P_DIV:
	case P_MOD: return 11;
	case P_POW: return 12;
	default: return 0;
	}
}

static struct node *binary(struct jc *c, u32 least)
{
	struct node *left, *n;
	u32 level, count = 0;

	if (!axi_jc_enter(c, JC_DEPTH, c->t.where))
		return new_node(c, N_NULL, c->t.where);
	left = unary(c);
	while ((level = precedence(c)) && level >= least && !c->failed) {
		u32 assigns = c->assigns, op = c->t.op;

		chain(c, &count);
		n = new_node(c, op == P_LAND || op == P_LOR || op == P_NULLISH ? N_LOGICAL : N_BINARY, c->t.where);
		n->op = (u16)op;
		n->a = left;
		axi_jc_next(c);
		n->b = binary(c, op == P_POW ? level : level + 1);
		if (c->assigns != assigns)
			n->flags |= NF_ASSIGNS;
		if (n->kind == N_LOGICAL)
			for (int i = 0; i < 2; i++) {
				struct node *side = i ? n->b : n->a;

				if (side->kind == N_LOGICAL && !(side->flags & NF_PAREN) && (side->op == P_NULLISH) != (op == P_NULLISH))
					axi_jc_error(c, n->where, "?? with && or || needs parentheses");
			}
		left = n;
	}
	axi_jc_leave(c);
	return left;
}

static struct node *assignment(struct jc *c)
{
	struct node *left, *n;
	u32 assigns, where = c->t.where;

	if (!axi_jc_enter(c, JC_DEPTH, c->t.where))
		return new_node(c, N_NULL, where);
	if (c->t.kind == T_IDENT) {
		struct jc_mark mark = axi_jc_mark(c);
		bool is_arrow;

		axi_jc_next(c);
		is_arrow = is(c, P_ARROW) && !c->t.newline;
		axi_jc_reset(c, &mark);
		if (is_arrow) {
			axi_jc_leave(c);
			return arrow(c);
		}
	} else if (is(c, P_LPAREN) && axi_jc_arrow_ahead(c)) {
		axi_jc_leave(c);
		return arrow(c);
	}
	left = binary(c, 1);
	if (is(c, P_QUESTION)) {
		bool no_in = c->no_in;

		n = new_node(c, N_COND, c->t.where);
		axi_jc_next(c);
		n->a = left;
		c->no_in = false;
		n->b = assignment(c);
		c->no_in = no_in;
		expect(c, P_COLON);
		n->c = assignment(c);
		left = n;
	} else if (is(c, P_ASSIGN) || (c->t.op > P_ASSIGN_BASE && c->t.op < K_FIRST)) {
		n = new_node(c, N_ASSIGN, c->t.where);
		n->op = (u16)(is(c, P_ASSIGN) ? 0 : c->t.op - P_ASSIGN_BASE);
		check_target(c, left);
		assigns = c->assigns;
		axi_jc_next(c);
		n->a = left;
		n->b = assignment(c);
		if (c->assigns != assigns)
			n->flags |= NF_ASSIGNS;
		left = n;
	}
	axi_jc_leave(c);
	return left;
}

static struct node *expression(struct jc *c)
{
	struct node *left = assignment(c), *n;
	u32 count = 0;

	while (is(c, P_COMMA) && !c->failed) {
		chain(c, &count);
		n = new_node(c, N_COMMA, c->t.where);
		axi_jc_next(c);
		n->a = left;
		n->b = assignment(c);
		left = n;
	}
	return left;
}

/* ---- statements */

/* declarations - behind var, let or const; `bare`: of a for, where const needs no value when in/of follows. */
static struct node *declarations(struct jc *c, enum var_kind kind, bool bare)
{
	struct node *n = new_node(c, N_VAR, c->t.where), **tail = &n->a;

	n->op = (u16)kind;
	do {
		struct node *d = new_node(c, N_DECL, c->t.where);

		d->at = c->t.start;
		d->sym = binding(c);
		d->scope = c->scope;
		d->var = axi_jc_declare(c, c->scope, d->sym, kind, d->where);
		if (accept(c, P_ASSIGN))
			d->a = assignment(c);
		else if (kind == V_CONST && !bare)
			axi_jc_error(c, d->where, "a constant needs a value");
		if (kind != V_VAR)
			d->var->end = c->last_end;
		*tail = d;
		tail = &d->next;
	} while (accept(c, P_COMMA) && !c->failed);
	return n;
}

static struct node *block(struct jc *c)
{
	struct node *n = new_node(c, N_BLOCK, c->t.where);
	struct scope *up = c->scope;

	expect(c, P_LBRACE);
	n->scope = axi_jc_scope(c, c->func);
	n->a = statements(c, P_RBRACE);
	c->scope = up;
	expect(c, P_RBRACE);
	return n;
}

/* body - of a loop: break and continue are allowed in it */
static struct node *body(struct jc *c)
{
	struct node *n;

	c->loops++;
	c->breakables++;
	n = statement(c);
	c->loops--;
	c->breakables--;
	return n;
}

static struct node *for_in_of(struct jc *c, struct node *n, struct node *left)
{
	bool in = is(c, K_IN);

	n->kind = in ? N_FORIN : N_FOROF;
	n->a = left;
	if (left->kind == N_VAR && (left->a->next || left->a->a))
		axi_jc_error(c, left->where, "for-in and for-of declare one variable without a value");
	if (left->kind != N_VAR)
		check_target(c, left);
	axi_jc_next(c);
	n->b = in ? expression(c) : assignment(c);
	if (left->kind == N_VAR && left->op != V_VAR)
		left->a->var->end = c->last_end;
	expect(c, P_RPAREN);
	n->c = body(c);
	return n;
}

static struct node *for_statement(struct jc *c)
{
	struct node *n = new_node(c, N_FOR, c->t.where), *left = NULL;
	struct scope *up = c->scope;

	axi_jc_next(c);
	expect(c, P_LPAREN);
	n->scope = axi_jc_scope(c, c->func);
	n->scope->is_loop = true;
	c->no_in = true;
	if (is(c, K_VAR) || is(c, K_LET) || is(c, K_CONST)) {
		enum var_kind kind = is(c, K_VAR) ? V_VAR : is(c, K_LET) ? V_LET : V_CONST;

		axi_jc_next(c);
		left = declarations(c, kind, true);
	} else if (!is(c, P_SEMICOLON)) {
		left = expression(c);
	}
	c->no_in = false;
	if (left && (is(c, K_IN) || (c->t.kind == T_IDENT && is_text(c, c->t.sym, "of")))) {
		for_in_of(c, n, left);
		c->scope = up;
		return n;
	}
	if (left && left->kind == N_VAR && left->op == V_CONST)
		for (struct node *d = left->a; d; d = d->next)
			if (!d->a)
				axi_jc_error(c, d->where, "a constant needs a value");
	n->a = left;
	expect(c, P_SEMICOLON);
	if (!is(c, P_SEMICOLON))
		n->b = expression(c);
	expect(c, P_SEMICOLON);
	if (!is(c, P_RPAREN))
		n->d = expression(c);
	expect(c, P_RPAREN);
	n->c = body(c);
	c->scope = up;
	return n;
}

static struct node *jump(struct jc *c)
{
	bool is_break = is(c, K_BREAK);
	struct node *n = new_node(c, is_break ? N_BREAK : N_CONTINUE, c->t.where);

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

static struct node *try_statement(struct jc *c)
{
	struct node *n = new_node(c, N_TRY, c->t.where);

	axi_jc_next(c);
	n->a = block(c);
	if (accept(c, K_CATCH)) {
		struct scope *up = c->scope;
		struct node *k = new_node(c, N_BLOCK, c->t.where);

		k->scope = axi_jc_scope(c, c->func);
		if (accept(c, P_LPAREN)) {
			struct sym *name = binding(c);

			k->var = axi_jc_declare(c, k->scope, name, V_CATCH, k->where);
			expect(c, P_RPAREN);
		}
		k->a = block(c);
		c->scope = up;
		n->b = k;
	}
	if (accept(c, K_FINALLY))
		n->c = block(c);
	if (!n->b && !n->c)
		unexpected(c, "catch or finally");
	return n;
}

static struct node *switch_statement(struct jc *c)
{
	struct node *n = new_node(c, N_SWITCH, c->t.where), **tail = &n->b;
	struct scope *up = c->scope;
	bool has_default = false;

	axi_jc_next(c);
	expect(c, P_LPAREN);
	n->a = expression(c);
	expect(c, P_RPAREN);
	expect(c, P_LBRACE);
	n->scope = axi_jc_scope(c, c->func);
	n->scope->is_switch = true;
	c->breakables++;
	while (!is(c, P_RBRACE) && !c->failed) {
		struct node *k = new_node(c, N_CASE, c->t.where);

		if (accept(c, K_DEFAULT)) {
			if (has_default)
				axi_jc_error(c, k->where, "two defaults in one switch");
			has_default = true;
			k->flags |= NF_DEFAULT;
		} else {
			expect(c, K_CASE);
			k->a = expression(c);
		}
		expect(c, P_COLON);
		k->b = statements(c, K_CASE);
		*tail = k;
		tail = &k->next;
	}
	c->breakables--;
	c->scope = up;
	expect(c, P_RBRACE);
	return n;
}

static struct node *labelled(struct jc *c)
{
	struct node *n = new_node(c, N_LABEL, c->t.where);
	struct label_name label = {.sym = c->t.sym, .last = c->t.sym, .up = c->labels};
	u32 breakables = c->breakables;

	for (struct label_name *l = c->labels; l; l = l->up)
		if (l->sym == label.sym)
			axi_jc_error(c, n->where, "label used twice");
	n->sym = c->t.sym;
	axi_jc_next(c);
	expect(c, P_COLON);
	c->labels = &label;
	/* is it a loop that is labelled, perhaps behind more labels? */
	{
		struct jc_mark mark = axi_jc_mark(c);

		while (c->t.kind == T_IDENT) {
			struct sym *sym = c->t.sym;

			axi_jc_next(c);
			if (!accept(c, P_COLON))
				break;
			label.last = sym;
		}
		label.loop = is(c, K_FOR) || is(c, K_WHILE) || is(c, K_DO);
		axi_jc_reset(c, &mark);
	}
	if (is(c, K_FUNCTION) || is(c, K_LET) || is(c, K_CONST))
		axi_jc_error(c, c->t.where, "a declaration cannot have a label");
	n->a = statement(c);
	c->labels = label.up;
	c->breakables = breakables;
	return n;
}

static struct node *function_declaration(struct jc *c)
{
	u32 where = c->t.where;
	struct jc_mark mark = axi_jc_mark(c);
	struct sym *name;
	struct var *v;
	struct node *n, *e = new_node(c, N_EMPTY, where);

	axi_jc_next(c);
	name = c->t.sym;
	binding(c);
	axi_jc_reset(c, &mark);
	if (c->failed)
		return e;
	v = axi_jc_declare(c, c->scope, name, V_FUNCTION, where);
	n = function_expression(c, true, NULL, false);
	v->function = n;
	return e;
}

static struct node *keyword_statement(struct jc *c)
{
	struct node *n = new_node(c, N_EMPTY, c->t.where);
	enum var_kind kind = is(c, K_VAR) ? V_VAR : is(c, K_LET) ? V_LET : V_CONST;

	switch (c->t.op) {
	case P_SEMICOLON: axi_jc_next(c); return n;
	case P_LBRACE: return block(c);
	case K_VAR:
	case K_LET:
	case K_CONST:
		axi_jc_next(c);
		n = declarations(c, kind, false);
		semicolon(c);
		return n;
	case K_IF:
		n->kind = N_IF;
		axi_jc_next(c);
		expect(c, P_LPAREN);
		n->a = expression(c);
		expect(c, P_RPAREN);
		n->b = statement(c);
		if (accept(c, K_ELSE))
			n->c = statement(c);
		return n;
	case K_FOR: return for_statement(c);
	case K_WHILE:
		n->kind = N_WHILE;
		axi_jc_next(c);
		expect(c, P_LPAREN);
		n->a = expression(c);
		expect(c, P_RPAREN);
		n->c = body(c);
		return n;
	case K_DO:
		n->kind = N_DO;
		axi_jc_next(c);
		n->c = body(c);
		expect(c, K_WHILE);
		expect(c, P_LPAREN);
		n->a = expression(c);
		expect(c, P_RPAREN);
		accept(c, P_SEMICOLON);
		return n;
	case K_BREAK:
	case K_CONTINUE: return jump(c);
	case K_RETURN:
		n->kind = N_RETURN;
		if (!c->func->parent)
			axi_jc_error(c, n->where, "return outside of functions");
		axi_jc_next(c);
		if (!is(c, P_SEMICOLON) && !is(c, P_RBRACE) && c->t.kind != T_EOF && !c->t.newline)
			n->a = expression(c);
		semicolon(c);
		return n;
	case K_THROW:
		n->kind = N_THROW;
		axi_jc_next(c);
		if (c->t.newline)
			axi_jc_error(c, c->t.where, "no line break may follow throw");
		n->a = expression(c);
		semicolon(c);
		return n;
	case K_TRY: return try_statement(c);
	case K_SWITCH: return switch_statement(c);
	case K_FUNCTION: return function_declaration(c);
	case K_DEBUGGER:
		axi_jc_next(c);
		semicolon(c);
		return n;
	default: break;
	}
	n->kind = N_EXPR;
	n->a = expression(c);
	semicolon(c);
	return n;
}

static struct node *statement(struct jc *c)
{
	struct node *n;

	if (!axi_jc_enter(c, JC_DEPTH, c->t.where))
		return new_node(c, N_EMPTY, c->t.where);
	if (c->t.kind == T_IDENT) {
		struct jc_mark mark = axi_jc_mark(c);
		bool label;

		axi_jc_next(c);
		label = is(c, P_COLON);
		axi_jc_reset(c, &mark);
		n = label ? labelled(c) : keyword_statement(c);
	} else {
		n = keyword_statement(c);
	}
	axi_jc_leave(c);
	return n;
}

/* statements - up to `until` (K_CASE: up to the next case, default or }), which is not consumed; P_NONE: to the end. */
static struct node *statements(struct jc *c, u32 until)
{
	struct node *first = NULL, **tail = &first;

	while (c->t.kind != T_EOF && !c->failed) {
		if (is(c, P_RBRACE) && until != P_NONE)
			break;
		if (until == K_CASE && (is(c, K_CASE) || is(c, K_DEFAULT)))
			break;
		*tail = statement(c);
		tail = &(*tail)->next;
	}
	return first;
}

void axi_jc_parse(struct jc *c)
{
	struct func *f;

	c->functions_tail = &c->functions;
	f = begin_function(c, 0);
	f->name = axi_jc_sym(c, NULL, 0);
	f->body = statements(c, P_NONE);
	if (c->t.kind != T_EOF)
		unexpected(c, "a statement");
}
