/* SPDX-License-Identifier: Apache-2.0
 * spill.c - registers that find no place: a slot of the stack each, or, for constants, addresses and fields of the context, the
 * instruction that makes them, once more. */
#include <string.h>
#include "mbpf/ebpf/spill.h"

struct home {
	s32 slot;             /* offset from R10; 0: none yet */
	u32 writes;
	bool repeats;         /* its only write can be repeated anywhere: */
	struct code again;
};

/* repeatable - constants, addresses, and fields of the context as long as its address has a register */
static bool repeatable(const struct lowered *l, const bool *spilled, const struct code *i)
{
	if (i->kind == C_PLAIN && i->opcode == (AX_LDX | AX_MEM | AX_W) && i->s == l->ctx && !spilled[l->ctx])
		return true;
	return i->kind == C_WIDE || i->kind == C_DATA || i->kind == C_MAP || i->kind == C_STRINGS ||
	       (i->kind == C_PLAIN && i->opcode == (AX_ALU64 | AX_MOV | AX_K));
}

static void look(struct lowered *l, const bool *spilled, const u16 *root, struct home *homes)
{
	for (u32 n = 0; n < l->count; n++)
		for (u32 k = 0; k < l->blocks[n]->count; k++) {
			const struct code *i = &l->blocks[n]->code[k];
			struct home *h;
			u16 d;

			if (!code_writes(i, &d) || !spilled[d] || (code_is_move(i) && i->s >= FIRST_VIRTUAL && root[i->s] == root[d]))
				continue;
			h = &homes[root[d]];
			h->writes++;
			h->repeats = repeatable(l, spilled, i);
			h->again = *i;
		}
}

static s32 slot(struct lowered *l, struct home *h)
{
	if (!h->slot) {
		l->stack += 8;
		h->slot = -(s32)(((l->scratch + 7) & ~7u) + l->stack);
		if (-h->slot > AX_STACK_BYTES)
			ebpf_refuse(l->c, l->where, "the program needs more than %d bytes of stack", AX_STACK_BYTES);
	}
	return h->slot;
}

static void fetch(struct lowered *l, struct cblock *b, struct home *h, u16 to)
{
	struct code *i = code_add(l, b);
	u32 where = i->where;

	if (h->writes == 1 && h->repeats) {
		*i = h->again;
		i->d = to;
		i->where = where;
		return;
	}
	i->opcode = AX_LDX | AX_MEM | AX_DW;
	i->d = to;
	i->s = AX_R10;
	i->off = (s16)slot(l, h);
}

/* reads_d, reads_s - is the register in this field read? */
static bool reads_d(const struct code *i)
{
	u16 reads[2];

	return code_reads(i, reads) && reads[0] == i->d && i->kind != C_EXIT && (i->opcode & 7) != AX_LDX && !code_is_move(i) &&
	       !(i->kind == C_PLAIN && (i->opcode & 0xf0) == AX_MOV && ((i->opcode & 7) == AX_ALU || (i->opcode & 7) == AX_ALU64));
}

static bool reads_s(const struct code *i)
{
	u16 reads[2];
	u32 n = code_reads(i, reads);

	return n && i->kind != C_EXIT && reads[n - 1] == i->s && (n == 2 || !reads_d(i));
}

static u16 fetched(struct lowered *l, struct cblock *b, struct home *h)
{
	u16 t = code_temp(l);

	fetch(l, b, h, t);
	return t;
}

static void rewrite(struct lowered *l, struct cblock *b, struct code at, const bool *spilled, const u16 *root, struct home *homes)
{
	u16 d = 0;
	bool writes = code_writes(&at, &d) && spilled[d], from_s = reads_s(&at) && spilled[at.s], from_d = reads_d(&at) && spilled[at.d];

	l->where = at.where;
	if (code_is_move(&at) && spilled[at.d] && spilled[at.s] && root[at.d] == root[at.s])
		return;
	if (writes && homes[root[d]].writes == 1 && homes[root[d]].repeats)
		return; /* made where it is read */
	if (from_s)
		at.s = fetched(l, b, &homes[root[at.s]]);
	if (from_d)
		at.d = fetched(l, b, &homes[root[at.d]]);
	else if (writes)
		at.d = code_temp(l);
	*code_add(l, b) = at;
	if (writes) {
		struct code *i = code_add(l, b);

		i->opcode = AX_STX | AX_MEM | AX_DW;
		i->d = AX_R10;
		i->s = at.d;
		i->off = (s16)slot(l, &homes[root[d]]);
	}
}

void ebpf_spill(struct lowered *l, const bool *spilled, const u16 *root)
{
	struct home *homes = ebpf_alloc(l->c, (l->regs + 1) * sizeof(*homes));

	look(l, spilled, root, homes);
	for (u32 n = 0; n < l->count; n++) {
		struct cblock *b = l->blocks[n], old = *b;

		b->code = NULL;
		b->count = b->room = 0;
		for (u32 k = 0; k < old.count; k++)
			rewrite(l, b, old.code[k], spilled, root, homes);
	}
}
