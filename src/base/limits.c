/* SPDX-License-Identifier: Apache-2.0
 * limits.c - the two profiles. */
#include <axiom/limits.h>

const struct ax_limits ax_limits_cloud = {
	.name = "cloud",
	.insns = 1000000,
	.subprogs = 256,
	.maps = 4096,
	.progs = 4096,
	.links = 4096,
	.btfs = 1024,
	.map_bytes = UINT64_C(1) << 32,
	.verify_bytes_base = 24576,
	.verify_bytes_per_insn = 42,
	.verify_bytes_max = 64u << 20,
	.verify_steps_base = 4096,
	.verify_steps_per_insn = 256,
	.prove_bytes = 4u << 20,
	.back_edges = 8u << 20,
	.jit = true,
	.elastic = true,
};

const struct ax_limits ax_limits_embedded = {
	.name = "embedded",
	.insns = 4096,
	.subprogs = 32,
	.maps = 16,
	.progs = 16,
	.links = 16,
	.btfs = 4,
	.map_bytes = 64u << 10,
	.verify_bytes_base = 11264,
	.verify_bytes_per_insn = 39,
	.verify_bytes_max = 64u << 10,
	.verify_steps_base = 4096,
	.verify_steps_per_insn = 256,
	.no_leaks = true,
	.back_edges = 1u << 16,
	.jit = false,
	.elastic = false,
};
