/* SPDX-License-Identifier: Apache-2.0
 * vm.c - the machine: one function, one instruction after the other.
 *
 * Nothing here recurses: calls, getters, operators on objects and natives that call back all push frames (frame.h).
 *
 * STEPS.  Each instruction is one step.  `limit` is the address that straight-line code may not reach: the steps left are
 * (limit - pc) / 4.  A jump by d moves `limit` by d too, so that counting costs one addition for each jump taken and
 * nothing for the other instructions.  It is looked at after each jump and call; code between two of those is shorter than
 * its function, and what it runs too far is counted like all else.  A build for size counts js->left down instead; the numbers are
 * the same.
 *
 * js->top is behind the registers of the frame that runs: what it calls finds its window there. */
#include "js/vm.h"
#include "js/vm_fast.h"
#include "js/math.h"

#ifdef __OPTIMIZE_SIZE__
#define RA (*ra)
#define RB (*rb)
#define RC (*rc)
#else
#define RA r[insn >> 8 & 0xFF]
#define RB r[insn >> 16 & 0xFF]
#define RC r[insn >> 24]
#endif
#define A     (insn >> 8 & 0xFF)
#define B     (insn >> 16 & 0xFF)
#define C     (insn >> 24)
#define SB    ((s8)(insn >> 16))
#define SC    ((s32)insn >> 24)
#define BX    (insn >> 16)
#define SBX   ((s32)insn >> 16)
#define SJ    ((s32)insn >> 8)
#define KEY_C js_key_atom(JS_LE16(keys[insn >> 24]))

/* the state that calls out of this function may change, or need */
#ifdef JS_NO_STEPS /* bench/js-steps.sh: what does the counting cost? */
#define COUNTS 0
#define SETTLE() ((void)limit)
#define UNSYNC() ((void)0)
#elif defined(__OPTIMIZE_SIZE__)
#define SETTLE() ((void)0)
#define UNSYNC() ((void)0)
#else
#define COUNTS 1
#define SETTLE() (js->left = limit - (s64)(uintptr_t)pc)
#define UNSYNC() (limit = js->left + (s64)(uintptr_t)pc)
#endif
#ifdef __OPTIMIZE_SIZE__ /* one place for each thing */
#define NEXT goto next
#if JS_VALUE_BITS == 32 /* holds the sum of two integers */
typedef s32 js_sum;
#else
typedef s64 js_sum;
#endif
#define SECOND_WORD() (js->left -= 4, JS_LE32(*pc++))
#define JUMP(offset)                                                                                                           \
	do {                                                                                                                   \
		by = (offset);                                                                                                 \
		goto jump;                                                                                                     \
	} while (0)
#define COND(condition)                                                                                                        \
	do {                                                                                                                   \
		holds = (condition);                                                                                           \
		goto condition_known;                                                                                          \
	} while (0)
#else
#define NEXT                                                                                                                   \
	do {                                                                                                                   \
		insn = JS_LE32(*pc++);                                                                                         \
		goto *labels[insn & 0xFF];                                                                                     \
	} while (0)
#define SECOND_WORD() JS_LE32(*pc++)
#define JUMP(offset)                                                                                                           \
	do {                                                                                                                   \
		s64 jump_ = (s64)(offset);                                                                                     \
		pc += jump_;                                                                                                   \
		if (COUNTS) {                                                                                                  \
			limit += jump_ * 4;                                                                                    \
			if (UNLIKELY((s64)(uintptr_t)pc >= limit))                                                             \
				goto exhausted;                                                                                \
		}                                                                                                              \
		NEXT;                                                                                                          \
	} while (0)
/* COND - the conditional jump's second word is at pc */
#define COND(condition)                                                                                                        \
	do {                                                                                                                   \
		if ((condition) == (bool)C) {                                                                                  \
			insn = SECOND_WORD();                                                                                  \
			JUMP(SJ);                                                                                              \
		}                                                                                                              \
		(void)SECOND_WORD();                                                                                                          \
		NEXT;                                                                                                          \
	} while (0)
#endif

/* FN - the function of frame r.  RESUME - go on in frame r at pc, after a call. */
#define FN (&js->sections.fn[js_object_of(js, r[-4])->x])
#define RESUME()                                                                                                               \
	do {                                                                                                                   \
		const struct js_fn *fn_ = FN;                                                                                  \
		keys = js->sections.pool + JS_LE32(fn_->keys);                                                                 \
		js->top = r + fn_->registers;                                                                                  \
		UNSYNC();                                                                                                      \
	} while (0)

static enum js_operator operator_of(u32 op)
{
	static const u8 operators[] = { /* from the first that has one */
		[JSO_ADD - JSO_IN] = JS_OP_ADD, [JSO_SUB - JSO_IN] = JS_OP_SUB, [JSO_MUL - JSO_IN] = JS_OP_MUL,
		[JSO_DIV - JSO_IN] = JS_OP_DIV, [JSO_MOD - JSO_IN] = JS_OP_MOD, [JSO_POW - JSO_IN] = JS_OP_POW,
		[JSO_AND - JSO_IN] = JS_OP_AND, [JSO_OR - JSO_IN] = JS_OP_OR, [JSO_XOR - JSO_IN] = JS_OP_XOR,
		[JSO_SHL - JSO_IN] = JS_OP_SHL, [JSO_SHR - JSO_IN] = JS_OP_SHR, [JSO_USHR - JSO_IN] = JS_OP_USHR,
		[JSO_ADDI - JSO_IN] = JS_OP_ADD, [JSO_SUBI - JSO_IN] = JS_OP_SUB, [JSO_MULI - JSO_IN] = JS_OP_MUL,
		[JSO_MODI - JSO_IN] = JS_OP_MOD, [JSO_ANDI - JSO_IN] = JS_OP_AND, [JSO_ORI - JSO_IN] = JS_OP_OR,
		[JSO_SHLI - JSO_IN] = JS_OP_SHL, [JSO_SHRI - JSO_IN] = JS_OP_SHR, [JSO_USHRI - JSO_IN] = JS_OP_USHR,
		[JSO_JEQ - JSO_IN] = JS_OP_EQ, [JSO_JLT - JSO_IN] = JS_OP_LT, [JSO_JLE - JSO_IN] = JS_OP_LE,
		[JSO_JGT - JSO_IN] = JS_OP_GT, [JSO_JGE - JSO_IN] = JS_OP_GE, [JSO_JLTI - JSO_IN] = JS_OP_LT,
		[JSO_JLEI - JSO_IN] = JS_OP_LE, [JSO_JGTI - JSO_IN] = JS_OP_GT, [JSO_JGEI - JSO_IN] = JS_OP_GE,
		[JSO_IN - JSO_IN] = JS_OP_IN, [JSO_NEG - JSO_IN] = JS_OP_NEG, [JSO_NUM - JSO_IN] = JS_OP_NUM,
		[JSO_BITNOT - JSO_IN] = JS_OP_BITNOT,
	};

	return (enum js_operator)operators[op - JSO_IN];
}

int axi_js_execute(struct js *js)
{
#ifndef __OPTIMIZE_SIZE__
	static const void *const labels[JSO_COUNT] = {
#define OP(name, operands) [JSO_##name] = &&op_##name,
#include "js/ops.def"
	};
#endif
	js_value *r = js->frame, *w, v, b, c;
	const u16 *keys = NULL;
	const u32 *pc = js->sections.code;
#ifndef __OPTIMIZE_SIZE__
	s64 limit = js->left + (s64)(uintptr_t)pc;
#endif
	u32 insn = 0, argc = 0, how;
	js_key key;
	struct js_object *o;
	struct js_native_frame native;
	const char *name;
	int status;
	u32 row;
#ifdef __OPTIMIZE_SIZE__
	js_value *ra = r, *rb = r, *rc = r;
	s32 by, left, right;
	js_sum sum;
	bool holds;
#endif
#ifdef __OPTIMIZE_SIZE__
#elif JS_VALUE_BITS == 32
	s32 result;
#else
	double x;
#endif

	/* the host has put a window at js->frame: callee, this, host_argc arguments */
	w = r;
	argc = js->host_argc;
	how = JS_RET_HOST;
	goto call_synced;

#define OP_(name) op_##name
#ifdef __OPTIMIZE_SIZE__
next:
	js->left -= 4;
	insn = JS_LE32(*pc++);
	ra = &r[insn >> 8 & 0xFF];
	rb = &r[insn >> 16 & 0xFF];
	rc = &r[insn >> 24];
	switch ((enum js_opcode)(insn & 0xFF)) { /* a smaller table than labels'; the verifier has seen the opcode */
#define OP(name, operands)                                                                                                     \
	case JSO_##name: goto op_##name;
#include "js/ops.def"
	default: __builtin_unreachable();
	}
#endif
OP_(MOVE) : RA = RB;
	NEXT;
OP_(LOADI) : RA = js_int(SBX);
	NEXT;
OP_(LOADN) : RA = js_image_number(BX, sizeof(js_value) == 8 ? axi_js_image_bits(js, BX) : 0);
	NEXT;
OP_(LOADS) : RA = js_atom(BX);
	NEXT;
OP_(LOADV) : RA = B == 4 ? JS_EMPTY : js_special(B);
	NEXT;
OP_(LOADROM) : RA = js_romobj(BX);
	NEXT;
OP_(CLOSURE) : SETTLE();
	v = axi_js_vm_closure(js, r, BX);
	goto result_alloc;
OP_(THIS) : RA = r[-3];
	NEXT;
OP_(CALLEE) : RA = r[-4];
	NEXT;
OP_(NEWTARGET) : RA = js_link_how(r) & JS_RET_CONSTRUCT ? r[-4] : JS_UNDEFINED;
	NEXT;

	/* ---- variables */
OP_(GETGLOBAL) : v = vm_slots(js, js_at(js, js->global))[BX];
	if (UNLIKELY(js_is_internal(v)))
		goto unset_global;
	RA = v;
	NEXT;
OP_(SETGLOBAL) : if (UNLIKELY(js_is_internal(vm_slots(js, js_at(js, js->global))[BX]))) goto unset_global;
	/* fall through */
OP_(INITGLOBAL) : vm_slots(js, js_at(js, js->global))[BX] = RA;
	NEXT;
OP_(GETNAME) : key = js_key_atom(BX);
	o = js_at(js, js->global);
	{
		struct js_cache *e = js_cache_entry(js, 0xFFFFFFF8, key);

		if (e->keys == 0xFFFFFFF8 && e->key == key) {
			RA = axi_js_rom_value(e->slot);
			NEXT;
		}
	}
	SETTLE();
	v = axi_js_vm_global_get(js, BX);
	if (v == JS_EMPTY)
		goto not_defined;
	if (axi_js_keys_find(js, o->keys, key) < 0 && axi_js_rom_row(JS_ROM_global, BX) >= 0)
		*js_cache_entry(js, 0xFFFFFFF8, key) =
			(struct js_cache){0xFFFFFFF8, key, 1, (u32)axi_js_rom_row(JS_ROM_global, BX)};
	RA = v;
	NEXT;
OP_(SETNAME) : SETTLE();
	if (axi_js_vm_global_get(js, BX) == JS_EMPTY)
		goto not_defined;
	status = axi_js_put(js, js_romobj(JS_ROM_global), js_key_atom(BX), RA, &b);
	js_cache_clear(js);
	if (status == JS_THROW)
		goto thrown;
	UNSYNC();
	NEXT;
OP_(TYPENAME) : v = axi_js_vm_global_get(js, BX);
	RA = v == JS_EMPTY ? js_atom(JS_ATOM_undefined) : axi_js_typeof(js, v);
	NEXT;
OP_(NEWCELL) : SETTLE();
	v = axi_js_vm_new_cell(js, &RB, false);
	goto result_alloc;
OP_(COPYCELL) : if (!js_is_cell(RA)) goto bad_cell;
	SETTLE();
	v = axi_js_vm_new_cell(js, &RA, true);
	goto result_alloc;
OP_(GETCELL) : if (UNLIKELY(!js_is_cell(RB))) goto bad_cell;
	v = ((struct js_cell *)js_at(js, js_ref_at(RB)))->v;
	if (UNLIKELY(v == JS_EMPTY))
		goto unset;
	RA = v;
	NEXT;
OP_(SETCELL) : if (UNLIKELY(!js_is_cell(RA))) goto bad_cell;
	if (UNLIKELY(((struct js_cell *)js_at(js, js_ref_at(RA)))->v == JS_EMPTY))
		goto unset;
	((struct js_cell *)js_at(js, js_ref_at(RA)))->v = RB;
	NEXT;
OP_(INITCELL) : if (UNLIKELY(!js_is_cell(RA))) goto bad_cell;
	((struct js_cell *)js_at(js, js_ref_at(RA)))->v = RB;
	NEXT;
OP_(GETCAP) : b = ((struct js_function *)js_object_of(js, r[-4]))->captured[B];
	if (UNLIKELY(!js_is_cell(b)))
		goto bad_cell;
	v = ((struct js_cell *)js_at(js, js_ref_at(b)))->v;
	if (UNLIKELY(v == JS_EMPTY))
		goto unset;
	RA = v;
	NEXT;
OP_(SETCAP) : b = ((struct js_function *)js_object_of(js, r[-4]))->captured[A];
	if (UNLIKELY(!js_is_cell(b)))
		goto bad_cell;
	if (UNLIKELY(((struct js_cell *)js_at(js, js_ref_at(b)))->v == JS_EMPTY))
		goto unset;
	((struct js_cell *)js_at(js, js_ref_at(b)))->v = RB;
	NEXT;
OP_(INITCAP) : b = ((struct js_function *)js_object_of(js, r[-4]))->captured[A];
	if (UNLIKELY(!js_is_cell(b)))
		goto bad_cell;
	((struct js_cell *)js_at(js, js_ref_at(b)))->v = RB;
	NEXT;
OP_(CHECK) : if (UNLIKELY(RA == JS_EMPTY)) {
	SETTLE();
	axi_js_vm_throw_name(js, JS_E_is_used_before_its_declaration, BX);
	goto thrown;
}
	NEXT;
OP_(CONSTERR) : SETTLE();
	axi_js_vm_throw_name(js, JS_E_assignment_to_constant, BX);
	goto thrown;

	/* ---- properties */
OP_(GETFIELD) : b = RB;
	key = KEY_C;
	v = vm_cached(js, b, key);
	if (LIKELY(v != JS_EMPTY)) {
		RA = v;
		NEXT;
	}
#ifndef __OPTIMIZE_SIZE__
	/* a built-in getter that needs no frame */
	v = vm_cached_getter(js, b, key);
	if (LIKELY(js_is_rom_accessor(v))) {
		SETTLE();
		w = js->top;
		w[0] = js_romobj(JS_ROM_ROWS + js_rom_accessor_row(v));
		w[1] = b;
		w[2] = w[3] = JS_UNDEFINED;
		js->frame = r;
		status = axi_js_native_leaf(js, w, 0);
		if (LIKELY(status == JS_DONE)) {
			js->top = w;
			RA = js->ret;
			UNSYNC();
			NEXT;
		}
		if (status == JS_THROW)
			goto thrown;
		js->top = w;
	}
#endif
get_slow:
	SETTLE();
	if (js_is_nullish(b) || js_is_internal(b)) {
		axi_js_vm_throw_read(js, b, key);
		goto thrown;
	}
	/* a function's `prototype` may be made now: b is in a register, which may be A itself, so it needs no root before A is
	 * written, and afterwards only for a getter's `this` */
	v = vm_cached_getter(js, b, key);
	if (v == JS_EMPTY) {
		axi_js_push(js, b);
		v = axi_js_lookup(js, b, key);
		b = axi_js_take(js);
	}
	if (v == JS_EMPTY) {
		if (UNLIKELY(js->exception != JS_EMPTY || js->fatal))
			goto thrown;
		v = JS_UNDEFINED;
	} else if (js_is_accessor(v)) {
		v = axi_js_getter(js, v);
		if (v != JS_UNDEFINED) {
			argc = 0;
			how = JS_RET_A;
			c = JS_UNDEFINED;
			goto accessor;
		}
	}
	UNSYNC();
	RA = v;
	NEXT;
OP_(GETLEN) : b = RB;
	if (js_is_heap_object(b) && js_type(js, js_heap_at(b)) == JS_T_ARRAY) {
		RA = js_int((s32)js_object_of(js, b)->x); /* below JS_OBJECT_MAX */
		NEXT;
	}
	if (js_is_string(b)) {
		RA = js_int((s32)axi_js_str(js, b).length);
		NEXT;
	}
	key = js_key_atom(JS_ATOM_length);
	goto get_slow;
OP_(GETMETHOD) : b = RB;
	key = KEY_C;
	v = vm_cached(js, b, key);
	(&RA)[1] = b;
	if (LIKELY(v != JS_EMPTY)) {
		RA = v;
		NEXT;
	}
	goto get_slow;
OP_(METHODELEM) : v = vm_element(js, RB, RC);
	b = RB;
	c = RC;
	(&RA)[1] = b;
	if (v != JS_EMPTY) {
		RA = v;
		NEXT;
	}
	goto elem_slow;
OP_(GETELEM) : v = vm_element(js, RB, RC);
	if (LIKELY(v != JS_EMPTY)) {
		RA = v;
		NEXT;
	}
	b = RB;
	c = RC;
elem_slow:
	SETTLE();
	if (js_is_nullish(b) || js_is_internal(b)) {
		name = "read";
		goto no_object;
	}
	if (js_is_object(c)) {
		row = JS_ROW_machine_get;
		goto machine_two;
	}
	if (axi_js_vm_room_for_element(js, &b, &c))
		goto thrown;
	axi_js_push(js, b);
	key = axi_js_vm_element_key(js, &c);
	b = axi_js_take(js);
	if (key == JS_KEY_NONE) {
		if (c != JS_EMPTY && !js_is_string(c))
			goto thrown;
		RA = JS_UNDEFINED;
		UNSYNC();
		NEXT;
	}
	v = js_key_is_int(key) ? JS_EMPTY : vm_cached(js, b, key);
	if (v != JS_EMPTY) {
		UNSYNC();
		RA = v;
		NEXT;
	}
	UNSYNC();
	goto get_slow;

OP_(SETFIELD) : b = RA;
	key = KEY_C;
	c = RB;
	if (LIKELY(js_is_heap_object(b))) {
		struct js_cache *e;

		o = js_object_of(js, b);
		e = js_cache_entry(js, o->keys, key);
		if (e->keys == o->keys && e->key == key && !e->holder) {
			js_value *slot = vm_slots(js, o) + e->slot;

			if (!js_is_internal(*slot)) {
				*slot = c;
				NEXT;
			}
		}
	}
	SETTLE();
set_slow:
	axi_js_push(js, b);
	axi_js_push(js, c);
	status = axi_js_put(js, b, key, c, &v);
	c = axi_js_take(js);
	b = axi_js_take(js);
	if (status == JS_THROW)
		goto thrown;
	if (status == JS_CALL) {
		argc = 1;
		how = JS_RET_DROP;
		goto accessor;
	}
	UNSYNC();
	NEXT;
accessor: /* v with `this` b, and c for a setter */
	w = js->top;
	w[0] = v;
	w[1] = b;
	w[2] = w[3] = JS_UNDEFINED;
	w[JS_WINDOW] = c;
	goto call;
OP_(SETELEM) : b = RA;
	v = RC;
	c = RB;
	if (js_is_int(v) && js_is_heap_object(b)) {
		u32 type;

		o = js_object_of(js, b);
		type = o->hdr & JS_H_TYPE;
		if (type == JS_T_ARRAY && (u32)js_to_s32(v) < o->x) {
			((struct js_slots *)js_at(js, ((struct js_array *)o)->items))->v[(u32)js_to_s32(v)] = c;
			NEXT;
		}
		if (type == JS_T_ARRAY && (u32)js_to_s32(v) == o->x && o->x < vm_array_room(js, (struct js_array *)o)) {
			((struct js_slots *)js_at(js, ((struct js_array *)o)->items))->v[o->x++] = c;
			NEXT;
		}
		if (type == JS_T_HOST && js_to_s32(v) >= 0 && axi_js_class_indexed(o->x) && !js_is_object(c)) {
			SETTLE();
			if (axi_js_indexed_set(js, b, (u32)js_to_s32(v), c))
				goto thrown;
			NEXT;
		}
	}
	SETTLE();
	if (js_is_nullish(b) || js_is_internal(b)) {
		name = "set";
		goto no_object;
	}
	if (js_is_object(v) || (js_is_object(c) && axi_js_class_indexed(axi_js_class(js, b)))) {
		row = js_is_object(v) ? JS_ROW_machine_set : JS_ROW_machine_setnumber;
		c = v;
		v = RB;
		how = JS_RET_DROP;
		goto machine;
	}
	key = axi_js_key(js, v);
	if (key == JS_KEY_NONE)
		goto thrown;
	b = RA;
	c = RB;
	goto set_slow;
OP_(DEFFIELD) : b = RA;
	key = KEY_C;
	if (js_is_heap_object(b)) {
		struct js_cache *e;

		o = js_object_of(js, b);
		e = js_cache_entry(js, o->keys, key);
		if (o->keys & 1 && e->keys == o->keys && e->key == key && !e->holder) {
			vm_slots(js, o)[e->slot] = RB;
			NEXT;
		}
	}
	SETTLE();
	if (!js_is_object(b) || axi_js_define(js, b, key, RB))
		goto thrown;
	if (js_is_heap_object(RA) && js_object_of(js, RA)->keys & 1)
		axi_js_lookup(js, RA, key); /* fills the cache */
	UNSYNC();
	NEXT;
OP_(DEFELEM) : SETTLE();
	key = axi_js_key(js, js_is_object(RC) ? JS_NULL : RC);
	if (key == JS_KEY_NONE || !js_is_object(RA) || axi_js_define(js, RA, key, RB))
		goto thrown;
	UNSYNC();
	NEXT;
OP_(DEFGET) : OP_(DEFSET) : SETTLE();
	key = axi_js_key(js, js_is_object(RC) ? JS_NULL : RC);
	if (key == JS_KEY_NONE || !js_is_object(RA) || axi_js_define_accessor(js, RA, key, RB, (insn & 0xFF) == JSO_DEFSET))
		goto thrown;
	UNSYNC();
	NEXT;
OP_(DELETE) : SETTLE();
	b = RB;
	if (js_is_nullish(b) || js_is_internal(b)) {
		name = "delete";
		goto no_object;
	}
	c = RC;
	if (js_is_object(c)) {
		row = JS_ROW_machine_delete;
		goto machine_two;
	}
	key = axi_js_key(js, RC);
	if (key == JS_KEY_NONE || (js_is_object(RB) && axi_js_delete(js, RB, key)))
		goto thrown;
	UNSYNC();
	RA = JS_TRUE;
	NEXT;
OP_(INSTANCEOF) : SETTLE();
	if (axi_js_instanceof(js, RB, RC))
		goto thrown;
	UNSYNC();
	RA = js->ret;
	NEXT;
OP_(TOKEY) : v = RB;
	if (!js_is_object(v)) {
		RA = v;
		NEXT;
	}
	goto to_string;
OP_(OBJECT) : SETTLE();
	if (BX == JS_NO_SHAPE) {
		v = axi_js_object(js, js_romobj(JS_ROM_Object_prototype));
	} else {
		u32 at = axi_js_shaped(js, BX, JS_ROM_Object_prototype << 1 | 1);

		v = at ? js_obj(at) : JS_EMPTY;
	}
	goto result_alloc;
OP_(ARRAY) : SETTLE();
	v = axi_js_vm_array_from(js, &RB, C);
	goto result_alloc;
OP_(APPEND) : SETTLE();
	for (u32 i = 0; i < C; i++)
		if (!axi_js_is_array(js, RA) || axi_js_array_push(js, RA, (&RB)[i]))
			goto thrown;
	UNSYNC();
	NEXT;
result_alloc:
	if (UNLIKELY(v == JS_EMPTY))
		goto thrown;
	UNSYNC();
	RA = v;
	NEXT;

#include "js/vm_compute.inc"
	/* ---- loops over values */
OP_(FORIN) : SETTLE();
	b = RB;
	(&RA)[3] = b;
	v = js_is_object(b) ? axi_js_own_keys(js, b) : axi_js_array(js, 0);
	if (v == JS_EMPTY)
		goto thrown;
	UNSYNC();
	RA = v;
	(&RA)[1] = js_int(0);
	NEXT;
OP_(FOROF) : b = RB;
	if (!js_is_string(b) && !axi_js_is_array(js, b) && !axi_js_class_indexed(axi_js_class(js, b))) {
		SETTLE();
		axi_js_throw(js, JS_E_value_is_not_iterable);
		goto thrown;
	}
	RA = b;
	(&RA)[1] = js_int(0);
	NEXT;
OP_(NEXTIN) : if (axi_js_vm_next_in(js, &RA)) goto jump_next;
	(void)SECOND_WORD();
	NEXT;
OP_(NEXTOF) : SETTLE();
	status = axi_js_numbers(js) ? JS_THROW : axi_js_vm_next_of(js, &RA);
	if (status == JS_THROW)
		goto thrown;
	UNSYNC();
	if (status == JS_CALL)
		goto jump_next;
	(void)SECOND_WORD();
	NEXT;

#include "js/vm_call.inc"
}
