/* SPDX-License-Identifier: Apache-2.0
 * manifest_write.c - a manifest as CBOR, shortest forms, keys in the order of keys.def: the same manifest is always the same
 * bytes. */
#include "mbpf/manifest.h"
#include "base/str.h"

enum { UINT = 0, TEXT = 3, ARRAY = 4, MAP = 5 };

struct writer {
	u8 *out;
	size_t room, size;
};

static void put(struct writer *w, u8 byte)
{
	if (w->size < w->room)
		w->out[w->size] = byte;
	w->size++;
}

static void head(struct writer *w, u32 major, u64 count)
{
	u32 bytes = count < 24 ? 0 : count <= 0xff ? 1 : count <= 0xffff ? 2 : count <= 0xffffffff ? 4 : 8;
	u32 low = !bytes ? (u32)count : bytes == 1 ? 24 : bytes == 2 ? 25 : bytes == 4 ? 26 : 27;

	put(w, (u8)(major << 5 | low));
	while (bytes--)
		put(w, (u8)(count >> 8 * bytes));
}

static void text(struct writer *w, const char *s)
{
	head(w, TEXT, axi_strlen(s));
	while (*s)
		put(w, (u8)*s++);
}

static void pair(struct writer *w, const char *key, u64 value)
{
	text(w, key);
	head(w, UINT, value);
}

static void text_pair(struct writer *w, const char *key, const char *value)
{
	text(w, key);
	text(w, value);
}

static void write_maps(struct writer *w, const struct axi_manifest *m)
{
	text(w, "maps");
	head(w, ARRAY, m->map_count);
	for (u32 i = 0; i < m->map_count; i++) {
		const struct axi_map_def *d = &m->map[i];
		const char *type = axi_map_type_name(d->type);

		head(w, MAP, 5 + !!d->flags + !!d->samples + !!d->pinning);
		text_pair(w, "name", d->name);
		text_pair(w, "type", type ? type : "?");
		pair(w, "key_size", d->key_size);
		pair(w, "value_size", d->value_size);
		pair(w, "max_entries", d->max_entries);
		if (d->flags)
			pair(w, "flags", d->flags);
		if (d->samples)
			pair(w, "samples", d->samples);
		if (d->pinning)
			pair(w, "pinning", d->pinning);
	}
}

static void write_version(struct writer *w, u64 version)
{
	char digits[24];
	u32 at = sizeof(digits);

	digits[--at] = 0;
	for (u32 part = 0; part < 3; part++) {
		u32 n = version >> 16 * part & 0xffff;

		do {
			digits[--at] = (char)('0' + n % 10);
			n /= 10;
		} while (n);
		if (part < 2)
			digits[--at] = '.';
	}
	text_pair(w, "program_version", digits + at);
}

size_t axi_manifest_write(const struct axi_manifest *m, void *out, size_t room)
{
	static const char *const orders[] = {"any", "little", "big"};
	struct writer w = {out, room, 0};

	head(&w, MAP, 11 + !!m->helper_count + !!m->map_count);
	text_pair(&w, "program_name", m->program_name);
	write_version(&w, m->program_version);
	text_pair(&w, "hook_type", m->hook_type);
	pair(&w, "hook_ctx_abi_version", m->hook_ctx_abi_version);
	text_pair(&w, "entry_symbol", m->entry_symbol);
	pair(&w, "bytecode_version", m->bytecode_version);
	text(&w, "target");
	head(&w, MAP, 2);
	if (m->word_size)
		pair(&w, "word_size", m->word_size);
	else
		text_pair(&w, "word_size", "any");
	text_pair(&w, "endianness", orders[m->endianness < 3 ? m->endianness : 0]);
	pair(&w, "mbpf_api_version", m->mbpf_api_version);
	pair(&w, "heap_size", m->heap_size);
	text(&w, "budgets");
	head(&w, MAP, m->max_wall_time_us ? 3 : 2);
	pair(&w, "max_steps", m->max_steps);
	pair(&w, "max_helpers", m->max_helpers);
	if (m->max_wall_time_us)
		pair(&w, "max_wall_time_us", m->max_wall_time_us);
	text(&w, "capabilities");
	head(&w, ARRAY, (u32)__builtin_popcount(m->capabilities));
	for (u32 bit = 0; axi_capability_name(bit); bit++)
		if (m->capabilities >> bit & 1)
			text(&w, axi_capability_name(bit));
	if (m->helper_count) {
		text(&w, "helper_versions");
		head(&w, MAP, m->helper_count);
		for (u32 i = 0; i < m->helper_count; i++)
			pair(&w, m->helper[i].name, m->helper[i].version);
	}
	if (m->map_count)
		write_maps(&w, m);
	return w.size;
}
