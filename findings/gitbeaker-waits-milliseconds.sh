#!/usr/bin/env bash
# @gitbeaker/rest 43.8.0: the ten tries after 429 or 502 take a quarter of a second together, and POST is among what is repeated.
#
# GitLab's client for Node repeats a request that was answered with 429 or 502 up to ten times. The wait before try i is written as
# 2^i * 0.25, which would be seconds: 0.25 s, 0.5 s, ... 64 s, some two minutes in all. It is handed to a timer of milliseconds, so all
# tries are made within about 0.3 s. The header Retry-After, which GitLab sends with 429, is not read. A client that was asked to
# wait for 30 s uses up its tries at once, adds nine requests to those that it was limited for, and reports a failure.
# A comment that GitLab has written, and whose answer a proxy replaced with 502, is written again: POST counts as safe to repeat.
# Expected was a wait of at least Retry-After, and no second POST.
#
# Seen on Linux, amd64, with Node 20:
#   GET answered 429 with Retry-After: 30 -> 10 requests within 1 s
#   POST written, then answered 502 twice -> 3 comments, and the call succeeds
#
# Needs: node 20 or newer, npm. Takes 5 s.
# Ends with 0 while the behaviour is as described, with 1 when it changed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @gitbeaker/rest@43.8.0

cat > seen.mjs <<'JS'
import { createServer } from "node:http";
import { Gitlab } from "@gitbeaker/rest";

let reads = [];
let comments = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    if (request.method === "GET") {
      reads.push(Date.now());
      response.writeHead(429, { "retry-after": "30", "content-type": "application/json" });
      return response.end('{"message":"429 Too Many Requests"}');
    }
    comments++;
    response.writeHead(comments < 3 ? 502 : 201, { "content-type": "application/json" });
    response.end(comments < 3 ? '{"message":"Bad Gateway"}' : JSON.stringify({ id: comments, body: "hello" }));
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const gitlab = new Gitlab({ host: `http://127.0.0.1:${server.address().port}`, token: "none" });

const read = await gitlab.Projects.show(1).then(() => "succeeded", (thrown) => thrown.constructor.name);
const milliseconds = reads.at(-1) - reads[0];
console.log(`GET answered 429 with Retry-After: 30 -> ${read}, ${reads.length} requests within ${milliseconds} ms`);
const written = await gitlab.IssueNotes.create(1, 1, "hello").then(() => "succeeds", (thrown) => thrown.constructor.name);
console.log(`POST written, then answered 502 twice -> ${comments} comments, and the call ${written}`);
server.close();
process.exitCode = reads.length === 10 && milliseconds < 5_000 && comments === 3 && written === "succeeds" ? 0 : 1;
JS
node seen.mjs
