/* SPDX-License-Identifier: Apache-2.0
 * edited.c - real objects with one thing made wrong on purpose: the error names it. */
#include <elf.h>
#include "unit/object/object_test.h"

/* An object in memory, and where its tables are. */
struct edit {
	uint8_t *file;
	size_t size;
};

static void edit_open(struct edit *e, const char *name)
{
	e->file = object_file(name, &e->size);
}

static Elf64_Ehdr *header(struct edit *e)
{
	return (Elf64_Ehdr *)e->file;
}

static Elf64_Shdr *section(struct edit *e, const char *name)
{
	Elf64_Shdr *table = (Elf64_Shdr *)(e->file + header(e)->e_shoff);
	const char *names = (const char *)e->file + table[header(e)->e_shstrndx].sh_offset;

	for (int i = 1; i < header(e)->e_shnum; i++)
		if (!strcmp(names + table[i].sh_name, name))
			return &table[i];
	test_fail(__FILE__, __LINE__, "no section %s", name);
}

static Elf64_Rel *rel(struct edit *e, const char *name, int index)
{
	return (Elf64_Rel *)(e->file + section(e, name)->sh_offset) + index;
}

static struct ax_insn *insn(struct edit *e, const char *name, int slot)
{
	return (struct ax_insn *)(e->file + section(e, name)->sh_offset) + slot;
}

static Elf64_Sym *symbol(struct edit *e, const char *name)
{
	Elf64_Shdr *table = section(e, ".symtab");
	const char *names = (const char *)e->file + section(e, ".strtab")->sh_offset;
	Elf64_Sym *syms = (Elf64_Sym *)(e->file + table->sh_offset);

	for (size_t i = 1; i < table->sh_size / sizeof(*syms); i++)
		if (!strcmp(names + syms[i].st_name, name))
			return &syms[i];
	test_fail(__FILE__, __LINE__, "no symbol %s", name);
}

/* Open the edited file, expect the error and the word in its text; frees the file. */
static void expect(struct edit *e, int line, int code, const char *word)
{
	struct ax_object object;
	struct ax_object_error error = {.text = ""};
	struct ax_arena arena;
	void *memory = malloc(1 << 20);
	int rc;

	ax_arena_init(&arena, memory, 1 << 20);
	rc = ax_object_open(&object, e->file, e->size, &arena, &error);
	free(memory);
	free(e->file);
	if (rc != code || !strstr(error.text, word))
		test_fail(__FILE__, line, "%d \"%s\", not %d \"%s\"", rc, error.text, code, word);
}

/* EDIT(object, change, code, word): `e` is the edited object inside `change`. */
#define EDIT(name, change, code, word)                                                             \
	do {                                                                                       \
		struct edit e;                                                                     \
		edit_open(&e, name);                                                               \
		change;                                                                            \
		expect(&e, __LINE__, code, word);                                                  \
	} while (0)

#define TICK "01-tick/tick.bpf.o"
#define FEATURES "tests/features.bpf.o"

TEST(object, files_that_are_no_bpf_objects_are_refused)
{
	EDIT(TICK, e.file[0] = 'x', -AX_ENOEXEC, "not an ELF");
	EDIT(TICK, e.size = 63, -AX_ENOEXEC, "63 bytes");
	EDIT(TICK, e.size = 0, -AX_ENOEXEC, "0 bytes");
	EDIT(TICK, e.file[EI_CLASS] = 1, -AX_ENOEXEC, "32-bit");
	EDIT(TICK, e.file[EI_DATA] = 2, -AX_ENOEXEC, "big-endian");
	EDIT(TICK, e.file[EI_VERSION] = 2, -AX_ENOEXEC, "version");
	EDIT(TICK, header(&e)->e_machine = 62, -AX_ENOEXEC, "machine 62");
	EDIT(TICK, header(&e)->e_type = ET_EXEC, -AX_ENOEXEC, "relocatable");
	EDIT(TICK, header(&e)->e_shoff = ~0ull, -AX_EINVAL, "truncated");
	EDIT(TICK, header(&e)->e_shnum = 0, -AX_EINVAL, "0 sections");
	EDIT(TICK, header(&e)->e_shnum = 60000, -AX_EINVAL, "60000 sections");
	EDIT(TICK, header(&e)->e_shentsize = 40, -AX_EINVAL, "40 bytes");
	EDIT(TICK, header(&e)->e_shstrndx = 999, -AX_EINVAL, "section 999");
}

TEST(object, bad_sections_and_symbols_are_refused)
{
	EDIT(TICK, section(&e, "perf_event")->sh_size = ~0ull, -AX_EINVAL, "beyond the end");
	EDIT(TICK, section(&e, "perf_event")->sh_offset = ~0ull - 8, -AX_EINVAL, "beyond the end");
	EDIT(TICK, section(&e, "perf_event")->sh_size -= 4, -AX_EINVAL, "whole instructions");
	EDIT(TICK, section(&e, "perf_event")->sh_name = ~0u, -AX_EINVAL, "name of section");
	EDIT(TICK, section(&e, ".symtab")->sh_entsize = 8, -AX_EINVAL, "symbol table");
	EDIT(TICK, section(&e, ".symtab")->sh_link = 3, -AX_EINVAL, "symbol table");
	EDIT(TICK, section(&e, ".symtab")->sh_type = SHT_NULL, -AX_EINVAL, "symbol table");
	EDIT(TICK, symbol(&e, "on_tick")->st_size = ~7ull, -AX_EINVAL, "'on_tick'");
	EDIT(TICK, symbol(&e, "on_tick")->st_size = 0, -AX_EINVAL, "'on_tick'");
	EDIT(TICK, symbol(&e, "on_tick")->st_value = 4, -AX_EINVAL, "'on_tick'");
	EDIT(TICK, symbol(&e, "on_tick")->st_value = 8, -AX_EINVAL, "'on_tick'");
	EDIT(TICK, symbol(&e, "on_tick")->st_info = STT_OBJECT, -AX_EINVAL, "no function symbol");
	EDIT(TICK, symbol(&e, "on_tick")->st_name = ~0u, -AX_EINVAL, "name of symbol");
	EDIT(TICK, symbol(&e, "events")->st_shndx = 500, -AX_EINVAL, "'events'");
	EDIT(TICK, symbol(&e, "events")->st_value = 1000, -AX_EINVAL, "'events'");
	EDIT(TICK, symbol(&e, "events")->st_value = 0, -AX_EINVAL, "another map");
	EDIT(TICK, symbol(&e, "events")->st_shndx = SHN_UNDEF, -AX_EINVAL, "'events'");
	EDIT(FEATURES, section(&e, "version")->sh_size = 3, -AX_EINVAL, "version");
	EDIT(FEATURES, section(&e, ".bss")->sh_size = 1ull << 32, -AX_EINVAL, ".bss");
	EDIT(FEATURES, section(&e, ".bss")->sh_size = ~0ull, -AX_EINVAL, ".bss");
	EDIT(TICK, section(&e, "license")->sh_size = 4000;
	     memset(e.file + section(&e, "license")->sh_offset, 'x', 200), -AX_EINVAL, "license");
	EDIT("tests/oldmaps.bpf.o", section(&e, "maps")->sh_size = 39, -AX_EINVAL, "'maps'");
	EDIT("tests/oldmaps.bpf.o", symbol(&e, "second")->st_value = 19, -AX_EINVAL, "'second'");
}

#define REL ".relperf_event"
#define TYPE(r, t) ((r)->r_info = ((r)->r_info & ~0xffffffffull) | (t))

TEST(object, bad_relocations_are_refused)
{
	EDIT(TICK, TYPE(rel(&e, REL, 0), 99), -AX_EINVAL, "type 99");
	EDIT(TICK, TYPE(rel(&e, REL, 0), 2), -AX_EINVAL, "type 2 does not belong in code");
	EDIT(TICK, TYPE(rel(&e, REL, 0), 10), -AX_EINVAL, "a call's relocation");
	EDIT(TICK, rel(&e, REL, 0)->r_info |= 0xfffff00000000000, -AX_EINVAL, "symbol");
	EDIT(TICK, rel(&e, REL, 0)->r_offset = 0, -AX_EINVAL, "64-bit load");
	EDIT(TICK, rel(&e, REL, 0)->r_offset = 1 << 20, -AX_EINVAL, "no instruction there");
	EDIT(TICK, rel(&e, REL, 0)->r_offset = ~7ull, -AX_EINVAL, "no instruction there");
	EDIT(TICK, rel(&e, REL, 0)->r_offset += 4, -AX_EINVAL, "no instruction there");
	EDIT(TICK, rel(&e, REL, 0)->r_offset += 8, -AX_EINVAL, "second half");
	EDIT(TICK, rel(&e, REL, 0)->r_offset = rel(&e, REL, 1)->r_offset, -AX_EINVAL, "two relocations");
	EDIT(TICK, section(&e, REL)->sh_type = SHT_RELA, -AX_ENOTSUPP, REL);
	EDIT(TICK, section(&e, REL)->sh_entsize = 24, -AX_EINVAL, REL);
	EDIT(TICK, section(&e, REL)->sh_info = 4000, -AX_EINVAL, REL);
	EDIT(TICK, section(&e, REL)->sh_link = 0, -AX_EINVAL, REL);
	EDIT(TICK, section(&e, ".rel.BTF")->sh_info = section(&e, REL)->sh_info, -AX_EINVAL, "two relocation tables");
	/* The addend moves the reference off the map, off the function, out of the section. */
	EDIT(TICK, insn(&e, "perf_event", rel(&e, REL, 0)->r_offset / 8)->imm = 4, -AX_EINVAL, "no map at '.maps' + 0x4");
	EDIT(FEATURES, insn(&e, ".text", 2)->imm = 24, -AX_EINVAL, "beyond section '.bss'");
	EDIT(FEATURES, insn(&e, ".text", 1)->imm = 12, -AX_EINVAL, "no function starts");
	EDIT(FEATURES, insn(&e, ".text", 1)->imm = -3, -AX_EINVAL, "no function starts");
	EDIT(FEATURES, insn(&e, ".text", 1)->imm = INT32_MIN, -AX_EINVAL, "no function starts");
	EDIT(FEATURES, insn(&e, ".text", 1)->imm = INT32_MAX, -AX_EINVAL, "no function starts");
	EDIT("tests/callback.bpf.o", insn(&e, "socket", rel(&e, ".relsocket", 1)->r_offset / 8)->imm += 8, -AX_EINVAL,
	     "no function starts");
	EDIT("tests/callback.bpf.o", insn(&e, "socket", rel(&e, ".relsocket", 1)->r_offset / 8)->imm += 1, -AX_EINVAL,
	     "is not a function");
}

TEST(object, map_fds_in_the_file_are_refused)
{
	/* A file must not name the fds of whoever loads it: a load's kind comes from relocations only. */
	for (unsigned int src = 1; src < 16; src++) {
		EDIT(TICK, insn(&e, "perf_event", rel(&e, REL, 0)->r_offset / 8)->src = src & 15, -AX_EINVAL, "of kind");
		EDIT(TICK, TYPE(rel(&e, REL, 0), 0);
		     insn(&e, "perf_event", rel(&e, REL, 0)->r_offset / 8)->src = src & 15, -AX_EINVAL,
		     "without relocation");
	}
}

TEST(object, a_relocation_of_type_none_does_nothing)
{
	struct edit e;
	struct opened o;

	edit_open(&e, TICK);
	TYPE(rel(&e, REL, 0), 0);
	ax_arena_init(&o.arena, malloc(1 << 20), 1 << 20);
	CHECK_EQ(ax_object_open(&o.object, e.file, e.size, &o.arena, &o.error), 0);
	CHECK_EQ(object_count(&o.object.progs[0], AX_OP_LDDW, AX_PSEUDO_MAP_IDX), 2);
	o.file = e.file;
	object_close(&o);
}

/* Open an edited object: its one program has as many instructions as before. */
static void check_edited(struct edit *e, uint32_t insns)
{
	struct opened o;

	ax_arena_init(&o.arena, malloc(1 << 20), 1 << 20);
	if (ax_object_open(&o.object, e->file, e->size, &o.arena, &o.error))
		test_fail(__FILE__, __LINE__, "%s", o.error.text);
	CHECK_EQ(o.object.prog_count, 1);
	CHECK_STR(o.object.progs[0].name, "on_tick");
	CHECK_EQ(o.object.progs[0].insn_count, insns);
	CHECK_EQ(object_count(&o.object.progs[0], AX_OP_LDDW, AX_PSEUDO_MAP_IDX), 3);
	o.file = e->file;
	object_close(&o);
}

#define INFO(e, bind, type) (symbol(&e, "on_tick")->st_info = ELF64_ST_INFO(bind, type))

TEST(object, objects_of_old_compilers)
{
	struct opened o;
	struct edit e;
	uint32_t insns;

	object_open(&o, TICK);
	insns = o.object.progs[0].insn_count;
	object_close(&o);

	edit_open(&e, TICK);
	header(&e)->e_machine = 0; /* clang before 4.0 */
	for (int i = 0; i < 3; i++)
		TYPE(rel(&e, REL, i), 0);
	check_edited(&e, insns);

	edit_open(&e, TICK);
	symbol(&e, "on_tick")->st_size = 0; /* before 7: neither type nor size */
	INFO(e, STB_GLOBAL, STT_NOTYPE);
	check_edited(&e, insns);

	edit_open(&e, TICK);
	symbol(&e, "on_tick")->st_size = 0;
	INFO(e, STB_LOCAL, STT_NOTYPE);
	check_edited(&e, insns);

	edit_open(&e, TICK);
	INFO(e, STB_LOCAL, STT_FUNC); /* static: a program by its section */
	check_edited(&e, insns);
}

TEST(object, what_an_old_definition_cannot_mean_is_refused)
{
	EDIT("tests/oldmaps_iproute2.bpf.o", e.file[section(&e, "maps")->sh_offset + 24] = 9, -AX_ENOTSUPP, "pinning 9");
}

TEST(object, names_in_messages_are_printable)
{
	struct edit e;

	edit_open(&e, TICK);
	((char *)e.file + section(&e, ".strtab")->sh_offset)[symbol(&e, "on_tick")->st_name] = '\n';
	*(Elf64_Xword *)&symbol(&e, "\nn_tick")->st_size = 4;
	expect(&e, __LINE__, -AX_EINVAL, "'?n_tick'");
}
