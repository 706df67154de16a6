/* SPDX-License-Identifier: Apache-2.0
 * print.c - the console, kernel messages, panic. */
#include <arch/cpu.h>
#include <core/print.h>
#include <core/task.h>
#include "base/str.h"

#define MESSAGE_BYTES 512

static const struct console *console;
static bool panicking;

void console_set(const struct console *device)
{
	console = device;
}

/* console_write - whole pieces between newlines: the device takes many bytes at once.  Interrupts stay masked for at
 * most one piece, so that lines of different writers do not mix. */
void console_write(const char *text, size_t bytes)
{
	while (console && bytes) {
		unsigned long irq = arch_irq_save();
		size_t n = 0;

		while (n < bytes && text[n] != '\n')
			n++;
		console->write(text, n);
		if (n < bytes) {
			console->write("\r\n", 2);
			n++;
		}
		arch_irq_restore(irq);
		text += n;
		bytes -= n;
	}
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
	if (panicking) /* a fault while we tell of the first one: say nothing more */
		arch_halt();
	panicking = true;
	axi_vfmt(text, sizeof(text), format, args);
	kprint("panic: %s (task %u %s)\n", text, task ? task->id : 0, task ? task->name : "boot");
	print_backtrace(pc, fp);
	if (cmdline_get("panic", off, sizeof(off)) && axi_streq(off, "off"))
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
