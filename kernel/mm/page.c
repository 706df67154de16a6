/* SPDX-License-Identifier: Apache-2.0
 * page.c - physical page frames: a buddy allocator (Knuth, volume 1, 2.5) with a stack of single frames in front.
 *
 * One word of state per frame; the links of the free lists lie in the free frames themselves.  So the start costs one
 * store per 8 frames of table and one list entry per 4 MiB, whatever the memory holds. */
#include <arch/cpu.h>
#include "core/print.h"
#include "mm/page.h"

#define ORDERS     18   /* blocks up to 2^17 frames, 512 MiB */
#define CACHE      64   /* single frames kept ready */
#define EARLY_END  (4ull << 30) /* what the boot tables show */
#define PIECE      256  /* frames given back with interrupts masked */
#define REFS_MAX   0xffffff

struct frame {
	u32 refs : 24; /* 0: free or never handed out */
	u32 order : 7;
	u32 head : 1;  /* first frame of a free block of `order` */
};

struct free_block {
	struct free_block *next, *prev;
};

static struct frame *frames;
static u64 first_frame, frame_count;
static struct free_block *lists[ORDERS];
static u64 cache[CACHE];
static u32 cached;
static struct page_stats stats;

static u64 pa_of(u64 frame)
{
	return (first_frame + frame) << PAGE_SHIFT;
}

static u64 frame_of(u64 pa)
{
	u64 frame = (pa >> PAGE_SHIFT) - first_frame;

	KASSERT(frame < frame_count);
	return frame;
}

static void list_add(u64 frame, u32 order)
{
	struct free_block *block = phys_to_virt(pa_of(frame));

	block->prev = NULL;
	block->next = lists[order];
	if (block->next)
		block->next->prev = block;
	lists[order] = block;
	frames[frame].head = 1;
	frames[frame].order = order & 0x7f;
}

static void list_remove(u64 frame)
{
	struct free_block *block = phys_to_virt(pa_of(frame));

	if (block->prev)
		block->prev->next = block->next;
	else
		lists[frames[frame].order] = block->next;
	if (block->next)
		block->next->prev = block->prev;
	frames[frame].head = 0;
}

/* Buddies are computed from physical frame numbers: alignment of blocks is alignment of addresses. */
static void free_block(u64 frame, u32 order)
{
	while (order + 1 < ORDERS) {
		u64 buddy = ((frame + first_frame) ^ 1ull << order) - first_frame;

		if (buddy >= frame_count || !frames[buddy].head || frames[buddy].order != order)
			break;
		list_remove(buddy);
		frame = frame < buddy ? frame : buddy;
		order++;
	}
	list_add(frame, order);
}

/* free_range - as the largest aligned blocks that fit. */
static void free_range(u64 frame, u64 count)
{
	while (count) {
		u64 number = frame + first_frame;
		u32 order = number ? (u32)__builtin_ctzll(number) : ORDERS - 1;

		if (order >= ORDERS)
			order = ORDERS - 1;
		while (1ull << order > count)
			order--;
		free_block(frame, order);
		frame += 1ull << order;
		count -= 1ull << order;
	}
}

static u64 take_block(u32 order)
{
	u32 have = order;
	u64 frame;

	while (have < ORDERS && !lists[have])
		have++;
	if (have == ORDERS)
		return PAGE_NONE;
	frame = frame_of(virt_to_phys(lists[have]));
	list_remove(frame);
	while (have > order) {
		have--;
		list_add(frame + (1ull << have), have);
	}
	return frame;
}

static void flush_cache(u32 keep)
{
	while (cached > keep)
		free_block(frame_of(cache[--cached]), 0);
}

static void count_use(u64 count)
{
	u64 used;

	stats.free -= count;
	used = stats.total - stats.free;
	if (used > stats.peak_used)
		stats.peak_used = used;
}

u64 page_alloc(bool zero)
{
	unsigned long irq = arch_irq_save();
	u64 pa = PAGE_NONE;

	if (cached) {
		pa = cache[--cached];
	} else {
		u64 frame = take_block(0);

		if (frame != PAGE_NONE)
			pa = pa_of(frame);
	}
	if (pa != PAGE_NONE) {
		frames[frame_of(pa)].refs = 1;
		count_use(1);
	}
	arch_irq_restore(irq);
	if (zero && pa != PAGE_NONE)
		memset(phys_to_virt(pa), 0, PAGE_SIZE);
	return pa;
}

u64 page_alloc_many(u32 count, bool zero)
{
	u32 order = count > 1 ? 32 - (u32)__builtin_clz(count - 1) : 0;
	unsigned long irq;
	u64 frame;

	if (!count || order >= ORDERS)
		return PAGE_NONE;
	irq = arch_irq_save();
	frame = take_block(order);
	if (frame == PAGE_NONE && cached) {
		flush_cache(0);
		frame = take_block(order);
	}
	if (frame != PAGE_NONE) {
		free_range(frame + count, (1ull << order) - count);
		count_use(count);
	}
	arch_irq_restore(irq);
	if (frame == PAGE_NONE)
		return PAGE_NONE;
	for (u32 i = 0; i < count; i++)
		frames[frame + i].refs = 1;
	if (zero)
		memset(phys_to_virt(pa_of(frame)), 0, (size_t)count * PAGE_SIZE);
	return pa_of(frame);
}

void page_get(u64 pa)
{
	unsigned long irq = arch_irq_save();
	struct frame *frame = &frames[frame_of(pa)];

	KASSERT(frame->refs && frame->refs < REFS_MAX);
	frame->refs++;
	arch_irq_restore(irq);
}

void page_put(u64 pa)
{
	unsigned long irq = arch_irq_save();
	struct frame *frame = &frames[frame_of(pa)];

	KASSERT(frame->refs);
	if (--frame->refs == 0) {
		if (cached == CACHE)
			flush_cache(CACHE / 2);
		cache[cached++] = pa;
		stats.free++;
	}
	arch_irq_restore(irq);
}

void page_free(u64 pa)
{
	KASSERT(frames[frame_of(pa)].refs == 1);
	page_put(pa);
}

/* Frames that somebody else still shares stay with him. */
static void free_piece(u64 frame, u32 count)
{
	unsigned long irq = arch_irq_save();

	for (u32 i = 0, run = 0; i < count; i += run ? run : 1) {
		for (run = 0; i + run < count && frames[frame + i + run].refs == 1; run++)
			frames[frame + i + run].refs = 0;
		free_range(frame + i, run);
		stats.free += run;
		if (!run)
			page_put(pa_of(frame + i));
	}
	arch_irq_restore(irq);
}

void page_free_many(u64 pa, u32 count)
{
	for (u32 n; count; count -= n, pa += (u64)n * PAGE_SIZE) {
		n = (u32)min_u64(count, PIECE);
		free_piece(frame_of(pa), n);
	}
}

/* add_ram - [base, end) minus the reserved ranges from number `from` on. */
static void add_ram(u64 base, u64 end, const struct boot_info *boot, u32 from)
{
	for (u32 i = from; i < boot->reserved_count && base < end; i++) {
		u64 low = boot->reserved[i].base & ~(u64)(PAGE_SIZE - 1);
		u64 high = align_up(boot->reserved[i].base + boot->reserved[i].bytes, PAGE_SIZE);

		if (high <= base || low >= end)
			continue;
		if (low > base)
			add_ram(base, low, boot, i + 1);
		base = high;
	}
	if (base < end) {
		free_range(frame_of(base), (end - base) >> PAGE_SHIFT);
		stats.free += (end - base) >> PAGE_SHIFT;
	}
}

static void add_all(const struct boot_info *boot, u64 from, u64 to)
{
	for (u32 i = 0; i < boot->ram_count; i++)
		add_ram(max_u64(boot->ram[i].base, from), min_u64(boot->ram[i].base + boot->ram[i].bytes, to), boot, 0);
}

/* place_table - the first hole below EARLY_END that holds `bytes`; 0: none. */
static u64 place_table(const struct boot_info *boot, u64 bytes)
{
	for (u32 i = 0; i < boot->ram_count; i++) {
		u64 at = boot->ram[i].base, end = min_u64(at + boot->ram[i].bytes, EARLY_END);

		for (u32 j = 0; j < boot->reserved_count; j++) {
			const struct boot_range *r = &boot->reserved[j];

			if (r->base < at + bytes && r->base + r->bytes > at) {
				at = align_up(r->base + r->bytes, PAGE_SIZE);
				j = UINT32_MAX; /* look at all again */
			}
		}
		if (at + bytes <= end)
			return at;
	}
	return 0;
}

void page_init(struct boot_info *boot)
{
	const struct boot_range *last = &boot->ram[boot->ram_count - 1];
	u64 bytes, at;

	if (!boot->ram_count || boot->reserved_count == BOOT_RANGES)
		panic("the firmware's memory map cannot be used: %u ranges", boot->ram_count);
	first_frame = boot->ram[0].base >> PAGE_SHIFT;
	frame_count = ((last->base + last->bytes) >> PAGE_SHIFT) - first_frame;
	bytes = align_up(frame_count * sizeof(struct frame), PAGE_SIZE);
	at = place_table(boot, bytes);
	if (!at)
		panic("no room for the table of %lu page frames", (unsigned long)frame_count);
	frames = phys_to_virt(at);
	memset(frames, 0, bytes);
	boot->reserved[boot->reserved_count++] = (struct boot_range){at, bytes};
	for (u32 i = 0; i < boot->ram_count; i++)
		stats.total += boot->ram[i].bytes >> PAGE_SHIFT;
	add_all(boot, 0, EARLY_END);
}

void page_init_high(const struct boot_info *boot)
{
	add_all(boot, EARLY_END, UINT64_MAX);
	stats.peak_used = stats.total - stats.free;
}

void page_stats(struct page_stats *out)
{
	unsigned long irq = arch_irq_save();

	*out = stats;
	arch_irq_restore(irq);
}
