/* SPDX-License-Identifier: Apache-2.0
 * disasm.c - one instruction as text, in the syntax of `bpftool prog dump xlated` (Linux kernel/bpf/disasm.c).
 *
 * Map references of the engine's internal form print as map[INDEX], those of the wire as map[fd:FD]. */
#include "base/fmt.h"
#include "isa/decode.h"
#include "isa/kfunc.h"

static const char *helper_name(s32 id)
{
	switch (id) {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id: return "bpf_" #name;
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) case id: return "bpf_" #name;
#include "isa/helpers.def"
	default: return "unknown";
	}
}

static void call_text(struct axi_text *to, const struct ax_insn *insn)
{
	struct axi_proto kfunc;

	if (insn->src == AX_CALL_KFUNC && axi_kfunc_proto((u32)insn->imm, &kfunc)) {
		axi_text_add(to, "call %s#%d", kfunc.name, insn->imm);
		return;
	}
	switch (insn->src) {
	case AX_CALL_LOCAL: axi_text_add(to, "call pc%+d", insn->imm); break;
	case AX_CALL_KFUNC: axi_text_add(to, "call kernel-function#%d", insn->imm); break;
	default: axi_text_add(to, "call %s#%d", helper_name(insn->imm), insn->imm); break;
	}
}

static void lddw_text(struct axi_text *to, const struct ax_insn *insn)
{
	u32 low = (u32)insn->imm, high = (u32)insn[1].imm;

	axi_text_add(to, "r%d = ", insn->dst);
	switch (insn->src) {
	case AX_PSEUDO_NONE: axi_text_add(to, "0x%llx", (unsigned long long)((u64)high << 32 | low)); break;
	case AX_PSEUDO_MAP_FD: axi_text_add(to, "map[fd:%d]", insn->imm); break;
	case AX_PSEUDO_MAP_VALUE: axi_text_add(to, "map[fd:%d][0]+%u", insn->imm, high); break;
	case AX_PSEUDO_BTF_ID: axi_text_add(to, "btf[id:%u]", low); break;
	case AX_PSEUDO_FUNC: axi_text_add(to, "subprog[%+d]", insn->imm); break;
	case AX_PSEUDO_MAP_IDX: axi_text_add(to, "map[%u]", low); break;
	default: axi_text_add(to, "map[%u][0]+%u", low, high); break;
	}
}

static void memory_text(struct axi_text *to, const struct axi_op_row *row, const struct ax_insn *insn)
{
	const char *type = row->bits == 64 ? "u64" : "u32"; /* of atomics, whose symbol is the operation */
	const char *width = row->bits == 64 ? "64" : "";

	switch (row->shape) {
	case AXI_SHAPE_LDX:
		axi_text_add(to, "r%d = *(%s *)(r%d %+d)", insn->dst, row->symbol, insn->src, insn->off);
		break;
	case AXI_SHAPE_ST:
		axi_text_add(to, "*(%s *)(r%d %+d) = %d", row->symbol, insn->dst, insn->off, insn->imm);
		break;
	case AXI_SHAPE_STX:
		axi_text_add(to, "*(%s *)(r%d %+d) = r%d", row->symbol, insn->dst, insn->off, insn->src);
		break;
	case AXI_SHAPE_ATOMIC:
		axi_text_add(to, "lock *(%s *)(r%d %+d) %s r%d", type, insn->dst, insn->off, row->symbol,
			     insn->src);
		break;
	case AXI_SHAPE_FETCH:
		axi_text_add(to, "r%d = atomic%s_%s%s((%s *)(r%d %+d), r%d)", insn->src, width,
			     insn->imm == AX_XCHG ? "" : "fetch_", row->symbol, type, insn->dst, insn->off,
			     insn->src);
		break;
	case AXI_SHAPE_CMPXCHG:
		axi_text_add(to, "r0 = atomic%s_cmpxchg((%s *)(r%d %+d), r0, r%d)", width, type, insn->dst,
			     insn->off, insn->src);
		break;
	case AXI_SHAPE_LD_ABS: axi_text_add(to, "r0 = *(%s *)skb[%d]", row->symbol, insn->imm); break;
	default: axi_text_add(to, "r0 = *(%s *)skb[r%d + %d]", row->symbol, insn->src, insn->imm); break;
	}
}

static void insn_text(struct axi_text *to, const struct axi_op_row *row, const struct ax_insn *insn)
{
	char r = row->bits == 32 ? 'w' : 'r'; /* 32-bit operations name the lower halves */
	int dst = insn->dst, src = insn->src;

	switch (row->shape) {
	case AXI_SHAPE_ALU_K: axi_text_add(to, "%c%d %s %d", r, dst, row->symbol, insn->imm); break;
	case AXI_SHAPE_ALU_X: axi_text_add(to, "%c%d %s %c%d", r, dst, row->symbol, r, src); break;
	case AXI_SHAPE_NEG: axi_text_add(to, "%c%d = -%c%d", r, dst, r, dst); break;
	case AXI_SHAPE_MOVSX: axi_text_add(to, "%c%d = %s%c%d", r, dst, row->symbol, r, src); break;
#ifndef AX_SMALL
	case AXI_SHAPE_CAST: axi_text_add(to, "r%d = addr_space_cast(r%d, %d, %d)", dst, src, (s32)((u32)insn->imm >> 16), insn->imm & 0xffff); break;
#endif
	case AXI_SHAPE_END: axi_text_add(to, "r%d = %s%d r%d", dst, row->symbol, insn->imm, dst); break;
	case AXI_SHAPE_JA: axi_text_add(to, "goto pc%+d", insn->off); break;
	case AXI_SHAPE_MAY_GOTO: axi_text_add(to, "may_goto pc%+d", insn->off); break;
	case AXI_SHAPE_JA32: axi_text_add(to, "gotol pc%+d", insn->imm); break;
	case AXI_SHAPE_JMP_K:
		axi_text_add(to, "if %c%d %s 0x%x goto pc%+d", r, dst, row->symbol, (u32)insn->imm, insn->off);
		break;
	case AXI_SHAPE_JMP_X:
		axi_text_add(to, "if %c%d %s %c%d goto pc%+d", r, dst, row->symbol, r, src, insn->off);
		break;
	case AXI_SHAPE_CALL: call_text(to, insn); break;
	case AXI_SHAPE_EXIT: axi_text_add(to, "exit"); break;
	case AXI_SHAPE_LDDW: lddw_text(to, insn); break;
	default: memory_text(to, row, insn); break;
	}
}

int ax_insn_disasm(const struct ax_insn *insns, uint32_t count, uint32_t at, char *out, uint32_t out_size)
{
	struct axi_text to = {.out = out, .size = out_size};
	const struct ax_insn *insn = insns + at;
	enum axi_op op;

	if (at >= count) {
		axi_text_add(&to, "(beyond the end)");
		return 1;
	}
	op = axi_op_of(insn);
	axi_text_add(&to, "(%02x) ", insn->opcode);
	if (op == AXI_OP_BAD) {
		axi_text_add(&to, "unknown (dst %d, src %d, off %d, imm 0x%x)", insn->dst, insn->src, insn->off,
			     (u32)insn->imm);
		return 1;
	}
	if (insn->opcode == AX_OP_LDDW && count - at < 2) {
		axi_text_add(&to, "r%d = 0x%x (second slot is missing)", insn->dst, (u32)insn->imm);
		return 1;
	}
	insn_text(&to, axi_op_row(op), insn);
	return insn->opcode == AX_OP_LDDW ? 2 : 1;
}
