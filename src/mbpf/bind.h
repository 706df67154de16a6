/* SPDX-License-Identifier: Apache-2.0
 * bind.h - between bind.c and bind_map.c. */
#ifndef MBPF_BIND_H
#define MBPF_BIND_H

#include "js/lib.h"
#include "mbpf/runtime.h"

/* axi_mbpf_helper - at the start of each helper: is the capability (0: none needed) granted, and one call of the budget left?
 * Without it the run ends, and no catch sees it. */
int axi_mbpf_helper(struct js *js, u32 capability);
int axi_mbpf_bind_maps(struct axi_instance *i);

#endif
