/* SPDX-License-Identifier: Apache-2.0
 * time.c (AArch64) - the generic timer: CNTVCT is the clock, the virtual timer's compare value the deadline.
 *
 * ns = ticks * scale >> shift with a 64-bit scale of full precision: the error stays below 1 ns in 2^63 ns. */
#include <arch/time.h>
#include "aarch64.h"
#include "core/timer.h"
#include "dev/mmio.h"
#include "mm/vm.h"
#include "sysreg.h"

#define CNTV_CTL_ENABLE 1u

struct scale {
	u64 factor;
	u32 shift;
};

static struct scale to_ns, to_ticks;
static u64 entry_count;
static volatile u8 *rtc;

/* factor / 2^shift = a / b, factor in [2^63, 2^64): long division, one bit a turn. */
static struct scale make_scale(u64 a, u64 b)
{
	struct scale scale = {.factor = a / b};
	u64 rest = a % b;

	while (!(scale.factor >> 63)) {
		rest *= 2; /* b is below 2^63: a frequency or 10^9 */
		scale.factor = scale.factor * 2 + (rest >= b);
		if (rest >= b)
			rest -= b;
		scale.shift++;
	}
	return scale;
}

static u64 apply(const struct scale *scale, u64 n)
{
	unsigned __int128 result = (unsigned __int128)n * scale->factor >> scale->shift;

	return result >> 64 ? UINT64_MAX : (u64)result;
}

void time_entry(u64 count)
{
	entry_count = count;
}

void arch_time_init(void)
{
	u64 frequency = READ_SYSREG(cntfrq_el0) & 0xffffffff;

	if (!frequency)
		frequency = 62500000; /* firmware that forgot: QEMU's default */
	to_ns = make_scale(1000000000, frequency);
	to_ticks = make_scale(frequency, 1000000000);
}

u64 arch_now_ns(void)
{
	u64 count;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count)::"memory");
	return apply(&to_ns, count - entry_count);
}

u64 arch_entry_ns(void)
{
	return 0;
}

void arch_timer_arm(u64 deadline_ns)
{
	u64 ticks;

	if (deadline_ns == UINT64_MAX) {
		WRITE_SYSREG(cntv_ctl_el0, 0);
		return;
	}
	ticks = apply(&to_ticks, deadline_ns);
	/* the comparison is signed over 64 bits: anything this far is never */
	if (ticks > INT64_MAX / 2)
		ticks = INT64_MAX / 2;
	WRITE_SYSREG(cntv_cval_el0, entry_count + ticks + 1); /* +1: never early */
	WRITE_SYSREG(cntv_ctl_el0, CNTV_CTL_ENABLE);
	ISB();
}

/* The line is level triggered: silence it first, timer_interrupt arms the next deadline if there is one. */
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
