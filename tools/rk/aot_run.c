/* SPDX-License-Identifier: Apache-2.0
 * aot_run.c - `--engine aot`: a program as C, compiled by this machine's compiler into a shared object, opened. */
#include <dlfcn.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "engine/engine.h"
#include "rk/aot.h"
#include "rk/rk.h"

extern char **environ;

/* The compiler in the shell's words, so that CC may have arguments; its messages go to `log`. */
static int compile(const char *source, const char *object, const char *log)
{
	const char *cc = getenv("CC");
	char command[1200];
	char *const argv[] = {"sh", "-c", command, NULL};
	pid_t pid;
	int status;

	snprintf(command, sizeof(command), "exec %s -std=gnu11 -O2 -w -fPIC -shared -o '%s' '%s' >'%s' 2>&1",
		 cc && *cc ? cc : "cc", object, source, log);
	if (posix_spawnp(&pid, "sh", NULL, NULL, argv, environ))
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool write_source(const char *path, const struct rk_aot *aot)
{
	FILE *out = fopen(path, "w");
	const char *problem;
	bool bad;

	if (!out) {
		rk_error("--engine aot: %s cannot be written", path);
		return false;
	}
	rk_aot_head(out, true);
	problem = rk_aot_prog(out, aot);
	rk_aot_foot(out);
	bad = ferror(out);
	bad |= fclose(out) != 0;
	if (problem)
		rk_error("--engine aot: the program cannot be written as C: %s", problem);
	else if (bad)
		rk_error("--engine aot: %s cannot be written", path);
	return !problem && !bad;
}

static void tell_failure(const char *log, int status)
{
	FILE *file = fopen(log, "r");
	char line[300] = "";

	if (file && fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = 0;
	if (file)
		fclose(file);
	if (status == 127 || status < 0)
		rk_error("--engine aot: there is no C compiler here (cc, or what $CC names): %s", line);
	else
		rk_error("--engine aot: the C compiler fails (exit status %d): %s", status, line);
}

void *rk_aot_load(const struct ax_insn *insns, u32 count, u32 catcher, bool counted, bool deep, void **handle)
{
	const struct rk_aot aot = {.insns = insns, .count = count, .catcher = catcher, .name = "program", .prefix = "program", .counted = counted,
				   .deep = deep, .engine = true};
	const char *base = getenv("TMPDIR");
	char dir[256], source[300], object[300], log[300];
	void *entry = NULL;
	int status;

	*handle = NULL;
	snprintf(dir, sizeof(dir), "%s/rk-aot-XXXXXX", base && *base && strlen(base) < 200 && !strchr(base, '\'') ? base : "/tmp");
	if (!mkdtemp(dir)) {
		rk_error("--engine aot: no directory can be made in %s", dir);
		return NULL;
	}
	snprintf(source, sizeof(source), "%s/program.c", dir);
	snprintf(object, sizeof(object), "%s/program.so", dir);
	snprintf(log, sizeof(log), "%s/log", dir);
	if (write_source(source, &aot)) {
		status = compile(source, object, log);
		if (status)
			tell_failure(log, status);
		else if (!(*handle = dlopen(object, RTLD_NOW | RTLD_LOCAL)) || !(entry = dlsym(*handle, "program")))
			rk_error("--engine aot: the shared object cannot be opened: %s", dlerror());
	}
	unlink(source);
	unlink(object);
	unlink(log);
	rmdir(dir);
	return entry;
}

void rk_aot_unload(void *handle)
{
	if (handle)
		dlclose(handle);
}

int rk_aot_attach(struct ax_prog *prog, void **handle)
{
	void *entry = rk_aot_load(prog->linked, prog->linked_count, prog->catcher, prog->verdict.by_budget, false, handle);

	if (!entry) {
		rk_aot_unload(*handle);
		*handle = NULL;
		return RK_UNUSABLE;
	}
	prog->code = entry;
	prog->entry.code = entry;
	return RK_OK;
}

void rk_aot_detach(struct ax_prog *prog, void *handle)
{
	if (!handle)
		return;
	prog->code = NULL;
	prog->entry.code = prog->cells;
	rk_aot_unload(handle);
}
