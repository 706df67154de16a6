/* SPDX-License-Identifier: Apache-2.0
 * pcap.c - capture files, from hostile bytes. */
#include <stdarg.h>
#include <stdio.h>
#include "pcap/pcap.h"

#define FILE_HEADER   24
#define RECORD_HEADER 16
#define PACKET_MAX    262144 /* no capture program writes more */
#define LINK_ETHERNET 1

static uint32_t get16(const struct pcap *p, size_t at)
{
	const uint8_t *b = p->data + at;

	return p->swapped ? (uint32_t)b[0] << 8 | b[1] : (uint32_t)b[1] << 8 | b[0];
}

static uint32_t get32(const struct pcap *p, size_t at)
{
	return p->swapped ? get16(p, at) << 16 | get16(p, at + 2) : get16(p, at + 2) << 16 | get16(p, at);
}

__attribute__((format(printf, 1, 2))) static const char *wrong(const char *format, ...)
{
	static char text[120];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return text;
}

static bool read_magic(struct pcap *p)
{
	static const uint32_t units[][2] = {{0xa1b2c3d4, 1000000}, {0xa1b23c4d, 1000000000}};

	for (int order = 0; order < 2; order++) {
		p->swapped = order;
		for (int i = 0; i < 2; i++)
			if (get32(p, 0) == units[i][0]) {
				p->fraction = units[i][1];
				return true;
			}
	}
	return false;
}

static const char *check_header(struct pcap *p)
{
	if (p->size < FILE_HEADER)
		return wrong("%zu bytes are too few for a capture file", p->size);
	if (!read_magic(p))
		return wrong("no classic pcap file (first bytes %02x %02x %02x %02x)", p->data[0], p->data[1], p->data[2],
			     p->data[3]);
	if (get16(p, 4) != 2 || get16(p, 6) != 4)
		return wrong("capture format %u.%u, this tool reads 2.4", get16(p, 4), get16(p, 6));
	/* the upper bits of the field say whether packets end with a checksum, and how long it is */
	if (get32(p, 20) != LINK_ETHERNET)
		return wrong("link type %u, this tool reads Ethernet (1)", get32(p, 20));
	return NULL;
}

/* check_record - the record at `at` */
static const char *check_record(const struct pcap *p, size_t at, uint32_t number)
{
	uint32_t length, original;

	if (p->size - at < RECORD_HEADER)
		return wrong("packet %u: the file ends in its header", number);
	length = get32(p, at + 8);
	original = get32(p, at + 12);
	if (get32(p, at + 4) >= p->fraction)
		return wrong("packet %u: its time has %u parts of %u of a second", number, get32(p, at + 4), p->fraction);
	if (length > PACKET_MAX)
		return wrong("packet %u: %u bytes, at most %u are possible", number, length, PACKET_MAX);
	if (length > original)
		return wrong("packet %u: %u bytes here of a packet of %u", number, length, original);
	if (length > p->size - at - RECORD_HEADER)
		return wrong("packet %u: the file ends in its %u bytes", number, length);
	return NULL;
}

const char *pcap_open(struct pcap *p, const void *data, size_t size)
{
	const char *error;
	size_t at = FILE_HEADER;

	*p = (struct pcap){.data = data, .size = size};
	error = check_header(p);
	for (; !error && at < size; at += RECORD_HEADER + get32(p, at + 8)) {
		error = check_record(p, at, p->packets + 1);
		if (error)
			break;
		p->packets++;
	}
	p->at = FILE_HEADER;
	return error;
}

bool pcap_next(struct pcap *p, struct pcap_packet *out)
{
	if (p->at == p->size)
		return false;
	out->length = get32(p, p->at + 8);
	out->original = get32(p, p->at + 12);
	out->data = p->data + p->at + RECORD_HEADER;
	p->at += RECORD_HEADER + out->length;
	return true;
}
