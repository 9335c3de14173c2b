import { expect, it } from "vitest";
import { HookMalformed, HookNotVerified, type Hooks, type ReceivedHook } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";

/** A webhook as a fake sent it. */
interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HooksStage {
  readonly world: ForgeWorld & { readonly repository: string };
  /** Of the webhook that the world's repository has. */
  readonly secret: string;
  readonly hooksWith: (secret: string, repository?: string) => Hooks;
  /** Since the test began. */
  readonly deliveries: () => readonly Delivery[];
  /** A push with a right proof, and a body of one's own. */
  readonly signed: (text: string) => ReceivedHook;
}

export interface HooksTraits {
  /** Headers with which a delivery is proved no longer, and what they are. */
  readonly unproved: readonly (readonly [what: string, headers: Readonly<Record<string, string>>])[];
  /** Bodies that are none of the forge's, and what they are. `REPOSITORY` stands for the world's. */
  readonly malformed: readonly (readonly [what: string, text: string])[];
}

/** A delivery as it arrives, with some headers changed. */
export const received = ({ headers, body }: Delivery, change: Readonly<Record<string, string>> = {}): ReceivedHook => ({
  headers: { ...headers, ...change },
  body: Buffer.from(body),
});

/** The delivery of a push. */
export async function anyDelivery({ world, deliveries }: Pick<HooksStage, "world" | "deliveries">): Promise<Delivery> {
  await world.commit({ branch: "topic" });
  const [delivery] = deliveries();
  if (!delivery) throw new Error("nothing was delivered");
  return delivery;
}

/** What a webhook is believed by, and what is made of one that is not to be acted on. */
export function hooksContract(stage: () => HooksStage, { unproved, malformed }: HooksTraits): void {
  const hooks = () => stage().hooksWith(stage().secret);

  it("have an id, the same for both of two deliveries of one event", async () => {
    const delivery = await anyDelivery(stage());
    const verified = hooks().verify(received(delivery));
    expect(verified.delivery).toMatch(/^[0-9a-f-]{36}$/);
    expect(hooks().verify(received(delivery))).toEqual(verified);
  });

  it("of other repositories are nothing to act on", async () => {
    const { world, secret, hooksWith } = stage();
    const delivery = await anyDelivery(stage());
    expect(hooksWith(secret, "acme/other").verify(received(delivery)).event.kind).toBe("other");
    expect(hooksWith(secret, world.repository.toUpperCase()).verify(received(delivery)).event.kind).toBe("push");
  });

  it.each(unproved)("are refused %s", async (_what, change) => {
    const delivery = await anyDelivery(stage());
    expect(() => hooks().verify(received(delivery, change))).toThrow(HookNotVerified);
  });

  it("are refused with another secret, and where none is set", async () => {
    const { hooksWith } = stage();
    const delivery = await anyDelivery(stage());
    expect(() => hooksWith("another").verify(received(delivery))).toThrow(HookNotVerified);
    expect(() => hooksWith("").verify(received(delivery))).toThrow("no secret is set here");
  });

  it("are refused when one blank of the body is another", async () => {
    const { headers, body } = await anyDelivery(stage());
    expect(() => hooks().verify({ headers, body: Buffer.from(`${body} `) })).toThrow(HookNotVerified);
  });

  it("of new comments are found in their bodies alone, which is what a job of a CI gets", async () => {
    const { world, deliveries } = stage();
    const { comments } = world.forge;
    const person = await world.user("write");
    const head = await world.commit({ branch: "topic" });
    const number = await world.open({ head: "topic" });
    await world.comment(number, person, "/groundwork preview");
    const [[posted], [seen]] = [(await comments?.of(number)) ?? [], await world.comments(number)];
    await world.editComment(seen?.id ?? "", person, "/groundwork up");
    const found = deliveries().flatMap(({ body }) => comments?.announced(Buffer.from(body)) ?? []);
    expect(found).toEqual([expect.objectContaining({ number, id: posted?.id, body: "/groundwork preview" })]);
    // GitHub and older servers of Gitea do not say it.
    expect(head.startsWith(found[0]?.head ?? head)).toBe(true);
  });

  it.each(malformed)("are malformed with %s in a body whose proof is right", (_what, text) => {
    const { world, signed } = stage();
    expect(() => hooks().verify(signed(text.replace("REPOSITORY", world.repository)))).toThrow(HookMalformed);
  });
}
