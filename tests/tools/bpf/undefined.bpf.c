/* SPDX-License-Identifier: Apache-2.0
 * undefined.bpf.c - calls a function that nobody defines. */
#include "axiom_bpf.h"

extern int somewhere_else(void);

SEC("perf_event")
int lost(void *ctx)
{
	return somewhere_else();
}

char LICENSE[] SEC("license") = "GPL";
