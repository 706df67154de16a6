/* SPDX-License-Identifier: Apache-2.0
 * process.h - a process: one address space, one task, descriptors, signal state. */
#ifndef PROC_PROCESS_H
#define PROC_PROCESS_H

#include <arch/trap.h>
#include "core/task.h"
#include "core/trap.h"
#include "core/wait.h"
#include "proc/aspace.h"
#include "proc/signal.h"

#define PROC_RLIMITS 16
enum { RLIMIT_DATA_NR = 2, RLIMIT_STACK_NR = 3, RLIMIT_NOFILE_NR = 7, RLIMIT_AS_NR = 9 };
#define PROC_FDS 256 /* most descriptors of one process */

struct rlimit {
	u64 cur, max;
};

struct fd_table; /* fs/file.h */

struct process {
	u32 pid;
	char name[16];
	char exe[256];                 /* path it was started by */
	struct aspace as;
	struct task *task;
	struct fd_table *fds;
	void (*fds_release)(struct fd_table *fds);
	struct signal_state signals;
	struct rlimit limits[PROC_RLIMITS];
	u64 rseq, robust_list, clear_tid; /* user addresses that were registered */
	u32 rseq_sig;
	/* set once, before `ended` */
	int exit_status;               /* 0 .. 255 */
	int exit_signal;               /* 0: it exited */
	int exec_error;                /* -AX_E*: the program could not be started; then exec_reason */
	const char *exec_reason;
	bool started, ended;
	struct wait_queue changed;     /* started or ended */
};

/* What to run; the image stays valid for ever, the strings until the process has started. */
struct process_spec {
	const char *path;
	const u8 *image;
	u64 image_bytes;
	const char *const *argv, *const *envp;  /* NULL-terminated */
	struct fd_table *fds;                   /* owned by the process from now on */
	void (*fds_release)(struct fd_table *fds);
	u8 prio;
};

void process_init(void);               /* fault handler, return hook; once */
/* process_create - a process that runs `spec`; the caller waits for it with process_wait and frees it.  -AX_ENOMEM. */
int process_create(struct process **out, const struct process_spec *spec);
void process_wait_started(struct process *process); /* its strings have been copied, or it has failed */
void process_wait(struct process *process);
void process_free(struct process *process); /* it has ended */

static inline struct process *current_process(void)
{
	return current()->process;
}

/* process_exit - the end of the current process. */
_Noreturn void process_exit(int status);
/* process_kill - end the current process by signal; at its next return to user mode at the latest. */
void process_kill(int signal);

#endif
