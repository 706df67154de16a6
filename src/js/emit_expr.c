/* SPDX-License-Identifier: Apache-2.0
 * emit_expr.c - expressions: a value into a register, an effect, or a jump.
 *
 * A register `to` that belongs to a variable is written only by the last instruction of an expression, because the
 * expression may read that variable.  axi_expr() may be given such a register only for kinds where that holds (`direct`). */
#include "js/emit.h"

static bool small_int(const struct node *n, s32 *value)
{
	return n->kind == N_NUMBER && js_double_is_int(n->number, value) && *value == (s8)*value;
}

static void load_number(struct fs *fs, double d, u32 to)
{
	s32 n;

	if (js_double_is_int(d, &n) && n == (s16)n)
		axi_emit_bx(fs, JSO_LOADI, to, (u16)n);
	else
		axi_emit_bx(fs, JSO_LOADN, to, axi_emit_number(fs, d));
}

/* direct - does the expression write its result only at its very end? */
static bool direct(const struct node *n)
{
	switch (n->kind) {
	case N_NUMBER:
	case N_STRING:
	case N_IDENT:
	case N_THIS:
	case N_NULL:
	case N_TRUE:
	case N_FALSE:
	case N_FUNCTION:
	case N_CALL:
	case N_NEW:
	case N_MEMBER:
	case N_INDEX:
	case N_UNARY:
	case N_BINARY: return true;
	default: return false;
	}
}

/* done - an expression whose value is in w->to. */
static void done(struct fs *fs, struct emit *w)
{
	if (w->beside >= 0)
		axi_emit(fs, JSO_MOVE, (u32)w->beside, (u32)w->to, 0);
	fs->chain = w->chain;
	fs->free = w->free;
	axi_emit_done(fs, w);
}

/* operand - a register with the value; a copy if `keep` (what follows may assign the variable). */
static u32 operand(struct fs *fs, struct node *n, bool keep)
{
	s32 local = keep ? -1 : axi_emit_local(fs, n);
	u32 r;

	if (local >= 0)
		return (u32)local;
	r = axi_emit_temp(fs);
	axi_expr(fs, n, r);
	return r;
}

/* left - operand() for what comes first of an expression whose value goes to `to`: built there, if that is no variable's register, so that
 * a chain of any length needs no more registers than its longest link. */
static u32 left(struct fs *fs, struct node *n, bool keep, u32 to)
{
	s32 local = keep ? -1 : axi_emit_local(fs, n);

	if (local >= 0)
		return (u32)local;
	if (to < fs->locals || (s32)to == fs->completion)
		to = axi_emit_temp(fs);
	axi_expr(fs, n, to);
	return to;
}

u32 axi_expr_any(struct fs *fs, struct node *n)
{
	return operand(fs, n, false);
}

/* key_register - the property name as a register, for what has no room among the function's keys. */
static u32 key_register(struct fs *fs, struct sym *s)
{
	u32 r = axi_emit_temp(fs);

	axi_emit_text(fs, s, r);
	return r;
}

static bool is_length(const struct sym *s)
{
	static const char text[] = "length";

	if (s->length != 6)
		return false;
	for (u32 i = 0; i < 6; i++)
		if (s->units[i] != (u8)text[i])
			return false;
	return true;
}

static bool is_name(const struct node *n, const char *text)
{
	u32 i;

	if (n->kind != N_IDENT || n->var)
		return false;
	for (i = 0; text[i]; i++)
		if (i >= n->sym->length || n->sym->units[i] != (u8)text[i])
			return false;
	return i == n->sym->length;
}

static void get_field(struct fs *fs, struct sym *s, u32 object, u32 to)
{
	s32 key = axi_emit_key(fs, s);

	if (is_length(s))
		axi_emit(fs, JSO_GETLEN, to, object, 0);
	else if (key >= 0)
		axi_emit(fs, JSO_GETFIELD, to, object, (u32)key);
	else
		axi_emit(fs, JSO_GETELEM, to, object, key_register(fs, s));
}

static void set_field(struct fs *fs, struct sym *s, u32 object, u32 from)
{
	s32 key = axi_emit_key(fs, s);
	u32 free = fs->free;

	if (key >= 0)
		axi_emit(fs, JSO_SETFIELD, object, from, (u32)key);
	else
		axi_emit(fs, JSO_SETELEM, object, from, key_register(fs, s));
	fs->free = free;
}

/* optional - behind ?. : leave the chain when the register is undefined or null. */
static void optional(struct fs *fs, struct node *n, u32 r)
{
	if (n->flags & NF_OPTIONAL && fs->chain)
		axi_emit_branch(fs, JSO_JNULLISH, r, fs->chain);
}

/* ---- members and calls */

void axi_emit_do_member(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;

	WORK_BEGIN(w);
	WORK_WAIT(w, w->r = left(fs, n->a, n->kind == N_INDEX && n->flags & NF_ASSIGNS, (u32)w->to));
	optional(fs, n, w->r);
	fs->where = n->where;
	if (n->kind == N_MEMBER) {
		get_field(fs, n->sym, w->r, (u32)w->to);
	} else {
		WORK_WAIT(w, w->key = axi_expr_any(fs, n->b));
		axi_emit(fs, JSO_GETELEM, (u32)w->to, w->r, w->key);
	}
	done(fs, w);
	WORK_END;
}

/* window - the rest of the window at w->w, when what is called has been found */
static void window(struct fs *fs, struct emit *w)
{
	fs->free = w->w + 1;
	for (int i = 0; i < 3; i++)
		axi_emit_temp(fs);
	w->inner = fs->free;
}

/* axi_emit_do_call - the window w->w begins at the next free register, or at `to` if that is the last temporary. */
void axi_emit_do_call(struct fs *fs, struct emit *w)
{
	struct node *n = w->n, *callee = n->a;
	u32 to = (u32)w->to;
	s32 key;

	WORK_BEGIN(w);
	if (to + 1 == fs->free && to >= fs->locals)
		fs->free = to;
	w->w = axi_emit_temp(fs);
	w->flag = n->kind == N_CALL && (callee->kind == N_MEMBER || callee->kind == N_INDEX); /* it has a `this` */
	if (w->flag) {
		WORK_WAIT(w, w->r = left(fs, callee->a, callee->kind == N_INDEX && callee->flags & NF_ASSIGNS, w->w));
		window(fs, w);
		key = callee->kind == N_MEMBER ? axi_emit_key(fs, callee->sym) : -1;
		optional(fs, callee, w->r);
		fs->where = callee->where;
		if (key >= 0) {
			axi_emit(fs, JSO_GETMETHOD, w->w, w->r, (u32)key);
		} else {
			WORK_WAIT(w, w->key = callee->kind == N_MEMBER ? key_register(fs, callee->sym) : axi_expr_any(fs, callee->b));
			axi_emit(fs, JSO_METHODELEM, w->w, w->r, w->key);
		}
	} else {
		WORK_WAIT(w, axi_expr(fs, callee, w->w));
		window(fs, w);
	}
	optional(fs, n, w->w);
	fs->free = w->inner;
	for (w->e = n->b; w->e; w->e = w->e->next, w->count++) {
		w->r = axi_emit_temp(fs);
		WORK_WAIT(w, axi_expr(fs, w->e, w->r));
		fs->free = w->r + 1;
	}
	fs->where = n->where;
	axi_emit(fs, n->kind == N_NEW ? JSO_NEW : JSO_CALL, w->w, w->count, n->kind == N_CALL && !w->flag);
	if (to != w->w)
		axi_emit(fs, JSO_MOVE, to, w->w, 0);
	done(fs, w);
	WORK_END;
}

/* ---- operators */

static u32 binary_op(u32 op)
{
	switch (op) {
	case P_ADD: return JSO_ADD;
	case P_SUB: return JSO_SUB;
	case P_MUL: return JSO_MUL;
	case P_DIV: return JSO_DIV;
	case P_MOD: return JSO_MOD;
	case P_POW: return JSO_POW;
	case P_AND: return JSO_AND;
	case P_OR: return JSO_OR;
	case P_XOR: return JSO_XOR;
	case P_SHL: return JSO_SHL;
	case P_SHR: return JSO_SHR;
	case P_USHR: return JSO_USHR;
	case K_IN: return JSO_IN;
	case K_INSTANCEOF: return JSO_INSTANCEOF;
	default: return 0;
	}
}

static u32 immediate_op(u32 op)
{
	switch (op) {
	case P_ADD: return JSO_ADDI;
	case P_SUB: return JSO_SUBI;
	case P_MUL: return JSO_MULI;
	case P_MOD: return JSO_MODI;
	case P_AND: return JSO_ANDI;
	case P_OR: return JSO_ORI;
	case P_SHL: return JSO_SHLI;
	case P_SHR: return JSO_SHRI;
	case P_USHR: return JSO_USHRI;
	default: return 0;
	}
}

/* immediate - to = left op n, where n is a small number: false, it is not. */
static bool immediate(struct fs *fs, u32 op, u32 left, struct node *n, u32 to)
{
	s32 value;

	if (!immediate_op(op) || !small_int(n, &value))
		return false;
	axi_emit(fs, immediate_op(op), to, left, (u8)value);
	return true;
}

static bool comparison(u32 op)
{
	return op == P_EQ || op == P_NE || op == P_SEQ || op == P_SNE || op == P_LT || op == P_LE || op == P_GT || op == P_GE;
}

/* axi_emit_do_boolean - the value of a condition. */
void axi_emit_do_boolean(struct fs *fs, struct emit *w)
{
	WORK_BEGIN(w);
	WORK_WAIT(w, (axi_expr_jump(fs, w->n, true, &w->a), fs->emitting->to = w->to)); /* a place for what is on the left */
	axi_emit(fs, JSO_LOADV, (u32)w->to, 2, 0);
	axi_emit_jump(fs, &w->b);
	axi_emit_label(fs, &w->a);
	axi_emit(fs, JSO_LOADV, (u32)w->to, 3, 0);
	axi_emit_label(fs, &w->b);
	done(fs, w);
	WORK_END;
}

void axi_emit_do_binary(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;

	WORK_BEGIN(w);
	WORK_WAIT(w, w->r = left(fs, n->a, n->flags & NF_ASSIGNS, (u32)w->to));
	fs->where = n->where;
	if (!immediate(fs, n->op, w->r, n->b, (u32)w->to)) {
		WORK_WAIT(w, w->key = axi_expr_any(fs, n->b));
		axi_emit(fs, binary_op(n->op), (u32)w->to, w->r, w->key);
	}
	done(fs, w);
	WORK_END;
}

void axi_emit_do_logical(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;
	u32 to = (u32)w->to;

	WORK_BEGIN(w);
	WORK_WAIT(w, axi_expr(fs, n->a, to));
	if (n->op == P_NULLISH) {
		axi_emit_branch(fs, JSO_JNULLISH, to, &w->a);
		axi_emit_jump(fs, &w->b);
		axi_emit_label(fs, &w->a);
	} else {
		axi_emit_branch(fs, n->op == P_LAND ? JSO_JFALSE : JSO_JTRUE, to, &w->b);
	}
	WORK_WAIT(w, axi_expr(fs, n->b, to));
	axi_emit_label(fs, &w->b);
	done(fs, w);
	WORK_END;
}

static u32 unary_op(u32 op)
{
	switch (op) {
	case P_NOT: return JSO_NOT;
	case P_BITNOT: return JSO_BITNOT;
	case P_ADD: return JSO_NUM;
	case P_SUB: return JSO_NEG;
	case K_TYPEOF: return JSO_TYPEOF;
	default: return 0; /* void, delete */
	}
}

void axi_emit_do_unary(struct fs *fs, struct emit *w)
{
	struct node *n = w->n, *of = n->a;

	WORK_BEGIN(w);
	if (n->op == K_TYPEOF && of->kind == N_IDENT && !of->var && !is_name(of, "undefined")) {
		axi_emit_bx(fs, JSO_TYPENAME, (u32)w->to, axi_emit_name(fs, of->sym));
	} else if (unary_op(n->op)) {
		WORK_WAIT(w, w->r = left(fs, of, false, (u32)w->to));
		axi_emit(fs, unary_op(n->op), (u32)w->to, w->r, 0);
	} else if (n->op == K_DELETE && of->kind == N_CHAIN) {
		axi_jc_error(fs->c, n->where, "delete of an optional chain is not supported");
	} else if (n->op == K_DELETE && (of->kind == N_MEMBER || of->kind == N_INDEX)) {
		WORK_WAIT(w, w->r = operand(fs, of->a, of->flags & NF_ASSIGNS));
		WORK_WAIT(w, w->key = of->kind == N_MEMBER ? key_register(fs, of->sym) : axi_expr_any(fs, of->b));
		axi_emit(fs, JSO_DELETE, (u32)w->to, w->r, w->key);
	} else {
		WORK_WAIT(w, axi_expr_effect(fs, of));
		axi_emit(fs, JSO_LOADV, (u32)w->to, n->op == K_VOID ? 0 : 3, 0);
	}
	done(fs, w);
	WORK_END;
}

/* ---- assignment */

/* place - evaluate the target n into *out; keep: what follows may assign variables; twice: it is read and written. */
static void place(struct fs *fs, struct node *n, bool keep, bool twice, struct place *out)
{
	struct emit *w;

	*out = (struct place){.n = n};
	if (n->kind == N_IDENT)
		return;
	w = axi_emit_begin(fs, EMIT_place, n);
	w->when = keep;
	w->flag = twice;
	w->out = out;
}

void axi_emit_do_place(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;

	WORK_BEGIN(w);
	WORK_WAIT(w, w->out->object = operand(fs, n->a, w->when || n->flags & NF_ASSIGNS));
	if (n->kind == N_INDEX) {
		WORK_WAIT(w, w->out->key = operand(fs, n->b, w->when));
		if (w->flag && n->b->kind != N_NUMBER && n->b->kind != N_STRING) {
			u32 r = axi_emit_temp(fs);

			axi_emit(fs, JSO_TOKEY, r, w->out->key, 0);
			w->out->key = r;
		}
	}
	axi_emit_done(fs, w); /* its registers stay */
	WORK_END;
}

static void place_get(struct fs *fs, const struct place *p, u32 to)
{
	fs->where = p->n->where;
	if (p->n->kind == N_IDENT)
		axi_emit_load(fs, p->n, to);
	else if (p->n->kind == N_MEMBER)
		get_field(fs, p->n->sym, p->object, to);
	else
		axi_emit(fs, JSO_GETELEM, to, p->object, p->key);
}

static void place_set(struct fs *fs, const struct place *p, u32 from)
{
	fs->where = p->n->where;
	if (p->n->kind == N_IDENT)
		axi_emit_store(fs, p->n, from);
	else if (p->n->kind == N_MEMBER)
		set_field(fs, p->n->sym, p->object, from);
	else
		axi_emit(fs, JSO_SETELEM, p->object, from, p->key);
}

void axi_expr_assign(struct fs *fs, struct node *n, u32 from)
{
	axi_emit_begin(fs, EMIT_store, n)->r = from;
}

void axi_emit_do_store(struct fs *fs, struct emit *w)
{
	WORK_BEGIN(w);
	WORK_WAIT(w, place(fs, w->n, false, false, &w->place));
	place_set(fs, &w->place, w->r);
	done(fs, w);
	WORK_END;
}

static void name_function(struct node *value, struct sym *name)
{
	if (value->kind == N_FUNCTION && !value->func->name)
		value->func->name = name;
}

static bool is_const(struct node *n)
{
	return n->var && (n->var->kind == V_CONST || n->var->kind == V_SELF);
}

void axi_emit_do_assign(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;
	bool logical = n->op == P_LAND || n->op == P_LOR || n->op == P_NULLISH;

	WORK_BEGIN(w);
	w->local = is_const(n->a) ? -1 : axi_emit_local(fs, n->a);
	if (!n->op && w->local >= 0 && direct(n->b)) {
		if (n->a->kind == N_IDENT)
			name_function(n->b, n->a->sym);
		w->r = (u32)w->local;
		WORK_WAIT(w, axi_expr(fs, n->b, w->r));
	} else if (n->op && !logical && w->local >= 0 && !(n->flags & NF_ASSIGNS)) {
		fs->where = n->where;
		w->r = (u32)w->local;
		if (!immediate(fs, n->op, w->r, n->b, w->r)) {
			WORK_WAIT(w, w->key = axi_expr_any(fs, n->b));
			axi_emit(fs, binary_op(n->op), w->r, w->r, w->key);
		}
	} else if (n->op) {
		WORK_WAIT(w, place(fs, n->a, n->flags & NF_ASSIGNS, true, &w->place));
		w->r = w->to >= 0 ? (u32)w->to : axi_emit_temp(fs);
		place_get(fs, &w->place, w->r);
		w->inner = fs->free;
		if (n->op == P_NULLISH) {
			axi_emit_branch(fs, JSO_JNULLISH, w->r, &w->a);
			axi_emit_jump(fs, &w->b);
			axi_emit_label(fs, &w->a);
		} else if (logical) {
			axi_emit_branch(fs, n->op == P_LAND ? JSO_JFALSE : JSO_JTRUE, w->r, &w->b);
		} else {
			fs->where = n->where;
		}
		if (logical) {
			WORK_WAIT(w, axi_expr(fs, n->b, w->r));
		} else if (!immediate(fs, n->op, w->r, n->b, w->r)) {
			WORK_WAIT(w, w->key = axi_expr_any(fs, n->b));
			axi_emit(fs, binary_op(n->op), w->r, w->r, w->key);
			fs->free = w->inner;
		}
		place_set(fs, &w->place, w->r);
		axi_emit_label(fs, &w->b);
	} else {
		WORK_WAIT(w, place(fs, n->a, n->flags & NF_ASSIGNS, false, &w->place));
		if (n->a->kind == N_IDENT)
			name_function(n->b, n->a->sym);
		w->r = (u32)w->to;
		if (w->to >= 0)
			WORK_WAIT(w, axi_expr(fs, n->b, w->r));
		else
			WORK_WAIT(w, w->r = axi_expr_any(fs, n->b));
		place_set(fs, &w->place, w->r);
	}
	if (w->to >= 0 && w->r != (u32)w->to)
		axi_emit(fs, JSO_MOVE, (u32)w->to, w->r, 0);
	done(fs, w);
	WORK_END;
}

/* update_local - ++ or -- of the variable in register `local`. */
static void update_local(struct fs *fs, bool old_wanted, u32 local, s32 to, u32 step)
{
	if (old_wanted && (u32)to == local) {
		axi_emit(fs, JSO_NUM, local, local, 0);
	} else if (old_wanted) {
		axi_emit(fs, JSO_NUM, (u32)to, local, 0);
		axi_emit(fs, JSO_SUBI, local, (u32)to, step);
	} else {
		axi_emit(fs, JSO_SUBI, local, local, step);
		if (to >= 0 && (u32)to != local)
			axi_emit(fs, JSO_MOVE, (u32)to, local, 0);
	}
}

void axi_emit_do_update(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;
	u32 step = n->op == P_ADD ? (u8)-1 : 1, old, r;
	bool old_wanted = w->to >= 0 && !(n->flags & NF_PREFIX);

	WORK_BEGIN(w);
	w->local = is_const(n->a) ? -1 : axi_emit_local(fs, n->a);
	if (w->local >= 0) {
		update_local(fs, old_wanted, (u32)w->local, w->to, step);
		done(fs, w);
		return;
	}
	WORK_WAIT(w, place(fs, n->a, false, true, &w->place));
	old = r = axi_emit_temp(fs);
	place_get(fs, &w->place, old);
	if (old_wanted) {
		r = axi_emit_temp(fs);
		axi_emit(fs, JSO_NUM, old, old, 0);
	}
	axi_emit(fs, JSO_SUBI, r, old, step);
	place_set(fs, &w->place, r);
	if (w->to >= 0)
		axi_emit(fs, JSO_MOVE, (u32)w->to, old, 0);
	done(fs, w);
	WORK_END;
}

/* ---- literals */

void axi_emit_do_template(struct fs *fs, struct emit *w)
{
	WORK_BEGIN(w);
	w->r = axi_emit_temp(fs);
	w->key = axi_emit_temp(fs);
	WORK_WAIT(w, axi_expr(fs, w->n->a, w->r));
	for (w->e = w->n->a->next; w->e; w->e = w->e->next) {
		if (w->e->kind == N_STRING && !w->e->sym->length)
			continue;
		WORK_WAIT(w, axi_expr(fs, w->e, w->key));
		if (w->e->kind != N_STRING)
			axi_emit(fs, JSO_TOSTRING, w->key, w->key, 0);
		axi_emit(fs, JSO_ADD, w->r, w->r, w->key);
	}
	axi_emit(fs, JSO_MOVE, (u32)w->to, w->r, 0);
	done(fs, w);
	WORK_END;
}

void axi_emit_do_array(struct fs *fs, struct emit *w)
{
	WORK_BEGIN(w);
	w->inner = fs->free;
	for (w->e = w->n->a; w->e; w->e = w->e->next) {
		w->r = axi_emit_temp(fs);
		WORK_WAIT(w, axi_expr(fs, w->e, w->r));
		fs->free = w->r + 1;
		if (++w->count == 32 || !w->e->next) {
			axi_emit(fs, w->flag ? JSO_APPEND : JSO_ARRAY, (u32)w->to, w->inner, w->count);
			w->flag = true;
			fs->free = w->inner;
			w->count = 0;
		}
	}
	if (!w->flag)
		axi_emit(fs, JSO_ARRAY, (u32)w->to, 0, 0);
	done(fs, w);
	WORK_END;
}

/* literal_shape - of a literal with plain, different names only; JS_NO_SHAPE otherwise. */
static u32 literal_shape(struct fs *fs, struct node *n)
{
	struct sym *keys[64];
	u32 count = 0;

	for (struct node *p = n->a; p; p = p->next) {
		if (p->kind != N_PROP || p->a->kind != N_STRING || count == ARRAY_LEN(keys) ||
		    (p->a->sym->length && p->a->sym->units[0] - '0' < 10u))
			return JS_NO_SHAPE;
		for (u32 i = 0; i < count; i++)
			if (keys[i] == p->a->sym)
				return JS_NO_SHAPE;
		keys[count++] = p->a->sym;
	}
	return axi_emit_shape(fs, keys, count);
}

void axi_emit_do_object(struct fs *fs, struct emit *w)
{
	u32 name;

	WORK_BEGIN(w);
	w->inner = fs->free;
	axi_emit_bx(fs, JSO_OBJECT, (u32)w->to, literal_shape(fs, w->n));
	for (w->e = w->n->a; w->e; w->e = w->e->next) {
		w->local = w->e->kind == N_PROP && w->e->a->kind == N_STRING ? axi_emit_key(fs, w->e->a->sym) : -1;
		if (w->e->a->kind == N_STRING)
			name_function(w->e->b, w->e->a->sym);
		WORK_WAIT(w, w->r = operand(fs, w->e->b, false));
		fs->where = w->e->where;
		if (w->local >= 0) {
			axi_emit(fs, JSO_DEFFIELD, (u32)w->to, w->r, (u32)w->local);
		} else {
			name = axi_emit_temp(fs);
			if (w->e->a->kind == N_STRING)
				axi_emit_text(fs, w->e->a->sym, name);
			else
				load_number(fs, w->e->a->number, name);
			axi_emit(fs, w->e->kind == N_PROP ? JSO_DEFELEM : w->e->kind == N_GETTER ? JSO_DEFGET : JSO_DEFSET, (u32)w->to, w->r,
				 name);
		}
		fs->free = w->inner;
	}
	done(fs, w);
	WORK_END;
}

static void regexp(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free, r = to < fs->locals ? axi_emit_temp(fs) : to, w = fs->free; /* r: as axi_expr does it */

	for (int i = 0; i < 6; i++)
		axi_emit_temp(fs);
	axi_emit_bx(fs, JSO_GETNAME, w, axi_emit_string(fs, axi_jc_sym_text(fs->c, "RegExp")));
	axi_emit_text(fs, n->sym, w + 4);
	axi_emit_text(fs, n->a->sym, w + 5);
	axi_emit(fs, JSO_NEW, w, 2, 0);
	axi_emit(fs, JSO_MOVE, r, w, 0);
	if (r != to)
		axi_emit(fs, JSO_MOVE, to, r, 0);
	fs->free = free;
}

/* ---- the rest, and the entrances */

void axi_emit_do_chain(struct fs *fs, struct emit *w)
{
	WORK_BEGIN(w);
	fs->chain = &w->a;
	WORK_WAIT(w, axi_expr(fs, w->n->a, (u32)w->to));
	axi_emit_jump(fs, &w->b);
	axi_emit_label(fs, &w->a);
	axi_emit(fs, JSO_LOADV, (u32)w->to, 0, 0);
	axi_emit_label(fs, &w->b);
	done(fs, w);
	WORK_END;
}

void axi_emit_do_condition(struct fs *fs, struct emit *w)
{
	WORK_BEGIN(w);
	WORK_WAIT(w, axi_expr_jump(fs, w->n->a, false, &w->a));
	WORK_WAIT(w, axi_expr(fs, w->n->b, (u32)w->to));
	axi_emit_jump(fs, &w->b);
	axi_emit_label(fs, &w->a);
	WORK_WAIT(w, axi_expr(fs, w->n->c, (u32)w->to));
	axi_emit_label(fs, &w->b);
	done(fs, w);
	WORK_END;
}

void axi_emit_do_comma(struct fs *fs, struct emit *w)
{
	WORK_BEGIN(w);
	WORK_WAIT(w, axi_expr_effect(fs, w->n->a));
	WORK_WAIT(w, axi_expr(fs, w->n->b, (u32)w->to));
	done(fs, w);
	WORK_END;
}

/* leaf - an expression that holds no others; false: it does. */
static bool leaf(struct fs *fs, struct node *n, u32 to)
{
	switch (n->kind) {
	case N_NUMBER: load_number(fs, n->number, to); break;
	case N_STRING: axi_emit_text(fs, n->sym, to); break;
	case N_IDENT:
		if (is_name(n, "undefined"))
			axi_emit(fs, JSO_LOADV, to, 0, 0);
		else
			axi_emit_load(fs, n, to);
		break;
	case N_THIS:
	case N_NEWTARGET:
		if (n->var)
			axi_emit_load(fs, n, to);
		else
			axi_emit(fs, n->kind == N_THIS ? JSO_THIS : JSO_NEWTARGET, to, 0, 0);
		break;
	case N_NULL: axi_emit(fs, JSO_LOADV, to, 1, 0); break;
	case N_FALSE: axi_emit(fs, JSO_LOADV, to, 2, 0); break;
	case N_TRUE: axi_emit(fs, JSO_LOADV, to, 3, 0); break;
	case N_FUNCTION: axi_emit_bx(fs, JSO_CLOSURE, to, n->func->index); break;
	case N_REGEXP: regexp(fs, n, to); break;
	default: return false;
	}
	return true;
}

void axi_expr(struct fs *fs, struct node *n, u32 to)
{
	static const struct {
		u8 kind;
		bool early; /* it writes its register before it has read everything */
	} table[] = {
		[N_CALL] = {EMIT_call, false},	     [N_NEW] = {EMIT_call, false},	  [N_MEMBER] = {EMIT_member, false},
		[N_INDEX] = {EMIT_member, false},    [N_UNARY] = {EMIT_unary, false},	  [N_BINARY] = {EMIT_binary, false},
		[N_TEMPLATE] = {EMIT_template, true}, [N_ARRAY] = {EMIT_array, true},	  [N_OBJECT] = {EMIT_object, true},
		[N_LOGICAL] = {EMIT_logical, true},  [N_COND] = {EMIT_condition, true},	  [N_CHAIN] = {EMIT_chain, true},
		[N_UPDATE] = {EMIT_update, true},    [N_COMMA] = {EMIT_comma, true},	  [N_ASSIGN] = {EMIT_assign, true},
	};
	struct emit *w;

	if (fs->c->failed)
		return;
	fs->where = n->where;
	if (leaf(fs, n, to))
		return;
	if (n->kind >= ARRAY_LEN(table) || !table[n->kind].kind) {
		axi_jc_error(fs->c, n->where, "unexpected expression");
		return;
	}
	w = axi_emit_begin(fs, n->kind == N_BINARY && comparison(n->op) ? EMIT_boolean : table[n->kind].kind, n);
	w->to = (s32)to;
	if (n->kind != N_MEMBER && n->kind != N_INDEX && n->kind != N_CALL)
		fs->chain = NULL;
	if (table[n->kind].early && to < fs->locals) {
		/* a variable's register: build beside it */
		w->beside = (s32)to;
		w->to = (s32)axi_emit_temp(fs);
	}
}

void axi_expr_effect(struct fs *fs, struct node *n)
{
	fs->where = n->where;
	axi_emit_begin(fs, n->kind == N_ASSIGN ? EMIT_assign : n->kind == N_UPDATE ? EMIT_update : EMIT_effect, n);
}

void axi_emit_do_effect(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;

	WORK_BEGIN(w);
	if (n->kind == N_COMMA) {
		WORK_WAIT(w, axi_expr_effect(fs, n->a));
		WORK_WAIT(w, axi_expr_effect(fs, n->b));
	} else if (n->kind == N_LOGICAL && n->op != P_NULLISH) {
		WORK_WAIT(w, axi_expr_jump(fs, n->a, n->op == P_LOR, &w->a));
		WORK_WAIT(w, axi_expr_effect(fs, n->b));
		axi_emit_label(fs, &w->a);
	} else {
		WORK_WAIT(w, axi_expr(fs, n, axi_emit_temp(fs)));
	}
	done(fs, w);
	WORK_END;
}

struct compare {
	u16 op;
	u8 code, immediate;
	bool negate;
};

static const struct compare *compare(u32 op)
{
	static const struct compare table[] = {
		{P_EQ, JSO_JEQ, 0, false},	 {P_NE, JSO_JEQ, 0, true},	  {P_SEQ, JSO_JSEQ, JSO_JSEQI, false},
		{P_SNE, JSO_JSEQ, JSO_JSEQI, true}, {P_LT, JSO_JLT, JSO_JLTI, false}, {P_LE, JSO_JLE, JSO_JLEI, false},
		{P_GT, JSO_JGT, JSO_JGTI, false}, {P_GE, JSO_JGE, JSO_JGEI, false},
	};
	u32 i = 0;

	while (table[i].op != op)
		i++;
	return &table[i];
}

void axi_expr_jump(struct fs *fs, struct node *n, bool when, struct label *to)
{
	struct emit *w = axi_emit_begin(fs, EMIT_jump, n);

	w->when = when;
	w->target = to;
}

void axi_emit_do_jump(struct fs *fs, struct emit *w)
{
	struct node *n = w->n;
	s32 value;

	WORK_BEGIN(w);
	for (; n->kind == N_UNARY && n->op == P_NOT; n = w->n = n->a)
		w->when = !w->when;
	if (n->kind == N_LOGICAL && n->op != P_NULLISH) {
		if ((n->op == P_LOR) == w->when)
			WORK_WAIT(w, axi_expr_jump(fs, n->a, w->when, w->target));
		else
			WORK_WAIT(w, axi_expr_jump(fs, n->a, !w->when, &w->a));
		WORK_WAIT(w, axi_expr_jump(fs, n->b, w->when, w->target));
		axi_emit_label(fs, &w->a);
	} else if (n->kind == N_BINARY && comparison(n->op)) {
		WORK_WAIT(w, w->r = w->to < 0 ? operand(fs, n->a, n->flags & NF_ASSIGNS) : left(fs, n->a, n->flags & NF_ASSIGNS, (u32)w->to));
		if (compare(n->op)->immediate && small_int(n->b, &value)) {
			fs->where = n->where;
			axi_emit(fs, compare(n->op)->immediate, w->r, (u8)value, w->when != compare(n->op)->negate);
		} else {
			WORK_WAIT(w, w->key = axi_expr_any(fs, n->b));
			fs->where = n->where;
			axi_emit(fs, compare(n->op)->code, w->r, w->key, w->when != compare(n->op)->negate);
		}
		axi_emit_jump(fs, w->target);
	} else if (n->kind == N_TRUE || n->kind == N_FALSE) {
		if ((n->kind == N_TRUE) == w->when)
			axi_emit_jump(fs, w->target);
	} else {
		WORK_WAIT(w, w->r = axi_expr_any(fs, n));
		axi_emit_branch(fs, w->when ? JSO_JTRUE : JSO_JFALSE, w->r, w->target);
	}
	done(fs, w);
	WORK_END;
}
