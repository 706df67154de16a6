/* SPDX-License-Identifier: Apache-2.0
 * core.h - CO-RE: what the files that resolve relocations against a target's BTF share.
 *
 * core.c runs through the records and finds candidates; core_spec.c reads access strings and follows them in the
 * target; core_types.c compares types; core_value.c computes what an instruction gets; core_patch.c writes it; core_words.c says what was not found.
 * Rules and names as libbpf's (Linux Documentation/bpf/llvm_reloc.rst, "CO-RE Relocations"). */
#ifndef OBJECT_CORE_H
#define OBJECT_CORE_H

#include "isa/proto.h"
#include "object/btf.h"
#include "object/reader.h"

#define AXI_CORE_DEPTH 64          /* steps of one access, anonymous members counted */
#define AXI_CORE_LEVELS 32         /* nesting of types that are compared */
#define AXI_CORE_NAME  1024u       /* names of that many bytes match nothing */
#define AXI_CORE_STEPS (1u << 25)  /* names and types looked at for one object */

/* enum bpf_core_relo_kind */
enum axi_core_kind {
	AXI_CORE_FIELD_OFFSET, AXI_CORE_FIELD_SIZE, AXI_CORE_FIELD_EXISTS, AXI_CORE_FIELD_SIGNED, AXI_CORE_FIELD_LSHIFT,
	AXI_CORE_FIELD_RSHIFT, AXI_CORE_TYPE_LOCAL, AXI_CORE_TYPE_TARGET, AXI_CORE_TYPE_EXISTS, AXI_CORE_TYPE_SIZE,
	AXI_CORE_ENUM_EXISTS, AXI_CORE_ENUM_VALUE, AXI_CORE_TYPE_MATCHES, AXI_CORE_KINDS,
};
static inline bool axi_core_on_field(u32 kind) { return kind <= AXI_CORE_FIELD_RSHIFT; }
static inline bool axi_core_on_enum(u32 kind) { return kind == AXI_CORE_ENUM_EXISTS || kind == AXI_CORE_ENUM_VALUE; }
static inline bool axi_core_on_type(u32 kind) { return !axi_core_on_field(kind) && !axi_core_on_enum(kind); }

/* Types of one essential name in the target, ascending. */
struct axi_core_cands {
	u32 *ids;
	u32 count;
	bool known;
};

struct axi_core {
	struct axi_reader *rd;
	const struct axi_btf_view *local;
	struct axi_btf_view target;
	u32 *first, *next, mask;   /* index of the target by essential name: buckets; [count + 1] */
	struct axi_core_cands *cands; /* [local->count + 1] */
	u32 steps;
};

/* One access: member `name` number `idx` of `type`, or element `idx` (no name) of type `type`. */
struct axi_core_step {
	const char *name;
	u32 type, idx;
};
struct axi_core_spec {
	const struct axi_btf_view *btf;
	u32 kind, root;
	struct axi_core_step steps[AXI_CORE_DEPTH];
	u32 len, raw;              /* raw: steps with those through anonymous members */
	u64 bits;                  /* offset */
};

/* What a relocation says: replace `old` by `new`; sizes of the access, 0: unknown. */
struct axi_core_result {
	u64 old, new;
	u32 old_bytes, new_bytes;
	bool poison;               /* the target has no such thing */
	bool validate;             /* the instruction must hold `old` */
	bool bad_size;             /* a load or store cannot be adjusted */
};

/* axi_core_tick - count work; -AX_ENOTSUPP beyond the bound. */
static inline int axi_core_tick(struct axi_core *c, size_t bytes)
{
	c->steps += 1 + (u32)(bytes >> 4);
	return c->steps > AXI_CORE_STEPS ? -AX_ENOTSUPP : 0;
}
/* axi_core_essential - length of a name without its ___suffix; AXI_CORE_NAME: too long. */
u32 axi_core_essential(const char *name);
/* axi_core_same - essential names are equal. */
bool axi_core_same(const char *a, const char *b);
static inline bool axi_core_is_enum(u32 kind) { return kind == AXI_BTF_ENUM || kind == AXI_BTF_ENUM64; }
static inline bool axi_core_is_composite(u32 kind) { return kind == AXI_BTF_STRUCT || kind == AXI_BTF_UNION; }
static inline bool axi_core_same_kind(u32 a, u32 b)
{
	return a == b || (axi_core_is_enum(a) && axi_core_is_enum(b));
}
/* Reading what btf.h does not: members' bits, enumerators, integers, parameters. */
static inline u32 axi_core_bit(const struct axi_btf_type *t, const struct axi_btf_member *m)
{
	return t->flag ? m->offset & 0xffffff : m->offset;
}
const char *axi_core_enumerator(const struct axi_btf_view *btf, const struct axi_btf_type *t, u32 i, u64 *value);
u32 axi_core_int_word(const struct axi_btf_type *t); /* encoding << 24 | offset << 16 | bits */
u32 axi_core_param(const struct axi_btf_type *proto, u32 i);

/* core_spec.c.  0, -AX_EINVAL (malformed), -AX_E2BIG. */
int axi_core_parse(struct axi_core_spec *out, const struct axi_btf_view *btf, u32 kind, u32 type, const char *access);
/* axi_core_follow - the same access in target type `id`: 1 found, 0 not, negative error. */
int axi_core_follow(struct axi_core *c, const struct axi_core_spec *local, u32 id, struct axi_core_spec *out);

/* core_types.c: 1 yes, 0 no, negative error; the first type is the local one's. */
int axi_core_fields_fit(const struct axi_core *c, u32 local, u32 target);
int axi_core_types_fit(struct axi_core *c, u32 local, u32 target);
int axi_core_types_match(struct axi_core *c, u32 local, u32 target);

/* core_value.c: `target` NULL: nothing found. */
int axi_core_value(const struct axi_core_spec *local, const struct axi_core_spec *target, struct axi_core_result *out);

/* core_words.c: what `result` did not find, in the arena ("struct file has no field f_mode"); NULL: no memory. */
const char *axi_core_words(struct axi_core *c, const struct axi_core_spec *local, const struct axi_core_result *result);

/* core_patch.c: `left` slots from insn to the section's end.  0, or -AX_EINVAL with what is wrong. */
int axi_core_patch(struct ax_insn *insn, u32 left, const struct axi_core_result *result, const char **why);
/* axi_core_poisoned - is it what takes the place of an instruction whose relocation found nothing? */
static inline bool axi_core_poisoned(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_CALL && !insn->src && insn->imm == AXI_POISON_CORE;
}

#endif
