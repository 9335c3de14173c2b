import { describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import type { BitbucketHost } from "../../fakes/bitbucket/index.ts";
import type { Fault } from "../../fakes/forge-host/faults.ts";
import { bitbuckets, onBitbucket } from "./bitbucket-stage.ts";
import type { BitbucketWorld } from "./bitbucket-world.ts";
import { errorOf } from "./error-of.ts";
import { askedPorts, faultsContract, hasty, type OtherSettings } from "./faults-contract.ts";

const json = "application/json";

describe.each(bitbuckets)("the adapter of %s", (_, start) => {
  let host: BitbucketHost;
  let world: BitbucketWorld;
  let number: number;
  let head: string;

  onBitbucket(start, async (stage) => {
    ({ host, world } = stage);
    head = await world.commit({ branch: "topic" });
    number = await world.open({ head: "topic" });
  });

  /** A fault of requests about this world's repository, as the server is shared. */
  const fault = (of: Fault) => host.fail({ path: new RegExp(`/${world.stored.name}/`), ...of });

  const forge = ({ token, policy, url }: OtherSettings & { readonly token?: string } = {}) =>
    askedPorts(
      bitbucketForge({
        url: url ?? host.url,
        kind: host.kind,
        repository: world.repository,
        token: token ?? world.bot.token,
        user: world.bot.email,
        policy: { ...hasty, ...policy },
      }),
    );
  const basic = () => Buffer.from(`${world.bot.email}:${world.bot.token}`).toString("base64");

  const stage = () => ({
    world,
    number,
    head,
    fault,
    forge,
    withNewToken: () => {
      const token = host.addToken(world.bot.user);
      return Promise.resolve({ ports: forge({ token }), expire: () => host.expire(token) });
    },
    secrets: [world.bot.token, ...(host.kind === "cloud" ? [basic()] : [])],
  });
  faultsContract(stage, {
    reading: "GET ",
    answers: [
      [{ status: 200, text: '{"id":"7"}', type: json }, /has another form \(id: /],
      [{ status: 429, text: "{}", type: json }, /too many requests/],
      [
        { status: 555, text: '{"type":"error","error":{"message":"timed out"}}', type: json },
        /answered 555: timed out/,
      ],
    ],
    errorWith: (message) => ({ message, error: { message, detail: { required: [message] } } }),
    startOther: start,
  });

  it("edits a comment once though the answer is lost", async () => {
    await forge().board.ensureComment({ number }, "preview", "text");
    fault({ method: "PUT", kind: "lost answer", times: 1 });
    expect((await forge().board.ensureComment({ number }, "preview", "other")).done).toBe("unchanged");
    expect((await world.comments(number)).map(({ body }) => body)).toEqual([expect.stringMatching(/other$/)]);
  });

  it("says that a repository is not there", async () => {
    const gone = bitbucketForge({
      url: host.url,
      kind: host.kind,
      repository: "acme/none",
      token: world.bot.token,
      user: world.bot.email,
    });
    expect((await errorOf(gone.changeRequests?.openAt(head) ?? Promise.resolve())).message).toContain(
      "Check the name acme/none",
    );
  });
});
