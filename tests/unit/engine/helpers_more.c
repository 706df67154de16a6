/* SPDX-License-Identifier: Apache-2.0
 * helpers_more.c - the helpers that small builds leave out: as verified programs see them, and their rules by direct calls. */
#include "engine/dynptr.h"
#include "engine/helpers.h"
#include "isa/asm.h"
#include "unit/engine/kit.h"

static u64 ctx[12];

static u64 run_once(struct ax_prog *prog)
{
	u64 result = ax_prog_run(prog, ctx);

	ax_prog_put(prog);
	return result;
}

static struct ax_map *new_map(struct ax_engine *engine, u32 type, u32 key, u32 value, u32 entries)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries};
	struct ax_map *map = NULL;

	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	return map;
}

TEST(engine, programs_push_pop_and_peek)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *queue = new_map(engine, AX_MAP_QUEUE, 0, 8, 4);
	struct ax_prog *push = LOAD_MAP(engine, queue, ST(AX_DW, 10, -8, 55), MAP(1, 0), MOV_REG(2, 10), ADD(2, -8), MOV(3, 0),
					CALL(AX_HELPER_map_push_elem), EXIT());
	struct ax_prog *pop = LOAD_MAP(engine, queue, MAP(1, 0), MOV_REG(2, 10), ADD(2, -8), CALL(AX_HELPER_map_pop_elem),
				       LDX(AX_DW, 0, 10, -8), EXIT());

	CHECK_EQ(ax_prog_run(push, ctx), 0);
	CHECK_EQ(ax_prog_run(pop, ctx), 55);
	CHECK_EQ(ax_prog_run(pop, ctx), 0); /* empty: zeros */
	ax_prog_put(push);
	ax_prog_put(pop);
	ax_map_put(engine, queue);
	kit_engine_end(&kit, engine);
}

/* Each call takes its element out and puts another one in, perhaps where the walk has not been yet. */
static const char *const renew =
	"stdw [r10-8], 0\nlddw r1, map[0]\nlddw r2, func each\nmov r3, r10\nadd r3, -8\nmov r4, 0\ncall 164\nldxdw r0, [r10-8]\nexit\n"
	"each:\nmov r6, r1\nldxdw r1, [r4]\nadd r1, 1\nstxdw [r4], r1\nldxw r7, [r2]\nmov r1, r6\ncall 3\n"
	"add r7, 64\nstxw [r10-4], r7\nstdw [r10-16], 0\nmov r1, r6\nmov r2, r10\nadd r2, -4\nmov r3, r10\nadd r3, -16\nmov r4, 0\n"
	"call 2\nmov r0, 0\nexit\n";

TEST(engine, elements_are_no_more_than_the_map_has_room_for)
{
	static const u32 types[] = {AX_MAP_HASH, AX_MAP_LRU_HASH};
	struct ax_insn insns[64];
	struct axi_asm_error error = {0};
	int count = axi_asm(renew, strlen(renew), insns, ARRAY_LEN(insns), &error);

	CHECK(count > 0);
	for (u32 i = 0; i < ARRAY_LEN(types); i++) {
		struct kit kit;
		struct ax_engine *engine = kit_engine(&kit);
		struct ax_map *map = new_map(engine, types[i], 4, 8, 64);
		struct ax_prog_spec spec = {.type = AX_PROG_CUSTOM, .name = "renew", .insns = insns, .insn_count = (u32)count, .maps = &map,
					    .map_count = 1, .license = "GPL", .verify = true};
		struct ax_prog *prog = NULL;
		u64 seen, value = 0;

		CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), 0);
		for (u32 key = 0; key < 64; key++)
			CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
		seen = ax_prog_run(prog, ctx);
		CHECK(seen && seen <= 64); /* what the verifier believes of the calls */
		ax_prog_put(prog);
		ax_map_put(engine, map);
		kit_engine_end(&kit, engine);
	}
}

TEST(engine, programs_push_samples_and_ask_for_statistics)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_map *series = new_map(engine, AX_MAP_SERIES, 4, sizeof(struct ax_series_stats) + 4 * sizeof(struct ax_sample), 4);
	struct ax_prog *push = LOAD_MAP(engine, series, LDX(AX_DW, 3, 1, 0), ST(AX_W, 10, -4, 7), MAP(1, 0), MOV_REG(2, 10), ADD(2, -4),
					MOV(4, 0), CALL(AX_HELPER_series_push), EXIT());
	struct ax_prog *mean = LOAD_MAP(engine, series, ST(AX_W, 10, -4, 7), MAP(1, 0), MOV_REG(2, 10), ADD(2, -4), MOV_REG(3, 10),
					ADD(3, -72), MOV(4, 64), MOV(5, 0), CALL(AX_HELPER_series_stats), LDX(AX_DW, 0, 10, -72 + 24), EXIT());
	struct ax_prog *last = LOAD_MAP(engine, series, ST(AX_W, 10, -4, 7), MAP(1, 0), MOV_REG(2, 10), ADD(2, -4), MOV_REG(3, 10),
					ADD(3, -40), MOV(4, 32), MOV(5, 0), CALL(AX_HELPER_series_last), LDX(AX_DW, 0, 10, -40 + 24), EXIT());

	for (ctx[0] = 10; ctx[0] <= 50; ctx[0] += 10)
		CHECK_EQ(ax_prog_run(push, ctx), 0);
	CHECK_EQ(ax_prog_run(mean, ctx), 30);
	CHECK_EQ(ax_prog_run(last, ctx), 50);
	ax_prog_put(push);
	ax_prog_put(mean);
	ax_prog_put(last);
	ax_map_put(engine, series);
	kit_engine_end(&kit, engine);
}

TEST(engine, clocks_run)
{
	static const u32 ids[] = {AX_HELPER_ktime_get_coarse_ns, AX_HELPER_ktime_get_tai_ns, AX_HELPER_jiffies64};
	struct kit kit;
	struct ax_engine *engine;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	for (u32 i = 0; i < ARRAY_LEN(ids); i++) {
		struct ax_run run = {.engine = engine};
		u64 first = engine->helpers[ids[i]](0, 0, 0, 0, 0, &run), next = first;

		for (u64 until = kit.port.now_ns() + 2000000000ull; next == first && kit.port.now_ns() < until;)
			next = engine->helpers[ids[i]](0, 0, 0, 0, 0, &run);
		CHECK(next > first);
	}
	CHECK_EQ(run_once(LOAD(engine, CALL(AX_HELPER_get_numa_node_id), EXIT())), 0);
	kit_engine_end(&kit, engine);
	/* a port without the clock: the helper is not there */
	kit_init(&kit);
	kit.port.tai_ns = NULL;
	kit.port.probe_read = NULL;
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK(!engine->helpers[AX_HELPER_ktime_get_tai_ns] && !engine->helpers[AX_HELPER_probe_read_kernel]);
	kit_engine_end(&kit, engine);
}

TEST(engine, probing_survives_bad_addresses)
{
	static const char text[] = "twelve bytes";
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_run run = {.engine = engine};
	char out[32];

	CHECK_EQ(axi_helper_probe_read_kernel((uintptr_t)out, 6, (uintptr_t)text, 0, 0, &run), 0);
	CHECK(!memcmp(out, "twelve", 6));
	memset(out, 1, sizeof(out));
	CHECK_EQ((s64)axi_helper_probe_read_kernel((uintptr_t)out, sizeof(out), 16, 0, 0, &run), -AX_ERANGE); /* the kernel's are above */
	CHECK(!out[0] && !out[31]);
	CHECK_EQ((s64)axi_helper_probe_read((uintptr_t)out, sizeof(out), 16, 0, 0, &run), -AX_EFAULT);
	CHECK_EQ(axi_helper_probe_read_user_str((uintptr_t)out, sizeof(out), (uintptr_t)text, 0, 0, &run), 13);
	CHECK_STR(out, text);
	CHECK_EQ(axi_helper_probe_read_kernel_str((uintptr_t)out, 4, (uintptr_t)text, 0, 0, &run), 4);
	CHECK_STR(out, "twe");
	CHECK_EQ((s64)axi_helper_probe_read_user_str((uintptr_t)out, 4, 0, 0, 0, &run), -AX_EFAULT);
	CHECK(!out[0]);
	CHECK_EQ(axi_helper_probe_read_str((uintptr_t)out, 0, (uintptr_t)text, 0, 0, &run), 0);
	kit_engine_end(&kit, engine);
}

static s64 to_long(const char *text, u64 flags, long *out)
{
	return (s64)axi_helper_strtol((uintptr_t)text, strlen(text), flags, (uintptr_t)out, 0, NULL);
}

static s64 to_unsigned(const char *text, u64 flags, unsigned long *out)
{
	return (s64)axi_helper_strtoul((uintptr_t)text, strlen(text), flags, (uintptr_t)out, 0, NULL);
}

TEST(engine, numbers_are_read_as_linux_reads_them)
{
	unsigned long u;
	long n;

	CHECK(to_long("42", 0, &n) == 2 && n == 42);
	CHECK(to_long("  -17x", 0, &n) == 5 && n == -17);
	CHECK(to_long("0x1f", 0, &n) == 4 && n == 31);
	CHECK(to_long("0x1f", 16, &n) == 4 && n == 31);
	CHECK(to_long("017", 0, &n) == 3 && n == 15);
	CHECK(to_long("0xg", 0, &n) == 1 && n == 0);
	CHECK(to_long("9223372036854775807", 10, &n) == 19 && n == INT64_MAX);
	CHECK(to_long("-9223372036854775808", 10, &n) == 20 && n == INT64_MIN);
	CHECK_EQ(to_long("9223372036854775808", 10, &n), -AX_ERANGE);
	CHECK_EQ(to_long("99999999999999999999999", 10, &n), -AX_ERANGE);
	CHECK_EQ(to_long("", 10, &n), -AX_EINVAL);
	CHECK_EQ(to_long("-", 10, &n), -AX_EINVAL);
	CHECK_EQ(to_long("+1", 10, &n), -AX_EINVAL);
	CHECK_EQ(to_long("1", 2, &n), -AX_EINVAL);
	CHECK_EQ(to_long("1", 64, &n), -AX_EINVAL);
	CHECK(to_unsigned("18446744073709551615", 10, &u) == 20 && u == UINT64_MAX);
	CHECK_EQ(to_unsigned("-1", 10, &u), -AX_EINVAL);
	CHECK_EQ(u, 0);
}

/* RFC 1624: new checksum from the old one and the difference. */
TEST(engine, checksum_differences_update_checksums)
{
	u64 seed = test_seed();

	for (u32 round = 0; round < 1000; round++) {
		u8 a[20], b[20];
		u32 sum_a = 0, sum_b = 0, diff;

		for (u32 i = 0; i < 20; i++) {
			a[i] = (u8)test_random(&seed);
			b[i] = (u8)test_random(&seed);
		}
		for (u32 i = 0; i < 20; i += 2) {
			u16 x, y;

			memcpy(&x, a + i, 2);
			memcpy(&y, b + i, 2);
			sum_a += x;
			sum_b += y;
		}
		sum_a = (sum_a & 0xffff) + (sum_a >> 16);
		sum_b = (sum_b & 0xffff) + (sum_b >> 16);
		diff = (u32)axi_helper_csum_diff((uintptr_t)a, 20, (uintptr_t)b, 20, 0, NULL) + sum_a;
		diff = (diff & 0xffff) + (diff >> 16);
		diff = (diff & 0xffff) + (diff >> 16);
		sum_b = (sum_b & 0xffff) + (sum_b >> 16);
		CHECK(diff % 0xffff == sum_b % 0xffff);
	}
	/* three bytes are followed by a zero (since Linux 6.13; before, EINVAL) */
	CHECK_EQ(axi_helper_csum_diff(0, 0, (uintptr_t)(const u8[]){1, 2, 3}, 3, 0, NULL),
		 axi_helper_csum_diff(0, 0, (uintptr_t)(const u8[]){1, 2, 3, 0}, 4, 0, NULL));
	CHECK_EQ(axi_helper_csum_diff(0, 0, 0, 0, 0x12345, NULL), 0x2346);
}

/* The verifier takes what a helper may write as written: nothing of the stack must show. */
TEST(engine, helpers_leave_no_bytes_where_programs_may_not_see_stale_ones)
{
	struct kit kit;
	struct ax_engine *engine;
	struct ax_run run;
	u64 memory = 7;
	struct axi_dynptr d = {.data = (uintptr_t)&memory, .size = 8}, none = {0};
	char out[16];

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_embedded), 0);
	CHECK(ax_limits_embedded.no_leaks);
	run = (struct ax_run){.engine = engine};
	memset(out, 'x', sizeof(out));
	CHECK_EQ(axi_helper_snprintf((uintptr_t)out, sizeof(out), (uintptr_t)"ab", 0, 0, &run), 3);
	CHECK(!memcmp(out, "ab\0\0\0\0\0\0\0\0\0\0\0\0\0", sizeof(out)));
	memset(out, 'x', sizeof(out));
	CHECK_EQ((s64)axi_helper_snprintf((uintptr_t)out, sizeof(out), (uintptr_t)"ab%q", 0, 0, &run), -AX_EINVAL);
	CHECK(!out[0] && !out[15]);
	memset(out, 'x', sizeof(out));
	CHECK_EQ(axi_helper_probe_read_kernel_str((uintptr_t)out, sizeof(out), (uintptr_t)"ab", 0, 0, &run), 3);
	CHECK(!out[3] && !out[15]);
	memset(out, 'x', sizeof(out));
	CHECK_EQ((s64)axi_helper_dynptr_read((uintptr_t)out, 7, (uintptr_t)&d, 2, 0, &run), -AX_E2BIG);
	CHECK(!out[0] && !out[6] && out[7] == 'x');
	memset(out, 'x', sizeof(out));
	CHECK_EQ((s64)axi_helper_dynptr_read((uintptr_t)out, 7, (uintptr_t)&none, 0, 0, &run), -AX_EINVAL);
	CHECK(!out[0] && !out[6] && out[7] == 'x');
	CHECK_EQ((s64)axi_helper_dynptr_read((uintptr_t)out, 8, (uintptr_t)&d, 0, 1, &run), -AX_EINVAL);
	CHECK_EQ(axi_helper_dynptr_read((uintptr_t)out, 8, (uintptr_t)&d, 0, 0, &run), 0);
	CHECK_EQ(out[0], 7);
	kit_engine_end(&kit, engine);
}

TEST(engine, text_is_compared_and_formatted_as_linux_does)
{
	static const char hello[] = "hello";
	const u64 values[] = {(u64)-5, 0xabc, (uintptr_t)hello};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_run run = {.engine = engine};
	char out[32];

	CHECK_EQ((s64)axi_helper_strncmp((uintptr_t)"abc", 4, (uintptr_t)"abd", 0, 0, &run), -1);
	CHECK_EQ(axi_helper_strncmp((uintptr_t)"abc", 2, (uintptr_t)"abd", 0, 0, &run), 0);
	CHECK_EQ(axi_helper_strncmp((uintptr_t)"abc", 4, (uintptr_t)"abc", 0, 0, &run), 0);
	CHECK_EQ(axi_helper_snprintf((uintptr_t)out, sizeof(out), (uintptr_t)"%d %x [%s]", (uintptr_t)values, 24, &run), 15);
	CHECK_STR(out, "-5 abc [hello]");
	CHECK_EQ(axi_helper_snprintf((uintptr_t)out, 5, (uintptr_t)"%d %x [%s]", (uintptr_t)values, 24, &run), 15); /* its whole length */
	CHECK_STR(out, "-5 a");
	CHECK_EQ(axi_helper_snprintf(0, 0, (uintptr_t)"%d", (uintptr_t)values, 8, &run), 3);
	CHECK_EQ((s64)axi_helper_snprintf((uintptr_t)out, 5, (uintptr_t)"%d %d", (uintptr_t)values, 8, &run), -AX_EINVAL);
	CHECK_STR(out, "-5 a"); /* as it was */
	CHECK_EQ((s64)axi_helper_snprintf((uintptr_t)out, 5, (uintptr_t)"%d", (uintptr_t)values, 7, &run), -AX_EINVAL);
	CHECK_EQ((s64)axi_helper_snprintf((uintptr_t)out, 5, (uintptr_t)"%d", (uintptr_t)values, 104, &run), -AX_EINVAL);
	CHECK_EQ(axi_helper_snprintf((uintptr_t)out, sizeof(out), (uintptr_t)"<%s>", (uintptr_t)&(u64){16}, 8, &run), 3); /* nothing there */
	CHECK_STR(out, "<>");
	kit_engine_end(&kit, engine);
}

/* Another CPU writes the name, which lies in a map, once it has been looked at. */
static char shared_name[1024];

static int symbol_of_a_name_that_changes(const char *name, u64 *address)
{
	memset(shared_name, 'x', sizeof(shared_name));
	*address = strlen(name);
	return 0;
}

TEST(engine, a_symbols_name_is_read_once)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_run run = {.engine = engine};
	u64 at = 1, name = (uintptr_t)shared_name, out = (uintptr_t)&at;

	kit.port.symbol = symbol_of_a_name_that_changes;
	memcpy(shared_name, "symbol", 7);
	CHECK_EQ(axi_helper_kallsyms_lookup_name(name, 7, 0, out, 0, &run), 0);
	CHECK_EQ(at, 6);
	CHECK_EQ((s64)axi_helper_kallsyms_lookup_name(name, 7, 0, out, 0, &run), -AX_EINVAL); /* no end */
	CHECK_EQ(at, 0);
	shared_name[1023] = 0;
	CHECK_EQ((s64)axi_helper_kallsyms_lookup_name(name, 1024, 0, out, 0, &run), -AX_ENOENT); /* longer than any */
	shared_name[511] = 0;
	CHECK_EQ(axi_helper_kallsyms_lookup_name(name, 1024, 0, out, 0, &run), 0);
	CHECK_EQ(at, 511);
	shared_name[1] = shared_name[3] = 0;
	CHECK_EQ((s64)axi_helper_kallsyms_lookup_name(name, 1, 0, out, 0, &run), -AX_EINVAL);
	CHECK_EQ((s64)axi_helper_kallsyms_lookup_name(name, 4, 1, out, 0, &run), -AX_EINVAL);
	CHECK_EQ(axi_helper_kallsyms_lookup_name(name, 4, 0, out, 0, &run), 0);
	CHECK_EQ(at, 1);
	kit_engine_end(&kit, engine);
}
