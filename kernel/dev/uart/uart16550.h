/* SPDX-License-Identifier: Apache-2.0
 * uart16550.h - serial port of the 16550 kind. */
#ifndef DEV_UART_UART16550_H
#define DEV_UART_UART16550_H

#include "base/types.h"

/* uart16550_init - 115200 8n1, FIFOs on, no interrupts; becomes the console.  `reg` is 0 .. 7. */
void uart16550_init(u8 (*read)(u32 reg), void (*write)(u32 reg, u8 value));

#endif
