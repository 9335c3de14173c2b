import { projectNumber, textOf } from "../../values/index.ts";
import type { TypeRules } from "../type-rules.ts";

/** Services whose accounts have other names than the service. */
const AGENTS: Readonly<Record<string, string>> = {
  compute: "compute-system",
  container: "container-engine-robot",
  run: "serverless-robot-prod",
  serviceusage: "service-usage",
};

/** The account in whose name one of Google's services acts in a project. Google never takes it away again. */
export const serviceIdentity: TypeRules = {
  replaceOn: ["service"],
  outlivesDeletion: true,
  complete: ({ properties }) => {
    const [service = ""] = (textOf(properties["service"]) ?? "").split(".");
    const agent = AGENTS[service] ?? `gcp-sa-${service}`;
    const email = `service-${projectNumber(String(properties["project"]))}@${agent}.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}` };
  },
};
