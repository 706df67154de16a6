/* SPDX-License-Identifier: Apache-2.0
 * object_cmd.c - commands on objects of any kind: ids and descriptors, BTF_LOAD, statistics, tokens. */
#include "base/str.h"
#include "object/btf.h"
#include "sysbpf/call.h"

/* --- ids --- */

static long next_id(struct call *call, enum ax_kind kind)
{
	u32 next;
	int err;

	if (call->attr.get_id.id >= AXI_ID_MAX)
		return -AX_EINVAL;
	err = ax_engine_next_id(call->engine, kind, call->attr.get_id.id, &next);
	return err ? err : axi_call_result(call, offsetof(struct axi_attr_get_id, next_id), next);
}

long axi_cmd_next_prog(struct call *call)
{
	return next_id(call, AX_KIND_PROG);
}

long axi_cmd_next_map(struct call *call)
{
	return next_id(call, AX_KIND_MAP);
}

long axi_cmd_next_btf(struct call *call)
{
	return next_id(call, AX_KIND_BTF);
}

long axi_cmd_next_link(struct call *call)
{
	return next_id(call, AX_KIND_LINK);
}

static long by_id(struct call *call, enum ax_kind kind, u32 flags)
{
	void *object = ax_engine_by_id(call->engine, kind, call->attr.get_id.id);

	return object ? axi_call_install(call, kind, object, flags) : -AX_ENOENT;
}

long axi_cmd_prog_by_id(struct call *call)
{
	return by_id(call, AX_KIND_PROG, 0);
}

long axi_cmd_btf_by_id(struct call *call)
{
	return by_id(call, AX_KIND_BTF, 0);
}

long axi_cmd_link_by_id(struct call *call)
{
	return by_id(call, AX_KIND_LINK, 0);
}

long axi_cmd_map_by_id(struct call *call)
{
	u32 open = call->attr.get_id.open_flags, both = AXI_F_RDONLY | AXI_F_WRONLY;

	if ((open & ~both) || (open & both) == both)
		return -AX_EINVAL;
	return by_id(call, AX_KIND_MAP,
		     (open & AXI_F_RDONLY ? AXI_FD_RDONLY : 0) | (open & AXI_F_WRONLY ? AXI_FD_WRONLY : 0));
}

/* --- BTF --- */

int axi_sysbpf_system_types(struct ax_engine *engine, const char *name, u32 size, void **out)
{
	struct axi_btf_obj *btf = axi_btf_obj_alloc(engine, 0);

	if (!btf)
		return -AX_ENOMEM;
	btf->system = name;
	btf->size = size;
	*out = btf;
	return axi_btf_obj_publish(btf);
}

enum { BTF_MAX_BYTES = 16 << 20 }; /* Linux BTF_MAX_SIZE */

/* Types and strings, in this or the other order, are all that there is behind the header: no gap, no rest (Linux's
 * btf_check_sec_info; object files may have both). */
static bool btf_is_full(const u8 *data, u32 size)
{
	u32 h[6], first;

	memcpy(h, data, sizeof(h)); /* its length, then offset and length of the types and of the strings */
	first = h[2] < h[4] || !h[3] ? 2 : 4;
	return !h[first] && h[6 - first] == h[first + 1] && h[1] + h[6 - first] + h[7 - first] == size;
}

static int check_btf(struct call *call, const struct axi_btf_obj *btf, struct ax_object_error *why)
{
	size_t scratch = (size_t)btf->size / 12 * 4 + 128; /* 4 bytes a type, a type is 12 bytes at least */
	void *block = call->mem->alloc(call->mem, scratch);
	struct ax_arena arena;
	int err;

	if (!block)
		return -AX_ENOMEM;
	ax_arena_init(&arena, block, scratch);
	err = axi_btf_check(btf->data, btf->size, &arena, why);
	call->mem->free(call->mem, block, scratch);
	return err || !AXI_UNVERIFIED ? err : btf_is_full(btf->data, btf->size) ? 0 : -AX_EINVAL;
}

static int send_btf_log(struct call *call, const struct user_log *log, const char *text, int err)
{
	size_t at = offsetof(struct axi_attr_btf_load, btf_log_true_size);
	u32 true_size;
	int log_err = axi_log_send(call, log, text, (u32)axi_strlen(text), &true_size);

	if (call->size >= at + sizeof(true_size) && axi_call_result(call, at, true_size))
		log_err = -AX_EFAULT;
	return log_err ? log_err : err;
}

long axi_cmd_btf_load(struct call *call)
{
	const struct axi_attr_btf_load *attr = &call->attr.btf_load;
	struct user_log log = {.buf = attr->btf_log_buf, .size = attr->btf_log_size, .level = attr->btf_log_level};
	struct ax_object_error why = {.text = ""};
	struct axi_btf_obj *btf;
	int err;

	if (attr->btf_flags)
		return -AX_EINVAL;
	if (attr->btf_size > BTF_MAX_BYTES)
		return -AX_E2BIG;
	err = axi_log_check(&log);
	if (err)
		return err;
	btf = axi_btf_obj_alloc(call->engine, attr->btf_size);
	if (!btf)
		return -AX_ENOMEM;
	err = axi_call_in(call, btf->data, attr->btf, attr->btf_size);
	if (!err) {
		err = check_btf(call, btf, &why);
		err = send_btf_log(call, &log, err ? why.text : "", err);
	}
	if (err) {
		axi_btf_obj_put(btf);
		return err;
	}
	err = axi_btf_obj_publish(btf);
	return err ? err : axi_call_install(call, AX_KIND_BTF, btf, 0);
}

/* --- statistics, maps held by programs, tokens --- */

long axi_cmd_enable_stats(struct call *call)
{
	if (call->attr.enable_stats.type != AXI_STATS_RUN_TIME)
		return -AX_EINVAL;
	ax_engine_stats(call->engine, true);
	return axi_call_install(call, AXI_KIND_STATS, call->engine, 0);
}

long axi_cmd_prog_bind_map(struct call *call)
{
	void *prog, *map;
	int err;

	if (call->attr.bind_map.flags)
		return -AX_EINVAL;
	err = axi_call_fd(call, call->attr.bind_map.prog_fd, AX_KIND_PROG, &prog, NULL);
	if (err)
		return err;
	err = axi_call_fd(call, call->attr.bind_map.map_fd, AX_KIND_MAP, &map, NULL);
	if (!err) {
		err = ax_prog_bind_map(prog, map);
		ax_map_put(call->engine, map);
	}
	ax_prog_put(prog);
	return err;
}

/* Tokens hand rights to user namespaces through a bpffs mounted for that; there is none, so no descriptor is one. */
long axi_cmd_token_create(struct call *call)
{
	enum ax_kind kind;
	void *object;
	u32 flags;
	int err;

	if (call->attr.token_create.flags)
		return -AX_EINVAL;
	err = axi_call_fd_any(call, call->attr.token_create.bpffs_fd, &kind, &object, &flags);
	if (err)
		return err;
	axi_call_put(call, kind, object);
	return -AX_EINVAL;
}
