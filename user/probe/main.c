/* SPDX-License-Identifier: Apache-2.0
 * main.c - what the benches run inside a machine, on Axiom and on Linux alike:
 *	probe boot          counter from reset at the first write; memory in use
 *	probe load OBJECT   counter for one BPF_PROG_LOAD of every program in the object (smallest of several): the
 *	                    instructions alone, and with types and source lines
 *	probe calls         counter for the smallest system call
 * The counter is the CPU's own (TSC, CNTVCT): under QEMU's `-icount shift=0` one nanosecond of it is one guest
 * instruction. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>
#include "user/lib/load.h"
#include "user/lib/sys.h"

#define REPEAT 8

/* counter - nanoseconds of the virtual clock (1 ns an instruction under icount). */
static unsigned long long counter(void)
{
#if defined(__x86_64__)
	unsigned int lo, hi;

	__asm__ volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi));
	return (unsigned long long)hi << 32 | lo;
#elif defined(__aarch64__)
	unsigned long long now, hz;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(now));
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return (unsigned long long)((__uint128_t)now * 1000000000u / hz);
#else
	return 0;
#endif
}

static int boot(void)
{
	unsigned long long at = counter();
	struct sysinfo info;

	if (write(1, "probe: first write\n", 19) != 19 || sysinfo(&info))
		return 1;
	printf("probe: instructions_from_reset %llu\n", at);
	printf("probe: memory_used %llu total %llu\n", (unsigned long long)(info.totalram - info.freeram) * info.mem_unit,
	       (unsigned long long)info.totalram * info.mem_unit);
	return 0;
}

static unsigned long long one_load(union bpf_attr *attr, int *fd)
{
	unsigned long long start = counter();

	*fd = sys_bpf(BPF_PROG_LOAD, attr);
	return counter() - start;
}

/* The smallest of several loads; -1 when one is refused. */
static int best_load(union bpf_attr *attr, const char *name, unsigned long long *best)
{
	*best = ~0ull;
	for (int n = 0; n < REPEAT; n++) {
		int fd;
		unsigned long long took = one_load(attr, &fd);

		if (fd < 0) {
			fprintf(stderr, "probe: %s: %s\n", name, strerror(errno));
			return -1;
		}
		close(fd);
		*best = took < *best ? took : *best;
	}
	return 0;
}

static int load(const char *path)
{
	static struct loaded l;

	if (load_open(&l, path) || load_maps(&l))
		return 1;
	for (uint32_t i = 0; i < l.object.prog_count; i++) {
		const char *name = l.object.progs[i].name;
		unsigned long long described, plain;
		union bpf_attr attr;

		/* with types and source lines, then the instructions alone */
		if (load_prepare(&l, name, &attr) || best_load(&attr, name, &described))
			return 1;
		attr.prog_btf_fd = attr.func_info_cnt = attr.line_info_cnt = 0;
		attr.func_info = attr.line_info = 0;
		attr.func_info_rec_size = attr.line_info_rec_size = 0;
		if (best_load(&attr, name, &plain))
			return 1;
		printf("probe: load %s insns %u counter %llu with lines %llu\n", name, l.object.progs[i].insn_count, plain,
		       described);
	}
	return 0;
}

static int calls(void)
{
	unsigned long long best = ~0ull;

	for (int n = 0; n < 64; n++) {
		unsigned long long start = counter();

		for (int i = 0; i < 16; i++)
			syscall(SYS_getpid);
		unsigned long long took = (counter() - start) / 16;

		best = took < best ? took : best;
	}
	printf("probe: getpid counter %llu\n", best);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "boot"))
		return boot();
	if (argc == 2 && !strcmp(argv[1], "calls"))
		return calls();
	if (argc == 3 && !strcmp(argv[1], "load"))
		return load(argv[2]);
	fprintf(stderr, "usage: probe boot | calls | load OBJECT\n");
	return 2;
}
