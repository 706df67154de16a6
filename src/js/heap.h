/* SPDX-License-Identifier: Apache-2.0
 * heap.h - the engine's memory: one piece given by the caller, `struct js` at its start.
 *
 *   struct js | property cache | value stack, grows up | heap objects, allocated upwards | free | end
 *
 * Everything is addressed by 32-bit offsets from `struct js`, multiples of 8 for heap objects.  The border between stack
 * and objects moves when the stack needs room (axi_js_stack_reserve slides the objects).  Every object begins with a header
 * word (type, mark, flags, size) and a word `aux` that the collector uses (its list of objects to scan while it marks, the
 * new address while it moves); between collections a string keeps its hash there. */
#ifndef JS_HEAP_H
#define JS_HEAP_H

#include <axiom/js.h>
#include "js/builtins.h"
#include "js/image.h"

enum js_type {
	JS_T_FREE, /* a hole; dropped by the next collection */
	JS_T_STR8,
	JS_T_STR16,
	JS_T_BYTES, /* plain bytes: no references */
	JS_T_NUMBER, /* a double (32-bit values) */
	/* types above hold no references */
	JS_T_OBJECT,
	JS_T_ARRAY,
	JS_T_FUNCTION,
	JS_T_BOUND,
	JS_T_HOST,
	/* types above are what a program calls objects */
	JS_T_KEYS,
	JS_T_SLOTS,
	JS_T_CELL,
	JS_T_ACCESSOR,
	JS_T_INTERN, /* the table of interned strings: holds them weakly */
};

/* header word: type in bits 0-4, MARK, FLAG, size in 8-byte units in bits 8-31 */
#define JS_H_TYPE   0x1Fu
#define JS_H_MARK   0x20u
#define JS_H_INTERN 0x40u /* string: it is in the intern table */
#define JS_H_ODD    0x40u /* slots: the last value only fills 8 bytes */
#define JS_H_PROTO  0x40u /* object: it is some object's prototype, a change of its keys empties the cache */
#define JS_H_FIXED  0x80u /* object: not extensible / (global object) slots never move */
#define JS_H_SIZE_SHIFT 8
#define JS_OBJECT_MAX ((1u << 24) - 1) /* units */

struct js_head {
	u32 hdr, aux;
};
struct js_string {
	u32 hdr, aux, length;
	/* u8[] or u16[] */
};
/* js_object - references of 32 bits: 0 none; odd: constant data (proto: rom id << 1 | 1; keys: shape << 1 | 1). */
struct js_object {
	u32 hdr, aux;
	u32 proto;
	u32 keys;  /* JS_T_KEYS or a shape of the image */
	u32 slots; /* offset of the first property value: within this object, or in a JS_T_SLOTS; as many as keys, or more */
	u32 x;     /* OBJECT: class | rom id << 8; ARRAY: length; FUNCTION: function of the image; BOUND: arguments; HOST: class */
};
struct js_array {
	struct js_object o;
	u32 items; /* JS_T_SLOTS or 0 */
	u32 pad;
};
struct js_function {
	struct js_object o;
	js_value captured[];
};
struct js_bound {
	struct js_object o;
	js_value target, self;
	js_value a[];
};
struct js_host {
	struct js_object o;
	u32 bytes, values;
	js_value v[]; /* `values` of them, then (8-byte aligned) the bytes */
};
/* js_host_values_room - slots before a host object's bytes, which begin at a multiple of 8 */
static inline u32 js_host_values_room(u32 values)
{
	return sizeof(js_value) == 8 ? values : (values + 1) & ~1u;
}
struct js_number {
	u32 hdr, aux;
	double d;
};
struct js_slots {
	u32 hdr, aux;
	js_value v[];
};
struct js_cell {
	u32 hdr, aux;
	js_value v;
};
struct js_accessor {
	u32 hdr, aux;
	js_value get, set; /* undefined: none */
};
/* js_keys - the keys of one object, in order of creation; above JS_KEYS_LINEAR with an index by hash behind them */
struct js_keys {
	u32 hdr, aux;
	u32 count, cap;
	js_key key[]; /* cap of them, then (cap > JS_KEYS_LINEAR) 2 * cap indices + 1, 0: free */
};
#define JS_KEYS_LINEAR 8
struct js_intern {
	u32 hdr, aux;
	u32 count, cap; /* used entries (with removed ones); a power of two */
	u32 at[];	/* 0 free, 1 removed */
};

/* js_cache - where property `key` of objects with these `keys` was found: in slot `slot` of the object (holder 0) or of
 * its prototype `holder`. */
struct js_cache {
	u32 keys;
	js_key key;
	u32 holder;
	u32 slot;
};

#define JS_CACHE_METHOD 0x80000000u /* in `slot`: a row that is a method, a getter */
#define JS_CACHE_GETTER 0x40000000u
#define JS_CACHE_ROM 0x80000000u /* | number of a built-in object, as `keys`: holder 1, a row; else its shadow */

#define JS_ROOTS_MAX 16

/* axi_js_refill - the next slices of the budget, until `left` is at least `least`.  false: that is all (js->fatal) */
#define JS_SLICE ((s64)1024 * 4)
bool axi_js_refill(struct js *js, s64 least);

enum js_fatal { JS_RUNS, JS_FATAL_STEPS, JS_FATAL_STOP };

struct js {
	/* what is used most comes first: a short instruction reaches 31 words */
	s64 left;      /* steps left, times 4 (see vm.c) */
	js_value *top; /* the value stack is in use below this */
	u32 root_count;
	js_value ret, exception;
	u32 fatal;
	u32 cache, cache_mask;
	u32 global;   /* the object behind globalThis (its slots are the program's global variables) */
	js_value *native_end; /* the slots of the native that runs end here */
	js_value *frame;      /* the newest frame */
	u32 border, heap_top;
	u32 busy;     /* runs now */
	u32 intern;   /* JS_T_INTERN or 0 */
	u32 scoped, scoped_count; /* JS_T_SLOTS or 0: scoped handles, and how many */
	u32 shadow_count;
	u32 size; /* of the whole memory; with JS_EVAL: up to the tables of code that was compiled while the program ran, */
#ifdef JS_EVAL
	u32 full; /* which end here */
#endif
	u32 throw_pc;
	u32 shadows;  /* JS_T_SLOTS: objects that hold what the program changed in built-in objects; 0: nothing */
	u32 stack;
	const struct ax_js_host *host;
	struct js_sections sections;
	js_value *window; /* a native's call, made by axi_js_window */
	u32 window_argc;
	u64 shadow_filter; /* bit (rom id % 64) of those */
	u64 random;   /* state of Math.random; 0: not used yet */
	u32 handles;  /* JS_T_SLOTS or 0: persistent handles */
	u32 stress_flip, stress_numbers;
	const u8 *image;
	u32 host_argc;    /* arguments of the call from outside */
	void *host_arg;
	struct ax_js_stats stats;
	s64 reserve;   /* steps of later slices, for a host that has a tick */
	s64 stats_budget; /* `left` at the beginning of the run */
	u64 fail_alloc; /* tests: the allocation with this number fails; 0: none */
	js_value roots[JS_ROOTS_MAX];
};

static inline u64 axi_js_image_bits(const struct js *js, u32 i) /* number i of the image */
{
	return JS_LE32(js->sections.numbers[i * 2]) | (u64)JS_LE32(js->sections.numbers[i * 2 + 1]) << 32;
}
double axi_js_rom_double(u32 i); /* built-in number i (rom.c) */

static inline void *js_at(const struct js *js, u32 offset)
{
	return (char *)(uintptr_t)js + offset;
}
static inline u32 js_offset(const struct js *js, const void *p)
{
	return (u32)((const char *)p - (const char *)js);
}
static inline u32 js_type(const struct js *js, u32 offset)
{
	return ((struct js_head *)js_at(js, offset))->hdr & JS_H_TYPE;
}
static inline u32 js_bytes_of(u32 hdr)
{
	return (hdr >> JS_H_SIZE_SHIFT) * 8;
}
JS_SHARED(u32, js_slots_cap, (const struct js_slots *s), {
	return (js_bytes_of(s->hdr) - (u32)sizeof(*s)) / (u32)sizeof(js_value) - !!(s->hdr & JS_H_ODD);
})
static inline struct js_object *js_object_of(const struct js *js, js_value v) /* of an OBJ */
{
	return js_at(js, js_object_at(v));
}
JS_SHARED(bool, js_is_type, (const struct js *js, js_value v, enum js_type type), {
	return js_is_heap_object(v) && js_type(js, js_object_at(v)) == type;
})
/* a reference of 32 bits to an object, and back; null for 0 */
JS_SHARED(u32, js_ref, (js_value v), {
	return js_is_heap_object(v) ? js_object_at(v) : js_is_romobj(v) ? js_rom_id(v) << 1 | 1 : 0;
})
JS_SHARED(js_value, js_deref, (u32 ref), {
	return !ref ? JS_NULL : ref & 1 ? js_romobj(ref >> 1) : js_obj(ref);
})

/* js_inline_slots - are the object's slots within it?  (By its size: the offset alone could look so by chance while objects
 * move.) */
JS_SHARED(bool, js_inline_slots, (const struct js_object *o), {
	return (o->hdr & JS_H_TYPE) == JS_T_OBJECT && js_bytes_of(o->hdr) > sizeof(*o);
})

/* axi_js_alloc - `bytes` for an object of this type, header written, the rest as it was (not zero).  May collect: every
 * reference that is not in a root is dead then.  0 when it threw.  Does not charge. */
u32 axi_js_alloc(struct js *js, enum js_type type, size_t bytes);
/* axi_js_slots_new - a vector of `n` slots, all `fill`. */
u32 axi_js_slots_new(struct js *js, u32 n, js_value fill);
/* axi_js_numbers - see value.h: fill the reserve for numbers.  JS_THROW: out of memory.  ALLOCATES (32-bit values) */
#if JS_VALUE_BITS == 32
#define JS_HEAP_LIMIT    (1u << 27)
#define JS_NUMBERS_BYTES (JS_NUMBERS_FREE * sizeof(struct js_number))
int axi_js_numbers(struct js *js);
#else
#define JS_HEAP_LIMIT    (1u << 31)
#define JS_NUMBERS_BYTES 0
static inline int axi_js_numbers(struct js *js)
{
	(void)js;
	return JS_DONE;
}
#endif
/* axi_js_collect - mark, drop, move.  Objects begin at `border` afterwards (at or above the stack's top). */
void axi_js_collect(struct js *js, u32 border);
/* axi_js_stack_reserve - room for `slots` values above `from`; JS_THROW (stack overflow) when memory does not hold them. */
int axi_js_stack_reserve(struct js *js, js_value *from, u32 slots);
JS_SHARED(int, js_stack_need, (struct js *js, js_value *from, u32 slots), {
	if (LIKELY((char *)(from + slots) <= (char *)js + js->border))
		return JS_DONE;
	return axi_js_stack_reserve(js, from, slots);
})
int axi_js_out_of_memory(struct js *js);
JS_SHARED(void, js_cache_clear, (struct js *js), {
	memset(js_at(js, js->cache), 0, (js->cache_mask + 1) * sizeof(struct js_cache));
})

#endif
