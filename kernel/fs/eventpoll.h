/* SPDX-License-Identifier: Apache-2.0
 * eventpoll.h - epoll(7): level and edge triggered, one-shot.  An epoll descriptor inside another is refused (EINVAL). */
#ifndef FS_EVENTPOLL_H
#define FS_EVENTPOLL_H

#include <arch/abi.h>
#include "fs/file.h"

int eventpoll_create(u32 flags);       /* a descriptor */
/* eventpoll_control - `op` of EPOLL_CTL_*; `event` is not read for DEL.  `target` is open as `fd`. */
int eventpoll_control(struct file *ep, u32 op, int fd, struct file *target, const struct abi_epoll_event *event);
/* eventpoll_wait - copies at most `max` (1 ..) events to user memory; their number, 0 at the deadline, -AX_EINTR,
 * -AX_EFAULT, -AX_EINVAL (not an epoll file). */
s64 eventpoll_wait(struct file *ep, u64 user_events, u32 max, u64 deadline_ns);
void eventpoll_forget(struct file *file); /* the file ends: take it out of every epoll */

#endif
