/* SPDX-License-Identifier: Apache-2.0
 * sections.c - program type of a section name, by sections.def. */
#include <axiom/object.h>
#include "base/str.h"

enum section_match { EXACT, OPTION, PREFIX, LOOSE };

static const struct {
	const char *name;
	u8 match, attach_type;
	u16 prog_type;
} sections[] = {
#define SECTION(name, match, prog_type, attach_type) {name, match, attach_type, prog_type},
#include "object/sections.def"
};

static bool matches(const char *section, const char *name, enum section_match match, bool loosely)
{
	char after;

	if (!axi_starts(section, name))
		return false;
	after = section[axi_strlen(name)];
	return (after == 0 && match != PREFIX) || (after == '/' && match != EXACT) || (loosely && match == LOOSE);
}

int ax_section_prog_type(const char *section, uint32_t *prog_type, uint32_t *attach_type)
{
	section += *section == '?'; /* libbpf: do not load unless asked to */
	*prog_type = *attach_type = 0;
	for (u32 i = 0; i < 2 * ARRAY_LEN(sections); i++) {
		u32 row = i % ARRAY_LEN(sections);

		if (!matches(section, sections[row].name, sections[row].match, i >= ARRAY_LEN(sections)))
			continue;
		*prog_type = sections[row].prog_type;
		*attach_type = sections[row].attach_type;
		return 0;
	}
	return -AX_ENOENT;
}
