/* SPDX-License-Identifier: Apache-2.0
 * source.c - what perf events of programs can hang on here beside clocks: tracepoints and kprobes of the system calls that come
 * to the engine.
 *
 * Programs find tracepoints by number in tracefs and kprobes by the type of their PMU in sysfs.  Both are files below DIR, which
 * the library shows in place of the system's (paths.c), so that what is not here does not exist. */
#include "preload/server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { ANY_CALL = -1, CTX_BYTES = 8192 /* isa/ctx.def: what a program for tracepoints may read */ };

struct source {
	const char *group, *name; /* of a tracepoint; a kprobe has no group and the name of its system call */
	enum source_kind kind;
	bool leave;               /* fires when the call returns */
	long call;
	const char *args;         /* of the call, as tracefs names them: "int cmd|..." */
	struct ax_hook hook;
	_Atomic uint64_t seen;    /* calls */
};

static struct source sources[] = {
	{.group = "raw_syscalls", .name = "sys_enter", .call = ANY_CALL},
	{.group = "raw_syscalls", .name = "sys_exit", .call = ANY_CALL, .leave = true},
#define CALL(call_name, call_args)                                                                          \
	{.group = "syscalls", .name = "sys_enter_" #call_name, .call = SYS_##call_name, .args = call_args}, \
	{.group = "syscalls", .name = "sys_exit_" #call_name, .call = SYS_##call_name, .leave = true},      \
	{.name = #call_name, .kind = SOURCE_KPROBE, .call = SYS_##call_name},                               \
	{.name = #call_name, .kind = SOURCE_KRETPROBE, .call = SYS_##call_name, .leave = true}
	CALL(bpf, "int cmd|union bpf_attr * uattr|unsigned int size"),
	CALL(perf_event_open, "struct perf_event_attr * attr_uptr|pid_t pid|int cpu|int group_fd|unsigned long flags"),
#undef CALL
};
enum { SOURCES = sizeof(sources) / sizeof(*sources) };

/* Where registers lie in struct pt_regs, by machine: the arguments of a system call, its number, its result, and the first
 * argument of a function (which is the registers, for a system call's); and what its functions are called. */
static const struct machine {
	const char *name, *prefix;
	uint8_t args[6], number, result, first;
} machines[] = {
	{"x86_64", "__x64_sys_", {14, 13, 12, 7, 9, 8}, 15, 10, 14},
	{"aarch64", "__arm64_sys_", {0, 1, 2, 3, 4, 5}, 8, 0, 0},
	{"riscv64", "__riscv_sys_", {10, 11, 12, 13, 14, 15}, 17, 10, 10},
};
static const struct machine *machine; /* NULL: another one, which has no kprobes and shows no registers */

/* --- firing --- */

/* The context that a source's programs see; what lies behind it is 0. */
static size_t context(const struct source *source, const struct syscall_seen *seen, const uint64_t regs[34], uint64_t *ctx)
{
	if (source->kind == SOURCE_KPROBE || source->kind == SOURCE_KRETPROBE) {
		if (source->leave)
			ctx[machine->result] = (uint64_t)seen->result;
		else
			ctx[machine->first] = (uint64_t)(uintptr_t)regs;
		return 34;
	}
	ctx[0] = (uint64_t)(uintptr_t)regs; /* as on Linux, where nothing else is in these bytes when a program runs */
	ctx[1] = (uint64_t)seen->number;
	if (source->leave) {
		ctx[2] = (uint64_t)seen->result;
		return 3;
	}
	memcpy(ctx + 2, seen->args, sizeof(seen->args));
	return 8;
}

static void fire(struct source *source, const struct syscall_seen *seen, const uint64_t regs[34])
{
	static uint64_t ctx[CTX_BYTES / 8]; /* 0 between fires */
	size_t words;

	source->seen++;
	if (!atomic_load(&source->hook.links))
		return;
	hooks_lock();
	words = context(source, seen, regs, ctx);
	ax_hook_fire(&source->hook, ctx);
	memset(ctx, 0, words * sizeof(*ctx));
	hooks_unlock();
}

void sources_fire(const struct syscall_seen *seen, bool leave)
{
	uint64_t regs[34];

	source_regs(seen, leave, regs);
	for (int i = 0; i < SOURCES; i++)
		if (sources[i].leave == leave && (sources[i].call == ANY_CALL || sources[i].call == seen->number))
			fire(&sources[i], seen, regs);
}

bool source_regs(const struct syscall_seen *seen, bool leave, uint64_t regs[34])
{
	memset(regs, 0, 34 * sizeof(*regs));
	if (!machine)
		return false;
	for (int i = 0; i < 6; i++)
		regs[machine->args[i]] = seen->args[i];
	regs[machine->number] = (uint64_t)seen->number;
	if (leave)
		regs[machine->result] = (uint64_t)seen->result;
	return true;
}

/* --- finding --- */

struct source *source_tracepoint(uint64_t id)
{
	uint64_t n = id - EVENT_TRACEPOINTS;

	return id >= EVENT_TRACEPOINTS && n < SOURCES && sources[n].group ? &sources[n] : NULL;
}

struct source *source_kprobe(const char *function, bool leave)
{
	size_t n = machine ? strlen(machine->prefix) : 0;

	if (!machine || strncmp(function, machine->prefix, n))
		return NULL;
	for (int i = 0; i < SOURCES; i++)
		if (!sources[i].group && sources[i].leave == leave && !strcmp(sources[i].name, function + n))
			return &sources[i];
	return NULL;
}

struct ax_hook *source_hook(struct source *source)
{
	return &source->hook;
}

uint64_t source_seen(const struct source *source)
{
	return source->seen;
}

enum source_kind source_name(const struct source *source, char *out, size_t size)
{
	/* Linux says `bpf` is at the tracepoint sys_enter_bpf, and at the function __x64_sys_bpf */
	snprintf(out, size, "%s%s", source->group ? "" : machine->prefix, source->name);
	return source->kind;
}

/* --- files --- */

static int make_dir(int at, const char *name)
{
	int fd;

	if (at < 0 || (mkdirat(at, name, 0700) && errno != EEXIST))
		return -1;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd;
}

static bool write_file(int at, const char *name, const char *text)
{
	int fd = at < 0 ? -1 : openat(at, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

static void add_field(FILE *out, const char *what, int offset, int size, bool has_sign)
{
	fprintf(out, "\tfield:%s;\toffset:%d;\tsize:%d;\tsigned:%d;\n", what, offset, size, has_sign);
}

/* Does one thing for each argument of a list: its field, its word in the format, or its value. */
enum about { ARG_FIELD, ARG_WORD, ARG_VALUE };

static void add_args(FILE *out, const char *args, enum about about)
{
	for (int i = 0; *args; i++) {
		size_t n = strcspn(args, "|");
		char arg[64];
		const char *name;

		snprintf(arg, sizeof(arg), "%.*s", (int)n, args);
		name = strrchr(arg, ' ') + 1;
		if (about == ARG_FIELD)
			add_field(out, arg, 16 + 8 * i, 8, false);
		else if (about == ARG_WORD)
			fprintf(out, "%s%s: 0x%%08lx", i ? ", " : "", name);
		else
			fprintf(out, ", ((unsigned long)(REC->%s))", name);
		args += n + (args[n] == '|');
	}
}

/* What a program sees, in the words that tracefs has for it: bcc's and bpftrace's compilers read them. */
static void describe(FILE *out, const struct source *source, int id)
{
	fprintf(out, "name: %s\nID: %d\nformat:\n", source->name, id);
	add_field(out, "unsigned short common_type", 0, 2, false);
	add_field(out, "unsigned char common_flags", 2, 1, false);
	add_field(out, "unsigned char common_preempt_count", 3, 1, false);
	add_field(out, "int common_pid", 4, 4, true);
	fputc('\n', out);
	if (source->call == ANY_CALL)
		add_field(out, "long id", 8, 8, true);
	else
		add_field(out, "int __syscall_nr", 8, 4, true);
	if (source->leave)
		add_field(out, "long ret", 16, 8, true);
	else if (source->call == ANY_CALL)
		add_field(out, "unsigned long args[6]", 16, 48, false);
	else
		add_args(out, source->args, ARG_FIELD);
	fputs("\nprint fmt: \"", out);
	if (source->call == ANY_CALL && source->leave) {
		fputs("NR %ld = %ld\", REC->id, REC->ret", out);
	} else if (source->call == ANY_CALL) {
		fputs("NR %ld (%lx, %lx, %lx, %lx, %lx, %lx)\", REC->id", out);
		for (int i = 0; i < 6; i++)
			fprintf(out, ", REC->args[%d]", i);
	} else if (source->leave) {
		fputs("0x%lx\", REC->ret", out);
	} else {
		add_args(out, source->args, ARG_WORD);
		fputc('"', out);
		add_args(out, source->args, ARG_VALUE);
	}
	fputc('\n', out);
}

static bool show_tracepoint(int events, const struct source *source)
{
	int id = EVENT_TRACEPOINTS + (int)(source - sources), group = make_dir(events, source->group);
	int dir = make_dir(group, source->name);
	char number[16], format[2048];
	FILE *out = fmemopen(format, sizeof(format), "w");
	bool done = out;

	if (out) {
		describe(out, source, id);
		done = !fclose(out);
	}
	snprintf(number, sizeof(number), "%d\n", id);
	done = done && write_file(dir, "id", number) && write_file(dir, "format", format);
	close(dir);
	close(group);
	return done;
}

/* The lists by which programs find what there is; probes are none of their own making (kprobe_events has none to show). */
static bool show_lists(int dir, int tracing)
{
	char events[SOURCES * 64] = "", functions[SOURCES * 64] = "";
	int blacklist = make_dir(dir, "kprobes");
	bool done;

	for (int i = 0; i < SOURCES; i++) {
		const struct source *source = &sources[i];
		char *list = source->group ? events : functions;
		size_t n = strlen(list), room = sizeof(events) - n;

		if (source->group)
			snprintf(list + n, room, "%s:%s\n", source->group, source->name);
		else if (machine && source->kind == SOURCE_KPROBE)
			snprintf(list + n, room, "%s%s\n", machine->prefix, source->name);
	}
	done = write_file(tracing, "available_events", events) && write_file(tracing, "available_filter_functions", functions) &&
	       write_file(tracing, "kprobe_events", "") && write_file(blacklist, "blacklist", "");
	close(blacklist);
	return done;
}

static bool show_kprobes(int pmu)
{
	int dir = make_dir(pmu, "kprobe"), format = make_dir(dir, "format");
	char type[16];
	bool done;

	snprintf(type, sizeof(type), "%d\n", EVENT_KPROBE);
	done = write_file(dir, "type", type) && write_file(format, "retprobe", "config:0\n");
	close(format);
	close(dir);
	return done;
}

static bool show(const char *path)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), tracing = make_dir(dir, "tracing");
	int events = make_dir(tracing, "events"), pmu = make_dir(dir, "pmu");
	bool done = show_lists(dir, tracing) && (!machine || show_kprobes(pmu));

	for (int i = 0; done && i < SOURCES; i++)
		done = !sources[i].group || show_tracepoint(events, &sources[i]);
	close(pmu);
	close(events);
	close(tracing);
	close(dir);
	return done;
}

int sources_start(const char *dir)
{
	struct utsname host_name;
	int err = 0;

	for (size_t i = 0; !uname(&host_name) && i < sizeof(machines) / sizeof(*machines); i++)
		if (!strcmp(host_name.machine, machines[i].name))
			machine = &machines[i];
	for (int i = 0; !err && i < SOURCES; i++)
		err = ax_hook_init(&sources[i].hook, engine, sources[i].name,
				   sources[i].group ? AX_PROG_TRACEPOINT : AX_PROG_KPROBE);
	return err || show(dir) ? err : -EIO;
}
