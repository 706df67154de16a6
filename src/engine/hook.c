/* SPDX-License-Identifier: Apache-2.0
 * hook.c - hooks and links: attaching, detaching, firing.
 *
 * A hook's list is changed under the engine's hook lock and walked without any: a fire marks its CPU (fire_seq odd),
 * walks, and unmarks it.  Who has unlinked something waits until each CPU that was marked has moved on; a fire that
 * starts later cannot find it any more.  A change of the mark is enough, so a busy hook cannot starve the waiter. */
#include "base/str.h"
#include "engine/engine.h"

int ax_hook_init(struct ax_hook *hook, struct ax_engine *engine, const char *name, uint32_t prog_type)
{
	size_t n = 0;

	*hook = (struct ax_hook){.engine = engine, .prog_type = prog_type};
	while (name[n] && n < sizeof(hook->name))
		n++;
	if (n == sizeof(hook->name))
		return -AX_ENAMETOOLONG;
	memcpy(hook->name, name, n);
	return 0;
}

/* --- firing --- */

/* The outer fire may end meanwhile, where it is another thread's: the lock keeps what is in the list.  Whoever has it may be
 * what this fire interrupted; then the hook alone knows of it. */
static void count_missed(struct ax_hook *hook)
{
	struct ax_link *link;
	unsigned long irq;

	atomic_fetch_add_explicit(&hook->missed, 1, memory_order_relaxed);
	if (!axi_spin_try(&hook->engine->hook_lock, &irq))
		return;
	for (link = atomic_load_explicit(&hook->links, memory_order_relaxed); link;
	     link = atomic_load_explicit(&link->next, memory_order_relaxed))
		atomic_fetch_add_explicit(&atomic_load_explicit(&link->prog, memory_order_relaxed)->recursion_misses, 1,
					  memory_order_relaxed);
	axi_spin_unlock(&hook->engine->hook_lock, irq);
}

uint64_t ax_hook_fire(struct ax_hook *hook, void *ctx)
{
	u32 cpu = ax_cpu_id();
	_Atomic u32 *seq = &hook->engine->cpus[cpu < hook->engine->cpu_count ? cpu : 0].fire_seq;
	u32 mark = atomic_load_explicit(seq, memory_order_relaxed);
	struct ax_link *link;
	u64 result = 0;

	atomic_fetch_add_explicit(&hook->fired, 1, memory_order_relaxed);
	if ((mark & 1) || !atomic_compare_exchange_strong_explicit(seq, &mark, mark + 1, memory_order_relaxed,
								   memory_order_relaxed)) {
		count_missed(hook);
		return 0;
	}
	atomic_thread_fence(memory_order_seq_cst); /* mark before walking; pairs with wait_for_fires */
	link = atomic_load_explicit(&hook->links, memory_order_acquire);
	for (; link; link = atomic_load_explicit(&link->next, memory_order_acquire)) {
		struct ax_prog *prog = atomic_load_explicit(&link->prog, memory_order_acquire);

		/* the calls that it sees begin with ours, not with this one */
		result = AXI_UNVERIFIED && UNLIKELY(prog->traced) ? axi_prog_run_traced(prog, ctx, __builtin_return_address(0), link->cookie) :
								     ax_prog_run(prog, ctx);
	}
	atomic_store_explicit(seq, mark + 2, memory_order_release);
	return result;
}

static void wait_for_fires(struct ax_engine *engine)
{
	atomic_thread_fence(memory_order_seq_cst); /* unlink before looking; pairs with ax_hook_fire */
	for (u32 cpu = 0; cpu < engine->cpu_count; cpu++) {
		_Atomic u32 *seq = &engine->cpus[cpu].fire_seq;
		u32 mark = atomic_load_explicit(seq, memory_order_acquire);

		while ((mark & 1) && atomic_load_explicit(seq, memory_order_acquire) == mark)
			ax_cpu_relax();
	}
}

/* --- attaching --- */

/* The pointer that ends the list; -AX_EEXIST when `prog` (NULL: none) is in it (locked). */
static int find_end(struct ax_hook *hook, const struct ax_prog *prog, struct ax_link *_Atomic **end)
{
	struct ax_link *_Atomic *at = &hook->links;
	struct ax_link *link;

	while ((link = atomic_load_explicit(at, memory_order_relaxed))) {
		if (prog && atomic_load_explicit(&link->prog, memory_order_relaxed) == prog)
			return -AX_EEXIST;
		at = &link->next;
	}
	*end = at;
	return 0;
}

/* What is attached, but for the link `without` (may be NULL), and `prog` (locked). */
static int sum_of(struct ax_hook *hook, const struct ax_link *without, const struct ax_prog *prog, struct ax_deadline *sum)
{
	struct ax_link *link = atomic_load_explicit(&hook->links, memory_order_relaxed);
	int err = 0, one;

	*sum = (struct ax_deadline){0};
	for (; link; link = atomic_load_explicit(&link->next, memory_order_relaxed)) {
		if (link == without)
			continue;
		one = ax_deadline_add(&hook->deadline, sum, &atomic_load_explicit(&link->prog, memory_order_relaxed)->verdict);
		err = err ? err : one;
	}
	if (!prog)
		return err;
	one = prog->verified ? ax_deadline_add(&hook->deadline, sum, &prog->verdict) : -AX_EOPNOTSUPP;
	return err ? err : one;
}

int ax_hook_sum(struct ax_hook *hook, const struct ax_prog *prog, struct ax_deadline *sum)
{
	unsigned long irq = axi_spin_lock(&hook->engine->hook_lock);
	int err = sum_of(hook, NULL, prog, sum);

	axi_spin_unlock(&hook->engine->hook_lock, irq);
	return err;
}

/* Would the hook keep its deadline with `prog`, in place of `without` if that is given (locked)? */
static int fits(struct ax_hook *hook, const struct ax_link *without, const struct ax_prog *prog)
{
	struct ax_deadline sum;

	return hook->deadline.insns || hook->deadline.ns ? sum_of(hook, without, prog, &sum) : 0;
}

static struct ax_hook *find_named(const struct ax_engine *engine, const char *name, u32 prog_type)
{
	struct ax_hook *hook = engine->named;

	while (hook && (hook->prog_type != prog_type || !axi_streq(hook->name, name)))
		hook = hook->next_named;
	return hook;
}

/* Enter the link at the end of `hook`'s list, or of the hook that is published under `name` (locked). */
static int enter(struct ax_hook *hook, const char *name, struct ax_link *link)
{
	struct ax_prog *prog = atomic_load_explicit(&link->prog, memory_order_relaxed);
	struct ax_link *_Atomic *end;
	int err;

	if (name)
		hook = find_named(link->engine, name, prog->hook_type);
	if (!hook)
		return -AX_ENOENT;
	err = find_end(hook, name && !hook->replaceable ? NULL : prog, &end); /* twice at a tracepoint, as on Linux */
	if (!err)
		err = fits(hook, NULL, prog);
	if (err)
		return err;
	link->hook = hook;
	link->replaceable = hook->replaceable;
	memcpy(link->name, hook->name, sizeof(link->name));
	atomic_store_explicit(end, link, memory_order_release);
	return 0;
}

static int attach(struct ax_engine *engine, struct ax_hook *hook, const char *name, struct ax_prog *prog, bool listed,
		  u64 cookie, struct ax_link **out)
{
	struct ax_mem *mem = engine->port->mem;
	struct ax_link *link;
	unsigned long irq;
	int err;

	if (AXI_UNVERIFIED && prog->typed)
		return -AX_EOPNOTSUPP;
	if (prog->engine != engine || prog->packet_ctx || (hook && prog->hook_type != hook->prog_type))
		return -AX_EINVAL;
	link = mem->alloc(mem, sizeof(*link));
	if (!link)
		return -AX_ENOMEM;
	*link = (struct ax_link){.engine = engine, .by_name = name, .cookie = cookie};
	atomic_init(&link->prog, prog);
	atomic_init(&link->refs, 1);
	ax_prog_get(prog); /* before it can run */
	irq = axi_spin_lock(&engine->hook_lock);
	err = enter(hook, name, link);
	axi_spin_unlock(&engine->hook_lock, irq);
	if (err) {
		ax_prog_put(prog);
		mem->free(mem, link, sizeof(*link));
		return err;
	}
	if (listed) {
		err = axi_table_add(&engine->tables[AX_KIND_LINK], link, &link->id);
		if (err) {
			ax_link_put(link);
			return err;
		}
	}
	*out = link;
	return 0;
}

int ax_hook_attach(struct ax_hook *hook, struct ax_prog *prog, struct ax_link **out)
{
	return attach(hook->engine, hook, NULL, prog, true, 0, out);
}

int ax_hook_attach_cookie(struct ax_hook *hook, struct ax_prog *prog, uint64_t cookie, struct ax_link **out)
{
	return attach(hook->engine, hook, NULL, prog, true, cookie, out);
}

int ax_hook_attach_unlisted(struct ax_hook *hook, struct ax_prog *prog, struct ax_link **out)
{
	return attach(hook->engine, hook, NULL, prog, false, 0, out);
}

int ax_hook_attach_named(struct ax_engine *engine, const char *name, struct ax_prog *prog, uint64_t cookie,
			 struct ax_link **out)
{
	return attach(engine, NULL, name, prog, true, cookie, out);
}

/* --- names --- */

int ax_hook_publish(struct ax_hook *hook)
{
	struct ax_engine *engine = hook->engine;
	unsigned long irq = axi_spin_lock(&engine->hook_lock);
	int err = find_named(engine, hook->name, hook->prog_type) ? -AX_EEXIST : 0;

	if (!err) {
		hook->next_named = engine->named;
		engine->named = hook;
	}
	axi_spin_unlock(&engine->hook_lock, irq);
	return err;
}

void ax_hook_unpublish(struct ax_hook *hook)
{
	unsigned long irq = axi_spin_lock(&hook->engine->hook_lock);
	struct ax_hook **at = &hook->engine->named;

	while (*at && *at != hook)
		at = &(*at)->next_named;
	if (*at)
		*at = hook->next_named;
	axi_spin_unlock(&hook->engine->hook_lock, irq);
}

/* --- replacing --- */

/* Does another link of this hook run `prog`?  A program is attached once (locked). */
static bool runs_elsewhere(const struct ax_link *link, const struct ax_prog *prog)
{
	struct ax_link *_Atomic *end;

	return atomic_load_explicit(&link->prog, memory_order_relaxed) != prog && find_end(link->hook, prog, &end);
}

int ax_link_update(struct ax_link *link, struct ax_prog *prog, const struct ax_prog *old)
{
	struct ax_engine *engine = link->engine;
	struct ax_prog *before = NULL;
	unsigned long irq;
	int err = 0;

	ax_prog_get(prog);
	irq = axi_spin_lock(&engine->hook_lock);
	before = atomic_load_explicit(&link->prog, memory_order_relaxed);
	if (!link->replaceable || prog->engine != engine || prog->packet_ctx || prog->hook_type != before->hook_type)
		err = -AX_EINVAL;
	else if (!link->hook)
		err = -AX_ENOLINK;
	else if (old && old != before)
		err = -AX_EPERM;
	else if (runs_elsewhere(link, prog))
		err = -AX_EEXIST;
	else
		err = fits(link->hook, link, prog);
	if (!err)
		atomic_store_explicit(&link->prog, prog, memory_order_release);
	axi_spin_unlock(&engine->hook_lock, irq);
	if (!err)
		wait_for_fires(engine);
	ax_prog_put(err ? prog : before);
	return err;
}

u32 axi_link_prog_id(struct ax_link *link)
{
	unsigned long irq = axi_spin_lock(&link->engine->hook_lock);
	u32 id = atomic_load_explicit(&link->prog, memory_order_relaxed)->id;

	axi_spin_unlock(&link->engine->hook_lock, irq);
	return id;
}

uint64_t ax_link_cookie(const struct ax_link *link)
{
	return link->cookie;
}

/* --- detaching --- */

static void unlink_from(struct ax_hook *hook, struct ax_link *link)
{
	struct ax_link *_Atomic *at = &hook->links;
	struct ax_link *here;

	while ((here = atomic_load_explicit(at, memory_order_relaxed)) != link)
		at = &here->next;
	/* link->next stays: a fire that stands on the link must find the rest of the list */
	atomic_store_explicit(at, atomic_load_explicit(&link->next, memory_order_relaxed), memory_order_release);
}

int ax_link_detach(struct ax_link *link)
{
	struct ax_engine *engine = link->engine;
	unsigned long irq = axi_spin_lock(&engine->hook_lock);
	struct ax_hook *hook = link->hook;

	if (hook) {
		unlink_from(hook, link);
		link->hook = NULL;
	}
	axi_spin_unlock(&engine->hook_lock, irq);
	if (!hook)
		return -AX_ENOENT;
	wait_for_fires(engine);
	return 0;
}

void ax_hook_detach_all(struct ax_hook *hook)
{
	unsigned long irq = axi_spin_lock(&hook->engine->hook_lock);
	struct ax_link *link = atomic_exchange_explicit(&hook->links, NULL, memory_order_acq_rel);

	for (; link; link = atomic_load_explicit(&link->next, memory_order_relaxed))
		link->hook = NULL;
	axi_spin_unlock(&hook->engine->hook_lock, irq);
	wait_for_fires(hook->engine);
}

void ax_link_on_release(struct ax_link *link, void (*fn)(void *arg), void *arg)
{
	link->release = fn;
	link->release_arg = arg;
}

void ax_link_get(struct ax_link *link)
{
	atomic_fetch_add_explicit(&link->refs, 1, memory_order_relaxed);
}

void ax_link_put(struct ax_link *link)
{
	struct ax_engine *engine = link->engine;

	if (atomic_fetch_sub_explicit(&link->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (link->id)
		axi_table_remove(&engine->tables[AX_KIND_LINK], link->id);
	if (ax_link_detach(link))
		wait_for_fires(engine); /* detached by another, who may still be waiting */
	if (link->release)
		link->release(link->release_arg);
	ax_prog_put(atomic_load_explicit(&link->prog, memory_order_relaxed));
	engine->port->mem->free(engine->port->mem, link, sizeof(*link));
}

uint32_t ax_link_id(const struct ax_link *link)
{
	return link->id;
}

struct ax_prog *ax_link_prog(const struct ax_link *link)
{
	return atomic_load_explicit(&link->prog, memory_order_acquire);
}
