// On every sample of a (simulated) accelerometer, in the timer's interrupt: a moving average, an alarm above the limit, once.
var LIMIT = 1.5, average = 1, alarm = false, alarms = 0;

function mbpf_prog(ctx) {
	average += (ctx.value / 1000 - average) / 8;
	if (alarm ? average < LIMIT - 0.25 : average > LIMIT) {
		alarm = !alarm;
		if (alarm)
			alarms++;
		mbpf.log((alarm ? "alarm" : "calm") + " at sample " + ctx.now + ": " + average.toFixed(3) + " g");
	}
	if (ctx.now % 1000 === 0)
		maps.seen.update(0, alarms, 0);
	return alarm ? 1 : 0;
}
