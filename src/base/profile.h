/* SPDX-License-Identifier: Apache-2.0
 * profile.h - what a build has of the engine, as constants for `if`: every build compiles all of the code, and the compiler
 * and the linker drop what it cannot reach.
 *
 *   -DAX_SMALL    our kernel, firmware: without the helpers and map types that .def files call MORE; no program runs
 *                 unverified
 *   -DAX_DEVICE   a microcontroller with one core: its program types, contexts and helpers alone; refusals have a number and
 *                 a place but no words; manifests of packages are CBOR
 *   -DAX_CERTIFIED  with AX_DEVICE: programs are accepted only with a full certificate (docs/certificates.md), made on a
 *                 host.  Nothing is inferred, no states are joined; programs have one function; refusals name no register
 *   -DAX_FUNCTIONS  with AX_CERTIFIED: programs may have functions of their own, which they call (docs/embedding.md) */
#ifndef BASE_PROFILE_H
#define BASE_PROFILE_H

#ifdef AX_DEVICE
#define AXI_DEVICE 1
#else
#define AXI_DEVICE 0
#endif
#if defined(AX_SMALL) || defined(AX_DEVICE)
#define AXI_UNVERIFIED 0
#else
#define AXI_UNVERIFIED 1 /* programs may run checked instead */
#endif
#ifdef AX_CERTIFIED
#define AXI_CERTIFIED 1
#else
#define AXI_CERTIFIED 0
#endif
#if AXI_CERTIFIED && !defined(AX_FUNCTIONS)
#define AXI_FUNCTIONS 0
#else
#define AXI_FUNCTIONS 1
#endif

enum {
	AXI_INFERS = !AXI_CERTIFIED, /* invariants are guessed, states recorded and joined, walks watched */
	AXI_CALLS = AXI_FUNCTIONS,   /* functions beside main */
	AXI_CALLBACKS = !AXI_CERTIFIED, /* ... that helpers call, also when timers run out; tail calls */
	AXI_SUMS = !AXI_DEVICE,      /* what rounds add is followed, too, where it is no constant, and numbers in 4 bytes of the stack */
	AXI_RANKS = AXI_UNVERIFIED,  /* rounds are bounded by how far numbers may go, too, not by counting alone: hosts */
	AXI_OBJECTS = !AXI_DEVICE,   /* packets, sockets, structures of the system */
	AXI_LEAKS = !AXI_DEVICE,     /* programs that may show addresses */
	AXI_MARKS = !AXI_DEVICE,     /* locks and timers in values, maps in maps */
	AXI_WORDS = !AXI_DEVICE,     /* refusals say more than their number */
	AXI_JSON = !AXI_DEVICE,      /* manifests of packages as JSON, beside CBOR */
	AXI_CPUS = !AXI_DEVICE,      /* more than one: maps with a value for each, LRU maps */
	AXI_DYNPTRS = AXI_UNVERIFIED, /* dynptrs, and user ring buffers drained by programs: hosts */
	AXI_KFUNCS = AXI_UNVERIFIED,  /* kernel functions, exceptions (isa/kfunc.def): hosts */
	AXI_ARENAS = AXI_UNVERIFIED, /* memory that programs and user space share, and its addresses (isa/arena.h): hosts */
	AXI_LEGACY = AXI_UNVERIFIED, /* ld_abs and ld_ind: hosts */
	AXI_TRIES = !AXI_DEVICE,     /* what is refused is tried again with more states kept apart (limits.prove_bytes) */
	AXI_APART = AXI_UNVERIFIED,  /* ... by what a jump asks for later (src/hint): hosts */
	AXI_ALIKE = AXI_UNVERIFIED,  /* a pointer to one of several maps that are alike, or to their values: hosts */
	AXI_FAST = AXI_UNVERIFIED,   /* shortcuts that say what the whole way says, sooner: hosts */
	AXI_GROWS = !AXI_DEVICE,     /* machine code, memory that grows, maps that hold objects, what only bpf(2) asks for */
};

/* AXI_PLANT - is planted bug `n` of tests/plants/plants.def built in?  Never, but in `make proof`. */
#ifndef AX_PLANT
#define AX_PLANT 0
#endif
#define AXI_PLANT(n) (AX_PLANT == (n))

#endif
