/* SPDX-License-Identifier: Apache-2.0
 * tasks.c - storage of tasks: creation, descriptors of tasks as keys, and what programs find there, beside the host's Linux. */
#include <linux/btf.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "isa/asm.h"
#include "unit/sysbpf/world.h"

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* 1: int, 2: u64, 3: struct { u64 a, b; } */
static int types(struct world *world)
{
	static const struct {
		struct btf_header head;
		u32 types[17];
		char strings[16];
	} btf = {
		{.magic = BTF_MAGIC, .version = 1, .hdr_len = sizeof(struct btf_header), .type_len = 68, .str_off = 68, .str_len = 13},
		{1, BTF_KIND_INT << 24, 4, BTF_INT_SIGNED << 24 | 32, 5, BTF_KIND_INT << 24, 8, 64,
		 9, BTF_KIND_STRUCT << 24 | 2, 16, 9, 2, 0, 11, 2, 64},
		"\0int\0u64\0a\0b\0",
	};
	union bpf_attr attr = {.btf = at(&btf), .btf_size = sizeof(btf.head) + 68 + 13};

	return (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr));
}

static int storage(struct world *world, union bpf_attr attr, int btf)
{
	attr.map_type = BPF_MAP_TYPE_TASK_STORAGE;
	attr.btf_fd = (u32)btf;
	return (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr));
}

#define STORAGE(...)                                                                               \
	(union bpf_attr)                                                                           \
	{                                                                                          \
		.key_size = 4, .value_size = 16, .map_flags = BPF_F_NO_PREALLOC, .btf_key_type_id = 1, .btf_value_type_id = 3, __VA_ARGS__ \
	}

static void creation(struct world *world)
{
	int btf = types(world);

	world_close(world, storage(world, STORAGE(), btf));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
	world_close(world, storage(world, STORAGE(.max_entries = 1), btf));
	world_close(world, storage(world, STORAGE(.map_flags = 0), btf));
	world_close(world, storage(world, STORAGE(.key_size = 8), btf));
	world_close(world, storage(world, STORAGE(.value_size = 0), btf));
	world_close(world, storage(world, STORAGE(.btf_value_type_id = 0), btf));
	world_close(world, storage(world, STORAGE(.btf_key_type_id = 0), btf));
	world_close(world, storage(world, STORAGE(.map_flags = BPF_F_NO_PREALLOC | BPF_F_RDONLY_PROG), btf));
#pragma GCC diagnostic pop
	world_close(world, btf);
}

TEST(sysbpf, storage_of_tasks_is_made_as_on_linux)
{
	world_compare("creation", creation);
}

static void elem(struct world *world, int cmd, int map, int key, u64 value[2], u64 flags)
{
	union bpf_attr attr = {.map_fd = (u32)map, .key = at(&key), .value = at(value), .flags = flags};

	if (cmd == BPF_MAP_DELETE_ELEM)
		attr.value = 0;
	world_bpf(world, cmd, &attr, sizeof(attr));
	if (value)
		world_note(world, (long)(value[0] * 1000 + value[1]));
}

/* Load, run once in this task, and remember the result. */
static void run(struct world *world, const char *text, int map)
{
	struct ax_insn insns[128];
	struct axi_asm_error err = {0};
	int n = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &err), fd;
	u64 args[1] = {0};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT, .insns = at(insns), .insn_cnt = (u32)n, .license = at("GPL"),
		.fd_array = at(&map),
	};

	if (n < 0)
		test_fail(__FILE__, __LINE__, "line %u: %s", err.line, err.text);
	fd = (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
	attr = (union bpf_attr){.test = {.prog_fd = (u32)fd, .ctx_in = at(args), .ctx_size_in = sizeof(args)}};
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	world_close(world, fd);
}

static const char *const count_with[] = {
	/* zeros at first, then one more each time */
	"call 158\nmov r2, r0\nlddw r1, map[0]\nmov r3, 0\nmov r4, 1\ncall 156\njeq r0, 0, none\n"
	"ldxdw r1, [r0]\nadd r1, 1\nstxdw [r0], r1\nmov r0, r1\nexit\nnone:\nmov r0, 99\nexit\n",
	/* a value to begin with */
	"stdw [r10-16], 40\nstdw [r10-8], 2\ncall 158\nmov r2, r0\nlddw r1, map[0]\nmov r3, r10\nadd r3, -16\nmov r4, 1\ncall 156\n"
	"jeq r0, 0, none\nldxdw r1, [r0]\nldxdw r2, [r0+8]\nadd r1, r2\nmov r0, r1\nexit\nnone:\nmov r0, 99\nexit\n",
	/* only what is there; flags that are not known */
	"call 158\nmov r2, r0\nlddw r1, map[0]\nmov r3, 0\nmov r4, 0\ncall 156\njeq r0, 0, none\nldxdw r0, [r0]\nexit\nnone:\nmov r0, 99\nexit\n",
	"call 158\nmov r2, r0\nlddw r1, map[0]\nmov r3, 0\nmov r4, 3\ncall 156\njeq r0, 0, none\nldxdw r0, [r0]\nexit\nnone:\nmov r0, 99\nexit\n",
	"call 158\nmov r2, r0\nlddw r1, map[0]\ncall 157\nexit\n",
	/* a task that may be NULL, a number, and another kind of map are refused */
	"mov r2, 0\nlddw r1, map[0]\ncall 157\nexit\n",
	"mov r2, 7\nlddw r1, map[0]\ncall 157\nexit\n",
	"call 158\nmov r2, r0\nadd r2, 8\nlddw r1, map[0]\ncall 157\nexit\n",
	"mov r2, r10\nadd r2, -4\nstw [r2], 0\nlddw r1, map[0]\ncall 1\nmov r0, 0\nexit\n",
};

static void values(struct world *world)
{
	int btf = types(world), map = storage(world, STORAGE(), btf), self = (int)syscall(SYS_pidfd_open, getpid(), 0), other;
	u64 value[2] = {0};
	pid_t child = fork();

	if (!child) {
		pause();
		_exit(0);
	}
	other = (int)syscall(SYS_pidfd_open, child, 0);
	elem(world, BPF_MAP_LOOKUP_ELEM, map, self, value, 0);
	elem(world, BPF_MAP_DELETE_ELEM, map, self, NULL, 0);
	for (u32 i = 0; i < ARRAY_LEN(count_with); i++) {
		run(world, count_with[i], map);
		run(world, count_with[i], map);
		elem(world, BPF_MAP_LOOKUP_ELEM, map, self, value, 0);
		elem(world, BPF_MAP_LOOKUP_ELEM, map, other, value, 0);
	}
	for (u64 flags = 0; flags < 4; flags++) {
		value[0] = 10 + flags, value[1] = flags;
		elem(world, BPF_MAP_UPDATE_ELEM, map, self, value, flags);
		elem(world, BPF_MAP_UPDATE_ELEM, map, other, value, 3 - flags);
		elem(world, BPF_MAP_LOOKUP_ELEM, map, self, value, 0);
		elem(world, BPF_MAP_LOOKUP_ELEM, map, other, value, 0);
	}
	run(world, count_with[0], map);
	elem(world, BPF_MAP_GET_NEXT_KEY, map, self, value, 0);
	elem(world, BPF_MAP_LOOKUP_AND_DELETE_ELEM, map, self, value, 0);
	elem(world, BPF_MAP_LOOKUP_ELEM, map, -1, value, 0);
	elem(world, BPF_MAP_LOOKUP_ELEM, map, 9999, value, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, map, 0, value, 0);
	elem(world, BPF_MAP_DELETE_ELEM, map, 0, NULL, 0);
	elem(world, BPF_MAP_DELETE_ELEM, map, other, NULL, 0);
	elem(world, BPF_MAP_DELETE_ELEM, map, other, NULL, 0);
	elem(world, BPF_MAP_DELETE_ELEM, map, self, NULL, 0);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	elem(world, BPF_MAP_LOOKUP_ELEM, map, other, value, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, map, other, value, 0);
	close(self);
	close(other);
	world_close(world, map);
	world_close(world, btf);
}

TEST(sysbpf, storage_of_tasks_does_as_on_linux)
{
	world_compare("values", values);
}

/* What the task is like inside cannot be looked at: no address of ours is one of Linux's tasks. */
TEST(sysbpf, a_task_is_not_looked_into)
{
	static struct world world;

	world_ours(&world);
	run(&world, "call 158\nldxdw r0, [r0]\nexit\n", -1);
	CHECK_EQ(world.answers[0], -AX_EACCES);
	world_end(&world);
}
