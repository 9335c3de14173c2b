#!/usr/bin/env node
// A provider plugin as a stranger would write one: a process of its own that speaks Pulumi's plugin protocol over real gRPC.
// It keeps sheets of paper as files in PAPER_FOLDER, and misbehaves as a sheet's inputs or its environment tell it to.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";

const {
  PAPER_FOLDER: folder = ".",
  PAPER_VERSION: version = "1.0.0",
  PAPER_START: start,
  PAPER_OLD: old,
} = process.env;
const engineAddress = process.argv.at(-1);
const log = (line) => appendFileSync(path.join(folder, "calls.log"), `${process.pid} ${line}\n`);

mkdirSync(folder, { recursive: true });
log(`start ${process.cwd()} ${process.env.PULUMI_PROJECT} ${process.env.PULUMI_CONFIG}`);
process.stdin.resume();
process.on("SIGTERM", () => {
  log("ends");
  process.exit();
});
if (start === "garbage") console.log("Welcome to Paper!");
if (start === "silent" || start === "garbage") setInterval(() => undefined, 1_000);
if (start === "dies") {
  console.error("no license for paper");
  process.exit(7);
}

const struct = (value) => structPb.Struct.fromJavaScript(value);
const fail = (message, code = grpc.status.UNKNOWN) => Object.assign(new Error(message), { code, details: message });
const unimplemented = (_, callback) => callback({ code: grpc.status.UNIMPLEMENTED, details: "not known here" });
const cancelled = new Set();

/** A sheet can ask for trouble in any call: `crash`, `hold` or `refuse` name the call. */
async function trouble(call, inputs, urn) {
  log(`${call} ${urn}`);
  if (inputs.refuse === call) throw fail(`refused to ${call}`);
  if (inputs.crash === call) {
    console.error(`panic: paper is on fire during ${call}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => undefined);
  }
  if (inputs.hold === call)
    await new Promise((_, reject) => {
      cancelled.add(() => reject(fail(`gave up to ${call}`)));
      writeFileSync(path.join(folder, `holds-${call}`), String(process.pid));
    });
}

function tell(severity, message, urn = "") {
  const client = new engineGrpc.EngineClient(engineAddress, grpc.credentials.createInsecure());
  const request = new enginePb.LogRequest().setSeverity(severity).setMessage(message).setUrn(urn);
  return new Promise((resolve) => client.log(request, () => resolve(client.close())));
}

const unary = (handler) => async (call, callback) => {
  try {
    callback(null, await handler(call.request));
  } catch (error) {
    callback(error);
  }
};
const file = (id) => path.join(folder, id);

function diffOf(olds, news) {
  const changed = Object.keys({ ...olds, ...news }).filter((key) => olds[key] !== news[key] && key !== "out");
  return new pb.DiffResponse()
    .setChanges(changed.length > 0 ? 2 : 1)
    .setDiffsList(changed)
    .setReplacesList(changed.filter((key) => key === "format"));
}

const handlers = {
  handshake: old
    ? unimplemented
    : unary((request) => {
        log(`handshake ${request.getEngineAddress() === engineAddress} ${request.getRootDirectory()}`);
        return new pb.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true);
      }),
  attach: unary((request) => {
    log(`attach ${request.getAddress()}`);
    return new emptyPb.Empty();
  }),
  cancel: unary(() => {
    log("cancel");
    for (const giveUp of cancelled) giveUp();
    return new emptyPb.Empty();
  }),
  getPluginInfo: unary(() => new pluginPb.PluginInfo().setVersion(version)),
  checkConfig: old
    ? unimplemented
    : unary((request) => {
        const news = request.getNews().toJavaScript();
        const response = new pb.CheckResponse().setInputs(struct(news));
        const wrong = news.ink !== undefined && !["black", "blue"].includes(news.ink);
        if (wrong)
          response.addFailures(
            new pb.CheckFailure().setProperty("ink").setReason(`${news.ink} is no ink; use black or blue`),
          );
        return response;
      }),
  diffConfig: old
    ? unimplemented
    : unary((request) => diffOf(request.getOldInputs().toJavaScript(), request.getNews().toJavaScript())),
  configure: unary((request) => {
    const args = request.getArgs()?.toJavaScript() ?? {};
    log(`configure ${JSON.stringify(args)}`);
    if (args.locked) {
      const keys = new pb.ConfigureErrorMissingKeys();
      keys.addMissingkeys(
        new pb.ConfigureErrorMissingKeys.MissingKey().setName("paper:key").setDescription("opens the drawer"),
      );
      keys.addMissingkeys(
        new pb.ConfigureErrorMissingKeys.MissingKey().setName("paper:desk").setDescription("where it stands"),
      );
      const detail = new anyPb.Any();
      detail.pack(keys.serializeBinary(), "pulumirpc.ConfigureErrorMissingKeys");
      const status = new statusPb.Status()
        .setCode(grpc.status.INVALID_ARGUMENT)
        .setMessage("locked")
        .setDetailsList([detail]);
      const metadata = new grpc.Metadata();
      metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
      throw Object.assign(fail("locked", grpc.status.INVALID_ARGUMENT), { metadata });
    }
    return new pb.ConfigureResponse().setAcceptsecrets(!old).setSupportspreview(!old);
  }),
  check: unary(async (request) => {
    const news = request.getNews().toJavaScript();
    await trouble("check", news, request.getUrn());
    if (news.say) await tell(enginePb.LogSeverity.WARNING, news.say, request.getUrn());
    return new pb.CheckResponse().setInputs(struct(news));
  }),
  diff: unary(async (request) => {
    const news = request.getNews().toJavaScript();
    await trouble("diff", news, request.getUrn());
    return diffOf(request.getOldInputs().toJavaScript(), news);
  }),
  create: unary(async (request) => {
    const inputs = request.getProperties().toJavaScript();
    if (request.getPreview()) return new pb.CreateResponse().setProperties(struct(inputs));
    await trouble("create", inputs, request.getUrn());
    const id = `sheet-${request.getName()}-${Math.random().toString(36).slice(2)}`;
    writeFileSync(file(id), JSON.stringify(inputs));
    return new pb.CreateResponse().setId(id).setProperties(struct({ ...inputs, out: `kept by ${version}` }));
  }),
  read: unary(async (request) => {
    const id = request.getId();
    const known = request.getInputs()?.toJavaScript() ?? {};
    await trouble("read", known, request.getUrn());
    if (!existsSync(file(id))) return new pb.ReadResponse();
    const inputs = JSON.parse(readFileSync(file(id), "utf8"));
    const outputs = { ...inputs, out: `kept by ${version}` };
    return new pb.ReadResponse().setId(id).setInputs(struct(inputs)).setProperties(struct(outputs));
  }),
  update: unary(async (request) => {
    const news = request.getNews().toJavaScript();
    const outputs = { ...news, out: `kept by ${version}` };
    if (request.getPreview()) return new pb.UpdateResponse().setProperties(struct(outputs));
    await trouble("update", news, request.getUrn());
    writeFileSync(file(request.getId()), JSON.stringify(news));
    return new pb.UpdateResponse().setProperties(struct(outputs));
  }),
  delete: unary(async (request) => {
    await trouble("delete", request.getOldInputs()?.toJavaScript() ?? {}, request.getUrn());
    rmSync(file(request.getId()), { force: true });
    return new emptyPb.Empty();
  }),
  // A pad: a component with as many sheets as it says, each of which tells the pad what it depends on.
  construct: unary(async (request) => {
    const inputs = request.getInputs().toJavaScript();
    await trouble("construct", inputs, `${request.getType()} ${request.getName()} in ${request.getStack()}`);
    const client = new resourceGrpc.ResourceMonitorClient(
      request.getMonitorendpoint(),
      grpc.credentials.createInsecure(),
    );
    const register = (asked) =>
      new Promise((resolve, reject) =>
        client.registerResource(asked, (error, answer) => (error ? reject(fail(error.details)) : resolve(answer))),
      );
    const pad = new resourcePb.RegisterResourceRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setProtect(request.getProtect());
    for (const [name, reference] of request.getProvidersMap().entries()) pad.getProvidersMap().set(name, reference);
    const urn = (await register(pad)).getUrn();
    const sheets = [];
    for (let at = 0; at < inputs.sheets; at++) {
      const sheet = new resourcePb.RegisterResourceRequest()
        .setType("paper:index:Sheet")
        .setName(`${request.getName()}-${at}`)
        .setParent(urn)
        .setCustom(true)
        .setAcceptsecrets(true)
        .setObject(struct({ text: inputs.text ?? "", ...(inputs.refuseSheet && { refuse: "create" }) }));
      sheets.push(await register(sheet));
    }
    client.close();
    const first = sheets[0]?.getObject()?.toJavaScript()["text"] ?? "";
    const response = new pb.ConstructResponse().setUrn(urn).setState(struct({ count: sheets.length, first }));
    response
      .getStatedependenciesMap()
      .set("first", new pb.ConstructResponse.PropertyDependencies().setUrnsList(sheets.map((each) => each.getUrn())));
    return response;
  }),
  invoke: unary(async (request) => {
    const args = request.getArgs().toJavaScript();
    await trouble("invoke", args, request.getTok());
    return new pb.InvokeResponse().setReturn(struct({ length: String(args.text ?? "").length }));
  }),
};

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(providerGrpc.ResourceProviderService, handlers);
if (start === undefined)
  server.bindAsync(
    `127.0.0.1:${process.env.PAPER_PORT ?? 0}`,
    grpc.ServerCredentials.createInsecure(),
    (error, port) => {
      if (error) throw error;
      console.log(port);
      console.error("paper is ready");
    },
  );
