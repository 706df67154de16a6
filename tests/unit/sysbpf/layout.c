/* SPDX-License-Identifier: Apache-2.0
 * layout.c - our statement of the attributes against the host's linux/bpf.h. */
#include <linux/bpf.h>
#include "sysbpf/uapi.h"
#include "unit/test.h"

#define SAME(group, field, theirs)                                                                 \
	do {                                                                                       \
		CHECK_EQ(offsetof(struct axi_##group, field), offsetof(union bpf_attr, theirs));   \
		CHECK_EQ(sizeof(((struct axi_##group *)0)->field), sizeof(((union bpf_attr *)0)->theirs)); \
	} while (0)
#define SAME_IN(ours, theirs, field) CHECK_EQ(offsetof(struct ours, field), offsetof(struct theirs, field))

TEST(sysbpf, map_attributes_lie_where_linux_has_them)
{
	SAME(attr_map_create, map_type, map_type);
	SAME(attr_map_create, key_size, key_size);
	SAME(attr_map_create, value_size, value_size);
	SAME(attr_map_create, max_entries, max_entries);
	SAME(attr_map_create, map_flags, map_flags);
	SAME(attr_map_create, inner_map_fd, inner_map_fd);
	SAME(attr_map_create, numa_node, numa_node);
	SAME(attr_map_create, map_name, map_name);
	SAME(attr_map_create, map_ifindex, map_ifindex);
	SAME(attr_map_create, btf_fd, btf_fd);
	SAME(attr_map_create, btf_key_type_id, btf_key_type_id);
	SAME(attr_map_create, btf_value_type_id, btf_value_type_id);
	SAME(attr_map_create, btf_vmlinux_value_type_id, btf_vmlinux_value_type_id);
	SAME(attr_map_create, map_extra, map_extra);
	SAME(attr_elem, map_fd, map_fd);
	SAME(attr_elem, key, key);
	SAME(attr_elem, value, value);
	SAME(attr_elem, value, next_key);
	SAME(attr_elem, flags, flags);
}

TEST(sysbpf, program_attributes_lie_where_linux_has_them)
{
	SAME(attr_prog_load, prog_type, prog_type);
	SAME(attr_prog_load, insn_cnt, insn_cnt);
	SAME(attr_prog_load, insns, insns);
	SAME(attr_prog_load, license, license);
	SAME(attr_prog_load, log_level, log_level);
	SAME(attr_prog_load, log_size, log_size);
	SAME(attr_prog_load, log_buf, log_buf);
	SAME(attr_prog_load, kern_version, kern_version);
	SAME(attr_prog_load, prog_flags, prog_flags);
	SAME(attr_prog_load, prog_name, prog_name);
	SAME(attr_prog_load, prog_ifindex, prog_ifindex);
	SAME(attr_prog_load, expected_attach_type, expected_attach_type);
	SAME(attr_prog_load, prog_btf_fd, prog_btf_fd);
	SAME(attr_prog_load, func_info_rec_size, func_info_rec_size);
	SAME(attr_prog_load, func_info, func_info);
	SAME(attr_prog_load, func_info_cnt, func_info_cnt);
	SAME(attr_prog_load, line_info_rec_size, line_info_rec_size);
	SAME(attr_prog_load, line_info, line_info);
	SAME(attr_prog_load, line_info_cnt, line_info_cnt);
	SAME(attr_prog_load, attach_btf_id, attach_btf_id);
	SAME(attr_prog_load, attach_prog_fd, attach_prog_fd);
	SAME(attr_prog_load, core_relo_cnt, core_relo_cnt);
	SAME(attr_prog_load, fd_array, fd_array);
	SAME(attr_prog_load, core_relos, core_relos);
	SAME(attr_prog_load, core_relo_rec_size, core_relo_rec_size);
	SAME(attr_test_run, prog_fd, test.prog_fd);
	SAME(attr_test_run, retval, test.retval);
	SAME(attr_test_run, data_size_in, test.data_size_in);
	SAME(attr_test_run, data_size_out, test.data_size_out);
	SAME(attr_test_run, data_in, test.data_in);
	SAME(attr_test_run, data_out, test.data_out);
	SAME(attr_test_run, repeat, test.repeat);
	SAME(attr_test_run, duration, test.duration);
	SAME(attr_test_run, ctx_size_in, test.ctx_size_in);
	SAME(attr_test_run, ctx_size_out, test.ctx_size_out);
	SAME(attr_test_run, ctx_in, test.ctx_in);
	SAME(attr_test_run, ctx_out, test.ctx_out);
	SAME(attr_test_run, flags, test.flags);
	SAME(attr_test_run, cpu, test.cpu);
	SAME(attr_test_run, batch_size, test.batch_size);
}

TEST(sysbpf, other_attributes_lie_where_linux_has_them)
{
	SAME(attr_get_id, id, start_id);
	SAME(attr_get_id, next_id, next_id);
	SAME(attr_get_id, open_flags, open_flags);
	SAME(attr_info, bpf_fd, info.bpf_fd);
	SAME(attr_info, info_len, info.info_len);
	SAME(attr_info, info, info.info);
	SAME(attr_btf_load, btf, btf);
	SAME(attr_btf_load, btf_log_buf, btf_log_buf);
	SAME(attr_btf_load, btf_size, btf_size);
	SAME(attr_btf_load, btf_log_size, btf_log_size);
	SAME(attr_btf_load, btf_log_level, btf_log_level);
	SAME(attr_link_create, prog_fd, link_create.prog_fd);
	SAME(attr_link_create, target_fd, link_create.target_fd);
	SAME(attr_link_create, attach_type, link_create.attach_type);
	SAME(attr_link_create, flags, link_create.flags);
	SAME(attr_link_create, bpf_cookie, link_create.perf_event.bpf_cookie);
	SAME(attr_link_detach, link_fd, link_detach.link_fd);
	SAME(attr_batch, in_batch, batch.in_batch);
	SAME(attr_batch, out_batch, batch.out_batch);
	SAME(attr_batch, keys, batch.keys);
	SAME(attr_batch, values, batch.values);
	SAME(attr_batch, count, batch.count);
	SAME(attr_batch, map_fd, batch.map_fd);
	SAME(attr_batch, elem_flags, batch.elem_flags);
	SAME(attr_batch, flags, batch.flags);
	SAME(attr_link_update, new_prog_fd, link_update.new_prog_fd);
	SAME(attr_link_update, old_prog_fd, link_update.old_prog_fd);
	SAME(attr_obj, pathname, pathname);
	SAME(attr_obj, bpf_fd, bpf_fd);
	SAME(attr_obj, file_flags, file_flags);
	SAME(attr_attach, attach_bpf_fd, attach_bpf_fd);
	SAME(attr_attach, attach_type, attach_type);
	SAME(attr_query, attach_type, query.attach_type);
	SAME(attr_query, prog_cnt, query.prog_cnt);
	SAME(attr_raw_tracepoint, name, raw_tracepoint.name);
	SAME(attr_raw_tracepoint, prog_fd, raw_tracepoint.prog_fd);
	SAME(attr_task_fd, buf, task_fd_query.buf);
	SAME(attr_task_fd, prog_id, task_fd_query.prog_id);
	SAME(attr_task_fd, fd_type, task_fd_query.fd_type);
	SAME(attr_task_fd, probe_addr, task_fd_query.probe_addr);
	SAME(attr_bind_map, map_fd, prog_bind_map.map_fd);
}

TEST(sysbpf, info_structs_are_those_of_linux)
{
	SAME_IN(axi_prog_info, bpf_prog_info, tag);
	SAME_IN(axi_prog_info, bpf_prog_info, jited_prog_len);
	SAME_IN(axi_prog_info, bpf_prog_info, xlated_prog_len);
	SAME_IN(axi_prog_info, bpf_prog_info, xlated_prog_insns);
	SAME_IN(axi_prog_info, bpf_prog_info, load_time);
	SAME_IN(axi_prog_info, bpf_prog_info, created_by_uid);
	SAME_IN(axi_prog_info, bpf_prog_info, nr_map_ids);
	SAME_IN(axi_prog_info, bpf_prog_info, map_ids);
	SAME_IN(axi_prog_info, bpf_prog_info, name);
	SAME_IN(axi_prog_info, bpf_prog_info, netns_dev);
	SAME_IN(axi_prog_info, bpf_prog_info, nr_jited_ksyms);
	SAME_IN(axi_prog_info, bpf_prog_info, btf_id);
	SAME_IN(axi_prog_info, bpf_prog_info, nr_func_info);
	SAME_IN(axi_prog_info, bpf_prog_info, line_info);
	SAME_IN(axi_prog_info, bpf_prog_info, nr_prog_tags);
	SAME_IN(axi_prog_info, bpf_prog_info, run_time_ns);
	SAME_IN(axi_prog_info, bpf_prog_info, run_cnt);
	SAME_IN(axi_prog_info, bpf_prog_info, recursion_misses);
	SAME_IN(axi_prog_info, bpf_prog_info, verified_insns);
	SAME_IN(axi_map_info, bpf_map_info, map_flags);
	SAME_IN(axi_map_info, bpf_map_info, name);
	SAME_IN(axi_map_info, bpf_map_info, ifindex);
	SAME_IN(axi_map_info, bpf_map_info, netns_dev);
	SAME_IN(axi_map_info, bpf_map_info, btf_id);
	SAME_IN(axi_map_info, bpf_map_info, btf_value_type_id);
	SAME_IN(axi_map_info, bpf_map_info, map_extra);
	SAME_IN(axi_btf_info, bpf_btf_info, btf_size);
	SAME_IN(axi_btf_info, bpf_btf_info, name);
	SAME_IN(axi_btf_info, bpf_btf_info, kernel_btf);
	SAME_IN(axi_link_info, bpf_link_info, prog_id);
	SAME_IN(axi_func_info, bpf_func_info, type_id);
	SAME_IN(axi_line_info, bpf_line_info, file_name_off);
	SAME_IN(axi_line_info, bpf_line_info, line_off);
	SAME_IN(axi_line_info, bpf_line_info, line_col);
	SAME_IN(axi_sk_buff, __sk_buff, protocol);
	SAME_IN(axi_sk_buff, __sk_buff, ifindex);
	SAME_IN(axi_sk_buff, __sk_buff, cb);
	SAME_IN(axi_sk_buff, __sk_buff, hash);
}

TEST(sysbpf, numbers_are_those_of_linux)
{
	CHECK_EQ((int)AXI_BPF_MAP_CREATE, (int)BPF_MAP_CREATE);
	CHECK_EQ((int)AXI_BPF_MAP_LOOKUP_ELEM, (int)BPF_MAP_LOOKUP_ELEM);
	CHECK_EQ((int)AXI_BPF_MAP_UPDATE_ELEM, (int)BPF_MAP_UPDATE_ELEM);
	CHECK_EQ((int)AXI_BPF_MAP_DELETE_ELEM, (int)BPF_MAP_DELETE_ELEM);
	CHECK_EQ((int)AXI_BPF_MAP_GET_NEXT_KEY, (int)BPF_MAP_GET_NEXT_KEY);
	CHECK_EQ((int)AXI_BPF_PROG_LOAD, (int)BPF_PROG_LOAD);
	CHECK_EQ((int)AXI_BPF_PROG_TEST_RUN, (int)BPF_PROG_TEST_RUN);
	CHECK_EQ((int)AXI_BPF_PROG_GET_NEXT_ID, (int)BPF_PROG_GET_NEXT_ID);
	CHECK_EQ((int)AXI_BPF_MAP_GET_NEXT_ID, (int)BPF_MAP_GET_NEXT_ID);
	CHECK_EQ((int)AXI_BPF_PROG_GET_FD_BY_ID, (int)BPF_PROG_GET_FD_BY_ID);
	CHECK_EQ((int)AXI_BPF_MAP_GET_FD_BY_ID, (int)BPF_MAP_GET_FD_BY_ID);
	CHECK_EQ((int)AXI_BPF_OBJ_GET_INFO_BY_FD, (int)BPF_OBJ_GET_INFO_BY_FD);
	CHECK_EQ((int)AXI_BPF_BTF_LOAD, (int)BPF_BTF_LOAD);
	CHECK_EQ((int)AXI_BPF_BTF_GET_FD_BY_ID, (int)BPF_BTF_GET_FD_BY_ID);
	CHECK_EQ((int)AXI_BPF_MAP_LOOKUP_AND_DELETE_ELEM, (int)BPF_MAP_LOOKUP_AND_DELETE_ELEM);
	CHECK_EQ((int)AXI_BPF_MAP_FREEZE, (int)BPF_MAP_FREEZE);
	CHECK_EQ((int)AXI_BPF_BTF_GET_NEXT_ID, (int)BPF_BTF_GET_NEXT_ID);
	CHECK_EQ((int)AXI_BPF_LINK_CREATE, (int)BPF_LINK_CREATE);
	CHECK_EQ((int)AXI_BPF_LINK_GET_FD_BY_ID, (int)BPF_LINK_GET_FD_BY_ID);
	CHECK_EQ((int)AXI_BPF_LINK_GET_NEXT_ID, (int)BPF_LINK_GET_NEXT_ID);
	CHECK_EQ((int)AXI_BPF_LINK_DETACH, (int)BPF_LINK_DETACH);
	CHECK_EQ((int)AXI_BPF_OBJ_PIN, (int)BPF_OBJ_PIN);
	CHECK_EQ((int)AXI_BPF_OBJ_GET, (int)BPF_OBJ_GET);
	CHECK_EQ((int)AXI_BPF_PROG_ATTACH, (int)BPF_PROG_ATTACH);
	CHECK_EQ((int)AXI_BPF_PROG_DETACH, (int)BPF_PROG_DETACH);
	CHECK_EQ((int)AXI_BPF_PROG_QUERY, (int)BPF_PROG_QUERY);
	CHECK_EQ((int)AXI_BPF_RAW_TRACEPOINT_OPEN, (int)BPF_RAW_TRACEPOINT_OPEN);
	CHECK_EQ((int)AXI_BPF_TASK_FD_QUERY, (int)BPF_TASK_FD_QUERY);
	CHECK_EQ((int)AXI_BPF_LINK_UPDATE, (int)BPF_LINK_UPDATE);
	CHECK_EQ((int)AXI_BPF_ENABLE_STATS, (int)BPF_ENABLE_STATS);
	CHECK_EQ((int)AXI_BPF_ITER_CREATE, (int)BPF_ITER_CREATE);
	CHECK_EQ((int)AXI_BPF_PROG_BIND_MAP, (int)BPF_PROG_BIND_MAP);
	CHECK_EQ((int)AXI_ATTACH_PERF_EVENT, (int)BPF_PERF_EVENT);
	CHECK_EQ((int)AXI_LINK_TYPE_PERF_EVENT, (int)BPF_LINK_TYPE_PERF_EVENT);
	CHECK_EQ((int)AXI_F_NUMA_NODE, (int)BPF_F_NUMA_NODE);
	CHECK_EQ((int)AXI_F_RDONLY, (int)BPF_F_RDONLY);
	CHECK_EQ((int)AXI_F_WRONLY, (int)BPF_F_WRONLY);
	CHECK_EQ((int)AXI_TEST_RUN_ON_CPU, (int)BPF_F_TEST_RUN_ON_CPU);
}
