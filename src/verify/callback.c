/* SPDX-License-Identifier: Apache-2.0
 * callback.c - functions of the program that helpers call: bpf_loop, bpf_for_each_map_elem and the like, and timers.
 *
 * A function that a helper calls now may be called any number of times, none included, and each call may change what the
 * frames below hold: so its body is walked as the body of a loop is (loop.c), with an invariant of the frames; the caller
 * goes on with the invariant.  What it is given (an index, a key, a value) is another at each call.
 * A timer's function runs later, by itself: it is walked on its own once the program was. */
#include "verify/verify.h"

/* Note who calls what how often, for the longest path and for what runs later. */
static int note_site(struct axi_verify *v, u32 pc, u32 sub, u32 times)
{
	u32 *first = &v->site[pc % (v->cfg.site_room + 1)].first;

	if (axi_finding(v))
		return 0;
	for (u32 i = *first; i; i = v->site[i - 1].next) {
		struct axi_cost_site *s = &v->site[i - 1];

		if (s->pc == pc && s->sub == sub && !s->times == !times) {
			s->times = times > s->times ? times : s->times;
			return 0;
		}
	}
	if (v->sites == v->cfg.site_room)
		return axi_reject(v, AXI_REASON_SUBPROGS, -1);
	struct axi_cost_site *s = &v->site[v->sites++];

	s->pc = pc, s->sub = sub, s->times = times;
	s->next = *first;
	*first = v->sites;
	return 0;
}

int axi_callback_later(struct axi_verify *v, u32 sub, u32 map)
{
	return note_site(v, map, sub, 0);
}

int axi_callback_enter(struct axi_verify *v, u32 sub, u64 times, bool once, const struct axi_val arg[AX_R5])
{
	int err;

	err = note_site(v, v->pc, sub, times < 1 ? 1 : times < UINT32_MAX ? (u32)times : UINT32_MAX);
	err = err ? err : axi_push_frame(v, sub);
	if (err)
		return err;
	v->frame[v->depth].callback = times < 1 ? 1 : times < UINT32_MAX ? (u32)times : UINT32_MAX;
	/* exactly one call needs no invariant; where one is to be told, in full certificates, it is found as ever.  Nothing is held in it. */
	v->frame[v->depth].once = AXI_FAST && once && !v->refs && !axi_plans(v);
	for (u32 i = 0; i < AX_R5; i++) {
		v->reg[i + 1] = arg[i];
		axi_another(v, &v->reg[i + 1]);
	}
	return 1;
}

/* The current state, an invariant, is what the body starts from: where any state waits for its block. */
static int wait_at_start(struct axi_verify *v)
{
	struct axi_block *b = &v->cfg.block[v->cfg.sub[v->frame[v->depth].sub].first_block];

	return axi_record(v, &b->entry, b->live, true);
}

/* Its rounds begin before its first block, which may begin a loop itself: at a block of no instructions, one per depth. */
static u32 rounds_at(const struct axi_verify *v)
{
	return v->cfg.block_count + v->depth;
}

int axi_callback_begin(struct axi_verify *v)
{
	const struct axi_frame *f = &v->frame[v->depth];
	struct axi_block *first = &v->cfg.block[v->cfg.sub[f->sub].first_block], *b = &v->cfg.block[rounds_at(v)];
	int err;

	if (b->start != first->start)
		axi_chunk_free(v, &axi_head(&v->cfg, rounds_at(v))->invariant); /* another function's */
	b->start = first->start;
	b->live = first->live;
	axi_chunk_move(v, &first->entry, &b->entry);
	err = axi_loop_start(v, rounds_at(v), f->callback);
	return err ? err : wait_at_start(v);
}

int axi_callback_return(struct axi_verify *v)
{
	struct axi_block *b = &v->cfg.block[rounds_at(v)];
	int err = axi_callback_result(v, 1);

	if (err)
		return err;
	axi_lent_back(v);
	if (AXI_FAST && v->frame[v->depth].once)
		return v->refs ? axi_reject(v, AXI_REASON_REF_JOIN, -1) : 0;
	axi_frame_drop_slots(v, v->depth);
	for (u32 r = AX_R0; r <= AX_R9; r++) {
		v->reg[r] = (struct axi_val){.kind = AXI_UNINIT};
		if (r >= AX_R1 && r <= AX_R5 && axi_chunk_find(v, axi_head(&v->cfg, rounds_at(v))->invariant, r, &v->reg[r]))
			axi_another(v, &v->reg[r]);
	}
	return axi_record(v, &v->frame[v->depth].returned, b->live, true);
}

int axi_callback_end(struct axi_verify *v)
{
	struct axi_frame *f = &v->frame[v->depth];
	const struct axi_sub *sub = &v->cfg.sub[f->sub];
	int err;

	v->walked = 0;
	if (f->returned)
		axi_chunk_move(v, &f->returned, &v->cfg.block[rounds_at(v)].entry);
	err = axi_loop_end(v);
	if (err != 1)
		return err;
	v->pos = sub->order;
	err = wait_at_start(v);
	return err ? err : 1;
}

void axi_callback_start(struct axi_verify *v, const struct axi_cost_site *site)
{
	const struct ax_map_spec *spec = axi_map_spec(v, site->pc);

	v->depth = v->slot_count = v->refs = v->walked = 0;
	v->frame[0] = (struct axi_frame){.sub = site->sub, .callback = 1};
	for (u32 r = AX_R0; r <= AX_R9; r++)
		v->reg[r] = (struct axi_val){.kind = AXI_UNINIT};
	v->reg[AX_R1] = (struct axi_val){.kind = AXI_MAP, .obj = (u16)site->pc};
	v->reg[AX_R2] = (struct axi_val){.kind = AXI_MEM, .obj = AXI_MEM_LENT, .size = spec->key_size, .id = ++v->next_id};
	v->reg[AX_R3] = (struct axi_val){.kind = AXI_VALUE, .obj = (u16)site->pc, .id = ++v->next_id};
	if (AXI_OBJECTS && site->pc & AXI_INNER)
		v->reg[AX_R1].size = v->reg[AX_R3].size = v->reg[AX_R3].id;
	for (u32 r = AX_R1; r <= AX_R3; r++)
		axi_range_const(&v->reg[r].r, 0);
}
