/* SPDX-License-Identifier: Apache-2.0
 * limits.c - what holds a program: time, steps, capabilities of actuators, instances; and programs that try to get out. */
#include "unit/mbpf/kit.h"

static u64 now;
static u64 ticking(void)
{
	return now += 1000; /* 1 us each time somebody looks */
}

static void timed(const char *source, const char *budget)
{
	static struct ax_port port;
	char extra[500];

	port = *axp_port();
	port.now_ns = ticking;
	CHECK_EQ(ax_engine_create(&kit.config.engine, &port, &ax_limits_cloud), 0);
	snprintf(extra, sizeof(extra), "],\"budgets\":{\"max_steps\":%s,\"max_helpers\":1000000}", budget);
	kit.budgets = "";
	start_program(source, extra);
	kit.budgets = NULL;
}

TEST(mbpf, time_is_measured_and_ends_a_run)
{
	timed("var n = 0; function mbpf_prog(ctx) { if (n++ === 1) return 7; try { for (;;) n = n; } catch (e) { return 5; } finally { n = 9; } }",
	      "100000000,\"max_wall_time_us\":50");
	CHECK_EQ(run_packet(), 0); /* some 50 looks, one every 1,024 steps */
	CHECK_EQ(outcome(MBPF_NO_TIME), 1);
	CHECK_EQ(outcome(MBPF_NO_STEPS), 0);
	CHECK_EQ(run_packet(), 7); /* no catch, no finally, and the next run is as ever */
	close_kit();
	/* a native, and a loop of natives */
	timed("var a = []; for (let i = 0; i < 40; i++) a.push(i % 7); function mbpf_prog(ctx) { for (;;) a.sort((x, y) => x - y); }",
	      "100000000,\"max_wall_time_us\":50");
	CHECK_EQ(run_packet(), 0);
	CHECK_EQ(outcome(MBPF_NO_TIME), 1);
	close_kit();
	/* steps are the same with and without a limit of time, to the last one */
	for (u32 i = 0; i < 2; i++) {
		struct mbpf_program_stats s;

		timed("function mbpf_prog(ctx) { for (;;) ; }", i ? "5000,\"max_wall_time_us\":1000000" : "5000");
		CHECK_EQ(run_packet(), 0);
		CHECK_EQ(outcome(MBPF_NO_STEPS), 1);
		mbpf_program_stats(kit.program, &s);
		CHECK_EQ(s.steps_max, 5000);
		close_kit();
	}
}

TEST(mbpf, a_load_out_of_time_is_refused)
{
	static struct ax_port port;

	port = *axp_port();
	port.now_ns = ticking;
	CHECK_EQ(ax_engine_create(&kit.config.engine, &port, &ax_limits_cloud), 0);
	kit.budgets = "";
	CHECK_EQ(load_program("for (;;) ; function mbpf_prog() { }",
			      "],\"budgets\":{\"max_steps\":100000000,\"max_helpers\":1,\"max_wall_time_us\":20}"), -AX_ETIMEDOUT);
	CHECK_STR(kit.diag.text, "top level: out of time");
	close_kit();
	port.now_ns = NULL;
	CHECK_EQ(ax_engine_create(&kit.config.engine, &port, &ax_limits_cloud), 0);
	CHECK_EQ(load_program("function mbpf_prog() { }", "],\"budgets\":{\"max_steps\":100,\"max_helpers\":1,\"max_wall_time_us\":20}"),
		 -AX_EOPNOTSUPP);
	CHECK_STR(kit.diag.text, "max_wall_time_us: there is no clock here");
	close_kit();
	kit.budgets = NULL;
}

static s64 moved[4];
static u64 gpio_set(u64 line, u64 value, u64 a, u64 b, u64 c, struct ax_run *run)
{
	moved[0] = (s64)line;
	moved[1] = (s64)value;
	return 0;
}
static u64 gpio_get(u64 line, u64 a, u64 b, u64 c, u64 d, struct ax_run *run)
{
	return line == 4 ? 1 : (u64)(s64)-AX_EINVAL;
}
static u64 motor_stop(u64 motor, u64 a, u64 b, u64 c, u64 d, struct ax_run *run)
{
	moved[2]++;
	return 0;
}

static void actuators(void)
{
	CHECK_EQ(ax_engine_create(&kit.config.engine, axp_port(), &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_bind(kit.config.engine, AX_HELPER_gpio_set, gpio_set), 0);
	CHECK_EQ(ax_engine_bind(kit.config.engine, AX_HELPER_gpio_get, gpio_get), 0);
	CHECK_EQ(ax_engine_bind(kit.config.engine, AX_HELPER_motor_stop, motor_stop), 0);
	memset(moved, 0, sizeof(moved));
}

TEST(mbpf, actuators_need_their_capability)
{
	actuators();
	start_program("function mbpf_prog(ctx) { if (mbpf.gpioSet(17, 1) !== 0) return 1; if (mbpf.gpioGet(4) !== 1) return 2;"
		      "if (mbpf.gpioGet(5) >= 0) return 3; try { mbpf.gpioSet('x', 1); return 4; } catch (e) { } return 0; }", ",\"GPIO\"]");
	CHECK_EQ(run_packet(), 0);
	CHECK_EQ(moved[0], 17);
	CHECK_EQ(moved[1], 1);
	close_kit();
	/* without it there is no way there: not by names kept, other receivers, prototypes, bind, or what is overwritten */
	actuators();
	start_program("var stop = mbpf.motorStop, out = 0, m = mbpf; mbpf = { motorStop: stop }; Object.prototype.motorStop = stop;"
		      "function attempt(f) { try { f(); out = 1; } catch (e) { } }"
		      "function mbpf_prog(ctx) { attempt(() => stop(1)); attempt(() => mbpf.motorStop(1)); attempt(() => m.motorStop.call(ctx, 1));"
		      "attempt(() => stop.apply(mbpf, [1])); attempt(stop.bind(null, 1)); attempt(() => ({}).motorStop(1));"
		      "attempt(() => new stop(1)); attempt(() => [1].forEach(stop)); attempt(() => 'x'.replace('x', stop));"
		      "attempt(() => m.pwmSet(1, 2, 3)); return out; }", ",\"GPIO\"]");
	CHECK_EQ(run_packet(), 0);
	CHECK_EQ(moved[2], 0);
	close_kit();
	/* nobody has bound this one */
	actuators();
	CHECK_EQ(load_program("function mbpf_prog(ctx) { }", ",\"PWM\"]"), -AX_EPERM);
	CHECK_STR(kit.diag.text, "capability PWM: there is no such actuator here");
	close_kit();
}

/* ---- several programs on a hook */
static s32 combined(enum mbpf_combine combine, const char *results[3])
{
	const struct mbpf_hook_desc desc = {.name = "three", .ctx = "custom", .abi_version = MBPF_CTX_VERSION, .fallback = -7,
					    .combine = combine};
	struct mbpf_ctx_custom ctx = {.head = {.abi_version = MBPF_CTX_VERSION}};
	mbpf_program_t *program[2];
	void *packages[2];
	size_t size;
	u32 hook;
	s32 rc = 0;

	CHECK_EQ(load_program("function mbpf_prog() { }", "]"), 0);
	CHECK_EQ(mbpf_hook_add(kit.runtime, &desc, &hook), 0);
	CHECK_EQ(mbpf_run(kit.runtime, hook, &ctx, sizeof(ctx), &rc), 0);
	CHECK_EQ(rc, -7); /* nothing is attached */
	for (u32 i = 0; i < 2; i++) {
		kit.hook = "three";
		packages[i] = make_package(results[i], "]", &size);
		kit.hook = "net_rx";
		CHECK_EQ(mbpf_program_load(kit.runtime, packages[i], size, &program[i], &kit.diag), 0);
		CHECK_EQ(mbpf_program_attach(kit.runtime, program[i]), 0);
	}
	CHECK_EQ(mbpf_run(kit.runtime, hook, &ctx, sizeof(ctx), &rc), 0);
	close_kit();
	for (u32 i = 0; i < 2; i++)
		free(packages[i]);
	return rc;
}

TEST(mbpf, results_of_several_programs)
{
#define GIVES(n) "function mbpf_prog() { mbpf.log(" #n "); return " #n "; }"
#define THROWS "function mbpf_prog() { throw 1; }"
	CHECK_EQ(combined(MBPF_COMBINE_FIRST_NONZERO, (const char *[3]){GIVES(0), GIVES(5)}), 5);
	CHECK_STR(kit.log, "0;5;");
	CHECK_EQ(combined(MBPF_COMBINE_FIRST_NONZERO, (const char *[3]){GIVES(3), GIVES(5)}), 3);
	CHECK_STR(kit.log, "3;"); /* the second does not run */
	CHECK_EQ(combined(MBPF_COMBINE_FIRST_NONZERO, (const char *[3]){THROWS, GIVES(5)}), -7);
	CHECK_EQ(combined(MBPF_COMBINE_LAST, (const char *[3]){GIVES(3), GIVES(-5)}), -5);
	CHECK_EQ(combined(MBPF_COMBINE_LAST, (const char *[3]){GIVES(3), THROWS}), -7);
	CHECK_EQ(combined(MBPF_COMBINE_MAX, (const char *[3]){GIVES(3), GIVES(-5)}), 3);
	CHECK_EQ(combined(MBPF_COMBINE_MAX, (const char *[3]){THROWS, GIVES(-9)}), -7);
}

TEST(mbpf, each_cpu_has_its_instance)
{
	kit.config.cpus = 3;
	start_program("var n = 0; function mbpf_prog(ctx) { return ++n; }", "]");
	for (int cpu = 0; cpu < 3; cpu++)
		for (s32 i = 1; i <= 2 + cpu; i++) {
			axp_set_cpu(cpu);
			CHECK_EQ(run_packet(), i);
		}
	axp_set_cpu(-1);
	CHECK_EQ(outcome(MBPF_OK), 9);
	close_kit();
}

/* ---- programs that do not behave: nothing is hurt, and the next run is as ever */
TEST(mbpf, bad_programs_are_contained)
{
	static const char *const bad[] = {
		"function f(n) { return f(n + 1) + 1; } f(0)",
		"var o = {}; for (;;) o = { o: o }",
		"var s = 'x'; for (;;) s += s",
		"'x'.repeat(1e9)",
		"'x'.padEnd(2e9)",
		"new Array(1e9)",
		"new Uint8Array(1e9)",
		"/(a+)+$/.exec('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
		"/(.*)*(.*)*(.*)*x/.exec('yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')",
		"[3, 2, 1].sort(() => { throw new Error('no order'); })",
		"var a = []; for (let i = 0; i < 50; i++) a.push(i); a.sort(() => { a.length = 0; a.push({}); return 1; }); throw 1",
		"var g = { get x() { return [1, 2, 3, 4, 5, 6, 7, 8].map(n => 'n' + n); } }, k = []; for (;;) k.push(g.x)",
		"JSON.parse('[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[')",
		"var c = []; for (let i = 0; i < 500; i++) c = [c]; JSON.stringify(c)",
		"({ toString() { return {}; } }) + ''",
		"var o = { valueOf() { return +o; } }; +o",
		"[1].reduce(function f() { return [1, 2].reduce(f); }); throw 1",
		"var b = f => b(b); b()",
		"for (;;) { try { throw {}; } finally { continue; } }",
		"for (;;) try { null.x; } catch (e) { }",
		"Array.prototype.push = () => { throw 'mine'; }; [].push(1)",
		"mbpf = maps = Math = Object = undefined; mbpf.log(1)",
		"ctx.readBytes(0, 4, null)",
		"ctx.readU32LE(4294967295)",
		"ctx.readBytes(-1, 4294967295, new Uint8Array(8))",
		"ctx.ifindex = 7",
		"maps.h.lookup(new Uint8Array(2147483647), 0)",
	};
	char source[2000];

	for (u32 i = 0; i < ARRAY_LEN(bad); i++) {
		struct mbpf_program_stats s;

		snprintf(source, sizeof(source), "'use strict'; var way = 0, kept = []; function mbpf_prog(ctx) { if (way++ !== 1) return 40 + way; %s; return 1; }",
			 bad[i]);
		start_program(source, ",\"MAP_READ\"],\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":4}]");
		CHECK_EQ(run_packet(), 41);
		if (run_packet() != 0)
			test_fail(__FILE__, __LINE__, "was not stopped: %s", bad[i]);
		CHECK_EQ(run_packet(), 43);
		CHECK_EQ(outcome(MBPF_OK), 2);
		mbpf_program_stats(kit.program, &s);
		if (s.steps_max > 5000 + 50)
			test_fail(__FILE__, __LINE__, "%llu steps: %s", (unsigned long long)s.steps_max, bad[i]);
		close_kit();
	}
}

TEST(mbpf, what_is_kept_across_runs_is_harmless)
{
	start_program("var m = maps, h = maps.h, get = maps.h.get, c, read, key = new Uint8Array(4), out = [0, 0];"
		      "maps = null; function mbpf_prog(ctx) { if (c === undefined) { c = ctx; read = ctx.readU8; h.update(1, 5); return 1; }"
		      "var n = 0; if (h.get(1) === 5) n += 1; if (get.call(h, 1) === 5) n += 2; if (c === ctx && read.call(c, 1) === 2) n += 4;"
		      "for (let other of [{}, ctx, m, null, 5]) try { get.call(other, 1); n += 100; } catch (e) { n += 8; }"
		      "for (let other of [{}, h, m, null, 5]) try { read.call(other, 1); n += 100; } catch (e) { n += 8; }"
		      "return n; }",
		      ",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":4}]");
	CHECK_EQ(run_packet(), 1);
	CHECK_EQ(run_packet(), 7 + 80);
	close_kit();
}

/* ---- refusals leave nothing: memory, ids, versions */
TEST(mbpf, every_refusal_leaves_memory_and_ids_as_they_were)
{
	static const struct {
		const char *source, *extra;
	} cases[] = {
		{"function other() { }", "]"},
		{"function mbpf_prog() { } throw 1;", ",\"MAP_READ\"],\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":4}]"},
		{"function mbpf_prog() { } function mbpf_init() { for (;;) ; }", "]"},
		{"function mbpf_prog() { } function mbpf_init() { for (var a = []; ; ) a.push({}); }", "]"},
		{"function mbpf_prog() { }", ",\"MOTOR_STOP\"]"},
		{"function mbpf_prog() { }", "],\"maps\":[{\"name\":\"a\",\"type\":\"array\",\"key_size\":4,\"value_size\":8,\"max_entries\":4},"
					      "{\"name\":\"r\",\"type\":\"ring\",\"max_entries\":100}]"},
	};
	struct mbpf_policy policy = {.development = true};
	struct mbpf_config config = {.policy = &policy, .cpus = 2};
	mbpf_runtime_t *runtime;
	struct ax_mem mem;
	u32 id = 0;

	axp_mem_init(&mem, 0);
	config.mem = &mem;
	CHECK_EQ(ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud), 0);
	CHECK_EQ(mbpf_runtime_init(&runtime, &config), 0);
	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		size_t used = mem.used, size;
		void *bytes;

		bytes = make_package(cases[i].source, cases[i].extra, &size);
		kit.diag.text[0] = 0;
		CHECK(mbpf_program_load(runtime, bytes, size, &kit.program, &kit.diag) < 0);
		CHECK(kit.diag.text[0] && !strchr(kit.diag.text, '\n'));
		CHECK_EQ(mem.used, used);
		CHECK_EQ(ax_engine_count(config.engine, AX_KIND_MAP), 0);
		CHECK_EQ(ax_engine_count(config.engine, AX_KIND_PROG), 0);
		CHECK_EQ(ax_engine_next_id(config.engine, AX_KIND_PROG, 0, &id), -AX_ENOENT);
		free(bytes);
	}
	CHECK_EQ(mbpf_runtime_shutdown(runtime), 0);
	CHECK_EQ(ax_engine_destroy(config.engine), 0);
	CHECK_EQ(mem.used, 0);
}
