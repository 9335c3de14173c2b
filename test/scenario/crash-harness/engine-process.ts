// An engine in a process of its own, which can be told to strike itself down at a moment. Its job is its argument.
import { engineOf, type Job, type JobEnd, type Moment, type Moments, stack } from "./engine-parts.ts";

const job = JSON.parse(process.argv[2] ?? "") as Job;
const moments: Moments = { event: 0, flushed: 0, recorded: 0, saved: 0 };

function reached(at: Moment["at"]): void {
  moments[at]++;
  if (job.strike?.at === at && job.strike.number === moments[at]) process.kill(process.pid, job.strike.signal);
}

const { engine } = engineOf({
  ...job,
  providers: {
    start: async () => await Promise.resolve({ address: job.provider, stop: async () => await Promise.resolve() }),
  },
  onNotice: (line) => console.error(line),
  onFlushed: (file) => reached(/\/(?:history|backups)\//u.test(file) ? "recorded" : "flushed"),
  onSaved: () => reached("saved"),
});

async function carryOut(): Promise<JobEnd> {
  try {
    const work = { stack, program: { folder: job.project }, onEvent: () => reached("event") };
    const { result, diagnostics } = await engine[job.verb](work, job.options ?? {});
    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
    return { result, errors, moments };
  } catch (thrown) {
    const { code = "unnamed", message } = thrown as { readonly code?: string; readonly message: string };
    return { refused: code, message };
  }
}

void carryOut().then((end) => console.log(JSON.stringify(end)));
