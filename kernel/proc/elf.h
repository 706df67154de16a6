/* SPDX-License-Identifier: Apache-2.0
 * elf.h - loading static Linux programs (ET_EXEC, and ET_DYN without an interpreter: static-pie). */
#ifndef PROC_ELF_H
#define PROC_ELF_H

#include "proc/aspace.h"

struct elf_info {
	u64 entry;                    /* where it starts */
	u64 phdr, phent, phnum;       /* AT_PHDR ...; phdr 0: the program headers are in no segment */
	u64 end;                      /* first page after the image: the break starts there */
	const char *reason;           /* after a refusal: why */
};

/* elf_check - read every header of the file; nothing is mapped.  0 or -AX_ENOEXEC with info->reason. */
int elf_check(const u8 *image, u64 bytes, struct elf_info *info);
/* elf_load - check, then map the segments.  Also -AX_ENOMEM. */
int elf_load(struct aspace *as, const u8 *image, u64 bytes, struct elf_info *info);

#endif
