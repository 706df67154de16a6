/* SPDX-License-Identifier: Apache-2.0
 * prove.c - the maker of sparse certificates: runs the verifier's own inference and writes down the invariants that it confirmed.
 *
 * Nothing here is trusted: whatever it writes, the checker (cert.c) confirms.  An invariant is written as what differs
 * from the state that enters the loop. */
#include <axiom/arena.h>
#include "prove/prove.h"

/* ---- bytes ---- */

void axi_put_u8(struct axi_proof *p, u8 byte)
{
	if (p->used < p->room)
		p->out[p->used] = byte;
	else
		p->full = true;
	p->used++;
}

void axi_put_uint(struct axi_proof *p, u64 n)
{
	for (; n > 0x7f; n >>= 7)
		axi_put_u8(p, (u8)(n | 0x80));
	axi_put_u8(p, (u8)n);
}

void axi_put_int(struct axi_proof *p, s64 n)
{
	axi_put_uint(p, axi_zigzag(n));
}

static bool same_range(const struct axi_range *a, const struct axi_range *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* As few of the ten numbers as give the range. */
static void put_views(struct axi_proof *p, const struct axi_range *r)
{
	u64 views[10];
	u32 mask = AXI_CR_ALL;

	for (u32 i = 0; i < 10; i++)
		views[i] = axi_view_get(r, i);
	for (u32 i = 10; i-- > 0;) {
		struct axi_range try;

		if (axi_views_apply(&try, mask & ~(1u << i), views) && same_range(&try, r))
			mask &= ~(1u << i);
	}
	axi_put_u8(p, AXI_CR_VIEWS);
	axi_put_uint(p, mask);
	for (u32 i = 0; i < 10; i++)
		if (mask >> i & 1)
			axi_put_uint(p, views[i]);
}

void axi_put_range(struct axi_proof *p, const struct axi_range *r)
{
	struct axi_range try;

	axi_range_unknown(&try);
	if (same_range(&try, r)) {
		axi_put_u8(p, AXI_CR_UNKNOWN);
		return;
	}
	if (axi_range_is_const(r)) {
		axi_put_u8(p, AXI_CR_CONST);
		axi_put_int(p, (s64)r->tv);
		return;
	}
	axi_range_unsigned(&try, 0, r->umax);
	if (same_range(&try, r)) {
		axi_put_u8(p, AXI_CR_UPTO);
		axi_put_uint(p, r->umax);
		return;
	}
	axi_range_unsigned(&try, r->umin, r->umax);
	if (same_range(&try, r)) {
		axi_put_u8(p, AXI_CR_BETWEEN);
		axi_put_uint(p, r->umin);
		axi_put_uint(p, r->umax);
		return;
	}
	put_views(p, r);
}

/* ---- values ---- */

static bool has_id(const struct axi_val *val)
{
	return val->kind == AXI_SCALAR || val->kind == AXI_VALUE || ((val->kind == AXI_MAP || (val->kind == AXI_MEM && !(val->obj & ~AXI_MEM_ODD))) && val->id);
}

/* The first place of a recorded state that has this id, `key` when none is before it. */
static u32 first_with_id(const struct axi_verify *v, u32 at, u32 key, const struct axi_val *val, struct axi_val *out)
{
	u32 cursor = 0, k;

	*out = *val;
	while ((k = axi_chunk_next(v, at, &cursor, out)) < key)
		if (has_id(out) && out->id == val->id && out->kind == val->kind)
			return k;
	*out = *val;
	return key;
}

/* Packet pointers: 1 + the first place before with the same name of the same kind; 0: none. */
static u32 same_name(const struct axi_verify *v, u32 at, u32 key, const struct axi_val *val)
{
	struct axi_val other;
	u32 cursor = 0, k;

	while ((k = axi_chunk_next(v, at, &cursor, &other)) < key)
		if (val->var && other.kind == val->kind && other.var == val->var)
			return k + 1;
	return 0;
}

/* How many places of a recorded state have this id? */
static u32 holders(const struct axi_verify *v, u32 at, const struct axi_val *val)
{
	struct axi_val other;
	u32 cursor = 0, n = 0;

	while (axi_chunk_next(v, at, &cursor, &other) != AXI_NONE)
		n += has_id(&other) && other.id == val->id;
	return n;
}

/* Does the loop's invariant say of this place what the entering state says? */
static bool unchanged(const struct axi_verify *v, u32 entry, u32 invariant, const struct axi_val *e, const struct axi_val *h)
{
	if (e->kind != h->kind || e->null != h->null || e->init != h->init || e->zero != h->zero || e->width != h->width ||
	    e->obj != h->obj || e->size != h->size)
		return false;
	if (h->kind == AXI_BYTES)
		return true;
	if (!same_range(&e->r, &h->r) || ((h->kind == AXI_SCALAR || h->kind == AXI_OBJECT || (axi_in_packet(h) && e->var)) && e->var != h->var))
		return false;
	if (e->id == h->id && e->off == h->off)
		return true;
	if (!has_id(h))
		return false;
	if (h->kind != AXI_SCALAR && (e->off != h->off || !e->id != !h->id))
		return false;
	/* other names, but they link nothing, not even to a loop around */
	return (!h->id || holders(v, invariant, h) == 1) &&
	       (!e->id || (holders(v, entry, e) == 1 && e->id > axi_names_around(v)));
}

void axi_put_slot(struct axi_proof *p, const struct axi_val *val)
{
	u32 form = val->width;

	if (val->init == axi_value_bytes(val->width))
		form |= AXI_CS_INIT;
	if (!val->zero)
		form |= AXI_CS_ZERO;
	axi_put_u8(p, (u8)form);
	if (!(form & AXI_CS_INIT))
		axi_put_u8(p, val->init);
	if (!(form & AXI_CS_ZERO))
		axi_put_u8(p, val->zero);
}

static void put_val(const struct axi_verify *v, u32 key, const struct axi_val *e, const struct axi_val *h, u32 invariant)
{
	struct axi_proof *p = v->proof;
	u32 mode = AXI_ID_NONE, head = axi_is_arena(h) ? AXI_CV_ARENA : h->kind, with = key;
	struct axi_val other;
	s64 off = h->off;

	if (h->kind == AXI_BYTES) {
		axi_put_u8(p, AXI_BYTES);
		axi_put_slot(p, h);
		return;
	}
	if (!has_id(h)) {
		mode = h->kind != AXI_OBJECT || !e || e->var == h->var ? AXI_ID_SAME : h->var == AXI_WALKED ? AXI_ID_FRESH : AXI_ID_NONE;
	} else if (h->id) {
		with = first_with_id(v, invariant, key, h, &other);
		if (with != key) {
			mode = AXI_ID_SHARED;
			off = h->kind == AXI_SCALAR ? (s32)((u32)h->off - (u32)other.off) : off;
		} else if (e && e->kind == h->kind && e->id == h->id && ((h->kind != AXI_MAP && h->kind != AXI_MEM) || (e->obj == h->obj && e->size == h->size && e->null == h->null))) {
			mode = AXI_ID_SAME;
			off = h->kind == AXI_SCALAR ? (s32)((u32)h->off - (u32)e->off) : off;
		} else {
			mode = h->kind == AXI_SCALAR ? AXI_ID_NONE : AXI_ID_FRESH;
			off = h->kind == AXI_SCALAR ? 0 : off;
		}
	}
	bool grown = h->kind == AXI_SCALAR && h->var && e && e->kind == AXI_SCALAR && axi_name_around(v, e) == h->var;
	bool any_map = h->kind == AXI_VALUE || ((h->kind == AXI_MAP || h->kind == AXI_MEM) && mode != AXI_ID_SAME);

	head |= mode * AXI_CV_ID | (off ? AXI_CV_OFF : 0) | (h->null && any_map ? AXI_CV_NULL : 0) | (grown ? AXI_CV_GROWN : 0);
	axi_put_u8(p, (u8)head);
	if (any_map)
		axi_put_uint(p, h->kind == AXI_MEM ? h->size | (u64)h->obj << 32 : h->obj);
	if (axi_in_packet(h)) {
		axi_put_uint(p, h->size);
		axi_put_uint(p, same_name(v, invariant, key, h));
	}
	if (mode == AXI_ID_SHARED)
		axi_put_uint(p, with);
	if (off)
		axi_put_int(p, off);
	if (grown) {
		axi_put_uint(p, h->obj);
		axi_put_uint(p, h->size);
	}
	if (key >= AXI_KEY_SLOT)
		axi_put_slot(p, h);
	axi_put_range(p, &h->r);
}

/* ---- entries ---- */

/* The head's ties, behind `n` places of which the last is `last`.  1: there are some. */
static u32 put_ties(const struct axi_verify *v, u32 head, u32 last, u32 n, bool write)
{
	u32 count = 0;

	for (u32 i = 0; v->tie && i < AXI_HEAD_TIES; i++)
		count += v->head_tie[i].head == head && v->head_tie[i].tie.a;
	if (!count || !write)
		return count > 0;
	axi_put_uint(v->proof, AXI_CV_TIES - last - (n > 0));
	axi_put_uint(v->proof, count);
	for (u32 i = 0; i < AXI_HEAD_TIES; i++) {
		const struct axi_head_tie *t = &v->head_tie[i];

		if (t->head != head || !t->tie.a)
			continue;
		axi_put_uint(v->proof, t->key);
		axi_put_uint(v->proof, t->other);
		axi_put_int(v->proof, t->tie.times);
		axi_put_int(v->proof, t->c);
	}
	return 1;
}

/* Walk over both states; count what differs, or write it. */
static u32 differences(const struct axi_verify *v, u32 head, u32 entry, u32 invariant, bool write)
{
	u32 ec = 0, hc = 0, n = 0, last = 0, ek, hk;
	struct axi_val e, h;

	ek = axi_chunk_next(v, entry, &ec, &e);
	hk = axi_chunk_next(v, invariant, &hc, &h);
	while (ek != AXI_NONE || hk != AXI_NONE) {
		u32 key = ek < hk ? ek : hk;

		if (ek != hk || !unchanged(v, entry, invariant, &e, &h)) {
			if (write) {
				axi_put_uint(v->proof, key - last - (n > 0));
				if (hk == key)
					put_val(v, key, ek == key ? &e : NULL, &h, invariant);
				else
					axi_put_u8(v->proof, AXI_UNINIT);
			}
			last = key;
			n++;
		}
		if (ek == key)
			ek = axi_chunk_next(v, entry, &ec, &e);
		if (hk == key)
			hk = axi_chunk_next(v, invariant, &hc, &h);
	}
	return n + put_ties(v, head, last, n, write);
}

static void show_head(struct axi_verify *v, u32 head, u32 entry, u32 invariant)
{
	struct axi_proof *p = v->proof;
	u32 pc = v->cfg.block[head].start;

	axi_put_int(p, (s64)pc - p->pc);
	p->pc = pc;
	axi_put_uint(p, differences(v, head, entry, invariant, false));
	differences(v, head, entry, invariant, true);
}

static const struct axi_prover shown_to[2] = {{.head = show_head}, {.head = show_head, .guess = AXI_APART ? axi_prove_guess : NULL}};

void axi_put_header(struct axi_proof *p, u32 mode)
{
	axi_put_u8(p, 'A');
	axi_put_u8(p, 'X');
	axi_put_u8(p, AXI_CERT_VERSION);
	axi_put_u8(p, (u8)mode);
}

int axi_prove_check(const struct axi_proof *p, const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *verdict,
		    struct ax_diag *diag)
{
	struct ax_verify_input own = *in;
	size_t bytes = ax_verify_bytes(in);
	void *memory = ax_arena_alloc(arena, bytes, 8);
	struct ax_arena small;

	if (!memory) /* then the caller will see */
		return 0;
	if (in->check_limits)
		own.limits = in->check_limits;
	own.cert = p->out;
	own.cert_size = p->used;
	ax_arena_init(&small, memory, bytes);
	return ax_verify(&own, &small, verdict, diag);
}

/* One way of finding invariants, and whether the checker takes them. */
static int attempt(const struct ax_verify_input *in, const struct axi_way *way, struct axi_tried *tried, struct ax_arena *arena, struct axi_proof *proof, struct ax_diag *diag)
{
	struct ax_verify_input own = *in;
	size_t mark = ax_arena_mark(arena);
	struct axi_kept kept;
	struct axi_watch watch = {.proof = proof, .prover = &shown_to[way->steps], .level = (enum axi_level)way->level, .kept = AXI_FAST ? &kept : NULL};
	struct ax_verdict verdict;
	int err = 0;

	if (AXI_FAST)
		axi_way_begin(&kept);
	*proof = (struct axi_proof){.out = proof->out, .room = proof->room};
	if (AXI_APART && way->steps && !(proof->steps = axi_steps_find(in, arena)))
		err = -AX_ENOMEM;
	own.cert = NULL;
	own.cert_size = 0;
	axi_put_header(proof, AXI_CERT_SPARSE + way->level * AXI_CERT_APART);
	err = err ? err : axi_verify_watched(&own, arena, &verdict, diag, &watch);
	if (AXI_FAST)
		axi_way_end(tried, way, &kept, err, err ? diag->reason : 0);
	if (!err && proof->full)
		err = -AX_ENOSPC;
	err = err ? err : axi_prove_check(proof, &own, arena, &verdict, diag);
	ax_arena_release(arena, mark);
	return err;
}

static const u8 levels[] = {AXI_USUAL, AXI_ALL_8, AXI_ALL_16, AXI_ALL_32, AXI_JOINED, AXI_KINDS_16, AXI_STEERED_8, AXI_STEERED_32, AXI_STEERED_128, AXI_ROUNDS, AXI_TIED};
enum { LEVELS = AXI_APART ? ARRAY_LEN(levels) : 5 };

int ax_certify(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size, struct ax_diag *diag)
{
	struct axi_proof proof = {.out = out, .room = room};
	struct axi_tried tried[2 * LEVELS];
	struct ax_diag later = {0}, first = {0};
	u32 count = 1;
	int err = attempt(in, &(struct axi_way){.level = levels[0]}, &tried[0], arena, &proof, &first);

	if (err && diag)
		*diag = first;
	*size = proof.used;
	if (!err || err == -AX_ENOSPC || (axi_hopeless(first.reason) && first.reason != AXI_REASON_POOL))
		return err;
	for (u32 steps = 0; steps <= AXI_APART; steps++)
		for (u32 i = !steps; i < LEVELS; i++) {
			const struct axi_way way = {.level = levels[i], .steps = steps};

			if (AXI_FAST && axi_way_known(tried, count, &way))
				continue;
			if (!attempt(in, &way, &tried[count++], arena, &proof, &later)) {
				*size = proof.used;
				return 0;
			}
		}
	*size = 0;
	return err;
}
