/* SPDX-License-Identifier: Apache-2.0
 * emit.h - between the files that write instructions: emit.c (tools, variables, functions), emit_expr.c, emit_stmt.c.
 *
 * What may hold other expressions or statements is emitted by a function of a work item (work.h): whoever asks for it waits. */
#ifndef JS_EMIT_H
#define JS_EMIT_H

#include "js/compile.h"
#include "js/work.h"

struct patch {
	struct patch *next;
	u32 at;
};
struct label {
	s32 at; /* -1: not yet */
	struct patch *patches;
};
#define LABEL_NEW ((struct label){-1, NULL})

/* what break, continue and return pass on their way out */
struct control {
	struct control *up;
	struct sym *name; /* of the label in front, or NULL */
	bool is_loop, is_switch, is_finally;
	struct label *on_break, *on_continue;
	/* finally: registers, and what leaves through it */
	u32 kind_reg;
	struct label *finally;
	struct exit *exits;
	u32 exit_count;
};
struct exit {
	struct exit *next;
	u32 number;
	u8 how; /* N_BREAK, N_CONTINUE, N_RETURN */
	struct control *to;
};

struct fs {
	struct jc *c;
	struct func *f;
	u32 free, locals, most; /* registers: next, those of variables, most ever */
	u32 cells, cells_most;
	struct control *control;
	struct label *chain; /* where ?. goes when there is nothing */
	u32 where;
	s32 completion; /* the register for the values of expression statements, or -1 */
	struct emit *emitting; /* what is being emitted, the innermost first */
};

/* X(name): axi_emit_do_NAME emits it */
#define EMIT_EXPRESSIONS(X)                                                                                                        \
	X(member) X(call) X(unary) X(binary) X(boolean) X(logical) X(place) X(store) X(assign) X(update) X(template) X(array)      \
	X(object) X(condition) X(chain) X(comma) X(effect) X(jump)
#define EMIT_STATEMENTS(X)                                                                                                         \
	X(list) X(leave) X(expression) X(variables) X(declaration) X(block) X(if) X(for) X(do) X(each) X(value) X(try)    \
	X(finally) X(switch) X(labelled)

enum emit_kind {
	EMIT_NONE,
#define EMIT_KIND(name) EMIT_##name,
	EMIT_EXPRESSIONS(EMIT_KIND)
	EMIT_STATEMENTS(EMIT_KIND)
#undef EMIT_KIND
};

/* the target of an assignment, evaluated: object and key registers */
struct place {
	struct node *n;
	u32 object, key;
};

/* one expression that is being emitted */
struct emit {
	struct emit *up; /* what waits for it */
	u8 kind;
	bool when, flag;
	u32 step;
	struct node *n, *e; /* the node, and which part of it is being emitted */
	s32 to;		    /* the register for its value; -1: the value is not wanted */
	s32 beside;	    /* not -1: where the value goes from there */
	u32 free;	    /* fs->free and fs->chain when it began */
	struct label *chain;
	struct label *target; /* of a jump */
	u32 r, key, w, inner, count;
	s32 local;
	struct label a, b;
	struct place place, *out;
};
/* one statement */
struct saved {
	u32 free, locals, cells;
};
struct emit_stmt {
	struct emit e;
	struct control k;
	struct label body, next, end, test, *labels;
	struct saved saved, outer;
	struct sym *label; /* in front of it */
	u32 start, stop;
};

#define EMIT_FUNCTION(name) void axi_emit_do_##name(struct fs *fs, struct emit *w);
EMIT_EXPRESSIONS(EMIT_FUNCTION)
#undef EMIT_FUNCTION
#define EMIT_FUNCTION(name) void axi_emit_do_##name(struct fs *fs, struct emit_stmt *s);
EMIT_STATEMENTS(EMIT_FUNCTION)
#undef EMIT_FUNCTION

/* axi_emit_begin - emit node n next, on top of everything. */
struct emit *axi_emit_begin(struct fs *fs, enum emit_kind kind, struct node *n);
/* axi_emit_done - w has been emitted. */
void axi_emit_done(struct fs *fs, struct emit *w);
/* axi_emit_run - emit what has been begun. */
void axi_emit_run(struct fs *fs);

u32 axi_emit(struct fs *fs, u32 op, u32 a, u32 b, u32 c);
u32 axi_emit_bx(struct fs *fs, u32 op, u32 a, u32 bx);
void axi_emit_jump(struct fs *fs, struct label *to);
void axi_emit_branch(struct fs *fs, u32 op, u32 a, struct label *to); /* JTRUE ... */
void axi_emit_label(struct fs *fs, struct label *l);
u32 axi_emit_temp(struct fs *fs);
u32 axi_emit_string(struct fs *fs, struct sym *s); /* provisional number */
u32 axi_emit_name(struct fs *fs, struct sym *s);   /* the same of a name for messages and globals; the empty one, if it may not be named */
void axi_emit_text(struct fs *fs, struct sym *s, u32 to); /* the string as a value */
u32 axi_emit_number(struct fs *fs, double d);
u32 axi_emit_shape(struct fs *fs, struct sym **keys, u32 count);
s32 axi_emit_key(struct fs *fs, struct sym *s); /* key of the function, or -1: no room */

/* variables */
void axi_emit_scope(struct fs *fs, struct scope *s); /* registers and cells, functions made */
void axi_emit_load(struct fs *fs, struct node *ident, u32 to);
void axi_emit_store(struct fs *fs, struct node *ident, u32 from);
void axi_emit_init(struct fs *fs, struct var *v, u32 from);
s32 axi_emit_local(struct fs *fs, struct node *n); /* the register that holds this variable and may be read now, or -1 */

/* Expressions and statements.  These begin something, unless that holds nothing else: the caller waits (WORK_WAIT), or runs
 * axi_emit_run.  The register of a value is known at once, its value when what was begun is done. */
void axi_expr(struct fs *fs, struct node *n, u32 to);
u32 axi_expr_any(struct fs *fs, struct node *n);
void axi_expr_effect(struct fs *fs, struct node *n);
void axi_expr_jump(struct fs *fs, struct node *n, bool when, struct label *to);
/* axi_expr_assign - store register `from` into the target n (for-in, for-of). */
void axi_expr_assign(struct fs *fs, struct node *n, u32 from);
/* axi_statements - n and those behind it. */
void axi_statements(struct fs *fs, struct node *n);

#endif
