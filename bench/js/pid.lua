local P = {} P.__index = P
local function Pid(kp, ki, kd) return setmetatable({kp = kp, ki = ki, kd = kd, sum = 0, last = 0}, P) end
function P:step(e, dt) self.sum = self.sum + e * dt local d = (e - self.last) / dt self.last = e local u = self.kp * e + self.ki * self.sum + self.kd * d if u > 10 then return 10 elseif u < -10 then return -10 end return u end
local function run() local p, x, v = Pid(1.2, 0.4, 0.05), 0, 0 for i = 1, 700000 do local u = p:step(1 - x, 0.01) v = v + (u - 0.5 * v) * 0.01 x = x + v * 0.01 end return x end
print(math.floor(run() * 1e6))
