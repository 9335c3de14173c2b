/**
 * What tests of a project import from the installed package, which `groundwork test` runs against environments that are up.
 *
 * In:   the file that `groundwork test` has written, named by the variable {@link testFileVariable}.
 * Out:  {@link environments}, {@link environment}.
 * Must not know: engines, the driver, Pulumi.
 */
import { readFileSync } from "node:fs";

/** Names the file with what is up: {@link TestedEnvironments}, as JSON. */
const testFileVariable = "GROUNDWORK_TEST";

/** An environment that is up on the local cloud. */
export interface TestedEnvironment {
  readonly name: string;
  /** The stack's outputs; secret ones too, since all of this is on this machine. */
  readonly outputs: Readonly<Record<string, unknown>> & {
    /** What the environment's own `resources.ts` have returned. */
    readonly resources?: Readonly<Record<string, unknown>>;
  };
  /** By the names of its clusters, paths of files with a kubeconfig. */
  readonly kubeconfigs: Readonly<Record<string, string>>;
}

/** What `groundwork test` has brought up. */
export interface TestedEnvironments {
  readonly environments: readonly TestedEnvironment[];
  /** The local cloud's console: `GET <address>/…`. Absent where it could not be asked for. */
  readonly console?: string;
}

/** @throws {Error} where the tests were not started by `groundwork test`. */
export function tested(): TestedEnvironments {
  const file = process.env[testFileVariable];
  if (file === undefined)
    throw new Error(
      `No environment is up for these tests: ${testFileVariable} is not set. Run them with: groundwork test`,
    );
  return JSON.parse(readFileSync(file, "utf8")) as TestedEnvironments;
}

/**
 * One of the environments that are up; the only one where no name is given.
 *
 * @throws {Error} naming those that are up.
 */
export function environment(name?: string): TestedEnvironment {
  const { environments } = tested();
  const [first, second] = environments;
  const found =
    name === undefined ? (second === undefined ? first : undefined) : environments.find((each) => each.name === name);
  if (found !== undefined) return found;
  const up = environments.map((each) => each.name).join(" and ");
  throw new Error(
    name === undefined
      ? `Name one of the environments that are up: ${up}.`
      : `${name} is not up; ${up} is. Run: groundwork test --env ${name}`,
  );
}
