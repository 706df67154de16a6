/* SPDX-License-Identifier: Apache-2.0
 * why_memory.c - the objects of a watched run: context, stack frames, map values, records; what their bytes hold and
 * which accesses are allowed.  A pointer may touch the object that it was made from, and nothing else. */
#include <stdlib.h>
#include <string.h>
#include "map/map.h"
#include "rk/why.h"
#include "verify/verify.h"

/* --- objects --- */

enum { GUARD = 64 };

static void *take(struct why_machine *m, size_t bytes)
{
	size_t at = (m->arena_used + GUARD + 15) & ~(size_t)15;

	if (bytes > WHY_ARENA || at > WHY_ARENA - bytes) {
		why_lost(m, "more than 32 MB of values");
		return NULL;
	}
	m->arena_used = at + bytes;
	return m->arena + at;
}

u32 why_obj_add(struct why_machine *m, enum why_obj_kind kind, u32 of, u64 size)
{
	struct why_obj *obj = &m->obj[m->objs];
	void *base = NULL;

	if (m->objs == WHY_OBJS) {
		why_lost(m, "too many objects");
		return 0;
	}
	*obj = (struct why_obj){.kind = (u8)kind, .live = true, .of = of, .size = size};
	if (kind != WHY_OBJ_STACK) {
		base = take(m, size);
		if (!base)
			return 0;
		memset(base, 0, size);
	} else {
		obj->bytes = take(m, size * sizeof(*obj->bytes));
		if (!obj->bytes)
			return 0;
		memset(obj->bytes, 0, size * sizeof(*obj->bytes));
	}
	obj->base = (uintptr_t)base;
	return m->objs++;
}

void why_frame_obj(struct why_machine *m, u32 frame, u64 top)
{
	u32 nth = m->frames++, obj = why_obj_add(m, WHY_OBJ_STACK, nth, AX_STACK_BYTES);
	const struct why_slot *stale = why_input_find(m->in, WHY_STALE, 0, nth);

	m->obj[obj].base = top - AX_STACK_BYTES;
	if (stale) {
		m->obj[obj].leaf = stale->at;
		memcpy((void *)(uintptr_t)m->obj[obj].base, m->in->bytes + stale->at, AX_STACK_BYTES);
	}
	m->frame[frame].obj = obj;
	m->val[AX_R10] = (struct why_val){.kind = WHY_POINTER, .obj = obj};
}

/* --- contexts and packets --- */

static bool context_access(const struct why_machine *m, s64 at, u64 bytes, bool write, enum axi_points *points)
{
	const struct ax_verify_input in = {.prog_type = m->type, .attach_type = m->prog->attach_type};

	return axi_prog_field(&in, 0, at, (u32)bytes, write, points);
}

/* The packet: its metadata and its bytes from the input, in one object. */
static bool make_packet(struct why_machine *m)
{
	struct why_slot *slot = why_input_find(m->in, WHY_PACKET, 0, 0);
	bool made = !slot;
	u32 size[2]; /* of the packet, of its metadata */

	if (made)
		slot = why_input_add(m->in, WHY_PACKET, 0, 0, 8 + WHY_META_MAX + WHY_PACKET_MAX);
	if (!slot) {
		why_lost(m, "too much input");
		return false;
	}
	slot->used = true;
	if (made && !m->replay) {
		size[0] = m->random ? (u32)why_random(m->random) % 128 : 64;
		size[1] = m->random && why_random(m->random) % 4 == 0 ? 8 : 0;
		memcpy(m->in->bytes + slot->at, size, sizeof(size));
	}
	memcpy(size, m->in->bytes + slot->at, sizeof(size));
	size[0] = size[0] > WHY_PACKET_MAX ? WHY_PACKET_MAX : size[0];
	size[1] = (size[1] > WHY_META_MAX ? WHY_META_MAX : size[1]) & ~3u;
	memcpy(m->in->bytes + slot->at, size, sizeof(size));
	m->packet = why_obj_add(m, WHY_OBJ_PACKET, 0, size[0] + size[1]);
	m->packet_start = size[1];
	if (!m->packet)
		return false;
	m->obj[m->packet].leaf = slot->at + 8 + WHY_META_MAX - size[1];
	m->obj[m->packet].leaf_bytes = size[0] + size[1];
	memcpy((void *)(uintptr_t)m->obj[m->packet].base, m->in->bytes + m->obj[m->packet].leaf, size[0] + size[1]);
	return true;
}

/* The sizes of the packet as expressions. */
static u32 size_node(struct why_machine *m, bool meta)
{
	return why_leaf(&m->nodes, why_input_find(m->in, WHY_PACKET, 0, 0)->at + 4 * meta, 4);
}

bool why_context_pointer(struct why_machine *m, int reg, s64 off, u32 bytes, u32 to, struct why_val *out)
{
	const struct why_obj *ctx = &m->obj[m->val[reg].obj];
	enum axi_points points = AXI_TO_NUMBER;

	if (ctx->kind != WHY_OBJ_CTX || !context_access(m, (s64)(m->regs[reg] - ctx->base) + off, bytes, false, &points) ||
	    points == AXI_TO_NUMBER)
		return false;
	if (points != AXI_TO_PACKET && points != AXI_TO_META && points != AXI_TO_END) {
		why_lost(m, "sockets");
		return false;
	}
	if (!m->packet && !make_packet(m))
		return false;
	*out = (struct why_val){.kind = WHY_POINTER, .obj = m->packet};
	m->patch = (int)to;
	m->patch_value = m->obj[m->packet].base;
	if (points == AXI_TO_META)
		return true;
	m->patch_value += m->packet_start;
	out->node = size_node(m, true);
	if (points == AXI_TO_END) {
		u64 length = m->obj[m->packet].size - m->packet_start;

		m->patch_value += length;
		out->node = why_binary(&m->nodes, AX_ADD, out->node, m->packet_start, size_node(m, false), length);
	}
	return true;
}

/* --- accesses --- */

static void describe(struct why_machine *m, const struct why_obj *obj)
{
	struct why_fault *f = &m->fault;
	const char *map = obj->kind >= WHY_OBJ_MAP && obj->kind <= WHY_OBJ_RECORD ? m->object->maps[obj->of].name : "";

	f->size = (s64)obj->size;
	switch (obj->kind) {
	case WHY_OBJ_CTX: snprintf(f->object, sizeof(f->object), "the context"); break;
	case WHY_OBJ_STACK:
		snprintf(f->object, sizeof(f->object), "the stack frame%s", obj->of ? " of a called function" : "");
		f->at -= (s64)obj->size; /* stack offsets count from the frame's end */
		break;
	case WHY_OBJ_MAP: snprintf(f->object, sizeof(f->object), "map %.60s", map); break;
	case WHY_OBJ_VALUE: snprintf(f->object, sizeof(f->object), "the value of map %.60s", map); break;
	case WHY_OBJ_PACKET:
		snprintf(f->object, sizeof(f->object), "the packet");
		f->at -= m->packet_start;
		f->size -= m->packet_start;
		break;
	default: snprintf(f->object, sizeof(f->object), "the record of ring buffer %.60s", map); break;
	}
}

static bool refuse(struct why_machine *m, enum why_fault_kind kind, int reg, const struct why_obj *obj, s64 at, u64 bytes,
		   bool write)
{
	why_fail(m, kind, reg);
	m->fault.at = at;
	m->fault.bytes = (s64)bytes;
	m->fault.write = write;
	if (obj)
		describe(m, obj);
	return false;
}

static bool allowed_by_map(struct why_machine *m, int reg, const struct why_obj *obj, s64 at, u64 bytes, bool write)
{
	u32 flags = m->object->maps[obj->of].spec.flags;

	if (write && flags & AX_MAP_F_RDONLY_PROG)
		return refuse(m, WHY_FAULT_READ_ONLY, reg, obj, at, bytes, write);
	if (!write && flags & AX_MAP_F_WRONLY_PROG)
		return refuse(m, WHY_FAULT_WRITE_ONLY, reg, obj, at, bytes, write);
	return true;
}

bool why_access(struct why_machine *m, int reg, s64 off, u64 bytes, bool write, bool align)
{
	const struct why_val *val = &m->val[reg];
	const struct why_obj *obj = &m->obj[val->obj];
	enum axi_points points;
	s64 at;

	if (val->kind == WHY_UNINIT)
		return why_fail(m, WHY_FAULT_UNINIT, reg);
	if (val->kind != WHY_POINTER)
		return refuse(m, m->regs[reg] < AX_PAGE_BYTES && val->kind == WHY_NUMBER ? WHY_FAULT_NULL : WHY_FAULT_NOT_PTR, reg,
			      NULL, (s64)m->regs[reg] + off, bytes, write);
	at = (s64)(m->regs[reg] - obj->base) + off;
	if (obj->kind == WHY_OBJ_MAP)
		return refuse(m, WHY_FAULT_MAP, reg, obj, at, bytes, write);
	if (!obj->live)
		return refuse(m, obj->kind == WHY_OBJ_STACK ? WHY_FAULT_FRAME : WHY_FAULT_RELEASED, reg, obj, at, bytes, write);
	if (val->node)
		why_event_add(m, (struct why_event){.kind = WHY_ACCESS, .pc = m->pc, .na = val->node, .min = -off,
			      .max = (s64)obj->size - (s64)bytes - off, .va = (u64)(at - off)});
	if (obj->kind == WHY_OBJ_PACKET && at >= 0) /* a shorter packet? */
		why_event_add(m, (struct why_event){.kind = WHY_ACCESS, .pc = m->pc, .na = size_node(m, false),
				      .va = obj->size - m->packet_start, .min = at + (s64)bytes - m->packet_start,
				      .max = INT64_MAX / 4});
	if (at < 0 || bytes > obj->size || (u64)at > obj->size - bytes)
		return refuse(m, WHY_FAULT_BOUNDS, reg, obj, at, bytes, write);
	if (obj->kind == WHY_OBJ_CTX && !context_access(m, at, bytes, write, &points))
		return refuse(m, WHY_FAULT_CTX, reg, obj, at, bytes, write);
	if (obj->kind == WHY_OBJ_STACK && align && ((u64)at & (bytes - 1)))
		return refuse(m, WHY_FAULT_ALIGN, reg, obj, at, bytes, write);
	if (obj->kind == WHY_OBJ_PACKET && write && !(axi_prog_packet(m->type) & AXI_PACKET_WRITE))
		return refuse(m, WHY_FAULT_READ_ONLY, reg, obj, at, bytes, write);
	return obj->kind != WHY_OBJ_VALUE || allowed_by_map(m, reg, obj, at, bytes, write);
}

/* The stack holds what earlier runs left there: anything. */
static bool stale_bytes(struct why_machine *m, struct why_obj *obj)
{
	struct why_slot *slot = why_input_find(m->in, WHY_STALE, 0, obj->of);
	bool make = !slot;

	if (make)
		slot = why_input_add(m->in, WHY_STALE, 0, obj->of, AX_STACK_BYTES);
	if (!slot) {
		why_lost(m, "too much input");
		return false;
	}
	slot->used = true;
	obj->leaf = slot->at;
	obj->leaf_bytes = AX_STACK_BYTES;
	for (u32 i = 0; make && m->random && i < AX_STACK_BYTES; i++) {
		m->in->bytes[slot->at + i] = (u8)why_random(m->random);
		if (!obj->bytes[i].init)
			*(u8 *)(uintptr_t)(obj->base + i) = m->in->bytes[slot->at + i];
	}
	return true;
}

bool why_memory_ready(struct why_machine *m, int reg, u64 at, u64 bytes)
{
	struct why_obj *obj = &m->obj[m->val[reg].obj];

	if (obj->kind != WHY_OBJ_STACK)
		return true;
	for (u64 i = 0; i < bytes; i++)
		if (!obj->bytes[at + i].init && m->no_leaks)
			return refuse(m, WHY_FAULT_STACK_UNINIT, reg, obj, (s64)at, bytes, false);
		else if (!obj->bytes[at + i].init)
			return stale_bytes(m, obj);
	return true;
}

/* --- contents --- */

static void note_leaf(struct why_machine *m, u32 at, u32 bytes)
{
	for (u32 i = 0; i < m->leaves; i++)
		if (m->leaf_at[i] <= at && m->leaf_at[i] + m->leaf_bytes[i] >= at + bytes)
			return;
	if (m->leaves == WHY_LEAVES)
		return;
	m->leaf_at[m->leaves] = at;
	m->leaf_bytes[m->leaves++] = bytes;
}

/* Bytes that nobody stored since the start. */
static void load_start(struct why_machine *m, const struct why_obj *obj, u64 at, u32 bytes, struct why_val *out)
{
	if (at + bytes > obj->leaf_bytes)
		return;
	note_leaf(m, obj->leaf + (u32)at, bytes);
	out->node = why_leaf(&m->nodes, obj->leaf + (u32)at, bytes);
}

static void load_stored(struct why_machine *m, const struct why_obj *obj, u64 at, u32 bytes, u64 whole,
			struct why_val *out)
{
	const struct why_byte *b = &obj->bytes[at];
	const struct why_val *saved = &m->saved[b->saved];
	bool one = true;

	for (u32 i = 0; i < bytes; i++) {
		if (b[i].saved && m->saved[b[i].saved].kind != WHY_NUMBER)
			out->kind = WHY_ADDRESS;
		one = one && b[i].saved == b->saved && b[i].index == b->index + i;
	}
	if (!one || !b->saved)
		return;
	if (!b->index && bytes == 8 && saved->bytes == 8 && (obj->kind == WHY_OBJ_STACK || saved->kind == WHY_NUMBER)) {
		*out = *saved;
	} else if (saved->kind == WHY_NUMBER && saved->node) {
		out->node = saved->node;
		if (b->index)
			out->node = why_binary(&m->nodes, AX_RSH, out->node, whole << 8 * b->index, 0, 8u * b->index);
		out->node = why_unary(&m->nodes, WHY_ZEXT, 8 * bytes, out->node, whole);
	}
}

bool why_memory_load(struct why_machine *m, int reg, s64 off, u32 bytes, struct why_val *out)
{
	const struct why_obj *obj = &m->obj[m->val[reg].obj];
	u64 at = m->regs[reg] - obj->base + (u64)off, whole = 0;
	bool stored = false;

	*out = (struct why_val){.kind = WHY_NUMBER};
	if (!why_memory_ready(m, reg, at, bytes))
		return false;
	memcpy(&whole, (const void *)(uintptr_t)(obj->base + at), bytes);
	for (u32 i = 0; obj->bytes && i < bytes; i++)
		stored = stored || obj->bytes[at + i].init;
	if (stored)
		load_stored(m, obj, at, bytes, whole, out);
	else
		load_start(m, obj, at, bytes, out);
	return true;
}

/* Which bytes of an object were stored. */
static bool shadow(struct why_machine *m, struct why_obj *obj)
{
	if (obj->bytes)
		return true;
	obj->bytes = take(m, obj->size * sizeof(*obj->bytes));
	if (obj->bytes)
		memset(obj->bytes, 0, obj->size * sizeof(*obj->bytes));
	return obj->bytes;
}

void why_memory_store(struct why_machine *m, u32 obj, u64 at, u32 bytes, const struct why_val *val)
{
	struct why_obj *to = &m->obj[obj];
	u32 saved = 1; /* some number */

	if (!shadow(m, to))
		return;
	if (val->kind != WHY_NUMBER || val->node || val->choice) {
		if (m->saves < WHY_SAVED) {
			saved = m->saves++;
			m->saved[saved] = *val;
			m->saved[saved].bytes = (u8)bytes;
		} else if (val->kind != WHY_NUMBER) {
			why_lost(m, "too many stores");
		}
	}
	for (u32 i = 0; i < bytes; i++)
		to->bytes[at + i] = (struct why_byte){saved, (u8)i, 1};
}

bool why_memory_addresses(const struct why_machine *m, u32 obj, u64 at, u64 bytes)
{
	const struct why_byte *held = m->obj[obj].bytes;

	for (u64 i = 0; held && i < bytes; i++)
		if (held[at + i].saved && m->saved[held[at + i].saved].kind != WHY_NUMBER)
			return true;
	return false;
}

void why_memory_copy(struct why_machine *m, u32 to, u32 from, u64 at, u64 bytes)
{
	const struct why_obj *source = &m->obj[from];
	struct why_obj *obj = &m->obj[to];

	if (!shadow(m, obj))
		return;
	for (u64 i = 0; i < bytes; i++) {
		bool same = source->bytes && source->bytes[at + i].init;

		obj->bytes[i] = same ? source->bytes[at + i] : (struct why_byte){1, 0, 1};
	}
}

/* --- map elements --- */

/* A hash map holds what it has room for. */
static bool full(const struct why_machine *m, u32 map)
{
	u32 there = 0;

	for (u32 i = 0; i < m->elements; i++)
		there += m->element[i].map == map && m->element[i].there;
	return there >= m->object->maps[map].spec.max_entries;
}

static bool is_array(u32 type)
{
	return type == AX_MAP_ARRAY || type == AX_MAP_PERCPU_ARRAY;
}

/* The slot of an element that the input does not have yet. */
static struct why_slot *invent(struct why_machine *m, u32 map, const void *key)
{
	const struct ax_object_map *spec = &m->object->maps[map];
	u32 key_size = spec->spec.key_size, value = (u32)min_u64(spec->spec.value_size, WHY_VALUE_MAX);
	struct why_slot *slot = why_input_add(m->in, WHY_ELEMENT, map, 0, key_size + 1 + value);
	u8 *bytes;

	if (!slot)
		return NULL;
	slot->key_size = key_size;
	bytes = m->in->bytes + slot->at;
	memcpy(bytes, key, key_size);
	bytes[key_size] = is_array(spec->spec.type) || (!m->replay && (!m->random || why_random(m->random) % 4));
	if (spec->data)
		memcpy(bytes + key_size + 1, spec->data, min_u64(value, spec->data_size));
	else if (m->random && why_random(m->random) % 4 == 0)
		for (u32 i = 0; i < value && i < 64; i++)
			bytes[key_size + 1 + i] = (u8)why_random(m->random);
	return slot;
}

static void fill(struct why_machine *m, struct why_obj *obj, const struct ax_object_map *map, struct why_slot *slot)
{
	u32 value;

	if (map->data)
		memcpy((void *)(uintptr_t)obj->base, map->data, min_u64(obj->size, map->data_size));
	if (!slot)
		return;
	value = slot->size - slot->key_size - 1;
	obj->leaf = slot->at + slot->key_size + 1;
	obj->leaf_bytes = value;
	memcpy((void *)(uintptr_t)obj->base, m->in->bytes + obj->leaf, value);
}

struct why_element *why_map_element(struct why_machine *m, u32 map, const void *key)
{
	const struct ax_object_map *spec = &m->object->maps[map];
	struct why_element *element;
	struct why_slot *slot = NULL;
	u32 obj;

	for (u32 i = 0; i < m->elements; i++)
		if (m->element[i].map == map && !memcmp(m->element[i].key, key, spec->spec.key_size))
			return &m->element[i];
	if (m->elements == WHY_ELEMENTS) {
		why_lost(m, "too many map elements");
		return NULL;
	}
	if (!spec->freeze) {
		slot = why_input_element(m->in, map, key, spec->spec.key_size);
		slot = slot ? slot : invent(m, map, key);
	}
	if (slot) {
		slot->used = true;
		if (is_array(spec->spec.type))
			m->in->bytes[slot->at + slot->key_size] = 1; /* always there, whatever a step made of it */
	}
	element = &m->element[m->elements];
	element->map = map;
	element->key = take(m, spec->spec.key_size + 1);
	obj = why_obj_add(m, WHY_OBJ_VALUE, map, spec->spec.value_size);
	if (!element->key || !obj)
		return NULL;
	memcpy(element->key, key, spec->spec.key_size);
	element->obj = obj;
	element->there = spec->freeze || is_array(spec->spec.type) ||
			 (slot && m->in->bytes[slot->at + slot->key_size] && !full(m, map));
	fill(m, &m->obj[obj], spec, slot);
	m->elements++;
	return element;
}
