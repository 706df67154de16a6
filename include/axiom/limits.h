/* SPDX-License-Identifier: Apache-2.0
 * limits.h - every limit of the engine in one place.  A profile is a value, chosen at run time, so that one test
 * binary runs all of them. */
#ifndef AXIOM_LIMITS_H
#define AXIOM_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AX_STACK_BYTES     512 /* BPF stack of a whole call chain (Linux MAX_BPF_STACK) */
#define AX_CALL_DEPTH      8   /* frames, main included (Linux MAX_CALL_FRAMES) */
#define AX_NAME_BYTES      16  /* object names with their NUL (Linux BPF_OBJ_NAME_LEN) */
#define AX_MAPS_PER_PROG   64  /* maps that one program may refer to (Linux MAX_USED_MAPS) */
#define AX_HELPER_ARGS     5
#ifndef AX_PAGE_BYTES
#define AX_PAGE_BYTES      4096 /* grain of ring buffers and of what is mapped; 64 where nothing is (port/rtos) */
#endif

struct ax_limits {
	const char *name;
	uint32_t insns;          /* 8-byte slots of one program */
	uint32_t subprogs;       /* subprograms of one program, main included */
	uint32_t maps;           /* live maps */
	uint32_t progs;          /* live programs */
	uint32_t links;          /* live links */
	uint32_t btfs;           /* live BTF objects */
	uint64_t map_bytes;      /* memory of one map */
	uint32_t verify_bytes_base;     /* verifier arena: base + per_insn * insns, at most `max` */
	uint32_t verify_bytes_per_insn;
	uint32_t verify_bytes_max;
	uint32_t verify_steps_base;     /* instructions that a verification may walk: base + per_insn * insns */
	uint32_t verify_steps_per_insn;
	uint32_t prove_bytes;           /* memory that proving may take at load where inference fails; 0: it is not tried */
	bool no_leaks;                  /* programs may not show addresses or stale stack bytes (verify.h) */
	uint32_t back_edges;     /* run-time budget of back edges where no bound was proven */
	bool jit;                /* verified programs become machine code where the port has memory for it */
	bool elastic;            /* hash maps are chained and grow; otherwise open addressing, preallocated */
};

extern const struct ax_limits ax_limits_cloud;
extern const struct ax_limits ax_limits_embedded;

#ifdef __cplusplus
}
#endif

#endif
