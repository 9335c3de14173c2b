import type { EnvironmentPreview, LayerPreview, Problem } from "../../change/index.ts";
import type { PreviewedOutputs } from "../../engine/index.ts";
import type { Upstreams } from "../../layer/index.ts";

/** What other environments need to know of an environment's infrastructure. */
interface Known {
  readonly kind: LayerPreview["kind"];
  /** Its own plan changes something, or rests on one that does. */
  readonly isPending: boolean;
}

/**
 * What the previews of one run gave so far, for those of environments that use their outputs. Holds no plans, and no outputs that
 * no environment uses: of hundreds of environments they would be more than all else.
 */
export class PreviewedUpstreams {
  readonly #outputs = new Map<string, PreviewedOutputs>();
  readonly #infrastructure = new Map<string, Known>();
  readonly #used: ReadonlySet<string>;

  /**
   * @param dependencies of each environment, those whose outputs it may use
   * @param unselected those that the change touches and that are not previewed
   */
  constructor(
    private readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly unselected: readonly string[] = [],
  ) {
    this.#used = new Set([...dependencies.values()].flatMap((names) => [...names]));
  }

  add({ affected, layers }: EnvironmentPreview): void {
    const infrastructure = layers.find(({ layer }) => layer === "infrastructure");
    if (!infrastructure) return;
    const { kind } = infrastructure;
    const restsOn = "restsOn" in infrastructure ? (infrastructure.restsOn ?? []) : [];
    this.#infrastructure.set(affected.name, { kind, isPending: kind === "planned" || restsOn.length > 0 });
  }

  of(environment: string): Upstreams {
    const declared = [...(this.dependencies.get(environment) ?? [])];
    return {
      declared,
      pending: declared.filter((name) => this.#infrastructure.get(name)?.isPending),
      unselected: declared.filter((name) => this.unselected.includes(name)),
      outputs: new Map(
        declared.flatMap((name) => {
          const outputs = this.#outputs.get(name);
          return outputs ? [[name, outputs] as const] : [];
        }),
      ),
      onOutputs: (outputs) => {
        if (this.#used.has(environment)) this.#outputs.set(environment, outputs);
      },
    };
  }

  /** Why an environment cannot be compared: what an upstream will have as outputs is not known. */
  problemOf(environment: string): Problem | undefined {
    const failed = [...(this.dependencies.get(environment) ?? [])].find((name) => {
      const kind = this.#infrastructure.get(name)?.kind;
      return kind === "failed" || kind === "unknown";
    });
    if (failed === undefined) return undefined;
    const message =
      `It uses the environment ${failed}, which the same change touches and whose preview did not come to its end, so what would ` +
      `happen is not known. Mend ${failed} first.`;
    return { code: "upstream-not-previewed", kind: "unknown", message, details: [] };
  }
}
