/* SPDX-License-Identifier: Apache-2.0
 * vm.h - kernel virtual addresses in [VMAP_BASE, VMAP_END): stacks with guard pages, devices, rings mapped twice. */
#ifndef MM_VM_H
#define MM_VM_H

#include <arch/boot.h>
#include <arch/mmu.h>
#include "base/types.h"

void vm_init(const struct boot_info *boot); /* final kernel tables (arch_mmu_init), then all memory */
/* vm_reserve - a range of addresses with an unmapped guard page on both sides; 0 when none is left.  Task. */
u64 vm_reserve(u64 bytes);
void vm_release(u64 va, u64 bytes);
/* vm_alloc - zeroed frames mapped contiguously (not physically contiguous). NULL when out of memory. */
void *vm_alloc(u64 bytes, u32 prot);
void vm_free(void *va, u64 bytes);
void *vm_stack_alloc(void);            /* TASK_STACK_BYTES, a guard page below; lowest address */
void vm_stack_free(void *stack);
/* vm_device - map device registers; panics when addresses run out (boot only). */
volatile void *vm_device(u64 pa, u64 bytes);
/* vm_ring_alloc - two single pages, then `data_bytes`, then the same data frames again (port.h ring_alloc). */
void *vm_ring_alloc(size_t data_bytes);
void vm_ring_free(void *ring, size_t data_bytes);
/* vm_frame - physical frame behind a kernel address; PAGE_NONE when unmapped. */
u64 vm_frame(const void *va);
/* vm_code_alloc/seal/free - memory that is written first and then executed, never both. */
void *vm_code_alloc(size_t bytes);
int vm_code_seal(void *code, size_t bytes);
void vm_code_free(void *code, size_t bytes);

#endif
