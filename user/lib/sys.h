/* SPDX-License-Identifier: Apache-2.0
 * sys.h - the Linux calls that have no libc wrapper: bpf(2), perf_event_open(2). */
#ifndef USER_LIB_SYS_H
#define USER_LIB_SYS_H

#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stddef.h>
#include <stdint.h>

/* sys_bpf - a file descriptor, 0, or -1 with errno.  `attr` must be zeroed beyond what the command uses. */
int sys_bpf(enum bpf_cmd cmd, union bpf_attr *attr);
/* sys_bpf_sized - with more behind the union than the headers know. */
int sys_bpf_sized(enum bpf_cmd cmd, union bpf_attr *attr, size_t size);
/* sys_map_create - a map like the object's definition; its file descriptor or -1. */
int sys_map_create(uint32_t type, uint32_t key_size, uint32_t value_size, uint32_t entries, uint32_t flags,
		   const char *name);
int sys_map_lookup(int map, const void *key, void *value);
int sys_map_update(int map, const void *key, const void *value);
int sys_map_freeze(int map);
/* sys_object_id - the id that the kernel gave to the map or program behind `fd`; 0 when it does not say. */
uint32_t sys_object_id(int fd, int is_program);
/* sys_timer_event - a software cpu-clock event on CPU 0 that fires every `period_ns`, stopped. */
int sys_timer_event(uint64_t period_ns);

#endif
