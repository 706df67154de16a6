/* SPDX-License-Identifier: Apache-2.0
 * linux.c - array, hash and ring-buffer maps on the host's Linux, by bpf(2), and here: results and errno must be equal.
 * Skipped, with the reason, where bpf(2) is refused. */
#include "linuxkit.h" /* before sys/mman.h, which has a MAP_TYPE of its own */
#include <axiom/status.h>
#include <errno.h>
#include <sys/mman.h>

/* ---- creation ---- */

TEST(map, array_creation_is_refused_as_linux_does)
{
	create_type(AX_MAP_ARRAY, 4, 8, 4);
}

TEST(map, percpu_array_creation_is_refused_as_linux_does)
{
	create_type(AX_MAP_PERCPU_ARRAY, 4, 8, 4);
}

TEST(map, hash_creation_is_refused_as_linux_does)
{
	create_type(AX_MAP_HASH, 4, 8, 4);
}

TEST(map, percpu_hash_creation_is_refused_as_linux_does)
{
	create_type(AX_MAP_PERCPU_HASH, 4, 8, 4);
}

TEST(map, ringbuf_creation_is_refused_as_linux_does)
{
	static const uint32_t entries[] = {0, 1, 2048, 4095, 4096, 4097, 8192, 12288, 65536};
	struct pair p;

	create_type(AX_MAP_RINGBUF, 0, 0, 4096);
	pair_init(&p);
	for (uint32_t e = 0; e < ARRAY_LEN(entries); e++) {
		struct ax_map_spec spec = {.type = AX_MAP_RINGBUF, .max_entries = entries[e]};

		try_create(&p, &spec);
	}
}

TEST(map, large_sizes_are_refused_as_linux_does)
{
	static const struct ax_map_spec specs[] = {
		{.type = AX_MAP_HASH, .key_size = 4, .value_size = (4u << 20) - 52, .max_entries = 1},
		{.type = AX_MAP_HASH, .key_size = 4, .value_size = (4u << 20) - 53, .max_entries = 1},
		{.type = AX_MAP_HASH, .key_size = 4, .value_size = UINT32_MAX, .max_entries = 1},
		{.type = AX_MAP_HASH, .key_size = UINT32_MAX, .value_size = UINT32_MAX, .max_entries = 1},
		{.type = AX_MAP_HASH, .key_size = UINT32_MAX, .value_size = 1, .max_entries = 1},
		{.type = AX_MAP_HASH, .key_size = 4, .value_size = 4, .max_entries = UINT32_MAX},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = INT32_MAX + 1u, .max_entries = 1},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = UINT32_MAX, .max_entries = UINT32_MAX},
		{.type = AX_MAP_PERCPU_ARRAY, .key_size = 4, .value_size = UINT32_MAX, .max_entries = 1},
		{.type = AX_MAP_PERCPU_HASH, .key_size = 4, .value_size = UINT32_MAX, .max_entries = 1},
	};
	struct pair p;

	pair_init(&p);
	for (uint32_t i = 0; i < ARRAY_LEN(specs); i++)
		try_create(&p, &specs[i]);
}

TEST(map, names_are_checked_as_linux_does)
{
	static const char names[][AX_NAME_BYTES] = {
		"", "a", "tick.bss", "A_b.9", "has space", "dash-", "fifteen_chars_x", "\xc3\xa4",
		{'1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g'},
	};
	struct pair p;

	pair_init(&p);
	for (uint32_t i = 0; i < ARRAY_LEN(names); i++) {
		struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};

		memcpy(spec.name, names[i], AX_NAME_BYTES);
		try_create(&p, &spec);
	}
}

/* ---- elements ---- */

static void elements(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries, uint32_t flags)
{
	struct ax_map_spec spec = {.type = type, .key_size = key_size, .value_size = value_size, .max_entries = entries,
				   .flags = flags};
	bool array = type == AX_MAP_ARRAY || type == AX_MAP_PERCPU_ARRAY;
	struct pair p;

	pair_init(&p);
	CHECK_EQ(pair_create(&p, &spec), 0);
	random_steps(&p, key_size, entries + entries / 4 + 2, 6000, array);
	pair_end(&p);
}

TEST(map, array_elements_behave_as_in_linux)
{
	elements(AX_MAP_ARRAY, 4, 8, 16, 0);
	elements(AX_MAP_ARRAY, 4, 13, 3, AX_MAP_F_MMAPABLE);
	elements(AX_MAP_ARRAY, 4, 1, 1, AX_MAP_F_RDONLY_PROG);
}

TEST(map, percpu_array_elements_behave_as_in_linux)
{
	elements(AX_MAP_PERCPU_ARRAY, 4, 8, 16, 0);
	elements(AX_MAP_PERCPU_ARRAY, 4, 13, 3, 0);
}

TEST(map, hash_elements_behave_as_in_linux)
{
	elements(AX_MAP_HASH, 4, 8, 64, 0);
	elements(AX_MAP_HASH, 8, 13, 5, AX_MAP_F_NO_PREALLOC);
	elements(AX_MAP_HASH, 13, 1, 1, 0);
}

TEST(map, percpu_hash_elements_behave_as_in_linux)
{
	elements(AX_MAP_PERCPU_HASH, 4, 8, 64, 0);
	elements(AX_MAP_PERCPU_HASH, 8, 13, 5, AX_MAP_F_NO_PREALLOC);
}

static void iterate_both(uint32_t type)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = 8, .max_entries = 100};
	uint8_t value[64 * 64] = {0}, seen[100] = {0};
	uint32_t key, next, *from = NULL, count = 0;
	struct pair p;

	pair_init(&p);
	CHECK_EQ(pair_create(&p, &spec), 0);
	for (key = 0; key < 100; key += 3)
		CHECK_EQ(both_update(&p, &key, value, AX_NOEXIST), 0);
	while (!ax_map_next_key(p.ours, from, &next)) {
		CHECK(next < 100 && next % 3 == 0 && !seen[next]++);
		CHECK_EQ(both_lookup(&p, &next, value, 0), 0);
		key = next;
		from = &key;
		count++;
	}
	CHECK_EQ(count, 34);
	key = 1; /* not there: the first */
	both_next(&p, &key, false);
	for (key = 0; key < 100; key++)
		both_delete(&p, &key);
	both_next(&p, NULL, false);
	pair_end(&p);
}

TEST(map, hash_iteration_ends_as_in_linux)
{
	iterate_both(AX_MAP_HASH);
	iterate_both(AX_MAP_PERCPU_HASH);
}

static void rights(uint32_t type, uint32_t flags)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = 8, .max_entries = 4, .flags = flags};
	union bpf_attr attr = {0};
	uint8_t value[64 * 64] = {0};
	uint32_t key = 0;
	struct pair p;

	pair_init(&p);
	CHECK_EQ(pair_create(&p, &spec), 0);
	for (int frozen = 0; frozen < 3; frozen++) {
		both_update(&p, &key, value, 0);
		both_update(&p, &key, value, AX_F_LOCK);
		both_update(&p, &key, value, 77);
		both_lookup(&p, &key, value, 0);
		both_lookup(&p, &key, value, AX_F_LOCK);
		both_lookup(&p, &key, value, 1);
		both_delete(&p, &key);
		both_next(&p, NULL, type == AX_MAP_ARRAY);
		attr.map_fd = (uint32_t)p.theirs;
		CHECK_EQ(ax_map_freeze(p.ours), sys_bpf(BPF_MAP_FREEZE, &attr));
	}
	pair_end(&p);
}

TEST(map, rights_of_user_space_are_linux_s)
{
	static const uint32_t flags[] = {0, AX_MAP_F_RDONLY, AX_MAP_F_WRONLY, AX_MAP_F_RDONLY_PROG,
					 AX_MAP_F_WRONLY_PROG};

	for (uint32_t i = 0; i < ARRAY_LEN(flags); i++) {
		rights(AX_MAP_ARRAY, flags[i]);
		rights(AX_MAP_HASH, flags[i]);
		rights(AX_MAP_PERCPU_HASH, flags[i]);
	}
}

TEST(map, ringbuf_has_no_elements_as_in_linux)
{
	struct ax_map_spec spec = {.type = AX_MAP_RINGBUF, .max_entries = 4096};
	struct pair p;
	char none[8];

	pair_init(&p);
	CHECK_EQ(pair_create(&p, &spec), 0);
	both_update(&p, NULL, none, 0);
	both_lookup(&p, NULL, none, 0);
	both_delete(&p, NULL);
	both_next(&p, NULL, false);
	pair_end(&p);
}

/* ---- mmap ---- */

static void both_mmap(struct pair *p, uint64_t offset, uint64_t bytes, bool write)
{
	void *at = mmap(NULL, bytes, PROT_READ | (write ? PROT_WRITE : 0), MAP_SHARED, p->theirs, (off_t)offset);
	int theirs = at == MAP_FAILED ? -errno : 0;
	void *base;
	int ours = ax_map_mmap(p->ours, offset, bytes, write, &base);

	if (!theirs)
		munmap(at, bytes);
	if (!ours)
		ax_map_munmap(p->ours, write);
	if (ours != theirs)
		test_fail(__FILE__, __LINE__, "mmap type %u flags 0x%x offset %" PRIu64 " bytes %" PRIu64 " write %d: %d here, %d in Linux",
			  ax_map_spec_of(p->ours)->type, ax_map_spec_of(p->ours)->flags, offset, bytes, write, ours, theirs);
}

static void every_mmap(struct pair *p)
{
	for (uint64_t offset = 0; offset < 10; offset++)
		for (uint64_t pages = 1; pages < 10; pages++)
			for (int write = 0; write < 2; write++)
				both_mmap(p, offset * 4096, pages * 4096, write);
}

TEST(map, mmap_is_refused_as_linux_does)
{
	static const struct ax_map_spec specs[] = {
		{.type = AX_MAP_RINGBUF, .max_entries = 4096},
		{.type = AX_MAP_RINGBUF, .max_entries = 8192},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1, .flags = AX_MAP_F_MMAPABLE},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1025,
		 .flags = AX_MAP_F_MMAPABLE},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1,
		 .flags = AX_MAP_F_MMAPABLE | AX_MAP_F_RDONLY_PROG},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1,
		 .flags = AX_MAP_F_MMAPABLE | AX_MAP_F_RDONLY},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1,
		 .flags = AX_MAP_F_MMAPABLE | AX_MAP_F_WRONLY},
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1},
		{.type = AX_MAP_HASH, .key_size = 4, .value_size = 8, .max_entries = 1},
	};

	for (uint32_t i = 0; i < ARRAY_LEN(specs); i++) {
		union bpf_attr attr = {0};
		struct pair p;

		pair_init(&p);
		CHECK_EQ(pair_create(&p, &specs[i]), 0);
		every_mmap(&p);
		attr.map_fd = (uint32_t)p.theirs;
		CHECK_EQ(ax_map_freeze(p.ours), sys_bpf(BPF_MAP_FREEZE, &attr));
		every_mmap(&p);
		pair_end(&p);
	}
}
