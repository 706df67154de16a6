/* SPDX-License-Identifier: Apache-2.0
 * parse_expr.c - expressions, from literals to the comma. */
#include "js/parse.h"

/* chain - one more operator in a row: the tree grows to the left, and emit walks down it */
static void chain(struct jc *c, u32 *count)
{
	if (++*count > axi_jc_most(c, JC_CHAIN))
		axi_jc_error(c, c->t.where, "too many operators in a row");
}

static struct node *string_node(struct jc *c, struct sym *s, u32 where)
{
	struct node *n = axi_parse_node(c, N_STRING, where);

	n->sym = s;
	return n;
}

/* ---- literals */

void axi_parse_template(struct jc *c, struct parse *p)
{
	struct sym *text;
	bool more;

	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_TEMPLATE, c->t.where);
	p->tail = &p->n->a;
	for (;;) {
		more = axi_jc_template(c, &text);
		*p->tail = string_node(c, text, p->n->where);
		p->tail = &(*p->tail)->next;
		if (!more)
			break;
		axi_jc_next(c);
		PARSE(p, expression, 0);
		*p->tail = c->node;
		p->tail = &c->node->next;
		if (!axi_parse_is(c, P_RBRACE)) {
			axi_parse_unexpected(c, "}");
			return;
		}
		c->at = c->t.end;
	}
	axi_jc_next(c);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_parse_array(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->no_in = c->no_in;
	c->no_in = false;
	p->n = axi_parse_node(c, N_ARRAY, c->t.where);
	p->tail = &p->n->a;
	axi_jc_next(c);
	while (!axi_parse_is(c, P_RBRACKET)) {
		if (axi_parse_is(c, P_COMMA)) {
			axi_jc_error(c, c->t.where, "arrays have no holes");
			return;
		}
		PARSE(p, assignment, 0);
		*p->tail = c->node;
		p->tail = &c->node->next;
		if (!axi_parse_is(c, P_RBRACKET))
			axi_parse_expect(c, P_COMMA);
		if (c->failed)
			return;
	}
	axi_parse_expect(c, P_RBRACKET);
	c->no_in = p->no_in;
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* property_name - of a literal: a string or number node in a; answers the symbol when it is a word. */
static struct node *property_name(struct jc *c)
{
	struct node *n;

	if (c->t.kind == T_NUMBER) {
		n = axi_parse_node(c, N_NUMBER, c->t.where);
		n->number = c->t.number;
	} else if (c->t.kind == T_IDENT || c->t.kind == T_KEYWORD || c->t.kind == T_STRING) {
		n = string_node(c, c->t.sym, c->t.where);
	} else {
		axi_parse_unexpected(c, "a property name");
		return axi_parse_node(c, N_NULL, c->t.where);
	}
	axi_jc_next(c);
	return n;
}

/* property - up to its value: which piece that is; PARSES: it is here already. */
static u32 property(struct jc *c, struct node *n, u32 *option)
{
	bool ident = c->t.kind == T_IDENT;
	u32 at = c->t.start;
	struct sym *word = ident ? c->t.sym : NULL;

	n->a = property_name(c);
	*option = PARSE_METHOD;
	if (word && (axi_parse_is_text(word, "get") || axi_parse_is_text(word, "set")) && !axi_parse_is(c, P_COLON) &&
	    !axi_parse_is(c, P_COMMA) && !axi_parse_is(c, P_LPAREN) && !axi_parse_is(c, P_RBRACE)) {
		n->kind = axi_parse_is_text(word, "get") ? N_GETTER : N_SETTER;
		n->a = property_name(c);
		return PARSE_function;
	}
	if (axi_parse_is(c, P_LPAREN))
		return PARSE_function;
	*option = 0;
	if (ident && !axi_parse_is(c, P_COLON)) {
		n->b = axi_parse_identifier(c, word, n->where, at);
		return PARSE_NOTHING;
	}
	axi_parse_expect(c, P_COLON);
	return PARSE_assignment;
}

void axi_parse_object(struct jc *c, struct parse *p)
{
	u32 value, option;

	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_OBJECT, c->t.where);
	p->tail = &p->n->a;
	p->no_in = c->no_in;
	c->no_in = false;
	axi_jc_next(c);
	while (!axi_parse_is(c, P_RBRACE)) {
		p->m = *p->tail = axi_parse_node(c, N_PROP, c->t.where);
		p->tail = &p->m->next;
		value = property(c, p->m, &option);
		if (value != PARSE_NOTHING) {
			struct sym *name = p->m->a->kind == N_STRING ? p->m->a->sym : axi_jc_sym(c, NULL, 0);

			WORK_WAIT(p, axi_parse_begin(c, value, option)->sym = option == PARSE_METHOD ? name : NULL);
			p->m->b = c->node;
			if (p->m->kind != N_PROP && c->node->func->param_count != (p->m->kind == N_GETTER ? 0 : 1))
				axi_jc_error(c, p->m->where, "a getter has no parameter, a setter one");
		}
		if (!axi_parse_is(c, P_RBRACE))
			axi_parse_expect(c, P_COMMA);
		if (c->failed)
			return;
	}
	c->no_in = p->no_in;
	axi_parse_expect(c, P_RBRACE);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* simple - an operand that holds no others. */
static struct node *simple(struct jc *c)
{
	struct node *n;
	u32 where = c->t.where;

	switch (c->t.kind) {
	case T_NUMBER:
		n = axi_parse_node(c, N_NUMBER, where);
		n->number = c->t.number;
		axi_jc_next(c);
		return n;
	case T_STRING:
		n = string_node(c, c->t.sym, where);
		axi_jc_next(c);
		return n;
	case T_IDENT:
		n = axi_parse_identifier(c, c->t.sym, where, c->t.start);
		axi_jc_next(c);
		return n;
	default: break;
	}
	switch (c->t.op) {
	case K_THIS:
		n = axi_parse_identifier(c, NULL, where, c->t.start);
		n->kind = N_THIS;
		axi_jc_next(c);
		return n;
	case K_NULL: n = axi_parse_node(c, N_NULL, where); break;
	case K_TRUE: n = axi_parse_node(c, N_TRUE, where); break;
	case K_FALSE: n = axi_parse_node(c, N_FALSE, where); break;
	case P_DIV:
	case P_ASSIGN_BASE + P_DIV: {
		struct sym *pattern, *flags;

		n = axi_parse_node(c, N_REGEXP, where);
		axi_jc_regexp(c, &pattern, &flags);
		n->sym = pattern;
		n->a = string_node(c, flags, where);
		return n;
	}
	default: axi_parse_unexpected(c, "an expression"); return axi_parse_node(c, N_NULL, where);
	}
	axi_jc_next(c);
	return n;
}

void axi_parse_primary(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	if (c->t.kind == T_TEMPLATE) {
		axi_parse_become(p, PARSE_template);
	} else if (axi_parse_is(c, P_LPAREN)) {
		p->no_in = c->no_in;
		c->no_in = false;
		axi_jc_next(c);
		PARSE(p, expression, 0);
		c->no_in = p->no_in;
		axi_parse_expect(c, P_RPAREN);
		c->node->flags |= NF_PAREN;
		axi_parse_done(c, p, c->node);
	} else if (axi_parse_is(c, P_LBRACKET)) {
		axi_parse_become(p, PARSE_array);
	} else if (axi_parse_is(c, P_LBRACE)) {
		axi_parse_become(p, PARSE_object);
	} else if (axi_parse_is(c, K_FUNCTION)) {
		axi_parse_become(p, PARSE_function);
	} else {
		axi_parse_done(c, p, simple(c));
	}
	WORK_END;
}

/* ---- calls and members */

/* axi_parse_arguments - of the call p->n. */
void axi_parse_arguments(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->tail = &p->n->b;
	p->no_in = c->no_in;
	c->no_in = false;
	axi_jc_next(c);
	while (!axi_parse_is(c, P_RPAREN)) {
		PARSE(p, assignment, 0);
		*p->tail = c->node;
		p->tail = &c->node->next;
		if (++p->count > 120)
			axi_jc_error(c, p->n->where, "too many arguments");
		if (!axi_parse_is(c, P_RPAREN))
			axi_parse_expect(c, P_COMMA);
		if (c->failed)
			return;
	}
	c->no_in = p->no_in;
	axi_parse_expect(c, P_RPAREN);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* axi_parse_index - [index] behind p->n. */
void axi_parse_index(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->assigns = c->assigns;
	p->no_in = c->no_in;
	p->m = axi_parse_node(c, N_INDEX, c->t.where);
	p->m->a = p->n;
	c->no_in = false;
	axi_jc_next(c);
	PARSE(p, expression, 0);
	p->m->b = c->node;
	if (c->assigns != p->assigns)
		p->m->flags |= NF_ASSIGNS;
	c->no_in = p->no_in;
	axi_parse_expect(c, P_RBRACKET);
	axi_parse_done(c, p, p->m);
	WORK_END;
}

/* member - .name behind `of` (optional: the name alone); NULL: it is not here. */
static struct node *member(struct jc *c, struct node *of, bool optional)
{
	struct node *n;
	u32 where = c->t.where;

	if (!optional) {
		if (!axi_parse_is(c, P_DOT))
			return NULL;
		axi_jc_next(c);
	}
	if (c->t.kind != T_IDENT && c->t.kind != T_KEYWORD) {
		axi_parse_unexpected(c, "a property name");
		return of;
	}
	n = axi_parse_node(c, N_MEMBER, where);
	n->a = of;
	n->sym = c->t.sym;
	axi_jc_next(c);
	return n;
}

static struct node *new_target(struct jc *c, u32 where)
{
	struct node *n;

	axi_jc_next(c);
	if (c->t.kind != T_IDENT || !axi_parse_is_text(c->t.sym, "target"))
		axi_parse_unexpected(c, "target");
	if (!c->func->parent)
		axi_jc_error(c, where, "new.target outside of functions");
	axi_jc_next(c);
	n = axi_parse_identifier(c, NULL, where, c->t.start);
	n->kind = N_NEWTARGET;
	return n;
}

void axi_parse_new(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	p->n = axi_parse_node(c, N_NEW, c->t.where);
	axi_jc_next(c);
	if (axi_parse_is(c, P_DOT)) {
		axi_parse_done(c, p, new_target(c, p->n->where));
		return;
	}
	WORK_WAIT(p, axi_parse_begin(c, axi_parse_is(c, K_NEW) ? PARSE_new : PARSE_primary, 0));
	p->n->a = c->node;
	for (;;) {
		if (axi_parse_is(c, P_LBRACKET)) {
			WORK_WAIT(p, axi_parse_begin(c, PARSE_index, 0)->n = p->n->a);
			p->m = c->node;
		} else {
			p->m = member(c, p->n->a, false);
		}
		if (!p->m || c->failed)
			break;
		chain(c, &p->count);
		p->n->a = p->m;
	}
	if (axi_parse_is(c, P_LPAREN))
		WORK_WAIT(p, axi_parse_begin(c, PARSE_arguments, 0)->n = p->n);
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* axi_parse_postfix - an operand, what is called and taken of it, and ++ or -- behind it. */
void axi_parse_postfix(struct jc *c, struct parse *p)
{
	struct node *m;

	WORK_BEGIN(p);
	WORK_WAIT(p, axi_parse_begin(c, axi_parse_is(c, K_NEW) ? PARSE_new : PARSE_primary, 0));
	p->n = c->node;
	for (;;) {
		chain(c, &p->count);
		p->where = c->t.where;
		p->option = axi_parse_is(c, P_OPTDOT); /* this one is optional; p->flag: one was */
		if (p->option) {
			axi_jc_next(c);
			p->flag = true;
		}
		if (axi_parse_is(c, P_LPAREN)) {
			m = axi_parse_node(c, N_CALL, p->where);
			m->a = p->n;
			p->n = m;
			WORK_WAIT(p, axi_parse_begin(c, PARSE_arguments, 0)->n = p->n);
		} else if (axi_parse_is(c, P_LBRACKET)) {
			WORK_WAIT(p, axi_parse_begin(c, PARSE_index, 0)->n = p->n);
			p->n = c->node;
		} else {
			m = member(c, p->n, p->option);
			if (!m && c->t.kind == T_TEMPLATE)
				axi_jc_error(c, c->t.where, "tagged templates are not supported");
			if (!m)
				break;
			p->n = m;
		}
		if (p->option)
			p->n->flags |= NF_OPTIONAL;
		if (c->failed)
			return;
	}
	if (p->flag) {
		m = axi_parse_node(c, N_CHAIN, p->n->where);
		m->a = p->n;
		p->n = m;
	}
	if ((axi_parse_is(c, P_INC) || axi_parse_is(c, P_DEC)) && !c->t.newline) {
		m = axi_parse_node(c, N_UPDATE, c->t.where);
		m->op = axi_parse_is(c, P_INC) ? P_ADD : P_SUB;
		m->a = p->n;
		axi_parse_check_target(c, p->n);
		axi_jc_next(c);
		p->n = m;
	}
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* ---- operators */

void axi_parse_check_target(struct jc *c, struct node *n)
{
	if (n->kind == N_IDENT) {
		if (axi_parse_is_text(n->sym, "eval") || axi_parse_is_text(n->sym, "arguments"))
			axi_jc_error(c, n->where, "eval and arguments cannot be assigned to");
	} else if (n->kind != N_MEMBER && n->kind != N_INDEX) {
		axi_jc_error(c, n->where, "invalid assignment target");
	}
	c->assigns++;
}

static bool is_prefix(u32 op)
{
	return op == P_NOT || op == P_BITNOT || op == P_ADD || op == P_SUB || op == K_TYPEOF || op == K_VOID || op == K_DELETE;
}

void axi_parse_unary(struct jc *c, struct parse *p)
{
	struct node *n;

	WORK_BEGIN(p);
	if (is_prefix(c->t.op)) {
		p->n = axi_parse_node(c, N_UNARY, c->t.where);
		p->n->op = c->t.op;
		axi_jc_next(c);
		PARSE(p, unary, 0);
		n = p->n;
		n->a = c->node;
		if (n->op == K_DELETE && n->a->kind == N_IDENT)
			axi_jc_error(c, n->where, "a variable cannot be deleted");
		if (axi_parse_is(c, P_POW))
			axi_jc_error(c, n->where, "a unary operator before ** needs parentheses");
		if (n->op == P_SUB && n->a->kind == N_NUMBER && !(n->a->flags & NF_PAREN)) {
			n->a->number = -n->a->number;
			n = n->a;
		}
		axi_parse_done(c, p, n);
	} else if (axi_parse_is(c, P_INC) || axi_parse_is(c, P_DEC)) {
		p->n = axi_parse_node(c, N_UPDATE, c->t.where);
		p->n->op = axi_parse_is(c, P_INC) ? P_ADD : P_SUB;
		p->n->flags = NF_PREFIX;
		axi_jc_next(c);
		PARSE(p, unary, 0);
		p->n->a = c->node;
		axi_parse_check_target(c, c->node);
		axi_parse_done(c, p, p->n);
	} else {
		axi_parse_become(p, PARSE_postfix);
	}
	WORK_END;
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

/* check_nullish - a side of && || ?? : these do not mix. */
static void check_nullish(struct jc *c, const struct node *n, const struct node *side)
{
	if (side->kind == N_LOGICAL && !(side->flags & NF_PAREN) && (side->op == P_NULLISH) != (n->op == P_NULLISH))
		axi_jc_error(c, n->where, "?? with && or || needs parentheses");
}

/* axi_parse_binary - operators of precedence p->option and above. */
void axi_parse_binary(struct jc *c, struct parse *p)
{
	struct node *n;
	u32 level;

	WORK_BEGIN(p);
	PARSE(p, unary, 0);
	p->n = c->node;
	while ((level = precedence(c)) && level >= p->option) {
		p->assigns = c->assigns;
		chain(c, &p->count);
		n = axi_parse_node(c, axi_parse_is(c, P_LAND) || axi_parse_is(c, P_LOR) || axi_parse_is(c, P_NULLISH) ? N_LOGICAL : N_BINARY, c->t.where);
		n->op = c->t.op;
		n->a = p->n;
		p->n = n;
		axi_jc_next(c);
		PARSE(p, binary, n->op == P_POW ? level : level + 1);
		n = p->n;
		n->b = c->node;
		if (c->assigns != p->assigns)
			n->flags |= NF_ASSIGNS;
		if (n->kind == N_LOGICAL) {
			check_nullish(c, n, n->a);
			check_nullish(c, n, n->b);
		}
	}
	axi_parse_done(c, p, p->n);
	WORK_END;
}

/* arrow_here - is this an arrow function? */
static bool arrow_here(struct jc *c)
{
	struct jc_mark mark = axi_jc_mark(c);
	bool found;

	if (axi_parse_is(c, P_LPAREN))
		return axi_jc_arrow_ahead(c);
	if (c->t.kind != T_IDENT)
		return false;
	axi_jc_next(c);
	found = axi_parse_is(c, P_ARROW) && !c->t.newline;
	axi_jc_reset(c, &mark);
	return found;
}

void axi_parse_assignment(struct jc *c, struct parse *p)
{
	WORK_BEGIN(p);
	if (arrow_here(c)) {
		axi_parse_become(p, PARSE_arrow);
		return;
	}
	PARSE(p, binary, 1);
	if (axi_parse_is(c, P_QUESTION)) {
		p->no_in = c->no_in;
		p->n = axi_parse_node(c, N_COND, c->t.where);
		p->n->a = c->node;
		axi_jc_next(c);
		c->no_in = false;
		PARSE(p, assignment, 0);
		p->n->b = c->node;
		c->no_in = p->no_in;
		axi_parse_expect(c, P_COLON);
		PARSE(p, assignment, 0);
		p->n->c = c->node;
	} else if (axi_parse_is(c, P_ASSIGN) || (c->t.op > P_ASSIGN_BASE && c->t.op < K_FIRST)) {
		p->n = axi_parse_node(c, N_ASSIGN, c->t.where);
		p->n->op = (u16)(axi_parse_is(c, P_ASSIGN) ? 0 : c->t.op - P_ASSIGN_BASE);
		p->n->a = c->node;
		axi_parse_check_target(c, c->node);
		p->assigns = c->assigns;
		axi_jc_next(c);
		PARSE(p, assignment, 0);
		p->n->b = c->node;
		if (c->assigns != p->assigns)
			p->n->flags |= NF_ASSIGNS;
	} else {
		p->n = c->node;
	}
	axi_parse_done(c, p, p->n);
	WORK_END;
}

void axi_parse_expression(struct jc *c, struct parse *p)
{
	struct node *n;

	WORK_BEGIN(p);
	PARSE(p, assignment, 0);
	p->n = c->node;
	while (axi_parse_is(c, P_COMMA)) {
		chain(c, &p->count);
		n = axi_parse_node(c, N_COMMA, c->t.where);
		n->a = p->n;
		p->n = n;
		axi_jc_next(c);
		PARSE(p, assignment, 0);
		p->n->b = c->node;
	}
	axi_parse_done(c, p, p->n);
	WORK_END;
}
