"""The module of exceptions that a handler raises, in the form that an error contract's patterns look for."""

from __future__ import annotations

from cfngw.declare.error_contract import BracketErrors, ErrorContract, JsonErrors, phrase

MODULE_NAME = "api_errors.py"
_BASE = '''\
"""The errors that API Gateway answers with a status of their own; anything else is answered with 500.

Made by cfngw from {contract}.
"""
{imports}

class ApiError(Exception):
    """An error with a status. Its text is what API Gateway's selection patterns are matched against."""

    status = 500

    def __init__(self, message=""):
        super().__init__(message)
        self.message = str(message)

    def __str__(self):
        return {text}
'''
_ONE = '''

class {name}(ApiError):
    """{status}: {example}"""

    status = {status}
'''


def module_text(contract: ErrorContract) -> str:
    """Give the text of the module; it needs Python alone."""
    imports, text = "", 'f"{self.status}: {self.message}"'
    if isinstance(contract, BracketErrors):
        text = 'f"[{self.status}:{type(self).__name__}] {self.message}"'
    elif isinstance(contract, JsonErrors):
        imports = "\nimport json\n"
        text = f'json.dumps({{"{contract.field}": self.status, "{contract.reason}": self.message}}, ensure_ascii=False)'
    head = _BASE.format(contract=type(contract).__name__, imports=imports, text=text)
    return head + "".join(_class(contract, status) for status in contract.statuses)


def _class(contract: ErrorContract, status: int) -> str:
    name = phrase(status)
    example = contract.example.replace("400", str(status)).replace("BadRequest", name)
    return _ONE.format(name=name, status=status, example=example)
