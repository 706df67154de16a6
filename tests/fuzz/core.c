/* SPDX-License-Identifier: Apache-2.0
 * core.c - libFuzzer: any bytes as the BTF of a target, for an object with every kind of CO-RE relocation. */
#include <axiom/object.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES (4u << 20)
#define OBJECT "build/bpf/core/kinds.bpf.o"

static uint8_t file[1u << 17];
static size_t file_size;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	FILE *f = fopen(OBJECT, "rb");

	if (!f || !(file_size = fread(file, 1, sizeof(file), f))) {
		fprintf(stderr, "%s is missing\n", OBJECT);
		exit(1);
	}
	fclose(f);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[ARENA_BYTES];
	struct ax_object_options options = {.target_btf = data, .target_btf_size = size};
	struct ax_object_error error;
	struct ax_object object;
	struct ax_arena arena;

	ax_arena_init(&arena, memory, ARENA_BYTES);
	if (ax_object_open_with(&object, file, file_size, &arena, &options, &error) && (!error.text[0] || arena.used))
		abort();
	return 0;
}
