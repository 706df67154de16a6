/* SPDX-License-Identifier: Apache-2.0
 * sections.c - program type of a section name, by sections.def. */
#include <axiom/object.h>
#include "base/str.h"

enum section_match { EXACT, OPTION, PREFIX };

static const struct {
	const char *name;
	u8 match, attach_type;
	u16 prog_type;
} sections[] = {
#define SECTION(name, match, prog_type, attach_type) {name, match, attach_type, prog_type},
#include "object/sections.def"
};

static bool matches(const char *section, const char *name, enum section_match match)
{
	char after;

	if (!axi_starts(section, name))
		return false;
	after = section[axi_strlen(name)];
	return (after == 0 && match != PREFIX) || (after == '/' && match != EXACT);
}

int ax_section_prog_type(const char *section, uint32_t *prog_type, uint32_t *attach_type)
{
	section += *section == '?'; /* libbpf: do not load unless asked to */
	*prog_type = *attach_type = 0;
	for (u32 i = 0; i < ARRAY_LEN(sections); i++) {
		if (!matches(section, sections[i].name, sections[i].match))
			continue;
		*prog_type = sections[i].prog_type;
		*attach_type = sections[i].attach_type;
		return 0;
	}
	return -AX_ENOENT;
}
