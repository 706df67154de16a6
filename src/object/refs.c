/* SPDX-License-Identifier: Apache-2.0
 * refs.c - what an instruction refers to: a function, a map, a byte of a data section.
 *
 * Two relocations may stand in code: R_BPF_64_32 on a call of a function, R_BPF_64_64 on a 64-bit
 * immediate load.  The instruction holds the addend: for a call in slots, minus one (imm -1 is the
 * symbol itself); for a load in bytes. */
#include "base/fmt.h"
#include "base/profile.h"
#include "isa/kfunc.h"
#include "object/reader.h"

/* Everything that a message needs. */
struct site {
	struct axi_reader *rd;
	const struct axi_sec *sec;
	u32 slot;
	struct ax_insn insn;
	u64 at; /* in the file */
};

/* The error, with the place in front. */
__attribute__((format(printf, 3, 4))) static int refuse(const struct site *s, int code,
                                                        const char *format, ...)
{
	char what[112];
	va_list args;

	va_start(args, format);
	axi_vfmt(what, sizeof(what), format, args);
	va_end(args);
	return axi_obj_fail(s->rd, code, s->at, "section '%.40s' instruction %u: %s", s->sec->name,
	                    s->slot, what);
}

static int function_at(const struct site *s, u32 sec_index, s64 slot, struct axi_ref *out,
                       enum axi_ref_kind kind)
{
	const struct axi_sec *sec = &s->rd->secs[sec_index];

	if (sec->kind != AXI_SEC_CODE || slot < 0 || slot >= sec->slots || !sec->func_at[slot])
		return refuse(s, -AX_EINVAL, "no function starts at '%.40s' slot %lld", sec->name,
		              (long long)slot);
	*out = (struct axi_ref){.kind = kind, .index = sec->func_at[slot] - 1};
	return 0;
}

static int undefined(const struct site *s, const struct axi_sym *sym)
{
	if (sym->shndx == AXI_SHN_COMMON)
		return refuse(s, -AX_ENOTSUPP,
		              "'%.40s' is a common symbol; compile with -fno-common", sym->name);
	return refuse(s, -AX_ENOENT, "'%.40s' is not defined in this object", sym->name);
}

/* A name of .kconfig or .ksyms. */
static int ref_extern(const struct site *s, const struct axi_sym *sym, u32 rel_type, u32 left, struct axi_ref *out)
{
	const struct axi_extern *e = sym->shndx == AXI_SHN_UNDEF ? axi_extern_find(s->rd, sym->name) : NULL;
	bool weak = sym->bind == AXI_STB_WEAK;

	if (!e)
		return undefined(s, sym);
	u32 kfunc = AXI_KFUNCS && e->ksym ? axi_kfunc_named(sym->name) : 0;

	if (rel_type == AXI_R_64_32 && s->insn.opcode == AX_OP_CALL && e->ksym) {
		if (kfunc) {
			*out = (struct axi_ref){.kind = AXI_REF_KFUNC, .index = kfunc};
			return 0;
		}
		if (!weak)
			return refuse(s, -AX_ENOENT, "there is no kernel function '%.40s'", sym->name);
		*out = (struct axi_ref){.kind = AXI_REF_POISON, .index = (u32)(e - s->rd->externs)};
		return 0;
	}
	if (rel_type != AXI_R_64_64 || s->insn.opcode != AX_OP_LDDW || left < 2 || s->insn.src)
		return refuse(s, -AX_EINVAL, "'%.40s' is referred to in a wrong way", sym->name);
	if (kfunc) {
		*out = (struct axi_ref){.kind = AXI_REF_ONE};
		return 0;
	}
	u64 address = e->typeless && s->rd->options->ksym ? s->rd->options->ksym(s->rd->options->ksym_arg, sym->name) : 0;

	if (address) {
		*out = (struct axi_ref){.kind = AXI_REF_ADDRESS, .index = (u32)address, .off = (u32)(address >> 32)};
		return 0;
	}
	if (!weak && !e->set)
		return refuse(s, -AX_ENOENT, e->ksym ? "there is no kernel symbol '%.40s'" :
			      "the kernel's '%.40s' is not known; make it __weak for 0", sym->name);
	*out = e->ksym ? (struct axi_ref){.kind = AXI_REF_ZERO}
		       : (struct axi_ref){.kind = AXI_REF_VALUE, .index = s->rd->kconfig_map - 1, .off = e->off};
	return 0;
}

static int ref_call(const struct site *s, const struct axi_sym *sym, struct axi_ref *out)
{
	if (s->insn.opcode != AX_OP_CALL || s->insn.src != AX_CALL_LOCAL)
		return refuse(s, -AX_EINVAL, "a call's relocation on something else");
	if (sym->value % 8 || sym->value / 8 > AXI_OBJ_SLOTS)
		return refuse(s, -AX_EINVAL, "'%.40s' is not at an instruction",
		              axi_sym_label(s->rd, sym));
	return function_at(s, sym->shndx, (s64)(sym->value / 8) + s->insn.imm + 1, out,
	                   AXI_REF_CALL);
}

/* A map, or a byte of a data section, at byte `off` of the symbol's section. */
static int ref_data(const struct site *s, const struct axi_sym *sym, u64 off, struct axi_ref *out)
{
	struct axi_sec *sec = &s->rd->secs[sym->shndx];
	s32 map;

	if (sec->kind == AXI_SEC_MAPS || sec->kind == AXI_SEC_OLDMAPS) {
		map = axi_maps_find(s->rd, sec->index, off);
		if (map < 0)
			return refuse(s, -AX_EINVAL, "no map at '%.40s' + 0x%llx", sec->name,
			              (unsigned long long)off);
		*out = (struct axi_ref){.kind = AXI_REF_MAP, .index = (u32)map};
		return 0;
	}
	if (sec->kind == AXI_SEC_ARENA && off < sec->size) {
		*out = (struct axi_ref){.kind = AXI_REF_VALUE, .index = s->rd->arena_map - 1, .off = (u32)off};
		return 0;
	}
	if (sec->kind != AXI_SEC_DATA && sec->kind != AXI_SEC_ARENA)
		return refuse(s, -AX_ENOTSUPP,
		              "refers to '%.40s' in section '%.40s', which is not data",
		              axi_sym_label(s->rd, sym), sec->name);
	if (off >= sec->size)
		return refuse(s, -AX_EINVAL, "byte 0x%llx is beyond section '%.40s'",
		              (unsigned long long)off, sec->name);
	map = axi_maps_data(s->rd, sec);
	if (map < 0)
		return map;
	*out = (struct axi_ref){.kind = AXI_REF_VALUE, .index = (u32)map, .off = (u32)off};
	return 0;
}

static int ref_load(const struct site *s, const struct axi_sym *sym, u32 left, struct axi_ref *out)
{
	if (s->insn.opcode != AX_OP_LDDW || left < 2)
		return refuse(s, -AX_EINVAL, "R_BPF_64_64 on something else than a 64-bit load");
	struct ax_insn second = axi_sec_insn(s->rd, s->sec, s->slot + 1);
	u64 off = sym->value +
	          ((u64)(u32)second.imm << 32 | (u32)s->insn.imm); /* wraps for a negative addend */

	if (s->rd->secs[sym->shndx].kind != AXI_SEC_CODE)
		return ref_data(s, sym, off, out);
	if (off % 8 || off / 8 > AXI_OBJ_SLOTS)
		return refuse(s, -AX_EINVAL, "'%.40s' + 0x%llx is not a function",
		              axi_sym_label(s->rd, sym), (unsigned long long)off);
	return function_at(s, sym->shndx, (s64)(off / 8), out, AXI_REF_FUNC);
}

/* Without relocation only a call inside the section refers to anything. */
static int ref_plain(const struct site *s, struct axi_ref *out)
{
	if (s->insn.opcode == AX_OP_CALL && s->insn.src == AX_CALL_LOCAL)
		return function_at(s, s->sec->index, (s64)s->slot + 1 + s->insn.imm, out,
		                   AXI_REF_CALL);
	if (s->insn.opcode == AX_OP_LDDW && s->insn.src != AX_PSEUDO_NONE)
		return refuse(s, -AX_EINVAL, "64-bit load of kind %u without relocation",
		              s->insn.src);
	return 0;
}

int axi_ref_resolve(struct axi_reader *rd, const struct axi_sec *sec, u32 slot, u32 left,
                    struct axi_ref *out)
{
	struct site s = {.rd = rd,
	                 .sec = sec,
	                 .slot = slot,
	                 .insn = axi_sec_insn(rd, sec, slot),
	                 .at = sec->off + (u64)slot * 8};
	struct axi_sym sym;
	int rc;

	*out = (struct axi_ref){0};
	if (!sec->rel_at[slot])
		return ref_plain(&s, out);
	struct axi_rel rel = axi_code_rel(rd, sec, sec->rel_at[slot] - 1);

	rc = axi_elf_symbol(rd, rel.sym, &sym);
	if (rc)
		return rc;
	sym.value += rel.addend;
	if (sym.shndx == AXI_SHN_UNDEF || sym.shndx >= AXI_SHN_LORESERVE)
		return ref_extern(&s, &sym, rel.type, left, out);
	if (s.insn.opcode == AX_OP_LDDW && s.insn.src != AX_PSEUDO_NONE)
		return refuse(&s, -AX_EINVAL, "load of kind %u has a relocation", s.insn.src);
	return rel.type == AXI_R_64_32 ? ref_call(&s, &sym, out) : ref_load(&s, &sym, left, out);
}
