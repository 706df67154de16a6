/* SPDX-License-Identifier: Apache-2.0
 * oracle.c - the same calls to us and to the host's Linux: the same answers, call by call. */
#include <fcntl.h>
#include <unistd.h>
#include "unit/sysbpf/world.h"

/* FILTER and ARRAY_OF give defaults that a call overrides */
#pragma GCC diagnostic ignored "-Woverride-init"

#define NOWHERE ((u64)0x10)          /* an address that is not mapped */

static const struct bpf_insn return_7[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 7},
	{.code = BPF_JMP | BPF_EXIT},
};

/* --- maps --- */

static void create(struct world *world, union bpf_attr attr)
{
	world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

#define ARRAY_OF(...)                                                                              \
	(union bpf_attr)                                                                           \
	{                                                                                          \
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 4, __VA_ARGS__ \
	}

static void map_creation(struct world *world)
{
	create(world, ARRAY_OF());
	create(world, ARRAY_OF(.map_name = "good.name_1"));
	create(world, ARRAY_OF(.map_name = "bad-name"));
	create(world, ARRAY_OF(.map_name = "sixteen_letters_"));
	create(world, ARRAY_OF(.map_flags = BPF_F_RDONLY));
	create(world, ARRAY_OF(.map_flags = BPF_F_RDONLY | BPF_F_WRONLY));
	create(world, ARRAY_OF(.map_flags = BPF_F_NUMA_NODE));
	create(world, ARRAY_OF(.map_flags = BPF_F_NUMA_NODE, .numa_node = 4097));
	create(world, ARRAY_OF(.numa_node = 4097));
	create(world, ARRAY_OF(.map_flags = 1u << 31));
	create(world, ARRAY_OF(.map_extra = 1));
	create(world, ARRAY_OF(.map_ifindex = 12345));
	create(world, ARRAY_OF(.btf_key_type_id = 1));
	create(world, ARRAY_OF(.btf_fd = 9999));
	create(world, ARRAY_OF(.btf_fd = 9999, .btf_value_type_id = 1));
	create(world, ARRAY_OF(.btf_fd = 9999, .btf_key_type_id = 1, .btf_value_type_id = 1));
	create(world, ARRAY_OF(.btf_vmlinux_value_type_id = 1));
	create(world, (union bpf_attr){.map_type = 9999, .key_size = 4, .value_size = 4, .max_entries = 1});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_UNSPEC, .key_size = 4, .value_size = 4});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 8, .value_size = 4});
	/* sizes come before names and types */
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 1u << 31, .max_entries = 4,
				       .btf_fd = 9999, .btf_value_type_id = 1});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 1u << 31, .max_entries = 4,
				       .map_name = "bad-name"});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 8, .value_size = 8, .max_entries = 4,
				       .btf_fd = 9999, .btf_value_type_id = 1});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_HASH, .key_size = 1u << 31, .value_size = 8, .max_entries = 4,
				       .btf_fd = 9999, .btf_value_type_id = 1});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .key_size = 8, .value_size = 4, .max_entries = 4,
				       .inner_map_fd = 9999});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .key_size = 4, .value_size = 4, .max_entries = 4,
				       .inner_map_fd = 9999, .btf_fd = 9998, .btf_value_type_id = 1});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_RINGBUF, .max_entries = 4095, .map_name = "bad-name"});
}

TEST(sysbpf, map_creation_answers_as_linux)
{
	world_compare("map_creation", map_creation);
}

static long elem(struct world *world, int cmd, int fd, const void *key, void *value, u64 flags)
{
	union bpf_attr attr = {
		.map_fd = (u32)fd, .key = (u64)(uintptr_t)key, .value = (u64)(uintptr_t)value, .flags = flags,
	};

	return world_bpf(world, cmd, &attr, sizeof(attr));
}

static void elements(struct world *world)
{
	int fd = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	void *nowhere = (void *)NOWHERE;
	u32 key = 1, next = 0;
	u64 value = 0x1122334455667788;

	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, &value, BPF_ANY);
	value = 0;
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, &key, &value, 0);
	world_note(world, value);
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, &key, &value, BPF_F_LOCK);
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, &key, &value, 8);
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, nowhere, &value, 0);
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, NULL, &value, 0);
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, &key, nowhere, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, nowhere, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, nowhere, &value, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, &value, BPF_NOEXIST);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, &value, BPF_EXIST);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, &value, BPF_F_LOCK);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, &value, 99);
	elem(world, BPF_MAP_DELETE_ELEM, fd, &key, NULL, 0);
	elem(world, BPF_MAP_DELETE_ELEM, fd, &key, &value, 0);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, NULL, &next, 0);
	world_note(world, next);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, &key, &next, 0);
	world_note(world, next);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, &key, nowhere, 0);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, nowhere, &next, 0);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, &key, &next, 1);
	key = 3;
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, &key, &next, 0);
	key = 4;
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, &key, &value, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, &value, 0);
	elem(world, BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, &key, &value, 0);
	elem(world, BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, &key, &value, 8);
	world_close(world, fd);
}

TEST(sysbpf, elements_of_arrays_answer_as_linux)
{
	world_compare("elements", elements);
}

static void hash_elements(struct world *world)
{
	int fd = world_map(world, BPF_MAP_TYPE_HASH, 6, 12, 2, 0);
	char key[6] = "abcde", other[6] = "fghij", third[6] = "klmno", next[6], value[12] = "hello world";

	elem(world, BPF_MAP_LOOKUP_ELEM, fd, key, value, 0);
	elem(world, BPF_MAP_DELETE_ELEM, fd, key, NULL, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, key, value, BPF_EXIST);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, NULL, next, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, key, value, BPF_NOEXIST);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, key, value, BPF_NOEXIST);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, other, value, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, third, value, 0);
	memset(value, 0, sizeof(value));
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, key, value, 0);
	world_note(world, value[10]);
	elem(world, BPF_MAP_DELETE_ELEM, fd, key, NULL, 0);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, NULL, next, 0);
	world_note(world, next[0]);
	elem(world, BPF_MAP_GET_NEXT_KEY, fd, next, next, 0);
	world_close(world, fd);
}

TEST(sysbpf, elements_of_hashes_answer_as_linux)
{
	world_compare("hash_elements", hash_elements);
}

static void descriptors(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	int prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_7, 2, "GPL");
	int plain = open("/dev/null", O_RDONLY);
	const int fds[] = {-1, 200, plain, prog, map};
	u32 key = 0;
	u64 value, next;

	for (u32 i = 0; i < ARRAY_LEN(fds); i++) {
		u32 fd = (u32)fds[i];
		union bpf_attr info = {.info = {.bpf_fd = fd}}, test = {.test = {.prog_fd = fd}};
		union bpf_attr freeze = {.map_fd = fd}, link = {.link_create = {.prog_fd = fd}};
		union bpf_attr detach = {.link_detach = {.link_fd = fd}};

		elem(world, BPF_MAP_LOOKUP_ELEM, fds[i], &key, &value, 0);
		elem(world, BPF_MAP_UPDATE_ELEM, fds[i], &key, &value, 0);
		elem(world, BPF_MAP_DELETE_ELEM, fds[i], &key, NULL, 0);
		elem(world, BPF_MAP_GET_NEXT_KEY, fds[i], &key, &next, 0);
		world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &info, sizeof(info));
		world_bpf(world, BPF_PROG_TEST_RUN, &test, sizeof(test));
		world_bpf(world, BPF_LINK_CREATE, &link, sizeof(link));
		world_bpf(world, BPF_LINK_DETACH, &detach, sizeof(detach));
		world_bpf(world, BPF_MAP_FREEZE, &freeze, sizeof(freeze));
	}
	close(plain);
	world_close(world, prog);
	world_close(world, map);
}

TEST(sysbpf, wrong_descriptors_answer_as_linux)
{
	world_compare("descriptors", descriptors);
}

static void sizes(struct world *world)
{
	u8 attr[4200] = {BPF_MAP_TYPE_ARRAY};
	static const u32 lengths[] = {0, 1, 20, 24, 28, 71, 72, 80, 120, 144, 160, 300, 4096, 4097, 4200};

	attr[4] = 4;
	attr[8] = 8;
	attr[12] = 1;
	for (u32 i = 0; i < ARRAY_LEN(lengths); i++)
		world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, attr, lengths[i]));
	/* something behind the command's last field, and behind every field */
	attr[139] = 1;
	world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, attr, 144));
	world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, attr, 139));
	attr[139] = 0;
	attr[400] = 1;
	world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, attr, 401));
	world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, attr, 400));
	attr[400] = 0;
	world_bpf(world, BPF_MAP_CREATE, (void *)NOWHERE, 72);
	world_bpf(world, BPF_MAP_CREATE, NULL, 72);
	world_bpf(world, 9999, attr, 72);
	world_bpf(world, -1, attr, 72);
	world_bpf(world, 9999, (void *)NOWHERE, 72);
}

TEST(sysbpf, attribute_sizes_answer_as_linux)
{
	world_compare("sizes", sizes);
}

static void access_rights(struct world *world)
{
	int rd = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, BPF_F_RDONLY);
	int wr = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, BPF_F_WRONLY);
	int both = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	const int fds[] = {rd, wr, both};
	u32 key = 0, next;
	u64 value = 1;

	for (u32 i = 0; i < 3; i++) {
		for (u32 frozen = 0; frozen < 3; frozen++) {
			union bpf_attr freeze = {.map_fd = (u32)fds[i]};

			elem(world, BPF_MAP_LOOKUP_ELEM, fds[i], &key, &value, 0);
			elem(world, BPF_MAP_UPDATE_ELEM, fds[i], &key, &value, 0);
			elem(world, BPF_MAP_DELETE_ELEM, fds[i], &key, NULL, 0);
			elem(world, BPF_MAP_GET_NEXT_KEY, fds[i], &key, &next, 0);
			world_bpf(world, BPF_MAP_FREEZE, &freeze, sizeof(freeze));
		}
		world_close(world, fds[i]);
	}
}

TEST(sysbpf, access_rights_and_freezing_answer_as_linux)
{
	world_compare("access_rights", access_rights);
}

static u32 id_of(struct world *world, int fd)
{
	struct bpf_map_info info = {0};
	union bpf_attr attr = {.info = {.bpf_fd = (u32)fd, .info_len = sizeof(info), .info = (u64)(uintptr_t)&info}};

	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	return info.id; /* the same offset in programs */
}

static void ids(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	int prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_7, 2, "GPL");
	u32 map_id = id_of(world, map), prog_id = id_of(world, prog), key = 0;
	static const int next_cmds[] = {BPF_MAP_GET_NEXT_ID, BPF_PROG_GET_NEXT_ID, BPF_BTF_GET_NEXT_ID, BPF_LINK_GET_NEXT_ID};
	static const int fd_cmds[] = {BPF_MAP_GET_FD_BY_ID, BPF_PROG_GET_FD_BY_ID, BPF_BTF_GET_FD_BY_ID, BPF_LINK_GET_FD_BY_ID};
	u64 value = 0;
	union bpf_attr attr;
	int fd;

	for (u32 i = 0; i < 4; i++) {
		attr = (union bpf_attr){.start_id = 0x7ffffffe};
		world_bpf(world, next_cmds[i], &attr, sizeof(attr));
		attr = (union bpf_attr){.start_id = 0x7fffffff};
		world_bpf(world, next_cmds[i], &attr, sizeof(attr));
		attr = (union bpf_attr){.start_id = 0xffffffff};
		world_bpf(world, next_cmds[i], &attr, sizeof(attr));
		attr = (union bpf_attr){.start_id = 0x7ffffffe, .open_flags = 1};
		world_bpf(world, next_cmds[i], &attr, sizeof(attr));
		attr = (union bpf_attr){.start_id = 0x7ffffffe};
		world_bpf(world, fd_cmds[i], &attr, sizeof(attr));
		attr = (union bpf_attr){.start_id = 0};
		world_bpf(world, fd_cmds[i], &attr, sizeof(attr));
		attr = (union bpf_attr){.start_id = 0x7ffffffe, .next_id = 1};
		if (fd_cmds[i] != BPF_BTF_GET_FD_BY_ID) /* has more fields in newer kernels */
			world_bpf(world, fd_cmds[i], &attr, sizeof(attr));
	}
	attr = (union bpf_attr){.start_id = map_id - 1};
	world_bpf(world, BPF_MAP_GET_NEXT_ID, &attr, sizeof(attr));
	world_note(world, attr.next_id == map_id);
	attr = (union bpf_attr){.start_id = prog_id - 1};
	world_bpf(world, BPF_PROG_GET_NEXT_ID, &attr, sizeof(attr));
	world_note(world, attr.next_id == prog_id);

	attr = (union bpf_attr){.map_id = map_id, .open_flags = BPF_F_RDONLY};
	fd = (int)world_bpf(world, BPF_MAP_GET_FD_BY_ID, &attr, sizeof(attr));
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, &key, &value, 0);
	elem(world, BPF_MAP_UPDATE_ELEM, fd, &key, &value, 0);
	world_close(world, map);
	elem(world, BPF_MAP_LOOKUP_ELEM, fd, &key, &value, 0);
	world_close(world, fd);
	attr = (union bpf_attr){.map_id = map_id};
	world_bpf(world, BPF_MAP_GET_FD_BY_ID, &attr, sizeof(attr));
	attr = (union bpf_attr){.map_id = map_id, .open_flags = BPF_F_RDONLY | BPF_F_WRONLY};
	world_bpf(world, BPF_MAP_GET_FD_BY_ID, &attr, sizeof(attr));
	attr = (union bpf_attr){.map_id = map_id, .open_flags = 1};
	world_bpf(world, BPF_MAP_GET_FD_BY_ID, &attr, sizeof(attr));
	attr = (union bpf_attr){.prog_id = prog_id};
	fd = (int)world_bpf(world, BPF_PROG_GET_FD_BY_ID, &attr, sizeof(attr));
	world_note(world, id_of(world, fd) == prog_id);
	world_close(world, fd);
	world_close(world, prog);
}

TEST(sysbpf, ids_answer_as_linux)
{
	world_compare("ids", ids);
}

/* --- programs --- */

static void load(struct world *world, union bpf_attr attr)
{
	world_close(world, (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr)));
}

#define FILTER(...)                                                                                \
	(union bpf_attr)                                                                           \
	{                                                                                          \
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (u64)(uintptr_t)return_7, .insn_cnt = 2, \
		.license = (u64)(uintptr_t) "GPL", __VA_ARGS__                                     \
	}

static void loading(struct world *world)
{
	static char log[4096];
	u64 buf = (u64)(uintptr_t)log;

	load(world, FILTER());
	load(world, FILTER(.insn_cnt = 0));
	load(world, FILTER(.insn_cnt = 1000001));
	load(world, FILTER(.insns = NOWHERE));
	load(world, FILTER(.license = NOWHERE));
	load(world, FILTER(.license = 0));
	load(world, FILTER(.license = (u64)(uintptr_t) ""));
	load(world, FILTER(.prog_type = 0));
	load(world, FILTER(.prog_type = 9999));
	load(world, FILTER(.prog_name = "good_name.1"));
	load(world, FILTER(.prog_name = "bad name"));
	load(world, FILTER(.prog_flags = 1u << 31));
	load(world, FILTER(.prog_flags = BPF_F_STRICT_ALIGNMENT));
	load(world, FILTER(.kern_version = 12345));
	load(world, FILTER(.attach_prog_fd = 9999));
	load(world, FILTER(.attach_btf_id = 1));
	load(world, FILTER(.core_relo_rec_size = 3));
	load(world, FILTER(.prog_btf_fd = 9999));
	load(world, FILTER(.prog_btf_fd = 9999, .line_info_cnt = 1, .line_info_rec_size = 16));
	/* logs */
	load(world, FILTER(.log_level = 1));
	load(world, FILTER(.log_level = 1, .log_size = 4096));
	load(world, FILTER(.log_buf = buf));
	load(world, FILTER(.log_level = 1, .log_buf = buf));
	load(world, FILTER(.log_buf = buf, .log_size = 4096));
	load(world, FILTER(.log_level = 1, .log_buf = buf, .log_size = 4096));
	world_note(world, strncmp(log, "processed 2 insns", 17));
	load(world, FILTER(.log_level = 1, .log_buf = buf, .log_size = 8));
	world_note(world, strlen(log));
	load(world, FILTER(.log_level = 1, .log_buf = buf, .log_size = 1));
	load(world, FILTER(.log_level = 9, .log_buf = buf, .log_size = 8));
	world_note(world, strcmp(log, "process"));
	load(world, FILTER(.log_level = 16, .log_buf = buf, .log_size = 4096));
	load(world, FILTER(.log_level = 1, .log_buf = NOWHERE, .log_size = 4096));
	load(world, FILTER(.log_level = 1, .log_buf = buf, .log_size = 0x80000000));
}

TEST(sysbpf, loading_answers_as_linux)
{
	world_compare("loading", loading);
}

/* r0 = *(u64 *)(value of the map) with the reference in each of the wire's forms */
static long load_reference(struct world *world, u32 form, int fd, int second, const int *fd_array)
{
	struct bpf_insn insns[] = {
		{.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = form, .imm = fd},
		{.imm = second},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = FILTER(.insns = (u64)(uintptr_t)insns, .insn_cnt = 4, .fd_array = (u64)(uintptr_t)fd_array);
	long result = world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));

	world_close(world, (int)result);
	return result;
}

static void references(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0);
	int ring = world_map(world, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0);
	int plain = open("/dev/null", O_RDONLY), fds[] = {map, ring, plain, 200};

	load_reference(world, 0, 1, 2, NULL);
	load_reference(world, 1, map, 0, NULL);
	load_reference(world, 1, map, 1, NULL);
	load_reference(world, 1, -1, 0, NULL);
	load_reference(world, 1, plain, 0, NULL);
	load_reference(world, 1, 200, 0, NULL);
	load_reference(world, 2, map, 0, NULL);
	load_reference(world, 2, map, 7, NULL);
	load_reference(world, 2, map, 8, NULL);
	load_reference(world, 2, map, -1, NULL);
	load_reference(world, 2, ring, 0, NULL);
	load_reference(world, 5, 0, 0, NULL);
	load_reference(world, 5, 0, 0, fds);
	load_reference(world, 5, 1, 0, fds);
	load_reference(world, 5, 2, 0, fds);
	load_reference(world, 5, 3, 0, fds);
	load_reference(world, 5, 0, 0, (const int *)NOWHERE);
	load_reference(world, 6, 0, 4, fds);
	load_reference(world, 6, 0, 8, fds);
	load_reference(world, 7, 0, 0, fds);
	load_reference(world, 15, 0, 0, fds);
	close(plain);
	world_close(world, map);
	world_close(world, ring);
}

TEST(sysbpf, references_to_maps_answer_as_linux)
{
	world_compare("references", references);
}

static long test_run(struct world *world, union bpf_attr attr)
{
	long result = world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));

	world_note(world, attr.test.retval);
	world_note(world, attr.test.data_size_out);
	return result;
}

static void test_runs(struct world *world)
{
	int filter = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_7, 2, "GPL");
	int raw = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, return_7, 2, "GPL");
	struct bpf_insn return_0[2];
	u8 packet[4096] = {0}, out[4096];
	u64 in = (u64)(uintptr_t)packet, to = (u64)(uintptr_t)out, args[12] = {0};
	int perf;

	memcpy(return_0, return_7, sizeof(return_0));
	return_0[0].imm = 0;
	perf = world_prog(world, BPF_PROG_TYPE_PERF_EVENT, return_0, 2, "GPL");
	memset(out, 0xee, sizeof(out));
	packet[12] = 8;
	packet[14] = 0x45;
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 13}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .data_out = to}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .data_out = to,
						  .data_size_out = 64}});
	world_note(world, out[12] << 8 | out[14]);
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .data_out = to,
						  .data_size_out = 20}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 5000}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = NOWHERE, .data_size_in = 64}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .repeat = 5}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .flags = 1}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .cpu = 1}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .ctx_size_in = 8}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = filter, .data_in = in, .data_size_in = 64, .ctx_out = to}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw, .ctx_in = (u64)(uintptr_t)args, .ctx_size_in = 96}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw, .ctx_in = (u64)(uintptr_t)args, .ctx_size_in = 104}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw, .ctx_in = NOWHERE, .ctx_size_in = 8}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw, .repeat = 1}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw, .data_in = in, .data_size_in = 64}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw, .cpu = 1}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = raw, .flags = 4}});
	test_run(world, (union bpf_attr){.test = {.prog_fd = perf}});
	world_close(world, filter);
	world_close(world, raw);
	world_close(world, perf);
}

TEST(sysbpf, test_runs_answer_as_linux)
{
	world_compare("test_runs", test_runs);
}

/* r0 = word at `offset` of __sk_buff */
static void sk_buff_words(struct world *world)
{
	static const u8 offsets[] = {0, 4, 8, 12, 16, 20, 24, 32, 44, 48, 52, 64};
	struct __sk_buff ctx = {.mark = 0x11, .priority = 6, .cb = {1, 2, 3, 4, 5}};
	u8 packet[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 0x86, 0xdd};

	for (u32 i = 0; i < ARRAY_LEN(offsets); i++) {
		struct bpf_insn insns[] = {
			{.code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = 0, .src_reg = 1, .off = offsets[i]},
			{.code = BPF_JMP | BPF_EXIT},
		};
		int fd = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, insns, 2, "GPL");
		union bpf_attr attr = {.test = {
			.prog_fd = (u32)fd, .data_in = (u64)(uintptr_t)packet, .data_size_in = sizeof(packet),
			.ctx_in = (u64)(uintptr_t)&ctx, .ctx_size_in = sizeof(ctx),
		}};

		test_run(world, attr);
		world_close(world, fd);
	}
}

TEST(sysbpf, socket_filters_see_the_words_that_linux_shows)
{
	world_compare("sk_buff_words", sk_buff_words);
}

/* --- info --- */

static void info_sizes(struct world *world, int fd, u32 known)
{
	static u8 info[8192];
	const u32 lengths[] = {0, 1, 8, 20, 40, known, 4096, 4097};

	for (u32 i = 0; i < ARRAY_LEN(lengths); i++) {
		union bpf_attr attr = {.info = {.bpf_fd = (u32)fd, .info_len = lengths[i], .info = (u64)(uintptr_t)info}};

		memset(info, 0, sizeof(info));
		world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
		attr.info.info_len = lengths[i];
		memset(info, 0, sizeof(info)); /* what was given is not asked for again */
		info[2000] = 1; /* behind everything known */
		world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
		attr.info.info_len = lengths[i];
		attr.info.info = NOWHERE;
		world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	}
}

static void infos(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_HASH, 6, 12, 9, 0);
	struct bpf_insn insns[] = {
		{.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = 1, .imm = map},
		{0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, insns, 4, "Dual MIT/GPL");
	u32 map_ids[4] = {0}, map_id = id_of(world, map);
	struct bpf_prog_info info = {.nr_map_ids = 4, .map_ids = (u64)(uintptr_t)map_ids};
	struct bpf_map_info map_info = {0};
	union bpf_attr attr = {.info = {.bpf_fd = (u32)prog, .info_len = sizeof(info), .info = (u64)(uintptr_t)&info}};

	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.type);
	world_note(world, info.gpl_compatible);
	world_note(world, info.nr_map_ids);
	world_note(world, map_ids[0] == map_id);
	world_note(world, info.created_by_uid);
	info = (struct bpf_prog_info){.nr_map_ids = 4, .map_ids = NOWHERE};
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	info = (struct bpf_prog_info){.nr_map_ids = 0, .map_ids = NOWHERE};
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.nr_map_ids);
	attr.info.bpf_fd = (u32)map;
	attr.info.info_len = sizeof(map_info);
	attr.info.info = (u64)(uintptr_t)&map_info;
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, map_info.type);
	world_note(world, map_info.key_size);
	world_note(world, map_info.value_size);
	world_note(world, map_info.max_entries);
	world_note(world, map_info.map_flags);
	info_sizes(world, map, sizeof(struct bpf_map_info));
	info_sizes(world, prog, sizeof(struct bpf_prog_info));
	world_close(world, map);
	world_close(world, prog);
}

TEST(sysbpf, info_answers_as_linux)
{
	world_compare("infos", infos);
}

/* --- links --- */

static long link_to(struct world *world, int prog, int target, u32 attach, u32 flags)
{
	union bpf_attr attr = {.link_create = {
		.prog_fd = (u32)prog, .target_fd = (u32)target, .attach_type = attach, .flags = flags,
	}};

	return world_bpf(world, BPF_LINK_CREATE, &attr, sizeof(attr));
}

/* Linux 6.6's part of struct bpf_link_info that says what a perf event's link hangs on. */
static void link_kind(struct world *world, int prog, int perf)
{
	struct {
		u32 type, id, prog_id, pad, kind, pad2;
		u64 config;
		u32 event, pad3;
		u64 cookie, rest[2];
	} info = {0};
	union bpf_attr create = {.link_create = {.prog_fd = (u32)prog, .target_fd = (u32)perf, .attach_type = BPF_PERF_EVENT,
						 .perf_event.bpf_cookie = 0x1122334455}};
	int fd = (int)world_bpf(world, BPF_LINK_CREATE, &create, sizeof(create));
	union bpf_attr attr = {.info = {.bpf_fd = (u32)fd, .info_len = sizeof(info), .info = (u64)(uintptr_t)&info}};

	info.kind = 99; /* and what was there is not asked for */
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.type);
	world_note(world, info.kind);
	world_note(world, info.event != 0); /* of a clock Linux gives the number of the PMU that it chose for it */
	world_note(world, info.config);
	world_note(world, info.cookie);
	world_note(world, attr.info.info_len >= 48);
	world_close(world, fd);
}

static void links(struct world *world)
{
	static const struct bpf_insn return_0[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int filter = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_0, 2, "GPL");
	int prog = world_prog(world, BPF_PROG_TYPE_PERF_EVENT, return_0, 2, "GPL");
	int perf = world_perf(world), plain = open("/dev/null", O_RDONLY), fd;
	union bpf_attr attr;

	link_to(world, filter, perf, BPF_PERF_EVENT, 0);
	link_to(world, prog, plain, BPF_PERF_EVENT, 0);
	link_to(world, prog, 200, BPF_PERF_EVENT, 0);
	link_to(world, prog, -1, BPF_PERF_EVENT, 0);
	link_to(world, prog, prog, BPF_PERF_EVENT, 0);
	link_to(world, prog, perf, BPF_PERF_EVENT, 1);
	link_to(world, prog, perf, BPF_CGROUP_INET_INGRESS, 0);
	link_to(world, prog, perf, 9999, 0);
	fd = (int)link_to(world, prog, perf, BPF_PERF_EVENT, 0);
	link_to(world, prog, perf, BPF_PERF_EVENT, 0);
	attr = (union bpf_attr){.link_detach = {.link_fd = (u32)fd}};
	world_bpf(world, BPF_LINK_DETACH, &attr, sizeof(attr));
	info_sizes(world, fd, sizeof(struct bpf_link_info));
	world_close(world, fd);
	link_kind(world, prog, perf);
	fd = (int)link_to(world, prog, perf, BPF_PERF_EVENT, 0);
	world_close(world, perf);
	world_close(world, fd);
	close(plain);
	world_close(world, prog);
	world_close(world, filter);
}

TEST(sysbpf, links_answer_as_linux)
{
	world_compare("links", links);
}

/* --- BTF --- */

struct small_btf {
	u16 magic;
	u8 version, flags;
	u32 hdr_len, type_off, type_len, str_off, str_len;
	u32 types[8];
	char strings[8];
};

/* "int", 4 bytes; "u64", 8 bytes */
static const struct small_btf int_btf = {
	.magic = 0xeb9f, .version = 1, .hdr_len = 24, .type_len = 32, .str_off = 32, .str_len = 8,
	.types = {1, 1u << 24, 4, 1u << 24 | 32, 1, 1u << 24, 8, 64}, .strings = "\0int",
};

static long load_btf(struct world *world, const struct small_btf *btf, u32 size)
{
	union bpf_attr attr = {.btf = (u64)(uintptr_t)btf, .btf_size = size};

	return world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr));
}

static void types(struct world *world)
{
	struct small_btf bad = int_btf;
	int btf = (int)load_btf(world, &int_btf, sizeof(int_btf));
	u8 copy[sizeof(int_btf)] = {0};
	struct bpf_btf_info info = {.btf = (u64)(uintptr_t)copy, .btf_size = sizeof(copy)};
	union bpf_attr attr = {.info = {.bpf_fd = (u32)btf, .info_len = sizeof(info), .info = (u64)(uintptr_t)&info}};

	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.btf_size);
	world_note(world, memcmp(copy, &int_btf, sizeof(copy)));
	world_note(world, info.kernel_btf);
	create(world, ARRAY_OF(.btf_fd = btf, .btf_key_type_id = 1, .btf_value_type_id = 2));
	create(world, ARRAY_OF(.btf_fd = btf, .btf_key_type_id = 1, .btf_value_type_id = 1));
	create(world, ARRAY_OF(.btf_fd = btf, .btf_key_type_id = 2, .btf_value_type_id = 2));
	create(world, ARRAY_OF(.btf_fd = btf, .btf_key_type_id = 1, .btf_value_type_id = 3));
	create(world, ARRAY_OF(.btf_fd = btf, .btf_key_type_id = 9, .btf_value_type_id = 2));
	create(world, ARRAY_OF(.btf_fd = btf, .btf_value_type_id = 2));
	world_close(world, btf);
	load_btf(world, &int_btf, 0);
	load_btf(world, &int_btf, 10);
	load_btf(world, &int_btf, 24);
	load_btf(world, &int_btf, sizeof(int_btf) - 1);
	load_btf(world, (void *)NOWHERE, sizeof(int_btf));
	load_btf(world, &int_btf, (16 << 20) + 1);
	bad.magic = 0x1234;
	load_btf(world, &bad, sizeof(bad));
	bad = int_btf;
	bad.types[0] = 0; /* numbers need no name */
	world_close(world, (int)load_btf(world, &bad, sizeof(bad)));
	memcpy(bad.types, (u32[]){0, 16u << 24, 4, 0, 16u << 24, 8}, 24); /* two floats */
	bad.type_len = bad.str_off = 24;
	load_btf(world, &bad, sizeof(bad) - 8);
	bad.types[3] = 0; /* a typedef does */
	bad.types[4] = 8u << 24;
	bad.types[5] = 1;
	load_btf(world, &bad, sizeof(bad) - 8);
	bad = int_btf;
	bad.types[0] = 100; /* a name behind the strings */
	load_btf(world, &bad, sizeof(bad));
	bad = int_btf;
	bad.types[1] = 31u << 24;
	load_btf(world, &bad, sizeof(bad));
}

/* The one value of a section of global data: a DATASEC of an int and a u64. */
static void sections(struct world *world)
{
	static const struct small_btf head = {.magic = 0xeb9f, .version = 1, .hdr_len = 24, .type_len = 100, .str_off = 100, .str_len = 16};
	u32 words[] = {1, 1u << 24, 4, 1u << 24 | 32, 1, 1u << 24, 8, 64,   /* 1: int, 2: u64 */
		       5, 14u << 24, 1, 1, 5, 14u << 24, 2, 1,              /* 3, 4: variables */
		       7, 15u << 24 | 2, 16, 3, 0, 4, 4, 8, 8};             /* 5: the section, 16 bytes */
	u8 bytes[24 + sizeof(words) + 16] = {0};
	union bpf_attr attr = {.btf = (u64)(uintptr_t)bytes, .btf_size = sizeof(bytes)};
	int fd;

	memcpy(bytes, &head, 24);
	memcpy(bytes + 24, words, sizeof(words));
	memcpy(bytes + 24 + sizeof(words), "\0int\0v\0.bss\0\0\0\0", 16);
	fd = (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr));
	for (u32 value = 8; value <= 16; value += 8)
		for (u32 entries = 1; entries <= 2; entries++)
			create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = value, .max_entries = entries,
						       .map_flags = BPF_F_MMAPABLE, .btf_fd = fd, .btf_value_type_id = 5});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 16, .max_entries = 1,
				       .btf_fd = fd, .btf_key_type_id = 1, .btf_value_type_id = 5});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1,
				       .btf_fd = fd, .btf_value_type_id = 3});
	create(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_HASH, .key_size = 4, .value_size = 16, .max_entries = 1,
				       .btf_fd = fd, .btf_value_type_id = 5});
	world_close(world, fd);
}

TEST(sysbpf, sections_are_types_of_maps_as_on_linux)
{
	world_compare("sections", sections);
}

TEST(sysbpf, btf_answers_as_linux)
{
	world_compare("types", types);
}
