import { type KubernetesObject } from "../../kubernetes/client/index.ts";
import type { Condition } from "../../kubernetes/flux/index.ts";
import { annotations, type NamespacedName } from "../../kubernetes/flux/index.ts";
import { SpecReader } from "../../kubernetes/kustomization/index.ts";
import { defined, isObject, parseTagRange, type TagRange } from "../../lib/index.ts";
import { isSshAddress, repositoryAddressProblem } from "../../lib/repository-address.ts";

/** What of a repository is wanted; the first of these that is set counts. */
export interface WantedReference {
  readonly commit?: string;
  /** Full name, such as `refs/heads/main`. */
  readonly name?: string;
  /** The tag with the highest version in it. */
  readonly semver?: TagRange;
  readonly tag?: string;
  readonly branch?: string;
}

/** What has to be signed by a key of a Secret. */
export interface WantedSignatures {
  readonly mode: "HEAD" | "Tag" | "TagAndHEAD";
  readonly secretName: string;
}

/** A `GitRepository` as the agent understands it. */
export interface GitRepository extends NamespacedName {
  readonly generation: number;
  readonly url: string;
  readonly interval: number;
  readonly timeout: number;
  readonly reference: WantedReference;
  readonly secretName?: string;
  /** Whose credentials the Secret holds; a Git server's own when left out. */
  readonly provider?: "github";
  /** Secret with the proxy by which the Git server is reached. */
  readonly proxySecretName?: string;
  readonly verify?: WantedSignatures;
  readonly ignore?: string;
  readonly suspend: boolean;
  readonly requestedAt?: string;
  /** The commit that may replace the history seen so far. */
  readonly acceptedRewrite?: string;
  readonly status: GitRepositoryStatus;
}

export interface GitRepositoryStatus {
  readonly observedGeneration?: number;
  readonly lastHandledReconcileAt?: string;
  readonly conditions?: readonly Condition[];
  readonly artifact?: ArtifactStatus;
}

export interface ArtifactStatus {
  /** `main@sha1:<commit>` */
  readonly revision: string;
  readonly digest: string;
  readonly lastUpdateTime: string;
  readonly path: string;
  readonly url: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A spec that cannot be acted on, and all the reasons. */
export interface InvalidSpec {
  readonly reason: "InvalidSpec" | "InvalidCELExpression" | "UnsupportedField";
  readonly problems: readonly string[];
}

const modes = ["HEAD", "Tag", "TagAndHEAD"] as const;
const knownFields = ["url", "interval", "timeout", "ref", "secretRef", "proxySecretRef", "verify", "ignore", "suspend"];
/** "generic" is Flux's word for no special provider. */
const knownProviders = ["generic", "github"];
/** Where the commit was fetched from, so that a new remote is not taken for rewritten history. */
export const remoteMetadata = "groundwork.dev/remote";

/** Reads a `GitRepository`. A field that is not honored is a reason to refuse the whole, never ignored. */
export function gitRepositoryOf(object: KubernetesObject): GitRepository | InvalidSpec {
  const problems: string[] = [];
  const spec = new SpecReader(object["spec"], "spec", problems);
  const ref = spec.one("ref");
  const provider = spec.text("provider");
  const unsupported = [
    ...spec.unknown(knownProviders.includes(provider ?? "") ? [...knownFields, "provider"] : knownFields),
    ...spec.one("verify").unknown(["mode", "secretRef"]),
    ...ref.unknown(["branch", "tag", "semver", "commit", "name"]),
  ];
  const url = spec.requiredText("url");
  const addressProblem = url === "" ? undefined : repositoryAddressProblem(url);
  if (addressProblem !== undefined) problems.push(`spec.url ${addressProblem}`);
  const namedSecret = (field: string) => (spec.has(field) ? spec.one(field).requiredText("name") : undefined);
  const optional = {
    provider: provider === "github" ? ("github" as const) : undefined,
    proxySecretName: namedSecret("proxySecretRef"),
    verify: spec.has("verify") ? signaturesIn(spec.one("verify"), problems) : undefined,
    secretName: namedSecret("secretRef"),
    ignore: spec.text("ignore"),
    requestedAt: object.metadata.annotations?.[annotations.requestedAt],
    acceptedRewrite: object.metadata.annotations?.[annotations.acceptHistoryRewrite],
  };
  if (isSshAddress(url)) {
    if (optional.proxySecretName !== undefined) problems.push("spec.proxySecretRef is not for an ssh:// address");
    if (optional.provider !== undefined) problems.push("spec.provider github is not for an ssh:// address");
  } else if (optional.provider !== undefined && optional.secretName === undefined)
    problems.push("spec.secretRef is required with spec.provider github");
  const reference = {
    commit: ref.text("commit"),
    name: ref.text("name"),
    semver: rangeOf(ref.text("semver"), problems),
    tag: ref.text("tag"),
    branch: ref.text("branch"),
  };
  const repository: GitRepository = {
    namespace: object.metadata.namespace ?? "",
    name: object.metadata.name,
    generation: object.metadata.generation ?? 0,
    url,
    interval: spec.requiredDuration("interval"),
    timeout: spec.duration("timeout") ?? 60_000,
    reference: defined(reference),
    suspend: spec.flag("suspend"),
    status: isObject(object["status"]) ? object["status"] : {},
    ...defined(optional),
  };
  if (problems.length > 0) return { reason: "InvalidSpec", problems };
  return unsupported.length > 0 ? { reason: "UnsupportedField", problems: unsupported.toSorted() } : repository;
}

function signaturesIn(verify: SpecReader, problems: string[]): WantedSignatures | undefined {
  const written = verify.text("mode") ?? "HEAD";
  const mode = modes.find((each) => each === (written === "head" ? "HEAD" : written));
  const secretName = verify.one("secretRef").requiredText("name");
  if (mode === undefined) problems.push(`spec.verify.mode "${written}" is none of ${modes.join(", ")}`);
  return mode && { mode, secretName };
}

function rangeOf(written: string | undefined, problems: string[]): TagRange | undefined {
  const range = written === undefined ? undefined : parseTagRange(written);
  if (!range || !("problem" in range)) return range;
  problems.push(`spec.ref.semver: ${range.problem}`);
  return undefined;
}

export const isInvalid = (value: object): value is InvalidSpec => "problems" in value;
