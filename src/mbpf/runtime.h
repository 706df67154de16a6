/* SPDX-License-Identifier: Apache-2.0
 * runtime.h - the runtime's objects, as its own files see them. */
#ifndef MBPF_RUNTIME_H
#define MBPF_RUNTIME_H

#include <stdatomic.h>
#include <axiom/js.h>
#include <axiom/mbpf.h>
#include "base/spin.h"
#include "engine/engine.h"
#include "mbpf/manifest.h"

#define MBPF_HOOKS_MAX    32 /* hooks of a runtime */
#define MBPF_PER_HOOK_MAX 8  /* programs on one hook */
enum { AXI_EBPF_MAIN, AXI_EBPF_INIT, AXI_EBPF_FINI, AXI_EBPF_PROGS, AXI_EBPF_OWN_MAX = 8 };

enum axi_mbpf_ctx {
#define MBPF_CTX(name) AXI_MBPF_CTX_##name,
#include "mbpf/ctx.def"
	AXI_MBPF_CTX_COUNT,
};

struct axi_mbpf_hook {
	char name[MBPF_HOOK_BYTES];
	u32 ctx; /* enum axi_mbpf_ctx */
	u32 abi_version;
	s32 fallback;
	u32 combine;
	bool observer;
	/* What is attached, in order.  Runs look at the current list; a change is made in the other one, which then becomes current, and
	 * waits until no run looks at the old one (runtime.c).  With one CPU a change and a run never meet, and there is one. */
	struct axi_mbpf_list {
		u32 count;
		struct mbpf_program *program[MBPF_PER_HOOK_MAX];
	} list[1 + AXI_CPUS];
	_Atomic u32 current;
	_Atomic u64 dropped;
	struct axi_mbpf_queue *queue; /* NULL: programs run at once */
};

/* Numbers that a run counts while other CPUs look at them.  SHOW: only whoever has marked the instance busy writes it; COUNT: anybody. */
#define AXI_SEEN(at) (AXI_CPUS ? __atomic_load_n(&(at), __ATOMIC_RELAXED) : (at))
#define AXI_SHOW(at, value)                                                                                                     \
	do {                                                                                                                   \
		if (AXI_CPUS)                                                                                                  \
			__atomic_store_n(&(at), (value), __ATOMIC_RELAXED);                                                    \
		else                                                                                                           \
			(at) = (value);                                                                                        \
	} while (0)
#define AXI_COUNT(at) ((void)(AXI_CPUS ? __atomic_fetch_add(&(at), 1, __ATOMIC_RELAXED) : (at)++))

/* An instance: one program on one CPU.  Only that CPU runs it; `busy` catches nested entry. */
struct axi_instance {
	struct mbpf_program *program;
	struct js *js;                    /* NULL: a program in eBPF (ebpf.c), which has: */
	struct ax_prog *prog[AXI_EBPF_PROGS];
	struct ax_map *own[AXI_EBPF_OWN_MAX]; /* its global variables and constants */
	u32 own_count;
	void *memory;
	_Atomic u32 busy;
	int entry, fini, ctx;             /* handles; fini < 0: none */
	const struct mbpf_ctx_head *blob; /* the context of the run; NULL: none runs */
	u32 blob_len;
	u32 helpers;                      /* calls of this run */
	bool no_helpers, no_time;         /* the run ended because of them */
	u32 heap_size;                    /* bytes of `memory` */
	u64 deadline;                     /* of this run, ns; 0: none */
	u64 runs, outcome[MBPF_OUTCOMES], steps, helper_calls, steps_max;
	u32 heap_peak;                    /* bytes, of the runs so far and of its start */
	u32 failures;                     /* in a row */
	u64 open_until;                   /* breaker: ns; 0: closed */
	char error[120];
};

struct mbpf_program {
	struct mbpf_runtime *runtime;
	struct mbpf_program *next;
	struct axi_manifest manifest;
	u32 hook; /* number of its hook; 0: one of the engine's, or not here */
	u32 ctx;  /* enum axi_mbpf_ctx */
	bool attached;
	bool given;              /* the entry's last reference unloads it */
	struct ax_prog *entry;   /* in the engine's table; a reference, unless it was given away */
	struct ax_link *link;    /* attached to a hook of the engine's */
	void (*unloaded)(void *arg);
	void *unloaded_arg;
	u32 threshold;
	u64 cool_down_ns;
	const void *image;
	struct axi_ebpf_object *object; /* eBPF, while instances are made; NULL otherwise */
	struct ax_map *map[MBPF_MAPS_MAX]; /* a reference each */
	u32 cpus;
	struct axi_instance *instance; /* [cpus] */
	struct mbpf_program *spare;    /* what was here before the last update, or what went back out; all its instances busy */
	_Atomic u32 probation;         /* runs in which an open breaker brings the spare back */
};

struct mbpf_runtime {
	struct mbpf_config config;
	_Atomic u32 changing; /* somebody changes a hook's list */
	struct axi_spin lock;
	/* lock guards: */
	struct mbpf_program *programs;
	struct axi_mbpf_hook hook[MBPF_HOOKS_MAX]; /* by number; name "" : free */
};

/* runtime.c.  charge - what a run took, for whoever looks */
void axi_mbpf_charge(struct axi_instance *i, u64 steps, u64 helpers);
void axi_mbpf_show_heap(struct axi_instance *i);
u64 axi_mbpf_deadline(const struct mbpf_program *p);
u64 axi_mbpf_clock(const mbpf_runtime_t *runtime); /* ns; 0: the port has no clock */
/* error_text - why the last run of an instance of JavaScript failed; how long it is, `out` holds 32 bytes or more */
size_t axi_mbpf_error_text(struct axi_instance *i, char *out, size_t size);
u32 axi_mbpf_ctx_size(u32 ctx);
u32 axi_mbpf_ctx_first(u32 ctx); /* offset of the first field */
bool axi_mbpf_run_one(struct mbpf_program *p, const struct mbpf_ctx_head *blob, s32 *rc);
void axi_mbpf_run_hook(mbpf_runtime_t *runtime, struct axi_mbpf_hook *h, const struct mbpf_ctx_head *blob, s32 *out_rc);
/* begin, end - around a look at what may be changed; wait - until every run that was under way has ended (engine.h, axi_grace) */
static inline _Atomic u32 *axi_mbpf_begin(mbpf_runtime_t *runtime)
{
	struct ax_engine *engine = runtime->config.engine;
	_Atomic u32 *runs = engine->cpus[0].runs;

	if (!AXI_CPUS)
		return NULL;
	if (runtime->config.cpus > 1)
		return axi_run_begin(engine);
	/* as axi_run_begin, which asks for the CPU; any one's counter is right */
	runs += atomic_load_explicit(&engine->epoch, memory_order_relaxed) & 1;
	atomic_fetch_add(runs, 1);
	return runs;
}
static inline void axi_mbpf_end(_Atomic u32 *guard)
{
	if (AXI_CPUS)
		axi_run_end(guard);
}
void axi_mbpf_wait(mbpf_runtime_t *runtime);
/* load.c: make - a program from a package, in no list yet; maps that `old` (may be NULL) has too are shared. */
int axi_mbpf_make(mbpf_runtime_t *runtime, const void *package, size_t size, const struct mbpf_program *old,
		  struct mbpf_program **out, struct mbpf_diag *diag);
void axi_mbpf_destroy(struct mbpf_program *p);
/* update.c: fits - same name, same hook, and every map that both have is defined alike.  restore - the spare comes back, if an update is on
 * probation; `held` is the instance that the caller has marked busy.  false: nothing changed */
int axi_mbpf_fits(const struct mbpf_program *p, const struct mbpf_program *spare, struct mbpf_diag *diag);
bool axi_mbpf_restore(struct mbpf_program *p, const struct axi_instance *held);
/* defer.c: put - false: the queue is full */
bool axi_mbpf_queue_put(struct axi_mbpf_hook *h, const struct mbpf_ctx_head *blob);
void axi_mbpf_queue_free(mbpf_runtime_t *runtime, struct axi_mbpf_hook *h);

/* entry.c: the program in the engine's table.  ctx_of - which context a hook has that is the engine's (false: no such
 * hook); enter, leave - at load and unload; attach - to such a hook */
bool axi_mbpf_engine_hook(const char *hook, u32 *ctx);
int axi_mbpf_enter(struct mbpf_program *p, struct mbpf_diag *diag);
int axi_mbpf_attach_engine(struct mbpf_program *p);

/* bind.c: check_actuators - has the embedder bound what the manifest's capabilities speak of? */
int axi_mbpf_check_actuators(const mbpf_runtime_t *runtime, const struct axi_manifest *m, struct mbpf_diag *diag);
/* bind.c: is `name` a function of the object mbpf? */
bool axi_mbpf_has_helper(const char *name);
/* bind.c: make the objects ctx and maps.NAME of a new instance; 0 or -AX_ENOMEM. */
int axi_mbpf_bind(struct axi_instance *instance, u32 ctx_kind);
extern const struct ax_js_host axi_mbpf_host;

#endif
