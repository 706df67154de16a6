/* SPDX-License-Identifier: Apache-2.0
 * case.h - verifier cases on their way from extract.c (which sees Linux's headers) to board.c (which sees ours).
 *
 * The file is a sequence of struct selftest, each followed by its `insns` instructions of 8 bytes.  Map references are
 * 64-bit loads of a pseudo map fd whose immediate is an index into `map`; BAD_INDEX where the case gives none. */
#ifndef TESTS_SELFTESTS_CASE_H
#define TESTS_SELFTESTS_CASE_H

#include <stdint.h>

#define SELFTEST_MAPS 8
#define BAD_INDEX     0x7fff

/* What a case needs beyond a map of a plain type. */
enum selftest_feature {
	NEEDS_SPIN_LOCK = 1, NEEDS_TIMER = 2, NEEDS_KPTR = 4, NEEDS_INNER_MAP = 8, NEEDS_STORAGE = 16, NEEDS_KFUNC = 32,
	NEEDS_STRICT_ALIGNMENT = 64, NEEDS_SLEEPABLE = 128, NEEDS_BTF = 256, NEEDS_ATTACH = 512,
};

struct selftest {
	char name[120], file[48];
	char log[200];           /* what Linux says, as far as the case demands it; may be empty */
	uint32_t type, attach_type;
	uint32_t insns, maps;
	uint32_t features;       /* enum selftest_feature */
	uint32_t any_alignment;
	uint32_t accept;         /* for a privileged user */
	uint32_t accept_unpriv;  /* for another one; as `accept` where the case says nothing */
	struct {
		uint32_t type, key, value, max, flags;
	} map[SELFTEST_MAPS];
};

#endif
