/* SPDX-License-Identifier: Apache-2.0
 * page.h - physical page frames: a buddy or bitmap allocator over the firmware's memory map.
 * Frames come zeroed only when asked.  Reference counts serve frames that several address spaces share. */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include <arch/boot.h>
#include <arch/mmu.h>
#include "base/types.h"

#define PAGE_NONE UINT64_MAX

/* page_init - take over `ram` minus `reserved`, up to 4 GiB; its own table joins `reserved`.  Never clears all memory (boot
 * is counted in instructions).  page_init_high - the rest, when the final tables show it. */
void page_init(struct boot_info *boot);
void page_init_high(const struct boot_info *boot);
/* page_alloc - one frame; physical address or PAGE_NONE.  Any context. */
u64 page_alloc(bool zero);
/* page_alloc_many - `count` contiguous frames aligned to a page. */
u64 page_alloc_many(u32 count, bool zero);
void page_free(u64 pa);
void page_free_many(u64 pa, u32 count);
/* shared frames: page_alloc starts at 1; page_put frees at 0 */
void page_get(u64 pa);
void page_put(u64 pa);

struct page_stats {
	u64 total, free, peak_used; /* frames */
};
void page_stats(struct page_stats *out);

#endif
