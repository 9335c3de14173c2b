import path from "node:path";
import { fileURLToPath } from "node:url";
import type sourcePb from "@pulumi/pulumi/proto/source_pb.js";

/** Where in the program a resource is registered, as a checkpoint keeps it: relative to the project. */
export interface Origin {
  readonly sourcePosition?: string;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
}

export function originOf(
  request: {
    getSourceposition(): sourcePb.SourcePosition | undefined;
    getStacktrace(): sourcePb.StackTrace | undefined;
  },
  projectFolder: string,
): Origin {
  const sourcePosition = positionText(request.getSourceposition(), projectFolder);
  const frames = (request.getStacktrace()?.getFramesList() ?? []).map((frame) => {
    const position = positionText(frame.getPc(), projectFolder);
    return position === undefined ? {} : { sourcePosition: position };
  });
  return {
    ...(sourcePosition === undefined ? {} : { sourcePosition }),
    ...(frames.length > 0 ? { stackTrace: frames } : {}),
  };
}

function positionText(position: sourcePb.SourcePosition | undefined, projectFolder: string): string | undefined {
  if (!position?.getUri().startsWith("file://") || position.getLine() <= 0) return undefined;
  const relative = relativePath(position.getUri(), projectFolder);
  const column = position.getColumn() > 0 ? `,${position.getColumn()}` : "";
  return `project:///${relative}#${position.getLine()}${column}`;
}

/** Of the project that was asked for last: every resource names the same few files. */
let relativePaths = { projectFolder: "", of: new Map<string, string>() };

function relativePath(uri: string, projectFolder: string): string {
  if (relativePaths.projectFolder !== projectFolder) relativePaths = { projectFolder, of: new Map() };
  const known = relativePaths.of.get(uri);
  if (known !== undefined) return known;
  const relative = path.relative(projectFolder, fileURLToPath(uri)).split(path.sep).join("/");
  relativePaths.of.set(uri, relative);
  return relative;
}
