"""What the kernel sets, and what `%pip` calls."""

from __future__ import annotations

from typing import Any, NoReturn


async def install(requirements: Any, *_: Any, **__: Any) -> NoReturn:
    """Say that nothing can be installed."""
    from quizzes.catalogue import say  # where the kernel starts, nothing of the course is needed yet

    names = requirements if isinstance(requirements, str) else ", ".join(map(str, requirements))
    raise RuntimeError(say("site.no_install", names=names))
