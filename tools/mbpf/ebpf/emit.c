/* SPDX-License-Identifier: Apache-2.0
 * emit.c - blocks one after the other, jumps between them, places for the loader to fill in. */
#include <string.h>
#include "mbpf/ebpf/code.h"

enum { SHORT = 2 }; /* an end of so many instructions is copied rather than jumped to */

struct placed {
	struct lowered *l;
	struct program *out;
	u32 room;
	struct {
		u32 insn;
		struct cblock *to;
	} *jumps;
	u32 jump_count;
};

static bool is_end(const struct cblock *b)
{
	return b->count && b->count <= SHORT && b->code[b->count - 1].kind == C_EXIT && !b->cold;
}

static void note_line(struct placed *p, u32 where)
{
	struct program *out = p->out;

	if (!where || (out->line_count && out->lines[out->line_count - 1].where == where))
		return;
	if (out->line_count && out->lines[out->line_count - 1].insn == out->count)
		out->line_count--;
	out->lines[out->line_count++] = (struct insn_line){out->count, where};
}

static struct ax_insn *slot(struct placed *p)
{
	return &p->out->insns[p->out->count++];
}

static void put(struct placed *p, const struct code *i)
{
	struct ax_insn *insn;

	note_line(p, i->where);
	if (i->kind == C_MAP || i->kind == C_DATA || i->kind == C_STRINGS) {
		p->out->relocs[p->out->reloc_count].insn = p->out->count;
		p->out->relocs[p->out->reloc_count++].map = i->kind == C_MAP ? (s32)i->wide : i->kind == C_DATA ? RELOC_DATA : RELOC_STRINGS;
	}
	insn = slot(p);
	*insn = (struct ax_insn){.opcode = i->opcode, .dst = i->d & 15, .src = i->s & 15, .off = i->off, .imm = i->imm};
	if (i->opcode != AX_OP_LDDW)
		return;
	insn->imm = i->kind == C_WIDE ? (s32)(u32)i->wide : 0;
	*slot(p) = (struct ax_insn){.imm = i->kind == C_WIDE ? (s32)(i->wide >> 32) : 0};
}

static u8 inverse(u8 opcode)
{
	static const u8 ops[16] = {[AX_JEQ >> 4] = AX_JNE, [AX_JNE >> 4] = AX_JEQ, [AX_JGT >> 4] = AX_JLE, [AX_JLE >> 4] = AX_JGT,
				   [AX_JGE >> 4] = AX_JLT, [AX_JLT >> 4] = AX_JGE, [AX_JSGT >> 4] = AX_JSLE, [AX_JSLE >> 4] = AX_JSGT,
				   [AX_JSGE >> 4] = AX_JSLT, [AX_JSLT >> 4] = AX_JSGE};

	return (u8)((opcode & 0x0f) | ops[opcode >> 4]);
}

static void jump_to(struct placed *p, u8 opcode, const struct code *like, struct cblock *to)
{
	struct ax_insn *insn;

	p->jumps[p->jump_count].insn = p->out->count;
	p->jumps[p->jump_count++].to = to;
	insn = slot(p);
	*insn = (struct ax_insn){.opcode = opcode};
	if (like) {
		insn->dst = like->d & 15;
		insn->src = opcode & AX_X ? like->s & 15 : 0;
		insn->imm = opcode & AX_X ? 0 : like->imm;
	}
}

static void go(struct placed *p, struct cblock *to, const struct cblock *next)
{
	if (to == next)
		return;
	if (is_end(to))
		for (u32 i = 0; i < to->count; i++)
			put(p, &to->code[i]);
	else
		jump_to(p, AX_JMP | AX_JA, NULL, to);
}

static void put_block(struct placed *p, struct cblock *b, const struct cblock *next)
{
	const struct code *last = b->count ? &b->code[b->count - 1] : NULL;

	b->at = p->out->count;
	for (u32 i = 0; i < b->count && !(i + 1 == b->count && last->kind == C_JUMP); i++)
		put(p, &b->code[i]);
	if (last && last->kind == C_JUMP) {
		note_line(p, last->where);
		if (b->t == next) {
			jump_to(p, inverse(last->opcode), last, b->f);
		} else {
			jump_to(p, last->opcode, last, b->t);
			go(p, b->f, next);
		}
	} else if (b->t) {
		go(p, b->t, next);
	}
}

/* better - which of two to place next: inner loops first, then the order of the text; what fails comes last */
static struct cblock *better(struct cblock *a, struct cblock *b)
{
	if (!a || a->placed || a->cold)
		return b && !b->placed && !b->cold ? b : NULL;
	if (!b || b->placed || b->cold)
		return a;
	if (a->weight != b->weight)
		return a->weight > b->weight ? a : b;
	return a->index < b->index ? a : b;
}

/* reach - mark, in `cold` order last, what can be reached; others are never placed */
static void reach(struct lowered *l, bool *seen)
{
	bool again = true;

	seen[0] = true;
	while (again) {
		again = false;
		for (u32 n = 0; n < l->count; n++) {
			struct cblock *b = l->blocks[n];

			for (u32 k = 0; k < 2 && seen[n]; k++) {
				struct cblock *to = k ? b->f : b->t;

				if (to && !seen[to->index])
					again = seen[to->index] = true;
			}
		}
	}
}

/* bypass - a block that has become empty is only a way to another */
static struct cblock *bypass(struct cblock *b)
{
	for (u32 n = 0; n < 64 && b && !b->count && b->t && b->t != b; n++)
		b = b->t;
	return b;
}

static u32 layout(struct lowered *l, struct cblock **order)
{
	bool *seen = ebpf_alloc(l->c, l->count + 1);
	u32 n = 0;

	for (u32 k = 0; k < l->count; k++) {
		struct cblock *b = l->blocks[k];

		b->t = bypass(b->t);
		b->f = bypass(b->f);
		if (b->t && b->t == b->f) { /* a question whose answer does not matter */
			b->f = NULL;
			b->count--;
		}
	}
	reach(l, seen);
	for (u32 start = 0; start < l->count; start++)
		for (struct cblock *b = l->blocks[start]; b && !b->placed && !b->cold && seen[b->index]; b = better(b->t, b->f)) {
			b->placed = true;
			order[n++] = b;
		}
	for (u32 k = 0; k < l->count; k++)
		if (!l->blocks[k]->placed && seen[k])
			order[n++] = l->blocks[k];
	return n;
}

void ebpf_place(struct lowered *l, struct program *out)
{
	struct cblock **order = ebpf_alloc(l->c, (l->count + 1) * sizeof(*order));
	struct placed p = {.l = l, .out = out, .room = 16};
	u32 count = layout(l, order);

	for (u32 n = 0; n < l->count; n++)
		p.room += 2 * l->blocks[n]->count + 4 * SHORT + 4;
	out->insns = ebpf_alloc(l->c, p.room * sizeof(*out->insns));
	out->lines = ebpf_alloc(l->c, p.room * sizeof(*out->lines));
	out->relocs = ebpf_alloc(l->c, p.room * sizeof(*out->relocs));
	p.jumps = ebpf_alloc(l->c, p.room * sizeof(*p.jumps));
	for (u32 n = 0; n < count; n++)
		put_block(&p, order[n], n + 1 < count ? order[n + 1] : NULL);
	for (u32 n = 0; n < p.jump_count; n++) {
		s64 off = (s64)p.jumps[n].to->at - p.jumps[n].insn - 1;

		if (off != (s16)off)
			ebpf_too_large(l->c, 0);
		out->insns[p.jumps[n].insn].off = (s16)off;
	}
}
