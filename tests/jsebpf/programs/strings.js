// {"hook_type":"security","capabilities":["LOG"]}
// Constant strings taken apart: length and charCodeAt, beside bytes of the context.
var name = new Uint8Array(24), prefix = "/etc/", empty = "", table = "0123456789abcdef";
var checked = 0;

function starts(length, offset) {
	for (var i = 0; i < prefix.length; i++)
		if (i >= length || name[i + offset] !== prefix.charCodeAt(i))
			return false;
	return true;
}

function digits(n) {
	let sum = 0;
	for (let k = 0; k < 8; k++)
		sum = (sum * 31 + table.charCodeAt(n >>> (k * 4) & 15)) | 0;
	return sum;
}

function mbpf_prog(ctx) {
	const length = Math.min(ctx.dataLen, name.length);
	ctx.readBytes(0, length, name);
	if (length > 3)
		for (let i = 0; i < 5; i++)
			if (ctx.pid & 1)
				name[i] = "/etc/".charCodeAt(i);
	checked = (checked + empty.length + table.length) | 0;
	const at = ctx.uid & 31;
	if (at < "/tmp".length && name[at] === "/tmp".charCodeAt(at))
		return 1000 + at;
	if (starts(length, 0))
		return digits(ctx.pid);
	mbpf.log(prefix, prefix.length, starts(length, 1), checked);
	return digits(ctx.uid) ^ prefix.charCodeAt(true);
}
