/* SPDX-License-Identifier: Apache-2.0
 * world.bpf.c - maps, data sections, callbacks and subprograms, for a world that an embedder makes (world.c). */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

const __u32 weights[4] = {3, 5, 7, 11};
__u64 total;
__u64 start = 1000;
const volatile __u32 limit = 10;

static __noinline __u64 mix(__u64 a, __u64 b)
{
	__u64 parts[2] = {a, b};

	__asm__ volatile("" : "+m"(parts));
	return parts[0] * 31 + parts[1];
}

SEC("raw_tracepoint/count")
int count(void *ctx)
{
	__u32 key = start & 3;
	__u64 *value = bpf_map_lookup_elem(&counts, &key);

	start++;
	if (!value)
		return -1;
	*value += weights[key & 3];
	total += mix(*value, key);
	return (int)(total & 0x7fffffff);
}

static long step(__u32 i, void *ctx)
{
	__u64 *sum = ctx;

	*sum += weights[i & 3];
	return i >= limit;
}

SEC("raw_tracepoint/loop")
int loop(void *ctx)
{
	__u64 sum = 0;
	long times = bpf_loop(100, step, &sum, 0);

	return (int)(times * 1000 + sum);
}

/* Two bytes of the packet, and where it is; by a legacy load in a function, which ends it where the packet does. */
unsigned long long load_half(void *skb, unsigned long long at) asm("llvm.bpf.load.half");

static __noinline int half(struct __sk_buff *skb)
{
	return load_half(skb, skb->mark) + 1000000;
}

SEC("tc")
int packet(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 4 > end)
		return -1;
	return half(skb) + data[3] + 10 * (int)(end - data);
}

/* A slot of the stack that nobody has written is any number to the verifier, and one number: what is below 4 once stays it. */
SEC("raw_tracepoint/unwritten")
int unwritten(void *ctx)
{
	__u64 index;

	__asm__ volatile("%0 = *(u64 *)(r10 - 8)" : "=r"(index));
	if (index > 3)
		return -1;
	return (int)weights[index] + 100;
}

char LICENSE[] SEC("license") = "GPL";
