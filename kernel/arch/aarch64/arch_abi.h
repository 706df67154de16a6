/* SPDX-License-Identifier: Apache-2.0
 * arch_abi.h (AArch64) - Linux's user interface on this architecture; contract in arch/abi.h. */
#ifndef ARCH_ABI_IMPL_H
#define ARCH_ABI_IMPL_H

#include <stdint.h>

#define ABI_SYSCALL(x86_64, generic) ((generic) < 0 ? 512 + (x86_64) : (generic))
#define ABI_ELF_MACHINE 183
#define ABI_PLATFORM    "aarch64"
#define ABI_O_DIRECTORY 040000
#define ABI_O_NOFOLLOW  0100000
#define ABI_O_DIRECT    0200000
#define ABI_O_LARGEFILE 0400000

/* HWCAP_FP | HWCAP_ASIMD; what else the CPU has is for programs to find out by other means */
static inline uint64_t abi_hwcap(void)
{
	return 3;
}

struct abi_stat {
	uint64_t st_dev, st_ino;
	uint32_t st_mode, st_nlink, st_uid, st_gid;
	uint64_t st_rdev, pad0;
	int64_t st_size;
	int32_t st_blksize, pad1;
	int64_t st_blocks;
	uint64_t st_atime_s, st_atime_ns, st_mtime_s, st_mtime_ns, st_ctime_s, st_ctime_ns;
	int32_t unused[2];
};
_Static_assert(sizeof(struct abi_stat) == 128, "asm-generic/stat.h");

struct abi_epoll_event {
	uint32_t events, pad;
	uint64_t data;
};
_Static_assert(sizeof(struct abi_epoll_event) == 16, "linux/eventpoll.h");

#endif
