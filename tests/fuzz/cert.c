/* SPDX-License-Identifier: Apache-2.0
 * cert.c - libFuzzer: any bytes as a certificate, in front of programs with loops; the first byte picks the program, the
 * second whether the bytes stand for themselves or change the program's own certificate. */
#include <stdlib.h>
#include <string.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "isa/asm.h"

static const char *const texts[] = {
	"mov r0, 0\nl:\nadd r0, 1\njlt r0, 10, l\nexit\n",
	"lddw r1, map[0]+0\nmov r0, 0\nmov r2, 0\nl:\nldxb r3, [r1]\nadd r0, r3\nadd r1, 1\nadd r2, 1\njlt r2, 64, l\nexit\n",
	"mov r6, 0\no:\nmov r7, 0\ni:\nstxdw [r10-8], r7\nldxdw r7, [r10-8]\nadd r7, 1\njlt r7, 5, i\nadd r6, 2\njlt r6, 20, o\nmov r0, r6\n"
	"exit\n",
	"ldxw r1, [r1]\nmov r0, 0\njgt r1, 100, out\nl:\njeq r1, 0, out\nsub r1, 1\nadd r0, 1\nja l\nout:\nexit\n",
	"ldxw r2, [r1]\nmov r0, 0\njgt r2, 10, big\nadd r0, 1\nja out\nbig:\nadd r0, 2\nout:\nadd r0, r2\nexit\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[1 << 18], cert[4096];
	static const struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 64, .max_entries = 1};
	const struct ax_map_spec *maps[] = {&spec};
	struct ax_insn insns[64];
	struct axi_asm_error error;
	struct ax_verdict verdict;
	struct ax_arena arena;
	size_t n = 0;

	if (size < 2)
		return 0;
	const char *text = texts[data[0] % (sizeof(texts) / sizeof(*texts))];
	int count = axi_asm(text, strlen(text), insns, 64, &error);

	if (count < 0)
		abort();
	struct ax_verify_input in = {.insns = insns, .insn_count = (uint32_t)count, .prog_type = AX_PROG_SOCKET_FILTER,
				     .maps = maps, .map_count = 1, .limits = &ax_limits_cloud, .gpl = true};

	if (data[1] & 1) { /* changes: place, byte */
		ax_arena_init(&arena, memory, sizeof(memory));
		if ((data[1] & 2 ? ax_certify_full : ax_certify)(&in, &arena, cert, sizeof(cert), &n, NULL))
			return 0;
		for (size_t i = 2; i + 1 < size; i += 2)
			cert[data[i] % n] = data[i + 1];
		in.cert = cert;
		in.cert_size = n;
	} else {
		in.cert = data + 2;
		in.cert_size = size - 2;
	}
	ax_arena_init(&arena, memory, ax_verify_bytes(&in));
	if (!ax_verify(&in, &arena, &verdict, NULL) && !verdict.by_budget && verdict.worst_case_insns > 100000)
		abort();
	return 0;
}
