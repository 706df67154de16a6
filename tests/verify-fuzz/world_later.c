/* SPDX-License-Identifier: Apache-2.0
 * world_later.c - the world's timers, legacy loads and casts. */
#include <string.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/world.h"

/* ---- timers ---- */

static struct timer *timer_at(u64 at)
{
	for (u32 i = 0; i < VALUES; i++)
		if (at == (u64)(uintptr_t)world.value[MAP_TIMER][i] + FUZZ_TIMER_AT)
			return &world.timer[i];
	world_wrong("a helper was given something that is no timer");
	return NULL;
}

static u64 init(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct timer *t = timer_at(r1);

	world.calls++;
	if (r2 != (u64)(uintptr_t)&fuzz_maps[MAP_TIMER])
		return world_wrong("timer_init with another map");
	if (!t || t->ready || !fuzz_pick(8))
		return (u64)-16;
	t->ready = true;
	return 0;
}

static u64 set_callback(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct timer *t = timer_at(r1);

	world.calls++;
	if (t)
		t->function = r2, t->ready = true; /* somebody else may have made it */
	return fuzz_pick(8) ? 0 : (u64)-22;
}

static u64 start(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct timer *t = timer_at(r1);

	world.calls++;
	if (t)
		t->started = true;
	return fuzz_pick(8) ? 0 : (u64)-22;
}

static u64 cancel(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct timer *t = timer_at(r1);

	world.calls++;
	if (t && fuzz_pick(2)) /* else it has begun already */
		t->started = false;
	return fuzz_pick(2);
}

const ax_helper_fn world_later[] = {
	[AX_HELPER_timer_init] = init, [AX_HELPER_timer_set_callback] = set_callback, [AX_HELPER_timer_start] = start,
	[AX_HELPER_timer_cancel] = cancel,
};
const u32 world_later_count = ARRAY_LEN(world_later);

void world_forget_timers(void)
{
	memset(world.timer, 0, sizeof(world.timer));
	for (u32 i = 0; i < SYSTEMS; i++)
		for (u32 at = 0; at < FUZZ_STRUCT; at += 8) {
			u64 n = at < 64 ? fuzz_odd_number() : (u64)(uintptr_t)world.system[fuzz_pick(SYSTEMS)];

			memcpy(world.system[i] + at, &n, 8);
		}
}

u64 world_run_timers(struct ax_run *run)
{
	for (u32 i = 0; i < VALUES; i++) {
		struct timer *t = &world.timer[i];
		u64 result;

		if (!t->started || !t->function)
			continue;
		t->started = false;
		world.key = fuzz_odd_number();
		world.lent = true;
		result = axi_callback(run, t->function, (u64)(uintptr_t)&fuzz_maps[MAP_TIMER], (u64)(uintptr_t)&world.key,
				      (u64)(uintptr_t)world.value[MAP_TIMER][i], 0, 0);
		world.lent = false;
		if (result && !run->stopped)
			return world_wrong("a timer's function returns something else than 0");
		break; /* one in a run, which is a run of its own */
	}
	return 0;
}

/* ---- legacy loads: R6 is the context ---- */

static bool is_context(void)
{
	if (world.type == AX_PROG_SOCKET_FILTER && world.regs[AX_R6] == (u64)(uintptr_t)world.ctx)
		return true;
	world_wrong("a load from the packet without a context");
	return false;
}

u64 world_legacy_load(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u32 size = world.program->insn[world.last].opcode & 0x18;

	return is_context() ? fuzz_odd_number() & (size == AX_W ? 0xffffffff : size == AX_H ? 0xffff : 0xff) : 0;
}

/* Another program in its place, which returns 0. */
u64 world_legacy_end(struct ax_run *run)
{
	static const struct ax_insn zero[2] = {{.opcode = AX_ALU64 | AX_MOV, .dst = AX_R0}, {.opcode = AX_OP_EXIT}};
	static const struct axi_entry nothing = {.insns = zero, .count = 2, .back_edges = 1u << 30};
	const char *left = world_left(); /* it may be the end of the program */

	if (!is_context() || left)
		return left ? world_wrong(left) : 0;
	if (world.called_back)
		return world_wrong("a callback may end the program");
	run->tail_calls = 0;
	world.tails++;
	return axi_tail(run, &nothing, 0);
}

/* ---- casts: whatever they are given, a structure comes ---- */

u64 world_cast(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return (u64)(uintptr_t)world.system[fuzz_pick(SYSTEMS)];
}
