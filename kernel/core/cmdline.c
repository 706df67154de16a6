/* SPDX-License-Identifier: Apache-2.0
 * cmdline.c - the command line: words "name" or "name=value" between blanks. */
#include "core/print.h"
#include "base/str.h"

static const char *line = "";

void cmdline_set(const char *text)
{
	line = text;
}

const char *cmdline(void)
{
	return line;
}

/* find - where the word `name` ends: at '=', a blank, or the end; NULL when there is none. */
static const char *find(const char *name)
{
	size_t length = axi_strlen(name);

	for (const char *at = line; *at; at++) {
		if ((at == line || at[-1] == ' ') && axi_starts(at, name) &&
		    (at[length] == '=' || at[length] == ' ' || !at[length]))
			return at + length;
	}
	return NULL;
}

bool cmdline_flag(const char *name)
{
	return find(name) != NULL;
}

bool cmdline_get(const char *name, char *out, size_t size)
{
	const char *at = find(name);
	size_t n = 0;

	if (!at || *at != '=' || !size)
		return false;
	for (at++; at[n] && at[n] != ' ' && n + 1 < size; n++)
		out[n] = at[n];
	out[n] = '\0';
	return true;
}
