import { at, type JsonObject } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { invalidValue } from "./causes.ts";

/** What a Scale, whose numbers have 32 bits, could not say of a custom resource. */
export function scaleFaults({ custom }: Pick<ResourceType, "custom">, object: JsonObject): readonly StatusCause[] {
  if (custom?.scale === undefined) return [];
  return [custom.scale.specReplicasPath, custom.scale.statusReplicasPath].flatMap((path) =>
    replicasFaults(path, object),
  );
}

function replicasFaults(path: string, object: JsonObject): readonly StatusCause[] {
  const value = at(object, ...path.split(".").filter((step) => step !== ""));
  if (typeof value !== "number" && typeof value !== "bigint") return [];
  if (value < 0) return [invalidValue(path, value, "should be a non-negative integer")];
  return value > mostReplicas ? [invalidValue(path, value, `should be less than or equal to ${mostReplicas}`)] : [];
}

const mostReplicas = 2 ** 31 - 1;
