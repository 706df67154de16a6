/* SPDX-License-Identifier: Apache-2.0
 * unicode.c - upper and lower case of the Basic Multilingual Plane (Unicode 15, UnicodeData.txt: the simple mappings). */
#include "js/unicode.h"

/* Of the small letters first, first + step, ... (`count` of them) the capital is delta further, modulo 2^16; and the other way round. */
enum { UP = 1, DOWN = 2, BOTH = UP | DOWN };
static const struct case_range {
	u16 first;
	u16 count : 7, step : 2, ways : 2;
	s16 delta;
} ranges[] = {
	{0x006b, 1, 1, DOWN, 8383}, {0x00b5, 1, 1, UP, 743}, {0x00df, 1, 1, DOWN, 7615}, {0x00e0, 23, 1, BOTH, -32},
	{0x00e5, 1, 1, DOWN, 8262}, {0x00f8, 7, 1, BOTH, -32}, {0x00ff, 1, 1, BOTH, 121}, {0x0101, 24, 2, BOTH, -1},
	{0x0131, 1, 1, UP, -232}, {0x0133, 3, 2, BOTH, -1}, {0x013a, 8, 2, BOTH, -1}, {0x014b, 23, 2, BOTH, -1},
	{0x017a, 3, 2, BOTH, -1}, {0x017f, 1, 1, UP, -300}, {0x0180, 1, 1, BOTH, 195}, {0x0183, 2, 2, BOTH, -1},
	{0x0188, 1, 1, BOTH, -1}, {0x018c, 1, 1, BOTH, -1}, {0x0192, 1, 1, BOTH, -1}, {0x0195, 1, 1, BOTH, 97},
	{0x0199, 1, 1, BOTH, -1}, {0x019a, 1, 1, BOTH, 163}, {0x019e, 1, 1, BOTH, 130}, {0x01a1, 3, 2, BOTH, -1},
	{0x01a8, 1, 1, BOTH, -1}, {0x01ad, 1, 1, BOTH, -1}, {0x01b0, 1, 1, BOTH, -1}, {0x01b4, 2, 2, BOTH, -1},
	{0x01b9, 1, 1, BOTH, -1}, {0x01bd, 1, 1, BOTH, -1}, {0x01bf, 1, 1, BOTH, 56}, {0x01c5, 1, 1, UP, -1},
	{0x01c6, 1, 1, DOWN, -1}, {0x01c6, 1, 1, BOTH, -2}, {0x01c8, 1, 1, UP, -1}, {0x01c9, 1, 1, DOWN, -1},
	{0x01c9, 1, 1, BOTH, -2}, {0x01cb, 1, 1, UP, -1}, {0x01cc, 1, 1, DOWN, -1}, {0x01cc, 1, 1, BOTH, -2},
	{0x01ce, 8, 2, BOTH, -1}, {0x01dd, 1, 1, BOTH, -79}, {0x01df, 9, 2, BOTH, -1}, {0x01f2, 1, 1, UP, -1},
	{0x01f3, 1, 1, DOWN, -1}, {0x01f3, 1, 1, BOTH, -2}, {0x01f5, 1, 1, BOTH, -1}, {0x01f9, 20, 2, BOTH, -1},
	{0x0223, 9, 2, BOTH, -1}, {0x023c, 1, 1, BOTH, -1}, {0x023f, 2, 1, BOTH, 10815}, {0x0242, 1, 1, BOTH, -1},
	{0x0247, 5, 2, BOTH, -1}, {0x0250, 1, 1, BOTH, 10783}, {0x0251, 1, 1, BOTH, 10780}, {0x0252, 1, 1, BOTH, 10782},
	{0x0253, 1, 1, BOTH, -210}, {0x0254, 1, 1, BOTH, -206}, {0x0256, 2, 1, BOTH, -205}, {0x0259, 1, 1, BOTH, -202},
	{0x025b, 1, 1, BOTH, -203}, {0x025c, 1, 1, BOTH, -23217}, {0x0260, 1, 1, BOTH, -205}, {0x0261, 1, 1, BOTH, -23221},
	{0x0263, 1, 1, BOTH, -207}, {0x0265, 1, 1, BOTH, -23256}, {0x0266, 1, 1, BOTH, -23228}, {0x0268, 1, 1, BOTH, -209},
	{0x0269, 1, 1, BOTH, -211}, {0x026a, 1, 1, BOTH, -23228}, {0x026b, 1, 1, BOTH, 10743}, {0x026c, 1, 1, BOTH, -23231},
	{0x026f, 1, 1, BOTH, -211}, {0x0271, 1, 1, BOTH, 10749}, {0x0272, 1, 1, BOTH, -213}, {0x0275, 1, 1, BOTH, -214},
	{0x027d, 1, 1, BOTH, 10727}, {0x0280, 1, 1, BOTH, -218}, {0x0282, 1, 1, BOTH, -23229}, {0x0283, 1, 1, BOTH, -218},
	{0x0287, 1, 1, BOTH, -23254}, {0x0288, 1, 1, BOTH, -218}, {0x0289, 1, 1, BOTH, -69}, {0x028a, 2, 1, BOTH, -217},
	{0x028c, 1, 1, BOTH, -71}, {0x0292, 1, 1, BOTH, -219}, {0x029d, 1, 1, BOTH, -23275}, {0x029e, 1, 1, BOTH, -23278},
	{0x0345, 1, 1, UP, 84}, {0x0371, 2, 2, BOTH, -1}, {0x0377, 1, 1, BOTH, -1}, {0x037b, 3, 1, BOTH, 130},
	{0x03ac, 1, 1, BOTH, -38}, {0x03ad, 3, 1, BOTH, -37}, {0x03b1, 17, 1, BOTH, -32}, {0x03b8, 1, 1, DOWN, 60},
	{0x03c2, 1, 1, UP, -31}, {0x03c3, 9, 1, BOTH, -32}, {0x03c9, 1, 1, DOWN, 7517}, {0x03cc, 1, 1, BOTH, -64},
	{0x03cd, 2, 1, BOTH, -63}, {0x03d0, 1, 1, UP, -62}, {0x03d1, 1, 1, UP, -57}, {0x03d5, 1, 1, UP, -47},
	{0x03d6, 1, 1, UP, -54}, {0x03d7, 1, 1, BOTH, -8}, {0x03d9, 12, 2, BOTH, -1}, {0x03f0, 1, 1, UP, -86},
	{0x03f1, 1, 1, UP, -80}, {0x03f2, 1, 1, BOTH, 7}, {0x03f3, 1, 1, BOTH, -116}, {0x03f5, 1, 1, UP, -96},
	{0x03f8, 1, 1, BOTH, -1}, {0x03fb, 1, 1, BOTH, -1}, {0x0430, 32, 1, BOTH, -32}, {0x0450, 16, 1, BOTH, -80},
	{0x0461, 17, 2, BOTH, -1}, {0x048b, 27, 2, BOTH, -1}, {0x04c2, 7, 2, BOTH, -1}, {0x04cf, 1, 1, BOTH, -15},
	{0x04d1, 48, 2, BOTH, -1}, {0x0561, 38, 1, BOTH, -48}, {0x10d0, 43, 1, BOTH, 3008}, {0x10fd, 3, 1, BOTH, 3008},
	{0x13f8, 6, 1, BOTH, -8}, {0x1c80, 1, 1, UP, -6254}, {0x1c81, 1, 1, UP, -6253}, {0x1c82, 1, 1, UP, -6244},
	{0x1c83, 2, 1, UP, -6242}, {0x1c85, 1, 1, UP, -6243}, {0x1c86, 1, 1, UP, -6236}, {0x1c87, 1, 1, UP, -6181},
	{0x1c88, 1, 1, UP, -30270}, {0x1d79, 1, 1, BOTH, -30204}, {0x1d7d, 1, 1, BOTH, 3814}, {0x1d8e, 1, 1, BOTH, -30152},
	{0x1e01, 63, 2, BOTH, -1}, {0x1e7f, 12, 2, BOTH, -1}, {0x1e9b, 1, 1, UP, -59}, {0x1ea1, 48, 2, BOTH, -1},
	{0x1f00, 8, 1, BOTH, 8}, {0x1f10, 6, 1, BOTH, 8}, {0x1f20, 8, 1, BOTH, 8}, {0x1f30, 8, 1, BOTH, 8},
	{0x1f40, 6, 1, BOTH, 8}, {0x1f51, 4, 2, BOTH, 8}, {0x1f60, 8, 1, BOTH, 8}, {0x1f70, 2, 1, BOTH, 74},
	{0x1f72, 4, 1, BOTH, 86}, {0x1f76, 2, 1, BOTH, 100}, {0x1f78, 2, 1, BOTH, 128}, {0x1f7a, 2, 1, BOTH, 112},
	{0x1f7c, 2, 1, BOTH, 126}, {0x1f80, 8, 1, DOWN, 8}, {0x1f90, 8, 1, DOWN, 8}, {0x1fa0, 8, 1, DOWN, 8},
	{0x1fb0, 2, 1, BOTH, 8}, {0x1fb3, 1, 1, DOWN, 9}, {0x1fbe, 1, 1, UP, -7205}, {0x1fc3, 1, 1, DOWN, 9},
	{0x1fd0, 2, 1, BOTH, 8}, {0x1fe0, 2, 1, BOTH, 8}, {0x1fe5, 1, 1, BOTH, 7}, {0x1ff3, 1, 1, DOWN, 9},
	{0x214e, 1, 1, BOTH, -28}, {0x2170, 16, 1, BOTH, -16}, {0x2184, 1, 1, BOTH, -1}, {0x24d0, 26, 1, BOTH, -26},
	{0x2c30, 48, 1, BOTH, -48}, {0x2c61, 1, 1, BOTH, -1}, {0x2c65, 1, 1, BOTH, -10795}, {0x2c66, 1, 1, BOTH, -10792},
	{0x2c68, 3, 2, BOTH, -1}, {0x2c73, 1, 1, BOTH, -1}, {0x2c76, 1, 1, BOTH, -1}, {0x2c81, 50, 2, BOTH, -1},
	{0x2cec, 2, 2, BOTH, -1}, {0x2cf3, 1, 1, BOTH, -1}, {0x2d00, 38, 1, BOTH, -7264}, {0x2d27, 1, 1, BOTH, -7264},
	{0x2d2d, 1, 1, BOTH, -7264}, {0xa641, 23, 2, BOTH, -1}, {0xa681, 14, 2, BOTH, -1}, {0xa723, 7, 2, BOTH, -1},
	{0xa733, 31, 2, BOTH, -1}, {0xa77a, 2, 2, BOTH, -1}, {0xa77f, 5, 2, BOTH, -1}, {0xa78c, 1, 1, BOTH, -1},
	{0xa791, 2, 2, BOTH, -1}, {0xa794, 1, 1, BOTH, 48}, {0xa797, 10, 2, BOTH, -1}, {0xa7b5, 8, 2, BOTH, -1},
	{0xa7c8, 2, 2, BOTH, -1}, {0xa7d1, 1, 1, BOTH, -1}, {0xa7d7, 2, 2, BOTH, -1}, {0xa7f6, 1, 1, BOTH, -1},
	{0xab53, 1, 1, BOTH, -928}, {0xab70, 63, 1, BOTH, 26672}, {0xabaf, 17, 1, BOTH, 26672}, {0xff41, 26, 1, BOTH, -32},
};

static u32 map_case(u32 c, u32 way)
{
	if (c > 0xffff)
		return c;
	for (u32 i = 0; i < ARRAY_LEN(ranges); i++) {
		const struct case_range *r = &ranges[i];
		u32 small = way == DOWN ? (u16)(c - (u32)r->delta) : c, off = small - r->first;

		if (r->ways & way && off < r->count * r->step && off % r->step == 0)
			return way == DOWN ? small : (u16)(c + (u32)r->delta);
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
