/* SPDX-License-Identifier: Apache-2.0
 * compile.c - mbpfc: JavaScript to a package. */
#include <axiom/js.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mbpf/ebpf/ebpf.h"
#include "mbpf/manifest.h"
#include "mbpf/mbpf.h"
#include "mbpf/package.h"

void excerpt(const char *text, uint32_t line, uint32_t column)
{
	enum { WIDTH = 100 };
	const char *end, *mark, *at, *cut;

	for (uint32_t n = 1; n < line && text; n++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	if (!line || !text)
		return;
	end = text + strcspn(text, "\n");
	mark = column && column - 1 < (size_t)(end - text) ? text + column - 1 : end;
	/* of a long line what is around the mark, from the beginning of a character */
	at = mark - text > WIDTH ? mark - WIDTH / 2 : text;
	while (((unsigned char)*at & 0xC0) == 0x80)
		at++;
	cut = end - at > WIDTH + WIDTH / 2 ? at + WIDTH : end;
	fprintf(stderr, at > text ? " ..." : "    ");
	for (const char *c = at; c < cut; c++)
		fputc((unsigned char)*c < ' ' && *c != '\t' ? '?' : *c, stderr);
	fprintf(stderr, cut < end ? "...\n    " : "\n    ");
	for (const char *c = at; c < mark; c++)
		fputc(*c == '\t' ? '\t' : ' ', stderr);
	fprintf(stderr, "^\n");
}

static void *compile(const struct build *b, size_t *size)
{
	struct ax_js_compile options = {.name = b->source, .strip = b->strip};
	struct ax_js_diag diag = {.text = ""};
	const void *image;
	size_t length, room;
	char *text = read_file(b->source, &length);
	void *work, *copy = NULL;
	int64_t n;

	if (text && b->behind) {
		char *both = realloc(text, length + strlen(b->behind) + 1);

		if (!both)
			free(text);
		text = both;
		if (text)
			length = strlen(strcpy(text + length, b->behind)) + length;
	}
	if (!text)
		return NULL;
	room = (4 << 20) + length * 300;
	work = malloc(room);
	n = work ? ax_js_compile(text, length, &options, work, room, &image, &diag) : -1;
	if (n < 0) {
		complain("%s:%u:%u: %s", b->source, diag.line, diag.column, diag.text);
		excerpt(text, diag.line, diag.column);
	} else {
		copy = malloc((size_t)n);
		if (copy)
			memcpy(copy, image, (size_t)n);
		*size = (size_t)n;
	}
	free(work);
	free(text);
	return copy;
}

/* compile_ebpf - the same source as an object; it must be JavaScript first */
static void *compile_ebpf(const struct build *b, const struct axi_manifest *m, size_t *size)
{
	void *image = compile(b, size), *object = NULL;
	size_t length;
	char *text = image ? read_file(b->source, &length) : NULL;

	if (text)
		object = ebpf_compile(b->source, text, length, m, size);
	free(image);
	free(text);
	return object;
}

/* base_name - of the source, without folder and ending, as a program name */
static void base_name(const char *path, char *out, size_t room)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t n = strcspn(base, ".");

	snprintf(out, room, "%.*s", (int)(n < room ? n : room - 1), base);
}

/* set_name - from an option: what does not fit is no other name */
static int set_name(const char *option, const char *name, char *out, size_t room)
{
	if (strlen(name) >= room)
		return complain("%s %s: a name has 1 to %zu characters", option, name, room - 1);
	strcpy(out, name);
	return 0;
}

static int make_manifest(const struct build *b, struct axi_manifest *m)
{
	struct mbpf_diag diag = {.text = ""};
	size_t size;
	char *text;
	int err;

	*m = (struct axi_manifest){
		.program_version = 1ull << 32,
		.hook_ctx_abi_version = MBPF_CTX_VERSION,
		.entry_symbol = "mbpf_prog",
		.bytecode_version = 1,
		.mbpf_api_version = MBPF_API_VERSION,
		.heap_size = 8192,
		.max_steps = 100000,
		.max_helpers = 1000,
		.capabilities = MBPF_CAP_LOG,
		.hook_type = "custom",
	};
	base_name(b->source, m->program_name, sizeof(m->program_name));
	if (b->manifest) {
		text = read_file(b->manifest, &size);
		if (!text)
			return 1;
		err = axi_manifest_overlay(m, text, (uint32_t)size, &diag);
		free(text);
		if (err)
			return complain("%s: %s", b->manifest, diag.text);
	}
	if (b->hook && set_name("--hook", b->hook, m->hook_type, sizeof(m->hook_type)))
		return 1;
	if (b->name && set_name("--name", b->name, m->program_name, sizeof(m->program_name)))
		return 1;
	if (b->heap)
		m->heap_size = b->heap;
	if (b->steps)
		m->max_steps = b->steps;
	return 0;
}

void *build_package(const struct build *b, size_t *size)
{
	static struct axi_manifest m, again;
	struct mbpf_diag diag = {.text = ""};
	uint8_t manifest[8192];
	size_t manifest_size, image_size;
	void *image, *package = NULL;

	if (make_manifest(b, &m))
		return NULL;
	image = b->ebpf ? compile_ebpf(b, &m, &image_size) : compile(b, &image_size);
	if (image && !b->ebpf && !b->no_entry && !image_names(image, m.entry_symbol)) {
		complain("%s: there is no function %s", b->source, m.entry_symbol);
		free(image);
		return NULL;
	}
	if (!image)
		return NULL;
	manifest_size = axi_manifest_write(&m, manifest, sizeof(manifest));
	if (manifest_size > sizeof(manifest) || axi_manifest_read(&again, manifest, (uint32_t)manifest_size, &diag)) {
		complain("%s: %s", b->source, diag.text);
	} else {
		const struct axi_package_part parts[] = {
			{MBPF_SECTION_MANIFEST, manifest, (uint32_t)manifest_size},
			{b->ebpf ? MBPF_SECTION_EBPF : MBPF_SECTION_BYTECODE, image, (uint32_t)image_size},
		};

		*size = axi_package_write(NULL, 0, parts, 2);
		package = malloc(*size);
		if (package)
			axi_package_write(package, *size, parts, 2);
	}
	free(image);
	return package;
}

static int dump_package(const void *package, size_t size)
{
	struct mbpf_diag diag = {.text = ""};
	struct axi_package p;

	if (axi_package_read(&p, package, size, &diag))
		return complain("%s", diag.text);
	return dump_image(p.section[MBPF_SECTION_BYTECODE].data, p.section[MBPF_SECTION_BYTECODE].size);
}

/* object_of - the object in a package, as a file of its own */
static int write_object(const char *path, const void *package, size_t size)
{
	struct mbpf_diag diag = {.text = ""};
	struct axi_package p;

	if (axi_package_read(&p, package, size, &diag))
		return complain("%s", diag.text);
	return write_file(path, p.section[MBPF_SECTION_EBPF].data, p.section[MBPF_SECTION_EBPF].size, false);
}

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && !strcmp(text + n - m, end);
}

int cmd_compile(int argc, char **argv)
{
	static const char *const valued[] = {"-m", "-o", "--hook", "--name", "--heap", "--steps", "--target", NULL};
	struct build b = {0};
	uint64_t number;
	const char *out = NULL;
	bool check = false, dump = false;
	char name[4096];
	void *package;
	size_t size;
	int err;

	for (int i = 0; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;

		if (!strcmp(argv[i], "--strip"))
			b.strip = true;
		else if (!strcmp(argv[i], "--check"))
			check = true;
		else if (!strcmp(argv[i], "--target") && next && !strcmp(next, "ebpf"))
			b.ebpf = ++i;
		else if (!strcmp(argv[i], "--target"))
			return next ? complain("mbpfc: --target %s: there is only ebpf, beside bytecode", next) : wrong_option(argv[i], valued);
		else if (!strcmp(argv[i], "--dump"))
			b.no_entry = dump = true;
		else if (argv[i][0] != '-' && !b.source)
			b.source = argv[i];
		else if (!next || argv[i][0] != '-')
			return wrong_option(argv[i], valued);
		else if (!strcmp(argv[i], "-m"))
			b.manifest = argv[++i];
		else if (!strcmp(argv[i], "-o"))
			out = argv[++i];
		else if (!strcmp(argv[i], "--hook"))
			b.hook = argv[++i];
		else if (!strcmp(argv[i], "--name"))
			b.name = argv[++i];
		else if (!strcmp(argv[i], "--heap")) {
			if (!read_number("--heap", argv[++i], 1, INT32_MAX, &number))
				return WRONG_USE;
			b.heap = (uint32_t)number;
		} else if (!strcmp(argv[i], "--steps")) {
			if (!read_number("--steps", argv[++i], 1, INT64_MAX, &b.steps))
				return WRONG_USE;
		} else {
			return wrong_option(argv[i], valued);
		}
	}
	if (!b.source)
		return 2;
	if (b.ebpf && dump)
		return complain("mbpfc: --dump is for bytecode; write an object (-o PROG.o) and use rk dump");
	if (same_file(out, b.source))
		return complain("%s: the output is the source", out);
	if (same_file(out, b.manifest))
		return complain("%s: the output is the manifest", out);
	package = build_package(&b, &size);
	if (!package)
		return 1;
	check |= dump && !out;
	if (!out) {
		snprintf(name, sizeof(name), "%.*s.mbpf", (int)(strlen(b.source) - (ends_in(b.source, ".js") ? 3 : 0)), b.source);
		out = name;
	}
	err = dump ? dump_package(package, size) : 0;
	if (!err && !check)
		err = b.ebpf && ends_in(out, ".o") ? write_object(out, package, size) : write_file(out, package, size, false);
	free(package);
	return err ? 1 : 0;
}
