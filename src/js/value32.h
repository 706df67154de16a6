/* SPDX-License-Identifier: Apache-2.0
 * value32.h - values of 32 bits (value.h has the contract).
 *
 *   ...0      an integer of 31 bits             ...011    heap offset of a string
 *   ...001    heap offset of an object          ...101    heap offset of a number (JS_T_NUMBER)
 *   ...111    no offset in the word as it stands: the low byte is the kind, the 24 bits above it the payload; captured variables and
 *             accessors have their heap offset divided by 8 there, so a heap is at most 128 MiB
 *
 * The special values are kinds of their own without payload: they are less than 32, which is short in instructions.
 * Numbers of constant data (Math.PI, literals of the program) are a kind of their own and need no heap. */
#include "js/value.h" /* which includes this file, when the build wants this format */
#if JS_VALUE_BITS == 32 && !defined(JS_VALUE32_H)
#define JS_VALUE32_H

enum js_kind {
	JS_KIND_SPECIAL = 0x07, /* and 0x0F, 0x17, 0x1F */
	JS_KIND_ROMSTR = 0x27,
	JS_KIND_ROMOBJ = 0x2F,
	JS_KIND_CONST = 0x37, /* number: of the image, or JS_CONST_ROM | of rom.c */
	/* INTERNAL from here on */
	JS_KIND_EMPTY = 0x3F,
	JS_KIND_ROM_ACCESSOR = 0x47,
	JS_KIND_ACCESSOR = 0x57,
	JS_KIND_CELL = 0x5F,
};
#define JS_CONST_ROM 0x800000u

#define JS_WORD(kind, payload) ((u32)(payload) << 8 | (kind))

#define JS_SPECIAL(n) ((u32)JS_KIND_SPECIAL + (n) * 8)
#define JS_UNDEFINED JS_SPECIAL(0)
#define JS_NULL      JS_SPECIAL(1)
#define JS_FALSE     JS_SPECIAL(2)
#define JS_TRUE      JS_SPECIAL(3)
#define JS_EMPTY     JS_WORD(JS_KIND_EMPTY, 0)
#define JS_DELETED   JS_WORD(JS_KIND_EMPTY, 1)
#define JS_NAN       JS_WORD(JS_KIND_CONST, JS_CONST_ROM) /* the first number of rom.c */
#define JS_K_ATOM(id)   JS_WORD(JS_KIND_ROMSTR, id)
#define JS_K_ROMOBJ(id) JS_WORD(JS_KIND_ROMOBJ, id)

static inline u32 js_heap_at(js_value v)
{
	return v & ~7u;
}
static inline u32 js_object_at(js_value v)
{
	return v - 1;
}
static inline u32 js_rom_id(js_value v)
{
	return v >> 8;
}
static inline bool js_is_int(js_value v)
{
	return !(v & 1);
}
JS_SHARED(bool, js_is_double, (js_value v), {
	return (v & 7) == 5 || (v & 0xFF) == JS_KIND_CONST;
})
JS_SHARED(bool, js_is_number, (js_value v), {
	return js_is_int(v) || js_is_double(v);
})
static inline bool js_is_atom(js_value v)
{
	return (v & 0xFF) == JS_KIND_ROMSTR;
}
static inline bool js_is_heap_string(js_value v)
{
	return (v & 7) == 3;
}
JS_SHARED(bool, js_is_string, (js_value v), {
	return js_is_heap_string(v) || js_is_atom(v);
})
static inline bool js_is_romobj(js_value v)
{
	return (v & 0xFF) == JS_KIND_ROMOBJ;
}
static inline bool js_is_heap_object(js_value v)
{
	return (v & 7) == 1;
}
JS_SHARED(bool, js_is_object, (js_value v), {
	return js_is_heap_object(v) || js_is_romobj(v);
})
JS_SHARED(bool, js_is_internal, (js_value v), {
	return (v & 7) == 7 && (v & 0xFF) >= JS_KIND_EMPTY;
})
static inline bool js_is_rom_accessor(js_value v)
{
	return (v & 0xFF) == JS_KIND_ROM_ACCESSOR;
}
JS_SHARED(bool, js_is_accessor, (js_value v), {
	return (v & 0xFF) == JS_KIND_ACCESSOR || js_is_rom_accessor(v);
})
static inline bool js_is_cell(js_value v)
{
	return (v & 0xFF) == JS_KIND_CELL;
}
static inline bool js_is_nullish(js_value v)
{
	return (v | 8) == JS_NULL;
}
static inline bool js_is_bool(js_value v)
{
	return (v | 8) == JS_TRUE;
}
static inline bool js_is_ref(js_value v)
{
	return v & 1 && ((v & 7) != 7 || (v & 0xF7) == (JS_KIND_ACCESSOR & 0xF7));
}
_Static_assert((JS_KIND_ACCESSOR & 0xF7) == (JS_KIND_CELL & 0xF7), "the two references among the kinds differ in bit 3");
static inline u32 js_ref_at(js_value v)
{
	return (v & 7) == 7 ? v >> 8 << 3 : v & ~7u;
}
static inline js_value js_ref_moved(js_value v, u32 at)
{
	return (v & 7) == 7 ? at >> 3 << 8 | (v & 0xFF) : at | (v & 7);
}

static inline js_value js_int(s32 n)
{
	return (u32)n << 1;
}
static inline s32 js_to_s32(js_value v)
{
	return (s32)v >> 1;
}
static inline js_value js_special(u32 n)
{
	return JS_SPECIAL(n);
}
static inline js_value js_bool(bool b)
{
	return JS_SPECIAL(2u + b);
}
static inline js_value js_obj(u32 offset)
{
	return offset | 1;
}
static inline js_value js_str_value(u32 offset)
{
	return offset | 3;
}
static inline js_value js_accessor_value(u32 offset)
{
	return offset << 5 | JS_KIND_ACCESSOR;
}
static inline js_value js_rom_accessor(u32 row)
{
	return JS_WORD(JS_KIND_ROM_ACCESSOR, row);
}
static inline u32 js_rom_accessor_row(js_value v)
{
	return v >> 8;
}
static inline js_value js_cell_value(u32 offset)
{
	return offset << 5 | JS_KIND_CELL;
}
static inline js_value js_link(u32 bits) /* looks like an integer */
{
	return bits << 1;
}
static inline u32 js_link_bits(js_value v)
{
	return v >> 1;
}

/* heap.c */
js_value js_double(struct js *js, double d);
js_value js_number(struct js *js, double d);
js_value js_uint(struct js *js, u32 n);
js_value js_int32(struct js *js, s32 n);
double js_to_double(const struct js *js, js_value v);
static inline js_value js_rom_number(u32 i, double d)
{
	(void)d;
	return JS_WORD(JS_KIND_CONST, JS_CONST_ROM | i);
}
static inline js_value js_image_number(u32 i, u64 bits)
{
	(void)bits;
	return JS_WORD(JS_KIND_CONST, i);
}

#endif
