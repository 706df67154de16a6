/* SPDX-License-Identifier: Apache-2.0
 * relo.c - libFuzzer: edits of the CO-RE records, the BTF and the code of an object with every kind of relocation, and of the
 * target's BTF (tests/core/edit.h). */
#include <axiom/object.h>
#include <stdio.h>
#include <stdlib.h>
#include "core/edit.h"

#define ARENA_BYTES (4u << 20)
#define OBJECT "build/bpf/core/kinds.bpf.o"
#define TARGET "build/bpf/core/moved.btf"

static uint8_t file[1u << 17], btf[1u << 17];
static size_t file_size, btf_size;

static size_t read_all(const char *path, uint8_t *to, size_t room)
{
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(to, 1, room, f) : 0;

	if (!n) {
		fprintf(stderr, "%s is missing\n", path);
		exit(1);
	}
	fclose(f);
	return n;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	file_size = read_all(OBJECT, file, sizeof(file));
	btf_size = read_all(TARGET, btf, sizeof(btf));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[ARENA_BYTES];
	uint8_t *object_bytes = malloc(file_size), *target = malloc(btf_size);
	struct ax_object_options options = {.target_btf = target, .target_btf_size = btf_size};
	struct ax_object_error error;
	struct ax_object object;
	struct ax_arena arena;
	struct edit_places places;

	memcpy(object_bytes, file, file_size);
	memcpy(target, btf, btf_size);
	edit_find(&places, object_bytes, target, btf_size, "socket");
	edit_all(&places, data, size);
	ax_arena_init(&arena, memory, ARENA_BYTES);
	if (ax_object_open_with(&object, object_bytes, file_size, &arena, &options, &error) && (!error.text[0] || arena.used))
		abort();
	free(object_bytes);
	free(target);
	return 0;
}
