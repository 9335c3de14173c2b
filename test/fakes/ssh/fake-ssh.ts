import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** An `ssh` that reaches repositories of this machine, and writes down how it was called. */
export interface FakeSsh {
  /** `PATH` with this `ssh` before all others. */
  readonly searchPath: string;
  calls(): Promise<readonly FakeSshCall[]>;
}

export interface FakeSshCall {
  readonly pid: number;
  readonly args: readonly string[];
  /** Names of all variables that it was started with. */
  readonly variables: readonly string[];
  readonly identity: { readonly file: string; readonly mode: string; readonly content: string };
  /** Permissions of the folder of the key. */
  readonly folderMode: string;
}

/**
 * What a host does, by its name: `denied.test` does not take the key, `stranger.test` is not known,
 * `changed.test` has another key than is known, `stalls.test` never
 * answers, and `git.test` lets Git's own server answer over the repositories of `root`.
 */
export async function fakeSsh(folder: string, root: string): Promise<FakeSsh> {
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, "calls");
  const script = `#!${process.execPath}
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const args = process.argv.slice(2);
const file = args[args.indexOf("-i") + 1];
const mode = (of) => (fs.statSync(of).mode & 0o777).toString(8);
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({
  pid: process.pid, args, variables: Object.keys(process.env).sort(),
  identity: { file, mode: mode(file), content: fs.readFileSync(file, "utf8") }, folderMode: mode(path.dirname(file)),
}) + "\\n");
const [host, command] = args.slice(-2);
const fail = (said) => { process.stderr.write(said + "\\n"); process.exit(255); };
if (host.endsWith("denied.test")) fail(host + ": Permission denied (publickey).");
else if (host.endsWith("stranger.test")) fail("No ED25519 host key is known for stranger.test and you have requested strict checking.\\nHost key verification failed.");
else if (host.endsWith("changed.test")) fail(\`@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
The fingerprint for the ED25519 key sent by the remote host is
SHA256:hN0W3LEbVhDNbX6Yq0P+d2Fz.
Host key verification failed.\`);
else if (host.endsWith("stalls.test")) setInterval(() => {}, 1000);
else {
  const repository = path.join(${JSON.stringify(root)}, /^git-upload-pack '(.*)'$/.exec(command)[1]);
  if (!fs.existsSync(repository)) fail("fatal: '" + repository + "' does not appear to be a git repository");
  spawn("git", ["-c", "safe.directory=*", "upload-pack", repository], { stdio: "inherit" }).on("exit", (code) => process.exit(code));
}
`;
  await writeFile(path.join(folder, "ssh"), script, { mode: 0o755 });
  return {
    searchPath: [folder, process.env["PATH"]].join(path.delimiter),
    calls: async () =>
      existsSync(log)
        ? (await readFile(log, "utf8"))
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as FakeSshCall)
        : [],
  };
}
