/* SPDX-License-Identifier: Apache-2.0
 * stack.h - the first stack of a program: strings, argv, envp, auxiliary vector (psABI, "Process Initialization"). */
#ifndef PROC_STACK_H
#define PROC_STACK_H

#include "proc/elf.h"

/* stack_build - map the stack of the current process and write it.  *sp: where argc is, 16-byte aligned.
 * -AX_ENOMEM, -AX_E2BIG. */
int stack_build(struct aspace *as, const struct elf_info *elf, const char *path, const char *const *argv,
		const char *const *envp, u64 *sp);

#endif
