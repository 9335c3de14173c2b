import { isObject, memberOf } from "../../lib/index.ts";
import { type KubernetesObject } from "../client/index.ts";

/** Written by the server at every write, or by controllers. */
const bookkeeping = new Set(["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"]);

/** Where an object would be another one: paths only, never values. */
export function differences(live: KubernetesObject, wanted: KubernetesObject): readonly string[] {
  return pathsOf(comparable(live), comparable(wanted), "");
}

function comparable(object: KubernetesObject): Record<string, unknown> {
  const { status: _, metadata, ...rest } = object;
  return { ...rest, metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !bookkeeping.has(key))) };
}

function pathsOf(a: unknown, b: unknown, path: string): readonly string[] {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return [path];
    return a.flatMap((item, index) => pathsOf(item, b[index], `${path}[${index}]`));
  }
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) =>
      pathsOf(memberOf(a, key), memberOf(b, key), /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}[${key}]`),
    );
  }
  return Object.is(a, b) ? [] : [path];
}
