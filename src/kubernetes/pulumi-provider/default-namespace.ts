import { type JsonObject, textAt, withValue } from "../../lib/index.ts";
import { parseApiVersion } from "./resource-type.ts";
import type { Session } from "./session.ts";

/** Objects with `namespace` where their kind has one and they name none. */
export async function inDefaultNamespace(
  session: Session,
  objects: readonly JsonObject[],
  namespace: string,
): Promise<readonly JsonObject[]> {
  return await Promise.all(
    objects.map(async (object) => {
      const kind = { ...parseApiVersion(textAt(object, "apiVersion") ?? ""), kind: textAt(object, "kind") ?? "" };
      const isPlaced = textAt(object, "metadata", "namespace") !== undefined || !(await session.isNamespaced(kind));
      return isPlaced ? object : withValue(object, ["metadata", "namespace"], namespace);
    }),
  );
}
