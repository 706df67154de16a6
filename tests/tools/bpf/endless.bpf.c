/* SPDX-License-Identifier: Apache-2.0
 * endless.bpf.c - a loop that nothing ends. */
#include "axiom_bpf.h"

SEC("perf_event")
int forever(void *ctx)
{
	volatile __u32 n = 0;

	for (;;)
		n++;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
