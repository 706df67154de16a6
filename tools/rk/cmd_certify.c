/* SPDX-License-Identifier: Apache-2.0
 * cmd_certify.c - `rk certify`: write the proofs that the verifier would otherwise have to find into the object. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <axiom/status.h>
#include "rk/certify.h"
#include "rk/load.h"

#define CERT_MAX (1u << 20)

enum { OUT, FULL, TYPE, ENTRIES };
static const struct rk_option options[] = {
	[OUT] = {"-o", "OUT.o", "Where to write the object with its certificates; it may be FILE.o itself."},
	[FULL] = {"--full", NULL,
		  "An entry at every jump target instead of loop heads only, and what it costs from there: checked with one state in "
		  "memory.  Without it, only programs for which the checker would need more than 8 KB get such."},
	[TYPE] = {"--type", "TYPE", "Certify as this program type instead of the one that the section name means."},
	[ENTRIES] = {"--map-entries", "N", "Entries of maps that leave their number to their loader."},
};

/* put - append to the section's contents. */
static void put(struct rk_section *s, const void *bytes, size_t count)
{
	if (s->size + count > s->room) {
		s->room = 2 * (s->size + count);
		s->bytes = realloc(s->bytes, s->room);
		if (!s->bytes)
			abort();
	}
	memcpy(s->bytes + s->size, bytes, count);
	s->size += count;
}

static void put_cert(struct rk_section *s, const char *name, const u8 *cert, u32 size)
{
	u32 length = (u32)strlen(name), count;

	put(s, &length, 4);
	put(s, &size, 4);
	put(s, name, length);
	put(s, cert, size);
	memcpy(&count, s->bytes + 4, 4);
	count++;
	memcpy(s->bytes + 4, &count, 4);
}

/* A certificate in one mode: 0, and what the verifier says with it. */
static int make(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, bool full, u8 *cert, size_t *size,
		struct ax_prog_info *info, struct ax_diag *diag)
{
	struct ax_object_prog with = *prog;
	int err = rk_certify_prog(loaded, prog, type, full, cert, CERT_MAX, size, diag);

	with.cert = cert;
	with.cert_size = (u32)*size;
	return err ? err : rk_judge_prog(loaded, &with, type, info, diag);
}

/* certify_one - true when there is a certificate, and the verifier takes it.  Where a sparse one needs more memory than small
 * checkers have, a full one is made instead. */
static bool certify_one(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, bool full,
			struct rk_section *s)
{
	static u8 cert[CERT_MAX], other[CERT_MAX];
	const u8 *best = cert;
	struct ax_prog_info info, second;
	struct ax_diag diag, why;
	char text[4096];
	size_t size, other_size;
	int err = make(loaded, prog, type, full, cert, &size, &info, &diag);

	if (!full && (err || info.verdict.peak_bytes > AX_CERTIFIED_BYTES) && !make(loaded, prog, type, true, other, &other_size, &second, &why) &&
	    (err || second.verdict.peak_bytes < info.verdict.peak_bytes)) {
		best = other;
		size = other_size;
		info = second;
		full = true;
		err = 0;
	}
	if (err) {
		rk_explain(prog, err, &diag, text, sizeof(text));
		printf("refused    %s (%s): %.*s\n", prog->name, prog->section, (int)strcspn(text, "\n"), text);
		return false;
	}
	printf("certified  %s (%s): %s, %zu bytes for %" PRIu32 " bytes of code, verifier peak %" PRIu32 " bytes, %" PRIu64 " us\n",
	       prog->name, prog->section, full ? "full" : "sparse", size, prog->insn_count * 8, info.verdict.peak_bytes,
	       info.verify_ns / 1000);
	put_cert(s, prog->name, best, (u32)size);
	return true;
}

static int run(const struct rk_args *args)
{
	struct rk_section section = {.name = ".axiom.cert"};
	struct rk_loaded loaded;
	u32 type = 0, refused = 0;
	int status;

	if (!args->values[OUT]) {
		rk_error("where to? give -o OUT.o");
		return RK_UNUSABLE;
	}
	if (args->values[TYPE]) {
		type = rk_prog_type(args->values[TYPE]);
		if (!type) {
			rk_error("unknown program type %s (see rk verify --help)", args->values[TYPE]);
			return RK_UNUSABLE;
		}
	}
	status = rk_use_map_entries(args->values[ENTRIES]);
	status = status ? status : rk_load_open(&loaded, args->operands[0]);
	if (status)
		return status;
	put(&section, "AXCS\0\0\0\0", 8);
	for (u32 i = 0; i < loaded.file.object.prog_count; i++)
		refused += !certify_one(&loaded, &loaded.file.object.progs[i], type, args->values[FULL], &section);
	status = rk_elf_append(args->values[OUT], loaded.file.file, loaded.file.file_size, &section);
	free(section.bytes);
	rk_load_close(&loaded);
	return status ? status : refused ? RK_REFUSED : RK_OK;
}

const struct rk_command rk_cmd_certify = {
	.operands = "FILE.o",
	.operands_min = 1,
	.operands_max = 1,
	.description =
		"Finds, for every program of an object file, what its verification rests on (the invariants of its\n"
		"loops), and writes the object with these certificates in a section\n"
		".axiom.cert.  Nobody trusts them: the verifier checks each in one pass, with less time and memory than it\n"
		"needs without.  Everything else in the object stays as it is; loaders that do not know the section pass it over.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  every program has its certificate\n1  some program is refused (it has none in OUT.o)\n"
		  "2  the file cannot be used or written",
	.examples = "rk certify tick.bpf.o -o tick.cert.o && rk verify tick.cert.o",
	.run = run,
};
