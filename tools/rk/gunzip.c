/* SPDX-License-Identifier: Apache-2.0
 * gunzip.c - the contents of a gzip file (RFC 1951, RFC 1952): the kernel shows its configuration as one.
 *
 * Codes are canonical: those of one length are consecutive numbers, in the order of their symbols.  So a code is read bit by bit: among
 * the codes of its length it is the difference to the first one. */
#include <stdlib.h>
#include <string.h>
#include "rk/rk.h"

#define LENGTHS 16 /* of a code: 1 .. 15 bits */
#define SYMBOLS 288

struct stream {
	const u8 *in;
	size_t size, at;
	u32 bits, have; /* bits that were read from `in` and not used yet */
	u8 *out;
	size_t room, count;
	bool bad;
};

struct code {
	u16 count[LENGTHS], symbol[SYMBOLS];
};

static u32 take(struct stream *s, u32 count)
{
	u32 value;

	for (; s->have < count; s->have += 8) {
		if (s->at == s->size) {
			s->bad = true;
			return 0;
		}
		s->bits |= (u32)s->in[s->at++] << s->have;
	}
	value = s->bits & ((1u << count) - 1);
	s->bits >>= count;
	s->have -= count;
	return value;
}

static void put(struct stream *s, u8 byte)
{
	if (s->count == s->room)
		s->bad = true;
	else
		s->out[s->count++] = byte;
}

/* false: there are more codes than their lengths allow. */
static bool make_code(struct code *c, const u8 *length, u32 symbols)
{
	u16 next[LENGTHS] = {0};
	s32 left = 1;

	memset(c, 0, sizeof(*c));
	for (u32 i = 0; i < symbols; i++)
		c->count[length[i]]++;
	c->count[0] = 0;
	for (u32 n = 1; n < LENGTHS; n++) {
		left = 2 * left - c->count[n];
		if (left < 0)
			return false;
		if (n + 1 < LENGTHS)
			next[n + 1] = (u16)(next[n] + c->count[n]);
	}
	for (u32 i = 0; i < symbols; i++)
		if (length[i])
			c->symbol[next[length[i]]++] = (u16)i;
	return true;
}

static u32 symbol(struct stream *s, const struct code *c)
{
	u32 code = 0, first = 0, index = 0;

	for (u32 n = 1; n < LENGTHS && !s->bad; n++) {
		code |= take(s, 1);
		if (code - first < c->count[n])
			return c->symbol[index + code - first];
		index += c->count[n];
		first = (first + c->count[n]) << 1;
		code <<= 1;
	}
	s->bad = true;
	return 0;
}

/* Literals, and pieces of what is there already, until the block ends. */
static void block(struct stream *s, const struct code *literals, const struct code *distances)
{
	for (;;) {
		u32 what = symbol(s, literals), length, distance, extra;

		if (s->bad || what == 256)
			return;
		if (what < 256) {
			put(s, (u8)what);
			continue;
		}
		what -= 257; /* 3 .. 10 one by one, then four steps for each further bit */
		extra = what < 8 ? 0 : what / 4 - 1;
		length = what < 8 ? 3 + what : what == 28 ? 258 : 3 + ((4 + what % 4) << extra);
		length += what >= 28 ? 0 : take(s, extra);
		what = what > 28 ? 30 : symbol(s, distances);
		if (what > 29) {
			s->bad = true;
			return;
		}
		extra = what < 4 ? 0 : what / 2 - 1;
		distance = 1 + (what < 4 ? what : (2 + what % 2) << extra);
		distance += take(s, extra);
		if (distance > s->count)
			s->bad = true;
		while (!s->bad && length--)
			put(s, s->out[s->count - distance]);
	}
}

static void fixed_block(struct stream *s)
{
	u8 length[SYMBOLS];
	struct code literals, distances;

	for (u32 i = 0; i < SYMBOLS; i++)
		length[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
	make_code(&literals, length, SYMBOLS);
	memset(length, 5, 30);
	make_code(&distances, length, 30);
	block(s, &literals, &distances);
}

static void own_block(struct stream *s)
{
	static const u8 order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
	u32 literal_count = 257 + take(s, 5), distance_count = 1 + take(s, 5), lengths = 4 + take(s, 4);
	u8 length[SYMBOLS + 32] = {0};
	struct code literals, distances;

	if (literal_count > 286 || distance_count > 30) {
		s->bad = true;
		return;
	}
	for (u32 i = 0; i < lengths; i++)
		length[order[i]] = (u8)take(s, 3);
	s->bad |= !make_code(&literals, length, 19);
	memset(length, 0, sizeof(length));
	for (u32 i = 0; i < literal_count + distance_count && !s->bad;) {
		u32 what = symbol(s, &literals), times = 1;
		u8 value = (u8)what;

		if (what >= 16) {
			value = what == 16 && i ? length[i - 1] : 0;
			s->bad |= what == 16 && !i;
			times = what == 16 ? 3 + take(s, 2) : what == 17 ? 3 + take(s, 3) : 11 + take(s, 7);
		}
		s->bad |= times > literal_count + distance_count - i;
		while (!s->bad && times--)
			length[i++] = value;
	}
	s->bad |= s->bad || !make_code(&distances, length + literal_count, distance_count) || !make_code(&literals, length, literal_count);
	if (!s->bad)
		block(s, &literals, &distances);
}

static void stored_block(struct stream *s)
{
	u32 length;

	s->bits = s->have = 0; /* up to a byte's end: take() holds less than one more */
	length = take(s, 16);
	s->bad |= take(s, 16) != (length ^ 0xffff);
	while (!s->bad && length--)
		put(s, (u8)take(s, 8));
}

static u32 crc_of(const u8 *data, size_t size)
{
	u32 crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (u32 bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void skip_text(struct stream *s)
{
	while (take(s, 8) && !s->bad)
		;
}

u8 *rk_gunzip(const u8 *data, size_t size, size_t *count)
{
	struct stream s = {.in = data, .size = size, .at = 10};
	u32 flags, last, trailer[2];

	if (size < 18 || data[0] != 0x1f || data[1] != 0x8b || data[2] != 8)
		return NULL;
	flags = data[3];
	memcpy(trailer, data + size - 8, 8); /* hosts are little-endian */
	if (flags & 4)
		for (u32 left = take(&s, 16); left && !s.bad; left--)
			take(&s, 8);
	if (flags & 8)
		skip_text(&s);
	if (flags & 16)
		skip_text(&s);
	if (flags & 2)
		take(&s, 16);
	s.room = trailer[1];
	s.out = trailer[1] <= RK_GUNZIP_MAX ? malloc(trailer[1] + 1) : NULL;
	if (!s.out)
		return NULL;
	do {
		last = take(&s, 1);
		switch (take(&s, 2)) {
		case 0: stored_block(&s); break;
		case 1: fixed_block(&s); break;
		case 2: own_block(&s); break;
		default: s.bad = true; break;
		}
	} while (!last && !s.bad);
	if (s.bad || s.count != s.room || crc_of(s.out, s.count) != trailer[0]) {
		free(s.out);
		return NULL;
	}
	*count = s.count;
	return s.out;
}
