/* SPDX-License-Identifier: Apache-2.0
 * rtos.h - the port for a microcontroller: one core, one fixed block of memory, no machine code.
 *
 * Build the engine with -Iport/rtos and -DAX_PAGE_BYTES=64 (nothing is mapped here, so a "page" is only a grain), and with
 * the profile ax_limits_embedded.  docs/embedding.md has the whole story. */
#ifndef AXIOM_RTOS_H
#define AXIOM_RTOS_H

#include <axiom/port.h>

#ifdef __cplusplus
extern "C" {
#endif

/* struct axr_board - what the firmware gives; members are those of struct ax_port, NULL: there is none. */
struct axr_board {
	uint64_t (*now_ns)(void);                        /* any context; monotonic since boot */
	int (*entropy)(void *buf, size_t bytes);         /* task */
	void (*trace)(const char *text, size_t bytes);   /* any context */
	int (*defer)(void (*fn)(void *arg), void *arg);  /* any context; fn runs in a task */
	void (*wake)(void *waiters);                     /* any context; e.g. give a semaphore */
	void (*current_task)(struct ax_task_info *out);  /* any context */
};

/* axr_port_start - fill `port` for an engine whose programs and maps all live in `pool` (`bytes` long, kept for ever).
 * Once, in a task, before ax_engine_create; `port` and `memory` must outlive the engine. */
void axr_port_start(struct ax_port *port, struct ax_pool *memory, const struct axr_board *board, void *pool, size_t bytes);

/* axr_alarms - run the callbacks of timers in maps that are due (builds with -DAX_SMALL -DAX_TIMERS, not with -DAX_DEVICE:
 * tests/embed/timers.c is one).  Call it from the tick, or from a hardware timer's interrupt: one place, which nothing that runs programs
 * interrupts and waits for.
 *   now_ns  what board->now_ns says
 * Returns when it wants to be called next; UINT64_MAX: no timer is set. */
uint64_t axr_alarms(uint64_t now_ns);

#ifdef __cplusplus
}
#endif

#endif
