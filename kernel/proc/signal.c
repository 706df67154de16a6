/* SPDX-License-Identifier: Apache-2.0
 * signal.c - names and default actions, signal(7). */
#include "proc/signal.h"

static const char *const names[] = {
	[1] = "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
	"SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
	"SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
};

const char *signal_name(int signal)
{
	if (signal > 0 && signal < (int)ARRAY_LEN(names))
		return names[signal];
	return "a real-time signal";
}

enum signal_action signal_default(int signal)
{
	switch (signal) {
	case SIG_CHLD: case SIG_CONT: case SIG_URG: case SIG_WINCH:
		return SIGNAL_NOTHING;
	case SIG_STOP: case 20: case 21: case 22: /* SIGTSTP, SIGTTIN, SIGTTOU */
		return SIGNAL_STOPS;
	default:
		return SIGNAL_ENDS;
	}
}

int signal_next(struct signal_state *state)
{
	u64 ready = state->pending & ~state->blocked;

	for (int signal = 1; ready && signal <= SIGNALS; signal++) {
		u64 bit = 1ull << (signal - 1);

		if (!(ready & bit))
			continue;
		ready &= ~bit;
		state->pending &= ~bit;
		if (!(state->ignored & bit) && signal_default(signal) == SIGNAL_ENDS)
			return signal;
	}
	return 0;
}
