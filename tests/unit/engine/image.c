/* SPDX-License-Identifier: Apache-2.0
 * image.c - an object's maps and programs in an engine: all or nothing, whatever runs out. */
#include <axiom/image.h>
#include "unit/engine/kit.h"
#include "unit/object/object_test.h"

TEST(engine, an_image_has_what_the_object_has)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_image image;
	struct opened o;

	object_open(&o, "03-rtos/imu.bpf.o");
	CHECK_EQ(ax_image_load(&image, engine, &o.object, &o.arena, AX_EXEC_INTERP, NULL), 0);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 3);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 1);
	CHECK(ax_image_map(&image, "alarms") && ax_image_map(&image, "hits"));
	CHECK(!ax_image_map(&image, "alarm"));
	CHECK(ax_image_prog(&image, "on_sample"));
	CHECK(!ax_image_prog(&image, "hits"));
	ax_image_unload(&image);
	ax_image_unload(&image); /* harmless */
	object_close(&o);
	kit_engine_end(&kit, engine);
}

TEST(engine, an_image_is_loaded_whole_or_not_at_all)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_image_error error;
	struct ax_image image;
	struct opened o;
	size_t mark;
	u32 failures = 0;
	int err;

	object_open(&o, "03-rtos/imu.bpf.o");
	mark = ax_arena_mark(&o.arena);
	for (;;) {
		kit.allocs = 0;
		kit.fail_at = failures + 1;
		err = ax_image_load(&image, engine, &o.object, &o.arena, AX_EXEC_INTERP, &error);
		if (!err)
			break;
		CHECK_EQ(err, -AX_ENOMEM);
		CHECK(error.name[0]);
		/* the tables of ids may have grown for good; objects are gone */
		CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 0);
		CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 0);
		ax_arena_release(&o.arena, mark);
		failures++;
	}
	CHECK(failures > 5);
	ax_image_unload(&image);
	object_close(&o);
	kit_engine_end(&kit, engine);
}

TEST(engine, an_image_names_the_program_that_is_refused)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_image_error error;
	struct ax_image image;
	struct opened o;

	object_open(&o, "03-rtos/imu.bpf.o");
	o.object.progs[0].insns[o.object.progs[0].insn_count - 1].opcode = 0xff;
	CHECK_EQ(ax_image_load(&image, engine, &o.object, &o.arena, AX_EXEC_INTERP, &error), -AX_EINVAL);
	CHECK_STR(error.what, "program");
	CHECK_STR(error.name, "on_sample");
	CHECK_STR(ax_diag_name(error.diag.reason), "bad_instruction");
	object_close(&o);
	kit_engine_end(&kit, engine);
}

TEST(engine, an_image_fills_maps_of_maps_and_program_arrays)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_image_error error;
	struct ax_image image;
	struct opened o;
	u8 context[192] = {0};

	object_open(&o, "tests/inner.bpf.o");
	CHECK_EQ(ax_image_load(&image, engine, &o.object, &o.arena, AX_EXEC_INTERP, &error), 0);
	CHECK_EQ(ax_prog_run(ax_image_prog(&image, "caller"), context), 0); /* 7 where the array is empty */
	CHECK_EQ(ax_prog_run(ax_image_prog(&image, "filled"), context), 5);
	CHECK_EQ(ax_prog_run(ax_image_prog(&image, "filled"), context), 10);
	ax_image_unload(&image);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 0);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 0);
	object_close(&o);
	kit_engine_end(&kit, engine);
}

TEST(engine, maps_in_maps_keep_the_locks_of_their_values)
{
	struct {
		u64 sum;
		u32 lock, count;
	} value = {5, 0xdead, 6}, seen = {0};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_image_error error = {.name = ""};
	struct ax_image image;
	struct opened o;
	u64 args[12] = {30};
	u32 key = 1;

	object_open(&o, "tests/innerlock.bpf.o");
	CHECK_EQ(ax_image_load(&image, engine, &o.object, &o.arena, AX_EXEC_AUTO, &error), 0);
	CHECK_EQ(ax_map_user_update(ax_image_map(&image, "one"), &key, &value, AX_F_LOCK), 0);
	CHECK_EQ(ax_prog_run(ax_image_prog(&image, "on_sample"), args), 7);
	CHECK_EQ(ax_map_user_lookup(ax_image_map(&image, "one"), &key, &seen, AX_F_LOCK), 0);
	CHECK_EQ(seen.sum, 35);
	CHECK_EQ(seen.count, 7);
	CHECK_EQ(seen.lock, 0); /* free, and never shown */
	ax_image_unload(&image);
	object_close(&o);
	kit_engine_end(&kit, engine);
}
