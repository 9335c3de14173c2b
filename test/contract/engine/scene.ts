import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Outcome, Plan, StepOp } from "../../../src/change/index.ts";
import type { Engine, EngineEvent, OperationOptions, StackConfig, Work } from "../../../src/engine/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { FakeCloud, type RecordedCall } from "../../fakes/fake-provider.ts";
import { type TranscriptEntry, transcribed } from "./transcript.ts";

/** What an adapter needs to be made for one test. */
export interface EngineSetting {
  /** Folder of the file backend. */
  readonly stateFolder: string;
  readonly cloud: FakeCloud;
  /** True when the test is about the program's process itself. */
  readonly realProcess: boolean;
}

export type MakeEngine = (setting: EngineSetting) => Engine;

/** One stack, one program, one fake cloud. */
export class Scene {
  readonly events: EngineEvent[] = [];
  readonly transcript: TranscriptEntry[] = [];
  readonly cloud = new FakeCloud();
  readonly engine: Engine;
  readonly name = { project: "proj", stack: "dev" };

  private constructor(
    readonly folder: string,
    makeEngine: MakeEngine,
    realProcess: boolean,
  ) {
    const stateFolder = path.join(folder, "state");
    this.engine = transcribed(
      makeEngine({ stateFolder, cloud: this.cloud, realProcess }),
      stateFolder,
      this.transcript,
    );
  }

  static async open(makeEngine: MakeEngine, { realProcess = false } = {}): Promise<Scene> {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-engine-"));
    await mkdir(path.join(folder, "state"));
    const packages = path.join(folder, "program", "node_modules", "@pulumi");
    await mkdir(packages, { recursive: true });
    await symlink(path.join(projectRoot(), "node_modules", "@pulumi", "pulumi"), path.join(packages, "pulumi"));
    await writeFile(path.join(folder, "program", "package.json"), "{}");
    await writeFile(path.join(folder, "program", "Pulumi.yaml"), "name: proj\nruntime: nodejs\n");
    return new Scene(folder, makeEngine, realProcess);
  }

  async close(): Promise<void> {
    this.cloud.stopAll();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** For a case that failed: what came to the providers last, and what they have not answered. */
  get seenByCloud(): string {
    const listed = (calls: Iterable<RecordedCall>) =>
      [...calls].map(({ call, name, preview }) => `${preview ? "preview " : ""}${call} ${name}`).join(", ") || "none";
    const { calls, unanswered } = this.cloud;
    return `Last calls of the engine: ${listed(calls.slice(-8))}. Without an answer: ${listed(unanswered)}.`;
  }

  /** Replaces the program by a CommonJS module; `pulumi` and `Thing` (a resource of package `test`) are there to use. */
  async program(source: string): Promise<void> {
    await writeFile(path.join(this.folder, "program", "index.js"), prelude + source);
  }

  /** Replaces `Pulumi.yaml`. */
  async project(text: string): Promise<void> {
    await this.file("Pulumi.yaml", text);
  }

  async file(name: string, text: string): Promise<void> {
    const file = path.join(this.folder, "program", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  work(more: Partial<Work> = {}): Work {
    return {
      stack: this.name,
      program: { folder: path.join(this.folder, "program") },
      // The SDK's debug messages are for its authors, and may contain secrets.
      onEvent: (event) => event.diagnosticEvent?.prefix?.startsWith("debug") || this.events.push(event),
      ...more,
    };
  }

  async up(source?: string, options: OperationOptions = {}, config?: StackConfig): Promise<Outcome> {
    if (source !== undefined) await this.program(source);
    return await this.engine.up(this.work(config ? { config } : {}), options);
  }

  async preview(source?: string, options: OperationOptions = {}, config?: StackConfig): Promise<Plan> {
    if (source !== undefined) await this.program(source);
    return await this.engine.preview(this.work(config ? { config } : {}), options);
  }

  async destroy(options: OperationOptions = {}): Promise<Outcome> {
    return await this.engine.destroy(this.work(), options);
  }

  async refresh(options: OperationOptions = {}): Promise<Outcome> {
    return await this.engine.refresh(this.work(), options);
  }

  /** Resources of the state file, as they stand there. */
  async state(): Promise<readonly ExportedResource[]> {
    return (await this.deployment()).resources ?? [];
  }

  /** Read from the file backend itself, because an export by the Pulumi CLI costs one more start of it. */
  async deployment(): Promise<ExportedDeployment> {
    const { project, stack } = this.name;
    const file = path.join(this.folder, "state", ".pulumi", "stacks", project, `${stack}.json`);
    // A stack that was previewed only has no file, and one that was created and never brought up has no deployment.
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (text === undefined) return {};
    const { checkpoint } = JSON.parse(text) as { readonly checkpoint: { readonly latest?: ExportedDeployment | null } };
    return checkpoint.latest ?? {};
  }

  async resource(name: string): Promise<ExportedResource | undefined> {
    return (await this.state()).find(({ urn }) => urn.endsWith(`::${name}`));
  }
}

export interface ExportedDeployment {
  readonly resources?: readonly ExportedResource[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: ExportedResource }[];
}

export interface ExportedResource {
  readonly urn: string;
  readonly id?: string;
  readonly type: string;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** `name: op op` of each resource in the order of the steps, the stack left out. */
export function opsOf({ steps }: Pick<Plan, "steps">): Record<string, StepOp[]> {
  const ops: Record<string, StepOp[]> = {};
  for (const { urn, op, type } of steps) {
    if (type === "pulumi:pulumi:Stack") continue;
    (ops[urn.slice(urn.lastIndexOf("::") + 2)] ??= []).push(op);
  }
  return ops;
}

export function errorsOf({ diagnostics }: Pick<Plan, "diagnostics">): string[] {
  return diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

const prelude = `"use strict";
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, props = {}, opts = {}) { super("test:index:Thing", name, { out: undefined, ...props }, opts); }
}
class Other extends pulumi.CustomResource {
  constructor(name, props = {}, opts = {}) { super("other:index:Other", name, { out: undefined, ...props }, opts); }
}
class Group extends pulumi.ComponentResource {
  constructor(name, opts = {}, type = "my:index:Group") { super(type, name, {}, opts); }
}
class TestProvider extends pulumi.ProviderResource {
  constructor(name, props = {}, opts = {}) { super("test", name, props, opts); }
}
`;
