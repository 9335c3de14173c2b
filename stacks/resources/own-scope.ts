import { AsyncLocalStorage } from "node:async_hooks";
import type { Provider as Gcp } from "@pulumi/gcp/provider.js";
import type { Provider as Kubernetes } from "@pulumi/kubernetes/provider.js";
import {
  type ComponentResource,
  type CustomResourceOptions,
  type ProviderResource,
  type Resource,
  type ResourceTransformation,
  runtime,
} from "@pulumi/pulumi";
import type { DesiredResources } from "../../src/desired/index.ts";
import { ClusterNotChosen, ResourceNameTaken } from "./errors.ts";
import { placeOfCall } from "./team-errors.ts";

/** What resources of a `resources.ts` get where they do not say otherwise. */
export interface OwnDefaults {
  readonly gcp: () => Gcp;
  readonly kubernetes: ReadonlyMap<string, () => Kubernetes>;
  /** What has to be there before anything in the cloud. */
  readonly after: ComponentResource | undefined;
  readonly protect: DesiredResources["protect"];
}

/** Properties that hold a resource's name in the cloud. */
const nameKeys = ["name", "accountId", "secretId"];
/** Properties that say among which others the name is one's own. */
const placeKeys = "project region zone location network instance cluster managedZone type topic bucket role".split(" ");

/**
 * Tells resources that a team's files create from those of the program, gives them what they do not say themselves, and refuses two of one
 * name with both places. It is registered before the first resource, since it has to know the names of all of them.
 */
export class OwnScope {
  readonly #files = new AsyncLocalStorage<string>();
  readonly #registered = new Map<Resource | undefined, Map<string, string>>();
  readonly #inCloud = new Map<string, readonly { readonly place: Place; readonly by: string }[]>();
  #defaults: OwnDefaults | undefined;

  constructor(private readonly folder: string) {
    const transformation: ResourceTransformation = (args) => this.#transformed(args);
    runtime.registerStackTransformation(transformation);
  }

  /** Runs what a file does, now and later, as that file's. */
  run<T>(file: string, defaults: OwnDefaults, call: () => T): T {
    this.#defaults = defaults;
    return this.#files.run(file, call);
  }

  #transformed({ type, name, props, opts }: Parameters<ResourceTransformation>[0]): ReturnType<ResourceTransformation> {
    const file = this.#files.getStore();
    const defaults = this.#defaults;
    this.#takeNames({ type, name, props, parent: opts.parent }, file);
    if (file === undefined || defaults === undefined) return undefined;
    return { props, opts: this.#withDefaults({ type, name, opts }, defaults) };
  }

  #takeNames(
    {
      type,
      name,
      props,
      parent,
    }: {
      readonly type: string;
      readonly name: string;
      readonly props: Record<string, unknown>;
      readonly parent: Resource | undefined;
    },
    file: string | undefined,
  ): void {
    const by = file === undefined ? "Groundwork creates it of environment.yaml" : (placeOfCall(this.folder) ?? file);
    const siblings = this.#registered.get(parent) ?? new Map<string, string>();
    this.#registered.set(parent, siblings);
    const registered = `${type} ${name}`;
    const other = siblings.get(registered);
    if (file !== undefined && other !== undefined)
      throw new ResourceNameTaken({ type, name, by: other, inCloud: false });
    siblings.set(registered, by);

    const inCloud = type.startsWith("gcp:") ? cloudName(type, props) : undefined;
    if (inCloud === undefined) return;
    const others = this.#inCloud.get(inCloud.key) ?? [];
    const taken = others.find(({ place }) => mayBeSame(place, inCloud.place));
    if (file !== undefined && taken !== undefined)
      throw new ResourceNameTaken({ type, name: inCloud.name, by: taken.by, inCloud: true });
    this.#inCloud.set(inCloud.key, [...others, { place: inCloud.place, by }]);
  }

  #withDefaults(
    { type, name, opts }: { readonly type: string; readonly name: string; readonly opts: CustomResourceOptions },
    { gcp, kubernetes, after, protect }: OwnDefaults,
  ): CustomResourceOptions {
    if (type.startsWith("pulumi:")) return opts;
    const isProtected = protect === true || protect.includes(name);
    const kept = opts.protect === undefined && isProtected ? { ...opts, protect: true } : opts;
    if (opts.provider !== undefined || opts.parent?.getProvider(type) !== undefined) return kept;
    if (type.startsWith("gcp:"))
      return { ...kept, provider: gcp(), ...(after && { dependsOn: [...dependenciesOf(kept), after] }) };
    if (type.startsWith("kubernetes:")) return { ...kept, provider: onlyCluster(type, name, kubernetes) };
    return kept;
  }
}

function onlyCluster(type: string, name: string, kubernetes: OwnDefaults["kubernetes"]): ProviderResource {
  const [only, second] = [...kubernetes.values()];
  if (only === undefined || second !== undefined)
    throw new ClusterNotChosen({ type, name, clusters: [...kubernetes.keys()] });
  return only();
}

function dependenciesOf({ dependsOn }: CustomResourceOptions): readonly Resource[] {
  if (dependsOn === undefined) return [];
  return Array.isArray(dependsOn) ? (dependsOn as readonly Resource[]) : [dependsOn as Resource];
}

type Place = Readonly<Record<string, unknown>>;

/** Where the name in the cloud is a text: what is computed is known when it is there. */
function cloudName(
  type: string,
  props: Record<string, unknown>,
): { readonly key: string; readonly name: string; readonly place: Place } | undefined {
  const name = nameKeys.map((key) => props[key]).find((value) => value !== undefined);
  if (typeof name !== "string") return undefined;
  const place = Object.fromEntries(placeKeys.map((key) => [key, props[key]]));
  return { key: JSON.stringify([type, name]), name, place };
}

/** Names repeat in other places. What only one of the two says is the provider's, and the same for both. */
function mayBeSame(one: Place, other: Place): boolean {
  return placeKeys.every((key) => {
    const [a, b] = [one[key], other[key]];
    if (a === undefined || b === undefined) return true;
    return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
  });
}
