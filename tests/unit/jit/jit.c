/* SPDX-License-Identifier: Apache-2.0
 * jit.c - the code generators as functions: what they refuse, too little room, hostile bytes.  What their code does is
 * tested in tests/jit. */
#include "jit/code.h"
#include "unit/test.h"

#define INSN(op, d, s, o, i) {.opcode = op, .dst = d, .src = s, .off = o, .imm = i}
#define EXIT       INSN(0x95, 0, 0, 0, 0)

static const char *const names[] = {"x86_64", "aarch64", "riscv64", "threaded"};

/* A loop, a call, a helper, memory: something of everything. */
static const struct ax_insn program[] = {
	INSN(0xb7, 6, 0, 0, 10),  INSN(0x85, 0, 1, 0, 6),    INSN(0x7b, 10, 0, -8, 0), INSN(0x17, 6, 0, 0, 1),
	INSN(0x55, 6, 0, -4, 0),  INSN(0x79, 0, 10, -8, 0),  INSN(0x0f, 0, 6, 0, 0),   EXIT,
	INSN(0x18, 1, 0, 0, 1),   INSN(0, 0, 0, 0, 0x12345), INSN(0x85, 0, 0, 0, 1),   INSN(0xdb, 10, 0, -16, 0xe1), EXIT,
};

static u64 helper(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	return a;
}

static const ax_helper_fn helpers[] = {NULL, helper};

static int compile(const char *name, const struct ax_insn *insns, u32 count, u8 *out, size_t size, size_t arena_bytes,
		   size_t *bytes, u32 *bad)
{
	struct axi_jit_input in = {.insns = insns, .count = count, .helpers = helpers, .helper_count = ARRAY_LEN(helpers)};
	void *memory = malloc(arena_bytes + 1);
	struct ax_arena arena;
	int err;

	ax_arena_init(&arena, memory, arena_bytes);
	err = axi_jit(axi_jit_target(name), &in, &arena, out, size, bytes, bad);
	CHECK_EQ(arena.used, 0);
	free(memory);
	return err;
}

/* What axi_jit says of a program on every target: they agree. */
static int says(const struct ax_insn *insns, u32 count, u32 *bad)
{
	int first = 1;

	for (u32 i = 0; i < ARRAY_LEN(names); i++) {
		size_t bytes;
		int err;

		if (!axi_jit_target(names[i]))
			continue;
		err = compile(names[i], insns, count, NULL, 0, axi_jit_arena_bytes(insns, count), &bytes, bad);
		CHECK(first == 1 || err == first);
		first = err;
	}
	return first;
}
#define SAYS(...)                                                                                  \
	says((const struct ax_insn[]){__VA_ARGS__}, ARRAY_LEN(((const struct ax_insn[]){__VA_ARGS__})), &bad)

TEST(jit, a_buffer_that_is_too_small_is_refused_and_not_overrun)
{
	for (u32 i = 0; i < ARRAY_LEN(names); i++) {
		size_t need, bytes;

		if (!axi_jit_target(names[i]))
			continue;
		CHECK_EQ(compile(names[i], program, ARRAY_LEN(program), NULL, 0, 4096, &need, NULL), 0);
		for (size_t size = 1; size <= need; size++) {
			u8 *out = malloc(size); /* the sanitizer sees one byte too many */
			int err = compile(names[i], program, ARRAY_LEN(program), out, size, 4096, &bytes, NULL);

			free(out);
			CHECK_EQ(err, size < need ? -AX_ENOSPC : 0);
			CHECK_EQ(bytes, need);
		}
	}
}

TEST(jit, an_arena_that_is_too_small_is_refused)
{
	for (u32 i = 0; i < ARRAY_LEN(names); i++) {
		size_t enough = axi_jit_arena_bytes(program, ARRAY_LEN(program)), arena, bytes;

		if (!axi_jit_target(names[i]))
			continue;
		for (arena = 0; arena < enough; arena++)
			if (compile(names[i], program, ARRAY_LEN(program), NULL, 0, arena, &bytes, NULL) != -AX_ENOMEM)
				break;
		for (; arena <= enough; arena++)
			CHECK_EQ(compile(names[i], program, ARRAY_LEN(program), NULL, 0, arena, &bytes, NULL), 0);
	}
}

TEST(jit, what_is_no_linked_program_is_refused_at_its_instruction)
{
	u32 bad = 99;

	CHECK_EQ(SAYS(EXIT), 0);
	CHECK_EQ(SAYS(EXIT, INSN(0xff, 0, 0, 0, 0), EXIT), -AX_EINVAL);
	CHECK_EQ(bad, 1);
	CHECK_EQ(SAYS(INSN(0x05, 0, 0, 1, 0), EXIT), -AX_EINVAL);           /* a jump out */
	CHECK_EQ(SAYS(EXIT, INSN(0x05, 0, 0, -3, 0)), -AX_EINVAL);
	CHECK_EQ(bad, 1);
	CHECK_EQ(SAYS(INSN(0xb7, 0, 0, 0, 0)), -AX_EINVAL);                 /* run into the end */
	CHECK_EQ(SAYS(INSN(0x05, 0, 0, 1, 0), INSN(0x18, 0, 0, 0, 0), INSN(0, 0, 0, 0, 0), EXIT), -AX_EINVAL);
	CHECK_EQ(bad, 2);                                                   /* into the middle of one */
	CHECK_EQ(SAYS(INSN(0x18, 0, 0, 0, 0)), -AX_EINVAL);
	CHECK_EQ(SAYS(INSN(0x18, 0, 1, 0, 3), INSN(0, 0, 0, 0, 0), EXIT), -AX_EINVAL); /* a map that is not linked */
	CHECK_EQ(SAYS(INSN(0x85, 0, 0, 0, 2), EXIT), -AX_EINVAL);           /* no such helper */
	CHECK_EQ(SAYS(INSN(0x85, 0, 0, 0, 0), EXIT), -AX_EINVAL);
	CHECK_EQ(SAYS(INSN(0x85, 0, 0, 0, -1), EXIT), -AX_EINVAL);
	CHECK_EQ(SAYS(INSN(0x85, 0, 2, 0, 1), EXIT), -AX_ENOSYS);           /* a kernel function */
	CHECK_EQ(says(NULL, 0, &bad), -AX_EINVAL);
	CHECK(!axi_jit_target("z80") && axi_jit_target("x86_64"));
}

TEST(jit, long_programs_get_long_jumps)
{
	enum { COUNT = 70000 };
	struct ax_insn *insns = calloc(COUNT, sizeof(*insns));
	u32 bad;

	for (u32 i = 0; i < COUNT - 1; i++) {
		s32 to = (s32)(i * 7919u % COUNT) - (s32)i - 1;

		if (to == (s16)to)
			insns[i] = (struct ax_insn){.opcode = i % 3 ? 0x1d : 0x05, .dst = i % 3 ? 1 : 0, .src = i % 3 ? 2 : 0,
						    .off = (s16)to};
		else
			insns[i] = (struct ax_insn){.opcode = 0xbf, .dst = 1, .src = 2};
	}
	insns[COUNT - 1] = (struct ax_insn)EXIT;
	CHECK_EQ(says(insns, COUNT, &bad), 0);
	free(insns);
}

TEST(jit, any_bytes_compile_or_are_refused)
{
	u64 state = test_seed();
	struct ax_insn insns[24];
	u32 compiled = 0, bad;

	for (u32 round = 0; round < 20000; round++) {
		u32 count = 1 + (u32)(test_random(&state) % ARRAY_LEN(insns));

		for (u32 i = 0; i < count; i++) {
			u64 bits = test_random(&state);

			memcpy(&insns[i], &bits, sizeof(bits));
			if (bits >> 60 & 1)
				insns[i] = program[bits % ARRAY_LEN(program)];
			insns[i].off = insns[i].off ? (s16)((bits >> 20 & 31) - 16) : 0;
		}
		if (round & 1)
			insns[count - 1] = (struct ax_insn)EXIT;
		compiled += !says(insns, count, &bad);
	}
	CHECK(compiled > 0);
}

/* The upper half of a product, from its four partial products. */
static u64 upper(u64 a, u64 b)
{
	u64 low = (u64)(u32)a * (u32)b, mid = (a >> 32) * (u32)b, mid2 = (u64)(u32)a * (b >> 32);

	return (a >> 32) * (b >> 32) + (mid >> 32) + (mid2 >> 32) + (((u64)(u32)mid + (u32)mid2 + (low >> 32)) >> 32);
}

TEST(jit, division_by_multiplying_is_exact)
{
	u64 state = test_seed();
	u32 taken = 0;

	for (u32 round = 0; round < 20000; round++) {
		u32 by = round < 2000 ? round : (u32)test_random(&state) >> (round & 31), multiplier, shift;
		struct axi_jop op = {.kind = AXI_J_ALU, .op = AX_DIV, .is_imm = true, .imm = (s32)by};

		bool fits = axi_jit_magic(&op, &multiplier, &shift);

		if (by < 3 || !(by & (by - 1)))
			continue;
		taken += fits;
		for (u32 i = 0; i < 40; i++) {
			u32 multiple = (u32)(test_random(&state) % (UINT32_MAX / by + 1)) * by;
			u32 a = i == 0 ? UINT32_MAX : i == 1 ? UINT32_MAX / by * by - 1 : multiple - i % 3;

			if (fits)
				CHECK_EQ((u64)a * multiplier >> shift, a / by);
			CHECK_EQ(upper(a, axi_jit_magic_low(by)), a / by); /* of all, those whose multiplier has 33 bits among them */
		}
	}
	CHECK(taken > 5000);
}

TEST(jit, division_of_64_bits_by_multiplying_is_exact)
{
	u64 state = test_seed();
	u32 adds = 0;

	for (u32 round = 3; round < 12000; round++) {
		u32 by = round < 3000 ? round : (u32)test_random(&state) >> (1 + round % 29);
		struct axi_magic m;

		if (by < 3 || !(by & (by - 1)))
			continue;
		axi_jit_magic64(by, &m);
		adds += m.add;
		for (u32 i = 0; i < 40; i++) {
			u64 multiple = test_random(&state) % (UINT64_MAX / by + 1) * by, h, q;
			u64 a = i == 0 ? UINT64_MAX : i == 1 ? UINT64_MAX / by * by - 1 : i == 2 ? UINT64_MAX / by * by : multiple - i % 3;

			h = upper(a >> m.before, m.multiplier);
			q = m.add ? (((a - h) >> 1) + h) >> m.after : h >> m.after;
			CHECK_EQ(q, a / by);
		}
	}
	CHECK(adds > 100);
}

TEST(jit, signed_division_by_multiplying_is_exact)
{
	u64 state = test_seed();
	u32 adds = 0;

	for (u32 round = 2; round < 12000; round++) {
		u32 by = round < 3000 ? round : round < 3030 ? 1u << (2 + round % 30) : ((u32)test_random(&state) >> (1 + round % 29)) | 2;
		struct axi_magic m;

		axi_jit_magic_signed(by, &m);
		adds += m.add;
		for (u32 i = 0; i < 40; i++) {
			s64 multiple = (s64)test_random(&state) / by * by, h;
			s64 a = i == 0 ? INT64_MIN : i == 1 ? INT64_MAX : i == 2 ? INT64_MAX / by * by : i == 3 ? INT64_MIN / by * by :
				i == 4 ? (s64)(INT64_MAX / by * by - 1) : i < 10 ? (s64)i - 7 : (s64)((u64)multiple + i % 3 - 1);

			/* the signed product's upper half by the unsigned one's */
			h = (s64)(upper((u64)a, m.multiplier) - (a < 0 ? m.multiplier : 0) - (m.multiplier >> 63 ? (u64)a : 0));
			if (m.add)
				h = (s64)((u64)h + (u64)a);
			CHECK_EQ((u64)((h >> m.after) + (a < 0)), (u64)(a / by));
		}
	}
	CHECK(adds > 100);
}

enum { HELPER_AT = 0x11223344 };

static u64 other_callee(void *arg, u32 id, u64 map, bool *is_int)
{
	*is_int = map != 0x1234;
	return id == 1 && (map == 0x1234 || map == 0x1236) ? (u64)HELPER_AT << 32 | HELPER_AT : 0;
}

/* How often the other function's address is in x86-64 code of the program; *extends: and movsxd rax, eax. */
static u32 calls_other(const struct ax_insn *insns, u32 count, bool direct, bool *extends)
{
	const u64 address = (u64)HELPER_AT << 32 | HELPER_AT;
	struct axi_jit_input in = {.insns = insns, .count = count, .helpers = helpers, .helper_count = ARRAY_LEN(helpers),
				   .direct = direct ? other_callee : NULL};
	u8 out[512], memory[8192];
	struct ax_arena arena;
	size_t bytes;
	u32 found = 0;

	ax_arena_init(&arena, memory, sizeof(memory));
	CHECK_EQ(axi_jit(axi_jit_target("x86_64"), &in, &arena, out, sizeof(out), &bytes, NULL), 0);
	*extends = false;
	for (size_t i = 0; i + 8 <= bytes; i++) {
		found += !memcmp(out + i, &address, 8);
		*extends |= !memcmp(out + i, "\x48\x63\xc0", 3);
	}
	return found;
}
#define CALLS_OTHER(direct, ...)                                                                   \
	calls_other((const struct ax_insn[]){__VA_ARGS__}, ARRAY_LEN(((const struct ax_insn[]){__VA_ARGS__})), direct, &extends)
#define LDDW(d, n) INSN(0x18, d, 0, 0, n), INSN(0, 0, 0, 0, 0)
#define CALL_1     INSN(0x85, 0, 0, 0, 1)

TEST(jit, calls_with_a_known_map_go_to_what_the_type_has_for_them)
{
	bool extends;

	CHECK_EQ(CALLS_OTHER(true, LDDW(1, 0x1234), CALL_1, EXIT), 1);
	CHECK(!extends);
	CHECK_EQ(CALLS_OTHER(false, LDDW(1, 0x1234), CALL_1, EXIT), 0);
	CHECK_EQ(CALLS_OTHER(true, LDDW(1, 0x1235), CALL_1, EXIT), 0);
	CHECK(!extends); /* the helper returns 64 bits */
	CHECK_EQ(CALLS_OTHER(true, LDDW(1, 0x1236), CALL_1, EXIT), 1);
	CHECK(extends);
	CHECK_EQ(CALLS_OTHER(true, LDDW(1, 0x1236), CALL_1, INSN(0xb7, 0, 0, 0, 0), EXIT), 1);
	CHECK(!extends); /* nobody reads it */
	CHECK_EQ(CALLS_OTHER(true, LDDW(2, 0x1234), CALL_1, EXIT), 0);
	CHECK_EQ(CALLS_OTHER(true, LDDW(1, 0x1234), INSN(0x07, 1, 0, 0, 1), CALL_1, EXIT), 0);
	/* r1 is another number on another way to the call */
	CHECK_EQ(CALLS_OTHER(true, INSN(0xb7, 1, 0, 0, 0), INSN(0x15, 0, 0, 2, 0), LDDW(1, 0x1234), CALL_1, EXIT), 0);
}
