/* SPDX-License-Identifier: Apache-2.0
 * heap.c - size classes: a page cut into equal blocks, with its own free list and counter; an empty page goes back.
 * Above the largest class: whole pages, contiguous, or mapped side by side when no run is free. */
#include <arch/cpu.h>
#include "core/memory.h"
#include "core/print.h"
#include "mm/heap.h"
#include "mm/page.h"
#include "mm/vm.h"

struct slab {
	struct slab *next, *prev; /* among the pages of the class that have a free block */
	void *free;               /* blocks that were freed, linked through their first word */
	u16 used, class, fresh, total; /* fresh: blocks from this number on were never handed out */
};

#define SLAB_BYTES sizeof(struct slab)
_Static_assert(sizeof(struct slab) == 32, "blocks are aligned to 16 behind it");

static const u16 sizes[] = {16, 32, 48, 64, 96, 128, 192, 256, 384, 496, 672, 1008, 1344, 2032};
#define CLASSES ARRAY_LEN(sizes)
static struct slab *partial[CLASSES];
static size_t used;

/* class_of - CLASSES when only whole pages are large enough. */
static u32 class_of(size_t bytes)
{
	u32 class = bytes <= 64 ? 0 : 4;

	if (bytes > sizes[CLASSES - 1])
		return CLASSES;
	while (sizes[class] < bytes)
		class++;
	return class;
}

static void link_slab(struct slab *slab)
{
	slab->prev = NULL;
	slab->next = partial[slab->class];
	if (slab->next)
		slab->next->prev = slab;
	partial[slab->class] = slab;
}

static void unlink_slab(struct slab *slab)
{
	if (slab->prev)
		slab->prev->next = slab->next;
	else
		partial[slab->class] = slab->next;
	if (slab->next)
		slab->next->prev = slab->prev;
}

static struct slab *make_slab(u32 class)
{
	u64 pa = page_alloc(false);
	struct slab *slab;

	if (pa == PAGE_NONE)
		return NULL;
	slab = phys_to_virt(pa);
	*slab = (struct slab){.class = (u16)class, .total = (u16)((PAGE_SIZE - SLAB_BYTES) / sizes[class])};
	link_slab(slab);
	return slab;
}

static void *take(u32 class)
{
	struct slab *slab = partial[class] ? partial[class] : make_slab(class);
	void *block;

	if (!slab)
		return NULL;
	block = slab->free;
	if (block)
		slab->free = *(void **)block;
	else
		block = (u8 *)slab + SLAB_BYTES + (size_t)slab->fresh++ * sizes[class];
	if (++slab->used == slab->total)
		unlink_slab(slab);
	return block;
}

static void give(void *block)
{
	struct slab *slab = (struct slab *)((uintptr_t)block & ~(uintptr_t)(PAGE_SIZE - 1));

	*(void **)block = slab->free;
	slab->free = block;
	if (slab->used-- == slab->total)
		link_slab(slab);
	/* one page of each class stays, so that a lone block does not make and drop a page each time */
	if (!slab->used && (slab->next || slab->prev)) {
		unlink_slab(slab);
		page_free(virt_to_phys(slab));
	}
}

static void *take_pages(size_t bytes)
{
	u64 count = align_up(bytes, PAGE_SIZE) >> PAGE_SHIFT, pa;

	if (bytes > SIZE_MAX / 2 || count > UINT32_MAX)
		return NULL;
	pa = page_alloc_many((u32)count, true);
	if (pa != PAGE_NONE)
		return phys_to_virt(pa);
	return count > 1 ? vm_alloc(count << PAGE_SHIFT, MAP_READ | MAP_WRITE) : NULL;
}

void *kalloc(size_t bytes)
{
	u32 class = class_of(bytes);
	void *block = class < CLASSES ? NULL : take_pages(bytes); /* long when it is large: interrupts stay on */
	unsigned long irq = arch_irq_save();

	if (class < CLASSES)
		block = take(class);
	if (block)
		used += bytes;
	arch_irq_restore(irq);
	return block && class < CLASSES ? memset(block, 0, bytes) : block;
}

void kfree(void *block, size_t bytes)
{
	u32 class = class_of(bytes);
	u64 va = (u64)(uintptr_t)block;
	unsigned long irq;

	if (!block)
		return;
	irq = arch_irq_save();
	used -= bytes;
	if (class < CLASSES) {
		KASSERT(((struct slab *)(va & ~(u64)(PAGE_SIZE - 1)))->class == class);
		give(block);
	}
	arch_irq_restore(irq);
	if (class < CLASSES)
		return;
	if (va >= VMAP_BASE && va < VMAP_END)
		vm_free(block, align_up(bytes, PAGE_SIZE));
	else
		page_free_many(virt_to_phys(block), (u32)(align_up(bytes, PAGE_SIZE) >> PAGE_SHIFT));
}

size_t kheap_used(void)
{
	return used;
}

void *core_alloc(size_t bytes)
{
	return kalloc(bytes);
}

void core_free(void *block, size_t bytes)
{
	kfree(block, bytes);
}

static void *mem_alloc(struct ax_mem *mem, size_t bytes)
{
	void *block = mem->limit && (bytes > mem->limit || mem->used > mem->limit - bytes) ? NULL : kalloc(bytes);

	if (block)
		mem->used += bytes;
	return block;
}

static void mem_free(struct ax_mem *mem, void *block, size_t bytes)
{
	if (block)
		mem->used -= bytes;
	kfree(block, bytes);
}

struct ax_mem kheap_mem = {.alloc = mem_alloc, .free = mem_free};
