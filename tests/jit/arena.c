/* SPDX-License-Identifier: Apache-2.0
 * arena.c - random linked programs that access an arena, through the interpreter and through generated code: R0, registers and
 * memory must be the same. */
#include <stdlib.h>
#include <string.h>
#include "isa/arena.h"
#include "jit_test.h"

enum { PAGES = 4, PAGE = 4096, INSNS = 60, PROGRAMS = 400 };
#define FIRST UINT32_C(0x7fffe) /* page of the table: addresses go over the middle of 32 bits */

static u8 memory[PAGES * PAGE] __attribute__((aligned(4096)));
static u8 table[AXI_ARENA_PAGES + 2 * AXI_ARENA_REACH];
static u64 finds;

/* The third page is there, but the table does not say so. */
static bool find(struct axi_arena *arena, s64 page)
{
	finds = (finds ^ (u64)page) * 0x9e3779b97f4a7c15u;
	return page == FIRST + 2;
}

static struct axi_arena arena = {.there = table + AXI_ARENA_REACH, .find = find, .user_high = UINT64_C(0x7fed) << 32};

static u32 pick(u64 *seed, u32 below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (u32)((*seed >> 20) % below);
}

static struct ax_insn access_insn(u64 *seed)
{
	static const u8 classes[] = {AX_LDX | AXI_ARENA_MEM, AX_LDX | AXI_ARENA_OTHER, AX_ST | AXI_ARENA_MEM, AX_STX | AXI_ARENA_MEM,
				     AX_STX | AXI_ARENA_OTHER};
	static const s32 atomics[] = {0, 0x40, 0x50, 0xa0, 1, 0x41, 0x51, 0xa1, AX_XCHG, AX_CMPXCHG};
	static const s16 offs[] = {0, 1, 4, 8, 4088, 4092, 4095, 8, -8, -4096, 32767, -32768, 16, 2, 300, -300};
	u8 class = classes[pick(seed, 5)], size = (u8)(pick(seed, 4) << 3);
	bool atomic = class == (AX_STX | AXI_ARENA_OTHER);

	if (atomic)
		size = pick(seed, 2) ? AX_DW : AX_W;
	if (class == (AX_LDX | AXI_ARENA_OTHER) && size == AX_DW)
		size = AX_H;
	return (struct ax_insn){.opcode = class | size, .dst = (u8)pick(seed, 10) & 15, .src = (u8)pick(seed, 10) & 15,
				.off = offs[pick(seed, ARRAY_LEN(offs))],
				.imm = atomic ? atomics[pick(seed, ARRAY_LEN(atomics))] : class == (AX_ST | AXI_ARENA_MEM) ? (s32)pick(seed, UINT32_MAX) : 0};
}

/* An address, mostly: near a page of the arena. */
static u32 address(u64 *seed)
{
	return (FIRST + pick(seed, PAGES + 1)) * PAGE + (pick(seed, 3) ? pick(seed, 64) * 8 : 4096 - pick(seed, 16));
}

static u32 make(u64 *seed, struct ax_insn *insns)
{
	static const u8 ops[] = {AX_ADD, AX_SUB, AX_XOR, AX_OR, AX_AND, AX_MUL, AX_MOV};
	bool calls = pick(seed, 3) == 0;
	u32 n = 0;

	insns[n++] = (struct ax_insn){.opcode = AX_ALU64 | AX_MOV | AX_X, .dst = AX_R6, .src = AX_R1};
	for (u8 reg = 0; reg < AX_R10; reg++)
		insns[n++] = (struct ax_insn){.opcode = AX_ALU | AX_MOV | AX_K, .dst = reg & 15, .imm = (s32)address(seed)};
	if (calls) {
		insns[n] = (struct ax_insn){.opcode = AX_OP_CALL, .src = AX_CALL_LOCAL, .imm = INSNS + 12 - (s32)n - 1};
		n++;
		for (u8 reg = AX_R1; reg <= AX_R5; reg++)
			insns[n++] = (struct ax_insn){.opcode = AX_ALU | AX_MOV | AX_K, .dst = reg & 15, .imm = (s32)address(seed)};
	}
	while (n < INSNS) {
		u8 reg = (u8)pick(seed, 10);

		switch (pick(seed, 8)) {
		case 0: insns[n++] = (struct ax_insn){.opcode = AX_ALU | AX_MOV | AX_K, .dst = reg & 15, .imm = (s32)address(seed)}; break;
		case 1: insns[n++] = (struct ax_insn){.opcode = AX_ALU64 | AX_X | ops[pick(seed, 7)], .dst = reg & 15, .src = (u8)pick(seed, 10) & 15}; break;
		case 2: insns[n++] = (struct ax_insn){.opcode = AX_ALU64 | AX_MOV | AX_X, .dst = reg & 15, .src = (u8)pick(seed, 10) & 15, .off = AX_CAST,
						      .imm = AX_CAST_USER}; break;
		case 3: insns[n++] = (struct ax_insn){.opcode = AX_ALU | AX_ADD | AX_K, .dst = reg & 15, .imm = (s32)pick(seed, 64)}; break;
		default: insns[n++] = access_insn(seed); break;
		}
	}
	for (u8 reg = 1; reg < AX_R10; reg++) /* all of them count */
		insns[n++] = (struct ax_insn){.opcode = AX_ALU64 | AX_X | (reg & 1 ? AX_ADD : AX_XOR), .dst = AX_R0, .src = reg & 15};
	insns[n++] = (struct ax_insn){.opcode = AX_OP_EXIT};
	while (n < INSNS + 12)
		insns[n++] = (struct ax_insn){.opcode = AX_OP_EXIT};
	if (!calls)
		return n;
	for (u8 reg = AX_R6; reg < AX_R10 + 1; reg++)
		insns[n++] = (struct ax_insn){.opcode = AX_ALU | AX_MOV | AX_K, .dst = reg == AX_R10 ? AX_R0 : reg & 15, .imm = (s32)address(seed)};
	for (u32 i = 0; i < 12; i++)
		insns[n++] = access_insn(seed);
	insns[n - 1] = (struct ax_insn){.opcode = AX_STX | AX_MEM | AX_DW, .dst = AX_R10, .src = AX_R2, .off = -8};
	insns[n++] = (struct ax_insn){.opcode = AX_LDX | AX_MEM | AX_DW, .dst = AX_R0, .src = AX_R10, .off = -8};
	insns[n++] = (struct ax_insn){.opcode = AX_OP_EXIT};
	return n;
}

static void begin(void)
{
	for (u32 i = 0; i < sizeof(memory); i++)
		memory[i] = (u8)(i * 37 + i / 256);
	finds = 0;
}

int jit_arena_programs(void)
{
	static u8 after[sizeof(memory)];
	struct ax_insn insns[INSNS + 40];
	int failed = 0;

	arena.base = (uintptr_t)memory - (u64)FIRST * PAGE;
	table[AXI_ARENA_REACH + FIRST] = table[AXI_ARENA_REACH + FIRST + 1] = 1;
	jit_arena = &arena;
	jit_checked = true;
	for (u32 i = 0; i < PROGRAMS && !failed; i++) {
		u64 seed = (i + 1) * 0x9e3779b97f4a7c15u, want, have, want_finds;
		struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .back_edges = 100, .arena = &arena};
		u32 count = make(&seed, insns);
		struct jit_code code;
		int err;

		begin();
		want = axi_interp(insns, &run, 1, 2);
		memcpy(after, memory, sizeof(memory));
		want_finds = finds;
		begin();
		err = jit_compile(insns, count, true, &code);
		if (err) {
			printf("FAIL jit.arena program %u: error %d\n", i, err);
			failed++;
			break;
		}
		have = jit_run(&code, 1, 2, &run);
		if (have != want || memcmp(after, memory, sizeof(memory)) || finds != want_finds) {
			printf("FAIL jit.arena program %u: R0 %#llx, not %#llx; memory %s\n", i, (unsigned long long)have, (unsigned long long)want,
			       memcmp(after, memory, sizeof(memory)) ? "differs" : "is the same");
			failed++;
		}
		jit_free(&code);
	}
	jit_arena = NULL;
	jit_checked = false;
	if (!failed)
		printf("ok jit.arena %u programs that access an arena do what they do in the interpreter\n", PROGRAMS);
	return failed;
}
