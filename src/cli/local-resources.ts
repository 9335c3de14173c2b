import { userInfo } from "node:os";
import { GroundworkError, memberOf } from "../lib/index.ts";
import { ExitCode } from "./exit-code.ts";
import type { LocalCommandWiring, LocalEvent, LocalFlags, LocalResource } from "./local-console.ts";
import { openLocal } from "./local-process.ts";

interface TypedFlags extends LocalFlags {
  readonly type?: string;
}

/** A change on the command line that is no `property=value`. */
export class ChangeNotUnderstood extends GroundworkError {
  readonly code = "local-change-not-understood";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly change: string | undefined },
    options?: ErrorOptions,
  ) {
    const what =
      data.change === undefined ? "Nothing to change is given." : `${JSON.stringify(data.change)} is no change.`;
    super(`${what} Write property=value, for example labels.team=platform, or --unset property.`, options);
  }
}

/** `local list` */
export async function list(
  flags: TypedFlags & { readonly project?: string; readonly id?: string },
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const { type, project, id } = flags;
  const filter = { ...(type && { type }), ...(project && { project }), ...(id && { id }) };
  const resources = await (await openLocal(flags, wiring)).list(filter);
  if (flags.json) return printJson(resources, wiring);
  const width = Math.max(0, ...resources.map(({ type }) => shortType(type).length));
  for (const { type, id } of resources) wiring.terminal.out(`${shortType(type).padEnd(width)}  ${id}`);
  if (resources.length === 0) wiring.terminal.err("The local cloud has no such resource.");
  return ExitCode.ok;
}

/** `local get`: YAML-like lines, or one property as it is. */
export async function get(
  id: string,
  property: string | undefined,
  flags: TypedFlags,
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const resource = await (await openLocal(flags, wiring)).get(id, flags.type);
  if (property !== undefined) {
    const value = valueAt(resource.properties, property);
    wiring.terminal.out(typeof value === "string" && !flags.json ? value : (JSON.stringify(value) ?? "null"));
    return ExitCode.ok;
  }
  return printResource(resource, flags, wiring);
}

interface ChangeFlags extends TypedFlags {
  /** The person whose change it is. */
  readonly as?: string;
}

/** `local set` */
export async function set(
  id: string,
  changes: readonly string[],
  flags: ChangeFlags & { readonly unset?: readonly string[] },
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const patch = { ...Object.fromEntries(changes.map(changeOf)), ...Object.fromEntries(removals(flags.unset)) };
  if (Object.keys(patch).length === 0) throw new ChangeNotUnderstood({ change: undefined });
  const resource = await (await openLocal(flags, wiring)).set(id, patch, flags.type, actorOf(flags));
  if (flags.json) return printJson(resource, wiring);
  wiring.terminal.out(`changed in the local cloud: ${resource.id}  ${Object.keys(patch).join(", ")}`);
  wiring.terminal.out("A preview with --refresh shows it as drift.");
  return ExitCode.ok;
}

/** `local delete` */
export async function remove(id: string, flags: ChangeFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  await (await openLocal(flags, wiring)).delete(id, flags.type, actorOf(flags));
  if (flags.json) return printJson({ deleted: id }, wiring);
  wiring.terminal.out(`deleted from the local cloud: ${id}`);
  return ExitCode.ok;
}

/** `local events` */
export async function events(
  flags: LocalFlags & { readonly since?: number },
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const happened = await (await openLocal(flags, wiring)).events(flags.since);
  if (flags.json) return printJson(happened, wiring);
  for (const event of happened) wiring.terminal.out(eventLine(event));
  return ExitCode.ok;
}

/** As a console of a cloud knows who is logged in. */
function actorOf({ as }: ChangeFlags): string {
  return as ?? userInfo().username;
}

function eventLine({ sequence, at, change, by, actor, type, id, changed }: LocalEvent): string {
  const what = changed.length > 0 ? `  ${changed.join(", ")}` : "";
  const who = actor === undefined ? by : `${by} ${actor}`;
  return `${String(sequence).padStart(5)}  ${at}  ${change.padEnd(7)}  by ${who.padEnd(8)}  ${shortType(type)}  ${id}${what}`;
}

function changeOf(change: string): [string, unknown] {
  const at = change.indexOf("=");
  if (at < 1) throw new ChangeNotUnderstood({ change });
  const text = change.slice(at + 1);
  try {
    return [change.slice(0, at), JSON.parse(text) as unknown];
  } catch {
    return [change.slice(0, at), text];
  }
}

function removals(paths: readonly string[] = []): [string, null][] {
  return paths.map((path) => [path, null]);
}

function valueAt(properties: unknown, path: string): unknown {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== "");
  return parts.reduce<unknown>(
    (value, part) => memberOf(value as Record<string, unknown> | undefined, part),
    properties,
  );
}

/** `gcp:compute/network:Network` as `compute/network`. */
function shortType(type: string): string {
  return type.replace(/^gcp:/, "").replace(/:\w+$/, "");
}

function printResource(resource: LocalResource, flags: LocalFlags, wiring: LocalCommandWiring): ExitCode {
  if (flags.json) return printJson(resource, wiring);
  wiring.terminal.out(`${shortType(resource.type)}  ${resource.id}  (local)`);
  if (resource.operation !== undefined) {
    wiring.terminal.out(`  not ready: its ${resource.operation.kind} runs (${resource.operation.name})`);
  }
  if (resource.failure !== undefined) wiring.terminal.out(`  not healthy: ${resource.failure}`);
  for (const key of Object.keys(resource.properties).toSorted()) {
    const value = memberOf(resource.properties, key);
    wiring.terminal.out(`  ${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  }
  return ExitCode.ok;
}

function printJson(value: unknown, { terminal }: LocalCommandWiring): ExitCode {
  terminal.out(JSON.stringify(value, undefined, 2));
  return ExitCode.ok;
}
