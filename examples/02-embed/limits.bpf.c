/* SPDX-License-Identifier: Apache-2.0
 * limits.bpf.c - a rule that a machine's control loop asks at every sample: how far may the joint go?  The answer acts; what
 * was cut is reported. */
#include "axiom_bpf.h"
#include "limits.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, JOINTS);
	__type(key, __u32);
	__type(value, struct limit);
} limits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} cuts SEC(".maps");

/* args: joint, wanted position.  Result: the position to go to. */
SEC("custom/joint")
int limit_joint(struct ax_custom_args *ctx)
{
	__u32 joint = (__u32)ctx->args[0];
	__s32 wanted = (__s32)ctx->args[1], allowed = wanted;
	struct limit *limit = bpf_map_lookup_elem(&limits, &joint);
	struct cut cut;

	if (!limit)
		return 0; /* no such joint: stay at zero */
	if (allowed > limit->max)
		allowed = limit->max;
	if (allowed < limit->min)
		allowed = limit->min;
	if (allowed != wanted) {
		cut = (struct cut){.joint = joint, .wanted = wanted, .allowed = allowed};
		bpf_ringbuf_output(&cuts, &cut, sizeof(cut), 0);
	}
	return allowed;
}

char LICENSE[] SEC("license") = "Apache-2.0";
