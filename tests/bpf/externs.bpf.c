/* SPDX-License-Identifier: Apache-2.0
 * externs.bpf.c - what a program may expect of a kernel by name: configuration, weak symbols, weak functions. */
#include "axiom_bpf.h"

#define KCONFIG __attribute__((section(".kconfig")))
#define KSYM    __attribute__((section(".ksyms")))
#define WEAK    __attribute__((weak))

enum libbpf_tristate { TRI_NO = 0, TRI_MODULE = 1, TRI_YES = 2 };

extern int LINUX_KERNEL_VERSION KCONFIG;
extern _Bool LINUX_HAS_SYSCALL_WRAPPER KCONFIG;
extern _Bool CONFIG_SMP KCONFIG WEAK;
extern int CONFIG_HZ KCONFIG WEAK;
extern enum libbpf_tristate CONFIG_NF_TABLES KCONFIG WEAK;
extern char CONFIG_MODULES KCONFIG WEAK;
extern char CONFIG_DEFAULT_HOSTNAME[16] KCONFIG WEAK;
extern unsigned long long CONFIG_PAGE_OFFSET KCONFIG WEAK;
extern const int axiom_missing_symbol KSYM WEAK;
extern int axiom_missing_function(int n) KSYM WEAK;

__attribute__((weak)) __attribute__((noinline)) int twice(int n)
{
	return n * 2;
}

SEC("socket")
int values(struct __sk_buff *skb)
{
	if (LINUX_KERNEL_VERSION < 0x050000)
		return 1;
	return twice(CONFIG_HZ) + CONFIG_SMP + CONFIG_NF_TABLES + CONFIG_MODULES + CONFIG_DEFAULT_HOSTNAME[0] +
	       LINUX_HAS_SYSCALL_WRAPPER + (int)CONFIG_PAGE_OFFSET;
}

SEC("?socket")
int guarded(struct __sk_buff *skb)
{
	if (!&axiom_missing_symbol)
		return 3;
	return axiom_missing_function(1);
}
