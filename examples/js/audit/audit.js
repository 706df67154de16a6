// Who opens what: refuses names under /etc/shadow to everyone but root, and says so.  The name is the context's data.
var name = new Uint8Array(64), forbidden = "/etc/shadow";

function starts(length) {
	for (var i = 0; i < forbidden.length; i++)
		if (i >= length || name[i] !== forbidden.charCodeAt(i))
			return false;
	return true;
}

function mbpf_prog(ctx) {
	var length = Math.min(ctx.dataLen, name.length);
	ctx.readBytes(0, length, name);
	if (ctx.uid === 0 || !starts(length))
		return 0;
	mbpf.log("pid", ctx.pid, "uid", ctx.uid, "refused");
	return -13;
}
