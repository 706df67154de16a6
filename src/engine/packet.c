/* SPDX-License-Identifier: Apache-2.0
 * packet.c - which context fields are pointers to the packet, and the loads of them.  The facts are in isa/ctx.def. */
#include "engine/packet.h"
#include "isa/ctx.h"

enum what { TO_PACKET, TO_END, TO_META, TO_KEYS, TO_COMMON, TO_COMMON_NULL, TO_SOCK, TO_SOCK_NULL };

static const struct pointer {
	u16 offset;
	u8 ctx, size, what;
} pointers[] = {
#define CTX(name, bytes)
#define CTX_FIELD(ctx, name, offset, size, access, narrow)
#define CTX_FIELDS(ctx, name, offset, size, count, access, narrow)
#define CTX_POINTER(ctx, name, offset, size, kind) {offset, AXI_CTX_##ctx, size, TO_##kind},
#include "isa/ctx.def"
};

bool axi_packet_type(u32 prog_type)
{
	switch (prog_type) {
#define PROG_RUN(id) case id:
#include "isa/progs.def"
		return true;
	default: return false;
	}
}

/* Where struct axi_packet is, behind the context's bytes. */
static u32 packet_at(u32 ctx)
{
	switch (ctx) {
	case AXI_CTX_xdp_md: return AXI_XDP_BYTES;
	default: return AXI_SKB_BYTES; /* all others that PROG_RUN names are views of __sk_buff */
	}
}

bool axi_packet_convert(u32 prog_type, struct ax_insn *insn)
{
	enum { LOAD_32 = 0x61, LOAD_64 = 0x79 };
	static const u16 places[] = {
		[TO_PACKET] = offsetof(struct axi_packet, data), [TO_END] = offsetof(struct axi_packet, end),
		[TO_META] = offsetof(struct axi_packet, meta),
	};
	u32 ctx = axi_ctx_of(prog_type);

	if (insn->opcode != LOAD_32)
		return false;
	for (u32 i = 0; i < ARRAY_LEN(pointers); i++) {
		const struct pointer *p = &pointers[i];

		if (p->ctx != ctx || p->offset != insn->off || p->size != 4 || p->what > TO_META)
			continue;
		insn->opcode = LOAD_64;
		insn->off = (s16)(packet_at(ctx) + places[p->what]);
		return true;
	}
	return false;
}
