/* SPDX-License-Identifier: Apache-2.0
 * poll.h - who wants to hear that a file changed: poll and epoll hang an item on a source; the source's owner wakes it,
 * also from interrupt context. */
#ifndef FS_POLL_H
#define FS_POLL_H

#include "base/types.h"

enum { /* linux/eventpoll.h, poll.h: the low bits agree */
	EV_IN = 1, EV_PRI = 2, EV_OUT = 4, EV_ERR = 8, EV_HUP = 0x10, EV_NVAL = 0x20, EV_RDNORM = 0x40, EV_WRNORM = 0x100,
};

struct poll_item {
	struct poll_item *next;
	void (*wake)(struct poll_item *item); /* any context, interrupts masked */
};

struct poll_source {
	struct poll_item *first;
};

void poll_add(struct poll_source *source, struct poll_item *item);
void poll_remove(struct poll_source *source, struct poll_item *item); /* afterwards it is not called */
void poll_wake(struct poll_source *source);                           /* any context */

struct file;
struct poll_entry {
	struct file *file;      /* NULL: not waited for, revents stays */
	u16 events, revents;
};
/* poll_wait - fill revents; sleeps until one is not zero or `deadline_ns` (absolute; 0: at once, UINT64_MAX: none).
 * Number of entries with events, -AX_EINTR, -AX_ENOMEM. */
s64 poll_wait(struct poll_entry *entries, u32 count, u64 deadline_ns);

#endif
