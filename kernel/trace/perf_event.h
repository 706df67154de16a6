/* SPDX-License-Identifier: Apache-2.0
 * perf_event.h - perf_event_open(2) for the software cpu clock: a periodic timer that runs programs.
 *
 * The program runs in interrupt context with a bpf_perf_event_data: registers of what was interrupted, period, address. */
#ifndef TRACE_PERF_EVENT_H
#define TRACE_PERF_EVENT_H

#include <axiom/hook.h>
#include "base/types.h"

#define PERF_PERIOD_MIN_NS 10000u  /* shorter: EINVAL */
#define PERF_EVENTS_MAX    256u    /* of all processes; more: ENOSPC */
#define PERF_RATE_MAX      100000u /* samples a second of all events together; more: EBUSY */

s64 perf_event_open(u64 user_attr, s32 pid, s32 cpu, s32 group_fd, u64 flags);
/* perf_event_attach - for LINK_CREATE; the contract is axi_bpf_host's. */
int perf_event_attach(int fd, struct ax_prog *prog, u64 cookie, struct ax_link **out);

#endif
