/* SPDX-License-Identifier: Apache-2.0
 * world_kfunc.c - the world's iterators, regions, throws, and what kernel functions do with dynptrs. */
#include <string.h>
#include <axiom/helper.h>
#include "verify-fuzz/world.h"

/* ---- iterators: 8 bytes of the stack that only these functions know; the item is elsewhere ---- */

static struct iter *iter_at(u64 at)
{
	u64 mark;

	if (at < world.stack_low || at >= world.stack_top || at & 7)
		return NULL;
	memcpy(&mark, (const void *)(uintptr_t)at, sizeof(mark));
	for (u32 i = 0; i < ITERS; i++)
		if (world.iter[i].mark && world.iter[i].at == at && world.iter[i].mark == mark)
			return &world.iter[i];
	return NULL;
}

static u64 iter_new(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	s32 from = (s32)r2, to = (s32)r3;
	struct iter *it = NULL;

	world.calls++;
	if (r1 < world.stack_low || r1 >= world.stack_top || r1 & 7)
		return world_wrong("an iterator is made outside of the stack");
	if (!world_may_be_overwritten(r1, 8))
		return 0;
	for (u32 i = 0; i < ITERS; i++)
		if (!world.iter[i].mark)
			it = &world.iter[i];
	if (!it)
		return world_wrong("more iterators than a program can hold");
	*it = (struct iter){.at = r1, .mark = fuzz_random() | 1, .next = from, .to = from > to || (s64)to - from > 8 << 20 ? from : to};
	memcpy((void *)(uintptr_t)r1, &it->mark, sizeof(it->mark));
	return from > to ? (u64)-22 : 0;
}

static u64 iter_next(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct iter *it = iter_at(r1);

	world.calls++;
	if (!it)
		return world_wrong("bpf_iter_num_next of no iterator");
	if (it->next >= it->to) {
		it->item = 0; /* what was given before says nothing any more */
		it->to = it->next;
		return 0;
	}
	it->item = it->next++;
	it->came++;
	return (u64)(uintptr_t)&it->item;
}

static u64 iter_destroy(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct iter *it = iter_at(r1);

	world.calls++;
	if (!it)
		return world_wrong("bpf_iter_num_destroy of no iterator");
	it->mark = 0;
	return fuzz_random();
}

bool world_item(u64 at, u64 bytes)
{
	for (u32 i = 0; i < ITERS; i++)
		if (world.iter[i].mark && world_within(at, bytes, &world.iter[i].item, sizeof(world.iter[i].item)))
			return true;
	return false;
}

const struct iter *world_iter(u64 at)
{
	return iter_at(at);
}

bool world_may_be_overwritten(u64 at, u64 bytes)
{
	for (u32 i = 0; i < ITERS; i++)
		if (world.iter[i].mark && world.iter[i].at < at + bytes && at < world.iter[i].at + 8) {
			world_wrong("an iterator is written over");
			return false;
		}
	for (u32 i = 0; i < DYNPTRS; i++)
		if (world.dynptr[i].mark && world.dynptr[i].record && world.dynptr[i].at < at + bytes && at < world.dynptr[i].at + 16) {
			world_wrong("a dynptr of a ring buffer is written over");
			return false;
		}
	return true;
}

/* ---- regions ---- */

static u64 rcu_lock(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return world.rcu++ ? world_wrong("a region of RCU in another") : fuzz_random();
}

static u64 rcu_unlock(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return world.rcu ? (world.rcu--, world_own_rcu_left(), fuzz_random()) : world_wrong("no region of RCU is left");
}

static u64 preempt_disable(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	world.preempt++;
	return fuzz_random();
}

static u64 preempt_enable(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return world.preempt ? (world.preempt--, fuzz_random()) : world_wrong("preemption is not disabled");
}

/* ---- throws ---- */

static u64 throw(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const char *left = world_left();

	world.calls++;
	if (world.called_back)
		return world_wrong("a callback throws");
	if (left)
		return world_wrong(left);
	axi_throw(run, r1, 0);
	return 0;
}

/* ---- dynptrs ---- */

static u64 adjust(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct dynptr *d = world_dynptr(r1);
	u32 from = (u32)r2, to = (u32)r3;

	world.calls++;
	if (!d)
		return world_wrong("bpf_dynptr_adjust of something else");
	if (from > to || to > d->size)
		return (u64)-34;
	d->base += from;
	d->size = to - from;
	return 0;
}

static u64 about(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return world_dynptr(r1) ? fuzz_odd_number() : world_wrong("a question about no dynptr");
}

static u64 slice(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct dynptr *d = world_dynptr(r1);

	world.calls++;
	if (!d || (r3 && !world_given(r3, (u32)r4, true)))
		return world_wrong("bpf_dynptr_slice of something else, or with a wrong buffer");
	u8 *bytes = world_bytes(d, (u32)r2, (u32)r4);

	if (!bytes || !r3 || !d->packet || fuzz_pick(2))
		return (u64)(uintptr_t)bytes;
	memmove((void *)(uintptr_t)r3, bytes, (u32)r4); /* as if they did not lie together */
	return r3;
}

static u64 clone(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct dynptr *d = world_dynptr(r1);
	struct dynptr old, *to;

	world.calls++;
	if (!d)
		return world_wrong("bpf_dynptr_clone of something else");
	old = *d;
	to = world_make_dynptr(r2);
	if (!to)
		return 0;
	if (r2 < old.at + 16 && old.at < r2 + 16)
		return world_wrong("a clone over its dynptr");
	to->base = old.base, to->size = old.size, to->record = old.record, to->packet = old.packet;
	if (old.record)
		to->group = old.group;
	return 0;
}

static u64 from_xdp(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct dynptr *d;

	world.calls++;
	if (r1 != (u64)(uintptr_t)world.ctx)
		return world_wrong("bpf_dynptr_from_xdp of something else");
	d = world_make_dynptr(r3);
	if (d && !r2) {
		d->packet = true;
		d->size = world.data_end - world.data;
	}
	return r2 ? (u64)-22 : 0;
}

const ax_helper_fn world_kfuncs[] = {
	[AX_KFUNC_bpf_cast_to_kern_ctx - AX_KFUNC_FIRST] = world_cast, [AX_KFUNC_bpf_rdonly_cast - AX_KFUNC_FIRST] = world_cast,
	[AX_KFUNC_bpf_dynptr_clone - AX_KFUNC_FIRST] = clone, [AX_KFUNC_bpf_dynptr_from_xdp - AX_KFUNC_FIRST] = from_xdp,
	[AX_KFUNC_bpf_throw - AX_KFUNC_FIRST] = throw, [AX_KFUNC_bpf_iter_num_new - AX_KFUNC_FIRST] = iter_new,
	[AX_KFUNC_bpf_iter_num_next - AX_KFUNC_FIRST] = iter_next, [AX_KFUNC_bpf_iter_num_destroy - AX_KFUNC_FIRST] = iter_destroy,
	[AX_KFUNC_bpf_rcu_read_lock - AX_KFUNC_FIRST] = rcu_lock, [AX_KFUNC_bpf_rcu_read_unlock - AX_KFUNC_FIRST] = rcu_unlock,
	[AX_KFUNC_bpf_preempt_disable - AX_KFUNC_FIRST] = preempt_disable, [AX_KFUNC_bpf_preempt_enable - AX_KFUNC_FIRST] = preempt_enable,
	[AX_KFUNC_bpf_dynptr_adjust - AX_KFUNC_FIRST] = adjust, [AX_KFUNC_bpf_dynptr_is_null - AX_KFUNC_FIRST] = about,
	[AX_KFUNC_bpf_dynptr_is_rdonly - AX_KFUNC_FIRST] = about, [AX_KFUNC_bpf_dynptr_size - AX_KFUNC_FIRST] = about,
	[AX_KFUNC_bpf_dynptr_slice - AX_KFUNC_FIRST] = slice, [AX_KFUNC_bpf_dynptr_slice_rdwr - AX_KFUNC_FIRST] = slice,
};
const u32 world_kfunc_count = ARRAY_LEN(world_kfuncs);

const char *world_kfuncs_left(void)
{
	if (world.rcu || world.preempt)
		return "a region is still entered at the end";
	for (u32 i = 0; i < ITERS; i++)
		if (world.iter[i].mark)
			return "an iterator is still there at the end";
	return NULL;
}
