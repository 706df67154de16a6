/* SPDX-License-Identifier: Apache-2.0
 * linuxkit.c - see linuxkit.h. */
#include "linuxkit.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

long sys_bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr)) < 0 ? -errno : 0;
}

static int linux_create(const struct ax_map_spec *spec)
{
	union bpf_attr attr = {
		.map_type = spec->type,
		.key_size = spec->key_size,
		.value_size = spec->value_size,
		.max_entries = spec->max_entries,
		.map_flags = spec->flags,
		.map_extra = spec->extra,
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

void pair_init(struct pair *p)
{
	*p = (struct pair){.theirs = -1, .seed = test_seed()};
	need_bpf();
	read_possible();
	kit_init(&p->kit);
	p->kit.port.cpu_count = possible_cpus;
}

int pair_create(struct pair *p, const struct ax_map_spec *spec)
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

void pair_end(struct pair *p)
{
	if (p->theirs >= 0)
		close(p->theirs);
	ax_map_destroy(p->ours);
	p->theirs = -1;
	axp_run_deferred();
	CHECK_EQ(p->kit.mem.used, 0);
}

union bpf_attr elem(struct pair *p, const void *key, const void *value, uint64_t flags)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)p->theirs;
	attr.key = (uintptr_t)key;
	attr.value = (uintptr_t)value;
	attr.flags = flags;
	return attr;
}

int both_update(struct pair *p, const void *key, const void *value, uint64_t flags)
{
	union bpf_attr attr = elem(p, key, value, flags);
	long theirs = sys_bpf(BPF_MAP_UPDATE_ELEM, &attr);

	CHECK_EQ(ax_map_user_update(p->ours, key, value, flags), theirs);
	return (int)theirs;
}

int both_lookup(struct pair *p, const void *key, void *value, uint64_t flags)
{
	uint8_t *other = memcpy(calloc(1, p->value_bytes + 8), value, p->value_bytes); /* bloom filters read it */
	union bpf_attr attr = elem(p, key, other, flags);
	long theirs = sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr);
	int ours = ax_map_user_lookup(p->ours, key, value, flags);
	bool same = theirs || !memcmp(other, value, p->value_bytes);

	free(other);
	CHECK_EQ(ours, theirs);
	CHECK(same);
	return ours;
}

int both_delete(struct pair *p, const void *key)
{
	union bpf_attr attr = elem(p, key, NULL, 0);
	long theirs = sys_bpf(BPF_MAP_DELETE_ELEM, &attr);

	CHECK_EQ(ax_map_user_delete(p->ours, key), theirs);
	return (int)theirs;
}

/* Arrays have an order; of hash maps only the end is comparable. */
void both_next(struct pair *p, const void *key, bool ordered)
{
	uint8_t ours[64] = {0}, theirs[64] = {0};
	union bpf_attr attr = elem(p, key, theirs, 0);
	long err = sys_bpf(BPF_MAP_GET_NEXT_KEY, &attr);

	CHECK_EQ(ax_map_next_key(p->ours, key, ours), err);
	CHECK(!ordered || !memcmp(ours, theirs, sizeof(ours)));
}

/* ---- creation ---- */

void try_create(struct pair *p, const struct ax_map_spec *spec)
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

void create_type(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries)
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

/* ---- elements ---- */

void random_steps(struct pair *p, uint32_t key_size, uint32_t keys, uint32_t steps, bool ordered)
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
