/* SPDX-License-Identifier: Apache-2.0
 * fuzz.c - hostile images, hostile sources and memory that runs out, for the JavaScript engine.
 *
 *   fuzz ROUNDS SEED FILE.js...
 * For each file: (1) every allocation of its run fails once; the error is clean and the instance runs again.  (2) ROUNDS
 * mutations of its image: refused, or run within the budget.  (3) ROUNDS / 8 mutations of its text: compiled or refused;
 * what compiles is accepted by the verifier.  Prints `ok` or `FAIL` lines; the sanitizers see the rest. */
#include <axiom/js.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "js/image.h"
#include "js/string.h"

#ifdef JS_EVAL /* the compiler works in the heap */
#define HEAP  (512 << 10)
#define STEPS 1000000
#else
#define HEAP  (96 << 10)
#define STEPS 60000
#endif

static uint64_t state;

static uint32_t rnd(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (uint32_t)(state >> 11) % below : 0;
}

static char *text;
static size_t text_length;
static uint8_t *work, *image, *mutant, *heap;
static size_t work_size;

static int read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	long n;

	if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0)
		return -1;
	rewind(f);
	free(text);
	text = malloc((size_t)n + 1);
	text_length = fread(text, 1, (size_t)n, f);
	fclose(f);
	return 0;
}

/* run - in a fresh instance; the steps used are held to the budget (and one function's code). */
static int run(const void *program, uint64_t fail, uint64_t *allocations, const char **bad)
{
	struct js *js = ax_js_init(heap, HEAP, program, NULL, NULL);
	struct ax_js_stats before, after;
	char error[200];
	int status;

	if (!js)
		return 0;
	ax_js_stats(js, &before);
	ax_js_fail_allocation(js, fail);
	status = ax_js_run(js, STEPS);
	if (ax_js_steps_used(js) > STEPS + STEPS / 100 + 4096)
		*bad = "ran past its budget";
	if (status)
		ax_js_error_text(js, error, sizeof(error));
	ax_js_stats(js, &after);
	*allocations = after.allocations - before.allocations;
	ax_js_fail_allocation(js, 0);
	ax_js_collect(js);
	if (ax_js_run(js, STEPS / 4))
		ax_js_error_text(js, error, sizeof(error));
	ax_js_collect(js);
	return status;
}

static void mutate(size_t size)
{
	struct js_sections s;
	uint32_t n = 1 + rnd(3);

	memcpy(mutant, image, size);
	axi_js_sections(image, &s);
	while (n--) {
		uint32_t where = rnd(10);
		size_t at;

		if (where < 6 && s.code_count) /* an operand or opcode */
			at = (size_t)((const uint8_t *)s.code - image) + rnd(s.code_count * 4);
		else if (where < 8)
			at = (size_t)((const uint8_t *)s.fn - image) + rnd(s.functions * (uint32_t)sizeof(struct js_fn));
		else if (where < 9)
			at = (size_t)((const uint8_t *)s.pool - image) + rnd(s.pool_count * 2 + 1);
		else
			at = rnd((uint32_t)size);
		if (at >= size)
			continue;
		switch (rnd(4)) {
		case 0: mutant[at] = (uint8_t)rnd(256); break;
		case 1: mutant[at] ^= (uint8_t)(1u << rnd(8)); break;
		case 2: mutant[at] = (uint8_t)(mutant[at] + 1 - rnd(3)); break;
		default: mutant[at] = mutant[rnd((uint32_t)size)]; break;
		}
	}
}

static void one(const char *path, uint32_t rounds)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path, *bad = NULL;
	const void *made;
	uint64_t allocations = 0, n;
	uint32_t accepted = 0, compiled = 0;
	int64_t size;

	if (read_file(path)) {
		printf("FAIL fuzz.%s: cannot read\n", name);
		return;
	}
	size = ax_js_compile(text, text_length, NULL, work, work_size, &made, NULL);
	if (size < 0) {
		printf("FAIL fuzz.%s: does not compile\n", name);
		return;
	}
	free(image);
	free(mutant);
	image = malloc((size_t)size);
	mutant = malloc((size_t)size);
	memcpy(image, made, (size_t)size);
	/* memory that is too small, from none on: an error, and soon; the same image at last */
	for (size_t room = 0;; room += room < 40000 ? 264 : 8 + 8 * rnd(2000)) {
		int64_t again = ax_js_compile(text, text_length, NULL, work, room, &made, NULL);

		if (again >= 0 ? again != size || memcmp(made, image, (size_t)size) : again != -AX_ENOMEM)
			bad = "little memory changes the program";
		if (again >= 0 || bad)
			break;
	}
	if (ax_js_image_check(image, (size_t)size, NULL)) {
		printf("FAIL fuzz.%s: our own image is refused\n", name);
		return;
	}
	run(image, 0, &allocations, &bad);
	for (n = 1; n <= allocations && n <= 3000 && !bad; n += 1 + n / 400) {
		uint64_t unused;

		run(image, n, &unused, &bad);
	}
	for (uint32_t i = 0; i < rounds && !bad; i++) {
		uint64_t unused;

		mutate((size_t)size);
		if (ax_js_image_check(mutant, (size_t)size, NULL))
			continue;
		accepted++;
		run(mutant, 0, &unused, &bad);
	}
	for (uint32_t i = 0; i < rounds / 8 && !bad; i++) {
		for (uint32_t k = 1 + rnd(4); k--;) {
			uint32_t at = rnd((uint32_t)text_length), length = rnd(8);

			if (rnd(2))
				text[at] = "(){}[];,.=+-`'\"$/\\01afx\n:?<"[rnd(28)];
			else if (at + length < text_length)
				memmove(text + at, text + rnd((uint32_t)(text_length - length)), length);
		}
		size = ax_js_compile(text, text_length, NULL, work, work_size, &made, NULL);
		if (size < 0) {
			read_file(path);
			continue;
		}
		compiled++;
		if (ax_js_image_check(made, (size_t)size, NULL))
			bad = "the compiler made an image that is refused";
	}
	if (bad)
		printf("FAIL fuzz.%s: %s\n", name, bad);
	else
		printf("ok fuzz.%s\n# %u of %u mutants accepted, %u texts compiled, %llu allocations\n", name, accepted, rounds, compiled,
		       (unsigned long long)allocations);
	fflush(stdout);
}

/* atoms_sorted - the table of atoms is searched by halving: every atom must be found where it is. */
static void atoms_sorted(void)
{
	for (uint32_t id = 256; id < JS_ATOM_COUNT; id++) {
		struct js_str s = axi_js_atom_str(id);

		if (axi_js_atom_find(s.data, s.length) != (int)id) {
			printf("FAIL atoms.sorted: %.*s\n", (int)s.length, (const char *)s.data);
			return;
		}
	}
	printf("ok atoms.sorted\n");
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	atoms_sorted();
	state = strtoull(argv[2], NULL, 0) * 2654435761u + 88172645463325252ull;
	work_size = 16 << 20;
	work = malloc(work_size);
	heap = malloc(HEAP);
	for (int i = 3; i < argc; i++)
		one(argv[i], (uint32_t)strtoul(argv[1], NULL, 0));
	free(work);
	free(heap);
	free(image);
	free(mutant);
	free(text);
	return 0;
}
