import { readFile } from "node:fs/promises";
import path from "node:path";
import { PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import type { StackName } from "../../../src/engine/index.ts";

export const passphrase = "correct horse";
const keys = new PassphraseKeys(async () => await Promise.resolve(passphrase));

/** A stack's checkpoint as far as a comparison needs to look inside. */
export interface Checkpoint {
  readonly salt: string | undefined;
  readonly resources: readonly {
    readonly urn: string;
    readonly needs: ReadonlySet<string>;
    readonly written: object;
  }[];
  readonly pending: readonly { readonly type: string; readonly resource: object }[];
}

const nothing: Checkpoint = { salt: undefined, resources: [], pending: [] };

interface Written {
  readonly urn: string;
  readonly delete?: boolean;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly deletedWith?: string;
}

/** Reads the file of Pulumi's file backend, because an engine's own export is not what the comparison is about. */
export async function readCheckpoint(stateFolder: string, { project, stack }: StackName): Promise<Checkpoint> {
  const file = path.join(stateFolder, ".pulumi", "stacks", project, `${stack}.json`);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  });
  if (text === undefined) return nothing;
  const { latest } = (JSON.parse(text) as { checkpoint: { latest?: LatestDeployment | null } }).checkpoint;
  if (!latest) return nothing;
  return {
    salt: latest.secrets_providers?.state?.salt,
    resources: (latest.resources ?? []).map((written) => ({ urn: written.urn, needs: needsOf(written), written })),
    pending: latest.pending_operations ?? [],
  };
}

interface LatestDeployment {
  readonly secrets_providers?: { readonly state?: { readonly salt?: string } };
  readonly resources?: readonly Written[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: object }[];
}

/**
 * The checkpoint as it should be the same for both engines: secrets in clear, resources and pending operations sorted.
 *
 * Left out are the name of the engine that wrote it, and the lines of a stack trace that lie in the program's launcher.
 */
export async function normalCheckpoint({ salt, resources, pending }: Checkpoint): Promise<unknown> {
  const open = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return await Promise.all(value.map(open));
    if (typeof value !== "object" || value === null) return value;
    const { ciphertext } = value as { ciphertext?: unknown };
    if (typeof ciphertext === "string" && salt !== undefined)
      return { secret: JSON.parse((await keys.open(salt, "a test")).decrypt(ciphertext)) as unknown };
    const members = Object.entries(value)
      .filter(([key, member]) => !(key === "sourcePosition" && isOutside(member)))
      .map(async ([key, member]) => [key, await open(key === "stackTrace" ? inProgram(member) : member)] as const);
    return Object.fromEntries(await Promise.all(members));
  };
  const sorted = resources.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  return {
    resources: await open(sorted.map(({ written }) => written)),
    pending: await open(pending.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))),
  };
}

function inProgram(stackTrace: unknown): unknown {
  const frames = stackTrace as readonly { readonly sourcePosition?: string }[];
  return frames.filter(({ sourcePosition }) => sourcePosition !== undefined && !isOutside(sourcePosition));
}

function isOutside(position: unknown): boolean {
  return typeof position === "string" && /^project:\/\/\/(\.\.\/|file:)/.test(position);
}

function keyOf({ written }: Checkpoint["resources"][number]): string {
  const { urn, delete: dying, id = "" } = written as Written & { id?: string };
  return `${urn} ${dying ? 1 : 0} ${id}`;
}

function needsOf({ parent, provider, dependencies = [], deletedWith }: Written): ReadonlySet<string> {
  const needs = new Set(dependencies);
  if (parent) needs.add(parent);
  if (deletedWith) needs.add(deletedWith);
  if (provider) needs.add(provider.slice(0, provider.lastIndexOf("::")));
  return needs;
}
