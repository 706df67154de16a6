/* SPDX-License-Identifier: Apache-2.0
 * timers.c - firmware whose programs set timers in maps (-DAX_SMALL -DAX_TIMERS): the tick's interrupt runs what is due, the
 * task sets, feeds and cancels, and prints what rang. */
#include <axiom/hook.h>
#include <axiom/image.h>
#include <axiom/rtos.h>
#include "base/fmt.h"
#include "board.h"
#include "timers.h"

enum { HZ = 1000, FEEDS = 4 };

static uint8_t pool[36 * 1024] __attribute__((aligned(64)));
static struct ax_pool memory;
static struct ax_port port;
static struct ax_engine *engine;
static uint64_t next = UINT64_MAX;
static uint32_t calls;

#define say(...)                                                              \
	do {                                                                  \
		char line_[120];                                              \
		size_t n_ = axi_fmt(line_, sizeof(line_), __VA_ARGS__);        \
		board_print(line_, n_ < sizeof(line_) ? n_ : sizeof(line_) - 1); \
	} while (0)

/* In the tick's interrupt: only a set timer costs more than a comparison. */
static void on_tick(void)
{
	next = axr_alarms(board_now_ns());
	calls++;
}

static int show(void *arg, const void *record, uint32_t bytes)
{
	const struct rung *rung = record;

	say("%s rang, %u\n", rung->timer == BLINK ? "blink" : "watchdog", rung->count);
	((uint32_t *)arg)[rung->count < 8 ? rung->count : 0] = rung->time_ms;
	return 1;
}

static uint32_t now_ms(void)
{
	return (uint32_t)(board_now_ns() / 1000000);
}

static void sleep_ms(uint32_t ms)
{
	uint32_t until = now_ms() + ms;

	while (now_ms() < until)
		board_wait();
}

int main(void)
{
	const struct axr_board board = {.now_ns = board_now_ns, .trace = board_print};
	static const char *const names[] = {"blink", "feed", "rest"};
	static uint8_t tables[16 * 1024];
	struct ax_object_error bad = {.text = ""};
	struct ax_image_error refused = {.name = ""};
	struct ax_object object;
	struct ax_image image;
	struct ax_arena arena;
	struct ax_link *link[3];
	struct ax_hook hook[3];
	uint64_t args[12] = {0};
	uint32_t times[8] = {0}, start;
	struct ax_map *rungs;
	int err;

	axr_port_start(&port, &memory, &board, pool, sizeof(pool));
	ax_arena_init(&arena, tables, sizeof(tables));
	err = ax_object_open(&object, board_object, (size_t)(board_object_end - board_object), &arena, &bad);
	err = err ? err : ax_engine_create(&engine, &port, &ax_limits_embedded);
	err = err ? err : ax_image_load(&image, engine, &object, &arena, AX_EXEC_INTERP, &refused);
	for (uint32_t i = 0; i < 3 && !err; i++) {
		err = ax_hook_init(&hook[i], engine, names[i], AX_PROG_CUSTOM);
		err = err ? err : ax_hook_attach(&hook[i], ax_image_prog(&image, names[i]), &link[i]);
	}
	if (err) {
		say("%s %s: %d, reason %u at instruction %u\n", bad.text, refused.name, err, refused.diag.reason, refused.diag.insn);
		return 1;
	}
	rungs = ax_image_map(&image, "rungs");
	board_tick_start(HZ, on_tick);
	sleep_ms(5);
	say("no timer is set: %s\n", next == UINT64_MAX ? "the port wants no call" : "the port wants a call");

	start = now_ms();
	say("blink: %d\n", (int)ax_hook_fire(&hook[0], args));
	sleep_ms(2);
	say("the port wants to be called at %s\n", next / 1000000 - start <= 21 && next / 1000000 - start >= 20 ? "20 ms" : "another time");
	sleep_ms(150);
	ax_ring_read(rungs, show, times);
	for (uint32_t i = 1; i <= 5; i++)
		if (times[i] - start < 20 * i || times[i] - start > 20 * i + i + 1)
			say("late or early: number %u after %u ms\n", i, times[i] - start);

	for (uint32_t i = 0; i < FEEDS; i++) {
		say("feed: %d\n", (int)ax_hook_fire(&hook[1], args));
		sleep_ms(30);
	}
	ax_ring_read(rungs, show, times);
	sleep_ms(40);
	ax_ring_read(rungs, show, times);
	say("rest: %d\n", (int)ax_hook_fire(&hook[2], args));
	say("feed: %d\n", (int)ax_hook_fire(&hook[1], args));
	say("rest: %d\n", (int)ax_hook_fire(&hook[2], args));
	sleep_ms(100);
	ax_ring_read(rungs, show, times);

	/* one is set when its program and its map go: it must not ring any more */
	say("feed: %d\n", (int)ax_hook_fire(&hook[1], args));
	for (uint32_t i = 0; i < 3; i++)
		ax_link_put(link[i]);
	ax_image_unload(&image);
	sleep_ms(100);
	say("the end: %s, %s\n", next == UINT64_MAX ? "no timer is set" : "a timer is left", calls > 400 ? "the tick ran" : "no tick");
	err = ax_engine_destroy(engine);
	say("engine: %d, %u bytes of the pool in use\n", err, (uint32_t)memory.mem.used);
	return err ? 1 : 0;
}
