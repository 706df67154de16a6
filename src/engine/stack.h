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

/* struct axi_trace - return addresses, innermost first: `count` from at[first] on. */
struct axi_trace {
	u32 first, count;
	u64 at[AXI_STACK_FRAMES + AXI_STACK_INNER];
};

/* axi_stack_wanted - does one of the instructions call a helper that looks at it?  Then the port is made ready.  Task. */
bool axi_stack_wanted(const struct ax_port *port, const struct ax_insn *insns, u32 count);
/* axi_stack_take - the calls from `site` on, a return address of one that is under way; nothing if it is not found.  Any context. */
void axi_stack_take(const struct ax_port *port, const void *site, struct axi_trace *trace);

#endif
