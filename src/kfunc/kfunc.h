/* SPDX-License-Identifier: Apache-2.0
 * kfunc.h - what kernel functions do to the verifier's state, beyond their rows in isa/kfunc.def: what the files of this room share. */
#ifndef KFUNC_KFUNC_H
#define KFUNC_KFUNC_H

#include "isa/kfunc.h"
#include "verify/verify.h"

void axi_struct_back(struct axi_verify *v); /* what R1 holds is given back */
int axi_region_called(struct axi_verify *v, u32 id);
int axi_dynptr_cloned(struct axi_verify *v);
int axi_throw_called(struct axi_verify *v); /* AXI_ENDED, or an error */

#endif
