/* SPDX-License-Identifier: Apache-2.0
 * task_storage.c - a value for each task: a hash map inside, by the task's number (ax_task_key), which no later task has.
 *
 * Programs name the task by what bpf_get_current_task_btf gave them, user space by a descriptor of it, which the shell of
 * bpf(2) looks up.  Rules and errno are Linux's (kernel/bpf/bpf_local_storage.c, bpf_task_storage.c); but the value of a task that
 * has ended stays until it is deleted, or the map ends. */
#include "map/map.h"

#define TASKS_MAX 4096
#define VALUE_MAX (65535 - 80) /* about Linux's BPF_LOCAL_STORAGE_MAX_VALUE_SIZE */
#define GET_CREATE 1           /* BPF_LOCAL_STORAGE_GET_F_CREATE */

struct task_storage {
	struct ax_map map;
	struct ax_map *values; /* by task key */
	void *zeros;           /* what a value begins with */
};

static struct task_storage *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct task_storage, map);
}

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	(void)port;
	if (spec->flags != AX_MAP_F_NO_PREALLOC || spec->max_entries || spec->key_size != 4 || !spec->value_size ||
	    !spec->btf_key_type_id || !spec->btf_value_type_id)
		return -AX_EINVAL;
	return spec->value_size > VALUE_MAX || spec->value_size + sizeof(struct task_storage) > limits->map_bytes ? -AX_E2BIG : 0;
}

static int init(struct ax_map *map)
{
	struct task_storage *s = of(map);
	struct ax_map_spec spec = {
		.type = AX_MAP_HASH, .key_size = 8, .value_size = map->spec.value_size, .max_entries = TASKS_MAX, .flags = AX_MAP_F_NO_PREALLOC,
	};
	int err = -AX_E2BIG;

	s->zeros = axi_map_alloc(map, map->spec.value_size);
	if (!s->zeros)
		return -AX_ENOMEM;
	while (err == -AX_E2BIG && spec.max_entries) {
		err = ax_map_create(&s->values, &spec, map->port, map->limits);
		spec.max_entries /= 2;
	}
	if (err)
		axi_map_free(map, s->zeros, map->spec.value_size);
	return err;
}

static void fini(struct ax_map *map)
{
	ax_map_destroy(of(map)->values);
	axi_map_free(map, of(map)->zeros, map->spec.value_size);
}

void *ax_task_storage_get(struct ax_map *map, uint64_t task, const void *value, uint64_t flags)
{
	struct task_storage *s = of(map);
	void *found;

	if (flags & ~(u64)GET_CREATE || !task)
		return NULL;
	found = ax_map_lookup(s->values, &task);
	if (found || !flags)
		return found;
	ax_map_update(s->values, &task, value ? value : s->zeros, AX_NOEXIST); /* another may have been faster */
	return ax_map_lookup(s->values, &task);
}

int ax_task_storage_delete(struct ax_map *map, uint64_t task)
{
	return task ? ax_map_delete(of(map)->values, &task) : -AX_EINVAL;
}

int ax_task_storage_user_lookup(struct ax_map *map, uint64_t task, void *value)
{
	return ax_map_user_lookup(of(map)->values, &task, value, 0);
}

int ax_task_storage_user_update(struct ax_map *map, uint64_t task, const void *value, uint64_t flags)
{
	int err;

	if (!axi_map_write_begin(map))
		return -AX_EPERM;
	err = ax_map_user_update(of(map)->values, &task, value, flags);
	axi_map_write_end(map);
	return err;
}

int ax_task_storage_user_delete(struct ax_map *map, uint64_t task)
{
	int err;

	if (!axi_map_write_begin(map))
		return -AX_EPERM;
	err = ax_task_storage_delete(map, task);
	axi_map_write_end(map);
	return err;
}

const struct axi_map_ops axi_task_storage_ops = {
	.check = check,
	.struct_bytes = sizeof(struct task_storage),
	.init = init,
	.fini = fini,
};
