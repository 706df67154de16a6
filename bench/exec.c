/* SPDX-License-Identifier: Apache-2.0
 * exec.c - how fast do programs run?  Each program of exec/programs.bpf.c through the interpreter, through our machine code,
 * as ahead-of-time C (rk aot) and, where bpf(2) is allowed, through Linux's JIT, as a ratio to the same source compiled by gcc -O2.  All in one run,
 * one after the other for each program, the best of several rounds.  Every engine must return what gcc's code does.
 * Then how long loading takes. */
#include <errno.h>
#include <inttypes.h>
#include <linux/bpf.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "rk/load.h"

#define PROGRAMS(row)                                                                              \
	row(sum) row(fibonacci) row(sieve) row(crc32) row(siphash) row(sha256) row(matrix) row(sort) row(strings) row(packet) \
	row(pid) row(iir) row(quaternion) row(search)
struct ax_aot {               /* as in the text that rk aot writes */
	u32 back_edges;
	bool stopped;
	void *user;
	u64 function;
	u64 (*enter)(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_aot *run);
};
#define DECLARE(name)                                                                              \
	int name(void *ctx);                                                                       \
	u64 aot_##name(void *ctx, struct ax_aot *run);
PROGRAMS(DECLARE)

static const struct {
	const char *name;
	int (*native)(void *ctx);
	u64 (*aot)(void *ctx, struct ax_aot *run);
} programs[] = {
#define ROW(name) {#name, name, aot_##name},
	PROGRAMS(ROW)
};
enum { ROUNDS = 80, ROUND_NS = 300000, ENGINES = 5 }; /* short rounds: some of them nobody else disturbs */
enum { NATIVE, JIT, AOT, LINUX, INTERP };

void rk_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

static u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* --- Linux --- */

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int linux_map(const struct ax_object_map *map)
{
	union bpf_attr a = {.map_type = map->spec.type, .key_size = map->spec.key_size, .value_size = map->spec.value_size,
			    .max_entries = map->spec.max_entries};
	u8 *value = calloc(1, map->spec.value_size);
	u32 key = 0;
	int fd = bpf(BPF_MAP_CREATE, &a);

	if (map->data)
		memcpy(value, map->data, map->data_size);
	if (fd >= 0) {
		memset(&a, 0, sizeof(a));
		a.map_fd = (u32)fd;
		a.key = (uintptr_t)&key;
		a.value = (uintptr_t)value;
		if (bpf(BPF_MAP_UPDATE_ELEM, &a))
			fd = -1;
	}
	free(value);
	return fd;
}

/* A program's fd, or -1: not allowed here, or refused. */
static int linux_load(const struct ax_object *object, const struct ax_object_prog *prog)
{
	static int fds[AX_MAPS_PER_PROG], made;
	struct ax_insn *insns = malloc(prog->insn_count * sizeof(*insns));
	union bpf_attr a = {.prog_type = BPF_PROG_TYPE_XDP, .insn_cnt = prog->insn_count, .insns = (uintptr_t)insns,
			    .license = (uintptr_t)"GPL"};
	int fd;

	for (; made < object->map_count; made++)
		fds[made] = linux_map(&object->maps[made]);
	memcpy(insns, prog->insns, prog->insn_count * sizeof(*insns));
	for (u32 i = 0; i < prog->insn_count; i++)
		if (insns[i].opcode == AX_OP_LDDW && insns[i].src) {
			insns[i].src = insns[i].src == AX_PSEUDO_MAP_IDX ? AX_PSEUDO_MAP_FD : AX_PSEUDO_MAP_VALUE;
			insns[i].imm = fds[insns[i].imm];
		}
	fd = bpf(BPF_PROG_LOAD, &a);
	free(insns);
	return fd;
}

/* Mean time of `repeat` runs as Linux measures it, or 0. */
static u64 linux_run(int fd, u32 repeat, u32 *result)
{
	u8 packet[64] = {0};
	union bpf_attr a = {0};

	a.test.prog_fd = (u32)fd;
	a.test.data_in = (uintptr_t)packet;
	a.test.data_size_in = sizeof(packet);
	a.test.repeat = repeat;
	if (fd < 0 || bpf(BPF_PROG_TEST_RUN, &a))
		return 0;
	*result = a.test.retval;
	return a.test.duration ? a.test.duration : 1;
}

/* --- ours --- */

struct runner {
	int (*native)(void *ctx);
	u64 (*aot)(void *ctx, struct ax_aot *run);
	struct ax_prog *ours[2]; /* JIT, interpreter */
	int linux_fd;
};

static u32 run_once(const struct runner *runner, int engine)
{
	static u64 ctx[16];

	if (engine == NATIVE)
		return (u32)runner->native(ctx);
	if (engine == AOT)
		return (u32)runner->aot(ctx, &(struct ax_aot){.back_edges = 8u << 20});
	return (u32)ax_prog_run(runner->ours[engine == INTERP], ctx);
}

/* Nanoseconds of one run, a mean over a round; 0: this engine does not run it. */
static double measure(const struct runner *runner, int engine, u32 repeat, u32 want)
{
	u32 result = want;
	u64 start;

	if (engine == LINUX) {
		u64 ns = linux_run(runner->linux_fd, repeat, &result);

		if (ns && result != want)
			printf("! Linux returns 0x%x, not 0x%x\n", result, want);
		return (double)ns;
	}
	if (engine != NATIVE && engine != AOT && !runner->ours[engine == INTERP])
		return 0;
	start = now_ns();
	for (u32 i = 0; i < repeat; i++)
		result = run_once(runner, engine);
	start = now_ns() - start;
	if (result != want)
		printf("! an engine of ours returns 0x%x, not 0x%x\n", result, want);
	return (double)start / repeat;
}

static void best_of(const struct runner *runner, double best[ENGINES])
{
	u32 want = run_once(runner, NATIVE);
	u64 start = now_ns(), once;
	u32 repeat;

	for (u32 i = 0; i < 100; i++)
		run_once(runner, NATIVE);
	once = (now_ns() - start) / 100;
	repeat = (u32)(ROUND_NS / (once ? once : 1)) + 1;
	for (int round = 0; round < ROUNDS; round++)
		for (int engine = 0; engine < ENGINES; engine++) {
			double ns = measure(runner, engine, engine == INTERP ? repeat / 10 + 1 : repeat, want);

			if (ns && (!best[engine] || ns < best[engine]))
				best[engine] = ns;
		}
}

static struct ax_prog *load(struct rk_loaded *loaded, const struct ax_object_prog *prog, enum ax_exec exec)
{
	struct ax_prog *out = NULL;
	struct ax_diag diag;
	char text[2048];
	int err;

	loaded->exec = exec;
	err = rk_load_prog(loaded, prog, AX_PROG_RAW_TRACEPOINT, &out, &diag);
	if (err) {
		rk_explain(prog, err, &diag, text, sizeof(text));
		printf("! %s is refused: %s\n", prog->name, text);
		return NULL;
	}
	return out;
}

static void print_row(const char *name, const double *best, double *logs, u32 *counts)
{
	printf("%-12s %9.0f", name, best[NATIVE]);
	for (int engine = JIT; engine < ENGINES; engine++) {
		if (!best[engine]) {
			printf(" %8s", "-");
			continue;
		}
		printf(" %8.2f", best[engine] / best[NATIVE]);
		logs[engine] += log(best[engine] / best[NATIVE]);
		counts[engine]++;
	}
	printf("\n");
}

static const struct ax_object_prog *find(const struct ax_object *object, const char *name)
{
	for (u32 i = 0; i < object->prog_count; i++)
		if (!strcmp(object->progs[i].name, name))
			return &object->progs[i];
	return NULL;
}

/* --- loading: verification and machine code --- */

enum { LOAD_INSNS = 1000, LOAD_ROUNDS = 300 };

/* Straight line, as compilers write it: arithmetic between registers and the stack. */
static u32 straight(struct ax_insn *out, u32 count)
{
	u32 n = 0;

	for (u8 r = 0; r < 10; r++)
		out[n++] = (struct ax_insn){.opcode = AX_ALU64 | AX_MOV, .dst = r, .imm = r + 1};
	while (n + 1 < count) {
		u8 d = (u8)(n % 10), s = (u8)(n * 7 % 10);

		switch (n % 4) {
		case 0: out[n] = (struct ax_insn){.opcode = AX_STX | AX_MEM | AX_DW, .dst = AX_R10, .src = s, .off = -8}; break;
		case 1: out[n] = (struct ax_insn){.opcode = AX_LDX | AX_MEM | AX_DW, .dst = d, .src = AX_R10, .off = -8}; break;
		case 2: out[n] = (struct ax_insn){.opcode = AX_ALU64 | AX_ADD | AX_X, .dst = d, .src = s}; break;
		default: out[n] = (struct ax_insn){.opcode = AX_ALU64 | AX_AND, .dst = d, .imm = 0xffff}; break;
		}
		n++;
	}
	out[n++] = (struct ax_insn){.opcode = AX_OP_EXIT};
	return n;
}

static double our_load_us(struct ax_engine *engine, const struct ax_insn *insns, u32 count)
{
	struct ax_prog_spec spec = {.type = AX_PROG_SOCKET_FILTER, .name = "load", .insns = insns, .insn_count = count,
				    .license = "GPL", .exec = AX_EXEC_JIT, .verify = true};
	u64 best = UINT64_MAX;

	for (int i = 0; i < LOAD_ROUNDS; i++) {
		struct ax_prog *prog;
		struct ax_diag diag;
		u64 start = now_ns(), spent;

		if (ax_prog_load(engine, &spec, &prog, &diag))
			return 0;
		spent = now_ns() - start;
		ax_prog_put(prog);
		best = spent < best ? spent : best;
	}
	return (double)best / 1000;
}

static double linux_load_us(const struct ax_insn *insns, u32 count)
{
	union bpf_attr a = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = count, .insns = (uintptr_t)insns,
			    .license = (uintptr_t)"GPL"};
	u64 best = UINT64_MAX;

	for (int i = 0; i < LOAD_ROUNDS / 10; i++) {
		u64 start = now_ns(), spent;
		int fd = bpf(BPF_PROG_LOAD, &a);

		spent = now_ns() - start;
		if (fd < 0)
			return 0;
		close(fd);
		best = spent < best ? spent : best;
	}
	return (double)best / 1000;
}

static void print_loads(struct ax_engine *engine)
{
	static struct ax_insn small[2], large[LOAD_INSNS];
	double ours[2], theirs[2];
	u32 count = straight(large, LOAD_INSNS);

	small[0] = (struct ax_insn){.opcode = AX_ALU64 | AX_MOV};
	small[1] = (struct ax_insn){.opcode = AX_OP_EXIT};
	ours[0] = our_load_us(engine, small, 2);
	ours[1] = our_load_us(engine, large, count);
	theirs[0] = linux_load_us(small, 2);
	theirs[1] = linux_load_us(large, count);
	printf("load (verify + JIT): %.1f us for 2 instructions, %.1f us more for %u", ours[0], ours[1] - ours[0], LOAD_INSNS);
	if (theirs[0] && theirs[1])
		printf("; Linux: %.1f us, %.1f us more", theirs[0], theirs[1] - theirs[0]);
	printf("\n");
}

int main(int argc, char **argv)
{
	double logs[ENGINES] = {0};
	u32 counts[ENGINES] = {0};
	struct rk_loaded loaded;

	if (argc < 2 || rk_load_open(&loaded, argv[1]))
		return 2;
	printf("%-12s %9s %8s %8s %8s %8s   (ratios to gcc -O2)\n", "program", "native ns", "jit", "aot", "linux", "interp");
	for (u32 i = 0; i < ARRAY_LEN(programs); i++) {
		const struct ax_object_prog *prog = find(&loaded.file.object, programs[i].name);
		struct runner runner = {.native = programs[i].native, .aot = programs[i].aot};
		double best[ENGINES] = {0};

		if (!prog || (argc > 2 && strcmp(argv[2], programs[i].name)))
			continue;
		runner.ours[0] = load(&loaded, prog, AX_EXEC_JIT);
		runner.ours[1] = load(&loaded, prog, AX_EXEC_INTERP);
		runner.linux_fd = linux_load(&loaded.file.object, prog);
		best_of(&runner, best);
		print_row(programs[i].name, best, logs, counts);
		for (int k = 0; k < 2; k++)
			if (runner.ours[k])
				ax_prog_put(runner.ours[k]);
		if (runner.linux_fd >= 0)
			close(runner.linux_fd);
	}
	printf("%-12s %9s", "geom. mean", "1.00");
	for (int engine = JIT; engine < ENGINES; engine++)
		counts[engine] ? printf(" %8.2f", exp(logs[engine] / counts[engine])) : printf(" %8s", "-");
	printf("\n");
	print_loads(loaded.engine);
	rk_load_close(&loaded);
	return 0;
}
