/* SPDX-License-Identifier: Apache-2.0
 * cpu.c (x86-64) - features, control registers, segments and the task-state segment of this CPU. */
#include <arch/cpu.h>
#include "core/print.h"
#include "core/task.h"
#include "x86.h"

struct cpu x86_cpu;
u32 x86_features;
const char arch_name[] = "x86_64";

_Static_assert(offsetof(struct cpu, stack_top) == CPU_STACK_TOP && offsetof(struct cpu, user_sp) == CPU_USER_SP &&
	       offsetof(struct cpu, current) == CPU_CURRENT && offsetof(struct cpu, id) == CPU_ID, "offsets.h");
_Static_assert(offsetof(struct arch_regs, r11) == REGS_R11 && offsetof(struct arch_regs, rcx) == REGS_RCX &&
	       offsetof(struct arch_regs, vector) == REGS_VECTOR && offsetof(struct arch_regs, code) == REGS_CODE &&
	       offsetof(struct arch_regs, rip) == REGS_RIP && offsetof(struct arch_regs, cs) == REGS_CS &&
	       offsetof(struct arch_regs, rflags) == REGS_RFLAGS, "offsets.h");
_Static_assert(offsetof(struct task, kill) == TASK_KILL, "offsets.h");
_Static_assert(sizeof(struct arch_regs) == 22 * 8, "traps.S keeps the stack aligned with 22 words");

#define IST_BYTES 2048

struct tss x86_tss;
static u8 ist_stacks[3][IST_BYTES] __attribute__((aligned(16))); /* double fault, NMI, machine check */
static u64 gdt[10] = {
	[SEL_KERNEL_CODE / 8] = 0x00af9b000000ffff,
	[SEL_KERNEL_DATA / 8] = 0x00cf93000000ffff,
	/* SEL_USER_BASE, a place that sysret counts from, stays empty: with a 32-bit segment there, user mode could enter
	 * the kernel by the SYSCALL of compatibility mode */
	[SEL_USER_DATA / 8] = 0x00cff3000000ffff,
	[SEL_USER_CODE / 8] = 0x00affb000000ffff,
};

static void load_segments(void)
{
	struct {
		u16 limit;
		u64 base;
	} __attribute__((packed)) pointer = {sizeof(gdt) - 1, (u64)(uintptr_t)gdt};
	u64 base = (u64)(uintptr_t)&x86_tss;

	gdt[SEL_TSS / 8] = (sizeof(x86_tss) - 1) | (base & 0xffffff) << 16 | 0x89ull << 40 | (base >> 24 & 0xff) << 56;
	gdt[SEL_TSS / 8 + 1] = base >> 32;
	for (u32 i = 0; i < 3; i++)
		x86_tss.ist[i] = (u64)(uintptr_t)ist_stacks[i] + IST_BYTES;
	x86_tss.iomap = sizeof(x86_tss);
	__asm__ volatile("lgdt %0; ltr %w1" : : "m"(pointer), "r"(SEL_TSS) : "memory");
	x86_wrmsr(MSR_GS_BASE, (u64)(uintptr_t)&x86_cpu);
	x86_wrmsr(MSR_KERNEL_GS, 0);
}

static void find_features(void)
{
	u32 r[4], max, max_ext;

	x86_cpuid(0, 0, r);
	max = r[0];
	x86_cpuid(1, 0, r);
	x86_features |= (r[2] >> 21 & 1 ? X86_X2APIC : 0) | (r[2] >> 24 & 1 ? X86_TSC_DEADLINE : 0) |
			(r[2] >> 30 & 1 ? X86_RDRAND : 0) | (r[3] >> 13 & 1 ? X86_GLOBAL : 0);
	if (r[2] >> 26 & 1)
		x86_features |= X86_XSAVE | (r[2] >> 28 & 1 ? X86_AVX : 0);
	if (max >= 7) {
		x86_cpuid(7, 0, r);
		x86_features |= (r[1] >> 7 & 1 ? X86_SMEP : 0) | (r[1] >> 20 & 1 ? X86_SMAP : 0) |
				(r[2] >> 2 & 1 ? X86_UMIP : 0);
	}
	x86_cpuid(0x80000000, 0, r);
	max_ext = r[0];
	if (max_ext >= 0x80000001) {
		x86_cpuid(0x80000001, 0, r);
		x86_features |= (r[3] >> 20 & 1 ? X86_NX : 0) | (r[3] >> 26 & 1 ? X86_GIGA_PAGES : 0);
	}
}

/* patch_smap - write clac and stac into their places; the image is still writable on the boot tables. */
static void patch_smap(void)
{
	extern const u64 smap_start[], smap_end[];

	for (const u64 *site = smap_start; site < smap_end; site += 2)
		memcpy((void *)(uintptr_t)site[0], &site[1], 3);
}

static void set_control(void)
{
	u64 cr0, cr4;
	u32 f = x86_features;

	__asm__ volatile("movq %%cr0, %0" : "=r"(cr0));
	cr0 = (cr0 & ~0xcull) | 0x10022; /* no EM, TS; WP NE MP */
	__asm__ volatile("movq %0, %%cr0" : : "r"(cr0));
	cr4 = 0x20 | 0x600 /* PAE, OSFXSR, OSXMMEXCPT */ | (f & X86_GLOBAL ? 0x80 : 0) | (f & X86_UMIP ? 0x800 : 0) |
	      (f & X86_XSAVE ? 1ull << 18 : 0) | (f & X86_SMEP ? 1ull << 20 : 0) | (f & X86_SMAP ? 1ull << 21 : 0);
	if (f & X86_SMAP)
		patch_smap();
	__asm__ volatile("movq %0, %%cr4" : : "r"(cr4));
	if (f & X86_XSAVE)
		__asm__ volatile("xsetbv" : : "c"(0), "a"(f & X86_AVX ? 7 : 3), "d"(0));
	x86_wrmsr(MSR_EFER, x86_rdmsr(MSR_EFER) | 1 | (f & X86_NX ? 0x800 : 0)); /* SCE, NXE */
}

void x86_cpu_init(void)
{
	find_features();
	set_control();
	load_segments();
}

const char *arch_cpu_model(void)
{
	static char name[49];
	u32 r[4];

	if (name[0])
		return name;
	x86_cpuid(0x80000000, 0, r);
	for (u32 i = 0; i < 3 && r[0] >= 0x80000004; i++)
		x86_cpuid(0x80000002 + i, 0, (u32 *)(void *)(name + 16 * i));
	return name;
}

bool arch_random(u64 *out)
{
	bool ok = false;

	for (u32 try = 0; try < 10 && !ok && (x86_features & X86_RDRAND); try++)
		__asm__ volatile("rdrand %0; setc %1" : "=r"(*out), "=q"(ok) : : "cc");
	return ok;
}
