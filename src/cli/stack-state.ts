import { writeFile } from "node:fs/promises";
import path from "node:path";
import { masked, secretPlaceholder } from "../change/index.ts";
import type { UntypedDeployment } from "../engine/index.ts";
import { ageText, counted, GroundworkError, memberOf, messageOf, readPlainFile } from "../lib/index.ts";
import { block, keyText } from "../report/operation/index.ts";
import { ExitCode } from "./exit-code.ts";
import { openExistingStack, openProject, openStack, type ReferenceFlags } from "./stack-reference.ts";
import type { StackCommandWiring } from "./stack-tools.ts";

/** The stack has no output of that name. */
export class NoSuchOutput extends GroundworkError {
  readonly code = "no-such-output";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly stack: string; readonly name: string; readonly outputs: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `${data.stack} has no output ${JSON.stringify(data.name)}. ` +
        (data.outputs.length === 0 ? "It has none; bring it up first." : `It has ${data.outputs.join(", ")}.`),
      options,
    );
  }
}

/** What should be imported is no JSON, or cannot be read. */
export class DeploymentUnreadable extends GroundworkError {
  readonly code = "deployment-unreadable";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly source: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(`The deployment in ${data.source} cannot be read: ${data.problem}. Nothing was changed.`, options);
  }
}

interface SecretFlags extends ReferenceFlags {
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

/** `stack outputs [name]`: exactly what is secret is hidden unless asked for; a single text without quotes, for scripts. */
export async function printOutputs(
  name: string | undefined,
  flags: SecretFlags,
  wiring: StackCommandWiring,
): Promise<ExitCode> {
  const { tools, stack } = await openExistingStack(flags, wiring);
  const outputs = await tools.engine.outputs(stack);
  const holdsSecrets = Object.values(outputs).some(({ secret }) => secret);
  const sealed = holdsSecrets && !flags.showSecrets ? sealedOutputs(await tools.engine.exportState(stack)) : {};
  const shown = Object.fromEntries(
    Object.entries(outputs).map(([key, { value, secret }]) => [
      key,
      secret && !flags.showSecrets ? masked(memberOf(sealed, key) ?? secretPlaceholder) : value,
    ]),
  );
  if (name !== undefined && !Object.hasOwn(shown, name))
    throw new NoSuchOutput({ stack: stack.stack, name, outputs: Object.keys(shown) });
  const one = name === undefined ? undefined : memberOf(shown, name);
  if (flags.json) wiring.terminal.out(JSON.stringify(name === undefined ? shown : one, undefined, 2));
  else if (name !== undefined) wiring.terminal.out(typeof one === "string" ? one : JSON.stringify(one));
  else
    for (const [key, value] of Object.entries(shown))
      for (const line of block(keyText(key), value, "")) wiring.terminal.out(line);
  return ExitCode.ok;
}

/** The stack's outputs as its state has them: what is secret in them is sealed and marked. */
function sealedOutputs({ deployment }: UntypedDeployment): Readonly<Record<string, unknown>> {
  const { resources = [] } = (deployment ?? {}) as {
    readonly resources?: readonly { readonly type?: unknown; readonly delete?: unknown; readonly outputs?: object }[];
  };
  const stack = resources.find(({ type, delete: deleted }) => type === "pulumi:pulumi:Stack" && deleted !== true);
  return { ...stack?.outputs };
}

interface FileFlags extends ReferenceFlags {
  readonly json?: boolean;
  readonly file?: string;
  readonly showSecrets?: boolean;
}

/** `stack export`: what `pulumi stack export` prints. */
export async function exportStack(flags: FileFlags, wiring: StackCommandWiring): Promise<ExitCode> {
  const { tools, stack } = await openExistingStack(flags, wiring);
  const deployment = await tools.states.exportDeployment(stack, { showSecrets: flags.showSecrets ?? false });
  const json = JSON.stringify(deployment, undefined, 4);
  if (flags.file === undefined) {
    wiring.terminal.out(json);
    return ExitCode.ok;
  }
  const file = path.resolve(wiring.cwd, flags.file);
  await writeFile(file, `${json}\n`, { mode: 0o600 });
  wiring.terminal.err(`Exported ${stack.project}/${stack.stack} to ${file}.`);
  return ExitCode.ok;
}

/** In bytes. A deployment of 100,000 resources has about half of it. */
const largestDeployment = 256 * 1024 * 1024;

async function deploymentText(file: string): Promise<string> {
  const bytes = await readPlainFile(file, { limit: largestDeployment, links: "followed" });
  if (!bytes) throw new Error("there is no such file");
  return bytes.toString("utf8");
}

/** `stack import`: makes an exported deployment the stack's state. */
export async function importStack(flags: FileFlags, wiring: StackCommandWiring): Promise<ExitCode> {
  const { tools, stack } = await openStack(flags, wiring);
  const source = flags.file === undefined ? "standard input" : path.resolve(wiring.cwd, flags.file);
  let deployment: unknown;
  try {
    deployment = JSON.parse(
      flags.file === undefined ? await wiring.readInput(largestDeployment) : await deploymentText(source),
    );
  } catch (error) {
    throw new DeploymentUnreadable({ source, problem: messageOf(error) }, { cause: error });
  }
  if (typeof deployment !== "object" || deployment === null)
    throw new DeploymentUnreadable({ source, problem: "it is no map" });
  await tools.engine.importState(stack, deployment as UntypedDeployment);
  if (flags.json) wiring.terminal.out(JSON.stringify({ kind: "import", version: 1, ...stack, source }, undefined, 2));
  else wiring.terminal.err(`Imported ${source} as the state of ${stack.project}/${stack.stack}.`);
  return ExitCode.ok;
}

interface ListFlags extends ReferenceFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `stack ls` */
export async function listStacks(flags: ListFlags, wiring: StackCommandWiring): Promise<ExitCode> {
  const tools = await openProject(flags, wiring);
  const stacks = await tools.states.list(flags.all ? undefined : tools.project.name);
  if (flags.json) {
    const rows = stacks.map(({ stack, lastUpdate, resourceCount }) => ({
      name: flags.all ? `organization/${stack.project}/${stack.stack}` : stack.stack,
      ...(lastUpdate && { lastUpdate: lastUpdate.toISOString() }),
      resourceCount,
    }));
    wiring.terminal.out(JSON.stringify(rows, undefined, 2));
    return ExitCode.ok;
  }
  if (stacks.length === 0) wiring.terminal.err(`Project ${tools.project.name} has no stack yet.`);
  const rows = stacks.map(({ stack, lastUpdate, resourceCount }) => [
    flags.all ? `${stack.project}/${stack.stack}` : stack.stack,
    counted(resourceCount, "resource"),
    lastUpdate === undefined ? "never brought up" : `changed ${age(lastUpdate.getTime())} ago`,
  ]);
  for (const line of table(rows)) wiring.terminal.out(line);
  return ExitCode.ok;
}

interface HistoryFlags extends ReferenceFlags {
  readonly json?: boolean;
  readonly fullDates?: boolean;
}

/** `stack history` */
export async function printHistory(flags: HistoryFlags, wiring: StackCommandWiring): Promise<ExitCode> {
  const { tools, stack } = await openExistingStack(flags, wiring);
  const updates = await tools.states.history(stack);
  if (flags.json) {
    const rows = updates.map(({ kind, startTime, endTime, message, result, resourceChanges, environment }) => ({
      kind,
      startTime: isoTime(startTime),
      endTime: isoTime(endTime),
      message,
      result,
      ...(resourceChanges && { resourceChanges }),
      environment,
    }));
    wiring.terminal.out(JSON.stringify(rows, undefined, 2));
    return ExitCode.ok;
  }
  const rows = updates.map(({ kind, startTime, endTime, message, result, resourceChanges = {} }) => [
    flags.fullDates ? isoTime(startTime) : `${age(startTime * 1000)} ago`,
    kind,
    result,
    `${endTime - startTime} s`,
    Object.entries(resourceChanges)
      .map(([op, count]) => `${count} ${op}`)
      .join(", "),
    message,
  ]);
  for (const line of table(rows)) wiring.terminal.out(line);
  return ExitCode.ok;
}

/** `stack cancel`: removes locks. What their owners had started stays recorded as pending. */
export async function cancelStack(
  flags: ReferenceFlags & { readonly yes?: boolean; readonly json?: boolean },
  wiring: StackCommandWiring,
): Promise<ExitCode> {
  const { tools, stack } = await openStack(flags, wiring);
  const name = `${stack.project}/${stack.stack}`;
  if (!flags.yes && wiring.terminal.interactive && !flags.json) {
    const answer = await wiring.terminal.ask(
      `Remove the locks of ${name}? A process that still runs loses its protection. [yes/no] `,
    );
    if (!/^y(?:es)?$/iu.test(answer.trim())) return ExitCode.refused;
  }
  const owners = await tools.states.cancel(stack);
  if (flags.json) {
    wiring.terminal.out(JSON.stringify({ kind: "cancel", version: 1, ...stack, removed: owners }, undefined, 2));
    return ExitCode.ok;
  }
  if (owners.length === 0) wiring.terminal.err(`${name} is not locked.`);
  for (const { username, hostname, pid, timestamp } of owners)
    wiring.terminal.err(`Removed the lock of ${username}@${hostname} (pid ${pid}) since ${timestamp} on ${name}.`);
  return ExitCode.ok;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(cell.length, known[column] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function isoTime(secondsSince1970: number): string {
  return new Date(secondsSince1970 * 1000).toISOString();
}

/** `40 s`, `3 min`, `5 h`, `12 d` */
function age(since: number): string {
  return ageText(Math.round((Date.now() - since) / 1000) * 1000, 1);
}
