/* SPDX-License-Identifier: Apache-2.0
 * clang.c - objects as clang writes them are described rightly. */
#include "unit/object/object_test.h"

TEST(object, tick_has_its_program_its_maps_and_its_lines)
{
	struct opened o;

	object_open(&o, "01-tick/tick.bpf.o");
	CHECK_STR(o.object.license, "Dual MIT/GPL");
	CHECK_EQ(o.object.map_count, 2);
	const struct ax_map_spec *counter = &o.object.maps[0].spec, *events = &o.object.maps[1].spec;

	CHECK_STR(counter->name, "counter");
	CHECK_EQ(counter->type, AX_MAP_ARRAY);
	CHECK_EQ(counter->key_size, 4);
	CHECK_EQ(counter->value_size, 8);
	CHECK_EQ(counter->max_entries, 1);
	CHECK_STR(events->name, "events");
	CHECK_EQ(events->type, AX_MAP_RINGBUF);
	CHECK_EQ(events->max_entries, 65536);
	CHECK_EQ(events->key_size, 0);
	CHECK_EQ(o.object.prog_count, 1);
	const struct ax_object_prog *p = &o.object.progs[0];

	CHECK_STR(p->name, "on_tick");
	CHECK_STR(p->section, "perf_event");
	CHECK_EQ(p->prog_type, 7);
	CHECK_EQ(p->func_count, 1);
	CHECK_EQ(object_count(p, AX_OP_LDDW, AX_PSEUDO_MAP_IDX), 3);
	CHECK_EQ(object_count(p, AX_OP_CALL, AX_CALL_HELPER), 5);
	CHECK_EQ(p->insns[p->insn_count - 1].opcode, AX_OP_EXIT);
	CHECK(p->line_count > 5);
	for (uint32_t i = 0; i < p->line_count; i++)
		CHECK(p->lines[i].insn < p->insn_count && strstr(p->lines[i].file, "tick.bpf.c"));
	CHECK(strstr(p->lines[1].text, "bpf_ktime_get_ns") || strstr(p->lines[0].text, "bpf_ktime_get_ns") ||
	      strstr(p->lines[0].text, "on_tick"));
	object_close(&o);
}
