/* SPDX-License-Identifier: Apache-2.0
 * flows.c - test runs of programs that take packets apart or look sockets up, beside the host's Linux. */
#include "unit/sysbpf/world.h"

#define LD(size, dst, src, offset) {.code = BPF_LDX | BPF_MEM | (size), .dst_reg = dst, .src_reg = src, .off = offset}
#define ST(size, dst, src, offset) {.code = BPF_STX | BPF_MEM | (size), .dst_reg = dst, .src_reg = src, .off = offset}
#define SET(dst, value) {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = dst, .imm = value}
#define COPY(dst, src) {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = dst, .src_reg = src}
#define PLUS(dst, value) {.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = dst, .imm = value}
#define PLUSR(dst, src) {.code = BPF_ALU64 | BPF_ADD | BPF_X, .dst_reg = dst, .src_reg = src}
#define TIMES(dst, value) {.code = BPF_ALU64 | BPF_MUL | BPF_K, .dst_reg = dst, .imm = value}
#define IFGT(dst, src, n) {.code = BPF_JMP | BPF_JGT | BPF_X, .dst_reg = dst, .src_reg = src, .off = n}
#define DONE {.code = BPF_JMP | BPF_EXIT}

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

static int load(struct world *world, u32 type, u32 attach, const struct bpf_insn *insns, u32 count)
{
	union bpf_attr attr = {.prog_type = type, .insns = at(insns), .insn_cnt = count, .license = at("GPL"), .expected_attach_type = attach};

	return (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
}

/* The keys that the program finds, weighed; two of its own put in; a byte of the packet; where it says that headers are. */
static const struct bpf_insn dissect[] = {
	LD(BPF_DW, 6, 1, 144),                       /* flow_keys */
	LD(BPF_H, 0, 6, 0), LD(BPF_H, 2, 6, 2), TIMES(2, 3), PLUSR(0, 2), LD(BPF_H, 2, 6, 10), TIMES(2, 7), PLUSR(0, 2),
	LD(BPF_W, 2, 6, 48), TIMES(2, 11), PLUSR(0, 2),
	LD(BPF_H, 2, 6, 12), TIMES(2, 100000), PLUSR(0, 2), /* sport: 0 in every run */
	SET(2, 0x1234), ST(BPF_H, 6, 2, 12), SET(2, 17), ST(BPF_B, 6, 2, 9), SET(2, 0x55667788), ST(BPF_W, 6, 2, 28),
	LD(BPF_W, 2, 1, 76), LD(BPF_W, 3, 1, 80), COPY(4, 2), PLUS(4, 20), IFGT(4, 3, 3),
	LD(BPF_B, 4, 2, 15), TIMES(4, 13), PLUSR(0, 4),
	SET(2, 9), ST(BPF_H, 6, 2, 0), SET(2, 9000), ST(BPF_H, 6, 2, 2), /* before the packet's header, behind its end */
	DONE,
};

static void flow_run(struct world *world, int prog, u8 *data, u32 bytes, const void *ctx, u32 ctx_bytes, u32 out_bytes, u32 repeat)
{
	u8 out[64] = {0}, back[64] = {0};
	union bpf_attr attr = {.test = {.prog_fd = (u32)prog, .data_in = at(data), .data_size_in = bytes, .data_out = at(out),
					.data_size_out = out_bytes, .ctx_in = ctx_bytes ? at(ctx) : 0, .ctx_size_in = ctx_bytes,
					.ctx_out = ctx_bytes ? at(back) : 0, .ctx_size_out = ctx_bytes ? 64 : 0, .repeat = repeat}};

	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	world_note(world, attr.test.data_size_out);
	world_note(world, attr.test.ctx_size_out);
	for (u32 i = 0; i < 64; i += 8) {
		u64 word;

		memcpy(&word, out + i, 8);
		world_note(world, word);
		memcpy(&word, back + i, 8);
		world_note(world, word);
	}
}

static void flows(struct world *world)
{
	static u8 packet[8192];
	u32 keys[16] = {[12] = 5 /* flags */};
	int prog = load(world, BPF_PROG_TYPE_FLOW_DISSECTOR, 0, dissect, ARRAY_LEN(dissect));

	for (u32 i = 0; i < sizeof(packet); i++)
		packet[i] = (u8)(i * 7 + 3);
	flow_run(world, prog, packet, 64, NULL, 0, 64, 0);
	flow_run(world, prog, packet, 64, keys, 56, 56, 3);
	flow_run(world, prog, packet, 64, keys, 52, 20, 1);
	flow_run(world, prog, packet, 14, keys, 64, 64, 1);
	world_close(world, prog);
}

static void wrong_flows(struct world *world)
{
	static u8 packet[8192];
	u32 keys[20] = {0};
	int prog = load(world, BPF_PROG_TYPE_FLOW_DISSECTOR, 0, dissect, ARRAY_LEN(dissect));

	flow_run(world, prog, packet, 13, NULL, 0, 64, 0);
	flow_run(world, prog, packet, 5000, NULL, 0, 64, 0);
	flow_run(world, prog, (u8 *)16, 64, NULL, 0, 64, 0);
	flow_run(world, prog, packet, 64, (void *)16, 56, 64, 0);
	keys[0] = 1;
	flow_run(world, prog, packet, 64, keys, 56, 64, 0);
	keys[0] = 0;
	keys[13] = 1;
	flow_run(world, prog, packet, 64, keys, 56, 64, 0);
	keys[13] = 0;
	keys[14] = 1;
	flow_run(world, prog, packet, 64, keys, 64, 64, 0);
	world_close(world, prog);
}

TEST(sysbpf, packets_are_taken_apart_as_on_linux)
{
	world_compare("flows", flows);
}

TEST(sysbpf, what_cannot_be_taken_apart_is_refused_as_on_linux)
{
	world_compare("wrong_flows", wrong_flows);
}

/* Passes when what it sees of the words, weighed, is odd. */
static const struct bpf_insn sees[] = {
	SET(0, 0),
	LD(BPF_W, 2, 1, 8), PLUSR(0, 2), LD(BPF_W, 2, 1, 12), TIMES(2, 3), PLUSR(0, 2), LD(BPF_W, 2, 1, 16), PLUSR(0, 2),
	LD(BPF_W, 2, 1, 28), PLUSR(0, 2), LD(BPF_H, 2, 1, 36), PLUSR(0, 2), LD(BPF_W, 2, 1, 40), PLUSR(0, 2),
	LD(BPF_W, 2, 1, 56), PLUSR(0, 2), LD(BPF_W, 2, 1, 60), PLUSR(0, 2), LD(BPF_W, 2, 1, 64), PLUSR(0, 2),
	{.code = BPF_ALU64 | BPF_AND | BPF_K, .dst_reg = 0, .imm = 1},
	DONE,
};

static void lookup_run(struct world *world, int prog, const u32 *words, u32 bytes, u32 flaw)
{
	u32 back[20] = {0};
	union bpf_attr attr = {.test = {.prog_fd = (u32)prog, .ctx_in = words ? at(words) : 0, .ctx_size_in = bytes,
					.ctx_out = at(back), .ctx_size_out = flaw == 2 ? 16 : 72, .repeat = 2}};
	u8 byte = 0;

	if (flaw == 1) {
		attr.test.data_in = at(&byte);
		attr.test.data_size_in = 1;
	}
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	world_note(world, attr.test.ctx_size_out);
	world_note(world, attr.test.data_size_out);
	for (u32 i = 0; i < 20; i++)
		world_note(world, back[i]);
}

static void lookups(struct world *world)
{
	enum { SK_LOOKUP = 36 };
	u32 words[20] = {0, 0, 2, 6, 0x0100007f, 11, 12, 14, 13, 0x5000, 0x0200007f, 15, 17, 19, 21, 8080};
	int prog = load(world, BPF_PROG_TYPE_SK_LOOKUP, SK_LOOKUP, sees, ARRAY_LEN(sees));

	lookup_run(world, prog, words, 72, 0);
	words[3] = 7;
	lookup_run(world, prog, words, 72, 0);
	words[2] = 10;
	lookup_run(world, prog, words, 64, 0);
	words[9] |= 0x30000; /* behind the port: nobody looks there */
	lookup_run(world, prog, words, 80, 0);
	world_close(world, prog);
}

static void wrong_lookups(struct world *world)
{
	enum { SK_LOOKUP = 36 };
	u32 words[20] = {0, 0, 2, 6, 0x0100007f, 11, 12, 14, 13, 0x5000, 0x0200007f, 15, 17, 19, 21, 8080};
	int prog = load(world, BPF_PROG_TYPE_SK_LOOKUP, SK_LOOKUP, sees, ARRAY_LEN(sees));

	lookup_run(world, prog, words, 72, 1);
	lookup_run(world, prog, words, 72, 2);
	lookup_run(world, prog, words, 8, 0); /* no family */
	for (u32 i = 0; i < 4; i++) {
		static const struct { u32 word, value; } bad[] = {{0, 1}, {16, 1}, {15, 65536}, {2, 3}};
		u32 keep = words[bad[i].word];

		words[bad[i].word] = bad[i].value;
		lookup_run(world, prog, words, 72, 0);
		words[bad[i].word] = keep;
	}
	world_close(world, prog);
	prog = load(world, BPF_PROG_TYPE_SK_LOOKUP, 0, sees, ARRAY_LEN(sees));
}

TEST(sysbpf, sockets_are_looked_up_as_on_linux)
{
	world_compare("lookups", lookups);
}

TEST(sysbpf, what_is_no_lookup_is_refused_as_on_linux)
{
	world_compare("wrong_lookups", wrong_lookups);
}
