import type { Notice, Notifier } from "../notice.ts";
import { newsText, noticeText } from "../notice-text.ts";
import { type Failed, type SendingPolicy, sendRepeatedly } from "../sending.ts";

export interface SmtpSettings {
  readonly route: string;
  readonly host: string;
  readonly port: number;
  readonly tls: "starttls" | "implicit" | "none";
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly login?: { readonly user: string; readonly password: string };
  /** The repository, for people. */
  readonly from: string;
  readonly policy: SendingPolicy;
}

/**
 * Sends each notice as an e-mail in plain text. Those of a matter answer the first one, so that mail programs show one conversation. A mail
 * that is sent again has the same `Message-ID`, by which most mailboxes keep it once.
 *
 * Environments which left others behind are told when the last one has left.
 */
export function smtpNotifier(settings: SmtpSettings): Notifier {
  const { route, host, port, login, policy } = settings;
  const secrets = login ? [login.password, Buffer.from(login.password).toString("base64")] : [];
  const target = { route, to: `the mail server ${host}:${port}`, secrets };
  return {
    async tell(notice) {
      const first = notice.message;
      if (notice.news === "changed" && notice.joined.length === 0) return first === undefined ? {} : { message: first };
      const messageId = `<${notice.id}@groundwork.invalid>`;
      await sendRepeatedly(target, policy, () => deliver(settings, notice, messageId), explainSmtp);
      return { message: first ?? messageId };
    },
  };
}

async function deliver(settings: SmtpSettings, notice: Notice, messageId: string): Promise<void> {
  const { host, port, tls, login, sender, recipients, from, policy } = settings;
  const { createTransport } = await import("nodemailer");
  const { timeout } = policy;
  const transport = createTransport({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    ...(login && { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: sender,
      to: [...recipients],
      subject: `[${from}] ${noticeText(notice).title}`,
      text: textOf(notice, from),
      messageId,
      ...(notice.message !== undefined && { inReplyTo: notice.message, references: notice.message }),
      date: new Date(notice.at),
      headers: { "Auto-Submitted": "auto-generated", "X-Groundwork-Thread": notice.thread },
    });
  } finally {
    transport.close();
  }
}

function textOf(notice: Notice, from: string): string {
  const { facts, next } = noticeText(notice);
  return [
    newsText(notice),
    "",
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...(next.length > 0 ? ["", ...next.map((command) => `  ${command}`)] : []),
    "",
    "-- ",
    `Groundwork, for ${from}`,
    "",
  ].join("\n");
}

/** A code of 4xx is passing, one of 5xx is not. Source: RFC 5321, 4.2.1 */
function explainSmtp(thrown: unknown): Failed {
  const { responseCode, response, message, code } = thrown as {
    readonly responseCode?: number;
    readonly response?: string;
    readonly message?: string;
    readonly code?: string;
  };
  if (responseCode !== undefined && responseCode > 0)
    return { what: `it answered ${response ?? responseCode}`, status: responseCode, mayHelp: responseCode < 500 };
  return { what: message ?? String(thrown), mayHelp: code !== "ETLS" && code !== "EAUTH" && code !== "EENVELOPE" };
}
