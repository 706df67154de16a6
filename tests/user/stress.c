/* SPDX-License-Identifier: Apache-2.0
 * stress.c - thousands of random mmap, munmap, mprotect and writes, compared after each with a model of what must be there.
 * What is readable or writable is asked of the kernel, so that a wrong answer is a result and not a death. */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

#define PAGE  4096ul
#define PAGES 48
#define STEPS 20000

static char *base;
static struct {
	bool mapped;
	int prot;
	unsigned char value; /* in every page's first and last byte */
} model[PAGES];
static uint64_t state = 88172645463325252ull;

static unsigned int chance(unsigned int n) /* xorshift64 (Marsaglia, 2003) */
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 20) % n;
}

static bool readable(const char *at)
{
	return syscall(SYS_rt_sigprocmask, 99, at, NULL, 8) == -1 && errno == EINVAL;
}

static bool writable(char *at)
{
	return !syscall(SYS_clock_getres, CLOCK_MONOTONIC, at);
}

static int random_prot(void)
{
	static const int prots[] = {PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC};

	return prots[chance(4)];
}

static bool step(void)
{
	unsigned int first = chance(PAGES), count = 1 + chance(chance(4) ? 4 : PAGES - first), what = chance(10);
	char *at = base + first * PAGE;
	bool all = true;
	int prot = random_prot();

	if (first + count > PAGES)
		count = PAGES - first;
	for (unsigned int i = first; i < first + count; i++)
		all = all && model[i].mapped;
	if (what < 3) {
		if (mmap(at, count * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != at)
			return false;
		for (unsigned int i = first; i < first + count; i++)
			model[i].mapped = true, model[i].prot = prot, model[i].value = 0;
	} else if (what < 5) {
		if (munmap(at, count * PAGE))
			return false;
		for (unsigned int i = first; i < first + count; i++)
			model[i].mapped = false;
	} else if (what < 8) {
		int result = mprotect(at, count * PAGE, prot);

		if ((result == 0) != all || (result && errno != ENOMEM))
			return false;
		for (unsigned int i = first; i < first + count && all; i++)
			model[i].prot = prot;
		if (result) /* how far a refused call came is not promised: start these pages afresh */
			for (unsigned int i = first; i < first + count; i++) {
				munmap(base + i * PAGE, PAGE);
				model[i].mapped = false;
			}
	} else if (model[first].mapped && (model[first].prot & PROT_WRITE)) {
		model[first].value = (unsigned char)(1 + chance(255));
		at[0] = at[PAGE - 1] = (char)model[first].value;
	}
	return true;
}

static bool page_is_right(unsigned int i)
{
	char *at = base + i * PAGE;
	bool can_read = model[i].mapped && model[i].prot != PROT_NONE;

	if (readable(at) != can_read || readable(at + PAGE - 8) != can_read)
		return false;
	if (can_read && ((unsigned char)at[0] != model[i].value || (unsigned char)at[PAGE - 1] != model[i].value))
		return false;
	if (writable(at + 64) != (model[i].mapped && (model[i].prot & PROT_WRITE)))
		return false;
	return true;
}

int main(int argc, char **argv)
{
	unsigned int done = 0, wrong = 0;
	char rule[64];

	(void)argc;
	check_name(argv[0]);
	base = mmap(NULL, (PAGES + 2) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(base, (PAGES + 2) * PAGE);
	base += PAGE;
	for (; done < STEPS && !wrong; done++) {
		wrong += !step();
		for (unsigned int k = 0; k < 4 && !wrong; k++)
			wrong += !page_is_right(chance(PAGES));
	}
	for (unsigned int i = 0; i < PAGES && !wrong; i++)
		wrong += !page_is_right(i);
	snprintf(rule, sizeof(rule), "memory is as the model after %u of %u steps", done, STEPS);
	check(!wrong, rule);
	return check_end();
}
