/* SPDX-License-Identifier: Apache-2.0
 * rk.h - the frame of rk: a verb is a row of commands.def and a file cmd_NAME.c that defines its struct rk_command.
 *
 * Exit status of every verb: 0 done (or accepted), 1 refused or faulted, 2 unusable input or usage;
 * rk why also: 3 unproven. */
#ifndef TOOLS_RK_RK_H
#define TOOLS_RK_RK_H

#include <axiom/object.h>
#include <axiom/types.h>
#include "base/types.h"

enum { RK_OK = 0, RK_REFUSED = 1, RK_UNUSABLE = 2 };
#define RK_OPTIONS_MAX 12
#define RK_MANY_MAX    64

struct rk_option {
	const char *name;      /* "--json" */
	const char *value;     /* what follows it, as shown in help ("NAME"); NULL: a flag */
	const char *help;      /* one or more lines */
	bool many;             /* may be given again and again: its values are in rk_args.many (one such option a verb) */
};

struct rk_args {
	const char *values[RK_OPTIONS_MAX]; /* by position in the verb's options: NULL absent, "" a flag that is there */
	const char *const *operands;
	int operand_count;
	const char *many[RK_MANY_MAX];      /* values of the option that may be given many times */
	int many_count;
};

struct rk_command {
	const char *operands;      /* synopsis after the options: "FILE.o" */
	int operands_min, operands_max;
	const char *description;   /* paragraphs */
	const struct rk_option *options;
	int option_count;
	const char *status;        /* what exit status 0, 1 and 2 mean here */
	const char *examples;      /* indented lines; NULL: none */
	int (*run)(const struct rk_args *args);
};

#define COMMAND(name, summary) extern const struct rk_command rk_cmd_##name;
#include "rk/commands.def"

/* rk_error - one line on standard error, "rk VERB: ...". */
void rk_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* rk_read - a whole file ("-": standard input).  RK_OK, or RK_UNUSABLE with the message printed.  free() it. */
int rk_read(const char *path, u8 **data, size_t *size);
/* rk_hex - hex digits, blanks, commas and 0x between bytes allowed, into malloc'ed bytes.  RK_OK, or RK_UNUSABLE with the message;
 * `what` names the input in it. */
int rk_hex(const char *what, const char *text, size_t length, u8 **bytes, size_t *count);

/* struct rk_object - an object file, opened; its arena is as large as it needed. */
struct rk_object {
	struct ax_object object;
	u8 *file;
	size_t file_size;
	void *memory;
};
/* rk_use_btf - whose BTF CO-RE relocations are resolved against, from the option --btf: a file, "none", or NULL for this
 * Linux's own, if it can be read.  RK_OK, or RK_UNUSABLE with the message. */
int rk_use_btf(const char *choice);
#define RK_BTF_OPTION {"--btf", "FILE|none", \
	"The types of the kernel that CO-RE relocations are resolved against: a BTF file, raw as in sysfs.  Without it\n" \
	"/sys/kernel/btf/vmlinux, if it can be read; \"none\" for none, which refuses such objects."}
/* rk_gunzip - what a gzip file holds: *count bytes at most RK_GUNZIP_MAX, to be freed; NULL: it is none, it is damaged, or larger. */
#define RK_GUNZIP_MAX (16u << 20)
u8 *rk_gunzip(const u8 *data, size_t size, size_t *count);

/* rk_kernel_types - the types of that kernel, for programs that look at its structures; NULL: there are none. */
const struct ax_btf_types *rk_kernel_types(void);
/* rk_object_open - RK_OK, or RK_UNUSABLE with one line printed: what, where, what to do. */
int rk_object_open(struct rk_object *out, const char *path);
void rk_object_close(struct rk_object *object);

#endif
