import { distance } from "fastest-levenshtein";
import type { AffectedSet, ChangePreview, CommitRange } from "../change/index.ts";
import type { CommitId, Repository } from "../git/index.ts";
import type { PreviewRecord } from "../history/index.ts";
import { affectedEnvironments, readFleetFiles, requestedEnvironments } from "./affected/index.ts";
import { UnknownEnvironment } from "./errors.ts";
import type { FlowPorts } from "./ports.ts";
import { digestOfAll, previewEnvironments } from "./preview-environments.ts";
import { changeRequestRange, type WantedRange } from "./select-range.ts";

export interface PreviewRequest extends WantedRange {
  /** Only these, whatever Git says is affected. Empty: what Git says. */
  readonly environments: readonly string[];
  /** Compare with the cloud as it is now, not as the state remembers it. */
  readonly refresh: boolean;
}

export type PreviewChangePorts = Pick<
  FlowPorts,
  "git" | "programs" | "engines" | "workspaces" | "source" | "history" | "clock" | "signal" | "onProgress" | "parallel"
>;

/** Previews every environment that a change touches, on the commit's own files, and remembers what was shown. */
export async function previewChange(request: PreviewRequest, ports: PreviewChangePorts): Promise<ChangePreview> {
  const startedAt = ports.clock.now().getTime();
  const range = await changeRequestRange(request, ports.git);
  const affected = await selectEnvironments(range, request.environments, ports);
  const workspace = await ports.workspaces.at(range.head);
  try {
    const environments = await previewEnvironments(
      affected.environments,
      {
        tree: await ports.git.treeOf(range.head),
        workspace,
        config: await ports.source.config(),
        ...(request.refresh && { options: { refresh: true } }),
      },
      ports,
    );
    const digest = digestOfAll(environments);
    const preview: ChangePreview = {
      commit: range.head,
      affected,
      environments,
      ...(digest && { digest }),
      uncommitted: { paths: await uncommittedPaths(range.head, ports.git) },
      local: ports.engines.local,
      milliseconds: ports.clock.now().getTime() - startedAt,
    };
    await ports.history.record(await recordOf(preview, range, ports));
    return preview;
  } finally {
    await workspace.dispose();
  }
}

/** What a range touches, or of it what was asked for by name. @throws {UnknownEnvironment} */
export async function selectEnvironments(
  range: CommitRange,
  requested: readonly string[],
  ports: Pick<FlowPorts, "git" | "programs">,
): Promise<AffectedSet> {
  const found = await affectedEnvironments(range, ports);
  if (requested.length === 0) return found;
  const { names } = await readFleetFiles(await ports.git.treeOf(range.head));
  requireKnown(requested, [...new Set([...names, ...found.environments.map(({ name }) => name)])].toSorted());
  return requestedEnvironments([...new Set(requested)], found);
}

/** @throws {UnknownEnvironment} for the first name that is not known. */
export function requireKnown(requested: readonly string[], known: readonly string[]): void {
  for (const name of requested)
    if (!known.includes(name)) throw new UnknownEnvironment({ name, known, nearest: nearest(name, known) });
}

/** Everything that decides what a program does, as far as it is kept in Git. */
const decisive = ["environments", "stacks", "src", "Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json"];

/** What somebody may think is part of the run and is not, because it was not committed. */
export async function uncommittedPaths(commit: CommitId, git: Repository): Promise<readonly string[]> {
  return git.checkout.head === commit ? git.uncommitted(commit, decisive) : [];
}

async function recordOf(
  { environments, commit }: ChangePreview,
  range: CommitRange,
  { git, clock }: Pick<FlowPorts, "git" | "clock">,
): Promise<PreviewRecord> {
  const at = clock.now().toISOString();
  return {
    kind: "preview",
    id: `${at}-preview-${commit.slice(0, 12)}`,
    at,
    tree: (await git.commit(commit)).tree,
    range,
    plans: environments.flatMap((preview) =>
      preview.kind === "planned"
        ? [{ environment: preview.affected.name, digest: preview.digest, steps: preview.steps }]
        : [],
    ),
  };
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known.map((other) => ({ other, far: distance(name, other) })).toSorted((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, name.length / 3) ? best.other : undefined;
}
