/* SPDX-License-Identifier: Apache-2.0
 * helper_kfunc.c - what the rows of isa/kfunc.def do.  To what runs a program they are helpers: the verifier has seen who may call them. */
#include "engine/dynptr.h"
#include "engine/helpers.h"

#define NUMBERS_MAX (8 << 20) /* Linux BPF_MAX_LOOPS */
#define KFUNC_FN(name) static u64 name(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)

KFUNC_FN(bpf_throw)
{
	const struct ax_prog *prog = run->prog;

	/* the checked interpreter, which has a machine, runs any program from its instructions (counted.c) */
	axi_throw(run, r1, run->machine && prog->catcher ? (uintptr_t)(prog->linked + prog->catcher) : prog->entry.catcher);
	return 0;
}

/* --- iterators of numbers (Linux kernel/bpf/bpf_iter.c) --- */

struct iter_num {
	s32 at, end; /* the number that came last, and the first that does not come */
};
_Static_assert(sizeof(struct iter_num) == 8, "struct bpf_iter_num");

KFUNC_FN(bpf_iter_num_new)
{
	struct iter_num *it = axi_ptr(r1);
	s32 start = (s32)r2, end = (s32)r3;
	int err = start > end ? -AX_EINVAL : (s64)end - start > NUMBERS_MAX ? -AX_E2BIG : 0;

	*it = err ? (struct iter_num){0} : (struct iter_num){(s32)((u32)start - 1), end};
	return axi_status(err);
}

KFUNC_FN(bpf_iter_num_next)
{
	struct iter_num *it = axi_ptr(r1);
	s32 next = (s32)((u32)it->at + 1);

	if (next >= it->end) {
		*it = (struct iter_num){0};
		return 0;
	}
	it->at = next;
	return (u64)(uintptr_t)&it->at;
}

KFUNC_FN(bpf_iter_num_destroy)
{
	*(struct iter_num *)axi_ptr(r1) = (struct iter_num){0};
	return 0;
}

/* --- regions: a run is one of RCU as it is (keep.c) --- */

KFUNC_FN(bpf_rcu_read_lock)
{
	return 0;
}

KFUNC_FN(bpf_rcu_read_unlock)
{
	return 0;
}

/* --- dynptrs (Linux kernel/bpf/helpers.c) --- */

KFUNC_FN(bpf_dynptr_adjust)
{
	struct axi_dynptr *d = axi_ptr(r1);
	u32 start = (u32)r2, end = (u32)r3;

	if (!d->data || start > end)
		return axi_status(-AX_EINVAL);
	if (start > d->size || end > d->size)
		return axi_status(-AX_ERANGE);
	d->offset += start;
	d->size = end - start;
	return 0;
}

KFUNC_FN(bpf_dynptr_clone)
{
	*(struct axi_dynptr *)axi_ptr(r2) = *(const struct axi_dynptr *)axi_ptr(r1);
	return ((const struct axi_dynptr *)axi_ptr(r1))->data ? 0 : axi_status(-AX_EINVAL);
}

KFUNC_FN(bpf_dynptr_is_null)
{
	return !((const struct axi_dynptr *)axi_ptr(r1))->data;
}

KFUNC_FN(bpf_dynptr_is_rdonly)
{
	return 0; /* none is */
}

KFUNC_FN(bpf_dynptr_size)
{
	const struct axi_dynptr *d = axi_ptr(r1);

	return d->data ? d->size : axi_status(-AX_EINVAL);
}

KFUNC_FN(bpf_dynptr_slice)
{
	const struct axi_dynptr *d = axi_ptr(r1);

	return d->data ? (u64)(uintptr_t)axi_dynptr_part(d, (u32)r2, (u32)r4) : 0; /* all of it is in one place: without the buffer */
}

KFUNC_FN(bpf_dynptr_slice_rdwr)
{
	return bpf_dynptr_slice(r1, r2, r3, r4, r5, run);
}

/* --- arenas (Linux kernel/bpf/arena.c) --- */

KFUNC_FN(bpf_arena_alloc_pages)
{
	return r5 ? 0 : ax_map_arena_alloc(axi_ptr(r1), r2, (u32)r3); /* whatever the node is */
}

KFUNC_FN(bpf_arena_free_pages)
{
	ax_map_arena_free(axi_ptr(r1), r2, (u32)r3);
	return 0;
}

void axi_kfuncs_init(struct ax_engine *engine)
{
#define KFUNC(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) \
	if (AXI_KFUNCS)                                                      \
		engine->helpers[id < AXI_HELPER_IDS ? id : 0] = name;
#define KFUNC_KNOWN(...)
#include "isa/kfunc.def"
}
