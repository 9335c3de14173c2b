/**
 * The notifier as e-mail.
 *
 * In:   a mail server, a sender, recipients; notices.
 * Out:  {@link smtpNotifier}.
 * Must not know: which notices there are, and when.
 */
export { type SmtpSettings, smtpNotifier } from "./smtp-notifier.ts";
