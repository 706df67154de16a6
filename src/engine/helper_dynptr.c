/* SPDX-License-Identifier: Apache-2.0
 * helper_dynptr.c - dynptrs: memory whose size is known at run time only, named by 16 bytes of a program's stack that only these
 * helpers read and write.  Limits and errors are Linux's (kernel/bpf/helpers.c, kernel/bpf/ringbuf.c). */
#include "engine/dynptr.h"
#include "engine/helpers.h"
#include "map/map.h"

#define SIZE_MAX_BYTES ((1u << 24) - 1) /* Linux DYNPTR_MAX_SIZE */

static u64 set(u64 to, const void *data, u32 size, int err)
{
	*(struct axi_dynptr *)axi_ptr(to) = (struct axi_dynptr){.data = (u64)(uintptr_t)data, .size = size};
	return axi_status(err);
}

HELPER_FN(dynptr_from_mem)
{
	if ((u32)r2 > SIZE_MAX_BYTES)
		return set(r4, NULL, 0, -AX_E2BIG);
	return r3 ? set(r4, NULL, 0, -AX_EINVAL) : set(r4, axi_ptr(r1), (u32)r2, 0);
}

HELPER_FN(ringbuf_reserve_dynptr)
{
	void *record;

	if (r3)
		return set(r4, NULL, 0, -AX_EINVAL);
	if ((u32)r2 > SIZE_MAX_BYTES)
		return set(r4, NULL, 0, -AX_E2BIG);
	record = axi_record_kept(run, ax_ring_reserve(axi_ptr(r1), (u32)r2, 0));
	return record ? set(r4, record, (u32)r2, 0) : set(r4, NULL, 0, -AX_EINVAL);
}

static u64 end_record(struct ax_run *run, u64 at, u64 flags, void (*how)(void *record, uint64_t flags))
{
	struct axi_dynptr *d = axi_ptr(at);

	if (d->data) {
		axi_record_given(run, axi_ptr(d->data));
		how(axi_ptr(d->data), flags);
	}
	return set(at, NULL, 0, 0);
}

HELPER_FN(ringbuf_submit_dynptr)
{
	return end_record(run, r1, r2, ax_ring_submit);
}

HELPER_FN(ringbuf_discard_dynptr)
{
	return end_record(run, r1, r2, ax_ring_discard);
}

HELPER_FN(dynptr_read)
{
	const struct axi_dynptr *d = axi_ptr(r3);
	bool fits = d->data && !r5;
	const void *from = fits ? axi_dynptr_part(d, (u32)r4, (u32)r2) : NULL;

	if (from) {
		memmove(axi_ptr(r1), from, (u32)r2);
		return 0;
	}
	axi_clear_rest(run, axi_ptr(r1), 0, (u32)r2);
	return axi_status(fits ? -AX_E2BIG : -AX_EINVAL);
}

HELPER_FN(dynptr_write)
{
	const struct axi_dynptr *d = axi_ptr(r1);
	void *to;

	if (!d->data)
		return axi_status(-AX_EINVAL);
	to = axi_dynptr_part(d, (u32)r2, (u32)r4);
	if (!to)
		return axi_status(-AX_E2BIG);
	if (r5)
		return axi_status(-AX_EINVAL);
	memmove(to, axi_ptr(r3), (u32)r4);
	return 0;
}

HELPER_FN(dynptr_data)
{
	const struct axi_dynptr *d = axi_ptr(r1);

	return d->data ? (u64)(uintptr_t)axi_dynptr_part(d, (u32)r2, (u32)r3) : 0;
}

/* ---- samples that user space has put into a user ring buffer ---- */

struct each {
	struct ax_run *run;
	u64 function, ctx;
};

static int call_each(void *arg, const void *sample, uint32_t bytes)
{
	struct each *each = arg;
	struct axi_dynptr d = {.data = (u64)(uintptr_t)sample, .size = bytes};

	return !axi_callback(each->run, each->function, (u64)(uintptr_t)&d, each->ctx, 0, 0, 0) && !each->run->stopped;
}

HELPER_FN(user_ringbuf_drain)
{
	struct each each = {.run = run, .function = r2, .ctx = r3};

	return axi_status(ax_user_ring_drain(axi_ptr(r1), call_each, &each, r4));
}
