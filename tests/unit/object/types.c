/* SPDX-License-Identifier: Apache-2.0
 * types.c - what the verifier asks of a kernel's BTF: fields, structures inside structures, arguments of functions. */
#include <stddef.h>
#include <stdlib.h>
#include <axiom/types.h>
#include "unit/object/object_test.h"

struct asked {
	struct ax_btf_types types;
	uint8_t *btf;
	void *memory;
};

static void ask(struct asked *a)
{
	struct ax_arena arena;
	size_t size;

	a->btf = object_file("core/kernel.btf", &size);
	a->memory = malloc(size + 4096);
	ax_arena_init(&arena, a->memory, size + 4096);
	CHECK_EQ(ax_types_open(&a->types, a->btf, size, &arena), 0);
}

static void end(struct asked *a)
{
	free(a->memory);
	free(a->btf);
}

TEST(object, types_fields_are_numbers_or_structures)
{
	struct asked a;

	ask(&a);
	const struct ax_types *t = &a.types.types;
	uint32_t task = t->named(t->arg, "task_struct"), file = t->named(t->arg, "file");

	CHECK(task && file && !t->named(t->arg, "nothing"));
#define FIELD(id, off, size, expected) CHECK_EQ(t->field(t->arg, id, off, size), expected)
	FIELD(task, 0, 8, 0);     /* state */
	FIELD(task, 0, 4, 0);
	FIELD(task, 4, 8, -1);    /* across two members */
	FIELD(task, 8, 8, task);  /* parent */
	FIELD(task, 8, 4, -1);    /* half a pointer */
	FIELD(task, 12, 4, -1);
	FIELD(task, 16, 8, file); /* the union's first */
	FIELD(task, 24, 4, 0);    /* bits */
	FIELD(task, 28, 4, 0);    /* numbers[0] */
	FIELD(task, 40, 4, 0);    /* numbers[3] */
	FIELD(task, 40, 8, -1);
	FIELD(task, 44, 1, 0);    /* name[0] */
	FIELD(task, 64, 8, file); /* qualified */
	FIELD(task, 72, 8, 0);    /* int * */
	FIELD(task, 80, 8, 0);    /* void * */
	FIELD(task, 88, 8, 0);    /* a function */
	FIELD(task, 96, 8, 0);    /* a structure that is not known */
	FIELD(task, 104, 1, -1);
	FIELD(task, -8, 8, -1);
	FIELD(task, 1ll << 40, 8, -1);
	FIELD(file, 4, 4, -1);    /* a hole */
	FIELD(file, 8, 8, 0);     /* f_path.mnt */
	FIELD(file, 40, 8, 0);    /* paths[1].mnt */
	FIELD(file, 56, 8, task); /* owners[0] */
	FIELD(file, 64, 8, task);
	FIELD(file, 60, 8, -1);
	FIELD(0, 0, 8, -1);
	FIELD(UINT32_MAX, 0, 8, -1);
	CHECK(t->is(t->arg, task, 0, "task_struct") && !t->is(t->arg, task, 8, "task_struct"));
	CHECK(t->is(t->arg, file, 8, "path") && t->is(t->arg, file, 40, "path") && !t->is(t->arg, file, 16, "path"));
	CHECK(!t->is(t->arg, file, 4, "path") && !t->is(t->arg, file, -8, "path") && !t->is(t->arg, file, 1 << 30, "path"));
	end(&a);
}

TEST(object, types_targets_are_functions_and_tracepoints)
{
	struct ax_target target;
	struct asked a;

	ask(&a);
	const struct ax_types *t = &a.types.types;
	uint32_t task = t->named(t->arg, "task_struct"), file = t->named(t->arg, "file");

	CHECK_EQ(ax_types_target(&a.types, "tp_btf/switched", &target), 0);
	CHECK_EQ(target.args, 3);
	CHECK(!target.type[0] && target.type[1] == task && target.type[2] == task && !target.limited);
	CHECK_EQ(ax_types_target(&a.types, "fentry/opened", &target), 0);
	CHECK_EQ(target.args, 2);
	CHECK(target.type[0] == file && !target.type[1] && target.limited && !target.ret_max);
	CHECK_EQ(ax_types_target(&a.types, "fexit/opened", &target), 0);
	CHECK_EQ(target.args, 3); /* and the result */
	CHECK_EQ(ax_types_target(&a.types, "?fexit/closed", &target), 0);
	CHECK_EQ(target.args, 3); /* two words and a pointer; no result */
	CHECK(!target.type[0] && !target.type[1] && target.type[2] == file);
	CHECK_EQ(ax_types_target(&a.types, "lsm/file_open", &target), 0);
	CHECK(target.limited && target.ret_min == -4095 && target.ret_max == 0);
	CHECK_EQ(target.args, 2); /* and what the program before it said */
	CHECK_EQ(target.result, 2);
	CHECK(target.type[0] == file && !target.type[1]);
	CHECK(target.paths && !target.awake && !target.closed); /* Linux's lists, by name */
	CHECK_EQ(ax_types_target(&a.types, "lsm/file_known", &target), 0);
	CHECK(!target.paths && target.awake && !target.closed);
	CHECK(target.limited && target.ret_min == 0 && target.ret_max == 1);
	CHECK_EQ(ax_types_target(&a.types, "lsm_cgroup/file_open", &target), 0);
	CHECK(target.args == 2 && target.type[0] == file && target.limited && target.ret_min == 0 && target.ret_max == 1);
	CHECK_EQ(ax_types_target(&a.types, "iter/task", &target), 0);
	CHECK(target.type[1] == task && target.null >> 1 & 1 && !(target.null & 1));
	CHECK(!target.memory);
	CHECK_EQ(ax_types_target(&a.types, "iter/bpf_map_elem", &target), 0);
	CHECK(target.args == 4 && target.type[1] == file && target.memory == 12 && target.read_only == 4 && target.null >> 2 & 3);
	CHECK_EQ(ax_types_target(&a.types, "fentry/nothing", &target), -AX_ENOENT);
	CHECK_EQ(ax_types_target(&a.types, "tp_btf/nothing", &target), -AX_ENOENT);
	CHECK_EQ(ax_types_target(&a.types, "fentry", &target), -AX_EINVAL);
	CHECK_EQ(ax_types_target(&a.types, "xdp", &target), -AX_EINVAL);
	end(&a);
}

TEST(object, types_members_of_tables_are_functions)
{
	struct ax_target target;
	struct asked a;

	ask(&a);
	const struct ax_types *t = &a.types.types;
	uint32_t task = t->named(t->arg, "task_struct"), file = t->named(t->arg, "file");

	CHECK_EQ(ax_types_ops(&a.types, "task_ops", "start", &target), 0);
	CHECK(target.args == 2 && target.type[0] == task && !target.type[1] && !target.null && !target.no_result && !target.limited);
	CHECK_EQ(ax_types_ops(&a.types, "task_ops", "stop", &target), 0);
	CHECK(target.args == 2 && target.type[0] == task && target.type[1] == file && target.null == 2 && target.no_result && !target.writes);
	CHECK_EQ(ax_types_ops(&a.types, "task_ops", "flags", &target), -AX_ENOENT);
	CHECK_EQ(ax_types_ops(&a.types, "task_ops", "nothing", &target), -AX_ENOENT);
	CHECK_EQ(ax_types_ops(&a.types, "nothing", "start", &target), -AX_ENOENT);
	end(&a);
}

/* Bytes of good BTF changed: refused, or every question has some answer. */
TEST(object, types_hostile_btf_is_harmless)
{
	static const char *const sections[] = {"tp_btf/switched", "fentry/opened", "fexit/closed", "lsm/file_open", "lsm_cgroup/file_open", "iter/task"};
	uint64_t seed = test_seed();
	size_t size;
	uint8_t *btf = object_file("core/kernel.btf", &size), *bad = malloc(size);
	void *memory = malloc(size + 4096);

	for (uint32_t round = 0; round < 3000; round++) {
		struct ax_btf_types types;
		struct ax_target target;
		struct ax_arena arena;

		memcpy(bad, btf, size);
		for (uint32_t i = 0; i <= round % 4; i++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			bad[24 + (seed >> 33) % (size - 24)] = (uint8_t)(seed >> (round & 1 ? 20 : 28));
		}
		ax_arena_init(&arena, memory, size + 4096);
		if (ax_types_open(&types, bad, size, &arena))
			continue;
		const struct ax_types *t = &types.types;
		uint32_t task = t->named(t->arg, "task_struct");

		for (uint32_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
			if (!ax_types_target(&types, sections[i], &target))
				CHECK(target.args <= AX_TARGET_ARGS);
		if (!ax_types_ops(&types, "task_ops", "stop", &target))
			CHECK(target.args <= AX_TARGET_ARGS);
		for (int64_t off = -1; task && off < 140; off++) {
			t->field(t->arg, task, off, 1 + (uint32_t)off % 8);
			t->is(t->arg, task, off, "path");
		}
	}
	free(memory);
	free(bad);
	free(btf);
}

/* A tracepoint's typedef that leads to no pointer: a structure has its size where pointers have their type. */
TEST(object, types_tracepoints_that_are_no_pointers_are_none)
{
	static const char strings[] = "\0btf_trace_odd\0odd";
	uint32_t btf[6 + 6 + 8] = {0x1eb9f, 24, 0, 24, 24, sizeof(strings), 1, 8u << 24, 2, 15, 4u << 24, 0x10000000};
	uint64_t memory[64];
	struct ax_btf_types types;
	struct ax_target target;
	struct ax_arena arena;

	memcpy(&btf[12], strings, sizeof(strings));
	ax_arena_init(&arena, memory, sizeof(memory));
	CHECK_EQ(ax_types_open(&types, btf, 48 + sizeof(strings), &arena), 0);
	CHECK_EQ(ax_types_target(&types, "tp_btf/odd", &target), -AX_ENOENT);
}
