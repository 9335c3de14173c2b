import path from "node:path";
import { GroundworkError } from "../../../../lib/index.ts";
import type { StackName } from "../../../engine.ts";

/** A name that cannot be a file's name in the state folder. */
export class InvalidStackName extends GroundworkError {
  readonly code = "invalid-stack-name";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly kind: "project" | "stack"; readonly name: string },
    options?: ErrorOptions,
  ) {
    super(
      `${JSON.stringify(data.name)} is no ${data.kind} name: 1 to 100 letters, digits, hyphens, underscores and periods, and more than periods.`,
      options,
    );
  }
}

/** Where Pulumi's file backend keeps what belongs to a stack. */
export interface StackPaths {
  /** `organization/<project>/<stack>` */
  readonly fullName: string;
  /** Without compression; a compressed one has another extension after it. */
  readonly stateFile: string;
  /** Holds the highest number of a lease under which the state was changed. The Pulumi CLI passes over files with such a name. */
  readonly fenceFile: string;
  readonly lockFolder: string;
  /** Where a lock is written before it counts. Outside of {@link lockFolder}, every file of which is a lock to the Pulumi CLI. */
  readonly unfinishedLock: string;
  readonly historyFolder: string;
  readonly backupFolder: string;
}

export function stacksFolder(root: string): string {
  return path.join(root, ".pulumi", "stacks");
}

export function metaFile(root: string): string {
  return path.join(root, ".pulumi", "meta.yaml");
}

/** @throws {InvalidStackName} */
export function pathsOf(root: string, { project, stack }: StackName): StackPaths {
  check("project", project);
  check("stack", stack);
  const books = path.join(root, ".pulumi");
  return {
    fullName: `organization/${project}/${stack}`,
    stateFile: path.join(books, "stacks", project, `${stack}.json`),
    fenceFile: path.join(books, "stacks", project, `${stack}.fence`),
    lockFolder: path.join(books, "locks", "organization", project, stack),
    unfinishedLock: path.join(books, "locks", `${project}.${stack}.json`),
    historyFolder: path.join(books, "history", project, stack),
    backupFolder: path.join(books, "backups", project, stack),
  };
}

/** True when `name` could be the name of a stack or a project. */
export function isName(name: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}$/u.test(name) && !/^\.+$/u.test(name);
}

function check(kind: "project" | "stack", name: string): void {
  if (!isName(name)) throw new InvalidStackName({ kind, name });
}
