/* SPDX-License-Identifier: Apache-2.0
 * arena.h - accesses of arenas, for all that run programs. */
#ifndef EXEC_ARENA_H
#define EXEC_ARENA_H

#include "isa/arena.h"

/* axi_arena_access - run one instruction that accesses an arena (isa/arena.h); reg: r0 .. r10.  Any context. */
void axi_arena_access(const struct ax_insn *insn, struct axi_arena *arena, u64 *reg);

#endif
