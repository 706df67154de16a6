/* SPDX-License-Identifier: Apache-2.0
 * case.c - the reader of instruction cases. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "insn/case.h"
#include "isa/asm.h"

enum section { NONE, ASM, RAW, MEM, RESULT, AFTER, ERROR, NO_ORACLE, SECTIONS };

static const char *const section_names[SECTIONS] = {
	[ASM] = "asm", [RAW] = "raw", [MEM] = "mem", [RESULT] = "result", [AFTER] = "mem after", [ERROR] = "error",
	[NO_ORACLE] = "no oracle",
};

static enum section section_of(const char *name)
{
	for (int s = ASM; s < SECTIONS; s++)
		if (!strcmp(name, section_names[s]))
			return s;
	return NONE;
}

static bool add_hex(const char *line, u8 *bytes, u32 size, u32 *count)
{
	for (; *line; line++) {
		char pair[3] = {line[0], line[0] ? line[1] : 0, 0};

		if (isspace((unsigned char)*line))
			continue;
		if (!isxdigit((unsigned char)pair[0]) || !isxdigit((unsigned char)pair[1]) || *count == size)
			return false;
		bytes[(*count)++] = (u8)strtoul(pair, NULL, 16);
		line++;
	}
	return true;
}

static void add_word(char *to, size_t size, const char *line)
{
	size_t n = strlen(to);

	snprintf(to + n, size - n, "%s%s", n ? " " : "", line);
}

static bool add_line(struct insn_case *out, enum section section, const char *line, u32 *raw_bytes)
{
	size_t n;
	char *end;

	switch (section) {
	case ASM:
		n = strlen(out->text);
		return (size_t)snprintf(out->text + n, sizeof(out->text) - n, "%s\n", line) < sizeof(out->text) - n;
	case RAW: return add_hex(line, (u8 *)out->insns, sizeof(out->insns), raw_bytes);
	case MEM: return add_hex(line, out->mem, sizeof(out->mem), &out->mem_bytes);
	case AFTER: return add_hex(line, out->after, sizeof(out->after), &out->after_bytes);
	case RESULT:
		if (!*line)
			return true;
		out->result = strtoull(line, &end, 0);
		out->has_result = true;
		return !*end;
	case ERROR: add_word(out->error, sizeof(out->error), line); return true;
	case NO_ORACLE: add_word(out->no_oracle, sizeof(out->no_oracle), line); return true;
	default: return false;
	}
}

static int assemble(struct insn_case *out, u32 raw_bytes, char why[256])
{
	struct axi_asm_error err;
	int n = axi_asm(out->text, strlen(out->text), out->insns, CASE_INSNS, &err);

	if (out->has_raw) {
		out->count = raw_bytes / 8;
		return 1;
	}
	if (n < 0) {
		snprintf(why, 256, "%s: line %u of asm: %s", out->title, err.line, err.text);
		return -1;
	}
	out->count = (u32)n;
	return 1;
}

/* read_line - without its newline; false at the end of the file. */
static bool read_line(FILE *file, char line[512])
{
	if (!fgets(line, 512, file))
		return false;
	line[strcspn(line, "\n")] = 0;
	return true;
}

int case_read(FILE *file, struct insn_case *out, char why[256])
{
	enum section section = NONE;
	u32 raw_bytes = 0;
	char line[512];
	long at;

	memset(out, 0, sizeof(*out));
	do {
		if (!read_line(file, line))
			return 0;
	} while (strncmp(line, "== ", 3));
	snprintf(out->title, sizeof(out->title), "%.120s", line + 3);
	for (at = ftell(file); read_line(file, line); at = ftell(file)) {
		if (!strncmp(line, "== ", 3)) {
			fseek(file, at, SEEK_SET);
			break;
		}
		if (!strncmp(line, "-- ", 3)) {
			section = section_of(line + 3);
			out->has_raw |= section == RAW;
		} else if (*line && !add_line(out, section, line, &raw_bytes)) {
			snprintf(why, 256, "%s: cannot use the line '%.100s'", out->title, line);
			return -1;
		}
	}
	if (out->has_result == (*out->error != 0)) {
		snprintf(why, 256, "%s: needs a result or an error", out->title);
		return -1;
	}
	return assemble(out, raw_bytes, why);
}
