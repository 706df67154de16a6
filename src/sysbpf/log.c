/* SPDX-License-Identifier: Apache-2.0
 * log.c - handing a log to the caller by Linux's rules (kernel/bpf/log.c). */
#include "sysbpf/call.h"

int axi_log_check(const struct user_log *log)
{
	if (!log->buf != !log->size || (log->buf && !log->level))
		return -AX_EINVAL;
	if ((log->level & ~(u32)AXI_LOG_MASK) || log->size > UINT32_MAX >> 2)
		return -AX_EINVAL;
	return 0;
}

int axi_log_send(struct call *call, const struct user_log *log, const char *text, u32 length, u32 *true_size)
{
	u32 keep = length;
	int err;

	*true_size = log->level ? length + 1 : 0;
	if (!log->buf)
		return 0;
	if (keep > log->size - 1) {
		keep = log->size - 1;
		if (!(log->level & AXI_LOG_FIXED))
			text += length - keep;
	}
	err = axi_call_out(call, log->buf, text, keep);
	if (!err)
		err = axi_call_out(call, log->buf + keep, "", 1);
	if (err)
		return -AX_EFAULT;
	return keep < length ? -AX_ENOSPC : 0;
}
