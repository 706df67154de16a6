/* SPDX-License-Identifier: Apache-2.0
 * timer.c - timers in the values of maps: bpf_timer_init, set_callback, start, cancel; and what ends them.
 *
 * The first word of a struct bpf_timer in a value points to a struct axi_timer, taken from a reserve of the map (its nodes
 * stay until the map goes).  The word, and everything in a timer, changes under the engine's one timer lock.  A timer
 * ends with its element (deletion, another value), with the map's last user, or with the map.  Its callback may be under
 * way then: nobody waits for it but who frees the map; the timer's node is given back when the callback ends.
 *
 * Armed timers are in a leftist heap (Crane, 1972; Knuth, TAOCP 3, 5.2.3): each operation takes some log2(n) steps at worst.
 * The alarm rings for the earliest; each ring runs what is due at its begin, once.
 * A timer holds a reference on the program whose function it calls.  References are dropped in any context, but put in
 * task context: the program is noted (axi_timers.dropped), and port->defer or whoever comes by in a task puts it. */
#include "engine/engine.h"
#include "engine/helpers.h"
#include "map/reserve.h"

enum { CLOCK_REALTIME_ = 0, CLOCK_MONOTONIC_ = 1, CLOCK_BOOTTIME_ = 7 }; /* flags of bpf_timer_init */
enum { F_ABS = 1, F_CPU_PIN = 2 };                                       /* flags of bpf_timer_start */
#define NEVER UINT64_MAX

/* Builds without timers have no rows for them, and drop this file's functions. */
HELPER_FN(timer_init);
HELPER_FN(timer_set_callback);
HELPER_FN(timer_start);
HELPER_FN(timer_cancel);

struct axi_timer {
	axi_link link;                /* the reserve's */
	struct axi_timer *up, *left, *right; /* in the heap, while armed */
	u64 when;                     /* port->now_ns */
	u32 rank;                     /* steps down to the nearest free place */
	bool armed;
	bool boot;                    /* its clock is the boot clock */
	s32 cpu;                      /* where its callback must run; -1: anywhere */
	struct axi_timer *next, **back; /* of its map */
	struct ax_map *map;
	void *value;                  /* NULL: it has ended */
	struct ax_prog *prog;         /* a reference; NULL: no callback */
	ax_helper_fn enter;
	u64 function;
};

struct axi_map_timers {
	struct axi_reserve reserve;
	struct axi_timer *first;      /* guarded by the engine's timer lock */
};

/* ---- the heap ---- */

static u32 rank_of(const struct axi_timer *t)
{
	return t ? t->rank : 0;
}

static bool set_rank(struct axi_timer *t)
{
	struct axi_timer *left = t->left;
	u32 rank;

	if (rank_of(left) < rank_of(t->right)) {
		t->left = t->right;
		t->right = left;
	}
	rank = rank_of(t->right) + 1;
	if (rank == t->rank)
		return false;
	t->rank = rank;
	return true;
}

/* Down along the right spines, the earlier first; then up, for the ranks. */
static struct axi_timer *merge(struct axi_timer *a, struct axi_timer *b)
{
	struct axi_timer *root = NULL, **at = &root, *up = NULL;

	while (a && b) {
		struct axi_timer *early = a->when <= b->when ? a : b, *late = early == a ? b : a;

		*at = early;
		early->up = up;
		up = early;
		at = &early->right;
		a = early->right;
		b = late;
	}
	*at = a ? a : b;
	if (*at)
		(*at)->up = up;
	for (; up; up = up->up)
		set_rank(up);
	return root;
}

static void heap_add(struct axi_timers *q, struct axi_timer *t)
{
	t->left = t->right = t->up = NULL;
	t->rank = 1;
	t->armed = true;
	q->root = merge(q->root, t);
}

static void heap_take(struct axi_timers *q, struct axi_timer *t)
{
	struct axi_timer *up = t->up, *below;

	if (!t->armed)
		return;
	t->armed = false;
	below = merge(t->left, t->right);
	if (below)
		below->up = up;
	if (!up)
		q->root = below;
	else if (up->left == t)
		up->left = below;
	else
		up->right = below;
	while (up && set_rank(up))
		up = up->up;
}

static int set_alarm(struct ax_engine *engine)
{
	struct axi_timers *q = &engine->timers;

	return q->round ? 0 : engine->port->alarm_set(&q->alarm, q->root ? q->root->when : NEVER);
}

/* ---- references on programs ---- */

void axi_timers_reap(struct ax_engine *engine)
{
	struct axi_timers *q = &engine->timers;
	struct ax_prog *prog, *next;

	if (!atomic_load(&q->dropped))
		return;
	for (prog = atomic_exchange(&q->dropped, NULL); prog; prog = next) {
		u32 puts, seq;

		next = prog->next_dropped;
		puts = atomic_exchange(&prog->dropped, 0); /* from here on it may be noted again */
		seq = atomic_load(&q->seq); /* after: the callback that has lost one of these has begun by then */
		/* its callback may be under way though the timer has lost it */
		while (atomic_load(&q->running_prog) == prog && atomic_load(&q->seq) == seq)
			ax_cpu_relax();
		while (puts--)
			ax_prog_put(prog);
	}
}

static void reap_later(void *arg)
{
	struct ax_engine *engine = arg;

	axi_timers_reap(engine);
	atomic_store(&engine->timers.reaping, 0);
	axi_timers_reap(engine); /* what came meanwhile, and found us still busy */
}

/* Any context. */
static void drop_prog(struct ax_prog *prog)
{
	struct ax_engine *engine = prog->engine;
	struct axi_timers *q = &engine->timers;

	if (!atomic_fetch_add(&prog->dropped, 1)) {
		prog->next_dropped = atomic_load(&q->dropped);
		while (!atomic_compare_exchange_weak(&q->dropped, &prog->next_dropped, prog))
			;
	}
	if (engine->port->defer && !atomic_exchange(&q->reaping, 1) && engine->port->defer(reap_later, engine))
		atomic_store(&q->reaping, 0); /* full: the next one who comes by */
}

/* ---- ends (locked) ---- */

static struct axi_timer **word_of(const struct ax_map *map, void *value)
{
	return (struct axi_timer **)(void *)((u8 *)value + map->spec.timer_at - 1);
}

static struct axi_timer *timer_at(struct axi_timer **word)
{
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

/* Give the node back, once nothing uses it. */
static void bury(struct axi_timers *q, struct axi_timer *t)
{
	if (q->running == t)
		return; /* when its callback ends */
	*t->back = t->next;
	if (t->next)
		t->next->back = t->back;
	axi_reserve_give(&t->map->timers->reserve, t);
}

static void end_timer(struct axi_timers *q, struct axi_timer *t)
{
	struct ax_prog *prog = t->prog;

	heap_take(q, t);
	__atomic_store_n(word_of(t->map, t->value), NULL, __ATOMIC_RELAXED);
	t->value = NULL;
	t->prog = NULL;
	if (prog)
		drop_prog(prog);
	bury(q, t);
}

static struct ax_engine *of(struct axi_keeper *keeper)
{
	return CONTAINER_OF(keeper, struct ax_engine, keeper);
}

static void timer_drop(struct axi_keeper *keeper, struct ax_map *map, void *value)
{
	struct axi_timers *q = &of(keeper)->timers;
	struct axi_timer **word = word_of(map, value);
	unsigned long irq;

	if (!timer_at(word))
		return;
	irq = axi_spin_lock(&q->lock);
	if (timer_at(word))
		end_timer(q, timer_at(word));
	axi_spin_unlock(&q->lock, irq);
}

/* All of the map.  Who sets a timer later looks for users first, under the lock. */
static void end_all(struct axi_timers *q, struct ax_map *map)
{
	unsigned long irq = axi_spin_lock(&q->lock);
	struct axi_timer *t;

	for (;;) {
		t = map->timers->first;
		if (t && !t->value)
			t = t->next; /* has ended, but its callback runs: there is one such at most */
		if (!t)
			break;
		end_timer(q, t);
		axi_spin_unlock(&q->lock, irq); /* others may go on between two */
		irq = axi_spin_lock(&q->lock);
	}
	axi_spin_unlock(&q->lock, irq);
	while (atomic_load(&q->running_map) == map)
		ax_cpu_relax();
}

void axi_timers_no_users(struct ax_engine *engine, struct ax_map *map)
{
	end_all(&engine->timers, map);
	axi_timers_reap(engine);
}

static void timers_end(struct axi_keeper *keeper, struct ax_map *map)
{
	struct axi_map_timers *timers = map->timers;

	end_all(&of(keeper)->timers, map);
	axi_reserve_fini(&timers->reserve);
	axi_map_free(map, timers, sizeof(*timers));
}

/* ---- callbacks ---- */

/* Where the key of an element is: in front of the value, or the index, for which there is room in `index`. */
static u64 key_of(struct ax_map *map, const u8 *value, u32 *index)
{
	u32 stride;
	u64 cpu_stride; /* per-CPU maps have no timers */
	const u8 *values = axi_map_values(map, &stride, &cpu_stride);

	if (!values)
		return (uintptr_t)value - align_up(map->spec.key_size, 8);
	*index = (u32)((u64)(value - values) / stride);
	return (uintptr_t)index;
}

static void call(struct ax_engine *engine, const struct axi_timer *t, struct ax_map *map, void *value)
{
	struct ax_prog *prog = atomic_load_explicit(&engine->timers.running_prog, memory_order_relaxed);
	void *records[AXI_RECORDS];
	struct ax_run run = {.engine = engine, .prog = prog, .arena = prog->arena, .helpers = engine->helpers, .helper_count = AXI_HELPER_IDS, .records = records,
			     .back_edges = prog->back_edges, .in_timer = true,
			     .cpu = ax_cpu_id()};
	_Atomic u32 *guard = prog->guarded ? axi_run_begin(engine) : NULL;
	u32 index;

	axi_callback_alone(&run, t->enter, t->function, (uintptr_t)map, key_of(map, value, &index), (uintptr_t)value, 0, 0);
	if (UNLIKELY(run.lock != NULL))
		axi_value_unlock(run.lock, run.lock_irq);
	axi_records_end(&run);
	if (guard)
		axi_run_end(guard);
	if (UNLIKELY(run.stopped))
		atomic_fetch_add_explicit(&prog->budget_stops, 1, memory_order_relaxed);
}

/* One due timer (locked; unlocks for its callback). */
static void run_one(struct ax_engine *engine, struct axi_timer *t, unsigned long *irq)
{
	struct axi_timers *q = &engine->timers;
	struct axi_timer copy = {.enter = t->enter, .function = t->function};
	struct ax_map *map = t->map;
	void *value = t->value;
	s32 cpu = t->cpu;

	heap_take(q, t);
	q->running = t;
	atomic_store(&q->running_map, map);
	atomic_store(&q->running_prog, t->prog);
	atomic_fetch_add(&q->seq, 1);
	axi_spin_unlock(&q->lock, *irq);
	if (cpu >= 0 && engine->port->alarm_cpu)
		engine->port->alarm_cpu(cpu);
	call(engine, &copy, map, value);
	if (cpu >= 0 && engine->port->alarm_cpu)
		engine->port->alarm_cpu(-1);
	*irq = axi_spin_lock(&q->lock);
	q->running = NULL;
	if (!t->value)
		bury(q, t);
	atomic_store(&q->running_prog, NULL);
	atomic_fetch_add(&q->seq, 1);
	atomic_store(&q->running_map, NULL); /* the last: now the map may go */
}

static void ring(struct ax_alarm *alarm)
{
	struct ax_engine *engine = CONTAINER_OF(alarm, struct ax_engine, timers.alarm);
	struct axi_timers *q = &engine->timers;
	unsigned long irq = axi_spin_lock(&q->lock);

	q->round = engine->port->now_ns();
	while (q->root && q->root->when <= q->round)
		run_one(engine, q->root, &irq);
	q->round = 0;
	set_alarm(engine); /* where the port has no room for it, it rings with the next timer that is started */
	axi_spin_unlock(&q->lock, irq);
}

/* ---- the engine's and the maps' begin and end ---- */

void axi_timers_init(struct ax_engine *engine)
{
	struct axi_timers *q = &engine->timers;

	atomic_flag_clear(&q->lock.held);
	q->alarm.ring = ring;
	engine->keeper.timer_drop = timer_drop;
	engine->keeper.timers_end = timers_end;
}

int axi_timers_end(struct ax_engine *engine)
{
	axi_timers_reap(engine);
	if (atomic_load(&engine->timers.reaping))
		return -AX_EBUSY;
	if (atomic_exchange(&engine->timers.started, false))
		engine->port->alarm_stop(&engine->timers.alarm);
	return 0;
}

static int start_alarm(struct ax_engine *engine)
{
	bool no = false;
	int err;

	if (!atomic_compare_exchange_strong(&engine->timers.started, &no, true))
		return 0;
	err = engine->port->alarm_start(&engine->timers.alarm);
	if (err)
		atomic_store(&engine->timers.started, false);
	return err;
}

int axi_timers_map(struct ax_engine *engine, struct ax_map *map)
{
	u64 target = (u64)map->spec.max_entries + 1; /* one may linger under its callback */
	bool all = !map->port->defer || target * sizeof(struct axi_timer) <= 64u << 10;
	struct axi_map_timers *timers;
	int err;

	if (ax_map_bytes(map) + axi_reserve_bytes(sizeof(struct axi_timer), target) > map->limits->map_bytes)
		return -AX_E2BIG;
	err = start_alarm(engine);
	timers = err ? NULL : axi_map_alloc(map, sizeof(*timers));
	if (!timers)
		return err ? err : -AX_ENOMEM;
	err = axi_reserve_init(&timers->reserve, map, sizeof(struct axi_timer), target, all);
	if (err)
		axi_map_free(map, timers, sizeof(*timers));
	else
		map->timers = timers;
	return err;
}

/* ---- helpers: r1 is the struct bpf_timer ---- */

static bool has_users(const struct ax_map *map)
{
	return atomic_load(&map->users);
}

HELPER_FN(timer_init)
{
	struct axi_timers *q = &run->engine->timers;
	struct axi_timer **word = axi_ptr(r1), *t;
	struct ax_map *map = axi_ptr(r2);
	unsigned long irq;
	int err = 0;

	if (r3 != CLOCK_MONOTONIC_ && r3 != CLOCK_BOOTTIME_)
		return axi_status(r3 == CLOCK_REALTIME_ ? -AX_EOPNOTSUPP : -AX_EINVAL);
	t = axi_reserve_take(&map->timers->reserve);
	axi_reserve_ask(&map->timers->reserve);
	irq = axi_spin_lock(&q->lock);
	if (timer_at(word)) {
		err = -AX_EBUSY;
	} else if (!has_users(map)) {
		err = -AX_EPERM;
	} else if (!t) {
		err = -AX_ENOMEM;
	} else {
		*t = (struct axi_timer){.map = map, .value = (u8 *)word - (map->spec.timer_at - 1), .cpu = -1,
					.boot = r3 == CLOCK_BOOTTIME_, .next = map->timers->first, .back = &map->timers->first};
		if (t->next)
			t->next->back = &t->next;
		map->timers->first = t;
		__atomic_store_n(word, t, __ATOMIC_RELAXED);
	}
	axi_spin_unlock(&q->lock, irq);
	if (err && t)
		axi_reserve_give(&map->timers->reserve, t);
	return axi_status(err);
}

HELPER_FN(timer_set_callback)
{
	struct axi_timers *q = &run->engine->timers;
	struct ax_prog *prog = run->prog, *old = prog;
	struct axi_timer *t;
	unsigned long irq;
	int err = 0;

	if (!prog->verified)
		return axi_status(-AX_EOPNOTSUPP); /* its functions run under the monitor of its run only */
	ax_prog_get(prog);
	irq = axi_spin_lock(&q->lock);
	t = timer_at(axi_ptr(r1));
	if (!t) {
		err = -AX_EINVAL;
	} else if (!has_users(t->map)) {
		err = -AX_EPERM;
	} else {
		old = t->prog;
		t->prog = prog;
		t->enter = run->enter;
		t->function = r2;
	}
	axi_spin_unlock(&q->lock, irq);
	if (old == prog)
		ax_prog_put(prog); /* not the last: it runs */
	else if (old)
		drop_prog(old);
	return axi_status(err);
}

/* When `ns` from now is, or `ns` on the timer's clock. */
static u64 when_of(const struct ax_engine *engine, const struct axi_timer *t, u64 ns, bool absolute)
{
	u64 now = engine->port->now_ns(), boot;

	if (absolute && !t->boot)
		return min_u64(ns, NEVER - 1);
	if (absolute) {
		boot = engine->port->boot_ns ? engine->port->boot_ns() : now;
		ns = ns > boot ? ns - boot : 0;
	}
	return ns < NEVER - 1 - now ? now + ns : NEVER - 1;
}

HELPER_FN(timer_start)
{
	struct ax_engine *engine = run->engine;
	struct axi_timers *q = &engine->timers;
	struct axi_timer *t;
	unsigned long irq;
	int err = 0;

	if (r3 & ~(u64)(F_ABS | F_CPU_PIN))
		return axi_status(-AX_EINVAL);
	if (r3 & F_CPU_PIN && engine->cpu_count > 1 && !engine->port->alarm_cpu)
		return axi_status(-AX_EOPNOTSUPP);
	irq = axi_spin_lock(&q->lock);
	t = timer_at(axi_ptr(r1));
	if (!t || !t->prog) {
		err = -AX_EINVAL;
	} else {
		heap_take(q, t);
		t->when = when_of(engine, t, r2, r3 & F_ABS);
		if (q->round)
			t->when = max_u64(t->when, q->round + 1); /* in the next round */
		t->cpu = r3 & F_CPU_PIN ? (s32)ax_cpu_id() : -1;
		heap_add(q, t);
		err = set_alarm(engine);
		if (err)
			heap_take(q, t);
	}
	axi_spin_unlock(&q->lock, irq);
	return axi_status(err);
}

/* One look (locked).  *seq: the callback's that must end first; 0: none. */
static int try_cancel(struct ax_run *run, struct axi_timer **word, struct ax_prog **prog, u32 *seq)
{
	struct axi_timers *q = &run->engine->timers;
	struct axi_timer *t = timer_at(word);
	int was;

	*seq = 0;
	*prog = NULL;
	if (!t)
		return -AX_EINVAL;
	/* on one CPU we are inside the callback, or have interrupted it */
	if (q->running == t && (run->in_timer || run->engine->cpu_count == 1))
		return -AX_EDEADLK;
	was = t->armed;
	heap_take(q, t);
	*prog = t->prog;
	t->prog = NULL;
	*seq = q->running == t ? atomic_load(&q->seq) : 0;
	return was;
}

HELPER_FN(timer_cancel)
{
	struct axi_timers *q = &run->engine->timers;
	int result = 0, now;
	u32 seq;

	do { /* the callback that we wait for may start it again */
		unsigned long irq = axi_spin_lock(&q->lock);
		struct ax_prog *prog;

		now = try_cancel(run, axi_ptr(r1), &prog, &seq);
		axi_spin_unlock(&q->lock, irq);
		if (prog)
			drop_prog(prog);
		while (seq && atomic_load(&q->seq) == seq)
			ax_cpu_relax();
		result = now > result ? now : result;
	} while (seq);
	return axi_status(now < 0 ? now : result);
}
