/* SPDX-License-Identifier: Apache-2.0
 * signal.h - what a process without handlers has of Linux's signals: default actions, ignoring, blocking. */
#ifndef PROC_SIGNAL_H
#define PROC_SIGNAL_H

#include "base/types.h"

#define SIGNALS 64

enum { /* numbers of x86-64 and the generic ABI, which agree */
	SIG_ILL = 4, SIG_TRAP = 5, SIG_ABRT = 6, SIG_BUS = 7, SIG_FPE = 8, SIG_KILL = 9, SIG_SEGV = 11, SIG_PIPE = 13,
	SIG_CHLD = 17, SIG_CONT = 18, SIG_STOP = 19, SIG_URG = 23, SIG_WINCH = 28,
};

struct signal_state { /* bit N - 1 is signal N */
	u64 blocked, pending, ignored;
};

const char *signal_name(int signal);   /* "SIGSEGV"; "SIG34" for the real-time ones */
enum signal_action { SIGNAL_ENDS, SIGNAL_NOTHING, SIGNAL_STOPS };
enum signal_action signal_default(int signal);
/* signal_next - lowest pending signal that is neither blocked nor ignored and ends the process; 0: none.  What is ignored
 * is taken off. */
int signal_next(struct signal_state *state);

#endif
