/* SPDX-License-Identifier: Apache-2.0
 * native.h - how C code serves JavaScript: the contract of native functions.
 *
 * MOVING OBJECTS.  Every allocation may move every object and string.  Therefore
 *   - a js_value in a C variable is good until the next call of a function marked ALLOCATES below (or one that takes such a
 *     function's place: whatever is not marked NO ALLOC);
 *   - what must live longer sits in a slot: the arguments c->a[], the native's own slots c->l[], js->ret, or a root
 *     (axi_js_push/axi_js_pop).  The collector updates slots.  Slots themselves do not move while the native runs;
 *   - a C pointer into the heap (string data, elements) dies at the next allocation: fetch it again from the value.
 * The build with JS_STRESS moves everything at every allocation; all tests of the group `js` run in it too.
 *
 * CALLING.  A native is
 *         int axi_js_THING(struct js *js, struct js_call *c)
 *   c->self       points at `this` (JS_UNDEFINED for plain calls; with row flag CTOR and c->construct: nothing yet)
 *   c->a, c->argc the arguments; at least as many slots as the row's signature has letters, missing ones are undefined
 *                 (argc is what the caller gave, so it may be smaller than the number of slots that exist)
 *   c->l          the row's `locals` slots, undefined at the first entry
 *   c->magic      the row's number, so that one function can serve several rows
 *   c->construct  called by `new`
 *   c->state      0 at the first entry
 * It puts its result into js->ret (undefined at the first entry) and returns JS_DONE; or returns what a failing call gave
 * (JS_THROW: js->exception is set by axi_js_throw: its text is a row of errors.def).
 *
 * ARGUMENTS ARE CONVERTED BEFORE THE CALL.  The row's signature has one letter for `this` and one for each argument:
 *   v  as it is                        n  ToNumber: a number value, either form
 *   s  ToString: a string value        i  ToIntegerOrInfinity cut to JS_INT_MAX: always an INT
 *   u  as n; js_arg_u32 (lib.h) has its value modulo 2^32
 *   S N I  the same as s n i, but undefined stays undefined (optional arguments)
 *   p  a property key: ToPrimitive with hint string (anything but an object)
 *   Only for `this`:  s (TypeError for null and undefined), o an object, a an array, f a function, r a RegExp, t a typed array,
 *   e an Error, d a Date: TypeError else.   Conversions run user code (valueOf, toString) without C recursion; the native sees
 *   only results.
 *
 * CALLING BACK.  No C recursion: a native that wants JavaScript called is a state machine.
 *         js_value *w = axi_js_window(js, c, 2);        room for a call with 2 arguments (NULL: return JS_THROW)
 *         w[0] = function; w[1] = this; w[JS_WINDOW] = first argument; w[JS_WINDOW + 1] = second;
 *         c->state = 1; return JS_CALL;
 * When the function has returned, the native is entered again with c->state == 1 and the result in js->ret; c->a and c->l are
 * as it left them, C locals are gone.  If the function throws, the native is never entered again.
 * axi_js_get, axi_js_set, axi_js_to_string... below answer JS_DONE (result in js->ret) or JS_CALL (a getter or a valueOf runs
 * first; same rule: set c->state before, return JS_CALL, find the result in js->ret).  The idiom:
 *         case 0: c->state = 1; r = axi_js_to_string(js, c, c->a[0]); if (r) return r;
 *                 // fall through
 *         case 1: ... js->ret is the string ...
 *
 * STEPS.  Work that grows with the data is paid before it is done, in bounded pieces:
 *         if (axi_js_charge(js, length / 8 + 1)) return JS_THROW;
 * A native with constant work charges nothing (its call instruction is one step).  The number charged must be a function of
 * the program's data only: never of addresses, capacities, word size, or how full the heap is.  Rule of thumb: 1 step per 8
 * bytes copied or compared, 1 per element handled, and 4 for one that calls back.  Allocation charges for itself.
 *
 * TABLES.  A native is a row of builtins.def; its names are rows of atoms.def (or of the embedder's).  See the head of builtins.def. */
#ifndef JS_NATIVE_H
#define JS_NATIVE_H

#include "js/atoms.h"
#include "js/value.h"

struct js;

enum js_status {
	JS_DONE = 0,
	JS_THROW = 1, /* js->exception holds what was thrown; also: out of memory, out of steps (cannot be caught) */
	JS_CALL = 2,  /* natives only: run the window's function, then enter again with c->state */
};

#define JS_WINDOW 4 /* w[0] callee, w[1] this, w[2] w[3] the machine's link, w[4]... arguments */

struct js_call {
	js_value *self;
	js_value *a;
	js_value *l;
	u32 argc;
	u32 state;
	s32 magic;
	bool construct;
};

typedef int (*js_native)(struct js *js, struct js_call *c);

/* ---- errors: all return JS_THROW.  Formats have %s (ASCII) and %u; 127 bytes at most. */
enum js_error { JS_ERROR, JS_TYPE_ERROR, JS_RANGE_ERROR, JS_REFERENCE_ERROR, JS_SYNTAX_ERROR, JS_EVAL_ERROR, JS_URI_ERROR };
enum js_error_id {
#define ERROR(id, kind, text) JS_E_##id,
#include "js/errors.def"
#undef ERROR
};
int axi_js_throw(struct js *js, enum js_error_id id, ...); /* a row of errors.def, and what its text asks for */
int axi_js_throw_text(struct js *js, enum js_error kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
int axi_js_throw_value(struct js *js, js_value v); /* NO ALLOC */

/* axi_js_charge - pay `n` steps (n < 2^31).  JS_THROW when the budget does not hold them.  NO ALLOC. */
int axi_js_charge(struct js *js, u32 n);

/* axi_js_window - see CALLING BACK.  ALLOCATES. */
js_value *axi_js_window(struct js *js, struct js_call *c, u32 argc);

/* axi_js_push - a temporary root: a slot that holds `v` until axi_js_pop; strictly nested within one native's entry (a
 * native leaves as many as it found, also when it fails).  At most JS_ROOTS_MAX deep in all.  NO ALLOC. */
js_value *axi_js_push(struct js *js, js_value v);
void axi_js_pop(struct js *js, u32 count);
js_value axi_js_take(struct js *js); /* pops one, and gives what it holds now */

/* ---- strings.  A string is Latin-1 bytes or UTF-16 units in host order; it is wide only if it must be (so equal strings
 * have equal form).  */
struct js_str {
	const void *data;
	u32 length; /* in units */
	bool wide;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bool little; /* units of the program's image, which is little-endian on every machine */
#endif
};
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define JS_STR_LITTLE(s) ((s)->little)
#else
#define JS_STR_LITTLE(s) false
#endif
/* axi_js_str - look into a string value; good until the next allocation.  NO ALLOC. */
struct js_str axi_js_str(struct js *js, js_value string);
JS_SHARED(u32, js_str_at, (const struct js_str *s, u32 i), {
	if (!s->wide)
		return ((const u8 *)s->data)[i];
	return JS_STR_LITTLE(s) ? __builtin_bswap16(((const u16 *)s->data)[i]) : ((const u16 *)s->data)[i];
})
/* axi_js_str_alloc - a new string of `length` units to be filled at once through *data.  `wide` promises that at least one
 * unit will be above 255.  length 0 and 1 are allowed, but use axi_js_str_char for them.  Returns JS_EMPTY when it threw
 * (out of memory, or longer than JS_STR_MAX).  ALLOCATES, charges length / 8. */
js_value axi_js_str_alloc(struct js *js, u32 length, bool wide, void **data);
/* axi_js_str_char - the string of one UTF-16 unit.  ALLOCATES above 255. */
js_value axi_js_str_char(struct js *js, u32 unit);
/* axi_js_str_latin1 - from bytes outside the heap.  axi_js_str_units - from UTF-16 units outside the heap, narrowed if
 * possible.  axi_js_str_utf8 - from UTF-8; a bad sequence becomes U+FFFD.  ALLOCATE; JS_EMPTY when they threw. */
js_value axi_js_str_latin1(struct js *js, const void *bytes, u32 length);
js_value axi_js_str_units(struct js *js, const u16 *units, u32 length);
js_value axi_js_str_utf8(struct js *js, const void *bytes, u32 length);
/* axi_js_str_sub - units [from, to) of a string value, 0 <= from <= to <= length.  ALLOCATES; the source needs no root. */
js_value axi_js_str_sub(struct js *js, js_value string, u32 from, u32 to);
/* axi_js_str_concat - ALLOCATES; the sources need no root. */
js_value axi_js_str_concat(struct js *js, js_value a, js_value b);
/* axi_js_str_compare - <0, 0, >0 by UTF-16 units.  NO ALLOC, does not charge. */
int axi_js_str_compare(struct js *js, js_value a, js_value b);
bool axi_js_str_equal(struct js *js, js_value a, js_value b); /* NO ALLOC */

/* A string buffer in a slot: grows by doubling, so that a result of unknown length is built in O(n).  `slot` is one slot of
 * the native (c->l[i]) that the buffer owns until axi_js_buf_end.  All ALLOCATE but begin; JS_THROW when they threw. */
void axi_js_buf_begin(struct js *js, js_value *slot);
int axi_js_buf_char(struct js *js, js_value *slot, u32 unit);
int axi_js_buf_latin1(struct js *js, js_value *slot, const void *bytes, u32 length); /* bytes outside the heap */
int axi_js_buf_string(struct js *js, js_value *slot, js_value string);
int axi_js_buf_sub(struct js *js, js_value *slot, js_value string, u32 from, u32 to);
js_value axi_js_buf_end(struct js *js, js_value *slot); /* the string; the slot is undefined then */

/* ---- property keys: an integer 0 .. 2^31 - 1, an atom, or a string that the heap has interned. */
typedef u32 js_key;
#define JS_KEY_NONE 0u
static inline js_key js_key_atom(u32 id)
{
	return id << 2 | 2;
}
static inline js_key js_key_int(u32 n) /* n < 2^31 */
{
	return n << 1 | 1;
}
/* axi_js_key - the key for a primitive value (strings like "12" become integers).  JS_KEY_NONE when it threw.  ALLOCATES:
 * a key of an interned string must not be kept over allocations; keep the string in a slot. */
js_key axi_js_key(struct js *js, js_value primitive);
/* axi_js_key_string - the key as a string value.  ALLOCATES for integers above 9. */
js_value axi_js_key_string(struct js *js, js_key key);

/* ---- objects.  `object` is any value that js_is_object. */
/* axi_js_object - a new empty object with this prototype (an object or null).  ALLOCATES; JS_EMPTY when it threw. */
js_value axi_js_object(struct js *js, js_value proto);
/* axi_js_get_data - own property or the chain's, without running getters: JS_EMPTY if there is none, an accessor
 * (js_is_accessor) as it is.  NO ALLOC (but a function's `prototype`, made when first asked for). */
js_value axi_js_get_data(struct js *js, js_value object, js_key key);
/* axi_js_get - obj[key] of any value, getters run: JS_DONE with js->ret, JS_CALL, JS_THROW. */
int axi_js_get(struct js *js, struct js_call *c, js_value base, js_key key);
/* axi_js_define - create or overwrite an own data property.  ALLOCATES; `object` and `v` need no root.  For arrays an
 * integer key beyond the end is a TypeError, at the end appends. */
int axi_js_define(struct js *js, js_value object, js_key key, js_value v);
/* axi_js_set - obj[key] = v with setters. */
int axi_js_set(struct js *js, struct js_call *c, js_value object, js_key key, js_value v);
/* axi_js_own_keys - a new array of the strings of the object's own keys.  JS_EMPTY when it threw.  ALLOCATES. */
js_value axi_js_own_keys(struct js *js, js_value object);
bool axi_js_is_callable(struct js *js, js_value v);
js_value axi_js_proto_of(struct js *js, js_value object); /* object or null; NO ALLOC */

/* ---- arrays: dense, no holes */
/* axi_js_array - a new array of `length` undefined elements.  ALLOCATES; JS_EMPTY when it threw. */
js_value axi_js_array(struct js *js, u32 length);
bool axi_js_is_array(struct js *js, js_value v);
u32 axi_js_array_length(struct js *js, js_value array);
js_value *axi_js_array_items(struct js *js, js_value array); /* good until the next allocation */
/* axi_js_array_push - ALLOCATES; `array` and `v` need no root. */
int axi_js_array_push(struct js *js, js_value array, js_value v);
/* axi_js_array_resize - shorter, or longer with undefined.  ALLOCATES; `array` needs no root. */
int axi_js_array_resize(struct js *js, js_value array, u32 length);

/* ---- objects of a class with bytes of their own: typed arrays, RegExp, Date, and what an embedder adds.
 * Such an object is an ordinary object (it has properties) of the class `class_id` (a row CLASS of builtins.def, JS_CLASS_x)
 * with `values` js_value slots and `bytes` bytes (not moved apart from the object itself, 8-byte aligned, zero at first). */
js_value axi_js_host_new(struct js *js, u32 class_id, js_value proto, u32 values, u32 bytes); /* ALLOCATES; charges bytes / 8 */
u32 axi_js_class(struct js *js, js_value v);      /* JS_CLASS_x; 0 for what is not an object */
js_value *axi_js_host_values(struct js *js, js_value object); /* good until the next allocation */
void *axi_js_host_bytes(struct js *js, js_value object, u32 *size); /* same; size may be NULL */

/* Classes whose integer keys are elements in their bytes (typed arrays): src/js/typed.c provides these three.
 * axi_js_class_indexed - is this such a class.  axi_js_indexed_length - how many.  axi_js_indexed_get - element, EMPTY beyond the end.  NO ALLOC, both.
 * axi_js_indexed_set - of a primitive (objects: converted by the caller); TypeError beyond the end.  NO ALLOC. */
bool axi_js_class_indexed(u32 class_id);
u32 axi_js_indexed_length(struct js *js, js_value object);
js_value axi_js_indexed_get(struct js *js, js_value object, u32 index);
int axi_js_indexed_set(struct js *js, js_value object, u32 index, js_value v);

/* ---- conversions.  The first group: of values that are not objects, no user code. */
double axi_js_number_of(struct js *js, js_value primitive);       /* ToNumber; NO ALLOC */
js_value axi_js_string_of(struct js *js, js_value primitive);     /* ToString; ALLOCATES; JS_EMPTY when it threw */
bool axi_js_truthy(struct js *js, js_value v);                    /* ToBoolean, of anything; NO ALLOC */
s32 axi_js_int32(double d);                                       /* ToInt32 */
s32 axi_js_clamp(double d);                                       /* ToIntegerOrInfinity cut to JS_INT_MAX; NaN is 0 */
static inline s32 axi_js_clamp_int(s32 n)
{
	return n > JS_INT_MAX ? JS_INT_MAX : n < -JS_INT_MAX - 1 ? -JS_INT_MAX - 1 : n;
}
js_value axi_js_int_string(struct js *js, s32 n);                 /* in decimal; ALLOCATES */
/* The second group: of anything: JS_DONE with js->ret, JS_CALL, JS_THROW. */
int axi_js_to_primitive(struct js *js, struct js_call *c, js_value v, bool hint_string);
int axi_js_to_string(struct js *js, struct js_call *c, js_value v);
int axi_js_to_number(struct js *js, struct js_call *c, js_value v); /* js->ret is a number value */
bool axi_js_strict_equal(struct js *js, js_value a, js_value b);  /* === ; NO ALLOC */
bool axi_js_same_value_zero(struct js *js, js_value a, js_value b); /* NO ALLOC */

/* ---- what src/js/dtoa.c and src/js/math.c must provide to the core (freestanding, no struct js) */
/* axi_js_number_format - shortest round-trip text of a finite or non-finite double in JavaScript's form (Number::toString
 * with radix 10), at most 32 bytes, no terminator; returns the length. */
u32 axi_js_number_format(double d, char out[32]);
/* axi_js_number_parse - StrDecimalLiteral / number literal at the start of `text`: digits, '.', exponent, "Infinity" with
 * sign; correctly rounded.  Returns the bytes used (0: no number there). */
u32 axi_js_number_parse(const char *text, u32 length, double *out);
double axi_js_fmod(double a, double b);
double axi_js_pow(double a, double b); /* JavaScript's **: pow(1, NaN) is NaN, pow(-1, Infinity) is NaN */
double axi_js_floor(double a);

#endif
