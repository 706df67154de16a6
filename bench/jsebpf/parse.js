// Options of a message: type, length, value; the sum of the values of type 3, -1 when the message is broken.
function mbpf_prog(ctx) {
	let at = 0, sum = 0;
	const end = Math.min(ctx.dataLen, 64);
	while (at + 2 <= end) {
		const type = ctx.readU8(at) & 7, length = ctx.readU8(at + 1) & 15;
		at += 2;
		if (at + length > end)
			return -1;
		if (type === 3)
			for (let i = 0; i < length; i++)
				sum += ctx.readU8(at + i);
		at += length;
	}
	return sum;
}
