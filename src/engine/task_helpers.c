/* SPDX-License-Identifier: Apache-2.0
 * task_helpers.c - helpers of systems with tasks and a trace: the rows HELPER_TASK of isa/helpers.def. */
#include "engine/helpers.h"

/* --- callbacks --- */

HELPER_FN(loop)
{
	return axi_loop(r1, r2, r3, r4, r5, run);
}

/* --- the task --- */

HELPER_FN(get_current_pid_tgid)
{
	struct ax_task_info task;

	run->engine->port->current_task(&task);
	return (u64)task.tgid << 32 | task.pid;
}

HELPER_FN(get_current_uid_gid)
{
	struct ax_task_info task;

	run->engine->port->current_task(&task);
	return (u64)task.gid << 32 | task.uid;
}

/* Always terminated, zeroes to the end of the buffer (the verifier counts all of it as written). */
HELPER_FN(get_current_comm)
{
	struct ax_task_info task;
	char *out = axi_ptr(r1);
	u32 size = (u32)r2, n = 0;

	run->engine->port->current_task(&task);
	while (n + 1 < size && n < sizeof(task.comm) && task.comm[n]) {
		out[n] = task.comm[n];
		n++;
	}
	memset(out + n, 0, size - n);
	return 0;
}

/* --- the trace --- */

enum { TRACE_BYTES = 256 }; /* a line, on the stack of whatever was interrupted */

HELPER_FN(trace_printk)
{
	const u64 values[3] = {r3, r4, r5};
	char line[TRACE_BYTES];
	int length = axi_printk_format(line, sizeof(line), axi_ptr(r1), (u32)r2, values, run), text = length;

	if (length < 0)
		return axi_status(length);
	if (text > TRACE_BYTES - 1)
		text = TRACE_BYTES - 1;
	if (text && line[text - 1] == '\n')
		text--;
	run->engine->port->trace(line, (size_t)text);
	return axi_status(length);
}
