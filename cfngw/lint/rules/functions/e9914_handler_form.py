"""E9914: the handler has the form of its runtime."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class HandlerForm(Rule):
    """The handler has the form of its runtime."""

    id = "E9914"
    short = "The handler has the form of its runtime"
    long = (
        "Python, Ruby: `<module>.<function>`; Node.js: `<file>.<export>`; .NET: `<assembly>::<type>::<method>`. A "
        "name without a dot, with the suffix of a file or with backslashes names no function."
    )
    aws = (
        "The stack is created; each call fails with Runtime.MalformedHandlerName or Runtime.ImportModuleError, which "
        "an API answers with 502 or 500."
    )
    fix = "Write the handler in the runtime's form."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/foundation-progmodel.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.reading.functions.values():
            if not isinstance(each.handler, str) or not isinstance(each.runtime, str) or each.package_type != "Zip":
                continue
            why = _why(each.handler, each.runtime)
            if why:
                yield Problem(
                    below(each.at, "Properties", "Handler"),
                    f"Handler {each.handler} of {each.logical_id} {why[0]}: each call would fail. Write it like "
                    f"{why[1]}",
                )


def _why(handler: str, runtime: str) -> tuple[str, str] | None:
    """Tell what is wrong with the form, and an example; None where nothing is."""
    if runtime.startswith(("python", "ruby", "nodejs")):
        last = handler.rpartition("/")[2]
        if "." not in last or last.endswith(".") or (last.startswith(".") and not runtime.startswith("nodejs")):
            return "names no function", "index.handler"
        if "\\" in handler:
            return "has backslashes", handler.replace("\\", "/")
        stem, _, name = last.rpartition(".")
        if (runtime[:6], name) in (("python", "py"), ("nodejs", "js"), ("nodejs", "mjs"), ("ruby3.", "rb")):
            return "is a file, and the function in it is missing", f"{stem}.handler"
        if runtime.startswith("python") and stem.endswith(".py"):
            return "has the file's suffix in it", f"{stem.removesuffix('.py')}.{name}"
    # An executable of .NET is named by its assembly alone.
    if runtime.startswith("dotnet") and handler.count("::") not in (0, 2):
        return "is no assembly, type and method", "Assembly::Namespace.Class::Method"
    return None
