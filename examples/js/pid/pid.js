// A PID controller in whole numbers: gains in 1/256, drive from -1000 to 1000.  a0: where to be, a1: where we are.
var KP = 384, KI = 26, KD = 128, integral = 0, before = 0;

function clamp(x, most) {
	return Math.max(-most, Math.min(x, most));
}

function mbpf_prog(ctx) {
	const error = clamp(ctx.a0 - ctx.a1, 1000000);
	integral = clamp(integral + error, 1000000);
	const drive = clamp(KP * error + KI * integral + KD * (error - before) >> 8, 1000);
	before = error;
	mbpf.log("error", error, "drive", drive);
	return drive;
}
