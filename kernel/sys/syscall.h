/* SPDX-License-Identifier: Apache-2.0
 * syscall.h - what a system call handler gets, and the handlers. */
#ifndef SYS_SYSCALL_H
#define SYS_SYSCALL_H

#include <arch/abi.h>
#include "base/types.h"
#include "fs/file.h"

struct syscall {
	u64 arg[6];
	struct file *file;  /* of the first FD argument */
};

void syscall_init(void); /* register the dispatcher */

#define SYSCALL(name, x86_64, generic, ...) s64 sys_##name(const struct syscall *call);
#include "sys/syscalls.def"

/* deadline_after - absolute time after a timespec from now; clipped. */
struct timespec64 {
	s64 sec, nsec;
};
int timespec_ns(const struct timespec64 *t, u64 *ns);   /* -AX_EINVAL */
u64 deadline_in(u64 ns);

#endif
