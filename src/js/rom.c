/* SPDX-License-Identifier: Apache-2.0
 * rom.c - the built-in objects as constant data, read from builtins.def. */
#include "js/leaf.h"

enum row_kind { ROW_METHOD, ROW_GETTER, ROW_NUMBER, ROW_INTEGER, ROW_OBJECT, ROW_FUNCTION, ROW_TEXT, ROW_UNDEFINED };

#define NTH(s, k) (sizeof(s) - 1 > (k) ? JS_LETTER((s)[sizeof(s) - 1 > (k) ? (k) : 0]) << 5 * (k) : 0)
#define SIGNATURE(s) (NTH(s, 0) | NTH(s, 1) | NTH(s, 2) | NTH(s, 3) | NTH(s, 4))

#ifdef JS_NEAR_NATIVES
/* A build whose code is one section of one file of assembly (link-time optimization in one partition): half the distance of each function
 * from one of them fits 16 bits, and the assembler refuses the second row's byte where it does not.  Only for Thumb. */
__asm__("	.section .rodata.natives, \"a\"\n"
	"	.balign 2\n"
	"axi_js_native_at:\n"
#define NATIVE(native, function, signature, locals) "	.2byte (" #function " - axi_js_print) / 2\n"
#include "js/builtins.def"
	"	.section .natives, \"\"\n"
#define NATIVE(native, function, signature, locals) "	.byte (((" #function " - axi_js_print) / 2 + 0x8000) >> 16) * 1000\n"
#include "js/builtins.def"
	"	.text\n");
extern const s16 axi_js_native_at[];
#define FUNCTION(i)               ((js_native)((uintptr_t)axi_js_print + (uintptr_t)(2 * axi_js_native_at[i])))
#define ENTRY(native, ...) {__VA_ARGS__}
#else
#define FUNCTION(i)        (natives[i].function)
#define ENTRY(...)         {__VA_ARGS__}
#endif

static const struct {
#ifndef JS_NEAR_NATIVES
	js_native function;
#endif
	u32 signature : 25, locals : 4;
} natives[] = {
#define NATIVE(native, function, signature, locals) ENTRY(function, SIGNATURE(signature), locals),
#include "js/builtins.def"
};
_Static_assert(JS_NATIVE_none < 256, "struct builtin_row");

/* `what`: a function's native << 8 | magic; otherwise the number, low half of the integer, built-in object, row, or atom; `length`: of
 * a function; the integer's high bits. */
struct builtin_row {
	u32 name : 10, kind : 3, length : 3, what : 16;
};

static const double numbers[] = {
#define NUMBER(id, name, number) number,
#include "js/builtins.def"
};
enum {
#define NUMBER(id, name, number) NUMBER_##id##_##name,
#include "js/builtins.def"
};
_Static_assert(NUMBER_global_NaN == 0, "value32.h");

static const struct builtin_row rows[] = {
#define METHOD(id, name, native, length, magic) {JS_ATOM_##name, ROW_METHOD, length, JS_NATIVE_##native << 8 | (magic)},
#define GETTER(id, name, native, magic) {JS_ATOM_##name, ROW_GETTER, 0, JS_NATIVE_##native << 8 | (magic)},
#define NUMBER(id, name, number) {JS_ATOM_##name, ROW_NUMBER, 0, NUMBER_##id##_##name},
#define INTEGER(id, name, value) {JS_ATOM_##name, ROW_INTEGER, (value) >> 16, (value) & 0xFFFF},
#define REF(id, name, other) {JS_ATOM_##name, ROW_OBJECT, 0, JS_ROM_##other},
#define ALIAS(id, name, row) {JS_ATOM_##name, ROW_FUNCTION, 0, JS_ROW_##row},
#define TEXT(id, name, atom) {JS_ATOM_##name, ROW_TEXT, 0, JS_ATOM_##atom},
#define UNDEFINED(id, name) {JS_ATOM_##name, ROW_UNDEFINED, 0, 0},
#include "js/builtins.def"
};

/* FIRST_x - rows before object x */
enum {
#define OBJECT(id, proto, class) FIRST_##id, BACK_##id = FIRST_##id - 1,
#define CONSTRUCTOR(id, proto, name, native, length, flags) FIRST_##id, BACK_##id = FIRST_##id - 1,
#define METHOD(id, name, native, length, magic) AT_##id##_##name,
#define GETTER(id, name, native, magic) AT_##id##_##name,
#define NUMBER(id, name, value) AT_##id##_##name,
#define INTEGER(id, name, value) AT_##id##_##name,
#define REF(id, name, other) AT_##id##_##name,
#define ALIAS(id, name, row) AT_##id##_##name,
#define TEXT(id, name, atom) AT_##id##_##name,
#define UNDEFINED(id, name) AT_##id##_##name,
#include "js/builtins.def"
	FIRST_END,
};
static const u16 first[] = {
#define OBJECT(id, proto, class) FIRST_##id,
#define CONSTRUCTOR(id, proto, name, native, length, flags) FIRST_##id,
#include "js/builtins.def"
	FIRST_END,
};

static const struct {
	u16 name : 10, length : 3, flags : 1;
	u8 proto, class_id, native;
} __attribute__((packed)) objects[] = {
#define OBJECT(id, proto, class) {JS_ATOM_empty, 0, 0, JS_ROM_##proto, JS_CLASS_##class, JS_NATIVE_none},
#define CONSTRUCTOR(id, proto, name, native, length, flags)                                                             \
	{JS_ATOM_##name, length, flags, JS_ROM_##proto, JS_CLASS_FUNCTION, JS_NATIVE_##native},
#include "js/builtins.def"
};
_Static_assert(ARRAY_LEN(rows) == JS_ROW_COUNT, "every row has its number");
_Static_assert(JS_ROM_COUNT < JS_ROM_ROWS, "ids of objects and rows do not meet");

static s32 magic_of(u32 row)
{
	u32 magic = rows[row].what & 0xFF;

	return (s32)(magic == JS_MAGIC_ROW ? row : magic);
}

bool axi_js_rom_function(u32 id, struct js_rom_function *out)
{
	u32 native;

	if (id < JS_ROM_COUNT) {
		native = objects[id].native;
		*out = (struct js_rom_function){.name = objects[id].name, .length = objects[id].length, .flags = objects[id].flags,
						.magic = (s16)id};
		if (native == JS_NATIVE_none)
			return false;
	} else {
		id -= JS_ROM_ROWS;
		if (id >= JS_ROW_COUNT || rows[id].kind > ROW_GETTER)
			return false;
		native = rows[id].what >> 8;
		*out = (struct js_rom_function){.name = rows[id].name, .length = rows[id].length, .magic = (s16)magic_of(id)};
	}
	out->native = FUNCTION(native);
	out->signature = natives[native].signature;
	out->locals = natives[native].locals == JS_LEAF ? 0 : natives[native].locals;
	return true;
}

#ifndef __OPTIMIZE_SIZE__
const struct js_leaf_native axi_js_leaf_natives[] = {
#define NATIVE(native, function, signature, locals) {function, (locals) == JS_LEAF ? SIGNATURE(signature) : 0},
#include "js/builtins.def"
	{NULL, 0}, /* of rows that are no function */
};
#define LEAF(id, name, native, magic) {(magic) == JS_MAGIC_ROW ? JS_ROW_##id##_##name : (magic), JS_NATIVE_##native},
const struct js_leaf axi_js_leaves[] = {
#define METHOD(id, name, native, length, magic) LEAF(id, name, native, magic)
#define GETTER(id, name, native, magic) LEAF(id, name, native, magic)
#define NUMBER(id, name, number) {0, JS_NATIVE_none},
#define INTEGER(id, name, value) {0, JS_NATIVE_none},
#define REF(id, name, other) {0, JS_NATIVE_none},
#define ALIAS(id, name, row) {0, JS_NATIVE_none},
#define TEXT(id, name, atom) {0, JS_NATIVE_none},
#define UNDEFINED(id, name) {0, JS_NATIVE_none},
#include "js/builtins.def"
};
_Static_assert(ARRAY_LEN(axi_js_leaves) == JS_ROW_COUNT, "every row has its place");
#else
u32 axi_js_rom_leaf(u32 id, js_native *native, s32 *magic)
{
	u32 i;

	id -= JS_ROM_ROWS;
	if (id >= JS_ROW_COUNT || rows[id].kind > ROW_GETTER)
		return 0;
	i = rows[id].what >> 8;
	if (natives[i].locals != JS_LEAF)
		return 0;
	*native = FUNCTION(i);
	*magic = magic_of(id);
	return natives[i].signature;
}
#endif

u32 axi_js_rom_class(u32 id)
{
	return id < JS_ROM_COUNT ? objects[id].class_id : JS_CLASS_FUNCTION;
}

u32 axi_js_rom_proto(u32 id)
{
	u32 proto = id < JS_ROM_COUNT ? objects[id].proto : JS_ROM_Function_prototype;

	return proto == JS_ROM_none ? 0 : proto << 1 | 1;
}

void axi_js_rom_rows(u32 id, u32 *at, u32 *count)
{
	*at = id < JS_ROM_COUNT ? first[id] : 0;
	*count = id < JS_ROM_COUNT ? first[id + 1] - first[id] : 0;
}

int axi_js_rom_row(u32 id, u32 atom)
{
	if (id < JS_ROM_COUNT)
		for (u32 i = first[id]; i < first[id + 1]; i++)
			if (rows[i].name == atom)
				return (int)i;
	return -1;
}

u32 axi_js_rom_row_name(u32 row)
{
	return rows[row].name;
}

js_value axi_js_rom_value(u32 row)
{
	u32 what = rows[row].what;

	switch ((enum row_kind)rows[row].kind) {
	case ROW_METHOD: return js_romobj(JS_ROM_ROWS + row);
	case ROW_GETTER: return js_rom_accessor(row);
	case ROW_NUMBER: return js_rom_number(what, numbers[what]);
	case ROW_INTEGER: return js_int((s32)(rows[row].length << 16 | what));
	case ROW_OBJECT: return js_romobj(what);
	case ROW_FUNCTION: return js_romobj(JS_ROM_ROWS + what);
	case ROW_TEXT: return js_atom(what);
	default: return JS_UNDEFINED;
	}
}

double axi_js_rom_double(u32 i)
{
	return numbers[i];
}
