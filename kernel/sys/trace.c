/* SPDX-License-Identifier: Apache-2.0
 * trace.c - bpf and perf_event_open: thin calls into kernel/trace. */
#include "sys/syscall.h"
#include "trace/bpf.h"
#include "trace/perf_event.h"

s64 sys_bpf(const struct syscall *call)
{
	return bpf_call((int)call->arg[0], call->arg[1], (u32)call->arg[2]);
}

s64 sys_perf_event_open(const struct syscall *call)
{
	return perf_event_open(call->arg[0], (s32)call->arg[1], (s32)call->arg[2], (s32)call->arg[3], call->arg[4]);
}
