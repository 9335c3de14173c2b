import { readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import type { Road } from "../road.ts";

const pidOfNeighbor: Road["given"] = ({ neighbor }) => [String(neighbor.pid), String(neighbor.descriptor)];

/** What the kernel tells of processes and of the machine. */
export const roadsToProcesses: readonly Road[] = [
  { name: "its environment", program: `return JSON.stringify(process.env);` },
  {
    name: "the environment of a child",
    program: `return require("node:child_process").execFileSync(process.execPath, ["-p", "JSON.stringify(process.env)"], { encoding: "utf8" });`,
  },
  { name: "Node's report of itself", program: `return JSON.stringify(process.report.getReport());` },
  {
    name: "the environment of its parent",
    program: `return fs.readFileSync("/proc/" + argv[0] + "/environ", "utf8");`,
    given: pidOfNeighbor,
  },
  {
    name: "the environments of all processes",
    program: `
      const found = [];
      for (const pid of fs.readdirSync("/proc"))
        if (Number(pid) && Number(pid) !== process.pid)
          try { found.push(fs.readFileSync("/proc/" + pid + "/environ", "utf8")); } catch {}
      return found.join("");`,
  },
  {
    name: "the arguments of another process",
    program: `return fs.readFileSync("/proc/" + argv[0] + "/cmdline", "utf8");`,
    given: pidOfNeighbor,
  },
  {
    name: "the folder of another process",
    program: `return fs.readFileSync("/proc/" + argv[0] + "/cwd/id_ed25519", "utf8");`,
    given: pidOfNeighbor,
  },
  {
    name: "the root of another process",
    program: `return fs.readFileSync("/proc/" + argv[0] + "/root" + argv[1], "utf8");`,
    given: ({ neighbor, home }) => [String(neighbor.pid), path.join(home, ".netrc")],
  },
  {
    name: "an open file of another process",
    program: `return fs.readFileSync("/proc/" + argv[0] + "/fd/" + argv[1], "utf8");`,
    given: pidOfNeighbor,
  },
  {
    name: "an open file of its parent",
    program: `return fs.readFileSync("/proc/" + argv[0] + "/fd/" + argv[1], "utf8");`,
    given: ({ descriptor }) => [String(process.pid), String(descriptor)],
  },
  {
    name: "a signal to another process",
    program: `process.kill(Number(argv[0]), 0); return "reached " + argv[0];`,
    given: pidOfNeighbor,
    canary: ({ neighbor }) => `reached ${neighbor.pid}`,
  },
  {
    name: "the priority of another process",
    program: `require("node:os").setPriority(Number(argv[0]), 10); return "reached " + argv[0];`,
    given: pidOfNeighbor,
    canary: ({ neighbor }) => `reached ${neighbor.pid}`,
  },
  { name: "the name of the machine", program: `return require("node:os").hostname();`, canary: () => hostname() },
  {
    name: "the user's name and home",
    program: `return require("node:os").userInfo().homedir;`,
    canary: () => userInfo().homedir,
  },
  {
    name: "the accounts of the machine",
    program: `return fs.readFileSync("/etc/passwd", "utf8");`,
    canary: () => readFileSync("/etc/passwd", "utf8").split("\n")[0] ?? "",
  },
  {
    name: "the kernel's identity of this start",
    program: `return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8");`,
    canary: () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
  },
  {
    name: "the mounts of the machine",
    program: `return fs.readFileSync("/proc/self/mountinfo", "utf8");`,
    canary: () => readFileSync("/proc/self/mountinfo", "utf8").split("\n")[0] ?? "",
  },
  {
    name: "a shell",
    program: `return require("node:child_process").execFileSync("/bin/sh", ["-c", 'cat "$0"', argv[0]], { encoding: "utf8" });`,
    given: ({ home }) => [path.join(home, ".netrc")],
  },
  {
    name: "Git, asked for the settings of a checkout",
    program: `return require("node:child_process").execFileSync("git", ["-c", "safe.directory=*", "-C", argv[0], "config", "http.extraheader"], { encoding: "utf8" });`,
    given: ({ checkout }) => [checkout],
  },
];
