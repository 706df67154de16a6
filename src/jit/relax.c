/* SPDX-License-Identifier: Apache-2.0
 * relax.c - jumps get the shortest form that reaches.
 *
 * The code was emitted with every site in form 0.  A site only ever grows, so the iteration ends; a program that has not
 * settled after some rounds gets the longest form for what is left.  Then the code moves apart, from its end. */
#include "jit/code.h"

enum { ROUNDS = 12 };

static s64 label_at(const struct axi_jit_state *s, u32 label)
{
	const struct axi_label *l = &s->labels[label];

	return (s64)l->at + (l->sites ? s->sites[l->sites - 1].grown : 0);
}

static s64 site_at(const struct axi_jit_state *s, u32 i)
{
	return (s64)s->sites[i].at + (i ? s->sites[i - 1].grown : 0);
}

/* Bytes more than in form 0, when all sites before have grown by `grown`. */
static u32 growth(const struct axi_jit_state *s, const struct axi_site *site, u32 grown)
{
	if (site->kind == AXI_SITE_ALIGN)
		return -(site->at + grown) & (s->target->align - 1);
	return s->target->site_bytes(site, site->form) - s->target->site_bytes(site, 0);
}

static void place(struct axi_jit_state *s)
{
	u32 grown = 0;

	for (u32 i = 0; i < s->site_count; i++) {
		grown += growth(s, &s->sites[i], grown);
		s->sites[i].grown = grown;
	}
}

/* One round: true when a site grew.  What aligns may shrink again; the other sites do not, so the rounds end. */
static bool grow(struct axi_jit_state *s, bool last)
{
	bool changed = false;

	for (u32 i = 0; i < s->site_count; i++) {
		struct axi_site *site = &s->sites[i];
		s64 distance;

		if (site->kind == AXI_SITE_ALIGN)
			continue;
		distance = label_at(s, site->label) - site_at(s, i);
		while (site->form + 1 < s->target->forms && !s->target->site_reaches(site, site->form, distance)) {
			site->form = last ? (u8)(s->target->forms - 1) : site->form + 1;
			changed = true;
		}
	}
	return changed;
}

static void move(struct axi_jit_state *s, size_t total)
{
	size_t end = s->at, to = total;

	for (u32 i = s->site_count; i-- > 0;) {
		struct axi_site *site = &s->sites[i];
		bool align = site->kind == AXI_SITE_ALIGN;
		size_t behind = site->at + (align ? 0 : s->target->site_bytes(site, 0));
		s64 at = site_at(s, i);

		to -= end - behind;
		memmove(s->out + to, s->out + behind, end - behind);
		end = site->at;
		to = (size_t)at;
		if (align)
			s->target->nops(s->out + at, site->grown - (u32)(at - (s64)site->at));
		else
			s->target->site_write(s->out + at, site, label_at(s, site->label) - at);
	}
}

size_t axi_jit_relax(struct axi_jit_state *s)
{
	size_t total;

	place(s);
	for (u32 round = 0; grow(s, round >= ROUNDS); round++)
		place(s);
	total = s->at + (s->site_count ? s->sites[s->site_count - 1].grown : 0);
	if (total <= s->size)
		move(s, total);
	if (s->in->offsets)
		for (u32 at = 0; at < s->count; at++)
			s->in->offsets[at] = (u32)label_at(s, at);
	return total;
}
