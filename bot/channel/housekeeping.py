"""Deletes old conversations while the server runs; `python -m bot purge` does it by hand."""

from __future__ import annotations

import asyncio
import logging
from asyncio import AbstractEventLoop

from sanic import Blueprint, Sanic

from bot.store.ending import hours_to_keep, purge

logger = logging.getLogger(__name__)

EVERY_SECONDS = 600.0


def keep_house(blueprint: Blueprint) -> None:
    """Purges at the start and every ten minutes; a failure is logged and tried again."""

    @blueprint.listener("after_server_start")
    async def begin(app: Sanic, loop: AbstractEventLoop) -> None:
        app.add_task(_purge_again_and_again(hours_to_keep()), name="purge")


async def _purge_again_and_again(hours: float) -> None:
    while True:
        try:
            await asyncio.to_thread(purge, hours)
        except Exception:
            logger.exception("Old conversations could not be deleted")
        await asyncio.sleep(EVERY_SECONDS)
