// {"hook_type":"timer","capabilities":["LOG","TIME"]}
var last = 0, late = 0;

function mbpf_init() {
	last = 5;
	mbpf.log("starts");
}

function mbpf_prog(ctx) {
	const now = ctx.now, t = mbpf.nowNs();
	if (now > Number.MAX_SAFE_INTEGER || t > Number.MAX_SAFE_INTEGER)
		return -1;
	const gap = now - last;
	last = now;
	if (gap > 1000000 && late < 1000)
		late++;
	mbpf.log(gap, late, (now / 1000) >>> 0, Math.floor(t / 1e9), ctx.period < 100, ctx.count == 3, ctx.period >= 9007199254740991);
	return gap >> 3;
}

function mbpf_fini() {
	mbpf.log("ends");
}
