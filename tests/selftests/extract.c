/* SPDX-License-Identifier: Apache-2.0
 * extract.c - Linux's verifier cases as plain data (case.h) on standard output.
 *
 * Compiled against what fetch.sh unpacked: definitions.h has the case structure, its macros and the functions that make
 * large programs; files.h includes the case files, which are rows of an array. */
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <linux/btf.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/types.h>
#include <linux/unistd.h>
#include "bpf_rand.h"
#include "test_btf.h"
#include "../../../include/linux/filter.h"
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#define CONFIG_HAVE_EFFICIENT_UNALIGNED_ACCESS 1
#include "definitions.h"
#include "case.h"
#define FILL_ARRAY
#include "files.h"

/* One list of places in a case where a map is to be filled in. */
static void add_map(struct selftest *out, struct bpf_insn *insns, bool *fixed, const int *places, uint32_t type, uint32_t key,
		    uint32_t value, uint32_t max, uint32_t flags, uint32_t features)
{
	uint32_t index = out->maps;

	if (!*places)
		return;
	out->features |= features;
	if (index == SELFTEST_MAPS) {
		fprintf(stderr, "%s: too many maps\n", out->name);
		exit(1);
	}
	out->map[index].type = type;
	out->map[index].key = key;
	out->map[index].value = value;
	out->map[index].max = max;
	out->map[index].flags = flags | (type == BPF_MAP_TYPE_HASH ? BPF_F_NO_PREALLOC : 0);
	out->maps++;
	for (int i = 0; i < MAX_FIXUPS && places[i]; i++) {
		insns[places[i]].imm = (int)index;
		fixed[places[i]] = true;
	}
}

static void add_maps(struct selftest *out, struct bpf_test *t, struct bpf_insn *insns, bool *fixed)
{
#define MAP(list, type, key, value, max, flags, features)                                           \
	add_map(out, insns, fixed, t->fixup_##list, BPF_MAP_TYPE_##type, key, value, max, flags, features)
	MAP(map_hash_8b, HASH, 8, 8, 1, 0, 0);
	MAP(map_hash_48b, HASH, 8, sizeof(struct test_val), 1, 0, 0);
	MAP(map_hash_16b, HASH, 8, sizeof(struct other_val), 1, 0, 0);
	MAP(map_array_48b, ARRAY, 4, sizeof(struct test_val), 1, 0, 0);
	MAP(prog1, PROG_ARRAY, 4, 4, 4, 0, 0);
	MAP(prog2, PROG_ARRAY, 4, 4, 8, 0, 0);
	MAP(map_in_map, ARRAY_OF_MAPS, 4, 4, 1, 0, NEEDS_INNER_MAP);
	MAP(cgroup_storage, CGROUP_STORAGE, sizeof(struct bpf_cgroup_storage_key), TEST_DATA_LEN, 0, 0, NEEDS_STORAGE);
	MAP(percpu_cgroup_storage, PERCPU_CGROUP_STORAGE, sizeof(struct bpf_cgroup_storage_key), TEST_DATA_LEN, 0, 0,
	    NEEDS_STORAGE);
	MAP(map_sockmap, SOCKMAP, 4, 4, 1, 0, 0);
	MAP(map_sockhash, SOCKHASH, 4, 4, 1, 0, 0);
	MAP(map_xskmap, XSKMAP, 4, 4, 1, 0, 0);
	MAP(map_stacktrace, STACK_TRACE, 4, 8, 1, 0, 0);
	MAP(map_spin_lock, ARRAY, 4, 8, 1, 0, NEEDS_SPIN_LOCK);
	MAP(map_array_ro, ARRAY, 4, sizeof(struct test_val), 1, BPF_F_RDONLY_PROG, 0);
	MAP(map_array_wo, ARRAY, 4, sizeof(struct test_val), 1, BPF_F_WRONLY_PROG, 0);
	MAP(map_array_small, ARRAY, 4, 1, 1, 0, 0);
	MAP(sk_storage_map, SK_STORAGE, 4, 8, 0, BPF_F_NO_PREALLOC, NEEDS_STORAGE);
	MAP(map_event_output, PERF_EVENT_ARRAY, 4, 4, 1, 0, 0);
	MAP(map_reuseport_array, REUSEPORT_SOCKARRAY, 4, 8, 1, 0, 0);
	MAP(map_ringbuf, RINGBUF, 0, 0, 4096, 0, 0);
	MAP(map_timer, ARRAY, 4, 16, 1, 0, NEEDS_TIMER);
	MAP(map_kptr, ARRAY, 4, 24, 1, 0, NEEDS_KPTR);
#undef MAP
}

/* References that no list names stay wrong, as they are for Linux. */
static void spoil_rest(struct bpf_insn *insns, uint32_t count, const bool *fixed)
{
	for (uint32_t i = 0; i < count; i++)
		if (insns[i].code == (BPF_LD | BPF_DW | BPF_IMM) && !fixed[i] &&
		    (insns[i].src_reg == BPF_PSEUDO_MAP_FD || insns[i].src_reg == BPF_PSEUDO_MAP_VALUE))
			insns[i].imm = BAD_INDEX;
}

static void emit(struct bpf_test *t, const char *file)
{
	static bool fixed[MAX_TEST_INSNS];
	struct selftest out = {.type = t->prog_type ? t->prog_type : BPF_PROG_TYPE_SOCKET_FILTER};
	struct bpf_insn *insns = t->insns;
	uint32_t count = MAX_INSNS;

	if (t->fill_helper) {
		t->fill_insns = insns = calloc(MAX_TEST_INSNS, sizeof(*insns));
		t->fill_helper(t);
		count = (uint32_t)t->prog_len;
	} else {
		while (count > 1 && !insns[count - 1].code && !insns[count - 1].imm)
			count--;
	}
	snprintf(out.name, sizeof(out.name), "%s", t->descr);
	snprintf(out.file, sizeof(out.file), "%s", file);
	snprintf(out.log, sizeof(out.log), "%s", t->errstr ? t->errstr : "");
	out.attach_type = t->expected_attach_type;
	out.insns = count;
	out.accept = t->result != REJECT;
	out.accept_unpriv = t->result_unpriv == UNDEF ? out.accept : t->result_unpriv != REJECT;
	out.any_alignment = !!(t->flags & F_NEEDS_EFFICIENT_UNALIGNED_ACCESS);
	if (t->flags & F_LOAD_WITH_STRICT_ALIGNMENT)
		out.features |= NEEDS_STRICT_ALIGNMENT;
	if (t->flags & BPF_F_SLEEPABLE)
		out.features |= NEEDS_SLEEPABLE;
	if (t->fixup_kfunc_btf_id[0].kfunc)
		out.features |= NEEDS_KFUNC;
	if (t->btf_types[0] || t->func_info_cnt)
		out.features |= NEEDS_BTF;
	if (t->kfunc)
		out.features |= NEEDS_ATTACH;
	memset(fixed, 0, count);
	add_maps(&out, t, insns, fixed);
	spoil_rest(insns, count, fixed);
	fwrite(&out, sizeof(out), 1, stdout);
	fwrite(insns, sizeof(*insns), count, stdout);
	if (t->fill_helper)
		free(insns);
}

int main(void)
{
	bpf_semi_rand_init();
	for (size_t f = 0; f < ARRAY_SIZE(files); f++)
		for (size_t i = 0; i < files[f].count; i++)
			emit(&files[f].tests[i], files[f].name);
	return 0;
}
