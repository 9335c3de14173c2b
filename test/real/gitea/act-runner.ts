import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";
import type { GiteaWorld } from "../../contract/forge/gitea-world.ts";
import { startCommand } from "../run-command.ts";

/** A job that a runner has carried out. */
export interface RanJob {
  readonly name: string;
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
  /** What its steps printed, with secrets masked by act. */
  readonly log: string;
}

/** As Gitea hands a job out. */
interface Task {
  readonly id: string;
  /** Base64 of a workflow with this job alone. */
  readonly workflowPayload: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly needs?: Readonly<
    Record<string, { readonly outputs?: Readonly<Record<string, string>>; readonly result: string }>
  >;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const label = "ubuntu-latest";

/**
 * A runner of one repository: Gitea hands it jobs as it does its own runner, with their secrets and what the jobs before them put out, and
 * act runs each on this machine, in an empty folder.
 */
export class ActRunner {
  private constructor(
    private readonly act: string,
    private readonly world: GiteaWorld,
    private readonly folder: string,
    private readonly identity: Readonly<Record<string, string>>,
    /** What jobs find on the machine. */
    private readonly machine: Readonly<Record<string, string>>,
  ) {}

  /** @param folder for the files of all jobs */
  static async register(
    act: string,
    world: GiteaWorld,
    { folder, machine }: { readonly folder: string; readonly machine: Readonly<Record<string, string>> },
  ): Promise<ActRunner> {
    const base = `repos/${world.repository}/actions`;
    const { token } = (await world.call(world.owner, "POST", `${base}/runners/registration-token`)) as {
      token: string;
    };
    const asked = { name: "act", token, version: "v0.2.89", labels: [label] };
    const { runner } = await call<{ runner: { uuid: string; token: string } }>(world.url, "Register", asked);
    return new ActRunner(act, world, folder, { "x-runner-uuid": runner.uuid, "x-runner-token": runner.token }, machine);
  }

  /** Runs the next job that Gitea hands out. `undefined` where none is ready. */
  async next(): Promise<RanJob | undefined> {
    const { task } = await call<{ task?: Task }>(this.world.url, "FetchTask", {}, this.identity);
    if (task === undefined) return undefined;
    const startedAt = new Date().toISOString();
    const ran = await this.#run(task);
    const state = {
      id: task.id,
      result: `RESULT_${ran.result.toUpperCase()}`,
      startedAt,
      stoppedAt: new Date().toISOString(),
    };
    await call(this.world.url, "UpdateTask", { state, outputs: ran.outputs }, this.identity);
    return ran;
  }

  async #run(task: Task): Promise<RanJob> {
    const folder = await mkdtemp(path.join(this.folder, "job-"));
    const at = (name: string) => path.join(folder, name);
    const workflow = parse(Buffer.from(task.workflowPayload, "base64").toString()) as Workflow;
    const [name = ""] = Object.keys(workflow.jobs);
    const { event, event_name: eventName, ...context } = task.context;
    await mkdir(at("work"));
    await writeFile(
      at("workflow.yml"),
      stringify(withNeeds(workflow, { name, needs: task.needs ?? {}, told: at("told.json") })),
    );
    await writeFile(at("event.json"), JSON.stringify(event));
    const secrets = Object.entries(task.secrets ?? {}).map(([key, value]) => `${key}=${value}\n`);
    await writeFile(at("secrets"), secrets.join(""), { mode: 0o600 });
    const told = ["server_url", "repository", "ref", "run_id"].map((key) => [
      `GITHUB_${key.toUpperCase()}`,
      String(context[key]),
    ]);
    const variables = [["GITEA_ACTIONS", "true"], ["SHA_REF", String(context["sha"])], ...told];
    const files = ["--directory", at("work"), "--workflows", at("workflow.yml"), "--eventpath", at("event.json")];
    const onMachine = ["--platform", `${label}=-self-hosted`, "--pull=false", "--no-cache-server"];
    const given = [
      "--secret-file",
      at("secrets"),
      ...variables.flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ];
    const args = [String(eventName), ...files, ...onMachine, ...given];
    const env = { ...this.machine, HOME: folder, XDG_CACHE_HOME: at("cache") };
    const { out, err } = await startCommand(this.act, args, { cwd: at("work"), env }).finished;
    const log = `${out}${err}`;
    const text = await readFile(at("told.json"), "utf8").catch(() => undefined);
    if (text === undefined) throw new Error(`act said nothing of the job ${name}:\n${log}`);
    return { name, log, ...(JSON.parse(text) as Pick<RanJob, "result" | "outputs">) };
  }
}

/** The workflow with a job in the place of each that this one needs, and one that writes down what this one put out. */
function withNeeds(
  workflow: Workflow,
  { name, needs, told }: { readonly name: string; readonly needs: NonNullable<Task["needs"]>; readonly told: string },
): Workflow {
  const on = { "runs-on": label };
  const before = Object.entries(needs).map(([need, { outputs = {}, result }]) => {
    const given = Object.entries(outputs).map(([key, value]) => [key, `\${{ '${value.replaceAll("'", "''")}' }}`]);
    const steps = [{ run: result === "RESULT_SUCCESS" ? "true" : "false" }];
    return [
      need,
      { ...on, ...(result === "RESULT_SKIPPED" && { if: false }), outputs: Object.fromEntries(given), steps },
    ];
  });
  const noted = { env: { TOLD: `\${{ toJSON(needs.${name}) }}` }, run: `printf %s "$TOLD" > "${told}"` };
  const job = { ...workflow.jobs[name], ...(before.length > 0 && { needs: Object.keys(needs) }) };
  return {
    ...workflow,
    jobs: { ...Object.fromEntries(before), [name]: job, told: { ...on, needs: name, if: "always()", steps: [noted] } },
  };
}

async function call<Answer = unknown>(
  url: string,
  method: string,
  message: object,
  identity: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/api/actions/runner.v1.RunnerService/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...identity },
    body: JSON.stringify(message),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} was answered ${response.status}: ${text}`);
  return JSON.parse(text) as Answer;
}
