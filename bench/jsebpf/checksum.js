// The checksum of an IPv4 header.
function mbpf_prog(ctx) {
	let sum = 0;
	if (ctx.dataLen < 34)
		return -1;
	for (let i = 14; i < 34; i += 2)
		sum = (sum + (ctx.readU8(i) << 8 | ctx.readU8(i + 1))) & 0xffffff;
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}
