/* SPDX-License-Identifier: Apache-2.0
 * address.c - the place of an element is computed once: a register holds data + (index << shift) for as long as the index stays what
 * it is, whatever array of that width is meant (which array it is stands in the offset of the access).
 *
 * A test of the index ends that: what the verifier learns from it would not be known of the sum that was made before. */
#include <string.h>
#include "mbpf/ebpf/ir.h"

enum { FACTS = 512, WORDS = FACTS / 64 };

struct copy {
	u16 dst, src;
};
struct address {
	u16 index, reg;
	u8 shift;
};

struct addresses {
	struct cc_state *c;
	struct fn *fn;
	u64 (*in)[WORDS]; /* before each block, on every way there */
	struct copy copy[FACTS];
	struct address address[FACTS];
	u32 copies, count;
};

/* flow - what holds behind a block, from what holds before it; with `change` the block is changed by that */
typedef void flow_fn(struct addresses *s, struct block *b, u64 *set, bool change);

static bool held(const u64 *set, u32 fact)
{
	return set[fact / 64] >> (fact % 64) & 1;
}
static void put(u64 *set, u32 fact)
{
	set[fact / 64] |= 1ull << (fact % 64);
}
static void drop(u64 *set, u32 fact)
{
	set[fact / 64] &= ~(1ull << (fact % 64));
}

static void solve(struct addresses *s, flow_fn *flow)
{
	bool again = true;

	memset(s->in, 0xff, (s->fn->block_count + 1) * sizeof(*s->in));
	memset(s->in[0], 0, sizeof(*s->in));
	while (again) {
		again = false;
		for (u32 n = 0; n < s->fn->block_count; n++) {
			struct block *b = s->fn->blocks[n];
			u64 set[WORDS];

			memcpy(set, s->in[n], sizeof(set));
			flow(s, b, set, false);
			for (u32 k = 0; k < 2; k++) {
				u64 *to = s->in[(k && b->f ? b->f : b->t ? b->t : b)->index];

				if (b->end != END_BRANCH && (b->end != END_JUMP || k))
					break;
				for (u32 w = 0; w < WORDS; w++) {
					again |= (to[w] & ~set[w]) != 0;
					to[w] &= set[w];
				}
			}
		}
	}
	for (u32 n = 0; n < s->fn->block_count; n++)
		flow(s, s->fn->blocks[n], s->in[n], true);
}

static bool indexed(const struct ins *i)
{
	return (i->op == I_LDA || i->op == I_STA) && !i->a.constant;
}

/* ---- copies of indices: expressions keep what they were made of, which mostly does not change before it is used */

static u16 origin(const struct addresses *s, const u64 *set, u16 reg)
{
	for (u32 k = 0; k < s->copies; k++)
		if (s->copy[k].dst == reg && held(set, k)) {
			reg = s->copy[k].src;
			k = (u32)-1; /* facts that hold at one place never go in a circle: the last copy made its dst new */
		}
	return reg;
}

static void flow_copies(struct addresses *s, struct block *b, u64 *set, bool change)
{
	for (u32 n = 0; n < b->count; n++) {
		struct ins *i = &b->ins[n];

		if (change && indexed(i))
			i->a.v = origin(s, set, (u16)i->a.v);
		for (u32 k = 0; i->dst != NO_REG && k < s->copies; k++)
			if (s->copy[k].dst == i->dst || s->copy[k].src == i->dst)
				drop(set, k);
		for (u32 k = 0; i->op == I_MOV && !i->a.constant && i->a.v != i->dst && k < s->copies; k++)
			if (s->copy[k].dst == i->dst && s->copy[k].src == i->a.v)
				put(set, k);
	}
	if (!change || b->end != END_BRANCH)
		return;
	if (!b->a.constant && b->a.v != NO_REG)
		b->a.v = origin(s, set, (u16)b->a.v);
	if (!b->b.constant && b->b.v != NO_REG)
		b->b.v = origin(s, set, (u16)b->b.v);
}

static void find_copies(struct addresses *s)
{
	bool *wanted = ebpf_alloc(s->c, s->fn->regs + 1), again = true;

	for (u32 n = 0; n < s->fn->block_count; n++)
		for (u32 k = 0; k < s->fn->blocks[n]->count; k++)
			if (indexed(&s->fn->blocks[n]->ins[k]))
				wanted[s->fn->blocks[n]->ins[k].a.v] = true;
	while (again) {
		again = false;
		for (u32 n = 0; n < s->fn->block_count; n++)
			for (u32 k = 0; k < s->fn->blocks[n]->count; k++) {
				const struct ins *i = &s->fn->blocks[n]->ins[k];
				u32 f = 0;

				if (i->op != I_MOV || i->a.constant || !wanted[i->dst] || i->a.v == i->dst)
					continue;
				while (f < s->copies && (s->copy[f].dst != i->dst || s->copy[f].src != i->a.v))
					f++;
				if (f < s->copies || f == FACTS)
					continue;
				s->copy[s->copies++] = (struct copy){i->dst, (u16)i->a.v};
				again |= !wanted[i->a.v];
				wanted[i->a.v] = true;
			}
	}
}

/* ---- addresses */

static u32 find_address(struct addresses *s, const struct ins *i)
{
	u8 shift = (u8)__builtin_ctz(i->size);

	for (u32 k = 0; k < s->count; k++)
		if (s->address[k].index == i->a.v && s->address[k].shift == shift)
			return k;
	if (s->count == FACTS)
		return FACTS;
	s->address[s->count] = (struct address){(u16)i->a.v, ebpf_reg(s->c), shift};
	return s->count++;
}

static void drop_index(struct addresses *s, u64 *set, u16 reg)
{
	for (u32 k = 0; k < s->count; k++)
		if (s->address[k].index == reg)
			drop(set, k);
}

static void flow_addresses(struct addresses *s, struct block *b, u64 *set, bool change)
{
	struct ins *more = change ? ebpf_alloc(s->c, (2 * b->count + 1) * sizeof(*more)) : NULL;
	u32 count = 0;

	for (u32 n = 0; n < b->count; n++) {
		struct ins i = b->ins[n];
		u32 k = indexed(&i) ? find_address(s, &i) : FACTS;

		if (k < FACTS && change) {
			i.at = s->address[k].reg;
			if (!held(set, k))
				more[count++] = (struct ins){.op = I_ADDRESS, .where = i.where, .dst = i.at, .a = i.a, .imm = s->address[k].shift};
		}
		if (k < FACTS)
			put(set, k);
		if (i.dst != NO_REG)
			drop_index(s, set, i.dst);
		if (change)
			more[count++] = i;
	}
	if (change) {
		b->ins = more;
		b->count = b->room = count;
	}
	if (b->end == END_BRANCH && !b->a.constant && b->a.v != NO_REG)
		drop_index(s, set, (u16)b->a.v);
	if (b->end == END_BRANCH && !b->b.constant && b->b.v != NO_REG)
		drop_index(s, set, (u16)b->b.v);
}

void ebpf_addresses(struct cc_state *c, struct fn *fn)
{
	struct addresses *s = ebpf_alloc(c, sizeof(*s));

	s->c = c;
	s->fn = fn;
	s->in = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*s->in));
	for (u32 n = 0; n < fn->block_count; n++)
		fn->blocks[n]->index = n;
	c->fn = fn;
	find_copies(s);
	solve(s, flow_copies);
	solve(s, flow_addresses);
}
