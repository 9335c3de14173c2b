import { rm, writeFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import { emptySnapshot, PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { WrongPassphrase } from "../../../src/engine/errors.ts";
import { backend, passphrase, removeTemporaryFolders, stack } from "./pulumi-fixture.ts";

afterAll(removeTemporaryFolders);

/** Keys that tell how often the passphrase was asked for: once for each that is derived. */
function countingKeys(given = passphrase) {
  const asked = { times: 0 };
  const keys = new PassphraseKeys(() => {
    asked.times += 1;
    return Promise.resolve(given);
  });
  return { asked, keys };
}

describe("a stack that is going to be read", () => {
  it("has its key when it is read", async () => {
    const { asked, keys } = countingKeys();
    const { store } = await backend({ keys });
    await store.prefetch(stack);
    expect(asked.times).toBe(1);
    expect((await store.load(stack))?.resources).not.toHaveLength(0);
    expect(asked.times).toBe(1);
  });

  it("asks for no passphrase when there is nothing to decrypt", async () => {
    const { root, store } = await backend({ empty: true });
    await store.save(stack, emptySnapshot);
    const { asked, keys } = countingKeys();
    await (await backend({ root, keys })).store.prefetch(stack);
    expect(asked.times).toBe(0);
  });

  it("is read anew when it has changed since", async () => {
    const { store, stateFile, text } = await backend();
    await store.prefetch(stack);
    const expected = await store.load(stack);
    await store.prefetch(stack);
    await writeFile(stateFile, (await text()).replaceAll("::one", "::two"));
    const names = (await store.load(stack))?.resources.map(({ urn }) => urn);
    expect(names).toEqual(expected?.resources.map(({ urn }) => urn.replace("::one", "::two")));
    expect(names).not.toEqual(expected?.resources.map(({ urn }) => urn));
  });

  it("has its key before it is locked, and tells what is wrong with it when it is", async () => {
    const { asked, keys } = countingKeys();
    const { store } = await backend({ keys });
    await store.prefetch(stack, "locked");
    await (await store.lock(stack)).release();
    expect(asked.times).toBe(1);
    const { store: other } = await backend({ keys: countingKeys("another").keys });
    await other.prefetch(stack, "locked");
    await expect(other.lock(stack)).rejects.toBeInstanceOf(WrongPassphrase);
  });

  it("says what is wrong when it is read, and not before", async () => {
    const { store } = await backend({ keys: countingKeys("another").keys });
    await store.prefetch(stack);
    await expect(store.load(stack)).rejects.toBeInstanceOf(WrongPassphrase);
    const broken = await backend();
    await writeFile(broken.stateFile, "{");
    await broken.store.prefetch(stack);
    await rm(broken.stateFile);
    await broken.store.prefetch(stack);
    expect(await broken.store.load(stack)).toBeUndefined();
  });
});
