/* SPDX-License-Identifier: Apache-2.0
 * main.c - the engine in an RTOS-shaped firmware: a verified program runs in the interrupt of a (simulated) accelerometer,
 * a task reads its alarms.  64 KB of RAM; the engine's share is one fixed pool. */
#include <axiom/hook.h>
#include <axiom/image.h>
#include <axiom/rtos.h>
#include <axiom/verify.h>
#include "base/fmt.h"
#include "board.h"
#include "imu.h"

#define HZ      1000
#define SAMPLES 3000

static uint8_t pool[36 * 1024] __attribute__((aligned(64)));
static struct ax_pool memory;
static struct ax_port port;
static struct ax_engine *engine;
static struct ax_hook accel;
static volatile uint32_t samples;

struct iio_event { /* isa/ctx.def: iio_event */
	uint64_t timestamp_ns;
	int64_t value;
	uint32_t device, channel, scale_num, scale_den;
};

#define say(...)                                                        \
	do {                                                            \
		char line_[120];                                        \
		size_t n_ = axi_fmt(line_, sizeof(line_), __VA_ARGS__); \
		board_print(line_, n_ < sizeof(line_) ? n_ : sizeof(line_) - 1); \
	} while (0)

/* A robot that stands still (1 g down, a little noise, now and then a spike) and is hit twice. */
static int32_t accel_milli_g(uint32_t time, uint32_t axis)
{
	int32_t noise = (int32_t)(time * 2654435761u >> 27) - 16;

	if (axis == 0 && time % 700 == 350)
		return 16000; /* one sample: the median takes it out */
	if (axis == 1 && (time == 1000 || time == 1001 || time == 1002))
		return -4000 - noise;
	if (axis == 2 && time >= 2000 && time < 2004)
		return 3000 + noise;
	return (axis == 2 ? 1000 : 0) + noise;
}

static void on_tick(void)
{
	uint32_t time = samples + 1;

	if (time > SAMPLES)
		return;
	for (uint32_t axis = 0; axis < AXES; axis++) {
		struct iio_event event = {board_now_ns(), accel_milli_g(time, axis), 0, axis, 1, 1000};

		ax_hook_fire(&accel, &event);
	}
	samples = time;
}

static int show(void *arg, const void *record, uint32_t bytes)
{
	const struct alarm *alarm = record;

	say("alarm at %u ms, axis %u: %d mg\n", alarm->time_ms, alarm->axis, alarm->milli_g);
	++*(uint32_t *)arg;
	return 1;
}

static int failed(const char *what, const char *why, int err)
{
	say("%s: %s (%s)\n", what, why, ax_status_name(err));
	return 1;
}

static int start(struct ax_object *object, struct ax_image *image)
{
	static uint8_t tables[16 * 1024];
	struct ax_object_error bad = {.text = ""};
	struct ax_image_error refused;
	struct ax_prog_info info;
	struct ax_arena arena;
	struct ax_link *link;
	int err;

	ax_arena_init(&arena, tables, sizeof(tables));
	err = ax_object_open(object, board_object, (size_t)(board_object_end - board_object), &arena, &bad);
	if (err)
		return failed("object", bad.text, err);
	err = ax_engine_create(&engine, &port, &ax_limits_embedded);
	if (err)
		return failed("engine", "no memory", err);
	err = ax_image_load(image, engine, object, &arena, AX_EXEC_INTERP, &refused);
	if (err) {
		say("%s %s: %s at instruction %d\n", refused.what, refused.name, ax_diag_name(refused.diag.reason),
		    (int)refused.diag.insn);
		return failed(refused.what, refused.name, err);
	}
	ax_prog_info(ax_image_prog(image, "on_sample"), &info);
	say("verified: %u instructions, worst case %llu, certificate %u bytes, verifier peak %u bytes\n", info.insn_count,
	    (unsigned long long)info.verdict.worst_case_insns, info.verdict.certificate_bytes, info.verdict.peak_bytes);
	err = ax_hook_init(&accel, engine, "iio/device0/accel", AX_PROG_IIO);
	if (!err)
		err = ax_hook_attach(&accel, ax_image_prog(image, "on_sample"), &link);
	return err ? failed("attach", "on_sample", err) : 0;
}

int main(void)
{
	const struct axr_board board = {.now_ns = board_now_ns, .trace = board_print};
	uint32_t alarms = 0, unused = 0;
	struct ax_object object;
	struct ax_image image;

	axr_port_start(&port, &memory, &board, pool, sizeof(pool));
	if (start(&object, &image))
		return 1;
	board_tick_start(HZ, on_tick);
	while (samples < SAMPLES) {
		board_wait();
		ax_ring_read(ax_image_map(&image, "alarms"), show, &alarms);
	}
	for (uint32_t axis = 0; axis < AXES; axis++) {
		uint64_t hits = 0;

		ax_map_user_lookup(ax_image_map(&image, "hits"), &axis, &hits, 0);
		say("axis %u: %llu alarms\n", axis, (unsigned long long)hits);
	}
	while (board_stack[unused] == BOARD_STACK_FILL)
		unused++;
	say("memory: %u of %u bytes of the pool, %u bytes of stack\n", (uint32_t)memory.mem.used, (uint32_t)sizeof(pool),
	    (uint32_t)((uint32_t)(board_stack_top - board_stack) - unused) * 4);
	say("%u samples, %u alarms, %llu lost, %llu missed\n", samples, alarms,
	    (unsigned long long)ax_ring_lost(ax_image_map(&image, "alarms")), (unsigned long long)accel.missed);
	return 0;
}
