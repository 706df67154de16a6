/* SPDX-License-Identifier: Apache-2.0
 * inline_static.bpf.c - a static function in the section of its caller, and a program that is called by another. */
#include "axiom_bpf.h"

#define HERE __attribute__((section("timer/1000hz")))

static __noinline HERE __u64 deeper(__u64 n)
{
	barrier_var(n);
	return n ^ 0x5555;
}

static __noinline HERE __u64 deep(__u64 n)
{
	barrier_var(n);
	return deeper(n) + 1;
}

SEC("timer/1000hz") __noinline int shared(void *ctx)
{
	return (int)deep(bpf_ktime_get_ns());
}

SEC("timer/1000hz") int entry(void *ctx)
{
	return shared(ctx) + (int)deeper(4);
}

char LICENSE[] SEC("license") = "GPL";
