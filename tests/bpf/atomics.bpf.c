/* SPDX-License-Identifier: Apache-2.0
 * atomics.bpf.c - one entry that compiles for every -mcpu: branches, 32-bit arithmetic, an atomic add, a loop. */
#include "axiom_bpf.h"

__u64 sum;
__u32 words[16];

SEC("tracepoint/syscalls/sys_enter_openat")
int tally(void *ctx)
{
	__u32 n = 0;

	for (__u32 i = 0; i < 16; i++) {
		barrier_var(i);
		if (words[i & 15] > i)
			n += words[i & 15] / 3;
	}
	__sync_fetch_and_add(&sum, n);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
