/* SPDX-License-Identifier: Apache-2.0
 * memory.h - what core asks of mm, the floor above it; mm/heap.c and mm/vm.c provide it. */
#ifndef CORE_MEMORY_H
#define CORE_MEMORY_H

#include "base/types.h"

void *core_alloc(size_t bytes); /* zeroed, NULL: out of memory.  Any context. */
void core_free(void *block, size_t bytes);
void *core_stack_alloc(void);   /* TASK_STACK_BYTES above a guard page; NULL: out of memory */
void core_stack_free(void *stack);

#endif
