import { isDeepStrictEqual } from "node:util";
import { identityOf, type ManifestObject } from "./manifest-object.ts";

/** An object, and the place where it is declared. */
interface Declared {
  readonly object: ManifestObject;
  readonly origin: string;
}

/** A place that declares what another place declares as well. */
export interface Repeated {
  readonly origin: string;
  readonly problem: string;
  /** Version, namespace and name of the object. */
  readonly verbatim: string;
}

/**
 * An object that is declared twice has two meanings, and which file comes first is no reason for one of them: neither is used, and
 * each place is reported with the other. Where both say the same, that is used.
 *
 * @param targetNamespace where every object is put, also one that names another
 */
export function declaredOnce<T extends Declared>(
  all: readonly T[],
  targetNamespace: string | undefined,
): { readonly objects: readonly T[]; readonly repeated: readonly Repeated[] } {
  const byIdentity = new Map<string, T[]>();
  for (const declared of all) {
    const { object } = declared;
    const { metadata } = object;
    const placed = targetNamespace === undefined ? metadata : { ...metadata, namespace: targetNamespace };
    const key = identityOf({ ...object, metadata: placed });
    byIdentity.set(key, [...(byIdentity.get(key) ?? []), declared]);
  }
  const objects: T[] = [];
  const repeated: Repeated[] = [];
  for (const [first, ...more] of byIdentity.values()) {
    if (first === undefined) continue;
    const { apiVersion, kind, metadata } = first.object;
    const verbatim = [apiVersion, metadata.namespace, metadata.name].join(" ");
    const isSame = more.every(({ object }) => isDeepStrictEqual(object, first.object));
    if (isSame) objects.push(first);
    const places = [first, ...more].map(({ origin }) => origin);
    for (const origin of isSame ? places.slice(1) : places) {
      const others = places.filter((each) => each !== origin).join(", ");
      repeated.push({ origin, problem: `${kind} ${metadata.name} is also in ${others}; keep one`, verbatim });
    }
  }
  return { objects, repeated };
}
