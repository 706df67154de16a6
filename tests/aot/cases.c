/* SPDX-License-Identifier: Apache-2.0
 * cases.c - runs the instruction cases as C: TEXT is what gen wrote, in one translation unit with this file. */
#include TEXT
#include "aot/say.h"

static unsigned char memory[256] __attribute__((aligned(8)));

uint64_t ax_aot_ktime_get_ns(uint64_t r1, uint64_t r2, uint64_t r3, uint64_t r4, uint64_t r5, struct ax_aot *run)
{
	(void)r1, (void)r2, (void)r3, (void)r4, (void)r5, (void)run;
	return 1;
}

uint64_t ax_aot_loop(uint64_t count, uint64_t function, uint64_t ctx, uint64_t flags, uint64_t r5, struct ax_aot *run)
{
	(void)r5;
	if (flags)
		return (uint64_t)-22;
	if ((uint32_t)count > 1u << 23)
		return (uint64_t)-7;
	for (uint32_t i = 0; i < (uint32_t)count; i++)
		if (ax_aot_callback(run, function, i, ctx, 0, 0, 0) || run->stopped)
			return i + 1;
	return (uint32_t)count;
}

static int run_case(const struct aot_case *one)
{
	struct ax_aot run = {.back_edges = BUDGET};
	uint64_t result;

	for (unsigned i = 0; i < one->mem_bytes; i++)
		memory[i] = (unsigned char)one->mem[i];
	result = one->run(one->mem_bytes ? (uintptr_t)memory : 0, one->mem_bytes, &run);
	if (result != one->result || run.stopped != (one->stops != 0))
		return 0;
	for (unsigned i = 0; i < one->after_bytes; i++)
		if (memory[i] != (unsigned char)one->after[i])
			return 0;
	return 1;
}

int main(void)
{
	int failed = 0;

	for (int i = 0; i < CASES; i++)
		if (!run_case(&cases[i])) {
			say("wrong: ");
			say(cases[i].title);
			say("\n");
			failed = 1;
		}
	say(failed ? "failed\n" : "all cases agree\n");
	return finish(failed);
}
