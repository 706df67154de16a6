/* SPDX-License-Identifier: Apache-2.0
 * poll.c - sources of events, and waiting for several files at once. */
#include "fs/poll.h"
#include <arch/cpu.h>
#include "core/wait.h"
#include "fs/file.h"
#include "mm/heap.h"

void poll_add(struct poll_source *source, struct poll_item *item)
{
	unsigned long irq = arch_irq_save();

	item->next = source->first;
	source->first = item;
	arch_irq_restore(irq);
}

void poll_remove(struct poll_source *source, struct poll_item *item)
{
	unsigned long irq = arch_irq_save();
	struct poll_item **link = &source->first;

	while (*link && *link != item)
		link = &(*link)->next;
	if (*link)
		*link = item->next;
	arch_irq_restore(irq);
}

void poll_wake(struct poll_source *source)
{
	unsigned long irq = arch_irq_save();

	for (struct poll_item *item = source->first; item; item = item->next)
		item->wake(item);
	arch_irq_restore(irq);
}

struct poller {
	struct wait_queue wait;
	bool woken;
};

struct poll_hook {
	struct poll_item item; /* first: wake_poller casts */
	struct poller *poller;
};

static void wake_poller(struct poll_item *item)
{
	struct poller *poller = ((struct poll_hook *)item)->poller;

	poller->woken = true;
	wait_wake_all(&poller->wait);
}

static u32 scan(struct poll_entry *entries, u32 count)
{
	u32 found = 0;

	for (u32 i = 0; i < count; i++) {
		struct poll_entry *e = &entries[i];

		if (e->file)
			e->revents = file_events(e->file) & (e->events | EV_ERR | EV_HUP);
		found += e->revents != 0;
	}
	return found;
}

static struct poll_source *source_of(const struct poll_entry *e)
{
	return e->file && e->file->ops->source ? e->file->ops->source(e->file) : NULL;
}

static s64 sleep_until_events(struct poller *poller, struct poll_entry *entries, u32 count, u64 deadline_ns)
{
	for (;;) {
		unsigned long irq = arch_irq_save();
		int err = 0;
		u32 found;

		while (!poller->woken && !err)
			err = wait_on(&poller->wait, deadline_ns);
		poller->woken = false;
		arch_irq_restore(irq);
		found = scan(entries, count);
		if (found || err == -AX_ETIMEDOUT)
			return found;
		if (err)
			return err;
	}
}

s64 poll_wait(struct poll_entry *entries, u32 count, u64 deadline_ns)
{
	struct poller poller = {.woken = true}; /* look again once the hooks hang */
	u32 found = scan(entries, count);
	struct poll_hook *hooks;
	s64 result;

	if (found || !deadline_ns)
		return found;
	hooks = kalloc(sizeof(*hooks) * (count + 1));
	if (!hooks)
		return -AX_ENOMEM;
	for (u32 i = 0; i < count; i++) {
		struct poll_source *source = source_of(&entries[i]);

		hooks[i] = (struct poll_hook){{NULL, wake_poller}, &poller};
		if (source)
			poll_add(source, &hooks[i].item);
	}
	result = sleep_until_events(&poller, entries, count, deadline_ns);
	for (u32 i = 0; i < count; i++) {
		struct poll_source *source = source_of(&entries[i]);

		if (source)
			poll_remove(source, &hooks[i].item);
	}
	kfree(hooks, sizeof(*hooks) * (count + 1));
	return result;
}
