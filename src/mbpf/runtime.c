/* SPDX-License-Identifier: Apache-2.0
 * runtime.c - the runtime, its hooks, running programs. */
#include "mbpf/ebpf.h"
#include "js/frame.h"
#include "ax_cpu.h"
#include "base/str.h"
#include "mbpf/doc.h"

static const char ctx_names[] =
#define MBPF_CTX(name) #name "\0"
#include "mbpf/ctx.def"
	;
static const u16 ctx_sizes[] = {
#define MBPF_CTX(name) sizeof(struct mbpf_ctx_##name),
#include "mbpf/ctx.def"
};

static const char *const outcome_names[MBPF_OUTCOMES] = {
	"ok", "exception", "no memory", "no steps", "no helper calls", "no time", "bad result", "nested", "breaker open", "dropped",
};

const char *mbpf_outcome_name(enum mbpf_outcome outcome)
{
	return outcome < MBPF_OUTCOMES ? outcome_names[outcome] : "?";
}

u32 axi_mbpf_ctx_size(u32 ctx)
{
	return ctx_sizes[ctx];
}

static int hook_set(mbpf_runtime_t *runtime, u32 number, const struct mbpf_hook_desc *desc)
{
	struct axi_mbpf_hook *h = &runtime->hook[number];
	int ctx = axi_word_find(ctx_names, (struct axi_span){desc->ctx, (u32)axi_strlen(desc->ctx)});

	if (ctx < 0 || axi_strnlen(desc->name, MBPF_HOOK_BYTES) >= MBPF_HOOK_BYTES || !desc->name[0] ||
	    desc->combine > MBPF_COMBINE_MAX)
		return -AX_EINVAL;
	*h = (struct axi_mbpf_hook){.ctx = (u32)ctx, .abi_version = desc->abi_version, .fallback = desc->fallback,
				    .combine = desc->combine, .observer = desc->observer};
	axi_strcopy(h->name, desc->name, sizeof(h->name));
	return 0;
}

int mbpf_runtime_init(mbpf_runtime_t **out, const struct mbpf_config *config)
{
	static const struct {
		char name[11], ctx[9];
		u8 number, combine, observer;
		s8 fallback;
	} hooks[] = {
#define MBPF_HOOK(id, NAME, name, ctx, fallback, combine, observer) {#name, #ctx, id, MBPF_COMBINE_##combine, observer, fallback},
#include "mbpf/hooks.def"
	};
	mbpf_runtime_t *r;

	if (!config->engine || !config->mem || !config->policy || !config->cpus || config->cpus > AX_CPUS_MAX)
		return -AX_EINVAL;
	r = config->mem->alloc(config->mem, sizeof(*r));
	if (!r)
		return -AX_ENOMEM;
	r->config = *config;
	for (u32 i = 0; i < ARRAY_LEN(hooks); i++) {
		const struct mbpf_hook_desc desc = {.name = hooks[i].name, .ctx = hooks[i].ctx, .abi_version = MBPF_CTX_VERSION,
						    .fallback = hooks[i].fallback, .combine = hooks[i].combine, .observer = hooks[i].observer};

		hook_set(r, hooks[i].number, &desc);
	}
	*out = r;
	return 0;
}

int mbpf_hook_find(const mbpf_runtime_t *runtime, const char *name, uint32_t *hook)
{
	for (u32 i = 1; i < MBPF_HOOKS_MAX; i++)
		if (runtime->hook[i].name[0] && axi_streq(runtime->hook[i].name, name)) {
			*hook = i;
			return 0;
		}
	return -AX_ENOENT;
}

int mbpf_hook_add(mbpf_runtime_t *runtime, const struct mbpf_hook_desc *desc, uint32_t *hook)
{
	u32 number = MBPF_HOOK_NAMED;
	int err;

	if (!mbpf_hook_find(runtime, desc->name, hook))
		return -AX_EEXIST;
	while (number < MBPF_HOOKS_MAX && runtime->hook[number].name[0])
		number++;
	if (number == MBPF_HOOKS_MAX)
		return -AX_ENOSPC;
	err = hook_set(runtime, number, desc);
	if (!err)
		*hook = number;
	return err;
}

/* ---- attaching, while other CPUs run what is there */
void axi_mbpf_wait(mbpf_runtime_t *runtime)
{
	if (AXI_CPUS)
		axi_grace(runtime->config.engine);
}

/* change - the list in which a change can be made; done - it is what runs see from now on, and none sees another */
static struct axi_mbpf_list *change(mbpf_runtime_t *runtime, struct axi_mbpf_hook *h)
{
	u32 now;

	while (AXI_CPUS && atomic_exchange(&runtime->changing, 1))
		ax_cpu_relax();
	now = h->current;
	if (AXI_CPUS)
		h->list[now ^ 1] = h->list[now];
	return &h->list[AXI_CPUS ? now ^ 1 : 0];
}

static void done(mbpf_runtime_t *runtime, struct axi_mbpf_hook *h)
{
	if (AXI_CPUS)
		h->current ^= 1;
	axi_mbpf_wait(runtime);
	runtime->changing = 0;
}

int mbpf_program_attach(mbpf_runtime_t *runtime, mbpf_program_t *p)
{
	struct axi_mbpf_hook *h;
	struct axi_mbpf_list *list;
	bool room;

	if (p->attached)
		return -AX_EEXIST;
	if (!p->hook)
		return axi_mbpf_attach_engine(p);
	h = &runtime->hook[p->hook];
	list = change(runtime, h);
	room = list->count < MBPF_PER_HOOK_MAX;
	if (room)
		list->program[list->count++] = p;
	p->attached = room;
	done(runtime, h);
	return room ? 0 : -AX_ENOSPC;
}

int mbpf_program_detach(mbpf_runtime_t *runtime, mbpf_program_t *p)
{
	struct axi_mbpf_hook *h = &runtime->hook[p->hook];
	struct axi_mbpf_list *list;
	u32 at = 0;

	if (!p->attached)
		return -AX_ENOENT;
	p->attached = false;
	if (p->link) {
		ax_link_detach(p->link); /* also when others hold it */
		ax_link_put(p->link);
		p->link = NULL;
		return 0;
	}
	list = change(runtime, h);
	while (list->program[at] != p)
		at++;
	list->count--;
	memmove(&list->program[at], &list->program[at + 1], (list->count - at) * sizeof(list->program[0]));
	done(runtime, h);
	return 0;
}

/* ---- running */
u64 axi_mbpf_clock(const mbpf_runtime_t *runtime)
{
	const struct ax_port *port = ax_engine_port(runtime->config.engine);

	return port->now_ns ? port->now_ns() : 0;
}

/* axi_mbpf_deadline - of a run that begins now */
u64 axi_mbpf_deadline(const struct mbpf_program *p)
{
	return axi_mbpf_clock(p->runtime) + (u64)p->manifest.max_wall_time_us * 1000;
}

size_t axi_mbpf_error_text(struct axi_instance *i, char *out, size_t size)
{
	size_t at = i->no_time ? axi_strcopy(out, "out of time", size) : i->no_helpers ? axi_strcopy(out, "too many helper calls", size) : 0;

	return at + ax_js_error_text(i->js, out + at, size - at);
}

/* failed - count, and open the breaker after `threshold` failures in a row */
static void failed(struct axi_instance *i, enum mbpf_outcome outcome)
{
	struct mbpf_program *p = i->program;
	u32 threshold = AXI_SEEN(p->threshold), failures = AXI_SEEN(i->failures) + 1;

	AXI_SHOW(i->outcome[outcome], i->outcome[outcome] + 1);
	if (i->js)
		axi_mbpf_error_text(i, i->error, sizeof(i->error));
	if (!threshold)
		return;
	if (failures >= threshold) {
		failures = 0;
		AXI_SHOW(i->open_until, axi_mbpf_clock(p->runtime) + AXI_SEEN(p->cool_down_ns));
	}
	AXI_SHOW(i->failures, failures);
}

static enum mbpf_outcome outcome_of(const struct axi_instance *i, int err, double value)
{
	switch (err) {
	case 0: return value == value ? MBPF_OK : MBPF_BAD_RESULT;
	case -AX_ENOMEM: return MBPF_NO_MEMORY;
	case -AX_ETIMEDOUT: return MBPF_NO_STEPS;
	default: return i->no_time ? MBPF_NO_TIME : i->no_helpers ? MBPF_NO_HELPERS : MBPF_EXCEPTION;
	}
}

void axi_mbpf_show_heap(struct axi_instance *i)
{
	u32 peak = i->js->stats.heap_high + i->js->stats.stack_high;

	if (peak > i->heap_peak)
		AXI_SHOW(i->heap_peak, peak);
}

void axi_mbpf_charge(struct axi_instance *i, u64 steps, u64 helpers)
{
	AXI_SHOW(i->steps, i->steps + steps);
	if (steps > i->steps_max)
		AXI_SHOW(i->steps_max, steps);
	AXI_SHOW(i->helper_calls, i->helper_calls + helpers);
	if (i->js)
		axi_mbpf_show_heap(i);
}

/* run_js - one run in the JavaScript engine */
static enum mbpf_outcome run_js(struct axi_instance *i, const struct mbpf_ctx_head *blob, s32 *rc)
{
	double value = 0;
	int err;

	i->blob = blob;
	i->no_time = false;
	i->deadline = i->program->manifest.max_wall_time_us ? axi_mbpf_deadline(i->program) : 0;
	err = axi_js_call_handles(i->js, i->entry, i->ctx, i->program->manifest.max_steps, AXI_FAST ? NULL : &value);
	i->blob = NULL;
	i->deadline = 0;
	axi_mbpf_charge(i, ax_js_steps_used(i->js), i->helpers);
	if (AXI_FAST && !err && js_is_int(i->js->ret)) {
		*rc = js_to_s32(i->js->ret);
		return MBPF_OK;
	}
	if (AXI_FAST)
		axi_js_number_out(i->js, err, &value);
	*rc = axi_js_int32(value);
	return outcome_of(i, err, value);
}

static bool is_open(const struct axi_instance *i, const mbpf_runtime_t *runtime)
{
	u64 until = AXI_SEEN(i->open_until);

	return until && axi_mbpf_clock(runtime) < until;
}

/* run_instance - true: *rc is the program's result */
static bool run_instance(struct axi_instance *i, const struct mbpf_ctx_head *blob, s32 *rc)
{
	struct mbpf_program *p = i->program;
	enum mbpf_outcome outcome;
	s32 value = 0;

	if (is_open(i, p->runtime)) {
		AXI_SHOW(i->outcome[MBPF_OPEN], i->outcome[MBPF_OPEN] + 1);
		return false;
	}
	AXI_SHOW(i->open_until, 0);
	i->helpers = 0;
	i->no_helpers = false;
	AXI_SHOW(i->runs, i->runs + 1);
	outcome = i->js ? run_js(i, blob, &value) : axi_ebpf_run(i, i->prog[AXI_EBPF_MAIN], blob, &value);
	if (outcome != MBPF_OK) {
		failed(i, outcome);
		if (AXI_SEEN(i->open_until))
			axi_mbpf_restore(p, i);
		return false;
	}
	if (p->probation)
		p->probation--;
	AXI_SHOW(i->failures, 0);
	AXI_SHOW(i->outcome[MBPF_OK], i->outcome[MBPF_OK] + 1);
	*rc = value;
	return true;
}

/* instances - an update may exchange them at any time (update.c); they are not gone before the guard ends under which they were looked up */
static struct axi_instance *instances(const struct mbpf_program *p)
{
	return __atomic_load_n(&p->instance, __ATOMIC_ACQUIRE);
}

static struct axi_instance *instance_here(const struct mbpf_program *p)
{
	return instances(p) + (p->cpus == 1 ? 0 : ax_cpu_id() % p->cpus);
}

/* axi_mbpf_run_one - the program's instance of this CPU, unless it runs already; true: *rc is its result */
bool axi_mbpf_run_one(struct mbpf_program *p, const struct mbpf_ctx_head *blob, s32 *rc)
{
	struct axi_instance *i = instance_here(p);
	bool ok;

	if (atomic_exchange_explicit(&i->busy, 1, memory_order_acquire)) {
		AXI_COUNT(i->outcome[MBPF_NESTED]);
		return false;
	}
	ok = run_instance(i, blob, rc);
	if (i->program == p) /* else it was put away, and stays marked */
		atomic_store_explicit(&i->busy, 0, memory_order_release);
	return ok;
}

void axi_mbpf_run_hook(mbpf_runtime_t *runtime, struct axi_mbpf_hook *h, const struct mbpf_ctx_head *blob, s32 *out_rc)
{
	_Atomic u32 *guard = axi_mbpf_begin(runtime);
	const struct axi_mbpf_list *list = &h->list[AXI_CPUS ? h->current : 0];
	bool any = false;

	*out_rc = h->fallback;
	for (u32 n = 0; n < list->count; n++) {
		s32 rc = h->fallback;

		axi_mbpf_run_one(list->program[n], blob, &rc);
		if (!any || h->combine != MBPF_COMBINE_MAX || rc > *out_rc)
			*out_rc = rc;
		any = true;
		if (h->combine == MBPF_COMBINE_FIRST_NONZERO && rc)
			break;
	}
	axi_mbpf_end(guard);
}

static void count_dropped(mbpf_runtime_t *runtime, struct axi_mbpf_hook *h)
{
	_Atomic u32 *guard = axi_mbpf_begin(runtime);
	const struct axi_mbpf_list *list = &h->list[AXI_CPUS ? h->current : 0];

	for (u32 n = 0; n < list->count; n++)
		AXI_COUNT(instance_here(list->program[n])->outcome[MBPF_DROPPED]);
	axi_mbpf_end(guard);
}

int mbpf_run(mbpf_runtime_t *runtime, uint32_t hook, const void *ctx_blob, size_t ctx_len, int32_t *out_rc)
{
	const struct mbpf_ctx_head *blob = ctx_blob;
	struct axi_mbpf_hook *h;

	if (hook >= MBPF_HOOKS_MAX || !runtime->hook[hook].name[0])
		return -AX_EINVAL;
	h = &runtime->hook[hook];
	*out_rc = h->fallback;
	if (!blob || ctx_len < ctx_sizes[h->ctx] || blob->abi_version != h->abi_version)
		return -AX_EINVAL;
	if (!h->queue) {
		axi_mbpf_run_hook(runtime, h, blob, out_rc);
	} else if (!axi_mbpf_queue_put(h, blob)) {
		h->dropped++;
		count_dropped(runtime, h);
	}
	return 0;
}

uint64_t mbpf_hook_dropped(const mbpf_runtime_t *runtime, uint32_t hook)
{
	return hook < MBPF_HOOKS_MAX ? runtime->hook[hook].dropped : 0;
}

/* ---- looking in */
void mbpf_program_stats(const mbpf_program_t *p, struct mbpf_program_stats *out)
{
	_Atomic u32 *guard = axi_mbpf_begin(p->runtime);
	const struct axi_instance *i = instances(p);

	*out = (struct mbpf_program_stats){.heap_size = i->heap_size};
	for (u32 n = 0; n < p->cpus; n++, i++) {
		u64 steps_max = AXI_SEEN(i->steps_max);
		u32 heap_peak = AXI_SEEN(i->heap_peak);

		out->runs += AXI_SEEN(i->runs);
		out->steps += AXI_SEEN(i->steps);
		out->helpers += AXI_SEEN(i->helper_calls);
		out->steps_max = steps_max > out->steps_max ? steps_max : out->steps_max;
		out->heap_peak = heap_peak > out->heap_peak ? heap_peak : out->heap_peak;
		out->breaker_open |= is_open(i, p->runtime);
		for (u32 o = 0; o < MBPF_OUTCOMES; o++)
			out->outcome[o] += AXI_SEEN(i->outcome[o]);
	}
	axi_mbpf_end(guard);
}

const char *mbpf_program_name(const mbpf_program_t *p)
{
	return p->manifest.program_name;
}

uint64_t mbpf_program_version(const mbpf_program_t *p)
{
	return p->manifest.program_version;
}

const char *mbpf_program_error(const mbpf_program_t *p)
{
	for (u32 n = 0; n < p->cpus; n++)
		if (p->instance[n].error[0])
			return p->instance[n].error;
	return "";
}

struct ax_map *mbpf_program_map(const mbpf_program_t *p, const char *name)
{
	for (u32 m = 0; m < p->manifest.map_count; m++)
		if (axi_streq(p->manifest.map[m].name, name))
			return p->map[m];
	return NULL;
}

int mbpf_program_breaker(mbpf_program_t *p, uint32_t threshold, uint64_t cool_down_ns)
{
	AXI_SHOW(p->threshold, threshold);
	AXI_SHOW(p->cool_down_ns, cool_down_ns);
	return mbpf_program_breaker_reset(p);
}

int mbpf_program_breaker_reset(mbpf_program_t *p)
{
	_Atomic u32 *guard = axi_mbpf_begin(p->runtime);
	struct axi_instance *i = instances(p);

	for (u32 n = 0; n < p->cpus; n++) {
		AXI_SHOW(i[n].open_until, 0);
		AXI_SHOW(i[n].failures, 0);
	}
	axi_mbpf_end(guard);
	return 0;
}
