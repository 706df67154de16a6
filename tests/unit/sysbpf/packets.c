/* SPDX-License-Identifier: Apache-2.0
 * packets.c - test runs of programs with a packet: contexts, packets, sockets and what comes back, beside the host's Linux. */
#include "unit/sysbpf/world.h"

#define LDW(dst, src, offset)                                                                      \
	{.code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = dst, .src_reg = src, .off = offset}
#define LDB(dst, src, offset)                                                                      \
	{.code = BPF_LDX | BPF_MEM | BPF_B, .dst_reg = dst, .src_reg = src, .off = offset}
#define STW(dst, offset, value)                                                                    \
	{.code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = dst, .off = offset, .imm = value}
#define STB(dst, offset, value)                                                                    \
	{.code = BPF_ST | BPF_MEM | BPF_B, .dst_reg = dst, .off = offset, .imm = value}
#define SET(dst, value) {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = dst, .imm = value}
#define COPY(dst, src) {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = dst, .src_reg = src}
#define PLUS(dst, value) {.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = dst, .imm = value}
#define PLUSR(dst, src) {.code = BPF_ALU64 | BPF_ADD | BPF_X, .dst_reg = dst, .src_reg = src}
#define MINUSR(dst, src) {.code = BPF_ALU64 | BPF_SUB | BPF_X, .dst_reg = dst, .src_reg = src}
#define IFGT(dst, src, n) {.code = BPF_JMP | BPF_JGT | BPF_X, .dst_reg = dst, .src_reg = src, .off = n}
#define IFNE(dst, value, n) {.code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = dst, .imm = value, .off = n}
#define DONE {.code = BPF_JMP | BPF_EXIT}

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* An IPv4 or an IPv6 packet. */
static void make_packet(u8 packet[64], bool ipv6)
{
	memset(packet, 0, 64);
	for (u32 i = 0; i < 12; i++)
		packet[i] = (u8)(0x10 + i);
	packet[12] = ipv6 ? 0x86 : 8;
	packet[13] = ipv6 ? 0xdd : 0;
	for (u32 i = 14; i < 64; i++)
		packet[i] = (u8)(3 * i);
	packet[14] = ipv6 ? 0x60 : 0x45;
}

static int load(struct world *world, u32 type, u32 attach, const struct bpf_insn *insns, u32 count)
{
	union bpf_attr attr = {
		.prog_type = type, .expected_attach_type = attach, .insns = at(insns), .insn_cnt = count, .license = at("GPL"),
	};

	return (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
}

/* Run, and remember everything that comes back but the time. */
static void run(struct world *world, int fd, const void *packet, u32 size, const void *ctx, u32 ctx_size)
{
	u8 out[256] = {0}, ctx_out[256] = {0};
	union bpf_attr attr = {.test = {
		.prog_fd = (u32)fd, .data_in = at(packet), .data_size_in = size, .data_out = at(out), .data_size_out = sizeof(out),
		.ctx_in = at(ctx), .ctx_size_in = ctx_size, .ctx_out = at(ctx ? ctx_out : NULL),
		.ctx_size_out = ctx ? sizeof(ctx_out) : 0,
	}};
	u64 sum = 0;

	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	world_note(world, attr.test.data_size_out);
	world_note(world, attr.test.ctx_size_out);
	for (u32 i = 0; i < sizeof(out); i++)
		sum = sum * 31 + out[i];
	world_note(world, (u32)sum);
	for (u32 i = 0; i < sizeof(ctx_out); i++)
		sum = sum * 31 + ctx_out[i];
	world_note(world, (u32)sum);
}

static struct __sk_buff full_ctx(void)
{
	return (struct __sk_buff){
		.mark = 0x11, .priority = 6, .ingress_ifindex = 9, .ifindex = 1, .cb = {1, 2, 3, 4, 5}, .tstamp = 77,
		.wire_len = 100, .gso_segs = 3, .gso_size = 8, .hwtstamp = 99,
	};
}

/* --- every word of the context that the type may read --- */

static bool is_address(u32 offset)
{
	return offset == offsetof(struct __sk_buff, data) || offset == offsetof(struct __sk_buff, data_end) ||
	       offset == offsetof(struct __sk_buff, data_meta) || offset == offsetof(struct __sk_buff, sk);
}

static void words_of(struct world *world, u32 type, bool ipv6)
{
	struct __sk_buff ctx = full_ctx();
	u8 packet[64];

	make_packet(packet, ipv6);
	for (u32 i = 0; i < 48; i++) {
		struct bpf_insn insns[] = {LDW(0, 1, (s16)(4 * i)), {.code = BPF_ALU64 | BPF_AND | BPF_K, .dst_reg = 0, .imm = 1}, DONE};
		int fd;

		if (is_address(4 * i) || 4 * i == offsetof(struct __sk_buff, queue_mapping))
			continue;
		if (type != BPF_PROG_TYPE_CGROUP_SKB) /* that one returns 0 or 1 */
			insns[1] = (struct bpf_insn)COPY(2, 0);
		fd = load(world, type, 0, insns, 3);
		if (fd >= 0) {
			union bpf_attr attr = {.test = {
				.prog_fd = (u32)fd, .data_in = at(packet), .data_size_in = sizeof(packet), .ctx_in = at(&ctx),
				.ctx_size_in = sizeof(ctx),
			}};

			world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
			world_note(world, attr.test.retval);
		}
		world_close(world, fd);
	}
}

static void cls_words(struct world *world)
{
	words_of(world, BPF_PROG_TYPE_SCHED_CLS, false);
}

static void cgroup_words(struct world *world)
{
	words_of(world, BPF_PROG_TYPE_CGROUP_SKB, true);
}

static void lwt_words(struct world *world)
{
	words_of(world, BPF_PROG_TYPE_LWT_XMIT, false);
}

static void filter_words(struct world *world)
{
	words_of(world, BPF_PROG_TYPE_SOCKET_FILTER, true);
}

TEST(sysbpf, classifiers_see_the_words_that_linux_shows)
{
	world_compare("cls_words", cls_words);
}

TEST(sysbpf, cgroup_programs_see_the_words_that_linux_shows)
{
	world_compare("cgroup_words", cgroup_words);
}

TEST(sysbpf, tunnel_programs_see_the_words_that_linux_shows)
{
	world_compare("lwt_words", lwt_words);
}

TEST(sysbpf, filters_see_the_words_that_linux_shows)
{
	world_compare("filter_words", filter_words);
}

/* --- the packet --- */

static const u32 packet_types[] = {
	BPF_PROG_TYPE_SCHED_CLS, BPF_PROG_TYPE_SCHED_ACT, BPF_PROG_TYPE_CGROUP_SKB, BPF_PROG_TYPE_LWT_IN,
	BPF_PROG_TYPE_LWT_OUT, BPF_PROG_TYPE_LWT_XMIT,
};

/* r0 = its length, and bytes of it, in bits that every type may return */
static void packet_reads(struct world *world)
{
	static const struct bpf_insn insns[] = {
		LDW(2, 1, offsetof(struct __sk_buff, data)), LDW(3, 1, offsetof(struct __sk_buff, data_end)), SET(0, 0),
		COPY(4, 2), PLUS(4, 20), IFGT(4, 3, 5), LDB(0, 2, 0), LDB(5, 2, 19), PLUSR(0, 5), MINUSR(3, 2), PLUSR(0, 3),
		{.code = BPF_ALU64 | BPF_AND | BPF_K, .dst_reg = 0, .imm = 1}, DONE,
	};
	u8 packet[64];

	make_packet(packet, false);
	packet[12] = 0x12; /* no IP: Linux versions differ in how short an IP packet may be */
	for (u32 i = 0; i < ARRAY_LEN(packet_types); i++) {
		int fd = load(world, packet_types[i], 0, insns, ARRAY_LEN(insns));

		for (u32 size = 14; size <= 64; size += 10)
			run(world, fd, packet, size, NULL, 0);
		world_close(world, fd);
	}
}

TEST(sysbpf, programs_read_their_packet_as_on_linux)
{
	world_compare("packet_reads", packet_reads);
}

/* ld_abs and ld_ind: within the packet, across its end, from the network and the link header, below both. */
static const s32 load_offsets[] = {0, 1, 12, 46, 49, 50, 60, 61, 63, 64, INT32_MAX, -1, -0x100000, -0x100000 + 47, -0x100000 + 50,
				   -0x100001, -0x200000, -0x200000 + 60, -0x200000 + 63, -0x200001, INT32_MIN};

static u32 run_with_mark(struct world *world, int fd, u32 mark)
{
	struct __sk_buff ctx = {.mark = mark};
	u8 packet[64];
	union bpf_attr attr = {.test = {
		.prog_fd = (u32)fd, .data_in = at(packet), .data_size_in = sizeof(packet), .ctx_in = at(&ctx), .ctx_size_in = sizeof(ctx),
	}};

	make_packet(packet, false);
	packet[12] = 0x12;
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	return attr.test.retval;
}

static void legacy_loads(struct world *world, u32 type)
{
	static const u8 sizes[] = {BPF_B, BPF_H, BPF_W};

	for (u32 i = 0; i < ARRAY_LEN(sizes); i++) {
		struct bpf_insn ind[] = {
			COPY(6, 1), LDW(3, 6, offsetof(struct __sk_buff, mark)), SET(7, 1),
			{.code = BPF_LD | BPF_IND | sizes[i], .src_reg = 3, .imm = -5}, PLUSR(0, 7), DONE,
		};
		int fd = load(world, type, 0, ind, ARRAY_LEN(ind));

		for (u32 n = 0; n < ARRAY_LEN(load_offsets); n++)
			world_note(world, run_with_mark(world, fd, (u32)load_offsets[n] + 5));
		world_close(world, fd);
	}
	for (u32 n = 0; n < ARRAY_LEN(load_offsets); n++) {
		/* over the load and back behind it: distances change when it is written out */
		struct bpf_insn abs[] = {
			COPY(6, 1), SET(7, 0), PLUS(7, 1), {.code = BPF_JMP | BPF_JA, .off = 1}, DONE,
			{.code = BPF_LD | BPF_ABS | sizes[n % 3], .imm = load_offsets[n]}, PLUSR(0, 7), IFNE(7, 3, 1),
			{.code = BPF_JMP | BPF_JA, .off = -5}, PLUS(7, 1), {.code = BPF_JMP | BPF_JA, .off = -6},
		};
		int fd = load(world, type, 0, abs, ARRAY_LEN(abs));

		world_note(world, run_with_mark(world, fd, 0));
		world_close(world, fd);
	}
}

static void filter_legacy(struct world *world)
{
	legacy_loads(world, BPF_PROG_TYPE_SOCKET_FILTER);
}

static void cls_legacy(struct world *world)
{
	legacy_loads(world, BPF_PROG_TYPE_SCHED_CLS);
}

static void act_legacy(struct world *world)
{
	legacy_loads(world, BPF_PROG_TYPE_SCHED_ACT);
}

TEST(sysbpf, legacy_packet_loads_of_filters_run_as_on_linux)
{
	world_compare("filter_legacy", filter_legacy);
}

TEST(sysbpf, legacy_packet_loads_of_classifiers_run_as_on_linux)
{
	world_compare("cls_legacy", cls_legacy);
}

TEST(sysbpf, legacy_packet_loads_of_actions_run_as_on_linux)
{
	world_compare("act_legacy", act_legacy);
}

/* A write where the type may write, and what comes back with it. */
static void packet_writes(struct world *world)
{
	static const struct bpf_insn insns[] = {
		LDW(2, 1, offsetof(struct __sk_buff, data)), LDW(3, 1, offsetof(struct __sk_buff, data_end)), SET(0, 1),
		COPY(4, 2), PLUS(4, 2), IFGT(4, 3, 2), STB(2, 1, 0xee), SET(0, 0), DONE,
	};
	struct __sk_buff ctx = full_ctx();
	u8 packet[64];

	make_packet(packet, false);
	packet[12] = 0x12; /* no IP: Linux versions differ in how short an IP packet may be */
	for (u32 i = 0; i < ARRAY_LEN(packet_types); i++) {
		int fd = load(world, packet_types[i], 0, insns, ARRAY_LEN(insns));

		run(world, fd, packet, 64, &ctx, sizeof(ctx));
		run(world, fd, packet, 15, NULL, 0);
		world_close(world, fd);
	}
}

TEST(sysbpf, programs_write_their_packet_as_on_linux)
{
	world_compare("packet_writes", packet_writes);
}

/* --- the caller's context --- */

static void given_contexts(struct world *world)
{
	static const struct bpf_insn insns[] = {
		STW(1, offsetof(struct __sk_buff, mark), 0x77), STW(1, offsetof(struct __sk_buff, cb), 9), SET(0, 5), DONE,
	};
	int fd = load(world, BPF_PROG_TYPE_SCHED_CLS, 0, insns, ARRAY_LEN(insns));
	struct __sk_buff good = full_ctx(), ctx;
	u8 packet[64];

	make_packet(packet, false);
	run(world, fd, packet, 64, &good, sizeof(good));
	for (u32 i = 0; i < 48; i++) { /* words that may not be given; data_end and ifindex have changed between versions */
		ctx = good;
		if (4 * i == offsetof(struct __sk_buff, data_end) || 4 * i == offsetof(struct __sk_buff, ifindex))
			continue;
		((u32 *)&ctx)[i] += 1;
		run(world, fd, packet, 64, &ctx, sizeof(ctx));
	}
	ctx = good;
	ctx.wire_len = 63;
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	ctx = good;
	ctx.gso_segs = 65536;
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	ctx = good;
	ctx.ifindex = 12345;
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	run(world, fd, packet, 64, &good, 16);
	world_close(world, fd);
}

TEST(sysbpf, given_contexts_are_taken_as_on_linux)
{
	world_compare("given_contexts", given_contexts);
}

/* --- the socket --- */

static void sockets(struct world *world)
{
	u8 packet[64];

	for (u32 i = 0; i < 40; i++) {
		struct bpf_insn insns[] = {
			{.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 2, .src_reg = 1, .off = offsetof(struct __sk_buff, sk)},
			SET(0, -1), {.code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = 2, .off = 1}, LDW(0, 2, (s16)(4 * (i % 20))), DONE,
		};
		int fd = load(world, BPF_PROG_TYPE_SCHED_CLS, 0, insns, ARRAY_LEN(insns));
		union bpf_attr attr = {.test = {.prog_fd = (u32)fd, .data_in = at(packet), .data_size_in = sizeof(packet)}};

		make_packet(packet, i >= 20);
		if (fd >= 0) {
			world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
			world_note(world, attr.test.retval);
		}
		world_close(world, fd);
	}
}

TEST(sysbpf, packets_have_the_socket_that_linux_gives_them)
{
	world_compare("sockets", sockets);
}

/* --- XDP --- */

static void xdp_runs(struct world *world)
{
	/* the first byte of metadata, of the packet, and lengths; the packet's second byte is written */
	static const struct bpf_insn insns[] = {
		LDW(2, 1, offsetof(struct xdp_md, data)), LDW(3, 1, offsetof(struct xdp_md, data_end)),
		LDW(4, 1, offsetof(struct xdp_md, data_meta)), LDW(0, 1, offsetof(struct xdp_md, ingress_ifindex)),
		LDW(5, 1, offsetof(struct xdp_md, rx_queue_index)), PLUSR(0, 5),
		COPY(5, 4), PLUS(5, 1), IFGT(5, 2, 2), LDB(5, 4, 0), PLUSR(0, 5),
		COPY(5, 2), PLUS(5, 14), IFGT(5, 3, 3), LDB(5, 2, 0), PLUSR(0, 5), STB(2, 1, 0xee),
		MINUSR(3, 2), PLUSR(0, 3), MINUSR(2, 4), PLUSR(0, 2), DONE,
	};
	int fd = load(world, BPF_PROG_TYPE_XDP, 0, insns, ARRAY_LEN(insns));
	struct xdp_md good = {.data_end = 64}, ctx;
	union bpf_attr attr;
	u8 packet[64], out[8];

	make_packet(packet, false);
	run(world, fd, packet, 64, NULL, 0);
	run(world, fd, packet, 14, NULL, 0);
	run(world, fd, packet, 13, NULL, 0);
	run(world, fd, packet, 64, &good, sizeof(good));
	for (u32 i = 0; i < 6; i++)
		for (u32 add = 1; add <= 4; add += 3) {
			if (i == 3 && add == 4) /* which devices there are */
				continue;
			ctx = good;
			((u32 *)&ctx)[i] += add;
			run(world, fd, packet, 64, &ctx, sizeof(ctx));
		}
	ctx = good;
	ctx.data = 252;
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	ctx = good;
	ctx.data = 48;
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	ctx = good;
	ctx.ingress_ifindex = 1;
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	ctx.ingress_ifindex = 12345;
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	attr = (union bpf_attr){.test = {
		.prog_fd = (u32)fd, .data_in = at(packet), .data_size_in = 64, .data_out = at(out), .data_size_out = sizeof(out),
	}};
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.data_size_out);
	world_note(world, attr.test.retval);
	attr.test.batch_size = 1;
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	attr.test.batch_size = 0;
	attr.test.flags = 4;
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_close(world, fd);
}

TEST(sysbpf, xdp_runs_answer_as_linux)
{
	world_compare("xdp_runs", xdp_runs);
}

/* --- helpers --- */

#define CALL(id) {.code = BPF_JMP | BPF_CALL, .imm = id}

/* r0 = helper(ctx, amount) */
static void moved(struct world *world, int helper, s32 amount, u32 meta)
{
	const struct bpf_insn insns[] = {SET(2, amount), CALL(helper), DONE};
	struct xdp_md ctx = {.data = meta, .data_end = 64};
	int fd = load(world, BPF_PROG_TYPE_XDP, 0, insns, ARRAY_LEN(insns));
	u8 packet[64];

	make_packet(packet, false);
	run(world, fd, packet, 64, &ctx, sizeof(ctx));
	world_close(world, fd);
}

static void moved_ends(struct world *world)
{
	static const s32 amounts[] = {-4, 0, 4, 36, 50, 51, -216, -217};

	for (u32 i = 0; i < ARRAY_LEN(amounts); i++) {
		moved(world, BPF_FUNC_xdp_adjust_head, amounts[i], i % 2 ? 8 : 0);
		moved(world, BPF_FUNC_xdp_adjust_tail, amounts[i], 0);
		moved(world, BPF_FUNC_xdp_adjust_meta, amounts[i], i % 2 ? 8 : 0);
	}
}

TEST(sysbpf, ends_of_packets_move_as_on_linux)
{
	world_compare("moved_ends", moved_ends);
}

/* r0 = what the helper says; the bytes go through the stack, in or out of the packet */
static void bytes_of(struct world *world, u32 type, int helper, u32 offset)
{
	struct bpf_insn insns[] = {
		STW(10, -8, 0x55667788), STW(10, -4, 0x11223344), SET(2, (s32)offset), COPY(3, 10), PLUS(3, -8), SET(4, 8), SET(5, 0),
		CALL(helper), LDW(1, 10, -4), PLUSR(0, 1), DONE,
	};
	u8 packet[64];
	int fd;

	if (helper == BPF_FUNC_xdp_load_bytes && offset > 56) /* Linux leaves what was there, we leave zeros */
		insns[8] = (struct bpf_insn)SET(1, 0);
	fd = load(world, type, 0, insns, ARRAY_LEN(insns));
	make_packet(packet, false);
	run(world, fd, packet, 64, NULL, 0);
	world_close(world, fd);
}

static const u32 byte_offsets[] = {0, 1, 42, 43, 56, 57, 0x10000, 0x7fffffff};

static void buffer_bytes(struct world *world)
{
	for (u32 i = 0; i < ARRAY_LEN(byte_offsets); i++) {
		bytes_of(world, BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_skb_load_bytes, byte_offsets[i]);
		bytes_of(world, BPF_PROG_TYPE_SOCKET_FILTER, BPF_FUNC_skb_load_bytes, byte_offsets[i]);
		bytes_of(world, BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_skb_store_bytes, byte_offsets[i]);
	}
}

static void xdp_bytes(struct world *world)
{
	for (u32 i = 0; i < ARRAY_LEN(byte_offsets); i++) {
		bytes_of(world, BPF_PROG_TYPE_XDP, BPF_FUNC_xdp_load_bytes, byte_offsets[i]);
		bytes_of(world, BPF_PROG_TYPE_XDP, BPF_FUNC_xdp_store_bytes, byte_offsets[i]);
	}
}

TEST(sysbpf, bytes_of_socket_buffers_move_as_on_linux)
{
	world_compare("buffer_bytes", buffer_bytes);
}

TEST(sysbpf, bytes_of_xdp_packets_move_as_on_linux)
{
	world_compare("xdp_bytes", xdp_bytes);
}

/* --- what is refused --- */

static void refused_packets(struct world *world)
{
	static const struct bpf_insn no_check[] = {LDW(2, 1, 0), LDB(0, 2, 0), DONE};
	static const struct bpf_insn beyond[] = {
		LDW(2, 1, 0), LDW(3, 1, 4), SET(0, 0), COPY(4, 2), PLUS(4, 4), IFGT(4, 3, 1), LDB(0, 2, 4), DONE,
	};
	static const struct bpf_insn narrow[] = {LDB(0, 1, 0), DONE};
	static const struct bpf_insn write[] = {STW(1, 0, 0), SET(0, 0), DONE};

	world_close(world, load(world, BPF_PROG_TYPE_XDP, 0, no_check, ARRAY_LEN(no_check)));
	world_close(world, load(world, BPF_PROG_TYPE_XDP, 0, beyond, ARRAY_LEN(beyond)));
	world_close(world, load(world, BPF_PROG_TYPE_XDP, 0, narrow, ARRAY_LEN(narrow)));
	world_close(world, load(world, BPF_PROG_TYPE_XDP, 0, write, ARRAY_LEN(write)));
	world_close(world, load(world, BPF_PROG_TYPE_CGROUP_SKB, 2, narrow, ARRAY_LEN(narrow)));
}

TEST(sysbpf, programs_that_misuse_their_packet_are_refused_as_on_linux)
{
	world_compare("refused_packets", refused_packets);
}

/* One load that is a packet pointer on one path and a plain word of another object on the other cannot be rewritten. */
static void mixed_loads(struct world *world)
{
	static const struct bpf_insn insns[] = {
		COPY(6, 1), {.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 2, .src_reg = 1, .off = offsetof(struct __sk_buff, sk)},
		SET(0, 0), {.code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = 2, .off = 3}, LDW(3, 1, 0), IFNE(3, 60, 1), COPY(6, 2),
		LDW(4, 6, 76), DONE,
	};

	world_close(world, load(world, BPF_PROG_TYPE_SCHED_CLS, 0, insns, ARRAY_LEN(insns)));
}

TEST(sysbpf, mixed_loads_are_refused_as_on_linux)
{
	world_compare("mixed_loads", mixed_loads);
}

/* Linux refuses them since some 6.17: not compared. */
TEST(sysbpf, packets_that_end_in_their_header_are_refused)
{
	static const struct bpf_insn insns[] = {SET(0, 1), {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
	static const struct {
		u16 type;
		u32 bytes;
	} headers[] = {{0x0008, 34}, {0xdd86, 54}, {0x3412, 14}};
	static struct world world;
	u8 packet[64] = {0};

	world_ours(&world);
	for (u32 i = 0; i < ARRAY_LEN(headers); i++) {
		int fd = world_prog(&world, BPF_PROG_TYPE_SOCKET_FILTER, insns, ARRAY_LEN(insns), "GPL");

		memcpy(packet + 12, &headers[i].type, 2);
		for (u32 bytes = 14; bytes <= sizeof(packet); bytes++) {
			union bpf_attr attr = {.test = {.prog_fd = (u32)fd, .data_in = (u64)(uintptr_t)packet, .data_size_in = bytes}};

			CHECK_EQ(world_bpf(&world, BPF_PROG_TEST_RUN, &attr, sizeof(attr)), bytes < headers[i].bytes ? -AX_EINVAL : 0);
		}
		world_close(&world, fd);
	}
	world_end(&world);
}
