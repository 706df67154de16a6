/* SPDX-License-Identifier: Apache-2.0
 * strace.c - one line per system call: `name[pid]: call(args) = result`.  Calls that do not return are shown at entry. */
#include "sys/strace.h"
#include "base/fmt.h"
#include "base/str.h"
#include "core/print.h"
#include "proc/uaccess.h"

static void show_string(struct axi_text *text, u64 at)
{
	char buf[48];
	s64 n = copy_string_from_user(buf, at, sizeof(buf));

	if (n == -AX_ENAMETOOLONG)
		axi_text_add(text, "\"%.*s\"...", (int)sizeof(buf) - 1, buf);
	else if (n < 0)
		axi_text_add(text, "0x%llx", (unsigned long long)at);
	else
		axi_text_add(text, "\"%s\"", buf);
}

static void show_args(struct axi_text *text, const struct syscall_row *row, const struct syscall *call)
{
	axi_text_add(text, "%s(", row->name);
	for (u32 i = 0; i < 6 && row->args[i].kind; i++) {
		u64 value = call->arg[i];

		axi_text_add(text, i ? ", " : "");
		switch (row->args[i].kind) {
		case ARG_INT: case ARG_FD: axi_text_add(text, "%d", (int)value); break;
		case ARG_ATFD:
			axi_text_add(text, (int)value == -100 ? "AT_FDCWD" : "%d", (int)value);
			break;
		case ARG_PATH: show_string(text, value); break;
		case ARG_NUM: axi_text_add(text, value < 4096 ? "%llu" : "0x%llx", (unsigned long long)value); break;
		default: axi_text_add(text, value ? "0x%llx" : "NULL", (unsigned long long)value); break;
		}
	}
	axi_text_add(text, ")");
}

void strace_enter(const struct syscall_row *row, const struct syscall *call)
{
	char buf[256];
	struct axi_text text = {buf, sizeof(buf), 0};

	if (!axi_streq(row->name, "exit") && !axi_streq(row->name, "exit_group"))
		return;
	show_args(&text, row, call);
	kprint("%s[%u]: %s\n", current_process()->name, current_process()->pid, buf);
}

void strace_result(const struct syscall_row *row, u64 number, const struct syscall *call, s64 result)
{
	char buf[256];
	struct axi_text text = {buf, sizeof(buf), 0};

	if (row)
		show_args(&text, row, call);
	else
		axi_text_add(&text, "syscall %llu(0x%llx, 0x%llx, 0x%llx)", (unsigned long long)number,
			     (unsigned long long)call->arg[0], (unsigned long long)call->arg[1],
			     (unsigned long long)call->arg[2]);
	if (result < 0 && result > -4096)
		axi_text_add(&text, " = -%s", ax_status_name((int)result));
	else
		axi_text_add(&text, result < 4096 ? " = %lld" : " = 0x%llx", (long long)result);
	kprint("%s[%u]: %s\n", current_process()->name, current_process()->pid, buf);
}
