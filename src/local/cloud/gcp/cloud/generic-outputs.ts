import { memberOf, setMember } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { PropertyFacts, TypeFacts } from "../facts/index.ts";
import type { Draft } from "../rules/index.ts";
import { computeLink, fingerprint, lastPart, stableDigits } from "../values/index.ts";

/**
 * A value for each output, from its name and type. The rules of the resource's type replace values that they know better.
 *
 * Values that a resource keeps for life (ids, numbers, creation times) are taken over from `previous`.
 */
export function genericOutputs(draft: Draft): PropertyMap {
  const { facts, properties, previous } = draft;
  const outputs: PropertyMap = {};
  for (const [name, property] of [...Object.entries(facts.outputs), ...cloudFilled(facts, properties)]) {
    const kept = memberOf(previous?.properties, name);
    setMember(outputs, name, kept !== undefined && !changesWithContent(name) ? kept : outputFor(name, property, draft));
  }
  for (const name of Object.keys(outputs)) if (outputs[name] === undefined) delete outputs[name];
  return outputs;
}

/** Inputs that were not given and that the cloud always has a value for. */
function cloudFilled(facts: TypeFacts, properties: PropertyMap): [string, PropertyFacts][] {
  return Object.entries(facts.inputs).filter(
    ([name, { always }]) => always && memberOf(properties, name) === undefined,
  );
}

/** By Compute Engine's fingerprints of a part of a resource: the property that each stands for. */
export const FINGERPRINTED: Readonly<Record<string, string>> = {
  labelFingerprint: "labels",
  metadataFingerprint: "metadata",
  tagsFingerprint: "tags",
};

/** Outputs of Compute Engine that an update sends back, and that are other ones after each change of what they stand for. */
export function isFingerprint({ token }: TypeFacts, name: string): boolean {
  return token.startsWith("gcp:compute/") && (name === "fingerprint" || Object.hasOwn(FINGERPRINTED, name));
}

function changesWithContent(name: string): boolean {
  return /fingerprint$|^etag$|^update(d|Time)$|^(effective|pulumi)Labels$|^effectiveAnnotations$/i.test(name);
}

function outputFor(name: string, { type }: PropertyFacts, draft: Draft): unknown {
  if (type.startsWith("[")) return [];
  if (type.startsWith("{")) return labelsFor(name, draft);
  if (type.startsWith("@")) return {};
  if (type === "b") return false;
  if (type === "n") return /Id$|^uid$/.test(name) ? Number(stableDigits(`${draft.id} ${name}`, 15)) : 0;
  if (type === "s") return textFor(name, draft);
  return undefined;
}

/** `labels` holds what the program set, `pulumiLabels` and `effectiveLabels` the provider's defaults too. */
function labelsFor(name: string, { properties, settings }: Draft): PropertyMap {
  const own = (key: string) => memberOf(properties, key) as PropertyMap | undefined;
  if (name === "effectiveLabels" || name === "pulumiLabels") return { ...settings.labels, ...own("labels") };
  if (name === "effectiveAnnotations") return { ...own("annotations") };
  return {};
}

function textFor(name: string, { facts, id, properties, now, previous }: Draft): string {
  const service = facts.token.slice("gcp:".length, facts.token.indexOf("/"));
  if (/selfLink$/i.test(name))
    return service === "compute" ? computeLink(id) : `https://${service}.googleapis.com/v1/${id}`;
  if (/^(creationTimestamp|createTime|timeCreated|creationTime|createdTime|createdAt)$/.test(name)) return now;
  if (/^(updateTime|updated|lastModifiedTime|lastModified|updatedAt)$/.test(name)) return now;
  // A change of others does not make it stale.
  const part = memberOf(FINGERPRINTED, name);
  if (part !== undefined) return fingerprint(memberOf(properties, part));
  if (/fingerprint$|^etag$/i.test(name)) return fingerprint([properties, previous?.generation ?? 0]);
  if (/^(uid|uniqueId|systemId)$|Id$/.test(name)) return stableDigits(`${id} ${name}`, 19);
  if (/^(state|status|lifecycleState)$/.test(name)) return "ACTIVE";
  if (name === "name") return id;
  if (/email$/i.test(name)) return `${lastPart(id)}@local.invalid`;
  if (/^(uri|url|serviceUri|endpointUri)$/.test(name)) return `https://${lastPart(id)}.local.invalid`;
  return "";
}
