"""Blueprints: classes whose attributes are options, and what can be done with one.

A blueprint is a plain class: assign to replace an option, ``[*Base.routes, ...]`` to extend it, override
``customize(template)`` to touch the troposphere objects. The same options may be given to the constructor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from cfngw.declare.contents import Contents
from cfngw.declare.kinds import NAME, WORD
from cfngw.declare.value import Value, required, unknown_option
from cfngw.errors import CfngwError, collecting, nearest, report
from cfngw.source import Source, here

if TYPE_CHECKING:
    from troposphere import Template

    from cfngw.compile import Part
    from cfngw.compile.seal import Sealed
    from cfngw.declare.environment import Environment, Plan
    from cfngw.declare.function import Function
    from cfngw.declare.parameter import Condition, Output, Parameter
    from cfngw.limits import Limits
    from cfngw.lint import Finding


class Blueprint:
    """A template without an API: functions, parameters, conditions, outputs, raw troposphere resources.

    Options are class attributes or keywords of the constructor; see ``cfngw.declare.contents.Contents``.

    ``environments``: the stacks that it is made into, each with a template of its own and with what it has of its own;
    ``one_template=True``: one template, whose parameter ``Environment`` chooses. ``app_name``: names functions, their
    roles and the API ``<app_name>-<environment>``. ``environment``, to be read in ``customize()``: the environment that
    a template is made for, None where there is none.
    """

    description: str | None = None
    metadata: Mapping[str, Any] | None = None
    parameters: Sequence[Parameter] = ()
    rules: Mapping[str, Any] | None = None
    mappings: Mapping[str, Any] | None = None
    conditions: Sequence[Condition] = ()
    functions: Sequence[Function] = ()
    resources: Sequence[Any] = ()
    outputs: Sequence[Output] = ()
    default_outputs: bool = True
    environments: Mapping[str, Environment | Mapping[str, Any] | None] | Sequence[str] | None = None
    one_template: bool = False
    app_name: str | None = None

    environment: str | None = None
    source: Source
    _declares: ClassVar[tuple[type[Value], ...]] = (Contents,)
    _elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType({})
    _class_line: ClassVar[Source | None] = None
    _given_plan: Plan | None = None

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls._class_line = here() if not cls.__module__.startswith("cfngw.") else None

    def __init__(self, *unnamed: Any, **options: Any) -> None:
        """Take options that replace the class's; raise DeclarationError for one that is wrong."""
        self.source = self._class_line or here()
        known = self._known()
        if unnamed:
            fix = 'name it, such as name="Notes" or routes=[...]'
            report(self._named().refusal("every option of a blueprint has a name.", given=unnamed[0], fix=fix))
        for name, given in options.items():
            if name in known:
                self._replace(name, given)
            else:
                report(unknown_option(self._named(), name, given, known))
        self._report_attributes(known)
        made: dict[type[Value], Any] = {}
        for declared in self._declares:
            made[declared] = self._declare(declared, made.get(Contents))
        self._declared = made

    def _replace(self, name: str, given: Any) -> None:
        """Take an option that was given to the constructor."""
        computed = getattr(type(self), name, None)
        if isinstance(computed, property) and computed.fset is None:
            fix = f"leave out {name}=, or write {name} as an attribute in place of the property"
            report(self._named().refusal(f"{name} is a property of the class.", given=given, fix=fix, option=name))
        else:
            setattr(self, name, given)

    def __setattr__(self, name: str, given: Any) -> None:
        """Set an attribute; an option must be there when the blueprint is made, and a verb stays one."""
        verb = getattr(Blueprint, name, None)
        if "_declared" in self.__dict__ and name in self._known():
            fix = f"give {name}= to the constructor, or assign it in a subclass, before super().__init__() if there"
            report(
                self._named().refusal(
                    f"{name} is set after the blueprint was made.", where=here(), given=given, fix=fix, option=name
                )
            )
        elif callable(verb) and not callable(given):
            report(self._shadowing(name, given, here()))
        else:
            super().__setattr__(name, given)

    def _shadowing(self, name: str, given: Any, where: Source) -> CfngwError:
        problem = f"{name} is what every blueprint can do, and this hides it."
        return self._named().refusal(problem, where=where, given=given, fix=f"give the attribute {name} another name")

    @classmethod
    def _known(cls) -> dict[str, Any]:
        return {name: None for declared in cls._declares for name in declared.options}

    def _named(self) -> Value:
        """Give a value to name this blueprint by in messages."""
        with collecting():
            named: Value = _Named(str(getattr(self, "name", "") or type(self).__name__)).moved(self.source)
        named.__dict__["elsewhere"] = self._elsewhere
        return named

    def _report_attributes(self, known: Mapping[str, Any]) -> None:
        """Report class attributes that are nearly an option or hide a verb; any other attribute is the user's own."""
        for cls in type(self).__mro__:
            if cls.__module__.startswith("cfngw.") or not issubclass(cls, Blueprint):
                continue
            for name, given in vars(cls).items():
                if name.startswith("_") or name in known or callable(given) or isinstance(given, classmethod):
                    continue
                problem = self._attribute_problem(name, given, known)
                if problem is not None:
                    problem.where = _attribute_line(cls, name) or problem.where
                    report(problem)

    def _attribute_problem(self, name: str, given: Any, known: Mapping[str, Any]) -> CfngwError | None:
        if callable(getattr(Blueprint, name, None)):
            return self._shadowing(name, given, self.source)
        if _nearly(name, known) or name in self._elsewhere:
            return unknown_option(self._named(), name, given, known)
        return None

    def _declare(self, declared: type[Value], contents: Contents | None) -> Any:
        """Make the declared value of this blueprint's options; its problems are told at the options' own lines."""
        options = self._options(declared)
        if "stages" in options and contents is not None and contents.environments is not None:
            from cfngw.blueprint.environments import with_stages

            options = with_stages(self, options, contents)
        with collecting() as problems:
            if "name" in declared.options and "name" not in options:
                options = {"name": type(self).__name__, **options}  # so that the rest is checked all the same
                fix = 'write name = "Notes" in the class, or name="Notes" in the brackets'
                problems.append(self._named().refusal("name is missing.", allowed=NAME.allowed, fix=fix, option="name"))
            made = declared(**options)
        for problem in problems:
            self._tell(problem)
        return made.moved(self.source)

    def _options(self, declared: type[Value]) -> dict[str, Any]:
        return {name: getattr(self, name) for name in declared.options if hasattr(self, name)}

    def _tell(self, problem: CfngwError) -> None:
        if problem.option is not None and problem.option not in vars(self):
            owner = next((cls for cls in type(self).__mro__ if problem.option in vars(cls)), None)
            problem.where = (owner and _attribute_line(owner, problem.option)) or self.source
        report(problem)

    def customize(self, template: Template) -> None:
        """Change the troposphere template before it is sealed; override this. Nothing by default."""

    def parts(self) -> list[Part]:
        """Give what the compiler takes: one part per blueprint."""
        return self._parts({})

    def _parts(self, rows: dict[str, dict[str, Any]]) -> list[Part]:
        """Give the parts; ``rows``: of the mapping of environments, which all that is in one template share."""
        from cfngw.compile import Part

        contents: Contents = self._declared[Contents]
        api = next((made for kind, made in self._declared.items() if kind is not Contents), None)
        settling = None
        if (plan := self._plan()) is not None:
            from cfngw.blueprint.environments import settled

            settling, contents, api = settled(plan, self.environment, contents, api, rows)
        return [Part(contents, api, self.customize, self.source, settling)]

    def in_environment(self, name: str) -> Self:
        """Give this blueprint in one of its environments: its verbs are about the template of that one."""
        from cfngw.blueprint.environments import check_environment

        plan = self._plan()
        check_environment(plan, self._named().label, name)
        return self._within(plan, name)

    def in_environments(self) -> list[Self]:
        """Give what has a template of its own: this blueprint in each environment, or itself where one serves all."""
        plan = self._plan()
        if plan is None or plan.one_template:
            return [self]
        return [self._within(plan, name) for name in plan.environments]

    def _within(self, plan: Plan | None, name: str | None) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__, environment=name, _given_plan=self._own_plan() or plan)
        return twin

    def _plan(self) -> Plan | None:
        """Give the environments: its own, or those of the composition that it is part of."""
        return self._own_plan() or self._given_plan

    def _own_plan(self) -> Plan | None:
        contents: Contents = self._declared[Contents]
        if contents.environments is None:
            return None
        from cfngw.blueprint.environments import plan_of

        return plan_of(self._named().label, contents, self.source)

    def sealed(self, limits: Limits | None = None, path: Path | None = None) -> Sealed:
        """Compile anew; raise a DeclarationError, or a BuildError of several.

        ``path``: the file that the template will be, whose folder paths to code are relative to; without it that is
        the Python file's, and files beside the template are named after the API.
        """
        from cfngw.compile import compile_parts

        return compile_parts(self.parts(), limits, path)

    def template(self) -> Template:
        """Give a fresh troposphere.Template, customised and checked."""
        return self.sealed().template

    def to_yaml(self) -> str:
        """Give the template as CloudFormation YAML; the same declaration always gives the same bytes."""
        from cfngw.render import render

        return render(self.sealed().document)

    def to_json(self) -> str:
        """Give the template as JSON."""
        from cfngw.render import render_json

        return render_json(self.sealed().document)

    def write(self, path: str | Path) -> bool:
        """Write the template, as JSON where the path ends in ``.json``; say whether a file changed.

        A relative path starts at the working directory. The file, and those that an API's layout puts beside it, are
        replaced whole or not at all.
        """
        from cfngw.files import write_texts
        from cfngw.render import render, render_json
        from cfngw.source import project_root

        path = Path(path).resolve()
        sealed = self.sealed(path=path)
        write = render_json if path.suffix == ".json" else render
        texts = {path: write(sealed.document)}
        texts.update({path.with_name(each.name): write(each.document) for each in sealed.beside})
        changed = write_texts(texts)
        for text, sources in zip(
            texts.values(), [sealed.sources, *(each.sources for each in sealed.beside)], strict=True
        ):
            sources.save(text, project_root(path))
        return bool(changed)

    def lint(self) -> list[Finding]:
        """Give what cfn-lint finds in the template, each with the Python line that it comes from.

        A template for each environment: what it finds in all of them.
        """
        if self.environment is None and (every := self.in_environments()) != [self]:
            return [finding for each in every for finding in each.lint()]
        from cfngw.lint import TOLD_BY_THE_BUILD, Options, lint_text
        from cfngw.render import render

        options = Options(ignore=TOLD_BY_THE_BUILD)

        sealed = self.sealed()
        name = Path(self.source.path).with_suffix(".yaml")
        found = list(lint_text(render(sealed.document), name, options, sources=sealed.sources).findings)
        for each in sealed.beside:
            if each.is_template:
                text = render(each.document)
                found += lint_text(text, name.with_name(each.name), options, sources=each.sources).findings
        return found


class Composition(Blueprint):
    """Several blueprints in one template; functions, roles and parameters that they share are made once.

    ``Composition(users, orders, description="...")``. Its own options are added to theirs.
    """

    def __init__(self, *blueprints: Any, **options: Any) -> None:
        """Take the blueprints in the order in which their resources shall stand."""
        super().__init__(**options)
        self.source = self._class_line or here()
        self._blueprints = blueprints
        for blueprint in blueprints:
            if not isinstance(blueprint, Blueprint):
                report(
                    self._named().refusal(
                        "a composition is made of blueprints.",
                        given=blueprint,
                        allowed="blueprints",
                        fix="make a value of the class: NotesApi()" if isinstance(blueprint, type) else None,
                    )
                )

    def _parts(self, rows: dict[str, dict[str, Any]]) -> list[Part]:
        """Give its own part first, whose description wins, then those of its blueprints."""
        own = super()._parts(rows)
        plan = self._plan()
        inner = [each._within(plan, self.environment) for each in self._blueprints] if plan else self._blueprints
        return own + [part for blueprint in inner for part in blueprint._parts(rows)]

    def _own_plan(self) -> Plan | None:
        """Give its own environments, or those that its blueprints have."""
        inner = [each._own_plan() for each in self._blueprints if isinstance(each, Blueprint)]
        found = [plan for plan in (super()._own_plan(), *inner) if plan is not None]
        if not found:
            return None
        from cfngw.blueprint.environments import agreed

        return agreed(found)


_LONGEST_DESCRIPTION = 1024  # of an API; a template's is refused beyond it too


def described(blueprint: Blueprint, declared: type[Value], options: dict[str, Any]) -> dict[str, Any]:
    """Let the blueprint's description be the API's, unless that has its own."""
    own = blueprint.description
    wanted = declared is not Contents and options.get("api_description") is None
    if wanted and isinstance(own, str) and len(own) <= _LONGEST_DESCRIPTION:
        return {**options, "api_description": own}
    return options


class _Named(Value):
    """Carries a blueprint's name and line into a message."""

    name: str = required(WORD, kw_only=False)

    @property
    def label(self) -> str:
        return f'Blueprint "{self.name}"'


def _nearly(name: str, known: Mapping[str, Any]) -> bool:
    from difflib import SequenceMatcher

    close = nearest(name, known)
    return close is not None and SequenceMatcher(None, name, close).ratio() >= 0.8


def _attribute_line(cls: type, name: str) -> Source | None:
    """Find the line where a class's body assigns an attribute; None when its file can't be read."""
    import ast

    line = getattr(cls, "_class_line", None)
    if line is None:
        return None
    try:
        tree = ast.parse(Path(line.path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
            for statement in _assignments(node):
                if name in _targets(statement):
                    return Source(line.path, statement.lineno)
    return None


def _assignments(node: Any) -> Iterator[Any]:
    import ast

    return (each for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign))


def _targets(statement: Any) -> list[str]:
    targets = getattr(statement, "targets", None) or [statement.target]
    return [getattr(target, "id", "") for target in targets]
