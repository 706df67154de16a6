/* SPDX-License-Identifier: Apache-2.0
 * out_of_bounds.bpf.c - an index from outside, never checked. */
#include "axiom_bpf.h"

__u64 table[8];

SEC("raw_tracepoint/bounds")
int bounds(__u64 *ctx)
{
	return table[ctx[0]];
}

char LICENSE[] SEC("license") = "GPL";
