/* SPDX-License-Identifier: Apache-2.0
 * certs.c - the section .axiom.cert: certificates for the object's programs (docs/certificates.md).
 *
 * "AXCS", a 32-bit count, then for each: 32-bit length of the program's name, 32-bit length of the certificate, the name
 * without NUL, the certificate.  Certificates stand in the order of the programs, at most one each; what is inside is the
 * verifier's affair. */
#include "base/str.h"
#include "object/reader.h"

static u32 word(const u8 *at)
{
	u32 w;

	memcpy(&w, at, 4);
	return w;
}

static bool named(const struct ax_object_prog *prog, const u8 *name, u32 length)
{
	return axi_strlen(prog->name) == length && !memcmp(prog->name, name, length);
}

int axi_certs_read(struct axi_reader *rd, struct ax_object *out)
{
	const struct axi_sec *sec = axi_elf_section(rd, ".axiom.cert");
	const u8 *at, *end;
	u32 count, prog = 0;

	if (!sec || sec->type == AXI_SHT_NOBITS)
		return 0;
	at = axi_sec_data(rd, sec);
	end = at + sec->size;
	if (sec->size < 8 || memcmp(at, "AXCS", 4))
		return axi_obj_fail(rd, -AX_EINVAL, sec->off, "section '.axiom.cert' does not begin with AXCS");
	count = word(at + 4);
	at += 8;
	for (u32 i = 0; i < count; i++) {
		u64 left = (u64)(end - at);

		if (left < 8 || (u64)word(at) + word(at + 4) > left - 8)
			return axi_obj_fail(rd, -AX_EINVAL, sec->off, "section '.axiom.cert': entry %u of %u goes beyond the end", i,
					    count);
		u32 name = word(at), size = word(at + 4);

		at += 8;
		while (prog < out->prog_count && !named(&out->progs[prog], at, name))
			prog++;
		if (prog == out->prog_count)
			return axi_obj_fail(rd, -AX_EINVAL, sec->off,
					    "section '.axiom.cert': entry %u is for no program, or out of order; certify again", i);
		at += name;
		out->progs[prog].cert = at;
		out->progs[prog++].cert_size = size;
		at += size;
	}
	if (at != end)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off, "section '.axiom.cert' has bytes behind its last entry");
	return 0;
}
