/* SPDX-License-Identifier: Apache-2.0
 * jsrun - compile JavaScript files (joined into one program) and run them on this machine.
 *
 *   jsrun [--heap BYTES] [--steps N] [--stats] [--dump FILE] FILE.js...
 * Exit status: 0 done, 1 the program failed (the error on stderr), 2 it does not compile or an option is wrong. */
#include <axiom/js.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_line(void *arg, const char *utf8, size_t length)
{
	(void)arg;
	fwrite(utf8, 1, length, stdout);
	putchar('\n');
}

/* read_all - append a file to *text. */
static int read_all(const char *path, char **text, size_t *length)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	size_t n;

	if (!f) {
		perror(path);
		return -1;
	}
	do {
		*text = realloc(*text, *length + 65537);
		if (!*text)
			abort();
		n = fread(*text + *length, 1, 65536, f);
		*length += n;
	} while (n);
	(*text)[(*length)++] = '\n';
	if (f != stdin)
		fclose(f);
	return 0;
}

static int usage(void)
{
	fprintf(stderr, "usage: jsrun [--heap BYTES] [--steps N] [--stats] [--dump IMAGE] FILE.js...\n");
	return 2;
}

int main(int argc, char **argv)
{
	size_t heap = 16 << 20, length = 0, work;
	unsigned long long steps = 1ull << 50;
	const char *dump = NULL;
	bool stats = false;
	char *text = NULL;
	struct ax_js_host host = {.print = print_line};
	struct ax_js_diag diag;
	const void *image;
	struct js *js;
	void *memory, *heap_memory;
	int64_t size;
	int i, status;

	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (!strcmp(argv[i], "--heap") && i + 1 < argc)
			heap = strtoull(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--steps") && i + 1 < argc)
			steps = strtoull(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--dump") && i + 1 < argc)
			dump = argv[++i];
		else if (!strcmp(argv[i], "--stats"))
			stats = true;
		else
			return usage();
	}
	if (i == argc)
		return usage();
	for (; i < argc; i++)
		if (read_all(argv[i], &text, &length))
			return 2;
	work = (4 << 20) + length * 300;
	memory = malloc(work);
	if (!memory)
		return 2;
	size = ax_js_compile(text, length, NULL, memory, work, &image, &diag);
	if (size < 0) {
		fprintf(stderr, "SyntaxError: %s (line %u, column %u)\n", diag.text, diag.line, diag.column);
		return 2;
	}
	if (dump) {
		FILE *f = fopen(dump, "wb");

		if (!f || fwrite(image, 1, (size_t)size, f) != (size_t)size || fclose(f)) {
			perror(dump);
			return 2;
		}
	}
	if (ax_js_image_check(image, (size_t)size, &diag)) {
		fprintf(stderr, "image refused: %s (offset %u)\n", diag.text, diag.offset);
		return 2;
	}
	heap_memory = malloc(heap);
	js = heap_memory ? ax_js_init(heap_memory, heap, image, &host, NULL) : NULL;
	if (!js) {
		fprintf(stderr, "the heap is too small: %zu bytes are needed\n", ax_js_memory_min(image));
		return 2;
	}
	status = ax_js_run(js, steps);
	fflush(stdout);
	if (status) {
		char error[512];

		ax_js_error_text(js, error, sizeof(error));
		fprintf(stderr, "%s\n", error);
	}
	if (stats) {
		struct ax_js_stats s;

		ax_js_stats(js, &s);
		fprintf(stderr, "steps %llu, image %lld, heap high %u, collections %llu, allocations %llu\n",
			(unsigned long long)ax_js_steps_used(js), (long long)size, s.heap_high, (unsigned long long)s.collections,
			(unsigned long long)s.allocations);
	}
	free(heap_memory);
	free(memory);
	free(text);
	return status != 0;
}
