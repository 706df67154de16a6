/* SPDX-License-Identifier: Apache-2.0
 * leaks.bpf.c - returns an address: Linux lets privileged programs, the stricter rules do not. */
#include "axiom_bpf.h"

SEC("socket")
long leaks(void *ctx)
{
	return (long)ctx;
}
