/* SPDX-License-Identifier: Apache-2.0
 * port.c (rtos) - see axiom/rtos.h. */
#include <axiom/rtos.h>

static uint32_t one_cpu(void)
{
	return 1;
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
	};
}
