/* SPDX-License-Identifier: Apache-2.0
 * dispatch.c - the one place where system calls arrive: look the row up, check its arguments by kind, call the handler. */
#include "core/print.h"
#include "proc/uaccess.h"
#include "sys/strace.h"
#include "sys/syscall.h"

#define ABI_STAT        sizeof(struct abi_stat)
#define ABI_EPOLL_EVENT sizeof(struct abi_epoll_event)
#define NONE     {ARG_NONE, 0, 0}
#define INT      {ARG_INT, 0, 0}
#define NUM      {ARG_NUM, 0, 0}
#define FD       {ARG_FD, 0, 0}
#define ATFD     {ARG_ATFD, 0, 0}
#define ADDR     {ARG_ADDR, 0, 0}
#define PATH     {ARG_PATH, 0, 1}
#define IN(n)    {ARG_IN, 0, n}
#define OUT(n)   {ARG_OUT, 0, n}
#define IN0(n)   {ARG_IN_OPT, 0, n}
#define OUT0(n)  {ARG_OUT_OPT, 0, n}
#define INX(n)   {ARG_IN_SIZED, n - 1, 1}
#define OUTX(n)  {ARG_OUT_SIZED, n - 1, 1}
#define VEC(s, n) {ARG_VEC, n - 1, s}
#define VEC_MAX 65536

static const struct syscall_row rows[] = {
#define SYSCALL(name, x86_64, generic, ...) {#name, sys_##name, {__VA_ARGS__}},
#include "sys/syscalls.def"
};

enum {
#define SYSCALL(name, x86_64, generic, ...) ROW_##name,
#include "sys/syscalls.def"
};

/* Index of the row plus 1; numbers from 512 on belong to the other architecture.  Two rows with one number are an error. */
#pragma clang diagnostic error "-Winitializer-overrides"
static const u8 by_number[1024] = {
#define SYSCALL(name, x86_64, generic, ...) [ABI_SYSCALL(x86_64, generic)] = ROW_##name + 1,
#include "sys/syscalls.def"
};
_Static_assert(ARRAY_LEN(rows) < 256, "by_number holds bytes");

static bool strace;
/* per row, from its kinds: which arguments are descriptors, which are pointers (bit N: argument N) */
static u8 descriptors[ARRAY_LEN(rows)], pointers[ARRAY_LEN(rows)];

static bool range_is_good(const struct syscall_row *row, const struct syscall *call, u32 n)
{
	const struct syscall_arg *kind = &row->args[n];
	u64 at = call->arg[n], count = call->arg[kind->length];

	switch (kind->kind) {
	case ARG_IN: case ARG_OUT: case ARG_PATH:
		return at >= USER_MIN && user_range(at, kind->bytes);
	case ARG_IN_OPT: case ARG_OUT_OPT:
		return !at || (at >= USER_MIN && user_range(at, kind->bytes));
	case ARG_IN_SIZED: case ARG_OUT_SIZED: case ARG_VEC:
		if (row->args[kind->length].kind == ARG_INT)
			count = (s32)count < 0 ? 0 : (u32)count; /* a negative number is the handler's to refuse */
		if (kind->kind == ARG_VEC && count > VEC_MAX)
			count = 1; /* so is a number that no call takes */
		return !count || (count <= USER_END && user_range(at, count * kind->bytes));
	default:
		return true;
	}
}

static s64 run(u32 n, struct syscall *call)
{
	const struct syscall_row *row = &rows[n];

	for (u32 left = descriptors[n]; left; left &= left - 1) {
		call->file = fd_file((int)call->arg[__builtin_ctz(left)]);
		if (!call->file)
			return -AX_EBADF;
	}
	for (u32 left = pointers[n]; left; left &= left - 1)
		if (!range_is_good(row, call, (u32)__builtin_ctz(left)))
			return -AX_EFAULT;
	return row->handler(call);
}

static void dispatch(struct arch_regs *regs)
{
	u64 number = arch_syscall_nr(regs);
	const struct syscall_row *row = NULL;
	struct syscall call;
	s64 result = -AX_ENOSYS;

	arch_irq_enable();
	call = (struct syscall){.arg = {arch_syscall_arg(regs, 0), arch_syscall_arg(regs, 1), arch_syscall_arg(regs, 2),
					arch_syscall_arg(regs, 3), arch_syscall_arg(regs, 4), arch_syscall_arg(regs, 5)}};
	if (LIKELY(number < 512 && by_number[number])) {
		row = &rows[by_number[number] - 1];
		if (UNLIKELY(strace))
			strace_enter(row, &call);
		result = run(by_number[number] - 1, &call);
	}
	if (UNLIKELY(strace))
		strace_result(row, number, &call, result);
	arch_syscall_return(regs, result);
	arch_irq_disable();
}

void syscall_init(void)
{
	strace = cmdline_flag("strace");
	for (u32 n = 0; n < ARRAY_LEN(rows); n++) {
		for (u32 i = 0; i < 6; i++) {
			descriptors[n] |= (rows[n].args[i].kind == ARG_FD) << i;
			pointers[n] |= (rows[n].args[i].kind >= ARG_PATH) << i;
		}
	}
	trap_set_syscall(dispatch);
}
