/* SPDX-License-Identifier: Apache-2.0
 * programs.bpf.c - the compute programs of `make bench-exec`: one source, compiled by clang for BPF and by gcc -O2 for the
 * host.  Each sets its data from `seed`, works on it, and returns 32 bits that depend on everything. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;

#ifdef __bpf__
#define PROGRAM(name) __attribute__((section("xdp"), used)) int name(void *ctx)
#else
#define PROGRAM(name) int name(void *ctx); int name(void *ctx)
#endif

u32 seed = 1;
u32 words[1024];
u64 longs[128];
u8 bytes[2048];
u32 matrix_a[64], matrix_b[64], matrix_c[64];

static inline u32 mix(u32 x)
{
	x ^= x << 13;
	x ^= x >> 17;
	return x ^ x << 5;
}

PROGRAM(sum)
{
	u64 s = seed;

	for (u32 i = 0; i < 1024; i++)
		words[i] = i * 7 + seed;
	for (u32 i = 0; i < 1024; i++)
		s += words[i] ^ (s >> 3);
	return (int)(s ^ s >> 32);
}

PROGRAM(fibonacci)
{
	u64 a = 0, b = seed;

	for (u32 i = 0; i < 2000; i++) {
		u64 next = a + b;

		a = b;
		b = next;
	}
	return (int)(a ^ a >> 32);
}

PROGRAM(sieve)
{
	u32 found = seed & 1;

	for (u32 i = 0; i < 2048; i++)
		bytes[i] = 1;
	for (u32 i = 2; i < 46; i++) {
		if (!bytes[i & 2047])
			continue;
		for (u32 k = i * i; k < 2048; k += i) {
			__asm__ volatile("" : "+r"(k)); /* an index for both compilers, not a pointer */
			bytes[k & 2047] = 0;
		}
	}
	for (u32 i = 2; i < 2048; i++)
		found += bytes[i];
	return (int)found;
}

PROGRAM(crc32)
{
	u32 crc = ~seed;

	for (u32 n = 0; n < 256; n++) {
		u32 c = n;

		for (u32 k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
		words[n] = c;
	}
	for (u32 i = 0; i < 2048; i++)
		crc = words[(crc ^ i) & 0xff] ^ crc >> 8;
	return (int)~crc;
}

#define ROTL64(x, n) ((x) << (n) | (x) >> (64 - (n)))
#define SIPROUND                                                                                   \
	do {                                                                                       \
		v0 += v1; v1 = ROTL64(v1, 13); v1 ^= v0; v0 = ROTL64(v0, 32);                      \
		v2 += v3; v3 = ROTL64(v3, 16); v3 ^= v2;                                           \
		v0 += v3; v3 = ROTL64(v3, 21); v3 ^= v0;                                           \
		v2 += v1; v1 = ROTL64(v1, 17); v1 ^= v2; v2 = ROTL64(v2, 32);                      \
	} while (0)

PROGRAM(siphash)
{
	u64 v0 = 0x736f6d6570736575ull ^ seed, v1 = 0x646f72616e646f6dull, v2 = 0x6c7967656e657261ull ^ seed,
	    v3 = 0x7465646279746573ull;

	for (u32 i = 0; i < 128; i++)
		longs[i] = i * 0x9e3779b97f4a7c15ull;
	for (u32 i = 0; i < 128; i++) {
		u64 m = longs[i];

		v3 ^= m;
		SIPROUND;
		SIPROUND;
		v0 ^= m;
	}
	v2 ^= 0xff;
	SIPROUND;
	SIPROUND;
	SIPROUND;
	SIPROUND;
	v0 ^= v1 ^ v2 ^ v3;
	return (int)(v0 ^ v0 >> 32);
}

static const u32 sha_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
	0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
	0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
#define ROTR32(x, n) ((x) >> (n) | (x) << (32 - (n)))

PROGRAM(sha256)
{
	u32 a = 0x6a09e667, b = 0xbb67ae85, c = 0x3c6ef372, d = 0xa54ff53a, e = 0x510e527f, f = 0x9b05688c, g = 0x1f83d9ab,
	    h = 0x5be0cd19;

	for (u32 i = 0; i < 16; i++)
		words[i] = i * 0x01010101 + seed;
	for (u32 i = 16; i < 64; i++) {
		u32 x = words[i - 15], y = words[i - 2];

		words[i] = words[i - 16] + (ROTR32(x, 7) ^ ROTR32(x, 18) ^ x >> 3) + words[i - 7] +
			   (ROTR32(y, 17) ^ ROTR32(y, 19) ^ y >> 10);
	}
	for (u32 i = 0; i < 64; i++) {
		u32 t1 = h + (ROTR32(e, 6) ^ ROTR32(e, 11) ^ ROTR32(e, 25)) + ((e & f) ^ (~e & g)) + sha_k[i] + words[i];
		u32 t2 = (ROTR32(a, 2) ^ ROTR32(a, 13) ^ ROTR32(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));

		h = g;
		g = f;
		f = e;
		e = d + t1;
		d = c;
		c = b;
		b = a;
		a = t1 + t2;
	}
	return (int)(a ^ b ^ c ^ d ^ e ^ f ^ g ^ h);
}

PROGRAM(matrix)
{
	u32 s = 0;

	for (u32 i = 0; i < 64; i++) {
		matrix_a[i] = i + seed;
		matrix_b[i] = i * 3;
	}
	for (u32 i = 0; i < 8; i++)
		for (u32 j = 0; j < 8; j++) {
			u32 t = 0;

			for (u32 k = 0; k < 8; k++)
				t += matrix_a[(i * 8 + k) & 63] * matrix_b[(k * 8 + j) & 63];
			matrix_c[(i * 8 + j) & 63] = t;
		}
	for (u32 i = 0; i < 64; i++)
		s = s * 31 + matrix_c[i];
	return (int)s;
}

PROGRAM(sort)
{
	u32 x = seed, s = 0;

	for (u32 i = 0; i < 64; i++)
		words[i] = x = mix(x) & 0xffff;
	for (u32 i = 1; i < 64; i++) {
		u32 key = words[i], j = i;

		for (; j > 0 && words[(j - 1) & 63] > key; j--)
			words[j & 63] = words[(j - 1) & 63];
		words[j & 63] = key;
	}
	for (u32 i = 0; i < 64; i++)
		s = s * 31 + words[i];
	return (int)s;
}

PROGRAM(strings)
{
	u32 length = 0, upper = 0, same = 0;

	for (u32 i = 0; i < 1024; i++)
		bytes[i] = 32 + ((i * 7 + seed) & 63);
	bytes[1000] = 0;
	for (u32 i = 0; i < 1024 && bytes[i]; i++)
		length++;
	for (u32 i = 0; i < 1024; i++) {
		u8 c = bytes[i];

		if (c >= 'A' && c <= 'Z') {
			bytes[i] = c + 32;
			upper++;
		}
	}
	for (u32 i = 0; i < 512; i++)
		if (bytes[i] == bytes[i + 256])
			same++;
	return (int)(length * 1000003 + upper * 1009 + same);
}

PROGRAM(packet)
{
	u32 s = 0, total = 0;

	for (u32 i = 0; i < 64; i++)
		bytes[i] = (u8)(i * 11 + seed);
	bytes[12] = 8;
	bytes[13] = 0;
	bytes[14] = 0x45;
	for (u32 n = 0; n < 64; n++) {
		u32 proto = (u32)bytes[12] << 8 | bytes[13], ports = 0;

		bytes[23] = n & 1 ? 6 : 17;
		if (proto != 0x800 || bytes[14] >> 4 != 4)
			return -1;
		s = 0;
		for (u32 i = 0; i < 20; i += 2)
			s += (u32)bytes[14 + i] << 8 | bytes[15 + i];
		s = (s & 0xffff) + (s >> 16);
		s = (s & 0xffff) + (s >> 16);
		if (bytes[23] == 6 || bytes[23] == 17)
			ports = (u32)bytes[34] << 24 | (u32)bytes[35] << 16 | (u32)bytes[36] << 8 | bytes[37];
		total = total * 31 + (~s & 0xffff) + ports;
		bytes[30] = (u8)total;
	}
	return (int)total;
}

PROGRAM(pid)
{
	s32 setpoint = 1000 << 8, position = (s32)(seed & 0xff), speed = 0, integral = 0, last = 0, out = 0;

	for (u32 i = 0; i < 1000; i++) {
		s32 error = setpoint - position;

		integral += error >> 4;
		if (integral > 1 << 20)
			integral = 1 << 20;
		if (integral < -(1 << 20))
			integral = -(1 << 20);
		out = (error * 3 >> 2) + (integral >> 6) + (error - last) * 2;
		last = error;
		if (out > 1 << 16)
			out = 1 << 16;
		if (out < -(1 << 16))
			out = -(1 << 16);
		speed += (out - speed) >> 3;
		position += speed >> 4;
	}
	return (int)(position ^ out);
}

PROGRAM(iir)
{
	s64 x1 = 0, x2 = 0, y1 = 0, y2 = 0;
	u32 x = seed, s = 0;

	for (u32 i = 0; i < 1000; i++) {
		s64 in = (s32)((x = mix(x)) >> 8) - (1 << 23);
		s64 y = (in * 2201 + x1 * 4402 + x2 * 2201 + y1 * 57000 - y2 * 26000) >> 15;

		x2 = x1;
		x1 = in;
		y2 = y1;
		y1 = y;
		s += (u32)y;
	}
	return (int)s;
}

PROGRAM(quaternion)
{
	s64 w = 1 << 20, x = 0, y = (s64)(seed & 3), z = 0;

	for (u32 i = 0; i < 500; i++) {
		s64 gx = (s64)(i & 63) - 31, gy = (s64)(i & 31) - 15, gz = (s64)(i & 127) - 63;
		s64 dw = -x * gx - y * gy - z * gz, dx = w * gx + y * gz - z * gy;
		s64 dy = w * gy - x * gz + z * gx, dz = w * gz + x * gy - y * gx;

		w += dw >> 12;
		x += dx >> 12;
		y += dy >> 12;
		z += dz >> 12;
		if (w > 1 << 21 || w < -(1 << 21))
			w >>= 1;
	}
	return (int)(w ^ x ^ y ^ z);
}

PROGRAM(search)
{
	u32 x = seed, hits = 0;

	for (u32 i = 0; i < 256; i++)
		words[i] = i * 3;
	for (u32 n = 0; n < 200; n++) {
		u32 key = (x = mix(x)) & 1023, low = 0, high = 256;

		for (u32 step = 0; step < 9; step++) {
			u32 middle = (low + high) >> 1;

			if (words[middle & 255] <= key)
				low = middle;
			else
				high = middle;
		}
		hits = hits * 31 + low + (words[low & 255] == key);
	}
	return (int)hits;
}

#ifdef __bpf__
char _license[] __attribute__((section("license"), used)) = "GPL";
#endif
