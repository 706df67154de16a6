/* SPDX-License-Identifier: Apache-2.0
 * batch_cmd.c - commands on many elements of a map.  Order of checks as Linux (kernel/bpf/syscall.c, hashtab.c): `count`
 * becomes 0 before anything happens and says afterwards how many elements went through. */
#include "sysbpf/call.h"

enum { CHUNK_BYTES = 64 << 10 }; /* about what one step holds */

/* A batch under way. */
struct run {
	struct ax_map *map;
	u32 key_bytes, value_bytes, cursor_bytes;
	u32 room;               /* elements in the buffers */
	u32 done;               /* elements so far */
	u8 *block, *keys, *values, *cursor;
	size_t block_bytes;
};

static bool is_read(enum ax_map_batch_kind kind)
{
	return kind == AX_BATCH_LOOKUP || kind == AX_BATCH_TAKE;
}

/* Buffers for `room` elements; what they held is gone. */
static int buffers(struct call *call, struct run *run, u32 room)
{
	size_t keys = align_up((u64)room * run->key_bytes, 8), values = align_up((u64)room * run->value_bytes, 8);

	call->mem->free(call->mem, run->block, run->block_bytes);
	run->block_bytes = keys + values;
	run->block = call->mem->alloc(call->mem, run->block_bytes);
	if (!run->block) {
		run->block_bytes = 0;
		return -AX_ENOMEM;
	}
	memset(run->block, 0, run->block_bytes);
	run->keys = run->block;
	run->values = run->block + keys;
	run->room = room;
	return 0;
}

/* As many as are asked for, the map can have, and a step holds. */
static u32 step_room(const struct call *call, const struct run *run)
{
	u64 each = (u64)run->key_bytes + run->value_bytes, most = each < CHUNK_BYTES ? CHUNK_BYTES / (each ? each : 1) : 1;
	u64 entries = ax_map_spec_of(run->map)->max_entries;

	return (u32)min_u64(call->attr.batch.count, min_u64(entries ? entries : 1, most));
}

static int count_out(struct call *call, u32 count)
{
	return axi_call_result(call, offsetof(struct axi_attr_batch, count), count);
}

/* --- reading --- */

static int elements_out(struct call *call, const struct run *run, u32 count)
{
	const struct axi_attr_batch *attr = &call->attr.batch;

	if (axi_call_out(call, attr->keys + (u64)run->done * run->key_bytes, run->keys, (size_t)count * run->key_bytes) ||
	    axi_call_out(call, attr->values + (u64)run->done * run->value_bytes, run->values,
			 (size_t)count * run->value_bytes))
		return -AX_EFAULT;
	return 0;
}

/* Steps until `count` elements are out.  A bucket that is larger than a step gets a larger one. */
static int read_steps(struct call *call, struct run *run, bool remove)
{
	u32 want = call->attr.batch.count;
	struct ax_map_batch batch = {.start = !call->attr.batch.in_batch, .lock = AXI_UNVERIFIED && call->attr.batch.elem_flags, .cursor = run->cursor};
	int err = 0;

	while (!err && run->done < want) {
		batch.room = (u32)min_u64(run->room, want - run->done);
		batch.keys = run->keys;
		batch.values = run->values;
		err = ax_map_user_batch(run->map, &batch, remove);
		if (err == -AX_ENOSPC && batch.room < want - run->done) {
			err = buffers(call, run, (u32)min_u64(2 * (u64)run->room, want));
			continue;
		}
		if (err && err != -AX_ENOENT)
			break;
		if (elements_out(call, run, batch.count))
			return -AX_EFAULT;
		run->done += batch.count;
		batch.start = false;
		if (!batch.count && !err)
			break;
	}
	return err == -AX_ENOSPC && run->done ? 0 : err;
}

static int read_batch(struct call *call, struct run *run, bool remove)
{
	const struct axi_attr_batch *attr = &call->attr.batch;
	int err;

	if (attr->in_batch && axi_call_in(call, run->cursor, attr->in_batch, run->cursor_bytes))
		return -AX_EFAULT;
	err = read_steps(call, run, remove);
	if (err && err != -AX_ENOENT && err != -AX_ENOSPC)
		return err;
	if (ax_map_batches(run->map, AX_BATCH_TAKE)) { /* hash maps: the cursor first, and always */
		if (axi_call_out(call, attr->out_batch, run->cursor, run->cursor_bytes) || count_out(call, run->done))
			return -AX_EFAULT;
	} else if (count_out(call, run->done) ||
		   (run->done && axi_call_out(call, attr->out_batch, run->cursor, run->cursor_bytes))) {
		return -AX_EFAULT;
	}
	return err;
}

/* --- writing --- */

static int write_one(struct call *call, struct run *run, bool update)
{
	const struct axi_attr_batch *attr = &call->attr.batch;

	if (axi_call_in(call, run->keys, attr->keys + (u64)run->done * run->key_bytes, run->key_bytes))
		return -AX_EFAULT;
	if (!update)
		return ax_map_user_delete(run->map, run->keys);
	if (axi_call_in(call, run->values, attr->values + (u64)run->done * run->value_bytes, run->value_bytes))
		return -AX_EFAULT;
	return axi_map_update(call, run->map, run->keys, run->values, attr->elem_flags);
}

static int write_batch(struct call *call, struct run *run, bool update)
{
	int err = 0;

	while (!err && run->done < call->attr.batch.count) {
		err = write_one(call, run, update);
		run->done += !err;
	}
	return count_out(call, run->done) ? -AX_EFAULT : err;
}

/* --- the whole --- */

static int run_batch(struct call *call, struct run *run, enum ax_map_batch_kind kind)
{
	const struct axi_attr_batch *attr = &call->attr.batch;
	int err;

	/* small builds know no batches under locks */
	if (attr->elem_flags & ~(u64)(AXI_UNVERIFIED ? AX_F_LOCK : 0) || (attr->elem_flags && !ax_map_spec_of(run->map)->lock_at))
		return -AX_EINVAL;
	/* only hash maps look at these flags, on reading: Linux */
	if (is_read(kind) && ax_map_batches(run->map, AX_BATCH_TAKE) && attr->flags)
		return -AX_EINVAL;
	if (!attr->count)
		return 0;
	if (count_out(call, 0))
		return -AX_EFAULT;
	run->key_bytes = ax_map_spec_of(run->map)->key_size;
	run->value_bytes = ax_map_user_value_size(run->map);
	run->cursor_bytes = ax_map_cursor_bytes(run->map);
	run->cursor = call->mem->alloc(call->mem, run->cursor_bytes);
	if (!run->cursor)
		return -AX_ENOMEM;
	err = buffers(call, run, is_read(kind) ? step_room(call, run) : 1);
	if (!err)
		err = is_read(kind) ? read_batch(call, run, kind == AX_BATCH_TAKE) :
				      write_batch(call, run, kind == AX_BATCH_UPDATE);
	call->mem->free(call->mem, run->block, run->block_bytes);
	call->mem->free(call->mem, run->cursor, run->cursor_bytes);
	return err;
}

static long batch(struct call *call, enum ax_map_batch_kind kind)
{
	struct run run = {0};
	u32 flags;
	void *map;
	int err = axi_call_fd(call, call->attr.batch.map_fd, AX_KIND_MAP, &map, &flags);

	if (err)
		return err;
	run.map = map;
	if (is_read(kind) && (flags & AXI_FD_WRONLY))
		err = -AX_EPERM;
	else if (kind != AX_BATCH_LOOKUP && ((flags & AXI_FD_RDONLY) || ax_map_frozen(map)))
		err = -AX_EPERM;
	else if (!ax_map_batches(map, kind))
		err = -AX_ENOTSUPP;
	else
		err = run_batch(call, &run, kind);
	ax_map_put(call->engine, map);
	return err;
}

long axi_cmd_batch_lookup(struct call *call)
{
	return batch(call, AX_BATCH_LOOKUP);
}

long axi_cmd_batch_take(struct call *call)
{
	return batch(call, AX_BATCH_TAKE);
}

long axi_cmd_batch_update(struct call *call)
{
	return batch(call, AX_BATCH_UPDATE);
}

long axi_cmd_batch_delete(struct call *call)
{
	return batch(call, AX_BATCH_DELETE);
}
