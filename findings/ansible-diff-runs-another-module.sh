#!/usr/bin/env bash
# ansible-core 2.19.14: with --diff, a copy task that would write a file runs one module more on the machine than without.
#
# `ansible-playbook --check --diff` is the usual way to look for differences. One expects it to print more than `--check` does, of what it has
# found out anyway. The action of `copy` asks the machine a second time instead: it runs the module `file` with a hidden argument, to get the
# content that is there, before it compares; also where stat has just said that no file is there, so that there is no content. Over SSH each such
# run is a round trip and a start of Python. Of 50 tasks of which 25 would write a file, on two machines with pipelining, --check took
# 12.2 s and --check --diff 17.2 s.
# Expected was the same number of modules.
#
# Seen on Linux, amd64, with Python 3.11:
#   modules of a copy that finds its file as it is, of one that would write it, and of a folder that is missing:
#   --check: 2 1 1, --check --diff: 2 2 1
#
# Needs: python3 3.11 or newer with venv and pip. Takes 20 s.
# Ends with 0 while the behaviour is as described, with 1 when it changed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ansible-core==2.19.14

mkdir there
printf 'same\n' > there/same
cat > site.yml <<'YAML'
- hosts: all
  gather_facts: false
  tasks:
    - copy: { content: "same\n", dest: "{{ there }}/same" }
    - copy: { content: "new\n", dest: "{{ there }}/missing" }
    - file: { path: "{{ there }}/folder", state: directory }
YAML

# -vvv says each module that is sent to the machine, below the title of its task.
modules() {
  env HOME="$work" ANSIBLE_HOME="$work/home" ANSIBLE_PIPELINING=1 ANSIBLE_NOCOLOR=1 LC_ALL=C.UTF-8 \
    venv/bin/ansible-playbook -vvv --check "$@" -i localhost, -c local -e "ansible_python_interpreter=$work/venv/bin/python3" \
    -e "there=$work/there" site.yml 2> /dev/null |
    awk '/^TASK/ { if (n != "") printf "%s ", n; n = 0 } /^Using module file/ { n++ } END { print n }'
}

without=$(modules)
with=$(modules --diff)
echo "--check: $without, --check --diff: $with"
[ "$without" = "2 1 1" ] && [ "$with" = "2 2 1" ]
