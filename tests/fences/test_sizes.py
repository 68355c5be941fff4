"""What one can read at a glance: modules of at most 250 lines, functions of at most 40, an `__init__` that lists."""

import ast

from tests.fences.tree import files, name

MODULE, FUNCTION = 250, 40


def test_no_module_is_longer_than_250_lines() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in files(".py")}
    assert {module: size for module, size in sizes.items() if size > MODULE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {}
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > FUNCTION:
                    long[f"{name(path)}: {node.name}"] = size
    assert long == {}


def test_an_init_file_holds_a_docstring_or_a_list() -> None:
    for path in files("__init__.py"):
        kinds = {type(node) for node in ast.parse(path.read_text("utf-8")).body}
        assert kinds <= {ast.Expr, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom}, name(path)


def test_every_module_begins_by_saying_what_it_is_for() -> None:
    texts = {name(path): path.read_text("utf-8") for path in files(".py")}
    assert [module for module, text in texts.items() if text and not ast.get_docstring(ast.parse(text))] == []


def test_no_sql_stands_in_python() -> None:
    verbs = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ")
    found = []
    for path in files(".py"):
        place = name(path)
        if place.startswith(("tests/", "bench/", "chaos/")):
            continue  # they look behind the scenes
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(verbs):
                found.append(f"{place}:{node.lineno}")
    assert found == []
