/* SPDX-License-Identifier: Apache-2.0
 * tag.c - the program tag.  As Linux's bpf_prog_calc_tag: the instructions as they came through bpf(2), both
 * immediates of a map reference zeroed; so the same object has the same tag here and there. */
#include "crypto/sha1.h"
#include "engine/engine.h"

static bool is_map_load(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_LDDW &&
	       (insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE);
}

void axi_prog_tag(const struct ax_insn *insns, u32 count, u8 tag[8])
{
	struct axi_sha1 sha;
	u8 digest[20];

	axi_sha1_init(&sha);
	for (u32 i = 0; i < count; i++) {
		struct ax_insn insn = insns[i];

		if (is_map_load(&insn)) {
			/* our index forms stand for the descriptor forms of the wire */
			insn.src = insn.src == AX_PSEUDO_MAP_IDX ? AX_PSEUDO_MAP_FD : AX_PSEUDO_MAP_VALUE;
			insn.imm = 0;
		} else if (i && is_map_load(&insns[i - 1]) && !insn.opcode) {
			insn.imm = 0;
		}
		axi_sha1_add(&sha, &insn, sizeof(insn));
	}
	axi_sha1_end(&sha, digest);
	memcpy(tag, digest, 8);
}
