/* SPDX-License-Identifier: Apache-2.0
 * atomic64.c (rtos) - 64-bit atomics for 32-bit cores: what the compiler calls where the CPU has no instruction.
 *
 * One core, so a moment without interrupts is atomic.  Leave this file out where the toolchain brings a libatomic that is
 * safe in interrupts.  Names and arguments: GCC manual, "Library calls for __atomic builtins". */
#include <stdbool.h>
#include <stdint.h>
#include "ax_cpu.h"

uint64_t __atomic_load_8(const volatile void *at, int order)
{
	unsigned long irq = ax_cpu_mask();
	uint64_t value = *(const volatile uint64_t *)at;

	ax_cpu_restore(irq);
	return value;
}

void __atomic_store_8(volatile void *at, uint64_t value, int order)
{
	unsigned long irq = ax_cpu_mask();

	*(volatile uint64_t *)at = value;
	ax_cpu_restore(irq);
}

bool __atomic_compare_exchange_8(volatile void *at, void *expected, uint64_t wanted, bool weak, int yes, int no)
{
	unsigned long irq = ax_cpu_mask();
	uint64_t have = *(volatile uint64_t *)at;
	bool same = have == *(uint64_t *)expected;

	*(same ? (volatile uint64_t *)at : (volatile uint64_t *)expected) = same ? wanted : have;
	ax_cpu_restore(irq);
	return same;
}

/* RMW(name, what it stores): all return what was there before. */
#define RMW(name, stored)                                                                     \
	uint64_t __atomic_##name##_8(volatile void *at, uint64_t value, int order)            \
	{                                                                                     \
		unsigned long irq = ax_cpu_mask();                                            \
		uint64_t have = *(volatile uint64_t *)at;                                     \
                                                                                              \
		*(volatile uint64_t *)at = (stored);                                          \
		ax_cpu_restore(irq);                                                          \
		return have;                                                                  \
	}
RMW(exchange, value)
RMW(fetch_add, have + value)
RMW(fetch_sub, have - value)
RMW(fetch_and, have & value)
RMW(fetch_or, have | value)
RMW(fetch_xor, have ^ value)
