// A PID controller in whole numbers for four joints: gains in 1/256, each joint with its own; a0 to a3 are where the joints are.
const KP = [384, 300, 280, 512], KI = [26, 20, 18, 40], KD = [128, 96, 90, 200];
const goal = new Int32Array(4), integral = new Int32Array(4), before = new Int32Array(4), at = new Int32Array(4);

function clamp(x, most) {
	return Math.max(-most, Math.min(x, most));
}

function mbpf_prog(ctx) {
	let sum = 0;
	at[0] = ctx.a0;
	at[1] = ctx.a1;
	at[2] = ctx.a2;
	at[3] = ctx.a3;
	for (let i = 0; i < 4; i++) {
		const error = clamp(goal[i] - at[i], 1000000);
		integral[i] = clamp(integral[i] + error, 1000000);
		sum += clamp(KP[i] * error + KI[i] * integral[i] + KD[i] * (error - before[i]) >> 8, 1000);
		before[i] = error;
	}
	return sum;
}
