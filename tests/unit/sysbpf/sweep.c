/* SPDX-License-Identifier: Apache-2.0
 * sweep.c - every command with every combination of good and bad arguments, here and on the host's Linux: each case makes its
 * objects, does one call, and looks at what that has changed.  The answers of both must be the same. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "sysbpf/uapi.h"
#include "unit/sysbpf/sweep.h"
#undef MAP_TYPE
#include <sys/mman.h>

/* Two worlds, side by side.  A case's answers are compared as soon as it is over. */
static struct world worlds[2];
static u32 cases, differences, stride, skipped;
static char first[400];

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* Every case takes minutes on Linux, which waits where objects go: all of them where SWEEP is set in the environment, else every
 * `every`th, which ones the seed says. */
void sweep_begin(u32 every)
{
	const char *why = world_linux_refuses();

	if (why)
		test_skip(why);
	world_ours(&worlds[0]);
	world_linux(&worlds[1]);
	cases = differences = 0;
	stride = getenv("SWEEP") ? 1 : every;
	skipped = (u32)(test_seed() % stride);
}

void sweep_end(void)
{
	world_end(&worlds[0]);
	if (getenv("SWEEP"))
		printf("%u cases, %u differences\n", cases, differences);
	if (differences)
		test_fail(__FILE__, __LINE__, "%u of %u cases differ; the first: %s", differences, cases, first);
}

void sweep_case(void (*run)(struct world *world, const void *arg), const void *arg, const char *name)
{
	struct world *ours = &worlds[0], *theirs = &worlds[1];
	u32 i = 0;

	if (++skipped % stride)
		return;
	cases++;
	ours->count = theirs->count = 0;
	run(ours, arg);
	run(theirs, arg);
	while (i < ours->count && i < theirs->count && ours->lines[i] == theirs->lines[i] && ours->answers[i] == theirs->answers[i])
		i++;
	if (i == ours->count && i == theirs->count)
		return;
	if (!differences++)
		snprintf(first, sizeof(first), "%s: answer %u (line %d): we say %ld, Linux says %ld", name, i,
			 i < ours->count ? ours->lines[i] : 0, i < ours->count ? ours->answers[i] : 0,
			 i < theirs->count ? theirs->answers[i] : 0);
	if (getenv("SWEEP"))
		printf("%s: answer %u (line %d): we say %ld, Linux says %ld\n", name, i, i < ours->count ? ours->lines[i] : 0,
		       i < ours->count ? ours->answers[i] : 0, i < theirs->count ? theirs->answers[i] : 0);
}

/* ---- maps of every type ---- */

struct kind {
	const char *name;
	u32 type, key, value, entries, flags;
	u64 extra;
};

static const struct kind kinds[] = {
	{"hash", BPF_MAP_TYPE_HASH, 4, 8, 3, 0, 0},
	{"hash elastic", BPF_MAP_TYPE_HASH, 4, 8, 3, BPF_F_NO_PREALLOC, 0},
	{"array", BPF_MAP_TYPE_ARRAY, 4, 8, 3, 0, 0},
	{"array mmap", BPF_MAP_TYPE_ARRAY, 4, 8, 3, BPF_F_MMAPABLE, 0},
	{"prog array", BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 3, 0, 0},
	{"perf array", BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 3, 0, 0},
	{"percpu hash", BPF_MAP_TYPE_PERCPU_HASH, 4, 8, 3, 0, 0},
	{"percpu array", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 3, 0, 0},
	{"stack trace", BPF_MAP_TYPE_STACK_TRACE, 4, 16, 3, 0, 0},
	{"cgroup array", BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4, 3, 0, 0},
	{"lru hash", BPF_MAP_TYPE_LRU_HASH, 4, 8, 64, 0, 0},
	{"lru percpu", BPF_MAP_TYPE_LRU_PERCPU_HASH, 4, 8, 64, 0, 0},
	{"lpm", BPF_MAP_TYPE_LPM_TRIE, 8, 8, 3, BPF_F_NO_PREALLOC, 0},
	{"array of maps", BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 3, 0, 0},
	{"hash of maps", BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4, 3, 0, 0},
	{"queue", BPF_MAP_TYPE_QUEUE, 0, 8, 3, 0, 0},
	{"stack", BPF_MAP_TYPE_STACK, 0, 8, 3, 0, 0},
	{"ring", BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0, 0},
	{"bloom", BPF_MAP_TYPE_BLOOM_FILTER, 0, 8, 3, BPF_F_ZERO_SEED, 0},
	{"user ring", BPF_MAP_TYPE_USER_RINGBUF, 0, 0, 4096, 0, 0},
};

/* What a descriptor that stands in a map or an attribute may be. */
enum fd_kind { FD_NONE, FD_FILE, FD_MAP, FD_PROG, FD_BTF, FD_KINDS };

static int some_prog(struct world *world)
{
	static const struct bpf_insn insns[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 7}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};

	return world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, insns, 2, "GPL");
}

int sweep_btf(struct world *world)
{
	static const struct {
		struct btf_header {
			u16 magic;
			u8 version, flags;
			u32 hdr_len, type_off, type_len, str_off, str_len;
		} head;
		u32 types[4];
		char strings[5];
	} btf = {{0xeb9f, 1, 0, 24, 0, 16, 16, 5}, {1, 1 << 24, 4, 1 << 24 | 32}, "\0int"};
	union bpf_attr attr = {.btf = at(&btf), .btf_size = sizeof(btf.head) + 16 + 5};

	return (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr));
}

static int some_fd(struct world *world, enum fd_kind kind)
{
	switch (kind) {
	case FD_NONE: return -1;
	case FD_FILE: return dup(0);
	case FD_MAP: return world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 3, 0);
	case FD_PROG: return some_prog(world);
	default: return sweep_btf(world);
	}
}

static int make(struct world *world, const struct kind *kind, u32 more_flags)
{
	union bpf_attr attr = {
		.map_type = kind->type, .key_size = kind->key, .value_size = kind->value, .max_entries = kind->entries,
		.map_flags = kind->flags | more_flags, .map_extra = kind->extra,
	};
	int inner = -1, map;

	if (kind->type == BPF_MAP_TYPE_ARRAY_OF_MAPS || kind->type == BPF_MAP_TYPE_HASH_OF_MAPS) {
		inner = some_fd(world, FD_MAP);
		attr.inner_map_fd = (u32)inner;
	}
	map = (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr));
	world_close(world, inner);
	return map;
}

static enum fd_kind held_by(u32 type)
{
	return type == BPF_MAP_TYPE_PROG_ARRAY ? FD_PROG :
	       type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS ? FD_MAP : FD_NONE;
}

static bool holds(u32 type)
{
	return held_by(type) || type == BPF_MAP_TYPE_PERF_EVENT_ARRAY || type == BPF_MAP_TYPE_CGROUP_ARRAY;
}

/* ---- elements ---- */

static u8 room[2][SWEEP_ROOM];

u8 *sweep_room(const struct world *world)
{
	return room[world->linux_];
}

enum where { GOOD, OTHER, BEYOND, NO, BAD, WHERES }; /* the key that is there, one that is not, an index too large, NULL, a bad address */
static const char *const where_names[] = {"good", "other", "beyond", "null", "bad"};

static u64 key_at(struct world *world, const struct kind *kind, enum where where)
{
	u32 *key = (u32 *)(void *)sweep_room(world);

	memset(key, 0, 64);
	key[0] = kind->type == BPF_MAP_TYPE_LPM_TRIE ? 32 : 1;
	key[1] = kind->type == BPF_MAP_TYPE_LPM_TRIE ? 5 : 0;
	switch (where) {
	case GOOD: return at(key);
	case OTHER:
		if (kind->type == BPF_MAP_TYPE_LPM_TRIE)
			key[1] = 9;
		else
			key[0] = 2;
		return at(key);
	case BEYOND: key[0] = 77; return at(key);
	case NO: return 0;
	default: return 8;
	}
}

static u8 *value_of(struct world *world)
{
	return sweep_room(world) + 1024;
}

/* One element under the good key (of a queue: one in it). */
static void fill(struct world *world, const struct kind *kind, int map)
{
	union bpf_attr attr = {.map_fd = (u32)map, .key = kind->key ? key_at(world, kind, GOOD) : 0, .value = at(value_of(world))};
	int fd = -1;

	memset(value_of(world), 0x11, 512);
	if (held_by(kind->type)) {
		fd = some_fd(world, held_by(kind->type));
		memcpy(value_of(world), &fd, 4);
	}
	world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr));
	world_close(world, fd);
}

/* What the map has now: under three keys. */
static void look(struct world *world, const struct kind *kind, int map)
{
	for (enum where where = GOOD; where <= BEYOND; where++) {
		union bpf_attr attr = {.map_fd = (u32)map, .key = kind->key ? key_at(world, kind, where) : 0, .value = at(value_of(world))};

		memset(value_of(world), 0x77, 64);
		world_bpf(world, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
		if (!holds(kind->type)) /* ids differ */
			world_note(world, value_of(world)[0]);
	}
}

void sweep_note_bytes(struct world *world, const void *bytes, u32 count)
{
	u64 sum = 14695981039346656037u;

	for (u32 i = 0; i < count; i++)
		sum = (sum ^ ((const u8 *)bytes)[i]) * 1099511628211u;
	world_note(world, sum >> 1);
}

enum access { BOTH, RDONLY, WRONLY, FROZEN, ACCESSES };
static const char *const access_names[] = {"rw", "rdonly", "wronly", "frozen"};
enum value { V_GOOD, V_NULL, V_BAD, V_FD }; /* V_FD + enum fd_kind: a descriptor */

struct elem {
	const struct kind *kind;
	enum access access;
	int cmd;
	u64 flags;
	enum where key;
	u32 value;
	bool empty;
};

static int open_map(struct world *world, const struct kind *kind, enum access access)
{
	static const u32 flags[] = {[RDONLY] = BPF_F_RDONLY, [WRONLY] = BPF_F_WRONLY, [FROZEN] = 0};

	return make(world, kind, flags[access]);
}

static void freeze(struct world *world, int map)
{
	union bpf_attr attr = {.map_fd = (u32)map};

	world_bpf(world, BPF_MAP_FREEZE, &attr, sizeof(attr));
}

static void elem_case(struct world *world, const void *arg)
{
	const struct elem *e = arg;
	int map = open_map(world, e->kind, e->access), fd = -1;
	union bpf_attr attr = {.map_fd = (u32)map, .flags = e->flags};
	u8 *value = value_of(world);

	if (map < 0)
		return;
	if (!e->empty)
		fill(world, e->kind, map);
	if (e->access == FROZEN)
		freeze(world, map);
	if (e->value >= V_FD)
		fd = some_fd(world, (enum fd_kind)(e->value - V_FD));
	attr.key = key_at(world, e->kind, e->key);
	attr.value = e->value == V_NULL ? 0 : e->value == V_BAD ? 8 : at(value);
	if (e->cmd == BPF_MAP_DELETE_ELEM)
		attr.value = attr.flags = 0;
	if (e->cmd == BPF_MAP_GET_NEXT_KEY)
		attr.flags = 0;
	memset(value, 0x22, 512);
	if (e->value >= V_FD)
		memcpy(value, &fd, 4);
	world_bpf(world, e->cmd, &attr, sizeof(attr));
	if (!holds(e->kind->type))
		sweep_note_bytes(world, value, 16);
	look(world, e->kind, map);
	world_close(world, fd);
	world_close(world, map);
}

static const u64 elem_flags[] = {0, 1, 2, 3, 4, 5, 6, 8, 16, UINT64_C(1) << 32, UINT64_C(1) << 63};

TEST(sysbpf, elements_of_every_map_with_any_arguments_answer_as_linux)
{
	static const int cmds[] = {BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_MAP_DELETE_ELEM, BPF_MAP_GET_NEXT_KEY,
				   BPF_MAP_LOOKUP_AND_DELETE_ELEM};

	sweep_begin(61);
	for (u32 k = 0; k < ARRAY_LEN(kinds); k++)
		for (u32 access = 0; access < ACCESSES; access++)
			for (u32 c = 0; c < ARRAY_LEN(cmds); c++)
				for (u32 f = 0; f < ARRAY_LEN(elem_flags); f++)
					for (u32 key = 0; key < WHERES; key++)
						for (u32 value = 0; value < (holds(kinds[k].type) ? V_FD + FD_KINDS : V_FD); value++) {
							struct elem e = {&kinds[k], access, cmds[c], elem_flags[f], key, value, false};

							if (f && (cmds[c] == BPF_MAP_DELETE_ELEM || cmds[c] == BPF_MAP_GET_NEXT_KEY))
								continue;
							SWEEP(elem_case, &e, "%s %s command %d flags 0x%llx key %s value %u", kinds[k].name,
							      access_names[access], cmds[c], (unsigned long long)elem_flags[f],
							      where_names[key], value);
							if (f < 5 && access == BOTH) {
								e.empty = true;
								SWEEP(elem_case, &e, "empty %s command %d flags 0x%llx key %s value %u",
								      kinds[k].name, cmds[c], (unsigned long long)elem_flags[f],
								      where_names[key], value);
							}
						}
	sweep_end();
}

/* ---- batches ---- */

struct batch {
	const struct kind *kind;
	enum access access;
	int cmd;
	u64 elem_flags, flags;
	u32 count, filled;
	bool second;        /* after a first call that took one: from its cursor */
	u8 in, out, keys, values; /* enum where: GOOD, NO, BAD */
};

static u64 place(const u8 *at_, u8 where)
{
	return where == GOOD ? at(at_) : where == NO ? 0 : 8;
}

/* The keys 0, 1 .. under which values of their own stand. */
static void fill_some(struct world *world, const struct kind *kind, int map, u32 count)
{
	for (u32 i = 0; i < count; i++) {
		u32 key[2] = {kind->type == BPF_MAP_TYPE_LPM_TRIE ? 32 : i, kind->type == BPF_MAP_TYPE_LPM_TRIE ? i : 0};
		union bpf_attr attr = {.map_fd = (u32)map, .key = kind->key ? at(key) : 0, .value = at(value_of(world))};
		int fd = -1;

		memset(value_of(world), (int)(0x40 + i), 512);
		if (held_by(kind->type)) {
			fd = some_fd(world, held_by(kind->type));
			memcpy(value_of(world), &fd, 4);
		}
		world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr));
		world_close(world, fd);
	}
}

static u32 byte_sum(const u8 *bytes, u32 count)
{
	u32 sum = 0;

	while (count--)
		sum += *bytes++;
	return sum;
}

static void batch_case(struct world *world, const void *arg)
{
	const struct batch *b = arg;
	u8 *mine = sweep_room(world), *cursor = mine + 8192, *after = mine + 8256, *keys = mine + 8320, *values = mine + 10240;
	int map = open_map(world, b->kind, b->access), fd = -1;
	union bpf_attr attr = {.batch = {.map_fd = (u32)map, .count = b->count, .elem_flags = b->elem_flags, .flags = b->flags}};
	u32 step = b->kind->key ? b->kind->key : 1;

	if (map < 0)
		return;
	fill_some(world, b->kind, map, b->filled);
	if (b->access == FROZEN)
		freeze(world, map);
	memset(cursor, 0, 128);
	if (b->second) {
		union bpf_attr one = {.batch = {.map_fd = (u32)map, .count = 2, .out_batch = at(cursor), .keys = at(keys), .values = at(values)}};

		world_bpf(world, BPF_MAP_LOOKUP_BATCH, &one, sizeof(one));
	}
	memset(keys, 0, 1920);
	memset(values, 0x33, 512);
	for (u32 i = 0; i < 4; i++) {
		u32 key[2] = {b->kind->type == BPF_MAP_TYPE_LPM_TRIE ? 32 : 2 - (i < 2 ? i : 2), i};

		memcpy(keys + (size_t)i * step, key, step < 8 ? step : 8);
	}
	if (held_by(b->kind->type)) {
		fd = some_fd(world, held_by(b->kind->type));
		for (u32 i = 0; i < 4; i++)
			memcpy(values + 4 * i, &fd, 4);
	}
	attr.batch.in_batch = b->second ? at(cursor) : place(cursor, b->in);
	attr.batch.out_batch = place(after, b->out);
	attr.batch.keys = place(keys, b->keys);
	attr.batch.values = place(values, b->values);
	world_bpf(world, b->cmd, &attr, sizeof(attr));
	world_note(world, attr.batch.count);
	if (!holds(b->kind->type)) { /* in whatever order */
		world_note(world, byte_sum(keys, attr.batch.count < 4 ? attr.batch.count * step : 0));
		world_note(world, byte_sum(values, attr.batch.count < 4 ? attr.batch.count * b->kind->value : 0));
	}
	look(world, b->kind, map);
	world_close(world, fd);
	world_close(world, map);
}

static bool is_hash(u32 type)
{
	return type == BPF_MAP_TYPE_HASH || type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_LRU_HASH ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

TEST(sysbpf, batches_on_every_map_with_any_arguments_answer_as_linux)
{
	static const int cmds[] = {BPF_MAP_LOOKUP_BATCH, BPF_MAP_LOOKUP_AND_DELETE_BATCH, BPF_MAP_UPDATE_BATCH, BPF_MAP_DELETE_BATCH};
	static const u64 flags[][2] = {{0, 0}, {1, 0}, {2, 0}, {4, 0}, {8, 0}, {0, 1}, {0, 4}, {UINT64_C(1) << 40, 0}, {0, UINT64_C(1) << 40}};
	static const u8 places[][4] = {{NO, GOOD, GOOD, GOOD}, {GOOD, GOOD, GOOD, GOOD}, {BAD, GOOD, GOOD, GOOD}, {NO, NO, GOOD, GOOD},
				       {NO, BAD, GOOD, GOOD}, {NO, GOOD, NO, GOOD}, {NO, GOOD, BAD, GOOD}, {NO, GOOD, GOOD, NO},
				       {NO, GOOD, GOOD, BAD}};
	static const u32 counts[] = {0, 1, 2, 3, 4, 100};

	sweep_begin(67);
	for (u32 k = 0; k < ARRAY_LEN(kinds); k++)
		for (u32 access = 0; access < ACCESSES; access++)
			for (u32 c = 0; c < ARRAY_LEN(cmds); c++)
				for (u32 f = 0; f < ARRAY_LEN(flags); f++)
					for (u32 p = 0; p <= ARRAY_LEN(places); p++)
						for (u32 n = 0; n < ARRAY_LEN(counts); n++)
							for (u32 filled = 0; filled <= 3; filled++) {
								const u8 *at_ = places[p < ARRAY_LEN(places) ? p : 0];
								struct batch b = {&kinds[k], access, cmds[c], flags[f][0], flags[f][1], counts[n],
										  filled, p == ARRAY_LEN(places), at_[0], at_[1], at_[2], at_[3]};

								/* which of several elements of a hash map come first is its own affair */
								if ((access && (f > 1 || p > 3)) || filled == 2 ||
								    (filled && (filled > 1) == is_hash(kinds[k].type)))
									continue;
								SWEEP(batch_case, &b, "%s %s command %d flags 0x%llx 0x%llx places %u count %u of %u",
								      kinds[k].name, access_names[access], cmds[c],
								      (unsigned long long)flags[f][0], (unsigned long long)flags[f][1], p,
								      counts[n], filled);
							}
	sweep_end();
}

/* ---- making maps ---- */

struct creation {
	union bpf_attr attr;
	enum fd_kind inner, btf;
};

static void creation_case(struct world *world, const void *arg)
{
	const struct creation *c = arg;
	union bpf_attr attr = c->attr;
	int inner = c->inner ? some_fd(world, c->inner) : -1, btf = c->btf ? some_fd(world, c->btf) : -1;

	if (c->inner)
		attr.inner_map_fd = (u32)inner;
	if (c->btf)
		attr.btf_fd = (u32)btf;
	world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr)));
	world_close(world, inner);
	world_close(world, btf);
}

/* Types that Linux has and this engine has not: there the answers say so. */
static bool known(u32 type)
{
	for (u32 k = 0; k < ARRAY_LEN(kinds); k++)
		if (kinds[k].type == type)
			return true;
	return !type || type > 40;
}

TEST(sysbpf, maps_of_any_size_and_flags_are_made_as_on_linux)
{
	static const u32 sizes[] = {0, 1, 4, 5, 8, 260, 261, 512, 513, 1 << 16, 1 << 22, 0x7ffffff8, 0xffffffff};
	static const u32 entries[] = {0, 1, 3, 4096, 4097, 65536, 1u << 31, 0xffffffff};

	sweep_begin(29);
	for (u32 type = 0; type < 42; type++) {
		if (!known(type))
			continue;
		for (u32 key = 0; key < ARRAY_LEN(sizes); key++)
			for (u32 value = 0; value < ARRAY_LEN(sizes); value++)
				for (u32 n = 0; n < ARRAY_LEN(entries); n++) {
					struct creation c = {.attr = {.map_type = type, .key_size = sizes[key], .value_size = sizes[value],
								      .max_entries = entries[n]}, .inner = FD_MAP};

					/* what fits into memory is each system's own affair */
					if ((u64)sizes[value] * entries[n] > 1 << 20 && sizes[value] && entries[n] && sizes[value] < 1 << 22)
						continue;
					if (type == BPF_MAP_TYPE_ARRAY && sizes[value] > 1 << 22 && entries[n])
						continue;
					if (entries[n] > 65536 || (u64)sizes[key] * entries[n] > 1 << 24 || sizes[value] == 1 << 22)
						continue;
					if (type == BPF_MAP_TYPE_HASH_OF_MAPS || type == BPF_MAP_TYPE_ARRAY_OF_MAPS || key > 9 || value > 9 ||
					    (key * 7 + value * 3 + n) % 2 == 0)
						SWEEP(creation_case, &c, "type %u key %u value %u entries %u", type, sizes[key], sizes[value],
						      entries[n]);
				}
	}
	for (u32 k = 0; k < ARRAY_LEN(kinds); k++)
		for (u32 a = 0; a < 32; a++)
			for (u32 b = a; b < 32; b++)
				for (u32 extra = 0; extra < 5; extra++) {
					static const u64 extras[] = {0, 1, 15, 16, UINT64_C(1) << 32};
					struct creation c = {.attr = {.map_type = kinds[k].type, .key_size = kinds[k].key, .value_size = kinds[k].value,
								      .max_entries = kinds[k].entries, .map_extra = extras[extra],
								      .map_flags = 1u << a | 1u << b}, .inner = FD_MAP};

					/* our rings have options there, and Linux 6.19's flag */
					if ((kinds[k].type == BPF_MAP_TYPE_RINGBUF && (extra || a == 19 || b == 19)) ||
					    /* a descriptor of a token, of rights over memory: docs/bpf-syscall.md */
					    a == 16 || b == 16)
						continue;
					if (!extra || a == b)
						SWEEP(creation_case, &c, "%s flags 0x%x extra 0x%llx", kinds[k].name, 1u << a | 1u << b,
						      (unsigned long long)extras[extra]);
				}
	for (u32 k = 0; k < ARRAY_LEN(kinds); k++)
		for (u32 inner = 0; inner < FD_KINDS; inner++)
			for (u32 btf = 0; btf < FD_KINDS; btf++)
				for (u32 id = 0; id < 9; id++) {
					struct creation c = {.attr = {.map_type = kinds[k].type, .key_size = kinds[k].key, .value_size = kinds[k].value,
								      .max_entries = kinds[k].entries, .map_flags = kinds[k].flags,
								      .btf_key_type_id = id % 3, .btf_value_type_id = id / 3}, .inner = inner, .btf = btf};

					SWEEP(creation_case, &c, "%s inner %u btf %u key type %u value type %u", kinds[k].name, inner, btf, id % 3,
					      id / 3);
				}
	sweep_end();
}

/* ---- one byte of a good call is another ----
 * Not PROG_ATTACH, PROG_DETACH, PROG_QUERY: Linux has cgroups, and says EBADF of what is none. */

static const struct good {
	const char *name;
	int cmd;
	u32 bytes; /* of the attributes that mean something */
} good[] = {
	{"map create", BPF_MAP_CREATE, 72}, {"lookup", BPF_MAP_LOOKUP_ELEM, 32}, {"update", BPF_MAP_UPDATE_ELEM, 32},
	{"delete", BPF_MAP_DELETE_ELEM, 32}, {"next key", BPF_MAP_GET_NEXT_KEY, 32}, {"prog load", BPF_PROG_LOAD, 152},
	{"get", BPF_OBJ_GET, 20},
	{"test run", BPF_PROG_TEST_RUN, 80}, {"next prog", BPF_PROG_GET_NEXT_ID, 12}, {"prog by id", BPF_PROG_GET_FD_BY_ID, 12},
	{"map by id", BPF_MAP_GET_FD_BY_ID, 12}, {"info", BPF_OBJ_GET_INFO_BY_FD, 16},
	{"raw tracepoint", BPF_RAW_TRACEPOINT_OPEN, 24}, {"btf load", BPF_BTF_LOAD, 40}, {"btf by id", BPF_BTF_GET_FD_BY_ID, 12},
	{"task fd", BPF_TASK_FD_QUERY, 48}, {"take", BPF_MAP_LOOKUP_AND_DELETE_ELEM, 32}, {"freeze", BPF_MAP_FREEZE, 32},
	{"lookup batch", BPF_MAP_LOOKUP_BATCH, 56}, {"link create", BPF_LINK_CREATE, 64}, {"link update", BPF_LINK_UPDATE, 16},
	{"link by id", BPF_LINK_GET_FD_BY_ID, 12}, {"stats", BPF_ENABLE_STATS, 4}, {"iter", BPF_ITER_CREATE, 8},
	{"link detach", BPF_LINK_DETACH, 4}, {"bind map", BPF_PROG_BIND_MAP, 12}, {"token", AXI_BPF_TOKEN_CREATE, 8},
};

struct changed {
	const struct good *good;
	u32 at, more_at, size;
	u8 byte, more;
};

static const struct bpf_insn trivial[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 7}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};

/* Fills in a call that succeeds; what it needs stays open in fds[]. */
static void fill_good(struct world *world, int cmd, union bpf_attr *attr, int fds[3])
{
	u8 *mine = sweep_room(world);
	union bpf_attr raw = {.raw_tracepoint = {.name = at("sys_enter")}};

	memset(mine, 0, 4096);
	fds[0] = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 3, 0);
	fds[1] = world_prog(world, cmd == BPF_PROG_TEST_RUN ? BPF_PROG_TYPE_SOCKET_FILTER : BPF_PROG_TYPE_RAW_TRACEPOINT, trivial, 2, "GPL");
	fds[2] = -1;
	switch (cmd) {
	case BPF_MAP_CREATE:
		attr->map_type = BPF_MAP_TYPE_ARRAY;
		attr->key_size = 4;
		attr->value_size = 8;
		attr->max_entries = 3;
		break;
	case BPF_PROG_LOAD:
		attr->prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
		attr->insns = at(trivial);
		attr->insn_cnt = 2;
		attr->license = at("GPL");
		break;
	case BPF_PROG_TEST_RUN:
		attr->test.prog_fd = (u32)fds[1];
		attr->test.data_in = at(mine);
		attr->test.data_size_in = 64;
		attr->test.data_out = at(mine + 1024);
		attr->test.data_size_out = 64;
		break;
	case BPF_OBJ_GET_INFO_BY_FD:
		attr->info.bpf_fd = (u32)fds[0];
		attr->info.info = at(mine);
		attr->info.info_len = 80;
		break;
	case BPF_RAW_TRACEPOINT_OPEN:
		attr->raw_tracepoint.name = at("sys_enter");
		attr->raw_tracepoint.prog_fd = (u32)fds[1];
		break;
	case BPF_BTF_LOAD: {
		static const u32 words[] = {0x1eb9f | 1 << 16, 24, 0, 16, 16, 5, 1, 1 << 24, 4, 1 << 24 | 32};

		memcpy(mine, words, sizeof(words));
		memcpy(mine + sizeof(words), "\0int", 5);
		attr->btf = at(mine);
		attr->btf_size = sizeof(words) + 5;
		break;
	}
	case BPF_MAP_LOOKUP_BATCH:
		attr->batch.map_fd = (u32)fds[0];
		attr->batch.out_batch = at(mine);
		attr->batch.keys = at(mine + 64);
		attr->batch.values = at(mine + 128);
		attr->batch.count = 2;
		break;
	case BPF_LINK_CREATE:
		attr->link_create.prog_fd = (u32)fds[1];
		attr->link_create.attach_type = BPF_TRACE_RAW_TP;
		break;
	case BPF_LINK_UPDATE: case BPF_LINK_DETACH: case BPF_ITER_CREATE:
		raw.raw_tracepoint.prog_fd = (u32)fds[1];
		fds[2] = (int)world_bpf(world, BPF_RAW_TRACEPOINT_OPEN, &raw, sizeof(raw));
		attr->link_update.link_fd = (u32)fds[2];
		if (cmd == BPF_LINK_UPDATE)
			attr->link_update.new_prog_fd = (u32)fds[1];
		break;
	case BPF_PROG_BIND_MAP:
		attr->prog_bind_map.prog_fd = (u32)fds[1];
		attr->prog_bind_map.map_fd = (u32)fds[0];
		break;
	case BPF_PROG_ATTACH: case BPF_PROG_DETACH:
		attr->target_fd = (u32)fds[0];
		attr->attach_bpf_fd = (u32)fds[1];
		attr->attach_type = BPF_CGROUP_INET_INGRESS;
		break;
	case BPF_TASK_FD_QUERY:
		attr->task_fd_query.pid = (u32)getpid();
		attr->task_fd_query.fd = (u32)fds[0];
		break;
	case BPF_OBJ_PIN: case BPF_OBJ_GET:
		attr->pathname = at("/nowhere/at/all");
		attr->bpf_fd = cmd == BPF_OBJ_PIN ? (u32)fds[0] : 0;
		break;
	case BPF_PROG_QUERY: case BPF_ENABLE_STATS: case AXI_BPF_TOKEN_CREATE: case BPF_PROG_GET_NEXT_ID: case BPF_PROG_GET_FD_BY_ID:
	case BPF_MAP_GET_FD_BY_ID: case BPF_BTF_GET_FD_BY_ID: case BPF_LINK_GET_FD_BY_ID: break;
	default:
		attr->map_fd = (u32)fds[0];
		attr->key = at(mine);
		if (cmd != BPF_MAP_DELETE_ELEM && cmd != BPF_MAP_FREEZE)
			attr->value = at(mine + 64);
		if (cmd == BPF_MAP_FREEZE)
			attr->key = 0;
		break;
	}
}

static bool gives_fd(int cmd)
{
	return cmd == BPF_MAP_CREATE || cmd == BPF_PROG_LOAD || cmd == BPF_RAW_TRACEPOINT_OPEN || cmd == BPF_BTF_LOAD ||
	       cmd == BPF_LINK_CREATE || cmd == BPF_ENABLE_STATS || cmd == BPF_OBJ_GET || cmd == BPF_PROG_GET_FD_BY_ID ||
	       cmd == BPF_MAP_GET_FD_BY_ID || cmd == BPF_BTF_GET_FD_BY_ID || cmd == BPF_LINK_GET_FD_BY_ID || cmd == BPF_ITER_CREATE;
}

static void changed_case(struct world *world, const void *arg)
{
	const struct changed *c = arg;
	union {
		union bpf_attr attr;
		u8 bytes[512];
	} a;
	int fds[3];
	long got;

	memset(&a, 0, sizeof(a));
	fill_good(world, c->good->cmd, &a.attr, fds);
	if (c->at < sizeof(a))
		a.bytes[c->at] ^= c->byte;
	if (c->more_at < sizeof(a))
		a.bytes[c->more_at] ^= c->more;
	if (c->good->cmd == BPF_PROG_TEST_RUN && a.attr.test.repeat > 1000)
		a.attr.test.repeat = 1000;
	got = world_bpf(world, c->good->cmd, &a, c->size);
	if (got >= 0 && gives_fd(c->good->cmd))
		world_close(world, (int)got);
	for (u32 i = 0; i < 3; i++)
		world_close(world, fds[i]);
}

static const struct {
	u32 cmd, at;
} pointers[] = {
	{BPF_MAP_LOOKUP_ELEM, 8}, {BPF_MAP_LOOKUP_ELEM, 16}, {BPF_MAP_UPDATE_ELEM, 8}, {BPF_MAP_UPDATE_ELEM, 16}, {BPF_MAP_DELETE_ELEM, 8},
	{BPF_MAP_GET_NEXT_KEY, 8}, {BPF_MAP_GET_NEXT_KEY, 16}, {BPF_MAP_LOOKUP_AND_DELETE_ELEM, 8}, {BPF_MAP_LOOKUP_AND_DELETE_ELEM, 16},
	{BPF_PROG_LOAD, 8}, {BPF_PROG_LOAD, 16}, {BPF_PROG_LOAD, 32}, {BPF_OBJ_PIN, 0}, {BPF_OBJ_GET, 0}, {BPF_PROG_TEST_RUN, 16},
	{BPF_PROG_TEST_RUN, 24}, {BPF_PROG_TEST_RUN, 48}, {BPF_PROG_TEST_RUN, 56}, {BPF_OBJ_GET_INFO_BY_FD, 8}, {BPF_RAW_TRACEPOINT_OPEN, 0},
	{BPF_BTF_LOAD, 0}, {BPF_BTF_LOAD, 8}, {BPF_MAP_LOOKUP_BATCH, 0}, {BPF_MAP_LOOKUP_BATCH, 8}, {BPF_MAP_LOOKUP_BATCH, 16},
	{BPF_MAP_LOOKUP_BATCH, 24}, {BPF_TASK_FD_QUERY, 16}, {BPF_PROG_QUERY, 16}, {BPF_MAP_FREEZE, 8}, {BPF_MAP_FREEZE, 16},
};

/* Numbers of objects and of descriptors are each system's own, and so are addresses that happen to be good. */
static bool is_own(const struct good *g, u32 at_)
{
	u32 cmd = (u32)g->cmd;

	for (u32 i = 0; i < ARRAY_LEN(pointers); i++) /* another address may be good, too, and what is there would be written */
		if (pointers[i].cmd == cmd && at_ >= pointers[i].at && at_ < pointers[i].at + 5)
			return true;
	switch (cmd) {
	case BPF_PROG_GET_FD_BY_ID: case BPF_MAP_GET_FD_BY_ID: case BPF_LINK_GET_FD_BY_ID: case BPF_PROG_GET_NEXT_ID: return at_ < 4;
	case BPF_BTF_GET_FD_BY_ID: return at_ < 16; /* Linux 6.17 takes rights there */
	case BPF_MAP_CREATE: return (at_ >= 12 && at_ < 16) /* how much memory there is */ || (at_ >= 44 && at_ < 48) /* network devices */ || at_ == 22 /* a token */;
	case BPF_PROG_LOAD: return (at_ >= 4 && at_ < 8) || at_ >= 148 || at_ == 46; /* other instructions; a token; Linux 6.14's fd_array_cnt */
	case BPF_PROG_TEST_RUN: return at_ == 64; /* Linux 6.15's flag 4 */
	case BPF_TASK_FD_QUERY: return at_ < 4; /* other processes */
	case BPF_BTF_LOAD: return at_ == 34; /* with rights from a token, which nobody has here */
	default: return false;
	}
}

TEST(sysbpf, calls_with_one_byte_changed_answer_as_linux)
{
	static const u8 bytes[] = {1, 2, 4, 0x80, 0xff};
	u64 seed = test_seed();

	sweep_begin(17);
	for (u32 g = 0; g < ARRAY_LEN(good); g++) {
		for (u32 at_ = 0; at_ <= 152; at_++)
			for (u32 b = 0; b < ARRAY_LEN(bytes); b++) {
				struct changed c = {&good[g], at_ == 152 ? 1000 : at_, 1000, 152, bytes[b], 0};

				if (!is_own(&good[g], at_))
					SWEEP(changed_case, &c, "%s byte %u ^ 0x%x", good[g].name, at_, bytes[b]);
			}
		for (u32 size = 0; size <= 400; size += size < 170 ? 1 : 46) {
			struct changed c = {&good[g], 1000, 1000, size, 0, 0};

			if (good[g].cmd == BPF_TASK_FD_QUERY && size < 4)
				continue; /* another process's number */

			SWEEP(changed_case, &c, "%s size %u", good[g].name, size);
		}
		for (u32 i = 0; i < 300; i++) {
			struct changed c = {&good[g], (u32)(test_random(&seed) % good[g].bytes), (u32)(test_random(&seed) % good[g].bytes), 152,
					    bytes[test_random(&seed) % 5], bytes[test_random(&seed) % 5]};

			if (!is_own(&good[g], c.at) && !is_own(&good[g], c.more_at))
				SWEEP(changed_case, &c, "%s byte %u ^ 0x%x, byte %u ^ 0x%x", good[g].name, c.at, c.byte, c.more_at, c.more);
		}
	}
	sweep_end();
}

/* ---- descriptions, with room for a part of them or for more ---- */

struct described {
	int kind;
	u32 bytes;
	u8 where, tail, fields;
};

static void described_case(struct world *world, const void *arg)
{
	const struct described *d = arg;
	u8 *info = sweep_room(world);
	int fds[3];
	union bpf_attr none = {0}, attr = {.info = {.info_len = d->bytes}};

	fill_good(world, BPF_LINK_DETACH, &none, fds);
	memset(info, d->fields, 232);
	memset(info + 232, 0, 4096);
	if (d->tail)
		info[d->bytes ? d->bytes - 1 : 0] = d->tail;
	attr.info.bpf_fd = (u32)(d->kind < 3 ? fds[d->kind] : d->kind == 3 ? sweep_btf(world) : d->kind == 4 ? dup(0) : -1);
	attr.info.info = place(info, d->where);
	world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
	world_note(world, attr.info.info_len);
	if (d->kind >= 3 && d->kind < 5)
		world_close(world, (int)attr.info.bpf_fd);
	for (u32 i = 0; i < 3; i++)
		world_close(world, fds[i]);
}

TEST(sysbpf, descriptions_of_any_size_answer_as_linux)
{
	static const char *const names[] = {"map", "program", "link", "btf", "file", "none"};

	sweep_begin(5);
	for (int kind = 0; kind < 6; kind++)
		for (u32 bytes = 0; bytes <= 4104; bytes += bytes < 256 ? 4 : 962)
			for (u32 where = 0; where < 3; where++)
				for (u32 tail = 0; tail < 2; tail++)
					for (u32 fields = 0; fields < 2; fields++) {
						static const u8 places[] = {GOOD, NO, BAD};
						if (!kind && bytes > 88)
							continue; /* Linux 6.18 tells a map's hash there */
						struct described d = {kind, bytes, places[where], (u8)tail, (u8)fields};

						SWEEP(described_case, &d, "%s info_len %u place %u tail %u fields %u", names[kind], bytes, where, tail,
						      fields);
					}
	sweep_end();
}
