/* SPDX-License-Identifier: Apache-2.0
 * say_cortex_m.c - say.h on a bare Cortex-M: semihosting (Arm, "Semihosting for AArch32 and AArch64"), and the start. */
#include "aot/say.h"

extern unsigned stack_top;
int main(void);

static void semihosting(int operation, const void *argument)
{
	register int r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = argument;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void say(const char *text)
{
	semihosting(0x04, text); /* SYS_WRITE0 */
}

int finish(int failed)
{
	semihosting(0x18, (const void *)(failed ? 0x20024 : 0x20026)); /* SYS_EXIT; ADP_Stopped_... */
	return failed;
}

static void reset(void)
{
	main();
	for (;;)
		;
}

static void fault(void)
{
	say("fault\n");
	finish(1);
	for (;;)
		;
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
	&stack_top, (const void *)reset, (const void *)fault, (const void *)fault, (const void *)fault, (const void *)fault,
	(const void *)fault,
};
