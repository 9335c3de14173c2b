import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import type * as z from "zod";
import { makeFolder } from "../../lib/index.ts";
import type { OpenedPlace } from "./place.ts";
import { type ChangeRequestRecord, changeRequestRecord, deploymentsRecord, statusesRecord } from "./records.ts";

/** Writes what there is as pages for people: a list in `page.md`, and each change request in `change-requests/<number>.md`. */
export async function writePages(place: OpenedPlace): Promise<void> {
  const { documents, folder } = place;
  const numbers = (await documents.names("change-requests")).filter((name) => /^\d+$/.test(name));
  const records = await Promise.all(
    numbers.map((name) => documents.read(`change-requests/${name}`, changeRequestRecord)),
  );
  const known = records.filter((record) => record !== undefined);
  await makeFolder(path.join(folder, "change-requests"));
  for (const record of known) {
    const statuses = (await documents.read(`statuses/${record.commit}`, statusesRecord)) ?? [];
    await writeFileAtomic(path.join(folder, "change-requests", `${record.number}.md`), requestPage(record, statuses));
  }
  const deployments = (await documents.read("deployments", deploymentsRecord)) ?? {};
  await writeFileAtomic(path.join(folder, "page.md"), `${listPage(known)}${deploymentsPart(deployments)}`);
}

function listPage(records: readonly ChangeRequestRecord[]): string {
  const lines = records.map(
    ({ number, title, state, head, base }) =>
      `- ${state} [${number}](change-requests/${number}.md) ${title} (${head} into ${base})`,
  );
  return `# Change requests\n\n${lines.join("\n")}\n`;
}

function deploymentsPart(deployments: z.infer<typeof deploymentsRecord>): string {
  const lines = Object.entries(deployments).map(([environment, { state, commit, description, url }]) =>
    `- ${environment} ${state} ${commit.slice(0, 7)} ${description} ${url ?? ""}`.trimEnd(),
  );
  return lines.length === 0 ? "" : `\n# Environments\n\n${lines.join("\n")}\n`;
}

function requestPage(
  { number, title, body, author, base, head, commit, state, comments, reviews, merge }: ChangeRequestRecord,
  statuses: readonly { readonly context: string; readonly state: string; readonly description: string }[],
): string {
  const facts = [
    `${author} wants to merge ${head} (${commit.slice(0, 7)}) into ${base}: ${state}`,
    ...(merge ? [`merged by ${merge.by} as ${merge.commit.slice(0, 7)} at ${merge.at}`] : []),
    ...statuses.map((each) => `check ${each.context}: ${each.state} ${each.description}`.trimEnd()),
    ...reviews.map(
      (each) =>
        `${each.reviewer} ${each.verdict} ${each.commit.slice(0, 7)} at ${each.at}${each.isDismissed ? ", dismissed" : ""}`,
    ),
  ];
  const said = comments.map((each) => `## Comment ${each.id} of ${each.author}, ${each.at}\n\n${each.body}\n`);
  return [`# ${number} ${title}`, facts.map((fact) => `- ${fact}`).join("\n"), body, ...said].join("\n\n");
}
