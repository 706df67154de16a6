/* SPDX-License-Identifier: Apache-2.0
 * lower.c - from instructions with known ranges to eBPF over virtual registers. */
#include <string.h>
#include "mbpf/ebpf/code.h"
#include "mbpf/ebpf/range.h"

enum { MOVSX_32 = 32, SIGNED = 1 };

/* ---- code */

u16 code_temp(struct lowered *l)
{
	if (l->regs >= 16000)
		ebpf_too_large(l->c, l->where);
	return (u16)l->regs++;
}

struct code *code_add(struct lowered *l, struct cblock *b)
{
	if (b->count == b->room) {
		struct code *more = ebpf_alloc(l->c, (b->room * 2 + 16) * sizeof(*more));

		if (b->count)
			memcpy(more, b->code, b->count * sizeof(*more));
		b->code = more;
		b->room = b->room * 2 + 16;
	}
	b->code[b->count] = (struct code){.where = l->where};
	return &b->code[b->count++];
}

static struct code *put(struct lowered *l, u8 opcode, u16 d, u16 s, s32 off, s32 imm)
{
	struct code *i = code_add(l, l->at);

	i->opcode = opcode;
	i->d = d;
	i->s = s;
	i->off = (s16)off;
	i->imm = imm;
	return i;
}

static struct cblock *new_block(struct lowered *l)
{
	struct cblock *b = ebpf_alloc(l->c, sizeof(*b));

	if (l->count == l->room) {
		struct cblock **more = ebpf_alloc(l->c, (l->room * 2 + 64) * sizeof(*more));

		if (l->count)
			memcpy(more, l->blocks, l->count * sizeof(*more));
		l->blocks = more;
		l->room = l->room * 2 + 64;
	}
	b->index = l->count;
	l->blocks[l->count++] = b;
	return b;
}

/* begin - the block goes on in a new one, behind a jump in its middle */
static struct cblock *go_on(struct lowered *l)
{
	struct cblock *b = new_block(l);

	b->weight = l->at->weight;
	return b;
}

static void wide(struct lowered *l, enum code_kind kind, u16 d, s64 value)
{
	struct code *i = put(l, AX_OP_LDDW, d, 0, 0, 0);

	i->kind = (u8)kind;
	i->wide = value;
}

static u16 virtual(u16 r)
{
	return (u16)(FIRST_VIRTUAL + r);
}

static bool fits(struct opnd a)
{
	return a.constant && a.v == (s32)a.v;
}

static void move(struct lowered *l, u16 d, struct opnd a)
{
	if (!a.constant)
		put(l, AX_ALU64 | AX_MOV | AX_X, d, virtual((u16)a.v), 0, 0);
	else if (fits(a))
		put(l, AX_ALU64 | AX_MOV | AX_K, d, 0, 0, (s32)a.v);
	else
		wide(l, C_WIDE, d, a.v);
}

static u16 reg(struct lowered *l, struct opnd a)
{
	u16 t;

	if (!a.constant)
		return virtual((u16)a.v);
	t = code_temp(l);
	move(l, t, a);
	return t;
}

/* alu - t op= b */
static void alu_off(struct lowered *l, u8 class, u8 op, u16 t, struct opnd b, s32 off)
{
	if (fits(b)) {
		put(l, class | op | AX_K, t, 0, off, (s32)b.v);
	} else {
		u16 s = reg(l, b);

		put(l, class | op | AX_X, t, s, off, 0);
	}
}

static void alu(struct lowered *l, u8 op, u16 t, struct opnd b)
{
	alu_off(l, AX_ALU64, op, t, b, 0);
}

static u16 copy_of(struct lowered *l, struct opnd a)
{
	u16 t = code_temp(l);

	move(l, t, a);
	return t;
}

static void copy_reg(struct lowered *l, u16 d, u16 s)
{
	put(l, AX_ALU64 | AX_MOV | AX_X, d, s, 0, 0);
}

static void sign_extend(struct lowered *l, u16 d, u16 s)
{
	put(l, AX_ALU64 | AX_MOV | AX_X, d, s, MOVSX_32, 0);
}

/* ---- arithmetic */

static bool power_of_two(struct opnd a, u32 *shift)
{
	if (!a.constant || a.v <= 0 || a.v & (a.v - 1))
		return false;
	*shift = (u32)__builtin_ctzll((u64)a.v);
	return true;
}

static void divide(struct lowered *l, u16 d, const struct ins *i, bool mod)
{
	bool positive = i->va.lo >= 0 && i->vb.lo >= 0;
	u16 t = copy_of(l, i->a);
	u32 shift;

	if (positive && power_of_two(i->b, &shift)) {
		if (mod)
			alu(l, AX_AND, t, op_int(i->b.v - 1));
		else
			alu(l, AX_RSH, t, op_int(shift));
	} else {
		alu_off(l, AX_ALU64, mod ? AX_MOD : AX_DIV, t, i->b, positive ? 0 : SIGNED);
	}
	copy_reg(l, d, t);
}

/* modulo - by 0 it leaves the dividend, and 0 is wanted */
static void modulo(struct lowered *l, u16 d, const struct ins *i)
{
	bool zero = i->vb.lo <= 0 && i->vb.hi >= 0;
	struct cblock *inside, *out;
	u16 t = code_temp(l);

	if (!zero) {
		divide(l, d, i, true);
		return;
	}
	move(l, t, op_int(0));
	inside = go_on(l);
	out = go_on(l);
	put(l, AX_JMP | AX_JEQ | AX_K, reg(l, i->b), 0, 0, 0)->kind = C_JUMP;
	l->at->t = out;
	l->at->f = inside;
	l->at = inside;
	divide(l, t, i, true);
	l->at->t = out;
	l->at = out;
	copy_reg(l, d, t);
}

/* floor_of - d = floor(n / b), b > 0; n is used up */
static void floor_of(struct lowered *l, u16 d, u16 n, struct opnd b, bool negative)
{
	u32 shift;
	u16 m;

	if (power_of_two(b, &shift)) {
		alu(l, negative ? AX_ARSH : AX_RSH, n, op_int(shift));
		copy_reg(l, d, n);
		return;
	}
	if (!negative) {
		alu(l, AX_DIV, n, b);
		copy_reg(l, d, n);
		return;
	}
	m = code_temp(l);
	copy_reg(l, m, n);
	alu_off(l, AX_ALU64, AX_DIV, n, b, SIGNED);
	alu_off(l, AX_ALU64, AX_MOD, m, b, SIGNED);
	alu(l, AX_ARSH, m, op_int(63)); /* -1 where the remainder is below 0 */
	put(l, AX_ALU64 | AX_ADD | AX_X, n, m, 0, 0);
	copy_reg(l, d, n);
}

static void rounded(struct lowered *l, u16 d, const struct ins *i)
{
	u16 n = copy_of(l, i->a), m, twice;

	if (i->op == I_FLOOR) {
		floor_of(l, d, n, i->b, i->va.lo < 0);
		return;
	}
	if (i->op == I_ROUND) { /* floor((2 a + b) / (2 b)) */
		alu(l, AX_LSH, n, op_int(1));
		alu(l, AX_ADD, n, i->b);
		if (i->b.constant) {
			floor_of(l, d, n, op_int(i->b.v * 2), i->va.lo < 0);
			return;
		}
		twice = copy_of(l, i->b);
		alu(l, AX_LSH, twice, op_int(1));
		floor_of(l, d, n, op_reg((u16)(twice - FIRST_VIRTUAL)), i->va.lo < 0);
		return;
	}
	m = code_temp(l); /* ceil: one more where the remainder is above 0 */
	copy_reg(l, m, n);
	alu_off(l, AX_ALU64, AX_DIV, n, i->b, SIGNED);
	alu_off(l, AX_ALU64, AX_MOD, m, i->b, SIGNED);
	put(l, AX_ALU64 | AX_NEG, m, 0, 0, 0);
	alu(l, AX_ARSH, m, op_int(63));
	put(l, AX_ALU64 | AX_SUB | AX_X, n, m, 0, 0);
	copy_reg(l, d, n);
}

/* int32_of - a register that holds ToInt32(a) */
static u16 int32_of(struct lowered *l, struct opnd a, struct val v)
{
	u16 t;

	if (a.constant)
		return copy_of(l, op_int((s32)(u32)a.v));
	if (in_s32(v))
		return copy_of(l, a);
	t = code_temp(l);
	sign_extend(l, t, reg(l, a));
	return t;
}

static struct opnd int32_operand(struct opnd a)
{
	return a.constant ? op_int((s32)(u32)a.v) : a;
}

static void bits(struct lowered *l, u16 d, const struct ins *i)
{
	static const u8 ops[] = {[I_AND] = AX_AND, [I_OR] = AX_OR, [I_XOR] = AX_XOR};
	struct opnd b = int32_operand(i->b);
	bool proper = (i->a.constant || in_s32(i->va)) && (i->b.constant || in_s32(i->vb));
	u16 t = copy_of(l, int32_operand(i->a));

	/* low bits are low bits: with a mask below 2^31 nothing else is left */
	if (i->op == I_AND && ((in_s32(i->va) && i->va.lo >= 0) || (in_s32(i->vb) && i->vb.lo >= 0)))
		proper = true;
	alu(l, ops[i->op], t, b);
	if (proper)
		copy_reg(l, d, t);
	else
		sign_extend(l, d, t);
}

static void shift(struct lowered *l, u16 d, const struct ins *i)
{
	struct opnd n = i->b.constant ? op_int(i->b.v & 31) : i->b;
	bool fixed = i->b.constant || (i->vb.lo >= 0 && i->vb.hi <= 31);
	s64 a_lo = i->va.lo, a_hi = i->va.hi;
	u16 t;

	switch (i->op) {
	case I_SHL:
		t = copy_of(l, i->a);
		if (n.constant && in_s32(i->va) && a_lo * ((s64)1 << n.v) >= INT32_MIN && a_hi * ((s64)1 << n.v) <= INT32_MAX) {
			alu(l, AX_LSH, t, n);
			copy_reg(l, d, t);
			return;
		}
		alu_off(l, AX_ALU, AX_LSH, t, n, 0);
		sign_extend(l, d, t);
		return;
	case I_SAR:
		t = int32_of(l, i->a, i->va);
		if (fixed) {
			alu(l, AX_ARSH, t, n);
			copy_reg(l, d, t);
			return;
		}
		alu_off(l, AX_ALU, AX_ARSH, t, n, 0);
		sign_extend(l, d, t);
		return;
	default: /* 32 bits, which leave zeros above them */
		t = copy_of(l, i->a);
		alu_off(l, AX_ALU, AX_RSH, t, n, 0);
		copy_reg(l, d, t);
	}
}

static void arithmetic(struct lowered *l, u16 d, const struct ins *i)
{
	u16 t;

	switch (i->op) {
	case I_ADD:
	case I_SUB:
		t = copy_of(l, i->op == I_ADD && i->a.constant ? i->b : i->a);
		alu(l, i->op == I_ADD ? AX_ADD : AX_SUB, t, i->op == I_ADD && i->a.constant ? i->a : i->b);
		break;
	case I_MUL:
	case I_IMUL:
		t = copy_of(l, i->a.constant ? i->b : i->a);
		alu(l, AX_MUL, t, i->a.constant ? i->a : i->b);
		if (i->op == I_IMUL) {
			sign_extend(l, d, t);
			return;
		}
		break;
	case I_INT32:
		if (!i->a.constant && !in_s32(i->va)) {
			sign_extend(l, d, reg(l, i->a));
			return;
		}
		t = copy_of(l, int32_operand(i->a));
		break;
	default: /* I_UINT32 */
		t = code_temp(l);
		put(l, AX_ALU | AX_MOV | AX_X, t, reg(l, i->a), 0, 0);
		break;
	}
	copy_reg(l, d, t);
}

/* ---- memory */

static u8 size_bits(u32 size)
{
	return size == 8 ? AX_DW : size == 4 ? AX_W : size == 2 ? AX_H : AX_B;
}

static void load(struct lowered *l, u16 d, u16 base, s32 off, u32 size, bool sign)
{
	put(l, AX_LDX | (sign && size < 8 ? AX_MEMSX : AX_MEM) | size_bits(size), d, base, off, 0);
}

static void store(struct lowered *l, u16 base, s32 off, u32 size, struct opnd a)
{
	if (a.constant && (size < 8 || fits(a)))
		put(l, AX_ST | AX_MEM | size_bits(size), base, 0, off, (s32)(u32)a.v);
	else
		put(l, AX_STX | AX_MEM | size_bits(size), base, reg(l, a), off, 0);
}

/* address - t = data + (index << shift) */
static void address(struct lowered *l, u16 t, struct opnd index, u32 shift)
{
	move(l, t, index);
	if (shift)
		alu(l, AX_LSH, t, op_int(shift));
	put(l, AX_ALU64 | AX_ADD | AX_X, t, l->data, 0, 0);
}

/* element - base and offset of an element */
static u16 element(struct lowered *l, const struct ins *i, s32 *off)
{
	const struct array *a = i->x;
	u16 t;

	*off = (s32)a->offset;
	if (i->a.constant) {
		*off += (s32)(i->a.v * a->size);
		return l->data;
	}
	if (i->at != NO_REG)
		return virtual(i->at);
	t = code_temp(l);
	address(l, t, i->a, (u32)__builtin_ctz(a->size));
	return t;
}

static void copy_bytes(struct lowered *l, u16 from, const struct array *to, u32 size)
{
	for (u32 at = 0, n; at < size; at += n) {
		u16 t = code_temp(l);

		n = size - at >= 8 ? 8 : size - at >= 4 ? 4 : size - at >= 2 ? 2 : 1;
		load(l, t, from, (s32)at, n, false);
		put(l, AX_STX | AX_MEM | size_bits(n), l->data, t, (s32)(to->offset + at), 0);
	}
}

/* ---- helpers */

static void call(struct lowered *l, u32 helper, u8 args, u16 dst)
{
	struct code *i = put(l, AX_OP_CALL, 0, 0, 0, (s32)helper);

	i->kind = C_CALL;
	i->args = args;
	if (dst != NO_REG)
		copy_reg(l, virtual(dst), AX_R0);
}

static void scratch(struct lowered *l, u32 bytes)
{
	l->scratch = bytes > l->scratch ? bytes : l->scratch;
	if (l->scratch > 256)
		ebpf_refuse(l->c, l->where, "too much stack for the arguments of a call");
}

static void data_address(struct lowered *l, u16 r, u32 offset)
{
	copy_reg(l, r, l->data);
	if (offset)
		put(l, AX_ALU64 | AX_ADD | AX_K, r, 0, 0, (s32)offset);
}

/* memory - a key or value; where it needs stack, at R10 - at.  Stores come first: R1 to R5 must not be used in between. */
static void memory_store(struct lowered *l, const struct mem *m, u32 at)
{
	if (m->kind == MEM_ARRAY || m->kind == MEM_NONE)
		return;
	scratch(l, at);
	if (m->kind == MEM_NUMBER) {
		store(l, AX_R10, -(s32)at, m->size, m->a);
		return;
	}
	store(l, AX_R10, -(s32)at, 4, m->a);
	store(l, AX_R10, 4 - (s32)at, 4, m->b);
}

static void memory_argument(struct lowered *l, u16 r, const struct mem *m, u32 at)
{
	if (m->kind == MEM_ARRAY) {
		data_address(l, r, m->array->offset);
		return;
	}
	copy_reg(l, r, AX_R10);
	put(l, AX_ALU64 | AX_ADD | AX_K, r, 0, 0, -(s32)at);
}

static void map_helper(struct lowered *l, const struct ins *i)
{
	const struct map *map = i->x;
	u16 flags = 0;

	memory_store(l, &i->m[0], 8);
	if (i->op == I_UPDATE) {
		memory_store(l, &i->m[1], 16);
		if (!i->a.constant)
			flags = virtual((u16)i->a.v);
	}
	if (i->op == I_UPDATE) {
		if (i->a.constant)
			move(l, AX_R4, i->a);
		else
			copy_reg(l, AX_R4, flags);
		memory_argument(l, AX_R3, &i->m[1], 16);
	}
	memory_argument(l, AX_R2, &i->m[0], 8);
	wide(l, C_MAP, AX_R1, map->index);
	call(l, i->op == I_LOOKUP ? AX_HELPER_map_lookup_elem : i->op == I_UPDATE ? AX_HELPER_map_update_elem : AX_HELPER_map_delete_elem,
	     i->op == I_UPDATE ? 4 : 2, i->dst);
}

/* digits - the most that a number takes as text */
static u32 digits(struct val v)
{
	s64 low = v.lo < 0 ? -v.lo : 0, high = v.hi > 0 ? v.hi : 0;
	u32 n = 1 + (v.lo < 0);

	for (s64 m = low > high ? low : high; m >= 10; m /= 10)
		n++;
	return n;
}

/* log_line - the format, now that types are known; the values in the stack */
static void log_line(struct lowered *l, const struct ins *i)
{
	const struct log *log = i->x;
	char *format = ebpf_alloc(l->c, 48 * 256 + 1);
	u32 n = 0, bytes = 8, most = 0, longest = 9, at;

	for (u32 k = 1; k < l->c->strings_size; k += (u32)strlen(l->c->strings + k) + 1)
		longest = strlen(l->c->strings + k) > longest ? (u32)strlen(l->c->strings + k) : longest;
	for (u32 k = 0; k < log->count; k++) {
		const u8 kinds = log->part[k].known.kinds;

		if (log->part[k].text) {
			most += (u32)strlen(log->part[k].text);
			n += (u32)strlen(strcpy(format + n, log->part[k].text));
			continue;
		}
		bytes += 8;
		format[n++] = kinds == KIND_BOOL ? AXI_LOG_BOOL : kinds & KIND_STR ? AXI_LOG_STRING : kinds & KINDS_NONE ? AXI_LOG_MAYBE :
			      AXI_LOG_NUMBER;
		most += kinds & KIND_STR ? longest : kinds != KIND_INT ? 9 : digits(log->part[k].known);
	}
	format[n] = 0;
	if (most >= AXI_LOG_BYTES)
		ebpf_refuse(l->c, i->where, "this line may have more than %d characters", AXI_LOG_BYTES - 1);
	at = ebpf_string(l->c, format);
	scratch(l, bytes);
	store(l, AX_R10, -(s32)bytes, 8, op_int(at));
	for (u32 k = 0, v = 8; k < log->count; k++)
		if (!log->part[k].text) {
			store(l, AX_R10, (s32)v - (s32)bytes, 8, log->part[k].value);
			v += 8;
		}
	copy_reg(l, AX_R1, l->ctx);
	wide(l, C_STRINGS, AX_R2, 0);
	move(l, AX_R3, op_int(l->c->strings_size));
	copy_reg(l, AX_R4, AX_R10);
	put(l, AX_ALU64 | AX_ADD | AX_K, AX_R4, 0, 0, -(s32)bytes);
	move(l, AX_R5, op_int(bytes));
	call(l, AX_HELPER_mbpf_log, 5, NO_REG);
}

static void helper(struct lowered *l, const struct ins *i)
{
	const struct array *array = i->x;
	u16 offset;

	switch (i->op) {
	case I_LOG: log_line(l, i); return;
	case I_NOW: call(l, AX_HELPER_ktime_get_ns, 0, i->dst); return;
	case I_EMIT:
		copy_reg(l, AX_R1, l->ctx);
		data_address(l, AX_R2, array->offset);
		move(l, AX_R3, op_int((s64)array->length * array->size));
		call(l, AX_HELPER_mbpf_emit, 3, i->dst);
		return;
	case I_BYTES:
		offset = reg(l, i->b);
		move(l, AX_R4, i->a);
		data_address(l, AX_R3, array->offset);
		copy_reg(l, AX_R2, offset);
		copy_reg(l, AX_R1, l->ctx);
		call(l, AX_HELPER_mbpf_read, 4, i->dst);
		return;
	default: map_helper(l, i);
	}
}

/* ---- instructions */

static void access(struct lowered *l, const struct ins *i)
{
	const struct array *array = i->x;
	const struct global *g = i->x;
	u16 d = i->dst == NO_REG ? 0 : virtual(i->dst), base;
	s32 off;

	switch (i->op) {
	case I_FIELD: load(l, d, l->ctx, (s32)i->imm, i->size, i->sign); break;
	case I_LEN: load(l, d, l->ctx, offsetof(struct axi_ebpf_ctx, data_len), 4, false); break;
	case I_CUT:
		base = code_temp(l);
		load(l, base, l->ctx, offsetof(struct axi_ebpf_ctx, flags), 4, false);
		alu(l, AX_AND, base, op_int(MBPF_CTX_TRUNCATED));
		copy_reg(l, d, base);
		break;
	case I_PACKET:
		base = code_temp(l);
		copy_reg(l, base, l->packet);
		put(l, AX_ALU64 | AX_ADD | AX_X, base, reg(l, i->a), 0, 0);
		copy_reg(l, d, base);
		break;
	case I_PEEK: load(l, d, i->a.v == NO_REG ? l->packet : virtual((u16)i->a.v), (s32)i->imm, i->size, false); break;
	case I_LDG: load(l, d, l->data, (s32)g->offset, 8, false); break;
	case I_STG: store(l, l->data, (s32)g->offset, 8, i->a); break;
	case I_LDA:
		base = element(l, i, &off);
		load(l, d, base, off, i->size, i->sign);
		break;
	case I_STA:
		base = element(l, i, &off);
		store(l, base, off, i->size, i->b);
		break;
	case I_ADDRESS: address(l, d, i->a, i->imm); break;
	case I_CLEAR:
		for (u32 at = 0; at < array->length * array->size; at += 8)
			store(l, l->data, (s32)(array->offset + at), 8, op_int(0));
		break;
	case I_LDM: load(l, d, virtual((u16)i->a.v), (s32)i->imm, i->size, false); break;
	case I_COPY: copy_bytes(l, virtual((u16)i->a.v), array, i->imm); break;
	default: /* I_ADDM */
		base = reg(l, i->b);
		put(l, AX_STX | AX_ATOMIC | size_bits(i->size), virtual((u16)i->a.v), base, 0, AX_ADD);
	}
}

static void instruction(struct lowered *l, const struct ins *i)
{
	u16 d = i->dst == NO_REG ? 0 : virtual(i->dst);

	l->where = i->where;
	switch (i->op) {
	case I_NOP: break;
	case I_MOV: move(l, d, i->a); break;
	case I_ADD:
	case I_SUB:
	case I_MUL:
	case I_IMUL:
	case I_INT32:
	case I_UINT32: arithmetic(l, d, i); break;
	case I_DIV: divide(l, d, i, false); break;
	case I_MOD: modulo(l, d, i); break;
	case I_FLOOR:
	case I_CEIL:
	case I_ROUND: rounded(l, d, i); break;
	case I_AND:
	case I_OR:
	case I_XOR: bits(l, d, i); break;
	case I_SHL:
	case I_SAR:
	case I_SHR: shift(l, d, i); break;
	case I_LOOKUP:
	case I_UPDATE:
	case I_DELETE:
	case I_NOW:
	case I_LOG:
	case I_EMIT:
	case I_BYTES: helper(l, i); break;
	default: access(l, i);
	}
}

/* ---- ends of blocks */

static void jump(struct lowered *l, u8 op, struct opnd a, struct opnd b, struct cblock *t, struct cblock *f)
{
	u16 d = reg(l, a);

	if (fits(b))
		put(l, AX_JMP | op | AX_K, d, 0, 0, (s32)b.v)->kind = C_JUMP;
	else {
		u16 s = reg(l, b);

		put(l, AX_JMP | op | AX_X, d, s, 0, 0)->kind = C_JUMP;
	}
	l->at->t = t;
	l->at->f = f;
}

static void order(struct lowered *l, const struct block *b, struct cblock *t, struct cblock *f)
{
	static const u8 ops[2][6] = {
		{[CC_EQ] = AX_JEQ, [CC_NE] = AX_JNE, [CC_LT] = AX_JSLT, [CC_LE] = AX_JSLE, [CC_GT] = AX_JSGT, [CC_GE] = AX_JSGE},
		{[CC_EQ] = AX_JEQ, [CC_NE] = AX_JNE, [CC_LT] = AX_JLT, [CC_LE] = AX_JLE, [CC_GT] = AX_JGT, [CC_GE] = AX_JGE},
	};
	static const u8 mirror[] = {[CC_EQ] = CC_EQ, [CC_NE] = CC_NE, [CC_LT] = CC_GT, [CC_LE] = CC_GE, [CC_GT] = CC_LT, [CC_GE] = CC_LE};
	bool natural = b->va.lo >= 0 && b->vb.lo >= 0; /* of no use to the verifier: signs */

	if (b->a.constant && !b->b.constant)
		jump(l, ops[natural][mirror[b->cc]], b->b, b->a, t, f);
	else
		jump(l, ops[natural][b->cc], b->a, b->b, t, f);
}

/* marked - to t where the register holds one of these marks; what follows is for the others */
static void marked(struct lowered *l, struct opnd a, u8 kinds, struct cblock *t)
{
	for (u32 k = 0; k < 2; k++) {
		struct cblock *more;

		if (!(kinds & (k ? KIND_NULL : KIND_UNDEF)))
			continue;
		more = go_on(l);
		jump(l, AX_JEQ, a, k ? op_null() : op_undefined(), t, more);
		l->at = more;
	}
}

/* truthy - not 0, null or undefined */
static void truthy(struct lowered *l, const struct block *b, struct cblock *t, struct cblock *f)
{
	marked(l, b->a, b->va.kinds, f);
	jump(l, AX_JNE, b->a, op_int(0), t, f);
}

/* alike - == with null or undefined on one side, or an equality of registers */
static void alike(struct lowered *l, const struct block *b, struct cblock *t, struct cblock *f)
{
	bool right = b->vb.kinds && !(b->vb.kinds & ~KINDS_NONE), left = b->va.kinds && !(b->va.kinds & ~KINDS_NONE);

	if (right || left) {
		marked(l, right ? b->a : b->b, right ? b->va.kinds : b->vb.kinds, t);
		l->at->t = f;
	} else if (b->a.constant && !b->b.constant) {
		jump(l, AX_JEQ, b->b, b->a, t, f);
	} else {
		jump(l, AX_JEQ, b->a, b->b, t, f);
	}
}

static void branch(struct lowered *l, const struct block *b, struct cblock *t, struct cblock *f)
{
	u16 at;

	switch (b->cc) {
	case CC_TRUE: truthy(l, b, t, f); break;
	case CC_SAME:
		if (b->a.constant && !b->b.constant)
			jump(l, AX_JEQ, b->b, b->a, t, f);
		else
			jump(l, AX_JEQ, b->a, b->b, t, f);
		break;
	case CC_LIKE: alike(l, b, t, f); break;
	case CC_BELOW: jump(l, AX_JLT, b->a, b->b, t, f); break;
	case CC_PACKET:
		at = code_temp(l);
		copy_reg(l, at, b->a.v == NO_REG ? l->packet : virtual((u16)b->a.v));
		put(l, AX_ALU64 | AX_ADD | AX_K, at, 0, 0, (s32)b->imm);
		put(l, AX_JMP | AX_JGT | AX_X, at, l->end, 0, 0)->kind = C_JUMP;
		l->at->t = f;
		l->at->f = t;
		break;
	default: order(l, b, t, f);
	}
}

static void fail(struct lowered *l, enum mbpf_outcome outcome, u32 where)
{
	wide(l, C_WIDE, AX_R0, (s64)AXI_EBPF_FAILED(outcome, where >> 12));
	put(l, AX_OP_EXIT, 0, 0, 0, 0)->kind = C_EXIT;
	l->at->cold = true;
}

static void result(struct lowered *l, const struct block *b)
{
	struct val v = b->va;

	if (v.kinds == KIND_UNDEF) {
		fail(l, MBPF_BAD_RESULT, b->where);
		l->at->cold = false;
		return;
	}
	if (v.kinds & KIND_UNDEF) {
		struct cblock *bad = go_on(l), *good = go_on(l);

		jump(l, AX_JEQ, b->a, op_undefined(), bad, good);
		l->at = bad;
		fail(l, MBPF_BAD_RESULT, b->where);
		l->at = good;
	}
	if (v.kinds == KIND_NULL)
		move(l, AX_R0, op_int(0));
	else if (b->a.constant)
		move(l, AX_R0, op_int((s32)(u32)b->a.v));
	else if (in_s32(v) || in_u32(v))
		move(l, AX_R0, b->a);
	else
		sign_extend(l, AX_R0, reg(l, b->a));
	put(l, AX_OP_EXIT, 0, 0, 0, 0)->kind = C_EXIT;
}

static void prologue(struct lowered *l)
{
	l->ctx = code_temp(l);
	l->data = code_temp(l);
	l->packet = code_temp(l);
	l->end = code_temp(l);
	copy_reg(l, l->ctx, AX_R1);
	wide(l, C_DATA, l->data, 0);
	load(l, l->packet, l->ctx, offsetof(struct axi_ebpf_ctx, data), 8, false);
	load(l, l->end, l->ctx, offsetof(struct axi_ebpf_ctx, data_end), 8, false);
}

/* weights - how often a block runs, guessed: ten times for each loop around it.  A loop is what lies between a jump back and
 * where it leads. */
static void weights(struct fn *fn, struct cblock **of)
{
	for (u32 n = 0; n < fn->block_count; n++)
		of[n]->weight = 1;
	for (u32 n = 0; n < fn->block_count; n++)
		for (u32 k = 0; k < 2; k++) {
			const struct block *b = fn->blocks[n], *to = k ? b->f : b->t;

			if ((b->end != END_JUMP || k) && b->end != END_BRANCH)
				continue;
			for (u32 m = to->index; m <= n; m++)
				if (of[m]->weight < 100000)
					of[m]->weight *= 10;
		}
}

void ebpf_lower(struct cc_state *c, struct fn *fn, struct program *out)
{
	struct lowered *l = ebpf_alloc(c, sizeof(*l));
	struct cblock **of = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*of));

	l->c = c;
	l->fn = fn;
	l->regs = FIRST_VIRTUAL + fn->regs;
	for (u32 n = 0; n < fn->block_count; n++) {
		fn->blocks[n]->index = n;
		of[n] = new_block(l);
	}
	weights(fn, of);
	l->at = of[0];
	l->where = fn->blocks[0]->count ? fn->blocks[0]->ins[0].where : fn->blocks[0]->where;
	prologue(l);
	for (u32 n = 0; n < fn->block_count; n++) {
		struct block *b = fn->blocks[n];

		l->at = of[n];
		for (u32 i = 0; i < b->count; i++)
			instruction(l, &b->ins[i]);
		l->where = b->where;
		switch (b->end) {
		case END_JUMP: l->at->t = of[b->t->index]; break;
		case END_BRANCH: branch(l, b, of[b->t->index], of[b->f->index]); break;
		case END_RETURN: result(l, b); break;
		default: fail(l, (enum mbpf_outcome)b->outcome, b->where);
		}
	}
	ebpf_allocate(l);
	out->name = fn->name;
	out->section = fn->section;
	ebpf_place(l, out);
}
