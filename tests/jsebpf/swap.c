/* SPDX-License-Identifier: Apache-2.0
 * swap.c - both kinds of packages in one runtime: an update from one to the other keeps the maps, a failing one changes nothing,
 * each CPU has global variables of its own, data that only read_fn gives, the breaker. */
#include <axiom/posix.h>
#include <stdio.h>
#include <string.h>
#include "jsebpf/diff.h"

static int failures;

static void check(const char *name, long have, long want)
{
	if (have != want)
		printf("FAIL jsebpf.%s: %ld, not %ld\n", name, have, want);
	else
		printf("ok jsebpf.%s\n", name);
	failures += have != want;
}

static int32_t run(mbpf_runtime_t *runtime, const mbpf_program_t *p, const struct mbpf_ctx_head *head)
{
	struct mbpf_ctx_net ctx = {.head = {.abi_version = 1}};
	int32_t rc = -99;

	if (head)
		ctx.head = *head;
	mbpf_run(runtime, p->hook, &ctx, sizeof(ctx), &rc);
	return rc;
}

static int give(const struct mbpf_ctx_head *ctx, uint32_t offset, void *out, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		((uint8_t *)out)[i] = (uint8_t)(offset + i);
	return ctx->flags & 0x100 ? -1 : 0;
}

/* The program (swap.js): counts in a map and in a global variable; map * 100 + variable, and byte 3 of the data if there is one. */
int swap_test(const void *js, size_t js_size, const void *ebpf, size_t ebpf_size)
{
	static struct mbpf_policy policy = {.development = true};
	struct mbpf_config config = {.policy = &policy, .cpus = 2, .mem = axp_port()->mem};
	struct mbpf_ctx_head data = {.abi_version = 1, .data_len = 10, .read_fn = give}, big = {.abi_version = 1, .data_len = 70000, .data = &data};
	struct mbpf_diag diag = {.text = ""};
	struct mbpf_program_stats st;
	mbpf_runtime_t *runtime;
	mbpf_program_t *p;

	axp_set_cpu(0);
	if (ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud) || mbpf_runtime_init(&runtime, &config) ||
	    mbpf_program_load(runtime, js, js_size, &p, &diag) || mbpf_program_attach(runtime, p)) {
		printf("FAIL jsebpf.swap: %s\n", diag.text);
		return 1;
	}
	run(runtime, p, NULL);
	check("swap_js", run(runtime, p, NULL), 202);
	check("swap_to_ebpf", mbpf_program_update(runtime, p, ebpf, ebpf_size, 0, &diag), 0);
	check("swap_keeps_the_map", run(runtime, p, NULL), 301);
	check("swap_variables_live", run(runtime, p, NULL), 402);
	axp_set_cpu(1);
	check("swap_cpu_has_its_own_variables", run(runtime, p, NULL), 501);
	axp_set_cpu(0);
	check("swap_read_fn", run(runtime, p, &data), 603 + 3000);
	data.flags = 0x100;
	check("swap_read_fn_fails", run(runtime, p, &data), 0);
	check("swap_too_long", run(runtime, p, &big), 0);
	mbpf_program_stats(p, &st);
	check("swap_failure_is_an_exception", (long)st.outcome[MBPF_EXCEPTION], 1);
	check("swap_too_long_is_no_memory", (long)st.outcome[MBPF_NO_MEMORY], 1);
	check("swap_broken_is_refused", mbpf_program_update(runtime, p, ebpf, ebpf_size - 1, 0, &diag), -AX_EINVAL);
	check("swap_still_there", run(runtime, p, NULL), 704);
	mbpf_program_breaker(p, 2, 1000000000000);
	run(runtime, p, &big);
	run(runtime, p, &big);
	check("swap_breaker_opens", run(runtime, p, NULL), 0);
	mbpf_program_breaker_reset(p);
	check("swap_breaker_resets", run(runtime, p, NULL), 805);
	check("swap_back_to_js", mbpf_program_update(runtime, p, js, js_size, 0, &diag), 0);
	check("swap_js_again", run(runtime, p, NULL), 901);
	check("swap_shutdown", mbpf_runtime_shutdown(runtime), 0);
	check("swap_nothing_is_left", ax_engine_destroy(config.engine), 0);
	return failures;
}
