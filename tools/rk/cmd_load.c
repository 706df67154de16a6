/* SPDX-License-Identifier: Apache-2.0
 * cmd_load.c - rk load: a microBPF package into the engine's process, where it lives beside programs in eBPF. */
#include <axiom/prog.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "rk/rk.h"
#include "rk/sysbpf.h"

enum { PIN, HEX, REPEAT };
static const struct rk_option options[] = {
	[PIN] = {"--pin", "PATH", "give it a name in the engine's bpffs, so that it stays: /sys/fs/bpf/NAME", false},
	[HEX] = {"--hex", "BYTES", "run it once on these bytes (a packet) and print its result", false},
	[REPEAT] = {"--repeat", "N", "... N times", false},
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

static int run(const struct rk_args *args)
{
	u32 repeat = how_often(args->values[REPEAT]);
	int status = repeat ? rk_engine() : RK_UNUSABLE;
	size_t size;
	u8 *package;
	long fd;

	if (!status)
		status = rk_read(args->operands[0], &package, &size);
	if (status)
		return status;
	fd = load(args->operands[0], package, size);
	free(package);
	if (fd < 0)
		return RK_REFUSED;
	if (args->values[PIN])
		status = pin((int)fd, args->values[PIN]);
	if (!status && args->values[HEX])
		status = test((int)fd, args->values[HEX], repeat);
	close((int)fd);
	return status;
}

const struct rk_command rk_cmd_load = {
	.operands = "PROG.mbpf",
	.operands_min = 1,
	.operands_max = 1,
	.description = "Loads a microBPF package into the engine's process of this user (docs/preload.md).  A map that says \"pinning\": 1 is the\n"
		       "one that is pinned as /sys/fs/bpf/NAME.  Without --pin the program is gone when rk ends.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0 loaded\n1 the package was refused\n2 unusable input, or no engine",
	.examples = "rk load filter.mbpf --pin /sys/fs/bpf/filter\nrk load filter.mbpf --hex '01 02 03'",
	.run = run,
};
