/* SPDX-License-Identifier: Apache-2.0
 * cmd_dump.c - `rk dump`: the programs of an object file as instructions, with source lines. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "rk/rk.h"

enum { PROG, OPCODES, BTF };
static const struct rk_option options[] = {
	[PROG] = {"--prog", "NAME", "Only the program whose function has this name."},
	[OPCODES] = {"--opcodes", NULL, "Print the eight bytes of each slot before its text."},
	[BTF] = RK_BTF_OPTION,
};

static const char *map_type(u32 type)
{
	switch (type) {
#define MAP_TYPE(id, NAME, name, ops) case id: return #name;
#include "isa/maps.def"
	default: return "unknown type";
	}
}

static void print_maps(const struct ax_object *object)
{
	for (u32 i = 0; i < object->map_count; i++) {
		const struct ax_object_map *map = &object->maps[i];

		printf("map[%" PRIu32 "] %s: %s, key %" PRIu32 ", value %" PRIu32 ", entries %" PRIu32 "%s\n", i,
		       map->name, map_type(map->spec.type), map->spec.key_size, map->spec.value_size, map->spec.max_entries,
		       map->freeze ? ", read-only" : "");
	}
	if (object->map_count)
		printf("\n");
}

static const char *func_at(const struct ax_object_prog *prog, u32 at)
{
	for (u32 i = 0; i < prog->func_count; i++)
		if (prog->func_starts[i] == at)
			return prog->func_names[i];
	return NULL;
}

/* print_name - of the map or function that the instruction refers to. */
static void print_name(const struct ax_object *object, const struct ax_object_prog *prog, u32 at)
{
	const struct ax_insn *insn = &prog->insns[at];
	const char *name = NULL;

	if (insn->opcode == AX_OP_LDDW && (insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE) &&
	    (u32)insn->imm < object->map_count)
		name = object->maps[insn->imm].name;
	else if ((insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL) ||
		 (insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_FUNC))
		name = func_at(prog, at + 1 + (u32)insn->imm);
	if (name)
		printf("  ; %s", name);
}

static void print_insn(const struct ax_object *object, const struct ax_object_prog *prog, u32 at, int slots,
		       const char *text, bool opcodes)
{
	const u8 *bytes = (const u8 *)&prog->insns[at];

	printf("%5" PRIu32 ": ", at);
	for (int i = 0; opcodes && i < 8; i++)
		printf("%02x ", bytes[i]);
	printf("%s", text);
	print_name(object, prog, at);
	printf("\n");
	if (opcodes && slots == 2) {
		printf("%5" PRIu32 ": ", at + 1);
		for (int i = 8; i < 16; i++)
			printf("%02x ", bytes[i]);
		printf("\n");
	}
}

/* print_line - unless it is the one printed last, or none (compilers write line 0 for what belongs to no line). */
static void print_line(const struct ax_line *line, const struct ax_line **last)
{
	const char *text = line->text, *file = strrchr(line->file, '/');

	if (!line->line || (*last && (*last)->line == line->line && !strcmp((*last)->file, line->file)))
		return;
	while (*text == ' ' || *text == '\t')
		text++;
	printf("; %s%s(%s:%" PRIu32 ")\n", text, *text ? "  " : "", file ? file + 1 : line->file, line->line);
	*last = line;
}

static void print_prog(const struct ax_object *object, const struct ax_object_prog *prog, bool opcodes)
{
	const struct ax_line *last = NULL;
	u32 line = 0;

	printf("program %s, section %s, %" PRIu32 " slots, %" PRIu32 " function%s\n", prog->name, prog->section,
	       prog->insn_count, prog->func_count, prog->func_count == 1 ? "" : "s");
	if (prog->refused)
		printf("%s\n", prog->refused);
	for (u32 at = 0; at < prog->insn_count;) {
		const char *func = func_at(prog, at);
		char text[160];
		int slots = ax_insn_disasm(prog->insns, prog->insn_count, at, text, sizeof(text));

		if (func)
			printf("%s:\n", func);
		last = func ? NULL : last;
		for (; line < prog->line_count && prog->lines[line].insn <= at; line++)
			if (prog->lines[line].insn == at)
				print_line(&prog->lines[line], &last);
		print_insn(object, prog, at, slots, text, opcodes);
		at += (u32)slots;
	}
	printf("\n");
}

static int run(const struct rk_args *args)
{
	struct rk_object opened;
	const struct ax_object *object = &opened.object;
	u32 printed = 0;

	if (rk_use_btf(args->values[BTF]) || rk_object_open(&opened, args->operands[0]))
		return RK_UNUSABLE;
	print_maps(object);
	for (u32 i = 0; i < object->prog_count; i++) {
		if (args->values[PROG] && strcmp(args->values[PROG], object->progs[i].name))
			continue;
		print_prog(object, &object->progs[i], args->values[OPCODES] != NULL);
		printed++;
	}
	if (!printed && args->values[PROG])
		rk_error("%s: no program %s", args->operands[0], args->values[PROG]);
	else if (!printed)
		rk_error("%s: no programs", args->operands[0]);
	rk_object_close(&opened);
	return printed ? RK_OK : RK_UNUSABLE;
}

const struct rk_command rk_cmd_dump = {
	.operands = "FILE.o",
	.operands_min = 1,
	.operands_max = 1,
	.description =
		"Prints the maps of an object file that clang compiled (-target bpf), then every program: its functions,\n"
		"main first, each instruction in the syntax of bpftool, and before it the source line it belongs to, when\n"
		"the object has line information (clang -g).  Relocations are applied: map[N] is the Nth map of the list.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  printed\n2  the file cannot be used: missing, no BPF object, malformed (one line says where)",
	.examples = "rk dump build/bpf/01-tick/tick.bpf.o",
	.run = run,
};
