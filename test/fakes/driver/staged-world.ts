import { type ChangeRun, type Health, runKind } from "../../../src/change/index.ts";
import type { HealthCheck } from "../../../src/environment/index.ts";
import { bringUp, type FlowPorts, type UpRequest } from "../../../src/flows/index.ts";
import { plainPaint, runReport, terminalLines } from "../../../src/report/index.ts";
import { changedFiles, DriverWorld, environmentFiles } from "./driver-world.ts";

/** Environments in stages, and what changes them. */
export interface Staged {
  readonly world: DriverWorld;
  readonly up: (request?: Partial<UpRequest>) => Promise<ChangeRun>;
  /** Commits another value for all environments, or for some. */
  readonly change: (value: string, of?: readonly string[]) => string;
}

export const minute = 60_000;
export const names = ["dev", "staging", "prod"];

export function promotionFile(stages: string) {
  return {
    "environments/promotion.yaml": `apiVersion: groundwork.dev/v1\nkind: Promotion\nspec:\n  stages:\n${stages}`,
  };
}

export const threeStages = `    - { name: first, environments: [dev], soak: 30m }
    - { name: second, environments: [staging], soak: 1h }
    - { name: last, environments: [prod] }
`;

/** Environments that all stand, and a promotion file in the commit before the next one. */
export async function staged(stages = threeStages, all = names, ports: Partial<FlowPorts> = {}): Promise<Staged> {
  const world = new DriverWorld(all);
  const up = (request: Partial<UpRequest> = {}): Promise<ChangeRun> =>
    bringUp(
      { environments: [], refresh: false, requirePreview: false, confirm: async () => true, ...request },
      { ...world.ports, ...ports },
    );
  await up();
  world.git.make(promotionFile(stages));
  const change = (value: string, of: readonly string[] = all) => {
    for (const name of of) world.engine.wanted.set(name, { main: { cidr: value } });
    return world.git.make(Object.assign({}, ...of.map((name) => changedFiles(name, value))));
  };
  return { world, up, change };
}

/** By environment, how its run ended, or why it was held. */
export const runEnds = (run: ChangeRun) =>
  Object.fromEntries(run.environments.map((each) => [each.affected.name, each.held?.kind ?? runKind(each)]));
export const runText = (run: ChangeRun) => terminalLines(runReport(run), plainPaint).join("\n");
/** The checks of some environments say this. */
export const saying = (health: (check: HealthCheck) => Health): Partial<FlowPorts> => ({
  health: { ask: async (check) => health(check) },
});
export const withCheck = (name: string, value: string, check = "web") =>
  environmentFiles(
    name,
    `spec: { values: { a: ${value} }, health: [{ name: ${check}, http: { url: "https://${name}.example.com" }, within: 10s }] }\n`,
  );
