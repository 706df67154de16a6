/* SPDX-License-Identifier: Apache-2.0
 * limits.c - what a process can use up, and what happens then: descriptors, memory, mappings, the break; rights of pages.
 * Where Axiom is stricter than Linux (W^X, its own limits) the program asks uname first. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "check.h"

#define PAGE 4096ul
static bool axiom;

static void descriptors(void)
{
	struct rlimit limit;
	int first = open("/dev/null", O_RDONLY), last = first, fd;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 256;
	setrlimit(RLIMIT_NOFILE, &limit);
	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		last = fd;
	check_errno(fd, EMFILE, "too many descriptors are EMFILE");
	check(last == 255, "256 descriptors fit");
	check_errno(epoll_create1(0), EMFILE, "epoll_create1 too");
	check_errno(dup(0), EMFILE, "dup too");
	for (fd = first; fd <= last; fd++)
		close(fd);
	fd = open("/dev/null", O_RDONLY);
	check(fd == first, "closed descriptors are used again, the lowest first");
	close(fd);
	check_errno(close(fd), EBADF, "closing twice is EBADF");
}

/* Take memory and touch it until there is none. */
static void memory(void)
{
	unsigned long taken = 0;
	char *first = NULL, *block;
	struct rlimit limit = {64ul << 20, 64ul << 20};

	if (!axiom)
		setrlimit(RLIMIT_AS, &limit); /* the host's memory is not ours to use up */
	while ((block = mmap(NULL, 1ul << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED) {
		for (unsigned long i = 0; i < 1ul << 20; i += PAGE)
			block[i] = 1;
		*(char **)block = first;
		first = block;
		taken++;
	}
	check(errno == ENOMEM, "memory that is used up is ENOMEM");
	check(taken >= 4, "there was some");
	check(malloc(8ul << 20) == NULL, "malloc says so too");
	while (first) {
		char *next = *(char **)first;

		munmap(first, 1ul << 20);
		first = next;
	}
	block = mmap(NULL, 1ul << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	check(block != MAP_FAILED && block[12345] == 0, "given back, it is there again, and zero");
	munmap(block, 1ul << 20);
	check(mmap(NULL, 1ul << 46, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
	      errno == ENOMEM, "64 TiB are ENOMEM");
	check(mmap(NULL, SIZE_MAX, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == ENOMEM,
	      "a length that wraps is ENOMEM");
	check(sbrk(1l << 40) == (void *)-1 && errno == ENOMEM, "a break beyond memory is ENOMEM");
}

static void mappings(void)
{
	unsigned long count = 0;
	char *at;

	if (!axiom)
		return; /* Linux's limit is 65530 */
	at = mmap(NULL, 300000 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	check(at != MAP_FAILED, "1.2 GB without any right cost nothing");
	while (count < 100000 && !mprotect(at + 2 * count * PAGE, PAGE, PROT_READ))
		count++;
	check(errno == ENOMEM && count < 100000, "too many mappings are ENOMEM");
	check(!munmap(at, 300000 * PAGE), "all of them go at once");
}

static void rights(void)
{
	char *at = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *other;
	int fd = open("/dev/zero", O_RDWR), sink = open("/dev/null", O_WRONLY);

	at[0] = 7;
	if (axiom) {
		check_errno(mprotect(at, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC), EACCES, "writable and executable is EACCES");
		check(mmap(NULL, PAGE, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
		      errno == EACCES, "also from mmap");
	}
	check(!mprotect(at, PAGE, PROT_NONE), "rights can go");
	check_errno(read(fd, at, 8), EFAULT, "then the kernel cannot write there");
	check(!mprotect(at, PAGE, PROT_READ) && at[0] == 7, "and come back with the contents");
	check_errno(read(fd, at, 8), EFAULT, "a read-only page is EFAULT");
	check(!munmap(at + PAGE, PAGE), "a page leaves a mapping's middle");
	check_errno(mprotect(at, 4 * PAGE, PROT_READ), ENOMEM, "mprotect over a hole is ENOMEM");
	check_errno(mprotect(at + 1, PAGE, PROT_READ), EINVAL, "a misaligned address is EINVAL");
	check_errno(munmap(at + 1, PAGE), EINVAL, "also for munmap");
	check_errno(munmap(at, 0), EINVAL, "nothing to unmap is EINVAL");
	check(!munmap(at, 4 * PAGE), "unmapping over a hole is fine");
	other = mmap(at, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	check(other == at && other[0] == 0, "MAP_FIXED gives the address");
	check(mmap(at, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED &&
	      errno == EEXIST, "MAP_FIXED_NOREPLACE refuses what is taken");
	check(mmap((void *)0xffff800000000000, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED &&
	      errno == ENOMEM, "nothing is mapped in the kernel's half");
	check(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != NULL, "address 0 is not given out");
	check(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL,
	      "length 0 is EINVAL");
	check(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL,
	      "neither shared nor private is EINVAL");
	check(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 77, 0) == MAP_FAILED && errno == EBADF, "a bad descriptor is EBADF");
	check(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, sink, 0) == MAP_FAILED && (errno == EACCES || errno == ENODEV),
	      "/dev/null cannot be mapped");
	other = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	check(other != MAP_FAILED && other[9] == 0, "/dev/zero can");
	close(fd);
	close(sink);
}

static unsigned long sum_of_deep(int n)
{
	volatile char frame[4000];

	frame[0] = (char)n;
	return n ? sum_of_deep(n - 1) + (unsigned long)frame[0] : 0;
}

int main(int argc, char **argv)
{
	struct utsname name;

	(void)argc;
	check_name(argv[0]);
	uname(&name);
	axiom = !strcmp(name.sysname, "Axiom");
	rights();
	descriptors();
	mappings();
	memory();
	check(sum_of_deep(1000) > 0, "the stack grows by 4 MB");
	return check_end();
}
