/* SPDX-License-Identifier: Apache-2.0
 * shared.h - what the two files that are linked know of each other. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct pair {
	__u64 count;
	__u32 last;
};

struct table {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct pair);
};
