/* SPDX-License-Identifier: Apache-2.0
 * aot_head.c - what the C text of programs begins with: the interface, and the operations that C has not. */
#include <inttypes.h>
#include <stddef.h>
#include "exec/exec.h"
#include "rk/aot.h"

static const char first[] =
	"#include <stdbool.h>\n"
	"#include <stddef.h>\n"
	"#include <stdint.h>\n"
	"\n"
	"#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__\n"
	"#error this program was compiled for little-endian CPUs\n"
	"#endif\n\n"
	"#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)\n"
	"/* There gcc takes additions of 32 bits apart again whose result is extended: two instructions, one after the other. */\n"
	"#pragma GCC push_options\n"
	"#pragma GCC optimize(\"no-peephole2\")\n"
	"#endif\n\n";
static const char last[] =
	"#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)\n"
	"#pragma GCC pop_options\n"
	"#endif\n";

/* The embedder's interface (docs/aot.md). */
static const char interface[] =
	"/* One run of a program.  The embedder sets back_edges (backward jumps that the run may take, where the verifier has not\n"
	" * proven a bound) and reads stopped afterwards: the budget is used up, R0 is 0.  `user` is the embedder's own.\n"
	" * Helpers are the embedder's functions ax_aot_NAME(r1, r2, r3, r4, r5, run); pointers come as numbers.  A helper that is\n"
	" * given a function of the program calls it with ax_aot_callback. */\n"
	"#ifndef AX_AOT_RUN\n"
	"#define AX_AOT_RUN\n"
	"struct ax_aot {\n"
	"\tuint32_t back_edges;\n"
	"\tbool stopped, thrown;\n"
	"\tuint64_t cookie;\n"
	"\tvoid *user;\n"
	"\tuint64_t function;\n"
	"\tuint64_t (*enter)(uint64_t r1, uint64_t r2, uint64_t r3, uint64_t r4, uint64_t r5, struct ax_aot *run);\n"
	"};\n"
	"/* ax_aot_callback - returns R0.  When run->stopped is set afterwards the helper returns at once. */\n"
	"static inline __attribute__((unused)) uint64_t ax_aot_callback(struct ax_aot *run, uint64_t function, uint64_t r1,\n"
	"\tuint64_t r2, uint64_t r3, uint64_t r4, uint64_t r5)\n"
	"{\n"
	"\tif (run->stopped || !run->back_edges) {\n"
	"\t\trun->stopped = true;\n"
	"\t\treturn 0;\n"
	"\t}\n"
	"\trun->back_edges--;\n"
	"\trun->function = function;\n"
	"\treturn run->enter(r1, r2, r3, r4, r5, run);\n"
	"}\n"
	"/* One row for each map: what it is, for the embedder to make it.  Type and flags are those of Linux; data is not NULL for\n"
	" * data sections: their one value, which the program uses directly.  Before the first run the embedder puts what its\n"
	" * helpers take as a map into NAME_map[]. */\n"
	"struct ax_aot_map {\n"
	"\tconst char *name;\n"
	"\tuint32_t type, key_size, value_size, max_entries, flags;\n"
	"\tvoid *data;\n"
	"};\n"
	"#endif\n"
	"#ifndef AX_AOT_TAIL /* the helper tail_call returns the entry of another program, uint64_t (void *, struct ax_aot *), or 0 */\n"
	"#define AX_AOT_TAIL(next, ctx, run) \\\n"
	"\t(((uint64_t (*)(void *, struct ax_aot *))(uintptr_t)(next))((void *)(uintptr_t)(ctx), (run)))\n"
	"#endif\n\n";

static const char operations[] =
	"#define AX_OP static inline __attribute__((always_inline, unused))\n"
	"#define AX_MEMORY(bits) \\\n"
	"\tAX_OP uint##bits##_t ax_load##bits(uint64_t at) \\\n"
	"\t{ \\\n"
	"\t\tuint##bits##_t value; \\\n"
	"\t\t__builtin_memcpy(&value, (const void *)(uintptr_t)at, sizeof(value)); \\\n"
	"\t\treturn value; \\\n"
	"\t} \\\n"
	"\tAX_OP void ax_store##bits(uint64_t at, uint##bits##_t value) \\\n"
	"\t{ \\\n"
	"\t\t__builtin_memcpy((void *)(uintptr_t)at, &value, sizeof(value)); \\\n"
	"\t}\n"
	"AX_MEMORY(8)\n"
	"AX_MEMORY(16)\n"
	"AX_MEMORY(32)\n"
	"AX_MEMORY(64)\n"
	"/* RFC 9669: by zero the quotient is 0 and the remainder the dividend; the most negative number by -1 is itself */\n"
	"#define AX_DIVIDE(bits) \\\n"
	"\tAX_OP uint##bits##_t ax_div##bits(uint##bits##_t a, uint##bits##_t b) { return b ? a / b : 0; } \\\n"
	"\tAX_OP uint##bits##_t ax_mod##bits(uint##bits##_t a, uint##bits##_t b) { return b ? a % b : a; } \\\n"
	"\tAX_OP uint##bits##_t ax_sdiv##bits(uint##bits##_t a, uint##bits##_t b) \\\n"
	"\t{ \\\n"
	"\t\tif (b + 1 <= 1) \\\n"
	"\t\t\treturn b ? 0 - a : 0; \\\n"
	"\t\treturn (uint##bits##_t)((int##bits##_t)a / (int##bits##_t)b); \\\n"
	"\t} \\\n"
	"\tAX_OP uint##bits##_t ax_smod##bits(uint##bits##_t a, uint##bits##_t b) \\\n"
	"\t{ \\\n"
	"\t\tif (b + 1 <= 1) \\\n"
	"\t\t\treturn b ? 0 : a; \\\n"
	"\t\treturn (uint##bits##_t)((int##bits##_t)a % (int##bits##_t)b); \\\n"
	"\t}\n"
	"AX_DIVIDE(32)\n"
	"AX_DIVIDE(64)\n"
	"AX_OP uint64_t ax_swap16(uint64_t a) { return __builtin_bswap16((uint16_t)a); }\n"
	"AX_OP uint64_t ax_swap32(uint64_t a) { return __builtin_bswap32((uint32_t)a); }\n"
	"AX_OP uint64_t ax_swap64(uint64_t a) { return __builtin_bswap64(a); }\n\n";

/* Atomics: the compiler's where the CPU has them, otherwise under a lock of the embedder's. */
static const char atomics[] =
	"#if __SIZEOF_POINTER__ == 8 || defined(__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8)\n"
	"#define AX_ATOMIC64 AX_BUILTIN\n"
	"#else\n"
	"#define AX_ATOMIC64 AX_LOCKED\n"
	"#endif\n"
	"#if __SIZEOF_POINTER__ == 8 || defined(__GCC_HAVE_SYNC_COMPARE_AND_SWAP_4)\n"
	"#define AX_ATOMIC32 AX_BUILTIN\n"
	"#else\n"
	"#define AX_ATOMIC32 AX_LOCKED\n"
	"#endif\n"
	"#define AX_BUILTIN(bits, name, builtin, operation) \\\n"
	"\tAX_OP uint##bits##_t ax_fetch_##name##bits(uint64_t at, uint##bits##_t a) \\\n"
	"\t{ \\\n"
	"\t\treturn builtin((uint##bits##_t *)(uintptr_t)at, a, __ATOMIC_SEQ_CST); \\\n"
	"\t}\n"
	"/* Loops of our own: gcc 12 for x86-64 loses the operand of __atomic_fetch_or where the old value becomes the next operand. */\n"
	"#define AX_BUILTIN_LOOP(bits, name, builtin, operation) \\\n"
	"\tAX_OP uint##bits##_t ax_fetch_##name##bits(uint64_t at, uint##bits##_t a) \\\n"
	"\t{ \\\n"
	"\t\tuint##bits##_t *p = (uint##bits##_t *)(uintptr_t)at, old = __atomic_load_n(p, __ATOMIC_RELAXED); \\\n"
	"\t\twhile (!__atomic_compare_exchange_n(p, &old, operation, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) \\\n"
	"\t\t\t; \\\n"
	"\t\treturn old; \\\n"
	"\t}\n"
	"#define AX_BUILTIN_PLAIN(bits, name, builtin, operation) \\\n"
	"\tAX_OP void ax_##name##bits(uint64_t at, uint##bits##_t a) \\\n"
	"\t{ \\\n"
	"\t\t(void)builtin((uint##bits##_t *)(uintptr_t)at, a, __ATOMIC_RELAXED); \\\n"
	"\t}\n"
	"#define AX_BUILTIN_CMPXCHG(bits) \\\n"
	"\tAX_OP uint##bits##_t ax_cmpxchg##bits(uint64_t at, uint##bits##_t expect, uint##bits##_t a) \\\n"
	"\t{ \\\n"
	"\t\t__atomic_compare_exchange_n((uint##bits##_t *)(uintptr_t)at, &expect, a, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \\\n"
	"\t\treturn expect; \\\n"
	"\t}\n"
	"/* The embedder defines both, to keep interrupts and other CPUs away: AX_AOT_LOCK may begin a block and declare. */\n"
	"#ifdef AX_AOT_LOCK\n"
	"#define AX_LOCKED(bits, name, builtin, operation) \\\n"
	"\tAX_OP uint##bits##_t ax_fetch_##name##bits(uint64_t at, uint##bits##_t a) \\\n"
	"\t{ \\\n"
	"\t\tvolatile uint##bits##_t *p = (volatile uint##bits##_t *)(uintptr_t)at; \\\n"
	"\t\tuint##bits##_t old; \\\n"
	"\t\tAX_AOT_LOCK; \\\n"
	"\t\told = *p; \\\n"
	"\t\t*p = operation; \\\n"
	"\t\tAX_AOT_UNLOCK; \\\n"
	"\t\treturn old; \\\n"
	"\t}\n"
	"#define AX_LOCKED_LOOP AX_LOCKED\n"
	"#define AX_LOCKED_PLAIN(bits, name, builtin, operation) \\\n"
	"\tAX_OP void ax_##name##bits(uint64_t at, uint##bits##_t a) { (void)ax_fetch_##name##bits(at, a); }\n"
	"#define AX_LOCKED_CMPXCHG(bits) \\\n"
	"\tAX_OP uint##bits##_t ax_cmpxchg##bits(uint64_t at, uint##bits##_t expect, uint##bits##_t a) \\\n"
	"\t{ \\\n"
	"\t\tvolatile uint##bits##_t *p = (volatile uint##bits##_t *)(uintptr_t)at; \\\n"
	"\t\tuint##bits##_t old; \\\n"
	"\t\tAX_AOT_LOCK; \\\n"
	"\t\told = *p; \\\n"
	"\t\tif (old == expect) \\\n"
	"\t\t\t*p = a; \\\n"
	"\t\tAX_AOT_UNLOCK; \\\n"
	"\t\treturn old; \\\n"
	"\t}\n"
	"#else /* a program that has such atomics does not compile */\n"
	"#define AX_LOCKED(bits, name, builtin, operation)\n"
	"#define AX_LOCKED_LOOP(bits, name, builtin, operation)\n"
	"#define AX_LOCKED_PLAIN(bits, name, builtin, operation)\n"
	"#define AX_LOCKED_CMPXCHG(bits)\n"
	"#endif\n"
	"#define AX_GLUE(a, b) a##b\n"
	"#define AX_PASTE(a, b) AX_GLUE(a, b)\n"
	"#define AX_ATOMICS(bits, make, loop, plain) \\\n"
	"\tmake(bits, add, __atomic_fetch_add, old + a) \\\n"
	"\tmake(bits, xchg, __atomic_exchange_n, a) \\\n"
	"\tloop(bits, or, __atomic_fetch_or, old | a) \\\n"
	"\tloop(bits, and, __atomic_fetch_and, old & a) \\\n"
	"\tloop(bits, xor, __atomic_fetch_xor, old ^ a) \\\n"
	"\tplain(bits, add, __atomic_fetch_add, old + a) \\\n"
	"\tplain(bits, or, __atomic_fetch_or, old | a) \\\n"
	"\tplain(bits, and, __atomic_fetch_and, old & a) \\\n"
	"\tplain(bits, xor, __atomic_fetch_xor, old ^ a)\n"
	"AX_ATOMICS(32, AX_ATOMIC32, AX_PASTE(AX_ATOMIC32, _LOOP), AX_PASTE(AX_ATOMIC32, _PLAIN))\n"
	"AX_ATOMICS(64, AX_ATOMIC64, AX_PASTE(AX_ATOMIC64, _LOOP), AX_PASTE(AX_ATOMIC64, _PLAIN))\n"
	"AX_PASTE(AX_ATOMIC32, _CMPXCHG)(32)\n"
	"AX_PASTE(AX_ATOMIC64, _CMPXCHG)(64)\n\n";

/* A helper calls a function of the program; the engine counts that as a call. */
static const char enter[] =
	"static __attribute__((unused)) uint64_t ax_enter(uint64_t r1, uint64_t r2, uint64_t r3, uint64_t r4, uint64_t r5, struct %s *run)\n"
	"{\n"
	"\tuint64_t result;\n"
	"%s"
	"\tresult = ((uint64_t (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, struct %s *))(uintptr_t)run->function)(\n"
	"\t\tr1, r2, r3, r4, r5, run);\n"
	"%s"
	"\treturn result;\n"
	"}\n\n";
static const char count_call[] = "\tif (!run->jit_depth) {\n\t\trun->stopped = true;\n\t\treturn 0;\n\t}\n\trun->jit_depth--;\n";

/* struct ax_run as it is in this process: the fields that programs use, at their places. */
static void engine_run(FILE *out)
{
	fprintf(out, "struct ax_run {\n\tunion {\n");
#define FIELD(field, text)                                                                           \
	fprintf(out, "\t\tstruct { char before_%s[%zu]; %s; };\n", #field, offsetof(struct ax_run, field), text)
	FIELD(helpers, "uint64_t (*const *helpers)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, struct ax_run *)");
	FIELD(back_edges, "uint32_t back_edges");
	FIELD(stopped, "bool stopped");
	FIELD(thrown, "bool thrown");
	FIELD(cookie, "uint64_t cookie");
	FIELD(enter, "uint64_t (*enter)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, struct ax_run *)");
	FIELD(function, "uint64_t function");
	FIELD(prog, "void *prog");
	FIELD(jit_depth, "uint32_t jit_depth");
#undef FIELD
	fprintf(out, "\t};\n};\n"
		     "struct ax_entry { char before_code[%zu]; uint64_t (*code)(uint64_t, uint64_t, struct ax_run *); };\n"
		     "static __attribute__((unused)) uint64_t ax_tail(uint64_t next, uint64_t ctx, struct ax_run *run, void *prog)\n"
		     "{\n"
		     "\tuint64_t result = ((struct ax_entry *)(uintptr_t)next)->code(ctx, 0, run);\n"
		     "\trun->prog = prog;\n"
		     "\treturn result;\n"
		     "}\n"
		     "#define AX_AOT_TAIL(next, ctx, run) ax_tail(next, ctx, run, prog)\n\n",
		offsetof(struct axi_entry, code));
}

/* Kernel functions that need nobody: bpf_throw is written where it is called, iterators of numbers (the one that came last, the
 * first that does not come) are here. */
static const char kfuncs[] =
	"AX_OP uint64_t ax_bpf_iter_num_new(uint64_t r1, uint64_t r2, uint64_t r3)\n"
	"{\n"
	"\tint32_t start = (int32_t)r2, end = (int32_t)r3;\n"
	"\tint err = start > end ? -22 : (int64_t)end - start > 8 << 20 ? -7 : 0;\n"
	"\n"
	"\tax_store32(r1, err ? 0 : (uint32_t)start - 1);\n"
	"\tax_store32(r1 + 4, err ? 0 : (uint32_t)end);\n"
	"\treturn (uint64_t)(int64_t)err;\n"
	"}\n"
	"AX_OP uint64_t ax_bpf_iter_num_next(uint64_t r1, uint64_t r2, uint64_t r3)\n"
	"{\n"
	"\tint32_t next = (int32_t)(ax_load32(r1) + 1), end = (int32_t)ax_load32(r1 + 4);\n"
	"\n"
	"\t(void)r2, (void)r3;\n"
	"\tax_store32(r1, next < end ? (uint32_t)next : 0);\n"
	"\tif (next < end)\n"
	"\t\treturn r1;\n"
	"\tax_store32(r1 + 4, 0);\n"
	"\treturn 0;\n"
	"}\n"
	"AX_OP uint64_t ax_bpf_rcu_read_lock(uint64_t r1, uint64_t r2, uint64_t r3) { (void)r1, (void)r2, (void)r3; return 0; }\n"
	"AX_OP uint64_t ax_bpf_rcu_read_unlock(uint64_t r1, uint64_t r2, uint64_t r3) { (void)r1, (void)r2, (void)r3; return 0; }\n"
	"AX_OP uint64_t ax_bpf_iter_num_destroy(uint64_t r1, uint64_t r2, uint64_t r3)\n"
	"{\n"
	"\t(void)r2, (void)r3;\n"
	"\tax_store32(r1, 0);\n"
	"\tax_store32(r1 + 4, 0);\n"
	"\treturn 0;\n"
	"}\n\n";

void rk_aot_head(FILE *out, bool engine)
{
	fputs(first, out);
	if (engine)
		engine_run(out);
	else
		fputs(interface, out);
	fputs(operations, out);
	fputs(atomics, out);
	if (!engine)
		fputs(kfuncs, out);
	fprintf(out, enter, engine ? "ax_run" : "ax_aot", engine ? count_call : "", engine ? "ax_run" : "ax_aot",
		engine ? "\trun->jit_depth++;\n" : "");
}

void rk_aot_foot(FILE *out)
{
	fputs(last, out);
}
