/* SPDX-License-Identifier: Apache-2.0
 * port.c (rtos) - see axiom/rtos.h. */
#include <axiom/rtos.h>
#include "ax_cpu.h"

static uint32_t one_cpu(void)
{
	return 1;
}

/* ---- alarms: a list, looked at when the firmware says so ---- */

struct entry { /* inside ax_alarm.port */
	uint64_t when;
	struct ax_alarm *next;
};

static struct ax_alarm *first_alarm;

static struct entry *entry_of(struct ax_alarm *alarm)
{
	return (struct entry *)(void *)alarm->port;
}

static int alarm_start(struct ax_alarm *alarm)
{
	unsigned long irq = ax_cpu_mask();

	*entry_of(alarm) = (struct entry){UINT64_MAX, first_alarm};
	first_alarm = alarm;
	ax_cpu_restore(irq);
	return 0;
}

static int alarm_set(struct ax_alarm *alarm, uint64_t when_ns)
{
	unsigned long irq = ax_cpu_mask();

	entry_of(alarm)->when = when_ns;
	ax_cpu_restore(irq);
	return 0;
}

static void alarm_stop(struct ax_alarm *alarm)
{
	unsigned long irq = ax_cpu_mask();
	struct ax_alarm **at = &first_alarm;

	while (*at && *at != alarm)
		at = &entry_of(*at)->next;
	if (*at)
		*at = entry_of(alarm)->next;
	ax_cpu_restore(irq);
}

uint64_t axr_alarms(uint64_t now_ns)
{
	uint64_t next = UINT64_MAX;

	for (struct ax_alarm *alarm = first_alarm; alarm; alarm = entry_of(alarm)->next) {
		unsigned long irq = ax_cpu_mask();
		int due = entry_of(alarm)->when <= now_ns;

		if (due)
			entry_of(alarm)->when = UINT64_MAX;
		ax_cpu_restore(irq);
		if (due)
			alarm->ring(alarm);
		if (entry_of(alarm)->when < next)
			next = entry_of(alarm)->when;
	}
	return next;
}

void axr_port_start(struct ax_port *port, struct ax_pool *memory, const struct axr_board *board, void *pool, size_t bytes)
{
	ax_pool_init(memory, pool, bytes);
	*port = (struct ax_port){
		.name = "rtos",
		.mem = &memory->mem,
		.now_ns = board->now_ns,
		.boot_ns = board->now_ns,
		.entropy = board->entropy,
		.trace = board->trace,
		.cpu_count = one_cpu,
		.defer = board->defer,
		.wake = board->wake,
		.current_task = board->current_task,
		.alarm_start = alarm_start,
		.alarm_set = alarm_set,
		.alarm_stop = alarm_stop,
	};
}
