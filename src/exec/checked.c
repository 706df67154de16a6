/* SPDX-License-Identifier: Apache-2.0
 * checked.c - the checking interpreter: runs any bytes.  Every instruction is decoded and checked before it runs, every
 * memory access is asked for, every jump stays inside the program. */
#include "exec/exec.h"
#include "base/bits.h"
#include "base/profile.h"
#include "exec/arena.h"
#include "exec/arith.h"
#include "isa/decode.h"

struct checked {
	struct {
		const struct ax_insn *insns;
		u32 count;
	} prog[AX_CALL_DEPTH];        /* of each frame; they differ after tail calls */
	struct axi_monitor *monitor;
	u64 stack_end;
	const struct checked *outer;  /* the stack around this one, and where its running frame ends */
	u64 outer_bottom;
};

/* May the instruction at pc run?  AXI_FAULT_NONE: yes. */
static enum axi_fault begin(const struct checked *c, const struct ax_insn *pc, u32 depth, const u64 *reg)
{
	struct axi_monitor *monitor = c->monitor;
	u32 at = (u32)(pc - c->prog[depth].insns), count = c->prog[depth].count;
	enum axi_op op;

	if (at >= count)
		return AXI_FAULT_PC;
	op = axi_op_of(pc);
	if (axi_insn_problem(pc, count - at) && !(AXI_KFUNCS && monitor->verified && pc->opcode == AX_OP_MAY_GOTO) &&
	    !(AXI_ARENAS && monitor->verified && (axi_arena_insn(pc) || axi_casts(pc))))
		return AXI_FAULT_OPCODE;
	/* A linked program has plain addresses and its own functions, and no kernel function can be called. */
	if (op == AXI_OP_lddw_func) {
		if ((u64)((s64)at + 1 + pc->imm) >= count)
			return AXI_FAULT_PC;
	} else if (pc->opcode == AX_OP_LDDW && op != AXI_OP_lddw) {
		return AXI_FAULT_OPCODE;
	}
	if (op == AXI_OP_call_kfunc)
		return AXI_FAULT_CALL;
	if (monitor->max_insns && monitor->executed >= monitor->max_insns)
		return AXI_FAULT_BUDGET;
	if (monitor->step && !monitor->step(monitor->arg, at, depth, reg))
		return AXI_FAULT_STEP;
	monitor->executed++;
	return AXI_FAULT_NONE;
}

/* May the program touch [at, at + bytes)?  Its stack reaches from the running frame's bottom to main's top. */
static enum axi_fault access(const struct checked *c, u64 at, u32 bytes, bool write, u64 frame_top)
{
	u64 bottom = frame_top - AX_STACK_BYTES;
	u64 lowest = c->stack_end - AX_CALL_DEPTH * AX_STACK_BYTES;

	if (at - bottom <= c->stack_end - bottom - bytes)
		return AXI_FAULT_NONE;
	for (const struct checked *in = c; in->outer; in = in->outer)
		if (at - in->outer_bottom <= in->outer->stack_end - in->outer_bottom - bytes)
			return AXI_FAULT_NONE;
	if (at + bytes > at && c->monitor->memory && c->monitor->memory(c->monitor->arg, at, bytes, write))
		return AXI_FAULT_NONE;
	/* In or just outside the stack's memory: it is the stack that the program missed. */
	return at - lowest + 64 < c->stack_end - lowest + 128 ? AXI_FAULT_STACK : AXI_FAULT_MEMORY;
}

static enum axi_fault jump(const struct checked *c, const struct ax_insn *pc, u32 depth, s64 slots)
{
	s64 to = pc - c->prog[depth].insns + 1 + slots;

	return to < 0 || to >= c->prog[depth].count ? AXI_FAULT_PC : AXI_FAULT_NONE;
}

#define FAULT(reason)                                                                              \
	do {                                                                                       \
		monitor->fault = (reason);                                                         \
		monitor->fault_pc = (u32)(pc - c->prog[depth].insns);                                          \
		run->stopped = true;                                                               \
		return 0;                                                                          \
	} while (0)
#define REQUIRE(question)                                                                          \
	do {                                                                                       \
		enum axi_fault fault = (question);                                                 \
		if (fault)                                                                         \
			FAULT(fault);                                                              \
	} while (0)
#define TOUCH(at, bytes, write)                                                                    \
	do {                                                                                       \
		monitor->fault_address = (at);                                                     \
		REQUIRE(access(c, (at), (bytes), (write), reg[AX_R10]));                          \
	} while (0)
#define BEGIN           goto begin
#define READ(at, bytes)  TOUCH(at, bytes, false)
#define WRITE(at, bytes) TOUCH(at, bytes, true)
#define ATOMIC(at, bytes)                                                                          \
	do {                                                                                       \
		TOUCH(at, bytes, true);                                                            \
		if ((at) % (bytes))                                                                \
			FAULT(AXI_FAULT_MEMORY);                                                   \
	} while (0)
#define MOVE(slots)                                                                                \
	do {                                                                                       \
		REQUIRE(jump(c, pc, depth, (slots)));                                                    \
		pc += (slots);                                                                     \
	} while (0)
#define HELPER(id)                                                                                 \
	do {                                                                                       \
		if ((u32)(id) >= run->helper_count || !run->helpers[id])                           \
			FAULT(AXI_FAULT_CALL);                                                     \
	} while (0)
#define STOPPED                                                                                    \
	do {                                                                                       \
		if (!monitor->fault && !run->thrown)                                                               \
			FAULT(AXI_FAULT_BUDGET);                                                   \
		return 0;                                                                          \
	} while (0)

#define NEST(slots)                                                                                \
	do {                                                                                       \
		REQUIRE(jump(c, pc, depth, (slots)));                                              \
		reg[0] = nest(c, pc + 1 + (slots), run, reg, depth);                               \
	} while (0)
#define CALLED   (c->prog[depth] = c->prog[depth - 1])
#define TAIL(to)                                                                                   \
	do {                                                                                       \
		c->prog[depth].insns = (to)->insns;                                                \
		c->prog[depth].count = (to)->count;                                                \
	} while (0)

#if !defined(AX_SMALL) && !defined(AX_DEVICE)
#define ARENA    axi_arena_access(pc, run->arena, reg)
#endif

static u64 nest(struct checked *c, const struct ax_insn *pc, struct ax_run *run, const u64 *args, u32 depth);

/* `base`: calls around the function at pc. */
static u64 interpret(struct checked *c, const struct ax_insn *pc, struct ax_run *run, u64 reg[AX_REGS], const u32 base)
{
	struct axi_monitor *monitor = c->monitor;
#include "exec/interp.inc"
begin:
	REQUIRE(begin(c, pc, depth, reg));
	DISPATCH;
}

__attribute__((noinline)) static u64 nest(struct checked *c, const struct ax_insn *pc, struct ax_run *run, const u64 *args,
					  u32 depth)
{
	u64 stack[AX_CALL_DEPTH * AX_STACK_BYTES / sizeof(u64)] = {0};
	u64 reg[AX_REGS] = {0, args[1], args[2], args[3], args[4], args[5], [AX_R10] = (uintptr_t)(stack + ARRAY_LEN(stack))};
	struct checked inner = {.prog = {c->prog[depth]}, .monitor = c->monitor, .stack_end = reg[AX_R10], .outer = c,
				.outer_bottom = args[AX_R10] - AX_STACK_BYTES};
	struct ax_prog *prog = run->prog;
	struct axi_arena *arena = run->arena;
	u64 result;

	run->nests--;
	run->machine = &inner;
	result = interpret(&inner, pc, run, reg, 0);
	run->machine = c;
	run->nests++;
	run->prog = prog;
	if (AXI_ARENAS)
		run->arena = arena;
	return result;
}

static u64 enter(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct checked *c = run->machine;
	u64 reg[AX_REGS] = {0, r1, r2, r3, r4, r5, [AX_R10] = run->frame - AX_STACK_BYTES};
	u64 frame = run->frame, slot, result;
	u32 depth = run->depth;
	struct axi_monitor *monitor;
	const struct ax_insn *pc;

	if (!c) { /* alone: there is nobody who could be asked */
		run->stopped = true;
		return 0;
	}
	monitor = c->monitor;
	pc = c->prog[depth].insns;
	slot = run->function - (uintptr_t)pc;
	if (slot % sizeof(*pc) || slot / sizeof(*pc) >= c->prog[depth].count)
		FAULT(AXI_FAULT_PC);
	pc += slot / sizeof(*pc);
	if (depth + 1 >= AX_CALL_DEPTH)
		FAULT(AXI_FAULT_DEPTH);
	c->prog[depth + 1] = c->prog[depth];
	result = interpret(c, pc, run, reg, depth + 1);
	run->frame = frame;
	run->depth = depth;
	return result;
}

u64 axi_interp_checked(const struct ax_insn *insns, u32 count, struct ax_run *run, u64 r1, u64 r2,
		       struct axi_monitor *monitor)
{
	u64 stack[AX_CALL_DEPTH * AX_STACK_BYTES / sizeof(u64)] = {0};
	u64 reg[AX_REGS] = {[AX_R1] = r1, [AX_R2] = r2, [AX_R10] = (uintptr_t)(stack + ARRAY_LEN(stack))};
	struct checked c = {.prog = {{insns, count}}, .monitor = monitor, .stack_end = reg[AX_R10]};
	u64 result;

	monitor->fault = AXI_FAULT_NONE;
	monitor->fault_pc = 0;
	monitor->fault_address = 0;
	monitor->executed = 0;
	run->stopped = false;
	run->enter = enter;
	run->machine = &c;
	result = interpret(&c, insns, run, reg, 0);
	return AXI_KFUNCS && run->thrown ? axi_caught(run, c.stack_end, 0) : result;
}
