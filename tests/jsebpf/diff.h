/* SPDX-License-Identifier: Apache-2.0
 * diff.h - running one program as JavaScript and as eBPF side by side. */
#ifndef TESTS_JSEBPF_DIFF_H
#define TESTS_JSEBPF_DIFF_H

#include "engine/engine.h"
#include "mbpf/runtime.h"

struct diff_count {
	uint64_t runs, failed; /* failed: ended by an exception or without a number, in all ways alike */
};

/* diff_packages - `runs` runs of both packages on random contexts; 0, or 1 and said so on stdout. */
int diff_packages(const char *name, const void *js, size_t js_size, const void *ebpf, size_t ebpf_size, uint32_t runs,
		  struct diff_count *count);
/* swap.c: one program as both packages; how many checks failed */
int swap_test(const void *js, size_t js_size, const void *ebpf, size_t ebpf_size);
/* diff_load_and_run - a package that may be anything: does it load?  If so it runs `runs` times. */
bool diff_load_and_run(const void *package, size_t size, uint32_t runs);
uint64_t diff_random(void);
uint64_t diff_seed(uint64_t seed);

/* generate.c: a random program of the subset, in `out`; the manifest it needs is DIFF_MANIFEST. */
#define DIFF_MANIFEST                                                                                                        \
	"{\"hook_type\":\"net_rx\",\"heap_size\":65536,\"capabilities\":[\"LOG\",\"MAP_READ\",\"MAP_WRITE\",\"EMIT\",\"TIME\"],"           \
	"\"budgets\":{\"max_steps\":1000000,\"max_helpers\":100000},\"maps\":["                                                        \
	"{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":64},"                                          \
	"{\"name\":\"a\",\"type\":\"array\",\"key_size\":4,\"value_size\":4,\"max_entries\":8},"                                          \
	"{\"name\":\"b\",\"type\":\"hash\",\"key_size\":1,\"value_size\":2,\"max_entries\":300}]}"
void diff_generate(char *out, size_t room);

#endif
