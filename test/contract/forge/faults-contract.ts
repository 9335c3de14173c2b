import { describe, expect, it } from "vitest";
import type { RequestPolicy } from "../../../src/forge/http/index.ts";
import { type Forge, ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import type { Fault, FaultKind } from "../../fakes/forge-host/faults.ts";
import { errorOf } from "./error-of.ts";
import type { ForgeWorld } from "./forge-world.ts";

type AskedPorts = Required<Pick<Forge, "board" | "statuses" | "changeRequests" | "proposals">>;

/** In what the settings of an adapter differ from the usual ones. */
export interface OtherSettings {
  readonly policy?: Partial<RequestPolicy>;
  readonly url?: string;
}

/** A repository with an open change request, whose forge can be made to fail. */
export interface FaultsStage {
  readonly world: ForgeWorld;
  readonly number: number;
  readonly head: string;
  /** A fault of requests about this world's repository. */
  readonly fault: (of: Fault) => void;
  /** The adapter as the bot. It waits for milliseconds where others wait for seconds. */
  readonly forge: (other?: OtherSettings) => AskedPorts;
  /** The adapter with a token of its own, and what ends that token. */
  readonly withNewToken: () => Promise<{ readonly ports: AskedPorts; readonly expire: () => void }>;
  /** What the bot's adapter sends and may not show. */
  readonly secrets: readonly string[];
}

export interface FaultsTraits {
  /** How the adapter names its request for a change request, from its start. */
  readonly reading: string;
  /** How it names it where the answer has another form. @default as `reading` */
  readonly readingForm?: string;
  /** Answers of this forge's kind in place of a change request, and what the adapter says of them. */
  readonly answers: readonly (readonly [FaultKind, RegExp])[];
  /** The request that opens a change request. @default the first one that posts */
  readonly opening?: Pick<Fault, "method" | "path" | "after">;
  /** The request that closes one. @default the first one that posts */
  readonly closing?: Pick<Fault, "method" | "path" | "after">;
  /** What the forge says of a token that has ended. @default nothing that is told on */
  readonly expired?: string;
  /** The body of an error with these words. */
  readonly errorWith: (words: string) => object;
  readonly startOther: () => Promise<{
    readonly url: string;
    readonly unexpected: readonly string[];
    readonly stop: () => Promise<void>;
  }>;
}

/** Waits for milliseconds where the usual policy waits for seconds. */
export const hasty = { backoff: { first: 1, longest: 1 }, timeout: 5_000 } as const;

/** The ports that meet the faults. */
export function askedPorts({ board, statuses, changeRequests, proposals }: Forge): AskedPorts {
  if (!board || !statuses || !changeRequests || !proposals) throw new Error("a port is missing");
  return { board, statuses, changeRequests, proposals };
}

const json = "application/json";

/** All that errors show when secrets come back in an answer. @param call ends with an error by an answer of this kind */
export async function shownOfEchoed(
  secrets: readonly string[],
  errorWith: FaultsTraits["errorWith"],
  call: (kind: FaultKind) => Promise<unknown>,
): Promise<string> {
  const echoed = secrets.join(" ");
  const text = JSON.stringify(errorWith(`${echoed} is odd`));
  const answers = [
    [400, json, text],
    [403, json, text],
    [500, json, text],
    [200, json, text],
    [200, "text/html", `<p>${echoed}</p>`],
    [502, "text/plain", `no ${echoed}`],
  ] as const;
  let shown = "";
  for (const [status, type, words] of answers) {
    const error = await errorOf(call({ status, text: words, type }));
    shown += `${error.message}${JSON.stringify(error.data)}${error.stack}`;
  }
  return shown;
}

/** What every adapter that speaks over HTTP makes of a connection, or a server, that fails. */
export function faultsContract(stage: () => FaultsStage, traits: FaultsTraits): void {
  const { reading } = traits;
  const read = (ports = stage().forge()) => ports.changeRequests.read(stage().number);
  const comment = ({ board }: AskedPorts) => board.ensureComment({ number: stage().number }, "preview", "text");
  const bodies = async () => (await stage().world.comments(stage().number)).map(({ body }) => body);
  const setStatus = () =>
    stage().forge().statuses.setStatus(stage().head, {
      context: "groundwork/preview",
      state: "success",
      description: "",
    });

  describe("when its connection fails", () => {
    it.each(["no connection", "half an answer", "lost answer", "page", "empty error"] as const)(
      "reads again after %s",
      async (kind) => {
        stage().fault({ kind, times: 2 });
        expect((await read()).number).toBe(stage().number);
      },
    );

    it.each<readonly [FaultKind, RegExp]>([
      ["no connection", /fetch failed/],
      ["half an answer", /terminated/],
      ["page", /it answered 502 with a page: 502 Bad Gateway upstream is away\. Nothing is known/],
      [{ status: 200, text: '[{"id":1,', type: json }, /with text that is no JSON: \[\{"id":1,/],
      ...traits.answers,
    ])("says what came instead of an answer: %j", async (kind, words) => {
      stage().fault({ kind });
      const error = await errorOf(read());
      expect(error).toBeInstanceOf(ForgeUnavailable);
      expect(error.message).toMatch(words);
      const hasOtherForm = error.message.includes("its answer has another form");
      expect(error.message).toContain(` did not carry out ${(hasOtherForm && traits.readingForm) || reading}`);
    });

    it("gives a server up that is not there", async () => {
      const { message } = await errorOf(read(stage().forge({ url: "http://127.0.0.1:9" })));
      expect(message.startsWith(`127.0.0.1:9 did not carry out ${reading}`)).toBe(true);
    });

    it("gives a server up that does not answer", async () => {
      stage().fault({ kind: "no answer" });
      const error = await errorOf(read(stage().forge({ policy: { timeout: 50, attempts: 2 } })));
      expect(error.message).toContain("it did not answer within 0.05 s");
    });

    it("reads no answer that is longer than it may be", async () => {
      stage().fault({ kind: { status: 200, text: `"${"x".repeat(5_000)}"`, type: json } });
      const error = await errorOf(read(stage().forge({ policy: { answerBytes: 4_096 } })));
      expect(error.message).toContain("its answer is longer than 4096 bytes");
    });

    it("waits as long as a limit says, also where it says so in plain text, and gives a long one up", async () => {
      const limit = (seconds: string) => ({
        status: 429,
        text: "Retry later\n",
        type: "text/plain",
        headers: { "retry-after": seconds },
      });
      const waits: number[] = [];
      const pause = async (milliseconds: number) => void waits.push(milliseconds);
      stage().fault({ kind: limit("7"), times: 1 });
      expect((await read(stage().forge({ policy: { pause } }))).number).toBe(stage().number);
      expect(waits).toEqual([7_000]);
      stage().fault({ kind: limit("900") });
      const error = await errorOf(read(stage().forge({ policy: { pause } })));
      expect(error.message).toContain("it takes none for another 15 min");
      expect(waits).toEqual([7_000]);
    });

    it("writes a comment once though the answers to its writes are lost", async () => {
      stage().fault({ method: "POST", kind: "lost answer", times: 2 });
      expect((await comment(stage().forge())).done).toBe("unchanged");
      expect(await bodies()).toHaveLength(1);
    });

    it("writes a comment though requests to write did not arrive", async () => {
      stage().fault({ method: "POST", kind: "no connection", times: 2 });
      expect((await comment(stage().forge())).done).toBe("created");
      expect(await bodies()).toHaveLength(1);
    });

    it("sets a status once though the answer is lost", async () => {
      stage().fault({ method: "POST", kind: "lost answer", times: 1 });
      stage().world.writesOfForge();
      await setStatus();
      expect(stage().world.writesOfForge()).toBe(1);
    });

    it("opens a change request once though the answer is lost", async () => {
      const { world, number, fault, forge } = stage();
      await world.commit({ branch: "other" });
      fault({ method: "POST", ...traits.opening, kind: "lost answer", times: 1 });
      const opened = await forge().proposals.ensureOpen({ title: "t", body: "", head: "other", base: "main" });
      expect(opened.number).toBe(number + 1);
      await expect(forge().changeRequests.read(number + 2)).rejects.toThrow("no change request");
    });

    it("closes a change request though the answer is lost", async () => {
      const { world, number, head, fault, forge } = stage();
      fault({ method: "POST", ...traits.closing, kind: "lost answer", times: 1 });
      expect(await forge().proposals.ensureClosed(number, head)).toBe(true);
      expect((await world.forge.changeRequests?.read(number))?.state).toBe("closed");
    });
  });

  describe("with its token", () => {
    it("says that it is no longer valid, in the middle of a run", async () => {
      const { ports, expire } = await stage().withNewToken();
      await comment(ports);
      expire();
      for (const call of [() => comment(ports), () => read(ports)]) {
        const error = await errorOf(call());
        expect(error).toBeInstanceOf(ForgeRefused);
        expect(error.message).toContain("this one is wrong, revoked or expired");
        expect(error.message).toContain(traits.expired ?? "");
      }
      expect(await bodies()).toHaveLength(1);
    });

    it("writes a comment of its own after it became that of another account", async () => {
      const { world, number, forge } = stage();
      await comment(forge());
      const other = await world.adapterOf?.(await world.user("write"));
      if (!other) throw new Error("no adapter of another user");
      expect((await comment(askedPorts(other))).done).toBe("created");
      expect((await comment(askedPorts(other))).done).toBe("unchanged");
      expect(new Set((await world.comments(number)).map(({ author }) => author.id)).size).toBe(2);
      expect(await bodies()).toHaveLength(2);
    });

    it("never shows it, nor what it is sent as", async () => {
      const { secrets, fault, forge } = stage();
      const shown = await shownOfEchoed(secrets, traits.errorWith, (kind) => {
        fault({ kind, times: 1 });
        return read(forge({ policy: { attempts: 1 } }));
      });
      for (const secret of secrets) expect(shown).not.toContain(secret);
    });

    it("takes it to no other host, and follows no redirect", async () => {
      const other = await traits.startOther();
      try {
        stage().fault({ kind: { redirectTo: `${other.url}/elsewhere?secret=1` } });
        for (const call of [read, setStatus]) {
          const error = await errorOf(call());
          expect(error).toBeInstanceOf(ForgeRefused);
          expect(error.message).toContain(`it is answered at ${other.url}/elsewhere.`);
        }
        expect(other.unexpected).toEqual([]);
      } finally {
        await other.stop();
      }
    });
  });
}
