/* SPDX-License-Identifier: Apache-2.0
 * points.c - a libbpf program that hangs on tracepoints of system calls, as skeletons do and by hand. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "points.skel.h"

static int quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	return 0;
}

static void call_often(int fd, int count)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	for (int i = 0; i < count; i++)
		bpf_obj_get_info_by_fd(fd, &info, &size);
	bpf_obj_get_info_by_fd(-1, &info, &size);
}

static void show(struct points *skel, const char *when)
{
	struct points__bss *b = skel->bss;

	printf("%s: entered %llu left %llu, raw %llu %llu, failed %llu\n", when, b->entered, b->left, b->raw_entered,
	       b->raw_left, b->failed);
	b->entered = b->left = b->raw_entered = b->raw_left = b->failed = 0;
}

static int id_of(const char *name)
{
	char path[200];
	FILE *file;
	int id = -1;

	snprintf(path, sizeof(path), "/sys/kernel/tracing/events/%s/id", name);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%d", &id) != 1)
		printf("%s: %s\n", path, strerror(errno));
	if (file)
		fclose(file);
	return id;
}

static int open_event(int id)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = (__u64)id, .disabled = 1};

	return (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
}

/* What PERF_EVENT_IOC_SET_BPF did: 0 or the errno. */
static int set(int event, int prog)
{
	return ioctl(event, PERF_EVENT_IOC_SET_BPF, prog) ? errno : 0;
}

static void query(int event, const char *what)
{
	char name[64] = "";
	__u32 length = sizeof(name), prog = 0, type = 9;
	__u64 offset = 9, address = 9;
	int err = bpf_task_fd_query(getpid(), event, 0, name, &length, &prog, &type, &offset, &address);

	if (err)
		printf("%s: query %d\n", what, errno);
	else
		printf("%s: query type %u name %s length %u, program %d, offset %llu address %llu\n", what, type, name, length, prog > 0,
		       offset, address);
}

/* What Linux 6.6 and later say of a perf event's link; Debian's header is older. */
struct point_info {
	__u32 type, id, prog_id, pad, kind, pad2;
	__u64 name;
	__u32 name_len, pad3;
	__u64 cookie, rest[2];
};

static void tell_link(const struct bpf_link *link, __u32 room)
{
	char name[64] = "unchanged";
	struct point_info info = {.name = room ? (__u64)(unsigned long)name : 0, .name_len = room};
	union bpf_attr attr = {.info = {.bpf_fd = (__u32)bpf_link__fd(link), .info_len = sizeof(info), .info = (__u64)(unsigned long)&info}};
	long err = syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));

	printf("link: %d", err ? errno : 0);
	if (!err)
		printf(", type %u, kind %u, name length %u, cookie %llu", info.type, info.kind, info.name_len, info.cookie);
	printf(", name %s\n", name);
}

/* Each link has a number of its own, which its program gets. */
static void cookies(struct points *skel, int fd)
{
	LIBBPF_OPTS(bpf_tracepoint_opts, opts, .bpf_cookie = 77);
	struct bpf_link *first = bpf_program__attach_tracepoint_opts(skel->progs.on_any, "raw_syscalls", "sys_enter", &opts), *second;

	opts.bpf_cookie = 1ull << 40;
	second = bpf_program__attach_tracepoint_opts(skel->progs.on_any_end, "raw_syscalls", "sys_exit", &opts);
	if (!first || !second) {
		printf("not attached with cookies\n");
		return;
	}
	call_often(fd, 2);
	printf("cookies %llu %llu\n", skel->bss->cookie, skel->bss->other_cookie);
	tell_link(first, 0);
	tell_link(first, sizeof("sys_enter"));
	tell_link(second, 64);
	tell_link(second, 4);
	bpf_link__destroy(first);
	bpf_link__destroy(second);
	usleep(100000);
}

static void by_hand(struct points *skel)
{
	int prog = bpf_program__fd(skel->progs.on_enter), event = open_event(id_of("syscalls/sys_enter_bpf"));
	int second = open_event(id_of("syscalls/sys_enter_bpf")), exits = open_event(id_of("syscalls/sys_exit_bpf")), link;
	__u64 count = 9;

	query(event, "without a program");
	printf("set on no descriptor: %d, no program: %d, set: %d\n", set(event, -1), set(event, event), set(event, prog));
	printf("another: %d, the same elsewhere: %d, at another point: %d\n", set(event, bpf_program__fd(skel->progs.on_leave)),
	       set(second, prog), set(exits, bpf_program__fd(skel->progs.on_event)));
	link = bpf_link_create(bpf_program__fd(skel->progs.on_leave), event, BPF_PERF_EVENT, NULL);
	printf("link on it: %d, on a map: %d\n", link, bpf_link_create(prog, bpf_map__fd(skel->maps.bss), BPF_PERF_EVENT, NULL));
	query(event, "with one");
	query(prog, "a program's own");
	close(second);
	close(exits);
	ioctl(event, PERF_EVENT_IOC_ENABLE, 0);
	skel->bss->entered = 0;
	call_often(bpf_map__fd(skel->maps.bss), 3);
	show(skel, "by hand");
	ioctl(event, PERF_EVENT_IOC_DISABLE, 0);
	ioctl(event, PERF_EVENT_IOC_RESET, 0);
	printf("count: %zd bytes", read(event, &count, sizeof(count)));
	printf(", %llu\n", count);
	close(event);
	usleep(100000);
	call_often(bpf_map__fd(skel->maps.bss), 3);
	show(skel, "closed");
	printf("no such number: %d\n", open_event(0x415800ff) < 0 ? errno : 0);
}

int main(void)
{
	struct points *skel = points__open();
	struct bpf_link *none;
	int fd;

	if (!skel)
		return 1;
	bpf_program__set_autoload(skel->progs.on_nothing, true);
	bpf_program__set_autoload(skel->progs.on_probe, true);
	bpf_program__set_autoattach(skel->progs.on_nothing, false);
	bpf_program__set_autoattach(skel->progs.on_probe, false);
	if (points__load(skel))
		return 1;
	skel->bss->process = (__u32)getpid();
	skel->bss->number = SYS_bpf;
	fd = bpf_map__fd(skel->maps.bss);
	if (points__attach(skel)) {
		printf("not attached\n");
		return 1;
	}
	skel->bss->entered = skel->bss->left = skel->bss->raw_entered = skel->bss->raw_left = skel->bss->failed = 0;
	call_often(fd, 5);
	printf("command %llu, size %llu, descriptor %d, read %s\n", skel->bss->command, skel->bss->size, (int)skel->bss->word,
	       skel->bss->bad ? "not" : "well");
	show(skel, "attached");
	skel->bss->others = 0;
	close(open_event(id_of("syscalls/sys_enter_bpf")));
	printf("perf_event_open: %llu\n", skel->bss->others);
	points__detach(skel);
	usleep(100000);
	call_often(fd, 5);
	show(skel, "detached");
	cookies(skel, fd);
	show(skel, "with cookies");
	by_hand(skel);
	libbpf_set_print(quiet);
	none = bpf_program__attach(skel->progs.on_nothing);
	printf("no such tracepoint: %d\n", none ? 0 : errno);
	points__destroy(skel);
	return 0;
}
