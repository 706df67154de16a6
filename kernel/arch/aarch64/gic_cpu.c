/* SPDX-License-Identifier: Apache-2.0
 * gic_cpu.c (AArch64) - the GICv3 CPU interface: ICC_* system registers, group 1. */
#include "aarch64.h"
#include "sysreg.h"

#define ICC_PMR_EL1     S3_0_C4_C6_0
#define ICC_IAR1_EL1    S3_0_C12_C12_0
#define ICC_EOIR1_EL1   S3_0_C12_C12_1
#define ICC_BPR1_EL1    S3_0_C12_C12_3
#define ICC_CTLR_EL1    S3_0_C12_C12_4
#define ICC_SRE_EL1     S3_0_C12_C12_5
#define ICC_IGRPEN1_EL1 S3_0_C12_C12_7
#define READ(name)         READ_SYSREG(name)
#define WRITE(name, value) WRITE_SYSREG(name, value)

static void cpu_init(void)
{
	WRITE(ICC_SRE_EL1, READ(ICC_SRE_EL1) | 1);
	ISB();
	WRITE(ICC_PMR_EL1, 0xff);
	WRITE(ICC_BPR1_EL1, 0);
	WRITE(ICC_CTLR_EL1, 0); /* one write ends an interrupt */
	WRITE(ICC_IGRPEN1_EL1, 1);
	ISB();
}

static u32 cpu_acknowledge(void)
{
	u32 irq = (u32)READ(ICC_IAR1_EL1);

	__asm__ volatile("dsb sy" ::: "memory");
	return irq & 0xffffff;
}

static void cpu_end(u32 irq)
{
	WRITE(ICC_EOIR1_EL1, irq);
	ISB();
}

static u64 cpu_affinity(void)
{
	return READ(mpidr_el1) & 0xff00ffffffull;
}

const struct gic_cpu_ops gic_cpu_ops = {cpu_init, cpu_acknowledge, cpu_end, cpu_affinity};
