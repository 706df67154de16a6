/* SPDX-License-Identifier: Apache-2.0
 * kfunc.c - kernel functions: their prototypes by number, their numbers by name. */
#include "base/str.h"
#include "isa/kfunc.h"
#include "isa/progsets.h"

struct row {
	const char *name;
	u8 ret, arg[AX_HELPER_ARGS], flags;
	u64 progs;
};

static const struct row rows[] = {
#define KFUNC(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) \
	[id - AX_KFUNC_FIRST] = {#name, RET_##ret, {ARG_##a1, ARG_##a2, ARG_##a3, ARG_##a4, ARG_##a5}, flags, PROGS_##progs},
#include "isa/kfunc.def"
};

bool axi_kfunc_proto(u32 id, struct axi_proto *out)
{
	u32 i = id - AX_KFUNC_FIRST;

	if (!AXI_KFUNCS || i >= ARRAY_LEN(rows))
		return false;
	*out = (struct axi_proto){.name = rows[i].name, .ret = rows[i].ret, .flags = rows[i].flags, .progs = rows[i].progs};
	memcpy(out->arg, rows[i].arg, sizeof(out->arg));
	return true;
}

u32 axi_kfunc_named(const char *name)
{
	for (u32 i = 0; AXI_KFUNCS && i < ARRAY_LEN(rows); i++)
		if (axi_streq(rows[i].name, name))
			return AX_KFUNC_FIRST + i;
	return 0;
}

const char *axi_struct_of_kfunc(u32 id)
{
	switch (id) {
	case AX_KFUNC_bpf_task_acquire:
	case AX_KFUNC_bpf_task_from_pid: return "task_struct";
	case AX_KFUNC_bpf_cpumask_create:
	case AX_KFUNC_bpf_cpumask_acquire: return "bpf_cpumask";
	case AX_KFUNC_bpf_crypto_ctx_create:
	case AX_KFUNC_bpf_crypto_ctx_acquire: return "bpf_crypto_ctx";
	case AX_KFUNC_bpf_skb_ct_alloc:
	case AX_KFUNC_bpf_xdp_ct_alloc: return "nf_conn___init";
	case AX_KFUNC_bpf_skb_ct_lookup:
	case AX_KFUNC_bpf_xdp_ct_lookup:
	case AX_KFUNC_bpf_ct_insert_entry: return "nf_conn";
	case AX_KFUNC_bpf_xdp_get_xfrm_state: return "xfrm_state";
	case AX_KFUNC_bpf_get_task_exe_file: return "file";
	case AX_KFUNC_bpf_lookup_user_key:
	case AX_KFUNC_bpf_lookup_system_key: return "bpf_key";
	default: return "cgroup";
	}
}
