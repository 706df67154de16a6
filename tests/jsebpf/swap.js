// {"hook_type":"net_rx","capabilities":["MAP_READ","MAP_WRITE"],"maps":[{"name":"count","type":"counter","key_size":4,"value_size":8,"max_entries":1}]}
var mine = 0;

function mbpf_prog(ctx) {
	maps.count.add(0, 1);
	mine = (mine + 1) & 63;
	return ((maps.count.get(0) ?? 0) & 1023) * 100 + mine + (ctx.dataLen > 3 ? ctx.readU8(3) * 1000 : 0);
}
