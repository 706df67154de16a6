/* SPDX-License-Identifier: Apache-2.0
 * world_objects.c - the world's spin locks, dynptrs and sockets: helpers that look at what they are given. */
#include <string.h>
#include <axiom/helper.h>
#include "verify-fuzz/world.h"

/* ---- locks ---- */

static bool is_lock(u64 at)
{
	for (u32 i = 0; i < VALUES; i++)
		if (at == (u64)(uintptr_t)world.value[MAP_LOCK][i] + FUZZ_LOCK_AT)
			return true;
	return world_own_lock(at);
}

static u64 lock(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	if (world.locked || !is_lock(r1))
		return world_wrong("spin_lock of something else, or of two");
	if (world.ordered)
		return world_wrong("a lock is taken while a tree is put in order");
	world.locked = r1;
	return fuzz_random(); /* R0 is not to be read */
}

static u64 unlock(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	if (!world.locked || world.locked != r1)
		return world_wrong("spin_unlock of a lock that is not held");
	if (world.ordered)
		return world_wrong("a lock is given back while a tree is put in order");
	world.locked = 0;
	world_own_unlocked();
	return fuzz_random();
}

/* ---- dynptrs ---- */

/* The dynptr at `at`, whole; NULL: it is none. */
struct dynptr *world_dynptr(u64 at)
{
	u64 mark[2];

	if (!world_given(at, sizeof(mark), true))
		return NULL;
	memcpy(mark, (const void *)(uintptr_t)at, sizeof(mark));
	for (u32 i = 0; i < DYNPTRS; i++)
		if (world.dynptr[i].mark && world.dynptr[i].at == at && world.dynptr[i].mark == mark[0] && ~mark[0] == mark[1])
			return &world.dynptr[i];
	return NULL;
}

/* A dynptr is made at `at`, in place of what was there: no dynptr of a ring buffer may end like that. */
struct dynptr *world_make_dynptr(u64 at)
{
	struct dynptr *d = NULL;
	u64 mark[2];

	if (at < world.stack_low || at >= world.stack_top || !world_given(at, sizeof(mark), true)) {
		world_wrong("a dynptr is made outside of the stack");
		return NULL;
	}
	world_may_be_overwritten(at, 16);
	for (u32 i = 0; i < DYNPTRS; i++) {
		struct dynptr *old = &world.dynptr[i];

		if (old->mark && old->at < at + 16 && at < old->at + 16) {
			if (old->record)
				world_wrong("a dynptr of a ring buffer is written over");
			old->mark = 0;
		}
		if (!old->mark)
			d = old;
	}
	if (!d) { /* old ones that nobody can name any more, in a loop or a frame that is gone */
		for (u32 i = 0; i < DYNPTRS; i++)
			if (!world.dynptr[i].record)
				d = &world.dynptr[i];
		if (!d) {
			world_wrong("more dynptrs of ring buffers than a program can hold");
			return NULL;
		}
	}
	mark[0] = fuzz_random() | 1;
	mark[1] = ~mark[0];
	memcpy((void *)(uintptr_t)at, mark, sizeof(mark));
	*d = (struct dynptr){.at = at, .mark = mark[0], .group = ++world.groups};
	return d;
}

u8 *world_bytes(const struct dynptr *d, u32 at, u32 bytes)
{
	u64 from = (u64)(uintptr_t)d->base + at;

	if ((u64)at + bytes > d->size || (!d->packet && !d->base) || (d->packet && from + bytes > world.data_end - world.data))
		return NULL;
	return (u8 *)(uintptr_t)from + (d->packet ? (u64)(uintptr_t)(world.packet + world.data) : 0);
}

static u64 from_mem(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u32 size = (u32)r2;
	struct dynptr *d;

	world.calls++;
	if (size && (world_value_of(r1, size, true) == FUZZ_SPECS || (fuzz_own && world_own_value(r1, size, true))))
		return world_wrong("dynptr_from_mem of something else than a value");
	d = world_make_dynptr(r4);
	if (d && !r3) {
		d->base = (u8 *)(uintptr_t)r1;
		d->size = size;
	}
	return r3 ? (u64)-22 : 0;
}

static u64 reserve_dynptr(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct dynptr *d;
	u32 record;

	world.calls++;
	if (r1 != (u64)(uintptr_t)&fuzz_maps[MAP_RING])
		return world_wrong("ringbuf_reserve_dynptr with a wrong map");
	d = world_make_dynptr(r4);
	if (!d)
		return 0;
	record = r3 ? RECORDS : world_reserve((u32)r2);
	d->record = 1 + record; /* to be given back, whether there is one or not */
	if (record == RECORDS)
		return (u64)-22;
	d->base = world.record[record];
	d->size = (u32)r2;
	return 0;
}

static u64 give_back(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct dynptr *d = world_dynptr(r1);

	world.calls++;
	if (!d || !d->record)
		return world_wrong("a dynptr is given back that is none of a ring buffer");
	if (d->record <= RECORDS)
		world.held[d->record - 1] = 0;
	for (u32 i = 0, group = d->group; i < DYNPTRS; i++) /* its clones, too */
		if (world.dynptr[i].mark && world.dynptr[i].group == group)
			world.dynptr[i] = (struct dynptr){0};
	return fuzz_random();
}

static u64 read(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct dynptr *d = world_dynptr(r3);
	u32 bytes = (u32)r2;

	world.calls++;
	if (!d || !world_given(r1, bytes, true))
		return world_wrong("dynptr_read with a wrong dynptr or buffer");
	if (r5 || (u64)bytes + (u32)r4 > d->size) {
		for (u32 i = 0; i < bytes; i++) /* nothing is promised of it */
			((u8 *)(uintptr_t)r1)[i] = (u8)fuzz_random();
		return (u64)-7;
	}
	if (bytes && !world_bytes(d, (u32)r4, bytes))
		return (u64)-7;
	if (bytes) /* of no bytes the address may be NULL */
		memmove((void *)(uintptr_t)r1, world_bytes(d, (u32)r4, bytes), bytes);
	return 0;
}

static u64 write(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct dynptr *d = world_dynptr(r1);
	u32 bytes = (u32)r4;

	world.calls++;
	if (!d || !world_given(r3, bytes, false))
		return world_wrong("dynptr_write with a wrong dynptr or buffer");
	if (r5 || (u64)bytes + (u32)r2 > d->size)
		return (u64)-7;
	if (bytes && !world_bytes(d, (u32)r2, bytes))
		return (u64)-7;
	if (bytes)
		memmove(world_bytes(d, (u32)r2, bytes), (const void *)(uintptr_t)r3, bytes);
	if (d->packet)
		world_move_packet();
	return 0;
}

static u64 data(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct dynptr *d = world_dynptr(r1);

	world.calls++;
	if (!d)
		return world_wrong("dynptr_data of something else");
	return (u64)(uintptr_t)world_bytes(d, (u32)r2, (u32)r3); /* Linux gives none of a packet's: here any may come */
}

/* ---- sockets ---- */

static u64 find_sock(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u32 i = fuzz_pick(SOCKS);

	world.calls++;
	if (r1 != (u64)(uintptr_t)world.ctx || !world_given(r2, (u32)r3, false))
		return world_wrong("a socket is looked up with a wrong context or tuple");
	if (!fuzz_pick(3))
		return 0;
	world.socks_held[i]++;
	return (u64)(uintptr_t)world.sock[i];
}

static struct sock_at { u32 i; bool held; } sock_at(u64 at)
{
	for (u32 i = 0; i < SOCKS; i++)
		if (at == (u64)(uintptr_t)world.sock[i])
			return (struct sock_at){i, world.socks_held[i]};
	return (struct sock_at){0};
}

static u64 release_sock(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct sock_at s = sock_at(r1);

	world.calls++;
	if (!s.held)
		return world_wrong("a socket is released that is not held");
	world.socks_held[s.i]--;
	return 0;
}

/* A view of a socket, which lives as long. */
static u64 view_sock(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	if (!sock_at(r1).held)
		return world_wrong("a view of a socket that is not held");
	return fuzz_pick(3) ? r1 : 0;
}

const ax_helper_fn world_objects[] = {
	[AX_HELPER_sk_lookup_tcp] = find_sock, [AX_HELPER_sk_lookup_udp] = find_sock, [AX_HELPER_sk_release] = release_sock,
	[AX_HELPER_sk_fullsock] = view_sock, [AX_HELPER_tcp_sock] = view_sock,
	[AX_HELPER_spin_lock] = lock, [AX_HELPER_spin_unlock] = unlock, [AX_HELPER_dynptr_from_mem] = from_mem,
	[AX_HELPER_ringbuf_reserve_dynptr] = reserve_dynptr, [AX_HELPER_ringbuf_submit_dynptr] = give_back,
	[AX_HELPER_ringbuf_discard_dynptr] = give_back, [AX_HELPER_dynptr_read] = read, [AX_HELPER_dynptr_write] = write,
	[AX_HELPER_dynptr_data] = data,
};
const u32 world_object_count = ARRAY_LEN(world_objects);

const char *world_objects_left(void)
{
	if (world.locked)
		return "a lock is still held at the end";
	for (u32 i = 0; i < SOCKS; i++)
		if (world.socks_held[i])
			return "a socket is still held at the end";
	for (u32 i = 0; i < DYNPTRS; i++)
		if (world.dynptr[i].mark && world.dynptr[i].record)
			return "a dynptr of a ring buffer is not given back";
	return NULL;
}
