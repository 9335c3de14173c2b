import type { KubernetesApi, Resource } from "../../kubernetes/client/index.ts";
import { GroundworkError } from "../../lib/index.ts";
import type { Substitution } from "../flux/index.ts";

/** A ConfigMap or Secret that values are to be taken from does not exist. */
export class SubstitutionSourceMissing extends GroundworkError {
  readonly code = "substitution-source-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly kind: string; readonly namespace: string; readonly name: string }) {
    super(
      `substitute from '${data.kind}/${data.name}': there is none in namespace ${data.namespace}. Create it, or mark it optional.`,
    );
  }
}

export interface SubstitutionValues {
  readonly values: ReadonlyMap<string, string>;
  /** Those that came from Secrets, to keep them out of messages. */
  readonly secret: readonly string[];
}

const plurals = { ConfigMap: "configmaps", Secret: "secrets" } as const;

/** Reads the values for variables. Later sources win over earlier ones, and those given in place over all. */
export async function substitutionValues(
  { from, given }: Substitution,
  namespace: string,
  api: KubernetesApi,
): Promise<SubstitutionValues> {
  const values = new Map<string, string>();
  const secret: string[] = [];
  for (const { kind, name, optional } of from) {
    const resource: Resource = { group: "", version: "v1", plural: plurals[kind], kind, namespaced: true };
    const object = await api.get({ resource, namespace, name });
    if (object === undefined && !optional) throw new SubstitutionSourceMissing({ kind, namespace, name });
    for (const [key, value] of Object.entries((object?.["data"] ?? {}) as Readonly<Record<string, string>>)) {
      const text = kind === "Secret" ? Buffer.from(value, "base64").toString("utf8") : value;
      values.set(key, text);
      if (kind === "Secret") secret.push(text);
    }
  }
  for (const [key, value] of Object.entries(given)) values.set(key, value);
  return { values, secret };
}
