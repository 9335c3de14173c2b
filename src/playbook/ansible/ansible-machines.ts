import path from "node:path";
import { cleaningUp, projectRoot } from "../../lib/index.ts";
import { NoMachinesToCompare, PlaybookChangesMachines } from "../errors.ts";
import type { MachineComparison, MachinesRequest } from "../machine-comparison.ts";
import {
  type EndedPlaybook,
  findChangingTasks,
  missingTool,
  openRunFolder,
  type RunKeys,
  runPlaybook,
  variablesOf,
} from "./run/index.ts";
import { decideMachines } from "./verdict/index.ts";

export interface AnsibleMachinesSettings extends RunKeys {
  /** In milliseconds, for one playbook. @default half an hour */
  readonly limit?: number;
  /** In milliseconds, for one task. @default five minutes */
  readonly taskLimit?: number;
  /** In milliseconds, for Ansible to end after an interruption. @default ten seconds */
  readonly patience?: number;
  /** Machines that are asked at the same time. @default 10 */
  readonly forks?: number;
}

/**
 * Machines compared by `ansible-playbook --check --diff`, in a private folder that holds the given files alone. ansible-core is all it
 * needs. `ansible.cfg` of the files is not read.
 */
export function ansibleMachines(settings: AnsibleMachinesSettings): MachineComparison {
  return {
    async compare(request) {
      if (request.machines.length === 0)
        throw new NoMachinesToCompare({ because: "the environment has no machine that stands" });
      const places = request.mayChange === true ? [] : findChangingTasks(request.files);
      if (places.length > 0) throw new PlaybookChangesMachines({ places });
      const missing = await missingTool(settings.environment);
      if (missing) throw missing;
      const folder = await openRunFolder(request, settings);
      return await cleaningUp(
        async () => {
          const runs: EndedPlaybook[] = [];
          for (const [index, playbook] of request.playbooks.entries())
            runs.push(await runIn(folder.path, { playbook, index }, request, settings));
          refuseChanges(runs);
          return decideMachines(
            request.machines.map(({ key }) => key),
            runs,
          );
        },
        () => folder.dispose(),
      );
    },
  };
}

async function runIn(
  folder: string,
  { playbook, index }: { readonly playbook: string; readonly index: number },
  request: MachinesRequest,
  settings: AnsibleMachinesSettings,
): Promise<EndedPlaybook> {
  const { environment, limit = 30 * 60_000, taskLimit = 5 * 60_000, patience = 10_000, forks = 10 } = settings;
  const { mayChange = false, showsText = false, signal } = request;
  if (signal.aborted) return { playbook, events: [], problem: "it was interrupted" };
  const eventsFile = path.join(folder, `events-${index}`);
  const plugins = path.join(projectRoot(), "data", "ansible");
  const variables = variablesOf(environment, { folder, plugins, eventsFile, mayChange, showsText, taskLimit, forks });
  const ended = await runPlaybook({ playbook, mode: "check", folder, eventsFile, variables, limit, patience, signal });
  return { playbook, ...ended };
}

/** The callback has seen a task that no file shows, such as one of a collection of the machine. */
function refuseChanges(runs: readonly EndedPlaybook[]): void {
  const places = runs.flatMap(({ events }) =>
    events.flatMap((event) => (event.event === "refused" ? [event.path ?? event.name] : [])),
  );
  if (places.length > 0) throw new PlaybookChangesMachines({ places });
}
