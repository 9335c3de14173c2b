#!/usr/bin/env node
// A credential plugin (client.authentication.k8s.io) as tests need it: prints the answer in FAKE_ANSWER, counts its runs in
// the file FAKE_RUNS with its input. With FAKE_EXIT it fails, and its first argument is what it says then.
import { appendFileSync } from "node:fs";

const { FAKE_ANSWER = "", FAKE_RUNS, FAKE_EXIT = "0", FAKE_SLEEP = "0", KUBERNETES_EXEC_INFO } = process.env;
if (FAKE_RUNS !== undefined) {
  appendFileSync(FAKE_RUNS, `${JSON.stringify({ args: process.argv.slice(2), info: KUBERNETES_EXEC_INFO })}\n`);
}
if (FAKE_EXIT !== "0") process.stderr.write(process.argv[2] ?? "");
process.stdout.write(FAKE_ANSWER);
process.exitCode = Number(FAKE_EXIT);
if (FAKE_SLEEP !== "0") setTimeout(() => undefined, Number(FAKE_SLEEP));
