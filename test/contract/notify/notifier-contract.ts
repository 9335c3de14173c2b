import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NoticeNotSent } from "../../../src/notify/errors.ts";
import type { Notifier } from "../../../src/notify/index.ts";
import { joinedBy, openedIn, resolvedOf, testNotice } from "./notices.ts";

/**
 * How a receiver fails.
 *
 * - `busy`: it says that it takes nothing for a second.
 * - `busy for long`: it says so for longer than is waited.
 * - `broken`: an error of the receiver itself.
 * - `cut`: it has carried out what it was sent, and half of its answer arrives.
 * - `silent`: it never answers.
 * - `elsewhere`: it sends to another place, where nothing may be sent.
 * - `refusing`: it will not do it, and repeats every secret that it knows.
 */
export type Failure = "busy" | "busy for long" | "broken" | "cut" | "silent" | "elsewhere" | "refusing";

/** A receiver, and the adapter that tells it. */
export interface NotifierStage {
  readonly notifier: Notifier;
  /** What people see there now, oldest first: one text for each message. */
  shown(): Promise<readonly string[]>;
  /** What the next requests meet. @param times all of them when left out */
  fail(failure: Failure, times?: number): void;
  /** Milliseconds that were waited between attempts. */
  readonly waited: readonly number[];
  /** What may stand in no error. */
  readonly secrets: readonly string[];
  /** Requests that reached the place that a redirect leads to. */
  readonly elsewhere: () => number;
  stop(): Promise<void>;
}

export interface NotifierTraits {
  /** How many messages there are of one matter after it was opened, had another environment, and went. */
  readonly messages: number;
  /** Whether a message whose answer was lost is there once. */
  readonly findsAgain: boolean;
  /** Whether the receiver can say for how long it takes nothing. */
  readonly saysHowLong: boolean;
}

/** What every {@link Notifier} does. */
export function notifierContract(name: string, traits: NotifierTraits, make: () => Promise<NotifierStage>): void {
  describe(`${name} as a notifier`, () => {
    let stage: NotifierStage;
    beforeEach(async () => {
      stage = await make();
    });
    afterEach(async () => {
      await stage.stop();
    });
    const failed = async (): Promise<NoticeNotSent> => {
      const thrown: unknown = await stage.notifier.tell(openedIn("dev")).catch((error: unknown) => error);
      if (thrown instanceof NoticeNotSent) return thrown;
      throw new Error(`it did not fail as it should: ${String(thrown)}`);
    };

    it("tells environments, layer, subject, paths, author and what to do next", async () => {
      await stage.notifier.tell(openedIn("dev", "shop"));
      const text = (await stage.shown()).join("\n");
      for (const part of ["dev", "infrastructure", "Firewall", "sourceRanges", "eve@", "groundwork up --env dev"])
        expect(text).toContain(part);
    });

    it("tells a matter from its beginning to its end", async () => {
      const opened = openedIn("dev");
      const first = await stage.notifier.tell(opened);
      const joined = joinedBy(opened, "shop", first.message);
      const second = await stage.notifier.tell(joined);
      expect((await stage.shown()).join("\n")).toContain("shop");
      await stage.notifier.tell(resolvedOf(joined, second.message));
      expect(await stage.shown()).toHaveLength(traits.messages);
    });

    it("takes a test notice, which names nothing", async () => {
      await expect(stage.notifier.tell(testNotice())).resolves.toBeDefined();
    });

    it("sends again what met an error of the receiver", async () => {
      stage.fail("broken", 1);
      await stage.notifier.tell(openedIn("dev"));
      expect((await stage.shown()).join("\n")).toContain("Firewall");
    });

    it("waits as long as the receiver says that it takes nothing", async () => {
      stage.fail("busy", 1);
      await stage.notifier.tell(openedIn("dev"));
      expect((await stage.shown()).join("\n")).toContain("Firewall");
      expect(!traits.saysHowLong || stage.waited.includes(1_000)).toBe(true);
    });

    it("does not wait for longer than it may", async () => {
      stage.fail("busy for long");
      expect((await failed()).message).toContain("ops");
      expect(Math.max(0, ...stage.waited)).toBeLessThan(3_600_000);
    });

    it("gives up after some attempts at a receiver that is broken, and says where the notice did not arrive", async () => {
      stage.fail("broken");
      expect((await failed()).data).toMatchObject({ route: "ops" });
      expect(stage.waited.length).toBeLessThanOrEqual(4);
    });

    it("sends again what had half an answer, once where it can be found", async () => {
      stage.fail("cut", 1);
      await stage.notifier.tell(openedIn("dev"));
      const texts = (await stage.shown()).filter((text) => text.includes("Firewall"));
      expect(traits.findsAgain ? texts.length === 1 : texts.length > 0).toBe(true);
    });

    it("gives up at a receiver that never answers", async () => {
      stage.fail("silent");
      expect((await failed()).message).toContain("groundwork notify test --route ops");
    });

    it("follows a receiver to no other place", async () => {
      stage.fail("elsewhere");
      await failed();
      expect(stage.elsewhere()).toBe(0);
      expect(stage.waited).toEqual([]);
    });

    it("says no secret, also where the receiver repeats it", async () => {
      stage.fail("refusing");
      const { message, data, cause } = await failed();
      const said = `${message} ${JSON.stringify(data)} ${String(cause)} ${JSON.stringify(cause)}`;
      for (const secret of stage.secrets) expect(said).not.toContain(secret);
      expect(stage.waited).toEqual([]);
    });
  });
}
