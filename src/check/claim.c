/* SPDX-License-Identifier: Apache-2.0
 * claim.c - full certificates: what they claim of the places of a program, read where it stands.
 *
 * A full certificate has walks: the program's, and one for each way in which a function is called.  A walk has entries,
 * by ascending place: each jump's target, and each place that is not simply gone on to.  An entry claims the states that
 * may begin there, and how much a run may still cost from there to the walk's end.
 *
 * Costs end loops, too: every edge must pay for what it ran, so a run that goes on for ever would pay for ever.  What an
 * entry has left may depend on a number that each round moves: so many instructions, and for each round left so many more.
 * A relation says that one number is always another, times a factor, and a sum: what a pointer is to a counter.
 *
 * Names in claims are an entry's own: inclusion asks only that what a claim links is linked in what arrives.  States are
 * written as what differs from the first state of an entry that stands alone: both are read side by side, value by value, and
 * what arrives is compared with each as it is read.  So there is one state in memory, and no claim. */
#include "base/divide.h"
#include "check/claim.h"
#include "verify/chunk.h"

#define CLAIM_NAME UINT32_C(0x20000000) /* names of claims begin here; those that the walk makes are below */
#define PLACE      (UINT32_C(1) << 31)  /* names of places: references */
#define FAR        (INT64_C(1) << 62)   /* numbers that are counted by stay below, and so do sums of two */
#define TIMES_MAX  (1u << 20)
#define COST_MAX   (UINT64_C(1) << 60)
#define STATES_MAX AXI_CLAIM_STATES

__attribute__((noinline)) int axi_claims_malformed(struct axi_verify *v, const char *why)
{
	return axi_reject_note(v, AXI_REASON_CERT_FORM, -1, why);
}

/* ---- reading ---- */

static struct axi_bytes bytes_at(const struct axi_verify *v, u32 from, u32 end)
{
	const u8 *cert = v->in->cert;

	return (struct axi_bytes){.at = cert + from, .end = cert + end};
}

static u32 place_of(const struct axi_verify *v, const struct axi_bytes *b)
{
	return (u32)(b->at - (const u8 *)v->in->cert);
}

__attribute__((noinline)) static u32 get_u32(struct axi_bytes *b)
{
	u64 n = axi_bytes_uint(b);

	b->bad |= n > UINT32_MAX;
	return (u32)n;
}

__attribute__((noinline)) static u64 get_cost(struct axi_bytes *b)
{
	u64 n = axi_bytes_uint(b);

	b->bad |= n > COST_MAX;
	return n;
}

__attribute__((noinline)) static s64 get_near(struct axi_bytes *b)
{
	s64 n = axi_bytes_int(b);

	b->bad |= n > FAR || n < -FAR;
	return n;
}

static u32 get_name(struct axi_bytes *b, u32 kind)
{
	u32 n = get_u32(b);

	if (n & PLACE) { /* an identity that a NULL test settles */
		b->bad |= kind != AXI_RECORD && (!AXI_OBJECTS || kind != AXI_OBJECT) && (!AXI_DYNPTRS || kind != AXI_SLICE);
		return n;
	}
	b->bad |= !n || n >= CLAIM_NAME;
	return n + CLAIM_NAME;
}

/* What inclusion does not compare, and the walk relies on. */
static bool sound(const struct axi_verify *v, const struct axi_val *val, bool slot)
{
	switch (val->kind) {
	case AXI_BYTES: return slot && !val->width && !val->null;
	case AXI_SCALAR: return !val->null && !val->obj && !val->size && !val->var && (val->id || !val->off) && (!slot || val->width);
	case AXI_MAP:
	case AXI_VALUE:
		if (!axi_known_map(v, val->obj))
			return false;
		break;
	case AXI_OBJECT:
		if (!AXI_OBJECTS)
			return false;
		if (val->null && (val->obj < AXI_OBJECT_COMMON || val->obj > AXI_OBJECT_XDP))
			return false; /* NULL would be in any; what is not NULL is compared */
		break;
	case AXI_PACKET:
	case AXI_META:
		if (!AXI_OBJECTS || val->null || val->size > AXI_PACKET_MAX + 1)
			return false;
		break;
	case AXI_STACK:
		if (val->null || val->obj > axi_depth(v))
			return false;
		break;
	case AXI_FUNC:
		if (!AXI_CALLBACKS || val->null || val->obj >= v->cfg.sub_count)
			return false;
		break;
	case AXI_RECORD: break;
	case AXI_SLICE:
		if (!AXI_DYNPTRS || !val->var)
			return false;
		break;
	case AXI_MEM:
		if (!AXI_CALLBACKS)
			return false;
		break;
	case AXI_END:
		if (!AXI_OBJECTS)
			return false;
		/* fall through */
	case AXI_CTX:
		if (val->null || val->obj)
			return false;
		break;
	default: return false;
	}
	return (!slot || val->width == 8) && (!val->null || val->id);
}

/* A value; kind AXI_UNINIT: there is none any more. */
static void get_val(const struct axi_verify *v, struct axi_bytes *b, u32 key, struct axi_val *val)
{
	u32 head = axi_bytes_u8(b);
	bool slot = key >= AXI_KEY_SLOT;

	b->bad |= (!slot && key >= AX_R10) || key >= AXI_KEY_SLOT + AXI_SLOTS_FRAME * (axi_depth(v) + 1);
	*val = (struct axi_val){.kind = head & AXI_CV_KIND, .null = (head & AXI_CV_NULL) != 0};
	if (!head || b->bad)
		return;
	if (head & AXI_CF_ID)
		val->id = get_name(b, val->kind);
	if (head & AXI_CV_OFF) {
		s64 off = axi_bytes_int(b);

		b->bad |= off < -AXI_OFF_MAX || off > AXI_OFF_MAX;
		val->off = (s32)off;
	}
	if (head & AXI_CF_MORE) {
		u32 obj = get_u32(b), var;

		b->bad |= obj > UINT16_MAX;
		val->obj = (u16)obj;
		val->size = get_u32(b);
		var = axi_bytes_u8(b);
		b->bad |= var > 1;
		if (var)
			val->var = get_name(b, val->kind);
	}
	if (slot)
		axi_bytes_slot(b, val);
	if (val->kind != AXI_BYTES)
		axi_bytes_range(b, &val->r);
	b->bad |= !sound(v, val, slot);
}

/* A reference of a claim: a place, or one half of a lock, its map or its value's name. */
static bool get_ref(const struct axi_verify *v, struct axi_bytes *b, u32 *ref)
{
	u32 n = *ref = get_u32(b);

	if (!AXI_MARKS || (n & PLACE && n < AXI_LOCK_MAP))
		return n & PLACE && n < AXI_LOCK_MAP;
	if (n >= AXI_LOCK_MAP)
		return n - AXI_LOCK_MAP <= UINT16_MAX && axi_known_map(v, n - AXI_LOCK_MAP);
	if (n <= AXI_LOCK_ID) /* a value that is there from the start has no name */
		return n == AXI_LOCK_ID;
	*ref = n + CLAIM_NAME;
	return n - AXI_LOCK_ID < CLAIM_NAME;
}

/* The references: those that are there already, or new ones. */
static u32 get_refs(struct axi_verify *v, struct axi_bytes *b, u32 same, u32 ref[AXI_REFS])
{
	u32 refs = get_u32(b);

	if (!refs)
		return same;
	if (--refs > AXI_REFS)
		b->bad = true;
	for (u32 i = 0; i < refs && !b->bad; i++) {
		b->bad |= !get_ref(v, b, &ref[i]);
		for (u32 k = 0; k < i; k++)
			b->bad |= ref[k] == ref[i] && !AXI_PLANT(48);
	}
	return b->bad ? 0 : refs;
}

static void get_relations(struct axi_verify *v, struct axi_bytes *b)
{
	struct axi_claims *c = v->claims;
	u32 count = get_u32(b);
	bool times = AXI_RANKS && count & AXI_WITH_TIMES;

	c->read.relations = times ? count - AXI_WITH_TIMES : count;
	b->bad |= c->read.relations > AXI_RELATIONS;
	for (u32 i = 0; i < c->read.relations && !b->bad; i++) {
		struct axi_relation *r = &c->read.relation[i];

		*r = (struct axi_relation){.key = get_u32(b), .other = get_u32(b)};
		if (AXI_RANKS)
			r->times = times ? get_u32(b) : 1;
		b->bad |= AXI_RANKS && r->times - 1 >= TIMES_MAX;
		r->factor = axi_bytes_int(b);
		r->sum = (u64)axi_bytes_int(b);
		b->bad |= AXI_RANKS && r->key == r->other && (r->factor || r->sum >= r->times);
	}
}

/* ---- numbers that rounds and relations are told by ---- */

/* The value at `key` as a number: its range, its name (0: a constant without one) and its distance from it. */
__attribute__((noinline)) static bool number_at(struct axi_verify *v, u32 key, struct axi_number *n)
{
	struct axi_val *val = axi_val_at(v, key);

	if (!val || (key >= AXI_KEY_SLOT && val->width != 8) || val->null || (key < AXI_KEY_SLOT && key > AX_R10))
		return false;
	if (val->kind == AXI_SCALAR) {
		if (!val->id && !axi_range_is_const(&val->r))
			val->id = ++v->next_id, val->off = 0;
		*n = (struct axi_number){val->r, val->id, val->off};
		return true;
	}
	if (val->kind != AXI_STACK && val->kind != AXI_VALUE && val->kind != AXI_RECORD && val->kind != AXI_MEM &&
	    !axi_in_packet(val))
		return false;
	if (!val->var && !axi_range_is_const(&val->r))
		val->var = ++v->next_id;
	*n = (struct axi_number){axi_whole_offset(val), val->var, val->off};
	return true;
}

/* How many rounds are left at the most; false: a term that says nothing of this number. */
static bool rounds(const struct axi_term *t, const struct axi_range *r, u64 *most)
{
	bool up = t->step > 0;
	u64 rest;

	if (r->smin < -FAR || r->smax > FAR || (up ? r->smax > t->at : r->smin < t->at))
		return false;
	*most = axi_divide_u64((u64)(up ? t->at - r->smin : r->smax - t->at), (u64)(up ? t->step : -t->step), &rest);
	return true;
}

static s64 floor_div(s64 a, s64 b) /* b > 0 */
{
	s64 rest, quotient = axi_divide_s64(a, b, &rest);

	return quotient - (rest < 0);
}

/* The rounds left where the run stands, less those that `to` has left: at the least. */
static s64 rounds_gone(const struct axi_term *from, const struct axi_term *to, s64 off)
{
	s64 distance = (from->at - from->off) - (to->at - off); /* each below 2^62 + 2^32 */

	return from->step > 0 ? floor_div(distance, from->step) : floor_div(-distance, -from->step);
}

/* ---- relations ---- */

static u32 times_of(const struct axi_relation *r)
{
	return AXI_RANKS ? r->times : 1;
}

/* Does a number have the distance `sum` from a multiple of `times`? */
static bool multiple(u32 times, s64 n, u64 sum)
{
	s64 rest;

	axi_divide_s64((s64)((u64)n - sum), times, &rest);
	return !rest;
}

static bool is_near(const struct axi_range *r)
{
	return r->smin >= -FAR && r->smax <= FAR;
}

/* ... and does the one at its key, by what is known here of multiples? */
static bool in_steps(struct axi_verify *v, const struct axi_relation *r, const struct axi_number *a)
{
	struct axi_claims *c = v->claims;

	if (!is_near(&a->r))
		return false;
	if (axi_range_is_const(&a->r))
		return multiple(r->times, a->r.smin, r->sum);
	for (u32 i = 0; i < c->relations; i++) {
		const struct axi_relation *k = &c->relation[i];

		if (k->key == k->other && k->name == a->name && k->times == r->times)
			return multiple(r->times, a->off, r->sum - k->sum) || AXI_PLANT(118);
	}
	return false;
}

/* Does the relation hold in the current state? */
static bool related(struct axi_verify *v, const struct axi_relation *r, struct axi_number *other)
{
	struct axi_claims *c = v->claims;
	struct axi_number a;

	if ((!AXI_RANKS && r->key == r->other) || !number_at(v, r->key, &a) || !number_at(v, r->other, other))
		return false;
	if (AXI_RANKS && r->key == r->other)
		return in_steps(v, r, &a);
	if (axi_range_is_const(&a.r) && axi_range_is_const(&other->r))
		return times_of(r) * a.r.tv == (u64)r->factor * other->r.tv + r->sum;
	if (!a.name || !other->name)
		return false;
	if (a.name == other->name && r->factor == 1 && times_of(r) == 1)
		return (u64)a.off - (u64)other->off == r->sum;
	for (u32 i = 0; i < c->relations; i++) {
		const struct axi_relation *k = &c->relation[i];

		if ((!AXI_RANKS || k->key != k->other) && k->name == a.name && k->other_name == other->name && k->factor == r->factor && times_of(k) == times_of(r))
			return k->sum + times_of(r) * (u64)a.off - (u64)r->factor * (u64)other->off == r->sum;
	}
	return false;
}

/* `times` the number is in `is`: where that product is what it is as integers, the number lies between the quotients. */
static bool learn_part(struct axi_verify *v, const struct axi_relation *r, struct axi_val *val, const struct axi_range *is)
{
	s64 most = (s64)axi_divide_u64(FAR, r->times, &(u64){0}), rest, off = val->kind == AXI_SCALAR ? 0 : val->off;
	struct axi_number n;
	struct axi_range between;

	if (!number_at(v, r->key, &n) || ((n.r.smin < -most || n.r.smax > most) && !AXI_PLANT(117)))
		return false;
	axi_range_unknown(&between);
	between.smin = axi_divide_s64(is->smin, r->times, &rest) + (rest > 0) - off;
	between.smax = axi_divide_s64(is->smax, r->times, &rest) - (rest < 0) - off;
	return between.smin <= between.smax && axi_range_sync(&between) && axi_range_meet(&val->r, &between);
}

/* The number is one of those at steps: none between them is its least or greatest. */
static bool learn_steps(const struct axi_relation *r, struct axi_val *val, const struct axi_range *number)
{
	s64 rest, off = val->kind == AXI_SCALAR ? 0 : val->off;
	struct axi_range between;

	axi_range_unknown(&between);
	axi_divide_s64((s64)((u64)number->smin - r->sum), r->times, &rest); /* near, and the sum is small */
	between.smin = number->smin - rest + (rest > 0 ? (s64)r->times : 0) - off;
	axi_divide_s64((s64)((u64)number->smax - r->sum), r->times, &rest);
	between.smax = number->smax - rest - (rest < 0 ? (s64)r->times : 0) - off;
	return between.smin <= between.smax && axi_range_sync(&between) && axi_range_meet(&val->r, &between);
}

/* What the relation says of the first number's range. */
static bool learn_related(struct axi_verify *v, const struct axi_relation *r, const struct axi_number *other)
{
	struct axi_val *val = axi_val_at(v, r->key);
	struct axi_range is = other->r, by;

	if (AXI_RANKS && r->key == r->other)
		return learn_steps(r, val, &is);
	axi_range_const(&by, (u64)r->factor);
	axi_range_alu(&is, AX_MUL, false, &by);
	axi_range_const(&by, r->sum - (val->kind == AXI_SCALAR || times_of(r) > 1 ? 0 : (u64)(s64)val->off));
	axi_range_alu(&is, AX_ADD, false, &by);
	if (times_of(r) > 1)
		return learn_part(v, r, val, &is);
	return axi_range_meet(&val->r, &is);
}

/* What the relations of the state that is read say, which must hold: in c->old is what was known before. */
static bool learn(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	bool in = true;

	for (u32 n = 0; n < c->read.relations && in; n++) {
		const struct axi_relation *r = &c->read.relation[n];
		struct axi_val *val = axi_val_at(v, r->key);
		struct axi_number other;

		in = val && (related(v, r, &other) || (AXI_PLANT(51) && number_at(v, r->other, &other)));
		if (!in)
			break;
		c->old[c->learned++] = *val;
		learn_related(v, r, &other);
	}
	return in;
}

/* It was known on this edge alone. */
static void unlearn(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;

	for (u32 n = c->learned; n-- > 0;)
		*axi_val_at(v, c->read.relation[n].key) = c->old[n];
	c->learned = 0;
}

/* Is the current state in the recorded one, and do the relations that were read last hold? */
bool axi_claims_in(struct axi_verify *v, u32 owner)
{
	bool in = learn(v) && (axi_state_in(v, owner) || AXI_PLANT(49));

	unlearn(v);
	return in;
}

/* The state that is being read: does the current one hold the same references, and is it in what is told of one place? */
static bool refs_in(struct axi_verify *v, const u32 *ref, u32 refs)
{
	v->map.count = 0;
	return axi_refs_in(v, ref, refs) || AXI_PLANT(49);
}

static bool has(struct axi_verify *v, u32 key, const struct axi_val *val)
{
	const struct axi_val *mine = axi_val_at(v, key);

	return (mine && axi_present(mine) && axi_val_in(v, mine, val, key >= AXI_KEY_SLOT)) || AXI_PLANT(49);
}

/* A state's values, one after the other; key AXI_NONE behind the last. */
struct values {
	struct axi_bytes b;
	u32 left, key;
	bool begun;
	struct axi_val val;
};

static void next_value(struct axi_verify *v, struct values *l)
{
	u64 key = AXI_NONE;

	if (l->left) {
		key = (u64)l->key + get_u32(&l->b) + l->begun;
		l->b.bad |= key >= AXI_NONE;
		l->left--;
		l->begun = true;
		if (!l->b.bad)
			get_val(v, &l->b, (u32)key, &l->val);
	}
	l->key = l->b.bad ? AXI_NONE : (u32)key;
}

static void open_values(struct axi_verify *v, struct values *l)
{
	l->left = get_u32(&l->b);
	l->key = 0;
	l->begun = false;
	next_value(v, l);
}

/* Read the next state of an entry or of a walk's end; before it nothing, or the one that it is told by.  What it says is kept as a
 * recorded state in *owner; or, where there is none, compared: c->in; where it is in, what its relations say stays known on hosts (unlearn). */
static int read_state(struct axi_verify *v, struct axi_bytes *b, u32 *owner)
{
	struct axi_claims *c = v->claims;
	struct values own = {.b = *b}, base = {.key = AXI_NONE};
	u32 ref[AXI_REFS], refs = 0, at = place_of(v, b), built = 0;
	int err = 0;

	if (c->base) {
		base.b = bytes_at(v, c->base, c->walk.end);
		refs = get_refs(v, &base.b, 0, ref);
		get_relations(v, &base.b);
		open_values(v, &base);
	}
	refs = get_refs(v, &own.b, refs, ref);
	get_relations(v, &own.b);
	open_values(v, &own);
	if (owner)
		axi_claim_begin(v, ref, refs);
	else
		c->in = c->in && !own.b.bad && refs_in(v, ref, refs) && learn(v); /* what is malformed may not even be there */
	while (own.key != AXI_NONE || base.key != AXI_NONE) {
		u32 key = own.key < base.key ? own.key : base.key;
		const struct axi_val *val = own.key == key ? &own.val : &base.val;

		if (val->kind != AXI_UNINIT && owner)
			axi_claim_put(v, key, val);
		else if (val->kind != AXI_UNINIT)
			c->in = c->in && has(v, key, val);
		if (base.key == key)
			next_value(v, &base);
		if (own.key == key)
			next_value(v, &own);
	}
	if (!owner && (!AXI_RANKS || !c->in || own.b.bad || base.b.bad))
		unlearn(v);
	c->base = c->base ? c->base : at;
	*b = own.b;
	if (own.b.bad || base.b.bad)
		return axi_claims_malformed(v, "entry");
	if (owner) {
		err = axi_claim_end(v, &built);
		axi_chunk_free(v, owner);
		axi_chunk_move(v, &built, owner);
	}
	return err;
}

/* Pass over it. */
static int pass_state(struct axi_verify *v, struct axi_bytes *b)
{
	v->claims->in = false;
	return read_state(v, b, NULL);
}

/* ---- instructions that load fields ---- */

/* The one behind it; false: it does not ascend, or is none. */
static bool next_listed(struct axi_verify *v, struct axi_listed *l)
{
	struct axi_bytes b = bytes_at(v, l->next, v->claims->first);
	u32 step;

	if (b.at == b.end) {
		l->pc = AXI_NONE;
		return true;
	}
	step = get_u32(&b);
	l->how = step & 1 ? AXI_FIELD_CONVERTED : AXI_FIELD_PLAIN;
	step >>= 1;
	if (b.bad || (!step && l->next != v->claims->fields.next) || step >= v->in->insn_count - l->pc)
		return false;
	l->pc += step;
	l->next = place_of(v, &b);
	return true;
}

int axi_claims_fields(struct axi_verify *v, u32 at)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b = bytes_at(v, at, (u32)v->in->cert_size);
	u32 size = get_u32(&b);
	struct axi_listed l;

	if (b.bad || size > (u32)(b.end - b.at))
		return axi_claims_malformed(v, "fields");
	c->first = place_of(v, &b) + size;
	l = c->fields = (struct axi_listed){.next = place_of(v, &b)};
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
static bool next_entry(struct axi_verify *v, struct axi_place *p, struct axi_bytes *b)
{
	u32 step, size;

	*b = bytes_at(v, p->next, v->claims->walk.end);
	if (b->at == b->end)
		return false;
	step = get_u32(b);
	size = get_u32(b);
	if (b->bad || !size || size > (u32)(b->end - b->at) || (!step && p->at) || step > v->claims->walk.code_end - p->pc ||
	    p->pc + step == v->claims->walk.code_end) {
		b->bad = true;
		return false;
	}
	p->pc += step;
	p->at = place_of(v, b);
	p->next = p->at + size;
	if (*b->at & 1 || !p->whole)
		p->whole = p->at;
	v->steps++;
	return true;
}

static int no_steps(struct axi_verify *v)
{
	return v->steps > v->step_limit ? axi_reject(v, AXI_REASON_STEPS, -1) : 0;
}

/* Read where the entries of the walk are, and keep some of the places. */
static int index_entries(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	struct axi_place p = c->walk.start;
	struct axi_bytes b;
	u32 count = 0, stride, n = 0;

	while (next_entry(v, &p, &b))
		count++;
	if (b.bad || !count)
		return axi_claims_malformed(v, "places of entries");
	stride = count / AXI_SAMPLES + 1;
	c->samples = 0;
	for (p = c->walk.start; next_entry(v, &p, &b); n++) {
		if (axi_second(&v->cfg, p.pc))
			return axi_claims_malformed(v, "places of entries");
		if (n % stride == stride - 1)
			c->sample[c->samples++] = p;
	}
	return no_steps(v);
}

/* The entry at `pc`. */
static int find(struct axi_verify *v, u32 pc, struct axi_place *out)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b;

	*out = c->walk.start;
	for (u32 i = 0; i < c->samples && c->sample[i].pc <= pc; i++)
		*out = c->sample[i];
	if (c->here.at && c->here.pc <= pc && c->here.pc > out->pc)
		*out = c->here;
	while (!out->at || out->pc < pc)
		if (!next_entry(v, out, &b))
			break;
	v->pc = pc;
	if (out->pc != pc || !out->at)
		return axi_claims_malformed(v, "no entry for this target");
	return no_steps(v);
}

/* How many states an entry has, what it costs from there, and where its states begin. */
static void read_head(struct axi_verify *v, struct axi_bytes *b)
{
	struct axi_claims *c = v->claims;
	u32 head = get_u32(b);

	c->read.states = head >> 1;
	b->bad |= !c->read.states || c->read.states > STATES_MAX;
	c->read.terms = 0;
	c->read.rest[0] = c->read.rest[1] = 0;
	if (c->by_budget)
		return;
	for (u32 m = 0; m < 2; m++)
		c->read.rest[m] = get_cost(b);
	c->read.terms = get_u32(b);
	b->bad |= c->read.terms > AXI_TERMS;
	for (u32 i = 0; i < c->read.terms && !b->bad; i++) {
		struct axi_term *t = &c->read.term[i];

		*t = (struct axi_term){.key = get_u32(b)};
		t->at = get_near(b);
		t->step = get_near(b);
		b->bad |= !t->step;
		for (u32 m = 0; m < 2; m++)
			t->cost[m] = get_cost(b);
	}
}

/* Begin to read the states of an entry. */
static int open_entry(struct axi_verify *v, const struct axi_place *p, struct axi_bytes *b)
{
	struct axi_claims *c = v->claims;

	c->base = 0;
	if (p->whole != p->at) { /* told by the first state of another */
		*b = bytes_at(v, p->whole, c->walk.end);
		read_head(v, b);
		c->base = place_of(v, b);
	}
	*b = bytes_at(v, p->at, c->walk.end);
	read_head(v, b);
	return b->bad ? axi_claims_malformed(v, "entry") : 0;
}

/* ---- costs ---- */

/* Take `times` x `each` (below 2^63) off what is left; false: no number says how much that is.  (Overflow is found by a division,
 * which is there: compilers for 32 bits write 200 bytes for that of a product.) */
__attribute__((noinline)) static bool pay(s64 *left, u64 each, s64 times)
{
	u64 many = times < 0 ? 0 - (u64)times : (u64)times, rest;
	s64 sum = (s64)(each * many);

	if (many && each > axi_divide_u64(INT64_MAX, many, &rest))
		return false;
	return !__builtin_sub_overflow(*left, times < 0 ? -sum : sum, left);
}

/* Is what is left here enough for the current state at the entry that was read? */
static bool affords(struct axi_verify *v, u32 to)
{
	struct axi_claims *c = v->claims;
	s64 left[2];
	u32 used = 0;
	struct axi_toll toll = {.walk = c->number, .from = c->here.pc, .to = to, .spent = {c->spent[0], c->spent[1]}};

	for (u32 m = 0; m < 2; m++)
		left[m] = (s64)c->rest[m] - (s64)c->spent[m] - (s64)c->read.rest[m];
	for (u32 i = 0; i < c->read.terms; i++) {
		const struct axi_term *to_term = &c->read.term[i];
		struct axi_number n;
		u64 most;
		s64 gone;
		u32 k = 0;

		if (!number_at(v, to_term->key, &n) || !rounds(to_term, &n.r, &most))
			return false;
		while (k < c->terms && (used >> k & 1 || !n.name || c->term[k].name != n.name || c->term[k].step != to_term->step ||
					c->term[k].cost[0] < to_term->cost[0] || c->term[k].cost[1] < to_term->cost[1]))
			k++;
		used |= 1u << k;
		gone = k < c->terms ? rounds_gone(&c->term[k], to_term, n.off) : -(s64)most;
		if (AXI_INFERS) {
			toll.same[i] = k < c->terms;
			toll.gone[i] = gone;
		}
		for (u32 m = 0; m < 2; m++)
			if (!pay(&left[m], to_term->cost[m], -gone))
				return false;
	}
	toll.terms = c->read.terms;
	if (AXI_INFERS && c->toll)
		return c->toll(c->toll_arg, &toll);
	return left[0] >= 0 && left[1] >= 0;
}

bool axi_claims_afford_end(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	struct axi_toll toll = {.walk = c->number, .from = c->here.pc, .to = AXI_NONE, .spent = {c->spent[0], c->spent[1]}};

	if (c->by_budget)
		return true;
	if (AXI_INFERS && c->toll)
		return c->toll(c->toll_arg, &toll);
	return c->rest[0] >= c->spent[0] && c->rest[1] >= c->spent[1];
}

int axi_claims_spend(struct axi_verify *v, u64 insns, u64 calls, u64 times)
{
	u64 sum, *spent = v->claims->spent;

	if (!AXI_CALLS) { /* one at a time, for each step: it would take too long to spend too much */
		spent[0] += insns;
		spent[1] += calls;
		return 0;
	}
	for (u32 m = 0; m < 2; m++)
		if (__builtin_mul_overflow(m ? calls : insns, times, &sum) || sum > COST_MAX || (spent[m] += sum) > COST_MAX)
			return axi_reject_note(v, AXI_REASON_CERT_FALSE, -1, "costs");
	return 0;
}

/* ---- what the walk asks ---- */

int axi_claims_reach(struct axi_verify *v, u32 pc)
{
	struct axi_claims *c = v->claims;
	struct axi_place p;
	struct axi_bytes b;
	int err;
	bool in = false;

	if (AXI_APART && c->arrive)
		return c->arrive(c->toll_arg, v, pc);
	err = find(v, pc, &p);
	err = err ? err : open_entry(v, &p, &b);
	for (u32 n = 0; n < c->read.states && !err && !in; n++) {
		c->in = true;
		v->steps += AXI_RANKS && n >= 32; /* each takes no longer than an instruction then */
		err = read_state(v, &b, NULL);
		in = !err && c->in;
	}
	v->pc = pc;
	if (!err && !in)
		return axi_reject(v, AXI_REASON_CERT_FALSE, -1);
	if (!err && !c->by_budget && !affords(v, pc) && !AXI_PLANT(50))
		err = axi_reject_note(v, AXI_REASON_CERT_FALSE, -1, "costs");
	if (AXI_RANKS)
		unlearn(v);
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
	*pc = next_entry(v, &p, &b) ? p.pc : v->claims->walk.code_end;
	return b.bad ? axi_claims_malformed(v, "entry") : 0;
}

bool axi_claims_advance(struct axi_verify *v)
{
	struct axi_bytes b;
	bool more = next_entry(v, &v->claims->here, &b);

	if (AXI_OBJECTS && more)
		axi_claims_field(v, &v->claims->listed, v->claims->here.pc);
	return more;
}

/* Nothing arrives that has gone further than the term says. */
static void stays_below(struct axi_val *val, const struct axi_term *t)
{
	struct axi_range most;
	s64 at = t->at - (val->kind == AXI_SCALAR ? 0 : val->off);

	axi_range_unknown(&most);
	*(t->step > 0 ? &most.smax : &most.smin) = at;
	if (axi_range_sync(&most))
		axi_range_meet(&val->r, &most);
}

/* What the claim's terms and relations speak of gets names. */
static bool name_claim(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	struct axi_number n, other;
	u64 most;

	c->terms = c->read.terms;
	c->relations = c->read.relations;
	for (u32 m = 0; m < 2; m++) {
		c->rest[m] = c->read.rest[m];
		c->spent[m] = 0;
	}
	for (u32 i = 0; i < c->terms; i++) {
		c->term[i] = c->read.term[i];
		if (!number_at(v, c->term[i].key, &n))
			return false;
		stays_below(axi_val_at(v, c->term[i].key), &c->term[i]);
		if (!number_at(v, c->term[i].key, &n) || !rounds(&c->term[i], &n.r, &most))
			return false;
		c->term[i].name = n.name;
		c->term[i].off = n.off;
	}
	for (u32 i = 0; i < c->relations; i++) {
		struct axi_relation *r = &c->relation[i];

		*r = c->read.relation[i];
		if ((!AXI_RANKS && r->key == r->other) || !number_at(v, r->key, &n) || !number_at(v, r->other, &other))
			return false;
		r->name = n.name;
		r->other_name = other.name;
		if (AXI_RANKS && r->key == r->other) {
			if (!is_near(&n.r))
				return false;
			r->sum -= (u64)(s64)n.off; /* of the name */
			continue;
		}
		r->sum += (u64)r->factor * (u64)other.off - times_of(r) * (u64)n.off; /* from name to name */
	}
	return true;
}

int axi_claims_take(struct axi_verify *v, u32 n, u32 *left)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b;
	u32 owner = 0;
	int err = open_entry(v, &c->here, &b);

	v->pc = c->here.pc;
	for (u32 i = 0; i < n && !err; i++)
		err = pass_state(v, &b);
	err = err ? err : read_state(v, &b, &owner);
	err = err ? err : axi_chunk_take(v, &owner);
	axi_chunk_free(v, &owner);
	if (err)
		return err;
	*left = c->read.states - n - 1;
	v->states++;
	v->next_id = 0;
	if (!*left && place_of(v, &b) != c->here.next)
		return axi_claims_malformed(v, "size of an entry");
	return name_claim(v) ? 0 : axi_claims_malformed(v, "terms");
}

/* ---- walks ---- */

static void read_walk(struct axi_verify *v, u32 at, struct axi_walk *w)
{
	struct axi_bytes b = bytes_at(v, at, (u32)v->in->cert_size);
	u32 size = get_u32(&b), flags, outs;

	*w = (struct axi_walk){0};
	if (b.bad || size > (u32)(b.end - b.at)) {
		w->bad = true;
		return;
	}
	b.end = b.at + size;
	w->end = place_of(v, &b) + size;
	w->sub = get_u32(&b);
	w->depth = get_u32(&b);
	flags = get_u32(&b);
	if (AXI_CALLBACKS) {
		w->callback = flags & AXI_WALK_CALLBACK;
		w->moves = flags & AXI_WALK_MOVES;
		w->tails = flags & AXI_WALK_TAILS;
		w->locked = flags & AXI_WALK_LOCKED;
		w->later = flags & AXI_WALK_LATER;
	}
	if (AXI_CALLBACKS && w->later) {
		w->map = get_u32(&b);
		b.bad |= w->depth || w->callback || w->tails || w->map > UINT16_MAX || !axi_known_map(v, w->map);
	}
	b.bad |= flags > AXI_WALK_FLAGS || w->sub >= v->cfg.sub_count || w->depth >= v->frames;
	for (u32 f = 0; AXI_CALLS && !b.bad && f < w->depth; f++) {
		w->foot[f].seen = axi_bytes_uint(&b);
		w->foot[f].written = axi_bytes_uint(&b);
		b.bad |= (w->foot[f].written & ~w->foot[f].seen) != 0;
	}
	w->outs = get_u32(&b);
	outs = get_u32(&b);
	w->bad = b.bad || w->outs > STATES_MAX || (w->outs && !w->depth) || outs > (u32)(b.end - b.at);
	if (w->bad)
		return;
	w->out = place_of(v, &b);
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
	err = index_entries(v);
	b = bytes_at(v, c->walk.out, c->walk.start.next);
	c->base = 0;
	for (u32 n = 0; n < c->walk.outs && !err; n++)
		err = pass_state(v, &b);
	return err || b.at == b.end ? err : axi_claims_malformed(v, "states that a function comes back in");
}

/* Does the recorded state hold a lock? */
static bool holds_lock(const struct axi_verify *v, u32 owner)
{
	const u32 *ref;
	u32 refs = axi_chunk_refs(v, owner, &ref);

	for (u32 i = 0; AXI_MARKS && i < refs; i++)
		if (!(ref[i] & PLACE) || ref[i] >= AXI_LOCK_MAP)
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

	if (!next_entry(v, &p, &b) || p.pc != v->cfg.sub[c->walk.sub].start)
		return axi_claims_malformed(v, "no entry where a function begins");
	err = open_entry(v, &p, &b);
	return err ? err : read_state(v, &b, owner);
}

static int out_state(struct axi_verify *v, u32 n, u32 *owner)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b = bytes_at(v, c->walk.out, c->walk.start.next);
	int err = 0;

	c->base = 0;
	for (u32 i = 0; i < n && !err; i++)
		err = pass_state(v, &b);
	err = err ? err : read_state(v, &b, owner);
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
	struct axi_claims *c = v->claims;

	if (!axi_claims_in(v, owner))
		return false;
	for (u32 m = 0; m < 2; m++) {
		s64 left = 0;

		if (!pay(&left, 1, -(s64)c->read.rest[m]))
			return false;
		for (u32 i = 0; i < c->read.terms; i++) {
			struct axi_number n;
			u64 most;

			if (!number_at(v, c->read.term[i].key, &n) || !rounds(&c->read.term[i], &n.r, &most) ||
			    !pay(&left, c->read.term[i].cost[m], -(s64)most))
				return false;
		}
		cost[m] = (u64)left;
	}
	return true;
}
