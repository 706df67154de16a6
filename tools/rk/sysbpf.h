/* SPDX-License-Identifier: Apache-2.0
 * sysbpf.h - verbs that speak bpf(2): with the engine's process of this user (docs/preload.md), or with this machine's kernel. */
#ifndef TOOLS_RK_SYSBPF_H
#define TOOLS_RK_SYSBPF_H

#include "base/types.h"
#include "sysbpf/uapi.h"

/* rk_engine - go on with libaxiom-bpf.so in this process: starts the program again when it is not there yet.  RK_OK, or RK_UNUSABLE
 * with the message printed: the library is not beside this program (../lib). */
int rk_engine(void);
/* rk_bpf - the system call: `attr` with room for what Axiom has behind Linux's union; its result, or -errno. */
union rk_attr {
	union axi_attr bpf;
	struct {
		u8 before[AXI_ATTR_MORE_AT];
		struct axi_attr_more more;
	};
};
long rk_bpf(int command, union rk_attr *attr);

#endif
