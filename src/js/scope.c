/* SPDX-License-Identifier: Apache-2.0
 * scope.c - which declaration an identifier means, and which variables closures capture. */
#include "js/compile.h"

struct scope *axi_jc_scope(struct jc *c, struct func *f)
{
	struct scope *s = axi_jc_alloc(c, sizeof(*s));

	s->up = c->scope;
	s->func = f;
	s->tail = &s->vars;
	c->scope = s;
	return s;
}

struct var *axi_jc_find(struct scope *s, struct sym *sym)
{
	struct var *v;

	if (s->table) {
		for (u32 i = sym->hash & (s->table_size - 1); s->table[i]; i = (i + 1) & (s->table_size - 1))
			if (s->table[i]->sym == sym)
				return s->table[i];
		return NULL;
	}
	for (v = s->vars; v; v = v->next)
		if (v->sym == sym)
			return v;
	return NULL;
}

static void table_add(struct scope *s, struct var *v)
{
	u32 i = v->sym->hash & (s->table_size - 1);

	while (s->table[i])
		i = (i + 1) & (s->table_size - 1);
	s->table[i] = v;
}

static void append(struct jc *c, struct scope *s, struct var *v)
{
	*s->tail = v;
	s->tail = &v->next;
	s->count++;
	if (s->table && s->count * 2 <= s->table_size) {
		table_add(s, v);
	} else if (s->count > 16) {
		s->table_size = s->table_size ? s->table_size * 4 : 64;
		s->table = axi_jc_alloc(c, s->table_size * sizeof(*s->table));
		if (c->failed)
			s->table = NULL;
		for (v = s->table ? s->vars : NULL; v; v = v->next)
			table_add(s, v);
	}
}

static bool lexical(u32 kind)
{
	return kind == V_LET || kind == V_CONST || kind == V_CATCH;
}

struct var *axi_jc_declare(struct jc *c, struct scope *s, struct sym *sym, enum var_kind kind, u32 where)
{
	struct scope *at = s;
	struct var *v;

	if (c->failed) /* the scope may be no real one */
		return axi_jc_alloc(c, sizeof(*v));
	if (kind == V_VAR) {
		/* a var belongs to its function, and must not cross a let on the way */
		for (; !at->is_function; at = at->up) {
			v = axi_jc_find(at, sym);
			if (v && (v->kind == V_LET || v->kind == V_CONST || v->kind == V_FUNCTION))
				axi_jc_error(c, where, "declared twice in one scope");
		}
	}
	v = axi_jc_find(at, sym);
	if (v) {
		bool same_function = at->is_function && !lexical(kind) && !lexical(v->kind) && v->kind != V_SELF;

		if ((kind == V_PARAM && v->kind != V_SELF) || (!same_function && v->kind != V_SELF && !(v->kind == V_CATCH && kind == V_VAR)))
			axi_jc_error(c, where, kind == V_PARAM ? "two parameters have one name" : "declared twice in one scope");
		if (v->kind == V_SELF)
			v->kind = (u8)kind;
		if (kind == V_FUNCTION && v->kind == V_VAR)
			v->kind = V_FUNCTION;
		return v;
	}
	v = axi_jc_alloc(c, sizeof(*v));
	v->sym = sym;
	v->scope = at;
	v->kind = (u8)kind;
	v->reg = -1;
	if (!c->failed)
		append(c, at, v);
	return v;
}

/* implicit - `arguments`, `this` and new.target of the function around arrow functions, as variables when captured. */
static struct var *implicit(struct jc *c, struct scope *s, struct sym *sym, enum var_kind kind)
{
	struct var *v = axi_jc_find(s, sym);

	if (!v) {
		v = axi_jc_alloc(c, sizeof(*v));
		v->sym = sym;
		v->scope = s;
		v->kind = (u8)kind;
		v->reg = -1;
		if (!c->failed)
			append(c, s, v);
		if (kind == V_ARGUMENTS)
			s->func->uses_arguments = true;
	}
	return v;
}

void axi_jc_capture(struct jc *c, struct func *f, struct var *v)
{
	for (; f != v->scope->func; f = f->parent) {
		struct capture **at = &f->captures;

		while (*at && (*at)->var != v)
			at = &(*at)->next;
		if (*at)
			return;
		*at = axi_jc_alloc(c, sizeof(**at));
		(*at)->var = v;
		f->capture_count++;
		if (c->failed)
			return;
	}
	v->captured = true;
}

static void resolve_one(struct jc *c, struct node *n, struct sym *arguments)
{
	struct func *f = n->scope->func;
	struct var *v = NULL;

	for (struct scope *s = n->scope; s && !v; s = s->up) {
		v = n->sym ? axi_jc_find(s, n->sym) : NULL;
		if (!v && s->is_function && s->func->parent && !s->func->arrow) {
			if (n->kind == N_IDENT && n->sym == arguments)
				v = implicit(c, s, arguments, V_ARGUMENTS);
		}
		if (v && s->is_switch && lexical(v->kind))
			v->early = true;
	}
	if ((n->kind == N_THIS || n->kind == N_NEWTARGET) && f->arrow) {
		struct func *outer = f;

		while (outer->arrow)
			outer = outer->parent;
		v = implicit(c, outer->scope, axi_jc_sym_text(c, n->kind == N_THIS ? "this" : "new.target"),
			     n->kind == N_THIS ? V_THIS : V_NEWTARGET);
	}
	n->var = v;
	if (!v || c->failed)
		return;
	if (n->at < v->end && lexical(v->kind))
		v->early = true;
	if (v->scope->func != f && !v->global)
		axi_jc_capture(c, f, v);
}

void axi_jc_resolve(struct jc *c)
{
	struct sym *arguments = axi_jc_sym_text(c, "arguments");
	struct var *v;

	for (v = c->functions && !c->eval ? c->functions->scope->vars : NULL; v; v = v->next) {
		v->global = true;
		v->reg = (s16)c->globals++;
	}
	if (c->globals > 30000)
		axi_jc_error(c, 0, "too many global variables");
	for (struct node *n = c->refs; n && !c->failed; n = n->d)
		resolve_one(c, n, arguments);
}
