import { isObject, type JsonObject, listAt, memberOf, sameJson, stringOf } from "../../lib/index.ts";
import type { FieldSet } from "../client/index.ts";
import { type FieldChange, memberStep, stepText } from "./field-changes.ts";
import { isFilledIn } from "./known-defaults.ts";
import { keyStep } from "./list-keys.ts";
import { sameValue, typeProblem } from "./same-value.ts";
import type { Schema, Schemas } from "./schemas.ts";

/** A place in both objects. */
interface Place {
  readonly git: unknown;
  readonly cluster: unknown;
  readonly schema: Schema | undefined;
  /** What is removed when Git does not declare it. */
  readonly owned: FieldSet;
  readonly path: string;
  /** Inside of a value that is replaced as one: what Git does not declare in it goes, too. */
  readonly whole: boolean;
}

/** Walks through what Git declares, and through what the cluster has beside it. */
export class StructuralWalk {
  readonly problems: string[] = [];
  readonly #schemas: Schemas | undefined;
  readonly #builtIn: boolean;

  constructor(schemas: Schemas | undefined, builtIn: boolean) {
    this.#schemas = schemas;
    this.#builtIn = builtIn;
  }

  changes(place: Place): readonly FieldChange[] {
    const { git, cluster, schema, path } = place;
    if (isObject(git)) {
      const isAbsent =
        cluster === undefined && Object.keys(git).length === 0 && !isObject(schema?.content["properties"]);
      return isAbsent ? [] : this.#changesOfMap(git, { ...place, cluster: cluster ?? {} });
    }
    if (Array.isArray(git)) {
      if (git.length === 0 && (cluster === undefined || cluster === null)) return [];
      return this.#changesOfList(git, place);
    }
    const problem = typeProblem(git, schema);
    if (problem !== undefined) this.problems.push(`${path}: ${problem}`);
    return sameValue(git, cluster, schema) ? [] : [changeAt(place)];
  }

  #changesOfMap(git: JsonObject, place: Place): readonly FieldChange[] {
    const { cluster, schema, owned, path } = place;
    if (!isObject(cluster)) return [changeAt(place)];
    const whole = place.whole || schema?.content["x-kubernetes-map-type"] === "atomic";
    const isRefused = (name: string) => path !== "" && this.#schemas?.refuses(schema, name) === true;
    const declared = Object.keys(git).filter((name) => isRefused(name) || !this.#isUndeclared(name, git[name], schema));
    const changed = declared.flatMap((name) => {
      const at = path + memberStep(name);
      if (isRefused(name)) {
        this.problems.push(`${at}: field not declared in schema`);
        return [];
      }
      return this.changes({
        git: git[name] ?? "",
        cluster: memberOf(cluster, name),
        schema: this.#schemas?.member(schema, name),
        owned: memberOf(owned, `f:${name}`) ?? {},
        path: at,
        whole,
      });
    });
    const removed = Object.keys(cluster).filter(
      (name) => !declared.includes(name) && (whole || Object.hasOwn(owned, `f:${name}`)),
    );
    return [...changed, ...removed.flatMap((name) => this.#removal(name, { ...place, cluster, whole }))];
  }

  /** A null is a value in a map of texts alone, where it is the empty one. */
  #isUndeclared(name: string, value: unknown, schema: Schema | undefined): boolean {
    return value === null && this.#schemas?.member(schema, name)?.content["type"] !== "string";
  }

  #removal(name: string, { cluster, schema, path }: Place & { readonly cluster: JsonObject }): readonly FieldChange[] {
    const value = cluster[name];
    return isFilledIn(name, value, this.#schemas?.member(schema, name), cluster, this.#builtIn)
      ? []
      : [{ path: path + memberStep(name), cluster: value }];
  }

  #changesOfList(git: readonly unknown[], place: Place): readonly FieldChange[] {
    const { schema, path } = place;
    const cluster = place.cluster ?? [];
    if (!Array.isArray(cluster)) return [changeAt(place)];
    const type = schema?.content["x-kubernetes-list-type"];
    if (type === "map" || type === "set") {
      const keys =
        type === "set"
          ? []
          : listAt(schema?.content, "x-kubernetes-list-map-keys").flatMap((key) => stringOf(key) ?? []);
      return this.#changesOfItems(git, { ...place, cluster }, keys.toSorted());
    }
    if (git.length !== cluster.length) return [changeAt(place)];
    const item = this.#schemas?.item(schema);
    return git.flatMap((each, index) =>
      this.changes({
        git: each,
        cluster: cluster[index],
        schema: item,
        owned: {},
        path: `${path}[${index}]`,
        whole: true,
      }),
    );
  }

  #changesOfItems(
    git: readonly unknown[],
    place: Place & { readonly cluster: readonly unknown[] },
    keys: readonly string[],
  ): readonly FieldChange[] {
    const { cluster, owned, path, whole } = place;
    const schema = this.#schemas?.item(place.schema);
    const stepOf = (item: unknown) => keyStep(this.#withKeys(item, keys, schema), keys);
    const standing = new Map(cluster.map((item) => [stepOf(item), item]));
    const declared = git.map((item) => [stepOf(item), item] as const);
    const steps = new Set(declared.map(([step]) => step));
    if (steps.size < declared.length) this.problems.push(`${path}: duplicate entries for a key`);
    const changed = declared.flatMap(([step, item]) => {
      const there = standing.get(step);
      const at = path + stepText(step);
      const changes = this.changes({
        git: item,
        cluster: there,
        schema,
        owned: memberOf(owned, step) ?? {},
        path: at,
        whole,
      });
      // Its parts were looked at for what the server would refuse.
      return there === undefined ? [{ path: at, git: item }] : changes;
    });
    const removed = [...standing].flatMap(([step, item]) =>
      !steps.has(step) && (whole || Object.hasOwn(owned, step)) ? [{ path: path + stepText(step), cluster: item }] : [],
    );
    const changes = [...changed, ...removed];
    const inOrder = [...standing.keys()].filter((step) => steps.has(step));
    return changes.length > 0 || sameJson(inOrder, [...steps]) ? changes : [{ path, cluster, git, reordered: true }];
  }

  #withKeys(item: unknown, keys: readonly string[], schema: Schema | undefined): unknown {
    if (!isObject(item)) return item;
    const missing = keys.flatMap((key) => {
      const preset = this.#schemas?.member(schema, key)?.content["default"];
      return Object.hasOwn(item, key) || preset === undefined ? [] : [[key, preset] as const];
    });
    return { ...item, ...Object.fromEntries(missing) };
  }
}

function changeAt({ path, cluster, git }: Place): FieldChange {
  return { path, ...(cluster !== undefined && { cluster }), git };
}
