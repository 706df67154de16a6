// Drops UDP to port 9 (discard), counts what passes and what does not.
var IPV4 = 0x0800, UDP = 17;

function mbpf_prog(ctx) {
	maps.count.add(0, 1);
	if (ctx.dataLen < 42 || ctx.protocol !== IPV4 || ctx.readU8(23) !== UDP)
		return 0;
	var port = ctx.readU8(36) << 8 | ctx.readU8(37);
	if (port !== 9)
		return 0;
	maps.count.add(1, 1);
	mbpf.log("dropped", maps.count.get(1), "of", maps.count.get(0), "on interface", ctx.ifindex);
	return 1;
}
