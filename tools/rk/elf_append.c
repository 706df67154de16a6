/* SPDX-License-Identifier: Apache-2.0
 * elf_append.c - a section more in an object file.
 *
 * Nothing of the file moves: behind its end come the section's bytes, a copy of the section names with one more, and a
 * copy of the section table with one more entry; the header then points there. */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rk/certify.h"

struct out {
	u8 *bytes;
	size_t size;
};

static size_t append(struct out *out, const void *bytes, size_t count)
{
	size_t at = out->size = (out->size + 7) & ~(size_t)7;

	memcpy(out->bytes + at, bytes, count);
	out->size += count;
	return at;
}

/* find - the section of that name, or 0; names were checked when the object was read. */
static u32 find(const Elf64_Shdr *table, u32 count, const char *names, size_t names_size, const char *name)
{
	for (u32 i = 1; i < count; i++)
		if (table[i].sh_name < names_size && !strncmp(names + table[i].sh_name, name, names_size - table[i].sh_name))
			return i;
	return 0;
}

static int write_file(const char *path, const struct out *out)
{
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(out->bytes, 1, out->size, f) == out->size;

	if (f)
		good &= !fclose(f);
	if (!good)
		rk_error("%s: %s", path, strerror(errno));
	return good ? RK_OK : RK_UNUSABLE;
}

int rk_elf_append(const char *path, const u8 *file, size_t size, const struct rk_section *section)
{
	struct out out;
	Elf64_Ehdr header;
	Elf64_Shdr *table, *mine;
	size_t name_bytes = strlen(section->name) + 1;
	u32 count, at;
	int status;

	memcpy(&header, file, sizeof(header));
	count = header.e_shnum;
	table = calloc(count + 1u, sizeof(*table));
	out.bytes = calloc(1, 2 * size + section->size + name_bytes + (count + 2u) * sizeof(*table) + 64);
	if (!table || !out.bytes) {
		rk_error("%s: out of memory", path);
		free(table);
		free(out.bytes);
		return RK_UNUSABLE;
	}
	memcpy(out.bytes, file, size);
	out.size = size;
	memcpy(table, file + header.e_shoff, count * sizeof(*table));
	Elf64_Shdr *strings = &table[header.e_shstrndx];
	const char *names = (const char *)file + strings->sh_offset;

	at = find(table, count, names, strings->sh_size, section->name);
	mine = &table[at ? at : count];
	if (!at) {
		size_t old = strings->sh_size, new_at = append(&out, names, old);

		memcpy(out.bytes + out.size, section->name, name_bytes);
		out.size += name_bytes;
		strings->sh_offset = new_at;
		strings->sh_size = old + name_bytes;
		*mine = (Elf64_Shdr){.sh_name = (u32)old, .sh_type = SHT_PROGBITS, .sh_addralign = 8};
		count++;
	}
	mine->sh_size = section->size;
	mine->sh_offset = append(&out, section->bytes, section->size);
	header.e_shnum = (u16)count;
	header.e_shoff = append(&out, table, count * sizeof(*table));
	memcpy(out.bytes, &header, sizeof(header));
	status = count > 0xff00 ? RK_UNUSABLE : write_file(path, &out);
	free(table);
	free(out.bytes);
	return status;
}
