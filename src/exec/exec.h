/* SPDX-License-Identifier: Apache-2.0
 * exec.h - the interpreter: the meaning of every opcode.
 *
 * A linked program has real addresses in its 64-bit immediate loads (src 0) and helper ids in its calls.  Two variants
 * are built from one source: axi_interp trusts the verifier; axi_interp_checked asks a monitor before every memory
 * access and instruction (`rk exec --no-verify`, the verifier's rig). */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include <axiom/helper.h>
#include <axiom/insn.h>
#include <axiom/limits.h>
#include <axiom/status.h>
#include "base/types.h"

struct ax_engine;
struct ax_prog;
struct axi_arena;

/* struct axi_entry - where a program begins: what a tail call leads to. */
struct axi_entry {
	const struct ax_insn *insns;  /* linked, as the run that leads here has them: checked, or trusted */
	u32 count;
	u32 back_edges;               /* budget of a run of its own */
	const void *code;             /* axi_jit_fn, or NULL */
	u64 catcher;                  /* its exception callback, as ax_run.function takes functions; 0: none */
	struct ax_prog *prog;
	struct axi_arena *arena;      /* of the program, or NULL (isa/arena.h) */
};

enum { AXI_TAIL_CALLS = 33,           /* in one run: Linux's MAX_TAIL_CALL_CNT */
       AXI_RECORDS = 8 };             /* of ring buffers that one run holds at most: the verifier's AXI_REFS */

/* struct ax_run - one run of one program; helpers get it as their last argument. */
struct ax_run {
	struct ax_engine *engine;
	struct ax_prog *prog;
	const ax_helper_fn *helpers;  /* [helper_count], by id; NULL rows are never called by a verified program */
	u32 helper_count;
	u32 back_edges;               /* budget left; a taken backward jump takes one */
	bool stopped;                 /* out: the budget (checked: any fault) ended the run; R0 is 0 */
	bool thrown;                  /* an exception was (throw.c), and `stopped` is set: the program's frames are being left */
	u32 stack_bytes;              /* that the program uses at most, by the verifier; 0: not said.  compact.c alone asks */
	void *ctx;
	u64 jit_stack;                /* generated code: its stack pointer at entry */
	u32 jit_depth;                /* generated code that counts: calls that may still nest; AX_CALL_DEPTH - 1 at first */
	/* Callbacks (callback.c).  The program's value of `lddw func` is what `function` takes: the instruction's address in
	 * the interpreters, the code's address in generated code. */
	ax_helper_fn enter;           /* set by what runs the program: calls `function` with r1 .. r5 */
	u64 function;
	void *machine;                /* axi_interp_checked: its own */
	u64 frame;                    /* interpreters: R10 of the frame that calls a helper, */
	u32 depth;                    /* and the calls around it */
	/* Tail calls (tail.c). */
	u32 tail_calls;               /* so far */
	u64 tail_ctx;                 /* R1 of the program that begins */
	u32 nests;                    /* stacks that the run may still begin inside itself (port->nested_stacks at first) */
	union {
		u64 tail_result;      /* generated code: R0 of a program that a subprogram led to */
		u64 cookie;           /* what was thrown; `function` gets it, if that is not 0 */
	};
	u32 *lock;                    /* bpf_spin_lock: the one that is held, or NULL, */
	unsigned long lock_irq;       /* and the interrupt state before */
	bool in_timer;                /* this is a timer's callback */
	u32 record_count;             /* of ring buffers: reserved, neither submitted nor discarded, */
	void **records;               /* [AXI_RECORDS]; NULL: nobody keeps them */
	u32 cpu;                      /* generated code: the CPU that the run is on, for programs that ask (ax_prog.wants_cpu) */
	struct axi_arena *arena;      /* interpreters: of the program that runs */
	const struct axi_trace *trace; /* the calls around the run, for programs that ask (engine/stack.h) */
};

/* axi_interp - run `insns` (linked, verified) from slot 0 with R1 = ctx.  Returns R0.
 * Any context; stack use is bounded by AX_CALL_DEPTH frames, once more for each of run->nests. */
u64 axi_interp(const struct ax_insn *insns, struct ax_run *run, u64 r1, u64 r2);

/* Why a checked run ended early.
 *   OPCODE  ax_insn_check refuses it, or a reference that is not linked;  MEMORY  the monitor said no, or a misaligned atomic
 *   PC      jump or fall out of the program;  CALL  no such helper, or a kernel function;  DEPTH  more than AX_CALL_DEPTH frames
 *   BUDGET  back edges or max_insns used up;  STACK  outside the running frames' stack;  STEP  monitor->step said no */
enum axi_fault { AXI_FAULT_NONE, AXI_FAULT_OPCODE, AXI_FAULT_MEMORY, AXI_FAULT_PC, AXI_FAULT_CALL, AXI_FAULT_DEPTH,
		 AXI_FAULT_BUDGET, AXI_FAULT_STACK, AXI_FAULT_STEP };

/* struct axi_monitor - who watches a checked run. */
struct axi_monitor {
	/* may `bytes` at `address` be read (or written)?  The run's own BPF stack is always allowed. */
	bool (*memory)(void *arg, u64 address, u32 bytes, bool write);
	/* before each instruction: frame 0 is main; regs are AX_REGS values.  NULL: not called. false stops the run. */
	bool (*step)(void *arg, u32 pc, u32 frame, const u64 *regs);
	void *arg;
	u64 max_insns;                /* 0: no limit */
	bool verified;                /* may_goto is an instruction, too */
	/* out */
	enum axi_fault fault;
	u32 fault_pc;
	u64 executed;
	u64 fault_address;
};

u64 axi_interp_checked(const struct ax_insn *insns, u32 count, struct ax_run *run, u64 r1, u64 r2,
		       struct axi_monitor *monitor);

/* axi_callback - a helper calls a function of the program that called it.
 *   function  what the program gave: the value of a 64-bit load of a function
 * It takes one back edge of the budget.  The function's frame lies below its caller's; it counts as a call in the depth.
 * Returns R0.  When run->stopped is set afterwards, the run is over: the helper tidies up and returns, its result is lost. */
u64 axi_callback(struct ax_run *run, u64 function, u64 r1, u64 r2, u64 r3, u64 r4, u64 r5);

/* axi_callback_alone - the function as a run of its own, on its own stack (a timer's).
 *   run     fresh: engine, prog, helpers and budget are set
 *   enter   run->enter of a run of the same program, remembered with the function
 * Functions of programs that run checked cannot be run alone: R0 is 0, run->stopped is set. */
u64 axi_callback_alone(struct ax_run *run, ax_helper_fn enter, u64 function, u64 r1, u64 r2, u64 r3, u64 r4, u64 r5);

/* axi_tail - what the helper tail_call (12) returns: the run goes on at `to`, with R1 = ctx and the caller's stack frame, or
 * in the caller when the result is 0: there is no such program (NULL), or the run has made AXI_TAIL_CALLS.
 * The engine that runs the program does the rest; `to` must be run in the way of the caller (code or not, checked or not).
 * The budget of back edges is what is left, at most to->back_edges. */
u64 axi_tail(struct ax_run *run, const struct axi_entry *to, u64 ctx);

/* axi_tail_inside - generated code, in programs with local calls: the helper tail_call, and the program that it leads to.
 * Returns 0 when there was none or run->nests is used up, else 1: R0 is run->tail_result. */
u64 axi_tail_inside(u64 ctx, u64 map, u64 index, u64 r4, u64 r5, struct ax_run *run);

/* axi_loop - bpf_loop (helper 181): function(i, ctx) for i from 0 to count - 1 (32 bits, at most 2^23), until it returns
 * other than 0.  Returns how often it was called, or -AX_EINVAL (flags), -AX_E2BIG. */
u64 axi_loop(u64 count, u64 function, u64 ctx, u64 flags, u64 unused, struct ax_run *run);

/* axi_throw - the kernel function bpf_throw: the program that is running (its outermost frame, back to where a tail call began it)
 * ends.  Helpers' callbacks never throw.  What runs the program leaves its frames because run->stopped is set.
 *   catcher  of that program's axi_entry
 * axi_caught - after that, where run->thrown is set: what the program returns: its exception callback's R0, or the cookie.
 *   frame, depth  interpreters: of the program's outermost frame, while that is there; 0: the callback gets a stack of its own */
void axi_throw(struct ax_run *run, u64 cookie, u64 catcher);
u64 axi_caught(struct ax_run *run, u64 frame, u32 depth);

#endif
