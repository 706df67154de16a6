/* SPDX-License-Identifier: Apache-2.0
 * spin.c - takes all the time that it is given, without a system call; the others must not starve. */
int main(void)
{
	for (;;)
		__asm__ volatile("" ::: "memory");
}
