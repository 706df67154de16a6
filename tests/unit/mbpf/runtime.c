/* SPDX-License-Identifier: Apache-2.0
 * runtime.c - programs on hooks: results, failures by cause, budgets, capabilities, nested entry, the breaker. */
#include "unit/mbpf/kit.h"

TEST(mbpf, a_program_decides)
{
	start_program("var n = 0; function mbpf_init() { n = 40; } function mbpf_fini() { mbpf.log('bye'); }"
	      "function mbpf_prog(ctx) { return n + ctx.ifindex + ctx.readU8(3) + ctx.readU16LE(0) + ctx.dataLen; }", "]");
	CHECK_EQ(run_packet(), 40 + 9 + 4 + 0x201 + 4);
	CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), -AX_EEXIST);
	CHECK_EQ(mbpf_program_detach(kit.runtime, kit.program), 0);
	CHECK_EQ(run_packet(), 0);
	close_kit();
	CHECK_STR(kit.log, "bye;");
}

TEST(mbpf, results_are_what_to_int32_makes_of_numbers)
{
	static const s32 want[] = {3, -3, -1, -2147483647 - 1, 0, -1981284352, 0};

	start_program("var n = 0, all = [3.9, -3.9, 4294967295, 2147483648, -0, 1e19, Infinity];"
		      "function mbpf_prog(ctx) { return all[n++]; }", "]");
	for (u32 i = 0; i < ARRAY_LEN(want); i++)
		CHECK_EQ(run_packet(), want[i]);
	close_kit();
}

TEST(mbpf, failures_give_the_fallback_and_are_counted_by_cause)
{
	start_program("var way = 0; function f() { return f() + 1; } function mbpf_prog(ctx) { switch (way++) {"
	      "case 0: throw new Error('no');"
	      "case 1: for (;;) ;"
	      "case 2: for (var a = []; ; ) a.push('x' + a.length + a.join());"
	      "case 3: for (;;) try { ctx.readU8(0); } catch (e) { }"
	      "case 4: return 'seven';"
	      "case 5: return f();"
	      "case 6: return ctx.readU8(4);"
	      "case 7: try { for (;;) ; } catch (e) { return 5; } finally { way = 0; }"
	      "default: return 3; } }", "]");
	for (u32 i = 0; i < 8; i++)
		CHECK_EQ(run_packet(), 0);
	CHECK_EQ(run_packet(), 3); /* and the instance is as good as new */
	CHECK_EQ(outcome(MBPF_EXCEPTION), 2);
	CHECK_EQ(outcome(MBPF_NO_STEPS), 2);
	CHECK_EQ(outcome(MBPF_NO_MEMORY) + outcome(MBPF_NO_STEPS), 4);
	CHECK_EQ(outcome(MBPF_NO_HELPERS), 1);
	CHECK_EQ(outcome(MBPF_BAD_RESULT), 1);
	CHECK_EQ(outcome(MBPF_OK), 1);
	close_kit();
}

TEST(mbpf, capabilities_hold_whatever_a_program_does)
{
	start_program("var now = mbpf.nowNs, m = maps; Array.prototype.push = null; mbpf.log = 1; maps = 5;"
	      "function mbpf_prog(ctx) { var out = [0, 0], n = 0;"
	      "try { now(); } catch (e) { n += 1; }"
	      "try { now.call(ctx); } catch (e) { n += 2; }"
	      "try { m.h.get(1); } catch (e) { n += 4; }"
	      "try { m.h.update(1, 2); } catch (e) { n += 8; }"
	      "try { m.h.nextKey(null, out); } catch (e) { n += 16; }"
	      "try { ctx.ifindex = 5; } catch (e) { n += 32; }"
	      "if (ctx.ifindex === 9) n += 64; return n; }",
	      "],\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":4}]");
	CHECK_EQ(run_packet(), 127);
	close_kit();
}

TEST(mbpf, maps_are_the_engine_s)
{
	static const char source[] =
		"function mbpf_prog(ctx) { var out = [0, 0], key = new Uint8Array(4);"
		"maps.h.add(7, 5); maps.h.add(7, -2); maps.h.update(8, [1, 2], 0);"
		"if (maps.h.update(8, 1, 1)) return -1;"
		"if (!maps.h.lookup(8, out) || out[0] !== 1 || out[1] !== 2) return -2;"
		"if (maps.h.get(9) !== undefined) return -3;"
		"if (!maps.h.nextKey(null, key)) return -4;"
		"if (!maps.h.delete(8) || maps.h.delete(8)) return -5;"
		"return mbpf.mapLookup('h', 7, out) ? out[0] : -6; }";
	struct ax_map *map;
	u32 key = 7;
	u64 *value;

	start_program(source, ",\"MAP_READ\",\"MAP_WRITE\",\"MAP_ITERATE\"],"
		      "\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":4}]");
	CHECK_EQ(run_packet(), 3);
	map = mbpf_program_map(kit.program, "h");
	CHECK(map);
	value = ax_map_lookup(map, &key);
	CHECK(value && *value == 3);
	*value = 100; /* as an eBPF program would */
	CHECK_EQ(run_packet(), 103);
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_MAP), 1);
	close_kit();
}

TEST(mbpf, nested_entry_is_refused_and_counted)
{
	start_program("function mbpf_prog(ctx) { mbpf.log('in'); return 6; }", "]");
	kit.nest = true;
	CHECK_EQ(run_packet(), 6);
	CHECK_EQ(outcome(MBPF_NESTED), 1);
	CHECK_STR(kit.log, "in;");
	close_kit();
}

TEST(mbpf, a_context_that_is_kept_is_dead_between_runs)
{
	start_program("var kept; function mbpf_prog(ctx) { kept = ctx; return kept === ctx ? 1 : 0; }"
	      "function mbpf_fini() { try { mbpf.log(kept.ifindex); } catch (e) { mbpf.log(e.name); } }", "]");
	CHECK_EQ(run_packet(), 1);
	CHECK_EQ(run_packet(), 1);
	close_kit();
	CHECK_STR(kit.log, "TypeError;");
}

TEST(mbpf, a_wrong_context_is_refused)
{
	struct mbpf_ctx_net other = packet;
	s32 rc = 1;

	start_program("function mbpf_prog(ctx) { return 1; }", "]");
	other.head.abi_version = 2;
	CHECK_EQ(mbpf_run(kit.runtime, MBPF_HOOK_NET_RX, &other, sizeof(other), &rc), -AX_EINVAL);
	CHECK_EQ(rc, 0);
	CHECK_EQ(mbpf_run(kit.runtime, MBPF_HOOK_NET_RX, &packet, sizeof(packet) - 1, &rc), -AX_EINVAL);
	CHECK_EQ(mbpf_run(kit.runtime, 999, &packet, sizeof(packet), &rc), -AX_EINVAL);
	CHECK_EQ(run_packet(), 1);
	close_kit();
}

TEST(mbpf, the_breaker_opens_and_is_reset)
{
	start_program("function mbpf_prog(ctx) { throw 1; }", "]");
	mbpf_program_breaker(kit.program, 3, ~0ull >> 2);
	for (u32 i = 0; i < 10; i++)
		run_packet();
	CHECK_EQ(outcome(MBPF_EXCEPTION), 3);
	CHECK_EQ(outcome(MBPF_OPEN), 7);
	mbpf_program_breaker_reset(kit.program);
	run_packet();
	CHECK_EQ(outcome(MBPF_EXCEPTION), 4);
	close_kit();
}

TEST(mbpf, a_load_that_fails_leaves_nothing)
{
	static const struct {
		const char *source, *extra, *want;
	} cases[] = {
		{"function other() { }", "]", "there is no function mbpf_prog"},
		{"function mbpf_prog() { } throw new Error('top');", "]", "top level: Error: top (line 1)"},
		{"function mbpf_prog() { } function mbpf_init() { null.x; }", "]", "mbpf_init: "},
		{"function mbpf_prog() { } for (;;) ;", "]", "top level: out of steps"},
		{"function mbpf_prog() { }", ",\"EMIT\"]", "capability EMIT: nobody takes records here"},
		{"function mbpf_prog() { }", ",\"PWM\"]", "capability PWM: there is no such actuator here"},
		{"function mbpf_prog() { }", "],\"maps\":[{\"name\":\"r\",\"type\":\"ring\",\"max_entries\":4097}]",
		 "map r cannot be made: its type has no such sizes, entries or flags (error 22)"},
		{"function mbpf_prog() { }", "],\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":4,\"max_entries\":2147483647}]",
		 "map h cannot be made: too large (error 7)"},
		{"function mbpf_prog() { } function mbpf_init() { for (;;) mbpf.log(1); }", "]", "mbpf_init: too many helper calls (line 1)"},
		{"function mbpf_prog() { }", "],\"helper_versions\":{\"log\":2}", "helper log: version 2, this runtime has 1"},
		{"function mbpf_prog() { }", "],\"helper_versions\":{\"log\":1,\"stats\":1,\"motorRun\":1}", "helper motorRun: this runtime has none of this name"},
	};

	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		CHECK(load_program(cases[i].source, cases[i].extra) < 0);
		if (strncmp(kit.diag.text, cases[i].want, strlen(cases[i].want)))
			test_fail(__FILE__, __LINE__, "\"%s\", not \"%s\"", kit.diag.text, cases[i].want);
		close_kit();
	}
	/* contexts of a version that the hook does not have */
	kit.abi_version = 2;
	CHECK_EQ(load_program("function mbpf_prog() { }", "]"), -AX_EOPNOTSUPP);
	CHECK_STR(kit.diag.text, "hook net_rx has contexts of version 1, the program is for version 2");
	close_kit();
	kit.hook = "gpio/gpiochip0/3";
	CHECK_EQ(load_program("function mbpf_prog() { }", "]"), -AX_EOPNOTSUPP);
	CHECK_STR(kit.diag.text, "hook gpio/gpiochip0/3 has contexts of version 1, the program is for version 2");
	close_kit();
	kit.abi_version = 1;
	kit.hook = "net_rx";
}

#define MAP_EXTRA(value)                                                                                               \
	",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[{\"name\":\"h\",\"type\":\"array\",\"key_size\":4,\"value_size\":" value          \
	",\"max_entries\":4}]"

TEST(mbpf, an_update_keeps_the_maps_and_a_bad_one_changes_nothing)
{
	void *next, *bad, *other;
	size_t next_size, bad_size, other_size;

	start_program("function mbpf_prog(ctx) { maps.h.add(0, 1); return maps.h.get(0); }", MAP_EXTRA("8"));
	next = make_package("function mbpf_prog(ctx) { maps.h.add(0, 10); return maps.h.get(0); }", MAP_EXTRA("8"), &next_size);
	bad = make_package("function mbpf_prog(ctx) { } function mbpf_init() { throw 1; }", MAP_EXTRA("8"), &bad_size);
	other = make_package("function mbpf_prog(ctx) { }", MAP_EXTRA("4"), &other_size);
	CHECK_EQ(run_packet(), 1);
	CHECK_EQ(mbpf_program_update(kit.runtime, kit.program, bad, bad_size, 0, &kit.diag), -AX_EINVAL);
	CHECK_EQ(run_packet(), 2);
	CHECK_EQ(mbpf_program_update(kit.runtime, kit.program, other, other_size, 0, &kit.diag), -AX_EINVAL);
	CHECK_STR(kit.diag.text, "update: map h is defined otherwise");
	CHECK_EQ(mbpf_program_update(kit.runtime, kit.program, "x", 1, 0, &kit.diag), -AX_EINVAL);
	CHECK_EQ(run_packet(), 3);
	CHECK_EQ(mbpf_program_update(kit.runtime, kit.program, next, next_size, 0, &kit.diag), 0);
	CHECK_EQ(run_packet(), 13);
	CHECK_EQ(ax_engine_count(kit.engine, AX_KIND_MAP), 1);
	CHECK_EQ(mbpf_program_update(kit.runtime, kit.program, next, next_size, 0, &kit.diag), 0);
	CHECK_EQ(run_packet(), 23);
	close_kit();
	free(next);
	free(bad);
	free(other);
}

TEST(mbpf, an_update_whose_breaker_opens_on_probation_goes_back)
{
	void *worse;
	size_t size;

	start_program("var n = 0; function mbpf_prog(ctx) { return ++n; }", "]");
	mbpf_program_breaker(kit.program, 2, ~0ull >> 2);
	worse = make_package("var n = 50; function mbpf_prog(ctx) { if (n < 52) return ++n; throw 'worse'; }", "]", &size);
	CHECK_EQ(run_packet(), 1);
	CHECK_EQ(mbpf_program_update(kit.runtime, kit.program, worse, size, 10, &kit.diag), 0);
	CHECK_EQ(run_packet(), 51);
	CHECK_EQ(run_packet(), 52);
	CHECK_EQ(run_packet(), 0);
	CHECK_EQ(run_packet(), 0); /* the breaker opens */
	CHECK_EQ(run_packet(), 2); /* the old one, with its state */
	CHECK_EQ(mbpf_program_update(kit.runtime, kit.program, worse, size, 1, &kit.diag), 0);
	for (u32 i = 0; i < 4; i++)
		run_packet();
	CHECK_EQ(run_packet(), 0); /* probation was over: it stays, open */
	CHECK_EQ(outcome(MBPF_OPEN), 1);
	close_kit();
	free(worse);
}

TEST(mbpf, deferred_hooks_queue_and_count_what_they_drop)
{
	struct mbpf_ctx_trace event = {.head = {.abi_version = MBPF_CTX_VERSION, .data_len = 6}};
	char data[] = "abcdef";
	s32 rc;

	kit.hook = "tracepoint";
	start_program("function mbpf_prog(ctx) { mbpf.log(ctx.event, ctx.dataLen, ctx.truncated, ctx.readU8(0)); return 1; }", "]");
	kit.hook = "net_rx";
	CHECK_EQ(mbpf_hook_defer(kit.runtime, MBPF_HOOK_NET_RX, 4, 8), -AX_EINVAL); /* it decides */
	CHECK_EQ(mbpf_hook_defer(kit.runtime, MBPF_HOOK_TRACEPOINT, 3, 8), -AX_EINVAL);
	CHECK_EQ(mbpf_hook_drain(kit.runtime, MBPF_HOOK_TRACEPOINT, 1), -AX_EINVAL);
	CHECK_EQ(mbpf_hook_defer(kit.runtime, MBPF_HOOK_TRACEPOINT, 4, 5), 0);
	CHECK_EQ(mbpf_hook_defer(kit.runtime, MBPF_HOOK_TRACEPOINT, 4, 5), -AX_EEXIST);
	event.head.data = data;
	for (u32 i = 0; i < 6; i++) {
		event.event = i;
		event.head.data_len = i == 1 ? 5 : 6;
		CHECK_EQ(mbpf_run(kit.runtime, MBPF_HOOK_TRACEPOINT, &event, sizeof(event), &rc), 0);
		CHECK_EQ(rc, 0);
	}
	memset(data, 'z', 6); /* what is queued is a copy */
	CHECK_STR(kit.log, "");
	CHECK_EQ(mbpf_hook_dropped(kit.runtime, MBPF_HOOK_TRACEPOINT), 2);
	CHECK_EQ(outcome(MBPF_DROPPED), 2);
	CHECK_EQ(mbpf_hook_drain(kit.runtime, MBPF_HOOK_TRACEPOINT, 3), 3);
	CHECK_STR(kit.log, "0 5 true 97;1 5 false 97;2 5 true 97;");
	CHECK_EQ(mbpf_hook_drain(kit.runtime, MBPF_HOOK_TRACEPOINT, 9), 1);
	CHECK_EQ(outcome(MBPF_OK), 4);
	close_kit();
}
