import type { PropertyMap } from "../../../../../provider/index.ts";
import { fingerprint, lastPart, projectNumber, stableHex, stableUuid, textOf } from "../../values/index.ts";
import { protectedFromDeletion } from "../compute/index.ts";
import { type Draft, mentions, type NameRule, type Reference, type TypeRules } from "../type-rules.ts";

const NAME: NameRule = {
  property: "name",
  pattern: /^[a-z](?:[-a-z0-9]{0,47}[a-z0-9])?$/,
  says: "must be 1-49 lower-case letters, digits and dashes, start with a letter and not end with a dash",
};

/** What a revision's address comes from cannot be deleted while it is there. */
const networkOf = (type: string): Reference => ({ types: [`gcp:${type}`], onDelete: "refuse", asLink: false });

/** References of the template in which containers stand. */
function referencesOf(template: string): Readonly<Record<string, Reference>> {
  return {
    [`${template}.serviceAccount`]: mentions("serviceaccount/account:Account"),
    [`${template}.vpcAccess.networkInterfaces[].network`]: networkOf("compute/network:Network"),
    [`${template}.vpcAccess.networkInterfaces[].subnetwork`]: networkOf("compute/subnetwork:Subnetwork"),
    [`${template}.containers[].envs[].valueSource.secretKeyRef.secret`]: mentions("secretmanager/secret:Secret"),
    [`${template}.volumes[].secret.secret`]: mentions("secretmanager/secret:Secret"),
  };
}

export const runService: TypeRules = {
  name: NAME,
  references: referencesOf("template"),
  defaults: { deletionProtection: true },
  complete: (draft) => {
    const { properties, previous } = draft;
    const name = String(properties["name"]);
    const revision = `${name}-${String(generationOf(draft)).padStart(5, "0")}-${stableHex(JSON.stringify(properties["template"]), 3)}`;
    // The address must not be a real one: programs and subscriptions would send to it.
    const uri = `https://${name}-${projectNumber(String(properties["project"]))}.${String(properties["location"])}.run.invalid`;
    const traffics = (properties["traffics"] as PropertyMap[] | undefined) ?? [];
    return {
      ...lifeOf(draft),
      uri,
      urls: [uri],
      ingress: textOf(properties["ingress"]) ?? "INGRESS_TRAFFIC_ALL",
      traffics: traffics.length > 0 ? traffics : (previous?.properties["traffics"] ?? [latest]),
      trafficStatuses: [{ ...latest, revision: "", tag: "", uri: "" }],
      latestCreatedRevision: revision,
      latestReadyRevision: revision,
    };
  },
  guardDelete: protectedFromDeletion,
};

const latest = { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 };

export const runJob: TypeRules = {
  name: NAME,
  references: referencesOf("template.template"),
  defaults: { deletionProtection: true },
  complete: (draft) => ({
    ...lifeOf(draft),
    executionCount: draft.previous?.properties["executionCount"] ?? 0,
    latestCreatedExecutions: [],
  }),
  guardDelete: protectedFromDeletion,
};

/** What a service and a job have that is reconciled, as both always are here. */
function lifeOf(draft: Draft): PropertyMap {
  const { id, properties, previous, now } = draft;
  const generation = String(generationOf(draft));
  const ready = { type: "Ready", state: "CONDITION_SUCCEEDED", lastTransitionTime: now };
  return {
    name: lastPart(id),
    uid: textOf(previous?.properties["uid"]) ?? stableUuid(`${id} ${now}`),
    createTime: textOf(previous?.properties["createTime"]) ?? now,
    updateTime: now,
    deleteTime: "",
    expireTime: "",
    etag: `"${fingerprint([properties["template"], generation])}"`,
    generation,
    observedGeneration: generation,
    launchStage: textOf(properties["launchStage"]) ?? "GA",
    creator: "local@local.invalid",
    lastModifier: "local@local.invalid",
    reconciling: false,
    terminalConditions: [ready],
    conditions: [{ ...ready, type: "ConfigurationsReady" }],
  };
}

function generationOf({ previous }: Draft): number {
  return Number(previous?.properties["generation"] ?? 0) + 1;
}
