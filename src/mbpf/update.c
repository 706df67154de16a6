/* SPDX-License-Identifier: Apache-2.0
 * update.c - hot swap: another package in the place of a program, and back.
 *
 * The handle stays, its contents change: program and spare exchange them while every instance of both is marked busy, so that a
 * CPU which comes in the middle runs neither and counts as nested.  Who looks at numbers meanwhile (mbpf_program_stats) has marked
 * nothing: it looks at instances alone, and is waited for as a run is.  The spare is kept until the next update or the unload: memory
 * that another CPU might still look at never goes away under it. */
#include "base/str.h"
#include "mbpf/policy.h"
#include "mbpf/runtime.h"

/* lock - mark all instances busy; false: one runs, and nothing is marked */
static bool lock(struct mbpf_program *p, const struct axi_instance *held)
{
	for (u32 n = 0; n < p->cpus; n++) {
		if (&p->instance[n] == held || !atomic_exchange_explicit(&p->instance[n].busy, 1, memory_order_acquire))
			continue;
		while (n--)
			if (&p->instance[n] != held)
				atomic_store_explicit(&p->instance[n].busy, 0, memory_order_release);
		return false;
	}
	return true;
}

/* exchange - what the two handles hold, apart from what belongs to the handle: its place in the list and on the hook, the breaker */
static void exchange(struct mbpf_program *a, struct mbpf_program *b)
{
	struct axi_manifest manifest = a->manifest;
	struct axi_instance *instance = a->instance;
	const void *image = a->image;

	a->manifest = b->manifest;
	b->manifest = manifest;
	__atomic_store_n(&a->instance, b->instance, __ATOMIC_RELEASE);
	__atomic_store_n(&b->instance, instance, __ATOMIC_RELEASE);
	a->image = b->image;
	b->image = image;
	for (u32 i = 0; i < MBPF_MAPS_MAX; i++) {
		struct ax_map *map = a->map[i];

		a->map[i] = b->map[i];
		b->map[i] = map;
	}
	for (u32 n = 0; n < a->cpus; n++) {
		a->instance[n].program = a;
		b->instance[n].program = b;
	}
}

static void unlock(struct mbpf_program *p)
{
	for (u32 n = 0; n < p->cpus; n++)
		atomic_store_explicit(&p->instance[n].busy, 0, memory_order_release);
}

bool axi_mbpf_restore(struct mbpf_program *p, const struct axi_instance *held)
{
	struct mbpf_program *spare = p->spare;

	if (!spare || !p->probation || !lock(p, held))
		return false;
	p->probation = 0;
	exchange(p, spare);
	unlock(p); /* what was the spare has been marked since it was put away */
	return true;
}

int axi_mbpf_fits(const struct mbpf_program *p, const struct mbpf_program *spare, struct mbpf_diag *diag)
{
	const struct axi_manifest *have = &p->manifest, *want = &spare->manifest;

	if (!axi_streq(want->program_name, have->program_name))
		return axi_mbpf_refuse(diag, -AX_EINVAL, "update: the package is of program %s, not of %s", want->program_name,
				       have->program_name);
	if (!axi_streq(want->hook_type, have->hook_type) || want->hook_ctx_abi_version != have->hook_ctx_abi_version)
		return axi_mbpf_refuse(diag, -AX_EINVAL, "update: the new program is for hook %s", want->hook_type);
	for (u32 i = 0; i < want->map_count; i++)
		for (u32 j = 0; j < have->map_count; j++) {
			const struct axi_map_def *a = &want->map[i], *b = &have->map[j];

			if (axi_streq(a->name, b->name) && memcmp(a, b, sizeof(*a)))
				return axi_mbpf_refuse(diag, -AX_EINVAL, "update: map %s is defined otherwise", a->name);
		}
	return 0;
}

/* take_over - what can still fail, with the old program locked: its entry in the engine's table holds the new maps, too (those
 * that it has got stay with it), and the version is remembered. */
static int take_over(struct mbpf_program *p, const struct mbpf_program *spare, struct mbpf_diag *diag)
{
	int err = 0;

	for (u32 i = 0; i < spare->manifest.map_count && !err; i++)
		if (ax_prog_bind_map(p->entry, spare->map[i]))
			err = axi_mbpf_refuse(diag, -AX_ENOMEM, "update: no memory");
	if (!err && axi_policy_accepted(p->runtime->config.policy, &spare->manifest))
		err = axi_mbpf_refuse(diag, -AX_EIO, "the version cannot be remembered");
	if (err)
		unlock(p);
	return err;
}

int mbpf_program_update(mbpf_runtime_t *runtime, mbpf_program_t *p, const void *package, size_t size, uint32_t probation,
			struct mbpf_diag *diag)
{
	struct mbpf_program *spare;
	int err = axi_mbpf_make(runtime, package, size, p, &spare, diag);

	if (err)
		return err;
	if (!lock(p, NULL))
		err = axi_mbpf_refuse(diag, -AX_EBUSY, "update: the program runs");
	else
		err = take_over(p, spare, diag);
	if (err) {
		axi_mbpf_destroy(spare);
		return err;
	}
	if (p->spare) {
		axi_mbpf_wait(runtime); /* a run may have looked at its instances long ago, and not yet that they are busy */
		axi_mbpf_destroy(p->spare);
	}
	lock(spare, NULL); /* nobody has seen it, and until all of it is exchanged nobody runs it */
	exchange(p, spare);
	p->spare = spare;
	p->probation = probation;
	unlock(p);
	return 0;
}
