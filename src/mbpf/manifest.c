/* SPDX-License-Identifier: Apache-2.0
 * manifest.c - reading and checking a manifest.  Every key is a row of keys.def; a key that is not there is refused, so that
 * no restriction which a newer tool writes is overlooked. */
#include "mbpf/manifest.h"
#include "mbpf/doc.h"
#include "base/str.h"

/* lists of words (doc.h) */
enum {
#define KEY(name, required) KEY_##name,
#include "mbpf/keys.def"
};
enum {
#define TARGET(name, required) TARGET_##name,
#include "mbpf/keys.def"
};
enum {
#define BUDGET(name, required) BUDGET_##name,
#include "mbpf/keys.def"
};
enum {
#define MAP(name, required) MAP_##name,
#include "mbpf/keys.def"
};
static const char manifest_keys[] =
#define KEY(name, required) #name "\0"
#include "mbpf/keys.def"
	;
static const char target_keys[] =
#define TARGET(name, required) #name "\0"
#include "mbpf/keys.def"
	;
static const char budget_keys[] =
#define BUDGET(name, required) #name "\0"
#include "mbpf/keys.def"
	;
static const char map_keys[] =
#define MAP(name, required) #name "\0"
#include "mbpf/keys.def"
	;
/* the required ones, a bit for each */
enum {
	NEEDS_KEYS = 0
#define KEY(name, required) | (u32)(required) << KEY_##name
#include "mbpf/keys.def"
	,
	NEEDS_TARGET = 0
#define TARGET(name, required) | (u32)(required) << TARGET_##name
#include "mbpf/keys.def"
	,
	NEEDS_BUDGETS = 0
#define BUDGET(name, required) | (u32)(required) << BUDGET_##name
#include "mbpf/keys.def"
	,
	NEEDS_MAP = 0
#define MAP(name, required) | (u32)(required) << MAP_##name
#include "mbpf/keys.def"
};

enum {
#define CAPABILITY(bit, NAME) CAPABILITY_AT_##NAME,
#include "mbpf/caps.def"
};
#define CAPABILITY(bit, NAME) _Static_assert(bit == CAPABILITY_AT_##NAME, "the rows of caps.def are in the order of their bits");
#include "mbpf/caps.def"
static const char capability_names[] =
#define CAPABILITY(bit, NAME) #NAME "\0"
#include "mbpf/caps.def"
	;

static const char map_type_names[] = "array\0hash\0lru\0percpu_array\0percpu_hash\0lru_percpu_hash\0ring\0counter\0series\0";
static const u16 map_types[] = {
	AX_MAP_ARRAY, AX_MAP_HASH, AX_MAP_LRU_HASH, AX_MAP_PERCPU_ARRAY, AX_MAP_PERCPU_HASH, AX_MAP_LRU_PERCPU_HASH,
	AX_MAP_RINGBUF, MBPF_MAP_COUNTER, AX_MAP_SERIES,
};

/* struct reader - where we are, for messages */
struct reader {
	struct axi_doc doc;
	struct axi_manifest *m;
	struct mbpf_diag *diag;
	bool partial;       /* nothing is required, but of maps */
	const char *inside; /* "manifest", "budgets" ... */
	const char *key;
};

const char *axi_capability_name(u32 bit)
{
	return axi_word_at(capability_names, bit);
}

const char *axi_map_type_name(u32 type)
{
	for (u32 i = 0; i < ARRAY_LEN(map_types); i++)
		if (map_types[i] == type)
			return axi_word_at(map_type_names, i);
	return NULL;
}

/* point - without words the key takes the place of the file's name */
static int point(struct reader *r, u32 line)
{
	return axi_mbpf_point(r->diag, r->key ? r->key : r->inside, AXI_POINT(-AX_EINVAL, line));
}

#define REFUSE(...) (AXI_WORDS ? axi_mbpf_say(r->diag, -AX_EINVAL, __VA_ARGS__) : point(r, __LINE__))

static int wrong_words(struct reader *r, const char *what)
{
	if (r->doc.error)
		return REFUSE("%s: key %s, byte %u: %s", r->inside, r->key ? r->key : "(none)", r->doc.at, r->doc.error);
	return REFUSE("%s: key %s: %s", r->inside, r->key ? r->key : "(none)", what);
}

#define wrong(r, what) (AXI_WORDS ? wrong_words(r, what) : point(r, __LINE__))

/* ---- values */
static int get_u32(struct reader *r, u32 min, u32 max, u32 *out)
{
	u64 n;

	if (!axi_doc_uint(&r->doc, &n))
		return wrong(r, NULL);
	if (n < min || n > max)
		return REFUSE("%s: key %s: %llu is not within %u .. %u", r->inside, r->key,
				       (unsigned long long)n, min, max);
	*out = (u32)n;
	return 0;
}

static bool name_char(char c, bool hook)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$')
		return true;
	return (hook && (c == '/' || c == ':')) || c == '-' || c == '.';
}

static int take_name(struct reader *r, struct axi_span text, char *out, u32 room, bool hook)
{
	if (!text.size || text.size >= room)
		return REFUSE("%s: key %s: a name has 1 to %u characters", r->inside, r->key, room - 1);
	for (u32 i = 0; i < text.size; i++)
		if (!name_char(text.at[i], hook))
			return wrong(r, "a character that no name may have");
	memcpy(out, text.at, text.size);
	out[text.size] = 0;
	return 0;
}

static int get_name(struct reader *r, char *out, u32 room, bool hook)
{
	struct axi_span text;

	if (!axi_doc_text(&r->doc, &text))
		return wrong(r, NULL);
	return take_name(r, text, out, room, hook);
}

/* get_word - one of a list: its number */
static int get_word(struct reader *r, const char *words, const char *otherwise, u32 *out)
{
	struct axi_span text;
	int word;

	if (!axi_doc_text(&r->doc, &text))
		return wrong(r, NULL);
	word = axi_word_find(words, text);
	*out = (u32)word;
	return word < 0 ? wrong(r, otherwise) : 0;
}

bool axi_version_parse(const char *text, size_t size, u64 *out)
{
	u64 version = 0;
	size_t at = 0;
	u32 part;

	for (part = 0; part < 3; part++) {
		size_t start = at;
		u32 n = 0;

		for (; at < size && text[at] >= '0' && text[at] <= '9' && n < 0x10000; at++)
			n = n * 10 + (u32)(text[at] - '0');
		if (at == start || n > 0xffff)
			return false;
		version |= (u64)n << (32 - 16 * part);
		if (at == size)
			break;
		if (text[at++] != '.')
			return false;
	}
	*out = version;
	return at == size && part < 3;
}

static int get_version(struct reader *r, u64 *out)
{
	struct axi_span text;
	u32 major;

	if (axi_doc_peek(&r->doc) == AXI_DOC_UINT) {
		int err = get_u32(r, 0, 0xffff, &major);

		*out = (u64)major << 32;
		return err;
	}
	if (!axi_doc_text(&r->doc, &text))
		return wrong(r, NULL);
	return axi_version_parse(text.at, text.size, out) ? 0 : wrong(r, "not a version (1, 1.2 or 1.2.3, each below 65536)");
}

/* ---- maps of keys */
typedef int (*key_reader)(struct reader *r, u32 key);

/* read_keys - a map whose keys are the list `keys`; each at most once, those of `needs` all. */
static int read_keys(struct reader *r, const char *inside, const char *keys, u32 needs, key_reader read)
{
	const char *outer = r->inside, *outer_key = r->key;
	struct axi_span key;

	if (!axi_doc_map(&r->doc))
		return wrong(r, NULL);
	r->inside = inside;
	r->key = NULL;
	if (r->partial && keys != map_keys)
		needs = 0;
	for (u32 seen = 0; axi_doc_key(&r->doc, &key);) {
		int i = axi_word_find(keys, key), err;

		if (i < 0)
			return REFUSE("%s: unknown key %.*s", inside, (int)(key.size < 40 ? key.size : 40), key.at);
		r->key = axi_word_at(keys, (u32)i);
		if (seen & 1u << i)
			return wrong(r, "twice");
		seen |= 1u << i;
		needs &= ~(1u << i);
		err = read(r, (u32)i);
		if (err)
			return err;
	}
	if (r->doc.error)
		return wrong(r, NULL);
	if (needs)
		return REFUSE("%s: missing key %s", inside, axi_word_at(keys, (u32)__builtin_ctz(needs)));
	r->inside = outer;
	r->key = outer_key;
	return 0;
}

static int read_target(struct reader *r, u32 key)
{
	int err;

	if (key == TARGET_endianness)
		return get_word(r, "any\0little\0big\0", "not one of the possible words", &r->m->endianness);
	if (axi_doc_peek(&r->doc) == AXI_DOC_TEXT)
		return get_word(r, "any\0", "not one of the possible words", &r->m->word_size);
	err = get_u32(r, 32, 64, &r->m->word_size);
	if (!err && r->m->word_size != 32 && r->m->word_size != 64)
		err = wrong(r, "32, 64 or any");
	return err;
}

static int read_budget(struct reader *r, u32 key)
{
	switch (key) {
	case BUDGET_max_steps:
		if (!axi_doc_uint(&r->doc, &r->m->max_steps))
			return wrong(r, NULL);
		return r->m->max_steps ? 0 : wrong(r, "must not be 0");
	case BUDGET_max_helpers: return get_u32(r, 0, 0x7fffffff, &r->m->max_helpers);
	default: return get_u32(r, 1, 0x7fffffff, &r->m->max_wall_time_us);
	}
}

static int read_map_key(struct reader *r, u32 key)
{
	struct axi_map_def *map = &r->m->map[r->m->map_count];
	int err;

	switch (key) {
	case MAP_name: return get_name(r, map->name, sizeof(map->name), false);
	case MAP_type:
		err = get_word(r, map_type_names, "no such map type", &map->type);
		if (!err)
			map->type = map_types[map->type];
		return err;
	case MAP_key_size: return get_u32(r, 0, 512, &map->key_size);
	case MAP_value_size: return get_u32(r, 0, 0x10000, &map->value_size);
	case MAP_max_entries: return get_u32(r, 1, 0x7fffffff, &map->max_entries);
	case MAP_samples: return get_u32(r, 1, 4096, &map->samples);
	case MAP_pinning: return get_u32(r, 0, 1, &map->pinning);
	default: return get_u32(r, 0, 0xffffffff, &map->flags);
	}
}

#define NO_SIZE UINT32_MAX

/* need - a size that the type needs (and has within limits), or that it implies: then it may be left out */
static int need(struct reader *r, const char *key, u32 *size, u32 min, u32 max)
{
	if (*size == NO_SIZE && min == max)
		*size = min;
	if (*size == NO_SIZE)
		return REFUSE("map: missing key %s", key);
	if (*size < min || *size > max)
		return REFUSE("map: key %s: %u is not within %u .. %u for this type", key, *size, min, max);
	return 0;
}

/* check_sizes - what the type of the map asks for */
static int check_sizes(struct reader *r, struct axi_map_def *map)
{
	const u32 stats = sizeof(struct ax_series_stats), sample = sizeof(struct ax_sample);
	bool array = map->type == AX_MAP_ARRAY || map->type == AX_MAP_PERCPU_ARRAY;
	int err;

	switch (map->type) {
	case AX_MAP_RINGBUF:
		err = need(r, "key_size", &map->key_size, 0, 0);
		return err ? err : need(r, "value_size", &map->value_size, 0, 0);
	case AX_MAP_SERIES:
		if (!map->samples && map->value_size == NO_SIZE)
			return REFUSE("map: missing key samples");
		if (!map->samples)
			map->samples = map->value_size < stats + sample ? 1 : (map->value_size - stats) / sample;
		err = need(r, "key_size", &map->key_size, 1, 512);
		return err ? err : need(r, "value_size", &map->value_size, stats + map->samples * sample, stats + map->samples * sample);
	case MBPF_MAP_COUNTER:
		err = need(r, "key_size", &map->key_size, 4, 4);
		return err ? err : need(r, "value_size", &map->value_size, 8, 8);
	default:
		err = need(r, "key_size", &map->key_size, array ? 4 : 1, array ? 4 : 512);
		return err ? err : need(r, "value_size", &map->value_size, 1, 0x10000);
	}
}

static int read_maps(struct reader *r)
{
	if (!axi_doc_array(&r->doc))
		return wrong(r, NULL);
	while (axi_doc_item(&r->doc)) {
		int err;

		if (r->m->map_count == MBPF_MAPS_MAX)
			return wrong(r, "too many maps");
		memset(&r->m->map[r->m->map_count], 0, sizeof(r->m->map[0]));
		r->m->map[r->m->map_count].key_size = r->m->map[r->m->map_count].value_size = NO_SIZE;
		err = read_keys(r, "map", map_keys, NEEDS_MAP, read_map_key);
		if (!err)
			err = check_sizes(r, &r->m->map[r->m->map_count]);
		if (err)
			return err;
		if (r->m->map[r->m->map_count].samples && r->m->map[r->m->map_count].type != AX_MAP_SERIES)
			return wrong(r, "samples are kept by maps of type series");
		for (u32 i = 0; i < r->m->map_count; i++)
			if (axi_streq(r->m->map[i].name, r->m->map[r->m->map_count].name))
				return wrong(r, "two maps of one name");
		r->m->map_count++;
	}
	return r->doc.error ? wrong(r, NULL) : 0;
}

static int read_capabilities(struct reader *r)
{
	if (!axi_doc_array(&r->doc))
		return wrong(r, NULL);
	while (axi_doc_item(&r->doc)) {
		struct axi_span text;
		int bit;

		if (!axi_doc_text(&r->doc, &text))
			return wrong(r, NULL);
		bit = axi_word_find(capability_names, text);
		if (bit < 0)
			return REFUSE("manifest: key capabilities: unknown capability %.*s",
					       (int)(text.size < 40 ? text.size : 40), text.at);
		r->m->capabilities |= 1u << bit;
	}
	return r->doc.error ? wrong(r, NULL) : 0;
}

static int read_helper_versions(struct reader *r)
{
	struct axi_span key;

	if (!axi_doc_map(&r->doc))
		return wrong(r, NULL);
	while (axi_doc_key(&r->doc, &key)) {
		int err;

		if (r->m->helper_count == MBPF_HELPERS_MAX)
			return wrong(r, "too many helpers");
		err = take_name(r, key, r->m->helper[r->m->helper_count].name, MBPF_NAME_BYTES, false);
		if (!err)
			err = get_u32(r, 0, 0xffffffff, &r->m->helper[r->m->helper_count].version);
		if (err)
			return err;
		r->m->helper_count++;
	}
	return r->doc.error ? wrong(r, NULL) : 0;
}

static int read_key(struct reader *r, u32 key)
{
	struct axi_manifest *m = r->m;

	switch (key) {
	case KEY_program_name: return get_name(r, m->program_name, sizeof(m->program_name), false);
	case KEY_program_version: return get_version(r, &m->program_version);
	case KEY_hook_type: return get_name(r, m->hook_type, sizeof(m->hook_type), true);
	case KEY_hook_ctx_abi_version: return get_u32(r, 1, 0xffffffff, &m->hook_ctx_abi_version);
	case KEY_entry_symbol: return get_name(r, m->entry_symbol, sizeof(m->entry_symbol), false);
	case KEY_bytecode_version: return get_u32(r, 0, 0xffffffff, &m->bytecode_version);
	case KEY_target: return read_keys(r, "target", target_keys, NEEDS_TARGET, read_target);
	case KEY_mbpf_api_version: return get_u32(r, 0, 0xffffffff, &m->mbpf_api_version);
	case KEY_heap_size: return get_u32(r, 1, 0x7fffffff, &m->heap_size);
	case KEY_budgets: return read_keys(r, "budgets", budget_keys, NEEDS_BUDGETS, read_budget);
	case KEY_capabilities:
		m->capabilities = 0;
		return read_capabilities(r);
	case KEY_helper_versions: return read_helper_versions(r);
	default: return read_maps(r);
	}
}

int axi_manifest_read(struct axi_manifest *out, const void *data, u32 size, struct mbpf_diag *diag)
{
	struct reader r = {.m = out, .diag = diag, .inside = "manifest"};
	int err;

	memset(out, 0, sizeof(*out));
	axi_strcopy(out->entry_symbol, "mbpf_prog", sizeof(out->entry_symbol));
	axi_doc_begin(&r.doc, data, size);
	err = read_keys(&r, "manifest", manifest_keys, NEEDS_KEYS, read_key);
	if (err)
		return err;
	return axi_doc_end(&r.doc) ? 0 : wrong(&r, NULL);
}

int axi_manifest_overlay(struct axi_manifest *out, const void *data, u32 size, struct mbpf_diag *diag)
{
	struct reader r = {.m = out, .diag = diag, .inside = "manifest", .partial = true};
	int err;

	axi_doc_begin(&r.doc, data, size);
	err = read_keys(&r, "manifest", manifest_keys, NEEDS_KEYS, read_key);
	if (err)
		return err;
	return axi_doc_end(&r.doc) ? 0 : wrong(&r, NULL);
}

int axi_manifest_maps(struct axi_manifest *out, const void *data, u32 size, struct mbpf_diag *diag)
{
	struct reader r = {.m = out, .diag = diag, .inside = "section maps", .key = "maps"};
	int err;

	if (out->map_count)
		return axi_mbpf_refuse(diag, -AX_EINVAL, "package: maps are defined in the manifest and in a section");
	axi_doc_begin(&r.doc, data, size);
	err = read_maps(&r);
	if (err)
		return err;
	return axi_doc_end(&r.doc) ? 0 : wrong(&r, NULL);
}
