/* SPDX-License-Identifier: Apache-2.0
 * pack.c - what emit made becomes the image (image.h): constants get their final numbers; and ax_js_compile. */
#include "js/compile.h"

static const char *const operands[] = {
#define OP(name, text) text,
#include "js/ops.def"
};

/* ---- strings and numbers, sorted */

static int sym_order(const struct sym *a, const struct sym *b)
{
	u32 n = a->length < b->length ? a->length : b->length;

	for (u32 i = 0; i < n; i++)
		if (a->units[i] != b->units[i])
			return a->units[i] < b->units[i] ? -1 : 1;
	return a->length < b->length ? -1 : a->length > b->length;
}

/* sort_syms, sort_numbers - Shell's sort with Ciura's gaps: no recursion, no memory. */
static const u32 gaps[] = {33000, 8861, 3937, 1750, 701, 301, 132, 57, 23, 10, 4, 1};

static void sort_syms(struct sym **at, u32 n)
{
	for (u32 g = 0; g < ARRAY_LEN(gaps); g++)
		for (u32 i = gaps[g]; i < n; i++) {
			struct sym *s = at[i];
			u32 k = i;

			for (; k >= gaps[g] && sym_order(at[k - gaps[g]], s) > 0; k -= gaps[g])
				at[k] = at[k - gaps[g]];
			at[k] = s;
		}
}

static void sort_numbers(u64 *at, u32 n)
{
	for (u32 g = 0; g < ARRAY_LEN(gaps); g++)
		for (u32 i = gaps[g]; i < n; i++) {
			u64 v = at[i];
			u32 k = i;

			for (; k >= gaps[g] && at[k - gaps[g]] > v; k -= gaps[g])
				at[k] = at[k - gaps[g]];
			at[k] = v;
		}
}

static bool is_wide(const struct sym *s)
{
	for (u32 i = 0; i < s->length; i++)
		if (s->units[i] > 255)
			return true;
	return false;
}

int axi_jc_engine_atom(const struct sym *s)
{
	char text[64];

	if (s->length > sizeof(text) || is_wide(s))
		return -1;
	for (u32 i = 0; i < s->length; i++)
		text[i] = (char)s->units[i];
	return axi_js_atom_find(text, s->length);
}

struct pack {
	struct jc *c;
	struct sym **by_number; /* provisional number -> symbol */
	struct sym **program;	/* the strings of the image, sorted */
	u32 program_count;
	u64 *numbers;
	u32 number_count;
	u8 *image;
	u32 at;
};

static void order_strings(struct pack *p)
{
	struct jc *c = p->c;

	p->by_number = c->strings;
	p->program = axi_jc_alloc(c, (c->string_count + 1) * sizeof(*p->program));
	if (c->failed)
		return;
	for (u32 i = 0; i < c->string_count; i++) {
		int atom = axi_jc_engine_atom(c->strings[i]);

		if (atom >= 0)
			c->strings[i]->id = (u32)atom;
		else
			p->program[p->program_count++] = c->strings[i];
	}
	sort_syms(p->program, p->program_count);
	for (u32 i = 0; i < p->program_count; i++)
		p->program[i]->id = JS_ATOM_PROGRAM + i;
}

static void order_numbers(struct pack *p)
{
	struct jc *c = p->c;

	p->numbers = axi_jc_alloc(c, (c->number_count + 1) * 8);
	if (c->failed)
		return;
	if (c->number_count)
		memcpy(p->numbers, c->numbers, c->number_count * 8);
	sort_numbers(p->numbers, c->number_count);
	for (u32 i = 0; i < c->number_count; i++)
		if (!p->number_count || p->numbers[p->number_count - 1] != p->numbers[i])
			p->numbers[p->number_count++] = p->numbers[i];
}

static u32 number_index(const struct pack *p, u64 bits)
{
	u32 low = 0, high = p->number_count;

	while (low + 1 < high) {
		u32 mid = (low + high) / 2;

		if (p->numbers[mid] <= bits)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* final_code - provisional numbers of strings and numbers become the real ones. */
static void final_code(struct pack *p)
{
	struct jc *c = p->c;

	for (u32 i = 0; i < c->code_count; i++) {
		const char *text = operands[c->code[i] & 0xFF];
		u32 bx = c->code[i] >> 16;

		if (text[1] == 'S')
			bx = p->by_number[bx]->id;
		else if (text[1] == 'N')
			bx = number_index(p, c->numbers[bx]);
		else
			continue;
		c->code[i] = (c->code[i] & 0xFFFF) | bx << 16;
	}
}

/* ---- writing */

static void w16(struct pack *p, u32 n)
{
	p->image[p->at++] = (u8)n;
	p->image[p->at++] = (u8)(n >> 8);
}

static void w32(struct pack *p, u32 n)
{
	w16(p, n & 0xFFFF);
	w16(p, n >> 16);
}

static void pad(struct pack *p)
{
	while (p->at & 3)
		p->image[p->at++] = 0;
}

static u32 text_bytes(const struct pack *p)
{
	u32 n = 0;

	for (u32 i = 0; i < p->program_count; i++) {
		bool wide = is_wide(p->program[i]);

		n = (n + wide) & ~(u32)wide;
		n += p->program[i]->length << wide;
	}
	return n;
}

static void write_functions(struct pack *p)
{
	u32 pool = 0;

	for (struct func *f = p->c->functions; f; f = f->next) {
		w32(p, f->code);
		w32(p, f->code_count);
		w32(p, pool);
		pool += f->key_count;
		w32(p, pool);
		pool += f->capture_count;
		w32(p, f->handlers);
		w16(p, f->key_count);
		w16(p, f->capture_count);
		w16(p, f->handler_count);
		w16(p, f->name->id);
		w16(p, f->shape);
		w16(p, f->parent ? f->parent->index : 0xFFFF);
		p->image[p->at++] = (u8)f->registers;
		p->image[p->at++] = (u8)f->cells;
		p->image[p->at++] = (u8)f->param_count;
		p->image[p->at++] = (u8)f->length;
		w32(p, (f->arrow || f->method || !f->parent ? 0 : JS_FN_CONSTRUCTS) | (f->uses_arguments ? JS_FN_ARGUMENTS : 0) |
			       (f->arrow ? JS_FN_ARROW : 0));
	}
}

static void write_pool(struct pack *p)
{
	u32 pool = 0;

	for (struct func *f = p->c->functions; f; f = f->next) {
		for (u32 i = 0; i < f->key_count; i++)
			w16(p, f->keys[i]->id);
		for (struct capture *k = f->captures; k; k = k->next)
			w16(p, k->from);
		pool += f->key_count + f->capture_count;
	}
	for (struct shape *s = p->c->shapes; s; s = s->next) {
		s->pool = pool;
		pool += s->count;
		for (u32 i = 0; i < s->count; i++)
			w16(p, s->keys[i]->id);
	}
	for (struct var *v = p->c->functions->scope->vars; v; v = v->next)
		if (v->global)
			w16(p, v->sym->id);
	pad(p);
}

static void write_strings(struct pack *p)
{
	u32 at = 0;

	for (u32 i = 0; i < p->program_count; i++) {
		bool wide = is_wide(p->program[i]);

		at = (at + wide) & ~(u32)wide;
		w32(p, at);
		w32(p, p->program[i]->length | (u32)wide << 31);
		at += p->program[i]->length << wide;
	}
	for (u32 i = 0, from = p->at; i < p->program_count; i++) {
		struct sym *s = p->program[i];
		bool wide = is_wide(s);

		if (wide && (p->at - from) & 1)
			p->image[p->at++] = 0;
		for (u32 k = 0; k < s->length; k++) {
			if (wide)
				w16(p, s->units[k]);
			else
				p->image[p->at++] = (u8)s->units[k];
		}
	}
	pad(p);
}

static u32 pool_count(const struct jc *c)
{
	u32 n = c->globals;

	for (struct func *f = c->functions; f; f = f->next)
		n += f->key_count + f->capture_count;
	for (struct shape *s = c->shapes; s; s = s->next)
		n += s->count;
	return n;
}

size_t axi_jc_pack(struct jc *c, const void **image)
{
	struct pack p = {.c = c};
	u32 text, lines = c->strip ? 0 : c->line_count, pool;
	u64 size;

	order_strings(&p);
	order_numbers(&p);
	if (c->failed)
		return 0;
	final_code(&p);
	text = text_bytes(&p);
	pool = pool_count(c);
	size = sizeof(struct js_image_header) + (u64)c->function_count * sizeof(struct js_fn) + (u64)c->code_count * 4 +
	       (u64)c->handler_count * sizeof(struct js_handler) + (u64)p.number_count * 8 + (((u64)pool * 2 + 3) & ~3ull) +
	       (u64)c->shape_count * 4 + (u64)p.program_count * 8 + (((u64)text + 3) & ~3ull) + (u64)lines * sizeof(struct js_line);
	if (pool > 0xFFFFFF)
		axi_jc_error(c, 0, "the program is too large");
	if (size > c->size - c->used) {
		axi_jc_error(c, 0, "the compiler's memory is too small");
		c->no_memory = true;
	}
	if (c->failed)
		return 0;
	p.image = axi_jc_alloc(c, size);
	w32(&p, JS_IMAGE_MAGIC);
	w32(&p, JS_IMAGE_VERSION);
	w32(&p, (u32)size);
	w32(&p, axi_js_tables_checksum());
	w32(&p, c->function_count);
	w32(&p, c->code_count);
	w32(&p, c->handler_count);
	w32(&p, p.number_count);
	w32(&p, pool);
	w32(&p, c->shape_count);
	w32(&p, p.program_count);
	w32(&p, text);
	w32(&p, lines);
	w32(&p, c->globals);
	write_functions(&p);
	for (u32 i = 0; i < c->code_count; i++)
		w32(&p, c->code[i]);
	for (u32 i = 0; i < c->handler_count; i++) {
		w32(&p, c->handlers[i].start);
		w32(&p, c->handlers[i].end);
		w32(&p, c->handlers[i].target);
		w32(&p, c->handlers[i].reg);
	}
	for (u32 i = 0; i < p.number_count; i++) {
		w32(&p, (u32)p.numbers[i]);
		w32(&p, (u32)(p.numbers[i] >> 32));
	}
	write_pool(&p);
	for (struct shape *s = c->shapes; s; s = s->next)
		w32(&p, s->pool << 8 | s->count);
	write_strings(&p);
	for (u32 i = 0; i < lines; i++) {
		w32(&p, c->lines[i].insn);
		w32(&p, c->lines[i].where);
	}
	*image = p.image;
	return size;
}

s64 axi_jc_compile(struct jc *c, const void **image)
{
	size_t made = 0;

	c->reserve = c->size < JC_RESERVE ? c->size & ~(size_t)7 : JC_RESERVE;
	c->size -= c->reserve;
	axi_jc_lex_init(c);
	if (!c->failed)
		axi_jc_parse(c);
	if (!c->failed)
		axi_jc_resolve(c);
	if (!c->failed)
		axi_jc_emit(c);
	if (!c->failed)
		made = axi_jc_pack(c, image);
	if (c->failed)
		return c->no_memory ? -AX_ENOMEM : -AX_EINVAL;
	return (s64)made;
}

s64 ax_js_compile(const char *source, size_t size, const struct ax_js_compile *options, void *memory, size_t memory_size,
		  const void **image, struct ax_js_diag *diag)
{
	struct jc c = {.memory = memory, .size = memory_size & ~(size_t)7, .source = (const u8 *)source, .end = (u32)size,
		       .diag = diag, .strip = options && options->strip, .deep = true};

	if (diag)
		memset(diag, 0, sizeof(*diag));
	if (size > 0x7FFFFFF || (uintptr_t)memory & 7) {
		axi_jc_error(&c, 0, "the source is too long, or the memory not aligned");
		return -AX_EINVAL;
	}
	return axi_jc_compile(&c, image);
}
