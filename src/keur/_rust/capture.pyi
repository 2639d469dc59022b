from collections.abc import Callable
from typing import Any

READER_VERSION: str

def read(
    paths: list[str],
    batch: Callable[[str, Any], None],
    progress: Callable[[int, int], None] | None = None,
    most_conversations: int = 100_000,
) -> tuple[int, int, int]: ...
def ports() -> list[tuple[str, str, int]]: ...
def functions() -> list[tuple[str, str, str, str, str]]: ...
def protocols() -> list[str]: ...
