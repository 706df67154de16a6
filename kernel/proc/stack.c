/* SPDX-License-Identifier: Apache-2.0
 * stack.c - the first stack of a program.  From the top: a zero word, the strings, then (downwards aligned to 16) argc,
 * argv, NULL, envp, NULL, auxiliary vector. */
#include "proc/stack.h"
#include <arch/abi.h>
#include "base/str.h"
#include "mm/heap.h"
#include "proc/random.h"
#include "proc/uaccess.h"

#define FIRST_BYTES 8192u /* all of it, strings and vectors */
#define WORDS_MAX   192u

enum { /* linux/auxvec.h */
	AT_NULL, AT_PHDR = 3, AT_PHENT, AT_PHNUM, AT_PAGESZ, AT_BASE, AT_FLAGS, AT_ENTRY, AT_UID = 11, AT_EUID, AT_GID, AT_EGID,
	AT_PLATFORM, AT_HWCAP, AT_CLKTCK, AT_SECURE = 23, AT_RANDOM = 25, AT_HWCAP2, AT_EXECFN = 31,
};

struct build {
	u8 *bytes;                     /* FIRST_BYTES: the image of the stack's top */
	u32 at;                        /* strings grow down to here */
	u64 top;                       /* user address of bytes + FIRST_BYTES */
	u64 words[WORDS_MAX];
	u32 count;
	bool full;
};

static u64 push(struct build *b, const void *data, size_t bytes)
{
	if (bytes > b->at) {
		b->full = true;
		return 0;
	}
	b->at -= bytes;
	memcpy(b->bytes + b->at, data, bytes);
	return b->top - FIRST_BYTES + b->at;
}

static u64 push_string(struct build *b, const char *s)
{
	return push(b, s, axi_strlen(s) + 1);
}

static void word(struct build *b, u64 value)
{
	if (b->count == WORDS_MAX)
		b->full = true;
	else
		b->words[b->count++] = value;
}

static void strings(struct build *b, const char *const *list)
{
	for (; *list; list++)
		word(b, push_string(b, *list));
	word(b, 0);
}

static void aux(struct build *b, u64 type, u64 value)
{
	word(b, type);
	word(b, value);
}

static void auxiliary(struct build *b, const struct elf_info *elf, const char *path)
{
	u8 random[16];

	random_bytes(random, sizeof(random));
	aux(b, AT_HWCAP, abi_hwcap());
	aux(b, AT_PAGESZ, PAGE_SIZE);
	aux(b, AT_CLKTCK, 100);
	if (elf->phdr)
		aux(b, AT_PHDR, elf->phdr);
	aux(b, AT_PHENT, elf->phent);
	aux(b, AT_PHNUM, elf->phnum);
	aux(b, AT_BASE, 0);
	aux(b, AT_FLAGS, 0);
	aux(b, AT_ENTRY, elf->entry);
	aux(b, AT_UID, 0);
	aux(b, AT_EUID, 0);
	aux(b, AT_GID, 0);
	aux(b, AT_EGID, 0);
	aux(b, AT_SECURE, 0);
	aux(b, AT_RANDOM, push(b, random, sizeof(random)));
	aux(b, AT_HWCAP2, 0);
	aux(b, AT_EXECFN, push_string(b, path));
	aux(b, AT_PLATFORM, push_string(b, ABI_PLATFORM));
	aux(b, AT_NULL, 0);
}

static int fill(struct build *b, const struct elf_info *elf, const char *path, const char *const *argv,
		const char *const *envp, u64 *sp)
{
	u64 argc = 0, bytes;

	while (argv[argc])
		argc++;
	push(b, "\0\0\0\0\0\0\0", 8);
	word(b, argc);
	strings(b, argv);
	strings(b, envp);
	auxiliary(b, elf, path);
	bytes = b->count * sizeof(u64);
	if (b->full || bytes + 16 > b->at)
		return -AX_E2BIG;
	b->at = (u32)((b->at - bytes) & ~15ull); /* top is page aligned, so is the image */
	memcpy(b->bytes + b->at, b->words, bytes);
	*sp = b->top - FIRST_BYTES + b->at;
	return copy_to_user(*sp, b->bytes + b->at, FIRST_BYTES - b->at) ? -AX_ENOMEM : 0;
}

int stack_build(struct aspace *as, const struct elf_info *elf, const char *path, const char *const *argv,
		const char *const *envp, u64 *sp)
{
	struct vma_spec spec = {.addr = as->stack_top - FIRST_BYTES, .bytes = FIRST_BYTES, .fixed = true,
				.prot = MAP_READ | MAP_WRITE, .flags = VMA_STACK};
	struct build *b = kalloc(sizeof(*b));
	s64 at = b ? aspace_map(as, &spec) : -AX_ENOMEM;
	int err = at < 0 ? (int)at : 0;

	if (!err) {
		b->at = FIRST_BYTES;
		b->top = as->stack_top;
		b->bytes = kalloc(FIRST_BYTES);
		err = b->bytes ? fill(b, elf, path, argv, envp, sp) : -AX_ENOMEM;
		kfree(b->bytes, FIRST_BYTES);
	}
	kfree(b, sizeof(*b));
	return err;
}
