/* SPDX-License-Identifier: Apache-2.0
 * world.c - an embedder of world.bpf.c: its helpers, its one map.  TEXT is what rk aot wrote. */
#include TEXT
#include "aot/say.h"

static uint64_t values[4];

uint64_t ax_aot_map_lookup_elem(uint64_t map, uint64_t key, uint64_t r3, uint64_t r4, uint64_t r5, struct ax_aot *run)
{
	uint32_t index = *(const uint32_t *)(uintptr_t)key;

	(void)r3, (void)r4, (void)r5, (void)run;
	return (void *)(uintptr_t)map == values && index < 4 ? (uintptr_t)&values[index] : 0;
}

uint64_t ax_aot_loop(uint64_t count, uint64_t function, uint64_t ctx, uint64_t flags, uint64_t r5, struct ax_aot *run)
{
	(void)flags, (void)r5;
	for (uint32_t i = 0; i < (uint32_t)count; i++)
		if (ax_aot_callback(run, function, i, ctx, 0, 0, 0) || run->stopped)
			return i + 1;
	return (uint32_t)count;
}

/* A context as docs/aot.md has it: Linux's struct, and behind it where the packet is. */
static struct {
	uint32_t words[48];
	uint64_t data, end, meta;
} skb;

uint64_t ax_aot_packet_load(uint64_t ctx, uint64_t offset, uint64_t bytes, uint64_t r4, uint64_t r5, struct ax_aot *run)
{
	const uint8_t *from = (const uint8_t *)(uintptr_t)skb.data + (int32_t)offset;
	uint64_t number = 0;

	(void)r4, (void)r5, (void)run;
	if (ctx != (uintptr_t)&skb || (int32_t)offset < 0 || (int32_t)offset + bytes > skb.end - skb.data)
		return (uint64_t)-14;
	while (bytes--)
		number = number << 8 | *from++;
	return number;
}

static void number(const char *what, uint64_t n)
{
	char text[24], *at = text + sizeof(text) - 1;

	*at = 0;
	do {
		*--at = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	say(what);
	say(at);
	say("\n");
}

/* Leaves something on the stack where others will have theirs. */
__attribute__((noinline)) static void soil(void)
{
	volatile uint8_t bytes[512];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = 0x5a;
}

int main(void)
{
	struct ax_aot run = {.back_edges = 1000};
	uint64_t result = 0;

	for (unsigned i = 0; i < sizeof(world_maps) / sizeof(*world_maps); i++)
		if (!world_maps[i].data)
			world_map[i] = world_maps[i].type == 2 && world_maps[i].max_entries == 4 ? values : 0;
	for (int i = 0; i < 10; i++)
		result = world_count(0, &run);
	number("count ", (uint32_t)result);
	for (int i = 0; i < 4; i++)
		number("value ", values[i]);
	number("loop ", (uint32_t)world_loop(0, &run));
	run.back_edges = 5;
	world_loop(0, &run);
	number("stopped ", run.stopped);
	static const uint8_t bytes[6] = {1, 2, 3, 4, 5, 6};

	skb.data = (uintptr_t)bytes;
	skb.end = skb.data + sizeof(bytes);
	skb.words[2] = 4; /* mark */
	number("packet ", (uint32_t)world_packet(&skb, &run));
	skb.words[2] = 5;
	number("outside ", (uint32_t)world_packet(&skb, &run));
	soil();
	number("unwritten ", (uint32_t)world_unwritten(0, &run));
	return finish(0);
}
