/* SPDX-License-Identifier: Apache-2.0
 * doc_cbor.h - the CBOR half of doc.h. */
#ifndef MBPF_DOC_CBOR_H
#define MBPF_DOC_CBOR_H

#include "base/profile.h"
#include "mbpf/doc.h"

/* axi_doc_fail - no more: `error` says why, in builds with words.  false */
#define axi_doc_fail(d, error) axi_doc_failed(d, AXI_WORDS ? (error) : "")
bool axi_doc_failed(struct axi_doc *d, const char *error);

enum axi_doc_type axi_cbor_peek(struct axi_doc *d);
bool axi_cbor_uint(struct axi_doc *d, u64 *out);
bool axi_cbor_text(struct axi_doc *d, struct axi_span *out);
bool axi_cbor_enter(struct axi_doc *d, bool map, u32 *count);
bool axi_cbor_skip_scalar(struct axi_doc *d);

#endif
