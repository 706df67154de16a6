/* SPDX-License-Identifier: Apache-2.0
 * embed.c - what the verifier says of main's registers and stack slots, against the runs of this world: at each instruction the
 * machine's state must lie in one of the states that the verifier had there.  tests/unit/verify/embed.c does the same for numbers in
 * small programs; here are packets, records, values of several maps and what callbacks leave, too. */
#include <string.h>
#include "verify/verify.h"
#include "verify-fuzz/world.h"

#define MOST_STATES 3000

struct state {
	u32 next, slots; /* 1 + the next state at this instruction */
	struct axi_val reg[AX_REGS], slot[AX_STACK_BYTES / 8];
};

static struct state states[MOST_STATES];
static u32 count, first[FUZZ_INSNS];
static bool too_many;

static void see(void *arg, const struct axi_verify *v)
{
	struct state *s = &states[count];

	if (v->depth)
		return;
	if (count == MOST_STATES) {
		too_many = true;
		return;
	}
	s->slots = axi_packed(v) ? AXI_SLOTS_FRAME : v->frame[0].slots;
	memcpy(s->reg, v->reg, sizeof(s->reg));
	for (u32 i = 0; i < s->slots; i++) {
		struct axi_val *slot = axi_packed(v) ? axi_stack_slot((struct axi_verify *)(uintptr_t)v, 0, i, false) : axi_slot(v, i);

		s->slot[i] = slot ? *slot : (struct axi_val){.kind = AXI_BYTES};
	}
	s->next = first[v->pc];
	first[v->pc] = ++count;
}

bool fuzz_states_of(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *verdict, bool summaries)
{
	struct ax_diag diag;

	count = 0;
	too_many = false;
	memset(first, 0, sizeof(first));
	return !axi_verify_watched(in, arena, verdict, &diag, &(struct axi_watch){.state = see, .summaries = summaries}) && !too_many;
}

static u64 address(const void *p)
{
	return (u64)(uintptr_t)p;
}

static bool from(const struct axi_val *val, u64 number, u64 base)
{
	return axi_range_has(&val->r, number - base - (u64)(s64)val->off);
}

/* A structure of the program's, or a task: what the verifier says of its life is so. */
static bool lives(const struct axi_val *val, u64 at)
{
	const struct loan *l = world_loan(at);

	if (!l || axi_is_dynptr(val))
		return val->obj != AXI_OBJECT_OWN || val->var == AXI_UNKEPT;
	if (val->obj == AXI_OBJECT_OWN ? l->type != val->size : l->type != OWN_TASK)
		return val->var == AXI_UNKEPT;
	if (val->var == AXI_SHARED)
		return l->state == LOAN_SHARED;
	if (val->var == AXI_REGION_RCU)
		return l->state == LOAN_RCU;
	return val->var >= AXI_UNKEPT || !(val->var >> 31) || l->state == LOAN_OWNED;
}

static bool holds(const struct axi_val *val, u64 number, u64 top)
{
	u32 map = val->obj & AXI_INNER ? MAP_INNER : val->obj;

	if (val->null && !number)
		return true;
	switch (val->kind) {
	case AXI_SCALAR: return axi_range_has(&val->r, number);
	case AXI_CTX: return from(val, number, address(world.ctx));
	case AXI_STACK: return val->obj || from(val, number, top);
	case AXI_VALUE:
		for (u32 i = 0; i < VALUES; i++)
			if (from(val, number, address(world.value[map][i])) ||
			    (val->id && map == MAP_ARRAY && from(val, number, address(world.value[MAP_TWIN][i]))) ||
			    (val->id && map == MAP_TWIN && from(val, number, address(world.value[MAP_ARRAY][i]))))
				return true;
		return false;
	case AXI_MEM: /* not lent: of some value, as far as it goes */
		return val->obj || !axi_range_is_const(&val->r) || world_value_of(number - val->r.tv - (u64)(s64)val->off, val->size, true) < FUZZ_SPECS;
	case AXI_MAP:
		if (val->obj & AXI_INNER)
			return number == address(&fuzz_maps[MAP_INNER]);
		return number == address(&fuzz_maps[map]) ||
		       (val->id && map == MAP_ARRAY && number == address(&fuzz_maps[MAP_TWIN])) ||
		       (val->id && map == MAP_TWIN && number == address(&fuzz_maps[MAP_ARRAY]));
	case AXI_RECORD:
		for (u32 i = 0; i < RECORDS; i++)
			if (world.held[i] && from(val, number, address(world.record[i])))
				return true;
		return false;
	case AXI_PACKET: /* and so many bytes from its variable part on lie in the packet */
		return from(val, number, address(world.packet + world.data)) &&
		       (!val->size || number - (u64)(s64)val->off + val->size - 1 <= address(world.packet + world.data_end));
	case AXI_META:
		return from(val, number, address(world.packet + world.meta)) &&
		       (!val->size || number - (u64)(s64)val->off + val->size - 1 <= address(world.packet + world.data));
	case AXI_SLICE: /* an iterator's item, or in a value or a record */
		if (val->obj & AXI_SLICE_BUFFER && number - val->r.tv - (u64)(s64)val->off == top - (val->obj >> 6) - 1)
			return true;
		if (world_item(number - val->r.tv - (u64)(s64)val->off, val->size) || world_is_packet(number - val->r.tv - (u64)(s64)val->off, val->size))
			return true;
		return !axi_range_is_const(&val->r) || world_value_of(number - val->r.tv - (u64)(s64)val->off, val->size, false) < FUZZ_SPECS ||
		       world_in_record(number - val->r.tv - (u64)(s64)val->off, val->size);
	case AXI_OBJECT: return lives(val, number - val->r.tv - (u64)(s64)val->off);
	case AXI_END: return number == address(world.packet + world.data_end);
	default: return true; /* of no number: nothing is said, or it cannot be looked into */
	}
}

/* A slot's value; false: its bytes say something else. */
static bool slot_value(const struct axi_val *slot, const u8 *at, u64 *number)
{
	*number = 0;
	for (u32 i = 0; i < 8; i++)
		if (slot->zero >> i & 1 && !(axi_value_bytes(slot->width) >> i & 1) && at[i])
			return false;
	if (slot->kind != AXI_BYTES)
		memcpy(number, slot->width == AXI_UPPER ? at + 4 : at, slot->width == AXI_UPPER ? 4 : slot->width);
	return true;
}

/* An iterator: its numbers are in its range, and as many have come. */
static bool iterates(const struct axi_val *slot, u64 at)
{
	const struct iter *it = world_iter(at);

	return it && it->came >= (u32)slot->off && (!it->came || (it->next - 1 >= slot->r.smin && it->next - 1 <= slot->r.smax)) &&
	       (it->next >= it->to || (it->next >= slot->r.smin && it->to - 1 <= slot->r.smax));
}

static bool linked(const struct axi_val *a, u64 x, const struct axi_val *b, u64 y)
{
	if (a->kind != b->kind || !a->id || a->id != b->id)
		return true;
	if (a->kind == AXI_SCALAR)
		return x - y == (u64)((s64)a->off - b->off);
	if ((a->kind == AXI_VALUE || a->kind == AXI_MEM || a->kind == AXI_MAP) && (a->null || b->null) && (!x || !y))
		return x == y || (a->null != b->null && (a->null ? x : y)); /* tested, the other one, too */
	/* one object, so offsets alone tell them apart */
	return (a->kind != AXI_VALUE && a->kind != AXI_MEM && a->kind != AXI_MAP) || !axi_range_is_const(&a->r) || !axi_range_is_const(&b->r) ||
	       x - y == (u64)((s64)a->off - b->off) + a->r.tv - b->r.tv;
}

static bool inside(const struct state *s, const u64 *regs)
{
	const u8 *top = (const u8 *)(uintptr_t)regs[AX_R10];
	u64 number;

	for (u32 i = 0; i < AX_REGS; i++)
		if (!holds(&s->reg[i], regs[i], regs[AX_R10]))
			return false;
	for (u32 i = 0; i < AX_R10; i++)
		for (u32 j = i + 1; j < AX_R10; j++)
			if (!linked(&s->reg[i], regs[i], &s->reg[j], regs[j]))
				return false;
	for (u32 n = 0; n < s->slots; n++) {
		const struct axi_val *slot = &s->slot[n];

		if (axi_is_iter(slot) && !iterates(slot, regs[AX_R10] - 8 * (n + 1)))
			return false;
		if (!slot_value(slot, top - 8 * (n + 1), &number) || (slot->kind != AXI_BYTES && !holds(slot, number, regs[AX_R10])))
			return false;
		for (u32 i = 0; i < AX_R10 && slot->kind == AXI_SCALAR && (slot->width == 8 || slot->width == 4 || slot->width == AXI_UPPER); i++)
			if (!linked(&s->reg[i], regs[i], slot, number))
				return false;
	}
	return true;
}

bool fuzz_state_known(u32 pc, const u64 *regs)
{
	for (u32 n = first[pc]; n; n = states[n - 1].next)
		if (inside(&states[n - 1], regs))
			return true;
	return false;
}
