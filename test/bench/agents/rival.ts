import { readFileSync } from "node:fs";
import { apiVersionOf } from "../../../src/kubernetes/client/index.ts";
import { annotations, gitRepositories, kustomizations } from "../../../src/kubernetes/flux/index.ts";
import { at, objectsIn, textAt } from "../../../src/lib/index.ts";
import type { RunningAgent } from "../../real/flux/our-agent.ts";
import { type Side, syncNamespace } from "../../real/flux/side.ts";
import { eventually, untilServed } from "../../scenario/agent-harness/index.ts";
import type { TestRepository } from "../../scenario/agent-harness/test-repository.ts";

/** The namespace of what the agents apply. */
export const target = "bench";
const patience = 900_000;

/** An agent at work, and the repository that it follows. */
export class Rival {
  private constructor(
    readonly side: Side,
    readonly repository: TestRepository,
    private readonly agent: RunningAgent,
  ) {}

  /** Resolves once the server serves what the agent reads. */
  static async ready(side: Side, agent: RunningAgent, repository: TestRepository): Promise<Rival> {
    const rival = new Rival(side, repository, agent);
    const explain = async () => await Promise.resolve(agent.logs());
    await untilServed(side.api, apiVersionOf(kustomizations), kustomizations.kind, explain);
    await side.namespace(target);
    return rival;
  }

  async declare(folder: string): Promise<void> {
    await this.side.kustomize(folder, { path: `./${folder}`, targetNamespace: target, timeout: "10m" });
  }

  /** Resolves once every one of these Kustomizations says that this commit is applied. */
  async applied(names: readonly string[], commit: string): Promise<void> {
    const wanted = `main@sha1:${commit} True`;
    const behind = async () => {
      const { items } = await this.side.api.list(kustomizations, { namespace: syncNamespace });
      return items.filter(({ metadata }) => names.includes(metadata.name)).filter((item) => endOf(item) !== wanted)
        .length;
    };
    await eventually(behind, 0, () => this.#explain(names), patience);
  }

  /** Resolves once the agent has looked again at every one of these Kustomizations. */
  async lookedAgain(names: readonly string[], token: string): Promise<void> {
    const asked = { metadata: { annotations: { [annotations.requestedAt]: token } } };
    await Promise.all(names.map((name) => this.side.api.mergePatch(addressOf(name), asked)));
    const waiting = async () => {
      const { items } = await this.side.api.list(kustomizations, { namespace: syncNamespace });
      return items
        .filter(({ metadata }) => names.includes(metadata.name))
        .filter((item) => textAt(at(item, "status"), "lastHandledReconcileAt") !== token).length;
    };
    await eventually(waiting, 0, () => this.#explain(names), patience);
  }

  async fetch(token: string): Promise<void> {
    await this.side.api.mergePatch(
      { resource: gitRepositories, namespace: syncNamespace, name: "cases" },
      { metadata: { annotations: { [annotations.requestedAt]: token } } },
    );
  }

  /** Resident memory of its processes. */
  mebibytes(): number {
    return this.agent.pids.reduce((sum, pid) => sum + residentMebibytes(pid), 0);
  }

  async #explain(names: readonly string[]): Promise<string> {
    const statuses = names.map(async (name) => JSON.stringify(at(await this.side.api.get(addressOf(name)), "status")));
    return (await Promise.all(statuses)).join("\n").slice(0, 4_000) + this.agent.logs();
  }
}

const addressOf = (name: string) => ({ resource: kustomizations, namespace: syncNamespace, name });

function endOf(kustomization: unknown): string {
  const status = at(kustomization, "status");
  const ready = objectsIn(at(status, "conditions")).find(({ type }) => type === "Ready");
  return `${textAt(status, "lastAppliedRevision")} ${String(ready?.["status"])}`;
}

function residentMebibytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kibibytes) / 1_024;
}
