/* SPDX-License-Identifier: Apache-2.0
 * elf.c - program files with hostile bytes: what is accepted lies in user space, in the file, and is never writable and
 * executable.  The file is a block of its exact size, so a read beside it is caught. */
#include "proc/elf.h"
#include "unit/kernel/fake.h"
#include "unit/test.h"

#define FILE_BYTES 0x2800
#define HEADERS    (64 + 3 * 56)

static void put(u8 *at, u64 value, u32 bytes)
{
	memcpy(at, &value, bytes);
}

static void segment(u8 *p, u32 flags, u64 offset, u64 vaddr, u64 filesz, u64 memsz)
{
	put(p, 1, 4);
	put(p + 4, flags, 4);
	put(p + 8, offset, 8);
	put(p + 16, vaddr, 8);
	put(p + 24, vaddr, 8);
	put(p + 32, filesz, 8);
	put(p + 40, memsz, 8);
	put(p + 48, 4096, 8);
}

/* Headers and text at 0x400000, text at 0x401000, data with bss at 0x402800. */
static u8 *good_file(u16 type)
{
	u8 *f = malloc(FILE_BYTES);
	u64 base = type == 2 ? 0x400000 : 0;

	for (u32 i = 0; i < FILE_BYTES; i++)
		f[i] = (u8)(i * 7 + i / 256);
	memset(f, 0, HEADERS);
	memcpy(f, "\177ELF\2\1\1", 7);
	put(f + 16, type, 2);
	put(f + 18, 62, 2);
	put(f + 20, 1, 4);
	put(f + 24, base + 0x1010, 8);
	put(f + 32, 64, 8);
	put(f + 54, 56, 2);
	put(f + 56, 3, 2);
	segment(f + 64, 4, 0, base, HEADERS, HEADERS);
	segment(f + 64 + 56, 5, 0x1000, base + 0x1000, 0x1000, 0x1000);
	segment(f + 64 + 112, 6, 0x2400, base + 0x3400, 0x400, 0x2000);
	return f;
}

static void start(struct aspace *as)
{
	aspace_setup();
	CHECK_EQ(aspace_init(as), 0);
}

TEST(elf, a_static_program_is_mapped_as_its_headers_say)
{
	u8 *f = good_file(2);
	struct elf_info info;
	struct aspace as;
	const u8 *page;
	u32 prot;

	start(&as);
	CHECK_EQ(elf_load(&as, f, FILE_BYTES, &info), 0);
	CHECK_EQ(info.entry, 0x401010);
	CHECK_EQ(info.phdr, 0x400040);
	CHECK_EQ(as.brk, 0x406000);
	CHECK_EQ(aspace_fault(&as, 0x401010, false, true), ASPACE_OK);
	page = fake_lookup(0x401010, &prot);
	CHECK(page && !memcmp(page, f + 0x1000, 4096) && prot == (MAP_READ | MAP_EXEC | MAP_USER));
	CHECK_EQ(aspace_fault(&as, 0x403500, true, false), ASPACE_OK);
	page = fake_lookup(0x403500, &prot);
	CHECK(page && !memcmp(page + 0x400, f + 0x2400, 0x400));
	for (u32 i = 0x800; i < 4096; i++)
		CHECK_EQ(page[i], 0); /* the break between data and bss */
	CHECK_EQ(aspace_fault(&as, 0x405000, true, false), ASPACE_OK);
	CHECK_EQ(aspace_fault(&as, 0x401010, true, false), ASPACE_NO_RIGHT);
	aspace_fini(&as);
	free(f);
}

TEST(elf, a_static_pie_is_placed)
{
	u8 *f = good_file(3);
	struct elf_info info;

	CHECK_EQ(elf_check(f, FILE_BYTES, &info), 0);
	CHECK(info.entry > USER_END / 2 && info.entry - info.phdr == 0x1010 - 64);
	free(f);
}

TEST(elf, a_file_cut_anywhere_is_refused)
{
	for (u32 bytes = 0; bytes < FILE_BYTES; bytes += bytes < 300 ? 1 : 97) {
		u8 *whole = good_file(2), *cut = malloc(bytes + !bytes);
		struct elf_info info;

		memcpy(cut, whole, bytes);
		CHECK_EQ(elf_check(cut, bytes, &info), -AX_ENOEXEC);
		CHECK(info.reason != NULL);
		free(cut);
		free(whole);
	}
}

static u64 state = 88172645463325252ull;

static u32 chance(u32 n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (u32)(state >> 20) % n;
}

static void touch_all(struct aspace *as)
{
	for (struct vma *vma = as->first; vma; vma = vma->next) {
		CHECK(vma->start >= USER_MIN && vma->end <= USER_END);
		CHECK((vma->prot & (MAP_WRITE | MAP_EXEC)) != (MAP_WRITE | MAP_EXEC));
		for (u64 va = vma->start; va < vma->end && va < vma->start + 16 * PAGE_SIZE; va += PAGE_SIZE)
			aspace_fault(as, va, false, false);
	}
}

TEST(elf, changed_bytes_are_refused_or_harmless)
{
	static const u64 nasty[] = {0, 1, 0xfff, 0x1000, 0x7fffffff, 0xffffffff, 1ull << 46, 0x7ffffffff000,
				    0xffff800000000000, 0xffffffff80000000, ~0ull, ~0ull - 0xfff};
	u32 accepted = 0;

	for (u32 round = 0; round < 20000; round++) {
		u8 *f = good_file(chance(2) ? 2 : 3);
		struct elf_info info;
		struct aspace as;

		for (u32 n = 1 + chance(3); n; n--) {
			if (chance(2))
				f[chance(HEADERS)] = (u8)chance(256);
			else
				put(f + chance(HEADERS / 8) * 8, nasty[chance(ARRAY_LEN(nasty))], 8);
		}
		start(&as);
		if (!elf_load(&as, f, FILE_BYTES, &info)) {
			accepted++;
			CHECK(info.entry >= USER_MIN && info.entry < USER_END);
		}
		touch_all(&as);
		aspace_fini(&as);
		free(f);
	}
	CHECK(accepted > 100 && accepted < 15000);
	CHECK_EQ(fake_frames, 0);
}
