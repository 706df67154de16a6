// {"hook_type":"net_rx","capabilities":["LOG"]}
const ring = new Int32Array(8), grid = new Uint8Array(16);
var at = 0, most = 0;

function mbpf_prog(ctx) {
	let sum = 0, above = 0, square = 0, bytes = 0, diagonal = 0;
	const length = Math.min(ctx.dataLen, 48);
	ring[at] = ctx.protocol - ctx.ifindex;
	at = (at + 1) & 7;
	for (let i = 0; i < ring.length; i++) {
		sum += ring[i];
		if (ring[i] > 100)
			above++;
		square += Math.abs(ring[i]) >> 4;
	}
	for (let i = 0; i < length; i++)
		bytes += ctx.readU8(i);
	for (let y = 0; y < 4; y++)
		for (let x = 0; x < 4; x++) {
			grid[y * 4 + x] += x ^ y;
			if (x === y)
				diagonal += grid[y * 4 + x] + 1;
		}
	if (bytes > most)
		most = bytes;
	mbpf.log(sum, above, square, bytes, diagonal, most, Math.round(sum / ring.length));
	return above ? Math.floor(bytes / above) : bytes;
}
