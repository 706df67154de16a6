/* SPDX-License-Identifier: Apache-2.0
 * extract.c - `extract DIRECTORY FILE...`: writes every BPF object that is a file, or lies inside one (programs carry
 * theirs in their data), to DIRECTORY/NAME[-N].bpf.o. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the BPF object at `data`; 0: there is none. */
static size_t object_size(const unsigned char *data, size_t left)
{
	Elf64_Ehdr h;
	size_t end;

	if (left < sizeof(h))
		return 0;
	memcpy(&h, data, sizeof(h));
	if (memcmp(h.e_ident, "\177ELF\2\1\1", 7) || h.e_type != ET_REL || h.e_machine != EM_BPF ||
	    h.e_shentsize != sizeof(Elf64_Shdr) || h.e_shoff > left || h.e_shnum * sizeof(Elf64_Shdr) > left - h.e_shoff)
		return 0;
	end = h.e_shoff + h.e_shnum * sizeof(Elf64_Shdr);
	for (unsigned int i = 0; i < h.e_shnum; i++) {
		Elf64_Shdr s;

		memcpy(&s, data + h.e_shoff + i * sizeof(s), sizeof(s));
		if (s.sh_type == SHT_NOBITS)
			continue;
		if (s.sh_offset > left || s.sh_size > left - s.sh_offset)
			return 0;
		if (s.sh_offset + s.sh_size > end)
			end = s.sh_offset + s.sh_size;
	}
	return end;
}

static void extract(const char *directory, const char *path)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	FILE *f = fopen(path, "rb");
	unsigned char *data = NULL;
	size_t size = 0, n;
	long length;
	int count = 0;

	if (!f)
		return;
	if (!fseek(f, 0, SEEK_END) && (length = ftell(f)) > 0 && (data = malloc((size_t)length))) {
		rewind(f);
		size = fread(data, 1, (size_t)length, f);
	}
	fclose(f);
	for (size_t at = 0; at + sizeof(Elf64_Ehdr) <= size; at++) {
		char name[512], suffix[16] = "";

		if (data[at] != 0x7f || !(n = object_size(data + at, size - at)))
			continue;
		if (count++)
			snprintf(suffix, sizeof(suffix), "-%d", count);
		snprintf(name, sizeof(name), "%s/%s%s.bpf.o", directory, base, suffix);
		f = fopen(name, "wb");
		if (f) {
			fwrite(data + at, 1, n, f);
			fclose(f);
		}
	}
	free(data);
}

int main(int argc, char **argv)
{
	for (int i = 2; i < argc; i++)
		extract(argv[1], argv[i]);
	return argc < 3;
}
