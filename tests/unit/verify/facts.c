/* SPDX-License-Identifier: Apache-2.0
 * facts.c - what the verifier tells code generators of each instruction, and what they make of it.  build/bin/exec-fuzz holds the
 * same beside what happens in random programs. */
#include "jit/jit.h"
#include "unit/engine/kit.h"

static const struct ax_insn told[] = {
	LDX(AX_DW, AX_R2, AX_R1, 0),
	{AX_ALU64 | AX_AND | AX_K, AX_R2, 0, 0, 0xff},
	{AX_JMP | AX_JGT | AX_K, AX_R2, 0, 8, 300},      /* 2: never */
	{AX_ALU | AX_MOV | AX_X, AX_R0, AX_R2, 0, 0},    /* 3: w0 = w2, of 8 bits */
	MOV(AX_R3, 7),
	{AX_ALU64 | AX_DIV | AX_X, AX_R0, AX_R3, 0, 0},  /* 5: not by 0, of small numbers */
	{AX_ALU64 | AX_LSH | AX_K, AX_R0, 0, 0, 32},     /* 6: of a number with sign */
	{AX_ALU64 | AX_ARSH | AX_K, AX_R0, 0, 0, 32},
	{AX_JMP | AX_JEQ | AX_K, AX_R3, 0, 3, 7},        /* 8: always */
	MOV(AX_R0, 1),                                   /* 9: dead, as 11 */
	EXIT(),
	MOV(AX_R0, 2),
	{AX_JMP | AX_JSGT | AX_K, AX_R0, 0, 1, 10},      /* 12: either way */
	MOV(AX_R0, 3),
	EXIT(),
};
enum { COUNT = ARRAY_LEN(told) };

static int judge(const void *cert, size_t cert_size, u16 *facts)
{
	static u8 block[1 << 20];
	struct ax_verify_input in = {.insns = told, .insn_count = COUNT, .prog_type = AX_PROG_RAW_TRACEPOINT, .limits = &ax_limits_cloud,
				     .cert = cert, .cert_size = cert_size, .facts = facts};
	struct ax_verdict verdict;
	struct ax_arena arena;

	ax_arena_init(&arena, block, sizeof(block));
	return ax_verify(&in, &arena, &verdict, NULL);
}

static void check_facts(const void *cert, size_t cert_size)
{
	u16 facts[COUNT];

	memset(facts, 0x55, sizeof(facts));
	CHECK_EQ(judge(cert, cert_size, facts), 0);
	CHECK_EQ(facts[2] & ~AX_FACT_REGS, AX_FACT_NEVER);
	CHECK(facts[3] & 1 << AX_R2);
	CHECK_EQ(facts[5] & (AX_FACT_DIVISOR | AX_FACT_QUOTIENT | 1 << AX_R0 | 1 << AX_R3),
		 AX_FACT_DIVISOR | AX_FACT_QUOTIENT | 1 << AX_R0 | 1 << AX_R3);
	CHECK(facts[6] & AX_FACT_SIGNED);
	CHECK_EQ(facts[8] & (AX_FACT_ALWAYS | AX_FACT_NEVER), AX_FACT_ALWAYS);
	CHECK_EQ(facts[9], AX_FACT_DEAD);
	CHECK_EQ(facts[11], AX_FACT_DEAD);
	CHECK_EQ(facts[12] & ~AX_FACT_REGS, 0);
	CHECK_EQ(facts[14] & ~AX_FACT_REGS, 0);
}

TEST(verify, facts_say_what_holds_at_each_instruction)
{
	check_facts(NULL, 0);
}

TEST(verify, the_checker_of_a_full_certificate_says_what_holds_too)
{
	static u8 block[1 << 20], cert[4096];
	struct ax_verify_input in = {.insns = told, .insn_count = COUNT, .prog_type = AX_PROG_RAW_TRACEPOINT, .limits = &ax_limits_cloud};
	struct ax_arena arena;
	size_t size;

	ax_arena_init(&arena, block, sizeof(block));
	CHECK_EQ(ax_certify_full(&in, &arena, cert, sizeof(cert), &size, NULL), 0);
	check_facts(cert, size);
}

TEST(jit, facts_make_code_shorter)
{
	static const char *const cpus[] = {"x86_64", "aarch64", "riscv64", "threaded"};
	static u8 block[1 << 20];
	u16 facts[COUNT];

	CHECK_EQ(judge(NULL, 0, facts), 0);
	for (u32 i = 0; i < ARRAY_LEN(cpus); i++) {
		struct axi_jit_input in = {.insns = told, .count = COUNT, .bounded = true, .shallow = true};
		struct ax_arena arena;
		size_t without, with;

		ax_arena_init(&arena, block, sizeof(block));
		CHECK_EQ(axi_jit(axi_jit_target(cpus[i]), &in, &arena, NULL, 0, &without, NULL), 0);
		in.facts = facts;
		CHECK_EQ(axi_jit(axi_jit_target(cpus[i]), &in, &arena, NULL, 0, &with, NULL), 0);
		CHECK(with < without);
	}
}
