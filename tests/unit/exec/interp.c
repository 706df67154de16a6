/* SPDX-License-Identifier: Apache-2.0
 * interp.c - what the instruction cases (tests/insn) do not reach: frames, budget, faults, helpers, hostile bytes. */
#include <pthread.h>
#include "exec/exec.h"
#include "unit/test.h"

#define INSN(op, d, s, o, i) {.opcode = op, .dst = d, .src = s, .off = o, .imm = i}
#define MOV(d, i)  INSN(0xb7, d, 0, 0, i)
#define EXIT       INSN(0x95, 0, 0, 0, 0)
#define CALL(to)   INSN(0x85, 0, 1, 0, to)
#define HELPER(id) INSN(0x85, 0, 0, 0, id)

static u64 sum_helper(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	return a + b * 10 + c * 100 + d * 1000 + e * 10000 + run->helper_count * 100000;
}

static const ax_helper_fn helpers[] = {NULL, sum_helper};

static u64 run_checked(const struct ax_insn *insns, u32 count, struct axi_monitor *monitor)
{
	struct ax_run run = {.helpers = helpers, .helper_count = ARRAY_LEN(helpers), .back_edges = 1000};

	return axi_interp_checked(insns, count, &run, 0, 0, monitor);
}

static enum axi_fault fault_of(const struct ax_insn *insns, u32 count)
{
	struct axi_monitor monitor = {.max_insns = 100000};

	run_checked(insns, count, &monitor);
	return monitor.fault;
}
#define FAULT_OF(insns) fault_of(insns, ARRAY_LEN(insns))

TEST(exec, a_jump_backwards_takes_one_from_the_budget)
{
	/* r0 = 0; do r0++ while (r0 < 10): nine taken back edges */
	static const struct ax_insn loop[] = {MOV(0, 0), INSN(0x07, 0, 0, 0, 1), INSN(0xa5, 0, 0, -2, 10), EXIT};
	static const struct ax_insn endless[] = {INSN(0x06, 0, 0, 0, -1)};
	struct ax_run run = {.back_edges = 9};

	CHECK_EQ(axi_interp(loop, &run, 0, 0), 10);
	CHECK(!run.stopped && run.back_edges == 0);
	run.back_edges = 8;
	CHECK_EQ(axi_interp(loop, &run, 0, 0), 0);
	CHECK(run.stopped && run.back_edges == 0);
	run = (struct ax_run){.back_edges = 100};
	CHECK_EQ(axi_interp(endless, &run, 0, 0), 0);
	CHECK(run.stopped);
	CHECK_EQ(FAULT_OF(endless), AXI_FAULT_BUDGET);
}

TEST(exec, calls_keep_callee_saved_registers_and_give_each_frame_its_stack)
{
	/* f writes r6 and [r10-8], main finds its own afterwards */
	static const struct ax_insn insns[] = {
		MOV(6, 1), INSN(0x7a, 10, 0, -8, 40), CALL(3), INSN(0x79, 0, 10, 0, -8), INSN(0x0f, 0, 6, 0, 0), EXIT,
		MOV(6, 99), INSN(0x7a, 10, 0, -8, 77), EXIT,
	};
	struct ax_insn fixed[ARRAY_LEN(insns)];
	struct ax_run run = {0};
	struct axi_monitor monitor = {0};

	memcpy(fixed, insns, sizeof(insns));
	fixed[3].off = -8;
	fixed[3].imm = 0;
	CHECK_EQ(axi_interp(fixed, &run, 0, 0), 41);
	CHECK_EQ(run_checked(fixed, ARRAY_LEN(fixed), &monitor), 41);
	CHECK_EQ(monitor.fault, AXI_FAULT_NONE);
	CHECK_EQ(monitor.executed, 9);
	CHECK_EQ(FAULT_OF(insns), AXI_FAULT_OPCODE);
}

TEST(exec, call_depth_ends_at_eight_frames)
{
	/* r1 = depth wanted; f(r1): if (--r1) f(r1) */
	static const struct ax_insn insns[] = {
		MOV(1, 7), CALL(2), MOV(0, 5), EXIT,
		INSN(0x07, 1, 0, 0, -1), INSN(0x15, 1, 0, 1, 0), CALL(-3), EXIT,
	};
	struct ax_insn deep[ARRAY_LEN(insns)];
	struct axi_monitor monitor = {0};
	struct ax_run run = {0};

	CHECK_EQ(axi_interp(insns, &run, 0, 0), 5);
	CHECK_EQ(run_checked(insns, ARRAY_LEN(insns), &monitor), 5);
	memcpy(deep, insns, sizeof(insns));
	deep[0].imm = 8;
	CHECK_EQ(FAULT_OF(deep), AXI_FAULT_DEPTH);
}

TEST(exec, helpers_get_five_arguments_and_the_run)
{
	static const struct ax_insn insns[] = {MOV(1, 1), MOV(2, 2), MOV(3, 3), MOV(4, 4), MOV(5, 5), HELPER(1), EXIT};
	static const struct ax_insn none[] = {HELPER(0), EXIT}, beyond[] = {HELPER(2), EXIT}, negative[] = {HELPER(-1), EXIT};
	static const struct ax_insn kfunc[] = {INSN(0x85, 0, 2, 0, 1), EXIT};
	struct axi_monitor monitor = {0};
	struct ax_run run = {.helpers = helpers, .helper_count = 2};

	CHECK_EQ(axi_interp(insns, &run, 0, 0), 254321);
	CHECK_EQ(run_checked(insns, ARRAY_LEN(insns), &monitor), 254321);
	CHECK_EQ(FAULT_OF(none), AXI_FAULT_CALL);
	CHECK_EQ(FAULT_OF(beyond), AXI_FAULT_CALL);
	CHECK_EQ(FAULT_OF(negative), AXI_FAULT_CALL);
	CHECK_EQ(FAULT_OF(kfunc), AXI_FAULT_CALL);
}

TEST(exec, checked_runs_end_at_faults)
{
	static const struct ax_insn fall[] = {MOV(0, 1)}, out[] = {INSN(0x05, 0, 0, 5, 0), EXIT};
	static const struct ax_insn before[] = {INSN(0x05, 0, 0, -5, 0), EXIT};
	static const struct ax_insn into_lddw[] = {INSN(0x05, 0, 0, 1, 0), INSN(0x18, 0, 0, 0, 1), INSN(0, 0, 0, 0, 0), EXIT};
	static const struct ax_insn cut[] = {INSN(0x18, 0, 0, 0, 1)}, unlinked[] = {INSN(0x18, 0, 5, 0, 1), INSN(0, 0, 0, 0, 0), EXIT};
	static const struct ax_insn null_read[] = {INSN(0x79, 0, 1, 0, 0), EXIT};
	static const struct ax_insn above[] = {INSN(0x7a, 10, 0, 0, 1), EXIT}, below[] = {INSN(0x7a, 10, 0, -520, 1), EXIT};
	static const struct ax_insn cross[] = {INSN(0x7a, 10, 0, -7, 1), EXIT}, lowest[] = {MOV(0, 0), INSN(0x7a, 10, 0, -512, 1), EXIT};
	static const struct ax_insn misaligned[] = {INSN(0xdb, 10, 0, -15, 0), EXIT};
	static const struct ax_insn r10[] = {MOV(10, 1), EXIT}, r11[] = {MOV(11, 1), EXIT}, legacy[] = {INSN(0x20, 0, 0, 0, 0), EXIT};

	CHECK_EQ(FAULT_OF(fall), AXI_FAULT_PC);
	CHECK_EQ(FAULT_OF(out), AXI_FAULT_PC);
	CHECK_EQ(FAULT_OF(before), AXI_FAULT_PC);
	CHECK_EQ(FAULT_OF(into_lddw), AXI_FAULT_OPCODE);
	CHECK_EQ(FAULT_OF(cut), AXI_FAULT_OPCODE);
	CHECK_EQ(FAULT_OF(unlinked), AXI_FAULT_OPCODE);
	CHECK_EQ(FAULT_OF(null_read), AXI_FAULT_MEMORY);
	CHECK_EQ(FAULT_OF(above), AXI_FAULT_STACK);
	CHECK_EQ(FAULT_OF(below), AXI_FAULT_STACK);
	CHECK_EQ(FAULT_OF(cross), AXI_FAULT_STACK);
	CHECK_EQ(FAULT_OF(lowest), AXI_FAULT_NONE);
	CHECK_EQ(FAULT_OF(misaligned), AXI_FAULT_MEMORY);
	CHECK_EQ(FAULT_OF(r10), AXI_FAULT_OPCODE);
	CHECK_EQ(FAULT_OF(r11), AXI_FAULT_OPCODE);
	CHECK_EQ(FAULT_OF(legacy), AXI_FAULT_OPCODE);
	CHECK_EQ(fault_of(fall, 0), AXI_FAULT_PC);
}

struct watch {
	u32 steps, frames_seen;
	u64 allowed;
};

static bool watch_memory(void *arg, u64 address, u32 bytes, bool write)
{
	struct watch *watch = arg;

	return !write && bytes == 8 && address == watch->allowed;
}

static bool watch_step(void *arg, u32 pc, u32 frame, const u64 *regs)
{
	struct watch *watch = arg;

	watch->steps++;
	watch->frames_seen |= 1u << frame;
	return pc != 4 && regs[AX_R10];
}

TEST(exec, the_monitor_sees_every_step_and_decides_on_memory)
{
	u64 value = 42;
	const struct ax_insn insns[] = {
		INSN(0x18, 1, 0, 0, (s32)(uintptr_t)&value), INSN(0, 0, 0, 0, (s32)((u64)(uintptr_t)&value >> 32)),
		CALL(2), EXIT, EXIT, INSN(0x79, 0, 1, 0, 0), EXIT,
	};
	struct ax_insn write[ARRAY_LEN(insns)];
	struct watch watch = {.allowed = (uintptr_t)&value};
	struct axi_monitor monitor = {.memory = watch_memory, .step = watch_step, .arg = &watch};

	CHECK_EQ(run_checked(insns, ARRAY_LEN(insns), &monitor), 42);
	CHECK_EQ(monitor.fault, AXI_FAULT_NONE);
	CHECK_EQ(watch.steps, 5);
	CHECK_EQ(watch.frames_seen, 3);
	memcpy(write, insns, sizeof(insns));
	write[5] = (struct ax_insn)INSN(0x7a, 1, 0, 0, 1);
	run_checked(write, ARRAY_LEN(write), &monitor);
	CHECK_EQ(monitor.fault, AXI_FAULT_MEMORY);
	CHECK_EQ(monitor.fault_pc, 5);
	CHECK_EQ(monitor.fault_address, (uintptr_t)&value);
	CHECK_EQ(value, 42);
	write[2].imm = 1;
	run_checked(write, ARRAY_LEN(write), &monitor);
	CHECK_EQ(monitor.fault, AXI_FAULT_STEP);
	monitor.max_insns = 2;
	run_checked(insns, ARRAY_LEN(insns), &monitor);
	CHECK_EQ(monitor.fault, AXI_FAULT_BUDGET);
	CHECK_EQ(monitor.executed, 2);
}

struct shared {
	_Alignas(8) u64 words[2];
};
#define ADDERS 3
#define ROUNDS 20000

/* r1 = words: word 0 by fetch-add, word 1 by compare-and-exchange in a loop. */
static const struct ax_insn add_both[] = {
	MOV(6, ROUNDS),
	MOV(2, 1),
	INSN(0xdb, 1, 2, 0, 0x01),
	INSN(0x79, 0, 1, 8, 0),
	INSN(0xbf, 3, 0, 0, 0),
	INSN(0xbf, 4, 0, 0, 0),
	INSN(0x07, 3, 0, 0, 1),
	INSN(0xdb, 1, 3, 8, 0xf1),
	INSN(0x5d, 0, 4, -6, 0),
	INSN(0x07, 6, 0, 0, -1),
	INSN(0x55, 6, 0, -10, 0),
	EXIT,
};

static void *add_rounds(void *arg)
{
	struct ax_run run = {.back_edges = UINT32_MAX};

	axi_interp(add_both, &run, (uintptr_t)arg, 0);
	return NULL;
}

TEST(exec, atomics_of_threads_lose_nothing)
{
	struct shared shared = {0};
	pthread_t threads[ADDERS];

	for (int i = 0; i < ADDERS; i++)
		CHECK(!pthread_create(&threads[i], NULL, add_rounds, &shared));
	for (int i = 0; i < ADDERS; i++)
		pthread_join(threads[i], NULL);
	CHECK_EQ(shared.words[0], ADDERS * ROUNDS);
	CHECK_EQ(shared.words[1], ADDERS * ROUNDS);
}
