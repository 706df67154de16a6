/* SPDX-License-Identifier: Apache-2.0
 * mbpf.h - microBPF: signed JavaScript programs on hooks, in a fixed heap with exact budgets.
 *
 * A runtime belongs to one engine (engine.h): its programs and maps are in the engine's tables, beside the eBPF ones.
 * Everything it needs comes from the caller's `mem`, at load time; running takes nothing.
 *
 * Errors are negative errno values; where a `struct mbpf_diag *` is taken (NULL is allowed), it says in words what was refused
 * and why (a build for a device, -DAX_DEVICE: no words but a place, FILE:LINE of our source, or KEY:LINE of manifest.c; and
 * manifests are CBOR alone).  A call that fails has changed nothing. */
#ifndef AXIOM_MBPF_H
#define AXIOM_MBPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/arena.h>
#include <axiom/engine.h>
#include <axiom/hook.h>
#include <axiom/map.h>
#include <axiom/prog.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mbpf_runtime mbpf_runtime_t;
typedef struct mbpf_program mbpf_program_t;

#define MBPF_API_VERSION (1u << 16 | 0u) /* major << 16 | minor; a program needs our major and at most our minor */
#define MBPF_NAME_BYTES  32              /* names of programs, symbols, helpers, keys; with their NUL */
#define MBPF_HOOK_BYTES  64              /* names of hooks, with their NUL */

/* Capabilities: what a program asks for in its manifest, what a key may grant, what a hook allows. */
enum {
#define CAPABILITY(bit, NAME) MBPF_CAP_##NAME = 1 << bit,
#include "mbpf/caps.def"
};

/* A map type beyond enum ax_map_type: an array of u64 for the engine. */
enum { MBPF_MAP_COUNTER = 0x100 };

struct mbpf_diag {
	int error;
	char text[200];
};

/* ---- what the platform trusts and allows */

/* struct mbpf_key - an Ed25519 public key and what packages signed by it may do. */
struct mbpf_key {
	uint8_t public_key[32];
	const char *name;      /* for messages */
	uint32_t capabilities; /* it may grant these */
	const char *hooks;     /* names and prefixes with '*', separated by blanks: "net_rx timer*"; NULL: every hook */
	bool revoked;
};

/* struct mbpf_hook_rule - what programs on a hook may be allowed; the first rule whose name fits counts. */
struct mbpf_hook_rule {
	const char *hook;      /* a name, or a prefix ending in '*' */
	uint32_t capabilities;
	uint64_t max_steps;    /* 0: the policy's */
};

/* struct mbpf_versions - the platform's memory of the highest version of each program that was ever loaded.
 *   get  0 and *version, or -AX_ENOENT
 *   set  called after a load; must be durable for the protection to be */
struct mbpf_versions {
	int (*get)(void *arg, const char *program, uint64_t *version);
	int (*set)(void *arg, const char *program, uint64_t version);
	void *arg;
};

struct mbpf_policy {
	bool development;      /* packages without a signature are taken */
	const struct mbpf_key *keys;
	uint32_t key_count;
	const struct mbpf_hook_rule *rules;
	uint32_t rule_count;   /* 0: every hook allows every capability */
	uint32_t max_heap;     /* bytes of one instance; 0: no limit */
	uint64_t max_steps;    /* of one run; 0: no limit */
	uint32_t max_helpers;  /* 0: no limit */
	uint32_t max_wall_time_us; /* 0: no limit */
	const struct mbpf_versions *versions; /* NULL: no protection against old versions */
};

/* ---- the runtime */

struct mbpf_config {
	struct ax_engine *engine;
	struct ax_mem *mem;                /* instances, programs; may be an ax_pool over one block */
	const struct mbpf_policy *policy;  /* outlives the runtime */
	uint32_t cpus;                     /* instances of each program: 1 .. 64 */
	/* Programs in eBPF run interpreted, slowly, and their steps (instructions) and helper calls are counted and held to the
	 * manifest's budgets one by one.  false: as machine code; both are known from the proof at load, and not counted. */
	bool count;
	/* log - one line that a program printed, without its end; any context.  NULL: dropped */
	void (*log)(void *arg, const char *program, const char *text, size_t length);
	/* emit - a record that a program emitted; 0 or an error (the program sees false).  NULL: EMIT is refused at load */
	int (*emit)(void *arg, const char *program, const void *data, size_t length);
	/* map - the platform's map of this name, a new reference (ax_map_get), or NULL; for maps whose definition says
	 * "pinning": 1.  Task.  NULL: there are none, the program gets its own */
	struct ax_map *(*map)(void *arg, const char *name);
	void *arg; /* of these */
};

int mbpf_runtime_init(mbpf_runtime_t **out, const struct mbpf_config *config);
/* mbpf_runtime_shutdown - unloads every program.  -AX_EBUSY, and nothing happened: one of them runs, or is held by others
 * (mbpf_program_entry).  Task. */
int mbpf_runtime_shutdown(mbpf_runtime_t *runtime);

/* What the result of a hook is when a program did not give one, and how several results become one. */
enum mbpf_combine {
	MBPF_COMBINE_FIRST_NONZERO, /* decision hooks: the first program that objects; the others do not run */
	MBPF_COMBINE_LAST,
	MBPF_COMBINE_MAX,
};

/* struct mbpf_hook_desc - a hook as the platform declares it.
 *   ctx         name of a context of src/mbpf/ctx.def: its fields are the properties of `ctx`
 *   abi_version what the first field of every context must hold
 *   fallback    result of a program that threw, ran out of memory, steps or helper calls, or was not run
 *   observer    results do not matter: the hook may be deferred (mbpf_hook_defer) */
struct mbpf_hook_desc {
	const char *name;
	const char *ctx;
	uint32_t abi_version;
	int32_t fallback;
	enum mbpf_combine combine;
	bool observer;
};

/* The hooks that every runtime has; named ones (mbpf_hook_add) get numbers from MBPF_HOOK_NAMED on. */
enum mbpf_hook {
#define MBPF_HOOK(id, NAME, name, ctx, fallback, combine, observer) MBPF_HOOK_##NAME = id,
#include "mbpf/hooks.def"
	MBPF_HOOK_NAMED = 16,
};
int mbpf_hook_add(mbpf_runtime_t *runtime, const struct mbpf_hook_desc *desc, uint32_t *hook);
int mbpf_hook_find(const mbpf_runtime_t *runtime, const char *name, uint32_t *hook); /* -AX_ENOENT */

/* ---- programs */

/* mbpf_program_load - check a package (container, manifest, policy, signature, bytecode), create its maps and instances, run
 * its mbpf_init.  `package` must stay readable and unchanged until the program is unloaded: bytecode runs in place; its
 * address must be a multiple of 8.
 * Errors: -AX_EINVAL (package, manifest, bytecode), -AX_EPERM (policy, capability, version), -AX_EACCES (signature),
 * -AX_ENOMEM, -AX_EOPNOTSUPP (version of the API, of bytecode, of a helper, of the hook's contexts). Task. */
int mbpf_program_load(mbpf_runtime_t *runtime, const void *package, size_t size, mbpf_program_t **out, struct mbpf_diag *diag);
/* mbpf_program_unload - detaches, runs mbpf_fini, gives everything back.  -AX_EBUSY while it runs, or while others hold its
 * entry.  Task. */
int mbpf_program_unload(mbpf_runtime_t *runtime, mbpf_program_t *program);
/* mbpf_program_update - put the program of `package` into the place of `program` between two invocations.  Maps whose
 * definitions are the same keep their contents; others: refused.  If mbpf_init of the new one fails, or its breaker opens
 * within `probation` runs, the old one is back.  A run that comes in the middle is counted as nested.  -AX_EBUSY: it runs just now; one
 * update of a program at a time.  Task. */
int mbpf_program_update(mbpf_runtime_t *runtime, mbpf_program_t *program, const void *package, size_t size, uint32_t probation,
			struct mbpf_diag *diag);
/* mbpf_program_attach - to the hook of its manifest, behind those that are attached: the runtime's, or one that the engine has
 * published under this name (hook.h: custom/NAME, gpio/..., pwm/..., iio/..., can/...; its result there is the program's, 0 where
 * it has none).  -AX_EEXIST, -AX_ENOENT (no such hook here), -AX_ENOSPC (8 programs are on it).  Task. */
int mbpf_program_attach(mbpf_runtime_t *runtime, mbpf_program_t *program);
/* mbpf_program_detach - when it returns, no CPU runs the program for its hook any more; others run the rest meanwhile, and miss none.
 * -AX_ENOENT: it is not attached.  Task, as attach, unload and update: never from what a run calls (log, emit, an actuator), for
 * they wait for all runs to end. */
int mbpf_program_detach(mbpf_runtime_t *runtime, mbpf_program_t *program);

/* ---- running */

/* Every context begins with a head: its version, and the bytes that readU8 ... readBytes see (a packet, a name): data_len of
 * them at `data`, or, if data is NULL, through read_fn (which gives `length` bytes from `offset`, within data_len; 0 or an
 * error, which the program sees as an exception). */
struct mbpf_ctx_head {
	uint32_t abi_version;
	uint32_t data_len;
	uint32_t flags; /* MBPF_CTX_TRUNCATED */
	const void *data;
	int (*read_fn)(const struct mbpf_ctx_head *ctx, uint32_t offset, void *out, uint32_t length);
};

/* struct mbpf_ctx_net and so on: the head, then the fields of src/mbpf/ctx.def. */
#define MBPF_CTX(name) struct mbpf_ctx_##name { struct mbpf_ctx_head head;
#define MBPF_FIELD(ctx, type, name) type name;
#define MBPF_END(name) };
#include "mbpf/ctx.def"
#define MBPF_CTX_TRUNCATED 1u /* the data was longer (a deferred context, a packet cut by who took it); property `truncated` */
#define MBPF_CTX_VERSION 1u /* abi_version of these */

/* mbpf_run - run what is attached to `hook`, in order, with the context of `ctx_len` bytes at `ctx_blob`.
 * *out_rc is the combined result; the hook's fallback if nothing ran.  Any context that stays on this CPU; never blocks.
 * -AX_EINVAL: no such hook, or the context's version or length is wrong (nothing ran; *out_rc is the fallback). */
int mbpf_run(mbpf_runtime_t *runtime, uint32_t hook, const void *ctx_blob, size_t ctx_len, int32_t *out_rc);

/* Deferred mode of observer hooks: a snapshot of the context waits in a queue of `entries` (a power of two) with up to `bytes`
 * bytes of data each; mbpf_hook_drain runs the programs for at most `most` of them and returns for how many.  A full queue drops
 * and counts, for the hook and for each program on it.
 * -AX_EINVAL: no observer hook, entries over 4,096, bytes over 65,536; -AX_EEXIST: deferred already; -AX_ENOMEM.
 * Context: defer is task's; the hook may fire anywhere; one drains at a time. */
int mbpf_hook_defer(mbpf_runtime_t *runtime, uint32_t hook, uint32_t entries, uint32_t bytes);
int mbpf_hook_drain(mbpf_runtime_t *runtime, uint32_t hook, uint32_t most);
uint64_t mbpf_hook_dropped(const mbpf_runtime_t *runtime, uint32_t hook);

/* ---- the circuit breaker: `threshold` failures in a row open it for `cool_down_ns`; threshold 0: none.  Also while other CPUs run
 * the program. */
int mbpf_program_breaker(mbpf_program_t *program, uint32_t threshold, uint64_t cool_down_ns);
int mbpf_program_breaker_reset(mbpf_program_t *program);

/* ---- looking in.  Also while other CPUs run the program: each number is then of some moment, not all of the same one.
 * mbpf_program_stats, mbpf_program_breaker and mbpf_program_breaker_reset also while another CPU updates it: what they look at or set are
 * the instances of before or of after, which stay until they have returned (the update waits for them; their numbers begin at 0, and come back
 * with what they counted when the old program does).  The rest not while it is updated; nothing while or after it is unloaded: whoever
 * unloads a program makes sure that nobody else uses the handle. */
enum mbpf_outcome {
	MBPF_OK,
	MBPF_EXCEPTION,
	MBPF_NO_MEMORY,
	MBPF_NO_STEPS,
	MBPF_NO_HELPERS,
	MBPF_NO_TIME,
	MBPF_BAD_RESULT,  /* not a number */
	MBPF_NESTED,      /* entered again on the same CPU: not run */
	MBPF_OPEN,        /* the circuit breaker is open: not run */
	MBPF_DROPPED,     /* a full queue */
	MBPF_OUTCOMES,
};

struct mbpf_program_stats {
	uint64_t runs;                  /* invocations, those that were not run apart */
	uint64_t outcome[MBPF_OUTCOMES];
	uint64_t steps, helpers;        /* in all; of programs in eBPF only with mbpf_config.count */
	uint64_t steps_max;             /* of one run */
	uint32_t heap_size, heap_peak;  /* bytes of one instance */
	bool breaker_open;
};
void mbpf_program_stats(const mbpf_program_t *program, struct mbpf_program_stats *out);
const char *mbpf_program_name(const mbpf_program_t *program);
uint64_t mbpf_program_version(const mbpf_program_t *program);
/* mbpf_program_error - the text of the last exception of any instance; "" if there was none.  A run that fails writes another one there:
 * for readers that no run races with.  Borrowed until the next update but one. */
const char *mbpf_program_error(const mbpf_program_t *program);
const char *mbpf_outcome_name(enum mbpf_outcome outcome);
/* mbpf_program_worst_case - what one run of a program in eBPF takes at most, as ax_deadline_add takes it; all zero for bytecode, whose
 * steps (its manifest's max_steps at most) are no instructions.  Task; not while the program is updated or unloaded. */
void mbpf_program_worst_case(const mbpf_program_t *program, struct ax_verdict *out);
/* mbpf_program_entry - the program in the engine's table of programs (ax_engine_by_id, bpf(2)): type AX_PROG_JS; borrowed.  Its id
 * stays when the program is updated.  While others hold it, the program cannot be unloaded (-AX_EBUSY). */
struct ax_prog *mbpf_program_entry(const mbpf_program_t *program);
/* mbpf_program_give - the same, and the program now belongs to its entry: the runtime's reference goes to the caller, and
 * the program is unloaded when the last reference is put (ax_prog_put), on any thread.  For shells of bpf(2). */
struct ax_prog *mbpf_program_give(mbpf_program_t *program);
/* mbpf_program_on_unload - `fn(arg)` is called once, in task context, when the program is gone: its package may go, too. */
void mbpf_program_on_unload(mbpf_program_t *program, void (*fn)(void *arg), void *arg);
/* mbpf_program_map - map `name` of the program, or NULL; borrowed while the program is loaded. */
struct ax_map *mbpf_program_map(const mbpf_program_t *program, const char *name);

#ifdef __cplusplus
}
#endif

#endif
