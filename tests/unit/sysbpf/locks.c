/* SPDX-License-Identifier: Apache-2.0
 * locks.c - maps whose values hold a struct bpf_spin_lock, as their BTF says: which types may, and BPF_F_LOCK. */
#include "world.h"

#define INT  (1u << 24)
#define STRUCT(members) (4u << 24 | (members))

/* 1 u32; 2 struct bpf_spin_lock { u32 val; }; 3 u64; 4 struct value { u32 cnt; struct bpf_spin_lock lock; u64 n; } */
static const struct {
	u16 magic;
	u8 version, flags;
	u32 hdr_len, type_off, type_len, str_off, str_len;
	u32 types[4 + 6 + 4 + 12];
	char strings[44];
} lock_btf = {
	.magic = 0xeb9f, .version = 1, .hdr_len = 24, .type_len = 104, .str_off = 104, .str_len = 44,
	.types = {1, INT, 4, 32, 5, STRUCT(1), 4, 19, 1, 0, 23, INT, 8, 64, 27, STRUCT(3), 16, 33, 1, 0, 37, 2, 32, 42, 3, 64},
	.strings = "\0u32\0bpf_spin_lock\0val\0u64\0value\0cnt\0lock\0n",
};

struct value {
	u32 cnt, lock;
	u64 n;
};

static long element(struct world *world, int cmd, int map, u32 key, struct value *value, u64 flags)
{
	union bpf_attr attr = {.map_fd = (u32)map, .key = (uintptr_t)&key, .value = (uintptr_t)value, .flags = flags};

	return world_bpf(world, cmd, &attr, sizeof(attr));
}

static void use_locks(struct world *world, int map)
{
	struct value value = {1, 77, 2}, out = {9, 9, 9};

	element(world, BPF_MAP_UPDATE_ELEM, map, 1, &value, BPF_F_LOCK | BPF_EXIST);
	element(world, BPF_MAP_UPDATE_ELEM, map, 1, &value, BPF_F_LOCK);
	element(world, BPF_MAP_UPDATE_ELEM, map, 1, &value, BPF_F_LOCK | BPF_NOEXIST);
	element(world, BPF_MAP_UPDATE_ELEM, map, 1, &value, BPF_F_LOCK | 8);
	element(world, BPF_MAP_UPDATE_ELEM, map, 99, &value, BPF_F_LOCK);
	value.n = 3;
	element(world, BPF_MAP_UPDATE_ELEM, map, 1, &value, BPF_F_LOCK);
	for (u64 flags = 0; flags <= BPF_F_LOCK; flags += BPF_F_LOCK) {
		element(world, BPF_MAP_LOOKUP_ELEM, map, 1, &out, flags);
		world_note(world, out.cnt);
		world_note(world, out.lock); /* never shown */
		world_note(world, (long)out.n);
	}
	element(world, BPF_MAP_LOOKUP_ELEM, map, 100, &out, BPF_F_LOCK);
	element(world, BPF_MAP_LOOKUP_AND_DELETE_ELEM, map, 1, &out, BPF_F_LOCK);
	world_note(world, out.lock);
}

/* One element of a map that has no more, in batches. */
static void batches_of_locks(struct world *world, int map)
{
	static const int commands[] = {BPF_MAP_UPDATE_BATCH, BPF_MAP_LOOKUP_BATCH, BPF_MAP_LOOKUP_AND_DELETE_BATCH, BPF_MAP_UPDATE_BATCH,
				       BPF_MAP_DELETE_BATCH};
	static const u64 flags[] = {0, BPF_F_LOCK, BPF_F_LOCK | BPF_EXIST, BPF_EXIST, 8};

	for (u32 f = 0; f < ARRAY_LEN(flags); f++)
		for (u32 c = 0; c < ARRAY_LEN(commands); c++) {
			struct value values[4] = {{f + 1, 77 + c, 40}, {9, 9, 9}};
			u32 keys[4] = {2}, cursor = 0;
			union bpf_attr attr = {.batch = {.map_fd = (u32)map, .keys = (uintptr_t)keys, .values = (uintptr_t)values, .count = 1,
							 .elem_flags = flags[f]}};

			if (commands[c] == BPF_MAP_LOOKUP_BATCH || commands[c] == BPF_MAP_LOOKUP_AND_DELETE_BATCH) {
				attr.batch.out_batch = (uintptr_t)&cursor;
				attr.batch.count = 4;
				values[0].n = 5;
			}
			world_bpf(world, commands[c], &attr, sizeof(attr));
			world_note(world, attr.batch.count);
			world_note(world, values[0].lock);
			world_note(world, (long)values[0].n);
		}
}

static void locks(struct world *world)
{
	static const u32 types[] = {BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_LRU_HASH, BPF_MAP_TYPE_PERCPU_ARRAY,
				    BPF_MAP_TYPE_PERCPU_HASH};
	static const u32 flags[] = {0, BPF_F_RDONLY_PROG, BPF_F_WRONLY_PROG};
	union bpf_attr load = {.btf = (uintptr_t)&lock_btf, .btf_size = sizeof(lock_btf)};
	int btf = (int)world_bpf(world, BPF_BTF_LOAD, &load, sizeof(load));

	for (u32 t = 0; t < ARRAY_LEN(types); t++)
		for (u32 f = 0; f < ARRAY_LEN(flags); f++) {
			union bpf_attr attr = {.map_type = types[t], .key_size = 4, .value_size = 16, .max_entries = 4, .map_flags = flags[f],
					       .btf_fd = (u32)btf, .btf_key_type_id = 1, .btf_value_type_id = 4};
			int map = (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr));

			if (map >= 0)
				use_locks(world, map);
			for (u32 key = 0; map >= 0 && key < 100; key++)
				element(world, BPF_MAP_DELETE_ELEM, map, key, NULL, 0);
			if (map >= 0)
				batches_of_locks(world, map);
			world_close(world, map);
		}
	world_close(world, btf);
}

/* A program that locks element 0 of map 0 in `outer` at byte `at`, counts, and unlocks at byte `other`. */
static void count_inside(struct world *world, int outer, s32 at, s32 other)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = 10, .off = -4},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 2, .src_reg = 10},
		{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 2, .imm = -4},
		{.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = outer},
		{0},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_map_lookup_elem},
		{.code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = 0, .off = 17},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 1, .src_reg = 0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 2, .src_reg = 10},
		{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 2, .imm = -4},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_map_lookup_elem},
		{.code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = 0, .off = 12},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 6, .src_reg = 0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 1, .src_reg = 6},
		{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 1, .imm = at},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_spin_lock},
		{.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = 7, .src_reg = 6, .off = 8},
		{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 7, .imm = 1},
		{.code = BPF_STX | BPF_MEM | BPF_DW, .dst_reg = 6, .src_reg = 7, .off = 8},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 1, .src_reg = 6},
		{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = 1, .imm = other},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_spin_unlock},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 0, .src_reg = 7},
		{.code = BPF_JMP | BPF_EXIT},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = -1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int prog = world_prog(world, BPF_PROG_TYPE_SCHED_CLS, insns, ARRAY_LEN(insns), "GPL");
	u8 packet[64] = {0};
	union bpf_attr attr = {.test = {.prog_fd = (u32)prog, .data_in = (uintptr_t)packet, .data_size_in = sizeof(packet), .repeat = 3}};

	if (prog >= 0) {
		world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
		world_note(world, attr.test.retval);
	}
	world_close(world, prog);
}

static void locks_inside(struct world *world)
{
	static const u32 types[] = {BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_HASH};
	union bpf_attr load = {.btf = (uintptr_t)&lock_btf, .btf_size = sizeof(lock_btf)};
	int btf = (int)world_bpf(world, BPF_BTF_LOAD, &load, sizeof(load));

	for (u32 t = 0; t < ARRAY_LEN(types); t++) {
		union bpf_attr attr = {.map_type = types[t], .key_size = 4, .value_size = 16, .max_entries = 4,
				       .btf_fd = (u32)btf, .btf_key_type_id = 1, .btf_value_type_id = 4};
		int inner = (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr)), outer;
		int plain = world_map(world, types[t], 4, 16, 4, 0);
		struct value value = {1, 77, 40}, out = {9, 9, 9};

		attr = (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .key_size = 4, .value_size = 4, .max_entries = 2,
					.inner_map_fd = (u32)inner};
		outer = (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr));
		element(world, BPF_MAP_UPDATE_ELEM, inner, 0, &value, 0);
		element(world, BPF_MAP_UPDATE_ELEM, outer, 0, (void *)&plain, 0); /* its values have no lock */
		element(world, BPF_MAP_UPDATE_ELEM, outer, 0, (void *)&inner, 0);
		count_inside(world, outer, 4, 4);
		element(world, BPF_MAP_LOOKUP_ELEM, inner, 0, &out, BPF_F_LOCK);
		world_note(world, out.lock);
		world_note(world, (long)out.n);
		count_inside(world, outer, 0, 0);
		count_inside(world, outer, 4, 8);
		world_close(world, outer);
		world_close(world, plain);
		world_close(world, inner);
	}
	world_close(world, btf);
}

TEST(sysbpf, locks_in_values_of_maps_in_maps_answer_as_linux)
{
	world_compare("locks_inside", locks_inside);
}

TEST(sysbpf, locks_in_values_answer_as_linux)
{
	world_compare("locks", locks);
}
