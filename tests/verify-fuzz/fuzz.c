/* SPDX-License-Identifier: Apache-2.0
 * fuzz.c - random programs: verified, and, when accepted, run.
 *
 *   fuzz [--seconds N] [--programs N] [--seed S] [--base B] [--linux PERCENT] [--claims N] [--kfuncs 1] [--calls 1] [--own 1] [--no-leaks 1] [--embedded 1]
 *
 * A fault of an accepted program, or a run beyond its stated worst case, is a failure: seed, reason and program are
 * printed.  Accepted programs are also made sharper: the offset of one access is moved as far as the verifier lets it,
 * and the program at the edge runs, too.  PERCENT of the accepted programs go before the host's Linux; those that it
 * refuses for safety are printed and counted. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <axiom/arena.h>
#include <axiom/prog.h>
#include "selftests/linux.h"
#include "verify-fuzz/claims.h"
#include "verify-fuzz/gen.h"
#include "verify/verify.h"

static const struct ax_map_spec *maps[FUZZ_OWN_ALL];
static const char *const features[] = {
#define FEATURE(name, text) text,
#include "verify-fuzz/features.def"
};
static u8 arena_block[1 << 20];

static struct {
	u64 programs, accepted, sharpened, failed, embedded, features[64], kept;
	u64 linux_asked, linux_unsafe, linux_stricter, missed_asked, missed;
	u64 certified, mutants, mutants_accepted, lies, lies_accepted, grafts, grafts_accepted, summarised, full, full_by_budget;
	u64 reasons[256];
} count;

/* The world runs what every engine runs; helpers that only the verifier knows, or only some engines, do not exist in it. */
static bool in_world(void *arg, uint32_t id)
{
	switch (id) {
#define HELPER(id_, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id_:
#define HELPER_MORE(...)
#include "isa/helpers.def"
	case AX_HELPER_for_each_map_elem:
	case AX_HELPER_tail_call:
	case AX_HELPER_timer_init:
	case AX_HELPER_timer_set_callback:
	case AX_HELPER_timer_start:
	case AX_HELPER_timer_cancel:
	case AX_HELPER_xdp_adjust_head:
	case AX_HELPER_sk_lookup_tcp:
	case AX_HELPER_sk_lookup_udp:
	case AX_HELPER_sk_release:
	case AX_HELPER_sk_fullsock:
	case AX_HELPER_tcp_sock:
	case AX_HELPER_spin_lock:
	case AX_HELPER_spin_unlock:
	case AX_HELPER_dynptr_from_mem:
	case AX_HELPER_ringbuf_reserve_dynptr:
	case AX_HELPER_ringbuf_submit_dynptr:
	case AX_HELPER_ringbuf_discard_dynptr:
	case AX_HELPER_dynptr_read:
	case AX_HELPER_dynptr_write:
	case AX_HELPER_dynptr_data:
		return true;
	case AX_HELPER_kptr_xchg:
	case AX_KFUNC_bpf_task_acquire:
	case AX_KFUNC_bpf_task_release:
	case AX_KFUNC_bpf_task_from_pid: return fuzz_own;
	case AX_KFUNC_bpf_cast_to_kern_ctx:
	case AX_KFUNC_bpf_rdonly_cast:
	case AX_KFUNC_bpf_dynptr_from_xdp: return true;
	default: return (fuzz_own && id >= AX_KFUNC_bpf_obj_new_impl && id <= AX_KFUNC_bpf_rbtree_first) ||
			(id >= AX_KFUNC_FIRST && id <= AX_KFUNC_bpf_dynptr_clone);
	}
}

static u32 claims_each; /* lies told of each certificate */
static bool small; /* as a microcontroller has it, in memory; with numbers as one knows them: group.mk */

static struct ax_verify_input input_of(const struct fuzz_program *p)
{
	return (struct ax_verify_input){
		.insns = p->insn, .insn_count = p->count, .prog_type = p->type, .maps = maps, .map_facts = fuzz_facts, .map_count = AXI_DEVICE ? FUZZ_MAPS : fuzz_own ? FUZZ_OWN_ALL : FUZZ_ALL,
		.limits = small ? &ax_limits_embedded : &ax_limits_cloud, .no_leaks = fuzz_no_leaks, .gpl = true, .plain_ctx = p->type == AX_PROG_RAW_TRACEPOINT, .helper_bound = in_world,
		.types = &fuzz_types, .own = fuzz_own ? &fuzz_own_types : NULL, .sleepable = p->sleepable,
	};
}

static int verify(const struct fuzz_program *p, const void *cert, size_t cert_size, struct ax_verdict *verdict,
		  struct ax_diag *diag)
{
	struct ax_verify_input in = input_of(p);
	struct ax_arena arena;
	size_t bytes;

	in.cert = cert;
	in.cert_size = cert_size;
	bytes = ax_verify_bytes(&in);
	if (bytes > sizeof(arena_block))
		abort();
	ax_arena_init(&arena, arena_block, bytes);
	return ax_verify(&in, &arena, verdict, diag);
}

/* With summaries of subprograms from the first call on: what comes out may be less, but never wrong. */
static bool accepts_by_summaries(const struct fuzz_program *p, struct ax_verdict *verdict)
{
	struct ax_verify_input in = input_of(p);
	struct ax_arena arena;
	struct ax_diag diag;

	ax_arena_init(&arena, arena_block, ax_verify_bytes(&in));
	return !axi_verify_watched(&in, &arena, verdict, &diag, &(struct axi_watch){.summaries = true});
}

static bool has_calls(const struct fuzz_program *p)
{
	for (u32 i = 0; i < p->count; i++)
		if (p->insn[i].opcode == AX_OP_CALL && p->insn[i].src == AX_CALL_LOCAL)
			return true;
	return false;
}

static bool accepts(const struct fuzz_program *p, struct ax_verdict *verdict, struct ax_diag *diag)
{
	return !verify(p, NULL, 0, verdict, diag);
}

/* What random programs grow by: what is accepted, in the one way or in the other. */
static bool grows(const struct fuzz_program *p)
{
	struct ax_verdict verdict;
	struct ax_diag diag;

	return accepts(p, &verdict, &diag) || (has_calls(p) && accepts_by_summaries(p, &verdict));
}

static void print_program(const struct fuzz_program *p)
{
	char text[160];

	printf("# program type %u; maps: 0 array of 64 bytes, 1 hash 8 -> 40, 2 read-only 32, 3 write-only 16, 4 one of 128, 5 ring, 6 array of 32 with a lock at 8,\n"
	       "# 7 array of arrays of 24, 8 array of 64 bytes, 9 programs, 10 array of 40 with a timer at 16, 11 one of 80: a lock, a tree at 8, a list at 24, pointers at 40, 48, 56, 64%s\n",
	       p->type, p->sleepable ? "; it may sleep" : "");
	for (u32 i = 0; i < p->count;) {
		int n = ax_insn_disasm(p->insn, p->count, i, text, sizeof(text));

		printf("# %4u: %s\n", i, text);
		i += n > 0 ? (u32)n : 1;
	}
	printf("# raw:");
	for (u32 i = 0; i < p->count * 8; i++)
		printf("%s%02x", i % 8 ? "" : " ", ((const u8 *)p->insn)[i]);
	printf("\n");
}

static bool run(const struct fuzz_program *p, const struct ax_verdict *verdict, u64 seed, u32 runs)
{
	const char *why = fuzz_run(p, verdict, runs);

	if (!why)
		return true;
	count.failed++;
	printf("FAIL verify-fuzz: seed %" PRIu64 ": accepted, but %s\n", seed, why);
	print_program(p);
	return false;
}

/* Move one access as far as the verifier lets it. */
static bool sharpen(struct fuzz_program *p, u64 seed, u32 runs)
{
	struct ax_verdict verdict, good;
	struct ax_diag diag;
	struct ax_insn *insn = NULL;
	int step = fuzz_pick(3) ? 1 : -1;

	for (u32 tries = 0; tries < 24 && !insn; tries++) {
		struct ax_insn *at = &p->insn[fuzz_pick(p->count)];
		u32 class = at->opcode & 7, base = class == AX_LDX ? at->src : at->dst;

		if ((class == AX_LDX || class == AX_ST || class == AX_STX) && base != AX_R10)
			insn = at;
	}
	if (!insn)
		return true;
	u32 moved = 0;

	for (int by = 32; by; by /= 2)
		while (moved < 300) {
			insn->off = (s16)(insn->off + step * by);
			if (!accepts(p, &verdict, &diag)) {
				insn->off = (s16)(insn->off - step * by);
				break;
			}
			good = verdict;
			moved += (u32)by;
		}
	if (!moved || moved >= 300)
		return true;
	count.sharpened++;
	return run(p, &good, seed, runs);
}

/* Change one byte, some bytes, or the length of a certificate, or say in one place what it says in another. */
static size_t mutate_certificate(u8 *cert, size_t size)
{
	u32 kind = fuzz_pick(8);

	if (kind == 0)
		return fuzz_pick((u32)size + 1);
	if (kind == 1 && size > 5) { /* a byte more or less */
		size_t at = 4 + fuzz_pick((u32)size - 4);

		memmove(cert + at, cert + at + 1, size - at - 1);
		return size - 1;
	}
	if (kind == 2 && size > 8) {
		u32 bytes = 1 + fuzz_pick(4), room = (u32)size - 4 - bytes;

		memmove(cert + 4 + fuzz_pick(room), cert + 4 + fuzz_pick(room), bytes);
		return size;
	}
	for (u32 n = 1 + (kind > 4) * fuzz_pick(4); n; n--)
		cert[fuzz_pick((u32)size)] = fuzz_pick(2) ? (u8)fuzz_random() : (u8)fuzz_pick(16);
	return size;
}

/* The program's own certificate must be accepted, a sparse one with no greater worst case.  A changed one may be refused; when it is
 * accepted, the program runs within the verdict that it got with it. */
/* Another constant in arithmetic or a test (another bound, another step), or another place of an access. */
static void change_number(struct fuzz_program *p)
{
	for (u32 tries = 0; tries < 24; tries++) {
		struct ax_insn *insn = &p->insn[fuzz_pick(p->count)];
		u32 class = insn->opcode & 7, op = insn->opcode & 0xf0;

		if (class && class < AX_ALU && !fuzz_pick(3)) {
			insn->off = (s16)(insn->off + 8 * (s32)(fuzz_pick(5) - 2));
			return;
		}
		if (insn->opcode & AX_X || class < AX_ALU || op == AX_CALL || op == AX_EXIT)
			continue;
		insn->imm = fuzz_pick(4) ? (s32)((u32)insn->imm + fuzz_pick(fuzz_pick(2) ? 4 : 200) - 1) : gen_immediate();
		return;
	}
}

/* Claims changed by what they mean, one to three at a time: what is accepted is true, or says less.  Each state of the runs is in one that
 * the checker went on from. */
static bool lies(const struct fuzz_program *p, const u8 *cert, size_t size, u64 seed)
{
	static u8 lie[1 << 16];
	struct ax_verify_input in = input_of(p);
	struct ax_verdict verdict;
	struct ax_arena arena;
	struct ax_diag diag;
	size_t n = claims_lie(cert, size, 0, lie, sizeof(lie));

	if (n != size || memcmp(lie, cert, n)) {
		count.failed++;
		printf("FAIL verify-fuzz: seed %" PRIu64 ": a certificate of %zu bytes is not read as documented (%zu)\n", seed, size, n);
		return false;
	}
	for (u32 i = 0; i < claims_each; i++) {
		n = claims_lie(cert, size, 1 + fuzz_pick(3), lie, sizeof(lie));
		if (!n || (n == size && !memcmp(lie, cert, n)))
			continue;
		count.lies++;
		if (verify(p, lie, n, &verdict, &diag))
			continue;
		count.lies_accepted++;
		in.cert = lie;
		in.cert_size = n;
		ax_arena_init(&arena, arena_block, ax_verify_bytes(&in));
		fuzz_embedded = fuzz_states_of(&in, &arena, &verdict, false);
		bool held = run(p, &verdict, seed, 8);

		fuzz_embedded = false;
		if (held)
			continue;
		printf("# certificate:");
		for (size_t k = 0; k < n; k++)
			printf("%s%02x", k ? "" : " ", lie[k]);
		printf("\n# it was:");
		for (size_t k = 0; k < size; k++)
			printf("%s%02x", k ? "" : " ", cert[k]);
		printf("\n");
		return false;
	}
	return true;
}

static void with_certificate(const struct fuzz_program *p, const struct ax_verdict *without, bool full, u64 seed)
{
	static u8 cert[1 << 16], other[sizeof(cert)];
	struct ax_verify_input in = input_of(p);
	struct ax_verdict verdict = {0};
	struct ax_arena arena;
	struct ax_diag diag = {0};
	size_t size;
	int err;

	ax_arena_init(&arena, arena_block, sizeof(arena_block));
	err = (full ? ax_certify_full : ax_certify)(&in, &arena, cert, sizeof(cert), &size, &diag);
	if (full && err == -AX_ENOTSUPP)
		return;
	if (!err)
		err = verify(p, cert, size, &verdict, &diag);
	/* a full one counts by constants, in registers and whole slots: rarely it is by budget where inference has a number */
	bool budget = !err && full && verdict.by_budget && !without->by_budget;

	count.full += full;
	count.full_by_budget += budget;
	if (err || (verdict.by_budget > without->by_budget && !budget) || count.full_by_budget > 100 + count.full / 8 ||
	    (!full && verdict.worst_case_insns > without->worst_case_insns)) {
		count.failed++;
		printf("FAIL verify-fuzz: seed %" PRIu64 ": accepted, but its %s certificate of %zu bytes: %d %s at %u, worst %" PRIu64
		       " and %" PRIu64 "\n", seed, full ? "full" : "sparse", size, err, ax_diag_name(diag.reason), diag.insn,
		       verdict.worst_case_insns, without->worst_case_insns);
		print_program(p);
		return;
	}
	count.certified++;
	fuzz_certified = true;
	/* a full one tells costs by places, not by states, functions that are called in several ways cost the most, and a loop counts by
	 * one number, perhaps not by the best one: its worst case is another */
	if (full && !run(p, &verdict, seed, 6))
		return;
	if (size <= 4 || !lies(p, cert, size, seed))
		return;
	for (u32 i = 0; i < 40; i++) {
		memcpy(other, cert, size);
		size_t n = mutate_certificate(other, size);

		count.mutants++;
		if (verify(p, other, n, &verdict, &diag) || (n == size && !memcmp(other, cert, size)))
			continue;
		count.mutants_accepted++;
		if (!run(p, &verdict, seed, 12))
			return;
	}
	for (u32 i = 0; i < 40; i++) { /* another program with this one's */
		struct fuzz_program changed = *p;

		if (fuzz_pick(3))
			change_number(&changed);
		else
			fuzz_mutate(&changed);
		count.grafts++;
		if (verify(&changed, cert, size, &verdict, &diag))
			continue;
		count.grafts_accepted++;
		if (!run(&changed, &verdict, seed, 12))
			return;
	}
}

/* Is each state of its runs one that the verifier knows of? */
static bool embedded(const struct fuzz_program *p, u64 seed, bool summaries)
{
	struct ax_verify_input in = input_of(p);
	struct ax_verdict verdict;
	struct ax_arena arena;
	bool held = true;

	ax_arena_init(&arena, arena_block, ax_verify_bytes(&in));
	if (!fuzz_states_of(&in, &arena, &verdict, summaries))
		return true;
	count.embedded++;
	fuzz_embedded = true;
	held = run(p, &verdict, seed, 8);
	fuzz_embedded = false;
	return held;
}

static void one_line(char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			*text = '|';
}

/* Not about safety: helpers and fields that Linux keeps from this program type, types that it wants, walks beyond 64 KiB. */
static bool other_table(const char *log)
{
	return strstr(log, "unknown func") || strstr(log, "cannot use helper") || strstr(log, "invalid bpf_context access") ||
	       strstr(log, "missing btf func_info") || /* of what helpers call */
	       (strstr(log, "invalid access to packet") && strstr(log, "umax=smax32=umax32=0xffff")); /* no proof beyond MAX_PACKET_OFF */
}

static void ask_linux(const struct fuzz_program *p, u64 seed, bool accepted, const struct ax_diag *diag, bool verbose)
{
	struct linux_program lp = {.type = p->type, .insns = p->insn, .count = p->count, .maps = maps, .map_count = FUZZ_MAPS, .with_functions = true};
	struct linux_answer answer;

	for (u32 i = 0; i < p->count; i++)
		if (p->insn[i].opcode == AX_OP_LDDW && p->insn[i].src && p->insn[i].src != AX_PSEUDO_FUNC && (u32)p->insn[i].imm >= FUZZ_MAPS)
			return; /* it wants BTF of the lock, and an inner map */
	linux_ask(&lp, &answer);
	if (!answer.asked)
		return;
	if (accepted) {
		count.linux_asked++;
		if (answer.accepted || !answer.safety || other_table(answer.log))
			return;
		count.linux_unsafe++;
		one_line(answer.log);
		printf("# seed %" PRIu64 ": accepted by us, refused by Linux: %s\n", seed, answer.log);
		if (verbose)
			print_program(p);
		return;
	}
	count.missed_asked++;
	if (answer.accepted) {
		count.missed++;
		count.reasons[diag->reason % 256]++;
		if (verbose) {
			printf("# seed %" PRIu64 ": accepted by Linux, refused by us: %s at %u\n", seed, ax_diag_name(diag->reason),
			       diag->insn);
			print_program(p);
		}
	}
}

static u64 seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec;
}

/* Fields changed, one at a time, as far as it stays accepted. */
static void vary(struct fuzz_program *p)
{
	struct fuzz_program before = *p;

	for (u32 tries = 12; tries; tries--) {
		fuzz_mutate(p);
		if (grows(p)) {
			count.kept++;
			before = *p;
		} else {
			*p = before;
		}
	}
}

/* Runs take more random numbers or fewer, as addresses are: what comes behind them does not depend on it. */
static void again(u64 seed, u64 n)
{
	fuzz_seed = seed * UINT64_C(0xd1342543de82ef95) + n * UINT64_C(0x9e3779b97f4a7c15) + n;
}

/* One program: everything about it follows from its seed. */
static void one(u64 seed, u32 linux_percent, bool verbose)
{
	static struct fuzz_program p;
	struct ax_verdict verdict;
	struct ax_diag diag = {0};

	fuzz_seed = seed;
	if (fuzz_pick(4)) {
		fuzz_grow(&p, grows);
		if (!fuzz_pick(3))
			vary(&p);
	} else {
		fuzz_generate(&p);
		for (u32 m = fuzz_pick(fuzz_calls ? 12 : 3) ? 0 : 1 + fuzz_pick(3); m; m--)
			fuzz_mutate(&p);
	}
	count.programs++;
	bool ok = accepts(&p, &verdict, &diag);

	again(seed, 1);
	if (has_calls(&p) && accepts_by_summaries(&p, &verdict)) {
		count.summarised++;
		if (run(&p, &verdict, seed, 12))
			embedded(&p, seed, true);
	}
	if (ok)
		accepts(&p, &verdict, &diag);

	if (linux_percent && fuzz_pick(100) < linux_percent)
		ask_linux(&p, seed, ok, &diag, verbose);
	if (!ok)
		return;
	count.accepted++;
	for (u32 i = 0; i < FEATURES; i++)
		count.features[i] += p.features >> i & 1;
	again(seed, 2);
	if (!run(&p, &verdict, seed, 12) || !embedded(&p, seed, false))
		return;
	again(seed, 3);
	bool loops = p.features & (UINT64_C(1) << HAS_LOOP | UINT64_C(1) << HAS_ROUNDS | UINT64_C(1) << HAS_CALLBACK);

	if (verbose || !fuzz_pick(loops ? 2 : 4)) {
		with_certificate(&p, &verdict, false, seed);
		with_certificate(&p, &verdict, true, seed);
		fuzz_certified = false;
	}
	for (u32 i = 0; i < 2; i++) {
		struct fuzz_program sharp = p;

		again(seed, 4 + i);
		if (!sharpen(&sharp, seed, 12))
			return;
	}
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
	u64 end = seconds() + option(argc, argv, "--seconds", 10), base = option(argc, argv, "--base", (u64)time(NULL));
	u64 only = option(argc, argv, "--seed", 0), most = option(argc, argv, "--programs", UINT64_MAX);
	u32 percent = (u32)option(argc, argv, "--linux", 0);

	fuzz_more = &fuzz_packets_and_callbacks;
	fuzz_kfuncs = option(argc, argv, "--kfuncs", 0);
	claims_each = (u32)option(argc, argv, "--claims", 24);
	fuzz_calls = option(argc, argv, "--calls", 0);
	fuzz_own = option(argc, argv, "--own", 0);
	small = AXI_DEVICE || option(argc, argv, "--embedded", 0);
	fuzz_device = AXI_DEVICE;
	fuzz_no_leaks = small || option(argc, argv, "--no-leaks", 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (u32 i = 0; i < FUZZ_OWN_ALL; i++)
		maps[i] = &fuzz_maps[i];
	base = base * UINT64_C(0x9e3779b97f4a7c15) >> 16;
	if (only)
		one(only, percent, true);
	while (!only && count.programs < most && seconds() < end && count.failed < 3)
		one(base + count.programs, percent, false);
	printf("# %" PRIu64 " programs from seed %" PRIu64 ", %" PRIu64 " accepted, %" PRIu64 " sharpened, %" PRIu64
	       " with their states, %" PRIu64 " instructions run\n", count.programs, only ? only : base, count.accepted, count.sharpened,
	       count.embedded, fuzz_executed);
	printf("# of these, with");
	for (u32 i = 0; i < FEATURES; i++)
		printf("%s %s %" PRIu64, i ? "," : "", features[i], count.features[i]);
	printf("; %" PRIu64 " accepted by summaries of their calls, %" PRIu64 " changes kept\n", count.summarised, count.kept);
	printf("# %" PRIu64 " certificates, %" PRIu64 " changed ones, %" PRIu64 " of them accepted and run, %" PRIu64 " with other claims, %" PRIu64 " accepted and run, %" PRIu64 " for a changed program, %" PRIu64
	       " accepted and run; %" PRIu64 " full ones of %" PRIu64 " by budget where inference counts\n", count.certified, count.mutants, count.mutants_accepted, count.lies, count.lies_accepted,
	       count.grafts, count.grafts_accepted, count.full_by_budget, count.full);
	if (percent) {
		printf("# Linux: refuses %" PRIu64 " of %" PRIu64 " that we accept for safety; accepts %" PRIu64 " of %" PRIu64
		       " that we refuse:", count.linux_unsafe, count.linux_asked, count.missed, count.missed_asked);
		for (u32 i = 0; i < ARRAY_LEN(count.reasons); i++)
			if (count.reasons[i])
				printf(" %s %" PRIu64, ax_diag_name(i), count.reasons[i]);
		printf("\n");
	}
	if (!count.failed)
		printf("ok verify-fuzz: accepted programs keep to their memory and their worst case\n");
	return count.failed != 0;
}
