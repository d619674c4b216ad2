"""Context functions (10.3.4.11)."""

from engine.feel.budget import Run
from engine.feel.functions.registry import builtin
from engine.feel.values import Value


@builtin("get value", "m: context, key: any")
def get_value(run: Run, context: dict[str, Value], key: Value) -> Value:
    if type(key) is str:
        return context.get(key)
    if type(key) is not list or not key:
        return run.null("wrong_argument", "get value")
    value: Value = context
    for step in key:
        if type(value) is not dict or type(step) is not str:
            return run.null("wrong_argument", "get value")
        value = value.get(step)
    return value


@builtin("get entries", "m: context")
def get_entries(run: Run, context: dict[str, Value]) -> Value:
    run.charge(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", "entries: list")
def context_of(run: Run, entries: list[Value]) -> Value:
    run.charge(len(entries))
    context: dict[str, Value] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            return run.null("wrong_argument", "context")
        if entry["key"] in context:
            return run.null("repeated_key")
        context[entry["key"]] = entry["value"]
    return context


@builtin("context put", "context: context, key: any, value: any?")
def context_put(run: Run, context: dict[str, Value], key: Value, value: Value) -> Value:
    if type(key) is list:
        return context_put_deep(run, context, key, value)
    if type(key) is not str:
        return run.null("wrong_argument", "context put")
    run.charge_list(len(context) + 1)
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any?")
def context_put_deep(run: Run, context: dict[str, Value], keys: list[Value], value: Value) -> Value:
    if not keys or type(keys[0]) is not str:
        return run.null("wrong_argument", "context put")
    run.charge_list(len(context) + 1)
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0]) if keys[0] in context else {}
    if type(inner) is not dict:
        return run.null("wrong_argument", "context put")
    run.enter()
    inner = context_put_deep(run, inner, keys[1:], value)
    run.leave()
    return None if inner is None else {**context, keys[0]: inner}


@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Value]) -> Value:
    merged: dict[str, Value] = {}
    for context in contexts:
        if type(context) is not dict:
            return run.null("wrong_argument", "context merge")
        run.charge_list(len(merged) + len(context))
        merged |= context
    return merged
