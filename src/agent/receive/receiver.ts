import { createHash } from "node:crypto";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { annotations, type NamespacedName } from "../../kubernetes/flux/index.ts";
import { SpecReader } from "../../kubernetes/kustomization/index.ts";
import { defined } from "../../lib/index.ts";
import type { InvalidSpec } from "../flux/index.ts";

/** Who sends, and so how a request is verified. A forge that speaks as another does, such as Gitea as GitHub, has that one's type. */
export const receiverTypes = ["generic", "generic-hmac", "github", "gitlab", "bitbucket"] as const;
export type ReceiverType = (typeof receiverTypes)[number];

/** An object, or all that have some labels, that is looked at as soon as a request comes. */
export interface NotifiedObject {
  readonly kind: "GitRepository" | "Kustomization";
  readonly namespace: string;
  /** `*` stands for all with the labels. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A `Receiver` as the agent understands it. */
export interface Receiver extends NamespacedName {
  readonly generation: number;
  readonly type: ReceiverType;
  readonly interval: number;
  /** Events that count; all where there is none. */
  readonly events: readonly string[];
  readonly objects: readonly NotifiedObject[];
  readonly secretName: string;
  readonly suspend: boolean;
  readonly requestedAt?: string;
}

const kinds: readonly string[] = ["GitRepository", "Kustomization"];
const usualInterval = 600_000;

/** Reads a `Receiver`. A field that is not honored is a reason to refuse the whole, never ignored. */
export function receiverOf(object: KubernetesObject): Receiver | InvalidSpec {
  const problems: string[] = [];
  const { metadata } = object;
  const spec = new SpecReader(object["spec"], "spec", problems);
  const namespace = metadata.namespace ?? "";
  const unsupported = [...spec.unknown(["type", "interval", "events", "resources", "secretRef", "suspend"])];
  const written = spec.requiredText("type");
  const type = receiverTypes.find((each) => each === written);
  if (type === undefined && written !== "")
    unsupported.push(`spec.type ${written}, which is none of ${receiverTypes.join(", ")}`);
  const objects = spec.many("resources").map((item, index) => {
    unsupported.push(...item.unknown(["apiVersion", "kind", "name", "namespace", "matchLabels"]));
    const kind = item.requiredText("kind");
    if (kind !== "" && !kinds.includes(kind))
      unsupported.push(`spec.resources[${index}].kind ${kind}, which is none of ${kinds.join(", ")}`);
    const name = item.requiredText("name");
    if (name === "*" && !item.has("matchLabels"))
      problems.push(`spec.resources[${index}].matchLabels is required with name "*"`);
    return {
      kind: kind === "Kustomization" ? ("Kustomization" as const) : ("GitRepository" as const),
      namespace: item.text("namespace") ?? namespace,
      name,
      labels: item.texts("matchLabels"),
    };
  });
  if (objects.length === 0) problems.push("spec.resources is required");
  const receiver: Receiver = {
    namespace,
    name: metadata.name,
    generation: metadata.generation ?? 0,
    type: type ?? "generic",
    interval: spec.duration("interval") ?? usualInterval,
    events: spec.textList("events"),
    objects,
    secretName: spec.one("secretRef").requiredText("name"),
    suspend: spec.flag("suspend"),
    ...defined({ requestedAt: metadata.annotations?.[annotations.requestedAt] }),
  };
  if (problems.length > 0) return { reason: "InvalidSpec", problems };
  return unsupported.length > 0 ? { reason: "UnsupportedField", problems: unsupported.toSorted() } : receiver;
}

/** Where a forge sends to. It takes the token to know it. */
export const webhookPath = ({ namespace, name }: NamespacedName, token: string): string =>
  `/hook/${createHash("sha256").update(`${token}${name}${namespace}`).digest("hex")}`;
