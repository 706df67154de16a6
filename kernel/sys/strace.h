/* SPDX-License-Identifier: Apache-2.0
 * strace.h - the rows of the system call table, and showing calls on the console ("strace" on the command line). */
#ifndef SYS_STRACE_H
#define SYS_STRACE_H

#include "sys/syscall.h"

enum syscall_arg_kind { /* from ARG_PATH on: pointers that are checked */
	ARG_NONE, ARG_INT, ARG_NUM, ARG_FD, ARG_ATFD, ARG_ADDR,
	ARG_PATH, ARG_IN, ARG_OUT, ARG_IN_OPT, ARG_OUT_OPT, ARG_IN_SIZED, ARG_OUT_SIZED, ARG_VEC,
};

struct syscall_arg {
	u8 kind;
	u8 length; /* index of the argument with the number of bytes, or of elements */
	u16 bytes; /* of the struct, or of one element */
};

struct syscall_row {
	const char *name;
	s64 (*handler)(const struct syscall *call);
	struct syscall_arg args[6];
};

void strace_enter(const struct syscall_row *row, const struct syscall *call);
/* row NULL: unknown number */
void strace_result(const struct syscall_row *row, u64 number, const struct syscall *call, s64 result);

#endif
