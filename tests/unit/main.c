/* SPDX-License-Identifier: Apache-2.0
 * main.c - runs the unit tests: `unit [room or room.rule]...`; prints `ok`, `FAIL` or `skip` lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include "unit/test.h"

struct test {
	const char *room, *name;
	void (*run)(void);
};

#define TEST_ROW(room, rule) void test_##room##_##rule(void);
#include "testlist.inc"
#undef TEST_ROW
static const struct test tests[] = {
#define TEST_ROW(room, rule) {#room, #room "." #rule, test_##room##_##rule},
#include "testlist.inc"
};

static jmp_buf escape;
static char message[512];

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list args;
	int n = snprintf(message, sizeof(message), "%s:%d: ", file, line);

	va_start(args, format);
	vsnprintf(message + n, sizeof(message) - (size_t)n, format, args);
	va_end(args);
	longjmp(escape, 1);
}

void test_skip(const char *why)
{
	snprintf(message, sizeof(message), "%s", why);
	longjmp(escape, 2);
}

uint32_t test_rounds(uint32_t rounds)
{
	const char *factor = getenv("AX_PROOF");

	return factor && atoi(factor) > 0 ? rounds * (uint32_t)atoi(factor) : rounds;
}

uint64_t test_seed(void)
{
	const char *s = getenv("AX_SEED");

	return s ? strtoull(s, NULL, 0) | 1 : 0x9e3779b97f4a7c15u;
}

static double deadline; /* 0: there is none */
static bool cut;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool test_more(void)
{
	if (!deadline || now() < deadline)
		return true;
	cut = true;
	return false;
}

uint64_t test_random(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return x * 0x2545f4914f6cdd1du;
}

static bool wanted(const struct test *test, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], test->room) || !strcmp(argv[i], test->name))
			return true;
	return argc < 2;
}

/* run_one - false when the test failed. */
static bool run_one(const struct test *test)
{
	switch (setjmp(escape)) {
	case 0: break;
	case 1:
		printf("FAIL %s: %s (AX_SEED=0x%" PRIx64 ")\n", test->name, message, test_seed());
		return false;
	default:
		printf("skip %s: %s\n", test->name, message);
		return true;
	}
	cut = false;
	test->run();
	printf("ok %s%s\n", test->name, cut ? ": as far as its share of the time went" : "");
	return true;
}

int main(int argc, char **argv)
{
	const char *seconds = getenv("AX_PROOF_SECONDS");
	double end = now() + (seconds ? atof(seconds) : 0);
	size_t count = sizeof(tests) / sizeof(tests[0]), from = seconds ? test_seed() / 2 % count : 0;
	int failed = 0, left = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < count; i++)
		left += wanted(&tests[i], argc, argv);
	for (size_t n = 0; n < count; n++) { /* with a clock another one is the first with each seed */
		size_t i = (from + n) % count;

		if (!wanted(&tests[i], argc, argv))
			continue;
		if (seconds && now() >= end) {
			printf("skip %s: the time was up\n", tests[i].name);
			continue;
		}
		if (seconds)
			deadline = now() + (end - now()) / left;
		left--;
		if (!run_one(&tests[i]))
			failed = 1;
	}
	return failed;
}
