/* SPDX-License-Identifier: Apache-2.0
 * linux.c - asks the host's bpf(2). */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <axiom/helper.h>
#include "selftests/linux.h"

static bool refused_here; /* no permission: ask no more */
static char log_text[1 << 16];

static int bpf(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int map_fd(const struct ax_map_spec *spec)
{
	static struct {
		struct ax_map_spec spec;
		int fd;
	} made[256];
	static u32 count;
	union bpf_attr a;

	for (u32 i = 0; i < count; i++)
		if (made[i].spec.type == spec->type && made[i].spec.key_size == spec->key_size &&
		    made[i].spec.value_size == spec->value_size && made[i].spec.max_entries == spec->max_entries &&
		    made[i].spec.flags == spec->flags)
			return made[i].fd;
	memset(&a, 0, sizeof(a));
	a.map_type = spec->type;
	a.key_size = spec->key_size;
	a.value_size = spec->value_size;
	a.max_entries = spec->max_entries;
	a.map_flags = spec->flags;
	if (spec->type == AX_MAP_ARENA)
		a.map_extra = UINT64_C(1) << 44; /* where user space would have it */
	int fd = bpf(BPF_MAP_CREATE, &a);

	if (fd < 0 && (errno == EPERM || errno == ENOSYS))
		refused_here = true;
	if (count < ARRAY_LEN(made)) {
		made[count].spec = *spec;
		made[count++].fd = fd;
	}
	return fd;
}

static u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* Size, complexity and loops are no matters of safety: there we may accept more. */
static bool about_size(const char *log, int error)
{
	static const char *const words[] = {
		"back-edge", "infinite loop", "too large. Processed", "program is too large", "too complex", "too many states",
		"loop detected", "jumps is too complex",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(log, words[i]))
			return true;
	return error == E2BIG && !strstr(log, "stack") && !strstr(log, "call");
}

/* The last lines before the statistics. */
static void keep_tail(char *out, size_t size, char *log)
{
	char *end = strstr(log, "\nprocessed ");

	for (char *next = end; next; next = strstr(next + 1, "\nprocessed "))
		end = next;
	if (end)
		*end = 0;
	size_t n = strlen(log), kept = n < size ? n : size - 1;

	memcpy(out, log + n - kept, kept);
	out[kept] = 0;
}

static bool make_maps(const struct linux_program *prog, int *fd)
{
	for (u32 i = 0; i < prog->map_count && i < AX_MAPS_PER_PROG; i++) {
		fd[i] = map_fd(prog->maps[i]);
		if (fd[i] < 0)
			return false;
	}
	return true;
}

void linux_ask(const struct linux_program *prog, struct linux_answer *out)
{
	struct ax_insn *copy = malloc(prog->count * sizeof(*copy) + 1);
	int fd[AX_MAPS_PER_PROG], btf = -1;
	u32 info[64][2], infos = 0;
	union bpf_attr a;

	*out = (struct linux_answer){0};
	if (refused_here || !copy || !make_maps(prog, fd)) {
		free(copy);
		return;
	}
	memcpy(copy, prog->insns, prog->count * sizeof(*copy));
	for (u32 i = 0; i + 1 < prog->count; i++) {
		if (copy[i].opcode == AX_OP_CALL && copy[i].src == AX_CALL_KFUNC && copy[i].imm >= AX_KFUNC_FIRST)
			copy[i].imm = linux_kfunc((u32)copy[i].imm);
		if (copy[i].opcode != AX_OP_LDDW)
			continue;
		if (copy[i].src == AX_PSEUDO_FUNC && btf < 0 && prog->with_functions)
			btf = linux_functions(prog->insns, prog->count, info, &infos);
		if (copy[i].src == AX_PSEUDO_MAP_IDX || copy[i].src == AX_PSEUDO_MAP_IDX_VALUE) {
			copy[i].src = copy[i].src == AX_PSEUDO_MAP_IDX ? BPF_PSEUDO_MAP_FD : BPF_PSEUDO_MAP_VALUE;
			copy[i].imm = (u32)copy[i].imm < prog->map_count ? fd[copy[i].imm] : 99999;
		}
	}
	memset(&a, 0, sizeof(a));
	if (btf >= 0) {
		a.prog_btf_fd = (u32)btf;
		a.func_info = (u64)(uintptr_t)info;
		a.func_info_cnt = infos;
		a.func_info_rec_size = 8;
	}
	a.prog_type = prog->type;
	a.expected_attach_type = prog->attach_type;
	a.insns = (u64)(uintptr_t)copy;
	a.insn_cnt = prog->count;
	a.license = (u64)(uintptr_t)(prog->no_gpl ? "Proprietary" : "GPL");
	a.prog_flags = prog->any_alignment ? BPF_F_ANY_ALIGNMENT : 0;
	u64 start = now_ns();
	int prog_fd = bpf(BPF_PROG_LOAD, &a);

	out->error = prog_fd < 0 ? errno : 0;
	out->ns = now_ns() - start;
	out->asked = true;
	out->accepted = prog_fd >= 0;
	if (prog_fd >= 0) {
		close(prog_fd);
	} else { /* once more, with the log: its end is kept when it is too long */
		a.log_buf = (u64)(uintptr_t)log_text;
		a.log_size = sizeof(log_text);
		a.log_level = 1;
		log_text[0] = 0;
		prog_fd = bpf(BPF_PROG_LOAD, &a);
		if (prog_fd >= 0)
			close(prog_fd);
		log_text[sizeof(log_text) - 1] = 0;
		if (out->error == EPERM && !log_text[0])
			out->asked = false;
		out->safety = !about_size(log_text, out->error);
		keep_tail(out->log, sizeof(out->log), log_text);
	}
	if (btf >= 0)
		close(btf);
	free(copy);
}
