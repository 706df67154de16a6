/* SPDX-License-Identifier: Apache-2.0
 * rom.c - the built-in objects as constant data, read from builtins.def. */
#include "js/object.h"

enum row_kind { ROW_METHOD, ROW_GETTER, ROW_NUMBER, ROW_OBJECT, ROW_FUNCTION, ROW_TEXT, ROW_UNDEFINED };

/* Twelve bytes on a 32-bit machine.  `what`: a function's magic; otherwise the number, built-in object, row, or atom. */
struct builtin_row {
	js_native native;
	const char *signature;
	u16 name : 10, kind : 3, length : 3;
	u16 what : 12, locals : 4;
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
#define METHOD(id, name, native, signature, length, magic, locals)                                                      \
	{native, signature, JS_ATOM_##name, ROW_METHOD, length, magic, locals},
#define GETTER(id, name, native, signature, magic, locals) {native, signature, JS_ATOM_##name, ROW_GETTER, 0, magic, locals},
#define NUMBER(id, name, number) {NULL, NULL, JS_ATOM_##name, ROW_NUMBER, 0, NUMBER_##id##_##name, 0},
#define REF(id, name, other) {NULL, NULL, JS_ATOM_##name, ROW_OBJECT, 0, JS_ROM_##other, 0},
#define ALIAS(id, name, row) {NULL, NULL, JS_ATOM_##name, ROW_FUNCTION, 0, JS_ROW_##row, 0},
#define TEXT(id, name, atom) {NULL, NULL, JS_ATOM_##name, ROW_TEXT, 0, JS_ATOM_##atom, 0},
#define UNDEFINED(id, name) {NULL, NULL, JS_ATOM_##name, ROW_UNDEFINED, 0, 0, 0},
#include "js/builtins.def"
};

/* FIRST_x - rows before object x */
enum {
#define OBJECT(id, proto, class) FIRST_##id, BACK_##id = FIRST_##id - 1,
#define CONSTRUCTOR(id, proto, name, native, signature, length, locals, flags) FIRST_##id, BACK_##id = FIRST_##id - 1,
#define METHOD(id, name, native, signature, length, magic, locals) AT_##id##_##name,
#define GETTER(id, name, native, signature, magic, locals) AT_##id##_##name,
#define NUMBER(id, name, value) AT_##id##_##name,
#define REF(id, name, other) AT_##id##_##name,
#define ALIAS(id, name, row) AT_##id##_##name,
#define TEXT(id, name, atom) AT_##id##_##name,
#define UNDEFINED(id, name) AT_##id##_##name,
#include "js/builtins.def"
	FIRST_END,
};
static const u16 first[] = {
#define OBJECT(id, proto, class) FIRST_##id,
#define CONSTRUCTOR(id, proto, name, native, signature, length, locals, flags) FIRST_##id,
#include "js/builtins.def"
	FIRST_END,
};

static const struct {
	js_native native;
	const char *signature;
	u16 name : 10, length : 3, locals : 3;
	u8 proto, class_id : 7, flags : 1;
} objects[] = {
#define OBJECT(id, proto, class) {NULL, NULL, JS_ATOM_empty, 0, 0, JS_ROM_##proto, JS_CLASS_##class, 0},
#define CONSTRUCTOR(id, proto, name, native, signature, length, locals, flags)                                          \
	{native, signature, JS_ATOM_##name, length, locals, JS_ROM_##proto, JS_CLASS_FUNCTION, flags},
#include "js/builtins.def"
};
_Static_assert(ARRAY_LEN(rows) == JS_ROW_COUNT, "every row has its number");
_Static_assert(JS_ROM_COUNT < JS_ROM_ROWS, "ids of objects and rows do not meet");

bool axi_js_rom_function(u32 id, struct js_rom_function *out)
{
	if (id < JS_ROM_COUNT) {
		*out = (struct js_rom_function){objects[id].native, objects[id].signature, objects[id].name, objects[id].length,
						objects[id].locals, objects[id].flags, (s16)id};
		return objects[id].native != NULL;
	}
	id -= JS_ROM_ROWS;
	if (id >= JS_ROW_COUNT || rows[id].kind > ROW_GETTER)
		return false;
	*out = (struct js_rom_function){rows[id].native, rows[id].signature, rows[id].name, rows[id].length,
					rows[id].locals == JS_LEAF ? 0 : rows[id].locals, 0, rows[id].what};
	return true;
}

const char *axi_js_rom_leaf(u32 id, js_native *native, s32 *magic)
{
	id -= JS_ROM_ROWS;
	if (id >= JS_ROW_COUNT || rows[id].locals != JS_LEAF)
		return NULL;
	*native = rows[id].native;
	*magic = rows[id].what;
	return rows[id].signature;
}

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
