/* SPDX-License-Identifier: Apache-2.0
 * ctx.c - which program type has which context (progs.def). */
#include "base/profile.h"
#include "isa/ctx.h"

enum axi_ctx axi_ctx_of(unsigned prog_type)
{
	switch (prog_type) {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) case id: return AXI_CTX_##ctx;
#if !AXI_DEVICE
#define PROG_KNOWN PROG_TYPE
#endif
#include "isa/progs.def"
	default: return AXI_CTX_COUNT;
	}
}
