/* SPDX-License-Identifier: Apache-2.0
 * cmd_list.c - rk list: programs and maps, of eBPF and of JavaScript, in one list. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "rk/rk.h"
#include "rk/sysbpf.h"

struct name {
	u32 id;
	const char *text;
};
static const struct name prog_types[] = {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) {id, #name},
#define PROG_KNOWN PROG_TYPE
#define PROG_OTHER(id, NAME, name) {id, #name},
#include "isa/progs.def"
}, map_types[] = {
#define MAP_TYPE(id, NAME, name, ops) {id, #name},
#define MAP_KNOWN(id, NAME, name) {id, #name},
#include "isa/maps.def"
};

static const char *name_of(const struct name *names, size_t count, u32 id, char room[16])
{
	for (size_t i = 0; i < count; i++)
		if (names[i].id == id)
			return names[i].text;
	snprintf(room, 16, "type %u", id);
	return room;
}

/* info - of the object with this id, if it is there still; false: skip it */
static bool info(int by_id, u32 id, void *out, u32 bytes)
{
	union rk_attr attr;
	long fd, err;

	memset(&attr, 0, sizeof(attr));
	attr.bpf.get_id.id = id;
	fd = rk_bpf(by_id, &attr);
	if (fd < 0)
		return false;
	memset(&attr, 0, sizeof(attr));
	attr.bpf.info.bpf_fd = (u32)fd;
	attr.bpf.info.info = (u64)(uintptr_t)out;
	attr.bpf.info.info_len = bytes;
	err = rk_bpf(AXI_BPF_OBJ_GET_INFO_BY_FD, &attr);
	close((int)fd);
	return err >= 0;
}

static void print_prog(u32 id)
{
	struct axi_prog_info p;
	u32 maps[64];
	char room[16];

	memset(&p, 0, sizeof(p));
	p.nr_map_ids = ARRAY_LEN(maps);
	p.map_ids = (u64)(uintptr_t)maps;
	if (!info(AXI_BPF_PROG_GET_FD_BY_ID, id, &p, sizeof(p)))
		return;
	printf("program %4u  %-16s %-16.16s", p.id, name_of(prog_types, ARRAY_LEN(prog_types), p.type, room), p.name);
	if (p.xlated_prog_len)
		printf(" %u insns", p.xlated_prog_len / 8);
	printf(" runs %llu", (unsigned long long)p.run_cnt);
	for (u32 i = 0; i < p.nr_map_ids && i < ARRAY_LEN(maps); i++)
		printf("%s%u", i ? "," : " maps ", maps[i]);
	putchar('\n');
}

static void print_map(u32 id)
{
	struct axi_map_info m;
	char room[16];

	memset(&m, 0, sizeof(m));
	if (!info(AXI_BPF_MAP_GET_FD_BY_ID, id, &m, sizeof(m)))
		return;
	printf("map     %4u  %-16s %-16.16s key %u value %u entries %u\n", m.id, name_of(map_types, ARRAY_LEN(map_types), m.type, room),
	       m.name, m.key_size, m.value_size, m.max_entries);
}

static int each(int next, void (*print)(u32 id))
{
	union rk_attr attr;
	u32 id = 0;
	long err;

	for (;;) {
		memset(&attr, 0, sizeof(attr));
		attr.bpf.get_id.id = id;
		err = rk_bpf(next, &attr);
		if (err)
			break;
		id = attr.bpf.get_id.next_id;
		print(id);
	}
	if (err == -AX_ENOENT)
		return RK_OK;
	rk_error("bpf(2): %s", strerror((int)-err));
	return RK_UNUSABLE;
}

enum { KERNEL };
static const struct rk_option options[] = {
	[KERNEL] = {"--kernel", NULL, "what this machine's kernel has, instead of the engine's process", false},
};

static int run(const struct rk_args *args)
{
	int status = args->values[KERNEL] ? RK_OK : rk_engine();

	if (!status)
		status = each(AXI_BPF_PROG_GET_NEXT_ID, print_prog);
	return status ? status : each(AXI_BPF_MAP_GET_NEXT_ID, print_map);
}

const struct rk_command rk_cmd_list = {
	.operands = "",
	.description = "Lists programs and maps in the engine's process of this user (docs/preload.md), those in eBPF and those in\n"
		       "JavaScript (type js) side by side: id, type, name, how often it ran, the ids of its maps.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0 listed\n2 there is no engine, or no right to ask the kernel",
	.examples = "rk list\nrk list --kernel",
	.run = run,
};
