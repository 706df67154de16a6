/* SPDX-License-Identifier: Apache-2.0
 * gen.c - random programs, biased to what verifiers were wrong about: bounds of one width learnt from the other, sign
 * extension, copies and spills that share what is learnt, pointers that may be NULL, arguments of helpers, shifts,
 * division, loops, calls.
 *
 * The generator keeps a rough idea of what each register holds and mostly respects it; now and then it does not. */
#include <string.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

const struct fuzz_more *fuzz_more;

const struct ax_map_spec fuzz_maps[FUZZ_MAPS] = {
	[MAP_ARRAY] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 64, .max_entries = 2, .name = "array"},
	[MAP_HASH] = {.type = AX_MAP_HASH, .key_size = 8, .value_size = 40, .max_entries = 4, .name = "hash"},
	[MAP_RO] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 32, .max_entries = 1, .flags = AX_MAP_F_RDONLY_PROG,
		    .name = "ro"},
	[MAP_WO] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 16, .max_entries = 1, .flags = AX_MAP_F_WRONLY_PROG,
		    .name = "wo"},
	[MAP_ONE] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 128, .max_entries = 1, .name = "one"},
	[MAP_RING] = {.type = AX_MAP_RINGBUF, .max_entries = 4096, .name = "ring"},
};

u64 fuzz_seed;

u64 fuzz_random(void) /* splitmix64 */
{
	u64 z = fuzz_seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

u32 fuzz_pick(u32 n)
{
	u64 r = fuzz_random() >> 32;

	return n ? (u32)(r % n) : 0;
}
#define pick fuzz_pick

u64 fuzz_odd_number(void)
{
	u64 v = fuzz_random();

	switch (pick(8)) {
	case 0: return v;
	case 1: return v % 130;
	case 2: return -(v % 130);
	case 3: return (UINT64_C(1) << (v & 63)) - 1 + (v >> 8) % 3;
	case 4: return UINT64_C(0x80000000) + v % 5 - 2;
	case 5: return UINT64_C(0xffffffff00000000) + v % 200 - 100;
	case 6: return UINT64_C(0x8000000000000000) + v % 5 - 2;
	default: return v % 9;
	}
}

s32 gen_immediate(void)
{
	static const s32 some[] = {0, 1, -1, 2, 7, 8, 15, 16, 31, 32, 63, 64, 127, 255, 256, INT32_MAX, INT32_MIN, -8, 0xffff};

	return pick(3) ? some[pick(ARRAY_LEN(some))] : (s32)fuzz_odd_number();
}

void gen_put(struct gen *g, u32 opcode, u32 dst, u32 src, s32 off, s32 imm)
{
	if (g->p->count == FUZZ_INSNS)
		return;
	g->p->insn[g->p->count++] = (struct ax_insn){.opcode = (u8)opcode, .dst = (u8)(dst & 15), .src = (u8)(src & 15),
						     .off = (s16)off, .imm = imm};
}

static bool full(const struct gen *g)
{
	return g->p->count > FUZZ_INSNS - 120;
}

bool gen_wild(void) /* now and then: forget the rules */
{
	return !pick(40);
}

u32 gen_reg_of(struct gen *g, enum kind kind)
{
	for (u32 i = 0, r = pick(10); i < 10; i++, r = (r + 1) % 10)
		if (g->kind[r] == kind)
			return r;
	return AX_REGS;
}

void gen_set(struct gen *g, u32 r, enum kind kind, u32 map)
{
	g->kind[r] = (u8)kind;
	g->map[r] = (u8)map;
}

/* A register that may be overwritten: rather one that calls keep, and rather no pointer. */
static u32 free_reg(struct gen *g)
{
	for (u32 i = 0; i < 6; i++) {
		u32 r = pick(10);

		if (g->kind[r] <= NUMBER)
			return r;
	}
	return pick(6);
}

u32 gen_number(struct gen *g)
{
	u32 r = gen_wild() ? pick(10) : gen_reg_of(g, NUMBER);

	if (r == AX_REGS) {
		r = free_reg(g);
		gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, gen_immediate());
		gen_set(g, r, NUMBER, 0);
	}
	return r;
}

/* ---- numbers ---- */

static void fresh_number(struct gen *g)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W, AX_DW};
	u32 r = free_reg(g), ctx = gen_reg_of(g, CTX), value = gen_reg_of(g, VALUE), s = pick(4);

	if (ctx != AX_REGS && pick(2)) {
		if (g->p->type == AX_PROG_XDP)
			gen_put(g, AX_LDX | AX_MEM | AX_W, r, ctx, (s32)(4 * pick(2)) + 12, 0);
		else if (g->p->type == AX_PROG_SOCKET_FILTER)
			gen_put(g, AX_LDX | AX_MEM | AX_W, r, ctx, (s32)(4 * pick(5)) + 48, 0);
		else
			gen_put(g, AX_LDX | AX_MEM | AX_DW, r, ctx, (s32)(8 * pick(12)), 0);
	} else if (value != AX_REGS && g->map[value] != MAP_WO && pick(3)) {
		gen_put(g, AX_LDX | (s < 3 && !pick(3) ? AX_MEMSX : AX_MEM) | sizes[s], r, value, (s32)(8 * pick(3)), 0);
	} else {
		gen_put(g, AX_OP_CALL, 0, 0, 0, pick(2) ? AX_HELPER_get_prandom_u32 : AX_HELPER_ktime_get_ns);
		for (u32 i = 0; i < 6; i++)
			gen_set(g, i, NOTHING, 0);
		r = 0;
	}
	gen_set(g, r, NUMBER, 0);
}

static void alu(struct gen *g)
{
	static const u8 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_NEG, AX_MOD, AX_XOR,
				 AX_MOV, AX_ARSH, AX_MOV, AX_ADD, AX_AND, AX_END, AX_RSH, AX_ARSH};
	u32 op = ops[pick(ARRAY_LEN(ops))], class = pick(2) ? AX_ALU64 : AX_ALU, dst = gen_number(g), off = 0;
	s32 imm = gen_immediate();

	if (op == AX_NEG) {
		gen_put(g, class | op, dst, 0, 0, 0);
	} else if (op == AX_END) {
		gen_put(g, class | op | (class == AX_ALU ? pick(2) * AX_X : 0), dst, 0, 0, 16 << pick(3));
	} else if (pick(2)) {
		if (op == AX_MOV && !pick(3))
			off = class == AX_ALU64 ? 8u << pick(3) : 8u << pick(2);
		if (op == AX_DIV || op == AX_MOD)
			off = pick(2);
		u32 src = gen_number(g);

		if (op == AX_MOV)
			dst = free_reg(g);
		gen_put(g, class | op | AX_X, dst, src, (s32)off, 0);
		if (op == AX_MOV)
			gen_set(g, dst, NUMBER, 0);
	} else {
		if (op == AX_DIV || op == AX_MOD)
			off = pick(2), imm = imm ? imm : 3;
		if (op == AX_LSH || op == AX_RSH || op == AX_ARSH)
			imm &= class == AX_ALU64 ? 63 : 31;
		gen_put(g, class | op, dst, 0, (s32)off, imm);
	}
}

u32 gen_jump(void)
{
	static const u8 ops[] = {AX_JEQ, AX_JNE, AX_JGT, AX_JGE, AX_JLT, AX_JLE, AX_JSGT, AX_JSGE, AX_JSLT, AX_JSLE, AX_JSET};

	return ops[pick(ARRAY_LEN(ops))] | (pick(2) ? AX_JMP : AX_JMP32);
}

/* Leave the program (or function) when "r op imm" holds. */
static void guard(struct gen *g, u32 code, u32 r, s32 imm)
{
	gen_put(g, code, r, 0, 1, imm);
	gen_put(g, AX_JMP | AX_JA, 0, 0, 2, 0);
	gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

static s32 spill_slot(void)
{
	return -8 * (s32)(1 + pick(4));
}

/* Make a number small, in one of the ways that compilers use and verifiers get wrong. */
void gen_bound(struct gen *g, u32 r)
{
	s32 limit = pick(3) ? (s32)pick(64) : 1 << pick(7);
	u32 other = free_reg(g), wide = pick(2) ? AX_JMP : AX_JMP32;
	u32 size = pick(4) ? AX_DW : AX_W;
	s32 slot = spill_slot();

	switch (pick(11)) {
	case 0: gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, r, 0, 0, limit); break;
	case 1: guard(g, wide | AX_JGT, r, limit); break;
	case 2: /* both ends, signed */
		guard(g, wide | AX_JSGT, r, limit);
		if (!gen_wild())
			guard(g, (pick(6) ? wide : AX_JMP) | AX_JSLT, r, pick(4) ? 0 : -(s32)pick(9));
		break;
	case 3: /* through a copy */
		gen_put(g, (pick(3) ? AX_ALU64 : AX_ALU) | AX_MOV | AX_X, other, r, 0, 0);
		gen_set(g, other, NUMBER, 0);
		if (!pick(3))
			gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_ADD, other, 0, 0, gen_immediate());
		guard(g, wide | AX_JGE, pick(2) ? other : r, limit + 1);
		break;
	case 4: /* through a spill, perhaps a part of it, or of half a slot */
		if (!pick(3))
			slot += 4, size = AX_W;
		if (size == AX_W && pick(2))
			gen_put(g, AX_ALU | AX_MOV | AX_X, r, r, 0, 0);
		gen_put(g, AX_STX | AX_MEM | size, 10, r, slot, 0);
		guard(g, wide | AX_JGT, r, limit);
		if (!pick(4))
			gen_put(g, AX_ST | AX_MEM | AX_B, 10, 0, (slot & ~7) + (s32)pick(8), gen_immediate());
		if (!pick(4))
			gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, (slot & ~7) + (s32)(4 * pick(2)), gen_immediate());
		gen_put(g, AX_LDX | AX_MEM | (slot & 4 || !pick(4) ? AX_W : AX_DW), r, 10, pick(8) ? slot : slot ^ 4, 0);
		break;
	case 5: gen_put(g, AX_ALU64 | AX_MOD, r, 0, (s32)!pick(3), limit ? limit : 5); break;
	case 6: gen_put(g, AX_ALU64 | AX_RSH, r, 0, 0, 58 + (s32)pick(6)); break;
	case 7: /* 32-bit shift pair */
		gen_put(g, AX_ALU64 | AX_LSH, r, 0, 0, 32);
		gen_put(g, AX_ALU64 | (pick(2) ? AX_ARSH : AX_RSH), r, 0, 0, 32);
		guard(g, wide | (pick(2) ? AX_JSGT : AX_JGT), r, limit);
		break;
	case 8: /* a bound in a register */
		gen_put(g, AX_ALU64 | AX_MOV, other, 0, 0, limit);
		gen_set(g, other, NUMBER, 0);
		gen_put(g, wide | AX_X | (pick(2) ? AX_JLT : AX_JSLE), r, other, 2, 0);
		gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
		break;
	case 9: /* equal to something small */
		gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, 7);
		gen_put(g, AX_ALU64 | AX_MUL, r, 0, 0, 1 + (s32)pick(9));
		break;
	default: /* a jump of one kind, then one of the other */
		guard(g, gen_jump(), r, limit);
		guard(g, wide | AX_JGT, r, limit);
		break;
	}
}

/* ---- memory ---- */

void gen_access(struct gen *g, u32 base, s32 off)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W, AX_DW};
	u32 s = pick(4), r;

	switch (pick(5)) {
	case 0: gen_put(g, AX_ST | AX_MEM | sizes[s], base, 0, off, gen_immediate()); break;
	case 1: gen_put(g, AX_STX | AX_MEM | sizes[s], base, gen_number(g), off, 0); break;
	case 2:
		s = 2 + pick(2);
		gen_put(g, AX_STX | AX_ATOMIC | sizes[s], base, gen_number(g), off & ~7,
		    pick(2) ? AX_ADD | AX_FETCH : pick(2) ? AX_XCHG : pick(2) ? AX_CMPXCHG : AX_XOR);
		break;
	default:
		r = free_reg(g);
		gen_put(g, AX_LDX | (s < 3 && !pick(3) ? AX_MEMSX : AX_MEM) | sizes[s], r, base, off, 0);
		gen_set(g, r, NUMBER, 0);
		break;
	}
}

static u32 size_of_value(const struct gen *g, u32 r)
{
	return g->kind[r] == RECORD ? 24 : fuzz_maps[g->map[r]].value_size;
}

/* Move a copy of a pointer by a bounded number and use it near the end of what it points into. */
static void indexed(struct gen *g)
{
	u32 base = gen_reg_of(g, pick(5) ? VALUE : RECORD), r = gen_number(g), to = pick(3) ? 5 : 4;

	if (base == AX_REGS)
		base = gen_reg_of(g, pick(4) ? VALUE : STACK);
	if (base == AX_REGS)
		return;
	gen_bound(g, r);
	if (!pick(3))
		alu(g);
	if (g->kind[r] != NUMBER || r == to || base == to || g->kind[base] < STACK)
		return;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, to, base, 0, 0);
	if (!pick(4))
		gen_put(g, AX_ALU64 | AX_ADD, to, 0, 0, (s32)pick(16) - 8);
	gen_put(g, AX_ALU64 | (pick(5) ? AX_ADD : AX_SUB) | AX_X, to, r, 0, 0);
	gen_set(g, to, NOTHING, 0);
	gen_access(g, to, g->kind[base] == STACK ? -8 * (s32)pick(9) : (s32)pick(size_of_value(g, base)));
}

static void stack_access(struct gen *g)
{
	u32 r, slot = 1 + pick(8);

	switch (pick(4)) {
	case 0: /* spill a pointer, fill it elsewhere */
		r = pick(10);
		if (g->kind[r] == NOTHING)
			return;
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, r, -8 * (s32)slot, 0);
		if (!pick(6))
			gen_access(g, 10, -8 * (s32)slot + (s32)pick(2) * 4);
		u32 to = free_reg(g);

		gen_put(g, AX_LDX | AX_MEM | AX_DW, to, 10, -8 * (s32)slot, 0);
		gen_set(g, to, (enum kind)g->kind[r], g->map[r]);
		break;
	default: gen_access(g, 10, -8 * (s32)slot); break;
	}
}

static void plain_access(struct gen *g)
{
	u32 base = gen_reg_of(g, pick(4) ? VALUE : RECORD);

	if (gen_wild())
		base = pick(11);
	if (base < AX_REGS && (g->kind[base] == VALUE || g->kind[base] == RECORD))
		gen_access(g, base, (s32)pick(size_of_value(g, base) + !pick(20) * 8) & ~(s32)pick(8));
}

/* ---- helpers ---- */

void gen_after_call(struct gen *g, enum kind result, u32 map)
{
	for (u32 i = 0; i < 6; i++)
		gen_set(g, i, NOTHING, 0);
	gen_set(g, 0, result, map);
}

static void load_map(struct gen *g, u32 r, u32 map)
{
	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX, 0, (s32)map);
	gen_put(g, 0, 0, 0, 0, 0);
}

static void stack_argument(struct gen *g, u32 r, s32 off)
{
	u32 value = gen_reg_of(g, VALUE);

	if (value != AX_REGS && value > 5 && !pick(5)) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, value, 0, 0);
		gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, (s32)pick(24));
		return;
	}
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, off);
}

static void null_check(struct gen *g, u32 r)
{
	u32 how = pick(8);

	if (how == 0 && gen_wild())
		return;
	gen_put(g, AX_JMP | AX_JNE, r, 0, 2, 0);
	gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

static void lookup(struct gen *g)
{
	u32 map = gen_wild() ? pick(FUZZ_MAPS) : pick(5), keep = 6 + pick(4);
	s32 slot = map == MAP_HASH ? -16 : -4;

	if (map == MAP_HASH || pick(2))
		gen_put(g, AX_ST | AX_MEM | (map == MAP_HASH ? AX_DW : AX_W), 10, 0, slot, (s32)pick(3));
	stack_argument(g, 2, slot);
	load_map(g, 1, map);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_map_lookup_elem);
	gen_after_call(g, MAYBE_VALUE, map);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	gen_set(g, keep, MAYBE_VALUE, map);
	if (!pick(12)) { /* arithmetic before the test */
		gen_put(g, AX_ALU64 | AX_ADD, keep, 0, 0, (s32)pick(3) * 8);
		gen_set(g, keep, NOTHING, 0);
	}
	if (!pick(4))
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, keep, -8 * (s32)(1 + pick(6)), 0);
	null_check(g, pick(2) ? keep : 0);
	for (u32 r = 0; r < 10; r++)
		if (g->kind[r] == MAYBE_VALUE && g->map[r] == map)
			g->kind[r] = VALUE;
}

/* Look a value up, and keep it without a test in a register that calls do not touch. */
static void untested_lookup(struct gen *g, u32 keep, u32 map)
{
	gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, -4, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, -4);
	load_map(g, 1, map);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_map_lookup_elem);
	gen_after_call(g, MAYBE_VALUE, map);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	gen_set(g, keep, MAYBE_VALUE, map);
}

/* Two values of one map, a test of one of them, or a test that only some ways pass. */
static void null_confusion(struct gen *g)
{
	u32 a = 6 + pick(2), b = 8 + pick(2), map = pick(2) ? MAP_ARRAY : MAP_ONE, at;

	untested_lookup(g, a, map);
	if (pick(2))
		untested_lookup(g, b, map);
	else
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, b, a, 0, 0);
	gen_set(g, b, MAYBE_VALUE, map);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	gen_after_call(g, NUMBER, 0);
	switch (pick(6)) {
	case 4: /* the same two, with a block on the other way */
		gen_put(g, gen_jump(), 0, 0, 4, gen_immediate());
		null_check(g, a);
		gen_put(g, AX_JMP | AX_JA, 0, 0, 1, 0);
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		break;
	case 5:
		gen_put(g, gen_jump(), 0, 0, 2, gen_immediate());
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		gen_put(g, AX_JMP | AX_JA, 0, 0, 3, 0);
		null_check(g, a);
		break;
	case 0: /* tested on the way that falls through */
		gen_put(g, gen_jump(), 0, 0, 3, gen_immediate());
		null_check(g, a);
		break;
	case 1: /* tested on the way that jumps */
		gen_put(g, gen_jump(), 0, 0, 1, gen_immediate());
		gen_put(g, AX_JMP | AX_JA, 0, 0, 3, 0);
		null_check(g, a);
		break;
	case 2: /* in the middle of a loop */
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		at = g->p->count;
		gen_put(g, AX_JMP | AX_JEQ, 5, 0, 3, 0);
		null_check(g, a);
		gen_put(g, AX_ALU64 | AX_ADD, 5, 0, 0, 1);
		gen_put(g, AX_JMP | AX_JLT, 5, 0, (s32)at - (s32)g->p->count - 1, 3);
		break;
	default: null_check(g, a); break;
	}
	gen_set(g, a, VALUE, map);
	gen_access(g, pick(2) ? a : b, (s32)pick(16));
	gen_set(g, b, NOTHING, 0);
}

/* A number of small size in the stack, a helper that writes there, or into it by a moved pointer, and its use. */
static void overwritten_spill(struct gen *g)
{
	u32 base = gen_reg_of(g, VALUE), r = 6 + pick(4);
	s32 slot = spill_slot();

	if (base < 6 || base == AX_REGS || r == base || g->p->type == AX_PROG_SOCKET_FILTER)
		return;
	fresh_number(g);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, 0, 0, 0);
	if (g->kind[0] != NUMBER)
		gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, (s32)pick(30));
	gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, 15);
	gen_put(g, AX_STX | AX_MEM | (pick(4) ? AX_DW : AX_B), 10, r, slot, 0);
	gen_set(g, r, NUMBER, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, slot - (s32)pick(12));
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 1 + (s32)pick(16));
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_current_comm);
	gen_after_call(g, NOTHING, 0);
	gen_put(g, AX_LDX | AX_MEM | (pick(2) ? AX_DW : AX_B), r, 10, slot, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 5, base, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 5, r, 0, 0);
	gen_access(g, 5, (s32)pick(16));
}

/* An argument register is used after a call. */
static void stale_argument(struct gen *g)
{
	u32 base = gen_reg_of(g, VALUE), r = 1 + pick(5);

	if (base < 6 || base == AX_REGS)
		return;
	gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, (s32)pick(8));
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	gen_after_call(g, NUMBER, 0);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, r, base, 0, 0);
	gen_access(g, r, (s32)pick(8));
}

/* Fields of the context, right ones and wrong ones. */
static void context_access(struct gen *g)
{
	u32 ctx = gen_reg_of(g, CTX);

	if (ctx == AX_REGS)
		return;
	if (g->p->type == AX_PROG_SOCKET_FILTER)
		gen_access(g, ctx, pick(4) ? 48 + 4 * (s32)pick(5) : (s32)pick(100));
	else
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 3, ctx, pick(8) ? 8 * (s32)pick(12) : (s32)pick(110), 0);
}

static void direct_value(struct gen *g)
{
	u32 r = 6 + pick(4), map = gen_wild() ? pick(FUZZ_MAPS) : pick(4) ? MAP_ONE : MAP_RO;

	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX_VALUE, 0, (s32)map);
	gen_put(g, 0, 0, 0, 0, pick(3) ? 0 : (s32)pick(24));
	gen_set(g, r, VALUE, map);
}

static void record(struct gen *g)
{
	u32 keep = 6 + pick(4);

	load_map(g, 1, gen_wild() ? pick(FUZZ_MAPS) : MAP_RING);
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, gen_wild() ? gen_immediate() : 24);
	gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, 0);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_ringbuf_reserve);
	gen_after_call(g, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	null_check(g, pick(2) ? keep : 0);
	gen_set(g, keep, RECORD, MAP_RING);
	for (u32 i = pick(4); i; i--)
		gen_access(g, keep, (s32)pick(24) & ~(s32)pick(8));
	if (!pick(3))
		indexed(g);
	if (g->kind[keep] != RECORD || gen_wild())
		return;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, keep, 0, 0);
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
	gen_put(g, AX_OP_CALL, 0, 0, 0, pick(2) ? AX_HELPER_ringbuf_submit : AX_HELPER_ringbuf_discard);
	gen_after_call(g, NOTHING, 0);
	if (!gen_wild())
		gen_set(g, keep, NOTHING, 0);
}

/* A helper with memory and its size: the size is a constant or a bounded number. */
static void sized_call(struct gen *g)
{
	bool out = g->p->type != AX_PROG_SOCKET_FILTER && pick(2);
	u32 at = out ? 1 : 2, size = at + 1, from = gen_reg_of(g, NUMBER);

	for (s32 i = 1; i <= 8; i++)
		if (pick(20))
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, 0);
	if (from != AX_REGS && pick(2)) {
		gen_bound(g, from);
		if (g->kind[from] != NUMBER)
			return;
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, size, from, 0, 0);
	} else {
		gen_put(g, AX_ALU64 | AX_MOV, size, 0, 0, (s32)pick(66));
	}
	stack_argument(g, at, -8 * (s32)(1 + pick(9)));
	if (!out) {
		load_map(g, 1, gen_wild() ? pick(FUZZ_MAPS) : MAP_RING);
		gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	}
	gen_put(g, AX_OP_CALL, 0, 0, 0, out ? AX_HELPER_get_current_comm : AX_HELPER_ringbuf_output);
	gen_after_call(g, NUMBER, 0);
}

static void update(struct gen *g)
{
	u32 map = gen_wild() ? pick(FUZZ_MAPS) : pick(5);

	for (s32 i = 1; i <= 16; i++)
		if (pick(40))
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, (s32)pick(3));
	stack_argument(g, 2, -8 * (s32)(1 + pick(3)));
	stack_argument(g, 3, -8 * (s32)(1 + pick(16)));
	load_map(g, 1, map);
	gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	gen_put(g, AX_OP_CALL, 0, 0, 0, pick(3) ? AX_HELPER_map_update_elem : AX_HELPER_map_delete_elem);
	gen_after_call(g, NUMBER, 0);
}

/* ---- control ---- */

static void branch(struct gen *g)
{
	struct gen before;
	u32 at = g->p->count, skip;

	if (pick(2))
		gen_put(g, gen_jump(), gen_number(g), 0, 0, gen_immediate());
	else
		gen_put(g, gen_jump() | AX_X, gen_number(g), gen_number(g), 0, 0);
	at = g->p->count - 1;
	before = *g;
	gen_part(g);
	skip = g->p->count;
	if (pick(2)) {
		struct gen other = before;

		gen_put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
		g->p->insn[at].off = (s16)(g->p->count - at - 1);
		gen_part(&other);
		g->p->insn[skip].off = (s16)(g->p->count - skip - 1);
		before = other;
	} else {
		g->p->insn[at].off = (s16)(g->p->count - at - 1);
	}
	for (u32 r = 0; r < AX_REGS; r++) /* what both ways agree on */
		if (g->kind[r] != before.kind[r] || g->map[r] != before.map[r])
			gen_set(g, r, g->kind[r] && before.kind[r] && gen_wild() ? g->kind[r] : NOTHING, g->map[r]);
}

/* A number of one to five bits is added to a sum, or taken off, perhaps on one path only. */
static void add_to_sum(struct gen *g, u32 sum, s32 most)
{
	u32 wide = pick(3) ? AX_ALU64 : AX_ALU, op = pick(6) ? AX_ADD : AX_SUB;

	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	for (u32 i = 0; i < 6; i++)
		gen_set(g, i, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, most);
	if (!pick(3))
		gen_put(g, AX_JMP | AX_JEQ, 0, 0, 1 + (s32)pick(2), (s32)pick(3));
	if (pick(3)) {
		gen_put(g, wide | op | AX_X, sum, 0, 0, 0);
	} else { /* the other way round */
		gen_put(g, wide | op | AX_X, 0, sum, 0, 0);
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_MOV | AX_X, sum, 0, 0, 0);
	}
	if (!pick(4))
		gen_put(g, wide | AX_ADD, sum, 0, 0, (s32)pick(3));
}

/* How far a pointer walks: so many bytes, or as many as a number says. */
static void walk_end(struct gen *g, u32 end, u32 pointer)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, end, pointer, 0, 0);
	if (pick(2)) {
		gen_put(g, AX_ALU64 | AX_ADD, end, 0, 0, (s32)pick(40));
		return;
	}
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	for (u32 i = 0; i < 6; i++)
		gen_set(g, i, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, pick(2) ? 31 : 28);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, end, 0, 0, 0);
}

static void loop(struct gen *g)
{
	u32 end = AX_REGS, sum = 6 + pick(4);
	s32 most = (1 << (1 + pick(3))) - 1, rounds;
	u32 counter = 6 + pick(4), wide = pick(2) ? AX_ALU64 : AX_ALU, at, pointer = gen_reg_of(g, VALUE), moved = AX_REGS;
	s32 step = pick(3) ? 1 : 1 + (s32)pick(4), to = (s32)(1 + pick(12)) * step;
	s32 home = pick(4) ? 0 : -4 * (s32)(1 + pick(8));
	bool down = !pick(3);

	if (g->kind[counter] > NUMBER)
		return;
	gen_put(g, AX_ALU64 | AX_MOV, counter, 0, 0, down ? to : 0);
	gen_set(g, counter, NUMBER, 0);
	rounds = to / step;
	if (sum == counter || sum == pointer || g->kind[sum] > NUMBER || pick(3))
		sum = AX_REGS;
	else
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_MOV, sum, 0, 0, pick(3) ? 0 : pick(3) ? 16 : -3);
	if (pointer != AX_REGS && !pick(3)) { /* a pointer walks along */
		moved = 6 + pick(4);
		if (moved == counter || moved == pointer || moved == sum || g->kind[moved] > NUMBER)
			moved = AX_REGS;
		else
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, moved, pointer, 0, 0);
	}
	if (moved != AX_REGS && pick(2)) { /* ... up to an end */
		end = 6 + pick(4);
		if (end == counter || end == pointer || end == moved || end == sum || g->kind[end] > NUMBER)
			end = AX_REGS;
		else
			walk_end(g, end, pointer);
	}
	at = g->p->count;
	if (home)
		gen_put(g, AX_STX | AX_MEM | AX_W, 10, counter, home, 0);
	if (pick(2)) {
		gen_part(g);
	} else if (pointer != AX_REGS && g->map[pointer] != MAP_WO) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 4, pointer, 0, 0);
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, 4, counter, 0, 0);
		gen_set(g, 4, NOTHING, 0);
		gen_access(g, 4, (s32)pick(size_of_value(g, pointer)));
	}
	if (sum != AX_REGS) {
		gen_set(g, sum, NUMBER, 0);
		add_to_sum(g, sum, most);
	}
	if (moved != AX_REGS) {
		gen_put(g, AX_LDX | AX_MEM | AX_B, 3, moved, (s32)pick(8), 0);
		gen_put(g, AX_ALU64 | AX_ADD, moved, 0, 0, 1 + (s32)pick(4));
		gen_set(g, moved, NOTHING, 0);
		gen_set(g, 3, NUMBER, 0);
	}
	if (g->kind[counter] != NUMBER)
		return;
	if (end != AX_REGS) {
		gen_put(g, AX_JMP | AX_X | (pick(2) ? AX_JNE : pick(3) ? AX_JLT : AX_JLE), moved, end, 0, 0);
		g->p->insn[g->p->count - 1].off = (s16)((s32)at - (s32)g->p->count);
		for (u32 r = 0; r < 6; r++)
			gen_set(g, r, NOTHING, 0);
		return;
	}
	if (home) /* the counter lives in half a slot */
		gen_put(g, AX_LDX | AX_MEM | AX_W, counter, 10, home, 0);
	gen_put(g, wide | AX_ADD, counter, 0, 0, down ? -step : step);
	gen_put(g, (pick(2) ? (down ? AX_JSGT : AX_JLT) : AX_JNE) | (wide == AX_ALU64 ? AX_JMP : AX_JMP32), counter, 0, 0,
	    down ? 0 : to);
	g->p->insn[g->p->count - 1].off = (s16)((s32)at - (s32)g->p->count);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
	if (sum != AX_REGS && pointer != AX_REGS && g->kind[pointer] == VALUE && g->map[pointer] != MAP_WO) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 4, pointer, 0, 0);
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, 4, sum, 0, 0);
		gen_access(g, 4, (s32)size_of_value(g, pointer) - rounds * most - (s32)pick(20));
	}
}

/* A loop whose number moves by what is not a constant: it grows by another, is halved, loses bits, or becomes a remainder. */
static void moving_loop(struct gen *g)
{
	static const u8 same[] = {AX_ADD, AX_ADD, AX_ADD, AX_SUB, AX_MOD, AX_RSH, AX_DIV, AX_AND};
	u32 x = 6 + pick(4), y = 1 + pick(5), wide = pick(3) ? AX_ALU64 : AX_ALU, op = same[pick(ARRAY_LEN(same))], at, number;
	s32 limit = pick(2) ? (s32)pick(200) : gen_immediate();

	if (g->kind[x] > NUMBER)
		return;
	if (pick(3))
		fresh_number(g);
	number = gen_number(g);
	if (number != x)
		gen_put(g, AX_ALU64 | AX_MOV | (pick(3) ? AX_X : 0), x, number, 0, pick(2) ? 0 : gen_immediate());
	g->p->insn[g->p->count - 1].src = g->p->insn[g->p->count - 1].opcode & AX_X ? g->p->insn[g->p->count - 1].src : 0;
	gen_set(g, x, NUMBER, 0);
	if (pick(2))
		gen_bound(g, x);
	at = g->p->count;
	if (pick(3))
		guard(g, gen_jump(), x, limit);
	if (!pick(4))
		gen_part(g);
	if (pick(2))
		fresh_number(g);
	number = gen_number(g);
	if (g->kind[x] != NUMBER || x > 9)
		return;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, y, number, 0, 0);
	gen_set(g, y, NUMBER, 0);
	if (op == AX_AND) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, y, x, 0, 0);
		gen_put(g, wide | AX_ADD, y, 0, 0, gen_wild() ? 1 : -1);
	} else if (pick(4)) {
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, y, 0, 0, (s32)pick(64));
		if (pick(4))
			gen_put(g, wide | AX_ADD, y, 0, 0, (s32)pick(4));
	}
	if (!pick(3)) { /* on one way by a constant */
		gen_put(g, gen_jump(), pick(2) ? y : number == x ? y : number, 0, 2, gen_immediate());
		gen_put(g, wide | op, x, 0, 0, op == AX_RSH || op == AX_DIV ? 1 + (s32)pick(3) : 1 + (s32)pick(9));
		gen_put(g, AX_JMP | AX_JA, 0, 0, 1, 0);
	}
	if ((op == AX_RSH || op == AX_DIV) && pick(3))
		gen_put(g, wide | op, x, 0, 0, 1 + (s32)pick(3));
	else
		gen_put(g, wide | op | AX_X, x, y, 0, 0);
	gen_put(g, pick(5) ? gen_jump() : AX_JMP | AX_JA, x, 0, 0, pick(2) ? 0 : limit);
	if ((g->p->insn[g->p->count - 1].opcode & 0xf0) == AX_JA)
		g->p->insn[g->p->count - 1].dst = 0, g->p->insn[g->p->count - 1].imm = 0;
	g->p->insn[g->p->count - 1].off = (s16)((s32)at - (s32)g->p->count);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

static void call(struct gen *g)
{
	u32 pointer = gen_reg_of(g, pick(2) ? VALUE : STACK);

	if (g->in_function || g->call_count == ARRAY_LEN(g->calls))
		return;
	for (s32 i = 1; i <= 4; i++)
		gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, gen_immediate());
	if (pointer == AX_REGS || !pick(3)) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, 10, 0, 0);
		gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, -32);
	} else {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, pointer, 0, 0);
	}
	u32 number = gen_reg_of(g, NUMBER);

	if (number == AX_REGS)
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, gen_immediate());
	else if (number != 2)
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, number, 0, 0);
	g->calls[g->call_count++] = g->p->count;
	gen_put(g, AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
	gen_after_call(g, NUMBER, 0);
}

void gen_part(struct gen *g)
{
	u32 n = 1 + pick(5);

	g->depth++;
	while (n-- && !full(g)) {
		if (fuzz_more && !pick(4)) {
			fuzz_more->part(g);
			continue;
		}
		switch (pick(20)) {
		case 16: null_confusion(g); break;
		case 17: overwritten_spill(g); break;
		case 18: context_access(g); break;
		case 19:
			if (!pick(6))
				stale_argument(g);
			break;
		case 0:
		case 1:
		case 2: indexed(g); break;
		case 3: stack_access(g); break;
		case 4: plain_access(g); break;
		case 5:
			if (g->depth < 4)
				branch(g);
			break;
		case 6:
			if (g->depth < 3 && pick(3))
				loop(g);
			else if (g->depth < 3)
				moving_loop(g);
			break;
		case 7: lookup(g); break;
		case 8: record(g); break;
		case 9: sized_call(g); break;
		case 10: update(g); break;
		case 11: call(g); break;
		case 12: fresh_number(g); break;
		case 13: direct_value(g); break;
		default: alu(g); break;
		}
	}
	g->depth--;
}

/* The functions that were called: R1 a pointer to 32 bytes or a map value, R2 a number. */
static void functions(struct gen *g)
{
	u32 targets[2] = {0}, made = 0;

	for (u32 i = 0; i < g->call_count; i++) {
		u32 at = g->calls[i], which = pick(2);

		if (which >= made) {
			which = made++;
			targets[which] = g->p->count;
			for (u32 r = 0; r < 10; r++)
				gen_set(g, r, NOTHING, 0);
			g->in_function = true;
			gen_set(g, 2, NUMBER, 0);
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
			gen_set(g, 6, VALUE, MAP_RO); /* 32 bytes that can be read, and mostly written */
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, 7, 2, 0, 0);
			gen_set(g, 7, NUMBER, 0);
			g->depth = 2;
			gen_part(g);
			if (g->kind[0] != NUMBER)
				gen_put(g, AX_ALU64 | AX_MOV | (g->kind[7] == NUMBER ? AX_X : 0), 0, g->kind[7] == NUMBER ? 7 : 0, 0, 0);
			gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
		}
		g->p->insn[at].imm = (s32)(targets[which] - at - 1);
	}
}

void fuzz_generate(struct fuzz_program *out)
{
	struct gen g = {.p = out};

	memset(out, 0, sizeof(*out));
	out->type = fuzz_more && pick(2) ? AX_PROG_XDP : pick(2) ? AX_PROG_SOCKET_FILTER : AX_PROG_RAW_TRACEPOINT;
	gen_set(&g, 10, STACK, 0);
	gen_put(&g, AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
	gen_set(&g, 6, CTX, 0);
	gen_set(&g, 1, CTX, 0);
	fresh_number(&g);
	if (pick(3))
		lookup(&g);
	else
		direct_value(&g);
	fresh_number(&g);
	for (u32 i = 1 + pick(4); i; i--)
		gen_part(&g);
	gen_put(&g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	gen_put(&g, AX_OP_EXIT, 0, 0, 0, 0);
	functions(&g);
	if (fuzz_more)
		fuzz_more->end(&g);
}

void fuzz_mutate(struct fuzz_program *p)
{
	struct ax_insn *insn = &p->insn[pick(p->count)];

	switch (pick(6)) {
	case 0: insn->imm = gen_immediate(); break;
	case 1: insn->off = (s16)(insn->off + (s32)pick(5) - 2); break;
	case 2: insn->dst = (u8)pick(11) & 15; break;
	case 3: insn->src = (u8)pick(11) & 15; break;
	case 4: insn->opcode ^= 4; break; /* 32 bits for 64 and back, and other things */
	default: insn->opcode ^= (u8)(1u << pick(8)); break;
	}
}
