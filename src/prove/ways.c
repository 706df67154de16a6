/* SPDX-License-Identifier: Apache-2.0
 * ways.c - which ways of finding invariants need not be tried, since one that was tried walked what they would walk.
 *
 * A way differs from others by how many states it keeps apart, and by what; by whether dead slots are forgotten; and, in loops alone, by how
 * numbers are guessed.  A walk says which of these it came to: one that no states met in, that forgot nothing, or began no loop, is the
 * walk of all ways that differ in nothing else. */
#include "prove/prove.h"

void axi_way_begin(struct axi_kept *kept)
{
	/* what a build does not note may be */
	*kept = (struct axi_kept){.patient = true, .begun = true, .crowded = true, .joined = true, .dropped = true, .looped = true};
}

void axi_way_end(struct axi_tried *tried, const struct axi_way *way, const struct axi_kept *kept, int err, u32 reason)
{
	bool by_rounds = way->level == AXI_ROUNDS && kept->looped; /* no states met, but others walk loops by invariants */

	*tried = (struct axi_tried){.way = *way, .accepted = !err, .fixed = !kept->begun || (!kept->joined && !kept->dropped && !by_rounds && reason != AXI_REASON_STEPS), .joined = kept->joined,
				    .dropped = kept->dropped, .crowded = kept->crowded, .looped = kept->looped, .calls = kept->cfg.local_calls > 0,
				    .full = err && reason == AXI_REASON_POOL};
}

/* Is `to` as `from`, with more states? */
static bool more(u8 from, u8 to)
{
	switch (from) {
	case AXI_USUAL: return to == AXI_KINDS_16;
	case AXI_ALL_8: return to == AXI_ALL_16 || to == AXI_ALL_32;
	case AXI_ALL_16: return to == AXI_ALL_32;
	case AXI_STEERED_8: return to == AXI_STEERED_32 || to == AXI_STEERED_128;
	case AXI_STEERED_32: return to == AXI_STEERED_128;
	default: return false;
	}
}

/* Do levels forget dead slots by themselves? */
static bool drops(const struct axi_way *way)
{
	return way->drops || way->level == AXI_STEERED_8 || way->level == AXI_STEERED_32 || way->level == AXI_KINDS_16 || way->level == AXI_ROUNDS || way->level == AXI_TIED;
}

bool axi_way_known(const struct axi_tried *tried, u32 count, const struct axi_way *way)
{
	for (u32 i = 0; i < count; i++) {
		const struct axi_tried *t = &tried[i];
		bool states = t->way.level == way->level || (!t->crowded && more(t->way.level, way->level));
		bool slots = drops(&t->way) == drops(way) || (drops(&t->way) && !t->dropped && !t->calls);
		bool guesses = !t->looped || (t->way.steps == way->steps && t->way.by_itself == way->by_itself);

		if (!t->same && !t->full && (t->fixed || (states && slots && guesses)))
			return true;
	}
	return false;
}
