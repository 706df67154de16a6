/* SPDX-License-Identifier: Apache-2.0
 * lookup.c - lookups in array maps as code, and what is known at a call from the instructions before it, as far back as
 * control comes one way.
 *
 * Compilers put the key on the stack and its address into r2:
 *   stx u32 [r10 - 4], k; lddw r1, map; mov r2, r10; add r2, -4; call 1; jeq r0, 0, X
 * Then the index is k, and what made r1 and r2 is not needed.  Where k is known to be less than the array has values (a mask, a
 * byte, a constant), neither is the check. */
#include "base/bits.h"
#include "jit/code.h"

enum { LOOK_BACK = 32 };

/* Is instruction `at` - 1 the only way to `at`, and not too far from `call`? */
static bool goes_back(const struct axi_jit_state *s, u32 at, u32 call)
{
	return at > 0 && call - at < LOOK_BACK && !(s->flags[at] & AXI_FLAG_TARGET);
}

/* The number in r1 at a call: the last write of r1 before it, with no way in between, is a constant; *load: where. */
static bool number_at(const struct axi_jit_state *s, u32 at, u64 *number, u32 *load)
{
	for (u32 i = at; goes_back(s, i, at);) {
		const struct ax_insn *insn = &s->insns[--i];
		u32 reads, writes;

		if (s->flags[i] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(insn, &reads, &writes);
		if (!(writes & 1u << AX_R1))
			continue;
		*load = i;
		*number = (u32)insn[0].imm | (u64)(u32)insn[1].imm << 32;
		return insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_NONE;
	}
	return false;
}

bool axi_jit_array_at(const struct axi_jit_state *s, u32 at, struct axi_jit_array *out)
{
	u64 map;
	u32 load;

	*out = (struct axi_jit_array){0};
	return number_at(s, at, &map, &load) && s->in->array(s->in->array_arg, map, out) && out->count <= INT32_MAX &&
	       out->stride <= INT32_MAX && out->cpu_stride <= INT32_MAX;
}

u64 axi_jit_callee_at(const struct axi_jit_state *s, u32 at, bool *is_int)
{
	u32 id = (u32)s->insns[at].imm, load;
	u64 map, direct;

	*is_int = false;
	direct = s->in->direct && number_at(s, at, &map, &load) ? s->in->direct(s->in->array_arg, id, map, is_int) : 0;
	*is_int &= direct != 0;
	return direct ? direct : (uintptr_t)s->in->helpers[id];
}

bool axi_jit_map_load(const struct axi_jit_state *s, u32 at, u32 *load)
{
	u32 reads, writes;
	u64 map;

	if (!number_at(s, at, &map, load))
		return false;
	for (u32 i = *load + 2; i < at; i++) {
		if (s->flags[i] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(&s->insns[i], &reads, &writes);
		if (reads & 1u << AX_R1 || axi_jit_traits[s->insns[i].opcode] & AXI_T_FLOW)
			return false;
	}
	return true;
}

/* What r2 is at a call: r10 + *off.  True when it is made of a move and an addition. */
static bool frame_address_at(const struct axi_jit_state *s, u32 at, s32 *off)
{
	const u8 add = AX_ALU64 | AX_ADD | AX_K, move = AX_ALU64 | AX_MOV | AX_X;
	bool added = false;

	for (u32 i = at; goes_back(s, i, at);) {
		const struct ax_insn *insn = &s->insns[--i];
		u32 reads, writes;

		if (s->flags[i] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(insn, &reads, &writes);
		if (!(writes & 1u << AX_R2))
			continue;
		if (added)
			return insn->opcode == move && insn->src == AX_R10 && !insn->off;
		if (insn->opcode != add)
			return false;
		*off = insn->imm;
		added = true;
	}
	return false;
}

/* The last write of a register before `at`: the largest number that it can have left there. */
static u64 most_at(const struct axi_jit_state *s, u32 at, u32 reg)
{
	for (u32 i = at; goes_back(s, i, at);) {
		const struct ax_insn *insn = &s->insns[--i];
		u32 reads, writes, operation = insn->opcode & 0xf0, class = insn->opcode & 7;

		if (s->flags[i] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(insn, &reads, &writes);
		if (!(writes >> reg & 1))
			continue;
		if (class == AX_LDX && (insn->opcode & 0xe0) == AX_MEM)
			return (insn->opcode & 0x18) == AX_B ? UINT8_MAX : (insn->opcode & 0x18) == AX_H ? UINT16_MAX : UINT32_MAX;
		if ((class != AX_ALU && class != AX_ALU64) || insn->opcode & AX_X || insn->imm < 0)
			return UINT32_MAX;
		if (operation == AX_AND || operation == AX_MOV)
			return (u32)insn->imm;
		if (operation == AX_MOD && insn->imm && !insn->off)
			return (u32)insn->imm - 1;
		return operation == AX_RSH && class == AX_ALU ? UINT32_MAX >> (insn->imm & 31) : UINT32_MAX;
	}
	return UINT32_MAX;
}

/* Does instruction `at`, which is no call, write to [r10 + off, + 4)?  Through another register it may. */
static bool may_write(const struct ax_insn *insn, s32 off)
{
	static const u8 bytes[] = {[AX_W >> 3] = 4, [AX_H >> 3] = 2, [AX_B >> 3] = 1, [AX_DW >> 3] = 8};
	u8 class = insn->opcode & 7;

	if (class != AX_ST && class != AX_STX)
		return false;
	return insn->dst != AX_R10 || (insn->off < off + 4 && off < insn->off + bytes[insn->opcode >> 3 & 3]);
}

bool axi_jit_key_at(const struct axi_jit_state *s, u32 at, struct axi_jit_key *key)
{
	u32 changed = 0;
	s32 off = 0;

	if (!frame_address_at(s, at, &off) || off < -AX_STACK_BYTES || off > 0)
		return false;
	for (u32 i = at; goes_back(s, i, at);) {
		const struct ax_insn *insn = &s->insns[--i];
		u32 reads, writes, size = insn->opcode & 0x18;

		if (s->flags[i] & AXI_FLAG_SECOND)
			continue;
		axi_jit_uses(insn, &reads, &writes);
		if (insn->opcode == AX_OP_CALL || insn->opcode == AX_OP_EXIT)
			return false;
		if (!may_write(insn, off)) {
			changed |= s->flags[i] & AXI_FLAG_GONE ? 0 : writes;
			continue;
		}
		if (insn->dst != AX_R10 || insn->off != off || (size != AX_W && size != AX_DW) || (insn->opcode & 0xe0) != AX_MEM)
			return false;
		*key = (struct axi_jit_key){.is_imm = (insn->opcode & 7) == AX_ST, .reg = insn->src, .most = (u32)insn->imm};
		if (key->is_imm)
			return true;
		key->most = most_at(s, i, insn->src);
		return insn->src < AX_R10 && !(changed >> insn->src & 1);
	}
	return false;
}

/* --- code --- */

static int emit_steps(struct axi_jit_state *s, const struct axi_jop *steps, u32 count)
{
	int err = 0;

	for (u32 i = 0; i < count && !err; i++)
		if (steps[i].kind != AXI_J_NONE)
			err = s->target->emit(s, &steps[i]);
	return err;
}

/* r0 += what lies between the values of the first CPU and those of this one; r1 is free. */
static int emit_cpu(struct axi_jit_state *s, const struct axi_jit_array *array)
{
	const u32 all = (1u << AX_REGS) - 1;
	const struct axi_jop steps[] = {
		{.kind = AXI_J_CPU, .dst = AX_R1},
		{.kind = AXI_J_ALU, .op = AX_MUL, .dst = AX_R1, .a = AX_R1, .is_imm = true, .imm = (s64)array->cpu_stride, .wide = true,
		 .live = all},
		{.kind = AXI_J_ALU, .op = AX_ADD, .dst = AX_R0, .a = AX_R0, .b = AX_R1, .wide = true, .live = all},
	};

	return array->cpu_stride ? emit_steps(s, steps, ARRAY_LEN(steps)) : 0;
}

/* The key is a constant: the result is one, too, but for the CPU. */
static int emit_constant(struct axi_jit_state *s, const struct axi_jop *op, const struct axi_jit_array *array, u64 index)
{
	const struct axi_jop steps[] = {
		{.kind = AXI_J_CONST, .dst = AX_R0, .imm = index < array->count ? (s64)(array->values + index * array->stride) : 0},
		{.kind = index < array->count ? AXI_J_NONE : AXI_J_JUMP, .target = op->target, .at = op->at, .next = op->next},
	};

	int err = emit_steps(s, steps, ARRAY_LEN(steps));

	return err || index >= array->count ? err : emit_cpu(s, array);
}

/* r1 - r5 are free, as behind a call. */
int axi_jit_emit_lookup(struct axi_jit_state *s, const struct axi_jop *op)
{
	const u32 all = (1u << AX_REGS) - 1;
	struct axi_jit_key key = {.most = UINT32_MAX};
	struct axi_jit_array array;
	bool shift, known, extend = false;
	u8 from = AX_R1;

	if (!axi_jit_array_at(s, op->at, &array))
		return -AX_EINVAL; /* cannot be: analyze.c asked the same */
	known = axi_jit_key_at(s, op->at, &key);
	if (known && key.is_imm)
		return emit_constant(s, op, &array, key.most);
	shift = is_pow2(array.stride) && array.stride <= 8;
	if (known) {
		extend = !(op->imm >> key.reg & 1) || key.reg == AX_R0;
		from = extend ? AX_R1 : key.reg;
	}
	{
		const bool check = key.most >= array.count;
		const struct axi_jop steps[] = {
			{.kind = known ? AXI_J_NONE : AXI_J_LOAD, .dst = AX_R1, .a = AX_R2, .bits = 32},
			{.kind = extend ? AXI_J_EXT : AXI_J_NONE, .dst = AX_R1, .a = key.reg, .bits = 32, .wide = true, .live = all},
			{.kind = check ? AXI_J_CONST : AXI_J_NONE, .dst = AX_R0},
			{.kind = check ? AXI_J_BRANCH : AXI_J_NONE, .op = AX_JGE, .a = from, .is_imm = true, .imm = array.count,
			 .wide = true, .target = op->target, .at = op->at, .next = op->next},
			{.kind = AXI_J_CONST, .dst = AX_R0, .imm = (s64)array.values},
			{.kind = shift ? AXI_J_NONE : AXI_J_ALU, .op = AX_MUL, .dst = AX_R1, .a = from, .is_imm = true,
			 .imm = array.stride, .wide = true, .live = all},
			{.kind = AXI_J_LEA, .dst = AX_R0, .a = AX_R0, .b = shift ? from : AX_R1,
			 .scale = shift ? (u8)__builtin_ctz(array.stride) : 0},
		};

		int err = emit_steps(s, steps, ARRAY_LEN(steps));

		return err ? err : emit_cpu(s, &array);
	}
}
