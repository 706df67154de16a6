/* SPDX-License-Identifier: Apache-2.0
 * time.c (x86-64) - the clock is the time-stamp counter, the one-shot timer the local APIC's.
 *
 * Frequencies come from CPUID where it tells them, else from a short measurement against the HPET, the ACPI timer or
 * the 8254: boot is counted in instructions, so the measurement lasts 150 us. */
#include <arch/cpu.h>
#include <arch/time.h>
#include "core/print.h"
#include "mm/vm.h"
#include "x86.h"

#define NS_PER_S       1000000000ull
#define PIT_HZ         1193182ull
#define PM_TIMER_HZ    3579545ull
#define FAR_NS         500000000ull /* the timer counts 32 bits at up to 8 GHz */
#define MEASURE_NS     150000ull
#define TRIES          8
#define EDGE_READS     1000 /* one that stands still must not hang the boot */
#define LAPIC_EOI      0xb0
#define LAPIC_SPURIOUS 0xf0
#define LAPIC_TIMER    0x320
#define LAPIC_LINT0    0x350
#define LAPIC_LINT1    0x360
#define LAPIC_INITIAL  0x380
#define LAPIC_CURRENT  0x390
#define LAPIC_DIVIDE   0x3e0
#define LAPIC_MASKED   0x10000
#define TIMER_DEADLINE 0x40000

static struct {
	volatile u32 *lapic; /* NULL: x2APIC, through MSRs */
	u64 tsc_hz, lapic_hz;
	u64 ns_mult;    /* nanoseconds per TSC tick, 32.32 */
	u64 tick_mult;  /* timer ticks per nanosecond, 32.32 */
	bool deadline;  /* the timer takes TSC values */
} clock;

static u32 lapic_read(u32 reg)
{
	return clock.lapic ? clock.lapic[reg / 4] : (u32)x86_rdmsr(MSR_X2APIC + reg / 16);
}

static void lapic_write(u32 reg, u32 value)
{
	if (clock.lapic)
		clock.lapic[reg / 4] = value;
	else
		x86_wrmsr(MSR_X2APIC + reg / 16, value);
}

static u64 scale(u64 n, u64 mult)
{
	return (u64)((unsigned __int128)n * mult >> 32);
}

/* ratio - a / b as 32.32; a < 2^44. */
static u64 ratio(u64 a, u64 b)
{
	return (a / b << 32) + ((a % b) << 32) / b;
}

/* struct reference - a counter of known frequency that counts up. */
struct reference {
	volatile const u32 *hpet; /* NULL: the ACPI timer at `port`, or, when that is 0, channel 2 of the old timer */
	u16 port;
	u64 hz;
	u32 mask;
};

/* pit_start - Intel 8254, channel 2 (the speaker's, gate in port 0x61): counts down from 65535, silently. */
static void pit_start(void)
{
	x86_out8(0x61, (u8)((x86_in8(0x61) & ~2) | 1));
	x86_out8(0x43, 0xb0); /* low byte, high byte, mode 0 */
	x86_out8(0x42, 0xff);
	x86_out8(0x42, 0xff);
}

static u32 pit_read(void)
{
	u32 low;

	x86_out8(0x43, 0x80); /* latch */
	low = x86_in8(0x42);
	return 0xffff - (low | (u32)x86_in8(0x42) << 8);
}

static u32 reference_read(const struct reference *r)
{
	if (r->hpet)
		return r->hpet[0xf0 / 4];
	return r->port ? x86_in32(r->port) : pit_read();
}

static void find_reference(struct reference *r)
{
	volatile u32 *hpet = x86_acpi.hpet ? (volatile u32 *)vm_device(x86_acpi.hpet, 0x400) : NULL;
	u16 port = x86_acpi.pm_timer ? x86_acpi.pm_timer : x86_machine.pm_timer;

	if (hpet && hpet[1]) {
		hpet[0x10 / 4] |= 1; /* count */
		/* period in femtoseconds */
		*r = (struct reference){.hpet = hpet, .hz = NS_PER_S * 1000000 / hpet[1], .mask = UINT32_MAX};
	} else if (x86_in32(port) != UINT32_MAX) { /* an empty bus reads ones */
		*r = (struct reference){.port = port, .hz = PM_TIMER_HZ, .mask = 0xffffff};
	} else {
		pit_start();
		*r = (struct reference){.hz = PIT_HZ, .mask = 0xffff};
	}
}

struct sample {
	u64 tsc, lapic_tsc; /* time-stamp counter at the two reads */
	u32 reference, lapic;
};

/* take_sample - at the moment when the reference moves on, its ticks may be long; the quickest of several tries, the first
 * ones wait for caches, translations or the host. */
static void take_sample(const struct reference *r, struct sample *out)
{
	u64 best = UINT64_MAX;

	for (u32 try = 0; try < TRIES; try++) {
		u64 before, between, after;
		u32 last = reference_read(r), reference, lapic;

		for (u32 wait = 0;; wait++) {
			before = arch_cycles();
			reference = reference_read(r);
			between = arch_cycles();
			if (reference != last || wait == EDGE_READS)
				break;
		}
		lapic = lapic_read(LAPIC_CURRENT);
		after = arch_cycles();
		if (after - before >= best)
			continue;
		best = after - before;
		*out = (struct sample){before + (between - before) / 2, between + (after - between) / 2, reference, lapic};
	}
}

/* rounded - the whole MHz when it is within 40 ppm, which is what the measurement can tell apart. */
static u64 rounded(u64 hz)
{
	u64 whole = (hz + 500000) / 1000000 * 1000000;
	u64 off = hz > whole ? hz - whole : whole - hz;

	return off <= hz / 25000 ? whole : hz;
}

static void measure(void)
{
	struct reference r;
	struct sample a, b;
	u64 ticks;

	find_reference(&r);
	ticks = r.hz * MEASURE_NS / NS_PER_S;
	lapic_write(LAPIC_INITIAL, UINT32_MAX);
	take_sample(&r, &a);
	/* a reference that stands still must not hang the boot */
	for (u32 i = 0; i < 1000000 && ((reference_read(&r) - a.reference) & r.mask) < ticks; i++)
		;
	take_sample(&r, &b);
	lapic_write(LAPIC_INITIAL, 0);
	ticks = (b.reference - a.reference) & r.mask;
	if (!ticks || b.tsc <= a.tsc || a.lapic <= b.lapic)
		panic("the clock cannot be measured");
	if (!clock.tsc_hz)
		clock.tsc_hz = rounded((b.tsc - a.tsc) * r.hz / ticks);
	clock.lapic_hz = rounded((a.lapic - b.lapic) * clock.tsc_hz / (b.lapic_tsc - a.lapic_tsc));
}

/* ask_cpuid - leaf 0x15 (crystal and ratio), or a hypervisor's leaf 0x40000010 (kHz). */
static void ask_cpuid(void)
{
	u32 r[4];

	x86_cpuid(0, 0, r);
	if (r[0] >= 0x15) {
		x86_cpuid(0x15, 0, r);
		if (r[0] && r[1] && r[2])
			clock.tsc_hz = (u64)r[2] * r[1] / r[0];
	}
	x86_cpuid(1, 0, r);
	if (clock.tsc_hz || !(r[2] >> 31))
		return;
	x86_cpuid(0x40000000, 0, r);
	if (r[0] >= 0x40000010 && r[0] < 0x40010000) {
		x86_cpuid(0x40000010, 0, r);
		clock.tsc_hz = (u64)r[0] * 1000;
		clock.lapic_hz = (u64)r[1] * 1000;
	}
}

void arch_time_init(void)
{
	u64 base = x86_rdmsr(MSR_APIC_BASE);

	if (x86_features & X86_X2APIC)
		x86_wrmsr(MSR_APIC_BASE, base | 0xc00);
	else
		clock.lapic = vm_device(base & 0xffffff000 ? base & 0xffffff000 : x86_machine.lapic, 4096);
	lapic_write(LAPIC_SPURIOUS, 0x100 | VECTOR_SPURIOUS);
	lapic_write(LAPIC_LINT0, LAPIC_MASKED);
	lapic_write(LAPIC_LINT1, 0x400); /* NMI */
	lapic_write(LAPIC_DIVIDE, 0xb);  /* by 1 */
	lapic_write(LAPIC_TIMER, LAPIC_MASKED | VECTOR_TIMER);
	ask_cpuid();
	clock.deadline = clock.tsc_hz && (x86_features & X86_TSC_DEADLINE);
	if (!clock.tsc_hz || (!clock.lapic_hz && !clock.deadline))
		measure();
	clock.ns_mult = ratio(NS_PER_S, clock.tsc_hz);
	clock.tick_mult = ratio(clock.deadline ? clock.tsc_hz : clock.lapic_hz, NS_PER_S);
	lapic_write(LAPIC_TIMER, VECTOR_TIMER | (clock.deadline ? TIMER_DEADLINE : 0));
}

u64 arch_now_ns(void)
{
	return scale(arch_cycles() - x86_entry_tsc, clock.ns_mult);
}

u64 arch_entry_ns(void)
{
	return 0;
}

void arch_timer_arm(u64 deadline_ns)
{
	u64 now, ticks;

	if (clock.deadline) {
		ticks = deadline_ns == UINT64_MAX ? 0 : x86_entry_tsc + scale(deadline_ns, clock.tick_mult) + 1;
		x86_wrmsr(MSR_TSC_DEADLINE, ticks);
		return;
	}
	if (deadline_ns == UINT64_MAX) {
		lapic_write(LAPIC_INITIAL, 0);
		return;
	}
	now = arch_now_ns();
	/* beyond the counter's range the interrupt comes early, finds nothing due and arms again */
	ticks = deadline_ns > now ? scale(min_u64(deadline_ns - now, FAR_NS), clock.tick_mult) : 0;
	lapic_write(LAPIC_INITIAL, (u32)ticks + 1);
}

void x86_timer_eoi(void)
{
	lapic_write(LAPIC_EOI, 0);
}

/* the real-time clock of the PC, in BCD or binary, without century */
static u32 cmos(u8 reg)
{
	x86_out8(0x70, reg);
	return x86_in8(0x71);
}

static u64 cmos_seconds(void)
{
	static const u8 regs[] = {0, 2, 4, 7, 8, 9}; /* second minute hour day month year */
	static const u16 days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	u32 v[6], mode = cmos(0xb), year;
	u64 days;

	for (u32 i = 0; i < 6; i++) {
		v[i] = cmos(regs[i]);
		if (!(mode & 4))
			v[i] = (v[i] & 15) + (v[i] >> 4) * 10;
	}
	if (v[4] < 1 || v[4] > 12)
		return 0;
	year = 2000 + v[5];
	days = (year - 1970) * 365ull + (year - 1969) / 4 + days_before[v[4] - 1] + v[3] - 1;
	if (v[4] > 2 && year % 4 == 0) /* right for 2000 .. 2099 */
		days++;
	return ((days * 24 + v[2]) * 60 + v[1]) * 60 + v[0];
}

u64 arch_wall_seconds(void)
{
	u64 a = cmos_seconds(), b = cmos_seconds();

	return a == b ? a : cmos_seconds(); /* read while it ticked */
}
