/* SPDX-License-Identifier: Apache-2.0
 * sleeps.bpf.c - sections that say that a program may wait, that it may not, and two kinds that are not here. */
#include "axiom_bpf.h"

static long (*copy_from_user)(void *, __u32, const void *) = (void *)148;

static __always_inline int copy(void)
{
	char name[8];

	return copy_from_user(name, sizeof(name), (void *)8) ? 0 : name[0] == 'a';
}

SEC("uprobe.s/x:y") int waits(void *ctx) { return copy(); }
SEC("uprobe/x:y") int hurries(void *ctx) { return copy(); }
SEC("syscall") int called(void *ctx) { return copy(); }
SEC("struct_ops/x") int table(void *ctx) { return 0; }
SEC("freplace/x") int other(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
