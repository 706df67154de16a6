/* SPDX-License-Identifier: Apache-2.0
 * sweep_run.c - test runs with any arguments, here and on the host's Linux. */
#include <errno.h>
#include "unit/sysbpf/sweep.h"

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

enum { ROUNDS = 20000, CONTEXT = 512, PACKET = 5120 };

/* What a program of each type does, so that one can see that it ran: result, context, packet. */
static const struct runs {
	const char *name;
	u32 type, attach, context; /* bytes that Linux's context has */
	u32 program;
} runs[] = {
	{"socket_filter", BPF_PROG_TYPE_SOCKET_FILTER, 0, 192, 0}, {"sched_cls", BPF_PROG_TYPE_SCHED_CLS, 0, 192, 0},
	{"sched_act", BPF_PROG_TYPE_SCHED_ACT, 0, 192, 0}, {"cgroup_skb", BPF_PROG_TYPE_CGROUP_SKB, 0, 192, 1},
	{"lwt_in", BPF_PROG_TYPE_LWT_IN, 0, 192, 0}, {"lwt_out", BPF_PROG_TYPE_LWT_OUT, 0, 192, 0},
	{"lwt_xmit", BPF_PROG_TYPE_LWT_XMIT, 0, 192, 0},
	{"xdp", BPF_PROG_TYPE_XDP, 0, 24, 2}, {"xdp devmap", BPF_PROG_TYPE_XDP, BPF_XDP_DEVMAP, 24, 2},
	{"raw_tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 96, 3}, {"syscall", BPF_PROG_TYPE_SYSCALL, 0, 64, 3},
	{"flow_dissector", BPF_PROG_TYPE_FLOW_DISSECTOR, 0, 56, 4}, {"sk_lookup", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, 72, 5},
	{"kprobe", BPF_PROG_TYPE_KPROBE, 0, 168, 3}, {"tracepoint", BPF_PROG_TYPE_TRACEPOINT, 0, 64, 3},
	{"perf_event", BPF_PROG_TYPE_PERF_EVENT, 0, 64, 3},
};

static const struct bpf_insn programs[][6] = {
	{ /* the length, also into cb[0] */
		{BPF_LDX | BPF_MEM | BPF_W, 0, 1, 0, 0}, {BPF_STX | BPF_MEM | BPF_W, 1, 0, 48, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
	}, { /* ... its last bit */
		{BPF_LDX | BPF_MEM | BPF_W, 0, 1, 0, 0}, {BPF_STX | BPF_MEM | BPF_W, 1, 0, 48, 0}, {BPF_ALU64 | BPF_AND | BPF_K, 0, 0, 0, 1},
		{BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
	}, { /* the packet's last byte goes; where it came from */
		{BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0}, {BPF_ALU64 | BPF_MOV | BPF_K, 2, 0, 0, -1},
		{BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_xdp_adjust_tail}, {BPF_LDX | BPF_MEM | BPF_W, 0, 6, 12, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
	}, {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 7}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}},
	{{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}},
	{{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 1}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}},
};
static const u32 lengths[] = {3, 4, 5, 2, 2, 2};

enum where { SOMEWHERE, NOWHERE, WRONG };

struct test {
	const struct runs *runs;
	u32 data_in, data_out, ctx_in, ctx_out, repeat, flags, batch, cpu;
	enum where at_data_in, at_data_out, at_ctx_in, at_ctx_out;
	u32 words[4], values[4]; /* of the context, that are not 0 */
	u32 protocol, stray;     /* what stands in the packet; a field that a test run has not: its offset + 1 */
};

static u64 place(const u8 *p, enum where where)
{
	return where == SOMEWHERE ? at(p) : where == NOWHERE ? 0 : 8;
}

static void test_case(struct world *world, const void *arg)
{
	const struct test *t = arg;
	u8 *packet = sweep_room(world), *out = packet + PACKET, *context = out + PACKET, *back = context + CONTEXT;
	union bpf_attr attr = {
		.prog_type = t->runs->type, .expected_attach_type = t->runs->attach, .insns = at(programs[t->runs->program]),
		.insn_cnt = lengths[t->runs->program], .license = at("GPL"),
		.prog_flags = t->runs->type == BPF_PROG_TYPE_SYSCALL ? BPF_F_SLEEPABLE : 0,
	};
	int fd = (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));

	for (u32 i = 0; i < PACKET; i++)
		packet[i] = (u8)(i * 7);
	memset(packet, 0, 12);
	packet[12] = (u8)(t->protocol >> 8);
	packet[13] = (u8)t->protocol;
	packet[14] = t->protocol == 0x86dd ? 0x60 : 0x45;
	memset(out, 0x55, PACKET);
	memset(context, 0, CONTEXT);
	memset(back, 0x66, CONTEXT);
	for (u32 i = 0; i < 4; i++)
		memcpy(context + t->words[i] % CONTEXT, &t->values[i], 4);
	attr = (union bpf_attr){.test = {
		.prog_fd = (u32)fd, .data_size_in = t->data_in, .data_size_out = t->data_out, .data_in = place(packet, t->at_data_in),
		.data_out = place(out, t->at_data_out), .repeat = t->repeat, .ctx_size_in = t->ctx_in, .ctx_size_out = t->ctx_out,
		.ctx_in = place(context, t->at_ctx_in), .ctx_out = place(back, t->at_ctx_out), .flags = t->flags, .cpu = t->cpu,
		.batch_size = t->batch,
	}};
	if (t->stray == 1)
		attr.test.retval = 9;
	else if (t->stray)
		attr.test.duration = 9;
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	world_note(world, attr.test.data_size_out);
	world_note(world, attr.test.ctx_size_out);
	sweep_note_bytes(world, out, PACKET);
	sweep_note_bytes(world, back, CONTEXT);
	sweep_note_bytes(world, context, CONTEXT);
	world_close(world, fd);
}

static u32 pick(u64 *seed, const u32 *from, u32 count, u32 usual)
{
	return test_random(seed) % 3 ? usual : from[test_random(seed) % count];
}
#define PICK(list, usual) pick(seed, list, ARRAY_LEN(list), usual)

static enum where pick_where(u64 *seed, enum where usual)
{
	return test_random(seed) % 4 ? usual : (enum where)(test_random(seed) % 3);
}

static void any_test(struct test *t, u64 *seed, const struct runs *kind)
{
	static const u32 sizes[] = {0, 1, 13, 14, 15, 20, 33, 34, 54, 64, 1000, 3000, 4097, 5000, 65536};
	static const u32 rooms[] = {0, 1, 14, 15, 34, 63, 64, 65, 999, 5120}, rounds[] = {0, 1, 2, 3}, bits[] = {1, 8, 16, 1u << 31, 9};
	static const u32 contexts[] = {0, 1, 4, 8, 20, 24, 28, 56, 64, 72, 80, 96, 100, 104, 192, 196, 200, 300, CONTEXT, 4097, 65536};
	static const u32 cpus[] = {1, 1000}, batches[] = {1, 64, 257}, protocols[] = {0x86dd, 0x1234, 0}, values[] = {1, 5, 17, 1000, 0xffffffff}; /* devices: 1 and none */
	bool wants_data = kind->program != 3 && kind->program != 5, given = test_random(seed) % 2;

	*t = (struct test){.runs = kind};
	t->data_in = PICK(sizes, wants_data ? 64 : 0);
	t->at_data_in = pick_where(seed, wants_data ? SOMEWHERE : NOWHERE);
	t->data_out = PICK(rooms, 0);
	t->at_data_out = pick_where(seed, wants_data && test_random(seed) % 2 ? SOMEWHERE : NOWHERE);
	t->ctx_in = PICK(contexts, given ? kind->context : 0);
	t->at_ctx_in = pick_where(seed, t->ctx_in ? SOMEWHERE : NOWHERE);
	t->ctx_out = PICK(contexts, given ? kind->context : 0);
	t->at_ctx_out = pick_where(seed, t->ctx_out ? SOMEWHERE : NOWHERE);
	t->repeat = PICK(rounds, 0);
	t->protocol = PICK(protocols, 0x0800);
	t->stray = (u32)(test_random(seed) % 8 ? 0 : 1 + test_random(seed) % 2);
	if (test_random(seed) % 6 == 0)
		t->flags = bits[test_random(seed) % ARRAY_LEN(bits)];
	if (test_random(seed) % 6 == 0)
		t->batch = batches[test_random(seed) % ARRAY_LEN(batches)];
	if (test_random(seed) % 6 == 0)
		t->cpu = cpus[test_random(seed) % ARRAY_LEN(cpus)];
	for (u32 i = 0; i < 4 && test_random(seed) % 2; i++) {
		t->words[i] = (u32)(test_random(seed) % (kind->context / 4 + 2)) * 4;
		t->values[i] = values[test_random(seed) % ARRAY_LEN(values)];
	}
	if (t->data_in > PACKET && t->at_data_out == SOMEWHERE)
		t->at_data_out = NOWHERE;
	if (kind->type == BPF_PROG_TYPE_XDP && test_random(seed) % 4) { /* its end is the packet's */
		t->words[3] = 4;
		t->values[3] = t->data_in;
	}
}

static bool has_context(const struct test *t)
{
	return t->ctx_in || t->ctx_out || t->at_ctx_in != NOWHERE || t->at_ctx_out != NOWHERE;
}

/* What the context says of the packet's end. */
static u32 xdp_end(const struct test *t)
{
	u32 end = 0;

	for (u32 i = 0; i < 4 && t->ctx_in >= 8; i++)
		if (t->words[i] == 4)
			end = t->values[i];
	return end;
}

TEST(sysbpf, test_runs_with_any_arguments_answer_as_linux)
{
	u64 seed = test_seed();

	sweep_begin(40);
	for (u32 i = 0; i < ROUNDS; i++) {
		const struct runs *kind = &runs[i % ARRAY_LEN(runs)];
		struct test t;

		any_test(&t, &seed, kind);
		/* not here: another CPU than this thread's; XDP packets of more than a page, and those of which Linux 6.18 takes the
		 * first bytes to be linear (before, they were refused) */
		if (((t.flags & 1) && t.cpu < 1000) || (kind->context == 24 && t.data_in > 3000) ||
		    (kind->context == 24 && has_context(&t) && xdp_end(&t) != t.data_in))
			continue;
		/* nor the word data_end of sockets' contexts, which Linux has taken and refused, and takes again */
		if (kind->context == 192 && (t.words[0] == 80 || t.words[1] == 80 || t.words[2] == 80 || t.words[3] == 80))
			continue;
		/* nor packets that end in their header, which Linux takes up to some 6.17 (packets.c) */
		if ((t.protocol == 0x0800 && t.data_in < 34) || (t.protocol == 0x86dd && t.data_in < 54))
			continue;
		SWEEP(test_case, &t, "%s data %u (%u) -> %u (%u), ctx %u (%u) -> %u (%u), repeat %u flags 0x%x batch %u cpu %u stray %u protocol 0x%x, "
		      "words %u=%u %u=%u %u=%u %u=%u", kind->name, t.data_in, t.at_data_in, t.data_out, t.at_data_out, t.ctx_in, t.at_ctx_in,
		      t.ctx_out, t.at_ctx_out, t.repeat, t.flags, t.batch, t.cpu, t.stray, t.protocol, t.words[0], t.values[0], t.words[1],
		      t.values[1], t.words[2], t.values[2], t.words[3], t.values[3]);
	}
	sweep_end();
}
