/* SPDX-License-Identifier: Apache-2.0
 * jit_test.h - what the modes of the JIT runner share. */
#ifndef TESTS_JIT_JIT_TEST_H
#define TESTS_JIT_JIT_TEST_H

#include "insn/case.h"
#include "jit/jit.h"

/* The target to compile for, and the features to use; set by main. */
extern const struct axi_jit_target *jit_target;
extern u32 jit_features;
extern bool jit_shallow; /* calls are not counted */
extern u32 jit_nests;    /* of jit_run */
extern const ax_helper_fn jit_helpers[];
extern const u32 jit_helper_count;

#define JIT_MAP 0x5ca1ab1e000u
/* Array maps: JIT_MAP + i is the map whose values are jit_arrays[i]; the last one has values of each of JIT_CPUS CPUs. */
enum { JIT_ARRAYS = 5, JIT_ARRAY_BYTES = 96, JIT_CPUS = 3, JIT_CPU = 2 /* where tests run */ };
extern u8 jit_arrays[JIT_ARRAYS][JIT_ARRAY_BYTES];
bool jit_array_of(void *arg, u64 map, struct axi_jit_array *out);

/* Mixes the sequence of helper calls and their arguments; reset it before a run. */
extern u64 jit_helper_trace;

/* What helper 3 was given: a function of the program, and how to enter it. */
extern ax_helper_fn jit_kept_enter;
extern u64 jit_kept_function;

struct jit_code {
	void *at;
	size_t bytes;
	u64 catcher;             /* address of the exception callback, if jit_catcher gave one */
};
extern bool jit_checked;         /* of jit_compile: the instructions are right, may_goto too, which only verified programs have */
extern u32 jit_catcher;          /* of jit_compile: slot of the exception callback; 0: none */
/* Where the exception callback of a program begins, by who runs it: what helper 256 (bpf_throw) finds behind run->prog. */
struct jit_catchers {
	u64 interp, code;
};
extern bool jit_is_code;

extern struct axi_arena *jit_arena; /* of jit_compile: of programs that access one */
/* jit_compile - compile for jit_target and seal; 0 or what axi_jit returned. */
int jit_compile(const struct ax_insn *insns, u32 count, bool bounded, struct jit_code *out);
u64 jit_run(const struct jit_code *code, u64 r1, u64 r2, struct ax_run *run);
void jit_free(struct jit_code *code);

/* The program array of helper 12 (tail_call). */
enum { JIT_PROGRAMS = 8 };
extern struct axi_entry jit_programs[JIT_PROGRAMS];

/* The modes: each prints its result lines and returns the number of failures. */
int jit_cases(int files, char **paths);
int jit_random(u32 programs, u64 seed, u32 seconds);
int jit_tail(void);
int jit_keys(void);
int jit_arena_programs(void);
/* The random program of a seed; and a run of its code (an axi_jit_fn) beside the interpreter: 0, or 1 with a line printed. */
const struct ax_insn *jit_random_program(u64 seed, u32 *count);
int jit_random_check(u64 seed, void *code, const char *who);
/* aot.c: as C, where the runner is no static program. */
__attribute__((weak)) int jit_aot(u32 programs, u64 seed, u32 seconds);
int jit_encode(const char *path);

#endif
