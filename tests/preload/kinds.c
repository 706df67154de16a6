/* SPDX-License-Identifier: Apache-2.0
 * kinds.c - an ordinary libbpf program with a skeleton: several map types, tail calls, batches, link and object ids.  It
 * prints what it sees; the same on Linux and on Axiom's engine. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kinds.skel.h"

struct count {
	__u64 runs, sum;
};

struct lpm_key {
	__u32 bits;
	__u8 addr[4];
};

static int run(struct kinds *skel, __u32 mark)
{
	char packet[64] = {0};
	struct __sk_buff ctx = {.mark = mark};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet), .ctx_in = &ctx,
		    .ctx_size_in = sizeof(ctx), .repeat = 1);
	int err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.entry), &opts);

	return err ? err : (int)opts.retval;
}

static void show_maps(struct kinds *skel)
{
	int cpus = libbpf_num_possible_cpus();
	__u64 *values = calloc((size_t)cpus, sizeof(*values)), sum = 0;
	__u32 key = 0, job;

	bpf_map_lookup_elem(bpf_map__fd(skel->maps.per_cpu), &key, values);
	for (int i = 0; i < cpus; i++)
		sum += values[i];
	printf("entries: %llu\n", sum);
	for (__u32 mark = 0; mark < 8; mark++) {
		struct count count = {0};
		__u32 what = 0;
		int a = bpf_map_lookup_elem(bpf_map__fd(skel->maps.by_mark), &mark, &count);
		int b = bpf_map_lookup_elem(bpf_map__fd(skel->maps.recent), &mark, &what);

		printf("mark %u: %d, %llu runs, sum %llu; %d, stage %u\n", mark, a, count.runs, count.sum, b, what);
	}
	while (!bpf_map_lookup_and_delete_elem(bpf_map__fd(skel->maps.todo), NULL, &job))
		printf("job %u\n", job);
	free(values);
}

static void batches(struct kinds *skel)
{
	__u32 keys[64], count = 64, cursor = 0;
	struct count values[64];
	__u64 sum = 0;
	int fd = bpf_map__fd(skel->maps.by_mark);
	int err = bpf_map_lookup_batch(fd, NULL, &cursor, keys, values, &count, NULL);

	for (__u32 i = 0; i < count; i++)
		sum += keys[i] * 100 + values[i].runs;
	printf("batch: %d, %u elements, sum %llu\n", err, count, sum);
	err = bpf_map_delete_batch(fd, keys, &count, NULL);
	printf("deleted: %d, %u\n", err, count);
	err = bpf_map_get_next_key(fd, NULL, keys);
	printf("left: %d\n", err);
}

static void ids(struct kinds *skel)
{
	struct bpf_prog_info info = {0};
	struct bpf_map_info map = {0};
	__u32 size = sizeof(info), id = 0;
	int found = 0;

	bpf_obj_get_info_by_fd(bpf_program__fd(skel->progs.entry), &info, &size);
	while (!bpf_prog_get_next_id(id, &id))
		found += id == info.id;
	printf("program %s: type %u, maps %u, gpl %u, found %d, functions %u\n", info.name, info.type, info.nr_map_ids,
	       info.gpl_compatible, found, info.nr_func_info);
	size = sizeof(map);
	bpf_obj_get_info_by_fd(bpf_map__fd(skel->maps.routes), &map, &size);
	printf("map %s: type %u, key %u, value %u, entries %u, flags %u\n", map.name, map.type, map.key_size,
	       map.value_size, map.max_entries, map.map_flags);
}

int main(void)
{
	struct kinds *skel = kinds__open_and_load();
	struct lpm_key key = {.bits = 8, .addr = {10}};
	__u32 value = 8;

	if (!skel) {
		printf("not loaded: %d\n", errno);
		return 1;
	}
	bpf_map_update_elem(bpf_map__fd(skel->maps.routes), &key, &value, 0);
	key.bits = 24;
	key.addr[1] = 1;
	key.addr[2] = 2;
	value = 24;
	bpf_map_update_elem(bpf_map__fd(skel->maps.routes), &key, &value, 0);
	for (__u32 mark = 0; mark < 8; mark++)
		printf("mark %u: %d\n", mark, run(skel, mark));
	for (__u32 mark = 0; mark < 8; mark++)
		run(skel, 1);
	show_maps(skel);
	value = 0;
	printf("stage out: %d\n", bpf_map_delete_elem(bpf_map__fd(skel->maps.stages), &value));
	printf("mark 0 now: %d\n", run(skel, 0));
	batches(skel);
	ids(skel);
	kinds__destroy(skel);
	return 0;
}
