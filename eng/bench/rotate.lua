-- For wrk: rotates the cookies of a file ("ID COOKIE" a line; the first argument) and prints one line of what came of it. A second argument, "strict",
-- counts every answer but 200 as an error (wrk alone counts those from 400), at some cost for wrk.
local threads = {}
function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  requests, refused = {}, 0
  for line in io.lines(args[1]) do
    local cookie = line:match("^%S+%s+(.*)$")
    if cookie then requests[#requests + 1] = wrk.format("GET", nil, { Cookie = cookie }) end
  end
  at = math.floor(number * #requests / 2)
  if args[2] == "strict" then
    response = function(status) if status ~= 200 then refused = refused + 1 end end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

-- requests, microseconds, median, p99 and worst in milliseconds, errors
function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  local refusals = 0
  for _, thread in ipairs(threads) do refusals = refusals + (thread:get("refused") or 0) end
  io.write(string.format("result %d %d %.3f %.3f %.3f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, errors + math.max(refusals, summary.errors.status)))
end
