/* SPDX-License-Identifier: Apache-2.0
 * hook.h - hooks: named places where programs are attached and run, in order of attachment. */
#ifndef AXIOM_HOOK_H
#define AXIOM_HOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <axiom/atomic.h>
#include <axiom/engine.h>
#include <axiom/prog.h>

#ifdef __cplusplus
extern "C" {
#endif

/* struct ax_deadline - what a hook's programs may take at most, all together; 0: no such limit. */
struct ax_deadline {
	uint64_t insns;                    /* executed instructions */
	uint64_t ns;                       /* by the engine's estimates (ax_engine_set_cpu) */
};

/* A hook is owned by whoever fires it (the kernel's perf event, a custom place of an embedder). */
struct ax_hook {
	struct ax_engine *engine;
	char name[64];
	uint32_t prog_type;                /* only programs of this type attach */
	bool replaceable;                  /* links of it take another program (ax_link_update) and can be detached by
					    * user space; set before ax_hook_publish */
	AX_ATOMIC(struct ax_link *) links; /* singly linked, order of attachment */
	struct ax_hook *next_named;        /* the engine's list of published hooks */
	AX_ATOMIC(uint64_t) fired, missed; /* missed: nested on one CPU, not run */
	struct ax_deadline deadline;       /* set before anything is attached */
};

int ax_hook_init(struct ax_hook *hook, struct ax_engine *engine, const char *name, uint32_t prog_type);
/* ax_deadline_add - sum += what a program with this verdict takes at most.  -AX_E2BIG, with the sum all the same, when that
 * is more than `deadline`; -AX_EOPNOTSUPP, with nothing added, when the verdict has no bound in the deadline's unit: loops
 * by budget, or no estimate. */
int ax_deadline_add(const struct ax_deadline *deadline, struct ax_deadline *sum, const struct ax_verdict *verdict);
/* ax_deadline_text - one line for what ax_deadline_add refused with `err`; its length (cut to size - 1). */
size_t ax_deadline_text(const struct ax_deadline *deadline, const struct ax_deadline *sum, int err, char *out, size_t size);
/* ax_hook_sum - what is attached takes at most, with `prog` (may be NULL) added; 0 or as ax_deadline_add.  Task. */
int ax_hook_sum(struct ax_hook *hook, const struct ax_prog *prog, struct ax_deadline *sum);
/* ax_hook_attach - takes a reference on `prog`.  -AX_EINVAL wrong type; -AX_EEXIST attached already; -AX_ENOMEM;
 * with a deadline -AX_E2BIG, -AX_EOPNOTSUPP as ax_deadline_add (ax_hook_sum and ax_deadline_text say more).
 * The link gets an id and one reference (the caller's). Task. */
int ax_hook_attach(struct ax_hook *hook, struct ax_prog *prog, struct ax_link **out);
/* ax_hook_attach_cookie - the same; bpf_get_attach_cookie gives `cookie` to the program when this link runs it. */
int ax_hook_attach_cookie(struct ax_hook *hook, struct ax_prog *prog, uint64_t cookie, struct ax_link **out);
/* ax_hook_attach_unlisted - as ax_hook_attach, but without an id: the link cannot be found by others and counts against no
 * limit (PERF_EVENT_IOC_SET_BPF). */
int ax_hook_attach_unlisted(struct ax_hook *hook, struct ax_prog *prog, struct ax_link **out);
/* ax_hook_publish - let user space attach to the hook by its name (BPF_RAW_TRACEPOINT_OPEN).  -AX_EEXIST: the name is taken.
 * Task.  ax_hook_unpublish before the hook's memory goes away; links that exist stay until ax_hook_detach_all. */
int ax_hook_publish(struct ax_hook *hook);
void ax_hook_unpublish(struct ax_hook *hook);
/* ax_hook_attach_named - attach to a published hook.  -AX_ENOENT: there is none of this name for programs of this type;
 * otherwise as ax_hook_attach. */
int ax_hook_attach_named(struct ax_engine *engine, const char *name, struct ax_prog *prog, uint64_t cookie,
			 struct ax_link **out);
/* ax_link_update - run `prog` instead from now on; whoever is inside the old one finishes it.  `old` NULL, or what the link
 * must run now.  -AX_EINVAL: not replaceable, or another program type; -AX_EPERM: `old` is not what runs; deadlines as ax_hook_attach; -AX_ENOLINK: the
 * link is detached.  Task; waits as ax_link_put. */
int ax_link_update(struct ax_link *link, struct ax_prog *prog, const struct ax_prog *old);
/* ax_link_put - the last reference detaches and drops the program.  Task; waits until no CPU runs it. */
void ax_link_get(struct ax_link *link);
void ax_link_put(struct ax_link *link);
/* ax_link_detach - stop running now; the link stays as an object without effect.  Task; waits as ax_link_put.
 * -AX_ENOENT: it is detached already. */
int ax_link_detach(struct ax_link *link);
/* ax_link_on_release - `fn(arg)` is called once, in task context, after the last put has detached the link: the owner
 * of the hook keeps itself alive with it.  Set before anyone else sees the link. */
void ax_link_on_release(struct ax_link *link, void (*fn)(void *arg), void *arg);
uint32_t ax_link_id(const struct ax_link *link);              /* 0: unlisted */
struct ax_prog *ax_link_prog(const struct ax_link *link);     /* borrowed; valid until the link goes or is updated */
uint64_t ax_link_cookie(const struct ax_link *link);          /* what the attacher gave; 0 mostly */
/* ax_hook_detach_all - for the owner before the hook's memory goes away. Task. */
void ax_hook_detach_all(struct ax_hook *hook);
/* ax_hook_fire - run what is attached; returns the last R0 (0 when nothing is).  Any context that stays on this CPU
 * (interrupt, or preemption off).  On a CPU that is already inside a fire of this engine nothing runs: it counts as
 * missed, here and in every attached program (Linux's bpf_prog_active). */
uint64_t ax_hook_fire(struct ax_hook *hook, void *ctx);

#ifdef __cplusplus
}
#endif

#endif
