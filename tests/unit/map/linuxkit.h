/* SPDX-License-Identifier: Apache-2.0
 * linuxkit.h - a map here and the same one on the host's Linux: each operation on both, results and errno compared. */
#ifndef TESTS_UNIT_MAP_LINUXKIT_H
#define TESTS_UNIT_MAP_LINUXKIT_H

#include "mapkit.h"
#include <linux/bpf.h>

/* A map here and the same one there. */
struct pair {
	struct kit kit;
	struct ax_map *ours;
	int theirs;
	uint32_t value_bytes; /* as user space sees them */
	uint64_t seed;
};

/* pair_init - skips the test, with the reason, where bpf(2) is refused. */
void pair_init(struct pair *p);
int pair_create(struct pair *p, const struct ax_map_spec *spec);
void pair_end(struct pair *p); /* both maps go; nothing may be left */

long sys_bpf(int cmd, union bpf_attr *attr); /* 0 or -errno */
union bpf_attr elem(struct pair *p, const void *key, const void *value, uint64_t flags);
int both_update(struct pair *p, const void *key, const void *value, uint64_t flags);
int both_lookup(struct pair *p, const void *key, void *value, uint64_t flags);
int both_delete(struct pair *p, const void *key);
/* both_next - ordered: the keys are compared too, not only whether there is one. */
void both_next(struct pair *p, const void *key, bool ordered);

/* try_create - create and drop.  create_type - the same with every flag and with many sizes. */
void try_create(struct pair *p, const struct ax_map_spec *spec);
void create_type(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries);
/* random_steps - random operations on random keys below `keys`. */
void random_steps(struct pair *p, uint32_t key_size, uint32_t keys, uint32_t steps, bool ordered);

#endif
