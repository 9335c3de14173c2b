import type { CheckResult } from "../change/index.ts";
import { type Fleet, machinesFolder, validEnvironments } from "../environment/index.ts";
import { clauseOf, counted, type FileTree } from "../lib/index.ts";
import { checkTool } from "./machine-checks.ts";

export interface PlaybookParts {
  readonly fleet: Fleet;
  readonly files: Pick<FileTree, "list">;
  /** Everything is simulated, the machines of every environment among it. */
  readonly rehearsal: boolean;
  /** @throws {GroundworkError} where machines of the local cloud cannot run here. */
  readonly verifyLocalMachines: () => Promise<void>;
}

/** What compares machines with playbooks; nothing where no environment has any. */
export async function checkPlaybooks({
  fleet,
  files,
  rehearsal,
  verifyLocalMachines,
}: PlaybookParts): Promise<readonly CheckResult[]> {
  const having: { readonly isLocal: boolean }[] = [];
  for (const [name, { environment }] of validEnvironments(fleet)) {
    const entries = await files.list(machinesFolder(name));
    if (entries.length > 0) having.push({ isLocal: rehearsal || environment.cloud.kind === "local" });
  }
  if (having.length === 0) return [];
  const needed = `Needed for the machines of ${counted(having.length, "environment")}, which are unknown without it:`;
  return [
    await checkTool("ansible-playbook", ["--version"], "optional", `${needed} python3 -m pip install ansible-core`),
    await checkTool("ssh", ["-V"], "optional", `${needed} apt-get install openssh-client`),
    ...(having.some(({ isLocal }) => isLocal) ? [await checkLocalMachines(verifyLocalMachines)] : []),
  ];
}

async function checkLocalMachines(verify: () => Promise<void>): Promise<CheckResult> {
  const name = "local machines";
  try {
    await verify();
    return { name, state: "good", found: "can run; booted when they are needed" };
  } catch (thrown) {
    return { name, state: "optional", found: "cannot run here", remedy: `${clauseOf(thrown)}.` };
  }
}
