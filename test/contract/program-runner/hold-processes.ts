import { processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { ProgramStage } from "./program-stage.ts";

/**
 * A process of its own that has a program's process wait (`wait`), or run cold, warm or with its SDK as it is (`plain`), and
 * says "ready" then.
 *
 * With `leave` it has nothing more to do while a process waits.
 */
const [mode] = process.argv.slice(2);
const warm = warmRunner({ environment: process.env });
const plain = { ...process.env, GROUNDWORK_PLAIN_SDK: "1" };
const isWarm = mode !== "cold" && mode !== "plain";
const cold = processRunner({ environment: mode === "plain" ? plain : process.env });
const stage = await ProgramStage.open(isWarm ? warm : cold);
await stage.write({
  "node_modules/made/package.json": `{ "name": "made", "version": "1.0.0", "pulumi": { "resource": true } }`,
  "node_modules/made/index.js": `require("node:fs").writeFileSync(process.env.PID_FILE, String(process.pid));`,
  "index.js": `require("made"); console.log("runs"); setInterval(() => undefined, 1000);`,
});
if (isWarm) {
  await warm.prepare(await stage.project());
  await warm.untilWarm();
}
if (mode === "warm" || !isWarm) await (await stage.start()).printed("runs");
process.stdout.write("ready\n");
if (mode === "wait") setInterval(() => undefined, 1000);
if (mode === "leave") await stage.close();
