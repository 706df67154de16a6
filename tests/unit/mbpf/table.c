/* SPDX-License-Identifier: Apache-2.0
 * table.c - JavaScript programs among the engine's: in its table, on its hooks, with maps that eBPF programs use, too. */
#include <pthread.h>
#include <unistd.h>
#include "isa/asm.h"
#include "unit/mbpf/kit.h"

/* ebpf - a verified program that adds 1 to element 0 of the map and returns the new value */
static struct ax_prog *ebpf(struct ax_engine *engine, struct ax_map *map)
{
	static const char text[] = "stw [r10-4], 0\n mov r2, r10\n add r2, -4\n lddw r1, map[0]\n call 1\n jeq r0, 0, +4\n"
				   "ldxdw r1, [r0]\n add r1, 1\n stxdw [r0], r1\n mov r0, r1\n exit\n";
	struct ax_insn insns[32];
	struct axi_asm_error error;
	int count = axi_asm(text, sizeof(text) - 1, insns, 32, &error);
	struct ax_prog_spec spec = {.type = AX_PROG_CUSTOM, .name = "packets", .insns = insns, .insn_count = (u32)count, .maps = &map,
				    .map_count = 1, .license = "GPL", .verify = true};
	struct ax_prog *prog = NULL;
	struct ax_diag diag;

	CHECK(count > 0);
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, &diag), 0);
	return prog;
}

TEST(mbpf, programs_of_both_kinds_are_in_one_table_and_share_a_map)
{
	struct ax_prog_info info;
	struct ax_prog *bpf, *js;
	u32 id = 0, next, key = 1;
	u64 args[12] = {0}, *value;
	struct ax_map *map;

	/* eBPF counts, JavaScript reads; JavaScript counts, eBPF reads */
	start_program("function mbpf_prog(ctx) { maps.count.add(0, 100); maps.count.add(1, 1); return maps.count.get(0); }",
		      ",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[{\"name\":\"count\",\"type\":\"counter\",\"max_entries\":2}]");
	map = mbpf_program_map(kit.program, "count");
	bpf = ebpf(kit.engine, map);
	CHECK_EQ(ax_prog_run(bpf, args), 1);
	CHECK_EQ(ax_prog_run(bpf, args), 2);
	CHECK_EQ(run_packet(), 102);
	CHECK_EQ(ax_prog_run(bpf, args), 103);
	CHECK_EQ(run_packet(), 203);
	value = ax_map_lookup(map, &key);
	CHECK_EQ(*value, 2);

	/* one table: ids in order of loading, each with its name, type and maps */
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_PROG), 2);
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_MAP), 1);
	CHECK_EQ(ax_engine_next_id(kit.engine, AX_KIND_PROG, 0, &id), 0);
	js = ax_engine_by_id(kit.engine, AX_KIND_PROG, id);
	ax_prog_info(js, &info);
	CHECK_STR(info.name, "p");
	CHECK_EQ(info.type, AX_PROG_JS);
	CHECK_EQ(info.insn_count, 0);
	CHECK_EQ(info.run_count, 2);
	CHECK_EQ(info.map_count, 1);
	CHECK(info.maps[0] == map);
	CHECK(info.bytes > 4096);
	CHECK_EQ(ax_engine_next_id(kit.engine, AX_KIND_PROG, id, &next), 0);
	ax_prog_info(bpf, &info);
	CHECK_EQ(info.id, next);
	CHECK_STR(info.name, "packets");
	CHECK(info.maps[0] == map);

	/* who holds it keeps it */
	CHECK_EQ(mbpf_program_unload(kit.runtime, kit.program), -AX_EBUSY);
	CHECK_EQ(mbpf_runtime_shutdown(kit.runtime), -AX_EBUSY);
	ax_prog_put(js);
	CHECK_EQ(mbpf_program_unload(kit.runtime, kit.program), 0);
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_PROG), 1);
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_MAP), 1); /* the other program's now */
	CHECK_EQ(ax_prog_run(bpf, args), 204);
	ax_prog_put(bpf);
	close_kit();
}

TEST(mbpf, a_program_that_is_given_away_ends_with_its_entry)
{
	struct ax_prog *entry;

	CHECK_EQ(load_program("function mbpf_prog(ctx) { } function mbpf_fini() { mbpf.log('bye'); }", "]"), 0);
	entry = mbpf_program_give(kit.program);
	CHECK_EQ(mbpf_program_unload(kit.runtime, kit.program), -AX_EBUSY);
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_PROG), 1);
	ax_prog_get(entry);
	ax_prog_put(entry);
	CHECK_STR(kit.log, "");
	ax_prog_put(entry);
	CHECK_STR(kit.log, "bye;");
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_PROG), 0);
	close_kit();
}

/* Another looks the program up by its id while it is unloaded: it goes when nobody holds it, and not before. */
static _Atomic bool seek_over;
static _Atomic u32 found;

static void *seek(void *arg)
{
	struct ax_engine *engine = arg;
	struct ax_prog_info info;
	u32 id;

	while (!atomic_load(&seek_over)) {
		struct ax_prog *prog = ax_engine_next_id(engine, AX_KIND_PROG, 0, &id) ? NULL : ax_engine_by_id(engine, AX_KIND_PROG, id);

		if (!prog)
			continue;
		ax_prog_info(prog, &info);
		ax_prog_put(prog);
		atomic_fetch_add(&found, 1);
	}
	return NULL;
}

TEST(mbpf, a_program_that_another_finds_meanwhile_is_not_unloaded)
{
	static const char source[] = "function mbpf_prog(ctx) { }";
	pthread_t thread;
	size_t bytes;
	void *package = make_package(source, "]", &bytes);

	CHECK_EQ(load_program(source, "]"), 0);
	CHECK_EQ(mbpf_program_unload(kit.runtime, kit.program), 0);
	atomic_store(&seek_over, false);
	atomic_store(&found, 0);
	CHECK_EQ(pthread_create(&thread, NULL, seek, kit.engine), 0);
	for (u32 i = 0; i < 500 || (i < 20000 && !atomic_load(&found)); i++) {
		int err;

		CHECK_EQ(mbpf_program_load(kit.runtime, package, bytes, &kit.program, &kit.diag), 0);
		usleep(20);
		do
			err = mbpf_program_unload(kit.runtime, kit.program);
		while (err == -AX_EBUSY);
		CHECK_EQ(err, 0);
	}
	atomic_store(&seek_over, true);
	pthread_join(thread, NULL);
	CHECK(atomic_load(&found));
	free(package);
	close_kit();
}

TEST(mbpf, a_link_that_others_hold_keeps_the_program)
{
	struct ax_engine *engine;
	struct ax_link *link;
	struct ax_hook h;
	u64 args[12] = {0};
	u32 id;

	CHECK_EQ(ax_engine_create(&engine, axp_port(), &ax_limits_cloud), 0);
	CHECK_EQ(ax_hook_init(&h, engine, "custom/x", AX_PROG_CUSTOM), 0);
	CHECK_EQ(ax_hook_publish(&h), 0);
	kit.config = (struct mbpf_config){.engine = engine};
	kit.hook = "custom/x";
	CHECK_EQ(load_program("function mbpf_prog(ctx) { return 9; }", "]"), 0);
	kit.hook = "net_rx";
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), 0);
	CHECK_EQ(ax_engine_next_id(engine, AX_KIND_LINK, 0, &id), 0);
	link = ax_engine_by_id(engine, AX_KIND_LINK, id);
	CHECK_EQ(mbpf_program_unload(kit.runtime, kit.program), -AX_EBUSY);
	CHECK_EQ(ax_hook_fire(&h, args), 9);
	CHECK_EQ(mbpf_program_detach(kit.runtime, kit.program), 0);
	CHECK_EQ(ax_hook_fire(&h, args), 0); /* it hangs there no more, whoever holds the link */
	CHECK_EQ(mbpf_program_unload(kit.runtime, kit.program), -AX_EBUSY);
	ax_link_put(link);
	CHECK_EQ(mbpf_program_unload(kit.runtime, kit.program), 0);
	ax_hook_unpublish(&h);
	close_kit();
}

static struct ax_map *platform_map;
static struct ax_map *find_map(void *arg, const char *name)
{
	if (strcmp(name, "count"))
		return NULL;
	ax_map_get(platform_map);
	return platform_map;
}

TEST(mbpf, a_pinned_map_is_the_platform_s)
{
	static const char source[] = "function mbpf_prog(ctx) { maps.count.add(0, 5); return maps.count.get(0); }";
	static const char pinned[] = ",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[{\"name\":\"count\",\"type\":\"counter\","
				     "\"max_entries\":2,\"pinning\":1}]";
	static const char other[] = ",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[{\"name\":\"count\",\"type\":\"counter\","
				    "\"max_entries\":3,\"pinning\":1}]";
	struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 2, .name = "count"};
	struct ax_engine *engine;
	struct ax_prog *bpf;
	u64 args[12] = {0};

	CHECK_EQ(ax_engine_create(&engine, axp_port(), &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &platform_map), 0);
	bpf = ebpf(engine, platform_map);
	CHECK_EQ(ax_prog_run(bpf, args), 1);
	kit.config = (struct mbpf_config){.engine = engine, .map = find_map};
	start_program(source, pinned);
	CHECK_EQ(run_packet(), 6);
	CHECK_EQ(ax_prog_run(bpf, args), 7);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 1);
	CHECK_EQ(mbpf_runtime_shutdown(kit.runtime), 0);
	free(kit.package);
	kit.config = (struct mbpf_config){.engine = engine, .map = find_map};
	CHECK_EQ(load_program(source, other), -AX_EINVAL);
	CHECK_STR(kit.diag.text, "map count is here already, defined otherwise");
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 1);
	ax_prog_put(bpf);
	ax_map_put(engine, platform_map);
	close_kit();
}

/* hook - fire an engine's hook of this name and type with a JavaScript program on it */
static u64 hook(const char *name, enum ax_prog_type type, const char *source, void *ctx)
{
	struct ax_engine *engine;
	struct ax_hook h;
	u64 result;

	CHECK_EQ(ax_engine_create(&engine, axp_port(), &ax_limits_cloud), 0);
	CHECK_EQ(ax_hook_init(&h, engine, name, type), 0);
	kit.config = (struct mbpf_config){.engine = engine};
	kit.hook = name;
	CHECK_EQ(load_program(source, "]"), 0);
	kit.hook = "net_rx";
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), -AX_ENOENT); /* nobody has published it */
	CHECK_EQ(ax_hook_publish(&h), 0);
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), 0);
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), -AX_EEXIST);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_LINK), 1);
	result = ax_hook_fire(&h, ctx);
	CHECK_EQ(outcome(MBPF_OK), 1);
	CHECK_EQ(mbpf_program_detach(kit.runtime, kit.program), 0);
	CHECK_EQ(ax_hook_fire(&h, ctx), 0);
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), 0);
	ax_hook_unpublish(&h);
	close_kit();
	return result;
}

TEST(mbpf, hooks_of_the_engine_run_javascript)
{
	u64 args[12] = {7, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000};
	struct { u64 timestamp_ns; u32 id, offset, seqno, line_seqno; } gpio = {1, 2, 3, 4, 5};
	struct { u64 timestamp_ns, period_ns, duty_cycle_ns; u32 chip, channel; } pwm = {1, 2, 3, 4, 5};
	struct { u64 timestamp_ns; s64 value; u32 device, channel, scale_num, scale_den; } iio = {1, -20, 3, 4, 5, 6};
	struct { u64 timestamp_ns, interface; u32 can_id; u8 len, flags, reserved[2]; u8 data[64]; } can = {1, 2, 0x123, 3, 4, {0}, {9, 8, 7}};

	CHECK_EQ(hook("custom/joint", AX_PROG_CUSTOM, "function mbpf_prog(ctx) { return ctx.arg0 * 10 + ctx.arg1 + ctx.arg11; }", args), 1075);
	CHECK_EQ(hook("gpio/gpiochip0/17/rising", AX_PROG_GPIO,
		      "function mbpf_prog(ctx) { return +`${ctx.timestamp_ns}${ctx.id}${ctx.offset}${ctx.seqno}${ctx.line_seqno}`; }", &gpio), 12345);
	CHECK_EQ(hook("pwm/pwmchip0/0", AX_PROG_PWM,
		      "function mbpf_prog(ctx) { return +`${ctx.timestamp_ns}${ctx.period_ns}${ctx.duty_cycle_ns}${ctx.chip}${ctx.channel}`; }", &pwm),
		 12345);
	CHECK_EQ((s64)hook("iio/device0/accel_x", AX_PROG_IIO,
			   "function mbpf_prog(ctx) { return ctx.value * 100 - ctx.device * 10 - ctx.scale_den; }", &iio), -2036);
	CHECK_EQ(hook("can/can0/rx", AX_PROG_CAN,
		      "function mbpf_prog(ctx) { return ctx.can_id * 1000 + ctx.dataLen * 100 + ctx.readU8(2) * 10 + ctx.len; }", &can), 0x123 * 1000 + 373);
}

/* a program on an engine's hook fails: the hook gets 0, and eBPF programs beside it run on */
TEST(mbpf, both_kinds_run_on_one_hook_in_order)
{
	struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 2, .name = "count"};
	struct ax_engine *engine;
	struct ax_link *link;
	struct ax_map *map;
	struct ax_prog *bpf;
	struct ax_hook h;
	u64 args[12] = {1};

	CHECK_EQ(ax_engine_create(&engine, axp_port(), &ax_limits_cloud), 0);
	CHECK_EQ(ax_hook_init(&h, engine, "custom/x", AX_PROG_CUSTOM), 0);
	CHECK_EQ(ax_hook_publish(&h), 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	bpf = ebpf(engine, map);
	kit.config = (struct mbpf_config){.engine = engine};
	kit.hook = "custom/x";
	CHECK_EQ(load_program("var n = 0; function mbpf_prog(ctx) { if (n++) throw 1; return 50; }", "]"), 0);
	kit.hook = "net_rx";
	CHECK_EQ(ax_hook_attach(&h, bpf, &link), 0);
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), 0);
	CHECK_EQ(ax_hook_fire(&h, args), 50); /* the last one's */
	CHECK_EQ(ax_hook_fire(&h, args), 0);
	CHECK_EQ(outcome(MBPF_EXCEPTION), 1);
	ax_link_put(link);
	CHECK_EQ(ax_prog_run(bpf, args), 3);
	ax_prog_put(bpf);
	ax_map_put(engine, map);
	ax_hook_unpublish(&h);
	close_kit();
}
