/* SPDX-License-Identifier: Apache-2.0
 * why_input.c - what a run gets from outside, as one array of bytes cut into slots: every search step is a change of
 * bytes. */
#include <stdlib.h>
#include <string.h>
#include "rk/why.h"

u64 why_random(u64 *state)
{
	u64 x = *state ? *state : 0x9e3779b97f4a7c15u;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return x * 0x2545f4914f6cdd1du;
}

/* Room for `bytes` more bytes and one more slot. */
static bool reserve(struct why_input *in, u32 bytes)
{
	if (in->slots == WHY_SLOTS || bytes > WHY_INPUT_MAX - in->used)
		return false;
	if (in->used + bytes > in->room) {
		u32 room = (in->used + bytes) * 2;
		u8 *more = realloc(in->bytes, room);

		if (!more)
			return false;
		in->bytes = more;
		in->room = room;
	}
	if (in->slots == in->slot_room) {
		u32 room = in->slot_room * 2 + 8;
		struct why_slot *more = realloc(in->slot, room * sizeof(*more));

		if (!more)
			return false;
		in->slot = more;
		in->slot_room = room;
	}
	return true;
}

struct why_slot *why_input_add(struct why_input *in, enum why_slot_kind kind, u32 of, u32 nth, u32 size)
{
	struct why_slot *slot;

	if (!reserve(in, size))
		return NULL;
	slot = &in->slot[in->slots++];
	*slot = (struct why_slot){.kind = kind, .of = of, .nth = nth, .at = in->used, .size = size};
	memset(in->bytes + in->used, 0, size);
	in->used += size;
	return slot;
}

struct why_slot *why_input_find(const struct why_input *in, enum why_slot_kind kind, u32 of, u32 nth)
{
	for (u32 i = 0; i < in->slots; i++)
		if (in->slot[i].kind == kind && in->slot[i].of == of && in->slot[i].nth == nth)
			return &in->slot[i];
	return NULL;
}

struct why_slot *why_input_element(const struct why_input *in, u32 map, const void *key, u32 key_size)
{
	for (u32 i = 0; i < in->slots; i++)
		if (in->slot[i].kind == WHY_ELEMENT && in->slot[i].of == map && in->slot[i].key_size == key_size &&
		    !memcmp(in->bytes + in->slot[i].at, key, key_size))
			return &in->slot[i];
	return NULL;
}

bool why_input_copy(struct why_input *to, const struct why_input *from)
{
	why_input_free(to);
	to->bytes = malloc(from->used + 1);
	to->slot = malloc((from->slots + 1) * sizeof(*to->slot));
	if (!to->bytes || !to->slot) {
		why_input_free(to);
		return false;
	}
	if (from->used)
		memcpy(to->bytes, from->bytes, from->used);
	if (from->slots)
		memcpy(to->slot, from->slot, from->slots * sizeof(*to->slot));
	to->used = from->used;
	to->room = from->used + 1;
	to->slots = from->slots;
	to->slot_room = from->slots + 1;
	return true;
}

void why_input_free(struct why_input *in)
{
	free(in->bytes);
	free(in->slot);
	*in = (struct why_input){0};
}
