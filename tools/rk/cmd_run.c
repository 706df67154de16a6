/* SPDX-License-Identifier: Apache-2.0
 * cmd_run.c - `rk run`: run one program of an object file in this process. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "port.h"
#include "rk/aot.h"
#include "rk/engine.h"
#include "rk/load.h"
#include "rk/packet.h"
#include "rk/why.h"

enum { PROG, CTX, PACKET, TYPE, REPEAT, MAPS, JSON, INPUT, ENGINE, JIT, BTF };
static const struct rk_option options[] = {
	[PROG] = {"--prog", "NAME", "The program whose function has this name; needed when there are several."},
	[CTX] = {"--ctx", "HEX|@FILE",
		 "The context's bytes as hex digits, or from a file; what is missing to its size is zero.\n"
		 "Without it the whole context is zero."},
	[PACKET] = {"--packet", "HEX|@FILE",
		    "For programs that see packets (xdp, sched_cls, socket_filter ...): the packet, Ethernet header first, as hex\n"
		    "digits or from a file; of a capture file (pcap) each packet in turn.  Without it 64 zero bytes.  --ctx is then\n"
		    "the struct __sk_buff or xdp_md, as BPF_PROG_TEST_RUN takes one."},
	[TYPE] = {"--type", "TYPE", "Run as this program type instead of the one that the section name means."},
	[REPEAT] = {"--repeat", "N", "Run N times (1 to 1000000000); the last result is shown, and the mean time."},
	[MAPS] = {"--maps", NULL, "Show what is in the maps afterwards (at most 64 elements of each)."},
	[JSON] = {"--json", NULL, "One JSON object on standard output instead of text; the maps are part of it."},
	[INPUT] = {"--input", "FILE",
		   "Replay an input that rk why wrote: the program named there runs unverified, watched at every instruction,\n"
		   "and what goes wrong is shown.  Goes with --prog only."},
	[ENGINE] = RK_ENGINE_OPTION,
	[JIT] = {"--jit", NULL, "As --engine jit."},
	[BTF] = RK_BTF_OPTION,
};
enum { SHOWN_ELEMENTS = 64, SHOWN_TRACE = 1000 };

/* --- trace lines: printed as they come, or kept for JSON --- */

static struct {
	bool keep;
	char **lines;
	u32 count, lost;
} trace;

static void trace_line(const char *text, size_t bytes)
{
	if (!trace.keep) {
		printf("trace: %.*s\n", (int)bytes, text);
		return;
	}
	if (trace.count == SHOWN_TRACE) {
		trace.lost++;
		return;
	}
	if (!trace.lines)
		trace.lines = calloc(SHOWN_TRACE, sizeof(*trace.lines));
	if (trace.lines)
		trace.lines[trace.count++] = strndup(text, bytes);
}

static void trace_json(void)
{
	printf(",\"trace\":[");
	for (u32 i = 0; i < trace.count; i++) {
		if (i)
			printf(",");
		rk_json_string(trace.lines[i] ? trace.lines[i] : "");
		free(trace.lines[i]);
	}
	printf("],\"trace_lost\":%" PRIu32, trace.lost);
	free(trace.lines);
}

/* --- maps --- */

static void print_hex(const u8 *bytes, u32 count)
{
	for (u32 i = 0; i < count; i++)
		printf("%s%02x", i ? " " : "", bytes[i]);
}

static void print_element(bool json, u32 nth, const u8 *key, u32 key_size, const u8 *value, u32 value_size)
{
	if (json) {
		printf("%s{\"key\":", nth ? "," : "");
		rk_json_hex(key, key_size);
		printf(",\"value\":");
		rk_json_hex(value, value_size);
		printf("}");
		return;
	}
	printf("  ");
	print_hex(key, key_size);
	printf(": ");
	print_hex(value, value_size);
	printf("\n");
}

static void print_elements(struct ax_map *map, bool json)
{
	const struct ax_map_spec *spec = ax_map_spec_of(map);
	u32 value_size = ax_map_user_value_size(map), shown = 0;
	u8 *keys = calloc(3, (size_t)spec->key_size + 1), *key = keys, *next = keys + spec->key_size;
	u8 *value = calloc(1, (size_t)value_size + 1);
	int err = keys && value ? ax_map_next_key(map, NULL, next) : -AX_ENOMEM;

	for (; !err && shown < SHOWN_ELEMENTS; shown++) {
		memcpy(key, next, spec->key_size);
		if (!ax_map_user_lookup(map, key, value, 0))
			print_element(json, shown, key, spec->key_size, value, value_size);
		err = ax_map_next_key(map, key, next);
	}
	if (!err && !json)
		printf("  ... and more\n");
	free(keys);
	free(value);
}

static void print_ring(struct ax_map *map, bool json)
{
	u64 bytes = ax_ring_query(map, 0), lost = ax_ring_lost(map);

	if (json)
		printf("\"bytes\":%" PRIu64 ",\"lost\":%" PRIu64, bytes, lost);
	else
		printf("  %" PRIu64 " bytes of records waiting, %" PRIu64 " lost\n", bytes, lost);
}

static void print_maps(const struct rk_loaded *loaded, bool json)
{
	const struct ax_object *object = &loaded->file.object;

	if (json)
		printf(",\"maps\":[");
	for (u32 i = 0; i < object->map_count; i++) {
		u32 type = object->maps[i].spec.type;
		bool ring = type == AX_MAP_RINGBUF;

		if (json) {
			printf("%s{\"name\":", i ? "," : "");
			rk_json_string(object->maps[i].name);
			printf(",\"type\":\"%s\",%s", rk_map_type_name(type), ring ? "" : "\"elements\":[");
		} else {
			printf("map %s (%s):\n", object->maps[i].name, rk_map_type_name(type));
		}
		if (!loaded->maps[i]) /* of a type that does not exist here */
			printf("%s", json ? ring ? "\"records\":[]" : "" : "    not created\n");
		else if (ring)
			print_ring(loaded->maps[i], json);
		else
			print_elements(loaded->maps[i], json);
		if (json)
			printf("%s}", ring ? "" : "]");
	}
	if (json)
		printf("]");
}

/* --- the run --- */

struct job {
	const struct ax_object_prog *prog;
	u32 type, repeat;
	bool aot, on_packets;
	u8 *ctx;
	u32 ctx_given; /* bytes */
	struct rk_packets packets;
	struct rk_packet_run run; /* the last */
};

static const struct ax_object_prog *find_prog(const struct ax_object *object, const char *path, const char *name)
{
	if (!name && object->prog_count == 1)
		return &object->progs[0];
	for (u32 i = 0; name && i < object->prog_count; i++)
		if (!strcmp(name, object->progs[i].name))
			return &object->progs[i];
	if (name)
		rk_error("%s: no program %s; rk dump shows what is there", path, name);
	else if (object->prog_count)
		rk_error("%s: %" PRIu32 " programs; choose one with --prog (the first is %s)", path, object->prog_count,
			 object->progs[0].name);
	else
		rk_error("%s: no programs; a program is a function with SEC(\"...\")", path);
	return NULL;
}

/* read_context - zeroes of the type's size with the given bytes at the start. */
static int read_context(const char *given, struct job *job)
{
	u32 type = job->type, room = rk_context_bytes(type);
	u8 **ctx = &job->ctx;
	u8 *bytes = NULL;
	size_t size = 0;
	int status = RK_OK;

	*ctx = calloc(1, room + 1);
	if (given && given[0] == '@')
		status = rk_read(given + 1, &bytes, &size);
	else if (given)
		status = rk_hex("--ctx", given, strlen(given), &bytes, &size);
	if (status)
		return status; /* nothing was given */
	if (size > room) {
		rk_error("--ctx: %zu bytes; the context of %s has %" PRIu32, size, rk_prog_type_name(type), room);
		status = RK_UNUSABLE;
	} else if (*ctx && size)
		memcpy(*ctx, bytes, size);
	job->ctx_given = (u32)size;
	free(bytes);
	return *ctx ? status : RK_UNUSABLE;
}

static int read_job(const struct rk_args *args, const struct rk_loaded *loaded, struct job *job)
{
	char *end = "";

	job->prog = find_prog(&loaded->file.object, args->operands[0], args->values[PROG]);
	if (!job->prog)
		return RK_UNUSABLE;
	job->type = args->values[TYPE] ? rk_prog_type(args->values[TYPE]) : job->prog->prog_type;
	if (!job->type || !rk_context_bytes(job->type)) {
		rk_error("%s: program %s: %s is no program type here; give --type (see rk verify --help)",
			 args->operands[0], job->prog->name, args->values[TYPE] ? args->values[TYPE] : job->prog->section);
		return RK_UNUSABLE;
	}
	if (args->values[REPEAT]) {
		unsigned long n = strtoul(args->values[REPEAT], &end, 10);

		if (*end || !args->values[REPEAT][0] || !n || n > 1000000000) {
			rk_error("--repeat: \"%s\" is no number from 1 to 1000000000", args->values[REPEAT]);
			return RK_UNUSABLE;
		}
		job->repeat = (u32)n;
	}
	/* socket filters also run on a bare context, with whatever fields it is given */
	job->on_packets = rk_packet_type(job->type) && (args->values[PACKET] || job->type != AX_PROG_SOCKET_FILTER);
	if (args->values[PACKET] && !job->on_packets) {
		rk_error("--packet: programs of type %s see no packet", rk_prog_type_name(job->type));
		return RK_UNUSABLE;
	}
	if (job->on_packets && rk_packets_read(args->values[PACKET], &job->packets))
		return RK_UNUSABLE;
	return read_context(args->values[CTX], job);
}

static const char *engine_name(const struct job *job, const struct ax_prog_info *info)
{
	return job->aot ? "aot" : info->code ? "jit" : "interp";
}

static void print_result(const struct rk_loaded *loaded, const struct job *job, const struct ax_prog_info *info, u64 r0,
			 u64 mean_ns, const struct rk_args *args)
{
	if (args->values[JSON]) {
		printf("%s\"program\":", job->packets.captured ? "" : "{");
		rk_json_string(job->prog->name);
		printf(",\"r0\":%" PRIu64 ",\"runs\":%" PRIu64 ",\"mean_ns\":%" PRIu64 ",\"stopped\":%" PRIu64
		       ",\"engine\":\"%s\"", r0, info->run_count, mean_ns, info->budget_stops, engine_name(job, info));
		if (job->on_packets && !job->packets.captured) {
			printf(",\"packet\":");
			rk_json_hex(job->run.out, job->run.out_size);
		}
		trace_json();
		print_maps(loaded, true);
		printf("}\n");
		return;
	}
	printf("%s returned %" PRId64 " (0x%" PRIx64 ")", job->prog->name, (s64)r0, r0);
	if (info->run_count > 1)
		printf(", %" PRIu64 " runs", info->run_count);
	printf(", %" PRIu64 " ns%s, %s\n", mean_ns, info->run_count > 1 ? " each" : "", engine_name(job, info));
	if (job->on_packets && !job->packets.captured &&
	    (job->run.out_size != job->run.size || memcmp(job->run.out, job->run.data, job->run.size))) {
		printf("packet: ");
		print_hex(job->run.out, job->run.out_size);
		printf("\n");
	}
	if (args->values[MAPS])
		print_maps(loaded, false);
}

/* --- runs on packets --- */

/* run_packet - one packet, `repeat` times; its line or JSON object when it is one of many (`number`): then also when it cannot be
 * one, as the first bytes of a cut frame. */
static int run_packet(struct rk_loaded *loaded, struct ax_prog *prog, const struct job *job, bool json, u32 number,
		      struct rk_packet_run *run)
{
	int err;

	run->ctx = job->ctx;
	run->ctx_size = job->ctx_given;
	run->repeat = job->repeat;
	err = rk_packet_run(loaded->engine, prog, run);
	if (err && !number) {
		rk_error("%s: a packet of %" PRIu32 " bytes%s: BPF_PROG_TEST_RUN gives %s%s", job->prog->name, run->size,
			 job->ctx_given ? " with this context" : "", ax_status_name(err),
			 run->size < 14 ? "; an Ethernet header alone has 14" : "");
		return RK_UNUSABLE;
	}
	if (err && json)
		printf("%s{\"length\":%" PRIu32 ",\"error\":\"%s\"}", number > 1 ? "," : "", run->size, ax_status_name(err));
	else if (err)
		printf("packet %" PRIu32 ", %" PRIu32 " bytes: cannot be run (%s)\n", number, run->size, ax_status_name(err));
	if (err)
		return RK_UNUSABLE;
	if (number && json) {
		printf("%s{\"length\":%" PRIu32 ",\"r0\":%" PRIu32 ",\"packet\":", number > 1 ? "," : "", run->size, run->retval);
		rk_json_hex(run->out, run->out_size);
		printf("}");
	} else if (number) {
		printf("packet %" PRIu32 ", %" PRIu32 " bytes: %s returned %" PRIu32 "\n", number, run->size, job->prog->name,
		       run->retval);
	}
	return RK_OK;
}

/* run_packets - all of them; *r0 and *mean_ns: the last one's result, the mean of all. */
static int run_packets(struct rk_loaded *loaded, struct ax_prog *prog, struct job *job, bool json, u64 *r0, u64 *mean_ns)
{
	struct rk_packet_run *run = &job->run;
	struct pcap_packet packet;
	u64 sum = 0;
	u32 n = 0, ran = 0;
	int status = RK_OK;

	run->room = 1u << 17; /* helpers may make it longer */
	run->out = malloc(run->room);
	if (!run->out)
		return RK_UNUSABLE;
	if (!job->packets.captured) {
		run->data = job->packets.bytes;
		run->size = (u32)job->packets.size;
		status = run_packet(loaded, prog, job, json, 0, run);
		sum = run->mean_ns;
		ran = 1;
	}
	if (job->packets.captured && json)
		printf("{\"packets\":[");
	while (job->packets.captured && pcap_next(&job->packets.file, &packet)) {
		run->data = packet.data;
		run->size = packet.length;
		if (run_packet(loaded, prog, job, json, ++n, run))
			continue;
		sum += run->mean_ns;
		ran++;
	}
	if (job->packets.captured && json)
		printf("],");
	*r0 = run->retval;
	*mean_ns = ran ? sum / ran : 0;
	return status;
}

/* compile_calls - tail calls stay in one engine: what program arrays hold is compiled as the program is. */
static int compile_calls(struct rk_loaded *loaded)
{
	int status = RK_OK;

	for (u32 i = 0; i < loaded->call_count && !status; i++)
		status = rk_aot_attach(loaded->calls[i], &loaded->call_code[i]);
	return status;
}

static void compiled_calls_end(struct rk_loaded *loaded)
{
	for (u32 i = 0; i < loaded->call_count; i++)
		rk_aot_detach(loaded->calls[i], loaded->call_code[i]);
}

static int run_job(struct rk_loaded *loaded, struct job *job, const struct rk_args *args)
{
	const struct ax_port *port = ax_engine_port(loaded->engine);
	struct ax_prog *prog;
	struct ax_prog_info info;
	struct ax_diag diag;
	char text[4096];
	u64 start, spent = 0, r0 = 0;
	void *handle = NULL;
	const struct ax_object_prog *refused = job->prog;
	int err, status = RK_OK;

	loaded->packets = job->on_packets;
	err = rk_load_prog(loaded, job->prog, job->type, &prog, &diag);
	if (!err) {
		err = rk_load_calls(loaded, job->type, &refused, &diag);
		if (err)
			ax_prog_put(prog);
	}
	if (err) {
		rk_explain(refused, err, &diag, text, sizeof(text));
		rk_error("%s: program %s is refused (%s):\n%s", args->operands[0], refused->name, ax_status_name(err), text);
		return RK_REFUSED;
	}
	if (job->aot && (rk_aot_attach(prog, &handle) || compile_calls(loaded))) {
		rk_aot_detach(prog, handle);
		compiled_calls_end(loaded);
		ax_prog_put(prog);
		return RK_UNUSABLE;
	}
	trace.keep = args->values[JSON];
	axp_set_trace(trace_line);
	start = port->now_ns();
	if (job->on_packets)
		status = run_packets(loaded, prog, job, args->values[JSON], &r0, &spent);
	for (u32 i = 0; !job->on_packets && i < job->repeat; i++)
		r0 = ax_prog_run(prog, job->ctx);
	if (!job->on_packets)
		spent = (port->now_ns() - start) / job->repeat;
	ax_prog_info(prog, &info);
	if (!status)
		print_result(loaded, job, &info, r0, spent, args);
	rk_aot_detach(prog, handle);
	compiled_calls_end(loaded);
	ax_prog_put(prog);
	if (status || !info.budget_stops)
		return status;
	fflush(stdout);
	rk_error("%s was stopped %" PRIu64 " times: more than %" PRIu32 " backward jumps in one run", job->prog->name,
		 info.budget_stops, ax_limits_cloud.back_edges);
	return RK_REFUSED;
}

static int run(const struct rk_args *args)
{
	struct job job = {.repeat = 1};
	struct rk_loaded loaded;
	int status = rk_use_btf(args->values[BTF]);

	if (status)
		return status;
	if (args->values[INPUT]) {
		for (u32 i = 0; i < ARRAY_LEN(options); i++)
			if (i != INPUT && i != PROG && i != BTF && args->values[i]) {
				rk_error("--input goes with --prog only (and --btf), not with %s", options[i].name);
				return RK_UNUSABLE;
			}
		return rk_replay(args->operands[0], args->values[PROG], args->values[INPUT]);
	}
	status = rk_load_open(&loaded, args->operands[0]);
	if (status)
		return status;
	status = read_job(args, &loaded, &job);
	if (!status && args->values[JIT] && args->values[ENGINE] && strcmp(args->values[ENGINE], "jit")) {
		rk_error("--jit and --engine %.40s: one or the other", args->values[ENGINE]);
		status = RK_UNUSABLE;
	}
	if (!status)
		status = rk_engine_option(args->values[JIT] ? "jit" : args->values[ENGINE], &loaded.exec, &job.aot);
	if (!status)
		status = run_job(&loaded, &job, args);
	free(job.ctx);
	free(job.packets.bytes);
	free(job.run.out);
	rk_load_close(&loaded);
	return status;
}

const struct rk_command rk_cmd_run = {
	.operands = "FILE.o",
	.operands_min = 1,
	.operands_max = 1,
	.description =
		"Creates the maps of an object file that clang compiled (-target bpf), verifies one program and runs it in\n"
		"this process, with the helpers that a Linux process can serve.  Prints what bpf_trace_printk says as\n"
		"\"trace: ...\" lines, then R0 and the time of a run.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  it ran\n1  the program was refused (the reason follows), or the run-time budget stopped it; with --input: it went wrong\n"
		  "2  unusable input: a file or a map that cannot be, no such program, bad option",
	.examples = "rk run build/bpf/01-tick/tick.bpf.o --repeat 3 --maps\nrk run filter.o --prog drop --ctx '40 00 00 00'\n"
		    "rk run xdp.o --prog count --packet @capture.pcap --maps",
	.run = run,
};
