/* SPDX-License-Identifier: Apache-2.0
 * common.c - opens the objects that clang wrote to build/bpf. */
#include "unit/object/object_test.h"

#define ARENA_BYTES (4u << 20)

uint8_t *object_file(const char *name, size_t *size)
{
	char path[256];
	FILE *f;
	uint8_t *data;

	snprintf(path, sizeof(path), "build/bpf/%s", name);
	f = fopen(path, "rb");
	if (!f)
		test_fail(__FILE__, __LINE__, "%s is missing; run make", path);
	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	data = malloc(*size);
	CHECK(data && fread(data, 1, *size, f) == *size);
	fclose(f);
	return data;
}

void object_open(struct opened *o, const char *name)
{
	int rc;

	o->file = object_file(name, &o->size);
	ax_arena_init(&o->arena, malloc(ARENA_BYTES), ARENA_BYTES);
	rc = ax_object_open(&o->object, o->file, o->size, &o->arena, &o->error);
	if (rc)
		test_fail(__FILE__, __LINE__, "%s: %d %s", name, rc, o->error.text);
}

void object_close(struct opened *o)
{
	free(o->file);
	free(o->arena.base);
}

const struct ax_object_prog *object_prog(const struct opened *o, const char *name)
{
	for (uint32_t i = 0; i < o->object.prog_count; i++)
		if (!strcmp(o->object.progs[i].name, name))
			return &o->object.progs[i];
	test_fail(__FILE__, __LINE__, "no program '%s'", name);
}

int object_map(const struct opened *o, const char *name)
{
	for (uint32_t i = 0; i < o->object.map_count; i++)
		if (!strcmp(o->object.maps[i].name, name))
			return (int)i;
	test_fail(__FILE__, __LINE__, "no map '%s'", name);
}

uint32_t object_count(const struct ax_object_prog *prog, uint8_t opcode, uint8_t src)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < prog->insn_count; i++) {
		n += prog->insns[i].opcode == opcode && prog->insns[i].src == src;
		i += prog->insns[i].opcode == AX_OP_LDDW;
	}
	return n;
}
