/* SPDX-License-Identifier: Apache-2.0
 * defer.c - deferred mode of observer hooks: contexts are copied into a bounded queue, programs run when it is drained.
 *
 * An entry is the context's struct and up to `bytes` of its data.  Any CPU puts entries in, one drains. */
#include "base/spin.h"
#include "mbpf/runtime.h"

struct axi_mbpf_queue {
	struct axi_spin lock;
	/* lock guards: */
	u32 head, tail; /* entries ever put in and taken out; full: head - tail == entries */
	/* set at creation, then read-only: */
	u32 entries, stride, bytes;
	size_t size; /* of this block */
	u8 at[] __attribute__((aligned(16)));
};

int mbpf_hook_defer(mbpf_runtime_t *runtime, uint32_t hook, uint32_t entries, uint32_t bytes)
{
	struct ax_mem *mem = runtime->config.mem;
	struct axi_mbpf_hook *h;
	struct axi_mbpf_queue *q;
	u32 stride;

	if (hook >= MBPF_HOOKS_MAX || !runtime->hook[hook].name[0])
		return -AX_EINVAL;
	h = &runtime->hook[hook];
	if (!h->observer || !entries || entries & (entries - 1) || entries > 4096 || bytes > 65536)
		return -AX_EINVAL;
	if (h->queue)
		return -AX_EEXIST;
	stride = (u32)align_up(axi_mbpf_ctx_size(h->ctx) + bytes, 16);
	q = mem->alloc(mem, sizeof(*q) + (size_t)entries * stride);
	if (!q)
		return -AX_ENOMEM;
	q->entries = entries;
	q->stride = stride;
	q->bytes = bytes;
	q->size = sizeof(*q) + (size_t)entries * stride;
	h->queue = q;
	return 0;
}

void axi_mbpf_queue_free(mbpf_runtime_t *runtime, struct axi_mbpf_hook *h)
{
	if (h->queue)
		runtime->config.mem->free(runtime->config.mem, h->queue, h->queue->size);
	h->queue = NULL;
}

static struct mbpf_ctx_head *entry(struct axi_mbpf_queue *q, u32 index)
{
	return (struct mbpf_ctx_head *)(q->at + (size_t)(index & (q->entries - 1)) * q->stride);
}

bool axi_mbpf_queue_put(struct axi_mbpf_hook *h, const struct mbpf_ctx_head *blob)
{
	struct axi_mbpf_queue *q = h->queue;
	u32 size = axi_mbpf_ctx_size(h->ctx), bytes = blob->data_len < q->bytes ? blob->data_len : q->bytes;
	unsigned long irq = axi_spin_lock(&q->lock);
	bool room = q->head - q->tail < q->entries;

	if (room) {
		struct mbpf_ctx_head *e = entry(q, q->head);
		u8 *data = (u8 *)e + size;

		memcpy(e, blob, size);
		e->read_fn = NULL;
		e->data = data;
		e->data_len = bytes;
		if (bytes < blob->data_len)
			e->flags |= MBPF_CTX_TRUNCATED;
		if (blob->data)
			memcpy(data, blob->data, bytes);
		else if (bytes && (!blob->read_fn || blob->read_fn(blob, 0, data, bytes)))
			e->data_len = 0, e->flags |= MBPF_CTX_TRUNCATED;
		q->head++;
	}
	axi_spin_unlock(&q->lock, irq);
	return room;
}

/* mbpf_hook_drain - an entry stays in the queue while its programs run: producers cannot write over it. */
int mbpf_hook_drain(mbpf_runtime_t *runtime, uint32_t hook, uint32_t most)
{
	struct axi_mbpf_queue *q;
	int done = 0;

	if (hook >= MBPF_HOOKS_MAX || !runtime->hook[hook].queue)
		return -AX_EINVAL;
	q = runtime->hook[hook].queue;
	for (; most; most--, done++) {
		unsigned long irq = axi_spin_lock(&q->lock);
		bool any = q->head != q->tail;
		s32 rc;

		axi_spin_unlock(&q->lock, irq);
		if (!any)
			break;
		axi_mbpf_run_hook(runtime, &runtime->hook[hook], entry(q, q->tail), &rc);
		irq = axi_spin_lock(&q->lock);
		q->tail++;
		axi_spin_unlock(&q->lock, irq);
	}
	return done;
}
