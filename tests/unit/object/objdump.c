/* SPDX-License-Identifier: Apache-2.0
 * objdump.c - what the loader says against what llvm-objdump says: every byte that no relocation
 * changed, for every function of every program. */
#include <unistd.h>
#include "unit/object/object_test.h"

#define SLOTS_MAX 8192

/* The code of one function as llvm-objdump prints it. */
struct listing {
	struct ax_insn insns[SLOTS_MAX];
	uint32_t count;
};

static bool parse_bytes(const char *s, struct listing *out)
{
	uint8_t bytes[16];
	int n = 0, used = 0;
	unsigned int b;

	while (n < 16 && sscanf(s, " %2x%n", &b, &used) == 1 &&
	       (s[used] == ' ' || s[used] == '\t')) {
		bytes[n++] = (uint8_t)b;
		s += used;
		if (*s == '\t')
			break;
	}
	if ((n != 8 && n != 16) || out->count + 2 > SLOTS_MAX)
		return false;
	memcpy(&out->insns[out->count], bytes, (size_t)n);
	out->count += (uint32_t)n / 8;
	return true;
}

/* Read function `name` out of `llvm-objdump -d`; labels of blocks (<LBB..>) belong to it. */
static void list_function(const char *path, const char *name, struct listing *out)
{
	char command[512], line[512], header[256];
	bool inside = false;
	FILE *f;

	snprintf(command, sizeof(command), "llvm-objdump -d %s", path);
	snprintf(header, sizeof(header), "<%s>:\n", name);
	out->count = 0;
	f = popen(command, "r");
	CHECK(f);
	while (fgets(line, sizeof(line), f)) {
		char *mark = strchr(line, '<'), *colon = strchr(line, ':');

		if (strstr(line, ">:\n") && mark && strncmp(mark, "<LBB", 4))
			inside = !strcmp(mark, header);
		else if (inside && colon && line[0] == ' ')
			parse_bytes(colon + 1, out);
	}
	pclose(f);
}

/* The same but for what relocations may change: imm of local calls, source and imm of 64-bit loads.
 */
static bool same(const struct ax_insn *ours, const struct ax_insn *theirs)
{
	if (ours->opcode == AX_OP_CALL && ours->src == AX_CALL_LOCAL)
		return theirs->opcode == AX_OP_CALL && theirs->src == AX_CALL_LOCAL &&
		       ours->off == theirs->off;
	if (ours->opcode == AX_OP_LDDW && ours->src)
		return theirs->opcode == AX_OP_LDDW && ours->dst == theirs->dst &&
		       theirs->src == 0 && ours[1].opcode == 0 && ours[1].src == 0 &&
		       ours[1].dst == 0;
	return !memcmp(ours, theirs, 8);
}

static uint32_t compare(const struct opened *o, const char *path)
{
	static struct listing listing;
	uint32_t functions = 0;

	for (uint32_t i = 0; i < o->object.prog_count; i++) {
		const struct ax_object_prog *p = &o->object.progs[i];

		for (uint32_t f = 0; f < p->func_count; f++, functions++) {
			uint32_t start = p->func_starts[f];
			uint32_t end =
				f + 1 < p->func_count ? p->func_starts[f + 1] : p->insn_count;

			list_function(path, p->func_names[f], &listing);
			CHECK_EQ(listing.count, end - start);
			for (uint32_t n = 0; n < listing.count; n++) {
				const struct ax_insn *ours = &p->insns[start + n];

				if (!same(ours, &listing.insns[n]))
					test_fail(__FILE__, __LINE__, "%s: %s slot %u differs",
					          path, p->func_names[f], n);
				n += ours->opcode == AX_OP_LDDW && ours->src;
			}
		}
	}
	return functions;
}

TEST(object, every_instruction_is_the_one_that_llvm_objdump_shows)
{
	static const char *const names[] = {
		"01-tick/tick",           "tests/features",   "tests/callback",
		"tests/inline_static",    "tests/oldmaps",    "tests/atomics",
		"tests/v1/atomics",       "tests/v2/atomics", "tests/v1/features",
		"tests/v2/callback",      "tests/nothing",    "tests/v1/oldmaps",
		"tests/v2/inline_static",
	};
	uint32_t functions = 0;

	if (system("llvm-objdump --version >/dev/null 2>&1"))
		test_skip("no llvm-objdump");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char name[128], path[256];
		struct opened o;

		snprintf(name, sizeof(name), "%s.bpf.o", names[i]);
		snprintf(path, sizeof(path), "build/bpf/%s", name);
		object_open(&o, name);
		functions += compare(&o, path);
		object_close(&o);
	}
	CHECK(functions > 30);
}

TEST(object, cpu_v4_objects_open_too)
{
	struct opened o;

	if (access("build/bpf/tests/v4/atomics.bpf.o", R_OK))
		test_skip("clang here has no -mcpu=v4 (clang 17 has)");
	object_open(&o, "tests/v4/atomics.bpf.o");
	CHECK_EQ(o.object.prog_count, 1);
	object_close(&o);
}
