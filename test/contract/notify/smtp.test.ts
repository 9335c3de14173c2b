import { expect, it } from "vitest";
import { smtpNotifier } from "../../../src/notify/smtp/index.ts";
import { type SmtpFault, type SmtpServer, smtpServer } from "../../fakes/notify/smtp-server.ts";
import { hastySending, joinedBy, openedIn } from "./notices.ts";
import { type Failure, notifierContract } from "./notifier-contract.ts";

const password = "the-password";
const faultsOf: Readonly<Record<Failure, SmtpFault>> = {
  busy: { code: 451, words: "4.7.1 try again later" },
  "busy for long": { code: 451, words: "4.7.1 try again tomorrow" },
  broken: { code: 421, words: "4.3.0 shutting down" },
  cut: "cut",
  silent: "silent",
  elsewhere: { code: 551, words: "5.1.6 try <ops@other.example>" },
  refusing: { code: 554, words: `5.7.1 not with ${password}` },
};

const open = ({ port }: SmtpServer, tls: "none" | "starttls", waited?: number[]) =>
  smtpNotifier({
    route: "ops",
    host: "127.0.0.1",
    port,
    tls,
    sender: "groundwork@example.com",
    recipients: ["ops@example.com", "more@example.com"],
    ...(tls === "none" && { login: { user: "groundwork", password } }),
    from: "acme/platform",
    policy: hastySending(waited),
  });

/** As a reader sees it: quoted-printable lines are joined. */
const readable = (mail: string) => mail.replaceAll("=\r\n", "").replaceAll("=20", " ");

notifierContract("e-mail", { messages: 3, findsAgain: false, saysHowLong: false }, async () => {
  const server = await smtpServer();
  const waited: number[] = [];
  return {
    notifier: open(server, "none", waited),
    shown: async () => server.mails.map(readable),
    fail: (failure, times = 20) => server.fail(faultsOf[failure], times),
    waited,
    secrets: [password],
    elsewhere: () => 0,
    stop: () => server.stop(),
  };
});

it("an e-mail that is sent again has the same Message-ID, and later ones of the matter answer it", async () => {
  const server = await smtpServer();
  try {
    server.fail("cut", 1);
    const { message } = await open(server, "none").tell(openedIn("dev"));
    await open(server, "none").tell(joinedBy(openedIn("dev"), "shop", message));
    const header = (name: string) =>
      server.mails.map((mail) => new RegExp(`^${name}: (.*)$`, "mu").exec(mail)?.[1]?.trim());
    const id = `<${"1".repeat(32)}@groundwork.invalid>`;
    expect(header("Message-ID")).toEqual([id, id, `<${"2".repeat(32)}@groundwork.invalid>`]);
    expect(header("In-Reply-To")).toEqual([undefined, undefined, id]);
    expect(header("Auto-Submitted")).toEqual(Array(3).fill("auto-generated"));
  } finally {
    await server.stop();
  }
});

it("no e-mail goes to a server that does not encrypt where it has to", async () => {
  const server = await smtpServer();
  try {
    await expect(open(server, "starttls").tell(openedIn("dev"))).rejects.toMatchObject({ code: "notice-not-sent" });
    expect(server.attempts()).toBe(0);
  } finally {
    await server.stop();
  }
});
