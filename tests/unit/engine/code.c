/* SPDX-License-Identifier: Apache-2.0
 * code.c - which engine runs a program: what AUTO, INTERP and JIT mean, refusals, memory that runs out. */
#include "unit/engine/kit.h"

static const struct ax_insn insns[] = {MOV(0, 41), ADD(0, 1), EXIT()};

static int load(struct ax_engine *engine, enum ax_exec exec, bool verify, struct ax_prog **prog, struct ax_diag *diag)
{
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .insns = insns, .insn_count = ARRAY_LEN(insns), .exec = exec,
				    .verify = verify};

	*prog = NULL;
	return ax_prog_load(engine, &spec, prog, diag);
}

static void expect(struct ax_engine *engine, enum ax_exec exec, bool code)
{
	struct ax_prog *prog;
	struct ax_prog_info info;
	struct ax_diag diag;

	CHECK_EQ(load(engine, exec, true, &prog, &diag), 0);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.code != NULL, code);
	CHECK_EQ(info.code_bytes != 0, code);
	CHECK_EQ(ax_prog_run(prog, NULL), 42);
	ax_prog_put(prog);
}

TEST(engine, auto_takes_machine_code_where_limits_and_port_have_it)
{
	struct ax_limits limits = ax_limits_cloud;
	struct ax_engine *engine;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &limits), 0);
	if (!ax_engine_has_code(engine)) {
		kit_engine_end(&kit, engine);
		test_skip("no code generator for this CPU");
	}
	expect(engine, AX_EXEC_AUTO, true);
	expect(engine, AX_EXEC_JIT, true);
	expect(engine, AX_EXEC_INTERP, false);
	limits.jit = false;
	expect(engine, AX_EXEC_AUTO, false);
	expect(engine, AX_EXEC_JIT, true);
	CHECK_EQ(load(engine, AX_EXEC_JIT, false, &prog, &diag), -AX_EOPNOTSUPP); /* unverified */
	CHECK_EQ(load(engine, 99, true, &prog, &diag), -AX_EINVAL);
	kit_engine_end(&kit, engine);
}

TEST(engine, without_code_memory_jit_is_refused_and_auto_interprets)
{
	struct ax_engine *engine;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	kit_init(&kit);
	kit.port.jit = NULL;
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK(!ax_engine_has_code(engine));
	expect(engine, AX_EXEC_AUTO, false);
	CHECK_EQ(load(engine, AX_EXEC_JIT, true, &prog, &diag), -AX_EOPNOTSUPP);
	CHECK(strstr(diag.note, "no machine code here"));
	kit_engine_end(&kit, engine);
}

static void *no_code(size_t bytes)
{
	return NULL;
}

static int no_seal(void *code, size_t bytes)
{
	return -AX_EPERM;
}

TEST(engine, code_that_cannot_be_had_refuses_the_load)
{
	struct ax_engine *engine;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	if (ax_engine_has_code(engine)) {
		void *(*alloc)(size_t) = kit.port.code_alloc;

		kit.port.code_alloc = no_code;
		CHECK_EQ(load(engine, AX_EXEC_AUTO, true, &prog, &diag), -AX_ENOMEM);
		kit.port.code_alloc = alloc;
		kit.port.code_seal = no_seal;
		CHECK_EQ(load(engine, AX_EXEC_AUTO, true, &prog, &diag), -AX_EPERM);
	}
	kit_engine_end(&kit, engine);
}

TEST(engine, machine_code_is_never_writable)
{
	struct ax_engine *engine;
	struct ax_prog_info info;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;
	char line[512];
	bool found = false;
	FILE *maps;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(load(engine, AX_EXEC_AUTO, true, &prog, &diag), 0);
	ax_prog_info(prog, &info);
	maps = fopen("/proc/self/maps", "r");
	while (info.code && maps && fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		char rights[8];

		if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) != 3 || (uintptr_t)info.code < from ||
		    (uintptr_t)info.code >= to)
			continue;
		found = true;
		CHECK_STR(rights, "r-xp");
	}
	CHECK(found || !info.code || !maps);
	if (maps)
		fclose(maps);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

TEST(engine, code_longer_than_expected_is_made_all_the_same)
{
	enum { COUNT = 200 };
	struct ax_insn big[2 * COUNT + 10];
	u64 ctx[8] = {0};
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .insns = big, .insn_count = ARRAY_LEN(big), .verify = true};
	struct ax_engine *engine;
	struct ax_prog_info info;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	big[0] = MOV(0, 1);
	for (u32 i = 0; i < 8; i++)
		big[1 + i] = LDX(AX_DW, (u8)(2 + i), AX_R1, (s16)(8 * i));
	for (u32 i = 0; i < COUNT; i++) { /* divisions by what nobody knows: some twenty bytes each */
		big[9 + 2 * i] = ADD(2 + i % 8, (s32)i + 1);
		big[10 + 2 * i] = (struct ax_insn){AX_ALU64 | AX_DIV | AX_X, 0, (u8)(2 + i % 8), 0, 0};
	}
	big[2 * COUNT + 9] = EXIT();
	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, &diag), 0);
	ax_prog_info(prog, &info);
	CHECK(!info.code || info.code_bytes > 8 * ARRAY_LEN(big) + 256);
	CHECK_EQ(ax_prog_run(prog, ctx), 0);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

static u64 finds_nothing(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	return 0;
}

/* The value at key 3 of such a map, or 0, by a program; with the engine's own helper, or an embedder's. */
static u64 looked_up(enum ax_map_type type, u32 flags, enum ax_exec exec, bool present, bool foreign)
{
	const struct ax_insn lookup[] = {ST(AX_W, 10, -4, 3), MOV_REG(2, 10), ADD(2, -4), MAP(1, 0), CALL(AX_HELPER_map_lookup_elem),
					 JEQ(0, 0, 1), LDX(AX_DW, 0, 0, 0), EXIT()};
	struct ax_map_spec spec = {.type = type, .flags = flags, .key_size = 4, .value_size = 8, .max_entries = 16};
	struct ax_prog_spec load = {.type = AX_PROG_RAW_TRACEPOINT, .insns = lookup, .insn_count = ARRAY_LEN(lookup), .map_count = 1,
				    .exec = exec, .verify = true};
	u64 value = 0x1122334455667788, result;
	struct ax_engine *engine;
	struct ax_prog *prog;
	struct ax_diag diag;
	struct ax_map *map;
	struct kit kit;
	u32 key = 3;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	if (foreign)
		CHECK_EQ(ax_engine_bind(engine, AX_HELPER_map_lookup_elem, finds_nothing), 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	if (present)
		CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
	load.maps = &map;
	CHECK_EQ(ax_prog_load(engine, &load, &prog, &diag), 0);
	result = ax_prog_run(prog, NULL);
	ax_prog_put(prog);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
	return result;
}

TEST(engine, lookups_of_every_engine_find_the_same_and_an_embedders_helper_stays)
{
	static const struct {
		enum ax_map_type type;
		u32 flags;
		bool all; /* every element is there, zeroed */
	} maps[] = {{AX_MAP_HASH, 0, false}, {AX_MAP_LRU_HASH, 0, false}, {AX_MAP_PERCPU_HASH, 0, false}, {AX_MAP_ARRAY, 0, true},
		    {AX_MAP_PERCPU_ARRAY, 0, true}, {AX_MAP_HASH, AX_MAP_F_NO_PREALLOC, false}};

	for (u32 i = 0; i < ARRAY_LEN(maps); i++)
		for (u32 e = 0; e < 2; e++) {
			enum ax_exec exec = e ? AX_EXEC_AUTO : AX_EXEC_INTERP;

			CHECK_EQ(looked_up(maps[i].type, maps[i].flags, exec, true, false), 0x1122334455667788);
			CHECK_EQ(looked_up(maps[i].type, maps[i].flags, exec, false, false), 0);
			CHECK_EQ(looked_up(maps[i].type, maps[i].flags, exec, true, true), 0);
		}
}

/* What a program gets from update (flags) and delete of key 3, in a map that has it or not; the negative errno in 64 bits. */
static u64 changed(enum ax_map_type type, enum ax_exec exec, bool present, u32 flags, bool removes)
{
	const struct ax_insn insns3[] = {ST(AX_W, 10, -4, 3), ST(AX_DW, 10, -16, 5), MOV_REG(2, 10), ADD(2, -4), MOV_REG(3, 10),
					 ADD(3, -16), MOV(4, (s32)flags), MAP(1, 0),
					 CALL(removes ? AX_HELPER_map_delete_elem : AX_HELPER_map_update_elem), EXIT()};
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = 8, .max_entries = 16};
	struct ax_prog_spec load = {.type = AX_PROG_RAW_TRACEPOINT, .insns = insns3, .insn_count = ARRAY_LEN(insns3), .map_count = 1,
				    .exec = exec, .verify = true};
	u64 value = 7, result, *now;
	struct ax_engine *engine;
	struct ax_prog *prog;
	struct ax_diag diag;
	struct ax_map *map;
	struct kit kit;
	u32 key = 3;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	if (present)
		CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
	load.maps = &map;
	CHECK_EQ(ax_prog_load(engine, &load, &prog, &diag), 0);
	result = ax_prog_run(prog, NULL);
	now = ax_map_lookup(map, &key);
	if (type == AX_MAP_HASH && !result)
		CHECK(removes ? !now : now && *now == 5);
	ax_prog_put(prog);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
	return result;
}

TEST(engine, updates_and_removals_answer_the_same_in_every_engine)
{
	for (u32 e = 0; e < 2; e++) {
		enum ax_exec exec = e ? AX_EXEC_AUTO : AX_EXEC_INTERP;

		CHECK_EQ(changed(AX_MAP_HASH, exec, false, 0, false), 0);
		CHECK_EQ(changed(AX_MAP_HASH, exec, true, AX_NOEXIST, false), (u64)(s64)-AX_EEXIST);
		CHECK_EQ(changed(AX_MAP_HASH, exec, false, AX_EXIST, false), (u64)(s64)-AX_ENOENT);
		CHECK_EQ(changed(AX_MAP_HASH, exec, true, 9, false), (u64)(s64)-AX_EINVAL);
		CHECK_EQ(changed(AX_MAP_HASH, exec, true, AX_F_LOCK, false), (u64)(s64)-AX_EINVAL);
		CHECK_EQ(changed(AX_MAP_HASH, exec, true, 0, true), 0);
		CHECK_EQ(changed(AX_MAP_HASH, exec, false, 0, true), (u64)(s64)-AX_ENOENT);
		CHECK_EQ(changed(AX_MAP_ARRAY, exec, true, 0, true), (u64)(s64)-AX_EINVAL);
		CHECK_EQ(changed(AX_MAP_PERCPU_ARRAY, exec, true, AX_NOEXIST, false), (u64)(s64)-AX_EEXIST);
	}
}

TEST(engine, queues_answer_the_same_in_every_engine)
{
	/* what each call says, and what was peeked at and popped, in the sum's decimal places */
	const struct ax_insn queue[] = {
		ST(AX_DW, 10, -8, 6), MOV_REG(2, 10), ADD(2, -8), MOV(3, 0), MAP(1, 0), CALL(AX_HELPER_map_push_elem), MOV_REG(6, 0),
		ST(AX_DW, 10, -16, 0), MOV_REG(2, 10), ADD(2, -16), MAP(1, 0), CALL(AX_HELPER_map_peek_elem), MOV_REG(7, 0),
		LDX(AX_DW, 8, 10, -16), MOV_REG(2, 10), ADD(2, -16), MAP(1, 0), CALL(AX_HELPER_map_pop_elem), MOV_REG(9, 0),
		MOV_REG(2, 10), ADD(2, -16), MAP(1, 0), CALL(AX_HELPER_map_pop_elem), /* there is none */
		{AX_ALU64 | AX_MUL | AX_K, 8, 0, 0, 1000}, {AX_ALU64 | AX_ADD | AX_X, 0, 8, 0, 0}, {AX_ALU64 | AX_ADD | AX_X, 0, 6, 0, 0},
		{AX_ALU64 | AX_ADD | AX_X, 0, 7, 0, 0}, {AX_ALU64 | AX_ADD | AX_X, 0, 9, 0, 0}, EXIT()};
	struct ax_map_spec spec = {.type = AX_MAP_QUEUE, .value_size = 8, .max_entries = 4};

	for (u32 e = 0; e < 2; e++) {
		struct ax_prog_spec load = {.type = AX_PROG_RAW_TRACEPOINT, .insns = queue, .insn_count = ARRAY_LEN(queue), .map_count = 1,
					    .exec = e ? AX_EXEC_AUTO : AX_EXEC_INTERP, .verify = true};
		struct ax_engine *engine;
		struct ax_prog *prog;
		struct ax_diag diag;
		struct ax_map *map;
		struct kit kit;

		kit_init(&kit);
		CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
		CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
		load.maps = &map;
		CHECK_EQ(ax_prog_load(engine, &load, &prog, &diag), 0);
		CHECK_EQ(ax_prog_run(prog, NULL), 6000 - AX_ENOENT);
		ax_prog_put(prog);
		ax_map_put(engine, map);
		kit_engine_end(&kit, engine);
	}
}

/* On each CPU: its own value, and its number; by the program itself, or by one that it leads to. */
TEST(engine, machine_code_knows_its_cpu)
{
	const struct ax_insn own[] = {ST(AX_W, 10, -4, 3), MOV_REG(2, 10), ADD(2, -4), MAP(1, 0), CALL(AX_HELPER_map_lookup_elem),
				      JEQ(0, 0, 5), LDX(AX_DW, 6, 0, 0), CALL(AX_HELPER_get_smp_processor_id),
				      {AX_ALU64 | AX_MUL | AX_K, 0, 0, 0, 1000}, {AX_ALU64 | AX_ADD | AX_X, 0, 6, 0, 0}, EXIT(),
				      EXIT()};
	const struct ax_insn number[] = {CALL(AX_HELPER_get_smp_processor_id), EXIT()};
	const struct ax_insn leads[] = {MAP(2, 0), MOV(3, 0), CALL(AX_HELPER_tail_call), MOV(0, 77), EXIT()};
	struct ax_map_spec values = {.type = AX_MAP_PERCPU_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 16};
	struct ax_map_spec programs = {.type = AX_MAP_PROG_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
	struct ax_prog *progs[3];
	struct ax_map *map, *array;
	struct ax_engine *engine;
	struct kit kit;
	u32 key = 3, slot = 0;

	engine = kit_engine(&kit);
	CHECK_EQ(ax_engine_map_create(engine, &values, &map), 0);
	CHECK_EQ(ax_engine_map_create(engine, &programs, &array), 0);
	progs[0] = load_insns(engine, own, ARRAY_LEN(own), &map, 1);
	progs[1] = load_insns(engine, number, ARRAY_LEN(number), NULL, 0);
	progs[2] = load_insns(engine, leads, ARRAY_LEN(leads), &array, 1);
	CHECK_EQ(ax_map_put_object(array, &slot, progs[1], AX_ANY), 0);
	for (u32 cpu = kit.port.cpu_count(); cpu-- > 0;) {
		axp_set_cpu((int)cpu);
		*(u64 *)ax_map_lookup(map, &key) = 5 + cpu;
	}
	for (u32 cpu = 0; cpu < kit.port.cpu_count(); cpu++) {
		axp_set_cpu((int)cpu);
		CHECK_EQ(ax_prog_run(progs[0], NULL), 1000 * cpu + 5 + cpu);
		CHECK_EQ(ax_prog_run(progs[1], NULL), cpu);
		CHECK_EQ(ax_prog_run(progs[2], NULL), cpu);
	}
	axp_set_cpu(-1);
	for (u32 i = 0; i < 3; i++)
		ax_prog_put(progs[i]);
	ax_map_put(engine, array);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}

/* A word of the stack that nobody has written, again and again: with its upper 28 bits gone at most 15 is left, in whatever it lies. */
TEST(engine, a_slot_that_nobody_has_written_holds_no_more_bits_than_it_has)
{
	static const enum ax_exec ways[] = {AX_EXEC_INTERP, AX_EXEC_JIT};
	const struct ax_insn loop[] = {
		MOV(6, 0),
		MOV(0, 0),
		LDX(AX_W, 2, 10, -4),
		((struct ax_insn){AX_ALU64 | AX_RSH | AX_K, 2, 0, 0, 28}),
		((struct ax_insn){AX_ALU64 | AX_OR | AX_X, 0, 2, 0, 0}),
		STX(AX_W, 10, 6, -4),
		ADD(6, 1),
		((struct ax_insn){AX_JMP | AX_JLT | AX_K, 6, 0, -6, 50}),
		EXIT(),
	};
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .insns = loop, .insn_count = ARRAY_LEN(loop), .license = "GPL",
				    .verify = true};
	u64 ctx[12] = {0};

	for (u32 i = 0; i < ARRAY_LEN(ways); i++) {
		struct kit kit;
		struct ax_engine *engine = kit_engine(&kit);
		struct ax_prog *prog;

		spec.exec = ways[i];
		if (ways[i] != AX_EXEC_JIT || ax_engine_has_code(engine)) {
			CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), 0);
			CHECK(ax_prog_run(prog, ctx) <= 15);
			ax_prog_put(prog);
		}
		kit_engine_end(&kit, engine);
	}
}
