/* SPDX-License-Identifier: Apache-2.0
 * ring.c - an ordinary libbpf program with a skeleton: ring buffer, global data through mmap, CO-RE, a perf event.  It prints
 * what it sees; the same on Linux and on Axiom's engine. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "ring.skel.h"

struct event {
	__u64 seq, arg;
	__u32 pid_offset, comm_bytes, task_bytes, has_missing, tgid_follows;
	__u32 label[4];
};

static int show(void *arg, void *data, size_t size)
{
	const struct event *e = data;

	printf("event %llu: arg %llu, pid at %u, comm %u bytes, task %u bytes, missing %u, tgid follows %u, label %u..%u, %zu bytes\n",
	       e->seq, e->arg, e->pid_offset, e->comm_bytes, e->task_bytes, e->has_missing, e->tgid_follows, e->label[0],
	       e->label[3], size);
	return 0;
}

static int run(struct ring *skel, __u64 arg)
{
	__u64 args[2] = {arg, 0};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = args, .ctx_size_in = sizeof(args));
	int err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.on_call), &opts);

	if (err)
		printf("test run: %d\n", err);
	return (int)opts.retval;
}

/* The software clock counts where we run: until it has. */
static void tick(struct ring *skel)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .config = PERF_COUNT_SW_CPU_CLOCK, .sample_period = 1000000,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	volatile __u64 *sent = &skel->bss->sent;
	struct bpf_link *link;
	volatile unsigned long spin = 0;

	if (fd < 0) {
		printf("no perf event\n");
		return;
	}
	link = bpf_program__attach_perf_event(skel->progs.on_tick, fd);
	while (link && *sent < 1000000 && spin < 2000000000)
		spin++;
	printf("perf event: %s\n", link && *sent >= 1000000 ? "ran" : "did not run");
	bpf_link__destroy(link);
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .btf_custom_path = argc > 1 ? argv[1] : NULL);
	struct ring_buffer *rb;
	struct ring *skel = ring__open_opts(&opts);
	int n = 0;

	if (!skel)
		return 1;
	skel->rodata->label = 40;
	if (ring__load(skel)) {
		printf("not loaded\n");
		return 1;
	}
	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), show, NULL, NULL);
	if (!rb)
		return 1;
	printf("nothing yet: %d\n", ring_buffer__poll(rb, 0));
	run(skel, 5);
	printf("poll: %d\n", ring_buffer__poll(rb, 1000));
	skel->data->factor = 100;
	run(skel, 6);
	run(skel, 7);
	while (n < 2) {
		int got = ring_buffer__poll(rb, 1000);

		if (got < 0)
			break;
		n += got;
	}
	printf("two more: %d; sent %llu, refused %llu\n", n, skel->bss->sent, skel->bss->refused);
	for (int i = 0; i < 80; i++) /* 4096 bytes hold 64 of 64 */
		n += run(skel, (__u64)i);
	printf("full: %d refused, counted %llu\n", n - 2, skel->bss->refused);
	printf("consumed %d\n", ring_buffer__consume(rb));
	tick(skel);
	ring_buffer__free(rb);
	ring__destroy(skel);
	return 0;
}
