/* SPDX-License-Identifier: Apache-2.0
 * helpers.c - every helper as a verified program sees it. */
#include <sys/prctl.h>
#include <unistd.h>
#include "unit/engine/kit.h"

static u64 ctx[12];

/* run - what the program returns; it is gone afterwards. */
static u64 run_once(struct ax_prog *prog)
{
	u64 result = ax_prog_run(prog, ctx);

	ax_prog_put(prog);
	return result;
}

TEST(engine, time_helpers_tell_the_ports_time)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	u64 before = kit.port.now_ns(), now = run_once(LOAD(engine, CALL(AX_HELPER_ktime_get_ns), EXIT()));

	CHECK(now >= before && now <= kit.port.now_ns());
	before = kit.port.boot_ns();
	now = run_once(LOAD(engine, CALL(AX_HELPER_ktime_get_boot_ns), EXIT()));
	CHECK(now >= before && now <= kit.port.boot_ns());
	kit_engine_end(&kit, engine);
}

TEST(engine, task_helpers_tell_who_runs)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	char name[16] = {0};
	u64 comm;

	CHECK_EQ(run_once(LOAD(engine, CALL(AX_HELPER_get_current_pid_tgid), EXIT())),
		 (u64)getpid() << 32 | (u32)gettid());
	CHECK_EQ(run_once(LOAD(engine, CALL(AX_HELPER_get_current_uid_gid), EXIT())), (u64)getgid() << 32 | getuid());
	prctl(PR_GET_NAME, name);
	comm = run_once(LOAD(engine, MOV_REG(1, 10), ADD(1, -16), MOV(2, 16), CALL(AX_HELPER_get_current_comm),
			     LDX(AX_DW, 0, 10, -16), EXIT()));
	CHECK(!memcmp(&comm, name, 8));
	/* a short buffer: cut, terminated */
	comm = run_once(LOAD(engine, ST(AX_DW, 10, -8, -1), MOV_REG(1, 10), ADD(1, -8), MOV(2, 3),
			     CALL(AX_HELPER_get_current_comm), LDX(AX_DW, 0, 10, -8), EXIT()));
	CHECK_EQ(comm, 0xffffffffff000000u | (u64)(u8)name[0] | (u64)(u8)name[1] << 8);
	kit_engine_end(&kit, engine);
}

TEST(engine, random_numbers_differ_and_the_cpu_is_this_one)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *prog = LOAD(engine, CALL(AX_HELPER_get_prandom_u32), EXIT());
	u64 ones = 0, last = ax_prog_run(prog, ctx);

	for (u32 i = 0; i < 1000; i++) {
		u64 next = ax_prog_run(prog, ctx);

		CHECK(next <= 0xffffffff);
		CHECK(next != last);
		ones += (u32)__builtin_popcountll(next);
		last = next;
	}
	CHECK(ones > 15000 && ones < 17000); /* 16,000 expected, standard deviation 90 */
	ax_prog_put(prog);
	axp_set_cpu(0);
	CHECK_EQ(run_once(LOAD(engine, CALL(AX_HELPER_get_smp_processor_id), EXIT())), 0);
	axp_set_cpu(-1);
	kit_engine_end(&kit, engine);
}

static char traced[300];
static u32 traced_lines;

static void keep_trace(const char *text, size_t bytes)
{
	snprintf(traced, sizeof(traced), "%.*s", (int)bytes, text);
	traced_lines++;
}

TEST(engine, trace_lines_reach_the_port_without_their_newline)
{
	/* "a %d\n" and its NUL, on the stack */
	const struct ax_insn insns[] = {
		ST(AX_W, 10, -8, 0x64252061), ST(AX_W, 10, -4, 0x0000000a), MOV_REG(1, 10), ADD(1, -8), MOV(2, 6),
		MOV(3, -7), CALL(AX_HELPER_trace_printk), EXIT(),
	};
	const struct ax_insn bad[] = {
		ST(AX_W, 10, -8, 0x6e252061), ST(AX_W, 10, -4, 0x0000000a), MOV_REG(1, 10), ADD(1, -8), MOV(2, 6),
		MOV(3, 7), CALL(AX_HELPER_trace_printk), EXIT(),
	};
	struct kit kit;
	struct ax_engine *engine;

	kit_init(&kit);
	kit.port.trace = keep_trace;
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	traced_lines = 0;
	CHECK_EQ(run_once(load_insns(engine, insns, ARRAY_LEN(insns), NULL, 0)), 5);
	CHECK_STR(traced, "a -7");
	CHECK_EQ((s64)run_once(load_insns(engine, bad, ARRAY_LEN(bad), NULL, 0)), -AX_EINVAL);
	CHECK_EQ(traced_lines, 1);
	kit_engine_end(&kit, engine);
}

TEST(engine, map_helpers_update_and_delete)
{
	struct ax_map_spec spec = {.type = AX_MAP_HASH, .key_size = 4, .value_size = 8, .max_entries = 4};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *map;
	struct ax_prog *add, *drop;
	u32 key = 9;
	u64 value = 0;

	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	add = LOAD_MAP(engine, map, ST(AX_W, 10, -4, 9), ST(AX_DW, 10, -16, 1234), MAP(1, 0), MOV_REG(2, 10), ADD(2, -4),
		       MOV_REG(3, 10), ADD(3, -16), MOV(4, AX_NOEXIST), CALL(AX_HELPER_map_update_elem), EXIT());
	drop = LOAD_MAP(engine, map, ST(AX_W, 10, -4, 9), MAP(1, 0), MOV_REG(2, 10), ADD(2, -4),
			CALL(AX_HELPER_map_delete_elem), EXIT());
	CHECK_EQ(ax_prog_run(add, ctx), 0);
	CHECK_EQ((s64)ax_prog_run(add, ctx), -AX_EEXIST);
	CHECK_EQ(ax_map_user_lookup(map, &key, &value, 0), 0);
	CHECK_EQ(value, 1234);
	CHECK_EQ(ax_prog_run(drop, ctx), 0);
	CHECK_EQ((s64)ax_prog_run(drop, ctx), -AX_ENOENT);
	ax_prog_put(add);
	ax_prog_put(drop);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}

TEST(engine, ring_helpers_write_records_that_a_reader_finds)
{
	struct ax_map_spec spec = {.type = AX_MAP_RINGBUF, .max_entries = 4096};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *ring;
	struct ax_prog *output, *reserve;
	struct reader reader;
	u64 *record;
	u32 len;

	CHECK_EQ(ax_engine_map_create(engine, &spec, &ring), 0);
	output = LOAD_MAP(engine, ring, ST(AX_DW, 10, -8, 77), MAP(1, 0), MOV_REG(2, 10), ADD(2, -8), MOV(3, 8), MOV(4, 0),
			  CALL(AX_HELPER_ringbuf_output), EXIT());
	reserve = LOAD_MAP(engine, ring, MAP(1, 0), MOV(2, 16), MOV(3, 0), CALL(AX_HELPER_ringbuf_reserve), JEQ(0, 0, 6),
			   ST(AX_DW, 0, 0, 1), ST(AX_DW, 0, 8, 88), MOV_REG(1, 0), MOV(2, 0),
			   CALL(AX_HELPER_ringbuf_submit), MOV(0, 0), EXIT());
	CHECK_EQ(ax_prog_run(output, ctx), 0);
	CHECK_EQ(ax_prog_run(reserve, ctx), 0);
	reader_init(&reader, ring, true);
	record = reader_next(&reader, &len);
	CHECK(record && len == 8 && record[0] == 77);
	reader_done(&reader, len);
	record = reader_next(&reader, &len);
	CHECK(record && len == 16 && record[1] == 88);
	reader_done(&reader, len);
	CHECK(!reader_next(&reader, &len));
	for (u32 i = 0; i < 1000; i++) /* fills it: 16 bytes a record with its header */
		if (ax_prog_run(output, ctx))
			break;
	CHECK(ax_ring_lost(ring) == 1);
	ax_prog_put(output);
	ax_prog_put(reserve);
	ax_map_put(engine, ring);
	kit_engine_end(&kit, engine);
}

/* --- the small profile --- */

TEST(engine, an_embedded_engine_lives_in_64_kib)
{
	static u8 block[64 << 10] __attribute__((aligned(4096)));
	struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 4};
	struct ax_map *maps[17];
	struct ax_engine *engine;
	struct ax_prog *prog;
	struct ax_pool pool;
	struct ax_port port = *axp_port();
	u32 i;

	ax_pool_init(&pool, block, sizeof(block));
	port.mem = &pool.mem;
	CHECK_EQ(ax_engine_create(&engine, &port, &ax_limits_embedded), 0);
	for (i = 0; i < 16; i++)
		CHECK_EQ(ax_engine_map_create(engine, &spec, &maps[i]), 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &maps[16]), -AX_ENOSPC);
	prog = LOAD_MAP(engine, maps[3], ST(AX_W, 10, -4, 2), MAP(1, 0), MOV_REG(2, 10), ADD(2, -4),
			CALL(AX_HELPER_map_lookup_elem), JEQ(0, 0, 1), LDX(AX_DW, 0, 0, 0), EXIT());
	CHECK_EQ(ax_prog_run(prog, ctx), 0);
	ax_prog_put(prog);
	for (i = 0; i < 16; i++)
		ax_map_put(engine, maps[i]);
	CHECK_EQ(ax_engine_destroy(engine), 0);
	CHECK_EQ(pool.mem.used, 0);
}
