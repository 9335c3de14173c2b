import { counted, GroundworkError } from "../../../../lib/index.ts";

/** One thing that is wrong in a file. Lines and columns count from 1. */
export interface FileProblem {
  readonly line: number;
  readonly column: number;
  /** Path inside of the document, for example `config.region`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** `Pulumi.yaml` is no valid project. */
export class ProjectInvalid extends GroundworkError {
  readonly code = "project-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly problems: readonly FileProblem[] },
    options?: ErrorOptions,
  ) {
    super(`The project file has ${count(data.problems)}:\n${listed(data)}\nNothing was run.`, options);
  }
}

/** `Pulumi.<stack>.yaml` is not valid, or does not fit what the project declares. */
export class StackConfigInvalid extends GroundworkError {
  readonly code = "stack-config-invalid";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly problems: readonly FileProblem[] },
    options?: ErrorOptions,
  ) {
    super(`The stack's configuration has ${count(data.problems)}:\n${listed(data)}\nNothing was run.`, options);
  }
}

/** The project declares configuration that the stack does not give. */
export class MissingConfig extends GroundworkError {
  readonly code = "missing-config";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly stack: string; readonly file: string; readonly keys: readonly string[] },
    options?: ErrorOptions,
  ) {
    super(
      `Stack ${data.stack} gives no value for ${data.keys.join(", ")}, which Pulumi.yaml declares without a default. ` +
        `Add ${data.keys.length === 1 ? "it" : "them"} to ${data.file} under config:, or pass --config ${data.keys[0] ?? "key"}=<value>.`,
      options,
    );
  }
}

/** A key on the command line that is none. */
export class InvalidConfigKey extends GroundworkError {
  readonly code = "invalid-config-key";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly key: string },
    options?: ErrorOptions,
  ) {
    super(
      `${JSON.stringify(data.key)} is no configuration key. Write <name> or <namespace>:<name>; with --config-path also <name>.<member>[0].`,
      options,
    );
  }
}

function count(problems: readonly FileProblem[]): string {
  return counted(problems.length, "problem");
}

function listed({ file, problems }: { readonly file: string; readonly problems: readonly FileProblem[] }): string {
  return problems
    .map(({ line, column, path, message }) => `${file}:${line}:${column} ${path === "" ? "" : `${path}: `}${message}`)
    .join("\n");
}
