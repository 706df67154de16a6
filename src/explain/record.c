/* SPDX-License-Identifier: Apache-2.0
 * record.c - the second walk: remember states and edges, then say what is known at an instruction. */
#include "explain/record.h"
#include "explain/words.h"

enum { SEEN_BYTES = 640 }; /* a usual state, with its edges' share */

bool axi_record_start(struct axi_record *r, u32 slots, struct ax_arena *arena)
{
	size_t left;

	r->slots = slots;
	r->before = ax_arena_array(arena, slots, 4, 8);
	r->edge = ax_arena_array(arena, slots, 8, 8);
	r->into = ax_arena_array(arena, slots, 4, 8);
	r->path = ax_arena_array(arena, slots, 4, 8);
	r->times = ax_arena_array(arena, slots, 8, 8);
	if (!r->before || !r->edge || !r->into || !r->path || !r->times || !ax_arena_alloc(arena, 8, 8))
		return false;
	left = (arena->size - arena->used) / 8;
	r->pool = arena->base + arena->used - 8; /* place 0 is nothing */
	r->pool_size = (u32)min_u64(left, UINT32_MAX / 2);
	r->pool_used = 1;
	return true;
}

static u32 take(struct axi_record *r, size_t bytes)
{
	u32 at = r->pool_used, units = (u32)((bytes + 7) / 8);

	if (units > r->pool_size - at)
		return 0;
	r->pool_used += units;
	return at;
}

static bool kept(u32 key, const struct axi_val *val)
{
	if (key < AX_R10)
		return val->kind != AXI_UNINIT;
	return key >= AXI_KEY_SLOT && (val->width || val->init);
}

/* Write the current state to *at, in place when it fits. */
static void remember(struct axi_record *r, const struct axi_verify *v, u32 *at)
{
	struct axi_verify *own = (struct axi_verify *)v; /* the accessors only look */
	struct axi_seen *s = (struct axi_seen *)(void *)(r->pool + (size_t)*at * 8);
	struct axi_seen_val *out;
	u32 count = 0;

	for (u32 key = 0; key != AXI_NONE; key = axi_key_next(v, key))
		count += kept(key, axi_val_at(own, key));
	if (!*at || s->room < count) {
		u32 place = take(r, sizeof(*s) + count * sizeof(*out));

		if (!place)
			return;
		*at = place;
		s = (struct axi_seen *)(void *)(r->pool + (size_t)place * 8);
		s->room = count;
	}
	s->count = count;
	s->stamp = ++r->stamp;
	s->depth = v->depth;
	s->ref = v->refs ? v->ref[0] : 0;
	out = (struct axi_seen_val *)(void *)(s + 1);
	for (u32 key = 0; key != AXI_NONE; key = axi_key_next(v, key))
		if (kept(key, axi_val_at(own, key)))
			*out++ = (struct axi_seen_val){key, *axi_val_at(own, key)};
}

void axi_record_state(void *arg, const struct axi_verify *v)
{
	struct axi_record *r = arg;

	if (v->pc < r->slots)
		remember(r, v, &r->before[v->pc]);
}

void axi_record_edge(void *arg, const struct axi_verify *v, u32 from, u32 to)
{
	struct axi_record *r = arg;
	u32 side, at;
	struct axi_edge *e;

	if (from >= r->slots || to >= r->slots)
		return;
	side = 2 * from + (to != from + 1);
	at = r->edge[side];
	if (!at) {
		at = take(r, sizeof(*e));
		if (!at)
			return;
		e = (struct axi_edge *)(void *)(r->pool + (size_t)at * 8);
		*e = (struct axi_edge){.from = from, .to = to, .next = r->into[to]};
		r->into[to] = at;
		r->edge[side] = at;
	}
	e = (struct axi_edge *)(void *)(r->pool + (size_t)at * 8);
	remember(r, v, &e->state);
}

static u64 mul_sat(u64 a, u64 b)
{
	u64 product;

	return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX - 1 : product;
}

/* How often the loops run at most that a block is in, each time its subprogram does; UINT64_MAX: bounded by the budget alone.
 * `head`: the innermost of them. */
static u64 loop_times(const struct axi_verify *v, u32 head)
{
	u64 times = 1;

	for (; head != AXI_NONE; head = axi_head(&v->cfg, head)->around) {
		u32 trips = axi_head(&v->cfg, head)->trips;

		if (v->cfg.block[head].flags & AXI_B_UNBOUNDED || !trips)
			return UINT64_MAX;
		times = mul_sat(times, trips);
	}
	return times;
}

static u64 both_times(u64 a, u64 b)
{
	if (!a || !b)
		return 0;
	return a == UINT64_MAX || b == UINT64_MAX ? UINT64_MAX : mul_sat(a, b);
}

static u64 add_times(u64 a, u64 b)
{
	return a == UINT64_MAX || b == UINT64_MAX || a + b < a ? UINT64_MAX : a + b;
}

/* The instructions of a block run `times` times; so do the functions that they call. */
static void count_block(struct axi_record *r, const struct axi_verify *v, u32 block, u64 times)
{
	for (u32 pc = v->cfg.block[block].start; pc < axi_block_end(&v->cfg, block); pc++) {
		const struct ax_insn *insn = &v->in->insns[pc];

		if (axi_second(&v->cfg, pc))
			continue;
		r->times[pc] = times;
		if (insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL) {
			u32 callee = pc + 1 + (u32)insn->imm;

			r->times[callee] = add_times(r->times[callee], times);
		}
		for (u32 i = 0; i < v->sites && insn->opcode == AX_OP_CALL && insn->src != AX_CALL_LOCAL; i++) {
			u32 callee = v->cfg.sub[v->site[i].sub].start;

			if (v->site[i].times && v->site[i].pc == pc)
				r->times[callee] = add_times(r->times[callee], both_times(times, v->site[i].times));
		}
	}
}

/* Callers before callees, so ranks fall; a function's first slot gathers how often it is called. */
void axi_record_end(void *arg, const struct axi_verify *v)
{
	struct axi_record *r = arg;

	for (u32 i = 0; i < v->sites; i++)
		if (!v->site[i].times) /* a timer's */
			r->times[v->cfg.sub[v->site[i].sub].start] = 1;
	if (AXI_KFUNCS && v->in->exception_cb)
		r->times[v->in->exception_cb] = 1;
	for (u32 rank = AX_CALL_DEPTH + 1; rank-- > 0;)
		for (u32 s = 0; s < v->cfg.sub_count; s++) {
			const struct axi_sub *sub = &v->cfg.sub[s];
			u64 runs = s ? r->times[sub->start] : 1;

			for (u32 n = sub->order, head = AXI_NONE; sub->rank == rank && n < sub->order + sub->block_count; n++) {
				u32 at = v->cfg.order[n];

				while (head != AXI_NONE && v->cfg.block[head].last < n)
					head = axi_head(&v->cfg, head)->around;
				head = v->cfg.block[at].flags & AXI_B_HEAD ? at : head;
				count_block(r, v, at, v->cfg.block[at].flags & AXI_B_REACHED ? both_times(runs, loop_times(v, head)) : 0);
			}
		}
}

void axi_seen_find(const struct axi_seen *s, u32 key, struct axi_val *out)
{
	*out = (struct axi_val){.kind = AXI_UNINIT};
	if (!s)
		return;
	if (key == AX_R10) {
		*out = (struct axi_val){.kind = AXI_STACK, .obj = (u16)s->depth};
		axi_range_const(&out->r, 0);
		return;
	}
	for (u32 i = 0; i < s->count; i++)
		if (axi_seen_vals(s)[i].key == key)
			*out = axi_seen_vals(s)[i].val;
}

/* ---- the entrance ---- */

size_t ax_explain_bytes(const struct ax_verify_input *in)
{
	size_t verify = ax_verify_bytes(in);

	return verify ? sizeof(struct axi_record) + verify + 65536 + (size_t)in->insn_count * (28 + SEEN_BYTES) : 0;
}

int ax_explain(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_explain *out)
{
	struct axi_record *r = ax_arena_alloc(arena, sizeof(*r), 8);
	size_t bytes = ax_verify_bytes(in);
	void *block = bytes ? ax_arena_alloc(arena, bytes, 8) : NULL;
	void *work = ax_arena_alloc(arena, axi_slice_bytes(), 8);
	struct ax_arena own;
	struct axi_watch watch = {.state = axi_record_state, .edge = axi_record_edge, .end = axi_record_end, .arg = r};

	*out = (struct ax_explain){.defined = AXI_NONE, .advice_at = AXI_NONE, .in = in,
				   .diag = {.insn = AXI_NONE, .reg = -1}};
	if (!r || !block || !work || !axi_record_start(r, in->insn_count, arena))
		return out->error = -AX_ENOMEM;
	ax_arena_init(&own, block, bytes);
	out->record = r;
	out->path = r->path;
	out->times = r->times;
	if (in->limits->prove_bytes && !ax_verify(in, &own, &out->verdict, NULL)) /* show what was accepted */
		watch.level = out->verdict.apart;
	out->error = axi_verify_watched(in, &own, &out->verdict, &out->diag, &watch);
	if (out->error)
		axi_slice(out, r, work);
	return out->error;
}

size_t ax_explain_state(const struct ax_explain *e, uint32_t insn, char *out, size_t out_size)
{
	struct axi_text text = {.out = out, .size = out_size};
	const struct axi_seen *s = e->record ? axi_seen_before(e->record, insn) : NULL;

	if (out_size)
		out[0] = '\0';
	if (s && !s->count)
		axi_text_add(&text, "nothing");
	for (u32 i = 0; s && i < s->count; i++) {
		const struct axi_seen_val *sv = &axi_seen_vals(s)[i];
		u32 slot = sv->key - AXI_KEY_SLOT, frame = slot / AXI_SLOTS_FRAME;

		axi_text_add(&text, text.need ? "; " : "");
		if (sv->key < AX_R10)
			axi_text_add(&text, "R%u ", sv->key);
		else if (frame == s->depth)
			axi_text_add(&text, "fp-%u ", 8 * (slot % AXI_SLOTS_FRAME + 1) - (sv->val.width == AXI_UPPER ? 4 : 0));
		else
			axi_text_add(&text, "frame %u-%u ", frame, 8 * (slot % AXI_SLOTS_FRAME + 1) - (sv->val.width == AXI_UPPER ? 4 : 0));
		axi_say_short(&text, e->in, &sv->val);
	}
	return text.need;
}
