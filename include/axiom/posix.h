/* SPDX-License-Identifier: Apache-2.0
 * posix.h - the port for a Linux process: memory from malloc, ring memory mapped twice, time,
 * entropy, a thread that runs deferred work, eventfds as wait objects. */
#ifndef AXIOM_POSIX_H
#define AXIOM_POSIX_H

#include <stdbool.h>
#include <axiom/atomic.h>
#include <axiom/port.h>
#include <axiom/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* axp_port - the one port of this process; its threads and counters start with the first call.  Task. */
const struct ax_port *axp_port(void);
/* axp_system_types - the types of the host's kernel (AXP_SYSTEM_BTF), read once and kept; NULL: it shows none.  Any thread. */
const struct ax_btf_types *axp_system_types(void);
/* axp_system_btf - the bytes that they come from, read once and kept; NULL: there are none.  Any thread. */
#define AXP_SYSTEM_BTF "/sys/kernel/btf/vmlinux"
const void *axp_system_btf(size_t *size);

/* axp_mem_init - an ax_mem over malloc with its own `used` and `limit` (0: none); thread safe. */
void axp_mem_init(struct ax_mem *mem, size_t limit);

/* axp_set_trace - where port->trace sends its lines; NULL: standard error, as "[bpf] text". */
void axp_set_trace(void (*sink)(const char *text, size_t bytes));

/* axp_mask_signals - set while programs run from signal handlers: ax_cpu_mask then blocks all signals of the thread.  Set before a thread
 * uses the engine, and until none does: a lock that is held already is not covered. */
extern AX_ATOMIC(bool) axp_mask_signals;

/* axp_set_cpu - make this thread CPU `cpu` for ax_cpu_id(); it must be below the cpu_count of the ports in use.
 * Negative: the CPU it runs on. */
void axp_set_cpu(int cpu);

/* axp_run_deferred - run what port->defer has queued, wait for what another thread runs of it.  Task.
 * A helper thread runs the queue anyway; this is for those who must know that it has been done. */
void axp_run_deferred(void);

/* axp_task_start - when the task began (struct ax_task_info.start), 0: it is not there.  axp_pidfd_task - the number of the task
 * (ax_task_key) behind the pid descriptor `fd` of process `holder`: 0, -AX_EBADF, or -AX_ENOENT: it has ended. */
uint32_t axp_task_start(uint32_t tid);
int axp_pidfd_task(uint32_t holder, int fd, uint64_t *task);

/* struct axp_waiters - the wait object for port->wake: `fd` is an eventfd, readable after a wake. */
struct axp_waiters {
	int fd;
	AX_ATOMIC(uint32_t) wakes;
};
int axp_waiters_init(struct axp_waiters *waiters); /* 0 or -errno */
void axp_waiters_close(struct axp_waiters *waiters);

#ifdef __cplusplus
}
#endif

#endif
