/* SPDX-License-Identifier: Apache-2.0
 * interp.c - the trusting interpreter: nothing is checked that the verifier has proven. */
#include "exec/exec.h"
#include "base/bits.h"
#include "base/profile.h"
#include "exec/arena.h"
#include "exec/arith.h"

#define BEGIN            DISPATCH
#define MOVE(slots)      (pc += (slots))
#define READ(at, bytes)
#define WRITE(at, bytes)
#define ATOMIC(at, bytes)
#define HELPER(id)
#define STOPPED          return 0
#define NEST(slots)      (reg[0] = nest(pc + 1 + (slots), run, reg))
#define CALLED
#define TAIL(to)
#if !defined(AX_SMALL) && !defined(AX_DEVICE)
#define ARENA            axi_arena_access(pc, run->arena, reg)
#endif
/* Unreachable after verification but for the budget; were it reached, the run ends with R0 = 0. */
#define FAULT(reason)                                                                              \
	do {                                                                                       \
		run->stopped = true;                                                               \
		return 0;                                                                          \
	} while (0)

static u64 nest(const struct ax_insn *pc, struct ax_run *run, const u64 *args);

/* `base`: calls around the function at pc. */
static u64 interpret(const struct ax_insn *pc, struct ax_run *run, u64 reg[AX_REGS], const u32 base)
{
#include "exec/interp.inc"
}

/* A function at the bottom of a stack of its own. */
__attribute__((noinline)) static u64 on_new_stack(const struct ax_insn *pc, struct ax_run *run, u64 reg[AX_REGS])
{
	u64 stack[AX_CALL_DEPTH * AX_STACK_BYTES / sizeof(u64)]; /* not cleared: to the verifier, what nobody has written is any number */

	reg[AX_R10] = (uintptr_t)(stack + ARRAY_LEN(stack));
	return interpret(pc, run, reg, 0);
}

__attribute__((noinline)) static u64 nest(const struct ax_insn *pc, struct ax_run *run, const u64 *args)
{
	u64 reg[AX_REGS] = {0, args[1], args[2], args[3], args[4], args[5]}, result;
	struct ax_prog *prog = run->prog;
	struct axi_arena *arena = run->arena;

	run->nests--;
	result = on_new_stack(pc, run, reg);
	run->nests++;
	run->prog = prog; /* it may have made a tail call */
	if (AXI_ARENAS)
		run->arena = arena;
	return result;
}

static u64 enter(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_insn *pc = (const struct ax_insn *)(uintptr_t)run->function;
	u64 reg[AX_REGS] = {0, r1, r2, r3, r4, r5}, frame = run->frame, result;
	u32 depth = run->depth;

	if (!frame)
		return on_new_stack(pc, run, reg);
	if (depth + 1 >= AX_CALL_DEPTH)
		FAULT(AXI_FAULT_DEPTH);
	reg[AX_R10] = frame - AX_STACK_BYTES;
	result = interpret(pc, run, reg, depth + 1);
	run->frame = frame;
	run->depth = depth;
	return result;
}

u64 axi_interp(const struct ax_insn *pc, struct ax_run *run, u64 r1, u64 r2)
{
	u64 reg[AX_REGS] = {[AX_R1] = r1, [AX_R2] = r2};

	run->stopped = false;
	run->enter = enter;
	return on_new_stack(pc, run, reg);
}
