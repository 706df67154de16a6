/* SPDX-License-Identifier: Apache-2.0
 * load.h - from an object file to kernel objects: read it, create its maps, load one program. */
#ifndef USER_LIB_LOAD_H
#define USER_LIB_LOAD_H

#include <axiom/object.h>
#include <linux/bpf.h>

#define LOAD_MAPS_MAX 16

struct loaded {
	struct ax_object object;
	int map_fd[LOAD_MAPS_MAX];
	int prog_fd;
	const void *cert;       /* of the prepared program, from the object; NULL: none */
	uint32_t cert_size;
};

/* name NULL: the first program.  Each prints its progress lines, or one line that says what failed, where and what to do; 0 or -1. */
int load_open(struct loaded *loaded, const char *path);
int load_maps(struct loaded *loaded);
int load_prepare(struct loaded *loaded, const char *name, union bpf_attr *attr); /* BPF_PROG_LOAD without log */
int load_program(struct loaded *loaded, const char *name);
/* load_map - index of the map with this name; -1 (and a message) when there is none. */
int load_map(const struct loaded *loaded, const char *name);

#endif
