/* SPDX-License-Identifier: Apache-2.0
 * aot.c - a program as C: each function of it a C function, each instruction a statement, jumps are gotos.
 *
 * The registers are variables of 64 bits, so that the text means the same on every CPU; a pointer is a number that was made
 * from one.  What RFC 9669 defines and C does not (division by zero, shifts past the width, overflow) is written out. */
#include <ctype.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "exec/exec.h"
#include "isa/arena.h"
#include "isa/decode.h"
#include "isa/kfunc.h"
#include "rk/aot.h"

struct writer {
	FILE *out;
	const struct rk_aot *in;
	u8 *flags;                 /* [count] */
	u32 first, last;           /* of the function that is written: first .. last - 1 */
	bool throws;               /* bpf_throw is called */
	bool stops;                /* a run may end early: results of calls are looked at */
	bool counts;               /* this function has backward jumps that cost */
	const char *problem;
};
enum { TARGET = 1, FUNCTION = 2, SECOND = 4 };

static bool is_throw(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_CALL && insn->src != AX_CALL_LOCAL && insn->imm == AX_KFUNC_bpf_throw;
}

static bool is_local_call(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL;
}

static bool is_jump(const struct ax_insn *insn)
{
	u8 class = insn->opcode & 7;

	return (class == AX_JMP || class == AX_JMP32) && insn->opcode != AX_OP_CALL && insn->opcode != AX_OP_EXIT;
}

static bool is_always(const struct ax_insn *insn)
{
	return is_jump(insn) && (insn->opcode & 0xf0) == AX_JA;
}

static s64 target_of(const struct ax_insn *insn, u32 at)
{
	bool in_imm = !is_jump(insn) || insn->opcode == (AX_JMP32 | AX_JA);

	return (s64)at + 1 + (in_imm ? insn->imm : insn->off);
}

/* --- structure --- */

static const char *mark(struct writer *w)
{
	const struct rk_aot *in = w->in;

	w->flags[0] |= FUNCTION;
	for (u32 at = 0; at < in->count; at++) {
		const struct ax_insn *insn = &in->insns[at];
		bool function = is_local_call(insn) || (insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_FUNC);
		s64 to;

		if (insn->opcode == AX_OP_LDDW && at + 1 < in->count)
			w->flags[at + 1] |= SECOND;
		if (insn->opcode != AX_OP_MAY_GOTO && axi_insn_problem(insn, in->count - at))
			return axi_casts(insn) || axi_arena_insn(insn) ? "it accesses an arena, which programs as C do not" : "an instruction is malformed";
		if (function || is_jump(insn)) {
			to = target_of(insn, at);
			if (to < 0 || to >= in->count)
				return "a jump or call leaves the program";
			w->flags[to] |= function ? FUNCTION : TARGET;
		}
		w->stops |= insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_FUNC;
		w->stops |= insn->opcode == AX_OP_CALL && insn->src == AX_CALL_HELPER && insn->imm == AX_HELPER_tail_call;
		w->throws |= is_throw(insn);
		at += insn->opcode == AX_OP_LDDW;
	}
	if (in->catcher >= in->count)
		return "the exception callback is outside the program";
	if (in->catcher)
		w->flags[in->catcher] |= FUNCTION;
	w->stops |= in->counted || in->deep || w->throws;
	return NULL;
}

/* What each function must be: entered at its start only, and not left at its end. */
static const char *check_function(struct writer *w)
{
	const struct rk_aot *in = w->in;
	u32 end = w->first;

	w->counts = false;
	for (u32 at = w->first; at < w->last; at++) {
		const struct ax_insn *insn = &in->insns[at];

		if ((w->flags[at] & SECOND) && (w->flags[at] & (TARGET | FUNCTION)))
			return "a jump goes into a 64-bit immediate";
		if (w->flags[at] & SECOND)
			continue;
		end = at;
		if (!is_jump(insn))
			continue;
		if (target_of(insn, at) < w->first || target_of(insn, at) >= w->last)
			return "a jump goes into another function";
		w->counts |= in->counted && (target_of(insn, at) <= at || insn->opcode == AX_OP_MAY_GOTO);
	}
	if (in->insns[end].opcode != AX_OP_EXIT && !is_always(&in->insns[end]) && !is_throw(&in->insns[end]))
		return "a function is left at its end, without exit";
	return NULL;
}

/* --- one instruction --- */

/* A constant as an unsigned number of 64 bits. */
static void imm64(struct writer *w, s64 imm)
{
	if (imm < 0 && imm > INT64_MIN)
		fprintf(w->out, "(uint64_t)-%" PRIu64 "ll", 0 - (u64)imm);
	else
		fprintf(w->out, "0x%" PRIx64 "ull", (u64)imm);
}

/* The second operand, 64 or 32 bits wide. */
static void operand(struct writer *w, const struct ax_insn *insn, bool wide)
{
	if (insn->opcode & AX_X)
		fprintf(w->out, wide ? "r%u" : "(uint32_t)r%u", insn->src);
	else if (wide)
		imm64(w, insn->imm);
	else
		fprintf(w->out, "0x%" PRIx32 "u", (u32)insn->imm);
}

/* rD = FUNCTION(rD, operand) */
static void call_form(struct writer *w, const struct ax_insn *insn, const char *function, bool wide)
{
	fprintf(w->out, "r%u = %s%s(%sr%u, ", insn->dst, function, wide ? "64" : "32", wide ? "" : "(uint32_t)", insn->dst);
	operand(w, insn, wide);
	fprintf(w->out, ");");
}

static void shift(struct writer *w, const struct ax_insn *insn, bool wide)
{
	u32 operation = insn->opcode & 0xf0, mask = wide ? 63 : 31, d = insn->dst;
	const char *sign = operation == AX_ARSH ? "int" : "uint", *by = operation == AX_LSH ? "<<" : ">>";

	fprintf(w->out, wide ? "r%u = (uint64_t)((%s64_t)r%u %s " : "r%u = (uint32_t)((%s32_t)r%u %s ", d, sign, d, by);
	if (insn->opcode & AX_X)
		fprintf(w->out, "(r%u & %u));", insn->src, mask);
	else
		fprintf(w->out, "%u);", (u32)insn->imm & mask);
}

static void alu(struct writer *w, const struct ax_insn *insn)
{
	bool wide = (insn->opcode & 7) == AX_ALU64;
	u32 operation = insn->opcode & 0xf0, d = insn->dst;
	const char *sign = NULL;

	switch (operation) {
	case AX_ADD: sign = "+"; break;
	case AX_SUB: sign = "-"; break;
	case AX_MUL: sign = "*"; break;
	case AX_OR: sign = "|"; break;
	case AX_AND: sign = "&"; break;
	case AX_XOR: sign = "^"; break;
	case AX_LSH:
	case AX_RSH:
	case AX_ARSH: shift(w, insn, wide); return;
	case AX_DIV: call_form(w, insn, insn->off ? "ax_sdiv" : "ax_div", wide); return;
	case AX_MOD: call_form(w, insn, insn->off ? "ax_smod" : "ax_mod", wide); return;
	case AX_NEG: fprintf(w->out, wide ? "r%u = 0 - r%u;" : "r%u = 0 - (uint32_t)r%u;", d, d); return;
	case AX_MOV:
		if (insn->off)
			fprintf(w->out, "r%u = (uint%s_t)(int64_t)(int%d_t)r%u;", d, wide ? "64" : "32", insn->off, insn->src);
		else
			fprintf(w->out, "r%u = ", d), operand(w, insn, wide), fprintf(w->out, ";");
		return;
	default: /* AX_END */
		if ((insn->opcode & AX_X) || wide)
			fprintf(w->out, "r%u = ax_swap%d(r%u);", d, insn->imm, d);
		else if (insn->imm == 64)
			fprintf(w->out, ";");
		else
			fprintf(w->out, "r%u = (uint%d_t)r%u;", d, insn->imm, d);
		return;
	}
	fprintf(w->out, wide ? "r%u = r%u %s " : "r%u = (uint32_t)((uint32_t)r%u %s ", d, d, sign);
	operand(w, insn, wide);
	fprintf(w->out, wide ? ";" : ");");
}

static u32 access_bits(u8 opcode)
{
	static const u8 bits[] = {32, 16, 8, 64};

	return bits[opcode >> 3 & 3];
}

static void address(struct writer *w, u32 base, s32 off)
{
	if (off)
		fprintf(w->out, "r%u %c %d", base, off < 0 ? '-' : '+', off < 0 ? -off : off);
	else
		fprintf(w->out, "r%u", base);
}

static void atomic(struct writer *w, const struct ax_insn *insn)
{
	static const char *const names[16] = {[0x0] = "add", [0x4] = "or", [0x5] = "and", [0xa] = "xor", [0xe] = "xchg"};
	u32 bits = access_bits(insn->opcode);

	if (insn->imm == AX_CMPXCHG) {
		fprintf(w->out, "r0 = ax_cmpxchg%u(", bits);
		address(w, insn->dst, insn->off);
		fprintf(w->out, ", (uint%u_t)r0, (uint%u_t)r%u);", bits, bits, insn->src);
		return;
	}
	if (insn->imm & AX_FETCH)
		fprintf(w->out, "r%u = ax_fetch_", insn->src);
	else
		fprintf(w->out, "ax_");
	fprintf(w->out, "%s%u(", names[insn->imm >> 4 & 15], bits);
	address(w, insn->dst, insn->off);
	fprintf(w->out, ", (uint%u_t)r%u);", bits, insn->src);
}

static void memory(struct writer *w, const struct ax_insn *insn)
{
	u32 bits = access_bits(insn->opcode);

	switch (insn->opcode & 7) {
	case AX_LDX:
		if ((insn->opcode & 0xe0) == AX_MEMSX)
			fprintf(w->out, "r%u = (uint64_t)(int64_t)(int%u_t)ax_load%u(", insn->dst, bits, bits);
		else
			fprintf(w->out, "r%u = ax_load%u(", insn->dst, bits);
		address(w, insn->src, insn->off);
		fprintf(w->out, ");");
		return;
	case AX_STX:
		if ((insn->opcode & 0xe0) == AX_ATOMIC) {
			atomic(w, insn);
			return;
		}
		fprintf(w->out, "ax_store%u(", bits);
		address(w, insn->dst, insn->off);
		fprintf(w->out, ", (uint%u_t)r%u);", bits, insn->src);
		return;
	default:
		fprintf(w->out, "ax_store%u(", bits);
		address(w, insn->dst, insn->off);
		fprintf(w->out, ", (uint%u_t)", bits);
		imm64(w, insn->imm);
		fprintf(w->out, ");");
	}
}

static const char *load_constant(struct writer *w, const struct ax_insn *insn, u32 at)
{
	u64 value = (u32)insn[0].imm | (u64)(u32)insn[1].imm << 32;
	const struct ax_object *object = w->in->object;

	fprintf(w->out, "r%u = ", insn->dst);
	if (insn->src == AX_PSEUDO_NONE) {
		imm64(w, (s64)value);
	} else if (insn->src == AX_PSEUDO_FUNC) {
		fprintf(w->out, "(uintptr_t)ax_f_%s_%" PRId64, w->in->name, target_of(insn, at));
	} else if (!object || (u32)insn->imm >= object->map_count) {
		return "a 64-bit immediate refers to what is not there";
	} else if (insn->src == AX_PSEUDO_MAP_IDX) {
		fprintf(w->out, "(uintptr_t)%s_map[%d]", w->in->prefix, insn->imm);
	} else if (insn->src == AX_PSEUDO_MAP_IDX_VALUE && object->maps[insn->imm].internal) {
		fprintf(w->out, "(uintptr_t)ax_data_%s_%d + %" PRIu32, w->in->prefix, insn->imm, (u32)insn[1].imm);
	} else {
		return "the address of a value of a map that is no data section";
	}
	fprintf(w->out, ";");
	return NULL;
}

static void before_call(struct writer *w)
{
	if (w->counts)
		fprintf(w->out, "run->back_edges = budget; ");
}

static void after_call(struct writer *w)
{
	if (w->counts)
		fprintf(w->out, " budget = run->back_edges;");
	if (w->stops)
		fprintf(w->out, " if (run->stopped) return 0;");
}

static const char *helper_name(u32 id)
{
	static struct axi_proto kfunc;

	if (axi_kfunc_proto(id, &kfunc))
		return kfunc.name;
	if (id == AX_PACKET_LOAD)
		return "packet_load";
	switch (id) {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id: return #name;
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) case id: return #name;
#include "isa/helpers.def"
	default: return NULL;
	}
}

/* Kernel functions that are in the text's head; the others are the embedder's. */
static bool in_head(const struct ax_insn *insn)
{
	return insn->src == AX_CALL_KFUNC && insn->imm >= AX_KFUNC_bpf_iter_num_new && insn->imm <= AX_KFUNC_bpf_rcu_read_unlock;
}

static const char *call(struct writer *w, const struct ax_insn *insn, u32 at)
{
	if (w->in->engine && insn->src == AX_CALL_HELPER && insn->imm == AX_HELPER_tail_call)
		fprintf(w->out, "{ void *prog = run->prog; ");
	before_call(w);
	if (is_throw(insn)) { /* the entry catches it */
		fprintf(w->out, "run->cookie = r1; run->thrown = run->stopped = true; return 0;");
		return NULL;
	}
	if (is_local_call(insn)) {
		if (w->in->deep)
			fprintf(w->out, "if (!run->jit_depth) { run->stopped = true; return 0; } run->jit_depth--; ");
		fprintf(w->out, "r0 = ax_f_%s_%" PRId64 "(r1, r2, r3, r4, r5, run);", w->in->name, target_of(insn, at));
		if (w->in->deep)
			fprintf(w->out, " run->jit_depth++;");
	} else if (w->in->engine) {
		fprintf(w->out, "r0 = run->helpers[%d](r1, r2, r3, r4, r5, run);", insn->imm);
	} else {
		const char *name = helper_name((u32)insn->imm);

		if (in_head(insn))
			fprintf(w->out, "r0 = ax_%s(r1, r2, r3);", name);
		else if (!name) /* the verifier has found it dead */
			fprintf(w->out, "return 0;");
		else
			fprintf(w->out, "r0 = ax_aot_%s(r1, r2, r3, r4, r5, run);", name);
	}
	after_call(w);
	if (insn->src == AX_CALL_HELPER && insn->imm == AX_HELPER_tail_call)
		fprintf(w->out, " if (r0) return AX_AOT_TAIL(r0, r1, run);%s", w->in->engine ? " }" : "");
	return NULL;
}

static void condition(struct writer *w, const struct ax_insn *insn)
{
	static const char *const signs[16] = {[1] = "==", [2] = ">", [3] = ">=", [4] = "&", [5] = "!=", [6] = ">", [7] = ">=",
					      [10] = "<", [11] = "<=", [12] = "<", [13] = "<="};
	bool wide = (insn->opcode & 7) == AX_JMP;
	u32 which = insn->opcode >> 4;
	bool is_signed = which == 6 || which == 7 || which >= 12;
	const char *type = is_signed ? wide ? "(int64_t)" : "(int32_t)" : wide ? "" : "(uint32_t)";

	fprintf(w->out, "if (%sr%u %s ", type, insn->dst, signs[which]);
	if (insn->opcode & AX_X)
		fprintf(w->out, "%sr%u) ", type, insn->src);
	else
		fprintf(w->out, "%s", is_signed ? wide ? "(int64_t)" : "(int32_t)" : ""), operand(w, insn, wide), fprintf(w->out, ") ");
}

static void jump(struct writer *w, const struct ax_insn *insn, u32 at)
{
	s64 to = target_of(insn, at);

	if (insn->opcode == AX_OP_MAY_GOTO) {
		if (w->counts)
			fprintf(w->out, "if (budget < %uu) ", AX_MAY_GOTO_LEFT);
		else
			fprintf(w->out, "if (0) ");
	} else if (!is_always(insn)) {
		condition(w, insn);
	}
	if (w->counts && to <= at)
		fprintf(w->out, "{ if (!budget--) goto stop; goto i%" PRId64 "; }", to);
	else
		fprintf(w->out, "goto i%" PRId64 ";", to);
}

static const char *instruction(struct writer *w, u32 at)
{
	const struct ax_insn *insn = &w->in->insns[at];

	switch (insn->opcode & 7) {
	case AX_ALU:
	case AX_ALU64: alu(w, insn); return NULL;
	case AX_LDX:
	case AX_ST:
	case AX_STX: memory(w, insn); return NULL;
	case AX_LD: return load_constant(w, insn, at);
	default: break;
	}
	if (insn->opcode == AX_OP_CALL)
		return call(w, insn, at);
	if (insn->opcode != AX_OP_EXIT)
		jump(w, insn, at);
	else if (w->counts)
		fprintf(w->out, "run->back_edges = budget; return r0;");
	else
		fprintf(w->out, "return r0;");
	return NULL;
}

/* --- functions: their names, and those of data sections, begin as no embedder's and no program's do --- */

static void signature(struct writer *w, u32 first)
{
	fprintf(w->out, "static uint64_t ax_f_%s_%u(uint64_t r1, uint64_t r2, uint64_t r3, uint64_t r4, uint64_t r5, struct %s *run)",
		w->in->name, first, w->in->engine ? "ax_run" : "ax_aot");
}

static const char *function(struct writer *w)
{
	u32 bytes = w->in->frames ? w->in->frames[w->first] : AX_STACK_BYTES;
	const char *problem = check_function(w);
	char text[160];

	if (problem)
		return problem;
	signature(w, w->first);
	bytes = bytes < 8 ? 8 : (u32)align_up(bytes, 8);
	/* to the verifier what nobody has written is one number, whatever it is; to a C compiler it may be another at each look */
	fprintf(w->out, "\n{\n\tuint64_t stack[%u] = {0}, r0 = 0, r6 = 0, r7 = 0, r8 = 0, r9 = 0;\n", bytes / 8);
	fprintf(w->out, "\tconst uint64_t r10 = (uintptr_t)(stack + %u);\n", bytes / 8);
	if (w->counts)
		fprintf(w->out, "\tuint32_t budget = run->back_edges;\n");
	fprintf(w->out, "\n\t(void)r0, (void)r1, (void)r2, (void)r3, (void)r4, (void)r5, (void)r6, (void)r7, (void)r8, (void)r9, "
			"(void)r10, (void)run;\n");
	for (u32 at = w->first; at < w->last && !problem; at++) {
		if (w->flags[at] & SECOND)
			continue;
		if (w->flags[at] & TARGET)
			fprintf(w->out, "i%u:\n", at);
		fprintf(w->out, "\t");
		problem = instruction(w, at);
		ax_insn_disasm(w->in->insns, w->in->count, at, text, sizeof(text));
		fprintf(w->out, " /* %u: %s */\n", at, text);
	}
	if (w->counts)
		fprintf(w->out, "stop:\n\trun->back_edges = 0;\n\trun->stopped = true;\n\treturn 0;\n");
	fprintf(w->out, "}\n\n");
	return problem;
}

static void entry(struct writer *w)
{
	const char *name = w->in->name;

	if (w->in->engine)
		fprintf(w->out, "uint64_t %s(uint64_t r1, uint64_t r2, struct ax_run *run);\n"
				"uint64_t %s(uint64_t r1, uint64_t r2, struct ax_run *run)\n{\n", name, name);
	else
		fprintf(w->out, "uint64_t %s(void *ctx, struct ax_aot *run);\nuint64_t %s(void *ctx, struct ax_aot *run)\n{\n"
				"\tconst uint64_t r1 = (uintptr_t)ctx, r2 = 0;\n\n", name, name);
	fprintf(w->out, "\trun->stopped = false;\n\trun->enter = ax_enter;\n");
	if (!w->throws) {
		fprintf(w->out, "\treturn ax_f_%s_0(r1, r2, 0, 0, 0, run);\n}\n\n", name);
		return;
	}
	fprintf(w->out, "\tuint64_t r0 = ax_f_%s_0(r1, r2, 0, 0, 0, run);\n\n\tif (!run->thrown)\n\t\treturn r0;\n"
			"\trun->thrown = run->stopped = false;\n", name);
	if (w->in->catcher)
		fprintf(w->out, "\treturn ax_f_%s_%u(run->cookie, 0, 0, 0, 0, run);\n}\n\n", name, w->in->catcher);
	else
		fprintf(w->out, "\treturn run->cookie;\n}\n\n");
}

static void declare_helpers(struct writer *w)
{
	for (u32 at = 0; at < w->in->count; at++) {
		const struct ax_insn *insn = &w->in->insns[at];
		const char *name = insn->opcode == AX_OP_CALL && insn->src != AX_CALL_LOCAL && !in_head(insn) && !is_throw(insn) ?
					   helper_name((u32)insn->imm) : NULL;

		if (name && !(w->flags[at] & SECOND)) /* again and again is allowed */
			fprintf(w->out, "uint64_t ax_aot_%s(uint64_t r1, uint64_t r2, uint64_t r3, uint64_t r4, uint64_t r5, "
					"struct ax_aot *run);\n", name);
	}
}

const char *rk_aot_prog(FILE *out, const struct rk_aot *in)
{
	struct writer w = {.out = out, .in = in, .flags = calloc(1, in->count + 1)};
	const char *problem = w.flags ? mark(&w) : "out of memory";

	for (u32 at = 0; at < in->count && !problem; at++)
		if (w.flags[at] & FUNCTION)
			signature(&w, at), fprintf(out, ";\n");
	if (!problem && !in->engine)
		declare_helpers(&w);
	fprintf(out, "\n");
	for (u32 at = 0; at < in->count && !problem; at = w.last) {
		w.first = at;
		for (w.last = at + 1; w.last < in->count && !(w.flags[w.last] & FUNCTION);)
			w.last++;
		problem = function(&w);
	}
	if (!problem)
		entry(&w);
	free(w.flags);
	return problem;
}

void rk_aot_words(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(isalnum((unsigned char)*text) || strchr("_.-+:/ ", *text) ? *text : '_', out);
}

/* --- maps --- */

static void data(FILE *out, const struct ax_object_map *map, const char *prefix, u32 i)
{
	const u8 *bytes = map->data;

	fprintf(out, "static %suint8_t ax_data_%s_%u[%u] __attribute__((aligned(8), unused))", map->freeze ? "const " : "", prefix, i,
		map->spec.value_size);
	if (bytes && map->data_size) {
		fprintf(out, " = {");
		for (u32 n = 0; n < map->data_size; n++)
			fprintf(out, "%s%u,", n % 24 ? "" : "\n\t", bytes[n]);
		fprintf(out, "\n}");
	}
	fprintf(out, "; /* ");
	rk_aot_words(out, map->name);
	fprintf(out, " */\n");
}

void rk_aot_maps(FILE *out, const struct ax_object *object, const char *prefix)
{
	for (u32 i = 0; i < object->map_count; i++)
		if (object->maps[i].internal)
			data(out, &object->maps[i], prefix, i);
	if (!object->map_count)
		return;
	fprintf(out, "\nextern const struct ax_aot_map %s_maps[%u];\nconst struct ax_aot_map %s_maps[%u] = {\n", prefix,
		object->map_count, prefix, object->map_count);
	for (u32 i = 0; i < object->map_count; i++) {
		const struct ax_object_map *map = &object->maps[i];

		fprintf(out, "\t{\"");
		rk_aot_words(out, map->spec.name);
		fprintf(out, "\", %u, %u, %u, %u, %u, ", map->spec.type, map->spec.key_size, map->spec.value_size, map->spec.max_entries,
			map->spec.flags);
		if (map->internal)
			fprintf(out, "%sax_data_%s_%u},\n", map->freeze ? "(void *)(uintptr_t)" : "", prefix, i);
		else
			fprintf(out, "0},\n");
	}
	fprintf(out, "};\nextern void *%s_map[%u];\nvoid *%s_map[%u];\n\n", prefix, object->map_count, prefix, object->map_count);
}

void rk_aot_identifier(char *out, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text && n + 1 < size; text++)
		out[n++] = isalnum((unsigned char)*text) ? *text : '_';
	out[n] = 0;
}
