-- Drives the read mix of "takar loadtest" with wrk, as a second opinion on what it measures:
-- the same addresses in an order drawn at random, and the sessions of several users in turn.
--
--   wrk -t1 -c16 -d20s --latency -s load/mix.lua http://127.0.0.1:8080 -- ADDRESSES COOKIES
--
-- ADDRESSES holds one path a line, drawn by their weights ("takar loadtest --addresses N");
-- COOKIES the cookies of one session a line.

local function lines(name)
  local list = {}
  for line in io.lines(name) do
    if line ~= "" then list[#list + 1] = line end
  end
  return list
end

local addresses, cookies
local n = 0

function init(args)
  addresses, cookies = lines(args[1]), lines(args[2])
end

function request()
  n = n + 1
  return wrk.format("GET", addresses[(n - 1) % #addresses + 1], {
    ["Cookie"] = cookies[(n - 1) % #cookies + 1],
    ["Accept"] = "*/*",
    ["Accept-Encoding"] = "gzip",
    ["User-Agent"] = "takar-loadtest",
  })
end

-- One line for whoever reads the output by a program. Answers 404 to ids that are not there are
-- among the mix, so wrk's count of "status" errors is told, not judged.
function done(summary, latency)
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"p50_ms":%.3f,"p99_ms":%.3f,"status":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
