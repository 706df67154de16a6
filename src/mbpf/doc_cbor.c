/* SPDX-License-Identifier: Apache-2.0
 * doc_cbor.c - CBOR (RFC 8949): an initial byte of major type and short count, then the long count, then the content. */
#include "mbpf/doc_cbor.h"

enum { UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE };

enum axi_doc_type axi_cbor_peek(struct axi_doc *d)
{
	static const u8 types[] = {AXI_DOC_UINT,  AXI_DOC_NEGATIVE, AXI_DOC_BYTES, AXI_DOC_TEXT,
				   AXI_DOC_ARRAY, AXI_DOC_MAP,      AXI_DOC_OTHER, AXI_DOC_OTHER};

	return d->at < d->size ? (enum axi_doc_type)types[d->data[d->at] >> 5] : AXI_DOC_NONE;
}

/* head - the initial byte and its count, in the shortest form; d->at moves behind it. */
static bool head(struct axi_doc *d, u32 *major, u64 *count)
{
	u32 low, bytes;
	u64 n = 0;

	if (d->at == d->size)
		return axi_doc_fail(d, "a value is missing");
	*major = d->data[d->at] >> 5;
	low = d->data[d->at] & 31;
	if (low > 27)
		return axi_doc_fail(d, "indefinite length or reserved count");
	bytes = low < 24 ? 0 : 1u << (low - 24);
	if (bytes > d->size - d->at - 1)
		return axi_doc_fail(d, "cut off");
	for (u32 i = 1; i <= bytes; i++)
		n = n << 8 | d->data[d->at + i];
	if (bytes && *major != SIMPLE && (bytes == 1 ? n < 24 : n >> (bytes * 4) == 0))
		return axi_doc_fail(d, "count not in its shortest form");
	d->at += 1 + bytes;
	*count = bytes ? n : low;
	return true;
}

bool axi_cbor_uint(struct axi_doc *d, u64 *out)
{
	u32 major;

	if (axi_cbor_peek(d) != AXI_DOC_UINT)
		return axi_doc_fail(d, "a number is expected");
	return head(d, &major, out);
}

bool axi_cbor_text(struct axi_doc *d, struct axi_span *out)
{
	u32 major;
	u64 count;

	if (axi_cbor_peek(d) != AXI_DOC_TEXT)
		return axi_doc_fail(d, "a text is expected");
	if (!head(d, &major, &count))
		return false;
	if (count > d->size - d->at)
		return axi_doc_fail(d, "cut off");
	*out = (struct axi_span){(const char *)d->data + d->at, (u32)count};
	d->at += (u32)count;
	return true;
}

bool axi_cbor_enter(struct axi_doc *d, bool map, u32 *count)
{
	u32 major;
	u64 n;

	if (axi_cbor_peek(d) != (map ? AXI_DOC_MAP : AXI_DOC_ARRAY))
		return axi_doc_fail(d, map ? "a map is expected" : "a list is expected");
	if (!head(d, &major, &n))
		return false;
	if (n > d->size - d->at) /* every element has a byte at least */
		return axi_doc_fail(d, "more elements than bytes");
	*count = (u32)n;
	return true;
}

bool axi_cbor_skip_scalar(struct axi_doc *d)
{
	u32 major;
	u64 count;

	if (!head(d, &major, &count))
		return false;
	switch (major) {
	case BYTES:
	case TEXT:
		if (count > d->size - d->at)
			return axi_doc_fail(d, "cut off");
		d->at += (u32)count;
		return true;
	case TAG: return axi_doc_fail(d, "tags are not supported");
	case SIMPLE: return (count >= 20 && count <= 22) || axi_doc_fail(d, "only true, false and null of the simple values");
	default: return true;
	}
}
