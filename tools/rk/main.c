/* SPDX-License-Identifier: Apache-2.0
 * main.c - rk: finds the verb, reads its options, prints its manual. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "rk/rk.h"

struct verb {
	const char *name, *summary;
	const struct rk_command *command;
};

static const struct verb verbs[] = {
#define COMMAND(name, summary) {#name, summary, &rk_cmd_##name},
#include "rk/commands.def"
};

static const char *current = ""; /* " VERB" once it is known */

void rk_error(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "rk%s: ", current);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static void print_help(void)
{
	printf("NAME\n    rk - build, check and run eBPF programs with the Axiom engine\n\n"
	       "SYNOPSIS\n    rk VERB [OPTION]... [OPERAND]...\n    rk VERB --help\n    rk --help | --version\n\n"
	       "DESCRIPTION\n"
	       "    rk works in one process, without a kernel: it holds the same engine that the Axiom kernel runs.\n\n"
	       "VERBS\n");
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		printf("    %-8s %s\n", verbs[i].name, verbs[i].summary);
	printf("\nEXIT STATUS\n"
	       "    0  done, or everything was accepted\n"
	       "    1  a program was refused, or faulted\n"
	       "    2  unusable input, unknown verb or option\n");
}

/* print_indented - `text`, each line behind `indent`. */
static void print_indented(const char *indent, const char *text)
{
	while (*text) {
		int n = (int)strcspn(text, "\n");

		printf("%s%.*s\n", n ? indent : "", n, text);
		text += n + (text[n] != 0);
	}
}

static void print_manual(const struct verb *verb)
{
	const struct rk_command *command = verb->command;

	printf("NAME\n    rk %s - %s\n\nSYNOPSIS\n    rk %s", verb->name, verb->summary, verb->name);
	for (int i = 0; i < command->option_count; i++) {
		const struct rk_option *option = &command->options[i];

		printf(" [%s%s%s]%s", option->name, option->value ? " " : "", option->value ? option->value : "",
		       option->many ? "..." : "");
	}
	printf(" %s\n\nDESCRIPTION\n", command->operands);
	print_indented("    ", command->description);
	printf("\nOPTIONS\n");
	for (int i = 0; i < command->option_count; i++) {
		const struct rk_option *option = &command->options[i];

		printf("    %s%s%s\n", option->name, option->value ? " " : "", option->value ? option->value : "");
		print_indented("        ", option->help);
	}
	printf("    --help\n        Show this page.\n\nEXIT STATUS\n");
	print_indented("    ", command->status);
	if (command->examples) {
		printf("\nEXAMPLES\n");
		print_indented("    ", command->examples);
	}
}

/* find_option - by name, or by the part before '='; -1: unknown. */
static int find_option(const struct rk_command *command, const char *arg)
{
	size_t n = strcspn(arg, "=");

	for (int i = 0; i < command->option_count; i++)
		if (strlen(command->options[i].name) == n && !strncmp(command->options[i].name, arg, n))
			return i;
	return -1;
}

/* take_option - argv[i]; returns the arguments it took, or -1 with the message printed. */
static int take_option(const struct verb *verb, struct rk_args *args, char **argv, int left)
{
	int at = find_option(verb->command, argv[0]);
	const char *equals = strchr(argv[0], '=');

	if (at < 0) {
		rk_error("unknown option %s (see rk %s --help)", argv[0], verb->name);
		return -1;
	}
	if (!verb->command->options[at].value) {
		if (equals) {
			rk_error("option %s takes no value", verb->command->options[at].name);
			return -1;
		}
		args->values[at] = "";
		return 1;
	}
	if (!equals && left < 2) {
		rk_error("option %s needs a value: %s", argv[0], verb->command->options[at].value);
		return -1;
	}
	args->values[at] = equals ? equals + 1 : argv[1];
	if (verb->command->options[at].many) {
		if (args->many_count == RK_MANY_MAX) {
			rk_error("option %s is given more than %d times", verb->command->options[at].name, RK_MANY_MAX);
			return -1;
		}
		args->many[args->many_count++] = args->values[at];
	}
	return equals ? 1 : 2;
}

/* run_verb - argv after the verb.  Options and operands may be mixed; `--` ends the options. */
static int run_verb(const struct verb *verb, int argc, char **argv)
{
	const struct rk_command *command = verb->command;
	struct rk_args args = {.operands = (const char *const *)argv};
	bool options = true;

	for (int i = 0; i < argc;) {
		if (options && !strcmp(argv[i], "--")) {
			options = false;
			i++;
		} else if (options && (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))) {
			print_manual(verb);
			return RK_OK;
		} else if (options && argv[i][0] == '-' && argv[i][1]) {
			int n = take_option(verb, &args, argv + i, argc - i);

			if (n < 0)
				return RK_UNUSABLE;
			i += n;
		} else {
			argv[args.operand_count++] = argv[i++]; /* never ahead of i */
		}
	}
	if (args.operand_count < command->operands_min || args.operand_count > command->operands_max) {
		rk_error("%s; usage: rk %s %s (see rk %s --help)",
			 args.operand_count < command->operands_min ? "something is missing" : "too many operands",
			 verb->name, command->operands, verb->name);
		return RK_UNUSABLE;
	}
	return command->run(&args);
}

int main(int argc, char **argv)
{
	static char name[32];

	if (argc < 2) {
		rk_error("no verb; rk --help lists them");
		return RK_UNUSABLE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		print_help();
		return RK_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("rk (Axiom) %s\n", AX_VERSION);
		return RK_OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (strcmp(argv[1], verbs[i].name))
			continue;
		snprintf(name, sizeof(name), " %s", verbs[i].name);
		current = name;
		return run_verb(&verbs[i], argc - 2, argv + 2);
	}
	rk_error("unknown %s %s; rk --help lists the verbs", argv[1][0] == '-' ? "option" : "verb", argv[1]);
	return RK_UNUSABLE;
}
