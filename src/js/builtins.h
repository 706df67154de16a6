/* SPDX-License-Identifier: Apache-2.0
 * builtins.h - the numbers that builtins.def gives to classes, built-in objects and rows. */
#ifndef JS_BUILTINS_H
#define JS_BUILTINS_H

#include "js/native.h"

/* JS_CLASS_x: what kind of object.  The first ones are the machine's; CLASS rows follow. */
enum js_class {
	JS_CLASS_NONE, /* not an object */
	JS_CLASS_OBJECT,
	JS_CLASS_ARRAY,
	JS_CLASS_FUNCTION,
	JS_CLASS_BOUND, /* Function.prototype.bind's results */
	JS_CLASS_ERROR,
	JS_CLASS_MACHINE_, /* the last of the machine's */
#define CLASS(id, letter) JS_CLASS_##id,
#include "js/builtins.def"
	JS_CLASS_COUNT,
};

/* JS_ROM_x: objects and constructors; value js_romobj(JS_ROM_x) */
enum js_rom_object {
#define OBJECT(id, proto, class) JS_ROM_##id,
#define CONSTRUCTOR(id, proto, name, native, length, flags) JS_ROM_##id,
#include "js/builtins.def"
	JS_ROM_COUNT,
	JS_ROM_none = JS_ROM_COUNT,
};

/* JS_ROW_owner_name: the property rows in file order; the function of a METHOD row is js_romobj(JS_ROM_ROWS + row) */
enum js_rom_row {
#define METHOD(id, name, native, length, magic) JS_ROW_##id##_##name,
#define GETTER(id, name, native, magic) JS_ROW_##id##_##name,
#define NUMBER(id, name, value) JS_ROW_##id##_##name,
#define INTEGER(id, name, value) JS_ROW_##id##_##name,
#define REF(id, name, other) JS_ROW_##id##_##name,
#define ALIAS(id, name, row) JS_ROW_##id##_##name,
#define TEXT(id, name, atom) JS_ROW_##id##_##name,
#define UNDEFINED(id, name) JS_ROW_##id##_##name,
#include "js/builtins.def"
	JS_ROW_COUNT,
};
#define JS_ROM_ROWS 0x1000u

/* JS_NATIVE_x: the functions of the NATIVE rows */
enum js_native_id {
#define NATIVE(native, function, signature, locals) JS_NATIVE_##native,
#include "js/builtins.def"
	JS_NATIVE_none,
};

#define JS_LEAF 15 /* instead of locals: it has none, calls nothing back, and answers at once */
#define JS_F_CTOR 1u /* CONSTRUCTOR flags: `new` may be used */
#define JS_MAGIC_ROW 255

/* every native, declared */
#ifdef JS_NEAR_NATIVES /* rom.c */
#define NATIVE(native, function, signature, locals) __attribute__((used)) int function(struct js *js, struct js_call *c);
#else
#define NATIVE(native, function, signature, locals) int function(struct js *js, struct js_call *c);
#endif
#include "js/builtins.def"

#endif
