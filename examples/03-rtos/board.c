/* SPDX-License-Identifier: Apache-2.0
 * board.c - Stellaris LM3S6965 (Cortex-M3, 64 KB RAM, 256 KB flash) or STM32F405 (Cortex-M4, more of both): vectors, start,
 * SysTick, UART, exit through semihosting.  One image runs on both: the CPU says which it is, and the linker script holds the
 * image to the smaller part.  Sources: ARMv7-M manual B1.5 (exceptions), B3.2 (CPUID), B3.3 (SysTick); LM3S6965 data sheet
 * chapter 12 (UART); STM32F405 reference manual RM0090 7.3.14 (RCC), 30.6 (USART). */
#include <stdbool.h>
#include "board.h"
#include "ax_cpu.h"

#define REG(at)    (*(volatile uint32_t *)(at))
#define SYST_CSR   REG(0xe000e010u)
#define SYST_RVR   REG(0xe000e014u)
#define SYST_CVR   REG(0xe000e018u)
#define CPUID_PART ((REG(0xe000ed00u) >> 4) & 0xfff)
#define CORTEX_M4  0xc24

/* LM3S6965 */
#define UART0_DR   REG(0x4000c000u)
#define UART0_FR   REG(0x4000c018u)
#define UART_TXFF  (1u << 5)
#define LM3S_HZ    12500000u /* the system clock that QEMU's model starts with */
/* STM32F405 */
#define RCC_APB2ENR REG(0x40023844u)
#define USART1_SR  REG(0x40011000u)
#define USART1_DR  REG(0x40011004u)
#define USART1_CR1 REG(0x4001100cu)
#define USART1_ON  (1u << 4)
#define USART_TXE  (1u << 7)
#define USART_UE_TE (1u << 13 | 1u << 3)
#define STM32_HZ   168000000u /* QEMU's, too */

extern uint32_t data_from[], data_start[], data_end[], bss_start[], bss_end[];
int main(void);

static void (*on_tick)(void);
static volatile uint32_t ticks, tick_ns;

unsigned long ax_rtos_mask(void)
{
	unsigned long old;

	__asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(old)::"memory");
	return old;
}

void ax_rtos_restore(unsigned long old)
{
	__asm__ volatile("msr primask, %0" ::"r"(old) : "memory");
}

void board_exit(int status)
{
	/* SYS_EXIT_EXTENDED: reason ADP_Stopped_ApplicationExit and the status */
	const uint32_t block[2] = {0x20026, (uint32_t)status};
	register uint32_t r0 __asm__("r0") = 0x20;
	register const uint32_t *r1 __asm__("r1") = block;

	__asm__ volatile("bkpt 0xab" ::"r"(r0), "r"(r1) : "memory");
	for (;;)
		;
}

void reset(void);
void reset(void)
{
	for (uint32_t *to = data_start, *from = data_from; to < data_end;)
		*to++ = *from++;
	for (uint32_t *at = bss_start; at < bss_end;)
		*at++ = 0;
	for (uint32_t *at = board_stack; at < (uint32_t *)__builtin_frame_address(0) - 16;)
		*at++ = BOARD_STACK_FILL;
	if (CPUID_PART == CORTEX_M4) {
		RCC_APB2ENR |= USART1_ON;
		USART1_CR1 = USART_UE_TE;
	}
	board_exit(main());
}

static void fault(void)
{
	board_print("fault\n", 6);
	board_exit(1);
}

static void systick(void)
{
	ticks++;
	on_tick();
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
	board_stack_top, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault, systick,
};

void board_tick_start(uint32_t hz, void (*tick)(void))
{
	on_tick = tick;
	tick_ns = 1000000000u / hz;
	SYST_RVR = (CPUID_PART == CORTEX_M4 ? STM32_HZ : LM3S_HZ) / hz - 1;
	SYST_CVR = 0;
	SYST_CSR = 7; /* processor clock, interrupt, on */
}

uint64_t board_now_ns(void)
{
	return (uint64_t)ticks * tick_ns;
}

void board_print(const char *text, size_t bytes)
{
	bool m4 = CPUID_PART == CORTEX_M4;

	for (size_t i = 0; i < bytes; i++) {
		while (m4 ? !(USART1_SR & USART_TXE) : UART0_FR & UART_TXFF)
			;
		*(m4 ? &USART1_DR : &UART0_DR) = (uint8_t)text[i];
	}
}

void board_wait(void)
{
	__asm__ volatile("wfi");
}
