/* SPDX-License-Identifier: Apache-2.0
 * gen.c - random programs, biased to what verifiers were wrong about: bounds of one width learnt from the other, sign
 * extension, copies and spills that share what is learnt, pointers that may be NULL, arguments of helpers, shifts,
 * division, loops, calls.
 *
 * The generator keeps a rough idea of what each register holds and mostly respects it; now and then it does not. */
#include <string.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

const struct fuzz_more *fuzz_more;
bool fuzz_device, fuzz_kfuncs, fuzz_calls, fuzz_own;
u32 fuzz_type;

#define pick fuzz_pick

s32 gen_immediate(void)
{
	static const s32 some[] = {0, 1, -1, 2, 7, 8, 15, 16, 31, 32, 63, 64, 127, 255, 256, INT32_MAX, INT32_MIN, -8, 0xffff};

	return pick(3) ? some[pick(ARRAY_LEN(some))] : (s32)fuzz_odd_number();
}

void gen_has(struct gen *g, enum feature f)
{
	g->p->features |= UINT64_C(1) << f;
}

void gen_seed(struct gen *g, u32 n)
{
	fuzz_seed = g->seed + n * UINT64_C(0xd1342543de82ef95);
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

static u32 tame = 40;

bool gen_wild(void) /* now and then: forget the rules */
{
	return !pick(tame);
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
u32 gen_free_reg(struct gen *g)
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
		r = gen_free_reg(g);
		gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, gen_immediate());
		gen_set(g, r, NUMBER, 0);
	}
	return r;
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
		if (fuzz_more && g->theme < 8 && !pick(4)) {
			fuzz_more->part(g);
			continue;
		}
		switch (pick(20)) {
		case 16: gen_null_confusion(g); break;
		case 17: gen_overwritten_spill(g); break;
		case 18: gen_context_access(g); break;
		case 19:
			if (!pick(6))
				gen_stale_argument(g);
			break;
		case 0:
		case 1:
		case 2: gen_indexed(g); break;
		case 3: gen_stack_access(g); break;
		case 4: gen_plain_access(g); break;
		case 5:
			if (g->depth < 4)
				gen_branch(g);
			break;
		case 6:
			if (g->depth < 3 && pick(3))
				gen_loop(g);
			else if (g->depth < 3 && pick(3))
				gen_moving_loop(g);
			else if (g->depth < 3 && pick(4))
				gen_sum_loop(g);
			else if (g->depth < 3)
				gen_tied_loop(g);
			break;
		case 7: gen_lookup(g); break;
		case 8: gen_record(g); break;
		case 9: gen_sized_call(g); break;
		case 10: gen_update(g); break;
		case 11: call(g); break;
		case 12: gen_fresh_number(g); break;
		case 13: gen_direct_value(g); break;
		default: gen_alu(g); break;
		}
	}
	g->depth--;
}

/* The functions that were called: R1 a pointer to 32 bytes or a map value, R2 a number. */
static void functions(struct gen *g)
{
	u32 targets[2] = {0}, made = 0;

	for (u32 i = 0; i < g->call_count; i++) {
		u32 at = g->calls[i], which;

		gen_seed(g, 100 + i);
		which = pick(2);
		if (which >= made) {
			which = made++;
			targets[which] = g->p->count;
			for (u32 r = 0; r < 10; r++)
				gen_set(g, r, NOTHING, 0);
			g->in_function = true;
			g->callback_depth = 0;
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

static void begin(struct gen *g, struct fuzz_program *out)
{
	*g = (struct gen){.p = out};
	memset(out, 0, sizeof(*out));
	out->type = fuzz_own ? AX_PROG_XDP : fuzz_type ? fuzz_type : fuzz_device ? AX_PROG_PERF_EVENT : fuzz_more && pick(2) ? AX_PROG_XDP : pick(2) ? AX_PROG_SOCKET_FILTER : AX_PROG_RAW_TRACEPOINT;
	out->sleepable = fuzz_own && !pick(4);
	g->seed = fuzz_random();
	g->theme = pick(10);
	g->other_way = pick(UINT32_MAX);
	gen_set(g, 10, STACK, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
	gen_set(g, 6, CTX, 0);
	gen_set(g, 1, CTX, 0);
	gen_fresh_number(g);
	if (pick(3))
		gen_lookup(g);
	else
		gen_direct_value(g);
	gen_fresh_number(g);
}

static void some_part(struct gen *g)
{
	if (g->theme == 9)
		gen_arithmetic(g);
	else if (fuzz_more && g->theme < 8 && pick(2)) /* nothing else, which may be what is refused */
		fuzz_more->part(g);
	else
		gen_part(g);
}

/* The exit, and the functions. */
static void end(struct gen *g)
{
	u64 seed = fuzz_seed;

	gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
	functions(g);
	if (fuzz_more)
		fuzz_more->end(g);
	fuzz_seed = seed;
}

void fuzz_generate(struct fuzz_program *out)
{
	struct gen g;

	begin(&g, out);
	for (u32 i = 1 + pick(4); i; i--)
		some_part(&g);
	end(&g);
}

void fuzz_grow(struct fuzz_program *out, bool (*accepts)(const struct fuzz_program *program))
{
	static struct fuzz_program good;
	u32 parts = 3 + pick(8);
	struct gen g;

	for (u32 tries = fuzz_type || fuzz_own ? 8 : 1; tries; tries--) { /* a beginning that is taken */
		u32 at;

		begin(&g, out);
		at = out->count;
		if (tries > 1) {
			struct gen whole = g;

			end(&whole);
			tries = accepts(out) ? 1 : tries;
			out->count = at;
		}
	}
	good.count = 0;
	tame = 8 + pick(32); /* what is too wild is taken away */
	if (g.theme == 9)
		parts += 12;
	for (u32 tries = 4 * parts; tries && parts && !full(&g); tries--) {
		struct gen before = g, whole;
		u64 features = out->features;
		u32 at = out->count, to;

		some_part(&g);
		to = out->count;
		whole = g;
		end(&whole);
		if (out->count < FUZZ_INSNS && accepts(out)) {
			good = *out;
			out->count = to;
			parts--;
		} else {
			g = before;
			out->features = features;
			out->count = at;
		}
	}
	tame = 40;
	if (good.count)
		*out = good;
	else
		end(&g);
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
