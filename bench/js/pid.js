function Pid(kp, ki, kd) { this.kp = kp; this.ki = ki; this.kd = kd; this.sum = 0; this.last = 0; }
Pid.prototype.step = function (e, dt) { this.sum += e * dt; var d = (e - this.last) / dt; this.last = e; var u = this.kp * e + this.ki * this.sum + this.kd * d; return u > 10 ? 10 : u < -10 ? -10 : u; };
function run() { var p = new Pid(1.2, 0.4, 0.05), x = 0, v = 0; for (var i = 0; i < 700000; i++) { var u = p.step(1 - x, 0.01); v += (u - 0.5 * v) * 0.01; x += v * 0.01; } return x; }
print(Math.floor(run() * 1e6));
