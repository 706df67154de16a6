/* SPDX-License-Identifier: Apache-2.0
 * eventpoll.c - epoll(7).
 *
 * An item hangs on its file's poll_source.  A wake-up, often in interrupt context, only links the item into the ready
 * list and wakes the waiter; whether the event is true is asked when the waiter collects.  The ready list changes with
 * interrupts masked; everything else only in task context of the owning process. */
#include "fs/eventpoll.h"
#include "core/wait.h"
#include "mm/heap.h"
#include "proc/uaccess.h"

#define WATCHES_MAX 4096u /* items of all processes together; more: ENOSPC */
#define BATCH       16    /* most events of one wait */

enum { EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL, EPOLL_CTL_MOD };
#define EPOLLEXCLUSIVE (1u << 28)
#define EPOLLWAKEUP    (1u << 29)
#define EPOLLONESHOT   (1u << 30)
#define EPOLLET        (1u << 31)
#define PRIVATE_BITS   (EPOLLONESHOT | EPOLLWAKEUP | EPOLLEXCLUSIVE | EPOLLET)

struct ep_item {
	struct poll_item hook;         /* first: wake_item casts */
	struct eventpoll *ep;
	struct file *file;
	int fd;
	u32 events;
	u64 data;
	struct ep_item *next;          /* of ep->items */
	struct ep_item *next_watcher;  /* of file->watchers */
	struct ep_item *next_ready;
	bool ready;                    /* is in ep->ready */
};

struct eventpoll {
	struct ep_item *items;
	struct ep_item *ready, *ready_last;
	struct wait_queue wait;
};

static u32 watches;

static void make_ready(struct ep_item *item) /* interrupts masked */
{
	struct eventpoll *ep = item->ep;

	if (item->ready)
		return;
	item->ready = true;
	item->next_ready = NULL;
	if (ep->ready)
		ep->ready_last->next_ready = item;
	else
		ep->ready = item;
	ep->ready_last = item;
}

static void wake_item(struct poll_item *hook)
{
	struct ep_item *item = (struct ep_item *)hook;

	make_ready(item);
	if (item->ep->wait.first)
		wait_wake_one(&item->ep->wait);
}

static void unready(struct ep_item *item) /* interrupts masked */
{
	struct eventpoll *ep = item->ep;
	struct ep_item **link = &ep->ready, *before = NULL;

	if (!item->ready)
		return;
	for (; *link != item; link = &(*link)->next_ready)
		before = *link;
	*link = item->next_ready;
	if (ep->ready_last == item)
		ep->ready_last = before;
	item->ready = false;
}

static void item_free(struct ep_item *item)
{
	struct poll_source *source = item->file->ops->source ? item->file->ops->source(item->file) : NULL;
	struct ep_item **link;
	unsigned long irq;

	if (source)
		poll_remove(source, &item->hook);
	irq = arch_irq_save();
	unready(item);
	watches--;
	arch_irq_restore(irq);
	for (link = &item->ep->items; *link != item; link = &(*link)->next)
		;
	*link = item->next;
	for (link = &item->file->watchers; *link != item; link = &(*link)->next_watcher)
		;
	*link = item->next_watcher;
	kfree(item, sizeof(*item));
}

static void ep_release(struct file *file)
{
	struct eventpoll *ep = file->object;

	while (ep->items)
		item_free(ep->items);
	kfree(ep, sizeof(*ep));
}

static void ep_stat(struct file *file, struct file_stat *out)
{
	(void)file;
	out->mode = 0600;
}

static const struct file_ops eventpoll_ops = {.name = "epoll", .release = ep_release, .stat = ep_stat};

void eventpoll_forget(struct file *file)
{
	while (file->watchers)
		item_free(file->watchers);
}

int eventpoll_create(u32 flags)
{
	struct eventpoll *ep;
	int fd;

	if (flags & ~(u32)O_CLOEXEC)
		return -AX_EINVAL;
	ep = kalloc(sizeof(*ep));
	fd = ep ? fd_install_new(&eventpoll_ops, ep, O_RDWR, flags & O_CLOEXEC) : -AX_ENOMEM;
	if (fd < 0)
		kfree(ep, sizeof(*ep));
	return fd;
}

static struct ep_item *find(const struct eventpoll *ep, int fd, const struct file *file)
{
	struct ep_item *item = ep->items;

	while (item && (item->fd != fd || item->file != file))
		item = item->next;
	return item;
}

/* An event that is true already counts as one. */
static void first_look(struct ep_item *item)
{
	unsigned long irq = arch_irq_save();

	if (file_events(item->file) & item->events)
		wake_item(&item->hook);
	arch_irq_restore(irq);
}

static int add(struct eventpoll *ep, int fd, struct file *file, const struct abi_epoll_event *event)
{
	struct poll_source *source = file->ops->source ? file->ops->source(file) : NULL;
	struct ep_item *item;

	if (watches >= WATCHES_MAX)
		return -AX_ENOSPC;
	item = kalloc(sizeof(*item));
	if (!item)
		return -AX_ENOMEM;
	*item = (struct ep_item){.hook.wake = wake_item, .ep = ep, .file = file, .fd = fd,
				 .events = event->events | EV_ERR | EV_HUP, .data = event->data,
				 .next = ep->items, .next_watcher = file->watchers};
	ep->items = item;
	file->watchers = item;
	watches++;
	if (source)
		poll_add(source, &item->hook);
	first_look(item);
	return 0;
}

int eventpoll_control(struct file *epfile, u32 op, int fd, struct file *target, const struct abi_epoll_event *event)
{
	struct eventpoll *ep = epfile->object;
	struct ep_item *item;

	if (!target->ops->poll && target->ops != &eventpoll_ops)
		return -AX_EPERM;
	if (epfile->ops != &eventpoll_ops || target->ops == &eventpoll_ops)
		return -AX_EINVAL;
	item = find(ep, fd, target);
	switch (op) {
	case EPOLL_CTL_ADD:
		return item ? -AX_EEXIST : add(ep, fd, target, event);
	case EPOLL_CTL_DEL:
		if (!item)
			return -AX_ENOENT;
		item_free(item);
		return 0;
	case EPOLL_CTL_MOD:
		if (!item)
			return -AX_ENOENT;
		item->events = event->events | EV_ERR | EV_HUP;
		item->data = event->data;
		first_look(item);
		return 0;
	default:
		return -AX_EINVAL;
	}
}

static struct ep_item *take_ready(struct eventpoll *ep) /* interrupts masked */
{
	struct ep_item *item = ep->ready;

	if (item) {
		ep->ready = item->next_ready;
		item->ready = false;
	}
	return item;
}

/* Collect up to `max` true events.  Level-triggered items go back to the list behind the others, after the round. */
static u32 collect(struct eventpoll *ep, struct abi_epoll_event *out, u32 max)
{
	struct ep_item *again[BATCH], *item;
	unsigned long irq = arch_irq_save();
	u32 count = 0, back = 0;

	while (count < max && (item = take_ready(ep))) {
		u32 wanted = item->events & ~PRIVATE_BITS;
		u32 events = wanted ? file_events(item->file) & wanted : 0;

		if (!events)
			continue;
		out[count++] = (struct abi_epoll_event){.events = events, .data = item->data};
		if (item->events & EPOLLONESHOT)
			item->events &= PRIVATE_BITS;
		else if (!(item->events & EPOLLET))
			again[back++] = item;
	}
	for (u32 i = 0; i < back; i++)
		make_ready(again[i]);
	arch_irq_restore(irq);
	return count;
}

s64 eventpoll_wait(struct file *file, u64 user, u32 max, u64 deadline_ns)
{
	struct eventpoll *ep = file->object;
	struct abi_epoll_event events[BATCH];
	u32 count;

	if (file->ops != &eventpoll_ops)
		return -AX_EINVAL;
	for (;;) {
		unsigned long irq;
		int err = 0;

		count = collect(ep, events, max < BATCH ? max : BATCH);
		if (count)
			break;
		if (!deadline_ns)
			return 0;
		irq = arch_irq_save();
		while (!ep->ready && !err)
			err = wait_on(&ep->wait, deadline_ns);
		arch_irq_restore(irq);
		if (err == -AX_ETIMEDOUT)
			deadline_ns = 0; /* one last look */
		else if (err)
			return err;
	}
	return copy_to_user(user, events, count * sizeof(events[0])) ? -AX_EFAULT : (s64)count;
}
