/* SPDX-License-Identifier: Apache-2.0
 * mbpf.h - the parts of the tool `mbpf` (also known as mbpfc, mbpf-keygen, mbpf-sign, mbpf-inspect). */
#ifndef TOOLS_MBPF_H
#define TOOLS_MBPF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every verb: exit status 0 done, 1 refused or failed, 2 wrong use (its usage is printed), WRONG_USE the same, and said so. */
#define WRONG_USE 3
int cmd_compile(int argc, char **argv);
int cmd_keygen(int argc, char **argv);
int cmd_sign(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_test(int argc, char **argv);

/* files.c */
void *read_file(const char *path, size_t *size); /* malloc, 16-aligned, a zero behind it; NULL: said so */
int read_public_key(const char *path, uint8_t key[32]);    /* KEY.pub; 0, or 1 and said so */
bool same_file(const char *a, const char *b);             /* two names of one file that is there; NULL: of none */
int write_file(const char *path, const void *data, size_t size, bool secret); /* 0, or -1 and said so */
/* wrong_option - say what is wrong with this argument: there is no such option, or it is one of `valued` (up to NULL), and its value is
 * missing, or it is one file too many.  Returns WRONG_USE. */
int wrong_option(const char *argument, const char *const *valued);
/* read_number - the value of an option, from least to most, decimal or 0x...; false: said so. */
bool read_number(const char *option, const char *text, uint64_t least, uint64_t most, uint64_t *out);
int complain(const char *format, ...) __attribute__((format(printf, 1, 2))); /* to stderr; returns 1 */

/* compile.c: compile `source` to a package in malloc memory, with defaults for what neither the options nor the manifest say. */
struct build {
	const char *source, *manifest, *hook, *name;
	uint64_t steps;
	uint32_t heap;
	bool strip;
	bool ebpf; /* an eBPF object instead of bytecode */
	bool no_entry; /* there need be no function of the manifest's entry_symbol */
	const char *behind; /* text behind the source; may be NULL */
};
void *build_package(const struct build *b, size_t *size);
/* excerpt - the source line of an error, with a mark, to stderr */
void excerpt(const char *text, uint32_t line, uint32_t column);

/* dump.c: an image as text on stdout, one line for each instruction; 0, or 1 and said so */
int dump_image(const void *image, size_t size);
/* image_names - does a verified image have this string anywhere?  Without it there is no such global variable. */
bool image_names(const void *image, const char *name);

#endif
