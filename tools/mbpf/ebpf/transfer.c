/* SPDX-License-Identifier: Apache-2.0
 * transfer.c - what each operator makes of ranges, and which operands it takes.
 *
 * The rule of the whole compiler is here: a number is a whole number within +-2^53, where JavaScript's arithmetic is exact. */
#include <stdarg.h>
#include <stdio.h>
#include "mbpf/ebpf/range.h"

static const struct val unknown = {KIND_INT, -EXACT_MAX, EXACT_MAX};
static const struct val any_s32 = {KIND_INT, INT32_MIN, INT32_MAX};

void ebpf_complain(struct ranges *r, u32 where, const char *format, ...)
{
	va_list args;

	if (!r->check || (r->text[0] && r->where <= where))
		return;
	r->where = where;
	va_start(args, format);
	vsnprintf(r->text, sizeof(r->text), format, args);
	va_end(args);
}

struct val ebpf_val_of(const struct ranges *r, struct opnd a)
{
	if (!a.constant)
		return a.v == NO_REG ? (struct val){KIND_PTR, 0, 0} : r->now.v[a.v];
	return a.kind & KINDS_NONE ? (struct val){a.kind, 0, 0} : (struct val){a.kind, a.v, a.v};
}

struct val ebpf_val_join(struct val a, struct val b)
{
	bool an = a.kinds & ~KINDS_NONE, bn = b.kinds & ~KINDS_NONE;
	struct val out = {a.kinds | b.kinds, an ? a.lo : b.lo, an ? a.hi : b.hi};

	if (an && bn) {
		out.lo = a.lo < b.lo ? a.lo : b.lo;
		out.hi = a.hi > b.hi ? a.hi : b.hi;
	}
	return out;
}

void ebpf_set(struct ranges *r, u32 slot, struct val v, u32 link, s32 off)
{
	struct facts *f = &r->now;

	for (u32 i = 0; i < r->fn->regs; i++)
		if (f->link[i] == slot)
			f->link[i] = NO_LINK;
	f->v[slot] = v;
	if (slot >= r->fn->regs)
		return;
	f->link[slot] = link == slot ? NO_LINK : (u16)link;
	f->off[slot] = off;
}

/* ---- operands */

/* number - of arithmetic: no undefined, no string, nothing beyond 2^53 */
static struct val number(struct ranges *r, const struct ins *i, struct val v)
{
	if (v.kinds & KINDS_NONE)
		ebpf_complain(r, i->where, "a number is needed here, and it may be %s; test it first",
			      v.kinds & KIND_NULL ? "null" : "undefined");
	else if (v.kinds & KIND_STR)
		ebpf_complain(r, i->where, "a number is needed here, and it may be a string");
	else if (v.hi == BIG || v.lo < -EXACT_MAX)
		ebpf_complain(r, i->where, "this number of 64 bits may be beyond 2^53, where numbers are not exact; "
					   "compare it with Number.MAX_SAFE_INTEGER first");
	if (!(v.kinds & KINDS_NUMERIC) || v.kinds & (KIND_STR | KIND_PTR) || v.hi == BIG || v.lo < -EXACT_MAX)
		return unknown;
	v.kinds = KIND_INT;
	return v;
}

static struct val to_s32(struct val v)
{
	if (in_s32(v))
		return v;
	if (v.lo == v.hi)
		return (struct val){KIND_INT, (s32)(u32)v.lo, (s32)(u32)v.lo};
	return any_s32;
}

static struct val to_u32(struct val v)
{
	if (in_u32(v))
		return v;
	if (v.lo == v.hi)
		return (struct val){KIND_INT, (u32)v.lo, (u32)v.lo};
	return (struct val){KIND_INT, 0, UINT32_MAX};
}

/* exact - the result, or, if it may leave what is exact, a refusal */
static struct val exact(struct ranges *r, const struct ins *i, __int128 lo, __int128 hi, const char *what)
{
	if (lo < -EXACT_MAX || hi > EXACT_MAX)
		ebpf_complain(r, i->where, "%s may leave the exact integers (+-2^53); write (a %s b) | 0, or bound its operands",
			      what, what);
	return (struct val){KIND_INT, lo < -EXACT_MAX ? -EXACT_MAX : lo > EXACT_MAX ? EXACT_MAX : (s64)lo,
			    hi > EXACT_MAX ? EXACT_MAX : hi < -EXACT_MAX ? -EXACT_MAX : (s64)hi};
}

/* ---- operators */

static struct val multiply(struct ranges *r, const struct ins *i, struct val a, struct val b)
{
	__int128 p[4] = {(__int128)a.lo * b.lo, (__int128)a.lo * b.hi, (__int128)a.hi * b.lo, (__int128)a.hi * b.hi}, lo = p[0], hi = p[0];

	for (u32 k = 1; k < 4; k++) {
		lo = p[k] < lo ? p[k] : lo;
		hi = p[k] > hi ? p[k] : hi;
	}
	if (i->op != I_IMUL)
		return exact(r, i, lo, hi, "*");
	if (lo >= INT32_MIN && hi <= INT32_MAX)
		return (struct val){KIND_INT, (s64)lo, (s64)hi};
	return a.lo == a.hi && b.lo == b.hi ? to_s32((struct val){KIND_INT, (s64)(u64)lo, (s64)(u64)lo}) : any_s32;
}

static s64 floor_div(s64 a, s64 b) /* b > 0 */
{
	return a / b - (a % b < 0);
}

static s64 magnitude(struct val v)
{
	s64 low = v.lo < 0 ? -v.lo : v.lo, high = v.hi < 0 ? -v.hi : v.hi;

	return low > high ? low : high;
}

static struct val quotient(struct ranges *r, const struct ins *i, struct val a, struct val b)
{
	bool zero = b.lo <= 0 && b.hi >= 0;
	s64 most = magnitude(a), lo, hi;

	if (i->op == I_DIV) {
		if (zero && !i->zero_ok)
			ebpf_complain(r, i->where, "the divisor may be 0; write (a / b) | 0, or test it first");
		if (!b.lo && !b.hi)
			return (struct val){KIND_INT, 0, 0};
		if (b.lo <= 0)
			return (struct val){KIND_INT, a.lo >= 0 && b.lo >= 0 ? 0 : -most, most};
		return (struct val){KIND_INT, a.lo < 0 ? a.lo / b.lo : a.lo / b.hi, a.hi < 0 ? a.hi / b.hi : a.hi / b.lo};
	}
	if (b.lo <= 0) {
		ebpf_complain(r, i->where, "the divisor must be known to be above 0 here; test it first");
		return (struct val){KIND_INT, -most, most};
	}
	if (i->op == I_ROUND && (most > EXACT_MAX / 4 || b.hi > EXACT_MAX / 4))
		ebpf_complain(r, i->where, "Math.round of a quotient needs numbers below 2^51");
	lo = floor_div(a.lo, a.lo < 0 ? b.lo : b.hi);
	hi = floor_div(a.hi, a.hi < 0 ? b.hi : b.lo);
	return (struct val){KIND_INT, lo, hi + (i->op != I_FLOOR)};
}

static struct val remainder_of(struct ranges *r, const struct ins *i, struct val a, struct val b)
{
	s64 most = magnitude(b) - 1;

	if (b.lo <= 0 && b.hi >= 0 && !i->zero_ok)
		ebpf_complain(r, i->where, "the divisor may be 0, and the remainder NaN; test it first");
	if (most < 0) /* by 0: NaN, which becomes 0 */
		return (struct val){KIND_INT, 0, 0};
	if (r->weak)
		return unknown;
	if (a.lo == a.hi && b.lo == b.hi && b.lo)
		return (struct val){KIND_INT, a.lo % b.lo, a.lo % b.lo};
	return (struct val){KIND_INT, a.lo >= 0 ? 0 : a.lo > -most ? a.lo : -most, a.hi <= 0 ? 0 : a.hi < most ? a.hi : most};
}

/* up, down - the next number of the form 2^n - 1, -2^n */
static s64 up(s64 v)
{
	s64 m = 0;

	while (m < v)
		m = m << 1 | 1;
	return m;
}

static s64 down(s64 v)
{
	return v < 0 ? -up(-v - 1) - 1 : 0;
}

static struct val bits(const struct ins *i, struct val a, struct val b)
{
	s64 lo = a.lo < b.lo ? a.lo : b.lo, hi = a.hi > b.hi ? a.hi : b.hi;

	a = to_s32(a);
	b = to_s32(b);
	if (a.lo == a.hi && b.lo == b.hi) {
		s64 v = i->op == I_AND ? a.lo & b.lo : i->op == I_OR ? a.lo | b.lo : a.lo ^ b.lo;

		return (struct val){KIND_INT, v, v};
	}
	lo = a.lo < b.lo ? a.lo : b.lo;
	hi = a.hi > b.hi ? a.hi : b.hi;
	if (i->op == I_AND && (a.lo >= 0 || b.lo >= 0)) {
		hi = a.lo < 0 ? b.hi : b.lo < 0 ? a.hi : a.hi < b.hi ? a.hi : b.hi;
		return (struct val){KIND_INT, 0, hi};
	}
	if (i->op == I_XOR) {
		s64 m = up(hi > -lo - 1 ? hi : -lo - 1);

		return (struct val){KIND_INT, lo < 0 ? -m - 1 : 0, m};
	}
	return (struct val){KIND_INT, down(lo), hi < 0 ? -1 : i->op == I_AND ? hi : up(hi)};
}

static struct val shift(const struct ins *i, struct val a, struct val b)
{
	bool known = b.lo == b.hi;
	u32 n = (u32)b.lo & 31;

	a = i->op == I_SHR ? to_u32(a) : to_s32(a);
	switch (i->op) {
	case I_SHL:
		if (known && a.lo * ((s64)1 << n) >= INT32_MIN && a.hi * ((s64)1 << n) <= INT32_MAX)
			return (struct val){KIND_INT, a.lo * ((s64)1 << n), a.hi * ((s64)1 << n)};
		if (known && a.lo == a.hi)
			return to_s32((struct val){KIND_INT, a.lo * ((s64)1 << n), a.lo * ((s64)1 << n)});
		return any_s32;
	default:
		if (known)
			return (struct val){KIND_INT, a.lo >> n, a.hi >> n};
		return (struct val){KIND_INT, a.lo < 0 ? a.lo : 0, a.hi > 0 ? a.hi : a.lo < 0 ? -1 : 0};
	}
}

static struct val of_bytes(u32 size, bool sign)
{
	if (size == 8)
		return (struct val){KIND_INT, sign ? -BIG : 0, BIG};
	return sign ? (struct val){KIND_INT, -((s64)1 << (8 * size - 1)), ((s64)1 << (8 * size - 1)) - 1} :
		      (struct val){KIND_INT, 0, ((s64)1 << 8 * size) - 1};
}

static struct val arithmetic(struct ranges *r, const struct ins *i)
{
	struct val a = number(r, i, i->va), b = number(r, i, i->vb);

	switch (i->op) {
	case I_ADD: return exact(r, i, (__int128)a.lo + b.lo, (__int128)a.hi + b.hi, "+");
	case I_SUB: return exact(r, i, (__int128)a.lo - b.hi, (__int128)a.hi - b.lo, "-");
	case I_MUL: return multiply(r, i, a, b);
	case I_IMUL: return multiply(r, i, to_s32(a), to_s32(b));
	case I_DIV:
	case I_FLOOR:
	case I_CEIL:
	case I_ROUND: return quotient(r, i, a, b);
	case I_MOD: return remainder_of(r, i, a, b);
	case I_AND:
	case I_OR:
	case I_XOR: return bits(i, a, b);
	case I_SHL:
	case I_SAR:
	case I_SHR: return shift(i, a, b);
	case I_INT32: return to_s32(a);
	default: return to_u32(a);
	}
}

/* memory_ok - keys and values that are numbers must be just that */
static void memory_ok(struct ranges *r, const struct ins *i)
{
	for (u32 k = 0; k < 2; k++) {
		const struct mem *m = &i->m[k];

		if (m->kind == MEM_NUMBER && ebpf_val_of(r, m->a).kinds != KIND_INT)
			ebpf_complain(r, i->where, "a key or value must be a number here, not undefined, a truth value or null");
		if (m->kind == MEM_NUMBER && (ebpf_val_of(r, m->a).hi == BIG || ebpf_val_of(r, m->a).lo < -EXACT_MAX))
			number(r, i, ebpf_val_of(r, m->a));
		if (m->kind == MEM_PAIR) {
			number(r, i, ebpf_val_of(r, m->a));
			number(r, i, ebpf_val_of(r, m->b));
		}
	}
	if (i->op == I_UPDATE && i->va.kinds != KIND_INT)
		ebpf_complain(r, i->where, "flags must be a number");
	if (i->op == I_ADDM && (i->vb.kinds != KIND_INT || i->vb.hi == BIG || i->vb.lo < -EXACT_MAX))
		ebpf_complain(r, i->where, "delta must be a whole number within 2^53");
}

static void log_ok(struct ranges *r, const struct ins *i)
{
	struct log *log = i->x;

	for (u32 k = 0; k < log->count; k++) {
		struct val v;

		if (log->part[k].text)
			continue;
		v = log->part[k].known = ebpf_val_of(r, log->part[k].value);
		if ((v.hi == BIG || v.lo < -EXACT_MAX) && v.kinds & KIND_INT)
			number(r, i, v);
		if (v.kinds & (v.kinds - 1) && (v.kinds & ~KINDS_NONE) != KIND_INT && (v.kinds & ~KINDS_NONE) != KIND_STR &&
		    v.kinds & ~KINDS_NONE)
			ebpf_complain(r, i->where, "argument %u of mbpf.log has more than one type", k / 2 + 1);
	}
}

/* related - the result is a register's value and a constant: to what, and how much more */
static u32 related(struct ranges *r, const struct ins *i, struct val out, s32 *off)
{
	struct opnd a = i->op == I_ADD && i->a.constant ? i->b : i->a, b = i->op == I_ADD && i->a.constant ? i->a : i->b;
	s64 more = i->op == I_MOV ? 0 : i->op == I_SUB ? -b.v : b.v;

	if (a.constant || (i->op != I_MOV && (!b.constant || b.kind != KIND_INT)))
		return NO_LINK;
	if (i->op != I_MOV && (out.lo <= -EXACT_MAX || out.hi >= EXACT_MAX || r->now.v[a.v].kinds != KIND_INT))
		return NO_LINK;
	if (r->now.link[a.v] != NO_LINK)
		more += r->now.off[a.v];
	if (more < -(1 << 30) || more > 1 << 30)
		return NO_LINK;
	*off = (s32)more;
	return r->now.link[a.v] != NO_LINK ? r->now.link[a.v] : (u32)a.v;
}

/* element - what a load from an array may give */
static struct val element(const struct ranges *r, const struct array *a)
{
	struct val out = a->typed ? of_bytes(a->size, a->sign) : a->sum ? r->now.v[slot_global(r, a->sum)] : a->range;

	if (!r->weak)
		return out;
	if (a->size < 8) /* extensions of signs are nothing to the verifier */
		return a->sign ? unknown : of_bytes(a->size, false);
	return unknown;
}

/* put_element - a store; a literal array holds whatever was stored in it */
static void put_element(struct ranges *r, const struct ins *i, const struct array *a)
{
	struct val v = number(r, i, i->vb);

	if (!a->sum)
		return;
	if (i->vb.kinds & KIND_BOOL)
		ebpf_complain(r, i->where, "the elements of this array must be numbers here, not truth values");
	ebpf_set(r, slot_global(r, a->sum), i->imm ? v : ebpf_val_join(r->now.v[slot_global(r, a->sum)], v), NO_LINK, 0);
}

void ebpf_transfer(struct ranges *r, struct ins *i)
{
	struct val out = unknown;
	u32 link = NO_LINK;
	s32 off = 0;

	i->va = ebpf_val_of(r, i->a);
	i->vb = ebpf_val_of(r, i->b);
	switch (i->op) {
	case I_MOV:
		out = i->va;
		link = related(r, i, out, &off);
		break;
	case I_ADD:
	case I_SUB:
		out = arithmetic(r, i);
		link = related(r, i, out, &off);
		break;
	case I_FIELD: out = r->weak && i->sign ? unknown : of_bytes(i->size, i->sign); break;
	case I_LEN:
		out = r->weak ? (struct val){KIND_INT, 0, UINT32_MAX} : r->now.v[slot_length(r)];
		link = r->weak ? NO_LINK : slot_length(r);
		break;
	case I_CUT: out = (struct val){KIND_BOOL, 0, 1}; break;
	case I_PACKET: out = (struct val){KIND_PTR, i->va.lo, i->va.hi}; break;
	case I_LDG:
		out = r->now.v[slot_global(r, i->x)];
		if (r->weak && out.kinds & KIND_INT)
			out.lo = out.lo < -EXACT_MAX ? -BIG : -EXACT_MAX, out.hi = out.hi == BIG ? BIG : EXACT_MAX;
		link = r->weak ? NO_LINK : slot_global(r, i->x);
		break;
	case I_STG:
		ebpf_set(r, slot_global(r, i->x), i->va, NO_LINK, 0);
		if (!i->a.constant && r->now.link[i->a.v] == NO_LINK) {
			r->now.link[i->a.v] = (u16)slot_global(r, i->x);
			r->now.off[i->a.v] = 0;
		}
		return;
	case I_PEEK:
	case I_LDM: out = of_bytes(i->size, false); break;
	case I_LDA: out = element(r, i->x); break;
	case I_STA: put_element(r, i, i->x); return;
	case I_LOOKUP: out = (struct val){KIND_PTR, 0, 1}; break;
	case I_NOW: out = of_bytes(8, false); break;
	case I_LOG: log_ok(r, i); return;
	case I_NOP:
	case I_CLEAR:
	case I_COPY: return;
	case I_ADDM:
	case I_UPDATE:
	case I_DELETE:
	case I_EMIT:
	case I_BYTES: break;
	default: out = arithmetic(r, i); break;
	}
	if (i->m[0].kind || i->op == I_ADDM)
		memory_ok(r, i);
	i->vd = out;
	if (i->dst != NO_REG)
		ebpf_set(r, i->dst, out, link, off);
}
