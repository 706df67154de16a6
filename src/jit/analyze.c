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

/* Working memory of the analysis: register sets of each instruction. */
struct sets {
	u16 reads, writes, before; /* before: live when it begins */
};

/* What an instruction reads and writes, as register sets; it is a valid one. */
void axi_jit_uses(const struct ax_insn *insn, u32 *reads, u32 *writes)
{
	u32 dst = 1u << insn->dst, src = 1u << insn->src, operation = insn->opcode & 0xf0;

	*reads = *writes = 0;
	switch (insn->opcode & 7) {
	case AX_ALU:
	case AX_ALU64:
		*writes = dst;
		*reads = operation == AX_MOV ? 0 : dst;
		if ((insn->opcode & AX_X) && operation != AX_END)
			*reads |= src;
		return;
	case AX_LD: *writes = dst; return;
	case AX_LDX:
		*reads = src;
		*writes = dst;
		return;
	case AX_ST: *reads = dst; return;
	case AX_STX:
		*reads = dst | src;
		if ((insn->opcode & 0xe0) != AX_ATOMIC || !(insn->imm & AX_FETCH))
			return;
		*writes = insn->imm == AX_CMPXCHG ? 1u << AX_R0 : src;
		*reads |= *writes;
		return;
	default: break;
	}
	if (insn->opcode == AX_OP_CALL) {
		*reads = ARGS;
		*writes = ARGS | 1u << AX_R0;
	} else if (insn->opcode == AX_OP_EXIT) {
		*reads = 1u << AX_R0;
	} else if (operation != AX_JA) {
		*reads = dst | (insn->opcode & AX_X ? src : 0);
	}
}

_Static_assert(sizeof(struct sets) <= AXI_SETS_BYTES, "what axi_jit_arena_bytes asks for");

/* How deep below R10 the program reaches; any other use of R10 than as a base may reach everything. */
static void note_frame(struct axi_jit_state *s, const struct ax_insn *insn, u32 touched)
{
	u8 class = insn->opcode & 7;
	u32 base = class == AX_LDX ? insn->src : insn->dst, depth = AX_STACK_BYTES;

	if (!(touched & 1u << AX_R10))
		return;
	s->has_slots = true;
	if ((class == AX_LDX || class == AX_ST || (class == AX_STX && insn->src != AX_R10)) && base == AX_R10 &&
	    insn->off < 0 && insn->off >= -AX_STACK_BYTES)
		depth = (u32)-insn->off;
	depth = (u32)align_up(depth, 16);
	if (depth > s->frame_bytes)
		s->frame_bytes = depth;
}

static bool is_hard(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7, operation = insn->opcode & 0xf0;

	if (class == AX_STX)
		return (insn->opcode & 0xe0) == AX_ATOMIC;
	return (class == AX_ALU || class == AX_ALU64) &&
	       (operation == AX_DIV || operation == AX_MOD ||
		((insn->opcode & AX_X) && (operation == AX_LSH || operation == AX_RSH || operation == AX_ARSH)));
}

/* A call, a jump, an exit, or a pointer to a function. */
static int check_flow(struct axi_jit_state *s, const struct ax_insn *insn, u32 at)
{
	bool func = insn->opcode == AX_OP_LDDW, local = is_local_call(insn), jump = is_jump(insn);
	u32 to;

	if (insn->opcode == AX_OP_EXIT) {
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
		s->site_max += 2; /* the way out when a callback ended the run; a tail call's */
		return 0;
	}
	to = axi_jit_target_of(insn, at);
	if (to >= s->count)
		return -AX_EINVAL;
	s->flags[to] |= AXI_FLAG_TARGET;
	s->has_funcs |= func;
	s->has_calls |= local || func;
	if (jump && to <= at) {
		s->has_budget = true;
		s->flags[to] |= AXI_FLAG_LOOP;
	}
	s->site_max += 4;
	return 0;
}

/* One instruction's structure.  Returns its slots, or a negative errno. */
static int check(struct axi_jit_state *s, u32 at, struct sets *sets)
{
	const struct ax_insn *insn = &s->in->insns[at];
	u32 reads, writes, class = insn->opcode & 7;
	int err;

	if (ax_insn_check(insn, s->count - at) < 0)
		return -AX_EINVAL;
	axi_jit_uses(insn, &reads, &writes);
	*sets = (struct sets){.reads = (u16)reads, .writes = (u16)writes};
	s->used |= reads | writes;
	s->has_hard |= is_hard(insn);
	note_frame(s, insn, reads | writes);
	if (class == AX_JMP || class == AX_JMP32) {
		err = check_flow(s, insn, at);
		return err ? err : 1;
	}
	if (insn->opcode != AX_OP_LDDW)
		return 1;
	s->flags[at + 1] |= AXI_FLAG_SECOND;
	if (!insn->src)
		return 2;
	err = insn->src == AX_PSEUDO_FUNC ? check_flow(s, insn, at) : -AX_EINVAL;
	return err ? err : 2;
}

static int check_all(struct axi_jit_state *s, struct sets *sets, u32 *bad)
{
	u32 at = 0, last = 0;

	s->last_exit = UINT32_MAX;
	while (at < s->count) {
		int slots = check(s, at, &sets[at]);

		*bad = last = at;
		if (slots < 0)
			return slots;
		at += (u32)slots;
	}
	/* the end is not run into */
	if (s->in->insns[last].opcode != AX_OP_EXIT && !is_always(&s->in->insns[last]))
		return -AX_EINVAL;
	for (at = 0; at < s->count; at++) {
		*bad = at;
		if ((s->flags[at] & AXI_FLAG_TARGET) && (s->flags[at] & AXI_FLAG_SECOND))
			return -AX_EINVAL;
	}
	return 0;
}

/* The map in r1 at the call: the last write of r1 before it, with no way in between, is a constant. */
bool axi_jit_array_at(const struct axi_jit_state *s, u32 at, struct axi_jit_array *out)
{
	for (u32 i = at; i > 0 && at - i < 32 && !(s->flags[i] & AXI_FLAG_TARGET);) {
		const struct ax_insn *insn = &s->insns[--i];
		u32 reads, writes;

		if (s->flags[i] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(insn, &reads, &writes);
		if (!(writes & 1u << AX_R1))
			continue;
		return insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_NONE &&
		       s->in->array(s->in->array_arg, (u32)insn[0].imm | (u64)(u32)insn[1].imm << 32, out) && out->count <= INT32_MAX &&
		       out->stride <= INT32_MAX;
	}
	return false;
}

/* Which helper calls are calls; a lookup in a known array is code, and a null check behind it part of it. */
static void helper_calls(struct axi_jit_state *s, struct sets *sets)
{
	for (u32 at = 0; s->calls && at < s->count; at++) {
		const struct ax_insn *insn = &s->insns[at], *next = insn + 1;
		struct axi_jit_array array;

		if ((s->flags[at] & AXI_FLAG_SECOND) || insn->opcode != AX_OP_CALL || insn->src != AX_CALL_HELPER)
			continue;
		if (insn->imm != AX_HELPER_map_lookup_elem || !s->in->array || at + 1 >= s->count ||
		    !axi_jit_array_at(s, at, &array)) {
			s->has_helpers = true;
			continue;
		}
		sets[at].reads = 1u << AX_R2;
		s->flags[at] |= AXI_FLAG_LOOKUP;
		if (next->opcode == (AX_JMP | AX_JEQ | AX_K) && next->dst == AX_R0 && !next->imm && next->off >= 0 &&
		    !(s->flags[at + 1] & AXI_FLAG_TARGET))
			s->flags[at] |= AXI_FLAG_NULL_CHECKED;
		else
			s->flags[at + 1] |= AXI_FLAG_TARGET;
	}
}

/* One pass from the end to the start.  True when a set grew. */
static bool liveness_pass(struct axi_jit_state *s, struct sets *sets)
{
	bool changed = false;

	for (u32 at = s->count; at-- > 0;) {
		const struct ax_insn *insn = &s->insns[at];
		u32 after = 0, next = at + 1, class = insn->opcode & 7;

		if (s->flags[at] & AXI_FLAG_SECOND)
			continue;
		if (next < s->count && s->flags[next] & AXI_FLAG_SECOND)
			next++;
		if (class != AX_JMP && class != AX_JMP32) {
			after = next < s->count ? sets[next].before : 0;
		} else {
			if (insn->opcode != AX_OP_EXIT && !is_always(insn) && next < s->count)
				after |= sets[next].before;
			if (is_jump(insn))
				after |= sets[axi_jit_target_of(insn, at)].before;
		}
		s->live[at] = s->live[next - 1] = (u16)after;
		after = sets[at].reads | (after & ~(u32)sets[at].writes);
		changed |= sets[at].before != after;
		sets[at].before = (u16)after;
	}
	return changed;
}

/* Liveness by iteration; programs settle in two or three passes, one that does not gets "all live". */
static void liveness(struct axi_jit_state *s, struct sets *sets)
{
	for (u32 pass = 0; pass < 12; pass++)
		if (!liveness_pass(s, sets) || !s->has_budget) /* without a backward jump, one pass from the end sees all */
			return;
	for (u32 at = 0; at < s->count; at++)
		s->live[at] = ALL_REGS;
}

/* What the instructions read and write, again. */
static void use_sets(const struct axi_jit_state *s, struct sets *sets)
{
	for (u32 at = 0; at < s->count; at++) {
		u32 reads, writes;

		if (s->flags[at] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(&s->insns[at], &reads, &writes);
		sets[at] = (struct sets){.reads = (u16)reads, .writes = (u16)writes};
	}
}

int axi_jit_analyze(struct axi_jit_state *s, struct ax_arena *mem, u32 *bad)
{
	size_t mark;
	struct sets *sets;
	int err;

	s->insns = s->in->insns;
	s->flags = ax_arena_array(mem, s->count, sizeof(*s->flags), 1);
	s->live = ax_arena_array(mem, s->count, sizeof(*s->live), sizeof(*s->live));
	s->labels = ax_arena_array(mem, (size_t)s->count + AXI_LABELS, sizeof(*s->labels), sizeof(u32));
	mark = ax_arena_mark(mem);
	sets = ax_arena_array(mem, s->count, sizeof(*sets), sizeof(u16));
	if (!s->flags || !s->live || !s->labels || !sets)
		return -AX_ENOMEM;
	s->site_max = 2 * AXI_LABELS + 1;
	err = check_all(s, sets, bad);
	if (err)
		return err;
	if (s->has_budget && !s->has_calls) {
		ax_arena_release(mem, mark);
		err = axi_jit_spare(s, mem);
		mark = ax_arena_mark(mem);
		sets = ax_arena_array(mem, s->count, sizeof(*sets), sizeof(u16));
		if (err || !sets)
			return -AX_ENOMEM;
		use_sets(s, sets);
	}
	helper_calls(s, sets);
	liveness(s, sets);
	ax_arena_release(mem, mark);
	s->sites = ax_arena_array(mem, s->site_max, sizeof(*s->sites), sizeof(u32));
	if (!s->sites)
		return -AX_ENOMEM;
	s->has_budget &= !s->in->bounded;
	s->has_depth = s->has_calls && !s->in->shallow;
	s->ends_inside = s->has_funcs || (s->has_tail && s->has_calls);
	s->needs_run = s->has_helpers || s->has_budget || s->has_depth || s->has_funcs;
	return 0;
}
