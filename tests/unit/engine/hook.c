/* SPDX-License-Identifier: Apache-2.0
 * hook.c - hooks: order, nesting, and attaching while other CPUs fire. */
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include "unit/engine/kit.h"
#include "unit/step.h"

/* A program that returns a number, and counts its runs. */
static struct ax_prog *returning(struct ax_engine *engine, s32 value)
{
	return LOAD(engine, MOV(0, value), EXIT());
}

static u64 runs(struct ax_prog *prog)
{
	struct ax_prog_info info;

	ax_prog_info(prog, &info);
	return info.run_count;
}

TEST(engine, programs_run_in_order_of_attachment)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *one = returning(engine, 1), *two = returning(engine, 2);
	struct ax_link *a, *b;
	struct ax_hook hook;
	u64 ctx[12] = {0};

	CHECK_EQ(ax_hook_init(&hook, engine, "custom/test", AX_PROG_RAW_TRACEPOINT), 0);
	CHECK_EQ(ax_hook_fire(&hook, ctx), 0);
	CHECK_EQ(ax_hook_attach(&hook, one, &a), 0);
	CHECK_EQ(ax_hook_attach(&hook, two, &b), 0);
	CHECK_EQ(ax_hook_attach(&hook, two, &b), -AX_EEXIST);
	CHECK_EQ(ax_hook_fire(&hook, ctx), 2);
	CHECK_EQ(runs(one), 1);
	CHECK_EQ(ax_link_id(a), 1);
	CHECK_EQ(ax_link_id(b), 2);
	CHECK(ax_link_prog(b) == two);
	ax_link_put(b);
	CHECK_EQ(ax_hook_fire(&hook, ctx), 1);
	CHECK_EQ(ax_link_detach(a), 0);
	CHECK_EQ(ax_link_detach(a), -AX_ENOENT);
	CHECK_EQ(ax_hook_fire(&hook, ctx), 0);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_LINK), 1);
	ax_link_put(a);
	CHECK_EQ(hook.fired, 4);
	CHECK_EQ(hook.missed, 0);
	ax_prog_put(one);
	ax_prog_put(two);
	kit_engine_end(&kit, engine);
}

TEST(engine, only_programs_of_the_hooks_type_attach)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *prog = returning(engine, 1);
	struct ax_link *link;
	struct ax_hook hook;
	char name[80];

	CHECK_EQ(ax_hook_init(&hook, engine, "perf", AX_PROG_PERF_EVENT), 0);
	CHECK_EQ(ax_hook_attach(&hook, prog, &link), -AX_EINVAL);
	memset(name, 'x', sizeof(name));
	name[64] = 0;
	CHECK_EQ(ax_hook_init(&hook, engine, name, AX_PROG_PERF_EVENT), -AX_ENAMETOOLONG);
	name[63] = 0;
	CHECK_EQ(ax_hook_init(&hook, engine, name, AX_PROG_PERF_EVENT), 0);
	CHECK_STR(hook.name, name);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

static u32 released;
static void on_release(void *arg)
{
	released++;
	CHECK(arg == &released);
}

TEST(engine, a_hook_may_go_before_its_links)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *prog = returning(engine, 1);
	struct ax_hook *hook = malloc(sizeof(*hook));
	struct ax_link *link, *unlisted, *found;
	u64 ctx[12] = {0};

	released = 0;
	CHECK_EQ(ax_hook_init(hook, engine, "custom/test", AX_PROG_RAW_TRACEPOINT), 0);
	CHECK_EQ(ax_hook_attach_unlisted(hook, prog, &unlisted), 0);
	CHECK_EQ(ax_link_id(unlisted), 0);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_LINK), 0);
	CHECK_EQ(ax_hook_fire(hook, ctx), 1);
	ax_link_put(unlisted);
	CHECK_EQ(ax_hook_attach(hook, prog, &link), 0);
	ax_link_on_release(link, on_release, &released);
	ax_prog_put(prog); /* the link has its own reference */
	found = ax_engine_by_id(engine, AX_KIND_LINK, 1);
	CHECK(found == link);
	ax_link_put(found);
	ax_hook_detach_all(hook);
	CHECK_EQ(ax_hook_fire(hook, ctx), 0);
	free(hook);
	CHECK_EQ(released, 0);
	ax_link_put(link);
	CHECK_EQ(released, 1);
	kit_engine_end(&kit, engine);
}

/* A helper that fires the same hook again, as an interrupt would. */
static struct ax_hook *nested_hook;
static u64 fire_again(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u64 ctx[12] = {0};

	return ax_hook_fire(nested_hook, ctx) + 100;
}

TEST(engine, a_nested_fire_on_one_cpu_is_missed_and_counted)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *prog;
	struct ax_prog_info info;
	struct ax_link *link;
	struct ax_hook hook;
	u64 ctx[12] = {0};

	CHECK_EQ(ax_engine_bind(engine, AX_HELPER_get_prandom_u32, fire_again), 0);
	prog = LOAD(engine, CALL(AX_HELPER_get_prandom_u32), EXIT());
	CHECK_EQ(ax_hook_init(&hook, engine, "custom/test", AX_PROG_RAW_TRACEPOINT), 0);
	CHECK_EQ(ax_hook_attach(&hook, prog, &link), 0);
	nested_hook = &hook;
	axp_set_cpu(0);
	CHECK_EQ(ax_hook_fire(&hook, ctx), 100);
	axp_set_cpu(-1);
	CHECK_EQ(hook.fired, 2);
	CHECK_EQ(hook.missed, 1);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.run_count, 1);
	CHECK_EQ(info.recursion_misses, 1);
	ax_link_put(link);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

/* --- firing on two CPUs while a third attaches and detaches --- */

struct firing {
	struct ax_hook *hook;
	int cpu;
	_Atomic bool stop;
	u64 fires;
};

static void *fire_loop(void *arg)
{
	struct firing *firing = arg;
	u64 ctx[12] = {0};

	axp_set_cpu(firing->cpu);
	while (!atomic_load(&firing->stop)) {
		ax_hook_fire(firing->hook, ctx);
		firing->fires++;
	}
	return NULL;
}

TEST(engine, programs_come_and_go_while_other_cpus_fire)
{
	struct kit kit;
	struct ax_engine *engine;
	struct ax_prog *stays;
	struct ax_link *first;
	struct ax_hook hook;
	struct firing firing[2];
	pthread_t threads[2];

	kit_init(&kit);
	kit_cpus(&kit, 4);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	stays = returning(engine, 7);
	CHECK_EQ(ax_hook_init(&hook, engine, "custom/test", AX_PROG_RAW_TRACEPOINT), 0);
	CHECK_EQ(ax_hook_attach(&hook, stays, &first), 0);
	for (int i = 0; i < 2; i++) {
		firing[i] = (struct firing){.hook = &hook, .cpu = i + 1};
		CHECK_EQ(pthread_create(&threads[i], NULL, fire_loop, &firing[i]), 0);
	}
	axp_set_cpu(0);
	/* each program's memory is gone after the last put: a fire that still ran it would be a use after free */
	for (u32 round = 0; round < 2000; round++) {
		struct ax_prog *prog = returning(engine, (s32)round);
		struct ax_link *link;
		int err = ax_hook_attach(&hook, prog, &link);

		ax_prog_put(prog);
		if (!err && round % 2)
			err = ax_link_detach(link);
		if (!err)
			ax_link_put(link);
		CHECK_EQ(err, 0);
	}
	for (int i = 0; i < 2; i++) {
		atomic_store(&firing[i].stop, true);
		pthread_join(threads[i], NULL);
	}
	axp_set_cpu(-1);
	CHECK_EQ(hook.fired, firing[0].fires + firing[1].fires);
	CHECK_EQ(runs(stays) + hook.missed, hook.fired);
	CHECK_EQ(hook.missed, 0);
	ax_link_put(first);
	ax_prog_put(stays);
	kit_engine_end(&kit, engine);
}

/* --- a fire that is missed looks at what the outer one holds, which may end meanwhile where it is another thread's --- */

static struct meeting {
	struct ax_hook hook;
	struct ax_link *link;
	sem_t inside, go, put, done;
} meeting;

static u64 wait_inside(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	sem_post(&meeting.inside);
	sem_wait(&meeting.go);
	return 0;
}

static void *outer_fire(void *arg)
{
	u64 ctx[12] = {0};

	axp_set_cpu(1);
	ax_hook_fire(&meeting.hook, ctx);
	return NULL;
}

static void *put_link(void *arg)
{
	sem_wait(&meeting.put);
	ax_link_put(meeting.link);
	sem_post(&meeting.done);
	return NULL;
}

/* The outer fire ends, and what it ran goes, unless somebody has to wait for us with that. */
static void end_outer(void)
{
	struct timespec soon;

	sem_post(&meeting.go);
	sem_post(&meeting.go); /* for ours, too: it is not missed where the outer one has ended before it */
	sem_post(&meeting.put);
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 20000000;
	soon.tv_sec += soon.tv_nsec / 1000000000;
	soon.tv_nsec %= 1000000000;
	sem_timedwait(&meeting.done, &soon);
}

TEST(engine, a_fire_that_is_missed_may_outlast_the_one_that_it_met)
{
	struct kit kit;
	struct ax_engine *engine;
	u64 ctx[12] = {0};
	bool met = true;

	kit_init(&kit);
	kit_cpus(&kit, 4);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_bind(engine, AX_HELPER_get_prandom_u32, wait_inside), 0);
	CHECK_EQ(ax_hook_init(&meeting.hook, engine, "custom/test", AX_PROG_RAW_TRACEPOINT), 0);
	axp_set_cpu(1);
	for (u32 n = 1; met; n += 4) {
		struct ax_prog *prog = LOAD(engine, CALL(AX_HELPER_get_prandom_u32), EXIT());
		pthread_t threads[2];

		sem_init(&meeting.inside, 0, 0);
		sem_init(&meeting.go, 0, 0);
		sem_init(&meeting.put, 0, 0);
		sem_init(&meeting.done, 0, 0);
		CHECK_EQ(ax_hook_attach(&meeting.hook, prog, &meeting.link), 0);
		ax_prog_put(prog);
		CHECK_EQ(pthread_create(&threads[0], NULL, outer_fire, NULL), 0);
		CHECK_EQ(pthread_create(&threads[1], NULL, put_link, NULL), 0);
		sem_wait(&meeting.inside);
		step_begin(n, end_outer);
		ax_hook_fire(&meeting.hook, ctx);
		met = step_end();
		if (!met)
			end_outer();
		pthread_join(threads[0], NULL);
		pthread_join(threads[1], NULL);
	}
	axp_set_cpu(-1);
	kit_engine_end(&kit, engine);
}

/* `rounds` rounds of a loop of two instructions, between a move before and two instructions behind. */
static struct ax_prog *looping(struct ax_engine *engine, s32 rounds)
{
	return LOAD(engine, MOV(0, 0), ADD(0, 1), ((struct ax_insn){AX_JMP | AX_JLT | AX_K, 0, 0, -2, rounds}), MOV(0, 0), EXIT());
}

TEST(engine, hooks_with_a_deadline_refuse_what_does_not_fit)
{
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *ten = looping(engine, 10), *hundred = looping(engine, 100), *last = looping(engine, 5);
	struct ax_prog *budget = LOAD(engine, CALL(7), JEQ(0, 0, -2), MOV(0, 0), EXIT());
	struct ax_link *a, *b, *c;
	struct ax_deadline sum;
	struct ax_hook hook;
	char text[160];
	int err;

	CHECK_EQ(ax_hook_init(&hook, engine, "custom/test", AX_PROG_RAW_TRACEPOINT), 0);
	hook.deadline.insns = 23 + 13; /* ten and last, and nothing else */
	CHECK_EQ(ax_hook_attach(&hook, ten, &a), 0);
	CHECK_EQ(ax_hook_attach(&hook, hundred, &b), -AX_E2BIG);
	err = ax_hook_sum(&hook, hundred, &sum);
	CHECK_EQ(err, -AX_E2BIG);
	CHECK_EQ(sum.insns, 23 + 203);
	ax_deadline_text(&hook.deadline, &sum, err, text, sizeof(text));
	CHECK_STR(text, "all together take at most 226 instructions, and the hook allows 36");
	CHECK_EQ(ax_hook_attach(&hook, budget, &b), -AX_EOPNOTSUPP);
	CHECK_EQ(ax_hook_attach(&hook, last, &c), 0);
	CHECK_EQ(ax_hook_sum(&hook, NULL, &sum), 0);
	CHECK_EQ(sum.insns, 36);
	ax_link_put(a); /* its place is free again */
	CHECK_EQ(ax_hook_attach(&hook, ten, &a), 0);
	ax_link_put(a);
	ax_link_put(c);
	hook.deadline = (struct ax_deadline){.ns = 1000};
	CHECK_EQ(ax_hook_attach(&hook, ten, &a), -AX_EOPNOTSUPP); /* loaded without an estimate */
	ax_engine_set_cpu(engine, ax_cpu_find("cortex-a76"));
	ax_prog_put(ten);
	ax_prog_put(hundred);
	ten = looping(engine, 10);
	hundred = looping(engine, 10000);
	CHECK_EQ(ax_hook_attach(&hook, ten, &a), 0);
	CHECK_EQ(ax_hook_attach(&hook, hundred, &b), -AX_E2BIG);
	CHECK_EQ(ax_engine_count(engine, AX_KIND_LINK), 1);
	ax_link_put(a);
	ax_prog_put(ten);
	ax_prog_put(hundred);
	ax_prog_put(last);
	ax_prog_put(budget);
	kit_engine_end(&kit, engine);
}

TEST(engine, what_tail_calls_lead_to_is_in_no_bound_so_hooks_with_a_deadline_refuse_them)
{
	struct ax_map_spec spec = {.type = AX_MAP_PROG_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *leads = NULL, *thousand = looping(engine, 1000);
	struct ax_map *array;
	struct ax_link *link;
	struct ax_hook hook;
	u64 ctx[12] = {0};
	u32 first = 0;

	CHECK_EQ(ax_engine_map_create(engine, &spec, &array), 0);
	leads = LOAD_MAP(engine, array, MAP(2, 0), MOV(3, 0), CALL(AX_HELPER_tail_call), MOV(0, 0), EXIT());
	CHECK_EQ(ax_map_put_object(array, &first, thousand, AX_ANY), 0);
	CHECK_EQ(ax_hook_init(&hook, engine, "custom/test", AX_PROG_RAW_TRACEPOINT), 0);
	hook.deadline.insns = 100;
	CHECK_EQ(ax_hook_attach(&hook, thousand, &link), -AX_E2BIG);
	CHECK_EQ(ax_hook_attach(&hook, leads, &link), -AX_EOPNOTSUPP);
	hook.deadline.insns = 0;
	CHECK_EQ(ax_hook_attach(&hook, leads, &link), 0);
	ax_hook_fire(&hook, ctx);
	ax_link_put(link);
	ax_prog_put(leads);
	ax_prog_put(thousand);
	ax_map_put(engine, array);
	kit_engine_end(&kit, engine);
}
