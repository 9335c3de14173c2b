import { memberOf } from "../../../lib/index.ts";
import {
  type CheckRequest,
  type CheckResult,
  type CreatedResource,
  type DiffResult,
  type ExistingSubject,
  knownPart,
  type PropertyMap,
  type ReadResource,
  type ResourceProvider,
  type Subject,
} from "../../../provider/index.ts";
import { checkProperties } from "../../cloud/index.ts";
import { completedInputs, diffLogical, type LogicalChange } from "./diff-logical.ts";
import { NotImportable, UnknownFunction } from "./errors.ts";
import type { LogicalFunction, LogicalType } from "./logical-type.ts";
import type { PackageFacts } from "./package-facts.ts";

export interface LogicalPackage {
  readonly facts: PackageFacts;
  /** By the type's token. */
  readonly types: Readonly<Record<string, LogicalType>>;
  /** By the function's token. */
  readonly functions?: Readonly<Record<string, LogicalFunction>>;
}

/** The provider of a package whose resources exist in no cloud. It stores nothing: all outputs stand in states. */
export class LogicalProvider implements ResourceProvider {
  readonly #package: LogicalPackage;

  constructor(of: LogicalPackage) {
    this.#package = of;
  }

  async checkConfig(news: PropertyMap): Promise<CheckResult> {
    return { inputs: news, failures: [] };
  }

  async diffConfig(): Promise<DiffResult> {
    return { changes: "none", replaces: [], diffs: [], detailedDiff: {}, stables: [], deleteBeforeReplace: false };
  }

  async configure(): Promise<void> {
    // The configuration of these packages has no effect here.
  }

  async check({ type }: Subject, { news }: CheckRequest): Promise<CheckResult> {
    const { inputs, failures } = checkProperties(news, this.#package.facts.typeOf(type));
    const more = failures.length > 0 ? [] : (this.#typeOf(type).check?.(knownPart(inputs)) ?? []);
    return { inputs, failures: [...failures, ...more] };
  }

  async diff({ type }: ExistingSubject, change: LogicalChange): Promise<DiffResult> {
    return diffLogical(this.#typeOf(type), Object.keys(this.#package.facts.typeOf(type).inputs), change);
  }

  async create({ type }: Subject, request: { inputs: PropertyMap; preview: boolean }): Promise<CreatedResource> {
    const logical = this.#typeOf(type);
    const inputs = completedInputs(logical, request.inputs);
    if (request.preview) return { id: "", outputs: kept(inputs, logical) };
    const { id, outputs } = await logical.create(inputs);
    return { id, outputs: kept({ ...inputs, ...outputs }, logical) };
  }

  async read(
    { type, id }: ExistingSubject,
    { inputs, outputs }: { inputs: PropertyMap | undefined; outputs: PropertyMap | undefined },
  ): Promise<ReadResource | undefined> {
    const logical = this.#typeOf(type);
    if (outputs !== undefined && Object.keys(outputs).length > 0) {
      return {
        id,
        inputs: inputs ?? this.#inputsOf(type, outputs),
        outputs: { ...outputs, ...logical.today?.(outputs) },
      };
    }
    if (logical.imported === undefined) throw new NotImportable({ type });
    const found = await logical.imported(id);
    const all = completedInputs(logical, found.outputs);
    return { id: found.id, inputs: this.#inputsOf(type, all), outputs: all };
  }

  async update({ type }: ExistingSubject, { oldOutputs, news }: Parameters<ResourceProvider["update"]>[1]) {
    const logical = this.#typeOf(type);
    const outputs = { ...oldOutputs, ...kept(completedInputs(logical, news), logical) };
    return { outputs: { ...outputs, ...logical.today?.(outputs) } };
  }

  async delete(): Promise<void> {
    // The resource exists in the state only, and the engine removes it there.
  }

  async invoke(token: string, args: PropertyMap): ReturnType<ResourceProvider["invoke"]> {
    const { functions = {} } = this.#package;
    const answer = memberOf(functions, token);
    if (answer === undefined) throw new UnknownFunction({ token, known: Object.keys(functions) });
    return { result: await answer(args), failures: [] };
  }

  #typeOf(token: string): LogicalType {
    const type = memberOf(this.#package.types, this.#package.facts.typeOf(token).token);
    if (type === undefined) throw new Error(`No rules for ${token}.`);
    return type;
  }

  /** The inputs that a program could have given: all that differ from their default. */
  #inputsOf(token: string, outputs: PropertyMap): PropertyMap {
    const defaults = completedInputs(this.#typeOf(token), {});
    const { inputs } = this.#package.facts.typeOf(token);
    return Object.fromEntries(
      Object.entries(outputs).filter(
        ([name, value]) => memberOf(inputs, name) !== undefined && value !== memberOf(defaults, name),
      ),
    );
  }
}

function kept(properties: PropertyMap, { writeOnly = [] }: LogicalType): PropertyMap {
  return Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => value !== undefined && !writeOnly.includes(name)),
  );
}
