/* SPDX-License-Identifier: Apache-2.0
 * memory.c - self tests of page frames, heap, kernel addresses, page tables, user copies. */
#include <arch/cpu.h>
#include <arch/user.h>
#include "core/print.h"
#include "core/task.h"
#include "mm/heap.h"
#include "mm/page.h"
#include "mm/vm.h"
#include "selftest/test.h"

static const char *test_pages(void)
{
	u64 pa[200], run, before = selftest_pages_free();

	for (u32 i = 0; i < ARRAY_LEN(pa); i++) {
		pa[i] = page_alloc(i & 1);
		CHECK(pa[i] != PAGE_NONE && !(pa[i] & (PAGE_SIZE - 1)));
		CHECK(!(i & 1) || (*(u64 *)phys_to_virt(pa[i]) == 0 && *(u64 *)phys_to_virt(pa[i] + 4088) == 0));
		memset(phys_to_virt(pa[i]), (int)i + 1, PAGE_SIZE);
	}
	for (u32 i = 0; i < ARRAY_LEN(pa); i++)
		CHECK(*(u8 *)phys_to_virt(pa[i]) == i + 1 && *(u8 *)phys_to_virt(pa[i] + 4095) == i + 1);
	CHECK(selftest_pages_free() == before - ARRAY_LEN(pa));
	for (u32 i = 0; i < ARRAY_LEN(pa); i++)
		page_free(pa[i]);
	run = page_alloc_many(77, true);
	CHECK(run != PAGE_NONE && selftest_pages_free() == before - 77);
	for (u64 at = 0; at < 77 * PAGE_SIZE; at += 8)
		CHECK(*(u64 *)phys_to_virt(run + at) == 0);
	page_get(run + PAGE_SIZE);
	page_free_many(run, 77);
	CHECK(selftest_pages_free() == before - 1); /* the shared frame stays */
	page_put(run + PAGE_SIZE);
	CHECK(selftest_pages_free() == before);
	CHECK(page_alloc_many(0, false) == PAGE_NONE && page_alloc_many(UINT32_MAX, false) == PAGE_NONE);
	return NULL;
}

static const char *test_page_runs(void)
{
	static struct {
		u64 pa;
		u32 count;
	} runs[64];
	u64 before = selftest_pages_free();

	for (u32 step = 0; step < 4000 + ARRAY_LEN(runs); step++) {
		u32 i = step < 4000 ? selftest_random(ARRAY_LEN(runs)) : step - 4000;
		u32 count = runs[i].count;

		for (u32 p = 0; p < count; p++) /* nobody else was given a page of it */
			CHECK(*(u64 *)phys_to_virt(runs[i].pa + (u64)p * PAGE_SIZE) == (runs[i].pa ^ p));
		if (count == 1)
			page_free(runs[i].pa);
		else if (count)
			page_free_many(runs[i].pa, count);
		runs[i].count = 0;
		if (step >= 4000 || selftest_random(4) == 0)
			continue;
		count = selftest_random(2) ? 1 : 1 + selftest_random(40);
		runs[i].pa = count == 1 ? page_alloc(false) : page_alloc_many(count, false);
		CHECK(runs[i].pa != PAGE_NONE);
		runs[i].count = count;
		for (u32 p = 0; p < count; p++)
			*(u64 *)phys_to_virt(runs[i].pa + (u64)p * PAGE_SIZE) = runs[i].pa ^ p;
	}
	CHECK(selftest_pages_free() == before);
	return NULL;
}

/* Everything out, then everything back: blocks must have merged, so that a large run is there as before. */
static const char *test_page_exhaustion(void)
{
	u64 before = selftest_pages_free(), last = PAGE_NONE, pa, run = page_alloc_many(512, false);

	CHECK(run != PAGE_NONE);
	page_free_many(run, 512);
	while ((pa = page_alloc(false)) != PAGE_NONE) {
		*(u64 *)phys_to_virt(pa) = last;
		last = pa;
	}
	CHECK(selftest_pages_free() == 0 && !kalloc(2 * PAGE_SIZE) && !vm_alloc(PAGE_SIZE, MAP_READ | MAP_WRITE));
	while (last != PAGE_NONE) {
		pa = *(u64 *)phys_to_virt(last);
		page_free(last);
		last = pa;
	}
	CHECK(selftest_pages_free() == before);
	run = page_alloc_many(512, false);
	CHECK(run != PAGE_NONE);
	page_free_many(run, 512);
	return NULL;
}

static const char *test_heap(void)
{
	static u8 *blocks[300];
	size_t used = kheap_used();

	for (u32 round = 0; round < 2; round++) {
		u64 before = selftest_pages_free();

		for (u32 i = 0; i < ARRAY_LEN(blocks); i++) {
			size_t bytes = 1 + (size_t)i * 37;

			blocks[i] = kalloc(bytes);
			CHECK(blocks[i] && !((uintptr_t)blocks[i] & 15));
			CHECK(bytes < 4096 || !((uintptr_t)blocks[i] & 4095));
			CHECK(!blocks[i][0] && !blocks[i][bytes - 1]);
			memset(blocks[i], (int)i, bytes);
		}
		for (u32 i = 0; i < ARRAY_LEN(blocks); i++)
			CHECK(blocks[i][0] == (u8)i && blocks[i][(size_t)i * 37] == (u8)i);
		for (u32 i = 0; i < ARRAY_LEN(blocks); i++)
			kfree(blocks[i], 1 + (size_t)i * 37);
		CHECK(kheap_used() == used && (!round || selftest_pages_free() == before));
	}
	CHECK(!kalloc(1ull << 40) && !kalloc(SIZE_MAX));
	kfree(NULL, 5);
	kfree(NULL, 0);
	return NULL;
}

static u8 expected_byte(u32 i)
{
	return (u8)(i * 29 + 7);
}

/* One move inside a buffer of known bytes: what was moved, and that nothing beside it was touched. */
static bool move_is_right(u32 from, u32 to, u32 bytes, bool apart)
{
	static u8 buffer[512];
	void *at;

	for (u32 i = 0; i < sizeof(buffer); i++)
		buffer[i] = expected_byte(i);
	at = apart ? memcpy(buffer + to, buffer + from, bytes) : memmove(buffer + to, buffer + from, bytes);
	for (u32 i = 0; i < sizeof(buffer); i++)
		if (buffer[i] != expected_byte(i >= to && i - to < bytes ? from + i - to : i))
			return false;
	return at == buffer + to;
}

static bool fill_is_right(u32 to, u32 bytes)
{
	static u8 buffer[256];

	for (u32 i = 0; i < sizeof(buffer); i++)
		buffer[i] = expected_byte(i);
	if (memset(buffer + to, 0x1a5, bytes) != buffer + to)
		return false;
	for (u32 i = 0; i < sizeof(buffer); i++)
		if (buffer[i] != (i >= to && i - to < bytes ? 0xa5 : expected_byte(i)))
			return false;
	return true;
}

/* memcmp is told apart by one byte that differs, whose neighbours differ the other way. */
static bool compare_is_right(u32 bytes, u32 at)
{
	static u8 a[100], b[100];

	for (u32 i = 0; i < sizeof(a); i++)
		a[i] = b[i] = expected_byte(i);
	if (memcmp(a + 1, b + 1, bytes) != 0)
		return false;
	a[1 + at] = 0x80;
	b[1 + at] = 0x7f;
	for (u32 i = at + 2; i < sizeof(a); i++) {
		a[i] = 0;
		b[i] = 0xff;
	}
	return memcmp(a + 1, b + 1, bytes) > 0 && memcmp(b + 1, a + 1, bytes) < 0 && memcmp(a + 1, b + 1, at) == 0;
}

static const char *test_memory_functions(void)
{
	for (u32 bytes = 0; bytes < 150; bytes++) {
		for (u32 by = 0; by < 20; by++) {
			CHECK(move_is_right(100 + by, 100, bytes, false) && move_is_right(100, 100 + by, bytes, false));
			CHECK(move_is_right(by, 300 - by / 3, bytes, true));
			CHECK(fill_is_right(by, bytes));
		}
		for (u32 at = 0; at < bytes && bytes < 90; at++)
			CHECK(compare_is_right(bytes, at));
	}
	return NULL;
}

static bool mapped(const void *at)
{
	return vm_frame(at) != PAGE_NONE;
}

static const char *test_vm(void)
{
	char *a = vm_alloc(3 * PAGE_SIZE, MAP_READ | MAP_WRITE), *b = vm_alloc(PAGE_SIZE, MAP_READ | MAP_WRITE);
	char *stack = current()->stack;
	volatile u64 *ring;
	u32 prot;
	u64 before;

	CHECK(a && b && !a[0] && !a[3 * PAGE_SIZE - 1]);
	CHECK(!mapped(a - 1) && !mapped(a + 3 * PAGE_SIZE) && !mapped(b - 1) && !mapped(b + PAGE_SIZE));
	CHECK(mapped(stack) && !mapped(stack - 1) && !mapped(stack + TASK_STACK_BYTES));
	vm_free(a, 3 * PAGE_SIZE);
	vm_free(b, PAGE_SIZE);
	CHECK(!mapped(a) && !mapped(b));
	before = selftest_pages_free();
	ring = vm_ring_alloc(2 * PAGE_SIZE);
	CHECK(ring);
	ring[1024] = 42; /* first word of the data, and of its second view */
	CHECK(ring[2048] == 42 && ring[1025] == 0);
	vm_ring_free((void *)(uintptr_t)ring, 2 * PAGE_SIZE);
	a = vm_code_alloc(100);
	CHECK(a && !vm_code_seal(a, 100));
	CHECK(arch_lookup(&arch_kernel_space, (u64)(uintptr_t)a, NULL, &prot) && (prot & MAP_EXEC) && !(prot & MAP_WRITE));
	vm_code_free(a, 100);
	CHECK(selftest_pages_free() == before);
	CHECK(arch_map(&arch_kernel_space, VMAP_END - PAGE_SIZE, 0, MAP_WRITE | MAP_EXEC) == -AX_EINVAL);
	return NULL;
}

static const char *test_addresses(void)
{
	static u64 base[40], bytes[40];
	u64 first = vm_reserve(9 * PAGE_SIZE), again;
	size_t used = kheap_used();

	vm_release(first, 9 * PAGE_SIZE);
	for (u32 step = 0; step < 3000 + ARRAY_LEN(base); step++) {
		u32 i = step < 3000 ? selftest_random(ARRAY_LEN(base)) : step - 3000;

		if (base[i])
			vm_release(base[i], bytes[i]);
		base[i] = 0;
		if (step >= 3000)
			continue;
		bytes[i] = (1 + selftest_random(9)) * PAGE_SIZE;
		base[i] = vm_reserve(bytes[i]);
		CHECK(base[i]);
		for (u32 j = 0; j < ARRAY_LEN(base); j++) /* apart, with at least a page between */
			CHECK(j == i || !base[j] || base[i] > base[j] + bytes[j] || base[j] > base[i] + bytes[i]);
	}
	again = vm_reserve(9 * PAGE_SIZE);
	vm_release(again, 9 * PAGE_SIZE);
	CHECK(again == first && kheap_used() == used); /* all of it merged again */
	CHECK(!vm_reserve(VMAP_END - VMAP_BASE) && !vm_reserve(UINT64_MAX));
	return NULL;
}

struct wx {
	u64 pages, exec, bad;
};

static void look(u64 va, u64 bytes, u32 prot, void *arg)
{
	struct wx *wx = arg;

	wx->pages++;
	wx->exec += prot & MAP_EXEC ? bytes / PAGE_SIZE : 0;
	wx->bad += ((prot & MAP_WRITE) && (prot & MAP_EXEC)) || (prot & MAP_USER);
}

static const char *test_wx(void)
{
	extern char text_start[], text_end[];
	struct wx wx = {0};

	arch_each_page(look, &wx);
	CHECK(wx.pages > 16 && wx.bad == 0);
	CHECK(wx.exec == (u64)(text_end - text_start) / PAGE_SIZE);
	return NULL;
}

static const char *copies(u64 va)
{
	static char buffer[PAGE_SIZE];
	u64 edge = va + PAGE_SIZE - 20;

	CHECK(arch_copy_to_user(edge, "0123456789", 10) == 0 && arch_copy_from_user(buffer, edge, 10) == 0);
	CHECK(!memcmp(buffer, "0123456789", 10));
	CHECK(arch_copy_from_user(buffer, edge, 33) == 13 && arch_copy_to_user(edge, buffer, 33) == 13);
	CHECK(arch_clear_user(edge, 33) == 13 && arch_copy_to_user(edge, "abc", 4) == 0);
	CHECK(arch_strncpy_from_user(buffer, edge, 100) == 3 && arch_strncpy_from_user(buffer, edge, 2) == 2);
	CHECK(arch_copy_to_user(va + PAGE_SIZE - 3, "xyz", 3) == 0);
	CHECK(arch_strncpy_from_user(buffer, va + PAGE_SIZE - 3, 100) == -AX_EFAULT);
	CHECK(arch_copy_from_user(buffer, 0, 8) == 8 && arch_copy_to_user(0, buffer, 8) == 8);
	CHECK(arch_copy_from_user(buffer, USER_END - 8, 8) == 8);
	CHECK(arch_strncpy_from_user(buffer, 0x10, 8) == -AX_EFAULT);
	return NULL;
}

static const char *test_user_copies(void)
{
	static struct arch_space space;
	u64 before = selftest_pages_free(), va = 0x400000, pa = page_alloc(true);
	const char *why;
	u32 prot = MAP_READ | MAP_WRITE | MAP_USER;

	CHECK(!arch_space_init(&space) && !arch_map(&space, va, pa, prot));
	CHECK(arch_map(&space, va, pa, prot) == -AX_EEXIST);
	arch_space_switch(&space);
	why = copies(va);
	if (!why && (!arch_protect(&space, va, MAP_READ | MAP_USER) || arch_copy_to_user(va, "x", 1) != 1))
		why = "a read-only page was written";
	if (!why && (!arch_protect(&space, va, 0) || arch_copy_to_user(va, "x", 1) != 1))
		why = "a page without rights was written";
	arch_space_switch(&arch_kernel_space);
	CHECK(arch_unmap(&space, va, &pa) && !arch_unmap(&space, va, NULL));
	page_free(pa);
	arch_space_fini(&space);
	CHECK(selftest_pages_free() == before || why);
	return why;
}

/* More address spaces than a CPU has tags for: one address, another page in each. */
static struct arch_space spaces[260];

static const char *use_spaces(u64 va)
{
	for (u32 round = 0; round < 3; round++) {
		for (u32 i = 0; i < ARRAY_LEN(spaces); i++) {
			u32 value = i * 3 + round, was;

			arch_space_switch(&spaces[i]);
			CHECK(!arch_copy_from_user(&was, va, 4) && was == (round ? value - 1 : 0));
			CHECK(!arch_copy_to_user(va, &value, 4));
		}
		arch_space_switch(&arch_kernel_space);
		CHECK(arch_copy_from_user(&round, va, 4) == 4);
	}
	return NULL;
}

static const char *test_spaces(void)
{
	u64 before = selftest_pages_free(), va = 0x7654321000, pa;
	const char *why;

	for (u32 i = 0; i < ARRAY_LEN(spaces); i++)
		CHECK(!arch_space_init(&spaces[i]) &&
		      !arch_map(&spaces[i], va, page_alloc(true), MAP_READ | MAP_WRITE | MAP_USER));
	why = use_spaces(va);
	arch_space_switch(&arch_kernel_space);
	for (u32 i = 0; i < ARRAY_LEN(spaces); i++) {
		CHECK(arch_unmap(&spaces[i], va, &pa));
		page_free(pa);
		arch_space_fini(&spaces[i]);
	}
	CHECK(why || selftest_pages_free() == before);
	return why;
}

const struct selftest selftest_memory[] = {
	{"page frames are distinct, zeroed when asked, counted", test_pages},
	{"random runs of page frames never overlap", test_page_runs},
	{"all page frames can be taken and merge again", test_page_exhaustion},
	{"memory is moved, filled and compared exactly", test_memory_functions},
	{"heap blocks are aligned, zeroed, disjoint, given back", test_heap},
	{"kernel mappings have guard pages, rings show twice, code is sealed", test_vm},
	{"kernel addresses are apart and merge again", test_addresses},
	{"no kernel page is writable and executable", test_wx},
	{"copies from and to bad user addresses stop exactly", test_user_copies},
	{"260 address spaces keep apart", test_spaces},
	{0},
};
