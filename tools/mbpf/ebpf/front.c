/* SPDX-License-Identifier: Apache-2.0
 * front.c - the compiler's frame: source to tree, global variables and constants, and what each pass says when it refuses. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mbpf/ebpf/ebpf.h"
#include "mbpf/ebpf/range.h"
#include "mbpf/ebpf/verified.h"
#include "mbpf/mbpf.h"

/* Memory lives until the end of the compilation. */
struct chunk {
	struct chunk *next;
	_Alignas(16) char bytes[];
};

void ebpf_refuse(struct cc_state *c, uint32_t where, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->error, sizeof(c->error), format, args);
	va_end(args);
	c->error_where = where;
	longjmp(c->refused, 1);
}

void ebpf_too_large(struct cc_state *c, u32 where)
{
	c->too_large = true;
	ebpf_refuse(c, where, "the program is too large once its functions are in their places");
}

void *ebpf_alloc(struct cc_state *c, size_t bytes)
{
	struct chunk *chunk = calloc(1, sizeof(*chunk) + bytes);

	if (!chunk)
		ebpf_refuse(c, 0, "out of memory");
	chunk->next = c->chunks;
	c->chunks = chunk;
	return chunk->bytes;
}

const char *ebpf_name(struct cc_state *c, const struct sym *sym)
{
	char *name = ebpf_alloc(c, sym->length + 1);

	for (uint32_t i = 0; i < sym->length; i++)
		name[i] = sym->units[i] < 127 && sym->units[i] >= '\t' ? (char)sym->units[i] : '?';
	return name;
}

const char *ebpf_text(struct cc_state *c, const struct node *n)
{
	for (uint32_t i = 0; i < n->sym->length; i++)
		if ((n->sym->units[i] < 32 && n->sym->units[i] != '\t') || n->sym->units[i] > 126)
			ebpf_refuse(c, n->where, "strings have printable ASCII characters only here");
	if (n->sym->length > 200)
		ebpf_refuse(c, n->where, "strings have at most 200 characters here");
	return ebpf_name(c, n->sym);
}

bool ebpf_is(const struct sym *sym, const char *text)
{
	uint32_t i = 0;

	while (i < sym->length && text[i] && sym->units[i] == (unsigned char)text[i])
		i++;
	return i == sym->length && !text[i];
}

uint32_t ebpf_string(struct cc_state *c, const char *text)
{
	size_t size = strlen(text) + 1;
	uint32_t at = 1;

	for (; at < c->strings_size; at += (uint32_t)strlen(c->strings + at) + 1)
		if (!strcmp(c->strings + at, text))
			return at;
	if (c->strings_size + size > c->strings_room) {
		char *more = ebpf_alloc(c, c->strings_room = c->strings_room * 2 + (uint32_t)size + 64);

		if (c->strings_size)
			memcpy(more, c->strings, c->strings_size);
		c->strings = more;
	}
	c->strings_size += !c->strings_size; /* offset 0 is null */
	at = c->strings_size;
	memcpy(c->strings + at, text, size);
	c->strings_size += (uint32_t)size;
	return at;
}

/* ---- constants */

static bool const_binary(uint32_t op, double a, double b, double *out)
{
	switch (op) {
	case P_ADD: *out = a + b; return true;
	case P_SUB: *out = a - b; return true;
	case P_MUL: *out = a * b; return true;
	case P_DIV: *out = a / b; return true;
	case P_POW: *out = pow(a, b); return a == floor(a) && b == floor(b) && b >= 0 && fabs(*out) <= (double)EXACT_MAX;
	default: return false; /* those of whole numbers become constants later */
	}
}

bool ebpf_const(struct cc_state *c, const struct node *n, double *out)
{
	double a, b;

	switch (n->kind) {
	case N_NUMBER: *out = n->number; return true;
	case N_UNARY:
		if ((n->op != P_SUB && n->op != P_ADD) || !ebpf_const(c, n->a, &a))
			return false;
		*out = n->op == P_SUB ? -a : a;
		return true;
	case N_BINARY: return ebpf_const(c, n->a, &a) && ebpf_const(c, n->b, &b) && const_binary(n->op, a, b, out);
	case N_IDENT: {
		struct binding *is = n->var ? ebpf_binding(c, n->var) : NULL;

		if (!is || is->what != IS_CONST || is->value.kind != KIND_INT)
			return false;
		*out = (double)is->value.v;
		return true;
	}
	case N_MEMBER: {
		struct opnd value;

		if (!ebpf_property(c, n, &value) || value.kind != KIND_INT)
			return false;
		*out = (double)value.v;
		return true;
	}
	default: return false;
	}
}

/* ---- global variables */

struct global *ebpf_global(struct cc_state *c, const char *name, uint32_t where, struct val init, int64_t value)
{
	struct global *g = ebpf_alloc(c, sizeof(*g));

	if (c->all_count == ARRAY_LEN(c->all))
		ebpf_refuse(c, where, "more than %zu global variables", ARRAY_LEN(c->all));
	*g = (struct global){.name = name, .init = init, .value = value, .where = where, .offset = c->data_size, .index = c->all_count};
	c->data_size += 8;
	return c->all[c->all_count++] = g;
}

static const struct {
	const char *name;
	uint8_t size;
	bool sign;
} typed[] = {
	{"Int8Array", 1, true},	  {"Uint8Array", 1, false}, {"Int16Array", 2, true}, {"Uint16Array", 2, false},
	{"Int32Array", 4, true}, {"Uint32Array", 4, false},
};

/* add_array - its bytes lie in the program's data */
static struct array *add_array(struct cc_state *c, struct array what, u32 where)
{
	struct array *a = ebpf_alloc(c, sizeof(*a));

	if (c->array_count == ARRAY_LEN(c->arrays))
		ebpf_refuse(c, where, "more than %zu typed arrays and strings that are taken apart", ARRAY_LEN(c->arrays));
	*a = what;
	a->offset = c->data_size;
	c->data_size = (uint32_t)(c->data_size + a->length * a->size + 7) & ~7u;
	if (c->data_size > 32768)
		ebpf_refuse(c, where, "global variables and typed arrays take more than 32768 bytes");
	c->arrays[c->array_count++] = a;
	return a;
}

struct array *ebpf_letters(struct cc_state *c, const char *text, u32 where)
{
	for (u32 i = 0; i < c->array_count; i++)
		if (c->arrays[i]->text && !strcmp(c->arrays[i]->text, text))
			return c->arrays[i];
	return add_array(c, (struct array){.name = text, .text = text, .length = (uint32_t)strlen(text), .size = 1, .typed = true}, where);
}

/* typed_array - new Int32Array(4) and the like */
static struct array *typed_array(struct cc_state *c, const struct node *n, const char *name)
{
	double length;
	size_t i = 0;

	if (n->a->kind != N_IDENT || n->a->var)
		return NULL;
	while (i < ARRAY_LEN(typed) && !ebpf_is(n->a->sym, typed[i].name))
		i++;
	if (i == ARRAY_LEN(typed))
		return NULL;
	if (!n->b || n->b->next || !ebpf_const(c, n->b, &length))
		ebpf_refuse(c, n->where, "the length of %s must be a constant number", typed[i].name);
	if (!(length >= 1 && length <= 16384) || length != floor(length))
		ebpf_refuse(c, n->where, "a typed array has 1 to 16384 elements here");
	return add_array(c, (struct array){.name = name, .length = (uint32_t)length, .size = typed[i].size, .sign = typed[i].sign,
					   .typed = true}, n->where);
}

/* ---- literal arrays */

static bool marked(const struct cc_state *c, u32 where, enum mark mark)
{
	for (u32 i = 0; i < c->marks.count[mark]; i++)
		if (c->marks.at[mark][i] == where)
			return true;
	return false;
}

void ebpf_mark(struct cc_state *c, const struct array *array, enum mark mark)
{
	if (marked(c, array->where, mark))
		return;
	if (c->marks.count[mark] == ARRAY_LEN(c->marks.at[mark]))
		ebpf_refuse(c, array->where, "more than %zu literal arrays that are indexed or written to", ARRAY_LEN(c->marks.at[mark]));
	c->marks.at[mark][c->marks.count[mark]++] = array->where;
	c->again = true;
	longjmp(c->refused, 1);
}

/* element_values - the elements, if all are constant whole numbers; NULL: they are not */
static int64_t *element_values(struct cc_state *c, const struct node *n, struct array *a)
{
	int64_t *values = ebpf_alloc(c, (a->length + 1) * sizeof(*values));
	uint32_t i = 0;

	for (struct node *e = n->a; e; e = e->next, i++) {
		double d;

		if (!ebpf_const(c, e, &d) || d != floor(d) || fabs(d) > (double)EXACT_MAX)
			return NULL;
		values[i] = (int64_t)d;
		a->range = ebpf_val_join(a->range, (struct val){KIND_INT, values[i], values[i]});
	}
	return values;
}

/* shortest - bytes and sign that all elements fit into */
static void shortest(struct array *a)
{
	a->sign = a->range.lo < 0;
	for (a->size = 1; a->size < 8; a->size *= 2)
		if (a->sign ? a->range.lo >= -((int64_t)1 << (8 * a->size - 1)) && a->range.hi < (int64_t)1 << (8 * a->size - 1) :
			      a->range.hi < (int64_t)1 << 8 * a->size)
			return;
	a->sign = true;
}

static struct array *literal(struct cc_state *c, const struct node *n, bool global, const char *name)
{
	struct array a = {.name = name, .where = n->where, .size = 8, .sign = true}, *made;
	int64_t *values;

	for (struct node *e = n->a; e; e = e->next)
		a.length++;
	values = element_values(c, n, &a);
	if (global && !values)
		ebpf_refuse(c, n->where, "elements of a global array must be constant whole numbers");
	if (a.length > 16 && !marked(c, n->where, MARK_INDEXED))
		ebpf_mark(c, &a, MARK_INDEXED);
	if (a.length && marked(c, n->where, MARK_INDEXED)) {
		a.values = values;
		if (!values || marked(c, n->where, MARK_WRITTEN))
			a.sum = ebpf_global(c, name, n->where, values ? a.range : (struct val){KIND_INT, 0, 0}, 0);
		else
			shortest(&a);
		return add_array(c, a, n->where);
	}
	made = ebpf_alloc(c, sizeof(*made));
	*made = a;
	made->item = ebpf_alloc(c, (a.length + 1) * sizeof(*made->item));
	for (uint32_t i = 0; i < a.length && global; i++) {
		made->item[i].what = IS_GLOBAL;
		made->item[i].global = ebpf_global(c, name, n->where, (struct val){KIND_INT, values[i], values[i]}, values[i]);
	}
	return made;
}

struct array *ebpf_array(struct cc_state *c, const struct node *n, bool global, const char *name)
{
	return n->kind == N_NEW ? typed_array(c, n, name) : n->kind == N_ARRAY ? literal(c, n, global, name) : NULL;
}

struct binding *ebpf_binding(struct cc_state *c, struct var *v)
{
	for (struct inlined *in = c->inlined; in; in = NULL) /* no function sees another's variables */
		for (uint32_t i = 0; i < in->count; i++)
			if (in->vars[i].var == v)
				return &in->vars[i].is;
	for (uint32_t i = 0; i < c->global_count; i++)
		if (c->globals[i].var == v)
			return &c->globals[i].is;
	return NULL;
}

/* note_assigned - the variables that something assigns to */
static void note_target(struct cc_state *c, const struct node *n)
{
	if (n->kind == N_IDENT)
		for (uint32_t i = 0; i < c->global_count; i++)
			if (c->globals[i].var == n->var)
				c->globals[i].assigned = true;
}

static void note_assigned(struct cc_state *c, const struct node *n)
{
	for (; n; n = n->next) {
		bool leaf = n->kind == N_IDENT || n->kind == N_THIS || n->kind == N_NEWTARGET || n->kind == N_FUNCTION;

		if (n->kind == N_ASSIGN || n->kind == N_UPDATE)
			note_target(c, n->a);
		if ((n->kind == N_FORIN || n->kind == N_FOROF) && n->a)
			note_target(c, n->a);
		if (leaf)
			continue;
		note_assigned(c, n->a);
		note_assigned(c, n->b);
		note_assigned(c, n->c);
		note_assigned(c, n->d);
	}
}

/* constant - of a declaration's value: what it is and the register's contents; false: none */
static bool constant(struct cc_state *c, const struct node *n, struct opnd *out)
{
	double d;

	if (!n) {
		*out = op_undefined();
	} else if (n->kind == N_STRING) {
		*out = op_kind(KIND_STR, ebpf_string(c, ebpf_text(c, n)));
	} else if (n->kind == N_TRUE || n->kind == N_FALSE) {
		*out = op_kind(KIND_BOOL, n->kind == N_TRUE);
	} else if (n->kind == N_NULL) {
		*out = op_null();
	} else if (ebpf_const(c, n, &d)) {
		if (d != floor(d) || fabs(d) > (double)EXACT_MAX)
			ebpf_refuse(c, n->where, "%.15g is no whole number within 2^53", d);
		*out = op_int((int64_t)d);
	} else {
		return false;
	}
	return true;
}

/* constant_object - { NAME: constant, ... } */
static bool constant_object(struct cc_state *c, const struct node *n)
{
	struct opnd value;

	for (const struct node *p = n->a; p; p = p->next)
		if (p->kind != N_PROP || p->a->kind != N_STRING || ebpf_is(p->a->sym, "__proto__") || !constant(c, p->b, &value))
			return false;
	return true;
}

bool ebpf_property(struct cc_state *c, const struct node *n, struct opnd *out)
{
	const struct binding *is = n->a->kind == N_IDENT && n->a->var ? ebpf_binding(c, n->a->var) : NULL;
	bool found = false;

	if (!is || is->what != IS_OBJECT)
		return false;
	for (const struct node *p = is->object->a; p; p = p->next)
		if (p->a->sym == n->sym)
			found = constant(c, p->b, out);
	if (!found)
		ebpf_refuse(c, n->where, "%s has no property %s", ebpf_name(c, n->a->sym), ebpf_name(c, n->sym));
	return true;
}

static void declare(struct cc_state *c, const struct node *d)
{
	struct binding *is = ebpf_binding(c, d->var);
	const char *name = ebpf_name(c, d->sym);
	bool assigned = false;
	struct opnd value;

	for (uint32_t i = 0; i < c->global_count; i++)
		if (c->globals[i].var == d->var)
			assigned = c->globals[i].assigned;
	if (is->what != IS_NOTHING) {
		if (d->a)
			ebpf_refuse(c, d->where, "%s is declared twice", name);
		return;
	}
	if (d->a && (is->array = ebpf_array(c, d->a, true, name))) {
		is->what = IS_ARRAY;
	} else if (d->a && d->a->kind == N_FUNCTION) {
		is->what = IS_FUNC;
		is->func = d->a->func;
	} else if (d->a && d->a->kind == N_OBJECT && constant_object(c, d->a)) {
		is->what = IS_OBJECT;
		is->object = d->a;
	} else if (constant(c, d->a, &value)) {
		struct val init = {value.kind, value.v, value.v};

		is->what = assigned ? IS_GLOBAL : IS_CONST;
		is->value = value;
		if (assigned)
			is->global = ebpf_global(c, name, d->where, init, value.v);
		return;
	} else {
		ebpf_refuse(c, d->a->where, "the value of global %s must be a constant, an array, or an object of constants; set it in mbpf_init", name);
	}
	if (assigned)
		ebpf_refuse(c, d->where, "%s must not be assigned to: arrays, objects and functions stay what they are", name);
}

/* top_level - declarations; nothing else runs there */
static void top_level(struct cc_state *c)
{
	struct func *top = c->jc.functions;
	uint32_t count = 0;

	for (struct var *v = top->scope->vars; v; v = v->next)
		count++;
	c->globals = ebpf_alloc(c, (count + 1) * sizeof(*c->globals));
	for (struct var *v = top->scope->vars; v; v = v->next) {
		c->globals[c->global_count].var = v;
		if (v->kind == V_FUNCTION)
			c->globals[c->global_count].is = (struct binding){.what = IS_FUNC, .func = v->function->func};
		c->global_count++;
	}
	for (struct func *f = top; f; f = f->next) {
		note_assigned(c, f->body);
		note_assigned(c, f->params);
	}
	for (uint32_t i = 0; i < c->global_count; i++)
		if (c->globals[i].var->kind == V_FUNCTION && c->globals[i].assigned)
			ebpf_refuse(c, c->globals[i].is.func->where, "a function must not be assigned to");
	for (const struct node *n = top->body; n; n = n->next) {
		if (n->kind == N_EMPTY || (n->kind == N_EXPR && n->a->kind == N_STRING)) /* 'use strict' */
			continue;
		if (n->kind != N_VAR)
			ebpf_refuse(c, n->where, "only declarations may stand outside of functions; put this into mbpf_init");
		for (const struct node *d = n->a; d; d = d->next)
			declare(c, d);
	}
}

/* ---- the whole way */

static void parse(struct cc_state *c, size_t length)
{
	size_t room = (4u << 20) + length * 300;
	static struct ax_js_diag diag;

	c->jc = (struct jc){.memory = ebpf_alloc(c, room), .size = room & ~(size_t)7, .source = (const u8 *)c->text, .end = (u32)length,
			    .diag = &diag};
	axi_jc_lex_init(&c->jc);
	if (!c->jc.failed)
		axi_jc_parse(&c->jc);
	if (!c->jc.failed)
		axi_jc_resolve(&c->jc);
	if (c->jc.failed)
		ebpf_refuse(c, diag.line << 12 | diag.column, "%s", diag.text);
}

static void program(struct cc_state *c, const char *name, const char *section, bool required, bool has_ctx)
{
	struct fn *fn = &c->fns[c->fn_count];

	for (uint32_t i = 0; i < c->global_count; i++)
		if (c->globals[i].is.what == IS_FUNC && ebpf_is(c->globals[i].var->sym, name)) {
			*fn = (struct fn){.name = ebpf_name(c, c->globals[i].var->sym), .section = section, .has_ctx = has_ctx};
			ebpf_build(c, fn, c->globals[i].is.func);
			c->fn_count++;
			return;
		}
	if (required)
		ebpf_refuse(c, 0, "there is no function %s", name);
}

static uint32_t context_of(struct cc_state *c)
{
	static const struct {
		const char *hook;
		uint32_t ctx;
	} hooks[] = {
#define MBPF_HOOK(id, NAME, name, ctx, fallback, combine, observer) {#name, AXI_MBPF_CTX_##ctx},
#include "mbpf/hooks.def"
	};
	u32 ctx;

	for (size_t i = 0; i < ARRAY_LEN(hooks); i++)
		if (!strcmp(hooks[i].hook, c->manifest->hook_type))
			return hooks[i].ctx;
	if (!axi_mbpf_engine_hook(c->manifest->hook_type, &ctx))
		ctx = AXI_MBPF_CTX_custom;
	return ctx;
}

static void *compile(struct cc_state *c, size_t length, size_t *size)
{
	char *section = ebpf_alloc(c, sizeof(c->manifest->hook_type) + 8);

	sprintf(section, "mbpf/%s", c->manifest->hook_type);
	c->ctx = context_of(c);
	for (uint32_t i = 0; i < c->manifest->map_count; i++)
		c->maps[i] = (struct map){.def = &c->manifest->map[i], .index = i};
	parse(c, length);
	top_level(c);
	program(c, c->manifest->entry_symbol, section, true, true);
	program(c, "mbpf_init", "mbpf/init", false, false);
	program(c, "mbpf_fini", "mbpf/fini", false, false);
	ebpf_ranges(c);
	for (uint32_t i = 0; i < c->fn_count; i++) {
		ebpf_simplify(c, &c->fns[i]);
		ebpf_lower(c, &c->fns[i], &c->programs[i]);
	}
	return ebpf_object_write(c, size);
}

static void *attempt(struct cc_state *c, size_t length, size_t *size)
{
	void *volatile object = NULL;

	if (!setjmp(c->refused))
		object = compile(c, length, size);
	while (c->chunks) {
		struct chunk *next = c->chunks->next;

		free(c->chunks);
		c->chunks = next;
	}
	return object;
}

/* An object that is too large, or that the verifier does not accept, is made once more without writing out loops, and then with a check
 * before every access; what helps then is that the verifier sees what only we could see.  If it refuses that, too, it is our fault,
 * and the program is refused. */
void *ebpf_compile(const char *path, const char *text, size_t length, const struct axi_manifest *manifest, size_t *size)
{
	char why[512] = "";
	struct marks marks = {0};

	for (int attempt_no = 0; attempt_no < 3;) {
		struct cc_state *c = calloc(1, sizeof(*c));
		void *object;

		if (!c)
			return NULL;
		c->manifest = manifest;
		c->path = path;
		c->text = text;
		c->rolled = attempt_no > 0;
		c->careful = attempt_no > 1;
		c->marks = marks;
		object = attempt(c, length, size);
		if (!object && c->again) {
			marks = c->marks;
			free(c);
			continue;
		}
		if (!object && c->too_large && !attempt_no) {
			free(c);
			attempt_no++;
			continue;
		}
		if (!object) {
			uint32_t line = c->error_where >> 12, column = c->error_where & 0xfff;

			complain("%s:%u:%u: %s", path, line, column, c->error);
			excerpt(text, line, column);
			free(c);
			return NULL;
		}
		free(c);
		attempt_no++;
		if (!ebpf_verified(object, *size, manifest, why, sizeof(why)))
			return object;
		free(object);
	}
	complain("%s: the verifier does not accept the compiled program: %s", path, why);
	return NULL;
}
