/* SPDX-License-Identifier: Apache-2.0
 * uart16550.c - serial port of the 16550 kind (National Semiconductor PC16550D data sheet), polled. */
#include "core/print.h"
#include "dev/uart/uart16550.h"

enum { UART_DATA, UART_IRQ_ENABLE, UART_FIFO, UART_LINE, UART_MODEM, UART_STATUS };
#define STATUS_READY 0x01
#define STATUS_EMPTY 0x20
#define FIFO_BYTES   16
#define LINE_DIVISOR 0x80
#define LINE_8N1     0x03

static struct {
	u8 (*read)(u32 reg);
	void (*write)(u32 reg, u8 value);
	bool absent;
} uart;

/* put - up to 16 bytes for each look at the status: an empty transmitter takes a whole FIFO. */
static void put(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes && !uart.absent; i++) {
		if (i % FIFO_BYTES == 0) {
			while (!(uart.read(UART_STATUS) & STATUS_EMPTY))
				;
		}
		uart.write(UART_DATA, (u8)text[i]);
	}
}

static int get(void)
{
	if (uart.absent || !(uart.read(UART_STATUS) & STATUS_READY))
		return -1;
	return uart.read(UART_DATA);
}

static const struct console console = {.write = put, .read = get};

void uart16550_init(u8 (*read)(u32 reg), void (*write)(u32 reg, u8 value))
{
	uart.read = read;
	uart.write = write;
	write(UART_IRQ_ENABLE, 0);
	write(UART_LINE, LINE_DIVISOR);
	write(UART_DATA, 1); /* 115200 */
	write(UART_IRQ_ENABLE, 0);
	write(UART_LINE, LINE_8N1);
	write(UART_FIFO, 0x07); /* on, both cleared */
	write(UART_MODEM, 0x0b); /* DTR RTS OUT2 */
	uart.absent = read(UART_STATUS) == 0xff; /* an empty bus reads ones */
	console_set(&console);
}
