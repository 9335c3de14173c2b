# A callback of ansible-core that writes what happens in a run as lines of JSON, to the file that GROUNDWORK_EVENTS_FILE names.
#
# Nothing that a module answered leaves it but flags, names of files and counts of lines. GROUNDWORK_DIFF_TEXT=1 adds the text of
# differences, without values from vaults. Of tasks under a no_log, which an include does not hand on to what it includes, it writes flags
# alone. GROUNDWORK_ALLOW_CHANGES=1 lets tasks run that check mode does not hold back. It stands in the place of the callback that prints.
from __future__ import annotations

import json
import os
import re
from collections import Counter
from difflib import unified_diff

from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import action_loader
from ansible.release import __version__ as ansible_version

DOCUMENTATION = """
name: groundwork_events
type: stdout
short_description: writes events as lines of JSON to a file
description: Writes events of a run as lines of JSON, without what modules answered.
"""

LONGEST_TEXT = 65536
LONGEST_NAME = 400
MOST_DIFFS = 100
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
OTHER_TEMPLATES = re.compile(r"\{%[-+]?\s*(?:include|import|extends|from)\b")
ALWAYS_READ = frozenset(["ansible_check_mode"])
CONDITIONS = ("when", "until", "changed_when", "failed_when")
TEMPLATED = ("args", "loop", "loop_control", "environment", "delegate_to", "become", "become_user", "ignore_errors", "action")
META = ("meta", "ansible.builtin.meta", "ansible.legacy.meta")
ENDING = ("end_play", "end_batch", "end_host", "end_role")
TELLING_STATES = ("restarted", "reloaded", "touch")


def keep_flags():
    """Keeps flags that no_log removes beside each result: a skip by a condition would look like one by check mode."""
    from ansible.executor import task_result

    raw = getattr(task_result, "_RawTaskResult", None)
    if raw is None or hasattr(raw, "_groundwork_original"):
        return
    raw._groundwork_original = original = raw.as_callback_task_result

    def as_callback_task_result(self):
        converted = original(self)
        converted._groundwork_raw = self._return_data
        return converted

    raw.as_callback_task_result = as_callback_task_result


def raw_of(result):
    """What a module answered, before no_log. Only flags of it are written."""
    kept = getattr(result, "_groundwork_raw", None)
    if kept is not None:
        return kept
    # From ansible-core 2.21 on the result itself keeps it.
    unified = getattr(result, "_CallbackTaskResult__utr", None)
    return result._result if unified is None else unified.as_result_dict()


keep_flags()


def words_in(value, is_condition=False):
    if isinstance(value, str):
        parts = [value] if is_condition else EXPRESSION.findall(value)
        return {word for part in parts for word in WORD.findall(part)}
    if isinstance(value, dict):
        return set().union(*[words_in(each, is_condition) for pair in value.items() for each in pair])
    if isinstance(value, (list, tuple, set)):
        return set().union(*[words_in(each, is_condition) for each in value])
    return set()


def texts_in(value):
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts_in(each)]
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in texts_in(each)]
    if value is None or isinstance(value, bool):
        return []
    return [str(value)]


class VaultUnread(Exception):
    pass


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "groundwork_events"

    def __init__(self):
        super().__init__()
        self.file = os.open(os.environ["GROUNDWORK_EVENTS_FILE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.lines = 0
        self.shows_text = os.environ.get("GROUNDWORK_DIFF_TEXT") == "1"
        self.allows_changes = os.environ.get("GROUNDWORK_ALLOW_CHANGES") == "1"
        self.masks = []
        self.loader = None
        self.base = ""
        self.play = None
        self.names = {}
        self.sent = set()
        self.interesting = set(ALWAYS_READ)
        self.host_words = {}
        self.role_words = {}
        self.task_words = {}

    # Writing

    def write(self, event, **fields):
        fields = {name: value for name, value in fields.items() if value is not None and value is not False}
        self.lines += 1
        line = json.dumps({"n": self.lines, "event": event, **fields}, ensure_ascii=False, default=str) + "\n"
        data = line.encode("utf-8", "replace")
        while data:
            data = data[os.write(self.file, data) :]

    def guarded(self, act, *args):
        """An exception here would be a warning of Ansible's, and an event less."""
        try:
            act(*args)
        except Exception as error:
            self.write("broken", because=type(error).__name__)

    # The run

    def v2_playbook_on_start(self, playbook):
        self.guarded(self.started, playbook)

    def started(self, playbook):
        self.loader = playbook._loader
        self.base = os.path.realpath(playbook._basedir)
        plays = [{"play": str(play._uuid), "name": self.short(play.get_name())} for play in playbook.get_plays()]
        self.write("start", version=ansible_version, plays=plays)
        if self.shows_text:
            try:
                self.masks = self.vault_values()
            except Exception as error:
                self.shows_text = False
                self.write("withheld", because=type(error).__name__)

    def vault_values(self):
        """Every value of every vault below the playbook. Raises where one cannot be read: no text is shown then."""
        values = set()
        for folder, _, files in os.walk(self.base):
            for name in files:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    content = file.read()
                if content.startswith(b"$ANSIBLE_VAULT"):
                    text = self.loader._vault.decrypt(content).decode("utf-8", "replace")
                    values.add(text)
                    try:
                        values.update(texts_in(self.loader.load(text)))
                    except Exception:
                        pass
                elif b"!vault" in content:
                    values.update(self.inline_values(content.decode("utf-8", "replace")))
        lines = {line.strip() for value in values for line in value.splitlines() if len(line.strip()) >= 4}
        return sorted({value for value in values | lines if value.strip()}, key=len, reverse=True)

    def inline_values(self, text):
        found = []
        lines = text.splitlines()
        for index, line in enumerate(lines):
            if "!vault" not in line or line.lstrip().startswith("#"):
                continue
            block = []
            for following in lines[index + 1 :]:
                if not re.fullmatch(r"\s*(?:\$ANSIBLE_VAULT;\S+|[0-9a-f]+)\s*", following):
                    break
                block.append(following.strip())
            if not block:
                raise VaultUnread()
            found.append(self.loader._vault.decrypt("\n".join(block).encode()).decode("utf-8", "replace"))
        return found

    def v2_playbook_on_play_start(self, play):
        self.guarded(self.play_started, play)

    def play_started(self, play):
        self.play = play
        self.sent = set()
        self.host_words = {}
        manager = play.get_variable_manager()
        inventory = manager._inventory
        variables = manager.get_vars(play=play)
        tasks, roles = [], []
        for block in play.compile():
            self.expect(block.filter_tagged_tasks(variables), tasks, roles)
        self.write(
            "play",
            play=str(play._uuid),
            name=self.short(play.get_name()),
            hosts=[host.name for host in inventory.get_hosts(play.hosts, ignore_restrictions=True)],
            batch=[host.name for host in inventory.get_hosts(play.hosts)],
            tasks=tasks,
            endsTogether=bool(play.any_errors_fatal) or play.max_fail_percentage is not None,
        )

    def expect(self, block, tasks, roles):
        for task in [*block.block, *block.always]:
            if hasattr(task, "block"):
                self.expect(task, tasks, roles)
            elif task.action not in META and not self.is_repeated(task, roles):
                tasks.append({"task": str(task._uuid), "name": self.name_of(task), "runOnce": self.runs_once(task)})

    def is_repeated(self, task, roles):
        """Whether the task is of a role that is listed again in the same way: Ansible runs such a role once, and says nothing."""
        role = task._role
        if role is None or (role._metadata is not None and role._metadata.allow_duplicates):
            return False
        first = next((each for each in roles if each == role), None)
        if first is None:
            roles.append(role)
        return first is not None and first is not role

    def runs_once(self, task):
        """Once for all machines of a batch: as declared, or because the action always does."""
        action = action_loader.get(task.action, class_only=True) if isinstance(task.action, str) else None
        return task.run_once is True or bool(getattr(action, "BYPASS_HOST_LOOP", False))

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.guarded(self.task_started, task, False)

    def v2_playbook_on_handler_task_start(self, task):
        self.guarded(self.task_started, task, True)

    def task_started(self, task, handler):
        if task.implicit:
            return
        may_change = task.check_mode is False or isinstance(task.check_mode, str)
        if may_change and not self.allows_changes:
            self.write("refused", name=self.name_of(task), path=self.place_of(task))
            # Nothing else ends a run from a callback, and the next thing that Ansible does is to run the task.
            os._exit(97)
        self.describe(task, handler)

    def describe(self, task, handler=False):
        uuid = str(task._uuid)
        if uuid in self.sent:
            return
        self.sent.add(uuid)
        args = task.args if isinstance(task.args, dict) else {}
        meta = task._get_meta() if task.action in META else None
        state = args.get("state")
        self.interesting.update(self.written_by(task))
        self.write(
            "task",
            task=uuid,
            play=str(self.play._uuid) if self.play else "",
            name=self.name_of(task),
            action=str(task.resolved_action or task.action).rsplit(".", 1)[-1],
            path=self.place_of(task),
            handler=handler,
            ends=meta if meta in ENDING else None,
            meta=meta is not None,
            mayChange=task.check_mode is False or isinstance(task.check_mode, str),
            runOnce=self.runs_once(task),
            endsTogether=bool(task.any_errors_fatal),
            declaresChanged=task.changed_when not in ([], None),
            args=sorted(str(name) for name in args),
            state=str(state) if state in TELLING_STATES else None,
            forced=args.get("force") is True or str(args.get("force")).lower() in ("true", "yes"),
            writes=sorted(self.written_by(task)),
            opaque=self.words_of(task)[1],
        )

    def written_by(self, task):
        # A name, and from ansible-core 2.21 on names with what is registered under each.
        register = task.register
        written = {register} if isinstance(register, str) else {str(name) for name in register or ()}
        if str(task.action).rsplit(".", 1)[-1] == "set_fact" and isinstance(task.args, dict):
            written.update(str(name) for name in task.args if name != "cacheable")
        return written

    # Results

    def v2_runner_on_ok(self, result):
        self.guarded(self.result, "result", "ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.guarded(self.result, "result", "failed", result, bool(ignore_errors))

    def v2_runner_on_skipped(self, result):
        self.guarded(self.result, "result", "skipped", result)

    def v2_runner_on_unreachable(self, result):
        self.guarded(self.result, "result", "unreachable", result)

    def v2_runner_item_on_ok(self, result):
        self.guarded(self.result, "item", "ok", result)

    def v2_runner_item_on_failed(self, result):
        self.guarded(self.result, "item", "failed", result)

    def v2_runner_item_on_skipped(self, result):
        self.guarded(self.result, "item", "skipped", result)

    def result(self, event, outcome, result, ignored=False):
        task, host = result._task, result._host
        self.describe(task)
        data = result._result
        raw = raw_of(result)
        if task.action in ("include_vars", "ansible.builtin.include_vars", "ansible.legacy.include_vars"):
            self.host_words.pop(host.name, None)
            self.interesting.update(str(name) for name in (raw.get("ansible_facts") or {}))
        hidden = self.is_hidden(task) or bool(raw.get("_ansible_no_log")) or "censored" in data
        # A task with a loop has the differences of its items in the items.
        diffs = [] if hidden or "results" in raw else self.diffs_of(task, data)
        self.write(
            event,
            host=host.name,
            task=str(task._uuid),
            outcome="unreachable" if raw.get("unreachable") else outcome,
            changed=bool(raw.get("changed")),
            byCondition="skip_reason" in raw or "false_condition" in raw,
            empty=raw.get("skipped_reason") == "No items in the list",
            satisfied=self.is_satisfied(task, raw),
            failureDecided="failed_when_result" in raw,
            ignored=ignored,
            rescued=outcome == "failed" and not ignored and self.is_rescued(task),
            timedOut="timedout" in raw,
            hidden=hidden,
            reads=sorted(self.reads_of(task, host)) or None,
            diffs=diffs or None,
        )

    def is_satisfied(self, task, raw):
        """Whether `creates` or `removes` decided: these two modules say so in words alone, and as a skip."""
        action = str(task.action).rsplit(".", 1)[-1]
        message = str(raw.get("msg", ""))
        if action == "script":
            return message.endswith(("exists, matching creates option", "does not exist, matching removes option"))
        return action == "unarchive" and message.startswith("skipped, since ") and message.endswith(" exists")

    def is_rescued(self, task):
        """Whether a block around the task goes on with its rescue when the task fails. One that fails in a rescue is not rescued by it."""
        child, parent = task, getattr(task, "_parent", None)
        while parent is not None:
            inside = getattr(parent, "block", None) or []
            if getattr(parent, "rescue", None) and any(self.is_same(each, child) for each in inside):
                return True
            child, parent = parent, getattr(parent, "_parent", None)
        return False

    def is_same(self, one, other):
        return one is other or one._uuid == other._uuid

    def is_hidden(self, task):
        parent = task
        while parent is not None:
            if getattr(parent, "_no_log", None) is True or getattr(parent, "no_log", None) is True:
                return True
            # A no_log that has to be computed may come out true.
            if isinstance(getattr(parent, "no_log", None), str):
                return True
            parent = getattr(parent, "_parent", None)
        return False

    # What a task reads

    def reads_of(self, task, host):
        words, _ = self.words_of(task)
        known = [self.words_of_host(host), self.words_of_role(task)]
        open_words, seen = set(words), set()
        while open_words:
            word = open_words.pop()
            if word in seen:
                continue
            seen.add(word)
            for names in known:
                open_words.update(names.get(word, ()))
        return seen & (self.interesting | {"hostvars"})

    def words_of(self, task):
        uuid = str(task._uuid)
        if uuid not in self.task_words:
            self.task_words[uuid] = self.read_words(task)
        return self.task_words[uuid]

    def read_words(self, task):
        words = set()
        for name in CONDITIONS:
            words |= words_in(getattr(task, name, None), True)
        for name in TEMPLATED:
            words |= words_in(getattr(task, name, None))
        words |= words_in(task.get_vars())
        if task.loop_with:
            words |= words_in(task.loop, True)
        action = str(task.action).rsplit(".", 1)[-1]
        if action == "debug":
            return set(), False
        opaque = False
        if action == "template":
            text = self.template_of(task)
            opaque = text is None or OTHER_TEMPLATES.search(text) is not None
            words |= words_in(text or "")
        if action == "assert":
            words |= words_in(task.args.get("that"), True)
        return words, opaque or "lookup" in words or "query" in words

    def template_of(self, task):
        source = task.args.get("src") if isinstance(task.args, dict) else None
        if not isinstance(source, str) or "{{" in source:
            return None
        try:
            path = self.loader.path_dwim_relative_stack(task.get_search_path(), "templates", source)
            with open(path, encoding="utf-8", errors="replace") as file:
                return file.read()
        except Exception:
            return None

    def words_of_host(self, host):
        if host.name not in self.host_words:
            variables = self.play.get_variable_manager().get_vars(play=self.play, host=host, include_hostvars=False)
            self.host_words[host.name] = self.words_of_variables(variables)
        return self.host_words[host.name]

    def words_of_role(self, task):
        role = task._role
        if role is None:
            return {}
        key = id(role)
        if key not in self.role_words:
            variables = {**role.get_default_vars(), **role.get_vars()}
            self.role_words[key] = self.words_of_variables(variables)
        return self.role_words[key]

    def words_of_variables(self, variables):
        found = {str(name): words_in(value) for name, value in variables.items() if not str(name).startswith("ansible_")}
        return {name: words for name, words in found.items() if words}

    # Differences

    def diffs_of(self, task, data):
        given = data.get("diff")
        entries = given if isinstance(given, list) else [given]
        described = [self.diff_of(task, data, entry) for entry in entries[:MOST_DIFFS] if isinstance(entry, dict) and entry]
        return [entry for entry in described if entry]

    def diff_of(self, task, data, entry):
        file = self.file_of(task, data, entry)
        if "prepared" in entry:
            text = str(entry["prepared"])
            shown = {"kind": "prepared", "lines": len(text.splitlines())}
            return self.with_text({**shown, **file}, text) if text.strip() else None
        if any(name in entry for name in ("dst_binary", "src_binary", "dst_larger", "src_larger")):
            return {"kind": "unreadable", **file}
        before, after = entry.get("before"), entry.get("after")
        if isinstance(before, dict) or isinstance(after, dict):
            before, after = (each if isinstance(each, dict) else {} for each in (before, after))
            names = sorted({str(name) for name in {*before, *after} if before.get(name) != after.get(name)})
            return {"kind": "attributes", "names": [self.short(name) for name in names], **file} if names else None
        before, after = (each if isinstance(each, str) else "" if each is None else str(each) for each in (before, after))
        if before == after:
            return None
        old, new = Counter(before.splitlines()), Counter(after.splitlines())
        added, removed = sum((new - old).values()), sum((old - new).values())
        shown = {"kind": "text", "added": added, "removed": removed, **file}
        if not self.shows_text:
            return shown
        if len(before) > LONGEST_TEXT or len(after) > LONGEST_TEXT:
            return {**shown, "cut": True}
        sides = [self.masked(each).splitlines() for each in (before, after)]
        return {**shown, "text": "\n".join(unified_diff(*sides, "before", "after", lineterm=""))}

    def with_text(self, shown, text):
        if not self.shows_text:
            return shown
        return {**shown, "cut": True} if len(text) > LONGEST_TEXT else {**shown, "text": self.masked(text)}

    def masked(self, text):
        for value in self.masks:
            text = text.replace(value, "********")
        return text

    def file_of(self, task, data, entry):
        """By what the task was given: headers are absent for new files, and those of templates name a file that is gone."""
        given = (data.get("invocation") or {}).get("module_args") or {}
        headers = [str(entry[name]) for name in ("before_header", "after_header") if entry.get(name)]
        headers = [re.sub(r" \((?:content|file attributes)\)$", "", header) for header in headers]
        candidates = [data.get("dest"), data.get("path"), given.get("dest"), given.get("path"), *headers]
        path = next((each for each in candidates if isinstance(each, str) and each), None)
        return {} if path is None else {"file": self.short(self.masked(path))}

    # The end

    def v2_playbook_on_stats(self, stats):
        self.guarded(self.ended, stats)

    def ended(self, stats):
        for host in sorted(stats.processed):
            self.write("stats", host=host)
        self.write("end")

    # Names

    def name_of(self, task):
        uuid = str(task._uuid)
        if uuid not in self.names:
            # The task that gathers facts is Ansible's own, and no file declares it.
            declaration = getattr(task, "_ds", None)
            declared = declaration.get("name") if isinstance(declaration, dict) else None
            name = self.short(str(declared or task.name or task.action))
            role = task._role.get_name() if task._role else None
            self.names[uuid] = f"{role} : {name}" if role else name
        return self.names[uuid]

    def place_of(self, task):
        path = task.get_path()
        if not path:
            return None
        file, _, line = path.rpartition(":")
        inside = os.path.relpath(os.path.realpath(file), self.base) if self.base else file
        return f"{inside}:{line}"

    def short(self, text):
        text = str(text)
        return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]} …"
