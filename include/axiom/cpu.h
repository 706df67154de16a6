/* SPDX-License-Identifier: Apache-2.0
 * cpu.h - what instructions and helpers take on a CPU: estimates, for turning a worst case into time.
 *
 * A row of isa/cpus.def gives each kind its time in hundredths of a clock cycle.  `make bench-cpu` measures a row on the
 * machine it runs on.  Nobody may rely on the result as a bound: caches, interrupts and contention are not in it. */
#ifndef AXIOM_CPU_H
#define AXIOM_CPU_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum ax_cost {
	AX_COST_ALU,        /* arithmetic, moves, byte swaps, 64-bit immediates */
	AX_COST_MUL,
	AX_COST_DIV,        /* division and remainder, 64 bits */
	AX_COST_LOAD,       /* from the first-level cache */
	AX_COST_STORE,
	AX_COST_ATOMIC,
	AX_COST_BRANCH,     /* conditional and not; one in ten mispredicted */
	AX_COST_CALL,       /* call of a subprogram, and its return */
	/* helpers, each with its call; isa/cpus.def says which helper is of which kind */
	AX_COST_SMALL,      /* reads something that is at hand */
	AX_COST_CLOCK,
	AX_COST_LOOKUP,     /* hash map, key of 8 bytes */
	AX_COST_UPDATE,
	AX_COST_RECORD,     /* ring-buffer reserve, submit, discard */
	AX_COST_OUTPUT,     /* copies up to 64 bytes out */
	AX_COST_PRINT,
	AX_COST_OTHER,      /* any other helper */
	AX_COSTS
};

struct ax_cpu {
	const char *name, *text;
	uint32_t mhz;
	uint32_t cost[AX_COSTS]; /* hundredths of a cycle */
};

/* ax_cpu_find - the row of isa/cpus.def with this name, or NULL.  ax_cpu_next - row after `cpu` (NULL: the first). */
const struct ax_cpu *ax_cpu_find(const char *name);
const struct ax_cpu *ax_cpu_next(const struct ax_cpu *cpu);
/* ax_cpu_helper_cost - the kind of helper `id`. */
enum ax_cost ax_cpu_helper_cost(uint32_t id);
/* ax_cpu_ns - `cost` hundredths of cycles on this CPU in nanoseconds, rounded up; UINT64_MAX stays. */
uint64_t ax_cpu_ns(const struct ax_cpu *cpu, uint64_t cost);

#ifdef __cplusplus
}
#endif

#endif
