/* SPDX-License-Identifier: Apache-2.0
 * wrong2.bpf.c - programs that go wrong on some input: stack, helpers, records, addresses. */
#include "axiom_bpf.h"

struct event {
	__u64 time, number;
	char text[16];
};
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct event);
	__type(value, __u64);
} table SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} word SEC(".maps");

/* only one field is set; the key is all of it */
SEC("socket")
int half_a_key(struct __sk_buff *skb)
{
	struct event key;

	key.time = skb->len;
	return bpf_map_lookup_elem(&table, &key) != NULL;
}

/* set on one path only */
SEC("socket")
int set_sometimes(struct __sk_buff *skb)
{
	volatile __u64 x[2];

	if (skb->mark != 9)
		x[0] = 1;
	return x[0];
}

SEC("socket")
int stack_index(struct __sk_buff *skb)
{
	volatile __u8 buf[16] = {};
	__u32 i = skb->mark & 31;

	return buf[i];
}

SEC("socket")
int stack_written_beyond(struct __sk_buff *skb)
{
	volatile __u8 buf[16] = {};
	__u32 i = skb->mark;

	if (i > 1000)
		return 0;
	buf[i] = 1;
	return buf[3];
}

/* a register that no instruction set */
SEC("socket")
int unset_register(struct __sk_buff *skb)
{
	__u64 x = skb->mark;

	asm volatile("if %0 == 4660 goto +1\n r7 = 1\n %0 = r7" : "+r"(x) : : "r7");
	return x;
}

/* a register that the call destroyed */
SEC("socket")
int lost_over_a_call(struct __sk_buff *skb)
{
	__u64 x = 0;

	asm volatile("r3 = 5\n call 7\n %0 = r3" : "=r"(x) : : "r0", "r1", "r2", "r3", "r4", "r5");
	return x;
}

SEC("socket")
int size_from_context(struct __sk_buff *skb)
{
	char name[16] = {};
	__u32 n = skb->len;

	bpf_ringbuf_output(&ring, name, n & 63, 0);
	return 0;
}

SEC("socket")
int size_may_be_zero(struct __sk_buff *skb)
{
	char name[16] = {};

	bpf_get_current_comm(name, skb->len & 15);
	return name[0];
}

SEC("socket")
int size_is_wrong(struct __sk_buff *skb)
{
	struct event e = {};

	if (skb->mark == 1)
		bpf_ringbuf_output(&ring, &e, sizeof(e) + 504, 0);
	return 0;
}

SEC("socket")
int record_leaked(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);

	if (!e)
		return 0;
	e->number = skb->len;
	if (skb->mark == 0xdead)
		return 1; /* forgotten */
	bpf_ringbuf_submit(e, 0);
	return 0;
}

SEC("socket")
int used_after_submit(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);

	if (!e)
		return 0;
	e->number = skb->len;
	bpf_ringbuf_submit(e, 0);
	return e->number;
}

SEC("socket")
int submitted_twice(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);

	if (!e)
		return 0;
	bpf_ringbuf_submit(e, 0);
	if (skb->len > 9)
		bpf_ringbuf_discard(e, 0);
	return 0;
}

SEC("socket")
int record_not_checked(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);

	e->number = 1;
	bpf_ringbuf_submit(e, 0);
	return 0;
}

SEC("socket")
int record_overrun(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);
	__u32 i = skb->mark;

	if (!e)
		return 0;
	if (i <= 16)
		e->text[i] = 0;
	bpf_ringbuf_submit(e, 0);
	return 0;
}

/* a pointer into the record, not its start */
SEC("socket")
int submits_the_middle(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);

	if (!e)
		return 0;
	bpf_ringbuf_submit(&e->number, 0);
	return 0;
}

SEC("socket")
int address_stored(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&word, &key);

	if (value && skb->len > 60)
		*value = (unsigned long)value;
	return 0;
}

SEC("raw_tracepoint/x")
int address_from_outside(struct bpf_raw_tracepoint_args *ctx)
{
	return *(__u64 *)ctx->args[1];
}

SEC("socket")
int address_returned(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&word, &key);

	barrier_var(value);
	return value ? (unsigned long)value >> 8 : 0;
}

/* the callee's buffer is gone */
static __noinline int *local(int n)
{
	volatile int buf[4] = {n};
	int *p = (int *)buf;

	barrier_var(p);
	return p;
}

SEC("socket")
int dead_frame(struct __sk_buff *skb)
{
	int *p = local(skb->len);

	return *(volatile int *)p;
}

SEC("socket")
int endless(struct __sk_buff *skb)
{
	volatile __u32 n = skb->len;

	if (n != 4711)
		return 0;
	for (;;)
		n++;
	return 1;
}

SEC("socket")
int map_as_memory(struct __sk_buff *skb)
{
	return skb->mark == 3 ? *(volatile int *)&word : 0;
}

SEC("socket")
int wrong_map_type(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&ring, &key) != NULL;
}

/* element deleted, looked up again, not checked again */
SEC("socket")
int deleted_element(struct __sk_buff *skb)
{
	struct event key = {};
	__u64 *value = bpf_map_lookup_elem(&table, &key);

	if (!value)
		return 0;
	bpf_map_delete_elem(&table, &key);
	value = bpf_map_lookup_elem(&table, &key);
	return *value;
}

/* the clock decides */
SEC("socket")
int clock_index(struct __sk_buff *skb)
{
	__u64 a = bpf_ktime_get_ns(), passed = bpf_ktime_get_ns() - a;
	struct event e = {};

	if (passed < 1000)
		return 0;
	return *((volatile char *)e.text + passed % 1000);
}

/* the task's name decides */
SEC("socket")
int record_overrun_by_name(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);
	volatile char name[16];
	__u32 n;

	if (!e)
		return 0;
	bpf_get_current_comm((char *)name, sizeof(name));
	n = (__u8)name[0];
	if (n >= 'a' && n <= 'q')
		e->text[n - 'a'] = 1;
	bpf_ringbuf_submit(e, 0);
	return 0;
}

/* what is left on the stack is the index */
SEC("socket")
int stale_index(struct __sk_buff *skb)
{
	volatile __u32 i[2];

	if (skb->mark == 5)
		i[0] = 1;
	return ((volatile __u32 *)i)[i[0] & 3];
}

SEC("socket")
int address_printed(struct __sk_buff *skb)
{
	bpf_printk("%lx", skb);
	return 0;
}

SEC("socket")
int address_in_a_record(struct __sk_buff *skb)
{
	volatile struct {
		__u64 a;
		void *b;
	} record = {1, skb};

	bpf_ringbuf_output(&ring, (void *)&record, sizeof(record), 0);
	return 0;
}

SEC("socket")
int address_compared(struct __sk_buff *skb)
{
	unsigned long p = (unsigned long)skb;

	barrier_var(p);
	return p > 0x1000000;
}

/* an address that went through a map is a number */
SEC("socket")
int address_from_map(struct __sk_buff *skb)
{
	__u32 key = 0;
	volatile __u64 *value = bpf_map_lookup_elem(&word, &key);

	if (!value)
		return 0;
	*value = (unsigned long)value;
	return *(volatile __u8 *)(unsigned long)*value;
}

char LICENSE[] SEC("license") = "GPL";
