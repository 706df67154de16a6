/* SPDX-License-Identifier: Apache-2.0
 * aspace.c - mappings of one process: create, split, remove, protect; promises of frames.  Page faults: fault.c. */
#include "proc/aspace.h"
#include <arch/cpu.h>
#include "core/print.h"
#include "mm/heap.h"
#include "mm/page.h"

#define MMAP_GAP (64u << 20) /* below the stack's top: room for its growth */

static u64 promise_limit, promised; /* pages, all processes; changed with interrupts masked */

void aspace_setup(void)
{
	struct page_stats stats;

	page_stats(&stats);
	promise_limit = stats.free - stats.free / 8; /* the rest: page tables, kernel stacks, maps */
}

u64 aspace_promised_pages(void)
{
	return promised;
}

bool promise_pages(u64 pages)
{
	unsigned long irq = arch_irq_save();
	bool fits = pages <= promise_limit - promised;

	if (fits)
		promised += pages;
	arch_irq_restore(irq);
	return fits;
}

void unpromise_pages(u64 pages)
{
	unsigned long irq = arch_irq_save();

	promised -= pages;
	arch_irq_restore(irq);
}

bool aspace_charge(struct aspace *as, u64 pages)
{
	/* the limit may have been lowered below what is in use */
	if (as->charged_pages > as->limit_pages || pages > as->limit_pages - as->charged_pages || !promise_pages(pages))
		return false;
	as->charged_pages += pages;
	return true;
}

static void uncharge(struct aspace *as, u64 pages)
{
	unpromise_pages(pages);
	as->charged_pages -= pages;
}

int aspace_init(struct aspace *as)
{
	*as = (struct aspace){
		.limit_pages = promise_limit - promise_limit / 4,
		.stack_top = USER_END - PAGE_SIZE,
		.stack_limit_bytes = STACK_BYTES_MAX,
		.mmap_top = USER_END - MMAP_GAP,
	};
	return arch_space_init(&as->space);
}

void aspace_fini(struct aspace *as)
{
	aspace_unmap(as, USER_MIN, USER_END - USER_MIN);
	KASSERT(!as->first && !as->charged_pages && !as->resident_pages);
	arch_space_fini(&as->space);
}

static u64 pages_of(const struct vma *vma)
{
	return (vma->end - vma->start) >> PAGE_SHIFT;
}

/* The link that points to the first mapping that ends above `addr`. */
static struct vma **find_link(struct aspace *as, u64 addr)
{
	struct vma **link = &as->first;

	while (*link && (*link)->end <= addr)
		link = &(*link)->next;
	return link;
}

static bool is_free(struct aspace *as, u64 addr, u64 bytes)
{
	struct vma *vma = *find_link(as, addr);

	return !vma || vma->start >= addr + bytes;
}

/* Highest gap of `bytes` below mmap_top; 0: none.  The stack's growth room lies above mmap_top. */
static u64 find_gap(struct aspace *as, u64 bytes)
{
	u64 low = USER_MIN, best = 0;

	for (struct vma *vma = as->first;; vma = vma->next) {
		u64 high = vma ? min_u64(vma->start, as->mmap_top) : as->mmap_top;

		if (high > low && high - low >= bytes)
			best = high - bytes;
		if (!vma || vma->end >= as->mmap_top)
			return best;
		low = vma->end;
	}
}

/* Only mappings that are charged, or have an owner, can have pages: a large reservation costs nothing here. */
static bool may_have_pages(const struct vma *vma)
{
	return vma->ops || (vma->flags & VMA_CHARGED);
}

static void forget_pages(struct aspace *as, const struct vma *vma)
{
	for (u64 va = vma->start; va < vma->end && may_have_pages(vma); va += PAGE_SIZE) {
		u64 pa;

		if (!arch_unmap(&as->space, va, &pa) || vma->ops)
			continue;
		page_put(pa);
		as->resident_pages--;
	}
}

static void drop(struct aspace *as, struct vma **link)
{
	struct vma *vma = *link;

	*link = vma->next;
	if (as->hint == vma)
		as->hint = NULL;
	forget_pages(as, vma);
	if (vma->flags & VMA_CHARGED)
		uncharge(as, pages_of(vma));
	if (vma->ops && vma->ops->close)
		vma->ops->close(vma);
	as->vmas--;
	kfree(vma, sizeof(*vma));
}

/* Cut the mapping in two at `addr`, which lies inside it. */
static int split(struct aspace *as, struct vma *vma, u64 addr)
{
	struct vma *upper;

	if (as->vmas >= VMAS_MAX)
		return -AX_ENOMEM;
	upper = kalloc(sizeof(*upper));
	if (!upper)
		return -AX_ENOMEM;
	*upper = *vma;
	upper->start = addr;
	upper->offset += addr - vma->start;
	upper->flags &= ~(u32)VMA_STACK; /* only the lowest part grows */
	vma->end = addr;
	vma->next = upper;
	as->vmas++;
	if (upper->ops && upper->ops->open)
		upper->ops->open(upper);
	return 0;
}

/* Make `start` and `end` borders of mappings, so that what lies between are whole ones. */
static int cut(struct aspace *as, u64 start, u64 end)
{
	struct vma *vma = *find_link(as, start);
	int err = 0;

	if (vma && vma->start < start)
		err = split(as, vma, start);
	vma = *find_link(as, end);
	if (!err && vma && vma->start < end)
		err = split(as, vma, end);
	return err;
}

static bool range_ok(u64 addr, u64 bytes)
{
	return !(addr & (PAGE_SIZE - 1)) && bytes && addr <= USER_END && bytes <= USER_END - addr;
}

int aspace_unmap(struct aspace *as, u64 addr, u64 bytes)
{
	struct vma **link;
	int err;

	bytes = align_up(bytes, PAGE_SIZE);
	if (!range_ok(addr, bytes))
		return -AX_EINVAL;
	err = cut(as, addr, addr + bytes);
	if (err)
		return err;
	link = find_link(as, addr);
	while (*link && (*link)->start < addr + bytes)
		drop(as, link);
	return 0;
}

/* Plain zero pages with equal rights that touch each other are one mapping. */
static bool can_join(const struct vma *a, const struct vma *b)
{
	return a->end == b->start && !a->ops && !b->ops && !a->image && !b->image && a->prot == b->prot &&
	       a->flags == b->flags && !(a->flags & VMA_STACK);
}

static void join(struct aspace *as, struct vma *a)
{
	struct vma *b = a->next;

	if (!b || !can_join(a, b))
		return;
	a->end = b->end;
	a->next = b->next;
	as->vmas--;
	if (as->hint == b)
		as->hint = a;
	kfree(b, sizeof(*b));
}

static void insert(struct aspace *as, struct vma *vma)
{
	struct vma **link = &as->first, *before = NULL;

	for (; *link && (*link)->start < vma->start; link = &(*link)->next)
		before = *link;
	vma->next = *link;
	*link = vma;
	as->vmas++;
	join(as, vma);
	if (before)
		join(as, before);
}

static s64 place(struct aspace *as, const struct vma_spec *spec)
{
	u64 addr = spec->addr;

	if (!spec->bytes || spec->bytes > USER_END)
		return -AX_ENOMEM;
	if (spec->fixed) {
		if (addr & (PAGE_SIZE - 1))
			return -AX_EINVAL;
		if (!range_ok(addr, spec->bytes))
			return -AX_ENOMEM;
		if (addr < USER_MIN)
			return -AX_EPERM;
		if (!spec->replace && !is_free(as, addr, spec->bytes))
			return -AX_EEXIST;
		return (s64)addr;
	}
	addr &= ~(u64)(PAGE_SIZE - 1);
	if (addr >= USER_MIN && range_ok(addr, spec->bytes) && addr + spec->bytes <= as->mmap_top &&
	    is_free(as, addr, spec->bytes))
		return (s64)addr;
	addr = find_gap(as, spec->bytes);
	return addr ? (s64)addr : -AX_ENOMEM;
}

s64 aspace_map(struct aspace *as, const struct vma_spec *spec)
{
	bool charged = !spec->ops && spec->prot;
	struct vma *vma;
	s64 addr;
	int err;

	if ((spec->prot & MAP_WRITE) && (spec->prot & MAP_EXEC))
		return -AX_EACCES;
	addr = place(as, spec);
	if (addr < 0)
		return addr;
	if (as->vmas >= VMAS_MAX)
		return -AX_ENOMEM;
	if (charged && !aspace_charge(as, spec->bytes >> PAGE_SHIFT))
		return -AX_ENOMEM;
	vma = kalloc(sizeof(*vma));
	err = vma ? 0 : -AX_ENOMEM;
	if (!err && spec->replace)
		err = aspace_unmap(as, (u64)addr, spec->bytes);
	if (err) {
		if (charged)
			uncharge(as, spec->bytes >> PAGE_SHIFT);
		kfree(vma, sizeof(*vma));
		return err;
	}
	*vma = (struct vma){
		.start = (u64)addr, .end = (u64)addr + spec->bytes, .prot = spec->prot,
		.flags = spec->flags | (charged ? VMA_CHARGED : 0), .offset = spec->offset,
		.image = spec->image, .image_bytes = spec->image_bytes, .ops = spec->ops, .object = spec->object,
	};
	insert(as, vma);
	return addr;
}

/* May every page of [start, end) get these rights?  Linux refuses before the first change only where the range has
 * holes at its start; we check all of it first. */
static int check_protect(struct aspace *as, u64 start, u64 end, u32 prot, u64 *uncharged)
{
	u64 at = start;

	for (struct vma *vma = *find_link(as, start); at < end; vma = vma->next) {
		if (!vma || vma->start > at)
			return -AX_ENOMEM;
		if ((prot & MAP_WRITE) && (vma->flags & VMA_NO_WRITE))
			return -AX_EACCES;
		if (prot && !vma->ops && !(vma->flags & VMA_CHARGED))
			*uncharged += (min_u64(vma->end, end) - at) >> PAGE_SHIFT;
		at = vma->end;
	}
	return 0;
}

int aspace_protect(struct aspace *as, u64 addr, u64 bytes, u32 prot)
{
	u64 end, uncharged = 0;
	int err;

	if (addr & (PAGE_SIZE - 1))
		return -AX_EINVAL;
	if (!bytes)
		return 0;
	bytes = align_up(bytes, PAGE_SIZE);
	if (!range_ok(addr, bytes))
		return -AX_ENOMEM;
	if ((prot & MAP_WRITE) && (prot & MAP_EXEC))
		return -AX_EACCES;
	end = addr + bytes;
	err = check_protect(as, addr, end, prot, &uncharged);
	if (!err)
		err = cut(as, addr, end);
	if (!err && uncharged && !aspace_charge(as, uncharged))
		err = -AX_ENOMEM;
	if (err)
		return err;
	for (struct vma *vma = *find_link(as, addr); vma && vma->start < end; vma = vma->next) {
		for (u64 va = vma->start; va < vma->end && may_have_pages(vma); va += PAGE_SIZE)
			arch_protect(&as->space, va, prot ? prot | MAP_READ | MAP_USER : 0);
		vma->prot = prot;
		if (prot && !vma->ops)
			vma->flags |= VMA_CHARGED;
	}
	return 0;
}

u64 aspace_brk(struct aspace *as, u64 brk)
{
	u64 old_end = align_up(as->brk, PAGE_SIZE), new_end;

	if (brk < as->brk_start || brk > as->mmap_top)
		return as->brk;
	new_end = align_up(brk, PAGE_SIZE);
	if (new_end < old_end) {
		if (aspace_unmap(as, new_end, old_end - new_end))
			return as->brk;
	} else if (new_end > old_end) {
		struct vma_spec spec = {.addr = old_end, .bytes = new_end - old_end, .fixed = true,
					.prot = MAP_READ | MAP_WRITE, .flags = VMA_HEAP};

		if (aspace_map(as, &spec) < 0)
			return as->brk;
	}
	as->brk = brk;
	return brk;
}
