/* SPDX-License-Identifier: Apache-2.0
 * fault.c - page faults of user addresses: find the mapping, check the right, provide the frame. */
#include "core/print.h"
#include "mm/page.h"
#include "proc/aspace.h"

/* The stack's mapping is extended down to `addr` when nothing is near. */
static struct vma *grow_stack(struct aspace *as, struct vma *below, struct vma *stack, u64 addr)
{
	u64 start = addr & ~(u64)(PAGE_SIZE - 1);

	if (start < USER_MIN || as->stack_top - start > as->stack_limit_bytes)
		return NULL;
	if (below && start - below->end < STACK_GUARD_BYTES)
		return NULL;
	if (!aspace_charge(as, (stack->start - start) >> PAGE_SHIFT))
		return NULL;
	stack->start = start;
	return stack;
}

static struct vma *find(struct aspace *as, u64 addr)
{
	struct vma *vma = as->hint, *below = NULL;

	if (vma && vma->start <= addr && addr < vma->end)
		return vma;
	for (vma = as->first; vma && vma->end <= addr; vma = vma->next)
		below = vma;
	if (vma && vma->start > addr)
		vma = vma->flags & VMA_STACK ? grow_stack(as, below, vma, addr) : NULL;
	as->hint = vma;
	return vma;
}

/* A frame of the process's own, filled from the image or with zeros. */
static u64 private_frame(const struct vma *vma, u64 page)
{
	u64 offset = vma->offset + (page - vma->start), bytes = 0, pa;

	if (vma->image && offset < vma->image_bytes)
		bytes = min_u64(vma->image_bytes - offset, PAGE_SIZE);
	pa = page_alloc(bytes < PAGE_SIZE);
	if (pa == PAGE_NONE || !bytes)
		return pa;
	memcpy(phys_to_virt(pa), vma->image + offset, bytes);
	if (vma->prot & MAP_EXEC)
		arch_sync_code(phys_to_virt(pa), PAGE_SIZE);
	return pa;
}

static enum aspace_fault fill(struct aspace *as, struct vma *vma, u64 page)
{
	u32 prot = vma->prot | MAP_READ | MAP_USER;
	u64 pa;
	int err;

	if (arch_lookup(&as->space, page, NULL, NULL)) {
		arch_protect(&as->space, page, prot);
		return ASPACE_OK;
	}
	if (vma->ops) {
		pa = vma->ops->frame(vma, vma->offset + (page - vma->start));
		if (pa == PAGE_NONE)
			return ASPACE_NO_OBJECT;
		return arch_map(&as->space, page, pa, prot) ? ASPACE_NO_FRAME : ASPACE_OK;
	}
	pa = private_frame(vma, page);
	if (pa == PAGE_NONE)
		return ASPACE_NO_FRAME;
	err = arch_map(&as->space, page, pa, prot);
	if (err) {
		page_put(pa);
		return ASPACE_NO_FRAME;
	}
	as->resident_pages++;
	return ASPACE_OK;
}

enum aspace_fault aspace_fault(struct aspace *as, u64 addr, bool write, bool exec)
{
	struct vma *vma;

	if (addr < USER_MIN || addr >= USER_END)
		return ASPACE_NO_MAPPING;
	vma = find(as, addr);
	if (!vma)
		return ASPACE_NO_MAPPING;
	if (!vma->prot || (write && !(vma->prot & MAP_WRITE)) || (exec && !(vma->prot & MAP_EXEC)))
		return ASPACE_NO_RIGHT;
	return fill(as, vma, addr & ~(u64)(PAGE_SIZE - 1));
}
