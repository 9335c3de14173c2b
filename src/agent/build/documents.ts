import { type OpenManifest, readManifests as read, type Substitute } from "../../kubernetes/manifests/index.ts";
import type { Rendering } from "./desired.ts";

export type { Substitute } from "../../kubernetes/manifests/index.ts";

/** Reads the objects of one file, with the line that each begins at. Messages never quote the file's content. */
export function readManifests(file: string, text: string, substitute?: Substitute, open?: OpenManifest): Rendering {
  const { objects, problems } = read(text, substitute, open);
  return {
    objects: objects.map(({ object, line }) => ({ object, origin: `${file}:${line}` })),
    problems: problems.map(({ problem, line, passing }) => ({
      problem,
      origin: `${file}:${line}`,
      ...(passing && { passing }),
    })),
  };
}
