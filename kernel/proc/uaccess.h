/* SPDX-License-Identifier: Apache-2.0
 * uaccess.h - checked copies from and to the memory of the current process: the only way that the kernel touches it. */
#ifndef PROC_UACCESS_H
#define PROC_UACCESS_H

#include <arch/mmu.h>
#include "base/types.h"

/* user_range - does [at, at + bytes) lie in user addresses, without wrapping?  (Mapped or not is another question.) */
static inline bool user_range(u64 at, u64 bytes)
{
	return at <= USER_END && bytes <= USER_END - at;
}

/* All: task context, interrupts may be on; 0 or -AX_EFAULT.  After a fault an unknown part may have been copied. */
int copy_from_user(void *to, u64 from, size_t bytes);
int copy_to_user(u64 to, const void *from, size_t bytes);
int clear_user(u64 to, size_t bytes);
/* copy_some_* - bytes that were copied, for read and write: they may end early. */
size_t copy_some_from_user(void *to, u64 from, size_t bytes);
size_t copy_some_to_user(u64 to, const void *from, size_t bytes);
/* copy_string_from_user - the length, -AX_EFAULT, or -AX_ENAMETOOLONG when no NUL lies within `size` bytes. */
s64 copy_string_from_user(char *to, u64 from, size_t size);

#endif
