import type { PropertyMap } from "../../../../pulumi/index.ts";
import type { CustomTimeouts } from "../../stack/index.ts";

/** Another name under which a resource may stand in the old state. */
export type Alias =
  | { readonly urn: string }
  | {
      readonly name?: string;
      readonly type?: string;
      readonly stack?: string;
      readonly project?: string;
      /** `null`: it had no parent. Absent: the parent that it has now. */
      readonly parent?: string | null;
    };

/** What a program wants one resource to be. */
export interface Goal {
  readonly type: string;
  readonly name: string;
  /** True for a resource that a provider manages, false for a component. */
  readonly custom: boolean;
  readonly properties: PropertyMap;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Reference of the provider resource; absent for components and for provider resources. */
  readonly provider?: string;
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly hideDiffs: readonly string[];
  readonly aliases: readonly Alias[];
  readonly importId?: string;
  readonly customTimeouts?: CustomTimeouts;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  readonly replaceWith: readonly string[];
  readonly replacementTrigger?: unknown;
  readonly sourcePosition?: string;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
}

/** What a program wants to know about a resource that it does not manage. */
export interface ReadGoal {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly parent?: string;
  readonly properties: PropertyMap;
  readonly dependencies: readonly string[];
  readonly provider: string;
  readonly additionalSecretOutputs: readonly string[];
  readonly sourcePosition?: string;
  readonly stackTrace?: readonly { readonly sourcePosition?: string }[];
}
