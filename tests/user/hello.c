/* SPDX-License-Identifier: Apache-2.0
 * hello.c - an ordinary program: the C library's start, stdio, malloc, floating point, thread-local storage, time. */
#include <elf.h>
#include <math.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

static __thread int in_tls = 42, zero_tls;
static int data = 7, bss[5000];
static const char *volatile text = "1.25";

static bool memory_works(void)
{
	unsigned char *blocks[64];
	bool good = true;

	for (int i = 0; i < 64; i++) {
		size_t bytes = (size_t)(i + 1) * 1025;

		blocks[i] = malloc(bytes);
		if (!blocks[i])
			return false;
		memset(blocks[i], i, bytes);
	}
	for (int i = 0; i < 64; i++) {
		good = good && blocks[i][0] == i && blocks[i][(size_t)(i + 1) * 1025 - 1] == i;
		free(blocks[i]);
	}
	return good;
}

static bool clocks_work(void)
{
	struct timespec a, b, pause = {0, 2000000};

	if (clock_gettime(CLOCK_MONOTONIC, &a) || nanosleep(&pause, NULL) || clock_gettime(CLOCK_MONOTONIC, &b))
		return false;
	return (b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >= 2000000;
}

int main(int argc, char **argv)
{
	char line[64];
	struct utsname name;
	double x = strtod(text, NULL);

	check_name(argv[0]);
	check(argc >= 1 && argv[argc] == NULL, "argc and argv agree");
	check(getenv("PATH") != NULL, "the environment arrives");
	check(in_tls == 42 && zero_tls == 0 && data == 7 && bss[4999] == 0, "data, bss and thread-local storage are set");
	snprintf(line, sizeof(line), "%.6f %.3e %d", sqrt(x * 2 + 0.75), x / 3, (int)(x * 1000));
	check(!strcmp(line, "1.802776 4.167e-01 1250"), "floating point prints");
	check(memory_works(), "malloc gives memory that keeps its contents");
	check(clocks_work(), "sleeping takes its time");
	check(getauxval(AT_PAGESZ) == 4096 && getauxval(AT_RANDOM) && getauxval(AT_PHNUM), "the auxiliary vector is there");
	check(getpid() > 0, "there is a process id");
	check(!uname(&name) && (!strcmp(name.sysname, "Axiom") || !strcmp(name.sysname, "Linux")), "uname answers");
	return check_end();
}
