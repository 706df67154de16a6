/* SPDX-License-Identifier: Apache-2.0
 * why_file.c - an input as a text file, one fact a line (docs/why.md):
 *
 *   axiom-input 1
 *   program NAME
 *   type NAME                      program type
 *   fault NAME INSTRUCTION         what the replay must show
 *   context HEX                    bytes from the first on; the rest is zero
 *   element MAP KEY VALUE          in the map at the start; `absent` instead of VALUE
 *   packet LENGTH HEX [LENGTH HEX]   the packet; its metadata
 *   stale N HEX                    the Nth stack frame before the program writes there
 *   no_leaks                       the program must not show addresses or stale stack bytes
 *   result HELPER N VALUE [DATA]   of its Nth call; DATA: bytes that it delivers
 *
 * HEX without blanks; zero bytes at the end may be left out; `-` is no bytes.  `#` starts a comment. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "rk/why.h"

/* --- writing --- */

static void write_hex(FILE *to, const u8 *bytes, u32 count)
{
	while (count && !bytes[count - 1])
		count--;
	if (!count)
		fputc('-', to);
	for (u32 i = 0; i < count; i++)
		fprintf(to, "%02x", bytes[i]);
}

static void write_packet(FILE *to, const u8 *bytes)
{
	u32 size[2];

	memcpy(size, bytes, sizeof(size));
	fprintf(to, "packet %" PRIu32 " ", size[0]);
	write_hex(to, bytes + 8 + WHY_META_MAX, size[0]);
	if (!size[1])
		return;
	fprintf(to, " %" PRIu32 " ", size[1]);
	write_hex(to, bytes + 8 + WHY_META_MAX - size[1], size[1]);
}

static void write_slot(FILE *to, const struct why_machine *m, const struct why_input *in, const struct why_slot *slot)
{
	const u8 *bytes = in->bytes + slot->at;
	u64 result;

	switch (slot->kind) {
	case WHY_CONTEXT:
		fprintf(to, "context ");
		write_hex(to, bytes, slot->size);
		break;
	case WHY_ELEMENT:
		fprintf(to, "element %s ", m->object->maps[slot->of].name);
		write_hex(to, bytes, slot->key_size);
		fputc(' ', to);
		if (bytes[slot->key_size])
			write_hex(to, bytes + slot->key_size + 1, slot->size - slot->key_size - 1);
		else
			fprintf(to, "absent");
		break;
	case WHY_PACKET: write_packet(to, bytes); break;
	case WHY_STALE:
		fprintf(to, "stale %" PRIu32 " ", slot->nth + 1);
		write_hex(to, bytes, slot->size);
		break;
	default:
		memcpy(&result, bytes, 8);
		fprintf(to, "result %s %" PRIu32 " 0x%" PRIx64, why_helper_name(slot->of), slot->nth + 1, result);
		if (slot->size > 8) {
			fputc(' ', to);
			write_hex(to, bytes + 8, slot->size - 8);
		}
		break;
	}
	fputc('\n', to);
}

bool why_file_write(FILE *to, const struct why_machine *m, const struct why_input *in, const struct why_fault *fault,
		    u64 seed)
{
	fprintf(to, "axiom-input 1\n# found by rk why, seed %" PRIu64 "; rk run --input THIS_FILE OBJECT_FILE replays it\n", seed);
	fprintf(to, "program %s\ntype %s\nfault %s %" PRIu32 "\n", m->prog->name, rk_prog_type_name(m->type),
		why_fault_name(fault->kind), fault->pc);
	if (m->no_leaks)
		fprintf(to, "no_leaks\n");
	for (u32 i = 0; i < in->slots; i++)
		if (in->slot[i].used)
			write_slot(to, m, in, &in->slot[i]);
	return !ferror(to);
}

/* --- reading --- */

enum { WORDS = 5 };
struct reader {
	const char *path;
	char *text, *at;
	u32 line;
	char *word[WORDS];
	u32 words;
};

static int bad(const struct reader *r, const char *what)
{
	rk_error("%s:%" PRIu32 ": %s", r->path, r->line, what);
	return RK_UNUSABLE;
}

static int open_reader(struct reader *r, const char *path)
{
	size_t size;
	u8 *data;
	int status = rk_read(path, &data, &size);

	*r = (struct reader){.path = path};
	if (status)
		return status;
	r->text = malloc(size + 1);
	if (!r->text || memchr(data, 0, size)) {
		rk_error("%s: no input file of rk why", path);
		free(data);
		free(r->text);
		return RK_UNUSABLE;
	}
	memcpy(r->text, data, size);
	r->text[size] = 0;
	free(data);
	r->at = r->text;
	return RK_OK;
}

/* The next line that is no comment, cut into words; false at the end. */
static bool next_line(struct reader *r)
{
	while (*r->at) {
		char *line = r->at, *end = line + strcspn(line, "\n"), *save;

		r->at = *end ? end + 1 : end;
		*end = 0;
		line[strcspn(line, "#")] = 0;
		r->line++;
		r->words = 0;
		for (char *w = strtok_r(line, " \t\r", &save); w; w = strtok_r(NULL, " \t\r", &save)) {
			if (r->words == WORDS) {
				r->words++;
				break;
			}
			r->word[r->words++] = w;
		}
		if (r->words)
			return true;
	}
	return false;
}

/* Hex digits into at most `room` bytes; the rest stays zero. */
static bool read_hex(const char *text, u8 *out, u32 room)
{
	u32 n = 0;

	if (!strcmp(text, "-"))
		return true;
	for (; *text; text += 2) {
		char pair[3] = {text[0], text[1], 0};

		if (!isxdigit((unsigned char)pair[0]) || !isxdigit((unsigned char)pair[1]) || n == room)
			return false;
		out[n++] = (u8)strtoul(pair, NULL, 16);
	}
	return true;
}

static bool read_number(const char *text, u64 *out)
{
	char *end;

	*out = strtoull(text, &end, 0);
	return isdigit((unsigned char)*text) && !*end;
}

static int read_context(struct reader *r, const struct why_machine *m, struct why_input *in)
{
	struct why_slot *slot;

	if (r->words != 2)
		return bad(r, "context HEX");
	if (why_input_find(in, WHY_CONTEXT, 0, 0))
		return bad(r, "the context is there twice");
	slot = why_input_add(in, WHY_CONTEXT, 0, 0, rk_context_bytes(m->type));
	if (!slot || !read_hex(r->word[1], in->bytes + slot->at, slot->size))
		return bad(r, "the context is no hex, or too long for the program type");
	return RK_OK;
}

static int read_element(struct reader *r, const struct why_machine *m, struct why_input *in)
{
	const struct ax_map_spec *spec = NULL;
	struct why_slot *slot;
	u32 map, value;

	if (r->words != 4)
		return bad(r, "element MAP KEY VALUE");
	for (map = 0; map < m->object->map_count && !spec; map++)
		if (!strcmp(m->object->maps[map].name, r->word[1]))
			spec = &m->object->maps[map].spec;
	if (!spec || !spec->key_size)
		return bad(r, "no such map, or one without elements");
	value = (u32)min_u64(spec->value_size, WHY_VALUE_MAX);
	slot = why_input_add(in, WHY_ELEMENT, map - 1, 0, spec->key_size + 1 + value);
	if (!slot)
		return bad(r, "too much input");
	slot->key_size = spec->key_size;
	if (!read_hex(r->word[2], in->bytes + slot->at, spec->key_size))
		return bad(r, "the key is no hex, or too long");
	if (!strcmp(r->word[3], "absent"))
		return RK_OK;
	in->bytes[slot->at + spec->key_size] = 1;
	if (!read_hex(r->word[3], in->bytes + slot->at + spec->key_size + 1, value))
		return bad(r, "the value is no hex, or too long");
	return RK_OK;
}

static int read_result(struct reader *r, struct why_input *in)
{
	u32 helper, data;
	struct why_slot *slot;
	u64 nth, result;

	if (r->words < 4 || r->words > 5)
		return bad(r, "result HELPER N VALUE [DATA]");
	helper = why_helper_id(r->word[1]);
	if (!helper)
		return bad(r, "no such helper");
	if (!read_number(r->word[2], &nth) || !nth || nth > UINT32_MAX || !read_number(r->word[3], &result))
		return bad(r, "result HELPER N VALUE: N counts from 1, VALUE is a number");
	data = r->words == 5 ? WHY_DATA : 0;
	slot = why_input_add(in, WHY_RESULT, helper, (u32)nth - 1, 8 + data);
	if (!slot)
		return bad(r, "too much input");
	memcpy(in->bytes + slot->at, &result, 8);
	if (data && !read_hex(r->word[4], in->bytes + slot->at + 8, data))
		return bad(r, "the data are no hex, or too long");
	return RK_OK;
}

static int read_stale(struct reader *r, struct why_input *in)
{
	struct why_slot *slot;
	u64 nth;

	if (r->words != 3 || !read_number(r->word[1], &nth) || !nth || nth > UINT32_MAX)
		return bad(r, "stale N HEX: N counts from 1");
	slot = why_input_add(in, WHY_STALE, 0, (u32)nth - 1, AX_STACK_BYTES);
	if (!slot || !read_hex(r->word[2], in->bytes + slot->at, slot->size))
		return bad(r, "the bytes are no hex, or more than 512");
	return RK_OK;
}

static int read_packet(struct reader *r, struct why_input *in)
{
	struct why_slot *slot;
	u64 length, meta = 0;
	u32 size[2];
	u8 *bytes;

	if ((r->words != 3 && r->words != 5) || !read_number(r->word[1], &length) || length > WHY_PACKET_MAX ||
	    (r->words == 5 && (!read_number(r->word[3], &meta) || meta > WHY_META_MAX || meta % 4)))
		return bad(r, "packet LENGTH HEX [LENGTH HEX]: at most 2048 bytes, and 32 of metadata");
	slot = why_input_add(in, WHY_PACKET, 0, 0, 8 + WHY_META_MAX + WHY_PACKET_MAX);
	if (!slot)
		return bad(r, "too much input");
	bytes = in->bytes + slot->at;
	size[0] = (u32)length;
	size[1] = (u32)meta;
	memcpy(bytes, size, sizeof(size));
	if (!read_hex(r->word[2], bytes + 8 + WHY_META_MAX, size[0]) ||
	    (r->words == 5 && !read_hex(r->word[4], bytes + 8 + WHY_META_MAX - meta, size[1])))
		return bad(r, "the bytes are no hex, or more than the length");
	return RK_OK;
}

static int read_head(struct reader *r, struct why_expect *expect)
{
	u64 pc;

	if (!strcmp(r->word[0], "program") && r->words == 2) {
		snprintf(expect->program, sizeof(expect->program), "%s", r->word[1]);
	} else if (!strcmp(r->word[0], "type") && r->words == 2) {
		snprintf(expect->type, sizeof(expect->type), "%s", r->word[1]);
	} else if (!strcmp(r->word[0], "no_leaks") && r->words == 1) {
		expect->no_leaks = true;
	} else if (!strcmp(r->word[0], "fault") && r->words == 3 && read_number(r->word[2], &pc)) {
		snprintf(expect->fault, sizeof(expect->fault), "%s", r->word[1]);
		expect->pc = (u32)pc;
	} else {
		return bad(r, "unknown line; see docs/why.md");
	}
	return RK_OK;
}

static bool is_input(const char *word)
{
	return !strcmp(word, "context") || !strcmp(word, "element") || !strcmp(word, "stale") || !strcmp(word, "packet") || !strcmp(word, "result");
}

/* One line of either part; `expect` or `in` takes it. */
static int read_line(struct reader *r, struct why_expect *expect, const struct why_machine *m, struct why_input *in)
{
	if (!is_input(r->word[0]))
		return expect ? read_head(r, expect) : RK_OK;
	if (!in)
		return RK_OK;
	if (!strcmp(r->word[0], "context"))
		return read_context(r, m, in);
	if (!strcmp(r->word[0], "packet"))
		return read_packet(r, in);
	if (!strcmp(r->word[0], "stale"))
		return read_stale(r, in);
	return !strcmp(r->word[0], "element") ? read_element(r, m, in) : read_result(r, in);
}

static int read_file(const char *path, struct why_expect *expect, const struct why_machine *m, struct why_input *in)
{
	struct reader r;
	int status = open_reader(&r, path);

	if (status)
		return status;
	if (!next_line(&r) || r.words != 2 || strcmp(r.word[0], "axiom-input") || strcmp(r.word[1], "1")) {
		rk_error("%s: no input file: the first line must be \"axiom-input 1\"", path);
		status = RK_UNUSABLE;
	}
	while (!status && next_line(&r))
		status = read_line(&r, expect, m, in);
	free(r.text);
	return status;
}

int why_file_head(const char *path, struct why_expect *expect)
{
	int status;

	*expect = (struct why_expect){0};
	status = read_file(path, expect, NULL, NULL);
	if (!status && (!expect->program[0] || !expect->type[0])) {
		rk_error("%s: the lines \"program\" and \"type\" are missing", path);
		status = RK_UNUSABLE;
	}
	return status;
}

int why_file_read(const char *path, const struct why_machine *m, struct why_input *in)
{
	return read_file(path, NULL, m, in);
}
