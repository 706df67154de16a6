/* SPDX-License-Identifier: Apache-2.0
 * probes.c - a libbpf program that hangs on kprobes of system calls, and on what does not exist here. */
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "probes.skel.h"

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

static void query(const struct bpf_program *prog, const char *function)
{
	struct bpf_link *link = bpf_program__attach_kprobe(prog, function[0] == '-', function + (function[0] == '-'));
	char name[64] = "";
	__u32 length = sizeof(name), id, type = 9;
	__u64 offset = 9, address = 9;

	/* the event is the descriptor before its link's */
	for (int fd = 3; link && fd < 100; fd++)
		if (!bpf_task_fd_query(getpid(), fd, 0, name, &length, &id, &type, &offset, &address))
			printf("query: type %u name %s offset %llu\n", type, name, offset);
	bpf_link__destroy(link);
}

static void missing(struct bpf_program *prog)
{
	struct bpf_link *link = bpf_program__attach(prog);

	printf("%s: %d\n", bpf_program__name(prog), link ? 0 : errno);
	bpf_link__destroy(link);
}

int main(void)
{
	struct probes *skel = probes__open();
	struct bpf_program *prog;
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	if (!skel)
		return 1;
	bpf_object__for_each_program(prog, skel->obj) {
		bpf_program__set_autoattach(prog, bpf_program__autoload(prog));
		bpf_program__set_autoload(prog, true);
	}
	if (probes__load(skel))
		return 1;
	skel->bss->process = (__u32)getpid();
	if (probes__attach(skel)) {
		printf("not attached: %d\n", errno);
		return 1;
	}
	skel->bss->entered = skel->bss->left = skel->bss->called = 0;
	for (int i = 0; i < 4; i++)
		bpf_obj_get_info_by_fd(bpf_map__fd(skel->maps.bss), &info, &size);
	bpf_obj_get_info_by_fd(-1, &info, &size);
	printf("called %llu: command %lld size %lld\n", skel->bss->called, skel->bss->command, skel->bss->size);
	printf("entered %llu: bpf %d\n", skel->bss->entered, skel->bss->number == SYS_bpf);
	printf("left %llu: result %lld\n", skel->bss->left, skel->bss->result);
	probes__detach(skel);
	usleep(100000);
	libbpf_set_print(quiet);
	query(skel->progs.on_enter, "__x64_sys_bpf");
	query(skel->progs.on_leave, "-__x64_sys_perf_event_open");
	missing(skel->progs.on_nothing);
	missing(skel->progs.on_middle);
	missing(skel->progs.on_user);
	missing(skel->progs.on_switch);
	missing(skel->progs.on_many);
	probes__destroy(skel);
	return 0;
}
