/* SPDX-License-Identifier: Apache-2.0
 * embed.c - state embedding: what the verifier claims of each register and stack slot is checked against real runs.
 *
 * Random programs, biased to valid ones, are verified with a trace of every confirmed state; those accepted are run in
 * the checked interpreter on random contexts and map contents.  At each step the concrete state must lie in one of the
 * abstract states recorded for that instruction; no memory fault may happen; the run must end within the stated worst
 * case.  Random bytes and mutated programs must be refused or accepted without harm (sanitizers watch). */
#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <axiom/arena.h>
#include <axiom/explain.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "exec/exec.h"
#include "unit/test.h"
#include "unit/verify/explain.h"
#include "verify/verify.h"

#define MAX_INSNS  96
#define MAX_STATES 1500
#define VALUE_SIZE 64

struct state {
	u32 pc, depth, slots;
	struct axi_val reg[AX_REGS];
	struct axi_val slot[64];
};

static struct state states[MAX_STATES];
static u32 state_count;
static bool overflow;
static struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = VALUE_SIZE, .max_entries = 1};
static u64 ctx[12], value[VALUE_SIZE / 8], seed;

static u32 pick(u32 n)
{
	return (u32)(test_random(&seed) >> 33) % n;
}

/* ---- the abstract side ---- */

static void trace(void *arg, const struct axi_verify *v)
{
	struct state *s = &states[state_count];

	if (v->depth)
		return;
	if (state_count == MAX_STATES) {
		overflow = true;
		return;
	}
	s->pc = v->pc;
	s->slots = v->frame[0].slots;
	memcpy(s->reg, v->reg, sizeof(s->reg));
	for (u32 i = 0; i < s->slots; i++)
		s->slot[i] = *axi_slot(v, i);
	state_count++;
}

static u8 arena_block[1 << 20];

static int check(const struct ax_insn *insns, u32 count, struct ax_verdict *out, struct ax_diag *diag)
{
	const struct ax_map_spec *maps[] = {&spec};
	struct ax_limits once = ax_limits_cloud;
	struct ax_verify_input in = {.insns = insns, .insn_count = count, .prog_type = AX_PROG_RAW_TRACEPOINT, .maps = maps,
				     .map_count = 1, .limits = &once, .gpl = true};

	once.prove_bytes = 0; /* a walk that is watched does not try again with more states, so its explanation must not */
	size_t bytes = ax_verify_bytes(&in);
	struct ax_arena arena;

	CHECK(bytes && bytes <= sizeof(arena_block));
	ax_arena_init(&arena, arena_block, bytes);
	state_count = 0;
	overflow = false;
	bool joined = seed & 16; /* as ax_verify walks first: one state a join */
	int err = axi_verify_watched(&in, &arena, out, diag, &(struct axi_watch){.state = trace, .level = joined ? AXI_JOINED : AXI_USUAL});

	if (!joined && !(seed & 6)) /* one in four */
		explain_agrees(&in, err, diag, seed & 8 ? ax_explain_bytes(&in) : bytes + pick(20000));
	CHECK(arena.used == 0 && arena.peak <= bytes && out->peak_bytes <= bytes);
	CHECK(!err || (diag->reason && diag->reason < AXI_REASONS && (diag->insn < count || diag->insn == UINT32_MAX)));
	return err;
}

/* ---- the concrete side ---- */

static u64 frame_top;

static bool holds(const struct axi_val *val, u64 number)
{
	u64 base;

	switch (val->kind) {
	case AXI_UNINIT:
	case AXI_BYTES: return true;
	case AXI_SCALAR: return axi_range_has(&val->r, number);
	case AXI_CTX: base = (u64)(uintptr_t)ctx; break;
	case AXI_STACK: base = frame_top; break;
	case AXI_VALUE: base = (u64)(uintptr_t)value; break;
	case AXI_MAP: return true;
	default: return false;
	}
	return (val->null && !number) || axi_range_has(&val->r, number - base - (u64)(s64)val->off);
}

static bool slot_holds(const struct axi_val *slot, const u8 *at)
{
	u64 number = 0;

	for (u32 i = 0; i < 8; i++)
		if (slot->zero >> i & 1 && !(axi_value_bytes(slot->width) >> i & 1) && at[i])
			return false;
	if (slot->kind == AXI_BYTES)
		return true;
	memcpy(&number, slot->width == AXI_UPPER ? at + 4 : at, slot->width == AXI_UPPER ? 4 : slot->width);
	return holds(slot, number);
}

static bool links_hold(const struct state *s, const u64 *regs)
{
	for (u32 i = 0; i < AX_R10; i++)
		for (u32 j = i + 1; j < AX_R10; j++) {
			const struct axi_val *a = &s->reg[i], *b = &s->reg[j];

			if (a->kind == AXI_SCALAR && b->kind == AXI_SCALAR && a->id && a->id == b->id &&
			    regs[i] - regs[j] != (u64)((s64)a->off - b->off))
				return false;
			if (a->kind == AXI_VALUE && b->kind == AXI_VALUE && a->null && b->null && a->id == b->id &&
			    !regs[i] != !regs[j])
				return false;
		}
	for (u32 n = 0; n < s->slots; n++) {
		const struct axi_val *b = &s->slot[n];
		u64 number;

		if (b->width != 8 && b->width != 4 && b->width != AXI_UPPER)
			continue;
		number = 0;
		memcpy(&number, (const u8 *)(uintptr_t)frame_top - 8 * (n + 1) + (b->width == AXI_UPPER ? 4 : 0), b->width == 8 ? 8 : 4);
		for (u32 i = 0; i < AX_R10; i++)
			if (s->reg[i].kind == AXI_SCALAR && b->kind == AXI_SCALAR && b->id &&
			    b->id == s->reg[i].id && regs[i] - number != (u64)((s64)s->reg[i].off - b->off))
				return false;
	}
	return true;
}

static bool inside(const struct state *s, const u64 *regs)
{
	for (u32 i = 0; i < AX_REGS; i++)
		if (!holds(&s->reg[i], regs[i]))
			return false;
	for (u32 i = 0; i < s->slots; i++)
		if (!slot_holds(&s->slot[i], (const u8 *)(uintptr_t)frame_top - 8 * (i + 1)))
			return false;
	return links_hold(s, regs);
}

static u32 lost_pc;

static bool step(void *arg, u32 pc, u32 frame, const u64 *regs)
{
	if (frame)
		return true;
	frame_top = regs[AX_R10];
	for (u32 i = 0; i < state_count; i++)
		if (states[i].pc == pc && inside(&states[i], regs))
			return true;
	lost_pc = pc;
	return false;
}

static bool memory(void *arg, u64 address, u32 bytes, bool write)
{
	u64 c = (u64)(uintptr_t)ctx, m = (u64)(uintptr_t)value;

	return (address >= c && address + bytes <= c + sizeof(ctx) && !write) ||
	       (address >= m && address + bytes <= m + sizeof(value));
}

static u64 lookup(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u32 key;

	memcpy(&key, (const void *)(uintptr_t)r2, sizeof(key));
	return key < spec.max_entries || pick(3) ? (u64)(uintptr_t)value : 0; /* arrays have all their elements */
}

static u64 random_number(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	return test_random(&seed);
}

static u64 odd_number(void)
{
	u64 v = test_random(&seed);

	switch (pick(5)) {
	case 0: return v;
	case 1: return v % 70;
	case 2: return -(v % 70);
	case 3: return UINT64_C(1) << (v & 63);
	default: return UINT64_C(0x80000000) + v % 5 - 2;
	}
}

static void dump(const struct ax_insn *insns, u32 count)
{
	char text[128];

	for (u32 pc = 0; pc < count;) {
		int n = ax_insn_disasm(insns, count, pc, text, sizeof(text));

		printf("# %3u: %s\n", pc, text);
		pc += (u32)n;
	}
}

static void run_accepted(const struct ax_insn *insns, u32 count, const struct ax_verdict *verdict)
{
	static const ax_helper_fn helpers[8] = {[1] = lookup, [7] = random_number};
	static struct ax_insn linked[MAX_INSNS * 2];

	memcpy(linked, insns, count * sizeof(*insns));
	for (u32 i = 0; i < count; i++)
		if (linked[i].opcode == AX_OP_LDDW && linked[i].src) {
			u64 address = (u64)(uintptr_t)value;

			if (linked[i].src == AX_PSEUDO_MAP_IDX_VALUE)
				address += (u64)(u32)linked[i + 1].imm;
			linked[i].src = 0;
			linked[i].imm = (s32)address;
			linked[i + 1].imm = (s32)(address >> 32);
			i++;
		}
	for (u32 round = 0; round < 6; round++) {
		struct ax_run run = {.helpers = helpers, .helper_count = 8, .back_edges = 1u << 20, .ctx = ctx};
		struct axi_monitor monitor = {.memory = memory, .step = step, .max_insns = 20000};

		for (u32 i = 0; i < 12; i++)
			ctx[i] = odd_number();
		for (u32 i = 0; i < VALUE_SIZE / 8; i++)
			value[i] = odd_number();
		lost_pc = UINT32_MAX;
		axi_interp_checked(linked, count, &run, (u64)(uintptr_t)ctx, 0, &monitor);
		if (lost_pc != UINT32_MAX) {
			dump(insns, count);
			test_fail(__FILE__, __LINE__, "the state at instruction %u is in no abstract state", lost_pc);
		}
		if (monitor.fault != AXI_FAULT_NONE && monitor.fault != AXI_FAULT_BUDGET) {
			dump(insns, count);
			test_fail(__FILE__, __LINE__, "fault %d at instruction %u", monitor.fault, monitor.fault_pc);
		}
		if (!verdict->by_budget && monitor.fault == AXI_FAULT_NONE && monitor.executed > verdict->worst_case_insns) {
			dump(insns, count);
			test_fail(__FILE__, __LINE__, "%d instructions executed, worst case %d", (int)monitor.executed,
				  (int)verdict->worst_case_insns);
		}
	}
}

/* ---- random programs ---- */

struct gen {
	struct ax_insn insn[MAX_INSNS * 2];
	u32 n, pointer; /* mask of registers that may hold pointers */
};

static void put(struct gen *g, u32 opcode, u32 dst, u32 src, s32 off, s32 imm)
{
	g->insn[g->n++] = (struct ax_insn){.opcode = (u8)opcode, .dst = (u8)(dst & 15), .src = (u8)(src & 15),
					   .off = (s16)off, .imm = imm};
}

static u32 scalar_reg(struct gen *g)
{
	for (u32 i = 0; i < 8; i++) {
		u32 r = pick(8);

		if (!(g->pointer >> r & 1))
			return r;
	}
	return 3;
}

static s32 immediate(void)
{
	static const s32 some[] = {0, 1, -1, 7, 8, 63, 64, 255, 256, INT32_MAX, INT32_MIN, 31, 32, 100, -8, 0xffff};

	return pick(3) ? some[pick(ARRAY_LEN(some))] : (s32)odd_number();
}

static void gen_alu(struct gen *g)
{
	static const u8 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_NEG, AX_MOD, AX_XOR,
				 AX_MOV, AX_ARSH, AX_MOV, AX_ADD, AX_AND, AX_END};
	u32 op = ops[pick(ARRAY_LEN(ops))], class = pick(2) ? AX_ALU64 : AX_ALU, dst = scalar_reg(g), off = 0;
	s32 imm = immediate();

	if (op == AX_NEG) {
		put(g, class | op, dst, 0, 0, 0);
	} else if (op == AX_END) {
		put(g, class | op | (class == AX_ALU ? pick(2) * AX_X : 0), dst, 0, 0, 16 << pick(3));
	} else if (pick(2)) {
		if (op == AX_MOV && !pick(3))
			off = class == AX_ALU64 ? 8u << pick(3) : 8u << pick(2);
		if (op == AX_DIV || op == AX_MOD)
			off = pick(2);
		put(g, class | op | AX_X, dst, scalar_reg(g), (s32)off, 0);
	} else {
		if (op == AX_DIV || op == AX_MOD)
			off = pick(2), imm = imm ? imm : 3;
		if (op == AX_LSH || op == AX_RSH || op == AX_ARSH)
			imm &= class == AX_ALU64 ? 63 : 31;
		put(g, class | op, dst, 0, (s32)off, imm);
	}
}

static void gen_mem(struct gen *g)
{
	static const u8 size[] = {AX_B, AX_H, AX_W, AX_DW}, bytes[] = {1, 2, 4, 8};
	u32 s = pick(4), r = scalar_reg(g), index = scalar_reg(g);

	switch (pick(6)) {
	case 0: /* stack, aligned */
		put(g, (pick(2) ? AX_STX : AX_ST) | AX_MEM | size[s], 10, r, -(s32)(bytes[s] * (1 + pick(40 / bytes[s]))),
		    0);
		if ((g->insn[g->n - 1].opcode & 7) == AX_ST)
			g->insn[g->n - 1].src = 0, g->insn[g->n - 1].imm = immediate();
		break;
	case 1:
		put(g, AX_LDX | (pick(4) || s == 3 ? AX_MEM : AX_MEMSX) | size[s], r, 10, -(s32)(bytes[s] * (1 + pick(40 / bytes[s]))), 0);
		break;
	case 2: /* map value with a masked index */
		put(g, AX_ALU64 | AX_MOV | AX_X, r, index, 0, 0);
		put(g, AX_ALU64 | AX_AND, r, 0, 0, pick(2) ? 31 : 56);
		put(g, AX_ALU64 | AX_MOV | AX_X, 8, 9, 0, 0);
		put(g, AX_ALU64 | AX_ADD | AX_X, 8, r, 0, 0);
		put(g, (pick(2) ? AX_LDX : AX_STX) | AX_MEM | size[s], (g->insn[g->n - 1].opcode ? 8 : 8), 8, (s32)pick(9), 0);
		if ((g->insn[g->n - 1].opcode & 7) == AX_LDX)
			g->insn[g->n - 1].dst = (u8)r & 15;
		else
			g->insn[g->n - 1].src = (u8)r & 15;
		break;
	case 3: /* stack with a masked index */
		put(g, AX_ALU64 | AX_AND, r, 0, 0, 24);
		put(g, AX_ALU64 | AX_MOV | AX_X, 8, 10, 0, 0);
		put(g, AX_ALU64 | AX_ADD | AX_X, 8, r, 0, 0);
		put(g, (pick(2) ? AX_LDX | AX_MEM | AX_DW : AX_ST | AX_MEM | AX_DW), 8, 8, -40, 0);
		if ((g->insn[g->n - 1].opcode & 7) == AX_LDX)
			g->insn[g->n - 1].dst = (u8)r & 15;
		else
			g->insn[g->n - 1].src = 0;
		break;
	case 4: /* atomic on the stack or the map */
		put(g, AX_STX | AX_ATOMIC | (pick(2) ? AX_DW : AX_W), pick(2) ? 10 : 9, r, 0, 0);
		g->insn[g->n - 1].off = g->insn[g->n - 1].dst == 10 ? -8 : 8;
		g->insn[g->n - 1].imm = pick(2) ? (pick(2) ? AX_ADD | AX_FETCH : AX_XOR) : pick(2) ? AX_XCHG : AX_CMPXCHG;
		break;
	default: put(g, AX_LDX | AX_MEM | AX_DW, r, 10, -8, 0); break;
	}
}

static u32 jump_code(void)
{
	static const u8 ops[] = {AX_JEQ, AX_JNE, AX_JGT, AX_JGE, AX_JLT, AX_JLE, AX_JSGT, AX_JSGE, AX_JSLT, AX_JSLE, AX_JSET};

	return ops[pick(ARRAY_LEN(ops))] | (pick(2) ? AX_JMP : AX_JMP32);
}

static void gen_part(struct gen *g, u32 depth)
{
	u32 n = 1 + pick(5);

	while (n-- && g->n < MAX_INSNS - 30) {
		switch (pick(8)) {
		case 0:
		case 1: gen_mem(g); break;
		case 2: { /* if, sometimes else */
			u32 at = g->n, skip;

			if (pick(2))
				put(g, jump_code(), scalar_reg(g), 0, 0, immediate());
			else
				put(g, jump_code() | AX_X, scalar_reg(g), scalar_reg(g), 0, 0);
			if (depth < 3)
				gen_part(g, depth + 1);
			else
				gen_alu(g);
			skip = g->n;
			if (pick(2)) {
				put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
				g->insn[at].off = (s16)(g->n - at - 1);
				gen_alu(g);
				g->insn[skip].off = (s16)(g->n - skip - 1);
			} else {
				g->insn[at].off = (s16)(g->n - at - 1);
			}
			break;
		}
		case 3: { /* a loop: sometimes it counts, sometimes not */
			u32 at, r = scalar_reg(g), wide = pick(2) ? AX_ALU64 : AX_ALU;
			s32 step = pick(3) ? 1 : 1 + (s32)pick(3), to = (s32)pick(20) * step;
			bool down = !pick(3);

			if (depth > 1)
				break;
			put(g, AX_ALU64 | AX_MOV, r, 0, 0, down ? to : 0);
			at = g->n;
			gen_part(g, depth + 1);
			put(g, wide | AX_ADD, r, 0, 0, down ? -step : step);
			put(g, (pick(2) ? (down ? AX_JSGT : AX_JLT) : AX_JNE) | (wide == AX_ALU64 ? AX_JMP : AX_JMP32), r, 0, 0,
			    down ? 0 : to);
			g->insn[g->n - 1].off = (s16)((s32)at - (s32)g->n);
			break;
		}
		default: gen_alu(g); break;
		}
	}
}

static void gen_program(struct gen *g)
{
	static const u8 size[] = {AX_B, AX_H, AX_W};

	g->n = 0;
	g->pointer = 0;
	/* r9: the map's value, looked up or direct; r0 .. r7 numbers; r6 is the context while they are filled */
	put(g, AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
	if (pick(2)) {
		put(g, AX_ST | AX_MEM | AX_W, 10, 0, -4, 0);
		put(g, AX_ALU64 | AX_MOV | AX_X, 2, 10, 0, 0);
		put(g, AX_ALU64 | AX_ADD, 2, 0, 0, -4);
		put(g, AX_OP_LDDW, 1, AX_PSEUDO_MAP_IDX, 0, 0);
		put(g, 0, 0, 0, 0, 0);
		put(g, AX_OP_CALL, 0, 0, 0, 1);
		put(g, AX_ALU64 | AX_MOV | AX_X, 9, 0, 0, 0);
		put(g, AX_JMP | AX_JNE, pick(2) ? 0 : 9, 0, 2, 0);
		put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		put(g, AX_OP_EXIT, 0, 0, 0, 0);
	} else {
		put(g, AX_OP_LDDW, 9, AX_PSEUDO_MAP_IDX_VALUE, 0, 0);
		put(g, 0, 0, 0, 0, 0);
	}
	for (u32 i = 1; i <= 5; i++)
		put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -(s32)(8 * i), pick(2) ? 0 : immediate());
	for (u32 r = 0; r < 8; r++) {
		u32 s = pick(5);

		if (r == 6)
			continue;
		if (s == 0)
			put(g, AX_ALU64 | AX_MOV, r, 0, 0, immediate());
		else if (s < 3)
			put(g, AX_LDX | AX_MEM | AX_DW, r, 6, (s32)(8 * pick(12)), 0);
		else
			put(g, AX_LDX | AX_MEM | size[pick(3)], r, 9, (s32)(4 * pick(8)), 0);
	}
	put(g, AX_LDX | AX_MEM | AX_DW, 6, 6, (s32)(8 * pick(12)), 0);
	put(g, AX_ALU64 | AX_MOV | AX_X, 8, 9, 0, 0);
	for (u32 i = 0; i < 4; i++)
		gen_part(g, 0);
	put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

static void mutate(struct gen *g)
{
	struct ax_insn *insn = &g->insn[pick(g->n)];

	switch (pick(5)) {
	case 0: insn->imm = immediate(); break;
	case 1: insn->off = (s16)(insn->off + (s32)pick(5) - 2); break;
	case 2: insn->dst = (u8)pick(11) & 15; break;
	case 3: insn->src = (u8)pick(11) & 15; break;
	default: insn->opcode ^= (u8)(1u << pick(8)); break;
	}
}

static void embed(u32 rounds, bool mutated)
{
	static struct gen g;
	u32 accepted = 0, why[AXI_REASONS] = {0}, made = 0;

	seed = test_seed();
	for (; made < rounds && test_more(); made++) {
		struct ax_verdict verdict;
		struct ax_diag diag = {0};

		gen_program(&g);
		for (u32 m = mutated ? 1 + pick(3) : 0; m; m--)
			mutate(&g);
		if (check(g.insn, g.n, &verdict, &diag)) {
			why[diag.reason]++;
			if (getenv("AX_SHOW") && !strcmp(getenv("AX_SHOW"), ax_diag_name(diag.reason)))
				printf("# refused at %u\n", diag.insn), dump(g.insn, g.n);
			continue;
		}
		accepted++;
		if (!overflow)
			run_accepted(g.insn, g.n, &verdict);
	}
	printf("# %u of %u accepted;", accepted, made);
	for (u32 r = 1; r < AXI_REASONS; r++)
		if (why[r])
			printf(" %s %u", ax_diag_name(r), why[r]);
	printf("\n");
	CHECK(made < 200 || accepted > made / (mutated ? 20 : 4));
}

TEST(verify, concrete_states_of_random_programs_lie_in_the_abstract_ones)
{
	embed(test_rounds(1500), false);
}

TEST(verify, concrete_states_of_mutated_programs_lie_in_the_abstract_ones)
{
	embed(test_rounds(3000), true);
}

TEST(verify, random_bytes_are_refused_without_harm)
{
	static struct ax_insn insns[MAX_INSNS];

	seed = test_seed();
	for (u32 i = 0; i < 20000 && test_more(); i++) {
		u32 n = 1 + pick(MAX_INSNS);
		struct ax_verdict verdict;
		struct ax_diag diag = {0};

		for (u32 k = 0; k < n; k++) {
			u64 bits = test_random(&seed);

			memcpy(&insns[k], &bits, 8);
			if (pick(4)) { /* plausible fields reach deeper */
				static const u8 codes[] = {0xb7, 0xbf, 0x07, 0x0f, 0x95, 0x85, 0x15, 0x1d, 0x05, 0x79, 0x7b, 0x18, 0xdb,
							   0x25, 0xa5, 0xb4, 0x06};

				insns[k] = (struct ax_insn){.opcode = codes[pick(ARRAY_LEN(codes))], .dst = (u8)pick(11) & 15};
				if (insns[k].opcode & 8)
					insns[k].src = (u8)pick(11) & 15;
				insns[k].off = (s16)(pick(3) ? (s32)pick(n) - (s32)k : 0);
				insns[k].imm = insns[k].opcode == 0x85 ? (s32)pick(140) : immediate();
			}
		}
		insns[n - 1] = (struct ax_insn){.opcode = AX_OP_EXIT};
		check(insns, n, &verdict, &diag);
	}
}

/* ---- the host's Linux ---- */

static long bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static char linux_log[1 << 20];

/* Linux stopped at an instruction that no state of ours reaches: it does not see that a branch is never taken. */
static bool dead_here(void)
{
	u32 pc = 0, at;

	for (const char *line = linux_log; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (sscanf(line, "%u: (", &at) == 1 && strchr(line, '(') && strchr(line, '(') - line < 8)
			pc = at;
		if (!*line)
			break;
	}
	for (u32 i = 0; i < state_count; i++)
		if (states[i].pc == pc)
			return false;
	return true;
}

/* What we accept and Linux refuses must be about its limits, or about numbers that it follows less exactly. */
static bool excused(void)
{
	static const char *const words[] = {"infinite loop", "too many", "too large", "too complex", "back-edge",
					    "invalid access to map value", "unbounded memory access", "min value is negative",
					    "value is outside of the allowed memory range", "pointer be out of bounds",
					    "is not allowed", "unreachable insn", "variable-offset", "misaligned"};

	for (u32 i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(linux_log, words[i]))
			return true;
	return false;
}

TEST(verify, linux_refuses_no_random_program_that_is_accepted)
{
	static struct gen g;
	u32 rounds = test_rounds(400), both = 0, ours = 0;
	union bpf_attr a = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = VALUE_SIZE, .max_entries = 1};
	int map = (int)bpf(BPF_MAP_CREATE, &a);

	if (map < 0)
		test_skip("bpf(2) is refused here");
	seed = test_seed();
	for (u32 i = 0; i < rounds && test_more(); i++) {
		struct ax_verdict verdict;
		struct ax_diag diag = {0};

		gen_program(&g);
		for (u32 m = pick(3); m; m--)
			mutate(&g);
		if (check(g.insn, g.n, &verdict, &diag) || verdict.by_budget || verdict.worst_case_insns > 5000)
			continue;
		struct ax_insn copy[MAX_INSNS * 2];

		memcpy(copy, g.insn, sizeof(copy));
		for (u32 k = 0; k < g.n; k++)
			if (copy[k].opcode == AX_OP_LDDW) {
				if (copy[k].src) {
					copy[k].src = copy[k].src == AX_PSEUDO_MAP_IDX ? BPF_PSEUDO_MAP_FD : BPF_PSEUDO_MAP_VALUE;
					copy[k].imm = map;
				}
				k++;
			}
		memset(&a, 0, sizeof(a));
		a.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT;
		a.insns = (u64)(uintptr_t)copy;
		a.insn_cnt = g.n;
		a.license = (u64)(uintptr_t)"GPL";
		a.log_buf = (u64)(uintptr_t)linux_log;
		a.log_size = sizeof(linux_log);
		a.log_level = 1;
		linux_log[0] = '\0';
		int prog = (int)bpf(BPF_PROG_LOAD, &a);

		if (prog >= 0) {
			close(prog);
			both++;
			continue;
		}
		ours++;
		if (!excused() && !dead_here()) {
			dump(g.insn, g.n);
			printf("# %s\n", linux_log);
			test_fail(__FILE__, __LINE__, "Linux refuses what we accept (errno %d)", errno);
		}
	}
	printf("# accepted by both %u, by us alone (excused) %u\n", both, ours);
	close(map);
}
