/* SPDX-License-Identifier: Apache-2.0
 * callback.c - helpers call functions of the program: the same for interpreters and generated code, which set run->enter. */
#include "exec/exec.h"

enum { LOOPS_MAX = 1 << 23 }; /* Linux's BPF_MAX_LOOPS */

u64 axi_callback(struct ax_run *run, u64 function, u64 r1, u64 r2, u64 r3, u64 r4, u64 r5)
{
	struct ax_prog *prog = run->prog;
	u64 result;

	if (run->stopped || !run->enter)
		return 0;
	if (!run->back_edges) {
		run->stopped = true;
		return 0;
	}
	run->back_edges--;
	run->function = function;
	result = run->enter(r1, r2, r3, r4, r5, run);
	run->prog = prog; /* it may have made a tail call */
	return result;
}

u64 axi_callback_alone(struct ax_run *run, ax_helper_fn enter, u64 function, u64 r1, u64 r2, u64 r3, u64 r4, u64 r5)
{
	run->enter = enter;
	run->machine = NULL;
	run->frame = 0;
	run->depth = 0;
	run->jit_stack = 0;
	run->jit_depth = AX_CALL_DEPTH;
	run->stopped = false;
	return axi_callback(run, function, r1, r2, r3, r4, r5);
}

u64 axi_loop(u64 count, u64 function, u64 ctx, u64 flags, u64 unused, struct ax_run *run)
{
	u32 loops = (u32)count;

	(void)unused;
	if (flags)
		return (u64)(s64)-AX_EINVAL;
	if (loops > LOOPS_MAX)
		return (u64)(s64)-AX_E2BIG;
	for (u32 i = 0; i < loops; i++)
		if (axi_callback(run, function, i, ctx, 0, 0, 0) || run->stopped)
			return i + 1;
	return loops;
}
