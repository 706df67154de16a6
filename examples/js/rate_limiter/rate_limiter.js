// A token bucket for each interface: 2 packets at once, then one for every 4 that come.
var tokens = [0, 0];

function mbpf_prog(ctx) {
	if (!maps.bucket.lookup(ctx.ifindex, tokens))
		tokens[0] = 8;
	tokens[0] = Math.min(tokens[0] + 1, 8);
	tokens[1] = 0;
	var drop = tokens[0] < 4 ? 1 : 0;
	if (!drop)
		tokens[0] -= 4;
	maps.bucket.update(ctx.ifindex, tokens, 0);
	mbpf.log(drop ? "drop" : "pass", "tokens", tokens[0]);
	return drop;
}
