/* SPDX-License-Identifier: Apache-2.0
 * elf.c - reads and checks the ELF file: header, section table, names, symbols, relocation tables.
 *
 * Sections may overlap in the file: we only read.  Nothing is assumed of the alignment of the
 * file's bytes. Source: System V gABI, chapters 4 and 5. */
#include "base/fmt.h"
#include "base/str.h"
#include "object/reader.h"

#define EM_BPF 247
#define ET_REL 1

/* As in the file. */
struct elf_header {
	u8 ident[16];
	u16 type, machine;
	u32 version;
	u64 entry, phoff, shoff;
	u32 flags;
	u16 ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
struct elf_section {
	u32 name, type;
	u64 flags, addr, offset, size;
	u32 link, info;
	u64 addralign, entsize;
};
struct elf_symbol {
	u32 name;
	u8 info, other;
	u16 shndx;
	u64 value, size;
};
struct elf_rel {
	u64 offset, info;
};
struct elf_rela {
	u64 offset, info, addend;
};
_Static_assert(sizeof(struct elf_header) == 64, "Elf64_Ehdr");
_Static_assert(sizeof(struct elf_section) == 64, "Elf64_Shdr");
_Static_assert(sizeof(struct elf_symbol) == 24, "Elf64_Sym");
_Static_assert(sizeof(struct elf_rel) == 16, "Elf64_Rel");
_Static_assert(sizeof(struct elf_rela) == 24, "Elf64_Rela");

static int check_ident(const struct axi_reader *rd)
{
	const u8 *id = rd->file;

	if (rd->size < sizeof(struct elf_header))
		return axi_obj_fail(rd, -AX_ENOEXEC, 0, "not an ELF object: only %llu bytes",
		                    (unsigned long long)rd->size);
	if (memcmp(id, "\177ELF", 4))
		return axi_obj_fail(rd, -AX_ENOEXEC, 0,
		                    "not an ELF object; compile with clang --target=bpf -c");
	if (id[4] != 2)
		return axi_obj_fail(rd, -AX_ENOEXEC, 4,
		                    "32-bit ELF; compile with clang --target=bpf");
	if (id[5] != 1)
		return axi_obj_fail(rd, -AX_ENOEXEC, 5,
		                    "big-endian ELF; compile with clang --target=bpfel");
	if (id[6] != 1)
		return axi_obj_fail(rd, -AX_ENOEXEC, 6, "ELF version is not 1");
	return 0;
}

static int check_header(const struct axi_reader *rd, struct elf_header *h)
{
	int rc = check_ident(rd);

	if (rc)
		return rc;
	memcpy(h, rd->file, sizeof(*h));
	if (h->machine && h->machine != EM_BPF) /* clang before 4.0 wrote none */
		return axi_obj_fail(
			rd, -AX_ENOEXEC, 18,
			"ELF machine %u is not BPF (247); compile with clang --target=bpf",
			h->machine);
	if (h->type != ET_REL)
		return axi_obj_fail(rd, -AX_ENOEXEC, 16,
		                    "ELF type %u is not a relocatable object (1)", h->type);
	if (h->shentsize != sizeof(struct elf_section))
		return axi_obj_fail(rd, -AX_EINVAL, 58, "section headers of %u bytes, not 64",
		                    h->shentsize);
	if (!h->shnum || h->shnum > AXI_OBJ_SECTIONS)
		return axi_obj_fail(rd, -AX_EINVAL, 60, "%u sections; 1 to %u are read", h->shnum,
		                    AXI_OBJ_SECTIONS);
	if (h->shoff > rd->size || (u64)h->shnum * sizeof(struct elf_section) > rd->size - h->shoff)
		return axi_obj_fail(rd, -AX_EINVAL, 40,
		                    "section table at 0x%llx goes beyond the end; truncated file?",
		                    (unsigned long long)h->shoff);
	if (h->shstrndx >= h->shnum)
		return axi_obj_fail(rd, -AX_EINVAL, 62,
		                    "section names in section %u, which does not exist",
		                    h->shstrndx);
	return 0;
}

/* A string of table `strtab`; NULL when it is out of range, not terminated or too long. */
static const char *string(const struct axi_reader *rd, const struct axi_sec *strtab, u32 offset)
{
	if (offset >= strtab->size)
		return NULL;
	size_t left = (size_t)(strtab->size - offset);
	const char *s = (const char *)axi_sec_data(rd, strtab) + offset;
	size_t most = left < AXI_OBJ_NAME_BYTES ? left : AXI_OBJ_NAME_BYTES;

	return axi_strnlen(s, most) < most ? s : NULL;
}

static int read_section(struct axi_reader *rd, u64 table, u32 index)
{
	struct axi_sec *sec = &rd->secs[index];
	u64 at = table + index * sizeof(struct elf_section);
	struct elf_section h;

	memcpy(&h, rd->file + at, sizeof(h));
	*sec = (struct axi_sec){.name = "",
	                        .type = h.type,
	                        .link = h.link,
	                        .info = h.info,
	                        .index = index,
	                        .flags = h.flags,
	                        .off = h.offset,
	                        .size = h.size,
	                        .entsize = h.entsize};
	if (h.type == AXI_SHT_NULL) {
		sec->off = sec->size = 0;
		return 0;
	}
	if (h.type == AXI_SHT_NOBITS) {
		sec->off = 0;
		return 0;
	}
	if (h.offset > rd->size || h.size > rd->size - h.offset)
		return axi_obj_fail(
			rd, -AX_EINVAL, at,
			"section %u (0x%llx + 0x%llx) goes beyond the end; truncated file?", index,
			(unsigned long long)h.offset, (unsigned long long)h.size);
	return 0;
}

static int read_names(struct axi_reader *rd, const struct elf_header *h)
{
	const struct axi_sec *strtab = &rd->secs[h->shstrndx];

	if (strtab->type != AXI_SHT_STRTAB)
		return axi_obj_fail(
			rd, -AX_EINVAL, 62,
			"section %u holds no strings, but section names are said to be there",
			h->shstrndx);
	for (u32 i = 1; i < rd->sec_count; i++) {
		u64 at = h->shoff + i * sizeof(struct elf_section);
		u32 name;

		memcpy(&name, rd->file + at, 4);
		rd->secs[i].name = string(rd, strtab, name);
		if (!rd->secs[i].name || axi_strnlen(rd->secs[i].name, AXI_OBJ_SECTION_NAME_BYTES) ==
		                                 AXI_OBJ_SECTION_NAME_BYTES)
			return axi_obj_fail(rd, -AX_EINVAL, at,
			                    "name of section %u is out of range or too long",
			                    i);
	}
	return 0;
}

static int check_symtab(struct axi_reader *rd, struct axi_sec *sec)
{
	if (rd->symtab)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "two symbol tables (sections %u and %u)", rd->symtab,
		                    sec->index);
	if (sec->entsize != sizeof(struct elf_symbol) || sec->size % sizeof(struct elf_symbol))
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "symbol table's size 0x%llx or entry size is wrong",
		                    (unsigned long long)sec->size);
	if (sec->link >= rd->sec_count || rd->secs[sec->link].type != AXI_SHT_STRTAB)
		return axi_obj_fail(
			rd, -AX_EINVAL, sec->off,
			"symbol table's names are in section %u, which holds no strings",
			sec->link);
	if (sec->size / sizeof(struct elf_symbol) > UINT32_MAX)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off, "symbol table is too big");
	rd->symtab = sec->index;
	rd->sym_count = (u32)(sec->size / sizeof(struct elf_symbol));
	return 0;
}

static u64 rel_bytes(const struct axi_sec *rel)
{
	return rel->type == AXI_SHT_RELA ? sizeof(struct elf_rela) : sizeof(struct elf_rel);
}

/* Relocation tables: their layout, and which section each belongs to.  What they say is link.c's
 * matter. */
static int check_rel(struct axi_reader *rd, struct axi_sec *rel)
{
	if (!rel->info || rel->info >= rd->sec_count)
		return axi_obj_fail(rd, -AX_EINVAL, rel->off,
		                    "relocations '%s' are for section %u, which does not exist",
		                    rel->name, rel->info);
	struct axi_sec *sec = &rd->secs[rel->info];

	if (!(sec->flags & AXI_SHF_ALLOC))
		return 0; /* debug information */
	if (rel->type == AXI_SHT_RELA && !rd->first_llvm)
		return axi_obj_fail(rd, -AX_ENOTSUPP, rel->off,
		                    "relocations '%s' with addends; BPF uses SHT_REL", rel->name);
	if (rel->entsize != rel_bytes(rel) || rel->size % rel_bytes(rel) || rel->size / rel_bytes(rel) > UINT32_MAX - 1)
		return axi_obj_fail(rd, -AX_EINVAL, rel->off,
		                    "relocation table '%s': size or entry size is wrong",
		                    rel->name);
	if (!rd->symtab || rel->link != rd->symtab)
		return axi_obj_fail(rd, -AX_EINVAL, rel->off,
		                    "relocations '%s' refer to symbol table %u, not %u", rel->name,
		                    rel->link, rd->symtab);
	if (sec->rel)
		return axi_obj_fail(rd, -AX_EINVAL, rel->off,
		                    "section '%s' has two relocation tables", sec->name);
	sec->rel = rel->index;
	return 0;
}

int axi_elf_open(struct axi_reader *rd)
{
	struct elf_header h;
	int rc = check_header(rd, &h);

	if (rc)
		return rc;
	rd->first_llvm = !h.machine;
	rd->sec_count = h.shnum;
	rd->secs = AXI_OBJ_ALLOC(rd, h.shnum, struct axi_sec);
	if (!rd->secs)
		return -AX_ENOMEM;
	for (u32 i = 0; i < rd->sec_count && !rc; i++)
		rc = read_section(rd, h.shoff, i);
	if (!rc)
		rc = read_names(rd, &h);
	for (u32 i = 1; i < rd->sec_count && !rc; i++)
		if (rd->secs[i].type == AXI_SHT_SYMTAB)
			rc = check_symtab(rd, &rd->secs[i]);
	for (u32 i = 1; i < rd->sec_count && !rc; i++)
		if (rd->secs[i].type == AXI_SHT_REL || rd->secs[i].type == AXI_SHT_RELA)
			rc = check_rel(rd, &rd->secs[i]);
	return rc;
}

int axi_elf_symbol(const struct axi_reader *rd, u32 index, struct axi_sym *out)
{
	const struct axi_sec *table = &rd->secs[rd->symtab];
	u64 at = table->off + (u64)index * sizeof(struct elf_symbol);
	struct elf_symbol s;

	if (!rd->symtab || index >= rd->sym_count)
		return axi_obj_fail(rd, -AX_EINVAL, 0, "symbol %u does not exist; the table has %u",
		                    index, rd->sym_count);
	memcpy(&s, rd->file + at, sizeof(s));
	*out = (struct axi_sym){.name = string(rd, &rd->secs[table->link], s.name),
	                        .type = s.info & 15,
	                        .bind = s.info >> 4,
	                        .shndx = s.shndx,
	                        .value = s.value,
	                        .size = s.size};
	if (!out->name)
		return axi_obj_fail(rd, -AX_EINVAL, at,
		                    "name of symbol %u is out of range or not terminated", index);
	if (s.shndx < AXI_SHN_LORESERVE && s.shndx >= rd->sec_count)
		return axi_obj_fail(rd, -AX_EINVAL, at,
		                    "symbol %u ('%.40s') is in section %u, which does not exist",
		                    index, out->name, s.shndx);
	return 0;
}

const char *axi_sym_label(const struct axi_reader *rd, const struct axi_sym *sym)
{
	if (*sym->name || sym->shndx >= rd->sec_count)
		return sym->name;
	return rd->secs[sym->shndx].name;
}

u32 axi_elf_rel_count(const struct axi_sec *rel)
{
	return (u32)(rel->size / rel_bytes(rel));
}

struct axi_rel axi_elf_rel(const struct axi_reader *rd, const struct axi_sec *rel, u32 index)
{
	struct elf_rela r = {0};

	memcpy(&r, axi_sec_data(rd, rel) + index * rel_bytes(rel), rel_bytes(rel));
	return (struct axi_rel){
		.offset = r.offset, .type = (u32)r.info, .sym = (u32)(r.info >> 32), .addend = r.addend};
}

struct axi_rel axi_code_rel(const struct axi_reader *rd, const struct axi_sec *sec, u32 index)
{
	struct axi_rel rel = axi_elf_rel(rd, &rd->secs[sec->rel], index);

	if (rd->first_llvm && !rel.type && rel.offset < sec->size && rel.offset % 8 == 0)
		rel.type = axi_sec_insn(rd, sec, (u32)(rel.offset / 8)).opcode == AX_OP_LDDW ? AXI_R_64_64 : AXI_R_64_32;
	return rel;
}

struct axi_sec *axi_elf_section(const struct axi_reader *rd, const char *name)
{
	for (u32 i = 1; i < rd->sec_count; i++)
		if (axi_streq(rd->secs[i].name, name))
			return &rd->secs[i];
	return NULL;
}

int axi_elf_find(struct axi_reader *rd, const struct axi_sec *sec, const char *name, u32 *off)
{
	for (u32 i = 1; i < rd->sym_count; i++) {
		struct axi_sym sym;
		int rc = axi_elf_symbol(rd, i, &sym);

		if (rc)
			return rc;
		if (++rd->lookups > AXI_OBJ_LOOKUPS)
			return axi_obj_fail(rd, -AX_ENOTSUPP, sec->off,
			                    "too many variables times symbols in this object");
		if (sym.shndx != sec->index || sym.type == AXI_STT_SECTION ||
		    !axi_streq(sym.name, name))
			continue;
		if (sym.value >= sec->size || sym.value > UINT32_MAX)
			return axi_obj_fail(rd, -AX_EINVAL, sec->off,
			                    "symbol '%.40s' is beyond the end of section '%.40s'",
			                    name, sec->name);
		*off = (u32)sym.value;
		return 0;
	}
	return 1;
}
