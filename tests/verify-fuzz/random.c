/* SPDX-License-Identifier: Apache-2.0
 * random.c - random numbers from a seed, near to what matters, and the maps that all random programs see. */
#include <string.h>
#include <axiom/prog.h>
#include "verify-fuzz/fuzz.h"

const struct ax_map_spec fuzz_maps[FUZZ_SPECS] = {
	[MAP_ARRAY] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 64, .max_entries = 2, .name = "array"},
	[MAP_HASH] = {.type = AX_MAP_HASH, .key_size = 8, .value_size = 40, .max_entries = 4, .name = "hash"},
	[MAP_RO] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 32, .max_entries = 1, .flags = AX_MAP_F_RDONLY_PROG,
		    .name = "ro"},
	[MAP_WO] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 16, .max_entries = 1, .flags = AX_MAP_F_WRONLY_PROG,
		    .name = "wo"},
	[MAP_ONE] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 128, .max_entries = 1, .name = "one"},
	[MAP_RING] = {.type = AX_MAP_RINGBUF, .max_entries = 4096, .name = "ring"},
	[MAP_LOCK] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 32, .max_entries = 2, .name = "lock"},
	[MAP_OUTER] = {.type = AX_MAP_ARRAY_OF_MAPS, .key_size = 4, .value_size = 4, .max_entries = 2, .name = "outer"},
	[MAP_TWIN] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 64, .max_entries = 2, .name = "twin"}, /* like MAP_ARRAY */
	[MAP_PROGS] = {.type = AX_MAP_PROG_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 2, .name = "progs"},
	[MAP_TIMER] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 40, .max_entries = 2, .name = "timer"},
	[MAP_OWN] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 80, .max_entries = 1, .name = "own"},
	[MAP_INNER] = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 24, .max_entries = 2, .name = "inner"},
};
const struct ax_map_facts fuzz_facts[FUZZ_OWN_ALL] = {
	[MAP_LOCK] = {.lock_at = 1 + FUZZ_LOCK_AT}, [MAP_OUTER] = {.inner = &fuzz_maps[MAP_INNER]},
	[MAP_TIMER] = {.timer_at = 1 + FUZZ_TIMER_AT}, [MAP_OWN] = {.lock_at = 1, .closed_from = 8, .closed_to = 72, .value_type = OWN_VALUE},
};

static int64_t field(void *arg, uint32_t id, int64_t off, uint32_t size)
{
	if (!id || id > 3 || off < 0 || off + size > FUZZ_STRUCT || (off < 64 && off + size > 64) || (off >= 64 && (off % 8 || size != 8)))
		return -1;
	return off < 64 ? 0 : (int64_t)(1 + off / 8 % 2) | (off / 8 % 4 >= 2 ? AX_FIELD_KEPT : 0);
}

static bool is(void *arg, uint32_t id, int64_t off, const char *name)
{
	return id == 3 && !off && !strcmp(name, "task_struct");
}

static uint32_t named(void *arg, const char *name)
{
	return !strcmp(name, "sk_buff") ? 1 : !strcmp(name, "xdp_buff") ? 2 : !strcmp(name, "task_struct") ? 3 : 0;
}

const struct ax_types fuzz_types = {.field = field, .is = is, .named = named};

u64 fuzz_seed;

u64 fuzz_random(void) /* splitmix64 */
{
	u64 z = fuzz_seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

u32 fuzz_pick(u32 n)
{
	u64 r = fuzz_random() >> 32;

	return n ? (u32)(r % n) : 0;
}

u64 fuzz_odd_number(void)
{
	u64 v = fuzz_random();

	switch (fuzz_pick(8)) {
	case 0: return v;
	case 1: return v % 130;
	case 2: return -(v % 130);
	case 3: return (UINT64_C(1) << (v & 63)) - 1 + (v >> 8) % 3;
	case 4: return UINT64_C(0x80000000) + v % 5 - 2;
	case 5: return UINT64_C(0xffffffff00000000) + v % 200 - 100;
	case 6: return UINT64_C(0x8000000000000000) + v % 5 - 2;
	default: return v % 9;
	}
}
