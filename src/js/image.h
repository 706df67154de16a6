/* SPDX-License-Identifier: Apache-2.0
 * image.h - the program image: a container of little-endian words, executed where it lies.
 *
 * Sections follow each other in this order without gaps, each 4-byte aligned, padding zero; there is one image for one
 * program (canonical), so that a signature over it is a signature over the program:
 *
 *   header      struct js_image_header
 *   functions   struct js_fn each; function 0 is the top level; a nested function comes after the one it is in
 *   code        32-bit instructions (ops.def), function after function
 *   handlers    struct js_handler each, function after function, inner ones first
 *   numbers     doubles (two words, low one first), ascending by their bits, none an integer that LOADI holds
 *   pool        16-bit: each function's keys, its captures, then the shapes' keys, then the names of the globals
 *   shapes      one word each: first of its keys in the pool << 8 | number of keys
 *   strings     two words each: offset in the text section, length in units | WIDE; ascending by content
 *   text        Latin-1 bytes, or UTF-16 (little-endian, 2-byte aligned)
 *   lines       one word for each instruction that begins a new line: instruction << ... see js_line; may be empty
 */
#ifndef JS_IMAGE_H
#define JS_IMAGE_H

#include "js/native.h"

#define JS_IMAGE_MAGIC   0x534A5841u /* "AXJS" */
#define JS_IMAGE_VERSION 1u

struct js_image_header {
	u32 magic, version;
	u32 size;  /* of the whole image */
	u32 atoms; /* checksum of the engine's atoms and constant objects */
	u32 functions, code, handlers, numbers, pool, shapes, strings, text, lines; /* counts; of text: bytes */
	u32 globals; /* names of globals: the last of the pool */
};

enum js_fn_flags {
	JS_FN_CONSTRUCTS = 1, /* `new` works, has a prototype property */
	JS_FN_ARGUMENTS = 2,  /* register nparams is the arguments array */
	JS_FN_ARROW = 4,
};

struct js_fn {
	u32 code, code_count;
	u32 keys;     /* in the pool */
	u32 captures; /* in the pool; each: register of the parent (a cell), or 0x8000 | capture of the parent */
	u32 handlers;
	u16 key_count, capture_count;
	u16 handler_count;
	u16 name;  /* string */
	u16 shape; /* keys that a constructor sets; JS_NO_SHAPE */
	u16 parent;
	u8 registers, cells; /* registers in all; `cells` of them, behind parameters and arguments, hold captured variables */
	u8 parameters, length;
	u32 flags;
};
#define JS_NO_SHAPE 0xFFFFu
_Static_assert(sizeof(struct js_fn) == 40, "part of the format");

/* an exception in [start, end) of the function (instructions of the image) continues at `target` with the value in `reg` */
struct js_handler {
	u32 start, end, target, reg;
};

/* a line: the instruction, and line << 12 | column (cut to 4095) */
struct js_line {
	u32 insn, where;
};

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define JS_LE32(n) (n)
#define JS_LE16(n) (n)
#else
#define JS_LE32(n) __builtin_bswap32(n)
#define JS_LE16(n) __builtin_bswap16(n)
#endif

/* Where the sections begin; computed from the header. */
struct js_sections {
	const struct js_fn *fn; /* the first ones are near the beginning of struct js */
	const u32 *code;
	const u16 *pool;
	const u32 *shapes, *strings;
	const struct js_handler *handlers;
	const u32 *numbers;
	const u8 *text;
	const struct js_line *lines;
	u32 functions, code_count, handler_count, number_count, pool_count, shape_count, string_count, text_bytes, line_count;
	u32 globals;
	u64 size; /* what the header's counts add up to */
};
void axi_js_sections(const u8 *image, struct js_sections *out);

struct js_fn_info {
	u8 length, flags;
	u16 name;
};
struct js_fn_info axi_js_image_function(const struct js *js, u32 index);
/* axi_js_section_str - string `index` of an image (checked as far as its strings) */
struct js_str axi_js_section_str(const struct js_sections *s, u32 index);
/* axi_js_image_find_str - the atom of the image with this content, or -1. */
s32 axi_js_image_find_str(const struct js *js, const struct js_str *s);
/* shapes; number JS_SHAPE_GLOBALS is the names of the globals */
#define JS_SHAPE_GLOBALS 0xFFFEu
u32 axi_js_shape_count(const struct js *js, u32 shape);
js_key axi_js_shape_key(const struct js *js, u32 shape, u32 i);
s32 axi_js_shape_find(const struct js *js, u32 shape, js_key key);
/* axi_js_image_where - line and column of an instruction; false: not known. */
bool axi_js_image_where(const struct js *js, u32 insn, u32 *line, u32 *column);
/* axi_js_tables_checksum - of atoms.def and builtins.def, as the bytecode depends on them. */
u32 axi_js_tables_checksum(void);

/* axi_js_image_check_outside - ax_js_image_check of code whose top level captures what its maker gives it (eval.c) */
int axi_js_image_check_outside(const void *image, size_t size);

#endif
