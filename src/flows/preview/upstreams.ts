import { type EnvironmentPreview, type LayerPreview, type Problem, type RestsOn } from "../../change/index.ts";
import type { PreviewedOutputs } from "../../engine/index.ts";
import type { Upstreams } from "../../layer/index.ts";

/** What the previews of one run gave so far, for those of environments that use their outputs. */
export class PreviewedUpstreams {
  readonly #outputs = new Map<string, PreviewedOutputs>();
  readonly #infrastructure = new Map<string, LayerPreview>();

  /**
   * @param dependencies of each environment, those whose outputs it may use
   * @param unselected those that the change touches and that are not previewed
   */
  constructor(
    private readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly unselected: readonly string[] = [],
  ) {}

  add({ affected, layers }: EnvironmentPreview): void {
    const infrastructure = layers.find(({ layer }) => layer === "infrastructure");
    if (infrastructure) this.#infrastructure.set(affected.name, infrastructure);
  }

  of(environment: string): Upstreams {
    const declared = [...(this.dependencies.get(environment) ?? [])];
    return {
      declared,
      pending: declared.filter((name) => this.#isPending(name)),
      unselected: declared.filter((name) => this.unselected.includes(name)),
      outputs: new Map(
        declared.flatMap((name) => {
          const outputs = this.#outputs.get(name);
          return outputs ? [[name, outputs] as const] : [];
        }),
      ),
      onOutputs: (outputs) => this.#outputs.set(environment, outputs),
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

  /** Its own plan changes something, or rests on one that does. */
  #isPending(name: string): boolean {
    const layer = this.#infrastructure.get(name);
    if (!layer) return false;
    const restsOn: readonly RestsOn[] = "restsOn" in layer ? (layer.restsOn ?? []) : [];
    return layer.kind === "planned" || restsOn.length > 0;
  }
}
