/* SPDX-License-Identifier: Apache-2.0
 * guess.c - what a prover tries for a number that rounds change, where the verifier's own guess was refused: the next of the
 * numbers that the program names, or of those that numbers often end at.  It takes more rounds than the verifier has time for. */
#include <axiom/arena.h>
#include "prove/prove.h"

static void add(struct axi_steps *s, u64 n)
{
	if (s->count < AXI_STEPS)
		s->at[s->count++] = n;
}

static void add_near(struct axi_steps *s, u64 n)
{
	for (u64 i = 0; i < 3; i++) {
		add(s, n - 1 + i);
		add(s, 0 - (n - 1 + i));
	}
}

struct axi_steps *axi_steps_find(const struct ax_verify_input *in, struct ax_arena *arena)
{
	struct axi_steps *s = ax_arena_alloc(arena, sizeof(*s), 8);

	if (!s)
		return NULL;
	for (u32 bits = 0; bits < 64; bits++)
		add(s, (UINT64_C(1) << bits) - 1);
	for (u32 bits = 8; bits < 64; bits += 8) {
		add(s, UINT64_C(1) << (bits - 1));
		add(s, 0 - (UINT64_C(1) << (bits - 1)));
	}
	for (u32 m = 0; m < in->map_count; m++)
		add_near(s, in->maps[m]->value_size);
	for (u32 pc = 0; pc < in->insn_count; pc++) {
		const struct ax_insn *insn = &in->insns[pc];
		u32 class = insn->opcode & 7;

		if ((class == AX_ALU || class == AX_ALU64 || class == AX_JMP || class == AX_JMP32) && !(insn->opcode & AX_X) && insn->imm)
			add_near(s, (u64)(s64)insn->imm);
	}
	return s;
}

#if AXI_DEVICE
void axi_prove_guess(struct axi_verify *v, struct axi_range *h, const struct axi_range *b)
{
	axi_range_widen(h, b);
}
#else
/* The least of the steps that is no smaller, or the greatest that is no greater. */
static u64 step_from(const struct axi_steps *s, u64 n, bool up, u64 flip, u64 limit)
{
	u64 best = limit;

	for (u32 i = 0; i < s->count; i++) {
		u64 at = s->at[i] ^ flip;

		if (up ? at >= n && at < best : at <= n && at > best)
			best = at;
	}
	return best;
}

#define SIGN (UINT64_C(1) << 63)

void axi_prove_guess(struct axi_verify *v, struct axi_range *h, const struct axi_range *b)
{
	const struct axi_steps *s = v->proof->steps;
	struct axi_range old = *h;
	u32 low;

	axi_range_join(h, b);
	/* bits that come and go would hold bounds where they are */
	low = h->tm ? (u32)__builtin_ctzll(h->tm) : 0;
	h->tm = UINT64_MAX << low;
	h->tv &= ~h->tm;
	if (h->umax > old.umax)
		h->umax = step_from(s, h->umax, true, 0, UINT64_MAX);
	if (h->umin < old.umin)
		h->umin = step_from(s, h->umin, false, 0, 0);
	if (h->smax > old.smax)
		h->smax = (s64)(step_from(s, (u64)h->smax ^ SIGN, true, SIGN, UINT64_MAX) ^ SIGN);
	if (h->smin < old.smin)
		h->smin = (s64)(step_from(s, (u64)h->smin ^ SIGN, false, SIGN, 0) ^ SIGN);
	if (h->wmax > old.wmax)
		h->wmax = (u32)min_u64(step_from(s, h->wmax, true, 0, UINT32_MAX), UINT32_MAX);
	if (h->wmin < old.wmin)
		h->wmin = (u32)step_from(s, h->wmin, false, 0, 0);
	if (h->xmax > old.xmax) {
		u64 to = step_from(s, (u64)(s64)h->xmax ^ SIGN, true, SIGN, (u64)INT32_MAX ^ SIGN) ^ SIGN;

		h->xmax = (s32)to;
	}
	if (h->xmin < old.xmin) {
		u64 to = step_from(s, (u64)(s64)h->xmin ^ SIGN, false, SIGN, (u64)INT32_MIN ^ SIGN) ^ SIGN;

		h->xmin = (s32)to;
	}
	if (!axi_range_sync(h))
		axi_range_unknown(h);
}
#endif
