/* SPDX-License-Identifier: Apache-2.0
 * prog_load.c - BPF_PROG_LOAD: instructions in, descriptors of maps to indices, verdict or reason into the log. */
#include "base/fmt.h"
#include "base/str.h"
#include <axiom/types.h>
#include "isa/kfunc.h"
#include "sysbpf/call.h"

enum {
	LICENSE_BYTES = 128, /* Linux: 127 and a NUL */
	LOG_BYTES = 6144,    /* our longest explanation is well below */
	LOG_PER_INSN = 160,  /* level 2 */
	LOG_MOST = 4 << 20,
	CERT_MOST = 16 << 20,
};

/* A load under way; everything here is given back by load_end. */
struct load {
	struct user_log log;
	struct axi_text text;                    /* the log so far */
	char *log_block;
	u32 log_bytes;
	struct ax_insn *insns;
	size_t insn_bytes;
	void *cert;
	struct ax_map *maps[AX_MAPS_PER_PROG];   /* a reference each */
	u32 map_count;
	struct source_lines lines;
	char license[LICENSE_BYTES];
};

/* --- attributes --- */

static bool attaches_by_type(const struct axi_attr_prog_load *attr)
{
	return AXI_UNVERIFIED && (attr->prog_type == AX_PROG_LSM ? attr->expected_attach_type == AXI_ATTACH_LSM :
				  attr->prog_type == AX_PROG_TRACING && attr->expected_attach_type != AXI_ATTACH_LSM);
}

static int check_attr(const struct axi_attr_prog_load *attr, const struct ax_limits *limits)
{
	bool sleeps = AXI_UNVERIFIED && attr->prog_type == AX_PROG_SYSCALL; /* these do, and must say so */

	if (attr->prog_flags & ~(u32)(AXI_PROG_FLAGS_IGNORED | AXI_PROG_SLEEPABLE))
		return -AX_EINVAL;
	if (!attr->insn_cnt || attr->insn_cnt > limits->insns)
		return -AX_E2BIG;
	if ((attr->prog_flags & AXI_PROG_SLEEPABLE) != (sleeps ? AXI_PROG_SLEEPABLE : 0) || (sleeps && attr->expected_attach_type))
		return -AX_EINVAL;
	/* devices and programs as targets, and relocation by the kernel: not here; the system's types for some */
	if (attr->prog_ifindex || (attr->attach_btf_id && !attaches_by_type(attr)) || attr->attach_prog_fd ||
	    (attr->core_relo_cnt && (attr->func_info_cnt || attr->line_info_cnt))) /* Linux looks at them with those only */
		return -AX_EINVAL;
	if (attr->prog_type == AX_PROG_CGROUP_SKB && attr->expected_attach_type > 1)
		return -AX_EINVAL; /* ingress or egress */
	if (AXI_UNVERIFIED && attr->prog_type == AX_PROG_SK_LOOKUP && attr->expected_attach_type != AXI_ATTACH_SK_LOOKUP)
		return -AX_EINVAL;
	return 0;
}

/* The licence, byte by byte up to its NUL; Linux cuts a longer one. */
static int license_in(struct call *call, u64 user, char license[LICENSE_BYTES])
{
	for (u32 i = 0; i < LICENSE_BYTES - 1; i++) {
		if (axi_call_in(call, &license[i], user + i, 1))
			return -AX_EFAULT;
		if (!license[i])
			return 0;
	}
	license[LICENSE_BYTES - 1] = 0;
	return 0;
}

/* --- references to maps --- */

/* The index of the map behind a descriptor; it is entered once, however often the program names it. */
static int map_index(struct call *call, struct load *load, u32 fd, s32 *index)
{
	void *object;
	int err = axi_call_fd(call, fd, AX_KIND_MAP, &object, NULL);

	if (err) {
		axi_text_add(&load->text, "fd %d is not pointing to valid bpf_map\n", (s32)fd);
		return err;
	}
	for (u32 i = 0; i < load->map_count; i++) {
		if (load->maps[i] != object)
			continue;
		ax_map_put(call->engine, object);
		*index = (s32)i;
		return 0;
	}
	if (load->map_count == AX_MAPS_PER_PROG) {
		ax_map_put(call->engine, object);
		axi_text_add(&load->text, "The total number of maps per program has reached the limit of %u\n",
			     AX_MAPS_PER_PROG);
		return -AX_E2BIG;
	}
	load->maps[load->map_count] = object;
	*index = (s32)load->map_count++;
	return 0;
}

/* One 64-bit immediate: descriptors (from the instruction or from fd_array) become indices. */
static int resolve(struct call *call, struct load *load, struct ax_insn *low, const struct ax_insn *high)
{
	u64 fd_array = call->attr.prog_load.fd_array;
	u32 fd = (u32)low->imm;

	switch (low->src) {
	case AX_PSEUDO_MAP_FD:
	case AX_PSEUDO_MAP_VALUE: break;
	case AX_PSEUDO_MAP_IDX:
	case AX_PSEUDO_MAP_IDX_VALUE:
		if (!fd_array) {
			axi_text_add(&load->text, "fd_idx without fd_array is invalid\n");
			return -AX_EPROTO;
		}
		if (axi_call_in(call, &fd, fd_array + 4 * (u64)fd, sizeof(fd)))
			return -AX_EFAULT;
		break;
	default: return 0; /* the verifier's affair */
	}
	if (low->src == AX_PSEUDO_MAP_FD || low->src == AX_PSEUDO_MAP_IDX) {
		if (high->imm) {
			axi_text_add(&load->text, "unrecognized bpf_ld_imm64 insn\n");
			return -AX_EINVAL;
		}
		low->src = AX_PSEUDO_MAP_IDX;
	} else {
		low->src = AX_PSEUDO_MAP_IDX_VALUE;
	}
	return map_index(call, load, fd, &low->imm);
}

/* A call of a kernel function: the id in the system's BTF becomes our number, or 0, which the verifier refuses where it is reached. */
static void resolve_kfunc(struct call *call, struct load *load, u32 at)
{
	struct ax_insn *insn = &load->insns[at];
	const struct ax_btf_types *types = call->host->system_types ? call->host->system_types(call->host->arg) : NULL;
	const char *name = types && !insn->off ? ax_types_func(types, (u32)insn->imm) : NULL;
	u32 id = name ? axi_kfunc_named(name) : 0;

	if (!id)
		axi_text_add(&load->text, "instruction %u: kernel function %s is not here\n", at, name ? name : "of another BTF");
	insn->imm = (s32)id;
	insn->off = 0;
}

static int resolve_all(struct call *call, struct load *load)
{
	u32 count = call->attr.prog_load.insn_cnt;

	for (u32 i = 0; i + 1 < count; i++) {
		int err;

		if (AXI_KFUNCS && load->insns[i].opcode == AX_OP_CALL && load->insns[i].src == AX_CALL_KFUNC)
			resolve_kfunc(call, load, i);
		if (load->insns[i].opcode != AX_OP_LDDW)
			continue;
		err = resolve(call, load, &load->insns[i], &load->insns[i + 1]);
		if (err)
			return err;
		i++;
	}
	if (AXI_KFUNCS && load->insns[count - 1].opcode == AX_OP_CALL && load->insns[count - 1].src == AX_CALL_KFUNC)
		resolve_kfunc(call, load, count - 1);
	/* an unresolved reference must not pass for an index of ours */
	if (load->insns[count - 1].opcode == AX_OP_LDDW)
		load->insns[count - 1].src = AX_PSEUDO_NONE;
	return 0;
}

/* --- the log --- */

static void explain(struct call *call, struct load *load, const struct ax_prog_spec *spec, const struct ax_diag *diag)
{
	struct axi_text *text = &load->text;
	struct ax_line line;
	bool has_line;

	if (!diag->reason) {
		axi_text_add(text, "%s\n", diag->note[0] ? diag->note : "the program was refused");
		return;
	}
	if (!text->out)
		return;
	/* tools look for Linux's words when they probe for helpers */
	if (diag->insn < call->attr.prog_load.insn_cnt) {
		const char *reason = ax_diag_name(diag->reason);

		if (axi_streq(reason, "unknown_helper") || axi_streq(reason, "missing"))
			axi_text_add(text, "invalid func unknown#%d\n", load->insns[diag->insn].imm);
		if (axi_streq(reason, "helper_unbound") || axi_streq(reason, "helper_type"))
			axi_text_add(text, "unknown func #%d\n", load->insns[diag->insn].imm);
	}
	if (axi_listing(call, spec, &load->lines, diag, load->log.level & AXI_LOG_LEVEL2, text))
		return;
	has_line = axi_lines_find(&load->lines, diag->insn, &line);
	if (text->need < text->size)
		text->need += ax_diag_format(diag, &line, has_line, text->out + text->need, text->size - text->need);
	if (text->need && text->need < text->size && text->out[text->need - 1] != '\n')
		axi_text_add(text, "\n");
}

/* Linux's last lines, for a refused program ... */
static void add_refusal(struct call *call, struct load *load, u64 verify_ns)
{
	if (load->log.level & AXI_LOG_STATS)
		axi_text_add(&load->text, "verification time %llu usec\n", (unsigned long long)verify_ns / 1000);
	axi_text_add(&load->text, "processed %u insns (limit %u) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n",
		     call->attr.prog_load.insn_cnt, ax_engine_limits(call->engine)->insns);
}

/* ... and for an accepted one, with its statistics. */
static void add_verdict(struct call *call, struct load *load, const struct ax_prog *prog)
{
	const struct ax_limits *limits = ax_engine_limits(call->engine);
	struct axi_text *text = &load->text;
	const struct ax_verdict *verdict = &prog->verdict;

	if (load->log.level & AXI_LOG_STATS) {
		axi_text_add(text, "verification time %llu usec\n", (unsigned long long)prog->verify_ns / 1000);
		axi_text_add(text, "stack depth %u\n", verdict->stack_bytes);
		if (verdict->by_budget)
			axi_text_add(text, "worst case by budget: %u back edges", limits->back_edges);
		else
			axi_text_add(text, "worst case %llu insns",
				     (unsigned long long)verdict->worst_case_insns);
		axi_text_add(text, ", verifier peak %u bytes\n", verdict->peak_bytes);
	}
	axi_text_add(text, "processed %u insns (limit %u) max_states_per_insn %u total_states %u peak_states %u mark_read 0\n",
		     verdict->insns, limits->insns, verdict->states ? 1u : 0u, verdict->states,
		     verdict->states);
}

/* --- the whole --- */

static int cert_in(struct call *call, struct load *load)
{
	const struct axi_attr_more *more = &call->more;

	if (more->package || more->package_size)
		return -AX_EINVAL;
	if (!more->cert != !more->cert_size)
		return -AX_EINVAL;
	if (more->cert_size > CERT_MOST)
		return -AX_E2BIG;
	if (!more->cert)
		return 0;
	load->cert = call->mem->alloc(call->mem, more->cert_size);
	if (!load->cert)
		return -AX_ENOMEM;
	return axi_call_in(call, load->cert, more->cert, more->cert_size) ? -AX_EFAULT : 0;
}

static int load_begin(struct call *call, struct load *load)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	int err;

	load->insn_bytes = (size_t)attr->insn_cnt * sizeof(struct ax_insn);
	load->insns = call->mem->alloc(call->mem, load->insn_bytes);
	if (!load->insns)
		return -AX_ENOMEM;
	if (axi_call_in(call, load->insns, attr->insns, load->insn_bytes))
		return -AX_EFAULT;
	err = license_in(call, attr->license, load->license);
	if (!err && !axi_name_ok(attr->prog_name))
		err = -AX_EINVAL;
	if (!err)
		err = cert_in(call, load);
	if (!err)
		err = axi_log_check(&load->log);
	if (err || !load->log.level)
		return err;
	load->log_bytes = LOG_BYTES;
	if (load->log.level & AXI_LOG_LEVEL2)
		load->log_bytes = (u32)min_u64(LOG_BYTES + (u64)LOG_PER_INSN * attr->insn_cnt, LOG_MOST);
	load->log_block = call->mem->alloc(call->mem, load->log_bytes);
	if (!load->log_block)
		return -AX_ENOMEM;
	load->text = (struct axi_text){.out = load->log_block, .size = load->log_bytes};
	return 0;
}

static void load_end(struct call *call, struct load *load)
{
	for (u32 i = 0; i < load->map_count; i++)
		ax_map_put(call->engine, load->maps[i]);
	axi_lines_end(call, &load->lines);
	call->mem->free(call->mem, load->log_block, load->log_bytes);
	if (load->cert)
		call->mem->free(call->mem, load->cert, call->more.cert_size);
	call->mem->free(call->mem, load->insns, load->insn_bytes);
}

/* What a program of type tracing or lsm attaches to. */
static int find_target(struct call *call, struct load *load, struct ax_prog_spec *spec, struct ax_target *target)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	const struct ax_btf_types *types;
	int err;

	if (!AXI_UNVERIFIED || !attr->attach_btf_id)
		return 0;
	types = call->host->system_types ? call->host->system_types(call->host->arg) : NULL;
	if (!types)
		return -AX_EINVAL;
	err = ax_types_target_id(types, attr->attach_btf_id, attr->expected_attach_type, target);
	if (err == -AX_ENOENT)
		axi_text_add(&load->text, "attach_btf_id %u is invalid\n", attr->attach_btf_id);
	else if (err)
		axi_text_add(&load->text, "attach_btf_id %u is nothing to attach to in this way\n", attr->attach_btf_id);
	spec->types = &types->types;
	spec->target = target;
	return err ? -AX_EINVAL : 0;
}

static int load_prog(struct call *call, struct load *load, struct ax_prog **prog)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	const struct ax_port *port = ax_engine_port(call->engine);
	struct ax_prog_spec spec = {
		.type = attr->prog_type,
		.attach_type = attr->expected_attach_type,
		.attach_btf_id = attr->attach_btf_id,
		.insns = load->insns,
		.insn_count = attr->insn_cnt,
		.maps = load->maps,
		.license = load->license,
		.packet_ctx = true,
		.verify = true,
		.cert = load->cert,
		.cert_size = call->more.cert_size,
	};
	struct ax_task_info task = {0};
	struct ax_target target;
	struct ax_diag diag = {.insn = UINT32_MAX, .reg = -1};
	u64 took;
	int err = axi_lines_in(call, load->insns, &load->lines);

	if (!err)
		err = find_target(call, load, &spec, &target);
	if (!err)
		err = resolve_all(call, load);
	if (err)
		return err;
	if (port->current_task)
		port->current_task(&task);
	spec.uid = task.uid;
	spec.map_count = load->map_count;
	spec.btf_id = load->lines.btf ? load->lines.btf->id : 0;
	spec.func_info = load->lines.funcs;
	spec.func_info_count = load->lines.func_count;
	spec.line_info = load->lines.lines;
	spec.line_info_count = load->lines.count;
	spec.exception_cb = load->lines.exception_cb;
	memcpy(spec.name, attr->prog_name, sizeof(spec.name));
	took = port->now_ns ? port->now_ns() : 0;
	err = ax_prog_load(call->engine, &spec, prog, &diag);
	if (err) {
		took = port->now_ns ? port->now_ns() - took : 0;
		explain(call, load, &spec, &diag);
		if (diag.reason)
			add_refusal(call, load, took);
		return err;
	}
	if (load->log.level & AXI_LOG_LEVEL2)
		axi_listing(call, &spec, &load->lines, &diag, true, &load->text);
	add_verdict(call, load, *prog);
	return 0;
}

/* The log goes out whatever the verdict; a log that does not fit or cannot be written refuses the program. */
static int send_log(struct call *call, struct load *load, int err)
{
	u32 length = (u32)min_u64(load->text.need, load->log_bytes ? load->log_bytes - 1 : 0), true_size;
	int log_err = axi_log_send(call, &load->log, load->log_block ? load->log_block : "", length, &true_size);
	size_t at = offsetof(struct axi_attr_prog_load, log_true_size);

	if (call->size >= at + sizeof(true_size) && axi_call_result(call, at, true_size))
		log_err = -AX_EFAULT;
	return log_err ? log_err : err;
}

long axi_cmd_prog_load(struct call *call)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	struct load *load;
	struct ax_prog *prog = NULL;
	int err;

	if (attr->prog_type == AX_PROG_JS && call->host->package_load_call)
		return call->host->package_load_call(call);
	err = check_attr(attr, ax_engine_limits(call->engine));
	if (err)
		return err;
	load = call->mem->alloc(call->mem, sizeof(*load)); /* too large for a kernel stack */
	if (!load)
		return -AX_ENOMEM;
	load->log = (struct user_log){.buf = attr->log_buf, .size = attr->log_size, .level = attr->log_level};
	err = load_begin(call, load);
	if (!err) {
		err = load_prog(call, load, &prog);
		err = send_log(call, load, err);
		if (err && prog)
			ax_prog_put(prog);
	}
	load_end(call, load);
	call->mem->free(call->mem, load, sizeof(*load));
	return err ? err : axi_call_install(call, AX_KIND_PROG, prog, 0);
}
