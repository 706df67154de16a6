/* SPDX-License-Identifier: Apache-2.0
 * pl011.h - Arm PrimeCell UART (DDI 0183). */
#ifndef DEV_UART_PL011_H
#define DEV_UART_PL011_H

/* pl011_console - use the port at these mapped registers as the console.  Speed and format stay as
 * firmware left them. */
void pl011_console(volatile void *registers);

#endif
