/* SPDX-License-Identifier: Apache-2.0
 * bind.c - what a program reaches: mbpf, the context object.  maps are in bind_map.c.
 *
 * The engine's host argument is the instance.  Each native checks its capability itself: nothing a program does to its globals
 * gets around it. */
#include "mbpf/bind.h"
#include "base/bits.h"
#include "base/str.h"
#include "engine/engine.h"
#include "js/atoms.h"
#include "js/frame.h"
#include "js/math.h"
#include "js/object.h"

#define BUILTIN(name) int name(struct js *js, struct js_call *c)

int axi_mbpf_helper(struct js *js, u32 capability)
{
	struct axi_instance *i = js->host_arg;

	if (capability && !(i->program->manifest.capabilities & capability))
		return axi_js_throw(js, JS_E_capability_is_not_granted,
				    axi_capability_name((u32)__builtin_ctz(capability)));
	if (i->helpers >= i->program->manifest.max_helpers) {
		i->no_helpers = true;
		js->fatal = JS_FATAL_STOP; /* not to be caught */
		return JS_THROW;
	}
	i->helpers++;
	return JS_DONE;
}

bool axi_mbpf_whole(struct js *js, js_value v, s64 *out)
{
	double d, a;

	if (AXI_FAST && js_is_int(v)) {
		*out = js_to_s32(v);
		return true;
	}
	d = js_is_number(v) ? js_to_double(js, v) : 0.5;
	a = axi_js_abs(d);
	*out = 0;
	if (!(a <= 9007199254740992.0) || axi_js_trunc(a) != a)
		return false;
	*out = d < 0 ? -(s64)(u64)a : (s64)(u64)a;
	return true;
}

static void print(void *arg, const char *utf8, size_t length)
{
	struct axi_instance *i = arg;
	const struct mbpf_config *config = &i->program->runtime->config;

	if (config->log && i->program->manifest.capabilities & MBPF_CAP_LOG)
		config->log(config->arg, i->program->manifest.program_name, utf8, length);
}

/* tick - the run goes on while its time is not over */
static bool tick(void *arg)
{
	struct axi_instance *i = arg;

	i->no_time = i->deadline && axi_mbpf_clock(i->program->runtime) >= i->deadline;
	return !i->no_time;
}

const struct ax_js_host axi_mbpf_host = {.print = print, .tick = tick};

/* mbpf.log - as print(), which without the capability prints nothing */
BUILTIN(axi_mbpf_log)
{
	if (c->state == 0 && axi_mbpf_helper(js, MBPF_CAP_LOG))
		return JS_THROW;
	return axi_js_print(js, c);
}

BUILTIN(axi_mbpf_now)
{
	struct axi_instance *i = js->host_arg;
	const struct ax_port *port = ax_engine_port(i->program->runtime->config.engine);

	if (axi_mbpf_helper(js, MBPF_CAP_TIME))
		return JS_THROW;
	js->ret = js_number(js, port->now_ns ? (double)port->now_ns() : 0);
	return JS_DONE;
}

/* mbpf.stats(out) - an array of at least 4 gets: runs, failures, steps of earlier runs, helper calls of this run */
BUILTIN(axi_mbpf_stats)
{
	struct axi_instance *i = js->host_arg;
	u64 failed = 0;

	if (axi_mbpf_helper(js, MBPF_CAP_STATS))
		return JS_THROW;
	if (!axi_js_is_array(js, c->a[0]) || axi_js_array_length(js, c->a[0]) < 4)
		return axi_js_throw(js, JS_E_stats_needs_an_array_of_4_elements);
	for (u32 o = MBPF_OK + 1; o < MBPF_OUTCOMES; o++)
		failed += AXI_SEEN(i->outcome[o]);
	for (u32 n = 0; n < 4; n++)
		if (axi_mbpf_put(js, c->a, n, (double)(n == 0 ? i->runs : n == 1 ? failed : n == 2 ? i->steps : i->helpers)))
			return JS_THROW;
	js->ret = JS_TRUE;
	return JS_DONE;
}

/* mbpf.emit(typed array) - true: taken */
BUILTIN(axi_mbpf_emit)
{
	struct axi_instance *i = js->host_arg;
	const struct mbpf_config *config = &i->program->runtime->config;
	void *bytes;
	u32 size;

	if (axi_mbpf_helper(js, MBPF_CAP_EMIT))
		return JS_THROW;
	bytes = axi_js_typed_bytes(js, c->a[0], &size);
	if (!bytes)
		return axi_js_throw(js, JS_E_emit_needs_a_typed_array);
	if (axi_js_charge(js, size / 8))
		return JS_THROW;
	js->ret = js_bool(!config->emit(config->arg, i->program->manifest.program_name, bytes, size));
	return JS_DONE;
}

/* mbpf.u64LoadLE(bytes, offset, out) - out[0], out[1] get the low and the high word; u64StoreLE writes them. */
BUILTIN(axi_mbpf_u64)
{
	u32 size, offset = (u32)js_to_s32(c->a[1]);
	js_value *item;
	u8 *bytes = axi_js_typed_bytes(js, c->a[0], &size);

	if (!bytes || !axi_js_is_array(js, c->a[2]) || axi_js_array_length(js, c->a[2]) < 2)
		return axi_js_throw(js, JS_E_needs_a_typed_array_an_offset_and_lo_hi);
	if (size < 8 || offset > size - 8)
		return axi_js_throw(js, JS_E_beyond_the_end);
	item = axi_js_array_items(js, c->a[2]);
	for (u32 w = 0; w < 2; w++) {
		u8 *at = bytes + offset + 4 * w;

		if (!c->magic) {
			item[w] = js_uint(js, at[0] | (u32)at[1] << 8 | (u32)at[2] << 16 | (u32)at[3] << 24);
			continue;
		}
		if (!js_is_number(item[w]))
			return axi_js_throw(js, JS_E_lo_hi_must_be_numbers);
		for (u32 b = 0; b < 4; b++)
			at[b] = (u8)((u32)axi_js_int32(js_to_double(js, item[w])) >> 8 * b);
	}
	return JS_DONE;
}

/* ---- actuators */
static const struct {
	u32 capability;
	u16 helper;
	u8 arguments;
} actuators[] = {
#define MBPF_ACTUATOR(CAP, helper, name, arguments) {MBPF_CAP_##CAP, AX_HELPER_##helper, arguments},
#include "mbpf/actuators.def"
};
static const u16 first_actuator = JS_ROW_mbpf_gpioSet;

int axi_mbpf_check_actuators(const mbpf_runtime_t *runtime, const struct axi_manifest *m, struct mbpf_diag *diag)
{
	for (u32 i = 0; i < ARRAY_LEN(actuators); i++)
		if (m->capabilities & actuators[i].capability && !runtime->config.engine->helpers[actuators[i].helper])
			return axi_mbpf_refuse(diag, -AX_EPERM, "capability %s: there is no such actuator here",
					       axi_capability_name((u32)__builtin_ctz(actuators[i].capability)));
	return 0;
}

bool axi_mbpf_has_helper(const char *name)
{
	int atom = axi_js_atom_find(name, (u32)axi_strlen(name));

	return atom >= 0 && axi_js_rom_row(JS_ROM_mbpf, (u32)atom) >= 0;
}

/* mbpf.gpioSet(line, value) and so on: what the embedder's function returns */
BUILTIN(axi_mbpf_actuate)
{
	struct axi_instance *i = js->host_arg;
	struct ax_engine *engine = i->program->runtime->config.engine;
	u32 which = (u32)c->magic - first_actuator;
	struct ax_run run = {.engine = engine, .prog = i->program->entry, .helpers = engine->helpers, .helper_count = AXI_HELPER_IDS,
			     .ctx = (void *)(uintptr_t)i->blob};
	s64 value[3] = {0, 0, 0};

	if (axi_mbpf_helper(js, actuators[which].capability))
		return JS_THROW;
	for (u32 n = 0; n < actuators[which].arguments; n++) {
		if (!axi_mbpf_whole(js, c->a[n], &value[n]))
			return axi_js_throw(js, JS_E_argument_must_be_a_whole_number, n + 1);
	}
	js->ret = js_number(js, (double)(s64)engine->helpers[actuators[which].helper]((u64)value[0], (u64)value[1], (u64)value[2], 0, 0, &run));
	return JS_DONE;
}

/* ---- the context.  One object for an instance's whole life; between runs it refers to nothing.  A field's getter has the
 * number of its row; the rows of all fields follow each other. */
#define FIRST_FIELD JS_ROW_ctx_net_ifindex
static const struct {
	u16 offset : 8, ctx : 4, size : 3, is_signed : 1; /* size: the logarithm, and 1; 0: no field */
} fields[] = {
#define MBPF_FIELD(ctx, type, name)                                                                                      \
	[JS_ROW_ctx_##ctx##_##name - FIRST_FIELD] = {offsetof(struct mbpf_ctx_##ctx, name), AXI_MBPF_CTX_##ctx,                    \
						     1 + __builtin_ctz(sizeof(type)), (type)-1 < (type)1},
#include "mbpf/ctx.def"
};
#define MBPF_CTX(name) _Static_assert(sizeof(struct mbpf_ctx_##name) <= 256 && AXI_MBPF_CTX_##name < 16, "fields");
#include "mbpf/ctx.def"

u32 axi_mbpf_ctx_first(u32 ctx)
{
	u32 first = axi_mbpf_ctx_size(ctx);

	for (u32 i = 0; i < ARRAY_LEN(fields); i++)
		if (fields[i].size && fields[i].ctx == ctx && fields[i].offset < first)
			first = fields[i].offset;
	return first;
}

static const struct mbpf_ctx_head *blob(struct js *js)
{
	const struct axi_instance *i = js->host_arg;

	if (!i->blob)
		axi_js_throw(js, JS_E_the_context_belongs_to_a_run_that_is_over);
	return i->blob;
}

BUILTIN(axi_mbpf_ctx_field)
{
	const struct mbpf_ctx_head *head = blob(js);
	u32 field = (u32)c->magic - FIRST_FIELD;
	const u8 *at;

	if (!head)
		return JS_THROW;
	at = (const u8 *)head + fields[field].offset;
	if (*(u8 *)axi_js_host_bytes(js, *c->self, NULL) != fields[field].ctx)
		return axi_js_throw(js, JS_E_a_property_of_another_kind_of_context);
	if (fields[field].size == 4)
		js->ret = js_number(js, fields[field].is_signed ? (double)(s64)load_64(at) : (double)load_64(at));
	else if (fields[field].size == 1)
		js->ret = js_uint(js, *at);
	else
		js->ret = fields[field].is_signed ? js_int32(js, (s32)load_32(at)) : js_uint(js, load_32(at));
	return JS_DONE;
}

BUILTIN(axi_mbpf_ctx_length)
{
	const struct mbpf_ctx_head *head = blob(js);

	if (!head)
		return JS_THROW;
	js->ret = c->magic ? js_bool(head->flags & MBPF_CTX_TRUNCATED) : js_uint(js, head->data_len);
	return JS_DONE;
}

/* read - `length` bytes from `offset` of the context's data */
static int ctx_read(struct js *js, u32 offset, void *out, u32 length)
{
	const struct mbpf_ctx_head *head = blob(js);

	if (!head)
		return JS_THROW;
	if (offset > head->data_len || length > head->data_len - offset)
		return axi_js_throw(js, JS_E_read_of_bytes_at_there_are, length, offset, head->data_len);
	if (head->data)
		memcpy(out, (const u8 *)head->data + offset, length);
	else if (length && (!head->read_fn || head->read_fn(head, offset, out, length)))
		return axi_js_throw(js, JS_E_the_context_data_cannot_be_read);
	return JS_DONE;
}

BUILTIN(axi_mbpf_ctx_read)
{
	const struct mbpf_ctx_head *head = ((struct axi_instance *)js->host_arg)->blob;
	u32 offset = (u32)js_to_s32(c->a[0]), size = (u32)c->magic;
	u8 bytes[4];
	const u8 *at = bytes;

	if (axi_mbpf_helper(js, 0))
		return JS_THROW;
	if (LIKELY(head && head->data && head->data_len >= size && offset <= head->data_len - size))
		at = (const u8 *)head->data + offset;
	else if (ctx_read(js, offset, bytes, size))
		return JS_THROW;
	switch (size) {
	case 1: js->ret = js_int(at[0]); break;
	case 2: js->ret = js_int(at[0] | at[1] << 8); break;
	default: js->ret = js_uint(js, at[0] | (u32)at[1] << 8 | (u32)at[2] << 16 | (u32)at[3] << 24); break;
	}
	return JS_DONE;
}

/* ctx.readBytes(offset, length, out) - into a typed array; the number of bytes */
BUILTIN(axi_mbpf_ctx_bytes)
{
	u32 size, length = (u32)js_to_s32(c->a[1]);
	void *to = axi_js_typed_bytes(js, c->a[2], &size);

	if (axi_mbpf_helper(js, 0))
		return JS_THROW;
	if (!to)
		return axi_js_throw(js, JS_E_readBytes_needs_a_typed_array);
	if (length > size)
		return axi_js_throw(js, JS_E_bytes_do_not_fit_into, length, size);
	if (axi_js_charge(js, length / 8) || ctx_read(js, (u32)js_to_s32(c->a[0]), to, length))
		return JS_THROW;
	js->ret = js_int((s32)length);
	return JS_DONE;
}

static const u16 ctx_protos[] = {
#define MBPF_CTX(name) JS_ROM_ctx_##name,
#include "mbpf/ctx.def"
};

int axi_mbpf_bind(struct axi_instance *i, u32 ctx_kind)
{
	struct js *js = i->js;
	js_value v;
	int err;

	js->left = (s64)1 << 30; /* not the program's work */
	v = axi_js_host_new(js, JS_CLASS_CONTEXT, js_romobj(ctx_protos[ctx_kind]), 0, 8);
	if (v == JS_EMPTY)
		return -AX_ENOMEM;
	*(u8 *)axi_js_host_bytes(js, v, NULL) = (u8)ctx_kind;
	i->ctx = axi_js_handle_value(js, v);
	if (i->ctx < 0)
		return i->ctx;
	err = axi_mbpf_bind_maps(i);
	js->left = 0;
	js->exception = JS_EMPTY;
	js->ret = JS_UNDEFINED;
	return err;
}
