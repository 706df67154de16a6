// {"hook_type":"net_rx","capabilities":["LOG","MAP_READ","MAP_WRITE"],"maps":[{"name":"h","type":"hash","key_size":4,"value_size":4,"max_entries":4}]}
// numbers with names of mbpf
const Limit = 3;

function mbpf_prog(ctx) {
	const key = ctx.ifindex & 7;
	const made = maps.h.update(key, ctx.dataLen, mbpf.NOEXIST), there = maps.h.update(key, 1, mbpf.EXIST);
	mbpf.log(made, there, maps.h.update(key ^ 1, 2, mbpf.ANY), mbpf.apiVersion);
	return ctx.dataLen > Limit ? mbpf.DROP : mbpf.PASS;
}
