/* SPDX-License-Identifier: Apache-2.0
 * map_cmd.c - commands on maps.  Key and value sizes always come from the map; order of checks as Linux. */
#include "base/str.h"
#include "object/btf.h"
#include "sysbpf/call.h"

/* --- creation --- */

static u32 fd_flags(u32 flags)
{
	return (flags & AXI_F_RDONLY ? AXI_FD_RDONLY : 0) | (flags & AXI_F_WRONLY ? AXI_FD_WRONLY : 0);
}

enum { PERF_EVENT_ARRAY = 4, CGROUP_ARRAY = 8, PERCPU_HASH = 5, PERCPU_ARRAY = 6, LRU_HASH = 9, LRU_PERCPU_HASH = 10, ARRAY_OF_MAPS = 12, HASH_OF_MAPS = 13, RINGBUF = 27,
       TASK_STORAGE = 29, BLOOM_FILTER = 30, USER_RINGBUF = 31, ARENA = 33 };

static bool is_outer(u32 type)
{
	return AXI_UNVERIFIED && (type == ARRAY_OF_MAPS || type == HASH_OF_MAPS); /* small builds have neither */
}

/* Do the types that the caller names have the map's sizes? */
static int types_fit(const struct axi_btf_view *btf, const struct axi_attr_map_create *attr)
{
	u32 key_id = attr->btf_key_type_id, value_id = attr->btf_value_type_id, bytes;

	if (key_id > btf->count || value_id > btf->count || !value_id)
		return -AX_EINVAL;
	if (axi_btf_size(btf, value_id, &bytes) || bytes != attr->value_size)
		return -AX_EINVAL;
	if (key_id && (axi_btf_size(btf, key_id, &bytes) || bytes != attr->key_size))
		return -AX_EINVAL;
	if ((AXI_UNVERIFIED && (attr->map_type == PERF_EVENT_ARRAY || attr->map_type == CGROUP_ARRAY)) || is_outer(attr->map_type))
		return -AX_ENOTSUPP; /* what is in them has no type */
	if (key_id)
		return 0;
	/* no key type: only the one value of a global data section */
	return attr->map_type == AX_MAP_ARRAY && attr->max_entries == 1 ? 0 : -AX_EINVAL;
}

/* 1 + the offset of the value's member of this structure type; 0: it has none. */
static u32 place_of(const struct axi_btf_view *btf, u32 value_id, const char *name)
{
	struct axi_btf_type value = axi_btf_type(btf, axi_btf_skip(btf, value_id));

	for (u32 i = 0; value.kind == AXI_BTF_STRUCT && i < value.vlen; i++) {
		struct axi_btf_member m = axi_btf_member(btf, &value, i);
		u32 id = axi_btf_skip(btf, m.type);
		struct axi_btf_type t;

		if (!id)
			continue;
		t = axi_btf_type(btf, id);
		if (t.kind == AXI_BTF_STRUCT && t.name && axi_streq(t.name, name))
			return (value.flag ? m.offset & 0xffffff : m.offset) / 8 + 1;
	}
	return 0;
}

static int check_types(struct call *call, const struct axi_attr_map_create *attr, const struct axi_btf_obj *types,
		       struct ax_map_spec *spec)
{
	size_t scratch = 64 + (size_t)types->size / 12 * 4 + 64; /* 4 bytes a type, a type is 12 bytes at least */
	void *block = call->mem->alloc(call->mem, scratch);
	struct ax_object_error why;
	struct axi_btf_view btf;
	struct ax_arena arena;
	int err;

	if (!block)
		return -AX_ENOMEM;
	ax_arena_init(&arena, block, scratch);
	err = axi_btf_open(&btf, types->data, types->size, &arena, &why);
	if (!err)
		err = types_fit(&btf, attr);
	if (!err) {
		spec->lock_at = place_of(&btf, attr->btf_value_type_id, "bpf_spin_lock");
		spec->timer_at = place_of(&btf, attr->btf_value_type_id, "bpf_timer");
	}
	call->mem->free(call->mem, block, scratch);
	return err;
}

/* The map's BTF id (0: none), checked, and where its values hold a lock or a timer. */
static int find_types(struct call *call, const struct axi_attr_map_create *attr, struct ax_map_spec *spec)
{
	void *types;
	int err;

	if (!attr->btf_key_type_id && !attr->btf_value_type_id)
		return 0;
	err = axi_call_fd(call, attr->btf_fd, AX_KIND_BTF, &types, NULL);
	if (err)
		return err;
	err = axi_btf_obj_is_system(types) ? -AX_EACCES : check_types(call, attr, types, spec);
	spec->btf_id = ((struct axi_btf_obj *)types)->id;
	axi_btf_obj_put(types);
	return err;
}

/* No such type is EINVAL; what LRU maps (growing with use) and maps of maps have not is ENOTSUPP, as on Linux. */
static int no_type(int err, u32 type)
{
	return err == -AX_ENOTSUPP && type != LRU_HASH && type != LRU_PERCPU_HASH && !is_outer(type) ? -AX_EINVAL : err;
}

static int check_sizes(struct call *call, const struct ax_map_spec *spec)
{
	int err = axi_map_sizes(spec, call->engine->port, call->engine->limits);

	return no_type(err, spec->type);
}

/* Sizes before names and types, as Linux.  Maps of maps are like the one that the caller shows: *inner is to be put. */
static int check_first(struct call *call, struct ax_map_spec *spec, void **inner)
{
	static const struct ax_map_spec any = {.type = AX_MAP_HASH};
	int err;

	spec->inner = is_outer(spec->type) ? &any : NULL;
	err = check_sizes(call, spec);
	if (err || !spec->inner)
		return err;
	err = axi_call_fd(call, call->attr.map_create.inner_map_fd, AX_KIND_MAP, inner, NULL);
	if (err)
		return err;
	spec->inner = ax_map_spec_of(*inner);
	return check_sizes(call, spec);
}

static int create(struct call *call, struct ax_map_spec *spec, struct ax_map **map)
{
	const struct axi_attr_map_create *attr = &call->attr.map_create;
	void *inner = NULL;
	int err = check_first(call, spec, &inner);

	if (!err && !axi_name_ok(attr->map_name))
		err = -AX_EINVAL;
	memcpy(spec->name, attr->map_name, sizeof(spec->name));
	if (!err)
		err = find_types(call, attr, spec);
	if (!err)
		err = no_type(ax_engine_map_create(call->engine, spec, map), spec->type);
	if (inner)
		ax_map_put(call->engine, inner);
	return err;
}

/* Rings and storages know no rights of descriptors, values for each CPU no node. */
static bool flags_ok(const struct axi_attr_map_create *attr)
{
	u32 type = attr->map_type, user = attr->map_flags & (AXI_F_RDONLY | AXI_F_WRONLY);

	if (user == (AXI_F_RDONLY | AXI_F_WRONLY) || (user && (type == RINGBUF || type == USER_RINGBUF || type == TASK_STORAGE)))
		return false;
	if (AXI_ARENAS && type == ARENA && attr->map_flags & (AXI_F_RDONLY | AXI_F_WRONLY | AXI_F_NUMA_NODE))
		return false;
	if (!(attr->map_flags & AXI_F_NUMA_NODE))
		return true;
	if (!AXI_UNVERIFIED) /* no LRU maps */
		return !attr->numa_node && type != PERCPU_HASH && type != PERCPU_ARRAY;
	if (type == LRU_HASH && attr->map_flags & AX_MAP_F_NO_COMMON_LRU)
		return false;
	return !attr->numa_node && type != PERCPU_HASH && type != PERCPU_ARRAY &&
	       (type != LRU_PERCPU_HASH || attr->map_flags & AX_MAP_F_NO_PREALLOC); /* which is ENOTSUPP, before */
}

long axi_cmd_map_create(struct call *call)
{
	const struct axi_attr_map_create *attr = &call->attr.map_create;
	u32 user = AXI_F_RDONLY | AXI_F_WRONLY;
	struct ax_map_spec spec = {
		.type = attr->map_type,
		.key_size = attr->key_size,
		.value_size = attr->value_size,
		.max_entries = attr->max_entries,
		/* who may write through the descriptor is the descriptor's affair */
		.flags = attr->map_flags & ~(user | AXI_F_NUMA_NODE),
		.btf_key_type_id = attr->btf_key_type_id,
		.btf_value_type_id = attr->btf_value_type_id,
		.extra = attr->map_extra,
	};
	struct ax_map *map;
	int err;

	if (attr->btf_vmlinux_value_type_id || (attr->btf_key_type_id && !attr->btf_value_type_id))
		return -AX_EINVAL;
	if (attr->map_ifindex || !flags_ok(attr))
		return -AX_EINVAL;
	err = create(call, &spec, &map);
	if (err)
		return err;
	return axi_call_install(call, AX_KIND_MAP, map, fd_flags(attr->map_flags));
}

/* --- elements --- */

/* A map in use by one command, and room for a key and a value. */
struct use {
	struct ax_map *map;
	u32 flags;              /* of the descriptor */
	u32 key_bytes, value_bytes;
	u8 *key, *value;
	u8 small[192];
	u8 *block;              /* NULL: `small` is enough */
	size_t block_bytes;
};

static int use_begin(struct call *call, struct use *use)
{
	void *map;
	int err = axi_call_fd(call, call->attr.elem.map_fd, AX_KIND_MAP, &map, &use->flags);

	use->block = NULL;
	if (err)
		return err;
	use->map = map;
	use->key_bytes = ax_map_spec_of(use->map)->key_size;
	use->value_bytes = ax_map_user_value_size(use->map);
	return 0;
}

/* Room for a key and `value_bytes` of value behind it. */
static int use_room(struct call *call, struct use *use, size_t value_bytes)
{
	size_t key_room = align_up(use->key_bytes, 8), bytes = key_room + value_bytes;

	use->key = use->small;
	if (bytes > sizeof(use->small)) {
		use->block = call->mem->alloc(call->mem, bytes);
		use->block_bytes = bytes;
		if (!use->block)
			return -AX_ENOMEM;
		use->key = use->block;
	}
	use->value = use->key + key_room;
	memset(use->value, 0, value_bytes); /* nothing of ours may leave with a value that is not filled whole */
	return 0;
}

static long use_end(struct call *call, struct use *use, long result)
{
	if (use->block)
		call->mem->free(call->mem, use->block, use->block_bytes);
	ax_map_put(call->engine, use->map);
	return result;
}

/* A map without keys takes only a NULL key. */
static int key_in(struct call *call, struct use *use)
{
	if (!use->key_bytes)
		return call->attr.elem.key ? -AX_EINVAL : 0;
	return axi_call_in(call, use->key, call->attr.elem.key, use->key_bytes);
}

/* Storage of tasks: the key is a descriptor of the task. */
static bool by_task(const struct use *use)
{
	return AXI_UNVERIFIED && ax_map_spec_of(use->map)->type == AX_MAP_TASK_STORAGE;
}

static int task_of(struct call *call, const struct use *use, u64 *task)
{
	s32 fd;

	memcpy(&fd, use->key, sizeof(fd));
	return call->host->task_get ? call->host->task_get(call->host->arg, fd, task) : -AX_EBADF;
}

enum task_op { TASK_LOOKUP, TASK_UPDATE, TASK_DELETE };
static int on_task(struct call *call, struct use *use, enum task_op op)
{
	u64 task;
	int err = task_of(call, use, &task);

	if (err)
		return err;
	switch (op) {
	case TASK_LOOKUP: return ax_task_storage_user_lookup(use->map, task, use->value);
	case TASK_UPDATE: return ax_task_storage_user_update(use->map, task, use->value, call->attr.elem.flags);
	default: return ax_task_storage_user_delete(use->map, task);
	}
}

static int lookup(struct call *call, struct use *use)
{
	const struct axi_attr_elem *attr = &call->attr.elem;
	int err;

	if (use->flags & AXI_FD_WRONLY)
		return -AX_EPERM;
	if (attr->flags & AX_F_LOCK && !ax_map_spec_of(use->map)->lock_at)
		return -AX_EINVAL;
	err = use_room(call, use, use->value_bytes);
	if (!err)
		err = key_in(call, use);
	if (!err && AXI_UNVERIFIED && ax_map_spec_of(use->map)->type == BLOOM_FILTER) /* the value is what is asked for */
		err = axi_call_in(call, use->value, attr->value, use->value_bytes);
	if (!err)
		err = by_task(use) ? on_task(call, use, TASK_LOOKUP)
				   : ax_map_user_lookup(use->map, use->key, use->value, attr->flags);
	if (!err)
		err = axi_call_out(call, attr->value, use->value, use->value_bytes);
	return err;
}

long axi_cmd_map_lookup(struct call *call)
{
	struct use use;
	int err;

	if (call->attr.elem.flags & ~(u64)AX_F_LOCK)
		return -AX_EINVAL;
	err = use_begin(call, &use);
	return err ? err : use_end(call, &use, lookup(call, &use));
}

static bool may_write(const struct use *use)
{
	return !(use->flags & AXI_FD_RDONLY) && !ax_map_frozen(use->map);
}

/* Arrays look at flags and index before the descriptor that is put there. */
static int place_ok(const struct ax_map *map, const void *key, u64 flags)
{
	const struct ax_map_spec *spec = ax_map_spec_of(map);
	u32 index;

	if (spec->type == HASH_OF_MAPS)
		return 0;
	memcpy(&index, key, sizeof(index));
	return flags ? -AX_EINVAL : index >= spec->max_entries ? -AX_E2BIG : 0;
}

static int put_event(struct call *call, struct ax_map *map, const void *key, int fd, u64 flags)
{
	struct ax_perf_event *event;
	int err = call->host->event_get ? call->host->event_get(call->host->arg, fd, &event) : -AX_EBADF;

	if (err)
		return err;
	err = ax_map_put_object(map, key, event, flags);
	event->put(event);
	return err;
}

int axi_map_update(struct call *call, struct ax_map *map, const void *key, const void *value, u64 flags)
{
	enum ax_kind kind;
	void *object;
	u32 fd;
	int err;

	if (!ax_map_holds(map))
		return ax_map_user_update(map, key, value, flags);
	err = place_ok(map, key, flags);
	if (err)
		return err;
	memcpy(&fd, value, sizeof(fd));
	if (ax_map_holds(map) == AX_HOLDS_EVENT)
		return put_event(call, map, key, (int)fd, flags);
	kind = ax_map_holds(map) == AX_HOLDS_MAP ? AX_KIND_MAP : AX_KIND_PROG;
	err = axi_call_fd(call, fd, kind, &object, NULL);
	if (err)
		return err;
	err = ax_map_put_object(map, key, object, flags);
	axi_call_put(call, kind, object);
	return err;
}

static int update(struct call *call, struct use *use)
{
	const struct axi_attr_elem *attr = &call->attr.elem;
	int err;

	if (!may_write(use))
		return -AX_EPERM;
	if (attr->flags & AX_F_LOCK && !ax_map_spec_of(use->map)->lock_at)
		return -AX_EINVAL;
	err = use_room(call, use, use->value_bytes);
	if (!err)
		err = key_in(call, use);
	if (!err)
		err = axi_call_in(call, use->value, attr->value, use->value_bytes);
	if (!err)
		err = by_task(use) ? on_task(call, use, TASK_UPDATE)
				   : axi_map_update(call, use->map, use->key, use->value, attr->flags);
	return err;
}

long axi_cmd_map_update(struct call *call)
{
	struct use use;
	int err = use_begin(call, &use);

	return err ? err : use_end(call, &use, update(call, &use));
}

static int remove_key(struct call *call, struct use *use)
{
	int err;

	if (!may_write(use))
		return -AX_EPERM;
	err = use_room(call, use, 0);
	if (!err)
		err = key_in(call, use);
	if (!err)
		err = by_task(use) ? on_task(call, use, TASK_DELETE) : ax_map_user_delete(use->map, use->key);
	return err;
}

long axi_cmd_map_delete(struct call *call)
{
	struct use use;
	int err = use_begin(call, &use);

	return err ? err : use_end(call, &use, remove_key(call, &use));
}

static int next_key(struct call *call, struct use *use)
{
	const struct axi_attr_elem *attr = &call->attr.elem;
	int err;

	if (use->flags & AXI_FD_WRONLY)
		return -AX_EPERM;
	err = use_room(call, use, use->key_bytes); /* the next key goes where values go */
	if (!err && attr->key)
		err = key_in(call, use);
	if (!err)
		err = ax_map_next_key(use->map, attr->key ? use->key : NULL, use->value);
	if (!err)
		err = axi_call_out(call, attr->value, use->value, use->key_bytes);
	return err;
}

long axi_cmd_map_next_key(struct call *call)
{
	struct use use;
	int err = use_begin(call, &use);

	return err ? err : use_end(call, &use, next_key(call, &use));
}

static bool is_line(u32 type)
{
	return type == AX_MAP_QUEUE || type == AX_MAP_STACK;
}

/* Look up and delete in one step, for the types that have it. */
static int take(struct call *call, struct use *use)
{
	const struct axi_attr_elem *attr = &call->attr.elem;
	int err;

	if ((use->flags & AXI_FD_WRONLY) || !may_write(use))
		return -AX_EPERM;
	if (attr->flags && is_line(ax_map_spec_of(use->map)->type))
		return -AX_EINVAL;
	if (attr->flags & AX_F_LOCK && !ax_map_spec_of(use->map)->lock_at)
		return -AX_EINVAL;
	err = use_room(call, use, use->value_bytes);
	if (!err)
		err = key_in(call, use);
	if (!err)
		err = ax_map_user_take(use->map, use->key, use->value, attr->flags);
	if (!err)
		err = axi_call_out(call, attr->value, use->value, use->value_bytes);
	return err;
}

long axi_cmd_map_lookup_and_delete(struct call *call)
{
	struct use use;
	int err;

	if (call->attr.elem.flags & ~(u64)AX_F_LOCK)
		return -AX_EINVAL;
	err = use_begin(call, &use);
	return err ? err : use_end(call, &use, take(call, &use));
}

long axi_cmd_map_freeze(struct call *call)
{
	struct use use;
	int err = use_begin(call, &use);

	if (err)
		return err;
	return use_end(call, &use, may_write(&use) ? ax_map_freeze(use.map) : -AX_EPERM);
}
