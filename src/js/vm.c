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

#define RA    r[insn >> 8 & 0xFF]
#define RB    r[insn >> 16 & 0xFF]
#define RC    r[insn >> 24]
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
	static const u8 operators[JSO_COUNT] = {
		[JSO_ADD] = JS_OP_ADD,   [JSO_SUB] = JS_OP_SUB,	[JSO_MUL] = JS_OP_MUL,	[JSO_DIV] = JS_OP_DIV,
		[JSO_MOD] = JS_OP_MOD,   [JSO_POW] = JS_OP_POW,	[JSO_AND] = JS_OP_AND,	[JSO_OR] = JS_OP_OR,
		[JSO_XOR] = JS_OP_XOR,   [JSO_SHL] = JS_OP_SHL,	[JSO_SHR] = JS_OP_SHR,	[JSO_USHR] = JS_OP_USHR,
		[JSO_ADDI] = JS_OP_ADD,  [JSO_SUBI] = JS_OP_SUB,	[JSO_MULI] = JS_OP_MUL,	[JSO_MODI] = JS_OP_MOD,
		[JSO_ANDI] = JS_OP_AND,  [JSO_ORI] = JS_OP_OR,	[JSO_SHLI] = JS_OP_SHL,	[JSO_SHRI] = JS_OP_SHR,
		[JSO_USHRI] = JS_OP_USHR, [JSO_JEQ] = JS_OP_EQ,	[JSO_JLT] = JS_OP_LT,	[JSO_JLE] = JS_OP_LE,
		[JSO_JGT] = JS_OP_GT,    [JSO_JGE] = JS_OP_GE,	[JSO_JLTI] = JS_OP_LT,	[JSO_JLEI] = JS_OP_LE,
		[JSO_JGTI] = JS_OP_GT,   [JSO_JGEI] = JS_OP_GE,	[JSO_IN] = JS_OP_IN,	[JSO_NEG] = JS_OP_NEG,
		[JSO_NUM] = JS_OP_NUM,   [JSO_BITNOT] = JS_OP_BITNOT,
	};

	return (enum js_operator)operators[op];
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
	s32 by, left, right;
	s64 sum;
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
	axi_js_vm_throw_name(js, JS_REFERENCE_ERROR, "%s is used before its declaration", BX);
	goto thrown;
}
	NEXT;
OP_(CONSTERR) : SETTLE();
	axi_js_vm_throw_name(js, JS_TYPE_ERROR, "assignment to constant %s", BX);
	goto thrown;

	/* ---- properties */
OP_(GETFIELD) : b = RB;
	key = KEY_C;
	v = vm_cached(js, b, key);
	if (LIKELY(v != JS_EMPTY)) {
		RA = v;
		NEXT;
	}
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

	/* ---- arithmetic.  The fast ways of each format of values; what they do not know goes to axi_js_operate. */
#ifdef __OPTIMIZE_SIZE__
OP_(ADDI) : OP_(SUBI) : OP_(MULI) : OP_(MODI) : OP_(ANDI) : OP_(ORI) : OP_(SHLI) : OP_(SHRI) : OP_(USHRI) : c = js_int(SC);
	goto arithmetic;
OP_(ADD) : OP_(SUB) : OP_(MUL) : OP_(DIV) : OP_(MOD) : OP_(POW) : OP_(AND) : OP_(OR) : OP_(XOR) : OP_(SHL) : OP_(SHR) :
OP_(USHR) : c = RC;
arithmetic:
	b = RB;
	if (!js_is_int(b) || !js_is_int(c))
		goto binary_slow;
	left = js_to_s32(b);
	right = js_to_s32(c);
	switch (operator_of(insn & 0xFF)) {
	case JS_OP_ADD: sum = (s64)left + right; break;
	case JS_OP_SUB: sum = (s64)left - right; break;
	case JS_OP_MUL:
		sum = (s64)left * right;
		if (!sum) /* or -0 */
			goto binary_slow;
		break;
	case JS_OP_MOD:
		if (left < 0 || right <= 0)
			goto binary_slow;
		sum = left % right;
		break;
	case JS_OP_AND: sum = left & right; break;
	case JS_OP_OR: sum = left | right; break;
	case JS_OP_XOR: sum = left ^ right; break;
	case JS_OP_SHL: sum = (s32)((u32)left << (right & 31)); break;
	case JS_OP_SHR: sum = left >> (right & 31); break;
	case JS_OP_USHR: sum = (u32)left >> (right & 31); break;
	default: goto binary_slow;
	}
	if (sum != js_to_s32(js_int((s32)sum)))
		goto binary_slow;
	RA = js_int((s32)sum);
	NEXT;
#else
#if JS_VALUE_BITS == 64
#define ARITH(builtin, op)                                                                                                     \
	if (LIKELY(js_is_int(b) && js_is_int(c))) {                                                                            \
		s32 n_;                                                                                                        \
		if (LIKELY(!builtin(js_to_s32(b), js_to_s32(c), &n_))) {                                                       \
			RA = js_int(n_);                                                                                       \
			NEXT;                                                                                                  \
		}                                                                                                              \
		RA = js_double(js, (double)js_to_s32(b) op(double) js_to_s32(c));                                              \
		NEXT;                                                                                                          \
	}                                                                                                                      \
	if (LIKELY(js_is_number(b) && js_is_number(c))) {                                                                      \
		RA = js_double(js, js_to_double(js, b) op js_to_double(js, c));                                                \
		NEXT;                                                                                                          \
	}                                                                                                                      \
	goto binary_slow
#define BITS(expression)                                                                                                       \
	if (LIKELY(js_is_int(b) && js_is_int(c))) {                                                                            \
		s32 m = js_to_s32(b), n = js_to_s32(c);                                                                        \
		RA = expression;                                                                                               \
		NEXT;                                                                                                          \
	}                                                                                                                      \
	if (js_is_number(b) && js_is_number(c)) {                                                                              \
		s32 m = js_is_int(b) ? js_to_s32(b) : axi_js_int32(js_bits_double(b));                                         \
		s32 n = js_is_int(c) ? js_to_s32(c) : axi_js_int32(js_bits_double(c));                                         \
		RA = expression;                                                                                               \
		NEXT;                                                                                                          \
	}                                                                                                                      \
	goto binary_slow
#define SIGNED(n)   js_int(n)
#define UNSIGNED(n) js_uint(js, n)
#else
#define ARITH(builtin, op)                                                                                                     \
	if (js_is_int(b) && js_is_int(c)) {                                                                                    \
		result = js_to_s32(b) op js_to_s32(c);                                                                         \
		goto int_result;                                                                                               \
	}                                                                                                                      \
	goto binary_slow
#define BITS(expression)                                                                                                       \
	if (js_is_int(b) && js_is_int(c)) {                                                                                    \
		s32 m = js_to_s32(b), n = js_to_s32(c);                                                                        \
		result = expression;                                                                                           \
		goto int_result;                                                                                               \
	}                                                                                                                      \
	goto binary_slow
#define SIGNED(n)   (n)
#define UNSIGNED(n) (n)
#endif
OP_(ADDI) : b = RB;
	c = js_int(SC);
	goto add;
OP_(ADD) : b = RB;
	c = RC;
add:
	ARITH(__builtin_sadd_overflow, +);
OP_(SUBI) : b = RB;
	c = js_int(SC);
	goto sub;
OP_(SUB) : b = RB;
	c = RC;
sub:
	ARITH(__builtin_ssub_overflow, -);
OP_(MUL) : b = RB;
	c = RC;
mul:
	if (js_is_int(b) && js_is_int(c)) {
		s64 n = (s64)js_to_s32(b) * js_to_s32(c);

		if (LIKELY(n == (s32)n && n)) {
#if JS_VALUE_BITS == 32
			result = (s32)n;
			goto int_result;
#else
			RA = js_int((s32)n);
			NEXT;
#endif
		}
	}
#if JS_VALUE_BITS == 64
	if (LIKELY(js_is_number(b) && js_is_number(c))) {
		x = js_to_double(js, b) * js_to_double(js, c);
		RA = js_is_int(b) && js_is_int(c) ? js_number(js, x) : js_double(js, x);
		NEXT;
	}
#endif
	goto binary_slow;
OP_(MULI) : b = RB;
	c = js_int(SC);
	goto mul;
OP_(DIV) : b = RB;
	c = RC;
#if JS_VALUE_BITS == 64
	if (LIKELY(js_is_number(b) && js_is_number(c))) {
		x = js_to_double(js, b) / js_to_double(js, c);
		RA = js_is_int(b) && js_is_int(c) ? js_number(js, x) : js_double(js, x);
		NEXT;
	}
#endif
	goto binary_slow;
OP_(MODI) : b = RB;
	c = js_int(SC);
	goto mod;
OP_(MOD) : b = RB;
	c = RC;
mod:
	if (LIKELY(js_is_int(b) && js_is_int(c) && js_to_s32(b) >= 0 && js_to_s32(c) > 0)) {
		RA = js_int((s32)((u32)js_to_s32(b) % (u32)js_to_s32(c)));
		NEXT;
	}
#if JS_VALUE_BITS == 64
	if (js_is_number(b) && js_is_number(c)) {
		RA = js_number(js, axi_js_fmod(js_to_double(js, b), js_to_double(js, c)));
		NEXT;
	}
#endif
	goto binary_slow;
OP_(POW) : b = RB;
	c = RC;
	goto binary_slow;
OP_(ANDI) : b = RB;
	c = js_int(SC);
	goto and;
OP_(AND) : b = RB;
	c = RC;
and:
	BITS(SIGNED(m & n));
OP_(ORI) : b = RB;
	c = js_int(SC);
	goto or;
OP_(OR) : b = RB;
	c = RC;
or:
	BITS(SIGNED(m | n));
OP_(XOR) : b = RB;
	c = RC;
	BITS(SIGNED(m ^ n));
OP_(SHLI) : b = RB;
	c = js_int(SC);
	goto shl;
OP_(SHL) : b = RB;
	c = RC;
shl:
	BITS(SIGNED((s32)((u32)m << (n & 31))));
OP_(SHRI) : b = RB;
	c = js_int(SC);
	goto shr;
OP_(SHR) : b = RB;
	c = RC;
shr:
	BITS(SIGNED(m >> (n & 31)));
OP_(USHRI) : b = RB;
	c = js_int(SC);
	goto ushr;
OP_(USHR) : b = RB;
	c = RC;
ushr:
#if JS_VALUE_BITS == 32
	if (js_is_int(b) && js_is_int(c) && (js_to_s32(b) >= 0 || js_to_s32(c) & 31)) {
		result = (s32)((u32)js_to_s32(b) >> (js_to_s32(c) & 31));
		goto int_result;
	}
	goto binary_slow;
#else
	BITS(UNSIGNED((u32)m >> (n & 31)));
#endif
#endif
OP_(NEG) : b = RB;
	c = JS_UNDEFINED;
	if (js_is_int(b) && js_to_s32(b) && js_to_s32(b) != (sizeof(js_value) == 4 ? -JS_INT_MAX - 1 : -2147483647 - 1)) {
		RA = js_int(-js_to_s32(b));
		NEXT;
	}
#if JS_VALUE_BITS == 64
	if (js_is_number(b)) {
		RA = js_double(js, -js_to_double(js, b));
		NEXT;
	}
#endif
	goto binary_slow;
OP_(NUM) : b = RB;
	c = JS_UNDEFINED;
	if (LIKELY(js_is_number(b))) {
		RA = b;
		NEXT;
	}
	goto binary_slow;
OP_(BITNOT) : b = RB;
	c = JS_UNDEFINED;
	if (LIKELY(js_is_int(b))) {
		RA = js_int(~js_to_s32(b));
		NEXT;
	}
	goto binary_slow;
#if JS_VALUE_BITS == 32 && !defined(__OPTIMIZE_SIZE__)
int_result: /* of 32 bits */
	if (LIKELY(result == (s32)((u32)result << 1) >> 1)) {
		RA = js_int(result);
		NEXT;
	}
	goto binary_slow;
#endif
OP_(IN) : b = RB;
	c = RC;
	/* fall through */
binary_slow:
	/* b op c, result to A */
	SETTLE();
	if (js_is_object(b) || (js_is_object(c) && (insn & 0xFF) != JSO_IN)) {
		how = JS_RET_A;
		goto binary_object;
	}
	if (axi_js_operate(js, operator_of(insn & 0xFF), b, c))
		goto thrown;
	UNSYNC();
	RA = js->ret;
	NEXT;
binary_object:
	row = JS_ROW_machine_binary;
	v = js_int((s32)operator_of(insn & 0xFF));
	goto machine;
machine_two:
	how = JS_RET_A;
machine: /* a native of the machine's own, for (b, c, v) */
	w = js->top;
	w[0] = js_romobj(JS_ROM_ROWS + row);
	w[1] = w[2] = w[3] = JS_UNDEFINED;
	w[JS_WINDOW] = b;
	w[JS_WINDOW + 1] = c;
	w[JS_WINDOW + 2] = v;
	argc = 3;
	goto call;
OP_(NOT) : RA = js_bool(!axi_js_truthy(js, RB));
	NEXT;
OP_(TYPEOF) : RA = axi_js_typeof(js, RB);
	NEXT;
OP_(TOSTRING) : v = RB;
	if (js_is_string(v)) {
		RA = v;
		NEXT;
	}
	if (!js_is_object(v)) {
		SETTLE();
		v = axi_js_string_of(js, v);
		goto result_alloc;
	}
to_string:
	SETTLE();
	row = JS_ROW_machine_string;
	b = v;
	c = JS_UNDEFINED;
	goto machine_two;

	/* ---- jumps */
#ifdef __OPTIMIZE_SIZE__
condition_known:
	if (holds != (bool)C) {
		(void)SECOND_WORD();
		NEXT;
	}
jump_next:
	insn = SECOND_WORD();
	by = SJ;
jump:
	pc += by;
	if (js->left <= 0)
		goto exhausted;
	NEXT;
#else
jump_next:
	insn = SECOND_WORD();
	JUMP(SJ);
#endif
OP_(JMP) : JUMP(SJ);
OP_(JTRUE) : v = RA;
	if (v == JS_TRUE || (v != JS_FALSE && axi_js_truthy(js, v)))
		JUMP(SBX);
	NEXT;
OP_(JFALSE) : v = RA;
	if (v == JS_FALSE || (v != JS_TRUE && !axi_js_truthy(js, v)))
		JUMP(SBX);
	NEXT;
OP_(JNULLISH) : if (js_is_nullish(RA)) JUMP(SBX);
	NEXT;
OP_(JUNDEF) : if (RA == JS_UNDEFINED) JUMP(SBX);
	NEXT;
#ifdef __OPTIMIZE_SIZE__
OP_(JLTI) : OP_(JLEI) : OP_(JGTI) : OP_(JGEI) : c = js_int(SB);
	goto compare;
OP_(JLT) : OP_(JLE) : OP_(JGT) : OP_(JGE) : c = RB;
compare:
	b = RA;
	if (!js_is_int(b) || !js_is_int(c))
		goto compare_slow;
	left = js_to_s32(b);
	right = js_to_s32(c);
	switch (operator_of(insn & 0xFF)) {
	case JS_OP_LT: COND(left < right);
	case JS_OP_LE: COND(left <= right);
	case JS_OP_GT: COND(left > right);
	default: COND(left >= right);
	}
#else
#if JS_VALUE_BITS == 64
#define COMPARE_DOUBLES(op)                                                                                                    \
	if (LIKELY(js_is_number(b) && js_is_number(c)))                                                                        \
		COND((js_to_double(js, b) op js_to_double(js, c)));
#else
#define COMPARE_DOUBLES(op)
#endif
#define COMPARE(op)                                                                                                            \
	if (LIKELY(js_is_int(b) && js_is_int(c)))                                                                              \
		COND(((s32)b op(s32) c)); /* in either format: the low halves are in the integers' order */                    \
	COMPARE_DOUBLES(op)                                                                                                    \
	goto compare_slow;
OP_(JLT) : b = RA;
	c = RB;
	COMPARE(<)
OP_(JLE) : b = RA;
	c = RB;
	COMPARE(<=)
OP_(JGT) : b = RA;
	c = RB;
	COMPARE(>)
OP_(JGE) : b = RA;
	c = RB;
	COMPARE(>=)
OP_(JLTI) : b = RA;
	c = js_int(SB);
	COMPARE(<)
OP_(JLEI) : b = RA;
	c = js_int(SB);
	COMPARE(<=)
OP_(JGTI) : b = RA;
	c = js_int(SB);
	COMPARE(>)
OP_(JGEI) : b = RA;
	c = js_int(SB);
	COMPARE(>=)
#endif
OP_(JSEQI) : b = RA;
	if (js_is_int(b))
		COND((js_to_s32(b) == SB));
	COND((js_is_double(b) && js_to_double(js, b) == SB));
OP_(JSEQ) : b = RA;
	c = RB;
	if (b == c)
		COND((!js_is_double(b) || js_to_double(js, b) == js_to_double(js, b)));
	COND(axi_js_strict_equal(js, b, c));
OP_(JEQ) : b = RA;
	c = RB;
	if (b == c)
		COND((!js_is_double(b) || js_to_double(js, b) == js_to_double(js, b)));
	if (js_is_nullish(b) || js_is_nullish(c))
		COND((js_is_nullish(b) && js_is_nullish(c)));
	if (js_is_object(b) && js_is_object(c))
		COND(false);
	/* fall through */
compare_slow:
	SETTLE();
	if (js_is_object(b) || js_is_object(c)) {
		how = JS_RET_COND;
		goto binary_object;
	}
	if (axi_js_operate(js, operator_of(insn & 0xFF), b, c))
		goto thrown;
	UNSYNC();
	COND((js->ret == JS_TRUE));

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
		axi_js_throw(js, JS_TYPE_ERROR, "value is not iterable");
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

	/* ---- calls */
OP_(CALL) : SETTLE();
	w = &RA;
	if (C)
		w[1] = JS_UNDEFINED;
	argc = B;
	how = JS_RET_A;
	/* fall through */
call: /* synchronised; the window w lies in this frame or behind it; pc is where it goes on */
	js->frame = r;
call_synced:
	js->top = w + JS_WINDOW + argc;
	v = w[0];
	if (LIKELY(js_is_heap_object(v))) {
		o = js_object_of(js, v);
		if (LIKELY((o->hdr & JS_H_TYPE) == JS_T_FUNCTION)) {
			const struct js_fn *callee = &js->sections.fn[o->x];

			js_link_set(w + JS_WINDOW, (u32)(pc - js->sections.code), how, (u32)(w + JS_WINDOW - r), argc);
			w += JS_WINDOW;
			if (UNLIKELY(js_stack_need(js, w, (callee->registers > argc ? callee->registers : argc) + JS_FRAME_SLACK)))
				goto thrown_call;
			if (UNLIKELY(JS_LE32(callee->flags) & JS_FN_ARGUMENTS)) {
				js->top = w + argc;
				js->frame = w;
				b = axi_js_vm_array_from(js, w, argc);
				if (b == JS_EMPTY)
					goto thrown_call;
				for (u32 i = argc; i < callee->registers; i++)
					w[i] = JS_UNDEFINED;
				for (u32 i = callee->parameters + 1u; i < argc; i++)
					w[i] = JS_UNDEFINED;
				w[callee->parameters] = b;
			} else {
				u32 n = callee->registers;

				for (u32 i = argc < callee->parameters ? argc : callee->parameters; i < n; i++)
					w[i] = JS_UNDEFINED;
			}
			r = w;
			js->top = r + callee->registers;
			keys = js->sections.pool + JS_LE32(callee->keys);
			pc = js->sections.code + JS_LE32(callee->code);
			UNSYNC();
			if (UNLIKELY(js->left < 0))
				goto exhausted_entry;
			NEXT;
		}
		if ((o->hdr & JS_H_TYPE) == JS_T_BOUND) {
			struct js_bound *bound = (struct js_bound *)o;
			u32 n = bound->o.x;

			js->top = w + JS_WINDOW + argc;
			if (argc + n > JS_ARGS_MAX) {
				axi_js_throw(js, JS_RANGE_ERROR, "too many arguments");
				goto thrown_window;
			}
			if (js_stack_need(js, w, JS_WINDOW + argc + n + JS_FRAME_SLACK))
				goto thrown_window;
			bound = (struct js_bound *)js_object_of(js, w[0]);
			for (u32 i = argc; i-- > 0;)
				w[JS_WINDOW + n + i] = w[JS_WINDOW + i];
			for (u32 i = 0; i < n; i++)
				w[JS_WINDOW + i] = bound->a[i];
			if (!(how & JS_RET_CONSTRUCT))
				w[1] = bound->self;
			w[0] = bound->target;
			argc += n;
			js->left -= 4;
			js->top = w + JS_WINDOW + argc;
			goto call_synced;
		}
	} else if (js_is_romobj(v)) {
		u32 go_on = (u32)(pc - js->sections.code);

		if (LIKELY(how == JS_RET_A)) {
			status = axi_js_native_leaf(js, w, argc);
			if (status == JS_DONE) {
				js->top = r + FN->registers;
				RA = js->ret;
				UNSYNC();
				NEXT;
			}
			if (status == JS_THROW)
				goto thrown;
		}
		js_link_set(w + JS_WINDOW, go_on, how, (u32)(w + JS_WINDOW - r), argc);
		if (axi_js_native_begin(js, w, argc, &native))
			goto thrown_call;
		r = w + JS_WINDOW;
		js->frame = r;
		status = axi_js_native_run(js, r, &native);
	native_status:
		if (js->left < 0 && !js->fatal && !axi_js_refill(js, 0))
			status = JS_THROW;
		if (status == JS_DONE) {
			v = js->ret;
			goto returned;
		}
		if (status == JS_THROW)
			goto thrown_frame;
		w = js->window;
		argc = js->window_argc;
		how = JS_RET_NATIVE;
		goto call_synced;
	}
	js->top = w + JS_WINDOW + argc;
	axi_js_throw(js, JS_TYPE_ERROR, "not a function");
	goto thrown_window;

OP_(NEW) : SETTLE();
	w = &RA;
	argc = B;
	how = JS_RET_A | JS_RET_CONSTRUCT;
	v = w[0];
	while (js_is_type(js, v, JS_T_BOUND))
		v = ((struct js_bound *)js_object_of(js, v))->target;
	if (js_is_type(js, v, JS_T_FUNCTION) && JS_LE32(js->sections.fn[js_object_of(js, v)->x].flags) & JS_FN_CONSTRUCTS) {
		v = axi_js_vm_make_this(js, v, JS_LE16(js->sections.fn[js_object_of(js, v)->x].shape));
		if (v == JS_EMPTY)
			goto thrown;
		w[1] = v;
		goto call;
	}
	if (js_is_romobj(v)) {
		struct js_rom_function rf;

		if (axi_js_rom_function(js_rom_id(v), &rf) && rf.flags & JS_F_CTOR) {
			w[1] = JS_UNDEFINED;
			goto call;
		}
	}
	axi_js_throw(js, JS_TYPE_ERROR, "not a constructor");
	goto thrown;

OP_(RETURNU) : v = JS_UNDEFINED;
	SETTLE();
	goto returned;
OP_(RETURN) : v = RA;
	SETTLE();
returned: /* v is the result of frame r; js->left is right */
	how = js_link_how(r);
	if (how & JS_RET_CONSTRUCT && !js_is_object(v))
		v = r[-3];
	pc = js->sections.code + js_link_pc(r);
	w = r;
	r -= js_link_delta(r);
	switch (how & JS_RET_KIND) {
	case JS_RET_A:
		RESUME();
		insn = JS_LE32(pc[-1]);
		RA = v;
		NEXT;
	case JS_RET_DROP: RESUME(); NEXT;
	case JS_RET_COND:
		RESUME();
		insn = JS_LE32(pc[-1]);
		COND((v == JS_TRUE));
	case JS_RET_NATIVE:
		js->ret = v;
		js->frame = r;
		if (js->left < 0 && !axi_js_refill(js, 0))
			goto thrown_frame;
		status = axi_js_native_run(js, r, NULL);
		goto native_status;
	default:
		js->ret = v;
		js->top = w - JS_WINDOW;
		return JS_DONE;
	}

	/* ---- what ends normal control */
OP_(THROW) : SETTLE();
	js->exception = RA;
	goto thrown;
no_object:
	axi_js_throw(js, JS_TYPE_ERROR, "cannot %s a property of %s", name, b == JS_NULL ? "null" : "undefined");
	goto thrown;
not_defined:
	axi_js_vm_throw_name(js, JS_REFERENCE_ERROR, "%s is not defined", BX);
	goto thrown;
unset_global:
	SETTLE();
	axi_js_vm_throw_name(js, JS_REFERENCE_ERROR, "%s is used before its declaration", axi_js_shape_key(js, JS_SHAPE_GLOBALS, BX) >> 2);
	goto thrown;
unset:
	SETTLE();
	axi_js_throw(js, JS_REFERENCE_ERROR, "variable is used before its declaration");
	goto thrown;
bad_cell: /* only bytecode that no compiler wrote */
	SETTLE();
	axi_js_throw(js, JS_REFERENCE_ERROR, "variable does not exist");
	goto thrown;
exhausted: /* pc is where a jump goes */
	SETTLE();
	if (!axi_js_refill(js, 1))
		goto thrown_frame;
	UNSYNC();
	NEXT;
exhausted_entry: /* pc is where a function or a handler begins */
	SETTLE();
	if (!axi_js_refill(js, 0))
		goto thrown_frame;
	UNSYNC();
	NEXT;
thrown_call: /* the callee's frame, whose window is complete, could not begin; r and pc are the caller's */
thrown_window:
	if (how == JS_RET_HOST)
		goto leave;
	if ((how & JS_RET_KIND) == JS_RET_NATIVE)
		goto thrown_frame;
thrown:
	/* in the JavaScript frame r, at the instruction before pc */
	how = 0;
	js->throw_pc = (u32)(pc - js->sections.code) - 1;
	goto unwind;
thrown_frame: /* in the native frame r, or in any frame when the steps ran out */
	js->throw_pc = js->fatal ? (u32)(pc - js->sections.code) : ~0u; /* fatal: pc is where a jump went */
	goto pop;
unwind:
	if (js->throw_pc == ~0u)
		js->throw_pc = (u32)(pc - js->sections.code) - 1;
	if (!js->fatal) {
		const struct js_handler *h = axi_js_vm_handler_for(js, FN, (u32)(pc - js->sections.code) - 1);

		if (h) {
			js->top = r + FN->registers;
			pc = js->sections.code + JS_LE32(h->target);
			UNSYNC();
			r[JS_LE32(h->reg)] = js->exception;
			js->exception = JS_EMPTY;
			if (UNLIKELY(js->left < 0))
				goto exhausted_entry;
			NEXT;
		}
	}
pop:
	how = js_link_how(r);
	if ((how & JS_RET_KIND) == JS_RET_HOST)
		goto leave;
	pc = js->sections.code + js_link_pc(r);
	r -= js_link_delta(r);
	if ((how & JS_RET_KIND) == JS_RET_NATIVE)
		goto pop;
	keys = js->sections.pool + JS_LE32(FN->keys);
	goto unwind;
leave:
	return JS_THROW;
}
