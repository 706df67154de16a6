/* SPDX-License-Identifier: Apache-2.0
 * unknown_helper.bpf.c - calls a helper that no kernel has. */
#include "axiom_bpf.h"

static long (*const no_such_helper)(void) = (void *)9999;

SEC("perf_event")
int unknown(void *ctx)
{
	return no_such_helper();
}

char LICENSE[] SEC("license") = "GPL";
