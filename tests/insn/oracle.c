/* SPDX-License-Identifier: Apache-2.0
 * oracle.c - the host's Linux as the judge of instruction cases: bpf(2), PROG_LOAD and PROG_TEST_RUN.
 *
 * Also the judge of the disassembler: the verifier's log has the text of every instruction that it walks.
 * The case becomes a subprogram; a main before it passes the memory (the value of an array map) and its size.  A test
 * run returns 32 bits, so that main is run twice: once returning R0, once its upper half. */
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "insn/case.h"

static int sys_bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int map_create(u32 bytes)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = bytes, .max_entries = 1};

	return sys_bpf(BPF_MAP_CREATE, &attr);
}

static int map_access(int command, int fd, void *value)
{
	u32 key = 0;
	union bpf_attr attr = {.map_fd = (u32)fd, .key = (uintptr_t)&key, .value = (uintptr_t)value};

	return sys_bpf(command, &attr);
}

static char verifier_log[4 << 20];

/* prog_load - log_level 1: why it is refused; 2: every instruction as it is walked. */
static int prog_load(const struct ax_insn *insns, u32 count, u32 log_level)
{
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (uintptr_t)insns, .insn_cnt = count,
			       .license = (uintptr_t)"GPL", .log_level = log_level, .log_buf = (uintptr_t)verifier_log,
			       .log_size = sizeof(verifier_log)};

	verifier_log[0] = 0;
	return sys_bpf(BPF_PROG_LOAD, &attr);
}

static int prog_run(int fd, u32 *result)
{
	u8 packet[64] = {0};
	union bpf_attr attr = {0};

	attr.test.prog_fd = (u32)fd;
	attr.test.data_in = (uintptr_t)packet;
	attr.test.data_size_in = sizeof(packet);
	attr.test.repeat = 1;
	if (sys_bpf(BPF_PROG_TEST_RUN, &attr))
		return -1;
	*result = attr.test.retval;
	return 0;
}

#define INSN(op, d, s, o, i) ((struct ax_insn){.opcode = op, .dst = d, .src = s, .off = o, .imm = i})

/* build - main and the case; `upper` makes main return R0's upper half. */
static u32 build(struct ax_insn *to, const struct insn_case *one, int map, bool upper)
{
	u32 n = 0;

	if (one->mem_bytes) {
		to[n++] = INSN(0x18, 1, BPF_PSEUDO_MAP_VALUE, 0, map);
		to[n++] = INSN(0, 0, 0, 0, 0);
	} else {
		to[n++] = INSN(0xb7, 1, 0, 0, 0);
	}
	to[n++] = INSN(0xb7, 2, 0, 0, (s32)one->mem_bytes);
	to[n++] = INSN(0x85, 0, BPF_PSEUDO_CALL, 0, upper ? 2 : 1);
	if (upper)
		to[n++] = INSN(0x77, 0, 0, 0, 32);
	to[n++] = INSN(0x95, 0, 0, 0, 0);
	memcpy(to + n, one->insns, one->count * sizeof(*to));
	return n + one->count;
}

static char message[512];
u32 oracle_texts;

/* compare_text - every instruction that the verifier walked, "12: (b7) r0 = 1    ; R0=1", as our disassembler has it.
 * References to maps differ by nature: Linux prints an address. */
static const char *compare_text(const struct ax_insn *insns, u32 count)
{
	char *save = NULL;

	for (char *line = strtok_r(verifier_log, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		unsigned long at = strtoul(line, &line, 10);
		char *comment = strstr(line, " ; ");
		char ours[160];

		if (strncmp(line, ": (", 3) || at >= count || insns[at].opcode == AX_OP_LDDW)
			continue;
		line += 2;
		if (comment)
			*comment = 0;
		for (size_t n = strlen(line); n && line[n - 1] == ' '; n--)
			line[n - 1] = 0;
		ax_insn_disasm(insns, count, (u32)at, ours, sizeof(ours));
		oracle_texts++;
		if (strcmp(ours, line)) {
			snprintf(message, sizeof(message), "disassembled as '%.100s', by Linux as '%.100s'", ours, line);
			return message;
		}
	}
	return NULL;
}

/* last_line - of the verifier's log that says something. */
static const char *last_line(void)
{
	char *at, *said = verifier_log, *save = NULL;

	for (at = strtok_r(verifier_log, "\n", &save); at; at = strtok_r(NULL, "\n", &save))
		if (strncmp(at, "processed ", 10) && strncmp(at, "verification time", 17) && strncmp(at, "stack depth", 11))
			said = at;
	return said;
}

/* run_half - load and run once, memory fresh; then `after` has the memory. */
static const char *run_half(const struct insn_case *one, bool upper, u32 *half, u8 *after)
{
	static struct ax_insn insns[CASE_INSNS + 8];
	int map = one->mem_bytes ? map_create(one->mem_bytes) : -1;
	const char *problem = NULL;
	u8 start[CASE_BYTES];
	u32 count;
	int prog;

	memcpy(start, one->mem, sizeof(start));
	if (one->mem_bytes && (map < 0 || map_access(BPF_MAP_UPDATE_ELEM, map, start)))
		return "cannot create the map";
	count = build(insns, one, map, upper);
	prog = prog_load(insns, count, *one->error ? 1 : 2);
	if (prog < 0) {
		int error = errno;

		snprintf(message, sizeof(message), "Linux refuses it: %s: %.300s", strerror(error), last_line());
		problem = message;
	} else if (prog_run(prog, half)) {
		snprintf(message, sizeof(message), "Linux cannot run it: %s", strerror(errno));
		problem = message;
	} else if (map >= 0 && map_access(BPF_MAP_LOOKUP_ELEM, map, after)) {
		problem = "cannot read the map";
	} else {
		problem = compare_text(insns, count);
	}
	if (prog >= 0)
		close(prog);
	if (map >= 0)
		close(map);
	return problem;
}

const char *oracle_open(void)
{
	static const struct ax_insn nothing[] = {{.opcode = 0xb7}, {.opcode = 0x95}};
	int prog = prog_load(nothing, 2, 1);
	u32 result;

	if (prog < 0 || prog_run(prog, &result)) {
		snprintf(message, sizeof(message), "bpf(2) of this host: %s", strerror(errno));
		return message;
	}
	close(prog);
	return NULL;
}

const char *oracle_check(const struct insn_case *one)
{
	u8 after[CASE_BYTES] = {0};
	u32 low = 0, high = 0;
	const char *problem = run_half(one, false, &low, after);
	u64 result;

	if (*one->error)
		return problem ? NULL : "Linux accepts it";
	if (!problem)
		problem = run_half(one, true, &high, after);
	if (problem)
		return problem;
	result = (u64)high << 32 | low;
	if (result != one->result) {
		snprintf(message, sizeof(message), "Linux says 0x%llx", (unsigned long long)result);
		return message;
	}
	if (one->after_bytes && memcmp(after, one->after, one->after_bytes))
		return "Linux leaves other memory";
	return NULL;
}
