/* SPDX-License-Identifier: Apache-2.0
 * packet.h - contexts with a packet, as programs are run on them.
 *
 * What a program sees is Linux's struct (__sk_buff, xdp_md), as plain memory.  Its pointers to the packet have 32 bits there;
 * an instruction that loads one is rewritten when the program is loaded, to a 64-bit load from the struct axi_packet behind
 * the struct.  One instruction stays one, so interpreters and code generators know nothing of it. */
#ifndef ENGINE_PACKET_H
#define ENGINE_PACKET_H

#include <axiom/helper.h>
#include <axiom/insn.h>
#include "base/types.h"

struct axi_packet {
	u8 *data, *end, *meta;   /* what converted loads give; meta: start of the metadata, `data` when there is none */
	u8 *head, *limit;        /* of the buffer around it: how far helpers may move the ends */
};

enum { AXI_SKB_BYTES = 192, AXI_XDP_BYTES = 24 };

struct axi_skb_ctx {
	u32 words[AXI_SKB_BYTES / 4]; /* struct __sk_buff; its field sk holds the address of an object or 0 */
	struct axi_packet packet;
};
struct axi_xdp_ctx {
	u32 words[AXI_XDP_BYTES / 4]; /* struct xdp_md */
	struct axi_packet packet;
};
_Static_assert(offsetof(struct axi_skb_ctx, packet) == AXI_SKB_BYTES, "right behind");
_Static_assert(offsetof(struct axi_xdp_ctx, packet) == AXI_XDP_BYTES, "right behind");

/* axi_packet_type - does the engine run programs of this type, on contexts as above (rows PROG_RUN of isa/progs.def)? */
bool axi_packet_type(u32 prog_type);

/* axi_packet_convert - rewrite a load that the verifier has marked (ax_verify_input.converts) for contexts as above.
 * False: the instruction is no load of such a field (the verifier marks none). */
bool axi_packet_convert(u32 prog_type, struct ax_insn *insn);

/* legacy.c: ld_abs and ld_ind as what runs.
 * axi_legacy_places - where each instruction goes, [count], or NULL; returns how many there are then.
 * axi_legacy_expand - a linked program `from`, in the places of axi_legacy_places.  False: a jump does not reach so far. */
u32 axi_legacy_places(const struct ax_insn *insns, u32 count, u32 *places);
bool axi_legacy_expand(const struct ax_insn *from, u32 count, const u32 *places, struct ax_insn *to);

#endif
