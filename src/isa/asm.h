/* SPDX-License-Identifier: Apache-2.0
 * asm.h - an assembler for tests and examples: uBPF's syntax, mnemonics from ops.def.
 *
 * One instruction per line; registers are r0 or %r0; `#`, `;` and `//` start a comment; `name:` defines a label.
 *   add r1, 2          add32 r1, r2        64 and 32 bits; sub mul div sdiv mod smod or and xor lsh rsh arsh mov alike
 *   neg r1   neg32 r1  le16 r1   be64 r1   bswap32 r1
 *   movsx864 r1, r2                        sign-extending move: source's width, then 64 or 32
 *                                          (movsx864 movsx1664 movsx3264 movsx832 movsx1632)
 *   jeq r1, 2, TARGET  jsgt32 r1, r2, TARGET
 *   ja TARGET   ja32 TARGET                ja32 (also written gotol) counts in imm
 *   call 1      call local TARGET          call kfunc 7 (or a name of kfunc.def)   exit
 *   lddw r1, 0x1122334455667788            lddw r1, map[0]       lddw r1, map[0]+8 (a byte of its value)
 *   lddw r1, map_fd 5                      lddw r1, map_fd 5+8   lddw r1, btf_id 3     lddw r1, func TARGET
 *   ldxw r1, [r2+4]    ldxsb r1, [r2-1]    b h w dw; ldxs: sign-extending (b h w)
 *   stw [r1], 7        stxdw [r1+8], r2
 *   lock add [r1], r2  lock fetch or32 [r1+4], r2   lock xchg [r1], r2   lock cmpxchg32 [r1], r2
 *   addr_space_cast r1, r2, 1              between the address spaces of an arena: 1 or 65536, Linux's
 *   may_goto TARGET                        Linux's conditional jump by a count
 *   ldabsw 14          ldindb r1, 14       legacy packet access
 * TARGET is +N or -N slots after the next one, or a label.  Numbers: decimal or 0x hex; 32-bit ones from -2^31 to 2^32-1. */
#ifndef ISA_ASM_H
#define ISA_ASM_H

#include <axiom/insn.h>
#include "base/types.h"

struct axi_asm_error {
	u32 line;          /* counted from 1 */
	const char *text;  /* what is wrong there */
};

/* axi_asm - assemble `size` bytes of text into at most `max` slots.
 * Returns the number of slots, -AX_EINVAL with `err` filled, or -AX_E2BIG. */
int axi_asm(const char *text, size_t size, struct ax_insn *out, u32 max, struct axi_asm_error *err);

#endif
