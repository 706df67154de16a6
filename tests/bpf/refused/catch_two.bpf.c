/* SPDX-License-Identifier: Apache-2.0
 * catch_two.bpf.c - a program with two exception callbacks: refused. */
#include "axiom_bpf.h"

__noinline int one(unsigned long long cookie)
{
	return cookie;
}

__noinline int two(unsigned long long cookie)
{
	return cookie;
}

SEC("tracepoint/throw/it")
__exception_cb(one) __exception_cb(two)
int throws(void *ctx)
{
	bpf_throw(0);
	return 0;
}
