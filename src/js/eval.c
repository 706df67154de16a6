/* SPDX-License-Identifier: Apache-2.0
 * eval.c - `new Function` and indirect eval, in builds with the compiler on board (-DJS_EVAL).
 *
 * The text is compiled in the free part of the heap and verified as any image.  Then the instance gets a new set of tables, at the
 * end of its memory: functions, code, exception ranges, numbers, pool, shapes and lines of the program as they were (and of what
 * was compiled before), and the new ones behind them, with their numbers moved up; the strings stay those of the image.  So nothing
 * else in the machine knows of it.  A string that the image does not have would be a second one beside a property name of the
 * same content that the program has made: the new code gets it from outside, as a captured variable (jc.known).
 *
 * Tables are never given back: what is compiled stays for the instance's life, and takes heap.  Steps: 3,000, 32 for each byte of the
 * text (or one for each 8 bytes that the compiler takes, if that is more), and one for each 8 bytes of the new tables. */
#include "js/compile.h"
#include "js/string.h"
#include "js/vm.h" /* all outside of the #ifdef: the one-file build has each header where it is included first */

#ifdef JS_EVAL

enum { FIXED = 3000, PER_BYTE = 32 }; /* steps: what every text costs, and each byte of it */

/* pay - in pieces, so that a budget is not overdrawn by more than one */
static int pay(struct js *js, size_t n)
{
	for (size_t piece; n; n -= piece) {
		piece = n < 256 ? n : 256;
		if (axi_js_charge(js, (u32)piece))
			return JS_THROW;
	}
	return JS_DONE;
}

static js_value no_value(int thrown)
{
	(void)thrown;
	return JS_EMPTY;
}

/* known - may code name this string?  The engine or the image must have it. */
static bool known(void *arg, const struct sym *s)
{
	struct js_str view = {s->units, s->length, true};

	return axi_jc_engine_atom(s) >= 0 || axi_js_image_find_str(arg, &view) >= 0;
}

/* ---- the new tables */

struct linking {
	struct js *js;
	struct js_sections old, add, all;
	u32 base; /* of the new pool entries: behind the old ones, before the names of the globals */
};

static u32 moved_atom(const struct linking *l, u32 id)
{
	struct js_str s;

	if (id < JS_ATOM_PROGRAM)
		return id;
	s = axi_js_section_str(&l->add, id - JS_ATOM_PROGRAM);
	return (u32)axi_js_image_find_str(l->js, &s); /* it is there: known */
}

static void copy_functions(const struct linking *l, struct js_fn *to)
{
	memcpy(to, l->old.fn, l->old.functions * sizeof(*to));
	to += l->old.functions;
	memcpy(to, l->add.fn, l->add.functions * sizeof(*to));
	for (u32 i = 0; i < l->add.functions; i++, to++) {
		to->code = JS_LE32(JS_LE32(to->code) + l->old.code_count);
		to->keys = JS_LE32(JS_LE32(to->keys) + l->base);
		to->captures = JS_LE32(JS_LE32(to->captures) + l->base);
		to->handlers = JS_LE32(JS_LE32(to->handlers) + l->old.handler_count);
		to->name = JS_LE16((u16)moved_atom(l, JS_LE16(to->name)));
		if (JS_LE16(to->shape) != JS_NO_SHAPE)
			to->shape = JS_LE16((u16)(JS_LE16(to->shape) + l->old.shape_count));
		if (i)
			to->parent = JS_LE16((u16)(JS_LE16(to->parent) + l->old.functions));
	}
}

static void copy_code(const struct linking *l, u32 *to)
{
	static const char *const operands[] = {
#define OP(name, text) text,
#include "js/ops.def"
	};

	memcpy(to, l->old.code, l->old.code_count * 4);
	to += l->old.code_count;
	for (u32 i = 0; i < l->add.code_count; i++) {
		u32 insn = JS_LE32(l->add.code[i]), bx = insn >> 16;

		switch (operands[insn & 0xFF][1]) { /* capital letters stand there */
		case 'S': bx = moved_atom(l, bx); break;
		case 'N': bx += l->old.number_count; break;
		case 'F': bx += l->old.functions; break;
		case 'H': bx = bx == JS_NO_SHAPE ? bx : bx + l->old.shape_count; break;
		default: break;
		}
		to[i] = JS_LE32((insn & 0xFFFF) | bx << 16);
	}
}

static void copy_handlers(const struct linking *l, struct js_handler *to)
{
	memcpy(to, l->old.handlers, l->old.handler_count * sizeof(*to));
	to += l->old.handler_count;
	for (u32 i = 0; i < l->add.handler_count; i++) {
		const struct js_handler *h = &l->add.handlers[i];

		to[i] = (struct js_handler){JS_LE32(JS_LE32(h->start) + l->old.code_count), JS_LE32(JS_LE32(h->end) + l->old.code_count),
					    JS_LE32(JS_LE32(h->target) + l->old.code_count), h->reg};
	}
}

/* copy_pool - keys are atoms, captures are not. */
static void copy_pool(const struct linking *l, u16 *to)
{
	u32 at = 0;

	memcpy(to, l->old.pool, l->base * 2);
	for (u32 f = 0; f < l->add.functions; f++) {
		u32 end = JS_LE32(l->add.fn[f].captures);

		for (; at < end; at++)
			to[l->base + at] = JS_LE16((u16)moved_atom(l, JS_LE16(l->add.pool[at])));
		for (end += JS_LE16(l->add.fn[f].capture_count); at < end; at++)
			to[l->base + at] = l->add.pool[at];
	}
	for (; at < l->add.pool_count; at++)
		to[l->base + at] = JS_LE16((u16)moved_atom(l, JS_LE16(l->add.pool[at])));
	memcpy(to + l->base + at, l->old.pool + l->base, l->old.globals * 2);
}

static void copy_rest(const struct linking *l, u32 *numbers, u32 *shapes, struct js_line *lines)
{
	memcpy(numbers, l->old.numbers, (size_t)l->old.number_count * 8);
	memcpy(numbers + l->old.number_count * 2, l->add.numbers, (size_t)l->add.number_count * 8);
	memcpy(shapes, l->old.shapes, (size_t)l->old.shape_count * 4);
	for (u32 i = 0; i < l->add.shape_count; i++)
		shapes[l->old.shape_count + i] = JS_LE32(JS_LE32(l->add.shapes[i]) + (l->base << 8));
	memcpy(lines, l->old.lines, l->old.line_count * sizeof(*lines));
	for (u32 i = 0; i < l->add.line_count; i++)
		lines[l->old.line_count + i] =
			(struct js_line){JS_LE32(JS_LE32(l->add.lines[i].insn) + l->old.code_count), l->add.lines[i].where};
}

/* place - where the tables lie from `block` on; returns their bytes. */
static u32 place(struct js_sections *s, u8 *block)
{
	u64 at = 0;

#define TABLE(field, n, unit)                                                                                                      \
	s->field = (const void *)(block + at);                                                                                     \
	at += ((u64)(n) * (unit) + 3) & ~3ull;
	TABLE(fn, s->functions, sizeof(struct js_fn))
	TABLE(code, s->code_count, 4)
	TABLE(handlers, s->handler_count, sizeof(struct js_handler))
	TABLE(numbers, s->number_count, 8)
	TABLE(shapes, s->shape_count, 4)
	TABLE(lines, s->line_count, sizeof(struct js_line))
	TABLE(pool, s->pool_count, 2)
#undef TABLE
	return (u32)((at + 7) & ~7ull); /* below 2^31: counts are those of images, see fits */
}

static bool counts_fit(const struct js_sections *s)
{
	return s->functions <= 0xFFFF && s->code_count <= 0xFFFFFF && s->number_count <= 0xFFFF && s->shape_count <= JS_SHAPE_GLOBALS &&
	       s->pool_count <= 0xFFFFFF;
}

/* texts - the strings from outside, behind the tables: length, units, each from a multiple of 4; with `to` NULL their bytes */
static u32 texts(const struct jc *c, u8 *to)
{
	u32 at = 0;

	for (const struct capture *k = c->functions->captures; k; k = k->next) {
		u32 n = k->var->sym->length;

		if (to) {
			memcpy(to + at, &n, 4);
			memcpy(to + at + 4, k->var->sym->units, (size_t)n * 2);
		}
		at += (4 + n * 2 + 3) & ~3u;
	}
	return (at + 7) & ~7u;
}

/* link - the instance's tables with those of `image`; `used`: the end of what the compiler uses.  *strings: the texts. */
static int link(struct js *js, const struct jc *c, const void *image, const u8 *used, const u8 **strings)
{
	struct linking l = {.js = js, .old = js->sections};
	u32 bytes, own;
	u8 *block;

	axi_js_sections(image, &l.add);
	l.base = l.old.pool_count - l.old.globals;
	l.all = l.old;
	l.all.functions += l.add.functions;
	l.all.code_count += l.add.code_count;
	l.all.handler_count += l.add.handler_count;
	l.all.number_count += l.add.number_count;
	l.all.shape_count += l.add.shape_count;
	l.all.line_count += l.add.line_count;
	l.all.pool_count += l.add.pool_count;
	if (!counts_fit(&l.all))
		return axi_js_throw_text(js, JS_RANGE_ERROR, "too much code");
	own = place(&l.all, NULL);
	bytes = own + texts(c, NULL);
	if (bytes > js->size || used > (u8 *)js + js->size - bytes)
		return axi_js_out_of_memory(js);
	if (pay(js, bytes / 8))
		return JS_THROW;
	block = (u8 *)js + js->size - bytes;
	place(&l.all, block);
	copy_functions(&l, (struct js_fn *)(uintptr_t)l.all.fn);
	copy_code(&l, (u32 *)(uintptr_t)l.all.code);
	copy_handlers(&l, (struct js_handler *)(uintptr_t)l.all.handlers);
	copy_pool(&l, (u16 *)(uintptr_t)l.all.pool);
	copy_rest(&l, (u32 *)(uintptr_t)l.all.numbers, (u32 *)(uintptr_t)l.all.shapes, (struct js_line *)(uintptr_t)l.all.lines);
	texts(c, block + own);
	/* over the tables that it replaces, which lie behind it */
	memmove((u8 *)js + js->full - bytes, block, bytes);
	js->size = js->full - bytes;
	block = (u8 *)js + js->size;
	place(&l.all, block);
	js->sections = l.all;
	js_cache_clear(js);
	*strings = block + own;
	return JS_DONE;
}

/* ---- the function */

/* string_of - units that stay where they are.  ALLOCATES */
static js_value string_of(struct js *js, const u16 *units, u32 length)
{
	void *data;
	js_value v;
	u32 all = 0;

	for (u32 i = 0; i < length; i++)
		all |= units[i];
	v = axi_js_str_make(js, length, all > 255, &data);
	for (u32 i = 0; i < length && v != JS_EMPTY; i++) {
		if (all > 255)
			((u16 *)data)[i] = units[i];
		else
			((u8 *)data)[i] = (u8)units[i];
	}
	return v;
}

/* made - function `index` with the strings that it captures.  ALLOCATES */
static js_value made(struct js *js, u32 index, const u8 *strings)
{
	u32 n = JS_LE16(js->sections.fn[index].capture_count), at;
	struct js_function *f;
	js_value *slot, v;

	at = axi_js_alloc(js, JS_T_FUNCTION, sizeof(*f) + (size_t)n * sizeof(js_value));
	if (!at)
		return JS_EMPTY;
	f = js_at(js, at);
	f->o.proto = JS_ROM_Function_prototype << 1 | 1;
	f->o.keys = f->o.slots = 0;
	f->o.x = index;
	for (u32 i = 0; i < n; i++)
		f->captured[i] = JS_UNDEFINED;
	slot = axi_js_push(js, js_obj(at));
	for (u32 i = 0; i < n; i++) {
		u32 length;

		memcpy(&length, strings, 4);
		v = string_of(js, (const u16 *)(const void *)(strings + 4), length);
		if (v == JS_EMPTY)
			break;
		strings += (4 + length * 2 + 3) & ~3u;
		axi_js_push(js, v);
		v = axi_js_vm_new_cell(js, &js->roots[js->root_count - 1], false);
		axi_js_pop(js, 1);
		if (v == JS_EMPTY)
			break;
		((struct js_function *)js_object_of(js, *slot))->captured[i] = v;
	}
	v = axi_js_take(js);
	return n && ((struct js_function *)js_object_of(js, v))->captured[n - 1] == JS_UNDEFINED ? JS_EMPTY : v;
}

/* compiled - the text of `length` bytes where the free memory begins, as a function; EMPTY: it threw */
static js_value compiled(struct js *js, u32 length, bool alone)
{
	u8 *text = js_at(js, js->heap_top), *memory = text + align_up(length, 8);
	struct ax_js_diag diag = {.text = ""};
	struct jc c = {.memory = memory, .size = (size_t)((u8 *)js + js->size - memory) & ~(size_t)7, .source = text, .end = length,
		       .diag = &diag, .eval = true, .alone = alone, .known = known, .known_arg = js};
	u32 index = js->sections.functions;
	const u8 *strings;
	const void *image;
	s64 size;

	if (pay(js, FIXED + (size_t)length * PER_BYTE))
		return JS_EMPTY;
	size = axi_jc_compile(&c, &image);
	if (size == -AX_ENOMEM)
		return no_value(axi_js_out_of_memory(js));
	if (size < 0)
		return no_value(axi_js_throw_text(js, JS_SYNTAX_ERROR, "%s (line %u)", diag.text, diag.line));
	if (c.used / 8 > FIXED + (size_t)length * PER_BYTE && pay(js, c.used / 8 - FIXED - (size_t)length * PER_BYTE))
		return JS_EMPTY;
	if (axi_js_image_check_outside(image, (size_t)size))
		return no_value(axi_js_throw_text(js, JS_ERROR, "the compiler made code that is refused"));
	if (link(js, &c, image, memory + c.used, &strings))
		return JS_EMPTY;
	return made(js, index, strings);
}

/* ---- text, in the free memory */

struct text {
	char *at;
	size_t room, length;
};

static struct text text_begin(struct js *js)
{
	axi_js_collect(js, js->border); /* what is free lies together */
	return (struct text){.at = js_at(js, js->heap_top), .room = js->size - js->heap_top};
}

static void put(struct text *t, const char *s)
{
	for (; *s; s++, t->length++)
		if (t->length < t->room)
			t->at[t->length] = *s;
}

static void put_string(struct js *js, struct text *t, js_value v)
{
	t->length += axi_js_utf8(js, v, t->at + (t->length < t->room ? t->length : t->room), t->length < t->room ? t->room - t->length : 0);
}

/* call - the function of this text, as the native's call; its result is the native's */
static int call(struct js *js, struct js_call *c, const struct text *t, bool alone)
{
	js_value v, *w;

	if (t->length + 8 > t->room || t->length > JS_STR_MAX)
		return axi_js_out_of_memory(js);
	v = compiled(js, (u32)t->length, alone);
	if (v == JS_EMPTY)
		return JS_THROW;
	*c->self = v; /* a slot of ours by now */
	w = axi_js_window(js, c, 0);
	if (!w)
		return JS_THROW;
	w[0] = *c->self;
	w[1] = js_romobj(JS_ROM_global);
	return JS_CALL;
}

int axi_js_eval(struct js *js, struct js_call *c)
{
	struct text t;

	if (c->state++)
		return JS_DONE;
	if (!js_is_string(c->a[0])) {
		js->ret = c->a[0];
		return JS_DONE;
	}
	t = text_begin(js);
	put_string(js, &t, c->a[0]);
	return call(js, c, &t, false);
}

/* axi_js_Function - state: so many arguments are strings, and one more when the function runs */
int axi_js_Function(struct js *js, struct js_call *c)
{
	struct text t;

	for (;;) {
		if (c->state > c->argc)
			return JS_DONE;
		if (c->state)
			c->a[c->state - 1] = js->ret;
		if (c->state++ == c->argc)
			break;
		int r = axi_js_to_string(js, c, c->a[c->state - 1]);

		if (r)
			return r;
	}
	t = text_begin(js);
	put(&t, "(function anonymous(");
	for (u32 i = 0; i + 1 < c->argc; i++) {
		if (i)
			put(&t, ",");
		put_string(js, &t, c->a[i]);
	}
	put(&t, "\n) {\n");
	if (c->argc)
		put_string(js, &t, c->a[c->argc - 1]);
	put(&t, "\n})");
	return call(js, c, &t, true);
}
#endif
