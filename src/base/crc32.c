/* SPDX-License-Identifier: Apache-2.0
 * crc32.c - CRC-32, four bytes at a time; in small builds (-DAX_SMALL) four bits, with a table of 64 bytes. */
#include "base/crc32.h"

#ifdef AX_SMALL
u32 axi_crc32(u32 crc, const void *data, size_t size)
{
	static const u32 table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	const u8 *at = data;

	crc = ~crc;
	while (size--) {
		crc ^= *at++;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}
#else
/* table[k][n] - what byte n does to the sum with k bytes behind it.  It is linear: the sum of what its bits do. */
#define BIT(n, i, c) ((n) >> (i) & 1 ? (c) : 0u)
#define ROW(n, a, b, c, d, e, f, g, h)                                                                                          \
	BIT(n, 0, a) ^ BIT(n, 1, b) ^ BIT(n, 2, c) ^ BIT(n, 3, d) ^ BIT(n, 4, e) ^ BIT(n, 5, f) ^ BIT(n, 6, g) ^ BIT(n, 7, h)
#define R4(n, ...)   ROW(n, __VA_ARGS__), ROW(n + 1, __VA_ARGS__), ROW(n + 2, __VA_ARGS__), ROW(n + 3, __VA_ARGS__)
#define R16(n, ...)  R4(n, __VA_ARGS__), R4(n + 4, __VA_ARGS__), R4(n + 8, __VA_ARGS__), R4(n + 12, __VA_ARGS__)
#define R64(n, ...)  R16(n, __VA_ARGS__), R16(n + 16, __VA_ARGS__), R16(n + 32, __VA_ARGS__), R16(n + 48, __VA_ARGS__)
#define R256(n, ...) R64(n, __VA_ARGS__), R64(n + 64, __VA_ARGS__), R64(n + 128, __VA_ARGS__), R64(n + 192, __VA_ARGS__)

static const u32 table[4][256] = {
	{R256(0, 0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832, 0x1db71064, 0x3b6e20c8, 0x76dc4190, 0xedb88320)},
	{R256(0, 0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08, 0x4ac21251, 0x958424a2, 0xf0794f05, 0x3b83984b)},
	{R256(0, 0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8, 0x1c26a370, 0x384d46e0, 0x709a8dc0, 0xe1351b80)},
	{R256(0, 0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef, 0x5019579f, 0xa032af3e, 0x9b14583d, 0xed59b63b)},
};

u32 axi_crc32(u32 crc, const void *data, size_t size)
{
	const u8 *at = data;

	crc = ~crc;
	for (; size >= 4; size -= 4, at += 4) {
		crc ^= at[0] | (u32)at[1] << 8 | (u32)at[2] << 16 | (u32)at[3] << 24;
		crc = table[3][crc & 255] ^ table[2][crc >> 8 & 255] ^ table[1][crc >> 16 & 255] ^ table[0][crc >> 24];
	}
	while (size--)
		crc = crc >> 8 ^ table[0][(crc ^ *at++) & 255];
	return ~crc;
}
#endif
