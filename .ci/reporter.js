// Writes what came of a run of Vitest to the file CHECKS_REPORT: of every test, and of what ended outside of one. Vitest's own report in JSON
// leaves out why a suite's hook failed, which is then told by nothing but skipped tests.
import { writeFileSync } from "node:fs";

export default class ChecksReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map(resultOf));
    const outside = modules.flatMap((module) => [
      ...failuresOf(module.relativeModuleId, module),
      ...[...module.children.allSuites()].flatMap((suite) => failuresOf(suite.fullName, suite)),
    ]);
    outside.push(...unhandledErrors.map((error) => ({ name: "outside of every test", message: textOf(error) })));
    writeFileSync(process.env.CHECKS_REPORT, JSON.stringify({ tests, outside }));
  }
}

function resultOf(test) {
  const { state, errors = [] } = test.result();
  return {
    name: `${test.module.relativeModuleId} > ${test.fullName}`,
    outcome: state === "passed" || state === "failed" ? state : "skipped",
    reason: test.meta().skipped,
    messages: errors.map(textOf),
  };
}

function failuresOf(name, task) {
  return task.errors().map((error) => ({ name: `${name}, outside of its tests`, message: textOf(error) }));
}

// A hook may have added to the message what it knows of the failure.
function textOf({ stack = "", message }) {
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}
