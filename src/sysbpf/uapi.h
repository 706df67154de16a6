/* SPDX-License-Identifier: Apache-2.0
 * uapi.h - the attributes of bpf(2): our own statement of the layouts in Linux's linux/bpf.h (union bpf_attr, the info
 * structs, the records of BTF.ext).  tests/unit/sysbpf compares offsets and values with the host's header. */
#ifndef SYSBPF_UAPI_H
#define SYSBPF_UAPI_H

#include "base/types.h"

enum axi_bpf_cmd {
	AXI_BPF_MAP_CREATE = 0,
	AXI_BPF_MAP_LOOKUP_ELEM = 1,
	AXI_BPF_MAP_UPDATE_ELEM = 2,
	AXI_BPF_MAP_DELETE_ELEM = 3,
	AXI_BPF_MAP_GET_NEXT_KEY = 4,
	AXI_BPF_PROG_LOAD = 5,
	AXI_BPF_OBJ_PIN = 6,
	AXI_BPF_OBJ_GET = 7,
	AXI_BPF_PROG_ATTACH = 8,
	AXI_BPF_PROG_DETACH = 9,
	AXI_BPF_PROG_TEST_RUN = 10,
	AXI_BPF_PROG_GET_NEXT_ID = 11,
	AXI_BPF_MAP_GET_NEXT_ID = 12,
	AXI_BPF_PROG_GET_FD_BY_ID = 13,
	AXI_BPF_MAP_GET_FD_BY_ID = 14,
	AXI_BPF_OBJ_GET_INFO_BY_FD = 15,
	AXI_BPF_PROG_QUERY = 16,
	AXI_BPF_RAW_TRACEPOINT_OPEN = 17,
	AXI_BPF_BTF_LOAD = 18,
	AXI_BPF_BTF_GET_FD_BY_ID = 19,
	AXI_BPF_TASK_FD_QUERY = 20,
	AXI_BPF_MAP_LOOKUP_AND_DELETE_ELEM = 21,
	AXI_BPF_MAP_FREEZE = 22,
	AXI_BPF_BTF_GET_NEXT_ID = 23,
	AXI_BPF_MAP_LOOKUP_BATCH = 24,
	AXI_BPF_MAP_LOOKUP_AND_DELETE_BATCH = 25,
	AXI_BPF_MAP_UPDATE_BATCH = 26,
	AXI_BPF_MAP_DELETE_BATCH = 27,
	AXI_BPF_LINK_CREATE = 28,
	AXI_BPF_LINK_UPDATE = 29,
	AXI_BPF_LINK_GET_FD_BY_ID = 30,
	AXI_BPF_LINK_GET_NEXT_ID = 31,
	AXI_BPF_ENABLE_STATS = 32,
	AXI_BPF_ITER_CREATE = 33,
	AXI_BPF_LINK_DETACH = 34,
	AXI_BPF_PROG_BIND_MAP = 35,
	AXI_BPF_TOKEN_CREATE = 36,
	AXI_BPF_SERIES_QUERY = 0x4001, /* Axiom's own: questions to a map of this type (docs/bpf-syscall.md) */
};

enum {
	AXI_OBJ_NAME_LEN = 16,
	AXI_F_NUMA_NODE = 1u << 2,       /* map_flags: numa_node counts; this machine has node 0 */
	AXI_F_RDONLY = 1u << 3,          /* map_flags, open_flags: of the descriptor, not of the map */
	AXI_F_WRONLY = 1u << 4,
	AXI_LOG_LEVEL1 = 1,
	AXI_LOG_LEVEL2 = 2,
	AXI_LOG_STATS = 4,
	AXI_LOG_FIXED = 8,               /* keep the beginning of a log that is cut, not its end */
	AXI_LOG_MASK = 15,
	/* prog_flags that change nothing here: alignment is what the CPU does; XDP packets in fragments or bound to a device, which
	 * there are not; the others are knobs of Linux's tests */
	AXI_PROG_SLEEPABLE = 1u << 4,
	AXI_PROG_FLAGS_IGNORED = 1u << 0 | 1u << 1 | 1u << 2 | 1u << 3 | 1u << 5 | 1u << 6 | 1u << 7,
	AXI_TEST_RUN_ON_CPU = 1u << 0,
	AXI_ATTACH_RAW_TP = 23,          /* enum bpf_attach_type */
	AXI_ATTACH_LSM = 27,
	AXI_ATTACH_ITER = 28,
	AXI_ATTACH_SK_LOOKUP = 36,
	AXI_ATTACH_PERF_EVENT = 41,
	AXI_LINK_TYPE_RAW_TRACEPOINT = 1, /* enum bpf_link_type */
	AXI_LINK_TYPE_PERF_EVENT = 7,
	AXI_F_REPLACE = 1u << 2,         /* LINK_UPDATE: only instead of old_prog_fd */
	AXI_F_PATH_FD = 1u << 14,        /* OBJ_PIN, OBJ_GET: path_fd is given */
	AXI_STATS_RUN_TIME = 0,          /* enum bpf_stats_type */
	AXI_FD_TYPE_RAW_TRACEPOINT = 0,  /* enum bpf_task_fd_type */
};

/* --- union bpf_attr, one struct a group of commands --- */

struct axi_attr_map_create {
	u32 map_type, key_size, value_size, max_entries, map_flags, inner_map_fd, numa_node;
	char map_name[AXI_OBJ_NAME_LEN];
	u32 map_ifindex, btf_fd, btf_key_type_id, btf_value_type_id, btf_vmlinux_value_type_id;
	u64 map_extra;
	u32 value_type_btf_obj_fd, map_token_fd; /* count with flags that are refused here */
};

struct axi_attr_elem {
	u32 map_fd, pad;
	u64 key, value, flags; /* value: next_key for GET_NEXT_KEY */
};

struct axi_attr_batch {
	u64 in_batch, out_batch, keys, values;
	u32 count, map_fd;
	u64 elem_flags, flags;
};

struct axi_attr_prog_load {
	u32 prog_type, insn_cnt;
	u64 insns, license;
	u32 log_level, log_size;
	u64 log_buf;
	u32 kern_version, prog_flags;
	char prog_name[AXI_OBJ_NAME_LEN];
	u32 prog_ifindex, expected_attach_type, prog_btf_fd, func_info_rec_size;
	u64 func_info;
	u32 func_info_cnt, line_info_rec_size;
	u64 line_info;
	u32 line_info_cnt, attach_btf_id, attach_prog_fd, core_relo_cnt;
	u64 fd_array, core_relos;
	u32 core_relo_rec_size, log_true_size, prog_token_fd;
};

/* What Linux does not have: behind the union, at a place that it will not reach soon (docs/bpf-syscall.md). */
struct axi_attr_more {
	u64 cert;               /* PROG_LOAD: the program's certificate (docs/certificates.md) */
	u32 cert_size;
	u32 package_size;       /* PROG_LOAD of type js: a package (docs/package-format.md) instead of instructions */
	u64 package;
};
#define AXI_ATTR_MORE_AT 256

struct axi_attr_test_run {
	u32 prog_fd, retval, data_size_in, data_size_out;
	u64 data_in, data_out;
	u32 repeat, duration, ctx_size_in, ctx_size_out;
	u64 ctx_in, ctx_out;
	u32 flags, cpu, batch_size;
};

struct axi_attr_get_id {
	u32 id, next_id, open_flags; /* id: start_id, prog_id, map_id, btf_id, link_id */
};

struct axi_attr_info {
	u32 bpf_fd, info_len;
	u64 info;
};

struct axi_attr_btf_load {
	u64 btf, btf_log_buf;
	u32 btf_size, btf_log_size, btf_log_level, btf_log_true_size;
	u32 btf_flags, btf_token_fd;
};

struct axi_attr_link_create {
	u32 prog_fd, target_fd, attach_type, flags;
	u64 bpf_cookie;
	u32 others[9];             /* of other kinds of links */
};

struct axi_attr_link_update {
	u32 link_fd, new_prog_fd, flags, old_prog_fd;
};

struct axi_attr_link_detach {
	u32 link_fd;
};

struct axi_attr_obj {
	u64 pathname;
	u32 bpf_fd, file_flags;
	s32 path_fd;
};

struct axi_attr_attach {
	u32 target_fd, attach_bpf_fd, attach_type, attach_flags, replace_bpf_fd, relative_fd;
	u64 expected_revision;
};

struct axi_attr_query {
	u32 target_fd, attach_type, query_flags, attach_flags;
	u64 prog_ids;
	u32 prog_cnt, pad;
	u64 prog_attach_flags, link_ids, link_attach_flags, revision;
};

struct axi_attr_raw_tracepoint {
	u64 name;
	u32 prog_fd, pad;
	u64 cookie;
};

struct axi_attr_task_fd {
	u32 pid, fd, flags, buf_len;
	u64 buf;
	u32 prog_id, fd_type;
	u64 probe_offset, probe_addr;
};

struct axi_attr_enable_stats {
	u32 type;
};

struct axi_attr_iter_create {
	u32 link_fd, flags;
};

struct axi_attr_bind_map {
	u32 prog_fd, map_fd, flags;
};

struct axi_attr_token_create {
	u32 flags, bpffs_fd;
};

/* SERIES_QUERY.  `key` may not be NULL, `out` has room for one struct ax_series_stats, or for `room` struct ax_sample, and `count`
 * says how many came. */
enum axi_series_what { AXI_SERIES_STATS, AXI_SERIES_LAST, AXI_SERIES_WINDOW };
struct axi_attr_series {
	u32 map_fd, what;
	u64 key, out;
	u64 from;               /* STATS: of the last so many ns, 0: of all; LAST: all but the newest so many; WINDOW: since this time */
	u32 room, count;
};

union axi_attr {
	struct axi_attr_map_create map_create;
	struct axi_attr_elem elem;
	struct axi_attr_batch batch;
	struct axi_attr_prog_load prog_load;
	struct axi_attr_test_run test;
	struct axi_attr_get_id get_id;
	struct axi_attr_info info;
	struct axi_attr_btf_load btf_load;
	struct axi_attr_link_create link_create;
	struct axi_attr_link_update link_update;
	struct axi_attr_link_detach link_detach;
	struct axi_attr_obj obj;
	struct axi_attr_attach attach;
	struct axi_attr_query query;
	struct axi_attr_raw_tracepoint raw_tracepoint;
	struct axi_attr_task_fd task_fd;
	struct axi_attr_enable_stats enable_stats;
	struct axi_attr_iter_create iter_create;
	struct axi_attr_bind_map bind_map;
	struct axi_attr_token_create token_create;
	struct axi_attr_series series;
	u8 bytes[152]; /* Linux 6.12's size */
};
_Static_assert(sizeof(union axi_attr) == 152, "as large as union bpf_attr");
_Static_assert(offsetof(struct axi_attr_map_create, map_extra) == 64, "union bpf_attr");
_Static_assert(offsetof(struct axi_attr_prog_load, log_buf) == 32, "union bpf_attr");
_Static_assert(offsetof(struct axi_attr_prog_load, prog_btf_fd) == 72, "union bpf_attr");
_Static_assert(offsetof(struct axi_attr_prog_load, fd_array) == 120, "union bpf_attr");
_Static_assert(offsetof(struct axi_attr_prog_load, log_true_size) == 140, "union bpf_attr");
_Static_assert(offsetof(struct axi_attr_test_run, ctx_in) == 48, "union bpf_attr");
_Static_assert(offsetof(struct axi_attr_btf_load, btf_log_true_size) == 28, "union bpf_attr");

/* --- what OBJ_GET_INFO_BY_FD gives --- */

struct axi_prog_info {
	u32 type, id;
	u8 tag[8];
	u32 jited_prog_len, xlated_prog_len;
	u64 jited_prog_insns, xlated_prog_insns, load_time;
	u32 created_by_uid, nr_map_ids;
	u64 map_ids;
	char name[AXI_OBJ_NAME_LEN];
	u32 ifindex, gpl_compatible;
	u64 netns_dev, netns_ino;
	u32 nr_jited_ksyms, nr_jited_func_lens;
	u64 jited_ksyms, jited_func_lens;
	u32 btf_id, func_info_rec_size;
	u64 func_info;
	u32 nr_func_info, nr_line_info;
	u64 line_info, jited_line_info;
	u32 nr_jited_line_info, line_info_rec_size, jited_line_info_rec_size, nr_prog_tags;
	u64 prog_tags, run_time_ns, run_cnt, recursion_misses;
	u32 verified_insns, attach_btf_obj_id, attach_btf_id, pad;
};
_Static_assert(sizeof(struct axi_prog_info) == 232, "struct bpf_prog_info");

struct axi_map_info {
	u32 type, id, key_size, value_size, max_entries, map_flags;
	char name[AXI_OBJ_NAME_LEN];
	u32 ifindex, btf_vmlinux_value_type_id;
	u64 netns_dev, netns_ino;
	u32 btf_id, btf_key_type_id, btf_value_type_id, pad;
	u64 map_extra;
};
_Static_assert(sizeof(struct axi_map_info) == 88, "struct bpf_map_info");

struct axi_btf_info {
	u64 btf;
	u32 btf_size, id;
	u64 name;
	u32 name_len, kernel_btf;
};
_Static_assert(sizeof(struct axi_btf_info) == 32, "struct bpf_btf_info");

struct axi_link_info {
	u32 type, id, prog_id, pad;
	union {
		struct {         /* raw tracepoint: a buffer for its name, tp_name_len bytes */
			u64 tp_name;
			u32 tp_name_len, rest[9];
		};
		struct {         /* perf event: enum bpf_perf_event_type, and what belongs to it */
			u32 kind, kind_pad;
			union {
				struct { /* a probe, a tracepoint: `name` as tp_name */
					u64 name;
					u32 name_len, offset;
					u64 address, missed, cookie;
				} probe;
				struct {
					u64 name;
					u32 name_len, pad;
					u64 cookie;
				} tracepoint;
				struct {
					u64 config;
					u32 type, pad;
					u64 cookie;
				} event;
			};
		} perf;
	};
};
_Static_assert(sizeof(struct axi_link_info) == 64, "struct bpf_link_info");

/* --- records of BTF.ext as PROG_LOAD takes them --- */

struct axi_func_info {
	u32 insn_off, type_id;
};

struct axi_line_info {
	u32 insn_off, file_name_off, line_off, line_col; /* line << 10 | column */
};

/* struct __sk_buff; data, data_end and data_meta are 32 bits wide here and addresses elsewhere (engine/packet.h) */
struct axi_sk_buff {
	u32 len, pkt_type, mark, queue_mapping, protocol, vlan_present, vlan_tci, vlan_proto, priority;
	u32 ingress_ifindex, ifindex, tc_index, cb[5], hash, tc_classid, data, data_end, napi_id;
	u32 family, remote_ip4, local_ip4, remote_ip6[4], local_ip6[4], remote_port, local_port, data_meta, pad, pad2;
	u64 tstamp;
	u32 wire_len, gso_segs;
	u64 sk;
	u32 gso_size, tstamp_type;
	u64 hwtstamp;
};
enum { AXI_SK_AT = 168 };
_Static_assert(sizeof(struct axi_sk_buff) == 192, "struct __sk_buff");
_Static_assert(offsetof(struct axi_sk_buff, sk) == AXI_SK_AT, "struct __sk_buff");
_Static_assert(offsetof(struct axi_sk_buff, tstamp) == 152, "struct __sk_buff");

struct axi_xdp_md {
	u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};

/* struct bpf_sock */
struct axi_sock {
	u32 bound_dev_if, family, type, protocol, mark, priority, src_ip4, src_ip6[4], src_port;
	u16 dst_port, zero;
	u32 dst_ip4, dst_ip6[4], state;
	s32 rx_queue_mapping;
};
_Static_assert(sizeof(struct axi_sock) == 80, "struct bpf_sock");

#endif
