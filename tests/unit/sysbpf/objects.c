/* SPDX-License-Identifier: Apache-2.0
 * objects.c - raw tracepoints, updates of links, pins, statistics, bound maps and the commands that a Linux configured
 * without something answers: the same calls to us and to the host's Linux. */
#include <errno.h>
#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "unit/sysbpf/world.h"

#define NOWHERE  ((u64)0x10) /* an address that is not mapped */
#define PIN_PATH WORLD_BPFFS "axiom_unit_pin"

static const struct bpf_insn return_0[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0},
	{.code = BPF_JMP | BPF_EXIT},
};
static const struct bpf_insn return_1[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 1},
	{.code = BPF_JMP | BPF_EXIT},
};

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* --- raw tracepoints --- */

static long open_raw(struct world *world, const char *name, int prog)
{
	union bpf_attr attr = {.raw_tracepoint = {.name = at(name), .prog_fd = (u32)prog}};

	return world_bpf(world, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
}

static long update(struct world *world, int link, int prog, u32 flags, int old)
{
	union bpf_attr attr = {.link_update = {
		.link_fd = (u32)link, .new_prog_fd = (u32)prog, .flags = flags, .old_prog_fd = (u32)old,
	}};

	return world_bpf(world, BPF_LINK_UPDATE, &attr, sizeof(attr));
}

static void link_told(struct world *world, int fd, int prog)
{
	char name[16] = "";
	struct bpf_prog_info prog_info = {0};
	struct bpf_link_info info = {.raw_tracepoint = {.tp_name = at(name), .tp_name_len = sizeof(name)}};
	union bpf_attr attr = {.info = {.bpf_fd = (u32)fd, .info_len = sizeof(info), .info = at(&info)}};

	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.type);
	world_note(world, info.raw_tracepoint.tp_name_len);
	world_note(world, strcmp(name, "sys_enter"));
	attr.info = (typeof(attr.info)){.bpf_fd = (u32)prog, .info_len = sizeof(prog_info), .info = at(&prog_info)};
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.prog_id == prog_info.id);
	for (u32 room = 0; room < 12; room += 4) { /* too small, and a size without a buffer */
		info = (struct bpf_link_info){.raw_tracepoint = {.tp_name = at(name), .tp_name_len = room}};
		attr.info = (typeof(attr.info)){.bpf_fd = (u32)fd, .info_len = sizeof(info), .info = at(&info)};
		world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
		info = (struct bpf_link_info){.raw_tracepoint = {.tp_name_len = room}};
		world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	}
}

static void fd_told(struct world *world, int fd)
{
	for (u32 room = 0; room < 40; room += 4) {
		char name[40] = "";
		union bpf_attr attr = {.task_fd_query = {
			.pid = (u32)getpid(), .fd = (u32)fd, .buf_len = room, .buf = room == 36 ? NOWHERE : at(name),
		}};

		world_bpf(world, BPF_TASK_FD_QUERY, &attr, sizeof(attr));
		world_note(world, attr.task_fd_query.buf_len);
		world_note(world, attr.task_fd_query.fd_type);
		world_note(world, attr.task_fd_query.prog_id != 0);
		world_note(world, name[0]);
	}
}

static void raw_tracepoints(struct world *world)
{
	int raw = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, return_0, 2, "GPL");
	int other = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, return_1, 2, "GPL");
	int filter = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_0, 2, "GPL"), fd;
	union bpf_attr attr;

	open_raw(world, "sys_enter", -1);
	open_raw(world, "sys_enter", filter);
	open_raw(world, "no_such_tracepoint", raw);
	open_raw(world, "", raw);
	open_raw(world, (const char *)NOWHERE, raw);
	fd = (int)open_raw(world, "sys_enter", raw);
	link_told(world, fd, raw);
	fd_told(world, fd);
	fd_told(world, raw);
	update(world, fd, other, 0, 0);
	update(world, fd, other, 0, raw);
	update(world, fd, other, BPF_F_REPLACE, raw);
	update(world, fd, other, 1, raw);
	update(world, fd, -1, 0, 0);
	update(world, raw, other, 0, 0);
	update(world, -1, other, 0, 0);
	update(world, fd, other, BPF_F_REPLACE, -1);
	attr = (union bpf_attr){.link_detach = {.link_fd = (u32)fd}};
	world_bpf(world, BPF_LINK_DETACH, &attr, sizeof(attr));
	attr = (union bpf_attr){.iter_create = {.link_fd = (u32)fd}};
	world_bpf(world, BPF_ITER_CREATE, &attr, sizeof(attr));
	attr.iter_create.flags = 1;
	world_bpf(world, BPF_ITER_CREATE, &attr, sizeof(attr));
	attr = (union bpf_attr){.iter_create = {.link_fd = (u32)raw}};
	world_bpf(world, BPF_ITER_CREATE, &attr, sizeof(attr));
	world_close(world, fd);
	fd = (int)open_raw(world, "sys_enter", raw); /* free again */
	world_close(world, fd);
	world_close(world, raw);
	world_close(world, other);
	world_close(world, filter);
}

TEST(sysbpf, raw_tracepoints_answer_as_linux)
{
	world_compare("raw_tracepoints", raw_tracepoints);
}

/* Links of Axiom's own hooks take another program while they stand, and only instead of the one that the caller means. */
TEST(sysbpf, links_of_replaceable_hooks_are_updated_with_a_check)
{
	static struct world world;
	struct ax_hook hook;
	int one, two, wrong, fd;
	union bpf_attr attr;

	world_ours(&world);
	CHECK_EQ(ax_hook_init(&hook, world.engine, "custom/decide", AX_PROG_RAW_TRACEPOINT), 0);
	hook.replaceable = true;
	CHECK_EQ(ax_hook_publish(&hook), 0);
	CHECK_EQ(ax_hook_publish(&hook), -AX_EEXIST);
	one = world_prog(&world, BPF_PROG_TYPE_RAW_TRACEPOINT, return_0, 2, "GPL");
	two = world_prog(&world, BPF_PROG_TYPE_RAW_TRACEPOINT, return_1, 2, "GPL");
	wrong = world_prog(&world, BPF_PROG_TYPE_SOCKET_FILTER, return_1, 2, "GPL");
	fd = (int)open_raw(&world, "custom/decide", one);
	CHECK(fd >= 0);
	CHECK_EQ(ax_hook_fire(&hook, NULL), 0);
	CHECK_EQ(update(&world, fd, two, BPF_F_REPLACE, two), -EPERM);
	CHECK_EQ(update(&world, fd, wrong, 0, 0), -EINVAL);
	CHECK_EQ(ax_hook_fire(&hook, NULL), 0);
	CHECK_EQ(update(&world, fd, two, BPF_F_REPLACE, one), 0);
	CHECK_EQ(ax_hook_fire(&hook, NULL), 1);
	world_close(&world, two); /* the link holds it */
	CHECK_EQ(ax_hook_fire(&hook, NULL), 1);
	CHECK_EQ(update(&world, fd, one, 0, 0), 0);
	CHECK_EQ(ax_hook_fire(&hook, NULL), 0);
	attr = (union bpf_attr){.link_detach = {.link_fd = (u32)fd}};
	CHECK_EQ(world_bpf(&world, BPF_LINK_DETACH, &attr, sizeof(attr)), 0);
	CHECK_EQ(world_bpf(&world, BPF_LINK_DETACH, &attr, sizeof(attr)), 0);
	CHECK_EQ(update(&world, fd, one, 0, 0), -ENOLINK);
	ax_hook_unpublish(&hook);
	CHECK_EQ(open_raw(&world, "custom/decide", one), -ENOENT);
	world_end(&world);
}

/* --- functions and lines --- */

struct func_btf {
	u16 magic;
	u8 version, flags;
	u32 hdr_len, type_off, type_len, str_off, str_len;
	u32 types[13];
	char strings[32];
};

/* 1 int; 2 int (void); 3 FUNC "main", global; 4 FUNC "part", static */
static const struct func_btf func_btf = {
	.magic = 0xeb9f, .version = 1, .hdr_len = 24, .type_len = 52, .str_off = 52, .str_len = 32,
	.types = {1, 1u << 24, 4, 1u << 24 | 32, 0, 13u << 24, 1, 5, 12u << 24 | 1, 2, 10, 12u << 24, 2},
	.strings = "\0int\0main\0part\0a.c\0line;",
};

static const struct bpf_insn two_functions[] = {
	{.code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_CALL, .imm = 1},
	{.code = BPF_JMP | BPF_EXIT},
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 1},
	{.code = BPF_JMP | BPF_EXIT},
};

struct records {
	struct bpf_func_info funcs[3];
	struct bpf_line_info lines[4];
	u32 func_count, line_count, func_size, line_size;
};

static const struct records good_records = {
	.funcs = {{0, 3}, {2, 4}, {3, 4}}, .lines = {{0, 15, 19, 1 << 10}, {1, 15, 19, 2 << 10}, {2, 15, 19, 3 << 10}},
	.func_count = 2, .line_count = 3, .func_size = 8, .line_size = 16,
};

static int load_records(struct world *world, int btf, struct records r)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = at(two_functions), .insn_cnt = 4, .license = at("GPL"),
		.prog_btf_fd = (u32)btf, .func_info = at(r.funcs), .func_info_cnt = r.func_count,
		.func_info_rec_size = r.func_size, .line_info = at(r.lines), .line_info_cnt = r.line_count,
		.line_info_rec_size = r.line_size,
	};

	return (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
}

#define TRY(...)                                                                                   \
	do {                                                                                       \
		struct records r = good_records;                                                   \
		__VA_ARGS__;                                                                       \
		world_close(world, load_records(world, btf, r));                                   \
	} while (0)

/* what is read back, with `room` records asked for in each array */
static void told_records(struct world *world, int prog, u32 room)
{
	struct bpf_func_info funcs[4] = {0};
	struct bpf_line_info lines[4] = {0};
	u64 code_lines[4] = {0}, ksyms[4] = {0}, tags[4] = {0};
	u32 lens[4] = {0};
	struct bpf_insn insns[4] = {0};
	struct bpf_prog_info info = {
		.xlated_prog_len = room * (u32)sizeof(insns[0]), .xlated_prog_insns = at(insns),
		.func_info = at(funcs), .nr_func_info = room, .func_info_rec_size = sizeof(funcs[0]),
		.line_info = at(lines), .nr_line_info = room, .line_info_rec_size = sizeof(lines[0]),
		.jited_line_info = at(code_lines), .nr_jited_line_info = room, .jited_line_info_rec_size = 8,
		.jited_ksyms = at(ksyms), .nr_jited_ksyms = room, .jited_func_lens = at(lens), .nr_jited_func_lens = room,
		.prog_tags = at(tags), .nr_prog_tags = room,
	};
	union bpf_attr attr = {.info = {.bpf_fd = (u32)prog, .info_len = sizeof(info), .info = at(&info)}};

	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.nr_func_info);
	world_note(world, info.nr_line_info);
	world_note(world, info.nr_jited_line_info);
	world_note(world, info.nr_jited_ksyms);
	world_note(world, info.nr_jited_func_lens);
	world_note(world, info.nr_prog_tags);
	world_note(world, info.func_info_rec_size);
	world_note(world, info.line_info_rec_size);
	world_note(world, info.btf_id != 0);
	world_note(world, info.xlated_prog_len);
	for (u32 i = 0; i < 4; i++) {
		world_note(world, insns[i].code);
		world_note(world, insns[i].off); /* of a call: the way to the function */
		world_note(world, insns[i].imm); /* of a call: the number of the function */
		world_note(world, funcs[i].insn_off);
		world_note(world, funcs[i].type_id);
		world_note(world, lines[i].insn_off);
		world_note(world, lines[i].line_col);
		world_note(world, ksyms[i] != 0);
		world_note(world, lens[i] != 0);
		world_note(world, tags[i] != 0);
		world_note(world, code_lines[i] != 0);
		if (code_lines[i] && i < 2) /* in the first function's code */
			world_note(world, code_lines[i] >= ksyms[0] && code_lines[i] < ksyms[0] + lens[0]);
	}
	info.line_info_rec_size = 8;
	attr.info.info_len = sizeof(info);
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	info = (struct bpf_prog_info){.jited_line_info_rec_size = 4};
	attr.info.info_len = sizeof(info);
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
}

static void functions_and_lines(struct world *world)
{
	union bpf_attr attr = {.btf = at(&func_btf), .btf_size = sizeof(func_btf)};
	int btf = (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr)), prog;

	TRY(r.func_count = 1);
	TRY(r.func_count = 3);
	TRY(r.func_count = 0);
	TRY(r.line_count = 0);
	TRY(r.line_count = 2);
	TRY(r.funcs[1].insn_off = 3);
	TRY(r.funcs[1].type_id = 1);
	TRY(r.funcs[1].type_id = 2);
	TRY(r.funcs[1].type_id = 0);
	TRY(r.funcs[1].type_id = 9);
	TRY(r.funcs[0].insn_off = 1);
	TRY(r.func_size = 4);
	TRY(r.func_size = 12);
	TRY(r.func_size = 256);
	TRY(r.line_size = 12);
	TRY(r.line_size = 18);
	TRY(r.lines[1].file_name_off = 32);
	TRY(r.lines[1].line_off = 32);
	TRY(r.lines[2].insn_off = 1);
	TRY(r.lines[2].insn_off = 3);
	TRY(r.lines[2].insn_off = 4);
	prog = load_records(world, btf, good_records);
	world_close(world, btf); /* the program keeps it */
	told_records(world, prog, 4);
	told_records(world, prog, 1);
	told_records(world, prog, 0);
	world_close(world, prog);
}

TEST(sysbpf, functions_and_lines_answer_as_linux)
{
	world_compare("functions_and_lines", functions_and_lines);
}

/* --- pins --- */

static long pin_cmd(struct world *world, int cmd, const char *path, int fd, u32 flags)
{
	union bpf_attr attr = {.pathname = at(path), .bpf_fd = (u32)fd, .file_flags = flags};
	long result = world_bpf(world, cmd, &attr, sizeof(attr));

	if (cmd == BPF_OBJ_GET && result >= 0)
		world_close(world, (int)result);
	return result;
}

static void pins(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	int prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_0, 2, "GPL");
	struct statfs fs;

	pin_cmd(world, BPF_OBJ_PIN, PIN_PATH, -1, 0);
	pin_cmd(world, BPF_OBJ_PIN, PIN_PATH, map, 1);
	pin_cmd(world, BPF_OBJ_PIN, (const char *)NOWHERE, map, 0);
	pin_cmd(world, BPF_OBJ_PIN, "", map, 0);
	pin_cmd(world, BPF_OBJ_PIN, "/tmp/axiom_unit_no_bpffs", map, 0);
	pin_cmd(world, BPF_OBJ_GET, "/tmp", 0, 0);
	pin_cmd(world, BPF_OBJ_GET, PIN_PATH, 0, 0);
	pin_cmd(world, BPF_OBJ_GET, PIN_PATH, 0, BPF_F_RDONLY | BPF_F_WRONLY);
	pin_cmd(world, BPF_OBJ_GET, PIN_PATH, 1, 0);
	pin_cmd(world, BPF_OBJ_GET, PIN_PATH, 0, 1);
	/* the rest needs a bpffs on the host, too */
	if (!statfs(WORLD_BPFFS, &fs) && (u32)fs.f_type == 0xcafe4a11u) {
		pin_cmd(world, BPF_OBJ_PIN, PIN_PATH, map, 0);
		pin_cmd(world, BPF_OBJ_PIN, PIN_PATH, prog, 0);
		pin_cmd(world, BPF_OBJ_PIN, PIN_PATH "/x", prog, 0);
		pin_cmd(world, BPF_OBJ_PIN, WORLD_BPFFS "no_dir/x", prog, 0);
		world_close(world, map);
		pin_cmd(world, BPF_OBJ_GET, PIN_PATH, 0, 0);
		pin_cmd(world, BPF_OBJ_GET, PIN_PATH, 0, BPF_F_RDONLY);
		world_unpin(world, PIN_PATH);
		pin_cmd(world, BPF_OBJ_GET, PIN_PATH, 0, 0);
	} else {
		world_close(world, map);
	}
	world_close(world, prog);
}

TEST(sysbpf, pins_answer_as_linux)
{
	world_compare("pins", pins);
}

/* What the host's Linux may not have mounted: ours whole. */
TEST(sysbpf, a_pin_keeps_its_object)
{
	static struct world world;
	int map, again;
	union bpf_attr attr = {.pathname = at(PIN_PATH)};
	u32 key = 1;
	u64 value = 77;

	world_ours(&world);
	map = world_map(&world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	CHECK_EQ(pin_cmd(&world, BPF_OBJ_PIN, PIN_PATH, map, 0), 0);
	CHECK_EQ(pin_cmd(&world, BPF_OBJ_PIN, PIN_PATH, map, 0), -EEXIST);
	attr = (union bpf_attr){.map_fd = (u32)map, .key = at(&key), .value = at(&value)};
	CHECK_EQ(world_bpf(&world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr)), 0);
	world_close(&world, map);
	attr = (union bpf_attr){.pathname = at(PIN_PATH), .file_flags = BPF_F_RDONLY};
	again = (int)world_bpf(&world, BPF_OBJ_GET, &attr, sizeof(attr));
	CHECK(again >= 0);
	value = 0;
	attr = (union bpf_attr){.map_fd = (u32)again, .key = at(&key), .value = at(&value)};
	CHECK_EQ(world_bpf(&world, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr)), 0);
	CHECK_EQ(value, 77);
	CHECK_EQ(world_bpf(&world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr)), -EPERM);
	world_close(&world, again);
	CHECK_EQ(ax_engine_count(world.engine, AX_KIND_MAP), 1);
	CHECK_EQ(world_unpin(&world, PIN_PATH), 0);
	CHECK_EQ(ax_engine_count(world.engine, AX_KIND_MAP), 0);
	world_end(&world);
}

/* --- the small commands --- */

static void small(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	int prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_0, 2, "GPL"), fd;
	struct bpf_prog_info info = {0};
	union bpf_attr attr = {0};
	u32 ids[2] = {0};

	attr.enable_stats.type = 1;
	world_bpf(world, BPF_ENABLE_STATS, &attr, sizeof(attr));
	attr.enable_stats.type = 0;
	fd = (int)world_bpf(world, BPF_ENABLE_STATS, &attr, sizeof(attr));
	attr = (union bpf_attr){.map_fd = (u32)fd};
	world_bpf(world, BPF_MAP_FREEZE, &attr, sizeof(attr));
	attr = (union bpf_attr){.info = {.bpf_fd = (u32)fd}};
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_close(world, fd);
	for (u32 i = 0; i < 6; i++) {
		attr = (union bpf_attr){.prog_bind_map = {.prog_fd = (u32)prog, .map_fd = (u32)map}};
		if (i == 0)
			attr.prog_bind_map.flags = 1;
		if (i == 1)
			attr.prog_bind_map.prog_fd = (u32)map;
		if (i == 2)
			attr.prog_bind_map.map_fd = (u32)prog;
		if (i == 3)
			attr.prog_bind_map.map_fd = 999;
		world_bpf(world, BPF_PROG_BIND_MAP, &attr, sizeof(attr)); /* twice well */
	}
	info.nr_map_ids = 2;
	info.map_ids = at(ids);
	attr = (union bpf_attr){.info = {.bpf_fd = (u32)prog, .info_len = sizeof(info), .info = at(&info)}};
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.nr_map_ids);
	world_note(world, ids[0] != 0);
	world_close(world, map); /* the program keeps it */
	attr = (union bpf_attr){.map_id = ids[0]};
	fd = (int)world_bpf(world, BPF_MAP_GET_FD_BY_ID, &attr, sizeof(attr));
	world_close(world, fd);
	attr = (union bpf_attr){0};
	attr.attach_bpf_fd = 999;
	attr.attach_type = BPF_CGROUP_INET_INGRESS;
	world_bpf(world, BPF_PROG_ATTACH, &attr, sizeof(attr));
	attr.attach_type = BPF_PERF_EVENT;
	world_bpf(world, BPF_PROG_ATTACH, &attr, sizeof(attr));
	attr.attach_bpf_fd = (u32)prog;
	attr.attach_type = 999;
	world_bpf(world, BPF_PROG_ATTACH, &attr, sizeof(attr));
	world_bpf(world, BPF_PROG_DETACH, &attr, sizeof(attr));
	attr.attach_type = BPF_CGROUP_INET_INGRESS;
	world_bpf(world, BPF_PROG_ATTACH, &attr, sizeof(attr));
	attr = (union bpf_attr){.query = {.attach_type = 999}};
	world_bpf(world, BPF_PROG_QUERY, &attr, sizeof(attr));
	attr = (union bpf_attr){.task_fd_query = {.pid = (u32)getpid(), .fd = 999}};
	world_bpf(world, BPF_TASK_FD_QUERY, &attr, sizeof(attr));
	attr.task_fd_query.flags = 1;
	world_bpf(world, BPF_TASK_FD_QUERY, &attr, sizeof(attr));
	attr = (union bpf_attr){.task_fd_query = {.pid = 0x7ffffff0, .fd = 0}};
	world_bpf(world, BPF_TASK_FD_QUERY, &attr, sizeof(attr));
	memset(&attr, 0, sizeof(attr));
	((u32 *)&attr)[1] = 999; /* token_create.bpffs_fd; the host's header may be older */
	world_bpf(world, 36, &attr, sizeof(attr));
	((u32 *)&attr)[1] = (u32)prog;
	world_bpf(world, 36, &attr, sizeof(attr));
	((u32 *)&attr)[0] = 1;
	world_bpf(world, 36, &attr, sizeof(attr));
	world_close(world, prog);
}

TEST(sysbpf, small_commands_answer_as_linux)
{
	world_compare("small", small);
}
