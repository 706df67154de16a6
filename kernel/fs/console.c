/* SPDX-License-Identifier: Apache-2.0
 * console.c - /dev/console: written at once, read line by line with echo and erase (canonical mode, fixed).
 *
 * The device is asked for input every 20 ms while somebody waits for it; nobody waiting costs nothing. */
#include "fs/console.h"
#include <arch/time.h>
#include "core/print.h"
#include "core/timer.h"
#include "core/wait.h"
#include "fs/node.h"
#include "proc/uaccess.h"

#define LINE_BYTES 1024u
#define ASK_NS     20000000u

static char line[LINE_BYTES];
static u32 line_used, line_done; /* bytes typed; bytes of them that are complete lines */
static bool end_of_file;
static struct poll_source source;
static struct wait_queue readers;
static struct ktimer timer;

static void type(int c)
{
	char text = c == '\r' ? '\n' : (char)c;

	if (text == 4) { /* Ctrl-D */
		line_done = line_used;
		end_of_file = !line_used;
	} else if (text == 8 || text == 127) {
		if (line_used > line_done) {
			line_used--;
			console_write("\b \b", 3);
		}
	} else if (line_used < LINE_BYTES - (text != '\n')) { /* one byte is kept for the newline */
		line[line_used++] = text;
		console_write(&text, 1);
		if (text == '\n')
			line_done = line_used;
	}
}

static void ask(void) /* interrupts masked */
{
	int c;

	while (line_used < LINE_BYTES && (c = console_getc()) >= 0)
		type(c);
}

static bool readable(void)
{
	return line_done || end_of_file;
}

static void tick(struct ktimer *t)
{
	ask();
	if (readable()) {
		wait_wake_all(&readers);
		poll_wake(&source);
	}
	if (readers.first || source.first)
		ktimer_arm(t, arch_now_ns() + ASK_NS);
}

static void want_input(void) /* interrupts masked */
{
	timer.fire = tick;
	if (!timer.slot)
		ktimer_arm(&timer, arch_now_ns() + ASK_NS);
}

static s64 wait_for_line(const struct file *file)
{
	unsigned long irq = arch_irq_save();
	int err = 0;

	ask();
	if (!readable() && (file->flags & O_NONBLOCK))
		err = -AX_EAGAIN;
	while (!readable() && !err) {
		want_input();
		err = wait_on(&readers, UINT64_MAX);
	}
	arch_irq_restore(irq);
	return err;
}

static s64 read(struct file *file, u64 user, size_t bytes)
{
	s64 err = bytes ? wait_for_line(file) : 0;
	unsigned long irq;
	size_t n = 0;

	if (err || !bytes)
		return err;
	if (!line_done) {
		end_of_file = false;
		return 0;
	}
	while (n < line_done && n < bytes && (n == 0 || line[n - 1] != '\n'))
		n++;
	if (copy_to_user(user, line, n))
		return -AX_EFAULT;
	irq = arch_irq_save();
	memmove(line, line + n, line_used - n);
	line_used -= n;
	line_done -= n;
	arch_irq_restore(irq);
	return (s64)n;
}

static s64 write(struct file *file, u64 user, size_t bytes)
{
	char chunk[256];
	size_t done = 0;

	(void)file;
	while (done < bytes && !current()->kill) {
		size_t n = min_u64(bytes - done, sizeof(chunk));
		size_t got = copy_some_from_user(chunk, user + done, n);

		console_write(chunk, got);
		done += got;
		if (got < n)
			break;
	}
	return done || !bytes ? (s64)done : -AX_EFAULT;
}

struct termios { /* asm-generic/termbits.h */
	u32 iflag, oflag, cflag, lflag;
	u8 line, cc[19];
};
struct winsize {
	u16 rows, columns, x, y;
};

static s64 ioctl(struct file *file, u32 command, u64 arg)
{
	static const struct termios termios = {
		.iflag = 0x100 /* ICRNL */, .oflag = 5 /* OPOST ONLCR */, .cflag = 0xbf /* B38400 CS8 CREAD */,
		.lflag = 0x1a /* ICANON ECHO ECHOE */, .cc = {3, 28, 127, 21, 4, 0, 1},
	};
	static const struct winsize winsize = {25, 80, 0, 0};

	(void)file;
	switch (command) {
	case 0x5401: /* TCGETS */
		return copy_to_user(arg, &termios, sizeof(termios));
	case 0x5413: /* TIOCGWINSZ */
		return copy_to_user(arg, &winsize, sizeof(winsize));
	default:
		return -AX_ENOTTY;
	}
}

static u32 poll(struct file *file)
{
	unsigned long irq = arch_irq_save();
	u32 events = EV_OUT | EV_WRNORM;

	(void)file;
	ask();
	if (readable())
		events |= EV_IN | EV_RDNORM;
	else
		want_input();
	arch_irq_restore(irq);
	return events;
}

static struct poll_source *console_source(struct file *file)
{
	(void)file;
	return &source;
}

static void stat(struct file *file, struct file_stat *out)
{
	node_stat(file->object, out);
}

const struct file_ops console_ops = {
	.name = "console", .read = read, .write = write, .ioctl = ioctl, .stat = stat, .poll = poll, .source = console_source,
};
