import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { namespaceRemedy, namespaceSettings } from "../../lib/index.ts";
import { SandboxUnavailable } from "../errors.ts";
import { defaultLimits, type Sandbox } from "../sandbox.ts";

const answer = "confined";

/** Confines a program that says one word. @throws {SandboxUnavailable} */
export async function probe(start: Sandbox["start"]): Promise<void> {
  if (process.platform !== "linux")
    throw new SandboxUnavailable({
      problem: `it needs namespaces of the Linux kernel, and this is ${process.platform}`,
      remedy: "Preview the change in a CI job on Linux.",
    });
  const { child } = start({
    executable: process.execPath,
    args: ["--eval", `console.log(${JSON.stringify(answer)})`],
    folder: "/",
    readable: [],
    environment: {},
    stdio: ["ignore", "pipe", "pipe"],
    limits: { ...defaultLimits, seconds: 30 },
  });
  const failed = new Promise<string>((resolve) => child.once("error", (error) => resolve(error.message)));
  const ended = Promise.all([text(child.stdout as Readable), text(child.stderr as Readable), once(child, "close")]);
  const said = await Promise.race([failed, ended]);
  if (typeof said === "string")
    throw new SandboxUnavailable({
      problem: `setpriv, unshare, prlimit and mount are needed (${said})`,
      remedy: "Install the package util-linux.",
    });
  const [stdout, stderr] = said;
  if (stdout.trim() === answer) return;
  throw new SandboxUnavailable({ problem: problemIn(stderr), remedy: namespaceRemedy(namespaceSettings()) });
}

function problemIn(stderr: string): string {
  const [line = "the kernel refuses new namespaces"] = stderr.split("\n").filter((each) => each.trim() !== "");
  return line.trim().replace(/\.$/u, "");
}
