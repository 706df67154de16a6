/* SPDX-License-Identifier: Apache-2.0
 * core.c - CO-RE: runs through the records of .BTF.ext, finds what each means in the target's BTF, and patches a copy
 * of the code.
 *
 * A candidate is a target type with the same essential name and kind.  All candidates in which the access is found must
 * agree, else the object is refused; found in none, the relocation's kind decides (0, or poison).  The target is indexed
 * by name once; work is counted, as both BTFs may be hostile. */
#include "base/fmt.h"
#include "base/str.h"
#include "object/core.h"

/* As in .BTF.ext. */
struct record {
	u32 insn_off, type, access, kind;
};

static struct record get_record(const struct axi_ext *ext, u32 i)
{
	struct record r;

	memcpy(&r, ext->at + (size_t)i * ext->record_bytes, sizeof(r));
	return r;
}

static u32 hash_name(const char *name, u32 length)
{
	u32 h = 2166136261u; /* FNV-1a */

	for (u32 i = 0; i < length; i++)
		h = (h ^ (u8)name[i]) * 16777619u;
	return h;
}

static int build_index(struct axi_core *c)
{
	u32 buckets = 16;

	while (buckets < c->target.count && buckets < 1u << 30)
		buckets *= 2;
	c->mask = buckets - 1;
	c->first = AXI_OBJ_ALLOC(c->rd, buckets, u32);
	c->next = AXI_OBJ_ALLOC(c->rd, (size_t)c->target.count + 1, u32);
	if (!c->first || !c->next)
		return -AX_ENOMEM;
	for (u32 id = c->target.count; id; id--) { /* backwards: chains ascend */
		struct axi_btf_type t = axi_btf_type(&c->target, id);
		u32 n = axi_core_essential(t.name), at;

		if (!n || n == AXI_CORE_NAME)
			continue;
		at = hash_name(t.name, n) & c->mask;
		c->next[id] = c->first[at];
		c->first[at] = id;
	}
	return 0;
}

static int open_target(struct axi_core *c)
{
	struct axi_reader *rd = c->rd;
	struct ax_object_error err = {.text = ""};
	int rc = axi_btf_open(&c->target, rd->options->target_btf, rd->options->target_btf_size, rd->arena, &err);

	if (rc)
		return axi_obj_fail(rd, rc, err.offset, "the target's BTF: %.130s", err.text);
	return build_index(c);
}

/* Candidates for a local type: counted, then listed. */
static int find_candidates(struct axi_core *c, u32 type)
{
	struct axi_core_cands *cands = &c->cands[type];
	struct axi_btf_type l = axi_btf_type(c->local, type);
	u32 n = axi_core_essential(l.name), count = 0;

	cands->known = true;
	if (!n || n == AXI_CORE_NAME)
		return 0;
	for (u32 pass = 0; pass < 2; pass++) {
		for (u32 id = c->first[hash_name(l.name, n) & c->mask]; id; id = c->next[id]) {
			struct axi_btf_type t = axi_btf_type(&c->target, id);
			int rc = axi_core_tick(c, 2 * (size_t)n);

			if (rc)
				return rc;
			if (!axi_core_same_kind(l.kind, t.kind) || !axi_core_same(l.name, t.name))
				continue;
			if (pass)
				cands->ids[cands->count++] = id;
			count++;
		}
		if (!pass)
			cands->ids = AXI_OBJ_ALLOC(c->rd, count, u32);
		if (!cands->ids)
			return -AX_ENOMEM;
	}
	return 0;
}

static bool agree(const struct axi_core_spec *a, const struct axi_core_result *ra, const struct axi_core_spec *b,
		  const struct axi_core_result *rb)
{
	return a->bits == b->bits && ra->poison == rb->poison && (ra->poison || ra->new == rb->new);
}

/* Work areas that are too big for the stack of a small system. */
struct scratch {
	struct axi_core_spec local, target, first;
};

static int resolve(struct axi_core *c, struct scratch *s, struct axi_core_result *out, const char **why)
{
	struct axi_core_cands *cands = &c->cands[s->local.root];
	u32 found = 0;
	int rc = cands->known ? 0 : find_candidates(c, s->local.root);

	for (u32 i = 0; i < cands->count && !rc; i++) {
		struct axi_core_result one;

		rc = axi_core_follow(c, &s->local, cands->ids[i], &s->target);
		if (rc <= 0)
			continue;
		rc = axi_core_value(&s->local, &s->target, &one);
		if (rc)
			break;
		if (found && !agree(&s->first, out, &s->target, &one)) {
			*why = "several types of the target fit, and they differ";
			return -AX_EINVAL;
		}
		if (!found) {
			*out = one;
			s->first = s->target;
		}
		cands->ids[found++] = cands->ids[i];
	}
	if (rc || found) {
		/* As libbpf: from the first success on only the types that had it count. */
		cands->count = rc ? cands->count : found;
		return rc;
	}
	return axi_core_value(&s->local, NULL, out);
}

/* The instruction at `slot` became a call of nothing: why, for who has to explain that later. */
static int note_missing(struct axi_core *c, const struct scratch *s, struct axi_sec *sec, u32 slot, const struct axi_core_result *result)
{
	if (!sec->missing)
		sec->missing = AXI_OBJ_ALLOC(c->rd, sec->slots, const char *);
	if (!sec->missing)
		return -AX_ENOMEM;
	sec->missing[slot] = axi_core_words(c, &s->local, result);
	return sec->missing[slot] ? 0 : -AX_ENOMEM;
}

static int relocate_one(struct axi_core *c, struct scratch *s, const struct record *r, struct axi_sec *sec,
			const char **why)
{
	const char *access = axi_btf_string(c->local, r->access);
	struct ax_insn *insn = &sec->code[r->insn_off / 8];
	struct axi_core_result result;
	int rc;

	*why = "its type, access string or kind is wrong";
	if (r->kind >= AXI_CORE_KINDS || !r->type || r->type > c->local->count || !access)
		return -AX_EINVAL;
	rc = axi_core_parse(&s->local, c->local, r->kind, r->type, access);
	if (rc)
		return rc;
	if (r->kind == AXI_CORE_TYPE_LOCAL) {
		result = (struct axi_core_result){.old = r->type, .new = r->type};
	} else {
		*why = "it is of a type without a name";
		if (!*axi_btf_type(c->local, r->type).name)
			return -AX_ENOTSUPP;
		*why = "the types do not allow it";
		rc = resolve(c, s, &result, why);
		if (rc)
			return rc;
	}
	rc = axi_core_patch(insn, sec->slots - r->insn_off / 8, &result, why);
	return rc || !axi_core_poisoned(insn) ? rc : note_missing(c, s, sec, r->insn_off / 8, &result);
}

static int relocate_section(struct axi_core *c, struct scratch *s, struct axi_sec *sec)
{
	struct axi_reader *rd = c->rd;
	struct ax_insn *code = AXI_OBJ_ALLOC(rd, sec->slots, struct ax_insn);

	if (!code)
		return -AX_ENOMEM;
	memcpy(code, axi_sec_data(rd, sec), (size_t)sec->slots * sizeof(*code));
	sec->code = code;
	for (u32 i = 0; i < sec->core.count; i++) {
		struct record r = get_record(&sec->core, i);
		const char *why;
		int rc = relocate_one(c, s, &r, sec, &why);

		if (rc == -AX_ENOMEM)
			return axi_obj_fail(rd, rc, 0, "no memory for CO-RE relocations; give a bigger arena");
		if (c->steps > AXI_CORE_STEPS)
			why = "more names to compare than one object may have";
		if (rc)
			return axi_obj_fail(rd, rc, sec->off + r.insn_off,
					    "section '%.40s' instruction %u: CO-RE relocation of '%.30s': %s", sec->name,
					    r.insn_off / 8,
					    r.type <= c->local->count ? axi_btf_type(c->local, r.type).name : "?", why);
	}
	return 0;
}

int axi_core_relocate(struct axi_reader *rd)
{
	struct axi_core c = {.rd = rd, .local = &rd->btf};
	struct scratch *s = NULL;
	int rc = 0;

	for (u32 i = 1; i < rd->sec_count && !rc; i++) {
		struct axi_sec *sec = &rd->secs[i];

		if (sec->kind != AXI_SEC_CODE || !sec->core.count)
			continue;
		if (!rd->options->target_btf)
			return axi_obj_fail(rd, -AX_ENOTSUPP, sec->off + get_record(&sec->core, 0).insn_off,
					    "section '%.40s' instruction %u: CO-RE relocation (kernel type access), and no "
					    "BTF of a kernel was given", sec->name,
					    get_record(&sec->core, 0).insn_off / 8);
		if (!s) {
			rc = open_target(&c);
			c.cands = AXI_OBJ_ALLOC(rd, (size_t)rd->btf.count + 1, struct axi_core_cands);
			s = AXI_OBJ_ALLOC(rd, 1, struct scratch);
			if (rc || !c.cands || !s)
				return rc ? rc : -AX_ENOMEM;
		}
		rc = relocate_section(&c, s, sec);
	}
	return rc;
}
