/* SPDX-License-Identifier: Apache-2.0
 * load.c - see load.h.  The object file is read by the engine's own loader (src/object); everything after that goes
 * through bpf(2), so that the same program works on Axiom and on Linux. */
#include "user/lib/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <axiom/status.h>
#include "user/lib/sys.h"

#define FILE_MAX_BYTES  (16u << 20)
#define LOG_BYTES       65536
#define LOG_LEVEL_STATS 4 /* BPF_LOG_STATS: only the figures of the verdict */

static void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One line on standard error that begins with the program's name. */
static void complain(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static int read_file(const char *path, void **bytes, size_t *size)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) < 0) {
		complain("%s: cannot open: %s; name an object made by clang -target bpf", path,
			strerror(errno));
		return -1;
	}
	if (st.st_size <= 0 || st.st_size > (off_t)FILE_MAX_BYTES) {
		complain("%s: %lld bytes is no object file (1 .. %u)", path, (long long)st.st_size,
			FILE_MAX_BYTES);
		close(fd);
		return -1;
	}
	*size = (size_t)st.st_size;
	*bytes = malloc(*size);
	for (size_t at = 0; *bytes && at < *size;) {
		ssize_t n = read(fd, (char *)*bytes + at, *size - at);

		if (n <= 0) {
			complain("%s: read stopped at byte %zu of %zu", path, at, *size);
			close(fd);
			return -1;
		}
		at += (size_t)n;
	}
	close(fd);
	return *bytes ? 0 : -1;
}

int load_open(struct loaded *loaded, const char *path)
{
	struct ax_object_error error = {.text = ""};
	struct ax_arena arena;
	void *file;
	size_t size;

	if (read_file(path, &file, &size))
		return -1;
	/* The object's tables are a small multiple of the file; grow until they fit. */
	for (size_t bytes = 4 * size + 65536;; bytes *= 2) {
		void *block = malloc(bytes);

		ax_arena_init(&arena, block, bytes);
		int err = ax_object_open(&loaded->object, file, size, &arena, &error);

		if (!err)
			break;
		free(block);
		if (err != -AX_ENOMEM || bytes > 64 * (size_t)FILE_MAX_BYTES) {
			complain("%s: %s", path, error.text);
			return -1;
		}
	}
	if (loaded->object.map_count > LOAD_MAPS_MAX) {
		complain("%s: %u maps, this loader takes %d", path, loaded->object.map_count,
			LOAD_MAPS_MAX);
		return -1;
	}
	return 0;
}

static const char *kind_name(uint32_t type)
{
	switch (type) {
	case BPF_MAP_TYPE_ARRAY: return "array map";
	case BPF_MAP_TYPE_HASH: return "hash map";
	case BPF_MAP_TYPE_RINGBUF: return "ringbuf";
	default: return "map";
	}
}

int load_maps(struct loaded *loaded)
{
	for (uint32_t i = 0; i < loaded->object.map_count; i++) {
		const struct ax_object_map *map = &loaded->object.maps[i];
		const struct ax_map_spec *s = &map->spec;
		uint32_t zero = 0;

		if (map->slot_count) {
			complain("map %s has maps or programs as initial values, which this loader does not set", map->name);
			return -1;
		}
		printf("Creating %s... ", kind_name(s->type));
		fflush(stdout);
		loaded->map_fd[i] =
			sys_map_create(s->type, s->key_size, s->value_size, s->max_entries, s->flags, s->name);
		if (loaded->map_fd[i] < 0) {
			printf("FAILED\n");
			complain("map %s (type %u, key %u, value %u, entries %u): %s", map->name, s->type,
				s->key_size, s->value_size, s->max_entries, strerror(errno));
			return -1;
		}
		if ((map->data && sys_map_update(loaded->map_fd[i], &zero, map->data) < 0) ||
		    (map->freeze && sys_map_freeze(loaded->map_fd[i]) < 0)) {
			printf("FAILED\n");
			complain("map %s: its first value: %s", map->name, strerror(errno));
			return -1;
		}
		printf("OK (id=%u)\n", sys_object_id(loaded->map_fd[i], 0));
	}
	return 0;
}

/* log_number - the number after (or before, for "N insns") a word of the verifier's log; -1 when it is not there. */
static long long log_number(const char *log, const char *word)
{
	const char *at = strstr(log, word);

	return at ? atoll(at + strlen(word)) : -1;
}

static void print_figure(const char *what, long long number, const char *unit)
{
	if (number < 0)
		printf("%s not stated", what);
	else
		printf("%s %lld%s", what, number, unit);
}

/* What the verifier said: Linux states instructions and time; Axiom also the worst case and its memory. */
static void print_verdict(const char *log)
{
	print_figure("  verdict: instructions", log_number(log, "processed "), "");
	print_figure(", worst case", log_number(log, "worst case "), "");
	print_figure(", verifier peak", log_number(log, "verifier peak "), " bytes");
	print_figure(", time", log_number(log, "verification time "), " us\n");
}

/* add_debug_info - give the kernel types and source lines, so that a refusal can name them.  A kernel that does not take
 * this BTF loads the program all the same; its explanations are shorter then. */
static void add_debug_info(const struct ax_object *object, const struct ax_object_prog *prog, union bpf_attr *attr)
{
	union bpf_attr btf;
	int fd;

	if (!object->btf || !prog->func_info)
		return;
	memset(&btf, 0, sizeof(btf));
	btf.btf = (uint64_t)(uintptr_t)object->btf;
	btf.btf_size = object->btf_size;
	fd = sys_bpf(BPF_BTF_LOAD, &btf);
	if (fd < 0)
		return;
	attr->prog_btf_fd = (uint32_t)fd;
	attr->func_info_rec_size = sizeof(struct bpf_func_info);
	attr->func_info = (uint64_t)(uintptr_t)prog->func_info;
	attr->func_info_cnt = prog->func_count;
	attr->line_info_rec_size = sizeof(struct bpf_line_info);
	attr->line_info = (uint64_t)(uintptr_t)prog->line_info;
	attr->line_info_cnt = prog->line_info ? prog->line_count : 0;
}

int load_prepare(struct loaded *loaded, const char *name, union bpf_attr *attr)
{
	const struct ax_object_prog *prog = NULL;

	for (uint32_t i = 0; i < loaded->object.prog_count && !prog; i++)
		if (!name || !strcmp(loaded->object.progs[i].name, name))
			prog = &loaded->object.progs[i];
	if (!prog) {
		complain("the object has no program%s%s", name ? " " : "", name ? name : "");
		return -1;
	}
	/* Map indices become file descriptors. */
	for (uint32_t i = 0; i + 1 < prog->insn_count; i++) {
		struct ax_insn *insn = &prog->insns[i];

		if (insn->opcode != AX_OP_LDDW)
			continue;
		if (insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE) {
			insn->src = insn->src == AX_PSEUDO_MAP_IDX ? AX_PSEUDO_MAP_FD : AX_PSEUDO_MAP_VALUE;
			insn->imm = loaded->map_fd[insn->imm];
		}
		i++;
	}
	memset(attr, 0, sizeof(*attr));
	attr->prog_type = prog->prog_type;
	attr->insns = (uint64_t)(uintptr_t)prog->insns;
	attr->insn_cnt = prog->insn_count;
	attr->license = (uint64_t)(uintptr_t)loaded->object.license;
	loaded->cert = prog->cert;
	loaded->cert_size = prog->cert_size;
	strncpy(attr->prog_name, prog->name, sizeof(attr->prog_name) - 1);
	add_debug_info(&loaded->object, prog, attr);
	return 0;
}

/* PROG_LOAD.  With the certificate that the object has, behind the attributes that Linux knows (docs/bpf-syscall.md); a
 * kernel that does not know it says so, and gets the program without. */
static int prog_load(const struct loaded *loaded, const union bpf_attr *attr)
{
	struct {
		union bpf_attr attr;
		char gap[256 - sizeof(union bpf_attr)];
		uint64_t cert;
		uint32_t cert_size, pad;
	} more = {.attr = *attr, .cert = (uint64_t)(uintptr_t)loaded->cert, .cert_size = loaded->cert_size};
	int fd = loaded->cert ? sys_bpf_sized(BPF_PROG_LOAD, &more.attr, sizeof(more)) : -1;

	if (!loaded->cert || (fd < 0 && errno == E2BIG))
		fd = sys_bpf(BPF_PROG_LOAD, &more.attr);
	return fd;
}

int load_program(struct loaded *loaded, const char *name)
{
	static char log[LOG_BYTES];
	union bpf_attr attr;

	if (load_prepare(loaded, name, &attr))
		return -1;
	printf("Loading BPF program... ");
	fflush(stdout);
	attr.log_buf = (uint64_t)(uintptr_t)log;
	attr.log_size = sizeof(log);
	attr.log_level = LOG_LEVEL_STATS;
	loaded->prog_fd = prog_load(loaded, &attr);
	if (loaded->prog_fd < 0) {
		int err = errno;

		/* Once more for the reason: the figures alone do not tell. */
		attr.log_level = 1;
		log[0] = 0;
		prog_load(loaded, &attr);
		printf("REFUSED\n");
		complain("program %s: %s\n%s", attr.prog_name, strerror(err), log);
		return -1;
	}
	printf("OK (id=%u)\n", sys_object_id(loaded->prog_fd, 1));
	print_verdict(log);
	return 0;
}

int load_map(const struct loaded *loaded, const char *name)
{
	for (uint32_t i = 0; i < loaded->object.map_count; i++)
		if (!strcmp(loaded->object.maps[i].name, name))
			return (int)i;
	complain("the object has no map %s", name);
	return -1;
}
