/* SPDX-License-Identifier: Apache-2.0
 * pl011.c - Arm PrimeCell UART (DDI 0183): polled output and input. */
#include "dev/uart/pl011.h"
#include "core/print.h"
#include "dev/mmio.h"

#define UART_DR      0x00
#define UART_FR      0x18
#define UART_FR_RXFE (1u << 4)
#define UART_FR_TXFF (1u << 5)
#define UART_CR      0x30
#define UART_CR_ON   0x301u /* enable, receive, transmit */
#define UART_IMSC    0x38

static volatile u8 *port;

static void pl011_write(const char *text, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++) {
		while (mmio_read32(port + UART_FR) & UART_FR_TXFF)
			;
		mmio_write32(port + UART_DR, (u8)text[i]);
	}
}

static int pl011_read(void)
{
	if (mmio_read32(port + UART_FR) & UART_FR_RXFE)
		return -1;
	return (int)(mmio_read32(port + UART_DR) & 0xff);
}

void pl011_console(volatile void *registers)
{
	static const struct console console = {.write = pl011_write, .read = pl011_read};

	port = registers;
	mmio_write32(port + UART_IMSC, 0);
	mmio_write32(port + UART_CR, mmio_read32(port + UART_CR) | UART_CR_ON);
	console_set(&console);
}
