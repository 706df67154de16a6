/* SPDX-License-Identifier: Apache-2.0
 * memory.c - each global variable and field of the context has a register that holds it once it has been loaded or stored.  Where
 * it surely does, a load is a move; a store that is surely overwritten before anybody can see it is none. */
#include <string.h>
#include "mbpf/ebpf/ir.h"

enum { FIELDS = 32, PLACES = 256 + FIELDS, WORDS = PLACES / 64 + 1 };

struct places {
	struct cc_state *c;
	struct fn *fn;
	u32 offset[FIELDS];       /* of fields: in the context */
	u32 fields;
	u16 reg[PLACES];
	u64 (*in)[WORDS], (*out)[WORDS];
};

/* place - what a load or store is of; PLACES: nothing that is followed here */
static u32 place(struct places *p, const struct ins *i)
{
	const struct global *g = i->x;
	u32 offset, n = 0;

	switch (i->op) {
	case I_LDG:
	case I_STG: return g->index;
	case I_FIELD: offset = i->imm; break;
	case I_LEN: offset = offsetof(struct axi_ebpf_ctx, data_len); break;
	default: return PLACES;
	}
	while (n < p->fields && p->offset[n] != offset)
		n++;
	if (n == FIELDS)
		return PLACES;
	p->offset[n] = offset;
	p->fields += n == p->fields;
	return ARRAY_LEN(p->c->all) + n;
}

static bool next_of(const struct block *b, u32 k, struct block **to)
{
	*to = k ? b->f : b->t;
	return b->end == END_BRANCH || (b->end == END_JUMP && !k);
}

/* held - which places' registers hold them at each block: on every way there */
static void held(struct places *p)
{
	bool again = true;

	memset(p->in, 0xff, (p->fn->block_count + 1) * sizeof(*p->in));
	memset(p->in[0], 0, sizeof(*p->in));
	while (again) {
		again = false;
		for (u32 n = 0; n < p->fn->block_count; n++) {
			struct block *b = p->fn->blocks[n], *to;
			u64 set[WORDS];

			memcpy(set, p->in[n], sizeof(set));
			for (u32 i = 0; i < b->count; i++) {
				u32 at = place(p, &b->ins[i]);

				if (at < PLACES)
					set[at / 64] |= 1ull << (at % 64);
			}
			for (u32 k = 0; k < 2; k++)
				for (u32 w = 0; next_of(b, k, &to) && w < WORDS; w++) {
					again |= (p->in[to->index][w] & ~set[w]) != 0;
					p->in[to->index][w] &= set[w];
				}
		}
	}
}

/* keep - one load or store: *extra is the move that goes with it, behind; false: none */
static bool keep(struct places *p, struct ins *i, u64 *set, struct ins *extra)
{
	u32 at = place(p, i);
	bool has;

	if (at == PLACES)
		return false;
	has = set[at / 64] >> (at % 64) & 1;
	set[at / 64] |= 1ull << (at % 64);
	*extra = (struct ins){.op = I_MOV, .where = i->where, .dst = i->dst, .a = op_reg(p->reg[at]), .va = i->vd, .vd = i->vd};
	if (i->op == I_STG) {
		extra->dst = p->reg[at];
		extra->a = i->a;
		return true;
	}
	if (has) {
		*i = *extra;
		return false;
	}
	i->dst = p->reg[at];
	return true;
}

static void use(struct places *p)
{
	for (u32 n = 0; n < p->fn->block_count; n++) {
		struct block *b = p->fn->blocks[n];
		struct ins *more = ebpf_alloc(p->c, (2 * b->count + 1) * sizeof(*more));
		u32 count = 0;

		for (u32 i = 0; i < b->count; i++) {
			struct ins extra;
			bool two = keep(p, &b->ins[i], p->in[n], &extra);

			more[count++] = b->ins[i];
			if (two)
				more[count++] = extra;
		}
		b->ins = more;
		b->count = b->room = count;
	}
}

/* wanted - from behind a block to before it: variables that may be read from memory, or seen after the run; with `sweep` stores of
 * others go */
static void wanted(struct places *p, struct block *b, u64 *set, bool sweep)
{
	for (u32 n = b->count; n--;) {
		struct ins *i = &b->ins[n];
		u32 at = i->op == I_LDG || i->op == I_STG ? place(p, i) : PLACES;

		if (at == PLACES)
			continue;
		if (i->op == I_LDG)
			set[at / 64] |= 1ull << (at % 64);
		else if (sweep && !(set[at / 64] >> (at % 64) & 1))
			i->op = I_NOP;
		else
			set[at / 64] &= ~(1ull << (at % 64));
	}
}

static void sweep(struct places *p)
{
	bool again = true;

	memset(p->out, 0, (p->fn->block_count + 1) * sizeof(*p->out));
	while (again) {
		again = false;
		for (u32 n = p->fn->block_count; n--;) {
			struct block *b = p->fn->blocks[n], *to;

			if (b->end == END_RETURN || b->end == END_FAIL) {
				memset(p->out[n], 0xff, sizeof(*p->out));
				continue;
			}
			for (u32 k = 0; k < 2; k++) {
				u64 set[WORDS];

				if (!next_of(b, k, &to))
					continue;
				memcpy(set, p->out[to->index], sizeof(set));
				wanted(p, to, set, false);
				for (u32 w = 0; w < WORDS; w++) {
					again |= (set[w] & ~p->out[n][w]) != 0;
					p->out[n][w] |= set[w];
				}
			}
		}
	}
	for (u32 n = 0; n < p->fn->block_count; n++)
		wanted(p, p->fn->blocks[n], p->out[n], true);
}

void ebpf_memory(struct cc_state *c, struct fn *fn)
{
	struct places *p = ebpf_alloc(c, sizeof(*p));

	p->c = c;
	p->fn = fn;
	p->in = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*p->in));
	p->out = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*p->out));
	for (u32 n = 0; n < fn->block_count; n++)
		fn->blocks[n]->index = n;
	c->fn = fn;
	for (u32 g = 0; g < PLACES; g++)
		p->reg[g] = g < c->all_count || g >= ARRAY_LEN(c->all) ? ebpf_reg(c) : NO_REG;
	held(p);
	use(p);
	sweep(p);
}
