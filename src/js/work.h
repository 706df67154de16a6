/* SPDX-License-Identifier: Apache-2.0
 * work.h - functions that wait for each other without the C stack.
 *
 * Source nests, so whoever reads or emits it must call itself.  Here such a function is entered with a work item: a struct in
 * the caller's memory with a member `step` and whatever must live while it waits for another one (C locals are gone then).  It
 * begins that other item, on top of its own, and returns; a loop enters whichever item is on top; when that one is done, the
 * waiting one is entered again and goes on behind WORK_WAIT.  The deepest source needs no more C stack than the shallowest.
 *
 *	static void example(struct jc *c, struct item *w)
 *	{
 *		WORK_BEGIN(w);
 *		w->count = 0;
 *		WORK_WAIT(w, begin_another(c));   everything of w is as it was, no local variable is
 *		w->count++;
 *		done(c, w);                       always the last thing
 *		WORK_END;
 *	}
 * No WORK_WAIT inside a switch statement: its label would belong to that one. */
#ifndef JS_WORK_H
#define JS_WORK_H

#define WORK_BEGIN(w)                                                                                                              \
	switch ((w)->step) {                                                                                                       \
	case 0:
#define WORK_WAIT(w, begin)                                                                                                        \
	do {                                                                                                                       \
		(w)->step = __LINE__;                                                                                              \
		begin;                                                                                                             \
		return;                                                                                                            \
	case __LINE__:;                                                                                                            \
	} while (0)
#define WORK_END }

#endif
