import { tmpdir } from "node:os";
import {
  type BuildFile,
  KustomizeFailed,
  KustomizeMissing,
  kustomized,
  leadsOut,
} from "../../kubernetes/kustomize/index.ts";
import { asClause, messageOf, withoutControls } from "../../lib/index.ts";
import type { ManifestBuild, ManifestBuilder } from "../manifest-builder.ts";

export interface KustomizeBuilderSettings {
  /** `PATH` of it leads to the executable; no other variable reaches it. */
  readonly environment: NodeJS.ProcessEnv;
  /** In milliseconds, for one folder. @default a minute */
  readonly limit?: number;
}

/** In characters. */
const longestReason = 300;

/** Nothing listens there. */
const nowhere = "http://127.0.0.1:9";

const noNetwork = {
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
  GIT_ALLOW_PROTOCOL: "none",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
} as const;

/**
 * `kustomize build`, or `kubectl kustomize`, in a folder of its own which holds the given files alone.
 *
 * The files are those of a change that may not have been read by a person: plugins are off, as they are by default, Git and
 * HTTP lead nowhere, and settings of Git are not read. Go asks no proxy for this machine itself, so what names an address at all is not to be given.
 */
export function kustomizeBuilder({ environment, limit = 60_000 }: KustomizeBuilderSettings): ManifestBuilder {
  return {
    async build(files, folder, signal): Promise<ManifestBuild> {
      const outside = [...files.keys()].find(leadsOut);
      if (outside !== undefined) return notBuilt(`${outside} is no path inside of the repository`);
      try {
        const text = await kustomized(() => buildFiles(files), folder, {
          searchPath: environment["PATH"] ?? "",
          scratch: tmpdir(),
          timeout: limit,
          variables: { ...noNetwork, LC_ALL: "C.UTF-8" },
          signal,
        });
        return { kind: "built", text };
      } catch (thrown) {
        if (signal.aborted) return notBuilt("it was interrupted");
        if (thrown instanceof KustomizeMissing) return notBuilt("neither kustomize nor kubectl is installed");
        // A shared reason names no folder: others have the very same files in theirs.
        const reason =
          thrown instanceof KustomizeFailed ? thrown.data.output.replaceAll(`${folder}/`, "") : messageOf(thrown);
        return notBuilt(shortened(reason));
      }
    },
  };
}

async function* buildFiles(files: ReadonlyMap<string, Uint8Array>): AsyncGenerator<BuildFile> {
  for (const [file, content] of files) yield { path: file, content };
}

/** Its first line, as far as a report has room for. */
function shortened(problem: string): string {
  const line = asClause(withoutControls(problem.split("\n", 1)[0] ?? ""));
  return line.length <= longestReason ? line : `${line.slice(0, longestReason)} …`;
}

function notBuilt(because: string): ManifestBuild {
  return { kind: "not-built", because };
}
