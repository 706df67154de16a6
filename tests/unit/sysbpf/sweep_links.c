/* SPDX-License-Identifier: Apache-2.0
 * sweep_links.c - links, raw tracepoints and what asks about them, with any descriptors and arguments, here and on the host's Linux. */
#include <errno.h>
#include <unistd.h>
#include "unit/sysbpf/sweep.h"

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

static const struct bpf_insn trivial[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};

/* What a descriptor may be. */
enum what { NONE, WILD, FILE_, MAP, RAW_PROG, OTHER_RAW, PERF_PROG, FILTER, BTF, RAW_LINK, PERF_LINK, EVENT, WHATS };
static const char *const whats[] = {"none", "wild", "file", "map", "raw", "raw 2", "perf", "filter", "btf", "raw link", "perf link", "event"};

struct all {
	int fd[WHATS];
};

static void open_all(struct world *world, struct all *all)
{
	union bpf_attr raw = {.raw_tracepoint = {.name = at("sys_enter")}}, link;

	all->fd[NONE] = -1;
	all->fd[WILD] = 9999;
	all->fd[FILE_] = dup(0);
	all->fd[MAP] = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 3, 0);
	all->fd[RAW_PROG] = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, trivial, 2, "GPL");
	all->fd[OTHER_RAW] = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, trivial, 2, "GPL");
	all->fd[PERF_PROG] = world_prog(world, BPF_PROG_TYPE_PERF_EVENT, trivial, 2, "GPL");
	all->fd[FILTER] = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, trivial, 2, "GPL");
	all->fd[BTF] = sweep_btf(world);
	raw.raw_tracepoint.prog_fd = (u32)all->fd[RAW_PROG];
	all->fd[RAW_LINK] = (int)world_bpf(world, BPF_RAW_TRACEPOINT_OPEN, &raw, sizeof(raw));
	all->fd[EVENT] = world_perf(world);
	link = (union bpf_attr){.link_create = {.prog_fd = (u32)all->fd[PERF_PROG], .target_fd = (u32)all->fd[EVENT], .attach_type = BPF_PERF_EVENT}};
	all->fd[PERF_LINK] = (int)world_bpf(world, BPF_LINK_CREATE, &link, sizeof(link));
	world_close(world, all->fd[EVENT]);
	all->fd[EVENT] = world_perf(world);
}

static void close_all(struct world *world, struct all *all)
{
	for (u32 i = FILE_; i < WHATS; i++)
		world_close(world, all->fd[i]);
}

struct link {
	int cmd;
	enum what first, second, third;
	u32 flags, more;
	u8 place;
};

static u64 place(struct world *world, u8 where)
{
	return where == 0 ? at(sweep_room(world)) : where == 1 ? 0 : 8;
}

static void link_case(struct world *world, const void *arg)
{
	const struct link *c = arg;
	struct all all;
	union bpf_attr attr = {0};
	struct bpf_prog_info info = {0};
	u32 size = sizeof(attr);
	long got;

	open_all(world, &all);
	memset(sweep_room(world), 0x44, 256);
	switch (c->cmd) {
	case BPF_LINK_UPDATE:
		attr.link_update.link_fd = (u32)all.fd[c->first];
		attr.link_update.new_prog_fd = (u32)all.fd[c->second];
		attr.link_update.old_prog_fd = c->third ? (u32)all.fd[c->third] : 0;
		attr.link_update.flags = c->flags;
		break;
	case BPF_LINK_DETACH: attr.link_detach.link_fd = (u32)all.fd[c->first]; break;
	case BPF_ITER_CREATE:
		attr.iter_create.link_fd = (u32)all.fd[c->first];
		attr.iter_create.flags = c->flags;
		break;
	case BPF_PROG_BIND_MAP:
		attr.prog_bind_map.prog_fd = (u32)all.fd[c->first];
		attr.prog_bind_map.map_fd = (u32)all.fd[c->second];
		attr.prog_bind_map.flags = c->flags;
		break;
	case BPF_LINK_CREATE:
		attr.link_create.prog_fd = (u32)all.fd[c->first];
		attr.link_create.target_fd = (u32)all.fd[c->second];
		attr.link_create.attach_type = c->more;
		attr.link_create.flags = c->flags;
		break;
	case BPF_TASK_FD_QUERY:
		attr.task_fd_query.pid = c->third == NONE ? (u32)getpid() : c->third == WILD ? 0 : 0x7fffffff;
		attr.task_fd_query.fd = (u32)all.fd[c->first];
		attr.task_fd_query.flags = c->flags;
		attr.task_fd_query.buf = place(world, c->place);
		attr.task_fd_query.buf_len = c->more;
		break;
	default: break;
	}
	got = world_bpf(world, c->cmd, &attr, size);
	if (c->cmd == BPF_TASK_FD_QUERY) {
		world_note(world, attr.task_fd_query.buf_len);
		world_note(world, attr.task_fd_query.fd_type);
		world_note(world, attr.task_fd_query.prog_id != 0);
		world_note(world, attr.task_fd_query.probe_offset);
		world_note(world, attr.task_fd_query.probe_addr);
		sweep_note_bytes(world, sweep_room(world), 256);
	}
	if (c->cmd == BPF_PROG_BIND_MAP) { /* again, and what the program holds then */
		world_bpf(world, c->cmd, &attr, size);
		attr = (union bpf_attr){.info = {.bpf_fd = (u32)all.fd[c->first], .info = at(&info), .info_len = sizeof(info)}};
		if (c->first >= RAW_PROG && c->first <= FILTER)
			world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
		world_note(world, info.nr_map_ids);
	}
	if (got >= 0 && c->cmd == BPF_LINK_CREATE)
		world_close(world, (int)got);
	close_all(world, &all);
}

TEST(sysbpf, links_with_any_arguments_answer_as_linux)
{
	static const u32 flags[] = {0, BPF_F_REPLACE, 1, 2, 8, 1u << 31}, rooms[] = {0, 1, 5, 9, 10, 11, 200};

	sweep_begin(149);
	for (enum what first = NONE; first < WHATS; first++) {
		for (u32 f = 0; f < ARRAY_LEN(flags); f++) {
			struct link iter = {BPF_ITER_CREATE, first, NONE, NONE, flags[f], 0, 0};

			SWEEP(link_case, &iter, "ITER_CREATE %s flags 0x%x", whats[first], flags[f]);
			for (enum what second = NONE; second < WHATS; second++) {
				struct link bind = {BPF_PROG_BIND_MAP, first, second, NONE, flags[f], 0, 0};

				SWEEP(link_case, &bind, "PROG_BIND_MAP %s %s flags 0x%x", whats[first], whats[second], flags[f]);
				for (enum what third = NONE; f < 4 && third < WHATS; third++) {
					struct link update = {BPF_LINK_UPDATE, first, second, third, flags[f], 0, 0};

					SWEEP(link_case, &update, "LINK_UPDATE %s %s %s flags 0x%x", whats[first], whats[second], whats[third], flags[f]);
				}
			}
		}
		for (u32 i = 0; i < 3 * 2 * 3; i++)
			for (u32 r = 0; r < ARRAY_LEN(rooms); r++) {
				struct link query = {BPF_TASK_FD_QUERY, first, NONE, (enum what)(i % 3), i / 3 % 2, rooms[r], (u8)(i / 6)};

				SWEEP(link_case, &query, "TASK_FD_QUERY %s task %u flags %u place %u room %u", whats[first], i % 3, i / 3 % 2, i / 6, rooms[r]);
			}
		struct link detach = {BPF_LINK_DETACH, first, NONE, NONE, 0, 0, 0};

		SWEEP(link_case, &detach, "LINK_DETACH %s", whats[first]);
	}
	for (enum what first = NONE; first < WHATS; first++)
		for (enum what second = NONE; second < WHATS; second++)
			for (u32 type = 0; type <= 60; type++)
				for (u32 f = 0; f < 3; f++) {
					struct link create = {BPF_LINK_CREATE, first, second, NONE, flags[f], type, 0};

					if (type % 7 && f)
						continue;
					SWEEP(link_case, &create, "LINK_CREATE %s target %s type %u flags 0x%x", whats[first], whats[second], type, flags[f]);
				}
	sweep_end();
}

/* ---- raw tracepoints by name, and what is told of their links ---- */

struct named {
	u32 type, name, room;
	u8 place, bytes;
};

static const char *const names[] = {"sys_enter", "", "sys_ente", "sys_enter ", "sys_enterx", "nowhere", NULL, NULL, NULL, NULL};

static void named_case(struct world *world, const void *arg)
{
	const struct named *c = arg;
	char *name = (char *)sweep_room(world), *told = name + 512;
	int prog = world_prog(world, c->type, trivial, 2, "GPL"), fd;
	union bpf_attr attr = {.raw_tracepoint = {.prog_fd = (u32)prog}};
	struct bpf_link_info info = {.raw_tracepoint = {.tp_name_len = c->room}};

	memset(told, 0x33, 256);
	memset(name, 'x', 400);
	if (names[c->name])
		snprintf(name, 400, "%s", names[c->name]);
	else
		name[120 + c->name] = 0; /* 126 to 129 bytes */
	attr.raw_tracepoint.name = c->place == 0 ? at(name) : c->place == 1 ? 0 : 8;
	fd = (int)world_bpf(world, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
	info.raw_tracepoint.tp_name = c->bytes == 0 ? at(told) : c->bytes == 1 ? 0 : 8;
	attr = (union bpf_attr){.info = {.bpf_fd = (u32)fd, .info = at(&info), .info_len = sizeof(info)}};
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, info.type);
	world_note(world, info.raw_tracepoint.tp_name_len);
	sweep_note_bytes(world, told, 256);
	world_close(world, fd);
	world_close(world, prog);
}

TEST(sysbpf, raw_tracepoints_with_any_arguments_answer_as_linux)
{
	static const u32 rooms[] = {0, 1, 2, 9, 10, 11, 256};
	static const u32 types[] = {BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_PROG_TYPE_SOCKET_FILTER, BPF_PROG_TYPE_KPROBE, BPF_PROG_TYPE_PERF_EVENT,
				    BPF_PROG_TYPE_TRACEPOINT, BPF_PROG_TYPE_XDP};

	sweep_begin(11);
	for (u32 t = 0; t < ARRAY_LEN(types); t++)
		for (u32 name = 0; name < ARRAY_LEN(names); name++)
			for (u32 r = 0; r < ARRAY_LEN(rooms); r++)
				for (u32 i = 0; i < 3 * 3; i++) {
					struct named c = {types[t], name, rooms[r], (u8)(i % 3), (u8)(i / 3)};

					SWEEP(named_case, &c, "type %u name %u at %u, room %u at %u", types[t], name, c.place, c.room,
					      c.bytes);
				}
	sweep_end();
}
