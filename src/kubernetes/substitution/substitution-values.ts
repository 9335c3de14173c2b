import { GroundworkError } from "../../lib/index.ts";
import type { KubernetesApi, Resource } from "../client/index.ts";
import type { Variables } from "./substitute.ts";

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

/** Variables whose names no expression can have. */
export class VariableNamesInvalid extends GroundworkError {
  readonly code = "variable-names-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly names: readonly string[] }) {
    super(
      `no variable can be named ${data.names.join(", ")}: a name has letters, digits and _, and begins with no digit. ` +
        "Rename these keys in spec.postBuild and in what it takes values from, or keep other data elsewhere.",
    );
  }
}

/** Why no value of a Kustomization's variables is known. */
export const isSubstitutionProblem = (thrown: unknown): thrown is SubstitutionSourceMissing | VariableNamesInvalid =>
  thrown instanceof SubstitutionSourceMissing || thrown instanceof VariableNamesInvalid;

/** Where a `Kustomization` says that the values of its variables are. */
export interface VariableSources {
  readonly given: Readonly<Record<string, string>>;
  readonly from: readonly {
    readonly kind: "ConfigMap" | "Secret";
    readonly name: string;
    readonly optional: boolean;
  }[];
}

export interface SubstitutionValues extends Required<Variables> {
  /** What came from Secrets, to keep it out of messages. */
  readonly secretTexts: readonly string[];
}

export const noVariables: SubstitutionValues = { values: new Map(), secret: new Set(), secretTexts: [] };

const plurals = { ConfigMap: "configmaps", Secret: "secrets" } as const;

/**
 * Reads the values for variables. Later sources win over earlier ones, and those given in place over all.
 *
 * @throws {SubstitutionSourceMissing} @throws {VariableNamesInvalid}
 */
export async function substitutionValues(
  { from, given }: VariableSources,
  namespace: string,
  api: Pick<KubernetesApi, "get">,
): Promise<SubstitutionValues> {
  const values = new Map<string, string>();
  const secret = new Set<string>();
  const secretTexts: string[] = [];
  for (const { kind, name, optional } of from) {
    const resource: Resource = { group: "", version: "v1", plural: plurals[kind], kind, namespaced: true };
    const object = await api.get({ resource, namespace, name });
    if (object === undefined && !optional) throw new SubstitutionSourceMissing({ kind, namespace, name });
    for (const [key, value] of Object.entries((object?.["data"] ?? {}) as Readonly<Record<string, string>>)) {
      const text = kind === "Secret" ? Buffer.from(value, "base64").toString("utf8") : value;
      values.set(key, withoutLineEnd(text));
      secret.delete(key);
      if (kind !== "Secret") continue;
      secret.add(key);
      secretTexts.push(text, withoutLineEnd(text));
    }
  }
  for (const [key, value] of Object.entries(given)) {
    values.set(key, withoutLineEnd(value));
    secret.delete(key);
  }
  const names = [...values.keys()].filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)).toSorted();
  if (names.length > 0) throw new VariableNamesInvalid({ names });
  return { values, secret, secretTexts };
}

/** Flux takes every line end out of a value. A value of one line is the same here; one of several lines keeps them. */
const withoutLineEnd = (value: string): string => (/\n./s.test(value.trimEnd()) ? value : value.replace(/\n+$/, ""));
