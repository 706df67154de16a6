/* SPDX-License-Identifier: Apache-2.0
 * calls.bpf.c - functions of the program: static and global ones, through pointers to the caller's stack, values, packets
 * and records; what helpers call. */
#include "lang.h"
#define ROLLED _Pragma("clang loop unroll(disable)")

LICENSE;
struct item {
	u64 key;
	u32 count, size;
	u8 bytes[32];
};
ARRAY(items, struct item, 16);
HASH(table, u64, struct item, 16);
RING(ring);
u32 totals[32];

NOINLINE int add(int a, int b)
{
	hide(a);
	return a + b;
}

NOINLINE u32 small(u32 x)
{
	hide(x);
	return x & 31;
}

SEC("kprobe/x")
int ok_number_back(u64 *ctx)
{
	return totals[small(ctx[0])] + add(ctx[1], 2);
}

NOINLINE void fill(struct item *i, u64 key)
{
	i->key = key;
	i->count = 1;
	i->size = 0;
	memset(i->bytes, 0, sizeof(i->bytes));
}

SEC("kprobe/x")
int ok_fills_callers_stack(u64 *ctx)
{
	struct item i;

	fill(&i, ctx[0]);
	map_update(&table, &i.key, &i, 0);
	return 0;
}

NOINLINE struct item *find(u64 key)
{
	return map_lookup(&table, &key);
}

SEC("kprobe/x")
int ok_pointer_back(u64 *ctx)
{
	struct item *i = find(ctx[0]);

	if (!i)
		return 0;
	i->count++;
	return find(i->key) != NULL;
}

SEC("kprobe/x")
int no_pointer_back_unchecked(u64 *ctx)
{
	return find(ctx[0])->count;
}

NOINLINE int sum_bytes(const u8 *p, u32 n)
{
	int sum = 0;

	ROLLED
	for (u32 i = 0; i < n; i++)
		sum += p[i];
	return sum;
}

SEC("kprobe/x")
int ok_buffer_and_size(u64 *ctx)
{
	u32 zero = 0;
	struct item *i = map_lookup(&items, &zero);
	u8 local[16] = {1, 2, 3};

	if (!i)
		return 0;
	return sum_bytes(i->bytes, 32) + sum_bytes(local, 16);
}

SEC("kprobe/x")
int no_buffer_and_size(u64 *ctx)
{
	u32 zero = 0;
	struct item *i = map_lookup(&items, &zero);

	return i ? sum_bytes(i->bytes, 33) : 0;
}

NOINLINE int parse_ports(struct xdp_md *ctx, u16 *src, u16 *dst)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ipv4 *ip = data + sizeof(struct eth);
	struct udp *u;

	if ((void *)(ip + 1) > end)
		return -1;
	u = (void *)ip + ip->ihl * 4;
	if ((void *)(u + 1) > end)
		return -2;
	*src = u->src;
	*dst = u->dst;
	return 0;
}

SEC("xdp")
int ok_results_through_pointers(struct xdp_md *ctx)
{
	u16 src, dst;

	if (parse_ports(ctx, &src, &dst))
		return XDP_PASS;
	return src == dst ? XDP_DROP : XDP_PASS;
}

NOINLINE void finish(struct item *i, u32 ok)
{
	if (ok)
		ringbuf_submit(i, 0);
	else
		ringbuf_discard(i, 0);
}

SEC("kprobe/x")
int ok_record_given_away(u64 *ctx)
{
	struct item *i = ringbuf_reserve(&ring, sizeof(*i), 0);

	if (!i)
		return 0;
	fill(i, ctx[0]);
	finish(i, ctx[1] & 1);
	return 0;
}

GLOBAL int scale(int x, int by)
{
	return x * by;
}

SEC("kprobe/x")
int ok_global_numbers(u64 *ctx)
{
	return totals[scale(ctx[0], ctx[1]) & 31];
}

/* what a global function returns is any number */
SEC("kprobe/x")
int no_global_result_as_index(u64 *ctx)
{
	u32 i = scale(ctx[0], 1);

	return totals[i];
}

GLOBAL int touch(struct item *i)
{
	if (!i)
		return -1;
	i->count++;
	return i->bytes[31];
}

SEC("kprobe/x")
int ok_global_pointer(u64 *ctx)
{
	u32 zero = 0;
	struct item *i = map_lookup(&items, &zero), local = {};

	return touch(&local) + touch(i);
}

GLOBAL int proto_of(struct xdp_md *ctx)
{
	struct eth *e = (void *)(long)ctx->data;

	if ((void *)(e + 1) > (void *)(long)ctx->data_end)
		return -1;
	return e->proto;
}

SEC("xdp")
int ok_global_ctx(struct xdp_md *ctx)
{
	return proto_of(ctx) == 8 ? XDP_PASS : XDP_DROP;
}

GLOBAL int depth3(int x)
{
	u8 pad[64];

	memset(pad, x, sizeof(pad));
	probe_read_kernel(pad, 32, (void *)(long)x);
	return pad[3];
}

GLOBAL int depth2(int x)
{
	return depth3(x) + depth3(x + 1);
}

SEC("kprobe/x")
int ok_global_chain(u64 *ctx)
{
	return depth2(ctx[0]) + depth2(ctx[1]);
}

struct walk {
	u32 sum, most;
};

static int each(void *map, const u32 *key, struct item *i, struct walk *w)
{
	w->sum += i->count;
	if (i->size > w->most)
		w->most = i->size;
	return w->sum > 1000;
}

SEC("kprobe/x")
int ok_each_element(u64 *ctx)
{
	struct walk w = {};

	for_each(&items, each, &w, 0);
	return w.sum + w.most;
}

static int step(u32 i, struct walk *w)
{
	if (i < 32)
		w->sum += totals[i];
	return 0;
}

SEC("kprobe/x")
int ok_loop_helper(u64 *ctx)
{
	struct walk w = {};

	loop(1000, step, &w, 0);
	return w.sum;
}

/* what it does first is a loop */
static int starts_with_loop(u32 i, volatile struct walk *w)
{
	ROLLED
	while (w->sum < 100)
		w->sum++;
	return 0;
}

SEC("kprobe/x")
int ok_callback_with_loop(u64 *ctx)
{
	struct walk w = {};

	loop(10, starts_with_loop, &w, 0);
	return w.sum;
}

static int oversteps(u32 i, u32 *sum)
{
	*sum += totals[i];
	return 0;
}

SEC("kprobe/x")
int ok_loop_helper_index(u64 *ctx)
{
	u32 sum = 0;

	loop(32, oversteps, &sum, 0);
	return sum;
}

SEC("kprobe/x")
int no_loop_helper_index(u64 *ctx)
{
	u32 sum = 0;

	loop(33, oversteps, &sum, 0);
	return sum;
}

struct chars {
	char out[64];
	u32 at;
};

static int upper(u32 i, struct chars *c)
{
	u32 at = c->at;

	if (at >= sizeof(c->out))
		return 1;
	if (c->out[at] >= 'a' && c->out[at] <= 'z')
		c->out[at] -= 32;
	c->at = at + 1;
	return 0;
}

SEC("kprobe/x")
int ok_state_of_callback(u64 *ctx)
{
	struct chars c = {};

	probe_read_str(c.out, sizeof(c.out), (void *)ctx[0]);
	loop(64, upper, &c, 0);
	return c.out[0];
}

/* memory builtins of odd sizes, and structures by value */
struct odd {
	u8 a[3];
	u16 b;
	u8 c[9];
	u64 d;
} __attribute__((packed));

NOINLINE u64 of_odd(struct odd *o)
{
	return o->a[2] + o->b + o->c[8] + o->d;
}

SEC("kprobe/x")
int ok_odd_structures(u64 *ctx)
{
	struct odd o = {}, copy;

	o.b = ctx[0];
	o.c[8] = ctx[1];
	o.d = ctx[2];
	memcpy(&copy, &o, sizeof(o));
	copy.a[1] = o.b;
	return of_odd(&copy);
}

SEC("kprobe/x")
int ok_partly_spilled(u64 *ctx)
{
	union {
		u64 all;
		u8 byte[8];
		u16 half[4];
	} u = {.all = ctx[0]};

	barrier();
	u.byte[3] = ctx[1];
	barrier();
	return totals[u.half[1] & 31] + u.byte[7];
}
