/* SPDX-License-Identifier: Apache-2.0
 * timers.c - timers in the values of maps: started by programs, rung by the port, ended with their elements; interpreted and as
 * machine code, in each kind of map, in both profiles. */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <time.h>
#include "isa/asm.h"
#include "unit/engine/kit.h"
#include "unit/step.h"

#define NS_MS UINT64_C(1000000)

/* A value: the timer behind 8 bytes, then what its callback writes. */
struct value {
	u64 again;       /* start it so often again */
	u64 timer[2];
	u64 count, key, cpu, cancelled, restarted;
};

/* R6 = the timer of element ctx[0], or out.  Registers: r7 the context. */
#define FIND \
	"mov r7, r1\nldxdw r2, [r1]\nstxdw [r10-8], r2\nmov r2, r10\nadd r2, -8\nlddw r1, map[0]\ncall 1\n" \
	"jeq r0, 0, out\nmov r6, r0\nadd r6, 8\n"
#define OUT "out:\nexit\n"
#define INIT "mov r1, r6\nlddw r2, map[0]\nldxdw r3, [r7+8]\ncall 169\n"
#define SET  "mov r1, r6\nlddw r2, func later\ncall 170\n"
#define START "mov r1, r6\nldxdw r2, [r7+16]\nldxdw r3, [r7+24]\ncall 171\n"
/* notes its key and CPU, counts (then both can be looked at), starts itself again `again` times, 1 ms from now */
#define LATER \
	"later:\nmov r6, r3\nldxw r1, [r2]\nstxdw [r3+32], r1\ncall 8\nstxdw [r6+40], r0\nldxdw r1, [r6+24]\nadd r1, 1\nstxdw [r6+24], r1\n" \
	"mov r1, r6\nadd r1, 8\nldxdw r2, [r6]\njeq r2, 0, done\nsub r2, 1\nstxdw [r6], r2\nmov r2, 1000000\nmov r3, 0\ncall 171\n" \
	"stxdw [r6+56], r0\ndone:\nmov r0, 0\nexit\n"

struct world {
	struct kit kit;
	struct ax_engine *engine;
	struct ax_map *map;
	struct ax_prog *init, *set, *start, *cancel;
	u64 ctx[12];
};

static struct ax_prog *assemble(struct world *w, const char *text, enum ax_exec exec)
{
	struct ax_insn insns[128];
	struct axi_asm_error error = {0};
	struct ax_prog_spec spec = {.type = AX_PROG_CUSTOM, .name = "timers", .insns = insns, .maps = &w->map, .map_count = 1,
				    .license = "GPL", .exec = exec, .verify = true};
	struct ax_prog *prog = NULL;
	struct ax_diag diag = {0};
	char why[1024];
	int count = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &error), err;

	if (count < 0)
		test_fail(__FILE__, __LINE__, "line %u: %s", error.line, error.text);
	spec.insn_count = (u32)count;
	err = ax_prog_load(w->engine, &spec, &prog, &diag);
	if (err) {
		ax_diag_format(&diag, NULL, 0, why, sizeof(why));
		test_fail(__FILE__, __LINE__, "refused (%d): %s%s", err, diag.note, why);
	}
	return prog;
}

static void begin(struct world *w, u32 type, const struct ax_limits *limits, enum ax_exec exec)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = sizeof(struct value), .max_entries = 8, .timer_at = 9};

	*w = (struct world){0};
	kit_init(&w->kit);
	CHECK_EQ(ax_engine_create(&w->engine, &w->kit.port, limits), 0);
	CHECK_EQ(ax_engine_map_create(w->engine, &spec, &w->map), 0);
	w->init = assemble(w, FIND INIT OUT, exec);
	w->set = assemble(w, FIND SET OUT LATER, exec);
	w->start = assemble(w, FIND START OUT, exec);
	w->cancel = assemble(w, FIND "mov r1, r6\ncall 172\n" OUT, exec);
	w->ctx[1] = 1; /* CLOCK_MONOTONIC */
}

static void end_engine(struct world *w)
{
	axp_run_deferred();
	CHECK_EQ(ax_engine_destroy(w->engine), 0);
	CHECK_EQ(w->kit.mem.used, 0);
}

static void put_progs(struct world *w)
{
	ax_prog_put(w->init);
	ax_prog_put(w->set);
	ax_prog_put(w->start);
	ax_prog_put(w->cancel);
}

static void end(struct world *w)
{
	put_progs(w);
	ax_map_put(w->engine, w->map);
	end_engine(w);
}

static s64 run(struct world *w, struct ax_prog *prog)
{
	return (s64)ax_prog_run(prog, w->ctx);
}

/* A new element with a timer whose callback is set. */
static void add(struct world *w, u32 key, u64 again)
{
	struct value value = {.again = again, .timer = {0x1111, 0x2222}};

	CHECK_EQ(ax_map_user_update(w->map, &key, &value, AX_ANY), 0);
	w->ctx[0] = key;
	CHECK_EQ(run(w, w->init), 0);
	CHECK_EQ(run(w, w->set), 0);
}

static struct value see(struct world *w, u32 key)
{
	struct value value = {0};

	CHECK_EQ(ax_map_user_lookup(w->map, &key, &value, 0), 0);
	CHECK(!value.timer[0] && !value.timer[1]); /* what is in it stays inside */
	return value;
}

static u64 now(struct world *w)
{
	return w->kit.port.now_ns();
}

static void wait_for_count(struct world *w, u32 key, u64 count)
{
	for (u64 until = now(w) + 20000 * NS_MS; see(w, key).count < count && now(w) < until;)
		sched_yield();
	CHECK_EQ(see(w, key).count, count);
}

static void rings(u32 type, const struct ax_limits *limits, enum ax_exec exec)
{
	struct world w;
	u64 start;

	begin(&w, type, limits, exec);
	start = now(&w);
	add(&w, 3, 0);
	add(&w, 5, 4);
	w.ctx[2] = 5 * NS_MS;
	CHECK_EQ(run(&w, w.start), 0);
	w.ctx[0] = 3;
	w.ctx[2] = 10 * NS_MS;
	CHECK_EQ(run(&w, w.start), 0);
	wait_for_count(&w, 5, 5);
	CHECK_EQ((s64)see(&w, 5).restarted, 0);
	CHECK_EQ(see(&w, 5).key, 5);
	CHECK(now(&w) - start >= 9 * NS_MS);
	wait_for_count(&w, 3, 1);
	CHECK_EQ(see(&w, 3).key, 3);
	CHECK(now(&w) - start >= 10 * NS_MS);
	CHECK_EQ(run(&w, w.cancel), 0); /* it is not armed any more */
	end(&w);
}

TEST(engine, timers_ring_interpreted_and_compiled)
{
	rings(AX_MAP_ARRAY, &ax_limits_cloud, AX_EXEC_INTERP);
	rings(AX_MAP_HASH, &ax_limits_cloud, AX_EXEC_JIT);
	rings(AX_MAP_LRU_HASH, &ax_limits_cloud, AX_EXEC_JIT);
	rings(AX_MAP_HASH, &ax_limits_embedded, AX_EXEC_INTERP);
}

TEST(engine, timers_answer_as_linux)
{
	struct world w;
	u32 key = 1;

	begin(&w, AX_MAP_HASH, &ax_limits_cloud, AX_EXEC_AUTO);
	CHECK_EQ(ax_map_user_update(w.map, &key, &(struct value){0}, AX_ANY), 0);
	w.ctx[0] = key;
	CHECK_EQ(run(&w, w.set), -AX_EINVAL); /* before init */
	CHECK_EQ(run(&w, w.start), -AX_EINVAL);
	CHECK_EQ(run(&w, w.cancel), -AX_EINVAL);
	w.ctx[1] = 2; /* no such clock for timers */
	CHECK_EQ(run(&w, w.init), -AX_EINVAL);
	w.ctx[1] = 1 | UINT64_C(1) << 32;
	CHECK_EQ(run(&w, w.init), -AX_EINVAL);
	w.ctx[1] = 7;
	CHECK_EQ(run(&w, w.init), 0);
	CHECK_EQ(run(&w, w.init), -AX_EBUSY);
	CHECK_EQ(run(&w, w.start), -AX_EINVAL); /* no callback yet */
	CHECK_EQ(run(&w, w.set), 0);
	w.ctx[3] = 4; /* no such flag */
	CHECK_EQ(run(&w, w.start), -AX_EINVAL);
	w.ctx[2] = 3600000 * NS_MS;
	w.ctx[3] = 0;
	CHECK_EQ(run(&w, w.start), 0);
	CHECK_EQ(run(&w, w.start), 0);
	CHECK_EQ(run(&w, w.cancel), 1);
	CHECK_EQ(run(&w, w.cancel), 0);
	CHECK_EQ(run(&w, w.start), -AX_EINVAL); /* cancelling forgets the callback, as on Linux */
	CHECK_EQ(run(&w, w.set), 0);
	w.ctx[2] = UINT64_MAX; /* beyond the clock's end: never */
	CHECK_EQ(run(&w, w.start), 0);
	CHECK_EQ(run(&w, w.cancel), 1);
	end(&w);
}

TEST(engine, timers_take_absolute_times_on_their_clock)
{
	struct world w;

	begin(&w, AX_MAP_ARRAY, &ax_limits_cloud, AX_EXEC_AUTO);
	for (u32 key = 0; key < 2; key++) {
		u64 at;

		w.ctx[1] = key ? 7 : 1;
		add(&w, key, 0);
		at = (key ? w.kit.port.boot_ns() : now(&w)) + 5 * NS_MS;
		w.ctx[2] = at;
		w.ctx[3] = 1; /* BPF_F_TIMER_ABS */
		CHECK_EQ(run(&w, w.start), 0);
		wait_for_count(&w, key, 1);
		CHECK((key ? w.kit.port.boot_ns() : now(&w)) >= at);
	}
	end(&w);
}

TEST(engine, timers_run_on_the_cpu_that_they_are_bound_to)
{
	struct world w;

	begin(&w, AX_MAP_ARRAY, &ax_limits_cloud, AX_EXEC_AUTO);
	for (u32 cpu = 0; cpu < w.kit.port.cpu_count(); cpu++) {
		add(&w, cpu & 7, 0);
		axp_set_cpu((int)cpu);
		w.ctx[2] = 0;
		w.ctx[3] = 2; /* BPF_F_TIMER_CPU_PIN */
		CHECK_EQ(run(&w, w.start), 0);
		axp_set_cpu(-1);
		wait_for_count(&w, cpu & 7, 1);
		CHECK_EQ(see(&w, cpu & 7).cpu, cpu);
	}
	w.kit.port.alarm_cpu = NULL;
	kit_cpus(&w.kit, 4);
	w.engine->cpu_count = 4;
	CHECK_EQ(run(&w, w.start), -AX_EOPNOTSUPP);
	kit_cpus(&w.kit, 0);
	w.engine->cpu_count = w.kit.port.cpu_count();
	end(&w);
}

static void ends_with_its_element(u32 type, const struct ax_limits *limits, int how)
{
	struct value value = {0};
	struct world w;
	u32 key = 2;

	begin(&w, type, limits, AX_EXEC_AUTO);
	add(&w, key, 0);
	w.ctx[2] = 20 * NS_MS;
	CHECK_EQ(run(&w, w.start), 0);
	if (how == 0) {
		CHECK_EQ(ax_map_user_delete(w.map, &key), 0);
		CHECK_EQ(ax_map_user_update(w.map, &key, &value, AX_ANY), 0);
	} else if (how == 1) {
		CHECK_EQ(ax_map_user_update(w.map, &key, &value, AX_ANY), 0);
	} else {
		CHECK_EQ(ax_map_user_take(w.map, &key, &value, 0), 0);
		CHECK_EQ(ax_map_update(w.map, &key, &value, AX_ANY), 0);
	}
	CHECK_EQ(run(&w, w.start), -AX_EINVAL); /* the new element has no timer */
	for (u64 until = now(&w) + 30 * NS_MS; now(&w) < until;)
		sched_yield();
	CHECK_EQ(see(&w, key).count, 0);
	CHECK_EQ(run(&w, w.init), 0);
	end(&w);
}

TEST(engine, timers_end_with_their_elements)
{
	ends_with_its_element(AX_MAP_HASH, &ax_limits_cloud, 0);
	ends_with_its_element(AX_MAP_HASH, &ax_limits_cloud, 1);
	ends_with_its_element(AX_MAP_HASH, &ax_limits_cloud, 2);
	ends_with_its_element(AX_MAP_HASH, &ax_limits_embedded, 0);
	ends_with_its_element(AX_MAP_HASH, &ax_limits_embedded, 1);
	ends_with_its_element(AX_MAP_LRU_HASH, &ax_limits_cloud, 0);
	ends_with_its_element(AX_MAP_LRU_HASH, &ax_limits_cloud, 1);
	ends_with_its_element(AX_MAP_ARRAY, &ax_limits_cloud, 1);
}

/* Eviction, too: more keys than there is room for. */
TEST(engine, timers_end_when_their_element_is_evicted)
{
	struct world w;

	begin(&w, AX_MAP_LRU_HASH, &ax_limits_cloud, AX_EXEC_AUTO);
	w.ctx[2] = 3600000 * NS_MS;
	for (u32 key = 0; key < 100; key++) {
		add(&w, key, 0);
		CHECK_EQ(run(&w, w.start), 0);
	}
	end(&w);
}

/* As on Linux: a timer keeps its program; the map's last user ends the timers, and so the circle. */
TEST(engine, timers_keep_their_program_until_the_map_has_no_user)
{
	struct world w;

	begin(&w, AX_MAP_ARRAY, &ax_limits_cloud, AX_EXEC_AUTO);
	add(&w, 0, 1u << 30);
	w.ctx[2] = 0;
	CHECK_EQ(run(&w, w.start), 0);
	put_progs(&w);
	CHECK_EQ(ax_engine_count(w.engine, AX_KIND_PROG), 1);
	for (u64 have = see(&w, 0).count; see(&w, 0).count < have + 3;)
		sched_yield();
	ax_map_put(w.engine, w.map);
	/* another thread may be giving back what callbacks have lost */
	axp_run_deferred();
	CHECK_EQ(ax_engine_count(w.engine, AX_KIND_PROG), 0);
	CHECK_EQ(ax_engine_count(w.engine, AX_KIND_MAP), 0);
	end_engine(&w);
}

TEST(engine, no_timer_is_set_in_a_map_without_users)
{
	struct world w;

	begin(&w, AX_MAP_ARRAY, &ax_limits_cloud, AX_EXEC_AUTO);
	w.ctx[2] = 3600000 * NS_MS;
	add(&w, 0, 0);
	CHECK_EQ(run(&w, w.start), 0);
	ax_map_put(w.engine, w.map); /* programs hold it still */
	CHECK_EQ(run(&w, w.start), -AX_EINVAL);
	CHECK_EQ(run(&w, w.init), -AX_EPERM);
	put_progs(&w);
	end_engine(&w);
}

/* The callback deletes its own element, starts its dead timer, sets it up again, cancels itself. */
TEST(engine, a_callback_may_end_its_own_timer)
{
	struct world w;
	struct ax_prog *set;
	u32 key = 4;

	begin(&w, AX_MAP_HASH, &ax_limits_cloud, AX_EXEC_AUTO);
	set = assemble(&w, FIND SET OUT "later:\nmov r6, r3\nadd r6, 8\nmov r1, r6\ncall 172\nstxdw [r6+40], r0\n"
					"ldxdw r1, [r6+16]\nadd r1, 1\nstxdw [r6+16], r1\nstdw [r10-8], 4\nlddw r1, map[0]\nmov r2, r10\n"
					"add r2, -8\ncall 3\nmov r1, r6\nmov r2, 0\nmov r3, 0\ncall 171\nstxdw [r6+48], r0\nmov r0, 0\nexit\n",
		       AX_EXEC_AUTO);
	for (u32 i = 0; i < 20; i++) {
		struct value *value;

		add(&w, key, 0);
		CHECK_EQ(run(&w, set), 0);
		value = ax_map_lookup(w.map, &key);
		w.ctx[2] = 0;
		CHECK_EQ(run(&w, w.start), 0);
		for (u64 until = now(&w) + 5000 * NS_MS; ax_map_lookup(w.map, &key) && now(&w) < until;)
			sched_yield();
		CHECK(!ax_map_lookup(w.map, &key));
		for (u64 until = now(&w) + 5000 * NS_MS; !__atomic_load_n(&value->restarted, __ATOMIC_RELAXED) && now(&w) < until;)
			sched_yield();
		CHECK_EQ(value->count, 1);
		CHECK_EQ((s64)value->cancelled, -AX_EDEADLK);
		CHECK_EQ((s64)value->restarted, -AX_EINVAL);
	}
	ax_prog_put(set);
	end(&w);
}

TEST(engine, timers_are_refused_by_name_where_no_port_rings_them)
{
	struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 64, .max_entries = 1, .timer_at = 9};
	struct ax_insn insns[128];
	struct axi_asm_error error;
	struct ax_engine *engine;
	struct ax_prog *prog;
	struct ax_diag diag = {0};
	struct ax_map *map;
	struct kit kit;
	char why[1024];
	int count = axi_asm(FIND INIT OUT, strlen(FIND INIT OUT), insns, ARRAY_LEN(insns), &error);

	kit_init(&kit);
	kit.port.alarm_start = NULL;
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	struct ax_prog_spec ps = {.type = AX_PROG_CUSTOM, .insns = insns, .insn_count = (u32)count, .maps = &map, .map_count = 1,
				  .license = "GPL", .verify = true};

	CHECK_EQ(ax_prog_load(engine, &ps, &prog, &diag), -AX_EINVAL);
	ax_diag_format(&diag, NULL, 0, why, sizeof(why));
	CHECK(strstr(why, "bpf_timer_init"));
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}

/* False: the first was due before all were started, the machine is that busy. */
static bool rings_in_order(u64 delay)
{
	struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = sizeof(struct value), .max_entries = 256, .timer_at = 9};
	struct world w;
	u64 random = 7, last = 0;
	bool in_time;

	w = (struct world){0};
	kit_init(&w.kit);
	CHECK_EQ(ax_engine_create(&w.engine, &w.kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_map_create(w.engine, &spec, &w.map), 0);
	w.init = assemble(&w, FIND INIT OUT, AX_EXEC_AUTO);
	/* the callback notes the number of callbacks before it, which element 255 counts */
	w.set = assemble(&w, FIND SET OUT "later:\nmov r6, r3\nstw [r10-8], 255\nmov r2, r10\nadd r2, -8\nlddw r1, map[0]\ncall 1\njeq r0, 0, none\n"
					  "ldxdw r1, [r0+24]\nadd r1, 1\nstxdw [r0+24], r1\nstxdw [r6+32], r1\nnone:\nmov r0, 0\nexit\n", AX_EXEC_AUTO);
	w.start = assemble(&w, FIND START OUT, AX_EXEC_AUTO);
	w.cancel = assemble(&w, FIND "mov r1, r6\ncall 172\n" OUT, AX_EXEC_AUTO);
	u64 base = now(&w) + delay, when[255];

	w.ctx[1] = 1;
	w.ctx[3] = 1;
	for (u32 i = 0; i < 255; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		when[i] = base + (random >> 40) % 1000 * 50000;
		add(&w, i, 0);
		w.ctx[2] = when[i];
		CHECK_EQ(run(&w, w.start), 0);
	}
	for (u32 i = 0; i < 255; i += 3) {
		w.ctx[0] = i;
		in_time = run(&w, w.cancel) == 1;
		CHECK(in_time || now(&w) > base);
	}
	in_time = now(&w) < base;
	if (in_time)
		wait_for_count(&w, 255, 170);
	for (u32 n = 1; in_time && n <= 170; n++)
		for (u32 i = 0; i < 255; i++)
			if (i % 3 && see(&w, i).key == n) {
				CHECK(when[i] >= last);
				last = when[i];
			}
	end(&w);
	return in_time;
}

/* The queue keeps its order: many timers, some cancelled, ring by their time. */
TEST(engine, timers_ring_in_order)
{
	CHECK(rings_in_order(100 * NS_MS) || rings_in_order(1000 * NS_MS) || rings_in_order(10000 * NS_MS));
}

/* ---- a program's last reference goes while its callback runs ---- */

static struct world *last;
static sem_t inside, deleted, go;

/* Called by the callback, in the alarm's thread. */
static u64 stay(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	sem_post(&inside);
	sem_wait(&go);
	return 0;
}

static void *let_go(void *arg)
{
	struct timespec while_it_stays = {0, 5000000};

	sem_wait(&deleted);
	nanosleep(&while_it_stays, NULL);
	sem_post(&go);
	return NULL;
}

/* Timer 1 rings, and its element goes under its callback. */
static void ring_and_delete(void)
{
	u32 key = 1;

	last->ctx[0] = key;
	run(last, last->start);
	sem_wait(&inside);
	ax_map_delete(last->map, &key);
	sem_post(&deleted);
}

TEST(engine, a_program_outlives_its_timers_callback_whenever_its_references_are_dropped)
{
	struct world w;
	bool rung = true;
	u32 first = 0;

	for (u32 n = 1; rung; n += 4) {
		pthread_t thread;

		begin(&w, AX_MAP_HASH, &ax_limits_cloud, AX_EXEC_INTERP);
		CHECK_EQ(ax_engine_bind(w.engine, AX_HELPER_get_prandom_u32, stay), 0);
		ax_prog_put(w.set);
		w.set = assemble(&w, FIND SET OUT "later:\ncall 7\nmov r0, 0\nexit\n", AX_EXEC_INTERP);
		add(&w, 0, 0);
		add(&w, 1, 0);
		w.kit.port.defer = NULL; /* nobody else puts what is dropped */
		CHECK_EQ(ax_map_delete(w.map, &first), 0);
		ax_prog_put(w.set);
		sem_init(&inside, 0, 0);
		sem_init(&deleted, 0, 0);
		sem_init(&go, 0, 0);
		last = &w;
		CHECK_EQ(pthread_create(&thread, NULL, let_go, NULL), 0);
		step_begin(n, ring_and_delete);
		axi_timers_reap(w.engine);
		rung = step_end();
		if (!rung)
			ring_and_delete();
		pthread_join(thread, NULL);
		axi_timers_reap(w.engine);
		ax_prog_put(w.init);
		ax_prog_put(w.start);
		ax_prog_put(w.cancel);
		ax_map_put(w.engine, w.map);
		end_engine(&w);
	}
}

/* ---- in maps of a map ---- */

/* R6 = the timer of element ctx[0] of inner map 0, R8 = that map */
#define FIND_INNER \
	"mov r7, r1\nstdw [r10-8], 0\nmov r2, r10\nadd r2, -8\nlddw r1, map[0]\ncall 1\njeq r0, 0, out\nmov r8, r0\n" \
	"ldxdw r2, [r7]\nstxdw [r10-8], r2\nmov r1, r8\nmov r2, r10\nadd r2, -8\ncall 1\njeq r0, 0, out\nmov r6, r0\nadd r6, 8\n"
#define INIT_INNER "mov r1, r6\nmov r2, r8\nmov r3, 1\ncall 169\njne r0, 0, out\n"

static void rings_inside(u32 type, const struct ax_limits *limits, enum ax_exec exec)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = sizeof(struct value), .max_entries = 8, .timer_at = 9};
	struct ax_map_spec outer = {.type = AX_MAP_ARRAY_OF_MAPS, .key_size = 4, .value_size = 4, .max_entries = 1, .inner = &spec};
	struct value value = {.again = 2};
	struct ax_prog *set, *start;
	struct ax_map *inner;
	struct world w = {0};
	u32 zero = 0, key = 3;

	kit_init(&w.kit);
	CHECK_EQ(ax_engine_create(&w.engine, &w.kit.port, limits), 0);
	CHECK_EQ(ax_engine_map_create(w.engine, &spec, &inner), 0);
	CHECK_EQ(ax_engine_map_create(w.engine, &outer, &w.map), 0);
	CHECK_EQ(ax_map_put_object(w.map, &zero, inner, AX_ANY), 0);
	CHECK_EQ(ax_map_user_update(inner, &key, &value, AX_ANY), 0);
	set = assemble(&w, FIND_INNER INIT_INNER SET OUT LATER, exec);
	start = assemble(&w, FIND_INNER "mov r1, r6\nldxdw r2, [r7+16]\nmov r3, 0\ncall 171\n" OUT, exec);
	w.ctx[0] = key;
	CHECK_EQ(run(&w, set), 0);
	CHECK_EQ(run(&w, set), -AX_EBUSY);
	w.ctx[2] = NS_MS;
	CHECK_EQ(run(&w, start), 0);
	for (u64 until = now(&w) + 20000 * NS_MS; value.count < 3 && now(&w) < until; sched_yield())
		CHECK_EQ(ax_map_user_lookup(inner, &key, &value, 0), 0);
	CHECK_EQ(value.count, 3);
	CHECK_EQ(value.key, key);
	/* a new element has a new timer; the map's last user gone, it ends, and none is made */
	CHECK_EQ(ax_map_user_update(inner, &key, &value, AX_ANY), 0);
	CHECK_EQ(run(&w, start), -AX_EINVAL);
	CHECK_EQ(run(&w, set), 0);
	w.ctx[2] = 1000000 * NS_MS;
	CHECK_EQ(run(&w, start), 0);
	ax_map_put(w.engine, inner);
	CHECK_EQ(run(&w, start), -AX_EINVAL);
	CHECK_EQ(run(&w, set), -AX_EPERM);
	ax_prog_put(set);
	ax_prog_put(start);
	ax_map_put(w.engine, w.map);
	end_engine(&w);
}

TEST(engine, timers_ring_in_maps_of_a_map)
{
	const u32 types[] = {AX_MAP_ARRAY, AX_MAP_HASH, AX_MAP_LRU_HASH};

	for (u32 i = 0; i < ARRAY_LEN(types); i++) {
		rings_inside(types[i], &ax_limits_cloud, AX_EXEC_INTERP);
		rings_inside(types[i], &ax_limits_cloud, AX_EXEC_JIT);
	}
}
