/* SPDX-License-Identifier: Apache-2.0
 * reader.h - what the files of this room share while one object is being read.
 *
 * elf.c gives checked sections, symbols and relocations; maps.c collects maps; lines.c reads .BTF.ext; link.c puts
 * programs together; object.c runs them in order.  Everything that is allocated comes from the caller's arena. */
#ifndef OBJECT_READER_H
#define OBJECT_READER_H

#include <axiom/object.h>
#include "base/types.h"
#include "object/btf.h"

/* Limits of one object; beyond them it is refused, so that a hostile file cannot make the reader slow. */
#define AXI_OBJ_SECTIONS   4096u
#define AXI_OBJ_MAPS       1024u
#define AXI_OBJ_FUNCS      65536u
#define AXI_OBJ_SLOTS      (1u << 20) /* of one section and of one program (Linux: 1,000,000) */
#define AXI_OBJ_NAME_BYTES 1024u /* of a symbol, with its NUL */
#define AXI_OBJ_SECTION_NAME_BYTES 256u
#define AXI_OBJ_LOOKUPS    (1u << 22)
#define AXI_OBJ_STEPS      (1u << 26)

/* ELF numbers that we need (System V gABI; BPF's relocations: Linux Documentation/bpf/llvm_reloc.rst) */
enum {
	AXI_SHT_NULL = 0, AXI_SHT_PROGBITS = 1, AXI_SHT_SYMTAB = 2, AXI_SHT_STRTAB = 3, AXI_SHT_RELA = 4,
	AXI_SHT_NOBITS = 8, AXI_SHT_REL = 9,
};
enum { AXI_SHF_WRITE = 1, AXI_SHF_ALLOC = 2, AXI_SHF_EXEC = 4, AXI_SHF_MERGE = 16 };
enum { AXI_STT_NOTYPE = 0, AXI_STT_OBJECT = 1, AXI_STT_FUNC = 2, AXI_STT_SECTION = 3 };
enum { AXI_STB_LOCAL = 0, AXI_STB_GLOBAL = 1, AXI_STB_WEAK = 2 };
enum { AXI_SHN_UNDEF = 0, AXI_SHN_LORESERVE = 0xff00, AXI_SHN_ABS = 0xfff1, AXI_SHN_COMMON = 0xfff2 };
enum {
	AXI_R_NONE = 0, AXI_R_64_64 = 1, AXI_R_ABS64 = 2, AXI_R_ABS32 = 3, AXI_R_NODYLD32 = 4, AXI_R_64_32 = 10,
};

/* What a section is for us. */
enum axi_sec_kind {
	AXI_SEC_OTHER,   /* debug information and whatever we need not know */
	AXI_SEC_CODE,
	AXI_SEC_ARENA,   /* .addr_space.1: what the arena begins with */
	AXI_SEC_DATA,    /* .data* .rodata* .bss*: becomes a map */
	AXI_SEC_MAPS,    /* .maps, described by BTF */
	AXI_SEC_OLDMAPS, /* maps, maps/NAME: struct bpf_map_def or bpf_elf_map */
};

/* Records of one section in .BTF.ext; `count` 0: none. */
struct axi_ext {
	const u8 *at;
	u32 count, record_bytes;
};

struct axi_sec {
	const char *name;
	u32 type, link, info, index;
	u64 flags, off, size, entsize;
	enum axi_sec_kind kind;
	bool typed;       /* code: its functions have symbols of type STT_FUNC, ... */
	bool global;      /* ... one of which is not static */
	u32 map;          /* data: index in maps, + 1 */
	u32 rel;          /* section with its relocations; 0: none */
	/* code, one entry a slot: */
	u32 slots;
	u32 *func_at;     /* function that starts here, + 1 */
	u32 *rel_at;      /* relocation of this slot, + 1 */
	struct ax_insn *code; /* a copy with CO-RE applied; NULL: as in the file */
	const char **missing; /* what the instruction asked for that the target has not, in words; NULL: nothing in this section */
	struct axi_ext funcs, lines, core;
};

struct axi_sym {
	const char *name;
	u8 type, bind;
	u16 shndx;        /* below AXI_SHN_LORESERVE it exists */
	u64 value, size;
};

struct axi_rel {
	u64 offset;
	u32 type, sym;
	u64 addend;       /* of a RELA table */
};

/* A function symbol in a code section. */
struct axi_func {
	const char *name;
	u32 sec, slot, slots;
	bool local;
	u32 alias;        /* next function with the same start, + 1 */
	u32 mark;         /* last program (+ 1) that took it in, ... */
	u32 base;         /* ... and where it put it */
};

struct axi_reader {
	const u8 *file;
	size_t size;
	struct ax_arena *arena;
	struct ax_object_error *err;
	const struct ax_object_options *options;
	struct axi_sec *secs;
	u32 sec_count;
	u32 symtab, sym_count;  /* symtab 0: none */
	bool first_llvm;        /* e_machine 0: RELA tables, and relocations without a type */
	struct axi_func *funcs;
	u32 func_count;
	bool text_programs;     /* .text holds the programs */
	struct ax_object_map *maps;
	struct axi_map_place *places; /* [map_count]: where each is in its section */
	u32 map_count, map_room;
	u32 lookups;            /* symbols looked at by name; bounded */
	u32 members;            /* of types of values, looked at for what lies in them; bounded by AXI_OBJ_LOOKUPS, too */
	u64 steps;              /* instructions followed for programs, also for those that are not kept; bounded */
	struct axi_extern *externs; /* those of .kconfig first */
	u32 extern_count;
	const char **extern_names; /* of them, for who has the object */
	u32 arena_map;          /* index + 1; 0: none */
	u32 kconfig_map;        /* index + 1; 0: none */
	struct axi_btf_view btf;
	bool has_btf, has_catchers; /* exception callbacks (catch.c) */
};

/* A name that the kernel has to know. */
struct axi_extern {
	const char *name;
	u32 off, bytes;         /* .kconfig: in the map's value */
	bool ksym, set, typeless;
};

/* Where a map's definition stands; data sections have offset 0. */
struct axi_map_place {
	u32 sec, off;
	u32 values;             /* offset of the member `values`; 0: it has none (`type` comes first) */
	bool programs;          /* it holds programs, not maps */
	u8 old;                 /* old_maps.c: 1 + the words of its definition behind map_flags; 0: no old one */
};

/* axi_obj_fail - fill the error, return `code`. */
int axi_obj_fail(const struct axi_reader *rd, int code, u64 offset, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* axi_obj_clean_text - make of it one line of printable ASCII, whatever the names in the file hold. */
void axi_obj_clean_text(char *text);
/* axi_obj_alloc - zeroed array; NULL after it has filled the error. */
void *axi_obj_alloc(const struct axi_reader *rd, size_t count, size_t bytes, size_t align);
#define AXI_OBJ_ALLOC(rd, count, type) ((type *)axi_obj_alloc(rd, count, sizeof(type), _Alignof(type)))

/* axi_sec_is_text - functions there are only called, they are no programs. */
bool axi_sec_is_text(const struct axi_sec *sec);

/* elf.c */
int axi_elf_open(struct axi_reader *rd);
/* axi_elf_symbol - -AX_EINVAL with the error filled for a bad index, name or section. */
int axi_elf_symbol(const struct axi_reader *rd, u32 index, struct axi_sym *out);
u32 axi_elf_rel_count(const struct axi_sec *rel);
struct axi_rel axi_elf_rel(const struct axi_reader *rd, const struct axi_sec *rel, u32 index);
/* axi_code_rel - the same of a code section's table. */
struct axi_rel axi_code_rel(const struct axi_reader *rd, const struct axi_sec *sec, u32 index);
/* axi_elf_section - first section of that name; NULL: none. */
struct axi_sec *axi_elf_section(const struct axi_reader *rd, const char *name);
static inline const u8 *axi_sec_data(const struct axi_reader *rd, const struct axi_sec *sec)
{
	return rd->file + sec->off;
}
/* axi_elf_find - offset of the symbol `name` in the section.  1: there is none; negative error. */
int axi_elf_find(struct axi_reader *rd, const struct axi_sec *sec, const char *name, u32 *off);
/* axi_sym_label - a name for messages: the symbol's, or its section's. */
const char *axi_sym_label(const struct axi_reader *rd, const struct axi_sym *sym);

/* ops.c - what is said of a program of type STRUCT_OPS: out->ops and ops_member, where a table holds it. */
void axi_ops_find(const struct axi_reader *rd, const struct axi_func *func, struct ax_object_prog *out);

/* externs.c */
int axi_externs_collect(struct axi_reader *rd);
const struct axi_extern *axi_extern_find(struct axi_reader *rd, const char *name);

/* maps.c */
#define AXI_KCONFIG_PLACE UINT32_MAX /* the map of .kconfig stands in no section */
struct ax_object_map *axi_maps_add(struct axi_reader *rd, const char *name, u32 sec, u32 off);
int axi_maps_collect(struct axi_reader *rd);
/* old_maps.c: the maps of one section `maps` or `maps/NAME`; then, with all maps there, what those of them that hold maps hold */
int axi_old_maps(struct axi_reader *rd, const struct axi_sec *sec);
int axi_old_maps_inner(struct axi_reader *rd);
/* axi_maps_fixed_sizes - where a type's sizes are fixed, __type says what its records are, for who reads them (as in
 * cilium/ebpf's objects). */
void axi_maps_fixed_sizes(struct ax_map_spec *spec);
/* slots.c: initial values of maps of maps and program arrays, from the relocations of `.maps` */
int axi_slots_read(struct axi_reader *rd, const struct axi_sec *sec);
/* axi_maps_find - the map that starts at `off` of the section; -1: none. */
s32 axi_maps_find(const struct axi_reader *rd, u32 sec, u64 off);
/* axi_maps_data - index of the map for a data section, made now when it is not there yet; negative error. */
s32 axi_maps_data(struct axi_reader *rd, struct axi_sec *sec);

/* datasec.c: open .BTF on a copy, and fill in what the linker would: sizes of sections, places of variables */
int axi_datasec_open(struct axi_reader *rd, struct ax_object *out);

/* layout.c: axi_layouts_open - out->own; axi_layout_closed - the bytes of a value of this type that programs do not access; *to 0: none */
int axi_layouts_open(const struct axi_reader *rd, struct ax_object *out);
void axi_layout_closed(const struct axi_btf_view *btf, u32 id, u32 *from, u32 *to);

/* lines.c */
int axi_ext_open(struct axi_reader *rd);
/* axi_ext_first - index of the first record of `ext` at or after byte `off`. */
u32 axi_ext_first(const struct axi_ext *ext, u32 off);
u32 axi_ext_offset(const struct axi_ext *ext, u32 index);
struct ax_line axi_ext_line(const struct axi_reader *rd, const struct axi_ext *ext, u32 index);

/* refs.c */
/* What an instruction refers to outside its function. */
enum axi_ref_kind {
	AXI_REF_NONE, AXI_REF_CALL, AXI_REF_FUNC, AXI_REF_MAP, AXI_REF_VALUE,
	AXI_REF_ZERO,   /* address of a weak symbol that is not there */
	AXI_REF_POISON, /* call of a weak function that is not there */
	AXI_REF_KFUNC,  /* call of kernel function `index` (isa/kfunc.def) */
	AXI_REF_ADDRESS, /* of a symbol of the kernel: index, and off its upper half */
	AXI_REF_ONE,    /* address of a kernel function, for a comparison with NULL */
};
struct axi_ref {
	enum axi_ref_kind kind;
	u32 index;        /* function or map */
	u32 off;          /* VALUE: byte in the map's value */
};
/* axi_ref_resolve - what slot `slot` of the section refers to; `left` slots of its function remain. */
int axi_ref_resolve(struct axi_reader *rd, const struct axi_sec *sec, u32 slot, u32 left, struct axi_ref *out);
static inline struct ax_insn axi_sec_insn(const struct axi_reader *rd, const struct axi_sec *sec, u32 slot)
{
	struct ax_insn insn;

	if (sec->code)
		return sec->code[slot];
	memcpy(&insn, axi_sec_data(rd, sec) + (u64)slot * 8, sizeof(insn));
	return insn;
}

/* certs.c */
int axi_certs_read(struct axi_reader *rd, struct ax_object *out);

/* core.c: apply the CO-RE relocations of all code sections */
int axi_core_relocate(struct axi_reader *rd);

/* link.c */
int axi_link_functions(struct axi_reader *rd);
int axi_link_programs(struct axi_reader *rd, struct ax_object *out);

#endif
