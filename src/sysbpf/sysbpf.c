/* SPDX-License-Identifier: Apache-2.0
 * sysbpf.c - entry of bpf(2): permission, attributes in, dispatch. */
#include "sysbpf/call.h"

/* END(struct, field): where the command's attributes end; bytes behind it must be zero (Linux's CHECK_ATTR). */
#define END(group, field) (offsetof(struct axi_attr_##group, field) + sizeof(((struct axi_attr_##group *)0)->field))

static const struct command {
	long (*run)(struct call *call);
	u32 end;
} commands[] = {
	[AXI_BPF_MAP_CREATE] = {axi_cmd_map_create, END(map_create, map_token_fd)},
	[AXI_BPF_MAP_LOOKUP_ELEM] = {axi_cmd_map_lookup, END(elem, flags)},
	[AXI_BPF_MAP_UPDATE_ELEM] = {axi_cmd_map_update, END(elem, flags)},
	[AXI_BPF_MAP_DELETE_ELEM] = {axi_cmd_map_delete, END(elem, key)},
	[AXI_BPF_MAP_GET_NEXT_KEY] = {axi_cmd_map_next_key, END(elem, value)},
	[AXI_BPF_PROG_LOAD] = {axi_cmd_prog_load, END(prog_load, prog_token_fd)},
	[AXI_BPF_OBJ_PIN] = {axi_cmd_obj_pin, END(obj, path_fd)},
	[AXI_BPF_OBJ_GET] = {axi_cmd_obj_get, END(obj, path_fd)},
	[AXI_BPF_PROG_ATTACH] = {axi_cmd_prog_attach, END(attach, expected_revision)},
	[AXI_BPF_PROG_DETACH] = {axi_cmd_prog_detach, END(attach, expected_revision)},
	[AXI_BPF_PROG_TEST_RUN] = {axi_cmd_test_run, END(test_run, batch_size)},
	[AXI_BPF_PROG_GET_NEXT_ID] = {axi_cmd_next_prog, END(get_id, next_id)},
	[AXI_BPF_MAP_GET_NEXT_ID] = {axi_cmd_next_map, END(get_id, next_id)},
	[AXI_BPF_PROG_GET_FD_BY_ID] = {axi_cmd_prog_by_id, END(get_id, id)},
	[AXI_BPF_MAP_GET_FD_BY_ID] = {axi_cmd_map_by_id, END(get_id, open_flags)},
	[AXI_BPF_OBJ_GET_INFO_BY_FD] = {axi_cmd_info, END(info, info)},
	[AXI_BPF_PROG_QUERY] = {axi_cmd_prog_query, END(query, revision)},
	[AXI_BPF_RAW_TRACEPOINT_OPEN] = {axi_cmd_raw_tracepoint, END(raw_tracepoint, cookie)},
	[AXI_BPF_BTF_LOAD] = {axi_cmd_btf_load, END(btf_load, btf_token_fd)},
	[AXI_BPF_BTF_GET_FD_BY_ID] = {axi_cmd_btf_by_id, END(get_id, id)},
	[AXI_BPF_TASK_FD_QUERY] = {axi_cmd_task_fd_query, END(task_fd, probe_addr)},
	[AXI_BPF_MAP_LOOKUP_AND_DELETE_ELEM] = {axi_cmd_map_lookup_and_delete, END(elem, flags)},
	[AXI_BPF_MAP_FREEZE] = {axi_cmd_map_freeze, END(elem, map_fd)},
	[AXI_BPF_BTF_GET_NEXT_ID] = {axi_cmd_next_btf, END(get_id, next_id)},
	[AXI_BPF_MAP_LOOKUP_BATCH] = {axi_cmd_batch_lookup, END(batch, flags)},
	[AXI_BPF_MAP_LOOKUP_AND_DELETE_BATCH] = {axi_cmd_batch_take, END(batch, flags)},
	[AXI_BPF_MAP_UPDATE_BATCH] = {axi_cmd_batch_update, END(batch, flags)},
	[AXI_BPF_MAP_DELETE_BATCH] = {axi_cmd_batch_delete, END(batch, flags)},
	[AXI_BPF_LINK_CREATE] = {axi_cmd_link_create, END(link_create, others[8])},
	[AXI_BPF_LINK_UPDATE] = {axi_cmd_link_update, END(link_update, old_prog_fd)},
	[AXI_BPF_LINK_GET_FD_BY_ID] = {axi_cmd_link_by_id, END(get_id, id)},
	[AXI_BPF_LINK_GET_NEXT_ID] = {axi_cmd_next_link, END(get_id, next_id)},
	[AXI_BPF_ENABLE_STATS] = {axi_cmd_enable_stats, END(enable_stats, type)},
	[AXI_BPF_ITER_CREATE] = {axi_cmd_iter_create, END(iter_create, flags)},
	[AXI_BPF_LINK_DETACH] = {axi_cmd_link_detach, END(link_detach, link_fd)},
	[AXI_BPF_PROG_BIND_MAP] = {axi_cmd_prog_bind_map, END(bind_map, flags)},
	[AXI_BPF_TOKEN_CREATE] = {axi_cmd_token_create, END(token_create, bpffs_fd)},
};

static const struct command *find(int cmd)
{
	static const struct command series = {AXI_UNVERIFIED ? axi_cmd_series_query : NULL, END(series, count)};

	if (AXI_UNVERIFIED && cmd == AXI_BPF_SERIES_QUERY)
		return &series;
	return cmd >= 0 && (u32)cmd < ARRAY_LEN(commands) && commands[cmd].run ? &commands[cmd] : NULL;
}

int axi_call_in(struct call *call, void *to, u64 user, size_t bytes)
{
	return bytes ? call->host->copy_in(call->host->arg, to, user, bytes) : 0;
}

int axi_call_out(struct call *call, u64 user, const void *from, size_t bytes)
{
	return bytes ? call->host->copy_out(call->host->arg, user, from, bytes) : 0;
}

int axi_call_result(struct call *call, size_t offset, u32 value)
{
	return axi_call_out(call, call->uattr + offset, &value, sizeof(value));
}

static bool is_zero(const u8 *at, size_t bytes)
{
	while (bytes--)
		if (*at++)
			return false;
	return true;
}

int axi_call_zero(struct call *call, u64 user, size_t bytes)
{
	u8 chunk[64];

	while (bytes) {
		size_t take = min_u64(bytes, sizeof(chunk));

		if (axi_call_in(call, chunk, user, take))
			return -AX_EFAULT;
		if (!is_zero(chunk, take))
			return -AX_E2BIG;
		user += take;
		bytes -= take;
	}
	return 0;
}

int axi_call_fd_any(struct call *call, u32 fd, enum ax_kind *kind, void **object, u32 *flags)
{
	return call->host->fd_get(call->host->arg, (int)fd, kind, object, flags);
}

void axi_call_put(struct call *call, enum ax_kind kind, void *object)
{
	axi_sysbpf_release(call->engine, kind, object);
}

int axi_call_fd(struct call *call, u32 fd, enum ax_kind kind, void **object, u32 *flags)
{
	enum ax_kind have;
	u32 how = 0;
	int err = axi_call_fd_any(call, fd, &have, object, &how);

	if (err)
		return err;
	if (have != kind) {
		axi_call_put(call, have, *object);
		*object = NULL;
		return -AX_EINVAL;
	}
	if (flags)
		*flags = how;
	return 0;
}

long axi_call_install(struct call *call, enum ax_kind kind, void *object, u32 flags)
{
	int fd = call->host->fd_install(call->host->arg, kind, object, flags | AXI_FD_CLOEXEC);

	if (fd < 0)
		axi_call_put(call, kind, object);
	return fd;
}

/* The caller may know a longer union than we do: what we do not know must be zero. */
static int attr_in(struct call *call, int cmd)
{
	size_t known = sizeof(call->attr);
	int err = 0;

	if (call->size > AX_PAGE_BYTES)
		return -AX_E2BIG;
	if (cmd == AXI_BPF_PROG_LOAD && call->size > AXI_ATTR_MORE_AT) {
		err = axi_call_zero(call, call->uattr + known, AXI_ATTR_MORE_AT - known);
		if (!err)
			err = axi_call_in(call, &call->more, call->uattr + AXI_ATTR_MORE_AT,
					  min_u64(call->size - AXI_ATTR_MORE_AT, sizeof(call->more)));
		known = AXI_ATTR_MORE_AT + sizeof(call->more);
	}
	if (!err && call->size > known)
		err = axi_call_zero(call, call->uattr + known, call->size - known);
	return err ? err : axi_call_in(call, &call->attr, call->uattr, min_u64(call->size, sizeof(call->attr)));
}

long axi_sysbpf(struct ax_engine *engine, const struct axi_bpf_host *host, int cmd, u64 uattr, u32 size)
{
	struct call call = {
		.engine = engine,
		.host = host,
		.mem = ax_engine_port(engine)->mem,
		.uattr = uattr,
		.size = size,
	};
	const struct command *command;
	int err;

	if (!host->privileged(host->arg))
		return -AX_EPERM;
	err = attr_in(&call, cmd);
	if (err)
		return err;
	command = find(cmd);
	if (!command)
		return -AX_EINVAL;
	if (!is_zero(call.attr.bytes + command->end, sizeof(call.attr) - command->end))
		return -AX_EINVAL;
	return command->run(&call);
}

void axi_sysbpf_release(struct ax_engine *engine, enum ax_kind kind, void *object)
{
	if (kind == AXI_KIND_STATS)
		ax_engine_stats(engine, false);
	else
		axi_object_put(engine, kind, object);
}

void axi_sysbpf_object_get(enum ax_kind kind, void *object)
{
	if (kind == AXI_KIND_STATS)
		ax_engine_stats(object, true);
	else
		axi_object_get(kind, object);
}
