/* SPDX-License-Identifier: Apache-2.0
 * world.c - where accepted programs run: the checking interpreter with a monitor that allows just the memory that the
 * program may touch, helpers that look at their arguments, and random contexts, map contents and results. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#undef MAP_TYPE /* axiom/map.h has its own */
#include <axiom/helper.h>
#include <axiom/port.h>
#include <axiom/prog.h>
#include "verify-fuzz/world.h"

struct fuzz_world world;
u64 fuzz_executed;
bool fuzz_embedded, fuzz_no_leaks, fuzz_certified;

u64 world_wrong(const char *what)
{
	if (!world.why[0])
		snprintf(world.why, sizeof(world.why), "%s", what);
	return 0;
}

/* ---- memory ---- */

bool world_within(u64 at, u64 bytes, const void *base, u64 size)
{
	u64 start = (u64)(uintptr_t)base;

	return at >= start && bytes <= size && at - start <= size - bytes;
}

struct field {
	u32 ctx, offset, size, count;
	bool write;
};
enum { CTX_R, CTX_W, CTX_F };
enum ctx_id {
#define CTX(name, bytes) CTX_##name,
#define CTX_FIELD(ctx, name, offset, size, access, narrow)
#define CTX_FIELDS(ctx, name, offset, size, count, access, narrow)
#define CTX_POINTER(ctx, name, offset, size, kind)
#include "isa/ctx.def"
};
static const struct field fields[] = {
#define CTX(name, bytes)
#define CTX_FIELD(ctx, name, offset, size, access, narrow) {CTX_##ctx, offset, size, 1, CTX_##access},
#define CTX_FIELDS(ctx, name, offset, size, count, access, narrow) {CTX_##ctx, offset, size, count, CTX_##access},
#define CTX_POINTER(ctx, name, offset, size, kind) {CTX_##ctx, offset, size, 1, CTX_R},
#include "isa/ctx.def"
};

static bool ctx_allows(u64 at, u32 bytes, bool write)
{
	u32 ctx = world.type == AX_PROG_SOCKET_FILTER ? CTX_sk_buff : world.type == AX_PROG_XDP ? CTX_xdp_md : world.type == AX_PROG_PERF_EVENT ? CTX_perf_event_data : CTX_raw_args;

	if (!world_within(at, bytes, world.ctx, sizeof(world.ctx)))
		return false;
	at -= (u64)(uintptr_t)world.ctx;
	for (u32 i = 0; i < ARRAY_LEN(fields); i++) {
		const struct field *f = &fields[i];

		if (f->ctx == ctx && at >= f->offset && at + bytes <= f->offset + f->size * f->count &&
		    (at - f->offset) / f->size == (at - f->offset + bytes - 1) / f->size && (f->write || !write))
			return true;
	}
	return false;
}

u32 world_value_of(u64 at, u64 bytes, bool write)
{
	for (u32 m = 0; m < FUZZ_SPECS; m++) {
		u32 flags = fuzz_maps[m].flags;

		if (m == MAP_RING || m == MAP_OUTER || m == MAP_PROGS || flags & (write ? AX_MAP_F_RDONLY_PROG : AX_MAP_F_WRONLY_PROG))
			continue;
		for (u32 i = 0; i < VALUES; i++) {
			u32 field = m == MAP_LOCK ? FUZZ_LOCK_AT : FUZZ_TIMER_AT, size = m == MAP_LOCK ? 4 : m == MAP_TIMER ? 16 : 0;
			u64 special = (u64)(uintptr_t)world.value[m][i] + field; /* which belongs to its helpers */

			if (world_within(at, bytes, world.value[m][i], fuzz_maps[m].value_size))
				return size && at < special + size && at + bytes > special ? FUZZ_SPECS : m;
		}
	}
	return FUZZ_SPECS;
}

bool world_in_record(u64 at, u64 bytes)
{
	for (u32 i = 0; i < RECORDS; i++)
		if (world.held[i] && world_within(at, bytes, world.record[i], world.held[i]))
			return true;
	return false;
}

bool world_is_packet(u64 at, u64 bytes)
{
	return world.type == AX_PROG_XDP && world_within(at, bytes, world.packet + world.meta, world.data_end - world.meta);
}

static bool memory(void *arg, u64 at, u32 bytes, bool write)
{
	u32 map = world_value_of(at, bytes, write);

	if (map == MAP_OWN) { /* its data is what it was */
		int closed = world_own_value(at, bytes, write);

		return closed >= 0;
	}
	if (world_own_memory(at, bytes, write))
		return true;
	if (map < FUZZ_SPECS) {
		if (!write && !world.locked && !fuzz_pick(32) && map != MAP_RO) /* somebody else has written there meanwhile */
			for (u32 i = 0, keep = fuzz_pick(2) * bytes / 2; i < bytes - keep; i++)
				((u8 *)(uintptr_t)at)[i] = (u8)fuzz_random();
		return true;
	}
	if (!write && world_within(at, bytes, world.system, sizeof(world.system)))
		return true;
	if (world_in_record(at, bytes))
		return true;
	for (u32 i = 0; i < SOCKS; i++)
		if (world.socks_held[i] && !write && world_within(at, bytes, world.sock[i], sizeof(world.sock[i])))
			return true;
	if (!write && world_item(at, bytes))
		return true;
	if (world.lent && !write && world_within(at, bytes, &world.key, sizeof(world.key)))
		return true;
	if (world_is_packet(at, bytes))
		return true;
	return ctx_allows(at, bytes, write);
}

/* Frames are apart here: as far as the program reaches into each of them, together they are no more than the verdict says. */
static void count_stack(const struct ax_insn *insn, u32 frame, const u64 *regs)
{
	u32 class = insn->opcode & 7, sum = 0;
	u64 low = regs[AX_R10] - AX_STACK_BYTES, at = regs[class == AX_LDX ? insn->src : insn->dst] + (u64)(s64)insn->off;

	while (world.frames <= frame)
		world.used[world.frames++] = 0;
	world.frames = frame + 1;
	if ((class != AX_LDX && class != AX_ST && class != AX_STX) || at < low || (at - low) / AX_STACK_BYTES > frame)
		return;
	u32 up = (u32)((at - low) / AX_STACK_BYTES), deep = AX_STACK_BYTES - (u32)((at - low) % AX_STACK_BYTES);

	if (deep > world.used[frame - up])
		world.used[frame - up] = deep;
	for (u32 i = 0; i <= frame; i++)
		sum += world.used[i];
	if (sum > world.stack_bytes)
		world_wrong("more of the stack is used than the verdict says");
}

static bool step(void *arg, u32 pc, u32 frame, const u64 *regs)
{
	world.regs = regs;
	if (pc < WORLD_BEFORE)
		return true;
	pc -= WORLD_BEFORE;
	if (frame == world.later)
		world.stack_top = regs[AX_R10];
	world.stack_low = regs[AX_R10] - AX_STACK_BYTES;
	count_stack(&world.insns[pc], frame, regs);
	/* after a helper, and what it called */
	if (pc && world.last != UINT32_MAX && world.insns[pc - 1].opcode == AX_OP_CALL && !world.insns[pc - 1].src &&
	    (world.last == pc - 1 || world.insns[world.last].opcode == AX_OP_EXIT))
		for (u32 r = AX_R1; r <= AX_R5; r++) /* a helper leaves nothing there that may be used */
			((u64 *)regs)[r] = fuzz_random();
	world.last = pc;
	if (world.program->insn[pc].opcode != AX_OP_CALL && (world.program->insn[pc].opcode & 7) == AX_LD && world.insns[pc].opcode == AX_OP_CALL)
		world.insns[pc].imm = fuzz_pick(4) ? WORLD_LEGACY : AX_HELPER_tail_call; /* which may end the function */
	if (fuzz_embedded && frame == world.later && !fuzz_state_known(pc, regs))
		world_wrong("the state is none that the verifier had there");
	if (world.locked && world.insns[pc].opcode == AX_OP_CALL && !world.insns[pc].src && world.insns[pc].imm != AX_HELPER_spin_unlock &&
	    !world_own_under_lock((u32)world.insns[pc].imm))
		world_wrong("a helper is called while a lock is held");
	return !world.why[0];
}

/* What a helper is given. */
bool world_given(u64 at, u64 bytes, bool write)
{
	if (!bytes)
		return true;
	if (at >= world.stack_low && at < world.stack_top && bytes <= world.stack_top - at)
		return true;
	return bytes <= UINT32_MAX && !ctx_allows(at, 1, false) && memory(NULL, at, (u32)bytes, write);
}

/* ---- helpers ---- */

static const struct ax_map_spec *map_of(u64 handle)
{
	if (!world_within(handle, sizeof(fuzz_maps[0]), fuzz_maps, sizeof(fuzz_maps)) ||
	    (handle - (u64)(uintptr_t)fuzz_maps) % sizeof(fuzz_maps[0])) {
		world_wrong("a helper was given something that is no map");
		return NULL;
	}
	return (const struct ax_map_spec *)(uintptr_t)handle;
}

static u64 lookup(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_map_spec *map = map_of(r1);
	u32 key = UINT32_MAX;

	world.calls++;
	if (!map || map->type == AX_MAP_RINGBUF || map->type == AX_MAP_PROG_ARRAY || !world_given(r2, map->key_size, false))
		return world_wrong("lookup with a wrong map or key");
	if (map == &fuzz_maps[MAP_OUTER])
		return fuzz_pick(4) ? (u64)(uintptr_t)&fuzz_maps[MAP_INNER] : 0;
	if (map == &fuzz_maps[MAP_INNER] && !fuzz_pick(4)) /* the inner map may be smaller than it is said to be */
		return 0;
	if (map->type == AX_MAP_ARRAY)
		memcpy(&key, (const void *)(uintptr_t)r2, sizeof(key)); /* arrays have all their elements */
	return key < map->max_entries || fuzz_pick(3) ? (u64)(uintptr_t)world.value[map - fuzz_maps][fuzz_pick(VALUES)] : 0;
}

static u64 update(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_map_spec *map = map_of(r1);

	world.calls++;
	if (!map || map->type == AX_MAP_RINGBUF || map == &fuzz_maps[MAP_OUTER] || map == &fuzz_maps[MAP_PROGS] || map->flags & AX_MAP_F_RDONLY_PROG || !world_given(r2, map->key_size, false) ||
	    !world_given(r3, map->value_size, false))
		return world_wrong("update with a wrong map, key or value");
	memcpy(world.value[map - fuzz_maps][fuzz_pick(VALUES)], (const void *)(uintptr_t)r3, map->value_size);
	return fuzz_pick(2) ? 0 : (u64)-1;
}

static u64 delete(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_map_spec *map = map_of(r1);

	world.calls++;
	if (!map || map->type == AX_MAP_RINGBUF || map == &fuzz_maps[MAP_OUTER] || map == &fuzz_maps[MAP_PROGS] || map->flags & AX_MAP_F_RDONLY_PROG || !world_given(r2, map->key_size, false))
		return world_wrong("delete with a wrong map or key");
	return fuzz_pick(2) ? 0 : (u64)-22;
}

static u64 number(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return fuzz_odd_number();
}

static u64 number32(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return fuzz_odd_number();
}

static u64 cpu(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return fuzz_pick(2) ? fuzz_pick(AX_CPUS_MAX) : AX_CPUS_MAX - 1;
}

static u64 comm(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	if ((s64)r2 <= 0 || !world_given(r1, r2, true))
		return world_wrong("get_current_comm with a wrong buffer or size");
	for (u64 i = 0; i < r2; i++)
		((u8 *)(uintptr_t)r1)[i] = (u8)fuzz_random();
	return 0;
}

static bool is_address(u64 n)
{
	return world_within(n, 1, &world, sizeof(world)) || world_within(n, 1, fuzz_maps, sizeof(fuzz_maps)) ||
	       (n >= world.stack_low && n < world.stack_top);
}

/* What leaves the program: are there addresses in it?  (Packets' have 32 bits, as other numbers have.) */
static void look_for_addresses(const void *at, u64 bytes)
{
	u64 n;

	for (u64 i = 0; fuzz_no_leaks && i + 8 <= bytes; i++) {
		memcpy(&n, (const u8 *)at + i, 8);
		if (is_address(n))
			world_wrong("an address leaves the program");
	}
}

static void look_at_values(void)
{
	for (u32 m = 0; m < FUZZ_SPECS; m++)
		for (u32 i = 0; i < VALUES; i++)
			look_for_addresses(world.value[m][i], fuzz_maps[m].value_size);
	for (u32 i = 0; i < RECORDS; i++)
		look_for_addresses(world.record[i], 64);
}

static u64 output(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_map_spec *map = map_of(r1);

	world.calls++;
	if (world_given(r2, r3, false))
		look_for_addresses((const void *)(uintptr_t)r2, r3);
	if (!map || map->type != AX_MAP_RINGBUF || !world_given(r2, r3, false))
		return world_wrong("ringbuf_output with a wrong map, buffer or size");
	return 0;
}

u32 world_reserve(u64 bytes)
{
	if (bytes > RING_BYTES || !fuzz_pick(4))
		return RECORDS;
	for (u32 i = 0; i < RECORDS; i++)
		if (!world.held[i]) {
			world.held[i] = bytes ? (u32)bytes : 1;
			return i;
		}
	return RECORDS;
}

static u64 reserve(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_map_spec *map = map_of(r1);

	world.calls++;
	if (!map || map->type != AX_MAP_RINGBUF)
		return world_wrong("ringbuf_reserve with a wrong map");
	u32 i = world_reserve(r2);

	return i < RECORDS ? (u64)(uintptr_t)world.record[i] : 0;
}

static u64 release(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	for (u32 i = 0; i < RECORDS; i++)
		if (world.held[i] && r1 == (u64)(uintptr_t)world.record[i]) {
			world.held[i] = 0;
			return fuzz_random(); /* R0 is not to be read */
		}
	return world_wrong("a record is submitted that is not held");
}

static u64 query(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_map_spec *map = map_of(r1);

	world.calls++;
	if (!map || map->type != AX_MAP_RINGBUF)
		return world_wrong("ringbuf_query with a wrong map");
	return fuzz_odd_number();
}

static u64 print(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return world_given(r1, (u32)r2, false) ? 0 : world_wrong("trace_printk with a wrong format");
}

static u64 loop(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	world.called_back++;
	r1 = axi_loop(r1, r2, r3, r4, r5, run);
	world.called_back--;
	return r1;
}

static u64 for_each(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_map_spec *map = map_of(r1);
	bool outer = world.lent;
	u64 key = world.key;
	u32 n = 0;

	world.calls++;
	if (!map || map->type == AX_MAP_RINGBUF || map == &fuzz_maps[MAP_OUTER] || map == &fuzz_maps[MAP_PROGS])
		return world_wrong("for_each_map_elem with a wrong map");
	while (n < map->max_entries && !run->stopped && !world.why[0]) {
		u64 stop;

		world.key = map->type == AX_MAP_ARRAY ? n : fuzz_odd_number();
		world.lent = true;
		world.called_back++;
		stop = axi_callback(run, r2, r1, (u64)(uintptr_t)&world.key, (u64)(uintptr_t)world.value[map - fuzz_maps][n++ % VALUES], r3, 0);
		world.called_back--;
		world.lent = outer;
		world.key = key;
		if (stop > 1 && !run->stopped)
			return world_wrong("a callback returns something else than 0 or 1");
		if (stop)
			break;
	}
	return n;
}

/* The packet, with its contents, is somewhere else; what pointed to it points to nothing. */
static void place_packet(u32 meta, u32 bytes)
{
	struct { u32 data, data_end, data_meta; } *md = (void *)world.ctx;

	world.meta = 64 + fuzz_pick(PACKET_ROOM - PACKET_MOST - 1024);
	world.data = world.meta + meta;
	world.data_end = world.data + bytes;
	md->data = (u32)(uintptr_t)(world.packet + world.data);
	md->data_end = (u32)(uintptr_t)(world.packet + world.data_end);
	md->data_meta = (u32)(uintptr_t)(world.packet + world.meta);
}

static u64 adjust_head(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	s32 delta = (s32)r2;

	world.calls++;
	if (r1 != (u64)(uintptr_t)world.ctx)
		return world_wrong("xdp_adjust_head with a wrong context");
	if (delta < -64 || delta > (s32)(world.data_end - world.data) || !fuzz_pick(4))
		return (u64)-22;
	place_packet(0, (u32)((s32)(world.data_end - world.data) - delta));
	return 0;
}

void world_move_packet(void)
{
	place_packet(0, world.data_end - world.data);
}

/* Another program takes the place of the function: it may move the packet. */
static u64 tail(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	static struct ax_insn other[2] = {{.opcode = AX_ALU64 | AX_MOV, .dst = AX_R0}, {.opcode = AX_OP_EXIT}};
	static const struct axi_entry entry = {.insns = other, .count = 2, .back_edges = 1u << 30};
	const char *left;

	if (world.last == UINT32_MAX) /* nothing of the program ran yet: it is the instruction before it */
		return world_run_timers(run);
	if (world.program->insn[world.last].opcode != AX_OP_CALL)
		return world_legacy_end(run);
	left = world_left();
	world.calls++;
	if (r1 != (u64)(uintptr_t)world.ctx || r2 != (u64)(uintptr_t)&fuzz_maps[MAP_PROGS])
		return world_wrong("tail_call with a wrong context or map");
	if (left)
		return world_wrong(left);
	if (!fuzz_pick(3))
		return 0;
	other[0].imm = (s32)fuzz_odd_number();
	if (world.type == AX_PROG_XDP)
		world_move_packet();
	world.tails++;
	return axi_tail(run, &entry, r1);
}

static const ax_helper_fn helpers[] = {
	[AX_HELPER_tail_call] = tail,
	[AX_HELPER_loop] = loop, [AX_HELPER_for_each_map_elem] = for_each, [AX_HELPER_xdp_adjust_head] = adjust_head,
	[AX_HELPER_map_lookup_elem] = lookup, [AX_HELPER_map_update_elem] = update, [AX_HELPER_map_delete_elem] = delete,
	[AX_HELPER_ktime_get_ns] = number, [AX_HELPER_trace_printk] = print, [AX_HELPER_get_prandom_u32] = number32,
	[AX_HELPER_get_smp_processor_id] = cpu, [AX_HELPER_get_current_pid_tgid] = number,
	[AX_HELPER_get_current_uid_gid] = number, [AX_HELPER_get_current_comm] = comm, [AX_HELPER_ktime_get_boot_ns] = number,
	[AX_HELPER_ringbuf_output] = output, [AX_HELPER_ringbuf_reserve] = reserve, [AX_HELPER_ringbuf_submit] = release,
	[AX_HELPER_ringbuf_discard] = release, [AX_HELPER_ringbuf_query] = query,
};

/* ---- runs ---- */

/* References become addresses; the program's constants are kept for the inputs. */
static void link_program(const struct fuzz_program *p, struct ax_insn *out)
{
	world.constant_count = 0;
	/* to the program; or what timers call, at an instruction that the program's numbering does not know */
	*out++ = (struct ax_insn){.opcode = AX_JMP | AX_JA, .off = 1};
	*out++ = (struct ax_insn){.opcode = AX_OP_EXIT};
	memcpy(out, p->insn, p->count * sizeof(*out));
	for (u32 i = 0; i < p->count; i++) {
		u64 address;

		if ((out[i].opcode & 7) == AX_LD && ((out[i].opcode & 0xe0) == AX_ABS || (out[i].opcode & 0xe0) == AX_IND)) {
			out[i] = (struct ax_insn){.opcode = AX_OP_CALL, .imm = WORLD_LEGACY};
			continue;
		}
		if (out[i].opcode == AX_OP_CALL && out[i].src == AX_CALL_KFUNC)
			out[i].src = 0; /* a helper, with a number of its own */
		if (world.constant_count < ARRAY_LEN(world.constants) && out[i].imm)
			world.constants[world.constant_count++] = out[i].imm;
		if (out[i].opcode != AX_OP_LDDW || i + 1 == p->count || out[i].src == AX_PSEUDO_FUNC)
			continue;
		if (out[i].src && (u32)out[i].imm >= FUZZ_OWN_ALL) /* where no way leads */
			continue;
		if (out[i].src == AX_PSEUDO_MAP_IDX)
			address = (u64)(uintptr_t)&fuzz_maps[out[i].imm];
		else if (out[i].src == AX_PSEUDO_MAP_IDX_VALUE)
			address = (u64)(uintptr_t)world.value[out[i].imm][0] + (u32)out[i + 1].imm;
		else
			address = (u32)out[i].imm | (u64)(u32)out[i + 1].imm << 32;
		out[i].src = 0;
		out[i].imm = (s32)address;
		out[i + 1].imm = (s32)(address >> 32);
		i++;
	}
}

static u64 input(void)
{
	if (world.constant_count && fuzz_pick(2))
		return (u64)(s64)world.constants[fuzz_pick(world.constant_count)] + fuzz_pick(3) - 1;
	return fuzz_odd_number();
}

static void fill(void *to, u32 bytes)
{
	for (u32 i = 0; i + 8 <= bytes; i += 8) {
		u64 n = input();

		if (!fuzz_pick(4)) /* two numbers of 32 bits */
			n = (u32)n | input() << 32;
		memcpy((u8 *)to + i, &n, 8);
	}
}

const char *world_left(void)
{
	const char *left = world_kfuncs_left();

	for (u32 i = 0; i < RECORDS; i++)
		if (world.held[i])
			return "a record is still held at the end";
	left = left ? left : world_own_left();
	return left ? left : world_objects_left();
}

static const char *judge(const struct axi_monitor *m, const struct ax_verdict *v)
{
	static const char *const names[] = {"", "an instruction that is none", "memory that it may not touch", "a jump out of it",
					    "a helper that does not exist", "calls too deep", "more than its budget", "", ""};
	static char text[200];

	if (world.why[0]) {
		snprintf(text, sizeof(text), "%s, before instruction %u", world.why, m->fault_pc - WORLD_BEFORE);
		return text;
	}
	if (m->fault == AXI_FAULT_STACK)
		snprintf(text, sizeof(text), "instruction %u leaves the stack", m->fault_pc - WORLD_BEFORE);
	else
		snprintf(text, sizeof(text), "instruction %u: %s", m->fault_pc - WORLD_BEFORE, names[m->fault]);
	if (m->fault == AXI_FAULT_BUDGET)
		return v->by_budget || m->executed <= v->worst_case_insns ? NULL : text;
	if (m->fault)
		return text;
	u64 ours = WORLD_BEFORE + 2 * world.tails, executed = m->executed > ours ? m->executed - ours : 0; /* other programs have two */

	if (!v->by_budget && executed > v->worst_case_insns) {
		snprintf(text, sizeof(text), "%llu instructions were executed, at most %llu were promised",
			 (unsigned long long)m->executed, (unsigned long long)v->worst_case_insns);
		return text;
	}
	if (!v->by_budget && world.calls > v->worst_case_calls) {
		snprintf(text, sizeof(text), "%llu helper calls, at most %llu were promised", (unsigned long long)world.calls,
			 (unsigned long long)v->worst_case_calls);
		return text;
	}
	return world_left();
}

const char *fuzz_run(const struct fuzz_program *p, const struct ax_verdict *verdict, u32 runs)
{
	static struct ax_insn linked[FUZZ_INSNS + WORLD_BEFORE];

	world.type = p->type;
	if (!world.packet)
		world.packet = mmap(NULL, PACKET_ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (world.packet == MAP_FAILED)
		return "there is no memory for packets";
	static ax_helper_fn all[WORLD_LEGACY + 1];

	memcpy(all, helpers, sizeof(helpers));
	for (u32 i = 0; i < world_object_count; i++)
		if (world_objects[i])
			all[i] = world_objects[i];
	for (u32 i = 0; i < world_own_count; i++)
		if (world_own[i])
			all[i] = world_own[i];
	memcpy(all + AX_KFUNC_FIRST, world_kfuncs, world_kfunc_count * sizeof(*all));
	for (u32 i = 0; i < world_later_count; i++)
		if (world_later[i])
			all[i] = world_later[i];
	all[WORLD_LEGACY] = world_legacy_load;
	world.program = p;
	world.unkept = fuzz_certified || p->sleepable || p->features >> HAS_UNKEPT & 1;
	link_program(p, linked);
	for (u32 i = 0; i < runs; i++) {
		struct ax_run run = {.helpers = all, .helper_count = ARRAY_LEN(all), .back_edges = 1u << 30,
				     .ctx = world.ctx};
		struct axi_monitor monitor = {.memory = memory, .step = step, .verified = true, .max_insns = verdict->by_budget ? 3000 : 20000};
		const char *why;

		fill(world.ctx, sizeof(world.ctx));
		for (u32 m = 0; m < FUZZ_SPECS; m++)
			for (u32 n = 0; n < VALUES; n++)
				fill(world.value[m][n], fuzz_maps[m].value_size);
		memset(world.held, 0, sizeof(world.held));
		memset(world.dynptr, 0, sizeof(world.dynptr));
		memset(world.socks_held, 0, sizeof(world.socks_held));
		fill(world.sock, sizeof(world.sock));
		memset(world.iter, 0, sizeof(world.iter));
		world_forget_timers();
		world_own_begin();
		world.rcu = world.preempt = world.called_back = 0;
		world.locked = 0;
		world.lent = false;
		if (p->type == AX_PROG_XDP) {
			u32 size = fuzz_pick(4) ? fuzz_pick(48) : fuzz_pick(PACKET_MOST);

			fill(world.packet, PACKET_ROOM);
			for (u32 n = fuzz_pick(3) ? PACKET_ROOM : 0; n-- > 0;) /* short lengths */
				world.packet[n] &= 7;
			place_packet(fuzz_pick(2) ? 4 * fuzz_pick(5) : 0, size);
		}
		world.insns = linked + WORLD_BEFORE;
		world.why[0] = 0;
		for (u32 later = 0; later < 4; later++) { /* the program, then what timers call, which may start timers, too */
			bool any = !later;

			for (u32 t = 0; t < VALUES; t++)
				any |= world.timer[t].started && world.timer[t].function;
			if (!any)
				break;
			world.later = later;
			linked[0] = later ? (struct ax_insn){.opcode = AX_OP_CALL, .imm = AX_HELPER_tail_call}
					  : (struct ax_insn){.opcode = AX_JMP | AX_JA, .off = 1};
			world.calls = world.tails = 0;
			world.frames = 0;
			world.stack_bytes = verdict->stack_bytes;
			world.last = UINT32_MAX;
			run.tail_calls = 0;
			u64 result = axi_interp_checked(linked, p->count + WORLD_BEFORE, &run, (u64)(uintptr_t)world.ctx, 0, &monitor);

			look_for_addresses(&result, sizeof(result));
			look_at_values();
			fuzz_executed += monitor.executed;
			why = judge(&monitor, verdict);
			if (why)
				return why;
			if (monitor.fault) /* it was cut short */
				break;
		}
	}
	return NULL;
}
