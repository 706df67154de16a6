/* SPDX-License-Identifier: Apache-2.0
 * insn.h - the BPF instruction (RFC 9669) and its encodings.  Names are those of linux/bpf.h, prefixed. */
#ifndef AXIOM_INSN_H
#define AXIOM_INSN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One 8-byte instruction slot, in host byte order (RFC 9669 section 3; the engine runs on little-endian hosts). */
struct ax_insn {
	uint8_t opcode;
	uint8_t dst : 4;
	uint8_t src : 4;
	int16_t off;
	int32_t imm;
};
#ifndef __cplusplus
_Static_assert(sizeof(struct ax_insn) == 8, "RFC 9669 section 3");
#endif

/* instruction classes: opcode & 7 */
enum {
	AX_LD = 0, AX_LDX = 1, AX_ST = 2, AX_STX = 3, AX_ALU = 4, AX_JMP = 5, AX_JMP32 = 6, AX_ALU64 = 7,
};
/* operand source: opcode & 8 (ALU, ALU64, JMP, JMP32) */
enum { AX_K = 0x00, AX_X = 0x08 };
/* ALU operations: opcode & 0xf0 */
enum {
	AX_ADD = 0x00, AX_SUB = 0x10, AX_MUL = 0x20, AX_DIV = 0x30, AX_OR = 0x40, AX_AND = 0x50, AX_LSH = 0x60,
	AX_RSH = 0x70, AX_NEG = 0x80, AX_MOD = 0x90, AX_XOR = 0xa0, AX_MOV = 0xb0, AX_ARSH = 0xc0, AX_END = 0xd0,
};
/* jump operations: opcode & 0xf0 */
enum {
	AX_JA = 0x00, AX_JEQ = 0x10, AX_JGT = 0x20, AX_JGE = 0x30, AX_JSET = 0x40, AX_JNE = 0x50, AX_JSGT = 0x60,
	AX_JSGE = 0x70, AX_CALL = 0x80, AX_EXIT = 0x90, AX_JLT = 0xa0, AX_JLE = 0xb0, AX_JSLT = 0xc0, AX_JSLE = 0xd0,
};
/* load and store: size is opcode & 0x18, mode is opcode & 0xe0 */
enum { AX_W = 0x00, AX_H = 0x08, AX_B = 0x10, AX_DW = 0x18 };
enum { AX_IMM = 0x00, AX_ABS = 0x20, AX_IND = 0x40, AX_MEM = 0x60, AX_MEMSX = 0x80, AX_ATOMIC = 0xc0 };
/* atomic operations: imm; AX_FETCH may be set on ADD, OR, AND, XOR and is part of XCHG and CMPXCHG */
enum { AX_FETCH = 0x01, AX_XCHG = 0xe1, AX_CMPXCHG = 0xf1 };

/* src of a 64-bit immediate load (opcode 0x18).  As on the wire of bpf(2): */
enum {
	AX_PSEUDO_NONE = 0, AX_PSEUDO_MAP_FD = 1, AX_PSEUDO_MAP_VALUE = 2, AX_PSEUDO_BTF_ID = 3, AX_PSEUDO_FUNC = 4,
	AX_PSEUDO_MAP_IDX = 5, AX_PSEUDO_MAP_IDX_VALUE = 6,
};
/* src of a call (opcode 0x85): a helper by id, a subprogram by pc-relative offset (imm), a kfunc */
enum { AX_CALL_HELPER = 0, AX_CALL_LOCAL = 1, AX_CALL_KFUNC = 2 };

#define AX_OP_LDDW  (AX_LD | AX_DW | AX_IMM)  /* 0x18, two slots */
#define AX_OP_CALL  (AX_JMP | AX_CALL)        /* 0x85 */
#define AX_OP_EXIT  (AX_JMP | AX_EXIT)        /* 0x95 */
#define AX_OP_MAY_GOTO 0xe5                   /* Linux BPF_JCOND: jumps when fewer than AX_MAY_GOTO_LEFT back edges of the budget are left */
#define AX_MAY_GOTO_LEFT 65536                /* ... which is what the program has for its end; where no budget is needed it never jumps */

/* Linux BPF_ADDR_SPACE_CAST: off of a 64-bit move; imm: to what the program accesses an arena by, or to what user space does */
enum { AX_CAST = 1, AX_CAST_KERNEL = 1, AX_CAST_USER = 1 << 16 };

enum { AX_R0, AX_R1, AX_R2, AX_R3, AX_R4, AX_R5, AX_R6, AX_R7, AX_R8, AX_R9, AX_R10, AX_REGS };

/* ax_insn_check - structure of one instruction: known opcode, registers in range, reserved fields zero.
 *   left   slots from `insn` to the end of the program (>= 1); a two-slot instruction needs 2
 * Returns the number of slots (1 or 2), or -AX_EINVAL.  Source: RFC 9669, sections 3 to 5. */
int ax_insn_check(const struct ax_insn *insn, uint32_t left);

/* ax_insn_disasm - write instruction `at` of the program as text in bpftool's syntax ("(b7) r0 = 0").
 * Returns the slots it took (1 or 2; an unknown opcode is printed as such and takes 1).  `out` is always terminated. */
int ax_insn_disasm(const struct ax_insn *insns, uint32_t count, uint32_t at, char *out, uint32_t out_size);

#ifdef __cplusplus
}
#endif

#endif
