/* SPDX-License-Identifier: Apache-2.0
 * doc.h - one reader for the two forms of a manifest: CBOR (RFC 8949) and JSON (RFC 8259).
 *
 * A pull reader over bytes that it neither owns nor changes; no memory, no recursion.  Of CBOR: integers, text, byte strings,
 * arrays, maps, booleans, null, all of definite length in their shortest form; tags, floats and indefinite lengths are
 * refused.  Of JSON: everything but fractions and exponents; texts that are read (not skipped) must have no escapes.
 *
 * Each call answers whether it could; after the first "no" d->error says why, d->at where, and everything else is "no". */
#ifndef MBPF_DOC_H
#define MBPF_DOC_H

#include "base/types.h"

#define AXI_DOC_DEPTH 8

struct axi_span {
	const char *at; /* not terminated */
	u32 size;
};

enum axi_doc_type { AXI_DOC_NONE, AXI_DOC_UINT, AXI_DOC_NEGATIVE, AXI_DOC_TEXT, AXI_DOC_BYTES, AXI_DOC_ARRAY, AXI_DOC_MAP, AXI_DOC_OTHER };

struct axi_doc {
	const u8 *data;
	u32 size, at;
	bool json;
	u32 depth;
	u32 left[AXI_DOC_DEPTH]; /* CBOR: items that are to come; JSON: 0 before the first, 1 after it */
	u8 close[AXI_DOC_DEPTH]; /* JSON: the bracket that ends it */
	const char *error;
};

/* axi_doc_begin - JSON if the first byte that is no white space is '{' or '[', else CBOR (where these would be a text and bytes). */
void axi_doc_begin(struct axi_doc *d, const void *data, u32 size);
enum axi_doc_type axi_doc_peek(struct axi_doc *d);
bool axi_doc_uint(struct axi_doc *d, u64 *out);
bool axi_doc_text(struct axi_doc *d, struct axi_span *out);
/* axi_doc_map / axi_doc_array - enter one; then axi_doc_key / axi_doc_item until it says false: d->error NULL means the end. */
bool axi_doc_map(struct axi_doc *d);
bool axi_doc_key(struct axi_doc *d, struct axi_span *key);
bool axi_doc_array(struct axi_doc *d);
bool axi_doc_item(struct axi_doc *d);
bool axi_doc_skip(struct axi_doc *d); /* one value, whatever it is, nested up to AXI_DOC_DEPTH */
bool axi_doc_end(struct axi_doc *d);  /* nothing but white space is left */

bool axi_span_is(struct axi_span span, const char *text);

/* A list of words is one string, each with its NUL and one more at the end: no pointers, and a word's number is its place.
 * axi_word_at - NULL: the list is shorter.  axi_word_find - its number, or -1 */
const char *axi_word_at(const char *list, u32 index);
int axi_word_find(const char *list, struct axi_span word);

#endif
