/* SPDX-License-Identifier: Apache-2.0
 * hostile_names.bpf.c - names and source text that would be markup if a page took them as they are. */
#include "axiom_bpf.h"

SEC("raw_tracepoint/<img src=x onerror=alert(1)>")
int first(__u64 *ctx) __asm__("</h2><script>alert('1')</script>&\"");
int first(__u64 *ctx)
{
	return *(char *)ctx[0]; /* </td><script>alert("2")</script> & more */
}

SEC("raw_tracepoint/plain")
int second(__u64 *ctx)
{
	int n = 0; for (int i = 0; i < 7; i++) n ^= ctx[i & 3] << i; /* <b>loop</b> */
	return n;
}

char LICENSE[] SEC("license") = "GPL";
