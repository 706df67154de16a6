/* SPDX-License-Identifier: Apache-2.0
 * shared.c - an arena without libbpf: where mmap(2) may lay it; a list that a program builds and this file walks by the program's own
 * pointers; a page that is touched here and read there.  It prints the same on Linux. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 8, ARENA = 33, NODES = 5 };

struct node {
	struct node *next;
	uint64_t value;
};

static int bpf(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int new_arena(uint64_t extra, uint32_t flags)
{
	union bpf_attr attr = {.map_type = ARENA, .max_entries = PAGES, .map_flags = BPF_F_MMAPABLE | flags, .map_extra = extra};

	return bpf(BPF_MAP_CREATE, &attr);
}

static void *lay(int fd, void *at, size_t bytes, int flags, uint64_t off)
{
	return mmap(at, bytes, PROT_READ | PROT_WRITE, flags, fd, (off_t)off);
}

static void try(const char *what, int fd, void *at, size_t bytes, int flags, uint64_t off)
{
	void *got = lay(fd, at, bytes, flags, off);

	printf("%s: %s\n", what, got == MAP_FAILED ? strerror(errno) : at && got != at ? "elsewhere" : "there");
	if (got != MAP_FAILED)
		munmap(got, bytes);
}

static int load(const struct bpf_insn *insns, uint32_t count)
{
	static char log[1 << 16];
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (uintptr_t)insns, .insn_cnt = count, .license = (uintptr_t)"GPL",
			       .log_buf = (uintptr_t)log, .log_size = sizeof(log), .log_level = 1};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0)
		printf("load: %s: %.*s\n", strerror(errno), (int)strcspn(log, "\n"), log);
	return fd;
}

static uint32_t run(int prog)
{
	char packet[64] = {0};
	union bpf_attr attr = {.test = {.prog_fd = (uint32_t)prog, .data_in = (uintptr_t)packet, .data_size_in = sizeof(packet)}};

	return bpf(BPF_PROG_TEST_RUN, &attr) ? UINT32_MAX : attr.test.retval;
}

/* r7 = page 1 of the arena; a list of NODES nodes there, whose head is in its first word; returns what is in the last word of page 0. */
static int builder(int fd)
{
	const struct bpf_insn insns[] = {
		{BPF_LD | BPF_IMM | BPF_DW, 7, BPF_PSEUDO_MAP_VALUE, 0, fd}, {0, 0, 0, 0, PAGE},
		{BPF_ALU64 | BPF_MOV | BPF_X, 7, 7, 1, 1},            /* addr_space_cast: for the program */
		{BPF_ALU64 | BPF_MOV | BPF_K, 8, 0, 0, 0},            /* i */
		{BPF_ALU64 | BPF_MOV | BPF_K, 9, 0, 0, 0},            /* the head, for user space */
		{BPF_ALU64 | BPF_MOV | BPF_X, 1, 7, 0, 0},
		{BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, 16},           /* the first node */
		{BPF_STX | BPF_MEM | BPF_DW, 1, 9, 0, 0},             /* next */
		{BPF_STX | BPF_MEM | BPF_DW, 1, 8, 8, 0},             /* value */
		{BPF_ALU64 | BPF_MOV | BPF_X, 9, 1, 1, 1 << 16},      /* addr_space_cast: for user space */
		{BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, 16},
		{BPF_ALU64 | BPF_ADD | BPF_K, 8, 0, 0, 1},
		{BPF_JMP | BPF_JLT | BPF_K, 8, 0, -6, NODES},
		{BPF_STX | BPF_MEM | BPF_DW, 7, 9, 0, 0},
		{BPF_LDX | BPF_MEM | BPF_W, 0, 7, -4, 0},
		{BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
	};

	return load(insns, sizeof(insns) / sizeof(insns[0]));
}

int main(void)
{
	void *place = (void *)(UINT64_C(0x50) << 32);
	int fixed = new_arena((uint64_t)(uintptr_t)place, 0), open = new_arena(0, 0), prog;
	const struct node *node;
	char *at;

	printf("created: %d %d; read only: %s\n", fixed >= 0, open >= 0, new_arena(0, BPF_F_RDONLY) < 0 ? strerror(errno) : "yes");
	try("anywhere", fixed, NULL, PAGES * PAGE, MAP_SHARED, 0);
	try("private", fixed, place, PAGES * PAGE, MAP_PRIVATE, 0);
	try("a part", fixed, place, PAGE, MAP_SHARED | MAP_FIXED, 0);
	try("from within", fixed, place, PAGES * PAGE, MAP_SHARED | MAP_FIXED, PAGE);
	try("in its place", fixed, place, PAGES * PAGE, MAP_SHARED | MAP_FIXED, 0);
	try("in its place again", fixed, place, PAGES * PAGE, MAP_SHARED, 0);
	printf("a program before it is anywhere:\n");
	builder(open);
	at = lay(open, NULL, PAGES * PAGE, MAP_SHARED, 0);
	printf("laid: %d, in one part of 4 GiB: %d\n", at != MAP_FAILED, (uintptr_t)at >> 32 == ((uintptr_t)at + PAGES * PAGE - 1) >> 32);
	if (at == MAP_FAILED)
		return 1;
	prog = builder(open);
	printf("nothing touched: %u\n", run(prog));
	*(volatile uint64_t *)(at + PAGE) = 0; /* so that its page is there */
	*(volatile uint32_t *)(at + PAGE - 4) = 1234;
	printf("touched: %u\n", run(prog));
	node = *(struct node **)(at + PAGE);
	for (int i = 0; node && i <= NODES; i++, node = node->next)
		printf("node %d at %ld: %llu\n", i, (long)((const char *)node - at), (unsigned long long)node->value);
	return 0;
}
