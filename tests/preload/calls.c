/* SPDX-License-Identifier: Apache-2.0
 * calls.c - a libbpf program that hangs on raw tracepoints by their names, and counts its own calls of bpf(2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "calls.skel.h"

static void show(const struct bpf_link *link)
{
	char name[64] = "";
	__u32 length = sizeof(name), prog, type;
	__u64 offset, address;
	struct bpf_link_info info = {0};
	__u32 size = sizeof(info);
	int err = bpf_task_fd_query(getpid(), bpf_link__fd(link), 0, name, &length, &prog, &type, &offset, &address);

	printf("query: %d, type %u, name %s\n", err, type, name);
	memset(name, 0, sizeof(name));
	info.raw_tracepoint.tp_name = (__u64)(unsigned long)name;
	info.raw_tracepoint.tp_name_len = sizeof(name);
	err = bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size);
	printf("info: %d, type %u, name %s\n", err, info.type, name);
}

/* So many calls that work, and one that does not. */
static void call_often(int fd, int count)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	for (int i = 0; i < count; i++)
		bpf_obj_get_info_by_fd(fd, &info, &size);
	bpf_obj_get_info_by_fd(-1, &info, &size);
}

/* What the last call left: an id, a copy; the map, and what bpftool says of it. */
static void traces(struct calls *skel)
{
	__u64 trace[3] = {0};
	__u32 id = (__u32)skel->bss->trace, size = sizeof(struct bpf_map_info);
	struct bpf_map_info info = {0};
	char command[128];
	int fd = bpf_map__fd(skel->maps.traces), err = bpf_map_lookup_elem(fd, &id, trace);

	printf("trace %s, copied %lld\n", skel->bss->trace >= 0 && id < 8 ? "taken" : "not taken", skel->bss->bytes);
	printf("lookup %d, addresses %d %d %d\n", err, !!trace[0], !!trace[1], !!trace[2]);
	bpf_obj_get_info_by_fd(fd, &info, &size);
	snprintf(command, sizeof(command), "bpftool map dump id %u | grep -q ^value && echo shown by bpftool", info.id);
	fflush(stdout);
	if (system(command))
		printf("not shown by bpftool\n");
}

/* A link ends a moment after its last close. */
static void wait_until_gone(void)
{
	__u32 id;

	for (int i = 0; i < 500 && !bpf_link_get_next_id(0, &id); i++)
		usleep(10000);
}

int main(void)
{
	struct calls *skel = calls__open_and_load();
	int fd;

	if (!skel)
		return 1;
	skel->bss->process = (__u32)getpid();
	skel->bss->number = SYS_bpf;
	fd = bpf_map__fd(skel->maps.bss);
	if (calls__attach(skel)) {
		printf("not attached\n");
		return 1;
	}
	show(skel->links.enter);
	show(skel->links.leave);
	skel->bss->entered = skel->bss->left = skel->bss->failed = 0;
	call_often(fd, 5);
	printf("entered %llu, left %llu, failed %llu\n", skel->bss->entered, skel->bss->left, skel->bss->failed);
	traces(skel);
	bpf_link__destroy(skel->links.enter);
	skel->links.enter = NULL;
	bpf_link__destroy(skel->links.leave);
	skel->links.leave = NULL;
	wait_until_gone();
	skel->bss->entered = 0;
	call_often(fd, 5);
	printf("entered %llu\n", skel->bss->entered);
	printf("no such name: %d\n", bpf_raw_tracepoint_open("axiom_no_such_name", bpf_program__fd(skel->progs.enter)));
	calls__destroy(skel);
	return 0;
}
