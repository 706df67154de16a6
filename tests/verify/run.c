/* SPDX-License-Identifier: Apache-2.0
 * run.c - runs the cases of this folder: programs with the verdict that they must get, from us and from the host's Linux.
 *
 *   run FILE.t...          every case; then every row of reasons.def must have had a rejecting case
 *   run --object FILE.o... every program of the objects must be accepted; prints the verdicts
 *   run --table            prints the rows of reasons.def as docs/verifier.md has them
 *   run --steps N          prints what verifying a made program of N instructions takes
 *
 * A case:
 *   == what it shows
 *   type perf_event                 program type (default socket_filter)
 *   attach N                        attach type (enum bpf_attach_type)
 *   map array 4 64 1 [ro [HEX]] [wo] [lock N] [timer N] [closed FROM TO] [own N] [inner N]   type, key, value, entries; contents that nobody changes; where
 *                                   its values have a lock, a timer; their type among own_types below
 *   args T...  |  null BITS  |  memory BITS READ_ONLY  |  returns MIN MAX  |  result N   what it attaches to: types of the arguments
 *                                   (types_* below), which may be NULL, which are memory, which (from 1) is what it returned
 *   cert HEX                        a certificate (docs/certificates.md)
 *   arena N                         bytes, instead of what ax_verify_bytes says
 *   steps N                         instructions that may be walked, instead of what the program's length gives
 *   summaries                       of subprograms are used from the first call on
 *   catch N                         the slot where the exception callback begins
 *   nogpl  |  embedded  |  unbound  licence, limits, no helper is bound
 *   sleepable                       it may wait
 *   writes  |  silent  |  locked    fields that congestion control writes; what it attaches to returns nothing; its socket is locked
 *   leaks                          Linux's rules for privileged programs (default: no leaks)
 *   -- asm ... (isa/asm.h)
 *   -- accept [worst N] [calls N] [budget] [stack N] [apart N] [full] [terms]   full: there must be a full certificate;
 *                                   terms: with which the program is bounded by the budget alone; apart: ax_verdict.apart
 *   -- reject REASON [INSN]
 *   -- says TEXT                    the explanation has TEXT in it; twice at most
 *   -- fixed                        the program after the reason's advice was taken; map, type, args, cloud, gpl, bound,
 *                                   recertify change the options; it must be accepted
 *   -- certified                   but accepted with its certificate: a full one in 8 KB, or else a sparse one in the same memory
 *   -- linux WORD: why              Linux says the opposite (accepts, rejects) and why that is right; `linux skip: why` */
#include <errno.h>
#include <inttypes.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <axiom/arena.h>
#include <axiom/explain.h>
#include <axiom/object.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "isa/asm.h"
#include "isa/kfunc.h"
#include "selftests/linux.h"
#include "verify/verify.h"
#include "certs.h"

#define MAX_INSNS 20000
#define MAX_MAPS  8

struct test {
	const char *file;
	char name[160];
	u32 line, type, attach;
	struct ax_map_spec map[MAX_MAPS];
	struct ax_map_facts facts[MAX_MAPS];
	u8 contents[MAX_MAPS][64];
	bool known[MAX_MAPS];
	u32 inner[MAX_MAPS];
	struct ax_target target;
	bool targeted;
	u32 maps;
	u32 arena, steps, exception_cb;
	bool summaries;
	bool gpl, embedded, unbound, leaks, sleepable;
	u8 cert[1024];
	u32 cert_size;
	char text[65536];
	char says[2][120];
	bool accept, certified, full, terms, budget, linux_differs, linux_skip;
	s64 worst, calls, stack, apart, insn;
	char reason[40];
	struct test *fixed;
};

static bool covered[AXI_REASONS], advised[AXI_REASONS];
static int failed;
static bool linux_works = true;

static void result(const struct test *t, const char *why)
{
	if (!why) {
		printf("ok %s: %s\n", t->file, t->name);
		return;
	}
	printf("FAIL %s:%u %s: %s\n", t->file, t->line, t->name, why);
	failed = 1;
}

static u32 type_of(const char *word)
{
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max)                                            \
	if (!strcmp(word, #name))                                                                   \
		return id;
#define PROG_KNOWN PROG_TYPE
#include "isa/progs.def"
	return (u32)atoi(word);
}

static u32 map_type_of(const char *word)
{
#define MAP_TYPE(id, NAME, name, ops)                                                               \
	if (!strcmp(word, #name))                                                                   \
		return id;
#define MAP_KNOWN(id, NAME, name) MAP_TYPE(id, NAME, name, )
#include "isa/maps.def"
	return (u32)atoi(word);
}

static bool none_bound(void *arg, uint32_t id)
{
	return false;
}

/* ---- a small system's types: 1 task_struct { long; 1 *parent; 2 *file; long (writable); }, 2 file { long; path at 16; 1 *task at 32, *owner at 40 (kept); },
 * and a cgroup_subsys_state at 48; 3 socket { long; 4 *sk at 24 (kept, or NULL); }, 4 sock_common, 5 tcp_sock, which is a sock and a sock_common, too, 6 nf_conn { long; mark; }, 7 nf_conn___init, which is one, 8 cgroup_subsys_state ---- */

static int64_t types_field(void *arg, uint32_t id, int64_t off, uint32_t size)
{
	if (off < 0 || off + size > 64 || !id || id > 8)
		return -1;
	if (id >= 6 && id <= 7 && off >= 8 && off + size <= 12)
		return AX_FIELD_MARK;
	if (id == 3 && off == 24 && size == 8)
		return 4 | AX_FIELD_KEPT | AX_FIELD_OR_NULL;
	if (id == 1 && off == 8 && size == 8)
		return 1;
	if (id == 1 && off == 16 && size == 8)
		return 2;
	if (id == 2 && off == 32 && size == 8)
		return 1;
	if (id == 2 && off == 40 && size == 8)
		return 1 | AX_FIELD_KEPT;
	if (id == 1 && off >= 24 && off + size <= 32)
		return AX_FIELD_WRITABLE;
	return off / 8 == (off + size - 1) / 8 ? 0 : -1;
}

static bool types_is(void *arg, uint32_t id, int64_t off, const char *name)
{
	return (id == 1 && !off && !strcmp(name, "task_struct")) || (id == 2 && !off && !strcmp(name, "file")) ||
	       (id == 2 && off == 16 && !strcmp(name, "path")) || (id == 2 && off == 48 && !strcmp(name, "cgroup_subsys_state")) || (id == 4 && !off && !strcmp(name, "sock_common")) || (id == 8 && !off && !strcmp(name, "cgroup_subsys_state")) ||
	       ((id == 6 || id == 7) && !off && !strcmp(name, "nf_conn")) || (id == 7 && !off && !strcmp(name, "nf_conn___init")) ||
	       (id == 5 && !off && (!strcmp(name, "tcp_sock") || !strcmp(name, "sock") || !strcmp(name, "sock_common")));
}

static uint32_t types_named(void *arg, const char *name)
{
	return !strcmp(name, "task_struct") || !strcmp(name, "vm_area_struct") ? 1 : !strcmp(name, "file") ? 2 : !strcmp(name, "socket") ? 3 : !strcmp(name, "tcp_sock") ? 5 : !strcmp(name, "nf_conn") ? 6 : !strcmp(name, "nf_conn___init") ? 7 : !strcmp(name, "cgroup_subsys_state") ? 8 : 0;
}

static const struct ax_types types = {.field = types_field, .is = types_is, .named = types_named};

/* ---- and the program's own: 1 node { long; tree node at 8; list node at 40; count at 64; long at 72; }, 2 leaf { long; long; },
 * 3 box { lock; list of 4 at 8; pointer to a leaf at 24; }, 4 item { list node; long at 24; }, 5 { lock; tree of nodes at 8; list of nodes at 24;
 * pointers to a node at 40, a leaf at 48, a task at 56, a task that nothing keeps at 64; long at 72; }, 6 nothing that may be ---- */

static const struct ax_layout own_types[] = {
	[1] = {80, 3, {{8, 32, AX_SPECIAL_TREE_NODE}, {40, 24, AX_SPECIAL_LIST_NODE}, {64, 4, AX_SPECIAL_REFCOUNT}}},
	[2] = {16, 0, {{0}}},
	[3] = {32, 3, {{0, 4, AX_SPECIAL_LOCK}, {8, 16, AX_SPECIAL_LIST, 4}, {24, 8, AX_SPECIAL_KPTR, 2, 0, "leaf"}}},
	[4] = {32, 1, {{0, 24, AX_SPECIAL_LIST_NODE}}},
	[5] = {80, 7, {{0, 4, AX_SPECIAL_LOCK}, {8, 16, AX_SPECIAL_TREE, 1, 8}, {24, 16, AX_SPECIAL_LIST, 1, 40}, {40, 8, AX_SPECIAL_KPTR, 1, 0, "node"},
		       {48, 8, AX_SPECIAL_KPTR, 2, 0, "leaf"}, {56, 8, AX_SPECIAL_KPTR, 0, 0, "task_struct"}, {64, 8, AX_SPECIAL_KPTR_UNKEPT, 0, 0, "task_struct"}}},
};

static bool own_layout(void *arg, uint32_t type, struct ax_layout *out)
{
	if (!type || type >= ARRAY_LEN(own_types))
		return false;
	*out = own_types[type];
	return true;
}

static const struct ax_own_types program_types = {.layout = own_layout};

static struct ax_verify_input input_of(const struct test *t, const struct ax_insn *insns, u32 count,
				       const struct ax_map_spec *maps[MAX_MAPS])
{
	static struct ax_map_facts facts[MAX_MAPS]; /* with pointers into this very test */
	static struct ax_limits limits;
	bool owned = false;

	memcpy(facts, t->facts, sizeof(facts));
	for (u32 i = 0; i < t->maps; i++) {
		maps[i] = &t->map[i];
		facts[i].inner = t->inner[i] ? &t->map[t->inner[i] - 1] : NULL;
		facts[i].contents = t->known[i] ? t->contents[i] : NULL;
		owned |= facts[i].value_type;
		facts[i].inner_type = t->inner[i] ? t->facts[t->inner[i] - 1].value_type : 0;
	}
	limits = t->embedded ? ax_limits_embedded : ax_limits_cloud;
	if (t->steps) {
		limits.verify_steps_base = t->steps;
		limits.verify_steps_per_insn = 0;
	}
	return (struct ax_verify_input){
		.insns = insns, .insn_count = count, .prog_type = t->type, .attach_type = t->attach, .maps = maps, .map_count = t->maps,
		.map_facts = facts, .types = t->targeted || owned ? &types : NULL, .own = &program_types, .target = t->targeted ? &t->target : NULL,
		.limits = &limits, .gpl = t->gpl, .exception_cb = t->exception_cb,
		.helper_bound = t->unbound ? none_bound : NULL, .no_leaks = !t->leaks, .sleepable = t->sleepable,
		.cert = t->cert_size ? t->cert : NULL, .cert_size = t->cert_size,
	};
}

static int verify(const struct test *t, const struct ax_insn *insns, u32 count, struct ax_verdict *out, struct ax_diag *diag,
		  const char **wrong)
{
	const struct ax_map_spec *maps[MAX_MAPS];
	struct ax_arena arena;
	struct ax_verify_input in = input_of(t, insns, count, maps);
	size_t bytes = t->arena ? t->arena : ax_verify_bytes(&in);
	void *mem = malloc(bytes ? bytes : 1);
	int err;

	ax_arena_init(&arena, mem, bytes ? bytes : 1);
	if (!bytes) { /* over the limits: any small arena will do for the refusal */
		mem = realloc(mem, 65536);
		ax_arena_init(&arena, mem, 65536);
	}
	err = t->summaries ? axi_verify_watched(&in, &arena, out, diag, &(struct axi_watch){.summaries = true})
			   : ax_verify(&in, &arena, out, diag);
	if (arena.peak > arena.size || out->peak_bytes > arena.size)
		abort();
	free(mem);
	if (!err && t->accept && !t->cert_size && !t->summaries)
		*wrong = certs_check(&in, out, 300, t->full, t->terms);
	if (err && t->certified)
		*wrong = certs_needed(&in);
	return err;
}

/* ---- Linux's opinion: 1 accepts, 0 refuses, -1 cannot be asked ---- */

static long bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static char linux_log[1 << 22];

static int linux_verdict(const struct test *t, const struct ax_insn *insns, u32 count)
{
	static struct ax_insn copy[MAX_INSNS];
	int fd[MAX_MAPS], answer = -1, btf = -1;
	u32 info[64][2], infos;
	union bpf_attr a;

	for (u32 i = 0; i < t->maps; i++)
		if (t->facts[i].lock_at || t->facts[i].timer_at || t->facts[i].closed_to || t->known[i] || t->inner[i])
			return -1;
	if (!linux_works || getenv("AX_ALONE") || t->targeted || t->unbound || (t->sleepable && t->type != AX_PROG_SYSCALL) || t->embedded || t->arena || t->exception_cb)
		return -1;
	memcpy(copy, insns, count * sizeof(*copy));
	for (u32 i = 0; i < t->maps; i++) {
		memset(&a, 0, sizeof(a));
		a.map_type = t->map[i].type;
		a.key_size = t->map[i].key_size;
		a.value_size = t->map[i].value_size;
		a.max_entries = t->map[i].max_entries;
		a.map_flags = t->map[i].flags;
		if (a.map_type == AX_MAP_ARENA)
			a.map_extra = UINT64_C(1) << 44; /* where user space would have it */
		fd[i] = (int)bpf(BPF_MAP_CREATE, &a);
		if (fd[i] < 0) {
			linux_works = errno != EPERM && errno != ENOSYS;
			return -1;
		}
	}
	for (u32 i = 0; i < count; i++) {
		if (copy[i].opcode == AX_OP_CALL && copy[i].src == AX_CALL_KFUNC && copy[i].imm >= AX_KFUNC_FIRST)
			copy[i].imm = linux_kfunc((u32)copy[i].imm);
		if (copy[i].opcode != AX_OP_LDDW)
			continue;
		if (copy[i].src == AX_PSEUDO_MAP_IDX || copy[i].src == AX_PSEUDO_MAP_IDX_VALUE) {
			copy[i].src = copy[i].src == AX_PSEUDO_MAP_IDX ? BPF_PSEUDO_MAP_FD : BPF_PSEUDO_MAP_VALUE;
			copy[i].imm = (u32)copy[i].imm < t->maps ? fd[copy[i].imm] : 9999;
		}
		i++;
	}
	for (u32 i = 0; i < count && btf < 0; i++)
		if (copy[i].opcode == AX_OP_LDDW && copy[i].src == AX_PSEUDO_FUNC)
			btf = linux_functions(insns, count, info, &infos);
	memset(&a, 0, sizeof(a));
	if (btf >= 0) {
		a.prog_btf_fd = (u32)btf;
		a.func_info = (u64)(uintptr_t)info;
		a.func_info_cnt = infos;
		a.func_info_rec_size = 8;
	}
	a.prog_type = t->type;
	a.expected_attach_type = t->attach;
	a.prog_flags = t->type == AX_PROG_SYSCALL ? BPF_F_SLEEPABLE : 0; /* which they always may */
	a.insns = (u64)(uintptr_t)copy;
	a.insn_cnt = count;
	a.license = (u64)(uintptr_t)(t->gpl ? "GPL" : "Proprietary");
	a.log_buf = (u64)(uintptr_t)linux_log;
	a.log_size = sizeof(linux_log);
	a.log_level = 1;
	linux_log[0] = 0;
	int prog = (int)bpf(BPF_PROG_LOAD, &a);

	answer = prog >= 0;
	if (prog < 0 && (errno == ENOSYS || (errno == EPERM && !linux_log[0])))
		answer = -1;
	if (prog >= 0)
		close(prog);
	if (btf >= 0)
		close(btf);
	for (u32 i = 0; i < t->maps; i++)
		close(fd[i]);
	return answer;
}

/* ---- one case ---- */

static const char *compare(const struct test *t, int err, const struct ax_verdict *v, const struct ax_diag *d)
{
	static char why[300];

	if (t->accept && err) {
		char text[2048];

		ax_diag_format(d, NULL, 0, text, sizeof(text));
		for (char *p = text; *p; p++)
			*p = *p == '\n' ? '|' : *p;
		snprintf(why, sizeof(why), "refused: %.250s", text);
		return why;
	}
	if (!t->accept && !err)
		return "accepted";
	if (err && strcmp(ax_diag_name(d->reason), t->reason)) {
		snprintf(why, sizeof(why), "reason is %s at %u, not %s", ax_diag_name(d->reason), d->insn, t->reason);
		return why;
	}
	if (err && t->insn >= 0 && d->insn != t->insn) {
		snprintf(why, sizeof(why), "refused at %u, not %lld", d->insn, (long long)t->insn);
		return why;
	}
	if (!err && ((t->worst >= 0 && v->worst_case_insns != (u64)t->worst) ||
		     (t->calls >= 0 && v->worst_case_calls != (u64)t->calls) || v->by_budget != t->budget ||
		     (t->stack >= 0 && v->stack_bytes != t->stack) || (t->apart >= 0 && v->apart != t->apart))) {
		snprintf(why, sizeof(why), "worst case %llu instructions, %llu calls, budget %d, stack %u, apart %u",
			 (unsigned long long)v->worst_case_insns, (unsigned long long)v->worst_case_calls, v->by_budget,
			 v->stack_bytes, v->apart);
		return why;
	}
	return NULL;
}

/* The second walk comes to the same verdict, its explanation is short, and what it says of costs covers the worst case. */
static const char *check_explanation(const struct test *t, const struct ax_insn *insns, u32 count, int err,
				     const struct ax_verdict *verdict, const struct ax_diag *diag)
{
	const struct ax_map_spec *maps[MAX_MAPS];
	struct ax_verify_input in = input_of(t, insns, count, maps);
	size_t bytes = ax_explain_bytes(&in);
	const char *wrong = NULL;
	struct ax_arena arena;
	struct ax_explain e;
	char text[8192];
	u32 lines = 0;
	u64 sum = 0;
	void *mem;

	if (!bytes || t->arena)
		return NULL;
	mem = malloc(bytes);
	ax_arena_init(&arena, mem, bytes);
	if (ax_explain(&in, &arena, &e) != err || (err && (e.diag.reason != diag->reason || e.diag.insn != diag->insn)))
		wrong = "the explanation comes to another verdict";
	ax_explain_format(&e, NULL, 0, text, sizeof(text));
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	if (lines > 20 || (err && !strstr(text, "suggestion: ")))
		wrong = "the explanation is too long, or has no suggestion";
	for (u32 i = 0; err && i < ARRAY_LEN(t->says); i++)
		if (t->says[i][0] && !strstr(text, t->says[i]))
			wrong = "the explanation does not say what it must";
	for (u32 i = 0; i < e.fact_count; i++)
		if (e.fact[i].insn >= count || !e.fact[i].text[0])
			wrong = "a fact without place or text";
	for (u32 i = 0; !err && i < count; i++)
		sum = sum + e.times[i] < sum ? UINT64_MAX : sum + e.times[i];
	if (!err && !verdict->by_budget && sum < verdict->worst_case_insns)
		wrong = "the lines cost less than the whole";
	if (getenv("AX_SHOW") && err)
		printf("%s\n", text);
	free(mem);
	return wrong;
}

static void run_case(struct test *t)
{
	static struct ax_insn insns[MAX_INSNS];
	struct axi_asm_error aerr = {0};
	struct ax_verdict verdict;
	struct ax_diag diag = {0};
	static char why[400];
	const char *wrong = NULL, *other_wrong = NULL;
	int n = axi_asm(t->text, strlen(t->text), insns, MAX_INSNS, &aerr), err, other;

	if (n < 0) {
		snprintf(why, sizeof(why), "assembler, line %u: %s", aerr.line, aerr.text ? aerr.text : "?");
		result(t, why);
		return;
	}
	err = verify(t, insns, (u32)n, &verdict, &diag, &other_wrong);
	wrong = compare(t, err, &verdict, &diag);
	wrong = wrong ? wrong : other_wrong;

	if (!wrong)
		wrong = check_explanation(t, insns, (u32)n, err, &verdict, &diag);

	if (err && diag.reason < AXI_REASONS)
		covered[diag.reason] = true;
	if (!wrong && !t->linux_skip) {
		other = linux_verdict(t, insns, (u32)n);
		if (other >= 0 && (other == !err) == t->linux_differs) {
			size_t length = strlen(linux_log);

			snprintf(why, sizeof(why), "Linux %s it: %.330s", other ? "accepts" : "refuses",
				 linux_log + (length > 330 ? length - 330 : 0));
			for (char *p = why; *p; p++)
				*p = *p == '\n' ? '|' : *p;
			wrong = why;
		}
	}
	result(t, wrong);
	if (t->fixed && !wrong && err) {
		struct test *fixed = t->fixed;
		int before = failed;

		failed = 0;
		run_case(fixed);
		if (!failed)
			advised[diag.reason] = true;
		failed |= before;
	}
}

static s64 number_after(const char *line, const char *word)
{
	const char *p = strstr(line, word);

	return p ? strtoll(p + strlen(word), NULL, 0) : -1;
}

static void option(struct test *t, char *line)
{
	char word[5][40] = {{0}};
	int n = sscanf(line, "%39s %39s %39s %39s %39s", word[0], word[1], word[2], word[3], word[4]);

	if (n == 2 && !strcmp(word[0], "type")) {
		t->type = type_of(word[1]);
	} else if (n == 5 && !strcmp(word[0], "map") && t->maps < MAX_MAPS) {
		struct ax_map_spec *m = &t->map[t->maps++];

		*m = (struct ax_map_spec){.type = map_type_of(word[1]), .key_size = (u32)atoi(word[2]),
					  .value_size = (u32)atoi(word[3]), .max_entries = (u32)atoi(word[4])};
		m->flags |= m->type == AX_MAP_ARENA ? AX_MAP_F_MMAPABLE : 0;
		if (strstr(line, " ro"))
			m->flags |= AX_MAP_F_RDONLY_PROG;
		if (strstr(line, " wo"))
			m->flags |= AX_MAP_F_WRONLY_PROG;
		for (u32 i = 0; i < sizeof(t->contents[0]) && sscanf(strstr(line, " ro ") ? strstr(line, " ro ") + 4 + 2 * i : "",
								     "%2hhx", &t->contents[t->maps - 1][i]) == 1; i++)
			t->known[t->maps - 1] = true;
		t->inner[t->maps - 1] = (u32)number_after(line, " inner ") + 1;
		t->facts[t->maps - 1].lock_at = (u32)number_after(line, " lock ") + 1;
		t->facts[t->maps - 1].timer_at = (u32)number_after(line, " timer ") + 1;
		if (strstr(line, " closed "))
			sscanf(strstr(line, " closed "), " closed %u %u", &t->facts[t->maps - 1].closed_from, &t->facts[t->maps - 1].closed_to);
		t->facts[t->maps - 1].value_type = (u32)number_after(line, " own ") + 1 ? (u32)number_after(line, " own ") : 0;
		m->lock_at = t->facts[t->maps - 1].lock_at;
		m->timer_at = t->facts[t->maps - 1].timer_at;
	} else if (n > 1 && !strcmp(word[0], "args")) {
		t->targeted = true;
		t->target = (struct ax_target){0};
		for (t->target.args = 0; t->target.args < (u32)n - 1; t->target.args++)
			t->target.type[t->target.args] = (u32)atoi(word[t->target.args + 1]);
	} else if (n == 3 && !strcmp(word[0], "memory")) {
		t->target.memory = (u32)atoi(word[1]);
		t->target.read_only = (u32)atoi(word[2]);
	} else if (n == 2 && !strcmp(word[0], "null")) {
		t->target.null = (u32)atoi(word[1]);
	} else if (n == 3 && !strcmp(word[0], "returns")) {
		t->target.limited = true;
		t->target.ret_min = atoi(word[1]);
		t->target.ret_max = atoi(word[2]);
	} else if (n == 2 && !strcmp(word[0], "result")) {
		t->target.result = (u32)atoi(word[1]);
	} else if (n == 2 && !strcmp(word[0], "arena")) {
		t->arena = (u32)atoi(word[1]);
	} else if (n == 2 && !strcmp(word[0], "catch")) {
		t->exception_cb = (u32)atoi(word[1]);
	} else if (n == 2 && !strcmp(word[0], "steps")) {
		t->steps = (u32)atoi(word[1]);
	} else if (!strcmp(word[0], "summaries")) {
		t->summaries = true;
	} else if (n >= 2 && !strcmp(word[0], "cert")) {
		t->cert_size = 0;
		for (char *at = line + 5; t->cert_size < sizeof(t->cert) && sscanf(at, "%2hhx", &t->cert[t->cert_size]) == 1; at += 2)
			t->cert_size++;
	} else if (!strcmp(word[0], "nogpl")) {
		t->gpl = false;
	} else if (!strcmp(word[0], "embedded")) {
		t->embedded = true;
	} else if (!strcmp(word[0], "recertify")) {
		t->cert_size = 0;
	} else if (!strcmp(word[0], "cloud")) {
		t->embedded = false;
	} else if (!strcmp(word[0], "gpl")) {
		t->gpl = true;
	} else if (!strcmp(word[0], "bound")) {
		t->unbound = false;
	} else if (!strcmp(word[0], "attach") && n == 2) {
		t->attach = (u32)strtoul(word[1], NULL, 0);
	} else if (!strcmp(word[0], "writes")) {
		t->target.writes = true;
	} else if (!strcmp(word[0], "paths")) {
		t->target.paths = true;
	} else if (!strcmp(word[0], "locked")) {
		t->target.locked = true;
	} else if (!strcmp(word[0], "trusted")) {
		t->target.trusted = true;
	} else if (!strcmp(word[0], "shut")) {
		t->target.closed = true;
	} else if (!strcmp(word[0], "awake")) {
		t->target.awake = true;
	} else if (!strcmp(word[0], "silent")) {
		t->target.no_result = true;
	} else if (!strcmp(word[0], "sleepable")) {
		t->sleepable = true;
	} else if (!strcmp(word[0], "leaks")) {
		t->leaks = true;
	} else if (!strcmp(word[0], "unbound")) {
		t->unbound = true;
	}
}

static void expectation(struct test *t, const char *line)
{
	if (!strncmp(line, "-- accept", 9)) {
		t->accept = true;
		t->budget = strstr(line, " budget");
		t->worst = number_after(line, " worst ");
		t->calls = number_after(line, " calls ");
		t->stack = number_after(line, " stack ");
		t->apart = number_after(line, " apart ");
		t->full = strstr(line, " full");
		t->terms = strstr(line, " terms");
	} else if (!strncmp(line, "-- reject", 9)) {
		t->insn = -1;
		sscanf(line + 9, "%39s %" SCNd64, t->reason, (int64_t *)&t->insn);
	} else if (!strncmp(line, "-- says ", 8)) {
		snprintf(t->says[t->says[0][0] != 0], sizeof(t->says[0]), "%.*s", (int)min_u64(strcspn(line + 8, "\n"), 119), line + 8);
	} else if (!strncmp(line, "-- certified", 12)) {
		t->certified = true;
	} else if (!strncmp(line, "-- linux skip", 13)) {
		t->linux_skip = true;
	} else if (!strncmp(line, "-- linux", 8)) {
		t->linux_differs = true;
	}
}

/* The case that follows "-- fixed": options as before, accepted. */
static void begin_fixed(struct test *t, struct test *fixed, u32 line)
{
	*fixed = *t;
	fixed->line = line;
	fixed->text[0] = 0;
	fixed->accept = true;
	fixed->linux_skip |= fixed->linux_differs;
	fixed->linux_differs = false;
	snprintf(fixed->name + strlen(fixed->name), sizeof(fixed->name) - strlen(fixed->name), " (taken)");
	t->fixed = fixed;
}

static bool is_option(const char *line)
{
	static const char *const words[] = {"map ", "type ", "args ", "catch ", "cloud", "gpl", "bound", "recertify"};

	for (u32 i = 0; i < ARRAY_LEN(words); i++)
		if (!strncmp(line, words[i], strlen(words[i])))
			return true;
	return false;
}

static void add_text(struct test *t, char *line)
{
	int times = 1;
	char *rest = line;

	if (!strncmp(line, "repeat ", 7)) /* repeat N INSTRUCTION */
		times = (int)strtol(line + 7, &rest, 0);
	while (times-- > 0 && strlen(t->text) + strlen(rest) + 1 < sizeof(t->text))
		strcat(t->text, rest);
}

static void run_file(const char *path)
{
	static struct test t, fixed;
	char line[512];
	bool open = false, in_asm = false;
	u32 number = 0;
	FILE *f = fopen(path, "r");

	if (!f) {
		printf("FAIL %s: cannot be opened\n", path);
		failed = 1;
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		number++;
		if (!strncmp(line, "== ", 3)) {
			if (open)
				run_case(&t);
			memset(&t, 0, sizeof(t));
			t.file = path, t.line = number, t.type = 1, t.gpl = true;
			t.worst = t.calls = t.stack = t.apart = t.insn = -1;
			snprintf(t.name, sizeof(t.name), "%.*s", (int)strcspn(line + 3, "\n"), line + 3);
			open = true;
			in_asm = false;
		} else if (!strncmp(line, "-- fixed", 8)) {
			begin_fixed(&t, &fixed, number);
			in_asm = false;
		} else if (t.fixed && line[0] != '#' && !is_option(line)) {
			add_text(&fixed, line);
		} else if (t.fixed && line[0] != '#') {
			if (!strncmp(line, "map ", 4))
				fixed.maps = 0;
			option(&fixed, line);
		} else if (!strncmp(line, "-- asm", 6)) {
			in_asm = true;
		} else if (!strncmp(line, "-- ", 3)) {
			in_asm = false;
			expectation(&t, line);
		} else if (in_asm) {
			add_text(&t, line);
		} else if (line[0] != '#') {
			option(&t, line);
		}
	}
	if (open)
		run_case(&t);
	fclose(f);
}

/* Rows that no program can reach in this build, and why. */
static bool unreachable(u32 reason)
{
	return reason == AXI_REASON_NONE; /* all are reached */
}

/* ---- objects ---- */

static void run_object(const char *path)
{
	static u8 file[4 << 20], mem[16 << 20];
	struct ax_object object;
	struct ax_object_error oerr;
	struct ax_arena arena;
	FILE *f = fopen(path, "rb");
	size_t size = f ? fread(file, 1, sizeof(file), f) : 0;

	if (f)
		fclose(f);
	ax_arena_init(&arena, mem, sizeof(mem));
	if (ax_object_open(&object, file, size, &arena, &oerr)) {
		printf("FAIL %s: %s\n", path, oerr.text);
		failed = 1;
		return;
	}
	const struct ax_map_spec **maps = calloc(object.map_count + 1, sizeof(*maps));

	for (u32 i = 0; i < object.map_count; i++)
		maps[i] = &object.maps[i].spec;
	for (u32 i = 0; i < object.prog_count; i++) {
		const struct ax_object_prog *p = &object.progs[i];
		struct ax_verify_input in = {
			.insns = p->insns, .insn_count = p->insn_count, .prog_type = p->prog_type ? p->prog_type : 1,
			.maps = maps, .map_count = object.map_count, .func_starts = p->func_starts,
			.func_count = p->func_count, .exception_cb = p->exception_cb, .limits = &ax_limits_cloud, .gpl = true,
		};
		size_t bytes = ax_verify_bytes(&in);
		void *own = malloc(bytes);
		struct ax_arena a;
		struct ax_verdict v;
		struct ax_diag d = {0};
		char text[4096];

		ax_arena_init(&a, own, bytes);
		if (ax_verify(&in, &a, &v, &d)) {
			ax_diag_format(&d, p->lines, p->line_count, text, sizeof(text));
			printf("FAIL %s %s: %s\n", path, p->name, text);
			failed = 1;
		} else if (certs_check(&in, &v, 400, false, false)) {
			printf("FAIL %s %s: %s\n", path, p->name, certs_check(&in, &v, 0, false, false));
			failed = 1;
		} else {
			printf("ok %s %s: %u insns, worst %llu%s, calls %llu, stack %u, peak %u, %u states\n", path, p->name,
			       v.insns, (unsigned long long)v.worst_case_insns, v.by_budget ? " (budget)" : "",
			       (unsigned long long)v.worst_case_calls, v.stack_bytes, v.peak_bytes, v.states);
		}
		free(own);
	}
	free(maps);
}

static void print_table(void)
{
	printf("| reason | error | what is wrong | suggestion |\n| --- | --- | --- | --- |\n");
#define REASON(NAME, name, error, text, spec, advice) printf("| `%s` | %s | %s | %s |\n", name, #error, text, advice);
#include "verify/reasons.def"
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--table")) {
		print_table();
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && !strcmp(argv[1], "--object")) {
		for (int i = 2; i < argc; i++)
			run_object(argv[i]);
		certs_report(true);
		return failed;
	}
	for (int i = 1; i < argc; i++)
		run_file(argv[i]);
	if (argc > 3)
		for (u32 r = 1; r < AXI_REASONS; r++)
			if (!covered[r] && !unreachable(r)) {
				printf("FAIL reasons.def: no case is refused with %s\n", ax_diag_name(r));
				failed = 1;
			}
	if (argc > 3)
		for (u32 r = 1; r < AXI_REASONS; r++)
			if (!advised[r] && !unreachable(r)) {
				printf("FAIL reasons.def: no case is refused with %s and accepted with its advice taken\n", ax_diag_name(r));
				failed = 1;
			}
	certs_report(false);
	if (!linux_works)
		printf("skip verify.linux: bpf(2) is refused here\n");
	return failed;
}
