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

static void usage(FILE *to)
{
	fprintf(to, "usage:\n");
	for (size_t i = 0; i < VERBS; i++)
		fprintf(to, "  mbpf %s %s\n", verbs[i].verb, verbs[i].usage);
}

static bool is_help(const char *argument)
{
	return !strcmp(argument, "--help") || !strcmp(argument, "-h");
}

/* verb - number i, called `name`, with its arguments */
static int verb(size_t i, const char *name, int argc, char **argv)
{
	int status;

	for (int n = 0; n < argc; n++)
		if (is_help(argv[n])) {
			printf("usage: %s %s\n", name, verbs[i].usage);
			return 0;
		}
	status = verbs[i].run(argc, argv);
	if (status == 2)
		fprintf(stderr, "usage: %s %s\n", name, verbs[i].usage);
	return status == WRONG_USE ? 2 : status;
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	char full[32];

	for (size_t i = 0; i < VERBS; i++) {
		if (!strcmp(name, verbs[i].program))
			return verb(i, name, argc - 1, argv + 1);
		snprintf(full, sizeof(full), "mbpf %s", verbs[i].verb);
		if (argc > 1 && !strcmp(argv[1], verbs[i].verb))
			return verb(i, full, argc - 2, argv + 2);
	}
	if (argc > 1 && is_help(argv[1])) {
		usage(stdout);
		return 0;
	}
	if (argc > 1)
		complain("mbpf: there is no verb %s; mbpf --help says which there are", argv[1]);
	else
		usage(stderr);
	return 2;
}
