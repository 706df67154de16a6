/* SPDX-License-Identifier: Apache-2.0
 * bench/maps.c - maps as programs use them, Linux beside us: array lookup with increment, hash lookup and update, ring-buffer
 * output with one and with two producers.  The same instructions run here (machine code) and in Linux (PROG_TEST_RUN).
 *
 * Each figure is the least of several rounds, which alternate between the two.  Two producers run on two CPUs, start together, and
 * only rounds count in which both ran nearly all of the time: one after the other they would not meet. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <axiom/engine.h>
#include <axiom/insn.h>
#include <axiom/map.h>
#include <axiom/prog.h>
#include "base/types.h"
#include "port.h"
#include <linux/bpf.h>
#include <sys/mman.h>

#define STEPS  256 /* operations of one run */
#define RUNS   200 /* runs of one round */
#define ROUNDS 15
#define TRIES  400 /* for rounds of two producers that run side by side */

#define MOV(reg, value)     ((struct ax_insn){AX_ALU64 | AX_MOV | AX_K, reg, 0, 0, value})
#define MOV_REG(to, from)   ((struct ax_insn){AX_ALU64 | AX_MOV | AX_X, to, from, 0, 0})
#define ADD(reg, value)     ((struct ax_insn){AX_ALU64 | AX_ADD | AX_K, reg, 0, 0, value})
#define MUL(reg, value)     ((struct ax_insn){AX_ALU64 | AX_MUL | AX_K, reg, 0, 0, value})
#define AND(reg, value)     ((struct ax_insn){AX_ALU64 | AX_AND | AX_K, reg, 0, 0, value})
#define LDX(size, to, from, off) ((struct ax_insn){AX_LDX | AX_MEM | size, to, from, off, 0})
#define STX(size, to, from, off) ((struct ax_insn){AX_STX | AX_MEM | size, to, from, off, 0})
#define JEQ(reg, value, off) ((struct ax_insn){AX_JMP | AX_JEQ | AX_K, reg, 0, off, value})
#define JLT(reg, value, off) ((struct ax_insn){AX_JMP | AX_JLT | AX_K, reg, 0, off, value})
#define CALL(id)            ((struct ax_insn){AX_OP_CALL, 0, 0, 0, id})
#define EXIT()              ((struct ax_insn){AX_OP_EXIT, 0, 0, 0, 0})
#define MAP(reg)            ((struct ax_insn){AX_OP_LDDW, reg, AX_PSEUDO_MAP_IDX, 0, 0}), ((struct ax_insn){0})

/* value[i % 64]++, looked up each time */
static const struct ax_insn array_insns[] = {
	MOV(6, 0),
	MOV_REG(7, 6), AND(7, 63), STX(AX_W, 10, 7, -4), MAP(1), MOV_REG(2, 10), ADD(2, -4), CALL(AX_HELPER_map_lookup_elem),
	JEQ(0, 0, 3), LDX(AX_DW, 1, 0, 0), ADD(1, 1), STX(AX_DW, 0, 1, 0),
	ADD(6, 1), JLT(6, STEPS, -14), MOV(0, 0), EXIT(),
};
static const struct ax_insn lookup_insns[] = {
	MOV(6, 0),
	MOV_REG(7, 6), STX(AX_DW, 10, 7, -8), MAP(1), MOV_REG(2, 10), ADD(2, -8), CALL(AX_HELPER_map_lookup_elem),
	JEQ(0, 0, 3), LDX(AX_DW, 1, 0, 0), ADD(1, 1), STX(AX_DW, 0, 1, 0),
	ADD(6, 1), JLT(6, STEPS, -13), MOV(0, 0), EXIT(),
};
static const struct ax_insn update_insns[] = {
	MOV(6, 0),
	STX(AX_DW, 10, 6, -8), STX(AX_DW, 10, 6, -16), MAP(1), MOV_REG(2, 10), ADD(2, -8), MOV_REG(3, 10), ADD(3, -16), MOV(4, 0),
	CALL(AX_HELPER_map_update_elem), ADD(6, 1), JLT(6, STEPS, -12), MOV(0, 0), EXIT(),
};
/* 64 bytes, without wake-up */
static const struct ax_insn ring_insns[] = {
	MOV(6, 0),
	STX(AX_DW, 10, 6, -64), STX(AX_DW, 10, 6, -56), STX(AX_DW, 10, 6, -48), STX(AX_DW, 10, 6, -40), STX(AX_DW, 10, 6, -32),
	STX(AX_DW, 10, 6, -24), STX(AX_DW, 10, 6, -16), STX(AX_DW, 10, 6, -8),
	MAP(1), MOV_REG(2, 10), ADD(2, -64), MOV(3, 64), MOV(4, 1), CALL(AX_HELPER_ringbuf_output),
	ADD(6, 1), JLT(6, STEPS, -17), MOV(0, 0), EXIT(),
};

/* the same, with what a program does before it has something to say: multiplications, each of the last one's result */
#define WORK(times) \
	MOV(6, 0), \
	MOV_REG(0, 6), MOV(7, 0), MUL(0, 0x5bd1e995), ADD(0, 1), ADD(7, 1), JLT(7, times, -4), STX(AX_DW, 10, 0, -64), \
	STX(AX_DW, 10, 6, -56), STX(AX_DW, 10, 6, -48), STX(AX_DW, 10, 6, -40), STX(AX_DW, 10, 6, -32), \
	STX(AX_DW, 10, 6, -24), STX(AX_DW, 10, 6, -16), STX(AX_DW, 10, 6, -8), \
	MAP(1), MOV_REG(2, 10), ADD(2, -64), MOV(3, 64), MOV(4, 1), CALL(AX_HELPER_ringbuf_output), \
	ADD(6, 1), JLT(6, STEPS, -23), MOV(0, 0), EXIT()
static const struct ax_insn some_work_insns[] = {WORK(100)}, more_work_insns[] = {WORK(400)};

#define RING_BYTES (8u << 20) /* more than two producers write in one round */

struct subject {
	const char *name;
	const struct ax_insn *insns;
	u32 count;
	struct ax_map_spec spec;
	double goal;
	u32 producers;
};

static const struct subject subjects[] = {
	{"array lookup + increment", array_insns, ARRAY_LEN(array_insns),
	 {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 64}, 0.8, 1},
	{"hash lookup + increment", lookup_insns, ARRAY_LEN(lookup_insns),
	 {.type = AX_MAP_HASH, .key_size = 8, .value_size = 8, .max_entries = 1024}, 0.5, 1},
	{"hash update", update_insns, ARRAY_LEN(update_insns),
	 {.type = AX_MAP_HASH, .key_size = 8, .value_size = 8, .max_entries = 1024}, 0.5, 1},
	{"LRU hash lookup + increment", lookup_insns, ARRAY_LEN(lookup_insns),
	 {.type = AX_MAP_LRU_HASH, .key_size = 8, .value_size = 8, .max_entries = 1024}, 0.5, 1},
	{"ring output, 64 bytes", ring_insns, ARRAY_LEN(ring_insns), {.type = AX_MAP_RINGBUF, .max_entries = RING_BYTES}, 1, 1},
	{"ring output, two producers", ring_insns, ARRAY_LEN(ring_insns), {.type = AX_MAP_RINGBUF, .max_entries = RING_BYTES}, 1, 2},
	{"work (65 ns), then output", some_work_insns, ARRAY_LEN(some_work_insns), {.type = AX_MAP_RINGBUF, .max_entries = RING_BYTES}, 1, 1},
	{"the same, two producers", some_work_insns, ARRAY_LEN(some_work_insns), {.type = AX_MAP_RINGBUF, .max_entries = RING_BYTES}, 1, 2},
	{"work (0.35 us), then output", more_work_insns, ARRAY_LEN(more_work_insns), {.type = AX_MAP_RINGBUF, .max_entries = RING_BYTES}, 1, 1},
	{"the same, two producers", more_work_insns, ARRAY_LEN(more_work_insns), {.type = AX_MAP_RINGBUF, .max_entries = RING_BYTES}, 1, 2},
};

static u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "bench-maps: %s\n", what);
	exit(1);
}

/* ---- one side or the other ---- */

struct side {
	const struct subject *s;
	struct ax_engine *engine;
	struct ax_map *map;
	struct ax_prog *prog;
	int map_fd, prog_fd; /* Linux; -1: ours */
	volatile unsigned long *consumer, *producer;
	/* two producers */
	u32 cpu, ready;
	u64 from[2], to[2];
	bool apart;
};

static long sys_bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static void fill_linux(struct side *side)
{
	for (u64 key = 0; side->s->spec.key_size == 8 && key < 1000; key++) {
		union bpf_attr attr = {.map_fd = (u32)side->map_fd, .key = (uintptr_t)&key, .value = (uintptr_t)&key};

		sys_bpf(BPF_MAP_UPDATE_ELEM, &attr);
	}
}

static bool open_linux(struct side *side)
{
	const struct ax_map_spec *spec = &side->s->spec;
	union bpf_attr attr = {.map_type = spec->type, .key_size = spec->key_size, .value_size = spec->value_size,
			       .max_entries = spec->max_entries};
	struct ax_insn insns[64];

	side->map_fd = (int)sys_bpf(BPF_MAP_CREATE, &attr);
	if (side->map_fd < 0)
		return false;
	memcpy(insns, side->s->insns, side->s->count * sizeof(insns[0]));
	for (u32 i = 0; i < side->s->count; i++)
		if (insns[i].opcode == AX_OP_LDDW) {
			insns[i].src = BPF_PSEUDO_MAP_FD;
			insns[i].imm = side->map_fd;
		}
	attr = (union bpf_attr){.prog_type = BPF_PROG_TYPE_SCHED_CLS, .insns = (uintptr_t)insns, .insn_cnt = side->s->count,
				.license = (uintptr_t)"GPL"};
	side->prog_fd = (int)sys_bpf(BPF_PROG_LOAD, &attr);
	if (side->prog_fd < 0)
		return false;
	fill_linux(side);
	if (spec->type == AX_MAP_RINGBUF) {
		side->consumer = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, side->map_fd, 0);
		side->producer = mmap(NULL, 4096, PROT_READ, MAP_SHARED, side->map_fd, 4096);
	}
	return true;
}

static void open_ours(struct side *side)
{
	const struct ax_map_spec *spec = &side->s->spec;
	struct ax_prog_spec prog = {.type = AX_PROG_RAW_TRACEPOINT, .insns = side->s->insns, .insn_count = side->s->count,
				    .map_count = 1, .license = "GPL", .verify = true, .exec = AX_EXEC_JIT};
	void *at;

	side->map_fd = side->prog_fd = -1;
	if (ax_engine_create(&side->engine, axp_port(), &ax_limits_cloud) || ax_engine_map_create(side->engine, spec, &side->map))
		die("no engine, or no map");
	prog.maps = &side->map;
	if (ax_prog_load(side->engine, &prog, &side->prog, NULL))
		die("our engine refuses the program, or has no machine code here");
	for (u64 key = 0; spec->key_size == 8 && key < 1000; key++)
		ax_map_user_update(side->map, &key, &key, 0);
	if (spec->type == AX_MAP_RINGBUF && !ax_map_mmap(side->map, 0, 4096, true, &at)) {
		side->consumer = at;
		side->producer = (void *)((char *)at + 4096);
	}
}

static void runs(struct side *side, u32 count)
{
	static u8 packet[64];
	u64 ctx[16] = {0};

	if (side->prog_fd >= 0) {
		union bpf_attr attr = {.test = {.prog_fd = (u32)side->prog_fd, .data_in = (uintptr_t)packet, .data_size_in = sizeof(packet),
						.repeat = count}};

		if (sys_bpf(BPF_PROG_TEST_RUN, &attr))
			die("Linux does not run the program");
		return;
	}
	for (u32 i = 0; i < count; i++)
		ax_prog_run(side->prog, ctx);
}

static u64 cpu_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (u64)t.tv_sec * 1000000000u + (u64)t.tv_nsec;
}

/* Before whatever else runs here, where we may: for a round, which takes some milliseconds. */
static void be_first(bool on)
{
	struct sched_param param = {.sched_priority = on};

	pthread_setschedparam(pthread_self(), on ? SCHED_FIFO : SCHED_OTHER, &param);
}

static void *producer(void *arg)
{
	struct side *side = arg;
	u32 cpu = __atomic_fetch_add(&side->cpu, 1, __ATOMIC_RELAXED);
	cpu_set_t set;
	u64 ran;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
	be_first(true);
	axp_set_cpu((int)cpu);
	__atomic_fetch_add(&side->ready, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&side->ready, __ATOMIC_SEQ_CST) < 2)
		;
	side->from[cpu] = now();
	ran = cpu_time();
	runs(side, RUNS / 2);
	ran = cpu_time() - ran;
	side->to[cpu] = now();
	if (ran < (side->to[cpu] - side->from[cpu]) / 20 * 19)
		__atomic_store_n(&side->apart, true, __ATOMIC_RELAXED);
	axp_set_cpu(-1);
	return NULL;
}

static u64 two_producers(struct side *side)
{
	pthread_t threads[2];
	u64 apart;

	side->cpu = side->ready = 0;
	side->apart = false;
	for (u32 i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, producer, side);
	for (u32 i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	apart = side->from[0] < side->from[1] ? side->from[1] - side->from[0] : side->from[0] - side->from[1];
	side->apart |= apart > (side->to[0] - side->from[0]) / 20;
	return (side->to[0] > side->to[1] ? side->to[0] : side->to[1]) -
	       (side->from[0] < side->from[1] ? side->from[0] : side->from[1]);
}

/* Nanoseconds an operation. */
static double round_of(struct side *side)
{
	u64 start, took;

	if (side->s->producers == 1) {
		be_first(true);
		start = now();
		runs(side, RUNS);
		took = now() - start;
		be_first(false);
	} else {
		took = two_producers(side);
	}
	if (side->consumer)
		*side->consumer = *side->producer;
	return (double)took / (RUNS * STEPS);
}

/* The least of ROUNDS rounds that count; 0: there was none. */
static void best_of(struct side *ours, struct side *theirs, double best[2])
{
	struct side *sides[] = {ours, theirs};
	u32 counted[2] = {0};

	for (u32 i = 0; i < (ours->s->producers == 1 ? ROUNDS : TRIES); i++)
		for (u32 k = 0; k < 2; k++) {
			double t;

			if (!sides[k] || counted[k] == ROUNDS)
				continue;
			t = round_of(sides[k]);
			if (sides[k]->apart)
				continue;
			counted[k]++;
			best[k] = best[k] && best[k] < t ? best[k] : t;
		}
}

/* What two producers put through, beside one; in both columns. */
static void show_scaling(const double one[2], const double two[2])
{
	if (one[0] && two[0] && one[1] && two[1])
		printf("%-30s %8.2f %8.2f\n", "   records by two for one's", one[0] / two[0], one[1] / two[1]);
	else if (one[0] && two[0])
		printf("%-30s %8.2f\n", "   records by two for one's", one[0] / two[0]);
}

static void measure(const struct subject *s, double best[2])
{
	struct side ours = {.s = s}, theirs = {.s = s};
	bool linux_too = open_linux(&theirs);

	open_ours(&ours);
	best_of(&ours, linux_too ? &theirs : NULL, best);
	if (!best[0] || (linux_too && !best[1]))
		printf("%-30s (the machine is too busy: two producers never ran side by side)\n", s->name);
	else if (linux_too)
		printf("%-30s %8.1f %8.1f %8.2f   <= %.1f\n", s->name, best[0], best[1], best[0] / best[1], s->goal);
	else
		printf("%-30s %8.1f %8s   (Linux refuses bpf(2) here)\n", s->name, best[0], "-");
	if (linux_too) {
		close(theirs.prog_fd);
		close(theirs.map_fd);
	}
	ax_prog_put(ours.prog);
	ax_map_put(ours.engine, ours.map);
	ax_engine_destroy(ours.engine);
}

int main(void)
{
	double before[2] = {0};

	axp_set_cpu(0);
	printf("%-30s %8s %8s %8s   %s\n", "ns an operation", "ours", "Linux", "ratio", "goal");
	for (u32 i = 0; i < ARRAY_LEN(subjects); i++) {
		double best[2] = {0};

		measure(&subjects[i], best);
		if (subjects[i].producers == 2)
			show_scaling(before, best);
		memcpy(before, best, sizeof(before));
	}
	return 0;
}
