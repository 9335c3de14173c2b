import { type AddressInfo, createServer, type Socket } from "node:net";

/**
 * How a mail is not taken.
 *
 * - a number: the answer to its text, with these words.
 * - `cut`: half of the answer to its text, after it was taken.
 * - `silent`: no answer to its text.
 */
export type SmtpFault = { readonly code: number; readonly words: string } | "cut" | "silent";

/** A hand-written mail server on loopback, by RFC 5321, without encryption. */
export interface SmtpServer {
  readonly port: number;
  /** Mails that were taken, as they were sent. */
  readonly mails: readonly string[];
  readonly attempts: () => number;
  fail(fault: SmtpFault, times: number): void;
  stop(): Promise<void>;
}

export async function smtpServer(): Promise<SmtpServer> {
  const mails: string[] = [];
  const pending: SmtpFault[] = [];
  const sockets = new Set<Socket>();
  let attempts = 0;

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    let text = "";
    let isText = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 mail.example.com ESMTP");
    socket.on("data", (bytes) => {
      text += bytes.toString("utf8");
      for (;;) {
        const end = text.indexOf(isText ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const part = text.slice(0, end);
        text = text.slice(end + (isText ? 5 : 2));
        if (isText) {
          isText = false;
          take(part);
        } else answer(part);
      }
    });
    const answer = (command: string) => {
      const verb = command.slice(0, 4).toUpperCase();
      if (verb === "EHLO") say("250-mail.example.com\r\n250-AUTH PLAIN\r\n250 SIZE 1000000");
      else if (verb === "AUTH") say("235 2.7.0 accepted");
      else if (verb === "DATA") {
        isText = true;
        say("354 go on");
      } else if (verb === "QUIT") {
        say("221 bye");
        socket.end();
      } else say("250 ok");
    };
    const take = (mail: string) => {
      attempts += 1;
      const fault = pending.shift();
      if (fault === "silent") return;
      if (typeof fault === "object") {
        say(`${fault.code} ${fault.words}`);
        return;
      }
      mails.push(mail);
      if (fault === "cut") socket.write("25", () => socket.destroy());
      else say("250 queued");
    };
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    attempts: () => attempts,
    fail: (fault, times) => pending.push(...Array.from({ length: times }, () => fault)),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
