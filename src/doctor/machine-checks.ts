import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import type { CheckResult } from "../change/index.ts";
import { messageOf } from "../lib/index.ts";

const oldestNode = [20, 19] as const;

export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const good = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const name = "node";
  return good
    ? { name, state: "good", found: version }
    : {
        name,
        state: "bad",
        found: version,
        remedy: `Install Node ${oldestNode.join(".")} or newer: https://nodejs.org`,
      };
}

export async function checkTool(
  name: string,
  args: readonly string[],
  need: "good" | "optional",
  remedy: string,
): Promise<CheckResult> {
  try {
    const { stdout } = await promisify(execFile)(name, [...args], { timeout: 10_000 });
    const version = /v?\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? stdout.split("\n")[0];
    return { name, state: "good", found: version || "installed" };
  } catch {
    return { name, state: need === "good" ? "bad" : "optional", found: "not found", remedy };
  }
}

export async function checkPackages(root: string): Promise<CheckResult> {
  const name = "packages";
  return (await isThere(path.join(root, "node_modules", "@pulumi", "pulumi")))
    ? { name, state: "good", found: "installed" }
    : { name, state: "bad", found: "not installed", remedy: "Install what the program imports: npm ci" };
}

export async function checkWritable(name: string, folder: string): Promise<CheckResult> {
  try {
    // Looking creates nothing. A missing folder can be made when the nearest existing folder above it is writable.
    await access(await nearestFolder(folder), constants.W_OK);
    return { name, state: "good", found: folder };
  } catch (thrown) {
    return { name, state: "bad", found: messageOf(thrown), remedy: `Make ${folder} writable for yourself.` };
  }
}

async function nearestFolder(folder: string): Promise<string> {
  return path.dirname(folder) === folder || (await isThere(folder)) ? folder : nearestFolder(path.dirname(folder));
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The engine, the providers and the local clusters all listen on loopback, on ports that the system chooses. */
export async function checkLoopback(): Promise<CheckResult> {
  const name = "loopback ports";
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return { name, state: "good", found: "free" };
  } catch (thrown) {
    return { name, state: "bad", found: messageOf(thrown), remedy: "Let this user listen on 127.0.0.1." };
  } finally {
    server.close();
  }
}
