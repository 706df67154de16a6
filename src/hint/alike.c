/* SPDX-License-Identifier: Apache-2.0
 * alike.c - which of the states at a join, whose places are all taken, is most like the current one: a choice of what is kept,
 * on which nothing that is demanded depends. */
#include "verify/chunk.h"

/* How much of a recorded state its join with the current one would forget: kinds before offsets before numbers. */
static u32 loss(struct axi_verify *v, const struct axi_chunk *c)
{
	u32 lost = 0;

	for (const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c); axi_chunk_more(in, end); in = axi_val_after(in)) {
		const struct axi_val *mine = axi_val_near(v, axi_key_of(in));
		struct axi_val val;

		if (mine && axi_same_val(mine, in))
			continue;
		axi_get_val(&val, in);
		if (val.kind == AXI_BYTES || val.kind == AXI_SCALAR)
			lost++;
		else if (!mine || mine->kind != val.kind || mine->obj != val.obj)
			lost += AXI_KIND_LOST;
		else
			lost += mine->off != val.off ? 8 : 1;
	}
	return lost;
}

u32 axi_most_alike(struct axi_verify *v, u32 at, u32 *lost)
{
	u32 best = AXI_NONE;

	*lost = UINT32_MAX;
	for (u32 n = 0; at; at = axi_chunk_at(v, at)->next, n++) {
		u32 l = axi_same_refs(v, at) ? loss(v, axi_chunk_at(v, at)) : UINT32_MAX;

		if (l < *lost) {
			*lost = l;
			best = n;
		}
	}
	return best;
}
