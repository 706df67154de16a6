/* SPDX-License-Identifier: Apache-2.0
 * fake.c - the machine below: a page table that is a list, frames and blocks from the C library (so that the sanitizers
 * watch their bounds), failures on demand. */
#include "unit/kernel/fake.h"
#include <stdarg.h>
#include "core/print.h"
#include "fs/file.h"
#include "mm/heap.h"
#include "mm/page.h"
#include "proc/uaccess.h"
#include "unit/test.h"

#define MAPPED_MAX 4096

static struct {
	u64 va, pa;
	u32 prot;
} table[MAPPED_MAX];

u32 fake_frames, fake_mapped, fake_blocks, fake_fail_after = UINT32_MAX;
char fake_log[4096];

static bool fails(void)
{
	if (fake_fail_after == UINT32_MAX || fake_fail_after--)
		return false;
	fake_fail_after = UINT32_MAX;
	return true;
}

void *kalloc(size_t bytes)
{
	if (fails())
		return NULL;
	fake_blocks++;
	return calloc(1, bytes);
}

void kfree(void *block, size_t bytes)
{
	(void)bytes;
	fake_blocks -= block != NULL;
	free(block);
}

u64 page_alloc(bool zero)
{
	void *frame = fails() ? NULL : aligned_alloc(PAGE_SIZE, PAGE_SIZE);

	if (!frame)
		return PAGE_NONE;
	memset(frame, zero ? 0 : 0xa5, PAGE_SIZE);
	fake_frames++;
	return (u64)(uintptr_t)frame;
}

void page_put(u64 pa)
{
	fake_frames--;
	free((void *)(uintptr_t)pa);
}

void page_stats(struct page_stats *out)
{
	*out = (struct page_stats){.total = 1024, .free = 1024};
}

static u32 find(u64 va)
{
	u32 i = 0;

	while (i < fake_mapped && table[i].va != va)
		i++;
	return i;
}

int arch_space_init(struct arch_space *space)
{
	(void)space;
	return fails() ? -AX_ENOMEM : 0;
}

void arch_space_fini(struct arch_space *space)
{
	(void)space;
}

int arch_map(struct arch_space *space, u64 va, u64 pa, u32 prot)
{
	(void)space;
	if ((prot & MAP_WRITE) && (prot & MAP_EXEC))
		return -AX_EINVAL;
	if (find(va) < fake_mapped)
		return -AX_EEXIST;
	if (fails() || fake_mapped == MAPPED_MAX)
		return -AX_ENOMEM;
	table[fake_mapped].va = va;
	table[fake_mapped].pa = pa;
	table[fake_mapped++].prot = prot;
	return 0;
}

bool arch_unmap(struct arch_space *space, u64 va, u64 *pa)
{
	u32 i = find(va);

	(void)space;
	if (i == fake_mapped)
		return false;
	*pa = table[i].pa;
	table[i] = table[--fake_mapped];
	return true;
}

bool arch_protect(struct arch_space *space, u64 va, u32 prot)
{
	u32 i = find(va);

	(void)space;
	if (i == fake_mapped)
		return false;
	table[i].prot = prot;
	return true;
}

bool arch_lookup(const struct arch_space *space, u64 va, u64 *pa, u32 *prot)
{
	u32 i = find(va);

	(void)space;
	if (i == fake_mapped)
		return false;
	if (pa)
		*pa = table[i].pa;
	if (prot)
		*prot = table[i].prot;
	return true;
}

void arch_sync_code(const void *va, size_t bytes)
{
	(void)va, (void)bytes;
}

const u8 *fake_lookup(u64 va, u32 *prot)
{
	u32 i = find(va & ~(u64)(PAGE_SIZE - 1));

	if (i == fake_mapped)
		return NULL;
	*prot = table[i].prot;
	return (const u8 *)(uintptr_t)table[i].pa;
}

void fake_each(void (*fn)(u64 va, u64 pa, u32 prot, void *arg), void *arg)
{
	for (u32 i = 0; i < fake_mapped; i++)
		fn(table[i].va, table[i].pa, table[i].prot, arg);
}

void kprint(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fake_log, sizeof(fake_log), format, args);
	va_end(args);
}

void panic(const char *format, ...)
{
	fprintf(stderr, "panic: %s\n", format);
	abort();
}

size_t copy_some_to_user(u64 to, const void *from, size_t bytes)
{
	memcpy((void *)(uintptr_t)to, from, bytes);
	return bytes;
}

struct file *file_create(const struct file_ops *ops, void *object, u32 flags)
{
	struct file *file = kalloc(sizeof(*file));

	if (file)
		*file = (struct file){.ops = ops, .refs = 1, .flags = flags, .object = object};
	return file;
}
