/* SPDX-License-Identifier: Apache-2.0
 * valid.c - random programs that are mostly valid: each register has a kind, and only what it allows is done with it.
 *
 * What code generators look for is there more often than chance would put it: rotations, bytes that make up a word, products
 * and quotients by constants, small diamonds, moves that nothing reads, zero extensions, stack slots used as variables, elements
 * of arrays by a bounded index.  At its end a program folds every number that it has into R0.
 *
 * In bodies that may run several times or not at all, R6 to R9 keep their kinds; R0 to R5 begin and end as unknown. */
#include <string.h>
#include <axiom/helper.h>
#include <axiom/insn.h>
#include <axiom/prog.h>
#include "jit/valid.h"

#define pick fuzz_pick

enum kind { NONE, NUMBER, VALUE, CTX, LENT };
enum {
	SLOTS = 8,          /* of the stack, -8 to -64: numbers, always written */
	SPILL = -72,        /* a pointer to a value, now and then */
	KEY = -88, VALUE_ROOM = -152, /* 64 bytes */
	ENTRY_ARGS = 12, LENT_BYTES = 16,
	ROOM = 70,          /* instructions that the end of a program needs */
	FUNCTIONS = 4, CALLS = 8, DEPTH = 3,
};

struct maker {
	struct fuzz_program *p;
	u8 kind[10], map[10];
	bool busy[10];      /* a loop's counter */
	bool fetches;       /* atomic operations on the stack give what was there: what Linux is not asked about (verified.c) */
	bool spilled, fixed; /* `fixed`: in a body, see above */
	u32 spill_map, depth, loops;
	bool function;      /* neither main nor called back with its frame: no context */
	struct {
		u32 at;
		bool back;  /* the load of a function's address, which bpf_loop calls */
	} call[CALLS];
	u32 calls;
};

static void put(struct maker *m, u32 opcode, u32 dst, u32 src, s32 off, s32 imm)
{
	if (m->p->count < FUZZ_INSNS)
		m->p->insn[m->p->count++] = (struct ax_insn){.opcode = (u8)opcode, .dst = (u8)(dst & 15), .src = (u8)(src & 15),
							     .off = (s16)off, .imm = imm};
}

static bool full(const struct maker *m)
{
	return m->p->count + ROOM > FUZZ_INSNS - FUNCTIONS * 30;
}

static s32 immediate(void)
{
	static const s32 some[] = {0, 1, -1, 2, 3, 5, 7, 8, 9, 15, 16, 31, 32, 63, 127, 128, 255, 256, 257, -8, 0xffff, INT32_MAX, INT32_MIN};

	return pick(3) ? some[pick(ARRAY_LEN(some))] : (s32)fuzz_odd_number();
}

static void load_number(struct maker *m, u32 r)
{
	u64 n = fuzz_odd_number();

	if (!pick(3)) {
		put(m, AX_OP_LDDW, r, 0, 0, (s32)n);
		put(m, 0, 0, 0, 0, (s32)(n >> 32));
	} else {
		put(m, (pick(3) ? AX_ALU64 : AX_ALU) | AX_MOV, r, 0, 0, immediate());
	}
	m->kind[r] = NUMBER;
}

/* A register that holds, or may be made to hold, a number. */
static u32 target(struct maker *m)
{
	for (u32 tries = 0; tries < 20; tries++) {
		u32 r = pick(10);

		if (m->busy[r] || m->kind[r] > NUMBER || (m->fixed && r >= 6 && m->kind[r] != NUMBER))
			continue;
		return r;
	}
	m->kind[0] = NONE;
	return 0;
}

static u32 number(struct maker *m)
{
	u32 from = pick(10), r;

	for (u32 i = 0; i < 10; i++)
		if (m->kind[(from + i) % 10] == NUMBER)
			return (from + i) % 10;
	r = target(m);
	load_number(m, r);
	return r;
}

/* ... that may be changed */
static u32 variable(struct maker *m)
{
	u32 r;

	for (u32 tries = 0; tries < 6; tries++) {
		r = number(m);
		if (!m->busy[r])
			return r;
	}
	r = target(m);
	load_number(m, r);
	return r;
}

static u32 copy_of(struct maker *m, u32 from)
{
	u32 r;

	do
		r = target(m);
	while (r == from);
	put(m, AX_ALU64 | AX_MOV | AX_X, r, from, 0, 0);
	m->kind[r] = NUMBER;
	return r;
}

static const u8 sizes[4] = {AX_B, AX_H, AX_W, AX_DW};
static u32 bytes_of(u32 size)
{
	return size == AX_B ? 1 : size == AX_H ? 2 : size == AX_W ? 4 : 8;
}

/* --- numbers --- */

static void alu(struct maker *m)
{
	static const u8 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_NEG, AX_MOD, AX_XOR, AX_MOV, AX_ARSH};
	u32 op = ops[pick(ARRAY_LEN(ops))], class = pick(2) ? AX_ALU64 : AX_ALU, dst = variable(m), bits = class == AX_ALU ? 32 : 64;
	s32 off = (op == AX_DIV || op == AX_MOD) && pick(2), imm = immediate();

	if (op == AX_NEG) {
		put(m, class | op, dst, 0, 0, 0);
	} else if (pick(2)) {
		if (op == AX_MOV && pick(2))
			off = class == AX_ALU ? 8 << pick(2) : 8 << pick(3);
		put(m, class | op | AX_X, dst, number(m), off, 0);
	} else {
		if (op == AX_LSH || op == AX_RSH || op == AX_ARSH)
			imm = (s32)((u32)imm % bits);
		if ((op == AX_DIV || op == AX_MOD) && !imm)
			imm = 1 + (s32)pick(20);
		put(m, class | op, dst, 0, off, imm);
	}
}

static void swap(struct maker *m)
{
	static const u8 ops[] = {AX_ALU | AX_END, AX_ALU | AX_END | AX_X, AX_ALU64 | AX_END};

	put(m, ops[pick(3)], variable(m), 0, 0, 16 << pick(3));
}

static void rotate(struct maker *m)
{
	u32 class = pick(2) ? AX_ALU64 : AX_ALU, bits = class == AX_ALU ? 32 : 64, by = 1 + pick(bits - 1), a = variable(m), b = copy_of(m, a);

	if (pick(2)) {
		put(m, class | AX_LSH, a, 0, 0, (s32)by);
		put(m, class | AX_RSH, b, 0, 0, (s32)(bits - by));
	} else {
		put(m, class | AX_RSH, a, 0, 0, (s32)by);
		put(m, class | AX_LSH, b, 0, 0, (s32)(bits - by));
	}
	put(m, class | (pick(3) ? AX_OR : pick(2) ? AX_XOR : AX_ADD) | AX_X, a, b, 0, 0);
	if (pick(2))
		load_number(m, b); /* what was in it is dead */
}

/* Products and quotients by constants that have a shorter way. */
static void scale(struct maker *m)
{
	u32 k = pick(30), class = pick(2) ? AX_ALU64 : AX_ALU;
	s32 power = (s32)(1u << k), imm = pick(3) == 0 ? power : pick(2) ? power + 1 : power - 1;
	u32 op = pick(2) ? AX_MUL : pick(2) ? AX_DIV : AX_MOD;

	if (pick(3) == 0)
		imm = -imm;
	if (!imm)
		imm = 3;
	put(m, class | op, variable(m), 0, op != AX_MUL && pick(2), imm);
}

static void extend(struct maker *m)
{
	u32 r = variable(m), s;

	switch (pick(4)) {
	case 0:
		put(m, AX_ALU64 | AX_LSH, r, 0, 0, 32);
		put(m, AX_ALU64 | (pick(2) ? AX_RSH : AX_ARSH), r, 0, 0, 32);
		break;
	case 1: put(m, AX_ALU | AX_MOV | AX_X, r, r, 0, 0); break;
	case 2:
		s = target(m);
		put(m, AX_ALU | AX_MOV | AX_X, s, r, 0, 0);
		m->kind[s] = NUMBER;
		break;
	default: put(m, AX_ALU64 | AX_AND, r, 0, 0, pick(2) ? 0xff : 0xffff); break;
	}
}

/* --- memory --- */

/* A base, and how far it may be used from `*low` on; AX_REGS: the stack. */
static u32 base(struct maker *m, s32 *low, u32 *room)
{
	for (u32 tries = 0; tries < 4; tries++) {
		u32 r = pick(10);

		if (m->kind[r] == VALUE || m->kind[r] == LENT) {
			*low = 0;
			*room = m->kind[r] == LENT ? LENT_BYTES : fuzz_maps[m->map[r]].value_size;
			return r;
		}
	}
	*low = -8 * SLOTS;
	*room = 8 * SLOTS;
	return AX_R10;
}

static s32 place(s32 low, u32 room, u32 bytes)
{
	return low + (s32)(pick(room / bytes) * bytes);
}

static void load(struct maker *m)
{
	s32 low;
	u32 room, size = sizes[pick(4)], b = base(m, &low, &room), r = target(m);

	put(m, AX_LDX | size | (size != AX_DW && pick(3) == 0 ? AX_MEMSX : AX_MEM), r, b, place(low, room, bytes_of(size)), 0);
	m->kind[r] = NUMBER;
}

static void store(struct maker *m)
{
	s32 low;
	u32 room, size = sizes[pick(4)], b = base(m, &low, &room);

	if (pick(3))
		put(m, AX_STX | size | AX_MEM, b, number(m), place(low, room, bytes_of(size)), 0);
	else
		put(m, AX_ST | size | AX_MEM, b, 0, place(low, room, bytes_of(size)), immediate());
}

/* Bytes of memory that make up a wider number, low one first or last. */
static void recompose(struct maker *m)
{
	u32 room, bytes = 2u << pick(3), b, a, t;
	bool big = pick(2);
	s32 low, at;

	b = base(m, &low, &room);
	at = place(low, room, pick(3) ? bytes : 1);
	if (at + (s32)bytes > low + (s32)room)
		at = low;
	a = target(m);
	if (a == b)
		return;
	put(m, AX_LDX | AX_B | AX_MEM, a, b, at + (big ? (s32)bytes - 1 : 0), 0);
	m->kind[a] = NUMBER;
	do
		t = target(m);
	while (t == a);
	for (u32 i = 1; i < bytes && t != b; i++) {
		put(m, AX_LDX | AX_B | AX_MEM, t, b, at + (s32)(big ? bytes - 1 - i : i), 0);
		put(m, AX_ALU64 | AX_LSH, t, 0, 0, (s32)(8 * i));
		put(m, AX_ALU64 | (pick(9) ? AX_OR : AX_ADD) | AX_X, a, t, 0, 0);
		m->kind[t] = NUMBER;
	}
}

static void atomic(struct maker *m)
{
	static const u8 ops[] = {AX_ADD, AX_OR, AX_AND, AX_XOR};
	u32 size = pick(2) ? AX_DW : AX_W, room, b, r;
	s32 low, op;

	r = variable(m);
	b = base(m, &low, &room);
	if (b == AX_R10 && !m->fetches) {
		put(m, AX_STX | AX_ATOMIC | size, b, r, place(low, room, bytes_of(size)), ops[pick(4)]);
		return;
	}
	switch (pick(4)) {
	case 0: op = AX_XCHG; break;
	case 1:
		if (m->busy[0] || (m->kind[0] > NUMBER))
			return;
		if (m->kind[0] != NUMBER)
			load_number(m, 0);
		op = AX_CMPXCHG;
		break;
	default: op = ops[pick(4)] | (s32)pick(2); break;
	}
	put(m, AX_STX | AX_ATOMIC | size, b, r, place(low, room, bytes_of(size)), op);
}

/* An element by a number that is made small first. */
static void indexed(struct maker *m)
{
	u32 r = pick(10), size = sizes[pick(4)], bytes = bytes_of(size), t, p;

	for (u32 i = 0; i < 10 && m->kind[r] != VALUE; i++)
		r = (r + 1) % 10;
	if (m->kind[r] != VALUE)
		return;
	t = copy_of(m, number(m));
	if (pick(2))
		put(m, AX_ALU64 | AX_AND, t, 0, 0, 15);
	else if (!pick(12)) /* Linux knows nothing of remainders, and refuses */
		put(m, AX_ALU64 | AX_MOD, t, 0, 0, 16);
	else
		put(m, AX_ALU | AX_AND, t, 0, 0, 15);
	do
		p = target(m);
	while (p == t);
	if (fuzz_maps[m->map[r]].value_size < 16 * bytes)
		bytes = 1, size = AX_B;
	if (bytes > 1 && pick(2))
		put(m, AX_ALU64 | AX_LSH, t, 0, 0, bytes == 2 ? 1 : bytes == 4 ? 2 : 3);
	else if (bytes > 1)
		put(m, AX_ALU64 | AX_MUL, t, 0, 0, (s32)bytes);
	put(m, AX_ALU64 | AX_MOV | AX_X, p, r, 0, 0);
	put(m, AX_ALU64 | AX_ADD | AX_X, p, t, 0, 0);
	m->kind[p] = VALUE; /* no number, whose low bits would be an address's */
	m->map[p] = m->map[r];
	if (pick(3)) {
		put(m, AX_LDX | size | AX_MEM, t, p, 0, 0);
	} else {
		put(m, AX_STX | size | AX_MEM, p, number(m), 0, 0);
	}
	load_number(m, p);
}

static void context(struct maker *m)
{
	for (u32 r = 0; r < 10; r++)
		if (m->kind[r] == CTX) {
			u32 to = target(m);

			put(m, AX_LDX | AX_DW | AX_MEM, to, r, 8 * (s32)pick(ENTRY_ARGS), 0);
			m->kind[to] = NUMBER;
			return;
		}
}

static void spill(struct maker *m)
{
	if (m->fixed)
		return;
	for (u32 r = 0; r < 10; r++)
		if (m->kind[r] == VALUE && !m->spilled) {
			put(m, AX_STX | AX_DW | AX_MEM, AX_R10, r, SPILL, 0);
			m->spilled = true;
			m->spill_map = m->map[r];
			return;
		}
	if (m->spilled) {
		u32 r = target(m);

		put(m, AX_LDX | AX_DW | AX_MEM, r, AX_R10, SPILL, 0);
		m->kind[r] = VALUE;
		m->map[r] = (u8)m->spill_map;
	}
}

/* --- helpers --- */

static void after_call(struct maker *m, enum kind result, u32 map)
{
	for (u32 r = 1; r < 6; r++)
		m->kind[r] = NONE;
	m->kind[0] = (u8)result;
	m->map[0] = (u8)map;
}

/* Before: is there anything in R0 to R5 that must stay? */
static bool may_call(const struct maker *m)
{
	for (u32 r = 0; r < 6; r++)
		if (m->busy[r] || m->kind[r] == LENT || m->kind[r] == CTX)
			return false;
	return true;
}

static void pointer_to(struct maker *m, u32 r, s32 at)
{
	put(m, AX_ALU64 | AX_MOV | AX_X, r, AX_R10, 0, 0);
	put(m, AX_ALU64 | AX_ADD, r, 0, 0, at);
}

static void key(struct maker *m, u32 map)
{
	if (map == MAP_HASH && pick(2))
		put(m, AX_ST | AX_DW | AX_MEM, AX_R10, 0, KEY, (s32)pick(5));
	else if (map == MAP_HASH) {
		put(m, AX_ST | AX_W | AX_MEM, AX_R10, 0, KEY + 4, 0);
		put(m, AX_ST | AX_W | AX_MEM, AX_R10, 0, KEY, (s32)pick(5));
	} else {
		put(m, AX_ST | AX_W | AX_MEM, AX_R10, 0, KEY, (s32)pick(4));
	}
}

static void map_to(struct maker *m, u32 r, u32 map)
{
	put(m, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX, 0, (s32)map);
	put(m, 0, 0, 0, 0, 0);
}

static u32 some_map(void)
{
	static const u8 some[] = {MAP_ARRAY, MAP_HASH, MAP_ONE};

	return some[pick(3)];
}

static void branch_to(struct maker *m, u32 at)
{
	m->p->insn[at].off = (s16)(m->p->count - at - 1);
}

static void parts(struct maker *m, u32 n);

/* R0: the value, in a body that runs where there is one; or for good, and the program ends where there is none. */
static void lookup(struct maker *m)
{
	u32 map = some_map(), at, to;

	if (!may_call(m))
		return;
	key(m, map);
	map_to(m, 1, map);
	pointer_to(m, 2, KEY);
	put(m, AX_OP_CALL, 0, 0, 0, AX_HELPER_map_lookup_elem);
	after_call(m, NONE, 0);
	at = m->p->count;
	if (m->fixed || m->function || pick(2)) {
		bool before = m->fixed;

		put(m, AX_JMP | AX_JEQ, 0, 0, 0, 0);
		m->kind[0] = VALUE;
		m->map[0] = (u8)map;
		m->fixed = true;
		store(m);
		load(m);
		atomic(m);
		if (pick(2))
			indexed(m);
		m->fixed = before;
		branch_to(m, at);
		for (u32 r = 0; r < 6; r++)
			m->kind[r] = NONE;
		return;
	}
	put(m, AX_JMP | AX_JNE, 0, 0, 2, 0);
	put(m, AX_ALU64 | AX_MOV, 0, 0, 0, immediate());
	put(m, AX_OP_EXIT, 0, 0, 0, 0);
	to = 6 + pick(4);
	if (!m->busy[to]) {
		put(m, AX_ALU64 | AX_MOV | AX_X, to, 0, 0, 0);
		m->kind[to] = VALUE;
		m->map[to] = (u8)map;
	}
	m->kind[0] = VALUE;
	m->map[0] = (u8)map;
}

static void update(struct maker *m)
{
	u32 map = some_map(), bytes = fuzz_maps[map].value_size;
	bool remove = map == MAP_HASH && !pick(3);

	if (!may_call(m))
		return;
	for (u32 i = 0; i < (bytes < 64 ? bytes : 64) / 8; i++)
		put(m, AX_STX | AX_DW | AX_MEM, AX_R10, number(m), VALUE_ROOM + 8 * (s32)i, 0);
	key(m, map);
	map_to(m, 1, map);
	pointer_to(m, 2, KEY);
	if (bytes <= 64)
		pointer_to(m, 3, VALUE_ROOM);
	else {
		put(m, AX_OP_LDDW, 3, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
		put(m, 0, 0, 0, 0, 0);
	}
	put(m, AX_ALU64 | AX_MOV, 4, 0, 0, (s32)pick(3));
	put(m, AX_OP_CALL, 0, 0, 0, remove ? AX_HELPER_map_delete_elem : AX_HELPER_map_update_elem);
	after_call(m, NUMBER, 0);
}

static void record(struct maker *m)
{
	u32 at;

	if (!may_call(m))
		return;
	map_to(m, 1, MAP_RING);
	put(m, AX_ALU64 | AX_MOV, 2, 0, 0, 16);
	put(m, AX_ALU64 | AX_MOV, 3, 0, 0, 0);
	put(m, AX_OP_CALL, 0, 0, 0, AX_HELPER_ringbuf_reserve);
	after_call(m, NONE, 0);
	at = m->p->count;
	put(m, AX_JMP | AX_JEQ, 0, 0, 0, 0);
	put(m, AX_ST | AX_DW | AX_MEM, 0, 0, 0, immediate());
	put(m, AX_LDX | AX_W | AX_MEM, 2, 0, 4, 0);
	put(m, AX_STX | AX_DW | AX_MEM, 0, 2, 8, 0);
	put(m, AX_ALU64 | AX_MOV | AX_X, 1, 0, 0, 0);
	put(m, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
	put(m, AX_OP_CALL, 0, 0, 0, pick(2) ? AX_HELPER_ringbuf_submit : AX_HELPER_ringbuf_discard);
	branch_to(m, at);
	after_call(m, NONE, 0);
}

static void direct(struct maker *m)
{
	u32 r = m->fixed ? pick(6) : pick(10), map = MAP_ONE;

	if (m->busy[r] || m->kind[r] > NUMBER)
		return;
	put(m, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX_VALUE, 0, (s32)map);
	put(m, 0, 0, 0, 0, 0);
	m->kind[r] = VALUE;
	m->map[r] = (u8)map;
}

/* --- functions --- */

static void call(struct maker *m)
{
	u32 n = 2 + pick(4);

	if (m->function || m->calls == CALLS || !may_call(m))
		return;
	for (u32 r = 1; r <= n && r < 6; r++)
		if (m->kind[r] != NUMBER)
			load_number(m, r);
	for (u32 r = n + 1; r < 6; r++)
		load_number(m, r);
	m->call[m->calls].back = false;
	m->call[m->calls++].at = m->p->count;
	put(m, AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
	after_call(m, NUMBER, 0);
}

static void loop_back(struct maker *m)
{
	if (m->function || m->calls == CALLS || !may_call(m) || m->fixed)
		return;
	put(m, AX_ALU64 | AX_MOV, 1, 0, 0, 1 + (s32)pick(8)); /* not 0: Linux does not look at the function then, and says it has a bug */
	m->call[m->calls].back = true;
	m->call[m->calls++].at = m->p->count;
	put(m, AX_OP_LDDW, 2, AX_PSEUDO_FUNC, 0, 0);
	put(m, 0, 0, 0, 0, 0);
	pointer_to(m, 3, -8 * (2 + (s32)pick(SLOTS - 1)));
	put(m, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	put(m, AX_OP_CALL, 0, 0, 0, AX_HELPER_loop);
	after_call(m, NUMBER, 0);
}

/* --- branches, loops --- */

static u32 jump(void)
{
	static const u8 ops[] = {AX_JEQ, AX_JGT, AX_JGE, AX_JSET, AX_JNE, AX_JSGT, AX_JSGE, AX_JLT, AX_JLE, AX_JSLT, AX_JSLE};

	return ops[pick(ARRAY_LEN(ops))] | (pick(2) ? AX_JMP : AX_JMP32);
}

static u32 put_jump(struct maker *m)
{
	u32 a = number(m), b = pick(2) ? number(m) : AX_REGS, at = m->p->count;

	if (b < AX_REGS)
		put(m, jump() | AX_X, a, b, 0, 0);
	else
		put(m, jump(), a, 0, 0, immediate());
	return at;
}

/* A move or two around which a jump goes. */
static void diamond(struct maker *m)
{
	u32 to = variable(m), from = number(m), at = put_jump(m);

	if (pick(2)) {
		put(m, (pick(2) ? AX_ALU64 : AX_ALU) | AX_MOV | (pick(2) ? AX_X : 0), to, from, 0, 0);
		if (!(m->p->insn[m->p->count - 1].opcode & AX_X))
			m->p->insn[m->p->count - 1].src = 0, m->p->insn[m->p->count - 1].imm = immediate();
		branch_to(m, at);
	} else {
		u32 end;

		put(m, AX_ALU64 | AX_MOV | AX_X, to, from, 0, 0);
		end = m->p->count;
		put(m, AX_JMP | AX_JA, 0, 0, 0, 0);
		branch_to(m, at);
		put(m, AX_ALU64 | AX_MOV, to, 0, 0, immediate());
		branch_to(m, end);
	}
}

static void forget_low(struct maker *m)
{
	for (u32 r = 0; r < 6; r++)
		if (!m->busy[r])
			m->kind[r] = NONE;
}

/* Where the context or lent memory is in a register that calls overwrite, a body may not begin by forgetting it. */
static bool may_nest(const struct maker *m)
{
	return m->depth < DEPTH && may_call(m) && !full(m);
}

static void branch(struct maker *m)
{
	bool before = m->fixed;
	u32 at, end;

	if (!may_nest(m))
		return;
	at = put_jump(m);
	forget_low(m);
	m->fixed = true;
	m->depth++;
	parts(m, 1 + pick(4));
	forget_low(m);
	end = m->p->count;
	if (pick(2)) {
		put(m, pick(3) ? AX_JMP | AX_JA : AX_JMP32 | AX_JA, 0, 0, 0, 0);
		branch_to(m, at);
		parts(m, 1 + pick(4));
		forget_low(m);
		if (m->p->insn[end].opcode == (AX_JMP32 | AX_JA))
			m->p->insn[end].imm = (s32)(m->p->count - end - 1);
		else
			branch_to(m, end);
	} else {
		branch_to(m, at);
	}
	m->depth--;
	m->fixed = before;
}

static void loop(struct maker *m)
{
	u32 i = 6 + pick(4), rounds = 1 + pick(6), top;
	bool before = m->fixed, down = pick(2);

	if (!may_nest(m) || m->loops == 2 || m->busy[i] || m->kind[i] > NUMBER || (m->fixed && m->kind[i] != NUMBER))
		return;
	put(m, AX_ALU64 | AX_MOV, i, 0, 0, down ? (s32)rounds : 0);
	m->kind[i] = NUMBER;
	m->busy[i] = true;
	forget_low(m);
	m->fixed = true;
	m->depth++;
	m->loops++;
	top = m->p->count;
	parts(m, 1 + pick(4));
	forget_low(m);
	put(m, AX_ALU64 | AX_ADD, i, 0, 0, down ? -1 : 1);
	put(m, (pick(2) ? AX_JMP : AX_JMP32) | (down ? AX_JNE : AX_JLT), i, 0, (s32)top - (s32)m->p->count - 1, down ? 0 : (s32)rounds);
	m->loops--;
	m->depth--;
	m->fixed = before;
	m->busy[i] = false;
}

/* --- --- */

static void part(struct maker *m)
{
	switch (pick(30)) {
	case 0: swap(m); break;
	case 1: rotate(m); break;
	case 2:
	case 3: scale(m); break;
	case 4: extend(m); break;
	case 5:
	case 6: load(m); break;
	case 7:
	case 8: store(m); break;
	case 9: recompose(m); break;
	case 10: atomic(m); break;
	case 11:
	case 12: indexed(m); break;
	case 13: context(m); break;
	case 14: spill(m); break;
	case 15: lookup(m); break;
	case 16: update(m); break;
	case 17: record(m); break;
	case 18: direct(m); break;
	case 19: call(m); break;
	case 20: loop_back(m); break;
	case 21: diamond(m); break;
	case 22: branch(m); break;
	case 23: loop(m); break;
	case 24: load_number(m, target(m)); break;
	default: alu(m); break;
	}
}

static void parts(struct maker *m, u32 n)
{
	while (n-- && !full(m))
		part(m);
}

static void fold(struct maker *m, u32 r)
{
	put(m, AX_ALU64 | AX_MUL, 0, 0, 0, 31);
	put(m, AX_ALU64 | AX_ADD | AX_X, 0, r, 0, 0);
}

/* All that is known goes into R0. */
static void end(struct maker *m)
{
	if (m->kind[0] != NUMBER)
		put(m, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	for (u32 r = 1; r < 10; r++)
		if (m->kind[r] == NUMBER)
			fold(m, r);
	for (s32 i = 1; i <= SLOTS; i++) {
		put(m, AX_LDX | AX_DW | AX_MEM, 1, AX_R10, -8 * i, 0);
		fold(m, 1);
	}
	put(m, AX_ALU64 | AX_MOV | AX_X, 1, 0, 0, 0); /* Linux tells the lower half only */
	put(m, AX_ALU64 | AX_RSH, 1, 0, 0, 32);
	put(m, AX_ALU64 | AX_XOR | AX_X, 0, 1, 0, 0);
	put(m, AX_OP_EXIT, 0, 0, 0, 0);
}

static void begin(struct maker *m, u32 numbers)
{
	for (u32 r = 0; r < 10; r++)
		m->kind[r] = r >= 1 && r <= numbers ? NUMBER : NONE;
	memset(m->busy, 0, sizeof(m->busy));
	m->spilled = false;
	m->fixed = false;
	m->depth = 0;
	m->loops = 0;
	for (s32 i = 1; i <= SLOTS; i++)
		put(m, AX_ST | AX_DW | AX_MEM, AX_R10, 0, -8 * i, immediate());
}

/* One that is called: with five numbers, or by bpf_loop with a round and memory of its caller's. */
static void function(struct maker *m, bool back)
{
	begin(m, back ? 1 : 5);
	m->function = true;
	m->depth = 1;
	if (back) {
		u32 keep = 6 + pick(4);

		put(m, AX_ALU64 | AX_MOV | AX_X, keep, 2, 0, 0);
		m->kind[keep] = LENT;
	}
	m->kind[2] = back ? NONE : m->kind[2];
	for (u32 n = 1 + pick(6); n && m->p->count < FUZZ_INSNS - ROOM; n--)
		if (pick(4))
			alu(m);
		else if (pick(3))
			load(m), store(m);
		else if (pick(2))
			rotate(m);
		else
			diamond(m);
	if (back) {
		put(m, AX_ALU64 | AX_MOV | AX_X, 0, number(m), 0, 0);
		put(m, AX_ALU64 | AX_AND, 0, 0, 0, pick(2) ? 1 : 0);
	} else {
		put(m, AX_ALU64 | AX_MOV | AX_X, 0, number(m), 0, 0);
	}
	put(m, AX_OP_EXIT, 0, 0, 0, 0);
}

static void functions(struct maker *m)
{
	u32 start[2] = {0, 0};

	for (u32 i = 0; i < m->calls; i++) {
		struct ax_insn *insn = &m->p->insn[m->call[i].at];
		bool back = m->call[i].back;

		if (!start[back]) {
			start[back] = m->p->count;
			function(m, back);
		}
		insn->imm = (s32)(start[back] - m->call[i].at - 1);
	}
}

void valid_generate(struct fuzz_program *out)
{
	struct maker m = {.p = out, .fetches = pick(4) == 0};

	memset(out, 0, sizeof(*out));
	out->type = AX_PROG_RAW_TRACEPOINT;
	begin(&m, 0);
	put(&m, AX_ALU64 | AX_MOV | AX_X, 9, 1, 0, 0);
	m.kind[9] = CTX;
	context(&m);
	context(&m);
	parts(&m, 5 + pick(40));
	end(&m);
	functions(&m);
}
