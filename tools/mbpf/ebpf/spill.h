/* SPDX-License-Identifier: Apache-2.0
 * spill.h - between alloc.c and spill.c. */
#ifndef MBPF_EBPF_SPILL_H
#define MBPF_EBPF_SPILL_H

#include "mbpf/ebpf/code.h"

/* ebpf_spill - each register of `spilled` [l->regs] lives in the stack from now on, or is made anew where it is read; registers
 * of one `root` share a place. */
void ebpf_spill(struct lowered *l, const bool *spilled, const u16 *root);

#endif
