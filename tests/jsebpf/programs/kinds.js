// {"hook_type":"custom","capabilities":["LOG"]}
var last = null, seen, flag = false, word = "none";

function name(n) {
	switch (n & 3) {
	case 0: return "zero";
	case 1: return "one";
	default: return n < 0 ? null : "many";
	}
}

function sign(n) {
	if (n > 0)
		return 1;
	if (n < 0)
		return -1;
}

function mbpf_prog(ctx) {
	const what = name(ctx.a0), s = sign(ctx.a1);
	mbpf.log("a0", ctx.a0, what, flag, seen, `(${ctx.a2 | 0}${ctx.a3})`, word);
	flag = ctx.a2 > ctx.a3;
	word = flag ? "bigger" : "smaller";
	if (seen === undefined)
		seen = ctx.a1;
	else if (seen == null || seen > 1000)
		seen = 0;
	if (what === null || what === "many")
		return s ?? -7;
	if (!what || last === ctx.a0)
		return 3;
	last = ctx.a0;
	return s === undefined ? 100 : s + flag;
}
