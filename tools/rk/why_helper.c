/* SPDX-License-Identifier: Apache-2.0
 * why_helper.c - helpers in a watched run: arguments checked by the rows of helpers.def, results taken from the input.
 *
 * A result is only what the real helper could give: an array element that exists is found, an update that stores is seen
 * by the next look-up, clocks do not run backwards.  A row with an argument or result kind that is not known here makes
 * the run lost, never wrong. */
#include <stdlib.h>
#include <string.h>
#include <axiom/helper.h>
#include "rk/why.h"

/* Kinds are compared as words, so that a new kind in helpers.def needs no change here to be refused. */
static const struct row {
	u32 id;
	const char *name, *ret, *arg[AX_HELPER_ARGS];
	bool absent; /* the engine does not have it: its arguments are checked, then the run is lost */
} rows[] = {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) {id, #name, #ret, {#a1, #a2, #a3, #a4, #a5}, false},
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) {id, #name, #ret, {#a1, #a2, #a3, #a4, #a5}, true},
#define HELPER_MORE(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) {id, #name, #ret, {#a1, #a2, #a3, #a4, #a5}, true},
#include "isa/helpers.def"
};

static const struct row *row_of(u32 id)
{
	for (u32 i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].id == id)
			return &rows[i];
	return NULL;
}

const char *why_helper_name(u32 id)
{
	const struct row *row = row_of(id);

	return row ? row->name : NULL;
}

u32 why_helper_id(const char *name)
{
	for (u32 i = 0; i < ARRAY_LEN(rows); i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].id;
	return 0;
}

static bool is(const char *kind, const char *word)
{
	return !strcmp(kind, word);
}

/* --- arguments --- */

static bool refuse(struct why_machine *m, enum why_fault_kind kind, u32 reg, const char *wanted)
{
	const struct row *row = row_of((u32)m->insns[m->pc].imm);

	why_fail(m, kind, (int)reg);
	snprintf(m->fault.note, sizeof(m->fault.note), "bpf_%s: %s", row ? row->name : "?", wanted);
	return false;
}

/* Memory of `bytes` at the register: allowed, and initialised when it is read. */
static bool region(struct why_machine *m, u32 reg, u64 bytes, bool write)
{
	const struct why_val *val = &m->val[reg];
	u64 at;

	if (val->kind == WHY_POINTER && (m->obj[val->obj].kind == WHY_OBJ_CTX || m->obj[val->obj].kind == WHY_OBJ_MAP))
		return refuse(m, WHY_FAULT_ARG, reg, "this argument is memory");
	if (!bytes && val->kind == WHY_POINTER)
		return true;
	if (!why_access(m, (int)reg, 0, bytes, write, false))
		return false;
	at = m->regs[reg] - m->obj[val->obj].base;
	if (!write && m->no_leaks && why_memory_addresses(m, val->obj, at, bytes))
		return refuse(m, WHY_FAULT_LEAK, reg, "there are addresses in this memory");
	if (!write)
		return why_memory_ready(m, (int)reg, at, bytes);
	for (u64 i = 0; i < bytes; i += 8)
		why_memory_store(m, val->obj, at + i, (u32)min_u64(8, bytes - i), &(struct why_val){.kind = WHY_NUMBER});
	return true;
}

static bool sized(struct why_machine *m, const struct row *row, u32 reg)
{
	const struct why_val *size = &m->val[reg], *memory = &m->val[reg - 1];
	u64 bytes = m->regs[reg];
	s64 least = is(row->arg[reg - 1], "SIZE") ? 1 : 0, most = (1 << 29) - 1;

	if (size->kind != WHY_NUMBER)
		return refuse(m, WHY_FAULT_ARG, reg, "this argument is a size");
	if (memory->kind == WHY_POINTER && m->obj[memory->obj].size >= m->regs[reg - 1] - m->obj[memory->obj].base)
		most = (s64)(m->obj[memory->obj].size - (m->regs[reg - 1] - m->obj[memory->obj].base));
	if (size->node)
		why_event_add(m, (struct why_event){.kind = WHY_ACCESS, .pc = m->pc, .na = size->node, .va = bytes, .min = least,
				      .max = most});
	if ((s64)bytes < least || bytes >= 1u << 29) {
		char text[64];

		snprintf(text, sizeof(text), "the size is %lld, allowed are %lld to %lld", (long long)bytes, (long long)least,
			 (long long)most);
		return refuse(m, WHY_FAULT_ARG_SIZE, reg, text);
	}
	return region(m, reg - 1, bytes, is(row->arg[reg - 2], "MEM_OUT"));
}

static bool map_argument(struct why_machine *m, u32 reg, bool ring)
{
	const struct why_val *val = &m->val[reg];
	const struct why_obj *obj = &m->obj[val->obj];

	if (val->kind != WHY_POINTER || obj->kind != WHY_OBJ_MAP || m->regs[reg] != obj->base)
		return refuse(m, WHY_FAULT_ARG, reg, "this argument is a map");
	if ((m->object->maps[obj->of].spec.type == AX_MAP_RINGBUF) != ring)
		return refuse(m, WHY_FAULT_ARG, reg, "it does not work on this type of map");
	return true;
}

static bool record_argument(struct why_machine *m, u32 reg)
{
	const struct why_val *val = &m->val[reg];
	const struct why_obj *obj = &m->obj[val->obj];

	if (val->kind == WHY_NUMBER && m->regs[reg] < AX_PAGE_BYTES)
		return refuse(m, WHY_FAULT_NULL, reg, "the record is NULL");
	if (val->kind != WHY_POINTER || obj->kind != WHY_OBJ_RECORD)
		return refuse(m, WHY_FAULT_ARG, reg, "this argument is a reserved record");
	if (!obj->live)
		return refuse(m, WHY_FAULT_RELEASED, reg, "the record was submitted or discarded before");
	if (m->regs[reg] != obj->base)
		return refuse(m, WHY_FAULT_ARG, reg, "this argument is the start of a record");
	return true;
}

static bool argument(struct why_machine *m, const struct row *row, u32 reg)
{
	const char *kind = row->arg[reg - 1];
	const struct why_val *val = &m->val[reg];

	if (is(kind, "NONE") || (is(kind, "REST") && val->kind == WHY_UNINIT))
		return true;
	if (val->kind == WHY_UNINIT)
		return why_fail(m, WHY_FAULT_UNINIT, (int)reg);
	if (is(kind, "MAP"))
		return map_argument(m, reg, false);
	if (is(kind, "RING"))
		return map_argument(m, reg, true);
	if (is(kind, "KEY") || is(kind, "VALUE")) {
		const struct ax_map_spec *spec = &m->object->maps[m->obj[m->val[AX_R1].obj].of].spec;

		return region(m, reg, is(kind, "KEY") ? spec->key_size : spec->value_size, false);
	}
	if (is(kind, "MEM") || is(kind, "MEM_OUT"))
		return true; /* with the size, next */
	if (is(kind, "SIZE") || is(kind, "SIZE0"))
		return sized(m, row, reg);
	if (is(kind, "CTX"))
		return (val->kind == WHY_POINTER && m->obj[val->obj].kind == WHY_OBJ_CTX && m->regs[reg] == m->obj[val->obj].base) ||
		       refuse(m, WHY_FAULT_ARG, reg, "this argument is the context");
	if (is(kind, "RECORD"))
		return record_argument(m, reg);
	if (is(kind, "ANY") || is(kind, "REST") || is(kind, "CONST"))
		return (!m->no_leaks && !is(kind, "CONST")) || val->kind == WHY_NUMBER || refuse(m, WHY_FAULT_LEAK, reg, "an address is given as a number");
	why_lost(m, row->name);
	return false;
}

bool why_helper_check(struct why_machine *m, u32 id)
{
	const struct row *row = row_of(id);

	if (!row)
		return why_fail(m, WHY_FAULT_CALL, -1);
	if (id >= ARRAY_LEN(m->helpers)) {
		why_lost(m, row->name);
		return false;
	}
	for (u32 reg = 1; reg <= AX_HELPER_ARGS; reg++)
		if (!argument(m, row, reg))
			return false;
	return true;
}

/* --- results --- */

/* The slot of this call's result, made up when the input has none. */
static struct why_slot *slot_of(struct why_machine *m, u32 id, u32 data)
{
	u32 nth = m->calls[id]++;
	struct why_slot *slot = why_input_find(m->in, WHY_RESULT, id, nth);
	u8 *bytes;

	if (!slot) {
		slot = why_input_add(m->in, WHY_RESULT, id, nth, 8 + data);
		if (!slot) {
			why_lost(m, "too many calls");
			return NULL;
		}
		bytes = m->in->bytes + slot->at;
		if (!m->replay)
			bytes[0] = 1;
		if (m->random && why_random(m->random) % 3 == 0)
			for (u32 i = 0; i < slot->size; i++)
				bytes[i] = (u8)why_random(m->random);
	}
	slot->used = true;
	return slot;
}

static u64 number_of(const struct why_machine *m, const struct why_slot *slot)
{
	u64 value = 0;

	if (slot)
		memcpy(&value, m->in->bytes + slot->at, 8);
	return value;
}

/* A number between what the helper can give; the input is set right, so that it says what happened. */
static u64 clamp(struct why_machine *m, struct why_slot *slot, u64 value)
{
	if (slot)
		memcpy(m->in->bytes + slot->at, &value, 8);
	return value;
}

/* 0, or one of the errors (a list that ends in 0). */
static u64 status(struct why_machine *m, u32 id, const s64 *errors)
{
	struct why_slot *slot = slot_of(m, id, 0);
	u64 value = number_of(m, slot);

	for (const s64 *e = errors; *e; e++)
		if ((s64)value == *e || value == 0)
			return value;
	return clamp(m, slot, value % 4 == 3 ? (u64)errors[0] : 0);
}

static u64 number(struct why_machine *m, u32 id)
{
	struct why_slot *slot = slot_of(m, id, 0);
	u64 value = number_of(m, slot);

	switch (id) {
	case AX_HELPER_get_prandom_u32: value = clamp(m, slot, (u32)value); break;
	case AX_HELPER_get_smp_processor_id: value = clamp(m, slot, value % AX_CPUS_MAX); break;
	case AX_HELPER_ktime_get_ns:
	case AX_HELPER_ktime_get_boot_ns:
		if (value < m->last_time)
			value = clamp(m, slot, m->last_time);
		m->last_time = value;
		break;
	default: break;
	}
	if (slot) {
		u32 bytes = id == AX_HELPER_get_prandom_u32 || id == AX_HELPER_get_smp_processor_id ? 4 : 8;

		m->val[AX_R0].node = why_leaf(&m->nodes, slot->at, bytes);
	}
	return value;
}

/* Bytes that a helper delivers, from the input; a leaf of the object that gets them. */
static u64 reserve(struct why_machine *m, u32 map, u64 bytes)
{
	u32 data = (u32)min_u64(bytes, WHY_DATA), obj;
	struct why_slot *slot;

	if (bytes > m->object->maps[map].spec.max_entries || bytes >= 1u << 29) {
		m->val[AX_R0] = (struct why_val){.kind = WHY_NUMBER};
		return 0;
	}
	slot = slot_of(m, AX_HELPER_ringbuf_reserve, data);
	if (!slot)
		return 0;
	m->val[AX_R0] = (struct why_val){.kind = WHY_NUMBER, .choice = (u32)(slot - m->in->slot) + 1};
	if (!number_of(m, slot))
		return 0;
	clamp(m, slot, 1);
	obj = why_obj_add(m, WHY_OBJ_RECORD, map, bytes);
	if (!obj || m->helds == WHY_HELD) {
		why_lost(m, "too many records");
		return 0;
	}
	m->held[m->helds++] = obj;
	m->obj[obj].leaf = slot->at + 8;
	m->obj[obj].leaf_bytes = min_u64(bytes, slot->size - 8);
	memcpy((void *)(uintptr_t)m->obj[obj].base, m->in->bytes + slot->at + 8, m->obj[obj].leaf_bytes);
	m->val[AX_R0].kind = WHY_POINTER;
	m->val[AX_R0].obj = obj;
	return m->obj[obj].base;
}

static void release(struct why_machine *m, u32 obj)
{
	m->obj[obj].live = false;
	for (u32 i = 0; i < m->helds; i++)
		if (m->held[i] == obj)
			m->held[i--] = m->held[--m->helds];
}

static bool is_array(const struct ax_map_spec *spec)
{
	return spec->type == AX_MAP_ARRAY || spec->type == AX_MAP_PERCPU_ARRAY;
}

/* The element that the key in R2 names; NULL: an array has none there. */
static struct why_element *element_of(struct why_machine *m, u32 map, u64 key)
{
	const struct ax_map_spec *spec = &m->object->maps[map].spec;
	u32 index;

	if (is_array(spec)) {
		const struct why_val *at = &m->val[AX_R2];
		struct why_val val;

		memcpy(&index, (const void *)(uintptr_t)key, sizeof(index));
		if (at->kind == WHY_POINTER && why_memory_load(m, AX_R2, 0, 4, &val) && val.node)
			why_event_add(m, (struct why_event){.kind = WHY_ACCESS, .pc = m->pc, .na = val.node, .va = index,
					      .max = (s64)spec->max_entries - 1});
		if (index >= spec->max_entries)
			return NULL;
	}
	return why_map_element(m, map, (const void *)(uintptr_t)key);
}

static u64 lookup(struct why_machine *m, u32 map, u64 key)
{
	struct why_element *e = element_of(m, map, key);
	struct why_slot *slot;

	m->val[AX_R0] = (struct why_val){.kind = WHY_NUMBER};
	if (!e)
		return 0;
	if (!is_array(&m->object->maps[map].spec)) {
		slot = why_input_element(m->in, map, e->key, m->object->maps[map].spec.key_size);
		m->val[AX_R0].choice = slot ? (u32)(slot - m->in->slot) + 1 : 0;
	}
	if (!e->there)
		return 0;
	m->val[AX_R0].kind = WHY_POINTER;
	m->val[AX_R0].obj = e->obj;
	return m->obj[e->obj].base;
}

static u64 update(struct why_machine *m, u32 map, u64 key, u64 value, u64 flags)
{
	static const s64 none[] = {-AX_ENOMEM, -AX_E2BIG, 0};
	struct why_element *e = element_of(m, map, key);
	bool array = is_array(&m->object->maps[map].spec);
	const struct why_val *from = &m->val[AX_R3];
	struct why_obj *to;
	u64 err;

	if (flags > AX_EXIST)
		return (u64)-AX_EINVAL;
	if (!e)
		return (u64)(array ? -AX_E2BIG : -AX_ENOMEM);
	if (flags == AX_NOEXIST && e->there)
		return (u64)-AX_EEXIST;
	if (flags == AX_EXIST && !e->there)
		return (u64)-AX_ENOENT;
	err = array ? 0 : status(m, AX_HELPER_map_update_elem, none);
	if (err)
		return err;
	e->there = true;
	to = &m->obj[e->obj];
	memcpy((void *)(uintptr_t)to->base, (const void *)(uintptr_t)value, to->size);
	why_memory_copy(m, e->obj, from->obj, value - m->obj[from->obj].base, to->size);
	return 0;
}

static u64 remove_element(struct why_machine *m, u32 map, u64 key)
{
	struct why_element *e = element_of(m, map, key);

	if (is_array(&m->object->maps[map].spec))
		return (u64)-AX_EINVAL;
	if (!e || !e->there)
		return (u64)-AX_ENOENT;
	e->there = false;
	return 0;
}

static void comm(struct why_machine *m, u64 to, u64 bytes)
{
	struct why_slot *slot = slot_of(m, AX_HELPER_get_current_comm, 16);
	char name[16];

	memset((void *)(uintptr_t)to, 0, bytes);
	if (!slot || slot->size < 24)
		return;
	memcpy(name, m->in->bytes + slot->at + 8, 16);
	name[15] = 0;
	clamp(m, slot, 0);
	memcpy((void *)(uintptr_t)to, name, min_u64(strlen(name), bytes - 1));
}

/* What helper `id` does; false: it is not simulated. */
static bool simulate(struct why_machine *m, u32 id, const u64 *r, u64 *result)
{
	static const s64 full[] = {-AX_EAGAIN, 0};
	const struct row *row = row_of(id);
	u32 map = m->obj[m->val[AX_R1].obj].of;

	switch (id) {
	case AX_HELPER_map_lookup_elem: *result = lookup(m, map, r[2]); return true;
	case AX_HELPER_map_update_elem: *result = update(m, map, r[2], r[3], r[4]); break;
	case AX_HELPER_map_delete_elem: *result = remove_element(m, map, r[2]); break;
	case AX_HELPER_get_current_comm: comm(m, r[1], r[2]); break;
	case AX_HELPER_ringbuf_reserve: *result = reserve(m, map, r[2]); return true;
	case AX_HELPER_ringbuf_submit:
	case AX_HELPER_ringbuf_discard: release(m, m->val[AX_R1].obj); break;
	case AX_HELPER_ringbuf_output: *result = status(m, id, full); break;
	default:
		for (u32 i = 0; i < AX_HELPER_ARGS; i++)
			if (is(row->arg[i], "MEM_OUT"))
				return false;
		if (!is(row->ret, "INT"))
			return false;
		m->val[AX_R0] = (struct why_val){.kind = WHY_NUMBER};
		*result = number(m, id);
		return true;
	}
	m->val[AX_R0] = (struct why_val){.kind = is(row->ret, "VOID") ? WHY_UNINIT : WHY_NUMBER};
	return true;
}

u64 why_helper(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct why_machine *m = CONTAINER_OF(run, struct why_machine, run);
	const u64 r[] = {0, r1, r2, r3, r4, r5};
	u32 id = (u32)m->insns[m->pc].imm;
	u64 result = 0;

	if (row_of(id)->absent || !simulate(m, id, r, &result))
		why_lost(m, row_of(id)->name);
	for (u32 reg = AX_R1; reg <= AX_R5; reg++)
		m->val[reg] = (struct why_val){.kind = WHY_UNINIT};
	return result;
}
