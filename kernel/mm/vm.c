/* SPDX-License-Identifier: Apache-2.0
 * vm.c - kernel virtual addresses: free ranges in ascending order, first fit; a guard page on both sides of each.
 * Stacks of ended tasks are kept for the next ones. */
#include <arch/cpu.h>
#include "core/memory.h"
#include "core/print.h"
#include "core/task.h"
#include "mm/heap.h"
#include "mm/page.h"
#include "mm/vm.h"

struct range {
	struct range *next;
	u64 base, bytes;
};

#define STACK_CACHE 16

static struct range whole = {.base = VMAP_BASE, .bytes = VMAP_END - VMAP_BASE};
static struct range *ranges = &whole;
static void *stacks[STACK_CACHE];
static u32 stack_count;

void vm_init(const struct boot_info *boot)
{
	arch_mmu_init();
	page_init_high(boot);
}

/* vm_reserve - what is handed out lies one page behind the start of a range taken, and another page follows it. */
u64 vm_reserve(u64 bytes)
{
	u64 want = align_up(bytes, PAGE_SIZE) + 2 * PAGE_SIZE, base = 0;
	unsigned long irq = arch_irq_save();

	for (struct range **at = &ranges; *at && bytes <= VMAP_END - VMAP_BASE; at = &(*at)->next) {
		struct range *r = *at;

		if (r->bytes < want)
			continue;
		base = r->base + PAGE_SIZE;
		r->base += want;
		r->bytes -= want;
		if (!r->bytes && r != &whole) {
			*at = r->next;
			kfree(r, sizeof(*r));
		}
		break;
	}
	arch_irq_restore(irq);
	return base;
}

/* A range between two others joins both: the lower one's note goes, so `whole`, always the last, stays. */
void vm_release(u64 va, u64 bytes)
{
	u64 base = va - PAGE_SIZE, size = align_up(bytes, PAGE_SIZE) + 2 * PAGE_SIZE;
	struct range **link = &ranges, **below = NULL, *before, *after;
	unsigned long irq = arch_irq_save();
	bool joins_before, joins_after;

	for (; *link && (*link)->base < base; link = &(*link)->next)
		below = link;
	before = below ? *below : NULL;
	after = *link;
	joins_before = before && before->base + before->bytes == base;
	joins_after = after && base + size == after->base;
	if (joins_after) {
		after->base = base;
		after->bytes += size;
		if (joins_before) {
			after->base = before->base;
			after->bytes += before->bytes;
			*below = after;
			kfree(before, sizeof(*before));
		}
	} else if (joins_before) {
		before->bytes += size;
	} else {
		struct range *r = kalloc(sizeof(*r));

		if (r) { /* without memory for the note the addresses are lost; there are plenty */
			*r = (struct range){.next = after, .base = base, .bytes = size};
			*link = r;
		}
	}
	arch_irq_restore(irq);
}

/* Interrupts are masked for one page at a time. */
static void unmap(u64 va, u64 pages)
{
	for (u64 i = 0; i < pages; i++) {
		unsigned long irq = arch_irq_save();
		u64 pa;

		if (arch_unmap(&arch_kernel_space, va + i * PAGE_SIZE, &pa))
			page_put(pa);
		arch_irq_restore(irq);
	}
}

static int map_page(u64 va, u64 pa, u32 prot)
{
	unsigned long irq = arch_irq_save();
	int err = arch_map(&arch_kernel_space, va, pa, prot);

	arch_irq_restore(irq);
	return err;
}

static bool map_new(u64 va, u64 pages, u32 prot)
{
	for (u64 i = 0; i < pages; i++) {
		u64 pa = page_alloc(true);

		if (pa == PAGE_NONE || map_page(va + i * PAGE_SIZE, pa, prot)) {
			if (pa != PAGE_NONE)
				page_put(pa);
			unmap(va, i);
			return false;
		}
	}
	return true;
}

void *vm_alloc(u64 bytes, u32 prot)
{
	u64 pages = align_up(bytes, PAGE_SIZE) >> PAGE_SHIFT, va = bytes ? vm_reserve(bytes) : 0;

	if (!va)
		return NULL;
	if (!map_new(va, pages, prot)) {
		vm_release(va, bytes);
		return NULL;
	}
	return (void *)(uintptr_t)va;
}

void vm_free(void *va, u64 bytes)
{
	u64 at = (u64)(uintptr_t)va;

	if (!va)
		return;
	unmap(at, align_up(bytes, PAGE_SIZE) >> PAGE_SHIFT);
	vm_release(at, bytes);
}

void *vm_stack_alloc(void)
{
	unsigned long irq = arch_irq_save();
	void *stack = stack_count ? stacks[--stack_count] : NULL;

	arch_irq_restore(irq);
	return stack ? stack : vm_alloc(TASK_STACK_BYTES, MAP_READ | MAP_WRITE);
}

void vm_stack_free(void *stack)
{
	unsigned long irq = arch_irq_save();

	if (stack_count < STACK_CACHE)
		stacks[stack_count++] = stack;
	else
		vm_free(stack, TASK_STACK_BYTES);
	arch_irq_restore(irq);
}

void *core_stack_alloc(void)
{
	return vm_stack_alloc();
}

void core_stack_free(void *stack)
{
	vm_stack_free(stack);
}

volatile void *vm_device(u64 pa, u64 bytes)
{
	u64 offset = pa & (PAGE_SIZE - 1), size = align_up(offset + bytes, PAGE_SIZE);
	u64 va = vm_reserve(size);

	for (u64 at = 0; va && at < size; at += PAGE_SIZE)
		if (map_page(va + at, pa - offset + at, MAP_READ | MAP_WRITE | MAP_DEVICE))
			va = 0;
	if (!va)
		panic("no addresses for the device at %lx", (unsigned long)pa);
	return (volatile void *)(uintptr_t)(va + offset);
}

/* [consumer page][producer page][data][data]: a record that wraps is contiguous in the second view. */
void *vm_ring_alloc(size_t data_bytes)
{
	u64 pages = data_bytes >> PAGE_SHIFT, bytes = 2 * PAGE_SIZE + 2 * (u64)data_bytes;
	u64 va = pages && data_bytes < VMAP_END - VMAP_BASE ? vm_reserve(bytes) : 0;
	u64 data = va + 2 * PAGE_SIZE;

	if (!va)
		return NULL;
	if (!map_new(va, pages + 2, MAP_READ | MAP_WRITE)) {
		vm_release(va, bytes);
		return NULL;
	}
	for (u64 i = 0; i < pages; i++) {
		u64 pa = vm_frame((void *)(uintptr_t)(data + i * PAGE_SIZE));

		if (map_page(data + data_bytes + i * PAGE_SIZE, pa, MAP_READ | MAP_WRITE)) {
			vm_ring_free((void *)(uintptr_t)va, data_bytes);
			return NULL;
		}
		page_get(pa);
	}
	return (void *)(uintptr_t)va;
}

void vm_ring_free(void *ring, size_t data_bytes)
{
	vm_free(ring, 2 * PAGE_SIZE + 2 * (u64)data_bytes);
}

u64 vm_frame(const void *va)
{
	u64 pa;

	return arch_lookup(&arch_kernel_space, (u64)(uintptr_t)va & ~(u64)(PAGE_SIZE - 1), &pa, NULL) ? pa : PAGE_NONE;
}

void *vm_code_alloc(size_t bytes)
{
	return vm_alloc(bytes, MAP_READ | MAP_WRITE);
}

int vm_code_seal(void *code, size_t bytes)
{
	for (u64 at = 0; at < bytes; at += PAGE_SIZE)
		if (!arch_protect(&arch_kernel_space, (u64)(uintptr_t)code + at, MAP_READ | MAP_EXEC))
			return -AX_EINVAL;
	arch_sync_code(code, bytes);
	return 0;
}

void vm_code_free(void *code, size_t bytes)
{
	vm_free(code, bytes);
}
