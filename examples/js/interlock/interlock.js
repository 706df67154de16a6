// A motor may only run while door, emergency stop and temperature allow it.  a0: door closed, a1: stop released, a2: degrees.
function reason(ctx) {
	if (!ctx.a0)
		return "door open";
	if (!ctx.a1)
		return "emergency stop";
	return ctx.a2 > 80 ? "too hot" : null;
}

function mbpf_prog(ctx) {
	const why = reason(ctx);
	if (why)
		mbpf.log("motor off:", why, `(${ctx.a2} degrees)`);
	return why ? 1 : 0;
}
