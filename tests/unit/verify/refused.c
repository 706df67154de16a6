/* SPDX-License-Identifier: Apache-2.0
 * refused.c - how long a hostile program that is refused may keep the verifier, counted in steps: each of these families is refused at its
 * last instruction, for a register that nobody wrote, and would be tried with ever more states kept apart. */
#include <axiom/arena.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "unit/engine/kit.h"

static struct ax_insn program[4096];
static u32 count;

static void put(u32 opcode, u32 dst, u32 src, s32 off, s32 imm)
{
	program[count++] = (struct ax_insn){.opcode = (u8)opcode, .dst = (u8)(dst & 15), .src = (u8)(src & 15), .off = (s16)off, .imm = imm};
}

static void random_number(u32 reg)
{
	put(AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	put(AX_ALU64 | AX_MOV | AX_X, reg, 0, 0, 0);
}

/* Each test leaves one more number that R2 may be. */
static void tests(u32 n)
{
	random_number(6);
	for (u32 i = 0; i < n; i++)
		put(AX_JMP | AX_JEQ, 6, 0, 0, (s32)i);
}

/* ... and a slot of the stack. */
static void slots(u32 n)
{
	random_number(6);
	for (u32 i = 0; i < 60; i++)
		put(AX_STX | AX_MEM | AX_DW, 10, 6, -8 * (s32)(i + 1), 0);
	for (u32 i = 0; i < n / 3; i++) {
		put(AX_JMP | AX_JEQ, 6, 0, 2, (s32)i);
		put(AX_ALU64 | AX_MOV, 3, 0, 0, (s32)i);
		put(AX_STX | AX_MEM | AX_DW, 10, 3, -8 * (s32)(1 + i % 60), 0);
	}
	for (u32 i = 0; i < 60; i++)
		put(AX_LDX | AX_MEM | AX_DW, 4, 10, -8 * (s32)(i + 1), 0);
}

/* All cases meet in one place, each with its own number. */
static void cases(u32 n)
{
	random_number(6);
	for (u32 i = 0; i < n / 3; i++) {
		put(AX_JMP | AX_JNE, 6, 0, 2, (s32)i);
		put(AX_ALU64 | AX_MOV, 7, 0, 0, (s32)i);
		put(AX_JMP32 | AX_JA, 0, 0, 0, (s32)(3 * (n / 3 - 1 - i)));
	}
}

/* A flag for each of ten tests, and all of them asked for again and again. */
static void flags(u32 n)
{
	random_number(6);
	for (u32 i = 0; i < 10; i++)
		put(AX_ST | AX_MEM | AX_DW, 10, 0, -8 * (s32)(i + 1), 0);
	for (u32 i = 0; i < n / 4; i++) {
		put(AX_JMP | AX_JSET, 6, 0, 1, (s32)(1u << i % 31));
		put(AX_ST | AX_MEM | AX_DW, 10, 0, -8 * (s32)(1 + i % 10), (s32)i);
		put(AX_LDX | AX_MEM | AX_DW, 7, 10, -8 * (s32)(1 + (i + 1) % 10), 0);
		put(AX_JMP | AX_JEQ, 7, 0, 0, 3);
	}
}

/* Small loops, one after the other. */
static void loops(u32 n)
{
	for (u32 i = 0; i < n / 3; i++) {
		put(AX_ALU64 | AX_MOV, 2, 0, 0, 0);
		put(AX_ALU64 | AX_ADD, 2, 0, 0, 1);
		put(AX_JMP | AX_JLT, 2, 0, -2, 10);
	}
}

static u32 steps(void (*make)(u32 n), u32 n)
{
	static u8 memory[1 << 20];
	struct ax_verify_input in = {.insns = program, .prog_type = AX_PROG_SOCKET_FILTER, .limits = &ax_limits_cloud};
	struct ax_verdict out = {0};
	struct ax_arena arena;
	struct ax_diag diag = {0};

	count = 0;
	make(n);
	put(AX_ALU64 | AX_MOV | AX_X, 0, 9, 0, 0);
	put(AX_OP_EXIT, 0, 0, 0, 0);
	in.insn_count = count;
	ax_arena_init(&arena, memory, sizeof(memory));
	CHECK_EQ(ax_verify(&in, &arena, &out, &diag), -AX_EACCES);
	CHECK(!strcmp(ax_diag_name(diag.reason), "uninit_read"));
	CHECK_EQ(diag.insn, count - 2);
	CHECK(out.steps >= count / 2);
	return out.steps;
}

/* Steps: what a try may take of the program's limit, and for each instruction what the family took when this was written, and a little. */
TEST(verify, refused_programs_take_a_bounded_number_of_steps)
{
	static const struct {
		void (*make)(u32 n);
		u32 tries, each;
	} families[] = {{tests, 3, 14}, {slots, 3, 34}, {cases, 0, 1}, {flags, 3, 34}, {loops, 0, 18}};

	for (u32 f = 0; f < ARRAY_LEN(families); f++)
		for (u32 n = 300; n <= 2400; n *= 2) {
			u32 taken = steps(families[f].make, n);

			CHECK(taken <= families[f].tries * ax_limits_cloud.verify_steps_base + families[f].each * count);
		}
}
