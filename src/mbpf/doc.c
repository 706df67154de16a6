/* SPDX-License-Identifier: Apache-2.0
 * doc.c - the reader of doc.h: what both forms share, and JSON; CBOR's heads are in doc_cbor.c. */
#include "mbpf/doc.h"
#include "mbpf/doc_cbor.h"
#include "base/str.h"

bool axi_doc_failed(struct axi_doc *d, const char *error)
{
	if (!d->error)
		d->error = error;
	return false;
}

static bool json(const struct axi_doc *d)
{
	return AXI_JSON && d->json;
}

static void white(struct axi_doc *d)
{
	while (d->at < d->size && (d->data[d->at] == ' ' || d->data[d->at] == '\t' || d->data[d->at] == '\n' ||
				   d->data[d->at] == '\r'))
		d->at++;
}

static u32 json_peek(struct axi_doc *d)
{
	white(d);
	return d->at < d->size ? d->data[d->at] : 0;
}

void axi_doc_begin(struct axi_doc *d, const void *data, u32 size)
{
	*d = (struct axi_doc){.data = data, .size = size};
	/* '{' and '[' begin no map and no list in CBOR */
	d->json = AXI_JSON && (json_peek(d) == '{' || json_peek(d) == '[');
	if (!json(d))
		d->at = 0;
}

bool axi_span_is(struct axi_span span, const char *text)
{
	return axi_strlen(text) == span.size && !memcmp(text, span.at, span.size);
}

enum axi_doc_type axi_doc_peek(struct axi_doc *d)
{
	u32 c;

	if (d->error)
		return AXI_DOC_NONE;
	if (!json(d))
		return axi_cbor_peek(d);
	c = json_peek(d);
	switch (c) {
	case 0: return AXI_DOC_NONE;
	case '{': return AXI_DOC_MAP;
	case '[': return AXI_DOC_ARRAY;
	case '"': return AXI_DOC_TEXT;
	case '-': return AXI_DOC_NEGATIVE;
	default: return c >= '0' && c <= '9' ? AXI_DOC_UINT : AXI_DOC_OTHER;
	}
}

static bool json_uint(struct axi_doc *d, u64 *out)
{
	u64 n = 0;
	u32 c = json_peek(d), start = d->at;

	if (c < '0' || c > '9')
		return axi_doc_fail(d, "a number is expected");
	for (; d->at < d->size && d->data[d->at] >= '0' && d->data[d->at] <= '9'; d->at++) {
		u32 digit = d->data[d->at] - '0';

		if (n > ~0ull / 10 || (n == ~0ull / 10 && digit > 5)) /* 2^64 - 1 ends in 5 */
			return axi_doc_fail(d, "number too large");
		n = n * 10 + digit;
	}
	if (c == '0' && d->at - start > 1)
		return axi_doc_fail(d, "number with a leading zero");
	c = d->at < d->size ? d->data[d->at] : 0;
	if (c == '.' || (c | 0x20) == 'e')
		return axi_doc_fail(d, "fractions are not supported");
	*out = n;
	return true;
}

/* json_text - `plain`: escapes are refused, so that the text is what stands there. */
static bool json_text(struct axi_doc *d, struct axi_span *out, bool plain)
{
	if (json_peek(d) != '"')
		return axi_doc_fail(d, "a text is expected");
	d->at++;
	out->at = (const char *)d->data + d->at;
	for (; d->at < d->size; d->at++) {
		u32 c = d->data[d->at];

		if (c == '"') {
			out->size = (u32)((const char *)d->data + d->at - out->at);
			d->at++;
			return true;
		}
		if (c < 0x20)
			return axi_doc_fail(d, "control character in a text");
		if (c == '\\') {
			if (plain)
				return axi_doc_fail(d, "escape in a text");
			d->at++;
		}
	}
	return axi_doc_fail(d, "text without an end");
}

static bool json_word(struct axi_doc *d)
{
	static const char *const words[] = {"true", "false", "null"};

	for (u32 i = 0; i < ARRAY_LEN(words); i++) {
		size_t length = axi_strlen(words[i]);

		if (d->size - d->at >= length && !memcmp(d->data + d->at, words[i], length)) {
			d->at += (u32)length;
			return true;
		}
	}
	return axi_doc_fail(d, "not a value");
}

static bool enter(struct axi_doc *d, bool map)
{
	u32 count = 0;

	if (d->error)
		return false;
	if (d->depth == AXI_DOC_DEPTH)
		return axi_doc_fail(d, "nested too deep");
	if (json(d)) {
		if (json_peek(d) != (map ? '{' : '['))
			return axi_doc_fail(d, map ? "a map is expected" : "a list is expected");
		d->at++;
		d->close[d->depth] = map ? '}' : ']';
	} else if (!axi_cbor_enter(d, map, &count)) {
		return false;
	}
	d->left[d->depth++] = count;
	return true;
}

bool axi_doc_map(struct axi_doc *d)
{
	return enter(d, true);
}

bool axi_doc_array(struct axi_doc *d)
{
	return enter(d, false);
}

/* next - is there another element?  Leaves the map or array if not. */
static bool next(struct axi_doc *d)
{
	u32 *left;

	if (d->error || !d->depth)
		return false;
	left = &d->left[d->depth - 1];
	if (!json(d)) {
		if (*left) {
			--*left;
			return true;
		}
		d->depth--;
		return false;
	}
	if (json_peek(d) == d->close[d->depth - 1]) {
		d->at++;
		d->depth--;
		return false;
	}
	if (*left) {
		if (json_peek(d) != ',')
			return axi_doc_fail(d, "a comma is expected");
		d->at++;
	}
	*left = 1;
	return true;
}

bool axi_doc_key(struct axi_doc *d, struct axi_span *key)
{
	if (!next(d) || !axi_doc_text(d, key))
		return false;
	if (!json(d))
		return true;
	if (json_peek(d) != ':')
		return axi_doc_fail(d, "a colon is expected");
	d->at++;
	return true;
}

bool axi_doc_item(struct axi_doc *d)
{
	return next(d);
}

bool axi_doc_uint(struct axi_doc *d, u64 *out)
{
	if (d->error)
		return false;
	return json(d) ? json_uint(d, out) : axi_cbor_uint(d, out);
}

bool axi_doc_text(struct axi_doc *d, struct axi_span *out)
{
	if (d->error)
		return false;
	return json(d) ? json_text(d, out, true) : axi_cbor_text(d, out);
}

/* scalar - skip a value that has nothing inside */
static bool scalar(struct axi_doc *d, enum axi_doc_type type)
{
	struct axi_span text;
	u64 n;

	if (!json(d))
		return axi_cbor_skip_scalar(d);
	switch (type) {
	case AXI_DOC_TEXT: return json_text(d, &text, false);
	case AXI_DOC_NEGATIVE: d->at++; return json_uint(d, &n);
	case AXI_DOC_UINT: return json_uint(d, &n);
	case AXI_DOC_OTHER: return json_word(d);
	default: return axi_doc_fail(d, "a value is missing");
	}
}

bool axi_doc_skip(struct axi_doc *d)
{
	u32 floor = d->depth;
	u64 maps = 0; /* bit n: level n is a map */
	struct axi_span key;

	do {
		enum axi_doc_type type = axi_doc_peek(d);

		if (type == AXI_DOC_MAP || type == AXI_DOC_ARRAY) {
			if (!enter(d, type == AXI_DOC_MAP))
				return false;
			maps = (maps & ~(1ull << d->depth)) | (u64)(type == AXI_DOC_MAP) << d->depth;
		} else if (d->error || !scalar(d, type)) {
			return false;
		}
		/* to the next value, leaving what has ended */
		while (d->depth > floor) {
			bool map = maps >> d->depth & 1;

			if (map ? axi_doc_key(d, &key) : axi_doc_item(d))
				break;
			if (d->error)
				return false;
		}
	} while (d->depth > floor);
	return true;
}

bool axi_doc_end(struct axi_doc *d)
{
	if (d->error)
		return false;
	if (json(d))
		white(d);
	return d->at == d->size || axi_doc_fail(d, "bytes behind the end");
}

const char *axi_word_at(const char *list, u32 index)
{
	for (; *list && index; index--)
		list += axi_strlen(list) + 1;
	return *list ? list : NULL;
}

int axi_word_find(const char *list, struct axi_span word)
{
	for (int i = 0; *list; i++, list += axi_strlen(list) + 1)
		if (axi_span_is(word, list))
			return i;
	return -1;
}
