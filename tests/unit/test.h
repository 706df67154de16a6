/* SPDX-License-Identifier: Apache-2.0
 * test.h - the unit-test harness: TEST(room, rule_that_it_holds) { ... CHECK(...) }.
 *
 * The registry is generated from the sources (mk/testlist.sh); test files are in tests/unit/ROOM/. */
#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/types.h"

#define TEST(room, rule) void test_##room##_##rule(void); void test_##room##_##rule(void)

/* A failed CHECK ends the test (longjmp), and the runner goes on with the next. */
_Noreturn void test_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
_Noreturn void test_skip(const char *why);

#define CHECK(cond)                                                                                \
	do {                                                                                       \
		if (!(cond))                                                                       \
			test_fail(__FILE__, __LINE__, "%s", #cond);                                \
	} while (0)
#define CHECK_EQ(a, b)                                                                             \
	do {                                                                                       \
		long long test_a = (long long)(a), test_b = (long long)(b);                        \
		if (test_a != test_b)                                                              \
			test_fail(__FILE__, __LINE__, "%s is %lld (0x%llx), not %lld (0x%llx)", #a, test_a,  \
				  (unsigned long long)test_a, test_b, (unsigned long long)test_b);             \
	} while (0)
#define CHECK_STR(a, b)                                                                            \
	do {                                                                                       \
		const char *test_a = (a), *test_b = (b);                                           \
		if (strcmp(test_a, test_b))                                                        \
			test_fail(__FILE__, __LINE__, "%s is \"%s\", not \"%s\"", #a, test_a, test_b);     \
	} while (0)

/* test_seed - a seed for random tests: $AX_SEED or a fixed default; printed by the runner when the test fails. */
uint64_t test_seed(void);
/* test_rounds - `rounds`, times $AX_PROOF where it is set: the long form of random tests (make proof). */
uint32_t test_rounds(uint32_t rounds);
/* test_more - does the clock let a long random test go on?  Always, unless $AX_PROOF_SECONDS says how many seconds all the tests
 * asked for may take together: each has its share of what is left, and says so when that was not enough. */
bool test_more(void);
/* test_random - xorshift64*; state must not be 0. */
uint64_t test_random(uint64_t *state);

#endif
