/* SPDX-License-Identifier: Apache-2.0
 * static_function.h - the least BTF with which Linux takes a program's functions: it takes the address of one alone that its BTF says
 * is static. */
#ifndef TESTS_STATIC_FUNCTION_H
#define TESTS_STATIC_FUNCTION_H

#include <linux/btf.h>
#include <stdint.h>

enum { STATIC_FUNCTION_TYPE = 3, STATIC_FUNCTION_BYTES = sizeof(struct btf_header) + 47 };

static const struct {
	struct btf_header head;
	uint32_t types[10];
	char strings[8];
} static_function_btf = {
	{.magic = BTF_MAGIC, .version = 1, .hdr_len = sizeof(struct btf_header), .type_len = 40, .str_off = 40, .str_len = 7},
	{1, BTF_KIND_INT << 24, 4, BTF_INT_SIGNED << 24 | 32, /* 1: int */
	 0, BTF_KIND_FUNC_PROTO << 24, 1, /* 2: int (void) */
	 5, BTF_KIND_FUNC << 24, 2},      /* 3: static int f(void) */
	"\0int\0f",
};

#endif
