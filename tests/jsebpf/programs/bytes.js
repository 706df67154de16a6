// {"hook_type":"security","capabilities":["LOG"]}
const name = new Uint8Array(64), wanted = new Uint8Array(4);

function mbpf_init() {
	wanted[0] = 0;
	wanted[1] = 1;
	wanted[2] = 2;
	wanted[3] = 255;
}

function mbpf_prog(ctx) {
	const length = Math.min(ctx.dataLen, name.length);
	if (ctx.readBytes(0, length, name) !== length)
		throw new Error("never");
	let same = 0;
	for (let i = 0; i < wanted.length; i++)
		if (i < length && name[i] === wanted[i])
			same = same + 1 & 7;
	mbpf.log(ctx.pid, ctx.uid, same, name[63]);
	if (ctx.readBytes(ctx.op & 15, ctx.flags & 7, name) > 5)
		return same;
	if (ctx.uid === 0)
		throw "root";
	return -13;
}
