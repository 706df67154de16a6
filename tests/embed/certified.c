/* SPDX-License-Identifier: Apache-2.0
 * certified.c - the checker of microcontrollers (-DAX_DEVICE -DAX_CERTIFIED) beside the verifier of hosts, in one process.
 *
 * Random programs that the host's verifier accepts get a full certificate from the maker that knows numbers as the small
 * checker does (mk/host.mk: device_certify_full); the small checker must accept all of them by it with the same worst case,
 * and refuse them without.  Those that it cannot be made for are counted, and so is how often the host's own certificate does
 * as well.  Changed certificates and changed programs may only be accepted where the
 * host's verifier accepts the program.  Programs with functions of their own are for the build with -DAX_FUNCTIONS, the
 * others for both.  mk links the small checkers under the names dev_ and devf_. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <axiom/arena.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "verify-fuzz/fuzz.h"
#include "verify/verify.h"

int dev_verify(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag);
size_t dev_verify_bytes(const struct ax_verify_input *in);
int devf_verify(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag);
size_t devf_verify_bytes(const struct ax_verify_input *in);

int device_certify_full(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size,
			struct ax_diag *diag);

static const struct checker {
	int (*verify)(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag);
	size_t (*bytes)(const struct ax_verify_input *in);
} host = {ax_verify, ax_verify_bytes}, device = {dev_verify, dev_verify_bytes}, functions = {devf_verify, devf_verify_bytes};

static const struct ax_map_spec *maps[FUZZ_MAPS];
static struct {
	unsigned programs, certified, certified_here, by_hosts, not_by_host, called, same, changed, changed_accepted, failed;
} count;

/* Helpers that a microcontroller has. */
static bool on_device(void *arg, uint32_t id)
{
	switch (id) {
#define HELPER(id_, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id_: return id_ != AX_HELPER_trace_printk && \
	id_ != AX_HELPER_get_current_pid_tgid && id_ != AX_HELPER_get_current_uid_gid && id_ != AX_HELPER_get_current_comm && \
	id_ != AX_HELPER_loop;
#define HELPER_MORE(...)
#include "isa/helpers.def"
	default: return false;
	}
}

static int judge(const struct checker *by, const struct fuzz_program *p, const void *cert, size_t size, struct ax_verdict *out,
		 struct ax_diag *diag)
{
	struct ax_verify_input in = {
		.insns = p->insn, .insn_count = p->count, .prog_type = p->type, .maps = maps, .map_count = FUZZ_MAPS,
		.limits = &ax_limits_embedded, .gpl = true, .plain_ctx = true, .helper_bound = on_device,
		.cert = cert, .cert_size = size,
	};
	size_t bytes = by->bytes(&in);
	void *block = malloc(bytes);
	struct ax_arena arena;
	int err;

	ax_arena_init(&arena, block, bytes);
	err = by->verify(&in, &arena, out, diag);
	free(block);
	return err;
}

static int certify(int (*make)(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size, struct ax_diag *diag),
		   const struct fuzz_program *p, void *cert, size_t room, size_t *size)
{
	struct ax_verify_input in = {
		.insns = p->insn, .insn_count = p->count, .prog_type = p->type, .maps = maps, .map_count = FUZZ_MAPS,
		.limits = &ax_limits_embedded, .gpl = true, .plain_ctx = true, .helper_bound = on_device,
	};
	static u8 block[4 << 20];
	struct ax_arena arena;
	struct ax_diag diag;

	ax_arena_init(&arena, block, sizeof(block));
	return make(&in, &arena, cert, room, size, &diag);
}

/* Calls that nothing reaches do not count: the checkers do not go there.  A certificate has a walk for each function. */
static bool has_functions(const u8 *cert)
{
	return cert[5] > 1;
}

static void failed(u64 seed, const char *what, const struct ax_diag *diag)
{
	count.failed++;
	printf("FAIL embed.certified seed %llu: %s (%s at instruction %u, register %d)\n", (unsigned long long)seed, what,
	       ax_diag_name(diag->reason), diag->insn, diag->reg);
}

static void change(u64 seed, const struct checker *by, const struct fuzz_program *p, u8 *cert, size_t size)
{
	struct fuzz_program other = *p;
	struct ax_verdict verdict;
	struct ax_diag diag;
	bool budget;

	for (int i = 0; i < 4; i++) {
		size_t at = fuzz_pick((u32)size);
		u8 old = cert[at];

		cert[at] ^= (u8)(1u << fuzz_pick(8));
		count.changed++;
		count.changed_accepted += !judge(by, p, cert, size, &verdict, &diag);
		cert[at] = old;
	}
	fuzz_mutate(&other);
	count.changed++;
	if (judge(by, &other, cert, size, &verdict, &diag))
		return;
	count.changed_accepted++;
	budget = verdict.by_budget;
	/* what nothing reaches is not walked by the checker: it need not be refused; nor does it need loops with one entry, and one
	 * that never ends meets the budget; to the build without functions, all is one function */
	if (judge(&host, &other, NULL, 0, &verdict, &diag) && diag.reason != AXI_REASON_POOL && diag.reason != AXI_REASON_STEPS &&
	    !(budget && diag.reason == AXI_REASON_ENDLESS) &&
	    !(by == &device && diag.reason == AXI_REASON_BAD_TARGET) &&
	    diag.reason != AXI_REASON_UNREACHABLE && diag.reason != AXI_REASON_IRREDUCIBLE)
		failed(seed, "a changed program is accepted by the small checker alone", &diag);
}

/* One certified program, and one of the small checkers. */
static void try_on(u64 seed, const struct checker *by, const struct fuzz_program *p, u8 *cert, size_t size, const struct ax_verdict *mine)
{
	struct ax_verdict theirs;
	struct ax_diag diag;

	if (!judge(by, p, NULL, 0, &theirs, &diag))
		failed(seed, "accepted without certificate", &diag);
	if (judge(by, p, cert, size, &theirs, &diag))
		failed(seed, "refused by the small checker", &diag);
	else if (mine->worst_case_insns != theirs.worst_case_insns || mine->by_budget != theirs.by_budget ||
		 theirs.stack_bytes > mine->stack_bytes || (by == &functions && theirs.stack_bytes != mine->stack_bytes))
		failed(seed, "another worst case", &diag);
	count.same++;
	change(seed, by, p, cert, size);
}

static bool grows(const struct fuzz_program *p)
{
	struct fuzz_program typed = *p;
	struct ax_verdict verdict;
	struct ax_diag diag;

	typed.type = AX_PROG_PERF_EVENT;
	return !judge(&host, &typed, NULL, 0, &verdict, &diag);
}

static void try(u64 seed)
{
	static u8 cert[1 << 20];
	struct ax_verdict mine;
	struct fuzz_program p;
	struct ax_diag diag;
	size_t size;

	fuzz_seed = seed;
	if (seed & 1)
		fuzz_grow(&p, grows);
	else
		fuzz_generate(&p);
	p.type = AX_PROG_PERF_EVENT;
	count.programs++;
	if (judge(&host, &p, NULL, 0, &mine, &diag))
		return;
	if (!certify(ax_certify_full, &p, cert, sizeof(cert), &size)) {
		count.certified++;
		count.by_hosts += !judge(&functions, &p, cert, size, &mine, &diag);
	}
	if (certify(device_certify_full, &p, cert, sizeof(cert), &size))
		return;
	count.certified_here++;
	if (judge(&host, &p, cert, size, &mine, &diag)) { /* one interval of the low half that crosses 0 is two of the host's */
		count.not_by_host++;
		return;
	}
	try_on(seed, &functions, &p, cert, size, &mine);
	if (!has_functions(cert))
		try_on(seed, &device, &p, cert, size, &mine);
	else if (count.called++, !judge(&device, &p, cert, size, &mine, &diag))
		failed(seed, "functions are accepted by the build without them", &diag);
}

int main(int argc, char **argv)
{
	unsigned programs = argc > 1 ? (unsigned)atoi(argv[1]) : 4000;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (u32 i = 0; i < FUZZ_MAPS; i++)
		maps[i] = &fuzz_maps[i];
	for (u64 seed = 1; seed <= programs; seed++)
		try(seed);
	if (!count.certified || count.called * 20 < count.certified_here || count.certified_here * 100 < count.certified * 90 ||
	    count.not_by_host * 200 > count.certified_here || count.changed_accepted * 2 > count.changed) {
		count.failed++;
		printf("FAIL embed.certified: too many are refused, or too few\n");
	}
	printf("%s embed.certified (%u programs, %u certified as hosts know numbers, %u of these certificates do for a small checker; %u certified as "
	       "it knows them, %u with functions, %u not taken by hosts: %u times accepted by one with the same worst case; %u of %u changed ones refused)\n",
	       count.failed ? "#" : "ok", count.programs, count.certified, count.by_hosts, count.certified_here, count.called, count.not_by_host, count.same,
	       count.changed - count.changed_accepted, count.changed);
	return count.failed != 0;
}
