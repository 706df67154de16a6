/* SPDX-License-Identifier: Apache-2.0
 * why_text.c - what a run was given and what went wrong, in words. */
#include <inttypes.h>
#include <string.h>
#include "rk/why.h"

/* --- the input --- */


static void print_number(FILE *to, u64 value, u32 bytes)
{
	s64 narrow = bytes == 1 ? (s8)value : bytes == 2 ? (s16)value : bytes == 4 ? (s32)value : (s64)value;

	if (value > 9)
		fprintf(to, "%" PRIu64 " (0x%" PRIx64, value, value);
	else
		fprintf(to, "%" PRIu64, value);
	if (value > 9 && narrow < 0)
		fprintf(to, ", signed %" PRId64, narrow);
	if (value > 9)
		fprintf(to, ")");
	fprintf(to, "\n");
}

/* The pieces of [at, at + size) that the run read, one a line, counted from `first`; how many. */
static u32 print_read(FILE *to, const struct why_machine *m, u32 at, u32 size, s64 first, const char *what)
{
	u32 lines = 0;

	for (u32 i = 0; i < m->leaves; i++) {
		u32 from = m->leaf_at[i], bytes = m->leaf_bytes[i];
		u64 value = 0;

		if (from < at || from + bytes > at + size)
			continue;
		memcpy(&value, m->in->bytes + from, bytes);
		if (bytes == 1)
			fprintf(to, "  %s byte %" PRId64 " = ", what, first + (from - at));
		else
			fprintf(to, "  %s bytes %" PRId64 " to %" PRId64 " = ", what, first + (from - at),
				first + (from - at) + bytes - 1);
		print_number(to, value, bytes);
		lines++;
	}
	return lines;
}

static void print_element(FILE *to, const struct why_machine *m, const struct why_slot *slot)
{
	const struct ax_object_map *map = &m->object->maps[slot->of];
	const u8 *bytes = m->in->bytes + slot->at;
	char what[160];
	size_t n;

	n = (size_t)snprintf(what, sizeof(what), "map %.60s, key", map->name);
	for (u32 i = 0; i < slot->key_size && i < 16; i++)
		n += (size_t)snprintf(what + n, sizeof(what) - n, " %02x", bytes[i]);
	if (slot->key_size > 16)
		n += (size_t)snprintf(what + n, sizeof(what) - n, " ...");
	if (!bytes[slot->key_size] && map->spec.type != AX_MAP_ARRAY && map->spec.type != AX_MAP_PERCPU_ARRAY) {
		fprintf(to, "  %s: not there\n", what);
		return;
	}
	snprintf(what + n, sizeof(what) - n, ": value");
	if (!print_read(to, m, slot->at + slot->key_size + 1, slot->size - slot->key_size - 1, 0, what)) {
		what[n] = 0;
		fprintf(to, "  %s: is there\n", what);
	}
}

static void print_result(FILE *to, const struct why_machine *m, const struct why_slot *slot)
{
	char what[96];
	u64 value;

	memcpy(&value, m->in->bytes + slot->at, 8);
	snprintf(what, sizeof(what), "bpf_%s, call %" PRIu32, why_helper_name(slot->of), slot->nth + 1);
	fprintf(to, "  %s: ", what);
	if (slot->of == AX_HELPER_ringbuf_reserve)
		fprintf(to, "%s\n", value ? "a record" : "NULL");
	else if (slot->of == AX_HELPER_get_current_comm)
		fprintf(to, "\"%.15s\"\n", (const char *)m->in->bytes + slot->at + 8);
	else
		print_number(to, value, 8);
	if (slot->size > 8)
		print_read(to, m, slot->at + 8, slot->size - 8, 0, what);
}

static void print_packet(FILE *to, const struct why_machine *m, const struct why_slot *slot)
{
	u32 size[2];

	memcpy(size, m->in->bytes + slot->at, sizeof(size));
	fprintf(to, "  packet of %" PRIu32 " bytes", size[0]);
	if (size[1])
		fprintf(to, ", with %" PRIu32 " bytes of metadata", size[1]);
	fprintf(to, "\n");
	print_read(to, m, slot->at + 8, WHY_META_MAX, -WHY_META_MAX, "metadata");
	print_read(to, m, slot->at + 8 + WHY_META_MAX, WHY_PACKET_MAX, 0, "packet");
}

void why_print_input(FILE *to, const struct why_machine *m)
{
	bool any = false;

	for (u32 i = 0; i < m->in->slots; i++) {
		const struct why_slot *slot = &m->in->slot[i];

		if (!slot->used)
			continue;
		switch (slot->kind) {
		case WHY_CONTEXT: any = print_read(to, m, slot->at, slot->size, 0, "context") || any; break;
		case WHY_PACKET: print_packet(to, m, slot); any = true; break;
		case WHY_STALE:
			any = print_read(to, m, slot->at, slot->size, -(s64)slot->size, "stack, left by others:") || any;
			break;
		case WHY_ELEMENT: print_element(to, m, slot); any = true; break;
		default: print_result(to, m, slot); any = true; break;
		}
	}
	if (!any)
		fprintf(to, "  any: the run reads none\n");
}

/* --- the fault --- */

static const struct ax_line *line_of(const struct ax_object_prog *prog, u32 insn)
{
	const struct ax_line *line = NULL;

	for (u32 i = 0; i < prog->line_count && prog->lines[i].insn <= insn; i++)
		line = &prog->lines[i];
	return line && line->line ? line : NULL;
}

static void print_access(FILE *to, const struct why_fault *f)
{
	const char *verb = f->write ? "writes" : "reads", *plural = f->bytes == 1 ? "" : "s";

	if (f->kind == WHY_FAULT_NULL || f->kind == WHY_FAULT_NOT_PTR) {
		fprintf(to, "  it %s %" PRId64 " byte%s at address 0x%" PRIx64 "\n", verb, f->bytes, plural, (u64)f->at);
		return;
	}
	fprintf(to, "  it %s %" PRId64 " byte%s at %" PRId64 " of %s, which has ", verb, f->bytes, plural, f->at, f->object);
	if (!strncmp(f->object, "the stack", 9))
		fprintf(to, "bytes %" PRId64 " to -1\n", -f->size);
	else if (!f->size)
		fprintf(to, "no bytes\n");
	else if (!strncmp(f->object, "map", 3))
		fprintf(to, "no bytes for programs\n");
	else
		fprintf(to, "bytes 0 to %" PRId64 "\n", f->size - 1);
}

void why_print_fault(FILE *to, const struct why_machine *m, const struct why_fault *f)
{
	const struct ax_line *line = line_of(m->prog, f->pc);

	fprintf(to, "fault: %s (%s)\n  at instruction %" PRIu32, why_fault_text(f->kind), why_fault_name(f->kind), f->pc);
	if (line)
		fprintf(to, ", %s:%" PRIu32 ":%" PRIu32, line->file, line->line, line->column);
	fprintf(to, "\n");
	if (line && line->text[0])
		fprintf(to, "    %s\n", line->text);
	if (f->reg >= 0)
		fprintf(to, "  register: R%d\n", f->reg);
	if (f->bytes)
		print_access(to, f);
	if (f->note[0])
		fprintf(to, "  with: %s\n", f->note);
}
