/* SPDX-License-Identifier: Apache-2.0
 * core_words.c - CO-RE: what a relocation asked for and the target has not, in words. */
#include "base/fmt.h"
#include "object/core.h"

#define MOST 96 /* bytes of one such text */

static const char *word_of(u32 kind)
{
	switch (kind) {
	case AXI_BTF_STRUCT: return "struct ";
	case AXI_BTF_UNION: return "union ";
	case AXI_BTF_ENUM:
	case AXI_BTF_ENUM64: return "enum ";
	default: return "type ";
	}
}

/* "inner.list[3]" */
static void say_access(struct axi_text *text, const struct axi_core_spec *spec)
{
	for (u32 i = 1; i < spec->len; i++) {
		const struct axi_core_step *step = &spec->steps[i];

		if (step->name)
			axi_text_add(text, i > 1 ? ".%s" : "%s", step->name);
		else
			axi_text_add(text, "[%u]", step->idx);
	}
}

const char *axi_core_words(struct axi_core *c, const struct axi_core_spec *spec, const struct axi_core_result *result)
{
	struct axi_btf_type t = axi_btf_type(c->local, spec->root);
	struct axi_text text = {.out = AXI_OBJ_ALLOC(c->rd, MOST, char), .size = MOST};

	if (!text.out)
		return NULL;
	if (!c->cands[spec->root].count || axi_core_on_type(spec->kind)) {
		axi_text_add(&text, "there is no %s%.60s", word_of(t.kind), t.name);
	} else if (axi_core_on_enum(spec->kind)) {
		axi_text_add(&text, "%s%.30s has no %.40s", word_of(t.kind), t.name, spec->steps[0].name);
	} else {
		axi_text_add(&text, result->poison ? "%s%.30s has no field " : "%s%.30s has no field of this size: ", word_of(t.kind), t.name);
		say_access(&text, spec);
	}
	axi_obj_clean_text(text.out);
	return text.out;
}
