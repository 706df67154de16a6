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

enum { OUT, FULL, DEVICE, TYPE, ENTRIES };
static const struct rk_option options[] = {
	[OUT] = {"-o", "OUT.o", "Where to write the object with its certificates; it may be FILE.o itself."},
	[FULL] = {"--full", NULL,
		  "An entry at every jump target instead of loop heads only, and what it costs from there: checked with one state in "
		  "memory.  Without it, only programs for which the checker would need more than 8 KB get such."},
	[DEVICE] = {"--device", NULL,
		    "Full ones for a microcontroller (-DAX_DEVICE), which knows less of numbers than this machine: what its own checker "
		    "accepts."},
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

/* A certificate of one kind: 0, and what the verifier that it is for says with it. */
static int make(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, enum rk_cert kind, u8 *cert, size_t *size,
		struct ax_prog_info *info, struct ax_diag *diag)
{
	struct ax_object_prog with = *prog;
	int err = rk_certify_prog(loaded, prog, type, kind, cert, CERT_MAX, size, diag);

	with.cert = cert;
	with.cert_size = (u32)*size;
	if (err)
		return err;
	return (kind == RK_CERT_DEVICE ? rk_judge_device : rk_judge_prog)(loaded, &with, type, info, diag);
}

/* Why there is none.  A device's prover has no words: this machine's verifier has them, when it refuses the program, too. */
static void refused(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, enum rk_cert kind, int err, struct ax_diag *diag)
{
	struct ax_object_prog without = *prog;
	struct ax_prog_info info;
	struct ax_diag own = {0};
	char text[4096];
	int mine;

	printf("refused    %s (%s): ", prog->name, prog->section);
	if (kind == RK_CERT_DEVICE && diag->reason) {
		without.cert = NULL;
		without.cert_size = 0;
		mine = rk_judge_prog(loaded, &without, type, &info, &own);
		if (!mine) {
			printf("here it would not be, on a microcontroller: %s", ax_diag_name(diag->reason));
			if (diag->insn < prog->insn_count)
				printf(" at instruction %" PRIu32, diag->insn);
			printf("\n");
			return;
		}
		err = mine;
		diag = &own;
	}
	rk_explain(prog, err, diag, text, sizeof(text));
	printf("%.*s\n", (int)strcspn(text, "\n"), text);
}

/* certify_one - true when there is a certificate, and the verifier takes it.  Where a sparse one needs more memory than small
 * checkers have, a full one is made instead. */
static bool certify_one(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, enum rk_cert kind,
			struct rk_section *s)
{
	static u8 cert[CERT_MAX], other[CERT_MAX];
	const u8 *best = cert;
	struct ax_prog_info info, second;
	struct ax_diag diag, why;
	size_t size, other_size;
	int err = make(loaded, prog, type, kind, cert, &size, &info, &diag);

	if (kind == RK_CERT_SPARSE && (err || info.verdict.peak_bytes > AX_CERTIFIED_BYTES) &&
	    !make(loaded, prog, type, RK_CERT_FULL, other, &other_size, &second, &why) &&
	    (err || second.verdict.peak_bytes < info.verdict.peak_bytes)) {
		best = other;
		size = other_size;
		info = second;
		kind = RK_CERT_FULL;
		err = 0;
	}
	if (err) {
		refused(loaded, prog, type, kind, err, &diag);
		return false;
	}
	printf("certified  %s (%s): %s, %zu bytes for %" PRIu32 " bytes of code, verifier peak %" PRIu32 " bytes, %" PRIu64 " us\n",
	       prog->name, prog->section, kind == RK_CERT_SPARSE ? "sparse" : kind == RK_CERT_FULL ? "full" : "full, for devices", size, prog->insn_count * 8, info.verdict.peak_bytes,
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
		refused += !certify_one(&loaded, &loaded.file.object.progs[i], type,
				       args->values[DEVICE] ? RK_CERT_DEVICE : args->values[FULL] ? RK_CERT_FULL : RK_CERT_SPARSE, &section);
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
	.examples = "rk certify tick.bpf.o -o tick.cert.o && rk verify tick.cert.o\nrk certify --device imu.bpf.o -o imu.o",
	.run = run,
};
