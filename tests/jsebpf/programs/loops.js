// {"hook_type":"net_rx","capabilities":["LOG"]}
'use strict';
var seen = 0, table = new Uint32Array(16);

function checksum(ctx, from, to) {
	var sum = 0;
	for (var i = from; i + 1 < to; i += 2)
		sum = (sum + (ctx.readU8(i) << 8 | ctx.readU8(i + 1))) & 0xffffff;
	while (sum >>> 16)
		sum = (sum & 0xffff) + (sum >>> 16);
	return ~sum & 0xffff;
}

function mbpf_prog(ctx) {
	let n = 0, last = 0;
	const length = Math.min(ctx.dataLen, 40);
	outer: for (let i = 0; i < 6; i++) {
		for (let j = 0; j < 4; j++) {
			if (i * j === 6)
				continue outer;
			if (i + j > 7)
				break outer;
			n = (n + i) ^ j;
		}
	}
	do {
		last = ctx.readU8(n & 15);
		n = (n + 1) | 0;
		table[n & 15]++;
	} while (last > 100 && n < 60);
	seen = (seen + 1) & 0xfff;
	if (length < 20)
		return n;
	mbpf.log(checksum(ctx, 0, 20), seen, ctx.truncated, ctx.readU16LE(2), ctx.readU32LE(n & 31));
	return checksum(ctx, 4, length) | 0;
}
