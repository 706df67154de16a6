/* SPDX-License-Identifier: Apache-2.0
 * uaccess.c - checked copies from and to user memory, over the architecture's fault-recovering ones. */
#include "proc/uaccess.h"
#include <arch/user.h>

size_t copy_some_from_user(void *to, u64 from, size_t bytes)
{
	if (!user_range(from, bytes))
		return 0;
	return bytes - arch_copy_from_user(to, from, bytes);
}

size_t copy_some_to_user(u64 to, const void *from, size_t bytes)
{
	if (!user_range(to, bytes))
		return 0;
	return bytes - arch_copy_to_user(to, from, bytes);
}

int copy_from_user(void *to, u64 from, size_t bytes)
{
	return copy_some_from_user(to, from, bytes) == bytes ? 0 : -AX_EFAULT;
}

int copy_to_user(u64 to, const void *from, size_t bytes)
{
	return copy_some_to_user(to, from, bytes) == bytes ? 0 : -AX_EFAULT;
}

int clear_user(u64 to, size_t bytes)
{
	if (!user_range(to, bytes))
		return -AX_EFAULT;
	return arch_clear_user(to, bytes) ? -AX_EFAULT : 0;
}

s64 copy_string_from_user(char *to, u64 from, size_t size)
{
	size_t room = size;
	s64 length;

	if (!user_range(from, 1))
		return -AX_EFAULT;
	room = min_u64(room, USER_END - from);
	length = room ? arch_strncpy_from_user(to, from, room) : -AX_EFAULT;
	if (length == (s64)room)
		return room == size ? -AX_ENAMETOOLONG : -AX_EFAULT; /* ran into the end of user addresses */
	return length;
}
