/* SPDX-License-Identifier: Apache-2.0
 * linux.c - the same operations on the host's Linux, by bpf(2), and here: results and errno must be equal.
 * Skipped, with the reason, where bpf(2) is refused. */
#include "mapkit.h" /* before sys/mman.h, which has a MAP_TYPE of its own */
#include <axiom/status.h>
#include <errno.h>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static long sys_bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr)) < 0 ? -errno : 0;
}

/* A map here and the same one there. */
struct pair {
	struct kit kit;
	struct ax_map *ours;
	int theirs;
	uint32_t value_bytes; /* as user space sees them */
	uint64_t seed;
};

static int linux_create(const struct ax_map_spec *spec)
{
	union bpf_attr attr = {
		.map_type = spec->type,
		.key_size = spec->key_size,
		.value_size = spec->value_size,
		.max_entries = spec->max_entries,
		.map_flags = spec->flags,
	};
	long fd;

	memcpy(attr.map_name, spec->name, sizeof(attr.map_name));
	fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	return fd < 0 ? -errno : (int)fd;
}

static void need_bpf(void)
{
	struct ax_map_spec spec = {.type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
	int fd = linux_create(&spec);
	static char why[80];

	if (fd >= 0) {
		close(fd);
		return;
	}
	snprintf(why, sizeof(why), "bpf(2) refuses a map here: %s", strerror(-fd));
	test_skip(why);
}

/* Linux counts possible CPUs; sysconf counts configured ones. */
static uint32_t possible;

static uint32_t possible_cpus(void)
{
	return possible;
}

static void read_possible(void)
{
	FILE *f = fopen("/sys/devices/system/cpu/possible", "r");
	unsigned first = 0, last = 0;

	if (f && fscanf(f, "%u-%u", &first, &last) < 2)
		last = first;
	if (f)
		fclose(f);
	possible = last + 1;
}

static void pair_init(struct pair *p)
{
	*p = (struct pair){.theirs = -1, .seed = test_seed()};
	need_bpf();
	read_possible();
	kit_init(&p->kit);
	p->kit.port.cpu_count = possible_cpus;
}

static int pair_create(struct pair *p, const struct ax_map_spec *spec)
{
	int err;

	p->ours = NULL;
	p->theirs = linux_create(spec);
	err = ax_map_create(&p->ours, spec, &p->kit.port, &ax_limits_cloud);
	if (err != (p->theirs < 0 ? p->theirs : 0))
		test_fail(__FILE__, __LINE__,
			  "create type %u key %u value %u entries %u flags 0x%x name %.15s: %d here, %d in Linux", spec->type,
			  spec->key_size, spec->value_size, spec->max_entries, spec->flags, spec->name, err, p->theirs);
	if (!err)
		p->value_bytes = ax_map_user_value_size(p->ours);
	return err;
}

static void pair_end(struct pair *p)
{
	if (p->theirs >= 0)
		close(p->theirs);
	ax_map_destroy(p->ours);
	p->theirs = -1;
	axp_run_deferred();
	CHECK_EQ(p->kit.mem.used, 0);
}

static union bpf_attr elem(struct pair *p, const void *key, const void *value, uint64_t flags)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)p->theirs;
	attr.key = (uintptr_t)key;
	attr.value = (uintptr_t)value;
	attr.flags = flags;
	return attr;
}

static int both_update(struct pair *p, const void *key, const void *value, uint64_t flags)
{
	union bpf_attr attr = elem(p, key, value, flags);
	long theirs = sys_bpf(BPF_MAP_UPDATE_ELEM, &attr);

	CHECK_EQ(ax_map_user_update(p->ours, key, value, flags), theirs);
	return (int)theirs;
}

static int both_lookup(struct pair *p, const void *key, void *value, uint64_t flags)
{
	uint8_t *other = calloc(1, p->value_bytes + 8);
	union bpf_attr attr = elem(p, key, other, flags);
	long theirs = sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr);
	int ours = ax_map_user_lookup(p->ours, key, value, flags);
	bool same = theirs || !memcmp(other, value, p->value_bytes);

	free(other);
	CHECK_EQ(ours, theirs);
	CHECK(same);
	return ours;
}

static int both_delete(struct pair *p, const void *key)
{
	union bpf_attr attr = elem(p, key, NULL, 0);
	long theirs = sys_bpf(BPF_MAP_DELETE_ELEM, &attr);

	CHECK_EQ(ax_map_user_delete(p->ours, key), theirs);
	return (int)theirs;
}

/* Arrays have an order; of hash maps only the end is comparable. */
static void both_next(struct pair *p, const void *key, bool ordered)
{
	uint8_t ours[64] = {0}, theirs[64] = {0};
	union bpf_attr attr = elem(p, key, theirs, 0);
	long err = sys_bpf(BPF_MAP_GET_NEXT_KEY, &attr);

	CHECK_EQ(ax_map_next_key(p->ours, key, ours), err);
	CHECK(!ordered || !memcmp(ours, theirs, sizeof(ours)));
}

/* ---- creation ---- */

static void try_create(struct pair *p, const struct ax_map_spec *spec)
{
	pair_create(p, spec);
	pair_end(p);
}

static const uint32_t all_flags[] = {
	0, 1u << 0, 1u << 1, 1u << 3, 1u << 4, 3u << 3, 1u << 5, 1u << 6, 1u << 7, 1u << 8, 3u << 7, 1u << 9, 1u << 10,
	1u << 11, 1u << 31, 1u << 10 | 1u << 7, 1u << 0 | 1u << 6, 1u << 3 | 1u << 8, 1u << 4 | 1u << 7,
};

static void each_size(struct pair *p, uint32_t type)
{
	static const uint32_t keys[] = {0, 1, 3, 4, 5, 8, 64, 512, 513};
	static const uint32_t values[] = {0, 1, 8, 13, 4096, 32768, 32769, 65536};
	static const uint32_t entries[] = {0, 1, 3, 16};

	for (uint32_t k = 0; k < ARRAY_LEN(keys); k++)
		for (uint32_t v = 0; v < ARRAY_LEN(values); v++)
			for (uint32_t e = 0; e < ARRAY_LEN(entries); e++) {
				struct ax_map_spec spec = {.type = type, .key_size = keys[k], .value_size = values[v],
							   .max_entries = entries[e]};

				try_create(p, &spec);
			}
}

static void create_type(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries)
{
	struct pair p;

	pair_init(&p);
	for (uint32_t i = 0; i < ARRAY_LEN(all_flags); i++) {
		struct ax_map_spec spec = {.type = type, .key_size = key_size, .value_size = value_size,
					   .max_entries = entries, .flags = all_flags[i]};

		try_create(&p, &spec);
		spec.value_size = 0;
		try_create(&p, &spec);
	}
	each_size(&p, type);
}

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

static void random_steps(struct pair *p, uint32_t key_size, uint32_t keys, uint32_t steps, bool ordered)
{
	static const uint64_t flags[] = {0, 0, 0, 1, 2, 3, 4, 5, 8, 1ull << 32, UINT64_MAX};
	uint8_t key[16] = {0}, value[64 * 64];

	CHECK(p->value_bytes <= sizeof(value));
	for (uint32_t i = 0; i < steps; i++) {
		uint32_t n = (uint32_t)(test_random(&p->seed) % keys), what = (uint32_t)(test_random(&p->seed) % 5);
		uint64_t flag = flags[test_random(&p->seed) % ARRAY_LEN(flags)];

		if (test_random(&p->seed) % 16 == 0)
			n = UINT32_MAX - n;
		memcpy(key, &n, 4);
		for (uint32_t b = 0; b < p->value_bytes; b++)
			value[b] = (uint8_t)test_random(&p->seed);
		switch (what) {
		case 0:
		case 1: both_update(p, key, value, flag); break;
		case 2: both_lookup(p, key, value, test_random(&p->seed) % 4 ? 0 : flag); break;
		case 3: both_delete(p, key); break;
		default:
			if (ordered)
				both_next(p, key, true);
			break;
		}
		if (i % 64 == 0)
			both_next(p, NULL, ordered);
	}
}

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
