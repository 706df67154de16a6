/* SPDX-License-Identifier: Apache-2.0
 * ctx.h - the contexts of ctx.def by number. */
#ifndef ISA_CTX_H
#define ISA_CTX_H

enum axi_ctx {
#define CTX(name, bytes) AXI_CTX_##name,
#define CTX_FIELD(ctx, name, offset, size, access, narrow)
#define CTX_FIELDS(ctx, name, offset, size, count, access, narrow)
#include "isa/ctx.def"
	AXI_CTX_COUNT
};

/* axi_ctx_of - the context of programs of this type; AXI_CTX_COUNT: there is no such type. */
enum axi_ctx axi_ctx_of(unsigned prog_type);

#endif
