/* SPDX-License-Identifier: Apache-2.0
 * keys.c - lookups in array maps whose key was stored on the stack before: machine code must find what the interpreter finds, for
 * keys around every bound, whatever comes between. */
#include <stdio.h>
#include <string.h>
#include "isa/asm.h"
#include "jit_test.h"

/* What makes the key from r3; the lookup's arguments too.  M: the map, K: a number. */
static const char *const makers[] = {
	"stxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mov r2, r10\nadd r2, -8\nstxw [r10-8], r3\nlddw r1, M",
	"stxdw [r10-8], r3\nmov r2, r10\nadd r2, -8\nlddw r1, M",
	"mov r1, r3\nstxw [r10-8], r1\nmov r2, r10\nadd r2, -8\nlddw r1, M",
	"mov r2, r3\nstxw [r10-8], r2\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mov r0, r3\nstxw [r10-8], r0\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mov r8, r3\nadd r8, K\nstxw [r10-8], r8\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mov r1, r3\nstxw [r10-8], r1\nlddw r1, M\nmov r7, r1\nmov r2, r10\nadd r2, -8",
	"mov r1, r3\nlddw r1, M\nstxw [r10-8], r1\nmov r2, r10\nadd r2, -8",
	/* bounds that are known */
	"and r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"and32 r3, K\nstxdw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mod r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mod32 r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"smod r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mov r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stw [r10-8], K\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stdw [r10-8], K\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"ldxb r3, [r6]\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"ldxh r3, [r6]\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"ldxsb r3, [r6]\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"rsh32 r3, 29\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"rsh32 r3, 25\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"rsh r3, 29\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"mov32 r0, r3\nstxw [r10-8], r0\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"rsh r3, 25\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"arsh32 r3, 29\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	/* and those that are not, or not any more */
	"or r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"xor r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"and r3, 3\nadd r3, K\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"and r3, K\nand r4, 1\nor r3, r8\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"ldxb r3, [r6]\njeq r3, K, in\nldxdw r3, [r6]\nin:\nstxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	/* the register is another one at the call */
	"stxw [r10-8], r3\nadd r3, 1\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8\nldxb r3, [r6]",
	"stxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8\nmov r3, 1\nlock fetch add [r6], r3",
	/* the memory has something else */
	"stw [r10-8], K\nstxh [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stw [r10-8], K\nstxb [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nstb [r10-8], 2\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nstb [r10-5], 1\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nsth [r10-6], 1\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-4], r3\nstdw [r10-8], 1\nlddw r1, M\nmov r2, r10\nadd r2, -4",
	"stxw [r10-8], r3\nstw [r10-4], 1\nstdw [r10-16], 1\nstb [r10-9], 1\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxdw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -4",
	"stxw [r10-8], r3\nmov r8, r10\nstw [r8-8], 3\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nmov r8, 1\nlock add32 [r10-8], r8\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stw [r10-4], 0\nstxw [r10-8], r3\nmov r8, 1\nlock add [r10-8], r8\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8\nstxw [r2], r8",
	/* ways in and out */
	"stxw [r10-8], r3\njeq r3, K, in\nstw [r10-8], 1\nin:\nlddw r1, M\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nlddw r1, M\njgt r3, K, null\nmov r2, r10\nadd r2, -8",
	"stxw [r10-8], r3\nmov r2, r10\njeq r3, K, in\nstw [r10-16], 2\nadd r2, -8\nin:\nadd r2, -8\nstw [r10-16], 2\nlddw r1, M",
	"stxw [r10-8], r3\nlddw r1, M\nmov r2, r10\nadd r2, -8\njgt r3, K, two",
	/* other addresses */
	"mov r8, r10\nadd r8, -16\nstw [r10-24], 3\nstxw [r10-8], r3\nmov r2, r8\nadd r2, -8\nlddw r1, M",
	"stw [r10-16], 2\nstxw [r10-8], r3\nmov r2, r10\nadd r2, -8\nadd r2, -8\nlddw r1, M",
	"stw [r10-16], 2\nstxw [r10-8], r3\nmov r2, r10\nsub r2, 8\nlddw r1, M",
	"stxw [r6], r3\nmov r2, r6\nadd r2, 0\nlddw r1, M",
};

static const char *const enders[] = {
	"call 1\njeq r0, 0, null\nadd r0, r7\nexit\nnull:\nmov r0, -1\nadd r0, r7\nexit\ntwo:\nmov r0, r1\nexit",
	"call 1\nmov r9, 1\njne r0, 0, some\nnull:\nmov r0, 7\nsome:\nadd r0, r7\nadd r0, r9\nexit\ntwo:\nmov r0, r1\nexit",
};

static void number_for(char *out, size_t size, const char *text, u32 map, u32 k)
{
	size_t n = 0;

	for (; *text && n + 24 < size; text++) {
		if (*text == 'M')
			n += (size_t)snprintf(out + n, size - n, "0x%llx", (unsigned long long)(JIT_MAP + map));
		else if (*text == 'K')
			n += (size_t)snprintf(out + n, size - n, "%u", k);
		else
			out[n++] = *text;
	}
	out[n] = 0;
}

static const u64 values[] = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 22, 23, 24, 25, 94, 95, 96, 97, 127, 128, 255, 256, 257, 65535, 65536, 65539,
			     0x7fffffff, 0x80000000, 0x80000003, 0xffffffff, 0x100000000, 0x100000003, 0x50000000b, 0xfffffff800000001, UINT64_MAX};
static const u32 numbers[] = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 22, 23, 24, 25, 94, 95, 96, 97, 255, 256};

/* NULL, or what is wrong. */
static const char *run_one(const char *text)
{
	struct ax_insn insns[64];
	struct axi_asm_error error;
	struct jit_code code;
	static char why[200];
	int count = axi_asm(text, strlen(text), insns, 64, &error);

	if (count < 0 || jit_compile(insns, (u32)count, true, &code))
		return "does not compile";
	for (u32 i = 0; i < ARRAY_LEN(values); i++) {
		u64 result[2], memory[2];

		for (u32 k = 0; k < 2; k++) {
			struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .cpu = JIT_CPU, .back_edges = 1000};

			memory[k] = values[i];
			result[k] = k ? jit_run(&code, (uintptr_t)&memory[k], 8, &run) : axi_interp(insns, &run, (uintptr_t)&memory[k], 8);
		}
		if (result[0] != result[1] || memory[0] != memory[1]) {
			snprintf(why, sizeof(why), "value 0x%llx: 0x%llx, should be 0x%llx", (unsigned long long)values[i],
				 (unsigned long long)result[1], (unsigned long long)result[0]);
			return why;
		}
	}
	jit_free(&code);
	return NULL;
}

int jit_keys(void)
{
	u32 done = 0;

	for (u32 i = 0; i < ARRAY_LEN(makers) * ARRAY_LEN(enders); i++) {
		const char *maker = makers[i / ARRAY_LEN(enders)];

		for (u32 n = 0; n < JIT_ARRAYS * (strchr(maker, 'K') ? ARRAY_LEN(numbers) : 1); n++) {
			char body[512], text[768];
			const char *why;

			number_for(body, sizeof(body), maker, n % JIT_ARRAYS, numbers[n / JIT_ARRAYS]);
			snprintf(text, sizeof(text), "mov r6, r1\nmov r7, 0\nmov r9, 0\nmov r8, 3\nldxdw r3, [r6]\nmov r4, r3\n%s\n%s", body,
				 enders[i % ARRAY_LEN(enders)]);
			why = run_one(text);
			if (why) {
				for (char *at = text; (at = strchr(at, '\n'));)
					*at = ';';
				printf("FAIL jit.keys %s: %s\n", text, why);
				return 1;
			}
			done++;
		}
	}
	printf("ok jit.keys %u programs with lookups by a key on the stack\n", done);
	return 0;
}
