/* SPDX-License-Identifier: Apache-2.0
 * cost.c - what an accepted program takes at most, in words and in JSON. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <axiom/helper.h>
#include <axiom/status.h>
#include "isa/kfunc.h"
#include "rk/cost.h"

static const char *helper_name(u32 id)
{
	struct axi_proto kfunc;

	if (axi_kfunc_proto(id, &kfunc))
		return kfunc.name;
	switch (id) {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id: return #name;
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) case id: return #name;
#include "isa/helpers.def"
	default: return "unknown";
	}
}

/* parse_deadline - "2000", "50us". */
static bool parse_deadline(struct ax_deadline *out, const char *text)
{
	static const struct {
		const char *name;
		u64 ns;
	} units[] = {{"", 0}, {"ns", 1}, {"us", 1000}, {"ms", 1000000}};
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (!isdigit((unsigned char)*text) || !n || n > UINT64_MAX / 1000000)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (!strcmp(end, units[i].name)) {
			*out = units[i].ns ? (struct ax_deadline){.ns = n * units[i].ns} : (struct ax_deadline){.insns = n};
			return true;
		}
	return false;
}

int rk_cost_options(struct rk_cost *cost, const char *cpu, const char *deadline)
{
	*cost = (struct rk_cost){.cpu = cpu ? ax_cpu_find(cpu) : NULL, .has_deadline = deadline};
	if (cpu && !cost->cpu) {
		char known[512] = "";
		size_t n = 0;

		for (const struct ax_cpu *c = ax_cpu_next(NULL); c && n < sizeof(known); c = ax_cpu_next(c))
			n += (size_t)snprintf(known + n, sizeof(known) - n, "%s%s", n ? ", " : "", c->name);
		rk_error("--cpu %.60s: no such model; known are: %s", cpu, known);
		return RK_UNUSABLE;
	}
	if (deadline && !parse_deadline(&cost->deadline, deadline)) {
		rk_error("--deadline %.60s: give a number of instructions, or a time such as 50us", deadline);
		return RK_UNUSABLE;
	}
	if (deadline && cost->deadline.ns && !cpu) {
		rk_error("--deadline %.60s: a time needs --cpu MODEL", deadline);
		return RK_UNUSABLE;
	}
	return RK_OK;
}

static void time_text(char out[32], u64 ns)
{
	if (ns == UINT64_MAX)
		snprintf(out, 32, "an age");
	else if (ns < 10000)
		snprintf(out, 32, "%" PRIu64 " ns", ns);
	else if (ns < 10000000)
		snprintf(out, 32, "%" PRIu64 " us", (ns + 999) / 1000);
	else
		snprintf(out, 32, "%" PRIu64 " ms", (ns + 999999) / 1000000);
}

#define BEYOND "18446744073709551615 or more"

/* A number of the worst case: sums of the verifier saturate. */
static void say_most(u64 most, const char *beyond)
{
	if (most == UINT64_MAX)
		printf("%s", beyond);
	else
		printf("%" PRIu64, most);
}

void rk_cost_text(const struct rk_cost *cost, const struct ax_verdict *v)
{
	char time[32];

	if (v->by_budget) {
		printf("worst case bounded by the run-time budget of %" PRIu32 " backward jumps", ax_limits_cloud.back_edges);
	} else {
		printf("worst case ");
		say_most(v->worst_case_insns, BEYOND);
		if (v->worst_case_calls) {
			printf(" and ");
			say_most(v->worst_case_calls, BEYOND);
			printf(" helper calls");
		}
	}
	for (u32 i = 0; !v->by_budget && i < v->call_kinds && i < ARRAY_LEN(cost->calls); i++) {
		printf("%s%s ", i ? ", " : " (", helper_name(cost->calls[i].helper));
		say_most(cost->calls[i].most, BEYOND);
		printf("%s", i + 1 == v->call_kinds ? ")" : "");
	}
	printf(", %" PRIu32 " bytes of stack", v->stack_bytes);
	if (cost->cpu && !v->by_budget) {
		time_text(time, v->worst_case_ns);
		printf(", about %s on %s (an estimate)", time, cost->cpu->name);
	}
}

void rk_cost_json(const struct rk_cost *cost, const struct ax_verdict *v)
{
	if (v->by_budget) {
		printf("\"worst_case_insns\":null,\"budget_back_edges\":%" PRIu32 ",\"worst_case_calls\":null,\"helper_calls\":{",
		       ax_limits_cloud.back_edges);
	} else {
		printf("\"worst_case_insns\":");
		say_most(v->worst_case_insns, "null");
		printf(",\"worst_case_calls\":");
		say_most(v->worst_case_calls, "null");
		printf(",\"helper_calls\":{");
	}
	for (u32 i = 0; i < v->call_kinds && i < ARRAY_LEN(cost->calls); i++) {
		printf("%s\"%s\":", i ? "," : "", helper_name(cost->calls[i].helper));
		if (v->by_budget)
			printf("null");
		else
			say_most(cost->calls[i].most, "null");
	}
	printf("},\"stack_bytes\":%" PRIu32, v->stack_bytes);
	if (!cost->cpu)
		return;
	printf(",\"cpu\":\"%s\",\"estimated_ns\":", cost->cpu->name);
	if (v->by_budget || v->worst_case_ns == UINT64_MAX)
		printf("null");
	else
		printf("%" PRIu64, v->worst_case_ns);
}

int rk_cost_add(struct rk_cost *cost, const struct ax_verdict *v, char *why, size_t size)
{
	struct ax_deadline sum = cost->sum;
	int err = ax_deadline_add(&cost->deadline, &sum, v);

	if (err)
		ax_deadline_text(&cost->deadline, &sum, err, why, size);
	else
		cost->sum = sum;
	return err;
}
