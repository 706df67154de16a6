/* SPDX-License-Identifier: Apache-2.0
 * main.c - mbpf: compile, sign, inspect, run and test microBPF packages. */
#include <stdio.h>
#include <string.h>
#include "mbpf/mbpf.h"

static const struct {
	const char *verb, *program; /* `mbpf VERB`, and the name it also has */
	int (*run)(int argc, char **argv);
	const char *usage;
} verbs[] = {
	{"compile", "mbpfc", cmd_compile,
	 "PROG.js [-m MANIFEST.json] [--hook NAME] [--heap N] [--steps N] [--name S] [--strip] [--check] [--dump]\n"
	 "              [--target ebpf] [-o PROG.mbpf|PROG.o]"},
	{"keygen", "mbpf-keygen", cmd_keygen, "KEY    writes KEY.pub and KEY.sec"},
	{"sign", "mbpf-sign", cmd_sign, "KEY.sec PROG.mbpf [-o OUT.mbpf]"},
	{"inspect", "mbpf-inspect", cmd_inspect, "PROG.mbpf [--key KEY.pub] [--json]"},
	{"run", "mbpf-run", cmd_run,
	 "PROG.mbpf|PROG.js [-m MANIFEST.json] [--target ebpf] [--hook NAME] [--hex BYTES | --packet FILE.pcap]\n"
	 "          [--field NAME=N]... [--repeat N] [--key KEY.pub]"},
	{"test", "mbpf-test", cmd_test, "PROG.js [-m MANIFEST.json]   calls every function test_*; one that throws has failed"},
};
#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

static int usage(void)
{
	fprintf(stderr, "usage:\n");
	for (size_t i = 0; i < VERBS; i++)
		fprintf(stderr, "  mbpf %s %s\n", verbs[i].verb, verbs[i].usage);
	return 2;
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	int status = -1;
	size_t i;

	for (i = 0; i < VERBS; i++) {
		if (!strcmp(name, verbs[i].program)) {
			status = verbs[i].run(argc - 1, argv + 1);
			break;
		}
		if (argc > 1 && !strcmp(argv[1], verbs[i].verb)) {
			status = verbs[i].run(argc - 2, argv + 2);
			break;
		}
	}
	if (status < 0)
		return usage();
	if (status == 2)
		fprintf(stderr, "usage: mbpf %s %s\n", verbs[i].verb, verbs[i].usage);
	return status;
}
