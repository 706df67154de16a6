local V = {} V.__index = V
local function Vec(x, y, z) return setmetatable({x = x, y = y, z = z}, V) end
function V:dot(o) return self.x * o.x + self.y * o.y + self.z * o.z end
function V:add(o) self.x = self.x + o.x self.y = self.y + o.y self.z = self.z + o.z return self end
local function run() local a, b, s = Vec(1, 2, 3), Vec(1, 1, 1), 0 for i = 0, 699999 do s = (s + a:dot(b)) % 1000003 if i % 100 == 0 then a:add(b) end end return s end
print(run())
