import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { GroundworkError, messageOf, projectRoot } from "../../lib/index.ts";
import { startLocalCloud } from "./daemon/index.ts";
import { buildIdentity, HomeIsServed } from "./home/index.ts";

/** The exit code for "another process serves the home already"; the process that waits for the start knows it. */
const SERVED_ALREADY = 75;

const { values } = parseArgs({
  options: {
    home: { type: "string", default: ".groundwork/cloud" },
    port: { type: "string", default: "0" },
    latency: { type: "string", default: "quick" },
  },
});
const logger = pino({ name: "groundwork-local", level: process.env["GROUNDWORK_LOG_LEVEL"] ?? "info" });
const { version } = JSON.parse(readFileSync(path.join(projectRoot(), "package.json"), "utf8")) as { version: string };

// With a limit on file sizes, a write fails as it does on a full disk. The default action of SIGXFSZ would end the
// process.
process.on("SIGXFSZ", () => undefined);
// `on`, not `once`: a second signal has to find a handler, or it would end the process halfway through its shutdown.
const stopSignal = new Promise<void>((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
});
try {
  const cloud = await startLocalCloud({
    home: path.resolve(values.home),
    version,
    build: await buildIdentity(),
    latency: latencyNamed(values.latency),
    port: Number(values.port),
    logger,
  });
  process.send?.("ready");
  if (process.connected) process.disconnect();
  await Promise.race([stopSignal, cloud.stopRequested]);
  await cloud.stop();
  logger.info({}, "local cloud is down");
  process.exit(0);
} catch (thrown) {
  const code = thrown instanceof GroundworkError ? thrown.code : "local-unexpected";
  logger.error({ code, ...(thrown instanceof GroundworkError ? {} : { err: thrown }) }, messageOf(thrown));
  process.send?.({ code, message: messageOf(thrown) });
  process.exit(thrown instanceof HomeIsServed ? SERVED_ALREADY : 1);
}

function latencyNamed(name: string): "none" | "quick" | "realistic" {
  return name === "none" || name === "realistic" ? name : "quick";
}
