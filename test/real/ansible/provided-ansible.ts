import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { messageOf } from "../../../src/lib/index.ts";
import { cacheFolder, published } from "../parts/cache.ts";
import type { OnProgress, ProvidedPart } from "../parts/index.ts";

/** What the suites of machines need, each where it can be had here. */
export interface ProvidedAnsible {
  /** `ansible-playbook`, of a virtual environment of its own. */
  readonly ansible: ProvidedPart;
  /** `sshd`, with its libraries in the folder `lib` beside it. */
  readonly sshServer: ProvidedPart;
}

export interface InstallSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

const run = promisify(execFile);
/** What ansible-core 2.19 runs on, the newest first. */
const pythons = ["python3.13", "python3.12", "python3.11", "python3"];

/** Installed once for all checkouts: ansible-core from the Python Package Index, the server from Debian's packages. */
export async function providedAnsible(settings: InstallSettings): Promise<ProvidedAnsible> {
  return { ansible: await orMissing(() => ansible(settings)), sshServer: await orMissing(() => sshServer(settings)) };
}

async function orMissing(install: () => Promise<ProvidedPart>): Promise<ProvidedPart> {
  try {
    return await install();
  } catch (error) {
    return { missing: messageOf(error).split("\n").slice(0, 4).join(" ") };
  }
}

async function ansible({ environment, onProgress }: InstallSettings): Promise<ProvidedPart> {
  const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
  const python = await findPython(environment);
  if (python === undefined) return { missing: "No Python 3.11 or newer is on PATH. Install one, with its module venv" };
  const hash = createHash("sha256")
    .update(await readFile(requirements))
    .update(python.version);
  const folder = await published(cacheFolder(environment), `ansible-core-${hash.digest("hex").slice(0, 16)}`, {
    onWait: () => undefined,
    async fill(folder) {
      onProgress("ansible-core: installing with pip, once");
      await run(python.command, ["-m", "venv", folder], { env: environment });
      const args = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--requirement",
        requirements,
      ];
      await run(path.join(folder, "bin", "python"), args, { env: environment });
      // The scripts of an environment name the folder that it was made in, and this one is renamed.
      const script = '#!/bin/sh\nexec "$(dirname "$0")/python" -m ansible playbook "$@"\n';
      await writeFile(path.join(folder, "bin", "ansible-playbook"), script);
      await chmod(path.join(folder, "bin", "ansible-playbook"), 0o755);
    },
  });
  return { executable: path.join(folder, "bin", "ansible-playbook") };
}

async function findPython(environment: NodeJS.ProcessEnv): Promise<{ command: string; version: string } | undefined> {
  for (const command of pythons) {
    const asked = ["-c", "import sys, venv; print(sys.version_info >= (3, 11), sys.version)"];
    const said = await run(command, asked, { env: environment }).catch(() => undefined);
    if (said?.stdout.startsWith("True")) return { command, version: said.stdout };
  }
  return undefined;
}

/** The last one gives the server an account of its own, without a change to the machine's. */
const packages = ["openssh-server", "libwrap0", "libnss-wrapper"];

async function sshServer({ environment, onProgress }: InstallSettings): Promise<ProvidedPart> {
  const { stdout: release } = await run("dpkg", ["--print-architecture"], { env: environment });
  const name = `openssh-server-${createHash("sha256").update(release).update(packages.join()).digest("hex").slice(0, 16)}`;
  const folder = await published(cacheFolder(environment), name, {
    onWait: () => undefined,
    async fill(folder) {
      onProgress("openssh-server: unpacking Debian's packages, once");
      await run("apt-get", ["download", ...packages], { cwd: folder, env: environment });
      for (const file of await readdir(folder)) {
        await run("dpkg-deb", ["--extract", path.join(folder, file), path.join(folder, "root")]);
        await rm(path.join(folder, file));
      }
      const libraries = path.join(folder, "root", "usr", "lib");
      const [architecture] = (await readdir(libraries)).filter((each) => each.includes("-linux-"));
      await run("cp", ["-a", path.join(libraries, architecture ?? "", "."), path.join(folder, "lib")]);
      await run("cp", [path.join(folder, "root", "usr", "sbin", "sshd"), path.join(folder, "sshd")]);
      await rm(path.join(folder, "root"), { recursive: true });
    },
  });
  return { executable: path.join(folder, "sshd") };
}
