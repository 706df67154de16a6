/* SPDX-License-Identifier: Apache-2.0
 * image_storm.c - threads that load, run and unload objects in one engine, while another looks at whatever has an id.  Also under
 * ThreadSanitizer. */
#include <axiom/image.h>
#include <pthread.h>
#include <stdatomic.h>
#include "unit/engine/kit.h"
#include "unit/object/object_test.h"

enum { LOADERS = 2, ROUNDS = 60 };

struct loader {
	struct ax_engine *engine;
	u32 number;
	_Atomic u32 *wrong, *ended;
};

/* Maps in maps, a program array, global values: with initial values in each of them. */
static void *load(void *arg)
{
	static const enum ax_exec execs[] = {AX_EXEC_INTERP, AX_EXEC_AUTO};
	struct loader *loader = arg;
	struct opened o;
	size_t mark;

	object_open(&o, "tests/inner.bpf.o");
	mark = ax_arena_mark(&o.arena);
	for (u32 i = 0; i < ROUNDS; i++) {
		struct ax_image image;
		u8 context[192] = {0};
		u64 first, second, called;

		if (ax_image_load(&image, loader->engine, &o.object, &o.arena, execs[(i + loader->number) % 2], NULL)) {
			atomic_fetch_add(loader->wrong, 1);
			break;
		}
		first = ax_prog_run(ax_image_prog(&image, "filled"), context);
		second = ax_prog_run(ax_image_prog(&image, "filled"), context);
		called = ax_prog_run(ax_image_prog(&image, "caller"), context);
		/* its own maps and programs, whatever the others do at the same time */
		atomic_fetch_add(loader->wrong, first != 5 || second != 10 || called != 0);
		ax_image_unload(&image);
		ax_arena_release(&o.arena, mark);
	}
	object_close(&o);
	atomic_fetch_add(loader->ended, 1);
	return NULL;
}

/* Who lists objects holds some of them a moment longer than their owners. */
static u64 list(struct ax_engine *engine)
{
	u64 seen = 0;
	u32 id = 0;

	while (!ax_engine_next_id(engine, AX_KIND_PROG, id, &id)) {
		struct ax_prog *prog = ax_engine_by_id(engine, AX_KIND_PROG, id);
		struct ax_prog_info info;

		if (!prog)
			continue;
		ax_prog_info(prog, &info);
		seen += info.insn_count;
		ax_prog_put(prog);
	}
	for (id = 0; !ax_engine_next_id(engine, AX_KIND_MAP, id, &id);) {
		struct ax_map *map = ax_engine_by_id(engine, AX_KIND_MAP, id);

		if (!map)
			continue;
		seen += ax_map_spec_of(map)->max_entries;
		ax_map_put(engine, map);
	}
	return seen;
}

TEST(engine, images_come_and_go_side_by_side)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	_Atomic u32 wrong = 0, ended = 0;
	struct loader loaders[LOADERS];
	pthread_t threads[LOADERS];
	u64 seen = 0;

	for (u32 i = 0; i < LOADERS; i++) {
		loaders[i] = (struct loader){.engine = engine, .number = i, .wrong = &wrong, .ended = &ended};
		CHECK_EQ(pthread_create(&threads[i], NULL, load, &loaders[i]), 0);
	}
	while (atomic_load(&ended) < LOADERS)
		seen += list(engine);
	for (u32 i = 0; i < LOADERS; i++)
		pthread_join(threads[i], NULL);
	CHECK_EQ(atomic_load(&wrong), 0);
	CHECK(seen);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 0);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 0);
	axp_run_deferred();
	kit_engine_end(&kit, engine);
}
