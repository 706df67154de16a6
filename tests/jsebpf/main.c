/* SPDX-License-Identifier: Apache-2.0
 * main.c - mbpfc --target ebpf beside the JavaScript engine.
 *
 *   jsebpf corpus RUNS SEED DIR FILE.js...    each file: its manifest is FILE.json, or the first line behind "// "
 *   jsebpf random PROGRAMS RUNS SEED DIR      random programs; DIR is for the sources (a failing one stays there)
 *   jsebpf swap DIR FILE.js                   both kinds in one runtime
 *   jsebpf mutate COUNT SEED PACKAGE          changed bytes
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "jsebpf/diff.h"
#include "mbpf/mbpf.h"

/* both - one source as two packages; 0, or 1: the second was refused */
static int both(const char *source, const char *manifest, void *package[2], size_t size[2])
{
	struct build b = {.source = source, .manifest = manifest};

	for (int n = 0; n < 2; n++) {
		b.ebpf = n;
		package[n] = build_package(&b, &size[n]);
		if (!package[n])
			return 1;
	}
	return 0;
}

static const char *base_name(const char *path, char out[64])
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	snprintf(out, 64, "%.*s", (int)strcspn(base, "."), base);
	return out;
}

/* manifest_of - the file's own, or its first line in a file of DIR */
static const char *manifest_of(const char *path, const char *dir, char out[600])
{
	size_t size;
	char *text;

	snprintf(out, 600, "%.*s.json", (int)(strlen(path) - 3), path);
	if (!access(out, R_OK))
		return out;
	text = read_file(path, &size);
	snprintf(out, 600, "%s/manifest.json", dir);
	if (!text || strncmp(text, "// ", 3) || write_file(out, text + 3, strcspn(text + 3, "\n"), false))
		return NULL;
	free(text);
	return out;
}

static int corpus(uint32_t runs, uint64_t seed, const char *dir, int count, char **files)
{
	int status = 0;

	for (int i = 0; i < count; i++) {
		struct diff_count total = {0};
		char name[64], path[600];
		const char *manifest = manifest_of(files[i], dir, path);
		void *package[2] = {NULL, NULL};
		size_t size[2];

		base_name(files[i], name);
		diff_seed(seed);
		if (!manifest || both(files[i], manifest, package, size)) {
			printf("FAIL jsebpf.%s: does not compile\n", name);
			status = 1;
		} else if (diff_packages(name, package[0], size[0], package[1], size[1], runs, &total)) {
			status = 1;
		} else {
			printf("ok jsebpf.%s\n", name);
		}
		free(package[0]);
		free(package[1]);
	}
	return status;
}

static int swap(const char *dir, const char *file)
{
	char path[600];
	const char *manifest = manifest_of(file, dir, path);
	void *package[2] = {NULL, NULL};
	size_t size[2];
	int failed;

	if (!manifest || both(file, manifest, package, size)) {
		printf("FAIL jsebpf.swap: does not compile\n");
		return 1;
	}
	failed = swap_test(package[0], size[0], package[1], size[1]);
	free(package[0]);
	free(package[1]);
	return failed != 0;
}

/* quiet - what the compiler says of refused programs */
static int quiet(int keep)
{
	int saved, null;

	if (keep >= 0) {
		fflush(stderr);
		dup2(keep, 2);
		close(keep);
		return -1;
	}
	saved = dup(2);
	null = open("/dev/null", O_WRONLY);
	dup2(null, 2);
	close(null);
	return saved;
}

static int random_programs(uint32_t programs, uint32_t runs, uint64_t seed, const char *dir)
{
	static char source[16384];
	char manifest[600], path[600];
	struct diff_count total = {0};
	uint32_t taken = 0;

	snprintf(manifest, sizeof(manifest), "%s/random.json", dir);
	snprintf(path, sizeof(path), "%s/random.js", dir);
	if (write_file(manifest, DIFF_MANIFEST, strlen(DIFF_MANIFEST), false))
		return 1;
	for (uint32_t n = 0; n < programs; n++) {
		void *package[2] = {NULL, NULL};
		char name[64];
		size_t size[2];
		int refused, saved, failed = 0;

		diff_seed(seed + n);
		diff_generate(source, sizeof(source));
		if (write_file(path, source, strlen(source), false))
			return 1;
		saved = quiet(-1);
		refused = both(path, manifest, package, size);
		quiet(saved);
		snprintf(name, sizeof(name), "random_%llu", (unsigned long long)(seed + n));
		if (!package[0]) {
			printf("FAIL jsebpf.%s: is no JavaScript\n", name);
			return 1;
		}
		if (!refused) {
			taken++;
			failed = diff_packages(name, package[0], size[0], package[1], size[1], runs, &total);
		}
		free(package[0]);
		free(package[1]);
		if (failed)
			return 1;
	}
	printf("%s jsebpf.random%s\n", taken > programs / 8 && total.failed < total.runs ? "ok" : "FAIL",
	       taken > programs / 8 ? "" : ": too few programs are in the subset");
	fprintf(stderr, "random: %u of %u programs compiled, %llu runs, %llu of them ended by an exception\n", taken, programs,
		(unsigned long long)total.runs, (unsigned long long)total.failed);
	return 0;
}

/* ---- mutated packages */

static uint32_t crc32_of(const uint8_t *data, size_t size)
{
	uint32_t crc = ~0u;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int b = 0; b < 8; b++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
	}
	return ~crc;
}

/* repair - the checksums, so that the mutation is seen by those behind them: 20 bytes of header, 16 for each section */
static void repair(uint8_t *package, size_t size)
{
	uint32_t count = package[12];

	memset(package + 16, 0, 4);
	for (uint32_t s = 0; s < count && 20 + 16 * s + 16 <= size; s++) {
		uint32_t place[2], crc;

		memcpy(place, package + 20 + 16 * s + 4, sizeof(place));
		if (place[0] > size || place[1] > size - place[0])
			continue;
		crc = crc32_of(package + place[0], place[1]);
		memcpy(package + 20 + 16 * s + 12, &crc, 4);
	}
}

/* mutated - packages with a few bytes changed: refused, or run within bounds; the sanitizers watch */
static int mutated(uint32_t count, uint64_t seed, const char *path)
{
	uint32_t loaded = 0;
	size_t size;
	uint8_t *good = read_file(path, &size), *bad = good ? aligned_alloc(16, (size + 15) & ~(size_t)15) : NULL;

	if (!bad)
		return 1;
	diff_seed(seed);
	for (uint32_t n = 0; n < count; n++) {
		memcpy(bad, good, size);
		for (uint32_t k = 1 + diff_random() % 3; k--;) {
			size_t at = 20 + diff_random() % (size - 20);

			bad[at] = diff_random() & 1 ? (uint8_t)diff_random() : (uint8_t)(bad[at] ^ 1u << diff_random() % 8);
		}
		repair(bad, size);
		loaded += diff_load_and_run(bad, size, 3);
	}
	printf("%s jsebpf.mutated\n", loaded && loaded < count ? "ok" : "FAIL");
	fprintf(stderr, "mutated: %u of %u packages loaded and ran\n", loaded, count);
	free(good);
	free(bad);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 5 && !strcmp(argv[1], "corpus"))
		return corpus((uint32_t)atoi(argv[2]), strtoull(argv[3], NULL, 0), argv[4], argc - 5, argv + 5);
	if (argc == 6 && !strcmp(argv[1], "random"))
		return random_programs((uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]), strtoull(argv[4], NULL, 0), argv[5]);
	if (argc == 4 && !strcmp(argv[1], "swap"))
		return swap(argv[2], argv[3]);
	if (argc == 5 && !strcmp(argv[1], "mutate"))
		return mutated((uint32_t)atoi(argv[2]), strtoull(argv[3], NULL, 0), argv[4]);
	return 2;
}
