/* SPDX-License-Identifier: Apache-2.0
 * frame.h - frames on the value stack.
 *
 * A frame's registers begin at f.  Before them lies the call window: f[-4] the function, f[-3] `this`, f[-2] and f[-1] the
 * link: where the caller goes on, what becomes of the result, how far down the caller's registers begin.  Every slot below js->top
 * is a valid value, so the collector needs no map of frames.
 *
 * A native's frame: its arguments (at least as many as its signature converts), one slot with its state, its locals. */
#ifndef JS_FRAME_H
#define JS_FRAME_H

#include "js/object.h"

/* what becomes of a result */
enum js_return {
	JS_RET_A,      /* register A of the instruction that called */
	JS_RET_COND,   /* the instruction that called is a conditional jump: take it or not */
	JS_RET_DROP,
	JS_RET_NATIVE, /* enter the native below again */
	JS_RET_HOST,   /* leave the machine */
	JS_RET_KIND = 7,
	JS_RET_CONSTRUCT = 8, /* `new`: what is no object is replaced by `this` */
};

/* room that every frame has above its registers, for the windows of getters, operators and their arguments */
#define JS_FRAME_SLACK 16

static inline void js_link_set(js_value *f, u32 pc, u32 how, u32 delta, u32 argc)
{
	f[-2] = js_link(how << 26 | pc);
	f[-1] = js_link(delta << 14 | argc);
}
static inline u32 js_link_pc(const js_value *f)
{
	return js_link_bits(f[-2]) & 0x3FFFFFF;
}
static inline u32 js_link_how(const js_value *f)
{
	return js_link_bits(f[-2]) >> 26;
}
static inline u32 js_link_delta(const js_value *f)
{
	return js_link_bits(f[-1]) >> 14;
}
static inline u32 js_link_argc(const js_value *f)
{
	return js_link_bits(f[-1]) & 0x3FFF;
}

#define JS_ARGS_MAX 4096

/* the opcodes: JSO_MOVE ... */
enum js_opcode {
#define OP(name, operands) JSO_##name,
#include "js/ops.def"
	JSO_COUNT,
};

/* axi_js_native_begin - make the frame of built-in function `id` behind window w.  JS_THROW: no room. */
struct js_native_frame {
	struct js_rom_function f;
	u32 slots, letters; /* slots of arguments; letters of the signature */
};
int axi_js_native_begin(struct js *js, js_value *w, u32 argc, struct js_native_frame *out);
/* axi_js_native_run - convert arguments and run the native whose frame is `f`: JS_DONE (js->ret), JS_THROW, JS_CALL (js->window).
 * `begun`: what begin has found; NULL: what it had called has returned js->ret. */
int axi_js_native_run(struct js *js, js_value *f, const struct js_native_frame *begun);

/* ---- operators on values that the machine's fast paths do not know (operate.c) */
enum js_operator {
	JS_OP_ADD, JS_OP_SUB, JS_OP_MUL, JS_OP_DIV, JS_OP_MOD, JS_OP_POW, JS_OP_AND, JS_OP_OR, JS_OP_XOR, JS_OP_SHL, JS_OP_SHR,
	JS_OP_USHR, JS_OP_EQ, JS_OP_LT, JS_OP_LE, JS_OP_GT, JS_OP_GE, JS_OP_IN, JS_OP_NEG, JS_OP_NUM, JS_OP_BITNOT,
};
/* axi_js_operate - of two primitives (unary ones: b is ignored): js->ret. */
int axi_js_operate(struct js *js, enum js_operator op, js_value a, js_value b);
js_value axi_js_typeof(struct js *js, js_value v);
int axi_js_instanceof(struct js *js, js_value v, js_value type);
/* axi_js_has - key in object */
bool axi_js_has(struct js *js, js_value object, js_key key);

js_value axi_js_error_new(struct js *js, js_value proto, js_value message);
/* axi_js_utf8 - a string as UTF-8 with a terminator, cut to `size`; returns the length of the whole. */
size_t axi_js_utf8(struct js *js, js_value string, char *out, size_t size);

/* axi_js_execute - run from the frame js->frame until its HOST link returns.  JS_DONE: js->ret. */
int axi_js_execute(struct js *js);
/* axi_js_host_call - call a function from outside; its arguments are handles. */
int axi_js_host_call(struct js *js, js_value function, const int *args, u32 argc);
/* axi_js_enter - the same as one invocation with `steps`: 0 or what ax_js_run returns (api.c). */
int axi_js_enter(struct js *js, js_value function, const int *args, u32 argc, u64 steps);
int axi_js_number_out(struct js *js, int status, double *out);
/* axi_js_name_key - the key of a name that the engine or the image has; JS_KEY_NONE.  axi_js_global_function - EMPTY: none. */
js_key axi_js_name_key(struct js *js, const char *name);
js_value axi_js_global_function(struct js *js, const char *name);
/* A handle is the number of a slot of one of two vectors in the heap; the bit says which.  js_handle_at - the slot of one that is there */
#define JS_SCOPED 0x40000000
static inline js_value *js_handle_at(struct js *js, int handle)
{
	struct js_slots *s = js_at(js, handle & JS_SCOPED ? js->scoped : js->handles);

	return &s->v[handle & ~JS_SCOPED];
}
/* axi_js_handle_slot - where the value of a handle sits, until the next allocation; NULL: there is no such handle. */
js_value *axi_js_handle_slot(struct js *js, int handle);
/* For embedders that have natives of their own: a persistent handle of any value (-AX_ENOMEM, or >= 0), and a call of one
 * handle's function with another's value as argument (as ax_js_call_handle); both must be there. */
int axi_js_handle_value(struct js *js, js_value v);
int axi_js_call_handles(struct js *js, int function, int argument, u64 steps, double *out);

#endif
