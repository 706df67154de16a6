/* SPDX-License-Identifier: Apache-2.0
 * time.c (AArch64) - the generic timer: CNTVCT is the clock, the virtual timer's compare value the
 * deadline.
 *
 * Scaling is by whole and 2^64ths: n * 10^9 / frequency = n * whole + (n * part >> 64), below 1 ns
 * off for every n. */
#include <arch/time.h>
#include "aarch64.h"
#include "core/timer.h"
#include "dev/mmio.h"
#include "mm/vm.h"
#include "sysreg.h"

#define CNTV_CTL_ENABLE 1u

struct scale {
	u64 whole, part;
};

static struct {
	u64 entry; /* CNTVCT at the kernel's first instruction */
	struct scale to_ns, to_ticks;
} clock;
static volatile u8 *rtc;

/* a / b: the part after the point by long division, one bit a turn. */
static struct scale make_scale(u64 a, u64 b)
{
	struct scale scale = {.whole = a / b};
	u64 rest = a % b;
	u32 i;

	for (i = 0; i < 64; i++) {
		rest *= 2; /* b is below 2^63: a frequency or 10^9 */
		scale.part = scale.part * 2 + (rest >= b);
		if (rest >= b)
			rest -= b;
	}
	return scale;
}

static u64 apply(const struct scale *scale, u64 n)
{
	return n * scale->whole + (u64)((unsigned __int128)n * scale->part >> 64);
}

void time_entry(u64 count)
{
	clock.entry = count;
}

void arch_time_init(void)
{
	u64 frequency = READ_SYSREG(cntfrq_el0) & 0xffffffff;

	if (!frequency)
		frequency = 62500000; /* firmware that forgot: QEMU's default */
	clock.to_ns = make_scale(1000000000, frequency);
	clock.to_ticks = make_scale(frequency, 1000000000);
}

u64 arch_now_ns(void)
{
	u64 count;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count)::"memory");
	return apply(&clock.to_ns, count - clock.entry);
}

u64 arch_entry_ns(void)
{
	return 0;
}

void arch_timer_arm(u64 deadline_ns)
{
	/* 2^61 ns are 73 years: never.  Then no product above overflows, nor the signed comparison
	 * of the timer. */
	if (deadline_ns >> 61) {
		WRITE_SYSREG(cntv_ctl_el0, 0);
		return;
	}
	/* +1: never early */
	WRITE_SYSREG(cntv_cval_el0, clock.entry + apply(&clock.to_ticks, deadline_ns) + 1);
	WRITE_SYSREG(cntv_ctl_el0, CNTV_CTL_ENABLE);
	ISB();
}

/* The line is level triggered: silence it first, timer_interrupt arms the next deadline if there is
 * one. */
void time_interrupt(void *arg)
{
	WRITE_SYSREG(cntv_ctl_el0, 0);
	ISB();
	timer_interrupt();
}

/* PL031 (DDI 0224): data register at 0. */
u64 arch_wall_seconds(void)
{
	if (!boot_machine.rtc)
		return 0;
	if (!rtc)
		rtc = vm_device(boot_machine.rtc, PAGE_SIZE);
	return mmio_read32(rtc);
}
