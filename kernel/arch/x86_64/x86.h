/* SPDX-License-Identifier: Apache-2.0
 * x86.h - what the files of this folder share: per-CPU data, privileged instructions, what firmware told. */
#ifndef X86_H
#define X86_H

#include <arch/boot.h>
#include <arch/task.h>
#include <arch/trap.h>
#include "base/types.h"
#include "offsets.h"

/* struct cpu - found through GS.  The first members' places are known to assembly (offsets.h). */
struct cpu {
	u64 stack_top; /* kernel stack for the next entry from user mode */
	u64 user_sp;   /* scratch of the system call entry */
	struct task *current;
	u32 id;
};

extern struct cpu x86_cpu;

/* Intel SDM volume 3, 8.7: the 64-bit task-state segment */
struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];
	u64 reserved2;
	u16 reserved3, iomap;
} __attribute__((packed));

extern struct tss x86_tss;

/* x86_set_stack - where entries from user mode start. */
static inline void x86_set_stack(u64 top)
{
	x86_cpu.stack_top = top;
	x86_tss.rsp[0] = top;
}

enum x86_feature {
	X86_NX = 1, X86_GIGA_PAGES = 2, X86_SMEP = 4, X86_SMAP = 8, X86_UMIP = 16, X86_XSAVE = 32, X86_AVX = 64,
	X86_RDRAND = 128, X86_X2APIC = 256, X86_TSC_DEADLINE = 512, X86_GLOBAL = 1024,
};
extern u32 x86_features;

/* struct x86_machine - what the plat folder knows about the machine; used where firmware says nothing. */
struct x86_machine {
	u16 pm1_control, pm_timer, debug_exit;
	u64 lapic;
};
extern const struct x86_machine x86_machine;

/* struct x86_acpi - the few facts that we take from ACPI; 0: not there. */
struct x86_acpi {
	u16 pm1a_control, pm1b_control, pm_timer;
	u64 dsdt, hpet;
};
extern struct x86_acpi x86_acpi;
void x86_acpi_scan(u64 rsdp); /* on the boot tables: the first 4 GiB are in the direct map */

extern u64 x86_entry_tsc;
extern struct boot_info x86_boot;

void x86_cpu_init(void);
void x86_timer_eoi(void);
bool x86_power_early_exit(int status);

static inline void x86_out8(u16 port, u8 value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 x86_in8(u16 port)
{
	u8 value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void x86_out16(u16 port, u16 value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline u16 x86_in16(u16 port)
{
	u16 value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline u32 x86_in32(u16 port)
{
	u32 value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline u64 x86_rdmsr(u32 msr)
{
	u32 low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (u64)high << 32 | low;
}

static inline void x86_wrmsr(u32 msr, u64 value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)) : "memory");
}

static inline void x86_cpuid(u32 leaf, u32 sub, u32 out[4])
{
	__asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(sub));
}

static inline u64 x86_cr2(void)
{
	u64 value;

	__asm__ volatile("movq %%cr2, %0" : "=r"(value));
	return value;
}

#define MSR_APIC_BASE    0x1b
#define MSR_TSC_DEADLINE 0x6e0
#define MSR_SYSENTER_CS  0x174
#define MSR_X2APIC       0x800
#define MSR_EFER         0xc0000080
#define MSR_STAR         0xc0000081
#define MSR_LSTAR        0xc0000082
#define MSR_CSTAR        0xc0000083
#define MSR_SFMASK       0xc0000084
#define MSR_FS_BASE      0xc0000100
#define MSR_GS_BASE      0xc0000101
#define MSR_KERNEL_GS    0xc0000102

#endif
