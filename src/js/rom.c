/* SPDX-License-Identifier: Apache-2.0
 * rom.c - the built-in objects as constant data, read from builtins.def. */
#include "js/object.h"

enum row_kind { ROW_METHOD, ROW_GETTER, ROW_VALUE };

struct row {
	js_value value; /* ROW_VALUE */
	js_native native;
	const char *signature;
	u16 name;
	u8 kind, length, locals;
	s16 magic;
};

/* doubles are stored as unions, because their bits are no constant expression */
struct number_row {
	u32 row;
	double value;
};

static const struct row rows[] = {
#define METHOD(id, name, native, signature, length, magic, locals)                                                      \
	{0, native, signature, JS_ATOM_##name, ROW_METHOD, length, locals, magic},
#define GETTER(id, name, native, signature, magic, locals) {0, native, signature, JS_ATOM_##name, ROW_GETTER, 0, locals, magic},
#define NUMBER(id, name, number) {JS_EMPTY, NULL, NULL, JS_ATOM_##name, ROW_VALUE, 0, 0, 0},
#define REF(id, name, other) {JS_BOX(JS_TAG_ROMOBJ, JS_ROM_##other), NULL, NULL, JS_ATOM_##name, ROW_VALUE, 0, 0, 0},
#define ALIAS(id, name, row)                                                                                            \
	{JS_BOX(JS_TAG_ROMOBJ, JS_ROM_ROWS + JS_ROW_##row), NULL, NULL, JS_ATOM_##name, ROW_VALUE, 0, 0, 0},
#define VALUE(id, name, v) {ROW_CONST(v), NULL, NULL, JS_ATOM_##name, ROW_VALUE, 0, 0, 0},
#define ROW_CONST(v) v
#define js_atom(id) JS_BOX(JS_TAG_ROMSTR, id)
#define js_int(n) JS_BOX(JS_TAG_INT, n)
#include "js/builtins.def"
#undef js_atom
#undef js_int
};

static const struct number_row numbers[] = {
#define NUMBER(id, name, number) {JS_ROW_##id##_##name, number},
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
#define VALUE(id, name, value) AT_##id##_##name,
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
	u16 proto, name;
	u8 class_id, length, locals, flags;
} objects[] = {
#define OBJECT(id, proto, class) {NULL, NULL, JS_ROM_##proto, JS_ATOM_empty, JS_CLASS_##class, 0, 0, 0},
#define CONSTRUCTOR(id, proto, name, native, signature, length, locals, flags)                                          \
	{native, signature, JS_ROM_##proto, JS_ATOM_##name, JS_CLASS_FUNCTION, length, locals, flags},
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
	if (id >= JS_ROW_COUNT || rows[id].kind == ROW_VALUE)
		return false;
	*out = (struct js_rom_function){rows[id].native, rows[id].signature, rows[id].name, rows[id].length, rows[id].locals, 0,
					rows[id].magic};
	return true;
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
	if (rows[row].kind == ROW_METHOD)
		return js_romobj(JS_ROM_ROWS + row);
	if (rows[row].kind == ROW_GETTER)
		return JS_ROM_ACCESSOR_BITS | row;
	if (rows[row].value != JS_EMPTY)
		return rows[row].value;
	for (u32 i = 0; i < ARRAY_LEN(numbers); i++)
		if (numbers[i].row == row)
			return js_number(numbers[i].value);
	return JS_UNDEFINED;
}
