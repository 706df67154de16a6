/* SPDX-License-Identifier: Apache-2.0
 * catch_arg.bpf.c - an exception callback that is no function of one number: refused. */
#include "axiom_bpf.h"

__noinline int two_numbers(int a, int b)
{
	return a + b;
}

SEC("tracepoint/throw/it")
__exception_cb(two_numbers)
int throws(void *ctx)
{
	bpf_throw(0);
	return 0;
}
