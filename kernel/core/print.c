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

void panic(const char *format, ...)
{
	char text[MESSAGE_BYTES], off[8];
	struct task *task;
	va_list args;

	arch_irq_disable();
	if (panicking) /* while panicking: say nothing more */
		arch_halt();
	panicking = true;
	va_start(args, format);
	axi_vfmt(text, sizeof(text), format, args);
	va_end(args);
	task = arch_current();
	kprint("panic: %s (task %u %s)\n", text, task ? task->id : 0, task ? task->name : "boot");
	print_backtrace((u64)(uintptr_t)__builtin_return_address(0), arch_frame_pointer());
	if (cmdline_get("panic", off, sizeof(off)) && axi_streq(off, "off"))
		arch_power_off(101);
	arch_halt();
}
