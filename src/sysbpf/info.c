/* SPDX-License-Identifier: Apache-2.0
 * info.c - BPF_OBJ_GET_INFO_BY_FD.
 *
 * The caller's struct may be longer than ours (then the rest must be zero) or shorter (then it gets the beginning);
 * arrays go to pointers inside the struct, as many as fit, and the counts say how many there are. */
#include "base/str.h"
#include "sysbpf/call.h"

/* The caller's struct, cut to ours; fields that he did not give are zero. */
static int info_in(struct call *call, void *info, u32 info_bytes, u32 *bytes)
{
	const struct axi_attr_info *attr = &call->attr.info;

	*bytes = (u32)min_u64(attr->info_len, info_bytes);
	if (attr->info_len > AX_PAGE_BYTES)
		return -AX_E2BIG;
	if (attr->info_len > info_bytes) {
		int err = axi_call_zero(call, attr->info + info_bytes, attr->info_len - info_bytes);

		if (err)
			return err;
	}
	return axi_call_in(call, info, attr->info, *bytes);
}

static int info_out(struct call *call, const void *info, u32 bytes)
{
	int err = axi_call_out(call, call->attr.info.info, info, bytes);

	return err ? err : axi_call_result(call, offsetof(struct axi_attr_info, info_len), bytes);
}

/* --- programs --- */

static int map_ids_out(struct call *call, const struct ax_prog_info *prog, struct axi_prog_info *info)
{
	u32 room = info->nr_map_ids;

	info->nr_map_ids = prog->map_count;
	for (u32 i = 0; i < prog->map_count && i < room; i++) {
		u32 id = ax_map_id(prog->maps[i]);

		if (axi_call_out(call, info->map_ids + 4 * (u64)i, &id, sizeof(id)))
			return -AX_EFAULT;
	}
	return 0;
}

/* One instruction as Linux shows it: maps by id. */
static struct ax_insn shown(const struct ax_prog_info *prog, u32 i)
{
	struct ax_insn insn = prog->insns[i];

	if (insn.opcode != AX_OP_LDDW ||
	    (insn.src != AX_PSEUDO_MAP_IDX && insn.src != AX_PSEUDO_MAP_IDX_VALUE))
		return insn;
	insn.src = insn.src == AX_PSEUDO_MAP_IDX ? AX_PSEUDO_MAP_FD : AX_PSEUDO_MAP_VALUE;
	insn.imm = (s32)ax_map_id(prog->maps[insn.imm]);
	return insn;
}

static int insns_out(struct call *call, const struct ax_prog_info *prog, struct axi_prog_info *info)
{
	u32 room = info->xlated_prog_len / (u32)sizeof(struct ax_insn);

	info->xlated_prog_len = prog->insn_count * (u32)sizeof(struct ax_insn);
	for (u32 i = 0; i < prog->insn_count && i < room; i++) {
		struct ax_insn insn = shown(prog, i);

		if (axi_call_out(call, info->xlated_prog_insns + sizeof(insn) * (u64)i, &insn, sizeof(insn)))
			return -AX_EFAULT;
	}
	return 0;
}

static int prog_info(struct call *call, const struct ax_prog *object)
{
	struct axi_prog_info info = {0}, out;
	struct ax_prog_info prog;
	u32 bytes;
	int err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	ax_prog_info(object, &prog);
	err = map_ids_out(call, &prog, &info);
	if (!err)
		err = insns_out(call, &prog, &info);
	if (err)
		return err;
	out = (struct axi_prog_info){
		.type = prog.type,
		.id = prog.id,
		.xlated_prog_len = info.xlated_prog_len,
		.xlated_prog_insns = info.xlated_prog_insns,
		.load_time = prog.load_ns,
		.created_by_uid = prog.uid,
		.nr_map_ids = info.nr_map_ids,
		.map_ids = info.map_ids,
		.gpl_compatible = prog.gpl,
		.btf_id = prog.btf_id,
		.run_time_ns = prog.run_ns,
		.run_cnt = prog.run_count,
		.recursion_misses = prog.recursion_misses,
		.verified_insns = prog.verdict.insns,
	};
	memcpy(out.tag, prog.tag, sizeof(out.tag));
	memcpy(out.name, prog.name, sizeof(out.name));
	return info_out(call, &out, bytes);
}

/* --- maps, BTF, links --- */

static int map_info(struct call *call, const struct ax_map *map)
{
	const struct ax_map_spec *spec = ax_map_spec_of(map);
	struct axi_map_info info = {0};
	u32 bytes;
	int err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	info = (struct axi_map_info){
		.type = spec->type,
		.id = ax_map_id(map),
		.key_size = spec->key_size,
		.value_size = spec->value_size,
		.max_entries = spec->max_entries,
		.map_flags = spec->flags,
		.btf_id = spec->btf_id,
		.btf_key_type_id = spec->btf_key_type_id,
		.btf_value_type_id = spec->btf_value_type_id,
		.map_extra = spec->extra,
	};
	memcpy(info.name, spec->name, sizeof(info.name));
	return info_out(call, &info, bytes);
}

static int btf_info(struct call *call, const struct axi_btf_obj *btf)
{
	struct axi_btf_info info = {0};
	u32 bytes;
	int err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	/* BTF from bpf(2) has no name; Linux demands room for the NUL if a buffer is given */
	if (!info.name != !info.name_len)
		return -AX_EINVAL;
	if (axi_call_out(call, info.btf, btf->data, min_u64(info.btf_size, btf->size)))
		return -AX_EFAULT;
	if (info.name_len && axi_call_out(call, info.name, "", 1))
		return -AX_EFAULT;
	info = (struct axi_btf_info){.btf = info.btf, .btf_size = btf->size, .id = btf->id, .name = info.name};
	return info_out(call, &info, bytes);
}

static int link_info(struct call *call, const struct ax_link *link)
{
	struct axi_link_info info = {0};
	u32 bytes;
	int err = info_in(call, &info, sizeof(info), &bytes);

	if (err)
		return err;
	info = (struct axi_link_info){
		.type = AXI_LINK_TYPE_PERF_EVENT,
		.id = link->id,
		.prog_id = link->prog->id,
	};
	return info_out(call, &info, bytes);
}

long axi_cmd_info(struct call *call)
{
	enum ax_kind kind;
	void *object;
	u32 flags;
	int err = call->host->fd_get(call->host->arg, (int)call->attr.info.bpf_fd, &kind, &object, &flags);

	if (err) /* Linux has its own word for this one command */
		return err == -AX_EBADF ? -AX_EBADFD : err;
	switch (kind) {
	case AX_KIND_PROG: err = prog_info(call, object); break;
	case AX_KIND_MAP: err = map_info(call, object); break;
	case AX_KIND_BTF: err = btf_info(call, object); break;
	case AX_KIND_LINK: err = link_info(call, object); break;
	case AX_KINDS: err = -AX_EINVAL; break;
	}
	axi_object_put(call->engine, kind, object);
	return err;
}
