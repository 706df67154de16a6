/* SPDX-License-Identifier: Apache-2.0
 * timer_storm.c - threads that set, start, cancel and delete timers while their callbacks run.  Programs touch values with atomics
 * only, so that this also runs under ThreadSanitizer. */
#include <pthread.h>
#include <sched.h>
#include "isa/asm.h"
#include "unit/engine/kit.h"

/* A value: the timer, how often its callback ran. */
struct value {
	u64 timer[2], count;
};

#define FIND \
	"mov r7, r1\nldxdw r2, [r1]\nstxdw [r10-8], r2\nmov r2, r10\nadd r2, -8\nlddw r1, map[0]\ncall 1\n" \
	"jeq r0, 0, out\nmov r1, r0\n"
#define OUT "out:\nmov r0, 0\nexit\n"

struct storm {
	struct kit kit;
	struct ax_engine *engine;
	struct ax_map *map;
	struct ax_prog *set, *start, *cancel, *other;
	_Atomic bool stop;
	_Atomic u32 next;
	_Atomic u64 ops;
};

static struct ax_prog *assemble(struct storm *s, const char *text)
{
	struct ax_insn insns[128];
	struct axi_asm_error error = {0};
	struct ax_prog_spec spec = {.type = AX_PROG_CUSTOM, .name = "storm", .insns = insns, .maps = &s->map, .map_count = 1,
				    .license = "GPL", .exec = AX_EXEC_INTERP, .verify = true};
	struct ax_prog *prog = NULL;

	spec.insn_count = (u32)axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &error);
	CHECK_EQ(ax_prog_load(s->engine, &spec, &prog, NULL), 0);
	return prog;
}

static void *worker(void *arg)
{
	struct storm *s = arg;
	u64 ctx[12] = {0}, random = 12345 + atomic_fetch_add(&s->next, 1);

	while (!atomic_load(&s->stop)) {
		u32 key;

		random = random * 6364136223846793005u + 1442695040888963407u;
		key = (u32)(random >> 60) & 7;
		ctx[0] = key;
		ctx[1] = (random >> 40) % 50000;
		switch (random >> 33 & 15) {
		case 0: ax_map_delete(s->map, &key); break;
		case 1: ax_map_user_update(s->map, &key, &(struct value){0}, AX_ANY); break;
		case 2: ax_prog_run(s->cancel, ctx); break;
		case 3: ax_prog_run(s->other, ctx); break;
		case 4:
		case 5:
		case 6: ax_prog_run(s->set, ctx); break;
		default: ax_prog_run(s->start, ctx); break;
		}
		atomic_fetch_add(&s->ops, 1);
	}
	return NULL;
}

#define INIT_AND_SET \
	FIND "mov r6, r1\nlddw r2, map[0]\nmov r3, 1\ncall 169\nmov r1, r6\nlddw r2, func later\ncall 170\n" OUT

static void storm(u32 type)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = sizeof(struct value), .max_entries = 8, .timer_at = 1};
	static struct storm s;
	pthread_t threads[2];
	u64 until;

	memset(&s, 0, sizeof(s));
	kit_init(&s.kit);
	CHECK_EQ(ax_engine_create(&s.engine, &s.kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_map_create(s.engine, &spec, &s.map), 0);
	/* one callback starts itself again, the other deletes an element, perhaps its own */
	s.set = assemble(&s, INIT_AND_SET "later:\nmov r1, 1\nlock add [r3+16], r1\nmov r1, r3\nmov r2, 1000\nmov r3, 0\ncall 171\nmov r0, 0\nexit\n");
	s.other = assemble(&s, INIT_AND_SET "later:\nmov r1, 1\nlock add [r3+16], r1\nstw [r10-4], 3\nmov r2, r10\nadd r2, -4\n"
					    "lddw r1, map[0]\ncall 3\nmov r0, 0\nexit\n");
	s.start = assemble(&s, FIND "ldxdw r2, [r7+8]\nmov r3, 0\ncall 171\n" OUT);
	s.cancel = assemble(&s, FIND "call 172\n" OUT);
	for (u32 key = 0; key < 8; key++)
		CHECK_EQ(ax_map_user_update(s.map, &key, &(struct value){0}, AX_ANY), 0);
	for (u32 i = 0; i < 2; i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, worker, &s), 0);
	for (until = s.kit.port.now_ns() + 300000000u; s.kit.port.now_ns() < until || atomic_load(&s.ops) < 1000;)
		sched_yield();
	atomic_store(&s.stop, true);
	for (u32 i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	ax_prog_put(s.set);
	ax_prog_put(s.other);
	ax_prog_put(s.start);
	ax_prog_put(s.cancel);
	ax_map_put(s.engine, s.map);
	axp_run_deferred();
	CHECK_EQ(ax_engine_count(s.engine, AX_KIND_PROG), 0);
	kit_engine_end(&s.kit, s.engine);
}

TEST(engine, timers_survive_deletion_under_their_callbacks)
{
	storm(AX_MAP_HASH);
	storm(AX_MAP_LRU_HASH);
	storm(AX_MAP_ARRAY);
}
