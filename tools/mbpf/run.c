/* SPDX-License-Identifier: Apache-2.0
 * run.c - mbpf run: a program on a hook of this process, with a context from the command line; mbpf test: a program's own
 * test functions. */
#include <axiom/js.h>
#include <axiom/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mbpf/mbpf.h"
#include "mbpf/manifest.h"
#include "pcap/pcap.h"
#include "mbpf/runtime.h"

struct session {
	const char *hook, *key, *packets;
	struct build build;
	uint32_t repeat;
	uint8_t data[65536];
	uint32_t data_len;
	_Alignas(8) uint8_t blob[256];
	const char *fields[16];
	uint32_t field_count;
};

static void print_line(void *arg, const char *program, const char *text, size_t length)
{
	printf("%.*s\n", (int)length, text);
}

static int print_record(void *arg, const char *program, const void *data, size_t length)
{
	printf("emit");
	for (size_t i = 0; i < length; i++)
		printf(" %02x", ((const uint8_t *)data)[i]);
	putchar('\n');
	return 0;
}

static const struct {
	const char *name;
	uint16_t offset, size;
	uint32_t ctx;
} fields[] = {
#define MBPF_FIELD(ctx, type, name) {#name, offsetof(struct mbpf_ctx_##ctx, name), sizeof(type), AXI_MBPF_CTX_##ctx},
#include "mbpf/ctx.def"
};

/* set_fields - NAME=N of the hook's context */
static int set_fields(struct session *s, uint32_t ctx)
{
	for (uint32_t n = 0; n < s->field_count; n++) {
		const char *equals = strchr(s->fields[n], '=');
		size_t length = equals ? (size_t)(equals - s->fields[n]) : 0, i = 0;
		uint64_t value, most;
		char name[64];
		bool negative = equals && equals[1] == '-';

		while (i < sizeof(fields) / sizeof(fields[0]) &&
		       !(fields[i].ctx == ctx && strlen(fields[i].name) == length && !strncmp(fields[i].name, s->fields[n], length)))
			i++;
		if (i == sizeof(fields) / sizeof(fields[0]))
			return complain(equals ? "--field %s: this hook's context has no such field" : "--field %s: NAME=N is needed",
					s->fields[n]);
		most = UINT64_MAX >> (64 - 8 * fields[i].size);
		snprintf(name, sizeof(name), "--field %.*s", (int)length, s->fields[n]);
		if (!read_number(name, equals + 1 + negative, 0, negative ? most / 2 + 1 : most, &value))
			return 1;
		value = negative ? 0 - value : value;
		memcpy(s->blob + fields[i].offset, &value, fields[i].size); /* little-endian hosts */
	}
	return 0;
}

static int parse_hex(struct session *s, const char *text)
{
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t digits = strspn(text, "0123456789abcdefABCDEF");

		if (!digits)
			return complain("--hex: not hexadecimal: %s", text);
		if (digits > 1 && digits % 2)
			return complain("--hex: an odd number of digits: %.*s", (int)digits, text);
		for (const char *end = text + digits; text < end; text += digits > 1 ? 2 : 1) {
			if (s->data_len == sizeof(s->data))
				return complain("--hex: more than %zu bytes", sizeof(s->data));
			sscanf(text, "%2hhx", &s->data[s->data_len++]);
		}
	}
	return 0;
}

/* parse - of run; of test: -m alone */
static int parse(int argc, char **argv, struct session *s, bool run)
{
	static const char *const of_run[] = {"-m", "--hook", "--target", "--repeat", "--key", "--field", "--hex", "--packet", NULL};
	static const char *const of_test[] = {"-m", NULL};
	const char *const *valued = run ? of_run : of_test;
	uint64_t number;

	for (int i = 0; i < argc; i++) {
		if (argv[i][0] != '-' && !s->build.source) {
			s->build.source = argv[i];
			continue;
		}
		if (i + 1 == argc || argv[i][0] != '-' || (!run && strcmp(argv[i], "-m")))
			return wrong_option(argv[i], valued);
		if (!strcmp(argv[i], "--hook"))
			s->build.hook = s->hook = argv[++i];
		else if (!strcmp(argv[i], "--target") && !strcmp(argv[i + 1], "ebpf"))
			s->build.ebpf = ++i;
		else if (!strcmp(argv[i], "--target"))
			return complain("--target %s: there is only ebpf, beside bytecode", argv[i + 1]);
		else if (!strcmp(argv[i], "-m"))
			s->build.manifest = argv[++i];
		else if (!strcmp(argv[i], "--repeat")) {
			if (!read_number("--repeat", argv[++i], 1, UINT32_MAX, &number))
				return WRONG_USE;
			s->repeat = (uint32_t)number;
		} else if (!strcmp(argv[i], "--key"))
			s->key = argv[++i];
		else if (!strcmp(argv[i], "--field") && s->field_count == 16)
			return complain("--field %s: more than 16 of them", argv[i + 1]);
		else if (!strcmp(argv[i], "--field"))
			s->fields[s->field_count++] = argv[++i];
		else if (!strcmp(argv[i], "--hex")) {
			if (parse_hex(s, argv[++i]))
				return 1;
		} else if (!strcmp(argv[i], "--packet")) {
			s->packets = argv[++i];
		} else {
			return wrong_option(argv[i], valued);
		}
	}
	if (s->packets && s->data_len)
		return complain("--hex and --packet: one of them, please");
	return s->build.source ? 0 : 2;
}

static void *load_bytes(struct session *s, size_t *size)
{
	size_t n = strlen(s->build.source);

	if (n > 3 && !strcmp(s->build.source + n - 3, ".js"))
		return build_package(&s->build, size);
	if (s->build.manifest) {
		complain("-m is for a source: %s has a manifest", s->build.source);
		return NULL;
	}
	if (s->build.ebpf) {
		complain("--target is for a source: %s is compiled", s->build.source);
		return NULL;
	}
	return read_file(s->build.source, size);
}

static void report(mbpf_program_t *program)
{
	struct mbpf_program_stats st;

	mbpf_program_stats(program, &st);
	printf("runs %llu, steps %llu (most %llu), helper calls %llu, heap %u of %u bytes\n", (unsigned long long)st.runs,
	       (unsigned long long)st.steps, (unsigned long long)st.steps_max, (unsigned long long)st.helpers, st.heap_peak,
	       st.heap_size);
	for (uint32_t o = 1; o < MBPF_OUTCOMES; o++)
		if (st.outcome[o])
			printf("%s: %llu\n", mbpf_outcome_name(o), (unsigned long long)st.outcome[o]);
	if (mbpf_program_error(program)[0])
		printf("last error: %s\n", mbpf_program_error(program));
}

/* run_one - the hook's result with the context in s->blob */
static int run_one(struct session *s, mbpf_runtime_t *runtime, uint32_t hook, int32_t *rc)
{
	return mbpf_run(runtime, hook, s->blob, sizeof(s->blob), rc) ? complain("the context was refused") : 0;
}

static int run_data(struct session *s, mbpf_runtime_t *runtime, uint32_t hook)
{
	struct mbpf_ctx_head *head = (struct mbpf_ctx_head *)s->blob;
	int32_t rc, last = 0;

	*head = (struct mbpf_ctx_head){.abi_version = MBPF_CTX_VERSION, .data_len = s->data_len, .data = s->data};
	if (set_fields(s, runtime->hook[hook].ctx))
		return 1;
	for (uint32_t n = 0; n < s->repeat; n++) {
		if (run_one(s, runtime, hook, &rc))
			return 1;
		if (n == 0 || rc != last)
			printf("result %d\n", rc);
		last = rc;
	}
	return 0;
}

/* run_packets - one run for each packet of a capture file; `protocol` is its EtherType, unless --field says otherwise */
static int run_packets(struct session *s, mbpf_runtime_t *runtime, uint32_t hook)
{
	struct mbpf_ctx_net *ctx = (struct mbpf_ctx_net *)s->blob;
	struct pcap_packet packet;
	const char *error;
	struct pcap file;
	size_t size;
	void *data;
	int err = 0;

	if (runtime->hook[hook].ctx != AXI_MBPF_CTX_net)
		return complain("--packet: hook %s sees no packets", runtime->hook[hook].name);
	data = read_file(s->packets, &size);
	if (!data)
		return 1;
	error = pcap_open(&file, data, size);
	if (error)
		err = complain("%s: %s", s->packets, error);
	for (uint32_t n = 1; !err && pcap_next(&file, &packet); n++) {
		int32_t rc;

		memset(s->blob, 0, sizeof(s->blob));
		ctx->head = (struct mbpf_ctx_head){.abi_version = MBPF_CTX_VERSION, .data_len = packet.length, .data = packet.data,
						   .flags = packet.length < packet.original ? MBPF_CTX_TRUNCATED : 0};
		ctx->protocol = packet.length < 14 ? 0 : (uint32_t)packet.data[12] << 8 | packet.data[13];
		err = set_fields(s, AXI_MBPF_CTX_net);
		for (uint32_t r = 0; !err && r < s->repeat; r++) {
			err = run_one(s, runtime, hook, &rc);
			if (!err)
				printf("packet %u, %u of %u bytes: result %d\n", n, packet.length, packet.original, rc);
		}
	}
	free(data);
	return err;
}

static int run_hook(struct session *s, mbpf_runtime_t *runtime, mbpf_program_t *program)
{
	uint32_t hook = program->hook;
	int err;

	if (s->hook && strcmp(s->hook, program->manifest.hook_type))
		return complain("%s: the package is for hook %s; mbpfc --hook %s makes one for that", s->build.source,
				program->manifest.hook_type, s->hook);
	if (!hook)
		return complain("hook %s is not here; a source runs elsewhere with --hook NAME", program->manifest.hook_type);
	err = mbpf_program_attach(runtime, program);
	if (err)
		return complain("the program cannot be attached (error %d)", -err);
	err = s->packets ? run_packets(s, runtime, hook) : run_data(s, runtime, hook);
	if (!err)
		report(program);
	return err;
}

int cmd_run(int argc, char **argv)
{
	static struct session s;
	struct mbpf_key key = {.name = "the given key", .capabilities = ~0u};
	struct mbpf_policy policy = {.development = true, .keys = &key, .key_count = 0};
	struct mbpf_config config = {.policy = &policy, .cpus = 1, .log = print_line, .emit = print_record, .count = true};
	struct mbpf_diag diag = {.text = ""};
	mbpf_runtime_t *runtime;
	mbpf_program_t *program;
	void *package;
	size_t size;
	int status;

	s.repeat = 1;
	status = parse(argc, argv, &s, true);
	if (status)
		return status;
	if (s.key) {
		if (read_public_key(s.key, key.public_key))
			return 1;
		policy.key_count = 1;
		policy.development = false;
	}
	package = load_bytes(&s, &size);
	if (!package)
		return 1;
	config.mem = axp_port()->mem;
	if (ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud) || mbpf_runtime_init(&runtime, &config))
		return complain("out of memory");
	if (mbpf_program_load(runtime, package, size, &program, &diag)) {
		status = complain("%s: %s", s.build.source, diag.text);
	} else {
		status = run_hook(&s, runtime, program);
	}
	mbpf_runtime_shutdown(runtime);
	ax_engine_destroy(config.engine);
	free(package);
	return status;
}

/* ---- mbpf test: what test functions may call; a program that has a function of that name keeps its own */
static const struct {
	const char *name, *text;
} harness[] = {
	{"function assert(", "function assert(ok, text) { if (!ok) throw new Error(text ?? 'assert'); }\n"},
	{"function assertEqual(",
	 "function assertEqual(is, want, text) {\n"
	 "	if (is === want || (is !== is && want !== want)) return;\n"
	 "	if (typeof is === 'object' && typeof want === 'object' && JSON.stringify(is) === JSON.stringify(want)) return;\n"
	 "	var show = function (x) { return typeof x === 'object' || typeof x === 'string' ? JSON.stringify(x) : String(x); };\n"
	 "	throw new Error((text === undefined ? '' : text + ': ') + show(is) + ', not ' + show(want));\n"
	 "}\n"},
	{"function assertThrows(",
	 "function assertThrows(f, word) {\n"
	 "	try { f(); } catch (e) { if (word === undefined || String(e).includes(word)) return; throw e; }\n"
	 "	throw new Error('nothing was thrown');\n"
	 "}\n"},
	{"function makeContext(",
	 "function makeContext(bytes, fields) {\n"
	 "	var read = function (at, size) {\n"
	 "		var n = 0;\n"
	 "		at = at >>> 0;\n"
	 "		if (at + size > bytes.length) throw new RangeError('out of bounds');\n"
	 "		for (var i = size; i-- > 0; ) n = n * 256 + bytes[at + i];\n"
	 "		return n;\n"
	 "	};\n"
	 "	return Object.assign({\n"
	 "		dataLen: bytes.length, truncated: false,\n"
	 "		readU8: function (at) { return read(at, 1); },\n"
	 "		readU16LE: function (at) { return read(at, 2); },\n"
	 "		readU32LE: function (at) { return read(at, 4); },\n"
	 "		readBytes: function (at, length, out) {\n"
	 "			var to = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);\n"
	 "			if (length < 0 || length > to.length) throw new RangeError('out of bounds');\n"
	 "			for (var i = 0; i < length; i++) to[i] = read(at + i, 1);\n"
	 "			return length;\n"
	 "		}\n"
	 "	}, fields);\n"
	 "}\n"},
};

static void add_harness(const char *source, char *out, size_t room)
{
	size_t at = (size_t)snprintf(out, room, "\n");

	for (size_t i = 0; i < sizeof(harness) / sizeof(harness[0]); i++)
		if (!strstr(source, harness[i].name))
			at += (size_t)snprintf(out + at, room - at, "%s", harness[i].text);
}

/* within - the text of an error without the place of a line that is behind the source */
static void within(char *text, const char *source)
{
	char *at = strrchr(text, '(');
	unsigned lines = 1, line;

	for (; *source; source++)
		lines += *source == '\n';
	if (at > text && sscanf(at, "(line %u)", &line) == 1 && line > lines)
		at[-1] = 0;
}

/* every global function test_NAME of the source is called; one that throws has failed. */
static int one_test(mbpf_program_t *program, const char *name, const char *source)
{
	struct js *js = program->instance[0].js;
	char text[200];
	int err;

	program->instance[0].helpers = 0;
	err = ax_js_call_global(js, name, program->manifest.max_steps, NULL);
	if (!err) {
		printf("ok %s\n", name);
		return 0;
	}
	ax_js_error_text(js, text, sizeof(text));
	within(text, source);
	printf("FAIL %s: %s\n", name, err == -AX_ENOENT ? "not a global function" : text);
	return 1;
}

/* all_tests - "function test_NAME(" at the beginning of a line */
static int all_tests(mbpf_program_t *program, const char *source)
{
	static const char start[] = "function test_";
	int failed = 0, count = 0;

	for (const char *at = strstr(source, start); at; at = strstr(at + 1, start)) {
		size_t length = strspn(at + 9, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
		char name[64];

		if ((at > source && at[-1] != '\n') || length >= sizeof(name) || at[9 + length] != '(')
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)length, at + 9);
		failed |= one_test(program, name, source);
		count++;
	}
	return count ? failed : complain("no function test_* at the beginning of a line");
}

int cmd_test(int argc, char **argv)
{
	static struct session s;
	struct mbpf_policy policy = {.development = true};
	struct mbpf_config config = {.policy = &policy, .cpus = 1, .log = print_line, .emit = print_record};
	struct mbpf_diag diag = {.text = ""};
	static char behind[4096];
	mbpf_runtime_t *runtime;
	mbpf_program_t *program;
	size_t size, source_size;
	char *source;
	void *package;
	int status = parse(argc, argv, &s, false);

	if (status)
		return status;
	source = read_file(s.build.source, &source_size);
	if (source) {
		add_harness(source, behind, sizeof(behind));
		s.build.behind = behind;
	}
	package = source ? build_package(&s.build, &size) : NULL;
	if (!package)
		return 1;
	config.mem = axp_port()->mem;
	if (ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud) || mbpf_runtime_init(&runtime, &config))
		return complain("out of memory");
	if (mbpf_program_load(runtime, package, size, &program, &diag))
		status = complain("%s: %s", s.build.source, diag.text);
	else
		status = all_tests(program, source);
	mbpf_runtime_shutdown(runtime);
	ax_engine_destroy(config.engine);
	free(package);
	free(source);
	return status;
}
