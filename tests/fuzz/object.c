/* SPDX-License-Identifier: Apache-2.0
 * object.c - libFuzzer: any bytes as an object file, with a small arena and a big one. */
#include <axiom/object.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[ARENA_BYTES];
	size_t bytes = size % 2 ? ARENA_BYTES : size * 4;
	struct ax_object_error error;
	struct ax_object object;
	struct ax_arena arena;

	ax_arena_init(&arena, memory, bytes < ARENA_BYTES ? bytes : ARENA_BYTES);
	if (ax_object_open(&object, data, size, &arena, &error)) {
		if (!error.text[0] || arena.used)
			abort();
		return 0;
	}
	for (uint32_t i = 0; i < object.prog_count; i++) {
		const struct ax_object_prog *p = &object.progs[i];

		for (uint32_t n = 0; n < p->line_count; n++)
			if (p->lines[n].insn >= p->insn_count || strlen(p->lines[n].text) > size)
				abort();
		for (uint32_t n = 0; n < p->func_count; n++)
			if (p->func_starts[n] >= p->insn_count)
				abort();
	}
	return 0;
}
