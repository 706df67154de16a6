/* SPDX-License-Identifier: Apache-2.0
 * cmd_load.c - rk load: a microBPF package into the engine's process, where it lives beside programs in eBPF. */
#include <axiom/mbpf.h>
#include <axiom/posix.h>
#include <axiom/status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "rk/cost.h"
#include "rk/rk.h"
#include "rk/sysbpf.h"

enum { PIN, HEX, REPEAT, DEADLINE, CPU };
enum { PACKAGES = 16 };
static const struct rk_option options[] = {
	[PIN] = {"--pin", "PATH", "give it a name in the engine's bpffs, so that it stays: /sys/fs/bpf/NAME; of several packages each gets\n"
		 "PATH/FILE, without its .mbpf", false},
	[HEX] = {"--hex", "BYTES", "run it once on these bytes (a packet) and print its result", false},
	[REPEAT] = {"--repeat", "N", "... N times", false},
	[DEADLINE] = {"--deadline", "N[ns|us|ms]", "the packages are for one hook: load none of them if their worst cases come to more than N instructions,\n"
		      "or, with a unit of time and --cpu, to more time", false},
	[CPU] = RK_CPU_OPTION,
};

static long load(const char *path, const u8 *package, size_t size)
{
	static char log[512];
	union rk_attr attr;
	long fd;

	if (!size) {
		rk_error("%s: package: an empty file", path);
		return -1;
	}
	memset(&attr, 0, sizeof(attr));
	attr.bpf.prog_load.prog_type = AX_PROG_JS;
	attr.bpf.prog_load.log_buf = (u64)(uintptr_t)log;
	attr.bpf.prog_load.log_size = sizeof(log);
	attr.bpf.prog_load.log_level = 1;
	attr.more.package = (u64)(uintptr_t)package;
	attr.more.package_size = (u32)size;
	fd = rk_bpf(AXI_BPF_PROG_LOAD, &attr);
	log[strcspn(log, "\n")] = 0;
	if (fd < 0)
		rk_error("%s: %s", path, log[0] ? log : strerror((int)-fd));
	return fd;
}

static int pin(int fd, const char *path)
{
	union rk_attr attr;
	long err;

	memset(&attr, 0, sizeof(attr));
	attr.bpf.obj.bpf_fd = (u32)fd;
	attr.bpf.obj.pathname = (u64)(uintptr_t)path;
	err = rk_bpf(AXI_BPF_OBJ_PIN, &attr);
	if (err)
		rk_error("%s: %s", path, strerror((int)-err));
	return err ? RK_UNUSABLE : RK_OK;
}

/* how_often - the value of --repeat; 0: it is none, and said so */
static u32 how_often(const char *repeat)
{
	char *end = "";
	unsigned long n = repeat ? strtoul(repeat, &end, 10) : 1;

	if (*end || !n || n > 1000000000) {
		rk_error("--repeat: \"%s\" is no number from 1 to 1000000000", repeat);
		return 0;
	}
	return (u32)n;
}

static int test(int fd, const char *hex, u32 repeat)
{
	union rk_attr attr;
	size_t size = 0;
	u8 *data = NULL;
	long err;

	if (rk_hex("--hex", hex, strlen(hex), &data, &size))
		return RK_UNUSABLE;
	memset(&attr, 0, sizeof(attr));
	attr.bpf.test.prog_fd = (u32)fd;
	attr.bpf.test.data_in = (u64)(uintptr_t)data;
	attr.bpf.test.data_size_in = (u32)size;
	attr.bpf.test.repeat = repeat;
	err = rk_bpf(AXI_BPF_PROG_TEST_RUN, &attr);
	free(data);
	if (err)
		rk_error("--hex: %s", strerror((int)-err));
	else
		printf("result %d\n", (s32)attr.bpf.test.retval);
	return err ? RK_UNUSABLE : RK_OK;
}

/* struct package - a file, read; a descriptor when it is loaded. */
struct package {
	const char *path;
	u8 *bytes;
	size_t size;
	long fd;
};

/* Does the package fit beside those before it?  It is loaded into an engine of this process, to be judged. */
static int judge(mbpf_runtime_t *runtime, const struct package *package, struct rk_cost *cost)
{
	struct mbpf_diag diag = {.text = ""};
	struct ax_verdict verdict;
	mbpf_program_t *program;
	char why[200];
	int err = mbpf_program_load(runtime, package->bytes, package->size, &program, &diag);

	if (err) {
		rk_error("%s: %s", package->path, diag.text[0] ? diag.text : ax_status_text(err));
		return RK_REFUSED;
	}
	mbpf_program_worst_case(program, &verdict);
	if (!verdict.insns)
		snprintf(why, sizeof(why), "steps of JavaScript are no instructions; compile it with --target ebpf");
	if (!verdict.insns || rk_cost_add(cost, &verdict, why, sizeof(why))) {
		rk_error("%s: it does not fit into the hook's deadline: %s", package->path, why);
		return RK_REFUSED;
	}
	return RK_OK;
}

static int keep_deadline(const struct package *packages, u32 count, struct rk_cost *cost)
{
	static const struct mbpf_policy policy = {.development = true};
	struct mbpf_config config = {.policy = &policy, .cpus = 1, .mem = axp_port()->mem};
	mbpf_runtime_t *runtime;
	int status = RK_OK;

	if (ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud)) {
		rk_error("cannot start an engine to judge them by");
		return RK_UNUSABLE;
	}
	ax_engine_set_cpu(config.engine, cost->cpu);
	if (mbpf_runtime_init(&runtime, &config)) {
		rk_error("cannot start an engine to judge them by");
		status = RK_UNUSABLE;
	} else {
		for (u32 i = 0; i < count && !status; i++)
			status = judge(runtime, &packages[i], cost);
		mbpf_runtime_shutdown(runtime);
	}
	ax_engine_destroy(config.engine);
	return status;
}

/* The one package's name is `path`; of several each is DIR/FILE. */
static int pin_all(const struct package *packages, u32 count, const char *path)
{
	int status = count == 1 ? pin((int)packages[0].fd, path) : RK_OK;

	for (u32 i = 0; i < count && count > 1 && !status; i++) {
		const char *slash = strrchr(packages[i].path, '/'), *file = slash ? slash + 1 : packages[i].path, *dot = strstr(file, ".mbpf");
		char name[256];

		snprintf(name, sizeof(name), "%.120s/%.*s", path, dot ? (int)(dot - file) : 100, file);
		status = pin((int)packages[i].fd, name);
	}
	return status;
}

static int load_all(struct package *packages, const struct rk_args *args, u32 repeat)
{
	u32 count = (u32)args->operand_count;
	struct rk_cost cost;
	int status = RK_OK;

	for (u32 i = 0; i < count && !status; i++) {
		packages[i].path = args->operands[i];
		status = rk_read(args->operands[i], &packages[i].bytes, &packages[i].size);
	}
	if (!status)
		status = rk_cost_options(&cost, args->values[CPU], args->values[DEADLINE]);
	if (!status && args->values[DEADLINE])
		status = keep_deadline(packages, count, &cost);
	for (u32 i = 0; i < count && !status; i++) {
		packages[i].fd = load(packages[i].path, packages[i].bytes, packages[i].size);
		status = packages[i].fd < 0 ? RK_REFUSED : RK_OK;
	}
	if (!status && args->values[PIN])
		status = pin_all(packages, count, args->values[PIN]);
	if (!status && args->values[HEX])
		status = test((int)packages[0].fd, args->values[HEX], repeat);
	return status;
}

static int run(const struct rk_args *args)
{
	struct package packages[PACKAGES] = {0};
	u32 repeat = how_often(args->values[REPEAT]);
	int status = repeat ? rk_engine() : RK_UNUSABLE;

	if (!status && args->values[HEX] && args->operand_count > 1) {
		rk_error("--hex is for one package");
		status = RK_UNUSABLE;
	}
	for (u32 i = 0; i < PACKAGES; i++)
		packages[i].fd = -1;
	if (!status)
		status = load_all(packages, args, repeat);
	for (u32 i = 0; i < PACKAGES; i++) {
		free(packages[i].bytes);
		if (packages[i].fd >= 0)
			close((int)packages[i].fd);
	}
	return status;
}

const struct rk_command rk_cmd_load = {
	.operands = "PROG.mbpf...",
	.operands_min = 1,
	.operands_max = PACKAGES,
	.description = "Loads microBPF packages, all or none, into the engine's process of this user (docs/preload.md).  A map that says \"pinning\": 1 is the\n"
		       "one that is pinned as /sys/fs/bpf/NAME.  Without --pin the program is gone when rk ends.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0 loaded\n1 a package was refused, or does not fit beside the others\n2 unusable input, or no engine",
	.examples = "rk load filter.mbpf --pin /sys/fs/bpf/filter\nrk load filter.mbpf --hex '01 02 03'\n"
		    "rk load --deadline 2000 --pin /sys/fs/bpf filter.mbpf limits.mbpf",
	.run = run,
};
