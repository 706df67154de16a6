/* SPDX-License-Identifier: Apache-2.0
 * load.c - from a package to a program: everything is checked first, then made; what fails is taken back whole. */
#include "base/str.h"
#include "mbpf/ebpf.h"
#include "mbpf/policy.h"
#include "mbpf/runtime.h"

#define REFUSE(error, ...) axi_mbpf_refuse(diag, -AX_##error, __VA_ARGS__)
#define BYTECODE_VERSION 1 /* JS_IMAGE_VERSION, as manifests name it */

/* read_package - all that can be refused before memory is taken */
static int read_package(mbpf_runtime_t *runtime, const void *package, size_t size, struct axi_package *p,
			struct axi_manifest *m, struct mbpf_diag *diag)
{
	const struct axi_section *s;
	const struct mbpf_key *key;
	struct ax_js_diag image = {.text = ""};
	int err = axi_package_read(p, package, size, diag);

	if (err)
		return err;
	s = p->section;
	err = axi_manifest_read(m, s[MBPF_SECTION_MANIFEST].data, s[MBPF_SECTION_MANIFEST].size, diag);
	if (!err && s[MBPF_SECTION_MAPS].data)
		err = axi_manifest_maps(m, s[MBPF_SECTION_MAPS].data, s[MBPF_SECTION_MAPS].size, diag);
	if (!err)
		err = axi_policy_check(runtime->config.policy, p, m, &key, diag);
	if (err)
		return err;
	if (m->bytecode_version != BYTECODE_VERSION)
		return REFUSE(EOPNOTSUPP, "bytecode version %u, this runtime has %u", m->bytecode_version, BYTECODE_VERSION);
	if (m->max_wall_time_us && !ax_engine_port(runtime->config.engine)->now_ns)
		return REFUSE(EOPNOTSUPP, "max_wall_time_us: there is no clock here");
	err = axi_mbpf_check_actuators(runtime, m, diag);
	if (err)
		return err;
	if (m->capabilities & MBPF_CAP_EMIT && !runtime->config.emit)
		return REFUSE(EPERM, "capability EMIT: nobody takes records here");
	for (u32 i = 0; i < m->helper_count; i++) {
		if (!axi_mbpf_has_helper(m->helper[i].name))
			return REFUSE(EOPNOTSUPP, "helper %s: this runtime has none of this name", m->helper[i].name);
		if (m->helper[i].version > 1)
			return REFUSE(EOPNOTSUPP, "helper %s: version %u, this runtime has 1", m->helper[i].name,
				      m->helper[i].version);
	}
	if (s[MBPF_SECTION_EBPF].data)
		return 0;
	if ((uintptr_t)s[MBPF_SECTION_BYTECODE].data & 7)
		return REFUSE(EINVAL, "package: the bytecode must lie at a multiple of 8");
	if (ax_js_image_check(s[MBPF_SECTION_BYTECODE].data, s[MBPF_SECTION_BYTECODE].size, &image))
		return REFUSE(EINVAL, "bytecode: %s (byte %u)", image.text, image.offset);
	return 0;
}

/* pinned - the platform's map of this name: it must be as the program wants it.  NULL in *map: there is none */
static int pinned(struct mbpf_program *p, const struct ax_map_spec *want, struct ax_map **map, struct mbpf_diag *diag)
{
	const struct mbpf_config *config = &p->runtime->config;
	const struct ax_map_spec *have;

	*map = config->map ? config->map(config->arg, want->name) : NULL;
	if (!*map)
		return 0;
	have = ax_map_spec_of(*map);
	if (have->type == want->type && have->key_size == want->key_size && have->value_size == want->value_size &&
	    have->max_entries == want->max_entries && have->flags == want->flags && !have->lock_at && !have->timer_at)
		return 0;
	ax_map_put(config->engine, *map);
	*map = NULL;
	return REFUSE(EINVAL, "map %s is here already, defined otherwise", want->name);
}

static int make_map(struct mbpf_program *p, u32 i, const struct mbpf_program *old, struct mbpf_diag *diag)
{
	const struct axi_map_def *d = &p->manifest.map[i];
	struct ax_map_spec spec = {.type = d->type == MBPF_MAP_COUNTER ? AX_MAP_ARRAY : d->type, .key_size = d->key_size,
				   .value_size = d->value_size, .max_entries = d->max_entries, .flags = d->flags};
	bool read_only = p->object && !(p->manifest.capabilities & MBPF_CAP_MAP_WRITE);
	int err = 0;

	axi_strcopy(spec.name, d->name, sizeof(spec.name));
	if (read_only) /* values are in reach of eBPF; the verifier then allows no writing */
		spec.flags |= AX_MAP_F_RDONLY_PROG;
	p->map[i] = old ? mbpf_program_map(old, d->name) : NULL;
	if (p->map[i])
		ax_map_get(p->map[i]);
	else if (d->pinning)
		err = pinned(p, &spec, &p->map[i], diag);
	if (!err && p->map[i] && read_only && !(ax_map_spec_of(p->map[i])->flags & AX_MAP_F_RDONLY_PROG))
		return REFUSE(EPERM, "map %s could be written without capability MAP_WRITE", d->name);
	if (err || p->map[i])
		return err;
	err = ax_engine_map_create(p->runtime->config.engine, &spec, &p->map[i]);
	if (!err)
		return 0;
	return axi_mbpf_refuse(diag, err, "map %s cannot be made: %s (error %d)", d->name,
			       err == -AX_EINVAL ? "its type has no such sizes, entries or flags" :
			       err == -AX_E2BIG ? "too large" : err == -AX_ENOMEM ? "no memory" : "the engine refuses it", -err);
}

static int make_maps(struct mbpf_program *p, const struct mbpf_program *old, struct mbpf_diag *diag)
{
	int err = 0;

	for (u32 i = 0; i < p->manifest.map_count && !err; i++)
		err = make_map(p, i, old, diag);
	return err;
}

/* start - top level, then mbpf_init; the program's own failures refuse the load. */
static int start(struct axi_instance *i, struct mbpf_diag *diag)
{
	struct mbpf_program *p = i->program;
	const char *part = "top level";
	char text[120];
	int err;

	if (p->object)
		return axi_ebpf_start(i, diag);
	i->js = ax_js_init(i->memory, p->manifest.heap_size, p->image, &axi_mbpf_host, i);
	if (!i->js)
		return REFUSE(ENOMEM, "heap_size %u is too small, the program needs %zu before it runs", p->manifest.heap_size,
			      ax_js_memory_min(p->image));
	err = axi_mbpf_bind(i, p->ctx);
	if (err)
		return REFUSE(ENOMEM, "heap_size %u is too small for the maps and the context", p->manifest.heap_size);
	i->deadline = p->manifest.max_wall_time_us ? axi_mbpf_deadline(p) : 0;
	err = ax_js_run(i->js, p->manifest.max_steps);
	if (!err) {
		part = "mbpf_init";
		i->helpers = 0;
		err = ax_js_call_global(i->js, part, p->manifest.max_steps, NULL);
		if (err == -AX_ENOENT)
			err = 0;
	}
	i->deadline = 0;
	if (err && i->no_time)
		return REFUSE(ETIMEDOUT, "%s: out of time", part);
	if (err) {
		axi_mbpf_error_text(i, text, sizeof(text));
		return axi_mbpf_say(diag, err == -AX_EFAULT ? -AX_EINVAL : err, "%s: %s", part, text);
	}
	i->entry = ax_js_handle_global(i->js, p->manifest.entry_symbol);
	if (i->entry < 0)
		return REFUSE(EINVAL, "there is no function %s", p->manifest.entry_symbol);
	i->fini = ax_js_handle_global(i->js, "mbpf_fini");
	axi_mbpf_show_heap(i);
	return 0;
}

void axi_mbpf_destroy(struct mbpf_program *p)
{
	struct ax_mem *mem = p->runtime->config.mem;

	axi_ebpf_close(p);
	for (u32 n = 0; p->instance && n < p->cpus; n++) {
		axi_ebpf_stop(&p->instance[n]);
		if (p->instance[n].memory)
			mem->free(mem, p->instance[n].memory, p->manifest.heap_size);
	}
	if (p->instance)
		mem->free(mem, p->instance, p->cpus * sizeof(*p->instance));
	for (u32 i = 0; i < p->manifest.map_count; i++)
		if (p->map[i])
			ax_map_put(p->runtime->config.engine, p->map[i]);
	mem->free(mem, p, sizeof(*p));
}

static int make_instances(struct mbpf_program *p, struct mbpf_diag *diag)
{
	struct ax_mem *mem = p->runtime->config.mem;

	p->cpus = p->runtime->config.cpus;
	p->instance = mem->alloc(mem, p->cpus * sizeof(*p->instance));
	if (!p->instance)
		return REFUSE(ENOMEM, "no memory for the instances");
	for (u32 n = 0; n < p->cpus; n++) {
		struct axi_instance *i = &p->instance[n];
		int err;

		i->program = p;
		i->heap_size = p->manifest.heap_size;
		i->memory = mem->alloc(mem, p->manifest.heap_size);
		if (!i->memory)
			return REFUSE(ENOMEM, "no memory for a heap of %u bytes", p->manifest.heap_size);
		err = start(i, diag);
		if (err)
			return err;
	}
	return 0;
}

/* find_hook - the runtime's or the engine's, if it is here: then its contexts are of the version that the program knows */
static int find_hook(struct mbpf_program *p, struct mbpf_diag *diag)
{
	const struct axi_manifest *m = &p->manifest;
	u32 version = MBPF_CTX_VERSION;

	p->ctx = AXI_MBPF_CTX_custom;
	if (!mbpf_hook_find(p->runtime, m->hook_type, &p->hook)) {
		p->ctx = p->runtime->hook[p->hook].ctx;
		version = p->runtime->hook[p->hook].abi_version;
	} else if (!axi_mbpf_engine_hook(m->hook_type, &p->ctx)) {
		return 0;
	}
	if (m->hook_ctx_abi_version == version)
		return 0;
	return REFUSE(EOPNOTSUPP, "hook %s has contexts of version %u, the program is for version %u", m->hook_type, version,
		      m->hook_ctx_abi_version);
}

int axi_mbpf_make(mbpf_runtime_t *runtime, const void *package, size_t size, const struct mbpf_program *old,
		  struct mbpf_program **out, struct mbpf_diag *diag)
{
	struct ax_mem *mem = runtime->config.mem;
	struct mbpf_program *p = mem->alloc(mem, sizeof(*p));
	struct axi_package container;
	int err;

	if (!p)
		return REFUSE(ENOMEM, "no memory for the program");
	p->runtime = runtime;
	err = read_package(runtime, package, size, &container, &p->manifest, diag);
	if (err) {
		p->manifest.map_count = 0;
		axi_mbpf_destroy(p);
		return err;
	}
	p->image = container.section[MBPF_SECTION_BYTECODE].data;
	err = find_hook(p, diag);
	if (!err && container.section[MBPF_SECTION_EBPF].data)
		err = axi_ebpf_open(p, container.section[MBPF_SECTION_EBPF].data, container.section[MBPF_SECTION_EBPF].size, diag);
	if (!err && old)
		err = axi_mbpf_fits(old, p, diag);
	if (!err)
		err = make_maps(p, old, diag);
	if (!err)
		err = make_instances(p, diag);
	axi_ebpf_close(p);
	if (err) {
		axi_mbpf_destroy(p);
		return err;
	}
	*out = p;
	return 0;
}

int mbpf_program_load(mbpf_runtime_t *runtime, const void *package, size_t size, mbpf_program_t **out, struct mbpf_diag *diag)
{
	int err = axi_mbpf_make(runtime, package, size, NULL, out, diag);
	unsigned long irq;

	if (err)
		return err;
	err = axi_mbpf_enter(*out, diag);
	if (!err && axi_policy_accepted(runtime->config.policy, &(*out)->manifest)) {
		ax_prog_put((*out)->entry);
		err = REFUSE(EIO, "the version cannot be remembered");
	}
	if (err) {
		axi_mbpf_destroy(*out);
		return err;
	}
	irq = axi_spin_lock(&runtime->lock);
	(*out)->next = runtime->programs;
	runtime->programs = *out;
	axi_spin_unlock(&runtime->lock, irq);
	return 0;
}

/* held - it runs, or others hold it.  A program that was given away ends now: it is waited for */
static bool held(const struct mbpf_program *p)
{
	for (u32 n = 0; n < p->cpus && !(p->given && !p->entry); n++)
		if (atomic_load_explicit(&p->instance[n].busy, memory_order_acquire))
			return true;
	return p->entry && (p->given || ax_prog_refs(p->entry) > 1 + !!p->link);
}

int mbpf_program_unload(mbpf_runtime_t *runtime, mbpf_program_t *p)
{
	struct mbpf_program **at = &runtime->programs;
	void (*unloaded)(void *arg) = p->unloaded, *arg = p->unloaded_arg;
	unsigned long irq;

	if (held(p) || (p->entry && !ax_prog_leave(p->entry, p->link)))
		return -AX_EBUSY;
	if (p->attached)
		mbpf_program_detach(runtime, p);
	for (u32 n = 0; n < p->cpus; n++) {
		struct axi_instance *i = &p->instance[n];

		s32 ignored;

		i->helpers = 0;
		if (i->prog[AXI_EBPF_FINI])
			axi_ebpf_run(i, i->prog[AXI_EBPF_FINI], NULL, &ignored);
		i->deadline = p->manifest.max_wall_time_us ? axi_mbpf_deadline(p) : 0;
		if (i->fini >= 0)
			ax_js_call_handle(i->js, i->fini, p->manifest.max_steps, NULL);
	}
	irq = axi_spin_lock(&runtime->lock);
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	axi_spin_unlock(&runtime->lock, irq);
	if (p->spare)
		axi_mbpf_destroy(p->spare);
	if (p->entry)
		ax_prog_put(p->entry);
	axi_mbpf_destroy(p);
	if (unloaded)
		unloaded(arg);
	return 0;
}

int mbpf_runtime_shutdown(mbpf_runtime_t *runtime)
{
	struct ax_mem *mem = runtime->config.mem;

	for (struct mbpf_program *p = runtime->programs; p; p = p->next)
		if (held(p))
			return -AX_EBUSY;
	while (runtime->programs)
		mbpf_program_unload(runtime, runtime->programs);
	for (u32 i = 0; i < MBPF_HOOKS_MAX; i++)
		axi_mbpf_queue_free(runtime, &runtime->hook[i]);
	mem->free(mem, runtime, sizeof(*runtime));
	return 0;
}
