/* SPDX-License-Identifier: Apache-2.0
 * algorithms.bpf.c - what textbooks have: sorting, searching, filters, texts, matrices, as clang lays out their loops. */
#include "lang.h"

#define ROLLED _Pragma("clang loop unroll(disable)")

struct v64 {
	u8 c[64];
};
struct w64 {
	u32 w[64];
};
struct mat {
	s32 m[3][3], n[3][3], r[3][3];
};
struct sorted {
	u32 n;
	u32 k[128];
};
struct buf {
	u32 len;
	char in[256];
	char out[512];
};
#define ONE(name_, type_)                                                                                    \
	struct {                                                                                             \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                                            \
		__uint(max_entries, 1);                                                                      \
		__type(key, u32);                                                                            \
		__type(value, struct type_);                                                                 \
	} name_ SEC(".maps")
ONE(bytes, v64);
ONE(words, w64);
ONE(mats, mat);
ONE(sort, sorted);
ONE(bufs, buf);

SEC("xdp")
int ok_matmul(struct xdp_md *c)
{
	const u32 zero = 0;
	struct mat *p = map_lookup(&mats, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int i = 0; i < 3; i++)
		ROLLED
	for (int j = 0; j < 3; j++) {
		int s = 0;
		ROLLED
		for (int k = 0; k < 3; k++)
			s += p->m[i][k] * p->n[k][j];
		p->r[i][j] = s;
	}
	return 2;
}

SEC("xdp")
int ok_insertion(struct xdp_md *c)
{
	const u32 zero = 0;
	struct w64 *p = map_lookup(&words, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int i = 1; i < 64; i++) {
		u32 x = p->w[i];
		int j = i - 1;
		ROLLED
		while (j >= 0 && p->w[j] > x) {
			p->w[j + 1] = p->w[j];
			j--;
		}
		p->w[j + 1] = x;
	}
	return 2;
}

SEC("xdp")
int ok_bubble(struct xdp_md *c)
{
	const u32 zero = 0;
	struct w64 *p = map_lookup(&words, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int i = 0; i < 63; i++)
		ROLLED
	for (int j = 0; j < 63 - i; j++)
		if (p->w[j] > p->w[j + 1]) {
			u32 t = p->w[j];
			p->w[j] = p->w[j + 1];
			p->w[j + 1] = t;
		}
	return 2;
}

SEC("xdp")
int ok_bsearch(struct xdp_md *c)
{
	const u32 zero = 0;
	struct sorted *p = map_lookup(&sort, &zero);

	if (!p)
		return 0;
	u32 lo = 0, hi = p->n;
	if (hi > 128)
		hi = 128;
	u32 x = prandom();
	ROLLED
	while (lo < hi) {
		u32 m = (lo + hi) / 2;
		if (m >= 128)
			break;
		if (p->k[m] < x)
			lo = m + 1;
		else
			hi = m;
	}
	return lo & 3;
}

SEC("xdp")
int ok_bsearch8(struct xdp_md *c)
{
	const u32 zero = 0;
	struct sorted *p = map_lookup(&sort, &zero);

	if (!p)
		return 0;
	u32 lo = 0, hi = 128;
	u32 x = prandom();
	ROLLED
	for (int i = 0; i < 8; i++) {
		u32 m = (lo + hi) >> 1;
		if (m >= 128)
			break;
		if (p->k[m] < x)
			lo = m + 1;
		else
			hi = m;
	}
	return lo & 3;
}

SEC("xdp")
int ok_histogram(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	struct v64 *h;
	u32 z = 0;
	h = map_lookup(&bytes, &z);

	if (!h)
		return 0;
	ROLLED
	for (int i = 0; i < 256; i++)
		h->c[(u8)p->in[i] / 4]++;
	return 2;
}

SEC("xdp")
int ok_prefix(struct xdp_md *c)
{
	const u32 zero = 0;
	struct w64 *p = map_lookup(&words, &zero);

	if (!p)
		return 0;
	u32 s = 0;
	ROLLED
	for (int i = 0; i < 64; i++) {
		s += p->w[i];
		p->w[i] = s;
	}
	return 2;
}

SEC("xdp")
int ok_reverse(struct xdp_md *c)
{
	const u32 zero = 0;
	struct v64 *p = map_lookup(&bytes, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int i = 0, j = 63; i < j; i++, j--) {
		u8 t = p->c[i];
		p->c[i] = p->c[j];
		p->c[j] = t;
	}
	return 2;
}

SEC("xdp")
int ok_base64(struct xdp_md *c)
{
	const u32 zero = 0;
	static const char t[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u32 o = 0;
	ROLLED
	for (u32 i = 0; i + 2 < 256; i += 3) {
		u32 x = (u8)p->in[i] << 16 | (u8)p->in[i + 1] << 8 | (u8)p->in[i + 2];
		p->out[o++] = t[x >> 18 & 63];
		p->out[o++] = t[x >> 12 & 63];
		p->out[o++] = t[x >> 6 & 63];
		p->out[o++] = t[x & 63];
	}
	return 2;
}

SEC("xdp")
int ok_utf8(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u32 n = 0;
	ROLLED
	for (u32 i = 0; i < 256;) {
		u8 b = p->in[i];
		u32 l = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
		if (i + l > 256)
			break;
		ROLLED
		for (u32 k = 1; k < l; k++)
			if ((p->in[i + k] & 0xc0) != 0x80)
				return 1;
		i += l;
		n++;
	}
	return n & 3;
}

SEC("xdp")
int ok_nmea(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u8 sum = 0;
	u32 i = 1;
	if (p->in[0] != '$')
		return 1;
	ROLLED
	for (; i < 255 && p->in[i] && p->in[i] != '*'; i++)
		sum ^= p->in[i];
	if (i >= 254)
		return 1;
	u32 hex = 0;
	ROLLED
	for (int k = 1; k <= 2; k++) {
		if (i + k >= 256)
			return 1;
		char d = p->in[i + k];
		hex = hex << 4 | (d <= '9' ? d - '0' : d - 'A' + 10);
	}
	return hex == sum;
}

SEC("xdp")
int ok_fields(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u32 starts[16];
	u32 n = 0;
	starts[n++] = 0;
	ROLLED
	for (u32 i = 0; i < 255; i++)
		if (p->in[i] == ',' && n < 16)
			starts[n++] = i + 1;
	u32 s = 0;
	ROLLED
	for (u32 k = 0; k < n && k < 16; k++)
		s += (u8)p->in[starts[k] & 255];
	return s & 3;
}

SEC("xdp")
int ok_strstr(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	static const char pat[] = "robot";
	ROLLED
	for (int i = 0; i + 5 <= 256; i++) {
		int j = 0;
		ROLLED
		while (j < 5 && p->in[i + j] == pat[j])
			j++;
		if (j == 5)
			return i & 3;
	}
	return 2;
}

SEC("xdp")
int ok_crc32(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u32 crc = ~0u;
	u32 n = p->len;
	if (n > 256)
		n = 256;
	ROLLED
	for (u32 i = 0; i < n; i++) {
		crc ^= (u8)p->in[i];
		ROLLED
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	p->len = crc;
	return 2;
}

SEC("xdp")
int ok_movavg(struct xdp_md *c)
{
	const u32 zero = 0;
	struct w64 *p = map_lookup(&words, &zero);

	if (!p)
		return 0;
	u64 s = 0;
	u32 at = p->w[63] & 15;
	p->w[at] = prandom();
	p->w[63] = at + 1;
	ROLLED
	for (int i = 0; i < 16; i++)
		s += p->w[i];
	return (s / 16) & 3;
}

SEC("xdp")
int ok_median5(struct xdp_md *c)
{
	u32 a[5];
	ROLLED
	for (int i = 0; i < 5; i++)
		a[i] = prandom();
	ROLLED
	for (int i = 1; i < 5; i++) {
		u32 x = a[i];
		int j = i;
		ROLLED
		while (j > 0 && a[j - 1] > x) {
			a[j] = a[j - 1];
			j--;
		}
		a[j] = x;
	}
	return a[2] & 3;
}

SEC("xdp")
int ok_floodbits(struct xdp_md *c)
{
	const u32 zero = 0;
	struct w64 *p = map_lookup(&words, &zero);

	if (!p)
		return 0;
	u32 n = 0;
	ROLLED
	for (int i = 0; i < 64; i++) {
		u32 x = p->w[i];
		ROLLED
		while (x) {
			x &= x - 1;
			n++;
		}
	}
	return n & 3;
}

SEC("xdp")
int ok_gcd(struct xdp_md *c)
{
	u32 a = prandom(), b = prandom();
	ROLLED
	while (b) {
		u32 t = a % b;
		a = b;
		b = t;
	}
	return a & 3;
}

SEC("xdp")
int ok_isqrt(struct xdp_md *c)
{
	u64 n = prandom(), x = n, y = (x + 1) / 2;
	ROLLED
	for (int i = 0; i < 32 && y < x; i++) {
		x = y;
		y = x ? (x + n / x) / 2 : 0;
	}
	return x & 3;
}

SEC("xdp")
int ok_sieve(struct xdp_md *c)
{
	const u32 zero = 0;
	struct v64 *p = map_lookup(&bytes, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int i = 2; i < 64; i++)
		if (!p->c[i])
			ROLLED
	for (int j = i * i; j < 64; j += i)
		p->c[j] = 1;
	return 2;
}

SEC("xdp")
int ok_transpose(struct xdp_md *c)
{
	const u32 zero = 0;
	struct v64 *p = map_lookup(&bytes, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int i = 0; i < 8; i++)
		ROLLED
	for (int j = i + 1; j < 8; j++) {
		u8 t = p->c[i * 8 + j];
		p->c[i * 8 + j] = p->c[j * 8 + i];
		p->c[j * 8 + i] = t;
	}
	return 2;
}

SEC("xdp")
int ok_spiral(struct xdp_md *c)
{
	const u32 zero = 0;
	struct v64 *p = map_lookup(&bytes, &zero);

	if (!p)
		return 0;
	int top = 0, bot = 7, l = 0, r = 7, n = 0;
	ROLLED
	while (top <= bot && l <= r) {
		ROLLED
		for (int i = l; i <= r; i++)
			p->c[(top * 8 + i) & 63] = n++;
		top++;
		ROLLED
		for (int i = top; i <= bot; i++)
			p->c[(i * 8 + r) & 63] = n++;
		r--;
		ROLLED
		for (int i = r; i >= l; i--)
			p->c[(bot * 8 + i) & 63] = n++;
		bot--;
		ROLLED
		for (int i = bot; i >= top; i--)
			p->c[(i * 8 + l) & 63] = n++;
		l++;
	}
	return 2;
}

SEC("xdp")
int ok_tlvp(struct xdp_md *c)
{
	u8 *d = (void *)(long)c->data, *e = (void *)(long)c->data_end;
	d += 14;
	ROLLED
	for (int i = 0; i < 40; i++) {
		if (d + 2 > e)
			break;
		u8 t = d[0], l = d[1];
		if (!t)
			return 1;
		d += l + 2;
	}
	return 2;
}

SEC("xdp")
int ok_csum(struct xdp_md *c)
{
	u8 *d = (void *)(long)c->data, *e = (void *)(long)c->data_end;
	u32 s = 0;
	ROLLED
	for (int i = 0; i < 750; i++) {
		u16 *w = (void *)(d + 2 * i);
		if ((void *)(w + 1) > (void *)e)
			break;
		s += *w;
	}
	s = (s & 0xffff) + (s >> 16);
	return s & 3;
}

SEC("xdp")
int ok_lookups(struct xdp_md *c)
{
	u32 s = 0;
	ROLLED
	for (u32 i = 0; i < 20; i++) {
		u32 k = i;
		struct w64 *q = map_lookup(&words, &k);
		if (!q)
			continue;
		ROLLED
		for (int j = 0; j < 64; j += 4)
			s += q->w[j];
	}
	return s & 3;
}

SEC("xdp")
int ok_strlen_cat(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u32 n = 0;
	ROLLED
	while (n < 256 && p->in[n])
		n++;
	ROLLED
	for (u32 i = 0; i < 256; i++) {
		if (n + i >= 512)
			break;
		p->out[n + i] = p->in[i];
		if (!p->in[i])
			break;
	}
	return 2;
}

SEC("xdp")
int ok_dec(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u32 x = p->len;
	char t[10];
	int n = 0;
	ROLLED
	do {
		t[n & 15 ? n : 0] = '0' + x % 10;
		x /= 10;
		n++;
	} while (x && n < 10);
	ROLLED
	for (int i = 0; i < n; i++)
		p->out[i] = t[n - 1 - i];
	return 2;
}

SEC("xdp")
int ok_dec2(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	u32 x = p->len;
	char t[10];
	int n = 0;
	ROLLED
	do {
		t[n++] = '0' + x % 10;
		x /= 10;
	} while (x);
	ROLLED
	for (int i = 0; i < n; i++)
		p->out[i] = t[n - 1 - i];
	return 2;
}

SEC("xdp")
int ok_fir(struct xdp_md *c)
{
	const u32 zero = 0;
	struct w64 *p = map_lookup(&words, &zero);

	if (!p)
		return 0;
	static const int h[8] = {1, 2, 3, 4, 4, 3, 2, 1};
	ROLLED
	for (int i = 7; i < 64; i++) {
		int s = 0;
		ROLLED
		for (int k = 0; k < 8; k++)
			s += h[k] * (int)p->w[i - k];
		p->w[i - 7] = (u32)s / 20;
	}
	return 2;
}

SEC("xdp")
int ok_life(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int y = 0; y < 16; y++)
		ROLLED
	for (int x = 0; x < 16; x++) {
		int n = 0;
		ROLLED
		for (int dy = -1; dy <= 1; dy++)
			ROLLED
		for (int dx = -1; dx <= 1; dx++)
			if (dy || dx)
				n += p->in[((y + dy) & 15) * 16 + ((x + dx) & 15)];
		p->out[y * 16 + x] = n == 3 || (n == 2 && p->in[y * 16 + x]);
	}
	return 2;
}

SEC("xdp")
int ok_life2(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int y = 1; y < 15; y++)
		ROLLED
	for (int x = 1; x < 15; x++) {
		int n = 0;
		ROLLED
		for (int dy = -1; dy <= 1; dy++)
			ROLLED
		for (int dx = -1; dx <= 1; dx++)
			n += p->in[(y + dy) * 16 + x + dx];
		p->out[y * 16 + x] = n > 3;
	}
	return 2;
}

SEC("xdp")
int ok_lcs(struct xdp_md *c)
{
	const u32 zero = 0;
	struct buf *p = map_lookup(&bufs, &zero);

	if (!p)
		return 0;
	ROLLED
	for (int i = 1; i < 16; i++)
		ROLLED
	for (int j = 1; j < 16; j++) {
		char a = p->out[(i - 1) * 16 + j], b = p->out[i * 16 + j - 1];
		p->out[i * 16 + j] = p->in[i] == p->in[128 + j] ? p->out[(i - 1) * 16 + j - 1] + 1
				     : a > b			? a
								: b;
	}
	return 2;
}

SEC("xdp")
int ok_merge64(struct xdp_md *c)
{
	const u32 zero = 0;
	struct w64 *p = map_lookup(&words, &zero);

	if (!p)
		return 0;
	int i = 0, j = 16, o = 32;
	ROLLED
	for (; o < 64; o++) {
		if (j >= 32 || (i < 16 && p->w[i] < p->w[j]))
			p->w[o] = p->w[i++];
		else
			p->w[o] = p->w[j++];
	}
	return 2;
}
