/* SPDX-License-Identifier: Apache-2.0
 * symbols.c - names for addresses.  mk/symbols.sh makes the table from the first link: ascending offsets from
 * text_start, and the names one after the other; the second link holds it. */
#include <arch/boot.h>
#include <arch/mmu.h>
#include "core/print.h"

extern char text_start[], text_end[];
extern const u32 symbol_count, symbol_offsets[];
extern const char symbol_names[];

const char *symbol_name(u64 pc, u64 *offset)
{
	u64 at = pc - (u64)(uintptr_t)text_start;
	const char *name = symbol_names;
	u32 i = 0;

	if (pc < (u64)(uintptr_t)text_start || pc >= (u64)(uintptr_t)text_end || !symbol_count ||
	    at < symbol_offsets[0])
		return NULL;
	for (; i + 1 < symbol_count && symbol_offsets[i + 1] <= at; i++)
		while (*name++)
			;
	*offset = at - symbol_offsets[i];
	return name;
}

static void print_place(u64 pc)
{
	u64 offset;
	const char *name = symbol_name(pc, &offset);

	if (name)
		kprint("  %016lx %s+0x%lx\n", (unsigned long)pc, name, (unsigned long)offset);
	else
		kprint("  %016lx\n", (unsigned long)pc);
}

/* readable - a stack may be broken: look before reading.  Before the final tables stand, nothing is trusted. */
static bool readable(u64 va)
{
	return va >= DIRECT_BASE && !(va & 7) && arch_kernel_space.root &&
	       arch_lookup(&arch_kernel_space, va, NULL, NULL) && arch_lookup(&arch_kernel_space, va + 15, NULL, NULL);
}

void print_backtrace(u64 pc, u64 fp)
{
	print_place(pc);
	for (u32 depth = 0; depth < 24 && readable(fp); depth++) {
		const u64 *frame = (const u64 *)(uintptr_t)fp;

		if (!frame[1])
			break;
		print_place(frame[1]);
		if (frame[0] <= fp)
			break;
		fp = frame[0];
	}
}
