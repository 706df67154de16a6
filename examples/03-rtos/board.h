/* SPDX-License-Identifier: Apache-2.0
 * board.h - the little that the firmware needs of its board (board.c: Stellaris LM3S6965 or STM32F405, as QEMU has them). */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

void board_tick_start(uint32_t hz, void (*tick)(void)); /* `tick` in the timer's interrupt */
uint64_t board_now_ns(void);                            /* any context; grain of one tick */
void board_print(const char *text, size_t bytes);
void board_wait(void);                                  /* until the next interrupt */
void board_exit(int status) __attribute__((noreturn));
/* The program to run, as clang (and rk certify) wrote it, in flash. */
extern const char board_object[], board_object_end[];
/* Stack: its lowest address, and the pattern that it was filled with. */
extern uint32_t board_stack[], board_stack_top[];
#define BOARD_STACK_FILL UINT32_C(0xdeadbeef)

#endif
