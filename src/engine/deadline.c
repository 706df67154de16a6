/* SPDX-License-Identifier: Apache-2.0
 * deadline.c - do the worst cases of a hook's programs fit into the time that the hook has? */
#include <axiom/hook.h>
#include <axiom/status.h>
#include "base/fmt.h"
#include "base/profile.h"
#include "base/types.h"

static u64 add_sat(u64 a, u64 b)
{
	return a + b < a ? UINT64_MAX : a + b;
}

int ax_deadline_add(const struct ax_deadline *deadline, struct ax_deadline *sum, const struct ax_verdict *verdict)
{
	if (!deadline->insns && !deadline->ns)
		return 0;
	if (verdict->by_budget || (AXI_GROWS && verdict->leads_on) || !verdict->worst_case_insns || (deadline->ns && !verdict->worst_case_ns))
		return -AX_EOPNOTSUPP;
	sum->insns = add_sat(sum->insns, verdict->worst_case_insns);
	sum->ns = add_sat(sum->ns, verdict->worst_case_ns);
	if ((deadline->insns && sum->insns > deadline->insns) || (deadline->ns && sum->ns > deadline->ns))
		return -AX_E2BIG;
	return 0;
}

size_t ax_deadline_text(const struct ax_deadline *deadline, const struct ax_deadline *sum, int err, char *out, size_t size)
{
	bool time = deadline->ns && (sum->ns > deadline->ns || !deadline->insns);
	const char *unit = time ? "ns (estimated)" : "instructions";
	unsigned long long have = time ? sum->ns : sum->insns, most = time ? deadline->ns : deadline->insns;

	if (err == -AX_EOPNOTSUPP)
		return axi_fmt(out, size, "its worst case in %s is not known (a loop by budget, tail calls, or no CPU model), and the hook "
				 "allows %llu", unit, most);
	return axi_fmt(out, size, "all together take at most %llu %s, and the hook allows %llu", have, unit, most);
}
