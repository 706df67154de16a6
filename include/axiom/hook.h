/* SPDX-License-Identifier: Apache-2.0
 * hook.h - hooks: named places where programs are attached and run, in order of attachment. */
#ifndef AXIOM_HOOK_H
#define AXIOM_HOOK_H

#include <stdint.h>
#include <axiom/engine.h>
#include <axiom/prog.h>

/* A hook is owned by whoever fires it (the kernel's perf event, a custom place of an embedder). */
struct ax_hook {
	struct ax_engine *engine;
	char name[64];
	uint32_t prog_type;                /* only programs of this type attach */
	struct ax_link *_Atomic links;     /* singly linked, order of attachment */
	_Atomic uint64_t fired, missed;    /* missed: nested on one CPU, not run */
};

int ax_hook_init(struct ax_hook *hook, struct ax_engine *engine, const char *name, uint32_t prog_type);
/* ax_hook_attach - takes a reference on `prog`.  -AX_EINVAL wrong type; -AX_EEXIST attached already; -AX_ENOMEM.
 * The link gets an id and one reference (the caller's). Task. */
int ax_hook_attach(struct ax_hook *hook, struct ax_prog *prog, struct ax_link **out);
/* ax_hook_attach_unlisted - the same, but without an id: the link cannot be found by others and counts against no
 * limit (PERF_EVENT_IOC_SET_BPF). */
int ax_hook_attach_unlisted(struct ax_hook *hook, struct ax_prog *prog, struct ax_link **out);
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
struct ax_prog *ax_link_prog(const struct ax_link *link);     /* borrowed; valid while the link is */
/* ax_hook_detach_all - for the owner before the hook's memory goes away. Task. */
void ax_hook_detach_all(struct ax_hook *hook);
/* ax_hook_fire - run what is attached; returns the last R0 (0 when nothing is).  Any context that stays on this CPU
 * (interrupt, or preemption off).  On a CPU that is already inside a fire of this engine nothing runs: it counts as
 * missed, here and in every attached program (Linux's bpf_prog_active). */
uint64_t ax_hook_fire(struct ax_hook *hook, void *ctx);

#endif
