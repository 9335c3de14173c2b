import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { readProject } from "../../../src/engine/embedded/stack/index.ts";
import { warmPrograms } from "./warm-programs.ts";

let address: Promise<string> | undefined;

/**
 * A language host for the Pulumi CLI that runs programs in warm processes, in a fraction of the time that the CLI's own
 * takes. One serves all tests of a process and ends with it.
 */
export async function warmLanguageHost(): Promise<string> {
  return await (address ??= listen());
}

async function listen(): Promise<string> {
  const server = new Server();
  server.addService(LanguageRuntimeService, {
    getPluginInfo: (_call: unknown, callback: sendUnaryData<pluginPb.PluginInfo>) =>
      callback(null, new pluginPb.PluginInfo().setVersion("1.0.0")),
    getRequiredPlugins: (_call: unknown, callback: sendUnaryData<pb.GetRequiredPluginsResponse>) =>
      callback(null, new pb.GetRequiredPluginsResponse()),
    run: ({ request }: ServerUnaryCall<pb.RunRequest, pb.RunResponse>, callback: sendUnaryData<pb.RunResponse>) =>
      void run(request, callback),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return `127.0.0.1:${port}`;
}

async function run(request: pb.RunRequest, callback: sendUnaryData<pb.RunResponse>): Promise<void> {
  const program = await warmPrograms.start({
    stack: { project: request.getProject(), stack: request.getStack() },
    project: await readProject(request.getPwd()),
    config: {
      values: Object.fromEntries(request.getConfigMap().entries()),
      secretKeys: request.getConfigsecretkeysList(),
      objectKeys: [],
      record: {},
    },
    address: request.getMonitorAddress(),
    engineAddress: request.getArgsList()[0] ?? "",
    preview: request.getDryrun(),
    parallel: request.getParallel(),
    onOutput: () => undefined,
  });
  const end = await program.ended;
  const response = new pb.RunResponse();
  // The program has told the engine what is wrong with it, as with the CLI's own host.
  if (end.kind === "failed" && end.reported) response.setBail(true);
  if (end.kind === "failed" && !end.reported) response.setError(end.reason);
  callback(null, response);
}
