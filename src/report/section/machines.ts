import {
  type EnvironmentPreview,
  type EnvironmentRun,
  isPlanned,
  layerRunOf,
  type MachineRun,
  type MachinesAgainstGit,
} from "../../change/index.ts";
import { counted, cutShort } from "../../lib/index.ts";
import { type Block, line, list, message, type Span, tone } from "../document/index.ts";

const shownMachines = 20;
const shownDifferences = 20;

/** How each machine came out of a run: what is not done first. */
export function machinesOfRun(runs: readonly EnvironmentRun[]): readonly Block[] {
  const found = runs.flatMap((run) => {
    const layer = layerRunOf(run, "machines");
    const machines = layer && "machines" in layer ? (layer.machines ?? []) : [];
    return machines.map((machine) => ({ environment: run.affected.name, machine }));
  });
  if (found.length === 0) return [];
  const sorted = found.toSorted((a, b) => loudness(b.machine) - loudness(a.machine));
  const left = sorted.slice(shownMachines);
  return [
    {
      kind: "table",
      columns: ["environment", "machine", "batch", "end", "tasks well", "changed"],
      rows: sorted
        .slice(0, shownMachines)
        .map(({ environment, machine }) => [
          environment,
          machine.machine,
          String(machine.batch),
          [endOf(machine)],
          String(machine.ok),
          String(machine.changed),
        ]),
    },
    ...(left.length > 0
      ? [line(`${counted(left.length, "more machine")}, of which none is worse than the last one shown`)]
      : []),
  ];
}

const words: Readonly<Record<MachineRun["kind"], string>> = {
  done: "done",
  failed: "failed",
  unreachable: "not reachable",
  gone: "gone from the cloud",
  unhealthy: "not well afterwards",
  "not-reached": "not reached",
  "cut-off": "cut off",
  "not-started": "not started",
  "not-meant": "in no play",
};

function endOf({ kind }: MachineRun): Span {
  if (kind === "done") return tone("added", words[kind]);
  return kind === "not-meant"
    ? tone("quiet", words[kind])
    : tone(kind === "not-started" ? "warned" : "failed", words[kind]);
}

const loudFirst: readonly MachineRun["kind"][] = [
  "failed",
  "gone",
  "unreachable",
  "unhealthy",
  "cut-off",
  "not-reached",
  "not-started",
  "done",
  "not-meant",
];

function loudness({ kind }: MachineRun): number {
  return loudFirst.length - loudFirst.indexOf(kind);
}

/** How machines stand to the playbooks of a change, of previews that asked them: without any text of theirs. */
export function machinesOfPreview(previews: readonly EnvironmentPreview[]): readonly Block[] {
  return previews.flatMap(({ affected: { name }, layers }) =>
    layers.filter(isPlanned).flatMap(({ machines }) => (machines ? againstGit(name, machines) : [])),
  );
}

function againstGit(name: string, { verdict, detail, differences, problems }: MachinesAgainstGit): readonly Block[] {
  const head = {
    "in-sync": "its machines are as their playbooks declare",
    diverged: "its playbooks would change machines",
    unknown: "how its machines stand to their playbooks is not all known",
  }[verdict];
  const color = { "in-sync": "added", diverged: "changed", unknown: "failed" } as const;
  const tasks = differences.map(({ subject, paths }) =>
    paths.length === 0 ? subject : `${subject} (${paths.join(", ")})`,
  );
  const lines = [...cutShort(problems, shownDifferences), ...cutShort(tasks, shownDifferences)];
  return [
    line(tone(color[verdict], `${name}: ${head}, as check mode found`), `: ${detail}`),
    ...(lines.length > 0 ? [list(lines.map((each) => [message(each)]))] : []),
  ];
}
