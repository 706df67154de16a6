/* SPDX-License-Identifier: Apache-2.0
 * aot.c - random programs as C (tools/rk/aot.c), some hundred at a time compiled by this machine's compiler into one shared
 * object: they must do what the interpreter does. */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "jit_test.h"
#include "rk/aot.h"

enum { AT_A_TIME = 60 };

static int write_text(const char *path, u64 seed, u32 programs)
{
	FILE *out = fopen(path, "w");

	if (!out)
		return 1;
	rk_aot_head(out, true);
	for (u32 i = 0; i < programs; i++) {
		char name[32];
		struct rk_aot aot = {.name = name, .prefix = name, .counted = true, .deep = true, .engine = true};
		const char *problem;

		snprintf(name, sizeof(name), "random%u", i);
		aot.insns = jit_random_program(seed + i, &aot.count);
		problem = rk_aot_prog(out, &aot);
		if (problem) {
			printf("FAIL jit.aot seed %llu: %s\n", (unsigned long long)seed + i, problem);
			fclose(out);
			return 1;
		}
	}
	return fclose(out) != 0;
}

static int check_some(u64 seed, u32 programs)
{
	char dir[] = "/tmp/jit-aot-XXXXXX", text[64], object[64], command[256];
	void *handle = NULL;
	int failed;

	if (!mkdtemp(dir))
		return 1;
	snprintf(text, sizeof(text), "%s/random.c", dir);
	snprintf(object, sizeof(object), "%s/random.so", dir);
	snprintf(command, sizeof(command), "${CC:-cc} -std=gnu11 -O%d -w -fPIC -shared -o %s %s", 1 + (int)(seed / AT_A_TIME % 2),
		 object, text);
	failed = write_text(text, seed, programs);
	if (!failed && (system(command) || !(handle = dlopen(object, RTLD_NOW | RTLD_LOCAL)))) {
		printf("FAIL jit.aot seeds from %llu: the text does not compile\n", (unsigned long long)seed);
		failed = 1;
	}
	for (u32 i = 0; i < programs && handle && failed < 3; i++) {
		char name[32];

		snprintf(name, sizeof(name), "random%u", i);
		failed += jit_random_check(seed + i, dlsym(handle, name), "as C");
	}
	if (handle)
		dlclose(handle);
	unlink(text);
	unlink(object);
	rmdir(dir);
	return failed;
}

int jit_aot(u32 programs, u64 seed, u32 seconds)
{
	time_t end = time(NULL) + seconds;
	u64 first = seed;
	int failed = 0;

	while (!failed && (seed - first < programs || (seconds && time(NULL) < end))) {
		u32 some = seconds || programs - (seed - first) > AT_A_TIME ? AT_A_TIME : (u32)(programs - (seed - first));

		failed = check_some(seed, some);
		seed += some;
	}
	if (!failed)
		printf("ok jit.aot %llu programs from seed %llu: the interpreter and their C agree\n",
		       (unsigned long long)(seed - first), (unsigned long long)first);
	return failed;
}
