/* SPDX-License-Identifier: Apache-2.0
 * throw.bpf.c - exceptions: from any depth, with and without a callback; a kernel function that is not there. */
#include "axiom_bpf.h"

struct args {
	unsigned long long registers, number;
};

extern int bpf_no_such_function(int x) __ksym __weak;

static __noinline int deep(int x)
{
	if (x > 10)
		bpf_throw(x);
	return x + 1;
}

static __noinline int outer(int x)
{
	volatile int kept = 5;

	return deep(x) + kept;
}

SEC("tracepoint/throw/it")
int plain(struct args *ctx)
{
	return outer((int)ctx->number);
}

int caught(unsigned long long cookie);

__noinline int more(int x)
{
	volatile int y = x;

	return y + 1000;
}

__noinline int caught(unsigned long long cookie)
{
	return more((int)cookie) + 1;
}

SEC("tracepoint/throw/it")
__exception_cb(caught)
int with_callback(struct args *ctx)
{
	return outer((int)ctx->number);
}

SEC("tracepoint/throw/it")
int guarded(struct args *ctx)
{
	if (bpf_no_such_function)
		return bpf_no_such_function(1);
	return 3;
}

char LICENSE[] SEC("license") = "GPL";
