/* SPDX-License-Identifier: Apache-2.0
 * twice.bpf.c - does not go with other.bpf.c: it defines `total` too. */
#include "shared.h"

__u64 total = 6;
char LICENSE[] SEC("license") = "GPL";
