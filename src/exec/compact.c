/* SPDX-License-Identifier: Apache-2.0
 * compact.c - the interpreter for microcontrollers: axi_interp in a fifth of the text of interp.c, which it replaces in builds
 * that count bytes (mk/embed.mk).  As interp.c it checks nothing that the verifier has proven.
 *
 * Operands are fetched once for all opcodes, and one switch has the meaning of a group (RFC 9669 sections 4 and 5).  The
 * stack is as large as the verifier found that the program needs (run->stack_bytes).  One core: an atomic operation is a
 * moment without interrupts. */
#include "ax_cpu.h"
#include "base/bits.h"
#include "base/profile.h"
#include "exec/arith.h"
#include "exec/exec.h"

static u64 load(const void *at, u32 size)
{
	switch (size) {
	case AX_B: return load_8(at);
	case AX_H: return load_16(at);
	case AX_W: return load_32(at);
	default: return load_64(at);
	}
}

static void store(void *at, u32 size, u64 value)
{
	switch (size) {
	case AX_B: store_8(at, (u8)value); break;
	case AX_H: store_16(at, (u16)value); break;
	case AX_W: store_32(at, (u32)value); break;
	default: store_64(at, value); break;
	}
}

/* Bits of a size field: 8 .. 64. */
static u32 bits_of(u32 size)
{
	static const u8 bits[] = {32, 16, 8, 64};

	return bits[size / 8];
}

/* Once: it is for moves and for loads. */
__attribute__((noinline)) static u64 extend(u64 n, u32 bits)
{
	return sign_extend(n, bits);
}

static u64 alu(const struct ax_insn *pc, u64 a, u64 b)
{
	bool wide = (pc->opcode & 7) == AX_ALU64;
	u32 n;

	if (!wide && (pc->opcode & 0xf0) != AX_END) /* byte swaps are of 64 bits in this class, too */
		a = (u32)a;
	n = (u32)b & (wide ? 63 : 31);
	switch (pc->opcode & 0xf0) {
	case AX_ADD: a += b; break;
	case AX_SUB: a -= b; break;
	case AX_MUL: a *= b; break;
	case AX_OR: a |= b; break;
	case AX_AND: a &= b; break;
	case AX_XOR: a ^= b; break;
	case AX_LSH: a <<= n; break;
	case AX_RSH: a >>= n; break;
	case AX_ARSH: a = wide ? (u64)((s64)a >> n) : (u64)((s32)(u32)a >> n); break;
	case AX_NEG: a = 0 - a; break;
	case AX_MOV: a = pc->off ? extend(b, (u32)pc->off) : b; break;
	case AX_END: /* the host is little-endian: "to little" only cuts */
		if (wide || pc->opcode & AX_X)
			return swap64(a) >> (64 - (u32)pc->imm);
		return a & ~(u64)0 >> (64 - (u32)pc->imm);
	default: return axi_divide(pc, a, b);
	}
	return wide ? a : (u32)a;
}

static bool taken(u32 opcode, u64 a, u64 b)
{
	enum { LESS = 1, SAME = 2, MORE = 4, SIGNED = 8 };
	/* by the operation: which relations jump */
	static const u8 jumps[16] = {
		[AX_JA / 16] = LESS | SAME | MORE, [AX_JEQ / 16] = SAME, [AX_JGT / 16] = MORE, [AX_JGE / 16] = SAME | MORE,
		[AX_JNE / 16] = LESS | MORE, [AX_JSGT / 16] = SIGNED | MORE, [AX_JSGE / 16] = SIGNED | SAME | MORE,
		[AX_JLT / 16] = LESS, [AX_JLE / 16] = LESS | SAME, [AX_JSLT / 16] = SIGNED | LESS,
		[AX_JSLE / 16] = SIGNED | LESS | SAME,
	};
	u32 mask = jumps[opcode / 16];

	if ((opcode & 7) == AX_JMP32) { /* as 64 bits that compare alike */
		a = mask & SIGNED ? (u64)(s32)a : (u32)a;
		b = mask & SIGNED ? (u64)(s32)b : (u32)b;
	}
	if ((opcode & 0xf0) == AX_JSET)
		return a & b;
	if (mask & SIGNED) { /* the order without signs, with the sign bits changed */
		a ^= UINT64_C(1) << 63;
		b ^= UINT64_C(1) << 63;
	}
	return mask & (a < b ? LESS : a == b ? SAME : MORE);
}

static void atomic(const struct ax_insn *pc, void *at, u64 *src, u64 *r0)
{
	u32 size = pc->opcode & 0x18;
	unsigned long irq = ax_cpu_mask();
	u64 old = load(at, size), value = *src;

	switch (pc->imm & ~AX_FETCH) {
	case AX_ADD: value += old; break;
	case AX_OR: value |= old; break;
	case AX_AND: value &= old; break;
	case AX_XOR: value ^= old; break;
	case AX_CMPXCHG & ~AX_FETCH:
		if (old != (size == AX_W ? (u32)*r0 : *r0))
			value = old;
		src = r0;
		break;
	default: break; /* AX_XCHG */
	}
	store(at, size, value);
	ax_cpu_restore(irq);
	if (pc->imm & AX_FETCH)
		*src = old;
}

/* What the frame takes that calls here; the linker's word, or the most. */
static u32 frame_of(const struct ax_insn *call)
{
	return call->off ? (u32)call->off : AX_STACK_BYTES;
}

struct frame {
	u64 saved[4]; /* R6 .. R9 */
	const struct ax_insn *call;
	struct ax_prog *prog;
};

/* `base`: calls around the function at pc; there is room for `room` more of them. */
static u64 interpret(const struct ax_insn *pc, struct ax_run *run, u64 reg[AX_REGS], u32 base, struct frame *frames, u32 room)
{
	u32 depth = base;

	for (;; pc++) {
		u32 opcode = pc->opcode, size = opcode & 0x18;
		u64 *dst = &reg[pc->dst], *src = &reg[pc->src], a = *dst, b = opcode & AX_X ? *src : (u64)(s64)pc->imm;
		void *at = (void *)(uintptr_t)(((opcode & 7) == AX_LDX ? *src : a) + (u64)(s64)pc->off);
		s32 jump;

		switch (opcode & 7) {
		case AX_LD:
			*dst = AXI_CALLBACKS && pc->src ? (uintptr_t)(pc + 1 + pc->imm) : (u32)pc->imm | (u64)(u32)pc[1].imm << 32;
			pc++;
			continue;
		case AX_LDX:
			a = load(at, size);
			*dst = (opcode & 0xe0) == AX_MEMSX ? extend(a, bits_of(size)) : a;
			continue;
		case AX_ST: store(at, size, (u64)(s64)pc->imm); continue;
		case AX_STX:
			if ((opcode & 0xe0) == AX_ATOMIC)
				atomic(pc, at, src, &reg[0]);
			else
				store(at, size, *src);
			continue;
		case AX_ALU:
		case AX_ALU64: *dst = alu(pc, a, b); continue;
		default: break;
		}
		if (opcode == AX_OP_EXIT) {
			if (!AXI_CALLS || depth == base)
				return reg[0];
			depth--;
			pc = frames[depth - base].call;
			if (AXI_CALLBACKS)
				run->prog = frames[depth - base].prog; /* the callee may have made a tail call */
			__builtin_memcpy(&reg[AX_R6], frames[depth - base].saved, sizeof(frames[0].saved));
			reg[AX_R10] += frame_of(pc);
			continue;
		}
		if (opcode != AX_OP_CALL) {
			if (!taken(opcode, a, b))
				continue;
			jump = opcode == (AX_JMP32 | AX_JA) ? pc->imm : pc->off;
			if (jump < 0 && !run->back_edges--) {
				run->back_edges = 0;
				break;
			}
			pc += jump;
			continue;
		}
		if (AXI_CALLS && pc->src == AX_CALL_LOCAL) {
			if (depth - base == room)
				break;
			frames[depth - base].call = pc;
			__builtin_memcpy(frames[depth - base].saved, &reg[AX_R6], sizeof(frames[0].saved));
			if (AXI_CALLBACKS)
				frames[depth - base].prog = run->prog;
			depth++;
			reg[AX_R10] -= frame_of(pc);
			pc += pc->imm;
			continue;
		}
		if (AXI_CALLBACKS) {
			run->frame = reg[AX_R10];
			run->depth = depth;
		}
		reg[0] = run->helpers[pc->imm](reg[1], reg[2], reg[3], reg[4], reg[5], run);
		if (AXI_CALLBACKS && run->stopped)
			return 0; /* in a callback */
		if (AXI_CALLBACKS && UNLIKELY(pc->imm == AX_HELPER_tail_call) && reg[0]) {
			const struct axi_entry *to = (const void *)(uintptr_t)reg[0];

			reg[1] = run->tail_ctx;
			reg[2] = 0;
			pc = to->insns - 1;
		}
	}
	run->stopped = true;
	return 0;
}

/* The verifier counts as much for the frame of each function, at the least: so many calls can be under way. */
#define FRAME_LEAST 32

/* A function at the bottom of a stack of its own, which is not cleared: to the verifier, what nobody has written is any number. */
__attribute__((noinline)) static u64 on_new_stack(const struct ax_insn *pc, struct ax_run *run, u64 *reg)
{
	u32 bytes = !run->stack_bytes ? AX_CALL_DEPTH * AX_STACK_BYTES : (run->stack_bytes + 7) & ~7u;
	u32 most = bytes / FRAME_LEAST, room = !AXI_CALLS || !most ? 0 : (most < AX_CALL_DEPTH ? most : AX_CALL_DEPTH) - 1;
	struct frame *frames = room ? __builtin_alloca_with_align(room * sizeof(*frames), 64) : NULL;
	u8 *stack = __builtin_alloca_with_align(bytes, 64);

	reg[AX_R10] = (uintptr_t)(stack + bytes);
	return interpret(pc, run, reg, 0, frames, room);
}

static u64 enter(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct ax_insn *pc = (const struct ax_insn *)(uintptr_t)run->function;
	u64 reg[AX_REGS] = {0, r1, r2, r3, r4, r5}, frame = run->frame, result;
	struct frame frames[AX_CALL_DEPTH - 1];
	u32 depth = run->depth;

	if (!frame)
		return on_new_stack(pc, run, reg);
	if (depth + 1 >= AX_CALL_DEPTH) {
		run->stopped = true;
		return 0;
	}
	reg[AX_R10] = frame - AX_STACK_BYTES;
	result = interpret(pc, run, reg, depth + 1, frames, AX_CALL_DEPTH - 2 - depth);
	run->frame = frame;
	run->depth = depth;
	return result;
}

u64 axi_interp(const struct ax_insn *pc, struct ax_run *run, u64 r1, u64 r2)
{
	u64 reg[AX_REGS];

	reg[AX_R1] = r1;
	reg[AX_R2] = r2;
	run->stopped = false;
	if (AXI_CALLBACKS)
		run->enter = enter;
	return on_new_stack(pc, run, reg);
}
