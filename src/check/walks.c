/* SPDX-License-Identifier: Apache-2.0
 * walks.c - the walks of a full certificate: how each begins, what it begins in, and what it comes back in. */
#include "check/parts.h"
#include "verify/chunk.h"

static void read_walk(struct axi_verify *v, u32 at, struct axi_walk *w)
{
	struct axi_bytes b = axi_claim_bytes(v, at, (u32)v->in->cert_size);
	u32 size = axi_bytes_u32(&b), flags, outs;

	*w = (struct axi_walk){0};
	if (b.bad || size > (u32)(b.end - b.at)) {
		w->bad = true;
		return;
	}
	b.end = b.at + size;
	w->end = axi_claim_place(v, &b) + size;
	w->sub = axi_bytes_u32(&b);
	w->depth = axi_bytes_u32(&b);
	flags = axi_bytes_u32(&b);
	if (AXI_CALLBACKS) {
		w->callback = flags & AXI_WALK_CALLBACK;
		w->moves = flags & AXI_WALK_MOVES;
		w->tails = flags & AXI_WALK_TAILS;
		w->locked = flags & AXI_WALK_LOCKED;
		w->later = flags & AXI_WALK_LATER;
	}
	if (AXI_CALLBACKS && w->later) {
		w->map = axi_bytes_u32(&b);
		b.bad |= w->depth || w->callback || w->tails || w->map > UINT16_MAX || !axi_known_map(v, w->map);
	}
	b.bad |= flags > AXI_WALK_FLAGS || w->sub >= v->cfg.sub_count || w->depth >= v->frames;
	for (u32 f = 0; AXI_CALLS && !b.bad && f < w->depth; f++) {
		w->foot[f].seen = axi_bytes_uint(&b);
		w->foot[f].written = axi_bytes_uint(&b);
		b.bad |= (w->foot[f].written & ~w->foot[f].seen) != 0;
	}
	w->outs = axi_bytes_u32(&b);
	outs = axi_bytes_u32(&b);
	w->bad = b.bad || w->outs > AXI_CLAIM_STATES || (w->outs && !w->depth) || outs > (u32)(b.end - b.at);
	if (w->bad)
		return;
	w->out = axi_claim_place(v, &b);
	w->start = (struct axi_place){.next = w->out + outs, .pc = v->cfg.sub[w->sub].start};
	w->code_end = v->cfg.sub[w->sub].end;
}

int axi_claims_walk(struct axi_verify *v, u32 at, struct axi_walk *w)
{
	read_walk(v, at, w);
	return w->bad ? axi_claims_malformed(v, "walk") : 0;
}

int axi_claims_begin(struct axi_verify *v, u32 at)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b;
	int err = axi_claims_walk(v, at, &c->walk);

	if (err)
		return err;
	c->here = c->walk.start;
	c->listed = c->fields;
	v->depth = c->walk.depth;
	err = axi_entry_index(v);
	b = axi_claim_bytes(v, c->walk.out, c->walk.start.next);
	c->base = 0;
	for (u32 n = 0; n < c->walk.outs && !err; n++)
		err = axi_told_pass(v, &b);
	return err || b.at == b.end ? err : axi_claims_malformed(v, "states that a function comes back in");
}

/* Does the recorded state hold a lock? */
static bool holds_lock(const struct axi_verify *v, u32 owner)
{
	const u32 *ref;
	u32 refs = axi_chunk_refs(v, owner, &ref);

	for (u32 i = 0; AXI_MARKS && i < refs; i++)
		if (!(ref[i] & AXI_PLACE) || ref[i] >= AXI_LOCK_MAP)
			return true;
	return false;
}

/* Reads in another walk than the one under way. */
static int elsewhere(struct axi_verify *v, const struct axi_walk *w, u32 depth, int (*read)(struct axi_verify *v, u32 n, u32 *owner), u32 n, u32 *owner)
{
	struct axi_claims *c = v->claims;
	struct axi_walk own;
	u32 mine = v->depth;
	int err;

	if (!AXI_CALLS) /* there is but one */
		return read(v, n, owner);
	own = c->walk;
	c->walk = *w;
	v->depth = depth;
	err = read(v, n, owner);
	v->depth = mine;
	c->walk = own;
	return err;
}

static int first_state(struct axi_verify *v, u32 n, u32 *owner)
{
	struct axi_claims *c = v->claims;
	struct axi_place p = c->walk.start;
	struct axi_bytes b;
	int err;

	if (!axi_entry_next(v, &p, &b) || p.pc != v->cfg.sub[c->walk.sub].start)
		return axi_claims_malformed(v, "no entry where a function begins");
	err = axi_entry_open(v, &p, &b);
	return err ? err : axi_told_read(v, &b, owner);
}

static int out_state(struct axi_verify *v, u32 n, u32 *owner)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b = axi_claim_bytes(v, c->walk.out, c->walk.start.next);
	int err = 0;

	c->base = 0;
	for (u32 i = 0; i < n && !err; i++)
		err = axi_told_pass(v, &b);
	err = err ? err : axi_told_read(v, &b, owner);
	return err || !(c->read.relations || holds_lock(v, *owner)) ? err : axi_claims_malformed(v, "states that a function comes back in");
}

int axi_claims_out(struct axi_verify *v, const struct axi_walk *w, u32 n, u32 *owner)
{
	return elsewhere(v, w, w->depth, out_state, n, owner);
}

int axi_claims_first(struct axi_verify *v, const struct axi_walk *w, u32 *owner)
{
	struct axi_val val;
	u32 cursor = 0, key;
	int err = elsewhere(v, w, w->depth, first_state, 0, owner);

	if (!err && v->claims->read.states != 1)
		return axi_claims_malformed(v, "a function begins in one state");
	if (!err && holds_lock(v, *owner) != w->locked)
		return axi_claims_malformed(v, "a function that begins with a lock");
	/* nothing but arguments and the callers' frames */
	while (AXI_CALLS && !err && w->depth && (key = axi_chunk_next(v, *owner, &cursor, &val)) != AXI_NONE)
		if (!key || (key > AX_R5 && key < AXI_KEY_SLOT) || key >= AXI_KEY_SLOT + AXI_SLOTS_FRAME * w->depth)
			return axi_claims_malformed(v, "a function begins with more than it is given");
	return err;
}

/* The current state begins a walk of which the first entry was read: is it in it, and what will it cost? */
bool axi_claims_starts(struct axi_verify *v, u32 owner, u64 cost[2])
{
	return axi_claims_in(v, owner) && axi_costs_most(v, cost);
}
