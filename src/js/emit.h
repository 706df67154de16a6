/* SPDX-License-Identifier: Apache-2.0
 * emit.h - between the files that write instructions: emit.c (tools, variables, functions), emit_expr.c, emit_stmt.c. */
#ifndef JS_EMIT_H
#define JS_EMIT_H

#include "js/compile.h"

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
};

u32 axi_emit(struct fs *fs, u32 op, u32 a, u32 b, u32 c);
u32 axi_emit_bx(struct fs *fs, u32 op, u32 a, u32 bx);
void axi_emit_jump(struct fs *fs, struct label *to);
void axi_emit_branch(struct fs *fs, u32 op, u32 a, struct label *to); /* JTRUE ... */
void axi_emit_label(struct fs *fs, struct label *l);
u32 axi_emit_temp(struct fs *fs);
u32 axi_emit_string(struct fs *fs, struct sym *s); /* provisional number */
u32 axi_emit_number(struct fs *fs, double d);
u32 axi_emit_shape(struct fs *fs, struct sym **keys, u32 count);
s32 axi_emit_key(struct fs *fs, struct sym *s); /* key of the function, or -1: no room */

/* variables */
void axi_emit_scope(struct fs *fs, struct scope *s); /* registers and cells, functions made */
void axi_emit_load(struct fs *fs, struct node *ident, u32 to);
void axi_emit_store(struct fs *fs, struct node *ident, u32 from);
void axi_emit_init(struct fs *fs, struct var *v, u32 from);
s32 axi_emit_local(struct fs *fs, struct node *n); /* the register that holds this variable and may be read now, or -1 */

/* expressions */
void axi_expr(struct fs *fs, struct node *n, u32 to);
u32 axi_expr_any(struct fs *fs, struct node *n);
void axi_expr_effect(struct fs *fs, struct node *n);
void axi_expr_jump(struct fs *fs, struct node *n, bool when, struct label *to);
/* axi_expr_assign - store register `from` into the target n (for-in, for-of). */
void axi_expr_assign(struct fs *fs, struct node *n, u32 from);

void axi_statements(struct fs *fs, struct node *n);

#endif
