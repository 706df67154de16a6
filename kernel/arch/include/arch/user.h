/* SPDX-License-Identifier: Apache-2.0
 * arch/user.h - contract: the only way to touch user memory.  Callers (proc/uaccess.c) have checked that the range lies
 * below USER_END and does not wrap.  A fault inside first goes to the page-fault handler (demand paging); one that it
 * cannot solve ends the copy. */
#ifndef ARCH_USER_H
#define ARCH_USER_H

#include "base/types.h"

/* Bytes that were NOT copied; 0 is success. */
size_t arch_copy_from_user(void *to, u64 from, size_t bytes);
size_t arch_copy_to_user(u64 to, const void *from, size_t bytes);
size_t arch_clear_user(u64 to, size_t bytes);
/* arch_strncpy_from_user - length without NUL, `size` when no NUL within size bytes, or -AX_EFAULT. */
s64 arch_strncpy_from_user(char *to, u64 from, size_t size);
/* arch_fixup - `regs` faulted in the kernel: true when it was in one of the functions above; regs then continue at its
 * error exit. */
struct arch_regs;
bool arch_fixup(struct arch_regs *regs);

#endif
