import { GroundworkError } from "../../src/lib/index.ts";

/** A `resources.ts` asks for what its environment does not declare. */
export class NotInEnvironment extends GroundworkError {
  readonly code = "not-in-environment";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly environment: string;
      readonly kind: string;
      readonly name: string;
      readonly near: string;
      readonly names: readonly string[];
    },
  ) {
    const { environment, kind, name, near, names } = data;
    super(
      `${environment} has no ${kind}.${name}${near}; ${names.length === 0 ? "there are none" : `there are ${names.join(", ")}`}. ` +
        `Declare it in environment.yaml, or use one of these.`,
    );
  }
}

/** A `resources.ts` reads outputs of an environment on which its own does not depend. */
export class UpstreamNotDeclared extends GroundworkError {
  readonly code = "upstream-not-declared";
  readonly kind = "invalid";
  constructor(readonly data: { readonly environment: string; readonly upstream: string }) {
    const { environment, upstream } = data;
    super(
      `${environment} does not depend on ${upstream}, so its resources cannot use outputs of it: changes of ${upstream} would not reach them. ` +
        `Add ${upstream} to spec.dependsOn of environments/${environment}/environment.yaml.`,
    );
  }
}

/** Which cluster a Kubernetes object belongs to is not said, and there is not exactly one. */
export class ClusterNotChosen extends GroundworkError {
  readonly code = "cluster-not-chosen";
  readonly kind = "invalid";
  constructor(readonly data: { readonly type: string; readonly name: string; readonly clusters: readonly string[] }) {
    const { type, name, clusters } = data;
    const which = clusters.length === 0 ? "the environment has no cluster" : `there are ${clusters.join(" and ")}`;
    super(
      `${type} ${name} does not say which cluster it belongs to, and ${which}. ` +
        'Create it with { provider: environment.clusters.get("<name>").provider }.',
    );
  }
}

/** Two resources have one name. */
export class ResourceNameTaken extends GroundworkError {
  readonly code = "resource-name-taken";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly type: string; readonly name: string; readonly by: string; readonly inCloud: boolean },
  ) {
    const { type, name, by, inCloud } = data;
    super(
      `${inCloud ? `another ${type} has the name ${name} in the cloud` : `another ${type} is registered as ${name}`}: ${by}. Give one of them another name.`,
    );
  }
}

/** A `resources.ts` exports no function. */
export class ResourcesNotExported extends GroundworkError {
  readonly code = "resources-not-exported";
  readonly kind = "invalid";
  constructor(readonly data: { readonly file: string; readonly found: string }) {
    super(
      `${data.file}:1 exports ${data.found}, and has to export a function of the environment as its default: ` +
        "export default defineResources((environment) => { … })",
    );
  }
}

/** A `resources.ts` loads a package or a file that is not there. */
export class ResourcesImportMissing extends GroundworkError {
  readonly code = "resources-import-missing";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly at: string; readonly request: string; readonly package?: string },
    options?: ErrorOptions,
  ) {
    const { at, request } = data;
    super(
      data.package === undefined
        ? `${at} imports ${request}, which is not there. Correct the path, or add the file.`
        : `${at} imports ${request}, which is not installed. Run: npm install ${data.package}`,
      options,
    );
  }
}

/** A `resources.ts` throws an error. */
export class ResourcesFailed extends GroundworkError {
  readonly code = "resources-failed";
  readonly kind = "failed";
  constructor(
    readonly data: {
      readonly file: string;
      /** `<file>:<line>:<column>`; the file alone where it is not known. */
      readonly at: string;
      readonly problem: string;
      /** Frames of the project's own files. */
      readonly stack: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    const { file, at, problem, stack } = data;
    super(
      [`${at} ${problem}`, ...stack.map((frame) => `    ${frame}`)].join("\n") +
        (stack.length > 0 ? `\nCorrect ${file}.` : `. Correct ${file}.`).replace(
          /^\. /u,
          /[.!?]$/u.test(problem) ? " " : ". ",
        ),
      options,
    );
  }
}

/** A `resources.ts` does not end. */
export class ResourcesTimedOut extends GroundworkError {
  readonly code = "resources-timed-out";
  readonly kind = "failed";
  constructor(readonly data: { readonly file: string; readonly seconds: number }) {
    super(
      `${data.file} has not ended after ${data.seconds} s, so nothing of it counts. Look for a loop, or for a promise that is never settled; ` +
        "the value of an output is known only in its apply. Where it needs more time: pulumi config set groundwork:resourcesSeconds <seconds>.",
    );
  }
}

/** A `resources.ts` returns what cannot be outputs. */
export class ResourcesOutputsInvalid extends GroundworkError {
  readonly code = "resources-outputs-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly file: string; readonly problem: string }) {
    super(`${data.file} returns ${data.problem}. Make it return an object of outputs, or nothing.`);
  }
}

/** What stands in for a built-in component does not say all of what it made. */
export class ReplacementIncomplete extends GroundworkError {
  readonly code = "replacement-incomplete";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly file: string;
      readonly kind: string;
      readonly missing: readonly string[];
      readonly fields: readonly string[];
    },
  ) {
    const { file, kind, missing, fields } = data;
    super(
      `${file} replaces ${kind}, and does not return ${missing.join(", ")}. ` +
        `Return for each declared name an object with ${fields.join(" and ")}.`,
    );
  }
}

/** Another part of `environment.yaml` needs the resource that a `resources.ts` replaces. */
export class ReplacementReferred extends GroundworkError {
  readonly code = "replacement-referred";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly file: string; readonly kinds: readonly string[]; readonly name: string },
    options?: ErrorOptions,
  ) {
    const { file, kinds, name } = data;
    super(
      `${file} replaces ${kinds.join(" and ")}, and another part of environment.yaml refers to ${name} of these, which only the built-in one gives. ` +
        `Take what refers to it (access, a load balancer, a subscription, a log sink, a service of Cloud Run) out of environment.yaml, and create it in ${file}.`,
      options,
    );
  }
}
