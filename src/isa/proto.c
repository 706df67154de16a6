/* SPDX-License-Identifier: Apache-2.0
 * proto.c - what helpers take and give (proto.h), and which program and map types they are for. */
#include <axiom/map.h>
#include "base/profile.h"
#include "isa/kfunc.h"
#include "isa/progsets.h"
#include "isa/proto.h"

/* Axiom's own map types have large ids: bits from the top. */
#define OWN_SERIES (UINT64_C(1) << 63)

/* One row a helper that this build knows, in the order of helpers.def. */
enum row {
	ROW_NONE,
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) ROW_##name,
#if !AXI_DEVICE
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) ROW_##name,
#define HELPER_MORE(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) ROW_##name,
#endif
#include "isa/helpers.def"
	ROWS
};

#define ROW(id, name, ret, a1, a2, a3, a4, a5, flags) \
	[ROW_##name] = {id, RET_##ret, {ARG_##a1, ARG_##a2, ARG_##a3, ARG_##a4, ARG_##a5}, flags},
static const struct {
	u8 id, ret, arg[AX_HELPER_ARGS], flags;
} rows[ROWS] = {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) ROW(id, name, ret, a1, a2, a3, a4, a5, flags)
#if !AXI_DEVICE
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) ROW(id, name, ret, a1, a2, a3, a4, a5, flags)
#define HELPER_MORE(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) \
	ROW(id, name, ret, a1, a2, a3, a4, a5, flags)
#endif
#include "isa/helpers.def"
};

/* The row of an id: ids are smaller than 256. */
static u32 row_of(u32 id)
{
	static const u8 index[256] = {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) [id] = ROW_##name,
#if !AXI_DEVICE
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) [id] = ROW_##name,
#define HELPER_MORE(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) [id] = ROW_##name,
#endif
#include "isa/helpers.def"
	};
	u32 row = ROWS;

	if (!AXI_DEVICE)
		return id < ARRAY_LEN(index) ? index[id] : ROW_NONE;
	while (--row && rows[row].id != id)
		;
	return row;
}

static const char *name_of(u32 row)
{
	static const char *const names[ROWS] = {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) [ROW_##name] = "bpf_" #name,
#if !AXI_DEVICE
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) [ROW_##name] = "bpf_" #name,
#define HELPER_MORE(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) [ROW_##name] = "bpf_" #name,
#endif
#include "isa/helpers.def"
	};

	return AXI_WORDS ? names[row] : NULL;
}

/* Program types that may call it. */
static u64 progs_of(u32 row)
{
	static const u64 progs[ROWS] = {
#if !AXI_DEVICE
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) [ROW_##name] = PROGS_ALL,
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) [ROW_##name] = PROGS_##progs,
#define HELPER_MORE(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) [ROW_##name] = PROGS_##progs,
#endif
#include "isa/helpers.def"
	};

	return AXI_DEVICE ? PROGS_ALL : progs[row];
}

bool axi_proto_of(u32 id, struct axi_proto *out)
{
	u32 row = row_of(id);

	if (AXI_KFUNCS && id >= AX_KFUNC_FIRST)
		return axi_kfunc_proto(id, out);

	out->name = name_of(row);
	out->progs = progs_of(row);
	out->ret = rows[row].ret;
	out->flags = rows[row].flags;
	memcpy(out->arg, rows[row].arg, sizeof(out->arg));
	return row;
}

/* For some program types Linux has other rows of a helper: a socket where other types have the context, or the other way
 * round (sk_reuseport_func_proto and the like). */
bool axi_proto_fit(u32 id, u32 type, u32 attach, const struct ax_target *target, struct axi_proto *p)
{
	u64 bit = UINT64_C(1) << axi_prog_bit(type);

	if (id == AX_HELPER_get_socket_cookie && bit & (TYPE(SK_REUSEPORT) | PROGS_TYPED))
		p->arg[0] = ARG_SOCK_ANY_NULL;
	if ((id == AX_HELPER_setsockopt || id == AX_HELPER_getsockopt) && bit & TYPE(CGROUP_SOCKOPT)) {
		p->arg[0] = ARG_SOCK_ANY;
		return attach == 22; /* setsockopt: the socket is locked */
	}
	if (id == AX_HELPER_bind) /* where a socket connects */
		return attach == 10 || attach == 11;
	if ((id == AX_HELPER_setsockopt || id == AX_HELPER_getsockopt) && bit & TYPE(TRACING)) {
		p->arg[0] = ARG_SOCK_ANY;
		return attach == 28 && target && target->locked;
	}
	if (id == AX_KFUNC_bpf_dynptr_from_skb && bit & (TYPE(NETFILTER) | PROGS_TYPED)) {
		p->arg[0] = ARG_SKB;
		p->flags |= TRUSTED;
	}
	if (id == AX_HELPER_override_return && (attach == 42 || attach == 56)) /* several functions: not all may have their result changed */
		return false;
	if (id == AX_HELPER_d_path && target && !target->paths)
		return false;
	if ((id == AX_HELPER_get_retval || id == AX_HELPER_set_retval) && bit & TYPE(CGROUP_SOCK_ADDR))
		return !axi_attach_tells(attach);
	if (id == AX_HELPER_sk_storage_get && bit & TYPE(CGROUP_SOCK))
		p->arg[1] = ARG_CTX;
	if (id == AX_HELPER_sk_assign && bit & PROGS_CLS)
		p->arg[1] = ARG_SOCK_ANY;
	return true;
}

u16 axi_helper_reads(u32 id)
{
	const u8 *arg = rows[row_of(id)].arg;
	struct axi_proto kfunc;
	u16 mask = 0;

	if (AXI_KFUNCS && axi_kfunc_proto(id, &kfunc))
		arg = kfunc.arg;
	for (u32 i = 0; i < AX_HELPER_ARGS; i++)
		if (arg[i] != ARG_NONE)
			mask |= (u16)(2u << i);
	return mask;
}

bool axi_helper_calls(u32 id)
{
	const u8 *arg = rows[AXI_DEVICE ? 0 : row_of(id)].arg;
	struct axi_proto kfunc;

	if (AXI_KFUNCS && axi_kfunc_proto(id, &kfunc))
		arg = kfunc.arg;
	return !AXI_DEVICE && (arg[0] == ARG_FUNC || arg[1] == ARG_FUNC || arg[2] == ARG_FUNC);
}

u64 axi_map_bit(u32 type)
{
	if (type == AX_MAP_SERIES)
		return OWN_SERIES;
	return type < 60 ? UINT64_C(1) << type : 0;
}

/* Map types that a helper works on (Linux check_map_func_compatibility). */
u64 axi_helper_maps(u32 id)
{
#define MAP(NAME) (UINT64_C(1) << AX_MAP_##NAME)
	const u64 plain = MAP(HASH) | MAP(ARRAY) | MAP(PERCPU_HASH) | MAP(PERCPU_ARRAY) | MAP(LRU_HASH) |
			  MAP(LRU_PERCPU_HASH) | MAP(LPM_TRIE);

	if (AXI_DEVICE)
		return id <= AX_HELPER_map_delete_elem ? plain : 0;
	switch (id) {
	case AX_HELPER_map_lookup_elem:
		return plain | MAP(ARRAY_OF_MAPS) | MAP(HASH_OF_MAPS) | MAP(DEVMAP) | MAP(DEVMAP_HASH) | MAP(XSKMAP) | MAP(SOCKMAP) | MAP(SOCKHASH);
	case AX_HELPER_map_update_elem:
	case AX_HELPER_map_delete_elem: return plain | MAP(SOCKMAP) | MAP(SOCKHASH);
	case AX_HELPER_map_lookup_percpu_elem: return MAP(PERCPU_HASH) | MAP(PERCPU_ARRAY) | MAP(LRU_PERCPU_HASH);
	case AX_HELPER_for_each_map_elem: return plain & ~MAP(LPM_TRIE);
	case AX_HELPER_timer_init: return plain & ~(MAP(PERCPU_HASH) | MAP(PERCPU_ARRAY) | MAP(LRU_PERCPU_HASH) | MAP(LPM_TRIE));
	case AX_HELPER_get_local_storage: return MAP(CGROUP_STORAGE) | MAP(PERCPU_CGROUP_STORAGE);
	case AX_HELPER_sk_storage_get:
	case AX_HELPER_sk_storage_delete: return MAP(SK_STORAGE);
	case AX_HELPER_inode_storage_get:
	case AX_HELPER_inode_storage_delete: return MAP(INODE_STORAGE);
	case AX_HELPER_task_storage_get:
	case AX_HELPER_task_storage_delete: return MAP(TASK_STORAGE);
	case AX_HELPER_cgrp_storage_get:
	case AX_HELPER_cgrp_storage_delete: return MAP(CGRP_STORAGE);
	case AX_HELPER_tail_call: return MAP(PROG_ARRAY);
	case AX_HELPER_perf_event_read:
	case AX_HELPER_perf_event_read_value:
	case AX_HELPER_skb_output:
	case AX_HELPER_xdp_output:
	case AX_HELPER_perf_event_output: return MAP(PERF_EVENT_ARRAY);
	case AX_HELPER_user_ringbuf_drain: return MAP(USER_RINGBUF);
	case AX_HELPER_get_stackid: return MAP(STACK_TRACE);
	case AX_HELPER_skb_under_cgroup:
	case AX_HELPER_current_task_under_cgroup: return MAP(CGROUP_ARRAY);
	case AX_HELPER_redirect_map: return MAP(DEVMAP) | MAP(DEVMAP_HASH) | MAP(CPUMAP) | MAP(XSKMAP);
	case AX_HELPER_sk_redirect_map:
	case AX_HELPER_msg_redirect_map:
	case AX_HELPER_sock_map_update: return MAP(SOCKMAP);
	case AX_HELPER_sk_redirect_hash:
	case AX_HELPER_msg_redirect_hash:
	case AX_HELPER_sock_hash_update: return MAP(SOCKHASH);
	case AX_HELPER_sk_select_reuseport: return MAP(REUSEPORT_SOCKARRAY) | MAP(SOCKMAP) | MAP(SOCKHASH);
	case AX_HELPER_map_push_elem:
	case AX_HELPER_map_peek_elem: return MAP(QUEUE) | MAP(STACK) | MAP(BLOOM_FILTER);
	case AX_HELPER_map_pop_elem: return MAP(QUEUE) | MAP(STACK);
	case AX_HELPER_series_push:
	case AX_HELPER_series_last:
	case AX_HELPER_series_window:
	case AX_HELPER_series_stats: return OWN_SERIES;
	default: return 0;
	}
#undef MAP
}

/* Linux check_map_prog_compatibility, of its own map types. */
bool axi_map_waits(u32 type)
{
#define MAP(NAME) (UINT64_C(1) << AX_MAP_##NAME)
	const u64 waits = MAP(HASH) | MAP(LRU_HASH) | MAP(ARRAY) | MAP(PERCPU_HASH) | MAP(PERCPU_ARRAY) | MAP(LRU_PERCPU_HASH) | MAP(ARRAY_OF_MAPS) |
			  MAP(HASH_OF_MAPS) | MAP(RINGBUF) | MAP(USER_RINGBUF) | MAP(INODE_STORAGE) | MAP(SK_STORAGE) | MAP(TASK_STORAGE) |
			  MAP(CGRP_STORAGE) | MAP(QUEUE) | MAP(STACK) | MAP(ARENA);
#undef MAP

	return type >= 64 || waits >> type & 1;
}

/* Only where no socket can be locked already (Linux may_update_sockmap). */
bool axi_sockets_change(u32 id, u32 type, u32 attach)
{
	const u64 all = TYPE(SOCKET_FILTER) | PROGS_CLSXDP | TYPE(SK_REUSEPORT) | TYPE(FLOW_DISSECTOR) | TYPE(SK_LOOKUP);

	return all >> axi_prog_bit(type) & 1 || (type == AX_PROG_TRACING && attach == 28 /* iterators */) ||
	       (type == AX_PROG_SOCK_OPS && id == AX_HELPER_map_delete_elem);
}

/* The structure of the system that an argument or a result is. */
const char *axi_struct_of_arg(enum axi_arg kind)
{
	static const char *const names[] = {
		[ARG_TASK] = "task_struct", [ARG_FILE] = "file", [ARG_SEQ_FILE] = "seq_file", [ARG_INODE] = "inode",
		[ARG_PATH] = "path", [ARG_CGROUP] = "cgroup", [ARG_SKB] = "sk_buff", [ARG_XDP_BUFF] = "xdp_buff",
		[ARG_SOCK] = "sock", [ARG_SOCK_ANY] = "sock_common", [ARG_TCP] = "tcp_sock", [ARG_ACKED] = "ack_sample",
		[ARG_CPUMASK] = "cpumask", [ARG_BPF_CPUMASK] = "bpf_cpumask", [ARG_CRYPTO] = "bpf_crypto_ctx",
		[ARG_SOCK_ADDR] = "bpf_sock_addr_kern", [ARG_SOCK_COMMON] = "sock_common",
		[ARG_CONN] = "nf_conn", [ARG_CONN_INIT] = "nf_conn___init", [ARG_XFRM] = "xfrm_state", [ARG_KEYS] = "bpf_key", [ARG_CSS] = "cgroup_subsys_state", [ARG_BPF_MAP] = "bpf_map",
	};

	return kind < ARRAY_LEN(names) ? names[kind] : NULL;
}

const char *axi_struct_of_ctx(u32 prog_type)
{
	switch (prog_type) {
	case AX_PROG_SOCKET_FILTER:
	case AX_PROG_SCHED_CLS:
	case AX_PROG_SCHED_ACT:
	case AX_PROG_CGROUP_SKB:
	case AX_PROG_LWT_IN:
	case AX_PROG_LWT_OUT:
	case AX_PROG_LWT_XMIT:
	case AX_PROG_LWT_SEG6LOCAL:
	case AX_PROG_SK_SKB: return "sk_buff";
	case AX_PROG_XDP: return "xdp_buff";
	case AX_PROG_CGROUP_SOCK: return "sock";
	case AX_PROG_CGROUP_SOCK_ADDR: return "bpf_sock_addr_kern";
	case AX_PROG_SOCK_OPS: return "bpf_sock_ops_kern";
	case AX_PROG_SK_MSG: return "sk_msg";
	case AX_PROG_FLOW_DISSECTOR: return "bpf_flow_dissector";
	case AX_PROG_CGROUP_SYSCTL: return "bpf_sysctl_kern";
	case AX_PROG_CGROUP_SOCKOPT: return "bpf_sockopt_kern";
	case AX_PROG_SK_REUSEPORT: return "sk_reuseport_kern";
	case AX_PROG_SK_LOOKUP: return "bpf_sk_lookup_kern";
	case AX_PROG_KPROBE: return "pt_regs";
	case AX_PROG_PERF_EVENT: return "bpf_perf_event_data_kern";
	default: return NULL;
	}
}

const char *axi_struct_of_map(u32 type)
{
	switch (type) {
	case AX_MAP_ARRAY:
	case AX_MAP_PERCPU_ARRAY:
	case AX_MAP_PROG_ARRAY:
	case AX_MAP_PERF_EVENT_ARRAY:
	case AX_MAP_CGROUP_ARRAY:
	case AX_MAP_ARRAY_OF_MAPS: return "bpf_array";
	case AX_MAP_HASH:
	case AX_MAP_PERCPU_HASH:
	case AX_MAP_LRU_HASH:
	case AX_MAP_LRU_PERCPU_HASH:
	case AX_MAP_HASH_OF_MAPS: return "bpf_htab";
	case AX_MAP_LPM_TRIE: return "lpm_trie";
	case AX_MAP_STACK_TRACE: return "bpf_stack_map";
	case AX_MAP_RINGBUF:
	case AX_MAP_USER_RINGBUF: return "bpf_ringbuf_map";
	case AX_MAP_QUEUE:
	case AX_MAP_STACK: return "bpf_queue_stack";
	case AX_MAP_DEVMAP:
	case AX_MAP_DEVMAP_HASH: return "bpf_dtab";
	case AX_MAP_CPUMAP: return "bpf_cpu_map";
	case AX_MAP_XSKMAP: return "xsk_map";
	case AX_MAP_SOCKMAP: return "bpf_stab";
	case AX_MAP_ARENA: return AXI_ARENAS ? "bpf_arena" : NULL;
	case AX_MAP_SOCKHASH: return "bpf_shtab";
	case AX_MAP_REUSEPORT_SOCKARRAY: return "reuseport_array";
	default: return "bpf_map";
	}
}

const char *axi_struct_of_cast(u32 id)
{
	switch (id) {
	case AX_HELPER_skc_to_tcp6_sock: return "tcp6_sock";
	case AX_HELPER_skc_to_tcp_sock: return "tcp_sock";
	case AX_HELPER_skc_to_tcp_timewait_sock: return "tcp_timewait_sock";
	case AX_HELPER_skc_to_tcp_request_sock: return "tcp_request_sock";
	case AX_HELPER_skc_to_udp6_sock: return "udp6_sock";
	case AX_HELPER_skc_to_unix_sock: return "unix_sock";
	case AX_HELPER_skc_to_mptcp_sock: return "mptcp_sock";
	default: return "socket";
	}
}

/* The program type's bit in a PROGS_; those of Axiom's own hooks share the last. */
u32 axi_prog_bit(u32 type)
{
	return type < 63 ? type : 63;
}
