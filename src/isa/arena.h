/* SPDX-License-Identifier: Apache-2.0
 * arena.h - what programs that access an arena need at run time (hosts).
 *
 * An arena is memory that a program and user space share.  What a program has of it are 32 bits, the lower half of user space's
 * address; an access is at (u32)register + off, and finds its page in a table of bytes: one for each page of 4 GiB, and for those
 * that `off` reaches in front and behind.  A byte that is not 0 says that the page is there, and then it is at `base` plus that
 * number.  Of what is not there loads and atomic operations give 0, and nothing is stored, as where Linux's fault handler steps over
 * the instruction; an access of which a part is not there is one of what is not there, and so is a misaligned atomic operation.
 *
 * In a linked program such accesses have modes of their own (no program that is loaded can have them), and 64-bit arithmetic on
 * addresses has become 32-bit arithmetic (Linux aux->needs_zext). */
#ifndef ISA_ARENA_H
#define ISA_ARENA_H

#include <axiom/insn.h>
#include <axiom/limits.h>
#include "base/profile.h"
#include "base/types.h"

/* Modes instead of AX_MEM, of AX_MEMSX and AX_ATOMIC (Linux BPF_PROBE_MEM32, BPF_PROBE_MEM32SX, BPF_PROBE_ATOMIC). */
enum { AXI_ARENA_MEM = 0xa0, AXI_ARENA_OTHER = 0xe0 };

enum { AXI_ARENA_REACH = 8 /* pages that off reaches, in each direction */ };
#define AXI_ARENA_PAGES (UINT64_C(1) << 20) /* of 4 GiB */

/* struct axi_arena - of one arena; constant once its address is known, but for the table's bytes.
 *   there   of the page of number 0; those from -AXI_ARENA_REACH to AXI_ARENA_PAGES + AXI_ARENA_REACH - 1 can be asked for
 *   find    is the page there, whose byte is 0?  User space may have touched it.  Any context */
struct axi_arena {
	u8 *there;
	u64 base;
	u64 user_high;               /* upper half of user space's addresses, shifted left */
	bool (*find)(struct axi_arena *arena, s64 page);
};

/* axi_arena_insn - does an instruction of a linked program access an arena? */
static inline bool axi_arena_insn(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7, mode = insn->opcode & 0xe0;

	if (!AXI_ARENAS || class < AX_LDX || class > AX_STX)
		return false;
	return mode == AXI_ARENA_MEM || (mode == AXI_ARENA_OTHER && class != AX_ST);
}

/* axi_arena_mode - the mode that such an instruction had. */
static inline u32 axi_arena_mode(const struct ax_insn *insn)
{
	return (insn->opcode & 0xe0) == AXI_ARENA_MEM ? AX_MEM : (insn->opcode & 7) == AX_LDX ? AX_MEMSX : AX_ATOMIC;
}

/* axi_arena_cast - an address for the program, or for user space (AX_CAST_USER): NULL stays NULL. */
static inline u64 axi_arena_cast(const struct axi_arena *arena, s32 to, u64 address)
{
	return (u32)address && to == AX_CAST_USER && arena ? arena->user_high | (u32)address : (u32)address;
}

/* axi_arena_at - where the bytes at `address` are, (u32)register + off; 0: not all of them are there. */
static inline u64 axi_arena_at(struct axi_arena *arena, s64 address, u32 bytes)
{
	s64 first = address >> 12, last = (address + bytes - 1) >> 12;

	for (s64 page = first; page <= last; page++)
		if (!__atomic_load_n(&arena->there[page], __ATOMIC_ACQUIRE) && !arena->find(arena, page))
			return 0;
	return arena->base + (u64)address;
}

#endif
