/* SPDX-License-Identifier: Apache-2.0
 * x86_64.c - code for x86-64 (AMD64 Architecture Programmer's Manual, volume 3).
 *
 *   r0 rax   r1 rdi   r2 rsi   r3 rdx   r4 rcx   r5 r8   r6 rbx   r7 r13   r8 r14   r9 r15   r10 rbp
 *   r10, r11 scratch;  r12 back edges left;  r9 `run` in programs without helpers, unless it is wanted for more: then, and in the
 *   others, `run` is on the stack
 *   to spare: r9 without calls; r12, r11, rbp where they have no such work
 *
 * Stack of a body, from rsp: [return address, in programs with local calls][run, where it is on the stack][BPF frame]. */
#include "jit/code.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, NO_REG };
enum { TMP = R10, TMP2 = R11, RUN = R9, BUDGET = R12 };
static const u8 reg_of[AXI_JIT_REGS] = {RAX, RDI, RSI, RDX, RCX, R8, RBX, R13, R14, R15, RBP, TMP, R12, R11, R9, RBP};
enum { SPARE_R12 = AXI_REG_SPARE, SPARE_R11, SPARE_R9, SPARE_RBP };

/* The second byte of "0f 8x", less 0x80; by condition. */
enum { CC_B = 2, CC_AE = 3, CC_E = 4, CC_NE = 5 };
static u8 cc_of(u8 cond)
{
	switch (cond) {
	case AX_JEQ:
	case AXI_NSET: return CC_E;
	case AX_JNE:
	case AX_JSET: return CC_NE;
	case AX_JGT: return 7;
	case AX_JGE: return CC_AE;
	case AX_JLT: return CC_B;
	case AX_JLE: return 6;
	case AX_JSGT: return 15;
	case AX_JSGE: return 13;
	case AX_JSLT: return 12;
	default: return 14; /* AX_JSLE */
	}
}

/* --- encoding --- */

static void put8(struct axi_jit_state *s, u32 byte)
{
	axi_put(s, byte, 1);
}

/* The bytes of an instruction up to its displacement and immediate: seven at most, put at once. */
struct bytes {
	u64 value;
	u32 bits;
};

static inline void byte(struct bytes *b, u32 value)
{
	b->value |= (u64)(value & 0xff) << b->bits;
	b->bits += 8;
}

static inline void put_bytes(struct axi_jit_state *s, const struct bytes *b)
{
	axi_put(s, b->value, b->bits / 8);
}

enum { W = 1, BYTE_REG = 2, PREFIX_66 = 4, LOCK = 8, BYTE_RM = 16 };

static inline void prefix(struct bytes *b, u32 how, u32 reg, u32 index, u32 rm)
{
	u32 rex = (how & W) << 3 | (reg >> 3 & 1) << 2 | (index >> 3 & 1) << 1 | (rm >> 3 & 1);

	if (how & ~(u32)W) {
		if (how & LOCK)
			byte(b, 0xf0);
		if (how & PREFIX_66)
			byte(b, 0x66);
		/* spl, bpl, sil, dil instead of ah .. bh */
		if (((how & BYTE_REG) && reg >= RSP && reg <= RDI) || ((how & BYTE_RM) && rm >= RSP && rm <= RDI))
			rex |= 0x40;
	}
	if (rex)
		byte(b, 0x40 | rex);
}

static inline void opcode(struct bytes *b, u32 op)
{
	if (op >> 8)
		byte(b, op >> 8);
	byte(b, op);
}

static void prefixes(struct axi_jit_state *s, u32 how, u32 reg, u32 index, u32 rm)
{
	struct bytes b = {0};

	prefix(&b, how, reg, index, rm);
	if (b.bits)
		put_bytes(s, &b);
}

/* op reg, rm */
static void rr(struct axi_jit_state *s, u32 how, u32 op, u32 reg, u32 rm)
{
	struct bytes b = {0};

	prefix(&b, how, reg, 0, rm);
	opcode(&b, op);
	byte(&b, 0xc0 | (reg & 7) << 3 | (rm & 7));
	put_bytes(s, &b);
}

struct address {
	u32 base, index, scale;
	s32 disp;
};

/* op reg, [address] */
static void rm(struct axi_jit_state *s, u32 how, u32 op, u32 reg, const struct address *at)
{
	bool sib = at->index != NO_REG || (at->base & 7) == RSP;
	u32 mod = !at->disp && (at->base & 7) != RBP ? 0 : axi_fits8(at->disp) ? 1 : 2;
	struct bytes b = {0};

	prefix(&b, how, reg, at->index == NO_REG ? 0 : at->index, at->base);
	opcode(&b, op);
	byte(&b, mod << 6 | (reg & 7) << 3 | (sib ? RSP : at->base & 7));
	if (sib)
		byte(&b, at->scale << 6 | (at->index == NO_REG ? RSP : at->index & 7) << 3 | (at->base & 7));
	put_bytes(s, &b);
	if (mod)
		axi_put(s, (u64)at->disp, mod == 1 ? 1 : 4);
}

static void mem(struct axi_jit_state *s, u32 how, u32 op, u32 reg, u32 base, s32 disp)
{
	rm(s, how, op, reg, &(struct address){base, NO_REG, 0, disp});
}

/* VEX-encoded op of BMI2: dst, rm, third */
static void vex(struct axi_jit_state *s, bool wide, u32 map, u32 pp, u32 op, u32 dst, u32 from, u32 third)
{
	put8(s, 0xc4);
	put8(s, (~dst >> 3 & 1) << 7 | 1 << 6 | (~from >> 3 & 1) << 5 | map);
	put8(s, (u32)wide << 7 | (~third & 15) << 3 | pp);
	put8(s, op);
	put8(s, 0xc0 | (dst & 7) << 3 | (from & 7));
}

static void mov(struct axi_jit_state *s, u32 to, u32 from)
{
	if (to != from)
		rr(s, W, 0x89, from, to);
}

static void mov32(struct axi_jit_state *s, u32 to, u32 from)
{
	rr(s, 0, 0x89, from, to);
}

static void mov_imm(struct axi_jit_state *s, u32 to, s64 imm)
{
	if (!imm) {
		rr(s, 0, 0x31, to, to);
	} else if (!((u64)imm >> 32)) {
		prefixes(s, 0, 0, 0, to);
		put8(s, 0xb8 | (to & 7));
		axi_put(s, (u64)imm, 4);
	} else if (axi_fits32(imm)) {
		rr(s, W, 0xc7, 0, to);
		axi_put(s, (u64)imm, 4);
	} else {
		prefixes(s, W, 0, 0, to);
		put8(s, 0xb8 | (to & 7));
		axi_put(s, (u64)imm, 8);
	}
}

/* The eight operations of opcode group 1, by their number: 0 add, 1 or, 4 and, 5 sub, 6 xor, 7 cmp. */
static void group1(struct axi_jit_state *s, bool wide, u32 number, u32 reg, s32 imm)
{
	if (axi_fits8(imm)) {
		rr(s, wide, 0x83, number, reg);
		put8(s, (u8)imm);
		return;
	}
	if (reg == RAX) {
		prefixes(s, wide, 0, 0, 0);
		put8(s, number << 3 | 5);
	} else {
		rr(s, wide, 0x81, number, reg);
	}
	axi_put(s, (u32)imm, 4);
}

static void push(struct axi_jit_state *s, u32 reg)
{
	prefixes(s, 0, 0, 0, reg);
	put8(s, 0x50 | (reg & 7));
}

static void pop(struct axi_jit_state *s, u32 reg)
{
	prefixes(s, 0, 0, 0, reg);
	put8(s, 0x58 | (reg & 7));
}

static void move_sp(struct axi_jit_state *s, s32 by)
{
	if (by)
		group1(s, true, by < 0 ? 5 : 0, RSP, by < 0 ? -by : by);
}

/* Short jumps inside one operation. */
static size_t hop(struct axi_jit_state *s, u32 op)
{
	put8(s, op);
	put8(s, 0);
	return s->at;
}
#define HOP_CC(cc) (0x70 | (cc))
#define HOP        0xeb

static void hop_here(struct axi_jit_state *s, size_t from)
{
	if (s->at <= s->size)
		s->out[from - 1] = (u8)(s->at - from);
}

static void hop_back(struct axi_jit_state *s, u32 op, size_t to)
{
	put8(s, op);
	put8(s, (u8)(to - (s->at + 1)));
}

/* --- jumps to labels --- */

enum { SITE_JMP, SITE_JCC, SITE_CALL, SITE_LEA }; /* LEA: the label's address in register a */

static u32 site_bytes(const struct axi_site *site, u32 form)
{
	if (site->kind == SITE_CALL)
		return 5;
	if (site->kind == SITE_LEA)
		return 7;
	return !form ? 2 : site->kind == SITE_JMP ? 5 : 6;
}

static bool site_reaches(const struct axi_site *site, u32 form, s64 distance)
{
	return form || site->kind == SITE_CALL || site->kind == SITE_LEA || axi_fits8(distance - 2);
}

static void site_write(u8 *at, const struct axi_site *site, s64 distance)
{
	u32 bytes = site_bytes(site, site->form), n = 0;
	u64 rest = (u64)(distance - bytes);

	if (bytes == 2) {
		at[n++] = site->kind == SITE_JMP ? 0xeb : 0x70 | site->cond;
		at[n++] = (u8)rest;
		return;
	}
	if (site->kind == SITE_LEA) {
		at[n++] = 0x48 | (site->a >> 3) << 2;
		at[n++] = 0x8d;
		at[n++] = (u8)((site->a & 7) << 3 | 5);
	} else if (site->kind == SITE_JCC) {
		at[n++] = 0x0f;
		at[n++] = 0x80 | site->cond;
	} else {
		at[n++] = site->kind == SITE_JMP ? 0xe9 : 0xe8;
	}
	for (u32 i = 0; i < 4; i++)
		at[n++] = (u8)(rest >> 8 * i);
}

/* The long nops: 0f 1f with as much address as fits, 66 before it. */
static void nops(u8 *at, u32 bytes)
{
	static const u8 form[] = {[3] = 0x00, [4] = 0x40, [5] = 0x44, [7] = 0x80, [8] = 0x84}; /* ModRM by length */

	while (bytes) {
		u32 n = bytes > 10 ? 10 : bytes, base = n >= 7 ? n > 8 ? 8 : n : n == 6 ? 5 : n;

		memset(at, 0, n);
		if (n <= 2) {
			at[n - 1] = 0x90;
			if (n == 2)
				at[0] = 0x66;
		} else {
			memset(at, 0x66, n - base);
			at[n - base] = 0x0f;
			at[n - base + 1] = 0x1f;
			at[n - base + 2] = form[base];
		}
		at += n;
		bytes -= n;
	}
}

static void jump_to(struct axi_jit_state *s, u32 label)
{
	axi_site_here(s, SITE_JMP, 0, 0, 0, label);
}

static void jump_if(struct axi_jit_state *s, u8 cc, u32 label)
{
	axi_site_here(s, SITE_JCC, cc, 0, 0, label);
}

static void address_of_label(struct axi_jit_state *s, u32 reg, u32 label)
{
	axi_site_here(s, SITE_LEA, 0, (u8)reg, 0, label);
}

/* --- run, frames --- */

#define RUN_FIELD(field) ((s32)offsetof(struct ax_run, field))

static bool run_on_stack(const struct axi_jit_state *s)
{
	return s->has_helpers || (s->needs_run && s->used >> SPARE_R9 & 1);
}

/* Where a body finds run: after the return address of its call. */
static s32 run_slot(const struct axi_jit_state *s)
{
	return s->has_calls ? 8 : 0;
}

/* The register that holds run now; `tmp` when it has to be loaded. */
static u32 load_run(struct axi_jit_state *s, u32 tmp)
{
	if (!run_on_stack(s))
		return RUN;
	mem(s, W, 0x8b, tmp, RSP, run_slot(s));
	return tmp;
}

static const u8 saved_regs[] = {AX_R6, AX_R7, AX_R8, AX_R9, AX_R10, SPARE_R12, SPARE_RBP};

static u32 spares(const struct axi_jit_state *s, bool calls)
{
	bool budget = s->has_budget && !s->in->bounded;
	bool scratch = s->has_hard || (s->has_shifts && !(s->in->features & AX_CPU_BMI2));
	u32 set = budget ? 0 : 1u << SPARE_R12;

	if (!calls)
		set |= 1u << SPARE_R9 | (u32)!scratch << SPARE_R11;
	return set | (s->has_calls || s->used >> AX_R10 & 1 ? 0 : 1u << SPARE_RBP);
}

static u32 pushes(const struct axi_jit_state *s)
{
	u32 n = s->has_budget;

	for (u32 i = 0; i < ARRAY_LEN(saved_regs); i++)
		n += s->used >> saved_regs[i] & 1;
	return n;
}

/* Bytes between the saved registers and the body's rsp, the run slot apart: the BPF frame, and what aligns calls. */
static s32 frame(const struct axi_jit_state *s)
{
	u32 above = 8 + 8 * (pushes(s) + s->has_funcs) + s->frame_bytes + 8 * run_on_stack(s);

	if (!s->has_helpers && !s->has_calls)
		return (s32)s->frame_bytes;
	return (s32)(s->frame_bytes + (above & 8));
}

static void restore(struct axi_jit_state *s)
{
	if (s->has_budget)
		pop(s, BUDGET);
	for (u32 i = ARRAY_LEN(saved_regs); i-- > 0;)
		if (s->used >> saved_regs[i] & 1)
			pop(s, reg_of[saved_regs[i]]);
}

static void leave(struct axi_jit_state *s)
{
	u32 run = RUN;

	axi_label_here(s, axi_special(s, AXI_LABEL_EXIT));
	if ((s->has_budget || s->has_funcs) && run_on_stack(s))
		mem(s, W, 0x8b, run = TMP, RSP, 0);
	if (s->has_budget)
		mem(s, 0, 0x89, BUDGET, run, RUN_FIELD(back_edges));
	if (s->has_funcs && s->has_depth) {
		mem(s, 0, 0x83, 0, run, RUN_FIELD(jit_depth));
		put8(s, 1);
	}
	move_sp(s, frame(s) + 8 * run_on_stack(s));
	if (s->has_funcs)
		mem(s, 0, 0x8f, 0, run, RUN_FIELD(jit_stack)); /* pop */
	restore(s);
	put8(s, 0xc3);
}

/* Where tail calls go; rax is what the helper returned. */
static void tail(struct axi_jit_state *s)
{
	axi_label_here(s, axi_special(s, AXI_LABEL_TAIL));
	mem(s, W, 0x8b, RDX, RSP, run_slot(s));
	if (s->has_calls) {
		mem(s, W, 0x8b, RAX, RDX, RUN_FIELD(tail_result));
		put8(s, 0xc3);
		return;
	}
	mem(s, W, 0x8b, RDI, RDX, RUN_FIELD(tail_ctx));
	mov_imm(s, RSI, 0);
	move_sp(s, frame(s) + 8 * run_on_stack(s));
	restore(s);
	mem(s, 0, 0xff, 4, RAX, (s32)offsetof(struct axi_entry, code)); /* jmp */
}

/* With pointers to functions: the entry, which falls into "enter" with main as the function; run is in r9 there. */
static void begin_with_functions(struct axi_jit_state *s)
{
	mem(s, 0, 0xc6, 0, RDX, RUN_FIELD(stopped));
	put8(s, 0);
	if (s->has_depth) {
		mem(s, 0, 0x83, 0, RDX, RUN_FIELD(jit_depth)); /* "enter" takes one */
		put8(s, 1);
	}
	address_of_label(s, RAX, axi_special(s, AXI_LABEL_ENTER));
	mem(s, W, 0x89, RAX, RDX, RUN_FIELD(enter));
	address_of_label(s, RAX, 0);
	mem(s, W, 0x89, RAX, RDX, RUN_FIELD(function));
	mov(s, RUN, RDX);
	axi_label_here(s, axi_special(s, AXI_LABEL_ENTER));
}

/* Calls the body at run->function, unless calls nest too deep. */
static void call_function(struct axi_jit_state *s)
{
	size_t fits;

	if (s->has_depth) {
		mem(s, 0, 0x83, 5, RUN, RUN_FIELD(jit_depth));
		put8(s, 1);
		fits = hop(s, HOP_CC(CC_AE));
		mem(s, 0, 0xc6, 0, RUN, RUN_FIELD(stopped));
		put8(s, 1);
		mov_imm(s, RAX, 0);
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
		hop_here(s, fits);
	}
	mem(s, 0, 0xff, 2, RUN, RUN_FIELD(function));
}

static void begin(struct axi_jit_state *s)
{
	u32 run = s->has_funcs ? RUN : RDX;

	if (s->has_calls)
		s->used |= 1u << AX_R10;
	if (s->has_funcs)
		begin_with_functions(s);
	for (u32 i = 0; i < ARRAY_LEN(saved_regs); i++)
		if (s->used >> saved_regs[i] & 1)
			push(s, reg_of[saved_regs[i]]);
	if (s->has_budget)
		push(s, BUDGET);
	if (s->has_funcs) {
		mem(s, 0, 0xff, 6, run, RUN_FIELD(jit_stack)); /* push */
	} else {
		mem(s, 0, 0xc6, 0, run, RUN_FIELD(stopped));
		put8(s, 0);
	}
	if (s->has_budget)
		mem(s, 0, 0x8b, BUDGET, run, RUN_FIELD(back_edges));
	if (s->used >> AX_R10 & 1)
		mov(s, RBP, RSP);
	move_sp(s, -frame(s));
	if (run_on_stack(s))
		push(s, run);
	else if (s->needs_run)
		mov(s, RUN, run);
	if (s->has_calls) {
		mem(s, W, 0x89, RSP, run, RUN_FIELD(jit_stack));
		if (s->has_funcs) {
			call_function(s);
			leave(s);
			return;
		}
		axi_site_here(s, SITE_CALL, 0, 0, 0, 0);
		leave(s);
	}
}

static void end(struct axi_jit_state *s)
{
	u32 run;

	if (!s->has_calls && s->last_exit == UINT32_MAX)
		leave(s);
	if (s->has_tail)
		tail(s);
	if (!s->has_budget && !s->has_depth && !s->ends_inside)
		return;
	axi_label_here(s, axi_special(s, AXI_LABEL_STOP));
	if (s->has_budget)
		mov_imm(s, BUDGET, 0);
	axi_label_here(s, axi_special(s, AXI_LABEL_FAULT));
	run = load_run(s, TMP);
	mem(s, 0, 0xc6, 0, run, RUN_FIELD(stopped));
	put8(s, 1);
	mov_imm(s, RAX, 0);
	if (s->has_calls)
		mem(s, W, 0x8b, RSP, run, RUN_FIELD(jit_stack));
	jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_exit(struct axi_jit_state *s, const struct axi_jop *op)
{
	if (s->has_calls)
		put8(s, 0xc3);
	else if (op->at == s->last_exit)
		leave(s);
	else
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_helper(struct axi_jit_state *s, const struct axi_jop *op)
{
	mem(s, W, 0x8b, R9, RSP, run_slot(s));
	if (s->has_budget)
		mem(s, 0, 0x89, BUDGET, R9, RUN_FIELD(back_edges));
	if (s->has_calls)
		move_sp(s, -8);
	mov_imm(s, RAX, op->imm);
	rr(s, 0, 0xff, 2, RAX);
	if (s->has_calls)
		move_sp(s, 8);
	if (s->has_budget || s->ends_inside)
		mem(s, W, 0x8b, TMP, RSP, run_slot(s));
	if (s->has_budget)
		mem(s, 0, 0x8b, BUDGET, TMP, RUN_FIELD(back_edges));
	if (s->ends_inside) {
		mem(s, 0, 0x80, 7, TMP, RUN_FIELD(stopped));
		put8(s, 0);
		jump_if(s, CC_NE, axi_special(s, AXI_LABEL_FAULT));
	}
}

static void emit_tail(struct axi_jit_state *s, const struct axi_jop *op)
{
	emit_helper(s, op);
	rr(s, W, 0x85, RAX, RAX);
	jump_if(s, CC_NE, axi_special(s, AXI_LABEL_TAIL));
}

static void emit_call(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 keep[5], count = 0;
	s32 room;

	for (u32 reg = AX_R6; reg <= AX_R9; reg++)
		if (op->live >> reg & 1)
			keep[count++] = reg_of[reg];
	keep[count++] = RBP;
	if (s->has_depth) {
		mem(s, 0, 0x83, 5, load_run(s, TMP), RUN_FIELD(jit_depth));
		put8(s, 1);
		jump_if(s, CC_B, axi_special(s, AXI_LABEL_FAULT));
	}
	for (u32 i = 0; i < count; i++)
		push(s, keep[i]);
	mov(s, RBP, RSP);
	/* a body starts with rsp + 8 a multiple of 16; so does this one */
	room = (s32)s->frame_bytes;
	if ((8 + 8 * count + 8 * run_on_stack(s)) & 8)
		room += 8;
	move_sp(s, -room);
	if (run_on_stack(s)) {
		mem(s, 0, 0xff, 6, RSP, room + 8 * (s32)count + run_slot(s));
		room += 8;
	}
	axi_site_here(s, SITE_CALL, 0, 0, 0, op->target);
	move_sp(s, room);
	for (u32 i = count; i-- > 0;)
		pop(s, keep[i]);
	if (s->has_depth) {
		mem(s, 0, 0x83, 0, load_run(s, TMP), RUN_FIELD(jit_depth));
		put8(s, 1);
	}
}

/* --- comparisons --- */

static void compare(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 a = reg_of[op->a];
	bool test = op->op == AX_JSET || op->op == AXI_NSET;

	if (!op->is_imm) {
		rr(s, op->wide, test ? 0x85 : 0x39, reg_of[op->b], a);
	} else if (test) {
		bool wide = op->wide && op->imm < 0;

		if (op->imm >= 0 && op->imm < 0x80) {
			rr(s, BYTE_RM, 0xf6, 0, a);
			put8(s, (u8)op->imm);
		} else {
			rr(s, wide, 0xf7, 0, a);
			axi_put(s, (u32)op->imm, 4);
		}
	} else if (!op->imm) {
		rr(s, op->wide, 0x85, a, a);
	} else {
		group1(s, op->wide, 7, a, (s32)op->imm);
	}
}

static void emit_jump(struct axi_jit_state *s, const struct axi_jop *op)
{
	bool always = op->kind == AXI_J_JUMP;
	u8 cc = always ? 0 : cc_of(op->op);

	if (!always)
		compare(s, op);
	if (!op->back) {
		if (always && op->target == op->next)
			return;
		always ? jump_to(s, op->target) : jump_if(s, cc, op->target);
		return;
	}
	if (!always)
		jump_if(s, cc ^ 1, op->next);
	group1(s, false, 5, BUDGET, 1);
	jump_if(s, CC_AE, op->target);
	jump_to(s, axi_special(s, AXI_LABEL_STOP));
}

static void emit_select(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 c = reg_of[op->c];

	if (op->bits == 32) {
		mov32(s, TMP, c);
		c = TMP;
	}
	compare(s, op);
	rr(s, W, 0x0f40 | cc_of(op->op), reg_of[op->dst], c);
}

/* --- arithmetic --- */

static void lea(struct axi_jit_state *s, bool wide, u32 dst, u32 base, u32 index, u32 scale, s32 disp)
{
	rm(s, wide, 0x8d, dst, &(struct address){base, index, scale, disp});
}

static void emit_add(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	if (op->is_imm) {
		s32 imm = (s32)op->imm;

		if (dst != a)
			lea(s, op->wide, dst, a, NO_REG, 0, imm);
		else if (imm == 128)
			group1(s, op->wide, 5, dst, -128);
		else
			group1(s, op->wide, 0, dst, imm);
	} else if (dst == a) {
		rr(s, op->wide, 0x01, b, dst);
	} else if (dst == b) {
		rr(s, op->wide, 0x01, a, dst);
	} else if ((a & 7) == RBP) { /* shorter with the other as base */
		lea(s, op->wide, dst, b, a, 0, 0);
	} else {
		lea(s, op->wide, dst, a, b, 0, 0);
	}
}

static void emit_mul(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	if (!op->is_imm) {
		if (dst == b && dst != a)
			b = a;
		else if (dst != a)
			mov(s, dst, a);
		rr(s, op->wide, 0x0faf, dst, b);
	} else if (op->imm == 3 || op->imm == 5 || op->imm == 9) {
		lea(s, op->wide, dst, a, a, op->imm == 3 ? 1 : op->imm == 5 ? 2 : 3, 0);
	} else if (op->imm > 0 && is_pow2((u64)op->imm)) {
		if (dst != a || op->imm == 1)
			rr(s, op->wide, 0x89, a, dst);
		if (op->imm > 1) {
			rr(s, op->wide, 0xc1, 4, dst);
			put8(s, (u32)__builtin_ctzll((u64)op->imm));
		}
	} else {
		rr(s, op->wide, axi_fits8(op->imm) ? 0x6b : 0x69, dst, a);
		axi_put(s, (u32)op->imm, axi_fits8(op->imm) ? 1 : 4);
	}
}

/* and, or, xor, sub */
static void emit_logic(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	u32 number = op->op == AX_OR ? 1 : op->op == AX_AND ? 4 : op->op == AX_SUB ? 5 : 6;
	bool wide = op->wide;

	if (op->op == AX_AND && op->is_imm && (op->imm == 0xff || op->imm == 0xffff)) {
		rr(s, op->imm == 0xff ? BYTE_RM : 0, op->imm == 0xff ? 0x0fb6 : 0x0fb7, dst, a);
		return;
	}
	if (op->op == AX_SUB && op->is_imm && dst != a && op->imm != INT32_MIN) {
		lea(s, wide, dst, a, NO_REG, 0, (s32)-op->imm);
		return;
	}
	if (!op->is_imm && dst == b && dst != a) {
		if (op->op == AX_SUB) { /* dst = a - dst */
			rr(s, wide, 0xf7, 3, dst);
			rr(s, wide, 0x01, a, dst);
			return;
		}
		b = a;
	} else {
		mov(s, dst, a);
	}
	if (!op->is_imm) {
		rr(s, wide, number << 3 | 1, b, dst);
		return;
	}
	if (number == 6 && op->imm == -1) {
		rr(s, wide, 0xf7, 2, dst); /* not */
		return;
	}
	if (number == 4 && op->imm >= 0)
		wide = false; /* the upper half becomes 0 either way */
	group1(s, wide, number, dst, (s32)op->imm);
}

/* A shift by rcx, the general case: rcx is kept in a scratch register. */
static void shift_by_cl(struct axi_jit_state *s, const struct axi_jop *op, u32 number, u32 dst, u32 a, u32 b)
{
	u32 work = dst == RCX ? TMP : dst;

	if (b == RCX) {
		mov(s, work, a);
		rr(s, op->wide, 0xd3, number, work);
	} else {
		bool keep = dst != RCX && op->live >> AX_R4 & 1;

		if (b == work && a != b) { /* dst = a << dst */
			mov(s, TMP, a);
			work = TMP;
		} else {
			mov(s, work, a);
		}
		if (keep)
			mov(s, TMP2, RCX);
		mov32(s, RCX, b);
		rr(s, op->wide, 0xd3, number, work);
		if (keep)
			mov(s, RCX, TMP2);
	}
	mov(s, dst, work);
}

static void emit_shift(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	u32 number = op->op == AX_LSH ? 4 : op->op == AX_RSH ? 5 : op->op == AX_ARSH ? 7 : 0;
	bool bmi2 = s->in->features & AX_CPU_BMI2;

	if (!op->is_imm) {
		if (bmi2)
			vex(s, op->wide, 2, op->op == AX_LSH ? 1 : op->op == AX_RSH ? 3 : 2, 0xf7, dst, a, b);
		else
			shift_by_cl(s, op, number, dst, a, b);
		return;
	}
	if (op->op == AXI_ROTL && dst != a && bmi2) {
		vex(s, op->wide, 3, 3, 0xf0, dst, a, 0);
		put8(s, (u32)((op->wide ? 64 : 32) - op->imm));
		return;
	}
	if (op->op == AX_LSH && dst != a && op->imm == 1) {
		lea(s, op->wide, dst, a, a, 0, 0);
		return;
	}
	if (op->wide)
		mov(s, dst, a);
	else if (dst != a || !op->imm)
		mov32(s, dst, a);
	if (!op->imm)
		return;
	if (op->imm == 1 && op->op == AX_LSH) {
		rr(s, op->wide, 0x01, dst, dst);
	} else if (op->imm == 1) {
		rr(s, op->wide, 0xd1, number, dst);
	} else {
		rr(s, op->wide, 0xc1, number, dst);
		put8(s, (u32)op->imm);
	}
}

/* The division itself: dividend in rax, `by` neither rax nor rdx; the result's register. */
static u32 divide(struct axi_jit_state *s, const struct axi_jop *op, u32 by)
{
	bool quotient = op->op == AX_DIV, wide = op->wide;
	bool zero = !op->is_imm || !op->imm, minus = op->is_signed && (!op->is_imm || op->imm == -1);
	size_t not_zero = 0, not_minus = 0, done_zero = 0, done_minus = 0;

	if (zero) {
		rr(s, wide, 0x85, by, by);
		not_zero = hop(s, HOP_CC(CC_NE));
		quotient ? mov_imm(s, RAX, 0) : rr(s, wide, 0x89, RAX, RDX);
		done_zero = hop(s, HOP);
		hop_here(s, not_zero);
	}
	if (minus) { /* the most negative number by -1 would trap */
		group1(s, wide, 7, by, -1);
		not_minus = hop(s, HOP_CC(CC_NE));
		quotient ? rr(s, wide, 0xf7, 3, RAX) : mov_imm(s, RDX, 0);
		done_minus = hop(s, HOP);
		hop_here(s, not_minus);
	}
	if (op->is_signed) {
		prefixes(s, wide, 0, 0, 0);
		put8(s, 0x99); /* cqo, cdq */
	} else {
		mov_imm(s, RDX, 0);
	}
	rr(s, wide, 0xf7, op->is_signed ? 7 : 6, by);
	if (zero)
		hop_here(s, done_zero);
	if (minus)
		hop_here(s, done_minus);
	return quotient ? RAX : RDX;
}

static void divide_by_multiplying(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 multiplier,
				  u32 shift)
{
	mov32(s, TMP, a);
	mov_imm(s, TMP2, multiplier);
	rr(s, W, 0x0faf, TMP, TMP2);
	rr(s, W, 0xc1, 5, TMP);
	put8(s, shift);
	if (op->op == AX_DIV) {
		mov32(s, dst, TMP);
		return;
	}
	rr(s, 0, 0x69, TMP, TMP);
	axi_put(s, (u32)op->imm, 4);
	if (dst != a)
		mov(s, dst, a);
	rr(s, 0, 0x29, TMP, dst);
}

static void emit_divide(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	u32 by, result, multiplier, shift;
	bool keep_rax = dst != RAX && op->live >> AX_R0 & 1, keep_rdx = dst != RDX && op->live >> AX_R3 & 1;

	if (axi_jit_magic(op, &multiplier, &shift)) {
		divide_by_multiplying(s, op, dst, a, multiplier, shift);
		return;
	}
	by = b;
	/* the scratch registers keep rax and rdx, or hold the divisor that was there */
	if (keep_rax || (!op->is_imm && b == RAX)) {
		mov(s, TMP, RAX);
		by = b == RAX ? TMP : by;
	}
	if (keep_rdx || (!op->is_imm && b == RDX)) {
		mov(s, TMP2, RDX);
		by = b == RDX ? TMP2 : by;
	}
	mov(s, RAX, a);
	if (op->is_imm) { /* dst is free by now; where it is rax or rdx, one scratch register is */
		by = dst == RAX ? TMP : dst == RDX ? TMP2 : dst;
		mov_imm(s, by, op->wide ? op->imm : (s64)(u32)op->imm);
	}
	result = divide(s, op, by);
	if (op->wide)
		mov(s, dst, result);
	else if (dst != result)
		mov32(s, dst, result);
	if (keep_rax)
		mov(s, RAX, TMP);
	if (keep_rdx)
		mov(s, RDX, TMP2);
}

/* dst = b + (a < 0) where dst is b */
static void emit_add_sign(struct axi_jit_state *s, const struct axi_jop *op)
{
	mov(s, TMP2, reg_of[op->a]);
	rr(s, W, 0xc1, 5, TMP2);
	put8(s, 63);
	rr(s, W, 0x01, TMP2, reg_of[op->dst]);
}

/* The upper half of a product, into the scratch register; multiplications work in rdx (mulx), or rax and rdx. */
static void emit_mulhi(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 a = reg_of[op->a];
	bool bmi2 = s->in->features & AX_CPU_BMI2 && !op->is_signed;

	mov(s, TMP2, RDX);
	if (bmi2) {
		mov(s, RDX, a);
		mov_imm(s, TMP, op->imm);
		vex(s, true, 2, 3, 0xf6, TMP, TMP, TMP);
	} else {
		push(s, RAX);
		if (a == RAX)
			mov(s, a = TMP, RAX);
		mov_imm(s, RAX, op->imm);
		rr(s, W, 0xf7, op->is_signed ? 5 : 4, a);
		mov(s, TMP, RDX);
		pop(s, RAX);
	}
	mov(s, RDX, TMP2);
}

static void emit_alu(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 dst = reg_of[op->dst], a = reg_of[op->a], b = op->is_imm ? NO_REG : reg_of[op->b];

	switch (op->op) {
	case AX_ADD: emit_add(s, op, dst, a, b); break;
	case AX_MUL: emit_mul(s, op, dst, a, b); break;
	case AX_SUB:
	case AX_OR:
	case AX_AND:
	case AX_XOR: emit_logic(s, op, dst, a, b); break;
	case AX_LSH:
	case AX_RSH:
	case AX_ARSH:
	case AXI_ROTL: emit_shift(s, op, dst, a, b); break;
	case AX_DIV:
	case AX_MOD: emit_divide(s, op, dst, a, b); break;
	case AX_NEG:
		mov(s, dst, a);
		rr(s, op->wide, 0xf7, 3, dst);
		break;
	default: mov(s, dst, a); break; /* AX_MOV */
	}
}

static void emit_ext(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 dst = reg_of[op->dst], a = reg_of[op->a];

	switch (op->bits) {
	case 8: rr(s, (op->is_signed && op->wide) | BYTE_RM, op->is_signed ? 0x0fbe : 0x0fb6, dst, a); break;
	case 16: rr(s, op->is_signed && op->wide, op->is_signed ? 0x0fbf : 0x0fb7, dst, a); break;
	default:
		if (op->is_signed)
			rr(s, W, 0x63, dst, a);
		else
			mov32(s, dst, a);
		break;
	}
}

static void emit_swap(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 dst = reg_of[op->dst];

	mov(s, dst, reg_of[op->a]);
	if (op->bits == 16) {
		rr(s, PREFIX_66, 0xc1, 1, dst);
		put8(s, 8);
		if (!op->is_bare)
			rr(s, 0, 0x0fb7, dst, dst);
		return;
	}
	prefixes(s, op->bits == 64, 0, 0, dst);
	put8(s, 0x0f);
	put8(s, 0xc8 | (dst & 7));
}

/* --- memory --- */

static struct address address_of(const struct axi_jop *op)
{
	return (struct address){reg_of[op->a], op->indexed ? reg_of[op->b] : NO_REG, op->scale, op->off};
}

static void emit_load(struct axi_jit_state *s, const struct axi_jop *op)
{
	struct address at = address_of(op);
	u32 dst = reg_of[op->dst], how = op->is_signed;

	switch (op->bits) {
	case 8: rm(s, how, op->is_signed ? 0x0fbe : 0x0fb6, dst, &at); break;
	case 16: rm(s, how, op->is_signed ? 0x0fbf : 0x0fb7, dst, &at); break;
	case 32: rm(s, how, op->is_signed ? 0x63 : 0x8b, dst, &at); break;
	default: rm(s, W, 0x8b, dst, &at); break;
	}
}

static void emit_store(struct axi_jit_state *s, const struct axi_jop *op)
{
	struct address at = address_of(op);
	u32 how = op->bits == 64 ? W : op->bits == 16 ? PREFIX_66 : 0;
	bool byte = op->bits == 8;

	if (op->is_imm) {
		rm(s, how, byte ? 0xc6 : 0xc7, 0, &at);
		axi_put(s, (u32)op->imm, op->bits == 64 ? 4 : op->bits / 8);
	} else {
		rm(s, how | (byte ? BYTE_REG : 0), byte ? 0x88 : 0x89, reg_of[op->c], &at);
	}
}

/* Fetching or, and, xor: a loop around cmpxchg, which works in rax. */
static void fetch_loop(struct axi_jit_state *s, const struct axi_jop *op, u32 base, u32 c, bool wide)
{
	u32 number = (op->op & 0xf0) == AX_OR ? 1 : (op->op & 0xf0) == AX_AND ? 4 : 6;
	size_t again;

	mov(s, TMP, RAX);
	base = base == RAX ? TMP : base;
	mem(s, wide, 0x8b, RAX, base, op->off);
	again = s->at;
	rr(s, wide, 0x89, RAX, TMP2);
	rr(s, wide, number << 3 | 1, c == RAX ? TMP : c, TMP2);
	mem(s, (u32)wide | LOCK, 0x0fb1, TMP2, base, op->off);
	hop_back(s, HOP_CC(CC_NE), again);
	if (c == RAX)
		return;
	rr(s, wide, 0x89, RAX, c);
	mov(s, RAX, TMP);
}

static void emit_atomic(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 base = reg_of[op->a], c = reg_of[op->c];
	bool wide = op->bits == 64;
	u32 how = (u32)wide | LOCK;

	switch (op->op) {
	case AX_ADD: mem(s, how, 0x01, c, base, op->off); break;
	case AX_OR: mem(s, how, 0x09, c, base, op->off); break;
	case AX_AND: mem(s, how, 0x21, c, base, op->off); break;
	case AX_XOR: mem(s, how, 0x31, c, base, op->off); break;
	case AX_ADD | AX_FETCH: mem(s, how, 0x0fc1, c, base, op->off); break;
	case AX_XCHG: mem(s, wide, 0x87, c, base, op->off); break;
	case AX_CMPXCHG:
		mem(s, how, 0x0fb1, c, base, op->off);
		if (!wide)
			mov32(s, RAX, RAX);
		break;
	default: fetch_loop(s, op, base, c, wide); break;
	}
}

static int emit(struct axi_jit_state *s, const struct axi_jop *op)
{
	switch ((enum axi_jop_kind)op->kind) {
	case AXI_J_NONE: break;
	case AXI_J_ALU: emit_alu(s, op); break;
	case AXI_J_EXT: emit_ext(s, op); break;
	case AXI_J_SWAP: emit_swap(s, op); break;
	case AXI_J_MULHI: emit_mulhi(s, op); break;
	case AXI_J_ADDSIGN: emit_add_sign(s, op); break;
	case AXI_J_CONST: mov_imm(s, reg_of[op->dst], op->imm); break;
	case AXI_J_FUNC: address_of_label(s, reg_of[op->dst], op->target); break;
	case AXI_J_LEA: lea(s, true, reg_of[op->dst], reg_of[op->a], reg_of[op->b], op->scale, 0); break;
	case AXI_J_LOAD: emit_load(s, op); break;
	case AXI_J_STORE: emit_store(s, op); break;
	case AXI_J_ATOMIC: emit_atomic(s, op); break;
	case AXI_J_JUMP:
	case AXI_J_BRANCH: emit_jump(s, op); break;
	case AXI_J_SELECT: emit_select(s, op); break;
	case AXI_J_HELPER: emit_helper(s, op); break;
	case AXI_J_TAIL: emit_tail(s, op); break;
	case AXI_J_CALL: emit_call(s, op); break;
	case AXI_J_EXIT: emit_exit(s, op); break;
	default: return -AX_ENOSYS;
	}
	return 0;
}

const struct axi_jit_target axi_jit_x86_64 = {
	.name = "x86_64",
	.divides_signed = true,
	.selects = true,
	.unaligned = true,
	.spares = spares,
	.begin = begin,
	.emit = emit,
	.end = end,
	.forms = 2,
	.site_bytes = site_bytes,
	.site_reaches = site_reaches,
	.site_write = site_write,
	.align = 64,
	.nops = nops,
};
