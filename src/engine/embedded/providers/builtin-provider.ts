import { randomUUID } from "node:crypto";
import { GroundworkError } from "../../../lib/index.ts";
import { containsSecrets, isUnknown, nameOfUrn, type PropertyMap, plainOf, typeOfUrn } from "../../../pulumi/index.ts";
import type { Properties } from "../stack/index.ts";
import {
  type CheckAnswer,
  type CreateAnswer,
  type DiffAnswer,
  type InvokeAnswer,
  noDiff,
  type ReadAnswer,
} from "./answers.ts";
import { sameValue } from "./properties/index.ts";
import type { Existing, Olds, ResourceProvider } from "./resource-provider.ts";

const stackReferenceType = "pulumi:pulumi:StackReference";

/** A stack's outputs as its last update left them; `undefined` when there is no such stack. */
export type ReadStackOutputs = (name: string) => Promise<Properties | undefined>;

/** Outputs of a resource of this deployment, by its URN. */
export type FindResource = (urn: string) => { readonly id: string; readonly state: Properties } | undefined;

/** A stack reference names a stack that does not exist in this backend. */
export class ReferencedStackUnknown extends GroundworkError {
  readonly code = "referenced-stack-unknown";
  readonly kind = "failed";
  constructor(readonly data: { readonly name: string }) {
    super(
      `There is no stack ${data.name} in this backend. A reference reads <stack> or organization/<project>/<stack>; ` +
        "bring that stack up first.",
    );
  }
}

/** The package `pulumi` offers no such resource or function here. */
export class BuiltinUnknown extends GroundworkError {
  readonly code = "builtin-unknown";
  readonly kind = "refused";
  constructor(readonly data: { readonly token: string }) {
    super(
      `The embedded engine does not know ${data.token}. ` +
        "Use the engine `automation`, which runs the Pulumi CLI, for this stack.",
    );
  }
}

/** The engine's own package `pulumi`: references to other stacks, and questions about this one. */
export class BuiltinProvider implements ResourceProvider {
  constructor(
    private readonly readStackOutputs: ReadStackOutputs,
    private readonly findResource: FindResource,
  ) {}

  async checkConfig(_urn: string, _olds: Properties | undefined, news: Properties): Promise<CheckAnswer> {
    return await Promise.resolve({ inputs: { ...news }, failures: [] });
  }

  async diffConfig(): Promise<DiffAnswer> {
    return await Promise.resolve(noDiff);
  }

  async configure(): Promise<void> {
    await Promise.resolve();
  }

  async check(urn: string, _olds: Properties | undefined, news: Properties): Promise<CheckAnswer> {
    if (typeOfUrn(urn) !== stackReferenceType) throw new BuiltinUnknown({ token: typeOfUrn(urn) });
    const name = plainOf(news["name"]);
    const failures = typeof name === "string" ? [] : [{ property: "name", reason: "expected the name of a stack" }];
    return await Promise.resolve({ inputs: { ...news }, failures });
  }

  async diff(_existing: Existing, olds: Olds, news: Properties): Promise<DiffAnswer> {
    if (sameValue(olds.inputs["name"], news["name"])) return await Promise.resolve(noDiff);
    return await Promise.resolve({ ...noDiff, changes: "some", replaceKeys: ["name"], changedKeys: ["name"] });
  }

  async create(_urn: string, inputs: Properties, { preview }: { readonly preview: boolean }): Promise<CreateAnswer> {
    return { id: preview ? "" : randomUUID(), outputs: await this.#reference(inputs) };
  }

  async read({ urn, id }: Existing, known: { readonly outputs: Properties }): Promise<ReadAnswer> {
    if (typeOfUrn(urn) !== stackReferenceType) throw new BuiltinUnknown({ token: typeOfUrn(urn) });
    const outputs = await this.#reference(known.outputs);
    return { id, outputs, inputs: { name: outputs["name"] ?? nameOfUrn(urn) } };
  }

  async update(_existing: Existing, _olds: Olds, news: Properties): Promise<PropertyMap> {
    return await this.#reference(news);
  }

  async delete(): Promise<void> {
    await Promise.resolve();
  }

  async invoke(token: string, args: Properties): Promise<InvokeAnswer> {
    switch (token) {
      case "pulumi:pulumi:readStackOutputs":
        return { result: await this.#reference(args), failures: [] };
      case "pulumi:pulumi:getResource": {
        const urn = String(plainOf(args["urn"]));
        const found = this.findResource(urn);
        if (!found) return { result: {}, failures: [{ property: "urn", reason: `unknown resource ${urn}` }] };
        return { result: { urn, id: found.id, state: found.state }, failures: [] };
      }
      default:
        throw new BuiltinUnknown({ token });
    }
  }

  async cancel(): Promise<void> {
    await Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  async #reference(inputs: Properties): Promise<PropertyMap> {
    const name = plainOf(inputs["name"]);
    if (typeof name !== "string" || isUnknown(name)) return { ...inputs };
    const outputs = await this.readStackOutputs(name);
    if (!outputs) throw new ReferencedStackUnknown({ name });
    // The SDK takes a whole output for secret or none of it, so one secret anywhere inside counts. Sorted, because the names are
    // recorded, and another order would be a change.
    const secretOutputNames = Object.keys(outputs)
      .filter((key) => containsSecrets(outputs[key]))
      .toSorted();
    return { name: inputs["name"], outputs: { ...outputs }, secretOutputNames };
  }
}
