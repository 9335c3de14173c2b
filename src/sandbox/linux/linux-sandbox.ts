import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { cleaningUpSync, withoutInherited } from "../../lib/index.ts";
import type { ConfinedProcess, ConfinedProgram, Limits, Sandbox } from "../sandbox.ts";
import { entryCommand, type ProcessLimits } from "./entry-command.ts";
import { loadedLibraries } from "./linked-libraries.ts";
import { probe } from "./probe.ts";
import { supervise } from "./supervise.ts";
import { layOut, type Shown, scratchFolder } from "./view.ts";

/** Where the commands of util-linux are; nothing of the caller's own `PATH` is run. */
const searchPath = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Confines programs of the Node that runs this. */
export function linuxSandbox(): Sandbox {
  let verified: Promise<void> | undefined;
  return {
    verify() {
      verified ??= probe(start);
      return verified;
    },
    start,
  };
}

function start(program: ConfinedProgram): ConfinedProcess {
  const { executable, args, readable, environment, stdio, limits } = program;
  const made = mkdtempSync(path.join(realpathSync(tmpdir()), "groundwork-sandbox-"));
  const remove = () => rmSync(made, { recursive: true, force: true, maxRetries: 3 });
  try {
    const root = path.join(made, "root");
    const mounts = path.join(made, "mounts");
    const shown = [executable, ...loadedLibraries(), ...readable].flatMap(shownAt);
    const view = layOut(root, shown, limits.diskBytes);
    mkdirSync(root);
    for (const folder of view.folders) mkdirSync(path.join(root, folder), { recursive: true });
    for (const file of view.files) writeFileSync(path.join(root, file), "");
    for (const { path: link, target } of view.links) symlinkSync(target, path.join(root, link));
    writeFileSync(mounts, view.mounts);
    const { folder } = program;
    const entered = entryCommand({ mounts, root, folder, executable, args, limits: processLimits(limits) });
    const child = spawn(entered.command, [...entered.args], {
      cwd: "/",
      env: { ...environment, PATH: searchPath, HOME: scratchFolder, TMPDIR: scratchFolder },
      stdio: withoutInherited(stdio),
      detached: true,
    });
    // The mounts are in a namespace that ends with the program: here the tree holds empty files and folders only.
    child.once("exit", remove);
    child.once("error", remove);
    const supervised = supervise(child, limits);
    return {
      child,
      get exceeded() {
        return supervised.exceeded;
      },
    };
  } catch (thrown) {
    return cleaningUpSync(() => {
      throw thrown;
    }, remove);
  }
}

/**
 * Bounds what may happen between two looks from outside, and where the caller is gone. What is looked at from outside ends the program
 * first, because only that tells which limit it was.
 */
function processLimits({ memoryBytes, diskBytes, seconds, processes }: Limits): ProcessLimits {
  return {
    dataBytes: memoryBytes * 2,
    fileBytes: diskBytes,
    // In one second, a process with several threads uses a second of each processor.
    cpuSeconds: seconds * 2 * availableParallelism(),
    tasks: processes * 16,
  };
}

/** A path and where it leads; nothing for one that is not there. */
function shownAt(place: string): readonly Shown[] {
  const at = path.resolve(place);
  try {
    const source = realpathSync(at);
    return [{ path: at, source, isFolder: statSync(source).isDirectory() }];
  } catch {
    return [];
  }
}
