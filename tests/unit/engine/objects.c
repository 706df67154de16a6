/* SPDX-License-Identifier: Apache-2.0
 * objects.c - maps that hold other objects: references, errno as the host's Linux gives them, emptied when the last user goes,
 * and programs that use what is in them while it is taken out. */
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "unit/engine/kit.h"
#include "unit/map/linuxkit.h"

static u64 ctx[12];

static struct ax_map *new_map(struct ax_engine *engine, u32 type, u32 key, u32 value, u32 entries, const struct ax_map_spec *inner)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries, .inner = inner};
	struct ax_map *map = NULL;

	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	return map;
}

static struct ax_prog *answer(struct ax_engine *engine, s32 value)
{
	return LOAD(engine, MOV(0, value), EXIT());
}

/* ---- references ---- */

TEST(engine, a_program_array_keeps_its_programs_until_its_last_user_goes)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *array = new_map(engine, AX_MAP_PROG_ARRAY, 4, 4, 4, NULL);
	struct ax_prog *seven = answer(engine, 7), *caller;
	u32 index = 2, id = 0;

	/* r2 = array; tail call to entry 2; 1 when there is none */
	caller = LOAD_MAP(engine, array, MAP(2, 0), MOV(3, 2), CALL(AX_HELPER_tail_call), MOV(0, 1), EXIT());
	CHECK_EQ(ax_prog_run(caller, ctx), 1);
	CHECK_EQ(ax_map_put_object(array, &index, seven, 0), 0);
	ax_prog_put(seven); /* the array's reference is left */
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 2);
	CHECK_EQ(ax_prog_run(caller, ctx), 7);
	CHECK_EQ(ax_map_user_lookup(array, &index, &id, 0), 0);
	CHECK(id);
	CHECK_EQ(ax_map_put_object(array, &index, caller, 0), 0); /* a circle; the old one goes */
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 1);
	CHECK_EQ(ax_prog_run(caller, ctx), 1); /* 33 tail calls later */
	ax_prog_put(caller);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 1);
	ax_map_put(engine, array); /* the last user: emptied; nothing is left of the circle */
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 0);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 0);
	kit_engine_end(&kit, engine);
}

TEST(engine, a_program_array_takes_programs_of_one_kind)
{
	const struct ax_insn insns[] = {MOV(0, 0), EXIT()};
	struct ax_prog_spec spec = {.type = AX_PROG_PERF_EVENT, .insns = insns, .insn_count = 2, .license = "GPL", .verify = true};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *array = new_map(engine, AX_MAP_PROG_ARRAY, 4, 4, 4, NULL);
	struct ax_prog *raw = answer(engine, 7), *perf;
	u32 index = 0;

	CHECK_EQ(ax_prog_load(engine, &spec, &perf, NULL), 0);
	CHECK_EQ(ax_map_put_object(array, &index, raw, 0), 0);
	CHECK_EQ(ax_map_put_object(array, &index, perf, 0), -AX_EINVAL);
	ax_prog_put(raw);
	ax_prog_put(perf);
	ax_map_put(engine, array);
	kit_engine_end(&kit, engine);
}

TEST(engine, maps_of_maps_hold_maps_that_are_like_the_first)
{
	static const u32 types[] = {AX_MAP_ARRAY_OF_MAPS, AX_MAP_HASH_OF_MAPS};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);

	for (u32 t = 0; t < ARRAY_LEN(types); t++) {
		struct ax_map *inner = new_map(engine, AX_MAP_ARRAY, 4, 8, 4, NULL), *other = new_map(engine, AX_MAP_ARRAY, 4, 16, 4, NULL);
		struct ax_map *outer = new_map(engine, types[t], 4, 4, 4, ax_map_spec_of(inner)), *found;
		u32 key = 1, id, next;

		CHECK_EQ(ax_map_put_object(outer, &key, other, 0), -AX_EINVAL);
		CHECK_EQ(ax_map_put_object(outer, &key, inner, 0), 0);
		CHECK_EQ(ax_map_user_lookup(outer, &key, &id, 0), 0);
		CHECK_EQ(id, ax_map_id(inner));
		CHECK(ax_map_lookup(outer, &key) == inner);
		ax_map_put(engine, inner);
		found = ax_engine_by_id(engine, AX_KIND_MAP, id);
		CHECK(found == inner);
		ax_map_put(engine, found);
		CHECK_EQ(ax_map_next_key(outer, types[t] == AX_MAP_HASH_OF_MAPS ? NULL : &(u32){0}, &next), 0);
		CHECK_EQ(next, 1);
		CHECK_EQ(ax_map_user_delete(outer, &key), 0);
		CHECK_EQ(ax_map_user_delete(outer, &key), -AX_ENOENT);
		CHECK(!ax_engine_by_id(engine, AX_KIND_MAP, id));
		ax_map_put(engine, other);
		other = new_map(engine, AX_MAP_ARRAY, 4, 8, 4, NULL);
		CHECK_EQ(ax_map_put_object(outer, &key, other, 0), 0);
		ax_map_put(engine, other);
		ax_map_put(engine, outer); /* with what is in it */
		CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 0);
	}
	kit_engine_end(&kit, engine);
}

TEST(engine, maps_of_maps_survive_every_failing_allocation)
{
	static const u32 types[] = {AX_MAP_ARRAY_OF_MAPS, AX_MAP_HASH_OF_MAPS, AX_MAP_PROG_ARRAY, AX_MAP_PERF_EVENT_ARRAY};
	struct ax_map_spec inner = {.type = AX_MAP_HASH, .key_size = 4, .value_size = 8, .max_entries = 4};

	for (u32 t = 0; t < ARRAY_LEN(types); t++)
		for (u32 fail = 1;; fail++) {
			struct ax_map_spec spec = {.type = types[t], .key_size = 4, .value_size = 4, .max_entries = 10, .inner = &inner};
			struct ax_map *map = NULL;
			struct kit kit;
			int err;

			kit_init(&kit);
			kit.fail_at = fail;
			err = ax_map_create(&map, &spec, &kit.port, fail & 1 ? &ax_limits_cloud : &ax_limits_embedded);
			CHECK(!err || err == -AX_ENOMEM);
			ax_map_destroy(map);
			CHECK_EQ(kit.mem.used, 0);
			if (!err)
				break;
		}
}

/* ---- perf events ---- */

struct event {
	struct ax_perf_event event;
	u32 refs, got;
	u64 last;
};

static int event_output(struct ax_perf_event *event, const struct ax_perf_record *record)
{
	struct event *e = CONTAINER_OF(event, struct event, event);

	e->got++;
	memcpy(&e->last, record->data, record->bytes < 8 ? record->bytes : 8);
	return 0;
}

static void event_get(struct ax_perf_event *event)
{
	CONTAINER_OF(event, struct event, event)->refs++;
}

static void event_put(struct ax_perf_event *event)
{
	CONTAINER_OF(event, struct event, event)->refs--;
}

TEST(engine, perf_output_reaches_the_event_of_the_cpu)
{
	struct event e = {.event = {.output = event_output, .get = event_get, .put = event_put}};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *map = new_map(engine, AX_MAP_PERF_EVENT_ARRAY, 4, 4, 2, NULL);
	u64 data = 99;
	struct ax_perf_record record = {.data = &data, .bytes = 8};
	struct ax_perf_value value;
	u32 index = 1, id;

	axp_set_cpu(1);
	CHECK_EQ(ax_perf_output(map, &record, AX_PERF_INDEX), -AX_ENOENT);
	CHECK_EQ(ax_map_put_object(map, &index, &e, 0), 0);
	CHECK_EQ(e.refs, 1);
	CHECK_EQ(ax_perf_output(map, &record, AX_PERF_INDEX), 0);
	CHECK_EQ(ax_perf_output(map, &record, 1), 0);
	CHECK_EQ(ax_perf_output(map, &record, 0), -AX_ENOENT);
	CHECK_EQ(ax_perf_output(map, &record, 2), -AX_E2BIG);
	CHECK_EQ(ax_perf_output(map, &record, UINT64_C(1) << 32), -AX_EINVAL);
	CHECK_EQ(ax_perf_output(map, &record, UINT64_C(1) << 52), -AX_EINVAL);
	CHECK_EQ(ax_perf_read(map, &value, 1), -AX_EINVAL);
	CHECK(e.got == 2 && e.last == 99);
	CHECK_EQ(ax_map_user_lookup(map, &index, &id, 0), -AX_ENOTSUPP);
	axp_set_cpu(-1);
	ax_map_put(engine, map);
	CHECK_EQ(e.refs, 0);
	kit_engine_end(&kit, engine);
}

/* ---- as Linux ---- */

static int linux_map(const struct ax_map_spec *spec, int inner)
{
	union bpf_attr attr = {.map_type = spec->type, .key_size = spec->key_size, .value_size = spec->value_size,
			       .max_entries = spec->max_entries, .map_flags = spec->flags,
			       .inner_map_fd = inner < 0 ? 0 : (u32)inner};
	long fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : (int)fd;
}

TEST(engine, creation_of_maps_of_objects_is_refused_as_linux_does)
{
	static const u32 types[] = {AX_MAP_ARRAY_OF_MAPS, AX_MAP_HASH_OF_MAPS, AX_MAP_PROG_ARRAY, AX_MAP_PERF_EVENT_ARRAY};
	static const u32 flags[] = {0, 1, 2, 1u << 3, 1u << 4, 1u << 6, 1u << 7, 1u << 8, 1u << 10, 1u << 11, 1u << 12, 1u << 31};
	static const u32 sizes[][3] = {{4, 4, 4}, {4, 8, 4}, {8, 4, 4}, {4, 4, 0}, {0, 4, 4}, {4, 0, 4}};
	static const u32 inners[] = {AX_MAP_ARRAY, AX_MAP_HASH, AX_MAP_PROG_ARRAY, AX_MAP_ARRAY_OF_MAPS, AX_MAP_QUEUE};
	struct pair p;

	pair_init(&p);
	for (u32 k = 0; k < ARRAY_LEN(inners); k++) {
		struct ax_map_spec plain = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 4};
		struct ax_map_spec inner = {.type = inners[k], .key_size = inners[k] == AX_MAP_QUEUE ? 0 : 4, .value_size = 4, .max_entries = 4};
		int plain_fd = linux_map(&plain, -1), inner_fd = linux_map(&inner, plain_fd);

		CHECK(plain_fd >= 0 && inner_fd >= 0);
		inner.inner = inners[k] == AX_MAP_ARRAY_OF_MAPS ? &plain : NULL;
		for (u32 t = 0; t < ARRAY_LEN(types); t++)
			for (u32 f = 0; f < ARRAY_LEN(flags); f++)
				for (u32 s = 0; s < ARRAY_LEN(sizes); s++) {
					bool of_maps = types[t] == AX_MAP_ARRAY_OF_MAPS || types[t] == AX_MAP_HASH_OF_MAPS;
					struct ax_map_spec spec = {.type = types[t], .key_size = sizes[s][0], .value_size = sizes[s][1],
								   .max_entries = sizes[s][2], .flags = flags[f], .inner = of_maps ? &inner : NULL};
					int theirs = linux_map(&spec, of_maps ? inner_fd : -1);
					struct ax_map *map = NULL;
					int ours = ax_map_create(&map, &spec, &p.kit.port, &ax_limits_cloud);

					if (theirs >= 0)
						close(theirs);
					ax_map_destroy(map);
					if (ours != (theirs < 0 ? theirs : 0))
						test_fail(__FILE__, __LINE__, "type %u inner %u flags %x key %u value %u entries %u: %d here, %d in Linux",
							  types[t], inners[k], flags[f], sizes[s][0], sizes[s][1], sizes[s][2], ours, theirs);
				}
		close(inner_fd);
		close(plain_fd);
	}
}

static int linux_prog(void)
{
	static const struct ax_insn insns[] = {MOV(0, 0), EXIT()};
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (uintptr_t)insns, .insn_cnt = 2, .license = (uintptr_t)"GPL"};
	long fd = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	return fd < 0 ? -errno : (int)fd;
}

/* Updates and deletions on a program array (kind 0), an array of maps (1) and a hash of maps (2). */
static void objects_as_linux(struct pair *p, u32 kind)
{
	static const u32 types[] = {AX_MAP_PROG_ARRAY, AX_MAP_ARRAY_OF_MAPS, AX_MAP_HASH_OF_MAPS};
	static const u64 flags[] = {0, 0, 0, 1, 2, 3, 4};
	struct ax_map_spec plain = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 4};
	struct ax_map_spec spec = {.type = types[kind], .key_size = 4, .value_size = 4, .max_entries = 4, .inner = kind ? &plain : NULL};
	struct ax_engine *engine;
	void *object;
	int fd;

	CHECK_EQ(ax_engine_create(&engine, &p->kit.port, &ax_limits_cloud), 0);
	fd = kind ? linux_map(&plain, -1) : linux_prog();
	object = kind ? (void *)new_map(engine, AX_MAP_ARRAY, 4, 4, 4, NULL) : (void *)answer(engine, 0);
	p->theirs = linux_map(&spec, fd);
	CHECK(fd >= 0 && p->theirs >= 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &p->ours), 0);
	for (u32 i = 0; i < 2000; i++) {
		u32 key = (u32)(test_random(&p->seed) % 6), id = 0, theirs_id = 0;
		u64 flag = flags[test_random(&p->seed) % ARRAY_LEN(flags)];
		union bpf_attr attr = elem(p, &key, &fd, flag);

		switch (test_random(&p->seed) % 4) {
		case 0:
		case 1: CHECK_EQ(ax_map_put_object(p->ours, &key, object, flag), sys_bpf(BPF_MAP_UPDATE_ELEM, &attr)); break;
		case 2: both_delete(p, &key); break;
		default:
			attr = elem(p, &key, &theirs_id, 0);
			CHECK_EQ(ax_map_user_lookup(p->ours, &key, &id, 0), sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr));
			CHECK_EQ(!id, !theirs_id);
			both_next(p, kind == 2 ? NULL : &key, kind != 2);
			break;
		}
	}
	close(p->theirs);
	close(fd);
	ax_map_put(engine, p->ours);
	if (kind)
		ax_map_put(engine, object);
	else
		ax_prog_put(object);
	CHECK_EQ(ax_engine_destroy(engine), 0);
	CHECK_EQ(p->kit.mem.used, 0);
}

TEST(engine, maps_of_objects_change_as_in_linux)
{
	for (u32 kind = 0; kind < 3; kind++) {
		struct pair p;

		pair_init(&p);
		objects_as_linux(&p, kind);
	}
}

/* ---- taken out under use ---- */

static struct ax_prog *runner;
static _Atomic bool stop_runs;
static _Atomic u32 runs, wrong;

static void *run_always(void *arg)
{
	axp_set_cpu((int)(uintptr_t)arg);
	while (!stop_runs) {
		u64 result = ax_prog_run(runner, ctx);

		if (result != 1 && result != 7 && result != 8)
			wrong++;
		runs++;
	}
	return NULL;
}

TEST(engine, programs_are_replaced_in_an_array_while_others_call_them)
{
	struct kit kit;
	struct ax_engine *engine;
	struct ax_map *array;
	pthread_t threads[2];
	u32 index = 2;

	kit_init(&kit);
	kit_cpus(&kit, 4);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	array = new_map(engine, AX_MAP_PROG_ARRAY, 4, 4, 4, NULL);
	runner = LOAD_MAP(engine, array, MAP(2, 0), MOV(3, 2), CALL(AX_HELPER_tail_call), MOV(0, 1), EXIT());
	stop_runs = false;
	runs = wrong = 0;
	for (uintptr_t i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run_always, (void *)i);
	axp_set_cpu(3);
	for (u32 i = 0; i < 200 || runs < 1000; i++) {
		struct ax_prog *prog = answer(engine, 7 + (i & 1));

		CHECK_EQ(ax_map_put_object(array, &index, prog, 0), 0);
		ax_prog_put(prog);
		if (i % 3 == 0)
			CHECK_EQ(ax_map_user_delete(array, &index), 0);
		CHECK(ax_engine_count(engine, AX_KIND_PROG) <= 2); /* what was taken out is gone at once */
	}
	stop_runs = true;
	for (u32 i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	axp_set_cpu(-1);
	CHECK_EQ(wrong, 0);
	ax_prog_put(runner);
	ax_map_put(engine, array);
	kit_engine_end(&kit, engine);
}
