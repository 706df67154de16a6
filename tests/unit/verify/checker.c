/* SPDX-License-Identifier: Apache-2.0
 * checker.c - the checker of full certificates has enough with AX_CERTIFIED_BYTES: for long programs, and for full stacks. */
#include <axiom/arena.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "unit/engine/kit.h"

#define INSNS 24000
#define SLOTS 60

static struct ax_insn insns[INSNS];
static u32 count;

static void put(struct ax_insn insn)
{
	if (count < INSNS)
		insns[count++] = insn;
}

/* A full certificate's checker: does it accept, and in how many bytes? */
static u32 checked(void)
{
	static u8 cert[4 << 20];
	size_t bytes = 128 << 20, size = 0;
	struct ax_limits limits = ax_limits_cloud;
	struct ax_verify_input in = {.insns = insns, .insn_count = count, .prog_type = AX_PROG_RAW_TRACEPOINT, .limits = &limits};
	struct ax_verdict out;
	struct ax_arena arena;
	struct ax_diag diag = {0};
	void *memory = malloc(bytes);

	CHECK(memory && count < INSNS);
	limits.verify_steps_base *= 64;
	limits.verify_steps_per_insn *= 64;
	ax_arena_init(&arena, memory, bytes);
	if (ax_certify_full(&in, &arena, cert, sizeof(cert), &size, &diag))
		test_fail(__FILE__, __LINE__, "%s", diag.note);
	free(memory);
	in.limits = &ax_limits_cloud;
	in.cert = cert;
	in.cert_size = size;
	memory = malloc(AX_CERTIFIED_BYTES);
	ax_arena_init(&arena, memory, AX_CERTIFIED_BYTES);
	CHECK_EQ(ax_verify_certified(&in, &arena, &out, &diag), 0);
	free(memory);
	return out.peak_bytes;
}

/* R0 is a number of which bits and an interval are known. */
static void odd_number(u32 n)
{
	put(LDX(AX_DW, 0, 6, 0));
	put(((struct ax_insn){AX_ALU64 | AX_AND | AX_K, 0, 0, 0, 0x7ffff0 & ~(s32)(16 << n % 8)}));
	put(((struct ax_insn){AX_JMP | AX_JGT | AX_K, 0, 0, 1, 4000000 + (s32)n}));
	put(JA(1));
	put(MOV(0, 0));
}

TEST(verify, checker_of_a_full_stack_has_little_memory)
{
	count = 0;
	put(MOV_REG(6, 1));
	for (u32 n = 0; n < SLOTS; n++) {
		odd_number(n);
		put(STX(AX_DW, 10, 0, -8 * (s16)(n + 1)));
	}
	for (u32 n = 0; n < SLOTS; n++) { /* all of them are asked for after all were written */
		put(LDX(AX_DW, 1, 10, -8 * (s16)(n + 1)));
		put(((struct ax_insn){AX_JMP | AX_JSGT | AX_K, 1, 0, 1, 500000}));
		put(ADD(0, 1));
	}
	put(MOV(0, 0));
	put(EXIT());
	CHECK(checked() <= AX_CERTIFIED_BYTES);
}

TEST(verify, checker_of_a_long_program_has_little_memory)
{
	u32 most;

	count = 0;
	put(MOV_REG(6, 1));
	for (u32 n = 0; n < 100; n++) {
		put(LDX(AX_DW, 7, 6, 0));
		put(JEQ(7, 0, 1));
		put(STX(AX_DW, 10, 7, -8));
	}
	put(MOV(0, 0));
	put(EXIT());
	most = checked();
	count -= 2;
	for (u32 n = 0; n < 6000; n++) {
		put(LDX(AX_DW, 7, 6, 0));
		put(JEQ(7, 0, 1));
		put(STX(AX_DW, 10, 7, -8));
	}
	put(MOV(0, 0));
	put(EXIT());
	CHECK_EQ(checked(), most); /* and no byte more than a short one */
}
