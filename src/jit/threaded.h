/* SPDX-License-Identifier: Apache-2.0
 * threaded.h - the fourth target: direct-threaded code, for machines without code memory or a generator.
 *
 * The passes of the JIT choose the operations; each becomes a cell that holds the address of what does it, and its operands.
 * Cells are data: they need no executable memory, and mean what axi_interp means for the same program. */
#ifndef JIT_THREADED_H
#define JIT_THREADED_H

#include "jit/jit.h"

extern const struct axi_jit_target axi_jit_threaded;

/* axi_threaded - run cells that axi_jit made for axi_jit_threaded, aligned to 8, with R1 and R2; returns R0.
 * run->helpers is the table that they were made with.  Tail calls lead to entries whose `code` are cells, too.
 * Context and stack as axi_interp. */
u64 axi_threaded(const void *cells, u64 r1, u64 r2, struct ax_run *run);

#endif
