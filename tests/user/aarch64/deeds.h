/* SPDX-License-Identifier: Apache-2.0
 * deeds.h (AArch64) - what a program must not do; DEEDS lists them for die.c, run.sh expects their signals. */
#ifndef TESTS_USER_DEEDS_H
#define TESTS_USER_DEEDS_H

static const unsigned int deed_return[] = {0xd65f03c0};

#define DEEDS                                                                                      \
	PRIVILEGED("msr-daif", "msr daifset, #15")                                                 \
	PRIVILEGED("mrs-ttbr", "mrs x0, ttbr0_el1")                                                \
	PRIVILEGED("msr-sctlr", "msr sctlr_el1, xzr")                                              \
	PRIVILEGED("eret", "eret")                                                                 \
	PRIVILEGED("hvc", "hvc #0")                                                                \
	PRIVILEGED("smc", "smc #0")                                                                \
	PRIVILEGED("tlbi", "tlbi vmalle1")                                                         \
	PRIVILEGED("wfi", "wfi")                                                                   \
	PRIVILEGED("hlt", "hlt #0")                                                                \
	PRIVILEGED("undefined", ".inst 0")                                                         \
	PRIVILEGED("brk", "brk #1")                                                                \
	PRIVILEGED("misaligned-jump", "adr x0, .+2; br x0")                                        \
	PRIVILEGED("misaligned-atomic", "mov x0, sp; add x0, x0, #1; ldxr x1, [x0]")

static inline void deed_bad_stack(void)
{
	__asm__ volatile("movz x0, #0xffff, lsl #48; mov sp, x0; str x0, [sp]");
}

static inline void deed_bad_stack_call(void)
{
	__asm__ volatile("movz x0, #0xffff, lsl #48; mov sp, x0; mov x8, #172; svc #0; str x0, [sp]");
}

#endif
