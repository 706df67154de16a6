/* SPDX-License-Identifier: Apache-2.0
 * x86_64_alu.c - code for x86-64: arithmetic, memory, atomic operations. */
#include "jit/x86_64.h"

static void lea(struct axi_jit_state *s, bool wide, u32 dst, u32 base, u32 index, u32 scale, s32 disp)
{
	axi_x86_rm(s, wide, 0x8d, dst, &(struct x86_address){base, index, scale, disp});
}

static void emit_add(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	if (op->is_imm) {
		s32 imm = (s32)op->imm;

		if (dst != a)
			lea(s, op->wide, dst, a, X86_NO_REG, 0, imm);
		else if (imm == 128)
			axi_x86_group1(s, op->wide, 5, dst, -128);
		else
			axi_x86_group1(s, op->wide, 0, dst, imm);
		if (dst == a) {
			s->flags_at = s->at;
			s->compared = (struct axi_compared){.a = op->dst, .is_imm = true, .wide = op->wide, .zero = true};
		}
	} else if (dst == a) {
		axi_x86_rr(s, op->wide, 0x01, b, dst);
	} else if (dst == b) {
		axi_x86_rr(s, op->wide, 0x01, a, dst);
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
			axi_x86_mov(s, dst, a);
		axi_x86_rr(s, op->wide, 0x0faf, dst, b);
	} else if (op->imm == 3 || op->imm == 5 || op->imm == 9) {
		lea(s, op->wide, dst, a, a, op->imm == 3 ? 1 : op->imm == 5 ? 2 : 3, 0);
	} else if (op->imm > 0 && is_pow2((u64)op->imm)) {
		if (dst != a || op->imm == 1)
			axi_x86_rr(s, op->wide, 0x89, a, dst);
		if (op->imm > 1) {
			axi_x86_rr(s, op->wide, 0xc1, 4, dst);
			x86_put8(s, (u32)__builtin_ctzll((u64)op->imm));
		}
	} else if (op->imm > 0 && dst != X86_TMP && (is_pow2((u64)op->imm + 1) || is_pow2((u64)op->imm - 1))) {
		/* a shift and a subtraction or addition: one cycle less */
		bool minus = is_pow2((u64)op->imm + 1);

		axi_x86_mov(s, dst == a ? X86_TMP : dst, a);
		axi_x86_rr(s, op->wide, 0xc1, 4, dst);
		x86_put8(s, (u32)__builtin_ctzll(minus ? (u64)op->imm + 1 : (u64)op->imm - 1));
		axi_x86_rr(s, op->wide, minus ? 0x29 : 0x01, dst == a ? X86_TMP : a, dst);
	} else {
		axi_x86_rr(s, op->wide, axi_fits8(op->imm) ? 0x6b : 0x69, dst, a);
		axi_put(s, (u32)op->imm, axi_fits8(op->imm) ? 1 : 4);
	}
}

/* and, or, xor, sub */
static void emit_logic(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	u32 number = op->op == AX_OR ? 1 : op->op == AX_AND ? 4 : op->op == AX_SUB ? 5 : 6;
	bool wide = op->wide;

	if (op->op == AX_AND && op->is_imm && (op->imm == 0xff || op->imm == 0xffff)) {
		axi_x86_rr(s, op->imm == 0xff ? X86_BYTE_RM : 0, op->imm == 0xff ? 0x0fb6 : 0x0fb7, dst, a);
		return;
	}
	if (op->op == AX_SUB && op->is_imm && dst != a && op->imm != INT32_MIN) {
		lea(s, wide, dst, a, X86_NO_REG, 0, (s32)-op->imm);
		return;
	}
	if (!op->is_imm && dst == b && dst != a) {
		if (op->op == AX_SUB) { /* dst = a - dst */
			axi_x86_rr(s, wide, 0xf7, 3, dst);
			axi_x86_rr(s, wide, 0x01, a, dst);
			return;
		}
		b = a;
	} else {
		axi_x86_mov(s, dst, a);
	}
	if (!op->is_imm) {
		axi_x86_rr(s, wide, number << 3 | 1, b, dst);
		return;
	}
	if (number == 6 && op->imm == -1) {
		axi_x86_rr(s, wide, 0xf7, 2, dst); /* not */
		return;
	}
	if (number == 4 && op->imm >= 0)
		wide = false; /* the upper half becomes 0 either way */
	axi_x86_group1(s, wide, number, dst, (s32)op->imm);
}

/* A shift by rcx, the general case: rcx is kept in a scratch register. */
static void shift_by_cl(struct axi_jit_state *s, const struct axi_jop *op, u32 number, u32 dst, u32 a, u32 b)
{
	u32 work = dst == RCX ? X86_TMP : dst;

	if (b == RCX) {
		axi_x86_mov(s, work, a);
		axi_x86_rr(s, op->wide, 0xd3, number, work);
	} else {
		bool keep = dst != RCX && op->live >> AX_R4 & 1;

		if (b == work && a != b) { /* dst = a << dst */
			axi_x86_mov(s, X86_TMP, a);
			work = X86_TMP;
		} else {
			axi_x86_mov(s, work, a);
		}
		if (keep)
			axi_x86_mov(s, X86_TMP2, RCX);
		axi_x86_mov32(s, RCX, b);
		axi_x86_rr(s, op->wide, 0xd3, number, work);
		if (keep)
			axi_x86_mov(s, RCX, X86_TMP2);
	}
	axi_x86_mov(s, dst, work);
}

static void emit_shift(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	u32 number = op->op == AX_LSH ? 4 : op->op == AX_RSH ? 5 : op->op == AX_ARSH ? 7 : 0;
	bool bmi2 = s->in->features & AX_CPU_BMI2;

	if (!op->is_imm) {
		if (bmi2)
			axi_x86_vex(s, op->wide, 2, op->op == AX_LSH ? 1 : op->op == AX_RSH ? 3 : 2, 0xf7, dst, a, b);
		else
			shift_by_cl(s, op, number, dst, a, b);
		return;
	}
	if (op->op == AXI_ROTL && dst != a && bmi2) {
		axi_x86_vex(s, op->wide, 3, 3, 0xf0, dst, a, 0);
		x86_put8(s, (u32)((op->wide ? 64 : 32) - op->imm));
		return;
	}
	if (op->op == AX_LSH && dst != a && op->imm == 1) {
		lea(s, op->wide, dst, a, a, 0, 0);
		return;
	}
	if (op->wide)
		axi_x86_mov(s, dst, a);
	else if (dst != a || !op->imm)
		axi_x86_mov32(s, dst, a);
	if (!op->imm)
		return;
	if (op->imm == 1 && op->op == AX_LSH) {
		axi_x86_rr(s, op->wide, 0x01, dst, dst);
	} else if (op->imm == 1) {
		axi_x86_rr(s, op->wide, 0xd1, number, dst);
	} else {
		axi_x86_rr(s, op->wide, 0xc1, number, dst);
		x86_put8(s, (u32)op->imm);
	}
}

/* The division itself: dividend in rax, `by` neither rax nor rdx; the result's register. */
static u32 divide(struct axi_jit_state *s, const struct axi_jop *op, u32 by)
{
	bool quotient = op->op == AX_DIV, wide = op->wide;
	bool zero = !op->nonzero && (!op->is_imm || !op->imm), minus = op->is_signed && !op->exact && (!op->is_imm || op->imm == -1);
	size_t not_zero = 0, not_minus = 0, done_zero = 0, done_minus = 0;

	if (zero) {
		axi_x86_rr(s, wide, 0x85, by, by);
		not_zero = x86_hop(s, X86_HOP_CC(X86_CC_NE));
		quotient ? axi_x86_mov_imm(s, RAX, 0) : axi_x86_rr(s, wide, 0x89, RAX, RDX);
		done_zero = x86_hop(s, X86_HOP);
		x86_hop_here(s, not_zero);
	}
	if (minus) { /* the most negative number by -1 would trap */
		axi_x86_group1(s, wide, 7, by, -1);
		not_minus = x86_hop(s, X86_HOP_CC(X86_CC_NE));
		quotient ? axi_x86_rr(s, wide, 0xf7, 3, RAX) : axi_x86_mov_imm(s, RDX, 0);
		done_minus = x86_hop(s, X86_HOP);
		x86_hop_here(s, not_minus);
	}
	if (op->is_signed) {
		axi_x86_prefixes(s, wide, 0, 0, 0);
		x86_put8(s, 0x99); /* cqo, cdq */
	} else {
		axi_x86_mov_imm(s, RDX, 0);
	}
	axi_x86_rr(s, wide, 0xf7, op->is_signed ? 7 : 6, by);
	if (zero)
		x86_hop_here(s, done_zero);
	if (minus)
		x86_hop_here(s, done_minus);
	return quotient ? RAX : RDX;
}

static void divide_by_multiplying(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 multiplier,
				  u32 shift)
{
	axi_x86_mov32(s, X86_TMP, a);
	axi_x86_mov_imm(s, X86_TMP2, multiplier);
	axi_x86_rr(s, X86_W, 0x0faf, X86_TMP, X86_TMP2);
	axi_x86_rr(s, X86_W, 0xc1, 5, X86_TMP);
	x86_put8(s, shift);
	if (op->op == AX_DIV) {
		axi_x86_mov32(s, dst, X86_TMP);
		return;
	}
	axi_x86_rr(s, 0, 0x69, X86_TMP, X86_TMP);
	axi_put(s, (u32)op->imm, 4);
	if (dst != a)
		axi_x86_mov(s, dst, a);
	axi_x86_rr(s, 0, 0x29, X86_TMP, dst);
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
		axi_x86_mov(s, X86_TMP, RAX);
		by = b == RAX ? X86_TMP : by;
	}
	if (keep_rdx || (!op->is_imm && b == RDX)) {
		axi_x86_mov(s, X86_TMP2, RDX);
		by = b == RDX ? X86_TMP2 : by;
	}
	axi_x86_mov(s, RAX, a);
	if (op->is_imm) { /* dst is free by now; where it is rax or rdx, one scratch register is */
		by = dst == RAX ? X86_TMP : dst == RDX ? X86_TMP2 : dst;
		axi_x86_mov_imm(s, by, op->wide ? op->imm : (s64)(u32)op->imm);
	}
	result = divide(s, op, by);
	if (op->wide)
		axi_x86_mov(s, dst, result);
	else if (dst != result)
		axi_x86_mov32(s, dst, result);
	if (keep_rax)
		axi_x86_mov(s, RAX, X86_TMP);
	if (keep_rdx)
		axi_x86_mov(s, RDX, X86_TMP2);
}

/* dst = b + (a < 0) where dst is b */
void axi_x86_add_sign(struct axi_jit_state *s, const struct axi_jop *op)
{
	axi_x86_mov(s, X86_TMP2, x86_reg_of[op->a]);
	axi_x86_rr(s, X86_W, 0xc1, 5, X86_TMP2);
	x86_put8(s, 63);
	axi_x86_rr(s, X86_W, 0x01, X86_TMP2, x86_reg_of[op->dst]);
}

/* The upper half of a product, into the scratch register; multiplications work in rdx (mulx), or rax and rdx. */
void axi_x86_mulhi(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 a = x86_reg_of[op->a];
	bool bmi2 = s->in->features & AX_CPU_BMI2 && !op->is_signed;

	axi_x86_mov(s, X86_TMP2, RDX);
	if (bmi2) {
		axi_x86_mov(s, RDX, a);
		axi_x86_mov_imm(s, X86_TMP, op->imm);
		axi_x86_vex(s, true, 2, 3, 0xf6, X86_TMP, X86_TMP, X86_TMP);
	} else {
		axi_x86_push(s, RAX);
		if (a == RAX)
			axi_x86_mov(s, a = X86_TMP, RAX);
		axi_x86_mov_imm(s, RAX, op->imm);
		axi_x86_rr(s, X86_W, 0xf7, op->is_signed ? 5 : 4, a);
		axi_x86_mov(s, X86_TMP, RDX);
		axi_x86_pop(s, RAX);
	}
	axi_x86_mov(s, RDX, X86_TMP2);
}

static void emit_neg(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	(void)b;
	axi_x86_mov(s, dst, a);
	axi_x86_rr(s, op->wide, 0xf7, 3, dst);
}

static void emit_mov(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b)
{
	(void)op;
	(void)b;
	axi_x86_mov(s, dst, a);
}

void axi_x86_alu(struct axi_jit_state *s, const struct axi_jop *op)
{
	static void (*const alu[])(struct axi_jit_state *s, const struct axi_jop *op, u32 dst, u32 a, u32 b) = {
		[AX_ADD >> 4] = emit_add, [AX_SUB >> 4] = emit_logic, [AX_MUL >> 4] = emit_mul, [AX_DIV >> 4] = emit_divide,
		[AX_OR >> 4] = emit_logic, [AX_AND >> 4] = emit_logic, [AX_LSH >> 4] = emit_shift, [AX_RSH >> 4] = emit_shift,
		[AX_NEG >> 4] = emit_neg, [AX_MOD >> 4] = emit_divide, [AX_XOR >> 4] = emit_logic, [AX_MOV >> 4] = emit_mov,
		[AX_ARSH >> 4] = emit_shift, [AX_END >> 4] = emit_mov, [AXI_ROTL >> 4] = emit_shift, [15] = emit_mov,
	};

	alu[op->op >> 4](s, op, x86_reg_of[op->dst], x86_reg_of[op->a], op->is_imm ? X86_NO_REG : x86_reg_of[op->b]);
}

void axi_x86_ext(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 dst = x86_reg_of[op->dst], a = x86_reg_of[op->a];

	switch (op->bits) {
	case 8: axi_x86_rr(s, (op->is_signed && op->wide) | X86_BYTE_RM, op->is_signed ? 0x0fbe : 0x0fb6, dst, a); break;
	case 16: axi_x86_rr(s, op->is_signed && op->wide, op->is_signed ? 0x0fbf : 0x0fb7, dst, a); break;
	default:
		if (op->is_signed)
			axi_x86_rr(s, X86_W, 0x63, dst, a);
		else
			axi_x86_mov32(s, dst, a);
		break;
	}
}

void axi_x86_swap(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 dst = x86_reg_of[op->dst];

	axi_x86_mov(s, dst, x86_reg_of[op->a]);
	if (op->bits == 16) {
		axi_x86_rr(s, X86_PREFIX_66, 0xc1, 1, dst);
		x86_put8(s, 8);
		if (!op->is_bare)
			axi_x86_rr(s, 0, 0x0fb7, dst, dst);
		return;
	}
	axi_x86_prefixes(s, op->bits == 64, 0, 0, dst);
	x86_put8(s, 0x0f);
	x86_put8(s, 0xc8 | (dst & 7));
}

/* --- memory --- */

static inline struct x86_address address_of(const struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 index = op->indexed ? x86_reg_of[op->b] : X86_NO_REG;

	if (op->a == AX_R10)
		return (struct x86_address){s->frame_base, index, op->scale, op->off + s->frame_off};
	return (struct x86_address){x86_reg_of[op->a], index, op->scale, op->off};
}

void axi_x86_load(struct axi_jit_state *s, const struct axi_jop *op)
{
	/* by what is extended with, and the size */
	static const u16 opcodes[2][4] = {{0x0fb6, 0x0fb7, 0x8b, 0x8b}, {0x0fbe, 0x0fbf, 0x63, 0x8b}};
	struct x86_address at = address_of(s, op);
	u32 size = op->bits == 8 ? 0 : op->bits == 16 ? 1 : op->bits == 32 ? 2 : 3;

	axi_x86_rm(s, op->is_signed || size == 3 ? X86_W : 0, opcodes[op->is_signed][size], x86_reg_of[op->dst], &at);
}

void axi_x86_store(struct axi_jit_state *s, const struct axi_jop *op)
{
	struct x86_address at = address_of(s, op);
	u32 how = op->bits == 64 ? X86_W : op->bits == 16 ? X86_PREFIX_66 : 0;
	bool byte = op->bits == 8;

	if (op->is_imm) {
		axi_x86_rm(s, how, byte ? 0xc6 : 0xc7, 0, &at);
		axi_put(s, (u32)op->imm, op->bits == 64 ? 4 : op->bits / 8);
	} else {
		axi_x86_rm(s, how | (byte ? X86_BYTE_REG : 0), byte ? 0x88 : 0x89, x86_reg_of[op->c], &at);
	}
}

/* Fetching or, and, xor: a loop around cmpxchg, which works in rax. */
static void fetch_loop(struct axi_jit_state *s, const struct axi_jop *op, u32 base, u32 c, bool wide)
{
	u32 number = (op->op & 0xf0) == AX_OR ? 1 : (op->op & 0xf0) == AX_AND ? 4 : 6;
	size_t again;

	axi_x86_mov(s, X86_TMP, RAX);
	base = base == RAX ? X86_TMP : base;
	axi_x86_mem(s, wide, 0x8b, RAX, base, op->off);
	again = s->at;
	axi_x86_rr(s, wide, 0x89, RAX, X86_TMP2);
	axi_x86_rr(s, wide, number << 3 | 1, c == RAX ? X86_TMP : c, X86_TMP2);
	axi_x86_mem(s, (u32)wide | X86_LOCK, 0x0fb1, X86_TMP2, base, op->off);
	x86_hop_back(s, X86_HOP_CC(X86_CC_NE), again);
	if (c == RAX)
		return;
	axi_x86_rr(s, wide, 0x89, RAX, c);
	axi_x86_mov(s, RAX, X86_TMP);
}

void axi_x86_atomic(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 base = x86_reg_of[op->a], c = x86_reg_of[op->c];
	bool wide = op->bits == 64;
	u32 how = (u32)wide | X86_LOCK;

	switch (op->op) {
	case AX_ADD: axi_x86_mem(s, how, 0x01, c, base, op->off); break;
	case AX_OR: axi_x86_mem(s, how, 0x09, c, base, op->off); break;
	case AX_AND: axi_x86_mem(s, how, 0x21, c, base, op->off); break;
	case AX_XOR: axi_x86_mem(s, how, 0x31, c, base, op->off); break;
	case AX_ADD | AX_FETCH: axi_x86_mem(s, how, 0x0fc1, c, base, op->off); break;
	case AX_XCHG: axi_x86_mem(s, wide, 0x87, c, base, op->off); break;
	case AX_CMPXCHG:
		axi_x86_mem(s, how, 0x0fb1, c, base, op->off);
		if (!wide)
			axi_x86_mov32(s, RAX, RAX);
		break;
	default: fetch_loop(s, op, base, c, wide); break;
	}
}

void axi_x86_const(struct axi_jit_state *s, const struct axi_jop *op)
{
	axi_x86_mov_imm(s, x86_reg_of[op->dst], op->imm);
}

void axi_x86_lea(struct axi_jit_state *s, const struct axi_jop *op)
{
	lea(s, true, x86_reg_of[op->dst], x86_reg_of[op->a], x86_reg_of[op->b], op->scale, 0);
}
