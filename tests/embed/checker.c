/* SPDX-License-Identifier: Apache-2.0
 * checker.c - firmware that checks certificates alone (-DAX_DEVICE): the program of examples/03-rtos with its full
 * certificate is loaded, and is refused without it and with changed ones; then it runs from a hook, and its ring is read. */
#include <axiom/hook.h>
#include <axiom/image.h>
#include <axiom/rtos.h>
#include "base/fmt.h"
#include "board.h"
#include "imu.h"

enum { SAMPLES = 3000, AXES_PER_SAMPLE = AXES, STEP = 11 /* bytes */ };

static uint8_t pool[28 * 1024] __attribute__((aligned(64)));
static uint8_t tables[15 * 1024];
static uint8_t changed[4096]; /* a certificate with one bit changed */
static struct ax_pool memory;
static struct ax_port port;
static struct ax_engine *engine;
static struct ax_object object;
static struct ax_arena arena;
static struct ax_hook accel;

struct iio_event { /* isa/ctx.def: iio_event */
	uint64_t timestamp_ns;
	int64_t value;
	uint32_t device, channel, scale_num, scale_den;
};

#define say(...)                                                                              \
	do {                                                                                  \
		char line_[120];                                                              \
		size_t n_ = axi_fmt(line_, sizeof(line_), __VA_ARGS__);                        \
		board_print(line_, n_ < sizeof(line_) ? n_ : sizeof(line_) - 1);               \
	} while (0)

static int load(struct ax_image *image, const void *cert, uint32_t cert_size, struct ax_image_error *why)
{
	size_t mark = ax_arena_mark(&arena);
	const void *own = object.progs[0].cert;
	uint32_t own_size = object.progs[0].cert_size;
	int err;

	object.progs[0].cert = cert;
	object.progs[0].cert_size = cert_size;
	err = ax_image_load(image, engine, &object, &arena, AX_EXEC_INTERP, why);
	object.progs[0].cert = own;
	object.progs[0].cert_size = own_size;
	if (err)
		ax_arena_release(&arena, mark);
	return err;
}

static bool loads(const void *cert, uint32_t size)
{
	size_t mark = ax_arena_mark(&arena);
	struct ax_image_error why;
	struct ax_image image;

	if (load(&image, cert, size, &why))
		return false;
	ax_image_unload(&image);
	ax_arena_release(&arena, mark);
	return true;
}

/* Bits of the certificate, one at a time: refused, or still true (a claim may say less and be enough). */
static void change_bits(const uint8_t *cert, uint32_t size)
{
	uint32_t refused = 0, tried = 0, header = 0;

	for (uint32_t i = 0; i < size; i += i < 4 ? 1 : STEP) {
		memcpy(changed, cert, size);
		changed[i] ^= (uint8_t)(1u << i % 8);
		tried++;
		if (!loads(changed, size)) {
			refused++;
			header += i < 4;
		}
	}
	say("one bit changed in each byte of the header: %u of 4 refused\n", header);
	say("changed: %u of %u bytes refused\n", refused, tried);
}

/* And of the program: what the certificate does not say of it. */
static void change_program(const void *cert, uint32_t size)
{
	struct ax_insn *insns = object.progs[0].insns;
	uint32_t refused = 0, tried = 0, count = object.progs[0].insn_count;

	for (uint32_t i = 0; i < count; i += 5) {
		uint8_t opcode = insns[i].opcode;

		insns[i].opcode ^= 0x80;
		tried++;
		refused += !loads(cert, size);
		insns[i].opcode = opcode;
	}
	say("changed: %u of %u instructions refused\n", refused, tried);
}

static int32_t accel_milli_g(uint32_t time, uint32_t axis)
{
	return axis == 1 && time >= 1000 && time < 1003 ? -4000 : axis == 2 ? 1000 : 0;
}

static int show(void *arg, const void *record, uint32_t bytes)
{
	const struct alarm *alarm = record;

	say("alarm on axis %u: %d mg\n", alarm->axis, alarm->milli_g);
	++*(uint32_t *)arg;
	return 1;
}

/* Bytes of stack that one run takes: what lies below here is filled, and looked at afterwards. */
static uint32_t stack_of_a_run(struct iio_event *event)
{
	uint32_t *here = (uint32_t *)__builtin_frame_address(0) - 16, *low = here - 512;

	for (uint32_t *at = low; at < here; at++)
		*(volatile uint32_t *)at = BOARD_STACK_FILL;
	ax_hook_fire(&accel, event);
	while (low < here && *(volatile uint32_t *)low == BOARD_STACK_FILL)
		low++;
	return (uint32_t)(here - low) * 4;
}

int main(void)
{
	const struct axr_board board = {.now_ns = board_now_ns, .trace = board_print};
	struct ax_object_error bad = {.text = ""};
	struct ax_image_error why;
	struct iio_event event = {.channel = 0};
	uint32_t alarms = 0, stack;
	const uint8_t *cert;
	struct ax_prog_info info;
	struct ax_image image;
	struct ax_link *link;
	uint32_t size;
	int err;

	axr_port_start(&port, &memory, &board, pool, sizeof(pool));
	ax_arena_init(&arena, tables, sizeof(tables));
	err = ax_object_open(&object, board_object, (size_t)(board_object_end - board_object), &arena, &bad);
	err = err ? err : ax_engine_create(&engine, &port, &ax_limits_embedded);
	cert = object.progs[0].cert;
	size = object.progs[0].cert_size;
	if (err || !cert || size > sizeof(changed)) {
		say("no object, or no certificate: %d %s\n", err, bad.text);
		return 1;
	}
	err = load(&image, NULL, 0, &why);
	say("without certificate: %d, %s\n", err, why.diag.reason ? "with its reason" : "without reason");
	change_bits(cert, size);
	change_program(cert, size);
	err = load(&image, cert, size, &why);
	if (err) {
		say("refused: %s %s: %d, reason %u at instruction %u\n", why.what, why.name, err, why.diag.reason, why.diag.insn);
		return 1;
	}
	ax_prog_info(ax_image_prog(&image, "on_sample"), &info);
	say("checked: %u instructions, worst case %u, certificate %u bytes, checker %u bytes of memory\n", info.insn_count,
	    (unsigned)info.verdict.worst_case_insns, info.verdict.certificate_bytes, info.verdict.peak_bytes);
	err = ax_hook_init(&accel, engine, "iio/device0/accel", AX_PROG_IIO);
	err = err ? err : ax_hook_attach(&accel, ax_image_prog(&image, "on_sample"), &link);
	stack = stack_of_a_run(&event);
	for (uint32_t time = 0; !err && time < SAMPLES; time++) {
		for (uint32_t axis = 0; axis < AXES_PER_SAMPLE; axis++) {
			event = (struct iio_event){time * UINT64_C(1000000), accel_milli_g(time, axis), 0, axis, 1, 1000};
			ax_hook_fire(&accel, &event);
		}
		ax_ring_read(ax_image_map(&image, "alarms"), show, &alarms);
	}
	say("memory: a run takes %u bytes of stack, %u of them the program's\n", stack, info.verdict.stack_bytes);
	say("%u samples, %u alarms, %u lost, %u missed\n", SAMPLES, alarms, (uint32_t)ax_ring_lost(ax_image_map(&image, "alarms")),
	    (uint32_t)accel.missed);
	return err ? 1 : 0;
}
