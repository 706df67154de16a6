// CRC-16 (CCITT) of a packet, half a byte at a time.
const table = [0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7, 0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef];

function mbpf_prog(ctx) {
	let crc = 0xffff;
	for (let i = 0; i < ctx.dataLen && i < 64; i++) {
		const byte = ctx.readU8(i);
		crc = (crc << 4 & 0xffff) ^ table[crc >> 12 ^ byte >> 4];
		crc = (crc << 4 & 0xffff) ^ table[crc >> 12 ^ byte & 15];
	}
	return crc;
}
