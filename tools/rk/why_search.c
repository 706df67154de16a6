/* SPDX-License-Identifier: Apache-2.0
 * why_search.c - which input next.
 *
 * Inputs that took a branch nobody took before, or came nearer to the refused instruction, are kept.  From a kept input
 * three kinds of steps are made: turn one branch of its run (by solving the comparison for input bytes), push one access
 * of its run out of its object, or change bytes at random; constants of the program are preferred.  Every step is tried
 * by a run; only a run decides. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "isa/decode.h"
#include "rk/why.h"

enum { KEPT = 256, CONSTANTS = 256, FAR = UINT16_MAX, ELSEWHERE_RUNS = 2000 };

struct kept {
	struct why_input input;
	u32 distance;
	u32 tried;          /* steps made from it */
};

struct search {
	struct why_machine *m;
	const struct ax_diag *diag;
	u64 random;
	u16 *distance;      /* [insn_count] to the refused instruction */
	u8 *seen;           /* as in the machine, over all runs */
	struct kept kept[KEPT];
	u32 count;
	u64 constant[CONSTANTS];
	u32 constants;
	struct why_input next, base;
	struct why_event *event; /* of the run that the steps start from */
	struct why_nodes *nodes;
	u32 events;
	u32 leaf_at[WHY_LEAVES], leaf_bytes[WHY_LEAVES], leaves;
	struct timespec start;
	double limit;
	u64 runs;
	u64 elsewhere;      /* runs after which a fault at another instruction is good enough; 0: it is at the right one */
	struct why_found *out;
};

static double spent(const struct search *s)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - s->start.tv_sec) + (double)(now.tv_nsec - s->start.tv_nsec) / 1e9;
}

/* --- the program: distances, constants --- */

static u32 size_of(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_LDDW ? 2 : 1;
}

/* Where control goes from `at`: at most two places. */
static u32 successors(const struct ax_object_prog *prog, u32 at, u32 to[2])
{
	const struct ax_insn *insn = &prog->insns[at];
	u32 class = insn->opcode & 7, n = 0;
	s64 target = (s64)at + 1;

	if (insn->opcode == AX_OP_EXIT)
		return 0;
	if (insn->opcode == AX_OP_CALL) {
		to[n++] = at + 1;
		if (insn->src == AX_CALL_LOCAL)
			to[n++] = (u32)(target + insn->imm);
		return n;
	}
	if (class == AX_JMP || class == AX_JMP32) {
		bool always = (insn->opcode & 0xf0) == AX_JA;

		to[n++] = (u32)(target + (always && class == AX_JMP32 ? insn->imm : insn->off));
		if (always)
			return n;
	}
	to[n++] = at + size_of(insn);
	return n;
}

/* Backwards from the refused instruction until nothing changes; programs are small and the passes are few. */
static void distances(struct search *s)
{
	const struct ax_object_prog *prog = s->m->prog;
	bool changed = true;

	for (u32 i = 0; i < prog->insn_count; i++)
		s->distance[i] = FAR;
	if (s->diag->insn >= prog->insn_count)
		return;
	s->distance[s->diag->insn] = 0;
	for (u32 pass = 0; changed && pass < 64; pass++) {
		changed = false;
		for (u32 i = prog->insn_count; i-- > 0;) {
			u32 to[2], n = successors(prog, i, to);

			for (u32 k = 0; k < n; k++) {
				if (to[k] >= prog->insn_count || s->distance[to[k]] == FAR ||
				    s->distance[to[k]] + 1 >= s->distance[i])
					continue;
				s->distance[i] = (u16)(s->distance[to[k]] + 1);
				changed = true;
			}
		}
	}
}

static void constant(struct search *s, u64 c)
{
	for (u32 i = 0; i < s->constants; i++)
		if (s->constant[i] == c)
			return;
	if (s->constants < CONSTANTS)
		s->constant[s->constants++] = c;
}

static void constants(struct search *s)
{
	const struct ax_object_prog *prog = s->m->prog;
	static const u64 always[] = {0, 1, 2, 7, 8, 15, 16, 63, 64, 127, 128, 255, 256, 511, 512, 4095, 4096, 65535, 65536, INT32_MAX,
				     (u64)INT32_MAX + 1, UINT32_MAX, (u64)UINT32_MAX + 1, INT64_MAX, (u64)INT64_MAX + 1,
				     UINT64_MAX, (u64)(s64)INT32_MIN, UINT64_MAX - 7};

	for (u32 i = 0; i < ARRAY_LEN(always); i++)
		constant(s, always[i]);
	for (u32 i = 0; i < prog->insn_count; i += size_of(&prog->insns[i])) {
		u32 class = prog->insns[i].opcode & 7;
		s64 imm = prog->insns[i].imm;

		if ((class == AX_JMP || class == AX_JMP32 || class == AX_ALU || class == AX_ALU64) &&
		    !(prog->insns[i].opcode & AX_X)) {
			constant(s, (u64)imm);
			constant(s, (u64)(imm - 1));
			constant(s, (u64)(imm + 1));
		}
	}
}

/* --- runs --- */

/* Did the run do something new, or come nearer?  Its nearest distance in *nearest. */
static bool news(struct search *s, u32 *nearest)
{
	struct why_machine *m = s->m;
	bool fresh = false;

	*nearest = FAR;
	for (u32 i = 0; i < 2 * m->prog->insn_count; i++) {
		if (!m->seen[i])
			continue;
		if (m->seen[i] & 2 && s->distance[i / 2] < *nearest)
			*nearest = s->distance[i / 2];
		fresh = fresh || (m->seen[i] & ~s->seen[i]);
		s->seen[i] |= m->seen[i];
		m->seen[i] = 0;
	}
	return fresh;
}

static void keep(struct search *s, const struct why_input *in, u32 distance)
{
	struct kept *worst;

	if (s->count < KEPT) {
		worst = &s->kept[s->count];
		*worst = (struct kept){0};
		s->count += why_input_copy(&worst->input, in);
	} else {
		worst = &s->kept[why_random(&s->random) % KEPT];
		if (worst->distance < distance || !why_input_copy(&worst->input, in))
			return;
	}
	worst->distance = distance;
	worst->tried = 0;
}

/* A run that does not end is a fault only where the verifier said so; bounded loops may be long. */
static bool counts(const struct search *s)
{
	const struct why_fault *f = &s->m->fault;

	return f->kind != WHY_FAULT_ENDLESS || !strcmp(ax_diag_name(s->diag->reason), "endless_loop");
}

static void note_found(struct search *s, const struct why_input *in)
{
	bool here = s->m->fault.pc == s->diag->insn || s->m->fault.kind == WHY_FAULT_ENDLESS || s->diag->insn == UINT32_MAX;

	if (s->out->wrong && !here)
		return;
	if (!why_input_copy(&s->out->input, in))
		return;
	s->out->wrong = true;
	s->out->fault = s->m->fault;
	/* somewhere else: keep looking for the refused instruction itself, for a while */
	s->elsewhere = here ? 0 : s->elsewhere ? s->elsewhere : s->out->runs + ELSEWHERE_RUNS;
}

static bool done(const struct search *s)
{
	return (s->out->wrong && (!s->elsewhere || s->out->runs > s->elsewhere)) || s->out->runs >= s->runs ||
	       spent(s) > s->limit || s->out->exhausted;
}

/* Run s->next; keep it when it is worth it.  True: the search is over. */
static bool try(struct search *s)
{
	u32 distance;
	bool wrong = why_run(s->m, &s->next, false, &s->random), fresh;

	s->out->runs++;
	if (s->m->lost && !s->out->lost[0])
		snprintf(s->out->lost, sizeof(s->out->lost), "%s", s->m->lost_what);
	fresh = news(s, &distance);
	s->out->reached = s->out->reached || !distance;
	if (wrong && counts(s))
		note_found(s, &s->next);
	else if (fresh)
		keep(s, &s->next, distance);
	return done(s);
}

/* --- steps --- */

/* Start from a kept input: run it again, because its expressions are needed.  (Runs are cheap, expressions large.) */
static void start_from(struct search *s, struct kept *kept)
{
	struct why_machine *m = s->m;

	if (!why_input_copy(&s->base, &kept->input))
		return;
	why_run(m, &s->base, false, NULL);
	memset(m->seen, 0, 2 * (size_t)m->prog->insn_count);
	s->out->runs++;
	s->events = m->events;
	memcpy(s->event, m->event, m->events * sizeof(*m->event));
	s->nodes->count = m->nodes.count;
	memcpy(s->nodes->node, m->nodes.node, m->nodes.count * sizeof(*m->nodes.node));
	s->leaves = m->leaves;
	memcpy(s->leaf_at, m->leaf_at, sizeof(s->leaf_at));
	memcpy(s->leaf_bytes, m->leaf_bytes, sizeof(s->leaf_bytes));
}

static u64 interesting(struct search *s)
{
	u64 r = why_random(&s->random);

	switch (r >> 60) {
	case 0:
	case 1: return why_random(&s->random);
	case 2: return (u64)1 << (r & 63);
	case 3: return ((u64)1 << (r & 63)) - 1;
	default: return s->constant[(u32)r % s->constants];
	}
}

/* Values for the left (or right) operand that may turn the comparison; the nearest first. */
static u64 candidate(struct search *s, u64 other, u32 nth)
{
	static const u64 fixed[] = {0, INT64_MAX, (u64)INT64_MAX + 1, UINT64_MAX, INT32_MAX, (u64)INT32_MAX + 1, UINT32_MAX};

	switch (nth) {
	case 0: return other;
	case 1: return other + 1;
	case 2: return other - 1;
	default: return nth - 3 < ARRAY_LEN(fixed) ? fixed[nth - 3] : interesting(s);
	}
}

static bool holds(u32 op, bool half, u64 a, u64 b)
{
	s64 x = half ? (s32)a : (s64)a, y = half ? (s32)b : (s64)b;

	if (half) {
		a = (u32)a;
		b = (u32)b;
	}
	switch (op) {
	case AX_JEQ: return a == b;
	case AX_JNE: return a != b;
	case AX_JSET: return a & b;
	case AX_JGT: return a > b;
	case AX_JGE: return a >= b;
	case AX_JLT: return a < b;
	case AX_JLE: return a <= b;
	case AX_JSGT: return x > y;
	case AX_JSGE: return x >= y;
	case AX_JSLT: return x < y;
	default: return x <= y;
	}
}

/* Change s->next so that the branch goes the other way. */
static bool turn(struct search *s, const struct why_event *e, u32 nth)
{
	bool left = e->na && (!e->nb || why_random(&s->random) & 1);
	u64 other = left ? e->vb : e->va, want;

	want = candidate(s, other, nth);
	if (e->op == AX_JSET && nth < 3)
		want = e->taken ? 0 : other;
	if (e->half)
		want = (u32)want;
	if (holds(e->op, e->half, left ? want : e->va, left ? e->vb : want) == e->taken)
		return false;
	return why_solve(s->nodes, left ? e->na : e->nb, want, &s->next, &s->random);
}

static u64 outside(struct search *s, const struct why_event *e, u32 nth)
{
	switch (nth) {
	case 0: return (u64)e->max + 1;
	case 1: return (u64)e->min - 1;
	case 2: return (u64)e->max + 8;
	case 3: return (u64)e->max + 64;
	case 4: return (u64)e->min - 8;
	case 5: return (u64)e->max * 2 + 8;
	default: return interesting(s);
	}
}

static void toggle(struct search *s, u32 choice)
{
	const struct why_slot *slot;
	u32 at;

	if (choice - 1 >= s->next.slots)
		return;
	slot = &s->next.slot[choice - 1];
	at = slot->kind == WHY_ELEMENT ? slot->at + slot->key_size : slot->at;
	if (slot->kind == WHY_ELEMENT) {
		s->next.bytes[at] = !s->next.bytes[at];
	} else {
		bool there = s->next.bytes[at];

		memset(s->next.bytes + at, 0, 8);
		s->next.bytes[at] = !there;
	}
}

static bool apply(struct search *s, const struct why_event *e, u32 nth)
{
	switch (e->kind) {
	case WHY_BRANCH: return turn(s, e, nth);
	case WHY_ACCESS: return why_solve(s->nodes, e->na, outside(s, e, nth), &s->next, &s->random);
	default:
		if (nth)
			return false;
		toggle(s, e->choice);
		return true;
	}
}

static void mutate(struct search *s)
{
	u32 changes = 1 + (u32)(why_random(&s->random) % 4);

	while (changes--) {
		u64 r = why_random(&s->random);

		if (s->leaves && r % 4) {
			u32 leaf = (u32)(r >> 8) % s->leaves;
			u64 value = interesting(s);

			memcpy(s->next.bytes + s->leaf_at[leaf], &value, s->leaf_bytes[leaf]);
		} else if (s->next.slots) {
			const struct why_slot *slot = &s->next.slot[(u32)(r >> 8) % s->next.slots];
			u32 from = slot->key_size;

			if (slot->kind == WHY_RESULT && r & 0x80) {
				u64 value = interesting(s);

				memcpy(s->next.bytes + slot->at, &value, 8);
			} else if (slot->size > from) {
				u32 span = slot->kind == WHY_ELEMENT && r & 0x40 ? 1 : slot->size - from;

				s->next.bytes[slot->at + from + (u32)(r >> 40) % span] = (u8)(r >> 32);
			}
		}
	}
}

/* All single steps from one input, first those that turn a branch towards the refused instruction.  True: over. */
static bool systematic(struct search *s)
{
	enum { TRIES = 10, LATEST = 400 };

	for (u32 nth = 0; nth < TRIES; nth++) {
		u32 first = s->events > LATEST ? s->events - LATEST : 0;

		for (u32 i = s->events; i-- > first;) {
			if (!why_input_copy(&s->next, &s->base))
				return true;
			if (apply(s, &s->event[i], nth) && try(s))
				return true;
		}
	}
	return false;
}

static bool random_step(struct search *s)
{
	u32 steps = 1 + (u32)(why_random(&s->random) % 3);

	if (!why_input_copy(&s->next, &s->base))
		return true;
	while (steps--) {
		if (s->events && why_random(&s->random) % 4)
			apply(s, &s->event[why_random(&s->random) % s->events], (u32)(why_random(&s->random) % 24));
		else
			mutate(s);
	}
	return try(s);
}

/* The best of three: near, and not tried much. */
static struct kept *choose(struct search *s)
{
	struct kept *best = &s->kept[why_random(&s->random) % s->count];

	for (u32 i = 0; i < 2; i++) {
		struct kept *other = &s->kept[why_random(&s->random) % s->count];

		if ((u64)other->distance * 4 + other->tried < (u64)best->distance * 4 + best->tried)
			best = other;
	}
	return best;
}

/* Does anything depend on the input? */
static bool no_input(const struct search *s)
{
	u32 used = 0;

	for (u32 i = 0; i < s->base.slots; i++)
		used += s->base.slot[i].used && s->base.slot[i].kind != WHY_CONTEXT;
	return !s->leaves && !used && !s->m->lost;
}

static void look(struct search *s)
{
	bool over = try(s); /* the input that is all zero */

	if (!over && !s->count)
		keep(s, &s->next, FAR);
	while (!over && s->count) {
		struct kept *kept = choose(s);
		bool first = !kept->tried++;

		start_from(s, kept);
		if (no_input(s)) {
			s->out->exhausted = true;
			return;
		}
		if (first)
			over = systematic(s);
		for (u32 i = 0; !over && i < 32; i++)
			over = random_step(s);
	}
}

/* --- afterwards: less input, the same fault --- */

static bool still(struct search *s, const struct why_input *in)
{
	struct why_fault want = s->out->fault;

	if (!why_input_copy(&s->base, in))
		return false;
	return why_run(s->m, &s->base, true, NULL) && s->m->fault.kind == want.kind && s->m->fault.pc == want.pc;
}

static void shrink(struct search *s)
{
	u32 size;

	if (!still(s, &s->out->input))
		return;
	why_input_copy(&s->out->input, &s->base); /* with what the run made up and set right */
	for (size = 64; size; size /= 2) {
		for (u32 k = 0; k < s->out->input.slots; k++) {
			const struct why_slot slot = s->out->input.slot[k];

			for (u32 at = slot.key_size; at < slot.size && spent(s) < s->limit + 1; at += size) {
				u32 n = (u32)min_u64(size, slot.size - at);
				bool zero = true;

				for (u32 i = 0; i < n; i++)
					zero = zero && !s->out->input.bytes[slot.at + at + i];
				if (zero || !why_input_copy(&s->next, &s->out->input))
					continue;
				memset(s->next.bytes + slot.at + at, 0, n);
				if (still(s, &s->next))
					why_input_copy(&s->out->input, &s->base);
			}
		}
	}
	still(s, &s->out->input); /* the machine shows the run that is reported */
	s->out->fault = s->m->fault;
	why_input_copy(&s->out->input, &s->base);
}

bool why_search(struct why_machine *m, const struct ax_diag *diag, u64 runs, double seconds, u64 seed, struct why_found *out)
{
	struct search *s = calloc(1, sizeof(*s));
	u32 count = m->prog->insn_count;
	bool ok;

	*out = (struct why_found){0};
	if (!s)
		return false;
	*s = (struct search){.m = m, .diag = diag, .random = seed * 2 + 1, .runs = runs, .limit = seconds, .out = out};
	s->distance = calloc(count + 1, sizeof(*s->distance));
	s->seen = calloc(2, (size_t)count + 1);
	s->event = calloc(WHY_EVENTS, sizeof(*s->event));
	s->nodes = malloc(sizeof(*s->nodes));
	ok = s->distance && s->seen && s->event && s->nodes;
	clock_gettime(CLOCK_MONOTONIC, &s->start);
	if (ok) {
		distances(s);
		constants(s);
		out->aimless = diag->insn == UINT32_MAX;
		look(s);
		out->seconds = spent(s);
		if (out->wrong)
			shrink(s);
		m->in = &out->input; /* what the machine shows from now on */
	}
	for (u32 i = 0; i < s->count; i++)
		why_input_free(&s->kept[i].input);
	why_input_free(&s->next);
	why_input_free(&s->base);
	free(s->distance);
	free(s->seen);
	free(s->event);
	free(s->nodes);
	free(s);
	return ok;
}
