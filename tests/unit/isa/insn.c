/* SPDX-License-Identifier: Apache-2.0
 * insn.c - decoding, the structural check, disassembly and assembly: every row of ops.def, and hostile bytes. */
#include "exec/exec.h"
#include "isa/asm.h"
#include "isa/decode.h"
#include "unit/test.h"

struct gold {
	enum axi_op op;
	const char *name, *text, *disasm;
};

static const struct gold gold[] = {
#define GOLD(name, text, disasm) {AXI_OP_##name, #name, text, disasm},
#include "unit/isa/golden.def"
};

/* assemble - one line; the number of slots. */
static int assemble(const char *text, struct ax_insn insn[2])
{
	struct axi_asm_error err;
	int n = axi_asm(text, strlen(text), insn, 2, &err);

	if (n < 0)
		test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
	return n;
}

TEST(isa, every_row_is_assembled_decoded_and_disassembled)
{
	bool seen[AXI_OPS] = {0};

	for (size_t i = 0; i < ARRAY_LEN(gold); i++) {
		struct ax_insn insn[2] = {0};
		char text[128];
		int n = assemble(gold[i].text, insn);

		if (axi_op_of(insn) != gold[i].op)
			test_fail(__FILE__, __LINE__, "%s is not row %s", gold[i].text, gold[i].name);
		CHECK_EQ(ax_insn_disasm(insn, (u32)n, 0, text, sizeof(text)), n);
		CHECK_STR(text, gold[i].disasm);
		if (!strcmp(axi_op_row(gold[i].op)->group, "legacy") || !strcmp(axi_op_row(gold[i].op)->group, "linux"))
			CHECK_EQ(ax_insn_check(insn, (u32)n), -AX_EINVAL);
		else
			CHECK_EQ(ax_insn_check(insn, (u32)n), n);
		seen[gold[i].op] = true;
	}
	for (u32 op = AXI_OP_BAD + 1; op < AXI_OPS; op++)
		if (!seen[op])
			test_fail(__FILE__, __LINE__, "golden.def has no row %s", axi_op_row((enum axi_op)op)->name);
}

/* Fields of each row that are not reserved; from RFC 9669, not from decode.c. */
enum { DST = 1, SRC = 2, OFF = 4, IMM = 8 };

static u32 free_fields(const char *name)
{
	size_t n = strlen(name);

	if (!strcmp(name, "exit"))
		return 0;
	if (!strncmp(name, "ja", 2))
		return name[2] ? IMM : OFF;
	if (!strncmp(name, "call", 4))
		return IMM;
	if (!strncmp(name, "lddw", 4))
		return DST | IMM;
	if (!strncmp(name, "ldx", 3) || !strncmp(name, "stx", 3) || !strncmp(name, "atomic", 6))
		return DST | SRC | OFF;
	if (!strncmp(name, "st", 2))
		return DST | OFF | IMM;
	if (!strncmp(name, "movsx", 5))
		return DST | SRC;
	if (!strncmp(name, "neg", 3) || !strncmp(name, "le", 2) || !strncmp(name, "be", 2) || !strncmp(name, "bswap", 5))
		return DST;
	if (name[0] == 'j')
		return DST | OFF | (name[n - 1] == 'k' ? IMM : SRC);
	return DST | (name[n - 1] == 'k' ? IMM : SRC);
}

TEST(isa, reserved_fields_must_be_zero_in_every_row)
{
	for (size_t i = 0; i < ARRAY_LEN(gold); i++) {
		struct ax_insn good[2] = {0}, bad[2];
		const struct axi_op_row *row = axi_op_row(gold[i].op);
		u32 fields = free_fields(gold[i].name);
		int n = assemble(gold[i].text, good);

		if (!strcmp(row->group, "legacy") || !strcmp(row->group, "linux"))
			continue;
#define REFUSED(field, value)                                                                      \
	memcpy(bad, good, sizeof(bad));                                                            \
	bad[0].field = (value);                                                                    \
	if (ax_insn_check(bad, (u32)n) != -AX_EINVAL)                                              \
		test_fail(__FILE__, __LINE__, "%s with %s = %s passes", gold[i].text, #field, #value);
		if (!(fields & DST)) {
			REFUSED(dst, 1)
			REFUSED(dst, 15)
		} else {
			REFUSED(dst, 11)
			REFUSED(dst, 15)
		}
		if (fields & SRC) {
			REFUSED(src, 11)
		} else if (row->select != AXI_SEL_SRC) {
			REFUSED(src, 1)
		} else {
			REFUSED(src, 7)
		}
		if (!(fields & OFF)) {
			REFUSED(off, 2)
			REFUSED(off, -32768)
		}
		if (!(fields & IMM)) {
			REFUSED(imm, 2)
			REFUSED(imm, -2147483647 - 1)
		}
		if (n == 2) {
			CHECK_EQ(ax_insn_check(good, 1), -AX_EINVAL);
			REFUSED(off, 1)
			memcpy(bad, good, sizeof(bad));
			bad[1].opcode = 0x18;
			CHECK_EQ(ax_insn_check(bad, 2), -AX_EINVAL);
			bad[1] = (struct ax_insn){.dst = 1};
			CHECK_EQ(ax_insn_check(bad, 2), -AX_EINVAL);
			bad[1] = (struct ax_insn){.src = 1};
			CHECK_EQ(ax_insn_check(bad, 2), -AX_EINVAL);
			bad[1] = (struct ax_insn){.off = 1};
			CHECK_EQ(ax_insn_check(bad, 2), -AX_EINVAL);
			bad[1] = (struct ax_insn){.imm = 1};
			CHECK_EQ(ax_insn_check(bad, 2), good[0].src == 1 || good[0].src == 5 ? -AX_EINVAL : 2);
		}
	}
}

TEST(isa, r10_is_never_written)
{
	static const char *const refused[] = {"mov r10, 1", "add r10, r1", "neg32 r10", "movsx864 r10, r1", "be16 r10",
					      "lddw r10, 1", "ldxb r10, [r1]", "lock fetch add [r1], r10", "lock xchg32 [r1], r10"};
	static const char *const allowed[] = {"mov r1, r10", "stxdw [r1], r10", "lock add [r1], r10", "jeq r10, r1, +1",
					      "lock cmpxchg [r10], r10", "stw [r10], 1"};
	struct ax_insn insn[2];

	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		CHECK_EQ(ax_insn_check(insn, (u32)assemble(refused[i], insn)), -AX_EINVAL);
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		CHECK_EQ(ax_insn_check(insn, (u32)assemble(allowed[i], insn)), 1);
}

TEST(isa, opcodes_without_a_row_are_refused)
{
	bool has_row[256] = {0};

	for (u32 op = AXI_OP_BAD + 1; op < AXI_OPS; op++)
		has_row[axi_op_row((enum axi_op)op)->opcode] = true;
	/* Near misses: ja|X, call|X, exit|X, call and exit of jmp32, bswap|X, ldx imm, sign-extending dw, atomic b and h */
	static const u8 none[] = {0x0d, 0x8d, 0x9d, 0x86, 0x96, 0xdf, 0x01, 0x99, 0xd3, 0xcb, 0x38, 0x58, 0xe7, 0xf4};

	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		CHECK(!has_row[none[i]]);
	for (u32 opcode = 0; opcode < 256; opcode++) {
		struct ax_insn insn[2] = {{.opcode = (u8)opcode}};

		CHECK_EQ(axi_op_of(insn) != AXI_OP_BAD || opcode == 0xd4 || opcode == 0xdc || opcode == 0xd7, has_row[opcode]);
		if (!has_row[opcode])
			CHECK_EQ(ax_insn_check(insn, 2), -AX_EINVAL);
	}
}

TEST(isa, assembler_refuses_with_line_and_reason)
{
	static const struct {
		const char *text;
		u32 line;
		const char *why;
	} bad[] = {
		{"mov r1, 1\nfrob r1", 2, "unknown mnemonic"},
		{"\n\nmov r1", 3, "operands do not fit the mnemonic"},
		{"mov r1, 0x1ffffffff", 1, "operands do not fit the mnemonic"},
		{"mov r1, -2147483649", 1, "operands do not fit the mnemonic"},
		{"mov r16, 1", 1, "operands do not fit the mnemonic"},
		{"mov r1, 1 2", 1, "operands do not fit the mnemonic"},
		{"ja nowhere", 1, "operands do not fit the mnemonic"},
		{"ja +40000", 1, "operands do not fit the mnemonic"},
		{"ldxw r1, [r2+40000]", 1, "operands do not fit the mnemonic"},
		{"lddw r1, 0x10000000000000000", 1, "operands do not fit the mnemonic"},
		{"ldxw r1, [r2", 1, "operands do not fit the mnemonic"},
		{"mov r1, 1\nmov r1, 1\nexit", 3, "too many instructions"},
		{"mov r1, 1\nlddw r1, 1", 2, "too many instructions"},
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct ax_insn insn[2];
		struct axi_asm_error err;
		int n = axi_asm(bad[i].text, strlen(bad[i].text), insn, 2, &err);

		CHECK(n < 0);
		CHECK_STR(err.text, bad[i].why);
		CHECK_EQ(err.line, bad[i].line);
	}
}

TEST(isa, assembler_resolves_labels_over_two_slot_instructions)
{
	static const char text[] = "start: lddw r1, 5 ; comment\n"
				   "  ja end # comment\n"
				   "again:\n"
				   "\tlddw r2, map[0]+4 // comment\n"
				   "  gotol start\n"
				   "  call local again\n"
				   "end: exit";
	struct ax_insn insn[16];

	CHECK_EQ(axi_asm(text, strlen(text), insn, 16, NULL), 8);
	CHECK_EQ(insn[2].off, 4);
	CHECK_EQ(insn[5].imm, -6);
	CHECK_EQ(insn[6].imm, -4);
	CHECK_EQ(insn[7].opcode, 0x95);
}

TEST(isa, disassembly_of_what_is_no_instruction_takes_one_slot)
{
	struct ax_insn insn[2] = {{.opcode = 0x18, .imm = 5}, {0}};
	char text[64];

	CHECK_EQ(ax_insn_disasm(insn, 1, 0, text, sizeof(text)), 1);
	CHECK_STR(text, "(18) r0 = 0x5 (second slot is missing)");
	CHECK_EQ(ax_insn_disasm(insn, 2, 1, text, sizeof(text)), 1);
	CHECK_STR(text, "(00) unknown (dst 0, src 0, off 0, imm 0x0)");
	CHECK_EQ(ax_insn_disasm(insn, 2, 2, text, sizeof(text)), 1);
	insn[0] = (struct ax_insn){.opcode = 0x85, .imm = 9999};
	CHECK_EQ(ax_insn_disasm(insn, 2, 0, text, 12), 1);
	CHECK_STR(text, "(85) call u");
	CHECK_EQ(ax_insn_disasm(insn, 2, 0, NULL, 0), 1);
}

static bool touch_memory(void *arg, u64 address, u32 bytes, bool write)
{
	u64 base = (uintptr_t)arg;

	return address >= base && address - base <= 64 - bytes;
}

/* Random bytes, and random rows with random fields, never crash; what runs is what the check accepted. */
TEST(isa, random_programs_are_survived)
{
	uint64_t seed = test_seed();

	for (int round = 0; round < 30000; round++) {
		u64 memory[8] = {0};
		struct ax_run run = {.back_edges = 50};
		struct axi_monitor monitor = {.memory = touch_memory, .arg = memory, .max_insns = 200};
		struct ax_insn *insns;
		u32 count = 1 + (u32)(test_random(&seed) % 24);
		char text[100];

		insns = malloc(count * sizeof(*insns)); /* exact, so that ASan sees a read beyond the end */
		for (u32 i = 0; i < count; i++) {
			u64 r = test_random(&seed);
			const struct axi_op_row *row = axi_op_row((enum axi_op)(1 + test_random(&seed) % (AXI_OPS - 1)));

			memcpy(&insns[i], &r, sizeof(r));
			if (round % 4 == 0)
				continue;
			insns[i] = (struct ax_insn){.opcode = row->opcode, .dst = r % 11 & 15, .src = (r >> 8) % 11 & 15};
			if (row->shape == AXI_SHAPE_ALU_K || row->shape == AXI_SHAPE_JMP_K || row->shape == AXI_SHAPE_NEG)
				insns[i].src = 0;
			if (row->shape >= AXI_SHAPE_JMP_K && row->shape != AXI_SHAPE_EXIT)
				insns[i].off = (s16)((s32)(r >> 16 & 15) - 4);
			if (row->shape == AXI_SHAPE_ALU_K || row->shape == AXI_SHAPE_JMP_K)
				insns[i].imm = (s32)(r >> 32);
			if (row->select == AXI_SEL_OFF)
				insns[i].off = (s16)row->value;
			if (row->select == AXI_SEL_IMM)
				insns[i].imm = row->value;
		}
		for (u32 i = 0; i < count; i++) {
			int n = ax_insn_check(insns + i, count - i);
			int m = ax_insn_disasm(insns, count, i, text, sizeof(text));

			CHECK(n == -AX_EINVAL || n == m);
		}
		axi_interp_checked(insns, count, &run, (uintptr_t)memory, 64, &monitor);
		free(insns);
	}
}

TEST(isa, random_text_does_not_crash_the_assembler)
{
	static const char *const bits[] = {"mov", " r1", ",", "[", "]", "+", "-", "0x", "lddw", " ", "\n", ":", "a", "ja ", "99999999999",
					   "lock ", "fetch ", "add", "r", "map", "#", "call ", "local "};
	uint64_t seed = test_seed();

	for (int round = 0; round < 20000; round++) {
		char text[256], *exact;
		struct ax_insn insn[8];
		size_t n = 0;

		while (n < 200 && test_random(&seed) % 24) {
			const char *bit = bits[test_random(&seed) % ARRAY_LEN(bits)];

			memcpy(text + n, bit, strlen(bit));
			n += strlen(bit);
		}
		exact = malloc(n + 1);
		memcpy(exact, text, n);
		axi_asm(exact, n, insn, ARRAY_LEN(insn), NULL);
		free(exact);
	}
}
