// CRC-16 (CCITT) of a packet, bit by bit.
function mbpf_prog(ctx) {
	let crc = 0xffff;
	for (let i = 0; i < ctx.dataLen && i < 64; i++) {
		crc ^= ctx.readU8(i) << 8;
		for (let bit = 0; bit < 8; bit++)
			crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
	}
	return crc;
}
