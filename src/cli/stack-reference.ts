import path from "node:path";
import { NoSuchStack, type StackName } from "../engine/index.ts";
import { GroundworkError } from "../lib/index.ts";
import type { StackCommandWiring, StackTools, StackToolsRequest } from "./stack-tools.ts";

/** No flag says which stack is meant, and the project has more than one or none. */
export class StackNotNamed extends GroundworkError {
  readonly code = "stack-not-named";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly project: string; readonly stacks: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      data.stacks.length === 0
        ? `Project ${data.project} has no stack yet. Name the one to create with --stack <name>.`
        : `Say which stack of ${data.project} is meant with --stack <name>: ${data.stacks.join(", ")}.`,
      options,
    );
  }
}

/** A stack reference that the file backend cannot hold. */
export class InvalidStackReference extends GroundworkError {
  readonly code = "invalid-stack-reference";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly reference: string },
    options?: ErrorOptions,
  ) {
    super(
      `${JSON.stringify(data.reference)} names no stack. Write <stack> or organization/<project>/<stack>; the organization is always "organization".`,
      options,
    );
  }
}

export interface ReferenceFlags {
  readonly stack?: string;
  readonly cwd?: string;
  readonly configFile?: string;
  readonly waitForLock?: boolean;
  readonly providers?: "local" | "installed";
  readonly engine?: "embedded" | "automation";
  readonly verbose?: boolean;
}

/** The folder that relative paths start from: the one of `--cwd`, as if the command had been started there. */
export function startedIn(flags: ReferenceFlags, { cwd }: Pick<StackCommandWiring, "cwd">): string {
  return path.resolve(cwd, flags.cwd ?? ".");
}

/** What the flags say of the project to open. */
export function requestOf(flags: ReferenceFlags, wiring: Pick<StackCommandWiring, "cwd">): StackToolsRequest {
  const folder = startedIn(flags, wiring);
  return {
    folder,
    ...(flags.configFile && { configFile: path.resolve(folder, flags.configFile) }),
    wait: flags.waitForLock ?? false,
    providers: flags.providers ?? "local",
    engine: flags.engine ?? "embedded",
    ...(flags.verbose && { verbose: true }),
  };
}

/** Opens the project that the flags mean. */
export async function openProject(flags: ReferenceFlags, wiring: StackCommandWiring): Promise<StackTools> {
  return await wiring.open(requestOf(flags, wiring));
}

/** The stack that the flags name in a project, as far as they do. */
export function namedStack({ stack }: ReferenceFlags, project: string): StackName | undefined {
  try {
    return stack === undefined ? undefined : parseReference(stack, project);
  } catch {
    return undefined;
  }
}

/** Opens the project and finds the stack that the flags mean: the named one, or the only one that there is. */
export async function openStack(
  flags: ReferenceFlags,
  wiring: StackCommandWiring,
): Promise<{ readonly tools: StackTools; readonly stack: StackName }> {
  const tools = await openProject(flags, wiring);
  if (flags.stack !== undefined) return { tools, stack: parseReference(flags.stack, tools.project.name) };
  const stacks = (await tools.states.list(tools.project.name)).map(({ stack }) => stack);
  const [only, ...others] = stacks;
  if (only !== undefined && others.length === 0) return { tools, stack: only };
  throw new StackNotNamed({ project: tools.project.name, stacks: stacks.map(({ stack }) => stack) });
}

/**
 * As {@link openStack}, but refuses a stack without a state, so that a typing error is not answered with an empty list.
 * @throws {NoSuchStack}
 */
export async function openExistingStack(
  flags: ReferenceFlags,
  wiring: StackCommandWiring,
): Promise<{ readonly tools: StackTools; readonly stack: StackName }> {
  const opened = await openStack(flags, wiring);
  const { tools, stack } = opened;
  if (await tools.states.has(stack)) return opened;
  const stacks = (await tools.states.list(stack.project)).map((each) => each.stack.stack);
  throw new NoSuchStack({ project: stack.project, stack: stack.stack, stacks });
}

/** `dev`, `organization/dev` or `organization/<project>/dev`. @throws {InvalidStackReference} */
export function parseReference(reference: string, project: string): StackName {
  const parts = reference.split("/");
  const stack = parts.at(-1) ?? "";
  const [organization, named] = parts;
  if (parts.length > 3 || stack === "" || (parts.length > 1 && organization !== "organization"))
    throw new InvalidStackReference({ reference });
  return { project: parts.length === 3 ? (named ?? project) : project, stack };
}
