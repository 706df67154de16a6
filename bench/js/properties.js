function Vec(x, y, z) { this.x = x; this.y = y; this.z = z; }
Vec.prototype.dot = function (o) { return this.x * o.x + this.y * o.y + this.z * o.z; };
Vec.prototype.add = function (o) { this.x += o.x; this.y += o.y; this.z += o.z; return this; };
function run() { var a = new Vec(1, 2, 3), b = new Vec(1, 1, 1), s = 0; for (var i = 0; i < 700000; i++) { s = (s + a.dot(b)) % 1000003; if (i % 100 == 0) a.add(b); } return s; }
print(run());
