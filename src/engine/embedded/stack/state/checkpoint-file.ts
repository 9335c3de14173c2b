import { counted } from "../../../../lib/index.ts";
import { StateTooNew } from "../../../errors.ts";
import type { DeploymentFile, Format } from "./deployment-codec.ts";
import { knownFeatures } from "./resource-codec.ts";
import type { StateFrame } from "./state-bytes.ts";
import { type StateText, unreadable } from "./state-file.ts";

/** A state file's content: a checkpoint around a deployment. */
export interface CheckpointFile {
  readonly version: number;
  readonly features: readonly string[];
  /** Absent for a stack that was created and never brought up. */
  readonly latest?: DeploymentFile;
}

/** @throws {StateUnreadable}, {@link StateTooNew} */
export async function parseCheckpoint({ file, text }: StateText): Promise<CheckpointFile> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw await unreadable(
      file,
      text === "" ? "it is empty" : `it is cut off or no JSON (${counted(text.length, "character")})`,
      error,
    );
  }
  if (!isRecord(parsed) || typeof parsed["version"] !== "number" || !isRecord(parsed["checkpoint"]))
    throw await unreadable(file, "it is no checkpoint: version or checkpoint is missing");
  const features = Array.isArray(parsed["features"]) ? parsed["features"].map(String) : [];
  assertKnownFormat(file, parsed["version"], features);
  const latest = parsed["checkpoint"]["latest"];
  if (latest === undefined || latest === null) return { version: parsed["version"], features };
  if (parsed["version"] < 3)
    throw await unreadable(
      file,
      `version ${parsed["version"]} is older than what this version reads; bring it up once with the Pulumi CLI`,
    );
  const problem = shapeProblem(latest);
  if (problem !== undefined) throw await unreadable(file, problem);
  return { version: parsed["version"], features, latest };
}

/** @throws {StateTooNew} */
export function assertKnownFormat(file: string, version: number, features: readonly string[]): void {
  const unknown = features.filter((feature) => !knownFeatures.has(feature));
  if (version > 4 || unknown.length > 0) throw tooNew(file, version, unknown);
}

export function tooNew(file: string, version: number, features: readonly string[] = []): StateTooNew {
  const problem = `has version ${version}${features.length === 0 ? "" : ` and needs ${features.join(", ")}`}`;
  return new StateTooNew({ file, problem, remedy: "Use the version that wrote it, or a newer one." });
}

/** What keeps `deployment` from being one, or `undefined`. */
export function shapeProblem(deployment: unknown): string | undefined {
  if (!isRecord(deployment)) return "its deployment is no map";
  const { resources, pending_operations: pending } = deployment;
  for (const [name, list] of [
    ["resources", resources],
    ["pending_operations", pending],
  ] as const) {
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list) || !list.every(isRecord)) return `its ${name} are no list of maps`;
  }
  if (
    Array.isArray(pending) &&
    !pending.every((operation) => isRecord((operation as Record<string, unknown>)["resource"]))
  )
    return "a pending operation names no resource";
  return undefined;
}

/** A whole state file around what frames the resources of a deployment. */
export function checkpointFrame(fullName: string, format: Format, { head, tail }: StateFrame): StateFrame {
  const features = format.features.length > 0 ? `"features":${JSON.stringify(format.features)},` : "";
  const stack = JSON.stringify(fullName);
  return {
    head: `{"version":${format.version},${features}"checkpoint":{"stack":${stack},"latest":${head}`,
    tail: `${tail}}}`,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
