/* SPDX-License-Identifier: Apache-2.0
 * stack.h - the calls around a program's run: bpf_get_stackid, bpf_get_stack.
 *
 * Generated code and interpreters say nothing to who walks a stack, so the walk is done before a program begins, for those that
 * have such a call. */
#ifndef ENGINE_STACK_H
#define ENGINE_STACK_H

#include "engine/engine.h"
#include "map/stack_trace.h"

enum { AXI_STACK_INNER = 8 }; /* the port's and the engine's own calls, at most */

/* struct axi_trace - return addresses, innermost first: `count` from at[first] on; and what the link of the run has as its cookie. */
struct axi_trace {
	u64 cookie;
	u32 first, count;
	u64 at[AXI_STACK_FRAMES + AXI_STACK_INNER];
};

/* axi_trace_asked - which of it a call of this helper asks for (also for programs that it may lead to). */
enum { AXI_TRACE_STACK = 1, AXI_TRACE_COOKIE = 2 };
u8 axi_trace_asked(u32 helper);
/* axi_trace_wanted - what of that the port can give; for the stack it is made ready.  Task. */
u8 axi_trace_wanted(const struct ax_port *port, u8 asked);
/* axi_stack_take - the calls from `site` on, a return address of one that is under way; nothing if it is not found.  Any context. */
void axi_stack_take(const struct ax_port *port, const void *site, struct axi_trace *trace);

#endif
