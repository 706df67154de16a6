/* SPDX-License-Identifier: Apache-2.0
 * emit.c - instructions, labels, constants, variables, and one function after the other. */
#include "js/emit.h"

static const char *const operands[] = {
#define OP(name, text) text,
#include "js/ops.def"
};

/* ---- what is being emitted */

struct emit *axi_emit_begin(struct fs *fs, enum emit_kind kind, struct node *n)
{
	bool statement = kind >= EMIT_list;
	size_t size = statement ? sizeof(struct emit_stmt) : sizeof(struct emit);
	struct emit **spare = &fs->c->spare_emits[statement], *w = *spare;

	if (++fs->c->depth > axi_jc_most(fs->c, JC_TREE))
		axi_jc_error(fs->c, n ? n->where : fs->where, "nested too deeply");
	if (w) {
		*spare = w->up;
		memset(w, 0, size);
	} else {
		w = axi_jc_alloc(fs->c, size);
	}
	w->up = fs->emitting;
	w->kind = (u8)kind;
	w->n = n;
	w->to = w->beside = -1;
	w->free = fs->free;
	w->chain = fs->chain;
	w->a = w->b = LABEL_NEW;
	fs->emitting = w;
	return w;
}

void axi_emit_done(struct fs *fs, struct emit *w)
{
	struct emit **spare = &fs->c->spare_emits[w->kind >= EMIT_list];

	fs->emitting = w->up;
	w->up = *spare;
	*spare = w;
	fs->c->depth--;
}

void axi_emit_run(struct fs *fs)
{
	while (fs->emitting && !fs->c->failed) {
		struct emit *w = fs->emitting;

		switch (w->kind) {
#define EMIT_CASE(name) \
	case EMIT_##name: axi_emit_do_##name(fs, w); break;
			EMIT_EXPRESSIONS(EMIT_CASE)
#undef EMIT_CASE
#define EMIT_CASE(name) \
	case EMIT_##name: axi_emit_do_##name(fs, (struct emit_stmt *)w); break;
			EMIT_STATEMENTS(EMIT_CASE)
#undef EMIT_CASE
		}
	}
}

/* ---- instructions */

static u32 put(struct fs *fs, u32 word)
{
	struct jc *c = fs->c;
	u32 *code = axi_jc_grow(c, c->code, c->code_count, &c->code_cap, 4);

	if (!code)
		return 0;
	c->code = code;
	if (fs->where && (!c->line_count || c->lines[c->line_count - 1].where >> 12 != fs->where >> 12 ||
			  c->lines[c->line_count - 1].insn < fs->f->code)) {
		struct line *lines = axi_jc_grow(c, c->lines, c->line_count, &c->line_cap, sizeof(*lines));

		if (!lines)
			return 0;
		c->lines = lines;
		lines[c->line_count++] = (struct line){c->code_count, fs->where};
	}
	c->code[c->code_count] = word;
	return c->code_count++;
}

u32 axi_emit(struct fs *fs, u32 op, u32 a, u32 b, u32 c)
{
	return put(fs, op | (a & 0xFF) << 8 | (b & 0xFF) << 16 | c << 24);
}

u32 axi_emit_bx(struct fs *fs, u32 op, u32 a, u32 bx)
{
	if (bx > 0xFFFF)
		axi_jc_error(fs->c, fs->where, "the program is too large");
	return put(fs, op | (a & 0xFF) << 8 | bx << 16);
}

/* patch - the jump at `at` goes to `to`. */
static void patch(struct fs *fs, u32 at, u32 to)
{
	s32 d = (s32)to - (s32)at - 1;
	u32 *word = &fs->c->code[at];

	if (fs->c->failed)
		return;
	if ((*word & 0xFF) == JSO_JMP)
		*word = JSO_JMP | (u32)d << 8;
	else
		*word = (*word & 0xFFFF) | (u32)d << 16;
	if ((*word & 0xFF) != JSO_JMP && d != (s16)d)
		axi_jc_error(fs->c, fs->where, "a condition jumps too far");
}

static void refer(struct fs *fs, u32 at, struct label *to)
{
	struct patch *p;

	if (to->at >= 0) {
		patch(fs, at, (u32)to->at);
		return;
	}
	p = axi_jc_alloc(fs->c, sizeof(*p));
	p->next = to->patches;
	p->at = at;
	to->patches = p;
}

void axi_emit_jump(struct fs *fs, struct label *to)
{
	refer(fs, axi_emit(fs, JSO_JMP, 0, 0, 0), to);
}

void axi_emit_branch(struct fs *fs, u32 op, u32 a, struct label *to)
{
	refer(fs, axi_emit(fs, op, a, 0, 0), to);
}

void axi_emit_label(struct fs *fs, struct label *l)
{
	l->at = (s32)fs->c->code_count;
	for (struct patch *p = l->patches; p && !fs->c->failed; p = p->next)
		patch(fs, p->at, (u32)l->at);
	l->patches = NULL;
}

u32 axi_emit_temp(struct fs *fs)
{
	u32 r = fs->free++;

	if (fs->free > fs->most)
		fs->most = fs->free;
	if (fs->most + fs->cells_most > 250) {
		axi_jc_error(fs->c, fs->where, "the function is too complex: more than 250 registers");
		fs->most = fs->free = 100;
		return 99;
	}
	return r;
}

/* ---- constants */

u32 axi_emit_string(struct fs *fs, struct sym *s)
{
	struct jc *c = fs->c;
	struct sym **strings;

	if (s->number >= 0)
		return (u32)s->number;
	strings = axi_jc_grow(c, c->strings, c->string_count, &c->string_cap, sizeof(*strings));
	if (!strings)
		return 0;
	c->strings = strings;
	strings[c->string_count] = s;
	s->number = (s32)c->string_count;
	if (c->string_count > 60000)
		axi_jc_error(c, fs->where, "too many strings");
	return c->string_count++;
}

static bool may_name(struct fs *fs, const struct sym *s)
{
	return !fs->c->known || fs->c->known(fs->c->known_arg, s);
}

u32 axi_emit_name(struct fs *fs, struct sym *s)
{
	return axi_emit_string(fs, may_name(fs, s) ? s : axi_jc_sym(fs->c, NULL, 0));
}

static u32 capture_of(struct fs *fs, struct var *v);

void axi_emit_text(struct fs *fs, struct sym *s, u32 to)
{
	if (may_name(fs, s)) {
		axi_emit_bx(fs, JSO_LOADS, to, axi_emit_string(fs, s));
		return;
	}
	if (!s->outside) {
		s->outside = axi_jc_alloc(fs->c, sizeof(*s->outside));
		s->outside->sym = s;
		s->outside->scope = &fs->c->outside;
	}
	axi_jc_capture(fs->c, fs->f, s->outside);
	axi_emit(fs, JSO_GETCAP, to, capture_of(fs, s->outside), 0);
}

u32 axi_emit_number(struct fs *fs, double d)
{
	struct jc *c = fs->c;
	u64 bits = js_canonical_bits(d), *numbers;

	for (u32 i = c->number_count; i-- > 0 && c->number_count - i < 64;)
		if (c->numbers[i] == bits)
			return i;
	numbers = axi_jc_grow(c, c->numbers, c->number_count, &c->number_cap, 8);
	if (!numbers)
		return 0;
	c->numbers = numbers;
	numbers[c->number_count] = bits;
	if (c->number_count > 65000)
		axi_jc_error(c, fs->where, "too many numbers");
	return c->number_count++;
}

u32 axi_emit_shape(struct fs *fs, struct sym **keys, u32 count)
{
	struct jc *c = fs->c;
	struct shape **at = &c->shapes, *s;

	for (u32 i = 0; i < count; i++)
		if (!may_name(fs, keys[i]))
			return JS_NO_SHAPE;
	for (; *at; at = &(*at)->next)
		if ((*at)->count == count && !memcmp((*at)->keys, keys, count * sizeof(*keys)))
			return (*at)->number;
	if (c->shape_count > 60000 || !count)
		return JS_NO_SHAPE;
	s = axi_jc_alloc(c, sizeof(*s) + count * sizeof(*keys));
	if (c->failed)
		return JS_NO_SHAPE;
	s->count = count;
	s->number = c->shape_count++;
	for (u32 i = 0; i < count; i++) {
		s->keys[i] = keys[i];
		axi_emit_string(fs, keys[i]);
	}
	*at = s;
	return s->number;
}

s32 axi_emit_key(struct fs *fs, struct sym *s)
{
	struct func *f = fs->f;
	u16 first = s->length ? s->units[0] : 0;

	for (u32 i = 0; i < f->key_count; i++)
		if (f->keys[i] == s)
			return (s32)i;
	if (first - '0' < 10u || f->key_count == 256 || !may_name(fs, s))
		return -1; /* it may be an index; or there are too many */
	if (!f->keys) {
		f->keys = axi_jc_alloc(fs->c, 256 * sizeof(*f->keys));
		if (fs->c->failed)
			return -1;
	}
	axi_emit_string(fs, s);
	f->keys[f->key_count] = s;
	return (s32)f->key_count++;
}

/* ---- variables */

/* capture_of - the number of the capture through which fs->f reaches v. */
static u32 capture_of(struct fs *fs, struct var *v)
{
	u32 i = 0;

	for (struct capture *k = fs->f->captures; k; k = k->next, i++)
		if (k->var == v)
			break;
	if (i > 255)
		axi_jc_error(fs->c, fs->where, "the function is too complex: more than 256 captured variables");
	return i;
}

static bool is_const(const struct var *v)
{
	return v->kind == V_CONST || v->kind == V_SELF;
}

s32 axi_emit_local(struct fs *fs, struct node *n)
{
	struct var *v = n->var;

	if (n->kind != N_IDENT || !v || v->global || v->captured || v->scope->func != fs->f || v->early)
		return -1;
	return v->reg;
}

void axi_emit_load(struct fs *fs, struct node *n, u32 to)
{
	struct var *v = n->var;

	if (!v)
		axi_emit_bx(fs, JSO_GETNAME, to, axi_emit_name(fs, n->sym));
	else if (v->global)
		axi_emit_bx(fs, JSO_GETGLOBAL, to, (u32)v->reg);
	else if (v->scope->func != fs->f)
		axi_emit(fs, JSO_GETCAP, to, capture_of(fs, v), 0);
	else if (v->captured)
		axi_emit(fs, JSO_GETCELL, to, (u32)v->reg, 0);
	else {
		if (v->early)
			axi_emit_bx(fs, JSO_CHECK, (u32)v->reg, axi_emit_name(fs, v->sym));
		if (to != (u32)v->reg)
			axi_emit(fs, JSO_MOVE, to, (u32)v->reg, 0);
	}
}

void axi_emit_store(struct fs *fs, struct node *n, u32 from)
{
	struct var *v = n->var;

	if (v && is_const(v)) {
		u32 mark = fs->free;

		if (v->kind == V_CONST) /* in its dead zone it is a ReferenceError */
			axi_emit_load(fs, n, axi_emit_local(fs, n) < 0 ? axi_emit_temp(fs) : (u32)v->reg);
		fs->free = mark;
		axi_emit_bx(fs, JSO_CONSTERR, 0, axi_emit_name(fs, v->sym));
	} else if (!v)
		axi_emit_bx(fs, JSO_SETNAME, from, axi_emit_name(fs, n->sym));
	else if (v->global)
		axi_emit_bx(fs, JSO_SETGLOBAL, from, (u32)v->reg);
	else if (v->scope->func != fs->f)
		axi_emit(fs, JSO_SETCAP, capture_of(fs, v), from, 0);
	else if (v->captured)
		axi_emit(fs, JSO_SETCELL, (u32)v->reg, from, 0);
	else {
		if (v->early)
			axi_emit_bx(fs, JSO_CHECK, (u32)v->reg, axi_emit_name(fs, v->sym));
		if (from != (u32)v->reg)
			axi_emit(fs, JSO_MOVE, (u32)v->reg, from, 0);
	}
}

void axi_emit_init(struct fs *fs, struct var *v, u32 from)
{
	if (v->global)
		axi_emit_bx(fs, JSO_INITGLOBAL, from, (u32)v->reg);
	else if (v->scope->func != fs->f) /* a var of a function around cannot be initialised here */
		axi_emit(fs, JSO_INITCAP, capture_of(fs, v), from, 0);
	else if (v->captured)
		axi_emit(fs, JSO_INITCELL, (u32)v->reg, from, 0);
	else if (from != (u32)v->reg)
		axi_emit(fs, JSO_MOVE, (u32)v->reg, from, 0);
}

static bool lexical(const struct var *v)
{
	return v->kind == V_LET || v->kind == V_CONST || v->kind == V_CATCH;
}

/* new_cell - for variable v, holding register `value`. */
static void new_cell(struct fs *fs, struct var *v, u32 value)
{
	v->reg = (s16)fs->cells++;
	if (fs->cells > fs->cells_most)
		fs->cells_most = fs->cells;
	if (fs->most + fs->cells_most > 250)
		axi_jc_error(fs->c, fs->where, "the function is too complex: more than 250 registers");
	axi_emit(fs, JSO_NEWCELL, (u32)v->reg, value, 0);
}

static void implicit_value(struct fs *fs, struct var *v, u32 to)
{
	axi_emit(fs, v->kind == V_SELF ? JSO_CALLEE : v->kind == V_THIS ? JSO_THIS : JSO_NEWTARGET, to, 0, 0);
}

static void variable(struct fs *fs, struct var *v)
{
	bool computed = v->kind == V_SELF || v->kind == V_THIS || v->kind == V_NEWTARGET;
	u32 r;

	if (v->kind == V_PARAM || v->kind == V_ARGUMENTS) {
		if (v->captured)
			new_cell(fs, v, (u32)v->reg);
		return;
	}
	if (v->captured) {
		r = axi_emit_temp(fs);
		if (computed)
			implicit_value(fs, v, r);
		else
			axi_emit(fs, JSO_LOADV, r, lexical(v) ? 4 : 0, 0);
		new_cell(fs, v, r);
		fs->free--;
		return;
	}
	v->reg = (s16)axi_emit_temp(fs);
	fs->locals = fs->free;
	if (computed)
		implicit_value(fs, v, (u32)v->reg);
	else if (v->early)
		axi_emit(fs, JSO_LOADV, (u32)v->reg, 4, 0);
}

void axi_emit_scope(struct fs *fs, struct scope *s)
{
	struct var *v;

	for (v = s->vars; v && !fs->c->failed; v = v->next)
		if (!v->global)
			variable(fs, v);
	for (v = s->vars; v && !fs->c->failed; v = v->next) {
		if (v->global && lexical(v)) {
			u32 r = axi_emit_temp(fs);

			axi_emit(fs, JSO_LOADV, r, 4, 0);
			axi_emit_bx(fs, JSO_INITGLOBAL, r, (u32)v->reg);
			fs->free--;
		}
	}
	for (v = s->vars; v && !fs->c->failed; v = v->next) {
		bool direct = !v->global && !v->captured;
		u32 r;

		if (!v->function)
			continue;
		r = direct ? (u32)v->reg : axi_emit_temp(fs);
		axi_emit_bx(fs, JSO_CLOSURE, r, v->function->func->index);
		if (!direct) {
			axi_emit_init(fs, v, r);
			fs->free--;
		}
	}
}

/* ---- functions */

/* constructor_shape - the names that the body's own statements give to `this`. */
static u32 constructor_shape(struct fs *fs)
{
	struct sym *keys[32];
	u32 n = 0;

	for (struct node *s = fs->f->body; s && n < ARRAY_LEN(keys); s = s->next) {
		struct node *e = s->kind == N_EXPR ? s->a : NULL;
		bool known = false;

		if (!e || e->kind != N_ASSIGN || e->op || e->a->kind != N_MEMBER || e->a->a->kind != N_THIS)
			continue;
		if (e->a->sym->units[0] - '0' < 10u)
			continue;
		for (u32 i = 0; i < n; i++)
			known |= keys[i] == e->a->sym;
		if (!known)
			keys[n++] = e->a->sym;
	}
	return axi_emit_shape(fs, keys, n);
}

static void defaults(struct fs *fs)
{
	for (struct node *p = fs->f->params; p; p = p->next) {
		struct label given = LABEL_NEW, missing = LABEL_NEW;
		u32 i = 0;

		if (!p->a)
			continue;
		for (struct node *q = fs->f->params; q != p; q = q->next)
			i++;
		axi_emit_branch(fs, JSO_JUNDEF, i, &missing);
		axi_emit_jump(fs, &given);
		axi_emit_label(fs, &missing);
		axi_expr(fs, p->a, i);
		axi_emit_run(fs);
		if (p->var->captured)
			axi_emit(fs, JSO_INITCELL, (u32)p->var->reg, i, 0);
		axi_emit_label(fs, &given);
	}
}

/* finish - cells come behind the parameters, now that their number is known; all other registers move up.  (They cannot
 * lie at the end: a callee's frame begins in a call window and covers what is behind it.) */
static void finish(struct fs *fs)
{
	struct func *f = fs->f;
	u32 fixed = f->param_count + f->uses_arguments, cells = fs->cells_most;

	for (u32 i = f->code; i < fs->c->code_count; i++) {
		u32 *word = &fs->c->code[i];
		const char *text = operands[*word & 0xFF];

		for (u32 k = 0; k < 3 && text[k] && text[k] != '+' && text[k] != '.'; k++) {
			u32 r = *word >> (8 + 8 * k) & 0xFF;

			if (text[k] == 'c')
				*word += fixed << (8 + 8 * k);
			else if (r >= fixed && (text[k] == 'd' || text[k] == 's' || text[k] == 'w' || text[k] == '3' || text[k] == '4' ||
						text[k] == 'q'))
				*word += cells << (8 + 8 * k);
			else if (text[k] >= 'A' && text[k] <= 'Z')
				break;
		}
	}
	for (u32 i = f->handlers; i < fs->c->handler_count; i++)
		if (fs->c->handlers[i].reg >= fixed)
			fs->c->handlers[i].reg += cells;
	f->registers = fs->most + cells;
	f->cells = cells;
	f->code_count = fs->c->code_count - f->code;
	f->handler_count = fs->c->handler_count - f->handlers;
}

static void function(struct jc *c, struct func *f)
{
	struct fs fs = {.c = c, .f = f, .where = f->where, .completion = -1};
	u32 i = 0;

	f->code = c->code_count;
	f->handlers = c->handler_count;
	fs.free = fs.most = fs.locals = f->param_count + f->uses_arguments;
	for (struct node *p = f->params; p; p = p->next)
		p->var->reg = (s16)i++;
	for (struct var *v = f->scope->vars; v; v = v->next)
		if (v->kind == V_ARGUMENTS)
			v->reg = (s16)f->param_count;
	axi_emit_scope(&fs, f->scope);
	defaults(&fs);
	if (!f->name || !may_name(&fs, f->name))
		f->name = axi_jc_sym(c, NULL, 0);
	axi_emit_string(&fs, f->name);
	if (f->expression) {
		u32 r = axi_expr_any(&fs, f->body);

		axi_emit_run(&fs);
		axi_emit(&fs, JSO_RETURN, r, 0, 0);
	} else {
		if (!f->arrow)
			f->shape = constructor_shape(&fs);
		if (c->eval && !f->parent) {
			fs.completion = (s32)axi_emit_temp(&fs);
			fs.locals = fs.free;
			axi_emit(&fs, JSO_LOADV, (u32)fs.completion, 0, 0);
		}
		axi_statements(&fs, f->body);
		axi_emit_run(&fs);
		if (fs.completion >= 0)
			axi_emit(&fs, JSO_RETURN, (u32)fs.completion, 0, 0);
		else
			axi_emit(&fs, JSO_RETURNU, 0, 0, 0);
	}
	finish(&fs);
}

void axi_jc_emit(struct jc *c)
{
	struct fs fs = {.c = c};

	for (struct func *f = c->functions; f && !c->failed; f = f->next)
		function(c, f);
	for (struct var *v = c->functions->scope->vars; v && !c->failed; v = v->next)
		if (v->global)
			axi_emit_string(&fs, v->sym);
	/* captures: where each function's parent has them */
	for (struct func *f = c->functions; f && !c->failed; f = f->next)
		for (struct capture *k = f->captures; k; k = k->next) {
			if (!f->parent) {
				k->from = 0; /* from outside (jc.known) */
			} else if (k->var->scope->func == f->parent) {
				k->from = f->parent->param_count + f->parent->uses_arguments + (u32)k->var->reg;
			} else {
				u32 i = 0;

				for (struct capture *up = f->parent->captures; up && up->var != k->var; up = up->next)
					i++;
				k->from = 0x8000 | i;
			}
		}
}
