/* SPDX-License-Identifier: Apache-2.0
 * encode.c - the machine code of single lines of assembly, for the golden files.
 *
 * A line holds instructions separated by `;`.  Each is compiled alone, with every register live behind it. */
#include <stdlib.h>
#include <string.h>
#include "isa/asm.h"
#include "jit_test.h"

enum { INSNS_MAX = 32 };

/* Reads every register, so that nothing before it is dead. */
static u32 reader(struct ax_insn *out)
{
	u32 n = 0;

	out[n++] = (struct ax_insn){.opcode = AX_STX | AX_MEM | AX_DW, .dst = AX_R10, .off = -8}; /* joins with nothing */
	for (u8 r = 1; r < 10; r++)
		out[n++] = (struct ax_insn){.opcode = 0xaf, .dst = 0, .src = r};
	out[n++] = (struct ax_insn){.opcode = AX_OP_EXIT};
	return n;
}

/* 0x1000 is an array of 12 values of 8 bytes, 0x1001 one of 24. */
static bool array_of(void *arg, u64 map, struct axi_jit_array *out)
{
	*out = (struct axi_jit_array){.values = 0x123456789000, .stride = map == 0x1000 ? 8 : 24, .count = 12};
	return map == 0x1000 || map == 0x1001;
}

/* 0x1002 is a map whose type has helper 1 as a function that returns an int, 0x1003 one that returns 64 bits. */
static u64 direct_of(void *arg, u32 id, u64 map, bool *is_int)
{
	*is_int = map == 0x1002;
	return id == 1 && (map == 0x1002 || map == 0x1003) ? 0x112233445566 : 0;
}

static int encode(const char *line)
{
	struct ax_insn insns[INSNS_MAX];
	u32 offsets[INSNS_MAX], total;
	struct axi_jit_input in = {.insns = insns, .features = jit_features, .array = array_of, .direct = direct_of, .helpers = jit_helpers,
				   .helper_count = jit_helper_count, .offsets = offsets};
	static u8 memory[1 << 14], out[4096];
	struct axi_asm_error error = {0};
	struct ax_arena arena;
	char text[1024];
	size_t bytes;
	int count, err;

	snprintf(text, sizeof(text), "%s", line);
	for (char *c = text; *c; c++)
		if (*c == ';')
			*c = '\n';
	count = axi_asm(text, strlen(text), insns, INSNS_MAX - 11, &error);
	if (count <= 0) {
		printf("FAIL jit.encode %s: %s\n", line, error.text ? error.text : "empty");
		return 1;
	}
	total = (u32)count + reader(insns + count);
	in.count = total;
	ax_arena_init(&arena, memory, sizeof(memory));
	err = axi_jit(jit_target, &in, &arena, out, sizeof(out), &bytes, NULL);
	if (err) {
		printf("FAIL jit.encode %s: %s\n", line, ax_status_name(err));
		return 1;
	}
	printf("%s |", line);
	for (u32 i = offsets[0]; i < offsets[count]; i++)
		printf(" %02x", out[i]);
	printf("\n");
	return 0;
}

int jit_encode(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[1024];
	int failed = 0;

	if (!file) {
		printf("FAIL jit.encode: %s cannot be read\n", path);
		return 1;
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n|")] = 0;
		for (size_t n = strlen(line); n && line[n - 1] == ' ';)
			line[--n] = 0;
		if (*line && *line != '#')
			failed += encode(line);
	}
	fclose(file);
	return failed;
}
