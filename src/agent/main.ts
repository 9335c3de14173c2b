process.stderr.write("groundwork agent: nothing to run yet\n");
process.exitCode = 1;
