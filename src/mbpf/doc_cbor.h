/* SPDX-License-Identifier: Apache-2.0
 * doc_cbor.h - the CBOR half of doc.h. */
#ifndef MBPF_DOC_CBOR_H
#define MBPF_DOC_CBOR_H

#include "mbpf/doc.h"

enum axi_doc_type axi_cbor_peek(struct axi_doc *d);
bool axi_cbor_uint(struct axi_doc *d, u64 *out);
bool axi_cbor_text(struct axi_doc *d, struct axi_span *out);
bool axi_cbor_enter(struct axi_doc *d, bool map, u32 *count);
bool axi_cbor_skip_scalar(struct axi_doc *d);

#endif
