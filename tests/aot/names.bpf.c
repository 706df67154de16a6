/* SPDX-License-Identifier: Apache-2.0
 * names.bpf.c - names with C text in them: of a section with a program, of the program, of a data section. */
__attribute__((section(".data.a*/int injected_by_data;/*"), used)) volatile int number = 1;

__attribute__((section("tracepoint/b*/int injected_by_section;/*"), used)) int program(void *ctx) __asm__("c*/int injected_by_name;/*");
int program(void *ctx)
{
	return number;
}
