/* SPDX-License-Identifier: Apache-2.0
 * btf.c - what the host's Linux wants to know, or tells, in BTF: which functions a program has, its numbers of kernel functions. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <axiom/arena.h>
#include <axiom/object.h>
#include "isa/kfunc.h"
#include "object/btf.h"
#include "selftests/linux.h"
#include "selftests/static_function.h"
#include "verify/verify.h"

int linux_functions(const struct ax_insn *insns, u32 count, u32 info[64][2], u32 *infos)
{
	union bpf_attr a = {.btf = (u64)(uintptr_t)&static_function_btf, .btf_size = STATIC_FUNCTION_BYTES};

	*infos = 0;
	for (u32 at = 0; at < count; at++) {
		bool start = !at;

		for (u32 i = 0; !start && i < count; i++)
			start = axi_names_sub(&insns[i]) && i + 1 + (u32)insns[i].imm == at;
		if (start && *infos < 64)
			info[*infos][0] = at, info[(*infos)++][1] = STATIC_FUNCTION_TYPE;
	}
	return (int)syscall(SYS_bpf, BPF_BTF_LOAD, &a, sizeof(a));
}

s32 linux_kfunc(u32 id)
{
	static struct axi_btf_view btf;
	static bool opened;
	struct axi_proto p;

	if (!axi_kfunc_proto(id, &p))
		return (s32)id;
	if (!opened) {
		static u8 bytes[64 << 20], table[8 << 20];
		FILE *f = fopen("/sys/kernel/btf/vmlinux", "rb");
		size_t size = f ? fread(bytes, 1, sizeof(bytes), f) : 0;
		struct ax_object_error why;
		struct ax_arena arena;

		if (f)
			fclose(f);
		ax_arena_init(&arena, table, sizeof(table));
		opened = true;
		if (axi_btf_open(&btf, bytes, size, &arena, &why))
			btf.count = 0;
	}
	for (u32 i = 1; i <= btf.count; i++) {
		struct axi_btf_type t = axi_btf_type(&btf, i);

		if (t.kind == AXI_BTF_FUNC && !strcmp(t.name, p.name))
			return (s32)i;
	}
	return 0;
}
