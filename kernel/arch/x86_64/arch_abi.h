/* SPDX-License-Identifier: Apache-2.0
 * arch_abi.h (x86-64) - Linux's user interface on this architecture; contract in arch/abi.h. */
#ifndef ARCH_ABI_IMPL_H
#define ARCH_ABI_IMPL_H

#include <stdint.h>

#define ABI_SYSCALL(x86_64, generic) ((x86_64) < 0 ? 512 + (generic) : (x86_64))
#define ABI_ELF_MACHINE 62
#define ABI_PLATFORM    "x86_64"
#define ABI_O_DIRECT    040000
#define ABI_O_LARGEFILE 0100000
#define ABI_O_DIRECTORY 0200000
#define ABI_O_NOFOLLOW  0400000

/* CPUID leaf 1, EDX */
static inline uint64_t abi_hwcap(void)
{
	uint32_t a = 1, b, c = 0, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return d;
}

struct abi_stat {
	uint64_t st_dev, st_ino, st_nlink;
	uint32_t st_mode, st_uid, st_gid, pad0;
	uint64_t st_rdev;
	int64_t st_size, st_blksize, st_blocks;
	uint64_t st_atime_s, st_atime_ns, st_mtime_s, st_mtime_ns, st_ctime_s, st_ctime_ns;
	int64_t unused[3];
};
_Static_assert(sizeof(struct abi_stat) == 144, "asm/stat.h");

struct abi_epoll_event {
	uint32_t events;
	uint64_t data;
} __attribute__((packed));
_Static_assert(sizeof(struct abi_epoll_event) == 12, "linux/eventpoll.h: packed on x86-64");

#endif
