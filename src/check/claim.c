/* SPDX-License-Identifier: Apache-2.0
 * claim.c - full certificates: what they claim of the places of a program, as the walk asks for it.
 *
 * A full certificate has walks: the program's, and one for each way in which a function is called (walks.c).  A walk has entries,
 * by ascending place: each jump's target, and each place that is not simply gone on to (entry.c).  An entry claims the states that
 * may begin there (told.c), how their numbers are related (relation.c), and how much a run may still cost from there to the walk's
 * end (cost.c). */
#include "check/parts.h"
#include "verify/chunk.h"

int axi_claims_reach(struct axi_verify *v, u32 pc)
{
	struct axi_claims *c = v->claims;
	struct axi_place p;
	struct axi_bytes b;
	int err;
	bool in = false;

	if (AXI_APART && c->arrive)
		return c->arrive(c->toll_arg, v, pc);
	err = axi_entry_find(v, pc, &p);
	err = err ? err : axi_entry_open(v, &p, &b);
	for (u32 n = 0; n < c->read.states && !err && !in; n++) {
		c->in = true;
		v->steps += AXI_RANKS && n >= 32; /* each takes no longer than an instruction then */
		err = axi_told_read(v, &b, NULL);
		in = !err && c->in;
	}
	v->pc = pc;
	if (!err && !in)
		return axi_reject(v, AXI_REASON_CERT_FALSE, -1);
	if (!err && !c->by_budget && !axi_costs_afford(v, pc) && !AXI_PLANT(50))
		err = axi_reject_note(v, AXI_REASON_CERT_FALSE, -1, "costs");
	if (AXI_RANKS)
		axi_relations_forget(v);
	return err;
}

int axi_claims_next(struct axi_verify *v, u32 *pc)
{
	struct axi_place p = v->claims->here;
	struct axi_bytes b;

	if (AXI_APART && v->claims->until) {
		*pc = v->claims->until(v->claims->toll_arg, p.pc);
		return 0;
	}
	*pc = axi_entry_next(v, &p, &b) ? p.pc : v->claims->walk.code_end;
	return b.bad ? axi_claims_malformed(v, "entry") : 0;
}

bool axi_claims_advance(struct axi_verify *v)
{
	struct axi_bytes b;
	bool more = axi_entry_next(v, &v->claims->here, &b);

	if (AXI_OBJECTS && more)
		axi_claims_field(v, &v->claims->listed, v->claims->here.pc);
	return more;
}

int axi_claims_take(struct axi_verify *v, u32 n, u32 *left)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b;
	u32 owner = 0;
	int err = axi_entry_open(v, &c->here, &b);

	v->pc = c->here.pc;
	for (u32 i = 0; i < n && !err; i++)
		err = axi_told_pass(v, &b);
	err = err ? err : axi_told_read(v, &b, &owner);
	err = err ? err : axi_chunk_take(v, &owner);
	axi_chunk_free(v, &owner);
	if (err)
		return err;
	*left = c->read.states - n - 1;
	v->states++;
	v->next_id = 0;
	if (!*left && axi_claim_place(v, &b) != c->here.next)
		return axi_claims_malformed(v, "size of an entry");
	return axi_costs_begin(v) && axi_relations_begin(v) ? 0 : axi_claims_malformed(v, "terms");
}
