/* SPDX-License-Identifier: Apache-2.0
 * throw.c - exceptions as Linux has them: bpf_throw ends the program whatever its depth of calls (Linux kernel/bpf/helpers.c).
 *
 * Frames are left as they are when the budget ends a run: run->stopped.  No helper is under way, since callbacks do not throw. */
#include "exec/exec.h"

void axi_throw(struct ax_run *run, u64 cookie, u64 catcher)
{
	run->cookie = cookie;
	run->function = catcher;
	run->thrown = run->stopped = true;
}

u64 axi_caught(struct ax_run *run, u64 frame, u32 depth)
{
	run->thrown = run->stopped = false;
	if (!run->function)
		return run->cookie;
	run->frame = frame;
	run->depth = depth;
	return run->enter(run->cookie, 0, 0, 0, 0, run);
}
