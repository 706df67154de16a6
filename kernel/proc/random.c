/* SPDX-License-Identifier: Apache-2.0
 * random.c - ChaCha20 (RFC 8439 section 2.3) with fast key erasure: each request replaces the key before bytes leave. */
#include "proc/random.h"
#include <arch/cpu.h>
#include <arch/time.h>

static u32 key[8];
static bool seeded, hardware;
static u64 counter;

static inline u32 rotate(u32 n, u32 by)
{
	return n << by | n >> (32 - by);
}

static void quarter(u32 *a, u32 *b, u32 *c, u32 *d)
{
	*a += *b, *d = rotate(*d ^ *a, 16);
	*c += *d, *b = rotate(*b ^ *c, 12);
	*a += *b, *d = rotate(*d ^ *a, 8);
	*c += *d, *b = rotate(*b ^ *c, 7);
}

static void block(u32 out[16], u64 n)
{
	u32 in[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, key[0], key[1], key[2], key[3], key[4], key[5],
		      key[6], key[7], (u32)n, (u32)(n >> 32), 0, 0};

	memcpy(out, in, sizeof(in));
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 4; i++)
			quarter(&out[i], &out[4 + i], &out[8 + i], &out[12 + i]);
		for (int i = 0; i < 4; i++)
			quarter(&out[i], &out[4 + (i + 1) % 4], &out[8 + (i + 2) % 4], &out[12 + (i + 3) % 4]);
	}
	for (int i = 0; i < 16; i++)
		out[i] += in[i];
}

static void seed(void)
{
	u32 out[16];

	for (int i = 0; i < 8; i += 2) {
		u64 word = arch_cycles() ^ arch_now_ns() << 32, random;

		if (arch_random(&random)) {
			word ^= random;
			hardware = true;
		}
		key[i] ^= (u32)word;
		key[i + 1] ^= (u32)(word >> 32);
	}
	block(out, arch_wall_seconds());
	memcpy(key, out, sizeof(key));
	seeded = true;
}

void random_bytes(void *to, size_t bytes)
{
	unsigned long irq = arch_irq_save();
	u32 out[16], next[16];

	if (!seeded)
		seed();
	key[0] ^= (u32)arch_cycles();
	block(next, counter++);
	for (u8 *at = to; bytes;) {
		size_t n = min_u64(bytes, sizeof(out));

		block(out, counter++);
		memcpy(at, out, n);
		at += n;
		bytes -= n;
	}
	memcpy(key, next, sizeof(key));
	arch_irq_restore(irq);
}

bool random_hardware(void)
{
	return hardware;
}
