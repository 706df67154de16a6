/* SPDX-License-Identifier: Apache-2.0
 * cost.h - what an accepted program takes at most: `rk verify` in words and in JSON, --cpu and --deadline. */
#ifndef TOOLS_RK_COST_H
#define TOOLS_RK_COST_H

#include <axiom/cpu.h>
#include <axiom/hook.h>
#include "rk/rk.h"

/* struct rk_cost - how to ask, and what the verifier said of helper calls. */
struct rk_cost {
	const struct ax_cpu *cpu;             /* NULL: no estimate of time */
	bool has_deadline;
	struct ax_deadline deadline, sum;     /* all programs that were accepted so far */
	struct ax_call_bound calls[256];
};
/* rk_cost_options - from --cpu and --deadline (NULL: not given).  RK_OK, or RK_UNUSABLE with the message. */
int rk_cost_options(struct rk_cost *cost, const char *cpu, const char *deadline);
#define RK_CPU_OPTION {"--cpu", "MODEL", \
	"Estimate the worst case as time on this CPU, from the table src/isa/cpus.def (an unknown name lists them)."}
#define RK_DEADLINE_OPTION {"--deadline", "N[ns|us|ms]", \
	"All programs together on one hook: refuse those with which their worst cases come to more than N instructions,\n" \
	"or, with a unit of time and --cpu, to more time."}
/* rk_cost_text - "worst case 33 instructions and 5 helper calls (...), 64 bytes of stack, about 1.2 us on ..." */
void rk_cost_text(const struct rk_cost *cost, const struct ax_verdict *v);
/* rk_cost_json - "worst_case_insns" and what belongs to it, without a comma at either end. */
void rk_cost_json(const struct rk_cost *cost, const struct ax_verdict *v);
/* rk_cost_add - does the program fit beside those before?  0, or the status with its reason in `why`; nothing is added then. */
int rk_cost_add(struct rk_cost *cost, const struct ax_verdict *v, char *why, size_t size);

#endif
