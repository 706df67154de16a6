/* SPDX-License-Identifier: Apache-2.0
 * mkbad.c - host tool: hostile ELF files made from a good one.  usage: mkbad GOOD DIRECTORY; prints their names.
 * Each is called bad-WHAT; run.sh expects that none of them starts. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *good, *bytes;
static long size;
static const char *directory;
static Elf64_Ehdr *eh;
static Elf64_Phdr *ph;

static void start(void)
{
	memcpy(bytes, good, (size_t)size);
}

/* the first loaded segment with these rights */
static Elf64_Phdr *with(unsigned int flags)
{
	for (int i = 0; i < eh->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD && (ph[i].p_flags & flags) == flags)
			return &ph[i];
	fprintf(stderr, "mkbad: the good file has no such segment\n");
	exit(2);
}

static void save(const char *name, long length)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/bad-%s", directory, name);
	f = fopen(path, "wb");
	if (!f || fwrite(bytes, 1, (size_t)length, f) != (size_t)length || fclose(f)) {
		perror(path);
		exit(2);
	}
	printf("bad-%s\n", name);
	start();
}

#define BAD(name, change)                                                                          \
	do {                                                                                       \
		change;                                                                            \
		save(name, size);                                                                  \
	} while (0)

int main(int argc, char **argv)
{
	FILE *f = argc == 3 ? fopen(argv[1], "rb") : NULL;

	if (!f)
		return 2;
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	good = malloc((size_t)size);
	bytes = malloc((size_t)size);
	if (!good || !bytes || fread(good, 1, (size_t)size, f) != (size_t)size)
		return 2;
	directory = argv[2];
	eh = (Elf64_Ehdr *)bytes;
	ph = (Elf64_Phdr *)(bytes + sizeof(*eh));
	start();
	save("empty", 0);
	save("one-byte", 1);
	save("short-header", 63);
	save("headers-only", 64);
	save("half-table", 64 + 56 * 2 + 7);
	save("half-file", size / 2);
	BAD("magic", bytes[0] = 'E');
	BAD("class", bytes[EI_CLASS] = ELFCLASS32);
	BAD("big-endian", bytes[EI_DATA] = ELFDATA2MSB);
	BAD("version", eh->e_version = 7);
	BAD("machine", eh->e_machine = EM_RISCV);
	BAD("type", eh->e_type = ET_REL);
	BAD("no-headers", eh->e_phnum = 0);
	BAD("many-headers", eh->e_phnum = 0xffff);
	BAD("header-size", eh->e_phentsize = 1);
	BAD("header-offset", eh->e_phoff = (Elf64_Off)size - 8);
	BAD("header-offset-wraps", eh->e_phoff = ~0ull - 100);
	BAD("entry", eh->e_entry = 0xffffffff80100000);
	BAD("entry-zero", eh->e_entry = 0);
	BAD("entry-data", eh->e_entry = with(PF_W)->p_vaddr);
	BAD("interpreter", with(PF_R)->p_type = PT_INTERP);
	BAD("kernel-address", with(PF_X)->p_vaddr = with(PF_X)->p_paddr = 0xffffffff80101000);
	BAD("direct-map", with(PF_W)->p_vaddr |= 0xffff800000000000);
	BAD("address-zero", (with(PF_R)->p_vaddr = 0));
	BAD("address-wraps", with(PF_W)->p_memsz = ~0ull - 4096);
	BAD("huge", with(PF_W)->p_memsz = 1ull << 46);
	BAD("more-than-memory", with(PF_W)->p_memsz = 1ull << 40);
	BAD("file-size", with(PF_X)->p_filesz = with(PF_X)->p_memsz = 1ull << 30);
	BAD("file-size-over", with(PF_W)->p_filesz = with(PF_W)->p_memsz + 1);
	BAD("offset", with(PF_X)->p_offset = (Elf64_Off)size + 4096);
	BAD("offset-wraps", with(PF_X)->p_offset = ~0xfffull);
	BAD("skewed", with(PF_X)->p_vaddr += 1);
	BAD("overlap", with(PF_W)->p_vaddr = (with(PF_X)->p_vaddr & ~4095ull) + (with(PF_W)->p_vaddr & 4095));
	BAD("descending", with(PF_W)->p_vaddr = with(PF_R)->p_vaddr - 0x100000 + (with(PF_W)->p_vaddr & 4095));
	BAD("writable-code", with(PF_X)->p_flags |= PF_W);
	BAD("no-segments", for (int i = 0; i < eh->e_phnum; i++) ph[i].p_type = PT_NOTE);
	return 0;
}
