/* SPDX-License-Identifier: Apache-2.0
 * iter.bpf.c - iterators of numbers: bpf_for, left in the middle, one in the other, with bounds that are not known. */
#include "axiom_bpf.h"

struct args {
	unsigned long long registers, start, end, stop;
};

SEC("tracepoint/iter/it")
int sum(struct args *ctx)
{
	int i, total = 0;

	bpf_for(i, (int)ctx->start, (int)ctx->end) {
		if (i == (int)ctx->stop)
			break;
		total += i;
	}
	return total;
}

static int table[8];

SEC("tracepoint/iter/it")
int nested(struct args *ctx)
{
	int i, j, total = 0;

	bpf_for(i, 0, 8) {
		table[i] = i; /* the number is known to be an index */
		bpf_for(j, i, 8)
			total += j;
	}
	return total + table[7];
}

SEC("tracepoint/iter/it")
int empty(struct args *ctx)
{
	struct bpf_iter_num it;
	int err = bpf_iter_num_new(&it, (int)ctx->start, (int)ctx->end);
	int *item = bpf_iter_num_next(&it), first = item ? *item : -7;

	bpf_iter_num_destroy(&it);
	return err ? err : first;
}

char LICENSE[] SEC("license") = "GPL";
