/* SPDX-License-Identifier: Apache-2.0
 * entry.c - a program's entry in the engine's table: ids, lists, descriptors, test runs; and hooks of the engine, which run it as
 * they run eBPF. */
#include "base/str.h"
#include "mbpf/runtime.h"

/* The engine's hooks: their context is `bytes` bytes, which become the fields of ours from `first` on. */
static const struct engine_hook {
	const char *prefix;
	u32 type, ctx;
	u16 first, bytes, data, length;
} engine_hooks[] = {
#define MBPF_FIRST(ctx) (u16)((sizeof(struct mbpf_ctx_head) + 7) & ~(size_t)7)
#define MBPF_ENGINE_HOOK(prefix, TYPE, ctx, bytes, data, length)                                                          \
	{#prefix "/", AX_PROG_##TYPE, AXI_MBPF_CTX_##ctx, MBPF_FIRST(ctx), bytes, data, length},
#include "mbpf/hooks.def"
};
#define MBPF_ENGINE_HOOK(prefix, TYPE, ctx, bytes, data, length)                                                          \
	_Static_assert(sizeof(struct mbpf_ctx_##ctx) == MBPF_FIRST(ctx) + bytes, "the fields of " #ctx " are those of isa/ctx.def");
#include "mbpf/hooks.def"

static const struct engine_hook *find(const char *hook)
{
	for (u32 i = 0; i < ARRAY_LEN(engine_hooks); i++)
		if (!memcmp(hook, engine_hooks[i].prefix, axi_strlen(engine_hooks[i].prefix)))
			return &engine_hooks[i];
	return NULL;
}

bool axi_mbpf_engine_hook(const char *hook, u32 *ctx)
{
	const struct engine_hook *e = find(hook);

	if (e)
		*ctx = e->ctx;
	return e;
}

/* ---- what the engine does with an entry */

/* run_here - as a run of the runtime's hooks (axi_mbpf_wait) */
static void run_here(struct mbpf_program *p, const struct mbpf_ctx_head *blob, s32 *rc)
{
	_Atomic u32 *guard = axi_mbpf_begin(p->runtime);

	axi_mbpf_run_one(p, blob, rc);
	axi_mbpf_end(guard);
}

/* run - from a hook of the engine's */
static u64 run(void *arg, void *ctx)
{
	struct mbpf_program *p = arg;
	const struct engine_hook *e = find(p->manifest.hook_type);
	union {
		struct mbpf_ctx_head head;
		u8 bytes[sizeof(struct mbpf_ctx_head) + 8 + 96];
	} blob __attribute__((aligned(8)));
	const u8 *raw = ctx;
	s32 rc = 0;

	if (!e)
		return 0;
	blob.head = (struct mbpf_ctx_head){.abi_version = MBPF_CTX_VERSION};
	memcpy(blob.bytes + e->first, raw, e->bytes);
	if (e->data) {
		blob.head.data = raw + e->data;
		blob.head.data_len = raw[e->length] < 64 ? raw[e->length] : 64;
	}
	run_here(p, &blob.head, &rc);
	return (u64)(s64)rc;
}

/* test - `ctx`: the fields of the program's context, as they lie in its struct behind the head */
static int test(void *arg, const void *ctx, u32 ctx_size, const void *data, u32 data_size, u32 *result)
{
	struct mbpf_program *p = arg;
	union {
		struct mbpf_ctx_head head;
		u8 bytes[256];
	} blob __attribute__((aligned(8)));
	u32 room = axi_mbpf_ctx_size(p->ctx), first = axi_mbpf_ctx_first(p->ctx);
	s32 rc = p->hook ? p->runtime->hook[p->hook].fallback : 0;

	if (ctx_size > room - first)
		return -AX_EINVAL;
	memset(blob.bytes, 0, sizeof(blob.bytes));
	blob.head.abi_version = p->manifest.hook_ctx_abi_version;
	blob.head.data = data;
	blob.head.data_len = data_size;
	memcpy(blob.bytes + first, ctx, ctx_size);
	run_here(p, &blob.head, &rc);
	*result = (u32)rc;
	return 0;
}

static void info(void *arg, struct ax_prog_info *out)
{
	struct mbpf_program *p = arg;
	struct mbpf_program_stats s;

	mbpf_program_stats(p, &s);
	out->run_count = s.runs;
	out->recursion_misses = s.outcome[MBPF_NESTED];
	out->budget_stops = s.outcome[MBPF_NO_STEPS] + s.outcome[MBPF_NO_HELPERS] + s.outcome[MBPF_NO_TIME];
	out->bytes += sizeof(*p) + p->cpus * (sizeof(*p->instance) + s.heap_size);
}

/* gone - a program that was given to the engine ends with its entry */
static void gone(void *arg)
{
	struct mbpf_program *p = arg;

	if (!p->given)
		return;
	p->entry = NULL;
	mbpf_program_unload(p->runtime, p);
}

static const struct ax_foreign_ops ops = {.run = run, .test = test, .info = info, .gone = gone};

int axi_mbpf_enter(struct mbpf_program *p, struct mbpf_diag *diag)
{
	const struct engine_hook *e = find(p->manifest.hook_type);
	struct ax_prog_foreign foreign = {.type = p->instance[0].js ? AX_PROG_JS : AX_PROG_MBPF, .hook_type = p->hook || !e ? 0 : e->type, .maps = p->map,
					  .map_count = p->manifest.map_count, .ops = &ops, .arg = p};
	int err;

	axi_strcopy(foreign.name, p->manifest.program_name, sizeof(foreign.name));
	err = ax_prog_enter(p->runtime->config.engine, &foreign, &p->entry);
	if (err)
		return axi_mbpf_refuse(diag, err, err == -AX_ENOSPC ? "the program table is full" : "no memory for the program");
	return 0;
}

int axi_mbpf_attach_engine(struct mbpf_program *p)
{
	int err;

	if (!find(p->manifest.hook_type))
		return -AX_ENOENT;
	err = ax_hook_attach_named(p->runtime->config.engine, p->manifest.hook_type, p->entry, 0, &p->link);
	p->attached = !err;
	return err;
}

void mbpf_program_worst_case(const mbpf_program_t *p, struct ax_verdict *out)
{
	const struct ax_prog *main = p->instance[0].js ? NULL : p->instance[0].prog[AXI_EBPF_MAIN];

	*out = main ? main->verdict : (struct ax_verdict){0};
}

struct ax_prog *mbpf_program_entry(const mbpf_program_t *p)
{
	return p->entry;
}

void mbpf_program_on_unload(mbpf_program_t *p, void (*fn)(void *arg), void *arg)
{
	p->unloaded = fn;
	p->unloaded_arg = arg;
}

struct ax_prog *mbpf_program_give(mbpf_program_t *p)
{
	p->given = true;
	return p->entry;
}
