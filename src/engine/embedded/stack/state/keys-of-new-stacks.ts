import type { StackName } from "../../../engine.ts";
import { WrongPassphrase } from "../../../errors.ts";
import { type Crypter, type PassphraseKeys, SecretUnreadable } from "../secrets/index.ts";
import { parseCheckpoint } from "./checkpoint-file.ts";
import { pathsOf } from "./layout.ts";
import { saltIn } from "./salt-of-state.ts";
import { stacksIn } from "./stacks-in.ts";
import { readState } from "./state-file.ts";

/**
 * Gives the stacks of a folder that have no key yet the key of another stack of their project, where that is of the same passphrase; else
 * a new one, which those that follow share. An operation on 500 stacks derives one key then, and not 500 at 0.2 s each.
 *
 * It protects no less: one passphrase opens all of these stacks in either case.
 */
export class KeysOfNewStacks {
  readonly #byProject = new Map<string, Promise<Crypter>>();

  constructor(
    private readonly root: string,
    private readonly keys: PassphraseKeys,
  ) {}

  /**
   * @param of names the stack in errors.
   * @throws {MissingPassphrase}
   */
  async keyFor({ project }: StackName, of: string): Promise<Crypter> {
    const known = this.#byProject.get(project);
    if (known) return await known;
    const choosing = this.#choose(project, of);
    this.#byProject.set(project, choosing);
    // The next stack asks again, so that its own name is in the error.
    choosing.catch(() => this.#byProject.delete(project));
    return await choosing;
  }

  async #choose(project: string, of: string): Promise<Crypter> {
    const salt = await this.#saltOfAnother(project);
    return (salt !== undefined && (await this.#opened(salt, of))) || (await this.keys.create(of));
  }

  /** @returns `undefined` for the key of another passphrase, and for what describes none */
  async #opened(salt: string, of: string): Promise<Crypter | undefined> {
    try {
      return await this.keys.open(salt, of);
    } catch (error) {
      if (error instanceof WrongPassphrase || error instanceof SecretUnreadable) return undefined;
      throw error;
    }
  }

  async #saltOfAnother(project: string): Promise<string | undefined> {
    const [other] = (await stacksIn(this.root, project)).toSorted((a, b) => (a.stack < b.stack ? -1 : 1));
    if (other === undefined) return undefined;
    const paths = pathsOf(this.root, other);
    try {
      const state = await readState(paths.stateFile);
      if (state === undefined) return undefined;
      return saltIn((await parseCheckpoint(state)).latest?.secrets_providers, paths.fullName);
    } catch {
      // What is wrong with another stack is told by what works on that stack.
      return undefined;
    }
  }
}
