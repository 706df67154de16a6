/* SPDX-License-Identifier: Apache-2.0
 * chaos.c - random system calls with arguments that are often nearly right, until the program kills itself or the steps
 * are over.  Whatever becomes of it, the kernel must go on.  The seed is the number at the end of the name: chaos-7. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <arch_abi.h>
#include "check.h"

#define STEPS 20000

static const struct {
	const char *name;
	long number;
} calls[] = {
#define SYSCALL(name, x86_64, generic, ...) {#name, ABI_SYSCALL(x86_64, generic)},
#include "sys/syscalls.def"
};

static uint64_t state;
static char *memory;

static uint64_t chance(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 11) % n;
}

static long argument(void)
{
	static const uint64_t edges[] = {0, 1, 7, 8, 4095, 4096, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
					 0x7ffffffff000, 0x7fffffffefff, 0xffff800000000000, 0xffffffff80000000,
					 0x8000000000000000, ~0ull, ~0ull - 4095, (uint64_t)-100};

	switch (chance(8)) {
	case 0: return (long)edges[chance(sizeof(edges) / sizeof(edges[0]))];
	case 1: return (long)chance(40);                                 /* a descriptor, a command */
	case 2: return (long)chance(512);
	case 3: return (long)(memory + chance(16 * 4096));
	case 4: return (long)(memory + chance(16) * 4096);
	case 5: return (long)(memory + chance(17) * 4096 - chance(24));  /* near the end of a page */
	case 6: return (long)(1l << chance(64));
	default: return (long)state;
	}
}

static void scramble(void)
{
	for (int n = 0; n < 4; n++) {
		uint64_t value = (uint64_t)argument();

		memcpy(memory + chance(8 * 4096 - 8), &value, 1 + chance(8));
	}
}

static bool skipped(const char *name)
{
	static const char *const never[] = {"exit", "exit_group", "reboot", "kill", "tgkill", "munmap", "brk", "nanosleep",
					    "clock_nanosleep", "poll", "ppoll", "epoll_wait", "epoll_pwait"};

	for (unsigned int i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (!strcmp(name, never[i]))
			return strcmp(name, "munmap") || chance(50); /* sometimes it may saw its branch off */
	return false;
}

int main(int argc, char **argv)
{
	const char *seed = strrchr(argv[argc - 1], '-');
	int null = open("/dev/null", O_RDWR);

	state = 0x9e3779b97f4a7c15ull * (uint64_t)(atoi(seed ? seed + 1 : "0") + 1);
	memory = mmap(NULL, 16 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(memory + 8 * 4096, 4096, PROT_NONE);
	mprotect(memory + 12 * 4096, 4 * 4096, PROT_READ);
	for (int fd = 0; fd < 3; fd++) { /* nothing on the console, nothing to wait for */
		close(fd);
		(void)!dup(null);
	}
	for (int step = 0; step < STEPS; step++) {
		unsigned int n = (unsigned int)chance(sizeof(calls) / sizeof(calls[0]));

		if (calls[n].number >= 512 || skipped(calls[n].name))
			continue;
		if (!chance(4))
			scramble();
		syscall(calls[n].number, argument(), argument(), argument(), argument(),
			argument(), argument());
	}
	return 0;
}
