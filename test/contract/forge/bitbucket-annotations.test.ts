import { describe, expect, it } from "vitest";
import type { Annotation, Forge } from "../../../src/forge/index.ts";
import { type BitbucketHost, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import { annotationsContract } from "./annotations-contract.ts";
import { bitbuckets, onBitbucket } from "./bitbucket-stage.ts";
import type { BitbucketWorld } from "./bitbucket-world.ts";

const context = "groundwork/preview";
const path = "environments/dev/environment.yaml";
const noteOf = (last: number, text = "dev: 1 to create"): Annotation => ({
  path,
  first: 1,
  last,
  level: "notice",
  text,
});

describe.each(bitbuckets)("the reports of %s", (_, start) => {
  let host: BitbucketHost;
  let world: BitbucketWorld;
  let head: string;

  onBitbucket(start, async (stage) => {
    ({ host, world } = stage);
    head = await world.commit({ branch: "topic" });
  });

  annotationsContract(() => world, "one");

  const ensure = async (notes: readonly Annotation[], of = context, { annotations }: Forge = world.forge) => {
    if (!annotations) throw new Error("there is no port");
    await annotations.ensureAnnotations(head, of, notes);
  };
  const seen = async (of = context) => await world.annotationsOn?.(head, of);

  it("take five writing requests at a push, with the comment and both states of the check", async () => {
    const number = await world.open({ head: "topic" });
    world.writesOfForge();
    const { statuses, board } = world.forge;
    await statuses?.setStatus(head, { context, state: "pending", description: "running" }, "topic");
    await board?.ensureComment({ number }, "preview", "text");
    await statuses?.setStatus(head, { context, state: "success", description: "done" }, "topic");
    await ensure(Array.from({ length: 300 }, (_unused, index) => noteOf(index + 1)));
    expect(world.writesOfForge()).toBe(5);
  });

  it("are not made for a commit without notes", async () => {
    await ensure([]);
    expect(world.writesOfForge()).toBe(0);
  });

  it("keep the whole of a long text", async () => {
    const text = "is lost; ".repeat(70);
    await ensure([noteOf(3, text)]);
    expect(await seen()).toMatchObject([{ text }]);
    world.writesOfForge();
    await ensure([noteOf(3, text)]);
    expect(world.writesOfForge()).toBe(0);
  });

  it("are told apart by the check", async () => {
    const other = "groundwork/preview/release/1";
    await ensure([noteOf(1)]);
    await ensure([noteOf(2), noteOf(3)], other);
    await ensure([], context);
    expect(await seen()).toEqual([]);
    expect(await seen(other)).toHaveLength(2);
  });

  it("lose the notes that a later preview of the same commit does not have", async () => {
    await ensure([noteOf(1), noteOf(2), noteOf(3)]);
    await ensure([noteOf(3), noteOf(9)]);
    expect((await seen())?.map(({ last }) => last).toSorted((one, other) => one - other)).toEqual([3, 9]);
  });

  it("have each note once though an answer is lost", async () => {
    host.fail({ method: "POST", path: /\/annotations$/, kind: "lost answer", times: 1 });
    await ensure([noteOf(1), noteOf(2)]);
    expect(await seen()).toHaveLength(2);
  });
});

describe("a report of Data Center", () => {
  let world: BitbucketWorld;

  onBitbucket(fakeDataCenter, (stage) => {
    ({ world } = stage);
  });

  it("that another user made is not replaced, and the refusal is told", async () => {
    const head = await world.commit({ branch: "topic" });
    const other = await world.anotherBot();
    await other.annotations?.ensureAnnotations(head, context, [noteOf(1)]);
    const ours = world.forge.annotations?.ensureAnnotations(head, context, [noteOf(2)]);
    await expect(ours).rejects.toMatchObject({ code: "forge-refused" });
    expect(await world.annotationsOn?.(head, context)).toMatchObject([{ last: 1 }]);
  });
});
