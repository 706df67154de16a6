/* SPDX-License-Identifier: Apache-2.0
 * x86_64_encode.c - instructions of x86-64 as bytes (AMD64 Architecture Programmer's Manual, volume 3). */
#include "jit/x86_64.h"

/* The bytes of an instruction up to its displacement and immediate: eight at most, put at once. */
struct x86_bytes {
	u64 value;
	u32 bits;
};

static inline void x86_byte(struct x86_bytes *b, u32 value)
{
	b->value |= (u64)(value & 0xff) << b->bits;
	b->bits += 8;
}

static inline void x86_put_bytes(struct axi_jit_state *s, const struct x86_bytes *b)
{
	axi_put(s, b->value, b->bits / 8);
}

static inline void x86_prefix(struct x86_bytes *b, u32 how, u32 reg, u32 index, u32 rm)
{
	u32 rex = (how & X86_W) << 3 | (reg & 8) >> 1 | (index & 8) >> 2 | (rm & 8) >> 3;

	if (how & ~(u32)X86_W) {
		if (how & X86_LOCK)
			x86_byte(b, 0xf0);
		if (how & X86_PREFIX_66)
			x86_byte(b, 0x66);
		/* spl, bpl, sil, dil instead of ah .. bh */
		if (((how & X86_BYTE_REG) && reg >= RSP && reg <= RDI) || ((how & X86_BYTE_RM) && rm >= RSP && rm <= RDI))
			rex |= 0x40;
	}
	if (rex)
		x86_byte(b, 0x40 | rex);
}

static inline void x86_opcode(struct x86_bytes *b, u32 op)
{
	if (op >> 8)
		x86_byte(b, op >> 8);
	x86_byte(b, op);
}

void axi_x86_prefixes(struct axi_jit_state *s, u32 how, u32 reg, u32 index, u32 rm)
{
	struct x86_bytes b = {0};

	x86_prefix(&b, how, reg, index, rm);
	if (b.bits)
		x86_put_bytes(s, &b);
}

/* Opcodes of one byte with no prefix but REX, which most instructions are: the bytes after REX, at most seven, as one number. */
static inline void x86_put_plain(struct axi_jit_state *s, u32 rex, u64 bytes, u32 count)
{
	if (rex) {
		bytes = bytes << 8 | 0x40 | rex;
		count++;
	}
	axi_put(s, bytes, count);
}

static inline bool x86_is_plain(u32 how, u32 op)
{
	return !(how & ~(u32)X86_W) && op < 0x100;
}

void axi_x86_rr(struct axi_jit_state *s, u32 how, u32 op, u32 reg, u32 rm)
{
	u32 modrm = 0xc0 | (reg & 7) << 3 | (rm & 7);
	struct x86_bytes b = {0};

	if (x86_is_plain(how, op)) {
		x86_put_plain(s, how << 3 | reg >> 3 << 2 | rm >> 3, op | modrm << 8, 2);
		return;
	}
	x86_prefix(&b, how, reg, 0, rm);
	x86_opcode(&b, op);
	x86_byte(&b, modrm);
	x86_put_bytes(s, &b);
}

/* With an index, or with more than one byte of opcode. */
__attribute__((noinline)) static void x86_rm_any(struct axi_jit_state *s, u32 how, u32 op, u32 reg, const struct x86_address *at)
{
	u32 low = at->base & 7, mod = !at->disp && low != RBP ? 0 : axi_fits8(at->disp) ? 1 : 2;
	struct x86_bytes b = {0};

	if (at->index != X86_NO_REG) {
		x86_prefix(&b, how, reg, at->index, at->base);
		x86_opcode(&b, op);
		x86_byte(&b, mod << 6 | (reg & 7) << 3 | RSP);
		x86_byte(&b, at->scale << 6 | (at->index & 7) << 3 | low);
	} else {
		x86_prefix(&b, how, reg, 0, at->base);
		x86_opcode(&b, op);
		x86_byte(&b, mod << 6 | (reg & 7) << 3 | low);
		if (low == RSP)
			x86_byte(&b, RSP << 3 | RSP);
	}
	x86_put_bytes(s, &b);
	if (mod)
		axi_put(s, (u32)at->disp, mod == 1 ? 1 : 4);
}

void axi_x86_rm(struct axi_jit_state *s, u32 how, u32 op, u32 reg, const struct x86_address *at)
{
	u32 low = at->base & 7, count = 2;
	u64 bytes = op | low << 8 | (reg & 7) << 11;

	if (at->index != X86_NO_REG || !x86_is_plain(how, op)) {
		x86_rm_any(s, how, op, reg, at);
		return;
	}
	if (low == RSP) { /* means that a SIB byte follows */
		bytes |= (RSP << 3 | RSP) << 16;
		count = 3;
	}
	if (at->disp || low == RBP) {
		bool near = axi_fits8(at->disp);

		bytes |= (u64)(u32)at->disp << 8 * count | (near ? 0x40 : 0x80) << 8;
		count += near ? 1 : 4;
	}
	x86_put_plain(s, how << 3 | reg >> 3 << 2 | at->base >> 3, bytes, count);
}

void axi_x86_mem(struct axi_jit_state *s, u32 how, u32 op, u32 reg, u32 base, s32 disp)
{
	axi_x86_rm(s, how, op, reg, &(struct x86_address){base, X86_NO_REG, 0, disp});
}

void axi_x86_vex(struct axi_jit_state *s, bool wide, u32 map, u32 pp, u32 op, u32 dst, u32 from, u32 third)
{
	x86_put8(s, 0xc4);
	x86_put8(s, (~dst >> 3 & 1) << 7 | 1 << 6 | (~from >> 3 & 1) << 5 | map);
	x86_put8(s, (u32)wide << 7 | (~third & 15) << 3 | pp);
	x86_put8(s, op);
	x86_put8(s, 0xc0 | (dst & 7) << 3 | (from & 7));
}

void axi_x86_mov(struct axi_jit_state *s, u32 to, u32 from)
{
	if (to != from)
		axi_x86_rr(s, X86_W, 0x89, from, to);
}

void axi_x86_mov32(struct axi_jit_state *s, u32 to, u32 from)
{
	axi_x86_rr(s, 0, 0x89, from, to);
}

void axi_x86_mov_imm(struct axi_jit_state *s, u32 to, s64 imm)
{
	if (!imm) {
		axi_x86_rr(s, 0, 0x31, to, to);
	} else if (!((u64)imm >> 32)) {
		axi_x86_prefixes(s, 0, 0, 0, to);
		x86_put8(s, 0xb8 | (to & 7));
		axi_put(s, (u64)imm, 4);
	} else if (axi_fits32(imm)) {
		axi_x86_rr(s, X86_W, 0xc7, 0, to);
		axi_put(s, (u64)imm, 4);
	} else {
		axi_x86_prefixes(s, X86_W, 0, 0, to);
		x86_put8(s, 0xb8 | (to & 7));
		axi_put(s, (u64)imm, 8);
	}
}

void axi_x86_group1(struct axi_jit_state *s, bool wide, u32 number, u32 reg, s32 imm)
{
	if (axi_fits8(imm)) {
		axi_x86_rr(s, wide, 0x83, number, reg);
		x86_put8(s, (u8)imm);
		return;
	}
	if (reg == RAX) {
		axi_x86_prefixes(s, wide, 0, 0, 0);
		x86_put8(s, number << 3 | 5);
	} else {
		axi_x86_rr(s, wide, 0x81, number, reg);
	}
	axi_put(s, (u32)imm, 4);
}

void axi_x86_push(struct axi_jit_state *s, u32 reg)
{
	axi_x86_prefixes(s, 0, 0, 0, reg);
	x86_put8(s, 0x50 | (reg & 7));
}

void axi_x86_pop(struct axi_jit_state *s, u32 reg)
{
	axi_x86_prefixes(s, 0, 0, 0, reg);
	x86_put8(s, 0x58 | (reg & 7));
}

void axi_x86_move_sp(struct axi_jit_state *s, s32 by)
{
	if (by)
		axi_x86_group1(s, true, by < 0 ? 5 : 0, RSP, by < 0 ? -by : by);
}
