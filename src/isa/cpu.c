/* SPDX-License-Identifier: Apache-2.0
 * cpu.c - the rows of cpus.def. */
#include <axiom/cpu.h>
#include <axiom/helper.h>
#include "base/types.h"

static const struct ax_cpu cpus[] = {
#define CPU(name, mhz, text, ...) {name, text, mhz, {__VA_ARGS__}},
#include "isa/cpus.def"
};

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

const struct ax_cpu *ax_cpu_find(const char *name)
{
	for (u32 i = 0; i < ARRAY_LEN(cpus); i++)
		if (same(cpus[i].name, name))
			return &cpus[i];
	return NULL;
}

const struct ax_cpu *ax_cpu_next(const struct ax_cpu *cpu)
{
	const struct ax_cpu *next = cpu ? cpu + 1 : cpus;

	return next < cpus + ARRAY_LEN(cpus) ? next : NULL;
}

enum ax_cost ax_cpu_helper_cost(uint32_t id)
{
	switch (id) {
#define HELPER_COST(helper, kind) case AX_HELPER_##helper: return AX_COST_##kind;
#include "isa/cpus.def"
	default: return AX_COST_OTHER;
	}
}

uint64_t ax_cpu_ns(const struct ax_cpu *cpu, uint64_t cost)
{
	/* hundredths of cycles * 10 / MHz are nanoseconds */
	u64 whole = cost / cpu->mhz, rest = cost % cpu->mhz;

	if (cost == UINT64_MAX || whole > UINT64_MAX / 10 - 1)
		return UINT64_MAX;
	return whole * 10 + (rest * 10 + cpu->mhz - 1) / cpu->mhz;
}
