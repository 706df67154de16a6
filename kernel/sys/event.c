/* SPDX-License-Identifier: Apache-2.0
 * event.c - poll and epoll.  Signal masks of ppoll and epoll_pwait are checked and then have nothing to do: no signal
 * can arrive while its process sleeps. */
#include "fs/eventpoll.h"
#include "mm/heap.h"
#include "proc/uaccess.h"
#include "sys/syscall.h"

struct pollfd {
	s32 fd;
	u16 events, revents;
};

static s64 do_poll(u64 user, u32 count, u64 deadline_ns)
{
	struct pollfd *fds;
	struct poll_entry *entries;
	s64 found = -AX_EFAULT;
	u32 invalid = 0;

	if (count > current_process()->limits[RLIMIT_NOFILE_NR].cur || count > PROC_FDS)
		return -AX_EINVAL;
	fds = kalloc(sizeof(*fds) * (count + 1));
	entries = kalloc(sizeof(*entries) * (count + 1));
	if (!fds || !entries)
		found = -AX_ENOMEM;
	else if (!copy_from_user(fds, user, count * sizeof(*fds))) {
		for (u32 i = 0; i < count; i++) {
			struct file *file = fd_file(fds[i].fd);

			entries[i] = (struct poll_entry){file, fds[i].events, fds[i].fd >= 0 && !file ? EV_NVAL : 0};
			invalid += entries[i].revents != 0;
		}
		found = poll_wait(entries, count, invalid ? 0 : deadline_ns);
		for (u32 i = 0; i < count && found >= 0; i++)
			if (copy_to_user(user + i * sizeof(*fds) + offsetof(struct pollfd, revents), &entries[i].revents, 2))
				found = -AX_EFAULT;
	}
	kfree(entries, sizeof(*entries) * (count + 1));
	kfree(fds, sizeof(*fds) * (count + 1));
	return found;
}

static u64 deadline_ms(s32 ms)
{
	return ms < 0 ? UINT64_MAX : ms ? deadline_in((u64)ms * 1000000) : 0;
}

s64 sys_poll(const struct syscall *call)
{
	return do_poll(call->arg[0], (u32)call->arg[1], deadline_ms((s32)call->arg[2]));
}

static s64 check_mask(u64 user, u64 bytes)
{
	u64 mask;

	if (!user)
		return 0;
	if (bytes != sizeof(mask))
		return -AX_EINVAL;
	return copy_from_user(&mask, user, sizeof(mask));
}

s64 sys_ppoll(const struct syscall *call)
{
	u64 deadline_ns = UINT64_MAX, ns;
	struct timespec64 t;
	s64 err = 0;

	if (call->arg[2]) {
		if (copy_from_user(&t, call->arg[2], sizeof(t)))
			return -AX_EFAULT;
		err = timespec_ns(&t, &ns);
		if (err)
			return err;
		deadline_ns = ns ? deadline_in(ns) : 0;
	}
	err = check_mask(call->arg[3], call->arg[4]);
	return err ? err : do_poll(call->arg[0], (u32)call->arg[1], deadline_ns);
}

s64 sys_epoll_create1(const struct syscall *call)
{
	return eventpoll_create((u32)call->arg[0]);
}

s64 sys_epoll_ctl(const struct syscall *call)
{
	enum { EPOLL_CTL_DEL = 2 };
	struct abi_epoll_event event = {0};
	int fd = (int)call->arg[2];
	struct file *target;

	if ((u32)call->arg[1] != EPOLL_CTL_DEL && copy_from_user(&event, call->arg[3], sizeof(event)))
		return -AX_EFAULT;
	target = fd_file(fd);
	if (!target)
		return -AX_EBADF;
	return eventpoll_control(call->file, (u32)call->arg[1], fd, target, &event);
}

static s64 epoll_wait(const struct syscall *call)
{
	s32 max = (s32)call->arg[2];

	if (max <= 0 || max > (s32)(INT32_MAX / sizeof(struct abi_epoll_event)))
		return -AX_EINVAL;
	return eventpoll_wait(call->file, call->arg[1], (u32)max, deadline_ms((s32)call->arg[3]));
}

s64 sys_epoll_wait(const struct syscall *call)
{
	return epoll_wait(call);
}

s64 sys_epoll_pwait(const struct syscall *call)
{
	s64 err = check_mask(call->arg[4], call->arg[5]);

	return err ? err : epoll_wait(call);
}
