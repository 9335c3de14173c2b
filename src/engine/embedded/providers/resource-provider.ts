import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import type { PropertyMap } from "../../../pulumi/index.ts";
import type { Properties } from "../stack/index.ts";
import type { CheckAnswer, ConstructAnswer, CreateAnswer, DiffAnswer, InvokeAnswer, ReadAnswer } from "./answers.ts";

export interface Existing {
  readonly urn: string;
  readonly id: string;
}

/** What a resource was, in the words of the last update. */
export interface Olds {
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A provider's operations in plain JSON: of a provider process, or of the engine itself. */
export interface ResourceProvider {
  checkConfig(urn: string, olds: Properties | undefined, news: Properties): Promise<CheckAnswer>;
  diffConfig(existing: Existing, olds: Olds, news: Properties, ignoreChanges?: readonly string[]): Promise<DiffAnswer>;
  configure(existing: Existing, inputs: Properties): Promise<void>;
  check(
    urn: string,
    olds: Properties | undefined,
    news: Properties,
    options: { readonly preview: boolean; readonly randomSeed: Uint8Array },
  ): Promise<CheckAnswer>;
  diff(existing: Existing, olds: Olds, news: Properties, ignoreChanges: readonly string[]): Promise<DiffAnswer>;
  /** @throws {ResourceInitFailed} when the resource exists but did not come up. */
  create(
    urn: string,
    inputs: Properties,
    options: { readonly preview: boolean; readonly timeoutSeconds: number },
  ): Promise<CreateAnswer>;
  read(
    existing: Existing,
    known: { readonly inputs: Properties | undefined; readonly outputs: Properties },
    timeoutSeconds: number,
  ): Promise<ReadAnswer>;
  /** @throws {ResourceInitFailed} */
  update(
    existing: Existing,
    olds: Olds,
    news: Properties,
    options: {
      readonly preview: boolean;
      readonly timeoutSeconds: number;
      readonly ignoreChanges: readonly string[];
    },
  ): Promise<PropertyMap>;
  delete(existing: Existing, olds: Olds, timeoutSeconds: number): Promise<void>;
  invoke(token: string, args: Properties, preview: boolean): Promise<InvokeAnswer>;
  /**
   * Has the provider register a component of its own and everything in it. Left out by the engine's own package.
   *
   * @returns `unsupported` from a provider that constructs no components, `unknown` while its configuration is unknown in a preview
   */
  construct?(request: ConstructRequest, inputs: Properties): Promise<ConstructAnswer | "unsupported" | "unknown">;
  /** Sends `Cancel`, which is advice to the provider: running calls still end by themselves. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}
