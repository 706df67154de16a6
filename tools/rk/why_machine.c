/* SPDX-License-Identifier: Apache-2.0
 * why_machine.c - one watched run.
 *
 * axi_interp_checked executes; before each instruction it asks step(), which knows what every register holds (number,
 * pointer into which object, nothing) and refuses what is wrong.  Results are entered in this shadow before the
 * interpreter computes them: only the kinds matter, the numbers are the interpreter's. */
#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "isa/decode.h"
#include "isa/kfunc.h"
#include "rk/why.h"
#include "verify/verify.h"

static const struct {
	const char *name, *text;
} faults[WHY_FAULTS] = {
	[WHY_FAULT_NONE] = {"none", ""},
#define FAULT(NAME, name_, text_) [WHY_FAULT_##NAME] = {name_, text_},
#include "rk/why_faults.def"
};

const char *why_fault_name(enum why_fault_kind kind)
{
	return faults[kind].name;
}

const char *why_fault_text(enum why_fault_kind kind)
{
	return faults[kind].text;
}

bool why_fail(struct why_machine *m, enum why_fault_kind kind, int reg)
{
	m->fault = (struct why_fault){.kind = kind, .pc = m->pc, .reg = reg};
	return false;
}

void why_lost(struct why_machine *m, const char *what)
{
	if (!m->lost)
		snprintf(m->lost_what, sizeof(m->lost_what), "%s", what);
	m->lost = true;
}

void why_event_add(struct why_machine *m, struct why_event event)
{
	if (m->events < WHY_EVENTS)
		m->event[m->events++] = event;
}

/* --- arithmetic --- */

static bool readable(struct why_machine *m, u32 reg)
{
	return m->val[reg].kind != WHY_UNINIT || why_fail(m, WHY_FAULT_UNINIT, (int)reg);
}

/* The right operand: a register, or the immediate. */
static struct why_val right_of(const struct why_machine *m, const struct ax_insn *insn, u64 *value)
{
	if (insn->opcode & AX_X) {
		*value = m->regs[insn->src];
		return m->val[insn->src];
	}
	*value = (u64)(s64)insn->imm;
	return (struct why_val){.kind = WHY_NUMBER};
}

static u64 offset_of(const struct why_machine *m, const struct why_val *val, u64 value)
{
	return val->kind == WHY_POINTER ? value - m->obj[val->obj].base : value;
}

static bool do_mov(struct why_machine *m, const struct ax_insn *insn, bool wide)
{
	struct why_val *dst = &m->val[insn->dst], from;
	u64 value;

	if (!(insn->opcode & AX_X)) {
		*dst = (struct why_val){.kind = WHY_NUMBER};
		return true;
	}
	if (!readable(m, insn->src))
		return false;
	from = right_of(m, insn, &value);
	if (wide && !insn->off) {
		*dst = from;
		return true;
	}
	*dst = (struct why_val){.kind = from.kind == WHY_NUMBER ? WHY_NUMBER : WHY_ADDRESS};
	if (from.kind != WHY_NUMBER)
		return true;
	dst->node = from.node;
	if (insn->off)
		dst->node = why_unary(&m->nodes, WHY_SEXT, (u32)insn->off, dst->node, value);
	if (!wide)
		dst->node = why_unary(&m->nodes, WHY_ZEXT, 32, dst->node, insn->off ? sign_extend(value, (u32)insn->off) : value);
	return true;
}

/* Pointer plus or minus number stays a pointer; pointers into one object have a difference; all else is an address. */
static struct why_val pointer_alu(struct why_machine *m, u32 op, const struct why_val *a, u64 va, const struct why_val *b,
				  u64 vb)
{
	struct why_val out = {.kind = WHY_ADDRESS};
	bool pa = a->kind == WHY_POINTER, pb = b->kind == WHY_POINTER;

	if (a->kind == WHY_ADDRESS || b->kind == WHY_ADDRESS || (op != AX_ADD && op != AX_SUB))
		return out;
	if (pa && pb) {
		if (op == AX_SUB && a->obj == b->obj)
			out.kind = WHY_NUMBER;
		return out;
	}
	if (pb && op == AX_SUB)
		return out;
	out.kind = WHY_POINTER;
	out.obj = pa ? a->obj : b->obj;
	out.node = why_binary(&m->nodes, op, a->node, offset_of(m, a, va), b->node, offset_of(m, b, vb));
	return out;
}

static void number_alu(struct why_machine *m, u32 op, bool wide, struct why_val *dst, u64 va, const struct why_val *b, u64 vb)
{
	struct why_nodes *n = &m->nodes;
	enum why_op extend = op == AX_ARSH ? WHY_SEXT : WHY_ZEXT;
	u32 na = dst->node, nb = b->node;

	if (!wide) {
		na = why_unary(n, extend, 32, na, va);
		nb = why_unary(n, WHY_ZEXT, 32, nb, vb);
		va = extend == WHY_SEXT ? sign_extend(va, 32) : (u32)va;
		vb = (u32)vb;
	}
	if (op == AX_LSH || op == AX_RSH || op == AX_ARSH)
		vb &= wide ? 63 : 31;
	*dst = (struct why_val){.kind = WHY_NUMBER, .node = why_binary(n, op, na, va, nb, vb)};
	if (!wide)
		dst->node = why_unary(n, WHY_ZEXT, 32, dst->node, 0);
}

static bool do_end(struct why_machine *m, const struct ax_insn *insn, bool wide, struct why_val *dst, u64 value)
{
	if (dst->kind != WHY_NUMBER) {
		dst->kind = WHY_ADDRESS;
		return true;
	}
	if (wide || insn->opcode & AX_X)
		dst->node = why_unary(&m->nodes, WHY_SWAP, (u32)insn->imm, dst->node, value);
	else
		dst->node = why_unary(&m->nodes, WHY_ZEXT, (u32)insn->imm, dst->node, value);
	dst->choice = 0;
	return true;
}

static bool do_alu(struct why_machine *m, const struct ax_insn *insn)
{
	bool wide = (insn->opcode & 7) == AX_ALU64;
	u32 op = insn->opcode & 0xf0;
	struct why_val *dst = &m->val[insn->dst], b;
	u64 va = m->regs[insn->dst], vb;

	if (op == AX_MOV)
		return do_mov(m, insn, wide);
	if (!readable(m, insn->dst))
		return false;
	if (op == AX_END)
		return do_end(m, insn, wide, dst, va);
	if (op == AX_NEG) {
		*dst = (struct why_val){.kind = dst->kind == WHY_NUMBER ? WHY_NUMBER : WHY_ADDRESS,
				        .node = wide ? why_unary(&m->nodes, WHY_NEG, 64, dst->node, va) : 0};
		return true;
	}
	if (insn->opcode & AX_X && !readable(m, insn->src))
		return false;
	b = right_of(m, insn, &vb);
	if (insn->opcode & AX_X && insn->dst == insn->src && (op == AX_XOR || op == AX_SUB))
		*dst = (struct why_val){.kind = WHY_NUMBER}; /* 0, whatever it was */
	else if (dst->kind == WHY_NUMBER && b.kind == WHY_NUMBER)
		number_alu(m, op, wide, dst, va, &b, vb);
	else if (wide)
		*dst = pointer_alu(m, op, dst, va, &b, vb);
	else
		*dst = (struct why_val){.kind = WHY_ADDRESS};
	return true;
}

/* --- branches --- */

static bool holds(u32 op, bool half, u64 a, u64 b)
{
	if (half && op >= AX_JSGT && op != AX_JLT && op != AX_JLE) {
		a = sign_extend(a, 32);
		b = sign_extend(b, 32);
	} else if (half) {
		a = (u32)a;
		b = (u32)b;
	}
	switch (op) {
	case AX_JEQ: return a == b;
	case AX_JNE: return a != b;
	case AX_JSET: return a & b;
	case AX_JGT: return a > b;
	case AX_JGE: return a >= b;
	case AX_JLT: return a < b;
	case AX_JLE: return a <= b;
	case AX_JSGT: return (s64)a > (s64)b;
	case AX_JSGE: return (s64)a >= (s64)b;
	case AX_JSLT: return (s64)a < (s64)b;
	case AX_JSLE: return (s64)a <= (s64)b;
	default: return true;
	}
}

static bool do_branch(struct why_machine *m, const struct ax_insn *insn)
{
	bool half = (insn->opcode & 7) == AX_JMP32, same;
	u32 op = insn->opcode & 0xf0;
	struct why_event event = {.kind = WHY_BRANCH, .op = (u8)op, .half = half, .pc = m->pc};
	const struct why_val *a = &m->val[insn->dst];
	struct why_val b;

	if (!readable(m, insn->dst) || (insn->opcode & AX_X && !readable(m, insn->src)))
		return false;
	b = right_of(m, insn, &event.vb);
	event.va = m->regs[insn->dst];
	event.taken = holds(op, half, event.va, event.vb);
	m->seen[2 * m->pc + event.taken] |= 1;
	if (a->choice)
		why_event_add(m, (struct why_event){.kind = WHY_CHOICE, .pc = m->pc, .taken = event.taken, .choice = a->choice});
	same = a->kind == WHY_POINTER && b.kind == WHY_POINTER && a->obj == b.obj && op != AX_JSET;
	if (a->kind != WHY_NUMBER || b.kind != WHY_NUMBER) {
		bool guess = a->kind == WHY_NUMBER ? event.va : b.kind == WHY_NUMBER && event.vb;

		if (m->no_leaks && (half || (op == AX_JEQ || op == AX_JNE ? guess : !same)))
			return why_fail(m, WHY_FAULT_COMPARE, a->kind == WHY_NUMBER ? insn->src : insn->dst);
		if (!same || half)
			return true;
		event.va = offset_of(m, a, event.va);
		event.vb = offset_of(m, &b, event.vb);
	}
	event.na = a->node;
	event.nb = b.node;
	if (half) {
		event.na = why_unary(&m->nodes, WHY_ZEXT, 32, event.na, event.va);
		event.nb = why_unary(&m->nodes, WHY_ZEXT, 32, event.nb, event.vb);
	}
	if (event.na || event.nb)
		why_event_add(m, event);
	return true;
}

/* --- memory --- */

static bool do_load(struct why_machine *m, const struct ax_insn *insn)
{
	u32 bytes = axi_op_row(axi_op_of(insn))->bits / 8;
	struct why_val out;

	if (!why_access(m, insn->src, insn->off, bytes, false, true))
		return false;
	if (why_context_pointer(m, insn->src, insn->off, bytes, insn->dst, &out)) {
		m->val[insn->dst] = out;
		return true;
	}
	if (!why_memory_load(m, insn->src, insn->off, bytes, &out))
		return false;
	if ((insn->opcode & 0xe0) == AX_MEMSX)
		out.node = why_unary(&m->nodes, WHY_SEXT, 8 * bytes, out.node, 0);
	m->val[insn->dst] = out;
	return true;
}

static bool do_store(struct why_machine *m, const struct ax_insn *insn)
{
	u32 bytes = axi_op_row(axi_op_of(insn))->bits / 8;
	struct why_val val = {.kind = WHY_NUMBER};
	const struct why_val *to = &m->val[insn->dst];

	if ((insn->opcode & 7) == AX_STX) {
		if (!readable(m, insn->src))
			return false;
		val = m->val[insn->src];
	}
	if (!why_access(m, insn->dst, insn->off, bytes, true, true))
		return false;
	if (val.kind != WHY_NUMBER && m->obj[to->obj].kind != WHY_OBJ_STACK && m->no_leaks)
		return why_fail(m, WHY_FAULT_LEAK, insn->src);
	if (val.kind == WHY_POINTER && (bytes != 8 || m->obj[to->obj].kind != WHY_OBJ_STACK))
		val = (struct why_val){.kind = WHY_ADDRESS};
	why_memory_store(m, to->obj, m->regs[insn->dst] + (u64)(s64)insn->off - m->obj[to->obj].base, bytes, &val);
	return true;
}

static bool do_atomic(struct why_machine *m, const struct ax_insn *insn)
{
	u32 bytes = axi_op_row(axi_op_of(insn))->bits / 8;
	const struct why_val *to = &m->val[insn->dst], *from = &m->val[insn->src];
	struct why_val sum = {.kind = WHY_NUMBER}, old;
	bool address = from->kind != WHY_NUMBER || (insn->imm == AX_CMPXCHG && m->val[0].kind != WHY_NUMBER);
	u64 at;

	if (!readable(m, insn->src) || (insn->imm == AX_CMPXCHG && !readable(m, AX_R0)))
		return false;
	if (!why_access(m, insn->dst, insn->off, bytes, false, true) || !why_access(m, insn->dst, insn->off, bytes, true, true) ||
	    !why_memory_load(m, insn->dst, insn->off, bytes, &old))
		return false;
	at = m->regs[insn->dst] + (u64)(s64)insn->off;
	if (at & (bytes - 1))
		return why_fail(m, WHY_FAULT_ALIGN, insn->dst);
	if (address && m->no_leaks)
		return why_fail(m, WHY_FAULT_LEAK, from->kind != WHY_NUMBER ? insn->src : 0);
	if (address || old.kind != WHY_NUMBER)
		sum.kind = WHY_ADDRESS;
	why_memory_store(m, to->obj, at - m->obj[to->obj].base, bytes, &sum);
	if (insn->imm == AX_CMPXCHG)
		m->val[AX_R0] = old;
	else if (insn->imm & AX_FETCH)
		m->val[insn->src] = old;
	return true;
}

/* A reference to a map becomes an address, in the instruction that is about to run. */
static bool do_lddw(struct why_machine *m, const struct ax_insn *insn)
{
	const struct ax_insn *given = &m->prog->insns[m->pc];
	struct ax_insn *linked = &m->insns[m->pc];
	u32 map = (u32)given->imm, off = (u32)given[1].imm, zero = 0;
	struct why_element *element;
	struct why_obj *obj;
	u64 address;

	m->val[insn->dst] = (struct why_val){.kind = WHY_NUMBER};
	if (given->src == AX_PSEUDO_NONE)
		return true;
	if ((given->src != AX_PSEUDO_MAP_IDX && given->src != AX_PSEUDO_MAP_IDX_VALUE) || map >= m->object->map_count) {
		why_lost(m, given->src == AX_PSEUDO_FUNC ? "functions that helpers call" : "addresses of the kernel's");
		return false;
	}
	if (given->src == AX_PSEUDO_MAP_IDX) {
		obj = &m->obj[1 + map];
	} else {
		element = m->object->maps[map].spec.key_size == 4 ? why_map_element(m, map, &zero) : NULL;
		if (!element)
			return false;
		obj = &m->obj[element->obj];
	}
	address = obj->base + (given->src == AX_PSEUDO_MAP_IDX ? 0 : off);
	linked->imm = (s32)(u32)address;
	linked[1].imm = (s32)(u32)(address >> 32);
	m->val[insn->dst] = (struct why_val){.kind = WHY_POINTER, .obj = (u32)(obj - m->obj)};
	return true;
}

/* --- calls and exits --- */

static bool do_call(struct why_machine *m, const struct ax_insn *insn)
{
	struct why_frame *frame = &m->frame[m->depth];

	if (insn->src != AX_CALL_LOCAL)
		return why_helper_check(m, (u32)insn->imm);
	if (m->depth + 1 == AX_CALL_DEPTH)
		return why_fail(m, WHY_FAULT_DEPTH, -1);
	memcpy(frame->saved, &m->val[AX_R6], sizeof(frame->saved));
	for (u32 reg = AX_R6; reg <= AX_R9; reg++)
		m->val[reg] = (struct why_val){.kind = WHY_UNINIT};
	m->val[AX_R0] = (struct why_val){.kind = WHY_UNINIT};
	m->depth++;
	why_frame_obj(m, m->depth, m->regs[AX_R10] - AX_STACK_BYTES);
	return true;
}

static bool main_exit(struct why_machine *m)
{
	const struct why_val *r0 = &m->val[AX_R0];
	const struct ax_verify_input in = {.prog_type = m->type, .attach_type = m->prog->attach_type};
	s64 min, max, result = (s32)m->regs[AX_R0];
	bool limited = axi_prog_returns(&in, &min, &max);

	if (!readable(m, AX_R0))
		return false;
	if (r0->kind != WHY_NUMBER && m->no_leaks)
		return why_fail(m, WHY_FAULT_LEAK, AX_R0);
	if (m->helds) {
		const struct why_obj *obj = &m->obj[m->held[0]];

		why_fail(m, WHY_FAULT_REF_LEAK, -1);
		snprintf(m->fault.note, sizeof(m->fault.note), "a record of %llu bytes of ring buffer %.50s",
			 (unsigned long long)obj->size, m->object->maps[obj->of].name);
		return false;
	}
	if (limited) {
		if (r0->node)
			why_event_add(m, (struct why_event){.kind = WHY_ACCESS, .pc = m->pc, .na = r0->node,
					      .va = m->regs[AX_R0], .min = min, .max = max});
		if (result < min || result > max) {
			why_fail(m, WHY_FAULT_RETURN, AX_R0);
			snprintf(m->fault.note, sizeof(m->fault.note), "%lld, allowed are %lld to %lld", (long long)result,
				 (long long)min, (long long)max);
			return false;
		}
	}
	m->ended = true;
	return true;
}

static bool do_exit(struct why_machine *m)
{
	struct why_frame *frame;

	if (!m->depth)
		return main_exit(m);
	m->obj[m->frame[m->depth].obj].live = false;
	m->depth--;
	frame = &m->frame[m->depth];
	memcpy(&m->val[AX_R6], frame->saved, sizeof(frame->saved));
	for (u32 reg = AX_R1; reg <= AX_R5; reg++)
		m->val[reg] = (struct why_val){.kind = WHY_UNINIT};
	m->val[AX_R10] = (struct why_val){.kind = WHY_POINTER, .obj = frame->obj};
	return true;
}

static bool step(void *arg, u32 pc, u32 frame, const u64 *regs)
{
	struct why_machine *m = arg;
	const struct ax_insn *insn = &m->insns[pc];
	bool ok = true;

	if (m->patch >= 0) /* a pointer that the context has no room for; the interpreter's registers are its own variables */
		((u64 *)(uintptr_t)regs)[m->patch] = m->patch_value;
	m->patch = -1;
	m->regs = regs;
	m->pc = pc;
	if (!m->frame[0].obj)
		why_frame_obj(m, 0, regs[AX_R10]);
	if (m->lost)
		return false;
	m->seen[2 * pc] |= 2;
	switch (insn->opcode & 7) {
	case AX_ALU:
	case AX_ALU64: ok = do_alu(m, insn); break;
	case AX_LD: ok = do_lddw(m, insn); break;
	case AX_LDX: ok = do_load(m, insn); break;
	case AX_ST: ok = do_store(m, insn); break;
	case AX_STX: ok = (insn->opcode & 0xe0) == AX_ATOMIC ? do_atomic(m, insn) : do_store(m, insn); break;
	default:
		if (insn->opcode == AX_OP_CALL)
			ok = do_call(m, insn);
		else if (insn->opcode == AX_OP_EXIT)
			ok = do_exit(m);
		else if ((insn->opcode & 0xf0) != AX_JA)
			ok = do_branch(m, insn);
	}
	return ok && !m->lost;
}

/* --- the run --- */

static bool memory_allowed(void *arg, u64 address, u32 bytes, bool write)
{
	return true; /* step() has looked */
}

static void reset(struct why_machine *m, struct why_input *in)
{
	struct why_slot *slot = why_input_find(in, WHY_CONTEXT, 0, 0);
	u32 bytes = rk_context_bytes(m->type), ctx;

	for (u32 i = 0; i < in->slots; i++)
		in->slot[i].used = false;
	memset(m->val, 0, sizeof(m->val));
	memset(m->calls, 0, sizeof(m->calls));
	m->objs = m->saves = 1;
	m->saved[1] = (struct why_val){.kind = WHY_NUMBER};
	m->saves = 2;
	m->nodes.count = 1;
	m->frame[0].obj = 0;
	m->frames = m->elements = m->helds = m->events = m->leaves = m->depth = 0;
	m->packet = 0;
	m->patch = -1;
	m->last_time = 0;
	m->arena_used = 0;
	m->lost = m->ended = false;
	m->fault = (struct why_fault){0};
	if (m->arenas)
		why_lost(m, "arenas");
	for (u32 i = 0; i < m->object->map_count; i++)
		why_obj_add(m, WHY_OBJ_MAP, i, 16);
	if (!slot)
		slot = why_input_add(in, WHY_CONTEXT, 0, 0, bytes);
	ctx = why_obj_add(m, WHY_OBJ_CTX, 0, bytes);
	if (slot && ctx) {
		slot->used = true;
		memcpy((void *)(uintptr_t)m->obj[ctx].base, in->bytes + slot->at, slot->size);
		m->obj[ctx].leaf = slot->at;
		m->obj[ctx].leaf_bytes = slot->size;
	}
	m->val[AX_R1] = (struct why_val){.kind = WHY_POINTER, .obj = ctx};
}

/* What the interpreter itself refused. */
static void interpreter_fault(struct why_machine *m, const struct axi_monitor *monitor)
{
	enum why_fault_kind kind = WHY_FAULT_NONE;

	switch (monitor->fault) {
	case AXI_FAULT_OPCODE:
		if ((m->insns[monitor->fault_pc].opcode & 7) == AX_LD && m->insns[monitor->fault_pc].opcode != AX_OP_LDDW) {
			why_lost(m, "ld_abs, ld_ind");
			return;
		}
		if (m->insns[monitor->fault_pc].opcode == AX_OP_MAY_GOTO) {
			why_lost(m, "may_goto");
			return;
		}
		kind = WHY_FAULT_OPCODE; break;
	case AXI_FAULT_PC: kind = WHY_FAULT_PC; break;
	case AXI_FAULT_CALL: {
		const struct ax_insn *insn = &m->insns[monitor->fault_pc];
		struct axi_proto kfunc;

		if (insn->src == AX_CALL_KFUNC && axi_kfunc_proto((u32)insn->imm, &kfunc)) {
			why_lost(m, kfunc.name);
			return;
		}
		kind = WHY_FAULT_CALL;
		break;
	}
	case AXI_FAULT_DEPTH: kind = WHY_FAULT_DEPTH; break;
	case AXI_FAULT_BUDGET: kind = WHY_FAULT_ENDLESS; break;
	case AXI_FAULT_MEMORY: kind = WHY_FAULT_ALIGN; break;
	default: return;
	}
	m->pc = monitor->fault_pc;
	why_fail(m, kind, -1);
	if (kind == WHY_FAULT_ENDLESS)
		snprintf(m->fault.note, sizeof(m->fault.note), "it was stopped after %llu instructions",
			 (unsigned long long)monitor->executed);
}

bool why_run(struct why_machine *m, struct why_input *in, bool replay, u64 *random)
{
	struct axi_monitor monitor = {.memory = memory_allowed, .step = step, .arg = m, .max_insns = m->max_insns};
	u32 count = m->prog->insn_count;
	u64 ctx;

	m->in = in;
	m->replay = replay;
	m->random = random;
	reset(m, in);
	if (m->lost)
		return false;
	ctx = m->obj[m->val[AX_R1].obj].base;
	m->run = (struct ax_run){.helpers = m->helpers, .helper_count = ARRAY_LEN(m->helpers), .back_edges = UINT32_MAX};
	m->result = axi_interp_checked(m->insns, count, &m->run, ctx, 0, &monitor);
	m->executed = monitor.executed;
	if (monitor.fault && !m->fault.kind && !m->lost)
		interpreter_fault(m, &monitor);
	return m->fault.kind;
}

/* References to maps become plain loads; anything else that is no plain load stays and is refused when it is met. */
static void link_insns(struct why_machine *m)
{
	for (u32 i = 0; i + 1 < m->prog->insn_count; i++) {
		struct ax_insn *insn = &m->insns[i];

		if (insn->opcode != AX_OP_LDDW)
			continue;
		if ((insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE) &&
		    (u32)insn->imm < m->object->map_count)
			insn->src = AX_PSEUDO_NONE;
		i++;
	}
}

/* Does the program access an arena, or may it? */
static bool has_arena(const struct ax_object *object, const struct ax_object_prog *prog)
{
	for (u32 i = 0; i < prog->insn_count; i++) {
		const struct ax_insn *insn = &prog->insns[i];
		bool map = insn->opcode == AX_OP_LDDW && (insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE);

		if (axi_casts(insn) || (map && (u32)insn->imm < object->map_count && object->maps[insn->imm].spec.type == AX_MAP_ARENA))
			return true;
	}
	return false;
}

struct why_machine *why_machine_open(const struct ax_object *object, const struct ax_object_prog *prog, u32 type,
				     bool no_leaks)
{
	struct why_machine *m = calloc(1, sizeof(*m));

	if (m) {
		m->arena = malloc(WHY_ARENA);
		m->insns = malloc(prog->insn_count * sizeof(*m->insns) + 1);
		m->seen = calloc(2, (size_t)prog->insn_count + 1);
	}
	if (!m || !m->arena || !m->insns || !m->seen || object->map_count > WHY_OBJS / 2) {
		rk_error(m && m->seen ? "too many maps" : "out of memory");
		why_machine_close(m);
		return NULL;
	}
	if (prog->insn_count)
		memcpy(m->insns, prog->insns, prog->insn_count * sizeof(*m->insns));
	m->object = object;
	m->prog = prog;
	m->type = type;
	m->no_leaks = no_leaks;
	m->arenas = has_arena(object, prog);
	m->max_insns = 300000;
	for (u32 i = 0; i < ARRAY_LEN(m->helpers); i++)
		m->helpers[i] = why_helper_name(i) ? why_helper : NULL;
	link_insns(m);
	return m;
}

void why_machine_close(struct why_machine *m)
{
	if (!m)
		return;
	free(m->arena);
	free(m->insns);
	free(m->seen);
	free(m);
}
