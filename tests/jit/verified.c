/* SPDX-License-Identifier: Apache-2.0
 * verified.c - random programs that the verifier accepts, in the engine with its own maps and helpers: both interpreters in
 * place, cells, machine code and, where bpf(2) is allowed, Linux's JIT must agree on R0 and on every map.
 *
 *   exec-fuzz [--seconds N] [--base S | --seed S] [--text N: compile one program in N as C, too]
 *
 * Each way of running gets maps of its own with the same contents.  A program whose result depends on addresses or on other
 * things that differ from run to run (two runs of the interpreter on different maps and stacks tell: the verifier lets privileged programs read what they have not written) proves nothing and
 * is left out; so are calls of helpers whose result is the world's.  Beyond the generator's own, programs call back functions that
 * work in their caller's frame and in values of maps, throw exceptions, use may_goto, and load from packets as old filters do (of these
 * Linux is not asked: its contexts have other numbers in them). */
#include <errno.h>
#include <inttypes.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <axiom/engine.h>
#include <axiom/prog.h>
#include "engine/engine.h"
#include "engine/packet.h"
#include "exec/exec.h"
#include "jit/valid.h"
#include "port.h"
#include "selftests/static_function.h"
#include "verify/verify.h"
#include "verify-fuzz/gen.h"

enum { IN_PLACE, AGAIN, CHECKED, CELLS, CODE, TEXT, LINUX, WAYS };
static const char *const ways[] = {"the interpreter", "the interpreter again", "the checked interpreter", "cells", "machine code",
				   "C text", "Linux"};
enum { GROWN = 8 }; /* one program in so many grows part by part; the others come from valid.c */
enum { MORE = 12, KEYS = 8, BACK_EDGES = 2000 + AX_MAY_GOTO_LEFT, ARGS = 12 };

struct outcome {
	u64 r0;
	bool stopped;
	u32 back_edges;
	u8 value[FUZZ_MAPS][KEYS][128]; /* by the key's number: keys that programs use are small, or known from the start */
	bool there[FUZZ_MAPS][KEYS];
	u32 entries;                    /* of the hash map */
};

/* tools/rk, where there is a C compiler for this machine; not in what runs under qemu-user */
__attribute__((weak)) int rk_aot_attach(struct ax_prog *prog, void **handle);
__attribute__((weak)) void rk_aot_detach(struct ax_prog *prog, void *handle);

void rk_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void rk_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
}

static struct ax_engine *engine;
static u64 as_text;                     /* one program in so many is compiled as C, too; 0: none */
static bool linux_refuses;              /* no permission */
static struct {
	u64 programs, accepted, compared, left_out, linux_compared, called_back, thrown, may_goto, legacy, failed, texts, certified,  valid, valid_accepted, linux_refused;
} count;

static u64 key_of(u32 map, u32 i)
{
	return map == MAP_HASH ? (i < 4 ? i : (u64)1 << (8 * i - 32)) : i;
}

static void fill_value(u8 *value, u32 bytes, u32 map, u32 i)
{
	for (u32 n = 0; n < bytes; n++)
		value[n] = n % 8 == 0 ? (u8)(map * 7 + i * 3 + n) : n % 16 == 9 ? 0x80 : 0;
}

static bool starts_with(u32 map, u32 i)
{
	return map != MAP_RING && i < (map == MAP_HASH ? 2 : fuzz_maps[map].max_entries);
}

/* Of no use here: results that are the world's. */
static bool repeatable(const struct fuzz_program *p)
{
	for (u32 i = 0; i < p->count; i++) {
		if (p->insn[i].opcode == AX_OP_LDDW) {
			i++;
			continue;
		}
		if (p->insn[i].opcode != AX_OP_CALL || p->insn[i].src == AX_CALL_LOCAL)
			continue;
		switch (p->insn[i].imm) {
		case AX_HELPER_map_lookup_elem:
		case AX_HELPER_map_update_elem:
		case AX_HELPER_map_delete_elem:
		case AX_HELPER_ringbuf_output:
		case AX_HELPER_ringbuf_reserve:
		case AX_HELPER_ringbuf_submit:
		case AX_HELPER_ringbuf_discard:
		case AX_HELPER_loop:
		case AX_HELPER_for_each_map_elem:
		case AX_KFUNC_bpf_throw: break;
		default: return false;
		}
	}
	return true;
}

/* Leaves the program by an exception, where a number says so. */
static void throw(struct gen *g)
{
	if (g->in_function && !fuzz_pick(4)) /* callbacks may not */
		return;
	gen_put(g, gen_jump(), gen_number(g), 0, 2, gen_immediate());
	gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)fuzz_pick(100));
	gen_put(g, AX_OP_CALL, 0, AX_CALL_KFUNC, 0, AX_KFUNC_bpf_throw);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

/* A loop that only the budget ends, or a number. */
static void may_loop(struct gen *g)
{
	u32 x = 6 + fuzz_pick(4), at = g->p->count, out;

	if (g->kind[x] > NUMBER)
		return;
	gen_put(g, AX_ALU64 | AX_MOV, x, 0, 0, gen_immediate());
	gen_set(g, x, NUMBER, 0);
	at = g->p->count;
	gen_put(g, AX_OP_MAY_GOTO, 0, 0, 0, 0);
	gen_alu(g);
	if (fuzz_pick(2))
		gen_plain_access(g);
	out = g->p->count;
	gen_put(g, gen_jump(), gen_number(g), 0, 1, gen_immediate());
	gen_put(g, AX_JMP | AX_JA, 0, 0, (s32)at - (s32)g->p->count - 1, 0);
	g->p->insn[at].off = (s16)(g->p->count - at - 1);
	if (g->p->insn[out].opcode != AX_OP_MAY_GOTO)
		g->p->insn[out].off = (s16)(g->p->count - out - 1);
	for (u32 r = 0; r < AX_R10; r++)
		if (g->kind[r] <= NUMBER)
			gen_set(g, r, NOTHING, 0);
}

/* A number of the packet, at a place that may lie outside: then the function ends. */
static void legacy_load(struct gen *g)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W};
	bool ind = fuzz_pick(2);
	u32 r = ind ? gen_number(g) : 0, keep = 7 + fuzz_pick(3);

	if (g->kind[6] != CTX || g->kind[keep] > NUMBER)
		return;
	if (ind && fuzz_pick(2))
		gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, 31);
	gen_put(g, AX_LD | (ind ? AX_IND : AX_ABS) | sizes[fuzz_pick(3)], 0, r, 0, fuzz_pick(8) ? (s32)fuzz_pick(40) : gen_immediate());
	gen_after_call(g, NUMBER, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	gen_set(g, keep, NUMBER, 0);
}

static void more_parts(struct gen *g)
{
	if (g->p->type == AX_PROG_SOCKET_FILTER && fuzz_pick(2)) {
		legacy_load(g);
		return;
	}
	switch (fuzz_pick(6)) {
	case 0: throw(g); break;
	case 1: may_loop(g); break;
	case 2: gen_arithmetic(g); break;
	case 3: gen_state(g); break;
	default: gen_callback(g); break;
	}
}
static const struct fuzz_more more_of_ours = {more_parts, gen_bodies};

static bool calls_kfuncs(const struct fuzz_program *p)
{
	for (u32 i = 0; i < p->count; i++)
		if (p->insn[i].opcode == AX_OP_CALL && p->insn[i].src == AX_CALL_KFUNC)
			return true;
	return false;
}

static bool calls_back(const struct fuzz_program *p)
{
	for (u32 i = 0; i < p->count; i++)
		if (p->insn[i].opcode == AX_OP_LDDW && p->insn[i].src == AX_PSEUDO_FUNC)
			return true;
	return false;
}

/* Linux (6.18) takes what an atomic operation fetches from a known stack slot as known, and forgets that when it looks whether
 * another way comes with another number: it then leaves out the branch that only that way takes (after a bpf_loop whose function
 * writes the slot, the interpreter is right by hand). */
static bool fetches_from_stack(const struct fuzz_program *p)
{
	for (u32 i = 0; i < p->count; i++) {
		const struct ax_insn *insn = &p->insn[i];

		if ((insn->opcode & 0xe7) == (AX_STX | AX_ATOMIC) && insn->dst == AX_R10 && insn->imm & AX_FETCH)
			return true;
		i += insn->opcode == AX_OP_LDDW;
	}
	return false;
}

static bool loads_from_packet(const struct fuzz_program *p)
{
	for (u32 i = 0; i < p->count; i++) {
		u32 mode = p->insn[i].opcode & 0xe7;

		if (mode == (AX_LD | AX_ABS) || mode == (AX_LD | AX_IND))
			return true;
		i += p->insn[i].opcode == AX_OP_LDDW;
	}
	return false;
}

static bool may_goto(const struct fuzz_program *p)
{
	for (u32 i = 0; i < p->count; i++)
		if (p->insn[i].opcode == AX_OP_MAY_GOTO)
			return true;
	return false;
}

/* --- the engine --- */

static void make_maps(struct ax_map **maps)
{
	for (u32 m = 0; m < FUZZ_MAPS; m++) {
		if (ax_engine_map_create(engine, &fuzz_maps[m], &maps[m]))
			abort();
		for (u32 i = 0; i < KEYS; i++) {
			u64 key = key_of(m, i);
			u8 value[128];

			if (!starts_with(m, i))
				continue;
			fill_value(value, fuzz_maps[m].value_size, m, i);
			if (ax_map_update(maps[m], &key, value, 0))
				abort();
		}
	}
}

static void read_maps(struct ax_map **maps, struct outcome *out)
{
	u8 key[8], next[8];

	for (u32 m = 0; m < MAP_RING; m++)
		for (u32 i = 0; i < KEYS; i++) {
			u64 k = key_of(m, i);
			void *value = m == MAP_HASH || i < fuzz_maps[m].max_entries ? ax_map_lookup(maps[m], &k) : NULL;

			out->there[m][i] = value;
			if (value)
				memcpy(out->value[m][i], value, fuzz_maps[m].value_size);
		}
	for (const u8 *at = NULL; !ax_map_next_key(maps[MAP_HASH], at, next) && out->entries < 99; at = key) {
		memcpy(key, next, sizeof(key));
		out->entries++;
	}
}

static bool anything(void *arg, u64 at, u32 bytes, bool write)
{
	return true;
}

/* --- what the verifier says of each instruction (ax_verify_input.facts), beside what happens --- */

static struct {
	const struct ax_insn *insns;
	u16 facts[FUZZ_INSNS];
	bool known, asks_address;
	u32 branch, frame;  /* the last instruction, when it was a conditional jump */
	char wrong[80];
} told;
static u64 facts_seen;
static u8 cert[1 << 16], prover_block[4 << 20];
static size_t cert_bytes; /* of the program that runs; 0: it runs without */

/* As the engine does it; `watch` NULL: the facts, too, `certified`: from the states of a full certificate.  False: it is refused, or
 * has no such certificate. */
static bool judge(const struct ax_prog *prog, const struct axi_watch *watch, bool certified)
{
	static const struct ax_map_spec *specs[FUZZ_MAPS];
	struct ax_map_facts map_facts[FUZZ_MAPS];
	struct ax_verify_input in = {.insns = prog->insns, .insn_count = prog->insn_count, .prog_type = prog->type, .maps = specs,
				     .map_facts = map_facts, .map_count = FUZZ_MAPS, .limits = &ax_limits_cloud, .gpl = true,
				     .plain_ctx = !prog->packet_ctx, .helper_bound = axi_helper_bound, .helper_arg = engine};
	struct ax_verdict verdict;
	struct ax_diag diag;
	struct ax_arena arena;
	size_t bytes, size;
	void *block;
	int err = -1;

	for (u32 m = 0; m < FUZZ_MAPS; m++) {
		specs[m] = ax_map_spec_of(prog->maps[m]);
		ax_map_facts_of(prog->maps[m], &map_facts[m]);
	}
	if (certified) {
		ax_arena_init(&arena, prover_block, sizeof(prover_block));
		if (ax_certify_full(&in, &arena, cert, sizeof(cert), &size, &diag))
			return false;
		in.cert = cert;
		in.cert_size = cert_bytes = size;
	}
	in.facts = watch ? NULL : told.facts;
	bytes = ax_verify_bytes(&in);
	block = malloc(bytes);
	ax_arena_init(&arena, block, bytes);
	if (block)
		err = watch ? axi_verify_watched(&in, &arena, &verdict, NULL, watch) : ax_verify(&in, &arena, &verdict, NULL);
	free(block);
	return !err;
}

/* Does a jump ask how an address compares with a number?  Linux's addresses are in the other half of all numbers. */
static void see_compare(void *arg, const struct axi_verify *v)
{
	const struct ax_insn *insn = &v->in->insns[v->pc];
	u32 class = insn->opcode & 7, op = insn->opcode & 0xf0;
	bool a = v->reg[insn->dst].kind > AXI_BYTES, b = insn->opcode & AX_X && v->reg[insn->src].kind > AXI_BYTES;

	if ((class == AX_JMP || class == AX_JMP32) && op != AX_JA && op != AX_CALL && op != AX_EXIT && op != AX_JEQ && op != AX_JNE)
		*(bool *)arg |= a != b;
}

static bool compares_address(const struct ax_prog *prog)
{
	bool found = false;

	judge(prog, &(struct axi_watch){.state = see_compare, .arg = &found}, false);
	return found;
}

static void tell_facts(const struct ax_prog *prog, bool certified)
{
	bool from_cert = certified && judge(prog, NULL, true);

	cert_bytes = from_cert ? cert_bytes : 0;
	count.certified += from_cert;
	told.known = !axi_written_out(prog) && (from_cert || judge(prog, NULL, false));
	told.asks_address = compares_address(prog);
	told.insns = prog->insns;
	told.branch = UINT32_MAX;
	told.wrong[0] = 0;
}

static bool holds(u32 pc, const u64 *regs)
{
	const struct ax_insn *insn = &told.insns[pc];
	u32 fact = told.facts[pc], class = insn->opcode & 7, op = insn->opcode & 0xf0;
	bool alu = class == AX_ALU || class == AX_ALU64, divides = alu && (op == AX_DIV || op == AX_MOD);
	u64 a = regs[insn->dst < AX_REGS ? insn->dst : 0], b = regs[insn->src < AX_REGS ? insn->src : 0];
	u64 by = class == AX_ALU ? (u32)b : b, minus = class == AX_ALU ? UINT32_MAX : UINT64_MAX, number = op == AX_LSH ? a : b;
	u64 least = class == AX_ALU ? (u32)INT32_MIN : (u64)INT64_MIN, dividend = class == AX_ALU ? (u32)a : a;

	facts_seen += fact != 0;
	if (fact & AX_FACT_DEAD)
		return false;
	for (u32 r = 0; r < AX_R10; r++)
		if (fact >> r & 1 && regs[r] >> 32)
			return false;
	if (divides && fact & AX_FACT_DIVISOR && !by)
		return false;
	if (divides && fact & AX_FACT_QUOTIENT && insn->off && by == minus && dividend == least)
		return false;
	return divides || !(fact & AX_FACT_SIGNED) || (s64)number == (s32)number;
}

static bool check_facts(void *arg, u32 pc, u32 frame, const u64 *regs)
{
	u32 class = told.insns[pc].opcode & 7, op = told.insns[pc].opcode & 0xf0, from = told.branch;

	if (from != UINT32_MAX && frame == told.frame) {
		bool same = told.insns[from].off == 0, fell = pc == from + 1;

		if (!same && told.facts[from] & (fell ? AX_FACT_ALWAYS : AX_FACT_NEVER))
			snprintf(told.wrong, sizeof(told.wrong), "the jump at %u went the other way", from);
	}
	if (!holds(pc, regs))
		snprintf(told.wrong, sizeof(told.wrong), "at %u: fact 0x%x", pc, told.facts[pc]);
	told.branch = (class == AX_JMP || class == AX_JMP32) && op != AX_JA && op != AX_CALL && op != AX_EXIT ? pc : UINT32_MAX;
	told.frame = frame;
	return true;
}

static u64 run_in_place(struct ax_prog *prog, bool checked, void *ctx, struct outcome *out)
{
	struct ax_run run = {.engine = engine, .prog = prog, .helpers = engine->helpers, .helper_count = AXI_HELPER_IDS,
			     .back_edges = prog->back_edges, .ctx = ctx};
	struct axi_monitor monitor = {.memory = anything, .verified = true};
	u64 r0;

	if (checked)
		tell_facts(prog, count.accepted % 2);
	if (checked && told.known)
		monitor.step = check_facts;
	r0 = checked ? axi_interp_checked(prog->linked, prog->linked_count, &run, (uintptr_t)ctx, 0, &monitor) :
			   axi_interp(prog->linked, &run, (uintptr_t)ctx, 0);
	if (run.thrown)
		r0 = axi_caught(&run, 0, 0);
	out->stopped = run.stopped;
	return run.stopped ? 0 : r0;
}

/* What a program finds where it has not written. */
__attribute__((noinline)) static void scribble(u8 byte)
{
	volatile u8 room[20000];

	for (u32 i = 0; i < sizeof(room); i++)
		room[i] = byte;
}

/* On another part of the C stack. */
__attribute__((noinline)) static u64 run_deeper(struct ax_prog *prog, void *ctx, struct outcome *out)
{
	volatile u8 room[5000];
	u64 r0;

	room[0] = 1;
	scribble(0x77);
	r0 = run_in_place(prog, false, ctx, out);
	return r0 + room[0] - 1;
}

enum { PACKET_BYTES = 24 };

/* A context with a packet, made of the same numbers as plain ones. */
static void make_packet(struct axi_skb_ctx *ctx, u8 *bytes, const u64 *args)
{
	memset(ctx, 0, sizeof(*ctx));
	memcpy(ctx->words, args, 64);
	memcpy(bytes, args, PACKET_BYTES);
	ctx->packet = (struct axi_packet){.data = bytes, .end = bytes + PACKET_BYTES, .meta = bytes, .head = bytes, .limit = bytes + PACKET_BYTES};
}

/* The maps stay until the program's last run: the next way's are at other addresses. */
static int run_ours(const struct fuzz_program *p, int way, const u64 *args, struct ax_map **maps, struct outcome *out)
{
	struct ax_prog_spec spec = {.type = p->type, .name = "fuzz", .insns = p->insn, .insn_count = p->count, .maps = maps,
				    .map_count = FUZZ_MAPS, .license = "GPL", .exec = way == CODE ? AX_EXEC_JIT : AX_EXEC_INTERP,
				    .back_edges = BACK_EDGES, .verify = true, .cert = way == CODE && cert_bytes ? cert : NULL,
				    .cert_size = way == CODE ? cert_bytes : 0, .packet_ctx = p->type == AX_PROG_SOCKET_FILTER};
	struct ax_prog *prog;
	struct ax_diag diag;
	static u64 elsewhere[37];
	static struct axi_skb_ctx packets[2];
	static u8 bytes[2][PACKET_BYTES];
	/* what shows addresses, the context's too, comes out differently the second time, and is left out: Linux has others */
	u64 here[32] = {0}, *plain = way == AGAIN ? &elsewhere[5] : here;
	void *ctx = spec.packet_ctx ? (void *)&packets[way == AGAIN] : plain;
	int err;

	memset(out, 0, sizeof(*out));
	memset(elsewhere, 0, sizeof(elsewhere));
	memcpy(plain, args, ARGS * sizeof(*args));
	make_packet(&packets[way == AGAIN], bytes[way == AGAIN], args);
	make_maps(maps);
	err = ax_prog_load(engine, &spec, &prog, &diag);
	if (!err) {
		u64 stops = prog->budget_stops;
		void *text = NULL;

		if (way == TEXT && rk_aot_attach(prog, &text))
			abort(); /* it has said why */

		scribble(0);
		if (way == CELLS || way == CODE || way == TEXT) {
			out->r0 = ax_prog_run(prog, ctx);
			out->stopped = prog->budget_stops != stops;
		} else {
			out->r0 = way == AGAIN ? run_deeper(prog, ctx, out) : run_in_place(prog, way == CHECKED, ctx, out);
		}
		read_maps(maps, out);
		if (text)
			rk_aot_detach(prog, text);
		ax_prog_put(prog);
	}
	return err;
}

/* --- Linux --- */

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int element(int command, int fd, const void *key, void *value)
{
	union bpf_attr a = {.map_fd = (u32)fd};

	a.key = (uintptr_t)key;
	a.value = (uintptr_t)value;
	return bpf(command, &a);
}

static void linux_maps(int *fds)
{
	for (u32 m = 0; m < FUZZ_MAPS; m++) {
		const struct ax_map_spec *spec = &fuzz_maps[m];
		union bpf_attr a = {.map_type = spec->type, .key_size = spec->key_size, .value_size = spec->value_size,
				    .max_entries = spec->max_entries, .map_flags = spec->flags};

		fds[m] = bpf(BPF_MAP_CREATE, &a);
		linux_refuses |= fds[m] < 0;
		for (u32 i = 0; i < KEYS; i++) {
			u64 key = key_of(m, i);
			u8 value[128];

			if (!starts_with(m, i))
				continue;
			fill_value(value, spec->value_size, m, i);
			if (element(BPF_MAP_UPDATE_ELEM, fds[m], &key, value))
				linux_refuses = true;
		}
	}
}

static void linux_read(const int *fds, struct outcome *out)
{
	u8 key[8], next[8];
	union bpf_attr a = {.map_fd = (u32)fds[MAP_HASH], .next_key = (uintptr_t)next};

	for (u32 m = 0; m < MAP_RING; m++)
		for (u32 i = 0; i < KEYS; i++) {
			u64 k = key_of(m, i);

			out->there[m][i] = !element(BPF_MAP_LOOKUP_ELEM, fds[m], &k, out->value[m][i]);
		}
	for (; !bpf(BPF_MAP_GET_NEXT_KEY, &a) && out->entries < 99; a.key = (uintptr_t)key) {
		memcpy(key, next, sizeof(key));
		out->entries++;
	}
}

/* Linux takes the address of a function that its BTF says is static: a descriptor, or -1. */
static int linux_functions(const struct fuzz_program *p, u32 info[][2], u32 *functions)
{
	union bpf_attr a = {.btf = (uintptr_t)&static_function_btf, .btf_size = STATIC_FUNCTION_BYTES};
	bool begins[FUZZ_INSNS] = {true};

	for (u32 i = 0; i < p->count; i++) {
		const struct ax_insn *insn = &p->insn[i];
		bool address = insn->opcode == AX_OP_LDDW && insn->src == AX_PSEUDO_FUNC;

		if (address || (insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL))
			begins[i + 1 + (u32)insn->imm] = true;
		i += insn->opcode == AX_OP_LDDW;
	}
	for (u32 i = 0; i < p->count; i++)
		if (begins[i]) {
			info[*functions][0] = i;
			info[(*functions)++][1] = STATIC_FUNCTION_TYPE;
		}
	return bpf(BPF_BTF_LOAD, &a);
}

/* False: Linux does not take the program. */
static bool run_linux(const struct fuzz_program *p, const u64 *args, struct outcome *out)
{
	struct ax_insn insns[FUZZ_INSNS];
	union bpf_attr a = {.prog_type = p->type, .insn_cnt = p->count, .insns = (uintptr_t)insns, .license = (uintptr_t)"GPL"};
	int fds[FUZZ_MAPS], fd, btf = -1;
	u32 info[FUZZ_INSNS][2];
	bool done = false;

	memset(out, 0, sizeof(*out));
	linux_maps(fds);
	if (calls_back(p)) {
		btf = linux_functions(p, info, &a.func_info_cnt);
		a.prog_btf_fd = (u32)btf;
		a.func_info = (uintptr_t)info;
		a.func_info_rec_size = 8;
	}
	memcpy(insns, p->insn, p->count * sizeof(*insns));
	for (u32 i = 0; i < p->count; i++)
		if (insns[i].opcode == AX_OP_LDDW) {
			if (insns[i].src == AX_PSEUDO_MAP_IDX || insns[i].src == AX_PSEUDO_MAP_IDX_VALUE) {
				insns[i].src = insns[i].src == AX_PSEUDO_MAP_IDX ? AX_PSEUDO_MAP_FD : AX_PSEUDO_MAP_VALUE;
				insns[i].imm = fds[insns[i].imm];
			}
			i++;
		}
	fd = bpf(BPF_PROG_LOAD, &a);
	count.linux_refused += fd < 0;
	if (fd >= 0) {
		union bpf_attr t = {0};

		t.test.prog_fd = (u32)fd;
		t.test.ctx_in = (uintptr_t)args;
		t.test.ctx_size_in = ARGS * sizeof(*args);
		done = !bpf(BPF_PROG_TEST_RUN, &t);
		out->r0 = t.test.retval;
		linux_read(fds, out);
		close(fd);
	}
	for (u32 m = 0; m < FUZZ_MAPS; m++)
		if (fds[m] >= 0)
			close(fds[m]);
	if (btf >= 0)
		close(btf);
	return done;
}

/* --- --- */

static bool same(const struct outcome *a, const struct outcome *b, bool low_half)
{
	u64 mask = low_half ? UINT32_MAX : UINT64_MAX;

	return (a->r0 & mask) == (b->r0 & mask) && a->stopped == b->stopped && a->entries == b->entries &&
	       !memcmp(a->there, b->there, sizeof(a->there)) && !memcmp(a->value, b->value, sizeof(a->value));
}

/* Do the interpreter and that way still differ, with maps of their own?  The interpreter must agree with itself. */
static bool still(const struct fuzz_program *p, int way, const u64 *args)
{
	static struct outcome a, b, c;
	struct ax_map *maps[3][FUZZ_MAPS];
	u32 made = 1;
	bool wrong = !run_ours(p, IN_PLACE, args, maps[0], &a);

	if (wrong) {
		made = 2;
		wrong = !run_ours(p, AGAIN, args, maps[1], &b) && same(&a, &b, false);
	}
	if (wrong && way == LINUX)
		wrong = run_linux(p, args, &c) && !same(&a, &c, true);
	else if (wrong)
		wrong = made++ && !run_ours(p, way, args, maps[2], &c) && !same(&a, &c, false);
	for (u32 i = 0; i < made; i++)
		for (u32 m = 0; m < FUZZ_MAPS; m++)
			ax_map_put(engine, maps[i][m]);
	return wrong;
}

/* Leave out (as jumps to the next instruction) what the difference does not need. */
static void shrink(struct fuzz_program *p, int way, const u64 *args)
{
	bool again = still(p, way, args);

	while (again) {
		again = false;
		for (u32 i = p->count; i--;) {
			struct ax_insn old = p->insn[i];
			bool two = i && p->insn[i - 1].opcode == AX_OP_LDDW;

			if (old.opcode == (AX_JMP | AX_JA) || old.opcode == AX_OP_EXIT || old.opcode == AX_OP_LDDW || two)
				continue;
			p->insn[i] = (struct ax_insn){.opcode = AX_JMP | AX_JA};
			if (still(p, way, args))
				again = true;
			else
				p->insn[i] = old;
		}
	}
}

static bool is_nothing(const struct ax_insn *insn)
{
	return insn->opcode == (AX_JMP | AX_JA) && !insn->off;
}

static void failure(const struct fuzz_program *program, u64 seed, int way, const u64 *args, const struct outcome *want,
		    const struct outcome *got)
{
	static struct fuzz_program small;
	const struct fuzz_program *p = &small;
	char text[160];

	count.failed++;
	printf("FAIL jit.programs seed %" PRIu64 ": %s: r0 0x%" PRIx64 ", not 0x%" PRIx64 "; stopped %d/%d; entries %u/%u; maps %s\n", seed,
	       ways[way], got->r0, want->r0, got->stopped, want->stopped, got->entries, want->entries,
	       memcmp(want->value, got->value, sizeof(want->value)) ? "differ" : "agree");
	small = *program;
	shrink(&small, way, args);
	for (u32 i = 0; i < p->count;) {
		int n = ax_insn_disasm(p->insn, p->count, i, text, sizeof(text));

		if (!is_nothing(&p->insn[i]))
			printf("# %4u: %s\n", i, text);
		i += n > 0 ? (u32)n : 1;
	}
}

/* Two runs may agree on what is of addresses, by chance: do more of them? */
static bool differs_by_chance(const struct fuzz_program *p, const u64 *args, struct ax_map *maps[WAYS + MORE][FUZZ_MAPS],
			      const struct outcome *want, u32 *made)
{
	static struct outcome more;

	for (u32 i = 0; i < MORE; i++) {
		u32 at = (*made)++;

		if (run_ours(p, i % 2 ? IN_PLACE : AGAIN, args, maps[at], &more) || !same(want, &more, false))
			return true;
	}
	return false;
}

/* Every way of running; what is wrong is printed. */
static void compare(const struct fuzz_program *p, u64 seed, struct ax_map *maps[WAYS + MORE][FUZZ_MAPS], u32 *made)
{
	static struct outcome want, got;
	u64 args[ARGS];

	for (u32 i = 0; i < ARGS; i++)
		args[i] = fuzz_odd_number();
	*made = 1;
	cert_bytes = 0;
	if (run_ours(p, IN_PLACE, args, maps[IN_PLACE], &want))
		return;
	count.accepted++;
	count.valid_accepted += seed % GROWN != 0;
	*made = 2;
	if (run_ours(p, AGAIN, args, maps[AGAIN], &got) || !same(&want, &got, false)) {
		count.left_out++;
		return;
	}
	for (int way = CHECKED; way <= TEXT; way++) {
		if (way == TEXT && (!as_text || !rk_aot_attach || seed % as_text || p->type == AX_PROG_SOCKET_FILTER))
			continue;
		count.texts += way == TEXT;
		*made = (u32)way + 1;
		if (run_ours(p, way, args, maps[way], &got) || !same(&want, &got, false)) {
			if (differs_by_chance(p, args, maps, &want, made)) {
				count.left_out++;
				return;
			}
			failure(p, seed, way, args, &want, &got);
			return;
		}
		if (way == CHECKED && told.wrong[0]) {
			failure(p, seed, way, args, &want, &got);
			printf("# what the verifier knows is wrong: %s\n", told.wrong);
			return;
		}
	}
	count.compared++;
	count.called_back += calls_back(p);
	if (calls_kfuncs(p))
		count.thrown++;
	if (may_goto(p))
		count.may_goto++;
	count.legacy += loads_from_packet(p);
	/* Linux knows kernel functions by its BTF, and its may_goto has another budget */
	if (linux_refuses || p->type == AX_PROG_SOCKET_FILTER || want.stopped || calls_kfuncs(p) || may_goto(p) || fetches_from_stack(p) || !run_linux(p, args, &got) || linux_refuses)
		return;
	count.linux_compared++;
	if (told.asks_address && !same(&want, &got, true))
		count.left_out++;
	else if (!same(&want, &got, true))
		failure(p, seed, LINUX, args, &want, &got);
}

/* What programs grow by. */
static bool accepts(const struct fuzz_program *p)
{
	static const struct ax_map_spec *specs[FUZZ_MAPS];
	static u8 block[1 << 20];
	struct ax_verify_input in = {.insns = p->insn, .insn_count = p->count, .prog_type = p->type, .maps = specs, .map_count = FUZZ_MAPS,
				     .limits = &ax_limits_cloud, .gpl = true, .plain_ctx = p->type != AX_PROG_SOCKET_FILTER,
				     .helper_bound = axi_helper_bound, .helper_arg = engine};
	struct ax_verdict verdict;
	struct ax_arena arena;

	for (u32 i = 0; i < FUZZ_MAPS; i++)
		specs[i] = &fuzz_maps[i];
	if (!repeatable(p) || ax_verify_bytes(&in) > sizeof(block))
		return false;
	ax_arena_init(&arena, block, ax_verify_bytes(&in));
	return !ax_verify(&in, &arena, &verdict, NULL);
}

/* Main's stack is written first: else most programs' results are chance.  Jumps and calls are relative. */
static bool clear_stack(struct fuzz_program *p)
{
	enum { SLOTS = AX_STACK_BYTES / 8 };

	if (p->count + SLOTS > FUZZ_INSNS)
		return false;
	memmove(p->insn + SLOTS, p->insn, p->count * sizeof(p->insn[0]));
	for (u32 i = 0; i < SLOTS; i++)
		p->insn[i] = (struct ax_insn){.opcode = AX_ST | AX_MEM | AX_DW, .dst = AX_R10, .off = (s16)(-8 * (s32)(i + 1))};
	p->count += SLOTS;
	return true;
}

static void one(u64 seed)
{
	static struct fuzz_program p;
	struct ax_map *maps[WAYS + MORE][FUZZ_MAPS];
	u32 made = 0;

	fuzz_seed = seed;
	if (seed % GROWN) { /* mostly those that are mostly taken */
		count.programs++;
		count.valid++;
		valid_generate(&p);
		compare(&p, seed, maps, &made);
		goto done;
	}
	fuzz_more = seed / GROWN % 4 ? &more_of_ours : NULL;
	fuzz_calls = seed / GROWN % 2; /* mostly those */
	fuzz_type = seed / GROWN % 4 == 1 ? AX_PROG_SOCKET_FILTER : AX_PROG_RAW_TRACEPOINT;
	if (fuzz_pick(4))
		fuzz_grow(&p, accepts);
	else
		fuzz_generate(&p);
	count.programs++;
	if (!repeatable(&p) || (fuzz_pick(4) && !clear_stack(&p)))
		return;
	compare(&p, seed, maps, &made);
done:
	for (u32 way = 0; way < made; way++)
		for (u32 m = 0; m < FUZZ_MAPS; m++)
			ax_map_put(engine, maps[way][m]);
}

static u64 option(int argc, char **argv, const char *name, u64 otherwise)
{
	for (int i = 1; i + 1 < argc; i++)
		if (!strcmp(argv[i], name))
			return strtoull(argv[i + 1], NULL, 0);
	return otherwise;
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (time_t)option(argc, argv, "--seconds", 5);
	u64 base = option(argc, argv, "--base", (u64)time(NULL)) * UINT64_C(0x9e3779b97f4a7c15) >> 16;
	u64 only = option(argc, argv, "--seed", 0);

	as_text = option(argc, argv, "--text", 0);

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (ax_engine_create(&engine, axp_port(), &ax_limits_cloud))
		return 2;
	if (only)
		one(only);
	while (!only && time(NULL) < end && count.failed < 3)
		one(base + count.programs);
	printf("# seeds from %" PRIu64 ": %" PRIu64 " programs, %" PRIu64 " accepted, %" PRIu64 " left out; of %" PRIu64
	       " that should be valid %" PRIu64 " are taken; Linux refused %" PRIu64 "\n", only ? only : base, count.programs, count.accepted, count.left_out, count.valid,
	       count.valid_accepted, count.linux_refused);
	if (!count.failed && (count.compared || only))
		printf("ok jit.programs %" PRIu64 " verified programs: interpreters, cells and machine code agree on R0 and maps, %" PRIu64 " as C, too; %" PRIu64
		       " of them with Linux; %" PRIu64 " call functions back, %" PRIu64 " have exceptions, %" PRIu64 " may_goto, %" PRIu64 " load as old filters; %" PRIu64 " facts held, of %" PRIu64 " programs those of their certificates\n",
		       count.compared, count.texts, count.linux_compared, count.called_back, count.thrown, count.may_goto, count.legacy, facts_seen, count.certified);
	else if (!count.failed)
		printf("FAIL jit.programs: no program was compared\n");
	if (linux_refuses)
		printf("# Linux was not asked: bpf(2) is not allowed here\n");
	ax_engine_destroy(engine);
	return count.failed || (!count.compared && !only);
}
