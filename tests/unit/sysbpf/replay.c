/* SPDX-License-Identifier: Apache-2.0
 * replay.c - the fuzz target of bpf(2) with inputs made here: a short form of `make fuzz-sysbpf` for every run of the tests. */
#include "unit/test.h"

#define LLVMFuzzerTestOneInput sysbpf_one_input
#include "fuzz/sysbpf.c"

/* A call: command, bytes of attributes as words. */
static size_t call(uint8_t *out, uint8_t cmd, const u32 *words, u32 count)
{
	out[0] = cmd;
	out[1] = (uint8_t)(4 * count);
	memcpy(out + 2, words, 4 * count);
	return 2 + 4 * count;
}

/* A map or a program to begin with, so that later bytes have something to work on. */
static size_t begin(uint8_t *out, u64 *random)
{
	/* at 0x1010: mov r0, 1; exit.  The first byte of what is filled in says where: 1 * 16 */
	static const uint8_t prog[] = {FILL, 17, 1, 0xb7, 0, 0, 0, 1, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0};
	const u32 types[] = {1, 2, 5, 6, 9, 22, 27}, type = types[test_random(random) % ARRAY_LEN(types)];
	u32 key = type == 22 || type == 27 ? 0 : 4, value = type == 27 ? 0 : 8, entries = type == 27 ? 4096 : 4;
	const u32 map[] = {type, key, value, entries};
	const u32 progs[] = {1, 3, 6, 8, 17};
	const u32 load[] = {progs[test_random(random) % 5], 2, USER_AT + 17, 0, USER_AT + 512, 0};
	size_t n = call(out, 0, map, 4);

	memcpy(out + n, prog, sizeof(prog));
	n += sizeof(prog);
	return n + call(out + n, 5, load, 6);
}

TEST(sysbpf, any_bytes_as_calls_do_no_harm)
{
	u64 random = test_seed();

	for (u32 round = 0; round < 3000; round++) {
		uint8_t data[512];
		size_t size = begin(data, &random);

		while (size < sizeof(data) - 40) {
			u32 words[8];
			u32 count = 1 + (u32)(test_random(&random) % 8);

			for (u32 i = 0; i < 8; i++) {
				u64 r = test_random(&random);

				words[i] = r % 4 == 0 ? 0 : r % 4 == 1 ? (u32)(r >> 8) % 4 : r % 4 == 2 ? USER_AT + (u32)(r >> 8) % 3000 :
					   (u32)(r >> 32);
			}
			size += call(data + size, (uint8_t)(test_random(&random) % 16 ? test_random(&random) % 40 :
							    CLOSE), words, count);
		}
		for (u32 flips = (u32)(test_random(&random) % 4); flips; flips--)
			data[test_random(&random) % size] = (uint8_t)test_random(&random);
		sysbpf_one_input(data, size);
	}
}
