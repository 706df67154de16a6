/* SPDX-License-Identifier: Apache-2.0
 * elf.c - static Linux programs: ELF-64 as in the System V gABI, chapters 4 and 5.
 *
 * Everything is checked before the first page is mapped: the segments ascend, share no page, stay in user addresses and
 * in the file, none is writable and executable, and the entry lies in an executable one. */
#include "proc/elf.h"
#include <arch/abi.h>
#include "base/bits.h"

enum { ET_EXEC = 2, ET_DYN = 3, PT_LOAD = 1, PT_INTERP = 3, PF_X = 1, PF_W = 2, PF_R = 4 };
#define PHNUM_MAX 128 /* more than any linker writes */
#define PIE_BASE  ((USER_END / 3 * 2) & ~(u64)0x1fffff) /* a multiple of 2 MiB: few page tables */

struct elf_header {
	u8 ident[16];
	u16 type, machine;
	u32 version;
	u64 entry, phoff, shoff;
	u32 flags;
	u16 ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct elf_header) == 64, "Elf64_Ehdr");

struct elf_phdr {
	u32 type, flags;
	u64 offset, vaddr, paddr, filesz, memsz, align;
};
_Static_assert(sizeof(struct elf_phdr) == 56, "Elf64_Phdr");

static int refuse(struct elf_info *info, const char *reason)
{
	info->reason = reason;
	return -AX_ENOEXEC;
}

static int check_header(const u8 *image, u64 bytes, struct elf_header *h, struct elf_info *info)
{
	static const u8 magic[7] = {0x7f, 'E', 'L', 'F', 2, 1, 1}; /* 64 bits, little endian, version 1 */

	if (bytes < sizeof(*h))
		return refuse(info, "shorter than an ELF header");
	memcpy(h, image, sizeof(*h));
	if (memcmp(h->ident, magic, 4))
		return refuse(info, "not an ELF file");
	if (memcmp(h->ident, magic, sizeof(magic)) || h->version != 1)
		return refuse(info, "not a 64-bit little-endian ELF file");
	if (h->machine != ABI_ELF_MACHINE)
		return refuse(info, "built for another processor");
	if (h->type != ET_EXEC && h->type != ET_DYN)
		return refuse(info, "not an executable (ET_EXEC or ET_DYN)");
	if (h->phentsize != sizeof(struct elf_phdr) || !h->phnum || h->phnum > PHNUM_MAX)
		return refuse(info, "bad number or size of program headers");
	if (h->phoff > bytes || bytes - h->phoff < (u64)h->phnum * sizeof(struct elf_phdr))
		return refuse(info, "program headers lie outside the file");
	return 0;
}

static struct elf_phdr phdr_at(const u8 *image, const struct elf_header *h, u32 n)
{
	struct elf_phdr p;

	memcpy(&p, image + h->phoff + n * sizeof(p), sizeof(p));
	return p;
}

static u64 page_down(u64 n)
{
	return n & ~(u64)(PAGE_SIZE - 1);
}

/* One PT_LOAD; `base` is added to its addresses, `low` is the first page that is still free. */
static int check_segment(const struct elf_phdr *p, u64 bytes, u64 base, u64 low, struct elf_info *info)
{
	if (p->filesz > p->memsz || p->offset > bytes || p->filesz > bytes - p->offset)
		return refuse(info, "a segment lies outside the file");
	if ((p->vaddr ^ p->offset) & (PAGE_SIZE - 1))
		return refuse(info, "a segment's address and offset disagree within the page");
	if (p->vaddr > USER_END || p->memsz > USER_END || base + p->vaddr + p->memsz > USER_END - (256u << 20))
		return refuse(info, "a segment lies outside user addresses");
	if (base + p->vaddr < USER_MIN)
		return refuse(info, "a segment lies below the lowest user address");
	if (page_down(base + p->vaddr) < low)
		return refuse(info, "segments overlap or do not ascend");
	if ((p->flags & PF_W) && (p->flags & PF_X))
		return refuse(info, "a segment is writable and executable");
	return 0;
}

static int check_segments(const u8 *image, u64 bytes, const struct elf_header *h, u64 base, struct elf_info *info)
{
	bool entry_found = false;
	u64 low = USER_MIN;

	for (u32 n = 0; n < h->phnum; n++) {
		struct elf_phdr p = phdr_at(image, h, n);
		int err;

		if (p.type == PT_INTERP)
			return refuse(info, "needs a dynamic loader; link it with -static or -static-pie");
		if (p.type != PT_LOAD || !p.memsz)
			continue;
		err = check_segment(&p, bytes, base, low, info);
		if (err)
			return err;
		low = align_up(base + p.vaddr + p.memsz, PAGE_SIZE);
		if ((p.flags & PF_X) && h->entry >= p.vaddr && h->entry - p.vaddr < p.filesz)
			entry_found = true;
		if (h->phoff >= p.offset && h->phoff - p.offset < p.filesz)
			info->phdr = base + p.vaddr + (h->phoff - p.offset);
	}
	if (!entry_found)
		return refuse(info, "the entry point lies in no executable segment");
	info->end = low;
	return 0;
}

int elf_check(const u8 *image, u64 bytes, struct elf_info *info)
{
	struct elf_header h;
	u64 base;
	int err;

	*info = (struct elf_info){0};
	err = check_header(image, bytes, &h, info);
	if (err)
		return err;
	base = h.type == ET_DYN ? PIE_BASE : 0;
	err = check_segments(image, bytes, &h, base, info);
	if (err)
		return err;
	info->entry = base + h.entry;
	info->phent = sizeof(struct elf_phdr);
	info->phnum = h.phnum;
	return 0;
}

static s64 map_segment(struct aspace *as, const u8 *image, u64 base, const struct elf_phdr *p)
{
	u64 skew = p->vaddr & (PAGE_SIZE - 1);
	struct vma_spec spec = {
		.addr = page_down(base + p->vaddr), .bytes = align_up(skew + p->memsz, PAGE_SIZE), .fixed = true,
		.prot = (p->flags & PF_R ? MAP_READ : 0) | (p->flags & PF_W ? MAP_WRITE : 0) |
			(p->flags & PF_X ? MAP_EXEC : 0),
		.image = image + (p->offset - skew), .image_bytes = p->filesz ? skew + p->filesz : 0,
	};

	return aspace_map(as, &spec);
}

int elf_load(struct aspace *as, const u8 *image, u64 bytes, struct elf_info *info)
{
	struct elf_header h;
	int err = elf_check(image, bytes, info);
	u64 base;

	if (err)
		return err;
	memcpy(&h, image, sizeof(h));
	base = h.type == ET_DYN ? PIE_BASE : 0;
	for (u32 n = 0; n < h.phnum; n++) {
		struct elf_phdr p = phdr_at(image, &h, n);
		s64 at;

		if (p.type != PT_LOAD || !p.memsz)
			continue;
		at = map_segment(as, image, base, &p);
		if (at < 0) {
			info->reason = "not enough memory";
			return (int)at;
		}
	}
	as->brk_start = as->brk = info->end;
	return 0;
}
