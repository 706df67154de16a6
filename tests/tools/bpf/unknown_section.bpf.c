/* SPDX-License-Identifier: Apache-2.0
 * unknown_section.bpf.c - a section name that means no program type. */
#include "axiom_bpf.h"

SEC("nonsense/here")
int nowhere(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
