/* SPDX-License-Identifier: Apache-2.0
 * kfunc.h - the rows of kfunc.def by number and by name. */
#ifndef ISA_KFUNC_H
#define ISA_KFUNC_H

#include <axiom/insn.h>
#include "base/profile.h"
#include "isa/proto.h"

/* axi_kfunc_proto - what kernel function `id` takes and gives; false: there is none of this number (small builds: at all). */
bool axi_kfunc_proto(u32 id, struct axi_proto *out);
/* axi_kfunc_named - the number of the kernel function of that name; 0: it is not here. */
u32 axi_kfunc_named(const char *name);
const char *axi_struct_of_kfunc(u32 id); /* the structure of the system that it gives */
/* axi_kfunc_throws - does this instruction call a kernel function that ends the program? */
static inline bool axi_kfunc_throws(const struct ax_insn *insn)
{
	return AXI_KFUNCS && insn->opcode == AX_OP_CALL && insn->src == AX_CALL_KFUNC && insn->imm == AX_KFUNC_bpf_throw;
}

#endif
