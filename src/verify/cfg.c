/* SPDX-License-Identifier: Apache-2.0
 * cfg.c - the structure of a program: instructions, subprograms, blocks, loops, walk order, live registers.
 *
 * Order: reverse post-order in which every loop's blocks stand together, head first.  Loop heads are found in one
 * depth-first search (T. Wei et al., "A New Algorithm for Identifying Loops in Decompilation", SAS 2007); a loop with
 * two entries is refused.  No C recursion: the search keeps its path in the blocks. */
#include <axiom/arena.h>
#include <axiom/helper.h>
#include "isa/decode.h"
#include "isa/kfunc.h"
#include "verify/verify.h"

u32 axi_jump_target(const struct ax_insn *insn, u32 pc)
{
	/* jmp32 ja carries its distance in imm */
	s64 off = insn->opcode == (AX_JMP32 | AX_JA) ? insn->imm : insn->off;

	return (u32)((s64)pc + 1 + off); /* out-of-range values are refused by check_target before use */
}

/* Where there are no bits (axi_packed: they are memory), nothing asks for them. */
static void bit_set(u64 *bits, u32 i)
{
	if (!AXI_FAST || bits)
		bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static bool is_jump(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7, op = insn->opcode & 0xf0;

	return class == AX_JMP32 || (class == AX_JMP && op != AX_CALL && op != AX_EXIT);
}

static bool is_goto(const struct ax_insn *insn)
{
	return is_jump(insn) && !(insn->opcode & 0xf0);
}

u32 axi_block_at(const struct axi_verify *v, u32 pc)
{
	u64 below = v->leader[pc / 64] & ((UINT64_C(2) << (pc % 64)) - 1);

	return v->rank[pc / 64] + (u32)__builtin_popcountll(below) - 1;
}

u32 axi_sub_at(const struct axi_verify *v, u32 pc)
{
	u32 lo = 0, hi = v->sub_count;

	while (hi - lo > 1) {
		u32 mid = (lo + hi) / 2;

		if (v->sub[mid].start <= pc)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

/* The next set bit in [from, end); `end`: none. */
static u32 next_bit(const u64 *bits, u32 from, u32 end)
{
	for (u32 w = from / 64; from < end; from = ++w * 64) {
		u64 rest = bits[w] >> (from % 64);

		if (rest) {
			from += (u32)__builtin_ctzll(rest);
			return from < end ? from : end;
		}
	}
	return end;
}

/* Does this 64-bit load give a function's address? */
static bool is_func(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_FUNC;
}

static bool is_local_call(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL;
}

/* Is a subprogram called here, or its address taken? */
bool axi_names_sub(const struct ax_insn *insn)
{
	return is_local_call(insn) || is_func(insn);
}

/* ---- instructions and targets ---- */

/* ld_abs and ld_ind: where the type has a packet that they can read. */
static bool legacy_load_problem(const struct axi_verify *v, const struct ax_insn *insn)
{
	u32 mode = insn->opcode & 0xe0;

	if (!AXI_OBJECTS || (insn->opcode & 7) != AX_LD || (mode != AX_ABS && mode != AX_IND))
		return false;
	return !AXI_LEGACY || v->in->plain_ctx || !(axi_prog_packet(v->in->prog_type) & AXI_PACKET_LOAD) || insn->dst || insn->off ||
	       (insn->opcode & 0x18) == AX_DW || (mode == AX_ABS ? insn->src : insn->src > AX_R10);
}

/* A jump, an exit, a call: blocks end there (a local call's ways back may stay apart). */
static void note_end(struct axi_verify *v, const struct ax_insn *insn, u32 pc)
{
	if (insn->opcode != AX_OP_CALL || is_local_call(insn)) {
		bit_set(v->ends, pc);
		v->local_calls += insn->opcode == AX_OP_CALL;
	} else if (!insn->src && axi_helper_calls((u32)insn->imm)) {
		bit_set(v->ends, pc);
		v->site_room++;
	} else if (axi_kfunc_throws(insn)) {
		bit_set(v->ends, pc);
	}
}

static int check_insns(struct axi_verify *v)
{
	const struct ax_verify_input *in = v->in;

	for (u32 pc = 0; pc < in->insn_count;) {
		const struct ax_insn *insn = &in->insns[pc];
		u32 class = insn->opcode & 7, mode = insn->opcode & 0xe0;
		int slots;

		v->pc = pc;
		if (AXI_OBJECTS && class == AX_LD && (mode == AX_ABS || mode == AX_IND))
			slots = legacy_load_problem(v, insn) ? -1 : 1;
		else if (AXI_KFUNCS && insn->opcode == AX_OP_MAY_GOTO) /* which ax_insn_check does not take: nothing runs it */
			slots = insn->dst || insn->src || insn->imm ? -1 : 1;
		else
			slots = AXI_KFUNCS && axi_moves_r10(insn) ? 1 : ax_insn_check(insn, in->insn_count - pc);
		if (slots < 0 && legacy_load_problem(v, insn))
			return axi_reject(v, AXI_REASON_PACKET_LOAD, -1);
		if (slots < 0)
			return AXI_WORDS ? axi_reject_words(v, AXI_REASON_BAD_INSN, -1, axi_insn_problem(insn, in->insn_count - pc))
					 : axi_reject(v, AXI_REASON_BAD_INSN, -1);
		if (class == AX_JMP || class == AX_JMP32) {
			note_end(v, insn, pc);
		} else if (slots == 2) {
			v->site_room += is_func(insn);
			if (insn->src == AX_PSEUDO_BTF_ID)
				return axi_reject(v, AXI_REASON_PSEUDO, insn->dst);
		}
		pc += (u32)slots;
	}
	return 0;
}

static bool on_insn(const struct axi_verify *v, s64 pc)
{
	return pc >= 0 && pc < v->in->insn_count && !axi_second(v, (u32)pc);
}

/* Starts of subprograms: bits, or a sorted list. */
struct starts {
	u32 *list, count;
};

static void add_start(struct axi_verify *v, struct starts *s, u32 pc)
{
	u32 lo = 0, hi = s->count;

	if (!AXI_FAST || !s->list) {
		bit_set(v->leader, pc);
		return;
	}
	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (s->list[mid] < pc)
			lo = mid + 1;
		else
			hi = mid;
	}
	if ((lo < s->count && s->list[lo] == pc) || s->count > v->in->limits->subprogs)
		return;
	memmove(&s->list[lo + 1], &s->list[lo], (s->count++ - lo) * sizeof(*s->list));
	s->list[lo] = pc;
}

/* Subprograms start at 0, at call targets, where addresses are taken and at the given function starts. */
static int find_subs(struct axi_verify *v, struct starts *s)
{
	const struct ax_verify_input *in = v->in;

	add_start(v, s, 0);
	for (u32 i = 0; i < in->func_count && in->func_starts; i++) {
		v->pc = in->func_starts[i];
		if (!on_insn(v, in->func_starts[i]))
			return axi_reject(v, AXI_REASON_BAD_CALL, -1);
		add_start(v, s, in->func_starts[i]);
	}
	if (AXI_KFUNCS && in->exception_cb) {
		v->pc = 0;
		if (!on_insn(v, in->exception_cb))
			return axi_reject(v, AXI_REASON_BAD_CALL, -1);
		add_start(v, s, in->exception_cb);
	}
	for (u32 pc = 0; AXI_CALLS && v->local_calls && pc < in->insn_count; pc++) {
		const struct ax_insn *insn = &in->insns[pc];
		s64 target = (s64)pc + 1 + insn->imm;

		if (!axi_names_sub(insn))
			continue;
		v->pc = pc;
		if (!on_insn(v, target))
			return axi_reject(v, AXI_REASON_BAD_CALL, -1);
		add_start(v, s, (u32)target);
	}
	for (u32 w = 0; (!AXI_FAST || !s->list) && w <= (in->insn_count - 1) / 64; w++)
		s->count += (u32)__builtin_popcountll(v->leader[w]);
	v->pc = AXI_NONE;
	return s->count > in->limits->subprogs ? axi_reject(v, AXI_REASON_SUBPROGS, -1) : 0;
}

static int fill_subs(struct axi_verify *v, struct ax_arena *arena)
{
	struct starts s = {0};
	u32 n = 0, count = v->in->insn_count;
	int err;

	if (AXI_FAST && !v->leader) { /* behind the array that is made of it, so that it is only in the way for a moment */
		size_t most = min_u64((u64)v->local_calls + v->in->func_count + 2, (u64)v->in->limits->subprogs + 2);

		s.list = arena->size - arena->used > most * (sizeof(*v->sub) + 4) + 32 ? (u32 *)(void *)(arena->base + arena->size) - most : NULL;
		s.list = s.list ? (u32 *)((uintptr_t)s.list & ~(uintptr_t)7) : NULL;
		if (!s.list)
			return axi_reject(v, AXI_REASON_POOL, -1);
	}
	err = find_subs(v, &s);
	if (err)
		return err;
	v->sub = ax_arena_array(arena, s.count, sizeof(*v->sub), 8);
	if (!v->sub)
		return axi_reject(v, AXI_REASON_POOL, -1);
	v->sub_count = s.count;
	for (u32 pc = 0; pc < count; pc = AXI_FAST && s.list ? n < s.count ? s.list[n] : count : next_bit(v->leader, pc + 1, count)) {
		if (n)
			v->sub[n - 1].end = pc;
		v->sub[n++].start = pc;
	}
	v->sub[n - 1].end = count;
	return 0;
}

static s64 jump_target(const struct ax_insn *insn, u32 pc)
{
	return (s64)pc + 1 + (insn->opcode == (AX_JMP32 | AX_JA) ? insn->imm : insn->off);
}

/* Jumps stay inside their subprogram; leaders at targets and after jumps; no fall off the end. */
static int mark_leaders(struct axi_verify *v)
{
	for (u32 s = 0; s < v->sub_count; s++) {
		const struct axi_sub *sub = &v->sub[s];

		for (u32 pc = sub->start; (pc = AXI_FAST && !v->ends ? pc : next_bit(v->ends, pc, sub->end)) < sub->end; pc++) {
			const struct ax_insn *insn = &v->in->insns[pc];
			s64 target = jump_target(insn, pc);

			v->pc = pc;
			if (is_jump(insn)) {
				if (target < sub->start || target >= sub->end || !on_insn(v, target))
					return axi_reject(v, AXI_REASON_BAD_TARGET, -1);
				bit_set(v->leader, (u32)target);
			}
			if (pc + 1 < sub->end)
				bit_set(v->leader, pc + 1);
		}
		v->pc = sub->end - 1;
		v->pc -= axi_second(v, v->pc);
		if (v->in->insns[v->pc].opcode != AX_OP_EXIT && !is_goto(&v->in->insns[v->pc]) && !axi_kfunc_throws(&v->in->insns[v->pc]))
			return axi_reject(v, AXI_REASON_FALL_OFF, -1);
	}
	return 0;
}

/* Does a subprogram, or the program, end before `pc`? */
static bool ends_sub(const struct axi_verify *v, u32 pc)
{
	return pc == v->in->insn_count || v->sub[axi_sub_at(v, pc)].start == pc;
}

/* Where a block ends, and where it goes. */
static void fill_edges(struct axi_verify *v, u32 block)
{
	struct axi_block *b = &v->block[block];
	u32 pc = axi_block_tail(v, block);
	const struct ax_insn *insn = &v->in->insns[pc];

	b->jump = is_jump(insn) ? axi_block_at(v, axi_jump_target(insn, pc)) : AXI_NONE;
	/* behind a throw there may be instructions that nobody comes to; the walk sees to that */
	if (insn->opcode != AX_OP_EXIT && !is_goto(insn) && !(axi_kfunc_throws(insn) && ends_sub(v, pc + 1)))
		b->flags |= AXI_B_FALLS;
}

static int fill_blocks(struct axi_verify *v, struct ax_arena *arena)
{
	u32 words = (v->in->insn_count + 63) / 64, n = 0;

	for (u32 w = 0; w < words; w++) {
		v->rank[w] = n;
		n += (u32)__builtin_popcountll(v->leader[w]);
	}
	v->block_count = n;
	v->block = ax_arena_array(arena, n + (v->site_room ? AX_CALL_DEPTH : 0), sizeof(*v->block), 8);
	v->order = ax_arena_array(arena, n, sizeof(*v->order), 4);
	if (!v->block || !v->order)
		return axi_reject(v, AXI_REASON_POOL, -1);
	n = 0;
	for (u32 pc = 0; pc < v->in->insn_count; pc = next_bit(v->leader, pc + 1, v->in->insn_count))
		v->block[n++] = (struct axi_block){.start = pc, .head = AXI_NONE, .last = AXI_NONE,
						   .entry = AXI_NONE, .invariant = AXI_NONE};
	for (u32 b = 0; b < n; b++)
		fill_edges(v, b);
	for (u32 s = 0; s < v->sub_count; s++) {
		struct axi_sub *sub = &v->sub[s];

		sub->first_block = axi_block_at(v, sub->start);
		sub->block_count = (sub->end < v->in->insn_count ? axi_block_at(v, sub->end) : n) - sub->first_block;
		sub->order = sub->first_block;
	}
	return 0;
}

/* ---- loops and order ---- */

/* Note that `block` is in the loop of `head`; heads on the search path are kept nested.  False: nest too deep. */
static bool tag_head(struct axi_verify *v, u32 block, u32 head)
{
	u32 inner = block, outer = head;

	if (block == head || head == AXI_NONE)
		return true;
	for (u32 steps = 0; v->block[inner].head != AXI_NONE; steps++) {
		u32 h = v->block[inner].head;

		if (h == outer)
			return true;
		if (steps > 2 * AXI_LOOP_NEST)
			return false;
		if (v->block[h].pos < v->block[outer].pos) {
			v->block[inner].head = outer;
			inner = outer;
			outer = h;
		} else {
			inner = h;
		}
	}
	v->block[inner].head = outer;
	return true;
}

/* During the search: pos is the depth on the path (0: not on it), `last` the parent, next_edge the next edge to take
 * (3: done), entry/invariant the lists of children in finishing order, newest first.  `roots` is the list of blocks
 * outside all loops. */
static int visit_edge(struct axi_verify *v, u32 from, u32 to, bool *descend)
{
	struct axi_block *b = &v->block[to];

	*descend = false;
	v->pc = axi_block_tail(v, from);
	if (!b->next_edge) {
		b->pos = v->block[from].pos + 1;
		b->next_edge = 1;
		b->last = from;
		*descend = true;
		return 0;
	}
	if (b->pos) { /* on the path: a loop */
		if (!(b->flags & AXI_B_HEAD))
			v->heads++;
		b->flags |= AXI_B_HEAD;
		return tag_head(v, from, to) ? 0 : axi_reject(v, AXI_REASON_LOOP_NEST, -1);
	}
	if (b->head == AXI_NONE)
		return 0;
	if (v->block[b->head].pos)
		return tag_head(v, from, b->head) ? 0 : axi_reject(v, AXI_REASON_LOOP_NEST, -1);
	/* `to` is inside a finished loop and is not its head: a second entry, unless it is the head of that inner loop */
	return axi_reject(v, AXI_REASON_IRREDUCIBLE, -1);
}

static void finish(struct axi_verify *v, u32 at, u32 *roots)
{
	struct axi_block *b = &v->block[at];
	u32 parent_loop = b->head;
	u32 *list = parent_loop == AXI_NONE ? roots : &v->block[parent_loop].entry;

	b->invariant = *list;
	*list = at;
	b->pos = 0;
}

static bool branches(const struct axi_block *b)
{
	return (b->flags & AXI_B_FALLS) && b->jump != AXI_NONE;
}

/* Which of a block's edges is searched first, so that its target comes last: the jump, and the order is the source's.
 * But a jump to a block that does not branch, from a chain of tests, comes at once: else a switch's cases all wait. */
static u32 first_edge(const struct axi_verify *v, const u32 to[2])
{
	bool chain = to[1] != AXI_NONE && to[0] != AXI_NONE && branches(&v->block[to[0]]);

	return chain && !branches(&v->block[to[1]]) ? 0 : 1;
}

static int search(struct axi_verify *v, const struct axi_sub *sub, u32 *roots)
{
	u32 at = sub->first_block;

	*roots = AXI_NONE;
	v->block[at].pos = 1;
	v->block[at].next_edge = 1;
	v->block[at].last = AXI_NONE;
	for (;;) {
		struct axi_block *b = &v->block[at];
		u32 to[2];

		if (b->next_edge <= 2) {
			bool descend = false;
			int err = 0;

			axi_block_edges(v, at, to);
			u32 next = to[first_edge(v, to) ^ (b->next_edge++ - 1u)];

			if (next != AXI_NONE)
				err = visit_edge(v, at, next, &descend);
			if (err)
				return err;
			if (descend)
				at = next;
			continue;
		}
		u32 parent = b->last, head = b->head;

		finish(v, at, roots);
		if (parent == AXI_NONE)
			return 0;
		if (!tag_head(v, parent, head)) {
			v->pc = b->start;
			return axi_reject(v, AXI_REASON_LOOP_NEST, -1);
		}
		at = parent;
	}
}

/* Write the order: a head, then its children in order, each loop as one piece. */
static int lay_out(struct axi_verify *v, const struct axi_sub *sub, u32 roots)
{
	u32 n = sub->order, at = roots, up[AXI_LOOP_NEST], depth = 0;

	while (at != AXI_NONE) {
		struct axi_block *b = &v->block[at];
		u32 child = b->entry;

		b->pos = n;
		v->order[n++] = at;
		if (b->flags & AXI_B_HEAD) {
			b->last = b->pos;
			if (depth == AXI_LOOP_NEST) {
				v->pc = b->start;
				return axi_reject(v, AXI_REASON_LOOP_NEST, -1);
			}
			if (child != AXI_NONE) {
				up[depth++] = at;
				at = child;
				continue;
			}
		}
		while (v->block[at].invariant == AXI_NONE && depth) {
			at = up[--depth];
			v->block[at].last = n - 1;
		}
		at = v->block[at].invariant;
	}
	for (u32 i = 0; i < sub->block_count; i++)
		if (!v->block[sub->first_block + i].next_edge) {
			v->pc = v->block[sub->first_block + i].start;
			return axi_reject(v, AXI_REASON_UNREACHABLE, -1);
		}
	return 0;
}

bool axi_in_loop(const struct axi_verify *v, u32 head, u32 block)
{
	u32 pos = v->block[block].pos;

	return pos >= v->block[head].pos && pos <= v->block[head].last;
}

/* A loop that no edge leaves, and that holds no exit, runs for ever. */
static int check_exits(struct axi_verify *v, const struct axi_sub *sub)
{
	for (u32 n = sub->order; n < sub->order + sub->block_count; n++) {
		u32 at = v->order[n], to[2];

		axi_block_edges(v, at, to);
		for (u32 h = v->block[at].flags & AXI_B_HEAD ? at : v->block[at].head; h != AXI_NONE;
		     h = v->block[h].head)
			if ((to[0] == AXI_NONE && to[1] == AXI_NONE) || axi_kfunc_throws(&v->in->insns[axi_block_tail(v, at)]) || (to[0] != AXI_NONE && !axi_in_loop(v, h, to[0])) ||
			    (to[1] != AXI_NONE && !axi_in_loop(v, h, to[1])))
				v->block[h].flags |= AXI_B_EXITS;
	}
	for (u32 n = sub->order; n < sub->order + sub->block_count; n++) {
		struct axi_block *b = &v->block[v->order[n]];

		if ((b->flags & AXI_B_HEAD) && !(b->flags & AXI_B_EXITS)) {
			v->pc = b->start;
			return axi_reject(v, AXI_REASON_ENDLESS, -1);
		}
	}
	return 0;
}

/* ---- calls ---- */

/* Every subprogram but the first is called from somewhere. */
static int check_called(struct axi_verify *v)
{
	v->sub[0].active = true;
	if (AXI_KFUNCS && v->in->exception_cb)
		v->sub[axi_sub_at(v, v->in->exception_cb)].active = true;
	for (u32 pc = 0; AXI_CALLS && v->local_calls && pc < v->in->insn_count; pc++) {
		const struct ax_insn *insn = &v->in->insns[pc];

		if (axi_names_sub(insn) && AXI_KFUNCS && v->in->exception_cb && pc + 1 + (u32)insn->imm == v->in->exception_cb) {
			v->pc = pc;
			return axi_reject_note(v, AXI_REASON_CALLBACK, -1, "it is the exception callback, and is called");
		}
		if (axi_names_sub(insn))
			v->sub[axi_sub_at(v, pc + 1 + (u32)insn->imm)].active = true;
		else if (insn->opcode == AX_OP_CALL && !insn->src && insn->imm == AX_HELPER_tail_call)
			v->sub[axi_sub_at(v, pc)].tails = true;
	}
	for (u32 s = 0; s < v->sub_count; s++) {
		v->pc = v->sub[s].start;
		if (!v->sub[s].active)
			return axi_reject(v, AXI_REASON_UNREACHABLE, -1);
		v->sub[s].active = false;
	}
	return 0;
}

/* Rank subprograms so that callees come first.  Each round ranks at least one, or there is a circle. */
static int rank_subs(struct axi_verify *v)
{
	u32 ranked = 0;

	if (!AXI_CALLS) { /* check_called lets nothing but main pass */
		v->sub[0].rank = 1;
		return 0;
	}
	while (ranked < v->sub_count) {
		u32 before = ranked;

		for (u32 s = v->sub_count; s-- > 0;) {
			struct axi_sub *sub = &v->sub[s];
			u32 deepest = 0;
			bool ready = !sub->rank;

			for (u32 pc = sub->start; AXI_CALLS && v->local_calls && ready && pc < sub->end; pc++) {
				const struct ax_insn *insn = &v->in->insns[pc];

				if (!axi_names_sub(insn)) {
					sub->waits |= axi_helper_waits(insn);
					sub->ends |= axi_may_leave(insn);
					continue;
				}
				const struct axi_sub *callee = &v->sub[axi_sub_at(v, pc + 1 + (u32)insn->imm)];

				v->pc = pc;
				ready = callee->rank;
				sub->waits |= callee->waits;
				sub->ends |= callee->ends;
				if (callee->rank > deepest)
					deepest = callee->rank;
			}
			if (ready && deepest >= AX_CALL_DEPTH)
				return axi_reject(v, AXI_REASON_CALL_DEPTH, -1);
			if (!ready)
				continue;
			sub->rank = deepest + 1;
			ranked++;
		}
		if (ranked == before)
			return axi_reject(v, AXI_REASON_RECURSION, -1);
	}
	return 0;
}

/* All of it where programs have one function and claims say the rest: instructions, and where they lead. */
static int one_function(struct axi_verify *v, struct ax_arena *arena)
{
	const struct ax_verify_input *in = v->in;
	const struct ax_insn *insn = in->insns;

	v->sub = ax_arena_array(arena, 1, sizeof(*v->sub), 8);
	if (!v->sub)
		return axi_reject(v, AXI_REASON_POOL, -1);
	v->sub_count = v->sub[0].rank = 1;
	v->sub[0].end = in->insn_count;
	for (u32 pc = 0; pc < in->insn_count; pc += insn->opcode == AX_OP_LDDW ? 2 : 1) {
		insn = &in->insns[pc];
		v->pc = pc;
		if (ax_insn_check(insn, in->insn_count - pc) < 0)
			return axi_reject(v, AXI_REASON_BAD_INSN, -1);
		if (insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_BTF_ID)
			return axi_reject(v, AXI_REASON_PSEUDO, -1);
		/* what is no instruction there has opcode 0, or is refused in its turn */
		if (is_jump(insn) && !on_insn(v, jump_target(insn, pc)))
			return axi_reject(v, AXI_REASON_BAD_TARGET, -1);
	}
	return insn->opcode != AX_OP_EXIT && !is_goto(insn) ? axi_reject(v, AXI_REASON_FALL_OFF, -1) : 0;
}

int axi_cfg_structure(struct axi_verify *v, struct ax_arena *arena)
{
	u32 words = (v->in->insn_count + 63) / 64;
	int err;

	if (!AXI_INFERS && !AXI_CALLS)
		return one_function(v, arena);
	if (!axi_packed(v)) {
		v->leader = ax_arena_array(arena, words, 8, 8);
		v->ends = ax_arena_array(arena, words, 8, 8);
		if (!v->leader || !v->ends)
			return axi_reject(v, AXI_REASON_POOL, -1);
	}
	err = check_insns(v);
	v->local_calls += v->site_room;
	err = err ? err : fill_subs(v, arena);
	err = err ? err : mark_leaders(v);
	err = err ? err : check_called(v);
	v->special = v->ends; /* nobody asks for these any more */
	if (v->special)
		memset(v->special, 0, words * 8);
	return err ? err : rank_subs(v);
}

int axi_cfg_build(struct axi_verify *v, struct ax_arena *arena)
{
	int err = axi_cfg_structure(v, arena);

	if (err)
		return err;
	v->rank = ax_arena_array(arena, (v->in->insn_count + 63) / 64, 4, 4);
	v->plain = ax_arena_array(arena, (v->in->insn_count + 63) / 64, 8, 8);
	err = v->rank && v->plain ? fill_blocks(v, arena) : axi_reject(v, AXI_REASON_POOL, -1);
	for (u32 rank = 1; !err && rank <= AX_CALL_DEPTH; rank++)
		for (u32 s = 0; !err && s < v->sub_count; s++) {
			u32 roots, heads = v->heads;

			if (v->sub[s].rank != rank)
				continue;
			err = search(v, &v->sub[s], &roots);
			err = err ? err : lay_out(v, &v->sub[s], roots);
			if (!err && v->heads > heads)
				err = check_exits(v, &v->sub[s]);
			if (AXI_INFERS && !err)
				axi_live_find(v, &v->sub[s], v->heads > heads);
			if (AXI_FAST && v->drops && !err)
				axi_live_find_slots(v, &v->sub[s]);
		}
	for (u32 b = 0; b < v->block_count; b++)
		v->block[b].entry = v->block[b].invariant = 0;
	return err;
}

/* ---- stack ---- */

int axi_stack_depth(struct axi_verify *v)
{
	if (!AXI_CALLS) {
		v->sub[0].total_depth = (u32)align_up(v->sub[0].depth ? v->sub[0].depth : 1, 32);
		return 0; /* the walk has seen that it is not too much */
	}
	for (u32 rank = 1; rank <= AX_CALL_DEPTH; rank++)
		for (u32 s = 0; s < v->sub_count; s++) {
			struct axi_sub *sub = &v->sub[s];

			if (sub->rank != rank)
				continue;
			sub->total_depth = 0;
			for (u32 pc = sub->start; v->local_calls && pc < sub->end; pc++) {
				const struct ax_insn *insn = &v->in->insns[pc];

				if (!axi_names_sub(insn))
					continue;
				u32 below = v->sub[axi_sub_at(v, pc + 1 + (u32)insn->imm)].total_depth;

				if (below > sub->total_depth)
					sub->total_depth = below;
			}
			sub->total_depth += (u32)align_up(sub->depth ? sub->depth : 1, 32);
		}
	if (v->sub[0].total_depth <= AX_STACK_BYTES)
		return 0;
	v->pc = 0;
	return axi_reject_range(v, AXI_REASON_STACK_TOTAL, -1, v->sub[0].total_depth, v->sub[0].total_depth, 0, AX_STACK_BYTES);
}
