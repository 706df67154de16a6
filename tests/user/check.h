/* SPDX-License-Identifier: Apache-2.0
 * check.h - results of the user test programs: `ok PROGRAM: rule` and `FAIL PROGRAM: rule: what`. */
#ifndef TESTS_USER_CHECK_H
#define TESTS_USER_CHECK_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char *check_program = "?";
static unsigned int check_failures;

static inline void check_name(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');

	check_program = slash ? slash + 1 : argv0;
	setvbuf(stdout, NULL, _IOLBF, 0);
}

static inline bool check(bool good, const char *rule)
{
	int err = errno;

	if (good) {
		printf("ok %s: %s\n", check_program, rule);
	} else {
		printf("FAIL %s: %s (errno %d)\n", check_program, rule, err);
		check_failures++;
	}
	return good;
}

/* The call failed with exactly this errno. */
static inline bool check_errno(long result, int want, const char *rule)
{
	int err = errno;

	if (result == -1 && err == want) {
		printf("ok %s: %s\n", check_program, rule);
		return true;
	}
	printf("FAIL %s: %s: result %ld, errno %d, want errno %d\n", check_program, rule, result, err, want);
	check_failures++;
	return false;
}

static inline int check_end(void)
{
	return check_failures ? 1 : 0;
}

#endif
