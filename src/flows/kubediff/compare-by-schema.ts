import type { FieldDifference } from "../../change/index.ts";
import type { ComparableCluster } from "../../cluster/index.ts";
import { apiVersionOf, type KubernetesObject } from "../../kubernetes/client/index.ts";
import { foreignTo, managerOf, ownersOf, Schemas, structuralChanges } from "../../kubernetes/kubediff/index.ts";
import { keptPromises } from "../../lib/index.ts";
import type { Comparison } from "./compare-exactly.ts";
import { ObjectRefusedBySchema } from "./errors.ts";
import type { SentObject } from "./sent-objects.ts";

/** Compares objects by the schemas of their cluster, each of which is read once. */
export class SchemaComparison {
  readonly #cluster: Pick<ComparableCluster, "schemasOf">;
  readonly #read = keptPromises<Schemas | undefined>();

  constructor(cluster: Pick<ComparableCluster, "schemasOf">) {
    this.#cluster = cluster;
  }

  /** @throws {ObjectRefusedBySchema} */
  async compare({ object, at }: SentObject, live: KubernetesObject | undefined): Promise<Comparison> {
    if (live === undefined) return { fields: [], others: [] };
    const manager = managerOf(live);
    const schemas = await this.#schemasOf(apiVersionOf(at.resource));
    const { changes, problems } = structuralChanges(object, live, manager, schemas);
    if (problems.length > 0) throw new ObjectRefusedBySchema({ problems });
    const fields = changes.map((change): FieldDifference => {
      const managers = ownersOf(change.path, live, manager);
      return { ...change, ...(managers.length > 0 && { managers }) };
    });
    return { fields, others: foreignTo(manager, live) };
  }

  async #schemasOf(apiVersion: string): Promise<Schemas | undefined> {
    return await this.#read(apiVersion, async () => {
      const document = await this.#cluster.schemasOf(apiVersion);
      return document && new Schemas(document);
    });
  }
}
