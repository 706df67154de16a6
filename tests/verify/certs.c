/* SPDX-License-Identifier: Apache-2.0
 * certs.c - certificates of accepted programs: made, checked, and mutated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <axiom/arena.h>
#include "verify/verify.h"
#include "certs.h"

#define CERT_MAX (1u << 20)

static u32 sizes[4096], codes[4096], measured;
static u64 mutants, accepted_mutants, helped;
static u32 fulls, full_peak, uncovered, listed, helped_full, explored, related;

/* ax_verify in memory of its own, so that the sanitizer sees every step outside. */
static int check(const struct ax_verify_input *in, const u8 *cert, size_t size, size_t bytes, struct ax_verdict *out,
		 struct ax_diag *diag)
{
	struct ax_verify_input own = *in;
	u8 *copy = malloc(size ? size : 1);
	void *mem = malloc(bytes);
	struct ax_arena arena;
	int err;

	if (size)
		memcpy(copy, cert, size);
	own.cert = cert ? copy : NULL;
	own.cert_size = size;
	ax_arena_init(&arena, mem, bytes);
	err = ax_verify(&own, &arena, out, diag);
	free(mem);
	free(copy);
	return err;
}

static u64 seed = 88172645463325252u;
static u32 draw(u32 below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (u32)(seed >> 33) % below;
}

/* A mutant is refused or verifies: then the walk confirmed what it claims.  Any other end is a crash. */
static void mutate(const struct ax_verify_input *in, const u8 *cert, size_t size, size_t bytes, u32 rounds)
{
	u8 *m = malloc(size + 16);
	struct ax_verdict verdict;
	struct ax_diag diag;

	for (u32 i = 0; i < rounds; i++) {
		size_t n = size;

		memcpy(m, cert, size);
		if (i < size) {
			m[i] ^= (u8)(1 + draw(255));
		} else if (i < 2 * size) {
			n = i - size;
		} else {
			for (u32 k = 1 + draw(4); k > 0; k--)
				m[draw((u32)size)] = (u8)draw(256);
		}
		mutants++;
		accepted_mutants += !check(in, m, n, bytes, &verdict, &diag);
	}
	free(m);
}

/* A full certificate says which instructions access fields of contexts and objects (a number behind its header, each 2 times the
 * distance, and 1 where it is rewritten).  One that keeps the last of them back, or says of it that it is rewritten, is false. */
static const char *check_fields(const struct ax_verify_input *in, const u8 *cert, size_t size, size_t bytes)
{
	u8 *m = malloc(size);
	size_t at = 6, last, end;
	u32 pc = 0;
	struct ax_verdict verdict;
	struct ax_diag diag;
	bool in_one, taken[2];

	memcpy(m, cert, size);
	in_one = !(m[5] & 0x80) && !(m[6] & 0x80) && m[6]; /* numbers of one byte: few walks, few fields */
	end = at + 1 + m[at];
	last = end - 1;
	for (size_t i = at + 1; in_one && i < end; i++) {
		in_one = !(m[i] & 0x80);
		pc += m[i] >> 1;
	}
	if (!in_one || m[last] & 1) {
		free(m);
		return NULL;
	}
	m[last] |= (in->insns[pc].opcode & 7) == AX_LDX; /* stores are never rewritten */
	taken[0] = m[last] & 1 && !check(in, m, size, bytes, &verdict, &diag);
	m[at]--;
	memmove(m + last, m + end, size - end);
	taken[1] = !check(in, m, size - 1, bytes, &verdict, &diag);
	free(m);
	listed++;
	return taken[0] || taken[1] ? "a certificate that says something else of what loads a field is taken" : NULL;
}

/* A number of a certificate; *at goes on behind it. */
static u64 number(const u8 *cert, size_t *at)
{
	u64 n = 0;
	u32 shift = 0;

	do
		n |= (u64)(cert[*at] & 0x7f) << shift, shift += 7;
	while (cert[(*at)++] & 0x80);
	return n;
}

static void skip(const u8 *cert, size_t *at, u64 count)
{
	while (count--)
		number(cert, at);
}

/* Where the relations of the entry's first state are told, behind their number. */
static u64 relations_of(const u8 *cert, size_t *at, bool by_budget)
{
	u64 n;

	skip(cert, at, by_budget ? 1 : 3);
	if (!by_budget)
		skip(cert, at, 5 * number(cert, at));
	n = number(cert, at);
	skip(cert, at, n ? n - 1 : 0);
	return number(cert, at);
}

/* What a full certificate says of the relations of an entry's first state: with another `times`, factor or sum it is false. */
static const char *check_relations(const struct ax_verify_input *in, const u8 *cert, size_t size, size_t bytes)
{
	u8 *m = malloc(size);
	size_t at = 4;
	bool by_budget = number(cert, &at), taken = false;
	u64 walks = number(cert, &at), fields = number(cert, &at);
	struct ax_verdict verdict;
	struct ax_diag diag;

	at += fields;
	memcpy(m, cert, size);
	for (; walks && !taken; walks--) {
		u64 left = number(cert, &at), depth, flags;
		size_t end = at + left;

		skip(cert, &at, 1);
		depth = number(cert, &at);
		flags = number(cert, &at);
		skip(cert, &at, (flags & 16 ? 1 : 0) + 2 * depth + 1);
		left = number(cert, &at);
		at += left;
		while (at < end && !taken) {
			size_t next;
			u64 count;

			skip(cert, &at, 1);
			left = number(cert, &at);
			next = at + left;
			count = relations_of(cert, &at, by_budget);
			for (u64 i = 0; i < (count & 3) && !taken; i++) {
				skip(cert, &at, 2);
				for (u32 field = count & 4 ? 0 : 1; field < 3 && !taken; field++) { /* by 1, signed or not */
					m[at] ^= field ? 2 : 1;
					taken = !check(in, m, size, bytes, &verdict, &diag);
					m[at] = cert[at];
					related++;
					skip(cert, &at, 1);
				}
			}
			at = next;
		}
	}
	free(m);
	return taken ? "a certificate that says another relation of two numbers is taken" : NULL;
}

const char *certs_needed(const struct ax_verify_input *in)
{
	static u8 cert[CERT_MAX];
	size_t bytes = 32 << 20, size = 0;
	struct ax_verify_input own = *in;
	struct ax_limits limits = *in->limits;
	struct ax_verdict verdict;
	struct ax_diag diag = {0};
	struct ax_arena arena;
	void *mem = malloc(bytes);
	bool full;
	int err;

	limits.verify_steps_base *= 64; /* as rk certify */
	limits.verify_steps_per_insn *= 64;
	own.limits = &limits;
	ax_arena_init(&arena, mem, bytes);
	err = ax_certify_full(&own, &arena, cert, sizeof(cert), &size, &diag);
	full = !err;
	if (err)
		err = ax_certify(&own, &arena, cert, sizeof(cert), &size, &diag);
	free(mem);
	if (err)
		return "cannot be certified";
	bytes = full ? AX_CERTIFIED_BYTES : ax_verify_bytes(in);
	if (check(in, cert, size, bytes, &verdict, &diag))
		return "refused with its certificate, too";
	helped++;
	helped_full += full;
	mutate(in, cert, size, bytes, 60);
	return full ? check_relations(in, cert, size, bytes) : NULL;
}

/* In one mode: made, checked with the same verdict, mutated. */
static const char *check_mode(const struct ax_verify_input *in, const struct ax_verdict *without, bool full, u32 mutations, bool must, bool terms)
{
	static char why[400];
	static u8 cert[CERT_MAX];
	size_t bytes = 8 << 20, size = 0;
	void *mem = malloc(bytes);
	struct ax_arena arena;
	struct ax_verdict with;
	struct ax_diag diag = {0};
	const char *mode = full ? "full" : "sparse", *wrong;
	int err;

	ax_arena_init(&arena, mem, bytes);
	err = (full ? ax_certify_full : ax_certify)(in, &arena, cert, sizeof(cert), &size, &diag);
	free(mem);
	if (full && !must && err == -AX_ENOTSUPP) {
		uncovered++;
		return NULL;
	}
	if (err) {
		snprintf(why, sizeof(why), "cannot be certified (%s): %d %s", mode, err, ax_diag_name(diag.reason));
		return why;
	}
	bytes = ax_verify_bytes(in);
	err = check(in, cert, size, bytes, &with, &diag);
	if (err) {
		char text[300];

		ax_diag_format(&diag, NULL, 0, text, sizeof(text));
		snprintf(why, sizeof(why), "its %s certificate of %zu bytes is refused: %s", mode, size, text);
		return why;
	}
	if (full && !must && with.by_budget && !without->by_budget && with.stack_bytes == without->stack_bytes)
		explored++; /* no number bounds its rounds there */
	else if (with.by_budget != (without->by_budget || (full && terms)) || with.worst_case_insns > without->worst_case_insns ||
	    with.stack_bytes != without->stack_bytes) {
		snprintf(why, sizeof(why), "with its %s certificate the worst case is %llu, not %llu", mode,
			 (unsigned long long)with.worst_case_insns, (unsigned long long)without->worst_case_insns);
		return why;
	}
	if (full) {
		fulls++;
		if (with.peak_bytes > full_peak)
			full_peak = with.peak_bytes;
	} else if (measured < 4096) {
		sizes[measured] = (u32)size;
		codes[measured++] = in->insn_count * 8;
	}
	mutate(in, cert, size, bytes, mutations);
	if (!full)
		return NULL;
	wrong = check_fields(in, cert, size, bytes);
	return wrong ? wrong : check_relations(in, cert, size, bytes);
}

const char *certs_check(const struct ax_verify_input *in, const struct ax_verdict *without, u32 mutations, bool full, bool terms)
{
	const char *wrong = check_mode(in, without, false, mutations, false, false);

	return wrong ? wrong : check_mode(in, without, true, mutations, full, terms);
}

static int by_number(const void *a, const void *b)
{
	return *(const u32 *)a < *(const u32 *)b ? -1 : *(const u32 *)a > *(const u32 *)b;
}

void certs_report(bool objects)
{
	static u32 ratio[4096];

	for (u32 i = 0; i < measured; i++)
		ratio[i] = sizes[i] * 1000 / codes[i];
	qsort(ratio, measured, sizeof(*ratio), by_number);
	if (measured)
		printf("%s certificates: %u made and checked, median %u.%u %% of the code, %llu mutants, %llu of them accepted, "
		       "%llu programs are refused without theirs, %u of them accepted with a full one in %u bytes\n",
		       !objects && !helped ? "FAIL" : "ok", measured, ratio[measured / 2] / 10, ratio[measured / 2] % 10, (unsigned long long)mutants,
		       (unsigned long long)accepted_mutants, (unsigned long long)helped, helped_full, AX_CERTIFIED_BYTES);
	if (fulls)
		printf("%s %u full certificates, checked in %u bytes at the most (%u); %u programs have none, %u one that counts no rounds; %u with another list of fields are refused, %u with another relation\n",
		       full_peak > AX_CERTIFIED_BYTES || !listed || !related ? "FAIL" : "ok", fulls, full_peak, AX_CERTIFIED_BYTES, uncovered, explored, listed, related);
}
