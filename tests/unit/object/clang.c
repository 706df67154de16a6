/* SPDX-License-Identifier: Apache-2.0
 * clang.c - objects as clang writes them are described rightly. */
#include <axiom/prog.h>
#include "unit/object/object_test.h"

TEST(object, tick_has_its_program_its_maps_and_its_lines)
{
	struct opened o;
	bool first = false;

	object_open(&o, "01-tick/tick.bpf.o");
	CHECK_STR(o.object.license, "Dual MIT/GPL");
	CHECK_EQ(o.object.map_count, 2);
	const struct ax_map_spec *counter = &o.object.maps[0].spec,
				 *events = &o.object.maps[1].spec;

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
	for (uint32_t i = 0; i < p->line_count; i++) {
		CHECK(p->lines[i].insn < p->insn_count && strstr(p->lines[i].file, "tick.bpf.c"));
		CHECK(!i || p->lines[i].insn >= p->lines[i - 1].insn);
		first |= strstr(p->lines[i].text, "bpf_map_lookup_elem") && p->lines[i].line > 20;
	}
	CHECK(first);
	CHECK(p->func_info && p->line_info && o.object.btf_size);
	object_close(&o);
}

static void check_map(const struct opened *o, const char *name, uint32_t type, uint32_t key,
                      uint32_t value, uint32_t entries, uint32_t flags)
{
	const struct ax_object_map *map = &o->object.maps[object_map(o, name)];

	CHECK_EQ(map->spec.type, type);
	CHECK_EQ(map->spec.key_size, key);
	CHECK_EQ(map->spec.value_size, value);
	CHECK_EQ(map->spec.max_entries, entries);
	CHECK_EQ(map->spec.flags, flags);
}

TEST(object, btf_maps_take_sizes_from_numbers_and_from_types)
{
	struct opened o;

	object_open(&o, "tests/features.bpf.o");
	check_map(&o, "table", AX_MAP_HASH, 8, 16, 1024, AX_MAP_F_NO_PREALLOC);
	check_map(&o, "percpu", AX_MAP_PERCPU_ARRAY, 4, 16, 4, 0);
	check_map(&o, "percpu_table", AX_MAP_PERCPU_HASH, 4, 24, 16, 0);
	check_map(&o, "ring", AX_MAP_RINGBUF, 0, 0, 4096, 0);
	CHECK(o.object.maps[object_map(&o, "table")].spec.btf_value_type_id);
	CHECK(!o.object.maps[object_map(&o, "percpu")].spec.btf_value_type_id);
	object_close(&o);
}

TEST(object, data_sections_become_array_maps)
{
	struct opened o;
	uint64_t start;
	uint32_t step;

	object_open(&o, "tests/features.bpf.o");
	CHECK_STR(o.object.license, "GPL");
	CHECK_EQ(o.object.version, 0x060102);
	CHECK_EQ(o.object.map_count, 7);
	const struct ax_object_map *rodata = &o.object.maps[object_map(&o, ".rodata")];
	const struct ax_object_map *data = &o.object.maps[object_map(&o, ".data")];
	const struct ax_object_map *bss = &o.object.maps[object_map(&o, ".bss")];

	check_map(&o, ".rodata", AX_MAP_ARRAY, 4, 9, 1, AX_MAP_F_RDONLY_PROG);
	check_map(&o, ".data", AX_MAP_ARRAY, 4, 12, 1, 0);
	check_map(&o, ".bss", AX_MAP_ARRAY, 4, 24, 1, 0);
	CHECK(rodata->internal && rodata->freeze && data->internal && !data->freeze &&
	      bss->internal && !bss->freeze);
	CHECK_EQ(rodata->data_size, 9);
	memcpy(&step, rodata->data, 4);
	CHECK_EQ(step, 3);
	memcpy(&start, data->data, 8);
	CHECK_EQ(start, 100);
	CHECK(!bss->data && !bss->data_size);
	object_close(&o);
}

TEST(object, line_info_for_bpf2_says_the_same_as_the_lines)
{
	struct opened o;

	object_open(&o, "tests/features.bpf.o");
	for (uint32_t i = 0; i < o.object.prog_count; i++) {
		const struct ax_object_prog *p = &o.object.progs[i];
		const uint32_t *info = p->line_info, *funcs = p->func_info;

		CHECK(info && funcs && p->line_count);
		for (uint32_t n = 0; n < p->line_count; n++, info += 4) {
			CHECK_EQ(info[0], p->lines[n].insn);
			CHECK_EQ(info[3] >> 10, p->lines[n].line);
		}
		for (uint32_t f = 0; f < p->func_count; f++, funcs += 2)
			CHECK_EQ(funcs[0], p->func_starts[f]);
	}
	object_close(&o);
}

/* Each function's calls of subprograms land on starts of functions. */
static void check_calls(const struct ax_object_prog *p, uint32_t calls)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->insn_count; i++) {
		const struct ax_insn *insn = &p->insns[i];
		bool call = insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL;
		bool hit = false;

		for (uint32_t f = 0; f < p->func_count; f++)
			hit |= p->func_starts[f] == i + 1 + (uint32_t)insn->imm;
		CHECK(!call || hit);
		n += call;
		i += insn->opcode == AX_OP_LDDW;
	}
	CHECK_EQ(n, calls);
}

TEST(object, programs_take_the_subprograms_they_need)
{
	struct opened o;
	const struct ax_object_prog *p;

	object_open(&o, "tests/features.bpf.o");
	CHECK_EQ(o.object.prog_count, 3);
	CHECK_STR(o.object.progs[0].name, "count_packets");
	CHECK_STR(o.object.progs[1].name, "sample_packets");
	p = object_prog(&o, "count_packets");
	CHECK_EQ(p->func_count, 3);
	CHECK_STR(p->func_names[0], "count_packets");
	CHECK_STR(p->func_names[1], "add_up");
	CHECK_STR(p->func_names[2], "scale");
	CHECK_EQ(p->func_starts[0], 0);
	CHECK_EQ(p->prog_type, AX_MAP_HASH); /* SOCKET_FILTER is 1 as well */
	check_calls(p, 2);
	CHECK_EQ(object_prog(&o, "sample_packets")->func_count, 1);
	p = object_prog(&o, "no_calls");
	CHECK_EQ(p->prog_type, 17);
	CHECK_EQ(p->func_count, 1);
	object_close(&o);
}

TEST(object, static_functions_beside_an_entry_are_no_programs)
{
	struct opened o;
	const struct ax_object_prog *p;

	object_open(&o, "tests/inline_static.bpf.o");
	CHECK_EQ(o.object.prog_count, 2);
	CHECK_EQ(o.object.map_count, 0);
	p = object_prog(&o, "entry");
	CHECK_EQ(p->prog_type, 7);
	CHECK_EQ(p->func_count, 4);
	CHECK_STR(p->func_names[0], "entry");
	check_calls(p, 4);
	p = object_prog(&o, "shared");
	CHECK_EQ(p->func_count, 3);
	check_calls(p, 2);
	object_close(&o);
}

/* Direct addresses: the loads of a program, as (map, offset), against the symbols of the object. */
TEST(object, loads_of_data_carry_map_and_offset)
{
	struct opened o;
	uint32_t bss_total = 0, rodata_step = 0, bss_hidden = 0, data_hidden = 0;

	object_open(&o, "tests/features.bpf.o");
	const struct ax_object_prog *p = object_prog(&o, "count_packets");
	int bss = object_map(&o, ".bss"), rodata = object_map(&o, ".rodata"),
	    data = object_map(&o, ".data");

	for (uint32_t i = 0; i < p->insn_count; i++) {
		const struct ax_insn *insn = &p->insns[i];

		if (insn->opcode != AX_OP_LDDW)
			continue;
		if (insn->src == AX_PSEUDO_MAP_IDX_VALUE) {
			bss_total += insn->imm == bss && insn[1].imm == 0;
			bss_hidden += insn->imm == bss && insn[1].imm == 8;
			rodata_step += insn->imm == rodata && insn[1].imm == 0;
			data_hidden += insn->imm == data && insn[1].imm == 8;
		}
		i++;
	}
	CHECK(bss_total && bss_hidden && rodata_step && data_hidden);
	object_close(&o);
}

TEST(object, addresses_of_functions_are_relative_like_calls)
{
	struct opened o;
	uint32_t found = 0;

	object_open(&o, "tests/callback.bpf.o");
	const struct ax_object_prog *p = object_prog(&o, "visit");

	CHECK_EQ(p->func_count, 4);
	for (uint32_t i = 0; i < p->insn_count; i++) {
		if (p->insns[i].opcode != AX_OP_LDDW)
			continue;
		if (p->insns[i].src == AX_PSEUDO_FUNC) {
			uint32_t to = i + 1 + (uint32_t)p->insns[i].imm;
			const char *want = found ? "sum" : "other";

			for (uint32_t f = 0; f < p->func_count; f++)
				if (p->func_starts[f] == to)
					found += !strcmp(p->func_names[f], want);
		}
		i++;
	}
	CHECK_EQ(found, 2);
	check_calls(p, 1);
	object_close(&o);
}

TEST(object, old_map_sections_are_read)
{
	struct opened o;

	object_open(&o, "tests/oldmaps.bpf.o");
	/* The third is a literal of the compiler's, which exists because a program refers to it. */
	CHECK_EQ(o.object.map_count, 3);
	check_map(&o, ".rodata.cst16", AX_MAP_ARRAY, 4, 16, 1, AX_MAP_F_RDONLY_PROG);
	check_map(&o, "first", AX_MAP_HASH, 8, 16, 32, AX_MAP_F_NO_PREALLOC);
	check_map(&o, "second", AX_MAP_ARRAY, 4, 8, 2, 0);
	CHECK_EQ(object_prog(&o, "on_probe")->prog_type, 2);
	CHECK_EQ(object_count(object_prog(&o, "on_probe"), AX_OP_LDDW, AX_PSEUDO_MAP_IDX), 2);
	object_close(&o);
}

TEST(object, programs_written_for_other_headers_open)
{
	struct opened o;
	const struct ax_object_prog *p;
	const struct ax_object_map *rodata;

	object_open(&o, "tests/upstream.bpf.o");
	CHECK_EQ(o.object.prog_count, 1);
	p = object_prog(&o, "handle_exec");
	CHECK_EQ(p->prog_type, 5);
	CHECK_EQ(p->func_count, 3);
	check_calls(p, 2);
	check_map(&o, "execs", AX_MAP_HASH, 4, 16, 8192, 0);
	check_map(&o, "heap", AX_MAP_ARRAY, 4, 16, 1, 0);
	rodata = &o.object.maps[object_map(&o, ".rodata")];
	CHECK(rodata->data_size == 16 && !memcmp((const char *)rodata->data + 4, "exec of %d\n", 12));
	object_close(&o);
}

TEST(object, the_smallest_object_opens)
{
	struct opened o;

	object_open(&o, "tests/nothing.bpf.o");
	CHECK_EQ(o.object.prog_count, 1);
	CHECK_EQ(o.object.map_count, 0);
	CHECK_STR(o.object.license, "");
	CHECK_EQ(o.object.progs[0].insn_count, 2);
	CHECK_EQ(o.object.progs[0].prog_type, 6);
	object_close(&o);
}

static void check_refused(const char *name, int code, const char *word, const char *other)
{
	struct ax_object object;
	struct ax_object_error error;
	struct ax_arena arena;
	size_t size;
	uint8_t *file = object_file(name, &size);
	uint8_t *memory = malloc(1 << 20);
	int rc;

	ax_arena_init(&arena, memory, 1 << 20);
	rc = ax_object_open(&object, file, size, &arena, &error);
	free(file);
	free(memory);
	if (rc != code || !strstr(error.text, word) || !strstr(error.text, other))
		test_fail(__FILE__, __LINE__, "%s: %d \"%s\"", name, rc, error.text);
	CHECK_EQ(arena.used, 0);
}

TEST(object, what_it_cannot_do_it_refuses_by_name)
{
	check_refused("tests/refused/extern.bpf.o", -AX_ENOENT, "missing_function", "socket");
	check_refused("tests/refused/kconfig.bpf.o", -AX_ENOENT, "CONFIG_HZ", "socket");
	check_refused("tests/refused/core.bpf.o", -AX_ENOTSUPP, "CO-RE", "raw_tp/sched_switch' instruction");
	check_refused("tests/refused/ksym.bpf.o", -AX_ENOENT, "axiom_needed_symbol", "no kernel symbol");
	check_refused("tests/refused/kfunc.bpf.o", -AX_ENOENT, "no kernel function", "axiom_no_kernel_function");
	check_refused("tests/refused/catch_two.bpf.o", -AX_EINVAL, "throws", "one of several");
	check_refused("tests/refused/catch_arg.bpf.o", -AX_EINVAL, "two_numbers", "one number");
	check_refused("tests/refused/catch_none.bpf.o", -AX_ENOENT, "nowhere", "not in this object");
	check_refused("tests/refused/pointers.bpf.o", -AX_ENOTSUPP, ".data", "addresses");
	check_refused("tests/refused/wide.bpf.o", -AX_ENOTSUPP, "too many members", "values");
	check_refused("tests/nodebug.bpf.o", -AX_EINVAL, ".maps", "clang -g");
}

TEST(object, maps_and_programs_are_initial_values)
{
	struct opened o;

	object_open(&o, "tests/inner.bpf.o");
	const struct ax_object_map *outer = &o.object.maps[object_map(&o, "outer")],
				   *unfilled = &o.object.maps[object_map(&o, "unfilled")],
				   *calls = &o.object.maps[object_map(&o, "calls")];

	CHECK(outer->inner && outer->inner->type == AX_MAP_ARRAY && outer->inner->max_entries == 3);
	CHECK_EQ(outer->inner->value_size, 8);
	CHECK_EQ(outer->spec.value_size, 4);
	CHECK_EQ(outer->slot_count, 2);
	CHECK_EQ(outer->slots[0].key, 1);
	CHECK_STR(outer->slots[0].name, "two");
	CHECK_EQ(outer->slots[1].key, 3);
	CHECK_STR(outer->slots[1].name, "one");
	CHECK(unfilled->inner && !unfilled->slot_count && unfilled->spec.key_size == 8);
	CHECK(!calls->inner && calls->slot_count == 1);
	CHECK_EQ(calls->slots[0].key, 1);
	CHECK_STR(calls->slots[0].name, "user");
	object_close(&o);
}

TEST(object, pinning_is_kept_as_information)
{
	struct opened o;

	object_open(&o, "tests/pinned.bpf.o");
	CHECK(o.object.maps[object_map(&o, "pinned_map")].pinned);
	object_close(&o);
}

/* Rings and perf event arrays have sizes of their own: a type tells who reads them what their records are. */
TEST(object, types_of_records_are_no_sizes)
{
	struct opened o;

	object_open(&o, "tests/records.bpf.o");
	const struct ax_map_spec *ring = &o.object.maps[object_map(&o, "ring")].spec,
				 *events = &o.object.maps[object_map(&o, "events")].spec;

	CHECK(!ring->key_size && !ring->value_size && !ring->btf_value_type_id);
	CHECK(o.object.maps[object_map(&o, "wide")].spec.extra == 0x12345678);
	CHECK(events->key_size == 4 && events->value_size == 4 && !events->btf_value_type_id);
	object_close(&o);
}

TEST(object, old_definitions_of_samples_and_iproute2)
{
	struct opened o;

	object_open(&o, "tests/oldmaps_samples.bpf.o");
	const struct ax_object_map *table = &o.object.maps[object_map(&o, "a_table")],
				   *outer = &o.object.maps[object_map(&o, "c_outer")],
				   *other = &o.object.maps[object_map(&o, "d_other")];

	CHECK(table->spec.flags == 0 && !table->pinned && !table->inner);
	CHECK(outer->inner == &o.object.maps[object_map(&o, "b_inner")].spec && outer->spec.value_size == 4);
	CHECK(!other->inner && other->spec.value_size == 4); /* number 3 is itself */
	object_close(&o);

	object_open(&o, "tests/oldmaps_iproute2.bpf.o");
	table = &o.object.maps[object_map(&o, "table")];
	outer = &o.object.maps[object_map(&o, "outer")];
	CHECK(table->pinned && outer->pinned && !o.object.maps[object_map(&o, "inner")].pinned);
	CHECK(outer->inner == &o.object.maps[object_map(&o, "inner")].spec);
	CHECK_EQ(outer->slot_count, 1);
	CHECK_EQ(outer->slots[0].key, 3);
	CHECK_STR(outer->slots[0].name, "inner");
	object_close(&o);
}

TEST(object, what_is_missing_refuses_one_program_where_asked)
{
	const struct ax_object_options options = {.keep_unlinked = true};
	struct opened o;

	o.file = object_file("tests/refused/extern.bpf.o", &o.size);
	ax_arena_init(&o.arena, malloc(1 << 20), 1 << 20);
	CHECK_EQ(ax_object_open_with(&o.object, o.file, o.size, &o.arena, &options, &o.error), 0);
	CHECK_EQ(o.object.prog_count, 1);
	CHECK(o.object.progs[0].refused && strstr(o.object.progs[0].refused, "'missing_function' is not defined"));
	CHECK(!o.object.progs[0].insns && !o.object.progs[0].insn_count && o.object.progs[0].prog_type == 1);
	CHECK(!o.error.text[0]);
	object_close(&o);
}

TEST(object, programs_in_text_where_asked)
{
	const struct ax_object_options options = {.text_programs = true};
	struct opened o;

	o.file = object_file("tests/nosection.bpf.o", &o.size);
	ax_arena_init(&o.arena, malloc(1 << 20), 1 << 20);
	CHECK_EQ(ax_object_open(&o.object, o.file, o.size, &o.arena, &o.error), 0);
	CHECK_EQ(o.object.prog_count, 0);
	ax_arena_init(&o.arena, o.arena.base, 1 << 20);
	CHECK_EQ(ax_object_open_with(&o.object, o.file, o.size, &o.arena, &options, &o.error), 0);
	CHECK_EQ(o.object.prog_count, 1);
	CHECK_STR(o.object.progs[0].name, "program");
	CHECK_EQ(o.object.progs[0].func_count, 2);
	CHECK_EQ(o.object.progs[0].prog_type, 0);
	object_close(&o);
}

static void check_section(const char *name, int rc, uint32_t type, uint32_t attach)
{
	uint32_t t = 99, a = 99;
	int got = ax_section_prog_type(name, &t, &a);

	if (got != rc || t != type || a != attach)
		test_fail(__FILE__, __LINE__, "%s: %d, type %u, attach %u", name, got, t, a);
}

TEST(object, section_names_tell_the_program_type)
{
	check_section("socket", 0, 1, 0);
	check_section("socket/filter", 0, 1, 0);
	check_section("kprobe/do_sys_open", 0, 2, 0);
	check_section("kretprobe/x", 0, 2, 0);
	check_section("tc", 0, 3, 0);
	check_section("tp/sched/sched_switch", 0, 5, 0);
	check_section("tracepoint/a/b", 0, 5, 0);
	check_section("xdp", 0, 6, 37);
	check_section("xdp/devmap", 0, 6, 33);
	check_section("perf_event", 0, 7, 0);
	check_section("?perf_event", 0, 7, 0);
	check_section("raw_tp/sys_enter", 0, 17, 0);
	check_section("raw_tracepoint/sys_enter", 0, 17, 0);
	check_section("timer/1000hz", 0, 7, 0);
	check_section("timer", -AX_ENOENT, 0, 0);
	check_section("custom/imu", 0, AX_PROG_CUSTOM, 0);
	check_section("gpio/gpiochip0/17/rising", 0, AX_PROG_GPIO, 0);
	check_section("pwm/pwmchip0/0", 0, AX_PROG_PWM, 0);
	check_section("iio/device0/accel_x", 0, AX_PROG_IIO, 0);
	check_section("can/can0/rx", 0, AX_PROG_CAN, 0);
	/* as libbpf before 1.0, for objects of that time */
	check_section("xdpx", 0, 6, 37);
	check_section("xdp_prog", 0, 6, 37);
	check_section("socket1", 0, 1, 0);
	check_section("cgroup/sock1", 0, 9, 2);
	check_section("kprobes/x", -AX_ENOENT, 0, 0);
	check_section("tc_mark", -AX_ENOENT, 0, 0);
	check_section("", -AX_ENOENT, 0, 0);
	check_section("banana", -AX_ENOENT, 0, 0);
	check_section("fentry.s/do_unlinkat", 0, 26, 24);
	check_section("lsm.s/file_open", 0, 29, 27);
	check_section("iter/task", 0, 26, 28);
	check_section("tp_btf/sched_switch", 0, 26, 23);
	check_section("kprobe.multi/tcp_*", 0, 2, 42);
	check_section("uprobe.multi.s/libc:*", 0, 2, 48);
	check_section("kprobe.session/x", 0, 2, 56);
	check_section("usdt/libc:setjmp", 0, 2, 0);
	check_section("ksyscall/openat", 0, 2, 0);
	check_section("tcx/egress", 0, 3, 47);
	check_section("tc/ingress", 0, 3, 46);
	check_section("netkit/peer", 0, 3, 55);
	check_section("xdp.frags", 0, 6, 37);
	check_section("xdp.frags/cpumap", 0, 6, 35);
	check_section("sk_skb/verdict", 0, 14, 38);
	check_section("cgroup/connect_unix", 0, 18, 49);
	check_section("cgroup/getsockname6", 0, 18, 32);
	check_section("struct_ops/init", 0, 27, 0);
	check_section("struct_ops.s/init", 0, 27, 0);
	check_section("sk_lookup", 0, 30, 36);
	check_section("netfilter", 0, 32, 45);
	check_section("fentryx/do_unlinkat", -AX_ENOENT, 0, 0);
}
