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

/* operand - a register with the value; a copy if `keep` (what follows may assign the variable). */
static u32 operand(struct fs *fs, struct node *n, bool keep)
{
	s32 local = axi_emit_local(fs, n);
	u32 r;

	if (local >= 0 && !keep)
		return (u32)local;
	if (n->kind == N_CALL || n->kind == N_NEW)
		return axi_expr_any(fs, n);
	r = axi_emit_temp(fs);
	axi_expr(fs, n, r);
	return r;
}

u32 axi_expr_any(struct fs *fs, struct node *n)
{
	s32 local = axi_emit_local(fs, n);
	u32 r;

	if (local >= 0)
		return (u32)local;
	r = axi_emit_temp(fs);
	axi_expr(fs, n, r);
	return r;
}

/* key_register - the property name as a register, for what has no room among the function's keys. */
static u32 key_register(struct fs *fs, struct sym *s)
{
	u32 r = axi_emit_temp(fs);

	axi_emit_bx(fs, JSO_LOADS, r, axi_emit_string(fs, s));
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

static void member(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free, object = operand(fs, n->a, n->kind == N_INDEX && n->flags & NF_ASSIGNS);

	optional(fs, n, object);
	fs->where = n->where;
	if (n->kind == N_MEMBER)
		get_field(fs, n->sym, object, to);
	else
		axi_emit(fs, JSO_GETELEM, to, object, axi_expr_any(fs, n->b));
	fs->free = free;
}

/* call - the window begins at the next free register, or at `to` if that is the last temporary. */
static void call(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free, w, argc = 0, inner;
	struct node *callee = n->a;
	bool has_this = false;

	if (to + 1 == fs->free && to >= fs->locals)
		fs->free = to;
	w = axi_emit_temp(fs);
	for (int i = 0; i < 3; i++)
		axi_emit_temp(fs);
	inner = fs->free;
	if (n->kind == N_CALL && (callee->kind == N_MEMBER || callee->kind == N_INDEX)) {
		u32 object = operand(fs, callee->a, callee->kind == N_INDEX && callee->flags & NF_ASSIGNS);
		s32 key = callee->kind == N_MEMBER ? axi_emit_key(fs, callee->sym) : -1;

		optional(fs, callee, object);
		fs->where = callee->where;
		if (key >= 0)
			axi_emit(fs, JSO_GETMETHOD, w, object, (u32)key);
		else
			axi_emit(fs, JSO_METHODELEM, w, object,
				 callee->kind == N_MEMBER ? key_register(fs, callee->sym) : axi_expr_any(fs, callee->b));
		has_this = true;
	} else {
		axi_expr(fs, callee, w);
	}
	optional(fs, n, w);
	fs->free = inner;
	for (struct node *a = n->b; a; a = a->next, argc++) {
		u32 r = axi_emit_temp(fs);

		axi_expr(fs, a, r);
		fs->free = r + 1;
	}
	fs->where = n->where;
	axi_emit(fs, n->kind == N_NEW ? JSO_NEW : JSO_CALL, w, argc, n->kind == N_CALL && !has_this);
	fs->free = free;
	if (to != w)
		axi_emit(fs, JSO_MOVE, to, w, 0);
}

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

/* arithmetic - to = left op n; left is a register. */
static void arithmetic(struct fs *fs, u32 op, u32 left, struct node *n, u32 to)
{
	u32 free = fs->free;
	s32 value;

	if (immediate_op(op) && small_int(n, &value)) {
		axi_emit(fs, immediate_op(op), to, left, (u8)value);
		return;
	}
	axi_emit(fs, binary_op(op), to, left, axi_expr_any(fs, n));
	fs->free = free;
}

static bool comparison(u32 op)
{
	return op == P_EQ || op == P_NE || op == P_SEQ || op == P_SNE || op == P_LT || op == P_LE || op == P_GT || op == P_GE;
}

/* boolean - the value of a condition. */
static void boolean(struct fs *fs, struct node *n, u32 to)
{
	struct label yes = LABEL_NEW, end = LABEL_NEW;

	axi_expr_jump(fs, n, true, &yes);
	axi_emit(fs, JSO_LOADV, to, 2, 0);
	axi_emit_jump(fs, &end);
	axi_emit_label(fs, &yes);
	axi_emit(fs, JSO_LOADV, to, 3, 0);
	axi_emit_label(fs, &end);
}

static void binary(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free, left;

	if (comparison(n->op)) {
		boolean(fs, n, to);
		return;
	}
	left = operand(fs, n->a, n->flags & NF_ASSIGNS);
	fs->where = n->where;
	arithmetic(fs, n->op, left, n->b, to);
	fs->free = free;
}

static void logical(struct fs *fs, struct node *n, u32 to)
{
	struct label end = LABEL_NEW;

	axi_expr(fs, n->a, to);
	if (n->op == P_NULLISH) {
		struct label next = LABEL_NEW;

		axi_emit_branch(fs, JSO_JNULLISH, to, &next);
		axi_emit_jump(fs, &end);
		axi_emit_label(fs, &next);
	} else {
		axi_emit_branch(fs, n->op == P_LAND ? JSO_JFALSE : JSO_JTRUE, to, &end);
	}
	axi_expr(fs, n->b, to);
	axi_emit_label(fs, &end);
}

static void unary(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free;

	fs->where = n->where;
	switch (n->op) {
	case P_NOT: axi_emit(fs, JSO_NOT, to, axi_expr_any(fs, n->a), 0); break;
	case P_BITNOT: axi_emit(fs, JSO_BITNOT, to, axi_expr_any(fs, n->a), 0); break;
	case P_ADD: axi_emit(fs, JSO_NUM, to, axi_expr_any(fs, n->a), 0); break;
	case P_SUB: axi_emit(fs, JSO_NEG, to, axi_expr_any(fs, n->a), 0); break;
	case K_VOID:
		axi_expr_effect(fs, n->a);
		axi_emit(fs, JSO_LOADV, to, 0, 0);
		break;
	case K_TYPEOF:
		if (n->a->kind == N_IDENT && !n->a->var && !is_name(n->a, "undefined"))
			axi_emit_bx(fs, JSO_TYPENAME, to, axi_emit_string(fs, n->a->sym));
		else
			axi_emit(fs, JSO_TYPEOF, to, axi_expr_any(fs, n->a), 0);
		break;
	default: /* delete */
		if (n->a->kind == N_CHAIN)
			axi_jc_error(fs->c, n->where, "delete of an optional chain is not supported");
		if (n->a->kind == N_MEMBER || n->a->kind == N_INDEX) {
			u32 object = operand(fs, n->a->a, n->a->flags & NF_ASSIGNS);
			u32 key = n->a->kind == N_MEMBER ? key_register(fs, n->a->sym) : axi_expr_any(fs, n->a->b);

			axi_emit(fs, JSO_DELETE, to, object, key);
		} else {
			axi_expr_effect(fs, n->a);
			axi_emit(fs, JSO_LOADV, to, 3, 0);
		}
		break;
	}
	fs->free = free;
}

/* ---- assignment */

/* place - the target of an assignment, evaluated: object and key registers. */
struct place {
	struct node *n;
	u32 object, key;
};

static struct place place(struct fs *fs, struct node *n, bool keep, bool twice)
{
	struct place p = {.n = n};

	if (n->kind == N_IDENT)
		return p;
	p.object = operand(fs, n->a, keep || n->flags & NF_ASSIGNS);
	if (n->kind == N_INDEX) {
		p.key = operand(fs, n->b, keep);
		if (twice && n->b->kind != N_NUMBER && n->b->kind != N_STRING) {
			u32 r = axi_emit_temp(fs);

			axi_emit(fs, JSO_TOKEY, r, p.key, 0);
			p.key = r;
		}
	}
	return p;
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
	u32 free = fs->free;
	struct place p = place(fs, n, false, false);

	place_set(fs, &p, from);
	fs->free = free;
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

/* assign - `to` < 0: the value is not wanted.  Answers the register that holds the value. */
static u32 assign(struct fs *fs, struct node *n, s32 to)
{
	s32 local = is_const(n->a) ? -1 : axi_emit_local(fs, n->a);
	struct place p;
	u32 r;

	if (!n->op && local >= 0 && direct(n->b)) {
		if (n->a->kind == N_IDENT)
			name_function(n->b, n->a->sym);
		axi_expr(fs, n->b, (u32)local);
		return (u32)local;
	}
	if (n->op == P_LAND || n->op == P_LOR || n->op == P_NULLISH) {
		struct label end = LABEL_NEW, next = LABEL_NEW;

		p = place(fs, n->a, n->flags & NF_ASSIGNS, true);
		r = to >= 0 ? (u32)to : axi_emit_temp(fs);
		place_get(fs, &p, r);
		if (n->op == P_NULLISH) {
			axi_emit_branch(fs, JSO_JNULLISH, r, &next);
			axi_emit_jump(fs, &end);
			axi_emit_label(fs, &next);
		} else {
			axi_emit_branch(fs, n->op == P_LAND ? JSO_JFALSE : JSO_JTRUE, r, &end);
		}
		axi_expr(fs, n->b, r);
		place_set(fs, &p, r);
		axi_emit_label(fs, &end);
		return r;
	}
	if (n->op) {
		if (local >= 0 && !(n->flags & NF_ASSIGNS)) {
			fs->where = n->where;
			arithmetic(fs, n->op, (u32)local, n->b, (u32)local);
			return (u32)local;
		}
		p = place(fs, n->a, n->flags & NF_ASSIGNS, true);
		r = to >= 0 ? (u32)to : axi_emit_temp(fs);
		place_get(fs, &p, r);
		fs->where = n->where;
		arithmetic(fs, n->op, r, n->b, r);
		place_set(fs, &p, r);
		return r;
	}
	p = place(fs, n->a, n->flags & NF_ASSIGNS, false);
	if (n->a->kind == N_IDENT)
		name_function(n->b, n->a->sym);
	if (to >= 0) {
		r = (u32)to;
		axi_expr(fs, n->b, r);
	} else {
		r = axi_expr_any(fs, n->b);
	}
	place_set(fs, &p, r);
	return r;
}

/* update - ++ and --; `to` < 0: the value is not wanted. */
static void update(struct fs *fs, struct node *n, s32 to)
{
	s32 local = is_const(n->a) ? -1 : axi_emit_local(fs, n->a);
	u32 step = n->op == P_ADD ? (u8)-1 : 1, free = fs->free, old;
	bool old_wanted = to >= 0 && !(n->flags & NF_PREFIX);
	struct place p;

	fs->where = n->where;
	if (local >= 0) {
		if (old_wanted && to == local) {
			axi_emit(fs, JSO_NUM, (u32)local, (u32)local, 0);
			return;
		}
		if (old_wanted) {
			axi_emit(fs, JSO_NUM, (u32)to, (u32)local, 0);
			axi_emit(fs, JSO_SUBI, (u32)local, (u32)to, step);
		} else {
			axi_emit(fs, JSO_SUBI, (u32)local, (u32)local, step);
			if (to >= 0 && to != local)
				axi_emit(fs, JSO_MOVE, (u32)to, (u32)local, 0);
		}
		return;
	}
	p = place(fs, n->a, false, true);
	old = axi_emit_temp(fs);
	place_get(fs, &p, old);
	if (old_wanted) {
		u32 r = axi_emit_temp(fs);

		axi_emit(fs, JSO_NUM, old, old, 0);
		axi_emit(fs, JSO_SUBI, r, old, step);
		place_set(fs, &p, r);
		axi_emit(fs, JSO_MOVE, (u32)to, old, 0);
	} else {
		axi_emit(fs, JSO_SUBI, old, old, step);
		place_set(fs, &p, old);
		if (to >= 0)
			axi_emit(fs, JSO_MOVE, (u32)to, old, 0);
	}
	fs->free = free;
}

/* ---- literals */

static void template(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free, r = axi_emit_temp(fs), part = axi_emit_temp(fs);

	axi_expr(fs, n->a, r);
	for (struct node *e = n->a->next; e; e = e->next) {
		if (e->kind == N_STRING && !e->sym->length)
			continue;
		axi_expr(fs, e, part);
		if (e->kind != N_STRING)
			axi_emit(fs, JSO_TOSTRING, part, part, 0);
		axi_emit(fs, JSO_ADD, r, r, part);
	}
	axi_emit(fs, JSO_MOVE, to, r, 0);
	fs->free = free;
}

static void array(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free, first = fs->free, count = 0;
	bool made = false;

	for (struct node *e = n->a; e; e = e->next) {
		u32 r = axi_emit_temp(fs);

		axi_expr(fs, e, r);
		fs->free = r + 1;
		if (++count == 32 || !e->next) {
			if (made)
				axi_emit(fs, JSO_APPEND, to, first, count);
			else
				axi_emit(fs, JSO_ARRAY, to, first, count);
			made = true;
			fs->free = first;
			count = 0;
		}
	}
	if (!made)
		axi_emit(fs, JSO_ARRAY, to, 0, 0);
	fs->free = free;
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

static void object(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free;

	axi_emit_bx(fs, JSO_OBJECT, to, literal_shape(fs, n));
	for (struct node *p = n->a; p; p = p->next) {
		s32 key = p->kind == N_PROP && p->a->kind == N_STRING ? axi_emit_key(fs, p->a->sym) : -1;
		u32 value;

		if (p->a->kind == N_STRING)
			name_function(p->b, p->a->sym);
		value = operand(fs, p->b, false);
		fs->where = p->where;
		if (key >= 0) {
			axi_emit(fs, JSO_DEFFIELD, to, value, (u32)key);
		} else {
			u32 name = axi_emit_temp(fs);

			if (p->a->kind == N_STRING)
				axi_emit_bx(fs, JSO_LOADS, name, axi_emit_string(fs, p->a->sym));
			else
				load_number(fs, p->a->number, name);
			axi_emit(fs, p->kind == N_PROP ? JSO_DEFELEM : p->kind == N_GETTER ? JSO_DEFGET : JSO_DEFSET, to, value, name);
		}
		fs->free = free;
	}
}

static void regexp(struct fs *fs, struct node *n, u32 to)
{
	u32 free = fs->free, w = fs->free;

	for (int i = 0; i < 6; i++)
		axi_emit_temp(fs);
	axi_emit_bx(fs, JSO_GETNAME, w, axi_emit_string(fs, axi_jc_sym_text(fs->c, "RegExp")));
	axi_emit_bx(fs, JSO_LOADS, w + 4, axi_emit_string(fs, n->sym));
	axi_emit_bx(fs, JSO_LOADS, w + 5, axi_emit_string(fs, n->a->sym));
	axi_emit(fs, JSO_NEW, w, 2, 0);
	axi_emit(fs, JSO_MOVE, to, w, 0);
	fs->free = free;
}

static void chain(struct fs *fs, struct node *n, u32 to)
{
	struct label *outer = fs->chain, nothing = LABEL_NEW, end = LABEL_NEW;

	fs->chain = &nothing;
	axi_expr(fs, n->a, to);
	fs->chain = outer;
	axi_emit_jump(fs, &end);
	axi_emit_label(fs, &nothing);
	axi_emit(fs, JSO_LOADV, to, 0, 0);
	axi_emit_label(fs, &end);
}

/* ---- the three entrances */

static void condition(struct fs *fs, struct node *n, u32 to)
{
	struct label no = LABEL_NEW, end = LABEL_NEW;

	axi_expr_jump(fs, n->a, false, &no);
	axi_expr(fs, n->b, to);
	axi_emit_jump(fs, &end);
	axi_emit_label(fs, &no);
	axi_expr(fs, n->c, to);
	axi_emit_label(fs, &end);
}

/* indirect - expressions that write `to` before they have read everything. */
static void indirect(struct fs *fs, struct node *n, u32 to)
{
	switch (n->kind) {
	case N_TEMPLATE: template(fs, n, to); break;
	case N_ARRAY: array(fs, n, to); break;
	case N_OBJECT: object(fs, n, to); break;
	case N_LOGICAL: logical(fs, n, to); break;
	case N_COND: condition(fs, n, to); break;
	case N_CHAIN: chain(fs, n, to); break;
	case N_REGEXP: regexp(fs, n, to); break;
	case N_UPDATE: update(fs, n, (s32)to); break;
	case N_COMMA:
		axi_expr_effect(fs, n->a);
		axi_expr(fs, n->b, to);
		break;
	case N_ASSIGN: {
		u32 free = fs->free, r = assign(fs, n, (s32)to);

		if (r != to)
			axi_emit(fs, JSO_MOVE, to, r, 0);
		fs->free = free;
		break;
	}
	default: axi_jc_error(fs->c, n->where, "unexpected expression"); break;
	}
}

void axi_expr(struct fs *fs, struct node *n, u32 to)
{
	struct label *outer = fs->chain;
	u32 free = fs->free;

	if (!axi_jc_enter(fs->c, JC_TREE, n->where))
		return;
	if (n->kind != N_MEMBER && n->kind != N_INDEX && n->kind != N_CALL)
		fs->chain = NULL;
	fs->where = n->where;
	switch (n->kind) {
	case N_NUMBER: load_number(fs, n->number, to); break;
	case N_STRING: axi_emit_bx(fs, JSO_LOADS, to, axi_emit_string(fs, n->sym)); break;
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
	case N_CALL:
	case N_NEW: call(fs, n, to); break;
	case N_MEMBER:
	case N_INDEX: member(fs, n, to); break;
	case N_UNARY: unary(fs, n, to); break;
	case N_BINARY: binary(fs, n, to); break;
	default:
		if (to < fs->locals) {
			/* a variable's register: build beside it */
			u32 r = axi_emit_temp(fs);

			indirect(fs, n, r);
			axi_emit(fs, JSO_MOVE, to, r, 0);
		} else {
			indirect(fs, n, to);
		}
		break;
	}
	fs->chain = outer;
	fs->free = free;
	axi_jc_leave(fs->c);
}

void axi_expr_effect(struct fs *fs, struct node *n)
{
	u32 free = fs->free;

	if (!axi_jc_enter(fs->c, JC_TREE, n->where))
		return;
	fs->where = n->where;
	switch (n->kind) {
	case N_ASSIGN: assign(fs, n, -1); break;
	case N_UPDATE: update(fs, n, -1); break;
	case N_COMMA:
		axi_expr_effect(fs, n->a);
		axi_expr_effect(fs, n->b);
		break;
	case N_LOGICAL:
		if (n->op != P_NULLISH) {
			struct label end = LABEL_NEW;

			axi_expr_jump(fs, n->a, n->op == P_LOR, &end);
			axi_expr_effect(fs, n->b);
			axi_emit_label(fs, &end);
			break;
		}
		/* fall through */
	default: axi_expr(fs, n, axi_emit_temp(fs)); break;
	}
	fs->free = free;
	axi_jc_leave(fs->c);
}

static void compare_jump(struct fs *fs, struct node *n, bool when, struct label *to)
{
	static const struct {
		u16 op;
		u8 code, immediate;
		bool negate;
	} table[] = {
		{P_EQ, JSO_JEQ, 0, false},	 {P_NE, JSO_JEQ, 0, true},	  {P_SEQ, JSO_JSEQ, JSO_JSEQI, false},
		{P_SNE, JSO_JSEQ, JSO_JSEQI, true}, {P_LT, JSO_JLT, JSO_JLTI, false}, {P_LE, JSO_JLE, JSO_JLEI, false},
		{P_GT, JSO_JGT, JSO_JGTI, false}, {P_GE, JSO_JGE, JSO_JGEI, false},
	};
	u32 free = fs->free, left = operand(fs, n->a, n->flags & NF_ASSIGNS), i = 0;
	s32 value;

	while (table[i].op != n->op)
		i++;
	if (table[i].immediate && small_int(n->b, &value)) {
		fs->where = n->where;
		axi_emit(fs, table[i].immediate, left, (u8)value, when != table[i].negate);
	} else {
		u32 right = axi_expr_any(fs, n->b);

		fs->where = n->where;
		axi_emit(fs, table[i].code, left, right, when != table[i].negate);
	}
	axi_emit_jump(fs, to);
	fs->free = free;
}

void axi_expr_jump(struct fs *fs, struct node *n, bool when, struct label *to)
{
	u32 free = fs->free;

	if (!axi_jc_enter(fs->c, JC_TREE, n->where))
		return;
	if (n->kind == N_UNARY && n->op == P_NOT) {
		axi_expr_jump(fs, n->a, !when, to);
	} else if (n->kind == N_LOGICAL && n->op != P_NULLISH) {
		if ((n->op == P_LOR) == when) {
			axi_expr_jump(fs, n->a, when, to);
			axi_expr_jump(fs, n->b, when, to);
		} else {
			struct label skip = LABEL_NEW;

			axi_expr_jump(fs, n->a, !when, &skip);
			axi_expr_jump(fs, n->b, when, to);
			axi_emit_label(fs, &skip);
		}
	} else if (n->kind == N_BINARY && comparison(n->op)) {
		compare_jump(fs, n, when, to);
	} else if (n->kind == N_TRUE || n->kind == N_FALSE) {
		if ((n->kind == N_TRUE) == when)
			axi_emit_jump(fs, to);
	} else {
		u32 r = axi_expr_any(fs, n);

		axi_emit_branch(fs, when ? JSO_JTRUE : JSO_JFALSE, r, to);
	}
	fs->free = free;
	axi_jc_leave(fs->c);
}
