/* SPDX-License-Identifier: Apache-2.0
 * board.c - the scoreboard: Linux's verifier cases (case.h) before our verifier and before the host's Linux.
 *
 *   board CASES            the board; exit status 1 when something unsafe was accepted
 *   board CASES NAME       one case (part of its name): instructions, our explanation, Linux's
 *
 * A case is about safety when Linux, today's, refuses it for something else than size, complexity or loops.  A case that
 * needs what this engine does not have is counted as not applicable, by what is missing. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <axiom/arena.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "selftests/case.h"
#include "selftests/linux.h"

struct verdict {
	bool accepted;
	struct ax_diag diag;
	struct ax_verdict v;
	u64 ns;
};

/* A list of lines under one heading ("map_value_bounds", "program type 3"). */
struct heap_line {
	char heading[80];
	char names[4000];
	u32 count;
};
static struct heap_line missed[128], missing[256], unsafe_cases[1], stricter[1], changed[1], harmless[1];

static void note(struct heap_line *table, u32 rows, const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
static void note(struct heap_line *table, u32 rows, const char *name, const char *format, ...)
{
	char heading[80];
	va_list args;

	va_start(args, format);
	vsnprintf(heading, sizeof(heading), format, args);
	va_end(args);
	for (u32 i = 0; i < rows; i++) {
		if (table[i].count && strcmp(table[i].heading, heading))
			continue;
		size_t n = strlen(table[i].names);

		memcpy(table[i].heading, heading, sizeof(heading));
		table[i].count++;
		snprintf(table[i].names + n, sizeof(table[i].names) - n, "      %s\n", name);
		return;
	}
}

static int by_count(const void *a, const void *b)
{
	return (int)((const struct heap_line *)b)->count - (int)((const struct heap_line *)a)->count;
}

static void print_table(const char *title, struct heap_line *table, u32 rows, bool names)
{
	qsort(table, rows, sizeof(*table), by_count);
	if (!table[0].count)
		return;
	printf("\n%s\n", title);
	for (u32 i = 0; i < rows && table[i].count; i++)
		printf("  %5u  %s\n%s", table[i].count, table[i].heading, names ? table[i].names : "");
}

/* ---- what the engine has ---- */

static bool has_prog(u32 type)
{
	switch (type) {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) case id:
#define PROG_KNOWN PROG_TYPE
#include "isa/progs.def"
		return true;
	default: return false;
	}
}

static bool has_map(u32 type)
{
	switch (type) {
#define MAP_TYPE(id, NAME, name, ops) case id:
#define MAP_KNOWN(id, NAME, name) case id:
#include "isa/maps.def"
		return true;
	default: return false;
	}
}

static bool has_helper(u32 id)
{
	switch (id) {
#define HELPER(id_, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id_:
#define HELPER_KNOWN(id_, name, ret, a1, a2, a3, a4, a5, flags, progs) case id_:
#include "isa/helpers.def"
		return true;
	default: return false;
	}
}

#define LINUX_HELPERS 211 /* ids that Linux 6.1 knows */

/* What map facts (axiom/map.h) can say: these cases are judged, by their own word where Linux would want BTF. */
#define FACTS (NEEDS_SPIN_LOCK | NEEDS_TIMER | NEEDS_INNER_MAP | NEEDS_STORAGE)

/* Is something needed that is not here?  The first such thing goes under its heading. */
static bool not_applicable(const struct selftest *t, const struct ax_insn *insns)
{
	static const char *const features[] = {"spin locks", "timers", "kernel pointers in maps", "maps in maps", "local storage",
					       "kernel functions", "strict alignment asked for", "sleepable programs",
					       "BTF of functions", "attachment to a kernel function"};

	for (u32 i = 0; i < ARRAY_LEN(features); i++)
		if ((t->features & ~FACTS) >> i & 1) {
			note(missing, ARRAY_LEN(missing), t->name, "%s", features[i]);
			return true;
		}
	if (!has_prog(t->type)) {
		note(missing, ARRAY_LEN(missing), t->name, "program type %u", t->type);
		return true;
	}
	for (u32 i = 0; i < t->maps; i++)
		if (!has_map(t->map[i].type)) {
			note(missing, ARRAY_LEN(missing), t->name, "map type %u", t->map[i].type);
			return true;
		}
	for (u32 i = 0; i < t->insns; i++) {
		const struct ax_insn *p = &insns[i];

		if (p->opcode == AX_OP_CALL && !p->src && p->imm > 0 && p->imm <= LINUX_HELPERS && !has_helper((u32)p->imm)) {
			note(missing, ARRAY_LEN(missing), t->name, "helper %d", p->imm);
			return true;
		}
		if (p->opcode == AX_OP_CALL && p->src == AX_CALL_KFUNC) {
			note(missing, ARRAY_LEN(missing), t->name, "kernel functions");
			return true;
		}
		if (p->opcode == AX_OP_LDDW && p->src == AX_PSEUDO_BTF_ID) {
			note(missing, ARRAY_LEN(missing), t->name, "kernel variables");
			return true;
		}
		if (p->opcode == AX_OP_LDDW)
			i++;
	}
	return false;
}

/* ---- the two verdicts ---- */

static u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

static void ask_us(const struct linux_program *p, const struct ax_map_facts *facts, struct verdict *out)
{
	struct ax_verify_input in = {
		.insns = p->insns, .insn_count = p->count, .prog_type = p->type, .attach_type = p->attach_type, .maps = p->maps,
		.map_facts = facts, .map_count = p->map_count, .limits = &ax_limits_cloud, .gpl = true,
	};
	size_t bytes = ax_verify_bytes(&in);
	struct ax_arena arena;
	void *memory;

	if (!bytes)
		bytes = 65536;
	memory = malloc(bytes);
	if (!memory)
		abort();
	memset(memory, 0xa5, bytes); /* the arena need not be zeroed; its pages are there */
	ax_arena_init(&arena, memory, bytes);
	memset(out, 0, sizeof(*out));
	u64 start = now_ns();

	out->accepted = !ax_verify(&in, &arena, &out->v, &out->diag);
	out->ns = now_ns() - start;
	free(memory);
}

static void make_specs(const struct selftest *t, struct ax_map_spec *spec, const struct ax_map_spec **maps)
{
	for (u32 i = 0; i < t->maps; i++) {
		spec[i] = (struct ax_map_spec){.type = t->map[i].type, .key_size = t->map[i].key, .value_size = t->map[i].value,
					       .max_entries = t->map[i].max, .flags = t->map[i].flags};
		snprintf(spec[i].name, sizeof(spec[i].name), "map%u", i);
		maps[i] = &spec[i];
	}
}

/* Where Linux's test_verifier.c puts locks and timers in its maps, and what its map of maps holds. */
static void make_facts(const struct selftest *t, struct ax_map_facts *facts)
{
	static const struct ax_map_spec inner = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};

	for (u32 i = 0; i < t->maps; i++) {
		bool array = t->map[i].type == AX_MAP_ARRAY;

		if (t->features & NEEDS_SPIN_LOCK && array && t->map[i].value == 8)
			facts[i].lock_at = 1 + 4;
		if (t->features & NEEDS_TIMER && array && t->map[i].value == 16)
			facts[i].timer_at = 1;
		if (t->map[i].type == AX_MAP_ARRAY_OF_MAPS)
			facts[i].inner = &inner;
	}
}

/* Pseudo map fds become indices. */
static void link_maps(struct ax_insn *insns, u32 count)
{
	for (u32 i = 0; i + 1 < count; i++) {
		if (insns[i].opcode != AX_OP_LDDW)
			continue;
		if (insns[i].src == AX_PSEUDO_MAP_FD)
			insns[i].src = AX_PSEUDO_MAP_IDX;
		else if (insns[i].src == AX_PSEUDO_MAP_VALUE)
			insns[i].src = AX_PSEUDO_MAP_IDX_VALUE;
	}
}

/* ---- the board ---- */

static struct {
	u32 cases, applicable, accepts, accepted, rejects, rejected, not_asked;
	u64 peak_max, ns_max;
} sum;

static void one_line(char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			*text = '|';
}

static void score(const struct selftest *t, const struct verdict *us, struct linux_answer *linux_says)
{
	bool must_accept = linux_says->asked ? linux_says->accepted : t->accept;
	char line[600];

	one_line(linux_says->log);
	snprintf(line, sizeof(line), "%s (%s): %.*s", t->name, t->file, 300, linux_says->log);
	if (linux_says->asked && linux_says->accepted != !!t->accept)
		note(changed, 1, line, "cases on which today's Linux differs from the case's own expectation");
	if (must_accept && !us->accepted && !strcmp(ax_diag_name(us->diag.reason), "ctx_access")) {
		note(missing, ARRAY_LEN(missing), t->name, "context field (type %u, byte %lld)", t->type,
		     (long long)us->diag.have_min);
		return;
	}
	sum.applicable++;
	if (us->v.peak_bytes > sum.peak_max)
		sum.peak_max = us->v.peak_bytes;
	if (us->ns > sum.ns_max)
		sum.ns_max = us->ns;
	if (must_accept) {
		sum.accepts++;
		sum.accepted += us->accepted;
		if (!us->accepted)
			note(missed, ARRAY_LEN(missed), t->name, "%s", ax_diag_name(us->diag.reason));
		return;
	}
	sum.rejects++;
	sum.rejected += !us->accepted;
	if (!us->accepted)
		return;
	if (linux_says->asked && !linux_says->safety)
		note(harmless, 1, line, "accepted by us, refused by Linux for size, complexity or loops");
	else if (t->accept)
		note(stricter, 1, line, "accepted by us and by the case, refused by today's Linux");
	else
		note(unsafe_cases, 1, line, "UNSAFE: refused by Linux, accepted by us");
}

static void show(const struct selftest *t, const struct linux_program *p, const struct verdict *us,
		 const struct linux_answer *linux_says)
{
	char text[4096];

	printf("== %s (%s), type %u\n", t->name, t->file, t->type);
	for (u32 i = 0; i < t->maps; i++)
		printf("map %u: type %u, key %u, value %u, entries %u, flags %x\n", i, t->map[i].type, t->map[i].key,
		       t->map[i].value, t->map[i].max, t->map[i].flags);
	for (u32 i = 0; i < p->count && i < 400;) {
		int n = ax_insn_disasm(p->insns, p->count, i, text, sizeof(text));

		printf("%5u  %s\n", i, text);
		i += n > 0 ? (u32)n : 1;
	}
	ax_diag_format(&us->diag, NULL, 0, text, sizeof(text));
	printf("-- we %s\n%s", us->accepted ? "accept" : "refuse", us->accepted ? "" : text);
	printf("-- Linux %s: errno %d, %s\n-- the case: %s (unprivileged: %s) %s\n\n",
	       !linux_says->asked ? "was not asked" : linux_says->accepted ? "accepts" : "refuses", linux_says->error,
	       linux_says->log, t->accept ? "accept" : "refuse", t->accept_unpriv ? "accept" : "refuse", t->log);
}

static void run(const struct selftest *t, struct ax_insn *insns, const char *only)
{
	struct ax_map_spec spec[SELFTEST_MAPS];
	const struct ax_map_spec *maps[SELFTEST_MAPS];
	struct linux_program p = {.type = t->type, .attach_type = t->attach_type, .insns = insns, .count = t->insns, .maps = maps,
				  .map_count = t->maps, .any_alignment = t->any_alignment};
	struct ax_map_facts facts[SELFTEST_MAPS] = {0};
	struct linux_answer linux_says;
	struct verdict us;

	if (only && !strstr(t->name, only))
		return;
	make_specs(t, spec, maps);
	link_maps(insns, t->insns);
	sum.cases++;
	if (not_applicable(t, insns) && !only)
		return;
	make_facts(t, facts);
	ask_us(&p, facts, &us);
	memset(&linux_says, 0, sizeof(linux_says));
	if (!(t->features & FACTS))
		linux_ask(&p, &linux_says);
	sum.not_asked += !linux_says.asked;
	if (only)
		show(t, &p, &us, &linux_says);
	else
		score(t, &us, &linux_says);
}

static void print_board(void)
{
	print_table("Not applicable, by what is missing:", missing, ARRAY_LEN(missing), false);
	print_table("Today's Linux:", changed, 1, true);
	print_table("More than Linux:", harmless, 1, true);
	print_table("Stricter Linux:", stricter, 1, true);
	print_table("Missed accepts, by our reason:", missed, ARRAY_LEN(missed), true);
	print_table("Unsafe:", unsafe_cases, 1, true);
	printf("\n%u cases, %u applicable (Linux could not be asked about %u)\n", sum.cases, sum.applicable, sum.not_asked);
	printf("accepted %u of %u that Linux accepts (%.1f %%)\n", sum.accepted, sum.accepts,
	       sum.accepts ? 100.0 * sum.accepted / sum.accepts : 0);
	printf("refused %u of %u that Linux refuses; accepted: %u UNSAFE, %u for size or loops, %u by the case's own word\n",
	       sum.rejected, sum.rejects, unsafe_cases[0].count, harmless[0].count, stricter[0].count);
	printf("verifier peak %" PRIu64 " bytes at most, time %" PRIu64 " us at most\n", sum.peak_max, sum.ns_max / 1000);
}

int main(int argc, char **argv)
{
	struct selftest t;
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;

	if (!f) {
		fprintf(stderr, "usage: board CASES [NAME]\n");
		return 2;
	}
	while (fread(&t, sizeof(t), 1, f) == 1) {
		struct ax_insn *insns = malloc(t.insns * sizeof(*insns));

		if (!insns || fread(insns, sizeof(*insns), t.insns, f) != t.insns) {
			fprintf(stderr, "%s: cut short\n", argv[1]);
			return 2;
		}
		run(&t, insns, argc > 2 ? argv[2] : NULL);
		free(insns);
	}
	fclose(f);
	if (argc == 2)
		print_board();
	return unsafe_cases[0].count != 0;
}
