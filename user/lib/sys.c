/* SPDX-License-Identifier: Apache-2.0
 * sys.c - see sys.h.  Layouts are those of <linux/bpf.h> and <linux/perf_event.h>. */
#include "user/lib/sys.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int sys_bpf_sized(enum bpf_cmd cmd, union bpf_attr *attr, size_t size)
{
	return (int)syscall(SYS_bpf, cmd, attr, size);
}

int sys_bpf(enum bpf_cmd cmd, union bpf_attr *attr)
{
	return sys_bpf_sized(cmd, attr, sizeof(*attr));
}

int sys_map_create(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries, uint32_t flags,
		   const char *name)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = type;
	attr.key_size = key_size;
	attr.value_size = value_size;
	attr.max_entries = entries;
	attr.map_flags = flags;
	strncpy(attr.map_name, name, sizeof(attr.map_name) - 1);
	return sys_bpf(BPF_MAP_CREATE, &attr);
}

static int map_element(enum bpf_cmd cmd, int map, const void *key, const void *value)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map;
	attr.key = (uint64_t)(uintptr_t)key;
	attr.value = (uint64_t)(uintptr_t)value;
	return sys_bpf(cmd, &attr);
}

int sys_map_lookup(int map, const void *key, void *value)
{
	return map_element(BPF_MAP_LOOKUP_ELEM, map, key, value);
}

int sys_map_update(int map, const void *key, const void *value)
{
	return map_element(BPF_MAP_UPDATE_ELEM, map, key, value);
}

int sys_map_freeze(int map)
{
	return map_element(BPF_MAP_FREEZE, map, NULL, NULL);
}

uint32_t sys_object_id(int fd, int is_program)
{
	struct bpf_prog_info prog;
	struct bpf_map_info map;
	union bpf_attr attr;

	memset(&prog, 0, sizeof(prog));
	memset(&map, 0, sizeof(map));
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = is_program ? sizeof(prog) : sizeof(map);
	attr.info.info = is_program ? (uint64_t)(uintptr_t)&prog : (uint64_t)(uintptr_t)&map;
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) < 0)
		return 0;
	return is_program ? prog.id : map.id;
}

int sys_timer_event(uint64_t period_ns)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_SOFTWARE;
	attr.config = PERF_COUNT_SW_CPU_CLOCK;
	attr.sample_period = period_ns;
	attr.disabled = 1;
	return (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
}
