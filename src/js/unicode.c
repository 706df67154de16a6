/* SPDX-License-Identifier: Apache-2.0
 * unicode.c - upper and lower case of the Basic Multilingual Plane (Unicode 15, UnicodeData.txt: the simple mappings). */
#include "js/unicode.h"

/* Of the small letters first .. first + count - 1 the capital is delta further, modulo 2^16, and the other way round: RUN.  PAIRS: of
 * first, first + 2, ... it is the one before.  Bytes, because most rows need few of them: count | ways << 6, the low byte of
 * first, then delta, if there are ways.  PAGE: 0, and the high byte of first in the rows from there on. */
enum { UP = 1, DOWN = 2, BOTH = UP | DOWN };
#define PAGE(high)                     0, (high)
#define RUN(first, count, ways, delta) (count) | (ways) << 6, (first) & 0xff, (delta) & 0xff, (delta) >> 8 & 0xff
#define PAIRS(first, count)            (count), (first) & 0xff
static const u8 ranges[] = {
	PAGE(0x00), RUN(0x006b, 1, DOWN, 8383), RUN(0x00b5, 1, UP, 743), RUN(0x00df, 1, DOWN, 7615),
	RUN(0x00e0, 23, BOTH, -32), RUN(0x00e5, 1, DOWN, 8262), RUN(0x00f8, 7, BOTH, -32), RUN(0x00ff, 1, BOTH, 121),
	PAGE(0x01), PAIRS(0x0101, 24), RUN(0x0131, 1, UP, -232), PAIRS(0x0133, 3), PAIRS(0x013a, 8),
	PAIRS(0x014b, 23), PAIRS(0x017a, 3), RUN(0x017f, 1, UP, -300), RUN(0x0180, 1, BOTH, 195), PAIRS(0x0183, 2),
	PAIRS(0x0188, 1), PAIRS(0x018c, 1), PAIRS(0x0192, 1), RUN(0x0195, 1, BOTH, 97), PAIRS(0x0199, 1),
	RUN(0x019a, 1, BOTH, 163), RUN(0x019e, 1, BOTH, 130), PAIRS(0x01a1, 3), PAIRS(0x01a8, 1), PAIRS(0x01ad, 1),
	PAIRS(0x01b0, 1), PAIRS(0x01b4, 2), PAIRS(0x01b9, 1), PAIRS(0x01bd, 1), RUN(0x01bf, 1, BOTH, 56),
	RUN(0x01c5, 1, UP, -1), RUN(0x01c6, 1, DOWN, -1), RUN(0x01c6, 1, BOTH, -2), RUN(0x01c8, 1, UP, -1),
	RUN(0x01c9, 1, DOWN, -1), RUN(0x01c9, 1, BOTH, -2), RUN(0x01cb, 1, UP, -1), RUN(0x01cc, 1, DOWN, -1),
	RUN(0x01cc, 1, BOTH, -2), PAIRS(0x01ce, 8), RUN(0x01dd, 1, BOTH, -79), PAIRS(0x01df, 9),
	RUN(0x01f2, 1, UP, -1), RUN(0x01f3, 1, DOWN, -1), RUN(0x01f3, 1, BOTH, -2), PAIRS(0x01f5, 1),
	PAIRS(0x01f9, 20),
	PAGE(0x02), PAIRS(0x0223, 9), PAIRS(0x023c, 1), RUN(0x023f, 2, BOTH, 10815), PAIRS(0x0242, 1),
	PAIRS(0x0247, 5), RUN(0x0250, 1, BOTH, 10783), RUN(0x0251, 1, BOTH, 10780), RUN(0x0252, 1, BOTH, 10782),
	RUN(0x0253, 1, BOTH, -210), RUN(0x0254, 1, BOTH, -206), RUN(0x0256, 2, BOTH, -205),
	RUN(0x0259, 1, BOTH, -202), RUN(0x025b, 1, BOTH, -203), RUN(0x025c, 1, BOTH, -23217),
	RUN(0x0260, 1, BOTH, -205), RUN(0x0261, 1, BOTH, -23221), RUN(0x0263, 1, BOTH, -207),
	RUN(0x0265, 1, BOTH, -23256), RUN(0x0266, 1, BOTH, -23228), RUN(0x0268, 1, BOTH, -209),
	RUN(0x0269, 1, BOTH, -211), RUN(0x026a, 1, BOTH, -23228), RUN(0x026b, 1, BOTH, 10743),
	RUN(0x026c, 1, BOTH, -23231), RUN(0x026f, 1, BOTH, -211), RUN(0x0271, 1, BOTH, 10749),
	RUN(0x0272, 1, BOTH, -213), RUN(0x0275, 1, BOTH, -214), RUN(0x027d, 1, BOTH, 10727),
	RUN(0x0280, 1, BOTH, -218), RUN(0x0282, 1, BOTH, -23229), RUN(0x0283, 1, BOTH, -218),
	RUN(0x0287, 1, BOTH, -23254), RUN(0x0288, 1, BOTH, -218), RUN(0x0289, 1, BOTH, -69),
	RUN(0x028a, 2, BOTH, -217), RUN(0x028c, 1, BOTH, -71), RUN(0x0292, 1, BOTH, -219),
	RUN(0x029d, 1, BOTH, -23275), RUN(0x029e, 1, BOTH, -23278),
	PAGE(0x03), RUN(0x0345, 1, UP, 84), PAIRS(0x0371, 2), PAIRS(0x0377, 1), RUN(0x037b, 3, BOTH, 130),
	RUN(0x03ac, 1, BOTH, -38), RUN(0x03ad, 3, BOTH, -37), RUN(0x03b1, 17, BOTH, -32), RUN(0x03b8, 1, DOWN, 60),
	RUN(0x03c2, 1, UP, -31), RUN(0x03c3, 9, BOTH, -32), RUN(0x03c9, 1, DOWN, 7517), RUN(0x03cc, 1, BOTH, -64),
	RUN(0x03cd, 2, BOTH, -63), RUN(0x03d0, 1, UP, -62), RUN(0x03d1, 1, UP, -57), RUN(0x03d5, 1, UP, -47),
	RUN(0x03d6, 1, UP, -54), RUN(0x03d7, 1, BOTH, -8), PAIRS(0x03d9, 12), RUN(0x03f0, 1, UP, -86),
	RUN(0x03f1, 1, UP, -80), RUN(0x03f2, 1, BOTH, 7), RUN(0x03f3, 1, BOTH, -116), RUN(0x03f5, 1, UP, -96),
	PAIRS(0x03f8, 1), PAIRS(0x03fb, 1),
	PAGE(0x04), RUN(0x0430, 32, BOTH, -32), RUN(0x0450, 16, BOTH, -80), PAIRS(0x0461, 17), PAIRS(0x048b, 27),
	PAIRS(0x04c2, 7), RUN(0x04cf, 1, BOTH, -15), PAIRS(0x04d1, 48),
	PAGE(0x05), RUN(0x0561, 38, BOTH, -48),
	PAGE(0x10), RUN(0x10d0, 43, BOTH, 3008), RUN(0x10fd, 3, BOTH, 3008),
	PAGE(0x13), RUN(0x13f8, 6, BOTH, -8),
	PAGE(0x1c), RUN(0x1c80, 1, UP, -6254), RUN(0x1c81, 1, UP, -6253), RUN(0x1c82, 1, UP, -6244),
	RUN(0x1c83, 2, UP, -6242), RUN(0x1c85, 1, UP, -6243), RUN(0x1c86, 1, UP, -6236), RUN(0x1c87, 1, UP, -6181),
	RUN(0x1c88, 1, UP, -30270),
	PAGE(0x1d), RUN(0x1d79, 1, BOTH, -30204), RUN(0x1d7d, 1, BOTH, 3814), RUN(0x1d8e, 1, BOTH, -30152),
	PAGE(0x1e), PAIRS(0x1e01, 63), PAIRS(0x1e7f, 12), RUN(0x1e9b, 1, UP, -59), PAIRS(0x1ea1, 48),
	PAGE(0x1f), RUN(0x1f00, 8, BOTH, 8), RUN(0x1f10, 6, BOTH, 8), RUN(0x1f20, 8, BOTH, 8),
	RUN(0x1f30, 8, BOTH, 8), RUN(0x1f40, 6, BOTH, 8), RUN(0x1f51, 1, BOTH, 8), RUN(0x1f53, 1, BOTH, 8),
	RUN(0x1f55, 1, BOTH, 8), RUN(0x1f57, 1, BOTH, 8), RUN(0x1f60, 8, BOTH, 8), RUN(0x1f70, 2, BOTH, 74),
	RUN(0x1f72, 4, BOTH, 86), RUN(0x1f76, 2, BOTH, 100), RUN(0x1f78, 2, BOTH, 128), RUN(0x1f7a, 2, BOTH, 112),
	RUN(0x1f7c, 2, BOTH, 126), RUN(0x1f80, 8, DOWN, 8), RUN(0x1f90, 8, DOWN, 8), RUN(0x1fa0, 8, DOWN, 8),
	RUN(0x1fb0, 2, BOTH, 8), RUN(0x1fb3, 1, DOWN, 9), RUN(0x1fbe, 1, UP, -7205), RUN(0x1fc3, 1, DOWN, 9),
	RUN(0x1fd0, 2, BOTH, 8), RUN(0x1fe0, 2, BOTH, 8), RUN(0x1fe5, 1, BOTH, 7), RUN(0x1ff3, 1, DOWN, 9),
	PAGE(0x21), RUN(0x214e, 1, BOTH, -28), RUN(0x2170, 16, BOTH, -16), PAIRS(0x2184, 1),
	PAGE(0x24), RUN(0x24d0, 26, BOTH, -26),
	PAGE(0x2c), RUN(0x2c30, 48, BOTH, -48), PAIRS(0x2c61, 1), RUN(0x2c65, 1, BOTH, -10795),
	RUN(0x2c66, 1, BOTH, -10792), PAIRS(0x2c68, 3), PAIRS(0x2c73, 1), PAIRS(0x2c76, 1), PAIRS(0x2c81, 50),
	PAIRS(0x2cec, 2), PAIRS(0x2cf3, 1),
	PAGE(0x2d), RUN(0x2d00, 38, BOTH, -7264), RUN(0x2d27, 1, BOTH, -7264), RUN(0x2d2d, 1, BOTH, -7264),
	PAGE(0xa6), PAIRS(0xa641, 23), PAIRS(0xa681, 14),
	PAGE(0xa7), PAIRS(0xa723, 7), PAIRS(0xa733, 31), PAIRS(0xa77a, 2), PAIRS(0xa77f, 5), PAIRS(0xa78c, 1),
	PAIRS(0xa791, 2), RUN(0xa794, 1, BOTH, 48), PAIRS(0xa797, 10), PAIRS(0xa7b5, 8), PAIRS(0xa7c8, 2),
	PAIRS(0xa7d1, 1), PAIRS(0xa7d7, 2), PAIRS(0xa7f6, 1),
	PAGE(0xab), RUN(0xab53, 1, BOTH, -928), RUN(0xab70, 63, BOTH, 26672), RUN(0xabaf, 17, BOTH, 26672),
	PAGE(0xff), RUN(0xff41, 26, BOTH, -32),
};

static u32 map_case(u32 c, u32 way)
{
	u32 page = 0;

	if (c > 0xffff)
		return c;
	for (const u8 *r = ranges; r < ranges + sizeof(ranges);) {
		u32 count = r[0] & 63, ways = r[0] >> 6, step = 2, delta = 0xffff, small = page << 8 | r[1], off;

		r += 2;
		if (!count) {
			page = r[-1];
			continue;
		}
		if (ways) {
			step = 1;
			delta = r[0] | (u32)r[1] << 8;
			r += 2;
		} else {
			ways = BOTH;
		}
		off = (u16)(way == DOWN ? c - delta : c) - small;
		if (ways & way && off < count * step && off % step == 0)
			return way == DOWN ? small + off : (u16)(c + delta);
	}
	return c;
}

u32 axi_js_upper(u32 c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? c - 32 : c;
	return map_case(c, UP);
}

u32 axi_js_lower(u32 c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	return map_case(c, DOWN);
}

bool axi_js_is_line_end(u32 c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

bool axi_js_is_space(u32 c)
{
	if (c < 0x80)
		return c == ' ' || (c >= 9 && c <= 13);
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000 || c == 0xfeff;
}
