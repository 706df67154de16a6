/* SPDX-License-Identifier: Apache-2.0
 * prog.c - programs in the engine: loading, linking, running, references; nothing stays behind a refusal. */
#include "unit/engine/kit.h"

static struct ax_map *new_map(struct ax_engine *engine, u32 type, u32 key, u32 value, u32 entries)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries};
	struct ax_map *map = NULL;

	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	return map;
}

TEST(engine, maps_get_ids_and_go_with_the_last_reference)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *a = new_map(engine, AX_MAP_ARRAY, 4, 8, 1), *b = new_map(engine, AX_MAP_HASH, 4, 8, 10), *found;
	u32 next;

	CHECK_EQ(ax_map_id(a), 1);
	CHECK_EQ(ax_map_id(b), 2);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 2);
	found = ax_engine_by_id(engine, AX_KIND_MAP, 2);
	CHECK(found == b);
	ax_map_put(engine, b);
	CHECK_EQ(ax_engine_destroy(engine), -AX_EBUSY);
	CHECK_EQ(ax_engine_next_id(engine, AX_KIND_MAP, 1, &next), 0);
	CHECK_EQ(next, 2);
	ax_map_put(engine, found);
	CHECK_EQ(ax_engine_next_id(engine, AX_KIND_MAP, 1, &next), -AX_ENOENT);
	CHECK(!ax_engine_by_id(engine, AX_KIND_MAP, 2));
	ax_map_put(engine, a);
	kit_engine_end(&kit, engine);
}

/* Two numbers whose sum is always 56: joined they could be 112. */
TEST(engine, what_the_first_inference_does_not_see_the_second_does)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *map = new_map(engine, AX_MAP_ARRAY, 4, 64, 1);
	struct ax_prog *prog = LOAD_MAP(engine, map,
		LDX(AX_DW, 6, 1, 0), ST(AX_W, 10, -4, 0), MOV_REG(2, 10), ADD(2, -4), MAP(1, 0),
		CALL(AX_HELPER_map_lookup_elem), JEQ(0, 0, 8), MOV(2, 0), MOV(3, 56), JEQ(6, 0, 2), MOV(2, 56), MOV(3, 0),
		((struct ax_insn){AX_ALU64 | AX_ADD | AX_X, 2, 3, 0, 0}), ((struct ax_insn){AX_ALU64 | AX_ADD | AX_X, 0, 2, 0, 0}),
		LDX(AX_DW, 0, 0, 0), EXIT());
	u64 ctx[12] = {0};
	struct ax_prog_info info;

	CHECK_EQ(ax_prog_run(prog, ctx), 0);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.verdict.apart, 5);
	ax_prog_put(prog);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}

TEST(engine, a_program_counts_in_a_map_and_keeps_it_alive)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *map = new_map(engine, AX_MAP_ARRAY, 4, 8, 1);
	struct ax_prog *prog = LOAD_MAP(engine, map,
		ST(AX_W, 10, -4, 0), MOV_REG(2, 10), ADD(2, -4), MAP(1, 0), CALL(AX_HELPER_map_lookup_elem),
		JEQ(0, 0, 4), LDX(AX_DW, 1, 0, 0), ADD(1, 1), STX(AX_DW, 0, 1, 0), MOV_REG(0, 1), EXIT());
	u64 ctx[12] = {0}, value = 0;
	u32 key = 0;
	struct ax_prog_info info;

	for (u64 i = 1; i <= 5; i++)
		CHECK_EQ(ax_prog_run(prog, ctx), i);
	CHECK_EQ(ax_map_user_lookup(map, &key, &value, 0), 0);
	CHECK_EQ(value, 5);
	ax_map_put(engine, map); /* the program has its own reference */
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 1);
	CHECK_EQ(ax_prog_run(prog, ctx), 6);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.id, 1);
	CHECK_EQ(info.run_count, 6);
	CHECK_EQ(info.run_ns, 0);
	CHECK_EQ(info.map_count, 1);
	CHECK_STR(info.name, "test");
	CHECK(info.gpl);
	CHECK_EQ(info.insns[3].src, AX_PSEUDO_MAP_IDX); /* as verified, no address of ours */
	CHECK_EQ(info.insns[3].imm, 0);
	ax_prog_put(prog);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_MAP), 0);
	kit_engine_end(&kit, engine);
}

TEST(engine, direct_values_are_addresses_inside_the_map)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *map = new_map(engine, AX_MAP_ARRAY, 4, 16, 1);
	struct ax_prog *prog = LOAD_MAP(engine, map, MAP_VALUE(1, 0, 8), LDX(AX_W, 0, 1, 4), ST(AX_W, 1, 4, 77), EXIT());
	u32 key = 0, value[4] = {1, 2, 3, 4};
	u64 ctx[12] = {0};

	CHECK_EQ(ax_map_user_update(map, &key, value, AX_ANY), 0);
	CHECK_EQ(ax_prog_run(prog, ctx), 4);
	CHECK_EQ(ax_map_user_lookup(map, &key, value, 0), 0);
	CHECK_EQ(value[3], 77);
	ax_prog_put(prog);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}

TEST(engine, run_time_is_measured_only_while_asked_for)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *prog = LOAD(engine, CALL(AX_HELPER_ktime_get_ns), EXIT());
	u64 ctx[12] = {0};
	struct ax_prog_info info;

	CHECK(ax_prog_run(prog, ctx) > 0);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.run_ns, 0);
	ax_engine_stats(engine, true);
	for (u32 i = 0; i < 1000; i++)
		ax_prog_run(prog, ctx);
	ax_engine_stats(engine, false);
	ax_prog_info(prog, &info);
	CHECK(info.run_ns > 0);
	CHECK_EQ(info.run_count, 1001);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

static int try_load(struct ax_engine *engine, struct ax_prog_spec spec)
{
	struct ax_prog *prog;
	struct ax_diag diag;

	return ax_prog_load(engine, &spec, &prog, &diag);
}

TEST(engine, what_is_no_program_is_refused)
{
	static const struct ax_insn good[] = {MOV(0, 0), EXIT()};
	static const struct ax_insn bad_map[] = {MAP(1, 0), MOV(0, 0), EXIT()};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog_spec spec = {.type = AX_PROG_KPROBE, .insns = good, .insn_count = 2, .verify = true}, bad;
	size_t used = kit.mem.used;

	bad = spec, bad.type = 9999;
	CHECK_EQ(try_load(engine, bad), -AX_EINVAL);
	bad = spec, bad.insn_count = 0;
	CHECK_EQ(try_load(engine, bad), -AX_EINVAL);
	bad = spec, bad.insn_count = 1000001;
	CHECK_EQ(try_load(engine, bad), -AX_E2BIG);
	bad = spec, bad.map_count = AX_MAPS_PER_PROG + 1;
	CHECK_EQ(try_load(engine, bad), -AX_E2BIG);
	bad = spec, bad.btf_id = 5;
	CHECK_EQ(try_load(engine, bad), -AX_ENOENT);
	bad = spec, bad.insns = bad_map, bad.insn_count = 4;
	CHECK(try_load(engine, bad) < 0);
	bad.verify = false;
	CHECK_EQ(try_load(engine, bad), -AX_EINVAL);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_PROG), 0);
	CHECK_EQ(kit.mem.used, used);
	kit_engine_end(&kit, engine);
}

TEST(engine, an_unverified_program_touches_only_its_stack)
{
	static const struct ax_insn insns[] = {LDX(AX_DW, 0, 1, 0), EXIT()};
	static const struct ax_insn stack[] = {ST(AX_DW, 10, -8, 9), LDX(AX_DW, 0, 10, -8), EXIT()};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog_spec spec = {.type = AX_PROG_KPROBE, .insns = insns, .insn_count = 2, .license = "MIT"};
	struct ax_prog *prog;
	struct ax_prog_info info;
	u64 ctx[34] = {5};

	CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), 0);
	CHECK_EQ(ax_prog_run(prog, ctx), 0);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.budget_stops, 1);
	CHECK(!info.gpl);
	ax_prog_put(prog);
	spec.insns = stack;
	spec.insn_count = 3;
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), 0);
	CHECK_EQ(ax_prog_run(prog, ctx), 9);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

TEST(engine, licences_are_gpl_compatible_as_linux_says)
{
	static const struct {
		const char *license;
		bool gpl;
	} rows[] = {
		{"GPL", true}, {"GPL v2", true}, {"GPL and additional rights", true}, {"Dual BSD/GPL", true},
		{"Dual MIT/GPL", true}, {"Dual MPL/GPL", true}, {"gpl", false}, {"GPL ", false}, {"GPLv2", false},
		{"Apache-2.0", false}, {"", false}, {NULL, false},
	};
	static const struct ax_insn insns[] = {MOV(0, 0), EXIT()};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ax_prog_spec spec = {
			.type = AX_PROG_KPROBE, .insns = insns, .insn_count = 2, .license = rows[i].license,
		};
		struct ax_prog *prog;
		struct ax_prog_info info;

		CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), 0);
		ax_prog_info(prog, &info);
		CHECK_EQ(info.gpl, rows[i].gpl);
		ax_prog_put(prog);
	}
	kit_engine_end(&kit, engine);
}

/* Everything that loading does: two maps, a program over one, a hook, a link. */
static int load_all(struct ax_engine *engine, struct ax_hook *hook)
{
	static const struct ax_insn insns[] = {MAP(1, 0), MOV(0, 3), EXIT()};
	struct ax_map_spec array = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
	struct ax_map_spec ring = {.type = AX_MAP_RINGBUF, .max_entries = 4096};
	struct ax_prog_spec spec = {
		.type = AX_PROG_PERF_EVENT, .insns = insns, .insn_count = 4, .map_count = 1, .verify = true,
	};
	struct ax_map *a = NULL, *b = NULL;
	struct ax_prog *prog = NULL;
	struct ax_link *link = NULL;
	int err = ax_engine_map_create(engine, &array, &a);

	if (!err)
		err = ax_engine_map_create(engine, &ring, &b);
	spec.maps = &a;
	if (!err)
		err = ax_prog_load(engine, &spec, &prog, NULL);
	if (!err)
		err = ax_hook_attach(hook, prog, &link);
	if (link)
		ax_link_put(link);
	if (prog)
		ax_prog_put(prog);
	if (b)
		ax_map_put(engine, b);
	if (a)
		ax_map_put(engine, a);
	return err;
}

TEST(engine, each_allocation_may_fail_and_nothing_stays)
{
	u32 fail_at = 1;

	for (int err = -1; err; fail_at++) {
		struct kit kit;
		struct ax_engine *engine = kit_engine(&kit);
		struct ax_hook hook;
		u32 before = kit.allocs;

		CHECK_EQ(ax_hook_init(&hook, engine, "test", AX_PROG_PERF_EVENT), 0);
		kit.fail_at = before + fail_at;
		err = load_all(engine, &hook);
		CHECK(!err || err == -AX_ENOMEM);
		for (u32 kind = 0; kind < AX_KINDS; kind++)
			CHECK_EQ(ax_engine_count(engine, kind), 0);
		CHECK(!atomic_load(&hook.links));
		kit.fail_at = 0;
		CHECK_EQ(load_all(engine, &hook), 0);
		kit_engine_end(&kit, engine);
		CHECK(fail_at < 100);
	}
	CHECK(fail_at > 8); /* it did fail a few times */
}

TEST(engine, an_engine_without_memory_is_refused)
{
	struct kit kit;
	struct ax_engine *engine;

	for (u32 fail_at = 1; fail_at <= 2; fail_at++) {
		kit_init(&kit);
		kit.fail_at = fail_at;
		CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), -AX_ENOMEM);
		CHECK_EQ(kit.mem.used, 0);
	}
}

static u64 always_9(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	return 9;
}

TEST(engine, helpers_can_be_bound_and_missing_ones_are_refused)
{
	static const struct ax_insn insns[] = {CALL(AX_HELPER_ktime_get_ns), EXIT()};
	struct ax_prog_spec spec = {.type = AX_PROG_KPROBE, .insns = insns, .insn_count = 2, .verify = true};
	struct kit kit;
	struct ax_engine *engine;
	struct ax_prog *prog;
	struct ax_diag diag;
	u64 ctx[34];

	kit_init(&kit);
	kit.port.now_ns = NULL; /* a world without a clock */
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK(ax_prog_load(engine, &spec, &prog, &diag) < 0);
	CHECK_EQ(ax_engine_bind(engine, AX_HELPER_ktime_get_ns, always_9), 0);
	CHECK_EQ(ax_engine_bind(engine, 255, always_9), -AX_ENOENT);
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, &diag), 0);
	CHECK_EQ(ax_prog_run(prog, ctx), 9);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

/* the first bytes of what sha1sum says about the file of these 16 bytes */
TEST(engine, tags_are_sha1_of_the_instructions)
{
	static const struct ax_insn insns[] = {MOV(0, 7), EXIT()};
	static const u8 want[8] = {0x89, 0x23, 0xda, 0xd8, 0x31, 0xf6, 0xfb, 0x51};
	u8 tag[8];

	axi_prog_tag(insns, 2, tag);
	CHECK(!memcmp(tag, want, 8));
}

TEST(engine, tags_do_not_depend_on_maps)
{
	const struct ax_insn a[] = {MAP(1, 0), MOV(0, 0), EXIT()}, b[] = {MAP(1, 5), MOV(0, 0), EXIT()};
	const struct ax_insn c[] = {MAP(1, 0), MOV(0, 1), EXIT()};
	u8 tags[3][8];

	axi_prog_tag(a, 4, tags[0]);
	axi_prog_tag(b, 4, tags[1]);
	axi_prog_tag(c, 4, tags[2]);
	CHECK(!memcmp(tags[0], tags[1], 8));
	CHECK(memcmp(tags[0], tags[2], 8));
}

/* --- records of a ring buffer that the end of the budget leaves reserved --- */

static int count_records(void *arg, const void *record, uint32_t bytes)
{
	++*(u32 *)arg;
	return 1;
}

/* Runs `insns` (maps[0]: a ring, maps[1]: an array whose zero keeps them in a loop), which reserve `held` records and loop. */
static void stopped_with_records(const struct ax_insn *insns, u32 count, u32 held, enum ax_exec exec, bool counted)
{
	const struct ax_map_spec ring_spec = {.type = AX_MAP_RINGBUF, .max_entries = 4096};
	const struct ax_map_spec array_spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *maps[2];
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .insns = insns, .insn_count = count, .maps = maps, .map_count = 2,
				    .license = "GPL", .verify = true, .exec = exec, .back_edges = 100};
	struct ax_prog *prog;
	struct ax_prog_info info;
	struct ax_run_counts counts = {0};
	u64 ctx[8] = {0};
	u32 seen = 0;

	CHECK_EQ(ax_engine_map_create(engine, &ring_spec, &maps[0]), 0);
	CHECK_EQ(ax_engine_map_create(engine, &array_spec, &maps[1]), 0);
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), 0);
	for (u32 round = 1; round <= 300; round++) { /* more than the ring has room for */
		if (counted)
			ax_prog_run_counted(prog, ctx, &counts);
		else
			ax_prog_run(prog, ctx);
		CHECK_EQ(ax_ring_output(maps[0], "abcdefg", 8, 0), 0);
		CHECK_EQ(ax_ring_read(maps[0], count_records, &seen), 1);
		CHECK_EQ(seen, round);
		CHECK_EQ(ax_ring_lost(maps[0]), round * held);
		CHECK_EQ(ax_ring_query(maps[0], 0), 0);
	}
	ax_prog_info(prog, &info);
	CHECK_EQ(info.budget_stops, 300);
	ax_prog_put(prog);
	ax_map_put(engine, maps[0]);
	ax_map_put(engine, maps[1]);
	kit_engine_end(&kit, engine);
}

#define LOOP_WHILE_ZERO MAP_VALUE(1, 1, 0), LDX(AX_DW, 2, 1, 0), JEQ(2, 0, -2)
#define RESERVE         MAP(1, 0), MOV(2, 16), MOV(3, 0), CALL(AX_HELPER_ringbuf_reserve)
#define DISCARD(reg)    JEQ(reg, 0, 3), MOV_REG(1, reg), MOV(2, 0), CALL(AX_HELPER_ringbuf_discard)

TEST(engine, records_that_a_run_out_of_budget_reserved_are_given_back_and_counted)
{
	static const struct ax_insn one[] = {RESERVE, MOV_REG(6, 0), LOOP_WHILE_ZERO, DISCARD(6), MOV(0, 0), EXIT()};
	static const struct ax_insn some[] = {RESERVE, MOV_REG(6, 0), RESERVE, MOV_REG(7, 0), RESERVE, MOV_REG(8, 0), DISCARD(7),
					      LOOP_WHILE_ZERO, DISCARD(6), DISCARD(8), MOV(0, 0), EXIT()};
	static const struct ax_insn dynptr[] = {MAP(1, 0), MOV(2, 16), MOV(3, 0), MOV_REG(4, 10), ADD(4, -16),
						CALL(AX_HELPER_ringbuf_reserve_dynptr), LOOP_WHILE_ZERO, MOV_REG(1, 10), ADD(1, -16),
						MOV(2, 0), CALL(AX_HELPER_ringbuf_discard_dynptr), MOV(0, 0), EXIT()};
	static const enum ax_exec ways[] = {AX_EXEC_INTERP, AX_EXEC_JIT};

	for (u32 i = 0; i < 3; i++) {
		enum ax_exec exec = ways[i % 2];

		if (exec == AX_EXEC_JIT && !axp_port()->jit)
			continue;
		stopped_with_records(one, ARRAY_LEN(one), 1, exec, i == 2);
		stopped_with_records(some, ARRAY_LEN(some), 2, exec, i == 2);
		stopped_with_records(dynptr, ARRAY_LEN(dynptr), 1, exec, i == 2);
	}
}
