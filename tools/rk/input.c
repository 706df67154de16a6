/* SPDX-License-Identifier: Apache-2.0
 * input.c - what verbs read: files, hex, object files. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include "rk/rk.h"

#define FILE_MAX ((size_t)256 << 20)

/* read_all - NULL and errno on failure. */
static u8 *read_all(FILE *file, size_t *size)
{
	size_t room = 65536;
	u8 *data = malloc(room);

	for (*size = 0; data;) {
		u8 *more;

		*size += fread(data + *size, 1, room - *size, file);
		if (*size < room && !ferror(file))
			return data;
		more = ferror(file) || room >= FILE_MAX ? NULL : realloc(data, room * 2);
		if (!more) {
			if (room >= FILE_MAX)
				errno = EFBIG;
			free(data);
			return NULL;
		}
		data = more;
		room *= 2;
	}
	return NULL;
}

int rk_read(const char *path, u8 **data, size_t *size)
{
	bool standard = !strcmp(path, "-");
	FILE *file = standard ? stdin : fopen(path, "rb");
	struct stat info;

	*data = NULL;
	if (file && !fstat(fileno(file), &info) && S_ISDIR(info.st_mode))
		errno = EISDIR;
	else if (file)
		*data = read_all(file, size);
	if (!*data)
		rk_error("%s: %s", standard ? "standard input" : path, strerror(errno));
	if (file && !standard)
		fclose(file);
	return *data ? RK_OK : RK_UNUSABLE;
}

int rk_hex(const char *what, const char *text, size_t length, u8 **bytes, size_t *count)
{
	*bytes = malloc(length / 2 + 1);
	*count = 0;
	for (size_t i = 0; *bytes && i < length;) {
		char pair[3] = {0};

		if (isspace((unsigned char)text[i]) || text[i] == ',') {
			i++;
			continue;
		}
		if (text[i] == '0' && i + 1 < length && (text[i + 1] | 0x20) == 'x') {
			i += 2;
			continue;
		}
		pair[0] = text[i];
		pair[1] = i + 1 < length ? text[i + 1] : 0;
		if (!isxdigit((unsigned char)pair[0]) || !isxdigit((unsigned char)pair[1])) {
			bool odd = isxdigit((unsigned char)pair[0]) && (!pair[1] || isspace((unsigned char)pair[1]));

			rk_error("%s: %s at character %zu; give two hex digits per byte", what,
				 odd ? "half a byte" : "no hex digit", i + 1);
			free(*bytes);
			return RK_UNUSABLE;
		}
		(*bytes)[(*count)++] = (u8)strtoul(pair, NULL, 16);
		i += 2;
	}
	return *bytes ? RK_OK : RK_UNUSABLE;
}

/* --- the kernel's BTF --- */

#define HOST_BTF "/sys/kernel/btf/vmlinux"

static struct {
	bool none, read;
	u8 *data;          /* one process reads one BTF and keeps it */
	size_t size;
} kernel;

int rk_use_btf(const char *choice)
{
	if (choice && !strcmp(choice, "none"))
		kernel.none = true;
	else if (choice) {
		int status = rk_read(choice, &kernel.data, &kernel.size);

		kernel.read = true;
		if (status)
			return status;
		if (!rk_kernel_types()) { /* also when no program asks for a type: the file is not what was meant */
			rk_error("%s: no BTF, raw as /sys/kernel/btf/vmlinux is", choice);
			return RK_UNUSABLE;
		}
	}
	return RK_OK;
}

/* kernel_btf - false when there is none. */
static bool kernel_btf(struct ax_object_options *options)
{
	FILE *file = kernel.none || kernel.read ? NULL : fopen(HOST_BTF, "rb");

	if (file) {
		kernel.read = true;
		kernel.data = read_all(file, &kernel.size);
		fclose(file);
	}
	options->target_btf = kernel.none ? NULL : kernel.data;
	options->target_btf_size = kernel.size;
	return options->target_btf;
}

const struct ax_btf_types *rk_kernel_types(void)
{
	static struct ax_btf_types types;
	static bool asked, known;
	struct ax_object_options options = {0};
	struct ax_arena arena;
	size_t bytes;
	void *memory;

	if (asked)
		return known ? &types : NULL;
	asked = true;
	if (!kernel_btf(&options))
		return NULL;
	bytes = options.target_btf_size + (1 << 16); /* a type has 12 bytes at least, its place in the table 4 */
	memory = malloc(bytes); /* kept as the BTF is */
	if (!memory)
		return NULL;
	ax_arena_init(&arena, memory, bytes);
	known = !ax_types_open(&types, options.target_btf, options.target_btf_size, &arena);
	return known ? &types : NULL;
}

/* host_version - this Linux's, for LINUX_KERNEL_VERSION; since 4.17 all of its 64-bit ports wrap system calls. */
static void host_version(struct ax_object_options *options)
{
	unsigned int major, minor, patch = 0;
	struct utsname name;

	if (uname(&name) || sscanf(name.release, "%u.%u.%u", &major, &minor, &patch) < 2)
		return;
	options->kernel_version = major << 16 | (minor & 255) << 8 | (patch < 255 ? patch : 255);
	options->syscall_wrapper = options->kernel_version >= 0x041100;
}

/* The configuration of this Linux, as libbpf looks for it, for objects that ask for some of it. */
static void host_config(struct ax_object_options *options, const struct rk_object *object)
{
	static char *text;
	static size_t size;
	static bool asked;
	char path[sizeof(struct utsname)];
	struct utsname name;
	size_t packed = 0;
	FILE *file = NULL;
	u8 *data;

	if (!asked && memmem(object->file, object->file_size, ".kconfig", 8)) {
		asked = true;
		if (!uname(&name)) {
			snprintf(path, sizeof(path), "/boot/config-%s", name.release);
			file = fopen(path, "rb");
		}
		if (file)
			text = (char *)read_all(file, &size);
		else if ((file = fopen("/proc/config.gz", "rb"))) {
			data = read_all(file, &packed);
			text = data ? (char *)rk_gunzip(data, packed, &size) : NULL;
			free(data);
		}
		if (file)
			fclose(file);
	}
	options->kconfig = text;
	options->kconfig_size = text ? size : 0;
}

/* ksym - a symbol's address as this Linux shows it, which is not 0 to root alone. */
static uint64_t ksym(void *arg, const char *name)
{
	static char *text;
	static size_t size;
	FILE *file = text ? NULL : fopen("/proc/kallsyms", "r");
	size_t length = strlen(name);

	if (file) {
		text = (char *)read_all(file, &size);
		fclose(file);
	}
	for (const char *line = text, *end = text ? text + size : NULL; line < end;) {
		const char *next = memchr(line, '\n', (size_t)(end - line)), *at;

		next = next ? next : end;
		at = memchr(line, ' ', (size_t)(next - line)); /* ADDRESS TYPE NAME, and of modules TAB [MODULE] */
		if (at && next - at > 3 && (size_t)(next - at - 3) >= length && !memcmp(at + 3, name, length) &&
		    (at + 3 + length == next || at[3 + length] == '\t'))
			return strtoull(line, NULL, 16);
		line = next + 1;
	}
	return 0;
}

/* --- objects --- */

static int open_object(struct rk_object *out, const struct ax_object_options *options, struct ax_object_error *err)
{
	struct ax_arena arena;
	int status = -AX_ENOMEM;

	/* The arena's need is not known before: double it until it does. */
	for (size_t bytes = options->target_btf ? 8 << 20 : 256 << 10; status == -AX_ENOMEM && bytes <= FILE_MAX * 4; bytes *= 2) {
		free(out->memory);
		out->memory = malloc(bytes);
		if (!out->memory)
			break;
		memset(err, 0, sizeof(*err));
		ax_arena_init(&arena, out->memory, bytes);
		status = ax_object_open_with(&out->object, out->file, out->file_size, &arena, options, err);
	}
	return status;
}

int rk_object_open(struct rk_object *out, const char *path)
{
	struct ax_object_options options = {.text_programs = true, .keep_unlinked = true, .ksym = ksym};
	struct ax_object_error err = {.text = ""};
	int status;

	*out = (struct rk_object){0};
	if (rk_read(path, &out->file, &out->file_size))
		return RK_UNUSABLE;
	host_version(&options);
	host_config(&options, out);
	/* Most objects need no kernel's BTF, which is large. */
	status = open_object(out, &options, &err);
	if (status == -AX_ENOTSUPP && kernel_btf(&options))
		status = open_object(out, &options, &err);
	if (!status)
		return RK_OK;
	rk_error("%s: %s", path, err.text[0] ? err.text : ax_status_text(status));
	rk_object_close(out);
	return RK_UNUSABLE;
}

void rk_object_close(struct rk_object *object)
{
	free(object->memory);
	free(object->file);
	*object = (struct rk_object){0};
}
