/* SPDX-License-Identifier: Apache-2.0
 * pcap.c - pcap COUNT: capture files in all four forms, read back; then cut at every byte; then with bytes changed.  Whatever
 * is taken is walked to its end and read whole: the sanitizers see what goes beyond the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pcap/pcap.h"

static uint64_t state = 0x9e3779b97f4a7c15u;
static uint32_t random_below(uint32_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * 0x2545f4914f6cdd1du) >> 33) % n;
}

static uint8_t file[512];
static size_t size;
static bool big;

static void put(uint32_t n, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		file[size++] = (uint8_t)(n >> 8 * (big ? bytes - 1 - i : i));
}

/* packet i has 10 * i bytes of the value i, and lacks i % 2 */
#define PACKETS 4u
static void make(bool order, bool nanoseconds)
{
	big = order;
	size = 0;
	put(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 4);
	put(2, 2), put(4, 2), put(0, 4), put(0, 4), put(65535, 4), put(1, 4);
	for (uint32_t i = 0; i < PACKETS; i++) {
		put(i, 4), put(nanoseconds ? 999999999 : 999999, 4), put(10 * i, 4), put(10 * i + i % 2, 4);
		memset(file + size, (int)i, 10 * i);
		size += 10 * i;
	}
}

/* walk - false: the packets do not fill the file, or are not as many as was said */
static bool walk(struct pcap *p, uint32_t *sum)
{
	struct pcap_packet packet;
	uint32_t count = 0;

	*sum = 0;
	for (; pcap_next(p, &packet); count++) {
		if (packet.length > packet.original)
			return false;
		for (uint32_t i = 0; i < packet.length; i++)
			*sum += packet.data[i];
	}
	return count == p->packets && p->at == p->size;
}

/* taken - 1: and it was good; 0: refused with a reason; -1: wrong */
static int taken(size_t bytes, uint32_t *sum)
{
	uint8_t *copy = malloc(bytes + !bytes); /* a block of its own: its end is watched */
	const char *error;
	struct pcap p;
	int result;

	memcpy(copy, file, bytes);
	error = pcap_open(&p, copy, bytes);
	result = error ? (error[0] ? 0 : -1) : walk(&p, sum) ? 1 : -1;
	free(copy);
	return result;
}

static int fail(const char *what, size_t n)
{
	printf("FAIL mbpf.%s (%zu)\n", what, n);
	return 1;
}

int main(int argc, char **argv)
{
	uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 0) : 1000, refused = 0, sum;
	size_t ends[PACKETS + 1] = {24};

	for (uint32_t i = 0; i < PACKETS; i++)
		ends[i + 1] = ends[i] + 16 + 10 * i;
	for (uint32_t form = 0; form < 4; form++) {
		make(form & 1, form >> 1);
		if (taken(size, &sum) != 1 || sum != 10 * 1 * 1 + 20 * 2 + 30 * 3)
			return fail("pcap_forms: not read back", form);
		for (size_t cut = 0; cut < size; cut++) {
			bool whole = false;

			for (uint32_t i = 0; i <= PACKETS; i++)
				whole |= cut == ends[i];
			if (taken(cut, &sum) != whole)
				return fail("pcap_cut: taken or refused against what it holds", cut);
		}
	}
	printf("ok mbpf.pcap_forms\nok mbpf.pcap_cut\n");
	for (uint32_t n = 0; n < count; n++) {
		int result;

		make(n & 1, n >> 1 & 1);
		for (uint32_t times = 1 + random_below(3); times; times--)
			file[random_below(4) ? 24 + random_below((uint32_t)size - 24) : random_below(24)] =
				random_below(2) ? (uint8_t)random_below(256) : (uint8_t)(0xff * random_below(2));
		result = taken(size, &sum);
		if (result < 0)
			return fail("pcap_hostile: taken but wrong", n);
		refused += !result;
	}
	if (!refused || refused == count)
		return fail("pcap_hostile: all taken or all refused", refused);
	printf("ok mbpf.pcap_hostile (%u files: %u refused)\n", count, refused);
	return 0;
}
