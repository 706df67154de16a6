/* SPDX-License-Identifier: Apache-2.0
 * externs.c - what an object expects of the kernel by name: `.kconfig` (values: a map of its own, filled here) and
 * `.ksyms` (functions, and addresses of symbols without a type, where the options know them; weak ones read as 0).
 *
 * The BTF tells which name is which; the symbol tells whether it is weak. */
#include "base/str.h"
#include "object/reader.h"

#define CONFIG  "CONFIG_"
#define VERSION "LINUX_KERNEL_VERSION"
#define WRAPPER "LINUX_HAS_SYSCALL_WRAPPER"
#define COOKIE  "LINUX_HAS_BPF_COOKIE"
#define LINUX_5_15 0x050f00 /* bpf_get_attach_cookie */

/* The value of CONFIG_NAME in the text of a kernel's configuration; NULL: not set. */
static const char *config_value(const struct ax_object_options *options, const char *name, size_t *length)
{
	const char *at = options->kconfig, *end = at ? at + options->kconfig_size : NULL;
	size_t n = axi_strlen(name);

	while (at < end) {
		const char *line = at;

		while (at < end && *at != '\n')
			at++;
		if ((size_t)(at - line) > n && !memcmp(line, name, n) && line[n] == '=') {
			*length = (size_t)(at - line) - n - 1;
			return line + n + 1;
		}
		at += at < end;
	}
	return NULL;
}

/* What a value may be stored as (libbpf's kinds of Kconfig values). */
enum kind { NONE, BOOL, CHAR, INT, TRISTATE, TEXT };

static enum kind kind_of(const struct axi_btf_view *btf, u32 type)
{
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, type));
	u32 encoding;

	if (t.kind == AXI_BTF_ENUM)
		return t.size_or_type == 4 && axi_streq(t.name, "libbpf_tristate") ? TRISTATE : NONE;
	if (t.kind == AXI_BTF_ARRAY)
		return axi_btf_array(&t).count && kind_of(btf, axi_btf_array(&t).elem) == CHAR ? TEXT : NONE;
	if (t.kind != AXI_BTF_INT || t.size_or_type > 8)
		return NONE;
	memcpy(&encoding, t.rest, 4);
	if (encoding >> 26 & 1)
		return t.size_or_type == 1 ? BOOL : NONE;
	return t.size_or_type == 1 ? CHAR : INT;
}

/* A number, decimal or hexadecimal, with sign. */
static bool read_number(const char *text, size_t length, u64 *out)
{
	bool minus = length && *text == '-';
	size_t i = minus;
	u32 base = 10;

	if (length - i > 2 && text[i] == '0' && (text[i + 1] | 32) == 'x') {
		base = 16;
		i += 2;
	}
	if (i == length)
		return false;
	for (*out = 0; i < length; i++) {
		u32 c = (u8)text[i], low = c | 32;
		u32 digit = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : 99;

		if (digit >= base || *out > (UINT64_MAX - digit) / base)
			return false;
		*out = *out * base + digit;
	}
	if (minus)
		*out = 0 - *out;
	return true;
}

/* As libbpf: y, n and m for booleans, characters and tristates; "text" for arrays; numbers for the rest. */
static bool store(u8 *to, u32 bytes, enum kind kind, const char *text, size_t length)
{
	bool letter = length == 1 && (*text == 'y' || *text == 'n' || *text == 'm');
	u64 value;

	if (kind == TEXT) {
		if (length < 2 || *text != '"' || text[length - 1] != '"')
			return false;
		length = length - 2 < bytes ? length - 2 : bytes - 1;
		memcpy(to, text + 1, length);
		return true;
	}
	if (letter) {
		if (kind == NONE || kind == INT || (kind == BOOL && *text == 'm'))
			return false;
		value = kind == CHAR ? (u8)*text : kind == BOOL ? *text == 'y' : *text == 'y' ? 2 : *text == 'm';
	} else if ((kind != INT && kind != CHAR) || !read_number(text, length, &value)) {
		return false;
	}
	memcpy(to, &value, bytes); /* little-endian, 1 .. 8 bytes */
	return true;
}

/* Fill one value; false: nobody knows it. */
static bool set_value(const struct axi_reader *rd, const struct axi_extern *e, u8 *to, u32 type)
{
	const struct ax_object_options *options = rd->options;
	enum kind kind = kind_of(&rd->btf, type);
	size_t length = 0;
	const char *text = NULL;
	u64 value = options->kernel_version;

	if (axi_starts(e->name, CONFIG))
		text = config_value(options, e->name, &length);
	if (text)
		return store(to, e->bytes, kind, text, length);
	if (!options->kernel_version || (kind != INT && kind != CHAR && kind != BOOL))
		return false;
	if (axi_streq(e->name, WRAPPER))
		value = options->syscall_wrapper;
	else if (axi_streq(e->name, COOKIE))
		value = options->kernel_version >= LINUX_5_15;
	else if (!axi_streq(e->name, VERSION))
		return false;
	memcpy(to, &value, e->bytes);
	return true;
}

/* Places of the values: one after the other, each aligned to 8. */
static int lay_out(struct axi_reader *rd, const struct axi_btf_type *sec, u32 *bytes)
{
	u64 at = 0;

	for (u32 i = 0; i < sec->vlen; i++) {
		struct axi_btf_type var = axi_btf_type(&rd->btf, axi_btf_var(sec, i).type);
		struct axi_extern *e = &rd->externs[rd->extern_count++];

		*e = (struct axi_extern){.name = var.name, .ksym = !bytes};
		e->typeless = !bytes && var.kind == AXI_BTF_VAR && !axi_btf_skip(&rd->btf, var.size_or_type);
		if (!bytes)
			continue;
		if (var.kind != AXI_BTF_VAR || axi_btf_size(&rd->btf, var.size_or_type, &e->bytes) || !e->bytes ||
		    e->bytes > 4096)
			return axi_obj_fail(rd, -AX_EINVAL, 0, "'%.40s' in '.kconfig' is no value of a known size",
					    var.name);
		e->off = (u32)at;
		at += (e->bytes + 7u) & ~7u;
	}
	if (bytes)
		*bytes = (u32)at; /* below 65536 * 4104 */
	return 0;
}

static int make_map(struct axi_reader *rd, const struct axi_btf_type *sec, u32 bytes)
{
	struct ax_object_map *map = axi_maps_add(rd, ".kconfig", 0, AXI_KCONFIG_PLACE);
	u8 *data = AXI_OBJ_ALLOC(rd, bytes, u8);

	if (!map || !data)
		return map ? -AX_ENOMEM : -AX_ENOTSUPP;
	for (u32 i = 0; i < sec->vlen; i++) {
		struct axi_btf_type var = axi_btf_type(&rd->btf, axi_btf_var(sec, i).type);
		struct axi_extern *e = &rd->externs[i];

		if (axi_starts(e->name, CONFIG)) /* a walk over the configuration, 64 bytes of it about what a name takes */
			rd->lookups += 1 + (u32)(rd->options->kconfig_size / 64);
		if (rd->lookups > AXI_OBJ_LOOKUPS)
			return axi_obj_fail(rd, -AX_ENOTSUPP, 0, "'.kconfig' asks for too many values of so long a configuration");
		e->set = set_value(rd, e, data + e->off, var.size_or_type);
	}
	map->spec.type = AX_MAP_ARRAY;
	map->spec.key_size = 4;
	map->spec.value_size = bytes;
	map->spec.max_entries = 1;
	map->spec.flags = AX_MAP_F_RDONLY_PROG;
	map->internal = map->freeze = true;
	map->data = data;
	map->data_size = bytes;
	rd->kconfig_map = rd->map_count; /* index + 1 */
	return 0;
}

int axi_externs_collect(struct axi_reader *rd)
{
	u32 kconfig = rd->has_btf ? axi_btf_datasec(&rd->btf, ".kconfig") : 0,
	    ksyms = rd->has_btf ? axi_btf_datasec(&rd->btf, ".ksyms") : 0, bytes = 0;
	struct axi_btf_type values = axi_btf_type(&rd->btf, kconfig), symbols = axi_btf_type(&rd->btf, ksyms);
	int rc = 0;

	if (!values.vlen && !symbols.vlen)
		return 0;
	rd->externs = AXI_OBJ_ALLOC(rd, (size_t)values.vlen + symbols.vlen, struct axi_extern);
	rd->extern_names = AXI_OBJ_ALLOC(rd, (size_t)values.vlen + symbols.vlen, const char *);
	if (!rd->externs || !rd->extern_names)
		return -AX_ENOMEM;
	if (values.vlen) {
		rc = lay_out(rd, &values, &bytes);
		if (!rc)
			rc = make_map(rd, &values, bytes);
	}
	if (!rc)
		rc = lay_out(rd, &symbols, NULL);
	for (u32 i = 0; i < rd->extern_count; i++)
		rd->extern_names[i] = rd->externs[i].name;
	return rc;
}

const struct axi_extern *axi_extern_find(struct axi_reader *rd, const char *name)
{
	for (u32 i = 0; i < rd->extern_count && rd->lookups < AXI_OBJ_LOOKUPS; i++) {
		rd->lookups++;
		if (axi_streq(rd->externs[i].name, name))
			return &rd->externs[i];
	}
	return NULL;
}
