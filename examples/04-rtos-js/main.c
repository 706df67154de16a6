/* SPDX-License-Identifier: Apache-2.0
 * main.c - microBPF in a firmware with 64 KB of RAM: a signed package lies in flash and is executed there; the program runs in
 * the timer's interrupt with a heap of 2 KB.  The board is that of examples/03-rtos. */
#include <axiom/mbpf.h>
#include <axiom/rtos.h>
#include "base/fmt.h"
#include "board.h"
#include "key.h" /* made by the build: TRUSTED_KEY, the bytes of the public key */

#define HZ      1000
#define SAMPLES 3000

static uint8_t pool[20 * 1024] __attribute__((aligned(64)));
static struct ax_pool memory;
static struct ax_port port;
static struct ax_engine *engine;
static mbpf_runtime_t *runtime;
static uint32_t hook;
static volatile uint32_t samples;
static uint32_t high;

#define say(...)                                                        \
	do {                                                            \
		char line_[120];                                        \
		size_t n_ = axi_fmt(line_, sizeof(line_), __VA_ARGS__); \
		board_print(line_, n_ < sizeof(line_) ? n_ : sizeof(line_) - 1); \
	} while (0)

static void log_line(void *arg, const char *program, const char *text, size_t length)
{
	board_print(text, length);
	board_print("\n", 1);
}

/* 1 g and a little noise; between samples 1000 and 1200 the robot is pushed. */
static int32_t accel_milli_g(uint32_t time)
{
	return 1000 + (int32_t)(time * 2654435761u >> 27) - 16 + (time >= 1000 && time < 1200 ? 900 : 0);
}

static void on_tick(void)
{
	struct mbpf_ctx_sensor ctx = {.head = {.abi_version = MBPF_CTX_VERSION}};
	int32_t verdict;

	if (samples == SAMPLES)
		return;
	ctx.now = samples + 1;
	ctx.value = accel_milli_g(samples + 1);
	if (!mbpf_run(runtime, hook, &ctx, sizeof(ctx), &verdict))
		high += verdict != 0;
	samples = samples + 1;
}

static int failed(const char *what, const char *why)
{
	say("%s: %s\n", what, why);
	return 1;
}

static int start(mbpf_program_t **program)
{
	static const struct mbpf_key key = {.public_key = {TRUSTED_KEY}, .name = "release", .capabilities = ~0u};
	static const struct mbpf_policy policy = {.keys = &key, .key_count = 1};
	static const struct mbpf_hook_desc sensor = {.name = "sensor", .ctx = "sensor", .abi_version = MBPF_CTX_VERSION};
	static uint8_t changed[4096] __attribute__((aligned(8)));
	struct mbpf_config config = {.mem = &memory.mem, .policy = &policy, .cpus = 1, .log = log_line};
	struct mbpf_diag diag = {.text = ""};
	size_t size = (size_t)(board_object_end - board_object);

	if (ax_engine_create(&engine, &port, &ax_limits_embedded))
		return failed("engine", "no memory");
	config.engine = engine;
	if (mbpf_runtime_init(&runtime, &config) || mbpf_hook_add(runtime, &sensor, &hook))
		return failed("runtime", "no memory");
	/* one bit of the package changed: refused */
	if (size > sizeof(changed))
		return failed("package", "larger than the room for its damaged copy");
	for (size_t i = 0; i < size; i++)
		changed[i] = (uint8_t)board_object[i];
	changed[size / 2] ^= 4;
	if (!mbpf_program_load(runtime, changed, size, program, &diag))
		return failed("package", "a damaged one was loaded");
	say("a damaged copy: error %d at %s\n", diag.error, diag.text);
	if (mbpf_program_load(runtime, board_object, size, program, &diag))
		return failed("load", diag.text);
	if (mbpf_program_attach(runtime, *program))
		return failed("attach", "refused");
	return 0;
}

int main(void)
{
	const struct axr_board board = {.now_ns = board_now_ns, .trace = board_print};
	struct mbpf_program_stats st;
	mbpf_program_t *program;
	uint32_t unused = 0, seen = 0, zero = 0;

	axr_port_start(&port, &memory, &board, pool, sizeof(pool));
	if (start(&program))
		return 1;
	board_tick_start(HZ, on_tick);
	while (samples < SAMPLES)
		board_wait();
	ax_map_user_lookup(mbpf_program_map(program, "seen"), &zero, &seen, 0);
	mbpf_program_stats(program, &st);
	say("%u samples, %u with the alarm, %u alarms in the map\n", samples, high, seen);
	say("runs %llu, steps %llu (most %llu)\n", (unsigned long long)st.runs, (unsigned long long)st.steps,
	    (unsigned long long)st.steps_max);
	for (uint32_t o = 1; o < MBPF_OUTCOMES; o++)
		if (st.outcome[o])
			say("%s: %llu (%s)\n", mbpf_outcome_name(o), (unsigned long long)st.outcome[o], mbpf_program_error(program));
	while (board_stack[unused] == BOARD_STACK_FILL)
		unused++;
	say("memory: heap %u of %u bytes, %u of %u bytes of the pool, %u bytes of stack\n", st.heap_peak, st.heap_size,
	    (uint32_t)memory.mem.used, (uint32_t)sizeof(pool), (uint32_t)((uint32_t)(board_stack_top - board_stack) - unused) * 4);
	return 0;
}
