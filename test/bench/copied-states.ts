import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PassphraseKeys } from "../../src/engine/embedded/stack/index.ts";

const rehearsal = path.join(".groundwork", "rehearsal");

/**
 * Gives each of `names` the state of the stack `from`, with its own name and addresses and under a salt of its own, as if each had been
 * brought up. That would take a cluster with its agent for each.
 *
 * @param folder of a repository in which `from` was rehearsed.
 */
export async function copyState(folder: string, from: string, names: readonly string[]): Promise<void> {
  const stacks = path.join(folder, rehearsal, "state", ".pulumi", "stacks", "groundwork");
  const passphrase = readFileSync(path.join(folder, rehearsal, "passphrase"), "utf8").trim();
  const keys = new PassphraseKeys(() => Promise.resolve(passphrase));
  const addresses = addressesIn(path.join(folder, "environments", "addresses.lock.yaml"));
  const text = readFileSync(path.join(stacks, `${from}.json`), "utf8");
  const salt = (/"salt":\s*"(?<salt>[^"]+)"/u.exec(text)?.groups ?? {})["salt"] ?? "";
  const own = await keys.open(salt, from);
  const derivedAtOnce = 4;
  for (let first = 0; first < names.length; first += derivedAtOnce)
    await Promise.all(
      names.slice(first, first + derivedAtOnce).map(async (name) => {
        const key = await keys.create(name);
        const copy = withAddresses(text.replaceAll(from, name), addresses.get(from) ?? [], addresses.get(name) ?? [])
          .replaceAll(salt, () => key.salt)
          .replace(
            /("ciphertext":\s*)"([^"]+)"/gu,
            (_, member: string, sealed: string) => `${member}"${key.encrypt(own.decrypt(sealed))}"`,
          );
        writeFileSync(path.join(stacks, `${name}.json`), copy);
      }),
    );
}

/** Blocks of each environment, and the beginning of the addresses in its subnet, in the order of their keys. */
function addressesIn(book: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of readFileSync(book, "utf8").split("\n")) {
    const [, name, subnet, block] = /^ {2}(\S+):$|^ {4}(?:(subnets\/main)|\S+): (\S+)$/u.exec(line) ?? [];
    if (name !== undefined) {
      current = [];
      found.set(name, current);
    }
    if (block === undefined) continue;
    current.push(block);
    if (subnet !== undefined) current.push(`"${block.split(".").slice(0, 3).join(".")}.`);
  }
  return found;
}

/** In two steps, since an address of the one may be another's of the other. */
function withAddresses(text: string, from: readonly string[], to: readonly string[]): string {
  const marked = from.reduce((marking, address, index) => marking.replaceAll(address, `<${index}>`), text);
  return to.reduce((filling, address, index) => filling.replaceAll(`<${index}>`, address), marked);
}
