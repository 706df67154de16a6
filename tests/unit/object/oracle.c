/* SPDX-License-Identifier: Apache-2.0
 * oracle.c - what the loader makes of clang's objects is accepted by Linux: maps and programs
 * through bpf(2). */
#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "unit/object/object_test.h"

#define MAPS_MAX 16

static char verifier_log[65536];

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static void need_bpf(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
	static char why[64];
	int fd = bpf(BPF_MAP_CREATE, &attr);

	if (fd >= 0) {
		close(fd);
		return;
	}
	snprintf(why, sizeof(why), "bpf(2) refused: %s", strerror(errno));
	test_skip(why);
}

static int make_map(const struct ax_object_map *map)
{
	union bpf_attr attr = {.map_type = map->spec.type,
	                       .key_size = map->spec.key_size,
	                       .value_size = map->spec.value_size,
	                       .max_entries = map->spec.max_entries,
	                       .map_flags = map->spec.flags};
	uint32_t key = 0;
	int fd;

	memcpy(attr.map_name, map->spec.name, sizeof(map->spec.name));
	fd = bpf(BPF_MAP_CREATE, &attr);
	if (fd < 0)
		test_fail(__FILE__, __LINE__, "map %s: %s", map->name, strerror(errno));
	if (map->data) {
		attr = (union bpf_attr){.map_fd = (uint32_t)fd,
		                        .key = (uintptr_t)&key,
		                        .value = (uintptr_t)map->data};
		CHECK_EQ(bpf(BPF_MAP_UPDATE_ELEM, &attr), 0);
	}
	if (map->freeze) {
		attr = (union bpf_attr){.map_fd = (uint32_t)fd};
		CHECK_EQ(bpf(BPF_MAP_FREEZE, &attr), 0);
	}
	return fd;
}

static int load_prog(const struct ax_object *object, const struct ax_object_prog *p, const int *fds,
                     int btf)
{
	struct ax_insn *insns = malloc(p->insn_count * sizeof(*insns));
	union bpf_attr attr = {.prog_type = p->prog_type,
	                       .insns = (uintptr_t)insns,
	                       .insn_cnt = p->insn_count,
	                       .license = (uintptr_t)object->license,
	                       .log_buf = (uintptr_t)verifier_log,
	                       .log_size = sizeof(verifier_log),
	                       .log_level = 1,
	                       .expected_attach_type = p->attach_type,
	                       .kern_version = object->version};
	int fd;

	memcpy(insns, p->insns, p->insn_count * sizeof(*insns));
	for (uint32_t i = 0; i < p->insn_count; i++) {
		if (insns[i].opcode != AX_OP_LDDW)
			continue;
		if (insns[i].src == AX_PSEUDO_MAP_IDX || insns[i].src == AX_PSEUDO_MAP_IDX_VALUE) {
			insns[i].src = insns[i].src == AX_PSEUDO_MAP_IDX ? AX_PSEUDO_MAP_FD
			                                                 : AX_PSEUDO_MAP_VALUE;
			insns[i].imm = fds[insns[i].imm];
		}
		i++;
	}
	if (btf >= 0) {
		attr.prog_btf_fd = (uint32_t)btf;
		attr.func_info = (uintptr_t)p->func_info;
		attr.func_info_cnt = p->func_info ? p->func_count : 0;
		attr.func_info_rec_size = 8;
		attr.line_info = (uintptr_t)p->line_info;
		attr.line_info_cnt = p->line_info ? p->line_count : 0;
		attr.line_info_rec_size = 16;
	}
	snprintf(attr.prog_name, sizeof(attr.prog_name), "%s", p->name);
	fd = bpf(BPF_PROG_LOAD, &attr);
	free(insns);
	return fd;
}

static int load_btf(const char *name, const struct ax_object *object)
{
	union bpf_attr attr = {.btf = (uintptr_t)object->btf,
	                       .btf_size = object->btf_size,
	                       .btf_log_buf = (uintptr_t)verifier_log,
	                       .btf_log_size = sizeof(verifier_log),
	                       .btf_log_level = 1};
	int fd = object->btf_size ? bpf(BPF_BTF_LOAD, &attr) : -1;
	size_t end = strlen(verifier_log);

	if (object->btf_size && fd < 0)
		test_fail(__FILE__, __LINE__, "%s: BTF: %s: ...%s", name, strerror(errno),
		          verifier_log + (end > 300 ? end - 300 : 0));
	return fd;
}

/* Load every program of the object; the last lines of Linux's log when one is refused. */
static void check_object(const char *name, bool with_btf)
{
	int fds[MAPS_MAX];
	struct opened o;

	object_open(&o, name);
	CHECK(o.object.map_count <= MAPS_MAX);
	for (uint32_t i = 0; i < o.object.map_count; i++)
		fds[i] = make_map(&o.object.maps[i]);
	int btf = with_btf ? load_btf(name, &o.object) : -1;

	for (uint32_t i = 0; i < o.object.prog_count; i++) {
		int fd = load_prog(&o.object, &o.object.progs[i], fds, btf);
		size_t end = strlen(verifier_log);

		if (fd < 0)
			test_fail(__FILE__, __LINE__, "%s: %s: %s: ...%s", name,
			          o.object.progs[i].name, strerror(errno),
			          verifier_log + (end > 300 ? end - 300 : 0));
		close(fd);
	}
	for (uint32_t i = 0; i < o.object.map_count; i++)
		close(fds[i]);
	if (btf >= 0)
		close(btf);
	object_close(&o);
}

TEST(object, linux_accepts_the_tick_program)
{
	need_bpf();
	check_object("01-tick/tick.bpf.o", false);
	check_object("01-tick/tick.bpf.o", true);
}

TEST(object, linux_accepts_subprograms_data_and_old_maps)
{
	static const char *const names[] = {"features", "inline_static", "oldmaps", "atomics",
	                                    "nothing"};
	static const char *const cpus[] = {"", "v1/", "v2/"};

	need_bpf();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (size_t c = 0; c < sizeof(cpus) / sizeof(cpus[0]); c++) {
			char name[128];

			snprintf(name, sizeof(name), "tests/%s%s.bpf.o", cpus[c], names[i]);
			check_object(name, false);
			/* With types, Linux checks the global function `shared` by itself and wants
			 * a context it knows. */
			if (strcmp(names[i], "inline_static"))
				check_object(name, true);
		}
	}
}

/* Linux takes a function's address only with BTF that says the function is static. */
TEST(object, linux_accepts_callbacks_with_their_types)
{
	need_bpf();
	check_object("tests/callback.bpf.o", true);
	check_object("tests/v1/callback.bpf.o", true);
}
