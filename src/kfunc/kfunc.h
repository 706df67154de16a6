/* SPDX-License-Identifier: Apache-2.0
 * kfunc.h - what kernel functions do to the verifier's state, beyond their rows in isa/kfunc.def: what the files of this room share. */
#ifndef KFUNC_KFUNC_H
#define KFUNC_KFUNC_H

#include "isa/kfunc.h"
#include "verify/verify.h"

void axi_struct_back(struct axi_verify *v); /* what R1 holds is given back */
int axi_region_called(struct axi_verify *v, u32 id);
int axi_dynptr_cloned(struct axi_verify *v);
int axi_own_called(struct axi_verify *v, u32 id); /* R0 is set, where it is a structure */
u32 axi_own_lock_at(const struct axi_verify *v, const struct axi_val *a); /* 1 + where a structure's lock lies; 0: there is none */
bool axi_lock_refs(const struct axi_verify *v, const struct axi_val *a, u32 ref[2]); /* of the lock in a value or structure; false: none */
bool axi_in_tree(const struct axi_verify *v);
int axi_throw_called(struct axi_verify *v); /* AXI_ENDED, or an error */

#endif
