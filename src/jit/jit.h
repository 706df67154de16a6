/* SPDX-License-Identifier: Apache-2.0
 * jit.h - verified programs as machine code: x86-64, AArch64, RISC-V 64.
 *
 * The three code generators are plain code: each is compiled on every host.  Their output is position independent; who
 * wants to run it copies it into memory of port->code_alloc and seals that.
 *
 * The generated function is axi_jit_fn, by the C calling convention of its CPU.  It means what axi_interp means for the
 * same program: R0, memory, run->back_edges and run->stopped are the same afterwards.  It trusts the verifier as
 * axi_interp does: nothing is checked at run time but the budget of backward jumps and the call depth. */
#ifndef JIT_JIT_H
#define JIT_JIT_H

#include <axiom/arena.h>
#include <axiom/insn.h>
#include <axiom/port.h>
#include <axiom/verify.h>
#include "base/types.h"
#include "exec/exec.h"
#include "isa/arena.h"

struct axi_jit_target;

extern const struct axi_jit_target axi_jit_x86_64, axi_jit_aarch64, axi_jit_riscv64;

/* axi_jit_target - the target of that name ("x86_64", "aarch64", "riscv64"; "threaded": threaded.h), or NULL. */
const struct axi_jit_target *axi_jit_target(const char *name);

typedef u64 (*axi_jit_fn)(u64 r1, u64 r2, struct ax_run *run);

/* An array map: `count` values one after the other; those of the next CPU (run->cpu) `cpu_stride` bytes further, if not 0. */
struct axi_jit_array {
	u64 values, cpu_stride;
	u32 stride, count;
};

struct axi_jit_input {
	const struct ax_insn *insns;  /* linked (see exec.h) */
	u32 count;
	/* Helpers are called directly: their addresses are taken from this table now, so it must be the table of the runs. */
	const ax_helper_fn *helpers;
	u32 helper_count;
	u32 catcher;                  /* where the exception callback begins; 0: there is none */
	u32 features;                 /* AX_CPU_*: what the CPU has beyond its base (x86-64 of 2003, ARMv8.0, RV64IMA) */
	bool checked;                 /* the instructions have passed ax_insn_check: not asked again */
	bool bounded;                 /* a bound of the run is proven: back edges are not counted */
	bool shallow;                 /* calls are proven to nest less than AX_CALL_DEPTH deep: depth is not counted */
	/* Is this number, which may be any where code is dead, the address of an array map, whose lookups (helper 1) the code may do by itself?  NULL: none is. */
	bool (*array)(void *arg, u64 map, struct axi_jit_array *out);
	/* What to call in the place of helper `id` when r1 is the number `map`, as with `array`: the function of that map's type that
	 * does the same with the same arguments; it returns 64 bits or, *is_int, an int.  0: the helper.  NULL: always the helper.
	 * Machine code only: its C type is another than a helper's. */
	u64 (*direct)(void *arg, u32 id, u64 map, bool *is_int);
	void *array_arg;              /* of both */
	bool cpu;                     /* bpf_get_smp_processor_id is run->cpu */
	const u16 *facts;             /* [count], or NULL: AX_FACT_*, what the verifier knows before each instruction */
	struct axi_arena *arena;      /* of a program that accesses one; the code keeps it, and the addresses of those instructions */
	u32 *offsets;                 /* [count], or NULL: where each instruction's code begins */
};

/* struct ax_jit - the functions below, for who must not depend on the generators being linked. */
struct ax_jit {
	const struct axi_jit_target *(*target)(const char *name);
	size_t (*arena_bytes)(const struct ax_insn *insns, u32 count);
	int (*compile)(const struct axi_jit_target *target, const struct axi_jit_input *in, struct ax_arena *mem, void *out,
		       size_t size, size_t *bytes, u32 *bad);
	/* axi_threaded (threaded.h): runs what the target "threaded" made. */
	u64 (*threaded)(const void *cells, u64 r1, u64 r2, struct ax_run *run);
};

/* axi_jit_arena_bytes - arena that the program needs, at most; the instructions may be any. */
size_t axi_jit_arena_bytes(const struct ax_insn *insns, u32 count);

/* axi_jit - compile into `out` of `size` bytes (NULL with 0: only measure); `bytes` becomes the code's size.
 * Returns 0; -AX_ENOSPC: `size` is below `bytes`, nothing in `out` may be used; -AX_ENOMEM: the arena is too small;
 * -AX_EINVAL: not a linked program, a jump leaves it, or a helper is not there; -AX_ENOSYS: an instruction that no
 * generator does.  `bad` (may be NULL) is then the instruction.  The arena is given back.  Task. */
int axi_jit(const struct axi_jit_target *target, const struct axi_jit_input *in, struct ax_arena *mem, void *out,
	    size_t size, size_t *bytes, u32 *bad);

#endif
