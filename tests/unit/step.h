/* SPDX-License-Identifier: Apache-2.0
 * step.h - what another CPU or thread does in the middle of something, after each of its instructions: one run for each place,
 * with the trap flag of x86-64. */
#ifndef TESTS_UNIT_STEP_H
#define TESTS_UNIT_STEP_H

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

static uint32_t step_left;
static void (*step_fn)(void);

#if defined(REG_RIP) && !defined(__SANITIZE_THREAD__) /* of x86-64 */
#define STEP_WORKS 1
enum { STEP_CAN = 1, STEP_TRAP = 0x100 };

static void step_on_trap(int sig, siginfo_t *info, void *context)
{
	greg_t *flags = &((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL];

	if (!step_left || --step_left)
		return;
	*flags &= ~(greg_t)STEP_TRAP;
	step_fn();
}

static void step_flags(uint64_t clear, uint64_t set)
{
	__asm__ volatile("pushfq\n\tandq %0, (%%rsp)\n\torq %1, (%%rsp)\n\tpopfq" : : "r"(~clear), "r"(set) : "memory", "cc");
}
#else
enum { STEP_CAN = 0, STEP_TRAP = 0 };
#define step_flags(clear, set) ((void)0)
#endif

/* step_begin - from here on, on this thread, `fn` is called after `n` instructions.  step_end - it has been (else: there were fewer). */
static inline void step_begin(uint32_t n, void (*fn)(void))
{
#ifdef STEP_WORKS
	struct sigaction act = {.sa_sigaction = step_on_trap, .sa_flags = SA_SIGINFO};

	sigaction(SIGTRAP, &act, NULL);
#endif
	step_left = n;
	step_fn = fn;
	step_flags(0, STEP_TRAP);
}

static inline bool step_end(void)
{
	step_flags(STEP_TRAP, 0);
	signal(SIGTRAP, SIG_DFL);
	return STEP_CAN && !step_left;
}

#endif
