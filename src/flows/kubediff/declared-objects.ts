import type { ManifestProblem } from "../../change/index.ts";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import type { Overlay } from "../../kubernetes/kustomization/index.ts";
import {
  declaredOnce,
  ManifestFolders,
  type ManifestObject,
  readManifests,
  type Substitute,
  titleOf,
} from "../../kubernetes/manifests/index.ts";
import { isEncryptedWhole, isMadeOfEncrypted } from "../../kubernetes/sops/index.ts";
import { type FileTree, holdingFiles } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { ManifestFolderMissing } from "./errors.ts";
import { withOverlay } from "./with-overlay.ts";

/** An object of Git, and where it is written. */
export interface DeclaredObject {
  readonly object: KubernetesObject;
  /** `apps/web.yaml:12`, or the folder whose kustomization makes it. */
  readonly origin: string;
}

export interface DeclaredObjects {
  readonly objects: readonly DeclaredObject[];
  /** Everything that keeps a part of the folder from being objects. */
  readonly problems: readonly ManifestProblem[];
}

/** How a `Kustomization` has its folder built. */
export interface BuildSettings {
  readonly substitute?: Substitute;
  readonly overlay?: Overlay;
  readonly targetNamespace?: string;
}

/**
 * What a folder declares, as the sync agent builds it.
 *
 * @throws {ManifestFolderMissing}
 */
export async function declaredObjects(
  given: FileTree,
  folder: string,
  { manifests, signal }: Pick<FlowPorts, "manifests" | "signal">,
  { substitute, overlay, targetNamespace }: BuildSettings = {},
): Promise<DeclaredObjects> {
  // To know what is built, the manifests are read before they are built.
  const tree = holdingFiles(given);
  if ((await tree.list(folder)).length === 0) throw new ManifestFolderMissing({ folder });
  const plain = await new ManifestFolders(tree).read(folder);
  const read = overlay === undefined ? plain : await withOverlay(tree, folder, plain, overlay);
  if ("problem" in read) return { objects: [], problems: [read.problem] };
  const { files, roots } = read;
  const [root] = roots;
  const parts: DeclaredObjects[] = [];
  for (const each of root?.kustomized ?? []) {
    const build = (await manifests?.build(files, each, signal)) ?? notBuilt;
    parts.push(
      build.kind === "built"
        ? objectsIn(build.text, () => each || ".", substitute)
        : { objects: [], problems: [{ origin: each || ".", problem: build.because }] },
    );
  }
  for (const file of root?.plain ?? []) {
    const text = Buffer.from(files.get(file) ?? []).toString("utf8");
    parts.push(objectsIn(text, (line) => `${file}:${line}`, substitute));
  }
  const { objects, repeated } = declaredOnce(
    parts.flatMap((part) => part.objects),
    targetNamespace,
  );
  const again = repeated.map(({ origin, problem }) => ({ origin, problem }));
  return { objects, problems: [...parts.flatMap((part) => part.problems), ...again] };
}

const byAgentAlone = "the sync agent alone decrypts: neither its name nor its content is known here";
const made = `is made of files that are encrypted with SOPS, which ${byAgentAlone}`;
const whole = `An object is encrypted with SOPS as a whole, which ${byAgentAlone}`;
const notBuilt = { kind: "not-built", because: "kustomizations are not built here" } as const;

function objectsIn(text: string, originOf: (line: number) => string, substitute?: Substitute): DeclaredObjects {
  const { objects, problems } = readManifests(text, substitute);
  const read = objects.map(({ object, line }) => ({ object, line, problem: unknownBecause(object) }));
  return {
    objects: read.flatMap(({ object, line, problem }) =>
      problem === undefined ? [{ object, origin: originOf(line) }] : [],
    ),
    problems: [...problems, ...read].flatMap(({ line, problem }) =>
      problem === undefined ? [] : [{ origin: originOf(line), problem }],
    ),
  };
}

/** Why it is not known which object of the cluster an object is. */
function unknownBecause(object: ManifestObject): string | undefined {
  if (isEncryptedWhole(object)) return whole;
  return isMadeOfEncrypted(object) ? `${titleOf(object)} ${made}` : undefined;
}
