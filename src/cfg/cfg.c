/* SPDX-License-Identifier: Apache-2.0
 * cfg.c - the structure of a program: instructions, subprograms, blocks, loops, walk order.
 *
 * Order: reverse post-order in which every loop's blocks stand together, head first.  Loop heads are found in one
 * depth-first search (T. Wei et al., "A New Algorithm for Identifying Loops in Decompilation", SAS 2007); a loop with
 * two entries is refused.  No C recursion: the search keeps its path in the blocks. */
#include <axiom/arena.h>
#include <axiom/helper.h>
#include "cfg/cfg.h"
#include "isa/decode.h"
#include "isa/kfunc.h"

u32 axi_jump_target(const struct ax_insn *insn, u32 pc)
{
	/* jmp32 ja carries its distance in imm */
	s64 off = insn->opcode == (AX_JMP32 | AX_JA) ? insn->imm : insn->off;

	return (u32)((s64)pc + 1 + off); /* out-of-range values are refused by check_target before use */
}

/* Where there are no bits (g->lean: they are memory), nothing asks for them. */
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

u32 axi_block_at(const struct axi_cfg *g, u32 pc)
{
	u64 below = g->leader[pc / 64] & ((UINT64_C(2) << (pc % 64)) - 1);

	return g->rank[pc / 64] + (u32)__builtin_popcountll(below) - 1;
}

u32 axi_sub_at(const struct axi_cfg *g, u32 pc)
{
	u32 lo = 0, hi = g->sub_count;

	while (hi - lo > 1) {
		u32 mid = (lo + hi) / 2;

		if (g->sub[mid].start <= pc)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

u32 axi_named_sub(const struct axi_cfg *g, u32 pc)
{
	return axi_sub_at(g, pc + 1 + (u32)g->in->insns[pc].imm);
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
static bool legacy_load_problem(const struct axi_cfg *g, const struct ax_insn *insn)
{
	u32 mode = insn->opcode & 0xe0;

	if (!AXI_OBJECTS || (insn->opcode & 7) != AX_LD || (mode != AX_ABS && mode != AX_IND))
		return false;
	return !AXI_LEGACY || g->in->plain_ctx || !g->legacy || insn->dst || insn->off ||
	       (insn->opcode & 0x18) == AX_DW || (mode == AX_ABS ? insn->src : insn->src > AX_R10);
}

/* A jump, an exit, a call: blocks end there (a local call's ways back may stay apart). */
static void note_end(struct axi_cfg *g, const struct ax_insn *insn, u32 pc)
{
	if (insn->opcode != AX_OP_CALL || is_local_call(insn)) {
		bit_set(g->ends, pc);
		g->local_calls += insn->opcode == AX_OP_CALL;
	} else if (axi_helper_calls((u32)insn->imm)) {
		bit_set(g->ends, pc);
		g->site_room++;
	} else if (axi_kfunc_throws(insn)) {
		bit_set(g->ends, pc);
	}
}

static int check_insns(struct axi_cfg *g)
{
	const struct ax_verify_input *in = g->in;

	for (u32 pc = 0; pc < in->insn_count;) {
		if (!AXI_DEVICE && (pc += axi_plain_run(&in->insns[pc], in->insn_count - pc)) == in->insn_count)
			break;
		const struct ax_insn *insn = &in->insns[pc];
		u32 class = insn->opcode & 7, mode = insn->opcode & 0xe0;
		int slots;

		g->pc = pc;
		if (AXI_OBJECTS && class == AX_LD && (mode == AX_ABS || mode == AX_IND))
			slots = legacy_load_problem(g, insn) ? -1 : 1;
		else if (AXI_KFUNCS && insn->opcode == AX_OP_MAY_GOTO) /* which ax_insn_check does not take: nothing runs it */
			slots = insn->dst || insn->src || insn->imm ? -1 : 1;
		else
			slots = axi_casts(insn) || (AXI_KFUNCS && axi_moves_r10(insn)) ? 1 : ax_insn_check(insn, in->insn_count - pc);
		if (slots < 0 && legacy_load_problem(g, insn))
			return AXI_REASON_PACKET_LOAD;
		if (slots < 0) {
			if (AXI_WORDS)
				g->words = axi_insn_problem(insn, in->insn_count - pc);
			return AXI_REASON_BAD_INSN;
		}
		if (class == AX_JMP || class == AX_JMP32) {
			note_end(g, insn, pc);
		} else if (slots == 2) {
			g->site_room += is_func(insn);
			if (insn->src == AX_PSEUDO_BTF_ID) {
				if (AXI_INFERS)
					g->reg = insn->dst;
				return AXI_REASON_PSEUDO;
			}
		}
		pc += (u32)slots;
	}
	return 0;
}

static bool on_insn(const struct axi_cfg *g, s64 pc)
{
	return pc >= 0 && pc < g->in->insn_count && !axi_second(g, (u32)pc);
}

/* Starts of subprograms: bits, or a sorted list. */
struct starts {
	u32 *list, count;
};

static void add_start(struct axi_cfg *g, struct starts *s, u32 pc)
{
	u32 lo = 0, hi = s->count;

	if (!AXI_FAST || !s->list) {
		bit_set(g->leader, pc);
		return;
	}
	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (s->list[mid] < pc)
			lo = mid + 1;
		else
			hi = mid;
	}
	if ((lo < s->count && s->list[lo] == pc) || s->count > g->in->limits->subprogs)
		return;
	memmove(&s->list[lo + 1], &s->list[lo], (s->count++ - lo) * sizeof(*s->list));
	s->list[lo] = pc;
}

/* Subprograms start at 0, at call targets, where addresses are taken and at the given function starts. */
static int find_subs(struct axi_cfg *g, struct starts *s)
{
	const struct ax_verify_input *in = g->in;

	add_start(g, s, 0);
	for (u32 i = 0; i < in->func_count && in->func_starts; i++) {
		g->pc = in->func_starts[i];
		if (!on_insn(g, in->func_starts[i]))
			return AXI_REASON_BAD_CALL;
		add_start(g, s, in->func_starts[i]);
	}
	if (AXI_KFUNCS && in->exception_cb) {
		g->pc = 0;
		if (!on_insn(g, in->exception_cb))
			return AXI_REASON_BAD_CALL;
		add_start(g, s, in->exception_cb);
	}
	for (u32 pc = 0; AXI_CALLS && g->local_calls && pc < in->insn_count; pc++) {
		const struct ax_insn *insn = &in->insns[pc];
		s64 target = (s64)pc + 1 + insn->imm;

		if (!axi_names_sub(insn))
			continue;
		g->pc = pc;
		if (!on_insn(g, target))
			return AXI_REASON_BAD_CALL;
		add_start(g, s, (u32)target);
	}
	for (u32 w = 0; (!AXI_FAST || !s->list) && w <= (in->insn_count - 1) / 64; w++)
		s->count += (u32)__builtin_popcountll(g->leader[w]);
	g->pc = AXI_NONE;
	return s->count > in->limits->subprogs ? AXI_REASON_SUBPROGS : 0;
}

static int fill_subs(struct axi_cfg *g, struct ax_arena *arena)
{
	struct starts s = {0};
	u32 n = 0, count = g->in->insn_count;
	int err;

	if (AXI_FAST && !g->leader) { /* behind the array that is made of it, so that it is only in the way for a moment */
		size_t most = min_u64((u64)g->local_calls + g->in->func_count + 2, (u64)g->in->limits->subprogs + 2);

		s.list = arena->size - arena->used > most * (sizeof(*g->sub) + 4) + 32 ? (u32 *)(void *)(arena->base + arena->size) - most : NULL;
		s.list = s.list ? (u32 *)((uintptr_t)s.list & ~(uintptr_t)7) : NULL;
		if (!s.list)
			return AXI_REASON_POOL;
	}
	err = find_subs(g, &s);
	if (err)
		return err;
	g->sub = ax_arena_array(arena, s.count, sizeof(*g->sub), 8);
	if (!g->sub)
		return AXI_REASON_POOL;
	g->sub_count = s.count;
	for (u32 pc = 0; pc < count; pc = AXI_FAST && s.list ? n < s.count ? s.list[n] : count : next_bit(g->leader, pc + 1, count)) {
		if (n)
			g->sub[n - 1].end = pc;
		g->sub[n++].start = pc;
	}
	g->sub[n - 1].end = count;
	return 0;
}

static s64 jump_target(const struct ax_insn *insn, u32 pc)
{
	return (s64)pc + 1 + (insn->opcode == (AX_JMP32 | AX_JA) ? insn->imm : insn->off);
}

/* Jumps stay inside their subprogram; leaders at targets and after jumps; no fall off the end. */
static int mark_leaders(struct axi_cfg *g)
{
	for (u32 s = 0; s < g->sub_count; s++) {
		const struct axi_sub *sub = &g->sub[s];

		for (u32 pc = sub->start; (pc = AXI_FAST && !g->ends ? pc : next_bit(g->ends, pc, sub->end)) < sub->end; pc++) {
			const struct ax_insn *insn = &g->in->insns[pc];
			s64 target = jump_target(insn, pc);

			g->pc = pc;
			if (is_jump(insn)) {
				if (target < sub->start || target >= sub->end || !on_insn(g, target))
					return AXI_REASON_BAD_TARGET;
				bit_set(g->leader, (u32)target);
			}
			if (pc + 1 < sub->end)
				bit_set(g->leader, pc + 1);
		}
		g->pc = sub->end - 1;
		g->pc -= axi_second(g, g->pc);
		if (g->in->insns[g->pc].opcode != AX_OP_EXIT && !is_goto(&g->in->insns[g->pc]) && !axi_kfunc_throws(&g->in->insns[g->pc]))
			return AXI_REASON_FALL_OFF;
	}
	return 0;
}

/* Does a subprogram, or the program, end before `pc`? */
static bool ends_sub(const struct axi_cfg *g, u32 pc)
{
	return pc == g->in->insn_count || g->sub[axi_sub_at(g, pc)].start == pc;
}

/* Where a block ends, and where it goes. */
static void fill_edges(struct axi_cfg *g, u32 block)
{
	struct axi_block *b = &g->block[block];
	u32 pc = axi_block_tail(g, block);
	const struct ax_insn *insn = &g->in->insns[pc];

	if (is_jump(insn)) {
		b->jump = axi_block_at(g, axi_jump_target(insn, pc)) & (AXI_CFG_SLOTS - 1);
		b->flags |= AXI_B_JUMPS;
	}
	/* behind a throw there may be instructions that nobody comes to; the walk sees to that */
	if (insn->opcode != AX_OP_EXIT && !is_goto(insn) && !(axi_kfunc_throws(insn) && ends_sub(g, pc + 1)))
		b->flags |= AXI_B_FALLS;
}

/* The calls of callbacks, one block for each depth, behind all others, are heads, too. */
static u32 calls_back(const struct axi_cfg *g)
{
	return g->site_room ? AX_CALL_DEPTH : 0;
}

static int fill_blocks(struct axi_cfg *g, struct ax_arena *arena)
{
	u32 words = (g->in->insn_count + 63) / 64, n = 0;

	for (u32 w = 0; w < words; w++) {
		g->rank[w] = n;
		n += (u32)__builtin_popcountll(g->leader[w]);
	}
	g->block_count = n;
	g->block = ax_arena_array(arena, n + calls_back(g), sizeof(*g->block), 8);
	g->order = ax_arena_array(arena, n, sizeof(*g->order), 4);
	if (!g->block || !g->order)
		return AXI_REASON_POOL;
	n = 0;
	for (u32 pc = 0; pc < g->in->insn_count; pc = next_bit(g->leader, pc + 1, g->in->insn_count))
		g->block[n++] = (struct axi_block){.start = pc & (AXI_CFG_SLOTS - 1), .head = AXI_NONE, .last = AXI_NONE, .entry = AXI_NONE};
	for (u32 b = 0; b < n; b++)
		fill_edges(g, b);
	for (u32 s = 0; s < g->sub_count; s++) {
		struct axi_sub *sub = &g->sub[s];

		sub->first_block = axi_block_at(g, sub->start);
		sub->block_count = (sub->end < g->in->insn_count ? axi_block_at(g, sub->end) : n) - sub->first_block;
		sub->order = sub->first_block;
	}
	return 0;
}

/* ---- loops and order ---- */

/* Note that `block` is in the loop of `head`; heads on the search path are kept nested.  False: nest too deep. */
static bool tag_head(struct axi_cfg *g, u32 block, u32 head)
{
	u32 inner = block, outer = head;

	if (block == head || head == AXI_NONE)
		return true;
	for (u32 steps = 0; g->block[inner].head != AXI_NONE; steps++) {
		u32 h = g->block[inner].head;

		if (h == outer)
			return true;
		if (steps > 2 * AXI_LOOP_NEST)
			return false;
		if (g->block[h].pos < g->block[outer].pos) {
			g->block[inner].head = outer;
			inner = outer;
			outer = h;
		} else {
			inner = h;
		}
	}
	g->block[inner].head = outer;
	return true;
}

/* During the search: pos is the depth on the path (0: not on it), `last` the parent, next_edge the next edge to take
 * (3: done), entry the list of children in finishing order, newest first, which `last` links then.  `roots` is the list of
 * blocks outside all loops. */
static int visit_edge(struct axi_cfg *g, u32 from, u32 to, bool *descend)
{
	struct axi_block *b = &g->block[to];

	*descend = false;
	g->pc = axi_block_tail(g, from);
	if (!b->next_edge) {
		b->pos = (g->block[from].pos + 1) & (AXI_CFG_SLOTS - 1);
		b->next_edge = 1;
		b->last = from;
		*descend = true;
		return 0;
	}
	if (b->pos) { /* on the path: a loop */
		if (!(b->flags & AXI_B_HEAD))
			g->heads++;
		b->flags |= AXI_B_HEAD;
		return tag_head(g, from, to) ? 0 : AXI_REASON_LOOP_NEST;
	}
	if (b->head == AXI_NONE)
		return 0;
	if (g->block[b->head].pos)
		return tag_head(g, from, b->head) ? 0 : AXI_REASON_LOOP_NEST;
	/* `to` is inside a finished loop and is not its head: a second entry, unless it is the head of that inner loop */
	return AXI_REASON_IRREDUCIBLE;
}

static void finish(struct axi_cfg *g, u32 at, u32 *roots)
{
	struct axi_block *b = &g->block[at];
	u32 parent_loop = b->head;
	u32 *list = parent_loop == AXI_NONE ? roots : &g->block[parent_loop].entry;

	b->last = *list;
	*list = at;
	b->pos = 0;
}

static bool branches(const struct axi_block *b)
{
	return (b->flags & AXI_B_FALLS) && (b->flags & AXI_B_JUMPS);
}

/* Which of a block's edges is searched first, so that its target comes last: the jump, and the order is the source's.
 * But a jump to a block that does not branch, from a chain of tests, comes at once: else a switch's cases all wait. */
static u32 first_edge(const struct axi_cfg *g, const u32 to[2])
{
	bool chain = to[1] != AXI_NONE && to[0] != AXI_NONE && branches(&g->block[to[0]]);

	return chain && !branches(&g->block[to[1]]) ? 0 : 1;
}

static int search(struct axi_cfg *g, const struct axi_sub *sub, u32 *roots)
{
	u32 at = sub->first_block;

	*roots = AXI_NONE;
	g->block[at].pos = 1;
	g->block[at].next_edge = 1;
	g->block[at].last = AXI_NONE;
	for (;;) {
		struct axi_block *b = &g->block[at];
		u32 to[2];

		if (b->next_edge <= 2) {
			bool descend = false;
			int err = 0;

			axi_block_edges(g, at, to);
			u32 next = to[first_edge(g, to) ^ (b->next_edge++ - 1u)];

			if (next != AXI_NONE)
				err = visit_edge(g, at, next, &descend);
			if (err)
				return err;
			if (descend)
				at = next;
			continue;
		}
		u32 parent = b->last, head = b->head;

		finish(g, at, roots);
		if (parent == AXI_NONE)
			return 0;
		if (!tag_head(g, parent, head)) {
			g->pc = b->start;
			return AXI_REASON_LOOP_NEST;
		}
		at = parent;
	}
}

/* Write the order: a head, then its children in order, each loop as one piece. */
static int lay_out(struct axi_cfg *g, const struct axi_sub *sub, u32 roots)
{
	u32 n = sub->order, at = roots, up[AXI_LOOP_NEST], depth = 0;

	while (at != AXI_NONE) {
		struct axi_block *b = &g->block[at];
		u32 child = b->entry;

		b->pos = n & (AXI_CFG_SLOTS - 1);
		b->nest = (depth + (b->flags & AXI_B_HEAD)) & 31;
		g->order[n++] = at;
		if (b->flags & AXI_B_HEAD) {
			if (depth == AXI_LOOP_NEST) {
				g->pc = b->start;
				return AXI_REASON_LOOP_NEST;
			}
			if (child != AXI_NONE) {
				up[depth++] = at;
				at = child;
				continue;
			}
		}
		for (;;) {
			u32 sibling = g->block[at].last;

			if (g->block[at].flags & AXI_B_HEAD)
				g->block[at].last = n - 1;
			if (sibling != AXI_NONE || !depth) {
				at = sibling;
				break;
			}
			at = up[--depth];
		}
	}
	for (u32 i = 0; i < sub->block_count; i++)
		if (!g->block[sub->first_block + i].next_edge) {
			g->pc = g->block[sub->first_block + i].start;
			return AXI_REASON_UNREACHABLE;
		}
	return 0;
}

bool axi_in_loop(const struct axi_cfg *g, u32 head, u32 block)
{
	u32 pos = g->block[block].pos;

	return pos >= g->block[head].pos && pos <= g->block[head].last;
}

/* A loop that no edge leaves, and that holds no exit, runs for ever.  (Hosts ask that of loops that a walk comes to.) */
static int check_exits(struct axi_cfg *g, const struct axi_sub *sub)
{
	for (u32 n = sub->order; !AXI_FAST && n < sub->order + sub->block_count; n++) {
		u32 at = g->order[n], to[2];

		axi_block_edges(g, at, to);
		for (u32 h = g->block[at].flags & AXI_B_HEAD ? at : g->block[at].head; h != AXI_NONE;
		     h = g->block[h].head)
			if ((to[0] == AXI_NONE && to[1] == AXI_NONE) || axi_kfunc_throws(&g->in->insns[axi_block_tail(g, at)]) || (to[0] != AXI_NONE && !axi_in_loop(g, h, to[0])) ||
			    (to[1] != AXI_NONE && !axi_in_loop(g, h, to[1])))
				g->block[h].flags |= AXI_B_EXITS;
	}
	for (u32 n = sub->order; !AXI_FAST && n < sub->order + sub->block_count; n++) {
		struct axi_block *b = &g->block[g->order[n]];

		if ((b->flags & AXI_B_HEAD) && !(b->flags & AXI_B_EXITS)) {
			g->pc = b->start;
			return AXI_REASON_ENDLESS;
		}
	}
	return 0;
}

/* ---- calls ---- */

/* Every subprogram but the first is called from somewhere. */
static int check_called(struct axi_cfg *g)
{
	g->sub[0].active = true;
	if (AXI_KFUNCS && g->in->exception_cb)
		g->sub[axi_sub_at(g, g->in->exception_cb)].active = true;
	for (u32 pc = 0; AXI_CALLS && g->local_calls && pc < g->in->insn_count; pc++) {
		const struct ax_insn *insn = &g->in->insns[pc];

		if (axi_names_sub(insn) && AXI_KFUNCS && g->in->exception_cb && pc + 1 + (u32)insn->imm == g->in->exception_cb) {
			g->pc = pc;
			g->words = "it is the exception callback, and is called";
			return AXI_REASON_CALLBACK;
		}
		if (axi_names_sub(insn))
			g->sub[axi_named_sub(g, pc)].active = true;
		else if (insn->opcode == AX_OP_CALL && !insn->src && insn->imm == AX_HELPER_tail_call)
			g->sub[axi_sub_at(g, pc)].tails = true;
	}
	for (u32 s = 0; s < g->sub_count; s++) {
		g->pc = g->sub[s].start;
		if (!g->sub[s].active)
			return AXI_REASON_UNREACHABLE;
		g->sub[s].active = false;
	}
	return 0;
}

/* May what this calls wait? */
static bool helper_waits(const struct ax_insn *insn)
{
	struct axi_proto p;

	return !AXI_DEVICE && insn->opcode == AX_OP_CALL && (AXI_PLANT(147) ? !insn->src : insn->src != AX_CALL_LOCAL) && axi_proto_of((u32)insn->imm, &p) && p.flags & SLEEPS;
}

/* Is it one of those that axi_sub.ends is about? */
static bool may_leave(const struct ax_insn *insn)
{
	struct axi_proto p;

	if (insn->opcode != AX_OP_CALL)
		return AXI_LEGACY && (insn->opcode & 7) == AX_LD && insn->opcode && insn->opcode != AX_OP_LDDW;
	if (AXI_KFUNCS && insn->src == AX_CALL_KFUNC)
		return axi_kfunc_proto((u32)insn->imm, &p) && p.flags & THROWS;
	return !insn->src && insn->imm == AX_HELPER_tail_call;
}

/* Is the function whose address is taken here what a timer calls, as compilers write it: by the next call?  It is only asked in order to
 * rank circles; who calls it at once all the same is refused (call.c). */
static bool for_later(const struct axi_cfg *g, u32 pc, u32 end)
{
	if (!AXI_KFUNCS || !is_func(&g->in->insns[pc]))
		return false;
	while (pc < end && g->in->insns[pc].opcode != AX_OP_CALL)
		pc++;
	return pc < end && !g->in->insns[pc].src && g->in->insns[pc].imm == AX_HELPER_timer_set_callback;
}

/* Rank subprograms so that callees come first.  Each round ranks at least one, or there is a circle: one that goes over a timer is
 * none, since that function runs later, with a stack of its own. */
static int rank_subs(struct axi_cfg *g)
{
	bool circle = false;
	u32 ranked = 0;

	if (!AXI_CALLS) { /* check_called lets nothing but main pass */
		g->sub[0].rank = 1;
		return 0;
	}
	while (ranked < g->sub_count) {
		u32 before = ranked;

		for (u32 s = g->sub_count; s-- > 0;) {
			struct axi_sub *sub = &g->sub[s];
			u32 deepest = 0;
			bool ready = !sub->rank;

			for (u32 pc = sub->start; AXI_CALLS && g->local_calls && ready && pc < sub->end; pc++) {
				const struct ax_insn *insn = &g->in->insns[pc];

				if (!axi_names_sub(insn)) {
					sub->waits |= helper_waits(insn);
					sub->ends |= may_leave(insn);
					continue;
				}
				const struct axi_sub *callee = &g->sub[axi_named_sub(g, pc)];

				g->pc = pc;
				if (circle && !callee->rank && for_later(g, pc, sub->end))
					continue;
				ready = callee->rank;
				sub->waits |= callee->waits;
				sub->ends |= callee->ends;
				if (callee->rank > deepest)
					deepest = callee->rank;
			}
			if (ready && deepest >= AX_CALL_DEPTH)
				return AXI_REASON_CALL_DEPTH;
			if (!ready)
				continue;
			sub->rank = deepest + 1;
			ranked++;
			circle = false;
		}
		if (ranked == before && (circle || !AXI_KFUNCS))
			return AXI_REASON_RECURSION;
		circle = ranked == before;
	}
	return 0;
}

/* All of it where programs have one function and claims say the rest: instructions, and where they lead. */
static int one_function(struct axi_cfg *g, struct ax_arena *arena)
{
	const struct ax_verify_input *in = g->in;
	const struct ax_insn *insn = in->insns;

	g->sub = ax_arena_array(arena, 1, sizeof(*g->sub), 8);
	if (!g->sub)
		return AXI_REASON_POOL;
	g->sub_count = g->sub[0].rank = 1;
	g->sub[0].end = in->insn_count;
	for (u32 pc = 0; pc < in->insn_count; pc += insn->opcode == AX_OP_LDDW ? 2 : 1) {
		insn = &in->insns[pc];
		g->pc = pc;
		if (ax_insn_check(insn, in->insn_count - pc) < 0)
			return AXI_REASON_BAD_INSN;
		if (insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_BTF_ID)
			return AXI_REASON_PSEUDO;
		/* what is no instruction there has opcode 0, or is refused in its turn */
		if (is_jump(insn) && !on_insn(g, jump_target(insn, pc)))
			return AXI_REASON_BAD_TARGET;
	}
	return insn->opcode != AX_OP_EXIT && !is_goto(insn) ? AXI_REASON_FALL_OFF : 0;
}

int axi_cfg_structure(struct axi_cfg *g, struct ax_arena *arena)
{
	u32 words = (g->in->insn_count + 63) / 64;
	int err;

	if (!AXI_INFERS && !AXI_CALLS)
		return one_function(g, arena);
	if (!g->lean) {
		g->leader = ax_arena_array(arena, words, 8, 8);
		g->ends = ax_arena_array(arena, words, 8, 8);
		if (!g->leader || !g->ends)
			return AXI_REASON_POOL;
	}
	err = check_insns(g);
	g->local_calls += g->site_room;
	err = err ? err : fill_subs(g, arena);
	err = err ? err : mark_leaders(g);
	err = err ? err : check_called(g);
	return err ? err : rank_subs(g);
}

static void begin_calls(struct axi_cfg *g)
{
	for (u32 i = 0; i < calls_back(g); i++)
		g->block[g->block_count + i] = (struct axi_block){.head = g->heads + i};
}

static int fill_heads(struct axi_cfg *g, struct ax_arena *arena)
{
	u32 n = 0;

	g->head = ax_arena_array(arena, g->heads + calls_back(g), sizeof(*g->head), 4);
	if (!g->head)
		return AXI_REASON_POOL;
	for (u32 b = 0; b < g->block_count; b++) {
		g->block[b].entry = 0;
		if (g->block[b].flags & AXI_B_HEAD) {
			g->head[n].around = g->block[b].head;
			g->block[b].head = n++;
		}
	}
	begin_calls(g);
	return 0;
}

int axi_cfg_build(struct axi_cfg *g, struct ax_arena *arena)
{
	int err = axi_cfg_structure(g, arena);

	if (err)
		return err;
	if (g->in->insn_count >= AXI_CFG_SLOTS)
		return AXI_REASON_TOO_LONG;
	g->rank = ax_arena_array(arena, (g->in->insn_count + 63) / 64, 4, 4);
	err = g->rank ? fill_blocks(g, arena) : AXI_REASON_POOL;
	for (u32 rank = 1; !err && rank <= AX_CALL_DEPTH; rank++)
		for (u32 s = 0; !err && s < g->sub_count; s++) {
			u32 roots, heads = g->heads;

			if (g->sub[s].rank != rank)
				continue;
			err = search(g, &g->sub[s], &roots);
			err = err ? err : lay_out(g, &g->sub[s], roots);
			g->sub[s].loops = g->heads > heads;
			if (!err && g->sub[s].loops)
				err = check_exits(g, &g->sub[s]);
		}
	return err ? err : fill_heads(g, arena);
}

void axi_cfg_renew(struct axi_cfg *g)
{
	for (u32 b = 0; b < g->block_count; b++) {
		g->block[b].entry = 0;
		g->block[b].flags &= AXI_B_HEAD | AXI_B_EXITS | AXI_B_FALLS | AXI_B_JUMPS;
	}
	for (u32 h = 0; h < g->heads + calls_back(g); h++)
		g->head[h].invariant = g->head[h].trips = 0;
	begin_calls(g);
	for (u32 s = 0; s < g->sub_count; s++) {
		struct axi_sub *sub = &g->sub[s];

		sub->depth = sub->total_depth = sub->memo_args = sub->memo_result = 0;
		sub->cost = 0;
		sub->active = sub->moves_packet = false;
	}
}

/* ---- stack ---- */

u32 axi_cfg_stack(struct axi_cfg *g)
{
	for (u32 rank = 1; AXI_CALLS && rank <= AX_CALL_DEPTH; rank++)
		for (u32 s = 0; s < g->sub_count; s++) {
			struct axi_sub *sub = &g->sub[s];

			if (sub->rank != rank)
				continue;
			sub->total_depth = 0;
			for (u32 pc = sub->start; g->local_calls && pc < sub->end; pc++) {
				const struct ax_insn *insn = &g->in->insns[pc];

				if (!axi_names_sub(insn))
					continue;
				u32 below = g->sub[axi_named_sub(g, pc)].total_depth;

				if (below > sub->total_depth)
					sub->total_depth = below;
			}
			sub->total_depth += (u32)align_up(sub->depth ? sub->depth : 1, 32);
		}
	if (!AXI_CALLS)
		g->sub[0].total_depth = (u32)align_up(g->sub[0].depth ? g->sub[0].depth : 1, 32);
	return g->sub[0].total_depth;
}
