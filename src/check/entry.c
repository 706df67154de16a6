/* SPDX-License-Identifier: Apache-2.0
 * entry.c - a walk's entries: where they are, and how each begins; and the list of instructions that access fields. */
#include "check/parts.h"

/* ---- instructions that load fields ---- */

/* The one behind it; false: it does not ascend, or is none. */
static bool next_listed(struct axi_verify *v, struct axi_listed *l)
{
	struct axi_bytes b = axi_claim_bytes(v, l->next, v->claims->first);
	u32 step;

	if (b.at == b.end) {
		l->pc = AXI_NONE;
		return true;
	}
	step = axi_bytes_u32(&b);
	l->how = step & 1 ? AXI_FIELD_CONVERTED : AXI_FIELD_PLAIN;
	step >>= 1;
	if (b.bad || (!step && l->next != v->claims->fields.next) || step >= v->in->insn_count - l->pc)
		return false;
	l->pc += step;
	l->next = axi_claim_place(v, &b);
	return true;
}

int axi_claims_fields(struct axi_verify *v, u32 at)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b = axi_claim_bytes(v, at, (u32)v->in->cert_size);
	u32 size = axi_bytes_u32(&b);
	struct axi_listed l;

	if (b.bad || size > (u32)(b.end - b.at))
		return axi_claims_malformed(v, "fields");
	c->first = axi_claim_place(v, &b) + size;
	l = c->fields = (struct axi_listed){.next = axi_claim_place(v, &b)};
	while (l.pc != AXI_NONE)
		if (!next_listed(v, &l))
			return axi_claims_malformed(v, "fields");
	return 0;
}

u32 axi_claims_field(struct axi_verify *v, struct axi_listed *l, u32 pc)
{
	if (l->next == v->claims->fields.next && !l->how) /* the first */
		next_listed(v, l);
	for (; l->pc < pc; v->steps++)
		next_listed(v, l);
	return l->pc == pc ? l->how : AXI_FIELD_NONE;
}

/* ---- entries ---- */

/* From one entry to the next; false at the end, or where b->bad. */
bool axi_entry_next(struct axi_verify *v, struct axi_place *p, struct axi_bytes *b)
{
	u32 step, size;

	*b = axi_claim_bytes(v, p->next, v->claims->walk.end);
	if (b->at == b->end)
		return false;
	step = axi_bytes_u32(b);
	size = axi_bytes_u32(b);
	if (b->bad || !size || size > (u32)(b->end - b->at) || (!step && p->at) || step > v->claims->walk.code_end - p->pc ||
	    p->pc + step == v->claims->walk.code_end) {
		b->bad = true;
		return false;
	}
	p->pc += step;
	p->at = axi_claim_place(v, b);
	p->next = p->at + size;
	if (*b->at & 1 || !p->whole)
		p->whole = p->at;
	v->steps++;
	return true;
}

int axi_entry_steps(struct axi_verify *v)
{
	return v->steps > v->step_limit ? axi_reject(v, AXI_REASON_STEPS, -1) : 0;
}

/* Read where the entries of the walk are, and keep some of the places. */
int axi_entry_index(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	struct axi_place p = c->walk.start;
	struct axi_bytes b;
	u32 count = 0, stride, n = 0;

	while (axi_entry_next(v, &p, &b))
		count++;
	if (b.bad || !count)
		return axi_claims_malformed(v, "places of entries");
	stride = count / AXI_SAMPLES + 1;
	c->samples = 0;
	for (p = c->walk.start; axi_entry_next(v, &p, &b); n++) {
		if (axi_second(&v->cfg, p.pc))
			return axi_claims_malformed(v, "places of entries");
		if (n % stride == stride - 1)
			c->sample[c->samples++] = p;
	}
	return axi_entry_steps(v);
}

/* The entry at `pc`. */
int axi_entry_find(struct axi_verify *v, u32 pc, struct axi_place *out)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b;

	*out = c->walk.start;
	for (u32 i = 0; i < c->samples && c->sample[i].pc <= pc; i++)
		*out = c->sample[i];
	if (c->here.at && c->here.pc <= pc && c->here.pc > out->pc)
		*out = c->here;
	while (!out->at || out->pc < pc)
		if (!axi_entry_next(v, out, &b))
			break;
	v->pc = pc;
	if (out->pc != pc || !out->at)
		return axi_claims_malformed(v, "no entry for this target");
	return axi_entry_steps(v);
}

/* How many states an entry has, what it costs from there, and where its states begin. */
static void read_head(struct axi_verify *v, struct axi_bytes *b)
{
	struct axi_claims *c = v->claims;
	u32 head = axi_bytes_u32(b);

	c->read.states = head >> 1;
	b->bad |= !c->read.states || c->read.states > AXI_CLAIM_STATES;
	c->read.terms = 0;
	c->read.rest[0] = c->read.rest[1] = 0;
	if (!c->by_budget)
		axi_costs_read(v, b);
}

/* Begin to read the states of an entry. */
int axi_entry_open(struct axi_verify *v, const struct axi_place *p, struct axi_bytes *b)
{
	struct axi_claims *c = v->claims;

	c->base = 0;
	if (p->whole != p->at) { /* told by the first state of another */
		*b = axi_claim_bytes(v, p->whole, c->walk.end);
		read_head(v, b);
		c->base = axi_claim_place(v, b);
	}
	*b = axi_claim_bytes(v, p->at, c->walk.end);
	read_head(v, b);
	return b->bad ? axi_claims_malformed(v, "entry") : 0;
}
