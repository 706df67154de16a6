/* SPDX-License-Identifier: Apache-2.0
 * alloc.c - real registers: liveness, interference, coalescing of moves, colours (Chaitin, Briggs: "Improvements to graph coloring
 * register allocation", 1994; George and Appel: "Iterated register coalescing", 1996). */
#include <stdlib.h>
#include <string.h>
#include "mbpf/ebpf/code.h"
#include "mbpf/ebpf/spill.h"

enum { COLORS = 10, NO_COLOR = 0xffff, ROUNDS = 24 };

/* ---- what instructions do with registers */

static u32 class_of(const struct code *i)
{
	return i->opcode & 7;
}

bool code_is_move(const struct code *i)
{
	return i->kind == C_PLAIN && i->opcode == (AX_ALU64 | AX_MOV | AX_X) && !i->off;
}

bool code_writes(const struct code *i, u16 *d)
{
	*d = i->d;
	switch (i->kind) {
	case C_PLAIN: return class_of(i) == AX_ALU || class_of(i) == AX_ALU64 || class_of(i) == AX_LDX;
	case C_WIDE:
	case C_MAP:
	case C_DATA:
	case C_STRINGS: return true;
	case C_CALL: *d = AX_R0; return true;
	default: return false;
	}
}

u32 code_reads(const struct code *i, u16 out[2])
{
	u32 n = 0;

	switch (i->kind) {
	case C_JUMP:
		out[n++] = i->d;
		if (i->opcode & AX_X)
			out[n++] = i->s;
		return n;
	case C_EXIT: out[0] = AX_R0; return 1;
	case C_PLAIN: break;
	default: return 0;
	}
	switch (class_of(i)) {
	case AX_LDX: out[n++] = i->s; break;
	case AX_ST: out[n++] = i->d; break;
	case AX_STX:
		out[n++] = i->d;
		out[n++] = i->s;
		break;
	default:
		if ((i->opcode & 0xf0) != AX_MOV)
			out[n++] = i->d;
		if (i->opcode & AX_X && (i->opcode & 0xf0) != AX_NEG)
			out[n++] = i->s;
	}
	return n;
}

bool code_pure(const struct code *i)
{
	u16 d;

	return i->kind != C_CALL && code_writes(i, &d);
}

/* ---- liveness */

struct alloc {
	struct lowered *l;
	u32 regs, words;
	u64 *live, *adjacent; /* [regs][words] */
	u32 *degree, *cost;
	u16 *alias, *color;
	bool *across;         /* lives across a call */
};

static bool has(const u64 *set, u32 i)
{
	return set[i / 64] >> (i % 64) & 1;
}
static void add(u64 *set, u32 i)
{
	set[i / 64] |= 1ull << (i % 64);
}
static void del(u64 *set, u32 i)
{
	set[i / 64] &= ~(1ull << (i % 64));
}

/* step - `live` from behind the instruction to before it */
static void step(const struct code *i, u64 *live)
{
	u16 d, reads[2];
	u32 n = code_reads(i, reads);

	if (code_writes(i, &d))
		del(live, d);
	if (i->kind == C_CALL)
		for (u32 r = AX_R1; r <= i->args; r++)
			add(live, r);
	for (u32 k = 0; k < n; k++)
		add(live, reads[k]);
}

static void live_in(struct alloc *a, const struct cblock *b, u64 *live)
{
	memcpy(live, b->live_out, a->words * sizeof(*live));
	for (u32 n = b->count; n--;)
		step(&b->code[n], live);
}

static void liveness(struct alloc *a)
{
	struct lowered *l = a->l;
	bool again = true;

	for (u32 n = 0; n < l->count; n++)
		l->blocks[n]->live_out = ebpf_alloc(l->c, a->words * sizeof(u64));
	while (again) {
		again = false;
		for (u32 n = l->count; n--;) {
			struct cblock *b = l->blocks[n];

			for (u32 k = 0; k < 2; k++) {
				struct cblock *to = k ? b->f : b->t;

				if (!to)
					continue;
				live_in(a, to, a->live);
				for (u32 w = 0; w < a->words; w++) {
					again |= (a->live[w] & ~b->live_out[w]) != 0;
					b->live_out[w] |= a->live[w];
				}
			}
		}
	}
}

/* bury - take out what nobody reads; true: something went */
static bool bury(struct alloc *a)
{
	bool any = false;

	for (u32 n = 0; n < a->l->count; n++) {
		struct cblock *b = a->l->blocks[n];
		u32 kept = b->count;

		memcpy(a->live, b->live_out, a->words * sizeof(*a->live));
		for (u32 i = b->count; i--;) {
			u16 d;

			if (code_pure(&b->code[i]) && code_writes(&b->code[i], &d) && !has(a->live, d)) {
				any = true;
				continue;
			}
			step(&b->code[i], a->live);
			b->code[--kept] = b->code[i];
		}
		if (kept)
			memmove(b->code, b->code + kept, (b->count - kept) * sizeof(*b->code));
		b->count -= kept;
	}
	return any;
}

/* ---- interference */

static u64 *row(const struct alloc *a, u32 r)
{
	return a->adjacent + (size_t)r * a->words;
}

static void interfere(struct alloc *a, u32 x, u32 y)
{
	if (x == y || x == AX_R10 || y == AX_R10 || has(row(a, x), y))
		return;
	add(row(a, x), y);
	add(row(a, y), x);
	a->degree[x]++;
	a->degree[y]++;
}

static void interfere_live(struct alloc *a, u32 d, u32 except)
{
	for (u32 w = 0; w < a->words; w++)
		for (u64 set = a->live[w]; set; set &= set - 1) {
			u32 r = w * 64 + (u32)__builtin_ctzll(set);

			if (r != except)
				interfere(a, d, r);
		}
}

static void interference(struct alloc *a)
{
	for (u32 n = 0; n < a->l->count; n++) {
		struct cblock *b = a->l->blocks[n];

		memcpy(a->live, b->live_out, a->words * sizeof(*a->live));
		for (u32 i = b->count; i--;) {
			const struct code *at = &b->code[i];
			u16 d, reads[2];

			if (at->kind == C_CALL) {
				del(a->live, AX_R0);
				for (u32 r = AX_R0; r <= AX_R5; r++)
					interfere_live(a, r, r);
			} else if (code_writes(at, &d)) {
				interfere_live(a, d, code_is_move(at) ? at->s : d);
				a->cost[d] += b->weight;
			}
			for (u32 k = code_reads(at, reads); k--;)
				a->cost[reads[k]] += b->weight;
			step(at, a->live);
		}
	}
}

/* ---- coalescing */

static u32 find(const struct alloc *a, u32 r)
{
	while (a->alias[r] != r)
		r = a->alias[r];
	return r;
}

/* safe - would the two together still find a colour? */
static bool safe(const struct alloc *a, u32 x, u32 y)
{
	u32 significant = 0;

	for (u32 w = 0; w < a->words; w++)
		for (u64 set = row(a, x)[w] | row(a, y)[w]; set; set &= set - 1) {
			u32 n = w * 64 + (u32)__builtin_ctzll(set), degree = a->degree[n];

			if (a->alias[n] != n)
				continue;
			if (x < FIRST_VIRTUAL) { /* George: each neighbour of y is harmless, or x's already */
				if (has(row(a, y), n) && n >= FIRST_VIRTUAL && degree >= COLORS && !has(row(a, x), n))
					return false;
				continue;
			}
			if (has(row(a, x), n) && has(row(a, y), n))
				degree--;
			significant += n < FIRST_VIRTUAL || degree >= COLORS; /* Briggs */
		}
	return x < FIRST_VIRTUAL || significant < COLORS;
}

static void unite(struct alloc *a, u32 x, u32 y)
{
	for (u32 w = 0; w < a->words; w++)
		for (u64 set = row(a, y)[w]; set; set &= set - 1) {
			u32 n = w * 64 + (u32)__builtin_ctzll(set);

			del(row(a, n), y);
			a->degree[n]--;
			interfere(a, x, n);
		}
	memset(row(a, y), 0, a->words * sizeof(u64));
	a->alias[y] = (u16)x;
	a->cost[x] += a->cost[y];
}

static void coalesce(struct alloc *a)
{
	bool again = true;

	while (again) {
		again = false;
		for (u32 weight = 100000; weight; weight /= 10)
			for (u32 n = 0; n < a->l->count; n++) {
				struct cblock *b = a->l->blocks[n];

				for (u32 i = 0; i < b->count && b->weight >= weight && (b->weight < weight * 10 || weight == 100000); i++) {
					u32 x, y;

					if (!code_is_move(&b->code[i]) || b->code[i].s == AX_R10 || b->code[i].d == AX_R10)
						continue;
					x = find(a, b->code[i].d);
					y = find(a, b->code[i].s);
					if (x > y) {
						u32 swap = x;

						x = y;
						y = swap;
					}
					if (x == y || y < FIRST_VIRTUAL || has(row(a, x), y) || !safe(a, x, y))
						continue;
					unite(a, x, y);
					again = true;
				}
			}
	}
}

/* ---- colours */

/* cheapest - the register that is best left out when all have too many neighbours */
static u32 cheapest(const struct alloc *a, const bool *gone, const u32 *degree)
{
	u32 best = 0;

	for (u32 r = FIRST_VIRTUAL; r < a->regs; r++) {
		if (gone[r] || a->alias[r] != r)
			continue;
		if (!best || (u64)a->cost[r] * degree[best] < (u64)a->cost[best] * degree[r])
			best = r;
	}
	return best;
}

static u32 *simplify_order(struct alloc *a, u32 *count)
{
	u32 *stack = ebpf_alloc(a->l->c, (a->regs + 1) * sizeof(*stack)), *degree = ebpf_alloc(a->l->c, (a->regs + 1) * sizeof(*degree));
	bool *gone = ebpf_alloc(a->l->c, a->regs + 1);

	memcpy(degree, a->degree, a->regs * sizeof(*degree));
	*count = 0;
	for (;;) {
		u32 r = 0;

		for (u32 k = FIRST_VIRTUAL; k < a->regs && !r; k++)
			if (!gone[k] && a->alias[k] == k && degree[k] < COLORS)
				r = k;
		if (!r)
			r = cheapest(a, gone, degree);
		if (!r)
			return stack;
		gone[r] = true;
		stack[(*count)++] = r;
		for (u32 w = 0; w < a->words; w++)
			for (u64 set = row(a, r)[w]; set; set &= set - 1) {
				u32 n = w * 64 + (u32)__builtin_ctzll(set);

				degree[n]--;
			}
	}
}

static u32 first_free(const struct alloc *a, u32 r)
{
	static const u8 order[COLORS] = {1, 2, 3, 4, 5, 0, 6, 7, 8, 9};
	u32 taken = 0;

	for (u32 w = 0; w < a->words; w++)
		for (u64 set = row(a, r)[w]; set; set &= set - 1) {
			u32 n = w * 64 + (u32)__builtin_ctzll(set);

			if (a->color[n] != NO_COLOR)
				taken |= 1u << a->color[n];
		}
	for (u32 k = 0; k < COLORS; k++)
		if (!(taken >> order[k] & 1))
			return order[k];
	return NO_COLOR;
}

/* paint - true: all have a register; otherwise those without are in `spilled` */
static bool paint(struct alloc *a, bool *spilled)
{
	u32 count, *stack = simplify_order(a, &count);
	bool all = true;

	for (u32 r = 0; r < a->regs; r++)
		a->color[r] = r < FIRST_VIRTUAL ? (u16)r : NO_COLOR;
	while (count--) {
		u32 r = stack[count], color = first_free(a, r);

		a->color[r] = (u16)color;
		if (color == NO_COLOR)
			all = false;
	}
	for (u32 r = FIRST_VIRTUAL; r < a->regs; r++) {
		a->color[r] = a->color[find(a, r)];
		spilled[r] = a->color[r] == NO_COLOR;
	}
	return all;
}

static void begin(struct alloc *a, struct lowered *l)
{
	*a = (struct alloc){.l = l, .regs = l->regs, .words = (l->regs + 63) / 64};
	a->live = ebpf_alloc(l->c, a->words * sizeof(u64));
	liveness(a);
	while (bury(a))
		liveness(a);
	a->adjacent = ebpf_alloc(l->c, (size_t)a->regs * a->words * sizeof(u64));
	a->degree = ebpf_alloc(l->c, a->regs * sizeof(u32));
	a->cost = ebpf_alloc(l->c, a->regs * sizeof(u32));
	a->alias = ebpf_alloc(l->c, a->regs * sizeof(u16));
	a->color = ebpf_alloc(l->c, a->regs * sizeof(u16));
	for (u32 r = 0; r < a->regs; r++)
		a->alias[r] = (u16)r;
}

/* rename - the real registers into the code; moves to themselves go */
static void rename_all(struct alloc *a)
{
	for (u32 n = 0; n < a->l->count; n++) {
		struct cblock *b = a->l->blocks[n];
		u32 kept = 0;

		for (u32 i = 0; i < b->count; i++) {
			struct code at = b->code[i];

			at.d = a->color[at.d];
			at.s = a->color[at.s];
			if (!code_is_move(&at) || at.d != at.s)
				b->code[kept++] = at;
		}
		b->count = kept;
	}
}

void ebpf_allocate(struct lowered *l)
{
	u32 lasting = l->regs; /* registers above are for one instruction each: they are never spilled again */
	struct alloc a;

	for (u32 n = 0; n < ROUNDS; n++) {
		bool *spilled = ebpf_alloc(l->c, l->regs + 1);

		begin(&a, l);
		interference(&a);
		for (u32 r = lasting; r < a.regs; r++)
			a.cost[r] = 1u << 30;
		coalesce(&a);
		if (paint(&a, spilled)) {
			rename_all(&a);
			return;
		}
		for (u32 r = 0; r < a.regs; r++)
			if (spilled[r])
				a.alias[r] = (u16)find(&a, r);
		ebpf_spill(l, spilled, a.alias);
	}
	ebpf_refuse(l->c, 0, "the program needs more registers than can be found for it");
}
