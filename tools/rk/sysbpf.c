/* SPDX-License-Identifier: Apache-2.0
 * sysbpf.c - see sysbpf.h. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "rk/rk.h"
#include "rk/sysbpf.h"

#define LIBRARY "libaxiom-bpf.so"

int rk_engine(void)
{
	char self[PATH_MAX - 64], path[PATH_MAX], line[PATH_MAX], *argv[256], *slash;
	const char *preload = getenv("LD_PRELOAD");
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t count = 0, used;
	FILE *f;

	if (preload && strstr(preload, LIBRARY))
		return RK_OK;
	self[n < 0 ? 0 : n] = 0;
	slash = strrchr(self, '/');
	if (slash)
		*slash = 0;
	snprintf(path, sizeof(path), "%s/../lib/" LIBRARY, self);
	if (access(path, R_OK)) {
		rk_error("%s is not there; `make build/lib/" LIBRARY "` builds it", path);
		return RK_UNUSABLE;
	}
	f = fopen("/proc/self/cmdline", "r");
	used = f ? fread(line, 1, sizeof(line) - 1, f) : 0;
	if (f)
		fclose(f);
	line[used] = 0;
	for (size_t at = 0; at < used && count < 255; at += strlen(line + at) + 1)
		argv[count++] = line + at;
	argv[count] = NULL;
	setenv("LD_PRELOAD", path, 1);
	execv("/proc/self/exe", argv);
	rk_error("cannot start again: %s", strerror(errno));
	return RK_UNUSABLE;
}

long rk_bpf(int command, union rk_attr *attr)
{
	/* what Linux does not have goes along only where it is used: other kernels refuse it */
	size_t size = attr->more.package ? sizeof(*attr) : sizeof(attr->bpf);
	long result = syscall(SYS_bpf, command, attr, size);

	return result < 0 ? -errno : result;
}
