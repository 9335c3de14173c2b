import pb from "@pulumi/pulumi/proto/engine_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { Diagnostic } from "../../../../change/index.ts";
import type { EventStream } from "../../deployment/index.ts";
import { requirePulumiVersion } from "../../stack/index.ts";
import type { MonitorAnswers } from "./monitor-server.ts";

const severities: readonly Diagnostic["severity"][] = ["debug", "info", "warning", "error"];

/**
 * Answers what a program or a provider asks its engine: above all, to tell the user something.
 *
 * @param mutesErrors while it gives true, errors are not told: they come of one that was.
 */
export function engineAnswers(events: EventStream, mutesErrors: () => boolean = () => false): MonitorAnswers {
  let root = "";
  return {
    log: async (request: pb.LogRequest) => {
      const severity = severities[request.getSeverity()] ?? "info";
      // SDKs log each of their own steps at the level `debug`, for their authors.
      if (severity !== "debug" && !(severity === "error" && mutesErrors()))
        events.diagnostic(severity, request.getMessage(), request.getUrn(), request.getEphemeral());
      return await Promise.resolve(new emptyPb.Empty());
    },
    getRootResource: async () => await Promise.resolve(new pb.GetRootResourceResponse().setUrn(root)),
    setRootResource: async (request: pb.SetRootResourceRequest) => {
      root = request.getUrn();
      return await Promise.resolve(new pb.SetRootResourceResponse());
    },
    startDebugging: async () => await Promise.resolve(new emptyPb.Empty()),
    requirePulumiVersion: async (request: pb.RequirePulumiVersionRequest) => {
      requirePulumiVersion(request.getPulumiVersionRange(), "The program");
      return await Promise.resolve(new pb.RequirePulumiVersionResponse());
    },
  };
}
