/* SPDX-License-Identifier: Apache-2.0
 * pcap.h - classic capture files (not pcapng), in either byte order, with microseconds or nanoseconds; Ethernet only. */
#ifndef TOOLS_PCAP_PCAP_H
#define TOOLS_PCAP_PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pcap {
	const uint8_t *data;
	size_t size, at; /* `at`: the next record */
	bool swapped;    /* fields are big-endian */
	uint32_t fraction; /* units of a second in the second field of a time */
	uint32_t packets;
};
struct pcap_packet {
	const uint8_t *data;
	uint32_t length;   /* bytes that are here */
	uint32_t original; /* bytes that it had; more: it was cut */
};

/* pcap_open - check a whole file, every record of it, before the first packet is given out; `data` must stay.  NULL, or what is
 * wrong, in words (in a buffer of the function's own). */
const char *pcap_open(struct pcap *p, const void *data, size_t size);
/* pcap_next - false: there are no more */
bool pcap_next(struct pcap *p, struct pcap_packet *out);

#endif
