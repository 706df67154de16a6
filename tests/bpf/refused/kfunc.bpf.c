/* SPDX-License-Identifier: Apache-2.0
 * kfunc.bpf.c - a kernel function that is not here: refused by name. */
#include "axiom_bpf.h"

extern int axiom_no_kernel_function(int x) __ksym;

SEC("tracepoint/throw/it")
int calls(void *ctx)
{
	return axiom_no_kernel_function(1);
}
