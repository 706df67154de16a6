/* SPDX-License-Identifier: Apache-2.0
 * spare.c - registers that a program does not use hold what it would fetch again and again: 64-bit constants of its loops
 * (addresses of data sections, mostly), and stack slots, where compilers put what they had no register for.
 *
 *   lddw d, n             mov d, V; V is n from the entry on
 *   ldx d, [r10 + off]    mov d, V
 *   stx [r10 + off], a    mov V, a
 *
 * V is a BPF register without a use, or one of the target's own (code.h).  A slot moves only when r10 is nothing but the base
 * of plain loads and stores, so that no pointer can reach it, and all of them see it with one size of 4 or 8 bytes.  What nobody
 * has written may be read (programs of privileged users): of 4 bytes, that is a number below 2^32, so V must begin as one.
 *
 * Only in programs without local calls: others share registers and frames in their own way.
 *
 * What is worth it is counted: a use inside n loops weighs 8^n.  Loops are what backward jumps span. */
#include "jit/code.h"

enum { CONSTANTS = 16, CELLS = AX_STACK_BYTES / 8, DEPTH_MAX = 4, WORTH = 8 };
enum { UNUSED, DOUBLE, WORDS, MIXED };

enum { NO_REG = 0xff };

/* Candidates, and the register that each gets, or NO_REG. */
struct spare {
	u16 *depth;                   /* [count]: loops around the instruction */
	u32 constant_count;
	u64 constant[CONSTANTS];
	u32 constant_weight[CONSTANTS];
	u8 constant_reg[CONSTANTS];
	u8 cell[CELLS];               /* of 8 bytes, counted down from r10: how they are seen */
	u32 slot_weight[2 * CELLS];   /* two to a cell; a DOUBLE is the even one */
	u8 slot_reg[2 * CELLS];
	bool escapes;                 /* r10 is used as a number */
};
_Static_assert(sizeof(struct spare) <= AXI_SPARE_BYTES, "what axi_jit_arena_bytes asks for");

static u64 constant_of(const struct ax_insn *insn)
{
	return (u32)insn[0].imm | (u64)(u32)insn[1].imm << 32;
}

static bool is_constant(const struct axi_jit_state *s, const struct ax_insn *insn)
{
	/* a map's address before a call is what inlined lookups go by */
	return insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_NONE && !(s->calls && insn->dst == AX_R1);
}

/* Loop depth: each backward jump adds one to all from its target to itself. */
static void find_loops(const struct axi_jit_state *s, u16 *depth)
{
	u32 now = 0;

	for (u32 at = 0; at < s->count; at++) {
		const struct ax_insn *insn = &s->insns[at];
		u32 class = insn->opcode & 7, to;

		if ((s->flags[at] & AXI_FLAG_SECOND) || (class != AX_JMP && class != AX_JMP32) || insn->opcode == AX_OP_CALL ||
		    insn->opcode == AX_OP_EXIT)
			continue;
		to = axi_jit_target_of(insn, at);
		if (to > at)
			continue;
		depth[to]++;
		if (at + 1 < s->count)
			depth[at + 1]--; /* modulo 2^16: the sum is right */
	}
	for (u32 at = 0; at < s->count; at++) {
		now += depth[at];
		depth[at] = (u16)now;
	}
}

static u32 weight_at(const struct spare *w, u32 at)
{
	u32 depth = w->depth[at] < DEPTH_MAX ? w->depth[at] : DEPTH_MAX;

	return 1u << 3 * depth;
}

static void count_constant(struct spare *w, u64 value, u32 weight)
{
	u32 i = 0;

	while (i < w->constant_count && w->constant[i] != value)
		i++;
	if (i == CONSTANTS)
		return;
	if (i == w->constant_count)
		w->constant_count++;
	w->constant[i] = value;
	w->constant_weight[i] += weight;
}

/* The slot of a plain access through r10, or -1: none that could move. */
static int slot_of(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7, mode = insn->opcode & 0xe0, size = insn->opcode & 0x18, bytes = size == AX_DW ? 8 : 4;

	if ((size != AX_DW && size != AX_W) || (mode != AX_MEM && (mode != AX_MEMSX || class != AX_LDX)))
		return -1;
	if (insn->off >= 0 || insn->off < -AX_STACK_BYTES || insn->off & (bytes - 1))
		return -1;
	return (-insn->off - 1) / 8 * 2 + (bytes == 4 && -insn->off % 8 != 0);
}

static void mix_cells(struct spare *w, s32 off, u32 bytes)
{
	for (s32 at = off; at < off + (s32)bytes; at++)
		if (at < 0 && at >= -AX_STACK_BYTES)
			w->cell[(-at - 1) / 8] = MIXED;
}

static void count_slot(struct spare *w, const struct ax_insn *insn, u32 weight)
{
	u32 size = insn->opcode & 0x18, kind = size == AX_DW ? DOUBLE : WORDS;
	int slot = slot_of(insn);
	u8 *cell;

	if (slot < 0) {
		mix_cells(w, insn->off, size == AX_DW ? 8 : size == AX_W ? 4 : size == AX_H ? 2 : 1);
		return;
	}
	cell = &w->cell[slot / 2];
	if (*cell != UNUSED && *cell != kind)
		*cell = MIXED;
	else
		*cell = (u8)kind;
	w->slot_weight[slot] += weight;
}

/* Is the instruction a load or store whose base is r10, and r10 nothing else in it? */
static bool through_frame(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7;

	if (class == AX_LDX)
		return insn->src == AX_R10;
	return (class == AX_ST || (class == AX_STX && insn->src != AX_R10 && (insn->opcode & 0xe0) == AX_MEM)) &&
	       insn->dst == AX_R10;
}

static void count_uses(const struct axi_jit_state *s, struct spare *w)
{
	for (u32 at = 0; at < s->count; at++) {
		const struct ax_insn *insn = &s->insns[at];
		u32 reads, writes;

		if (s->flags[at] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(insn, &reads, &writes);
		if (through_frame(insn))
			count_slot(w, insn, weight_at(w, at));
		else if ((reads | writes) >> AX_R10 & 1)
			w->escapes = true;
		if (w->depth[at] && is_constant(s, insn))
			count_constant(w, constant_of(insn), weight_at(w, at));
	}
}

/* The free registers, best first: those that need not be saved. */
static u32 free_registers(const struct axi_jit_state *s, u8 list[AXI_JIT_REGS])
{
	static const u8 order[] = {AX_R1, AX_R2, AX_R3, AX_R4, AX_R5, AXI_REG_SPARE + 1, AXI_REG_SPARE + 2, AX_R9, AX_R8, AX_R7,
				   AX_R6, AXI_REG_SPARE, AXI_REG_SPARE + 3};
	u32 kept = 1u << AX_R6 | 1u << AX_R7 | 1u << AX_R8 | 1u << AX_R9, set, n = 0;

	set = ~s->used & (s->calls ? kept : (1u << AX_R10) - 1);
	set |= s->target->spares(s, s->calls);
	for (u32 i = 0; i < ARRAY_LEN(order); i++)
		if (set >> order[i] & 1)
			list[n++] = order[i];
	return n;
}

static bool can_move(const struct spare *w, u32 slot)
{
	return !w->escapes && (w->cell[slot / 2] == WORDS || (w->cell[slot / 2] == DOUBLE && !(slot & 1)));
}

/* The heaviest candidate that has no register yet and is worth one: constants first, then slots; or -1. */
static s32 heaviest(const struct axi_jit_state *s, const struct spare *w)
{
	u32 best = WORTH - 1;
	s32 found = -1;

	for (u32 i = 0; i < w->constant_count && s->pin_count < AXI_PINS; i++)
		if (w->constant_reg[i] == NO_REG && w->constant_weight[i] > best) {
			best = w->constant_weight[i];
			found = (s32)i;
		}
	for (u32 i = 0; i < ARRAY_LEN(w->slot_reg); i++)
		if (w->slot_reg[i] == NO_REG && w->slot_weight[i] > best && can_move(w, i)) {
			best = w->slot_weight[i];
			found = CONSTANTS + (s32)i;
		}
	return found;
}

/* Registers go to what weighs most.  True when something moves. */
static bool assign(struct axi_jit_state *s, struct spare *w)
{
	u8 list[AXI_JIT_REGS];
	u32 count = free_registers(s, list), used;

	memset(w->constant_reg, NO_REG, sizeof(w->constant_reg));
	memset(w->slot_reg, NO_REG, sizeof(w->slot_reg));
	for (used = 0; used < count; used++) {
		s32 best = heaviest(s, w);
		u8 reg = list[used];
		bool high;

		if (best < 0)
			break;
		if (best < CONSTANTS) {
			w->constant_reg[best] = reg;
			s->pins[s->pin_count++] = (struct axi_pin){w->constant[best], reg};
			high = !(w->constant[best] >> 32);
		} else {
			w->slot_reg[best - CONSTANTS] = reg;
			high = w->cell[(best - CONSTANTS) / 2] == WORDS;
			s->words |= (u32)high << reg;
		}
		s->used |= 1u << reg;
		s->always_high |= (u32)high << reg;
	}
	return used != 0;
}

static u8 constant_reg(const struct spare *w, u64 value)
{
	for (u32 i = 0; i < w->constant_count; i++)
		if (w->constant[i] == value)
			return w->constant_reg[i];
	return NO_REG;
}

/* The access as a move.  What is in V is extended with zeros already. */
static void move_slot(struct ax_insn *insn, u8 reg)
{
	u32 class = insn->opcode & 7;
	bool word = (insn->opcode & 0x18) == AX_W, is_signed = (insn->opcode & 0xe0) == AX_MEMSX;

	if (class == AX_LDX)
		*insn = (struct ax_insn){.opcode = AX_ALU64 | AX_MOV | AX_X, .dst = insn->dst, .src = reg, .off = is_signed ? 32 : 0};
	else if (class == AX_ST)
		*insn = (struct ax_insn){.opcode = (word ? AX_ALU : AX_ALU64) | AX_MOV | AX_K, .dst = reg, .imm = insn->imm};
	else
		*insn = (struct ax_insn){.opcode = (word ? AX_ALU : AX_ALU64) | AX_MOV | AX_X, .dst = reg, .src = insn->src};
}

static void rewrite(struct axi_jit_state *s, const struct spare *w, struct ax_insn *out)
{
	bool frame = false;

	for (u32 at = 0; at < s->count; at++) {
		struct ax_insn *insn = &out[at];
		u8 reg = NO_REG;

		if (s->flags[at] & AXI_FLAG_SECOND)
			continue;
		if (is_constant(s, insn)) {
			reg = constant_reg(w, constant_of(insn));
			if (reg != NO_REG)
				*insn = (struct ax_insn){.opcode = AX_ALU64 | AX_MOV | AX_X, .dst = insn->dst, .src = reg};
		} else if (through_frame(insn)) {
			int slot = slot_of(insn);

			if (slot >= 0)
				reg = w->slot_reg[slot];
			if (reg != NO_REG)
				move_slot(insn, reg);
			else
				frame = true;
		}
	}
	if (!frame && !w->escapes && s->has_slots) {
		s->frame_bytes = 0;
		s->used &= ~(1u << AX_R10);
	}
}

int axi_jit_spare(struct axi_jit_state *s, struct ax_arena *mem)
{
	struct ax_insn *out = ax_arena_array(mem, s->count, sizeof(*out), sizeof(u32));
	size_t mark = ax_arena_mark(mem);
	struct spare *w = ax_arena_alloc(mem, sizeof(*w), sizeof(u64));

	if (!out || !w)
		return -AX_ENOMEM;
	w->depth = ax_arena_array(mem, s->count, sizeof(*w->depth), sizeof(u16));
	if (!w->depth)
		return -AX_ENOMEM;
	find_loops(s, w->depth);
	count_uses(s, w);
	s->frame_plain = !w->escapes;
	memcpy(out, s->insns, s->count * sizeof(*out));
	if (assign(s, w))
		rewrite(s, w, out);
	axi_jit_shape(s, out);
	s->insns = out;
	ax_arena_release(mem, mark);
	return 0;
}
