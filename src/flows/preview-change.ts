import type { ChangePreview } from "../change/index.ts";
import type { CommitId, Repository } from "../git/index.ts";
import type { PreviewRecord } from "../history/index.ts";
import { desiredStates } from "./desired-states.ts";
import type { FlowPorts } from "./ports.ts";
import { digestOfAll, previewEnvironments } from "./preview-environments.ts";
import { selectEnvironments, type WantedEnvironments } from "./select-environments.ts";
import { previewedRange, type WantedRange } from "./select-range.ts";

export interface PreviewRequest extends WantedRange, WantedEnvironments {}

export type PreviewChangePorts = Pick<
  FlowPorts,
  "git" | "programs" | "engines" | "workspaces" | "source" | "history" | "clock" | "signal" | "onProgress" | "parallel"
>;

/** Previews every environment that a change touches, on the commit's own files, and remembers what was shown. */
export async function previewChange(request: PreviewRequest, ports: PreviewChangePorts): Promise<ChangePreview> {
  const startedAt = ports.clock.now().getTime();
  const { range, change, target } = await previewedRange(request, ports.git);
  const affected = await selectEnvironments(range, request, ports);
  const tree = await ports.git.treeOf(range.head);
  const workspace = await ports.workspaces.at(range.head);
  try {
    const environments = await previewEnvironments(
      affected.environments,
      {
        tree,
        desired: desiredStates(tree),
        workspace,
        config: await ports.source.config(),
        ...(request.refresh && { options: { refresh: true } }),
      },
      ports,
    );
    const digest = digestOfAll(environments);
    const preview: ChangePreview = {
      commit: change,
      ...(target && { target }),
      affected: { ...affected, range: { base: range.base, head: change } },
      environments,
      ...(digest && { digest }),
      uncommitted: { paths: await uncommittedPaths(change, ports.git) },
      local: ports.engines.local,
      milliseconds: ports.clock.now().getTime() - startedAt,
    };
    await ports.history.record(await recordOf(preview, range.head, ports));
    return preview;
  } finally {
    await workspace.dispose();
  }
}

/** Everything that decides what a program does, as far as it is kept in Git. */
const decisive = ["environments", "stacks", "src", "Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json"];

/** What somebody may think is part of the run and is not, because it was not committed. */
export async function uncommittedPaths(commit: CommitId, git: Repository): Promise<readonly string[]> {
  return git.checkout.head === commit ? git.uncommitted(commit, decisive) : [];
}

async function recordOf(
  { environments, commit, affected }: ChangePreview,
  previewed: CommitId,
  { git, clock }: Pick<FlowPorts, "git" | "clock">,
): Promise<PreviewRecord> {
  const at = clock.now().toISOString();
  return {
    kind: "preview",
    id: `${at}-preview-${commit.slice(0, 12)}`,
    at,
    tree: (await git.commit(previewed)).tree,
    range: { base: affected.range?.base ?? commit, head: commit },
    plans: environments.flatMap((preview) => {
      if (preview.kind !== "planned" && preview.kind !== "manifests-only") return [];
      const { affected, digest, manifests } = preview;
      return [
        { environment: affected.name, digest, manifests, steps: preview.kind === "planned" ? preview.steps : [] },
      ];
    }),
  };
}
