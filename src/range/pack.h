/* SPDX-License-Identifier: Apache-2.0
 * pack.h - a range in as few words as it needs, without loss: a constant takes one or two, an unknown number none.
 *
 * The form (3 bits) is kept by the caller beside the words.  For recorded states (verify/chunk.c), whose only user it is:
 * the functions are static so that the compiler sees both sides. */
#ifndef RANGE_PACK_H
#define RANGE_PACK_H

#include "range/range.h"

enum { FORM_UNKNOWN, FORM_CONST32, FORM_CONST64, FORM_UPTO, FORM_SMALL, FORM_WORDS };

/* The intervals that follow from an unsigned interval below 2^32: the signed one is the same, and so are those of the
 * low half, unless the interval crosses its sign change. */
static struct axi_range small_range(u32 min, u32 max, u32 tv, u32 tm)
{
	struct axi_range r = {.tv = tv, .tm = tm, .umin = min, .umax = max, .smin = min, .smax = max};

#if !AXI_DEVICE
	bool crosses = (s32)(min ^ max) < 0;

	r.wmin = min, r.wmax = max;
	r.xmin = crosses ? INT32_MIN : (s32)min, r.xmax = crosses ? INT32_MAX : (s32)max;
#endif
	return r;
}

static inline bool is_small(const struct axi_range *r)
{
	u32 min = (u32)r->umin, max = (u32)r->umax;
#if !AXI_DEVICE
	bool crosses = (s32)(min ^ max) < 0;

	if (r->wmin != min || r->wmax != max || r->xmin != (crosses ? INT32_MIN : (s32)min) || r->xmax != (crosses ? INT32_MAX : (s32)max))
		return false;
#endif
	return (r->umax | r->tm | r->tv) <= UINT32_MAX && r->smin == min && r->smax == max;
}

/* The bits that a number up to `max` may have. */
static u32 bits_below(u32 max)
{
	return max ? UINT32_MAX >> __builtin_clz(max) : 0;
}

static const struct axi_range unknown = {.tm = UINT64_MAX, .umax = UINT64_MAX, .smin = INT64_MIN, .smax = INT64_MAX,
#if AXI_DEVICE
					 .len = UINT32_MAX
#else
					 .wmax = UINT32_MAX, .xmin = INT32_MIN, .xmax = INT32_MAX
#endif
};

static bool is_unknown(const struct axi_range *r)
{
	return (!AXI_FAST || r->tm == UINT64_MAX) && !memcmp(r, &unknown, sizeof(unknown));
}

/* Words of a range that are not those of an unknown number, behind a mask of them. */
#if AXI_DEVICE
typedef u32 range_word;
#else
typedef u64 range_word;
#endif
#define RANGE_WORDS (sizeof(struct axi_range) / sizeof(range_word))

/* Our kernel has memory for whole ranges, but not for this code; a checker of full certificates has one state at a time. */
enum { BY_WORDS = AXI_INFERS && (AXI_FAST || AXI_DEVICE) };

static u32 *put_words(const struct axi_range *r, u32 *out)
{
	range_word word[RANGE_WORDS], plain[RANGE_WORDS];
	u32 *mask = out++;

	*mask = 0;
	memcpy(word, r, sizeof(word));
	memcpy(plain, &unknown, sizeof(plain));
	for (u32 i = 0; i < RANGE_WORDS; i++)
		if (word[i] != plain[i]) {
			*mask |= 1u << i;
			memcpy(out, &word[i], sizeof(range_word));
			out += sizeof(range_word) / 4;
		}
	return out;
}

static void get_words(struct axi_range *r, const u32 *in)
{
	u8 *word = (u8 *)r;

	*r = unknown;
	for (u32 mask = *in++; mask; mask >>= 1, word += sizeof(range_word))
		if (mask & 1) {
			memcpy(word, in, sizeof(range_word));
			in += sizeof(range_word) / 4;
		}
}

/* A microcontroller's ranges are most often what their unsigned interval says. */
static u32 put_interval(const struct axi_range *r, u32 *out, u32 *n)
{
	struct axi_range try;
	u32 form = FORM_CONST64;

	axi_range_unsigned(&try, r->umin, r->umax);
	if (memcmp(r, &try, sizeof(try)))
		return FORM_WORDS;
	if (!r->umin && r->umax == UINT64_MAX)
		return FORM_UNKNOWN;
	out[(*n)++] = (u32)r->umin;
	out[(*n)++] = (u32)r->umax;
	if (r->umax > UINT32_MAX) {
		out[(*n)++] = (u32)(r->umin >> 32);
		out[(*n)++] = (u32)(r->umax >> 32);
		form = FORM_SMALL;
	}
	return form;
}

static void get_interval(struct axi_range *r, u32 form, const u32 *in)
{
	u64 min = 0, max = UINT64_MAX;

	if (form != FORM_UNKNOWN)
		min = in[0], max = in[1];
	if (form == FORM_SMALL)
		min |= (u64)in[2] << 32, max |= (u64)in[3] << 32;
	axi_range_unsigned(r, min, max);
}

static u32 put_range(const struct axi_range *r, u32 *out, u32 *n)
{
	u32 form = AXI_DEVICE ? put_interval(r, out, n) : FORM_UNKNOWN;

	if (AXI_DEVICE && form != FORM_WORDS)
		return form;
	if (!AXI_DEVICE && axi_range_is_const(r)) {
		out[(*n)++] = (u32)r->tv;
		if ((u64)(s64)(s32)(u32)r->tv == r->tv)
			return FORM_CONST32;
		out[(*n)++] = (u32)(r->tv >> 32);
		return FORM_CONST64;
	}
	if (!AXI_DEVICE && is_unknown(r))
		return FORM_UNKNOWN;
	if (!AXI_DEVICE && is_small(r)) {
		if (!r->umin && !r->tv && r->tm == bits_below((u32)r->umax)) {
			out[(*n)++] = (u32)r->umax;
			return FORM_UPTO;
		}
		out[(*n)++] = (u32)r->umin;
		out[(*n)++] = (u32)r->umax;
		out[(*n)++] = (u32)r->tv;
		out[(*n)++] = (u32)r->tm;
		return FORM_SMALL;
	}
	if (!BY_WORDS) {
		memcpy(out + *n, r, sizeof(*r));
		*n += sizeof(*r) / 4;
		return FORM_WORDS;
	}
	*n = (u32)(put_words(r, out + *n) - out);
	return FORM_WORDS;
}

static void get_range(struct axi_range *r, u32 form, const u32 *in)
{
	if (AXI_DEVICE && form != FORM_WORDS) {
		get_interval(r, form, in);
		return;
	}
	switch (AXI_DEVICE ? FORM_WORDS : form) {
	case FORM_UNKNOWN: axi_range_unknown(r); break;
	case FORM_CONST32: axi_range_const(r, (u64)(s64)(s32)in[0]); break;
	case FORM_CONST64: axi_range_const(r, in[0] | (u64)in[1] << 32); break;
	case FORM_UPTO: *r = small_range(0, in[0], 0, bits_below(in[0])); break;
	case FORM_SMALL: *r = small_range(in[0], in[1], in[2], in[3]); break;
	default: BY_WORDS ? get_words(r, in) : (void)memcpy(r, in, sizeof(*r)); break;
	}
}

/* Are these the words of the range, up to `after`? */
static bool same_range(const struct axi_range *r, u32 form, const u32 *in, const u32 *after)
{
	if (form == FORM_UPTO && in + 1 == after)
		return r->tm && !(r->umin | r->tv) && r->umax == in[0] && r->tm == bits_below(in[0]) && is_small(r);
	if (form == FORM_CONST32 && in + 1 == after)
		return !r->tm && r->tv == (u64)(s64)(s32)in[0];
	if (form == FORM_UNKNOWN && in == after)
		return is_unknown(r);
	if (form == FORM_SMALL && in + 4 == after)
		return r->tm && r->umin == in[0] && r->umax == in[1] && r->tv == in[2] && r->tm == in[3] && is_small(r);
	if (form == FORM_CONST64 && in + 2 == after)
		return !r->tm && r->tv == (in[0] | (u64)in[1] << 32);
	if (form != FORM_WORDS || !r->tm)
		return false;
	struct axi_range have;

	if (*in >> RANGE_WORDS || in + 1 + sizeof(range_word) / 4 * (u32)__builtin_popcount(*in) != after)
		return false;
	get_words(&have, in);
	return !memcmp(r, &have, sizeof(have));
}

#endif
