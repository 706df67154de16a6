/* SPDX-License-Identifier: Apache-2.0
 * stack.c - see stack.h.  Flags, errno and what is left in a buffer are Linux's (kernel/bpf/stackmap.c). */
#include "engine/stack.h"
#include "engine/helpers.h"

enum { SKIP = 0xff, USER = 1u << 8, FAST_CMP = 1u << 9, REUSE = 1u << 10, BUILD_ID = 1u << 11, BUILD_ID_BYTES = 32 };

/* Builds without stack traces have no rows for them, and drop this file's functions. */
HELPER_FN(get_stackid);
HELPER_FN(get_stack);
HELPER_FN(get_attach_cookie);

u8 axi_trace_asked(u32 helper)
{
	switch (helper) {
	case AX_HELPER_get_stackid:
	case AX_HELPER_get_stack: return AXI_TRACE_STACK;
	case AX_HELPER_tail_call:
	case AX_HELPER_get_attach_cookie: return AXI_TRACE_COOKIE;
	default: return 0;
	}
}

u8 axi_trace_wanted(const struct ax_port *port, u8 asked)
{
	u64 one;

	if (!port->stack)
		asked &= (u8)~AXI_TRACE_STACK;
	if (asked & AXI_TRACE_STACK)
		port->stack(&one, 1);
	return asked;
}

void axi_stack_take(const struct ax_port *port, const void *site, struct axi_trace *trace)
{
	u32 count = port->stack(trace->at, ARRAY_LEN(trace->at));

	trace->count = 0;
	for (trace->first = 0; trace->first < AXI_STACK_INNER && trace->first < count; trace->first++)
		if (trace->at[trace->first] == (u64)(uintptr_t)site) {
			trace->count = (u32)min_u64(count - trace->first, AXI_STACK_FRAMES);
			return;
		}
}

/* How many are left behind `skip`, or less than 0: there are not so many, or none at all. */
static s64 frames(const struct ax_run *run, u32 skip, const u64 **at)
{
	const struct axi_trace *trace = run->trace;

	if (!trace || !trace->count)
		return -1;
	*at = trace->at + trace->first + skip;
	return (s64)trace->count - skip;
}

HELPER_FN(get_stackid)
{
	const u64 *at;
	s64 count;

	if (r3 & ~(u64)(SKIP | USER | FAST_CMP | REUSE))
		return axi_status(-AX_EINVAL);
	count = r3 & USER ? -1 : frames(run, r3 & SKIP, &at); /* no user beside this world */
	return axi_status(count > 0 ? axi_stack_map_id(axi_ptr(r2), at, (u32)count, r3 & FAST_CMP, r3 & REUSE) : -AX_EFAULT);
}

static long get_stack(const struct ax_run *run, u8 *to, u32 size, u64 flags)
{
	const u64 *at;
	s64 bytes;

	if (flags & ~(u64)(SKIP | USER | BUILD_ID) || (flags & BUILD_ID && !(flags & USER)) ||
	    size % (flags & BUILD_ID ? BUILD_ID_BYTES : 8))
		return -AX_EINVAL;
	bytes = flags & USER ? -1 : frames(run, flags & SKIP, &at) * 8;
	if (bytes < 0)
		return -AX_EFAULT;
	bytes = bytes < size ? bytes : size;
	memcpy(to, at, (size_t)bytes);
	return (long)bytes;
}

/* 0: the run belongs to no link (a test run), or its link was given none. */
HELPER_FN(get_attach_cookie)
{
	return run->trace ? run->trace->cookie : 0;
}

HELPER_FN(get_stack)
{
	long bytes = get_stack(run, axi_ptr(r2), (u32)r3, r4);
	u32 have = bytes < 0 ? 0 : (u32)bytes;

	memset((u8 *)axi_ptr(r2) + have, 0, (u32)r3 - have);
	return axi_status(bytes);
}
