"""Build hook: makes the word table ``checker/lexicon/words.bin`` where it is missing, for wheels, sdists and ``pip install -e``.

Declared in ``pyproject.toml``::

    [build-system]
    requires = ["hatchling", "jieba==0.42.1"]
    [tool.hatch.build]
    artifacts = ["checker/lexicon/words.bin"]
    [tool.hatch.build.hooks.custom]
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs ``tools/build_dictionary.py``; a table made by the same tool (its mark fits) is kept."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        spec = importlib.util.spec_from_file_location("build_dictionary", root / "tools" / "build_dictionary.py")
        if spec is None or spec.loader is None:
            raise RuntimeError("tools/build_dictionary.py is missing from this source tree")
        tool = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(tool)
        table = root / "checker" / "lexicon" / "words.bin"
        if not tool.fits(table):
            self.app.display_info("building the word table from jieba's dictionary (15 s)")
            tool.build(table)
