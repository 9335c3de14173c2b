import { isWholeAudit } from "../change/index.ts";
import { auditRecord } from "../flows/index.ts";
import { auditJson, auditReport, markdown } from "../report/index.ts";
import { jsonAsInvoked } from "./as-invoked.ts";
import type { AuditFlags } from "./driver-flags.ts";
import { type DriverWiring, recordRequest } from "./driver-options.ts";
import { asInvokedByOthers, writeReport } from "./driver-run.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

export async function runAudit(flags: AuditFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, openRecord, openRepository, cwd } = wiring;
  const ports = { ...(await openRepository(cwd)), ...(await openRecord(recordRequest(flags, wiring))) };
  const now = ports.clock.now();
  const scope = {
    environments: flags.env ?? [],
    ...(flags.since && { since: flags.since(now) }),
    ...(flags.until && { until: flags.until(now) }),
  };
  const audit = await auditRecord(scope, ports);
  if (flags.json) terminal.out(jsonAsInvoked(auditJson(audit), terminal.invocation));
  else
    new DriverScreen(terminal, { silent: false }).print(auditReport(audit, { full: false, all: flags.all ?? false }));
  if (flags.markdown !== undefined) {
    const text = markdown(auditReport(audit, { full: true }));
    const notWritten = await writeReport(flags.markdown, asInvokedByOthers(text, wiring), wiring);
    if (notWritten !== undefined && isWholeAudit(audit)) return notWritten;
  }
  return isWholeAudit(audit) ? ExitCode.ok : ExitCode.unknown;
}
