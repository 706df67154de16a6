/* SPDX-License-Identifier: Apache-2.0
 * x86_64.c - code for x86-64: registers, frames, calls, jumps.  x86_64_alu.c has what computes.
 *
 *   r0 rax   r1 rdi   r2 rsi   r3 rdx   r4 rcx   r5 r8   r6 rbx   r7 r13   r8 r14   r9 r15   r10 rbp
 *   r10, r11 scratch;  r12 back edges left;  r9 `run` in programs without helpers, unless it is wanted for more: then, and in the
 *   others, `run` is on the stack
 *   to spare: r9 without calls; r12, r11, rbp where they have no such work (rbp also where r10 is only a base: then that is rsp)
 *
 * Stack of a body, from rsp: [return address, in programs with local calls][run, where it is on the stack][BPF frame]. */
#include "exec/arena.h"
#include "jit/x86_64.h"

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
		return X86_RUN;
	axi_x86_mem(s, X86_W, 0x8b, tmp, RSP, run_slot(s));
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
	return set | (s->has_calls || (s->used >> AX_R10 & 1 && !s->frame_plain) ? 0 : 1u << SPARE_RBP);
}

/* Is the register, one of saved_regs, saved? */
static bool is_saved(const struct axi_jit_state *s, u32 reg)
{
	return s->used >> reg & 1 && !(reg == AX_R10 && axi_x86_frame_by_sp(s));
}

static u32 pushes(const struct axi_jit_state *s)
{
	u32 n = s->has_budget;

	for (u32 i = 0; i < ARRAY_LEN(saved_regs); i++)
		n += is_saved(s, saved_regs[i]);
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
		axi_x86_pop(s, X86_BUDGET);
	for (u32 i = ARRAY_LEN(saved_regs); i-- > 0;)
		if (is_saved(s, saved_regs[i]))
			axi_x86_pop(s, x86_reg_of[saved_regs[i]]);
}

static void leave(struct axi_jit_state *s)
{
	u32 run = X86_RUN;

	axi_label_here(s, axi_special(s, AXI_LABEL_EXIT));
	if ((s->has_budget || s->has_funcs) && run_on_stack(s))
		axi_x86_mem(s, X86_W, 0x8b, run = X86_TMP, RSP, 0);
	if (s->has_budget)
		axi_x86_mem(s, 0, 0x89, X86_BUDGET, run, RUN_FIELD(back_edges));
	if (s->has_funcs && s->has_depth) {
		axi_x86_mem(s, 0, 0x83, 0, run, RUN_FIELD(jit_depth));
		x86_put8(s, 1);
	}
	axi_x86_move_sp(s, frame(s) + 8 * run_on_stack(s));
	if (s->has_funcs)
		axi_x86_mem(s, 0, 0x8f, 0, run, RUN_FIELD(jit_stack)); /* pop */
	restore(s);
	x86_put8(s, 0xc3);
}

/* Where tail calls go; rax is what the helper returned. */
static void tail(struct axi_jit_state *s)
{
	axi_label_here(s, axi_special(s, AXI_LABEL_TAIL));
	axi_x86_mem(s, X86_W, 0x8b, RDX, RSP, run_slot(s));
	if (s->has_calls) {
		axi_x86_mem(s, X86_W, 0x8b, RAX, RDX, RUN_FIELD(tail_result));
		x86_put8(s, 0xc3);
		return;
	}
	axi_x86_mem(s, X86_W, 0x8b, RDI, RDX, RUN_FIELD(tail_ctx));
	axi_x86_mov_imm(s, RSI, 0);
	axi_x86_move_sp(s, frame(s) + 8 * run_on_stack(s));
	restore(s);
	axi_x86_mem(s, 0, 0xff, 4, RAX, (s32)offsetof(struct axi_entry, code)); /* jmp */
}

/* With pointers to functions: the entry, which falls into "enter" with main as the function; run is in r9 there. */
static void begin_with_functions(struct axi_jit_state *s)
{
	axi_x86_mem(s, 0, 0xc6, 0, RDX, RUN_FIELD(stopped));
	x86_put8(s, 0);
	if (s->has_depth) {
		axi_x86_mem(s, 0, 0x83, 0, RDX, RUN_FIELD(jit_depth)); /* "enter" takes one */
		x86_put8(s, 1);
	}
	address_of_label(s, RAX, axi_special(s, AXI_LABEL_ENTER));
	axi_x86_mem(s, X86_W, 0x89, RAX, RDX, RUN_FIELD(enter));
	address_of_label(s, RAX, 0);
	axi_x86_mem(s, X86_W, 0x89, RAX, RDX, RUN_FIELD(function));
	axi_x86_mov(s, X86_RUN, RDX);
	axi_label_here(s, axi_special(s, AXI_LABEL_ENTER));
}

/* Calls the body at run->function, unless calls nest too deep. */
static void call_function(struct axi_jit_state *s)
{
	size_t fits;

	if (s->has_depth) {
		axi_x86_mem(s, 0, 0x83, 5, X86_RUN, RUN_FIELD(jit_depth));
		x86_put8(s, 1);
		fits = x86_hop(s, X86_HOP_CC(X86_CC_AE));
		axi_x86_mem(s, 0, 0xc6, 0, X86_RUN, RUN_FIELD(stopped));
		x86_put8(s, 1);
		axi_x86_mov_imm(s, RAX, 0);
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
		x86_hop_here(s, fits);
	}
	axi_x86_mem(s, 0, 0xff, 2, X86_RUN, RUN_FIELD(function));
}

static void begin(struct axi_jit_state *s)
{
	u32 run = s->has_funcs ? X86_RUN : RDX;

	if (s->has_calls)
		s->used |= 1u << AX_R10;
	s->frame_base = axi_x86_frame_by_sp(s) ? RSP : RBP;
	s->frame_off = axi_x86_frame_by_sp(s) ? frame(s) + 8 * run_on_stack(s) : 0;
	if (s->has_funcs)
		begin_with_functions(s);
	for (u32 i = 0; i < ARRAY_LEN(saved_regs); i++)
		if (is_saved(s, saved_regs[i]))
			axi_x86_push(s, x86_reg_of[saved_regs[i]]);
	if (s->has_budget)
		axi_x86_push(s, X86_BUDGET);
	if (s->has_funcs) {
		axi_x86_mem(s, 0, 0xff, 6, run, RUN_FIELD(jit_stack)); /* push */
	} else {
		axi_x86_mem(s, 0, 0xc6, 0, run, RUN_FIELD(stopped));
		x86_put8(s, 0);
	}
	if (s->has_budget)
		axi_x86_mem(s, 0, 0x8b, X86_BUDGET, run, RUN_FIELD(back_edges));
	if (s->used >> AX_R10 & 1 && !axi_x86_frame_by_sp(s))
		axi_x86_mov(s, RBP, RSP);
	axi_x86_move_sp(s, -frame(s));
	if (run_on_stack(s))
		axi_x86_push(s, run);
	else if (s->needs_run)
		axi_x86_mov(s, X86_RUN, run);
	if (s->has_calls) {
		axi_x86_mem(s, X86_W, 0x89, RSP, run, RUN_FIELD(jit_stack));
		if (s->has_funcs) {
			call_function(s);
			leave(s);
			return;
		}
		axi_site_here(s, SITE_CALL, 0, 0, 0, 0);
		leave(s);
	}
}

/* --- arenas --- */

/* All of the program's registers, as exec/arena.h has them; the instruction is in the scratch register. */
static void arena(struct axi_jit_state *s)
{
	axi_label_here(s, axi_special(s, AXI_LABEL_ARENA));
	for (u32 reg = AX_REGS; reg-- > 0;)
		axi_x86_push(s, x86_reg_of[reg]);
	axi_x86_mov(s, RDI, X86_TMP);
	axi_x86_mov(s, RDX, RSP);
	axi_x86_mov_imm(s, RSI, (s64)(uintptr_t)s->in->arena);
	if (s->has_calls)
		axi_x86_move_sp(s, -8);
	axi_x86_mov_imm(s, RAX, (s64)(uintptr_t)axi_arena_access);
	axi_x86_rr(s, 0, 0xff, 2, RAX);
	if (s->has_calls)
		axi_x86_move_sp(s, 8);
	for (u32 reg = 0; reg < AX_REGS; reg++)
		axi_x86_pop(s, x86_reg_of[reg]);
	x86_put8(s, 0xc3);
}

/* The page's byte in the table is at (there << 12) + address, shifted right by 12 with the sign.  An access that goes over into
 * the next page changes bit 12 from its first byte to its last. */
static void emit_arena(struct axi_jit_state *s, const struct axi_jop *op)
{
	const struct axi_arena *a = s->in->arena;
	struct axi_jop access = *op;
	size_t slow[2] = {0}, done = 0;

	if (!op->is_bare) {
		axi_x86_mov32(s, X86_TMP, x86_reg_of[op->a]);
		if (op->off)
			axi_x86_mem(s, X86_W, 0x8d, X86_TMP, X86_TMP, op->off);
		axi_x86_mov_imm(s, X86_TMP2, (s64)((u64)(uintptr_t)a->there << 12));
		axi_x86_rr(s, X86_W, 0x01, X86_TMP, X86_TMP2);
		axi_x86_rr(s, X86_W, 0xc1, 7, X86_TMP2);
		x86_put8(s, 12);
		axi_x86_mem(s, 0, 0x80, 7, X86_TMP2, 0);
		x86_put8(s, 0);
		slow[0] = x86_hop(s, X86_HOP_CC(X86_CC_E));
		if (op->bits > 8) {
			axi_x86_mem(s, X86_W, 0x8d, X86_TMP2, X86_TMP, op->bits / 8 - 1);
			axi_x86_rr(s, 0, 0x31, X86_TMP, X86_TMP2);
			axi_x86_rr(s, 0, 0xf7, 0, X86_TMP2);
			axi_put(s, 1 << 12, 4);
			slow[1] = x86_hop(s, X86_HOP_CC(X86_CC_NE));
		}
		axi_x86_mov_imm(s, X86_TMP2, (s64)a->base);
		access.kind = op->op == AX_LDX ? AXI_J_LOAD : AXI_J_STORE;
		access.a = X86_ARENA_BASE;
		access.b = AXI_REG_SCRATCH;
		access.indexed = true;
		access.scale = 0;
		access.off = 0;
		op->op == AX_LDX ? axi_x86_load(s, &access) : axi_x86_store(s, &access);
		done = x86_hop(s, X86_HOP);
		x86_hop_here(s, slow[0]);
		if (slow[1])
			x86_hop_here(s, slow[1]);
	}
	axi_x86_mov_imm(s, X86_TMP, (s64)(uintptr_t)&s->in->insns[op->at]);
	axi_site_here(s, SITE_CALL, 0, 0, 0, axi_special(s, AXI_LABEL_ARENA));
	if (done)
		x86_hop_here(s, done);
}

static void end(struct axi_jit_state *s)
{
	u32 run;

	if (!s->has_calls && s->last_exit == UINT32_MAX)
		leave(s);
	if (s->has_tail)
		tail(s);
	if (s->has_arena)
		arena(s);
	if (!s->has_budget && !s->has_depth && !s->ends_inside)
		return;
	axi_label_here(s, axi_special(s, AXI_LABEL_STOP));
	if (s->has_budget)
		axi_x86_mov_imm(s, X86_BUDGET, 0);
	axi_label_here(s, axi_special(s, AXI_LABEL_FAULT));
	run = load_run(s, X86_TMP);
	axi_x86_mem(s, 0, 0xc6, 0, run, RUN_FIELD(stopped));
	x86_put8(s, 1);
	axi_x86_mov_imm(s, RAX, 0);
	if (s->has_calls)
		axi_x86_mem(s, X86_W, 0x8b, RSP, run, RUN_FIELD(jit_stack));
	jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_exit(struct axi_jit_state *s, const struct axi_jop *op)
{
	if (s->has_calls)
		x86_put8(s, 0xc3);
	else if (op->at == s->last_exit)
		leave(s);
	else
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_helper(struct axi_jit_state *s, const struct axi_jop *op)
{
	axi_x86_mem(s, X86_W, 0x8b, R9, RSP, run_slot(s));
	if (s->has_budget)
		axi_x86_mem(s, 0, 0x89, X86_BUDGET, R9, RUN_FIELD(back_edges));
	if (s->has_calls)
		axi_x86_move_sp(s, -8);
	axi_x86_mov_imm(s, RAX, op->imm);
	axi_x86_rr(s, 0, 0xff, 2, RAX);
	if (s->has_calls)
		axi_x86_move_sp(s, 8);
	if (s->has_budget || s->ends_inside)
		axi_x86_mem(s, X86_W, 0x8b, X86_TMP, RSP, run_slot(s));
	if (s->has_budget)
		axi_x86_mem(s, 0, 0x8b, X86_BUDGET, X86_TMP, RUN_FIELD(back_edges));
	if (s->ends_inside) {
		axi_x86_mem(s, 0, 0x80, 7, X86_TMP, RUN_FIELD(stopped));
		x86_put8(s, 0);
		jump_if(s, X86_CC_NE, axi_special(s, AXI_LABEL_FAULT));
	}
}

static void emit_tail(struct axi_jit_state *s, const struct axi_jop *op)
{
	emit_helper(s, op);
	axi_x86_rr(s, X86_W, 0x85, RAX, RAX);
	jump_if(s, X86_CC_NE, axi_special(s, AXI_LABEL_TAIL));
}

static void emit_call(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 keep[5], count = 0;
	s32 room;

	for (u32 reg = AX_R6; reg <= AX_R9; reg++)
		if (op->live >> reg & 1)
			keep[count++] = x86_reg_of[reg];
	keep[count++] = RBP;
	if (s->has_depth) {
		axi_x86_mem(s, 0, 0x83, 5, load_run(s, X86_TMP), RUN_FIELD(jit_depth));
		x86_put8(s, 1);
		jump_if(s, X86_CC_B, axi_special(s, AXI_LABEL_FAULT));
	}
	for (u32 i = 0; i < count; i++)
		axi_x86_push(s, keep[i]);
	axi_x86_mov(s, RBP, RSP);
	/* a body starts with rsp + 8 a multiple of 16; so does this one */
	room = (s32)s->frame_bytes;
	if ((8 + 8 * count + 8 * run_on_stack(s)) & 8)
		room += 8;
	axi_x86_move_sp(s, -room);
	if (run_on_stack(s)) {
		axi_x86_mem(s, 0, 0xff, 6, RSP, room + 8 * (s32)count + run_slot(s));
		room += 8;
	}
	axi_site_here(s, SITE_CALL, 0, 0, 0, op->target);
	axi_x86_move_sp(s, room);
	for (u32 i = count; i-- > 0;)
		axi_x86_pop(s, keep[i]);
	if (s->has_depth) {
		axi_x86_mem(s, 0, 0x83, 0, load_run(s, X86_TMP), RUN_FIELD(jit_depth));
		x86_put8(s, 1);
	}
}

/* --- comparisons --- */

static bool is_test(const struct axi_jop *op)
{
	return op->op == AX_JSET || op->op == AXI_NSET;
}

/* Are the flags as this comparison sets them?  There is no way in between. */
static bool is_compared(const struct axi_jit_state *s, const struct axi_jop *op)
{
	const struct axi_compared *was = &s->compared;

	if (s->at != s->flags_at || s->entered || op->kind == AXI_J_COUNTED || is_test(op) || was->a != op->a || was->wide != op->wide ||
	    was->is_imm != op->is_imm || (op->is_imm ? was->imm != op->imm : was->b != op->b))
		return false;
	return !was->zero || op->op == AX_JEQ || op->op == AX_JNE;
}

static void compare(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 a = op->kind == AXI_J_COUNTED ? X86_BUDGET : x86_reg_of[op->a];
	bool test = is_test(op);

	if (is_compared(s, op))
		return;
	s->compared = (struct axi_compared){.a = op->a, .b = op->b, .is_imm = op->is_imm, .wide = op->wide, .imm = op->imm};
	if (!op->is_imm) {
		axi_x86_rr(s, op->wide, test ? 0x85 : 0x39, x86_reg_of[op->b], a);
	} else if (test) {
		bool wide = op->wide && op->imm < 0;

		if (op->imm >= 0 && op->imm < 0x80) {
			axi_x86_rr(s, X86_BYTE_RM, 0xf6, 0, a);
			x86_put8(s, (u8)op->imm);
		} else {
			axi_x86_rr(s, wide, 0xf7, 0, a);
			axi_put(s, (u32)op->imm, 4);
		}
	} else if (!op->imm) {
		axi_x86_rr(s, op->wide, 0x85, a, a);
	} else {
		axi_x86_group1(s, op->wide, 7, a, (s32)op->imm);
	}
}

static void emit_jump(struct axi_jit_state *s, const struct axi_jop *op)
{
	bool always = op->kind == AXI_J_JUMP;
	u8 cc = always ? 0 : x86_cc_of(op->op);

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
	axi_x86_group1(s, false, 5, X86_BUDGET, 1);
	jump_if(s, X86_CC_AE, op->target);
	jump_to(s, axi_special(s, AXI_LABEL_STOP));
}

static void emit_select(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 c = x86_reg_of[op->c];

	if (op->bits == 32) {
		axi_x86_mov32(s, X86_TMP, c);
		c = X86_TMP;
	}
	compare(s, op);
	axi_x86_rr(s, X86_W, 0x0f40 | x86_cc_of(op->op), x86_reg_of[op->dst], c);
	if (!is_test(op) && op->dst != op->a && (op->is_imm || op->dst != op->b)) /* another may follow */
		s->flags_at = s->at;
}

static void emit_cpu(struct axi_jit_state *s, const struct axi_jop *op)
{
	axi_x86_mem(s, 0, 0x8b, x86_reg_of[op->dst], load_run(s, X86_TMP), RUN_FIELD(cpu));
}

static void emit_func(struct axi_jit_state *s, const struct axi_jop *op)
{
	address_of_label(s, x86_reg_of[op->dst], op->target);
}

static void emit_none(struct axi_jit_state *s, const struct axi_jop *op)
{
	(void)s;
	(void)op;
}

static int emit(struct axi_jit_state *s, const struct axi_jop *op)
{
	static axi_x86_emitter *const emitters[] = {
		[AXI_J_NONE] = emit_none, [AXI_J_ALU] = axi_x86_alu, [AXI_J_EXT] = axi_x86_ext, [AXI_J_SWAP] = axi_x86_swap,
		[AXI_J_MULHI] = axi_x86_mulhi, [AXI_J_ADDSIGN] = axi_x86_add_sign, [AXI_J_CONST] = axi_x86_const,
		[AXI_J_FUNC] = emit_func, [AXI_J_CPU] = emit_cpu, [AXI_J_LEA] = axi_x86_lea, [AXI_J_LOAD] = axi_x86_load,
		[AXI_J_STORE] = axi_x86_store, [AXI_J_ATOMIC] = axi_x86_atomic, [AXI_J_JUMP] = emit_jump, [AXI_J_BRANCH] = emit_jump,
		[AXI_J_COUNTED] = emit_jump, [AXI_J_SELECT] = emit_select, [AXI_J_HELPER] = emit_helper, [AXI_J_TAIL] = emit_tail,
		[AXI_J_CALL] = emit_call, [AXI_J_EXIT] = emit_exit, [AXI_J_ARENA] = emit_arena,
	};

	if (op->kind == AXI_J_LOOKUP || op->kind == AXI_J_CAST) /* the passes write it as several */
		return -AX_ENOSYS;
	emitters[op->kind](s, op);
	return 0;
}

const struct axi_jit_target axi_jit_x86_64 = {
	.name = "x86_64",
	.multiplies = true,
	.divides_short = true,
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
