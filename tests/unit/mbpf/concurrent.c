/* SPDX-License-Identifier: Apache-2.0
 * concurrent.c - programs are attached, updated and unloaded while other CPUs run the hook. */
#include <pthread.h>
#include <sched.h>
#include "unit/mbpf/kit.h"

struct runner {
	pthread_t thread;
	int cpu;
	_Atomic bool *stop;
	bool rest; /* not to be run (0) is no wrong result: an update holds the program */
	u64 runs, wrong;
};

static void *run_loop(void *arg)
{
	struct runner *r = arg;

	axp_set_cpu(r->cpu);
	while (!*r->stop) {
		s32 rc = 0;

		r->runs++;
		if (mbpf_run(kit.runtime, MBPF_HOOK_NET_RX, &packet, sizeof(packet), &rc) || (rc != 7 && !(r->rest && !rc)))
			r->wrong++;
		if (r->rest)
			sched_yield(); /* or an update never finds it at rest */
	}
	return NULL;
}

/* must - again while a run holds the instance */
#define MUST(call)                                                                                                                \
	do {                                                                                                                   \
		int err_;                                                                                                      \
		do                                                                                                             \
			err_ = (call);                                                                                         \
		while (err_ == -AX_EBUSY);                                                                                     \
		CHECK_EQ(err_, 0);                                                                                             \
	} while (0)

/* Each number that is looked at only grows, and in the end each run is in it once. */
TEST(mbpf, numbers_are_looked_at_while_other_cpus_run)
{
	enum { THREADS = 2, LOOKS = 400 };
	_Atomic bool stop = false;
	struct runner runner[THREADS];
	struct mbpf_program_stats now, before = {0};
	u64 runs = 0;

	kit.config.cpus = 4;
	start_program("let n = 0; function mbpf_prog(ctx) { if (++n % 5 === 0) throw new Error('fifth'); return 7; }", "]");
	CHECK_EQ(mbpf_program_breaker(kit.program, 3, 1000), 0);
	for (int i = 0; i < THREADS; i++) {
		runner[i] = (struct runner){.cpu = i + 1, .stop = &stop};
		CHECK_EQ(pthread_create(&runner[i].thread, NULL, run_loop, &runner[i]), 0);
	}
	for (int look = 0; look < LOOKS || !before.outcome[MBPF_EXCEPTION]; look++) {
		mbpf_program_stats(kit.program, &now);
		CHECK(now.runs >= before.runs && now.steps >= before.steps && now.heap_peak >= before.heap_peak);
		CHECK(now.outcome[MBPF_OK] >= before.outcome[MBPF_OK] && now.outcome[MBPF_EXCEPTION] >= before.outcome[MBPF_EXCEPTION]);
		before = now;
		CHECK_EQ(mbpf_program_breaker_reset(kit.program), 0);
		CHECK_EQ(mbpf_program_breaker(kit.program, 2 + look % 3, 1000), 0);
	}
	stop = true;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(runner[i].thread, NULL);
		runs += runner[i].runs;
	}
	mbpf_program_stats(kit.program, &now);
	CHECK_EQ(now.runs + now.outcome[MBPF_NESTED] + now.outcome[MBPF_OPEN], runs);
	CHECK_EQ(now.outcome[MBPF_OK] + now.outcome[MBPF_EXCEPTION], now.runs);
	CHECK(now.outcome[MBPF_EXCEPTION]);
	close_kit();
}

TEST(mbpf, programs_come_and_go_while_other_cpus_run)
{
	enum { THREADS = 2, ROUNDS = 150 };
	_Atomic bool stop = false;
	struct runner runner[THREADS];
	mbpf_program_t *decider, *guest;
	void *seven, *nothing;
	size_t seven_size, nothing_size;

	kit.config.cpus = 4;
	start_program("function mbpf_prog(ctx) { for (let i = 0; i < 500; i++) ; return 0; }", "]"); /* most of the time, runs are in this one */
	seven = make_package("function mbpf_prog(ctx) { return 7; }", "]", &seven_size);
	nothing = make_package("function mbpf_prog(ctx) { return 0; }", "]", &nothing_size);
	CHECK_EQ(mbpf_program_load(kit.runtime, seven, seven_size, &decider, &kit.diag), 0);
	CHECK_EQ(mbpf_program_attach(kit.runtime, decider), 0);
	for (int i = 0; i < THREADS; i++) {
		runner[i] = (struct runner){.cpu = i + 1, .stop = &stop};
		CHECK_EQ(pthread_create(&runner[i].thread, NULL, run_loop, &runner[i]), 0);
	}
	for (int round = 0; round < ROUNDS; round++) {
		CHECK_EQ(mbpf_program_load(kit.runtime, nothing, nothing_size, &guest, &kit.diag), 0);
		CHECK_EQ(mbpf_program_attach(kit.runtime, guest), 0);
		/* what is in front of the one that decides goes behind it: no run may miss that one */
		CHECK_EQ(mbpf_program_detach(kit.runtime, kit.program), 0);
		MUST(mbpf_program_update(kit.runtime, guest, nothing, nothing_size, 0, &kit.diag));
		CHECK_EQ(mbpf_program_attach(kit.runtime, kit.program), 0);
		MUST(mbpf_program_update(kit.runtime, guest, nothing, nothing_size, 0, &kit.diag));
		MUST(mbpf_program_unload(kit.runtime, guest));
	}
	stop = true;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(runner[i].thread, NULL);
		CHECK(runner[i].runs);
		CHECK_EQ(runner[i].wrong, 0);
	}
	close_kit();
	free(seven);
	free(nothing);
}

struct looker {
	pthread_t thread;
	_Atomic bool *stop;
	mbpf_program_t *program;
	u64 looks, wrong;
};

static void *look_loop(void *arg)
{
	struct looker *l = arg;

	axp_set_cpu(3);
	do { /* once at least: the others may be done before this thread runs */
		struct mbpf_program_stats st;

		mbpf_program_stats(l->program, &st);
		if (st.heap_size != 4096 || st.heap_peak > 4096)
			l->wrong++;
		if (mbpf_program_breaker(l->program, 1000, 1) || mbpf_program_breaker_reset(l->program))
			l->wrong++;
		l->looks++;
	} while (!*l->stop);
	return NULL;
}

/* What a program's runs see is the old package or the new one: two whose maps stand in another order take turns.  Who looks at the
 * numbers meanwhile looks at nothing that is gone. */
TEST(mbpf, an_update_is_whole_for_runs_and_for_who_looks_at_numbers)
{
	enum { THREADS = 2, ROUNDS = 120 };
	static const char source[] = "function mbpf_prog(ctx) { maps.x.update(1, 5, 0); return maps.x.get(1) === 5 ? 7 : 1; }";
#define MAP_X "{\"name\":\"x\",\"type\":\"percpu_hash\",\"key_size\":4,\"value_size\":4,\"max_entries\":4}"
#define MAP_Y "{\"name\":\"y\",\"type\":\"hash\",\"key_size\":8,\"value_size\":8,\"max_entries\":4}"
	_Atomic bool stop = false;
	struct runner runner[THREADS];
	struct looker looker;
	size_t size[2];
	void *package[2];

	kit.config.cpus = 4;
	start_program(source, ",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[" MAP_X "," MAP_Y "]");
	package[0] = make_package(source, ",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[" MAP_Y "," MAP_X "]", &size[0]);
	package[1] = make_package(source, ",\"MAP_READ\",\"MAP_WRITE\"],\"maps\":[" MAP_X "," MAP_Y "]", &size[1]);
	looker = (struct looker){.stop = &stop, .program = kit.program};
	for (int i = 0; i < THREADS; i++) {
		runner[i] = (struct runner){.cpu = i + 1, .stop = &stop, .rest = true};
		CHECK_EQ(pthread_create(&runner[i].thread, NULL, run_loop, &runner[i]), 0);
	}
	CHECK_EQ(pthread_create(&looker.thread, NULL, look_loop, &looker), 0);
	for (int round = 0; round < ROUNDS; round++)
		MUST(mbpf_program_update(kit.runtime, kit.program, package[round & 1], size[round & 1], 5, &kit.diag));
	stop = true;
	pthread_join(looker.thread, NULL);
	CHECK(looker.looks);
	CHECK_EQ(looker.wrong, 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(runner[i].thread, NULL);
		CHECK_EQ(runner[i].wrong, 0);
	}
	for (int cpu = 0; cpu < 4; cpu++) { /* and none was left behind as running */
		axp_set_cpu(cpu);
		CHECK_EQ(run_packet(), 7);
	}
	axp_set_cpu(0);
	close_kit();
	free(package[0]);
	free(package[1]);
}
