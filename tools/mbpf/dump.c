/* SPDX-License-Identifier: Apache-2.0
 * dump.c - mbpfc --dump: the bytecode in words.  What the letters of ops.def mean is said there. */
#include <axiom/js.h>
#include <stdio.h>
#include <string.h>
#include "js/builtins.h"
#include "js/frame.h"
#include "js/image.h"
#include "js/string.h"
#include "mbpf/mbpf.h"

static const struct {
	const char *name, *operands;
} ops[] = {
#define OP(name, operands) {#name, operands},
#include "js/ops.def"
};
static const char *const rom_names[] = {
#define OBJECT(id, proto, class) #id,
#define CONSTRUCTOR(id, proto, name, native, length, flags) #id,
#include "js/builtins.def"
};

struct dump {
	const uint8_t *image;
	struct js_sections s;
	const struct js_fn *f;
	uint32_t at; /* the instruction: in the image's code */
};

static void put_atom(const struct dump *d, uint32_t id, const char *quote)
{
	struct js_str s = id < JS_ATOM_PROGRAM ? axi_js_atom_str(id) : axi_js_section_str(&d->s, id - JS_ATOM_PROGRAM);

	fputs(quote, stdout);
	for (uint32_t i = 0; i < s.length; i++) {
		uint32_t c = js_str_at(&s, i);

		if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
			putchar((int)c);
		else
			printf("\\u%04x", c);
	}
	fputs(quote, stdout);
}

static void put_shape(const struct dump *d, uint32_t shape)
{
	if (shape == JS_NO_SHAPE) {
		printf("{}");
		return;
	}
	shape = JS_LE32(d->s.shapes[shape]);
	for (uint32_t i = 0; i < (shape & 0xff); i++) {
		printf(i ? ", " : "{");
		put_atom(d, JS_LE16(d->s.pool[(shape >> 8) + i]), "");
	}
	putchar('}');
}

static double number_at(const struct dump *d, uint32_t i)
{
	return js_bits_double(JS_LE32(d->s.numbers[i * 2]) | (uint64_t)JS_LE32(d->s.numbers[i * 2 + 1]) << 32);
}

/* put_target - of a jump, as a number of the function's instructions */
static void put_target(const struct dump *d, int32_t distance)
{
	printf("-> %d", (int32_t)(d->at - JS_LE32(d->f->code)) + 1 + distance);
}

static void put_function(const struct dump *d, uint32_t number)
{
	uint32_t name = JS_LE16(d->s.fn[number].name);

	printf("function %u", number);
	if (name != JS_ATOM_empty) {
		putchar(' ');
		put_atom(d, name, "");
	}
}

static void put_wide(const struct dump *d, char letter, uint32_t insn)
{
	uint32_t bx = insn >> 16;

	switch (letter) {
	case 'J': put_target(d, (int32_t)insn >> 8); break;
	case 'T': put_target(d, (int32_t)insn >> 16); break;
	case 'I': printf("%d", (int32_t)insn >> 16); break;
	case 'S': put_atom(d, bx, "\""); break;
	case 'N': printf("%.17g", number_at(d, bx)); break;
	case 'G': put_atom(d, JS_LE16(d->s.pool[d->s.pool_count - d->s.globals + bx]), ""); break;
	case 'F': put_function(d, bx); break;
	case 'H': put_shape(d, bx); break;
	default: printf("%s", rom_names[bx]); break; /* R */
	}
}

static void put_narrow(const struct dump *d, char letter, uint32_t insn, uint32_t n)
{
	static const char *const values[] = {"undefined", "null", "false", "true", "EMPTY"};

	switch (letter) {
	case 'n': printf("%u", n); break;
	case 'i': printf("%d", (int8_t)n); break;
	case 'b': printf(n ? "true" : "false"); break;
	case 'v': printf("%s", values[n]); break;
	case 'k':
		putchar('.');
		put_atom(d, JS_LE16(d->s.pool[JS_LE32(d->f->keys) + n]), "");
		break;
	case 'p': printf("capture %u", n); break;
	case 'c': printf("[r%u]", n); break;
	case 'w': printf("r%u..r%u", n, n + 3 + (insn >> 16 & 0xff)); break;
	case '3': printf("r%u..r%u", n, n + 2); break;
	case '4': printf("r%u..r%u", n, n + 3); break;
	default: printf("r%u", n); break;
	}
}

static void put_insn(struct dump *d)
{
	uint32_t insn = JS_LE32(d->s.code[d->at]);
	const char *name = ops[insn & 0xff].name, *text = ops[insn & 0xff].operands, *between = "";

	fputs(name, stdout);
	for (uint32_t k = 0; k < 3 && text[k] && text[k] != '+' && text[k] != '.'; k++) {
		bool wide = text[k] >= 'A' && text[k] <= 'Z';

		if (text[k] == '-')
			continue;
		if (between[0])
			printf("%s ", between);
		else
			printf("%*s", (int)(strlen(name) < 10 ? 11 - strlen(name) : 1), "");
		between = ",";
		if (wide) {
			put_wide(d, text[k], insn);
			break;
		}
		put_narrow(d, text[k], insn, insn >> (8 + 8 * k) & 0xff);
	}
	putchar('\n');
}

/* find_line - the row of the line table that begins exactly at this instruction */
static const struct js_line *find_line(const struct dump *d)
{
	uint32_t low = 0, high = d->s.line_count;

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (JS_LE32(d->s.lines[mid].insn) < d->at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < d->s.line_count && JS_LE32(d->s.lines[low].insn) == d->at ? &d->s.lines[low] : NULL;
}

static void dump_function(struct dump *d, uint32_t number)
{
	uint32_t from, count, handlers;

	d->f = &d->s.fn[number];
	from = JS_LE32(d->f->code);
	count = JS_LE32(d->f->code_count);
	handlers = JS_LE32(d->f->handlers);
	if (number)
		putchar('\n');
	put_function(d, number);
	printf("%s: %u parameters, %u registers, %u captured variables, %u captures\n", number ? "" : " (top level)",
	       d->f->parameters, d->f->registers, d->f->cells, JS_LE16(d->f->capture_count));
	for (d->at = from; d->at < from + count; d->at++) {
		const struct js_line *line = find_line(d);
		char place[24] = "";

		if (line)
			snprintf(place, sizeof(place), "%u:%u", JS_LE32(line->where) >> 12, JS_LE32(line->where) & 0xfff);
		printf("%9s %5u  ", place, d->at - from);
		put_insn(d);
	}
	for (uint32_t i = 0; i < JS_LE16(d->f->handler_count); i++) {
		const struct js_handler *h = &d->s.handlers[handlers + i];

		printf("          exceptions in %u..%u -> %u, in r%u\n", JS_LE32(h->start) - from, JS_LE32(h->end) - from - 1,
		       JS_LE32(h->target) - from, JS_LE32(h->reg));
	}
}

static bool same(const struct js_str *s, const char *name)
{
	uint32_t i = 0;

	while (i < s->length && name[i] && js_str_at(s, i) == (unsigned char)name[i])
		i++;
	return i == s->length && !name[i];
}

bool image_names(const void *image, const char *name)
{
	struct js_sections sections;
	bool found = false;

	axi_js_sections(image, &sections);
	for (uint32_t i = 0; i < sections.string_count; i++) {
		struct js_str s = axi_js_section_str(&sections, i);

		found |= same(&s, name);
	}
	for (uint32_t i = 0; i < JS_ATOM_COUNT; i++) {
		struct js_str s = axi_js_atom_str(i);

		found |= same(&s, name);
	}
	return found;
}

int dump_image(const void *image, size_t size)
{
	struct ax_js_diag diag = {.text = ""};
	struct dump d = {.image = image};

	if (ax_js_image_check(image, size, &diag)) /* all numbers in it are good then */
		return complain("bytecode: %s (byte %u)", diag.text, diag.offset);
	axi_js_sections(image, &d.s);
	for (uint32_t i = 0; i < d.s.functions; i++)
		dump_function(&d, i);
	return 0;
}
