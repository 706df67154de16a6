/* SPDX-License-Identifier: Apache-2.0
 * print.c - the console, kernel messages, panic. */
#include <arch/cpu.h>
#include "core/print.h"
#include "core/task.h"
#include "core/trap.h"
#include "base/str.h"

#define MESSAGE_BYTES 512
#define PIECE_BYTES   16

static const struct console *console;
static u32 panicking; /* how deep */

void console_set(const struct console *device)
{
	console = device;
}

/* write_piece - interrupts stay masked for a transmitter's FIFO at most: at 115200 baud a line takes milliseconds. */
static void write_piece(const char *text, size_t bytes)
{
	while (bytes) {
		size_t n = min_u64(bytes, PIECE_BYTES);
		unsigned long irq = arch_irq_save();

		console->write(text, n);
		arch_irq_restore(irq);
		text += n;
		bytes -= n;
	}
}

/* console_write - a task keeps the CPU until its text is out, so that texts of two tasks do not mix. */
void console_write(const char *text, size_t bytes)
{
	bool task = arch_current() && !trap_irq_regs() && !panicking;

	if (task)
		preempt_disable();
	while (console && bytes) {
		size_t n = 0;

		while (n < bytes && text[n] != '\n')
			n++;
		write_piece(text, n);
		if (n < bytes) {
			write_piece("\r\n", 2);
			n++;
		}
		text += n;
		bytes -= n;
	}
	if (task)
		preempt_enable();
}

int console_getc(void)
{
	return console && console->read ? console->read() : -1;
}

void kprint(const char *format, ...)
{
	char text[MESSAGE_BYTES];
	va_list args;
	size_t need;

	va_start(args, format);
	need = axi_vfmt(text, sizeof(text), format, args);
	va_end(args);
	console_write(text, min_u64(need, sizeof(text) - 1));
}

static _Noreturn void stop(u64 pc, u64 fp, const char *format, va_list args)
{
	char text[MESSAGE_BYTES], off[8];
	struct task *task = arch_current();

	arch_irq_disable();
	if (++panicking == 1) { /* a fault while we tell of the first one: say nothing more */
		axi_vfmt(text, sizeof(text), format, args);
		kprint("panic: %s (task %u %s)\n", text, task ? task->id : 0, task ? task->name : "boot");
		print_backtrace(pc, fp);
	}
	if (panicking <= 2 && cmdline_get("panic", off, sizeof(off)) && axi_streq(off, "off"))
		arch_power_off(101);
	arch_halt();
}

void panic(const char *format, ...)
{
	const u64 *frame = (const u64 *)(uintptr_t)arch_frame_pointer();
	va_list args;

	va_start(args, format);
	stop(frame[1], frame[0], format, args);
}

void panic_at(u64 pc, u64 fp, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	stop(pc, fp, format, args);
}
