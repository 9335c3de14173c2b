import type { Forge } from "../../src/forge/index.ts";

export type DemoForgeName = "local" | "gitea";

/** A person of the story. */
export type Person = "ada" | "bob";

/** Where the repository of the story is discussed, approved and merged. */
export interface DemoForge {
  /** As Groundwork's bot sees it. */
  readonly forge: Forge;
  /** What a CI of this forge would set, as flags. */
  readonly flags: readonly string[];
  /** What it would set as variables: the token. */
  readonly variables: Readonly<Record<string, string>>;
  /** Address of an empty repository, which everybody may read. */
  readonly repositoryUrl: string;
  /** Value of the `Authorization` header with which ada pushes to it. */
  readonly authorization: string;
  /** Demands a check before merges into a branch. */
  protect(branch: string, check: string): Promise<void>;
  /** @returns the number of the change request */
  open(by: Person, request: { readonly title: string; readonly head: string; readonly base: string }): Promise<number>;
  approve(by: Person, number: number): Promise<void>;
  merge(by: Person, number: number): Promise<void>;
  /** The text of a comment that a command says it has written. */
  commentAt(url: string, number: number): Promise<string>;
  close(): Promise<void>;
}

export interface DemoForgePlace {
  /** A folder of the story, which is removed at its end. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The forge that was asked for is not on this machine. */
export class DemoForgeMissing extends Error {
  override readonly name = "DemoForgeMissing";
}
