/* SPDX-License-Identifier: Apache-2.0
 * parse.h - between the files of the parser: parse.c (tools, functions), parse_expr.c, parse_stmt.c.
 *
 * Each piece of grammar that holds others is a function of a work item (work.h).  Its node, when it is done, is c->node. */
#ifndef JS_PARSE_H
#define JS_PARSE_H

#include "js/compile.h"
#include "js/work.h"

/* X(name): axi_parse_NAME reads it */
#define PARSES(X)                                                                                                                  \
	/* parse.c */                                                                                                              \
	X(parameters) X(body) X(function) X(arrow)                                                                                 \
	/* parse_expr.c */                                                                                                         \
	X(template) X(array) X(object) X(primary) X(arguments) X(index) X(new) X(postfix) X(unary) X(binary) X(assignment)         \
	X(expression)                                                                                                              \
	/* parse_stmt.c */                                                                                                         \
	X(declarations) X(variables) X(block) X(if) X(for) X(while) X(do) X(try) X(switch) X(labelled) X(declared)         \
	X(value) X(statement) X(statements)

enum parse_kind {
#define PARSE_KIND(name) PARSE_##name,
	PARSES(PARSE_KIND)
#undef PARSE_KIND
	PARSE_NOTHING,
};

/* one piece that is being read */
struct parse {
	struct parse *up; /* who waits for it */
	u8 kind;
	bool no_in, flag;
	u32 step;
	/* what the one who began it wants */
	u32 option;	   /* binary: least precedence; declarations: their kind; statements: where to end */
	struct sym *sym;   /* functions: their name */
	struct node *n;	   /* the node that is being made, or (index, arguments) that it belongs to */
	/* its own */
	struct node *m, **tail;
	u32 where, count, assigns, loops, breakables;
	union {
		struct scope *scope;
		struct label_name *labels;
		struct var *var;
	};
};

#define PARSE_BARE 0x100 /* option of declarations: of a for, where const needs no value when in/of follows */
#define PARSE_METHOD 1	 /* options of function */
#define PARSE_DECLARED 2

#define PARSE_FUNCTION(name) void axi_parse_##name(struct jc *c, struct parse *p);
PARSES(PARSE_FUNCTION)
#undef PARSE_FUNCTION

/* axi_parse_begin - read this next, on top of everything. */
struct parse *axi_parse_begin(struct jc *c, enum parse_kind kind, u32 option);
#define PARSE(p, kind, option) WORK_WAIT(p, axi_parse_begin(c, PARSE_##kind, option))
/* axi_parse_become - p is that instead; its other members stay. */
static inline void axi_parse_become(struct parse *p, enum parse_kind kind)
{
	p->kind = (u8)kind;
	p->step = 0;
}
/* axi_parse_done - p has read all of it: n. */
void axi_parse_done(struct jc *c, struct parse *p, struct node *n);

static inline bool axi_parse_is(struct jc *c, u32 op)
{
	return c->t.op == op;
}
bool axi_parse_accept(struct jc *c, u32 op);
void axi_parse_expect(struct jc *c, u32 op);
void axi_parse_unexpected(struct jc *c, const char *wanted);
bool axi_parse_is_text(const struct sym *s, const char *text);
struct node *axi_parse_node(struct jc *c, enum node_kind kind, u32 where);
/* axi_parse_binding - the name of a variable that is being declared. */
struct sym *axi_parse_binding(struct jc *c);
struct node *axi_parse_identifier(struct jc *c, struct sym *sym, u32 where, u32 at);
/* axi_parse_check_target - may it be assigned to? */
void axi_parse_check_target(struct jc *c, struct node *n);

#endif
