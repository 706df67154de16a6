/* SPDX-License-Identifier: Apache-2.0
 * fuzz.c - random attributes: sane calls with a few bytes changed, over descriptors and addresses that are good often
 * enough.  Nothing may be written outside, nothing may stay when all descriptors are closed. */
#include "unit/engine/kit.h"
#include "sysbpf/uapi.h"
#include "unit/sysbpf/world.h"

enum { ROUNDS = 20000, OPEN_MAX = 40, ROOM = 4096 };

struct fuzz {
	struct world world;
	u64 random;
	int fds[OPEN_MAX];
	u32 open;
	u8 *room;               /* where attributes point to */
	union bpf_attr attr;
};

/* What user memory there is: changed addresses may be anywhere in this process, and the kernel would write there. */
static void *user_memory(struct fuzz *fuzz, u64 user, size_t bytes)
{
	u64 room = (u64)(uintptr_t)fuzz->room, attr = (u64)(uintptr_t)&fuzz->attr;
	bool in = (user >= room && user - room <= ROOM && bytes <= ROOM - (user - room)) ||
		  (user >= attr && user - attr <= sizeof(fuzz->attr) && bytes <= sizeof(fuzz->attr) - (user - attr));

	return in ? (void *)(uintptr_t)user : NULL;
}

static int copy_in(void *arg, void *to, u64 user, size_t bytes)
{
	const void *at = user_memory(arg, user, bytes);

	if (!at)
		return -AX_EFAULT;
	memcpy(to, at, bytes);
	return 0;
}

static int copy_out(void *arg, u64 user, const void *from, size_t bytes)
{
	void *at = user_memory(arg, user, bytes);

	if (!at)
		return -AX_EFAULT;
	memcpy(at, from, bytes);
	return 0;
}

static u64 below(struct fuzz *fuzz, u64 n)
{
	return test_random(&fuzz->random) % n;
}

static u32 any_fd(struct fuzz *fuzz)
{
	if (!fuzz->open || !below(fuzz, 8))
		return (u32)below(fuzz, 64) - 2;
	return (u32)fuzz->fds[below(fuzz, fuzz->open)];
}

static u64 any_address(struct fuzz *fuzz)
{
	if (!below(fuzz, 16))
		return below(fuzz, 2) ? 0 : test_random(&fuzz->random);
	return (u64)(uintptr_t)fuzz->room + below(fuzz, 64) * 8;
}

static u32 any_size(struct fuzz *fuzz)
{
	static const u32 sizes[] = {0, 1, 4, 8, 16, 24, 64, 96, 192, 232, 4096, 0x7fffffff, 0xffffffff};

	return below(fuzz, 4) ? (u32)below(fuzz, 128) : sizes[below(fuzz, ARRAY_LEN(sizes))];
}

/* Instructions that are often a program: references to maps, arithmetic, an exit. */
static u32 fill_insns(struct fuzz *fuzz)
{
	struct ax_insn *insns = (struct ax_insn *)(void *)fuzz->room;
	u32 count = 2 + (u32)below(fuzz, 12), i = 0;

	memset(insns, 0, 16 * sizeof(*insns));
	while (i + 2 < count) {
		if (below(fuzz, 3)) {
			insns[i++] = MOV((u8)below(fuzz, 11), (s32)test_random(&fuzz->random));
		} else {
			insns[i] = (struct ax_insn){AX_OP_LDDW, (u8)below(fuzz, 11), (u8)below(fuzz, 8), 0, (s32)any_fd(fuzz)};
			insns[i + 1].imm = below(fuzz, 4) ? 0 : (s32)below(fuzz, 16);
			i += 2;
		}
	}
	for (; i + 1 < count; i++)
		insns[i] = MOV(0, 0);
	insns[count - 1] = EXIT();
	return count;
}

/* Every type, as it is made most of the time; value_size 0 where it may be anything. */
static void sane_map(struct fuzz *fuzz, union bpf_attr *attr)
{
	static const struct {
		u32 type, key, value, entries, flags;
	} kinds[] = {
		{1, 4, 0, 0, 0}, {1, 8, 0, 0, 1}, {2, 4, 0, 0, 0}, {2, 4, 0, 0, BPF_F_MMAPABLE}, {3, 4, 4, 0, 0}, {4, 4, 4, 0, 0}, {5, 4, 0, 0, 0},
		{6, 4, 0, 0, 0}, {7, 4, 24, 0, 0}, {8, 4, 4, 0, 0}, {9, 4, 0, 0, 0}, {10, 4, 0, 0, 0}, {11, 8, 0, 0, 1}, {12, 4, 4, 0, 0},
		{13, 4, 4, 0, 0}, {22, 0, 0, 0, 0}, {23, 0, 0, 0, 0}, {27, 0, 0, 4096, 0}, {29, 4, 8, 0, 1}, {30, 0, 4, 0, 0},
		{31, 0, 0, 4096, 0}, {0x4001, 4, 80, 0, 0}, {0x4001, 8, 128, 0, 0},
	};
	u32 i = (u32)below(fuzz, ARRAY_LEN(kinds));

	attr->map_type = kinds[i].type;
	attr->key_size = kinds[i].key;
	attr->value_size = kinds[i].value || kinds[i].entries ? kinds[i].value : 1 + (u32)below(fuzz, 39);
	attr->max_entries = kinds[i].entries || kinds[i].type == 29 ? kinds[i].entries : 1 + (u32)below(fuzz, 9);
	attr->map_flags = kinds[i].flags;
	if (kinds[i].type == 12 || kinds[i].type == 13)
		attr->inner_map_fd = any_fd(fuzz);
	if (kinds[i].type == 29) { /* its types: any that were loaded */
		attr->btf_fd = any_fd(fuzz);
		attr->btf_key_type_id = 1;
		attr->btf_value_type_id = 2;
	}
}

static void sane_prog(struct fuzz *fuzz, union bpf_attr *attr)
{
	static const u32 types[] = {1, 2, 5, 7, 17, 17, 3, 6, 8, 12};

	attr->prog_type = types[below(fuzz, ARRAY_LEN(types))];
	attr->insn_cnt = fill_insns(fuzz);
	attr->insns = (u64)(uintptr_t)fuzz->room;
	memcpy(fuzz->room + ROOM - 8, "GPL", 4);
	attr->license = (u64)(uintptr_t)fuzz->room + ROOM - 8;
	if (below(fuzz, 2)) {
		attr->log_level = (u32)below(fuzz, 16);
		attr->log_buf = (u64)(uintptr_t)fuzz->room + 1024;
		attr->log_size = (u32)below(fuzz, 2048);
	}
	if (!below(fuzz, 4)) {
		attr->prog_btf_fd = any_fd(fuzz);
		attr->line_info = any_address(fuzz);
		attr->line_info_cnt = (u32)below(fuzz, 4);
		attr->line_info_rec_size = below(fuzz, 4) ? 16 : any_size(fuzz);
	}
	if (!below(fuzz, 4))
		attr->fd_array = any_address(fuzz);
}

static void sane(struct fuzz *fuzz, int cmd, union bpf_attr *attr)
{
	switch (cmd) {
	case BPF_MAP_CREATE: sane_map(fuzz, attr); break;
	case BPF_PROG_LOAD: sane_prog(fuzz, attr); break;
	case BPF_PROG_TEST_RUN:
		attr->test.prog_fd = any_fd(fuzz);
		if (below(fuzz, 2)) {
			attr->test.data_in = any_address(fuzz);
			attr->test.data_size_in = any_size(fuzz);
			attr->test.data_out = any_address(fuzz);
		}
		if (below(fuzz, 2)) {
			attr->test.ctx_in = any_address(fuzz);
			attr->test.ctx_size_in = any_size(fuzz);
		}
		break;
	case BPF_OBJ_GET_INFO_BY_FD:
		attr->info.bpf_fd = any_fd(fuzz);
		attr->info.info_len = any_size(fuzz);
		attr->info.info = any_address(fuzz);
		break;
	case BPF_BTF_LOAD: {
		static const u32 ints[] = {0x1eb9f | 1 << 16, 24, 0, 32, 32, 9, 1, 1 << 24, 4, 1 << 24 | 32, 5, 1 << 24, 8, 64};

		attr->btf = any_address(fuzz);
		attr->btf_size = any_size(fuzz);
		if (below(fuzz, 2)) {
			attr->btf = (u64)(uintptr_t)fuzz->room + ROOM - 128;
			attr->btf_size = sizeof(ints) + 9;
			memcpy(fuzz->room + ROOM - 128, ints, sizeof(ints));
			memcpy(fuzz->room + ROOM - 128 + sizeof(ints), "\0int\0u64", 9);
		}
		break;
	}
	case AXI_BPF_SERIES_QUERY: {
		struct axi_attr_series series = {.map_fd = any_fd(fuzz), .what = (u32)below(fuzz, 3), .key = any_address(fuzz),
						 .out = any_address(fuzz), .from = below(fuzz, 2) ? 0 : below(fuzz, 9)};

		series.room = series.what ? any_size(fuzz) : 0;
		memcpy(attr, &series, sizeof(series));
		break;
	}
	case BPF_LINK_CREATE:
		attr->link_create.prog_fd = any_fd(fuzz);
		attr->link_create.target_fd = any_fd(fuzz);
		attr->link_create.attach_type = BPF_PERF_EVENT;
		break;
	case BPF_OBJ_PIN:
	case BPF_OBJ_GET:
		memcpy(fuzz->room + ROOM - 32, WORLD_BPFFS "a", sizeof(WORLD_BPFFS "a"));
		fuzz->room[ROOM - 32 + strlen(WORLD_BPFFS)] = (u8)('a' + below(fuzz, 4));
		attr->pathname = (u64)(uintptr_t)fuzz->room + ROOM - 32;
		attr->bpf_fd = cmd == BPF_OBJ_PIN ? any_fd(fuzz) : 0;
		break;
	case BPF_RAW_TRACEPOINT_OPEN:
		memcpy(fuzz->room + ROOM - 48, "sys_enter", 10);
		attr->raw_tracepoint.name = (u64)(uintptr_t)fuzz->room + ROOM - 48;
		attr->raw_tracepoint.prog_fd = any_fd(fuzz);
		break;
	case BPF_MAP_LOOKUP_BATCH: case BPF_MAP_LOOKUP_AND_DELETE_BATCH: case BPF_MAP_UPDATE_BATCH: case BPF_MAP_DELETE_BATCH:
		attr->batch.map_fd = any_fd(fuzz);
		attr->batch.in_batch = below(fuzz, 2) ? 0 : any_address(fuzz);
		attr->batch.out_batch = any_address(fuzz);
		attr->batch.keys = any_address(fuzz);
		attr->batch.values = any_address(fuzz);
		attr->batch.count = below(fuzz, 8) ? (u32)below(fuzz, 12) : any_size(fuzz);
		break;
	case BPF_LINK_UPDATE: case BPF_PROG_BIND_MAP: case BPF_ITER_CREATE: case BPF_PROG_ATTACH:
		for (u32 i = 0; i < 4; i++)
			((u32 *)attr)[i] = below(fuzz, 3) ? any_fd(fuzz) : 0;
		break;
	case BPF_ENABLE_STATS: case BPF_PROG_QUERY: case BPF_PROG_DETACH: break;
	default:
		attr->map_fd = any_fd(fuzz);
		attr->key = any_address(fuzz);
		attr->value = any_address(fuzz);
		attr->flags = below(fuzz, 4) ? 0 : below(fuzz, 9);
		break;
	}
}

static void close_one(struct fuzz *fuzz)
{
	u32 i = (u32)below(fuzz, fuzz->open);

	world_close(&fuzz->world, fuzz->fds[i]);
	fuzz->fds[i] = fuzz->fds[--fuzz->open];
}

static bool makes_fd(int cmd)
{
	switch (cmd) {
	case BPF_MAP_CREATE: case BPF_PROG_LOAD: case BPF_BTF_LOAD: case BPF_LINK_CREATE:
	case BPF_OBJ_GET: case BPF_RAW_TRACEPOINT_OPEN: case BPF_ENABLE_STATS:
	case BPF_PROG_GET_FD_BY_ID: case BPF_MAP_GET_FD_BY_ID: case BPF_BTF_GET_FD_BY_ID: case BPF_LINK_GET_FD_BY_ID:
		return true;
	default: return false;
	}
}

TEST(sysbpf, random_attributes_do_no_harm)
{
	static const u16 cmds[] = {
		0, 0, 0, 1, 2, 2, 3, 4, 5, 5, 5, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 15, 16, 17, 18, 19, 20, 21, 22, 23,
		24, 25, 26, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, AXI_BPF_SERIES_QUERY,
	};
	static struct fuzz fuzz;
	u32 good = 0, progs = 0;

	fuzz = (struct fuzz){.random = test_seed(), .room = malloc(ROOM)};
	memset(fuzz.room, 0, ROOM);
	world_ours(&fuzz.world);
	fuzz.world.host.copy_in = copy_in; /* its argument is the world, which begins the fuzz */
	fuzz.world.host.copy_out = copy_out;
	fuzz.fds[fuzz.open++] = world_perf(&fuzz.world);
	for (u32 round = 0; round < ROUNDS; round++) {
		int cmd = below(&fuzz, 32) ? cmds[below(&fuzz, ARRAY_LEN(cmds))] : (int)below(&fuzz, 64) - 4;
		u32 size = below(&fuzz, 16) ? sizeof(fuzz.attr) : (u32)below(&fuzz, sizeof(fuzz.attr) + 1);
		long result;

		if (!below(&fuzz, 8))
			for (u32 i = 0; i < 256; i++)
				fuzz.room[below(&fuzz, ROOM - 8)] = (u8)test_random(&fuzz.random);
		fuzz.attr = (union bpf_attr){0};
		sane(&fuzz, cmd, &fuzz.attr);
		for (u32 n = below(&fuzz, 3) ? 0 : 1 + (u32)below(&fuzz, 3); n; n--)
			((u8 *)&fuzz.attr)[below(&fuzz, 80)] = (u8)test_random(&fuzz.random);
		if (cmd == BPF_PROG_TEST_RUN && fuzz.attr.test.repeat > 100)
			fuzz.attr.test.repeat = 100;
		fuzz.world.count = 0;
		result = world_bpf(&fuzz.world, cmd, &fuzz.attr, size);
		good += result >= 0;
		progs += cmd == BPF_PROG_LOAD && result >= 0;
		if (result >= 0 && makes_fd(cmd))
			fuzz.fds[fuzz.open++] = (int)result;
		while (fuzz.open > 1 && (fuzz.open == OPEN_MAX || !below(&fuzz, 16)))
			close_one(&fuzz);
	}
	world_end(&fuzz.world);
	free(fuzz.room);
	CHECK(good > ROUNDS / 50); /* it does reach the commands */
	CHECK(progs > 20);
}
