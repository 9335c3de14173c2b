process.stderr.write("groundwork local: nothing to run yet\n");
process.exitCode = 1;
