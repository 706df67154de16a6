/* SPDX-License-Identifier: Apache-2.0
 * profile.h - what a build has of the engine, as constants for `if`: every build compiles all of the code, and the compiler
 * and the linker drop what it cannot reach.
 *
 *   -DAX_SMALL    our kernel, firmware: without the helpers and map types that .def files call MORE
 *   -DAX_CHECKER  a microcontroller: programs are accepted only with a full certificate (docs/certificates.md), made on a
 *                 host.  Nothing is inferred, states are not recorded, refusals have a number and a place but no words, and
 *                 of program types, contexts and helpers there are those of a microcontroller. */
#ifndef BASE_PROFILE_H
#define BASE_PROFILE_H

#ifdef AX_CHECKER
#define AXI_CHECKER 1
#else
#define AXI_CHECKER 0
#endif

enum {
	AXI_INFERS = !AXI_CHECKER,  /* invariants are guessed, states recorded and joined, walks watched */
	AXI_OBJECTS = !AXI_CHECKER, /* packets, sockets, structures of the system */
	AXI_CALLS = !AXI_CHECKER,   /* functions beside main, callbacks, timers, tail calls */
	AXI_LEAKS = !AXI_CHECKER,   /* programs that may show addresses */
	AXI_MARKS = !AXI_CHECKER,   /* locks and timers in values, maps in maps */
	AXI_WORDS = !AXI_CHECKER,   /* refusals say more than their number */
};

#endif
