"""Our short top-level names are ours: no other distribution may own one, and none may hide a standard module."""

import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fences.tree import PROJECT, ROOT, WHEEL, files, name

NAMES = [entry.removesuffix(".py") for entry in WHEEL]


@pytest.mark.parametrize("top", NAMES)
def test_a_top_level_name_resolves_inside_the_repository(top: str) -> None:
    spec = find_spec(top)
    assert spec is not None, f"{top} stands in pyproject.toml but cannot be imported"
    assert spec.origin is not None, f"{top} has no __init__.py: a rival's package would win over it"
    assert Path(spec.origin).is_relative_to(ROOT)


@pytest.mark.parametrize("top", NAMES)
def test_no_other_distribution_owns_a_top_level_name(top: str) -> None:
    assert set(packages_distributions().get(top, ())) <= {"rapport"}


def test_no_top_level_name_hides_a_standard_module() -> None:
    tops = {name(path).split("/")[0].removesuffix(".py") for path in files(".py")}
    assert not tops & sys.stdlib_module_names


def test_every_package_is_in_the_wheel() -> None:
    tops = {name(path).split("/")[0] for path in files(".py")}
    assert tops - {"tests", "bench", "chaos"} == set(WHEEL)


def test_every_folder_with_code_is_a_regular_package() -> None:
    folders = {path.parent for path in files(".py")} - {ROOT}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_it_can_never_be_uploaded_by_mistake() -> None:
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]
