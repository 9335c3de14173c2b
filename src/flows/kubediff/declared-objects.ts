import type { ManifestProblem } from "../../change/index.ts";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { identityOf, readManifests, type Substitute } from "../../kubernetes/manifests/index.ts";
import type { FileTree } from "../../lib/index.ts";
import type { FlowPorts } from "../ports.ts";
import { ManifestFolders } from "../preview/index.ts";
import { ManifestFolderMissing } from "./errors.ts";

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

/**
 * What a folder declares, as the sync agent builds it.
 *
 * @throws {ManifestFolderMissing}
 */
export async function declaredObjects(
  tree: FileTree,
  folder: string,
  { manifests, signal }: Pick<FlowPorts, "manifests" | "signal">,
  substitute?: Substitute,
): Promise<DeclaredObjects> {
  if ((await tree.list(folder)).length === 0) throw new ManifestFolderMissing({ folder });
  const { files, roots } = await new ManifestFolders(tree).read(folder);
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
  return withoutDuplicates(parts);
}

const notBuilt = { kind: "not-built", because: "kustomizations are not built here" } as const;

function objectsIn(text: string, originOf: (line: number) => string, substitute?: Substitute): DeclaredObjects {
  const { objects, problems } = readManifests(text, substitute);
  return {
    objects: objects.map(({ object, line }) => ({ object, origin: originOf(line) })),
    problems: problems.map(({ problem, line }) => ({ origin: originOf(line), problem })),
  };
}

function withoutDuplicates(parts: readonly DeclaredObjects[]): DeclaredObjects {
  const first = new Map<string, DeclaredObject>();
  const problems = parts.flatMap((part) => part.problems);
  for (const declared of parts.flatMap(({ objects }) => objects)) {
    const { kind, metadata } = declared.object;
    const earlier = first.get(identityOf(declared.object));
    if (earlier === undefined) first.set(identityOf(declared.object), declared);
    else
      problems.push({ origin: declared.origin, problem: `${kind} ${metadata.name} is already in ${earlier.origin}` });
  }
  return { objects: [...first.values()], problems };
}
