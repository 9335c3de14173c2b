import { writeFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../../lib/index.ts";
import { LocalMachinesUnreachable } from "../errors.ts";
import type {
  MachineOutcome,
  MachineSession,
  OpenedMachines,
  PlaybookRuns,
  PlaybooksOutcome,
} from "../playbook-runs.ts";
import { isBadOutcome } from "../playbook-runs.ts";
import { decideOutcome } from "./outcome/index.ts";
import { type EndedPlaybook, missingTool, openRunFolder, type RunKeys, runPlaybook, variablesOf } from "./run/index.ts";

export interface AnsibleRunsSettings extends RunKeys {
  /** Lets time pass between two attempts to reach machines. Resolves early when `signal` aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** In milliseconds, for one playbook on one batch of machines. @default two hours */
  readonly limit?: number;
  /** In milliseconds, for one task. @default half an hour */
  readonly taskLimit?: number;
  /** In milliseconds, for Ansible to end after an interruption. @default 30 seconds */
  readonly patience?: number;
  /** Machines that work at the same time. @default 10 */
  readonly forks?: number;
  /** In milliseconds: how long machines may take to be reached, which are just starting. @default five minutes */
  readonly reachLimit?: number;
  /** By the clock, in milliseconds. @default that of the process, which only goes on */
  readonly now?: () => number;
}

/** Playbooks carried out by `ansible-playbook`, with the same private folder, keys and variables as in check mode. */
export function ansibleRuns(settings: AnsibleRunsSettings): PlaybookRuns {
  return {
    async whatIsMissing(machines, through) {
      if (through.kind === "local" && !settings.localMachines) return new LocalMachinesUnreachable({ machines });
      return await missingTool(settings.environment);
    },
    async open(machines) {
      const missing = await missingTool(settings.environment);
      if (missing) throw missing;
      return await openSession(machines, settings);
    },
  };
}

/** In milliseconds, between two attempts to reach a machine. */
const pause = 3_000;

async function openSession(machines: OpenedMachines, settings: AnsibleRunsSettings): Promise<MachineSession> {
  const folder = await openRunFolder(machines, settings);
  const { wait, reachLimit = 5 * 60_000, now = () => performance.now() } = settings;
  const reaching = await writeReaching(folder.path, machines);
  let runs = 0;
  const carryOut = async (playbook: string, hosts: readonly string[], signal: AbortSignal): Promise<EndedPlaybook> => {
    if (signal.aborted) return { playbook, events: [], problem: "it was interrupted", isInterrupted: true };
    runs += 1;
    const { environment, limit = 2 * 60 * 60_000, taskLimit = 30 * 60_000, patience = 30_000, forks = 10 } = settings;
    const eventsFile = path.join(folder.path, `events-${runs}`);
    const plugins = path.join(projectRoot(), "data", "ansible");
    const choices = { mayChange: true, showsText: false, taskLimit, forks };
    const variables = variablesOf(environment, { folder: folder.path, plugins, eventsFile, ...choices });
    const of = { playbook, mode: "run", hosts, folder: folder.path, eventsFile, variables } as const;
    return { playbook, ...(await runPlaybook({ ...of, limit, patience, signal })) };
  };
  return {
    async reach(hosts, signal, whichAreGone) {
      const over = now() + reachLimit;
      let isAsked = whichAreGone === undefined;
      const reached = new Map<string, PlaybooksOutcome["machines"][number]>();
      for (;;) {
        const missing = hosts.filter((host) => reached.get(host)?.kind !== "done");
        const found = decideOutcome(missing, [await carryOut(reaching, missing, signal)]);
        for (const each of found.machines) reached.set(each.machine, each);
        const machines = hosts.flatMap((host) => reached.get(host) ?? []);
        const isWorthAnother =
          found.problems.length === 0 && machines.every(({ kind }) => kind === "done" || kind === "unreachable");
        if (!machines.some(isBadOutcome) || !isWorthAnother || now() >= over) return { ...found, machines };
        if (!isAsked) {
          isAsked = true;
          const gone = new Set(await whichAreGone?.(machines.filter(isBadOutcome).map(({ machine }) => machine)));
          if (gone.size > 0) return { ...found, machines: machines.map((each) => markedGone(each, gone)) };
        }
        await wait(pause, signal);
      }
    },
    async run(playbooks, hosts, signal) {
      const ended: EndedPlaybook[] = [];
      for (const playbook of playbooks) {
        // Plays on the machine that runs this are in every batch: what they need of it is not known.
        ended.push(await carryOut(playbook, [...hosts, "localhost"], signal));
        const { machines, problems } = decideOutcome(hosts, ended);
        if (problems.length > 0 || machines.some(isBadOutcome)) break;
      }
      return decideOutcome(hosts, ended);
    },
    close: () => folder.dispose(),
  };
}

function markedGone(outcome: MachineOutcome, gone: ReadonlySet<string>): MachineOutcome {
  return gone.has(outcome.machine) ? { ...outcome, kind: "gone" } : outcome;
}

/** A command that every machine knows, also one without Python. It lies beside the playbooks, so that their `group_vars` count. */
const reachingText = `- name: Reach the machines
  hosts: all
  gather_facts: false
  tasks:
    - name: Answer
      ansible.builtin.raw: "true"
      changed_when: false
`;

/** @returns the name of the playbook, which is none of the commit's */
async function writeReaching(folder: string, { files }: OpenedMachines): Promise<string> {
  let name = "groundwork-reach.yml";
  while (files.has(name)) name = `_${name}`;
  await writeFile(path.join(folder, "files", name), reachingText);
  return name;
}
