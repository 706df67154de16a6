/* SPDX-License-Identifier: Apache-2.0
 * print.h - kernel messages and the console. */
#ifndef CORE_PRINT_H
#define CORE_PRINT_H

#include "base/fmt.h"
#include "base/types.h"

/* kprint - format one message to the console.  Any context; at most 512 bytes a call. */
void kprint(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* panic - our own bug: message, backtrace, stop.  With `panic=off` on the command line the machine powers off
 * (status 101) so that tests end. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* panic_at - the same, with the backtrace of other code: where a trap came from. */
_Noreturn void panic_at(u64 pc, u64 fp, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define KASSERT(cond)                                                                              \
	do {                                                                                       \
		if (UNLIKELY(!(cond)))                                                             \
			panic("%s:%d: %s", __FILE__, __LINE__, #cond);                             \
	} while (0)

/* print_backtrace - return addresses with names, from frame pointer `fp`. */
void print_backtrace(u64 pc, u64 fp);
/* symbol_name - name of the function that holds `pc`, NULL when none; *offset from its start. */
const char *symbol_name(u64 pc, u64 *offset);

/* struct console - a device that shows text.  write is synchronous and may be called in any context. */
struct console {
	void (*write)(const char *text, size_t bytes);
	int (*read)(void);           /* a received byte, or -1 */
};
void console_set(const struct console *console);
void console_write(const char *text, size_t bytes); /* '\n' becomes "\r\n" */
int console_getc(void); /* a received byte, or -1 */
/* trace_line - a line of bpf_trace_printk: copied into a ring and shown as "[bpf] ..." by a low-priority task, so that
 * programs in interrupt context never wait for the device.  Lines that find the ring full are counted and the count
 * shown.  Any context. */
void trace_line(const char *text, size_t bytes);
void trace_init(void);  /* starts that task */
void trace_flush(void); /* task: show what is pending; before power-off */
u32 trace_lost(void);   /* lines that found the ring full, ever */

/* Command line: "name=value" or "name". */
void cmdline_set(const char *text);
const char *cmdline(void);
bool cmdline_flag(const char *name);
/* cmdline_get - copy the value of name= into out; false when absent. */
bool cmdline_get(const char *name, char *out, size_t size);

#endif
