import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
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
  throw new SandboxUnavailable({ problem: problemIn(stderr), remedy: remedyFor(settingsOfKernel()) });
}

function problemIn(stderr: string): string {
  const [line = "the kernel refuses new namespaces"] = stderr.split("\n").filter((each) => each.trim() !== "");
  return line.trim().replace(/\.$/u, "");
}

/** Settings of the kernel that forbid namespaces to ordinary users; absent on kernels without them. */
export interface NamespaceSettings {
  readonly unprivilegedUserNamespaces: string | undefined;
  readonly apparmorRestricts: string | undefined;
  readonly mostUserNamespaces: string | undefined;
}

function settingsOfKernel(): NamespaceSettings {
  return {
    unprivilegedUserNamespaces: setting("kernel/unprivileged_userns_clone"),
    apparmorRestricts: setting("kernel/apparmor_restrict_unprivileged_userns"),
    mostUserNamespaces: setting("user/max_user_namespaces"),
  };
}

function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** The line that allows namespaces where a setting forbids them. */
export function remedyFor(settings: NamespaceSettings): string {
  const { unprivilegedUserNamespaces, apparmorRestricts, mostUserNamespaces } = settings;
  if (unprivilegedUserNamespaces === "0") return "Allow it with: sysctl -w kernel.unprivileged_userns_clone=1";
  if (apparmorRestricts === "1") return "Allow it with: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
  if (mostUserNamespaces === "0") return "Allow it with: sysctl -w user.max_user_namespaces=1024";
  return "In a container, allow the system calls unshare and mount: for Docker by the security options seccomp=unconfined and apparmor=unconfined";
}
