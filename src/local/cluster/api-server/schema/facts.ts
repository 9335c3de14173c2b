import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../../lib/index.ts";
import type { Definitions } from "./schema.ts";

/** One resource or subresource as discovery lists it. */
export interface DiscoveredResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Of the kind, where it is not the group of the resource: `Scale` is of `autoscaling`. */
  readonly group?: string;
  readonly version?: string;
}

/** What a kube-apiserver said of itself. */
export interface Facts {
  readonly kubernetes: string;
  /** By group version: `v1`, `apps/v1`. */
  readonly resources: Readonly<Record<string, readonly DiscoveredResource[]>>;
  readonly schemas: Definitions;
}

let loaded: Facts | undefined;

/** Read once per process, when the first cluster starts: by path, because the built program is one file elsewhere. */
export function facts(): Facts {
  const file = path.join(projectRoot(), "data/kubernetes/1.34-api.generated.json");
  loaded ??= JSON.parse(readFileSync(file, "utf8")) as Facts;
  return loaded;
}
