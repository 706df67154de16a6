/* SPDX-License-Identifier: Apache-2.0
 * insn.c - arithmetic, moves, 64-bit immediate loads, and what branches teach. */
#include "isa/decode.h"
#include "verify/verify.h"

int axi_need_init(struct axi_verify *v, u32 reg)
{
	return v->reg[reg].kind == AXI_UNINIT ? axi_reject(v, AXI_REASON_UNINIT, (int)reg) : 0;
}

/* The second operand: a register, or the immediate as a constant. */
void axi_operand(const struct axi_verify *v, const struct ax_insn *insn, struct axi_val *out)
{
	if (insn->opcode & AX_X)
		*out = v->reg[insn->src];
	else
		axi_scalar_const(out, (u64)(s64)insn->imm);
}

static bool is_pointer(const struct axi_val *val)
{
	return val->kind > AXI_BYTES;
}

#define OFFSET_LIMIT (1 << 29)

/* pointer + number or pointer - number, into dst */
static int move_pointer(struct axi_verify *v, u32 dst, const struct axi_val *pointer, const struct axi_val *number, bool sub)
{
	struct axi_val out = *pointer;
	const struct axi_range *r = &number->r;

	if (axi_in_packet(&out))
		out.obj = 0; /* that it lies behind the end was said of where it was */
	if (pointer->null && !AXI_PLANT(15))
		return axi_reject(v, AXI_REASON_PTR_ALU_NULL, (int)dst);
	if (pointer->kind == AXI_MAP && !sub && axi_range_is_const(r) && !r->tv) {
		v->reg[dst] = out; /* Linux: nothing but 0 may be added */
		return 0;
	}
	if (pointer->kind == AXI_MAP || pointer->kind == AXI_END || pointer->kind == AXI_FUNC ||
	    (AXI_OBJECTS && pointer->kind == AXI_OBJECT && ((pointer->obj != AXI_OBJECT_BTF && !(AXI_KFUNCS && pointer->obj == AXI_OBJECT_OWN)) || !axi_range_is_const(r))) || (sub && pointer->kind == AXI_STACK))
		return axi_reject(v, AXI_REASON_PTR_ALU, (int)dst);
	if (r->smin <= -OFFSET_LIMIT || r->smin >= OFFSET_LIMIT || (axi_range_is_const(r) && r->smax >= OFFSET_LIMIT)) {
		if (!axi_finding(v))
			return axi_reject_range(v, AXI_REASON_PTR_OFFSET, (int)dst, r->smin, r->smax, 1 - OFFSET_LIMIT,
						OFFSET_LIMIT - 1);
		v->loop[v->loops - 1].soft = 1;
	}
	if (axi_range_is_const(r)) {
		u64 by = (u64)r->smin; /* while a loop is being found, any number */
		s64 off = (s64)(sub ? (u64)(s64)out.off - by : (u64)(s64)out.off + by);

		if (off <= -OFFSET_LIMIT || off >= OFFSET_LIMIT)
			return axi_reject_range(v, AXI_REASON_PTR_OFFSET, (int)dst, off, off, 1 - OFFSET_LIMIT, OFFSET_LIMIT - 1);
		out.off = (s32)off;
	} else {
		axi_range_alu(&out.r, sub ? AX_SUB : AX_ADD, false, r);
		if (!axi_is_slice(&out))
			out.var = ++v->next_id;
		if (AXI_RANKS)
			axi_grow_pointer(v, &out, pointer, r, sub);
		if (AXI_RANKS && v->tie && !sub)
			axi_tie_pointer(v, &out, pointer, number);
		if (axi_in_packet(&out)) /* what was compared counts from the variable part, which moves by at most umax */
			out.size = !sub && r->smin >= 0 && r->umax < out.size ? out.size - (u32)r->umax : 0;
		if (out.r.smin <= -OFFSET_LIMIT && !axi_finding(v))
			return axi_reject_range(v, AXI_REASON_PTR_OFFSET, (int)dst, out.r.smin, out.r.smax, 1 - OFFSET_LIMIT,
						OFFSET_LIMIT - 1);
	}
	v->reg[dst] = out;
	return 0;
}

/* Are two pointers into the same object, so that their distance says nothing about addresses? */
bool axi_same_base(const struct axi_val *a, const struct axi_val *b)
{
	return a->kind == b->kind && (axi_in_packet(a) || (a->obj == b->obj && a->size == b->size)) && a->id == b->id &&
	       !a->null && !b->null && a->kind != AXI_MAP && a->kind != AXI_OBJECT && a->kind != AXI_FUNC && !axi_is_slice(a);
}

/* The whole offset of a pointer as a number. */
struct axi_range axi_whole_offset(const struct axi_val *p)
{
	struct axi_range off;

	axi_range_const(&off, (u64)(s64)p->off);
	axi_range_alu(&off, AX_ADD, false, &p->r);
	return off;
}

static int pointer_alu(struct axi_verify *v, const struct ax_insn *insn, const struct axi_val *b)
{
	struct axi_val *a = &v->reg[insn->dst];
	u32 op = insn->opcode & 0xf0;

	if (axi_may_leak(v) && op == AX_SUB && ((insn->opcode & 7) == AX_ALU || (is_pointer(a) && is_pointer(b)))) {
		struct axi_range x = axi_whole_offset(a), y = axi_whole_offset(b);
		bool near = (insn->opcode & 7) == AX_ALU64 && axi_same_base(a, b);

		bool cancels = a->var && a->var == b->var;
		s64 distance = (s64)a->off - b->off;

		axi_scalar_unknown(a);
		if (near) {
			if (cancels) /* one variable part */
				axi_range_const(&x, (u64)distance);
			else
				axi_range_alu(&x, AX_SUB, false, &y);
			a->r = x;
		} else if ((insn->opcode & 7) == AX_ALU) {
			axi_range_zext(&a->r, 32);
		}
		return 0;
	}
	if ((insn->opcode & 7) != AX_ALU64 || (op != AX_ADD && op != AX_SUB))
		return axi_reject(v, AXI_REASON_PTR_ALU, is_pointer(a) ? insn->dst : insn->src);
	if (is_pointer(a) && is_pointer(b)) {
		if (op != AX_SUB || !axi_same_base(a, b))
			return axi_reject(v, AXI_REASON_PTR_ALU, insn->dst);
		struct axi_range x = axi_whole_offset(a), y = axi_whole_offset(b);

		if (a->var && a->var == b->var) /* one variable part: it cancels out */
			axi_range_const(&x, (u64)((s64)a->off - b->off));
		else
			axi_range_alu(&x, AX_SUB, false, &y);
		axi_scalar_unknown(a);
		a->r = x;
		return 0;
	}
	if (!is_pointer(a)) {
		struct axi_val number = *a;

		if (op == AX_SUB)
			return axi_reject(v, AXI_REASON_PTR_ALU, insn->src);
		return move_pointer(v, insn->dst, b, &number, false);
	}
	struct axi_val pointer = *a;

	return move_pointer(v, insn->dst, &pointer, b, op == AX_SUB);
}

/* After dst += c: is dst still "its id's base plus off"?  For 32 bits only when the sum does not wrap; in the
 * first walk of a loop, when its numbers are still constants, wrapping is assumed away (later walks decide), but where it is certain. */
static bool keeps_link(const struct axi_verify *v, const struct axi_val *a, s64 c, bool wide)
{
	s64 off = (s64)a->off + c;
	const bool wraps = AXI_UNVERIFIED && !wide && a->r.umax <= UINT32_MAX && ((s64)a->r.umin + c > UINT32_MAX || (s64)a->r.umax + c < 0);

	if (!a->id || off != (s32)off || ((off < -AXI_OFF_MAX || off > AXI_OFF_MAX) && !AXI_PLANT(168)))
		return false;
	if (wide || AXI_PLANT(13) || (AXI_INFERS && !wraps && v->loops && !v->loop[v->loops - 1].final && !v->loop[v->loops - 1].pass))
		return true;
	return a->r.umax <= UINT32_MAX && (s64)a->r.umin + c >= 0 && (s64)a->r.umax + c <= UINT32_MAX;
}

/* The loop's number that this one grew from; while it still has its name, its own. */
static bool grown(const struct axi_verify *v, const struct axi_val *val, bool linked, struct axi_growth *g)
{
	bool own = !linked && val->id && val->id <= v->loop[v->loops - 1].names;

	return axi_grown_from(val, own ? val->id : val->var, g);
}

/* After dst += b or dst -= b inside a loop: what it grew by since the loop's head.  For 32 bits only when it does not wrap. */
static void grow(struct axi_verify *v, struct axi_val *a, const struct axi_val *old, const struct axi_val *b, bool sub, bool linked,
		 bool wide)
{
	struct axi_growth g = {0};
	const struct axi_range *by = &b->r;
	bool wraps = !wide && (old->r.umax > UINT32_MAX || by->umax > UINT32_MAX ||
			       (sub ? old->r.umin < by->umax : old->r.umax + by->umax > UINT32_MAX));

	if (!linked && wraps && !AXI_PLANT(70)) {
		axi_set_growth(a, &g);
		return;
	}
	if (!grown(v, old, linked, &g) && !linked && !sub && grown(v, b, false, &g))
		by = &old->r;
	if (by->smin < -AXI_GROWTH_MAX || by->smax > AXI_GROWTH_MAX)
		g.from = 0;
	else {
		g.lo += sub ? -by->smax : by->smin;
		g.hi += sub ? -by->smin : by->smax;
	}
	axi_set_growth(a, &g);
}

static int check_amount(struct axi_verify *v, const struct ax_insn *insn)
{
	u32 op = insn->opcode & 0xf0, bits = (insn->opcode & 7) == AX_ALU64 ? 64 : 32;

	if (insn->opcode & AX_X)
		return 0;
	if ((op == AX_DIV || op == AX_MOD) && !insn->imm)
		return axi_reject(v, AXI_REASON_DIV_ZERO, insn->dst);
	if ((op == AX_LSH || op == AX_RSH || op == AX_ARSH) && (u32)insn->imm >= bits)
		return axi_reject_range(v, AXI_REASON_SHIFT, insn->dst, insn->imm, insn->imm, 0, bits - 1);
	return 0;
}

/* Copying a number links the two registers. */
static void link_copy(struct axi_verify *v, struct axi_val *from)
{
	if (from->kind == AXI_SCALAR && !from->id && !axi_range_is_const(&from->r)) {
		from->id = ++v->next_id;
		from->off = 0;
	}
}

static int do_mov(struct axi_verify *v, const struct ax_insn *insn)
{
	bool wide = (insn->opcode & 7) == AX_ALU64;
	struct axi_val *dst = &v->reg[insn->dst], *src = &v->reg[insn->src];
	struct axi_val out;
	int err;

	if (!(insn->opcode & AX_X)) {
		axi_scalar_const(dst, wide ? (u64)(s64)insn->imm : (u32)insn->imm);
		return 0;
	}
	err = axi_need_init(v, insn->src);
	if (err)
		return err;
	if (AXI_ARENAS && wide && insn->off == AX_CAST)
		return axi_arena_move(v, insn);
	if (wide && !insn->off) {
		link_copy(v, src);
		*dst = *src;
		return 0;
	}
	if (is_pointer(src) && !axi_may_leak(v))
		return axi_reject(v, AXI_REASON_LEAK, insn->src);
	if (is_pointer(src)) { /* a part of an address is a number */
		axi_scalar_unknown(dst);
		if (insn->off)
			axi_range_sext(&dst->r, (u32)insn->off);
		if (!wide)
			axi_range_zext(&dst->r, 32);
		return 0;
	}
	if (!wide && !insn->off && src->r.umax <= UINT32_MAX) {
		link_copy(v, src);
		*dst = *src;
		if (AXI_ARENAS)
			dst->null = 0;
		return 0;
	}
	out = *src;
	if (AXI_ARENAS)
		out.null = 0;
	if (insn->off) {
		if (!AXI_DEVICE && wide && src->r.smin >= -(INT64_C(1) << (insn->off - 1)) &&
		    src->r.smax < INT64_C(1) << (insn->off - 1)) { /* the extension changes nothing */
			link_copy(v, src);
			*dst = *src;
			if (AXI_ARENAS)
				dst->null = 0;
			return 0;
		}
		axi_range_sext(&out.r, (u32)insn->off);
	}
	if (!wide && !AXI_PLANT(2))
		axi_range_zext(&out.r, 32);
	axi_unlink(&out);
	*dst = out;
	return 0;
}

static int do_swap(struct axi_verify *v, const struct ax_insn *insn)
{
	struct axi_val *a = &v->reg[insn->dst];
	int err = axi_need_init(v, insn->dst);

	if (err)
		return err;
	if (is_pointer(a)) {
		if (!axi_may_leak(v))
			return axi_reject(v, AXI_REASON_PTR_ALU, insn->dst);
		axi_scalar_unknown(a);
		return 0;
	}
	if (AXI_ARENAS)
		a->null = 0;
	/* ALU: X says big endian; ALU64: unconditional swap.  The engine runs on little-endian hosts. */
	if ((insn->opcode & 7) == AX_ALU64 || (insn->opcode & AX_X)) {
		axi_range_swap(&a->r, (u32)insn->imm);
	} else if (insn->imm == 64 || (!AXI_DEVICE && a->r.umax <= (insn->imm == 16 ? UINT16_MAX : UINT32_MAX))) {
		return 0;
	} else {
		axi_range_zext(&a->r, (u32)insn->imm);
	}
	axi_unlink(a);
	return 0;
}

/* (Hosts.) The usual case at once: + - * & | ^ of 64 bits, of numbers that are linked to none by the result, outside of loops.  False: not so. */
static bool plain_alu(struct axi_verify *v, const struct ax_insn *insn, struct axi_val *a)
{
	const u32 op = insn->opcode & 0xf0, usual = 1u << (AX_ADD >> 4) | 1u << (AX_SUB >> 4) | 1u << (AX_MUL >> 4) | 1u << (AX_AND >> 4) |
						    1u << (AX_OR >> 4) | 1u << (AX_XOR >> 4);
	const struct axi_val *b = &v->reg[insn->src];
	struct axi_range number;

	if ((insn->opcode & 7) != AX_ALU64 || !(usual >> (op >> 4) & 1) || a->kind != AXI_SCALAR || (a->id && op <= AX_SUB) || v->loops)
		return false;
	if (insn->opcode & AX_X) {
		if (b->kind != AXI_SCALAR || a == b)
			return false;
		axi_range_alu(&a->r, op, false, &b->r);
	} else {
		axi_range_const(&number, (u64)(s64)insn->imm);
		axi_range_alu(&a->r, op, false, &number);
	}
	axi_unlink(a);
	return true;
}

/* (Hosts.) ... and a pointer with a constant added to its offset. */
static bool plain_move(const struct ax_insn *insn, struct axi_val *a)
{
	s64 off = (s64)a->off + insn->imm;

	if (insn->opcode != (AX_ALU64 | AX_ADD) || (a->kind != AXI_STACK && a->kind != AXI_VALUE && !axi_in_packet(a)) || a->null ||
	    insn->imm <= -OFFSET_LIMIT || insn->imm >= OFFSET_LIMIT || off <= -OFFSET_LIMIT || off >= OFFSET_LIMIT)
		return false;
	if (axi_in_packet(a))
		a->obj = 0;
	a->off = (s32)off;
	return true;
}

int axi_do_alu(struct axi_verify *v, const struct ax_insn *insn)
{
	bool wide = (insn->opcode & 7) == AX_ALU64;
	u32 op = insn->opcode & 0xf0;
	struct axi_val *a = &v->reg[insn->dst], b;
	int err;

	if (AXI_FAST && insn->dst != AX_R10 && !v->arena && (plain_alu(v, insn, a) || plain_move(insn, a)))
		return 0;

	if (AXI_KFUNCS && insn->dst == AX_R10 && !AXI_PLANT(142))
		return axi_reject_note(v, AXI_REASON_BAD_INSN, -1, "r10 is read-only");
	if (op == AX_MOV)
		return do_mov(v, insn);
	if (op == AX_END)
		return do_swap(v, insn);
	err = axi_need_init(v, insn->dst);
	if (!err && op != AX_NEG && insn->opcode & AX_X)
		err = axi_need_init(v, insn->src);
	err = err ? err : check_amount(v, insn);
	if (err)
		return err;
	if (op == AX_NEG)
		axi_scalar_const(&b, 0);
	else
		axi_operand(v, insn, &b);
	if (op == AX_NEG && is_pointer(a) && axi_may_leak(v)) {
		axi_scalar_unknown(a);
		if (!wide)
			axi_range_zext(&a->r, 32);
		return 0;
	}
	if (AXI_ARENAS && op != AX_NEG && (axi_is_arena(a) || axi_is_arena(&b)))
		return axi_arena_alu(v, insn, &b);
	if (AXI_ARENAS && wide && v->arena && op != AX_NEG && (err = axi_arena_note(v, insn->dst, false)))
		return err;
	if (is_pointer(a) || is_pointer(&b))
		return pointer_alu(v, insn, &b);
	if (AXI_ARENAS)
		a->null = 0;
	bool by_32 = wide && axi_range_is_const(&b.r) && b.r.tv == 32, back = false;
	struct axi_val old = *a;

	/* x << 32 >> 32 is x again, for x of 32 bits (how -mcpu=v1 extends an int): the name comes back within the block */
	if (by_32 && old.id && !old.off && old.id == v->shifted.id)
		back = op == AX_ARSH ? v->shifted.fits_signed : op == AX_RSH && v->shifted.fits_unsigned;
	bool known = axi_range_is_const(&b.r) && b.r.smin > INT32_MIN && b.r.smin <= INT32_MAX;
	s32 c = !known ? 0 : op == AX_SUB ? -(s32)b.r.smin : (s32)b.r.smin;
	bool linked = (op == AX_ADD || op == AX_SUB) && known && keeps_link(v, a, c, wide);

	/* x ^ x and x - x are 0, whatever x is */
	if ((op == AX_XOR || op == AX_SUB) && (insn->opcode & AX_X) && insn->dst == insn->src) {
		axi_scalar_const(a, 0);
		return 0;
	}
	if ((op == AX_LSH || op == AX_RSH || op == AX_ARSH) && b.r.umax >= (wide ? 64 : 32)) {
		/* Linux, too, says nothing of shifts by the width or more: programs must not depend on them */
		axi_scalar_unknown(a);
		if (!wide)
			axi_range_zext(&a->r, 32);
	} else if (wide)
		axi_range_alu(&a->r, op, insn->off == 1, &b.r);
	else
		axi_range_alu32(&a->r, op, insn->off == 1, &b.r);
	if (AXI_SUMS && v->loops && !axi_plans(v) && (op == AX_ADD || op == AX_SUB) && !(linked && !old.var))
		grow(v, a, &old, &b, op == AX_SUB, linked, wide);
	else if (AXI_SUMS)
		a->var = a->size = a->obj = 0;
	if (linked) {
		a->off += c;
	} else {
		a->id = back ? v->shifted.of : 0;
		a->off = back ? v->shifted.off : 0;
		if (AXI_RANKS)
			axi_grow_alu(v, insn, &old, &b, a);
		if (AXI_RANKS && v->tie && axi_range_is_const(&b.r))
			axi_tie_product(v, a, &old, op, b.r.tv, wide);
	}
	if (by_32 && op == AX_LSH && old.id) {
		v->shifted.id = a->id = ++v->next_id;
		v->shifted.of = old.id;
		v->shifted.off = old.off;
		v->shifted.fits_signed = old.r.smin >= INT32_MIN && old.r.smax <= INT32_MAX;
		v->shifted.fits_unsigned = old.r.umax <= UINT32_MAX;
	}
	return 0;
}

int axi_do_lddw(struct axi_verify *v, const struct ax_insn *insn)
{
	struct axi_val out = {.kind = AXI_UNINIT};
	u32 index = (u32)insn->imm, off = (u32)insn[1].imm;

	axi_range_const(&out.r, 0);
	switch (insn->src) {
	case AX_PSEUDO_NONE: axi_scalar_const(&out, index | (u64)off << 32); break;
	case AX_PSEUDO_MAP_IDX:
		if (index >= v->in->map_count)
			return axi_reject(v, AXI_REASON_BAD_MAP, insn->dst);
		if (AXI_UNVERIFIED && axi_may_wait(v) && !axi_map_waits(v->in->maps[index]->type) && !AXI_PLANT(208))
			return axi_reject_note(v, AXI_REASON_ARG_MAP, insn->dst, "programs that may wait may not use it");
		out.kind = AXI_MAP;
		out.obj = (u16)index;
		break;
	case AX_PSEUDO_MAP_IDX_VALUE:
		if (index >= v->in->map_count)
			return axi_reject(v, AXI_REASON_BAD_MAP, insn->dst);
		if (AXI_ARENAS && v->in->maps[index]->type == AX_MAP_ARENA) { /* where user space has it */
			if (off > (u64)v->in->maps[index]->max_entries * 4096)
				return axi_reject(v, AXI_REASON_MAP_DIRECT, insn->dst);
			axi_scalar_unknown(&out);
			break;
		}
		if (v->in->maps[index]->type != AX_MAP_ARRAY || v->in->maps[index]->max_entries != 1 ||
		    off >= v->in->maps[index]->value_size || off >= OFFSET_LIMIT)
			return axi_reject(v, AXI_REASON_MAP_DIRECT, insn->dst);
		out.kind = AXI_VALUE;
		out.obj = (u16)index;
		out.off = (s32)off;
		break;
	case AX_PSEUDO_FUNC:
		if (!AXI_CALLBACKS)
			return axi_reject(v, AXI_REASON_PSEUDO, insn->dst);
		out.kind = AXI_FUNC;
		out.obj = (u16)axi_named_sub(&v->cfg, v->pc);
		break;
	default: return axi_reject(v, AXI_REASON_PSEUDO, insn->dst);
	}
	v->reg[insn->dst] = out;
	return 0;
}

/* ---- branches ---- */

static bool equality(const struct ax_insn *insn)
{
	u32 op = insn->opcode & 0xf0;

	return op == AX_JEQ || op == AX_JNE;
}

/* of_packet - a pointer into the packet, or its end: comparing two of them says how long the packet is, not where */
static bool of_packet(const struct axi_val *p)
{
	return AXI_OBJECTS && (axi_in_packet(p) || p->kind == AXI_END);
}

static bool is_zero(const struct axi_val *val)
{
	return val->kind == AXI_SCALAR && axi_range_is_const(&val->r) && !val->r.tv;
}

static bool null_test(const struct ax_insn *insn, const struct axi_val *b)
{
	return equality(insn) && is_zero(b);
}

int axi_branch_check(struct axi_verify *v, const struct ax_insn *insn)
{
	const struct axi_val *a = &v->reg[insn->dst];
	bool is32 = (insn->opcode & 7) == AX_JMP32;
	struct axi_val b;
	int err = axi_need_init(v, insn->dst);

	if (!err && insn->opcode & AX_X)
		err = axi_need_init(v, insn->src);
	if (err)
		return err;
	if (!is_pointer(a) && (!(insn->opcode & AX_X) || !is_pointer(&v->reg[insn->src])))
		return 0;
	axi_operand(v, insn, &b);
	/* an address is not to be guessed: of numbers it is compared with none but 0 */
	if (axi_may_leak(v) || (!is32 && (equality(insn) ? is_zero(a) || is_zero(&b) || (is_pointer(a) && is_pointer(&b)) || AXI_PLANT(187) :
				 (axi_same_base(a, &b) || (of_packet(a) && of_packet(&b))) && (insn->opcode & 0xf0) != AX_JSET)))
		return 0;
	return axi_reject(v, AXI_REASON_PTR_CMP, is_pointer(a) ? insn->dst : insn->src);
}

static void touch(struct axi_verify *v, struct axi_val *val)
{
	if (!v->undo_on)
		return;
	for (u32 i = 0; i < v->undos; i++)
		if (v->undo[i].at == val)
			return;
	v->undo[v->undos].at = val;
	v->undo[v->undos++].val = *val;
}

u32 axi_branch_links(struct axi_verify *v, const struct ax_insn *insn)
{
	u32 a = v->reg[insn->dst].id, b = insn->opcode & AX_X ? v->reg[insn->src].id : 0, n = 2;

	v->linked = true;
	if (AXI_KFUNCS && (v->dynptrs || axi_full(v))) /* an item's iterator */
		n++;
	if (axi_in_packet(&v->reg[insn->dst]) || (insn->opcode & AX_X && axi_in_packet(&v->reg[insn->src]))) {
		for (u32 key = 0; key != AXI_NONE; key = axi_key_next(v, key))
			n += axi_in_packet(axi_val_at(v, key));
		return n;
	}
	if (!a && !b) {
		v->linked = false;
		return n;
	}
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) {
		const struct axi_val *val = e.val;

		if (val->kind != AXI_UNINIT && val->id && (val->id == a || val->id == b))
			n++;
	}
	v->linked = a == b || n > 2 + (a != 0) + (b != 0);
	return n;
}

static void settle_one(struct axi_verify *v, struct axi_val *val, bool is_null)
{
	touch(v, val);
	val->null = 0;
	if (is_null) {
		u8 init = val->init, width = val->width;

		axi_scalar_const(val, 0);
		val->init = init;
		val->width = width;
	}
}

/* Pointers with the id of `p`, a register that may be NULL, are, or are not: in every register and slot. */
static void settle_null(struct axi_verify *v, struct axi_val *p, bool is_null)
{
	u32 id = p->id;
	bool alone = AXI_FAST && id && !v->linked && !AXI_PLANT(16);

	if (AXI_KFUNCS && !is_null && p->kind == AXI_SLICE && p->obj == AXI_SLICE_ITEM)
		axi_iter_got(v, p, touch);
	if (alone)
		settle_one(v, p, is_null);
	for (struct axi_each e = axi_each(v); !alone && axi_each_next(v, &e);)
		if (e.val->kind > AXI_BYTES && e.val->null && (e.val->id == id || AXI_PLANT(16)))
			settle_one(v, e.val, is_null);
	if (!is_null)
		return;
	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] == id) /* nothing was reserved */
			v->ref[i--] = v->ref[--v->refs];
}

/* A number was refined: numbers at a fixed distance from it are refined, too.  False: contradiction. */
static bool spread(struct axi_verify *v, const struct axi_val *known)
{
	struct axi_val from;

	if (!known->id || !v->linked)
		return true;
	from = *known;
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) {
		struct axi_val *val = e.val;
		struct axi_range r;

		if (val == known || val->kind != AXI_SCALAR || val->id != from.id)
			continue;
		touch(v, val);
		axi_range_const(&r, AXI_PLANT(14) ? 0 : (u64)((s64)val->off - from.off));
		axi_range_alu(&r, AX_ADD, false, &from.r);
		if (val->width && val->width != 8 && !axi_names_halves(v))
			continue;
		if (!axi_range_meet(&val->r, &r))
			return false;
	}
	return true;
}

/* Linux takes only these addresses to be different from 0, and walks both sides for others. */
static bool never_zero(const struct axi_val *p)
{
	return p->kind == AXI_VALUE || p->kind == AXI_RECORD || p->kind == AXI_MAP || (AXI_CALLBACKS && p->kind == AXI_MEM) || axi_is_slice(p) ||
	       (AXI_OBJECTS && p->kind == AXI_OBJECT && ((p->obj != AXI_OBJECT_BTF && !(AXI_KFUNCS && p->obj == AXI_OBJECT_OWN)) || (AXI_KFUNCS && axi_is_held(p))));
}

/* Packet pointers of one name with `at` bytes behind it compared: all of these lie before the end. */
static void settle_packet(struct axi_verify *v, struct axi_val *known, s64 bytes)
{
	u32 name = axi_packet_name(known), kind = known->kind;
	struct axi_range r;

	bytes += AXI_PLANT(63);
	for (u32 key = 0; key != AXI_NONE; key = axi_key_next(v, key)) {
		struct axi_val *val = axi_val_at(v, key);

		if (val == known || val->kind != kind || axi_packet_name(val) != name)
			continue;
		touch(v, val);
		r = val->r;
		if (axi_range_meet(&r, &known->r)) /* one name, one variable part */
			val->r = r;
		val->size = (s64)val->size > bytes ? val->size : (u32)bytes + 1;
	}
	touch(v, known);
	known->size = (s64)known->size > bytes ? known->size : (u32)bytes + 1;
}

/* The end of the packet, or for metadata the packet's start. */
static bool is_end_of(const struct axi_val *p, const struct axi_val *end)
{
	if (p->kind == AXI_PACKET)
		return end->kind == AXI_END;
	return p->kind == AXI_META && end->kind == AXI_PACKET && !end->off && axi_packet_name(end) == AXI_VAR_BASE;
}

/* "p op end", where it is known already that p is at most the end, or (p->obj) at it or behind it: false: cannot be. */
static bool packet_known(const struct axi_val *p, u32 op, bool taken)
{
	bool at_most = p->off >= 0 && (s64)p->size > p->off;

	switch (op) {
	case AX_JGT:
	case AX_JLE: return taken == (op == AX_JGT) ? !at_most : p->obj != AXI_BEHIND;
	case AX_JGE:
	case AX_JLT: return taken == (op == AX_JGE) || !p->obj;
	default: return true;
	}
}

/* "p op end" turned out true or false: what does it say of the bytes before p?  False: cannot be. */
static bool packet_branch(struct axi_verify *v, u32 op, struct axi_val *p, bool taken)
{
	enum { NOTHING, AT_MOST, LESS } learnt = NOTHING;
	s64 off = p->off;
	struct axi_range room;

	if (!packet_known(p, op, taken))
		return false;
	if ((op == AX_JGT && taken) || (op == AX_JLE && !taken) || (op == AX_JGE && taken) || (op == AX_JLT && !taken)) {
		touch(v, p);
		p->obj = op == AX_JGT || op == AX_JLE || p->obj == AXI_BEHIND ? AXI_BEHIND : AXI_AT_END;
		return true;
	}

	switch (op) {
	case AX_JGT: learnt = taken ? NOTHING : AT_MOST; break;
	case AX_JGE: learnt = taken ? NOTHING : LESS; break;
	case AX_JLT: learnt = taken ? LESS : NOTHING; break;
	case AX_JLE: learnt = taken ? AT_MOST : NOTHING; break;
	case AX_JEQ:
	case AX_JNE: /* known to be at most the end, and not the end */
		learnt = taken == (op == AX_JNE) && off >= 0 && (s64)p->size > off ? LESS : NOTHING;
		break;
	default: break;
	}
	/* no address that is compared may wrap; beyond this nothing is learnt (twice a packet is enough for loops) */
	if (!learnt || off < 0 || off > AXI_PACKET_MAX || p->r.smin < 0 || !axi_packet_name(p) ||
	    p->r.umax > AXI_PACKET_FAR || p->r.umax + (u64)off > AXI_PACKET_FAR)
		return true;
	if (p->r.umax > (u64)(AXI_PACKET_MAX - off)) {
		axi_range_unsigned(&room, 0, (u64)(AXI_PACKET_MAX - off));
		touch(v, p);
		if (!axi_range_meet(&p->r, &room))
			return false;
	}
	settle_packet(v, p, learnt == LESS ? off + 1 : off);
	return true;
}

/* Is the pointer so near to its object that its address does not wrap?  Others are in no order. */
static bool is_near(const struct axi_val *p)
{
	struct axi_range at = axi_whole_offset(p);

	return AXI_PLANT(101) || (at.smin >= -AX_STACK_BYTES && at.smax <= AXI_FAR_OFFSET + OFFSET_LIMIT);
}

static bool pointer_branch(struct axi_verify *v, const struct ax_insn *insn, struct axi_val *a, const struct axi_val *b,
			   bool taken)
{
	bool equal = ((insn->opcode & 0xf0) == AX_JEQ) == taken;

	if ((insn->opcode & 0xf0) == AX_JSET)
		return true;
	if (null_test(insn, b)) {
		if (!a->null)
			return !equal || !never_zero(a) || !is_near(a);
		if (!(insn->opcode & AX_X)) /* as Linux: a register that is known to be 0 is no test */
			settle_null(v, a, equal);
		return true;
	}
	if (AXI_OBJECTS && is_end_of(a, b))
		return packet_branch(v, insn->opcode & 0xf0, a, taken);
	if (AXI_OBJECTS && insn->opcode & AX_X && is_end_of(b, a))
		return packet_branch(v, axi_cond_swapped(insn->opcode & 0xf0), &v->reg[insn->src], taken);
	if (equal && equality(insn) && is_pointer(a) && is_pointer(b) && a->null != b->null) {
		const struct axi_val *other = a->null ? b : a;

		if ((never_zero(other) && other->r.smax <= INT32_MAX) || AXI_PLANT(113)) /* so the one that equals it is none, either */
			settle_null(v, a->null ? a : &v->reg[insn->src], false);
	}
	if (is_pointer(a) && is_pointer(b) && axi_same_base(a, b) && (equality(insn) || (is_near(a) && is_near(b)))) {
		struct axi_range x = axi_whole_offset(a), y = axi_whole_offset(b), front;

		axi_range_const(&front, AX_STACK_BYTES); /* so far in front, offsets are not negative: they are as addresses are */
		axi_range_alu(&x, AX_ADD, false, &front);
		axi_range_alu(&y, AX_ADD, false, &front);
		if (!axi_range_branch(&x, &y, insn->opcode & 0xf0, false, taken))
			return false;
		touch(v, a);
		axi_range_const(&front, (u64)(s64)a->off + AX_STACK_BYTES);
		axi_range_alu(&x, AX_SUB, false, &front);
		if (!axi_range_meet(&a->r, &x))
			return false;
	}
	return true;
}

bool axi_branch_apply(struct axi_verify *v, const struct ax_insn *insn, bool taken)
{
	struct axi_val *a = &v->reg[insn->dst], b;
	bool is32 = (insn->opcode & 7) == AX_JMP32;

	axi_operand(v, insn, &b);
	if (is32 && (is_pointer(a) || is_pointer(&b)))
		return true; /* halves of addresses say nothing */
	if (is_pointer(a))
		return pointer_branch(v, insn, a, &b, taken);
	if (is_pointer(&b)) {
		return !null_test(insn, a) || b.null || !never_zero(&b) || !is_near(&b) || ((insn->opcode & 0xf0) == AX_JEQ) != taken;
	}
	touch(v, a);
	if (insn->opcode & AX_X && insn->dst == insn->src) {
		struct axi_range copy = a->r; /* both operands are one number */

		return axi_range_branch(&a->r, &copy, insn->opcode & 0xf0, is32, taken);
	}
	if (!axi_range_branch(&a->r, &b.r, insn->opcode & 0xf0, is32, taken))
		return false;
	if (insn->opcode & AX_X) {
		touch(v, &v->reg[insn->src]);
		v->reg[insn->src].r = b.r;
		if (!spread(v, &v->reg[insn->src]))
			return false;
	}
	return spread(v, a);
}

int axi_branch_side(struct axi_verify *v, const struct ax_insn *insn, bool taken, u32 target, bool last, u32 links,
		    int (*go)(struct axi_verify *v, u32 target, bool last))
{
	u32 refs = v->refs, ref[AXI_REFS];
	u32 copy = 0, pc = v->pc;
	bool by_copy = !last && links > AXI_UNDO;
	int err = 0;

	memcpy(ref, v->ref, refs * sizeof(*ref));
	if (by_copy)
		err = axi_chunk_save(v, &copy, 0x3ff);
	v->undo_on = !last && !by_copy;
	v->undos = 0;
	if (!err && axi_branch_apply(v, insn, taken)) {
		v->undo_on = false;
		err = go(v, target, last);
	}
	v->undo_on = false;
	if (err > 0) /* another state is the current one */
		return err;
	v->pc = pc;
	if (err || last)
		return err;
	if (by_copy) {
		err = axi_chunk_load(v, &copy);
		axi_chunk_free(v, &copy);
		return err;
	}
	for (u32 i = v->undos; i-- > 0;)
		*v->undo[i].at = v->undo[i].val;
	v->refs = refs;
	memcpy(v->ref, ref, refs * sizeof(*ref));
	return 0;
}
