/* SPDX-License-Identifier: Apache-2.0
 * fake.h - the machine below the kernel files that are tested on the host: frames and page tables that count. */
#ifndef TESTS_UNIT_KERNEL_FAKE_H
#define TESTS_UNIT_KERNEL_FAKE_H

#include "base/types.h"

extern u32 fake_frames;       /* handed out now */
extern u32 fake_mapped;       /* pages in the table */
extern u32 fake_blocks;       /* kalloc */
extern u32 fake_fail_after;   /* that many allocations from now on work, then one fails; UINT32_MAX: none */
extern char fake_log[4096];   /* what kprint said last */

/* fake_lookup - the bytes of a mapped page, NULL when none; *prot: its rights */
const u8 *fake_lookup(u64 va, u32 *prot);
/* fake_each - walk all mapped pages */
void fake_each(void (*fn)(u64 va, u64 pa, u32 prot, void *arg), void *arg);

#endif
