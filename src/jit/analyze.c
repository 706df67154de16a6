/* SPDX-License-Identifier: Apache-2.0
 * analyze.c - what the JIT knows of a program before it emits: structure, jump targets, liveness of registers. */
#include "isa/decode.h"
#include "jit/code.h"

#define ARGS     (1u << AX_R1 | 1u << AX_R2 | 1u << AX_R3 | 1u << AX_R4 | 1u << AX_R5)
#define ALL_REGS ((1u << AXI_JIT_REGS) - 1) /* with those that spare.c gives */

u32 axi_jit_target_of(const struct ax_insn *insn, u32 at)
{
	bool in_imm = insn->opcode == AX_OP_CALL || insn->opcode == AX_OP_LDDW || insn->opcode == (AX_JMP32 | AX_JA);

	return at + 1 + (u32)(in_imm ? insn->imm : insn->off);
}

static bool is_jump(const struct ax_insn *insn)
{
	u8 class = insn->opcode & 7;

	return (class == AX_JMP || class == AX_JMP32) && insn->opcode != AX_OP_CALL && insn->opcode != AX_OP_EXIT;
}

static bool is_always(const struct ax_insn *insn)
{
	return is_jump(insn) && (insn->opcode & 0xf0) == AX_JA;
}

static bool is_local_call(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL;
}

/* Working memory of the analysis, of each instruction: what it reads and writes, and, of targets, what is live when it begins. */
struct sets {
	u32 *uses; /* registers that are read; << 16, those that are written */
	u16 *before;
};
enum { WRITES = 16 };

#define D  AXI_T_READS_DST
#define S  AXI_T_READS_SRC
#define TO AXI_T_WRITES_DST
#define ALU(op, k, x)                                                                              \
	[AX_ALU | AX_K | (op)] = (k) | TO, [AX_ALU | AX_X | (op)] = (x) | TO, [AX_ALU64 | AX_K | (op)] = (k) | TO,             \
	[AX_ALU64 | AX_X | (op)] = (x) | TO
#define BRANCH(op)                                                                                 \
	[AX_JMP | AX_K | (op)] = AXI_T_FLOW | D, [AX_JMP | AX_X | (op)] = AXI_T_FLOW | D | S,                                  \
	[AX_JMP32 | AX_K | (op)] = AXI_T_FLOW | D, [AX_JMP32 | AX_X | (op)] = AXI_T_FLOW | D | S
#define SIZES(access, traits)                                                                      \
	[(access) | AX_B] = (traits), [(access) | AX_H] = (traits), [(access) | AX_W] = (traits), [(access) | AX_DW] = (traits)

const u8 axi_jit_traits[256] = {
	ALU(AX_ADD, D, D | S), ALU(AX_SUB, D, D | S), ALU(AX_MUL, D, D | S), ALU(AX_OR, D, D | S), ALU(AX_AND, D, D | S),
	ALU(AX_XOR, D, D | S), ALU(AX_NEG, D, D | S), ALU(AX_END, D, D), ALU(AX_MOV, 0, S),
	ALU(AX_DIV, D | AXI_T_HARD, D | S | AXI_T_HARD), ALU(AX_MOD, D | AXI_T_HARD, D | S | AXI_T_HARD),
	ALU(AX_LSH, D, D | S | AXI_T_SHIFTS), ALU(AX_RSH, D, D | S | AXI_T_SHIFTS), ALU(AX_ARSH, D, D | S | AXI_T_SHIFTS),
	SIZES(AX_LDX | AX_MEM, S | TO), SIZES(AX_LDX | AX_MEMSX, S | TO), SIZES(AX_ST | AX_MEM, D), SIZES(AX_STX | AX_MEM, D | S),
	SIZES(AX_LDX | AXI_ARENA_MEM, S | TO | AXI_T_HARD), SIZES(AX_LDX | AXI_ARENA_OTHER, S | TO | AXI_T_HARD),
	SIZES(AX_ST | AXI_ARENA_MEM, D | AXI_T_HARD), SIZES(AX_STX | AXI_ARENA_MEM, D | S | AXI_T_HARD),
	SIZES(AX_STX | AXI_ARENA_OTHER, D | S | AXI_T_HARD | AXI_T_RARE),
	SIZES(AX_STX | AX_ATOMIC, D | S | AXI_T_HARD | AXI_T_RARE),
	[AX_OP_LDDW] = TO | AXI_T_WIDE,
	[AX_OP_CALL] = AXI_T_FLOW | AXI_T_RARE, [AX_OP_EXIT] = AXI_T_FLOW | AXI_T_RARE,
	[AX_JMP | AX_JA] = AXI_T_FLOW, [AX_JMP32 | AX_JA] = AXI_T_FLOW, [AX_OP_MAY_GOTO] = AXI_T_FLOW,
	BRANCH(AX_JEQ), BRANCH(AX_JNE), BRANCH(AX_JSET), BRANCH(AX_JGT), BRANCH(AX_JGE), BRANCH(AX_JLT), BRANCH(AX_JLE),
	BRANCH(AX_JSGT), BRANCH(AX_JSGE), BRANCH(AX_JSLT), BRANCH(AX_JSLE),
};

/* Calls, exits, atomics. */
void axi_jit_rare_uses(const struct ax_insn *insn, u32 *reads, u32 *writes)
{
	if (insn->opcode == AX_OP_CALL) {
		*reads = ARGS;
		*writes = ARGS | 1u << AX_R0;
	} else if (insn->opcode == AX_OP_EXIT) {
		*reads = 1u << AX_R0;
	} else if (insn->imm & AX_FETCH) {
		*writes = insn->imm == AX_CMPXCHG ? 1u << AX_R0 : 1u << insn->src;
		*reads |= *writes;
	}
}

_Static_assert(sizeof(u32) + sizeof(u16) <= AXI_SETS_BYTES, "what axi_jit_arena_bytes asks for");

static bool take_sets(struct axi_jit_state *s, struct ax_arena *mem, struct sets *sets)
{
	sets->uses = ax_arena_array(mem, s->count, sizeof(*sets->uses), sizeof(*sets->uses));
	sets->before = ax_arena_array(mem, s->count, sizeof(*sets->before), sizeof(*sets->before));
	return sets->uses && sets->before;
}

/* How deep below R10 the program reaches; any other use of R10 than as a base may reach everything. */
static void note_frame(struct axi_jit_state *s, const struct ax_insn *insn)
{
	u8 class = insn->opcode & 7;
	u32 base = class == AX_LDX ? insn->src : insn->dst, depth = AX_STACK_BYTES;

	s->has_slots = true;
	if ((class == AX_LDX || class == AX_ST || (class == AX_STX && insn->src != AX_R10)) && base == AX_R10 &&
	    insn->off < 0 && insn->off >= -AX_STACK_BYTES)
		depth = (u32)-insn->off;
	depth = (u32)align_up(depth, 16);
	if (depth > s->frame_bytes)
		s->frame_bytes = depth;
}

/* A call, a jump, an exit, or a pointer to a function. */
static int check_flow(struct axi_jit_state *s, const struct ax_insn *insn, u32 at)
{
	bool func = insn->opcode == AX_OP_LDDW, local = is_local_call(insn), jump = is_jump(insn);
	u32 to;

	if (insn->opcode == AX_OP_EXIT) {
		if (!(axi_jit_fact(s, at) & AX_FACT_DEAD))
			s->last_exit = at;
		s->site_max++;
		return 0;
	}
	s->calls |= insn->opcode == AX_OP_CALL;
	if (insn->opcode == AX_OP_CALL && !local) {
		if (insn->src != AX_CALL_HELPER)
			return -AX_ENOSYS;
		if ((u32)insn->imm >= s->in->helper_count || !s->in->helpers[insn->imm])
			return -AX_EINVAL;
		s->has_tail |= insn->imm == AX_HELPER_tail_call;
		s->throws |= insn->imm == AX_KFUNC_bpf_throw;
		s->site_max += 2; /* the way out when a callback ended the run; a tail call's */
		return 0;
	}
	to = axi_jit_target_of(insn, at);
	if (to >= s->count)
		return -AX_EINVAL;
	s->flags[to] |= s->flags[to] & AXI_FLAG_TARGET || !jump ? AXI_FLAG_TARGET | AXI_FLAG_MANY : AXI_FLAG_TARGET;
	s->has_funcs |= func;
	s->has_calls |= local || func;
	s->has_budget |= jump && (to <= at || insn->opcode == AX_OP_MAY_GOTO);
	if (jump && to <= at)
		s->flags[to] |= AXI_FLAG_LOOP;
	s->site_max += 4;
	return 0;
}

/* The structure of an instruction that has some.  Returns its slots, or a negative errno. */
static int check(struct axi_jit_state *s, u32 at, u32 traits)
{
	const struct ax_insn *insn = &s->insns[at];
	int err;

	if (axi_arena_insn(insn) || axi_jit_cast(insn)) {
		if (!s->in->arena || at + 1 >= s->count)
			return -AX_EINVAL;
		s->has_arena |= axi_arena_insn(insn);
		s->site_max += 2;
		if (axi_jit_cast(insn))
			s->flags[at + 1] |= AXI_FLAG_TARGET | AXI_FLAG_MANY;
	}
	s->has_hard |= (traits & AXI_T_HARD) != 0;
	s->has_shifts |= (traits & AXI_T_SHIFTS) != 0;
	if (traits & AXI_T_FLOW) {
		err = check_flow(s, insn, at);
		return err ? err : 1;
	}
	if (!(traits & AXI_T_WIDE))
		return 1;
	s->has_wide = true;
	s->flags[at + 1] |= AXI_FLAG_SECOND;
	if (!insn->src)
		return 2;
	err = insn->src == AX_PSEUDO_FUNC ? check_flow(s, insn, at) : -AX_EINVAL;
	return err ? err : 2;
}

/* A call that does not come back. */
static bool ends_run(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_CALL && insn->src == AX_CALL_HELPER && insn->imm == AX_KFUNC_bpf_throw;
}

static int check_all(struct axi_jit_state *s, const struct sets *sets, u32 *bad)
{
	const bool checked = s->in->checked;
	u32 at = 0, last = 0, used = 0;

	s->last_exit = UINT32_MAX;
	while (at < s->count) {
		const struct ax_insn *insn = &s->insns[at];
		u32 reads, writes, traits = axi_jit_traits[insn->opcode];
		int slots = 1;

		last = at;
		axi_jit_uses(insn, &reads, &writes);
		sets->uses[at] = reads | writes << WRITES;
		used |= reads | writes;
		if (!checked && ax_insn_check(insn, s->count - at) < 0)
			slots = -AX_EINVAL;
		else if (traits & (AXI_T_FLOW | AXI_T_HARD | AXI_T_SHIFTS | AXI_T_WIDE) || axi_jit_cast(insn))
			slots = check(s, at, traits);
		*bad = at;
		if (slots < 0)
			return slots;
		if ((reads | writes) >> AX_R10)
			note_frame(s, insn);
		at += (u32)slots;
	}
	s->used = used;
	/* the end is not run into */
	if (s->in->insns[last].opcode != AX_OP_EXIT && !is_always(&s->in->insns[last]) && !ends_run(&s->in->insns[last]))
		return -AX_EINVAL;
	*bad = s->in->catcher;
	if (s->in->catcher >= s->count)
		return -AX_EINVAL;
	if (s->in->catcher) {
		s->flags[s->in->catcher] |= AXI_FLAG_TARGET | AXI_FLAG_MANY;
		s->has_funcs = s->has_calls = true;
	}
	for (at = 0; s->has_wide && at < s->count; at++) {
		*bad = at;
		if ((s->flags[at] & AXI_FLAG_TARGET) && (s->flags[at] & AXI_FLAG_SECOND))
			return -AX_EINVAL;
	}
	return 0;
}

/* A lookup that is code reads its key alone: from where r2 points to, or the register that was stored there.  The map's address is
 * not wanted any more. */
static void forget_arguments(struct axi_jit_state *s, const struct sets *sets, u32 at)
{
	struct axi_jit_key key;
	u32 map, reads = 1u << AX_R2, writes = sets->uses[at] >> WRITES;

	if (axi_jit_map_load(s, at, &map)) {
		s->flags[map] |= AXI_FLAG_GONE;
		sets->uses[map] = (u16)sets->uses[map]; /* writes nothing */
	}
	if (axi_jit_key_at(s, at, &key))
		reads = key.is_imm ? 0 : 1u << key.reg;
	sets->uses[at] = reads | writes << WRITES;
}

/* Which helper calls are calls; a lookup in a known array is code, and a null check behind it part of it. */
static void helper_calls(struct axi_jit_state *s, const struct sets *sets)
{
	for (u32 at = 0; s->calls && at < s->count; at++) {
		const struct ax_insn *insn = &s->insns[at], *next = insn + 1;
		struct axi_jit_array array;

		if ((s->flags[at] & AXI_FLAG_SECOND) || insn->opcode != AX_OP_CALL || insn->src != AX_CALL_HELPER)
			continue;
		if (insn->imm == AX_HELPER_get_smp_processor_id && s->in->cpu) {
			sets->uses[at] = sets->uses[at] >> WRITES << WRITES; /* reads nothing */
			s->flags[at] |= AXI_FLAG_CPU;
			s->has_cpu = true;
			continue;
		}
		if (insn->imm != AX_HELPER_map_lookup_elem || !s->in->array || at + 1 >= s->count ||
		    !axi_jit_array_at(s, at, &array)) {
			s->has_helpers = true;
			continue;
		}
		forget_arguments(s, sets, at);
		s->has_cpu |= array.cpu_stride != 0;
		s->flags[at] |= AXI_FLAG_LOOKUP;
		if (next->opcode == (AX_JMP | AX_JEQ | AX_K) && next->dst == AX_R0 && !next->imm && next->off >= 0 &&
		    !(s->flags[at + 1] & AXI_FLAG_TARGET))
			s->flags[at] |= AXI_FLAG_NULL_CHECKED;
		else
			s->flags[at + 1] |= AXI_FLAG_TARGET | AXI_FLAG_MANY;
	}
}

/* One pass from the end to the start.  True when a target's set grew; *entry: what is live at the start. */
static bool liveness_pass(struct axi_jit_state *s, const struct sets *sets, u32 *entry)
{
	const struct ax_insn *insns = s->insns;
	const u8 *flags = s->flags;
	u16 *out = s->live;
	bool changed = false;
	u32 live = 0; /* what is read from here on */

	for (u32 at = s->count; at-- > 0;) {
		const struct ax_insn *insn = &insns[at];
		u32 uses = sets->uses[at];

		if (axi_jit_traits[insn->opcode] & AXI_T_FLOW && !(flags[at] & AXI_FLAG_SECOND)) {
			if (insn->opcode == AX_OP_EXIT || is_always(insn))
				live = 0;
			if (is_jump(insn))
				live |= sets->before[axi_jit_target_of(insn, at)];
		}
		out[at] = (u16)live;
		live = (uses | (live & ~(uses >> WRITES))) & UINT16_MAX;
		if (flags[at] & AXI_FLAG_TARGET) {
			changed |= sets->before[at] != live;
			sets->before[at] = (u16)live;
		}
	}
	*entry = live;
	return changed;
}

/* Liveness by iteration; programs settle in two or three passes, one that does not gets "all live". */
static void liveness(struct axi_jit_state *s, const struct sets *sets)
{
	for (u32 pass = 0; pass < 12; pass++)
		if (!liveness_pass(s, sets, &s->entry) || !s->has_budget) /* without a backward jump, one pass from the end sees all */
			return;
	s->entry = ALL_REGS;
	for (u32 at = 0; at < s->count; at++)
		s->live[at] = ALL_REGS;
}

/* What the instructions read and write, again. */
static void use_sets(const struct axi_jit_state *s, const struct sets *sets)
{
	for (u32 at = 0; at < s->count; at++) {
		u32 reads, writes;

		if (s->flags[at] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(&s->insns[at], &reads, &writes);
		sets->uses[at] = reads | writes << WRITES;
	}
}

int axi_jit_analyze(struct axi_jit_state *s, struct ax_arena *mem, u32 *bad)
{
	size_t mark;
	struct sets sets;
	int err;

	s->insns = s->in->insns;
	s->flags = ax_arena_array(mem, (size_t)s->count + 1, sizeof(*s->flags), 1);
	s->live = ax_arena_array(mem, s->count, sizeof(*s->live), sizeof(*s->live));
	s->labels = ax_arena_array(mem, (size_t)s->count + AXI_LABELS, sizeof(*s->labels), sizeof(u32));
	mark = ax_arena_mark(mem);
	if (!take_sets(s, mem, &sets) || !s->flags || !s->live || !s->labels)
		return -AX_ENOMEM;
	s->flags[s->count] = AXI_FLAG_TARGET;
	s->site_max = 2 * AXI_LABELS + 1;
	err = check_all(s, &sets, bad);
	if (err)
		return err;
	if (s->has_budget && !s->has_calls && !s->has_arena) {
		ax_arena_release(mem, mark);
		err = axi_jit_spare(s, mem);
		mark = ax_arena_mark(mem);
		if (err || !take_sets(s, mem, &sets))
			return -AX_ENOMEM;
		use_sets(s, &sets);
	}
	helper_calls(s, &sets);
	s->has_helpers |= s->has_arena;
	liveness(s, &sets);
	ax_arena_release(mem, mark);
	s->sites = ax_arena_array(mem, s->site_max, sizeof(*s->sites), sizeof(u32));
	if (!s->sites)
		return -AX_ENOMEM;
	s->has_budget &= !s->in->bounded;
	s->has_depth = s->has_calls && !s->in->shallow;
	s->ends_inside = s->has_funcs || s->throws || (s->has_tail && s->has_calls);
	s->needs_run = s->has_helpers || s->has_budget || s->has_depth || s->has_funcs || s->has_cpu;
	return 0;
}
