/* SPDX-License-Identifier: Apache-2.0
 * cert.c - reads certificates: the loop invariants that a prover found, as claims that the walk then confirms.
 *
 * A sparse certificate is read once, from front to back, as the walk meets loop heads; each entry says how the
 * invariant differs from the state that enters the loop.  Whatever the bytes say, what comes out is a well-formed state
 * or a refusal: kinds that hold nothing but numbers and offsets are free, everything that names an object (frames, maps,
 * records, contexts) is taken from the entering state or checked against the program's maps.  Names of numbers are
 * always fresh, or those that the entering state has.  Then the entering state must be included in the claim, and what
 * comes back at the loop's end, too: that is all that is trusted. */
#include "base/bits.h"
#include "verify/cert.h"

/* ---- bytes ---- */

__attribute__((noinline)) u8 axi_bytes_u8(struct axi_bytes *b)
{
	if (b->at == b->end) {
		b->bad = true;
		return 0;
	}
	return *b->at++;
}

__attribute__((noinline)) u64 axi_bytes_uint(struct axi_bytes *b)
{
	u64 n = 0;

	for (u32 shift = 0; shift < 64; shift += 7) {
		u8 byte = axi_bytes_u8(b);

		n |= (u64)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		if ((!byte && shift) || (shift == 63 && byte > 1))
			break; /* not the shortest form, or more than 64 bits */
		return n;
	}
	b->bad = true;
	return 0;
}

__attribute__((noinline)) s64 axi_bytes_int(struct axi_bytes *b)
{
	return axi_unzigzag(axi_bytes_uint(b));
}

static s32 get_s32(struct axi_bytes *b)
{
	s64 n = axi_bytes_int(b);

	b->bad |= n != (s32)n;
	return (s32)n;
}

/* ---- ranges ---- */

u64 axi_view_get(const struct axi_range *r, u32 i)
{
	switch (i) {
	case 0: return r->tv;
	case 1: return r->tm;
	case 2: return r->umin;
	case 3: return r->umax;
	case 4: return axi_zigzag(r->smin);
	case 5: return axi_zigzag(r->smax);
	case 6: return (u64)axi_range_low(r, false, false);
	case 7: return (u64)axi_range_low(r, false, true);
	case 8: return axi_zigzag(axi_range_low(r, true, false));
	default: return axi_zigzag(axi_range_low(r, true, true));
	}
}

/* The numbers stand in this order in struct axi_range: six of 64 bits, and but on microcontrollers four of 32. */
_Static_assert(offsetof(struct axi_range, smax) == 5 * 8 && sizeof(struct axi_range) == 6 * 8 + (AXI_DEVICE ? 2 : 4) * 4, "the order of views");

/* False: it is none of this width. */
static bool view_set(struct axi_range *r, u32 i, u64 value)
{
	enum { WITH_SIGN = 1 << 4 | 1 << 5 | 1 << 8 | 1 << 9 };
	bool with_sign = WITH_SIGN >> i & 1;
	u64 n = with_sign ? (u64)axi_unzigzag(value) : value;

	if (i < 6) {
		store_64((u8 *)r + 8 * i, n);
		return true;
	}
#if AXI_DEVICE
	if (!axi_range_low_set(r, i & 1, with_sign, n))
		return false;
#else
	store_32((u8 *)r + 6 * 8 + 4 * (i - 6), (u32)n);
#endif
	return n == (with_sign ? (u64)(s32)(u32)n : (u32)n);
}

/* Are the numbers that were set, into what is not known, those of a range? */
static bool views_hold(struct axi_range *r, u32 mask)
{
	if (r->tv & r->tm || r->umin > r->umax || r->smin > r->smax)
		return false;
#if !AXI_DEVICE
	if (r->wmin > r->wmax || r->xmin > r->xmax)
		return false;
#endif
	return mask == AXI_CR_ALL || axi_range_sync(r);
}

bool axi_views_apply(struct axi_range *r, u32 mask, const u64 views[10])
{
	axi_range_unknown(r);
	for (u32 i = 0; i < 10; i++)
		if (mask >> i & 1 && !view_set(r, i, views[i]))
			return false;
	return views_hold(r, mask);
}

void axi_bytes_range(struct axi_bytes *b, struct axi_range *r)
{
	u64 mask, min, max;

	switch (axi_bytes_u8(b)) {
	case AXI_CR_UNKNOWN: axi_range_unknown(r); return;
	case AXI_CR_CONST: axi_range_const(r, (u64)axi_bytes_int(b)); return;
	case AXI_CR_UPTO: axi_range_unsigned(r, 0, axi_bytes_uint(b)); return;
	case AXI_CR_BETWEEN:
		min = axi_bytes_uint(b);
		max = axi_bytes_uint(b);
		b->bad |= min > max;
		axi_range_unsigned(r, min, b->bad ? UINT64_MAX : max);
		return;
	case AXI_CR_VIEWS:
		axi_range_unknown(r);
		mask = axi_bytes_uint(b);
		b->bad |= mask > AXI_CR_ALL;
		for (u32 i = 0; i < 10; i++)
			if (mask >> i & 1)
				b->bad |= !view_set(r, i, axi_bytes_uint(b));
		b->bad |= !views_hold(r, (u32)mask);
		return;
	default: b->bad = true; return;
	}
}

/* ---- values ---- */

bool axi_known_map(const struct axi_verify *v, u64 obj)
{
	u64 outer = AXI_MARKS ? obj & ~(u64)AXI_INNER : obj;

	return outer < v->in->map_count && (outer == obj || (v->in->map_facts && v->in->map_facts[outer].inner));
}

static void get_id(struct axi_verify *v, struct axi_bytes *b, u32 key, u32 mode, const struct axi_val *old,
		   struct axi_val *val)
{
	struct axi_val *other;

	val->id = 0;
	switch (mode) {
	case AXI_ID_NONE: break;
	case AXI_ID_SAME:
		b->bad |= old->kind != val->kind || !old->id;
		val->id = old->id;
		break;
	case AXI_ID_FRESH: val->id = ++v->next_id; break;
	default: {
		u64 at = axi_bytes_uint(b);

		other = at < key ? axi_val_at(v, (u32)at) : NULL;
		if (!other || other->kind != val->kind) {
			b->bad = true;
			break;
		}
		if (!other->id) {
			other->id = ++v->next_id;
			other->off = other->kind == AXI_SCALAR ? 0 : other->off;
		}
		val->id = other->id;
		if (val->kind == AXI_SCALAR)
			val->off = other->off;
		break;
	}
	}
}

/* The proven bytes and the name of a packet pointer: the name of another place, or one made anew (inclusion compares
 * names, axi_val_in). */
static void get_packet(struct axi_verify *v, struct axi_bytes *b, u32 key, struct axi_val *val)
{
	u64 size = axi_bytes_uint(b), with = axi_bytes_uint(b);
	struct axi_val *other = with && with <= key ? axi_val_at(v, (u32)with - 1) : NULL;

	b->bad |= size > AXI_PACKET_MAX + 1 || (with && (!other || other->kind != val->kind));
	val->size = (u32)size;
	if (b->bad || !with)
		return;
	if (!other->var)
		other->var = ++v->next_id;
	val->var = other->var;
}

void axi_bytes_slot(struct axi_bytes *b, struct axi_val *val)
{
	u8 form = axi_bytes_u8(b);

	val->width = form & AXI_CS_WIDTH;
	b->bad |= form > (AXI_CS_WIDTH | AXI_CS_INIT | AXI_CS_ZERO) || (val->width > 8 && !(AXI_SUMS && val->width == AXI_UPPER));
	val->init = form & AXI_CS_INIT ? axi_value_bytes(val->width) : axi_bytes_u8(b);
	val->zero = form & AXI_CS_ZERO ? 0 : axi_bytes_u8(b);
	/* bytes without a value have no width, values have one */
	b->bad |= (val->kind == AXI_BYTES) != !val->width;
}

/* By how much a number is more than the one of a loop around that it entered as. */
static void get_growth(struct axi_verify *v, struct axi_bytes *b, const struct axi_val *old, struct axi_val *val)
{
	u64 less = axi_bytes_uint(b), more = axi_bytes_uint(b);
	struct axi_growth g = {old->kind == AXI_SCALAR ? axi_name_around(v, old) : 0, -(s64)less, (s64)more};

	b->bad |= less > UINT16_MAX || more > AXI_GROWTH_MAX || !g.from;
	if (!b->bad)
		axi_set_growth(val, &g);
}

/* One value in place of the one at `key`. */
static void get_val(struct axi_verify *v, struct axi_bytes *b, u32 key)
{
	struct axi_val *at = axi_val_at(v, key), old, val = {0};
	u32 head = axi_bytes_u8(b), kind = head & AXI_CV_KIND, mode = head / AXI_CV_ID & 3;
	bool slot = key >= AXI_KEY_SLOT;

	if (!at || b->bad) {
		b->bad = true;
		return;
	}
	old = *at;
	if (kind == AXI_UNINIT) { /* given up */
		b->bad |= head;
		*at = (struct axi_val){.kind = slot ? AXI_BYTES : AXI_UNINIT};
		return;
	}
	if (AXI_ARENAS && kind == AXI_CV_ARENA) {
		kind = AXI_SCALAR;
		val.null = 1;
	}
	val.kind = (u8)kind;
	if (kind == AXI_BYTES) {
		b->bad |= head != kind || !slot;
		axi_bytes_slot(b, &val);
		*at = val;
		return;
	}
	bool any_map = kind == AXI_VALUE || (AXI_ALIKE && (kind == AXI_MAP || kind == AXI_MEM) && mode != AXI_ID_SAME && mode);

	if (any_map) {
		u64 obj = axi_bytes_uint(b);

		b->bad |= kind == AXI_MEM ? (obj & ~(AXI_ALIKE ? (u64)AXI_MEM_ODD << 32 : 0)) > INT32_MAX : !axi_known_map(v, obj);
		val.obj = (u16)(kind != AXI_MEM ? obj : AXI_ALIKE ? obj >> 32 : 0);
		val.size = kind == AXI_MEM ? (u32)obj : 0;
		val.null = (head & AXI_CV_NULL) != 0;
	} else if (kind != AXI_SCALAR) { /* objects: as they entered; those that lived longer, perhaps, live only so long now */
		u32 by = mode == AXI_ID_SAME || kind != AXI_OBJECT ? old.var : mode == AXI_ID_FRESH ? AXI_WALKED : AXI_UNKEPT;

		b->bad |= old.kind != kind || (kind != AXI_OBJECT && mode != AXI_ID_SAME) || !axi_lives_in(old.var, by) || head & AXI_CV_NULL;
		val = old;
		val.var = by;
		if (axi_is_iter(&val)) { /* of its last item nothing is claimed */
			val.obj |= 1; /* AXI_OBJECT_ITER_SEEN */
			val.size = 0;
		}
	} else if (!AXI_SUMS) {
		b->bad |= (head & AXI_CV_GROWN) != 0;
	}
	if (kind != AXI_OBJECT) /* there it is what the object lives by */
		val.var = 0;
	if (axi_in_packet(&val))
		get_packet(v, b, key, &val);
	if (kind == AXI_SCALAR || any_map) {
		val.off = kind == AXI_SCALAR && mode == AXI_ID_SAME ? old.off : 0;
		get_id(v, b, key, mode, &old, &val);
	}
	if (head & AXI_CV_OFF)
		val.off = kind == AXI_SCALAR ? (s32)((u32)val.off + (u32)get_s32(b)) : get_s32(b);
	else if (kind != AXI_SCALAR)
		val.off = 0;
	b->bad |= (kind == AXI_SCALAR && !val.id && val.off) || ((val.off < -AXI_OFF_MAX || val.off > AXI_OFF_MAX) && !AXI_PLANT(170));
	/* a test against NULL settles all values of one identity: what may be NULL must have one of its own */
	b->bad |= any_map && val.null && !val.id;
	if (AXI_SUMS && kind == AXI_SCALAR && head & AXI_CV_GROWN)
		get_growth(v, b, &old, &val);
	if (slot)
		axi_bytes_slot(b, &val);
	axi_bytes_range(b, &val.r);
	*at = val;
}

/* ---- the sparse certificate ---- */

static int malformed(struct axi_verify *v, const char *why)
{
	return axi_reject_note(v, AXI_REASON_CERT_FORM, -1, why);
}

int axi_cert_open(struct axi_verify *v)
{
	const u8 *cert = v->in->cert;

	v->cert_at = AXI_CERT_HEADER;
	if (!cert)
		return AXI_INFERS ? 0 : malformed(v, "there must be one: rk certify --full");
	if (v->in->cert_size < AXI_CERT_HEADER || v->in->cert_size > AXI_CERT_MAX || cert[0] != 'A' || cert[1] != 'X' ||
	    cert[2] != AXI_CERT_VERSION || cert[3] % AXI_CERT_APART > AXI_CERT_FULL || cert[3] / AXI_CERT_APART >= (AXI_APART ? AXI_LEVELS : AXI_STEERED_8))
		return malformed(v, "header");
	if (cert[3] % AXI_CERT_APART == AXI_CERT_FULL) /* those of full mode begin otherwise: check.c has them */
		return malformed(v, "header");
	axi_set_level(v, cert[3] / AXI_CERT_APART);
	return 0;
}

int axi_cert_close(struct axi_verify *v)
{
	return v->in->cert && v->cert_at != v->in->cert_size ? malformed(v, "entries that no loop takes") : 0;
}

/* Ties that the head is said to have: they must be those of the entering state. */
static void get_ties(struct axi_verify *v, struct axi_bytes *b)
{
	u64 count = axi_bytes_uint(b);

	b->bad |= count > AXI_HEAD_TIES || !v->tie;
	for (u64 i = 0; i < count && !b->bad; i++) {
		u64 key = axi_bytes_uint(b), other = axi_bytes_uint(b);
		s64 times = axi_bytes_int(b), c = axi_bytes_int(b);

		b->bad |= key >= AXI_CV_TIES || other >= AXI_CV_TIES || times != (s32)times ||
			  !axi_tie_claimed(v, &v->loop[v->loops - 1], (u32)key, (u32)other, (s32)times, c);
	}
}

int axi_cert_head(struct axi_verify *v, u32 pc)
{
	const u8 *cert = v->in->cert;
	struct axi_bytes b = {.at = cert + v->cert_at, .end = cert + v->in->cert_size};
	u64 at = v->cert_pc + (u64)axi_bytes_int(&b), count = axi_bytes_uint(&b), key = 0;

	v->pc = pc;
	if (b.bad || at != pc)
		return malformed(v, "no entry for this loop");
	for (u64 i = 0; i < count && !b.bad; i++) {
		u64 step = axi_bytes_uint(&b);

		key += step + (i > 0);
		if (step > 4096 || key > 4096)
			b.bad = true;
		else if (AXI_RANKS && key == AXI_CV_TIES)
			get_ties(v, &b);
		else
			get_val(v, &b, (u32)key);
	}
	if (b.bad)
		return malformed(v, "entry");
	v->cert_at = (u32)(b.at - cert);
	v->cert_pc = pc;
	return 0;
}
