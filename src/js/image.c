/* SPDX-License-Identifier: Apache-2.0
 * image.c - reading a checked image. */
#include <stdatomic.h>
#include "js/image.h"
#include "js/object.h"

#define HEADER(image) ((const struct js_image_header *)(image))

void axi_js_sections(const u8 *image, struct js_sections *out)
{
	const struct js_image_header *h = HEADER(image);
	u64 at = sizeof(*h);

	memset(out, 0, sizeof(*out));
#define SECTION(field, count, member, unit)                                                                             \
	out->field = (const void *)(image + at);                                                                        \
	out->count = JS_LE32(h->member);                                                                                \
	at += ((u64)out->count * (unit) + 3) & ~3ull;
	SECTION(fn, functions, functions, sizeof(struct js_fn))
	SECTION(code, code_count, code, 4)
	SECTION(handlers, handler_count, handlers, sizeof(struct js_handler))
	SECTION(numbers, number_count, numbers, 8)
	SECTION(pool, pool_count, pool, 2)
	SECTION(shapes, shape_count, shapes, 4)
	SECTION(strings, string_count, strings, 8)
	SECTION(text, text_bytes, text, 1)
	SECTION(lines, line_count, lines, sizeof(struct js_line))
#undef SECTION
	out->globals = JS_LE32(h->globals);
	out->size = at;
}

struct js_fn_info axi_js_image_function(const struct js *js, u32 index)
{
	const struct js_fn *f = js->sections.fn + index;

	return (struct js_fn_info){f->length, (u8)JS_LE32(f->flags), JS_LE16(f->name)};
}

struct js_str axi_js_section_str(const struct js_sections *s, u32 index)
{
	struct js_str out = {"", 0, false};
	u32 length;

	if (index >= s->string_count)
		return out;
	length = JS_LE32(s->strings[index * 2 + 1]);
	out = (struct js_str){s->text + JS_LE32(s->strings[index * 2]), length & 0x7FFFFFFF, length >> 31};
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	out.little = out.wide;
#endif
	return out;
}

s32 axi_js_image_find_str(const struct js *js, const struct js_str *s)
{
	u32 low = 0, high = js->sections.string_count;

	while (low < high) {
		u32 mid = (low + high) / 2;
		struct js_str other = axi_js_section_str(&js->sections, mid);
		int o = axi_js_str_order(s, &other);

		if (!o)
			return (s32)(JS_ATOM_PROGRAM + mid);
		if (o < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return -1;
}

/* shape_keys - the keys of a shape in the pool. */
static const u16 *shape_keys(const struct js *js, u32 shape, u32 *count)
{
	const struct js_sections *s = &js->sections;

	if (shape == JS_SHAPE_GLOBALS) {
		*count = s->globals;
		return s->pool + s->pool_count - s->globals;
	}
	shape = JS_LE32(s->shapes[shape]);
	*count = shape & 0xFF;
	return s->pool + (shape >> 8);
}

u32 axi_js_shape_count(const struct js *js, u32 shape)
{
	u32 count;

	shape_keys(js, shape, &count);
	return count;
}

js_key axi_js_shape_key(const struct js *js, u32 shape, u32 i)
{
	u32 count;

	return js_key_atom(JS_LE16(shape_keys(js, shape, &count)[i]));
}

s32 axi_js_shape_find(const struct js *js, u32 shape, js_key key)
{
	u32 count;
	const u16 *keys = shape_keys(js, shape, &count);

	if ((key & 3) != 2)
		return -1;
	for (u32 i = 0; i < count; i++)
		if (JS_LE16(keys[i]) == key >> 2)
			return (s32)i;
	return -1;
}

bool axi_js_image_where(const struct js *js, u32 insn, u32 *line, u32 *column)
{
	const struct js_line *lines = js->sections.lines;
	u32 low = 0, high = js->sections.line_count;

	while (low < high) {
		u32 mid = (low + high) / 2;

		if (JS_LE32(lines[mid].insn) <= insn)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return false;
	*line = JS_LE32(lines[low - 1].where) >> 12;
	*column = JS_LE32(lines[low - 1].where) & 0xFFF;
	return true;
}

u32 axi_js_tables_checksum(void)
{
	static _Atomic u32 known; /* 0: not yet; whoever computes it finds the same */
	u32 h = atomic_load_explicit(&known, memory_order_relaxed);

	if (h)
		return h;
	h = 2166136261u;

	for (u32 id = 256; id < JS_ATOM_COUNT; id++) {
		struct js_str s = axi_js_atom_str(id);

		for (u32 i = 0; i < s.length; i++)
			h = (h ^ js_str_at(&s, i)) * 16777619u;
		h = (h ^ 0x100) * 16777619u;
	}
	h = (h ^ JS_ROM_COUNT) * 16777619u;
	h = (h ^ JS_ROW_COUNT) * 16777619u;
	atomic_store_explicit(&known, h, memory_order_relaxed);
	return h;
}
