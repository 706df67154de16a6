/* SPDX-License-Identifier: Apache-2.0
 * die.c - one way to die for each name that it is called by: die-NAME.  It comes back only when the deed did no harm. */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "check.h"
#include "deeds.h"

static volatile int sink;
static const char const_page[64] = {1};

__attribute__((noinline, noipa)) static void touch(uintptr_t at, bool write)
{
	if (write)
		*(volatile char *)at = 1;
	else
		sink = *(volatile char *)at;
}

__attribute__((noinline, noipa)) static void jump(uintptr_t at)
{
	((void (*)(void))at)();
}

static int deep(int n)
{
	volatile char frame[1024];

	frame[0] = (char)n;
	return sink ? 0 : deep(n + 1) + frame[0]; /* nobody sets it */
}

static void run_data(void *at)
{
	memcpy(at, deed_return, sizeof(deed_return));
	__builtin___clear_cache((char *)at, (char *)at + sizeof(deed_return));
	jump((uintptr_t)at);
}

static void die(const char *how)
{
	char on_stack[64];
	static char in_data[64];

#define DEED(name, what)                                                                           \
	if (!strcmp(how, name)) {                                                                  \
		what;                                                                              \
		return;                                                                            \
	}
	DEED("null-read", touch(0, false))
	DEED("null-write", touch(8, true))
	DEED("kernel-read", touch(0xffffffff80100000, false))
	DEED("direct-map-write", touch(0xffff800000100000, true))
	DEED("kernel-jump", jump(0xffffffff80100000))
	DEED("hole-jump", jump(0x1234000))
	DEED("not-canonical", touch(0x0100000000000000, false))
	DEED("text-write", touch((uintptr_t)die, true))
	DEED("rodata-write", touch((uintptr_t)const_page, true))
	DEED("run-stack", run_data(on_stack))
	DEED("run-data", run_data(in_data))
	DEED("run-heap", run_data(malloc(64)))
	DEED("stack-overflow", sink = deep(0))
	DEED("abort", abort())
	DEED("terminate", kill(getpid(), SIGTERM))
	DEED("kill", kill(getpid(), SIGKILL))
	DEED("bad-stack", deed_bad_stack())
	DEED("bad-stack-call", deed_bad_stack_call())
#define PRIVILEGED(name, code) DEED(name, __asm__ volatile(code ::: "memory"))
	DEEDS
	printf("FAIL %s: no such deed\n", how);
}

int main(int argc, char **argv)
{
	const char *how = strstr(argv[0], "die-");

	check_name(argv[0]);
	die(how ? how + 4 : argc > 1 ? argv[1] : "");
	return 42;
}
